# Solutions of fit_classifier, right and wrong, written without sight of the checks.

# %% right="running mean of the training loss" replaces="fit_classifier"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% right="mask for validation, losses after the epoch" replaces="fit_classifier"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    params = he_params(sizes, rng)
    held_out = np.zeros(len(X), dtype=bool)
    held_out[rng.choice(len(X), len(X) // 10, replace=False)] = True
    X_train, y_train, X_val, y_val = X[~held_out], y[~held_out], X[held_out], y[held_out]
    history = dict(train_loss=[], val_loss=[], val_accuracy=[])
    for epoch in range(1, epochs + 1):
        for Xb, yb in iterate_minibatches(X_train, y_train, batch_size, rng):
            logits, tape = net_forward(params, Xb)
            _, dlogits = softmax_cross_entropy(logits, yb)
            for (W, b), (dW, db) in zip(params, net_backward(params, tape, dlogits)):
                W -= lr * dW
                b -= lr * db
        history["train_loss"] += [
            softmax_cross_entropy(net_forward(params, X_train)[0], y_train)[0]
        ]
        history["val_loss"] += [softmax_cross_entropy(net_forward(params, X_val)[0], y_val)[0]]
        history["val_accuracy"] += [accuracy(y_val, predict(params, X_val))]
        if epoch % 10 == 0:
            print("epoch", epoch, "validation loss", history["val_loss"][-1])
    return params, history


# %% right="uniform draws of variance 2/fan_in, own order, mean over batches" replaces="fit_classifier"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        s = np.sqrt(6 / n)
        params.append((rng.uniform(-s, s, (n, m)), np.zeros(m)))
    rank = np.argsort(rng.random(len(y)))
    train, val = rank[: len(y) - len(y) // 10], rank[len(y) - len(y) // 10 :]
    train_loss, val_loss, val_accuracy = [], [], []
    for _ in range(epochs):
        rng.shuffle(train)
        losses = []
        for start in range(0, len(train), batch_size):
            rows = train[start : start + batch_size]
            logits, tape = net_forward(params, X[rows])
            loss, dlogits = softmax_cross_entropy(logits, y[rows])
            losses.append(loss)
            grads = net_backward(params, tape, dlogits)
            params = [tuple(p - lr * g for p, g in zip(*two)) for two in zip(params, grads)]
        train_loss.append(float(np.mean(losses)))
        P = predict_proba(params, X[val])
        val_loss.append(softmax_cross_entropy(net_forward(params, X[val])[0], y[val])[0])
        val_accuracy.append(float((P.argmax(1) == y[val]).mean()))
    return params, {"train_loss": train_loss, "val_loss": val_loss, "val_accuracy": val_accuracy}


# %% right="own passes, ones column, all in one matrix per layer" replaces="fit_classifier"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    def ones(A):
        return np.hstack([A, np.ones((len(A), 1))])

    def forward(A):
        inputs = [ones(A)]
        for M in mats[:-1]:
            inputs.append(ones(np.maximum(inputs[-1] @ M, 0)))
        return inputs, inputs[-1] @ mats[-1]

    def log_p(Z):
        return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)

    def nll(rows):
        Z = forward(X[rows])[1]
        hits = Z.argmax(axis=1) == y[rows]
        return float(-log_p(Z)[np.arange(len(rows)), y[rows]].mean()), float(hits.mean())

    mats = []
    for n, m in zip(sizes, sizes[1:]):
        mats.append(np.vstack([rng.standard_normal((n, m)) * (2 / n) ** 0.5, np.zeros((1, m))]))
    rows = rng.permutation(len(X))
    val, train = np.split(rows, [len(X) // 10])
    history = {"val_accuracy": [], "val_loss": [], "train_loss": []}
    for _ in range(epochs):
        shuffled = rng.permutation(train)
        for part in np.split(shuffled, range(batch_size, len(train), batch_size)):
            inputs, Z = forward(X[part])
            D = np.exp(log_p(Z))
            D[np.arange(len(part)), y[part]] -= 1
            D /= len(part)
            steps = []
            for k in reversed(range(len(mats))):
                steps.insert(0, inputs[k].T @ D)
                if k:
                    D = (D @ mats[k][:-1].T) * (inputs[k][:, :-1] > 0)
            mats = [M - lr * S for M, S in zip(mats, steps)]
        history["train_loss"].append(nll(train)[0])
        loss, share = nll(val)
        history["val_loss"].append(loss)
        history["val_accuracy"].append(share)
    return [(M[:-1], M[-1]) for M in mats], history


# %% right="float32 parameters" replaces="fit_classifier"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    X = X.astype(np.float32)
    params = [tuple(p.astype(np.float32) for p in pair) for pair in he_params(sizes, rng)]
    inside = rng.permutation(np.arange(len(X)) >= len(X) // 10)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        losses = []
        for Xb, yb in iterate_minibatches(X[inside], y[inside], batch_size, rng):
            logits, tape = net_forward(params, Xb)
            loss, dlogits = softmax_cross_entropy(logits, yb)
            losses += [float(loss)] * len(yb)
            params = [
                ((W - lr * dW).astype(np.float32), (b - lr * db).astype(np.float32))
                for (W, b), (dW, db) in zip(params, net_backward(params, tape, dlogits))
            ]
        logits, _ = net_forward(params, X[~inside])
        history["train_loss"].append(sum(losses) / len(losses))
        history["val_loss"].append(float(softmax_cross_entropy(logits, y[~inside])[0]))
        history["val_accuracy"].append(float(np.mean(logits.argmax(1) == y[~inside])))
    return params, history


# %% right="helper for one epoch, pairs as lists" replaces="fit_classifier"
def one_epoch(params, batches, lr):
    seen, total = 0, 0.0
    for Xb, yb in batches:
        logits, tape = net_forward(params, Xb)
        loss, dlogits = softmax_cross_entropy(logits, yb)
        for pair, grad in zip(params, net_backward(params, tape, dlogits)):
            pair[0] = pair[0] - lr * np.asarray(grad[0])
            pair[1] = pair[1] - lr * np.asarray(grad[1])
        seen += len(yb)
        total += len(yb) * loss
    return total / seen


def evaluate(params, X, y):
    return softmax_cross_entropy(net_forward(params, X)[0], y)[0], accuracy(y, predict(params, X))


def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    rows = rng.permutation(len(X))
    m = len(X) // 10
    X, y = X[rows], y[rows]
    params = [list(pair) for pair in he_params(sizes, rng)]
    records = []
    for _ in range(epochs):
        loss = one_epoch(params, iterate_minibatches(X[:-m], y[:-m], batch_size, rng), lr)
        records.append((loss, *evaluate(params, X[-m:], y[-m:])))
    columns = [[float(r[k]) for r in records] for k in range(3)]
    return params, dict(zip(("train_loss", "val_loss", "val_accuracy"), columns))


# %% wrong="every sample trained on, a tenth of them validated" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="held-out samples in training"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X, y, batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(X))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="validated on the training part" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="validated on training samples"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    train = order[n_val:]
    val = train
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="validated on all samples" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="validated on training samples"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    train = order[n_val:]
    val = order
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="first tenth held out" replaces="fit_classifier" fails=["fit_classifier-held-out"] mistake="held out in order"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = np.arange(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="last tenth held out" replaces="fit_classifier" fails=["fit_classifier-held-out"] mistake="held out in order"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    n_val = len(X) // 10
    val, train = np.arange(len(X))[-n_val:], np.arange(len(X))[:-n_val]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="held-out samples drawn with replacement" replaces="fit_classifier" fails=["fit_classifier-held-out"] mistake="drawn with replacement"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    n_val = len(X) // 10
    val = rng.choice(len(X), n_val)
    train = np.setdiff1d(np.arange(len(X)), val)
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="a fifth held out" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="wrong share held out"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 5
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="ten samples held out" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="wrong share held out"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="trained on the tenth" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="parts swapped"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    train, val = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="labels not in the new order" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="out of step"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    X = X[order]
    val, train = np.arange(n_val), np.arange(n_val, len(X))
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="X and y shuffled in place" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="inputs changed"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    X[:], y[:] = X[order], y[order]
    val, train = np.arange(n_val), np.arange(n_val, len(X))
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="new weights every epoch" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="starts over"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        params = he_params(sizes, rng)
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="zero weights" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not He"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = [(np.zeros((n, m)), np.zeros(m)) for n, m in zip(sizes[:-1], sizes[1:])]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="weights of std 0.01" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step"] mistake="not He"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = [(rng.normal(0, 0.01, (n, m)), np.zeros(m)) for n, m in zip(sizes[:-1], sizes[1:])]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="weights of std 1" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-learns"] mistake="not He"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = [(rng.normal(0, 1, (n, m)), np.zeros(m)) for n, m in zip(sizes[:-1], sizes[1:])]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="variance 2 over fan_in plus fan_out" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="not He"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        params.append((rng.normal(0, np.sqrt(2 / (n + m)), (n, m)), np.zeros(m)))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="variance 1 over fan_in" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="fan_in alone"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        params.append((rng.normal(0, np.sqrt(1 / n), (n, m)), np.zeros(m)))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="variance 2 over fan_out" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="fan_out"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        params.append((rng.normal(0, np.sqrt(2 / m), (n, m)), np.zeros(m)))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="variance for the scale" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="variance for standard deviation"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = [(rng.normal(0, 2 / n, (n, m)), np.zeros(m)) for n, m in zip(sizes[:-1], sizes[1:])]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="uniform bound sqrt(2/fan_in)" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="uniform bound"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = []
    for n, m in zip(sizes[:-1], sizes[1:]):
        s = np.sqrt(2 / n)
        params.append((rng.uniform(-s, s, (n, m)), np.zeros(m)))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="hidden sizes fixed" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="sizes ignored"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params([sizes[0], 16, sizes[-1]], rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="as many outputs as labels that occur" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="classes taken from the labels"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params([*sizes[:-1], len(np.unique(y))], rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="weights of a fixed seed" replaces="fit_classifier" fails=["fit_classifier-history"] mistake="re-seeded"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, np.random.default_rng(0))
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="everything from a fixed seed" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out"] mistake="re-seeded"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    rng = np.random.default_rng(42)
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="split by the global generator" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-step"] mistake="global state"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = np.random.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="split without a seed" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-step"] mistake="not reproducible"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = np.random.default_rng().permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="one update per epoch" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="one update per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], len(train), rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="update after the loop over batches" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="one update per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            total += loss * len(Xb)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="full batches only" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="partial batch dropped"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            if len(Xb) < batch_size:
                continue
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="epochs counts updates" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="one update per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
            break
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="one epoch too few" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not one entry per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(1, epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="gradient added" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="ascent"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W + lr * dW, b + lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="step over the batch size" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="1/N twice"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [
                (W - lr / len(Xb) * dW, b - lr / len(Xb) * db)
                for (W, b), (dW, db) in zip(params, grads)
            ]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="step times the batch size" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="1/N missing"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ * len(Xb))
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="partial batch weighted by the nominal size" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="partial batch weighted less"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ * len(Xb) / batch_size)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="biases never updated" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="biases frozen"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="only the last layer learns" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="layers frozen"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            (W, b), (dW, db) = params[-1], grads[-1]
            params = [*params[:-1], (W - lr * dW, b - lr * db)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="updated pairs never kept" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-step", "fit_classifier-learns"] mistake="nothing moved"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            for (W, b), (dW, db) in zip(params, grads):
                W = W - lr * dW
                b = b - lr * db
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="untrained parameters returned" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-step", "fit_classifier-learns"] mistake="nothing moved"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    start = params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return start, history


# %% wrong="lr fixed at 0.1" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step"] mistake="lr ignored"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - 0.1 * dW, b - 0.1 * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="lr halved every five epochs" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="another step length"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        if epoch and epoch % 5 == 0:
            lr = lr / 2
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="lr over the number of the epoch" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="another step length"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for epoch in range(epochs):
        rate = lr / (1 + epoch)
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="momentum 0.9" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="not plain descent"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    speed = [(0.0 * W, 0.0 * b) for W, b in params]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            speed = [(0.9 * V + dW, 0.9 * v + db) for (V, v), (dW, db) in zip(speed, grads)]
            params = [(W - lr * V, b - lr * v) for (W, b), (V, v) in zip(params, speed)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="weight decay" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="not plain descent"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [
                (W - lr * (dW + 1e-2 * W), b - lr * db) for (W, b), (dW, db) in zip(params, grads)
            ]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="gradient of unit length" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="another step length"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            size = np.sqrt(sum(np.sum(g**2) for pair in grads for g in pair)) + 1e-12
            params = [
                (W - lr * dW / size, b - lr * db / size) for (W, b), (dW, db) in zip(params, grads)
            ]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="gradients of earlier batches added up" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="carried over"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    sums = [(0.0 * W, 0.0 * b) for W, b in params]
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            sums = [(S + dW, s + db) for (S, s), (dW, db) in zip(sums, grads)]
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, sums)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="gradient of the first batch reused" replaces="fit_classifier" fails=["fit_classifier-step", "fit_classifier-learns"] mistake="gradient not recomputed"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    grads = None
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            if grads is None:
                grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="squared error of the logits" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="squared error of logits"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            gap = Z - one_hot(yb, Z.shape[1])
            loss, dZ = np.mean(gap**2), 2 * gap / gap.size
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="softmax before the loss" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="softmax twice"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            E = np.exp(Z - Z.max(axis=1, keepdims=True))
            P = E / E.sum(axis=1, keepdims=True)
            loss, dZ = softmax_cross_entropy(P, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="no activation between the layers" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="activation missing"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    val, train = order[: len(X) // 10], order[len(X) // 10 :]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}

    def forward(A):
        inputs = []
        for W, b in params:
            inputs.append(A)
            A = A @ W + b
        return A, inputs

    for _ in range(epochs):
        losses = []
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, inputs = forward(Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            losses.append(loss)
            for k in reversed(range(len(params))):
                W, b = params[k]
                params[k] = (W - lr * inputs[k].T @ dZ, b - lr * dZ.sum(axis=0))
                dZ = dZ @ W.T
        Z = forward(X[val])[0]
        history["train_loss"].append(np.mean(losses))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="each batch standardised again" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="statistics of the batch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Xb = (Xb - Xb.mean(axis=0)) / (Xb.std(axis=0) + 1e-8)
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="stops when the validation loss rises" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-step", "fit_classifier-learns"] mistake="not one entry per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
        if len(history["val_loss"]) > 1 and history["val_loss"][-1] > history["val_loss"][-2]:
            break
    return params, history


# %% wrong="loss of every batch noted" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-learns"] mistake="not one entry per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            history["train_loss"].append(loss)
        Z, _ = net_forward(params, X[val])
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="start noted as well" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not one entry per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    Z, _ = net_forward(params, X[val])
    history["train_loss"].append(
        softmax_cross_entropy(net_forward(params, X[train])[0], y[train])[0]
    )
    history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
    history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="training losses of the batches added up" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-learns"] mistake="sum over batches"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total)
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="accuracy in percent" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="percent"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(100 * accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="share of errors noted" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="errors for hits"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(1 - accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="other names in history" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not a dict of lists"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_acc": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_acc"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="history as a list of triples" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not a dict of lists"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        val_loss = softmax_cross_entropy(Z, y[val])[0]
        history.append((total / len(train), val_loss, accuracy(y[val], Z.argmax(axis=1))))
    return params, history


# %% wrong="history first" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="order of results"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return history, params


# %% wrong="parameters alone" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not a dict of lists"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params


# %% wrong="nothing returned" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="nothing returned"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))


# %% wrong="history of one epoch" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="not one entry per epoch"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    for _ in range(epochs):
        history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="validation loss of the training part" replaces="fit_classifier" fails=["fit_classifier-held-out", "fit_classifier-step"] mistake="validated on training samples"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(params, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(total / len(train))
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="validation by the untrained net" replaces="fit_classifier" fails=["fit_classifier-step"] mistake="noted before the update"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    order = rng.permutation(len(X))
    n_val = len(X) // 10
    val, train = order[:n_val], order[n_val:]
    start = params = he_params(sizes, rng)
    history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        total = 0.0
        for Xb, yb in iterate_minibatches(X[train], y[train], batch_size, rng):
            Z, tape = net_forward(params, Xb)
            loss, dZ = softmax_cross_entropy(Z, yb)
            grads = net_backward(params, tape, dZ)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
            total += loss * len(Xb)
        Z, _ = net_forward(start, X[val])
        history["train_loss"].append(total / len(train))
        history["val_loss"].append(softmax_cross_entropy(Z, y[val])[0])
        history["val_accuracy"].append(accuracy(y[val], Z.argmax(axis=1)))
    return params, history


# %% wrong="history made up" replaces="fit_classifier" fails=["fit_classifier-history", "fit_classifier-held-out", "fit_classifier-step", "fit_classifier-learns"] mistake="nothing moved"
def fit_classifier(X, y, sizes, lr, epochs, batch_size, rng):
    params = he_params(sizes, rng)
    falling = [1.0 / (k + 1) for k in range(epochs)]
    history = {"train_loss": falling, "val_loss": list(falling), "val_accuracy": [1.0] * epochs}
    return params, history
