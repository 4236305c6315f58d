"""The commands of the guides that run in a copy of the course, and what has to come of each.

In the order of the guides it is a term: set up, hand out, collect, grade, give back, remove a
learner, back up, restore, write an exercise.
"""

import re
import shutil
import sqlite3
from dataclasses import dataclass

from guide_commands import BLOCK
from nbgrader.api import Gradebook
from scratch_course import EXERCISE, ROOT

from autograder.grading.summary import COLUMNS
from autograder.surroundings import tools_on_path

NEW = "ex_05_mean_square"
WRONG = "def double(x):\n    return -2 * x"


# ------------------------------------------------- what people do between two commands of a guide


def students_come(course):
    table = "id,first_name,last_name,email\nbob,Bob,,bob@example.org\n"
    (course.base / "students.csv").write_text(table, encoding="utf-8")


def ada_submits(course):
    """Through the exchange, with the predictions that lie beside the notebook."""
    folder = course.home / EXERCISE
    folder.mkdir()
    (folder / f"{EXERCISE}.ipynb").write_bytes(course.notebook())
    (folder / "guesses.json").write_text("{}", encoding="utf-8")
    done = course.run(f"nbgrader submit {EXERCISE} --course mlp-backprop", course.home)
    assert done.status == 0, done.said


def ben_hands_in_by_file(course):
    course.hand_in("ben", course.notebook())


