# %% [markdown]
# # Exercise 1 · A multi-layer perceptron from scratch
#
# A single perceptron draws one straight line. Stack two layers with a bend in between and the
# same idea can learn nearly any shape, provided that somebody tells every weight which way to
# move. That somebody is **backpropagation**, and by the end of this notebook you will have
# written all of it.
#
# **You will** build a network layer by layer, carry gradients back through it, prove them right
# without trusting yourself, and train it on a problem that no straight line can solve.
#
# **You will learn** what each shape in a network means, why gradients add where paths meet, how
# to find a wrong gradient, why weights must not start equal, and what a learning rate can break.
#
# **You need** NumPy, the chain rule, and the perceptron of Module 1. Allow about three hours;
# every section stands on the one before, and you can stop after any of them.
#
# How a section works: *predict*, look at a number worked by hand, write one short function, run
# its checks, and see it at work. A check that fails says what is wrong and asks one question.
# Guesses are kept, never graded.
#
# Shift+Enter runs a cell. A red check holds back *Run All Cells*: mend the function, or go on
# with the next cell.

# %% locked="imports"
import numpy as np
from sklearn.datasets import make_moons

from mlplab import Check, demo, figures, global_random_state, guess, hint, probe, reveal, sum_up
from mlplab.panels import backprop_stepper, descent_lab, gradient_flow_lab, playground

# %% [markdown]
# ## 1 · One layer forward
#
# A layer has `D` inputs and `H` units. Each unit multiplies every input by a weight, adds them up
# and adds its own bias. For a whole batch at once, with one **row per sample**, that is
# `Z = X @ W + b`.
#
# | | shape | |
# |---|---|---|
# | `X` | (N, D) | one row per sample |
# | `W` | (D, H) | one column per unit |
# | `b` | (H,) | one bias per unit |
# | `Z` | (N, H) | what each unit makes of each sample |
#
# **Predict first.** A sample is all zeros. Which of these decides what a unit puts out?

# %%
guess("the output for an input of zeros", ["its weights", "its bias", "nothing, it is 0"])

# %% [markdown]
# *Worked by hand.* Sample `[1, 2]`, one unit with weights `[3, -1]` and bias `0.5`:
# `1*3 + 2*(-1) + 0.5 = 1.5`. Another sample, another sum; the weights and the bias stay.


# %% solve="linear_forward"
def linear_forward(X, W, b):
    """Output of a linear layer, before any activation.

    Parameters
    ----------
    X : ndarray, shape (N, D)
        One row per sample.
    W : ndarray, shape (D, H)
        One column per unit.
    b : ndarray, shape (H,)

    Returns
    -------
    Z : ndarray, shape (N, H)
    """
    ### BEGIN SOLUTION
    return X @ W + b
    ### END SOLUTION


# %%
hint("linear_forward")

# %% check="linear_forward-paper" points=3
# Three samples, two inputs, three units: small enough to do on paper.
with Check("linear_forward(X, W, b) -> Z", linear_forward) as c:
    c.about("value")
    X, W = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0, 0, -1], [2, 1, 0]])
    Z = c.call(X, W, np.array([0.5, -1, 2]))
    c.close(
        "Z",
        Z,
        [[5.5, 1, 1], [11.5, 3, -1], [17.5, 5, -3]],
        mistakes={
            "bias missing": [[5, 2, -1], [11, 4, -3], [17, 6, -5]],
            "bias per row": [[5.5, 2.5, -0.5], [10, 3, -4], [19, 8, -3]],
            "bias subtracted": [[4.5, 3, -3], [10.5, 5, -5], [16.5, 7, -7]],
            "one bias for all": [[5.5, 2.5, -0.5], [11.5, 4.5, -2.5], [17.5, 6.5, -4.5]],
        },
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, d, u in [("value", 5, 3, 4), ("wide layer", 4, 2, 7), ("narrow layer", 6, 5, 2)]:
        h.about(about)
        rng = h.rng
        X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, u)), rng.normal(size=u)
        h.close(
            "Z",
            h.call(X, W, b),
            X @ W + b,
            mistakes={"bias missing": X @ W, "bias subtracted": X @ W - b},
        )
### END HIDDEN TESTS

# %% check="linear_forward-sizes" points=3
# Sizes that happen to be equal, where a swapped axis still runs; then a single sample.
with Check("linear_forward(X, W, b) -> Z", linear_forward) as c:
    c.about("square layer")
    X, W, b = np.array([[1.0, 2], [3, 4]]), np.array([[0.0, 1], [2, 3]]), np.array([10.0, 20])
    c.close(
        "Z",
        c.call(X, W, b),
        [[14, 27], [18, 35]],
        mistakes={
            "W transposed": [[12, 28], [14, 38]],
            "bias per row": [[14, 17], [28, 35]],
        },
    )
    c.about("one sample")
    Z = c.call(np.array([[1.0, 2]]), np.array([[1.0, 0, -1], [2, 1, 0]]), np.array([0.5, -1, 2]))
    c.close("Z", Z, [[5.5, 1, 1]])
    c.about("inputs untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, d, u in [
        ("one sample", 1, 3, 4),
        ("one sample, one unit", 1, 3, 1),
        ("square layer", 5, 4, 4),
        ("as many samples as units", 4, 3, 4),
        ("one input", 3, 1, 2),
        ("all sizes equal", 3, 3, 3),
    ]:
        h.about(about)
        before = None
        for _ in range(2):  # the same sizes twice: nothing may be remembered
            rng = h.rng
            X, W, b = rng.normal(size=(n, d)), rng.normal(size=(d, u)), rng.normal(size=u)
            wrong = {"bias missing": X @ W}
            if d == u:
                wrong["W transposed"] = X @ W.T + b
            if n == u:
                wrong["bias per row"] = X @ W + b[:, None]
            if before is not None:
                wrong["remembered"] = before
            before = X @ W + b
            h.close("Z", h.call(X, W, b), before, mistakes=wrong)
### END HIDDEN TESTS


# %%
def output_for_zeros():
    given = dict(X=np.zeros((1, 2)), W=np.ones((2, 1)), b=np.array([0.5]))
    return {0.5: "its bias", 0.0: "nothing, it is 0"}.get(
        linear_forward(*given.values()).item(), "something else"
    )


reveal(
    "the output for an input of zeros",
    output_for_zeros,
    why="Every product with 0 is 0; what is added afterwards stays.",
)

# %% [markdown]
# ## 2 · A loss that survives certainty
#
# Our network ends in one number per sample, the **logit** `z`: positive leans to class 1,
# negative to class 0. The probability is `p = 1 / (1 + exp(-z))`, and the loss of one sample is
# `-log p` if `y = 1` and `-log(1 - p)` if `y = 0`. It averages over the batch, and *this is the
# only place in the course where 1/N enters*.
#
# Written through `p`, the loss breaks: for `z = 1000` the computer's `p` is exactly 1, and
# `log(1 - p)` is `-inf`. Written through `z` it does not: both cases are `log(1 + exp(z)) - y*z`,
# and `log(1 + exp(z))` has a safe form for large `z` (what is left of it when `exp(z)` dwarfs the
# 1?). The probability needs the same care: which exponential overflows at `z = -1000`?
#
# The gradient is a pleasant surprise. The slope of the log and the slope of the sigmoid cancel,
# and what is left is *how wrong the probability is*: `dz = (p - y) / N`.
#
# **Predict first.** The label is 0 and the model is absurdly sure of 1: `z = 1000`. What is the
# loss?

# %%
guess("the loss at z = 1000 when y = 0", ["about 16", "1000", "infinite"])

# %% [markdown]
# *Worked by hand.* A model that knows nothing says `z = 0`, so `p = 1/2` for everybody and the
# loss is `log 2`, about 0.693, whatever the labels are. Remember that number: a loss that stays
# there has learnt nothing yet.


# %% solve="bce_with_logits"
def bce_with_logits(z, y):
    """Binary cross-entropy of logits, averaged over the batch, and its gradient.

    Finite, and right to round-off, for any finite logit, however large.

    Parameters
    ----------
    z : ndarray, shape (N, 1)
        Logits.
    y : ndarray, shape (N, 1)
        Labels, 0 or 1.

    Returns
    -------
    loss : float
        Mean over the N samples of ``log(1 + exp(z)) - y * z``.
    dz : ndarray, shape (N, 1)
        Gradient of `loss` with respect to `z`.
    """
    ### BEGIN SOLUTION
    loss = np.mean(np.logaddexp(0, z) - y * z)
    p = 0.5 * (1 + np.tanh(0.5 * z))  # the sigmoid, without a large exp
    return float(loss), (p - y) / len(z)
    ### END SOLUTION


# %%
hint("bce_with_logits")

