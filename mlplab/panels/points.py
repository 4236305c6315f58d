"""Points of the plane to learn from: made sets, and a learner's own."""

import numpy as np

from mlplab.data import spirals

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
    """Points of a set.

    Parameters
    ----------
    name : str
        One of `SETS`.
    noise : float
        Standard deviation of what is added to the coordinates. The same seed draws the same noise,
        only larger or smaller.
    seed : int
    own : str
        The learner's own points, see :func:`add`.

    Returns
    -------
    X : ndarray, shape (2 * N, 2)
        The first half is for training, the other for validation. Own points: those there are, all
        for training, and then all of them again.
    y : ndarray of int, shape (2 * N,)
    classes : int
    """
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
    """Points and classes of a text."""
    digits = np.array([CODE.index(c) for c in own], dtype=int).reshape(-1, 5)
    X = (64 * digits[:, 1::2] + digits[:, 2::2]) / 4095 * 2 * LIMIT - LIMIT
    return X.reshape(-1, 2), digits[:, 0]


def write(X, y):
    """The text of points; what does not fit into it is left out, the oldest first."""
    grid = np.rint((np.clip(X, -LIMIT, LIMIT) + LIMIT) / (2 * LIMIT) * 4095).astype(int)
    rows = [(c, *divmod(a, 64), *divmod(b, 64)) for c, (a, b) in zip(y, grid, strict=True)]
    return "".join(CODE[i] for row in rows[-200:] for i in row)


def add(own, x, label):
    """The text with one more point."""
    X, y = read(own)
    return write(np.vstack([X, x]), np.append(y, label))


def remove(own, x):
    """The text without the point nearest to `x`."""
    X, y = read(own)
    if not len(X):
        return own
    keep = np.arange(len(X)) != np.linalg.norm(X - x, axis=1).argmin()
    return write(X[keep], y[keep])
