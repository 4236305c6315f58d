# Learner solutions for mlp_forward(params, X, acts) -> (out, cache), right and wrong; one cell each.

# %% right="recursion, nested tuples as the cache" replaces="mlp_forward" carries=["gradient_flow-*", "mlp_backward-*", "train-*"]
def mlp_forward(params, X, acts):
    (W, b), rest = params[0], params[1:]
    Z = X @ W + b
    if not rest:
        return Z, (X, Z)
    out, below = mlp_forward(rest, acts[0][0](Z), acts[1:])
    return out, (X, Z, below)


# %% right="class instance as the cache, linear_forward reused" replaces="mlp_forward" carries=["gradient_flow-*", "mlp_backward-*", "train-*"]
class Tape:
    def __init__(self):
        self.inputs = []
        self.logits = []


def mlp_forward(params, X, acts):
    tape = Tape()
    for i, (W, b) in enumerate(params):
        tape.inputs.append(X)
        X = linear_forward(X, W, b)
        tape.logits.append(X)
        if i < len(acts):
            X = acts[i][0](X)
    return X, tape


# %% right="closure as the cache, identity for the last layer" replaces="mlp_forward" carries=["gradient_flow-*", "mlp_backward-*", "train-*"]
def mlp_forward(params, X, acts):
    fs = [f for f, _ in acts] + [lambda Z: Z]
    steps = []
    A = X
    for (W, b), f in zip(params, fs):
        Z = np.einsum("nd,dh->nh", A, W) + b
        steps.append((A, Z))
        A = f(Z)
    return A, lambda: steps


# %% right="one sample at a time, dict cache" replaces="mlp_forward" carries=["gradient_flow-*", "mlp_backward-*", "train-*"]
def mlp_forward(params, X, acts):
    rows, cache = [], {}
    for n in range(len(X)):
        A = X[n : n + 1]
        for i, (W, b) in enumerate(params):
            Z = A @ W + b
            cache[n, i] = (A, Z)
            A = Z if i == len(params) - 1 else acts[i][0](Z)
        rows.append(A)
    return np.asfortranarray(np.concatenate(rows)), cache


# %% right="ones column, the cache is a copy of X" replaces="mlp_forward" carries=["gradient_flow-*", "mlp_backward-*", "train-*"]
from functools import reduce


def mlp_forward(params, X, acts):
    def layer(A, params_i):
        return np.c_[A, np.ones(len(A))] @ np.vstack(params_i)

    hidden = zip(params[:-1], acts)
    A = reduce(lambda A, step: step[1][0](layer(A, step[0])), hidden, X)
    return layer(A, params[-1]), X.copy()


# %% wrong="activation after the last layer too" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "train-*"] mistake="activation on the output"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        f, _ = acts[min(i, len(acts) - 1)]
        A = f(Z)
    return A, cache


# %% wrong="sigmoid on the logits" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "mlp_backward-*", "train-*"] mistake="activation on the output"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        if i < len(acts):
            A = acts[i][0](Z)
    return 1 / (1 + np.exp(-Z)), cache


# %% wrong="first activation in every layer" replaces="mlp_forward" fails=["mlp_forward-depth"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake="first activation everywhere"
def mlp_forward(params, X, acts):
    f, _ = acts[0]
    A, cache = X, []
    for W, b in params[:-1]:
        Z = A @ W + b
        cache.append((A, Z))
        A = f(Z)
    W, b = params[-1]
    Z = A @ W + b
    cache.append((A, Z))
    return Z, cache


# %% wrong="two layers written out" replaces="mlp_forward" fails=["mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "train-*"] mistake="layers left out"
def mlp_forward(params, X, acts):
    (W1, b1), (W2, b2) = params[0], params[-1]
    Z1 = X @ W1 + b1
    A1 = acts[0][0](Z1)
    return A1 @ W2 + b2, [(X, Z1), (A1, None)]


# %% wrong="zip stops before the last layer" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "train-*"] mistake="layers left out"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for (W, b), (f, _) in zip(params, acts):
        Z = A @ W + b
        cache.append((A, Z))
        A = f(Z)
    return A, cache


# %% wrong="no bias in the output layer" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "mlp_backward-*"] mistake="bias missing"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for (W, b), (f, _) in zip(params, acts):
        Z = A @ W + b
        cache.append((A, Z))
        A = f(Z)
    Z = A @ params[-1][0]
    cache.append((A, Z))
    return Z, cache


# %% wrong="activations popped from the end" replaces="mlp_forward" fails=["mlp_forward-depth"] carries=["mlp_backward-*"] mistake="activations reversed"
def mlp_forward(params, X, acts):
    left = list(acts)
    A, cache = X, []
    for W, b in params:
        Z = A @ W + b
        cache.append((A, Z))
        A = left.pop()[0](Z) if left else Z
    return A, cache


# %% wrong="empties the caller's acts" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "train-*"] mistake="inputs changed"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for W, b in params:
        Z = A @ W + b
        cache.append((A, Z))
        A = acts.pop(0)[0](Z) if acts else Z
    return A, cache


# %% wrong="stores Z inside params" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["gradient_flow-*", "train-*"] mistake="inputs changed"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i in range(len(params)):
        W, b = params[i][:2]
        Z = A @ W + b
        params[i] = (W, b, Z)
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A, cache


# %% wrong="output squeezed" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "train-*"] mistake="axis dropped"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return A.squeeze(), cache


# %% wrong="last hidden layer left linear" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "mlp_backward-*", "train-*"] mistake="activation missing"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(params) - 2 else Z
    return A, cache


# %% wrong="cache first, output second" replaces="mlp_forward" fails=["mlp_forward-xor", "mlp_forward-depth"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "train-*"] mistake="order of results"
def mlp_forward(params, X, acts):
    A, cache = X, []
    for i, (W, b) in enumerate(params):
        Z = A @ W + b
        cache.append((A, Z))
        A = acts[i][0](Z) if i < len(acts) else Z
    return cache, A
