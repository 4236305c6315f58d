"""Run the exercises with the oldest and the newest packages that ``pyproject.toml`` allows.

``versions.py`` makes two environments in a temporary folder. In each one, every exercise's text
runs as a script, and the instructor's solution and all right solutions of the corpus meet the
checks. Nothing is installed anywhere else.
"""

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.version import Version

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
ENDS = ("oldest", "newest")
SHOWN = ("numpy", "scikit-learn", "matplotlib", "torch")
READERS = ("jupytext", "nbformat")  # what reads texts and the corpus
LIMIT = 1200  # seconds for one exercise's solutions


@dataclass
class Result:
    """What one exercise did in one environment."""

    end: str
    exercise: str
    script: str = ""  # empty when it ran, else the last line of what it said
    passed: int = 0
    failed: tuple = ()
    seconds: float = 0.0

    @property
    def fine(self):
        return not self.script and not self.failed and self.passed > 0


# ------------------------------------------------------------------------------------- bounds


def wanted(project, *, torch):
    """Requirements that the exercises need: what the course runs on, and what reads their texts.

    Parameters
    ----------
    project : dict
        The table ``[project]`` of ``pyproject.toml``.
    torch : bool
        Whether an exercise imports torch.

    Returns
    -------
    runtime, others : list of Requirement
        Only those of `runtime` are taken at their oldest.
    """
    try:
        runtime = [Requirement(text) for text in project["dependencies"]]
        extra = [
            Requirement(t) for texts in project["optional-dependencies"].values() for t in texts
        ]
    except (KeyError, InvalidRequirement) as error:
        raise CourseError(f"pyproject.toml: its dependencies cannot be read: {error}.") from None
    names = [*READERS, *(["torch"] if torch else [])]
    others = [r for r in extra if r.name in names]
    if missing := sorted(set(names) - {r.name for r in others}):
        raise CourseError(f"pyproject.toml: names no version of {', '.join(missing)}.")
    return runtime, others


def lower_bound(requirement):
    """The version after ``>=`` or ``==``.

    Raises
    ------
    CourseError
        When there is none: nobody could say what the oldest version is.
    """
    bounds = [s.version for s in requirement.specifier if s.operator in (">=", "==")]
    if len(bounds) != 1:
        raise CourseError(f"pyproject.toml: {requirement} has no lower bound; write one with >=.")
    return Version(bounds[0])


def oldest(requirement, available):
    """The first of the available versions that a requirement allows, as a requirement.

    Parameters
    ----------
    requirement : Requirement
    available : sequence of str

    Raises
    ------
    CourseError
        When no version is allowed, or the first one lies in a later minor release: then the
        bound promises what nobody can install.
    """
    bound = lower_bound(requirement)
    allowed = sorted(requirement.specifier.filter(map(Version, available)))
    if not allowed or allowed[0].release[:2] != (*bound.release, 0)[:2]:
        first = f"; the first is {allowed[0]}" if allowed else ""
        raise CourseError(
            f"{requirement}: no wheel of {bound} for Python {sys.version_info.major}."
            f"{sys.version_info.minor} on this system{first}."
        )
    return f"{requirement.name}=={allowed[0]}"


def available(text):
    """Versions in what ``pip index versions`` says."""
    found = re.search(r"^Available versions: (.+)$", text, re.MULTILINE)
    return found.group(1).split(", ") if found else []


# ------------------------------------------------------------------------------- environments


