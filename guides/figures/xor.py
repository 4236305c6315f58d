"""XOR before and after the hidden layer h1 = relu(x1 + x2), h2 = relu(x1 + x2 - 1).

Computed: the hidden space of the four inputs and the logits h1 - 2 h2 - 0.5.
"""

import numpy as np

from guides.figures.drawing import FAINT_BLUE, FAINT_VERMILION, note, plots, ring
from guides.figures.net import forward, relu
from mlplab.figures.style import DARK, GREY, frame, series

TITLE = "XOR: no line separates the inputs, one line separates the hidden space"
PARAMS = [
    (np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([0.0, -1.0])),
    (np.array([[1.0], [-2.0]]), np.array([-0.5])),
]
X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
Y = np.array([0, 1, 1, 0])


def data():
    """Return ``hidden`` (4, 2) and ``logits`` (4,)."""
    Z, kept = forward(PARAMS, X, relu)
    return {"X": X, "y": Y, "hidden": kept[1][0], "logits": Z[:, 0]}


def draw(data):
    """Left the inputs, right the hidden space; each point says which input it is."""
    figure, ((left, right),) = plots(1, 2, 3.4)
    frame(left, "x1", "x2", "inputs: a line gets three right", grid="")
    frame(right, "h1", "h2", "hidden space: one line suffices", grid="")
    _half(left, lambda x: 0.5 - x, above=True)
    _half(right, lambda h: (h - 0.5) / 2, above=False)
    left.set(xlim=(-0.5, 1.6), ylim=(-0.5, 1.6), xticks=[0, 1], yticks=[0, 1])
    right.set(xlim=(-0.45, 2.65), ylim=(-0.6, 1.6), xticks=[0, 1, 2], yticks=[0, 1])
    for k, name in enumerate(("class 0", "class 1")):
        look = series(k) | {"linestyle": "", "markersize": 10, "zorder": 3}
        mine = data["y"] == k
        left.plot(*data["X"][mine].T, **look)
        right.plot(*data["hidden"][mine].T, **look)
        for x in data["X"][mine]:
            words = f"({x[0]:.0f}, {x[1]:.0f})\n{name}"
            up = {"offset": (0, 9), "va": "bottom"} if k else {"offset": (0, -9), "va": "top"}
            note(left, words, x, ha="center", **up)
    ring(left, (1, 1), DARK, 17)
    note(left, "on the wrong side", (1, 1), (0, 11), ha="center", va="bottom")
    h = data["hidden"]
    note(right, "from (0, 0)", h[0], (-14, 9), va="bottom")
    note(right, "from (1, 1)", h[3], (0, 9), va="bottom", ha="center")
    note(right, "from (0, 1) and\n(1, 0) alike", h[1], (9, 1))
    note(right, "line:\nh1 − 2 h2 = 0.5", (2.6, -0.55), (0, 3), GREY, ha="right", va="bottom")
    return figure


def _half(ax, line, above):
    """Draw a line, and fill the side on which class 1 is said."""
    x = np.array([-0.5, 2.7])
    one, zero = (2, -2) if above else (-2, 2)
    ax.fill_between(x, line(x), one, color=FAINT_VERMILION, linewidth=0, zorder=0)
    ax.fill_between(x, line(x), zero, color=FAINT_BLUE, linewidth=0, zorder=0)
    ax.plot(x, line(x), color=GREY, linewidth=1.4, zorder=1)
