"""Calling a learner's function: what it raises is told under its name, its answer is checked."""

import numpy as np

from mlplab.checks.call import Told, told


def name_of(function):
    """Tell what the learner calls a function.

    Parameters
    ----------
    function : callable or str
        A text stands for itself, where a function has no good name.

    Returns
    -------
    str
        ``"your function"`` for a callable without a name.
    """
    return function if isinstance(function, str) else getattr(function, "__name__", "your function")


def called(function, *args, name=None):
    """Call a function; an exception becomes a sentence with the function's name and its line.

    Parameters
    ----------
    function : callable
        The learner's.
    *args : object
        Passed as they are.
    name : str, optional
        Told instead of the function's own name.

    Returns
    -------
    object
        What it returned.

    Raises
    ------
    NotImplementedError
        As it is: the function is not written yet.
    Told
        For any other exception.
    """
    try:
        return function(*args)
    except (NotImplementedError, Told):
        raise
    except Exception as error:
        raise told(name or name_of(function), error) from None


def several(function, value, names):
    """Take what should be a tuple or list of as many things as there are names.

    Parameters
    ----------
    function : callable or str
        Whose answer it is.
    value : object
        The answer.
    names : sequence of str
        What it should hold, in order.

    Returns
    -------
    tuple or list
        `value`.

    Raises
    ------
    Told
        For anything else; says what came and what is wanted.
    """
    if not isinstance(value, (tuple, list)) or len(value) != len(names):
        count = {2: "two", 3: "three"}.get(len(names), len(names))
        raise Told(
            f"{name_of(function)} should return {count} things, {' and '.join(names)}; it returned "
            f"{described(value)}."
        )
    return value


def numbers(function, value, count, what):
    """Take what should be some numbers in a row.

    Parameters
    ----------
    function : callable or str
        Whose answer it is.
    value : object
        The answer.
    count : int
        How many are wanted.
    what : str
        What they stand for, for the message.

    Returns
    -------
    ndarray of float, shape (count,)
        May hold inf and nan.

    Raises
    ------
    Told
        For anything else; says what came and what is wanted.
    """
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
    """Take what should be one number.

    Parameters
    ----------
    function : callable or str
        Whose answer it is.
    value : object
        The answer.

    Returns
    -------
    float
        May be inf or nan.

    Raises
    ------
    Told
        For anything else; says what came.
    """
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Told(
            f"{name_of(function)} should return a number; it returned {described(value)}."
        ) from None


def array(function, value, shape, what=""):
    """Take what should be an array of numbers of one shape.

    Parameters
    ----------
    function : callable or str
        Whose answer it is.
    value : object
        The answer.
    shape : sequence of int
        Wanted.
    what : str
        What it stands for, for the message.

    Returns
    -------
    ndarray of float
        Of shape `shape`; may hold inf and nan.

    Raises
    ------
    Told
        For anything else; says what came and which shape is wanted.
    """
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
    """Describe a returned value in a few words.

    Parameters
    ----------
    value : object
        The learner's.

    Returns
    -------
    str
        Its type and size, no content: ``"an array of shape (3, 2)"``.
    """
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
