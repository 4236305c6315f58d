# Solutions of iterate_minibatches, right and wrong, written without sight of the checks.

# %% right="generator over a permutation" replaces="iterate_minibatches"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% right="list of pairs, ranks of uniform numbers" replaces="iterate_minibatches"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.argsort(rng.random(len(y)))
    batches = []
    while len(order):
        now, order = order[:batch_size], order[batch_size:]
        batches.append([X[now], y[now]])
    return batches


# %% right="cut at multiples, zip object" replaces="iterate_minibatches"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.shuffle(order)
    cuts = range(batch_size, len(X), batch_size)
    return zip(np.split(X[order], cuts), np.split(y[order], cuts))


# %% right="copies shuffled with generators of one seed" replaces="iterate_minibatches"
def iterate_minibatches(X, y, batch_size, rng):
    seed = rng.integers(2**32)
    A, b = X.copy(), y.copy()
    np.random.default_rng(seed).shuffle(A)
    np.random.default_rng(seed).shuffle(b)
    n = -(-len(A) // batch_size)
    return tuple(
        (A[k * batch_size : (k + 1) * batch_size], b[k * batch_size : (k + 1) * batch_size])
        for k in range(n)
    )


# %% right="choice without replacement, rest in hand" replaces="iterate_minibatches"
def iterate_minibatches(X, y, batch_size, rng):
    left = np.arange(X.shape[0])
    while left.size > batch_size:
        take = rng.choice(left.size, size=batch_size, replace=False)
        chosen = left[take]
        left = np.delete(left, take)
        yield X[chosen], y[chosen]
    rng.shuffle(left)
    if left.size:
        yield np.take(X, left, axis=0), np.take(y, left, axis=0)


# %% right="class with its own iterator, float32 rows" replaces="iterate_minibatches"
class Batches:
    def __init__(self, X, y, batch_size, rng):
        self.X, self.y, self.size = X.astype(np.float32), y, batch_size
        self.order = rng.permutation(len(y)).tolist()

    def __iter__(self):
        for k in range(0, len(self.order), self.size):
            rows = self.order[k : k + self.size]
            yield self.X[rows], self.y[rows]


def iterate_minibatches(X, y, batch_size, rng):
    return iter(Batches(X, y, batch_size, rng))


# %% wrong="full batches only" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*"] mistake="partial batch dropped"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


# %% wrong="an empty batch when the size divides" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*"] mistake="empty batch"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for k in range(len(X) // batch_size + 1):
        rows = order[k * batch_size : (k + 1) * batch_size]
        yield X[rows], y[rows]


# %% wrong="partial batch filled up from the start" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*"] mistake="drawn with replacement"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = np.take(order, range(start, start + batch_size), mode="wrap")
        yield X[rows], y[rows]


# %% wrong="rest joined to the last full batch" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] mistake="other batch sizes"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    n = max(1, len(X) // batch_size)
    for k in range(n):
        end = (k + 1) * batch_size if k < n - 1 else len(X)
        rows = order[k * batch_size : end]
        yield X[rows], y[rows]


# %% wrong="split into even parts" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] mistake="other batch sizes"
def iterate_minibatches(X, y, batch_size, rng):
    n = int(np.ceil(len(X) / batch_size))
    for rows in np.array_split(rng.permutation(len(X)), n):
        yield X[rows], y[rows]


# %% wrong="only X in the new order" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="out of step"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[start : start + batch_size]


# %% wrong="two permutations" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="out of step"
def iterate_minibatches(X, y, batch_size, rng):
    X, y = rng.permutation(X), rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong="never shuffled" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] mistake="order kept"
def iterate_minibatches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong="permuted list not kept" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] mistake="order kept"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.arange(len(X))
    rng.permutation(order)
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="blocks in another order, samples not" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] mistake="other batch sizes"
def iterate_minibatches(X, y, batch_size, rng):
    starts = np.arange(0, len(X), batch_size)
    for start in rng.permutation(starts):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong="fixed seed inside" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] mistake="re-seeded"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="np.random.permutation" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="global state"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.random.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="generator without a seed" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="not reproducible"
def iterate_minibatches(X, y, batch_size, rng):
    order = np.random.default_rng().permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="order kept from the first call" replaces="iterate_minibatches" fails=["iterate_minibatches-order"] mistake="re-seeded"
ORDERS = {}


def iterate_minibatches(X, y, batch_size, rng):
    if len(X) not in ORDERS:
        ORDERS[len(X)] = rng.permutation(len(X))
    order = ORDERS[len(X)]
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="rows drawn with replacement" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_regressor-steps", "fit_classifier-*"] mistake="drawn with replacement"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.integers(0, len(X), len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="each batch drawn afresh" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_regressor-steps", "fit_classifier-*"] mistake="drawn with replacement"
def iterate_minibatches(X, y, batch_size, rng):
    for start in range(0, len(X), batch_size):
        size = min(batch_size, len(X) - start)
        rows = rng.choice(len(X), size, replace=False)
        yield X[rows], y[rows]


# %% wrong="X and y shuffled in place" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] mistake="inputs changed"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    X[:] = X[order]
    y[:] = y[order]
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]


# %% wrong="labels first" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="order of results"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield y[rows], X[rows]


# %% wrong="indices instead of batches" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="indices returned"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield rows


# %% wrong="returns in the first round" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="only the first batch"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        return X[rows], y[rows]


# %% wrong="three epochs in one" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="more than one epoch"
def iterate_minibatches(X, y, batch_size, rng):
    for _ in range(3):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            yield X[rows], y[rows]


# %% wrong="last sample never drawn" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_regressor-steps", "fit_classifier-*"] mistake="samples left out"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X) - 1)
    for start in range(0, len(X) - 1, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]


# %% wrong="number of batches for size of batches" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="other batch sizes"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    return [(X[rows], y[rows]) for rows in np.array_split(order, min(batch_size, len(X)))]


# %% wrong="list never returned" replaces="iterate_minibatches" fails=["iterate_minibatches-cover", "iterate_minibatches-order"] carries=["fit_classifier-*", "fit_regressor-*"] mistake="nothing returned"
def iterate_minibatches(X, y, batch_size, rng):
    order = rng.permutation(len(X))
    batches = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        batches.append((X[rows], y[rows]))
