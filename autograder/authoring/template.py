"""Start a new exercise from a template that obeys every rule."""

import re
from pathlib import Path

from autograder.errors import CourseError

TEMPLATE = Path(__file__).with_name("template.txt")


def new_exercise(root, name):
    """Write ``notebooks/<name>.py`` from the template.

    Parameters
    ----------
    root : path
        The course.
    name : str
        For instance ``ex_05_regularisation``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    CourseError
        When the name has another form than ``ex_05_some_words``, or the exercise exists.
    """
    if not re.fullmatch(r"ex_\d\d_[a-z0-9_]+", name):
        raise CourseError(
            f"{name!r} is no name for an exercise: use ex_, two digits and words, "
            "like ex_05_regularisation."
        )
    path = Path(root) / "notebooks" / f"{name}.py"
    if path.exists():
        raise CourseError(f"{path}: exists already; it was left as it is.")
    number, words = name[3:5].lstrip("0"), name[6:].replace("_", " ")
    text = TEMPLATE.read_text(encoding="utf-8")
    path.write_text(
        text.replace("NUMBER", number).replace("TITLE", words.capitalize()), encoding="utf-8"
    )
    return path
