"""Every mistake that a check can name, what it says, and the question it leaves the learner with.

The one truth for their wording: checks and feedback use these names.
No sentence holds a value of an input, so the same words can be shown for hidden tests.
"""

import difflib

from mlplab.checks.mistakes import activations, classification, from_scratch, general, pytorch
from mlplab.checks.mistakes.mistake import Mistake

__all__ = ["MISTAKES", "Mistake", "look_up"]


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


def look_up(name):
    """Find a mistake, or tell the author of a check that there is none of this name.

    Parameters
    ----------
    name : str
        As a check names it.

    Returns
    -------
    Mistake
        What it says and asks.

    Raises
    ------
    ValueError
        For an unknown name; names those that are spelt like it.
    """
    if name in MISTAKES:
        return MISTAKES[name]
    like = ", ".join(map(repr, difflib.get_close_matches(str(name), MISTAKES)))
    raise ValueError(
        f"no mistake is called {name!r}; {f'closest: {like}; ' if like else ''}a new one is an "
        "entry of MISTAKES in mlplab/checks/mistakes/general.py"
    )
