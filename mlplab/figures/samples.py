"""Samples of two or more classes: where a network draws its line, and what it sees inside."""

from string import ascii_lowercase

import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from mlplab.figures.style import (
    BLUE,
    COLOURS,
    DARK,
    GREY,
    MARKERS,
    ORANGE,
    SMALL,
    TEXT,
    canvas,
    frame,
    listed,
    number,
)  # fmt: skip

CLASSES = [ORANGE, BLUE, *(c for c in COLOURS if c not in (ORANGE, BLUE))]
SCALE = LinearSegmentedColormap.from_list("orange-blue", ["#F2C66B", "#FBF8F2", "#74B0D3"])
NEAR = 0.01  # share of the extent of a panel below which two points look like one (a tenth of it
# where there are many)


def boundary(xx, yy, score, X, y, title=""):
    """Fill the plane with the probability of class 1 and draw the line where it is one half.

    Parameters
    ----------
    xx, yy : array_like, shape (n, m)
        Grid of the two features.
    score : array_like, shape (n, m)
        Probability of class 1; what is not finite stays blank.
    X : array_like, shape (N, 2)
        Samples to mark on the plane.
    y : array_like, shape (N,) or (N, 1)
        Classes, as integers.
    title : str
        Above the plane; nothing when empty.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    xx, yy, score = (np.asarray(a, dtype=float) for a in (xx, yy, score))
    X, y = np.asarray(X, dtype=float), np.asarray(y).ravel().astype(int)
    figure, ((ax,),) = canvas(width=5.6, height=3.6)
    frame(ax, "feature 1", "feature 2", title, grid="")
    known = np.ma.masked_invalid(score)
    filled = None
    if known.count():
        filled = ax.contourf(xx, yy, np.clip(known, 0, 1), levels=np.linspace(0, 1, 11), cmap=SCALE)
        if known.min() < 0.5 < known.max():
            ax.contour(xx, yy, known, levels=[0.5], colors="black", linewidths=1.8)
    _scatter(ax, X, y)
    ax.set_xlim(xx.min(), xx.max())
    ax.set_ylim(yy.min(), yy.max())
    if filled is not None:
        bar = figure.colorbar(filled, ax=ax, ticks=[0, 0.5, 1], pad=0.03, aspect=25)
        bar.set_label("probability of class 1", fontsize=SMALL, color=DARK)
        bar.ax.tick_params(labelsize=SMALL, color=GREY, labelcolor=DARK)
        bar.outline.set_visible(False)
        bar.ax.axhline(0.5, color="black", linewidth=1.8)
    _legend(figure, ax)
    return figure, _sides(xx, yy, score, X, y)


def hidden_space(X, A, y):
    """Show the same samples as they come in and as two hidden units see them.

    Parameters
    ----------
    X : array_like, shape (N, 2)
        Samples as they come in.
    A : array_like, shape (N, 2)
        Activations of two hidden units.
    y : array_like, shape (N,) or (N, 1)
        Classes, as integers.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    X, A = np.asarray(X, dtype=float), np.asarray(A, dtype=float)
    y = np.asarray(y).ravel().astype(int)
    figure, ((left, right),) = canvas(1, 2, height=3.4)
    frame(left, "feature 1", "feature 2", "input space", grid="both")
    frame(right, "hidden unit 1", "hidden unit 2", "hidden space", grid="both")
    few = len(X) <= 12
    for ax, points in ((left, X), (right, A)):
        _scatter(ax, points, y, size=70 if few else 24)
        _roomy(ax, points)
        if few:
            _letters(ax, points)
    said = [f"{len(X)} samples in input space and in the space of two hidden units"]
    groups = _together(A, NEAR if few else NEAR / 10)
    if few:
        note = "; ".join(f"{listed([ascii_lowercase[i] for i in g])} coincide" for g in groups)
        said += [
            f"{listed([ascii_lowercase[i] for i in g])} coincide near "
            f"({number(A[g[0], 0])}, {number(A[g[0], 1])})"
            for g in groups
        ]
    else:
        crowd = sum(len(g) for g in groups)
        note = f"{crowd} of {len(A)} share a place" if crowd else ""
        said += [f"{crowd} of them share a place with another one in hidden space"]
    if not groups:
        note = "no two points coincide"
        said[1:] = ["no two of them coincide in hidden space"]
    lost = int((~np.isfinite(A).all(axis=1)).sum())
    if lost:
        said.append(f"{lost} cannot be drawn because a value is not finite")
        note += f"\n{lost} not finite"
    right.set_title(f"hidden space: {note}", fontsize=TEXT, color=DARK, loc="left")
    _legend(figure, left)
    return figure, f"{'; '.join(said)}."


