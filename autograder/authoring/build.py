"""Build ``source/`` from ``notebooks/`` and let nbgrader compile ``release/``, byte for byte."""

import contextlib
import io
import logging
import shutil
import tempfile
from pathlib import Path

import nbformat

from autograder.authoring.mistakes import known_mistakes
from autograder.authoring.rules import problems
from autograder.authoring.text import expand, read_text
from autograder.errors import CourseError
from autograder.surroundings import inside, tools_on_path


def exercises(root):
    """List the exercises, in order: the files ``notebooks/ex_*.py``.

    Parameters
    ----------
    root : path
        The course.

    Returns
    -------
    list of str
        Their names, without the ending.
    """
    return sorted(p.stem for p in (Path(root) / "notebooks").glob("ex_*.py"))


def build_source(text, target):
    """Write the instructor notebook `target` from the percent-format file `text`.

    Parameters
    ----------
    text : Path
        In ``notebooks/`` of a course, whose mistakes its checks may name.
    target : Path
        In ``source/``; its folder is made.

    Raises
    ------
    CourseError
        When the text breaks a rule of :mod:`autograder.authoring.rules`; names each.
    """
    nb = read_text(text)
    broken = problems(nb, known_mistakes(text.parent.parent))
    if broken:
        raise CourseError("\n".join(f"{text}: {p}." for p in broken))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(nbformat.writes(expand(nb)) + "\n", encoding="utf-8")


def build(root, out=None, only=None):
    """Rebuild ``source/`` and ``release/`` under `out` from ``notebooks/`` under `root`.

    Parameters
    ----------
    root : path
        The course.
    out : path, optional
        Where to write; `root` by default.
    only : sequence of str, optional
        Exercises; all by default.

    Returns
    -------
    list of Path
        The notebooks that changed, or are new.

    Raises
    ------
    CourseError
        For an unknown exercise, a text that breaks a rule, a stray file beside a notebook, or a
        release that nbgrader does not compile.
    """
    root, out = Path(root), Path(out or root)
    names = exercises(root)
    for name in only or ():
        if name not in names:
            raise CourseError(
                f"notebooks/{name}.py: there is no such exercise; there are {', '.join(names)}."
            )
    changed = []
    for name in only or names:
        made = [out / room / name / f"{name}.ipynb" for room in ("source", "release")]
        before = [_content(path) for path in made]
        build_source(root / "notebooks" / f"{name}.py", made[0])
        _refuse_strays(made[0].parent)
        _release(root, out, name)
        changed += [p for p, was in zip(made, before, strict=True) if _content(p) != was]
    return changed


def _content(path):
    return path.read_bytes() if path.exists() else None


def _refuse_strays(folder):
    mine = {f"{folder.name}.ipynb", ".ipynb_checkpoints"}
    strays = sorted(p.name for p in folder.iterdir() if p.name not in mine)
    if strays:
        raise CourseError(
            f"{folder}: {', '.join(strays)} would be copied into the release by nbgrader. "
            "Move it away; data belongs in mlplab."
        )


def _release(root, out, name):
    """Compile one release in a scratch course, so that neither gradebook nor root is touched."""
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import PyFileConfigLoader

    config = PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config()
    target = out / "release" / name
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(out / "source" / name, Path(scratch) / "source" / name)
        config.CourseDirectory.root = scratch
        config.CourseDirectory.db_url = f"sqlite:///{scratch}/gradebook.db"
        log = io.StringIO()
        with inside(scratch), tools_on_path(), contextlib.redirect_stderr(log):
            api = NbGraderAPI(config=config)
            api.log.setLevel(logging.ERROR)
            result = api.generate_assignment(name, force=True, create=True)
        if not result["success"]:
            reason = result.get("error") or result.get("log") or log.getvalue()
            raise CourseError(f"source/{name}: nbgrader could not compile a release.\n{reason}")
        shutil.rmtree(target, ignore_errors=True)
        target.mkdir(parents=True)
        made = Path(scratch) / "release" / name / f"{name}.ipynb"
        shutil.copyfile(made, target / made.name)
    return target / f"{name}.ipynb"


def drift(root, only=None):
    """Rebuild beside the course and list the derived files that differ.

    Parameters
    ----------
    root : path
        The course; not changed.
    only : sequence of str, optional
        Exercises; all by default.

    Returns
    -------
    list of Path
        Relative to `root`, sorted; also files that are missing or that nothing gives any more.
    """
    root = Path(root)
    stale = []
    with tempfile.TemporaryDirectory() as scratch:
        fresh = {p.relative_to(scratch): p.read_bytes() for p in build(root, scratch, only)}
    kept = {
        p.relative_to(root)
        for room in ("source", "release")
        for p in (root / room).rglob("*")
        if p.is_file() and ".ipynb_checkpoints" not in p.parts
        if not only or p.relative_to(root).parts[1] in only
    }
    for path in sorted(kept | set(fresh)):
        committed = (root / path).read_bytes() if path in kept else None
        if committed != fresh.get(path):
            stale.append(path)
    return stale
