"""The exchange: set up by one command, then the stock nbgrader commands of several users."""

import contextlib
import csv
import getpass
import json
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest
from jupyter_core.paths import jupyter_config_path

from autograder import environment, exchange, launch
from autograder.authoring.build import build_source
from autograder.demo_class import CONFIG
from autograder.errors import CourseError
from autograder.exchange import set_up
from autograder.submissions import filled_in, solutions

ROOT = Path(__file__).resolve().parent.parent
LIGHT = "light"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="nbgrader has no exchange on Windows")


PYTHON = """\
#!/bin/sh
export PATH="{real}/bin:$PATH" JUPYTER_CONFIG_PATH="{own}/etc/jupyter"
exec "{real}/bin/python" "$@"
"""


def light_course(root):
    """Make a course of one light assignment.

    Its environment is the one that runs the tests, but what the exchange writes into it stays here.
    """
    build_source(ROOT / "tests" / LIGHT / f"{LIGHT}.py", root / "source" / LIGHT / f"{LIGHT}.ipynb")
    config = CONFIG.format(config=str(ROOT / "nbgrader_config.py"), folder=str(root))
    (root / "nbgrader_config.py").write_text(config)
    python = root / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(PYTHON.format(real=sys.prefix, own=root / ".venv"))
    python.chmod(0o755)
    return root


@pytest.fixture
def course(tmp_path):
    return light_course(tmp_path / "course")


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def kept(*folders):
    """Everything below the folders: path -> permissions and, of files, bytes."""
    paths = [path for folder in folders for path in [folder, *folder.rglob("*")]]
    return {p: (mode(p), p.read_bytes() if p.is_file() else None) for p in paths}


# -------------------------------------------------------------------------------- setting it up


def test_one_command_makes_it_says_what_it_is_and_may_be_repeated(course, tmp_path):
    said, folder = [], tmp_path / "my exchange"
    assert set_up(course, folder, say=said.append) == folder
    rooms = folder / "mlp-backprop"
    assert mode(folder) == 0o1777
    assert {p.name: mode(p) for p in rooms.iterdir()} == {
        "outbound": 0o755,
        "inbound": 0o2733,
        "feedback": 0o711,
        "nbgrader_config.py": 0o644,
    }
    text = "\n".join(said)
    for word in (str(folder), "outbound", "inbound", "feedback", "/etc/jupyter/", "~/.jupyter/"):
        assert word in text
    before = kept(folder, course / ".venv/etc")
    assert set_up(course, say=said.append) == folder, "it remembers the folder"
    assert kept(folder, course / ".venv/etc") == before


def test_what_learners_copy_is_nbgrader_configuration(course, tmp_path):
    set_up(course, tmp_path / "exchange", say=lambda _: None)
    shared = tmp_path / "exchange" / "mlp-backprop" / "nbgrader_config.py"
    assert shared.read_text() == (course / launch.EXCHANGE_CONFIG).read_text()
    assert exchange.configuration(course) == ("mlp-backprop", str(tmp_path / "exchange"), None)


def test_jupyter_reads_the_configuration_of_its_environment():
    below = Path(launch.EXCHANGE_CONFIG).relative_to(".venv")
    assert str(Path(sys.prefix) / below.parent) in jupyter_config_path()


def test_wrong_permissions_are_mended_by_doing_it_again(course, tmp_path):
    folder = tmp_path / "exchange"
    set_up(course, folder, say=lambda _: None)
    before = kept(folder)
    folder.chmod(0o755)
    for path in (folder / "mlp-backprop").iterdir():
        path.chmod(0o700)
    assert kept(folder) != before
    set_up(course, say=lambda _: None)
    assert kept(folder) == before


def test_nbgraders_own_folder_is_the_default(course):
    assert exchange.configuration(course)[1] == "/usr/local/share/nbgrader/exchange"


