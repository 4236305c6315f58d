"""Live panels that run the functions a learner has just written."""

from mlplab.panels.descent import descent_lab

__all__ = ["descent_lab"]
