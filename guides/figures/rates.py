"""Gradient descent on 0.5 x**2 from x = 1: five learning rates, five kinds of path.

Computed: x after 0 to 20 steps x -= lr * x.
"""

import numpy as np

from guides.figures.drawing import note, plots
from mlplab.figures.style import frame, number, series

TITLE = "Distance from the minimum over 20 steps of gradient descent, for five learning rates"
RATES, STEPS, LAM = (0.5, 1.0, 1.9, 2.0, 2.1), 20, 1.0


def data():
    """Return ``rates`` (5,) and ``paths`` (5, 21), signs included."""
    x = np.ones(len(RATES))
    paths = [x]
    for _ in range(STEPS):
        x = x - np.array(RATES) * LAM * x
        paths.append(x)
    return {"rates": np.array(RATES), "paths": np.array(paths).T}


def draw(data):
    """Logarithmic, with a place for 0 at the bottom."""
    figure, ((ax,),) = plots(1, 1, 3.4)
    frame(ax, "step", "|x|, distance from the minimum", grid="")
    floor = 1e-8
    ax.set(yscale="log", xlim=(-0.4, 30), ylim=(floor / 2, 30), xticks=range(0, 21, 5))
    ax.set_yticks([floor, 1e-6, 1e-4, 1e-2, 1], ["0", "1e−6", "1e−4", "0.01", "1"])
    gap = {"transform": ax.get_yaxis_transform(), "color": "white", "linewidth": 5}
    ax.plot(
        [-0.02, 1], [6 * floor] * 2, **gap, clip_on=False, zorder=2.6
    )  # 0 is no part of a logarithm
    words = ("halves each step", "there in one step", "swings in", "swings for ever", "swings out")
    for i, (lr, path, text) in enumerate(zip(data["rates"], data["paths"], words, strict=True)):
        look = series(i)
        size = np.abs(path)
        shown = np.where(size > 0, size, floor)
        ax.plot(shown, **look, linewidth=1.6, markersize=5, markevery=2)
        note(ax, f"lr {number(lr)}: {text}", (20, shown[-1]), (9, 0), look["color"])
    return figure
