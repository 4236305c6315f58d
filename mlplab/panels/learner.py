"""Calling a learner's function: what it raises is told under its name, its answer is checked."""

import numpy as np

from mlplab.checks.call import Told, told


def name_of(function):
    """What the learner calls it; a text stands for itself, where a function has no good name."""
    return function if isinstance(function, str) else getattr(function, "__name__", "your function")


def called(function, *args, name=None):
    """Call it; an exception becomes a sentence with the function's name and its line.

    Raises
    ------
    NotImplementedError
        As it is: the function is not written yet.
    Told
    """
    try:
        return function(*args)
    except (NotImplementedError, Told):
        raise
    except Exception as error:
        raise told(name or name_of(function), error) from None


def several(function, value, names):
    """What should be a tuple or list of as many things as there are names."""
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        count = {2: "two", 3: "three"}.get(len(names), len(names))
        raise Told(
            f"{name_of(function)} should return {count} things, {' and '.join(names)}; it returned "
            f"{described(value)}."
        )
    return value


def numbers(function, value, count, what):
    """What should be `count` numbers in a row: ndarray, shape (count,)."""
    try:
        found = np.array([float(x) for x in value])
    except (TypeError, ValueError):
        raise Told(
            f"{name_of(function)} should return {count} numbers, {what}; it returned "
            f"{described(value)}."
        ) from None
    if len(found) != count:
        raise Told(
            f"{name_of(function)} returned {len(found)} numbers; {count} are wanted, {what}."
        )
    return found


def number(function, value):
    """What should be one number."""
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Told(
            f"{name_of(function)} should return a number; it returned {described(value)}."
        ) from None


def array(function, value, shape, what=""):
    """What should be an array of numbers of this shape: ndarray of float."""
    try:
        found = np.asarray(value)
    except ValueError:  # rows of several lengths
        found = np.array(None)
    if found.shape != tuple(shape) or found.dtype.kind not in "fiub":
        raise Told(
            f"{name_of(function)} returned {described(value)}{what and f' as {what}'}; an array of "
            f"shape {tuple(shape)} is wanted."
        )
    return found.astype(float, copy=False)


def described(value):
    """A returned value in a few words."""
    if value is None:
        return "None"
    if isinstance(value, (tuple, list)):
        return f"a {type(value).__name__} of {len(value)}"
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple):
        kind = getattr(value, "dtype", "object")
        numeric = getattr(kind, "kind", "f") in "fiub"
        return f"an array of shape {tuple(shape)}" + ("" if numeric else f" of {kind}")
    return f"a {type(value).__name__}"
