"""Sigmoid, tanh, ReLU and leaky ReLU (alpha 0.1) with their slopes, from -4 to 4.

Computed: both curves of each, and the largest slope of each.
"""

import numpy as np

from guides.figures.drawing import note, plots
from guides.figures.net import relu, relu_slope, sigmoid, tanh_slope
from mlplab.figures.style import frame, number, series

TITLE = "Four activations and their slopes"
ALPHA = 0.1
Z = np.linspace(-4, 4, 65)
ACTIVATIONS = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, tanh_slope),
    "relu": (relu, relu_slope),
    "leaky_relu": (
        lambda z: np.where(z > 0, z, ALPHA * z),
        lambda z: np.where(z > 0, 1.0, ALPHA),
    ),
}
WORDS = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "leaky_relu": "leaky ReLU, α = 0.1"}


def data():
    """Return ``z`` and, per activation, its curve, its slope and its ``<name>_largest_slope``."""
    found = {"z": Z}
    for name, (f, df) in ACTIVATIONS.items():
        found |= {name: f(Z), f"{name}_slope": df(Z), f"{name}_largest_slope": df(Z).max()}
    return found


def draw(data):
    """Four panels; the slope of the two ReLUs jumps at 0, so it is drawn in two pieces."""
    figure, axes = plots(2, 2, 4.4, sharex=True)
    value, slope = series(0)["color"], series(1)["color"]
    for i, (ax, name) in enumerate(zip(axes.flat, WORDS, strict=True)):
        steep = data[f"{name}_largest_slope"]
        frame(ax, "z" if i > 1 else "", "", f"{WORDS[name]}: slope ≤ {number(steep)}")
        ax.set(xlim=(-4, 4), ylim=(-1.15, 1.3) if i < 2 else (-0.7, 4.1))
        ax.plot(data["z"], data[name], color=value, linewidth=2)
        slopes = data[f"{name}_slope"]
        pieces = [(data["z"], slopes)]
        if name in ("relu", "leaky_relu"):
            pieces = [([-4, 0], slopes[[0, 0]]), ([0, 4], slopes[[-1, -1]])]
        for x, y in pieces:
            ax.plot(x, y, color=slope, linewidth=1.8, linestyle="--")
        note(ax, "value", (2.6, data[name][53]), (-6, 3), value, ha="right", va="bottom")
        note(ax, "slope", (3.9, slopes[-1]), (0, 4), slope, ha="right", va="bottom")
    return figure
