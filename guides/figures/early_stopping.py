"""A network that overfits, and where early stopping with a patience of 20 epochs ends it.

Computed: 40 moons with noise 0.3 to train on and 200 to validate, a 2-64-64-1 tanh network, Adam
on the full batch at a learning rate of 0.01. Training goes on behind the stop, for the
picture. Epochs count from 1; an epoch's losses are those after its step.
"""

import numpy as np
from sklearn.datasets import make_moons

from guides.figures.drawing import note, plots, ring
from guides.figures.net import backward, forward, normal_start, sigmoid_loss, tanh_slope
from mlplab.figures.style import DARK, GREY, frame, number, series

TITLE = "Early stopping: the best epoch, the patience, the stop"
EPOCHS, PATIENCE, LR = 150, 20, 0.01


def data():
    """Return ``train, val, best_epoch, stop_epoch, best_val, val_at_stop``."""
    X, y = make_moons(40, noise=0.3, random_state=0)
    X_val, y_val = make_moons(200, noise=0.3, random_state=100)
    y, y_val = y[:, None], y_val[:, None]
    params = normal_start([2, 64, 64, 1], np.random.default_rng(0), 1)
    update = _adam(params)
    train, val = [], []
    for _ in range(EPOCHS):
        Z, kept = forward(params, X, np.tanh)
        params = update(params, backward(params, kept, sigmoid_loss(Z, y)[1], tanh_slope))
        train.append(sigmoid_loss(forward(params, X, np.tanh)[0], y)[0])
        val.append(sigmoid_loss(forward(params, X_val, np.tanh)[0], y_val)[0])
    best, stop = _stopped(val)
    return {
        "train": np.array(train), "val": np.array(val), "patience": PATIENCE, "best_epoch": best,
        "stop_epoch": stop, "best_val": val[best - 1], "val_at_stop": val[stop - 1],
    }  # fmt: skip


def _adam(params, beta1=0.9, beta2=0.999, eps=1e-8):
    """Adam (Kingma and Ba, 2015) as a function of parameters and gradients."""
    m = [[0.0, 0.0] for _ in params]
    v = [[0.0, 0.0] for _ in params]
    t = 0

    def update(params, grads):
        nonlocal t
        t += 1
        new = []
        for i, (pair, slopes) in enumerate(zip(params, grads, strict=True)):
            moved = []
            for k, (p, g) in enumerate(zip(pair, slopes, strict=True)):
                m[i][k] = beta1 * m[i][k] + (1 - beta1) * g
                v[i][k] = beta2 * v[i][k] + (1 - beta2) * g**2
                mean, square = m[i][k] / (1 - beta1**t), v[i][k] / (1 - beta2**t)
                moved.append(p - LR * mean / (np.sqrt(square) + eps))
            new.append(tuple(moved))
        return new

    return update


def _stopped(val):
    """Best epoch, and the epoch after which patience is out, both counted from 1."""
    best = 1
    for epoch, loss in enumerate(val, 1):
        if loss < val[best - 1]:
            best = epoch
        if epoch - best == PATIENCE:
            return best, epoch
    raise RuntimeError("The validation loss never stopped falling: train longer.")


def draw(data):
    """Both losses; what is behind the stop is pale."""
    figure, ((ax,),) = plots(1, 1, 3.5)
    frame(ax, "epoch", "mean cross-entropy")
    best, stop = data["best_epoch"], data["stop_epoch"]
    end = min(len(data["val"]), stop + 25)
    top = 1.2 * max(data["train"].max(), data["val"][:end].max())
    ax.set(xlim=(0, end + 1), ylim=(0, top))
    for i, (key, words) in enumerate({"train": "training", "val": "validation"}.items()):
        look = series(i)
        epochs = np.arange(1, end + 1)
        ax.plot(epochs[:stop], data[key][:stop], **look, linewidth=1.7, markersize=5, markevery=10)
        ax.plot(epochs[stop - 1 :], data[key][stop - 1 : end], color=look["color"],
                linestyle=look["linestyle"], linewidth=1.5, alpha=0.35)  # fmt: skip
        at = stop + 3
        note(ax, words, (at, data[key][at - 1]), (0, 13 if i else 7), look["color"], va="bottom")
    ax.plot(np.arange(best + 1, stop + 1), data["val"][best:stop], marker=".", linestyle="",
            color=DARK, markersize=4, zorder=4)  # fmt: skip
    for epoch in (best, stop):
        ax.axvline(epoch, color=GREY, linestyle=":", linewidth=1.2, zorder=1)
    ring(ax, (best, data["best_val"]), DARK)
    ax.plot(stop, data["val_at_stop"], marker="X", markersize=9, color=DARK, zorder=5)
    note(ax, f"best: epoch {best},\nloss {number(data['best_val'])}", (best, 0.97 * top), (-5, 0),
         ha="right", va="top")  # fmt: skip
    note(ax, f"stop: epoch {stop},\nloss {number(data['val_at_stop'])};\nepoch {best} is restored",
         (stop, 0.97 * top), (5, 0), va="top")  # fmt: skip
    note(ax, f"{data['patience']} epochs,\nnone lower", ((best + stop) / 2, 0.03 * top),
         ha="center", va="bottom")  # fmt: skip
    return figure
