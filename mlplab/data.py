"""Data that the notebooks share: made, shuffled and split, never learnt from."""

import numpy as np


def spirals(n, rng, classes=3, turns=0.75, noise=0.1):
    """Arms of a spiral around the origin, one class each, in shuffled order.

    Parameters
    ----------
    n : int
        Samples per class.
    rng : numpy.random.Generator
    classes : int
    turns : float
        How often an arm winds around the origin.
    noise : float
        Standard deviation of the angle, in radians.

    Returns
    -------
    X : ndarray, shape (n * classes, 2)
    y : ndarray of int, shape (n * classes,)
    """
    y = rng.permutation(np.repeat(np.arange(classes), n))
    radius = rng.uniform(0.1, 1, size=len(y))
    angle = 2 * np.pi * (y / classes + turns * radius) + noise * rng.normal(size=len(y))
    return radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)]), y


def split(X, y, n_test, rng):
    """Shuffle the samples and set `n_test` of them aside.

    Parameters
    ----------
    X : ndarray, shape (N, D)
    y : ndarray, shape (N,)
    n_test : int
    rng : numpy.random.Generator

    Returns
    -------
    X_train, y_train, X_test, y_test : ndarray
    """
    rows = rng.permutation(len(X))
    train, test = rows[n_test:], rows[:n_test]
    return X[train], y[train], X[test], y[test]
