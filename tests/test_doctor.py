"""``./course doctor``, and a slot that cannot start, say what is refused here and what to do."""

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from grading import light_course
from probes import ROOT, USER, as_ordinary_user

from autograder.errors import CourseError
from autograder.grading import doctor
from autograder.grading.course import Course
from autograder.grading.run import Options, grade_course

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of Linux's")
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
WITHOUT = """
import errno, os, sys, pyseccomp
rules = pyseccomp.SyscallFilter(pyseccomp.ALLOW)
rules.add_rule(pyseccomp.ERRNO(errno.EPERM), sys.argv[1])
rules.load()
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
SLOT = """
import sys
from grading import light_assignment
from autograder.errors import CourseError
from autograder.grading.slot import Slot
try:
    Slot(light_assignment(sys.argv[1]), "full").close()
except CourseError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def course():
    with tempfile.TemporaryDirectory(prefix="doctored-") as folder:
        course = light_course(f"{folder}/course")
        for path in (Path(folder), course, *course.rglob("*")):
            path.chmod(0o755)
        yield course


def python(*arguments, wrapped=lambda command: command):
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}"}
    command = wrapped([sys.executable, *map(str, arguments)])
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def without(call, *arguments):
    """Run Python where the kernel refuses a system call, as Docker's filter does."""
    return python("-c", WITHOUT, call, *arguments)


# ------------------------------------------------------------------------------------- doctor


def test_where_everything_works_it_says_so(course):
    lines = []
    if not doctor.examine(course, lines.append):
        pytest.skip(f"full isolation is not available here: {lines[-1]}")
    assert all(line.startswith("✓ ") for line in lines[:-1])
    named = {line[2:].split(":")[0] for line in lines[:-1]}
    assert named >= {"system", "namespaces", "memory limit", "gradebook", "limits", "light"}
    assert any(re.search(r"light: isolation full .* get 100 of 100 points", li) for li in lines)
    assert lines[-1] == "Isolation full is available: ./course grade uses it."
    assert not (course / "gradebook.db").exists()  # it looks, it makes nothing


def test_in_a_container_it_names_the_wall_the_remedy_and_what_is_left(course):
    done = without("unshare", "-m", "autograder", "doctor", "--course", course)
    assert done.returncode == 1
    assert "✗ namespaces: the kernel does not let this process make namespaces" in done.stdout
    assert "--cap-add SYS_ADMIN --security-opt seccomp=unconfined" in done.stdout
    assert "✓ system calls" in done.stdout
    assert re.search(r"✓ light: isolation process .* get 100 of 100 points", done.stdout)
    assert "Only isolation process is available, for want of: namespaces." in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("trial", "planted", "said"),
    [
        ("namespaces", "sandbox.fork_into_namespaces = os.fork", "still shared"),
        ("user_ids", "os.setresuid = lambda *_: None", "should run as user"),
        (
            "user_ids",
            "os.setresuid = sandbox._drop_capabilities = lambda *_: None",
            "capabilities are left",
        ),
        (
            "read_only_root",
            "pivot = sandbox.pivot_into_minimal_root; "
            "sandbox.pivot_into_minimal_root = lambda s, f, h: pivot(s, [*h, *f], [])",
            "can be seen from inside",
        ),
        (
            "read_only_root",
            "sandbox.BOX = '/box'; touch = trials._reach; "
            "trials._reach = lambda c: (['/', *touch(c)[0]], touch(c)[1])",
            "could be written to",
        ),
        (
            "system_calls",
            "trials.build_filter = lambda: types.SimpleNamespace(load=lambda: None)",
            "still a socket could be made",
        ),
        (
            "memory_limit",
            "trials.PATIENCE = 1; trials.memory.Watchdog.tick = lambda self: None; "
            "trials.memory.limiter = lambda name, mb: trials.memory.Watchdog(mb)",
            "took 256 MB",
        ),
    ],
)
def test_a_wall_that_is_missing_is_found_out(tmp_path, trial, planted, said):
    head = "import os, sys, types; from autograder.grading import sandbox, trials; "
    tail = f"; sys.exit(trials.main({trial!r}, {str(tmp_path)!r}, {str(ROOT)!r}))"
    whole = python("-c", head + "pass" + tail)
    if whole.returncode:
        pytest.skip(f"this machine has no such wall: {whole.stdout}")
    if not AS_ROOT and said == "should run as user":
        pytest.skip("only root has user ids to give")
    done = python("-c", head + planted + tail)
    assert done.returncode == 1
    assert said in done.stdout


def test_packages_are_imported_to_find_out():
    assert doctor._package("msgpack").works
    missing = doctor._package("no_such_package")
    assert not missing.works
    assert "No module named 'no_such_package'" in missing.found
    assert "pip install no_such_package" in missing.todo


