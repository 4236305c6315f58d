# Learner solutions for linear_backward(dZ, X, W) -> (dX, dW, db), right and wrong; one cell each.

# %% right="einsum, Fortran order" replaces="linear_backward"
def linear_backward(dZ, X, W):
    dX = np.asfortranarray(np.einsum("nh,dh->nd", dZ, W))
    dW = np.asfortranarray(np.einsum("nd,nh->dh", X, dZ))
    return dX, dW, np.einsum("nh->h", dZ)


# %% right="one outer product per sample" replaces="linear_backward"
def linear_backward(dZ, X, W):
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for n in range(len(X)):
        dX[n] = W @ dZ[n]
        dW += np.outer(X[n], dZ[n])
        db += dZ[n]
    return dX, dW, db


# %% right="ones column for the bias" replaces="linear_backward"
def linear_backward(dZ, X, W):
    X1 = np.column_stack([X, np.ones(len(X))])
    dW1 = X1.T @ dZ
    W1 = np.vstack([W, np.zeros(W.shape[1])])
    return (dZ @ W1.T)[:, :-1], dW1[:-1], dW1[-1]


# %% right="float32 throughout" replaces="linear_backward"
def linear_backward(dZ, X, W):
    dZ, X, W = np.float32(dZ), np.float32(X), np.float32(W)
    return dZ @ W.T, X.T @ dZ, dZ.sum(0)


# %% right="three nested loops over python floats" replaces="linear_backward"
def matmul(A, B):
    return [[sum(x * y for x, y in zip(row, col)) for col in zip(*B)] for row in A]


def linear_backward(dZ, X, W):
    dX = matmul(dZ.tolist(), W.T.tolist())
    dW = matmul(X.T.tolist(), dZ.tolist())
    db = [sum(col) for col in dZ.T.tolist()]
    return np.array(dX), np.array(dW), np.array(db)


# %% right="list of three, views and a warning" replaces="linear_backward"
import warnings


def linear_backward(dZ, X, W):
    warnings.warn("not vectorised yet", stacklevel=2)
    dW = np.tensordot(dZ, X, axes=(0, 0)).T
    return [W.dot(dZ.T).T, dW, np.ones(len(dZ)) @ dZ]


# %% wrong="db averaged over the batch" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["mlp_backward-*"] mistake="mean instead of sum"
def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.mean(axis=0)


# %% wrong="db with keepdims" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["mlp_backward-*", "train-*"] mistake="axis kept"
def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=0, keepdims=True)


# %% wrong="db summed over everything" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["mlp_backward-*", "train-*"] mistake="summed over everything"
def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, np.sum(dZ)


# %% wrong="db summed over the units" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["mlp_backward-*", "train-*"] mistake="summed over units"
def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ, dZ.sum(axis=1)


# %% wrong="dW divided by the batch size" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*"] mistake="1/N twice"
def linear_backward(dZ, X, W):
    return dZ @ W.T, X.T @ dZ / len(X), dZ.sum(axis=0)


# %% wrong="dX through W, not its transpose" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-input", "linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake="W not transposed"
def linear_backward(dZ, X, W):
    return dZ @ W, X.T @ dZ, dZ.sum(axis=0)


# %% wrong="tries W first and falls back to W.T" replaces="linear_backward" fails=["linear_backward-input", "linear_backward-sizes"] carries=["mlp_backward-*"] mistake="W not transposed"
def linear_backward(dZ, X, W):
    try:
        dX = dZ @ W
    except ValueError:
        dX = dZ @ W.T
    return dX, X.T @ dZ, dZ.sum(axis=0)


# %% wrong="dW as (fan_out, fan_in)" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["mlp_backward-*", "train-*"] mistake="transposed"
def linear_backward(dZ, X, W):
    return dZ @ W.T, dZ.T @ X, dZ.sum(axis=0)


# %% wrong="weights before inputs in the result" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-input", "linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake="order of results"
def linear_backward(dZ, X, W):
    return X.T @ dZ, dZ @ W.T, dZ.sum(axis=0)


# %% wrong="dX squeezed" replaces="linear_backward" fails=["linear_backward-sizes"] mistake="axis dropped"
def linear_backward(dZ, X, W):
    return (dZ @ W.T).squeeze(), X.T @ dZ, dZ.sum(axis=0)


# %% wrong="dW overwritten in the sample loop" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake="last sample only"
def linear_backward(dZ, X, W):
    db = np.zeros(W.shape[1])
    for x, dz in zip(X, dZ):
        dW = np.outer(x, dz)
        db += dz
    return dZ @ W.T, dW, db


# %% wrong="takes a gradient step on W" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-input", "linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake="inputs changed"
def linear_backward(dZ, X, W):
    dX, dW = dZ @ W.T, X.T @ dZ
    W -= 0.1 * dW
    return dX, dW, dZ.sum(axis=0)


# %% wrong="db summed into the first row of dZ" replaces="linear_backward" fails=["linear_backward-parameters", "linear_backward-input", "linear_backward-sizes"] carries=["mlp_backward-*"] mistake="inputs changed"
def linear_backward(dZ, X, W):
    dX, dW = dZ @ W.T, X.T @ dZ
    db = dZ[0]
    for row in dZ[1:]:
        db += row
    return dX, dW, db


# %% wrong="gradients accumulate between calls" replaces="linear_backward" fails=["linear_backward-sizes"] carries=["gradient_flow-*", "mlp_backward-*", "train-*"] mistake=""
total = {}


def linear_backward(dZ, X, W):
    dW = total.setdefault(W.shape, np.zeros(W.shape))
    dW += X.T @ dZ
    return dZ @ W.T, dW.copy(), dZ.sum(axis=0)
