"""Break a solved notebook in many ways and grade each: nobody may gain, lose unfairly, or crash it.

``python tests/fuzz.py [N] [--seed S]`` grades N (1000) mutants of the light assignment in one
process and prints what came of them; every violation comes with the numbers that make it again.
"""

import argparse
import json
import random
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import nbformat  # noqa: E402
from fuzz_mutations import mutate  # noqa: E402
from grading import good_notebook, light_assignment, light_course  # noqa: E402
from hostile import leaked  # noqa: E402

from autograder.grading import workers  # noqa: E402
from autograder.grading.assignment import flag, grade_id, is_locked, text_of  # noqa: E402
from autograder.grading.grade import grade  # noqa: E402
from autograder.grading.slot import Limits, Slot  # noqa: E402

TWICE = 10  # every tenth mutant is graded twice
SENTENCE = re.compile(r"[A-Z][^\n]{9,198}[.?]")
OUTPUT = {"output_type": "stream", "name": "stdout", "text": ["from the\n", "learner\n"]}


@dataclass
class Report:
    """What came of a run; `violations` are lines for people."""

    graded: int = 0
    explained: int = 0
    repaired: int = 0
    known: int = 0
    twice: int = 0
    changes: Counter = field(default_factory=Counter)
    violations: list = field(default_factory=list)

    def lines(self):
        """The table."""
        yield f"{'mutants':34}{self.graded + self.explained:7}"
        yield f"{'graded':34}{self.graded:7}"
        yield f"{'not gradable, and told why':34}{self.explained:7}"
        yield f"{'repaired, and told':34}{self.repaired:7}"
        yield f"{'tasks whose points were foretold':34}{self.known:7}"
        yield f"{'graded twice, compared byte by byte':35}{self.twice:6}"
        yield f"{'violations':34}{len(self.violations):7}"
        yield from self.violations


def fuzz(judge, assignment, raw, count, seed, say=lambda line: None):
    """Grade `count` mutants and check each result.

    Parameters
    ----------
    judge : callable
        Takes bytes, returns a :class:`autograder.grading.grade.Graded`.
    assignment : Assignment
    raw : bytes
        A notebook that deserves all points.
    count, seed : int

    Returns
    -------
    Report
    """
    report = Report()
    for number in range(count):
        mutant, names = mutate(raw, random.Random(f"{seed}-{number}"))
        report.changes.update(names)
        where = f"  --seed {seed}, mutant {number} ({', '.join(names)})"
        try:
            graded = judge(mutant)
            if number % TWICE == 0:
                report.twice += 1
                if stored(graded) != stored(judge(mutant)):
                    report.violations.append(f"{where}: graded twice, it gives other bytes")
        except Exception as error:  # whatever it is, it is what this looks for
            report.explained += 1
            report.violations.append(f"{where}: {type(error).__name__}: {error}")
            continue
        report.graded += not graded.reason
        report.explained += bool(graded.reason)
        report.repaired += bool(graded.repairs)
        handed_in = Mutant(mutant, assignment, raw)
        report.known += len(handed_in.deserved())
        report.violations += [f"{where}: {what}" for what in wrong(graded, assignment, handed_in)]
        if number % 100 == 99:
            say(f"{number + 1} of {count}, {len(report.violations)} violations")
    return report


def stored(graded):
    """The bytes of the autograded notebook, as the workers store it."""
    return workers._bytes(graded.notebook)


class Mutant:
    """A mutant as a reader sees it who knows nothing of the repair.

    Parameters
    ----------
    mutant : bytes
    assignment : Assignment
    raw : bytes
        The notebook that it was made from.
    """

    def __init__(self, mutant, assignment, raw):
        self._assignment = assignment
        self._right = {
            grade_id(c): text_of(c) for c in json.loads(raw)["cells"] if flag(c, "solution")
        }
        self._ids = {c["id"]: grade_id(c) for c in assignment.skeleton["cells"] if grade_id(c)}
        try:
            cells = json.loads(mutant.decode())["cells"]
            self.cells = [c for c in cells if isinstance(c, dict)]
        except (ValueError, KeyError, TypeError, RecursionError):
            self.cells = None  # broken text, or not the present format

    def claims(self, name):
        """Cells that say they are the released cell `name`, by either of its ids."""
        return [
            c
            for c in self.cells
            if grade_id(c) == name
            or (
                grade_id(c) not in self._assignment.released
                and isinstance(c.get("id"), str)
                and self._ids.get(c["id"]) == name
            )
        ]

    def deserved(self):
        """Check to points, of the tasks whose answers can be told without running anything."""
        found = {}
        if self.cells is None or not self._known():
            return found
        for name, text in self._right.items():
            mine = self.claims(name)
            if any(name in text_of(c) for c in self.cells if c not in mine and self._counts(c)):
                continue  # another cell may bind the function
            if not mine or all(text_of(c) == text for c in mine):
                for check, points in self._assignment.points().items():
                    if check.startswith(f"check-{name}-"):
                        found[check] = points if mine else 0.0
        return found

    def _known(self):
        return any(grade_id(c) in self._assignment.released for c in self.cells)

    def _counts(self, cell):
        """Whether a cell's text takes part: that of locked cells is the instructor's."""
        locked = [n for n in self._assignment.released if n not in self._right]
        return not any(cell in self.claims(name) for name in locked)

    def to_be_told(self):
        """Locked cells and answers that are missing, doubled, or no longer as they were."""
        if self.cells is None or not self._known():
            return set()
        found = set()
        for cell in self._assignment.skeleton["cells"]:
            name = grade_id(cell)
            if not name:
                continue
            mine = self.claims(name)
            if len(mine) != 1 or (is_locked(cell) and not self._as_released(mine[0], name)):
                found.add(name)
        return found

    def _as_released(self, cell, name):
        texts = (self._assignment.released[name], self._assignment.full[name])
        return "".join(text_of(cell).split()) in ["".join(t.split()) for t in texts]


