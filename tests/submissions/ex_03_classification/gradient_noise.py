# Solutions of gradient_noise, right and wrong, written without sight of the checks.

# %% right="one long vector per batch" replaces="gradient_noise"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% right="sums of squares per array" replaces="gradient_noise"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def grads_of(A, labels):
        logits, tape = net_forward(params, A)
        return net_backward(params, tape, softmax_cross_entropy(logits, labels)[1])

    full, total = grads_of(X, y), 0.0
    for _ in range(repeats):
        rows = rng.choice(len(X), size=batch_size)
        for (dW, db), (dW_full, db_full) in zip(grads_of(X[rows], y[rows]), full):
            total += np.linalg.norm(dW - dW_full) ** 2 + np.sum((db - db_full) ** 2)
    return (total / repeats) ** 0.5


# %% right="gradients of the samples, weighted by how often each is drawn" replaces="gradient_noise"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    rows = []
    for n in range(len(X)):
        logits, tape = net_forward(params, X[n : n + 1])
        grads = net_backward(params, tape, softmax_cross_entropy(logits, y[n : n + 1])[1])
        rows.append(np.hstack([np.ravel(g) for pair in grads for g in pair]))
    G = np.array(rows)
    counts = rng.multinomial(batch_size, np.full(len(X), 1 / len(X)), size=repeats)
    gaps = (counts / batch_size - 1 / len(X)) @ G
    return np.sqrt(np.einsum("rp,rp->", gaps, gaps) / repeats)


# %% right="whole numbers from uniform draws, all batches drawn first" replaces="gradient_noise"
import math


def flat(grads):
    return np.hstack([np.ravel(g, order="F") for g in sum((tuple(p) for p in grads), ())])


def gradient_noise(params, X, y, batch_size, repeats, rng):
    N = X.shape[0]
    batches = np.floor(rng.random((repeats, batch_size)) * N).astype(int)
    out, tape = net_forward(params, X)
    center = flat(net_backward(params, tape, softmax_cross_entropy(out, y)[1]))
    squares = []
    for rows in batches:
        out, tape = net_forward(params, np.take(X, rows, axis=0))
        g = flat(net_backward(params, tape, softmax_cross_entropy(out, np.take(y, rows))[1]))
        squares.append(float(np.sum(np.square(g - center))))
    return math.sqrt(math.fsum(squares) / len(squares))


# %% right="running mean, float32 gaps" replaces="gradient_noise"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(A, labels):
        logits, tape = net_forward(params, A)
        pairs = net_backward(params, tape, softmax_cross_entropy(logits, labels)[1])
        return [np.asarray(g) for pair in pairs for g in pair]

    full, mean = gradient(X, y), 0.0
    for k in range(1, repeats + 1):
        rows = rng.choice(np.arange(len(y)), batch_size, replace=True)
        pairs = zip(gradient(X[rows], y[rows]), full)
        square = sum(np.sum((g - h).astype(np.float32) ** 2, dtype=np.float64) for g, h in pairs)
        mean += (square - mean) / k
    return float(np.sqrt(mean))


# %% wrong="mean of the distances" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="mean of distances"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.mean([np.sqrt(gap @ gap) for gap in gaps]))


# %% wrong="root missing" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="squared norms"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.mean([gap @ gap for gap in gaps]))


# %% wrong="mean over the entries too" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="root mean square"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean(np.square(gaps))))


# %% wrong="sum over the repeats" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="not averaged over repeats"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.sum(np.square(gaps))))


# %% wrong="divided by repeats - 1" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="divided by repeats - 1"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.sum(np.square(gaps)) / max(repeats - 1, 1)))


