# %% [markdown]
# # Exercise 4 · The same network with PyTorch
#
# You have written every gradient of a network by hand. PyTorch writes them for you. That is a gift
# with conditions: it also keeps graphs you forgot about, adds gradients you did not clear, and
# broadcasts shapes you never meant to meet. None of this raises an error.
#
# **You will** turn arrays into tensors, take gradients without a backward pass of your own, carry
# your NumPy weights over and get the same numbers to the last digits, and write the loops that
# every PyTorch project has.
#
# **You will learn** what autograd records, what a module registers, how training and evaluation
# differ, when to stop, and what all this costs in time and in ideas.
#
# **You need** Exercises 1 and 3. Allow about three hours; you can stop after any section.
#
# As before: *predict*, look at a number worked by hand, write one short piece, run its checks. A
# red check holds back *Run All Cells*: mend the function, or go on with the next cell.

# %% locked="imports"
import copy
import math
import time

import numpy as np
import torch
from sklearn.datasets import load_digits, make_moons
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from mlplab import Check, demo, figures, guess, hint, probe, reveal, sum_up
from mlplab.panels import early_stopping_lab, torch_rate_map

torch.set_default_dtype(torch.float64)  # as in NumPy, so that the two can be compared
torch.set_num_threads(1)
torch.optim.SGD([torch.zeros(1)], lr=1.0)  # the first optimizer makes PyTorch load much of itself

# %% tags=["demo"]
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")
ran_on = torch.cuda.get_device_name(DEVICE) if DEVICE.type == "cuda" else "the processor"
print(f"Demonstrations that train a network run on {ran_on} ({DEVICE}); checks on the processor.")

# %% [markdown]
# ## 1 · From arrays to tensors
#
# A tensor is an array that can remember how it was made. Until then, what matters is its `dtype`
# and its shape, because the two losses ask for different targets:
#
# | task | loss | targets |
# |---|---|---|
# | classification | `nn.CrossEntropyLoss()(logits, y)` | class numbers, int64, shape (N,) |
# | regression | `nn.MSELoss()(predictions, y)` | floats, shape (N, 1) like the predictions |
#
# `torch.tensor(array)` copies an array and keeps its kind of number; `torch.as_tensor` shares its
# memory where it can. Both take a `dtype=`; `torch.get_default_dtype()` is float64 here, and
# class numbers are `torch.int64`, also called `long`. `.reshape(-1, 1)` makes a column.
#
# **Predict first.** Four predictions of shape (4, 1) minus four targets of shape (4,): what is the
# shape of the difference?

# %%
guess("the shape of (4, 1) minus (4,)", ["(4,)", "(4, 1)", "(4, 4)", "an error"])

# %% [markdown]
# *Worked by hand.* Predictions 1 and 3, targets 1 and 3, all right: the loss is 0. As a column
# minus a row the differences are `1-1`, `1-3`, `3-1`, `3-3`, and the mean of their squares is
# `(0 + 4 + 4 + 0) / 4 = 2`. A perfect model is told that it is wrong.


# %% solve="to_tensors"
def to_tensors(X, y, task):
    """Arrays as the tensors that a loss function wants.

    Parameters
    ----------
    X : ndarray, shape (N, D)
        Any kind of number.
    y : ndarray, shape (N,) for classes; (N,) or (N, 1) for regression
        Any kind of number.
    task : str
        ``"classification"`` or ``"regression"``.

    Returns
    -------
    X : Tensor, shape (N, D)
        Floating point, in PyTorch's default dtype.
    y : Tensor
        Classification: int64, shape (N,). Regression: floating point, shape (N, 1).

    Raises
    ------
    ValueError
        For any other task.
    """
    ### BEGIN SOLUTION
    kind = torch.get_default_dtype()
    X = torch.tensor(X, dtype=kind)
    if task == "classification":
        return X, torch.tensor(y, dtype=torch.int64)
    if task == "regression":
        return X, torch.tensor(y, dtype=kind).reshape(-1, 1)
    raise ValueError(f"task is 'classification' or 'regression', not {task!r}")
    ### END SOLUTION


# %%
hint("to_tensors")


# %% locked="probes-tensors"
# Given, here and twice below: probes, through which the checks look at what a function does.
@probe
def error_of(function, *args):
    """Kinds of the error that a call raises, the special one first; none without an error."""
    try:
        function(*args)
    except Exception as error:
        return [kind.__name__ for kind in type(error).__mro__]
    return []


@probe
def gradients_of(function, name, x, asks=False, kept=None):
    """Call ``function(f, x)`` twice; tell what came back and what became of x."""
    f = {
        "sum of squares": lambda v: (v**2).sum(),
        "product": lambda v: v.prod(),
        "waves": lambda v: (torch.sin(v) * v).sum(),
    }[name]
    x = torch.tensor(x, requires_grad=asks)
    x.grad = None if kept is None else torch.full_like(x, kept)
    got = [function(f, x) for _ in range(2)]
    return {
        "tensors": [torch.is_tensor(g) for g in got],
        "gradients": [g.detach().numpy().copy() if torch.is_tensor(g) else g for g in got],
        "attached": [torch.is_tensor(g) and g.requires_grad for g in got],
        "x": x.detach().numpy(),
        "asks": x.requires_grad,
        "grad": None if x.grad is None else x.grad.detach().numpy(),
    }


@probe
def stepped(function, values, grads, lr, again=0):
    """One step with given gradients, then `again` steps with those of the sum of squares."""
    leaves = [torch.tensor(v, requires_grad=True) for v in values]
    for p, g in zip(leaves, grads):
        p.grad = None if g is None else torch.tensor(g)
    function(list(leaves), lr)
    for _ in range(again):
        for p in leaves:
            p.requires_grad_()
        sum((p**2).sum() for p in leaves).backward()
        function(list(leaves), lr)
    return {
        "values": [p.detach().numpy() for p in leaves],
        "grads": [None if p.grad is None else p.grad.numpy() for p in leaves],
        "leaves": [p.is_leaf for p in leaves],
        "asks": [p.requires_grad for p in leaves],
    }


# %% check="to_tensors-classification" points=3
with Check("to_tensors(X, y, task) -> X, y", to_tensors) as c:
    for about, y in [("class numbers", [0, 2, 1]), ("class numbers kept as floats", [0.0, 2, 1])]:
        c.about(about)
        X, y = c.call(np.array([[1, 2], [3, 4], [5, 6]]), np.array(y), "classification")
        c.close("X", c.tensor("X", X, "float", (3, 2)), [[1, 2], [3, 4], [5, 6]])
        c.close("y", c.tensor("y", y, "long", (3,)), [0, 2, 1])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, kind in [("one sample", 1, int), ("bytes", 6, np.uint8), ("floats", 5, float)]:
        h.about(about)
        X0, y0 = h.rng.normal(size=(n, 3)), h.rng.integers(0, 4, size=n)
        X, y = h.call(X0.astype(np.float32), y0.astype(kind), "classification")
        h.close("X", h.tensor("X", X, "float", (n, 3)), X0)
        h.close("y", h.tensor("y", y, "long", (n,)), y0)
### END HIDDEN TESTS

# %% check="to_tensors-regression" points=4
with Check("to_tensors(X, y, task) -> X, y", to_tensors) as c:
    for about, y in [("y of shape (N,)", [0.5, 2, -1]), ("y of shape (N, 1)", [[0.5], [2], [-1]])]:
        c.about(about)
        _, y = c.call(np.array([[1, 2], [3, 4], [5, 6]]), np.array(y), "regression")
        row = np.shape(y) == (3,)
        c.that(not row, "y has shape (3,), expected (3, 1).", mistake="(N,) against (N, 1)")
        c.close("y", c.tensor("y", y, "float", (3, 1)), [[0.5], [2], [-1]])
    c.about("another task is refused")
    kinds = c.probe(error_of, np.ones((2, 1)), np.ones(2), "clustering")
    c.that("ValueError" in kinds, "no ValueError for 'clustering'.", mistake="any word accepted")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, kind in [
        ("one sample", 1, float),
        ("whole numbers", 5, int),
        ("floats", 4, float),
    ]:
        for shape in [(n,), (n, 1)]:
            h.about(about)
            X0, y0 = h.rng.normal(size=(n, 2)), (9 * h.rng.normal(size=n)).astype(kind)
            X, y = h.call(X0, y0.reshape(shape), "regression")
            h.close("X", h.tensor("X", X, "float", (n, 2)), X0)
            row = np.shape(y) == (n,)
            h.that(not row, "y has another shape.", mistake="(N,) against (N, 1)")
            h.close("y", h.tensor("y", y, "float", (n, 1)), y0.reshape(-1, 1).astype(float))
    h.about("another task is refused")
    for word in ("Regression", "", "multilabel"):
        kinds = h.probe(error_of, np.ones((2, 1)), np.ones(2), word)
        h.that("ValueError" in kinds, "no ValueError.", mistake="any word accepted")
### END HIDDEN TESTS

# %%
reveal(
    "the shape of (4, 1) minus (4,)",
    lambda: str(tuple((torch.zeros(4, 1) - torch.zeros(4)).shape)),
    why="The row is repeated downwards, the column sideways: 16 differences for four samples.",
)

# %% [markdown]
# ## 2 · Gradients without a backward pass
#
# A tensor with `requires_grad=True` is a **leaf** that asks for a gradient. Whatever is computed
# from it remembers its operation and its inputs: together they form the **graph**, the very thing
# that your `cache` was in Exercise 1. Two ways walk it backwards:
#
# - `f(x).backward()` **adds** the gradient to `x.grad`, on top of what was there.
# - `torch.autograd.grad(f(x), x)` returns a tuple of gradients and leaves `x.grad` alone.
#
# `x.detach()` has the same numbers without the graph; `.clone()` copies; `.requires_grad_()` asks.
#
# **Predict first.** `x = 3`. You call `(x**2).backward()` twice. What is `x.grad`?

# %%
guess("x.grad after two backward passes of x**2 at 3", ["3", "6", "12", "36"])

# %% [markdown]
# *Worked by hand.* With `x**2` at 5: the slope is `2*5 = 10`. A second backward pass finds 10 in
# `x.grad` and adds another 10, so that 20 is there: twice the gradient of anything. Adding is on
# purpose: where paths meet, gradients add. But nobody tells PyTorch where one step ends.


# %% solve="grad_of"
def grad_of(f, x):
    """Gradient of a scalar function.

    `x` and ``x.grad`` stay as they are, and so does whether `x` asks for a gradient.

    Parameters
    ----------
    f : callable
        Takes a tensor shaped like `x`, returns a tensor with one number.
    x : Tensor
        With or without ``requires_grad``.

    Returns
    -------
    g : Tensor
        Shaped like `x`, detached: no graph hangs on it.
    """
    # 1 a leaf of your own with the numbers of x
    # 2 the gradient of f there
    ### BEGIN SOLUTION
    leaf = x.detach().clone().requires_grad_()
    (g,) = torch.autograd.grad(f(leaf), leaf)
    return g
    ### END SOLUTION


# %%
hint("grad_of")

# %% check="grad_of-value" points=3
with Check("grad_of(f, x) -> g", grad_of) as c:
    for about, name, x, value, want in [
        ("sum of squares", "sum of squares", [1.0, -2, 3], 14, [2, -4, 6]),
        ("two axes", "product", [[1.0, 2], [3, 4]], 24, [[24, 12], [8, 6]]),
        ("one number", "sum of squares", 5.0, 25, 10),
    ]:
        for asks in (False, True):
            c.about(about)
            told = c.probe(gradients_of, name, np.array(x), asks)
            g, x = told["gradients"][0], np.array(x)
            c.that(not (asks and g is None), "g is None when x asks.", mistake="not a leaf")
            c.array("g", g)
            c.that(told["tensors"][0], "g should be a torch tensor.", mistake="not a tensor")
            flat = np.size(g) == x.size and np.shape(g) != x.shape
            c.that(not flat, f"g has shape {np.shape(g)}, x {x.shape}.", mistake="shape lost")
            c.close("g", g, want, mistakes={"value for gradient": value})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [("a vector", (4,)), ("two axes", (3, 2)), ("one entry", (1, 1))]:
        h.about(about)
        x = h.rng.normal(size=shape)
        for asks in (False, True):
            told = h.probe(gradients_of, "waves", x, asks)
            g = told["gradients"][0]
            h.array("g", g)
            h.that(told["tensors"][0], "g should be a torch tensor.", mistake="not a tensor")
            value = float((np.sin(x) * x).sum())
            want = np.cos(x) * x + np.sin(x)
            h.close("g", g, want, mistakes={"value for gradient": value})
### END HIDDEN TESTS

# %% check="grad_of-twice" points=4
# The same call twice, with an x that already has a gradient of its own.
with Check("grad_of(f, x) -> g", grad_of) as c:
    for about, asks, kept in [("x asks for nothing", False, None), ("x has a gradient", True, 7.0)]:
        c.about(about)
        told = c.probe(gradients_of, "sum of squares", np.array([1.0, -2, 3]), asks, kept)
        for g in told["gradients"]:
            piled = [("gradients pile up", [4, -8, 12]), ("gradients pile up", [9, 3, 13])]
            piled += [("gradients pile up", [11, -1, 19])]
            c.close("g", g, [2, -4, 6], mistakes=piled)
        c.close("x", told["x"], [1, -2, 3], mistakes={"x touched": np.zeros(3)})
        same = told["asks"] == asks
        c.that(same, "x asks for a gradient now, or no longer.", mistake="x touched")
        same = told["grad"] is None if kept is None else np.array_equal(told["grad"], [7, 7, 7])
        c.that(same, "x.grad is not what it was.", mistake="x touched")
        c.that(not any(told["attached"]), "g still asks for a gradient.", mistake="graph kept")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, asks, kept in [
        ("x asks for nothing", False, None),
        ("x asks and has none yet", True, None),
        ("x has a gradient", True, -3.0),
    ]:
        h.about(about)
        x = h.rng.normal(size=(2, 3))
        want = np.cos(x) * x + np.sin(x)
        told = h.probe(gradients_of, "waves", x, asks, kept)
        for g in told["gradients"]:
            start = kept or 0.0
            piled = [("gradients pile up", k * want + start) for k in (1, 2)]
            piled += [("gradients pile up", 2 * want)]
            h.close("g", g, want, mistakes=piled)
        h.that(np.array_equal(told["x"], x), "x was changed.", mistake="x touched")
        h.that(told["asks"] == asks, "x asks, or no longer asks.", mistake="x touched")
        same = told["grad"] is None if kept is None else (told["grad"] == kept).all()
        h.that(same, "x.grad is not what it was.", mistake="x touched")
        h.that(not any(told["attached"]), "g still asks.", mistake="graph kept")
### END HIDDEN TESTS


# %%
def two_backward_passes():
    x = torch.tensor(3.0, requires_grad=True)
    for _ in range(2):
        (x**2).backward()
    return x.grad.item()


reveal(
    "x.grad after two backward passes of x**2 at 3",
    two_backward_passes,
    why="6 from each pass. A training loop without zero_grad does just that at every step.",
)

