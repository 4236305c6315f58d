"""Checks with messages that say what is wrong, at what, and which mistake it is."""

from mlplab.checks.check import Check
from mlplab.checks.failure import CheckFailed
from mlplab.checks.probes import global_random_state, probe

__all__ = ["Check", "CheckFailed", "global_random_state", "probe"]
