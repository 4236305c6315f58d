# Solutions of softmax_cross_entropy, right and wrong, written without sight of the checks.

# %% right="log of the sum of exponentials" replaces="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    N = len(y)
    shifted = Z - Z.max(axis=1, keepdims=True)
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    dZ = np.exp(log_p)
    dZ[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dZ / N


# %% right="logaddexp over the columns, one-hot" replaces="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    log_sum = np.logaddexp.reduce(Z, axis=1, keepdims=True)
    Y = one_hot(y, Z.shape[1])
    log_p = Z - log_sum
    loss = -np.einsum("nc,nc->", Y, np.where(Y == 1, log_p, 0)) / len(Z)
    return float(loss), (np.exp(log_p) - Y) / len(Z)


# %% right="sample by sample" replaces="softmax_cross_entropy"
import math


def softmax_cross_entropy(Z, y):
    N, C = Z.shape
    dZ = np.empty((N, C), order="F")
    total = 0.0
    for n in range(N):
        top = max(Z[n])
        powers = [math.exp(z - top) for z in Z[n]]
        s = math.fsum(powers)
        total += top + math.log(s) - Z[n, y[n]]
        for k in range(C):
            dZ[n, k] = (powers[k] / s - (k == y[n])) / N
    return total / N, dZ


# %% right="differences to the label's logit" replaces="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    N = Z.shape[0]
    gap = Z - np.take_along_axis(Z, y[:, None], axis=1)
    top = gap.max(axis=1)
    powers = np.exp(gap - top[:, None])
    sums = powers.sum(axis=1)
    p = powers / sums[:, None]
    np.put_along_axis(p, y[:, None], -(p.sum(axis=1) - p[np.arange(N), y])[:, None], axis=1)
    return np.mean(top + np.log(sums)), p / N


# %% right="float32 after the shift" replaces="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    S = (Z - np.max(Z, axis=1)[:, np.newaxis]).astype(np.float32)
    P = np.exp(S)
    total = P.sum(axis=1, dtype=np.float32)
    rows = range(len(S))
    loss = np.float32(np.mean(np.log(total) - S[rows, y]))
    P /= total[:, np.newaxis]
    P[rows, y] -= 1
    return loss, P / np.float32(len(S))


# %% right="warnings on the way" replaces="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    rows = np.arange(len(Z))
    wanted = Z[rows, y]
    with_overflow = np.log(np.exp(Z).sum(axis=1))
    top = Z.max(axis=1)
    safe = top + np.log(np.exp(Z - top[:, None]).sum(axis=1))
    loss = np.where(np.isfinite(with_overflow), with_overflow, safe) - wanted
    loss = np.where(np.abs(Z).max(axis=1) > 30, safe - wanted, loss)
    Y = np.zeros_like(Z)
    Y[rows, y] = 1.0
    return loss.sum() / len(Z), (np.exp(Z - safe[:, None]) - Y) / len(Z)


# %% wrong="exponentials of the raw logits" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="not finite"
def softmax_cross_entropy(Z, y):
    N = len(y)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(P[np.arange(N), y]))
    P[np.arange(N), y] -= 1
    return loss, P / N


# %% wrong="log of a probability that can be 0" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="not finite"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(N), y]).mean()
    P[np.arange(N), y] -= 1
    return loss, P / N


# %% wrong="1e-12 added inside the log" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="clipped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = E / E.sum(axis=1, keepdims=True)
    loss = -np.log(P[np.arange(N), y] + 1e-12).mean()
    P[np.arange(N), y] -= 1
    return loss, P / N


# %% wrong="probabilities clipped" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="clipped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    P = np.clip(E / E.sum(axis=1, keepdims=True), 1e-15, 1 - 1e-15)
    loss = -np.log(P[np.arange(N), y]).mean()
    Y = np.zeros_like(P)
    Y[np.arange(N), y] = 1
    return loss, (P - Y) / N


