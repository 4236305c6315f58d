"""Real nbgrader: validate, a class from nothing to grades, feedback, and the stock exchange."""

import csv
import os
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from test_release import leaks

from autograder.authoring.build import exercises
from autograder.demo_class import CONFIG, make_class, run_demo
from autograder.errors import CourseError
from autograder.submissions import filled_in, solutions

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = exercises(ROOT)
pytestmark = pytest.mark.slow


def nbgrader(*args, cwd, **env):
    """Run a plain ``nbgrader`` command; its text, and never mind the exit status."""
    path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *map(str, args)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path, **env},
    )
    assert done.returncode == 0 or args[0] == "validate", done.stderr[-2000:]
    return done.stdout + done.stderr


def graded(folder, learner, exercise):
    """Autograded check cells of a learner: name -> cell."""
    path = folder / "autograded" / learner / exercise / f"{exercise}.ipynb"
    return {
        c.metadata.nbgrader.grade_id: c
        for c in nbformat.read(path, as_version=4).cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }


# -------------------------------------------------------------------------------- validate


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_instructor_notebook_validates_and_the_release_does_not(exercise, tmp_path):
    source = ROOT / "source" / exercise / f"{exercise}.ipynb"
    release = ROOT / "release" / exercise / f"{exercise}.ipynb"
    assert "Success! Your notebook passes all the tests." in nbgrader("validate", source, cwd=ROOT)
    inverted = nbgrader("validate", "--invert", release, cwd=ROOT)
    assert "Success! The notebook does not pass any tests." in inverted
    # the same words on the wrong notebooks, so that the two lines above can fail
    assert "Success" not in nbgrader("validate", release, cwd=ROOT)


def test_a_warning_costs_nothing_in_validate(tmp_path):
    exercise = EXERCISES[0]
    nb = filled_in(ROOT / "release" / exercise / f"{exercise}.ipynb", noisy(exercise))
    path = tmp_path / f"{exercise}.ipynb"
    nbformat.write(nb, path)
    assert "Success! Your notebook passes all the tests." in nbgrader("validate", path, cwd=ROOT)


def noisy(exercise):
    """The instructor's solutions, each of which also writes to stderr when it is called."""
    right = solutions(ROOT / "source" / exercise / f"{exercise}.ipynb")
    return {name: f"{text}\n\n{NOISE.format(name=name)}" for name, text in right.items()}


NOISE = """\
def _noisy(function):
    import functools, sys, warnings

    if isinstance(function, type):
        return function  # a class stays one

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print("on stderr", file=sys.stderr)
        warnings.warn("and a warning")
        return function(*args, **kwargs)

    return wrapper


{name} = _noisy({name})
"""


# ------------------------------------------------------------------------------ a demo class


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    """The demo class, graded, with one learner added whose functions warn all the time."""
    folder = tmp_path_factory.mktemp("demo") / "class"
    said = []
    assert run_demo(ROOT, folder, only=EXERCISES[:1], say=said.append) == 0
    return folder, said


def test_grades_are_what_the_submissions_deserve(demo):
    folder, _ = demo
    scores = {
        row["student_id"]: (float(row["score"]), float(row["max_score"]))
        for row in csv.DictReader((folder / "grades.csv").open())
    }
    assert scores["all-right"] == (100, 100)
    assert scores["untouched"] == (0, 100)
    right = [v for k, v in scores.items() if k.startswith("right-")]
    wrong = [v for k, v in scores.items() if k.startswith("wrong-")]
    assert right and all(v == (100, 100) for v in right)
    assert len(wrong) >= 5 and all(0 < v[0] < 100 for v in wrong)


def test_the_table_names_learners_points_and_mistakes(demo):
    _, said = demo
    text = "\n".join(said)
    assert "$ nbgrader autograde" in text
    assert re.search(r"all-right +100 / 100", text) and re.search(r"untouched +0 / 100", text)
    assert len(re.findall(r"wrong-\S+ +[\d.]+ / 100 +\S+ \([a-z0-9/ ']+\)", text)) >= 5


def test_nothing_is_left_for_manual_grading(demo):
    from nbgrader.api import Gradebook

    folder, _ = demo
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions(EXERCISES[0]):
            assert not submission.needs_manual_grade


def test_feedback_shows_the_message_and_no_hidden_test(demo):
    folder, _ = demo
    exercise = EXERCISES[0]
    pages = list((folder / "feedback").rglob("*.html"))
    assert len(pages) == len(list((folder / "submitted").iterdir()))
    for page in pages:
        text = shown(page)
        found = [line for line in leaks(exercise, [text]) if line not in own_lines(folder, page)]
        assert found == [], page
        assert "HIDDEN" not in text and "Traceback" not in text
    wrong = next(p for p in pages if "wrong-" in str(p))
    assert "Looks like:" in shown(wrong) and "(hidden tests ran here)" in shown(wrong)


