"""Figures of the concept guide, one module each: numbers are computed, then drawn.

Every module has ``TITLE`` (the title inside its picture), ``data()`` (numbers and arrays by name)
and ``draw(data)`` (a Matplotlib figure of these numbers, rounded as in ``pictures/data.json``).
``python -m guides.figures [name]`` writes the pictures; see ``tests/test_guide_figures.py``.
"""

NAMES = (
    "xor",
    "by_hand",
    "safe_loss",
    "one_layer",
    "gradient_error",
    "symmetry",
    "depth",
    "activations",
    "silent_death",
    "rates",
    "batch_noise",
    "leakage",
    "interpolant",
    "tape",
    "early_stopping",
)