def test_notes_on_who_gets_in(course, tmp_path, monkeypatch):
    def notes(folder):
        said = []
        set_up(course, folder, say=said.append)
        return "\n".join(said)

    with tempfile.TemporaryDirectory(dir="/tmp") as public:
        os.chmod(public, 0o755)
        monkeypatch.setattr(exchange, "ENTER", 0)  # as if every folder were closed to others
        assert "only you get to it" in notes(Path(public) / "exchange")
        monkeypatch.setattr(exchange, "ENTER", stat.S_IXOTH)
        course.chmod(0o700)
        assert "Note" not in notes(Path(public) / "exchange")
        # pytest's own folders are closed to others: pretend that the course's are not
        monkeypatch.setattr(exchange, "closed_above", lambda path: None)
        said = notes(Path(public) / "exchange")
        assert "can read the answers" in said and f"chmod 700 {course}" in said


@pytest.mark.parametrize(
    ("date", "stored"),
    [
        ("2027-02-01 23:59", "2027-02-01 21:59"),
        ("2027-02-01", "2027-02-01 21:59"),
        ("2027-02-01T10:00+05:00", "2027-02-01 05:00"),
    ],
)
def test_a_due_date_is_local_time_unless_it_says_otherwise(course, monkeypatch, date, stored):
    monkeypatch.setenv("TZ", "EET-2")
    time.tzset()
    try:
        exercise, moment = exchange.due_date(course, f"{LIGHT}={date}")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert exercise == LIGHT
    assert moment.astimezone(UTC) == datetime.fromisoformat(f"{stored}+00:00")


# ------------------------------------------------------------------------------- one sentence


def refusal(course, folder=None, **more):
    """The sentence with which a folder is refused; nothing may have changed."""
    around = [course] + ([folder] if folder and folder.is_dir() else [])
    before = kept(*around)
    with pytest.raises(CourseError) as caught:
        set_up(course, folder, say=lambda _: None, **more)
    assert kept(*around) == before
    text = str(caught.value)
    assert "\n" not in text and text.endswith(".")
    return text


def test_a_folder_in_or_above_the_course_is_refused(course, tmp_path):
    assert "answers" in refusal(course, course / "exchange")
    assert "answers" in refusal(course, tmp_path)
    link = tmp_path / "link"
    link.symlink_to(course)
    assert "answers" in refusal(course, link / "exchange")


def test_a_file_or_a_dead_link_is_refused(course, tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "dead").symlink_to("nowhere")
    for name in ("file", "dead"):
        assert "no folder" in refusal(course, tmp_path / name)


def test_a_folder_with_other_things_is_never_opened_to_everyone(course, tmp_path):
    folder = tmp_path / "documents"
    folder.mkdir(mode=0o700)
    (folder / "thesis.txt").write_text("three years")
    assert "holds other things" in refusal(course, folder)


def test_a_folder_that_cannot_be_made_says_what_an_administrator_does(
    course, tmp_path, monkeypatch
):
    monkeypatch.setattr(os, "access", lambda *_: False)
    text = refusal(course, tmp_path / "a b" / "exchange")
    wanted = shlex.quote(str(tmp_path / "a b" / "exchange"))
    assert f"sudo mkdir -p {wanted} && sudo chmod 1777 {wanted}" in text


def test_a_closed_folder_of_another_user_is_refused(course, tmp_path, monkeypatch):
    (tmp_path / "exchange").mkdir(mode=0o755)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert "not yours" in refusal(course, tmp_path / "exchange")


def test_an_open_folder_of_an_administrator_is_taken(course, tmp_path, monkeypatch):
    folder = tmp_path / "exchange"
    folder.mkdir()
    folder.chmod(0o777)
    said = []
    monkeypatch.setattr(exchange.os, "geteuid", lambda: 4242)
    with pytest.raises(CourseError, match="belongs to"):  # the rooms that this process makes
        set_up(course, folder, say=said.append)
    monkeypatch.undo()
    set_up(course, folder, say=said.append)
    assert mode(folder) == 0o1777


