"""What grading left in an autograded notebook: which checks passed, and what the others say.

Works on nbformat's nodes and on plain JSON alike. A notebook begins as a learner's file, so nothing
in it is trusted to be of the right type; with stock nbgrader it holds no ``grading`` metadata, and
the outputs tell.
"""

import re
from dataclasses import dataclass, replace

_ANSI = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_PASSED = re.compile(r"^\w+ ✓ +(hidden: )?(.*(?:\n {4}.*)*)", re.MULTILINE)
_CHECKING = re.compile(r"\s*checking\s+(?P<hidden>a hidden test, on data you have not seen: )?(.*)")
_LOOKS_LIKE = re.compile(r"\s*Looks like: (.+)")
# errors whose text was written for learners: by the checks themselves, or by who runs them
SPEAKING = frozenset({"CheckFailed", "HiddenTestFailed", "NotGraded", "NotRun", "OutOfTime"})
_UNWRITTEN = re.compile(r"not written yet\.$")


@dataclass(frozen=True)
class Message:
    """The message of a failed check, in its parts.

    Parameters
    ----------
    sentence : str
        What is wrong.
    details : tuple of str
        Lines with shapes and numbers; empty for a hidden test, which shows none.
    about : str
        The property that was checked.
    hidden : bool
        Whether a hidden test failed.
    mistake, meaning, question : str
        The named mistake, what it says and what it asks; empty when none is named.
    """

    sentence: str
    details: tuple = ()
    about: str = ""
    hidden: bool = False
    mistake: str = ""
    meaning: str = ""
    question: str = ""


@dataclass(frozen=True)
class Check:
    """One check cell after grading.

    Parameters
    ----------
    name : str
        Its ``grade_id``.
    task : str
        The solve cell it belongs to; empty when there is none before it.
    index : int
        Position of the cell in the notebook.
    passed : bool
        Whether it gave its points.
    hidden : bool
        Whether a hidden test failed.
    unwritten : bool
        Whether it failed only because a function is not written yet.
    mistake : str
        The named mistake, or empty.
    holds, holds_hidden : tuple of str
        The properties that a check which passed has established, by visible and by hidden tests.
    message : Message or None
        None when it passed.
    """

    name: str
    task: str
    index: int
    passed: bool
    hidden: bool = False
    unwritten: bool = False
    mistake: str = ""
    holds: tuple = ()
    holds_hidden: tuple = ()
    message: Message | None = None


@dataclass(frozen=True)
class Notes:
    """What happened to a whole notebook: sentences for people.

    Parameters
    ----------
    repairs : tuple of str
        What the grader put right in the file.
    stopped : tuple of str
        What it stopped: out of time, out of memory.
    reason : str
        Why nothing was graded; empty when it was.
    """

    repairs: tuple = ()
    stopped: tuple = ()
    reason: str = ""


def joined(text):
    """Join a text of a notebook file, where it may be a list of lines.

    Parameters
    ----------
    text : object
        A string, a list of strings, or anything that a damaged file holds.

    Returns
    -------
    str
        Empty for anything else.
    """
    if isinstance(text, (list, tuple)):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""


def plain(text):
    """Take terminal colours out of a text.

    Parameters
    ----------
    text : object
        As for :func:`joined`.

    Returns
    -------
    str
        What a person would read.
    """
    return _ANSI.sub("", joined(text))


def nbgrader_role(cell):
    """Look up nbgrader's metadata of a cell.

    Parameters
    ----------
    cell : dict
        NotebookNode or plain JSON.

    Returns
    -------
    dict
        Empty where there is none.
    """
    role = _dict(cell, "metadata").get("nbgrader")
    return role if isinstance(role, dict) else {}


def is_check(cell):
    """Tell whether a cell holds tests that nbgrader grades by itself.

    Parameters
    ----------
    cell : dict
        NotebookNode or plain JSON.

    Returns
    -------
    bool
        False for what a person grades.
    """
    role = nbgrader_role(cell)
    graded = role.get("grade") and not role.get("solution") and not role.get("task")
    return bool(graded) and cell.get("cell_type") == "code"


def read_notes(nb):
    """Read what happened to a whole notebook.

    Parameters
    ----------
    nb : dict
        NotebookNode or plain JSON, autograded.

    Returns
    -------
    Notes
        Empty with stock nbgrader.
    """
    kept = _dict(_dict(nb, "metadata"), "grading")
    return Notes(
        _sentences(kept.get("repairs")), _sentences(kept.get("stopped")), _line(kept.get("reason"))
    )