# %% [markdown]
# ## 3 · One step, by hand
#
# An optimizer's step is `p -= lr * p.grad`. Three things can go wrong with it, all silently or
# nearly so:
#
# - `p = p - lr * p.grad` makes a **new** tensor and calls it `p`; the model keeps the old one.
# - The step itself must not become part of the graph. Inside `with torch.no_grad():` nothing is
#   recorded, and a leaf may be changed in place.
# - `p.grad` has to be emptied afterwards: set to `None` or to zeros.
#
# **Predict first.** `w` is a leaf. After `w = w - 0.1 * w.grad`, outside `no_grad`, what is `w`?

# %%
guess("w after w = w - 0.1 * w.grad", ["a leaf, as before", "no leaf any more", "an error"])

# %% [markdown]
# *Worked by hand.* `p = 4`, gradient 3, `lr = 0.5`: the step leaves `4 - 0.5*3 = 2.5`. If the 3
# stays in `p.grad` and the next pass finds 1, the next step moves by `0.5*(3 + 1) = 2` instead of
# `0.5*1 = 0.5`.


# %% solve="manual_sgd_step"
def manual_sgd_step(params, lr):
    """One step of gradient descent, in place.

    Parameters
    ----------
    params : list of Tensor
        Leaves that ask for a gradient. Each with a ``.grad`` moves by ``-lr * grad``, and its
        gradient is emptied (None or zeros); one whose ``.grad`` is None is left alone.
    lr : float
        Learning rate.
    """
    ### BEGIN SOLUTION
    with torch.no_grad():
        for p in params:
            if p.grad is not None:
                p -= lr * p.grad
                p.grad = None
    ### END SOLUTION


# %%
hint("manual_sgd_step")

# %% check="manual_sgd_step-values" points=4
with Check("manual_sgd_step(params, lr)", manual_sgd_step) as c:
    c.about("one step")
    values, grads = (
        [np.array([1.0, 2]), np.array([[4.0]])],
        [np.array([0.5, -1]), np.array([[2.0]])],
    )
    told = c.probe(stepped, values, grads, 0.1)
    for p, start, want, up, whole in zip(
        told["values"],
        values,
        ([0.95, 2.1], [[3.8]]),
        ([1.05, 1.9], [[4.2]]),
        ([0.5, 3], [[2]]),
    ):
        wrong = {"parameter rebound": start, "ascent": up, "lr ignored": whole}
        c.close("a parameter", p, want, tol=1e-12, mistakes=wrong)
    c.about("three steps")
    told = c.probe(stepped, [np.array([1.0])], [np.array([2.0])], 0.25, 2)
    piled = {"gradients not cleared": [-0.875]}
    c.close("a parameter", told["values"][0], [0.125], tol=1e-12, mistakes=piled)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shapes, lr in [
        ("one parameter", [(3,)], 0.3),
        ("three parameters", [(2, 3), (3,), (3, 1)], 1.5),
        ("a small learning rate", [(4, 4)], 1e-3),
    ]:
        h.about(about)
        values, grads = ([h.rng.normal(size=s) for s in shapes] for _ in range(2))
        told = h.probe(stepped, values, grads, lr)
        for p, v, g in zip(told["values"], values, grads):
            wrong = {"parameter rebound": v, "ascent": v + lr * g, "lr ignored": v - g}
            h.close("a parameter", p, v - lr * g, tol=1e-12, mistakes=wrong)
        told = h.probe(stepped, values, grads, 0.1, 1)
        for p, v, g in zip(told["values"], values, grads):
            once = v - 0.1 * g
            wrong = {"gradients not cleared": once - 0.1 * (2 * once + g)}
            h.close("a parameter", p, 0.8 * once, tol=1e-12, mistakes=wrong)
### END HIDDEN TESTS

# %% check="manual_sgd_step-leaves" points=3
# What the parameters are afterwards; one of them has no gradient.
with Check("manual_sgd_step(params, lr)", manual_sgd_step) as c:
    c.about("a parameter without a gradient")
    values, grads = (
        [np.array([1.0]), np.array([2.0]), np.array([3.0])],
        [np.ones(1), None, np.ones(1)],
    )
    told = c.probe(stepped, values, grads, 0.5)
    moved = [(p != v).any() for p, v in zip(told["values"], values)]
    c.that(not moved[1], "it moved all the same.")
    c.that(moved[2] or not moved[0], "the one after it did not move.", mistake="stops at None")
    c.about("still leaves that ask")
    c.that(all(told["leaves"]), "a parameter is no leaf any more.", mistake="graph kept")
    c.that(all(told["asks"]), "a parameter no longer asks.", mistake="gradient no longer asked for")
    c.about("gradients emptied")
    empty = all(g is None or not np.any(g) for g in told["grads"])
    c.that(empty, "a gradient is still there.", mistake="gradients not cleared")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, missing in [
        ("none missing", []),
        ("the first missing", [0]),
        ("two missing", [1, 3]),
    ]:
        h.about(about)
        values = [h.rng.normal(size=(2, 2)) for _ in range(4)]
        grads = [None if i in missing else h.rng.normal(size=(2, 2)) for i in range(4)]
        told = h.probe(stepped, values, grads, 0.2)
        moved = [(p != v).any() for p, v in zip(told["values"], values)]
        h.that(not any(moved[i] for i in missing), "one moved without a gradient.")
        others = {moved[i] for i in range(4) if i not in missing}
        h.that(len(others) == 1, "some moved and some did not.", mistake="stops at None")
        h.that(all(told["leaves"]), "a parameter is no leaf any more.", mistake="graph kept")
        h.that(all(told["asks"]), "one no longer asks.", mistake="gradient no longer asked for")
        empty = all(g is None or not np.any(g) for g in told["grads"])
        h.that(empty, "a gradient is still there.", mistake="gradients not cleared")
### END HIDDEN TESTS


# %%
def rebound():
    w = torch.tensor(2.0, requires_grad=True)
    (w**2).backward()
    w = w - 0.1 * w.grad
    return "a leaf, as before" if w.is_leaf else "no leaf any more"


reveal(
    "w after w = w - 0.1 * w.grad",
    rebound,
    why="It is a result with a history. Its .grad stays None, and the model never sees it.",
)

# %% [markdown]
# ## 4 · A network is a module
#
# An `nn.Module` is an object that knows its parameters. `__init__` first calls
# `super().__init__()`, then stores layers as attributes, which **registers** them; `forward` says
# what happens to a batch, and `model(X)` calls it.
#
# - `nn.Linear(fan_in, fan_out)` holds a weight, a bias and a random start.
# - `nn.ReLU()` and `nn.Tanh()` hold nothing.
# - `nn.Sequential(a, b, c)` runs modules one after the other; `nn.ModuleList([...])` only keeps
#   them. Both register what they hold.
#
# The network ends in **logits**. `nn.CrossEntropyLoss` takes the softmax itself, in the safe form
# that you wrote in Exercise 3; a second softmax in the model runs, learns slowly, and says nothing.
#
# **Predict first.** A module keeps `nn.Linear(2, 4)` and `nn.Linear(4, 1)` in a plain Python list.
# How many parameters does it report?

# %%
guess("parameters of a module with its layers in a plain list", ["0", "12", "17"])

# %% [markdown]
# *Worked by hand.* Sizes 3-5-2: `3*5 + 5 = 20` numbers in the first layer, `5*2 + 2 = 12` in the
# second, 32 in all. Three sizes, two layers, one activation between them and none at the end.


# %% solve="MLP"
class MLP(nn.Module):
    """A multi-layer perceptron that returns logits.

    Its layers are `nn.Linear` modules, registered first layer first.

    Parameters
    ----------
    sizes : list of int
        Inputs, hidden layers, outputs: ``[2, 8, 3]`` has two layers.
    activation : str
        ``"relu"`` or ``"tanh"``, after every layer but the last.

    Raises
    ------
    ValueError
        For any other activation, as soon as the network is made.
    """

    def __init__(self, sizes, activation):
        super().__init__()
        # 1 refuse an unknown activation  2 make the layers and register them
        ### BEGIN SOLUTION
        if activation not in ("relu", "tanh"):
            raise ValueError(f"activation is 'relu' or 'tanh', not {activation!r}")
        bend = nn.ReLU if activation == "relu" else nn.Tanh
        parts = []
        for fan_in, fan_out in zip(sizes, sizes[1:]):
            parts += [nn.Linear(fan_in, fan_out), bend()]
        self.layers = nn.Sequential(*parts[:-1])
        ### END SOLUTION

    def forward(self, X):
        """Logits of a batch, shape (N, sizes[-1])."""
        ### BEGIN SOLUTION
        return self.layers(X)
        ### END SOLUTION


# %%
hint("MLP")


# %% locked="probes-modules"
@probe
def built(function, sizes, activation, X):
    """Make two networks, spoil the second, run the first backwards; tell what it holds."""
    model, other = function(sizes, activation), function(sizes, activation)
    with torch.no_grad():
        for p in other.parameters():
            p.fill_(9.0)
    out = model(torch.tensor(X))
    if out.requires_grad:
        (out**2).sum().backward()
    return {
        "parameters": [p.detach().numpy().copy() for p in model.parameters()],
        "out": out.detach().numpy(),
        "reached": [p.grad is not None for p in model.parameters()],
    }


@probe
def carried_over(function, params, X, y, lr=0.1, steps=0, dressed=False):
    """Load params into a tanh network; tell what it holds, computes and becomes."""
    linear = [nn.Linear(*W.shape) for W, _ in params]
    parts = [part for layer in linear for part in (layer, nn.Tanh())][:-1]
    if dressed:  # the same layers, nested, behind a module with parameters of its own
        parts = [nn.LayerNorm(len(params[0][0])), nn.Sequential(*parts[:2]), *parts[2:]]
    model, (X, y) = nn.Sequential(*parts), (torch.tensor(X), torch.tensor(y))

    def held():
        return [
            (m.weight.detach().numpy().T.copy(), m.bias.detach().numpy().copy()) for m in linear
        ]

    def slopes():
        return torch.autograd.grad(nn.functional.cross_entropy(model(X), y), [*model.parameters()])

    fresh = held()
    function(model, params)
    told = {"fresh": fresh, "loaded": held(), "out": model(X).detach().numpy()}
    told["asks"] = [p.requires_grad for p in model.parameters()]
    model.requires_grad_()
    told["dress"] = [p.detach().numpy().copy() for p in parts[0].parameters()] if dressed else []
    for part in (part for pair in params for part in pair):
        part += 1  # whoever shares memory with the arrays hears of this
    told["later"] = held()
    for part in (part for pair in params for part in pair):
        part -= 1
    if steps:
        told["grads"] = [g.numpy().copy() for g in slopes()]
    for _ in range(steps):
        for p, g in zip(model.parameters(), slopes()):
            p.data.sub_(g, alpha=lr)
    told["after"] = [p.detach().numpy().copy() for p in model.parameters()]
    for p in model.parameters():
        p.data.fill_(5.0)
    return {**told, "arrays": params}


@probe
def through(function, x, alpha, upstreams, other=None):
    """Apply a Function, pull gradients back through it; tell values, gradients and its node."""
    x = torch.tensor(x, requires_grad=True)
    y = function.apply(x, alpha)
    if other is not None:  # another layer, with its own alpha, before the gradients are asked for
        function.apply(x, other)
    upstreams = [torch.tensor(v) for v in upstreams]
    grads, trouble = [], ""
    try:
        grads += [torch.autograd.grad(y, x, v, retain_graph=True)[0] for v in upstreams]
    except RuntimeError as error:
        trouble = str(error)
        if "number of gradients" not in trouble:
            raise
    return {
        "y": y.detach().numpy(),
        "grads": [g.numpy().copy() for g in grads],
        "x": x.detach().numpy(),
        "upstreams": [v.numpy() for v in upstreams],
        "node": type(y.grad_fn).__name__,
        "trouble": trouble,
    }


# %% check="MLP-layers" points=5
# What the module has registered.
with Check("MLP(sizes, activation) -> model", MLP) as c:
    for about, sizes in [
        ("two layers", [3, 5, 2]),
        ("one layer", [2, 3]),
        ("equal sizes", [4] * 4),
    ]:
        c.about(about)
        told = c.probe(built, sizes, "tanh", np.ones((2, sizes[0])))
        shapes = [p.shape for p in told["parameters"]]
        want = [s for i, o in zip(sizes, sizes[1:]) for s in ((o, i), (o,))]
        mistakes = {0: "layers in a plain list", 2 * (len(sizes) - 2): "layers left out"}
        mistakes |= {len(sizes) - 1: "no bias"}
        mistakes |= {2: "one layer used twice"} if about == "equal sizes" else {}
        right = len(shapes) == len(want)
        sentence = f"sizes {sizes} need {len(want)} parameters, the module reports {len(shapes)}."
        c.that(right, sentence, mistake=mistakes.get(len(shapes)))
        c.that(shapes == want, f"the parameters have shapes {shapes}, expected {want}.")
    c.about("two networks, two sets of weights")
    nines = any((p == 9).all() for p in told["parameters"])
    c.that(not nines, "a second network changed the first.", mistake="shared by all networks")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("two layers", [4, 3, 2]),
        ("one layer", [5, 1]),
        ("five layers", [2, 3, 4, 3, 2, 6]),
        ("equal sizes", [3, 3, 3, 3]),
    ]:
        for activation in ("relu", "tanh"):
            h.about(about)
            told = h.probe(built, sizes, activation, h.rng.normal(size=(7, sizes[0])))
            shapes = [p.shape for p in told["parameters"]]
            want = [s for i, o in zip(sizes, sizes[1:]) for s in ((o, i), (o,))]
            mistakes = {0: "layers in a plain list", 2 * (len(sizes) - 2): "layers left out"}
            mistakes |= {len(sizes) - 1: "no bias"}
            mistakes |= {2: "one layer used twice"} if about == "equal sizes" else {}
            right = len(shapes) == len(want)
            h.that(right, "the number of parameters is off.", mistake=mistakes.get(len(shapes)))
            h.that(shapes == want, "the parameters do not have the expected shapes.")
            nines = any((p == 9).all() for p in told["parameters"])
            h.that(not nines, "a second network changed it.", mistake="shared by all networks")
            if activation == "tanh":
                h.that(all(told["reached"]), "a gradient is missing.", mistake="graph cut")
### END HIDDEN TESTS

