"""Data that the notebooks share: balanced, shuffled, and the same for the same generator."""

import numpy as np
import pytest

from mlplab import global_random_state
from mlplab.data import spirals, split


@pytest.mark.parametrize("n, classes", [(100, 3), (1, 3), (7, 2), (5, 6)])
def test_spirals_are_balanced_and_shaped(n, classes):
    X, y = spirals(n, np.random.default_rng(0), classes=classes)
    assert X.shape == (n * classes, 2) and X.dtype == float
    assert y.shape == (n * classes,) and y.dtype.kind == "i"
    assert np.bincount(y).tolist() == [n] * classes
    radius = np.hypot(*X.T)
    assert radius.min() > 0.1 - 1e-9 and radius.max() < 1 + 1e-9


def test_spirals_are_reproducible_and_shuffled():
    X, y = spirals(50, np.random.default_rng(3))
    again, labels = spirals(50, np.random.default_rng(3))
    other, _ = spirals(50, np.random.default_rng(4))
    assert np.array_equal(X, again) and np.array_equal(y, labels)
    assert not np.array_equal(X, other)
    assert np.any(np.diff(y) < 0)


def test_spirals_take_no_randomness_from_elsewhere():
    before, after = global_random_state(lambda: spirals(10, np.random.default_rng(0)))
    assert before == after


def test_an_arm_winds_as_often_as_asked():
    X, y = spirals(200, np.random.default_rng(0), turns=0.5, noise=0.0)
    radius, arm = np.hypot(*X.T), X[y == 0]
    turned = np.arctan2(arm[:, 1], arm[:, 0]) / (2 * np.pi)
    assert turned == pytest.approx(0.5 * radius[y == 0])


@pytest.mark.parametrize("n_test", [0, 3, 10])
def test_split_keeps_every_sample_once_and_beside_its_label(n_test):
    X, y = np.arange(20.0).reshape(10, 2), np.arange(10)
    X_train, y_train, X_test, y_test = split(X, y, n_test, np.random.default_rng(0))
    assert (len(X_train), len(X_test)) == (10 - n_test, n_test)
    assert sorted([*y_train, *y_test]) == list(range(10))
    assert np.array_equal(X_train[:, 0], 2 * y_train) and np.array_equal(X_test[:, 0], 2 * y_test)
    assert np.array_equal(X, np.arange(20.0).reshape(10, 2))


def test_split_shuffles_and_is_reproducible():
    X, y = np.arange(60.0)[:, None], np.arange(60)
    one, two, three = (split(X, y, 20, np.random.default_rng(k))[3].tolist() for k in (0, 0, 1))
    assert one == two != three and one != sorted(one)
