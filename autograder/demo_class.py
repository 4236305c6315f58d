"""A class of made-up submissions, from nothing to ``grades.csv`` with plain nbgrader commands."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat

from autograder.authoring.build import exercises
from autograder.errors import CourseError
from autograder.submissions import filled_in, read_corpus, solutions

CONFIG = """\
c = get_config()
load_subconfig({config!r})
c.CourseDirectory.root = {folder!r}
c.CourseDirectory.db_url = "sqlite:///" + {folder!r} + "/gradebook.db"
"""
MARKER = ".demo_class"
PER_EXERCISE = 6  # wrong solutions shown beside an all-right and an untouched notebook


def run_demo(root, folder, only=None, say=print):
    """Make the class, release, autograde, give feedback, export; print a table.

    Parameters
    ----------
    root, folder : path
        The course, and where the demo course is made (emptied first if it is one).
    only : sequence of str, optional
        Exercises; by default all that have a corpus.
    say : callable
        Takes a line of progress.

    Returns
    -------
    int
        0.

    Raises
    ------
    CourseError
        When a notebook is missing, the folder is in use for something else, or nbgrader fails.
    """
    root, folder = Path(root), Path(folder).resolve()
    names = [n for n in only or exercises(root) if (root / "tests" / "submissions" / n).is_dir()]
    for name in names:
        for room in ("source", "release"):
            if not (root / room / name / f"{name}.ipynb").is_file():
                raise CourseError(f"{room}/{name}: there is no notebook; run './course build'.")
    _fresh(folder)
    config = str(root / "nbgrader_config.py")
    (folder / "nbgrader_config.py").write_text(
        CONFIG.format(config=config, folder=str(folder)), encoding="utf-8"
    )
    for name in names:
        shutil.copytree(root / "source" / name, folder / "source" / name)
        nbgrader(folder, "generate_assignment", name, "--force", say=say)
        class_ = make_class(root, name)
        for learner, nb in class_.items():
            target = folder / "submitted" / learner / name / f"{name}.ipynb"
            target.parent.mkdir(parents=True)
            nbformat.write(nb, target)
        say(f"{len(class_)} learners hand in {name}")
        nbgrader(folder, "autograde", name, say=say)
        nbgrader(folder, "generate_feedback", name, say=say)
    nbgrader(folder, "export", "--to", str(folder / "grades.csv"), say=say)
    for name in names:
        say("")
        _table(folder, name, say)
    say(f"\ngrades    {folder / 'grades.csv'}")
    say(f"feedback  {folder / 'feedback'}")
    return 0


def make_class(root, exercise):
    """Make a class: all right, untouched, and one wrong function each.

    Parameters
    ----------
    root : Path
        The course.
    exercise : str
        One with a corpus.

    Returns
    -------
    dict of str to NotebookNode
        Learner -> what is handed in.
    """
    source = root / "source" / exercise / f"{exercise}.ipynb"
    release = root / "release" / exercise / f"{exercise}.ipynb"
    right = solutions(source)
    class_ = {"all-right": filled_in(release, right), "untouched": filled_in(release, {})}
    corpus = read_corpus(root / "tests" / "submissions" / exercise)
    wrong = [s for s in corpus if not s.right and s.mistake]
    unusual = [s for s in corpus if s.right and not s.carries]
    for s in [*wrong[:: max(1, len(wrong) // PER_EXERCISE)][:PER_EXERCISE], *unusual[:1]]:
        kind = "right" if s.right else "wrong"
        learner = re.sub(r"[^a-z0-9]+", "-", f"{kind}-{s.replaces}-{s.name}".lower()).strip("-")
        class_[learner[:48].strip("-")] = filled_in(release, {**right, s.replaces: s.source})
    return class_


def nbgrader(folder, *args, say=print):
    """Run one plain ``nbgrader`` command in a course.

    Parameters
    ----------
    folder : path
        Of the course; the command runs there.
    *args : str
        The command and its options.
    say : callable
        Takes a line: the command, then how long it took.

    Returns
    -------
    subprocess.CompletedProcess
        With all that it said.

    Raises
    ------
    CourseError
        When it fails; holds the end of what it said.
    """
    say(f"$ nbgrader {' '.join(args)}")
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        env={
            **os.environ,
            "PATH": os.pathsep.join([os.path.dirname(sys.executable), os.environ.get("PATH", "")]),
        },
    )
    if done.returncode:
        tail = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise CourseError(f"nbgrader {' '.join(args)} failed in {folder}:\n{tail}")
    say(f"  {time.perf_counter() - begun:.1f} s")
    return done


def mistake_named(cell):
    """Find the mistake that a graded cell's message names.

    Parameters
    ----------
    cell : NotebookNode
        Of an autograded notebook.

    Returns
    -------
    str or None
        Its name; None when the cell passed or no known mistake was recognised.
    """
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            named = re.search(r"Looks like: (.+)", "\n".join(output.traceback))
            return named.group(1).strip() if named else None
    return None


def _table(folder, exercise, say):
    from nbgrader.api import Gradebook

    say(f"{exercise:48}  points  failed checks (mistake)")
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        for learner in sorted(p.name for p in (folder / "submitted").iterdir()):
            if not (folder / "submitted" / learner / exercise).is_dir():
                continue
            submission = gradebook.find_submission(exercise, learner)
            nb = nbformat.read(
                folder / "autograded" / learner / exercise / f"{exercise}.ipynb", as_version=4
            )
            lost = {
                c.metadata.nbgrader.grade_id.removeprefix("check-"): mistake_named(c)
                for c in nb.cells
                if c.metadata.get("nbgrader", {}).get("grade")
                and any(o.output_type == "error" for o in c.outputs)
            }
            said = ", ".join(f"{k} ({v})" if v else k for k, v in list(lost.items())[:3])
            more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
            score = f"{submission.score:3g} / {submission.max_score:g}"
            say(f"{learner:48}  {score:9}  {said}{more}")


def _fresh(folder):
    if folder.exists() and not folder.is_dir():
        raise CourseError(f"{folder} is a file; name another --folder.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARKER).exists():
        raise CourseError(f"{folder} is not empty and not a demo class; name another --folder.")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARKER).touch()
