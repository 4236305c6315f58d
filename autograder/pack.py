"""The learner's pack: one ZIP with the exercises, the package they import and one page of help."""

import io
import os
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from importlib import metadata
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns

from autograder.authoring.build import drift, exercises
from autograder.authoring.rules import BEGIN_HIDDEN, BEGIN_SOLUTION
from autograder.errors import CourseError
from autograder.packed_guides import GUIDES, packed_guides

LICENSES = ("LICENSE", "LICENSE-text")
MARKS = (BEGIN_SOLUTION, BEGIN_HIDDEN.removesuffix(" TESTS"))
IMPORTS_AUTOGRADER = re.compile(r"\b(?:from|import)\s+autograder\b")
LONG_AGO = (2020, 1, 1, 0, 0, 0)  # any fixed time: the same content gives the same bytes

START = """\
# Start here

Welcome to *Module 2: Multi-Layer Perceptrons and Backpropagation*: {count}, in which you write the
core of neural networks yourself and see at once whether it is right.

## What you need

Python 3.11 or newer (from python.org, or your system's packages), about 2 GB of disk space, and
a network connection for the first start. PyTorch is the largest part; on Linux it also brings its
GPU libraries, a few GB more. pytorch.org says how to install a CPU-only build of {torch}
into `.venv` first if that is too much.

## Open the exercises

Unpack the ZIP, open a terminal in the folder in which this file lies, and type

on macOS or Linux:

    python3 -m venv .venv
    .venv/bin/python -m pip install "./{wheel}[learn]"
    .venv/bin/python -m jupyter lab exercises {hook}

on Windows:

    py -m venv .venv
    .venv\\Scripts\\python -m pip install ".\\{wheel}[learn]"
    .venv\\Scripts\\python -m jupyter lab exercises {hook}

With conda, `conda env create -f environment.yml` does the first two; then
`conda activate mlp-backprop` and `jupyter lab exercises`.

The first two lines take some minutes, once. From then on only the last one is needed. (Its long
option lets a saved notebook show words where a button or a panel was; it may be left out.)

## The exercises

{table}

Each stands on its own: none needs the code of an earlier one.

## How your work is checked

Replace `raise NotImplementedError()` by your code and run the check cell below it. It says whether
the function is right, and if not, what is wrong and at which input. Nothing happens if you are
wrong: run it as often as you like. When you have finished, save and press *Validate* in the
notebook's toolbar: that runs everything from the top, as grading will, and lists what fails.
(*Restart Kernel and Run All Cells* stops at the first check that fails.) Grading also runs some
hidden tests, on other inputs, of the same things that the check cells tell you about.

## How to hand in

Save, then hand in the notebook `exercises/<exercise>/<exercise>.ipynb`, one per exercise, where
your instructor asks for it: usually by uploading that one file, on a JupyterHub with *Nbgrader,
Assignment List, Submit*. Keep the file's name, and leave the check cells where they are.

## Where your work lies

In `exercises/`, on your own disk, and nowhere else: make a copy now and then. A newer pack
unpacks into a folder of its own; unpacking this one again would overwrite your work.
{more}"""

READ = """
To see them with formulas and pictures, type `.venv/bin/python -m jupyter lab guides` (on Windows
`.venv\\Scripts\\python -m jupyter lab guides`), then right-click a guide and choose *Open With*,
*Markdown Preview*.
"""

ENVIRONMENT = """\
# For conda. It names no second list: what the exercises need is written in the wheel.
name: mlp-backprop
channels:
  - conda-forge
dependencies:
  - python>=3.11
  - pip
  - pip:
      - ./{wheel}[learn]
"""


def build_pack(root, out):
    """Write ``mlp-backprop-learners-<version>.zip`` into the folder `out`.

    The same course gives the same bytes.

    Parameters
    ----------
    root : path
        The course.
    out : path
        A folder; made when it is missing.

    Returns
    -------
    Path
        The ZIP.

    Raises
    ------
    CourseError
        When a release is missing or is not what ``notebooks/`` gives now, when a file to be packed
        holds a solution, a hidden test or a part of `autograder`, when a guide links to what is
        not packed, or when the wheel cannot be built. Nothing is written then.
    """
    root, out = Path(root), Path(out)
    names = _current(root)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wheel, wheel_bytes = build_wheel(root)
    files = {
        "START.md": _start(names, wheel, project).encode(),
        "environment.yml": ENVIRONMENT.format(wheel=wheel).encode(),
        wheel: wheel_bytes,
    }
    for name in names:
        notebook = root / "release" / name / f"{name}.ipynb"
        files[f"exercises/{name}/{name}.ipynb"] = notebook.read_bytes()
    files |= {name: (root / name).read_bytes() for name in LICENSES}
    files |= packed_guides(root, files)
    for path, content in files.items():
        refuse_leak(path, content)
    folder = f"mlp-backprop-{project['version']}"  # of its own: a newer pack overwrites no work
    target = out / f"mlp-backprop-learners-{project['version']}.zip"
    try:
        out.mkdir(parents=True, exist_ok=True)
        part = target.with_suffix(".part")
        part.write_bytes(_zip([(f"{folder}/{p}", content) for p, content in sorted(files.items())]))
        os.replace(part, target)
    except OSError as error:
        raise CourseError(f"{target}: the pack cannot be written ({error.strerror}).") from None
    return target