# %% wrong="logits clipped at 500" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="clipped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    Z = np.clip(Z, -500, 500)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="largest logit of the whole batch" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="one shift for all rows"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max())
    S = Z - Z.max()
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="largest logit of each column" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="shift per class"
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=0)
    E = np.exp(S)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="softmax down the columns" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="softmax over the samples"
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=0)
    log_p = S - np.log(np.exp(S).sum(axis=0))
    dZ = np.exp(log_p)
    dZ[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dZ / N


# %% wrong="sums without keepdims" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake=""
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="gradient of the sum" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="gradient of the sum"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ


# %% wrong="loss summed" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*"] mistake="1/N missing"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.sum(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="mean taken twice in the gradient" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="1/N twice"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N**2


# %% wrong="averaged over samples and classes" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="averaged over entries"
def softmax_cross_entropy(Z, y):
    Y = one_hot(y, Z.shape[1])
    S = Z - Z.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    return -np.mean(Y * log_p), (np.exp(log_p) - Y) / Z.size


# %% wrong="label never subtracted" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="one-hot missing"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    return loss, dZ / N


# %% wrong="one-hot minus p" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*"] mistake="sign flipped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, -dZ / N


# %% wrong="whole columns of the labels" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="columns for entries"
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    loss = -np.mean(log_p[:, y])
    dZ = np.exp(log_p)
    dZ[:, y] -= 1
    return loss, dZ / N


# %% wrong="slope of the softmax once more" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="logits squashed"
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    P = np.exp(log_p)
    Y = one_hot(y, Z.shape[1])
    return -log_p[np.arange(N), y].mean(), (P - Y) * P * (1 - P) / N


# %% wrong="one-hot as wide as the labels that occur" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake=""
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    Y = (y[:, None] == np.unique(y)).astype(float)
    return -np.sum(Y * log_p) / N, (np.exp(log_p) - Y) / N


# %% wrong="Z shifted in place" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] mistake="inputs changed"
def softmax_cross_entropy(Z, y):
    N = len(y)
    Z -= Z.max(axis=1, keepdims=True)
    log_p = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    dZ = np.exp(log_p)
    dZ[np.arange(N), y] -= 1
    return -log_p[np.arange(N), y].mean(), dZ / N


# %% wrong="sigmoid per class" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="sigmoid for softmax"
def softmax_cross_entropy(Z, y):
    N = len(y)
    Y = one_hot(y, Z.shape[1])
    loss = np.sum(np.logaddexp(0, Z) - Y * Z) / N
    return loss, (np.exp(-np.logaddexp(0, -Z)) - Y) / N


# %% wrong="softmax of the softmax" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="softmax twice"
def softmax_cross_entropy(Z, y):
    def softmax(A):
        E = np.exp(A - A.max(axis=1, keepdims=True))
        return E / E.sum(axis=1, keepdims=True)

    N = len(y)
    P = softmax(softmax(Z))
    loss = -np.log(P[np.arange(N), y]).mean()
    P[np.arange(N), y] -= 1
    return loss, P / N


# %% wrong="one loss per sample" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*"] mistake="not averaged"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.log(E.sum(axis=1)) - S[np.arange(N), y]
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, dZ / N


# %% wrong="gradient first" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="order of results"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return dZ / N, loss


# %% wrong="logarithm of base 2" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*"] mistake="logarithm of base 2"
def softmax_cross_entropy(Z, y):
    N = len(y)
    S = Z - Z.max(axis=1, keepdims=True)
    total = np.exp(S).sum(axis=1, keepdims=True)
    log2_p = S / np.log(2) - np.log2(total)
    dZ = np.exp(S) / total
    dZ[np.arange(N), y] -= 1
    return -log2_p[np.arange(N), y].mean(), dZ / N


# %% wrong="classes weighted by their frequency" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="classes weighted"
def softmax_cross_entropy(Z, y):
    N, C = Z.shape
    counts = np.bincount(y, minlength=C)
    weight = 1.0 / counts[y] / np.count_nonzero(counts)
    S = Z - Z.max(axis=1, keepdims=True)
    log_p = S - np.log(np.exp(S).sum(axis=1, keepdims=True))
    loss = -np.sum(weight * log_p[np.arange(N), y])
    return loss, (np.exp(log_p) - one_hot(y, C)) * weight[:, None]


# %% wrong="gradient squeezed" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] mistake="axis dropped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    return loss, np.squeeze(dZ / N)


# %% wrong="infinite loss replaced by 0" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-extreme"] mistake="clipped"
def softmax_cross_entropy(Z, y):
    N = len(y)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    P = np.nan_to_num(P)
    losses = np.nan_to_num(-np.log(P[np.arange(N), y]), posinf=0.0)
    P[np.arange(N), y] -= 1
    return losses.mean(), P / N


# %% wrong="no return for a single sample" replaces="softmax_cross_entropy" fails=["softmax_cross_entropy-loss", "softmax_cross_entropy-gradient", "softmax_cross_entropy-extreme"] carries=["fit_classifier-*", "gradient_noise-*"] mistake="nothing returned"
def softmax_cross_entropy(Z, y):
    N = len(y)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = Z - Z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(E.sum(axis=1)) - S[np.arange(N), y])
    dZ = E / E.sum(axis=1, keepdims=True)
    dZ[np.arange(N), y] -= 1
    if N > 1:
        return loss, dZ / N
