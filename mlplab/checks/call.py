"""Call a learner's function so that nothing it does disturbs the check around it.

What it writes to stderr is kept apart (nbgrader gives 0 to a check cell with any stderr output),
what it raises is told in its own words and lines, and what it does to its arguments is noticed.
"""

import contextlib
import io
import linecache
import os
import re
import traceback

import numpy as np

_HERE = os.path.dirname(os.path.abspath(__file__))
_LIBRARIES = (os.sep + "site-packages" + os.sep, os.sep + "lib" + os.sep + "python")


def copied(value):
    """Copy arrays, lists, tuples and dicts at any depth; everything else is passed as it is."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, (list, tuple)):
        return (
            type(value)(*map(copied, value))
            if hasattr(value, "_fields")
            else type(value)(map(copied, value))
        )
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    return value


def unchanged(before, after):
    """Whether two values are the same at any depth, arrays bit for bit (NaN equals NaN)."""
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
        )
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    if isinstance(before, (bool, int, float, str, type(None))):
        return before == after or before != before
    return True


class Told(Exception):
    """What a learner's function did instead of returning; says it in a sentence.

    Parameters
    ----------
    sentence : str
        Without any value of the inputs.
    detail : str
        The error's own message, which may hold values.
    kind : str
        ``"unwritten"``, ``"error"``.
    """

    def __init__(self, sentence, detail="", kind="error"):
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.kind = kind


def run(name, function, args, *, silent):
    """Call ``function(*args)``.

    Parameters
    ----------
    name : str
        What the learner calls it.
    silent : bool
        Whether what it prints is dropped (hidden tests) or shown.

    Returns
    -------
    value : object
    warned : str
        What it wrote to stderr.

    Raises
    ------
    Told
        When it raised; says where, in the learner's own lines.
    """
    err = io.StringIO()
    out = io.StringIO()
    with contextlib.ExitStack() as stack:
        stack.enter_context(contextlib.redirect_stderr(err))
        if silent:
            stack.enter_context(contextlib.redirect_stdout(out))
        try:
            value = function(*args)
        except Exception as error:
            raise told(name, error) from None
    return value, err.getvalue()


def gist(warned):
    """The line of a text on stderr that names the warning, else its last line."""
    lines = warned.strip().splitlines() or [""]
    named = [line for line in lines if "Warning: " in line]
    line = (named or lines)[-1].strip()
    return re.sub(r"^\S+:\d+: ", "", line)[:200]  # without the file and line of the cell


def told(name, error):
    """Put an exception of a learner's function into a sentence: what, and at which line."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [f for f in frames if not f.filename.startswith(_HERE) and not _is_library(f.filename)]
    last = own[-1] if own else None
    if isinstance(error, NotImplementedError):
        inner = last.name if last and last.name.isidentifier() else name
        if inner == name:
            return Told(f"{name} is not written yet.", kind="unwritten")
        return Told(f"{name} calls {inner}, which is not written yet.", kind="unwritten")
    sentence = f"{name} stopped with {_a(type(error).__name__)}"
    if last is not None:
        line = linecache.getline(last.filename, last.lineno).strip()
        where = f" in {last.name}" if last.name not in (name, "<module>") else ""
        sentence += f"{where} at line {last.lineno} of its cell" + (f":  {line}" if line else "")
    return Told(sentence, detail=str(error))


def _is_library(filename):
    return any(part in filename for part in _LIBRARIES) or filename.startswith("<__array")


def _a(word):
    return f"an {word}" if word[0] in "AEIOU" else f"a {word}"
