"""Diagrams of a network: its shapes, and one sample's numbers on their way there and back."""

from itertools import pairwise

import numpy as np
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch

from mlplab.figures.style import (
    BLUE,
    DARK,
    GREY,
    LINE,
    PALE,
    SMALL,
    TEXT,
    VERMILION,
    WIDTH,
    count,
    ink,
    listed,
    number,
    sheet,
)  # fmt: skip

MONO = 0.602 / 72  # width of one character of DejaVu Sans Mono, in inches per point
GAP = 0.44  # inches between the boxes of a ledger: room for two arrows
SHOWN = 3  # rows and columns of an array that a ledger writes out


def network(sizes, batch="N"):
    """Draw a multi-layer network as columns of units, with the shape of every array.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, hidden units, ..., outputs; at least two.
    batch : int or str
        Number of samples.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        The units and the shapes, in words.

    Raises
    ------
    ValueError
        For fewer than two sizes.
    """
    sizes = [int(n) for n in sizes]
    depth = len(sizes) - 1
    if depth < 1:
        raise ValueError(f"network needs at least two sizes, got {sizes}")
    gap = min(2.1, (WIDTH + 0.4 - 1.0) / depth)
    figure, ax = sheet(gap * depth + 1.2, 3.0)
    middle, top = 1.42, 2.24
    pairs = list(pairwise(sizes))
    crowded = max(len(f"W1 ({a}, {b})") for a, b in pairs) * 0.078 > gap - 0.06
    columns = []
    for layer, n in enumerate(sizes):
        x = 0.6 + gap * layer
        slots = _slots(n)
        columns.append((x, [middle + y for y in slots if y is not None]))
        for y in slots:
            if y is None:
                for up in (-0.07, 0, 0.07):
                    ax.add_patch(Circle((x, middle + up), 0.018, color=DARK, zorder=3))
            else:
                fill = "white" if layer == 0 else "#CFE3F0"
                ax.add_patch(
                    Circle((x, middle + y), 0.115, facecolor=fill, edgecolor=BLUE, lw=1.3, zorder=3)
                )
        name = "A0 = X" if layer == 0 else f"A{layer}" if layer < depth else f"Z{layer} = out"
        ax.text(x, 0.54, name, ha="center", va="top", fontsize=TEXT, color=ink(BLUE), weight="bold")
        ax.text(x, 0.33, f"({batch}, {n})", ha="center", va="top", fontsize=SMALL, color=DARK)
    for layer, ((x0, left), (x1, right)) in enumerate(pairwise(columns), 1):
        for y0 in left:
            for y1 in right:
                ax.plot([x0, x1], [y0, y1], color=PALE, linewidth=0.8, zorder=1)
        _arrow(ax, (x0 + 0.17, top), (x1 - 0.17, top), DARK)
        fan_in, fan_out = sizes[layer - 1], sizes[layer]
        lines = [f"W{layer} ({fan_in}, {fan_out})", f"b{layer} ({fan_out},)"]
        if crowded:
            lines = [f"W{layer}", f"({fan_in}, {fan_out})", f"b{layer}", f"({fan_out},)"]
        ax.text(
            (x0 + x1) / 2, top + 0.07, "\n".join(lines), ha="center", va="bottom", fontsize=SMALL,
            color=DARK, linespacing=1.15,
        )  # fmt: skip
    shapes = [f"W{i} ({a}, {b})" for i, (a, b) in enumerate(pairs, 1)]
    alt = (
        f"A network of {count(depth, 'layer')} from {count(sizes[0], 'input')} to "
        f"{count(sizes[-1], 'output')}, read from left to right: X ({batch}, {sizes[0]}) passes "
        f"{listed(shapes)}, each with a bias per column, and becomes ({batch}, {sizes[-1]})."
    )
    return figure, alt


