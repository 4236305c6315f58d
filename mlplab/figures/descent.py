"""Gradient descent on a parabola, one panel per learning rate."""

import numpy as np

from mlplab.figures.style import (
    DARK,
    GREY,
    SMALL,
    TEXT,
    canvas,
    count,
    frame,
    ink,
    number,
    series,
)  # fmt: skip


def descent_paths(lam, paths):
    """Draw descents on ``0.5 * lam * x**2`` as small multiples with shared axes.

    Parameters
    ----------
    lam : float
        Curvature of the parabola.
    paths : dict of (float or str) to list of float
        Iterates x per learning rate, the start first. What leaves the view is told in words.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    paths = {k: np.asarray(v, dtype=float).ravel() for k, v in paths.items()}
    panels = max(len(paths), 1)
    rows = -(-panels // 4)
    columns = -(-panels // rows)
    figure, axes = canvas(
        rows, columns, width=min(7.0, 2.1 * columns + 0.7), height=2.7 * rows + 0.3,
        sharex=True, sharey=True,
    )  # fmt: skip
    starts = [abs(x[0]) for x in paths.values() if len(x) and np.isfinite(x[0])]
    reach = 1.6 * max([*starts, 1e-12])
    grid = np.linspace(-reach, reach, 201)
    deepest = max(0.5 * abs(lam) * reach**2, 1e-12)
    said = []
    for i, ax in enumerate(axes.flat):
        if i >= panels:
            ax.set_visible(False)
            continue
        frame(ax, "x", "0.5 λ x²" if i % columns == 0 else "", grid="")
        ax.tick_params(labelbottom=True)
        ax.plot(grid, 0.5 * lam * grid**2, color=GREY, linewidth=1.2, zorder=1)
        ax.set_xlim(-reach, reach)
        ax.set_ylim(*sorted((-0.06 * deepest, 1.02 * deepest)))
        if i < len(paths):
            label, x = list(paths.items())[i]
            said.append(_path(ax, lam, label, x, reach, i))
    alt = f"Gradient descent on 0.5 λ x² with λ = {number(lam)}: {'; '.join(said)}."
    return figure, alt


def _path(ax, lam, label, x, reach, i):
    """Draw one path and return the words for it."""
    look = series(i)
    name = label if isinstance(label, str) else f"lr = {number(label)}"
    ax.set_title(name, fontsize=TEXT, color=ink(look["color"]), loc="left", weight="bold", pad=18)
    with np.errstate(over="ignore", invalid="ignore"):
        height = 0.5 * lam * x**2
    inside = np.isfinite(x) & (np.abs(x) <= reach)
    stop = len(x) if inside.all() else int(np.argmin(inside))
    last = min(stop + 1, len(x))  # the step that leaves the view, cut at its edge
    xs = np.clip(x[:last], -20 * reach, 20 * reach)
    ax.plot(xs, 0.5 * lam * xs**2, color=look["color"], linewidth=1.1, alpha=0.75, zorder=2)
    ax.plot(
        x[:stop], height[:stop], linestyle="", color=look["color"], marker=look["marker"],
        markersize=4.5, zorder=3,
    )  # fmt: skip
    if not len(x):
        return f"{name} has no iterates"
    ax.plot(
        x[:1], height[:1], linestyle="", marker="o", markersize=9, markerfacecolor="none",
        markeredgecolor=DARK, zorder=4,
    )  # fmt: skip
    steps = len(x) - 1
    ax.text(
        0, 1.02, f"{count(steps, 'step')}: x = {number(x[-1])}", transform=ax.transAxes,
        va="bottom", fontsize=SMALL, color=DARK,
    )  # fmt: skip
    if stop < len(x):  # below the start: a path that leaves upwards does not come here
        word = "nan at" if np.isnan(x[stop]) else "leaves at"
        ax.text(
            0.5, 0.22, f"{word}\nstep {stop}", transform=ax.transAxes, ha="center", va="center",
            fontsize=SMALL, color=DARK,
        )  # fmt: skip
    left = f", having left the view at step {stop}" if stop < len(x) else ""
    return f"{name} goes from {number(x[0])} to {number(x[-1])} in {count(steps, 'step')}{left}"
