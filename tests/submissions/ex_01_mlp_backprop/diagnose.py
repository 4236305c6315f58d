# Solutions of diagnose, right and wrong, written without sight of the checks.

# %% right="earlier functions, one loop" replaces="diagnose"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            error = relative_error(g, numerical_gradient(loss, p))
            if not (np.all(np.isfinite(g)) and error < 1e-5):
                bad.add(f"{name}{k}")
    return bad


# %% right="own forward and differences on deep copies" replaces="diagnose"
import copy


def diagnose(backward, params, X, y):
    def loss(ps):
        A = X
        for W, b in ps[:-1]:
            A = np.tanh(np.einsum("nd,dh->nh", A, W) + b)
        z = A @ ps[-1][0] + ps[-1][1]
        return float(np.mean(np.logaddexp(0, z) - y * z))

    grads = backward(copy.deepcopy(params), X.copy(), y.copy())
    bad = []
    for k in range(len(params)):
        for j in range(2):
            want = np.zeros(params[k][j].shape)
            for i in np.ndindex(want.shape):
                up, down = copy.deepcopy(params), copy.deepcopy(params)
                up[k][j][i] += 1e-5
                down[k][j][i] -= 1e-5
                want[i] = (loss(up) - loss(down)) / 2e-5
            if not np.allclose(np.asarray(grads[k][j]), want, rtol=1e-4, atol=1e-8):
                bad.append("Wb"[j] + str(k + 1))
    return set(bad)


# %% right="complex step instead of differences" replaces="diagnose"
def diagnose(backward, params, X, y):
    def loss(ps):
        A = X + 0j
        for W, b in ps[:-1]:
            A = np.tanh(A @ W + b)
        z = A @ ps[-1][0] + ps[-1][1]
        pos = z.real > 0
        soft = np.where(pos, z, 0) + np.log1p(np.exp(np.where(pos, -z, z)))
        return np.mean(soft - y * z)

    names = set()
    for k, grad in enumerate(backward(params, X, y)):
        for j in (0, 1):
            ps = [[W + 0j, b + 0j] for W, b in params]
            want = np.zeros(params[k][j].shape)
            for i in np.ndindex(want.shape):
                ps[k][j][i] += 1e-30j
                want[i] = loss(ps).imag / 1e-30
                ps[k][j][i] -= 1e-30j
            worst = np.max(np.abs(np.asarray(grad[j]) - want))
            if not worst <= 1e-6 * max(np.max(np.abs(want)), 1e-6):
                names.add("Wb"[j] + str(k + 1))
    return names


# %% right="dictionary of numerical gradients, shape first" replaces="diagnose"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh) for _ in params[1:]]
    flat = {}
    for k, (W, b) in enumerate(params):
        flat["W" + str(k + 1)], flat["b" + str(k + 1)] = W, b

    def f(_):
        out, _ = mlp_forward(params, X, acts)
        return bce_with_logits(out, y)[0]

    numeric = {name: numerical_gradient(f, p) for name, p in flat.items()}
    theirs = [np.asarray(g) for pair in backward(params, X, y) for g in pair]

    def ok(got, want):
        if got.shape != want.shape or not np.isfinite(got).all():
            return False
        return relative_error(got, want) < 1e-6

    return {name for name, g in zip(flat, theirs) if not ok(g, numeric[name])}


# %% wrong="layers counted from 0" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="layers counted from 0"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y))):
        for name, p, g in zip("Wb", pair, grad):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-5:
                bad.add(f"{name}{k}")
    return bad


# %% wrong="weights only" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="biases not checked"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, ((W, _), (dW, _)) in enumerate(zip(params, backward(params, X, y)), start=1):
        if not relative_error(dW, numerical_gradient(loss, W)) < 1e-5:
            bad.add(f"W{k}")
    return bad


# %% wrong="sorted list" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="not a set"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = []
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-5:
                bad.append(f"{name}{k}")
    return sorted(bad)


# %% wrong="one name at most" replaces="diagnose" fails=["diagnose-exact"] mistake="nothing is wrong"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-5:
                return {f"{name}{k}"}
    return set()


# %% wrong="first sample only" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="everything is wrong"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)
    X, y = X[:1], y[:1]

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-5:
                bad.add(f"{name}{k}")
    return bad


# %% wrong="compares norms" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="norms compared"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            a, b = np.linalg.norm(g), np.linalg.norm(numerical_gradient(loss, p))
            if not abs(a - b) <= 1e-5 * (a + b):
                bad.add(f"{name}{k}")
    return bad


# %% wrong="tolerance of machine precision" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="everything is wrong"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-15:
                bad.add(f"{name}{k}")
    return bad


# %% wrong="absolute tolerance of a tenth" replaces="diagnose" fails=["diagnose-one-bug", "diagnose-exact"] mistake="absolute tolerance"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if not np.allclose(g, numerical_gradient(loss, p), atol=0.1):
                bad.add(f"{name}{k}")
    return bad


# %% wrong="NaN passes" replaces="diagnose" fails=["diagnose-exact"] mistake="nan not noticed"
def diagnose(backward, params, X, y):
    acts = [(tanh, dtanh)] * (len(params) - 1)

    def loss(_):
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    bad = set()
    for k, (pair, grad) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, p, g in zip("Wb", pair, grad):
            if relative_error(g, numerical_gradient(loss, p)) > 1e-5:
                bad.add(f"{name}{k}")
    return bad


# %% wrong="two layers hard-coded" replaces="diagnose" fails=["diagnose-exact"] mistake="layers left out"
def diagnose(backward, params, X, y):
    def loss(_):
        acts = [(tanh, dtanh)] * (len(params) - 1)
        return bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]

    grads = backward(params, X, y)
    bad = set()
    for k in (1, 2):
        for name, p, g in zip("Wb", params[k - 1], grads[k - 1]):
            if not relative_error(g, numerical_gradient(loss, p)) < 1e-5:
                bad.add(f"{name}{k}")
    return bad
