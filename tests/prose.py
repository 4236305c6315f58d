"""What the prose of a released notebook says in numbers, and which of it is covered by tests."""

import re
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent


@cache
def prose(exercise):
    """All text of the released notebook's prose cells, on one line."""
    path = ROOT / "release" / exercise / f"{exercise}.ipynb"
    cells = nbformat.read(path, as_version=4).cells
    return " ".join(" ".join(c.source.split()) for c in cells if c.cell_type == "markdown")


def slug(heading):
    """The anchor that code hosts and the site give to a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def uncovered(text, claims, not_claims):
    """Numbers of two digits or more in `text` that stand in no claim.

    Parameters
    ----------
    text : str
    claims : list of (str, callable)
        What the prose says, and whether it is so.
    not_claims : list of str
        Passages whose numbers assert nothing.
    """
    for says in sorted([*(says for says, _ in claims), *not_claims], key=len, reverse=True):
        text = text.replace(says, " ")
    return re.findall(r"\S*(?:\d\.\d|\d\d|\de-\d)\S*", text)
