# Solutions of gd_quadratic, right and wrong, written without sight of the checks.

# %% right="running product with numpy" replaces="gd_quadratic"
def gd_quadratic(lam, lr, steps):
    factors = np.full(steps + 1, 1.0 - lr * lam)
    factors[0] = 1.0
    return list(np.cumprod(factors))


# %% right="closed form with numpy powers" replaces="gd_quadratic"
def gd_quadratic(lam, lr, steps):
    return np.power(1.0 - lr * lam, np.arange(steps + 1)).tolist()


# %% right="accumulate" replaces="gd_quadratic"
from itertools import accumulate, repeat


def gd_quadratic(lam, lr, steps):
    return list(accumulate(repeat(None, steps), lambda x, _: x - lr * lam * x, initial=1.0))


# %% right="while loop on numpy scalars" replaces="gd_quadratic"
def gd_quadratic(lam, lr, steps):
    path = [np.float64(1)]
    while len(path) <= steps:
        gradient = lam * path[-1]
        path.append(path[-1] - lr * gradient)
    return path


# %% wrong="half of the gradient" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="factor 1/2"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [1.0]
    for _ in range(steps):
        x = x - lr * 0.5 * lam * x
        path.append(x)
    return path


# %% wrong="start not in the list" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="start missing"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, []
    for _ in range(steps):
        x = x - lr * lam * x
        path.append(x)
    return path


# %% wrong="last iterate missing" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="one epoch too few"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, []
    for _ in range(steps):
        path.append(x)
        x = x - lr * lam * x
    return path


# %% wrong="ascent" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="ascent"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [1.0]
    for _ in range(steps):
        x = x + lr * lam * x
        path.append(x)
    return path


# %% wrong="losses instead of iterates" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="losses instead of iterates"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [0.5 * lam]
    for _ in range(steps):
        x = x - lr * lam * x
        path.append(0.5 * lam * x * x)
    return path


# %% wrong="distances, signs lost" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="sign lost"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [1.0]
    for _ in range(steps):
        x = abs(x - lr * lam * x)
        path.append(x)
    return path


# %% wrong="curvature ignored" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="lam ignored"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [1.0]
    for _ in range(steps):
        x = x - lr * x
        path.append(x)
    return path


# %% wrong="gradient of the start reused" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="gradient not recomputed"
def gd_quadratic(lam, lr, steps):
    x, path = 1.0, [1.0]
    gradient = lam * x
    for _ in range(steps):
        x = x - lr * gradient
        path.append(x)
    return path


# %% wrong="only the last iterate" replaces="gd_quadratic" fails=["gd_quadratic-path"] mistake="only the last"
def gd_quadratic(lam, lr, steps):
    x = 1.0
    for _ in range(steps):
        x = x - lr * lam * x
    return x
