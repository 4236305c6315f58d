# %% [markdown]
# # Exercise 2 · The bend: activations, and what they do in depth
#
# Between two layers of a network stands a small function with a bend. It looks harmless. It
# decides whether the first layer of a deep network ever hears from the loss, and it can kill a
# unit, or a whole network, without a single error message.
#
# **You will** write four activations and their slopes, measure how units saturate and die, send
# signals up and gradients down twenty layers, and time four networks on one problem.
#
# **You will learn** why gradients vanish and by which factor, how a ReLU network dies silently,
# where the 2 in He's start comes from, and how to compare activations without fooling yourself.
#
# **You need** Exercise 1. Allow about three hours; you can stop after any section.
#
# As before: *predict*, look at a number worked by hand, write one short function, run its checks.
# A red check holds back *Run All Cells*: mend the function, or go on with the next cell.

# %% locked="imports"
import numpy as np
from sklearn.datasets import load_digits, make_moons

from mlplab import Check, demo, figures, global_random_state, guess, hint, probe, reveal, sum_up
from mlplab.panels import activation_lab, activation_race, gradient_flow_lab, rate_map

# %% [markdown]
# ## 1 · The sigmoid
#
# The **sigmoid** squeezes the whole line into (0, 1): `s(z) = 1 / (1 + exp(-z))`. Its slope is
# written most easily with its own value: `s * (1 - s)`, where `s` means `s(z)`.
#
# *Worked by hand.* At `z = log 3`, `exp(-z) = 1/3`, so `s = 1 / (1 + 1/3) = 0.75`, and the slope is
# `0.75 * (1 - 0.75) = 0.1875`.
#
# The formula has a second form, `exp(z) / (1 + exp(z))`. They are equal on paper. On a computer
# `exp(1000)` is infinite, and infinity over infinity is `nan`, so one of the two breaks for large
# `z`. Your function has to be right for every `z`, in an array of any shape.
#
# **Predict first.** At its steepest, how steep is the sigmoid?

# %%
guess("the largest slope of the sigmoid", ["0.25", "0.5", "1", "2"])


# %% solve="sigmoid"
def sigmoid(z):
    """Squeeze numbers into (0, 1): ``1 / (1 + exp(-z))``.

    Finite and right to 1e-12 for any finite z, also for 1000 and -1000.

    Parameters
    ----------
    z : ndarray of any shape, or a number
        Floats or whole numbers.

    Returns
    -------
    s : ndarray of float, shaped like z
    """
    ### BEGIN SOLUTION
    return 0.5 * (1 + np.tanh(0.5 * np.asarray(z)))
    ### END SOLUTION


def dsigmoid(z):
    """Slope of the sigmoid at z; parameters and result as for `sigmoid`."""
    ### BEGIN SOLUTION
    s = sigmoid(z)
    return s * (1 - s)
    ### END SOLUTION


# %%
hint("sigmoid")

# %% check="sigmoid-value" points=3
with Check("sigmoid(z) -> s", sigmoid) as c:
    c.about("value")
    c.close(
        "s",
        c.call(np.array([-2.0, 0, 1, 3])),
        [0.119203, 0.5, 0.731059, 0.952574],
        mistakes=[
            ("mirrored", [0.880797, 0.5, 0.268941, 0.047426]),
            ("activation twice", [0.529766, 0.622459, 0.675038, 0.721633]),
            ("another activation", [-0.964028, 0, 0.761594, 0.995055]),
            ("another activation", [0.1, 0.5, 0.7, 1]),
            ("z stretched", [0.017986, 0.5, 0.880797, 0.997527]),
            ("magnitude", [0.880797, 0.5, 0.731059, 0.952574]),
            ("not exact", lambda off: np.abs(off).max() < 0.003),
        ],
    )
    c.about("whole numbers, in a matrix")
    want = [[0.5, 0.731059], [0.268941, 0.880797]]
    wrong = [("flattened", want[0] + want[1]), ("integers kept", [[0, 0], [0, 0]])]
    c.close("s", c.call(np.array([[0, 1], [-1, 2]])), want, mistakes=wrong)
    c.about("a single number")
    c.close("s", c.call(np.float64(1.0)), 0.731059, mistakes={"axis kept": [0.731059]})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [
        ("value", (6,)),
        ("a matrix", (3, 4)),
        ("three axes", (2, 3, 2)),
        ("one entry", (1, 1)),
        ("an array without axes", ()),
    ]:
        h.about(about)
        z = np.asarray(3 * h.rng.normal(size=shape))
        h.close(
            "s",
            h.call(z),
            0.5 + 0.5 * np.tanh(z / 2),
            tol=1e-12,
            mistakes=[
                ("mirrored", 0.5 - 0.5 * np.tanh(z / 2)),
                ("activation twice", 0.5 + 0.5 * np.tanh(0.25 + 0.25 * np.tanh(z / 2))),
                ("another activation", np.tanh(z)),
                ("axis kept", np.atleast_1d(0.5 + 0.5 * np.tanh(z / 2))),
                ("not exact", lambda off: np.abs(off).max() < 0.003),
            ],
        )
    h.about("whole numbers")
    z = h.rng.integers(-6, 7, size=(4, 3))
    want = 0.5 + 0.5 * np.tanh(z / 2)
    h.close("s", h.call(z), want, tol=1e-12, mistakes={"integers kept": np.trunc(want)})
### END HIDDEN TESTS

