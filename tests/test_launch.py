"""``./course``: one command from a clone to JupyterLab, and one sentence when that cannot be."""

import argparse
import ast
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from autograder import environment, launch, work_folder
from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("__init__", "launch", "environment", "work_folder", "errors")
POSIX = pytest.mark.skipif(os.name == "nt", reason="a POSIX shell script")
TINY = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"
[project]
name = "tiny"
version = "1"
[project.optional-dependencies]
learn = []
teach = []
test = []
[tool.setuptools]
packages = []
"""
UNSOLVED = {
    "cells": [
        {
            "cell_type": "code",
            "metadata": {"nbgrader": {"solution": True}},
            "source": ["def f():\n", "    raise NotImplementedError()"],
        }
    ]
}


def release(root, name, notebook=UNSOLVED):
    folder = root / "release" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.ipynb").write_text(json.dumps(notebook))
    return folder / f"{name}.ipynb"


@pytest.fixture
def course(tmp_path):
    """A small course with a space in its path."""
    root = tmp_path / "my course"
    (root / "autograder").mkdir(parents=True)
    shutil.copy(ROOT / "course", root)
    for module in MODULES:
        shutil.copy(ROOT / "autograder" / f"{module}.py", root / "autograder")
    (root / "pyproject.toml").write_text(TINY)
    release(root, "ex_01_one")
    return root


def one_sentence(text):
    assert "Traceback" not in text
    assert text.count("\n") == 1 and text.endswith(".\n"), text
    return text


# ------------------------------------------------------------------------------------ ./course


@pytest.fixture
def bare_path(tmp_path):
    """A PATH with the few tools that the script calls, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in ("dirname", "readlink"):
        (folder / tool).symlink_to(shutil.which(tool))
    return folder


def program(path, text):
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def sh(course, path, *arguments, **more):
    return subprocess.run(
        [shutil.which("sh"), str(course), *arguments],
        env={"PATH": str(path), **more.pop("env", {})},
        capture_output=True,
        text=True,
        **more,
    )


@POSIX
def test_without_any_python_one_sentence(course, bare_path):
    done = sh(course / "course", bare_path, "open")
    assert done.returncode == 1 and done.stdout == ""
    assert "3.11 or newer" in one_sentence(done.stderr) and "none is on your PATH" in done.stderr


@POSIX
def test_with_an_old_python_only_one_sentence_names_it(course, bare_path):
    program(bare_path / "python3", "echo 3.8.10")
    program(bare_path / "python", "echo 2.7.18")
    done = sh(course / "course", bare_path, "open")
    assert done.returncode == 1
    assert "python3 is 3.8.10" in one_sentence(done.stderr)


@POSIX
def test_a_newer_python_is_found_behind_an_old_one_and_a_dead_shim(course, bare_path):
    program(bare_path / "python3", "echo 3.10.2")
    program(bare_path / "python3.14", "exit 127")
    program(bare_path / "python3.12", 'case $1 in -c) echo 3.12.1;; *) echo "$@";; esac')
    done = sh(course / "course", bare_path, "open", "--folder", "a b")
    assert done.stdout == f"{course}/autograder/launch.py open --folder a b\n"


@POSIX
def test_named_python_another_folder_and_a_link(course, bare_path, tmp_path):
    named = program(tmp_path / "my python", 'case $1 in -c) echo 3.11.0;; *) echo "$1";; esac')
    link = tmp_path / "link"
    link.symlink_to(course / "course")
    for start in (course / "course", link, Path("my course/course")):
        done = sh(start, bare_path, "open", env={"PYTHON": str(named)}, cwd=tmp_path)
        assert Path(done.stdout.strip()) == course / "autograder" / "launch.py", done


def test_the_script_is_tiny_and_executable():
    script = ROOT / "course"
    assert len(script.read_text().splitlines()) < 45
    assert os.access(script, os.X_OK)


# ---------------------------------------------------------------------------------- launch.py


