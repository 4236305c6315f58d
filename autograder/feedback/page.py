"""The feedback page of one graded notebook: a summary first, then the notebook itself."""

import re
from dataclasses import dataclass, field

from autograder.feedback.safe import safe_code, safe_markdown, safe_outputs
from autograder.graded import is_check, joined, nbgrader_role, read_checks, read_notes
from autograder.pages import render

UNTOUCHED = "No response."  # nbgrader's own comment on a cell that was handed in as it was given


@dataclass
class Task:
    """What the summary says about one cell that the learner writes.

    Parameters
    ----------
    name, heading : str
        The solve cell, and the title of the section it stands in.
    anchor : str
        Where the page shows the cell.
    score, points : float
        Got, and possible.
    checks : list of Verdict
        In the notebook's order.
    by_hand : bool
        Whether a person gives its points.
    comment : Markup or str
        The person's words; empty for none.
    """

    name: str
    heading: str
    anchor: str
    score: float = 0
    points: float = 0
    checks: list = field(default_factory=list)
    by_hand: bool = False
    comment: str = ""

    @property
    def state(self):
        """``"right"``, ``"part"``, ``"wrong"``, ``"open"`` (not written), or ``"hand"``."""
        if not self.checks:
            return "hand"
        if all(v.check.passed for v in self.checks):
            return "right"
        if all(v.check.unwritten for v in self.checks):
            return "open"
        return "part" if any(v.check.passed for v in self.checks) else "wrong"

    @property
    def failures(self):
        """Failed checks, those with the same mistake or the same sentence together."""
        groups = {}
        for verdict in self.checks:
            check = verdict.check
            if not check.passed:
                same = (check.hidden, check.mistake or check.message.sentence)
                groups.setdefault(same, []).append(verdict)
        return list(groups.values())

    @property
    def holds(self):
        """The properties that passed, in the words of the checks, each once."""
        return list(dict.fromkeys(w for v in self.checks for w in v.check.holds))

    @property
    def hidden_too(self):
        """Whether hidden tests passed as well, with all the others."""
        return self.state == "right" and any(v.check.holds_hidden for v in self.checks)

    def first_words(self, check):
        """What is wrong, without the name that the summary shows anyway.

        Parameters
        ----------
        check : autograder.graded.Check
            One that failed.

        Returns
        -------
        str
            The first sentence of its message.
        """
        return check.message.sentence.removeprefix(f"{self.name}: ")


@dataclass
class Verdict:
    """One check in the summary: what grading found, the points, and where the page shows it.

    Parameters
    ----------
    check : autograder.graded.Check
        What grading found.
    anchor : str
        Where the page shows the cell.
    score, points : float
        Got, and possible.
    """

    check: object
    anchor: str
    score: float
    points: float

    @property
    def by_hand(self):
        """Whether a person gave other points than the check did."""
        return abs(self.score - (self.points if self.check.passed else 0)) > 1e-9


def feedback_page(nb, grades):
    """Write the page.

    Parameters
    ----------
    nb : NotebookNode
        Autograded, with scores and comments from nbgrader's ``GetGrades`` and without hidden tests.
    grades : dict
        ``resources["nbgrader"]``: ``notebook``, ``score``, ``max_score``, ``late_penalty``,
        ``student``; and when it was ``handed_in`` and ``graded``, in UTC. Any may be missing.

    Returns
    -------
    str
        A whole HTML page.
    """
    checks = {check.index: check for check in read_checks(nb)}
    notes = read_notes(nb)
    graded = [] if notes.reason else list(enumerate(nb.cells))  # else nothing of it is theirs
    tasks = _tasks(graded, checks)
    verdicts = {v.anchor: v for task in tasks for v in task.checks}
    late = _float(grades.get("late_penalty"))
    score = grades.get("score", sum(task.score for task in tasks) - late)
    possible = grades.get("max_score", sum(task.points for task in tasks))
    return render(
        "feedback.html.j2",
        title=_title(nb) or grades.get("notebook", "Feedback"),
        score=_float(score),
        points=_float(possible),
        late=late,
        tasks=tasks,
        strip=_strip(tasks),
        lead=_lead(tasks),
        notes=notes,
        whose=_whose(grades),
        cells=[_cell(cell, i, tasks, verdicts) for i, cell in graded],
    )


