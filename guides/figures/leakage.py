"""Choosing features on all data makes labels look predictable that are coin tosses.

Computed, for 20 seeds: 50 samples of 2000 standard-normal features with random labels; the 20
features that correlate best with the labels, chosen on all samples (``leaked``) or anew in each
training fold (``honest``); the accuracy of a ridge regression on them in five folds.
"""

import numpy as np

from guides.figures.drawing import note, plots
from mlplab.figures.style import DARK, frame, series

TITLE = "Accuracy on random labels, with features chosen on all data and inside each fold"
SAMPLES, FEATURES, CHOSEN, FOLDS, SEEDS, RIDGE = 50, 2000, 20, 5, 20, 1.0


def data():
    """Return ``leaked`` and ``honest``: cross-validated accuracies, one per seed."""
    pairs = [_accuracies(np.random.default_rng(seed)) for seed in range(SEEDS)]
    leaked, honest = np.array(pairs).T
    return {"leaked": leaked, "honest": honest}


def _accuracies(rng):
    X = rng.normal(size=(SAMPLES, FEATURES))
    y = rng.choice([-1.0, 1.0], size=SAMPLES)
    folds = np.array_split(rng.permutation(SAMPLES), FOLDS)
    leaked = honest = 0
    for fold in folds:
        train = np.setdiff1d(np.arange(SAMPLES), fold)
        leaked += _right(X[:, _best(X, y)], y, train, fold)
        honest += _right(X[:, _best(X[train], y[train])], y, train, fold)
    return leaked / SAMPLES, honest / SAMPLES


def _best(X, y):
    """Columns that correlate best with `y`, in either direction."""
    X, y = X - X.mean(axis=0), y - y.mean()
    correlation = y @ X / np.linalg.norm(X, axis=0)
    return np.argsort(-np.abs(correlation), kind="stable")[:CHOSEN]


def _right(X, y, train, test):
    """How many of the test rows a ridge regression on the training rows gets right."""
    middle, level = X[train].mean(axis=0), y[train].mean()
    A = X[train] - middle
    w = np.linalg.solve(A.T @ A + RIDGE * np.eye(CHOSEN), A.T @ (y[train] - level))
    return np.sum(np.sign((X[test] - middle) @ w + level) == y[test])


def draw(data):
    """One row of dots per way to choose; equal accuracies are stacked."""
    figure, ((ax,),) = plots(1, 1, 2.7)
    frame(ax, "cross-validated accuracy on random labels", "", grid="x")
    ax.set(xlim=(0.15, 1.02), ylim=(-0.5, 1.75), yticks=[])
    ax.spines["left"].set_visible(False)
    ax.axvline(0.5, color=DARK, linestyle=(0, (4, 3)), linewidth=1.1)
    note(ax, "chance", (0.5, 1.68), (4, 0), va="top")
    rows = {
        "leaked": "20 features chosen on all data",
        "honest": "chosen inside each training fold",
    }
    for i, (key, words) in enumerate(rows.items()):
        look, height = series(i), 1 - i
        values, copies = np.unique(data[key], return_counts=True)
        xs = np.repeat(values, copies)
        ys = np.concatenate([np.arange(n) - (n - 1) / 2 for n in copies])
        ax.plot(xs, height + 0.09 * ys, color=look["color"], marker=look["marker"], linestyle="",
                markersize=5)  # fmt: skip
        mean = data[key].mean()
        ax.plot([mean, mean], [height - 0.32, height + 0.32], color=DARK, linewidth=2.2)
        side = 0.17 if key == "leaked" else 1.01
        note(ax, f"{words}:\nmean {mean:.2f}", (side, height), (0, 0), look["color"],
             ha="left" if key == "leaked" else "right")  # fmt: skip
    return figure
