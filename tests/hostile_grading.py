"""Try every hostile notebook on the grader and count what it gains.

    python tests/hostile_grading.py [words of a name or class] [--isolation full|process]

Prints a line for each attack that gained a point, leaked, harmed its neighbour, or left a process
or a file behind, and the totals; the exit status is 1 when there is one.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

import hostile  # noqa: E402

from autograder.authoring.build import _release, build_source  # noqa: E402
from autograder.feedback.hidden import HideHiddenTests  # noqa: E402
from autograder.feedback.page import feedback_page  # noqa: E402
from autograder.grading.assignment import Assignment, flag, text_of  # noqa: E402
from autograder.grading.grade import grade  # noqa: E402
from autograder.grading.slot import Limits, Slot  # noqa: E402
from autograder.submissions import filled_in, solutions  # noqa: E402

LIMITS = Limits(cell_seconds=3, check_seconds=3, submission_seconds=40, memory_mb=700)
SEED = 2


@dataclass
class Outcome:
    """What one attack came to.

    Attributes
    ----------
    attack : Attack
    points : float
    explained : bool
        Whether nothing was graded and the learner is told why.
    leaked : list of str
        Markers of hidden tests in what the learner reads that were not in the file handed in.
    left : list of str
        Processes and files that are there afterwards and were not before.
    neighbour : float
        Points of an honest submission graded next in the same slot; nan when it was not tried.
    seconds : float
    """

    attack: object
    points: float
    explained: bool
    leaked: list = field(default_factory=list)
    left: list = field(default_factory=list)
    neighbour: float = float("nan")
    seconds: float = 0.0

    def wrong(self):
        """What is wrong with it, a list of words."""
        said = []
        if self.attack.deserves == "explained":
            if not self.explained:
                said.append(f"got {self.points:g} points and no reason")
        elif self.points > self.attack.deserves:
            said.append(f"gained {self.points - self.attack.deserves:g} points")
        elif self.points < self.attack.deserves:
            said.append(f"lost {self.attack.deserves - self.points:g} points that it deserves")
        if self.leaked:
            said.append(f"leaked {', '.join(self.leaked)}")
        if self.left:
            said.append(f"left {', '.join(self.left)}")
        if self.neighbour < 100:
            said.append(f"its neighbour got {self.neighbour:g}")
        return said


class Target:
    """The light assignment and a slot to grade it in.

    Parameters
    ----------
    folder : path
        To build it in.
    isolation : str
    """

    def __init__(self, folder, isolation="full"):
        folder = Path(folder)
        source = folder / "source" / "light" / "light.ipynb"
        build_source(hostile.LIGHT, source)
        self.release = _release(ROOT, folder, "light")
        self.assignment = Assignment(source, self.release)
        self.honest = nbformat.writes(filled_in(self.release, solutions(source))).encode()
        self.slot = Slot(self.assignment, isolation, LIMITS)

    def attempt(self, attack, neighbour=True):
        """Grade an attack, then look around.

        Returns
        -------
        Outcome
        """
        raw = attack.notebook(self.release)
        before = self._surroundings()
        begun = time.perf_counter()
        graded = grade(raw, self.assignment, self.slot, SEED)
        seconds = time.perf_counter() - begun
        shown = set(hostile.leaked(readable(graded)))
        outcome = Outcome(
            attack,
            sum(graded.points.values()),
            bool(graded.reason),
            sorted(shown - set(hostile.leaked(raw.decode("utf-8", "replace")))),
            self._left(before),
            seconds=seconds,
        )
        if neighbour:
            points = grade(self.honest, self.assignment, self.slot, SEED).points
            outcome.neighbour = sum(points.values())
        return outcome

    def close(self):
        """End the slot."""
        self.slot.close()

    def _left(self, before):
        left = self._surroundings() - before
        if left:  # what is being taken down is not left
            time.sleep(1)
            left &= self._surroundings()
        return sorted(left)

    def _surroundings(self):
        """Processes and files that belong to this slot's user ids."""
        mine, found = self.slot.user_ids(), set()
        for number in filter(str.isdigit, os.listdir("/proc")):
            with contextlib.suppress(OSError):
                if os.stat(f"/proc/{number}").st_uid in mine:
                    command = Path(f"/proc/{number}/comm").read_text().strip()
                    found.add(f"process {number} {command}")
        for folder in (tempfile.gettempdir(), "/var/tmp", "/dev/shm"):
            for name in os.listdir(folder):
                with contextlib.suppress(OSError):
                    if os.lstat(os.path.join(folder, name)).st_uid in mine:
                        found.add(f"file {folder}/{name}")
        return found


def readable(graded):
    """All that the learner reads: outputs, sentences, and the feedback page."""
    shown = [
        text_of(cell) if not flag(cell, "grade") else "" for cell in graded.notebook["cells"]
    ] + [str(cell.get("outputs", "")) for cell in graded.notebook["cells"]]
    notebook, _ = HideHiddenTests().preprocess(nbformat.from_dict(graded.notebook), {})
    page = feedback_page(notebook, {"score": sum(graded.points.values()), "max_score": 100})
    return "\n".join([*shown, str(graded.notebook["metadata"]), page])


def main():
    """Try them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("words", nargs="?", default="")
    parser.add_argument("--isolation", choices=["full", "process"], default="full")
    options = parser.parse_args()
    attacks = [a for a in hostile.attacks() if options.words in f"{a.klass} {a.name}"]
    outcomes = []
    with tempfile.TemporaryDirectory() as folder:
        target = Target(folder, options.isolation)
        for attack in attacks:
            try:
                outcomes.append(target.attempt(attack))
            except Exception as error:
                print(f"{attack.klass:16} {attack.name}: the batch would stop, {error!r}")
                outcomes.append(Outcome(attack, float("inf"), False))
                target.close()
                target = Target(folder, options.isolation)
            if outcomes[-1].wrong():
                print(f"{attack.klass:16} {attack.name}: {'; '.join(outcomes[-1].wrong())}")
        target.close()
    gained = [o for o in outcomes if any(w.startswith(("gained", "got")) for w in o.wrong())]
    seconds = sum(o.seconds for o in outcomes)
    print(
        f"{len(outcomes)} hostile notebooks in {seconds:.0f} s: {len(gained)} gained points, "
        f"{sum(bool(o.leaked) for o in outcomes)} leaked, "
        f"{sum(bool(o.left) for o in outcomes)} left something behind, "
        f"{sum(o.neighbour < 100 for o in outcomes)} harmed the next, "
        f"{sum(any(w.startswith('lost') for w in o.wrong()) for o in outcomes)} lost points"
    )
    return 1 if any(o.wrong() for o in outcomes) else 0


if __name__ == "__main__":
    sys.exit(main())
