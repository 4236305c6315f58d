"""Write grades into nbgrader's gradebook, each with a receipt of what it was computed from.

One process writes. Grades and their receipt enter the database in one transaction, so that after
any crash what has no receipt is what is still to be graded.
"""

import contextlib
import json
import os
import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sql
from nbgrader import api
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import parse_utc

from autograder.errors import CourseError
from autograder.grading.repair import Unreadable, read

MEANINGS = {  # of what SQLite says
    "is locked": "{} is locked: close what else writes to it and start again.",
    "is full": "The disk that holds {} is full: free some space and start again.",
    "readonly": "{} cannot be written to: change its permissions and start again.",
    "not a database": "{} is damaged: put your last copy of it in its place and start again.",
    "malformed": "{} is damaged: put your last copy of it in its place and start again.",
    "no such column": "{} is of an older nbgrader: copy it, then run 'nbgrader db upgrade'.",
    "no such table": "{} is of an older nbgrader: copy it, then run 'nbgrader db upgrade'.",
}
MAX_EXTRA_BYTES = 50 << 20  # of other files that a learner handed in beside the notebook

_tables = sql.MetaData()
_receipts = sql.Table(
    "grading_receipt",
    _tables,
    sql.Column("assignment", sql.String(128), primary_key=True),
    sql.Column("student", sql.String(128), primary_key=True),
    sql.Column("submission", sql.String(64), nullable=False),
    sql.Column("digest", sql.String(64), nullable=False),
    sql.Column("seed", sql.Integer, nullable=False),
    sql.Column("isolation", sql.String(16), nullable=False),
    sql.Column("result", sql.Text, nullable=False),
)


@dataclass(frozen=True)
class Result:
    """What a worker sends back about one submission.

    Parameters
    ----------
    student, assignment : str
        Names.
    notebook : bytes
        The autograded notebook.
    scores : dict of str to float or None
        Grade id to points; None where a person has to grade.
    untouched : frozenset of str
        Solution cells that are as they were released.
    mistakes : dict of str to str
        Grade id of a failed check to the named mistake, where it has one.
    repairs, stopped : tuple of str
        Sentences for the learner.
    reason : str
        Why nothing could be graded; empty when it was.
    sha256, digest, isolation : str
        Of the bytes handed in; of the assignment; how strong the walls were.
    seed : int
        For the fresh inputs of hidden tests.
    seconds : float
        Of running and judging.
    """

    student: str
    assignment: str
    notebook: bytes
    scores: dict
    untouched: frozenset
    mistakes: dict
    repairs: tuple
    stopped: tuple
    reason: str
    sha256: str
    digest: str
    isolation: str
    seed: int
    seconds: float

    def points(self):
        """Add up all points, those that a person still gives left out.

        Returns
        -------
        float
            Before any late penalty.
        """
        return sum(score or 0.0 for score in self.scores.values())

    def told(self):
        """Write down what a receipt keeps of the result.

        Returns
        -------
        str
            JSON, with sorted keys.
        """
        kept = {
            "scores": self.scores,
            "mistakes": self.mistakes,
            "repairs": self.repairs,
            "stopped": self.stopped,
            "reason": self.reason,
        }
        return json.dumps(kept, sort_keys=True)


@dataclass(frozen=True)
class Receipt:
    """What a grade was computed from, and what came out.

    Parameters
    ----------
    submission, digest : str
        SHA-256 of the bytes handed in, and of the assignment.
    seed : int
        For the fresh inputs of hidden tests.
    isolation : str
        How strong the walls were.
    result : dict
        From :meth:`Result.told`.
    """

    submission: str
    digest: str
    seed: int
    isolation: str
    result: dict


