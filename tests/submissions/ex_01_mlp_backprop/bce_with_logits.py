# Learner solutions for bce_with_logits(z, y) -> (loss, dz), right and wrong; one cell each.

# %% right="logaddexp and tanh" replaces="bce_with_logits"
def bce_with_logits(z, y):
    loss = np.logaddexp(0, z).mean() - (y * z).mean()
    p = 0.5 * (1 + np.tanh(z / 2))
    return loss, (p - y) / len(z)


# %% right="masks for the two signs" replaces="bce_with_logits"
def bce_with_logits(z, y):
    pos = z >= 0
    p = np.empty(z.shape)
    p[pos] = 1 / (1 + np.exp(-z[pos]))
    e = np.exp(z[~pos])
    p[~pos] = e / (1 + e)
    losses = np.where(pos, z, 0) - y * z + np.log1p(np.exp(-np.abs(z)))
    p -= y
    p /= z.shape[0]
    return np.sum(losses) / z.shape[0], p


# %% right="python floats, one sample at a time" replaces="bce_with_logits"
import math


def bce_with_logits(z, y):
    loss, dz = 0.0, []
    for zi, yi in zip(z[:, 0].tolist(), y[:, 0].tolist()):
        small = math.exp(-abs(zi))
        loss += max(zi, 0.0) - zi * yi + math.log1p(small)
        p = 1 / (1 + small) if zi >= 0 else small / (1 + small)
        dz.append([(p - yi) / len(z)])
    return loss / len(z), np.array(dz)


# %% right="naive sigmoid that warns, loss as a 0-d array" replaces="bce_with_logits"
def bce_with_logits(z, y):
    dz = (1 / (1 + np.exp(-z)) - y) / z.size
    loss = np.mean(np.maximum(z, 0) - z * y + np.log1p(np.exp(-abs(z))))
    return np.array(loss), dz


# %% right="float32, signs folded into the logit" replaces="bce_with_logits" carries=["diagnose-*"]
def bce_with_logits(z, y):
    z32, y32 = z.astype(np.float32), y.astype(np.float32)
    s = 1 - 2 * y32
    soft = np.logaddexp(np.float32(0), s * z32)
    dz = s * np.exp(s * z32 - soft) / len(z32)
    return soft.mean(), dz


# %% wrong="log of the sigmoid" replaces="bce_with_logits" fails=["bce_with_logits-certain"] mistake="not finite"
def bce_with_logits(z, y):
    p = 1 / (1 + np.exp(-z))
    loss = -np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))
    return loss, (p - y) / len(z)


# %% wrong="probability clipped at 1e-7" replaces="bce_with_logits" fails=["bce_with_logits-certain"] mistake="clipped"
def bce_with_logits(z, y):
    p = 1 / (1 + np.exp(-z))
    q = np.clip(p, 1e-7, 1 - 1e-7)
    loss = -np.mean(y * np.log(q) + (1 - y) * np.log(1 - q))
    return loss, (p - y) / len(z)


# %% wrong="logits clipped at 30" replaces="bce_with_logits" fails=["bce_with_logits-certain"] mistake="clipped"
def bce_with_logits(z, y):
    z = np.clip(z, -30, 30)
    loss = np.mean(np.logaddexp(0, z) - y * z)
    return loss, (1 / (1 + np.exp(-z)) - y) / len(z)


# %% wrong="dz not averaged" replaces="bce_with_logits" fails=["bce_with_logits-gradient", "bce_with_logits-certain"] carries=["gradient_flow-*"] mistake="gradient of the sum"
def bce_with_logits(z, y):
    loss = np.mean(np.logaddexp(0, z) - y * z)
    return loss, 1 / (1 + np.exp(-z)) - y


# %% wrong="dz averaged twice" replaces="bce_with_logits" fails=["bce_with_logits-gradient", "bce_with_logits-certain"] carries=["gradient_flow-*"] mistake="1/N twice"
def bce_with_logits(z, y):
    n = len(z)
    loss = np.sum(np.logaddexp(0, z) - y * z) / n
    dz = (1 / (1 + np.exp(-z)) - y) / n
    return loss, dz / n


# %% wrong="loss summed over the batch" replaces="bce_with_logits" fails=["bce_with_logits-loss", "bce_with_logits-certain"] carries=["diagnose-*"] mistake="1/N missing"
def bce_with_logits(z, y):
    loss = np.sum(np.logaddexp(0, z) - y * z)
    return loss, (1 / (1 + np.exp(-z)) - y) / len(z)


# %% wrong="dz flattened" replaces="bce_with_logits" fails=["bce_with_logits-gradient", "bce_with_logits-certain"] carries=["gradient_flow-*", "train-*"] mistake="axis dropped"
def bce_with_logits(z, y):
    z, y = z.ravel(), y.ravel()
    loss = np.mean(np.logaddexp(0, z) - y * z)
    return loss, (1 / (1 + np.exp(-z)) - y) / len(z)


# %% wrong="flat logits against column labels" replaces="bce_with_logits" fails=["bce_with_logits-loss", "bce_with_logits-certain"] carries=["diagnose-*", "train-*"] mistake="broadcast to a square"
def bce_with_logits(z, y):
    flat = z[:, 0]
    loss = np.mean(np.logaddexp(0, flat) - y * flat)
    return loss, (1 / (1 + np.exp(-z)) - y) / len(z)


# %% wrong="y minus p" replaces="bce_with_logits" fails=["bce_with_logits-gradient", "bce_with_logits-certain"] carries=["train-*"] mistake="sign flipped"
def bce_with_logits(z, y):
    loss = np.mean(np.logaddexp(0, z) - y * z)
    return loss, (y - 1 / (1 + np.exp(-z))) / len(z)


# %% wrong="sigmoid derivative multiplied in" replaces="bce_with_logits" fails=["bce_with_logits-gradient", "bce_with_logits-certain"] mistake="logits squashed"
def bce_with_logits(z, y):
    loss = np.mean(np.logaddexp(0, z) - y * z)
    p = 1 / (1 + np.exp(-z))
    return loss, (p - y) * p * (1 - p) / len(z)


# %% wrong="dz from exp(z) / (1 + exp(z))" replaces="bce_with_logits" fails=["bce_with_logits-certain"] mistake="not finite"
def bce_with_logits(z, y):
    loss = np.mean(np.logaddexp(0, z) - y * z)
    p = np.exp(z) / (1 + np.exp(z))
    return loss, (p - y) / len(z)


# %% wrong="one shift for the whole batch" replaces="bce_with_logits" fails=["bce_with_logits-certain"] mistake="not finite"
def bce_with_logits(z, y):
    m = max(z.max(), 0)
    soft = m + np.log(np.exp(-m) + np.exp(z - m))
    loss = np.mean(soft - y * z)
    return loss, (1 / (1 + np.exp(-z)) - y) / len(z)


# %% wrong="flips the caller's logits" replaces="bce_with_logits" fails=["bce_with_logits-loss", "bce_with_logits-gradient", "bce_with_logits-certain"] mistake="inputs changed"
def bce_with_logits(z, y):
    s = 1 - 2 * y
    z *= s
    soft = np.logaddexp(0, z)
    return soft.mean(), s * np.exp(z - soft) / len(z)
