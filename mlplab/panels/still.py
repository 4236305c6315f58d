"""A frame as a small picture, for notebooks that are read without a kernel."""

import io

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator
from PIL import Image

from mlplab.figures.style import COLOURS, DARK, GREY, LINES, MARKERS, PALE

WIDTH, HEIGHT, DPI = 6.4, 2.4, 72  # inches, pixels per inch
MOST = 2  # views side by side: a third one would take longer than it tells
SMALL = 8
COLOURS_KEPT = 48  # of the PNG: flat areas and a few ramps


def png(model, views):
    """Draw the views of a frame that the front end would show.

    Parameters
    ----------
    model : Model
        Whose views they are.
    views : dict
        From ``Engine.frame()["views"]``.

    Returns
    -------
    bytes or None
        None when there is nothing to draw.
    """
    shown = [v for v in model.views if views.get(v["name"]) and v["kind"] in _DRAW][:MOST]
    if not shown:
        return None
    figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")
    for i, view in enumerate(shown):
        # laid out by hand: a layout engine would take as long as all the rest
        ax = figure.add_axes(((i + 0.17) / len(shown), 0.18, 0.79 / len(shown), 0.7))
        ax.tick_params(labelsize=SMALL, color=GREY, labelcolor=DARK)
        for axis in (ax.xaxis, ax.yaxis):
            axis.set_major_locator(MaxNLocator(3))
        _DRAW[view["kind"]](ax, views[view["name"]])
    return _small(figure)


def _small(figure):
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()
    image = Image.fromarray(np.asarray(canvas.buffer_rgba())[..., :3])
    image.quantize(COLOURS_KEPT, dither=Image.Dither.NONE).save(small, format="png")
    return small.getvalue()


def _field(ax, data):
    (x0, x1), (y0, y1) = data["xlim"], data["ylim"]
    if data.get("p") is not None:
        p = np.asarray(data["p"]) / 255
        top = p.argmax(axis=0) if len(p) > 1 else None
        if top is not None:
            from matplotlib.colors import to_rgb

            rgb = np.array([to_rgb(c) for c in COLOURS])[: len(p)]
            sure = (p.max(axis=0) - 1 / len(p)) / (1 - 1 / len(p))
            image = 1 + (np.tensordot(p, rgb, (0, 0)) - 1) * 0.75 * sure[..., None]
            ax.imshow(np.clip(image, 0, 1), extent=(x0, x1, y0, y1), origin="lower", aspect="auto")
            line = np.linspace(x0, x1, p.shape[2]), np.linspace(y0, y1, p.shape[1])
            for c in range(1, len(p)):
                margin = p[c] - np.delete(p, c, axis=0).max(axis=0)
                if margin.min() < 0 < margin.max():
                    ax.contour(*line, margin, levels=[0], colors=DARK, linewidths=1)
        else:
            ax.imshow(p[0], cmap="PuOr", extent=(x0, x1, y0, y1), origin="lower", aspect="auto")
    for path in data.get("paths", ()):
        colour = PALE if path.get("faint") else COLOURS[path.get("style", 1)]
        ax.plot(
            path["x"], path["y"], color=colour, linewidth=1, marker="." if path.get("marks") else ""
        )
    if data.get("points") is not None:
        X, labels = np.asarray(data["points"]), np.asarray(data["labels"])
        for c in np.unique(labels):
            ax.plot(*X[labels == c].T, MARKERS[c], color=COLOURS[c], markersize=2.5)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal", xticks=[], yticks=[])
    ax.set_title(data.get("title", ""), fontsize=SMALL)


