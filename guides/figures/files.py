"""From numbers to files: ``data.json`` with five digits, and one SVG per figure."""

import importlib
import io
import json
import re
from pathlib import Path

import numpy as np
from matplotlib import style

from guides.figures import NAMES

PICTURES = Path(__file__).resolve().parent.parent / "pictures"
DATA = PICTURES / "data.json"
DIGITS = 5  # significant ones: more than a reader sees, fewer than processors agree on
PIXELS = 700  # width of a picture on the page

# Text stays text. DejaVu Sans, by which the layout is made, is as wide as Verdana and wider than
# the others: whatever a reader has, the words fit.
LOOK = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial"],
    "font.monospace": ["DejaVu Sans Mono", "Menlo", "Consolas"],
}


def maker(name):
    """The module that makes the figure of this name."""
    return importlib.import_module(f"guides.figures.{name}")


def rounded(data):
    """Round every number that is not whole to `DIGITS` significant digits.

    Parameters
    ----------
    data : dict of str to array_like or str

    Returns
    -------
    dict of str to ndarray, float, int or str
    """
    return {key: _rounded(np.asarray(value)) for key, value in data.items()}


def _rounded(value):
    if value.dtype.kind == "f":
        if not np.isfinite(value).all():
            raise ValueError("A figure's numbers must be finite: JSON knows neither inf nor nan.")
        value = np.vectorize(lambda v: float(f"{v:.{DIGITS}g}"), otypes=[float])(value)
    return value if value.ndim else value.item()


def read():
    """Numbers of all figures from ``data.json``: dict of figure to dict of key to value."""
    known = json.loads(DATA.read_text(encoding="utf-8"))
    return {
        name: {k: np.array(v) if isinstance(v, list) else v for k, v in data.items()}
        for name, data in known.items()
    }


def write(known):
    """Write the numbers of all figures, in the order of the guide and one line per key."""
    blocks = []
    for name in NAMES:
        if name in known:
            values = {k: getattr(v, "tolist", lambda v=v: v)() for k, v in known[name].items()}
            lines = [f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in values.items()]
            inside = "\n" + ",\n".join(lines) + "\n " if lines else ""
            blocks.append(f" {json.dumps(name)}: {{{inside}}}")
    DATA.write_text("{\n" + ",\n".join(blocks) + "\n}\n", encoding="utf-8")


def svg(name, data):
    """Draw a figure from rounded `data`.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    data : dict
        From :func:`rounded` or :func:`read`.

    Returns
    -------
    bytes
        An SVG file, the same for the same numbers.
    """
    module = maker(name)
    none = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    file = io.BytesIO()
    with style.context(["default", {**LOOK, "svg.hashsalt": name}]):
        module.draw(data).savefig(file, format="svg", metadata={**none, "Title": module.TITLE})
    return _sized(file.getvalue().decode()).encode()


def _sized(text):
    """Give the picture its width on the page; what it shows stays in the units of its viewBox."""
    wide, high = map(float, re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text).groups())
    width, height = f'width="{PIXELS}"', f'height="{PIXELS * high / wide:.0f}"'
    text = re.sub(r'width="[\d.]+pt"', width, text, count=1)
    text = re.sub(r'height="[\d.]+pt"', height, text, count=1)
    return re.sub(r"[ \t]*\n[ \t]*", "\n", text)
