"""What ``nbgrader autograde`` and formgrader's button use instead of nbgrader's own steps.

``nbgrader_config.py`` names both classes. Everything after them, from scores to late penalties, is
nbgrader's.
"""

import atexit
import os
import threading
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Enum, Float, Integer

from autograder.grading.assignment import Assignment
from autograder.grading.grade import grade_repaired, ungradable
from autograder.grading.repair import Unreadable, parse, read, repair
from autograder.grading.slot import Limits, Slot

IDLE_SECONDS = 60  # formgrader's server goes on living: warm processes end when nobody grades


class RepairingExporter(NotebookExporter):
    """Reads what learners handed in, whatever it is: nbgrader's own reader gives up on much."""

    def from_filename(self, filename, resources=None, **kw):
        """Return the notebook of a file, put back into the shape of the release."""
        if not getattr(self.parent, "_sanitizing", False):
            return super().from_filename(filename, resources, **kw)
        assignment = assignment_of(self.parent.coursedir, resources["nbgrader"])
        try:
            cells, told = parse(read(filename))
            notebook, repairs = repair(assignment, cells)
            notebook["metadata"]["grading"] = {"repairs": told + repairs, "reason": ""}
        except Unreadable as unreadable:
            notebook = ungradable(assignment, str(unreadable))
        for sentence in notebook["metadata"]["grading"]["repairs"]:
            self.log.warning("%s: %s", filename, sentence)
        if notebook["metadata"]["grading"]["reason"]:
            self.log.error("%s: %s", filename, notebook["metadata"]["grading"]["reason"])
        return self.from_notebook_node(nbformat.from_dict(notebook), resources, **kw)


class SandboxedExecute(NbGraderPreprocessor):
    """Runs a repaired notebook in the sandbox and lets the judge decide its checks.

    In ``nbgrader_config.py``, for instance ``c.SandboxedExecute.cell_seconds = 60``.
    """

    isolation = Enum(
        ["full", "process"],
        "full",
        help="full: namespaces, own user, no network; process: a separate judge and limits only. "
        "Nothing weaker is used unless it is written here or asked for by --isolation.",
    ).tag(config=True)
    cell_seconds = Float(30, help="time of one cell").tag(config=True)
    check_seconds = Float(20, help="time of one check").tag(config=True)
    submission_seconds = Float(300, help="time of one notebook").tag(config=True)
    memory_mb = Integer(2048, help="memory of one notebook, all its processes").tag(config=True)
    seed = Integer(2, help="for the fresh inputs of hidden tests; MLPLAB_SEED").tag(config=True)

    def limits(self):
        """Collect the configured limits.

        Returns
        -------
        autograder.grading.slot.Limits
            Those that no configuration knows are the default ones.
        """
        names = ("cell_seconds", "check_seconds", "submission_seconds", "memory_mb")
        return Limits(**{name: getattr(self, name) for name in names})

    def preprocess(self, nb, resources):
        """Return the notebook with the judge's outputs in its checks."""
        said = nb.metadata.get("grading", {})
        assignment = assignment_of(self.parent.parent.coursedir, resources["nbgrader"])
        if said.get("reason"):
            return nbformat.from_dict(ungradable(assignment, said["reason"])), resources
        with _lock:  # the timer's thread must not close the slot that is in use
            slot = _warm_slot(assignment, self.isolation, self.limits())
            try:
                result = grade_repaired(
                    _plain(nb), assignment, slot, self.seed, said.get("repairs")
                )
            except BaseException:
                _close()  # whatever state it is in, the next submission starts afresh
                raise
            _put_back()
        return nbformat.from_dict(result.notebook), resources


def assignment_of(coursedir, names):
    """Read the assignment that a submission is of.

    Parameters
    ----------
    coursedir : nbgrader.coursedir.CourseDirectory
        The course.
    names : dict
        With ``assignment`` and ``notebook``, as nbgrader's resources have them.

    Returns
    -------
    Assignment
        From its source and its release.
    """
    paths = [
        Path(coursedir.format_path(step, ".", names["assignment"])) / f"{names['notebook']}.ipynb"
        for step in (coursedir.source_directory, coursedir.release_directory)
    ]
    return Assignment(*paths)


def _plain(node):
    """Dicts and lists instead of nbformat's nodes."""
    if isinstance(node, dict):
        return {key: _plain(value) for key, value in node.items()}
    return [_plain(item) for item in node] if isinstance(node, list) else node


_kept = {"key": None, "slot": None, "timer": None}
_lock = threading.RLock()


def _warm_slot(assignment, isolation, limits):
    """The slot of the last call, when it fits: starting one takes seconds."""
    with _lock:
        if _kept["timer"] is not None:
            _kept["timer"].cancel()
        key = (assignment.digest, isolation, limits, os.getpid())
        if _kept["key"] != key:
            _close()
            _kept.update(slot=Slot(assignment, isolation, limits), key=key)
        return _kept["slot"]


def _put_back():
    with _lock:
        _kept["timer"] = threading.Timer(IDLE_SECONDS, _close)
        _kept["timer"].daemon = True
        _kept["timer"].start()


@atexit.register
def _close():
    with _lock:
        if _kept["slot"] is not None:
            _kept["slot"].close()
        _kept.update(key=None, slot=None)
