"""The guides as learners get them: with their pictures, and with links that lead into the pack."""

import re
from posixpath import normpath, relpath

from autograder.errors import CourseError

GUIDES = ("learners.md", "mlp_backprop_guide.md", "notation.md", "glossary.md")
LINK = re.compile(r"(?<=\]\()(?!#|\w+:)([^()\s#]+)(#[^()\s]*)?(?=\))")  # to a file of the course
RELEASE = re.compile(r"release/(\w+)/(\w+\.ipynb)")


def packed_guides(root, others):
    """Read the guides of the pack and the pictures that they show.

    Parameters
    ----------
    root : Path
        The course.
    others : iterable of str
        Paths of what else is in the pack.

    Returns
    -------
    dict
        Path in the pack -> bytes.

    Raises
    ------
    CourseError
        When a guide is missing, or when one links to a file that is not in the pack.
    """
    names = [f"guides/{guide}" for guide in GUIDES]
    files, there = {}, {*names, *others}

    def moved(link, guide):
        target = normpath(f"guides/{link[1]}")
        if target.startswith("guides/pictures/") and (root / target).is_file():
            files[target] = (root / target).read_bytes()
            return link[0]
        target = RELEASE.sub(r"exercises/\1/\2", target)
        if target not in there:
            raise CourseError(
                f"{guide}: links to {link[1]}, which is not in the learners' pack. Name it without "
                "a link, then build again."
            )
        return relpath(target, "guides") + (link[2] or "")

    for name in names:
        if not (root / name).is_file():
            raise CourseError(f"{name}: missing, and the pack needs it.")
        text = (root / name).read_text(encoding="utf-8")
        files[name] = LINK.sub(lambda link, guide=name: moved(link, guide), text).encode()
    return files