def imports(path):
    """Each imported module and its line."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module, node.lineno


@pytest.mark.parametrize("module", MODULES)
def test_nothing_needs_to_be_installed(module):
    ours = {"autograder", *(f"autograder.{name}" for name in MODULES)}
    for name, _ in imports(ROOT / "autograder" / f"{module}.py"):
        assert name in ours or name.split(".")[0] in sys.stdlib_module_names


def test_an_old_python_can_parse_it_and_meets_no_import_before_its_sentence():
    path = ROOT / "autograder" / "launch.py"
    ast.parse(path.read_text(), feature_version=(3, 6))
    check = path.read_text().partition("sys.version_info")[0].count("\n")
    assert {name for name, line in imports(path) if line <= check} == {"os", "sys"}


def test_an_old_python_says_one_sentence():
    pretend = (
        "import runpy, sys; sys.version_info = (3, 9, 18, 'final', 0); sys.version = '3.9.18 (x)';"
        f"runpy.run_path({str(ROOT / 'autograder' / 'launch.py')!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", pretend], capture_output=True, text=True)
    assert done.returncode == 1 and "is 3.9.18" in one_sentence(done.stderr)


def test_modules_of_the_package_never_hide_standard_ones(course):
    (course / "autograder" / "json.py").write_text("raise RuntimeError('hidden')")
    script = [sys.executable, str(course / "autograder" / "launch.py"), "--help"]
    done = subprocess.run(script, capture_output=True, text=True)
    assert done.returncode == 0 and "open [--port N]" in done.stdout, done.stderr


def test_other_commands_go_to_the_package(course, monkeypatch):
    said = []
    monkeypatch.setattr(environment, "ensure", lambda root, extra: said.append(extra))
    monkeypatch.setattr(launch, "hand_over", lambda root, args: said.append(args) or 7)
    monkeypatch.setenv("CHROMIUM", sys.executable)
    assert launch.main(["build", "--x"], course) == 7
    assert launch.main(["site", "--open"], course) == 7
    assert launch.main(["test", "-k", "a b"], course) == 7
    assert said == [
        "teach",
        ["-m", "autograder", "build", "--x"],
        "docs",
        ["-m", "autograder", "site", "--open"],
        "test",
        ["-m", "pytest", "-k", "a b"],
    ]


@POSIX
def test_the_exit_code_is_passed_on(course):
    (course / "autograder" / "__init__.py").touch()
    (course / "autograder" / "__main__.py").write_text("import sys; sys.exit(len(sys.argv))")
    (course / ".venv").symlink_to(sys.prefix)
    call = f"launch.hand_over(Path({str(course)!r}), ['-m', 'autograder', 'x'])"
    script = f"from pathlib import Path; from autograder import launch; {call}"
    assert subprocess.run([sys.executable, "-c", script], cwd=ROOT).returncode == 2


# --------------------------------------------------------------------------- a learner's work


def test_first_use_copies_each_exercise(course):
    said = list(work_folder.bring(course / "release", course / "work"))
    assert len(said) == 1 and said[0].startswith("ex_01_one: new")
    copy = course / "work" / "ex_01_one" / "ex_01_one.ipynb"
    assert copy.read_text() == (course / "release/ex_01_one/ex_01_one.ipynb").read_text()
    assert os.listdir(course / "work" / ".mlplab") == ["ex_01_one.sha256"]


def test_opening_again_never_overwrites_and_brings_new_exercises(course):
    work = course / "work"
    list(work_folder.bring(course / "release", work))
    mine = work / "ex_01_one" / "ex_01_one.ipynb"
    mine.write_text("my own work")
    (work / "ex_01_one" / "notes.txt").write_text("mine")
    release(course, "ex_02_two")
    said = list(work_folder.bring(course / "release", work))
    assert said[0] == "ex_01_one: your work is kept."
    assert said[1].startswith("ex_02_two: new")
    release(course, "ex_01_one", {"cells": []})
    for _ in range(2):
        said = list(work_folder.bring(course / "release", work))
        assert said[0] == (
            f"ex_01_one: your work is kept. A newer release is in {course / 'release/ex_01_one'}; "
            "to start afresh rename your folder."
        )
        assert said[1] == "ex_02_two: your work is kept."
    assert mine.read_text() == "my own work"
    assert sorted(os.listdir(work / "ex_01_one")) == ["ex_01_one.ipynb", "notes.txt"]
    (work / "ex_01_one").rename(work / "old")
    assert next(work_folder.bring(course / "release", work)).startswith("ex_01_one: new")
    assert json.loads(mine.read_text()) == {"cells": []}


def test_an_empty_or_linked_folder_of_the_learner_is_kept_too(course):
    (course / "work").mkdir()
    (course / "work" / "ex_01_one").symlink_to("nowhere")
    assert list(work_folder.bring(course / "release", course / "work")) == [
        "ex_01_one: your work is kept."
    ]


def test_a_copy_cut_off_before_is_made_whole(course):
    part = course / "work" / ".mlplab" / "ex_01_one.part"
    part.mkdir(parents=True)
    (part / "half").touch()
    list(work_folder.bring(course / "release", course / "work"))
    assert os.listdir(course / "work" / "ex_01_one") == ["ex_01_one.ipynb"]


def test_no_release_is_a_sentence(course, capsys):
    shutil.rmtree(course / "release")
    assert launch.main(["open"], course) == 1
    assert "holds no exercise" in one_sentence(capsys.readouterr().err)


def test_the_first_unfinished_notebook_is_opened(course):
    work = course / "work"
    solved = {"cells": [{"metadata": {"nbgrader": {"solution": True}}, "source": "x = 1"}]}
    release(course, "ex_02_two")
    list(work_folder.bring(course / "release", work))
    assert work_folder.first_unfinished(work) == ("tree", "ex_01_one", "ex_01_one.ipynb")
    (course / "work/ex_01_one/ex_01_one.ipynb").write_text(json.dumps(solved))
    assert work_folder.first_unfinished(work) == ("tree", "ex_02_two", "ex_02_two.ipynb")
    (course / "work/ex_02_two/ex_02_two.ipynb").write_text("{half a note")
    assert work_folder.first_unfinished(work) == ()


# ---------------------------------------------------------------------- a disk that is full


@pytest.fixture
def mounted(tmp_path):
    """Mount a small memory disk: ``mounted("size=64k")`` gives its folder."""
    folder = tmp_path / "disk"
    folder.mkdir()

    def mount(options):
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"cannot mount a real disk here: {done.stderr.strip()}")
        return folder

    if not shutil.which("mount"):
        pytest.skip("no mount command")
    yield mount
    subprocess.run(["umount", str(folder)], capture_output=True)


def big_release(root):
    release(root, "ex_02_two", {"cells": [], "metadata": {"fill": "x" * 300_000}})


def test_a_really_full_disk_leaves_no_half_exercise(course, mounted, capsys):
    disk = mounted("size=128k")
    big_release(course)
    assert launch.main(["open", "--folder", str(disk)], course) == 1
    text = capsys.readouterr()
    assert "The disk is full" in one_sentence(text.err)
    assert "ex_01_one: new" in text.out
    assert sorted(os.listdir(disk)) == [".mlplab", "ex_01_one"]
    assert os.listdir(disk / ".mlplab") == ["ex_01_one.sha256"]


def test_a_full_disk_during_a_copy(course, monkeypatch, capsys):
    def fail(*_, **__):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "somewhere")

    monkeypatch.setattr(shutil, "copyfile", fail)
    monkeypatch.setattr(shutil, "copy2", fail)
    assert launch.main(["open"], course) == 1
    assert "The disk is full" in one_sentence(capsys.readouterr().err)
    assert os.listdir(course / "work") == [".mlplab"]
    assert os.listdir(course / "work" / ".mlplab") == []


@pytest.mark.slow
def test_a_really_full_disk_under_the_environment(mounted, capsys):
    disk = mounted("size=12m")
    (disk / "pyproject.toml").write_text(TINY)
    with pytest.raises(CourseError, match="The disk is full"):
        environment.ensure(disk, "learn")


@POSIX
def test_a_folder_that_cannot_be_written(course, mounted, capsys):
    disk = mounted("size=1m")
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert launch.main(["open", "--folder", str(disk / "work")], course) == 1
    assert "cannot be written" in one_sentence(capsys.readouterr().err)


@POSIX
def test_an_environment_that_cannot_be_written(mounted, capsys):
    disk = mounted("size=1m")
    (disk / "pyproject.toml").write_text(TINY)
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    assert launch.main(["build"], disk) == 1
    assert ".venv cannot be written" in one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EROFS])
def test_permission_errors_are_one_sentence(number):
    error = OSError(number, os.strerror(number), "/a/b")
    text = environment.explain(str(error), error.filename)
    assert text.startswith("/a/b cannot be written") and text.endswith(", then start again.")


# ---------------------------------------------------------------------------- the environment


@pytest.fixture
def steps(monkeypatch):
    """Replace the two long steps by notes of them."""
    done = []

    def make(venv):
        done.append("venv")
        shutil.rmtree(venv, ignore_errors=True)
        (venv / "bin").mkdir(parents=True)
        (venv / "whole").touch()

    monkeypatch.setattr(environment, "make", make)
    monkeypatch.setattr(environment, "install", lambda root, venv, extra, _: done.append(extra))
    monkeypatch.setattr(
        environment, "versions", lambda venv: [24, 0, 11] if (venv / "whole").exists() else []
    )
    return done


def test_pip_is_called_only_when_something_changed(course, steps):
    def again(extra):
        steps.clear()
        environment.ensure(course, extra)
        return list(steps)

    assert again("learn") == ["venv", "learn"]
    assert again("learn") == []
    assert again("test") == ["test"]
    assert again("learn") == again("teach") == []
    (course / "pyproject.toml").write_text(TINY + "# changed\n")
    assert again("learn") == ["test"], "what was there stays"


def test_an_interrupted_install_is_completed(course, steps, monkeypatch):
    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(environment, "install", stopped)
        with pytest.raises(KeyboardInterrupt):
            environment.ensure(course, "learn")
    environment.ensure(course, "learn")
    assert steps == ["venv", "learn"], "the venv is not made twice"


@pytest.mark.parametrize("kind", ["half", "moved", "dangling"])
def test_a_broken_environment_is_made_anew(course, steps, kind):
    venv = course / ".venv"
    if kind == "half":
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").write_text("")
    elif kind == "dangling":
        (venv / "bin").mkdir(parents=True)
        (venv / "bin" / "python").symlink_to("/nowhere/python3")
    else:
        environment.ensure(course, "learn")
        stamp = json.loads((venv / "course.json").read_text())
        (venv / "course.json").write_text(json.dumps({**stamp, "root": "/elsewhere"}))
        steps.clear()
    environment.ensure(course, "learn")
    assert steps == ["venv", "learn"]


def test_making_anew_deletes_the_environment_and_nothing_else(course, monkeypatch, capsys):
    monkeypatch.setattr(environment, "step", lambda *_: None)
    (course / ".venv" / "bin").mkdir(parents=True)
    (course / "work").mkdir()
    before = sorted(os.listdir(course))
    environment.make(course / ".venv")
    assert sorted(os.listdir(course)) == before and not os.listdir(course / ".venv")
    assert "making it anew" in capsys.readouterr().out


def test_a_file_or_a_link_in_its_place_is_not_touched(course, tmp_path):
    venv, elsewhere = course / ".venv", tmp_path / "elsewhere"
    (elsewhere / "mine").mkdir(parents=True)
    venv.symlink_to(elsewhere)
    for _ in range(2):
        with pytest.raises(CourseError, match="remove it"):
            environment.ensure(course, "learn")
        assert os.listdir(elsewhere) == ["mine"]
        if venv.is_symlink():
            venv.unlink()
            venv.write_text("")
    assert venv.is_file()


@POSIX
def test_a_second_command_waits_for_the_first(course, steps):
    fcntl = pytest.importorskip("fcntl")
    script = (
        "from pathlib import Path; from autograder import environment;"
        "environment.versions = lambda venv: [24, 0, 11]; environment.install = lambda *_: None;"
        f"environment.ensure(Path({str(course)!r}), 'learn')"
    )
    (course / ".venv").mkdir()
    with open(course / "pyproject.toml") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        second = subprocess.Popen(
            [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert "waiting for it" in second.stdout.readline()
        assert not (course / ".venv" / "course.json").exists()
    second.communicate(timeout=30)
    assert second.returncode == 0 and (course / ".venv" / "course.json").exists()


@POSIX
@pytest.mark.parametrize(
    "said",
    [
        "The virtual environment was not created successfully because ensurepip is not available.",
        "/usr/bin/python3: No module named venv",
        "Error: Command '[python, -m, ensurepip]' returned non-zero exit status 1.",
    ],
)
def test_a_python_without_venv(course, tmp_path, monkeypatch, capsys, said):
    fake = program(tmp_path / "python", f'echo "{said}"; exit 1')
    monkeypatch.setattr(sys, "_base_executable", str(fake))
    assert launch.main(["open"], course) == 1
    assert "-venv'" in one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "WARNING: Retrying (Retry(total=4)) after connection broken by 'NewConnectionError(: "
            "[Errno -3] Temporary failure in name resolution')': /simple/setuptools/\n"
            "ERROR: Could not find a version that satisfies the requirement setuptools>=77",
            "cannot be reached (NewConnectionError)",
        ),
        (
            "ERROR: Could not find a version that satisfies the requirement torch==2.13.0 "
            "(from versions: 2.2.0, 2.2.1)",
            "has no torch==2.13.0 for Python 3.",
        ),
        ("SSLError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]')", "cannot be reached (CERTIFICATE"),
        ("ERROR: Could not install: [Errno 28] No space left on device", "The disk is full at "),
        ("PermissionError: [Errno 13] Permission denied: '/c/.venv/x'", "cannot be written"),
        ("ERROR: the package is odd\nhint: see above", ": the package is odd. Put that right"),
        ("Traceback:\n  somewhere\nKeyError: {odd}\n", ": KeyError: {odd}. Put that right"),
        ("", ": it failed without a word. "),
    ],
)
def test_failures_of_programs_are_one_sentence(tmp_path, said, sentence):
    text = environment.explain(said, tmp_path, "/c/.venv/install.log")
    assert sentence in text and "\n" not in text
    assert text.endswith(", then start again (all that was said is in /c/.venv/install.log).")


def test_a_disk_too_full_for_words_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: argparse.Namespace(free=4096))
    assert "The disk is full" in environment.explain("Command ensurepip failed", tmp_path)
    assert "cannot be written" in environment.explain("Permission denied", tmp_path)


def test_a_half_installed_package_is_forgotten(tmp_path, monkeypatch):
    site = tmp_path / ("Lib/site-packages" if os.name == "nt" else "lib/python3.11/site-packages")
    for name, record in (("whole-1.dist-info", True), ("half-1.dist-info", False)):
        (site / name).mkdir(parents=True)
        if record:
            (site / name / "RECORD").touch()
    monkeypatch.setattr(environment, "step", lambda *_: None)
    environment.install(tmp_path, tmp_path, "learn", [24, 0, 11])
    assert os.listdir(site) == ["whole-1.dist-info"]


def test_pips_words_become_what_it_is_at(tmp_path):
    text = ""
    for line, detail in (
        ("", "starting"),
        ("Collecting numpy<3,>=2.0 (from mlplab==2.0.0)", "looking for numpy"),
        (
            "  Downloading https://a/torch-2.13.0-cp312-x.whl (858.1 MB)",
            "downloading torch-2.13.0 (858.1 MB)",
        ),
        ("Progress 104857600 of 899678208", "downloading torch-2.13.0 (105 MB of 858.1 MB)"),
        ("  Downloading numpy-2.4.6-cp312.whl (1.0 MB)", "downloading numpy-2.4.6 (1.0 MB)"),
        ("Installing collected packages: a, b", "package 1 of 2: a"),
    ):
        text += line + "\n"
        assert environment.at_work(text, tmp_path, 0) == detail


def test_a_long_step_says_what_it_is_at_and_how_it_ended(tmp_path, monkeypatch, capsys):
    wait = subprocess.Popen.wait
    monkeypatch.setattr(subprocess.Popen, "wait", lambda p, limit=None: wait(p, limit and 0.1))
    command = [sys.executable, "-c", "import time; print('hello'); time.sleep(0.5)"]
    environment.step("Working", command, tmp_path / "log", str.strip)
    first, *moving, last = capsys.readouterr().out.splitlines()
    assert first == "Working ..." and re.fullmatch(r"Working: +\d s  hello", moving[-1])
    assert re.fullmatch(r"Working: done after \d s", last)
    with pytest.raises(CourseError, match="exploded"):
        environment.step("Working", [sys.executable, "-c", "exit('exploded')"], tmp_path / "log")
    assert "Working: not done after" in capsys.readouterr().out


def closed_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


def no_network(tmp_path):
    empty = tmp_path / "no wheels"
    empty.mkdir(exist_ok=True)
    return {
        "PIP_INDEX_URL": f"http://127.0.0.1:{closed_port()}/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": str(empty).replace(" ", "%20"),
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_NO_CACHE_DIR": "1",
        "PIP_RETRIES": "1",
        "PIP_DEFAULT_TIMEOUT": "2",
    }


@pytest.mark.slow
def test_a_real_environment_through_its_troubles(course, tmp_path, monkeypatch, capsys):
    """No network, then network, then nothing to do, then a broken interpreter."""
    with monkeypatch.context() as patch:
        for name, value in no_network(tmp_path).items():
            patch.setenv(name, value)
        assert launch.main(["open"], course) == 1
    assert "The package index cannot be reached" in one_sentence(capsys.readouterr().err)
    assert (course / ".venv" / "install.log").stat().st_size > 0

    environment.ensure(course, "learn")
    assert "done after" in capsys.readouterr().out
    python = environment.python_of(course / ".venv")
    subprocess.run([python, "-m", "pip", "show", "tiny"], check=True, capture_output=True)

    with monkeypatch.context() as patch:
        patch.setattr(environment, "step", None)
        start = time.monotonic()
        environment.ensure(course, "learn")
        assert time.monotonic() - start < 2

    python.unlink()
    environment.ensure(course, "learn")
    assert "making it anew" in capsys.readouterr().out
    assert python.exists()


@POSIX
@pytest.mark.slow
def test_ctrl_c_while_installing_says_so_and_the_next_start_goes_on(course, tmp_path):
    script = [sys.executable, str(course / "autograder" / "launch.py"), "open"]
    process = subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    for line in process.stdout:
        if line.startswith("Installing"):
            break
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    _, text = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "Traceback" not in text and "'./course open' goes on from here." in text
    made = (course / ".venv" / "pyvenv.cfg").stat().st_mtime_ns
    environment.ensure(course, "learn")
    assert (course / ".venv" / "pyvenv.cfg").stat().st_mtime_ns == made
    assert (course / ".venv" / "course.json").exists()


# ----------------------------------------------------------------------- JupyterLab and Chromium


@pytest.fixture
def busy():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def test_a_named_port_in_use_is_a_sentence_before_anything_is_made(course, busy, capsys):
    assert launch.main(["open", "--port", str(busy)], course) == 1
    assert f"Port {busy} is in use" in one_sentence(capsys.readouterr().err)
    assert not (course / "work").exists() and not (course / ".venv").exists()
    assert launch.main(["open", "--port", "70000"], course) == 1
    assert "from 1024 to 65535" in one_sentence(capsys.readouterr().err)


def test_without_a_name_the_next_free_port_is_taken(course, monkeypatch):
    def create(address):
        if address[1] != 8890:
            raise OSError(errno.EADDRINUSE, "Address in use")
        return socket.socket()

    monkeypatch.setattr(socket, "create_server", create)
    monkeypatch.setattr(environment, "ensure", lambda *_: None)
    said = []
    monkeypatch.setattr(launch, "hand_over", lambda root, args, **_: said.extend(args) or 0)
    assert launch.main(["open"], course) == 0
    assert "--ServerApp.port=8890" in said
    assert "fetchNews" in (course / "work/.mlplab/overrides.json").read_text()


@POSIX
@pytest.mark.slow
def test_jupyterlab_answers_on_the_port_with_the_unfinished_notebook(course):
    (course / ".venv").symlink_to(sys.prefix)
    port = closed_port()
    script = (
        "from pathlib import Path; from autograder import environment, launch;"
        "environment.ensure = lambda *_: None;"
        f"launch.main(['open', '--no-browser', '--port', '{port}'], Path({str(course)!r}))"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    patience = threading.Timer(90, process.kill)
    patience.start()
    text, found = "", None
    try:
        while not found and (line := process.stdout.readline().decode()):
            text += line
            found = re.search(rf"http://127.0.0.1:{port}(/\S+)\?token=(\w+)", line)
        assert found and found[1] == "/lab/tree/ex_01_one/ex_01_one.ipynb", text
        news = f"/lab/api/settings/@jupyterlab/apputils-extension:notification?token={found[2]}"
        answer = None
        while not answer and process.poll() is None:  # the address is said before it answers
            with contextlib.suppress(OSError):
                answer = urllib.request.urlopen(f"http://127.0.0.1:{port}{news}", timeout=30)
        asked = json.load(answer)["schema"]["properties"]["fetchNews"]["default"]
        assert asked == "false", "no question about news at the first start"
    finally:
        patience.cancel()
        process.terminate()
        process.communicate(timeout=20)
    assert not re.search(r"\[[IW] ", text), "words that no learner needs"


@POSIX
def test_chromium_is_installed_where_that_takes_no_questions(course, monkeypatch):
    (course / ".venv").mkdir()
    program(course / "apt-get", 'echo "$@" >&2')
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setenv("PATH", f"{course}:{os.environ['PATH']}")
    monkeypatch.setattr(launch, "BROWSERS", ("no-such-browser",))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    launch.get_chromium(course)
    assert not os.listdir(course / ".venv")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    launch.get_chromium(course)
    said = (course / ".venv" / "chromium.log").read_text()
    assert said == "update\ninstall -y chromium fonts-dejavu-core\n"