def _whose(grades):
    """Whose page it is and of which submission: pages are sent by hand, and all look alike."""
    parts = [str(grades["student"])] if grades.get("student") else []
    for word, key in (("handed in", "handed_in"), ("graded", "graded")):
        if grades.get(key):
            parts.append(f"{word} {grades[key]:%Y-%m-%d %H:%M} UTC")
    return " · ".join(parts)


def _tasks(cells, checks):
    """One task per cell that the learner writes, with its checks; in the notebook's order."""
    tasks, heading = {}, ""
    for i, cell in cells:
        role, anchor = nbgrader_role(cell), f"cell-{i + 1}"
        if cell.cell_type == "markdown":
            heading = [heading, *_headings(cell.source)][-1]
        if role.get("solution") or role.get("task"):
            task = Task(str(role.get("grade_id")), heading, anchor)
            task.comment = _comment(role)
            if role.get("grade") or role.get("task"):
                task.by_hand = True
                task.score, task.points = _float(role.get("score")), _float(role.get("points"))
            tasks[task.name] = task
        elif is_check(cell):
            check = checks[i]
            points = _float(role.get("points"))
            score = _float(role.get("score", points if check.passed else 0))
            task = tasks.setdefault(check.task, Task(check.task or "checks", heading, anchor))
            task.checks.append(Verdict(check, anchor, score, points))
            task.score += score
            task.points += points
    return [t for t in tasks.values() if t.checks or t.by_hand or t.comment]


def _lead(tasks):
    """One sentence on where the learner stands, and what to look at first."""
    checked = [t for t in tasks if t.checks]
    right = [t for t in checked if t.state == "right"]
    rest = [t for t in checked if t.state != "right"]
    if not checked:
        return ""
    if not rest:
        return "Everything passes, every check of every task. Well done."
    if all(t.state == "open" for t in checked):
        return "Nothing is written yet: each task below waits for you."
    passes = "passes" if len(right) == 1 else "pass"
    done = f"{len(right)} of {len(checked)} tasks {passes} every check."
    if len(rest) == 1:
        return f"{done} One is left to look at: {rest[0].name}."
    return f"{done} Begin with {rest[0].name}: later tasks may build on it."


def _strip(tasks):
    """Pieces of the picture of all points: ``(x, width, state)`` in hundredths of the whole."""
    total = sum(task.points for task in tasks)
    pieces, x = [], 0.0
    for task in tasks:
        for v in task.checks or [task]:
            width = 100 * v.points / total if total else 0
            got = width * min(1, max(0, v.score / v.points)) if v.points else 0
            pieces.append({"x": x, "width": width, "got": got, "task": task.name})
            x += width
    return pieces


def _cell(cell, i, tasks, verdicts):
    """What the template shows of a cell."""
    role, anchor = nbgrader_role(cell), f"cell-{i + 1}"
    shown = {"anchor": anchor, "kind": "code", "verdict": verdicts.get(anchor)}
    if cell.cell_type == "markdown":
        shown |= {"kind": "prose", "html": safe_markdown(cell.source, cell.get("attachments"))}
    elif cell.cell_type != "code":
        shown |= {"kind": "raw", "text": joined(cell.source)}
    else:
        shown |= {"html": safe_code(cell.source), "outputs": safe_outputs(cell.outputs)}
        if shown["verdict"]:
            shown["kind"] = "check"
    if role.get("solution") or role.get("task"):
        shown["task"] = next((t for t in tasks if t.anchor == anchor), None)
    return shown


def _comment(role):
    comment = role.get("comment")
    if not isinstance(comment, str) or not comment.strip():
        return ""
    return "" if comment.strip() == UNTOUCHED else safe_markdown(comment)


def _title(nb):
    """The notebook's first heading."""
    headings = (_headings(c.source) for c in nb.cells if c.cell_type == "markdown")
    return next((found[0] for found in headings if found), "")


def _headings(source):
    outside_code = re.sub(r"^```.*?^```", "", joined(source), flags=re.DOTALL | re.MULTILINE)
    found = re.findall(r"^#{1,6} +(.+)$", outside_code, re.MULTILINE)
    return [re.sub(r"[*`]+", "", words).strip()[:120] for words in found]


def _float(value):
    return float(value) if isinstance(value, (int, float)) else 0.0
