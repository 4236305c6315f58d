"""Error of numerical gradients over the step h: a V whose bottom depends on the formula.

Computed: the gradient of the mean squared error of a 3-8-2 tanh network on 20 samples with respect
to its first weight matrix, by forward and central differences in float64 and by central differences
in float32; then ``norm(numerical - backpropagated) / norm(backpropagated)``. The norm over 24
entries averages the round-off, which makes a cleaner V than a single derivative.
"""

import numpy as np

from guides.figures.drawing import note, paper_behind, plots, powers_of_ten, ring
from guides.figures.net import backward, forward, normal_start, tanh_slope
from mlplab.figures.style import GREY, frame, number, series

TITLE = "Error of numerical gradients: truncation on the right, round-off on the left"
H = 10.0 ** -np.linspace(1, 12, 34)  # three per decade


def data():
    """Return ``h``, the errors ``central, forward, central32``, and the h of the smallest."""
    rng = np.random.default_rng(0)
    params = normal_start([3, 8, 2], rng, 1)
    X, Y = rng.normal(size=(20, 3)), rng.normal(size=(20, 2))
    Z, kept = forward(params, X, np.tanh)
    exact = backward(params, kept, 2 * (Z - Y) / Y.size, tanh_slope)[0][0]

    def errors(central, dtype):
        loss = _loss_of_first(params, X, Y, dtype)
        W = params[0][0].astype(dtype)
        numerical = [_differences(loss, W, dtype(h), central) for h in H]
        return np.array([np.linalg.norm(g - exact) / np.linalg.norm(exact) for g in numerical])

    found = {
        "h": H,
        "central": errors(True, np.float64),
        "forward": errors(False, np.float64),
        "central32": errors(True, np.float32),
    }
    best = {f"best_{k}": H[found[k].argmin()] for k in ("central", "forward", "central32")}
    return found | best


def _loss_of_first(params, X, Y, dtype):
    """The loss as a function of the first weight matrix, in this precision."""
    (_, b1), rest = params[0], params[1]
    X, Y, b1, W2, b2 = (np.asarray(a, dtype) for a in (X, Y, b1, *rest))
    return lambda W: np.mean((forward([(W, b1), (W2, b2)], X, np.tanh)[0] - Y) ** 2)


def _differences(loss, W, h, central):
    """Numerical gradient, entry by entry."""
    grad, at = np.zeros(W.shape), loss(W)
    for i in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[i] += h
        down[i] -= h
        # divided in float64, so that the step's own rounding does not add to the loss's
        grad[i] = (
            (float(loss(up)) - float(loss(down))) / (2 * float(h))
            if central
            else (float(loss(up)) - float(at)) / float(h)
        )
    return grad


def draw(data):
    """Three curves on two logarithmic axes, and where theory puts the bottom of each V."""
    figure, ((ax,),) = plots(1, 1, 3.7)
    frame(ax, "step h", "relative error of the gradient")
    ax.set(xscale="log", yscale="log", xlim=(5e-13, 2e-1), ylim=(1e-12, 1e3))
    powers_of_ten(ax.xaxis, range(-12, -1, 2))
    powers_of_ten(ax.yaxis, range(-12, 3, 2))
    eps, eps32 = np.finfo(float).eps, np.finfo(np.float32).eps
    for at, words in (
        (eps ** (1 / 2), "√ε"),
        (eps ** (1 / 3), "∛ε"),
        (eps32 ** (1 / 3), "∛ε\nfloat32"),
    ):
        ax.axvline(at, color=GREY, linestyle=":", linewidth=1.2, zorder=1)
        note(ax, words, (at, 7e2), (3, 0), GREY, va="top")
    places = {
        "central": ("central", (1e-9, 3e-9), "right"),
        "forward": ("forward", (2.5e-8, 1e-3), "left"),
        "central32": ("central, float32", (1.2e-12, 25.0), "left"),
    }
    for i, (key, (label, at, side)) in enumerate(places.items()):
        look = series(i)
        ax.plot(data["h"], data[key], **look, linewidth=1.5, markersize=4, markevery=3)
        ring(ax, (data[f"best_{key}"], data[key].min()), look["color"])
        words = f"{label}\nbest at h = {number(data[f'best_{key}'])}"
        note(
            ax,
            words,
            at,
            colour=look["color"],
            ha=side,
            **paper_behind() if key == "forward" else {},
        )
    return figure
