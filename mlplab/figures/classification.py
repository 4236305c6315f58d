"""Classifiers seen from outside: regions, confusions, scores over seeds, noise of a batch."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, ListedColormap, to_rgb

from mlplab.figures.samples import CLASSES, _legend
from mlplab.figures.style import (
    BLUE,
    COLOURS,
    DARK,
    GREY,
    MARKERS,
    SMALL,
    TEXT,
    VERMILION,
    canvas,
    count,
    frame,
    ink,
    listed,
    number,
)  # fmt: skip

PALER = 0.62  # share of white in a region, so that its points stand out


def regions(xx, yy, labels, X, y, title=""):
    """Colour the plane by the class that a network gives each point.

    Parameters
    ----------
    xx, yy, labels : array_like, shape (n, m)
        A grid and the class of each of its points; what is not finite stays blank.
    X : array_like, shape (N, 2)
        Samples to mark on the plane.
    y : array_like of int, shape (N,)
        Their true classes.
    title : str
        Above the plane; nothing when empty.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    xx, yy, labels = (np.asarray(a, dtype=float) for a in (xx, yy, labels))
    X, y = np.asarray(X, dtype=float), np.asarray(y).ravel().astype(int)
    figure, ((ax,),) = canvas(width=5.2, height=4.4)
    frame(ax, "feature 1", "feature 2", title, grid="")
    good = np.isfinite(labels)
    seen = np.unique(labels[good]).astype(int)
    names = sorted({*seen.tolist(), *y.tolist()})  # one colour per class, as for the points
    place = {k: i for i, k in enumerate(names)}
    pale = [_pale(CLASSES[i % len(CLASSES)]) for i in range(max(len(names), 1))]
    index = np.full(labels.shape, np.nan)
    index[good] = [place[int(k)] for k in labels[good]]
    if good.any():
        ax.imshow(
            index, origin="lower", aspect="auto", interpolation="nearest",
            extent=(*_around(xx[0]), *_around(yy[:, 0])), cmap=ListedColormap(pale), vmin=-0.5,
            vmax=len(pale) - 0.5, zorder=0,
        )  # fmt: skip
    for i, k in enumerate(names):
        mine = (y == k) & np.isfinite(X).all(axis=1)
        if mine.any():
            ax.scatter(
                *X[mine].T, s=20, color=CLASSES[i % len(CLASSES)], label=f"class {k}",
                marker=MARKERS[i % len(MARKERS)], edgecolor=DARK, linewidth=0.7, zorder=3,
            )  # fmt: skip
    ax.set_xlim(*_around(xx[0]))
    ax.set_ylim(*_around(yy[:, 0]))
    _legend(figure, ax)
    if not good.any():
        return figure, f"{count(len(X), 'sample')} on a plane where no answer is finite."
    shares = [f"{100 * (labels[good] == k).mean():.0f} % to class {k}" for k in seen]
    there = np.isfinite(X).all(axis=1)
    nearest = [np.argmin((xx - a) ** 2 + (yy - b) ** 2) for a, b in X[there]]
    right = int((labels.ravel()[nearest] == y[there]).sum()) if nearest else 0
    alt = f"Of the plane, {listed(shares)}. {right} of {len(X)} points lie in their own region."
    return figure, alt