def test_a_disk_that_keeps_no_permissions_is_noticed(course, tmp_path, monkeypatch):
    monkeypatch.setattr(Path, "chmod", lambda self, mode: None)
    with pytest.raises(CourseError, match="does not take 1777: choose a folder on a disk"):
        set_up(course, tmp_path / "exchange", say=lambda _: None)


def test_windows_is_told_another_way(course, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", "win32")
    assert "does not work on Windows" in refusal(course, tmp_path / "exchange")


def test_configuration_by_hand_is_neither_overruled_nor_overwritten(course, tmp_path):
    settings = course / launch.EXCHANGE_CONFIG
    settings.parent.mkdir(parents=True)
    settings.write_text("c = get_config()\n")
    assert "not written by this command" in refusal(course, tmp_path / "exchange")
    settings.unlink()
    config = course / "nbgrader_config.py"
    config.write_text(config.read_text() + f"c.Exchange.root = {str(tmp_path / 'other')!r}\n")
    assert "remove that line" in refusal(course, tmp_path / "exchange")
    assert set_up(course, say=lambda _: None) == tmp_path / "other"


@pytest.mark.parametrize("due", ["other=2027-02-01", "light=tomorrow", "light"])
def test_a_due_date_that_is_none_changes_nothing(course, tmp_path, due):
    text = refusal(course, tmp_path / "exchange", due=[due])
    assert text.startswith(f"--due {due}: ") and LIGHT in text
    assert not (tmp_path / "exchange").exists()


# ----------------------------------------------------------------------------- the two JupyterLabs


@pytest.fixture
def handed_over(monkeypatch):
    """What JupyterLab would be started with: (arguments, folder), one of each start."""
    said = []
    monkeypatch.setattr(environment, "ensure", lambda *_: None)
    monkeypatch.setattr(launch, "free_port", lambda wanted=None: 8888)
    monkeypatch.setattr(
        launch, "hand_over", lambda root, args, folder=None: said.append((args, folder)) or 0
    )
    return said


def test_with_an_exchange_a_learner_fetches_into_work_and_gets_no_second_copy(
    course, tmp_path, handed_over, capsys
):
    (course / "release").mkdir()
    shutil.copytree(course / "source" / LIGHT, course / "release" / LIGHT)
    assert launch.main(["open", "--folder", "before"], course) == 0
    assert (course / "before" / LIGHT).is_dir()
    set_up(course, tmp_path / "exchange", say=lambda _: None)
    assert launch.main(["open"], course) == 0
    assert sorted(p.name for p in (course / "work").iterdir()) == [".mlplab"]
    assert "Assignment List" in capsys.readouterr().out
    assert [folder for _, folder in handed_over] == [course / "before", course / "work"]


def test_each_role_sees_its_own_part_of_nbgrader(course, handed_over):
    (course / "release").mkdir()
    shutil.copytree(course / "source" / LIGHT, course / "release" / LIGHT)
    assert launch.main(["open"], course) == launch.main(["teach"], course) == 0
    hidden = []
    for arguments, _ in handed_over:
        (settings,) = (a.partition("=")[2] for a in arguments if "app_settings_dir" in a)
        config = json.loads((Path(settings) / "page_config.json").read_text())
        hidden.append({name.partition(":")[2] for name in config["disabledExtensions"]})
        assert "fetchNews" in (Path(settings) / "overrides.json").read_text()
    learner, instructor = hidden
    assert "formgrader" in learner and "assignment-list" not in learner
    assert "assignment-list" in instructor and "formgrader" not in instructor


# ---------------------------------------------------------------------------------- the whole way

REVEAL = """\
set -e
mount --bind "$1" "$3"
mount -t tmpfs -o mode=755 none "$2"
mkdir -p "$1"
mount --bind "$3" "$1"
shift 3
exec "$@"
"""


class User:
    """A learner with an account and a home of their own.

    Parameters
    ----------
    name : str
    base : Path
        Where the home is made.
    other : bool
        Whether it is another user than the one who runs the tests.
    """

    def __init__(self, name, base, other):
        self.name, self.home, self.prefix = name, base / name, []
        self.home.mkdir(mode=0o700)
        if other:
            account = pwd.getpwnam(name)
            os.chown(self.home, account.pw_uid, account.pw_gid)
            self.prefix = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}"]
            self.prefix.append("--clear-groups")
            closed = exchange.closed_above(Path(sys.base_prefix) / "bin")
            if closed:  # Python lies in a home that others may not enter: show them it alone
                hold = base / "python"
                hold.mkdir(exist_ok=True)
                places = [Path(sys.base_prefix), closed, hold]
                reveal = ["unshare", "--mount", "sh", "-c", REVEAL, "reveal", *places]
                self.prefix = [*map(str, reveal), *self.prefix]

    def run(self, *command):
        """Run a command in the user's home; return what became of it."""
        keep = {name: value for name, value in os.environ.items() if "JUPYTER" not in name}
        path = os.pathsep.join([os.path.dirname(sys.executable), os.environ["PATH"]])
        own = {"HOME": str(self.home), "PATH": path, "JUPYTER_PREFER_ENV_PATH": "0"}
        return subprocess.run(
            [*self.prefix, *map(str, command)],
            cwd=self.home, env=keep | own, capture_output=True, text=True,
        )  # fmt: skip

    def nbgrader(self, *arguments):
        """Run a stock nbgrader command that must succeed; return its words."""
        done = self.run(sys.executable, "-m", "nbgrader", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr[-2000:]
        return done.stdout + done.stderr

    def write(self, nb):
        """Save the learner's notebook in place of what is there."""
        text = shlex.quote(nbformat.writes(nb))
        done = self.run("sh", "-c", f"printf %s {text} > {LIGHT}/{LIGHT}.ipynb")
        assert done.returncode == 0, done.stderr


def class_of(base):
    """Two learners with accounts of their own where root can lend them, else the one user."""
    if os.geteuid() == 0 and all(map(shutil.which, ("setpriv", "unshare"))):
        with contextlib.suppress(KeyError):
            learners = [User(name, base, other=True) for name in ("games", "nobody")]
            if learners[0].run(sys.executable, "-c", "import nbgrader").returncode == 0:
                return learners
    return [User(getpass.getuser(), base / "alone", other=False)]


def nbgrader(course, *arguments):
    """Run a stock nbgrader command of the instructor in the course and its own environment."""
    done = subprocess.run(
        [course / ".venv/bin/python", "-m", "nbgrader", *arguments],
        cwd=course, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


@pytest.fixture(scope="module")
def school():
    """A course with an exchange, and its learners; below /tmp, which every user may enter."""
    with tempfile.TemporaryDirectory(prefix="school-", dir="/tmp") as base:
        base = Path(base)
        base.chmod(0o755)
        (base / "alone").mkdir()
        course = light_course(base / "course")
        course.chmod(0o700)
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if "JUPYTER" in name]:
                patch.delenv(name)
            patch.setenv("HOME", str(base / "instructor"))
            set_up(course, base / "exchange", due=[f"{LIGHT}=2027-02-01 23:59"], say=print)
            nbgrader(course, "generate_assignment", LIGHT, "--force")
            nbgrader(course, "release_assignment", LIGHT)
            learners = class_of(base)
            print("learners:", ", ".join(learner.name for learner in learners))
            for learner in learners:
                copy = learner.run(
                    "sh", "-c", "mkdir -p ~/.jupyter && cp $0 ~/.jupyter/",
                    base / "exchange/mlp-backprop/nbgrader_config.py",
                )  # fmt: skip
                assert copy.returncode == 0, copy.stderr
            yield course, base / "exchange" / "mlp-backprop", learners


@pytest.fixture(scope="module")
def submitted(school):
    """All learners fetch and submit twice."""
    course, _, learners = school
    right = solutions(course / "source" / LIGHT / f"{LIGHT}.ipynb")
    release = course / "release" / LIGHT / f"{LIGHT}.ipynb"
    wrong = {**right, "row_means": "def row_means(X):\n    return X.sum(axis=1)\n"}
    handed_in = [(wrong, right), (right, wrong)]  # whichever is better, the last one counts
    for learner, answers in zip(learners, handed_in, strict=False):
        assert LIGHT in learner.nbgrader("list")
        learner.nbgrader("fetch_assignment", LIGHT)
        assert (learner.home / LIGHT / f"{LIGHT}.ipynb").read_bytes() == release.read_bytes()
        for answer in answers:
            learner.write(filled_in(release, answer))
            learner.nbgrader("submit", LIGHT)
    return school


@pytest.fixture(scope="module")
def returned(submitted):
    """What they submitted was collected, graded and returned by stock commands."""
    course, _, learners = submitted
    nbgrader(course, "collect", LIGHT)
    nbgrader(course, "autograde", LIGHT)
    nbgrader(course, "generate_feedback", LIGHT)
    nbgrader(course, "release_feedback", LIGHT)
    nbgrader(course, "export", "--to", str(course / "grades.csv"))
    for learner in learners:
        learner.nbgrader("fetch_feedback", LIGHT)
    return submitted


@pytest.mark.slow
def test_learners_submit_twice_and_the_last_one_counts(returned):
    course, rooms, learners = returned
    rows = list(csv.DictReader((course / "grades.csv").open()))
    points = {row["student_id"]: float(row["score"]) for row in rows}
    assert points == {who.name: score for who, score in zip(learners, (100, 70), strict=False)}
    assert {row["duedate"][:10] for row in rows} == {"2027-02-01"}
    assert len(list((rooms / "inbound").iterdir())) == 2 * len(learners)


@pytest.mark.slow
def test_each_learner_reads_their_own_feedback(returned):
    _, _, learners = returned
    for learner, score in zip(learners, (100, 70), strict=False):
        (page,) = learner.home.glob(f"{LIGHT}/feedback/*/{LIGHT}.html")
        text = re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))
        assert re.search(rf"\b{score}(\.0)?\s*(/|of)\s*100\b", text)


