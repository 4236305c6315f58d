# Solutions of gradient_flow, right and wrong, written without sight of the checks.

# %% right="earlier functions, square root of a sum" replaces="gradient_flow"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    _, dout = bce_with_logits(out, y)
    grads = mlp_backward(params, cache, dout, acts)
    return [float(np.sqrt((np.asarray(dW) ** 2).sum())) for dW, _ in grads]


# %% right="own passes, layers prepended" replaces="gradient_flow"
def gradient_flow(params, X, y, acts):
    A, Zs, As = X, [], [X]
    for k, (W, b) in enumerate(params):
        Z = A @ W + b
        A = acts[k][0](Z) if k < len(acts) else Z
        Zs.append(Z)
        As.append(A)
    p = 0.5 * (1 + np.tanh(A / 2))
    dZ = (p - y) / len(X)
    norms = []
    for k in range(len(params) - 1, -1, -1):
        norms.insert(0, np.linalg.norm(As[k].T @ dZ))
        if k:
            dZ = (dZ @ params[k][0].T) * acts[k - 1][1](Zs[k - 1])
    return norms


# %% right="Python floats, hypot over entries" replaces="gradient_flow"
import math


def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    loss, dout = bce_with_logits(out, y)
    print("loss", loss)
    flow = []
    for grad in mlp_backward(params, cache, dout, acts):
        flow.append(math.hypot(*np.ravel(grad[0]).tolist()))
    return flow


# %% right="copies, double-checks small layers by central differences" replaces="gradient_flow"
def gradient_flow(params, X, y, acts):
    mine = [(W.copy(), b.copy()) for W, b in params]

    def loss(_):
        return bce_with_logits(mlp_forward(mine, X, acts)[0], y)[0]

    out, cache = mlp_forward(mine, X, acts)
    grads = mlp_backward(mine, cache, bce_with_logits(out, y)[1], acts)
    for (W, _), (dW, _) in zip(mine, grads):
        if W.size < 20 and relative_error(dW, numerical_gradient(loss, W)) > 1e-4:
            print("suspicious gradient")
    return list(map(float, (np.linalg.norm(np.ravel(g[0])) for g in grads)))


# %% wrong="last layer first" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="reversed"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.linalg.norm(dW)) for dW, _ in list(grads)[::-1]]


# %% wrong="bias gradients included" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="bias counted"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.sqrt(np.sum(dW**2) + np.sum(db**2))) for dW, db in grads]


# %% wrong="squared norms" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="squared norms"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.sum(dW**2)) for dW, _ in grads]


# %% wrong="root mean square" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="root mean square"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.sqrt(np.mean(dW**2))) for dW, _ in grads]


# %% wrong="spectral norm" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="spectral norm"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.linalg.norm(dW, 2)) for dW, _ in grads]


# %% wrong="norms of the weights" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="norm of W"
def gradient_flow(params, X, y, acts):
    return [float(np.linalg.norm(W)) for W, _ in params]


# %% wrong="output layer left out" replaces="gradient_flow" fails=["gradient_flow-layers", "gradient_flow-norms"] mistake="layer missing"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    return [float(np.linalg.norm(grads[k][0])) for k in range(len(acts))]


# %% wrong="acts[0] everywhere" replaces="gradient_flow" fails=["gradient_flow-norms"] mistake="first activation everywhere"
def gradient_flow(params, X, y, acts):
    same = acts[:1] * len(acts)
    out, cache = mlp_forward(params, X, same)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], same)
    return [float(np.linalg.norm(dW)) for dW, _ in grads]


# %% wrong="1/N a second time" replaces="gradient_flow" fails=["gradient_flow-layers", "gradient_flow-norms"] mistake="1/N twice"
def gradient_flow(params, X, y, acts):
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1] / len(X), acts)
    return [float(np.linalg.norm(dW)) for dW, _ in grads]
