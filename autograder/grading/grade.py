"""Grade one submission: repair, run, judge, and put the result into an autograded notebook."""

import copy
import hashlib
from dataclasses import dataclass, field

from autograder.grading.assignment import flag, grade_id, is_code
from autograder.grading.outputs import clean, error, stream
from autograder.grading.repair import Unreadable, parse, repair

WITHOUT = "The rest of the notebook was run without it."
NOT_RUN = "This check could not run: your notebook took longer than a submission may."


@dataclass
class Graded:
    """What came of one submission.

    Parameters
    ----------
    notebook : dict
        The autograded notebook, nbformat 4, without the names that repair used.
    points : dict of str to float
        Grade id to points.
    mistakes : dict of str to str
        Grade id of a failed check to the named mistake, where it has one.
    repairs, stopped : list of str
        Sentences for the learner.
    reason : str
        Why nothing could be graded; empty when it was.
    sha256 : str
        Of the bytes handed in.
    seconds : dict of str to float
        ``"run"`` and ``"judge"``.
    """

    notebook: dict
    points: dict
    mistakes: dict = field(default_factory=dict)
    repairs: list = field(default_factory=list)
    stopped: list = field(default_factory=list)
    reason: str = ""
    sha256: str = ""
    seconds: dict = field(default_factory=dict)


def grade(raw, assignment, slot, seed):
    """Grade the bytes of a notebook.

    Parameters
    ----------
    raw : bytes or Unreadable
        What was handed in, or why it could not be read.
    assignment : Assignment
        What it is a submission of.
    slot : Slot
        Where its code may run.
    seed : int
        For the fresh inputs of hidden tests.

    Returns
    -------
    Graded
        Also of what could not be read, with 0 points.
    """
    digest = hashlib.sha256(raw if isinstance(raw, bytes) else b"").hexdigest()
    try:
        if isinstance(raw, Unreadable):
            raise raw
        cells, told = parse(raw)
        notebook, repairs = repair(assignment, cells)
    except Unreadable as unreadable:
        points = dict.fromkeys(assignment.points(), 0.0)
        why = str(unreadable)
        return Graded(ungradable(assignment, why), points, reason=why, sha256=digest)
    result = grade_repaired(notebook, assignment, slot, seed, told + repairs)
    result.sha256 = digest
    return result


def grade_repaired(notebook, assignment, slot, seed, repairs=None):
    """Grade a repaired notebook; its cells get their outputs.

    Parameters
    ----------
    notebook : dict
        From :func:`autograder.grading.repair.repair`; changed in place.
    assignment : Assignment
        What it is a submission of.
    slot : Slot
        Where its code may run.
    seed : int
        For the fresh inputs of hidden tests.
    repairs : list of str, optional
        What was repaired in it.

    Returns
    -------
    Graded
        Holds `notebook`.
    """
    cells = assignment.cells_to_run(notebook)
    ran = slot.grade(cells, assignment.names, seed)
    result = Graded(notebook, {}, repairs=list(repairs or []), seconds=ran.seconds)
    by_position = {cell.position: cell for cell in cells}
    count = 0
    for position, cell in enumerate(notebook["cells"]):
        cell["metadata"].pop("stage", None)
        cell["metadata"].pop("learners", None)
        if not is_code(cell):
            continue
        cell["outputs"], cell["execution_count"] = [], None
        if position not in by_position:
            continue
        count += 1
        cell["execution_count"] = count
        if by_position[position].kind == "check":
            _fill_check(cell, ran.checks.get(grade_id(cell)), result)
        else:
            cell["outputs"] = ran.outputs.get(position, [])
            if position in ran.stopped:
                why = "interrupt" if position in ran.interrupted else ran.stopped[position]
                result.stopped.append(_stop(cell, why, count, slot.limits))
        for output in cell["outputs"]:
            if output["output_type"] == "execute_result":
                output["execution_count"] = count
    notebook["metadata"]["grading"] = {
        "isolation": slot.isolation,
        "seed": seed,
        "repairs": result.repairs,
        "stopped": result.stopped,
        "reason": "",
    }
    return result


def _fill_check(cell, judged, result):
    """Write what the judge said: nbgrader reads the score off the outputs."""
    name, most = grade_id(cell), float(cell["metadata"]["nbgrader"]["points"])
    if judged is None:
        judged = {"outputs": [], "hidden": False, "error": {**NO_ERROR, "text": NOT_RUN}}
    said = judged["error"]
    outputs = list(judged["outputs"])
    if said:
        outputs.append(error(said["name"], said["text"], said["text"].splitlines()))
    cell["outputs"] = outputs = clean(outputs)
    cell["metadata"]["grading"] = {**NOTHING, "hidden": judged["hidden"]}
    if said:
        cell["metadata"]["grading"] |= {
            "passed": False,
            "about": said["about"],
            "mistake": said["mistake"],
        }
    if said and said["mistake"]:
        result.mistakes[name] = said["mistake"]
    credit = [o for o in outputs if o["output_type"] == "execute_result"]
    result.points[name] = (
        0.0 if said else float(credit[-1]["data"]["text/plain"]) if credit else most
    )


def _stop(cell, why, count, limits):
    """Say that a cell was stopped, in its outputs and in a sentence for the page's top."""
    name = grade_id(cell)
    who = f"The cell {name}" if name else f"Cell {count}"
    late = f"{who} did not end within {limits.cell_seconds:g} seconds and was"
    sentence = {
        "interrupt": f"{late} interrupted. What it had defined until then counts.",
        "time": f"{late} stopped. {WITHOUT}",
        "ended": f"{who} ended the Python process, or used more memory than it may. {WITHOUT}",
    }[why]
    cell["outputs"].append(stream(sentence + "\n", "stderr"))
    return sentence


NO_ERROR = {"name": "NotRun", "text": "", "about": "", "mistake": None}


def ungradable(assignment, reason):
    """Make the autograded notebook of what cannot be graded.

    Parameters
    ----------
    assignment : Assignment
        What it should be a submission of.
    reason : str
        A sentence for the learner.

    Returns
    -------
    dict
        The released notebook with no points, and the reason in every check.
    """
    notebook = copy.deepcopy(assignment.skeleton)
    for cell in notebook["cells"]:
        if flag(cell, "grade") and is_code(cell):
            cell["outputs"] = [error("NotGraded", reason, [reason])]
            cell["metadata"]["grading"] = {**NOTHING, "passed": False}
    notebook["metadata"]["grading"] = {"repairs": [], "stopped": [], "reason": reason}
    return notebook


NOTHING = {"passed": True, "about": "", "mistake": None, "hidden": False}