def wrong(graded, assignment, handed_in):
    """Sentences on what is wrong with a result; none when all is right.

    Parameters
    ----------
    graded : autograder.grading.grade.Graded
    assignment : Assignment
    handed_in : Mutant
    """
    yield from _form(graded.notebook, assignment)
    most = assignment.points()
    if set(graded.points) != set(most):
        yield f"points for {sorted(graded.points)}"
    for name, points in graded.points.items():
        if not 0 <= points <= most.get(name, 0):
            yield f"{name} has {points} points"
    for name, points in handed_in.deserved().items():
        if graded.points.get(name) != points:
            yield f"{name} deserves {points:g} points and has {graded.points.get(name)}"
    if graded.reason and not SENTENCE.fullmatch(graded.reason):
        yield f"the reason is no clear sentence: {graded.reason!r}"
    if graded.reason and any(graded.points.values()):
        yield f"it has points although {graded.reason!r}"
    told = " ".join(graded.repairs)
    for name in () if graded.reason else sorted(handed_in.to_be_told()):
        if not re.search(rf"\b{re.escape(name)}\b(?!-)", told):
            yield f"nothing is told about {name}: {graded.repairs}"
    for sentence in graded.repairs + graded.stopped:
        if not SENTENCE.fullmatch(sentence):
            yield f"a repair is told in no clear sentence: {sentence!r}"
    shown = _shown(graded)
    if found := leaked(shown):
        yield f"it shows {', '.join(found)} of the hidden tests"


def _form(notebook, assignment):
    try:
        nbformat.validate(json.loads(json.dumps(notebook)))
    except nbformat.ValidationError as error:
        yield f"the result is no valid notebook: {str(error).splitlines()[0]}"
    have, due = ([_of_release(c) for c in cells] for cells in _released(notebook, assignment))
    if have != due:
        different = [pair[0] for pair in zip(have, due, strict=False) if pair[0] != pair[1]]
        yield f"the result has {len(have)} of {len(due)} released cells; different: {different}"
    names = [c["id"] for c in notebook["cells"]]
    if len(set(names)) < len(names):
        yield "two cells of the result have one id"


def _released(notebook, assignment):
    for cells in (notebook["cells"], assignment.skeleton["cells"]):
        yield [c for c in cells if "nbgrader" in c["metadata"]]


def _of_release(cell):
    text = None if flag(cell, "solution") else text_of(cell)
    return cell["cell_type"], cell["id"], cell["metadata"]["nbgrader"], text


def _shown(graded):
    """All that a learner may see and has not written; pictures are left out."""
    texts = [graded.reason, *graded.repairs, *graded.stopped]
    for cell in graded.notebook["cells"]:
        texts.append(json.dumps(cell["metadata"].get("grading")))
        for output in cell.get("outputs", []):
            data = output.get("data", {}).get("text/plain", "")
            parts = (data, output.get("text", ""), output.get("evalue", ""))
            texts += [*map(str, parts), *map(str, output.get("traceback", []))]
    shown = "\n".join(texts)
    return re.sub(r"\(line \d+\)", "", shown)  # of the mutant: it may well be 271


def with_outputs(raw):
    """The notebook as it looks after it was run, the text of each cell in one string."""
    notebook = json.loads(raw)
    for cell in notebook["cells"]:
        cell["source"] = text_of(cell)
    for number, cell in enumerate(c for c in notebook["cells"] if c["cell_type"] == "code"):
        cell |= {"outputs": [dict(OUTPUT)], "execution_count": number + 1}
    return json.dumps(notebook).encode()


def main(arguments):
    """Run the command line; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="fuzz-") as scratch:
        course = light_course(Path(scratch) / "course")
        assignment, raw = light_assignment(course), with_outputs(good_notebook(course))
        slot = Slot(assignment, "full", Limits(memory_mb=1024))
        try:
            report = fuzz(
                lambda mutant: grade(mutant, assignment, slot, seed=2),
                *(assignment, raw, options.count, options.seed),
                say=lambda line: print(line, file=sys.stderr, flush=True),
            )
        finally:
            slot.close()
    print("\n".join(report.lines()))
    return 1 if report.violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