def files_come(course):
    """Two uploads in a learning platform's ZIP; one copied by hand, late, and so is Ada's."""
    (account,) = (p for p in (course.root / "submitted").iterdir() if p.name != "ben")
    account.rename(account.with_name("ada"))  # nbgrader calls her by the account of this test
    folder = course.root / "downloaded" / EXERCISE
    for learner, answers in {"eve": {}, "bob": {"double": WRONG}}.items():
        path = folder / "made" / f"{learner}_{EXERCISE}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(course.notebook(**answers))
    (folder / "archive").mkdir()
    shutil.make_archive(str(folder / "archive" / "uploads"), "zip", folder / "made")
    with open(course.root / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.writelines(settings())
    for learner in ("ada", "cyn"):  # the day after the due date, whatever the day of this test
        course.hand_in(learner, course.notebook(), "2027-02-03 10:00:00 UTC")


def points_have_changed(course):
    """As a grading after a mended check tells them, of three learners."""
    rows = [f"2027-02-03 09:00:00,{who},97,100,2,as ada was" for who in ("ada", "nevada", "bob")]
    changes(course).write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")


def only_ada_is_gone(course):
    rows = changes(course).read_text(encoding="utf-8").splitlines()
    return [row.split(",")[1] for row in rows] == ["student_id", "nevada", "bob"]


def changes(course):
    return course.root / f"changes-{EXERCISE}.csv"


def no_table_names_ada(course):
    page = course.root / "mistakes" / EXERCISE / "mistakes.html"
    return not re.search(r"\bada\b", page.read_text(encoding="utf-8"))


def the_changes_are_saved(course):
    names = course.run("tar -tzf ../backup/submitted.tar.gz").said.splitlines()
    return {"nbgrader_config.py", f"changes-{EXERCISE}.csv", "submitted/"} <= set(names)


def everything_is_lost(course):
    course.notes["points"] = points(course)
    for name in ("submitted", "autograded", "feedback"):
        shutil.rmtree(course.root / name)
    (course.root / "gradebook.db").unlink()


def the_author_writes_the_task(course):
    """The code of the guide takes the place of the template's task."""
    path = course.root / "notebooks" / f"{NEW}.py"
    head, _, rest = path.read_text(encoding="utf-8").partition('# %% solve="square_of_sum"')
    tail = '# %%\nreveal("the square of 1 + 2", lambda: mean_square(np.array([3.0])))\n'
    assert rest, "the template has another task"
    solve, check = worked_example("solve="), worked_example("check=")
    path.write_text(f"{head}{solve}\n\n{check}\n{tail}", encoding="utf-8")


def the_author_writes_solutions(course):
    path = course.root / "tests" / "submissions" / NEW / "mean_square.py"
    path.parent.mkdir()
    path.write_text(worked_example("wrong="), encoding="utf-8")
    for name in ("test_corpus.py", "corpus.py", "conftest.py"):
        shutil.copy(ROOT / "tests" / name, course.root / "tests")


def a_hint_is_offered(course):
    """The three steps of the guide: its words, the import, a cell below the stub."""
    path = course.root / "notebooks" / f"{NEW}.py"
    text = path.read_text(encoding="utf-8")
    for place, new in (
        ("reveal, sum_up\n", "hint, "),
        ('# %% check="mean_square-value"', worked_example("hint(") + "\n"),
    ):
        assert text.count(place) == 1, place
        text = text.replace(place, new + place)
    path.write_text(text, encoding="utf-8")
    blocks = BLOCK.findall(guide("authors"))
    (words,) = (text for language, text in blocks if language == "toml")
    (course.root / "mlplab" / "hints" / f"{NEW}.toml").write_text(words, encoding="utf-8")
    done = course.run(f"./course build {NEW} && PYTHONPATH=. {script(NEW)}")
    return done.status == 0 and "Hints for mean_square" in done.said


def worked_example(mark):
    """The one block of Python in the authors' guide's worked example that has this mark."""
    part = guide("authors").partition("## A worked example")[2].partition("\n## ")[0]
    found = [b for language, b in BLOCK.findall(part) if language == "python" and mark in b]
    assert len(found) == 1, f"{len(found)} blocks of guides/authors.md, A worked example: {mark}"
    return found[0]


def settings():
    """What the instructors' guide says to write into ``nbgrader_config.py``."""
    blocks = [b for language, b in BLOCK.findall(guide("instructors")) if language == "python"]
    assert [b.split(".")[1] for b in blocks] == ["LateSubmissionPlugin", "FileNameCollectorPlugin"]
    return ["\n", *blocks]


def guide(name):
    return (ROOT / "guides" / f"{name}.md").read_text(encoding="utf-8")


def points(course):
    """Learner -> points and penalty, as the gradebook has them."""
    url = f"sqlite:///{course.root}/gradebook.db"
    with tools_on_path(), Gradebook(url, "mlp-backprop") as book:
        return {
            s.student.id: (s.score, s.late_submission_penalty)
            for s in book.assignment_submissions(EXERCISE)
        }


def a_changed_release_is_told(course):
    """What ``./course build --check`` says of a file that was changed by hand."""
    path = course.root / "release" / EXERCISE / f"{EXERCISE}.ipynb"
    kept = path.read_bytes()
    path.write_bytes(kept + b"\n")
    done = course.run("./course build --check")
    path.write_bytes(kept)
    return done.status == 1 and f"{path.relative_to(course.root)}: differs" in done.said


def script(exercise):
    return f".venv/bin/python notebooks/{exercise}.py"


def pages(course):
    """How many feedback pages there are."""
    return len(list(course.root.glob("feedback/*/*/*.html")))


def receipts(course):
    """Learners of whom the gradebook holds a receipt."""
    with sqlite3.connect(course.root / "gradebook.db") as book:
        return {student for (student,) in book.execute("select student from grading_receipt")}


# --------------------------------------------------------------------------- the commands that run


@dataclass(frozen=True)
class Step:
    """A command that runs here.

    Attributes
    ----------
    says : str
        A pattern that its words must have.
    before : callable
        Takes the course: what people do before.
    holds : callable
        Takes the course: whether all is as the guide says afterwards.
    late : bool
        Run where it stands in a block for the last time, otherwise for the first.
    """

    says: str = ""
    before: object = None
    holds: object = lambda course: True
    late: bool = False


EXTENSION = (
    'python -W ignore -c "from nbgrader.api import Gradebook\n'
    "with Gradebook('sqlite:///gradebook.db', 'mlp-backprop') as book:\n"
    "    book.update_or_create_student('ada')\n"
    "    book.update_or_create_submission('ex_01_mlp_backprop', 'ada')\n"
    "    book.grant_extension('ex_01_mlp_backprop', 'ada', days=3)\n"
    "    print('ada: due', book.find_submission('ex_01_mlp_backprop', 'ada').duedate, 'UTC')\""
)
FORGET = (
    'python -c "import sqlite3\n'
    "with sqlite3.connect('gradebook.db') as book:\n"
    "    book.execute('delete from grading_receipt where student = ?', ['ada'])\""
)
COPY = (
    '.venv/bin/python -c "import sqlite3\n'
    "sqlite3.connect('gradebook.db').backup(sqlite3.connect('../backup/gradebook.db'))\""
)
FIRST = "./course build"  # what a course comes with
RUN = {
    FIRST: Step(f"built release/{EXERCISE}"),
    "source .venv/bin/activate": Step(),
    f'./course exchange --folder /srv/nbgrader/exchange --due "{EXERCISE}=2027-02-01 23:59"': Step(
        f"due +{EXERCISE}: 2027-02-01 23:59", holds=lambda c: (c.base / "exchange").is_dir()
    ),
    f"nbgrader generate_assignment {EXERCISE} --force": Step("Writing"),
    "nbgrader db student add ada --first-name Ada --email ada@example.org": Step("ada"),
    "nbgrader db student import ../students.csv": Step("bob", students_come),
    f'nbgrader db assignment add {EXERCISE} --duedate "2027-02-01 22:59 UTC"': Step(EXERCISE),
    f'echo "2027-02-02 10:00:00 UTC" > submitted/ben/{EXERCISE}/timestamp.txt': Step(
        before=ben_hands_in_by_file
    ),
    EXTENSION: Step(r"\Aada: due 2027-02-04 22:59:00 UTC\n\Z"),
    f"nbgrader release_assignment {EXERCISE}": Step("Released as"),
    f"nbgrader collect {EXERCISE}": Step(
        "Processing 1 submissions",
        ada_submits,
        holds=lambda c: len(list(c.root.glob("submitted/*/*/guesses.json"))) == 1,
    ),
    f"nbgrader collect {EXERCISE} --update": Step("No newer submission"),
    f"nbgrader zip_collect {EXERCISE}": Step("Copying to", files_come),
    f"./course grade {EXERCISE}": Step(
        "5 graded in",  # Ben and Cyn are late, Ada has an extension
        holds=lambda c: (
            points(c)
            == {
                "ada": (100, 0),
                "ben": (100, 100),
                "bob": (80, 0),
                "cyn": (100, 100),
                "eve": (100, 0),
            }
        ),
    ),
    f"nbgrader generate_feedback {EXERCISE}": Step(holds=lambda c: pages(c) == 5),
    f"nbgrader release_feedback {EXERCISE} --student ada": Step("Feedback released"),
    "nbgrader export": Step(
        holds=lambda c: (
            "100.0,0.0,100.0,100.0" in (c.root / "grades.csv").read_text(encoding="utf-8")
        )
    ),
    "mkdir -p ../pages": Step(),
    f"for one in feedback/*/{EXERCISE}; do cp $one/*.html "
    "../pages/$(basename ${one%/*})-ex_01.html; done": Step(
        holds=lambda c: (
            sorted(p.name for p in (c.base / "pages").iterdir())
            == [f"{learner}-ex_01.html" for learner in sorted(points(c))]
        )
    ),
    "nbgrader db student remove ada --force": Step(
        "Removing", holds=lambda c: "ada" in receipts(c)
    ),
    FORGET: Step(holds=lambda c: "ada" not in receipts(c) and "bob" in receipts(c)),
    "rm -rf submitted/ada autograded/ada feedback/ada mistakes grades.csv .nbgrader.log": Step(
        before=points_have_changed,
        holds=lambda c: not list(c.root.glob("*/ada")) and not (c.root / "mistakes").exists(),
    ),
    'sed -i -E "/(^|,)ada,/d" changes-*.csv': Step(holds=only_ada_is_gone),
    f"./course grade {EXERCISE} --student bob --force": Step(
        "1 graded in", holds=no_table_names_ada
    ),
    "./course grade": Step("4 graded in", late=True),
    "mkdir -p ../backup": Step(),
    COPY: Step(),
    "tar -czf ../backup/submitted.tar.gz submitted nbgrader_config.py "
    '$(ls | grep "^changes-.*csv$")': Step(holds=the_changes_are_saved),
    "tar -czf ../backup/inbound.tar.gz -C /srv/nbgrader/exchange/mlp-backprop inbound": Step(
        holds=lambda c: "/ex_01" in c.run("tar -tzf ../backup/inbound.tar.gz").said
    ),
    "cp ../backup/gradebook.db gradebook.db": Step(before=everything_is_lost),
    "tar -xzf ../backup/submitted.tar.gz": Step(),
    f".venv/bin/nbgrader generate_feedback {EXERCISE} --force": Step(
        holds=lambda c: points(c) == c.notes["points"] and pages(c) == len(points(c))
    ),
    f"nbgrader generate_feedback {EXERCISE} --force": Step(),
    f".venv/bin/nbgrader collect {EXERCISE} --update": Step("Processing 1 submissions"),
    "./course build --check": Step(holds=a_changed_release_is_told),
    f".venv/bin/python notebooks/{EXERCISE}.py": Step("hidden: fresh numbers"),
    f"./course new {NEW}": Step(f"wrote notebooks/{NEW}.py"),
    f".venv/bin/python notebooks/{NEW}.py": Step("square_of_sum ✓"),
    f"./course build {NEW}": Step(
        f"built release/{NEW}",
        the_author_writes_the_task,
        holds=lambda c: "mean_square ✓  hidden: value" in c.run(script(NEW)).said,
    ),
    './course test tests/test_corpus.py -k "gets and mean_square"': Step(
        "2 passed", the_author_writes_solutions, holds=a_hint_is_offered
    ),
}
