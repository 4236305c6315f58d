# Solutions of standardize, right and wrong, written without sight of the checks.

# %% right="std of 0 replaced by 1" replaces="standardize"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% right="ddof=1, constant by range, list of arrays" replaces="standardize"
def standardize(train, test):
    mean = np.sum(train, axis=0) / len(train)
    scale = np.std(train, axis=0, ddof=1)
    scale[np.ptp(train, axis=0) == 0] = 1.0
    return [(A - mean) / scale for A in (train, test)]


# %% right="column by column" replaces="standardize"
def standardize(train, test):
    new_train = np.zeros(train.shape, order="F")
    new_test = np.zeros(test.shape, order="F")
    for k in range(train.shape[1]):
        column = train[:, k]
        m = sum(column) / len(column)
        s = (sum((v - m) ** 2 for v in column) / len(column)) ** 0.5
        if all(v == column[0] for v in column):
            m, s = column[0], 1.0
        new_train[:, k] = (column - m) / s
        new_test[:, k] = (test[:, k] - m) / s
    return new_train, new_test


# %% right="divide where not constant" replaces="standardize"
def standardize(train, test):
    mean = train.mean(axis=0, keepdims=True)
    std = train.std(axis=0, keepdims=True)
    varies = (train != train[:1]).any(axis=0, keepdims=True)

    def scaled(A):
        out = A - mean
        np.divide(out, std, out=out, where=np.broadcast_to(varies, A.shape))
        return out

    return scaled(train), scaled(test)


# %% right="scaler of scikit-learn" replaces="standardize"
from sklearn.preprocessing import StandardScaler


def standardize(train, test):
    scaler = StandardScaler().fit(train)
    return scaler.transform(train), scaler.transform(test)


# %% right="float32 result" replaces="standardize"
def standardize(train, test):
    mean = train.mean(axis=0)
    std = np.sqrt(np.mean((train - mean) ** 2, axis=0))
    std += std == 0
    return tuple(((A - mean) / std).astype(np.float32) for A in (train, test))


# %% wrong="test by its own statistics" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="test statistics"
def standardize(train, test):
    def scaled(A):
        std = A.std(axis=0)
        return (A - A.mean(axis=0)) / np.where(std == 0, 1, std)

    return scaled(train), scaled(test)


# %% wrong="statistics of train and test together" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="test statistics"
def standardize(train, test):
    both = np.concatenate([train, test])
    mean, std = both.mean(axis=0), both.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% wrong="test scaled by the std of train, centred by its own mean" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="test statistics"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - test.mean(axis=0)) / std


# %% wrong="statistics of the scaled train used on test" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="not scaled"
def standardize(train, test):
    def fit(A):
        std = A.std(axis=0)
        return A.mean(axis=0), np.where(std == 0, 1, std)

    mean, std = fit(train)
    train = (train - mean) / std
    mean, std = fit(train)
    return train, (test - mean) / std


# %% wrong="divided by 0" replaces="standardize" fails=["standardize-constant"] carries=["fit_regressor-*"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    return (train - mean) / std, (test - mean) / std


# %% wrong="1e-8 added to the std" replaces="standardize" fails=["standardize-constant"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = std + 1e-8
    return (train - mean) / std, (test - mean) / std


# %% wrong="1e-6 added to the variance" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.sqrt(std**2 + 1e-6)
    return (train - mean) / std, (test - mean) / std


# %% wrong="nan replaced by 0" replaces="standardize" fails=["standardize-constant"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    with np.errstate(all="ignore"):
        return np.nan_to_num((train - mean) / std), np.nan_to_num((test - mean) / std)


# %% wrong="constant columns removed" replaces="standardize" fails=["standardize-constant"] carries=["fit_regressor-*"] mistake="columns removed"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    keep = std > 0
    return (train - mean)[:, keep] / std[keep], (test - mean)[:, keep] / std[keep]


# %% wrong="constant columns left as they are" replaces="standardize" fails=["standardize-constant"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    mean, std = np.where(std == 0, 0, mean), np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% wrong="constant columns set to 0" replaces="standardize" fails=["standardize-constant"] mistake="constant column"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    scale = np.divide(1.0, std, out=np.zeros_like(std), where=std > 0)
    return (train - mean) * scale, (test - mean) * scale


# %% wrong="std at least 1" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="small column taken for constant"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.maximum(std, 1)
    return (train - mean) / std, (test - mean) / std


# %% wrong="columns below 0.01 taken for constant" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="small column taken for constant"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std < 1e-2, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% wrong="one mean and one std for all columns" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="one mean for all columns"
def standardize(train, test):
    mean, std = train.mean(), train.std()
    if std == 0:
        std = 1.0
    return (train - mean) / std, (test - mean) / std


# %% wrong="row by row" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="rows for columns"
def standardize(train, test):
    def scaled(A):
        std = A.std(axis=1, keepdims=True)
        return (A - A.mean(axis=1, keepdims=True)) / np.where(std == 0, 1, std)

    return scaled(train), scaled(test)


# %% wrong="divided by the variance" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="variance for standard deviation"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.var(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% wrong="not centred" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="not centred"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return train / std, test / std


# %% wrong="only centred" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="not scaled"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return train - mean, test - mean


# %% wrong="scaled to the range 0 to 1" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="scaled by the range"
def standardize(train, test):
    low, high = train.min(axis=0), train.max(axis=0)
    width = np.where(high == low, 1, high - low)
    return (train - low) / width, (test - low) / width


# %% wrong="median for mean" replaces="standardize" fails=["standardize-training-statistics"] carries=["fit_regressor-steps"] mistake="median for mean"
def standardize(train, test):
    mean, std = np.median(train, axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, (test - mean) / std


# %% wrong="in place" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="inputs changed"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std[std == 0] = 1
    train -= mean
    train /= std
    test -= mean
    test /= std
    return train, test


# %% wrong="test first" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="order of results"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (test - mean) / std, (train - mean) / std


# %% wrong="only train returned" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake=""
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std


# %% wrong="test not touched" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="not scaled"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return (train - mean) / std, test


# %% wrong="mean divided too" replaces="standardize" fails=["standardize-training-statistics", "standardize-constant"] carries=["fit_regressor-*"] mistake="not centred"
def standardize(train, test):
    mean, std = train.mean(axis=0), train.std(axis=0)
    std = np.where(std == 0, 1, std)
    return train - mean / std, test - mean / std
