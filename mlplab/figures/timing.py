"""Two programs for one network side by side: how far apart they are, and how long they take."""

import numpy as np
from matplotlib.ticker import FixedLocator, MaxNLocator, NullFormatter

from mlplab.figures.style import (
    DARK,
    SMALL,
    canvas,
    count,
    end_labels,
    frame,
    number,
    series,
)  # fmt: skip


def differences(apart):
    """Plot how far two computations of the same numbers drift apart, step by step.

    Parameters
    ----------
    apart : dict of str to list of float
        Largest difference after each step; an exact 0 is drawn at the bottom, what is not finite
        is left out.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    apart = {str(k): np.asarray(v, dtype=float).ravel() for k, v in apart.items()}
    figure, ((ax,),) = canvas()
    frame(ax, "step", "largest difference of weights")
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    usual = [v[np.isfinite(v) & (v > 0)] for v in apart.values()]
    usual = np.concatenate(usual or [np.zeros(0)])
    low, high = _inside(usual.min(initial=1.0)), _inside(usual.max(initial=0.0) or 1.0)
    floor = low / 10
    ax.set_yscale("log")
    ax.set_ylim(floor / 2, max(high, low) * 10)
    longest = max((len(v) for v in apart.values()), default=1)
    ax.set_xlim(0, longest * 1.02 + 0.5)
    ends, said = [], []
    for i, (label, found) in enumerate(apart.items()):
        look = series(i)
        shown = np.where(np.isfinite(found), np.clip(found, floor, high), np.nan)
        gap = max(1, longest // 8)
        ax.plot(
            np.arange(1, len(found) + 1), shown, **look, linewidth=1.6, markersize=5,
            markevery=(i * gap // 3 % max(len(found), 1), gap),
        )  # fmt: skip
        if not len(found):
            said.append(f"{label} has no steps")
            continue
        said.append(f"{label}: {number(found[0])} after 1 step, {number(found[-1])} at the end")
        if np.isfinite(shown[-1]):
            ends.append((float(len(found)), shown[-1], f"{label}\n{number(found[-1])}", look))
    end_labels(ax, ends)
    return figure, (
        f"Largest difference between two computations over {count(longest, 'step')}, "
        f"logarithmic: {'; '.join(said)}."
    )


def time_against_width(widths, seconds):
    """Plot time per step over width, both logarithmic, and say who is ahead where.

    Parameters
    ----------
    widths : list of int
        Increasing, positive.
    seconds : dict of str to list of float
        Per program, one time per width; the first is the one that others are compared with.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    widths = np.asarray(widths, dtype=float).ravel()
    rows = {str(k): 1e6 * np.asarray(v, dtype=float).ravel() for k, v in seconds.items()}
    figure, ((ax,),) = canvas(height=3.5)
    frame(ax, "width of the hidden layers", "time of one step (µs)", grid="both")
    ax.set(xscale="log", yscale="log")
    usual = [v[np.isfinite(v) & (v > 0)] for v in rows.values()]
    usual = np.concatenate(usual or [np.zeros(0)])
    low, high = _inside(usual.min(initial=1e3)), _inside(usual.max(initial=0.0) or 1e3)
    ax.set_ylim(low / 2, max(high, low) * 2)
    ax.set_xlim(*((widths[0] / 1.2, widths[-1] * 1.2) if len(widths) else (1, 10)))
    ax.xaxis.set_major_locator(FixedLocator(widths))
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.set_xticks(widths, [f"{w:.0f}" for w in widths])
    ends, said = [], []
    for i, (label, row) in enumerate(rows.items()):
        look = series(i)
        shown = np.where(np.isfinite(row) & (row > 0), row, np.nan)
        ax.plot(widths, shown, **look, linewidth=1.8, markersize=6)
        if not np.isfinite(shown).any():
            said.append(f"{label} was never timed (nan)")
            continue
        last = np.flatnonzero(np.isfinite(shown))[-1]
        ends.append((widths[last], shown[last], label, look))
        said.append(f"{label} takes {number(row[0])} to {number(row[-1])} µs")
    end_labels(ax, ends)
    verdicts = [_verdict(widths, rows, other) for other in list(rows)[1:]] if rows else []
    if verdicts:
        ax.set_title("\n".join(verdicts), fontsize=SMALL, color=DARK, loc="left")
    told = " ".join(f"{v}." for v in verdicts)
    return (
        figure,
        f"Time of one step over width, both logarithmic: {'; '.join(said)}. {told}".rstrip(),
    )


def _verdict(widths, rows, other):
    """Say in words from which width on one program needs less time than the first one."""
    first = next(iter(rows))
    ahead = rows[other] < rows[first]
    if ahead.all() and len(ahead):
        return f"{other} is faster than {first} at every width measured"
    if not ahead.any():
        return f"{other} is faster than {first} at no width measured"
    if ahead[-1]:
        start = len(ahead) - int(np.argmin(ahead[::-1]))
        return f"{other} is faster than {first} from width {widths[start]:.0f} on"
    return f"{other} is faster than {first} at {int(ahead.sum())} of {len(ahead)} widths"


def _inside(x):
    return float(min(max(x, 1e-100), 1e100))
