"""Live panels that run the functions a learner has just written.

Each function below shows one panel. It takes the learner's functions by name; what is left out is
given by the panel, which says so.
"""

import sys

import numpy as np

from mlplab.panels.activation_lab import ActivationLab
from mlplab.panels.activations import Activations
from mlplab.panels.descent import DescentLab
from mlplab.panels.early_stopping import StoppingLab
from mlplab.panels.flow import GradientFlow
from mlplab.panels.hidden_space import HiddenSpace
from mlplab.panels.learner import name_of
from mlplab.panels.nets import Passes
from mlplab.panels.pictures import whose
from mlplab.panels.playground import Playground
from mlplab.panels.race import Race
from mlplab.panels.rate_map import NumpyRun, RateMap, TorchRun
from mlplab.panels.show import show
from mlplab.panels.stepper import Stepper

__all__ = [
    "activation_lab",
    "activation_race",
    "backprop_stepper",
    "descent_lab",
    "early_stopping_lab",
    "gradient_flow_lab",
    "hidden_space",
    "playground",
    "rate_map",
    "torch_rate_map",
]

WORST = "the activation whose best run ends with the highest loss"
FASTEST = "what learns in 60 epochs at a learning rate of 100"
NEITHER = "neither"


def playground(
    *, forward=None, backward=None, loss=None, bce=None, batches=None, standardize=None, acts=None
):
    """Show a network on points of the plane; all about it can be changed while it learns.

    The panel opens with a prediction; Play unlocks once it is made. Any number of the functions
    may be left out: the panel has its own, and the line beside its title says whose ran.

    Parameters
    ----------
    forward, backward : callable, optional
        The learner's ``forward(params, X, acts) -> (out, cache)`` and
        ``backward(params, cache, dout, acts) -> grads``; both or none.
    loss : callable, optional
        The learner's ``loss(logits, y) -> (loss, dlogits)`` for classes ``y`` of shape (N,).
    bce : callable, optional
        The same for one logit and labels of shape (N, 1); instead of `loss`.
    batches : callable, optional
        The learner's ``batches(X, y, batch_size, rng)``.
    standardize : callable, optional
        The learner's ``standardize(train, test)``.
    acts : dict, optional
        The learner's activations: name -> (f, df).
    """
    show(Playground(_passes(forward, backward, loss, bce), acts, batches, standardize))


def gradient_flow_lab(
    *, forward=None, backward=None, bce=None, init=None, flow=None, acts=None, dead=None,
    saturated=None,
):  # fmt: skip
    """Show how much of the gradient the layers of a deep network hear, while it learns.

    Depth, activation and start can be changed; the panel measures every layer anew in each step.

    Parameters
    ----------
    forward, backward, bce : callable, optional
        As for :func:`playground`.
    init : callable, optional
        The learner's ``init_params(sizes, scheme, rng)``.
    flow : callable, optional
        The learner's ``gradient_flow(params, X, y, acts)``: norms of dW, first layer first.
    acts : dict, optional
        As for :func:`playground`.
    dead, saturated : callable, optional
        The learner's ``dead_fraction(H)`` and ``saturation_fraction(A, kind)``.
    """
    passes = _passes(forward, backward, None, bce)
    show(GradientFlow(passes, acts, init, flow, dead, saturated))


def activation_race(*, acts=None, epochs_to=None):
    """Show two to four networks with one start and different settings, side by side.

    All learn the same points in step, so that what sets them apart is the settings alone.

    Parameters
    ----------
    acts : dict, optional
        The learner's activations: name -> (f, df).
    epochs_to : callable, optional
        The learner's ``epochs_to(history, target)``.
    """
    show(Race(Passes(), acts, epochs_to))


def activation_lab(*, acts=None):
    """Show one activation, its slope and its tangent, and a unit that uses it.

    Parameters
    ----------
    acts : dict, optional
        The learner's activations: name -> (f, df); functions of (z, alpha) get a live alpha.
    """
    show(ActivationLab(acts))


