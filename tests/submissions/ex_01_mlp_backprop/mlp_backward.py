# Learner solutions for mlp_backward(params, cache, dout, acts) -> grads; each cell brings its own mlp_forward.

# %% right="recursion on a linked cache" replaces="mlp_backward"
def mlp_forward(params, X, acts):
    (W, b), rest = params[0], params[1:]
    Z = X @ W + b
    if not rest:
        return Z, (X, Z, None)
    out, deeper = mlp_forward(rest, acts[0][0](Z), acts[1:])
    return out, (X, Z, deeper)


def mlp_backward(params, cache, dout, acts):
    def walk(i, node):
        X, Z, deeper = node
        if deeper is None:
            dZ, later = dout, []
        else:
            dA, later = walk(i + 1, deeper)
            dZ = dA * acts[i][1](Z)
        dX, dW, db = dZ @ params[i][0].T, X.T @ dZ, dZ.sum(0)
        return dX, [(dW, db), *later]

    return walk(0, cache)[1]


# %% right="closures on a tape as the cache" replaces="mlp_backward"
def mlp_forward(params, X, acts):
    def linear(A, W, b, df, Z_prev):
        def back(dZ):
            dA = dZ @ W.T
            return (A.T @ dZ, dZ.sum(axis=0)), dA if df is None else dA * df(Z_prev)

        return A @ W + b, back

    tape, A, Z, df = [], X, None, None
    for i, (W, b) in enumerate(params):
        Z, back = linear(A, W, b, df, Z)
        tape.append(back)
        if i < len(acts):
            f, df = acts[i]
            A = f(Z)
    return Z, tape


def mlp_backward(params, cache, dout, acts):
    grads = []
    for back in reversed(cache):
        grad, dout = back(dout)
        grads = [grad, *grads]
    return grads


# %% right="class instance as the cache, lists of lists" replaces="mlp_backward"
class Cache:
    def __init__(self, X):
        self.A = [X]
        self.Z = []


def mlp_forward(params, X, acts):
    c = Cache(X)
    for i, (W, b) in enumerate(params):
        c.Z.append(np.einsum("nd,dh->nh", c.A[i], W) + b)
        if i + 1 < len(params):
            c.A.append(acts[i][0](c.Z[i]))
    return c.Z[-1], c


def mlp_backward(params, cache, dout, acts):
    grads = [[None, None] for _ in params]
    dZ = dout.copy()
    for i in range(len(params) - 1, -1, -1):
        grads[i][0] = np.asfortranarray(np.einsum("nd,nh->dh", cache.A[i], dZ))
        grads[i][1] = np.einsum("nh->h", dZ)
        if i > 0:
            dZ = np.einsum("nh,dh->nd", dZ, params[i][0])
            dZ *= acts[i - 1][1](cache.Z[i - 1])
    return grads


# %% right="ones column, tuple of tuples" replaces="mlp_backward"
def mlp_forward(params, X, acts):
    ones = np.ones((len(X), 1))
    A1, Zs = [np.hstack([X, ones])], []
    for i, p in enumerate(params):
        Zs.append(A1[i] @ np.vstack(p))
        if i < len(acts):
            A1.append(np.hstack([acts[i][0](Zs[i]), ones]))
    return Zs[-1], {"A1": A1, "Z": Zs}


def mlp_backward(params, cache, dout, acts):
    grads, dZ = (), dout
    for i in reversed(range(len(params))):
        dW1 = cache["A1"][i].T @ dZ
        grads = ((dW1[:-1], dW1[-1]), *grads)
        if i:
            dA1 = dZ @ np.vstack(params[i]).T
            dZ = dA1[:, :-1] * acts[i - 1][1](cache["Z"][i - 1])
    return grads


# %% right="sums over samples, one at a time" replaces="mlp_backward"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads = [(np.zeros_like(W), np.zeros_like(b)) for W, b in params]
    for n in range(len(dout)):
        dz = dout[n]
        for i in range(len(params) - 1, -1, -1):
            A, _ = cache[i]
            dW, db = grads[i]
            dW += np.outer(A[n], dz)
            db += dz
            if i > 0:
                Z = cache[i - 1][1]
                dz = (params[i][0] @ dz) * acts[i - 1][1](Z[n : n + 1])[0]
    return grads


# %% right="only X cached, the forward pass repeated" replaces="mlp_backward"
def run(params, X, acts):
    As, Zs = [X], []
    for (W, b), act in zip(params, [*acts, None]):
        Zs.append(As[-1] @ W + b)
        As.append(act[0](Zs[-1]) if act else Zs[-1])
    return As, Zs


def mlp_forward(params, X, acts):
    return run(params, X, acts)[0][-1], X.copy()


def mlp_backward(params, cache, dout, acts):
    As, Zs = run(params, cache, acts)
    dZs = [dout]
    for i in range(len(acts) - 1, -1, -1):
        dZs.insert(0, (dZs[0] @ params[i + 1][0].T) * acts[i][1](Zs[i]))
    return list(zip([A.T @ d for A, d in zip(As, dZs)], [d.sum(0) for d in dZs]))