# %% check="MLP-logits" points=5
# What comes out, worked out again from the module's own weights.
with Check("MLP(sizes, activation) -> model", MLP) as c:
    relu = lambda z: z * (z > 0)
    for activation, f, other in [("tanh", np.tanh, relu), ("relu", relu, np.tanh)]:
        c.about(f"logits with {activation}")
        X = np.array([[1.0, -2, 0.5], [0, 3, -1], [-1, -1, 2]])
        told = c.probe(built, [3, 8, 2], activation, X)
        P, listed = told["parameters"], "layers in a plain list"
        c.that(len(P) == 4, "the module does not report its weights and biases.", mistake=listed)
        W1, b1, W2, b2 = P
        out, straight, swapped = (a(X @ W1.T + b1) @ W2.T + b2 for a in (f, lambda z: z, other))
        p = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
        wrong = [("softmax before the loss", v) for v in (p, np.log(p), 1 / (1 + np.exp(-out)))]
        wrong += [("activation on the output", f(out)), ("activation missing", straight)]
        c.close("the output", told["out"], out, mistakes=[*wrong, ("activation fixed", swapped)])
    c.about("another activation is refused")
    kinds = c.probe(error_of, [2, 3, 1], "swish")
    c.that("ValueError" in kinds, "no ValueError for 'swish'.", mistake="any word accepted")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, n, sizes in [
        ("logits", 5, [3, 6, 4]),
        ("one sample", 1, [2, 5, 3]),
        ("no hidden layer", 4, [3, 2]),
        ("four layers", 6, [2, 6, 6, 6, 3]),
        ("one output", 5, [3, 4, 1]),
    ]:
        h.about(about)
        for activation in ("relu", "tanh"):
            X = 2 * h.rng.normal(size=(n, sizes[0]))
            told = h.probe(built, sizes, activation, X)
            P = told["parameters"]
            name = {0: "layers in a plain list"}.get(len(P), "one layer used twice")
            right = len(P) == 2 * len(sizes) - 2
            h.that(right, "the module does not report its weights and biases.", mistake=name)

            def run(f, last, X=X, P=P):
                for W, b in zip(P[:-2:2], P[1:-2:2]):
                    X = f(X @ W.T + b)
                return last(X @ P[-2].T + P[-1])

            same = lambda z: z
            relu = lambda z: np.maximum(z, 0)
            f, g = (relu, np.tanh) if activation == "relu" else (np.tanh, relu)
            out = run(f, same)
            p = np.exp(out) / np.exp(out).sum(axis=1, keepdims=True)
            wrong = [("softmax before the loss", v) for v in (p, np.log(p), 1 / (1 + np.exp(-out)))]
            wrong += [("activation on the output", f(out)), ("activation missing", run(same, same))]
            h.close(
                "the output",
                told["out"],
                out,
                mistakes=[*wrong, ("activation fixed", run(g, same))],
            )
    h.about("another activation is refused")
    for word in ("ReLU", "sigmoid", ""):
        kinds = h.probe(error_of, [2, 3, 1], word)
        h.that("ValueError" in kinds, "no ValueError.", mistake="any word accepted")
### END HIDDEN TESTS


# %%
def unregistered():
    class Listed(nn.Module):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Linear(2, 4), nn.Linear(4, 1)]

    return sum(p.numel() for p in Listed().parameters())


reveal(
    "parameters of a module with its layers in a plain list",
    unregistered,
    why="A list is no module. The network runs, and its optimizer trains nothing.",
)

# %% [markdown]
# ## 5 · The same weights, the same numbers
#
# Is this the network that you wrote? Do not believe it, measure it: load the weights of a NumPy
# network and compare outputs, gradients, and the weights after a hundred steps.
#
# `nn.Linear` stores its weight as `(fan_out, fan_in)`, the transpose of our `W`. If the layer is
# square, forgetting this raises nothing. `model.modules()` walks through every module, in order
# of registration; `isinstance(m, nn.Linear)` picks the layers; `p.copy_(tensor)` inside `no_grad`
# writes numbers into a parameter and leaves it what it was.


# %% locked="numpy-net"
# Given: the network of Exercises 1 and 3. One recursion goes forward and comes back.
class NumpyNet:
    """Tanh layers, linear output, mean loss (softmax cross-entropy, or mse), gradient descent."""

    def __init__(self, params, loss="cross_entropy"):
        self.params = [(W.copy(), b.copy()) for W, b in params]
        self.loss = loss

    def gradients(self, X, y, l=0):
        """The loss, what layer `l` sends back, and the gradients of layer `l` and those above."""
        W, b = self.params[l]
        Z = X @ W + b
        if l == len(self.params) - 1:
            loss, back, above = *self.loss_of(Z, y), []
        else:
            A = np.tanh(Z)
            loss, back, above = self.gradients(A, y, l + 1)
            back = back * (1 - A * A)
        return loss, back @ W.T if l else None, [(X.T @ back, back.sum(axis=0)), *above]

    def loss_of(self, Z, y):
        if self.loss == "mse":
            return np.mean((Z - y) ** 2), 2 * (Z - y) / Z.size
        log_p = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
        hit = y[:, None] == np.arange(Z.shape[1])
        return -log_p[hit].mean(), (np.exp(log_p) - hit) / len(y)

    def logits(self, X):
        *hidden, (W, b) = self.params
        for V, a in hidden:
            X = np.tanh(X @ V + a)
        return X @ W + b

    def step(self, X, y, lr):
        loss, _, grads = self.gradients(X, y)
        self.params = [(W - lr * dW, b - lr * db) for (W, b), (dW, db) in zip(self.params, grads)]
        return loss


def in_torch_order(pairs):
    """All numbers of [(W, b), ...] as one vector, in the order of a module's parameters."""
    return np.concatenate([part for W, b in pairs for part in (W.T.ravel(), b)])


def random_pairs(sizes, rng):
    """Weights of variance 1/fan_in and small biases."""
    shapes = list(zip(sizes, sizes[1:]))
    return [(rng.normal(size=s) / s[0] ** 0.5, 0.1 * rng.normal(size=s[1])) for s in shapes]


# %% [markdown]
# The cell above is yours from earlier, in another form.
#
# **Predict first.** Both networks start alike and take a hundred steps of gradient descent in
# float64. How far apart are the weights at the end?

# %%
guess(
    "the largest difference between weights after 100 steps",
    ["exactly 0", "round-off, below 1e-12", "about 1e-7", "about 0.01"],
)


# %% solve="load_numpy_weights"
def load_numpy_weights(model, params):
    """Copy the weights of a NumPy network into the linear layers of a module.

    Afterwards the two share no memory, and the parameters still ask for gradients. Modules of
    other kinds keep what they hold.

    Parameters
    ----------
    model : nn.Module
        Holds one `nn.Linear` per pair, registered in this order, at any depth.
    params : list of (W, b)
        Arrays of shapes (fan_in, fan_out) and (fan_out,).
    """
    ### BEGIN SOLUTION
    layers = [m for m in model.modules() if isinstance(m, nn.Linear)]
    with torch.no_grad():
        for layer, (W, b) in zip(layers, params, strict=True):
            layer.weight.copy_(torch.tensor(W.T))
            layer.bias.copy_(torch.tensor(b))
    ### END SOLUTION


# %%
hint("load_numpy_weights")

# %% check="load_numpy_weights-weights" points=4
with Check("load_numpy_weights(model, params)", load_numpy_weights) as c:
    X, y = np.ones((3, 2)), np.array([0, 1, 1])
    for about, layers, dressed in [
        ("sizes that differ", [[[1.0, 2, 3], [4, 5, 6]], [[7.0, 8], [9, 10], [11, 12]]], False),
        ("square layers", [[[1.0, 2], [3, 4]], [[5.0, 6], [7, 8]]], False),
        ("nested, behind another module", [[[1.0, 2], [3, 4]], [[5.0, 6], [7, 8]]], True),
    ]:
        c.about(about)
        params = [(np.array(W) / 3, np.array(W[0]) / 7) for W in layers]
        told = c.probe(carried_over, params, X, y, 0.1, 0, dressed)
        for l, ((W, b), (W0, b0), (fresh, start)) in enumerate(
            zip(told["loaded"], params, told["fresh"])
        ):
            wrong = [("layer not loaded", fresh), ("through float32", W0.astype(np.float32))]
            if about == "square layers":
                wrong += [("weight not transposed", W0.T), ("layers reversed", params[1 - l][0])]
            wrong += [("reshaped, not transposed", W0.reshape(W0.shape[::-1]).T)]
            c.close("a layer's W", W, W0, tol=1e-12, mistakes=wrong)
            c.close("a layer's b", b, b0, tol=1e-12, mistakes={"bias not loaded": start})
    c.about("other modules keep what they hold")
    weight, bias = told["dress"]
    kept = (weight == 1).all() and (bias == 0).all()
    c.that(kept, "the LayerNorm in front was changed.", mistake="not only the linear layers")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, dressed in [
        ("one layer", [3, 2], False),
        ("three layers", [4, 3, 5, 2], False),
        ("square layers", [3, 3, 3, 3], False),
        ("nested, behind another module", [3, 3, 3], True),
        ("nested, sizes differ", [4, 2, 3, 5], True),
    ]:
        h.about(about)
        params = random_pairs(sizes, h.rng)
        X, y = h.rng.normal(size=(5, sizes[0])), h.rng.integers(0, sizes[-1], size=5)
        told = h.probe(carried_over, params, X, y, 0.1, 0, dressed)
        for (W, b), (W0, b0), (fresh, start) in zip(told["loaded"], params, told["fresh"]):
            wrong = [("layer not loaded", fresh), ("through float32", W0.astype(np.float32))]
            wrong += [("weight not transposed", W0.T)] if len(set(sizes)) == 1 else []
            wrong += [("reshaped, not transposed", W0.reshape(W0.shape[::-1]).T)]
            h.close("a layer's W", W, W0, tol=1e-12, mistakes=wrong)
            h.close("a layer's b", b, b0, tol=1e-12, mistakes={"bias not loaded": start})
        if dressed:
            weight, bias = told["dress"]
            kept = (weight == 1).all() and (bias == 0).all()
            h.that(kept, "another module was changed.", mistake="not only the linear layers")
### END HIDDEN TESTS

# %% check="load_numpy_weights-memory" points=4
# Afterwards the arrays are changed, then the network: neither may notice the other.
with Check("load_numpy_weights(model, params)", load_numpy_weights) as c:
    params = [(np.array([[1.0], [2], [3]]), np.array([0.5])), (np.array([[4.0, 5]]), np.zeros(2))]
    told = c.probe(carried_over, params, np.ones((2, 3)), np.array([0, 1]))
    c.about("parameters still ask for gradients")
    c.that(all(told["asks"]), "one no longer asks.", mistake="gradient no longer asked for")
    c.about("arrays changed afterwards")
    for (W, b), (W0, b0) in zip(told["later"], told["loaded"]):
        c.close("a layer's W", W, W0, tol=1e-12, mistakes={"shared memory": W0 + 1})
        c.close("a layer's b", b, b0, tol=1e-12, mistakes={"shared memory": b0 + 1})
    c.about("network changed afterwards")
    for (W, b), (W0, b0) in zip(told["arrays"], params):
        c.close("the array W", W, W0, tol=1e-6, mistakes={"shared memory": 0 * W0 + 5})
        c.close("the array b", b, b0, tol=1e-6, mistakes={"shared memory": 0 * b0 + 5})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("two layers", [3, 4, 2]),
        ("one input", [1, 3, 2]),
        ("one unit", [3, 1, 2]),
    ]:
        h.about(about)
        params = random_pairs(sizes, h.rng)
        X, y = h.rng.normal(size=(5, sizes[0])), h.rng.integers(0, sizes[-1], size=5)
        told = h.probe(carried_over, params, X, y)
        h.that(all(told["asks"]), "one no longer asks.", mistake="gradient no longer asked for")
        for (W, b), (W0, b0) in zip(told["later"], told["loaded"]):
            h.close("a layer's W", W, W0, tol=1e-12, mistakes={"shared memory": W0 + 1})
            h.close("a layer's b", b, b0, tol=1e-12, mistakes={"shared memory": b0 + 1})
        for (W, b), (W0, b0) in zip(told["arrays"], params):
            h.close("the array W", W, W0, tol=1e-6, mistakes={"shared memory": 0 * W0 + 5})
            h.close("the array b", b, b0, tol=1e-6, mistakes={"shared memory": 0 * b0 + 5})
### END HIDDEN TESTS

# %% check="load_numpy_weights-parity" points=4
# Outputs, gradients, and weights after 100 steps, against the NumPy network: to 1e-10.
with Check("load_numpy_weights(model, params)", load_numpy_weights) as c:
    rng = np.random.default_rng(3)
    X, y = rng.normal(size=(20, 3)), rng.integers(0, 3, size=20)
    for about, sizes in [("sizes that differ", [3, 5, 3]), ("square layers", [3, 3, 3])]:
        c.about(about)
        params = random_pairs(sizes, rng)
        net = NumpyNet(params)
        told = c.probe(carried_over, params, X, y, 0.5, 100)
        turned = NumpyNet([(W.T, b) for W, b in params] if len(set(sizes)) == 1 else params)
        wrong = {"weight not transposed": turned.logits(X)}
        c.close("the output", told["out"], net.logits(X), tol=1e-10, mistakes=wrong)
        got = np.concatenate([np.ravel(g) for g in told["grads"]])
        c.close("the gradient", got, in_torch_order(net.gradients(X, y)[2]), tol=1e-10)
        for _ in range(100):
            net.step(X, y, 0.5)
        got = np.concatenate([np.ravel(w) for w in told["after"]])
        c.close("the weights after 100 steps", got, in_torch_order(net.params), tol=1e-10)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes in [
        ("one layer", [4, 3]),
        ("four layers", [3, 4, 5, 4, 2]),
        ("square layers", [4, 4, 4]),
    ]:
        h.about(about)
        params = random_pairs(sizes, h.rng)
        X, y = h.rng.normal(size=(12, sizes[0])), h.rng.integers(0, sizes[-1], size=12)
        net = NumpyNet(params)
        told = h.probe(carried_over, params, X, y, 0.05, 100)
        turned = NumpyNet([(W.T, b) for W, b in params] if len(set(sizes)) == 1 else params)
        wrong = {"weight not transposed": turned.logits(X)}
        h.close("the output", told["out"], net.logits(X), tol=1e-10, mistakes=wrong)
        got = np.concatenate([np.ravel(g) for g in told["grads"]])
        h.close("the gradient", got, in_torch_order(net.gradients(X, y)[2]), tol=1e-10)
        for _ in range(100):  # larger steps could let round-off grow: a deep network is no parabola
            net.step(X, y, 0.05)
        got = np.concatenate([np.ravel(w) for w in told["after"]])
        h.close("the weights after 100 steps", got, in_torch_order(net.params), tol=1e-10)
### END HIDDEN TESTS


# %%
def steps_apart(dtype, steps=100, sizes=(64, 32, 10)):
    """Largest difference between the NumPy weights and PyTorch's, after each step on digits."""
    X, y = load_digits(return_X_y=True)
    net = NumpyNet(random_pairs(sizes, np.random.default_rng(0)))
    model = MLP(list(sizes), "tanh")
    load_numpy_weights(model, net.params)
    model.to(dtype)
    A, b = to_tensors(X[:200] / 16, y[:200], "classification")
    apart = []
    for _ in range(steps):
        nn.functional.cross_entropy(model(A.to(dtype)), b).backward()
        manual_sgd_step(list(model.parameters()), 0.5)
        net.step(X[:200] / 16, y[:200], 0.5)
        own = np.concatenate([p.detach().numpy().ravel() for p in model.parameters()])
        apart.append(float(np.abs(own - in_torch_order(net.params)).max()))
    return apart


