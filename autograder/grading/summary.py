"""What a run of grading came to: whose points changed and why, and all of it in words."""

import csv
from dataclasses import dataclass, field

NAMED = 5  # learners by name behind a count
LISTED = 20  # changes on the terminal; the table has all
CHECKS = 5  # checks by name behind a change; the table has all
COLUMNS = ("time_utc", "student_id", "points_before", "points_now", "seed", "why")


@dataclass(frozen=True, order=True)
class Change:
    """Points that differ from those before.

    Parameters
    ----------
    student : str
        Whose.
    before, now : float
        Automatic points.
    seed : int
        For the fresh inputs of hidden tests, now.
    cause : str
        What is not as it was: the submission, the checks, the seed.
    checks : tuple of str
        Each with its points before and now.
    """

    student: str
    before: float
    now: float
    seed: int
    cause: str
    checks: tuple

    @property
    def why(self):
        """The cause and every check, for the table."""
        return f"{self.cause}: {', '.join(self.checks)}."

    @property
    def in_short(self):
        """The same for a terminal: many checks are only counted."""
        if len(self.checks) <= CHECKS:
            return self.why
        return f"{self.cause}: {len(self.checks)} checks."


@dataclass
class Summary:
    """What came of a run.

    Parameters
    ----------
    assignment : str
        Its name.
    open : list of str or None
        Who would be graded, of a run that only says it.
    graded : int
        Submissions.
    repaired, outdated, stopped : list of str
        Learners among them: who deleted or edited cells, who has an earlier release, whose cells
        hung or ended the process.
    current : int
        Graded before, with the present checks.
    failed : dict of str to str
        Learner to the reason why nothing could be graded.
    misplaced, untimed : list of Path
        Notebooks one folder too high; folders handed in whose ``timestamp.txt`` cannot be
        understood.
    changes : list of Change
        Of who had points before.
    points : list of float
        One per graded submission.
    most : float
        Points that the assignment has.
    isolation : str
        How strong the walls were.
    seconds : float
        On the clock.
    table, page : Path or None
        Of the changed scores, and of the mistakes.
    """

    assignment: str
    open: list | None = None
    graded: int = 0
    repaired: list = field(default_factory=list)
    outdated: list = field(default_factory=list)
    stopped: list = field(default_factory=list)
    current: int = 0
    failed: dict = field(default_factory=dict)
    misplaced: list = field(default_factory=list)
    untimed: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    points: list = field(default_factory=list)
    most: float = 0.0
    isolation: str = "full"
    seconds: float = 0.0
    table: object = None
    page: object = None

    @property
    def complete(self):
        """Whether everything handed in got a grade, as far as this run met it."""
        return not self.failed and not self.misplaced

    def lines(self):
        """Put the summary into words.

        Yields
        ------
        str
            A line.
        """
        yield self._head()
        if self.current:
            yield f"  {self.current} had a grade by these checks already (--force grades again)"
        if self.points:
            middle = sorted(self.points)[len(self.points) // 2]
            mean = sum(self.points) / len(self.points)
            yield (
                f"  points of {self.most:g}: mean {mean:.1f}, median {middle:g} (of the "
                f"{self.graded} graded now, before penalties and points by hand)"
            )
        for learners, what in (
            (self.repaired, "repaired"),
            (self.outdated, "with checks of an earlier release; the present ones were used"),
            (self.stopped, "with a cell that hung or ended the process"),
        ):
            if learners:
                yield f"  {len(learners)} {what}: {some(sorted(learners), NAMED)}"
        for learner, reason in sorted(self.failed.items()):
            yield f"  {learner}: not graded. {reason}"
        for path in self.misplaced:
            name = path.stem if path.stem == self.assignment else "<assignment>"
            yield f"  {path} lies one folder too high: move it to {path.parent / name}/"
        for folder in self.untimed:
            yield f"  {folder / 'timestamp.txt'} holds no time: look into it, it counts as in time"
        for change in self.changes[:LISTED]:
            points = f"{change.before:g} -> {change.now:g} points"
            yield f"  {change.student}: {points}. {change.in_short}"
        if len(self.changes) > LISTED:
            yield f"  and {len(self.changes) - LISTED} more"
        if self.table:
            yield f"  whose points changed, by which checks: {self.table}"
        if self.page:
            yield f"  what went wrong where: {self.page}"

    def _head(self):
        if self.open is not None:
            return f"{self.assignment}: would grade {len(self.open)}: {some(self.open, 2 * NAMED)}"
        head = f"{self.assignment}: {self.graded} graded in {self.seconds:.1f} s"
        if not self.graded or not self.seconds:
            return head
        return (
            f"{head} ({60 * self.graded / self.seconds:.0f} a minute, isolation {self.isolation})"
        )


def some(names, most):
    """Join the first names, and count the others.

    Parameters
    ----------
    names : list of str
        Any number.
    most : int
        How many to show.

    Returns
    -------
    str
        ``"nobody"`` for none.
    """
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more or "nobody"


def append_changes(path, changes, now):
    """Add changed points to a table that keeps those of every run: it tells who was told what.

    Parameters
    ----------
    path : Path
        Of the table; made when it is missing.
    changes : list of Change
        Of this run.
    now : datetime.datetime
        In UTC.
    """
    new = not path.exists()
    with path.open("a", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        if new:
            table.writerow(COLUMNS)
        for one in sorted(changes):
            when = f"{now:%Y-%m-%d %H:%M:%S}"
            table.writerow([when, one.student, one.before, one.now, one.seed, one.why])
