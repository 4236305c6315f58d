"""Networks that panels train: parameters in one vector, the learner's passes."""

from itertools import pairwise

import numpy as np

from mlplab.checks.call import Told
from mlplab.panels.learner import array, called, described, name_of, number, several

INITS = ("he", "xavier", "normal 0.01", "zeros", "all equal")


def start(sizes, init, gain, seed):
    """Draw the parameters of a fresh network; biases are 0.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer, inputs first.
    init : str
        One of `INITS`. Normal numbers of mean 0 and a variance of 2/fan_in for ``"he"`` (He et al.
        2015), 2/(fan_in + fan_out) for ``"xavier"`` (Glorot and Bengio 2010), 0.01² for
        ``"normal 0.01"``; every weight is 0 for ``"zeros"``, 0.5 for ``"all equal"``.
    gain : float
        Factor on every weight.
    seed : int
        The same seed draws the same weights, only larger or smaller.

    Returns
    -------
    Parameters
        To be trained in place.
    """
    rng, made = np.random.default_rng(seed), Parameters(sizes)
    for (W, _), fan_in, fan_out in zip(made.pairs, sizes, sizes[1:], strict=False):
        drawn = rng.standard_normal((fan_in, fan_out))
        scale = {
            "he": (2 / fan_in) ** 0.5,
            "xavier": (2 / (fan_in + fan_out)) ** 0.5,
            "normal 0.01": 0.01,
            "zeros": 0.0,
        }
        W[...] = gain * (0.5 if init == "all equal" else scale[init] * drawn)
    return made


class Parameters:
    """All weights and biases, as one vector and as pairs that look into it.

    Parameters
    ----------
    sizes : sequence of int
        Units per layer, inputs first.

    Attributes
    ----------
    sizes : tuple of int
        Units per layer, inputs first.
    vector : ndarray, shape (P,)
        W and b of the first layer, row by row, then those of the next.
    pairs : list of (W, b)
        Views of `vector`: shapes (fan_in, fan_out) and (fan_out,).
    is_weight : ndarray of bool, shape (P,)
        False at biases.
    """

    def __init__(self, sizes):
        self.sizes = tuple(sizes)
        shapes = list(pairwise(sizes))
        self.vector = np.zeros(sum(i * o + o for i, o in shapes))
        self.is_weight = np.zeros(len(self.vector), dtype=bool)
        self.pairs, at = [], 0
        for i, o in shapes:
            self.is_weight[at : at + i * o] = True
            W = self.vector[at : at + i * o].reshape(i, o)
            b = self.vector[at + i * o : at + i * o + o]
            self.pairs.append((W, b))
            at += i * o + o