# %% check="sigmoid-extremes" points=4
with Check("sigmoid(z) -> s", sigmoid) as c:
    c.about("far out")
    c.close(
        "s",
        c.call(np.array([-1000.0, -60, 0, 60, 1000])),
        [0, 0, 0.5, 1, 1],
        tol=1e-12,
        mistakes=[
            ("overflow", [0, 0, 0.5, 1, np.nan]),
            ("overflow", [np.nan, np.nan, np.nan, np.nan, 1]),
            ("overflow", [0, 0, 0.5, 1, 0]),
            ("integers kept", [0, 0, 0, 1, 1]),
            ("z clipped", lambda off: 0 < off[0] < 0.1),
        ],
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, far in [("far out", 1000.0), ("at the edge of exp", 709.5), ("beyond exp", 745.0)]:
        h.about(about)
        z = np.array([[far, -far, 0.3], [-0.7, 35.0, -35.0]])
        want = 0.5 + 0.5 * np.tanh(z / 2)
        nan = np.where(z == far, np.nan, want)
        wrong = [("overflow", nan), ("z clipped", lambda off: 0 < off[0, 1] < 0.1)]
        h.close("s", h.call(z), want, tol=1e-12, mistakes=wrong)
    h.about("a single number, far out")
    h.close("s", h.call(np.float64(-1000.0)), 0.0, tol=1e-12)
    h.close("s", h.call(np.array(1000)), 1.0, tol=1e-12, mistakes={"overflow": np.nan})
### END HIDDEN TESTS

# %% check="sigmoid-slope" points=3
with Check("dsigmoid(z) -> slope", dsigmoid) as c:
    c.about("slope")
    c.close(
        "slope",
        c.call(np.array([-2.0, 0, 1, 3])),
        [0.104994, 0.25, 0.196612, 0.045177],
        mistakes={
            "slope formula at z": [-6, 0, 0, -6],
            "value for slope": [0.119203, 0.5, 0.731059, 0.952574],
            "activation twice": [0.249114, 0.235004, 0.219362, 0.200879],
            "one activation too many": [0.056053, 0.18877, 0.237567, 0.265166],
            "another activation": [0.985791, 0.75, 0.465553, 0.092603],
            "factor missing": [0.880797, 0.5, 0.268941, 0.047426],
            "sign of a term": [0.133412, 0.75, 1.265505, 1.859972],
            "not exact": lambda off: np.abs(off).max() < 0.003,
        },
    )
    c.about("far out")
    wrong = [("overflow", [np.nan, 0.25, 0]), ("overflow", [0, 0.25, np.nan])]
    wrong += [("overflow", [np.nan, np.nan, 0]), ("z clipped", lambda off: 0 < off[0] < 0.1)]
    wrong += [("not exact", lambda off: np.abs(off).max() < 1e-4)]
    c.close("slope", c.call(np.array([-1000.0, 0, 1000])), [0, 0.25, 0], tol=1e-12, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, z in [
        ("slope", 3 * rng.normal(size=7)),
        ("a matrix", 2 * rng.normal(size=(3, 5))),
        ("a single number", rng.normal()),
        ("whole numbers", rng.integers(-4, 5, size=(2, 5))),
        ("far out", np.array([[-1000.0, 1.5], [800.0, 1000.0]])),
    ]:
        h.about(about)
        s = 0.5 + 0.5 * np.tanh(z / 2)
        twice = 0.5 + 0.5 * np.tanh(s / 2)
        h.use("sigmoid", sigmoid, np.asarray(z) + 0.5)  # nothing may be kept from other calls
        h.close(
            "slope",
            h.call(z),
            s * (1 - s),
            tol=1e-12,
            mistakes=[
                ("slope formula at z", z * (1 - z)),
                ("value for slope", s),
                ("activation twice", twice * (1 - twice)),
                ("overflow", np.where(z < -500, np.nan, s * (1 - s))),
                ("overflow", np.where(z > 500, np.nan, s * (1 - s))),
                ("remembered", 0.25 / np.cosh(z / 2 + 0.25) ** 2),
                ("integers kept", np.trunc(s * (1 - s))),
                ("z clipped", lambda off, z=z: np.max(np.abs(z)) > 500 and (off >= 0).all()),
                ("not exact", lambda off: np.abs(off).max() < 0.003),
            ],
        )
### END HIDDEN TESTS

# %%
reveal(
    "the largest slope of the sigmoid",
    lambda: np.max(dsigmoid(np.linspace(-5, 5, 101))).item(),
    why="s * (1 - s) is largest at s = 1/2. Remember this number: it will be multiplied.",
)

# %% [markdown]
# ## 2 · tanh
#
# `tanh(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z))` is the sigmoid's taller sister: the same
# shape, stretched to (-1, 1) and centred on 0, `tanh(z) = 2 * s(2z) - 1`. Its slope, too, is
# written with its own value `t`: `1 - t**2`. Written with `z`, the letter is wrong and the code
# still runs.
#
# *Worked by hand.* At `z = log 2`: `t = (2 - 0.5) / (2 + 0.5) = 0.6`, slope `1 - 0.6**2 = 0.64`.
#
# **Predict first.** The sigmoid's largest slope is stretched twice, once in each direction. What
# is the slope of tanh at 0?

# %%
guess("the slope of tanh at 0", ["0.25", "0.5", "1", "2"])


# %% solve="tanh"
def tanh(z):
    """Hyperbolic tangent; `np.tanh` may be used.

    Parameters
    ----------
    z : ndarray of any shape, or a number
        Floats or whole numbers.

    Returns
    -------
    t : ndarray of float, shaped like z
    """
    ### BEGIN SOLUTION
    return np.tanh(z)
    ### END SOLUTION


def dtanh(z):
    """Slope of tanh at z; parameters and result as for `tanh`."""
    ### BEGIN SOLUTION
    return 1 - np.tanh(z) ** 2
    ### END SOLUTION


# %%
hint("tanh")

# %% check="tanh-value" points=3
with Check("tanh(z) -> t", tanh) as c:
    c.about("value")
    c.close(
        "t",
        c.call(np.array([-2.0, -0.5, 0, 1])),
        [-0.964028, -0.462117, 0, 0.761594],
        mistakes=[
            ("another activation", [0.119203, 0.377541, 0.5, 0.731059]),
            ("another activation", [2.18504, -0.546302, 0, 1.557408]),
            ("z stretched", [-0.761594, -0.244919, 0, 0.462117]),
            ("mirrored", [0.964028, 0.462117, 0, -0.761594]),
        ],
    )
    c.about("far out")
    wrong = [("overflow", [low, 0, np.nan]) for low in (-1, np.nan)]
    wrong += [("overflow", [0, 0, 0]), ("overflow", [np.nan, 0, 1])]
    wrong += [("z clipped", lambda off: 0 < off[0] < 0.1)]
    c.close("t", c.call(np.array([-1000.0, 0, 1000])), [-1, 0, 1], tol=1e-12, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, z in [
        ("value", rng.normal(size=8)),
        ("three axes", 2 * rng.normal(size=(2, 2, 3))),
        ("a single number", rng.normal()),
        ("whole numbers", rng.integers(-3, 4, size=(3, 4))),
        ("far out", np.array([[-1000.0, 0.5], [720.0, 1000.0]])),
    ]:
        h.about(about)
        t, far = np.tanh(z), np.abs(z) > 500
        h.close(
            "t",
            h.call(z),
            t,
            tol=1e-12,
            mistakes=[
                ("another activation", 0.5 + 0.5 * np.tanh(z / 2)),
                ("z stretched", np.tanh(z / 2)),
                ("mirrored", -t),
                ("overflow", np.where(far, np.nan, t)),
                ("overflow", np.where(far & (z > 0), np.nan, t)),
                ("integers kept", np.trunc(t)),
                ("not exact", lambda off: np.abs(off).max() < 0.003),
            ],
        )
### END HIDDEN TESTS

# %% check="tanh-slope" points=3
with Check("dtanh(z) -> slope", dtanh) as c:
    c.about("slope")
    c.close(
        "slope",
        c.call(np.array([-2.0, -0.5, 0, 1])),
        [0.070651, 0.786448, 1, 0.419974],
        mistakes=[
            ("slope formula at z", [-3, 0.75, 1, 0]),
            ("square missing", [1.964028, 1.462117, 1, 0.238406]),
            ("square missing", [0.265802, 0.886819, 1, 0.648054]),
            ("value for slope", [-0.964028, -0.462117, 0, 0.761594]),
            ("another activation", [-1.893377, -0.675669, 0, 0.181568]),
            ("activation twice", [0.443383, 0.813542, 1, 0.587817]),
            ("square misplaced", [3.857404, 2.137787, 1, 0.056837]),
            ("square misplaced", [0.000671, 0.755081, 1, 0.238406]),
        ],
    )
    c.about("far out")
    wrong = [("overflow", [low, 1, np.nan]) for low in (0, np.nan)]
    c.close("slope", c.call(np.array([-1000.0, 0, 1000])), [0, 1, 0], tol=1e-12, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, z in [
        ("slope", 2 * rng.normal(size=9)),
        ("a matrix", rng.normal(size=(4, 2))),
        ("a single number", rng.normal()),
        ("whole numbers", rng.integers(-3, 4, size=6)),
        ("far out", np.array([-1000.0, 0.25, 900.0, 1000.0])),
    ]:
        h.about(about)
        t = np.tanh(z)
        h.close(
            "slope",
            h.call(z),
            1 - t**2,
            tol=1e-12,
            mistakes={
                "slope formula at z": 1 - z**2,
                "square missing": 1 - t,
                "value for slope": t,
                "activation twice": 1 - np.tanh(t) ** 2,
                "overflow": np.where(np.abs(z) > 500, np.nan, 1 - t**2),
                "integers kept": np.trunc(1 - t**2),
                "not exact": lambda off: np.abs(off).max() < 0.003,
            },
        )
### END HIDDEN TESTS

# %%
reveal(
    "the slope of tanh at 0",
    lambda: np.asarray(dtanh(np.zeros(1))).item(),
    why="2 * s(2z): the height doubles and the pace doubles, so 4 times the sigmoid's quarter.",
)

# %% [markdown]
# ## 3 · ReLU
#
# The **rectified linear unit** passes what is positive and blocks the rest: `max(z, 0)`. Its slope
# is 1 above 0 and 0 below; at 0 itself there is none, and anything from 0 to 1 will do.
#
# Two traps. `z[z < 0] = 0` changes an array that belongs to somebody else: whoever passed `z` in
# still needs it for the slope. And `z > 0` is an array of True and False, which turns into numbers
# in a product but not everywhere: return floats.
#
# *Worked by hand.* `z = [-2, 0.5]`: value `[0, 0.5]`, slope `[0, 1]`.
#
# **Predict first.** A fresh layer gets standard-normal `z`. Which share of its outputs is 0?

# %%
guess("the share of zeros a ReLU makes of standard-normal z", ["0.1", "0.5", "0.9"])


# %% solve="relu"
def relu(z):
    """Pass what is positive: ``max(z, 0)`` for each entry.

    Parameters
    ----------
    z : ndarray of any shape
        Floats or whole numbers; not changed.

    Returns
    -------
    a : ndarray of float, shaped like z
    """
    ### BEGIN SOLUTION
    return np.maximum(z, 0.0)
    ### END SOLUTION


def drelu(z):
    """Slope of the ReLU at z, as floats; at 0 any number in [0, 1]."""
    ### BEGIN SOLUTION
    return np.where(np.asarray(z) > 0, 1.0, 0.0)
    ### END SOLUTION


# %%
hint("relu")

# %% check="relu-value" points=3
with Check("relu(z) -> a", relu) as c:
    c.about("value")
    c.close(
        "a",
        c.call(np.array([[-2.0, -0.5], [0.5, 3]])),
        [[0, 0], [0.5, 3]],
        mistakes=[
            ("magnitude", [[2, 0.5], [0.5, 3]]),
            ("the other half", [[-2, -0.5], [0, 0]]),
            ("capped", [[0, 0], [0.5, 1]]),
            ("another activation", [[-0.02, -0.005], [0.5, 3]]),
            ("another activation", [[0.126928, 0.474077], [0.974077, 3.048587]]),
            ("mirrored", [[2, 0.5], [0, 0]]),
            ("entries dropped", [0.5, 3]),
        ],
    )
    c.about("z untouched")
    c.about("floats from whole numbers")
    a = c.call(np.array([-2, 0, 3]))
    c.close("a", a, [0, 0, 3])
    kind = np.asarray(a).dtype.kind
    c.that(kind == "f", "the result is not an array of floats.", mistake="whole numbers")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, z in [
        ("value", rng.normal(size=9)),
        ("large values", 1000 * rng.normal(size=(3, 4))),
        ("three axes", rng.normal(size=(2, 2, 3))),
        ("an array without axes", np.asarray(rng.normal())),
        ("only negative", -rng.uniform(1, 2, size=(2, 3))),
        ("only positive", rng.uniform(1, 2, size=(2, 3))),
        ("floats from whole numbers", rng.integers(-5, 6, size=(3, 3))),
    ]:
        h.about(about)
        want = 0.5 * (z + np.abs(z))
        a = h.call(z)
        wrong = {"magnitude": np.abs(z), "the other half": z - want, "mirrored": want - z}
        wrong |= {"another activation": np.where(z > 0, z, 0.01 * z)}
        wrong |= {"capped": np.clip(z, 0, 6)}
        h.close("a", a, want, tol=1e-12, mistakes=wrong)
        kind = np.asarray(a).dtype.kind
        h.that(kind == "f", "the result is not an array of floats.", mistake="whole numbers")
### END HIDDEN TESTS

# %% check="relu-slope" points=3
with Check("drelu(z) -> slope", drelu) as c:
    c.about("slope")
    slope = c.call(np.array([-2.0, -0.5, 0.5, 3]))
    c.close(
        "slope",
        slope,
        [0, 0, 1, 1],
        mistakes={
            "value for slope": [0, 0, 0.5, 3],
            "slope from the value's sign": [-1, -1, 1, 1],
            "mirrored": [1, 1, 0, 0],
            "one branch for all": [1, 1, 1, 1],
            "another limit": [0, 0, 0, 1],
            "leak times z": [-2, -0.5, 1, 1],
            "another activation": lambda off: (off[:2] > 0).all() and off[0] <= off[1] < 0.5,
        },
    )
    c.about("floats")
    kind = np.asarray(slope).dtype.kind
    c.that(kind != "b", "the slopes are True and False.", mistake="booleans")
    c.that(kind == "f", "the slopes are not floats.", mistake="whole numbers")
    c.about("at 0")
    middle = c.number("the slope at 0", c.call(np.zeros(1)))
    c.that(0 <= middle <= 1, "at 0 the slope should be in [0, 1].", mistake="outside at 0")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, z in [
        ("slope", rng.normal(size=(4, 3))),
        ("large values", 500 * rng.normal(size=6)),
        ("small values", 1e-9 * rng.normal(size=6)),
        ("an array without axes", np.asarray(-abs(rng.normal()))),
        ("whole numbers", rng.choice([-3, -1, 2, 5], size=(2, 4))),
    ]:
        h.about(about)
        slope = h.call(z)
        wrong = {"slope from the value's sign": np.sign(z), "mirrored": (z < 0) * 1.0}
        wrong |= {"another limit": (z > 1) * 1.0}
        wrong |= {"value for slope": 0.5 * (z + np.abs(z))}
        h.close("slope", slope, (z > 0) * 1.0, mistakes=wrong)
        kind = np.asarray(slope).dtype.kind
        h.that(kind != "b", "the slopes are True and False.", mistake="booleans")
        h.that(kind == "f", "the slopes are not floats.", mistake="whole numbers")
    h.about("at 0")
    middle = h.array("the slope at 0", h.call(np.zeros((2, 2))), (2, 2))
    inside = (middle >= 0).all() and (middle <= 1).all()
    h.that(inside, "at 0 the slope should lie in [0, 1].", mistake="outside at 0")
### END HIDDEN TESTS


# %%
def share_of_zeros():
    A = np.asarray(relu(np.random.default_rng(0).standard_normal(100_000)))
    return round(float(np.mean(A == 0)), 2)


reveal(
    "the share of zeros a ReLU makes of standard-normal z",
    share_of_zeros,
    why="Half of a bell lies below 0. Zeros are normal; keep that in mind in section 7.",
)

# %% [markdown]
# ## 4 · A ReLU that leaks
#
# Where a ReLU blocks, its slope is 0 and nothing can be learnt. The **leaky ReLU** lets a share
# `alpha` through: `z` above 0 and `alpha * z` below, with `alpha` between 0 and 1. The slope is 1
# above and `alpha` below.
#
# *Worked by hand.* `alpha = 0.2`: `z = -3` gives `0.2 * (-3) = -0.6`, with slope 0.2.
#
# **Predict first.** What does the leaky ReLU become for `alpha = 1`?

# %%
guess("the leaky ReLU with alpha = 1", ["a ReLU", "a straight line", "the absolute value"])


# %% solve="leaky_relu"
def leaky_relu(z, alpha):
    """``z`` where z is positive, ``alpha * z`` elsewhere.

    Parameters
    ----------
    z : ndarray of any shape
        Floats or whole numbers; not changed.
    alpha : float
        Between 0 and 1.

    Returns
    -------
    a : ndarray of float, shaped like z
    """
    ### BEGIN SOLUTION
    return np.maximum(z, alpha * np.asarray(z, dtype=float))
    ### END SOLUTION


def dleaky_relu(z, alpha):
    """Slope of the leaky ReLU at z, as floats; at 0 any number in [alpha, 1]."""
    ### BEGIN SOLUTION
    return np.where(np.asarray(z) > 0, 1.0, alpha)
    ### END SOLUTION


# %%
hint("leaky_relu")

# %% check="leaky_relu-value" points=3
with Check("leaky_relu(z, alpha) -> a", leaky_relu) as c:
    for alpha, low, elu in [(0.2, [-2, -0.4], -0.172933), (0.3, [-3, -0.6], -0.259399)]:
        c.about(f"alpha = {alpha}")
        up = [0.5, 4]
        c.close(
            "a",
            c.call(np.array([-10, -2, 0.5, 4]), alpha),
            low + up,
            mistakes=[
                *(("alpha ignored", [-10 * k, -2 * k, *up]) for k in (0, 0.01, 0.1, 0.2, 1)),
                ("alpha negated", [-low[0], -low[1], *up]),
                ("maximum of alpha and z", [alpha, alpha, *up]),
                ("positive half bent", [-10, -2, 0.5 * alpha, 4 * alpha]),
                ("positive half bent", [0, 0, 0.5 * alpha, 4 * alpha]),
                ("leak on both sides", [*low, 0.5 + 0.5 * alpha, 4 + 4 * alpha]),
                ("alpha another way", [-10 / alpha, -2 / alpha, *up]),
                ("alpha another way", [alpha * low[0], alpha * low[1], *up]),
                ("alpha another way", [-10 - alpha, -2 - alpha, *up]),
                ("another activation", [-alpha, elu, *up]),
            ],
        )
    c.about("z untouched")
    c.about("whole numbers")
    a = c.call(np.array([-10, -1, 3]), 0.25)
    c.close("a", a, [-2.5, -0.25, 3], mistakes={"integers kept": [-2, 0, 3]})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, alpha, z in [
        ("alpha = 0", 0.0, rng.normal(size=7)),
        ("alpha = 0.01", 0.01, 5 * rng.normal(size=(3, 4))),
        ("another alpha", float(rng.uniform(0.2, 0.9)), rng.normal(size=(2, 2, 3))),
        ("alpha = 1", 1.0, rng.normal(size=6)),
        ("an array without axes", 0.3, np.asarray(-abs(rng.normal()))),
        ("whole numbers", 0.1, rng.integers(-9, 0, size=(2, 3))),
    ]:
        h.about(about)
        up, down = 0.5 * (z + np.abs(z)), 0.5 * (z - np.abs(z))
        a = h.call(z, alpha)
        wrong = [("alpha ignored", up + k * down) for k in (0, 0.01, 0.1, 0.2, 0.3, 1)]
        wrong += [("alpha negated", up - alpha * down), ("positive half bent", alpha * up + down)]
        wrong += [("maximum of alpha and z", np.maximum(alpha, z))]
        h.close("a", a, up + alpha * down, tol=1e-12, mistakes=wrong)
        kind = np.asarray(a).dtype.kind
        h.that(kind == "f", "the result is not an array of floats.", mistake="whole numbers")
### END HIDDEN TESTS

# %% check="leaky_relu-slope" points=3
with Check("dleaky_relu(z, alpha) -> slope", dleaky_relu) as c:
    for alpha in (0.2, 0.3):
        c.about(f"alpha = {alpha}")
        c.close(
            "slope",
            c.call(np.array([-10, -2, 0.5, 4]), alpha),
            [alpha, alpha, 1, 1],
            mistakes=[
                *(("alpha ignored", [k, k, 1, 1]) for k in (0, 0.01, 0.1, 0.2, 1)),
                ("alpha negated", [-alpha, -alpha, 1, 1]),
                ("leak times z", [-10 * alpha, -2 * alpha, 1, 1]),
                ("value for slope", [-10 * alpha, -2 * alpha, 0.5, 4]),
                ("positive half bent", [1, 1, alpha, alpha]),
                ("leak on both sides", [alpha, alpha, 1 + alpha, 1 + alpha]),
                ("one branch for all", [alpha] * 4),
            ],
        )
    c.about("at 0")
    middle = c.number("the slope at 0", c.call(np.zeros(1), 0.3))
    inside = 0.3 - 1e-6 <= middle <= 1
    c.that(inside, "at 0 the slope should lie in [alpha, 1].", mistake="outside at 0")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, alpha, z in [
        ("alpha = 0", 0.0, rng.normal(size=7)),
        ("alpha = 0.01", 0.01, 5 * rng.normal(size=(3, 4))),
        ("another alpha", float(rng.uniform(0.2, 0.9)), rng.normal(size=(2, 2, 3))),
        ("alpha = 1", 1.0, rng.normal(size=6)),
        ("an array without axes", 0.3, np.asarray(-abs(rng.normal()))),
        ("whole numbers", 0.15, rng.choice([-3, -1, 2, 5], size=(2, 4))),
    ]:
        h.about(about)
        slope = h.call(z, alpha)
        wrong = [("integers kept", (z > 0) * 1.0)] if z.dtype.kind == "i" else []
        wrong += [("alpha ignored", np.where(z > 0, 1, k)) for k in (0, 0.01, 0.1, 0.2, 0.3, 1)]
        wrong += [("alpha negated", np.where(z > 0, 1, -alpha))]
        wrong += [("value for slope", np.where(z > 0, z, alpha * z))]
        wrong += [("leak times z", np.where(z > 0, 1, alpha * z))]
        h.close("slope", slope, np.where(z > 0, 1.0, alpha), mistakes=wrong)
        kind = np.asarray(slope).dtype.kind
        h.that(kind == "f", "the slopes are not floats.", mistake="whole numbers")
### END HIDDEN TESTS


# %%
def with_alpha_one():
    z = np.array([-2.0, -1, 1, 2])
    shapes = {"a straight line": z, "a ReLU": [0, 0, 1, 2], "the absolute value": abs(z)}
    a = leaky_relu(z, 1.0)
    return next((name for name, want in shapes.items() if np.allclose(a, want)), "something else")


reveal(
    "the leaky ReLU with alpha = 1",
    with_alpha_one,
    why="The bend is gone, and a network without a bend is one linear map.",
)

# %% [markdown]
# **Your four, by name.** From here on an activation is a pair (function, slope), as in Exercise 1,
# and is asked for by its name. Each is looked up when it is called, so a function that you mend
# later is used at once.

# %%
ACTS = {
    "sigmoid": (lambda z: sigmoid(z), lambda z: dsigmoid(z)),
    "tanh": (lambda z: tanh(z), lambda z: dtanh(z)),
    "relu": (lambda z: relu(z), lambda z: drelu(z)),
    "leaky_relu": (lambda z: leaky_relu(z, 0.01), lambda z: dleaky_relu(z, 0.01)),
}


# %% tags=["demo"]
@demo
def four_activations():
    z = np.linspace(-4, 4, 161)
    pairs = {name: ACTS[name] for name in ("sigmoid", "tanh", "relu")}
    curves = {name: (f(z), df(z)) for name, (f, df) in pairs.items()}
    curves["leaky_relu, alpha 0.1"] = leaky_relu(z, 0.1), dleaky_relu(z, 0.1)
    return figures.activation_curves(z, curves)


# %% [markdown]
# **Look at the right half.** A gradient that passes a unit is multiplied by these heights, once per
# layer: a quarter at best, one at best, or one and zero. Nearly everything in this notebook follows
# from that picture.
#
# **Play.** Move `z` and watch the tangent. Where is it flat? What does a unit make of a plane?

# %% tags=["panel"]
activation_lab(
    acts={
        "sigmoid": (sigmoid, dsigmoid),
        "tanh": (tanh, dtanh),
        "relu": (relu, drelu),
        "leaky_relu": (leaky_relu, dleaky_relu),
    }
)


# %% [markdown]
# ## 5 · Trust no slope
#
# A wrong slope raises no error: the network just learns worse. So measure. The central difference
# of Exercise 1, `(f(x + h) - f(x - h)) / (2h)`, for one number at a time, is all it takes.
#
# A kink needs care. Within `h` of it the two points lie on different branches, and the difference
# is neither slope. All kinks here are at 0, so leave out every `x` with `abs(x) < 10*h`.
#
# *Worked by hand.* `f(x) = x**2` and the claimed slope `x`, at `x = 3` with `h = 0.1`: measured
# `(3.1**2 - 2.9**2) / 0.2 = 6`, claimed 3, error 3.
#
# **Predict first.** The central difference of a ReLU exactly at 0: what comes out, for any `h`?

# %%
guess("the central difference of a ReLU at 0", ["0", "0.5", "1"])


# %% solve="check_derivative"
def check_derivative(f, df, xs, h=1e-5):
    """Largest error of a claimed derivative, measured with central differences.

    Parameters
    ----------
    f, df : callable
        A function and its claimed derivative; both work entry by entry on arrays.
    xs : ndarray, shape (M,)
        Points; those with ``abs(x) < 10 * h`` are left out.
    h : float

    Returns
    -------
    error : float
        Largest ``abs((f(x + h) - f(x - h)) / (2 * h) - df(x))``; 0.0 when no point is left.
    """
    ### BEGIN SOLUTION
    x = xs[np.abs(xs) >= 10 * h]
    if len(x) == 0:
        return 0.0
    measured = (f(x + h) - f(x - h)) / (2 * h)
    return float(np.max(np.abs(measured - df(x))))
    ### END SOLUTION


# %%
hint("check_derivative")

# %% check="check_derivative-difference" points=3
# A cube and its true slope: the error of the difference itself is h**2, whatever x is.
with Check("check_derivative(f, df, xs, h) -> error", check_derivative) as c:
    c.about("the central difference, with h = 0.1")
    c.close(
        "error",
        c.call(lambda x: x**3, lambda x: 3 * x**2, np.array([1.5, 2, -3]), 0.1),
        0.01,
        mistakes={
            "forward difference": 0.89,
            "backward difference": 0.91,
            "h ignored": lambda off: -0.01 < off < -0.0099,
            "nothing compared": lambda off: off == -0.01,
            "divided by h": 27.02,
            "no difference": lambda off: 26 < off <= 26.99,
            "sum of errors": 0.03,
            "f' at A": 2159.99,
        },
    )
    c.about("right slopes")
    error = c.call(lambda x: 1 / (1 + x**2), lambda x: -2 * x / (1 + x**2) ** 2, np.arange(-3.0, 4))
    c.that(0 <= c.number("error", error) < 1e-6, "a right slope was called wrong.")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, step in [("the central difference", 0.01), ("a large step", 0.2)]:
        h.about(about)
        a, b = h.rng.uniform(0.5, 2, size=2)
        xs = h.rng.permutation(np.array([2.5, -2.5, 3, 4, -5]))
        f, df = lambda x: a * x**3 + b * x, lambda x: 3 * a * x**2 + b
        h.close(
            "error",
            h.call(f, df, xs, step),
            a * step**2,
            mistakes={
                "forward difference": np.max(np.abs(3 * a * xs * step + a * step**2)),
                "backward difference": np.max(np.abs(3 * a * xs * step - a * step**2)),
                "h ignored": 0.0,
                "divided by h": 75 * a + b + 2 * a * step**2,
            },
        )
    h.about("right slopes")
    for f, df in [(np.sin, np.cos), (np.tanh, lambda x: 1 - np.tanh(x) ** 2), (np.exp, np.exp)]:
        error = h.number("error", h.call(f, df, np.linspace(-2, 2, 15)))
        h.that(0 <= error < 1e-6, "a right slope was called wrong.")
### END HIDDEN TESTS

# %% check="check_derivative-error" points=3
# The claimed slope is 0.3 x, the true one 2 x: the errors are 1.7 times the size of x.
with Check("check_derivative(f, df, xs, h) -> error", check_derivative) as c:
    c.about("the largest error")
    xs = np.array([-1, -4, -0.6, 2, -0.8, -1.2])
    error = c.call(lambda x: x**2, lambda x: 0.3 * x, xs, 1e-5)
    verdict = np.asarray(error).dtype.kind == "b"
    c.that(not verdict, "True or False came back, not a number.", mistake="verdict for a number")
    wrong = [("average error", v) for v in (2.72, 1.87, 3.3601)] + [("sum of errors", 16.32)]
    wrong += [("smallest error", 1.02), ("sign of the error", 3.4), ("squared error", 46.24)]
    wrong += [("divided by h", 14.8), ("relative error", 0.73913), ("relative error", 5.666667)]
    wrong += [("no difference", 1.2), ("one point only", 1.7), ("one point only", 2.04)]
    wrong += [("nothing compared", 0.0), ("not one number", [1.7, 6.8, 1.02, 3.4, 1.36, 2.04])]
    c.close("error", error, 6.8, mistakes=wrong)
    c.about("a slope of the wrong sign")
    error = c.call(lambda x: x**2, lambda x: -2 * x, np.array([1.0, -2]), 1e-5)
    c.close("error", error, 8.0, mistakes={"sign lost": 0.0})
    c.about("one bad point among many")
    xs = np.linspace(1, 2, 101)
    claimed = lambda x: np.where(np.abs(x - 1.25) < 1e-9, 1.5, 1.0)
    error = c.call(lambda x: x, claimed, xs, 1e-5)
    c.close("error", error, 0.5, mistakes={"average error": 0.5 / 101, "sign of the error": 0.0})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sign in [("too small a slope", 1.0), ("too large a slope", -1.0)]:
        h.about(about)
        xs = h.rng.uniform(0.5, 3, size=9) * np.array([1, -1, 1, -1, 1, -1, 1, -1, 1])
        a, off = float(h.rng.uniform(1, 2)), h.rng.permutation(np.linspace(0.1, 0.9, 9))
        shift = lambda x: sum(np.where(np.abs(x - v) < 1e-9, o, 0) for v, o in zip(xs, off))
        f, df = lambda x: a * x**2, lambda x: 2 * a * x - sign * shift(x)
        h.close(
            "error",
            h.call(f, df, xs),
            0.9,
            mistakes=[
                ("average error", 0.5),
                ("average error", float(np.sqrt(np.mean(off**2)))),
                ("one point only", off[0]),
                ("one point only", off[-1]),
                ("sum of errors", 4.5),
                ("smallest error", 0.1),
                ("sign of the error", 0.0),
                ("sign of the error", -0.1),
                ("squared error", 0.81),
                ("relative error", np.max(off / np.abs(2 * a * xs))),
                ("divided by h", np.max(np.abs(2 * a * xs + sign * off))),
            ],
        )
    h.about("the formula in z, caught")
    xs = np.linspace(-2, 2, 9)
    error = h.number("error", h.call(np.tanh, lambda x: 1 - x**2, xs))
    h.that(error > 1, "a wrong slope passed.")
### END HIDDEN TESTS

# %% check="check_derivative-kinks" points=3
with Check("check_derivative(f, df, xs, h) -> error", check_derivative) as c:
    ramp, step = lambda x: 0.5 * (x + np.abs(x)), lambda x: 1.0 * (x > 0)
    c.about("a ReLU passes")
    error = c.number("error", c.call(ramp, step, np.linspace(-1, 1, 21), 1e-5))
    wrong = "kinks kept" if abs(error - 0.5) < 0.01 else None
    c.that(error < 1e-6, "the right slope of a ReLU was called wrong.", mistake=wrong)
    c.about("beyond 10 h every point counts")
    wrong_near = lambda x: 1.0 * (x > 0) + 5 * (np.abs(x) < 0.5)
    error = c.number("error", c.call(ramp, wrong_near, np.array([-1, 0.12, 1]), 0.01))
    wrong = "too much left out" if error < 1e-6 else None
    c.that(error > 4, "a wrong slope at 12 h passed.", mistake=wrong)
    error = c.number("error", c.call(ramp, wrong_near, np.array([-1, 0.06, 1]), 0.01))
    c.that(error < 1e-6, "a point at 6 h was compared.", mistake="kinks kept")
    c.about("no point left")
    nothing = c.call(ramp, step, np.array([0, 1e-5]), 1e-5)
    c.close("error", nothing, 0.0, mistakes={"nothing left": np.nan})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    bend = lambda x: np.where(x > 0, x, 0.2 * x)
    for about, step in [("the default step", 1e-5), ("a larger step", 0.003)]:
        h.about(about)
        xs = step * np.array([-40, -9.7, -3, -0.4, 0, 0.6, 2, 9.7, 40])
        right = lambda x: np.where(x > 0, 1, 0.2)
        error = h.number("error", h.call(bend, right, xs, step))
        h.that(error < 1e-6, "points beside the kink were compared.", mistake="kinks kept")
        for place in (-9.5, 5.0, 9.5, -1.5):
            spoiled = lambda x: right(x) + 3 * (np.abs(x - place * step) < 0.1 * step)
            error = h.number("error", h.call(bend, spoiled, np.append(xs, place * step), step))
            h.that(error < 1e-6, "a point within 10 h was compared.", mistake="kinks kept")
        for place in (-10.5, 10.5, 14.0, -25.0, 1000.0):
            spoiled = lambda x: right(x) + 3 * (np.abs(x - place * step) < 0.1 * step)
            error = h.number("error", h.call(bend, spoiled, np.append(xs, place * step), step))
            h.that(error > 2.9, "a point beyond 10 h was left out.", mistake="too much left out")
    h.about("no point left")
    for xs in (np.zeros(3), np.array([])):
        h.close("error", h.call(bend, right, xs), 0.0, mistakes={"nothing left": np.nan})
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def your_slopes_on_trial():
    xs = np.linspace(-3, 3, 121)
    for name, (f, df) in ACTS.items():
        print(f"{name:>10}: largest error {check_derivative(f, df, xs):.0e}")
    wrong = check_derivative(tanh, lambda z: 1 - z**2, xs)
    print(f"tanh with the slope 1 - z**2: largest error {wrong:.2g}")


# %%
def difference_at_the_kink():
    up, down = (np.asarray(relu(np.array([h]))).item() for h in (1e-5, -1e-5))
    return (up - down) / 2e-5


reveal(
    "the central difference of a ReLU at 0",
    difference_at_the_kink,
    why="Right of 0 it rises by h, left of it by nothing: h / (2h), a slope that it has nowhere.",
)

# %% [markdown]
# ## 6 · Saturated
#
# Far from 0, sigmoid and tanh are nearly flat. A unit whose output sits there is **saturated**: it
# passes a signal up, and hardly any gradient down. Count such entries from the outputs `A`: for
# tanh, `abs(a) > 0.97`; for the sigmoid, the same distance from its two ends, `a < 0.03` or
# `a > 0.97`.
#
# *Worked by hand.* tanh outputs `[0.99, -0.98, 0.5, 0.1]`: two of four, a share of 0.5.
#
# **Predict first.** A tanh unit puts out exactly 0.97. How steep is it there?

# %%
guess("the slope of tanh where its value is 0.97", ["0.03", "0.06", "0.3", "0.97"])


# %% solve="saturation_fraction"
def saturation_fraction(A, kind):
    """Share of the entries of A that are saturated.

    Parameters
    ----------
    A : ndarray, shape (N, U)
        Outputs of a layer: N samples, U units.
    kind : str
        ``"tanh"``: entries with ``abs(a) > 0.97`` count; ``"sigmoid"``: those with ``a < 0.03``
        or ``a > 0.97``.

    Returns
    -------
    share : float
        Between 0 and 1.
    """
    ### BEGIN SOLUTION
    if kind == "tanh":
        return float(np.mean(np.abs(A) > 0.97))
    return float(np.mean((A < 0.03) | (A > 0.97)))
    ### END SOLUTION


# %%
hint("saturation_fraction")

# %% check="saturation_fraction-tanh" points=3
with Check("saturation_fraction(A, kind) -> share", saturation_fraction) as c:
    c.about("tanh")
    A = [[0.2, 0.975, -0.1, 0.96, -0.98], [0.97, 0.975, 0.975, 0.2, -0.98]]
    A += [[0.975, 0.5, 0.97, 0.97, 0.975], [0.05, 0.97, 0.975, 0.1, 0.995]]
    wrong = [("one side only", 0.35), ("one side only", 0.1), ("the rest", 0.55)]
    wrong += [("not a share", v) for v in (9, 45, 2.25, 1.8)] + [("kind ignored", 0.5)]
    wrong += [("another limit", v) for v in (0.65, 0.7, 0.05)] + [("one sample only", 0.4)]
    wrong += [("units instead of entries", v) for v in (0.2, 0.8, 1)] + [("nothing counted", 0)]
    wrong += [("not one number", [0.25, 0.5, 0.5, 0, 1]), ("not one number", [0.4, 0.6, 0.4, 0.4])]
    c.close("share", c.call(np.array(A), "tanh"), 0.45, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [("tanh", (7, 5)), ("one sample", (1, 9)), ("one unit", (11, 1))]:
        h.about(about)
        A = h.rng.choice([-0.99, -0.975, -0.965, -0.5, 0.01, 0.4, 0.96, 0.972, 1], size=shape)
        flat = np.abs(A) > 0.97
        wrong = [("one side only", (A > 0.97).mean()), ("one side only", (A < -0.97).mean())]
        wrong += [("not a share", flat.sum()), ("not a share", 100 * flat.mean())]
        wrong += [("kind ignored", ((A < 0.03) | (A > 0.97)).mean()), ("the rest", 1 - flat.mean())]
        wrong += [("another limit", (np.abs(A) > limit).mean()) for limit in (0.95, 0.98, 0.99)]
        wrong += [("units instead of entries", flat.all(axis=0).mean())]
        wrong += [("units instead of entries", flat.any(axis=0).mean())]
        h.close("share", h.call(A, "tanh"), flat.mean(), mistakes=wrong)
    h.about("all and none")
    wrong = {"another limit": 0.0}
    h.close("share", h.call(np.full((2, 3), -0.971), "tanh"), 1.0, mistakes=wrong)
    h.close("share", h.call(np.full((2, 3), 0.97), "tanh"), 0.0, mistakes={"another limit": 1.0})
### END HIDDEN TESTS

# %% check="saturation_fraction-sigmoid" points=3
with Check("saturation_fraction(A, kind) -> share", saturation_fraction) as c:
    c.about("sigmoid")
    A = [[0.97, 0.2, 0.01, 0.02, 0.4], [0.995, 0.98, 0.98, 0.995, 0.02]]
    A += [[0.2, 0.97, 0.995, 0.01, 0.04], [0.04, 0.97, 0.1, 0.01, 0.02]]
    wrong = [("one side only", 0.25), ("one side only", 0.3), ("the rest", 0.45)]
    wrong += [("not a share", v) for v in (11, 55, 2.75, 2.2)] + [("one sample only", 0.4)]
    wrong += [("another limit", v) for v in (0.7, 0.8, 0.15, 0.65)] + [("nothing counted", 0)]
    wrong += [("units instead of entries", v) for v in (0.2, 1)]
    wrong += [("not one number", [0.25, 0.25, 0.5, 1, 0.5])]
    c.close("share", c.call(np.array(A), "sigmoid"), 0.55, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [("sigmoid", (6, 7)), ("one sample", (1, 8)), ("one unit", (9, 1))]:
        h.about(about)
        A = h.rng.choice([0.001, 0.02, 0.035, 0.3, 0.5, 0.96, 0.975, 0.999], size=shape)
        flat = (A < 0.03) | (A > 0.97)
        wrong = [("one side only", (A > 0.97).mean()), ("one side only", (A < 0.03).mean())]
        wrong += [("not a share", flat.sum()), ("not a share", 100 * flat.mean())]
        wrong += [("the rest", 1 - flat.mean()), ("units instead of entries", flat.all(0).mean())]
        wrong += [("another limit", ((v > A) | (1 - v < A)).mean()) for v in (0.05, 0.01)]
        wrong += [("units instead of entries", flat.any(0).mean())]
        h.close("share", h.call(A, "sigmoid"), flat.mean(), mistakes=wrong)
    h.about("all and none")
    wrong = {"one side only": 0.5}
    h.close("share", h.call(np.array([[0.0, 1], [0.975, 0.025]]), "sigmoid"), 1.0, mistakes=wrong)
    wrong = {"another limit": 1.0}
    h.close("share", h.call(np.array([[0.03, 0.97]]), "sigmoid"), 0.0, mistakes=wrong)
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def pushed_into_the_flat_parts():
    Z = np.random.default_rng(0).standard_normal((500, 50))
    print("std of Z   tanh saturated   mean slope")
    for std in (0.5, 1, 2, 4):
        share, slope = saturation_fraction(tanh(std * Z), "tanh"), np.mean(dtanh(std * Z))
        print(f"{std:8g}   {share:14.0%}   {slope:10.2f}")


# %%
reveal(
    "the slope of tanh where its value is 0.97",
    lambda: np.asarray(dtanh(np.arctanh(np.array([0.97])))).item(),
    why="1 - 0.97**2: six hundredths of the gradient get through, and that is the best of them.",
)

# %% [markdown]
# **Why it matters.** Weights that start too large push units into the flat parts before training
# has begun. What twenty layers of slopes below 1 do to a gradient, you will see in section 9.
#
# ## 7 · Dead
#
# A ReLU does not saturate; it dies. A unit that puts out 0 for *one* sample is at work: blocking
# is its trade. A unit that puts out 0 for **every** sample has slope 0 for all of them, gets no
# gradient, and stays as it is as long as its inputs do. That unit is **dead**.
#
# *Worked by hand.* Three samples, four units:
#
# | | unit 1 | unit 2 | unit 3 | unit 4 |
# |---|---|---|---|---|
# | sample 1 | 0 | 2 | 0 | 1 |
# | sample 2 | 0 | 0 | 0 | 3 |
# | sample 3 | 0 | 0 | 1.5 | 0 |
#
# Eight of twelve entries are 0, which is 67 %; one of four units is dead, which is 25 %.
#
# **Predict first.** In some ReLU layer, three of four entries are 0. How many units are dead?

# %%
guess(
    "the share of dead units when three of four entries are 0",
    ["0", "3/4", "anything from 0 to 3/4"],
)


# %% solve="dead_fraction"
def dead_fraction(H):
    """Share of the units that are 0 for all samples.

    Parameters
    ----------
    H : ndarray, shape (N, U)
        Outputs of a ReLU layer: N samples, U units.

    Returns
    -------
    share : float
        Between 0 and 1.
    """
    ### BEGIN SOLUTION
    return float(np.mean(np.all(H == 0, axis=0)))
    ### END SOLUTION


# %%
hint("dead_fraction")

# %% check="dead_fraction-units" points=4
# Six samples, eight units; the last two but one are dead. The second sample is 0 for every unit.
with Check("dead_fraction(H) -> share", dead_fraction) as c:
    c.about("units, not entries")
    H = np.zeros((6, 8))
    H[0, :5], H[2, 2], H[3, [0, 3, 7]] = [2, 0.5, 2, 2, 2], 0.5, 2
    H[4, [0, 1, 3, 7]], H[5, [0, 1, 4]] = [0.5, 2, 2, 2], [0.5, 2, 0.5]
    wrong = [("dead means zero entries", 32 / 48), ("any for all", 1)]
    wrong += [("samples instead of units", 1 / 6), ("the rest", 0.75), ("nothing counted", 0)]
    wrong += [("not a share", v) for v in (2, 25, 1 / 3)]
    wrong += [("zero on average", v) for v in (0.375, 0.625, 0.875)]
    wrong += [("small counts as zero", 0.5)]
    wrong += [("not one number", [0, 0, 0, 0, 0, 1, 1, 0])]
    c.close("share", c.call(H), 0.25, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, N, U, asleep in [("units, not entries", 9, 12, 3), ("as many units", 8, 8, 2)]:
        h.about(about)
        rng = h.rng
        H = rng.uniform(0.1, 2, size=(N, U)) * (rng.random((N, U)) < 0.35)
        H[rng.integers(1, N - 1, size=U), np.arange(U)] = 1.0
        H[:, rng.permutation(U)[:asleep]] = 0
        H[0], H[-1], H[:, 0] = 0, 0, np.where(np.arange(N) % 3 == 1, 0.5, 0)
        dead = (H == 0).all(axis=0)
        wrong = [("dead means zero entries", (H == 0).mean()), ("any for all", 1)]
        wrong += [("samples instead of units", (H == 0).all(axis=1).mean())]
        wrong += [("not a share", dead.sum()), ("not a share", 100 * dead.mean())]
        wrong += [("the rest", 1 - dead.mean()), ("nothing counted", 0)]
        h.close("share", h.call(H), dead.mean(), mistakes=wrong)
    h.about("units that answer to one sample in fifty")
    H = np.zeros((50, 4))
    H[h.rng.permutation(50)[:3], [0, 1, 2]] = 0.5
    h.close("share", h.call(H), 0.25, mistakes={"zero on average": 1})
### END HIDDEN TESTS

# %% check="dead_fraction-edges" points=3
with Check("dead_fraction(H) -> share", dead_fraction) as c:
    c.about("a faint answer is alive")
    share = c.call(np.array([[0.0, 1e-12, 0, 2], [0, 0, 3, 1], [0, 0, 0, 1]]))
    c.close("share", share, 0.25, mistakes={"small counts as zero": 0.5, "the rest": 0.75})
    c.about("all dead")
    wrong = {"not a share": 5, "nothing counted": 0}
    c.close("share", c.call(np.zeros((3, 5))), 1.0, mistakes=wrong)
    c.about("none dead")
    c.close("share", c.call(np.eye(4)), 0.0, mistakes={"any for all": 1, "the rest": 1})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, H, want, wrong in [
        ("one sample", np.array([[0.0, 2, 0, 1]]), 0.5, {"constant means dead": 1}),
        ("one unit, alive", np.array([[0.0], [0], [1]]), 0.0, {"any for all": 1}),
        ("one unit, dead", np.zeros((4, 1)), 1.0, {}),
        ("faint answers", np.diag([1e-9, 1e-15, 1e-300]), 0.0, {"small counts as zero": 1}),
        ("half asleep", np.tile([0.0, 3], (5, 2)), 0.5, {"constant means dead": 1}),
        ("two units at work", np.eye(6)[[5, 5]] + np.eye(6)[[0]], 4 / 6, {}),
    ]:
        h.about(about)
        h.close("share", h.call(H), want, mistakes=wrong)
    h.about("faint answers among dead units")
    H = np.zeros((7, 4))
    H[h.rng.integers(7), 2] = 1e-14
    h.close("share", h.call(H), 0.75, mistakes={"small counts as zero": 1})
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def zero_is_not_dead():
    """A ReLU layer whose units have biases of 0 and below."""
    rng = np.random.default_rng(1)
    H = relu(rng.standard_normal((24, 32)) - rng.exponential(0.9, size=32))
    print(
        f"{np.mean(H == 0):.0%} of the entries are 0; {dead_fraction(H):.0%} of the units are dead"
    )
    return figures.unit_map(H, [dead_fraction(H[:, [u]]) for u in range(32)])


# %%
def dead_among_zeros():
    apart, together = np.eye(4), np.zeros((4, 4))
    together[:, 0] = 1
    shares = dead_fraction(apart), dead_fraction(together)
    return "anything from 0 to 3/4" if shares == (0, 0.75) else str(shares)


reveal(
    "the share of dead units when three of four entries are 0",
    dead_among_zeros,
    why="Zeros spread over all units kill none; the same zeros in three columns kill three.",
)

# %% [markdown]
# ### A whole network dies without a word
#
# The cell below gives you a trainable network `Net` (Exercise 1 in another form: biases are the
# last row of each matrix, the start is He's) and 1,797 handwritten digits, pixels from 0 to 1,
# ten classes. A blind guess costs `log 10`, about 2.30.
#
# A network of 64 inputs, 32 ReLU units and ten outputs learns them easily at a learning rate of
# 1, in steps of about 100 images. Now make the steps three times as large.
#
# **Predict first.** How does the failure look?

# %%
guess(
    "a ReLU network after steps that are far too large",
    ["the loss is nan", "the loss grows for ever", "the loss stays near log 10"],
)


# %% locked="network"
class Net:
    """A network whose hidden layers share one activation `act = (f, df)`; the output is linear.

    One output is the logit of class 1, several outputs are logits of classes; the loss is the
    mean cross-entropy with labels `y`, shaped like the output.
    """

    def __init__(self, sizes, act, rng):
        self.act = act
        shapes = list(zip(sizes, sizes[1:]))
        self.weights = [rng.normal(0, np.sqrt(2 / i), size=(i + 1, o)) for i, o in shapes]
        for M in self.weights:
            M[-1] = 0  # the last row holds the biases

    @np.errstate(all="ignore")
    def forward(self, X):
        """Logits, shape (N, outputs); keeps what each layer receives and its Z."""
        self.received, self.Z = [], []
        for M in self.weights:
            A = self.act[0](self.Z[-1]) if self.Z else X
            self.received.append(np.column_stack([A, np.ones(len(A))]))
            self.Z.append(self.received[-1] @ M)
        return self.Z[-1]

    def hidden(self):
        """Outputs of the last hidden layer in the last forward pass, shape (N, units)."""
        return self.received[-1][:, :-1]

    @np.errstate(all="ignore")
    def loss_and_slopes(self, X, y):
        """The loss, and its gradient for each matrix, first layer first."""
        logits = self.forward(X)
        scores = logits if logits.shape[1] > 1 else np.column_stack([0 * logits, logits])
        total = np.logaddexp.reduce(scores, axis=1, keepdims=True)
        loss = float(np.mean(total - (logits * y).sum(axis=1, keepdims=True)))
        dZ, slopes = (np.exp(logits - total) - y) / len(X), []
        layers = list(zip([None, *self.Z], self.received, self.weights))
        for below, received, M in reversed(layers):
            slopes.insert(0, received.T @ dZ)
            if below is not None:
                dZ = (dZ @ M[:-1].T) * self.act[1](below)
        return loss, slopes

    def step(self, X, y, lr):
        """One gradient step on the loss of the given samples."""
        _, slopes = self.loss_and_slopes(X, y)
        self.weights = [M - lr * dM for M, dM in zip(self.weights, slopes)]


DIGITS_X, DIGITS = load_digits(return_X_y=True)
DIGITS_X, DIGITS_Y = DIGITS_X / 16, 1.0 * (DIGITS[:, None] == range(10))


# %%
def train_digits(act, lr, seed, X=DIGITS_X, bias=0.0, epochs=16):
    """Loss and share of dead hidden units before each epoch, and the last training accuracy."""
    rng = np.random.default_rng(seed)
    net, losses, dead = Net([64, 32, 10], act, rng), [], []
    net.weights[0][-1] += bias
    for _ in range(epochs):
        losses.append(net.loss_and_slopes(X, DIGITS_Y)[0])
        dead.append(dead_fraction(net.hidden()))
        for rows in np.array_split(rng.permutation(len(X)), 18):
            net.step(X[rows], DIGITS_Y[rows], lr)
    return losses, dead, np.mean(net.forward(X).argmax(axis=1) == DIGITS)


# %% tags=["demo"]
@demo
def silent_death():
    """Six seeds each: a good step, one three times as large, and the same with centred pixels."""
    centred = DIGITS_X - DIGITS_X.mean(axis=0)
    runs = {}
    for name, lr, X in [
        ("lr 1", 1, DIGITS_X),
        ("lr 3", 3, DIGITS_X),
        ("lr 3, centred", 3, centred),
    ]:
        runs[name] = [train_digits(ACTS["relu"], lr, seed, X)[:2] for seed in range(6)]
    ends = [losses[-1] for losses, _ in runs["lr 3"]]
    frozen = max(abs(loss - np.log(10)) for loss in ends)
    print(f"lr 3: |loss - log 10| is at most {frozen:.3f}; any nan? {bool(np.isnan(ends).any())}")
    reveal(
        "a ReLU network after steps that are far too large",
        lambda: "the loss stays near log 10" if frozen < 0.05 else "something else",
        why="Dead units pass nothing up, so only the last biases learn: a guess for everybody.",
    )
    return figures.silent_deaths(runs, chance=np.log(10))


# %% [markdown]
# **Read it with care.** Nothing here looks like an error: no `nan`, no growing loss, a calm curve.
# Only `dead_fraction` tells. Why do they die *together*? Pixels are never negative, so one huge
# step that lowers the weights lowers `Z` for every image at once, and from below 0 no gradient
# leads back. Subtract the mean image, and a step has no such common direction: the same network,
# seeds and learning rate, and no unit dies.
#
# **Does a leak help?** Its slope is never 0, so there is always a way back. How long the way is,
# depends on `alpha`. Below, every hidden bias starts at -3, where a ReLU layer is dead from the
# first step on, all of it or all but one unit.


# %% tags=["demo"]
@demo
def leaky_is_no_magic():
    print("hidden biases start at -3, lr 0.3: training accuracy of four seeds")
    for alpha in (0, 0.01, 0.1):
        act = (lambda z: leaky_relu(z, alpha), lambda z: dleaky_relu(z, alpha))
        ends = [train_digits(act, 0.3, seed, bias=-3.0)[2] for seed in range(4)]
        print(f"alpha {alpha:4g}:", *(f"{end:5.0%}" for end in ends))


# %% [markdown]
# A hundredth of a gradient is nearly none: with a leak of 0.01 all four runs stay below a quarter.
# A leak is a way out, not a cure.
#
# ## 8 · Signals through depth
#
# Twenty layers, one after another, each multiplying by its weights and bending. Let `fan_in` be
# the width. Exercise 1 found that one layer multiplies the mean square of its inputs by
# `fan_in * Var(W)`; then the activation takes its share. Once is harmless. Twenty times the same
# factor is not: `0.5**20` is about a millionth.
#
# *Worked by hand.* Half of a ReLU's inputs are blocked, so the mean square is halved. With
# Xavier's `Var(W) = 1/fan_in` in square layers a mean square of 8 becomes `8 * 1 * 0.5 = 4`, then
# 2, then 1. With He's `2/fan_in` it stays 8: `8 * 2 * 0.5 = 8`.
#
# **Predict first.** ReLU with Xavier, twenty layers. Which share of the first layer's standard
# deviation is left in the last?

# %%
guess("what Xavier leaves of a ReLU signal after 20 layers", ["a half", "a tenth", "a thousandth"])


# %% solve="forward_stats"
def forward_stats(act, init, depth, width, rng):
    """Spread of the outputs of each layer of a fresh network.

    Parameters
    ----------
    act : str
        A key of `ACTS`; applied after every layer.
    init : str
        ``"normal"``: weights with standard deviation 0.01; ``"xavier"``: variance
        2/(fan_in + fan_out); ``"he"``: variance 2/fan_in. Biases are 0.
    depth, width : int
        `depth` layers, each with weights of shape (width, width).
    rng : numpy.random.Generator
        The only source of randomness, also for 512 standard-normal inputs, shape (512, width).

    Returns
    -------
    stds : ndarray or list of float, length depth
        Standard deviation over all entries of each layer's output A, first layer first.
    """
    # 1 the inputs  2 for each layer: fresh weights, A = f(A @ W)  3 one number per layer
    ### BEGIN SOLUTION
    f, _ = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A, stds = rng.standard_normal((512, width)), []
    for _ in range(depth):
        A = f(A @ (std * rng.standard_normal((width, width))))
        stds.append(float(np.std(A)))
    return stds
    ### END SOLUTION


# %%
hint("forward_stats")


# %% locked="depth"
def per_layer(check, label, value, depth):
    """Take `value` as one number per layer, in a check."""
    got = check.array(label, value, finite=False)
    check.that(got.ndim > 0, "one number came back.", mistake="only the last")
    many = got.shape == (depth + 1,)
    check.that(not many, "there is one number too many.", mistake="one layer too many")
    right = got.shape == (depth,)
    check.that(right, "there is not one number per layer.", mistake="layer missing")
    return check.array(label, got)


def near(wrong, want, tol=0.3):
    """A mistake for `Check.close` on logarithms: off from `want` as `wrong` is, up to `tol`."""
    shift = np.log(np.asarray(wrong) / want)
    return lambda off: bool((np.abs(off - shift) < tol).all())


# %% check="forward_stats-one-layer" points=4
# One layer of 100 units: chance moves these numbers by about one per cent.
with Check("forward_stats(act, init, depth, width, rng) -> stds", forward_stats) as c:
    wrong = [("before the activation", 1.4142), ("mean not subtracted", 0.5642)]
    wrong += [("relative values", lambda off: abs(off[0] + 0.2616 - 1) < 1e-12)]
    wrong += [("input measured", 1.0), ("mean for spread", 0.5), ("variance reported", 0.0684)]
    wrong += [("slopes passed on", 0.0637), ("another scheme", 0.2083), ("another scheme", 0.0249)]
    wrong += [("a third of the variance", 0.1788), ("variance for standard deviation", 0.0495)]
    wrong += [("act ignored", 0.8256), ("act ignored", 0.7211), ("biases not zero", 0.2927)]
    wrong += [("samples for fan_in", 0.1436), ("logarithm", -0.5824), ("integers kept", 0)]
    sigmoid_he = [(name, v if callable(v) else [v]) for name, v in wrong]
    relu_xavier = {"another scheme": [0.8256], "half the variance": [0.4128]}
    tanh_normal = {"standard deviation for variance": [0.5449]}
    tanh_normal |= {"variance for standard deviation": [0.0008], "another scheme": [0.7211]}
    tanh_normal |= {"hard-coded size": [0.099]}
    for act, init, width, want, wrong in [
        ("sigmoid", "he", 100, 0.2616, sigmoid_he),
        ("relu", "xavier", 100, 0.5838, relu_xavier),
        ("tanh", "normal", 64, 0.0797, tanh_normal),
    ]:
        c.about(f"{act}, {init}")
        value = c.call(act, init, 1, width, np.random.default_rng(1))
        c.close("stds", per_layer(c, "stds", value, 1), [want], tol=0.08, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-8, 8, 1601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    mine = {"relu": relu, "tanh": tanh, "sigmoid": sigmoid}
    for act, init, width in [
        ("relu", "he", 120),
        ("tanh", "he", 80),
        ("sigmoid", "xavier", 100),
        ("relu", "normal", 250),
    ]:
        h.about(f"{act}, {init}")
        root = {"normal": 0.01 * width**0.5, "xavier": 1.0, "he": 2**0.5}

        def moments(std, act=act):
            a = np.asarray(h.use(act, mine[act], std * x), dtype=float)
            return (bell * a**2).sum(), (bell * a).sum()

        spread = lambda std: [(moments(std)[0] - moments(std)[1] ** 2) ** 0.5]
        want = np.array(spread(root[init]))
        wrong = [("before the activation", [root[init]]), ("variance reported", want**2)]
        wrong += [("mean not subtracted", [moments(root[init])[0] ** 0.5])]
        wrong += [("another scheme", spread(v)) for name, v in root.items() if name != init]
        wrong += [("a third of the variance", spread(root[init] / 3**0.5))]
        wrong += [("hard-coded size", spread(root[init] * k)) for k in (0.632, 0.506)]
        stds = per_layer(h, "stds", h.call(act, init, 1, width, h.rng), 1)
        h.close("stds", stds, want, tol=0.08, mistakes=wrong)
### END HIDDEN TESTS

# %% check="forward_stats-depth" points=4
with Check("forward_stats(act, init, depth, width, rng) -> stds", forward_stats) as c:
    c.about("one number per layer, first layer first")
    want = np.array([0.721, 0.634, 0.596, 0.577, 0.567])
    stds = per_layer(c, "stds", c.call("tanh", "he", 5, 100, np.random.default_rng(1)), 5)
    wrong = [("reversed", near(want[::-1], want, 0.08))]
    wrong += [("before the activation", near([1.414, 1.02, 0.896, 0.842, 0.816], want, 0.1))]
    wrong += [("activation missing", near([1.414, 2, 2.83, 4, 5.66], want, 0.1))]
    wrong += [("activation missing", near([0.721, 0.794, 0.85, 0.89, 0.92], want, 0.06))]
    wrong += [("not carried on", near([0.721] * 5, want, 0.04))]
    off = np.log(np.maximum(stds, 1e-300) / want)
    c.close("log(stds / expected)", off, 0 * want, tol=0.15, mistakes=wrong)
    c.about("ReLU with He: the signal lives through 20 layers")
    stds = per_layer(c, "stds", c.call("relu", "he", 20, 64, np.random.default_rng(1)), 20)
    steady, wrong = 0.1 < stds[-1] / stds[0] < 10, "variances added wrongly"
    c.that(steady, "from layer to layer a factor remains.", mistake=wrong)
    c.about("ReLU with Xavier: it dies out")
    stds = per_layer(c, "stds", c.call("relu", "xavier", 20, 64, np.random.default_rng(1)), 20)
    c.that(stds[-1] / stds[0] < 0.02, "the signal should fade.", mistake=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-8, 8, 1601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    for act, f, init, factor, depth in [
        ("sigmoid", sigmoid, "xavier", 1.0, 4),
        ("tanh", tanh, "xavier", 1.0, 5),
        ("relu", relu, "xavier", 1.0, 4),
        ("leaky_relu", lambda z: leaky_relu(z, 0.01), "he", 2.0, 3),
    ]:
        h.about(f"{act}, {init}, {depth} layers")
        square, want, roots, before = 1.0, [], [], []
        for _ in range(depth):
            before.append((factor * square) ** 0.5)
            a = np.asarray(h.use(act, f, before[-1] * x), dtype=float)
            square = (bell * a**2).sum()
            roots.append(square**0.5)
            want.append((square - (bell * a).sum() ** 2) ** 0.5)
        want = np.array(want)
        stds = per_layer(h, "stds", h.call(act, init, depth, 100, h.rng), depth)
        wrong = {
            "reversed": near(want[::-1], want, 0.2),
            "before the activation": near(before, want, 0.2),
            "mean not subtracted": near(roots, want, 0.2),
            "spread of each unit": lambda off: abs(off[0]) < 0.1 and off[-1] < -0.5,
        }
        off = np.log(np.maximum(stds, 1e-300) / want)
        h.close("stds", off, 0 * want, tol=0.7, mistakes=wrong)
### END HIDDEN TESTS

# %% check="forward_stats-randomness" points=3
# In a layer of one unit the spread is multiplied by |w|: two equal factors are one weight.
with Check("forward_stats(act, init, depth, width, rng) -> stds", forward_stats) as c:
    c.about("global random state untouched")
    before, after = c.probe(global_random_state, "tanh", "xavier", 2, 3, np.random.default_rng(1))
    c.that(before == after, "the global random state moved.", mistake="global state")
    one, two, other = (
        per_layer(c, "stds", c.call("tanh", "normal", 5, 1, np.random.default_rng(seed)), 5)
        for seed in (5, 5, 6)
    )
    c.about("reproducible")
    c.that(np.array_equal(one, two), "one seed, two answers.", mistake="not reproducible")
    c.about("another seed, another network")
    c.that(not np.array_equal(one, other), "two seeds, one answer.", mistake="re-seeded")
    c.about("fresh weights in every layer")
    factors = one[1:] / one[:-1]
    same = np.isfinite(factors).all() and np.ptp(factors) <= 1e-3 * factors.max()
    c.that(not same, "every layer is the same.", mistake="same draw")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    h.about("global random state untouched")
    before, after = h.probe(global_random_state, "relu", "normal", 3, 4, rng)
    h.that(before == after, "the global random state moved.", mistake="global state")
    h.about("fresh weights in every layer")
    for _ in range(3):
        stds = per_layer(h, "stds", h.call("tanh", "normal", 4, 1, rng), 4)
        factors = stds[1:] / stds[:-1]
        same = np.isfinite(factors).all() and np.ptp(factors) <= 1e-3 * factors.max()
        h.that(not same, "layers are alike.", mistake="same draw")
    h.about("a generator moves on")
    one, two = (h.call("relu", "he", 2, 8, rng) for _ in range(2))
    h.that(not np.array_equal(one, two), "two draws are equal.", mistake="re-seeded")
    h.about("reproducible")
    one, two = (h.call("sigmoid", "he", 3, 7, np.random.default_rng(4)) for _ in range(2))
    h.that(np.array_equal(one, two), "one seed, two answers.", mistake="not reproducible")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def signals_through_twenty_layers():
    nets = [("relu", "he"), ("relu", "xavier"), ("tanh", "xavier"), ("sigmoid", "xavier")]
    stds = {f"{a}, {i}": forward_stats(a, i, 20, 64, np.random.default_rng(0)) for a, i in nets}
    faded = stds["relu, xavier"][-1] / stds["relu, xavier"][0]
    nearest = {"a half": 0.5, "a tenth": 0.1, "a thousandth": 0.001}
    reveal(
        "what Xavier leaves of a ReLU signal after 20 layers",
        lambda: min(nearest, key=lambda name: abs(np.log(nearest[name] / faded))),
        why="19 halvings of the mean square: the root of 0.5**19 is about 0.0014.",
    )
    return figures.layer_profile(stds, "std of A")


# %% [markdown]
# **Why it matters.** Where the spread is gone, all samples look alike to the layers above. The
# right scale depends on the activation, and section 10 finds it for any. The sigmoid seems to do
# well here; but the worse half of its story is on the way down.
#
# ## 9 · Gradients through depth
#
# Going down one layer, a gradient is multiplied by the weights and by the slopes:
# `dA = dZ @ W.T`, then `dZ = dA * df(Z)` with the layer's own `Z`. What does that do to its size?
# By the same counting as on the way up, the mean square is multiplied by `fan_in * Var(W)` and by
# the mean square of the slopes.
#
# *Worked by hand.* ReLU with He: `2 * 0.5 = 1`, the gradient arrives. Sigmoid with Xavier: 1 times
# at most `0.25**2 = 0.0625`, so the norm is multiplied by at most `1 * 0.25 = 0.25` per layer.
# Through ten layers that is a factor of at least `4**10`, about a million.
#
# This is the **vanishing gradient** (Hochreiter 1991; Bengio et al. 1994): not a bug in any layer,
# but a product of many honest factors below 1.
#
# **Predict first.** Twenty sigmoid layers with Xavier. The gradient in layer 1 is which share of
# that in layer 20?

# %%
guess("what 20 sigmoid layers leave of a gradient", ["1/20", "about 1e-4", "about 1e-12"])


# %% solve="backward_stats"
def backward_stats(act, init, depth, width, rng):
    """Size of the gradient in each layer of a fresh network.

    Parameters
    ----------
    act, init, depth, width, rng
        The network, the inputs and the forward pass are those of `forward_stats`.

    Returns
    -------
    norms : ndarray or list of float, length depth
        Square root of the sum of squares of dZ of each layer, first layer first, when a
        standard-normal gradient dA, shape (512, width), arrives at the output of the last layer.
    """
    # 1 forward: keep each W and Z  2 dA at the top
    # 3 from the last layer down: dZ, its norm, dA of the layer below  4 first layer first
    ### BEGIN SOLUTION
    f, df = ACTS[act]
    std = {"normal": 0.01, "xavier": np.sqrt(1 / width), "he": np.sqrt(2 / width)}[init]
    A, layers, norms = rng.standard_normal((512, width)), [], []
    for _ in range(depth):
        W = std * rng.standard_normal((width, width))
        layers.append((W, A @ W))
        A = f(layers[-1][1])
    dA = rng.standard_normal(A.shape)
    for W, Z in reversed(layers):
        dZ = dA * df(Z)
        norms.insert(0, float(np.linalg.norm(dZ)))
        dA = dZ @ W.T
    return norms
    ### END SOLUTION


# %%
hint("backward_stats")

# %% check="backward_stats-top" points=4
# One layer: a norm of about sqrt(512 * 100) = 226 arrives and is multiplied by the slopes.
with Check("backward_stats(act, init, depth, width, rng) -> norms", backward_stats) as c:
    wrong = [
        ("before the slope", 226.3),
        ("f for f'", 127.7),
        ("f' at A", 52.5),
        ("f' twice", 9.55),
    ]
    wrong += [("slope at the input", 47.9), ("below the layer", 61.6), ("squared norms", 1896)]
    wrong += [("root mean square", 0.1924), ("sum of entries", 7510), ("norm per sample", 1.924)]
    wrong += [("spectral norm", 6.18), ("norm of dW", 435), ("gradient averaged", 0.085)]
    wrong += [("another gradient", 25.1), ("another gradient", 23.2), ("another scheme", 56.4)]
    wrong += [("act ignored", 160), ("act ignored", 133.8), ("hard-coded size", 34.9)]
    wrong += [("relative values", lambda off: abs(off[0] + 43.54 - 1) < 1e-9)]
    wrong += [("largest entry", lambda off: abs(off[0] + 43.54 - 1) < 0.2)]
    sigmoid_he = [(name, v if callable(v) else [v]) for name, v in wrong]
    for act, init, want, wrong in [
        ("sigmoid", "he", 43.54, sigmoid_he),
        ("sigmoid", "normal", 56.4, {"another scheme": [43.5], "f' at A": [53.2]}),
        ("relu", "he", 160.0, {"act ignored": [43.5]}),
    ]:
        c.about(f"{act}, {init}")
        value = c.call(act, init, 1, 100, np.random.default_rng(1))
        norms = per_layer(c, "norms", value, 1)
        c.that(norms.any(), "the first layer has no gradient.", mistake="stops early")
        c.close("norms", norms, [want], tol=0.04, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-8, 8, 1601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    pairs = {"relu": (relu, drelu), "tanh": (tanh, dtanh), "sigmoid": (sigmoid, dsigmoid)}
    for act, init, width, std in [
        ("tanh", "he", 120, 2**0.5),
        ("relu", "xavier", 80, 1.0),
        ("sigmoid", "he", 60, 2**0.5),
        ("tanh", "normal", 250, 0.01 * 250**0.5),
    ]:
        h.about(f"{act}, {init}")
        f, df = pairs[act]
        a, slope = (np.asarray(h.use(act, g, std * x), dtype=float) for g in (f, df))
        top = (512 * width) ** 0.5
        size = lambda v: [top * float((bell * v**2).sum() ** 0.5)]
        want = np.array(size(slope))
        wrong = [
            ("f' at A", size(np.asarray(h.use(act, df, a), dtype=float))),
            ("f for f'", size(a)),
        ]
        wrong += [("f' twice", size(slope**2)), ("another gradient", size(a * slope))]
        wrong += [("before the slope", [top]), ("squared norms", want**2)]
        wrong += [("slope at the input", size(np.asarray(h.use(act, df, x), dtype=float)))]
        wrong += [("root mean square", want / top), ("gradient averaged", want / 512)]
        wrong += [("below the layer", want * std), ("another gradient", want / 3**0.5)]
        norms = per_layer(h, "norms", h.call(act, init, 1, width, h.rng), 1)
        h.close("norms", norms, want, tol=0.05, mistakes=wrong)
### END HIDDEN TESTS

# %% check="backward_stats-layers" points=4
with Check("backward_stats(act, init, depth, width, rng) -> norms", backward_stats) as c:
    c.about("one number per layer, first layer first")
    want = np.array([0.627, 2.96, 12.6, 53.4])
    value = c.call("sigmoid", "xavier", 4, 100, np.random.default_rng(1))
    norms = per_layer(c, "norms", value, 4)
    c.that(norms[0] != 0, "the first layer has no gradient.", mistake="stops early")
    wrong = [("reversed", near(want[::-1], want)), ("f' missing", near([226.3] * 4, want))]
    wrong += [("before the slope", near([2.96, 12.6, 53.4, 226.3], want))]
    wrong += [("f' twice", near([0.002, 0.041, 0.7, 12.9], want))]
    wrong += [("f for f'", near([16.8, 31.5, 59.6, 116.1], want))]
    wrong += [("made equal on the way", near([48, 53.4, 53.4, 53.4], want))]
    wrong += [
        ("another gradient", near(0.54 * want, want, 0.15)),
        ("f' missing", near([2.96] * 4, want)),
    ]
    wrong += [
        ("relative values", near(want / 53.4, want, 0.1)),
        ("root mean square", near(want / 226.3, want)),
    ]
    wrong += [("another scheme", near([1.37, 5.1, 15.8, 51.4], want, 0.15))]
    wrong += [("a third of the variance", near([0.151, 1.125, 7.9, 55.8], want))]
    wrong += [("variance for standard deviation", near([0.00088, 0.0353, 1.41, 56.5], want))]
    off = np.log(np.maximum(norms, 1e-300) / want)
    c.close("log(norms / expected)", off, 0 * want, tol=0.45, mistakes=wrong)
    c.about("sigmoid: nothing arrives after 20 layers")
    norms = per_layer(c, "norms", c.call("sigmoid", "he", 20, 32, np.random.default_rng(1)), 20)
    c.that(0 < norms[0] < 1e-8 * norms[-1], "the gradient should vanish.", mistake="f' missing")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-8, 8, 1601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    leaky = lambda z: leaky_relu(z, 0.01), lambda z: dleaky_relu(z, 0.01)
    for act, f, df, init, factor, depth, tol in [
        ("tanh", tanh, dtanh, "he", 2.0, 5, 0.3),
        ("sigmoid", sigmoid, dsigmoid, "he", 2.0, 4, 0.45),
        ("relu", relu, drelu, "he", 2.0, 4, 0.7),
        ("leaky_relu", *leaky, "xavier", 1.0, 3, 0.7),
    ]:
        h.about(f"{act}, {init}, {depth} layers")

        def mean_squares(factor, act=act, f=f, df=df, depth=depth):
            """Of slopes, of values, of slopes at A, layer by layer, for this variance of W."""
            square, rows = 1.0, []
            for _ in range(depth):
                z = (factor * square) ** 0.5 * x
                a, slope = (np.asarray(h.use(act, g, z), dtype=float) for g in (f, df))
                at_a = np.asarray(h.use(act, df, a), dtype=float)
                rows.append([(bell * v**2).sum() for v in (slope, a, at_a)])
                square = rows[-1][1]
            return np.array(rows).T

        def sizes(means, factor=factor):
            """Norms of dZ when the gradient is multiplied by these mean squares."""
            return [(512e2 * factor**k * np.prod(means[-1 - k :])) ** 0.5 for k in range(depth)][
                ::-1
            ]

        at = lambda std: (bell * np.asarray(h.use(act, df, std * x), dtype=float) ** 2).sum()
        slopes, values, at_a = mean_squares(factor)
        want = np.array(sizes(slopes))
        norms = per_layer(h, "norms", h.call(act, init, depth, 100, h.rng), depth)
        h.that(norms[0] != 0, "the first layer has no gradient.", mistake="stops early")
        off = np.log(np.maximum(norms, 1e-300) / want)
        bare = np.append(want[1:] * factor**0.5, (512e2) ** 0.5)
        other = 3.0 - factor
        third, linear = factor / 3, [at(factor ** (0.5 * k + 0.5)) for k in range(depth)]
        wrong = [("reversed", near(want[::-1], want, 0.1))]
        wrong += [("below the layer", near(factor**0.5 * want, want, 0.1))]
        wrong += [("not carried on", near(sizes([at(factor**0.5)] * depth), want, 0.15))]
        wrong += [("slope at the input", near(sizes([at(1.0), *at_a[:-1]]), want, 0.15))]
        wrong += [
            ("f' at A", near(sizes(at_a), want, 0.15)),
            ("before the slope", near(bare, want)),
        ]
        wrong += [("weights left out", near(sizes(slopes, 1), want, 0.2))]
        wrong += [("activation missing", near(sizes(linear), want))]
        wrong += [("f for f'", near(sizes(values), want))]
        wrong += [("f' missing", near(sizes([1.0] * depth), want))]
        wrong += [("another scheme", near(sizes(mean_squares(other)[0], other), want))]
        wrong += [("a third of the variance", near(sizes(mean_squares(third)[0], third), want))]
        h.close("norms", off, 0 * want, tol=tol, mistakes=wrong)
        if act == "tanh":
            steps = np.diff(off)
            h.that((abs(steps) < 0.11).all(), "a slope is off.", mistake="slope of another layer")
    h.about("tanh, xavier, 12 layers: as the signal shrinks, the slopes grow")
    norms = per_layer(h, "norms", h.call("tanh", "xavier", 12, 64, h.rng), 12)
    low, high = 0.13 * norms[-1], 0.5 * norms[-1]
    h.that(norms[0] > low, "the gradient shrinks too fast.", mistake="not carried on")
    h.that(norms[0] < high, "the gradient hardly shrinks.", mistake="f' missing")
### END HIDDEN TESTS

# %% check="backward_stats-randomness" points=3
with Check("backward_stats(act, init, depth, width, rng) -> norms", backward_stats) as c:
    c.about("global random state untouched")
    before, after = c.probe(global_random_state, "tanh", "xavier", 2, 3, np.random.default_rng(1))
    c.that(before == after, "the global random state moved.", mistake="global state")
    one, two, other = (
        per_layer(c, "norms", c.call("tanh", "normal", 5, 1, np.random.default_rng(seed)), 5)
        for seed in (5, 5, 6)
    )
    c.about("reproducible")
    c.that(np.array_equal(one, two), "one seed, two answers.", mistake="not reproducible")
    c.about("another seed, another network")
    c.that(not np.array_equal(one, other), "two seeds, one answer.", mistake="re-seeded")
    c.about("weights on the way down")
    factors = one[1:] / one[:-1]
    alone = np.allclose(factors, 1, atol=1e-3)
    c.that(not alone, "the weights have no effect.", mistake="weights left out")
    c.about("fresh weights in every layer")
    same = np.isfinite(factors).all() and np.ptp(factors) <= 1e-3 * factors.max()
    c.that(not same, "every layer is the same.", mistake="same draw")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    h.about("global random state untouched")
    before, after = h.probe(global_random_state, "relu", "normal", 3, 4, rng)
    h.that(before == after, "the global random state moved.", mistake="global state")
    h.about("fresh weights in every layer")
    for _ in range(3):
        norms = per_layer(h, "norms", h.call("tanh", "normal", 4, 1, rng), 4)
        factors = norms[1:] / norms[:-1]
        same = np.isfinite(factors).all() and np.ptp(factors) <= 1e-3 * factors.max()
        h.that(not same, "layers are alike.", mistake="same draw")
    h.about("a generator moves on")
    one, two = (h.call("tanh", "he", 2, 8, rng) for _ in range(2))
    h.that(not np.array_equal(one, two), "two draws are equal.", mistake="re-seeded")
    h.about("reproducible")
    one, two = (h.call("sigmoid", "he", 3, 7, np.random.default_rng(4)) for _ in range(2))
    h.that(np.array_equal(one, two), "one seed, two answers.", mistake="not reproducible")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def gradients_through_twenty_layers():
    nets = [("relu", "he"), ("tanh", "xavier"), ("sigmoid", "he"), ("sigmoid", "xavier")]
    norms = {f"{a}, {i}": backward_stats(a, i, 20, 64, np.random.default_rng(0)) for a, i in nets}
    left = norms["sigmoid, xavier"][0] / norms["sigmoid, xavier"][-1]
    print(f"sigmoid, xavier: divided by {left ** (-1 / 19):.2f} per layer, on average")
    nearest = {"1/20": 0.05, "about 1e-4": 1e-4, "about 1e-12": 1e-12}
    reveal(
        "what 20 sigmoid layers leave of a gradient",
        lambda: min(nearest, key=lambda name: abs(np.log(nearest[name] / left))),
        why="19 factors of 1/4 make 4e-12; slopes away from 0 are below 1/4, so it is still less.",
    )
    return figures.layer_profile(norms, "norm of dZ")


# %% [markdown]
# **Prediction and measurement.** The product promised a division by 4 or more per layer. Measured
# is a little more than 4 on average, because only at `z = 0` is the slope as large as 1/4. Now the
# same in what training uses, `dW`: ten hidden layers and an output, data, and a loss on top.


# %% tags=["demo"]
@demo
def what_each_weight_hears():
    """Norm of dW per layer; He's start is shrunk to Xavier's where that is asked for."""
    X = np.random.default_rng(0).standard_normal((512, 64))
    y, flow = 1.0 * (X[:, :1] * X[:, 1:2] > 0), {}
    for name, scale in [("sigmoid", 0.5**0.5), ("relu", 1.0)]:
        net = Net([64] * 11 + [1], ACTS[name], np.random.default_rng(1))
        net.weights = [scale * M for M in net.weights]
        _, slopes = net.loss_and_slopes(X, y)
        flow[f"{name}, {'He' if scale == 1 else 'Xavier'}"] = [
            np.linalg.norm(s[:-1]) for s in slopes
        ]
    return figures.gradient_flow(flow)


# %% [markdown]
# **Why it matters.** With one learning rate for all layers, the first sigmoid layer needs of the
# order of a million steps for what the last one learns in one. The ReLU's layers all hear the
# same to within a factor of four. Slopes of 1, and starts that fit them, made deep networks
# trainable (Glorot and Bengio 2010; He et al. 2015).
#
# **Play.** Change depth, activation and start while the network trains, and watch the strip: one
# row per layer, lighter where more arrives.

# %% tags=["panel"]
gradient_flow_lab(acts=ACTS, dead=dead_fraction, saturated=saturation_fraction)

# %% [markdown]
# ## 10 · One number per activation
#
# He's 2 and Xavier's 1 are two answers to one question: how large must weights be so that signals
# keep their size? If `z` is standard normal, an activation turns its mean square, 1, into
# `E[f(z)**2]`. The weights have to make up for it: variance `gain**2 / fan_in` with
# `gain = 1 / sqrt(E[f(z)**2])`. Note the *mean square*, not the variance: what the next layer
# adds up are squares, and a mean counts in full.
#
# *Worked by hand.* For `f(z) = 3z`: `E[9 * z**2] = 9`, gain `1 / sqrt(9) = 1/3`.
#
# The mean is an integral over the bell curve: `f(z)**2` times the density
# `exp(-z**2 / 2) / sqrt(2*pi)`. Add it up on a fine grid that reaches far enough, or use
# `np.polynomial.hermite_e.hermegauss`. Do not draw random numbers: 10,000 draws are off by a
# per cent and never twice the same.
#
# **Predict first.** A ReLU keeps half of the mean square. What is its gain?

# %%
guess("the gain of a ReLU", ["1", "1.414", "2"])


# %% solve="gain"
def gain(f):
    """What weights must make up for, so that an activation keeps the mean square.

    Parameters
    ----------
    f : callable
        Works entry by entry on arrays of any length.

    Returns
    -------
    g : float
        ``1 / sqrt(E[f(z)**2])`` for standard-normal z, by numerical integration: the same at
        every call, within one part in 1000.
    """
    # 1 points z and a weight for each, in all 1  2 mean of f(z)**2 under the weights  3 the root
    ### BEGIN SOLUTION
    z = np.linspace(-10, 10, 4001)
    weight = np.exp(-(z**2) / 2)
    weight /= weight.sum()
    return float(1 / np.sqrt(np.sum(weight * f(z) ** 2)))
    ### END SOLUTION


# %%
hint("gain")

# %% check="gain-known" points=4
with Check("gain(f) -> g", gain) as c:
    told = [("variance for second moment", 4.8013), ("root missing", 3.4086)]
    told += [("upside down", 0.5416), ("mean magnitude", 2.0), ("mean magnitude", 1.4142)]
    told += [("density twice", 3.5879), ("another bell", 1.9056), ("another bell", 1.7722)]
    told += [("density missing", v) for v in (1.6924, 1.6294, 1.5882, 1.5598, 1.5227, 1.4907)]
    told += [("not normalised", v) for v in (1.1661, 1.3868, 1.5525, 2.9224)]
    told += [
        ("not normalised", lambda off: off < -1.7),
        ("half line", 2.0665),
        ("half line", 1.4612),
    ]
    told += [
        ("slopes passed on", 4.7226),
        ("known names only", 1.593),
        ("known names only", 1.6667),
    ]
    told += [("too coarse", v) for v in (2.3434, 1.9094)]
    told += [("too coarse", lambda off: abs(off) < 0.08)]
    for about, f, want, wrong in [
        ("sigmoid", lambda z: 0.5 + 0.5 * np.tanh(0.5 * z), 1.8462, told),
        ("ReLU", lambda z: 0.5 * (z + np.abs(z)), 1.4142, {}),
        ("tanh", lambda z: np.tanh(z), 1.5925, {}),
        ("a leak of 0.1", lambda z: np.where(z > 0, z, 0.1 * z), 1.4072, {}),
        ("the identity", lambda z: z, 1.0, {}),
        ("a constant", lambda z: 0 * z + 1, 1.0, {"not normalised": lambda off: True}),
    ]:
        c.about(about)
        c.close("g", c.call(f), want, tol=1e-3, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-12, 12, 9601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    for about, f in [
        ("softplus", lambda z: np.logaddexp(0, z)),
        ("a leak of 0.3", lambda z: np.where(z > 0, z, 0.3 * z)),
        ("the slope of tanh", lambda z: 1 - np.tanh(z) ** 2),
    ]:
        h.about(about)
        square, mean = (bell * f(x) ** 2).sum(), (bell * f(x)).sum()
        narrow = (bell * f(x / 2**0.5) ** 2).sum()
        wrong = [("variance for second moment", (square - mean**2) ** -0.5)]
        wrong += [("root missing", 1 / square), ("upside down", square**0.5)]
        wrong += [
            ("mean magnitude", 1 / (bell * np.abs(f(x))).sum()),
            ("another bell", narrow**-0.5),
        ]
        wrong += [("half line", (0.5 * square) ** -0.5)]
        wrong += [("too coarse", lambda off, square=square: abs(off) < 0.05 * square**-0.5)]
        h.close("g", h.call(f), square**-0.5, tol=1e-3, mistakes=wrong)
### END HIDDEN TESTS

# %% check="gain-integral" points=4
# Functions that nobody has a table for; and exactly the same answer twice.
with Check("gain(f) -> g", gain) as c:
    for about, f, want, mean_gone in [
        ("z squared", lambda z: z**2, 0.57735, 0.70711),
        ("a shifted bell", lambda z: np.exp(-0.5 * (z - 1) ** 2), 1.55476, 3.0093),
        ("five times the sine", lambda z: 5 * np.sin(z), 0.30417, 0.30417),
    ]:
        c.about(about)
        g = c.call(f)
        wrong = [("variance for second moment", mean_gone)]
        wrong += [("known names only", v) for v in (1.593, 1.6667, 1.4142)]
        wrong += [("too coarse", lambda off, want=want: abs(off) < 0.15 * want)]
        c.close("g", g, want, tol=1e-3, mistakes=wrong)
        c.that(g == c.call(f), "the same function, two answers.", mistake="too coarse")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    x = np.linspace(-12, 12, 9601)
    bell = np.exp(-0.5 * x**2) / np.exp(-0.5 * x**2).sum()
    a, b = (float(v) for v in h.rng.uniform(0.5, 1.5, size=2))
    for about, f in [
        ("a parabola", lambda z: a * z**2 - b),
        ("an exponential", lambda z: np.exp(0.5 * a * z)),
        ("a shifted tanh", lambda z: b * np.tanh(z + a)),
        ("a wave", lambda z: np.sin(z + b) + 2),
        ("a scaled leak", lambda z: 4 * np.where(z > 0, z, 0.2 * a * z)),
    ]:
        h.about(about)
        square, mean = (bell * f(x) ** 2).sum(), (bell * f(x)).sum()
        g = h.number("g", h.call(f))
        wrong = {"variance for second moment": (square - mean**2) ** -0.5}
        wrong["too coarse"] = lambda off: abs(off) < 0.03 * square**-0.5
        h.close("g", g, square**-0.5, tol=1e-3, mistakes=wrong)
        h.that(g == h.call(f), "the same function, two answers.", mistake="too coarse")
### END HIDDEN TESTS

# %%
reveal(
    "the gain of a ReLU",
    lambda: gain(relu),
    why="1 / sqrt(1/2). Its square is the 2 in He's 2/fan_in.",
)

# %% [markdown]
# **The same integral tells the way down.** With weights of variance `gain**2 / fan_in`, a gradient
# is multiplied per layer by `gain(f) * sqrt(E[df(z)**2])`, and that is `gain(f) / gain(df)`: two
# calls of your function. Beside it, measured: the factor per layer in a network twenty layers deep.


# %% tags=["demo"]
@demo
def predicted_and_measured():
    print("activation     gain   factor per layer on the way down: predicted   measured")
    for name, (f, df) in ACTS.items():
        rng, layers = np.random.default_rng(0), []
        A, dZ, norms = rng.standard_normal((512, 64)), rng.standard_normal((512, 64)), []
        for _ in range(20):
            W = gain(f) / 8 * rng.standard_normal((64, 64))  # 8 is the root of fan_in
            layers.append((W, A @ W))
            A = f(layers[-1][1])
        for W, Z in reversed(layers):
            dZ = (dZ * df(Z)) @ W.T
            norms.append(np.linalg.norm(dZ))
        measured = (norms[-1] / norms[0]) ** (1 / 19)
        print(f"{name:10}    {gain(f):5.3f}   {gain(f) / gain(df):41.2f}   {measured:8.2f}")


# %% [markdown]
# So the start that fits the sigmoid does not save it: weights that keep the mean square of its
# outputs still lose more than half of the *gradient* in every layer. tanh gains a little, ReLU and
# its leaky sister keep it.
#
# ## 11 · Four activations at work
#
# Now let them learn: two moons, 200 points, a small network 2-16-16-1. To compare activations
# fairly, everything else has to be equal: the data, the network, the start for each seed. And one
# run proves nothing: a start can be lucky. So write the experiment once, with a seed.
#
# `net = Net([2, 16, 16, 1], act, rng)` makes a network from a pair `act`; `net.forward(X)` gives
# logits of shape (200, 1); `net.step(X, y, lr)` takes one full-batch step. A logit above 0 says
# class 1.
#
# *Worked by hand.* Logits `[-2, 0.3, 1, -0.1]` with labels `[0, 1, 0, 0]`: right, right, wrong,
# right: accuracy `3/4 = 0.75`.


# %% locked="moons"
MOONS_X, MOONS_Y = make_moons(200, noise=0.1, random_state=0)
MOONS_Y = MOONS_Y[:, None].astype(float)


@probe
def watched(train_with, act, lr, seed, X):
    """Run the experiment and look on.

    Returns its history; for each step of a `Net` the samples, lr and logits; the shapes of the
    weights; the global random state before and after.
    """
    inner, seen, shapes = train_with, [], []
    while hasattr(inner, "__wrapped__"):
        inner = inner.__wrapped__
    network = getattr(inner, "__globals__", {}).get("Net")
    original = getattr(network, "step", None)

    def step(self, X_batch, y, lr):
        original(self, X_batch, y, lr)
        seen.append((len(X_batch), float(lr), self.forward(X)[:, 0]))
        shapes[:] = [M.shape for M in self.weights]

    def state():
        _, keys, position, *_ = np.random.get_state()  # noqa: NPY002
        return [int(keys.sum()), position]

    before = state()
    if network is not None:
        network.step = step
    try:
        return train_with(act, lr, seed), seen, shapes, [before, state()]
    finally:
        if network is not None:
            network.step = original


def run_of(check, act, lr, seed):
    """A history, in a check, that holds at least one number."""
    history = check.array("history", check.call(act, lr, seed)).ravel()
    check.that(history.size > 0, "the history is empty.", mistake="number of epochs")
    return history


def stuck(history):
    """The mistake behind accuracies that never change, if they never do."""
    if np.ptp(history) > 0:
        return None
    return "nothing moved" if abs(history[0] - 0.5) > 0.01 else "always the same answer"


def readings(steps, y):
    """Histories that come from these steps when the right answers are counted in another way."""
    logits = np.array([out for _, _, out in steps] or np.zeros((0, len(y))))
    right, cut = (np.equal(guessed, y > 0) for guessed in (logits > 0, logits > 0.5))
    share = right.mean(axis=1)
    so_far = np.cumsum(share) / np.arange(1, len(share) + 1)
    return share, {
        "the rest": 1 - share,
        "logits taken for probabilities": cut.mean(axis=1),
        "logits rounded": np.equal(np.round(logits), y).mean(axis=1),
        "labels -1 and 1": np.equal(np.sign(logits), y).mean(axis=1),
        "one class only": right[:, y > 0].mean(axis=1),
        "part of the data": right[:, :20].mean(axis=1),
        "best so far": np.maximum.accumulate(share),
        "smoothed": so_far,
        "accuracies rounded": np.round(share, 1),
    }


# %% solve="train_with"
def train_with(act, lr, seed):
    """Train a fresh 2-16-16-1 network on the moons for 300 full-batch epochs.

    Uses `MOONS_X`, shape (200, 2), `MOONS_Y`, shape (200, 1), and `Net`.

    Parameters
    ----------
    act : str
        A key of `ACTS`.
    lr : float
        Learning rate.
    seed : int
        For the random generator that draws the start.

    Returns
    -------
    history : list of float
        300 accuracies on the training points, each after the step of its epoch.
    """
    # 1 a generator from the seed, a network  2 per epoch: one step, then the share of right answers
    ### BEGIN SOLUTION
    net, history = Net([2, 16, 16, 1], ACTS[act], np.random.default_rng(seed)), []
    for _ in range(300):
        net.step(MOONS_X, MOONS_Y, lr)
        history.append(float(np.mean((net.forward(MOONS_X) > 0) == (MOONS_Y > 0))))
    return history
    ### END SOLUTION


# %%
hint("train_with")

# %% check="train_with-history" points=5
with Check("train_with(act, lr, seed) -> history", train_with) as c:
    c.about("300 accuracies")
    history, steps, _, state = c.probe(watched, "tanh", 1.0, 0, MOONS_X)
    history = c.array("history", history)
    size = history.size if history.ndim else 1
    wrong = {1: "only the last", 299: "one epoch too few", 301: "one epoch too many"}
    wrong = wrong.get(size, "number of epochs")
    c.that(size == 300, f"there should be 300 numbers, not {size}.", mistake=wrong)
    c.that((history <= 1).all(), "a share is above 1.", mistake="not a share")
    c.that(stuck(history) is None, "the accuracy never changes.", mistake=stuck(history))
    c.about("each after the step of its epoch")
    want, others = readings(steps, MOONS_Y[:, 0])
    others["accuracy before the step"] = np.r_[history[:1], want[:-1]]
    known = len(want) == 300  # the steps of a network of your own are not seen
    right = not known or np.allclose(history, want, atol=1e-4)
    for name, other in others.items() if not right else []:
        same = np.allclose(history, other, atol=1e-4)
        c.that(not same, "these are other numbers.", mistake=name)
    whole = np.allclose(200 * history, (200 * history).round(), atol=1e-3)
    wrong = "losses instead of accuracies"
    c.that(whole, "these are not shares of 200 points.", mistake=wrong)
    c.that(right, "these are not the accuracies of your network.")
    c.about("global random state untouched")
    c.that(state[0] == state[1], "the global random state moved.", mistake="global state")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("another activation, rate and seed")
    history, steps, shapes, _ = h.probe(watched, "relu", 0.5, int(h.rng.integers(99)), MOONS_X)
    sizes, rates = {n for n, _, _ in steps}, {rate for _, rate, _ in steps}
    h.that(sizes <= {200}, "a step did not see all samples.", mistake="batches instead of all")
    h.that(len(steps) <= 301, "there are too many steps.", mistake="batches instead of all")
    wrong = "ascent" if rates == {-0.5} else "lr ignored"
    h.that(rates <= {0.5}, "the steps do not follow lr.", mistake=wrong)
    kind = [tuple(shape) for shape in shapes] or [(3, 16), (17, 16), (17, 1)]
    right = kind == [(3, 16), (17, 16), (17, 1)]
    h.that(right, "the network is not 2-16-16-1.", mistake="another network")
    history = h.array("history", history, (300,))
    want, _ = readings(steps, MOONS_Y[:, 0])
    if len(want) == 300:
        early = np.allclose(history[1:], want[:-1], atol=1e-4)
        right = np.allclose(history, want, atol=1e-4)
        h.that(right or not early, "they lag one step.", mistake="accuracy before the step")
        h.that(right, "these are not the accuracies of the network.")
### END HIDDEN TESTS

# %% check="train_with-arguments" points=4
with Check("train_with(act, lr, seed) -> history", train_with) as c:
    one, two, seed, act = (
        run_of(c, name, 1.0, start)
        for name, start in [("leaky_relu", 0), ("leaky_relu", 0), ("leaky_relu", 1), ("sigmoid", 0)]
    )
    c.about("a fresh start")
    c.that(one[0] < 0.97, "the first epoch knows too much.", mistake="carried over")
    c.about("reproducible")
    c.that(np.array_equal(one, two), "the same call, two answers.", mistake="not reproducible")
    c.that(stuck(one) is None, "the accuracy never changes.", mistake=stuck(one))
    c.about("the seed counts")
    c.that(not np.array_equal(one, seed), "two seeds, one run.", mistake="seed ignored")
    c.about("the activation counts")
    c.that(not np.array_equal(one, act), "two activations, one run.", mistake="act ignored")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    first = int(h.rng.integers(10, 1000))
    one, seed, act = (
        run_of(h, name, 0.7, start)
        for name, start in [("relu", first), ("relu", first + 1), ("tanh", first)]
    )
    h.about("the seed counts")
    h.that(not np.array_equal(one, seed), "two seeds, one run.", mistake="seed ignored")
    h.about("the activation counts")
    h.that(not np.array_equal(one, act), "two activations, one run.", mistake="act ignored")
    h.about("it learns")
    h.that(one[-50:].max() > 0.8, "after 300 epochs most points should be right.")
### END HIDDEN TESTS

# %% check="train_with-learns" points=4
# Whatever the start: a network that learns at all gets well above 80 %.
with Check("train_with(act, lr, seed) -> history", train_with) as c:
    c.about("a tanh network learns the moons")
    history = run_of(c, "tanh", 2.0, 2)
    wrong = "labels swapped" if history[-1] < 0.1 else stuck(history)
    learnt = history[-50:].max() > 0.8
    c.that(learnt, "after 300 epochs most points should be right.", mistake=wrong)
    c.about("a tiny learning rate does not")
    slow = run_of(c, "sigmoid", 1e-9, 2)
    wrong = "lr ignored" if len(slow) == 300 else None
    c.that(np.ptp(slow) < 0.02, "at a rate of nearly 0 nothing should change.", mistake=wrong)

# %% [markdown]
# ## 12 · How long does it take?
#
# One number per run: the first epoch whose accuracy reaches a target, counted from 1. A run that
# never gets there has no such epoch, and `None` says so honestly: 300, or 0, would look like a
# result. An accuracy may fall again later; the first time counts.
#
# *Worked by hand.* Accuracies `[0.6, 0.9, 0.8, 0.96]`, target 0.9: epoch 2. Target 0.99: `None`.
#
# **Predict first.** At a learning rate of 3, which activation needs the fewest epochs to 95 %, by
# the median of four seeds?

# %%
guess("the fastest on the moons at learning rate 3", ["sigmoid", "tanh", "relu", "leaky_relu"])


# %% solve="epochs_to"
def epochs_to(history, target):
    """First epoch whose accuracy is at least `target`.

    Parameters
    ----------
    history : list of float
        One accuracy per epoch.
    target : float

    Returns
    -------
    epoch : int or None
        Counted from 1; None when the target is never reached.
    """
    ### BEGIN SOLUTION
    for epoch, accuracy in enumerate(history, 1):
        if accuracy >= target:
            return epoch
    return None
    ### END SOLUTION


# %%
hint("epochs_to")

# %% check="epochs_to-first" points=4
with Check("epochs_to(history, target)", epochs_to) as c:
    long = [0.5, 0.86, 0.6, 0.9, 0.96, 0.87, 0.86, 0.97, 0.98, 0.95, 0.9]
    names = (
        "counted from 0",
        "accuracies rounded",
        "target ignored",
        "order ignored",
        "last crossing",
    )
    told = [*zip(names, [3, 2, 5, 6, 8]), ("last crossing", 11), ("best epoch", 9)]
    told += [
        ("below for above", 1),
        ("accuracy returned", 0.9),
        ("not one number", [4, 5, 8, 9, 10, 11]),
    ]
    fall = [0.6, 0.9, 0.7, 0.8, 0.95, 0.88]
    for about, history, target, want, wrong in [
        ("the first that reaches it", long, 0.88, 4, told),
        ("met exactly", [0.5, 0.75, 0.8, 0.9], 0.75, 2, [("strictly above", 3)]),
        ("a fall afterwards", fall, 0.85, 2, [("last crossing", 6), ("order ignored", 4)]),
        ("the first epoch", [0.8, 0.7, 0.9, 0.6], 0.5, 1, [("first epoch missed", 2)]),
    ]:
        c.about(about)
        epoch = c.call(history, target)
        c.that(epoch is not None, "the target is reached.", mistake="arrival missed")
        c.close("epoch", epoch, want, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, target in [("the first that reaches it", 0.9), ("a low target", 0.55)]:
        h.about(about)
        for _ in range(4):
            middle = (h.rng.integers(80, 199, size=30) / 200).tolist()
            history = [0.3, 0.4, *middle, 0.995, target, 0.4]
            reached = [i for i, a in enumerate(history, 1) if a >= target]
            wrong = {"counted from 0": reached[0] - 1, "accuracy returned": history[reached[0] - 1]}
            wrong |= {"last crossing": reached[-1], "best epoch": 33}
            epoch = h.call(history, target)
            h.that(epoch is not None, "the target is reached.", mistake="arrival missed")
            h.close("epoch", epoch, reached[0], mistakes=wrong)
    h.about("met exactly")
    epoch = h.call([0.2, 0.5, 0.85, 0.9], 0.85)
    h.that(epoch is not None, "the target is reached.", mistake="arrival missed")
    h.close("epoch", epoch, 3, mistakes={"strictly above": 4, "counted from 0": 2})
### END HIDDEN TESTS

# %% check="epochs_to-never" points=3
with Check("epochs_to(history, target)", epochs_to) as c:
    for about, history, target in [
        ("never", [0.5, 0.7, 0.9], 0.95),
        ("one epoch, too low", [0.5], 0.6),
        ("no epochs", [], 0.5),
    ]:
        c.about(about)
        epoch = c.call(history, target)
        c.that(epoch is None, "a target never reached has no epoch.", mistake="last epoch for None")
    c.about("reached in the last epoch")
    epoch = c.call([0.5, 0.7, 0.96], 0.95)
    c.that(epoch is not None, "the target is reached.", mistake="arrival missed")
    c.close("epoch", epoch, 3, mistakes={"counted from 0": 2})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for n in (1, 20, 300):
        h.about(f"never, {n} epochs")
        history = np.sort(h.rng.uniform(0.4, 0.9, size=n)).tolist()
        epoch = h.call(history, 0.95)
        h.that(epoch is None, "a target never reached has no epoch.", mistake="last epoch for None")
        h.about(f"reached in the last of {n}")
        epoch = h.call([*history, 0.97], 0.95)
        h.that(epoch is not None, "the target is reached.", mistake="arrival missed")
        h.close("epoch", epoch, n + 1, mistakes={"counted from 0": n})
    h.about("just missed")
    epoch = h.call([0.9, 0.949999], 0.95)
    h.that(epoch is None, "a target never reached has no epoch.", mistake="last epoch for None")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def the_race():
    """Epochs to 95 %, four seeds each."""
    found = {
        act: {lr: [epochs_to(train_with(act, lr, s), 0.95) for s in range(4)] for lr in (0.3, 1, 3)}
        for act in ACTS
    }
    for act, runs in found.items():
        print(f"{act:>10}:", *(f"  lr {lr:g}: {epochs}" for lr, epochs in runs.items()))
    late = {a: np.median([e or 999 for e in runs[3]]) for a, runs in found.items()}
    reveal(
        "the fastest on the moons at learning rate 3",
        lambda: min(late, key=late.get),
        why="Two hidden layers are not deep: here a bounded, centred output is worth more.",
    )
    return figures.epochs_needed(found)


# %% [markdown]
# **Read it with care.** The sigmoid arrives late or never: even two hidden layers cost it most of
# its gradient. ReLU and leaky ReLU can hardly be told apart at the two smaller rates. By its median
# tanh is ahead at every rate, most clearly at the smallest, and steady at the largest, where ReLU
# runs, with or without a leak, scatter from a dozen epochs to hundreds or never. So in a network
# this shallow a ReLU is not faster; its strength is depth. One seed alone could have told you the
# opposite: compare the best ReLU run with the worst tanh run.
#
# **Play.** A race from one start, each lane with its own settings. Its moons are smaller and
# centred, and there the ReLU comes first at learning rate 1: a comparison speaks of its set-up.

# %% tags=["panel"]
activation_race(acts=ACTS, epochs_to=epochs_to)

# %% [markdown]
# **Play.** And a map of where each activation learns, and where it breaks. Pick a cell to see that
# run.

# %% tags=["panel"]
rate_map(acts=ACTS)

# %% [markdown]
# ## What to remember
#
# - Write the slope in terms of the right letter, and measure it before you trust it.
# - Gradients vanish because factors multiply: weights times slopes, and the sigmoid's slope is at
#   most 1/4.
# - Zeros are a ReLU's trade, dead units its illness. A dead network is calm: watch
#   `dead_fraction`, not only the loss, and centre the inputs.
# - A leak helps as much as its `alpha`; a start helps more: variance `gain**2 / fan_in`.
# - Compare over seeds, with everything else equal, and say `None` when the answer is never.
#
# **Ask yourself.** Why does the gain use the mean square and not the variance? Why can a saturated
# unit recover and a dead one not? What would a slope that is always 2 do in twenty layers?
#
# Your predictions beside what your own functions computed:

# %%
sum_up()

# %% [markdown]
# **Next:** Exercise 3 gives the network more than two answers: softmax, mini-batches, honest
# validation, and regression.
