"""How far a mini-batch's gradient is from the full one, over the size of the batch.

Computed: a 64-16-10 ReLU network at He's start on the 1797 digits; the gradient of every sample,
all parameters in one row; then, per size, 300 batches drawn with replacement: the root mean square
of the distance of their mean from the full gradient. ``slope`` is a straight line's, fitted to the
logarithms; -1/2 is what independent samples give.
"""

import numpy as np
from sklearn.datasets import load_digits

from guides.figures.drawing import note, plots
from guides.figures.net import backward, forward, normal_start, relu, relu_slope, softmax_loss
from mlplab.figures.style import GREY, frame, number, series

TITLE = "Noise of mini-batch gradients over the batch size"
SIZES, DRAWS = 2 ** np.arange(9), 300


def data():
    """Return ``sizes``, ``noise`` (one number per size) and ``slope``."""
    rng = np.random.default_rng(0)
    X, y = load_digits(return_X_y=True)
    params = normal_start([64, 16, 10], rng, 2)
    rows = np.stack([_gradient(params, X[i : i + 1] / 16, y[i : i + 1]) for i in range(len(y))])
    full = rows.mean(axis=0)
    noise = []
    for size in SIZES:
        batches = rng.integers(len(y), size=(DRAWS, size))
        squares = [np.sum((rows[batch].mean(axis=0) - full) ** 2) for batch in batches]
        noise.append(np.sqrt(np.mean(squares)))
    slope, shift = np.polyfit(np.log(SIZES), np.log(noise), 1)
    return {"sizes": SIZES, "noise": np.array(noise), "slope": slope, "at_one": np.exp(shift)}


def _gradient(params, X, y):
    """All parameters' gradients in one row."""
    Z, kept = forward(params, X, relu)
    grads = backward(params, kept, softmax_loss(Z, y)[1], relu_slope)
    return np.concatenate([g.ravel() for pair in grads for g in pair])


def draw(data):
    """Dots and the fitted line on two logarithmic axes."""
    figure, ((ax,),) = plots(1, 1, 3.2)
    frame(ax, "batch size", "distance from the full gradient")
    sizes = data["sizes"]
    ax.set(xscale="log", yscale="log", xlim=(0.8, 330))
    ax.set_xticks(sizes, sizes)
    ax.set_xticks([], minor=True)
    ax.plot(sizes, data["at_one"] * sizes ** data["slope"], color=GREY, linewidth=1.4)
    ax.plot(sizes, data["noise"], **series(0) | {"linestyle": ""}, markersize=7)
    at = (sizes[4], data["noise"][4])
    note(
        ax,
        f"fitted slope {number(data['slope'])}".replace("-", "−"),
        at,
        (10, 8),
        GREY,
        va="bottom",
    )
    low, high = data["noise"].min(), data["noise"].max()
    ticks = [t for t in (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10) if low * 0.7 < t < high * 1.3]
    ax.set_ylim(low * 0.7, high * 1.4)
    ax.set_yticks(ticks, [number(t) for t in ticks])
    ax.set_yticks([], minor=True)
    return figure