def environment(folder, end, runtime, others):
    """Make an environment and install into it; return its Python and ``{package: version}``."""
    try:
        venv.create(folder, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise CourseError(f"{folder}: no environment could be made: {error}.") from None
    python = next(p for p in (folder / "bin/python", folder / "Scripts/python.exe") if p.exists())
    if end == "oldest":
        asked = [oldest(r, available(_pip(python, "index", "versions", r.name))) for r in runtime]
    else:
        asked = [str(r) for r in runtime]
    _pip(python, "install", "--quiet", *asked, *map(str, others))
    told = json.loads(_pip(python, "list", "--format=json"))
    return python, {p["name"].lower(): p["version"] for p in told}


def _pip(python, *words):
    wheels = ["--only-binary=:all:"] if words[0] != "list" else []  # a compiler is no promise
    command = [python, "-m", "pip", "--disable-pip-version-check", *words, *wheels]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise CourseError(f"pip {' '.join(words)} failed: {last_error(done.stderr)}")
    return done.stdout


def last_error(text):
    """The line of a program's messages that says what went wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if re.match(r"(?i)error\b|\w*Error\b|\w*Exception\b", line)]
    return (errors or lines or ["it said nothing."])[-1][:300]


# ---------------------------------------------------------------------------------- exercises


def exercise_texts():
    """``{exercise: text}`` of all exercises, in order."""
    paths = sorted((ROOT / "notebooks").glob("ex_*.py"))
    return {path.stem: path.read_text(encoding="utf-8") for path in paths}


def imports_torch(text):
    """Whether an exercise's text imports torch."""
    return bool(re.search(r"^\s*(import|from) torch\b", text, re.MULTILINE))


def tried(python, end, exercise, folder):
    """Run an exercise in an environment: its text, then its solutions."""
    result, begun = Result(end, exercise), time.perf_counter()
    surroundings = {
        **{k: v for k, v in os.environ.items() if not k.startswith("PYTHON")},
        "PYTHONPATH": str(ROOT),
        "PYTHONDONTWRITEBYTECODE": "1",
        "MPLBACKEND": "Agg",
    }
    for words in ([ROOT / "notebooks" / f"{exercise}.py"], [__file__, "--solutions", exercise]):
        command = [python, "-W", "ignore", *words]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=surroundings,
                capture_output=True,
                text=True,
                timeout=LIMIT,
            )
        except subprocess.TimeoutExpired:
            said, code = f"more than {LIMIT} s", 1
        else:
            said, code = last_error(done.stderr), done.returncode
        if len(words) == 1:
            result.script = said if code else ""
        elif code:
            result.failed = (f"the solutions could not run: {said}",)
        else:
            told = json.loads(done.stdout.splitlines()[-1])
            result.passed, result.failed = told["passed"], tuple(told["failed"])
    result.seconds = time.perf_counter() - begun
    return result


def solutions(exercise):
    """In an environment: how many solutions pass, and which do not."""
    import corpus

    passed, failed = 0, []
    submissions = corpus.submissions(exercise) if exercise in corpus.EXERCISES else []
    for one in [None, *(s for s in submissions if s.right)]:
        outcome = corpus.run(exercise, *([one.replaces, one.source] if one else []))
        lost = list(outcome.failed) if one is None else outcome.own(one.replaces)
        passed += not lost
        failed += [f"{one.id if one else 'instructor'}: {', '.join(lost)}"] if lost else []
    return {"passed": passed, "failed": failed}


# -------------------------------------------------------------------------------------- report


def table(results, versions):
    """The report, as lines."""
    lines = [f"{end}: {packages}" for end, packages in versions.items()]
    lines += ["", f"{'exercise':30} {'packages':9} {'script':7} solutions  seconds"]
    for r in results:
        script = "stopped" if r.script else "ran"
        count = f"{r.passed} of {r.passed + len(r.failed)}"
        lines.append(f"{r.exercise:30} {r.end:9} {script:7} {count:>9} {r.seconds:8.0f}")
    for r in results:
        lines += [f"{r.exercise}, {r.end}: {said}" for said in (r.script, *r.failed) if said]
    return lines


def main(words):
    """Make both environments and run everything in them; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*", help="the beginning of a name, like ex_01")
    parser.add_argument("--solutions", metavar="EXERCISE", help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.solutions:
        print(json.dumps(solutions(asked.solutions)))
        return 0
    chosen = tuple(asked.exercises) or ("ex_",)
    texts = {name: t for name, t in exercise_texts().items() if name.startswith(chosen)}
    results, versions = [], {}
    try:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        needed = wanted(project, torch=any(map(imports_torch, texts.values())))
        for end in ENDS:
            with tempfile.TemporaryDirectory(prefix=f"mlplab-{end}-") as folder:
                print(f"{end}: installing ...", flush=True)
                python, there = environment(Path(folder, "env"), end, *needed)
                versions[end] = ", ".join(f"{n} {there[n]}" for n in SHOWN if n in there)
                results += [tried(python, end, exercise, folder) for exercise in texts]
    except CourseError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(table(results, versions)))
    return not (results and all(r.fine for r in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
