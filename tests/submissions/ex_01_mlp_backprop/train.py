# Solutions of train, right and wrong, written without sight of the checks.

# %% right="new pairs every epoch" replaces="train"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(loss)
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, history


# %% right="in place on a deep copy" replaces="train"
import copy


def train(params, X, y, lr, epochs, acts):
    mine = copy.deepcopy(params)
    history = [0.0] * epochs
    for t in range(epochs):
        out, cache = mlp_forward(mine, X, acts)
        history[t], dout = bce_with_logits(out, y)
        grads = mlp_backward(mine, cache, dout, acts)
        for pair, grad in zip(mine, grads):
            for p, g in zip(pair, grad):
                np.subtract(p, lr * np.asarray(g), out=p)
        if t % 1000 == 0:
            print("epoch", t, "loss", history[t])
    return mine, history


# %% right="own passes, einsum, no earlier function" replaces="train"
def train(params, X, y, lr, epochs, acts):
    Ws, bs = [W.copy() for W, _ in params], [b.copy() for _, b in params]
    history, n = [], len(params)
    for _ in range(epochs):
        Zs, As = [], [X]
        for k in range(n):
            Zs.append(np.einsum("nd,dh->nh", As[-1], Ws[k]) + bs[k])
            As.append(acts[k][0](Zs[-1]) if k < n - 1 else Zs[-1])
        z = As[-1]
        history.append(np.mean(np.logaddexp(0, z) - y * z))
        dZ = (np.exp(-np.logaddexp(0, -z)) - y) / len(X)
        for k in reversed(range(n)):
            dA = np.einsum("nh,dh->nd", dZ, Ws[k])
            Ws[k] = Ws[k] - lr * np.einsum("nd,nh->dh", As[k], dZ)
            bs[k] = bs[k] - lr * np.einsum("nh->h", dZ)
            dZ = dA * acts[k - 1][1](Zs[k - 1]) if k else None
    return list(zip(Ws, bs)), history


# %% right="generator of losses, steps in a helper" replaces="train"
def step(params, grads, lr):
    return [tuple(p + (-lr) * g for p, g in zip(*two)) for two in zip(params, grads)]


def train(params, X, y, lr, epochs, acts):
    current = list(params)

    def losses():
        nonlocal current
        for _ in range(epochs):
            out, cache = mlp_forward(current, X, acts)
            loss, dout = bce_with_logits(out, y)
            current = step(current, mlp_backward(current, cache, dout, acts), lr)
            yield float(loss)

    history = list(losses())
    return current, history


# %% wrong="gradient ascent" replaces="train" fails=["train-step", "train-history", "train-xor"] mistake="ascent"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W + lr * dW, b + lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, history


# %% wrong="given params changed in place" replaces="train" fails=["train-step", "train-history", "train-xor"] mistake="inputs changed"
def train(params, X, y, lr, epochs, acts):
    params = list(params)
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        for (W, b), (dW, db) in zip(params, grads):
            W -= lr * dW
            b -= lr * db
    return params, history


# %% wrong="losses after each update" replaces="train" fails=["train-step", "train-history"] mistake="loss after the update"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        _, dout = bce_with_logits(out, y)
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
        history.append(float(bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]))
    return params, history


# %% wrong="final loss appended too" replaces="train" fails=["train-step", "train-history"] mistake="one loss too many"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    history.append(float(bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]))
    return params, history


# %% wrong="history first" replaces="train" fails=["train-step", "train-history", "train-xor"] mistake="order of results"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return history, params


# %% wrong="biases never updated" replaces="train" fails=["train-step", "train-xor"] mistake="biases frozen"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        params = [(W - lr * dW, b) for (W, b), (dW, _) in zip(params, grads)]
    return params, history


# %% wrong="learning rate over N" replaces="train" fails=["train-step"] mistake="1/N twice"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        s = lr / len(X)
        params = [(W - s * dW, b - s * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, history


# %% wrong="gradients of the first epoch reused" replaces="train" fails=["train-step", "train-xor"] mistake="gradient not recomputed"
def train(params, X, y, lr, epochs, acts):
    history = []
    out, cache = mlp_forward(params, X, acts)
    grads = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)
    for _ in range(epochs):
        out, _ = mlp_forward(params, X, acts)
        history.append(float(bce_with_logits(out, y)[0]))
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, history


# %% wrong="layer by layer" replaces="train" fails=["train-step"] mistake="one layer at a time"
def train(params, X, y, lr, epochs, acts):
    params = list(params)
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        for k in reversed(range(len(params))):
            out, cache = mlp_forward(params, X, acts)
            dW, db = mlp_backward(params, cache, bce_with_logits(out, y)[1], acts)[k]
            params[k] = (params[k][0] - lr * dW, params[k][1] - lr * db)
    return params, history


# %% wrong="updated pairs never kept" replaces="train" fails=["train-step", "train-history", "train-xor"] mistake="nothing moved"
def train(params, X, y, lr, epochs, acts):
    history = []
    for _ in range(epochs):
        out, cache = mlp_forward(params, X, acts)
        loss, dout = bce_with_logits(out, y)
        history.append(float(loss))
        grads = mlp_backward(params, cache, dout, acts)
        for (W, b), (dW, db) in zip(params, grads):
            W = W - lr * dW
            b = b - lr * db
    return params, history


# %% right="parameters kept in float32" replaces="train"
def train(params, X, y, lr, epochs, acts):
    params = [(W.astype(np.float32), b.astype(np.float32)) for W, b in params]
    history = []
    for _ in range(epochs):
        loss, grads = loss_and_grads(params, X, y, acts)
        history.append(np.float32(loss))
        params = [
            ((W - lr * dW).astype(np.float32), (b - lr * db).astype(np.float32))
            for (W, b), (dW, db) in zip(params, grads)
        ]
    return params, history