class Passes:
    """The way through a network and back: the learner's functions, given ones for the rest.

    Parameters
    ----------
    forward, backward : callable, optional
        ``forward(params, X, acts) -> (out, cache)`` and
        ``backward(params, cache, dout, acts) -> grads``; both or none.
    loss : callable, optional
        ``loss(out, y) -> (loss, dout)``.
    binary : bool
        Whether `loss` wants one logit and labels of shape (N, 1) rather than a logit for each class
        and labels of shape (N,).

    Raises
    ------
    ValueError
        When only one of forward and backward is given.
    """

    def __init__(self, forward=None, backward=None, loss=None, binary=False):
        if (forward is None) != (backward is None):
            raise ValueError("forward and backward read each other's cache: give both or none")
        self.forward, self.backward, self.loss, self.binary = forward, backward, loss, binary

    def outputs(self, classes):
        """Count the units of the last layer.

        Parameters
        ----------
        classes : int
            Number of classes.

        Returns
        -------
        int
            1 for a single logit, else one for each class.
        """
        return 1 if self.binary else classes

    def logits(self, params, X, acts):
        """Send samples through the network.

        Parameters
        ----------
        params : Parameters
            A learner's function gets the arrays themselves.
        X : ndarray, shape (N, D)
            One sample per row; a learner's function gets a copy.
        acts : list of (f, df)
            One for each hidden layer.

        Returns
        -------
        ndarray, shape (N, outputs)
            The last layer's pre-activations.

        Raises
        ------
        Told
            When the learner's function raises or returns something else.
        NotImplementedError
            When it is not written yet.
        """
        if self.forward is None:
            return _through(params, X, acts)[-1]
        return self._checked_out(self._own_forward(params, X, acts)[0], params, X)

    def slopes(self, params, X, y, acts):
        """Work out the loss and its gradient.

        Parameters
        ----------
        params : Parameters
            The learner's functions get the arrays themselves.
        X : ndarray, shape (N, D)
            One sample per row; a learner's function gets a copy.
        y : ndarray of int, shape (N,)
            Classes, counted from 0.
        acts : list of (f, df)
            One for each hidden layer.

        Returns
        -------
        loss : float
            The mean over the samples.
        gradient : ndarray, shape (P,)
            Laid out like ``params.vector``.

        Raises
        ------
        Told
            When a function of the learner raises or returns something else.
        NotImplementedError
            When one is not written yet.
        """
        if self.forward is None:
            layers = _through(params, X, acts)
            loss, dout = self._loss(layers[-1], y)
            return loss, _back(params, layers, X, dout, acts)
        out, cache = self._own_forward(params, X, acts)
        loss, dout = self._loss(self._checked_out(out, params, X), y)
        grads = called(self.backward, list(params.pairs), cache, dout, acts)
        return loss, gathered(grads, params, name_of(self.backward))

    def mean_loss(self, logits, y):
        """Work out the loss of given logits.

        Parameters
        ----------
        logits : ndarray, shape (N, outputs)
            From :meth:`logits`.
        y : ndarray of int, shape (N,)
            Classes, counted from 0.

        Returns
        -------
        float
            The mean over the samples.
        """
        return self._loss(logits, y)[0]

    def _own_forward(self, params, X, acts):
        # copies: what a learner's function does to its arguments must not change the panel's
        back = called(self.forward, list(params.pairs), X.copy(), acts)
        return several(self.forward, back, ("out", "cache"))

    def _checked_out(self, out, params, X):
        return array(self.forward, out, (len(X), params.sizes[-1]), "logits")

    def _loss(self, out, y):
        wanted = y[:, None].astype(float) if self.binary else y.copy()
        if self.loss is None:
            return _cross_entropy(out, wanted, self.binary)
        back = called(self.loss, out, wanted)
        loss, dout = several(self.loss, back, ("the loss", "its gradient"))
        if np.size(loss) == 1:
            loss = np.ravel(loss)[0]
        return number(self.loss, loss), array(self.loss, dout, out.shape, "the gradient")


def gathered(grads, params, name, d="d"):
    """Lay the learner's gradients (or weights) out as one vector, whatever holds them.

    Parameters
    ----------
    grads : object
        What the learner's function returned; should be pairs (dW, db).
    params : Parameters
        Whose shapes are wanted.
    name : str
        Whose answer it is, for the message.
    d : str
        What the message writes before ``W`` and ``b``; empty for weights.

    Returns
    -------
    ndarray of float, shape (P,)
        Laid out like ``params.vector``.

    Raises
    ------
    Told
        When there are too many, too few, or one has another shape than its parameter.
    """
    try:
        parts = [part for pair in grads for part in pair]
    except TypeError:
        parts = None
    wanted = [p for pair in params.pairs for p in pair]
    if parts is None or len(parts) != len(wanted):
        pair = f"({d}W, {d}b)"
        raise Told(
            f"{name} should return a pair {pair} for each of {len(params.pairs)} layers; it "
            f"returned {described(grads)}."
        )
    for i, (part, want) in enumerate(zip(parts, wanted, strict=True)):
        if np.shape(part) != want.shape:
            which = f"{d}{'Wb'[i % 2]}{1 + i // 2}"
            raise Told(f"{name} gave {which} the shape {np.shape(part)}, not {want.shape}.")
    try:
        return np.concatenate([np.ravel(part) for part in parts]).astype(float, copy=False)
    except (TypeError, ValueError):
        raise Told(f"{name} returned pairs that hold no numbers.") from None


