"""Every mistake that a check can name, what it says, and the question it leaves the learner with.

The one truth for their wording: checks and feedback use these names.
No sentence holds a value of an input, so the same words can be shown for hidden tests.
"""

from mlplab.checks.mistakes import activations, classification, from_scratch, general, pytorch
from mlplab.checks.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "Mistake"]


def _joined(*tables):
    """One table of all; a name stands in one place."""
    joined = {}
    for table in tables:
        twice = joined.keys() & table.keys()
        if twice:
            raise ValueError(f"mistakes named twice: {sorted(twice)}")
        joined |= table
    return joined


MISTAKES = _joined(
    general.MISTAKES,
    from_scratch.MISTAKES,
    activations.MISTAKES,
    classification.MISTAKES,
    pytorch.MISTAKES,
)