def confusion(counts):
    """Draw a confusion matrix with its counts; only what is off the diagonal is coloured.

    Parameters
    ----------
    counts : array_like, shape (C, C)
        Rows are true classes, columns are answers.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    M = np.asarray(counts, dtype=float)
    C = len(M)
    figure, ((ax,),) = canvas(width=5.2, height=4.6)
    frame(ax, "answer", "true class", grid="")
    if not C:
        return figure, "Confusion matrix of 0 classes."
    off = np.where(np.eye(C, dtype=bool) | ~np.isfinite(M), 0, M)
    scale = LinearSegmentedColormap.from_list("white-vermilion", ["#FFFFFF", VERMILION])
    ax.imshow(off, cmap=scale, vmin=0, vmax=max(off.max(initial=0), 1) * 1.3)
    for i in range(C):
        for j in range(C):
            if M[i, j] != 0:
                ax.text(
                    j, i, number(M[i, j]), ha="center", va="center", fontsize=SMALL,
                    color=DARK, weight="bold" if i == j else "normal",
                )  # fmt: skip
    ax.set_xticks(range(C))
    ax.set_yticks(range(C))
    ax.plot([-0.5, C - 0.5], [-0.5, C - 0.5], color=GREY, linewidth=0.5, alpha=0.5)
    total, right = np.nansum(M), np.nansum(M.diagonal())
    classes = "1 class" if C == 1 else f"{C} classes"
    alt = f"Confusion matrix of {classes}: {number(right)} of {number(total)} right"
    if off.max(initial=0) > 0:
        i, j = np.unravel_index(off.argmax(), off.shape)
        alt += f"; the commonest mistake, {number(off[i, j])} times, is to call a {i} a {j}"
    return figure, f"{alt}."


def scores_by_seed(scores, what):
    """Show every score of every candidate as a dot on its own line, and the mean as a bar.

    Parameters
    ----------
    scores : dict of str to list of float
        One score per seed.
    what : str
        What a score is, for the axis.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    scores = {str(k): np.asarray(v, dtype=float).ravel() for k, v in scores.items()}
    rows = max(len(scores), 1)
    figure, ((ax,),) = canvas(height=1.0 + 0.42 * rows)
    frame(ax, what, "", grid="x")
    said = []
    for row, (label, found) in enumerate(scores.items()):
        look, good = COLOURS[row % len(COLOURS)], found[np.isfinite(found)]
        marker = MARKERS[row % len(MARKERS)]
        lift = 0.16 * _apart(good)
        ax.plot(
            good, row + lift, linestyle="", marker=marker, color=look, markersize=6,
            markeredgecolor="white", markeredgewidth=0.6, zorder=3,
        )  # fmt: skip
        mean = good.mean() if len(good) else np.nan
        if len(good):
            ax.plot([mean, mean], [row - 0.33, row + 0.33], color=ink(look), linewidth=2, zorder=4)
            ax.annotate(
                f"mean {number(mean)}", (1.01, row), xycoords=("axes fraction", "data"),
                fontsize=SMALL, color=ink(look), va="center",
            )  # fmt: skip
        lost = f", {len(found) - len(good)} not finite" if len(good) < len(found) else ""
        said.append(f"{label} {number(mean)}{lost}")
    ax.set_ylim(rows - 0.5, -0.5)
    ax.set_yticks(range(len(scores)), list(scores))
    ax.tick_params(axis="y", length=0, labelsize=TEXT)
    every = np.concatenate([v[np.isfinite(v)] for v in scores.values()] or [np.zeros(0)])
    _roomy(ax, every)
    return figure, f"Mean {what} over seeds: {'; '.join(said) or '0 candidates'}."


