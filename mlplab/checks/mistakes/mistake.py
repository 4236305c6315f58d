"""What a check says when it recognises a mistake."""

from typing import NamedTuple


class Mistake(NamedTuple):
    """A sentence that says what was seen, and one question; never code, never a value."""

    says: str
    ask: str