def ledger(layers, loss):
    """Write one sample's values under, and gradients over, the steps of a tiny network.

    Parameters
    ----------
    layers : list of dict
        In forward order, each with ``"name"`` (str), ``"value"`` (array) and ``"grad"`` (array of
        the same shape, or None where there is none).
    loss : float
        Of this sample, at the end of the way.

    Returns
    -------
    figure : matplotlib.figure.Figure
        To display with :func:`mlplab.show`.
    alt : str
        What these numbers show, in words.
    """
    steps = [(d["name"], np.atleast_2d(d["value"]), d.get("grad")) for d in layers]
    steps = [(n, v, None if g is None else np.atleast_2d(g)) for n, v, g in steps]
    cards = []
    for name, value, grad in steps:
        below, above = _written(value), [] if grad is None else _written(grad)
        cards.append((name, str(value.shape), below, above))
    cards.append(("loss", "", [number(loss)], ["1"]))
    wide = [_width_of(card) for card in cards]
    rows = _wrapped(wide, WIDTH - 0.3)
    lines = [max(max(len(cards[i][2]), len(cards[i][3])) for i in row) for row in rows]
    heights = [0.85 + 2 * LINE * (n + 0.5) for n in lines]
    width = max(sum(wide[i] + GAP for i in row) + (GAP if row[0] else 0) for row in rows)
    figure, ax = sheet(max(width - GAP + 0.3, 3.6), sum(heights) + 0.4)
    top = sum(heights) + 0.4
    for row, height in zip(rows, heights, strict=True):
        top -= height
        x, y = 0.15 + (GAP if row[0] else 0), top - 0.4 + height / 2
        for i in row:
            _card(ax, x, y, wide[i], *cards[i])
            if i:  # the first one of a row has its arrows too: it goes on from the row above
                _arrow(ax, (x - GAP + 0.02, y - 0.11), (x - 0.02, y - 0.11), BLUE)
                _arrow(ax, (x - 0.02, y + 0.11), (x - GAP + 0.02, y + 0.11), VERMILION)
            x += wide[i] + GAP
    head = figure.get_size_inches()[1] - 0.22
    ax.text(0.15, head, "← gradients, over", fontsize=SMALL, color=ink(VERMILION))
    ax.text(1.65, head, "values, under →", fontsize=SMALL, color=ink(BLUE))
    known = [(n, g) for n, _, g in steps if g is not None]
    alt = f"One sample passes {listed([n for n, _, _ in steps])} to a loss of {number(loss)}."
    if known:
        norms = [f"d{n} {number(_norm(g))}" for n, g in reversed(known)]
        alt += f" On the way back the gradients have the norms {listed(norms)}."
    return figure, alt


def _norm(array):
    with np.errstate(over="ignore", invalid="ignore"):  # nan and inf are worth telling
        return np.linalg.norm(array)


def _slots(n):
    """Heights of the drawn units around the middle; None stands for the dots."""
    if n > 5:
        return [0.6, 0.3, None, -0.3, -0.6]
    return [0.3 * (n - 1) / 2 - 0.3 * i for i in range(n)]


def _arrow(ax, start, end, colour):
    ax.add_patch(
        FancyArrowPatch(start, end, arrowstyle="-|>", mutation_scale=11, color=colour, lw=1.4)
    )


def _written(array):
    """Lines of text for a matrix, cut to its first rows and columns."""
    cells = [[number(v) for v in row[:SHOWN]] for row in array[:SHOWN]]
    wide = max((len(c) for row in cells for c in row), default=0)
    more = " …" if array.shape[1] > SHOWN else ""
    lines = ["[" + " ".join(c.rjust(wide) for c in row) + more + "]" for row in cells]
    return [*lines, "…"] if array.shape[0] > SHOWN else lines


def _width_of(card):
    name, shape, below, above = card
    chars = max(len(line) for line in [*below, *above, f"d{name} =", shape])
    return max(0.62, chars * SMALL * MONO + 0.04)


def _wrapped(widths, room):
    """Indices of boxes, line by line: as few lines as fit in `room`, of similar lengths."""

    def fill(room):
        rows, used = [[]], 0.0
        for i, wide in enumerate(widths):
            if rows[-1] and used + wide > room:
                rows.append([])
                used = GAP
            rows[-1].append(i)
            used += wide + GAP
        return rows

    fewest = len(fill(room))
    while room > 1 and len(fill(room - 0.1)) == fewest:
        room -= 0.1
    return fill(room)


def _card(ax, x, y, wide, name, shape, below, above):
    ax.add_patch(
        FancyBboxPatch(
            (x + 0.04, y - 0.24), wide - 0.08, 0.48, boxstyle="round,pad=0.04",
            facecolor="white" if shape else "#F2F2F2", edgecolor=DARK, lw=1.2,
        )
    )  # fmt: skip
    centred = {"ha": "center", "va": "center"}
    middle, up = x + wide / 2, 0.1 if shape else 0
    ax.text(middle, y + up, name, fontsize=TEXT, weight="bold", color=DARK, **centred)
    ax.text(middle, y - 0.11, shape, fontsize=SMALL, color=GREY, **centred)
    style = {"ha": "center", "fontsize": SMALL, "family": "monospace", "linespacing": 1.2}
    ax.text(middle, y - 0.36, "\n".join(below), va="top", color=ink(BLUE), **style)
    if above:
        over = "\n".join([f"d{name} =", *above])
        ax.text(middle, y + 0.35, over, va="bottom", color=ink(VERMILION), **style)