def _plot(ax, data):
    for i, line in enumerate(data.get("lines", ())):
        y = np.asarray(line["y"], float)
        style = line.get("style", i)
        look = {"color": COLOURS[style % 6], "linestyle": LINES[line.get("dash", style) % 6]}
        x = np.asarray(line["x"]) if "x" in line else np.arange(len(y))
        ax.plot(x, y, label=line.get("label"), linewidth=1.2, **look)
    for dot in data.get("dots", ()):
        ax.plot(
            dot["x"], dot["y"], MARKERS[dot.get("style", 1)], color=COLOURS[dot.get("style", 1)]
        )
    if "bars" in data:
        ax.bar(data["bars"]["labels"], np.asarray(data["bars"]["y"], float), color=COLOURS[0])
    for area in data.get("areas", ()):
        ax.axvspan(area["from"], area["to"], color=PALE, alpha=0.5, linewidth=0)
    for level in data.get("levels", ()):
        (ax.axvline if level.get("upright") else ax.axhline)(
            level["at"], color=GREY, linestyle=":", linewidth=1
        )
    for name, axis in (("xlog", ax.xaxis), ("ylog", ax.yaxis)):
        if data.get(name):
            (ax.set_xscale if name == "xlog" else ax.set_yscale)("log")
            axis.set_major_locator(LogLocator(numticks=4))
            axis.set_minor_locator(NullLocator())
    for name in ("xlim", "ylim"):
        if data.get(name):
            ax.set(**{name: data[name]})
    ax.set_xlabel(data.get("xlabel", ""), fontsize=SMALL)
    ax.set_ylabel(data.get("ylabel", ""), fontsize=SMALL)
    if any(line.get("label") for line in data.get("lines", ())):
        ax.legend(fontsize=SMALL - 1, frameon=False)


def _net(ax, data):
    sizes, places = data["sizes"], []
    for layer, count in enumerate(sizes):
        places += [(layer, (count - 1) / 2 - unit) for unit in range(count)]
    starts = np.concatenate([[0], np.cumsum(sizes)])
    weights = iter(np.asarray(data["weights"]))
    for layer in range(1, len(sizes)):
        for i in range(sizes[layer - 1]):
            for j in range(sizes[layer]):
                w = next(weights)
                (xa, ya), (xb, yb) = places[starts[layer - 1] + i], places[starts[layer] + j]
                ax.plot(
                    [xa + 0.2, xb - 0.2], [ya, yb], linewidth=min(0.3 + abs(w), 3),
                    color="#542788" if w >= 0 else "#b35806", linestyle="-" if w >= 0 else "--",
                )  # fmt: skip
    for (x, y), picture in zip(places, np.asarray(data["maps"]), strict=True):
        ax.imshow(
            picture, cmap="PuOr", vmin=0, vmax=255, origin="lower", aspect="auto", zorder=2,
            extent=(x - 0.2, x + 0.2, y - 0.4, y + 0.4),
        )  # fmt: skip
    most = max(sizes)
    ax.set(xlim=(-0.5, len(sizes) - 0.5), ylim=(-most / 2, most / 2))
    ax.set_axis_off()


def _heat(ax, data):
    z = np.asarray(data["z"])
    ax.imshow(
        z, cmap="cividis", vmin=0, vmax=255, origin="lower", aspect="auto", interpolation="none"
    )
    rows, columns = data["rows"], data.get("columns")
    every = -(-len(rows) // 8)
    ax.set_yticks(range(0, len(rows), every), rows[::every])
    if columns:
        every = -(-len(columns) // 5)
        ax.set_xticks(range(0, len(columns), every), columns[::every])
    else:
        ax.set_xticks([])
    ax.set_xlabel(data.get("xlabel", ""), fontsize=SMALL)
    ax.set_title(data.get("title", ""), fontsize=SMALL)


def _graph(ax, data):
    nodes = data["nodes"]
    for edge in data["edges"]:
        a, b = nodes[edge["from"]], nodes[edge["to"]]
        ax.plot([a["x"], b["x"]], [-a["y"], -b["y"]], color=PALE, zorder=0)
    for node in nodes:
        ax.text(
            node["x"], -node["y"], node["words"], ha="center", va="center", fontsize=SMALL,
            bbox={"boxstyle": "circle", "facecolor": "white", "edgecolor": DARK},
        )  # fmt: skip
    ax.margins(0.15)
    ax.set_axis_off()


_DRAW = {
    "field": _field,
    "plot": _plot,
    "net": _net,
    "heat": _heat,
    "cells": _heat,
    "graph": _graph,
}