def backprop_stepper(*, forward, backward, bce, linear_backward, acts):
    """Show one sample on its way through a 2-2-1 network and back, with measured gradients.

    Each step stops at one quantity: what the learner's functions give, beside what central
    differences of the loss measure.

    Parameters
    ----------
    forward, backward : callable
        The learner's ``mlp_forward`` and ``mlp_backward``.
    bce : callable
        The learner's ``bce_with_logits(z, y)``.
    linear_backward : callable
        The learner's ``linear_backward(dZ, X, W)``.
    acts : dict
        Name -> (f, df).
    """
    show(Stepper(forward, backward, bce, linear_backward, acts))


def descent_lab(gd_quadratic):
    """Show gradient descent in a valley, with a live learning rate.

    The valley is a quadratic with one curvature per axis. Momentum is given by the panel.

    Parameters
    ----------
    gd_quadratic : callable
        The learner's ``gd_quadratic(lam, lr, steps)``.
    """
    show(DescentLab(gd_quadratic))


def hidden_space(*, loss=None, batches=None, standardize=None, acts=None):
    """Show how a hidden layer bends the plane until one line separates the classes.

    Parameters
    ----------
    loss, batches, standardize : callable, optional
        As for :func:`playground`.
    acts : dict, optional
        As for :func:`playground`.
    """
    show(HiddenSpace(Passes(loss=loss), acts, batches, standardize))


def rate_map(*, acts=None):
    """Show where training ends for each activation and learning rate on the moons.

    The map fills while the panel plays; a cell that is picked shows its run, and can be opened in
    a :func:`playground`.

    Parameters
    ----------
    acts : dict, optional
        The learner's activations: name -> (f, df).
    """
    passes, own = Passes(), Activations(acts)
    rows = tuple(own.own) or ("sigmoid", "tanh", "relu", "leaky relu")

    def fresh(row, lr, seed, X, y):
        own.checked(row, 0.01, np.linspace(-3, 3, 8)[:, None])
        return NumpyRun(passes, own.pair(row, 0.01), lr, seed, X, y)

    def opens(settings):
        show(Playground(Passes(), acts), settings)

    yours = whose(passes, (), own.own)
    show(RateMap(rows, fresh, yours, WORST, rows, _worst, opens))


def torch_rate_map(*, model, train_epoch):
    """Show the map of :func:`rate_map`, each run by the learner's own PyTorch model and loop.

    Parameters
    ----------
    model : callable
        The learner's ``MLP(sizes, activation)``.
    train_epoch : callable
        The learner's ``train_epoch(model, loader, optimizer, loss_fn)``.
    """
    torch, rows = sys.modules["torch"], ("relu", "tanh")

    def fresh(row, lr, seed, X, y):
        return TorchRun(torch, model, train_epoch, row, lr, seed, X, y)

    yours = f"Yours: {name_of(model)}, {name_of(train_epoch)}."
    show(RateMap(rows, fresh, yours, FASTEST, (*rows, NEITHER), _fastest))


def early_stopping_lab(stopping, curves=None):
    """Show a rule for early stopping on curves that shake.

    One curve is followed epoch by epoch; below, the same rule on many others of its kind.

    Parameters
    ----------
    stopping : callable
        The learner's ``EarlyStopping(patience, min_delta)``.
    curves : dict of str to sequence of float, optional
        Name -> validation losses, for instance of runs in the notebook.
    """
    show(StoppingLab(stopping, curves))


def _passes(forward, backward, loss, bce):
    return Passes(forward, backward, bce or loss, binary=bce is not None)


def _worst(rows, rates, ends):
    """The row whose lowest loss is the highest of all."""
    return rows[int(np.nanmin(ends, axis=1).argmax())]


def _fastest(rows, rates, ends):
    """The only row that is below half of a guess at the largest rate."""
    good = [row for row, end in zip(rows, ends[:, -1], strict=True) if end < 0.5 * np.log(2)]
    return (*good, NEITHER)[0] if len(good) < 2 else None
