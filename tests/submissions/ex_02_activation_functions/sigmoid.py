# Solutions of sigmoid, right and wrong, written without sight of the checks.

# %% right="textbook formula, overflow only warns" replaces="sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% right="half a tanh, derivative through cosh" replaces="sigmoid"
def sigmoid(z):
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def dsigmoid(z):
    return 0.25 / np.cosh(0.5 * z) ** 2


# %% right="logaddexp and exponents added" replaces="sigmoid"
def sigmoid(z):
    return np.exp(-np.logaddexp(0, -z))


def dsigmoid(z):
    return np.exp(-np.logaddexp(0, -z) - np.logaddexp(0, z))


# %% right="loop over entries with math.exp" replaces="sigmoid"
import math


def one(v):
    if v >= 0:
        return 1 / (1 + math.exp(-v))
    e = math.exp(v)
    return e / (1 + e)


def sigmoid(z):
    z = np.asarray(z)
    return np.array([one(float(v)) for v in z.ravel()]).reshape(z.shape)


def dsigmoid(z):
    z = np.asarray(z)
    return np.array([one(float(v)) * one(-float(v)) for v in z.ravel()]).reshape(z.shape)


# %% right="two masks filled, Fortran order, prints" replaces="sigmoid"
def sigmoid(z):
    z = np.array(z, dtype=float, order="F")
    print("sigmoid of shape", z.shape)
    out = np.empty_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    e = np.exp(z[~up])
    out[~up] = e / (1 + e)
    return out


def dsigmoid(z):
    return sigmoid(z) * sigmoid(-z)


# %% right="where computes both branches, warning on stderr" replaces="sigmoid"
import sys


def sigmoid(z):
    if np.max(np.abs(z)) > 700:
        print("large z", file=sys.stderr)
    return np.where(z < 0, np.exp(z) / (1 + np.exp(z)), 1 / (1 + np.exp(-z)))


def dsigmoid(z):
    return np.subtract(sigmoid(z), np.square(sigmoid(z)))


# %% right="cut at 500, far beyond round-off" replaces="sigmoid"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -500, 500)))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% right="vectorize with a float output type" replaces="sigmoid"
from math import exp


sigmoid = np.vectorize(
    lambda v: 1 / (1 + exp(-v)) if v > 0 else 1 - 1 / (1 + exp(v)), otypes=[float]
)


dsigmoid = np.vectorize(lambda v: exp(-abs(v)) / (1 + exp(-abs(v))) ** 2, otypes=[float])


# %% wrong="derivative formula applied to z" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="slope formula at z"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    return z * (1 - z)


# %% wrong="sigmoid of the sigmoid in the derivative" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="activation twice"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    a = sigmoid(z)
    return sigmoid(a) * (1 - sigmoid(a))


# %% wrong="sigmoid applied twice in one factor" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="one activation too many"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    a = sigmoid(z)
    return a * (1 - sigmoid(a))


# %% wrong="exp(z) over 1 + exp(z)" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="overflow"
def sigmoid(z):
    return np.exp(z) / (1 + np.exp(z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="derivative overflows for very negative z" replaces="sigmoid" fails=["sigmoid-slope"] mistake="overflow"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    e = np.exp(-z)
    return e / (1 + e) ** 2


# %% wrong="nan replaced by 0" replaces="sigmoid" fails=["sigmoid-extremes"] mistake="overflow"
def sigmoid(z):
    return np.nan_to_num(np.exp(z) / (1 + np.exp(z)), nan=0.0)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="largest entry taken off, as for softmax" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="overflow"
def sigmoid(z):
    m = np.max(z)
    e = np.exp(z - m)
    return e / (e + np.exp(-m))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="z cut at 10" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="z clipped"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -10, 10)))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="z cut at 20" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="z clipped"
