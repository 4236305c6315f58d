"""One look for every figure of the course: sizes, colours, markers, labels, numbers in words."""

import textwrap

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

# Okabe and Ito (2008), Color Universal Design: told apart with any common colour blindness.
BLUE, VERMILION, GREEN = "#0072B2", "#D55E00", "#009E73"
PURPLE, ORANGE, SKY = "#CC79A7", "#E69F00", "#56B4E9"
COLOURS = [BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY]
MARKERS = ["o", "^", "s", "D", "v", "P"]
LINES = ["-", "--", "-.", (0, (1, 1.2)), (0, (6, 1, 1, 1, 1, 1)), (0, (8, 2))]
DARK, GREY, PALE = "#222222", "#666666", "#DDDDDD"

WIDTH, HEIGHT = 7.0, 3.2  # inches; a page shows 80 pixels per inch
TEXT, SMALL = 10, 9  # points: 11 and 10 pixels
LINE = 0.175  # inches from one line of text to the next


def canvas(rows=1, columns=1, width=WIDTH, height=HEIGHT, **shared):
    """Make a white figure with a laid-out grid of axes.

    Parameters
    ----------
    rows, columns : int
        Axes from top to bottom, and side by side.
    width, height : float
        In inches.
    **shared
        ``sharex`` and ``sharey``, as in :meth:`matplotlib.figure.Figure.subplots`.

    Returns
    -------
    figure : matplotlib.figure.Figure
        Laid out when it is drawn.
    axes : ndarray of Axes, shape (rows, columns)
        Of two dimensions also when there is only one.
    """
    figure = Figure(figsize=(width, height), layout="constrained", facecolor="white")
    return figure, figure.subplots(rows, columns, squeeze=False, **shared)


def sheet(width, height):
    """Make a figure to draw on in inches, without axes around it.

    Parameters
    ----------
    width, height : float
        Of the figure, in inches.

    Returns
    -------
    figure : matplotlib.figure.Figure
        White, without a layout engine.
    ax : Axes
        From (0, 0) to (`width`, `height`), the whole figure.
    """
    figure = Figure(figsize=(width, height), facecolor="white")
    ax = figure.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, width), ylim=(0, height))
    ax.set_axis_off()
    return figure, ax