# %% tags=["demo"]
@demo
def side_by_side():
    return figures.differences(
        {"float64": steps_apart(torch.float64), "float32": steps_apart(torch.float32)}
    )


# %%
def apart_after_100_steps():
    end = steps_apart(torch.float64)[-1]
    options = {0.0: "exactly 0", 1e-12: "round-off, below 1e-12", 1e-4: "about 1e-7"}
    return next((word for limit, word in options.items() if end <= limit), "about 0.01")


reveal(
    "the largest difference between weights after 100 steps",
    apart_after_100_steps,
    why="The same sums in another order round differently in the last digit, and no more.",
)

# %% [markdown]
# **Why it matters.** Everything from here on computes what you derived by hand. When a later model
# misbehaves, this is how to find out: load equal weights, compare layer by layer, in float64.
#
# ## 6 · A backward pass of your own, inside autograd
#
# Autograd knows the slope of every operation in PyTorch. For one that it does not know, you say it
# yourself, as a pair of static methods:
#
# - `forward(ctx, x, alpha)` returns the output. `ctx.save_for_backward(x)` keeps tensors,
#   `ctx.alpha = alpha` keeps a plain number.
# - `backward(ctx, grad_output)` receives the gradient of the loss with respect to the output, and
#   returns one gradient **per input of forward**: for `x`, and `None` for `alpha`.
#   `(x,) = ctx.saved_tensors` brings back what was kept.
#
# The operation is a leaky ReLU: `x` where `x > 0`, else `alpha * x`.
#
# **Predict first.** `x = -2`, `alpha = 0.1`, `y = leaky(x)`, and the loss is `3*y`. What is the
# gradient of the loss with respect to `x`?

# %%
guess("the gradient of 3 * leaky(x) at x = -2, alpha = 0.1", ["0.1", "0.3", "-0.6", "3"])

# %% [markdown]
# *Worked by hand.* `x = -5`, `alpha = 0.2`, loss `4*y`: `y = -1`, what arrives from above is 4, the
# slope is 0.2, and `4 * 0.2 = 0.8` goes down. At `x = 5` the 4 would go down unchanged. As in
# Exercise 1: what arrives, times the slope **at x**.


# %% solve="LeakyReLUFn"
class LeakyReLUFn(torch.autograd.Function):
    """``x`` where ``x > 0``, else ``alpha * x``, with a backward pass of its own.

    Used as ``LeakyReLUFn.apply(x, alpha)``: x a Tensor of any shape, alpha a float in [0, 1].
    No gradient for alpha.
    """

    @staticmethod
    def forward(ctx, x, alpha):
        # 1 keep what backward needs  2 the output
        ### BEGIN SOLUTION
        ctx.save_for_backward(x)
        ctx.alpha = alpha
        return torch.where(x > 0, x, alpha * x)
        ### END SOLUTION

    @staticmethod
    def backward(ctx, grad_output):
        # 3 one gradient per input of forward
        ### BEGIN SOLUTION
        (x,) = ctx.saved_tensors
        return torch.where(x > 0, grad_output, ctx.alpha * grad_output), None
        ### END SOLUTION


# %%
hint("LeakyReLUFn")

# %% check="LeakyReLUFn-forward" points=2
with Check("LeakyReLUFn(x, alpha) -> y", LeakyReLUFn) as c:
    for about, alpha, want in [
        ("values", 0.25, [[2, -1], [-0.5, 0.5]]),
        ("alpha 0", 0.0, [[2, 0], [0, 0.5]]),
        ("alpha 1", 1.0, [[2, -4], [-2, 0.5]]),
    ]:
        c.about(about)
        x = np.array([[2.0, -4], [-2, 0.5]])
        told = c.probe(through, x, alpha, [])
        fixed = [("another alpha", np.where(x > 0, x, a * x)) for a in (0, 0.01, -alpha)]
        wrong = [*fixed, ("alpha above 0", np.where(x > 0, alpha * x, x))]
        c.close("y", told["y"], want, mistakes=[*wrong, ("alpha as a floor", np.maximum(x, alpha))])
    c.about("a node of its own in the graph")
    own = told["node"].startswith("LeakyReLUFn")
    c.that(own, f"the output was made by {told['node']}.", mistake="no Function of its own")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [("a vector", (7,)), ("two axes", (3, 4)), ("one number", (1, 1))]:
        for alpha in (0.0, 0.01, 0.3, 1.0):
            h.about(about)
            x = h.rng.normal(size=shape)
            told = h.probe(through, x, alpha, [])
            wrong = {"alpha above 0": np.where(x > 0, alpha * x, x)}
            wrong |= {"alpha as a floor": np.maximum(x, alpha)}
            fixed = [("another alpha", np.where(x > 0, x, a * x)) for a in (0, 0.01, -alpha)]
            h.close(
                "y", told["y"], np.where(x > 0, x, alpha * x), mistakes=[*wrong.items(), *fixed]
            )
            own = told["node"].startswith("LeakyReLUFn")
            h.that(own, "something else made the output.", mistake="no Function of its own")
### END HIDDEN TESTS

# %% check="LeakyReLUFn-backward" points=6
# Several gradients arrive at the same output, one after the other; then alpha 0.
with Check("LeakyReLUFn(x, alpha) -> y", LeakyReLUFn) as c:
    x, alpha = np.array([2.0, -4, -2, 0.5]), 0.25
    arrive, slope = [np.ones(4), np.array([3.0, 4, -8, -1])], np.array([1, 0.25, 0.25, 1])
    told = c.probe(through, x, alpha, arrive, 0.75)
    c.about("one gradient per input of forward")
    c.that(not told["trouble"], told["trouble"], mistake="one gradient per input")
    c.about("several gradients arrive")
    for grad, v, want in zip(told["grads"], arrive, ([1, 0.25, 0.25, 1], [3, 1, -2, -1])):
        wrong = [("upstream ignored", slope), ("upstream passed on", v)]
        wrong += [("no slope below 0", v * (x > 0)), ("upstream summed", v.sum() * slope)]
        wrong += [("alpha above 0", v * np.where(x > 0, alpha, 1))]
        wrong += [("another alpha", v * np.where(x > 0, 1, a)) for a in (0.75, 0.01, -0.25)]
        wrong += [("sign of the upstream", np.where(v > 0, v, alpha * v))]
        c.close("the gradient", grad, want, mistakes=wrong)
    c.about("inputs untouched")
    same = all(np.array_equal(a, b) for a, b in zip([x, *arrive], [told["x"], *told["upstreams"]]))
    c.that(same, "x, or the gradient that arrived, was changed.", mistake="inputs changed")
    c.about("alpha 0")
    (grad,) = c.probe(through, x, 0.0, arrive[1:])["grads"]
    c.close("the gradient", grad, [3, 0, 0, -1], mistakes={"sign of the output": arrive[1]})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, shape in [("a vector", (6,)), ("two axes", (4, 3)), ("three axes", (2, 3, 2))]:
        for alpha, other in [(0.0, 0.5), (0.01, None), (0.3, 0.9), (1.0, 0.1)]:
            h.about(about)
            sign = np.where(h.rng.random(size=shape) < 0.5, -1, 1)
            x = sign * h.rng.uniform(0.1, 2, size=shape)  # away from 0
            arrive = [np.ones(shape), *(h.rng.normal(size=shape) for _ in range(3))]
            told = h.probe(through, x, alpha, arrive, other)
            counted = not told["trouble"]
            h.that(counted, "too few or too many gradients.", mistake="one gradient per input")
            slope = np.where(x > 0, 1, alpha)
            for grad, v in zip(told["grads"], arrive):
                wrong = [("upstream ignored", slope), ("upstream passed on", v)]
                wrong += [("no slope below 0", v * (x > 0)), ("upstream summed", v.sum() * slope)]
                wrong += [("alpha above 0", v * np.where(x > 0, alpha, 1))]
                wrong += [
                    ("another alpha", v * np.where(x > 0, 1, a))
                    for a in (other or 0.01, 0.01, -alpha)
                ]
                h.close("the gradient", grad, v * slope, mistakes=wrong)
            pairs = zip([x, *arrive], [told["x"], *told["upstreams"]])
            same = all(np.array_equal(a, b) for a, b in pairs)
            h.that(same, "an input was changed.", mistake="inputs changed")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def gradcheck_agrees():
    """PyTorch's own gradient check: central differences, as in Exercise 1."""
    x = torch.tensor([-2.0, -0.3, 0.4, 3.0], requires_grad=True)
    agrees = torch.autograd.gradcheck(lambda v: LeakyReLUFn.apply(v, 0.1), x, raise_exception=False)
    print(f"gradcheck, away from 0: {'agrees' if agrees else 'disagrees'}")
    kink = torch.zeros(1, requires_grad=True)
    agrees = torch.autograd.gradcheck(
        lambda v: LeakyReLUFn.apply(v, 0.1), kink, raise_exception=False
    )
    print(f"gradcheck, at 0: {'agrees' if agrees else 'disagrees: a kink has no slope to measure'}")


# %%
def leaky_gradient():
    x = torch.tensor(-2.0, requires_grad=True)
    (3 * LeakyReLUFn.apply(x, 0.1)).backward()
    return x.grad.item()


reveal(
    "the gradient of 3 * leaky(x) at x = -2, alpha = 0.1",
    leaky_gradient,
    why="3 arrives from above and meets the slope 0.1.",
)

# %% [markdown]
# ## 7 · One epoch of training
#
# A `DataLoader` yields batches `(X, y)`; `loss_fn(model(X), y)` is a tensor with one number, the
# mean over the batch; the optimizer holds the parameters. Per batch four things happen, always in
# the same order: clear the gradients (`optimizer.zero_grad()`), compute the loss, go backward from
# it, and `optimizer.step()`.
#
# `model.train()` comes before all of it: layers such as dropout behave differently in training.
# And report the loss with `.item()`, a plain number: the tensor would drag its graph along.
#
# **Predict first.** Batches of 4, 4 and 2 samples have mean losses 1, 1 and 4. What is the mean
# loss per sample?

# %%
guess("mean loss per sample of batches 4, 4, 2 with means 1, 1, 4", ["1.5", "1.6", "2", "6"])

# %% [markdown]
# *Worked by hand.* Batches of 3 and 1 with means 2 and 6: `(3*2 + 1*6) / 4 = 3` per sample, while
# the mean of the two means is 4. The small last batch would count as much as a full one.


# %% solve="train_epoch"
def train_epoch(model, loader, optimizer, loss_fn):
    """Train for one epoch.

    Parameters
    ----------
    model : nn.Module
        Put into train mode.
    loader : DataLoader
        Yields (X, y); the last batch may be smaller.
    optimizer : torch.optim.Optimizer
        Holds the parameters of `model`.
    loss_fn : callable
        ``loss_fn(model(X), y)`` is the mean loss over the batch, a Tensor.

    Returns
    -------
    loss : float
        Mean per sample over the epoch, each batch's loss taken before its own update.
    """
    # per batch: 1 clear the gradients  2 the loss  3 backward  4 step  5 add up loss and samples
    ### BEGIN SOLUTION
    model.train()
    total, samples = 0.0, 0
    for X, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(X)
        samples += len(X)
    return total / samples
    ### END SOLUTION


# %%
hint("train_epoch")


# %% locked="probes-loops"
@probe
def looped(function, task, sizes, start, train, val, options):
    """Run train_epoch, evaluate or fit on a small tanh network; tell what was seen on the way."""
    passes, stops, rates = [], [], []

    class Watch(nn.Module):
        def forward(self, X):
            passes.append([self.training, torch.is_grad_enabled(), len(X)])
            return X

    class Stopper:
        def step(self, val_loss, model):
            stops.append(float(val_loss))
            return len(stops) >= options["stop"]

        def restore(self, model):
            nn.utils.vector_to_parameters(torch.full((len(start),), 7.0), model.parameters())

    parts = [Watch()]
    for fan_in, fan_out in zip(sizes, sizes[1:]):
        parts += [nn.Linear(fan_in, fan_out), nn.Tanh()]
    model = nn.Sequential(*parts[:-1])
    nn.utils.vector_to_parameters(torch.tensor(start), model.parameters())
    model.train(options.get("train mode", False))
    data = [TensorDataset(torch.tensor(X), torch.tensor(y)) for X, y in (train, val)]
    loaders = [DataLoader(d, batch_size=options["batch_size"]) for d in data]
    loss_fn = nn.MSELoss() if options.get("loss") == "mse" else nn.CrossEntropyLoss()
    optimizer = torch.optim.SGD(
        model.parameters(), options.get("lr", 0.1), momentum=options.get("momentum", 0.0)
    )
    try:
        if task == "train_epoch":
            result = function(model, loaders[0], optimizer, loss_fn)
        elif task == "evaluate":
            result = function(model, loaders[0], loss_fn)
        else:
            schedulers = torch.optim.lr_scheduler
            scheduler = {
                "halves": lambda: schedulers.StepLR(optimizer, 1, gamma=0.5),
                "plateau": lambda: schedulers.ReduceLROnPlateau(optimizer, factor=0.5, patience=0),
            }.get(options.get("scheduler"), lambda: None)()
            if scheduler is not None:
                plain = scheduler.step

                def step(*args, **named):
                    rates.append([float(v) for v in (*args, *named.values()) if v is not None])
                    if rates[-1] or options["scheduler"] != "plateau":  # it would raise otherwise
                        plain(*args, **named)

                scheduler.step = step
            stopper = Stopper() if "stop" in options else None
            arguments = (optimizer, loss_fn, options["epochs"], scheduler, stopper)
            result = function(model, *loaders, *arguments)
        recording = torch.is_grad_enabled()
    finally:
        torch.set_grad_enabled(True)
    if isinstance(result, dict):
        result = {key: [float(v) for v in values] for key, values in result.items()}
    parts = list(result) if isinstance(result, (tuple, list)) else [result]
    return {
        "result": result,
        "parts": len(parts),
        "tensor": any(map(torch.is_tensor, parts)),
        "weights": nn.utils.parameters_to_vector(model.parameters()).detach().numpy(),
        "passes": passes,
        "training": model.training,
        "recording": recording,
        "gradients": any(p.grad is not None for p in model.parameters()),
        "stops": stops,
        "rates": rates,
    }


@probe
def stopping(function, losses, *rule):
    """Feed losses to a stopper; at epoch k every weight of the model is k. Tell where it stops."""
    model, other, stopper = nn.Linear(1, 1), nn.Linear(1, 1), function(*rule)
    said, stopped, held = [], None, []
    for k, loss in enumerate(losses, 1):
        for p in model.parameters():
            p.data.fill_(float(k))
        said.append(stopper.step(loss, model))
        if said[-1]:
            stopped = k
            break
    for p in other.parameters():
        p.data.fill_(-2.0)
    for net in (model, model, other):  # restored, trained on, restored again; then another one
        stopper.restore(net)
        held += [float(p.detach().reshape(())) for p in net.parameters()]
        for p in model.parameters():
            p.data.fill_(-1.0)
    return {"stopped": stopped, "held": held, "silent": any(v is None for v in said)}


