# Solutions of tanh, right and wrong, written without sight of the checks.

# %% right="from one exponential, overflow only warns" replaces="tanh"
def tanh(z):
    return 1 - 2 / (1 + np.exp(2.0 * z))


def dtanh(z):
    a = tanh(z)
    return (1 - a) * (1 + a)


# %% right="expm1 of the absolute value, one over cosh squared" replaces="tanh"
def tanh(z):
    t = np.expm1(-2.0 * np.abs(z))
    return -np.sign(z) * t / (2 + t)


def dtanh(z):
    return np.cosh(z) ** -2.0


# %% right="from the sigmoid of the earlier task" replaces="tanh"
def tanh(z):
    return 2 * sigmoid(2 * z) - 1


def dtanh(z):
    return 4 * dsigmoid(2 * z)


# %% right="loop with math.tanh, Fortran order" replaces="tanh"
import math


def tanh(z):
    out = np.array(z, dtype=float, order="F")
    for index in np.ndindex(out.shape):
        out[index] = math.tanh(out[index])
    return out


def dtanh(z):
    a = tanh(z)
    a *= -a
    a += 1
    return a


# %% right="two masks, warning raised for large z" replaces="tanh"
import warnings


def tanh(z):
    z = np.asarray(z, dtype=float)
    if np.any(np.abs(z) > 100):
        warnings.warn("saturated", stacklevel=2)
    out = np.ones(z.shape)
    e = np.exp(-2 * z[z >= 0])
    out[z >= 0] = (1 - e) / (1 + e)
    e = np.exp(2 * z[z < 0])
    out[z < 0] = (e - 1) / (e + 1)
    return out


def dtanh(z):
    return np.ones(np.shape(z)) - np.power(tanh(z), 2)


# %% wrong="textbook quotient" replaces="tanh" fails=["tanh-value"] mistake="overflow"
def tanh(z):
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="quotient of exp(2z)" replaces="tanh" fails=["tanh-value"] mistake="overflow"
def tanh(z):
    e = np.exp(2 * z)
    return (e - 1) / (e + 1)


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="quotient with nan replaced by 0" replaces="tanh" fails=["tanh-value"] mistake="overflow"
def tanh(z):
    with np.errstate(all="ignore"):
        return np.nan_to_num(np.sinh(z) / np.cosh(z))


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="derivative from exponentials overflows" replaces="tanh" fails=["tanh-slope"] mistake="overflow"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    e = np.exp(2 * z)
    return 4 * e / (e + 1) ** 2


# %% wrong="formula taken at z" replaces="tanh" fails=["tanh-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="slope formula at z"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return 1 - z**2


# %% wrong="tanh of the tanh" replaces="tanh" fails=["tanh-slope"] mistake="activation twice"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    a = tanh(z)
    return 1 - tanh(a) ** 2


# %% wrong="square missing" replaces="tanh" fails=["tanh-slope"] carries=["backward_stats-layers"] mistake="square missing"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return 1 - np.tanh(z)


# %% wrong="square of the difference" replaces="tanh" fails=["tanh-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="square misplaced"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return (1 - np.tanh(z)) ** 2


# %% wrong="square inside the tanh" replaces="tanh" fails=["tanh-slope"] mistake="square misplaced"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return 1 - np.tanh(z**2)


# %% wrong="one over cosh" replaces="tanh" fails=["tanh-slope"] mistake="square missing"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return 1 / np.cosh(z)


# %% wrong="derivative of the sigmoid" replaces="tanh" fails=["tanh-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another activation"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    a = np.tanh(z)
    return a * (1 - a)


# %% wrong="sigmoid of z stretched" replaces="tanh" fails=["tanh-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="z stretched"
def tanh(z):
    return 2 / (1 + np.exp(-z)) - 1


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="inner derivative counted once" replaces="tanh" fails=["tanh-slope"] carries=["backward_stats-layers"] mistake="factor 1/2"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    s = 0.5 * (1 + np.tanh(z))
    return 2 * s * (1 - s)


# %% wrong="sign of the derivative" replaces="tanh" fails=["tanh-slope"] mistake="sign flipped"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return np.tanh(z) ** 2 - 1


# %% wrong="returns the tanh again" replaces="tanh" fails=["tanh-slope"] carries=["backward_stats-layers"] mistake="value for slope"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return np.tanh(z)


# %% wrong="argument cut at 3" replaces="tanh" fails=["tanh-value"] mistake="z clipped"
def tanh(z):
    return np.tanh(np.clip(z, -3, 3))


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="type of z kept" replaces="tanh" fails=["tanh-value"] mistake="integers kept"
def tanh(z):
    out = np.empty_like(z)
    out[...] = np.tanh(z)
    return out


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="written over z" replaces="tanh" fails=["tanh-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="inputs changed"
def tanh(z):
    z = np.asarray(z)
    if z.dtype.kind == "f":
        return np.tanh(z, out=z)
    return np.tanh(z)


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="derivative squares a in place on z" replaces="tanh" fails=["tanh-slope"] mistake="inputs changed"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    z = np.asarray(z)
    a = z if z.dtype.kind == "f" else z.astype(float)
    np.tanh(a, out=a)
    return 1 - a * a


# %% wrong="tangent" replaces="tanh" fails=["tanh-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another activation"
def tanh(z):
    return np.tan(z)


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="math.tanh of an array" replaces="tanh" fails=["tanh-value"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
import math


def tanh(z):
    return math.tanh(z)


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="list over the rows, no single number" replaces="tanh" fails=["tanh-value"] mistake=""
def tanh(z):
    return np.array([np.tanh(row) for row in z])


def dtanh(z):
    return 1 - np.tanh(z) ** 2


# %% wrong="derivative returns nothing" replaces="tanh" fails=["tanh-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="nothing returned"
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    da = 1 - np.tanh(z) ** 2