def test_a_hidden_line_in_feedback_would_be_noticed(demo):
    folder, _ = demo
    exercise = EXERCISES[0]
    plain = folder / "autograded" / "all-right" / exercise / f"{exercise}.ipynb"
    html = subprocess.run(
        [sys.executable, "-m", "nbconvert", "--to", "html", "--stdout", plain],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert len(leaks(exercise, [plain_text(html)])) > 50


def test_a_crash_of_a_check_is_told_without_its_traceback():
    from autograder.feedback import HideHiddenTests

    cell = nbformat.v4.new_code_cell(
        "x = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\n### END HIDDEN TESTS",
        metadata={"nbgrader": {"grade": True, "schema_version": 3, "solution": False}},
        outputs=[
            nbformat.v4.new_output(
                "error", ename="KeyError", evalue="secret", traceback=["secret = 2", "KeyError"]
            )
        ],
    )
    cell, _ = HideHiddenTests().preprocess_cell(cell, {}, 0)
    assert "secret" not in str(cell) and "could not finish: KeyError" in str(cell)


def test_noise_costs_nothing_with_plain_autograde(demo):
    folder, _ = demo
    exercise = EXERCISES[0]
    target = folder / "submitted" / "noisy" / exercise / f"{exercise}.ipynb"
    target.parent.mkdir(parents=True)
    release = folder / "release" / exercise / f"{exercise}.ipynb"
    nbformat.write(filled_in(release, noisy(exercise)), target)
    nbgrader("autograde", exercise, "--student", "noisy", cwd=folder)
    cells = graded(folder, "noisy", exercise)
    said = [o for c in cells.values() for o in c.outputs if o.get("name") == "stderr"]
    assert said == [] and not any(
        o.output_type == "error" for c in cells.values() for o in c.outputs
    )
    shutil.rmtree(target.parents[1])


def test_a_copied_cell_and_a_peek_stop_nobody_and_show_nothing(demo):
    """Learner `a` copies a solution cell and prints the session's history; `b` comes after."""
    folder, _ = demo
    exercise = EXERCISES[0]
    release = folder / "release" / exercise / f"{exercise}.ipynb"
    right = solutions(ROOT / "source" / exercise / f"{exercise}.ipynb")
    copied = filled_in(release, right)
    first = next(i for i, c in enumerate(copied.cells) if "BEGIN" not in c.source and is_solve(c))
    twin = nbformat.from_dict({**copied.cells[first], "id": "a-copy"})
    copied.cells.insert(first + 1, twin)
    copied.cells.append(nbformat.v4.new_code_cell("print('\\n'.join(In))"))
    for learner, nb in (("a-copies", copied), ("b-after", filled_in(release, right))):
        target = folder / "submitted" / learner / exercise / f"{exercise}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(nb, target)
        nbgrader("autograde", exercise, "--student", learner, cwd=folder)
        cells = graded(folder, learner, exercise)
        assert not any(o.output_type == "error" for c in cells.values() for o in c.outputs)
    nbgrader("generate_feedback", exercise, "--student", "a-copies", cwd=folder)
    text = shown(next((folder / "feedback" / "a-copies").rglob("*.html")))
    mine = {line.strip() for answer in right.values() for line in answer.splitlines()}
    assert [line for line in leaks(exercise, [text]) if line not in mine] == []
    for learner in ("a-copies", "b-after"):
        shutil.rmtree(folder / "submitted" / learner)


def is_solve(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def test_a_demo_in_place_of_a_file_is_refused(tmp_path):
    (tmp_path / "notes").write_text("mine")
    with pytest.raises(CourseError, match="is a file"):
        run_demo(ROOT, tmp_path / "notes", say=lambda _: None)


def test_the_demo_never_empties_a_folder_that_is_not_its_own(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years")
    with pytest.raises(CourseError, match="not a demo class"):
        run_demo(ROOT, tmp_path, say=lambda _: None)
    assert (tmp_path / "thesis.txt").read_text() == "three years"


def test_the_class_has_an_all_right_an_untouched_and_wrong_ones():
    class_ = make_class(ROOT, EXERCISES[0])
    assert {"all-right", "untouched"} < set(class_) and len(class_) >= 8


# ----------------------------------------------------------------------------- every exercise


@pytest.mark.parametrize("exercise", EXERCISES[1:])
def test_every_exercise_gives_100_and_0_and_shows_no_hidden_test(exercise, tmp_path):
    """A class of three through plain nbgrader: all right but noisy, untouched, one mistake."""
    folder = tmp_path / "class"
    release = ROOT / "release" / exercise / f"{exercise}.ipynb"
    one_mistake = [nb for who, nb in make_class(ROOT, exercise).items() if who.startswith("wrong-")]
    class_ = {
        "noisy": filled_in(release, noisy(exercise)),
        "untouched": filled_in(release, {}),
        "wrong": one_mistake[0],
    }
    shutil.copytree(ROOT / "source" / exercise, folder / "source" / exercise)
    (folder / "nbgrader_config.py").write_text(
        CONFIG.format(config=str(ROOT / "nbgrader_config.py"), folder=str(folder))
    )
    for learner, nb in class_.items():
        target = folder / "submitted" / learner / exercise / f"{exercise}.ipynb"
        target.parent.mkdir(parents=True)
        nbformat.write(nb, target)
    nbgrader("generate_assignment", exercise, "--force", cwd=folder)
    nbgrader("autograde", exercise, cwd=folder)
    nbgrader("generate_feedback", exercise, cwd=folder)
    nbgrader("export", "--to", folder / "grades.csv", cwd=folder)
    rows = csv.DictReader((folder / "grades.csv").open())
    scores = {row["student_id"]: float(row["score"]) for row in rows}
    assert (scores["noisy"], scores["untouched"]) == (100, 0) and 0 < scores["wrong"] < 100
    for page in (folder / "feedback").rglob("*.html"):
        text = shown(page)
        found = [line for line in leaks(exercise, [text]) if line not in own_lines(folder, page)]
        assert found == [] and "Traceback" not in text, page


# ------------------------------------------------------------------------- the stock exchange


def test_release_fetch_submit_collect_through_the_exchange(tmp_path):
    """One machine, stock exchange: the instructor's folder here, the learner's there."""
    exercise = EXERCISES[0]
    course, learner, exchange = tmp_path / "course", tmp_path / "learner", tmp_path / "exchange"
    for folder in (course, learner, exchange):
        folder.mkdir()
    exchange.chmod(stat.S_IRWXU | stat.S_IRWXG | stat.S_IRWXO)
    config = CONFIG.format(config=str(ROOT / "nbgrader_config.py"), folder=str(course))
    config += f"c.Exchange.root = {str(exchange)!r}\n"
    (course / "nbgrader_config.py").write_text(config)
    (learner / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = 'mlp-backprop'\n"
        f"c.Exchange.root = {str(exchange)!r}\n"
    )
    home = {"HOME": str(tmp_path), "JUPYTER_DATA_DIR": str(tmp_path / "data")}
    for room in ("source", "release"):
        shutil.copytree(ROOT / room / exercise, course / room / exercise)
    nbgrader("generate_assignment", exercise, "--force", cwd=course, **home)
    nbgrader("release_assignment", exercise, cwd=course, **home)
    nbgrader("fetch_assignment", exercise, cwd=learner, **home)
    fetched = learner / exercise / f"{exercise}.ipynb"
    released = ROOT / "release" / exercise / f"{exercise}.ipynb"
    assert fetched.read_bytes() == released.read_bytes()

    right = solutions(ROOT / "source" / exercise / f"{exercise}.ipynb")
    nbformat.write(filled_in(fetched, right), fetched)
    nbgrader("submit", exercise, cwd=learner, **home)
    nbgrader("collect", exercise, cwd=course, **home)
    (handed_in,) = (course / "submitted").glob(f"*/{exercise}/{exercise}.ipynb")
    who = handed_in.parents[1].name
    nbgrader("autograde", exercise, cwd=course, **home)
    nbgrader("generate_feedback", exercise, cwd=course, **home)
    nbgrader("release_feedback", exercise, cwd=course, **home)
    nbgrader("fetch_feedback", exercise, cwd=learner, **home)
    cells = graded(course, who, exercise)
    assert not any(o.output_type == "error" for c in cells.values() for o in c.outputs)
    (page,) = learner.rglob("*.html")
    assert "100 of 100 points" in shown(page)


# -------------------------------------------------------------------------------------- pages


def plain_text(html):
    """The words of a page: tags removed, entities undone."""
    from html import unescape

    html = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", html))


def shown(page):
    return plain_text(page.read_text(encoding="utf-8"))


def own_lines(folder, page):
    """Lines that the learner of a feedback page wrote, which the page may of course show."""
    learner, exercise = page.relative_to(folder / "feedback").parts[:2]
    nb = nbformat.read(folder / "submitted" / learner / exercise / f"{exercise}.ipynb", 4)
    return {
        line.strip()
        for c in nb.cells
        if c.metadata.get("nbgrader", {}).get("solution")
        for line in c.source.splitlines()
    }