@probe
def timed(function, seconds, warmup):
    """Benchmark a function that is quick in the warm-up, then takes these seconds: what each call
    really took, on a machine that does other things as well.
    """
    took = []

    def fn():
        begun, i = time.perf_counter(), len(took) - warmup
        end = begun + (seconds[i] if 0 <= i < len(seconds) else 0.0)
        while time.perf_counter() < end:
            pass
        took.append(time.perf_counter() - begun)

    return function(fn, len(seconds), warmup), took


# %% check="train_epoch-weights" points=5
# One weight and one bias, squared error, batches of 2 and 1: the two updates on paper.
with Check("train_epoch(model, loader, optimizer, loss_fn) -> loss", train_epoch) as c:
    c.about("two updates")
    X, y = np.array([[1.0], [2], [1]]), np.array([[1.0], [2], [3]])
    options = {"loss": "mse", "batch_size": 2, "lr": 0.1}
    told = c.probe(looped, "train_epoch", [1, 1], np.zeros(2), (X, y), (X, y), options)
    wrong = [("zero_grad missing", [1.44, 1.04]), ("nothing moved", [0, 0])]
    wrong += [("only one batch", [0.5, 0.3]), ("only one batch", [0.6, 0.6])]
    wrong += [("one step per epoch", [1.1, 0.9]), ("one step per epoch", [16 / 30, 0.4])]
    wrong += [("ascent", [-1.14, -0.98]), ("one step per epoch", [0.55, 0.45])]
    c.close("the weight and the bias", told["weights"], [0.94, 0.74], tol=1e-10, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, loss, sizes, n, size, momentum in [
        ("cross-entropy", "cross_entropy", [3, 4, 3], 11, 4, 0.0),
        ("squared error", "mse", [2, 5, 1], 9, 2, 0.0),
        ("momentum", "cross_entropy", [2, 3, 2], 12, 5, 0.9),
        ("one batch", "cross_entropy", [2, 2], 4, 8, 0.0),
        ("batches of one", "mse", [2, 3, 2], 4, 1, 0.5),
    ]:
        h.about(about)
        rng, params = h.rng, random_pairs(sizes, h.rng)
        X = rng.normal(size=(n, sizes[0]))
        y = rng.integers(0, sizes[-1], size=n)
        y = rng.normal(size=(n, sizes[-1])) if loss == "mse" else y
        batches = [(X[i : i + size], y[i : i + size]) for i in range(0, n, size)]

        def after(batches, forget=True, lr=0.2):
            plus = lambda P, Q, k=1.0: [(a + k * u, b + k * v) for (a, b), (u, v) in zip(P, Q)]
            net, kept = NumpyNet(params, loss), [(0.0, 0.0)] * len(params)
            speed = kept
            for A, b in batches:
                grads = net.gradients(A, b)[2]
                kept = grads if forget else plus(grads, kept)
                speed = plus(kept, speed, momentum)
                net.params = plus(net.params, speed, -lr)
            return in_torch_order(net.params)

        options = {"loss": loss, "batch_size": size, "lr": 0.2, "momentum": momentum}
        start = in_torch_order(params)
        told = h.probe(looped, "train_epoch", sizes, start, (X, y), (X, y), options)
        wrong = [("nothing moved", start), ("ascent", after(batches, lr=-0.2))]
        if len(batches) > 1:
            wrong += [("zero_grad missing", after(batches, forget=False))]
            wrong += [("only one batch", after(b)) for b in (batches[:1], batches[-1:])]
            wrong += [("one step per epoch", after([(X, y)]))]
        if loss == "mse":
            wrong.insert(0, ("loss_fn ignored", start))
        h.close("the weights", told["weights"], after(batches), tol=1e-9, mistakes=wrong)
### END HIDDEN TESTS

# %% check="train_epoch-loss" points=4
# The same three samples: the batches have mean losses 2.5 and 4.84.
with Check("train_epoch(model, loader, optimizer, loss_fn) -> loss", train_epoch) as c:
    c.about("mean per sample")
    X, y = np.array([[1.0], [2], [1]]), np.array([[1.0], [2], [3]])
    options = {"loss": "mse", "batch_size": 2, "lr": 0.1}
    told = c.probe(looped, "train_epoch", [1, 1], np.zeros(2), (X, y), (X, y), options)
    wrong = [
        ("mean of batch means", 3.67),
        ("last batch only", 4.84),
        ("sum of batch losses", 7.34),
    ]
    wrong += [("sum over samples", 9.84), ("loss after the update", 0.757467)]
    wrong += [("last batch only", 2.5), ("divided by the batches", 4.92)]
    wrong += [("divided by samples twice", 7.34 / 3), ("divided by samples twice", 3.28 / 3)]
    c.close("loss", told["result"], 3.28, mistakes=wrong)
    c.about("a plain number")
    c.that(not told["tensor"], "loss is a tensor, not a float.", mistake="loss kept as a tensor")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, loss, n, size in [
        ("a small last batch", "cross_entropy", 7, 5),
        ("batches of equal size", "cross_entropy", 8, 4),
        ("squared error", "mse", 7, 4),
        ("one batch", "mse", 5, 10),
    ]:
        h.about(about)
        rng, params = h.rng, random_pairs([2, 3, 2], h.rng)
        X = rng.normal(size=(n, 2))
        y = rng.normal(size=(n, 2)) if loss == "mse" else rng.integers(0, 2, size=n)
        net, means, counts, later = NumpyNet(params, loss), [], [], []
        for i in range(0, n, size):
            means.append(net.step(X[i : i + size], y[i : i + size], 0.5))
            later.append(net.gradients(X[i : i + size], y[i : i + size])[0])
            counts.append(len(X[i : i + size]))
        options = {"loss": loss, "batch_size": size, "lr": 0.5}
        start = in_torch_order(params)
        told = h.probe(looped, "train_epoch", [2, 3, 2], start, (X, y), (X, y), options)
        want = np.dot(means, counts) / n
        wrong = [("mean of batch means", np.mean(means)), ("last batch only", means[-1])]
        wrong += [("sum of batch losses", sum(means)), ("sum over samples", want * n)]
        wrong += [("loss after the update", np.dot(later, counts) / n)]
        wrong += [("divided by samples twice", s / n) for s in (sum(means), want)]
        wrong += [("divided by the batches", want * n / len(means))]
        h.close("loss", told["result"], want, mistakes=wrong)
        h.that(not told["tensor"], "loss is no float.", mistake="loss kept as a tensor")
### END HIDDEN TESTS

# %% check="train_epoch-mode" points=2
# The model arrives in eval mode.
with Check("train_epoch(model, loader, optimizer, loss_fn) -> loss", train_epoch) as c:
    c.about("train mode for every batch")
    X, y = np.ones((5, 1)), np.array([0, 1, 1, 0, 1])
    options = {"batch_size": 2}
    told = c.probe(looped, "train_epoch", [1, 2], np.zeros(4), (X, y), (X, y), options)
    trained = all(training for training, recording, _ in told["passes"] if recording)
    c.that(trained, "the model saw a batch in eval mode.", mistake="not in train mode")
    c.about("every batch seen")
    seen = [n for _, recording, n in told["passes"] if recording]
    c.that(seen == [2, 2, 1], f"batches of sizes {seen} were seen, expected [2, 2, 1].")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, start in [("from eval mode", False), ("from train mode", True)]:
        h.about(about)
        X, y = h.rng.normal(size=(7, 2)), h.rng.integers(0, 2, size=7)
        options = {"batch_size": 3, "train mode": start}
        told = h.probe(looped, "train_epoch", [2, 2], np.zeros(6), (X, y), (X, y), options)
        trained = all(training for training, recording, _ in told["passes"] if recording)
        h.that(trained, "the model saw a batch in eval mode.", mistake="not in train mode")
        seen = [n for _, recording, n in told["passes"] if recording]
        h.that(seen == [3, 3, 1], "not every batch was seen once.")
### END HIDDEN TESTS


# %%
def batches_of_losses():
    """Your train_epoch on batches 4, 4, 2 whose mean losses are 1, 1 and 4."""
    model = nn.Linear(1, 1)
    X, y = torch.zeros(10, 1), torch.tensor([1.0] * 8 + [4.0] * 2)
    loader = DataLoader(TensorDataset(X, y), batch_size=4)
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    return train_epoch(model, loader, still, lambda out, y: (0 * out).sum() + y.mean())


reveal(
    "mean loss per sample of batches 4, 4, 2 with means 1, 1, 4",
    batches_of_losses,
    why="(4*1 + 4*1 + 2*4) / 10. The mean of the three means is 2.",
)


# %% tags=["demo"]
def digits_loaders(seed, train=400, val=300):
    """Two loaders of digits on DEVICE: shuffled batches of 50, and the whole validation set."""
    X, y = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(X))[: train + val]
    X, y = to_tensors(X[order] / 16, y[order], "classification")
    X, y = X.to(DEVICE), y.to(DEVICE)
    shuffle = torch.Generator().manual_seed(seed)
    return (
        DataLoader(TensorDataset(X[:train], y[:train]), 50, shuffle=True, generator=shuffle),
        DataLoader(TensorDataset(X[train:], y[train:]), val),
    )


@demo
def a_forgotten_zero_grad():
    class Forgetful(torch.optim.SGD):
        def zero_grad(self, set_to_none=True):
            pass

    curves = {}
    for seed in (0, 1):
        for label, kind in [("right", torch.optim.SGD), ("zero_grad forgotten", Forgetful)]:
            torch.manual_seed(seed)
            model = MLP([64, 32, 10], "tanh").to(DEVICE)
            optimizer, (loader, _) = kind(model.parameters(), lr=0.5), digits_loaders(seed)
            curves[f"seed {seed}, {label}"] = [
                train_epoch(model, loader, optimizer, nn.CrossEntropyLoss()) for _ in range(16)
            ]
    return figures.loss_curves(curves, chance=math.log(10))


# %% [markdown]
# **What it shows.** Without `zero_grad` the network learns *faster* at first: gradients that pile
# up act like momentum without friction. Then it overshoots, and nothing slows it down. No error,
# and a good start: that is how such a mistake survives a review. Ask the weights, not the loss;
# they are different after the second batch.
#
# ## 8 · Evaluation leaves no trace
#
# Three differences to training, each of them forgotten every day:
#
# - `model.eval()`: dropout off, running statistics fixed. Afterwards the model has to be in the
#   **mode it was in** (`model.training` tells), or the next epoch trains in the wrong one.
# - `with torch.no_grad():` no graph is built, which saves time and memory.
# - Per sample again: a mean of batch means is wrong whenever the last batch is smaller.
#
# *Worked by hand.* Accuracy works the same way: 3 of 4 right, then 0 of 1, is `3/5 = 0.6`. The
# mean of the two shares is `(0.75 + 0) / 2 = 0.375`. `out.argmax(dim=1)` gives the predicted class.


# %% solve="evaluate"
def evaluate(model, loader, loss_fn):
    """Mean loss and accuracy of a classifier, without touching it.

    The model is in eval mode while it looks at the data, records no graph, and is afterwards in
    the mode in which it came.

    Parameters
    ----------
    model : nn.Module
        Returns logits, one column per class.
    loader : DataLoader
    loss_fn : callable
        Mean loss over a batch.

    Returns
    -------
    loss : float
        Mean per sample.
    accuracy : float
        Share of samples whose largest logit is that of their class.
    """
    ### BEGIN SOLUTION
    before = model.training
    model.eval()
    loss, right, samples = 0.0, 0, 0
    with torch.no_grad():
        for X, y in loader:
            out = model(X)
            loss += loss_fn(out, y).item() * len(X)
            right += (out.argmax(dim=1) == y).sum().item()
            samples += len(X)
    model.train(before)
    return loss / samples, right / samples
    ### END SOLUTION


# %%
hint("evaluate")

# %% check="evaluate-values" points=5
# Logits x and -x for three samples, in batches of 2 and 1.
with Check("evaluate(model, loader, loss_fn) -> loss, accuracy", evaluate) as c:
    X, y, start = np.array([[1.0], [2], [-1]]), np.array([0, 1, 1]), np.array([1.0, -1, 0, 0])
    told = c.probe(looped, "evaluate", [1, 2], start, (X, y), (X, y), {"batch_size": 2})
    c.about("loss and accuracy")
    c.that(told["parts"] == 2, "evaluate should return two numbers, loss and accuracy.")
    loss, accuracy = told["result"]
    wrong = [("order of results", 2 / 3), ("mean of batch means", 1.099733)]
    wrong += [("last batch only", 0.126928), ("sum over samples", 4.272006)]
    wrong += [("sum of batch losses", 2.199467), ("divided by samples twice", 2.199467 / 3)]
    c.close("loss", loss, 1.424002, mistakes=wrong)
    wrong = [
        ("mean of batch means", 0.75),
        ("per cent for a share", 200 / 3),
        ("count for a share", 2),
    ]
    wrong += [("last batch only", 1), ("divided by the batches", 1), ("errors counted", 1 / 3)]
    c.close("accuracy", accuracy, 2 / 3, mistakes=wrong)
    c.about("plain numbers")
    c.that(not told["tensor"], "a result is a tensor.", mistake="loss kept as a tensor")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, loss, sizes, n, size in [
        ("a small last batch", "cross_entropy", [3, 5, 4], 13, 4),
        ("one batch", "cross_entropy", [2, 3], 6, 6),
        ("batches of one", "cross_entropy", [2, 4, 3], 5, 1),
        ("two classes", "cross_entropy", [3, 2], 10, 4),
    ]:
        h.about(about)
        params = random_pairs(sizes, h.rng)
        X, y = 2 * h.rng.normal(size=(n, sizes[0])), h.rng.integers(0, sizes[-1], size=n)
        net, start = NumpyNet(params, loss), in_torch_order(params)
        told = h.probe(looped, "evaluate", sizes, start, (X, y), (X, y), {"batch_size": size})
        h.that(told["parts"] == 2, "it should return two numbers.")
        got, accuracy = told["result"]
        hits = net.logits(X).argmax(axis=1) == y
        each = [net.gradients(X[i : i + 1], y[i : i + 1])[0] for i in range(n)]
        parts = [slice(i, i + size) for i in range(0, n, size)]
        wrong = [("mean of batch means", np.mean([np.mean(each[s]) for s in parts]))]
        wrong += [("last batch only", np.mean(each[parts[-1]])), ("sum over samples", sum(each))]
        wrong += [("order of results", hits.mean())]
        h.close("loss", got, np.mean(each), mistakes=wrong)
        wrong = [("mean of batch means", np.mean([np.mean(hits[s]) for s in parts]))]
        wrong += [("per cent for a share", 100 * hits.mean()), ("count for a share", hits.sum())]
        wrong += [
            ("last batch only", np.mean(hits[parts[-1]])),
            ("errors counted", 1 - hits.mean()),
        ]
        h.close("accuracy", accuracy, hits.mean(), mistakes=wrong)
        h.that(not told["tensor"], "a result is a tensor.", mistake="loss kept as a tensor")
