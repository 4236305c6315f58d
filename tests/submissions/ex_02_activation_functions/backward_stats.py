# Solutions of backward_stats, right and wrong, written without sight of the checks.

# %% right="forward kept in lists, then down" replaces="backward_stats"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% right="uniform weights, a deque, sums of squares" replaces="backward_stats"
from collections import deque


def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    variance = {"normal": 1e-4, "xavier": 2 / (2 * width), "he": 2 / width}[init]
    bound = (3 * variance) ** 0.5
    A, tape = rng.normal(size=(512, width)), []
    for _ in range(depth):
        W = rng.uniform(-bound, bound, size=(width, width))
        Z = np.einsum("nd,dh->nh", A, W)
        tape.append((W, df(Z)))
        A = f(Z)
    norms, dA = deque(), rng.normal(size=A.shape)
    while tape:
        W, slope = tape.pop()
        dZ = slope * dA
        norms.appendleft(float(np.sqrt(np.sum(dZ**2))))
        dA = np.einsum("nh,dh->nd", dZ, W)
    return list(norms)


# %% right="gradient drawn first, samples as columns" replaces="backward_stats"
def backward_stats(act, init, depth, width, rng):
    G = rng.standard_normal((width, 512))
    scale = 0.01 if init == "normal" else np.sqrt((2 if init == "he" else 1) / width)
    W = scale * rng.standard_normal((depth, width, width))
    Z = np.empty((depth, width, 512))
    A = rng.standard_normal((width, 512))
    for k in range(depth):
        Z[k] = W[k] @ A
        A = ACTS[act][0](Z[k])
    out = []
    for k in range(depth - 1, -1, -1):
        G = G * ACTS[act][1](Z[k])
        out.insert(0, np.sqrt(np.einsum("hn,hn->", G, G)))
        G = np.swapaxes(W[k], 0, 1) @ G
    return np.array(out)


# %% right="recursion down and up again" replaces="backward_stats"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = dict(normal=0.01, xavier=width**-0.5, he=(2 / width) ** 0.5)[init]
    norms = []

    def through(A, left):
        if left == 0:
            return rng.standard_normal(A.shape)
        W = rng.normal(0, std, (width, width))
        Z = A @ W
        dZ = np.multiply(through(f(Z), left - 1), df(Z))
        norms.append(np.linalg.norm(dZ.ravel()))
        return np.dot(W, dZ.T).T

    through(rng.standard_normal((512, width)), depth)
    return np.array(norms[::-1])


# %% right="one sample at a time" replaces="backward_stats"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": (1 / width) ** 0.5, "he": (2 / width) ** 0.5}[init]
    Ws = [rng.normal(0, std, (width, width)) for _ in range(depth)]
    squares = np.zeros(depth)
    for _ in range(512):
        a, slopes = rng.standard_normal(width), []
        for W in Ws:
            z = a @ W
            a = f(z)
            slopes.append(df(z))
        d = rng.standard_normal(width)
        for k in range(depth - 1, -1, -1):
            d = d * slopes[k]
            squares[k] += d @ d
            d = Ws[k] @ d
    return np.sqrt(squares)


# %% wrong="derivative at A" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="f' at A"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(A)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="no derivative" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="f' missing"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="activation for derivative" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="f for f'"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * f(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="derivative of the layer below" replaces="backward_stats" fails=["backward_stats-layers"] mistake="slope of another layer"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k - 1])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="derivative at the inputs" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="slope at the input"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    X = A
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(X)
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="derivative twice" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="f' twice"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k]) ** 2
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="weights left out on the way down" replaces="backward_stats" fails=["backward_stats-layers", "backward_stats-randomness"] mistake="weights left out"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ
    return norms


# %% wrong="norm of dA" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="before the slope"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dA)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="norm of dA below" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="below the layer"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        dA = dZ @ Ws[k].T
        norms[k] = np.linalg.norm(dA)
    return norms


