"""Figures of the notebooks, drawn from numbers that the learner's own functions computed.

Every function returns ``(figure, alt)``: a :class:`matplotlib.figure.Figure` and a text
alternative that says what these very numbers show. Nothing here trains, differentiates or
initialises a network.
"""

from mlplab.figures.activations import (
    activation_curves,
    epochs_needed,
    silent_deaths,
    unit_map,
)
from mlplab.figures.classification import (
    confusion,
    noise_over_batch,
    paired_scores,
    regions,
    scores_by_seed,
)
from mlplab.figures.curves import gradient_errors, logit_loss, loss_curves
from mlplab.figures.depth import layer_profile
from mlplab.figures.descent import descent_paths
from mlplab.figures.diagrams import ledger, network
from mlplab.figures.layers import gradient_flow, singular_values
from mlplab.figures.regression import interpolants
from mlplab.figures.samples import boundary, hidden_space
from mlplab.figures.timing import differences, time_against_width
from mlplab.figures.training import by_seed, early_stopping, schedules

__all__ = [
    "activation_curves",
    "boundary",
    "by_seed",
    "confusion",
    "descent_paths",
    "differences",
    "early_stopping",
    "epochs_needed",
    "gradient_errors",
    "gradient_flow",
    "hidden_space",
    "interpolants",
    "layer_profile",
    "ledger",
    "logit_loss",
    "loss_curves",
    "network",
    "noise_over_batch",
    "paired_scores",
    "regions",
    "schedules",
    "scores_by_seed",
    "silent_deaths",
    "singular_values",
    "time_against_width",
    "unit_map",
]
