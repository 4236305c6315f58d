"""Functions of one number: a network of straight pieces beside the curve it follows."""

import numpy as np

from mlplab.figures.style import (
    BLUE,
    DARK,
    GREY,
    SMALL,
    TEXT,
    VERMILION,
    canvas,
    frame,
    listed,
    number,
)  # fmt: skip


def interpolants(x, f, found):
    """Show chains of straight pieces on a curve, and their largest error over the pieces.

    Parameters
    ----------
    x, f : array_like, shape (M,)
        The curve.
    found : dict of int to array_like, shape (M,)
        Number of pieces -> the chain at x; what is not finite is left out, in words.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    x, f = (np.asarray(v, dtype=float).ravel() for v in (x, f))
    found = {int(k): np.asarray(v, dtype=float).ravel() for k, v in found.items()}
    figure, ((left, right),) = canvas(1, 2, height=3.2)
    frame(left, "x", "value")
    frame(right, "straight pieces", "largest error", grid="both")
    left.plot(x, f, color=GREY, linewidth=5, alpha=0.35, label="the curve")
    shown = list(found.items())[:2]
    for (pieces, values), colour, dash in zip(shown, (VERMILION, BLUE), ("--", "-"), strict=False):
        values = np.where(np.isfinite(values), values, np.nan)
        left.plot(
            x, values, color=colour, linestyle=dash, linewidth=1.5, label=f"{pieces} pieces"
        )  # fmt: skip
    good = f[np.isfinite(f)]
    if len(good):
        span = max(np.ptp(good), 1e-9)
        left.set_ylim(good.min() - 0.3 * span, good.max() + 0.3 * span)
    left.legend(frameon=False, fontsize=SMALL, labelcolor=DARK)
    errors = {k: float(np.abs(v - f).max(initial=0.0)) for k, v in found.items()}
    said = [f"{number(e)} with {k}" for k, e in errors.items()]
    drawn = {k: e for k, e in errors.items() if np.isfinite(e) and 0 < e < 1e100 and k > 0}
    right.set(xscale="log", yscale="log")
    if drawn:
        at, high = np.array(list(drawn)), np.array(list(drawn.values()))
        right.plot(at, high, color=BLUE, marker="o", linestyle="-", markersize=6)
        right.set_xticks(at, [str(k) for k in at])
        right.set_xticks([], minor=True)
    if len(drawn) > 1:
        fall = (high[-2] / high[-1]) ** (1 / np.log2(at[-1] / at[-2]))
        said[-1] += f"; twice the pieces divide it by {number(fall)} at the end"
        right.set_title(
            f"twice the pieces: 1/{number(fall)}", fontsize=TEXT, color=DARK, loc="left"
        )
    words = listed(said) or "0 chains given"
    return figure, f"Largest error of chains of straight pieces: {words}."
