"""A ReLU network with one hidden layer follows sin(2 pi x) as closely as it has units.

Computed: the piecewise linear interpolant of f(x) = sin(2 pi x) on [0, 1] with n equal pieces,
written as f(0) + sum of slope changes times relu(x - knot); its largest error on 20001 points, and
the bound max|f''| / (8 n**2), where max|f''| = 4 pi**2.
"""

import numpy as np

from guides.figures.drawing import note, plots, powers_of_ten
from guides.figures.net import relu
from mlplab.figures.style import GREY, frame, series

TITLE = "A ReLU interpolant of a sine, and its error against the bound"
PIECES = 2 ** np.arange(1, 8)
SHOWN = 8


def data():
    """Return ``pieces, error, bound``, and the two curves of the left panel."""
    fine = np.linspace(0, 1, 20001)
    error = [np.abs(interpolant(n, fine) - target(fine)).max() for n in PIECES]
    x, knots = np.linspace(0, 1, 81), np.linspace(0, 1, SHOWN + 1)
    return {
        "pieces": PIECES, "error": np.array(error), "bound": 4 * np.pi**2 / (8 * PIECES**2.0),
        "x": x, "f": target(x), "knots": knots, "at_knots": interpolant(SHOWN, knots),
    }  # fmt: skip


def target(x):
    return np.sin(2 * np.pi * x)


def interpolant(n, x):
    """A hidden layer of n ReLU units and a linear output, with no fitting at all."""
    knots = np.linspace(0, 1, n + 1)
    slopes = np.diff(target(knots)) * n
    outgoing = np.diff(slopes, prepend=0.0)
    return target(0.0) + relu(x[:, None] - knots[:-1]) @ outgoing


def draw(data):
    """Left the curves for eight pieces, right the errors for all."""
    figure, ((left, right),) = plots(1, 2, 3.2)
    frame(left, "x", "", "a sine and its interpolant")
    sine, pieces = series(0)["color"], series(1)
    left.plot(data["x"], data["f"], color=sine, linewidth=4, alpha=0.45)
    left.plot(data["knots"], data["at_knots"], **pieces, linewidth=1.5, markersize=5, clip_on=False)
    note(left, "sin(2πx)", (0.42, 0.9), (0, 0), sine)
    note(left, f"{SHOWN} linear pieces", (0.5, -0.35), (-4, 0), pieces["color"], ha="right")
    left.set(xlim=(0, 1), ylim=(-1.25, 1.25), xticks=[0, 0.5, 1])
    frame(right, "pieces n", "largest error")
    n = data["pieces"]
    right.set(xscale="log", yscale="log", xlim=(1.6, 160))
    powers_of_ten(right.yaxis, range(-3, 1))
    right.set_xticks(n, n)
    right.set_xticks([], minor=True)
    right.plot(n, data["bound"], color=GREY, linewidth=1.4)
    right.plot(n, data["error"], **series(1), linewidth=1.5, markersize=5)
    note(right, "bound\n4π² / (8n²)", (n[2], data["bound"][2]), (12, 5), GREY, va="bottom")
    note(
        right, "error", (n[4], data["error"][4]), (-7, -4), series(1)["color"], ha="right", va="top"
    )
    return figure
