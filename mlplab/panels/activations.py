"""Activations for panels: the learner's own where there are any, given ones for the rest."""

import inspect

import numpy as np

from mlplab.panels.learner import array, called, name_of

NAMES = ("sigmoid", "tanh", "relu", "leaky relu", "elu", "gelu", "silu", "softplus", "linear")
SLANTED = ("leaky relu", "elu")  # those with an alpha


def both(name, z, alpha=0.01):
    """Work out an activation and its derivative at `z`, in one go.

    Parameters
    ----------
    name : str
        One of `NAMES`.
    z : ndarray, any shape
        Pre-activations.
    alpha : float
        Slope below 0 of the leaky ReLU, scale of the ELU.

    Returns
    -------
    value : ndarray
        Shaped like `z`.
    slope : ndarray
        Shaped like `z`.

    Notes
    -----
    ELU: Clevert et al. 2016. GELU, in its exact form with the normal distribution function:
    Hendrycks and Gimpel 2016. SiLU: Elfwing et al. 2018.
    """
    z = np.asarray(z, dtype=float)
    if name == "tanh":
        t = np.tanh(z)
        return t, 1 - t * t
    if name in ("relu", "leaky relu"):
        slope = np.where(z > 0, 1.0, alpha if name == "leaky relu" else 0.0)
        return z * slope, slope
    if name == "elu":
        below = alpha * np.expm1(np.minimum(z, 0))
        return np.where(z > 0, z, below), np.where(z > 0, 1.0, below + alpha)
    if name == "gelu":
        from scipy.special import ndtr

        share = ndtr(z)
        return z * share, share + z * np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    if name == "linear":
        return z.copy(), np.ones_like(z)
    s = 0.5 + 0.5 * np.tanh(0.5 * z)  # the logistic function, without overflow
    if name == "sigmoid":
        return s, s * (1 - s)
    if name == "silu":
        return z * s, s * (1 + z * (1 - s))
    return np.logaddexp(0, z), s  # softplus


class Activations:
    """Pairs ``(f, df)`` by name; the learner's own stand for the given ones of that name.

    Parameters
    ----------
    own : dict, optional
        Name -> (f, df). Functions of two arguments get an alpha. A name may be written with
        underscores; one that is not in `NAMES` joins the list.
    """

    def __init__(self, own=None):
        self.own = {name.replace("_", " "): _pair(name, pair) for name, pair in (own or {}).items()}
        self.names = NAMES + tuple(name for name in self.own if name not in NAMES)

    def pair(self, name, alpha):
        """Look up an activation as functions of z alone.

        Parameters
        ----------
        name : str
            One of ``names``.
        alpha : float
            For those that take one.

        Returns
        -------
        f : callable
            The activation.
        df : callable
            Its derivative.
        """
        if name not in self.own:
            return (lambda z: both(name, z, alpha)[0]), (lambda z: both(name, z, alpha)[1])
        return tuple(_of_z(function, alpha) for function in self.own[name])

    def takes_alpha(self, name):
        """Tell whether alpha makes a difference.

        Parameters
        ----------
        name : str
            One of ``names``.

        Returns
        -------
        bool
            For the learner's own: whether the function has an argument for it.
        """
        if name in self.own:
            return _takes_alpha(self.own[name][0])
        return name in SLANTED

    def checked(self, name, alpha, z):
        """Work out value and slope at `z` with the learner's functions or the given.

        Parameters
        ----------
        name : str
            One of ``names``.
        alpha : float
            For those that take one.
        z : ndarray, any shape
            Pre-activations.

        Returns
        -------
        value : ndarray of float
            Shaped like `z`.
        slope : ndarray of float
            Shaped like `z`.

        Raises
        ------
        Told
            When a function returns something else.
        """
        found = []
        pair = self.own.get(name) or self.pair(name, alpha)
        for function, what in zip(pair, ("", "the derivative of "), strict=True):
            args = (z, alpha) if _takes_alpha(function) else (z,)
            known = name_of(function)
            label = f"{what}{name}" if known == "<lambda>" else known
            found.append(array(label, called(function, *args, name=label), z.shape))
        return found


def _pair(name, pair):
    """The two functions of an activation; a ValueError says what else was given."""
    if isinstance(pair, (tuple, list)) and len(pair) == 2 and all(map(callable, pair)):
        return tuple(pair)
    raise ValueError(f"acts[{name!r}] is a pair of functions: the activation and its derivative")


def _of_z(function, alpha):
    return (lambda z: function(z, alpha)) if _takes_alpha(function) else function


def _takes_alpha(function):
    """Whether it has a second argument that must be given, or one that is called alpha."""
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    given = [p for p in parameters if p.kind <= p.POSITIONAL_OR_KEYWORD]
    return len(given) > 1 and (given[1].default is given[1].empty or given[1].name == "alpha")
