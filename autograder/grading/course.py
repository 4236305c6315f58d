"""The course on disk: what was handed in, where results go, what the gradebook knows."""

import copy
import difflib
import logging
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import CourseError
from autograder.surroundings import inside, tools_on_path


@dataclass(frozen=True)
class HandedIn:
    """One learner's submission of one assignment.

    Parameters
    ----------
    student, assignment : str
        As the folders are called.
    folder : Path
        Below ``submitted/``.
    """

    student: str
    assignment: str
    folder: Path


class Course:
    """A folder with an ``nbgrader_config.py``, seen as nbgrader sees it.

    Parameters
    ----------
    root : path
        The folder.

    Raises
    ------
    CourseError
        When it is no course.
    """

    def __init__(self, root):
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import PyFileConfigLoader

        root = Path(root).resolve()
        if not (root / "nbgrader_config.py").is_file():
            raise CourseError(f"{root} is no course: it has no nbgrader_config.py.")
        with inside(root):
            self.config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
        if "root" not in self.config.CourseDirectory:
            self.config.CourseDirectory.root = str(root)
        self.directory = CourseDirectory(config=self.config)
        self.root = Path(self.directory.root)
        self.db_url = self.directory.db_url

    def settings(self):
        """Read how the course wants to be graded.

        Returns
        -------
        autograder.grading.nbgrader_steps.SandboxedExecute
            As ``nbgrader_config.py`` configures it.

        Raises
        ------
        CourseError
            When it sets what there is not, which traitlets would pass over, or to a wrong value.
        """
        from traitlets import TraitError

        from autograder.grading.nbgrader_steps import SandboxedExecute

        known = SandboxedExecute.class_traits(config=True)
        mine = sorted(SandboxedExecute.class_own_traits(config=True))
        for name, value in self.config.get("SandboxedExecute", {}).items():
            where = f"{self.root / 'nbgrader_config.py'}: SandboxedExecute"
            if name not in known:
                close = difflib.get_close_matches(name, mine, 1)
                meant = f"did you mean {close[0]}?" if close else f"it has {', '.join(mine)}."
                raise CourseError(f"{where} has no setting {name}; {meant}")
            try:
                SandboxedExecute(**{name: value})
            except TraitError:
                raise CourseError(
                    f"{where}.{name} must be {known[name].info()}, not {value!r}."
                ) from None
        return SandboxedExecute(config=self.config)

    def path(self, step, student, assignment):
        """Name a folder of the course, as ``CourseDirectory.directory_structure`` has it.

        Parameters
        ----------
        step : str
            For instance ``"submitted"``.
        student, assignment : str
            Names, or shell patterns.

        Returns
        -------
        Path
            Need not be there.
        """
        return Path(self.directory.format_path(step, student, assignment))

    def assignments(self):
        """List all assignments with a source notebook.

        Returns
        -------
        list of str
            Their names, sorted.
        """
        folder = Path(self.path(self.directory.source_directory, ".", "x")).parent
        return sorted(p.parent.name for p in folder.glob("*/*.ipynb") if p.stem == p.parent.name)

    def assignment(self, name):
        """Read an assignment.

        Parameters
        ----------
        name : str
            One of :meth:`assignments`.

        Returns
        -------
        autograder.grading.assignment.Assignment
            From its source and its release.

        Raises
        ------
        CourseError
            When there is none of that name; lists what there is.
        """
        from autograder.grading.nbgrader_steps import assignment_of

        if name not in self.assignments():
            known = ", ".join(self.assignments()) or "none"
            raise CourseError(f"There is no assignment {name!r} in source/; there is: {known}.")
        return assignment_of(self.directory, {"assignment": name, "notebook": name})

    def handed_in(self, assignment, student="*"):
        """List what learners handed in; dot folders are no learners.

        Parameters
        ----------
        assignment : str
            Its name.
        student : str
            A shell pattern.

        Returns
        -------
        list of HandedIn
            Sorted by learner.
        """
        pattern = self.path(self.directory.submitted_directory, student, assignment)
        base = Path(*pattern.parts[: len(self.root.parts) + 1])
        found = base.glob(str(pattern.relative_to(base))) if base.is_dir() else []
        place = pattern.parts.index(student) if student in pattern.parts else -2
        return sorted(
            (
                HandedIn(p.parts[place], assignment, p)
                for p in found
                if p.is_dir() and not p.parts[place].startswith(".")
            ),
            key=lambda one: one.student,
        )

    def misplaced(self, student="*"):
        """List notebooks that lie in a learner's folder itself, where no assignment is looked for.

        Parameters
        ----------
        student : str
            A shell pattern.

        Returns
        -------
        list of Path
            Sorted; none where the course's folders are not in nbgrader's usual order.
        """
        place = self.path(self.directory.submitted_directory, student, "x")
        if place.parts[-2:] != (student, "x"):
            return []
        found = place.parents[1].glob(f"{student}/*.ipynb")
        return sorted(p for p in found if p.is_file() and not p.parent.name.startswith("."))

    def autograded(self, student, assignment):
        """Name the folder of an autograded submission.

        Parameters
        ----------
        student, assignment : str
            Names.

        Returns
        -------
        Path
            Need not be there.
        """
        return self.path(self.directory.autograded_directory, student, assignment)

    def bring_gradebook_up_to_date(self, assignment):
        """Enter an assignment, or its changed checks, into the gradebook.

        As ``nbgrader generate_assignment`` does it; ``release/`` stays as it is.

        Parameters
        ----------
        assignment : Assignment
            As ``source/`` and ``release/`` have it now.

        Returns
        -------
        str
            A sentence on what was done; empty when it was current.

        Raises
        ------
        CourseError
            When nbgrader refuses it, or the gradebook cannot be used.
        """
        known = self._known(assignment.name)
        if known == assignment.full_locked():
            return ""
        from nbgrader.apps import NbGraderAPI

        log = logging.getLogger("autograder.release")
        with (
            tempfile.TemporaryDirectory(prefix="autograder-release-") as scratch,
            inside(self.root),
            tools_on_path(),
        ):
            config = copy.deepcopy(self.config)
            config.CourseDirectory.release_directory = scratch  # a kill must not lose the release
            api = NbGraderAPI(config=config)
            api.log.setLevel(logging.CRITICAL)
            result = api.generate_assignment(assignment.name, force=True, create=True)
        log.debug("%s", result)
        if not result["success"]:
            raise CourseError(
                f"{assignment.name}: nbgrader could not enter it into the gradebook; "
                f"'nbgrader generate_assignment {assignment.name} --force' says why."
            )
        return (
            f"{assignment.name}: entered into the gradebook."
            if known is None
            else f"{assignment.name}: its checks have changed; the gradebook has the new ones now."
        )

    def _known(self, assignment):
        """Locked cells as the gradebook has them, or None when it does not know the assignment."""
        from nbgrader.api import Gradebook, MissingEntry

        from autograder.grading.records import explained

        with (
            explained(self.db_url),
            tools_on_path(),
            Gradebook(self.db_url, self.directory.course_id) as gradebook,
        ):
            try:
                notebook = gradebook.find_notebook(assignment, assignment)
            except MissingEntry:
                return None
            points = {c.name: float(c.max_score) for c in notebook.grade_cells}
            return {
                c.name: (c.source, points.get(c.name, 0.0))
                for c in notebook.source_cells
                if c.locked
            }
