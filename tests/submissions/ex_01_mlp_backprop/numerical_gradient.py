# Solutions of numerical_gradient, right and wrong, written without sight of the checks.

# %% right="ndindex, copy for integers" replaces="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    if not np.issubdtype(x.dtype, np.floating):
        x = x.astype(float)
    g = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# %% right="flat iterator, result in Fortran order" replaces="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iub":
        x = x.astype(np.float64)
    g = np.zeros(x.shape, order="F")
    for k in range(x.size):
        keep = x.flat[k]
        values = []
        for sign in (1, -1):
            x.flat[k] = keep + sign * h
            values.append(float(f(x)))
        x.flat[k] = keep
        g.flat[k] = (values[0] - values[1]) / h / 2
    return g


# %% right="restores from a whole snapshot in a finally" replaces="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    x = x * 1.0 if x.dtype.kind != "f" else x
    saved = x.copy()

    def value(i, step):
        try:
            x[i] = saved[i] + step
            return f(x)
        finally:
            x[...] = saved

    g = [(value(i, h) - value(i, -h)) / (2 * h) for i in np.ndindex(x.shape)]
    return np.array(g, dtype=float).reshape(x.shape)


# %% right="divides by the step really taken" replaces="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    if np.issubdtype(x.dtype, np.integer):
        x = x.astype(float)
    g = np.zeros(x.shape)
    it = np.nditer(g, flags=["multi_index", "zerosize_ok"])
    while not it.finished:
        i = it.multi_index
        old = x[i].copy()
        x[i] = old - h
        left, low = x[i].copy(), f(x)
        x[i] = old + h
        right, high = x[i].copy(), f(x)
        x[i] = old
        g[i] = (high - low) / (right - left)
        it.iternext()
    return g


# %% right="recursion over the first axis, with a print" replaces="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)

    def rec(prefix):
        if len(prefix) == x.ndim:
            old = x[prefix]
            x[prefix] = old + h
            a = f(x)
            x[prefix] = old - h
            b = f(x)
            x[prefix] = old
            return 0.5 * (a - b) / h
        return [rec((*prefix, k)) for k in range(x.shape[len(prefix)])]

    g = np.array(rec(()), dtype=float)
    print("gradient of shape", g.shape)
    return g


# %% wrong="forward difference" replaces="numerical_gradient" fails=["numerical_gradient-order"] carries=["diagnose-*"] mistake="forward difference"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    base = f(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        g[i] = (f(x) - base) / h
        x[i] = old
    return g


# %% wrong="central, but over h" replaces="numerical_gradient" fails=["numerical_gradient-value", "numerical_gradient-in-place", "numerical_gradient-order"] carries=["diagnose-*"] mistake="divided by h"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / h
    return g


# %% wrong="never restores x" replaces="numerical_gradient" fails=["numerical_gradient-in-place"] carries=["diagnose-*"] mistake="x not restored"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        g[i] = (up - down) / (2 * h)
    return g


# %% wrong="restores by adding h again" replaces="numerical_gradient" fails=["numerical_gradient-in-place"] mistake="x not restored"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        up = f(x)
        x[i] -= 2 * h
        down = f(x)
        x[i] += h
        g[i] = (up - down) / (2 * h)
    return g


# %% wrong="h hard-coded" replaces="numerical_gradient" fails=["numerical_gradient-order"] mistake="h ignored"
def numerical_gradient(f, x, h=1e-5):
    h = 1e-5
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# %% wrong="perturbs a copy" replaces="numerical_gradient" fails=["numerical_gradient-in-place"] carries=["diagnose-*"] mistake="x not perturbed"
def numerical_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.astype(float), x.astype(float)
        up[i] += h
        down[i] -= h
        g[i] = (f(up) - f(down)) / (2 * h)
    return g


# %% wrong="integer x stays integer" replaces="numerical_gradient" fails=["numerical_gradient-value"] mistake="integers kept"
def numerical_gradient(f, x, h=1e-5):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g


# %% wrong="reshape copies a transpose" replaces="numerical_gradient" fails=["numerical_gradient-value"] mistake="x not perturbed"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float, order="C")
    flat = x.reshape(-1)
    g = np.zeros(x.size)
    for k in range(flat.size):
        old = flat[k]
        flat[k] = old + h
        up = f(x)
        flat[k] = old - h
        down = f(x)
        flat[k] = old
        g[k] = (up - down) / (2 * h)
    return g.reshape(x.shape)


# %% wrong="moves a whole row" replaces="numerical_gradient" fails=["numerical_gradient-value", "numerical_gradient-in-place", "numerical_gradient-order"] carries=["diagnose-*"] mistake="several entries at once"
def numerical_gradient(f, x, h=1e-5):
    if x.dtype.kind in "iu":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in range(len(x)):
        old = x[i].copy()
        x[i] = old + h
        up = f(x)
        x[i] = old - h
        down = f(x)
        x[i] = old
        g[i] = (up - down) / (2 * h)
    return g