def _scatter(ax, points, y, size=26):
    for i, c in enumerate(np.unique(y)):
        chosen = (y == c) & np.isfinite(points).all(axis=1)
        ax.scatter(
            *points[chosen].T, s=size, color=CLASSES[i % len(CLASSES)], label=f"class {c}",
            marker=MARKERS[i % len(MARKERS)], edgecolor=DARK, linewidth=0.7, zorder=3,
        )  # fmt: skip


def _legend(figure, ax):
    handles, labels = ax.get_legend_handles_labels()
    if handles:
        figure.legend(
            handles, labels, loc="outside upper right", ncols=min(len(handles), 6), frameon=False,
            fontsize=SMALL, handletextpad=0.2, labelcolor=DARK,
        )  # fmt: skip


def _roomy(ax, points):
    good = points[np.isfinite(points).all(axis=1)]
    if not len(good):
        return
    low, high = good.min(axis=0), good.max(axis=0)
    pad = np.where(high > low, 0.15 * (high - low), np.maximum(0.5, abs(high) * 0.1))
    ax.set_xlim(low[0] - pad[0], high[0] + pad[0])
    ax.set_ylim(low[1] - pad[1], high[1] + pad[1])


def _letters(ax, points):
    groups = _together(points)
    alone = set(range(len(points))) - {i for g in groups for i in g}
    for members in [*groups, *([i] for i in sorted(alone))]:
        if np.isfinite(points[members[0]]).all():
            ax.annotate(
                ", ".join(ascii_lowercase[i] for i in members), points[members[0]],
                xytext=(7, 5), textcoords="offset points", fontsize=TEXT, color=DARK,
            )  # fmt: skip


def _together(points, near=NEAR):
    """Groups of two or more indices whose points are closer than `near` of the extent."""
    good = np.isfinite(points).all(axis=1)
    if not good.any():
        return []
    extent = np.ptp(points[good], axis=0).max() or 1.0
    left, groups = list(np.flatnonzero(good)), []
    while left:
        first = left[0]
        apart = np.abs(points[left] - points[first]).max(axis=1)
        members = [i for i, d in zip(left, apart, strict=True) if d <= near * extent]
        left = [i for i in left if i not in set(members)]
        if len(members) > 1:
            groups.append([int(i) for i in members])
    return groups


def _sides(xx, yy, score, X, y):
    """Say how much of the plane goes to class 1 and how many points are on their own side."""
    good = np.isfinite(score)
    if not good.any():
        return f"{len(X)} points on a plane where no probability is finite."
    share = 100 * np.mean(score[good] > 0.5)
    alt = f"The line at probability 0.5 leaves {share:.0f} % of the plane to class 1"
    if share in (0.0, 100.0):
        alt = f"No line: the whole plane goes to class {int(share > 0)}"
    if set(np.unique(y)) <= {0, 1} and len(X):
        nearest = [np.argmin((xx - a) ** 2 + (yy - b) ** 2) for a, b in X]
        right = int(((score.ravel()[nearest] > 0.5) == (y == 1)).sum())
        alt += f"; {right} of {len(X)} points lie on the side of their own class"
    low, high = number(score[good].min()), number(score[good].max())
    return f"{alt}. Probabilities run from {low} to {high}."