# %% wrong="squared norm" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="squared norms"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.sum(dZ**2)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="root of the mean square" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="root mean square"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.sqrt(np.mean(dZ**2))
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="standard deviation" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="root mean square"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = dZ.std()
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="mean norm of the samples" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="norm per sample"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ, axis=1).mean()
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="sum of absolute values" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="sum of entries"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.abs(dZ).sum()
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="largest entry" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="largest entry"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.abs(dZ).max()
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="largest singular value" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="spectral norm"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ, 2)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="norm of the gradient of the weights" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="norm of dW"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs, As = [], [], [A]
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
        As.append(A)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(As[k].T @ dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="last layer first" replaces="backward_stats" fails=["backward_stats-layers"] mistake="reversed"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms[::-1]


# %% wrong="appended on the way down" replaces="backward_stats" fails=["backward_stats-layers"] mistake="reversed"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = []
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms.append(np.linalg.norm(dZ))
        dA = dZ @ Ws[k].T
    return np.array(norms)


# %% wrong="first layer never reached" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="stops early"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in range(depth - 1, 0, -1):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="first layer left out" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers", "backward_stats-randomness"] mistake="layer missing"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms[1:]


# %% wrong="top gradient counted too" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers", "backward_stats-randomness"] mistake="one layer too many"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return np.append(norms, np.sqrt(512.0 * width))


# %% wrong="gradient averaged over the samples" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="gradient averaged"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width)) / 512
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="uniform gradient at the top" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="another gradient"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.random((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="outputs taken for the gradient at the top" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="another gradient"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = A
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="top gradient applied to Z" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="before the slope"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k]) if k < depth - 1 else dA
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="linear forward pass" replaces="backward_stats" fails=["backward_stats-layers"] mistake="activation missing"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = Z
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="forward pass of the inputs only" replaces="backward_stats" fails=["backward_stats-layers"] mistake="not carried on"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="gradients cut at norm 1" replaces="backward_stats" fails=["backward_stats-layers"] mistake=""
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dZ = dZ / max(1.0, np.linalg.norm(dZ))
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="gradient normalised in every layer" replaces="backward_stats" fails=["backward_stats-layers", "backward_stats-randomness"] mistake="made equal on the way"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
        dA /= dA.std()
    return norms


# %% wrong="relative to the top layer" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="relative values"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms / norms[-1]


# %% wrong="last value only" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers", "backward_stats-randomness"] mistake="only the last"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms[0]


# %% wrong="He whatever is asked" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="another scheme"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}["he"]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="sigmoid whatever is asked" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="act ignored"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS["sigmoid"]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="square root missing in He and Xavier" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="variance for standard deviation"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": 1 / width, "he": 2 / width}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="uniform between plus and minus std" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers"] mistake="a third of the variance"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = rng.uniform(-std, std, (width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="own generator with a fixed seed" replaces="backward_stats" fails=["backward_stats-randomness"] mistake="re-seeded"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    rng = np.random.default_rng(1)
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="global generator for the gradient" replaces="backward_stats" fails=["backward_stats-randomness"] mistake="global state"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = np.random.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="width 64 wherever it is asked" replaces="backward_stats" fails=["backward_stats-top"] mistake="hard-coded size"
def backward_stats(act, init, depth, width, rng):
    width = 64
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms


# %% wrong="two results" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers", "backward_stats-randomness"] mistake=""
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
    return norms, dA


# %% wrong="return forgotten" replaces="backward_stats" fails=["backward_stats-top", "backward_stats-layers", "backward_stats-randomness"] mistake="nothing returned"
def backward_stats(act, init, depth, width, rng):
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A = rng.standard_normal((512, width))
    Ws, Zs = [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        Z = A @ W
        A = f(Z)
        Ws.append(W)
        Zs.append(Z)
    dA = rng.standard_normal((512, width))
    norms = np.zeros(depth)
    for k in reversed(range(depth)):
        dZ = dA * df(Zs[k])
        norms[k] = np.linalg.norm(dZ)
        dA = dZ @ Ws[k].T
