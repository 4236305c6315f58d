# Solutions of fit_regressor, right and wrong, written without sight of the checks.

# %% right="closure over the statistics" replaces="fit_regressor"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% right="object with a call, ddof=1" replaces="fit_regressor"
class Regressor:
    def __init__(self, params, X_stats, y_stats):
        self.params, self.X_stats, self.y_stats = params, X_stats, y_stats

    def __call__(self, X_raw):
        mean, scale = self.X_stats
        out, _ = net_forward(self.params, (X_raw - mean) / scale)
        return self.y_stats[0] + self.y_stats[1] * out.reshape(-1)


def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    scale = X.std(axis=0, ddof=1)
    scale[scale == 0] = 1.0
    X_stats, y_stats = (X.mean(axis=0), scale), (y.mean(), y.std(ddof=1))
    A = (X - X_stats[0]) / scale
    t = ((y - y_stats[0]) / y_stats[1])[:, None]
    params = he_params(sizes, rng)
    for epoch in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            loss, dout = mse_loss(out, tb)
            for (W, b), (dW, db) in zip(params, net_backward(params, tape, dout)):
                W -= lr * dW
                b -= lr * db
        if epoch % 50 == 0:
            print("epoch", epoch, "loss", loss)
    return Regressor(params, X_stats, y_stats)


# %% right="earlier standardize, uniform draws" replaces="fit_regressor"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    train, column = X.copy(), np.array(y, dtype=float).reshape(-1, 1)
    A, _ = standardize(train, train)
    t, _ = standardize(column, column)
    center, spread = column.mean(), column.std()
    params = []
    for n, m in zip(sizes, sizes[1:]):
        params.append((rng.uniform(-1, 1, (n, m)) * np.sqrt(6 / n), np.zeros(m)))
    rows = np.arange(len(A))
    for _ in range(epochs):
        rng.shuffle(rows)
        for part in np.split(rows, range(batch_size, len(rows), batch_size)):
            out, tape = net_forward(params, A[part])
            grads = net_backward(params, tape, 2 * (out - t[part]) / len(part))
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return lambda X_raw: (
        center + spread * net_forward(params, standardize(train, X_raw)[1])[0][:, 0]
    )


# %% right="scalers of scikit-learn, float32 inputs" replaces="fit_regressor"
from sklearn.preprocessing import StandardScaler