def refuse_leak(path, content):
    """Raise when a file of the pack holds what a learner must not have.

    Parameters
    ----------
    path : str
        Its name in the pack.
    content : bytes
        A wheel is looked into, file by file.

    Raises
    ------
    CourseError
        Names the file and what it holds.
    """
    if path.endswith((".whl", ".zip")):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                refuse_leak(f"{path}/{name}", archive.read(name))
        return
    if "autograder" in path.split("/"):
        raise CourseError(f"{path}: autograder must not be in the learners' pack; take it out.")
    text = content.decode("utf-8", errors="replace")
    found = [mark for mark in MARKS if mark in text]
    if path.endswith((".py", ".ipynb")):
        found += IMPORTS_AUTOGRADER.findall(text)[:1] and ["an import of autograder"]
    if found:
        raise CourseError(
            f"{path}: holds {' and '.join(found)}, which learners must not get. "
            "No pack was written; take it out and build again."
        )


def _current(root):
    names = exercises(root)
    if not names:
        raise CourseError(f"{root / 'notebooks'}: there is no exercise to pack.")
    for name in names:
        if not (root / "release" / name / f"{name}.ipynb").is_file():
            raise CourseError(f"release/{name}/{name}.ipynb: missing. Run './course build' first.")
    stale = [path for path in drift(root) if path.parts[0] == "release"]
    if stale:
        raise CourseError(
            f"{', '.join(p.as_posix() for p in stale)}: not what notebooks/ gives now. "
            "Run './course build' first."
        )
    return names


def _start(names, wheel, project):
    table = "\n".join(f"- `exercises/{name}/{name}.ipynb`" for name in names)
    torch = [r for r in project.get("optional-dependencies", {}).get("learn", []) if "torch" in r]
    more = "\n## To read\n\n" + "\n".join(f"- `guides/{g}`" for g in GUIDES) + "\n" + READ
    return START.format(
        count="one notebook" if len(names) == 1 else f"{len(names)} notebooks",
        torch=f"`{torch[0]}`" if torch else "it",
        wheel=wheel,
        hook="--ContentsManager.pre_save_hook=mlplab.saving.without_widgets",
        table=table,
        more=more,
    )


def build_wheel(root):
    """Build the wheel of `mlplab`.

    From a clean copy: a ``build/`` left in the course would ship old modules.

    Parameters
    ----------
    root : Path
        The course.

    Returns
    -------
    name : str
        Of the wheel's file.
    content : bytes
        The same course gives the same bytes.

    Raises
    ------
    CourseError
        When a file is missing, pip fails, or a file of the package is not in the wheel.
    """
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch) / "source"
        source.mkdir()
        copytree(root / "mlplab", source / "mlplab", ignore=ignore_patterns("__pycache__", ".*"))
        for name in ("pyproject.toml", "README.md", *LICENSES):
            if not (root / name).is_file():
                raise CourseError(f"{name}: missing, and the wheel needs it.")
            copyfile(root / name, source / name)
        command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--quiet"]
        if _setuptools() >= 77:  # as pyproject.toml asks; then no network is needed
            command.append("--no-build-isolation")
        done = subprocess.run(
            [*command, "--wheel-dir", scratch, str(source)],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1577836800"},
            capture_output=True,
            text=True,
            errors="replace",
        )
        built = sorted(Path(scratch).glob("*.whl"))
        if done.returncode or len(built) != 1:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise CourseError(f"mlplab: the wheel could not be built: {(said or ['?'])[-1]}")
        with zipfile.ZipFile(built[0]) as archive:
            members = [(i.filename, archive.read(i)) for i in archive.infolist()]
        files = (p for p in (source / "mlplab").rglob("*") if p.is_file())
        absent = sorted({p.relative_to(source).as_posix() for p in files} - {n for n, _ in members})
        if absent:
            raise CourseError(
                f"{', '.join(absent)}: not in the wheel. "
                "Name the folder under [tool.setuptools] in pyproject.toml."
            )
        return built[0].name, _zip(members)


def _setuptools():
    try:
        return int(metadata.version("setuptools").split(".")[0])
    except metadata.PackageNotFoundError:
        return 0


def _zip(members):
    """Bytes of a ZIP that depend on names, contents and their order only."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            info = zipfile.ZipInfo(name, LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # Unix, wherever it is built
            info.external_attr = 0o100644 << 16
            archive.writestr(info, content)
    return buffer.getvalue()