# %% check="bce_with_logits-loss" points=3
with Check("bce_with_logits(z, y) -> loss, dz", bce_with_logits) as c:
    c.about("log 2 at z = 0")
    loss, _ = c.call(np.zeros((4, 1)), np.array([[1.0], [0], [1], [1]]))
    c.close("loss", loss, 0.693147, mistakes={"1/N missing": 2.772589})
    c.about("value")
    loss, _ = c.call(np.array([[2.0], [-1]]), np.array([[1.0], [0]]))
    c.close(
        "loss",
        loss,
        0.220095,
        mistakes={
            "labels swapped": 1.720095,
            "sign flipped": -0.220095,
            "1/N missing": 0.440190,
            "probability taken for logit": 0.591687,
            "broadcast to a square": 0.970095,
        },
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n in [("value", 6), ("one sample", 1), ("many samples", 40)]:
        h.about(about)
        rng = h.rng
        z, y = 2 * rng.normal(size=(n, 1)), rng.integers(0, 2, size=(n, 1)).astype(float)
        each = np.logaddexp(0, z) - y * z
        s = 1 / (1 + np.exp(-z))
        loss, _ = h.call(z, y)
        h.close(
            "loss",
            loss,
            each.mean(),
            mistakes={
                "1/N missing": each.sum(),
                "1/N twice": each.mean() / n,
                "labels swapped": (np.logaddexp(0, z) - (1 - y) * z).mean(),
                "probability taken for logit": (np.logaddexp(0, s) - y * s).mean(),
                "broadcast to a square": np.logaddexp(0, z).mean() - y.mean() * z.mean(),
            },
        )
### END HIDDEN TESTS

# %% check="bce_with_logits-gradient" points=3
with Check("bce_with_logits(z, y) -> loss, dz", bce_with_logits) as c:
    c.about("gradient")
    _, dz = c.call(np.array([[2.0], [-1]]), np.array([[1.0], [1]]))
    c.close(
        "dz",
        dz,
        [[-0.0596015], [-0.3655293]],
        mistakes={
            "gradient of the sum": [[-0.119203], [-0.731059]],
            "sign flipped": [[0.0596015], [0.3655293]],
            "logits squashed": [[-0.0062577], [-0.0718672]],
            "probability missing": [[0.5], [-1]],
            "labels swapped": [[0.4403985], [0.1344707]],
        },
    )
    c.about("one sample")
    _, dz = c.call(np.array([[0.0]]), np.array([[1.0]]))
    c.close("dz", dz, [[-0.5]])
    c.about("inputs untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n in [("gradient", 7), ("one sample", 1), ("two samples", 2)]:
        h.about(about)
        rng = h.rng
        z, y = 2 * rng.normal(size=(n, 1)), rng.integers(0, 2, size=(n, 1)).astype(float)
        p = 1 / (1 + np.exp(-z))
        _, dz = h.call(z, y)
        h.close(
            "dz",
            dz,
            (p - y) / n,
            mistakes={
                "gradient of the sum": p - y,
                "logits squashed": (p - y) * p * (1 - p) / n,
                "1/N twice": (p - y) / n**2,
                "labels swapped": (p - 1 + y) / n,
            },
        )
### END HIDDEN TESTS

# %% check="bce_with_logits-certain" points=4
# A batch in which some are absurdly sure and wrong, some sure and right, some unsure.
with Check("bce_with_logits(z, y) -> loss, dz", bce_with_logits) as c:
    c.about("certain and wrong")
    z, y = np.array([[1000.0], [-1000], [0], [0]]), np.array([[0.0], [1], [0], [1]])
    loss, dz = c.call(z, y)
    c.that(not 0 < c.number("loss", loss) < 100, "the loss is too small.", mistake="clipped")
    c.close(
        "loss",
        loss,
        500.346574,
        mistakes={"1/N missing": 2001.386294, "broadcast to a square": 500.346574 - 250},
    )
    c.close("dz", dz, [[0.25], [-0.25], [0.125], [-0.125]])
    c.about("certain and right")
    loss, dz = c.call(z, 1 - y)
    c.close("loss", loss, 0.346574)
    c.close("dz", dz, [[0], [0], [-0.125], [0.125]])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, size, label, want in [
        ("certain and wrong, class 0", 1000.0, 0.0, 1000.0),
        ("certain and right, class 1", 1000.0, 1.0, 0.0),
        ("certain and wrong, class 1", -1000.0, 1.0, 1000.0),
        ("certain and right, class 0", -1000.0, 0.0, 0.0),
        ("fairly sure and wrong", 40.0, 0.0, 40.0),
        ("sure and wrong", -745.0, 1.0, 745.0),
    ]:
        h.about(about)
        loss, dz = h.call(np.array([[size]]), np.array([[label]]))
        h.that(
            not 0 < h.number("loss", loss) < 0.999 * want,
            "the loss is too small.",
            mistake="clipped",
        )
        h.close("loss", loss, want, tol=1e-7)
        h.close("dz", dz, [[float(size > 0) - label]])
    h.about("certain and unsure in one batch")
    z = np.array([[900.0], [-900.0], [0.3], [-30.0], [-0.7]])
    y = np.array([[0.0], [0.0], [1.0], [1.0], [0.0]])
    loss, dz = h.call(z, y)
    h.close("loss", loss, np.mean(np.logaddexp(0, z) - y * z))
    h.close("dz", dz, (0.5 + 0.5 * np.tanh(z / 2) - y) / 5)
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def why_the_form_matters():
    z = np.linspace(-10, 60, 141)
    yours = [bce_with_logits(np.array([[v]]), np.zeros((1, 1)))[0] for v in z]
    with np.errstate(divide="ignore"):
        through_p = -np.log(1 - 1 / (1 + np.exp(-z)))
    return figures.logit_loss(z, {"yours": np.array(yours), "through p": through_p})


# %%
reveal(
    "the loss at z = 1000 when y = 0",
    lambda: bce_with_logits(np.array([[1000.0]]), np.array([[0.0]]))[0],
    why="log(1 + exp(z)) is z for large z. About 16 is what clipping p at 1e-7 makes of it.",
)

# %% [markdown]
# ## 3 · Carry the gradient back through one layer
#
# Forward, a layer mixes its inputs: `Z = X @ W + b`. Backward, someone hands us `dZ`: how much
# the loss moves when each entry of `Z` moves. We owe three answers: how much it moves with `W`,
# with `b`, and with `X`, which is the output of the layer below.
#
# Each answer has the shape of the thing it is about: `dW` like `W`, `db` like `b`, `dX` like `X`.
#
# **Predict first.** One input, one unit, two samples: `X = [[1], [3]]` and `dZ = [[1], [1]]`.
# What is `dW`?

# %%
guess("dW of one weight and two samples", ["1", "2", "3", "4"])

# %% [markdown]
# *Worked by hand.* With `X = [[2], [5]]` instead: the weight touches both samples, so both push
# on it, `dW = 2*1 + 5*1 = 7`. Each sample adds its own share, and nothing divides by two, because
# the mean over the batch is already inside `dZ`.
#
# In general, entry by entry: `Z[n, h]` contains `X[n, d] * W[d, h]`. So `dW[d, h]` collects
# `X[n, d] * dZ[n, h]`, summed over the samples `n`. What does `dX[n, d]` collect, and over what?
# And `db[h]`, which every sample touches with weight 1? Then write each sum as one product of
# matrices: the shapes leave only one order.


# %% solve="linear_backward"
def linear_backward(dZ, X, W):
    """Gradients of the loss with respect to what a linear layer was given: X, W and b.

    Parameters
    ----------
    dZ : ndarray, shape (N, H)
        Gradient with respect to ``Z = X @ W + b``; the mean over the batch is already in it.
    X : ndarray, shape (N, D)
        What the layer received.
    W : ndarray, shape (D, H)

    Returns
    -------
    dX : ndarray, shape (N, D)
    dW : ndarray, shape (D, H)
    db : ndarray, shape (H,)
    """
    ### BEGIN SOLUTION
    dX = dZ @ W.T  # every unit sends its share back
    dW = X.T @ dZ  # every sample pushes on every weight
    db = dZ.sum(axis=0)
    return dX, dW, db
    ### END SOLUTION


# %%
hint("linear_backward")

# %% check="linear_backward-parameters" points=4
# Three samples, two inputs, two units: dW and db on paper.
with Check("linear_backward(dZ, X, W) -> dX, dW, db", linear_backward) as c:
    c.about("gradient of the weights")
    dZ, X, W = (
        np.array([[1.0, 0], [2, -1], [0, 3]]),
        np.array([[1.0, 2], [3, 4], [5, 6]]),
        np.eye(2),
    )
    _, dW, db = c.call(dZ, X, W)
    c.close(
        "dW",
        dW,
        [[7, 12], [10, 14]],
        mistakes={
            "1/N twice": [[7 / 3, 4], [10 / 3, 14 / 3]],
            "last sample only": [[0, 15], [0, 18]],
            "order of results": dZ,
        },
    )
    c.about("gradient of the bias")
    c.close(
        "db",
        db,
        [3, 2],
        mistakes={
            "mean instead of sum": [1, 2 / 3],
            "summed over units": [1, 1, 3],
            "summed over everything": 5,
        },
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for n, d, u in [(5, 3, 4), (7, 2, 3), (6, 4, 1)]:
        rng = h.rng
        dZ, X, W = rng.normal(size=(n, u)), rng.normal(size=(n, d)), rng.normal(size=(d, u))
        _, dW, db = h.call(dZ, X, W)
        h.about("gradient of the weights")
        h.close("dW", dW, X.T @ dZ, mistakes={"1/N twice": X.T @ dZ / n})
        h.about("gradient of the bias")
        h.close(
            "db",
            db,
            dZ.sum(axis=0),
            mistakes={"mean instead of sum": dZ.mean(axis=0), "summed over units": dZ.sum(axis=1)},
        )
### END HIDDEN TESTS

# %% check="linear_backward-input" points=3
# What each unit sends back to the layer below.
with Check("linear_backward(dZ, X, W) -> dX, dW, db", linear_backward) as c:
    c.about("gradient of the input")
    dZ, X, W = np.array([[1.0, 2], [3, -1], [0, 1]]), np.ones((3, 2)), np.array([[1.0, 2], [3, 4]])
    dX, _, _ = c.call(dZ, X, W)
    c.close(
        "dX",
        dX,
        [[5, 11], [1, 5], [2, 4]],
        mistakes={
            "W not transposed": [[7, 10], [0, 2], [3, 4]],
            "1/N twice": [[5 / 3, 11 / 3], [1 / 3, 5 / 3], [2 / 3, 4 / 3]],
            "order of results": [[4, 2], [4, 2]],
        },
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("gradient of the input")
    for n, d, u in [(5, 3, 4), (7, 4, 2), (3, 3, 3)]:
        rng = h.rng
        dZ, X, W = rng.normal(size=(n, u)), rng.normal(size=(n, d)), rng.normal(size=(d, u))
        dX, _, _ = h.call(dZ, X, W)
        wrong = {"1/N twice": dZ @ W.T / n}
        if d == u:
            wrong["W not transposed"] = dZ @ W
        h.close("dX", dX, dZ @ W.T, mistakes=wrong)
### END HIDDEN TESTS

# %% check="linear_backward-sizes" points=3
# One sample, one unit, and sizes that are all equal.
with Check("linear_backward(dZ, X, W) -> dX, dW, db", linear_backward) as c:
    c.about("one sample")
    dX, dW, db = c.call(np.array([[2.0, -1]]), np.array([[1.0, 3]]), np.array([[1.0, 0], [4, 5]]))
    c.close("dX", dX, [[2, 3]])
    c.close("dW", dW, [[2, -1], [6, -3]])
    c.close("db", db, [2, -1])
    c.about("one unit")
    _, _, db = c.call(np.array([[2.0], [3]]), np.array([[1.0], [4]]), np.array([[5.0]]))
    c.close("db", db, [5])
    c.about("all sizes equal")
    dX, dW, db = c.call(
        np.array([[1.0, 2], [3, 4]]), np.array([[0.0, 1], [2, 5]]), np.array([[1.0, -1], [0, 2]])
    )
    c.close("dX", dX, [[-1, 4], [-1, 8]], mistakes={"W not transposed": [[1, 3], [3, 5]]})
    c.close("dW", dW, [[6, 8], [16, 22]], mistakes={"X not transposed": [[3, 4], [17, 24]]})
    c.close("db", db, [4, 6], mistakes={"summed over units": [3, 7]})
    c.about("inputs untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, d, u in [
        ("one sample", 1, 3, 4),
        ("one sample, one unit", 1, 3, 1),
        ("one unit", 4, 3, 1),
        ("all sizes equal", 4, 4, 4),
        ("one of each", 1, 1, 1),
        ("one input", 3, 1, 2),
    ]:
        h.about(about)
        before = 0.0
        for _ in range(2):  # the same sizes twice: nothing may be carried over
            rng = h.rng
            dZ, X, W = rng.normal(size=(n, u)), rng.normal(size=(n, d)), rng.normal(size=(d, u))
            dX, dW, db = h.call(dZ, X, W)
            equal = n == d == u
            h.close("dX", dX, dZ @ W.T, mistakes={"W not transposed": dZ @ W} if equal else {})
            h.close(
                "dW",
                dW,
                X.T @ dZ,
                mistakes={
                    "carried over": before + X.T @ dZ,
                    **({"X not transposed": X @ dZ} if equal else {}),
                },
            )
            before = before + X.T @ dZ
            h.close(
                "db",
                db,
                dZ.sum(axis=0),
                mistakes={
                    "summed over units": dZ.sum(axis=1),
                    "mean instead of sum": dZ.mean(axis=0),
                },
            )
### END HIDDEN TESTS

# %%
reveal(
    "dW of one weight and two samples",
    lambda: linear_backward(np.ones((2, 1)), np.array([[1.0], [3.0]]), np.ones((1, 1)))[1].item(),
    why="Each sample pushes on the weight with its own input: 1 + 3.",
)

# %% [markdown]
# **Why it matters.** These three lines are half of backpropagation; the other half is one
# multiplication by a slope, in section 5. A network with a hundred layers calls this function a
# hundred times, last layer first.
#
# ## 4 · The whole network forward
#
# `params` is a list of pairs `(W, b)`, first layer first. Every hidden layer bends its output
# with an activation, `A = f(Z)`; the last layer stays linear, because its output is a logit.
# `acts` has one pair `(f, df)` per hidden layer, so there is one fewer of them than of layers.


# %% tags=["demo"]
@demo
def shapes_of_a_network():
    return figures.network([2, 4, 3, 1])


# %% [markdown]
# The backward pass will need numbers that the forward pass has in its hands: keep them in a
# `cache`. What is in it, and how, is up to you: only your own `mlp_backward` will ever read it.
#
# **Predict first.** Take all the activations out of a network with ten layers. What can it still
# represent?

# %%
guess(
    "a network of ten layers without activations",
    ["curves, but smooth ones", "anything, with more units", "straight lines only"],
)

# %% [markdown]
# *Worked by hand.* XOR asks for 1 when exactly one of two inputs is 1. Two ReLU units do it:
# `h1 = relu(x1 + x2)` and `h2 = relu(x1 + x2 - 1)`, then the logit `h1 - 2*h2 - 0.5`. For the
# inputs 00, 01, 10, 11 that gives -0.5, 0.5, 0.5, -0.5: the signs of XOR. Without the bend,
# `h1 - 2*h2` would be one linear function of the inputs, and no such function has these signs.


# %% locked="activations"
# Given: three activations, each with its derivative at z. Exercise 2 is about them.
def tanh(z):
    return np.tanh(z)


def dtanh(z):
    return 1 - np.tanh(z) ** 2


def relu(z):
    return np.where(z > 0, z, 0.0)


def drelu(z):
    return np.where(z > 0, 1.0, 0.0)


def softplus(z):
    return np.logaddexp(0, z)


def dsoftplus(z):
    return 0.5 * (1 + np.tanh(0.5 * z))


TANH, RELU, SOFTPLUS = (tanh, dtanh), (relu, drelu), (softplus, dsoftplus)


# %% solve="mlp_forward"
def mlp_forward(params, X, acts):
    """Run a batch through all layers.

    Parameters
    ----------
    params : list of (W, b)
        First layer first; shapes (fan_in, fan_out) and (fan_out,).
    X : ndarray, shape (N, D)
    acts : list of (f, df)
        One pair per hidden layer, ``len(params) - 1`` in all.

    Returns
    -------
    out : ndarray, shape (N, fan_out of the last layer)
        Logits: the last layer has no activation.
    cache : anything
        What your `mlp_backward` will want to know.
    """
    # 1 for each layer: remember what comes in, apply the layer, remember Z
    # 2 hidden layers: apply that layer's own activation
    ### BEGIN SOLUTION
    A, cache = X, []
    for l, (W, b) in enumerate(params):
        Z = linear_forward(A, W, b)
        cache.append((A, Z))
        A = acts[l][0](Z) if l < len(acts) else Z
    return A, cache
    ### END SOLUTION


# %%
hint("mlp_forward")

# %% check="mlp_forward-xor" points=4
# The network above, on all four inputs.
with Check("mlp_forward(params, X, acts) -> out, cache", mlp_forward) as c:
    c.about("XOR by hand")
    params = [
        (np.array([[1.0, 1], [1, 1]]), np.array([0.0, -1])),
        (np.array([[1.0], [-2]]), np.array([-0.5])),
    ]
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    out, _ = c.call(params, X, [RELU])
    c.close(
        "out",
        out,
        [[-0.5], [0.5], [0.5], [-0.5]],
        mistakes=[
            ("activation on the output", [[0], [0.5], [0.5], [0]]),
            ("activation on the output", [[0.377541], [0.622459], [0.622459], [0.377541]]),
            ("activation missing", [[1.5], [0.5], [0.5], [-0.5]]),
            ("layers left out", [[0, 0], [1, 0], [1, 0], [2, 1]]),
            ("bias missing", [[0], [1], [1], [0]]),
            ("bias missing", [[0], [-1], [-1], [-2]]),
        ],
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, act, n in [
        ("tanh units", TANH, 5),
        ("ReLU units", RELU, 6),
        ("one sample", TANH, 1),
    ]:
        h.about(about)
        rng, f = h.rng, act[0]
        (W1, b1), (W2, b2) = params = [
            (rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in [(3, 4), (4, 2)]
        ]
        X = rng.normal(size=(n, 3))
        out, _ = h.call(params, X, [act])
        A = f(X @ W1 + b1)
        h.close(
            "out",
            out,
            A @ W2 + b2,
            mistakes={
                "activation on the output": f(A @ W2 + b2),
                "bias missing": f(X @ W1) @ W2,
                "activation missing": (X @ W1 + b1) @ W2 + b2,
            },
        )
### END HIDDEN TESTS

# %% check="mlp_forward-depth" points=5
# Three layers, with a different bend in each hidden one.
with Check("mlp_forward(params, X, acts) -> out, cache", mlp_forward) as c:
    c.about("each layer its own activation")
    params = [
        (np.array([[1.0, -1], [0.5, 1]]), np.array([0.0, 0.5])),
        (np.array([[1.0, 0], [-1, 0.5]]), np.array([0.5, 0])),
        (np.array([[2.0], [-1]]), np.array([0.25])),
    ]
    out, _ = c.call(params, np.array([[1.0, 0], [0, 1]]), [RELU, TANH])
    c.close(
        "out",
        out,
        [[2.060297], [-1.309383]],
        mistakes={
            "activation on the output": [[0.968049], [-0.864119]],
            "first activation everywhere": [[3.25], [-0.5]],
            "activations reversed": [[3.697423], [-0.088636]],
            "activation missing": [[4.5], [-1.5]],
            "layers left out": [[2.25], [-0.25]],
        },
    )
    c.about("no hidden layer")
    c.close("out", c.call([(np.array([[2.0]]), np.array([-1.0]))], np.array([[3.0]]), [])[0], [[5]])
    c.about("inputs untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, acts in [
        ("three layers", [3, 4, 2, 1], [TANH, RELU]),
        ("four layers", [2, 5, 4, 3, 2], [RELU, TANH, SOFTPLUS]),
        ("square layers", [3, 3, 3, 3], [SOFTPLUS, TANH]),
        ("five layers", [2, 3, 3, 3, 3, 1], [TANH, SOFTPLUS, RELU, TANH]),
    ]:
        h.about(about)
        rng = h.rng
        params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
        X = rng.normal(size=(4, sizes[0]))

        def run(fs, last=lambda z: z, params=params, X=X):
            A = X
            for (W, b), f in zip(params, [*fs, last], strict=True):
                A = f(A @ W + b)
            return A

        fs = [f for f, _ in acts]
        out, _ = h.call(params, X, acts)
        h.close(
            "out",
            out,
            run(fs),
            mistakes={
                "activation on the output": run(fs, fs[-1]),
                "activations reversed": run(fs[::-1]),
                "first activation everywhere": run([fs[0]] * len(fs)),
                "activation missing": run([lambda z: z] * len(fs)),
            },
        )
### END HIDDEN TESTS


# %%
def ten_layers_without_activations():
    params = [(np.full((1, 1), 1.1), np.full(1, 0.3))] * 10
    out, _ = mlp_forward(params, np.arange(4.0)[:, None], [(lambda z: z, None)] * 9)
    steps = np.diff(out.ravel())  # equally spaced inputs: on a line all steps are equal
    return "straight lines only" if np.ptp(steps) < 1e-9 else "curves, but smooth ones"


reveal(
    "a network of ten layers without activations",
    ten_layers_without_activations,
    why="A linear map of a linear map is a linear map, however many there are.",
)

# %% [markdown]
# ## 5 · The whole network backward
#
# Read the forward pass from right to left, starting with `dZ = dout` at the last layer. Each
# layer is undone in two steps:
#
# 1. **through the linear layer**: your `linear_backward` turns `dZ` into `dW`, `db` and the
#    gradient of what came in, which is the `dA` of the layer below.
# 2. **through the activation of the layer below**: `A = f(Z)` bends each entry by itself, so each
#    entry of the gradient is multiplied by the slope there: `dZ = dA * f'(Z)`. The slope is taken
#    **at Z**, not at A.
#
# The first layer has none below: there you stop.
#
# **Predict first.** A number `a` feeds two units; one sends back a gradient of 2, the other of
# -0.5. What is `da`?

# %%
guess("the gradient where two paths meet", ["-1", "0.75", "1.5", "2"])

# %% [markdown]
# *Worked by hand.* Say the two send back 3 and 1. Nudge `a` up by a little e: the loss changes by
# `3e` along one path and by `e` along the other, by `4e` together. Gradients **add** where paths
# meet, and the sum inside `dX` is just that.
#
# Step by step on a 1-1-1 network with tanh: `x = 1`, weights 0.5 and 2, no biases. Forward:
# `Z1 = 0.5`, `A1 = tanh(0.5) = 0.4621`, `out = 0.9242`. Suppose `dout = 1`. Backward:
# `dW2 = A1 = 0.4621`, `dA1 = 2`, `dZ1 = 2 * (1 - 0.4621**2) = 1.5729`, `dW1 = x * dZ1 = 1.5729`.
# Now the same for any depth.


# %% solve="mlp_backward"
def mlp_backward(params, cache, dout, acts):
    """Gradients of the loss with respect to every weight and bias.

    Parameters
    ----------
    params : list of (W, b)
        As used in the forward pass; not changed.
    cache : anything
        What your `mlp_forward` returned.
    dout : ndarray, shape (N, fan_out of the last layer)
        Gradient with respect to the logits.
    acts : list of (f, df)
        ``df`` takes Z.

    Returns
    -------
    grads : list of (dW, db)
        First layer first, shaped like `params`.
    """
    # start with dZ = dout and walk from the last layer to the first:
    # 1 through the linear layer: dW, db, and the gradient of what came in
    # 2 through the activation of the layer below, at that layer's Z
    ### BEGIN SOLUTION
    grads, dZ = [], dout
    for l in reversed(range(len(params))):
        A_prev, _ = cache[l]
        dA, dW, db = linear_backward(dZ, A_prev, params[l][0])
        grads.append((dW, db))
        if l > 0:
            dZ = dA * acts[l - 1][1](cache[l - 1][1])
    return grads[::-1]
    ### END SOLUTION


# %%
hint("mlp_backward")

# %% check="mlp_backward-two-layers" points=6
# Two inputs, two tanh units, one output: numbers for a careful hand. Then a single layer.
with Check("mlp_backward(params, cache, dout, acts) -> grads", mlp_backward) as c:
    c.about("one hidden layer of tanh")
    W1, b1, W2, b2 = (
        np.array([[0.5, -1], [1, 0.25]]),
        np.array([0.1, 0.2]),
        np.array([[2.0], [-1]]),
        np.zeros(1),
    )
    params, dout = [(W1, b1), (W2, b2)], np.array([[0.5], [-1]])
    X = np.array([[1.0, 2], [-1, 0.5]])
    _, cache = c.use("mlp_forward -> out, cache", mlp_forward, params, X, [TANH])
    (dW1, db1), (dW2, db2) = c.pairs(
        "grads", c.call(params, cache, dout, [TANH], changes=["cache"]), params
    )
    c.close(
        "dW2",
        dW2,
        [[0.394846], [-1.013678]],
        mistakes={
            "X instead of A": [[1.5], [0.5]],
            "derivative on the output": [[-0.044968], [-0.577957]],
        },
    )
    c.close("db2", db2, [-0.5])
    c.close(
        "dW1",
        dW1,
        [[2.001957, -0.704106], [-0.946417, -0.791868]],
        mistakes={
            "f' at A": [[2.407294, -0.969344], [-0.136070, -0.664975]],
            "f for f'": [[1.188363, -0.722366], [1.878387, 0.725324]],
            "f' missing": [[3, -1.5], [1, -0.5]],
            "derivative on the output": [[1.305444, -0.181570], [-0.650439, 0.042914]],
            "updated W": c.along([[0.395232, -0.713737], [-0.186844, -0.802699]]),
        },
    )
    c.close("db1", db1, [-1.958308, -0.211031], mistakes={"f' missing": [-1, 0.5]})
    c.about("no hidden layer")
    one = [(np.array([[3.0]]), np.zeros(1))]
    _, cache = c.use("mlp_forward -> out, cache", mlp_forward, one, np.array([[2.0], [1]]), [])
    ((dW, db),) = c.pairs("grads", c.call(one, cache, dout, [], changes=["cache"]), one)
    c.close("dW1", dW, [[0]])
    c.close("db1", db, [-0.5])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, act, n in [
        ("one hidden layer of tanh", [3, 4, 2], TANH, 5),
        ("softplus units", [2, 3, 1], SOFTPLUS, 4),
        ("one sample", [3, 2, 1], TANH, 1),
        ("no hidden layer", [3, 2], TANH, 4),
    ]:
        h.about(about)
        rng, (f, df) = h.rng, act
        acts = [act] * (len(sizes) - 2)
        params = [
            (rng.normal(size=(i, o)) / i**0.5, 0.3 * rng.normal(size=o))
            for i, o in zip(sizes, sizes[1:])
        ]
        X, dout = rng.normal(size=(n, sizes[0])), rng.normal(size=(n, sizes[-1]))
        _, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
        grads = h.pairs("grads", h.call(params, cache, dout, acts, changes=["cache"]), params)

        slopes = h.slopes(
            lambda p, X=X, dout=dout, acts=acts: float(
                (dout * h.use("mlp_forward -> out, cache", mlp_forward, p, X, acts)[0]).sum()
            ),
            params,
        )
        h.close(f"dW{len(params)}", grads[-1][0], slopes[-1][0], tol=1e-3)
        if acts:
            Z = X @ params[0][0] + params[0][1]
            dA = dout @ params[1][0].T
            h.close(
                "dW1",
                grads[0][0],
                slopes[0][0],
                tol=1e-3,
                mistakes={
                    "f' at A": X.T @ (dA * df(f(Z))),
                    "f' missing": X.T @ dA,
                    "f for f'": X.T @ (dA * f(Z)),
                    "same slope everywhere": X.T @ (dA * (1 - f(Z) ** 2)),
                    "derivative on the output": X.T
                    @ (((dout * df(f(Z) @ params[1][0] + params[1][1])) @ params[1][0].T) * df(Z)),
                },
            )
        for l, ((_, db), (_, wanted)) in enumerate(zip(grads, slopes, strict=True), 1):
            h.close(f"db{l}", db, wanted, tol=1e-3, mistakes={"mean instead of sum": wanted / n})
### END HIDDEN TESTS

# %% check="mlp_backward-chain" points=3
# Four layers of one unit each, every one with its own activation: on single units a wrong
# slope always fits, so it has to be told by its numbers.
with Check("mlp_backward(params, cache, dout, acts) -> grads", mlp_backward) as c:
    c.about("a chain of single units, each its own activation")
    params = [
        (np.array([[w]]), np.array([b]))
        for w, b in [(1.2, 0.1), (-0.7, 0.3), (-1.5, -0.4), (0.8, 0.0)]
    ]
    X, acts = np.array([[0.8]]), [SOFTPLUS, TANH, RELU]
    _, cache = c.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
    grads = c.pairs(
        "grads", c.call(params, cache, np.ones((1, 1)), acts, changes=["cache"]), params
    )
    c.close(
        "dW1 ... dW4",
        [dW.item() for dW, _ in grads],
        [0.335893, -1.09632, -0.457461, 0.45774],
        mistakes=[
            ("f' at A", [0.391781, -1.19407, -0.457461, 0.45774]),
            ("f for f'", [-0.238773, 0.42638, -0.209399, 0.45774]),
            ("f' missing", [0.672, -1.62897, -0.457461, 0.45774]),
            ("first activation everywhere", [0.104829, -0.342151, -0.280185, 0.45774]),
            ("same slope everywhere", [0.141352, -0.895266, -0.373568, 0.45774]),
            ("same slope everywhere", [-0.301283, -0.866613, -0.361611, 0.45774]),
            ("neighbour's derivative", [0.188191, -0.456186, -0.373568, 0.45774]),
            ("activations reversed", [0.277003, -0.671472, -0.280185, 0.45774]),
            ("neighbour's derivative", [0, 0, -0.457461, 0.45774]),
            ("neighbour's derivative", [0.139767, -0.456186, -0.373568, 0.45774]),
            ("neighbour's derivative", [0.188191, -1.33023, -0.457461, 0.45774]),
            ("neighbour's derivative", [0, 0, 0, 0.45774]),
            ("neighbour's derivative", [0.191017, -0.62346, -0.457461, 0.45774]),
            ("neighbour's derivative", [0.452265, -1.62897, -0.457461, 0.45774]),
            ("neighbour's derivative", [0.249465, -0.814227, -0.307878, 0.45774]),
            ("derivative on the output", [0.294592, -0.961517, -0.401212, 0.401457]),
        ],
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, acts in [
        ("three layers", [2, 4, 3, 1], [TANH, SOFTPLUS]),
        ("square layers", [3, 3, 3, 3], [SOFTPLUS, TANH]),
        ("five layers", [2, 3, 3, 3, 2, 1], [TANH, SOFTPLUS, TANH, SOFTPLUS]),
    ]:
        h.about(about)
        rng, last = h.rng, len(sizes) - 2
        params = [
            (rng.normal(size=(i, o)) / i**0.5, 0.3 * rng.normal(size=o))
            for i, o in zip(sizes, sizes[1:])
        ]
        X, dout = rng.normal(size=(3, sizes[0])), rng.normal(size=(3, sizes[-1]))
        _, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
        grads = h.pairs("grads", h.call(params, cache, dout, acts, changes=["cache"]), params)

        def walk(slope_of, params=params, X=X, dout=dout, acts=acts, last=last):
            """Gradients with a chosen slope per hidden layer, to tell which wrong one was taken."""
            inputs, Zs = [X], []
            for l, (W, b) in enumerate(params):
                Zs.append(inputs[-1] @ W + b)
                inputs.append(acts[l][0](Zs[-1]) if l < last else Zs[-1])
            found, dZ = [], dout
            for l in range(last, -1, -1):
                found.append(inputs[l].T @ dZ)
                if l:
                    try:
                        dZ = (dZ @ params[l][0].T) * slope_of(l - 1, Zs, inputs)
                    except ValueError:
                        return None
            return found[::-1]

        wrong = [
            ("f' at A", walk(lambda l, Zs, A, acts=acts: acts[l][1](A[l + 1]))),
            ("f for f'", walk(lambda l, Zs, A: A[l + 1])),
            ("f' missing", walk(lambda l, Zs, A: 1.0)),
            ("first activation everywhere", walk(lambda l, Zs, A, acts=acts: acts[0][1](Zs[l]))),
            ("activations reversed", walk(lambda l, Zs, A, acts=acts: acts[-1 - l][1](Zs[l]))),
            (
                "neighbour's derivative",
                walk(lambda l, Zs, A, acts=acts: acts[min(l + 1, len(acts) - 1)][1](Zs[l])),
            ),
            (
                "neighbour's derivative",
                walk(lambda l, Zs, A, acts=acts: acts[max(l - 1, 0)][1](Zs[l])),
            ),
            ("neighbour's derivative", walk(lambda l, Zs, A, acts=acts: acts[l][1](Zs[l + 1]))),
            (
                "neighbour's derivative",
                walk(lambda l, Zs, A, acts=acts: acts[l][1](Zs[max(l - 1, 0)])),
            ),
        ]
        slopes = h.slopes(
            lambda p, X=X, dout=dout, acts=acts: float(
                (dout * h.use("mlp_forward -> out, cache", mlp_forward, p, X, acts)[0]).sum()
            ),
            params,
        )
        for l in range(last, -1, -1):
            named = [(name, g[l]) for name, g in wrong if g]
            h.close(f"dW{l + 1}", grads[l][0], slopes[l][0], tol=1e-3, mistakes=named)
            h.close(f"db{l + 1}", grads[l][1], slopes[l][1], tol=1e-3)
### END HIDDEN TESTS

# %% check="mlp_backward-square" points=2
# Square layers, where a forgotten transpose still runs. The expected numbers are measured: each
# parameter is nudged, and your own mlp_forward runs again.
with Check("mlp_backward(params, cache, dout, acts) -> grads", mlp_backward) as c:
    c.about("square layers")
    grid = np.arange(9.0).reshape(3, 3)
    params = [(np.cos(grid[:2]), np.zeros(3)), (np.sin(grid), np.ones(3) / 4)]
    params += [(np.cos(2 * grid) / 2, np.ones(3) / 8), (np.cos(grid[:, :1]), np.zeros(1))]
    X, dout = np.array([[1.0, -0.5], [0.25, 2]]), np.array([[1.0], [-0.5]])
    acts = [TANH, SOFTPLUS, TANH]
    _, cache = c.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
    grads = c.pairs("grads", c.call(params, cache, dout, acts, changes=["cache"]), params)
    want = c.slopes(
        lambda p: (dout * c.use("mlp_forward -> out, cache", mlp_forward, p, X, acts)[0]).sum(),
        params,
    )
    wrong = [[-0.105543, 0.037821, 0.072905], [-0.086163, 0.030753, 0.060847]]
    wrong += [[0.05487, -0.01978, -0.03664]]
    c.close("dW2", grads[1][0], want[1][0], tol=1e-3, mistakes={"W not transposed": wrong})
    for l in (3, 2, 0):
        c.close(f"dW{l + 1}", grads[l][0], want[l][0], tol=1e-3)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [("square layers", [3, 3, 3, 3]), ("all square", [2, 2, 2])]:
        h.about(about)
        rng, acts = h.rng, [TANH] * (len(sizes) - 2)
        params = [
            (rng.normal(size=(i, o)) / i**0.5, 0.3 * rng.normal(size=o))
            for i, o in zip(sizes, sizes[1:])
        ]
        X, dout = rng.normal(size=(4, sizes[0])), rng.normal(size=(4, sizes[-1]))
        _, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
        grads = h.pairs("grads", h.call(params, cache, dout, acts, changes=["cache"]), params)
        inputs = [X]
        for W, b in params[:-1]:
            inputs.append(np.tanh(inputs[-1] @ W + b))
        right, wrong, dZ, dY = [], [], dout, dout
        for (W, _), A in zip(params[::-1], inputs[::-1]):
            right.append((A.T @ dZ, dZ.sum(axis=0)))
            wrong.append(A.T @ dY)
            dZ, dY = (dZ @ W.T) * (1 - A**2), (dY @ W) * (1 - A**2)
        for l, ((dW, db), (W, b)) in enumerate(zip(grads, right[::-1]), 1):
            h.close(f"dW{l}", dW, W, tol=1e-3, mistakes={"W not transposed": wrong[-l]})
            h.close(f"db{l}", db, b, tol=1e-3)
### END HIDDEN TESTS

# %% check="mlp_backward-again" points=3
# Two forward passes, then two backward passes: each must use its own cache, and keep nothing.
with Check("mlp_backward(params, cache, dout, acts) -> grads", mlp_backward) as c:
    c.about("each pass from its own cache")
    params = [(np.array([[1.0, -0.5]]), np.zeros(2)), (np.array([[1.0], [1]]), np.zeros(1))]
    _, first = c.use("mlp_forward -> out, cache", mlp_forward, params, np.array([[0.5]]), [TANH])
    _, second = c.use("mlp_forward -> out, cache", mlp_forward, params, np.array([[-2.0]]), [TANH])
    one = c.pairs(
        "grads", c.call(params, first, np.array([[1.0]]), [TANH], changes=["cache"]), params
    )
    two = c.pairs(
        "grads", c.call(params, second, np.array([[1.0]]), [TANH], changes=["cache"]), params
    )
    other = [[-0.141302, -0.839949]]
    c.close("dW1", one[0][0], [[0.393224, 0.470007]], mistakes={"another pass": other})
    c.close("dW1", two[0][0], other)
    c.about("params untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("each pass from its own cache")
    rng = h.rng
    params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in [(2, 3), (3, 3), (3, 1)]]
    kept = []
    for scale in (1.0, -0.7, 2.0):
        X, dout = scale * rng.normal(size=(4, 2)), rng.normal(size=(4, 1))
        kept.append(
            (X, dout, h.use("mlp_forward -> out, cache", mlp_forward, params, X, [TANH, TANH])[1])
        )
    for X, dout, cache in kept:
        grads = h.pairs(
            "grads", h.call(params, cache, dout, [TANH, TANH], changes=["cache"]), params
        )
        A1 = np.tanh(X @ params[0][0] + params[0][1])
        A2 = np.tanh(A1 @ params[1][0] + params[1][1])
        h.close("dW3", grads[2][0], A2.T @ dout)
        dZ2 = (dout @ params[2][0].T) * (1 - A2**2)
        h.close("dW2", grads[1][0], A1.T @ dZ2)
        h.close("dW1", grads[0][0], X.T @ ((dZ2 @ params[1][0].T) * (1 - A1**2)))
    h.about("params untouched")
### END HIDDEN TESTS

# %% [markdown]
# *Given:* the loss and both passes in a row, under a name of their own. You will call it often.


# %%
def loss_and_grads(params, X, y, acts):
    """Your three functions in a row: forward, loss, backward."""
    out, cache = mlp_forward(params, X, acts)
    loss, dout = bce_with_logits(out, y)
    return loss, mlp_backward(params, cache, dout, acts)


# %% tags=["demo"]
@demo
def ledger_of_a_small_network():
    """Values under, gradients over: a 2-2-1 network on one sample with label 1."""
    W1, b1 = np.array([[0.5, -1.0], [1.0, 0.25]]), np.array([0.1, 0.2])
    params, X, y = (
        [(W1, b1), (np.array([[2.0], [-1.0]]), np.zeros(1))],
        np.array([[1.0, 2.0]]),
        np.ones((1, 1)),
    )
    loss, _ = loss_and_grads(params, X, y, [TANH])
    Z1 = linear_forward(X, W1, b1)
    out, dout = (
        mlp_forward(params, X, [TANH])[0],
        bce_with_logits(mlp_forward(params, X, [TANH])[0], y)[1],
    )
    dA1 = linear_backward(dout, tanh(Z1), params[1][0])[0]
    rows = [
        ("X", X, linear_backward(dA1 * dtanh(Z1), X, W1)[0]),
        ("Z1", Z1, dA1 * dtanh(Z1)),
        ("A1", tanh(Z1), dA1),
        ("out", out, dout),
    ]
    return figures.ledger([dict(name=n, value=v.ravel(), grad=g.ravel()) for n, v, g in rows], loss)


# %%
reveal(
    "the gradient where two paths meet",
    lambda: linear_backward(np.array([[1.0, 1.0]]), np.ones((1, 1)), np.array([[2.0, -0.5]]))[
        0
    ].item(),
    why="Each path carries its own change, and small changes add: 2 - 0.5.",
)

# %% [markdown]
# **Play.** Your functions, one quantity at a time. Where do two terms add up?

# %% tags=["panel"]
backprop_stepper(
    forward=mlp_forward,
    backward=mlp_backward,
    bce=bce_with_logits,
    linear_backward=linear_backward,
    acts={"tanh": TANH, "relu": RELU, "softplus": SOFTPLUS},
)

# %% [markdown]
# ## 6 · Measure a gradient without believing anybody
#
# A wrong gradient rarely crashes. It just learns a little worse. So we measure: move one number
# up by `h` and down by `h`, and see how much the loss moves:
#
# `g[i] = (f(x + h e_i) - f(x - h e_i)) / (2h)`
#
# Stepping to **both** sides cancels the error of order `h`; what stays is of order `h**2`.
# Because `f` will often close over the very array we move (a weight inside `params`), the entry
# is changed **in place**, and put back afterwards bit for bit. Adding and subtracting `h` again
# is not enough: floating point may not return to the same number.
#
# **Predict first.** By the formula, a smaller `h` is always better. Which of these is best on a
# real computer, in float64?

# %%
guess("the best step h in float64", ["1e-2", "1e-5", "1e-10", "1e-16"])

# %% [markdown]
# *Worked by hand.* `f(x) = x**3` at `x = 2`, `h = 0.1`: `(2.1**3 - 1.9**3) / 0.2 = 12.01`. The
# slope is 12: the error is `h**2 = 0.01`. One-sided, `(2.1**3 - 2**3) / 0.1 = 12.61`: sixty-one
# times worse.


# %% solve="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    """Gradient of a scalar function by central differences.

    Parameters
    ----------
    f : callable
        Called as ``f(x)``; may also close over `x`. Returns one number.
    x : ndarray, any shape
        Entries are moved in place, one at a time, and restored bit for bit. An array of
        integers is copied to float first.
    h : float
        Step.

    Returns
    -------
    g : ndarray, shape of x
    """
    # for each entry: 1 remember it, 2 measure up and down, 3 put it back
    ### BEGIN SOLUTION
    if x.dtype.kind != "f":
        x = x.astype(float)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        kept = x[i]
        x[i] = kept + h
        up = f(x)
        x[i] = kept - h
        down = f(x)
        x[i] = kept
        g[i] = (up - down) / (2 * h)
    return g
    ### END SOLUTION


# %%
hint("numerical_gradient")


# %% locked="probes-numerical-gradient"
# Probes watch a function from inside and return what they saw.
@probe
def differentiate(numerical_gradient, power, x, h):
    """Gradient of sum(x**power); also x afterwards, and every point at which f was asked."""
    asked = []

    def f(v):
        asked.append(np.array(v, dtype=float))
        return float((np.asarray(v, dtype=float) ** power).sum())

    g = numerical_gradient(f, x, h)
    return g, x, asked


@probe
def differentiate_closure(numerical_gradient, x, h):
    """Gradient of a function that ignores its argument and reads x itself."""
    g = numerical_gradient(lambda _: float((x**2).sum()), x, h)
    return g, x


# %% check="numerical_gradient-value" points=3
with Check("numerical_gradient(f, x, h) -> g", numerical_gradient) as c:
    c.about("slopes of x squared")
    x = np.array([[1.0, -2, 0.5], [3, 0, 4]])
    g, after, asked = c.probe(differentiate, 2, x, 1e-5)
    moved = max((np.abs(a - x) > 5e-6).sum() for a in asked) if asked else 1
    c.that(
        moved <= 1 or not np.array_equal(after, x),
        "several entries moved at once.",
        mistake="several entries at once",
    )
    c.close("g", g, [[2, -4, 1], [6, 0, 8]], mistakes={"divided by h": [[4, -8, 2], [12, 0, 16]]})
    c.about("a transposed matrix")
    g, _, _ = c.probe(differentiate, 2, np.array([[1.0, -2, 0.5], [3, 0, 4]]).T, 1e-5)
    c.close("g", g, [[2, 6], [-4, 0], [1, 8]], mistakes={"x not perturbed": np.zeros((3, 2))})
    c.about("an array of integers")
    g, x, _ = c.probe(differentiate, 2, np.array([1, 2, 3]), 1e-5)
    c.close("g", g, [2, 4, 6], mistakes={"integers kept": [5e4, 1.5e5, 2.5e5]})
    c.that(
        np.array_equal(x, [1, 2, 3]), "the array of integers was changed.", mistake="x not restored"
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, x in [
        ("a vector", rng.normal(size=5)),
        ("a matrix", rng.normal(size=(3, 2))),
        ("a transposed matrix", rng.normal(size=(4, 2)).T),
        ("every second entry", rng.normal(size=(3, 8))[:, ::2]),
        ("one number", rng.normal(size=(1, 1))),
        ("three axes", rng.normal(size=(2, 2, 3))),
        ("an array of integers", np.array([[4, -3], [2, 7]])),
    ]:
        h.about(about)
        g, _, _ = h.probe(differentiate, 2, x, 1e-5)
        h.close("g", g, 2 * x, mistakes={"divided by h": 4 * x, "x not perturbed": 0 * x})
### END HIDDEN TESTS

# %% check="numerical_gradient-in-place" points=3
# f may read x from outside; and after the call x must be as before, to the last bit.
with Check("numerical_gradient(f, x, h) -> g", numerical_gradient) as c:
    c.about("f reads x itself")
    x = np.array([1.0, -2, 0.1])
    g, _ = c.probe(differentiate_closure, x, 1e-5)
    c.close(
        "g", g, [2, -4, 0.2], mistakes={"x not perturbed": [0, 0, 0], "divided by h": [4, -8, 0.4]}
    )
    c.about("x restored bit for bit")
    x = np.array([0.1, 0.3, 1e8, -0.7])
    g, after, _ = c.probe(differentiate, 2, x.copy(), 1e-3)
    c.that(
        np.array_equal(after, x), "x is not what it was before the call.", mistake="x not restored"
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    h.about("f reads x itself")
    x = rng.normal(size=(3, 4))
    g, after = h.probe(differentiate_closure, x.copy(), 1e-5)
    h.close("g", g, 2 * x, mistakes={"x not perturbed": 0 * x})
    h.about("x restored bit for bit")
    h.that(
        np.array_equal(after, x), "x is not what it was before the call.", mistake="x not restored"
    )
    x = 10.0 ** rng.uniform(-12, 9, size=40)
    for step in (1e-5, 0.3):
        _, after, _ = h.probe(differentiate, 2, x.copy(), step)
        h.that(
            np.array_equal(after, x),
            "x is not what it was before the call.",
            mistake="x not restored",
        )
    h.about("one entry at a time")
    x = rng.normal(size=(2, 3))
    _, _, asked = h.probe(differentiate, 2, x.copy(), 1e-3)
    h.that(
        all((np.abs(a - x) > 0).sum() <= 1 for a in asked),
        "more than one entry moved at once.",
        mistake="several entries at once",
    )
### END HIDDEN TESTS

# %% check="numerical_gradient-order" points=3
# On x**3 with a large step the error shows its order.
with Check("numerical_gradient(f, x, h) -> g", numerical_gradient) as c:
    c.about("error of order h squared")
    g, _, asked = c.probe(differentiate, 3, np.array([2.0, -1]), 0.1)
    c.close(
        "g",
        g,
        [12, 3],
        tol=0.015 / 12,
        mistakes={
            "forward difference": [12.61, 2.71],
            "backward difference": [11.41, 3.31],
            "divided by h": [24.02, 6.02],
        },
    )
    c.about("the given step")
    far = max(np.abs(np.array(asked) - [2, -1]).max(), 0)
    c.that(0.09 < far < 0.21, "f was asked at points that do not lie h away.", mistake="h ignored")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for step in (0.2, 0.05, 0.01):
        x = rng.uniform(0.5, 2, size=(2, 3)) * np.array([[1, -1, 1]])
        g, _, asked = h.probe(differentiate, 3, x.copy(), step)
        h.about("error of order h squared")
        h.close(
            "g",
            g,
            3 * x**2,
            tol=1.5 * step**2 / (3 * x**2).max(),
            mistakes={
                "forward difference": 3 * x**2 + 3 * x * step,
                "backward difference": 3 * x**2 - 3 * x * step,
                "divided by h": 6 * x**2,
            },
        )
        h.about("the given step")
        far = max(np.abs(a - x).max() for a in asked)
        h.that(
            0.9 * step < far < 2.1 * step,
            "f was asked at points that do not lie h away.",
            mistake="h ignored",
        )
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def the_best_step():
    """Error of the slope of a smooth function against the step, two-sided and one-sided."""
    x, slope = np.array([0.7]), np.exp(0.7) * np.cos(0.7) + np.exp(0.7) * np.sin(0.7)
    f = lambda v: float((np.exp(v) * np.sin(v))[0])
    f32 = lambda v: float((np.exp(v.astype(np.float32)) * np.sin(v.astype(np.float32)))[0])
    h = np.logspace(-13, -0.5, 60)
    error = lambda g: abs(g - slope) / abs(slope) + 1e-17
    central = [error(numerical_gradient(f, x, s)[0]) for s in h]
    forward = [error((f(x + s) - f(x)) / s) for s in h]
    single = [error(numerical_gradient(f32, x, s)[0]) for s in h]
    return figures.gradient_errors(
        h,
        {
            "central": np.array(central),
            "forward": np.array(forward),
            "central, float32": np.array(single),
        },
    )


# %% [markdown]
# **Why the V.** On the right the formula is wrong, by `h**2`. On the left the formula is fine and
# the computer is not: two almost equal numbers are subtracted, and what is left is rounding noise
# divided by `h`. The best step lies between, and in float32 even the best one is far worse.


# %%
def best_step():
    def error(h):
        return abs(numerical_gradient(lambda v: float(np.exp(v[0])), np.zeros(1), h)[0] - 1)

    return min(("1e-2", "1e-5", "1e-10", "1e-16"), key=lambda option: error(float(option)))


reveal(
    "the best step h in float64",
    best_step,
    why="Below it, what is left of the difference of two almost equal numbers is noise.",
)

# %% [markdown]
# ## 7 · How different is different?
#
# Two gradients never agree to the last digit, and 0.001 is a lot for some and nothing for others.
# The **relative error** sets the distance of two arrays against their size:
#
# `|a - b| / (|a| + |b|)`, where `|.|` is the square root of the sum of all squares.
#
# It is 0 for equal arrays, 1 for opposite ones, and the same whichever comes first. Taken entry
# by entry instead, one entry that is almost 0 in both would drown the rest.
#
# *Worked by hand.* `a = [3, 0]`, `b = [0, 4]`: the distance is 5, the sizes 3 and 4, so the
# relative error is `5/7`.


# %% solve="relative_error"
def relative_error(a, b):
    """Distance of two arrays as a share of their sizes.

    Parameters
    ----------
    a, b : ndarray, same shape

    Returns
    -------
    float
        ``norm(a - b) / (norm(a) + norm(b))`` with norms over all entries; 0 when both are 0.
    """
    ### BEGIN SOLUTION
    size = np.linalg.norm(a) + np.linalg.norm(b)
    return float(np.linalg.norm(a - b) / size) if size != 0 else 0.0
    ### END SOLUTION


# %%
hint("relative_error")

# %% check="relative_error-value" points=2
with Check("relative_error(a, b) -> error", relative_error) as c:
    c.about("value")
    c.close(
        "error",
        c.call(np.array([1.0, 2, 2]), np.array([1, 4.0, 2])),
        0.263763,
        mistakes=[
            ("one-sided norm", 2 / 3),
            ("one-sided norm", 0.436436),
            ("norm of the sum", 0.267261),
            ("squared norms", 0.133333),
            ("difference of norms", 0.208712),
            ("factor 2", 0.527525),
            ("element-wise error", 1 / 3),
            ("element-wise error", 1 / 9),
            ("sum of entries", 1 / 6),
        ],
    )
    c.close(
        "error",
        c.call(np.array([3.0, 0]), np.array([0, 4.0])),
        5 / 7,
        mistakes=[
            ("one-sided norm", 5 / 3),
            ("one-sided norm", 5 / 4),
            ("largest entry", 4 / 7),
            ("factor 2", 10 / 7),
            ("difference of norms", 1 / 7),
        ],
    )
    c.about("equal arrays")
    c.close("error", c.call(np.array([1.0, 2]), np.array([1.0, 2])), 0)
    c.about("two arrays of zeros")
    c.close("error", c.call(np.zeros(3), np.zeros(3)), 0, mistakes={"0/0": np.nan})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for about, shape in [
        ("value", 6),
        ("a matrix", (3, 4)),
        ("a square matrix", (3, 3)),
        ("one number", (1,)),
    ]:
        h.about(about)
        a, b = rng.normal(size=shape), rng.normal(size=shape)
        norm = np.linalg.norm
        h.close(
            "error",
            h.call(a, b),
            norm(a - b) / (norm(a) + norm(b)),
            mistakes={
                "one-sided norm": norm(a - b) / norm(a),
                "norm of the sum": norm(a - b) / norm(a + b),
                "squared norms": (norm(a - b) / norm(a)) ** 2,
                "largest entry": np.abs(a - b).max() / (np.abs(a).max() + np.abs(b).max()),
                "element-wise error": (np.abs(a - b) / (np.abs(a) + np.abs(b))).max(),
                "factor 2": 2 * norm(a - b) / (norm(a) + norm(b)),
            },
        )
    h.about("two arrays of zeros")
    h.close("error", h.call(np.zeros((2, 2)), np.zeros((2, 2))), 0, mistakes={"0/0": np.nan})
### END HIDDEN TESTS

# %% check="relative_error-fair" points=3
with Check("relative_error(a, b) -> error", relative_error) as c:
    c.about("symmetric")
    a, b = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [3, 8]])
    c.close(
        "error",
        c.call(a, b),
        0.279545,
        mistakes={"one-sided norm": 4 / 30**0.5, "element-wise error": 1 / 3},
    )
    c.close(
        "error",
        c.call(b, a),
        0.279545,
        mistakes={"one-sided norm": 4 / 78**0.5, "element-wise error": 1 / 3},
    )
    c.about("one tiny entry")
    c.close(
        "error",
        c.call(np.array([1.0, 1e-12]), np.array([1.0, -1e-12])),
        1e-12,
        mistakes={"element-wise error": 1},
    )
    c.about("one array of zeros")
    c.close("error", c.call(np.zeros(2), np.array([1.0, 2])), 1)
    c.about("tiny arrays")
    c.close(
        "error",
        c.call(np.array([3e-9, 0]), np.array([0, 4e-9])),
        5 / 7,
        mistakes=[("epsilon added", 5e-9 / (7e-9 + eps)) for eps in (1e-8, 1e-9, 1e-10, 1e-12)],
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng, norm = h.rng, np.linalg.norm
    h.about("symmetric")
    a = rng.normal(size=(3, 4))
    b = a + 0.1 * rng.normal(size=(3, 4))
    for p, q in ((a, b), (b, a)):
        h.close(
            "error",
            h.call(p, q),
            norm(a - b) / (norm(a) + norm(b)),
            mistakes={
                "one-sided norm": norm(p - q) / norm(p),
                "element-wise error": (np.abs(a - b) / (np.abs(a) + np.abs(b))).max(),
            },
        )
    h.about("one tiny entry")
    p, q = np.append(a, 1e-13), np.append(a, -1e-13)
    h.close("error", h.call(p, q), 2e-13 / (norm(p) + norm(q)), mistakes={"element-wise error": 1})
    h.about("opposite arrays")
    h.close("error", h.call(a, -a), 1)
    h.about("tiny arrays")
    h.close(
        "error",
        h.call(1e-11 * a, 1e-11 * b),
        norm(a - b) / (norm(a) + norm(b)),
        mistakes=[
            ("epsilon added", norm(a - b) / (norm(a) + norm(b) + eps * 1e11))
            for eps in (1e-8, 1e-9, 1e-10, 1e-12)
        ],
    )
    h.about("one array of zeros")
    h.close("error", h.call(a, 0 * a), 1)
### END HIDDEN TESTS

# %% [markdown]
# ## 8 · Find the bug
#
# Now the tool in its proper use. Somebody hands you a `backward` that may or may not be right,
# for a network of tanh units with a logit at the end. Measure every gradient yourself, compare,
# and name the ones that are wrong: `"W1"`, `"b2"`; layers count from 1.
#
# Where does the line lie? Right gradients agree with measured ones to about `1e-9`; wrong ones in
# these checks are off by 1 % or more. Anything in between will do, for instance `1e-5`. A
# gradient that holds `nan` is wrong too, and `nan` answers *no* to every comparison: ask whether
# the error is small, not whether it is large.
#
# **Predict first.** A backward pass forgets the factor `f'(Z)` of the first hidden layer, of
# three layers in all. Which gradients come out wrong?

# %%
guess(
    "the gradients that a lost slope in layer 1 spoils",
    ["W1 and b1", "W1, b1, W2 and b2", "all of them"],
)


# %% solve="diagnose"
def diagnose(backward, params, X, y):
    """Names of the gradients that `backward` gets wrong.

    Parameters
    ----------
    backward : callable
        ``backward(params, X, y) -> grads``, a list of (dW, db), first layer first. It is
        meant to return the gradients of the binary cross-entropy (mean over the batch)
        of a network with tanh in every hidden layer.
    params : list of (W, b)
    X : ndarray, shape (N, D)
    y : ndarray, shape (N, 1)

    Returns
    -------
    set of str
        Of ``"W1"``, ``"b1"``, ``"W2"`` ...; empty when all are right.
    """
    # 1 a function loss(_) that ignores its argument and reads params: numerical_gradient moves
    #   the entries of W and b inside params, one at a time
    # 2 measure each W and b with numerical_gradient, compare with relative_error
    ### BEGIN SOLUTION
    params = [(W.copy(), b.copy()) for W, b in params]
    acts = [TANH] * (len(params) - 1)
    loss = lambda _: bce_with_logits(mlp_forward(params, X, acts)[0], y)[0]
    wrong = set()
    for l, (pair, given) in enumerate(zip(params, backward(params, X, y)), start=1):
        for name, x, g in zip("Wb", pair, given):
            if not relative_error(numerical_gradient(loss, x), g) < 1e-5:
                wrong.add(f"{name}{l}")
    return wrong
    ### END SOLUTION


# %%
hint("diagnose")

# %% check="diagnose-one-bug" points=4
# Gradients of a small network, written down; then with one of them spoiled.
with Check("diagnose(backward, params, X, y) -> names", diagnose) as c:
    params = [
        (np.array([[0.5, -1], [1, 0.25]]), np.array([0.1, 0.2])),
        (np.array([[2.0], [-1]]), np.array([0.3])),
    ]
    X, y = np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5]]), np.array([[1.0], [0], [1]])
    right = [
        (
            np.array([[-0.170543314780, 0.122743367770], [0.370152600678, -0.277694406360]]),
            np.array([-0.090948624569, 0.132536859609]),
        ),
        (np.array([[0.401067643998], [0.388150390713]]), np.array([0.004912819333])),
    ]

    def spoiled(l, k, factor):
        grads = [list(pair) for pair in right]
        grads[l][k] = factor * grads[l][k]
        return lambda params, X, y: [tuple(pair) for pair in grads]

    c.about("a right backward")
    names = c.strings("names", c.call(spoiled(0, 0, 1.0), params, X, y))
    c.that(names == set(), "gradients that are right were reported.", mistake="everything is wrong")
    for about, l, k, factor, want, mistake in [
        ("one wrong weight gradient", 0, 0, 0.5, {"W1"}, "nothing is wrong"),
        ("one wrong bias gradient", 0, 1, 3.0, {"b1"}, "biases not checked"),
        ("a small gradient", 1, 1, 2.0, {"b2"}, "absolute tolerance"),
        ("the right size, the wrong sign", 1, 0, -1.0, {"W2"}, "norms compared"),
    ]:
        c.about(about)
        names = c.strings("names", c.call(spoiled(l, k, factor), params, X, y))
        c.that(
            names != {f"{n[0]}{int(n[1:]) - 1}" for n in want},
            "the name is off by one.",
            mistake="layers counted from 0",
        )
        c.that(names, "a wrong gradient was not reported.", mistake=mistake)
        c.that(names == want, "not exactly the wrong gradient was reported.")
### BEGIN HIDDEN TESTS
with c.hidden() as h:

    def backward(params, X, y):
        inputs = [X]
        for W, b in params[:-1]:
            inputs.append(np.tanh(inputs[-1] @ W + b))
        z = inputs[-1] @ params[-1][0] + params[-1][1]
        dZ, grads = (1 / (1 + np.exp(-z)) - y) / len(y), []
        for (W, _), A in zip(params[::-1], inputs[::-1], strict=True):
            grads.append([A.T @ dZ, dZ.sum(axis=0)])
            dZ = (dZ @ W.T) * (1 - A**2)
        return grads[::-1]

    def planted(spots):
        def faulty(params, X, y):
            grads = backward(params, X, y)
            for l, k, factor in spots:
                grads[l - 1][k] = factor * grads[l - 1][k]
            return [tuple(pair) for pair in grads]

        return faulty

    rng = h.rng
    params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in [(3, 4), (4, 1)]]
    X, y = rng.normal(size=(6, 3)), np.array([[0.0], [1], [1], [0], [1], [0]])
    h.about("a right backward")
    h.that(
        h.strings("names", h.call(planted([]), params, X, y)) == set(),
        "gradients that are right were reported.",
        mistake="everything is wrong",
    )
    for l, k, name in [(1, 0, "W1"), (1, 1, "b1"), (2, 0, "W2"), (2, 1, "b2")]:
        for factor in (2.0, -1.0, 1.03, 1 / 6):
            h.about("one wrong bias gradient" if k else "one wrong weight gradient")
            names = h.strings("names", h.call(planted([(l, k, factor)]), params, X, y))
            h.that(
                names != {f"{name[0]}{l - 1}"},
                "the name is off by one.",
                mistake="layers counted from 0",
            )
            h.that(
                names or not k, "a wrong gradient was not reported.", mistake="biases not checked"
            )
            h.that(names, "a wrong gradient was not reported.", mistake="nothing is wrong")
            h.that(names == {name}, "not exactly the wrong gradient was reported.")
### END HIDDEN TESTS

# %% check="diagnose-exact" points=5
# Several bugs at once; all of them; a gradient that is not a number.
with Check("diagnose(backward, params, X, y) -> names", diagnose) as c:
    params = [
        (np.array([[0.5, -1], [1, 0.25]]), np.array([0.1, 0.2])),
        (np.array([[2.0], [-1]]), np.array([0.3])),
    ]
    X, y = np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5]]), np.array([[1.0], [0], [1]])
    W1, b1, W2, b2 = (
        np.array([[-0.170543314780, 0.122743367770], [0.370152600678, -0.277694406360]]),
        np.array([-0.090948624569, 0.132536859609]),
        np.array([[0.401067643998], [0.388150390713]]),
        np.array([0.004912819333]),
    )
    for about, grads, want in [
        ("two bugs", [(W1, b1 / 3), (-W2, b2)], {"b1", "W2"}),
        ("all wrong", [(2 * W1, 2 * b1), (2 * W2, 2 * b2)], {"W1", "b1", "W2", "b2"}),
        ("right numbers, transposed", [(W1.T, b1), (W2, b2)], {"W1"}),
        ("not a number", [(W1, b1), (np.nan * W2, b2)], {"W2"}),
    ]:
        c.about(about)
        names = c.strings("names", c.call(lambda params, X, y, grads=grads: grads, params, X, y))
        c.that(
            names != {f"{x[0]}{int(x[1:]) - 1}" for x in want},
            "the names are off by one.",
            mistake="layers counted from 0",
        )
        c.that(
            names - want == set(),
            "gradients that are right were reported.",
            mistake="everything is wrong",
        )
        c.that(
            names == want,
            "a wrong gradient was not reported.",
            mistake="nan not noticed" if about == "not a number" else "nothing is wrong",
        )
### BEGIN HIDDEN TESTS
with c.hidden() as h:

    def style(
        params,
        X,
        y,
        slope=lambda l, A, Z: 1 - A**2,
        scale=1.0,
        through=lambda W: W.T,
        bias=lambda d: d.sum(axis=0),
    ):
        """Right by default; each argument plants one classic bug."""
        A, Z = [X], []
        for l, (W, b) in enumerate(params):
            Z.append(np.einsum("nd,dh->nh", A[-1], W) + b)
            A.append(np.tanh(Z[-1]) if l < len(params) - 1 else Z[-1])
        d, out = scale * (0.5 * (1 + np.tanh(Z[-1] / 2)) - y) / X.shape[0], []
        for l in range(len(params) - 1, -1, -1):
            out.insert(0, (np.einsum("nd,nh->dh", A[l], d), bias(d)))
            if l:
                d = (d @ through(params[l][0])) * slope(l, A[l], Z[l - 1])
        return out

    def bug(**kind):
        return lambda params, X, y: style(params, X, y, **kind)

    for sizes in ([2, 3, 3, 1], [3, 3, 1]):
        rng, L = h.rng, len(sizes) - 1
        params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
        X, y = rng.normal(size=(7, sizes[0])), rng.integers(0, 2, size=(7, 1)).astype(float)
        lower = {f"{n}{l}" for l in range(1, L) for n in "Wb"}
        every = lower | {f"W{L}", f"b{L}"}
        for about, kind, want in [
            ("right, in another style", {}, set()),
            ("slope missing", dict(slope=lambda l, A, Z: 1.0), lower),
            ("slope at A", dict(slope=lambda l, A, Z: 1 - np.tanh(A) ** 2), lower),
            (
                "slope missing in the first layer only",
                dict(slope=lambda l, A, Z: (1 - A**2) if l > 1 else 1.0),
                {"W1", "b1"},
            ),
            ("sum instead of mean", dict(scale=7.0), every),
            (
                "bias averaged",
                dict(bias=lambda d: d.mean(axis=0)),
                {n for n in every if n[0] == "b"},
            ),
            ("uphill", dict(scale=-1.0), every),
        ]:
            h.about(about)
            names = h.strings("names", h.call(bug(**kind), params, X, y))
            h.that(
                names or not want, "wrong gradients were not reported.", mistake="nothing is wrong"
            )
            h.that(
                names - want == set(),
                "gradients that are right were reported.",
                mistake="everything is wrong",
            )
            h.that(
                names == want or names != {n for n in want if n[0] == "W"},
                "no wrong bias gradient was reported.",
                mistake="biases not checked",
            )
            h.that(
                names == want or not any(n[1:] == "3" for n in want - names),
                "a layer was not looked at.",
                mistake="layers left out",
            )
            h.that(names == want, "a wrong gradient was not reported.", mistake="nothing is wrong")
    h.about("not a number")
    names = h.strings(
        "names",
        h.call(
            lambda params, X, y: [(np.nan * g[0], g[1]) for g in style(params, X, y)], params, X, y
        ),
    )
    h.that(
        names == {f"W{l + 1}" for l in range(len(params))},
        "a gradient of nan was not reported.",
        mistake="nan not noticed",
    )
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def your_own_backward_on_trial():
    rng = np.random.default_rng(3)
    params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in [(2, 3), (3, 3), (3, 1)]]
    X, y = rng.normal(size=(5, 2)), np.array([[0.0], [1], [1], [0], [1]])
    no_slope = (tanh, lambda Z: np.ones_like(Z))
    honest = diagnose(lambda p, X, y: loss_and_grads(p, X, y, [TANH, TANH])[1], params, X, y)
    faulty = diagnose(lambda p, X, y: loss_and_grads(p, X, y, [no_slope, TANH])[1], params, X, y)
    print("your mlp_backward:", sorted(honest) or "no wrong gradient")
    print("the same without the slope of layer 1:", sorted(faulty))
    reveal(
        "the gradients that a lost slope in layer 1 spoils",
        lambda: " and ".join(sorted(faulty)),
        why="The slope enters below layer 2, when its own gradients are computed already.",
    )


# %% [markdown]
# **Why it matters.** A wrong `dW` or `db` spoils only itself; a wrong gradient *handed down*
# spoils every layer below. So begin at the wrong name nearest to the output: look at that layer,
# and at what the layer above hands down to it.
#
# ## 9 · Where to start
#
# If all weights are 0, every hidden unit computes the same, gets the same gradient, and stays the
# same for ever: thirty-two units do the work of one, or of none. So weights start **random**. How
# large?
#
# One entry of `Z` adds up `fan_in` terms. If inputs and weights are independent with mean 0,
# variances add: `Var Z = fan_in * Var(W) * E[A**2]`. To keep the spread the same from layer to
# layer, the variance of `W` has to be about `1 / fan_in`. Two recipes are in use:
#
# | scheme | variance of W | for |
# |---|---|---|
# | `"xavier"` | 2 / (fan_in + fan_out) | tanh; a compromise of forward and backward pass |
# | `"he"` | 2 / fan_in | ReLU, which sets half of its inputs to 0 |
#
# (Glorot and Bengio 2010; He et al. 2015.) Any shape of distribution will do as long as its
# variance is right.
#
# **Predict first.** You draw from `rng.uniform(-0.3, 0.3)`. What is the variance?

# %%
guess("the variance of uniform(-0.3, 0.3)", ["0.01", "0.03", "0.09", "0.3"])

# %% [markdown]
# *Worked by hand.* The variance of `uniform(-1, 1)` is 1/3, the mean of `x**2` over the interval;
# scaling a draw by s scales its variance by `s**2`. For a layer of 50 inputs, He wants a variance
# of `2/50 = 0.04`, a standard deviation of 0.2, and a uniform draw has to reach out to
# `0.2 * sqrt(3)`, about 0.346.


# %% solve="init_params"
def init_params(sizes, scheme, rng):
    """Random weights and zero biases for a network.

    Parameters
    ----------
    sizes : list of int
        Inputs, hidden layers, outputs: ``[2, 8, 1]`` has two layers of weights.
    scheme : str
        ``"zeros"``; ``"normal"``: standard deviation 0.01; ``"xavier"``: variance
        2/(fan_in + fan_out); ``"he"``: variance 2/fan_in.
    rng : numpy.random.Generator
        The only source of randomness.

    Returns
    -------
    params : list of (W, b)
        First layer first, float64, shapes (fan_in, fan_out) and (fan_out,).
    """
    ### BEGIN SOLUTION
    params = []
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        std = {
            "zeros": 0.0,
            "normal": 0.01,
            "xavier": np.sqrt(2 / (fan_in + fan_out)),
            "he": np.sqrt(2 / fan_in),
        }[scheme]
        params.append((std * rng.standard_normal((fan_in, fan_out)), np.zeros(fan_out)))
    return params
    ### END SOLUTION


# %%
hint("init_params")

# %% check="init_params-shapes" points=3
with Check("init_params(sizes, scheme, rng) -> params", init_params) as c:
    like = [
        (np.zeros((4, 3)), np.zeros(3)),
        (np.zeros((3, 3)), np.zeros(3)),
        (np.zeros((3, 2)), np.zeros(2)),
    ]
    for scheme in ("zeros", "normal", "xavier", "he"):
        c.about(f"shapes of {scheme}")
        params = c.pairs("params", c.call([4, 3, 3, 2], scheme, np.random.default_rng(1)), like)
        for W, b in params:
            c.that(not b.any(), f"{scheme}: a bias is not 0.", mistake="biases not zero")
            c.that(
                W.any() == (scheme != "zeros"),
                f"{scheme}: the weights should be zeros only for 'zeros'.",
                mistake="scheme ignored",
            )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("one layer", [5, 2]),
        ("one input, one unit", [1, 1, 1]),
        ("five layers", [2, 6, 5, 4, 3, 1]),
    ]:
        h.about(about)
        like = [(np.zeros((i, o)), np.zeros(o)) for i, o in zip(sizes, sizes[1:])]
        for scheme in ("zeros", "normal", "xavier", "he"):
            params = h.call(sizes, scheme, h.rng)
            pairs = h.pairs("params", params, like)
            h.that(
                all(
                    np.asarray(W).dtype.kind == "f" and np.asarray(b).dtype.kind == "f"
                    for W, b in params
                ),
                "params should hold floating point numbers.",
                mistake="integers kept",
            )
            h.that(
                not any(b.any() for _, b in pairs), "a bias is not 0.", mistake="biases not zero"
            )
            h.that(
                all(W.any() == (scheme != "zeros") for W, _ in pairs),
                "the weights should be zeros only for 'zeros'.",
                mistake="scheme ignored",
            )
### END HIDDEN TESTS

# %% check="init_params-variance" points=3
# Layers wide enough that chance hardly matters.
with Check("init_params(sizes, scheme, rng) -> params", init_params) as c:
    like = [(np.zeros((300, 100)), np.zeros(100)), (np.zeros((100, 400)), np.zeros(400))]
    for scheme, wanted, wrong in [
        ("normal", [0.0001, 0.0001], [{}, {}]),
        (
            "xavier",
            [0.005, 0.004],
            [{"fan_in alone": 2 / 300}, {"fan_in alone": 0.02, "sizes of the first layer": 0.005}],
        ),
        (
            "he",
            [2 / 300, 0.02],
            [{"fan_out": 0.02}, {"fan_out": 0.005, "sizes of the first layer": 2 / 300}],
        ),
    ]:
        c.about(f"variance of {scheme}")
        params = c.call([300, 100, 400], scheme, np.random.default_rng(2))
        params = c.pairs("params", params, like, any_shape=True)
        for l, (W, _) in enumerate(params):
            c.that(W.size == like[l][0].size, f"W{l + 1} does not hold fan_in * fan_out numbers.")
            c.moments(
                f"W{l + 1}, {scheme}",
                W,
                wanted[l],
                mistakes={**wrong[l], "scheme ignored": 0.0001},
            )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("square layers", [150, 150, 150]),
        ("wide after narrow", [40, 800, 60]),
        ("narrow after wide", [500, 50, 300]),
    ]:
        for scheme in ("normal", "xavier", "he"):
            h.about(f"variance of {scheme}, {about}")
            params = h.call(sizes, scheme, h.rng)
            for l, (i, o) in enumerate(zip(sizes, sizes[1:])):
                wanted = {"normal": 1e-4, "xavier": 2 / (i + o), "he": 2 / i}[scheme]
                wrong = {
                    "xavier": {"fan_in alone": 1 / i, "fan_out": 1 / o, "factor 1/2": 1 / (i + o)},
                    "he": {"fan_out": 2 / o, "factor 1/2": 1 / i},
                    "normal": {},
                }[scheme]
                h.moments(
                    f"W{l + 1}", params[l][0], wanted, mistakes={**wrong, "scheme ignored": 1e-4}
                )
### END HIDDEN TESTS

# %% check="init_params-randomness" points=3
with Check("init_params(sizes, scheme, rng) -> params", init_params) as c:
    c.about("global random state untouched")
    before, after = c.probe(global_random_state, [3, 2], "he", np.random.default_rng(1))
    c.that(before == after, "the global random state moved.", mistake="global state")
    like = [(np.zeros((20, 20)), np.zeros(20))] * 2
    for scheme in ("normal", "xavier", "he"):
        c.about("reproducible")
        one, two, other = (
            c.pairs(
                "params",
                c.call([20, 20, 20], scheme, np.random.default_rng(seed)),
                like,
                any_shape=True,
            )
            for seed in (5, 5, 6)
        )
        c.that(
            np.array_equal(one[0][0], two[0][0]) and np.array_equal(one[1][0], two[1][0]),
            "the same seed gave two different networks.",
            mistake="not reproducible",
        )
        c.about("another seed, another network")
        c.that(
            not np.array_equal(one[0][0], other[0][0]),
            "two seeds gave the same network.",
            mistake="re-seeded",
        )
        c.about("layers independent")
        c.that(
            not np.array_equal(one[0][0], one[1][0]),
            "two layers are the same.",
            mistake="same draw",
        )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for scheme in ("normal", "xavier", "he"):
        rng = h.rng
        h.about("a generator moves on")
        one, two = h.call([30, 30, 30, 30], scheme, rng), h.call([30, 30, 30, 30], scheme, rng)
        h.that(
            not np.array_equal(one[0][0], two[0][0]),
            "two draws from one generator are equal.",
            mistake="re-seeded",
        )
        h.about("layers independent")
        Ws = [np.asarray(W, dtype=float) for W, _ in one]
        for i, j in [(0, 1), (1, 2), (0, 2)]:
            h.that(
                abs(np.corrcoef(Ws[i].ravel(), Ws[j].ravel())[0, 1]) < 0.3,
                "two layers are alike.",
                mistake="same draw",
            )
            h.that(
                abs(np.corrcoef(Ws[i].ravel(), Ws[j].T.ravel())[0, 1]) < 0.3,
                "two layers are alike.",
                mistake="same draw",
            )
        h.about("units independent")
        for W in Ws:
            h.that(
                np.linalg.matrix_rank(W) == 30,
                "some units start with the same weights.",
                mistake="same draw",
            )
        h.about("global random state untouched")
        before, after = h.probe(global_random_state, [4, 3, 2], scheme, rng)
        h.that(before == after, "the global random state moved.", mistake="global state")
### END HIDDEN TESTS

# %%
reveal(
    "the variance of uniform(-0.3, 0.3)",
    lambda: np.var(np.random.default_rng(0).uniform(-0.3, 0.3, size=400_000)).item(),
    why="s squared over 3: 0.09 / 3.",
)

# %% [markdown]
# ## 10 · Listen to the layers
#
# A network learns where gradients arrive. One number per layer says how loud each is spoken to:
# the norm of its `dW`. If it falls by a factor from layer to layer, the first layers hardly move;
# if it grows, they jump. This is the instrument of Exercise 2.
#
# Take the norm over all entries of the matrix, as in section 7; leave the biases out.


# %% solve="gradient_flow"
def gradient_flow(params, X, y, acts):
    """Norm of the weight gradient of each layer, for binary cross-entropy.

    Parameters
    ----------
    params : list of (W, b)
    X : ndarray, shape (N, D)
    y : ndarray, shape (N, 1)
    acts : list of (f, df)

    Returns
    -------
    norms : list of float
        ``norm(dW)`` (square root of the sum of squares), first layer first.
    """
    ### BEGIN SOLUTION
    _, grads = loss_and_grads(params, X, y, acts)
    return [float(np.linalg.norm(dW)) for dW, _ in grads]
    ### END SOLUTION


# %%
hint("gradient_flow")

# %% check="gradient_flow-layers" points=2
with Check("gradient_flow(params, X, y, acts) -> norms", gradient_flow) as c:
    c.about("one number per layer")
    params = [
        (np.array([[0.5, -1], [1, 0.25]]), np.array([0.1, 0.2])),
        (np.array([[2.0], [-1]]), np.array([0.3])),
    ]
    X, y = np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5]]), np.array([[1.0], [0], [1]])
    norms = c.array("norms", c.call(params, X, y, [TANH]))
    c.that(norms.shape == (2,), "norms should hold one number per layer.", mistake="layer missing")
    c.that((norms > 0).all(), "a norm is never negative, and here never 0.")
    c.about("every sample twice, the same mean")
    twice = c.call(params, np.vstack([X, X]), np.vstack([y, y]), [TANH])
    c.close("norms", twice, norms, mistakes={"1/N twice": norms / 2, "with N": 2 * norms})
    c.about("params untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("one layer", [3, 1]),
        ("two layers", [3, 4, 1]),
        ("five layers", [2, 3, 3, 3, 3, 1]),
    ]:
        h.about(about)
        rng = h.rng
        params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
        X, y = rng.normal(size=(5, sizes[0])), rng.integers(0, 2, size=(5, 1)).astype(float)
        norms = h.array("norms", h.call(params, X, y, [TANH] * (len(sizes) - 2)))
        h.that(
            norms.shape == (len(params),),
            "norms should hold one number per layer.",
            mistake="layer missing",
        )
        h.that((norms > 0).all(), "a norm is never negative, and here never 0.")
### END HIDDEN TESTS

# %% check="gradient_flow-norms" points=3
# The last layer on paper: its gradient is A.T @ (p - y) / N. The others from your own mlp_backward.
with Check("gradient_flow(params, X, y, acts) -> norms", gradient_flow) as c:
    c.about("norms of your own gradients")
    params = [
        (np.array([[0.5, -1, 2], [1, 0.25, -1]]), np.array([0.5, -0.5, 1])),
        (np.array([[2.0], [-1], [1]]), np.array([0.3])),
    ]
    X, y, acts = (
        np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5], [2, 1]]),
        np.array([[1.0], [0], [1], [0]]),
        [TANH],
    )
    norms = c.call(params, X, y, acts)
    out, cache = c.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
    _, dout = c.use("bce_with_logits -> loss, dz", bce_with_logits, out, y)
    grads = c.use("mlp_backward", mlp_backward, params, cache, dout, acts)
    (dW1, db1), (dW2, db2) = c.pairs("the gradients", grads, params, any_shape=True)
    size = lambda *parts: sum(float((np.asarray(p) ** 2).sum()) for p in parts)
    c.close(
        "norms",
        norms,
        [size(dW1) ** 0.5, size(dW2) ** 0.5],
        mistakes={
            "bias counted": [size(dW1, db1) ** 0.5, size(dW2, db2) ** 0.5],
            "squared norms": [size(dW1), size(dW2)],
            "reversed": [size(dW2) ** 0.5, size(dW1) ** 0.5],
            "norm of W": [2.704163, 2.449490],
            "mean of entries": [np.abs(dW1).mean(), np.abs(dW2).mean()],
            "layer missing": [size(dW1) ** 0.5],
            "root mean square": [(size(dW1) / 6) ** 0.5, (size(dW2) / 3) ** 0.5],
            "1/N twice": [size(dW1) ** 0.5 / 4, size(dW2) ** 0.5 / 4],
            "spectral norm": [np.linalg.norm(dW1, 2), np.linalg.norm(dW2, 2)],
            "largest entry": [np.abs(dW1).max(), np.abs(dW2).max()],
        },
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, acts in [
        ("mixed activations", [2, 4, 3, 1], [TANH, SOFTPLUS]),
        ("square layers", [3, 3, 3, 1], [RELU, TANH]),
        ("five layers", [2, 3, 3, 3, 3, 1], [TANH] * 4),
    ]:
        h.about(about)
        rng = h.rng
        params = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
        X, y = rng.normal(size=(8, sizes[0])), rng.integers(0, 2, size=(8, 1)).astype(float)
        out, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
        _, dout = h.use("bce_with_logits -> loss, dz", bce_with_logits, out, y)
        grads = h.use("mlp_backward", mlp_backward, params, cache, dout, acts)
        grads = h.pairs("the gradients", grads, params, any_shape=True)
        norm, one = np.linalg.norm, [acts[0]] * len(acts)
        out, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, one)
        _, dout = h.use("bce_with_logits -> loss, dz", bce_with_logits, out, y)
        same = h.use("mlp_backward", mlp_backward, params, cache, dout, one)
        same = h.pairs("the gradients", same, params, any_shape=True)
        h.close(
            "norms",
            h.call(params, X, y, acts),
            [norm(W) for W, _ in grads],
            mistakes={
                "bias counted": [np.hypot(norm(W), norm(b)) for W, b in grads],
                "squared norms": [norm(W) ** 2 for W, _ in grads],
                "reversed": [norm(W) for W, _ in grads[::-1]],
                "norm of W": [norm(W) for W, _ in params],
                "mean of entries": [np.abs(W).mean() for W, _ in grads],
                "root mean square": [np.sqrt((W**2).mean()) for W, _ in grads],
                "largest entry": [np.abs(W).max() for W, _ in grads],
                "sum of entries": [np.abs(W).sum() for W, _ in grads],
                "spectral norm": [norm(W, 2) for W, _ in grads],
                "with N": [8 * norm(W) for W, _ in grads],
                "first activation everywhere": [norm(W) for W, _ in same],
                "1/N twice": [norm(W) / 8 for W, _ in grads],
            },
        )
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def flow_through_six_layers():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 16))
    y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
    flow = {}
    for scheme in ("normal", "xavier"):
        params = init_params([16, 32, 32, 32, 32, 32, 1], scheme, np.random.default_rng(1))
        flow[f"tanh, {scheme}"] = gradient_flow(params, X, y, [TANH] * 5)
    return figures.gradient_flow(flow)


# %% [markdown]
# **What it shows.** Neither start lets the gradient fall from layer to layer. But with the tiny
# `normal` weights *every* layer hears next to nothing: signals shrink on the way up, gradients on
# the way down, and each `dW` is a product of the two. The level counts as much as the slope.
#
# **Play.** Go deeper, change the start, let it train.

# %% tags=["panel"]
gradient_flow_lab(
    forward=mlp_forward,
    backward=mlp_backward,
    bce=bce_with_logits,
    init=init_params,
    flow=gradient_flow,
    acts={"tanh": TANH, "relu": RELU, "softplus": SOFTPLUS},
)


# %% [markdown]
# ## 11 · Train
#
# Everything is in place. One step of **gradient descent** moves every parameter a little
# downhill: `W - lr * dW` and `b - lr * db`, all layers from the *same* gradients. One step with
# the whole batch is one epoch.
#
# Make new arrays rather than changing the ones you were given, so that the same start can be used
# again. *Worked by hand:* `W = 2`, `dW = 0.5`, `lr = 0.1` give `2 - 0.1*0.5 = 1.95`.
#
# **Predict first.** XOR with a network of *no* hidden layer, trained until it stands still. What
# is the loss?

# %%
guess("the best loss on XOR without a hidden layer", ["0", "0.35", "0.693 (log 2)"])


# %% solve="train"
def train(params, X, y, lr, epochs, acts):
    """Full-batch gradient descent on binary cross-entropy.

    Parameters
    ----------
    params : list of (W, b)
        Where to start; not changed.
    X : ndarray, shape (N, D)
    y : ndarray, shape (N, 1)
    lr : float
        Learning rate.
    epochs : int
        Number of updates.
    acts : list of (f, df)

    Returns
    -------
    params : list of (W, b)
        After the last update.
    history : list of float
        The loss before each update, `epochs` numbers.
    """
    ### BEGIN SOLUTION
    history = []
    for _ in range(epochs):
        loss, grads = loss_and_grads(params, X, y, acts)
        history.append(loss)
        params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(params, grads)]
    return params, history
    ### END SOLUTION


# %%
hint("train")

# %% check="train-step" points=4
# One update, then two, compared with your own gradients.
with Check("train(params, X, y, lr, epochs, acts) -> params, history", train) as c:
    start = [
        (np.array([[0.5, -1], [1, 0.25]]), np.array([0.1, 0.2])),
        (np.array([[2.0], [-1]]), np.array([0.3])),
    ]
    X, y = np.array([[1.0, 0.5], [-1, 2], [0.5, -1.5]]), np.array([[1.0], [0], [1]])
    c.about("one update")

    def gradients(params):
        out, cache = c.use("mlp_forward -> out, cache", mlp_forward, params, X, [TANH])
        _, dout = c.use("bce_with_logits -> loss, dz", bce_with_logits, out, y)
        grads = c.use("mlp_backward", mlp_backward, params, cache, dout, [TANH])
        return c.pairs("the gradients", grads, params)

    grads = gradients(start)
    half = [start[0], tuple(p - 0.5 * g for p, g in zip(start[1], grads[1]))]
    one_by_one = start[0][0] - 0.5 * gradients(half)[0][0]
    params, _ = c.call(start, X, y, 0.5, 1, [TANH])
    params = c.pairs("params", params, start)
    for l, (p0, g) in enumerate(zip(start, grads)):
        for k, label in ((0, f"W{l + 1}"), (1, f"b{l + 1}")):
            x, dx = p0[k], g[k]
            wrong = {"ascent": x + 0.5 * dx, "lr ignored": x - dx, "1/N twice": x - dx / 6}
            wrong["biases frozen" if k else "nothing moved"] = x
            if label == "W1":
                wrong["one layer at a time"] = one_by_one
            c.close(label, params[l][k], x - 0.5 * dx, tol=1e-12, mistakes=wrong)
    c.about("two updates")
    params, _ = c.call(start, X, y, 0.5, 2, [TANH])
    after = [tuple(p - 0.5 * g for p, g in zip(*pairs)) for pairs in zip(start, grads)]
    want, stale = after[0][0] - 0.5 * gradients(after)[0][0], start[0][0] - grads[0][0]
    W1 = c.pairs("params", params, start)[0][0]
    c.close("W1", W1, want, tol=1e-12, mistakes={"gradient not recomputed": stale})
    c.about("params untouched")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, acts, lr in [
        ("one update", [3, 4, 1], [TANH], 0.3),
        ("three layers", [2, 3, 3, 1], [SOFTPLUS, TANH], 1.5),
        ("one layer", [3, 1], [], 0.7),
        ("a tiny learning rate", [3, 2, 1], [TANH], 1e-3),
    ]:
        rng = h.rng
        start = [(rng.normal(size=(i, o)), rng.normal(size=o)) for i, o in zip(sizes, sizes[1:])]
        X, y = rng.normal(size=(6, sizes[0])), rng.integers(0, 2, size=(6, 1)).astype(float)

        def gradients(params, X=X, y=y, acts=acts):
            out, cache = h.use("mlp_forward -> out, cache", mlp_forward, params, X, acts)
            loss, dout = h.use("bce_with_logits -> loss, dz", bce_with_logits, out, y)
            grads = h.use("mlp_backward", mlp_backward, params, cache, dout, acts)
            return loss, h.pairs("the gradients", grads, params)

        loss, grads = gradients(start)
        h.about(about)
        params, history = h.call(start, X, y, lr, 1, acts)
        params = h.pairs("params", params, start)
        second = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(start, grads, strict=True)]
        loss2, grads2 = gradients(second)
        for l, (W0, b0) in enumerate(start):
            (W, b), (dW, db), (dW2, db2) = params[l], grads[l], grads2[l]
            h.close(
                f"W{l + 1}",
                W,
                W0 - lr * dW,
                tol=1e-12,
                mistakes={
                    "ascent": W0 + lr * dW,
                    "lr ignored": W0 - dW,
                    "one epoch too many": second[l][0] - lr * dW2,
                    "nothing moved": W0,
                    "1/N twice": W0 - lr * dW / 6,
                    "1/N missing": W0 - lr * dW * 6,
                },
            )
            h.close(
                f"b{l + 1}",
                b,
                b0 - lr * db,
                tol=1e-12,
                mistakes={"ascent": b0 + lr * db, "biases frozen": b0, "lr ignored": b0 - db},
            )
        h.about("history")
        history = h.array("history", history).ravel()
        h.that(len(history) != 2, "the history has one loss too many.", mistake="one loss too many")
        h.close("history", history, [loss], mistakes={"loss after the update": [loss2]})
        h.about("two updates")
        params, history = h.call(start, X, y, lr, 2, acts)
        h.close(
            "W1",
            params[0][0],
            second[0][0] - lr * grads2[0][0],
            tol=1e-12,
            mistakes={
                "one epoch too few": second[0][0],
                "gradient not recomputed": start[0][0] - 2 * lr * grads[0][0],
            },
        )
        h.close("history", history, [loss, loss2])
    h.about("params untouched")
### END HIDDEN TESTS

# %% check="train-history" points=2
with Check("train(params, X, y, lr, epochs, acts) -> params, history", train) as c:
    start = [(np.array([[1.0], [-1]]), np.zeros(1))]
    X, y = np.array([[1.0, 0], [0, 1], [1, 1]]), np.array([[1.0], [0], [1]])
    c.about("one loss per epoch")
    _, history = c.call(start, X, y, 0.1, 25, [])
    history = c.array("history", history)
    c.that(history.shape != (26,), "history has 26 losses, not 25.", mistake="one loss too many")
    c.that(history.shape == (25,), "the history should have one loss per epoch.")
    c.about("begins with the loss it was given")
    first, later = (
        c.use("bce_with_logits -> loss, dz", bce_with_logits, X @ W, y)[0]
        for W in (start[0][0], c.call(start, X, y, 0.1, 1, [])[0][0][0])
    )
    c.close("the first loss", history[0], first, mistakes={"loss after the update": later})
    c.about("loss falls")
    c.that(
        (np.diff(history) < 0).all(),
        "at this small learning rate the loss should fall at every step.",
        mistake="ascent" if history[-1] > history[0] else "nothing moved",
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("one loss per epoch")
    rng = h.rng
    X = rng.normal(size=(20, 3))
    y, start = (X[:, :1] > 0.2).astype(float), [(0.1 * rng.normal(size=(3, 1)), np.zeros(1))]
    for epochs in (1, 3, 40):
        params, history = h.call(start, X, y, 0.1, epochs, [])
        history = h.array("history", history)
        h.that(
            history.shape != (epochs + 1,),
            "the history has one loss too many.",
            mistake="one loss too many",
        )
        h.that(history.shape == (epochs,), "the history should have one loss per epoch.")
        h.about("loss falls")
        h.that(
            (np.diff(history) < 0).all(),
            "at a small learning rate the loss should fall at every step.",
            mistake="ascent" if history[-1] > history[0] else "nothing moved",
        )
    h.about("begins with the loss it was given")
    z = X @ start[0][0]
    first = float(np.mean(np.logaddexp(0, z) - y * z))
    own, _ = h.use("bce_with_logits -> loss, dz", bce_with_logits, z, y)
    if abs(float(own) - first) < 1e-6:
        p = 1 / (1 + np.exp(-z))
        z1 = X @ (start[0][0] - 0.1 * X.T @ (p - y) / 20) - 0.1 * (p - y).mean()
        h.close(
            "history",
            history[0],
            first,
            mistakes={"loss after the update": float(np.mean(np.logaddexp(0, z1) - y * z1))},
        )
    h.about("no epochs")
    params, history = h.call(start, X, y, 0.1, 0, [])
    h.that(len(history) == 0, "no epochs, no losses.", mistake="one epoch too many")
    h.close("W1", h.pairs("params", params, start)[0][0], start[0][0])
### END HIDDEN TESTS

# %% check="train-xor" points=2
# Eight tanh units learn XOR.
with Check("train(params, X, y, lr, epochs, acts) -> params, history", train) as c:
    c.about("learns XOR")
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    rng = np.random.default_rng(0)
    start = [(rng.normal(size=(2, 8)), np.zeros(8)), (rng.normal(size=(8, 1)) / 3, np.zeros(1))]
    params, history = c.call(start, X, y, 1.0, 400, [TANH])
    history = c.array("history", history)
    c.that(history.size, "the history holds no loss.")
    c.that(history.ravel()[-1] < 0.1, "the loss on XOR should be below 0.1 after 400 epochs.")
    out, _ = c.use("mlp_forward -> out, cache", mlp_forward, params, X, [TANH])
    c.that(
        ((np.asarray(out) > 0) == (y > 0)).all(),
        "the trained network should answer XOR on all four inputs.",
    )
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("learns XOR from another start")
    for _ in range(2):
        rng = h.rng
        start = [(rng.normal(size=(2, 8)), np.zeros(8)), (rng.normal(size=(8, 1)) / 3, np.zeros(1))]
        params, history = h.call(start, X, y, 1.0, 500, [TANH])
        A = np.tanh(X @ np.asarray(params[0][0]) + np.asarray(params[0][1]))
        out = A @ np.asarray(params[1][0]) + np.asarray(params[1][1])
        h.that(
            ((out > 0) == (y > 0)).all(),
            "the returned parameters should answer XOR on all four inputs.",
        )
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def xor_learnt():
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    params, _ = train(
        init_params([2, 8, 1], "xavier", np.random.default_rng(1)), X, y, 1.0, 1000, [TANH]
    )
    xx, yy = np.meshgrid(np.linspace(-0.5, 1.5, 80), np.linspace(-0.5, 1.5, 80))
    out, _ = mlp_forward(params, np.c_[xx.ravel(), yy.ravel()], [TANH])
    return figures.boundary(
        xx, yy, dsoftplus(out).reshape(xx.shape), X, y.ravel(), "XOR, eight tanh units"
    )


# %% tags=["demo"]
@demo
def two_moons():
    """What a straight line cannot do, and sixteen tanh units can."""
    X, y = make_moons(200, noise=0.15, random_state=0)
    y = y[:, None].astype(float)
    for sizes, acts in (([2, 1], []), ([2, 16, 1], [TANH])):
        start = init_params(sizes, "xavier", np.random.default_rng(0))
        params, losses = train(start, X, y, 1.0, 1500, acts)
        right = np.mean((mlp_forward(params, X, acts)[0] > 0) == (y > 0))
        print(f"{len(acts)} hidden layers: loss {losses[-1]:.3f}, {right:.1%} right")
    xx, yy = np.meshgrid(np.linspace(-1.6, 2.6, 90), np.linspace(-1.2, 1.8, 70))
    out, _ = mlp_forward(params, np.c_[xx.ravel(), yy.ravel()], [TANH])
    score = dsoftplus(out).reshape(xx.shape)
    return figures.boundary(xx, yy, score, X, y.ravel(), "two moons, sixteen tanh units")


# %% [markdown]
# **And the start?** Units that begin with equal weights get equal gradients and stay equal. The
# *rank* of `W1` counts how many of its columns are not combinations of the others, and the
# singular values above 0 are as many. From zeros nothing ever moves, from a constant all 32 units
# stay copies of one; random columns begin different and stay different.


# %% tags=["demo"]
@demo
def what_the_start_decides():
    """Singular values of W1 after 100 epochs, by start."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 40))
    y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
    starts = {
        "zeros": init_params([40, 32, 1], "zeros", rng),
        "He": init_params([40, 32, 1], "he", rng),
    }
    starts["constant"] = [(np.full(W.shape, 0.1), b) for W, b in starts["zeros"]]
    values = {}
    for name in ("zeros", "constant", "He"):
        params, _ = train(starts[name], X, y, 0.5, 100, [TANH])
        values[name] = np.linalg.svd(params[0][0], compute_uv=False)
    return figures.singular_values(values)


# %%
def xor_without_hidden_layer():
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    start = [(np.array([[1.0], [-0.5]]), np.zeros(1))]
    return (
        "0.693 (log 2)"
        if abs(train(start, X, y, 1.0, 2000, [])[1][-1] - np.log(2)) < 1e-3
        else "0.35"
    )


reveal(
    "the best loss on XOR without a hidden layer",
    xor_without_hidden_layer,
    why="No straight line helps, so the best it can do is to say 1/2 to all four.",
)

# %% [markdown]
# ## 12 · How large a step?
#
# Near its lowest point a smooth loss usually looks like a parabola, so one parabola teaches the
# lesson: `0.5 * lam * x**2`, with curvature `lam` and slope `lam * x`. One step takes `x` to
# `x - lr * lam * x = (1 - lr*lam) * x`. The same factor, again and again (`lam = 4`,
# `lr = 0.125`: half of `x` is left after each step). It shrinks `x` while `|1 - lr*lam| < 1`,
# which is while `lr < 2/lam`. At `2/lam` it jumps from side to side for ever; beyond, it runs
# away.
#
# **Predict first.** With curvature 1, which learning rate reaches the bottom in a single step?

# %%
guess("the learning rate that needs one step at curvature 1", ["0.5", "1", "1.9", "2"])


# %% solve="gd_quadratic"
def gd_quadratic(lam, lr, steps):
    """Gradient descent on ``0.5 * lam * x**2`` from ``x = 1``.

    Parameters
    ----------
    lam : float
        Curvature, above 0.
    lr : float
        Learning rate.
    steps : int

    Returns
    -------
    path : list of float
        The ``steps + 1`` positions x, the start included.
    """
    ### BEGIN SOLUTION
    path = [1.0]
    for _ in range(steps):
        path.append(path[-1] - lr * lam * path[-1])
    return path
    ### END SOLUTION


# %%
hint("gd_quadratic")

# %% check="gd_quadratic-path" points=3
with Check("gd_quadratic(lam, lr, steps) -> path", gd_quadratic) as c:
    c.about("path")
    c.close(
        "path",
        c.call(4.0, 0.125, 3),
        [1, 0.5, 0.25, 0.125],
        mistakes=[
            ("ascent", [1, 1.5, 2.25, 3.375]),
            ("losses instead of iterates", [2, 0.5, 0.125, 0.03125]),
            ("lam ignored", [1, 0.875, 0.765625, 0.669922]),
            ("start missing", [0.5, 0.25, 0.125, 0.0625]),
            ("start missing", [0.5, 0.25, 0.125]),
            ("one epoch too few", [1, 0.5, 0.25]),
            ("one epoch too many", [1, 0.5, 0.25, 0.125, 0.0625]),
            ("factor 2", [1, 0, 0, 0]),
            ("factor 1/2", [1, 0.75, 0.5625, 0.421875]),
            ("gradient not recomputed", [1, 0.5, 0, -0.5]),
            ("lam twice", [1, -1, 1, -1]),
            ("loss for slope", [1, 0.75, 0.609375, 0.516541]),
            ("only the last", 0.125),
        ],
    )
    c.about("jumps from side to side")
    c.close(
        "path",
        c.call(1.0, 1.5, 3),
        [1, -0.5, 0.25, -0.125],
        mistakes={"sign lost": [1, 0.5, 0.25, 0.125]},
    )
    c.about("no steps")
    c.close("path", c.call(1.0, 0.1, 0), [1])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    rng = h.rng
    for lam in (0.3, 1.0, 4.0, float(rng.uniform(0.5, 3))):
        for about, lr in [
            ("well below 2/lam", 0.3 / lam),
            ("just below 2/lam", 1.98 / lam),
            ("just above 2/lam", 2.02 / lam),
            ("far above", 2.5 / lam),
        ]:
            h.about(about)
            steps = int(rng.integers(4, 9))
            k = np.arange(steps + 1)
            path = (1 - lr * lam) ** k
            h.close(
                "path",
                h.call(lam, lr, steps),
                path,
                mistakes={
                    "ascent": (1 + lr * lam) ** k,
                    "lam ignored": (1 - lr) ** k,
                    "losses instead of iterates": 0.5 * lam * path**2,
                    "start missing": (1 - lr * lam) ** (k + 1),
                    "one epoch too few": path[:-1],
                    "one epoch too many": (1 - lr * lam) ** np.arange(steps + 2),
                    "factor 2": (1 - 2 * lr * lam) ** k,
                    "factor 1/2": (1 - lr * lam / 2) ** k,
                    "lam twice": (1 - lr * lam**2) ** k,
                },
            )
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def paths_on_a_parabola():
    return figures.descent_paths(
        1.0, {lr: gd_quadratic(1.0, lr, 12) for lr in (0.1, 1.0, 1.9, 2.1)}
    )


# %% [markdown]
# **Play.** *Your* `gd_quadratic`, once for each axis of a valley. Push the learning rate over 2/λ:
# which axis runs away first?

# %% tags=["panel"]
descent_lab(gd_quadratic=gd_quadratic)

# %% [markdown]
# On a real network nobody tells you `lam`. You see losses, and have to read them. Rule 2 below is
# the sly one: a loss that is perfectly finite, perfectly calm, and stuck at what a blind guess
# costs (`log C` for `C` classes).


# %% solve="lr_regime"
def lr_regime(losses, chance):
    """What a run of losses says about its learning rate.

    The first rule that holds decides:

    1. a loss is nan or infinite, or the last is larger than the first: ``"failed"``
    2. the last is within 1 % of `chance`, ``abs(last - chance) <= 0.01 * chance``: ``"failed"``
    3. more than a quarter of the steps from one loss to the next go up: ``"oscillating"``
    4. the last is larger than half of the first: ``"slow"``
    5. otherwise: ``"good"``

    Parameters
    ----------
    losses : list of float
        One per epoch, at least three.
    chance : float
        Loss of a blind guess, log C for C classes.

    Returns
    -------
    str
        ``"good"``, ``"slow"``, ``"oscillating"`` or ``"failed"``.
    """
    ### BEGIN SOLUTION
    losses = np.asarray(losses, dtype=float)
    first, last = losses[0], losses[-1]
    if not np.isfinite(losses).all() or last > first or abs(last - chance) <= 0.01 * chance:
        return "failed"
    if np.mean(np.diff(losses) > 0) > 0.25:
        return "oscillating"
    return "slow" if last > 0.5 * first else "good"
    ### END SOLUTION


# %%
hint("lr_regime")

# %% check="lr_regime-one-of-each" points=1
with Check("lr_regime(losses, chance) -> regime", lr_regime) as c:
    for losses, want, confused in [
        ([2.0, 1.2, 0.7, 0.4, 0.2], "good", {}),
        ([2.0, 1.95, 1.9, 1.86, 1.83], "slow", {}),
        ([2.0, 0.9, 1.3, 0.5, 1.1, 0.4], "oscillating", {}),
        ([2.0, 1.5, 1.7, 1.3, 1.4, 1.1], "oscillating", {"slow": "rule order"}),
        ([2.0, 3.0, 9.0, 80.0, 1e9], "failed", {}),
        ([2.0, 1.5, 1.0, 0.6, 0.65, 0.3], "good", {"oscillating": "threshold"}),
        ([0.8, 0.6, 0.5, 0.45], "slow", {"good": "threshold"}),
    ]:
        c.about(want)
        regime = c.call(losses, 0.693147)
        c.equals("regime", regime, want, note=f"losses {losses}", mistakes=confused)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, losses, want in [
        ("good", [1.5, 1.0, 0.5, 0.3, 0.1, 0.05], "good"),
        ("slow", [1.5, 1.48, 1.45, 1.43, 1.4], "slow"),
        ("oscillating", [1.5, 0.6, 0.9, 0.4, 0.7, 0.2], "oscillating"),
        ("failed", [1.0, 2.0, 4.0, 8.0], "failed"),
        ("oscillating although slow", [1.5, 1.2, 1.4, 1.1, 1.3, 1.0], "oscillating"),
    ]:
        h.about(about)
        h.that(
            h.call(losses, 0.693147) == want,
            f"a run that is {about} was called something else.",
            mistake="rule order" if "although" in about else None,
        )
### END HIDDEN TESTS

# %% check="lr_regime-silent" points=2
# Failures that do not shout: frozen at chance, nan, grown a little.
with Check("lr_regime(losses, chance) -> regime", lr_regime) as c:
    for about, losses, chance, mistake in [
        ("frozen at chance, two classes", [1.1, 0.8, 0.6931, 0.6931], 0.693147, "frozen passes"),
        ("frozen at chance", [2.8, 2.31, 2.3026, 2.3026, 2.3026], 2.302585, "frozen passes"),
        ("frozen just below chance", [2.8, 2.4, 2.29, 2.285, 2.285], 2.302585, "frozen passes"),
        ("nan", [2.0, 1.0, 0.5, float("nan"), float("nan")], 0.693147, "nan passes"),
        ("grown a little", [0.8, 0.75, 0.78, 0.82], 0.693147, "growth passes"),
        ("frozen although it oscillates", [2.0, 0.6, 0.8, 0.65, 0.694], 0.693147, "rule order"),
    ]:
        c.about(about)
        note = f"losses {losses}, chance {chance:g}"
        others = dict.fromkeys(("good", "slow", "oscillating"), mistake)
        c.equals("regime", c.call(losses, chance), "failed", note=note, mistakes=others)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    nan, inf = float("nan"), float("inf")
    for about, losses, chance, want, mistake in [
        (
            "frozen at chance",
            [1.4, 1.2, 1.0987, 1.0986, 1.0986],
            1.098612,
            "failed",
            "frozen passes",
        ),
        (
            "frozen slightly above chance",
            [1.4, 1.2, 1.107, 1.107],
            1.098612,
            "failed",
            "frozen passes",
        ),
        (
            "frozen slightly below chance",
            [1.4, 1.2, 1.09, 1.09],
            1.098612,
            "failed",
            "frozen passes",
        ),
        (
            "one and a half per cent above chance is not frozen",
            [1.4, 1.3, 1.2, 1.1151],
            1.098612,
            "slow",
            "threshold",
        ),
        (
            "one and a half per cent below chance is not frozen",
            [1.4, 1.3, 1.2, 1.0821],
            1.098612,
            "slow",
            "threshold",
        ),
        (
            "chance belongs to the task",
            [2.5, 1.5, 0.9, 0.693147],
            2.302585,
            "good",
            "frozen passes",
        ),
        ("nan at the end", [1.0, 0.5, nan], 0.693147, "failed", "nan passes"),
        ("nan in the middle", [1.0, nan, 0.5, 0.2], 0.693147, "failed", "nan passes"),
        ("infinite in the middle", [1.0, inf, 0.5, 0.2], 0.693147, "failed", "nan passes"),
        ("grown", [1.0, 0.4, 1.1], 0.693147, "failed", "growth passes"),
        ("grown after falling", [0.5, 0.1, 0.2, 0.3, 0.6], 0.693147, "failed", "growth passes"),
        (
            "a quarter of the steps is not more than a quarter",
            [2.0, 1.0, 1.1, 0.5, 0.3],
            0.693147,
            "good",
            "threshold",
        ),
        (
            "two of seven steps",
            [4.0, 3.0, 3.1, 2.0, 2.1, 1.0, 0.5, 0.2],
            0.693147,
            "oscillating",
            "threshold",
        ),
        (
            "half of the first is not more than half",
            [2.0, 1.8, 1.4, 1.0],
            0.693147,
            "good",
            "threshold",
        ),
        (
            "frozen although it oscillates",
            [3.0, 1.0, 1.3, 0.9, 1.2, 1.1],
            1.098612,
            "failed",
            "rule order",
        ),
        (
            "back where it began is not larger",
            [1.0, 0.9, 0.8, 0.7, 0.6, 1.0],
            0.693147,
            "slow",
            "threshold",
        ),
        ("flat steps are no ascent", [2.0, 1.0, 1.0, 1.0, 0.3], 0.693147, "good", "threshold"),
    ]:
        h.about(about)
        h.that(
            h.call(losses, chance) == want, "this run was called something else.", mistake=mistake
        )
### END HIDDEN TESTS


# %%
def one_step_rate():
    options = ("0.5", "1", "1.9", "2")
    return min(options, key=lambda option: abs(gd_quadratic(1.0, float(option), 1)[1]))


reveal(
    "the learning rate that needs one step at curvature 1",
    one_step_rate,
    why="1 - lr * lam is 0 there: one step lands on the bottom, wherever it starts.",
)


# %% tags=["demo"]
@demo
def learning_rates_on_xor():
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    curves = {}
    for lr in (0.03, 0.3, 1.0, 6.0, 8.0):
        start = init_params([2, 8, 1], "xavier", np.random.default_rng(1))
        losses = train(start, X, y, lr, 100, [TANH])[1]
        curves[f"lr {lr:g}: {lr_regime(losses, np.log(2))}"] = losses
    return figures.loss_curves(curves, chance=np.log(2))


# %% [markdown]
# **Read it with care.** Rule 2 cannot tell *stuck* from *not yet started*: the smallest rate
# above is called failed after 100 epochs, and would get there in the end. Look longer before you
# judge.
#
# **Play.** All you wrote, at work. Break it: a rate too large, a start too small.

# %% tags=["panel"]
playground(
    forward=mlp_forward,
    backward=mlp_backward,
    bce=bce_with_logits,
    acts={"tanh": TANH, "relu": RELU, "softplus": SOFTPLUS},
)

# %% [markdown]
# ## What to remember
#
# - A gradient has the shape of the thing it belongs to, and gradients **add** where paths meet.
# - Going back takes two steps per layer: `linear_backward`, then times `f'(Z)` of the layer
#   below.
# - 1/N enters once, in the loss. A loss that stays at `log 2` has learnt nothing yet.
# - Do not trust a gradient that you have not measured. Begin at the wrong one nearest to the
#   output.
# - Start random, with a variance of about 1/fan_in; a learning rate above 2/curvature runs away.
#
# **Ask yourself.** Why does `db` have no factor of `X`? Why does `dX` need `W` but `dW` does not?
# What do all-equal weights make of a hidden layer?
#
# Your predictions beside what your own functions computed:

# %%
sum_up()

# %% [markdown]
# **Next:** Exercise 2 looks into the bend itself. Why did tanh work here, what does a sigmoid do
# to the gradients of a deep network, and how can a ReLU network die without a word?
