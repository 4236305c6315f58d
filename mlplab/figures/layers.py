"""What the layers of a trained or fresh network look like from outside: ranks and norms."""

import numpy as np
from matplotlib.ticker import MaxNLocator

from mlplab.figures.style import (
    GREY,
    SMALL,
    canvas,
    count,
    end_labels,
    frame,
    listed,
    number,
    series,
)  # fmt: skip

ROUND_OFF = 1e-10  # relative to the largest singular value; below it, a value counts as zero


def singular_values(values):
    """Plot the singular values of a weight matrix under several initialisations.

    Values below `ROUND_OFF` times the largest one are drawn hollow in a band named zero, and do
    not count for the rank. What is not finite is left out, in words.

    Parameters
    ----------
    values : dict of str to array_like, shape (K,)
        Singular values, in any order.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    values = {str(k): np.asarray(v, dtype=float).ravel() for k, v in values.items()}
    curves = {k: np.sort(v[np.isfinite(v)])[::-1] for k, v in values.items()}
    kept = {k: _nonzero(v) for k, v in curves.items()}
    positive = np.concatenate([v[kept[k]] for k, v in curves.items()] or [np.zeros(0)])
    figure, ((ax,),) = canvas()
    frame(ax, "singular value number", "singular value of W1")
    floor = 10.0 ** np.floor(np.log10(positive.min(initial=1.0)))
    high = positive.max(initial=floor * 10) * 2
    lane = max(np.log10(high / floor), 1.0) * 0.09  # decades between the lanes of the zero band
    banded = [k for k in curves if not kept[k].all()]  # a lane each, in order
    bottom = floor * 10 ** (-lane * (len(banded) + 0.7))
    ax.set_yscale("log")
    ax.set_ylim(bottom, high)
    longest = max((len(v) for v in curves.values()), default=1)
    ax.set_xlim(1 - 0.03 * longest, longest * 1.02 + 0.5)
    if banded:
        ax.axhspan(bottom, floor * 10 ** (-lane * 0.4), color="#F0F0F0", zorder=0)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    ends, said = [], []
    for i, (label, found) in enumerate(curves.items()):
        look, solid = series(i), kept[label]
        where = np.arange(1, len(found) + 1)
        shown = np.where(
            solid,
            found,
            floor * 10 ** (-lane * (banded.index(label) + 1 if label in banded else 1)),
        )
        style = {"color": look["color"], "marker": look["marker"], "linestyle": "", "markersize": 6}
        ax.plot(where[solid], found[solid], **{**style, "linestyle": look["linestyle"]}, lw=1)
        ax.plot(where[~solid], shown[~solid], **style, markerfacecolor="white")
        rank = int(solid.sum())
        lost = len(values[label]) - len(found)
        told = f"{label}: rank {rank}" + (f", {lost} not finite" if lost else "")
        said.append(told.replace(f"rank {rank}", f"rank {rank} of {len(values[label])}"))
        if len(found):
            ends.append((where[-1], shown[-1], told, look))
    ticks = [t for t in _decades(floor, high)]
    middle = floor * 10 ** (-lane * (len(banded) + 1) / 2)
    names = [f"$10^{{{round(np.log10(t))}}}$" for t in ticks]
    ax.set_yticks([middle, *ticks] if banded else ticks, ["zero", *names] if banded else names)
    end_labels(ax, ends)
    largest = number(positive.max(initial=0.0))
    words = listed(said) or "0 matrices given"
    return figure, f"Singular values of W1, the largest {largest}. {words}."


def gradient_flow(norms):
    """Plot the norm of each layer's gradient, one lollipop per layer and network.

    Parameters
    ----------
    norms : dict of str to list of float
        First layer first. A zero is drawn hollow at the bottom, what is not finite as a cross at
        the top.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    nets = {str(k): np.asarray(v, dtype=float).ravel() for k, v in norms.items()}
    depth = max((len(v) for v in nets.values()), default=1)
    figure, ((ax,),) = canvas(height=max(3.2, 0.9 + 0.4 * len(nets)))
    frame(ax, "layer (1 is next to the input)", "norm of dW per layer")
    usual = [v[np.isfinite(v) & (v > 0)] for v in nets.values()]
    usual = np.concatenate(usual or [np.zeros(0)])
    low, high = usual.min(initial=1.0), usual.max(initial=0.0) or 1.0
    low, high = (min(max(v, 1e-100), 1e100) for v in (min(low, high), high))  # never overflow
    part = 10 ** (0.06 * max(np.log10(high / low), 1.5))  # of the height of the axes, about
    floor, top = low / part**2, high * part**2
    ax.set_yscale("log")
    ax.set_ylim(floor / part, top * part)
    ax.set_xlim(0.4, depth + 0.6)
    ax.set_xticks(range(1, depth + 1))
    dodge = 0.7 / max(len(nets), 1)
    ends, said = [], []
    for i, (label, found) in enumerate(nets.items()):
        look = series(i)
        colour, marker = look["color"], look["marker"]
        x = np.arange(1, len(found) + 1) + dodge * (i - (len(nets) - 1) / 2)
        broken = ~np.isfinite(found)
        y = np.where(broken, top, np.where(found > 0, np.where(broken, 1, found), floor))
        y = np.minimum(y, top)
        ax.vlines(x, floor / part, y, color=colour, linewidth=2, alpha=0.55)
        for chosen, how in [
            (~broken & (found > 0), {"marker": marker, "markersize": 7}),
            (~broken & (found <= 0), {"marker": marker, "markersize": 7, "mfc": "white"}),
            (broken, {"marker": "x", "markersize": 9, "markeredgewidth": 2.4}),
        ]:
            ax.plot(x[chosen], y[chosen], linestyle="", color=colour, **how)
        for xi, yi, value in zip(x, y, found, strict=True):
            if not np.isfinite(value) or value <= 0:
                ax.annotate(
                    number(value), (xi, yi), xytext=(0, 6), textcoords="offset points",
                    ha="center", fontsize=SMALL, color=GREY,
                )  # fmt: skip
        if len(found):
            ends.append((x[-1], y[-1], _profile(label, found), look))
            tells = f"from {number(found[0])} in layer 1 to {number(found[-1])} in layer"
            said.append(f"{label} goes {tells} {len(found)}")
    end_labels(ax, ends)
    alt = f"Norm of dW over {count(depth, 'layer')}, logarithmic: {'; '.join(said)}."
    return figure, alt


def _nonzero(values):
    largest = values.max(initial=0.0)
    return (values > ROUND_OFF * largest) & (values > 0)


def _decades(low, high):
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high)))
    return [10.0**e for e in range(first, last + 1, max(1, (last - first) // 5))]


def _profile(label, found):
    """Name a network and say how much its gradient changes from the first to the last layer."""
    first, last = found[0], found[-1]
    if len(found) < 2 or not (np.isfinite([first, last]).all() and first > 0 and last > 0):
        return label
    return f"{label}\nlast / first = {number(last / first)}"
