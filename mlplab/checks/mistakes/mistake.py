"""What a check says when it recognises a mistake."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """A sentence that says what was seen, and one question; never code, never a value.

    Parameters
    ----------
    says : str
        What was seen, in a sentence that also holds for hidden data.
    ask : str
        A question that leads to the cause.
    """

    says: str
    ask: str
