# Solutions of mse_loss, right and wrong, written without sight of the checks.

# %% right="both flattened, gradient reshaped" replaces="mse_loss"
def mse_loss(pred, y):
    gap = np.ravel(pred) - np.ravel(y)
    return float(np.mean(gap**2)), (2 * gap / gap.size).reshape(np.shape(pred))


# %% right="y reshaped like pred" replaces="mse_loss"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return np.sum(gap * gap) / len(gap), gap * (2.0 / len(gap))


# %% right="sample by sample" replaces="mse_loss"
def mse_loss(pred, y):
    N = len(pred)
    loss, dpred = 0.0, np.zeros(pred.shape)
    for n in range(N):
        gap = pred[n].item() - y[n].item()
        loss += gap**2 / N
        dpred[n] = 2 * gap / N
    return loss, dpred


# %% right="einsum on columns" replaces="mse_loss"
def mse_loss(pred, y):
    E = pred.reshape(-1, 1) - y.reshape(-1, 1)
    loss = np.einsum("ni,ni->", E, E) / E.shape[0]
    dpred = 2 * E / E.shape[0]
    return loss, dpred if pred.ndim == 2 else dpred[:, 0]


# %% right="float32" replaces="mse_loss"
def mse_loss(pred, y):
    gap = (pred.squeeze() - y.squeeze()).astype(np.float32).reshape(pred.shape)
    return np.float32(np.square(gap).mean()), np.float32(2) * gap / np.float32(gap.size)


# %% wrong="subtracted as they come" replaces="mse_loss" fails=["mse_loss-shapes"] carries=["fit_regressor-*"] mistake="broadcast to a square"
def mse_loss(pred, y):
    gap = pred - y
    return float(np.mean(gap**2)), 2 * gap / gap.size


# %% wrong="gap summed back after broadcasting" replaces="mse_loss" fails=["mse_loss-shapes"] carries=["fit_regressor-*"] mistake="broadcast to a square"
def mse_loss(pred, y):
    gap = pred - y
    dpred = 2 * gap / gap.size
    if dpred.shape != pred.shape:
        dpred = dpred.sum(axis=1 if pred.ndim == 2 else 0).reshape(pred.shape)
    return float(np.mean(gap**2)), dpred


# %% wrong="y always made a column" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="integers kept"
def mse_loss(pred, y):
    gap = pred - y.reshape(-1, 1)
    return float(np.mean(gap**2)), 2 * gap / gap.size


# %% wrong="gradient always flat" replaces="mse_loss" fails=["mse_loss-shapes"] carries=["fit_regressor-*"] mistake="axis dropped"
def mse_loss(pred, y):
    gap = pred.ravel() - y.ravel()
    return float(np.mean(gap**2)), 2 * gap / len(gap)


# %% wrong="gradient always a column" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="axis kept"
def mse_loss(pred, y):
    gap = pred.reshape(-1, 1) - y.reshape(-1, 1)
    return float(np.mean(gap**2)), 2 * gap / len(gap)


# %% wrong="gradient shaped like y" replaces="mse_loss" fails=["mse_loss-shapes"] carries=["fit_regressor-*"] mistake="axis dropped"
def mse_loss(pred, y):
    gap = pred.reshape(y.shape) - y
    return float(np.mean(gap**2)), 2 * gap / len(gap)


# %% wrong="squeezed, also for one sample" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="axis dropped"
def mse_loss(pred, y):
    gap = np.squeeze(pred) - np.squeeze(y)
    dpred = 2 * gap / gap.size
    return float(np.mean(gap**2)), dpred[:, None] if pred.ndim == 2 and pred.size > 1 else dpred


# %% wrong="half of the mean" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="factor 1/2"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2) / 2), gap / gap.size


# %% wrong="2 missing in the gradient" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="factor 1/2"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2)), gap / gap.size


# %% wrong="half of the loss alone" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="factor 1/2"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(0.5 * np.mean(gap**2)), 2 * gap / gap.size


# %% wrong="sum of squares" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="1/N missing"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.sum(gap**2)), 2 * gap


# %% wrong="gradient of the sum" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="1/N missing"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2)), 2 * gap


# %% wrong="divided by N twice" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="1/N twice"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2)), 2 * gap / gap.size**2


# %% wrong="y minus pred in the gradient" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="sign flipped"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2)), -2 * gap / gap.size


# %% wrong="mean absolute error" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="absolute errors"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(np.abs(gap))), np.sign(gap) / gap.size


# %% wrong="root of the mean" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="root taken"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.sqrt(np.mean(gap**2))), 2 * gap / gap.size


# %% wrong="divided by N - 1" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="factor 1/2"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.sum(gap**2) / max(gap.size - 1, 1)), 2 * gap / max(gap.size - 1, 1)


# %% wrong="variance of the gap" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="shift forgiven"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.var(gap)), 2 * gap / gap.size


# %% wrong="square of the mean gap" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="difference of means"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap) ** 2), 2 * gap / gap.size


# %% wrong="losses not averaged" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="not averaged"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return gap**2, 2 * gap / gap.size


# %% wrong="gradient per sample averaged to one number" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="one number"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2)), float(2 * np.mean(gap))


# %% wrong="pred overwritten by the gap" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] mistake="inputs changed"
def mse_loss(pred, y):
    pred -= np.reshape(y, pred.shape)
    return float(np.mean(pred**2)), 2 * pred / pred.size


# %% wrong="shape of y set in place" replaces="mse_loss" fails=["mse_loss-shapes"] mistake="inputs changed"
def mse_loss(pred, y):
    y.shape = pred.shape
    gap = pred - y
    return float(np.mean(gap**2)), 2 * gap / gap.size


# %% wrong="gradient first" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake="order of results"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return 2 * gap / gap.size, float(np.mean(gap**2))


# %% wrong="loss alone" replaces="mse_loss" fails=["mse_loss-value", "mse_loss-shapes"] carries=["fit_regressor-*"] mistake=""
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return float(np.mean(gap**2))


# %% right="loss as an array of one" replaces="mse_loss"
def mse_loss(pred, y):
    gap = pred - np.reshape(y, pred.shape)
    return np.mean(gap**2, keepdims=True), 2 * gap / gap.size