@pytest.mark.slow
def test_a_learner_gets_at_nothing_else(submitted):
    course, rooms, learners = submitted
    learner = learners[-1]
    if not learner.prefix:
        pytest.skip("needs root, who alone can run commands as other users")
    theirs = next((rooms / "inbound").glob(f"{learners[0].name}+*"))
    for command in (
        ["ls", rooms / "inbound"],
        ["ls", rooms / "feedback"],
        ["touch", rooms / "outbound" / "planted"],
        ["mv", rooms, rooms.with_name("taken")],
        ["rm", "-rf", rooms / "outbound" / LIGHT],
        ["touch", theirs / f"{LIGHT}.ipynb"],
        ["cat", course / "source" / LIGHT / f"{LIGHT}.ipynb"],
        ["ls", learners[0].home],
    ):
        done = learner.run(*command)
        assert done.returncode != 0 and "ermi" in done.stderr, (command, done)
    assert learner.run("ls", rooms / "outbound").stdout == f"{LIGHT}\n", "what they may do"


@pytest.mark.slow
def test_a_closed_folder_is_noticed_and_mended_by_setting_up_again(submitted):
    course, rooms, learners = submitted
    learner = learners[0]
    if not learner.prefix:
        pytest.skip("needs root, who alone can run commands as other users")
    (rooms / "inbound").chmod(0o700)
    submit = (sys.executable, "-m", "nbgrader", "submit", LIGHT)
    assert learner.run(*submit).returncode != 0
    set_up(course, say=lambda _: None)
    learner.nbgrader("submit", LIGHT)
