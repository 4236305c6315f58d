"""What checks compare: numbers, shapes and kinds of a learner's values."""

import numbers

import numpy as np

from mlplab.checks import call as _call


def as_numbers(value):
    """Take `value` as an array of floats.

    Parameters
    ----------
    value : object
        Numbers in any nesting, an array, or a tensor on any device.

    Returns
    -------
    ndarray
        Shaped like `value`; float32 where `value` is, else float64.

    Raises
    ------
    TypeError
        For anything that is not real numbers.
    """
    got = np.asarray(value.detach().cpu() if _call.is_tensor(value) else value)
    if got.dtype == object and all(isinstance(v, numbers.Real) for v in got.flat):
        got = got.astype(float)
    if got.dtype.kind not in "biuf":
        raise TypeError("not real numbers")
    return got if got.dtype == np.float32 else got.astype(float)


def fits(got, want, tol):
    """Compare two results up to a share of the largest wanted entry, inf and nan exactly.

    Parameters
    ----------
    got, want : array_like, any shape
        They fit only when their shapes are the same.
    tol : float
        Allowed difference as a share of the largest finite entry of `want`, of 1 when all are 0.

    Returns
    -------
    bool
        False also for what is no array of numbers.
    """
    try:
        got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    except (TypeError, ValueError):
        return False
    if got.shape != want.shape:
        return False
    finite = np.isfinite(want)
    if not np.array_equal(got[~finite], want[~finite], equal_nan=True):
        return False
    got, want = got[finite], want[finite]
    scale = np.abs(want).max() if want.size and np.abs(want).max() > 0 else 1.0
    return bool((np.abs(got - want) <= tol * scale).all())


def shape_mistake(got, want):
    """Name the mistake that turns one shape into another.

    Parameters
    ----------
    got, want : tuple of int
        Two different shapes.

    Returns
    -------
    str or None
        A name in :data:`MISTAKES`; None when no known mistake explains it.
    """
    squeezed = tuple(n for n in got if n != 1), tuple(n for n in want if n != 1)
    if got == () and want:
        return "one number" if np.prod(want) > 1 else "axis dropped"
    if squeezed[0] == squeezed[1] and len(got) != len(want):
        return "axis dropped" if len(got) < len(want) else "axis kept"
    if got == want[::-1]:
        return "axes swapped"
    if len(got) == 2 and got[0] == got[1] > 2 and want in [got[:1], (got[0], 1)]:
        return "broadcast to a square"
    return None


def alternating(given, like):
    """Tell whether weights and biases stand in one flat list, W1, b1, W2, b2, instead of in pairs.

    Parameters
    ----------
    given : list
        What the learner's function returned.
    like : list of (ndarray, ndarray)
        The pairs (W, b) it should be shaped like.

    Returns
    -------
    bool
        Whether all entries are arrays with as many numbers as the flattened pairs.
    """
    flat = [a for pair in like for a in pair]
    return len(given) == len(flat) and all(
        isinstance(v, np.ndarray) and v.size == a.size for v, a in zip(given, flat, strict=True)
    )


def shaped_like(rows, like):
    """Tell whether the weights of each pair have the wanted shape.

    Parameters
    ----------
    rows : list of tuple
        What the learner's function returned, one tuple per layer.
    like : list of (ndarray, ndarray)
        As many pairs (W, b) of the wanted shapes.

    Returns
    -------
    bool
        False also when an entry is not a pair.
    """
    return all(
        len(pair) == 2 and np.shape(pair[0]) == W.shape
        for pair, (W, _) in zip(rows, like, strict=True)
    )


def kind_of(value):
    """Name the type of a value without an article, for "expected ..., got ...".

    Parameters
    ----------
    value : object
        The learner's.

    Returns
    -------
    str
        For instance ``"list"``; a type that the learner has made stays unnamed.
    """
    return _call.type_name(type(value)).split(" ", 1)[1]
