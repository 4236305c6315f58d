# Solutions of r2, right and wrong, written without sight of the checks.

# %% right="two sums of squares" replaces="r2"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% right="mean square over variance, columns" replaces="r2"
def r2(y, y_hat):
    gap = y.reshape(-1, 1) - y_hat.reshape(-1, 1)
    return 1.0 - np.mean(gap**2) / np.var(y)


# %% right="plain Python" replaces="r2"
def r2(y, y_hat):
    truth = [float(v) for v in np.asarray(y).flat]
    guess = [float(v) for v in np.asarray(y_hat).flat]
    mean = sum(truth) / len(truth)
    res = sum((t - g) ** 2 for t, g in zip(truth, guess))
    tot = sum((t - mean) ** 2 for t in truth)
    return (tot - res) / tot


# %% right="mse_loss twice" replaces="r2"
def r2(y, y_hat):
    res, _ = mse_loss(y_hat, y)
    tot, _ = mse_loss(np.full_like(y, np.mean(y)), y)
    return 1 - res / tot


# %% right="score of scikit-learn" replaces="r2"
from sklearn.metrics import r2_score


def r2(y, y_hat):
    return r2_score(y.ravel(), y_hat.ravel())


# %% wrong="subtracted as they come" replaces="r2" fails=["r2-value"] mistake="broadcast to a square"
def r2(y, y_hat):
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="means of the broadcast table" replaces="r2" fails=["r2-value"] mistake=""
def r2(y, y_hat):
    return float(1 - np.mean((y - y_hat) ** 2) / np.var(y))


# %% wrong="only y_hat flattened" replaces="r2" fails=["r2-value"] mistake="broadcast to a square"
def r2(y, y_hat):
    y_hat = y_hat.ravel()
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="arguments swapped" replaces="r2" fails=["r2-value"] mistake="arguments swapped"
def r2(y, y_hat):
    y, y_hat = np.ravel(y_hat), np.ravel(y)
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="mean of the predictions" replaces="r2" fails=["r2-value"] mistake="about the mean of the answers"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y_hat.mean()) ** 2))


# %% wrong="mean left out" replaces="r2" fails=["r2-value"] mistake="not about the mean"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum(y**2))


# %% wrong="squared correlation" replaces="r2" fails=["r2-value"] mistake="correlation for R²"
def r2(y, y_hat):
    return float(np.corrcoef(np.ravel(y), np.ravel(y_hat))[0, 1] ** 2)


# %% wrong="explained over total" replaces="r2" fails=["r2-value"] mistake="factor 1/2"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(np.sum((y_hat - y.mean()) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="explained variance" replaces="r2" fails=["r2-value"] mistake="shift forgiven"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.var(y - y_hat) / np.var(y))


# %% wrong="1 minus left out" replaces="r2" fails=["r2-value"] mistake="share that is left"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="mean square over the variance with N - 1" replaces="r2" fails=["r2-value"] mistake="N - 1 in one of two"
def r2(y, y_hat):
    gap = np.ravel(y) - np.ravel(y_hat)
    return float(1 - np.mean(gap**2) / np.var(y, ddof=1))


# %% wrong="never below 0" replaces="r2" fails=["r2-value"] mistake="clipped at 0"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return max(0.0, float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2)))


# %% wrong="absolute deviations" replaces="r2" fails=["r2-value"] mistake="absolute errors"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum(np.abs(y - y_hat)) / np.sum(np.abs(y - y.mean())))


# %% wrong="roots of the sums" replaces="r2" fails=["r2-value"] mistake="root taken"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.linalg.norm(y - y_hat) / np.linalg.norm(y - y.mean()))


# %% wrong="sum over variance" replaces="r2" fails=["r2-value"] mistake="1/N missing"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / np.var(y))


# %% wrong="one minus the mean squared error" replaces="r2" fails=["r2-value"] mistake="not set against the mean"
def r2(y, y_hat):
    return float(1 - np.mean((np.ravel(y) - np.ravel(y_hat)) ** 2))


# %% wrong="median for mean" replaces="r2" fails=["r2-value"] mistake="median for mean"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - np.median(y)) ** 2))


# %% wrong="1e-8 added below" replaces="r2" fails=["r2-value"] mistake="epsilon added"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return float(1 - np.sum((y - y_hat) ** 2) / (np.sum((y - y.mean()) ** 2) + 1e-8))


# %% wrong="percent" replaces="r2" fails=["r2-value"] mistake="percent"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return 100 * float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="two digits kept" replaces="r2" fails=["r2-value"] mistake="rounded"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    return round(float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2)), 2)


# %% right="one array of one" replaces="r2"
def r2(y, y_hat):
    y, y_hat = y.reshape(-1, 1), y_hat.reshape(-1, 1)
    return 1 - np.sum((y - y_hat) ** 2, axis=0) / np.sum((y - y.mean()) ** 2, axis=0)


# %% wrong="sorted before comparing" replaces="r2" fails=["r2-value"] mistake=""
def r2(y, y_hat):
    y, y_hat = np.sort(np.ravel(y)), np.sort(np.ravel(y_hat))
    return float(1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2))


# %% wrong="y centred in place" replaces="r2" fails=["r2-value"] mistake="inputs changed"
def r2(y, y_hat):
    gap = y.ravel() - y_hat.ravel()
    y -= y.mean()
    return float(1 - np.sum(gap**2) / np.sum(y**2))


# %% wrong="no result" replaces="r2" fails=["r2-value"] mistake="nothing returned"
def r2(y, y_hat):
    y, y_hat = np.ravel(y), np.ravel(y_hat)
    value = 1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2)
