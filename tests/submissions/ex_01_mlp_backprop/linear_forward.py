# Learner solutions for linear_forward(X, W, b) -> Z, right and wrong; one cell each.

# %% right="einsum, Fortran order" replaces="linear_forward"
def linear_forward(X, W, b):
    return np.asfortranarray(np.einsum("nd,dh->nh", X, W) + b)


# %% right="loops over samples and units" replaces="linear_forward"
def linear_forward(X, W, b):
    Z = np.empty((X.shape[0], W.shape[1]))
    for n in range(X.shape[0]):
        for h in range(W.shape[1]):
            total = float(b[h])
            for d in range(X.shape[1]):
                total += float(X[n, d]) * float(W[d, h])
            Z[n, h] = total
    return Z


# %% right="ones column for the bias" replaces="linear_forward"
def linear_forward(X, W, b):
    ones = np.ones((len(X), 1))
    return np.hstack([X, ones]) @ np.vstack([W, b])


# %% right="float32 throughout" replaces="linear_forward" carries=["diagnose-*"]
def linear_forward(X, W, b):
    X, W, b = (np.asarray(a, dtype=np.float32) for a in (X, W, b))
    return X @ W + b


# %% right="print, warning and a transposed view" replaces="linear_forward"
import warnings


def linear_forward(X, W, b):
    print("shapes:", X.shape, W.shape, b.shape)
    warnings.warn("slow path", stacklevel=2)
    Z = (W.T @ X.T).T
    Z += b
    return Z


# %% wrong="bias forgotten" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="bias missing"
def linear_forward(X, W, b):
    return X @ W


# %% wrong="W transposed" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="W transposed"
def linear_forward(X, W, b):
    return X @ W.T + b


# %% wrong="bias added down the rows" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="bias per row"
def linear_forward(X, W, b):
    return X @ W + b[:, None]


# %% wrong="bias per row only when N equals H" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["mlp_backward-*", "mlp_forward-*"] mistake="bias per row"
def linear_forward(X, W, b):
    Z = X @ W
    if len(b) == len(Z):
        b = b.reshape(-1, 1)
    return Z + b


# %% wrong="squeezed result" replaces="linear_forward" fails=["linear_forward-sizes"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="axis dropped"
def linear_forward(X, W, b):
    return np.squeeze(X @ W + b)


# %% wrong="reshapes the caller's b" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["gradient_flow-*", "mlp_forward-*", "train-*"] mistake="inputs changed"
def linear_forward(X, W, b):
    Z = X @ W + b
    b.shape = (1, -1)
    return Z


# %% wrong="writes the result into X when it fits" replaces="linear_forward" fails=["linear_forward-sizes"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="inputs changed"
def linear_forward(X, W, b):
    Z = X @ W + b
    if Z.shape == X.shape:
        X[:] = Z
    return Z


# %% wrong="result never returned" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "gradient_flow-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="nothing returned"
def linear_forward(X, W, b):
    Z = X @ W + b
    print(Z)


# %% wrong="integer buffer" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="integers kept"
def linear_forward(X, W, b):
    Z = np.zeros((len(X), len(b)), dtype=int)
    for n, x in enumerate(X):
        Z[n] = x @ W + b
    return Z


# %% wrong="one bias for all units" replaces="linear_forward" fails=["linear_forward-paper", "linear_forward-sizes"] carries=["diagnose-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="one bias for all"
def linear_forward(X, W, b):
    return X @ W + b[0]


# %% wrong="remembers the first result for a shape" replaces="linear_forward" fails=["linear_forward-sizes"] carries=["diagnose-*", "mlp_backward-*", "mlp_forward-*", "train-*"] mistake="remembered"
memory = {}


def linear_forward(X, W, b):
    key = (X.shape, W.shape)
    if key not in memory:
        memory[key] = X @ W + b
    return memory[key].copy()
