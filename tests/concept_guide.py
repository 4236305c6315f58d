"""The concept guide as text, as formulas and as sentences; what its tests have in common."""

import re
from functools import cache
from pathlib import Path

from guides.figures import files

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "guides" / "mlp_backprop_guide.md"
GAP = re.compile(r"‹(.*?)›")
SAYS_SOMETHING = re.compile(r"[=<>]|\\(?:le|ge|approx|leftarrow|mid)\b")  # in a formula


@cache
def text():
    """The guide as it stands in its file."""
    return GUIDE.read_text(encoding="utf-8")


def displayed(guide):
    """Displayed formulas: tag -> LaTeX on one line, without the tag.

    Raises
    ------
    ValueError
        When a formula has no tag, or a tag stands twice.
    """
    found = {}
    for block in re.findall(r"^```math\n(.*?)^```$", guide, re.MULTILINE | re.DOTALL):
        formula, _, tag = " ".join(block.split()).partition(r" \tag{")
        if not tag or tag.removesuffix("}") in found:
            raise ValueError(f"no tag of its own: {formula}")
        found[tag.removesuffix("}")] = formula
    return found


def inline(guide):
    """Formulas within sentences that say something: an equation, a bound, an assignment."""
    prose = " ".join(without_blocks(guide).split())
    return [f for f in re.findall(r"\$([^$]+)\$", prose) if SAYS_SOMETHING.search(f)]


def as_read(guide):
    """All that is read, on one line: without displayed formulas, targets of links, references."""
    kept = without_blocks(guide.partition("\n## References\n")[0])
    return " ".join(re.sub(r"\]\([^)]*\)", "]", kept).split())


def without_blocks(guide):
    """The guide without its fenced blocks."""
    return re.sub(r"^```.*?^```$", "", guide, flags=re.MULTILINE | re.DOTALL)


@cache
def drawn(name):
    """Numbers of a figure, as committed; that they are still right is another test's business."""
    return files.read()[name]


@cache
def said(claim):
    """The passage of a claim, with what is computed in its gaps.

    A claim is a passage and a function. A gap is written ‹.3f›, with the format of its number; the
    function returns what fills the gaps. A passage without gaps says what is true or false.
    """
    passage, compute = claim
    values = iter(compute())
    filled = GAP.sub(lambda gap: format(next(values), gap[1]).replace("e-0", "e-"), passage)
    assert not list(values), f"more values than gaps: {passage}"
    return filled


def yes(holds, values=tuple):
    """What computes a claim that says something true: its values, if `holds` returns true."""

    def compute():
        assert holds()
        return values()

    return compute


def so(*values):
    """What computes a claim of known values."""
    return lambda: values