def test_a_full_disk_and_a_missing_folder_are_found_out(tmp_path, monkeypatch):
    assert all(finding.works for finding in doctor._disk(tmp_path))
    monkeypatch.setattr(doctor, "COURSE_FREE", 1 << 60)
    full, _ = doctor._disk(tmp_path)
    assert not full.works and "free" in full.todo
    missing, _ = doctor._disk(tmp_path / "nowhere")
    assert not missing.works and "cannot be written to" in missing.found


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:////nowhere/gradebook.db", "not there yet"),
        ("sqlite:///{folder}/nbgrader_config.py", "not a database"),
        ("postgresql://teacher:secret@127.0.0.1:1/grades", "teacher:***@"),
    ],
)
def test_a_gradebook_that_does_not_answer_is_found_out(course, url, said):
    opened = Course(course)
    assert doctor._gradebook(opened).works
    opened.db_url = url.format(folder=course)
    finding = doctor._gradebook(opened)
    assert not finding.works and finding.todo
    assert said in finding.found and "secret" not in finding.found


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("cell_secs = 5", "SandboxedExecute has no setting cell_secs; did you mean cell_seconds?"),
        ("zzz = 1", "SandboxedExecute has no setting zzz; it has cell_seconds, check_seconds,"),
        ("memory_mb = 'lots'", "SandboxedExecute.memory_mb must be an int, not 'lots'."),
        ("isolation = 'none'", "isolation must be any of ['full', 'process'], not 'none'."),
    ],
)
def test_a_setting_that_is_none_is_found_out_and_nothing_is_graded(tmp_path, line, said):
    folder = light_course(tmp_path)
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write(f"\nc.SandboxedExecute.{line}\n")
    finding = doctor._limits(Course(folder))
    assert not finding.works and said in finding.found
    assert finding.found.startswith(str(folder / "nbgrader_config.py"))
    (folder / "submitted" / "ada" / "light").mkdir(parents=True)
    with pytest.raises(CourseError, match=r"nbgrader_config\.py: Sandboxed"):
        grade_course(folder, ["light"], Options(dry_run=True))


def test_the_limits_in_force_are_shown(tmp_path):
    folder = light_course(tmp_path)
    with open(folder / "nbgrader_config.py", "a", encoding="utf-8") as file:
        file.write("\nc.SandboxedExecute.cell_seconds = 7\n")
    assert str(doctor._limits(Course(folder))) == (
        "✓ limits: cell 7 s, check 20 s, notebook 300 s, memory 2048 MB; isolation full"
    )


def test_solutions_that_do_not_get_all_points_are_found_out(course, tmp_path):
    broken = light_course(tmp_path)
    source = broken / "source" / "light" / "light.ipynb"
    source.write_text(source.read_text().replace("return 2 * x", "return 3 * x"))
    (finding,) = doctor._assignments(Course(broken), "process")
    assert not finding.works and "get 80 of 100 points" in finding.found


def test_a_folder_that_is_no_course_is_found_out(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "INSIDE", ())
    monkeypatch.setattr(doctor, "BESIDE", ())
    lines = []
    assert not doctor.examine(tmp_path, lines.append)
    assert any("✗ course" in line and "no nbgrader_config.py" in line for line in lines)


# -------------------------------------------------------------------------------------- slots


@pytest.mark.parametrize(
    ("call", "said"),
    [("unshare", "make namespaces (unshare)"), ("pivot_root", "change the root (pivot_root)")],
)
def test_a_slot_that_cannot_start_names_the_wall_and_the_doctor(course, call, said):
    done = without(call, "-c", SLOT, course)
    _is_one_clear_sentence(done, said)


def test_a_slot_behind_a_masked_proc_says_so_at_its_start(course):
    """As in Docker: an ordinary user may not mount a /proc that shows more than this one."""
    if not AS_ROOT:
        pytest.skip("only root can mask a part of /proc")
    with tempfile.TemporaryDirectory(prefix="masked-") as home:
        os.chmod(home, 0o777)

        def masked(command):
            *head, script = as_ordinary_user(command, home)
            return [*head, script.replace("exec ", "mount -B /dev/null /proc/interrupts\nexec ", 1)]

        if python("-c", "import numpy, autograder", wrapped=masked).returncode:
            pytest.skip("an ordinary user cannot use this environment")
        done = python("-c", SLOT, course, wrapped=masked)
        left = list(Path(home, f"autograder-slots-{USER}").glob("*-*"))
    _is_one_clear_sentence(done, "mount /proc (mount)")
    assert left == []


def _is_one_clear_sentence(done, said):
    assert done.returncode == 0, done.stderr[-2000:]
    assert len(done.stdout.splitlines()) == 1
    assert f"the kernel does not let this process {said}: Operation not permitted" in done.stdout
    assert "./course doctor" in done.stdout
    assert "Error:" not in done.stdout and "Errno" not in done.stdout