def sigmoid(z):
    z = np.clip(z, -20, 20)
    return 1 / (1 + np.exp(-z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="probability kept away from 0 and 1" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="z clipped"
def sigmoid(z):
    p = np.exp(-np.logaddexp(0, -z))
    return np.clip(p, 1e-7, 1 - 1e-7)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="derivative never below a floor" replaces="sigmoid" fails=["sigmoid-slope"] mistake="z clipped"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    s = sigmoid(z)
    return np.maximum(s * (1 - s), 1e-6)


# %% wrong="result in an array of the type of z" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-slope"] mistake="integers kept"
def sigmoid(z):
    out = np.zeros_like(z)
    up = z >= 0
    out[up] = 1 / (1 + np.exp(-z[up]))
    out[~up] = np.exp(z[~up]) / (1 + np.exp(z[~up]))
    return out


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="vectorize takes the type of the first entry" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake="integers kept"
from math import exp


def sigmoid(z):
    return np.vectorize(lambda v: 0 if v < -700 else 1 / (1 + exp(-v)))(z)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="negated in place" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes", "sigmoid-slope"] mistake="inputs changed"
def sigmoid(z):
    z = np.asarray(z)
    z *= -1
    return 1 / (1 + np.exp(z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="exponential written into z" replaces="sigmoid" fails=["sigmoid-slope"] mistake="inputs changed"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    z = np.asarray(z)
    if z.dtype.kind == "f":
        z[...] = sigmoid(z)
    else:
        z = sigmoid(z)
    return z * (1 - z)


# %% wrong="minus sign forgotten" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes"] mistake="mirrored"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, e, 1.0) / (1.0 + e)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="absolute value on both sides" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="magnitude"
def sigmoid(z):
    return 1 / (1 + np.exp(-np.abs(z)))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="tanh of z instead of z/2" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="z stretched"
def sigmoid(z):
    return 0.5 * (1 + np.tanh(z))


def dsigmoid(z):
    s = 0.5 * (1 + np.tanh(0.5 * z))
    return s * (1 - s)


# %% wrong="the sigmoid for its derivative" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="value for slope"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    return sigmoid(z)


# %% wrong="derivative of tanh" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="another activation"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    return 1 - sigmoid(z) ** 2


# %% wrong="only one factor" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="factor missing"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    return 1 - sigmoid(z)


# %% wrong="plus in the second factor" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="sign of a term"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 + s)


# %% wrong="straight line cut at 0 and 1" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes"] mistake="another activation"
def sigmoid(z):
    return np.clip(0.2 * z + 0.5, 0.0, 1.0)


def dsigmoid(z):
    s = 1 / (1 + np.exp(-z))
    return s * (1 - s)


# %% wrong="forward difference" replaces="sigmoid" fails=["sigmoid-slope"] mistake="not exact"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    return (sigmoid(z + 1e-4) - sigmoid(z)) / 1e-4


# %% wrong="derivative from the last forward call" replaces="sigmoid" fails=["sigmoid-slope"] mistake="remembered"
last = np.zeros(1)


def sigmoid(z):
    global last
    e = np.exp(-np.abs(z))
    last = np.where(z >= 0, 1.0, e) / (1.0 + e)
    return last


def dsigmoid(z):
    return last * (1 - last) if last.shape == np.shape(z) else sigmoid(z) * (1 - sigmoid(z))


# %% wrong="half precision" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes", "sigmoid-slope"] mistake="not exact"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return (np.where(z >= 0, 1.0, e) / (1.0 + e)).astype(np.float16)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="flat result" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes", "sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="flattened"
def sigmoid(z):
    return np.array([1 / (1 + np.exp(-v)) for v in np.ravel(z)])


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="at least one axis" replaces="sigmoid" fails=["sigmoid-value"] mistake="axis kept"
def sigmoid(z):
    z = np.atleast_1d(z).astype(float)
    out = np.empty_like(z)
    out[z >= 0] = 1 / (1 + np.exp(-z[z >= 0]))
    out[z < 0] = 1 - 1 / (1 + np.exp(z[z < 0]))
    return out


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="two nested loops, matrices only" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes", "sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
def sigmoid(z):
    out = np.zeros(z.shape)
    for i in range(z.shape[0]):
        for j in range(z.shape[1]):
            out[i, j] = 1 / (1 + np.exp(-z[i, j]))
    return out


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="branch on a whole array" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes", "sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
def sigmoid(z):
    if z >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="math.exp overflows" replaces="sigmoid" fails=["sigmoid-extremes", "sigmoid-slope"] mistake=""
import math


def sigmoid(z):
    z = np.asarray(z, dtype=float)
    return np.array([1 / (1 + math.exp(-v)) for v in z.ravel()]).reshape(z.shape)


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="branch chosen once for all entries" replaces="sigmoid" fails=["sigmoid-extremes"] mistake="overflow"
def sigmoid(z):
    if np.mean(z) >= 0:
        return 1 / (1 + np.exp(-z))
    return np.exp(z) / (1 + np.exp(z))


def dsigmoid(z):
    s = sigmoid(z)
    return s * (1 - s)


# %% wrong="return forgotten in the derivative" replaces="sigmoid" fails=["sigmoid-slope"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake="nothing returned"
def sigmoid(z):
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def dsigmoid(z):
    s = sigmoid(z)
    s * (1 - s)


# %% wrong="value and derivative together" replaces="sigmoid" fails=["sigmoid-value", "sigmoid-extremes"] carries=["forward_stats-*", "backward_stats-*", "train_with-*"] mistake=""
def sigmoid(z):
    s = np.exp(-np.logaddexp(0, -z))
    return s, s * (1 - s)


def dsigmoid(z):
    return sigmoid(z)[1]