class Records:
    """The gradebook of a course, open for writing.

    Parameters
    ----------
    course : Course
        Whose gradebook it is.
    assignment : str
        Its name.

    Attributes
    ----------
    untimed : set of Path
        Folders handed in whose ``timestamp.txt`` was written but not understood.

    Raises
    ------
    CourseError
        When the database cannot be opened.
    """

    def __init__(self, course, assignment):
        self._course, self._name = course, assignment
        self.untimed = set()
        with explained(course.db_url):
            self._gradebook = api.Gradebook(course.db_url, course.directory.course_id)
            _tables.create_all(self._gradebook.engine)
            self._db = self._gradebook.db
            self._assignment = self._gradebook.find_assignment(assignment)
        self._late = AssignLatePenalties(config=course.config)
        self._late.init_plugin()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._gradebook.close()

    def receipts(self):
        """Read what all grades were computed from.

        Returns
        -------
        dict of str to Receipt
            Learner to receipt, for all whose points are still there: removing an assignment or a
            learner from the gradebook leaves receipts behind.
        """
        query = sql.select(_receipts).where(_receipts.c.assignment == self._name)
        graded = self.points()
        with explained(self._course.db_url):
            rows = [row for row in self._db.execute(query) if row.student in graded]
        return {
            r.student: Receipt(r.submission, r.digest, r.seed, r.isolation, json.loads(r.result))
            for r in rows
        }

    def points(self):
        """Read the automatic points of all who have some, be it 0.

        A submission's row may be there without any, for an extension granted.

        Returns
        -------
        dict of str to float
            Learner to the sum, before penalties and points by hand.
        """
        submission, score = api.SubmittedAssignment, api.Grade.auto_score
        query = (
            sql.select(submission.student_id, sql.func.sum(score))
            .select_from(submission)
            .join(api.SubmittedNotebook)
            .join(api.Grade)
            .where(submission.assignment_id == self._assignment.id, score.is_not(None))
            .group_by(submission.student_id)
        )
        with explained(self._course.db_url):
            return dict(self._db.execute(query).all())

    def write(self, results, folders):
        """Store several results: their notebooks, then all rows in one transaction.

        Parameters
        ----------
        results : list of Result
            Of different learners.
        folders : dict of str to Path
            Learner to the folder handed in.

        Raises
        ------
        CourseError
            When nothing could be stored, and why; what was stored before stays.
        """
        try:
            self._withdraw([result.student for result in results])
            for result in results:
                self._write_notebook(result, folders[result.student])
            with self._db.no_autoflush:
                for result in results:
                    self._write_rows(result, folders[result.student])
            self._db.commit()
        except sql.exc.SQLAlchemyError as error:
            self._db.rollback()
            raise CourseError(_explain(self._course.db_url, error)) from None
        except OSError as error:
            self._db.rollback()
            raise CourseError(
                f"{error.filename or self._course.root}: {error.strerror}. Put that right and "
                "start again: what was graded is stored, the rest follows."
            ) from None

    def _withdraw(self, students):
        """Remove receipts: a crash between a new notebook and its rows leaves it to be graded."""
        gone = _receipts.c.assignment == self._name, _receipts.c.student.in_(students)
        self._db.execute(sql.delete(_receipts).where(*gone))
        self._db.commit()

    def _write_notebook(self, result, handed_in):
        """Replace the autograded folder as a whole: no crash leaves half of one."""
        target = self._course.autograded(result.student, self._name)
        part = target.with_name(f".{target.name}.part")
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        _copy_other_files(handed_in, part)
        (part / f"{self._name}.ipynb").write_bytes(result.notebook)
        for path in part.rglob("*"):
            if path.is_file():
                path.chmod(0o444)  # as nbgrader does
        old = target.with_name(f".{target.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        if target.exists():
            target.rename(old)
        part.rename(target)
        shutil.rmtree(old, ignore_errors=True)

    def _write_rows(self, result, handed_in):
        submission = self._submission(result, handed_in)
        (notebook,) = [n for n in submission.notebooks if n.name == self._name]
        for grade in notebook.grades:
            grade.auto_score = result.scores.get(grade.name)
            grade.needs_manual_grade = grade.manual_score is not None or grade.auto_score is None
        for comment in notebook.comments:
            comment.auto_comment = "No response." if comment.name in result.untouched else None
        self._penalise(result.student, submission, notebook)
        kept = {
            "submission": result.sha256,
            "digest": result.digest,
            "seed": result.seed,
            "isolation": result.isolation,
            "result": result.told(),
        }
        key = {"assignment": self._name, "student": result.student}
        self._db.execute(sql.insert(_receipts).values(**key, **kept))

    def _submission(self, result, handed_in):
        """The submission's rows, made where they are missing, as ``Gradebook`` makes them."""
        student = self._db.get(api.Student, result.student)
        if student is None:
            student = api.Student(id=result.student)
            self._db.add(student)
        when = self._when(handed_in)
        query = sql.select(api.SubmittedAssignment).where(
            api.SubmittedAssignment.assignment_id == self._assignment.id,
            api.SubmittedAssignment.student_id == result.student,
        )
        submission = self._db.execute(query).scalars().first()
        if submission is None:
            submission = api.SubmittedAssignment(assignment=self._assignment, student=student)
            for notebook in self._assignment.notebooks:
                theirs = api.SubmittedNotebook(notebook=notebook, assignment=submission)
                for cell in notebook.grade_cells:
                    api.Grade(cell_id=cell.id, cell=cell, notebook=theirs)
                for cell in notebook.solution_cells:
                    api.Comment(cell_id=cell.id, cell=cell, notebook=theirs)
                for cell in notebook.task_cells:
                    api.Comment(cell_id=cell.id, cell=cell, notebook=theirs)
                    api.Grade(cell_id=cell.id, cell=cell, notebook=theirs)
            self._db.add(submission)
        if when is not None:
            submission.timestamp = when
        return submission

    def _when(self, handed_in):
        """What ``timestamp.txt`` says. It came with the submission, so it may say anything."""
        path = handed_in / "timestamp.txt"
        if not os.path.lexists(path):
            return None
        try:
            return parse_utc(read(path)[:100].decode().strip())
        except (Unreadable, ValueError, OverflowError):
            self.untimed.add(handed_in)
            return None

    def _penalise(self, student, submission, notebook):
        """The late penalty that the course's plugin gives, as nbgrader's own step does."""
        notebook.late_submission_penalty = None
        if submission.timestamp is None or submission.assignment.duedate is None:
            return
        self._db.flush()
        self._db.refresh(notebook)
        late = submission.total_seconds_late
        if late > 0:
            penalty = self._late.plugin_inst.late_submission_penalty(student, notebook.score, late)
            if penalty is not None:
                notebook.late_submission_penalty = self._late._check_late_penalty(notebook, penalty)


def _copy_other_files(source, target):
    """What was handed in beside the notebook; links and devices are not followed."""
    left = MAX_EXTRA_BYTES
    for folder, folders, files in os.walk(source):
        folders[:] = [f for f in folders if not f.startswith(".")]
        for name in files:
            path = Path(folder) / name
            info = path.lstat()
            left -= info.st_size
            if stat.S_ISREG(info.st_mode) and path.suffix != ".ipynb" and left >= 0:
                copy = target / path.relative_to(source)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy, follow_symlinks=False)


@contextlib.contextmanager
def explained(db_url):
    """Say what is wrong with a database in a sentence for people.

    Parameters
    ----------
    db_url : str
        Of the database.

    Yields
    ------
    None
        For a ``with`` block.

    Raises
    ------
    CourseError
        Instead of the errors of SQLAlchemy, and of nbgrader where it has caught one of those.
    """
    try:
        yield
    except (sql.exc.SQLAlchemyError, api.InvalidEntry) as error:
        raise CourseError(_explain(db_url, error)) from None


def _explain(db_url, error):
    """A sentence for what the database said."""
    said = str(getattr(error, "orig", error)).strip().splitlines()[0]
    for words, meaning in MEANINGS.items():
        if words in said:
            return meaning.format(db_url)
    return f"The gradebook {db_url} cannot be used ({said}): put that right and start again."
