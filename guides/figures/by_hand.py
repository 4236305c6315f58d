"""Forward and backward pass of a 2-2-1 network for one sample, every number on its place.

The network of :mod:`guides.figures.xor` at x = (1, 1), y = 0, with the binary cross-entropy of the
logit. Computed: all values and all gradients.
"""

import numpy as np
from matplotlib.patches import Rectangle

from guides.figures.drawing import BACKWARD, FORWARD, box, diagram, note
from guides.figures.net import backward, forward, relu, relu_slope, sigmoid, sigmoid_loss
from guides.figures.xor import PARAMS
from mlplab.figures.style import DARK, GREY, PALE, SMALL

TITLE = "One sample through a 2-2-1 network: values forward, gradients backward"
X = np.array([[1.0, 1.0]])
Y = np.array([[0.0]])


def data():
    """Return values (``Z1, A1, logit, p, loss``) and gradients (``dlogit`` ... ``db1``)."""
    logit, kept = forward(PARAMS, X, relu)
    (_, Z1), (A1, _) = kept
    loss, dlogit = sigmoid_loss(logit, Y)
    (dW1, db1), (dW2, db2) = backward(PARAMS, kept, dlogit, relu_slope)
    dA1 = dlogit @ PARAMS[1][0].T
    given = {"X": X, "W1": PARAMS[0][0], "b1": PARAMS[0][1], "W2": PARAMS[1][0], "b2": PARAMS[1][1]}
    values = {"Z1": Z1, "A1": A1, "logit": logit, "p": sigmoid(logit), "loss": loss}
    grads = {"dlogit": dlogit, "dW2": dW2, "db2": db2, "dA1": dA1, "dZ1": dA1 * relu_slope(Z1)}
    return given | values | grads | {"dW1": dW1, "db1": db1}


ROWS = (3.0, 1.3)  # height of the first and the second unit, in inches
COLUMNS = {"x": 0.45, "z": 2.3, "h": 3.2, "logit": 4.65, "loss": 5.55}
MIDDLE = sum(ROWS) / 2
NODE = (0.62, 0.4)


def draw(data):
    """Boxes from left to right; under each its value, over each its gradient."""
    figure, ax = diagram(4.3)
    for i in range(2):
        _node(ax, "x", ROWS[i], f"x{i + 1}", data["X"][0, i], None)
        _node(ax, "z", ROWS[i], f"z{i + 1}", data["Z1"][0, i], data["dZ1"][0, i])
        _node(ax, "h", ROWS[i], f"h{i + 1}", data["A1"][0, i], data["dA1"][0, i])
        for j in range(2):
            where = 0.45 if i == j else 0.24
            _edge(ax, ("x", ROWS[i]), ("z", ROWS[j]), where, data["W1"][i, j], data["dW1"][i, j])
        _edge(ax, ("z", ROWS[i]), ("h", ROWS[i]))
        _edge(ax, ("h", ROWS[i]), ("logit", MIDDLE), 0.36, data["W2"][i, 0], data["dW2"][i, 0])
    _node(ax, "logit", MIDDLE, "logit", data["logit"][0, 0], data["dlogit"][0, 0])
    _edge(ax, ("logit", MIDDLE), ("loss", MIDDLE))
    _node(ax, "loss", MIDDLE, "loss", data["loss"], 1)
    for at, b, db, up in (
        (("z", ROWS[0]), data["b1"][0], data["db1"][0], 1),
        (("z", ROWS[1]), data["b1"][1], data["db1"][1], -1),
        (("logit", MIDDLE), data["b2"][0], data["db2"][0], -1),
    ):
        _bias(ax, at, b, db, up)
    _key(ax, data)
    return figure


def _node(ax, column, y, name, value, grad):
    x = COLUMNS[column]
    box(ax, (x, y), NODE, name, weight="bold")
    _pair(ax, x, (y - 0.3, y + 0.3), value, grad)


def _pair(ax, x, heights, value, grad):
    look = {"ha": "center", "family": "monospace"}
    note(ax, _written(value), (x, heights[0]), colour=FORWARD, **look)
    if grad is not None:
        note(ax, _written(grad), (x, heights[1]), colour=BACKWARD, **look)


def _edge(ax, start, end, where=None, weight=None, grad=None):
    """A line between two boxes, and on it a weight under its gradient."""
    half = NODE[0] / 2
    (x0, y0), (x1, y1) = (COLUMNS[start[0]] + half, start[1]), (COLUMNS[end[0]] - half, end[1])
    ax.annotate(
        "", (x1, y1), (x0, y0), zorder=1,
        arrowprops={"arrowstyle": "-|>", "color": GREY, "linewidth": 1, "shrinkA": 0, "shrinkB": 0},
    )  # fmt: skip
    if where is not None:
        x, y = x0 + where * (x1 - x0), y0 + where * (y1 - y0)
        ax.fill_between([x - 0.25, x + 0.25], y - 0.17, y + 0.17, color="white", linewidth=0,
                        zorder=1.5)  # fmt: skip
        _pair(ax, x, (y - 0.08, y + 0.08), weight, grad)


def _bias(ax, at, value, grad, up):
    """A bias over or under its unit, beyond the unit's own two numbers."""
    x, y = COLUMNS[at[0]], at[1] + 0.75 * up
    note(ax, "b", (x - 0.42, y), ha="center", weight="bold")
    _pair(ax, x, (y - 0.08, y + 0.08), value, grad)
    frame = Rectangle((x - 0.52, y - 0.19), 0.82, 0.38, facecolor="none", edgecolor=PALE)
    ax.add_patch(frame)


def _key(ax, data):
    note(ax, "over: gradient of the loss, backward ←", (0.12, 4.1), colour=BACKWARD)
    note(ax, "under: value, forward →", (0.12, 0.2), colour=FORWARD)
    p = data["p"][0, 0]
    words = f"p = sigmoid(logit) = {_written(p)}\ny = 0, dlogit = p − y"
    note(ax, words, (5.88, 0.3), ha="right", colour=DARK, fontsize=SMALL)


def _written(x):
    """Three decimals, with a minus sign as wide as a digit."""
    return f"{x + 0.0:.3f}".replace("-", "−")