def read_checks(nb):
    """Read what became of each check cell.

    Parameters
    ----------
    nb : dict
        NotebookNode or plain JSON, autograded.

    Returns
    -------
    list of Check
        In the notebook's order.
    """
    cells = [c for c in nb.get("cells", []) if isinstance(c, dict)]
    tasks = {
        str(nbgrader_role(c).get("grade_id")) for c in cells if nbgrader_role(c).get("solution")
    }
    found, latest = [], ""
    for index, cell in enumerate(cells):
        role = nbgrader_role(cell)
        if role.get("solution"):
            latest = str(role.get("grade_id"))
        elif is_check(cell):
            task = task_of(str(role.get("grade_id")), tasks) or latest
            found.append(_read_check(cell, index, task))
    return found


def task_of(check, tasks):
    """Find the solve cell that a check names, as in ``check-<solve cell>-<property>``.

    Parameters
    ----------
    check : str
        Its ``grade_id``.
    tasks : iterable of str
        Solve cells; the longest name that fits counts.

    Returns
    -------
    str
        Empty when it names none.
    """
    bare = check.removeprefix("check-")
    named = [t for t in tasks if bare == t or bare.startswith(f"{t}-")]
    return max(named, key=len, default="")


def could_not_finish(kind):
    """Write what a learner reads in place of a traceback through a check.

    Parameters
    ----------
    kind : str
        The error's name; left out when it is no plain name, since code can put anything there.

    Returns
    -------
    str
        Two sentences: what happened and what to do.
    """
    kind = kind if re.fullmatch(r"[A-Za-z_]\w{0,60}", str(kind)) else "an error"
    return (
        f"The check could not finish: {kind}. Run the notebook from the top "
        "(Kernel, Restart and Run All) and see which cell stops first."
    )


def read_message(lines):
    """Take the message of a failed check apart.

    Parameters
    ----------
    lines : sequence of str
        As a check writes them, without terminal colours.

    Returns
    -------
    Message
        A text of another form is all sentence and details.
    """
    lines = [line.rstrip() for line in lines]
    sentence = lines[0].strip() if lines else ""
    details, about, hidden = [], "", False
    for i, line in enumerate(lines[1:], start=1):
        if looks := _LOOKS_LIKE.match(line):
            meaning, question = [*[rest.strip() for rest in lines[i + 1 : i + 3]], "", ""][:2]
            return Message(
                sentence,
                () if hidden else tuple(details),
                about,
                hidden,
                looks[1].strip(),
                meaning,
                question,
            )
        if checking := _CHECKING.match(line):
            about, hidden = checking[2], bool(checking["hidden"])
        elif line.strip():
            details.append(line)
    return Message(sentence, () if hidden else tuple(details), about, hidden)


def _read_check(cell, index, task):
    kept = _dict(_dict(cell, "metadata"), "grading")
    outputs = cell.get("outputs")
    outputs = [o for o in outputs if isinstance(o, dict)] if isinstance(outputs, list) else []
    error = next((o for o in outputs if o.get("output_type") == "error"), None)
    printed = "".join(
        plain(o.get("text"))
        for o in outputs
        if o.get("output_type") == "stream" and o.get("name") == "stdout"
    )
    passed = kept.get("passed")
    if not isinstance(passed, bool):  # stock nbgrader: an error or a word on stderr is 0 points
        passed = error is None and not any(o.get("name") == "stderr" for o in outputs)
    name = str(nbgrader_role(cell).get("grade_id"))
    if passed:
        lines = _PASSED.findall(printed)
        seen = _properties(words for hidden, words in lines if not hidden)
        seen = seen or _sentences([kept.get("about")])
        unseen = _properties(words for hidden, words in lines if hidden)
        return Check(name, task, index, True, holds=seen, holds_hidden=unseen)
    message = _message_of(error)
    about = _line(kept.get("about")) or message.about
    if kept.get("hidden") is True:
        message = replace(message, hidden=True, details=())
    return Check(
        name,
        task,
        index,
        False,
        hidden=message.hidden,
        unwritten=about == "written" or bool(_UNWRITTEN.search(message.sentence)),
        mistake=_line(kept.get("mistake")) or message.mistake,
        message=message,
    )


def _properties(texts):
    """Each property of the lines of checks, which put dots between them and break anywhere."""
    parts = (" ".join(p.split()) for text in texts for p in text.split(" ·"))
    return tuple(dict.fromkeys(p.lstrip("· ") for p in parts if p.strip("· ")))


def _message_of(error):
    if error is None:
        return Message("It did not pass.")
    if error.get("ename") not in SPEAKING:
        return Message(could_not_finish(error.get("ename")))
    lines = error.get("traceback")
    lines = lines if isinstance(lines, (list, tuple)) else [joined(lines)]
    return read_message("\n".join(plain(line) for line in lines).split("\n"))


def _dict(holder, key):
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, dict) else {}


def _line(value):
    """A short line of text, whatever the metadata holds."""
    return " ".join(value.split())[:300] if isinstance(value, str) else ""


def _sentences(value):
    lines = [_line(v) for v in value] if isinstance(value, (list, tuple)) else []
    return tuple(line for line in lines if line)
