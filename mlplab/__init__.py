"""What the notebooks of Module 2, Multi-Layer Perceptrons and Backpropagation, import."""

from mlplab.checks import Check, CheckFailed, global_random_state, probe
from mlplab.demo import demo, show
from mlplab.guesses import guess, reveal, sum_up
from mlplab.hints import hint

__all__ = [
    "Check",
    "CheckFailed",
    "demo",
    "global_random_state",
    "guess",
    "hint",
    "probe",
    "reveal",
    "show",
    "sum_up",
]
__version__ = "2.0.0"
