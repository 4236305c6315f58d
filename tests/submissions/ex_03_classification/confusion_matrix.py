# Solutions of confusion_matrix, right and wrong, written without sight of the checks.

# %% right="add.at" replaces="confusion_matrix"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    np.add.at(M, (y_true, y_pred), 1)
    return M


# %% right="product of one-hot rows, float counts" replaces="confusion_matrix"
def confusion_matrix(y_true, y_pred, C):
    return one_hot(y_true, C).T @ one_hot(y_pred, C)


# %% right="bincount of flat positions" replaces="confusion_matrix"
def confusion_matrix(y_true, y_pred, C):
    flat = np.ravel_multi_index((y_true, y_pred), (C, C))
    return np.bincount(flat, minlength=C * C).reshape(C, C)


# %% right="loop over the pairs, Fortran order" replaces="confusion_matrix"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), order="F")
    for t, p in zip(y_true, y_pred):
        M[t, p] += 1
    return M


# %% right="histogram in two dimensions" replaces="confusion_matrix"
def confusion_matrix(y_true, y_pred, C):
    edges = np.arange(C + 1) - 0.5
    return np.histogram2d(y_true, y_pred, bins=[edges, edges])[0]


# %% right="counter and comprehension" replaces="confusion_matrix"
from collections import Counter


def confusion_matrix(y_true, y_pred, C):
    counts = Counter(zip(np.asarray(y_true).tolist(), np.asarray(y_pred).tolist()))
    return np.array([[counts[t, p] for p in range(C)] for t in range(C)])


# %% wrong="repeated pairs counted once" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="repeats lost"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    M[y_true, y_pred] += 1
    return M


# %% wrong="predicted classes in rows" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="answers in rows"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    np.add.at(M, (y_pred, y_true), 1)
    return M


# %% wrong="position true plus C times predicted" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="answers in rows"
def confusion_matrix(y_true, y_pred, C):
    return np.bincount(y_true + C * y_pred, minlength=C * C).reshape(C, C)


# %% wrong="only classes that occur" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="classes taken from the labels"
def confusion_matrix(y_true, y_pred, C):
    classes = np.unique(np.concatenate([y_true, y_pred]))
    return np.array([[np.sum((y_true == t) & (y_pred == p)) for p in classes] for t in classes])


# %% wrong="size from the largest label" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="classes taken from the labels"
def confusion_matrix(y_true, y_pred, C):
    K = max(y_true.max(), y_pred.max()) + 1
    M = np.zeros((K, K), dtype=int)
    np.add.at(M, (y_true, y_pred), 1)
    return M


# %% wrong="scikit-learn without labels" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="classes taken from the labels"
from sklearn import metrics


def confusion_matrix(y_true, y_pred, C):
    return metrics.confusion_matrix(y_true, y_pred)


# %% wrong="bincount without a length" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake=""
def confusion_matrix(y_true, y_pred, C):
    counts = np.bincount(y_true * C + y_pred)
    if len(counts) < C * C:
        counts = np.resize(counts, C * C)
    return counts.reshape(C, C)


# %% wrong="rows divided by their sum" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="shares for counts"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C))
    np.add.at(M, (y_true, y_pred), 1)
    return M / np.maximum(M.sum(axis=1, keepdims=True), 1)


# %% wrong="divided by N" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="shares for counts"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C))
    np.add.at(M, (y_true, y_pred), 1 / len(y_true))
    return M


# %% wrong="8-bit counts" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="counts overflow"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=np.uint8)
    np.add.at(M, (y_true, y_pred), 1)
    return M


# %% wrong="whether, not how often" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="repeats lost"
def confusion_matrix(y_true, y_pred, C):
    return np.array([[np.any((y_true == t) & (y_pred == p)) for p in range(C)] for t in range(C)])


# %% wrong="hits alone" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="only the diagonal"
def confusion_matrix(y_true, y_pred, C):
    return np.diag(np.bincount(y_true[y_true == y_pred], minlength=C))


# %% wrong="errors alone" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="only the mistakes"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    for t, p in zip(y_true, y_pred):
        if t != p:
            M[t, p] += 1
    return M


# %% wrong="two classes" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="only two classes"
def confusion_matrix(y_true, y_pred, C):
    tp = np.sum((y_true == 1) & (y_pred == 1))
    tn = np.sum((y_true == 0) & (y_pred == 0))
    fp = np.sum((y_true == 0) & (y_pred == 1))
    fn = np.sum((y_true == 1) & (y_pred == 0))
    return np.array([[tn, fp], [fn, tp]])


# %% wrong="positives first" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="classes reversed"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    np.add.at(M, (C - 1 - y_true, C - 1 - y_pred), 1)
    return M


# %% wrong="labels counted from 1" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="labels counted from 1"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    np.add.at(M, (y_true - 1, y_pred - 1), 1)
    return M


# %% wrong="product of the counts" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="pairs lost"
def confusion_matrix(y_true, y_pred, C):
    rows = np.bincount(y_true, minlength=C)
    columns = np.bincount(y_pred, minlength=C)
    return np.outer(rows, columns) / len(y_true)


# %% wrong="first sample left out" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="samples left out"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    for n in range(1, len(y_true)):
        M[y_true[n], y_pred[n]] += 1
    return M


# %% wrong="one matrix for all calls" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="carried over"
COUNTS = {}


def confusion_matrix(y_true, y_pred, C):
    M = COUNTS.setdefault(C, np.zeros((C, C), dtype=int))
    np.add.at(M, (y_true, y_pred), 1)
    return M.copy()


# %% wrong="y_true turned into flat positions" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="inputs changed"
def confusion_matrix(y_true, y_pred, C):
    y_true *= C
    y_true += y_pred
    return np.bincount(y_true, minlength=C * C).reshape(C, C)


# %% wrong="matrix only printed" replaces="confusion_matrix" fails=["confusion_matrix-counts"] mistake="nothing returned"
def confusion_matrix(y_true, y_pred, C):
    M = np.zeros((C, C), dtype=int)
    np.add.at(M, (y_true, y_pred), 1)
    print(M)
