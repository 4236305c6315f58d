"""Notebooks that try to cheat, to spy or to do harm, and words to tell whether they managed.

The attacks are text: ``tests/submissions/hostile/``, described by its README. Nothing here runs
one. The target is the light assignment, ``tests/light/light.py``.
"""

import base64
import importlib.util
import re
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import nbformat

from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION, first_line, is_blank
from autograder.authoring.text import read_text, role_of
from autograder.errors import CourseError
from autograder.submissions import filled_in

TESTS = Path(__file__).resolve().parent
HOSTILE = TESTS / "submissions" / "hostile"
LIGHT = TESTS / "light" / "light.py"
NUMBERS = (7243917.25, 31415.5, 90210.5, 8675309.5, 14487834.5, 4382760.0, 271)
MARKERS = ("marker_one", "secret_count", *map(repr, NUMBERS))
OPTIONS = {"hostile", "replaces", "extra", "others", "deserves"}


@dataclass
class Attack:
    """One hostile notebook.

    Attributes
    ----------
    name, klass : str
        `klass` is the file's name without ``code_``, or ``"broken"``.
    deserves : float or str
        Honest points, 0 to 100; ``"explained"`` where no grade is possible, only a reason.
    notebook : callable
        Takes the path of the released light notebook; returns the bytes that are handed in.
    """

    name: str
    klass: str
    deserves: float | str
    notebook: Callable


def attacks():
    """Return all attacks, in the order of the files; those on the notebook's form come last.

    Raises
    ------
    CourseError
        When a header cannot be understood, two attacks have one name, or one holds a marker.
    """
    found = [a for path in sorted(HOSTILE.glob("code_*.py")) for a in _in_file(path)]
    for name, (breaks, deserves) in _broken().items():
        found.append(Attack(name, "broken", deserves, partial(_break, breaks)))
    names = [a.name for a in found]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(f"{HOSTILE}: two attacks are called {name!r}; rename one.")
    return found


def leaked(text):
    """Return the markers of hidden tests that `text` holds, in any of several spellings."""
    return [m for m, pattern in _patterns().items() if pattern.search(text)]


def right_answers():
    """Map each solve cell of the light assignment to the text of its solution."""
    return {
        role_of(cell)[1]: "\n".join(
            line
            for line in cell.source.splitlines()
            if line.strip() not in (BEGIN_SOLUTION, END_SOLUTION)
        )
        for cell in read_text(LIGHT).cells
        if role_of(cell)[0] == "solve"
    }


def _in_file(path):
    """Attacks of one file; cells that follow each other under one name are one notebook."""
    grouped = {}
    for cell in read_text(path).cells:
        options = dict(cell.metadata)
        if cell.cell_type != "code" or is_blank(cell.source):
            continue
        where = f"{path}: the cell {first_line(cell)!r}"
        if "hostile" not in options or ("replaces" in options) == ("extra" in options):
            raise CourseError(f"{where} says hostile= and either replaces= or extra=.")
        options.pop("lines_to_next_cell", None)
        unknown = sorted(k for k, v in options.items() if v not in _meanings().get(k, [v]))
        if unknown or set(options) - OPTIONS:
            raise CourseError(f"{where} has options that mean nothing here: {options}.")
        if leaked(cell.source):
            raise CourseError(f"{where} holds a marker itself: it would look like a leak.")
        grouped.setdefault(options["hostile"], []).append((options, cell.source))
    for name, parts in grouped.items():
        options = {k: v for one, _ in reversed(parts) for k, v in one.items()}
        if "deserves" not in parts[0][0]:
            raise CourseError(f"{path}: {name!r} does not say what it deserves=.")
        klass = path.stem.removeprefix("code_")
        yield Attack(name, klass, options["deserves"], partial(_hand_in, options, parts))


@cache
def _meanings():
    return {"replaces": list(right_answers()), "extra": ["start", "end"], "others": ["right"]}


def _hand_in(options, parts, release):
    answers = right_answers() if options.get("others") == "right" else {}
    answers |= {one["replaces"]: source for one, source in parts if "replaces" in one}
    nb = filled_in(release, answers)
    for number, (one, source) in enumerate(parts):
        cell = nbformat.v4.new_code_cell(source, id=f"extra-{number}")
        if one.get("extra") == "start":
            nb.cells.insert(0, cell)
        elif one.get("extra") == "end":
            nb.cells.append(cell)
    return nbformat.writes(nb).encode()


def _break(breaks, release):
    return breaks(filled_in(release, right_answers()))


def _broken():
    spec = importlib.util.spec_from_file_location("hostile_broken", HOSTILE / "broken.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.BROKEN


@cache
def _patterns():
    found = {m: re.compile(re.escape(m)) for m in MARKERS}
    return found | {repr(n): re.compile("|".join(_spellings(n))) for n in NUMBERS}


def _spellings(number):
    """Patterns of the ways in which a number can leave: decimal, cut off, packed, backwards."""
    if isinstance(number, int):  # short: alone, or as the length of a row of one character
        yield rf"(?<![\w.+/=:#-]){number}(?![\w+/=]|\.\d)"
        yield rf"(?<!\w)(\w)\1{{{number - 1}}}(?!\w)"
        return
    whole, packed = str(int(number)), struct.pack("<d", number)
    digits = repr(number).replace(".", "").rstrip("0")
    yield rf"(?<!\d){whole}(?!\d)"  # with or without its fraction
    yield rf"(?<!\d){digits}0?(?!\d)"
    yield rf"(?<!\d){re.escape(repr(number)[::-1])}(?!\d)"
    yield rf"{digits[0]}\.{digits[1:]}0*e\+0?{len(whole) - 1}"
    yield re.escape(number.hex().split("p")[0].rstrip("0"))
    yield from (packed.hex(), packed[::-1].hex())
    yield re.escape(base64.b64encode(packed).decode()[:10])