### END HIDDEN TESTS

# %% check="evaluate-mode" points=4
# Once with a model that arrives in train mode, once with one in eval mode.
with Check("evaluate(model, loader, loss_fn) -> loss, accuracy", evaluate) as c:
    X, y, start = np.ones((3, 1)), np.array([0, 1, 1]), np.array([1.0, -1, 0, 0])
    for before in (True, False):
        options = {"batch_size": 2, "train mode": before}
        told = c.probe(looped, "evaluate", [1, 2], start, (X, y), (X, y), options)
        c.about("eval mode while it looks")
        looked = not any(training for training, _, _ in told["passes"])
        c.that(looked, "a batch was seen in train mode.", mistake="not in eval mode")
        c.about("no graph")
        plain = not any(recording for _, recording, _ in told["passes"])
        c.that(plain and not told["gradients"], "a graph was recorded.", mistake="graph recorded")
        c.about("afterwards everything as before")
        c.that(told["training"] == before, "the mode changed.", mistake="mode not restored")
        c.that(told["recording"], "autograd was left off.", mistake="autograd left off")
        c.that(np.array_equal(told["weights"], start), "the weights changed.")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, before in [("from train mode", True), ("from eval mode", False)]:
        h.about(about)
        X, y, start = h.rng.normal(size=(7, 2)), h.rng.integers(0, 2, size=7), h.rng.normal(size=6)
        options = {"batch_size": 3, "train mode": before}
        told = h.probe(looped, "evaluate", [2, 2], start, (X, y), (X, y), options)
        looked = not any(training for training, _, _ in told["passes"])
        h.that(looked, "a batch was seen in train mode.", mistake="not in eval mode")
        plain = not any(recording for _, recording, _ in told["passes"])
        h.that(plain and not told["gradients"], "a graph was recorded.", mistake="graph recorded")
        h.that(told["training"] == before, "the mode changed.", mistake="mode not restored")
        h.that(told["recording"], "autograd was left off.", mistake="autograd left off")
        h.that(np.array_equal(told["weights"], start), "the weights changed.")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def dropout_in_both_modes():
    """One network with dropout, one validation set, asked five times in each mode."""
    torch.manual_seed(0)
    model = nn.Sequential(nn.Dropout(0.5), MLP([64, 32, 10], "relu")).to(DEVICE)
    loss_fn, (train, val) = nn.CrossEntropyLoss(), digits_loaders(0)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    for _ in range(5):
        train_epoch(model, train, optimizer, loss_fn)
    still = torch.optim.SGD(model.parameters(), lr=0.0)  # train mode, but no step
    noisy = [train_epoch(model, val, still, loss_fn) for _ in range(5)]
    print("asked in train mode:", "  ".join(f"{v:.3f}" for v in noisy))
    print(
        "your evaluate:      ",
        "  ".join(f"{evaluate(model, val, loss_fn)[0]:.3f}" for _ in "12345"),
    )


# %% [markdown]
# ## 9 · Stop in time
#
# The training loss falls and falls; the validation loss falls, then rises, because the network
# begins to learn the noise. **Early stopping** keeps the weights of the best validation loss and
# gives up after `patience` epochs in a row without an improvement.
#
# An improvement is a loss *lower than the best one by more than* `min_delta`. Only an improvement
# becomes the new best; `nan` never is one.
#
# "Keeps" is the trap. `model.state_dict()` does not hold copies but the parameters' own memory:
# the next step changes what you believed to be saved. `copy.deepcopy(...)` makes it safe, and
# `model.load_state_dict(state)` copies it back.
#
# **Predict first.** `patience=2`, validation losses 1.0, 0.8, 0.9, 0.85, 0.7. Which epoch is the
# last?

# %%
guess("the epoch at which patience 2 stops on 1.0, 0.8, 0.9, 0.85, 0.7", ["3", "4", "5", "never"])

# %% [markdown]
# *Worked by hand.* `patience=3` on 5, 4, 4.5, 4.2, 3.9, 4: epochs 3 and 4 are two in a row without
# an improvement, epoch 5 is one (3.9 is below 4), and counting starts again. Nothing stops yet.


# %% solve="EarlyStopping"
class EarlyStopping:
    """Tells when to stop, and keeps the best weights.

    Parameters
    ----------
    patience : int
        Stop at the `patience`-th epoch in a row without an improvement.
    min_delta : float
        An improvement is lower than the best loss so far by more than this. The first loss
        is one, unless it is nan.
    """

    def __init__(self, patience, min_delta=0.0):
        ### BEGIN SOLUTION
        self.patience, self.min_delta = patience, min_delta
        self.best, self.state, self.waited = math.inf, None, 0
        ### END SOLUTION

    def step(self, val_loss, model):
        """Note the loss of an epoch; return whether to stop, True or False."""
        ### BEGIN SOLUTION
        if val_loss < self.best - self.min_delta:
            self.best, self.waited = val_loss, 0
            self.state = copy.deepcopy(model.state_dict())
        else:
            self.waited += 1
        return self.waited >= self.patience
        ### END SOLUTION

    def restore(self, model):
        """Load the best weights into the model."""
        ### BEGIN SOLUTION
        if self.state is not None:
            model.load_state_dict(self.state)
        ### END SOLUTION


# %%
hint("EarlyStopping")

# %% check="EarlyStopping-stops" points=5
# Losses, patience and min_delta, the epoch that stops; what other epochs would mean (0: any).
nan, off = float("nan"), {None: "never stops", 0: "patience off by one"}
with Check("EarlyStopping(patience, min_delta) -> stopper", EarlyStopping) as c:
    for about, losses, rule, want, others in [
        ("falling", [4, 3, 2, 1], (2,), None, {3: "larger counts as better", 0: "best too low"}),
        ("patience 2", [4, 3, 3.5, 3.6, 3.7], (2,), 4, off),
        ("patience 1", [4, 3, 3.5, 3.6], (1,), 3, off),
        ("counting starts again", [5, 6, 4, 6, 3, 6, 7], (2,), 7, {0: "counter not reset"}),
        ("no worse is no better", [4, 4, 4, 4], (2,), 3, {0: "equal counts as better"}),
        ("best, not last", [4, 6, 5, 4.5, 3], (3,), 4, {0: "compared with the last epoch"}),
        ("a small rise", [4, 4.25, 4.375, 4.5], (2, 0.5), 3, {0: "min_delta of the wrong sign"}),
        ("min_delta", [4, 3.9, 3.8, 3.7], (3, 0.5), 4, {0: "min_delta ignored"}),
        ("large losses", [100, 98, 96, 94], (2, 0.5), None, {0: "ratio for difference"}),
        ("small steps add up", [4, 3.75, 3.25, 3, 2.5], (2, 0.5), None, {0: "best creeps"}),
        ("exactly min_delta", [4, 3.5, 3], (1, 0.5), 2, {0: "equal counts as better"}),
        ("negative losses", [-1, -2, -3, -4], (2,), None, {0: "magnitudes compared"}),
        ("nan", [4, nan, nan, 3], (2,), 3, {0: "nan counts as better"}),
    ]:
        c.about(about)
        seen = c.probe(stopping, losses, *rule)
        c.that(not seen["silent"], "step returned None.", mistake="nothing returned")
        stopped = seen["stopped"]
        told = f"{losses}, rule {rule}: stopped at epoch {stopped}, expected {want}."
        c.that(stopped == want, told, mistake=others.get(stopped, others.get(0)))
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, losses, rule, want, others in [
        ("falling", [9, 8, 5, 3, 2], (2,), None, {3: "larger counts as better"}),
        ("patience 3", [2, 1.5, 1.6, 1.7, 1.8, 1.9], (3,), 5, off),
        ("never", [5, 4, 4.5, 3, 3.5, 2], (2,), None, {0: "counter not reset"}),
        ("counting starts again", [9, 10, 8, 9, 9, 7, 8, 8, 8], (3,), 9, {5: "counter not reset"}),
        ("equal", [1, 1, 1, 1, 1], (4,), 5, {0: "equal counts as better"}),
        ("best, not last", [1, 3, 2.5, 2, 1.5], (4,), 5, {0: "compared with the last epoch"}),
        ("min_delta", [1, 0.9, 0.8, 0.75], (2, 0.25), 3, {0: "min_delta ignored"}),
        ("small steps add up", [2, 1.875, 1.625, 1.5, 1.25], (2, 0.25), None, {0: "best creeps"}),
        ("exactly min_delta", [2, 1.75, 1.5], (1, 0.25), 2, {0: "equal counts as better"}),
        ("negative losses", [-1, -1.5, -1.25, -1.375], (2,), 4, {}),
        ("negative, min_delta", [-1, -1.25, -1.375, -2], (2, 0.5), 3, {0: "min_delta ignored"}),
        ("across 0", [0.5, -0.5, -0.25, -1, -0.9], (2,), None, {0: "best too low"}),
        ("nan first", [nan, 2, 1, 3, 4], (2,), 5, {}),
        ("nan in between", [2, nan, 1, nan, nan], (2,), 5, {0: "nan counts as better"}),
        ("nan to the end", [nan, nan, nan], (3,), 3, {0: "nan counts as better"}),
        ("zero is a loss", [1, 0, 0.5, 0.25], (2,), 4, {0: "never stops"}),
    ]:
        h.about(about)
        stopped = h.probe(stopping, losses, *rule)["stopped"]
        name = others.get(stopped, others.get(0))
        h.that(stopped == want, "it does not stop where it should.", mistake=name)
### END HIDDEN TESTS