def frame(ax, xlabel, ylabel, title="", grid="y"):
    """Label an axes and clear it of everything that carries no information.

    Parameters
    ----------
    ax : Axes
        Changed in place.
    xlabel, ylabel : str
        At the axes.
    title : str
        Above, at the left.
    grid : str
        Lines across ``"x"``, ``"y"`` or ``"both"``; none when empty.
    """
    ax.set_facecolor("white")
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.set_xlabel(xlabel, fontsize=TEXT, color=DARK)
    ax.set_ylabel(ylabel, fontsize=TEXT, color=DARK)
    if title:
        ax.set_title(title, fontsize=TEXT, color=DARK, loc="left")
    ax.tick_params(which="both", labelsize=SMALL, color=GREY, labelcolor=DARK)
    ax.tick_params(which="minor", length=0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.get_offset_text().set(fontsize=SMALL, color=DARK)
    ax.set_axisbelow(True)
    if grid:
        ax.grid(axis=grid, color=PALE, linewidth=0.6)


def series(i):
    """Choose colour, marker and line style of the `i`-th curve: each alone tells curves apart.

    Parameters
    ----------
    i : int
        From 0; begins anew after the last colour.

    Returns
    -------
    dict
        ``color``, ``marker`` and ``linestyle`` as ``Axes.plot`` takes them.
    """
    n = len(COLOURS)
    return {"color": COLOURS[i % n], "marker": MARKERS[i % n], "linestyle": LINES[i % n]}


def ink(colour):
    """Darken `colour` until text in it reads on white (WCAG 2.1: a contrast of 4.5).

    Parameters
    ----------
    colour : str or tuple of float
        As Matplotlib knows it.

    Returns
    -------
    tuple of float
        Red, green and blue, from 0 to 1.
    """
    rgb = np.array(to_rgb(colour))
    while True:
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        if 1.05 / (linear @ [0.2126, 0.7152, 0.0722] + 0.05) >= 4.5:
            return tuple(rgb)
        rgb = rgb * 0.95


def number(x):
    """Write a number with three significant digits; inf and nan as Python writes them.

    Parameters
    ----------
    x : float
        Anything that float takes.

    Returns
    -------
    str
        For instance ``"0.123"``, ``"1.2e-5"``, ``"nan"``.
    """
    x = float(x)
    if not np.isfinite(x):
        return str(x)
    if x and not 1e-3 <= abs(x) < 1e5:
        mantissa, exponent = f"{x:.2g}".split("e") if "e" in f"{x:.2g}" else f"{x:.1e}".split("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    return f"{x + 0.0:.3g}" if abs(x) < 999.5 else f"{x:.0f}"


def count(n, noun):
    """Write `n` of something, with its plural: ``1 layer``, ``2 layers``.

    Parameters
    ----------
    n : int
        How many.
    noun : str
        In the singular; its plural ends in s.

    Returns
    -------
    str
        Number and noun.
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


def listed(words):
    """Join words as a sentence does: ``a, b and c``.

    Parameters
    ----------
    words : sequence of str
        May be empty.

    Returns
    -------
    str
        All of them; empty without any.
    """
    *head, last = words or [""]
    return f"{', '.join(head)} and {last}" if head else last


def end_labels(ax, labels):
    """Name curves at the right of the axes, moved apart where they would touch.

    Parameters
    ----------
    ax : Axes
        With its final limits and scales.
    labels : list of (x, y, text, look)
        The end of each curve in data coordinates, what stands beside it, and its
        :func:`series`. A thin line leads from one to the other unless it would cross the axes.
    """
    if not labels:
        return
    ax.set(xlim=ax.get_xlim(), ylim=ax.get_ylim())
    inches = ax.figure.get_size_inches()[1] - 0.7
    to_axes = ax.transScale + ax.transLimits
    texts = [textwrap.fill(t, 26) if "\n" not in t else t for _, _, t, _ in labels]
    heights = [LINE * 1.05 * (t.count("\n") + 1) / inches for t in texts]
    ends = [to_axes.transform((x, y)) for x, y, _, _ in labels]
    places = spread([float(np.clip(y, 0, 1)) for _, y in ends], heights)
    for (x, y), place, text, (_, _, _, look) in zip(ends, places, texts, labels, strict=True):
        colour = look["color"]
        beside = {"transform": ax.transAxes, "color": colour, "clip_on": False}
        if x > 0.8:
            y = float(np.clip(y, 0, 1))
            ax.plot([x, 1.01, 1.03], [y, place, place], linewidth=0.8, alpha=0.8, **beside)
        ax.plot([1.045], [place], marker=look["marker"], markersize=5, **beside)
        ax.text(
            1.065, place, text, transform=ax.transAxes, fontsize=SMALL, color=ink(colour),
            va="center", linespacing=1.15,
        )  # fmt: skip


def spread(places, heights, low=0.0, high=1.0):
    """Move intervals apart along one axis, keeping their order and staying near their places.

    Parameters
    ----------
    places, heights : list of float
        Centres and lengths.
    low, high : float
        Where centres should stay, unless there are too many.

    Returns
    -------
    list of float
        New centres.
    """
    order = np.argsort(places, kind="stable")
    blocks = []  # [members, sum of wished bottoms, length]
    for i in order:
        blocks.append([[i], places[i] - heights[i] / 2, heights[i]])
        while len(blocks) > 1 and _bottom(blocks[-2], low, high) + blocks[-2][2] > _bottom(
            blocks[-1], low, high
        ):
            members, wishes, length = blocks.pop()
            below = blocks[-1]
            below[1] += wishes - len(members) * below[2]
            below[0] += members
            below[2] += length
    moved = list(places)
    for block in blocks:
        bottom = _bottom(block, low, high)
        for i in block[0]:
            moved[i] = bottom + heights[i] / 2
            bottom += heights[i]
    return moved


def _bottom(block, low, high):
    members, wishes, length = block
    return max(min(wishes / len(members), high + 0.06 - length), low - 0.06)
