# Solutions of relu, right and wrong, written without sight of the checks.

# %% right="mean of z and its absolute value, 1/2 at the kink" replaces="relu"
def relu(z):
    return (z + np.abs(z)) / 2


def drelu(z):
    return (np.sign(z) + 1) / 2


# %% right="where, and 1 at the kink" replaces="relu"
def relu(z):
    return np.where(z > 0, z, 0.0)


def drelu(z):
    return np.where(z < 0, 0.0, 1.0)


# %% right="copy changed by a mask, heaviside" replaces="relu"
def relu(z):
    a = np.array(z, dtype=float)
    a[a < 0] = 0
    return a


def drelu(z):
    return np.heaviside(z, 0.3)


# %% right="product with the indicator leaves minus zeros" replaces="relu"
def relu(z):
    return 1.0 * z * (z > 0)


def drelu(z):
    return 1.0 * (z >= 0)


# %% right="loop, Fortran order" replaces="relu"
def relu(z):
    out = np.zeros(np.shape(z), order="F")
    for index, v in np.ndenumerate(z):
        out[index] = v if v > 0 else 0.0
    return out


def drelu(z):
    out = np.zeros(np.shape(z), order="F")
    for index, v in np.ndenumerate(z):
        out[index] = float(v > 0)
    return out


# %% right="float32 throughout" replaces="relu"
def relu(z):
    return np.asarray(z, dtype=np.float32).clip(min=0)


def drelu(z):
    return np.greater(z, 0).astype(np.float32)


# %% right="slope as relu over z with a guard" replaces="relu"
def relu(z):
    return -np.minimum(-z, 0.0)


def drelu(z):
    z = np.asarray(z, dtype=float)
    return np.divide(relu(z), z, out=np.full(z.shape, 0.5), where=z != 0)


# %% wrong="negative entries set to 0 in z itself" replaces="relu" fails=["relu-value"] mistake="inputs changed"
def relu(z):
    z = np.asarray(z)
    z[z < 0] = 0
    return z.astype(float)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="maximum written into z" replaces="relu" fails=["relu-value"] mistake="inputs changed"
def relu(z):
    z = np.asarray(z)
    np.maximum(z, 0, out=z)
    return 1.0 * z


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="ones and zeros written into z" replaces="relu" fails=["relu-slope"] mistake="inputs changed"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    z = np.asarray(z)
    z[z <= 0] = 0
    z[z > 0] = 1
    return z.astype(float)


# %% wrong="boolean slope" replaces="relu" fails=["relu-slope"] mistake="booleans"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return z > 0


# %% wrong="boolean slope from the output" replaces="relu" fails=["relu-slope"] mistake="booleans"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return relu(z) != 0


# %% wrong="whole-number slope" replaces="relu" fails=["relu-slope"] mistake="whole numbers"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return np.where(z > 0, 1, 0)


# %% wrong="slope in the type of z" replaces="relu" fails=["relu-slope"] mistake="whole numbers"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return (z > 0).astype(np.asarray(z).dtype)


# %% wrong="maximum with a whole zero" replaces="relu" fails=["relu-value"] mistake="whole numbers"
def relu(z):
    return np.maximum(0, z)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="relu over z, nothing said at the kink" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="not finite"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return relu(z) / z


# %% wrong="sign of z" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="slope from the value's sign"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return 1.0 * np.sign(z)


# %% wrong="output for slope" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="value for slope"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return relu(z)


# %% wrong="one everywhere" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="one branch for all"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return np.ones(np.shape(z))


# %% wrong="sides exchanged" replaces="relu" fails=["relu-slope"] mistake="mirrored"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return np.where(z > 0, 0.0, 1.0)


# %% wrong="keeps the negative side" replaces="relu" fails=["relu-value"] mistake="the other half"
def relu(z):
    return np.minimum(z, 0.0)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="threshold at 1" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another limit"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return (z >= 1).astype(float)


# %% wrong="slope of the negative side is z" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="leak times z"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return np.where(z > 0, 1.0, z)


# %% wrong="cut at 6" replaces="relu" fails=["relu-value"] mistake="capped"
def relu(z):
    return np.clip(z, 0.0, 6.0)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="cut at 1" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="capped"
def relu(z):
    return np.clip(z, 0.0, 1.0)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="absolute value" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="magnitude"
def relu(z):
    return 1.0 * np.abs(z)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="softplus" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another activation"
def relu(z):
    return np.logaddexp(0.0, z)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="sigmoid as slope" replaces="relu" fails=["relu-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another activation"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


# %% wrong="small leak" replaces="relu" fails=["relu-value"] mistake="another activation"
def relu(z):
    return np.where(z > 0, z, 0.01 * z)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="small leak in the slope" replaces="relu" fails=["relu-slope"] mistake="another activation"
def relu(z):
    return np.maximum(z, 0.0)


def drelu(z):
    return np.where(z > 0, 1.0, 0.01)


# %% wrong="positive entries only" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="entries dropped"
def relu(z):
    z = np.asarray(z, dtype=float)
    return z[z > 0]


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="builtin max of an array" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
def relu(z):
    return max(0.0, z)


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="one number for the whole array" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="one number"
def relu(z):
    return float(np.max(np.append(z, 0.0)))


def drelu(z):
    return (z > 0).astype(float)


# %% wrong="relu returns nothing" replaces="relu" fails=["relu-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="nothing returned"
def relu(z):
    a = np.array(z, dtype=float)
    a[a < 0] = 0.0


def drelu(z):
    return (z > 0).astype(float)
