"""How large activations are after 1 to 30 ReLU layers, for four ways to start the weights.

Computed: 512 standard-normal inputs through 30 layers of 256 units; the root mean square of every
layer's activations, median of five seeds. Weights are normal with variance 2/fan_in (He) and
1/fan_in (Xavier, as fan_in = fan_out), or uniform within +-1/sqrt(fan_in), with variance
1/(3 fan_in): PyTorch's ``nn.Linear``, once with its biases, from the same range, and once without.
A ReLU halves the mean square, so what variance g/fan_in leaves after l layers is sqrt(g/2)**l.
"""

import numpy as np

from guides.figures.drawing import note, plots, powers_of_ten
from guides.figures.net import relu
from mlplab.figures.style import GREY, frame, number, series

TITLE = "Size of activations over 30 layers, for four ways to start the weights"
LAYERS, UNITS, SAMPLES, SEEDS = 30, 256, 512, 5


def data():
    """Return ``he, xavier, torch_default, torch_default_no_bias``, one number per layer."""
    limit = 1 / np.sqrt(UNITS)
    square, row = (UNITS, UNITS), UNITS
    starts = {
        "he": lambda rng: (rng.normal(0, np.sqrt(2) * limit, square), 0),
        "xavier": lambda rng: (rng.normal(0, limit, square), 0),
        "torch_default": lambda rng: (
            rng.uniform(-limit, limit, square), rng.uniform(-limit, limit, row)
        ),
        "torch_default_no_bias": lambda rng: (rng.uniform(-limit, limit, square), 0),
    }  # fmt: skip
    return {
        name: np.median([_sizes(start, seed) for seed in range(SEEDS)], axis=0)
        for name, start in starts.items()
    }


def _sizes(start, seed):
    """Root mean square of the activations of every layer."""
    rng = np.random.default_rng(seed)
    A, found = rng.normal(size=(SAMPLES, UNITS)), []
    for _ in range(LAYERS):
        W, b = start(rng)
        A = relu(A @ W + b)
        found.append(np.sqrt(np.mean(A**2)))
    return found


def draw(data):
    """Four curves and two dotted predictions, logarithmic."""
    figure, ((ax,),) = plots(1, 1, 3.8)
    frame(ax, "layer (numbers: after the last one)", "root mean square of activations")
    ax.set(yscale="log", xlim=(0, LAYERS + 0.5), ylim=(1e-12, 1e2), xticks=range(0, 31, 5))
    powers_of_ten(ax.yaxis, range(-12, 3, 2))
    layers = np.arange(1, LAYERS + 1)
    for share in (1 / 2, 1 / 6):
        ax.plot(layers, np.sqrt(share) ** layers, color=GREY, linestyle=":", linewidth=3)
    words = {
        "he": ("He: 2/fan_in", 30, "right", (0, 5)),
        "xavier": ("Xavier: 1/fan_in", 24, "right", (0, -7)),
        "torch_default": ("PyTorch's default: 1/(3 fan_in), with biases", 30, "right", (0, 5)),
        "torch_default_no_bias": ("the same without biases", 15, "right", (-8, -4)),
    }
    for i, (key, (text, at, side, offset)) in enumerate(words.items()):
        look = series(i)
        ax.plot(layers, data[key], **look, linewidth=1.6, markersize=4.5, markevery=2)
        end = f"{text}: {number(data[key][-1])}"
        up = "bottom" if offset[1] > 0 else "top"
        note(ax, end, (at, data[key][at - 1]), offset, look["color"], va=up, ha=side)
    note(ax, "dotted: √(1/2) and √(1/6) to the power of the layer", (0.02, 0.03), (0, 0), GREY,
         xycoords="axes fraction", va="bottom")  # fmt: skip
    return figure
