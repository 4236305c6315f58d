"""Data that the notebooks share: made, shuffled and split, never learnt from."""

import numpy as np


def spirals(n, rng, classes=3, turns=0.75, noise=0.1):
    """Make arms of a spiral around the origin, one class each, in shuffled order.

    Parameters
    ----------
    n : int
        Samples per class.
    rng : numpy.random.Generator
        Draws radii and noise, and shuffles.
    classes : int
        Number of arms.
    turns : float
        How often an arm winds around the origin.
    noise : float
        Standard deviation of the angle, in radians.

    Returns
    -------
    X : ndarray, shape (n * classes, 2)
        Points of the plane, at most 1 from the origin.
    y : ndarray of int, shape (n * classes,)
        Their arms, counted from 0.
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
        One sample per row.
    y : ndarray, shape (N,)
        Their labels.
    n_test : int
        How many samples are set aside.
    rng : numpy.random.Generator
        Shuffles.

    Returns
    -------
    X_train : ndarray, shape (N - n_test, D)
        To learn from.
    y_train : ndarray, shape (N - n_test,)
        Their labels.
    X_test : ndarray, shape (n_test, D)
        Set aside.
    y_test : ndarray, shape (n_test,)
        Their labels.
    """
    rows = rng.permutation(len(X))
    train, test = rows[n_test:], rows[:n_test]
    return X[train], y[train], X[test], y[test]