# %% check="EarlyStopping-restores" points=4
# At epoch k every weight is k; then the best ones are restored, twice, and into another model.
with Check("EarlyStopping(patience, min_delta) -> stopper", EarlyStopping) as c:
    for about, losses, want in [
        ("the best epoch", [4, 3, 2, 2.5, 2.6], 3),
        ("best first", [1, 2, 3], 1),
        ("best last", [3, 2, 1], 3),
    ]:
        c.about(about)
        held, last = c.probe(stopping, losses, 9)["held"], len(losses)
        wrong = [("last weights for best", [last] * 6), ("first weights kept", [1] * 6)]
        wrong += [("best weights not copied", [last, last, -1, -1, -1, -1])]
        wrong += [("best weights not copied", [want, want, -1, -1, -1, -1])]
        wrong += [("best weights not restored", [last, last, -1, -1, -2, -2])]
        c.close("the weights", held, [want] * 6, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, losses, rule, want in [
        ("the best epoch", [2, 1, 1.5, 1.75], (5,), 2),
        ("two lows", [5, 3, 4, 2, 2.5, 6], (9,), 4),
        ("after stopping", [5, 4, 4.5, 4.75, 4.25], (2,), 2),
        ("only an improvement is kept", [4, 3, 2.75, 2.5], (9, 0.75), 2),
        ("negative losses", [-1, -3, -2], (9,), 2),
    ]:
        h.about(about)
        told = h.probe(stopping, losses, *rule)
        held, last = told["held"], told["stopped"] or len(losses)
        wrong = [("last weights for best", [last] * 6), ("first weights kept", [1] * 6)]
        if rule[1:]:
            wrong.insert(0, ("min_delta ignored", [last] * 6))
        wrong += [("best weights not copied", [last, last, -1, -1, -1, -1])]
        wrong += [("best weights not copied", [want, want, -1, -1, -1, -1])]
        wrong += [("best weights not restored", [last, last, -1, -1, -2, -2])]
        h.close("the weights", held, [want] * 6, mistakes=wrong)
### END HIDDEN TESTS


# %%
def stop_at():
    stopper, model = EarlyStopping(2), nn.Linear(1, 1)
    for epoch, loss in enumerate([1.0, 0.8, 0.9, 0.85, 0.7], 1):
        if stopper.step(loss, model):
            return epoch
    return "never"


reveal(
    "the epoch at which patience 2 stops on 1.0, 0.8, 0.9, 0.85, 0.7",
    stop_at,
    why="0.9 and 0.85 are two in a row above the best, 0.8. The 0.7 is never seen.",
)


# %% tags=["demo"]
def moons_run(seed, epochs=40):
    """Overfit sixty noisy moons; losses and accuracies per epoch, and where patience 8 stops."""
    X, y = to_tensors(*make_moons(260, noise=0.3, random_state=seed), "classification")
    X, y = X.to(DEVICE), y.to(DEVICE)
    torch.manual_seed(seed)
    model, loss_fn = MLP([2, 64, 64, 2], "relu").to(DEVICE), nn.CrossEntropyLoss()
    train = DataLoader(TensorDataset(X[:60], y[:60]), 20, shuffle=True)
    val = DataLoader(TensorDataset(X[60:], y[60:]), 200)
    optimizer, stopper = torch.optim.Adam(model.parameters(), lr=0.02), EarlyStopping(8)
    run = {"train": [], "val": [], "accuracy": [], "stop": None}
    for epoch in range(1, epochs + 1):
        run["train"].append(train_epoch(model, train, optimizer, loss_fn))
        loss, accuracy = evaluate(model, val, loss_fn)
        run["val"].append(loss)
        run["accuracy"].append(accuracy)
        if stopper.step(loss, model) and run["stop"] is None:
            run["stop"] = epoch
    return run


RUNS = {}


@demo
def when_to_stop():
    runs = {seed: moons_run(seed) for seed in range(4)}
    RUNS.update({f"seed {seed}": run["val"] for seed, run in runs.items()})
    for seed, run in runs.items():
        best = int(np.argmin(run["val"]))
        print(
            f"seed {seed}: best loss {run['val'][best]:.3f} at epoch {best + 1}, accuracy there "
            f"{run['accuracy'][best]:.3f}; after 40: loss {run['val'][-1]:.3f}, "
            f"accuracy {run['accuracy'][-1]:.3f}"
        )
    return figures.early_stopping({f"seed {seed}": run for seed, run in runs.items()})


# %% [markdown]
# **Monitor the loss, not the accuracy.** After 40 epochs the validation loss is 1.4 to 3.7 times
# what it was at its best (ten seeds; four are shown), while the accuracy has moved by less than
# 0.05, up in some runs and down in others. Accuracy only asks on which side of the line a point
# lies; the loss hears how sure the network is of its mistakes.
#
# **Play.** Your rule on a curve that shakes. What does patience cost, and what does it save?

# %% tags=["panel"]
early_stopping_lab(EarlyStopping, curves=RUNS)

# %% [markdown]
# ## 10 · A schedule
#
# Large steps at first, small ones at the end. The **cosine** schedule (Loshchilov and Hutter 2017)
# goes from `base` down to `min_lr` along half a wave; a **warm-up** first climbs to `base` in equal
# steps, because the first gradients of a fresh network are the least reliable.
#
# Warm-up step `s` uses `base * (s + 1) / warmup`. Then, with `t` running from 0 (at
# `step == warmup`) to 1 (at `step == total`): `min_lr + (base - min_lr) * (1 + cos(pi * t)) / 2`.
#
# **Predict first.** Base 1, no warm-up, `min_lr` 0. What is the rate half-way?

# %%
guess("the cosine rate half-way from 1 to 0", ["0.25", "0.5", "0.71", "0.75"])

# %% [markdown]
# *Worked by hand.* A third of the way down from 3 to 1: `cos(pi/3) = 0.5`, so the rate is
# `1 + 2 * 1.5 / 2 = 2.5`; a straight line would be at 2.33 already. It starts flat and ends flat.


# %% solve="cosine_lr"
def cosine_lr(step, total, base, min_lr=0.0, warmup=0):
    """Learning rate at a step of a cosine schedule with a linear warm-up.

    Parameters
    ----------
    step : int
        From 0.
    total : int
        The step at which `min_lr` is reached; it stays there afterwards. Larger than `warmup`.
    base : float
        The highest rate.
    min_lr : float
    warmup : int
        Number of warm-up steps.

    Returns
    -------
    lr : float
    """
    ### BEGIN SOLUTION
    if step < warmup:
        return base * (step + 1) / warmup
    t = min(1.0, (step - warmup) / (total - warmup))
    return min_lr + (base - min_lr) * (1 + math.cos(math.pi * t)) / 2
    ### END SOLUTION


# %%
hint("cosine_lr")

# %% check="cosine_lr-wave" points=3
# Steps 0, 2, 4, 6, 8 of 8, then two more: 10 and 16.
steps = np.array([0, 2, 4, 6, 8, 10, 16])
with Check("cosine_lr(step, total, base, min_lr, warmup) -> lr", cosine_lr) as c:
    for about, base, low, want in [
        ("from 1 to 0", 1.0, 0.0, [1, 0.853553, 0.5, 0.146447, 0, 0, 0]),
        ("from 3 to 1", 3.0, 1.0, [3, 2.707107, 2, 1.292893, 1, 1, 1]),
    ]:
        c.about(about)
        lrs = [c.number("lr", c.call(int(s), 8, base, low, 0)) for s in steps]
        share = np.array([1, 0.853553, 0.5, 0.146447, 0, 0, 0])
        wave, line = low + (base - low) * share, low + (base - low) * np.maximum(1 - steps / 8, 0)
        wrong = [("straight line", line), ("min_lr ignored", base * share)]
        wrong += [("starts again", wave + (base - low) * np.array([0, 0, 0, 0, 0, share[3], 1]))]
        wrong += [("min_lr added on top", base * share + low), ("goes up", base + low - wave)]
        wrong += [("min_lr as a floor", np.maximum(base * share, low))]
        wrong += [("quarter of a wave", low + (base - low) * share**0.5)]
        turn = low + (base - low) * (1 + np.cos(180 * np.minimum(steps / 8, 1))) / 2
        for degrees in (turn, np.where(steps < 8, turn, low), np.where(steps > 8, low, turn)):
            wrong += [("degrees for radians", degrees)]
        c.close("lr", lrs, want, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, base, low, total in [
        ("no floor", 0.4, 0.0, 20),
        ("a floor", 0.4, 0.05, 13),
        ("one step", 1.0, 0.5, 1),
    ]:
        h.about(about)
        at = np.arange(2 * total + 3)
        lrs = [h.number("lr", h.call(int(s), total, base, low, 0)) for s in at]
        share, again = (np.cos(np.pi * t / 2) ** 2 for t in (np.minimum(at / total, 1), at / total))
        wave, line = low + (base - low) * share, low + (base - low) * np.maximum(1 - at / total, 0)
        wrong = [("straight line", line), ("starts again", low + (base - low) * again)]
        wrong += [("min_lr added on top", base * share + low), ("goes up", base + low - wave)]
        wrong += [("min_lr as a floor", np.maximum(base * share, low))]
        wrong += [("quarter of a wave", low + (base - low) * share**0.5)]
        h.close("lr", lrs, wave, mistakes=[*wrong, ("min_lr ignored", base * share)])
### END HIDDEN TESTS

# %% check="cosine_lr-warmup" points=3
# Four warm-up steps, then down to 0 at step 8; then the warm-up alone, with a min_lr.
with Check("cosine_lr(step, total, base, min_lr, warmup) -> lr", cosine_lr) as c:
    c.about("warm-up, then down")
    lrs = [c.number("lr", c.call(s, 8, 2.0, 0.0, 4)) for s in range(9)]
    rise, fall = [0.5, 1, 1.5, 2], [2, 1.707107, 1, 0.292893, 0]
    whole = 2 * np.cos(np.pi * np.arange(9) / 16) ** 2
    wrong = [("warm-up from 0", [0, 0.5, 1, 1.5, *fall]), ("warm-up ignored", whole)]
    wrong += [("warm-up not taken off", [*rise, *w]) for w in (whole[4:], whole[:5])]
    c.close("lr", lrs, [*rise, *fall], mistakes=wrong)
    c.about("the warm-up does not know min_lr")
    lrs = [c.number("lr", c.call(s, 8, 2.0, 0.5, 4)) for s in range(4)]
    wrong = [("warm-up from min_lr", [0.875, 1.25, 1.625, 2])]
    wrong += [
        ("warm-up from min_lr", [0.5, 0.875, 1.25, 1.625]),
        ("warm-up from 0", [0, 0.5, 1, 1.5]),
    ]
    c.close("lr", lrs, rise, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, total, warmup in [("one step", 9, 1), ("a long one", 12, 7), ("none", 6, 0)]:
        h.about(f"warm-up: {about}")
        base = float(h.rng.uniform(0.5, 2))
        steps = np.arange(total + 1)
        wave = lambda t, base=base: base * np.cos(np.pi * np.clip(t, 0, 1) / 2) ** 2
        climb, early = base * (steps + 1) / max(warmup, 1), steps < warmup
        want = np.where(early, climb, wave((steps - warmup) / (total - warmup)))
        lrs = [h.number("lr", h.call(int(s), total, base, 0.0, warmup)) for s in steps]
        late = [steps / total, (steps - warmup) / total]
        wrong = [("warm-up not taken off", np.where(early, climb, wave(t))) for t in late]
        wrong += [("warm-up ignored", wave(steps / total))]
        wrong += [("warm-up from 0", np.where(early, climb - base / max(warmup, 1), want))]
        h.close("lr", lrs, want, mistakes=wrong)
        h.about("the warm-up does not know min_lr")
        lrs = [h.number("lr", h.call(s, total, base, base / 4, warmup)) for s in range(warmup)]
        h.close("lr", lrs, climb[:warmup])
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def three_schedules():
    steps = range(60)
    return figures.schedules(
        {
            "cosine": [cosine_lr(s, 50, 0.5) for s in steps],
            "warm-up 10": [cosine_lr(s, 50, 0.5, warmup=10) for s in steps],
            "down to 0.1": [cosine_lr(s, 50, 0.5, min_lr=0.1) for s in steps],
        }
    )


# %%
reveal(
    "the cosine rate half-way from 1 to 0",
    lambda: cosine_lr(50, 100, 1.0),
    why="cos(pi/2) is 0: half of the wave is half of the height.",
)

# %% [markdown]
# ## 11 · The whole loop
#
# Now put it together. Per epoch: note the learning rate (`optimizer.param_groups[0]["lr"]`), train,
# evaluate on the validation data, then
#
# - step the **scheduler**, once per epoch and after the optimizer's steps. One of PyTorch's kinds
#   wants to be told how it goes: `torch.optim.lr_scheduler.ReduceLROnPlateau` takes the
#   validation loss, `scheduler.step(val_loss)`; the others take nothing.
# - ask the **stopper**, and stop if it says so.
#
# After the last epoch, whether stopped or not, the stopper restores the best weights.


# %% solve="fit"
def fit(model, train_loader, val_loader, optimizer, loss_fn, epochs, scheduler=None, stopper=None):
    """Train a classifier and watch it on validation data.

    Parameters
    ----------
    model, optimizer, loss_fn
        As for `train_epoch`.
    train_loader, val_loader : DataLoader
    epochs : int
        At most so many.
    scheduler : a scheduler of torch.optim.lr_scheduler, optional
        Stepped once per epoch, after validation.
    stopper : EarlyStopping, optional
        Asked once per epoch; restores the best weights at the end in any case.

    Returns
    -------
    history : dict of lists, one number per epoch
        ``"train_loss"`` (from `train_epoch`), ``"val_loss"`` (from `evaluate`) and ``"lr"``,
        the rate **used** in that epoch.
    """
    # per epoch: 1 note the rate  2 train  3 validate  4 scheduler  5 stopper
    # at the end: 6 restore the best weights
    ### BEGIN SOLUTION
    history = {"train_loss": [], "val_loss": [], "lr": []}
    plateau = isinstance(scheduler, torch.optim.lr_scheduler.ReduceLROnPlateau)
    for _ in range(epochs):
        history["lr"].append(optimizer.param_groups[0]["lr"])
        history["train_loss"].append(train_epoch(model, train_loader, optimizer, loss_fn))
        history["val_loss"].append(evaluate(model, val_loader, loss_fn)[0])
        if scheduler is not None:
            scheduler.step(*history["val_loss"][-1:] if plateau else ())
        if stopper is not None and stopper.step(history["val_loss"][-1], model):
            break
    if stopper is not None:
        stopper.restore(model)
    return history
    ### END SOLUTION


# %%
hint("fit")

# %% check="fit-history" points=3
# A linear classifier, batches of 2 and 1, three epochs; validated on two other samples.
with Check("fit(model, train_loader, val_loader, optimizer, loss_fn, epochs) -> history", fit) as c:
    train = np.array([[1.0], [2], [-1]]), np.array([0, 1, 1])
    val = np.array([[3.0], [-2]]), np.array([0, 1])
    options, start = {"batch_size": 2, "lr": 0.5, "epochs": 3}, np.array([1.0, -1, 0, 0])
    history = c.probe(looped, "fit", [1, 2], start, train, val, options)["result"]
    c.about("one number per epoch")
    missing = {"train_loss", "val_loss", "lr"} - set(history or {})
    c.that(not missing, f"history lacks the keys {sorted(missing)}.", mistake="other keys")
    c.about("losses per epoch")
    on_train, training = [0.869389, 0.649546, 0.629195], [1.448286, 0.892796, 0.665642]
    wrong = [("validated on the training data", on_train), ("accuracy for loss", [1, 1, 1])]
    wrong += [
        ("only the last epoch", [0.262238]),
        ("validated before training", [0.010313, 0.042101, 0.169696]),
    ]
    c.close("val_loss", history["val_loss"], [0.042101, 0.169696, 0.262238], mistakes=wrong)
    wrong = [("training loss after the epoch", on_train), ("only the last epoch", [0.665642])]
    c.close("train_loss", history["train_loss"], training, mistakes=wrong)
    c.about("a constant rate")
    c.close("lr", history["lr"], [0.5, 0.5, 0.5], mistakes={"only the last epoch": [0.5]})
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, sizes, epochs in [
        ("two classes", [2, 3, 2], 4),
        ("four classes", [3, 5, 4], 2),
        ("one epoch", [2, 2], 1),
    ]:
        h.about(about)
        rng, params, size = h.rng, random_pairs(sizes, h.rng), 4
        train, val = (
            (rng.normal(size=(n, sizes[0])), rng.integers(0, sizes[-1], size=n)) for n in (10, 7)
        )
        net, X, y = NumpyNet(params), *train
        want = {"train_loss": [], "val_loss": [], "lr": [0.3] * epochs}
        on_train, before, accuracy = [], [], []
        for _ in range(epochs):
            before.append(net.gradients(*val)[0])
            parts = [slice(i, i + size) for i in range(0, 10, size)]
            losses = [net.step(X[s], y[s], 0.3) * len(y[s]) for s in parts]
            want["train_loss"].append(sum(losses) / 10)
            want["val_loss"].append(net.gradients(*val)[0])
            on_train.append(net.gradients(*train)[0])
            accuracy.append((net.logits(val[0]).argmax(axis=1) == val[1]).mean())
        options = {"batch_size": size, "lr": 0.3, "epochs": epochs}
        told = h.probe(looped, "fit", sizes, in_torch_order(params), train, val, options)
        history = told["result"]
        h.that(not set(want) - set(history or {}), "a key is missing.", mistake="other keys")
        wrong = [("validated on the training data", on_train), ("accuracy for loss", accuracy)]
        wrong += [("validated before training", before)]
        h.close("val_loss", history["val_loss"], want["val_loss"], mistakes=wrong)
        wrong = {"training loss after the epoch": on_train}
        h.close("train_loss", history["train_loss"], want["train_loss"], mistakes=wrong)
        h.close("lr", history["lr"], want["lr"])
        h.close("the weights", told["weights"], in_torch_order(net.params), tol=1e-9)
### END HIDDEN TESTS

# %% check="fit-scheduler" points=3
# One scheduler halves the rate each time; one halves it when the validation loss rises, as here.
with Check("fit(model, train_loader, val_loader, optimizer, loss_fn, epochs) -> history", fit) as c:
    train, val = [(np.array([[1.0], [2], [-1]]), [0, 1, 1]), (np.array([[3.0], [-2]]), [0, 1])]
    start = np.array([1.0, -1, 0, 0])
    for kind, want in [
        ("halves", [0.5, 0.25, 0.125, 0.0625]),
        ("plateau", [0.5, 0.5, 0.25, 0.125]),
    ]:
        options = {"batch_size": 2, "lr": 0.5, "epochs": 4, "scheduler": kind}
        told = c.probe(looped, "fit", [1, 2], start, train, val, options)
        history, heard = told["result"] or {}, told["rates"]
        c.that("lr" in history, "history has no key lr.", mistake="other keys")
        c.about(f"what it hears: {kind}")
        if kind == "halves":
            loud = any(heard)
            c.that(not loud, "a loss was told.", mistake="every scheduler told the loss")
        elif heard:
            c.that(any(heard), "no loss was told.", mistake="plateau without a loss")
            wrong = {"plateau of the training loss": 1.448286}
            c.close("what it hears", heard[0][0], 0.042101, mistakes=wrong)
        c.about(f"the rate used in each epoch: {kind}")
        late = [*want[1:], want[-1] / 2]
        wrong = [("scheduler not stepped", [0.5] * 4), ("rate after the step", late)]
        wrong += [("scheduler per batch", [0.5, 0.125, 0.03125, 0.0078125])]
        c.close("lr", history["lr"], want, mistakes=wrong)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for scheduler, epochs in [("halves", 5), ("plateau", 6), ("plateau", 12)]:
        h.about(f"rates with a scheduler: {scheduler}")
        rng, params = h.rng, random_pairs([2, 4, 3], h.rng)
        X, y = rng.normal(size=(10, 2)), rng.integers(0, 3, size=10)
        val = rng.normal(size=(7, 2)), rng.integers(0, 3, size=7)
        net, lr, best, rates, losses = NumpyNet(params), 1.0, np.inf, [], []
        for _ in range(epochs):
            rates.append(lr)
            for i in range(0, 10, 3):
                net.step(X[i : i + 3], y[i : i + 3], lr)
            losses.append(net.gradients(*val)[0])
            worse = losses[-1] >= best * (1 - 1e-4)
            best = best if worse else losses[-1]
            lr = lr / 2 if worse or scheduler == "halves" else lr
        options = {"batch_size": 3, "lr": 1.0, "epochs": epochs, "scheduler": scheduler}
        told = h.probe(looped, "fit", [2, 4, 3], in_torch_order(params), (X, y), val, options)
        history, heard = told["result"] or {}, told["rates"]
        h.that("lr" in history, "history has no key lr.", mistake="other keys")
        if scheduler == "halves":
            h.that(not any(heard), "a loss was told.", mistake="every scheduler told the loss")
        elif heard:
            h.that(any(heard), "no loss was told.", mistake="plateau without a loss")
            h.close("what it hears", heard[0][0], losses[0])
        late = [*rates[1:], lr]
        wrong = [("scheduler not stepped", [1.0] * epochs), ("rate after the step", late)]
        h.close("lr", history["lr"], rates, mistakes=wrong)
        h.close("the weights", told["weights"], in_torch_order(net.params), tol=1e-8)
### END HIDDEN TESTS

# %% check="fit-stopper" points=3
# A stopper that says stop at its second call, then one that never does. Its restore writes sevens.
with Check("fit(model, train_loader, val_loader, optimizer, loss_fn, epochs) -> history", fit) as c:
    train, val = [(np.array([[1.0], [2], [-1]]), [0, 1, 1]), (np.array([[3.0], [-2]]), [0, 1])]
    losses, trained = (
        [0.042101, 0.169696, 0.262238, 0.273725],
        [1.448286, 0.892796, 0.665642, 0.641299],
    )
    for about, stop, epochs in [("stopped at epoch 2", 2, 2), ("never stopped", 99, 4)]:
        options = {"batch_size": 2, "lr": 0.5, "epochs": 4, "stop": stop, "train mode": True}
        told = c.probe(looped, "fit", [1, 2], np.array([1.0, -1, 0, 0]), train, val, options)
        c.about(f"{about}: epochs")
        batches = sum(training and recording for training, recording, _ in told["passes"])
        ran = batches // 2
        name = {4: "stopper ignored", 1: "one epoch too few", 3: "one epoch too many"}.get(ran)
        c.that(ran == epochs, f"{ran} epochs were trained, expected {epochs}.", mistake=name)
        c.about(f"{about}: hears the validation loss")
        wrong = [("stopper of the training loss", trained[:epochs])]
        wrong += [("accuracy for loss", [1] * epochs)]
        c.close("what the stopper hears", told["stops"], losses[:epochs], mistakes=wrong)
        c.about(f"{about}: best weights restored")
        sevens = (told["weights"] == 7).all()
        c.that(sevens, "restore was not called at the end.", mistake="best weights not restored")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, stop, epochs in [
        ("stopped at once", 1, 1),
        ("stopped half-way", 3, 3),
        ("stopped at the last epoch", 5, 5),
        ("never stopped", 99, 5),
    ]:
        h.about(about)
        rng = h.rng
        train, val = ((rng.normal(size=(n, 2)), rng.integers(0, 2, size=n)) for n in (8, 5))
        for scheduler in (None, "halves", "plateau"):
            options = {"batch_size": 3, "epochs": 5, "stop": stop, "train mode": True}
            options["scheduler"] = scheduler
            told = h.probe(looped, "fit", [2, 2], rng.normal(size=6), train, val, options)
            ran = sum(training and recording for training, recording, _ in told["passes"]) // 3
            name = {5: "stopper ignored", epochs + 1: "one epoch too many"}.get(ran)
            h.that(ran == epochs, "another number of epochs was trained.", mistake=name)
            h.that(len(told["stops"]) == epochs, "the stopper was not asked once per epoch.")
            sevens = (told["weights"] == 7).all()
            h.that(sevens, "restore was not called.", mistake="best weights not restored")
### END HIDDEN TESTS


# %% tags=["demo"]
@demo
def schedules_by_seed():
    """The same network, data and seeds with three schedules; the last validation loss of each."""
    ends, epochs = {"constant": [], "cosine": [], "plateau": []}, 12
    for seed in range(5):
        for kind, found in ends.items():
            torch.manual_seed(seed)
            model = MLP([64, 32, 10], "tanh").to(DEVICE)
            optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
            rates = torch.optim.lr_scheduler
            scheduler = {
                "constant": lambda: None,
                "cosine": lambda: rates.LambdaLR(optimizer, lambda e: cosine_lr(e, epochs, 1.0)),
                "plateau": lambda: rates.ReduceLROnPlateau(optimizer, factor=0.5, patience=0),
            }[kind]()
            loaders, loss_fn = digits_loaders(seed), nn.CrossEntropyLoss()
            history = fit(model, *loaders, optimizer, loss_fn, epochs, scheduler)
            found.append(history["val_loss"][-1])
    return figures.by_seed(ends, "validation loss after 12 epochs")


# %% [markdown]
# **Read it with care.** One line is one seed: the same start, the same data, the same order of
# batches. Would you have chosen the same schedule from each line alone? A table with one number
# per schedule would have hidden that. Compare on several seeds, and show them all.
#
# **Play.** Before a schedule comes a rate: your model and your loop, run over a map of rates.

# %% tags=["panel"]
torch_rate_map(model=MLP, train_epoch=train_epoch)

# %% [markdown]
# ## 12 · What it costs
#
# PyTorch plans, records and dispatches; NumPy just multiplies. To compare them honestly: run a few
# times first (caches, memory, kernels), then time each call alone with `time.perf_counter()`, and
# take the **median**, because one interruption by the system spoils a mean. On a GPU a call returns
# before the work is done: whoever times it has to wait with `torch.cuda.synchronize()`.
#
# *Worked by hand.* Five runs of 2, 2, 3, 2 and 21 ms: the mean is `30/5 = 6` ms, which no run ever
# took; the median is 2 ms.
#
# **Predict first.** One training step of a network 64-w-w-10 on 64 samples, float64, one thread of
# the processor. From which width w on is PyTorch the faster one, on your machine?

# %%
guess(
    "the width from which PyTorch is faster on this processor",
    ["at every width", "from 16 to 128", "from 256 to 512", "not up to 512"],
)


# %% solve="benchmark"
def benchmark(fn, repeats, warmup):
    """Median time of a call.

    Parameters
    ----------
    fn : callable
        Without arguments.
    repeats : int
        Number of timed calls, each timed alone.
    warmup : int
        Number of calls before them, not timed.

    Returns
    -------
    seconds : float
    """
    ### BEGIN SOLUTION
    for _ in range(warmup):
        fn()
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        fn()
        seconds.append(time.perf_counter() - begun)
    return float(np.median(seconds))
    ### END SOLUTION


# %%
hint("benchmark")

# %% check="benchmark-calls" points=2
with Check("benchmark(fn, repeats, warmup) -> seconds", benchmark) as c:
    for about, repeats, warmup in [("three warm-up calls", 5, 3), ("no warm-up", 4, 0)]:
        c.about(about)
        seconds, took = c.probe(timed, [0.0] * repeats, warmup)
        calls = len(took)
        c.number("seconds", seconds)
        wrong = {
            repeats: "warm-up left out",
            warmup: "warm-up only",
            repeats + warmup + 1: "one call too many",
            repeats + warmup - 1: "one call too few",
        }
        told = f"fn was called {calls} times, expected {repeats + warmup}."
        c.that(calls == repeats + warmup, told, mistake=wrong.get(calls))
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    for about, repeats, warmup in [("one timed call", 1, 2), ("many", 21, 9), ("no warm-up", 7, 0)]:
        h.about(about)
        seconds, took = h.probe(timed, [0.0] * repeats, warmup)
        calls = len(took)
        h.that(0 <= h.number("seconds", seconds) < 0.5, "the time of an empty call is off.")
        name = {repeats: "warm-up left out", warmup: "warm-up only"}.get(calls)
        h.that(calls == repeats + warmup, "another number of calls.", mistake=name)
### END HIDDEN TESTS

# %% check="benchmark-median" points=3
# Six quick warm-up calls, then calls of 20, 300, 20, 6 and 20 ms: the median is 20 ms.
with Check("benchmark(fn, repeats, warmup) -> seconds", benchmark) as c:
    c.about("median of the timed calls")
    seconds, took = c.probe(timed, [0.02, 0.3, 0.02, 0.006, 0.02], 6)
    seconds, took = c.number("seconds", seconds), np.array(took[6:])
    near = lambda value: abs(seconds - value) < 0.2 * value
    right, told = near(np.median(took)), f"about 20 ms expected, got {1000 * seconds:.3g} ms."
    for value, mistake in [
        (took.min(), "fastest for median"),
        (took.mean(), "mean for median"),
        (took.max(), "slowest for median"),
        (took.sum(), "sum for median"),
    ]:
        c.that(right or not near(value), told, mistake=mistake)
    c.that(seconds > 0.004, told, mistake="warm-up timed")
    c.that(seconds < 5, told, mistake="not in seconds")
    c.that(right, told)
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("median of the timed calls")
    seconds, took = h.probe(timed, [0.3, 0.02, 0.006, 0.02, 0.02], 6)
    seconds, took = h.number("seconds", seconds), np.array(took[6:])
    near = lambda value: abs(seconds - value) < 0.2 * value
    right = near(np.median(took))
    h.that(seconds > 0.004, "far too small.", mistake="warm-up timed")
    h.that(right or not near(took.min()), "too small.", mistake="fastest for median")
    h.that(right or not near(took.mean()), "too large.", mistake="mean for median")
    h.that(seconds < 5, "far too large.", mistake="not in seconds")
    h.that(right, "it is another time.")
### END HIDDEN TESTS


# %%
WIDTHS, TIMES = [8, 16, 32, 64, 128, 256, 512], {}


def step_seconds(width, device=None, repeats=7, steps=5):
    """Your benchmark of a step: of the NumPy network, or of your train_epoch on a device."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(64, 64)), rng.integers(0, 10, size=64)
    net = NumpyNet(random_pairs([64, width, width, 10], rng))
    if device is None:
        return benchmark(lambda: [net.step(X, y, 0.1) for _ in range(steps)], repeats, 2) / steps
    model = MLP([64, width, width, 10], "tanh")
    load_numpy_weights(model, net.params)
    model.to(device)
    batch = tuple(t.to(device) for t in to_tensors(X, y, "classification"))
    loader = DataLoader([batch] * steps, batch_size=None)  # one batch, again and again
    optimizer, loss_fn = torch.optim.SGD(model.parameters(), lr=0.1), nn.CrossEntropyLoss()
    # the plain number of each loss is waited for, so no work of a GPU is left out
    epoch = lambda: train_epoch(model, loader, optimizer, loss_fn)
    return benchmark(epoch, repeats, 2) / steps


def times(label, device):
    """Seconds per step at each of WIDTHS, measured once."""
    if label not in TIMES:
        TIMES[label] = [step_seconds(w, device) for w in WIDTHS]
    return TIMES[label]


# %% tags=["demo"]
@demo
def time_against_width():
    devices = {"NumPy": None, "PyTorch, processor": torch.device("cpu")}
    if DEVICE.type == "cuda":
        devices["PyTorch, CUDA"] = DEVICE
    for label, device in devices.items():
        print(f"{label:20}", *(f"{1e6 * s:8.0f}" for s in times(label, device)), " µs")
    for label in [*devices][1:]:
        first, last = (times(label, None)[i] / times("NumPy", None)[i] for i in (0, -1))
        told = f"{first:.2g} times NumPy's at width {WIDTHS[0]}, {last:.2g} at {WIDTHS[-1]}"
        print(f"{label}: a step takes {told}.")
    return figures.time_against_width(WIDTHS, {label: times(label, None) for label in devices})


# %%
def overtakes(widths, slow, fast):
    """The first width from which `fast` needs less time at every width measured, or None."""
    ahead = [f < s for s, f in zip(slow, fast)]
    return next((w for i, w in enumerate(widths) if all(ahead[i:])), None)


def where_it_overtakes():
    rows = times("NumPy", None), times("PyTorch, processor", torch.device("cpu"))
    width = overtakes(WIDTHS, *rows)
    words = {8: "at every width", 128: "from 16 to 128", 512: "from 256 to 512"}
    late = width is None
    return "not up to 512" if late else next(word for w, word in words.items() if width <= w)


reveal(
    "the width from which PyTorch is faster on this processor",
    where_it_overtakes,
    why="A small step is mostly overhead; a large one is mostly multiplication, the same for both.",
)


# %% tags=["demo"]
@demo
def lines_written():
    """Lines of code, comments left out, of the same job: the network, its loss, and one step."""

    MLP([1, 1], "relu"), manual_sgd_step([], 0.1)  # nothing to count before they are written

    def lines(*functions):
        return sum(len({n for *_, n in f.__code__.co_lines() if n}) for f in functions)

    by_hand = lines(*(v for v in vars(NumpyNet).values() if hasattr(v, "__code__")))
    with_torch = lines(manual_sgd_step, *(v for v in vars(MLP).values() if hasattr(v, "__code__")))
    print(f"NumPy:   {by_hand} lines, for tanh and two losses; anything new needs its own gradient")
    print(f"PyTorch: {with_torch} lines, yours; two activations, any loss, no gradient")


# %% [markdown]
# **The other price.** What you save in lines you pay in ideas. Nothing in this table raises an
# error when it is misunderstood:
#
# | to know | NumPy | PyTorch |
# |---|---|---|
# | the gradient of every piece | yes | only of pieces that are new |
# | leaf, graph, gradients that add up | | yes |
# | what a module registers | | yes |
# | train and eval mode | | yes |
# | shared memory: `from_numpy`, `state_dict`, `detach` | a view, now and then | yes |
#
# ## What to remember
#
# - Gradients **add** into `.grad`; an optimizer clears them only when told to.
# - A module trains what it has registered, and stays in the mode it was left in.
# - Logits go into cross-entropy as they are; a regression target is a column like the prediction.
# - Per sample, not per batch: weigh each batch with its size.
# - Whatever is kept has to be copied: `state_dict()` and `from_numpy` share memory.
# - Equal weights must give equal numbers. When in doubt, load them and compare.
#
# **Ask yourself.** Why does `grad_of` need a leaf of its own? Which of your functions would run on
# without complaint if the model ended in a softmax? What would early stopping restore without the
# copy?
#
# Your predictions beside what your own functions computed:

# %%
sum_up()

# %% [markdown]
# **Next:** this closes Module 2. You built a network from products and sums, saw what its
# activations do to signals, trained it on images and curves, and handed the gradients over to a
# machine that you can check. All these networks look at one input of fixed length. Module 3 feeds
# them one step after another and lets them remember: **recurrent networks**, where the same layer
# is applied again and again, and the gradients of Exercise 2 meet their longest way down.
