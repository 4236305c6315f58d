"""Numbers of networks as bytes of pictures, and the line that says whose functions ran."""

import numpy as np

from mlplab.panels.learner import name_of


def shares(logits):
    """Turn logits into probabilities of the classes.

    Parameters
    ----------
    logits : ndarray, shape (N, outputs)
        One for each class, or a single one of class 1.

    Returns
    -------
    ndarray, shape (N, classes)
        Rows sum to 1; where a logit is nan all classes are alike.
    """
    if logits.shape[1] == 1:
        p = 0.5 + 0.5 * np.tanh(0.5 * np.nan_to_num(logits))
        return np.column_stack([1 - p, p])
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = shifted / shifted.sum(axis=1, keepdims=True)
    return np.nan_to_num(share, nan=1 / share.shape[1])


def byte_shares(share, n):
    """Turn probabilities on a grid into bytes.

    Parameters
    ----------
    share : ndarray, shape (n * n, classes)
        From 0 to 1.
    n : int
        Points along a side.

    Returns
    -------
    ndarray of uint8, shape (classes, n, n)
        255 stands for 1.
    """
    return np.rint(255 * share.T).astype(np.uint8).reshape(-1, n, n)


def signed(values):
    """Turn numbers of both signs into bytes, each column on its own scale.

    Parameters
    ----------
    values : ndarray, shape (N, columns)
        Nan and infinities are drawn as 0.

    Returns
    -------
    ndarray of uint8, shape (N, columns)
        0 is in the middle, the largest size in each column at an end.
    """
    values = np.nan_to_num(values, posinf=0, neginf=0)
    top = np.maximum(np.abs(values).max(axis=0, initial=0), 1e-12)
    # rounded down: 0 is just below the middle, so that a ReLU's edge has a line
    return np.floor(127.5 + 127.5 * values / top).astype(np.uint8)


def log_bytes(values, low, high):
    """Turn sizes into bytes on a logarithmic scale.

    Parameters
    ----------
    values : ndarray, any shape
        What is not finite is at the top.
    low, high : float
        Sizes that become 0 and 255; those beyond are drawn there.

    Returns
    -------
    ndarray of uint8
        Shaped like `values`.
    """
    sizes = np.nan_to_num(np.abs(values), nan=high, posinf=high)
    place = np.log(np.maximum(sizes, 1e-300) / low) / np.log(high / low)
    return np.rint(255 * np.clip(place, 0, 1)).astype(np.uint8)


def plane(n, span):
    """Lay a grid over a square around the origin.

    Parameters
    ----------
    n : int
        Points along a side.
    span : float
        The square goes from -span to span.

    Returns
    -------
    ndarray, shape (n * n, 2)
        Row by row, the lowest first.
    """
    line = np.linspace(-span, span, n)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def whose(passes, own=(), acts=()):
    """Write the line that says which functions are the learner's and what is given.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    own : sequence of callable or None
        Other functions; None for one that the learner has not given.
    acts : iterable of str
        Names of the learner's activations.

    Returns
    -------
    str
        Each name once.
    """
    mine = [f for f in (passes.forward, passes.backward, passes.loss, *own) if f is not None]
    names = list(dict.fromkeys([*map(name_of, mine), *acts]))
    given = "" if passes.forward is not None else "Given: the way through the network and back."
    return f"Yours: {', '.join(names)}. {given}".strip() if names else given
