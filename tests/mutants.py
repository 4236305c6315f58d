"""Check the checks, ``mutants.py ex_01``: each small change of a solution has to be noticed.

The instructor's solutions are changed in one place at a time (``mutation.py``) and meet the checks
of their own task. A mutant that passes them all shows a check that is blind, unless
``mutants_equivalent.toml`` says why it does the same as the original.
"""

import argparse
import ast
import os
import resource
import sys
from collections import Counter
from dataclasses import dataclass
from functools import partial
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
os.environ.update(dict.fromkeys(("MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"))
os.environ["MPLBACKEND"] = "Agg"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import corpus
from forked import forked
from mutation import mutants
from mutation_report import read_marks, report

from autograder.authoring.text import read_text, role_of
from autograder.errors import CourseError
from mlplab import Check, CheckFailed

MARKS = Path(__file__).with_name("mutants_equivalent.toml")
LEAST, SHARE = 5, 10  # seconds a mutant has at least, and as a multiple of what the solution takes


@dataclass
class Task:
    """A solve cell, and what its checks made of its mutants.

    Attributes
    ----------
    name, source : str
    checks : dict of str to str
        The task's own: name and text.
    made, verdicts : list
        Mutants, and for each what :func:`failures` gives, or None when it did not end.
    properties : list of (str, bool, str)
        Check, whether hidden, and the property announced there.
    seconds : float
        Processor time.
    """

    name: str
    source: str
    checks: dict
    made: list = ()
    verdicts: list = ()
    properties: list = ()
    seconds: float = 0.0

    def survivors(self):
        """Mutants that no check noticed."""
        return [m for m, said in zip(self.made, self.verdicts, strict=True) if said == {}]

    def crashes(self):
        """Checks that stopped with an error of their own: ``(check, error)`` and how often."""
        ended = [said for said in self.verdicts if said]
        return Counter((c, s[3]) for said in ended for c, s in said.items() if s[3])

    def unneeded(self):
        """Properties at which no mutant failed first."""
        failed = [(c, *s) for said in self.verdicts if said for c, s in said.items()]
        needed = {(check, hidden, about) for check, hidden, about, *_ in failed}
        changed = {(check, hidden) for check, hidden, _, m, _ in failed if m == "inputs changed"}
        return [
            (check, hidden, about)
            for check, hidden, about in self.properties
            if (check, hidden, about) not in needed
            and not ((check, hidden) in changed and about in _said_of_all(self.checks[check]))
        ]


def tasks(exercise):
    """The solve cells of an exercise with their checks."""
    cells = read_text(corpus.ROOT / "notebooks" / f"{exercise}.py").cells
    texts = [(*role_of(cell), cell.source) for cell in cells if cell.cell_type == "code"]
    return [
        Task(name, text, {c: t for r, c, t in texts if r == "check" and c.startswith(f"{name}-")})
        for role, name, text in texts
        if role == "solve"
    ]


def survey(exercise, task, jobs):
    """Run the mutants of a task; fills in what was made and said."""
    before = _processor_time()
    corpus.reached(exercise, task.name)  # remembered here, so that no process works it out again
    (told,) = forked([partial(announced, exercise, task)], 1, 600)
    if told is None:
        raise CourseError(f"{exercise}: the checks of {task.name} do not come to an end.")
    task.properties, failed, seconds = told
    if failed or not task.properties:
        raise CourseError(
            f"{exercise}: the instructor's own {task.name} fails {', '.join(failed)}, "
            "so its mutants would tell nothing."
            if failed
            else f"{exercise}: {task.name} has no check of its own."
        )
    task.made = mutants(task.source)
    calls = [partial(failures, exercise, task.name, m.source) for m in task.made]
    task.verdicts = forked(calls, jobs, max(LEAST, int(SHARE * seconds)))
    task.seconds = _processor_time() - before


def failures(exercise, name, source):
    """Which checks fail: ``(hidden, property, mistake, error of the check itself or "")``."""
    outcome = corpus.run(exercise, name, source, only=lambda check: check.startswith(f"{name}-"))
    said = {}
    for check, error in outcome.failed.items():
        if not isinstance(error, CheckFailed):
            said[check] = False, "", None, repr(error)[:200]
            continue
        hidden = "a hidden test" in str(error)
        inner = f"hidden, {error.__cause__!r}"[:200] if error.__cause__ else ""
        said[check] = hidden, error.about, error.mistake, inner
    return said


def announced(exercise, task):
    """Properties that the instructor's solution has, checks that it fails, and seconds.

    Run it in a process of its own: it listens in on every check.
    """
    heard, about = {}, Check.about
    begun = _processor_time()
    for check in task.checks:

        def listen(self, property_, check=check):
            heard[check, not self.show_data, property_] = None
            about(self, property_)

        Check.about = listen
        outcome = corpus.run(exercise, task.name, task.source, only=lambda c, own=check: c == own)
        if outcome.failed:
            return list(heard), list(outcome.failed), 0.0
    return list(heard), [], _processor_time() - begun


def _said_of_all(text):
    """Properties named after the last test, like "inputs untouched": every call before has it."""
    last = [node.body[-1] for node in ast.walk(ast.parse(text)) if isinstance(node, ast.With)]
    calls = [s.value for s in last if isinstance(s, ast.Expr) and isinstance(s.value, ast.Call)]
    return {
        call.args[0].value
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "about"
        if isinstance(call.args[0], ast.Constant)
    }


def _processor_time():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main(words, path=MARKS):
    """Survey the exercises named (all, without a name); return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", help="the beginning of a name, like ex_01")
    parser.add_argument("--function", help="only this solve cell")
    parser.add_argument("--jobs", type=int, default=2, help="processes at a time (2)")
    asked = parser.parse_args(words)
    there = sorted(p.stem for p in (corpus.ROOT / "notebooks").glob("ex_*.py"))
    chosen = [e for e in there if not asked.exercises or e.startswith(tuple(asked.exercises))]
    wrong, refused = 0, []
    try:
        marks, found = read_marks(path), {e: tasks(e) for e in chosen}
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    if not any(asked.function in (None, t.name) for several in found.values() for t in several):
        refused.append(f"{' '.join(words)}: no solve cell of an exercise is called that.")
    for exercise, several in found.items():
        wanted, surveyed = [t for t in several if asked.function in (None, t.name)], []
        _import_what_it_imports(exercise)
        for task in wanted:
            try:
                survey(exercise, task, asked.jobs)
                surveyed.append(task)
            except CourseError as error:
                refused.append(error)
        known = marks.get(exercise, {})
        gone = set(known) - {t.name for t in several}
        wrong += report(exercise, surveyed, known, gone) if surveyed else 0
    for exercise in sorted(set(marks) - set(there)):
        print(f"\nmarks of {exercise}: there is no such exercise")
        wrong += 1
    print(*refused, sep="\n", end="\n" if refused else "", file=sys.stderr)
    return 2 if refused else bool(wrong)


def _import_what_it_imports(exercise):
    """Import once, before any process is made; nothing of the exercise itself runs."""
    for cell in read_text(corpus.ROOT / "notebooks" / f"{exercise}.py").cells:
        if role_of(cell)[0] == "locked" and cell.cell_type == "code":
            lines = ast.parse(cell.source).body
            imports = [n for n in lines if isinstance(n, (ast.Import, ast.ImportFrom))]
            exec(compile(ast.Module(imports, []), "<imports>", "exec"), {})
    corpus.cells(exercise)


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    sys.exit(main(sys.argv[1:]))
