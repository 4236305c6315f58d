"""At which learning rate do ReLU units die, and does it help to centre the pixels?

Computed: digits, pixels / 16, a 64-32-10 ReLU network with He's start, softmax cross-entropy, ten
epochs of mini-batches of 100; for six learning rates and five seeds the training loss at the end
and the share of hidden units that are 0 for every training sample. Then the same with each
pixel's mean subtracted.
"""

import numpy as np
from sklearn.datasets import load_digits

from guides.figures.drawing import note, plots
from guides.figures.net import backward, forward, normal_start, relu, relu_slope, softmax_loss, step
from mlplab.figures.style import DARK, frame, series

TITLE = "Loss and dead units after training with growing learning rates"
RATES = (0.1, 0.3, 1.0, 2.0, 3.0, 5.0)
SEEDS, EPOCHS, BATCH = 5, 10, 100


def data():
    """Return ``rates``, and ``loss, dead, loss_centred, dead_centred`` of shape (rates, seeds)."""
    X, y = load_digits(return_X_y=True)
    X = X / 16
    found = {"rates": np.array(RATES)}
    for suffix, inputs in (("", X), ("_centred", X - X.mean(axis=0))):
        ends = [[_end(inputs, y, lr, seed) for seed in range(SEEDS)] for lr in RATES]
        found[f"loss{suffix}"], found[f"dead{suffix}"] = np.moveaxis(np.array(ends), 2, 0)
    return found


def _end(X, y, lr, seed):
    """Training loss and share of dead units at the end of one run."""
    rng = np.random.default_rng(seed)
    params = normal_start([64, 32, 10], rng, 2)
    for _ in range(EPOCHS):
        order = rng.permutation(len(y))
        for start in range(0, len(y), BATCH):
            rows = order[start : start + BATCH]
            Z, kept = forward(params, X[rows], relu)
            grads = backward(params, kept, softmax_loss(Z, y[rows])[1], relu_slope)
            params = step(params, grads, lr)
    Z, kept = forward(params, X, relu)
    return softmax_loss(Z, y)[0], np.mean((kept[1][0] == 0).all(axis=0))


def draw(data):
    """Two panels over the same learning rates: median and range over seeds."""
    figure, ((left, right),) = plots(1, 2, 3.4)
    ticks = {"xscale": "log", "xlim": (0.08, 6.3), "xticks": RATES}
    frame(left, "learning rate", "training loss at the end")
    frame(right, "learning rate", "share of dead hidden units")
    for ax in (left, right):
        ax.set(**ticks)
        ax.set_xticks(RATES, ["0.1", "0.3", "1", "2", "3", "5"])
        ax.set_xticks([], minor=True)
    left.axhline(np.log(10), color=DARK, linestyle=(0, (4, 3)), linewidth=1.1)
    note(left, "guessing: log 10", (0.09, np.log(10)), (0, 3), va="bottom")
    for i, suffix in enumerate(("", "_centred")):
        look = series(i)
        for ax, key in ((left, "loss"), (right, "dead")):
            values = data[key + suffix]
            middle = np.median(values, axis=1)
            reach = [middle - values.min(axis=1), values.max(axis=1) - middle]
            ax.errorbar(data["rates"] * (1.03 if i else 0.97), middle, reach, **look,
                        linewidth=1.7, markersize=6, capsize=3, elinewidth=1)  # fmt: skip
    right.set_ylim(-0.04, 1.08)
    note(right, "pixels\n0 to 1", (1.4, 0.75), (0, 0), series(0)["color"], ha="right")
    note(
        right, "mean\nsubtracted", (5.6, 0.03), (0, 0), series(1)["color"], ha="right", va="bottom"
    )
    return figure
