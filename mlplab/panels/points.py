"""Points of the plane to learn from: made sets, and a learner's own."""

import numpy as np

from mlplab.checks.call import Told, told
from mlplab.data import spirals
from mlplab.panels.learner import called, described, name_of, several

N = 250  # for training; as many again for validation
SETS = (
    "moons",
    "circles",
    "xor",
    "two clouds",
    "spirals",
    "three spirals",
    "four clouds",
    "my own",
)
LIMIT = 1.2  # all of them lie within -LIMIT and LIMIT, or nearly
# of digits, 64; the hyphen last, where it stands for itself in a pattern
CODE = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ~-"
OWN = rf"([0-2][{CODE}]{{4}}){{0,200}}"  # a class, two digits for x1 and two for x2


def make(name, noise, seed, own=""):
    """Make the points of a set.

    Parameters
    ----------
    name : str
        One of `SETS`.
    noise : float
        Standard deviation of what is added to the coordinates. The same seed draws the same noise,
        only larger or smaller.
    seed : int
        Of all that is drawn.
    own : str
        The learner's own points, see :func:`add`.

    Returns
    -------
    X : ndarray, shape (2 * N, 2)
        The first half is for training, the other for validation. Own points: those there are, all
        for training, and then all of them again.
    y : ndarray of int, shape (2 * N,)
        Classes, counted from 0.
    classes : int
        How many there are, at least 2.

    Raises
    ------
    ValueError
        When no set has this name.
    """
    if name not in SETS:
        raise ValueError(f"there is no set of points {name!r}; there are {', '.join(SETS)}")
    if name == "my own":
        X, y = read(own)
        return np.concatenate([X, X]), np.concatenate([y, y]), max(2, 1 + int(y.max(initial=0)))
    rng = np.random.default_rng(seed)
    n = 2 * N
    classes = {"three spirals": 3, "four clouds": 4}.get(name, 2)
    y = rng.permutation(np.arange(n) % classes)
    t = rng.uniform(0, 1, n)
    if name == "moons":
        angle = np.pi * (t + y)
        X = 0.6 * np.column_stack([np.cos(angle) + y - 0.5, np.sin(angle) + 0.5 * y - 0.25])
    elif name == "circles":
        radius = np.where(y == 1, 0.45 * np.sqrt(t), 0.7 + 0.3 * t)
        angle = rng.uniform(0, 2 * np.pi, n)
        X = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    elif name == "xor":
        side = np.where(rng.uniform(size=n) < 0.5, -1, 1)
        other = np.where(y == 1, -side, side)
        X = rng.uniform(0.06, 1, size=(n, 2)) * np.column_stack([side, other])
    elif name in ("two clouds", "four clouds"):
        angle = np.pi * (0.25 + 2 * y / classes)
        X = 0.62 * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.14 * rng.normal(size=(n, 2))
    else:
        X, y = spirals(n // classes + 1, rng, classes=classes, turns=0.8, noise=0)
        X, y = X[:n], y[:n]
    return X + noise * rng.normal(size=X.shape), y, classes


def read(own):
    """Read points and classes from a text.

    Parameters
    ----------
    own : str
        From :func:`write`: five digits of base 64 for each point.

    Returns
    -------
    X : ndarray, shape (points, 2)
        Within `LIMIT` of 0, on a grid of 4096 by 4096.
    y : ndarray of int, shape (points,)
        Classes, counted from 0.
    """
    digits = np.array([CODE.index(c) for c in own], dtype=int).reshape(-1, 5)
    X = (64 * digits[:, 1::2] + digits[:, 2::2]) / 4095 * 2 * LIMIT - LIMIT
    return X.reshape(-1, 2), digits[:, 0]


def write(X, y):
    """Write points as a text; what does not fit into it is left out, the oldest first.

    Parameters
    ----------
    X : ndarray, shape (points, 2)
        What lies beyond `LIMIT` is moved there.
    y : ndarray of int, shape (points,)
        Classes, 0 to 2.

    Returns
    -------
    str
        At most 200 points of five digits of base 64.
    """
    grid = np.rint((np.clip(X, -LIMIT, LIMIT) + LIMIT) / (2 * LIMIT) * 4095).astype(int)
    rows = [(c, *divmod(a, 64), *divmod(b, 64)) for c, (a, b) in zip(y, grid, strict=True)]
    return "".join(CODE[i] for row in rows[-200:] for i in row)


def add(own, x, label):
    """Write the text with one more point.

    Parameters
    ----------
    own : str
        From :func:`write`; empty for no points.
    x : ndarray, shape (2,)
        The new point.
    label : int
        Its class, 0 to 2.

    Returns
    -------
    str
        As :func:`write` does.
    """
    X, y = read(own)
    return write(np.vstack([X, x]), np.append(y, label))


def remove(own, x):
    """Write the text without the point nearest to a place.

    Parameters
    ----------
    own : str
        From :func:`write`.
    x : ndarray, shape (2,)
        The place.

    Returns
    -------
    str
        `own` itself when it has no points.
    """
    X, y = read(own)
    if not len(X):
        return own
    keep = np.arange(len(X)) != np.linalg.norm(X - x, axis=1).argmin()
    return write(X[keep], y[keep])


def batches(own, X, y, size, rng):
    """Give the mini-batches of one epoch, by the learner's function where there is one.

    Parameters
    ----------
    own : callable or None
        ``own(X, y, batch_size, rng)``.
    X : ndarray, shape (N, D)
        One sample per row; the learner's function gets a copy.
    y : ndarray, shape (N,)
        Their labels.
    size : int
        Samples in a batch; the last one may have less.
    rng : numpy.random.Generator
        Shuffles.

    Yields
    ------
    X_batch : ndarray, shape (B, D)
        Samples of one batch.
    y_batch : ndarray, shape (B,)
        Their labels.

    Raises
    ------
    Told
        When the learner's function raises, gives none, or a batch of another shape.
    """
    if own is None:
        rows = rng.permutation(len(X))
        for begin in range(0, len(rows), size):
            batch = rows[begin : begin + size]
            yield X[batch], y[batch]
        return
    # copies: what a learner's function does to its arguments must not change the panel's
    found, given = called(own, X.copy(), y.copy(), size, rng), 0
    try:
        for batch in found:
            given += 1
            yield _checked(own, batch)
    except (NotImplementedError, Told):
        raise
    except Exception as error:
        if given or hasattr(found, "__iter__"):
            raise told(name_of(own), error) from None
        raise Told(f"{name_of(own)} gives no batches; it returned {described(found)}.") from None
    if not given:
        raise Told(f"{name_of(own)} gave no batch at all.")


def _checked(own, batch):
    X, y = map(np.asarray, several(own, batch, ("X_batch", "y_batch")))
    if X.ndim != 2 or y.shape != X.shape[:1] or not len(X):
        raise Told(f"{name_of(own)} gave a batch with X of shape {X.shape} and y of {y.shape}.")
    return X, y


class Scaling:
    """How the learner's function has scaled the points, to scale the rest of the plane alike.

    Parameters
    ----------
    own : callable or None
        ``own(train, test) -> (train, test)``.
    train, test : ndarray, shape (N, 2)
        Points; the learner's function gets copies.

    Attributes
    ----------
    train, test : ndarray, shape (N, 2)
        Scaled.
    """

    def __init__(self, own, train, test):
        self.train, self.test, self._slope, self._shift = train, test, np.ones(2), np.zeros(2)
        if own is None or len(train) < 2:
            return
        scaled = several(own, called(own, train.copy(), test.copy()), ("train", "test"))
        self.train, self.test = (np.asarray(part) for part in scaled)
        if self.train.shape != train.shape or self.test.shape != test.shape:
            raise Told(
                f"{name_of(own)} returned arrays of shape {self.train.shape} and "
                f"{self.test.shape} for {train.shape} and {test.shape}."
            )
        for d in range(2):  # a straight line per column: that is what scaling is
            design = np.column_stack([train[:, d], np.ones(len(train))])
            self._slope[d], self._shift[d] = np.linalg.lstsq(design, self.train[:, d])[0]

    def __call__(self, X):
        """Points of the plane, scaled like the training points."""
        return X * self._slope + self._shift
