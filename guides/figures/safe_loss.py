"""Cross-entropy of one sample with y = 0, from the logit and from the rounded probability.

Computed over z: log(1 + exp z) as ``logaddexp(0, z)``, and -log(1 - p) with p = 1 / (1 + exp(-z))
in float64. ``z_breaks`` is the first z on a grid of 0.01 where the second is infinite: exp(-z) is
then so small against 1 that p is 1.
"""

import numpy as np

from guides.figures.drawing import note, plots
from mlplab.figures.style import frame, series

TITLE = "The loss from the logit stays finite, the loss from the rounded probability does not"
Z = np.linspace(-10, 60, 71)


def data():
    """Return both curves and ``z_breaks``; ``naive`` ends where it stops being finite."""
    fine = np.round(np.arange(-10, 60, 0.01), 2)
    z_breaks = fine[np.isinf(_naive(fine))][0]
    z_naive = np.append(Z[z_breaks > Z], np.round(z_breaks - 0.01, 2))
    safe = np.logaddexp(0, Z)
    return {
        "z": Z, "safe": safe, "z_naive": z_naive, "naive": _naive(z_naive), "z_breaks": z_breaks,
    }  # fmt: skip


def _naive(z):
    with np.errstate(divide="ignore"):
        return -np.log(1 - 1 / (1 + np.exp(-z)))


def draw(data):
    """One axes: the safe curve wide and pale, the other one over it up to its end."""
    figure, ((ax,),) = plots(1, 1, 3.2)
    frame(ax, "logit z", "loss of one sample, y = 0")
    ax.set(xlim=(-10, 60), ylim=(-1.5, 66))
    safe, naive = series(0)["color"], series(1)["color"]
    ax.plot(data["z"], data["safe"], color=safe, linewidth=5, alpha=0.45, solid_capstyle="butt")
    ax.plot(data["z_naive"], data["naive"], color=naive, linestyle="--", linewidth=1.8)
    at, height = data["z_breaks"], data["naive"][-1]
    ax.plot([at, at], [height, 66], color=naive, linestyle=":", linewidth=1.6)
    ax.plot([at], [66], color=naive, marker="^", markersize=8, clip_on=False)
    ax.plot([at], [height], color=naive, marker="x", markersize=8, markeredgewidth=2)
    words = f"from z = {at:.2f} on, p is exactly 1\nand the loss infinite"
    words = f"−log(1 − p), p = 1 / (1 + exp(−z)):\n{words}"
    note(ax, words, (at, 62), (-8, 0), naive, ha="right", va="top")
    note(ax, "logaddexp(0, z):\nfinite everywhere", (44, 34), (0, 0), safe, va="top")
    return figure
