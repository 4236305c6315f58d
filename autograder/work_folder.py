"""The learner's folder: bring what it lacks, never touch what is there. Standard library only."""

import hashlib
import json
import shutil

from autograder.errors import CourseError

STUB = "raise NotImplementedError"  # what a release has where a learner's code goes


def bring(release, work):
    """Copy each exercise that a work folder lacks; never touch what is there.

    A copy appears whole or not at all. ``.mlplab/<exercise>.sha256`` in `work` records which
    release it was.

    Parameters
    ----------
    release : Path
        Holds a folder per exercise.
    work : Path
        The learner's; made when it is missing.

    Yields
    ------
    str
        What was done, one sentence per exercise.

    Raises
    ------
    CourseError
        When there is nothing to bring.
    """
    sources = sorted(path.parent for path in release.glob("*/*.ipynb"))
    sources = [source for source in sources if (source / f"{source.name}.ipynb").exists()]
    if not sources:
        raise CourseError(f"{release} holds no exercise: run './course build' or get it anew.")
    records = work / ".mlplab"
    records.mkdir(parents=True, exist_ok=True)
    for source in sources:
        name, target, record = source.name, work / source.name, records / f"{source.name}.sha256"
        if target.exists() or target.is_symlink():
            newer = record.exists() and record.read_text() != fingerprint(source)
            more = f" A newer release is in {source}; to start afresh rename your folder."
            yield f"{name}: your work is kept.{more if newer else ''}"
            continue
        part = records / f"{name}.part"
        shutil.rmtree(part, ignore_errors=True)  # ours, left by an interruption
        try:
            shutil.copytree(source, part, ignore=shutil.ignore_patterns(".*"))
            record.write_text(fingerprint(source))
            part.rename(target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
        yield f"{name}: new, in {target}"


def fingerprint(folder):
    """Hash the names and bytes of all files in a folder, dot files aside.

    Parameters
    ----------
    folder : Path
        Read at any depth.

    Returns
    -------
    str
        SHA-256, in hexadecimal.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = "/" + path.relative_to(folder).as_posix()
        if path.is_file() and "/." not in name:
            digest.update(f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def first_unfinished(work):
    """Find the first notebook with a stub left.

    Parameters
    ----------
    work : Path
        The learner's folder.

    Returns
    -------
    tuple of str
        ``("tree", exercise, notebook)``, parts of the page to open; ``()`` when none is left.
    """
    for path in sorted(work.glob("*/*.ipynb")):
        try:
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                solution = cell["metadata"].get("nbgrader", {}).get("solution")
                if solution and STUB in "".join(cell["source"]):
                    return "tree", path.parent.name, path.name
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            continue  # a learner's file, in whatever state
    return ()
