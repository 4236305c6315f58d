"""One layer forward, and the same layer backward under it: nothing is computed."""

from guides.figures.drawing import (
    BACKWARD,
    FAINT_BLUE,
    FAINT_GREY,
    FAINT_VERMILION,
    FORWARD,
    arrow,
    box,
    diagram,
    note,
)  # fmt: skip
from mlplab.figures.style import DARK, GREY

TITLE = "One layer: what goes forward, what comes back, and what must be kept"
COLUMNS = (0.95, 3.0, 5.05)
WEIGHTS, FORWARDS, BACKWARDS, GRADIENTS = 3.88, 2.93, 1.63, 0.5  # heights of the four rows
SIZE = (1.5, 0.62)
SMALLER = (1.25, 0.56)
W_AT, B_AT = 2.3, 3.7  # W and b, and under them dW and db


def data():
    """Nothing: a diagram of names and shapes."""
    return {}


def draw(data):
    """Four rows: parameters, values, gradients of values, gradients of parameters."""
    figure, ax = diagram(4.4)
    blue = {"edge": FORWARD, "fill": FAINT_BLUE}
    red = {"edge": BACKWARD, "fill": FAINT_VERMILION}
    grey = {"edge": GREY, "fill": FAINT_GREY}
    box(ax, (W_AT, WEIGHTS), SMALLER, "W\n(fan_in, fan_out)", **grey, fontsize=9)
    box(ax, (B_AT, WEIGHTS), SMALLER, "b\n(fan_out,)", **grey, fontsize=9)
    for x, words in zip(
        COLUMNS,
        ("X\n(N, fan_in)", "Z = X W + b\n(N, fan_out)", "A = f(Z)\n(N, fan_out)"),
        strict=True,
    ):
        box(ax, (x, FORWARDS), SIZE, words, **blue)
    for x, words in zip(
        COLUMNS, ("dX = dZ Wᵀ\n(N, fan_in)", "dZ = dA * f′(Z)\n(N, fan_out)", "dA\n(N, fan_out)"),
        strict=True,
    ):  # fmt: skip
        box(ax, (x, BACKWARDS), SIZE, words, **red)
    box(ax, (W_AT, GRADIENTS), SMALLER, "dW = Xᵀ dZ\nshaped as W", **red, fontsize=9)
    box(ax, (B_AT, GRADIENTS), SMALLER, "db = 1ᵀ dZ\nshaped as b", **red, fontsize=9)
    half = SIZE[0] / 2
    for left, right in ((COLUMNS[0], COLUMNS[1]), (COLUMNS[1], COLUMNS[2])):
        arrow(ax, (left + half, FORWARDS), (right - half, FORWARDS), FORWARD)
        arrow(ax, (right - half, BACKWARDS), (left + half, BACKWARDS), BACKWARD)
    for x, towards in ((W_AT, 2.7), (B_AT, 3.3)):
        arrow(ax, (x, WEIGHTS - 0.28), (towards, FORWARDS + 0.31), FORWARD)
        arrow(ax, (towards, BACKWARDS - 0.31), (x, GRADIENTS + 0.28), BACKWARD)
    kept = {"linestyle": (0, (4, 2.5)), "linewidth": 1.3}
    arrow(ax, (1.66, FORWARDS - 0.31), (2.04, GRADIENTS + 0.28), DARK, **kept)
    arrow(ax, (COLUMNS[1], FORWARDS - 0.31), (COLUMNS[1], BACKWARDS + 0.31), DARK, **kept)
    note(ax, "X is kept", (1.66, 2.28), (-3, 0), ha="right")
    note(ax, "Z is kept", (COLUMNS[1], 2.28), (6, 0))
    note(ax, "forward →", (0.2, 3.5), colour=FORWARD, weight="bold")
    note(ax, "← backward", (5.8, 1.05), colour=BACKWARD, weight="bold", ha="right")
    return figure
