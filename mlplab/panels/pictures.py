"""Numbers of networks as bytes of pictures, and the line that says whose functions ran."""

import numpy as np

from mlplab.panels.learner import name_of


def shares(logits):
    """Probabilities of the classes, shape (N, classes), from logits for each or one of class 1."""
    if logits.shape[1] == 1:
        p = 0.5 + 0.5 * np.tanh(0.5 * np.nan_to_num(logits))
        return np.column_stack([1 - p, p])
    shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
    share = shifted / shifted.sum(axis=1, keepdims=True)
    return np.nan_to_num(share, nan=1 / share.shape[1])


def byte_shares(share, n):
    """Probabilities on an n by n grid as bytes, shape (classes, n, n)."""
    return np.rint(255 * share.T).astype(np.uint8).reshape(-1, n, n)


def signed(values):
    """Columns as bytes: 0 in the middle, the largest size in each column at an end."""
    values = np.nan_to_num(values, posinf=0, neginf=0)
    top = np.maximum(np.abs(values).max(axis=0, initial=0), 1e-12)
    # rounded down: 0 is just below the middle, so that a ReLU's edge has a line
    return np.floor(127.5 + 127.5 * values / top).astype(np.uint8)


def log_bytes(values, low, high):
    """Sizes as bytes, logarithmic from `low` to `high`; what is not finite is at the top."""
    sizes = np.nan_to_num(np.abs(values), nan=high, posinf=high)
    place = np.log(np.maximum(sizes, 1e-300) / low) / np.log(high / low)
    return np.rint(255 * np.clip(place, 0, 1)).astype(np.uint8)


def plane(n, span):
    """Points of an n by n grid over the square from -span to span, row 0 lowest: (n * n, 2)."""
    line = np.linspace(-span, span, n)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def whose(passes, own=(), acts=()):
    """A line that says which functions are the learner's and what is given.

    Parameters
    ----------
    passes : Passes
    own : sequence of callable or None
    acts : iterable of str
        Names of the learner's activations.
    """
    mine = [f for f in (passes.forward, passes.backward, passes.loss, *own) if f is not None]
    names = list(dict.fromkeys([*map(name_of, mine), *acts]))
    given = "" if passes.forward is not None else "Given: the way through the network and back."
    return f"Yours: {', '.join(names)}. {given}".strip() if names else given
