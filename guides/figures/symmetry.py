"""Two hidden units that start alike stay alike, unless something downstream tells them apart.

Computed: a 2-2-1 tanh network on 60 moons, 1000 steps of full-batch gradient descent; every tenth
step the distance between the two units' incoming weights and biases, from three starts.
"""

import numpy as np
from sklearn.datasets import make_moons

from guides.figures.drawing import note, plots
from guides.figures.net import backward, forward, normal_start, sigmoid_loss, step, tanh_slope
from mlplab.figures.style import frame, number, series

TITLE = "Distance between two hidden units during training, from three starts"
STEPS, EVERY, LR = 1000, 10, 0.5


def data():
    """Return ``steps`` and, for each start, the distances: ``equal``, ``outgoing``, ``random``."""
    X, y = make_moons(60, noise=0.1, random_state=0)
    random = normal_start([2, 2, 1], np.random.default_rng(0), 1)
    W1, W2 = random[0][0], random[1][0]
    alike = np.repeat(W1[:, :1], 2, axis=1)
    starts = {
        "equal": (alike, np.repeat(W2[:1], 2, axis=0)),
        "outgoing": (alike, W2),
        "random": (W1, W2),
    }
    return {"steps": np.arange(0, STEPS + 1, EVERY)} | {
        k: _distances(*start, X, y[:, None]) for k, start in starts.items()
    }


def _distances(W1, W2, X, y):
    params = [(W1, np.zeros(2)), (W2, np.zeros(1))]
    found = []
    for i in range(STEPS + 1):
        if i % EVERY == 0:
            units = np.vstack(params[0])
            found.append(np.linalg.norm(units[:, 0] - units[:, 1]))
        Z, kept = forward(params, X, np.tanh)
        params = step(params, backward(params, kept, sigmoid_loss(Z, y)[1], tanh_slope), LR)
    return np.array(found)


def draw(data):
    """Three curves, named at their ends."""
    figure, ((ax,),) = plots(1, 1, 3.2)
    frame(ax, "step of gradient descent", "distance between the two units")
    top = max(data[k].max() for k in ("outgoing", "random"))
    ax.set(xlim=(0, STEPS), ylim=(-0.06 * top, 1.1 * top))
    words = {
        "random": "random start",
        "outgoing": "equal incoming weights,\ndifferent outgoing weights",
        "equal": "all equal: {} in every step",
    }
    for i, (key, text) in enumerate(words.items()):
        look = series(i)
        ax.plot(data["steps"], data[key], **look, linewidth=1.8, markersize=5, markevery=10,
                clip_on=False)  # fmt: skip
        i = 30 if key == "random" else 60
        at = (data["steps"][i], data[key][i])
        up = (0, 9) if key != "outgoing" else (0, -9)
        text = text.format(number(data[key].max()))
        note(ax, text, at, up, look["color"], va="bottom" if up[1] > 0 else "top")
    return figure