def classes_of(logits):
    """Name the class that each row of logits says.

    Parameters
    ----------
    logits : ndarray, shape (N, outputs)
        One logit is that of class 1.

    Returns
    -------
    ndarray of int, shape (N,)
        Classes, counted from 0.
    """
    return (logits[:, 0] > 0).astype(int) if logits.shape[1] == 1 else logits.argmax(axis=1)


def hidden_outputs(passes, params, X, acts):
    """Collect what happens in every hidden layer, and what comes out.

    Parameters
    ----------
    passes : Passes
        The learner's forward pass or the given one.
    params : Parameters
        Not changed.
    X : ndarray, shape (N, D)
        One sample per row.
    acts : list of (f, df)
        One for each hidden layer.

    Returns
    -------
    hidden : list of (Z, A)
        One for each hidden layer; both of shape (N, units).
    logits : ndarray, shape (N, outputs)
        The last layer's pre-activations.

    Notes
    -----
    A learner's forward pass is watched: the activations that it is given note what they return.
    Where that does not come out as one call for each layer (a pass that goes sample by sample),
    each layer is made the last one of a shorter network instead.
    """
    if passes.forward is None:
        layers = _through(params, X, acts)
        return list(zip(layers, layers.outputs, strict=False)), layers[-1]
    seen = []

    def watching(f):
        def noting(z):
            value = f(z)
            seen.append((np.asarray(z), np.asarray(value)))
            return value

        return noting

    out = passes.logits(params, X, [(watching(f), df) for f, df in acts])
    want = [(len(X), n) for n in params.sizes[1:-1]]
    if [a.shape for _, a in seen] == want:
        return seen, out
    found = []
    for depth in range(1, len(params.sizes) - 1):
        part = Parameters(params.sizes[: depth + 1])
        part.vector[:] = params.vector[: len(part.vector)]
        Z = passes.logits(part, X, acts[: depth - 1])
        found.append((Z, np.asarray(acts[depth - 1][0](Z))))
    return found, out


def dead_units(hidden, acts):
    """Find the units that pass no gradient for any sample.

    Parameters
    ----------
    hidden : list of (Z, A)
        From :func:`hidden_outputs`.
    acts : list of (f, df)
        One for each hidden layer.

    Returns
    -------
    ndarray of bool, shape (all hidden units,)
        Layer by layer; True where all slopes are below 1e-12.
    """
    slopes = [df(Z) for (Z, _), (_, df) in zip(hidden, acts, strict=True)]
    return np.concatenate([np.zeros(0, bool), *(np.all(np.abs(s) < 1e-12, axis=0) for s in slopes)])


# ------------------------------------------------------------------------------------------- given


class _Layers(list):
    """Pre-activations of all layers; ``outputs`` holds what the hidden ones answer."""

    def __init__(self):
        super().__init__()
        self.outputs = []


def _through(params, X, acts):
    layers, A = _Layers(), X
    for (W, b), act in zip(params.pairs, [*acts, None], strict=True):
        layers.append(A @ W + b)
        if act is not None:
            A = act[0](layers[-1])
            layers.outputs.append(A)
    return layers


def _back(params, layers, X, flow, acts):
    gradient = np.empty_like(params.vector)
    end = len(gradient)
    for l in range(len(params.pairs) - 1, -1, -1):
        W, b = params.pairs[l]
        received = layers.outputs[l - 1] if l else X
        gradient[end - b.size : end] = flow.sum(axis=0)
        end -= b.size
        gradient[end - W.size : end] = (received.T @ flow).ravel()
        end -= W.size
        if l:
            flow = (flow @ W.T) * acts[l - 1][1](layers[l - 1])
    return gradient


def _cross_entropy(out, y, binary):
    if binary:
        loss = np.mean(np.logaddexp(0, out) - y * out)
        return float(loss), (0.5 * (1 + np.tanh(0.5 * out)) - y) / len(out)
    shifted = out - out.max(axis=1, keepdims=True)
    total = np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(len(y))
    share = np.exp(shifted - total)
    share[rows, y] -= 1
    return float(np.mean(total[:, 0] - shifted[rows, y])), share / len(y)
