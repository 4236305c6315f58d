# Solutions of one_hot, right and wrong, written without sight of the checks.

# %% right="rows of the identity" replaces="one_hot"
def one_hot(y, C):
    return np.eye(C)[y]


# %% right="comparison with a row of classes" replaces="one_hot"
def one_hot(y, C):
    return (np.asarray(y)[:, None] == np.arange(C)).astype(float)


# %% right="double loop, float32" replaces="one_hot"
def one_hot(y, C):
    rows = np.zeros((len(y), C), dtype=np.float32, order="F")
    for n, label in enumerate(y):
        for k in range(C):
            rows[n, k] = 1.0 if k == label else 0.0
    return rows


# %% right="put at flat positions" replaces="one_hot"
def one_hot(y, C):
    flat = np.zeros(len(y) * C)
    np.put(flat, np.arange(len(y)) * C + y, 1.0)
    return flat.reshape(len(y), C)


# %% right="one column per class, stacked" replaces="one_hot"
def one_hot(y, C):
    columns = [np.where(y == k, 1.0, 0.0) for k in range(C)]
    return np.stack(columns, axis=-1)


# %% wrong="width from the largest label" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes taken from the labels"
def one_hot(y, C):
    Y = np.zeros((len(y), y.max() + 1))
    Y[np.arange(len(y)), y] = 1
    return Y


# %% wrong="one column per label that occurs" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes taken from the labels"
def one_hot(y, C):
    classes = np.unique(y)
    return (y[:, None] == classes[None, :]).astype(float)


# %% wrong="labels renumbered by unique" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes renumbered"
def one_hot(y, C):
    _, index = np.unique(y, return_inverse=True)
    return np.eye(C)[index]


# %% wrong="labels shifted to start at 0" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes renumbered"
def one_hot(y, C):
    return np.eye(C)[y - y.min()]


# %% wrong="label binarizer" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes taken from the labels"
from sklearn.preprocessing import LabelBinarizer


def one_hot(y, C):
    return LabelBinarizer().fit_transform(y).astype(float)


# %% wrong="whole columns set" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="columns for entries"
def one_hot(y, C):
    Y = np.zeros((len(y), C))
    Y[:, y] = 1.0
    return Y


# %% wrong="classes in rows" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="transposed"
def one_hot(y, C):
    Y = np.zeros((C, len(y)))
    Y[y, np.arange(len(y))] = 1.0
    return Y


# %% wrong="labels counted from 1" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="labels counted from 1"
def one_hot(y, C):
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y - 1] = 1.0
    return Y


# %% wrong="two classes only" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="classes taken from the labels"
def one_hot(y, C):
    return np.column_stack([1.0 - y, y])


# %% wrong="identity of the size of the batch" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="rows or columns miscounted"
def one_hot(y, C):
    return np.eye(max(len(y), C))[y]


# %% wrong="square of ones and zeros" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake=""
def one_hot(y, C):
    Y = np.zeros((C, C))
    for n in range(C):
        Y[n, y[n]] = 1.0
    return Y


# %% wrong="booleans" replaces="one_hot" fails=["one_hot-rows"] mistake="not floats"
def one_hot(y, C):
    return y[:, None] == np.arange(C)


# %% wrong="8-bit integers" replaces="one_hot" fails=["one_hot-rows"] mistake="not floats"
def one_hot(y, C):
    return np.eye(C, dtype=np.int8)[y]


# %% wrong="last sample never set" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="samples left out"
def one_hot(y, C):
    Y = np.zeros((len(y), C))
    for n in range(len(y) - 1):
        Y[n, y[n]] = 1.0
    return Y


# %% wrong="the array of zeros" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="all zeros"
def one_hot(y, C):
    Y = np.zeros((len(y), C))
    for row, label in zip(Y, y):
        row = np.arange(C) == label
    return Y


# %% wrong="nothing returned" replaces="one_hot" fails=["one_hot-rows"] carries=["fit_classifier-*", "gradient_noise-*", "softmax_cross_entropy-*"] mistake="nothing returned"
def one_hot(y, C):
    Y = np.zeros((len(y), C))
    Y[np.arange(len(y)), y] = 1.0


# %% wrong="y sorted in place" replaces="one_hot" fails=["one_hot-rows"] carries=["softmax_cross_entropy-*"] mistake="inputs changed"
def one_hot(y, C):
    rank = np.argsort(y)
    y.sort()
    Y = np.zeros((len(y), C))
    Y[rank, y] = 1.0
    return Y
