"""Figures of the notebooks, drawn from numbers that the learner's own functions computed.

Every function returns ``(figure, alt)``: a :class:`matplotlib.figure.Figure` and a text
alternative that says what these very numbers show. Nothing here trains, differentiates or
initialises a network.
"""

from mlplab.figures.curves import gradient_errors, logit_loss, loss_curves
from mlplab.figures.descent import descent_paths
from mlplab.figures.diagrams import ledger, network
from mlplab.figures.layers import gradient_flow, singular_values
from mlplab.figures.samples import boundary, hidden_space

__all__ = [
    "boundary",
    "descent_paths",
    "gradient_errors",
    "gradient_flow",
    "hidden_space",
    "ledger",
    "logit_loss",
    "loss_curves",
    "network",
    "singular_values",
]
