"""Training in panels: optimisers, what goes wrong, and one network on its way."""

import numpy as np

from mlplab.panels.model import Stopped

OPTIMISERS = ("sgd", "momentum", "rmsprop", "adam")


class Optimiser:
    """Turns gradients into steps; keeps what it remembers of earlier ones.

    Parameters
    ----------
    size : int
        Number of parameters.

    Notes
    -----
    Momentum (0.9) as in Sutskever et al. 2013; RMSProp (0.99) as in PyTorch; Adam as in Kingma and
    Ba 2015, with its corrections of the start.
    """

    def __init__(self, size):
        self.mean, self.square = np.zeros(size), np.zeros(size)
        self.kind, self.steps = None, 0

    def step(self, kind, vector, gradient, lr):
        """Change `vector` in place.

        Parameters
        ----------
        kind : str
            One of `OPTIMISERS`; another than before begins with an empty memory.
        vector : ndarray, shape (P,)
            All parameters.
        gradient : ndarray, shape (P,)
            Of the loss.
        lr : float
            Learning rate.

        Raises
        ------
        ValueError
            For another kind; lists what there is.
        """
        if kind != self.kind:
            self.kind, self.steps = kind, 0
            self.mean[:], self.square[:] = 0, 0
        self.steps += 1
        if kind == "sgd":
            vector -= lr * gradient
        elif kind == "momentum":
            self.mean *= 0.9
            self.mean += gradient
            vector -= lr * self.mean
        elif kind == "rmsprop":
            self.square += 0.01 * (gradient * gradient - self.square)
            vector -= lr * gradient / (np.sqrt(self.square) + 1e-8)
        elif kind == "adam":
            self.mean += 0.1 * (gradient - self.mean)
            self.square += 0.001 * (gradient * gradient - self.square)
            mean = self.mean / (1 - 0.9**self.steps)
            square = self.square / (1 - 0.999**self.steps)
            vector -= lr * mean / (np.sqrt(square) + 1e-8)
        else:
            raise ValueError(f"there is no optimiser {kind!r}: there are {', '.join(OPTIMISERS)}")


class Trouble:
    """Watches a training run and says when and why it cannot go on, or goes nowhere.

    Parameters
    ----------
    chance : float
        Loss of somebody who guesses: log of the number of classes.
    """

    def __init__(self, chance):
        self.chance, self._still = chance, 0
        self._first = self._last = None  # finite losses

    def look(self, step, loss, gradient, params, lr):
        """Look at one step.

        Parameters
        ----------
        step : int
            Its number, counted from 1.
        loss : float
            Before the parameters change.
        gradient : ndarray, shape (P,)
            Laid out like ``params.vector``.
        params : Parameters
            Whose layers the message names.
        lr : float
            Learning rate, for the message.

        Returns
        -------
        str
            Empty, or why training cannot go on: which step, which number and what it comes from.
        """
        # one sum instead of a look at every number: inf and nan do not hide in it
        if np.isfinite(loss) and np.isfinite(gradient @ gradient):
            self._first = loss if self._last is None else self._first
            self._last = loss
            near = abs(loss - self.chance) <= 0.01 * self.chance
            self._still = self._still + 1 if near else 0
            return ""
        what = "the loss" if not np.isfinite(loss) else _first_broken(gradient, params)
        if self._last is None:
            return f"Step {step}: {what} is no finite number, and no step was made before it."
        cause = "Undo and Rewind go back."
        if self._last > self._first:
            cause = (
                f"With learning rate {lr:.3g} each step throws the weights further than the one "
                "before: a smaller rate and Rewind help."
            )
        return (
            f"Step {step}: {what} is no finite number any more. The loss before was "
            f"{self._last:.3g}. {cause}"
        )

    def still(self):
        """Count the steps in a row with a loss within 1 % of chance.

        Returns
        -------
        int
            0 as soon as one loss is away from it.
        """
        return self._still


def _first_broken(gradient, params):
    at = 0
    for layer, (W, b) in enumerate(params.pairs, 1):
        for name, part in (("dW", W), ("db", b)):
            if not np.isfinite(gradient[at : at + part.size]).all():
                return f"{name}{layer}"
            at += part.size
    return "the gradient"  # finite numbers whose squares are not


class Run:
    """One network that learns from the same samples in every step.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    params : Parameters
        Trained in place.
    pairs : list of (f, df)
        One for each hidden layer.
    chance : float
        Loss of somebody who guesses.
    """

    def __init__(self, passes, params, pairs, chance):
        self.passes, self.params, self.pairs = passes, params, pairs
        self.optimiser, self.trouble = Optimiser(len(params.vector)), Trouble(chance)
        self.steps, self.loss, self.gradient = 0, np.nan, np.zeros_like(params.vector)

    def step(self, X, y, kind, lr):
        """Do one step.

        Parameters
        ----------
        X : ndarray, shape (N, D)
            One sample per row.
        y : ndarray of int, shape (N,)
            Their classes, counted from 0.
        kind : str
            One of `OPTIMISERS`.
        lr : float
            Learning rate.

        Raises
        ------
        Stopped
            When a number is not finite; says which in a sentence.
        """
        self.loss, self.gradient = self.passes.slopes(self.params, X, y, self.pairs)
        self.steps += 1
        wrong = self.trouble.look(self.steps, self.loss, self.gradient, self.params, lr)
        if wrong:
            raise Stopped(wrong)
        self.optimiser.step(kind, self.params.vector, self.gradient, lr)
