"""What keeps the words of a figure from being read, and how two pictures of it differ."""

import itertools
import re
import xml.etree.ElementTree as ET
from typing import NamedTuple

import numpy as np
from matplotlib import style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

from guides.figures import files

SMALLEST = 9  # points
TOUCH = 1  # pixels by which the boxes of two texts may overlap
LEGIBLE = 4.5  # WCAG 2.1, 1.4.3: contrast of text and what is behind it
CROSSED = 0.09  # share of the pixels behind a text that may be of another colour: a grid line
APART = 4  # units of a picture, of 432 across: Matplotlib 3.10 and 3.11 set lines 3.3 apart


def drawn(name, data, plant=lambda figure: None):
    """A figure of the guide, drawn as its picture is, with a fault that is planted."""
    with style.context(["default", files.LOOK]):
        figure = files.maker(name).draw(data)
        plant(figure)
        FigureCanvasAgg(figure).draw()
    return figure


def text_faults(figure):
    """Sentences about texts that overlap, leave the page, are small, pale, or crossed by lines.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        From :func:`drawn`.
    """
    page = figure.bbox
    texts = shown_texts(figure)
    places = [t.get_window_extent() for t in texts]
    behind = _without(figure, texts)
    found = []
    for text, place in zip(texts, places, strict=True):
        word = repr(text.get_text())
        if text.get_fontsize() < SMALLEST:
            found.append(f"{word} is smaller than {SMALLEST} points")
        if place.x0 < 0 or place.y0 < 0 or place.x1 > page.x1 or place.y1 > page.y1:
            found.append(f"{word} leaves the page")
            continue
        pixels = behind[
            int(page.y1 - place.y1) : int(page.y1 - place.y0) + 1, int(place.x0) : int(place.x1) + 1
        ].reshape(-1, 3)
        colours, counts = np.unique(pixels, axis=0, return_counts=True)
        paper = colours[counts.argmax()] / 255
        if contrast(to_rgb(text.get_color()), paper) < LEGIBLE:
            found.append(f"{word} is pale")
        if text.get_bbox_patch() is None and 1 - counts.max() / len(pixels) > CROSSED:
            found.append(f"{word} is crossed by lines")
    for (one, a), (other, b) in itertools.combinations(zip(texts, places, strict=True), 2):
        if min(a.x1, b.x1) - max(a.x0, b.x0) > TOUCH and min(a.y1, b.y1) - max(a.y0, b.y0) > TOUCH:
            found.append(f"{one.get_text()!r} overlaps {other.get_text()!r}")
    return found


def shown_texts(figure):
    """Texts that one sees: ticks beyond the ends of an axis have texts that are never drawn."""
    hidden = set()
    for ax in figure.axes:
        for axis in (ax.xaxis, ax.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
                if not ax.axison or not low <= tick.get_loc() <= high:
                    hidden |= {tick.label1, tick.label2}
    texts = figure.findobj(lambda a: isinstance(a, Text) and a.get_visible() and a not in hidden)
    return [t for t in texts if t.get_text().strip()]


def _without(figure, texts):
    """Pixels of the figure without these texts, on white: array (height, width, 3)."""
    for text in texts:
        text.set_visible(False)
    canvas = FigureCanvasAgg(figure)
    figure.set_layout_engine("none")  # nothing moves when words go
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba()).astype(int)
    for text in texts:
        text.set_visible(True)
    opacity = pixels[..., 3:] / 255
    return (pixels[..., :3] * opacity + 255 * (1 - opacity)).round().astype(int)


def contrast(one, other):
    """Ratio of luminances of two colours, as WCAG 2.1 defines it."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(rgb):
    rgb = np.asarray(rgb, dtype=float)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def differences(one, other):
    """How two pictures differ: their words, their shapes, where both are and how they look.

    Parameters
    ----------
    one, other : str
        SVG, as :func:`guides.figures.files.svg` makes it.

    Returns
    -------
    list of str
        A sentence for each kind of difference.
    """
    texts, others = _texts(one), _texts(other)
    if texts != others:
        return [f"words: {sorted(set(texts) ^ set(others))}"]
    shapes, others = _shapes(one), _shapes(other)
    if [shape.kind for shape in shapes] != [shape.kind for shape in others]:
        return [f"{len(shapes)} shapes and {len(others)}"]
    pairs = list(zip(shapes, others, strict=True))
    moved = sum(max(_off(a.points, b.points), _off(b.points, a.points)) > APART for a, b in pairs)
    restyled = sum(a.style != b.style for a, b in pairs)
    found = [f"{moved} shapes are elsewhere"] if moved else []
    return found + ([f"{restyled} shapes look different"] if restyled else [])


def _off(points, path):
    """How far the points are from a path at most; both need not have as many corners."""
    start, way = path[:-1], np.diff(path, axis=0)
    if not len(way):
        return np.abs(points - path).max()
    length = np.maximum((way**2).sum(axis=1), 1e-12)  # squared
    from_start = points[:, None] - start
    along = np.clip((from_start * way).sum(axis=2) / length, 0, 1)[..., None]
    return np.linalg.norm(from_start - along * way, axis=2).min(axis=1).max()


def _texts(svg):
    return ["".join(e.itertext()).strip() for e in _elements(svg) if e.tag.endswith("}text")]


def _elements(svg):
    return ET.fromstring(svg.encode()).iter()


class _Shape(NamedTuple):
    kind: str
    points: np.ndarray  # (corners, 2)
    style: str


def _shapes(svg):
    """Everything drawn: a path with its corners, the rest with the point where it stands."""
    found = []
    for element in _elements(svg):
        kind, style = element.tag.rpartition("}")[2], element.get("style") or ""
        if kind == "path":
            found.append(_Shape(kind, _pairs(element.get("d")), style))
        elif kind in ("use", "text", "rect"):
            place = [float(element.get(side) or 0) for side in "xy"]
            moved = re.search(r"translate\(([^)]*)\)", element.get("transform") or "")
            found.append(_Shape(kind, _pairs(moved[1]) if moved else np.array([place]), style))
    return found


def _pairs(text):
    return np.array(re.findall(r"-?[\d.]+", text), float).reshape(-1, 2)