def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    in_scaler, out_scaler = StandardScaler(), StandardScaler()
    A = in_scaler.fit_transform(X).astype(np.float32)
    t = out_scaler.fit_transform(y.reshape(-1, 1))
    params = [tuple(p.astype(np.float32) for p in pair) for pair in he_params(sizes, rng)]
    rate = np.float32(lr)
    for _ in range(epochs):
        for Ab, tb in list(iterate_minibatches(A, t, batch_size, rng)):
            out, tape = net_forward(params, Ab)
            dout = mse_loss(out, tb)[1].astype(np.float32)
            grads = net_backward(params, tape, dout)
            params = [(W - rate * dW, b - rate * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        out, _ = net_forward(params, in_scaler.transform(X_raw))
        return out_scaler.inverse_transform(out).ravel()

    return predict


# %% right="scaling folded into the first and last layer" replaces="fit_regressor"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = s + (s == 0)
    m_y, s_y = np.mean(y), np.std(y)
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        order = rng.permutation(len(A))
        while len(order):
            part, order = order[:batch_size], order[batch_size:]
            out, tape = net_forward(params, A[part])
            dout = mse_loss(out.ravel(), t[part])[1].reshape(out.shape)
            grads = net_backward(params, tape, dout)
            params = [tuple(p - lr * g for p, g in zip(*two)) for two in zip(params, grads)]
    W, b = params[-1]
    params[-1] = (W * s_y, b * s_y + m_y)
    W, b = params[0]
    params[0] = (W / s[:, None], b - (m / s) @ W)

    def predict(X_raw):
        return net_forward(params, X_raw)[0].reshape(len(X_raw))

    return predict


# %% wrong="(N, 1) minus (N,) while training" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="broadcast to a square"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            gap = out - tb
            dout = (2 * gap / gap.size).sum(axis=1, keepdims=True)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="mean of the table of gaps" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="broadcast to a square"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            dout = np.mean(2 * (out - tb), axis=1, keepdims=True) / len(tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="answers in scaled units" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="scaling not undone"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0]

    return predict


# %% wrong="mean added before the scale" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="scaling not undone"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return (net_forward(params, (X_raw - m) / s)[0][:, 0] + m_y) * s_y

    return predict


# %% wrong="mean not added back" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="scaling not undone"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y

    return predict


# %% wrong="scale not undone" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="scaling not undone"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] + m_y

    return predict


# %% wrong="multiplied by the variance" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="variance for standard deviation"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y**2 + m_y

    return predict


# %% wrong="new inputs not scaled" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="new inputs not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, X_raw)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="new inputs only centred" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="new inputs not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, X_raw - m)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="new inputs by their own statistics" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="test statistics"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        own = X_raw.std(axis=0)
        A = (X_raw - X_raw.mean(axis=0)) / np.where(own == 0, 1, own)
        return net_forward(params, A)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="statistics of what X holds when asked" replaces="fit_regressor" fails=["fit_regressor-units"] mistake="statistics taken too late"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    t = (y - y.mean()) / y.std()
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Xb, tb in iterate_minibatches(standardize(X, X)[0], t, batch_size, rng):
            out, tape = net_forward(params, Xb)
            grads = net_backward(params, tape, mse_loss(out, tb)[1])
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        out, _ = net_forward(params, standardize(X, X_raw)[1])
        return out[:, 0] * y.std() + y.mean()

    return predict


# %% wrong="X not scaled at all" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="inputs not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = X, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, X_raw)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="y not scaled at all" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="targets not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0]

    return predict


# %% wrong="y only centred" replaces="fit_regressor" fails=["fit_regressor-units"] mistake="targets not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, y - m_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] + m_y

    return predict


# %% wrong="one mean and one std for all inputs" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="inputs not scaled"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(), X.std()
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="constant column divided by 0" replaces="fit_regressor" fails=["fit_regressor-units"] mistake="constant column"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="each batch scaled by itself" replaces="fit_regressor" fails=["fit_regressor-steps"] mistake="statistics of the batch"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            Ab = (Ab - Ab.mean(axis=0)) / (Ab.std(axis=0) + 1e-8)
            tb = (tb - tb.mean()) / (tb.std() + 1e-8)
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="column of answers" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="axis kept"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0] * s_y + m_y

    return predict


# %% wrong="single answer squeezed" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="axis dropped"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return np.squeeze(net_forward(params, (X_raw - m) / s)[0]) * s_y + m_y

    return predict


# %% wrong="first answer only" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="one number"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][0, 0] * s_y + m_y

    return predict


# %% wrong="answers for the training inputs" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="new inputs ignored"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, A)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="activation on the output" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="activation on the output"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            Z, tape = net_forward(params, Ab)
            _, dout = mse_loss(np.maximum(Z, 0), tb)
            grads = net_backward(params, tape, dout * (Z > 0))
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return np.maximum(net_forward(params, (X_raw - m) / s)[0][:, 0], 0) * s_y + m_y

    return predict


# %% wrong="linear layers alone" replaces="fit_regressor" fails=["fit_regressor-friedman"] mistake=""
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    params = he_params(sizes, rng)

    def forward(A):
        inputs = []
        for W, b in params:
            inputs.append(A)
            A = A @ W + b
        return A, inputs

    for _ in range(epochs):
        for Ab, tb in iterate_minibatches((X - m) / s, (y - m_y) / s_y, batch_size, rng):
            out, inputs = forward(Ab)
            dZ = mse_loss(out, tb)[1]
            for k in reversed(range(len(params))):
                W, b = params[k]
                params[k] = (W - lr * inputs[k].T @ dZ, b - lr * dZ.sum(axis=0))
                dZ = dZ @ W.T

    def predict(X_raw):
        return forward((X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="least squares instead of a net" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="re-seeded"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    ones = np.ones((len(X), 1))
    w = np.linalg.lstsq(np.hstack([X, ones]), y, rcond=None)[0]
    return lambda X_raw: X_raw @ w[:-1] + w[-1]


# %% wrong="cross-entropy loss" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="nothing moved"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = softmax_cross_entropy(out, np.zeros(len(tb), dtype=int))
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="gradient added" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="ascent"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [
                (W + 0.01 * lr * dW, b + 0.01 * lr * db) for (W, b), (dW, db) in zip(params, grads)
            ]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="updated pairs never kept" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="nothing moved"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            for (W, b), (dW, db) in zip(params, grads):
                W, b = W - lr * dW, b - lr * db

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="predict keeps the first parameters" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="nothing moved"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    start = params
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(start, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="zero weights" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="not He"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = [(np.zeros((n, k)), np.zeros(k)) for n, k in zip(sizes[:-1], sizes[1:])]
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="weights of std 0.01" replaces="fit_regressor" fails=["fit_regressor-steps"] mistake="not He"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = [(rng.normal(0, 0.01, (n, k)), np.zeros(k)) for n, k in zip(sizes[:-1], sizes[1:])]
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="biases never updated" replaces="fit_regressor" fails=["fit_regressor-steps"] mistake="biases frozen"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="only the last layer learns" replaces="fit_regressor" fails=["fit_regressor-steps", "fit_regressor-friedman"] mistake="layers frozen"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            (W, b), (dW, db) = params[-1], grads[-1]
            params = [*params[:-1], (W - lr * dW, b - lr * db)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="one epoch whatever epochs" replaces="fit_regressor" fails=["fit_regressor-steps", "fit_regressor-friedman"] mistake="epochs ignored"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(1):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="returns after the first epoch" replaces="fit_regressor" fails=["fit_regressor-steps", "fit_regressor-friedman"] mistake="epochs ignored"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            grads = net_backward(params, tape, mse_loss(out, tb)[1])
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

        def predict(X_raw):
            return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

        return predict


# %% wrong="labels out of step" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="out of step"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, rng.permutation(t), batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="full batch" replaces="fit_regressor" fails=["fit_regressor-steps", "fit_regressor-friedman"] mistake="one update per epoch"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in [(A, t)]:
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="hidden sizes fixed" replaces="fit_regressor" fails=["fit_regressor-steps"] mistake="sizes ignored"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params([sizes[0], 4, 1], rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="fixed seed inside" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="re-seeded"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    rng = np.random.default_rng(0)
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="batches by the global generator" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="not reproducible"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        order = np.random.permutation(len(A))
        for start in range(0, len(A), batch_size):
            Ab, tb = A[order[start : start + batch_size]], t[order[start : start + batch_size]]
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="weights without a seed" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps"] mistake="not reproducible"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, np.random.default_rng())
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="X and y scaled in place" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="inputs changed"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    X -= m
    X /= s
    y -= m_y
    y /= s_y
    A, t = X, y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="new inputs scaled in place" replaces="fit_regressor" fails=["fit_regressor-units"] mistake="inputs changed"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        X_raw -= m
        X_raw /= s
        return net_forward(params, X_raw)[0][:, 0] * s_y + m_y

    return predict


# %% wrong="parameters instead of a function" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="no function returned"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return params


# %% wrong="answers instead of a function" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="no function returned"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict(X)


# %% wrong="function never returned" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="nothing returned"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        return net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y


# %% wrong="predict returns nothing" replaces="fit_regressor" fails=["fit_regressor-units", "fit_regressor-steps", "fit_regressor-friedman"] mistake="nothing returned"
def fit_regressor(X, y, sizes, lr, epochs, batch_size, rng):
    m, s = X.mean(axis=0), X.std(axis=0)
    s = np.where(s == 0, 1, s)
    m_y, s_y = y.mean(), y.std()
    A, t = (X - m) / s, (y - m_y) / s_y
    params = he_params(sizes, rng)
    for _ in range(epochs):
        for Ab, tb in iterate_minibatches(A, t, batch_size, rng):
            out, tape = net_forward(params, Ab)
            _, dout = mse_loss(out, tb)
            grads = net_backward(params, tape, dout)
            params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]

    def predict(X_raw):
        out = net_forward(params, (X_raw - m) / s)[0][:, 0] * s_y + m_y

    return predict