def paired_scores(scores, what, names=("linear", "hidden layer")):
    """Join the scores of two models with the same seed by a line, one panel per data set.

    Parameters
    ----------
    scores : dict of str to (list of float, list of float)
        Data set -> the scores of both models, seed by seed.
    what : str
        What a score is, for the axis.
    names : (str, str)
        What to call the two models.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    scores = {
        str(k): [np.asarray(v, dtype=float).ravel() for v in pair] for k, pair in scores.items()
    }
    panels = max(len(scores), 1)
    figure, axes = canvas(1, panels, width=min(7.0, 2.2 * panels + 0.8), height=3.1, sharey=True)
    every = [v[np.isfinite(v)] for pair in scores.values() for v in pair]
    every, said = np.concatenate(every or [np.zeros(0)]), []
    frame(axes.flat[0], "model", what)
    for i, (ax, (label, (left, right))) in enumerate(zip(axes.flat, scores.items(), strict=False)):
        frame(ax, "model", what if i == 0 else "", grid="y")
        better = int((right > left).sum())
        for a, b in zip(left, right, strict=True):
            up = b > a
            ax.plot(
                [0, 1], [a, b], color=BLUE if up else VERMILION, linestyle="-" if up else "--",
                marker="o" if up else "s", markersize=5, linewidth=1.3, alpha=0.85,
            )  # fmt: skip
        ax.set_title(
            f"{label}\n{better} of {len(left)} up", fontsize=TEXT, color=DARK, loc="left"
        )  # fmt: skip
        ax.set_xticks([0, 1], names)
        ax.set_xlim(-0.3, 1.3)
        means = " against ".join(
            f"{number(v[np.isfinite(v)].mean() if np.isfinite(v).any() else np.nan)} ({name})"
            for v, name in zip((left, right), names, strict=True)
        )
        said.append(
            f"{label}: mean {means}, the second one better with {better} of {len(left)} seeds"
        )
    low, high = every.min(initial=1.0), every.max(initial=0.0)
    room = 0.06 * max(high - low, 1e-3)
    axes.flat[0].set_ylim(low - room, high + room)
    return figure, f"{what[:1].upper()}{what[1:]}. {'; '.join(said) or '0 data sets'}."


def noise_over_batch(batch_sizes, noise):
    """Plot the noise of batch gradients over the batch size, both logarithmic, with slope -1/2.

    Parameters
    ----------
    batch_sizes : list of int
        Above 0.
    noise : list of float
        What is not above 0 or not finite is left out, in words.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    B, noise = (np.asarray(v, dtype=float).ravel() for v in (batch_sizes, noise))
    good = np.isfinite(noise) & (noise > 0) & (noise < 1e100)
    lost = int((~good).sum())
    figure, ((ax,),) = canvas(width=5.6)
    frame(ax, "batch size", "distance from the full gradient", grid="both")
    ax.set(xscale="log", yscale="log")
    B, noise = B[good], noise[good]
    left = f"{lost} not above 0 or not finite" if lost else ""
    if not len(B):
        return figure, f"No noise to draw: {left or '0 batch sizes'}."
    ax.plot(
        B, noise, color=BLUE, marker="o", linestyle="", markersize=7, label="measured", zorder=3
    )
    level = 10 ** np.mean(np.log10(noise) + 0.5 * np.log10(B))
    ends = np.array([B.min(), B.max()])
    ax.plot(ends, level / ends**0.5, color=DARK, linestyle="--", linewidth=1.2, label="slope -1/2")
    ax.set_xticks(B, [number(b) for b in B])
    ax.set_xticks([], minor=True)
    said = f"noise {number(noise[0])} at batch size {number(B[0])}"
    if len(np.unique(B)) > 1:
        slope = np.polyfit(np.log(B), np.log(noise), 1)[0]
        said += f", {number(noise[-1])} at {number(B[-1])}: a slope of {slope:.2f} on logarithms"
        ax.set_title(f"slope {slope:.2f}", fontsize=TEXT, color=DARK, loc="left")
    ax.legend(frameon=False, fontsize=SMALL, labelcolor=DARK)
    left = f" {left}." if left else ""
    return figure, f"{said[0].upper()}{said[1:]}, beside a line of slope -1/2.{left}"


def _pale(colour):
    return tuple(PALER + (1 - PALER) * np.array(to_rgb(colour)))


def _around(values):
    low, high = np.min(values), np.max(values)
    half = (high - low) / max(len(values) - 1, 1) / 2 or 0.5
    return low - half, high + half


def _apart(values):
    """Offsets from -1 to 1 that move equal values apart, in the order they come."""
    offsets = np.zeros(len(values))
    for v in np.unique(values):
        same = np.flatnonzero(values == v)
        offsets[same] = np.linspace(-1, 1, len(same)) if len(same) > 1 else 0
    return offsets


def _roomy(ax, values):
    low, high = values.min(initial=np.inf), values.max(initial=-np.inf)
    if low <= high:
        room = 0.05 * max(high - low, 1e-3)
        ax.set_xlim(low - room, high + room)