# %% right="linear_backward reused, float32 gradients, prints" replaces="mlp_backward"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads = [None] * len(params)
    dA = dout
    for i, (W, _) in reversed(list(enumerate(params))):
        A, Z = cache[i]
        dZ = dA * acts[i][1](Z) if i < len(acts) else dA
        dA, dW, db = linear_backward(dZ, A, W)
        grads[i] = (np.float32(dW), np.float32(db))
        print("layer", i + 1, "dW", dW.shape)
    return grads


# %% wrong="derivative taken at A" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] mistake="f' at A"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        A = cache[i][0]
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](A)
    return grads


# %% wrong="derivative of the layer below, right for one hidden layer" replaces="mlp_backward" fails=["mlp_backward-chain", "mlp_backward-square"] mistake="neighbour's derivative"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        A = cache[i][0]
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 2][1](cache[i - 1][1])
    return grads


# %% wrong="derivative at the first layer's Z in every layer" replaces="mlp_backward" fails=["mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*"] mistake="neighbour's derivative"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        grads.insert(0, (cache[i][0].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[0][1])
    return grads


# %% wrong="tanh derivative for every activation" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square"] mistake="same slope everywhere"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        A = cache[i][0]
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * (1 - A**2)
    return grads


# %% wrong="derivative applied to the logits" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*", "train-*"] mistake="derivative on the output"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads = []
    dZ = dout * acts[-1][1](cache[-1][1])
    for i in reversed(range(len(params))):
        grads.insert(0, (cache[i][0].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="steps W before passing the gradient down" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] mistake="updated W"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        dW = cache[i][0].T @ dZ
        grads.insert(0, (dW, dZ.sum(axis=0)))
        if i > 0:
            W = params[i][0] - 0.1 * dW
            dZ = (dZ @ W.T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="gradient step inside the backward pass" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*", "train-*"] mistake="inputs changed"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        W, b = params[i]
        dW, db = cache[i][0].T @ dZ, dZ.sum(axis=0)
        grads.insert(0, (dW, db))
        if i > 0:
            dZ = (dZ @ W.T) * acts[i - 1][1](cache[i - 1][1])
        W -= 0.01 * dW
        b -= 0.01 * db
    return grads


# %% wrong="loop ends one layer early" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*", "train-*"] mistake="stops early"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in range(len(params) - 1, 0, -1):
        grads.insert(0, (cache[i][0].T @ dZ, dZ.sum(axis=0)))
        dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="last layer first" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["train-*"] mistake="layers reversed"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        grads.append((cache[i][0].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="mean over the batch in every layer" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*"] mistake="1/N twice"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ, n = [], dout, len(dout)
    for i in reversed(range(len(params))):
        grads.insert(0, (cache[i][0].T @ dZ / n, dZ.sum(axis=0) / n))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="db averaged" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square"] mistake="1/N twice"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        grads.insert(0, (cache[i][0].T @ dZ, dZ.mean(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="no derivative on the way down" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["train-*"] mistake="f' missing"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        grads.insert(0, (cache[i][0].T @ dZ, dZ.sum(axis=0)))
        dZ = dZ @ params[i][0].T
    return grads


# %% wrong="W not transposed when it is square" replaces="mlp_backward" fails=["mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] mistake="W not transposed"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        W = params[i][0]
        grads.insert(0, (cache[i][0].T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dA = dZ @ (W if W.shape[0] == dZ.shape[1] else W.T)
            dZ = dA * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="bias gradient before the derivative" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square"] mistake="f' missing"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dA = [], dout
    for i in reversed(range(len(params))):
        A, Z = cache[i]
        dZ = dA * acts[i][1](Z) if i < len(acts) else dA
        grads.insert(0, (A.T @ dZ, dA.sum(axis=0)))
        dA = dZ @ params[i][0].T
    return grads


# %% wrong="flat list of gradients" replaces="mlp_backward" fails=["mlp_backward-two-layers", "mlp_backward-chain", "mlp_backward-square", "mlp_backward-again"] carries=["gradient_flow-*", "train-*"] mistake="not in pairs"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        grads = [cache[i][0].T @ dZ, dZ.sum(axis=0), *grads]
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](cache[i - 1][1])
    return grads


# %% wrong="reads the last forward pass from a global" replaces="mlp_backward" fails=["mlp_backward-again"] mistake="another pass"
newest_pass = []


def mlp_forward(params, X, acts):
    newest_pass.clear()
    A = X
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        newest_pass.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, newest_pass


def mlp_backward(params, cache, dout, acts):
    grads, dZ = [], dout
    for i in reversed(range(len(params))):
        A, _ = newest_pass[i]
        grads.insert(0, (A.T @ dZ, dZ.sum(axis=0)))
        if i > 0:
            dZ = (dZ @ params[i][0].T) * acts[i - 1][1](newest_pass[i - 1][1])
    return grads