# %% wrong="drawn without replacement" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="drawn without replacement"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.choice(len(X), batch_size, replace=False)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="start of a permutation" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="drawn without replacement"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.permutation(len(X))[:batch_size]) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="neighbours in a row" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="drawn without replacement"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows % len(X)])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows % len(X)])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [
        gradient(np.arange(batch_size) + rng.integers(0, max(1, len(X) - batch_size + 1))) - full
        for _ in range(repeats)
    ]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="one batch for all repeats" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="one batch for all repeats"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    batch = gradient(rng.integers(0, len(X), batch_size))
    gaps = [batch - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="fixed seed inside" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="re-seeded"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    rng = np.random.default_rng(0)
    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="np.random.randint" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="global state"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(np.random.randint(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="generator without a seed" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="not reproducible"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [
        gradient(np.random.default_rng().integers(0, len(X), batch_size)) - full
        for _ in range(repeats)
    ]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="weights alone" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="biases left out"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([dW.ravel() for dW, _ in grads])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="last layer alone" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake="layers left out"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for g in grads[-1]])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="first layer alone" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="layers left out"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for g in grads[0]])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="sum over the batch" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="1/N missing"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1] * len(rows))
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="batch gradient divided twice" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="1/N twice"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1] / len(rows))
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="distance from the mean of the batches" replaces="gradient_noise" fails=["gradient_noise-paper"] mistake=""
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean(np.sum((np.array(gaps) - np.mean(gaps, axis=0)) ** 2, axis=1))))


# %% wrong="spread of the norms" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="difference of norms"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [
        np.linalg.norm(gradient(rng.integers(0, len(X), batch_size))) - np.linalg.norm(full)
        for _ in range(repeats)
    ]
    return float(np.sqrt(np.mean([gap * gap for gap in gaps])))


# %% wrong="norm of the batch gradients" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="full gradient not subtracted"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="relative to the full gradient" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="divided by the full norm"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps]) / (full @ full)))


# %% wrong="distance of the mean gap" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="mean before norm"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.linalg.norm(np.mean(gaps, axis=0)))


# %% wrong="sum of absolute gaps" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="sum of entries"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.mean([np.abs(gap).sum() for gap in gaps]))


# %% wrong="largest gap" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="largest entry"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.max(np.abs(gaps)))


# %% wrong="labels drawn apart" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake=""
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        labels = y if len(rows) == len(X) else y[: len(rows)]
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, labels)[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="full gradient from a second draw" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake=""
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    gaps = [
        gradient(rng.integers(0, len(X), batch_size))
        - gradient(rng.integers(0, len(X), batch_size))
        for _ in range(repeats)
    ]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="one sample per batch" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="batch size ignored"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), 1)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="divided by the root of the batch size" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="batch size counted twice"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps]) / batch_size))


# %% wrong="one repeat" replaces="gradient_noise" fails=["gradient_noise-batch-size"] mistake="one batch for all repeats"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(1)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="squared error gradient" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="squared error of logits"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, 2 * (Z - one_hot(y[rows], Z.shape[1])) / Z.size)
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return float(np.sqrt(np.mean([gap @ gap for gap in gaps])))


# %% wrong="a step between the batches" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="inputs changed"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        return net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])

    full = gradient(np.arange(len(X)))
    total = 0.0
    for _ in range(repeats):
        grads = gradient(rng.integers(0, len(X), batch_size))
        for (W, b), (dW, db), (dW_full, db_full) in zip(params, grads, full):
            total += np.sum((dW - dW_full) ** 2) + np.sum((db - db_full) ** 2)
            W -= 0.01 * dW
            b -= 0.01 * db
    return float(np.sqrt(total / repeats))


# %% wrong="one value per repeat" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="not averaged over repeats"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    return [float(np.sqrt(gap @ gap)) for gap in gaps]


# %% wrong="no result" replaces="gradient_noise" fails=["gradient_noise-paper", "gradient_noise-batch-size"] mistake="nothing returned"
def gradient_noise(params, X, y, batch_size, repeats, rng):
    def gradient(rows):
        Z, tape = net_forward(params, X[rows])
        grads = net_backward(params, tape, softmax_cross_entropy(Z, y[rows])[1])
        return np.concatenate([g.ravel() for pair in grads for g in pair])

    full = gradient(np.arange(len(X)))
    gaps = [gradient(rng.integers(0, len(X), batch_size)) - full for _ in range(repeats)]
    print(float(np.sqrt(np.mean([gap @ gap for gap in gaps]))))
