# Solutions of leaky_relu, right and wrong, written without sight of the checks.

# %% right="maximum of both lines" replaces="leaky_relu"
def leaky_relu(z, alpha):
    return np.maximum(1.0 * z, 1.0 * alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z < 0, float(alpha), 1.0)


# %% right="two half lines added, default alpha" replaces="leaky_relu"
def leaky_relu(z, alpha=0.01):
    return np.maximum(z, 0.0) + alpha * np.minimum(z, 0.0)


def dleaky_relu(z, alpha=0.01):
    return (z > 0) * 1.0 + (z <= 0) * float(alpha)


# %% right="straight line plus absolute value, mean slope at the kink" replaces="leaky_relu"
def leaky_relu(z, alpha):
    return (1 + alpha) / 2 * z + (1 - alpha) / 2 * np.abs(z)


def dleaky_relu(z, alpha):
    return (1 + alpha) / 2 + (1 - alpha) / 2 * np.sign(z)


# %% right="slope times z" replaces="leaky_relu"
def leaky_relu(z, alpha):
    return z * dleaky_relu(z, alpha)


def dleaky_relu(z, alpha):
    slope = np.full(np.shape(z), float(alpha))
    slope[np.asarray(z) >= 0] = 1
    return slope


# %% right="piecewise on a float copy" replaces="leaky_relu"
def leaky_relu(z, alpha):
    z = np.array(z, dtype=float)
    return np.piecewise(z, [z < 0], [lambda v: alpha * v, lambda v: v])


def dleaky_relu(z, alpha):
    z = np.array(z, dtype=float)
    return np.piecewise(z, [z < 0, z >= 0], [alpha, 1])


# %% right="loop, float32" replaces="leaky_relu"
def leaky_relu(z, alpha):
    out = np.array(z, dtype=np.float32)
    for index in np.ndindex(out.shape):
        if out[index] < 0:
            out[index] *= alpha
    return out


def dleaky_relu(z, alpha):
    flat = [1.0 if v > 0 else float(alpha) for v in np.ravel(z)]
    return np.array(flat, dtype=np.float32).reshape(np.shape(z))


# %% right="relu of the earlier task on both sides" replaces="leaky_relu"
def leaky_relu(z, alpha):
    return relu(z) - alpha * relu(-z)


def dleaky_relu(z, alpha):
    step = np.heaviside(z, 0.0)
    return step + alpha * (1 - step)


# %% wrong="alpha fixed at .01 in the function" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha ignored"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, 0.01 * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="alpha fixed at .01 in the slope" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="alpha ignored"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, 0.01)


# %% wrong="plain ReLU" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha ignored"
def leaky_relu(z, alpha):
    return np.maximum(z, 0.0)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="slope 0 on the negative side" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="alpha ignored"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, 0.0)


# %% wrong="minus alpha" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha negated"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, -alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="minus alpha in the slope" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="alpha negated"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, -alpha)


# %% wrong="alpha times the absolute value" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha negated"
def leaky_relu(z, alpha):
    return np.maximum(z, 0.0) + alpha * np.abs(np.minimum(z, 0.0))


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="maximum of alpha and z" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="maximum of alpha and z"
def leaky_relu(z, alpha):
    return np.maximum(float(alpha), z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="cut below at alpha" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="maximum of alpha and z"
def leaky_relu(z, alpha):
    return np.clip(z, float(alpha), np.inf)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="constant alpha on the negative side" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="maximum of alpha and z"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, float(alpha))


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="alpha z as slope" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="leak times z"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha * z)


# %% wrong="function for slope" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="value for slope"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return leaky_relu(z, alpha)


# %% wrong="minimum of both lines" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="positive half bent"
def leaky_relu(z, alpha):
    return np.minimum(z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="slopes of the sides exchanged" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="positive half bent"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, float(alpha), 1.0)


# %% wrong="alpha z against 0" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="positive half bent"
def leaky_relu(z, alpha):
    return np.maximum(0.0, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="alpha added on both sides" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="leak on both sides"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return (z > 0) + float(alpha)


# %% wrong="alpha z added on both sides" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="leak on both sides"
def leaky_relu(z, alpha):
    return np.maximum(z, 0.0) + alpha * z


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="alpha 0 taken for missing" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha ignored"
def leaky_relu(z, alpha):
    alpha = alpha or 0.01
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="one over alpha" replaces="leaky_relu" fails=["leaky_relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="alpha another way"
def leaky_relu(z, alpha):
    with np.errstate(all="ignore"):
        return np.where(z > 0, z, z / np.float64(alpha))


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="alpha twice" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="alpha another way"
def leaky_relu(z, alpha):
    a = np.where(z > 0, z, alpha * z)
    return np.where(a > 0, a, alpha * a)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="neither side at the kink" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="outside at 0"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return 1.0 * (z > 0) + alpha * (z < 0)


# %% wrong="both sides at the kink" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="outside at 0"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return 1.0 * (z >= 0) + alpha * (z <= 0)


# %% wrong="leaky relu over z" replaces="leaky_relu" fails=["leaky_relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="not finite"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    with np.errstate(all="ignore"):
        return leaky_relu(z, alpha) / z


# %% wrong="exponential on the negative side" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="another activation"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0)))


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="copy in the type of z" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="integers kept"
def leaky_relu(z, alpha):
    out = np.array(z)
    out[out < 0] = alpha * out[out < 0]
    return out


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="slope in an array like z" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="integers kept"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    slope = np.ones_like(z)
    slope[np.asarray(z) < 0] = alpha
    return slope


# %% wrong="negative entries scaled in place" replaces="leaky_relu" fails=["leaky_relu-value"] mistake="inputs changed"
def leaky_relu(z, alpha):
    z = np.asarray(z)
    if z.dtype.kind != "f":
        z = z.astype(float)
    z[z < 0] *= alpha
    return z


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="arguments in another order" replaces="leaky_relu" fails=["leaky_relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
def leaky_relu(alpha, z):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.where(z > 0, 1.0, alpha)


# %% wrong="slope returns nothing" replaces="leaky_relu" fails=["leaky_relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="nothing returned"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    slope = np.where(z > 0, 1.0, alpha)
    slope.astype(float)


# %% wrong="branch on the first entry" replaces="leaky_relu" fails=["leaky_relu-slope"] mistake="one branch for all"
def leaky_relu(z, alpha):
    return np.where(z > 0, z, alpha * z)


def dleaky_relu(z, alpha):
    return np.full(np.shape(z), 1.0 if np.ravel(z)[0] > 0 else float(alpha))
