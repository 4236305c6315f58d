"""Which commands the guides tell people to type."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`]+)`(?!`)")
TYPED = re.compile(r"(\./course|nbgrader|pip|jupyter|\.venv[/\\]\S+) \S")  # how a command begins


@dataclass(frozen=True)
class Command:
    """A command of a guide.

    Attributes
    ----------
    text : str
        As it is typed: without a comment, in one spacing; several lines where quotes go on.
    in_block : bool
        Whether it stands in a block of its own, not in a sentence.
    """

    text: str
    in_block: bool


def guides():
    """The texts whose commands are meant to work, those for instructors first."""
    first = [ROOT / "guides" / f"{name}.md" for name in ("instructors", "operations", "authors")]
    rest = sorted(set((ROOT / "guides").glob("*.md")) - set(first))
    return [*first, *rest, ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


def commands(text, once=True):
    """All commands of a guide's text, those in blocks first, in their order.

    Parameters
    ----------
    text : str
    once : bool
        Whether to name a command once that stands in several places.

    Returns
    -------
    list of Command
    """
    found = []
    for language, block in BLOCK.findall(text):
        if language in ("sh", "bat"):
            found += [Command(line, True) for line in _lines(block, language)]
    prose = " ".join(BLOCK.sub("", text).split())
    found += [Command(plain(line), False) for line in SPAN.findall(prose) if TYPED.match(line)]
    return list(dict.fromkeys(found)) if once else found


def _lines(block, language):
    """The commands of a block; one whose quotes are open goes on in the next line."""
    whole = ""
    for line in block.splitlines():
        whole = f"{whole}\n{line}" if whole else line
        if language == "sh" and _is_open(whole):
            continue
        yield from filter(None, _parts(plain(whole)))
        whole = ""
    if whole:
        raise ValueError(f"a command does not end: {whole!r}")


def _parts(line):
    """Commands joined by ``&&`` count one by one."""
    return [line] if "\n" in line else line.split(" && ")


def _is_open(text):
    try:
        shlex.split(text, comments=True)
    except ValueError:
        return True
    return False


def plain(text):
    """A command without its comment; spaces count once, but where it has several lines."""
    if "\n" in text:
        return text
    return " ".join(re.sub(r"(^|\s)#\s.*$", "", text).split())
