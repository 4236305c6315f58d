"""The guides as learners get them: with their pictures, and with links that lead into the pack."""

import re
from html.parser import HTMLParser
from posixpath import normpath
from urllib.parse import unquote, urlsplit

import mistune

from autograder.errors import CourseError

GUIDES = ("learners.md", "mlp_backprop_guide.md", "notation.md", "glossary.md")
LEFT_OUT = r"\[([^\]]*)\]\(\.\./exercises/(\w+)/\w+\.ipynb(?:#[^)\s]*)?\)"  # a link to an exercise
RELEASED, PACKED = re.compile(r"\.\./release/(?=\w+/\w+\.ipynb)"), "../exercises/"
OUTSIDE = {"http", "https", "mailto"}
# Formulas are read as such, since E[f](z) is no link there; addresses are kept as they are written.
HTML = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
to_html = mistune.create_markdown(renderer=HTML, plugins=["math"])


def packed_guides(root, others):
    """Read the guides of the pack and the pictures that they show.

    A link to an exercise that the course leaves out becomes its own words.

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
    for name in names:
        if not (root / name).is_file():
            raise CourseError(f"{name}: missing, and the pack needs it.")
        text = RELEASED.sub(PACKED, (root / name).read_text(encoding="utf-8"))
        text = re.sub(LEFT_OUT, lambda link: link[0] if _is_in(link[2], there) else link[1], text)
        files[name] = text.encode()
        for link in links(text):
            target = normpath(f"guides/{link}")
            if target.startswith("guides/pictures/") and (root / target).is_file():
                files[target] = (root / target).read_bytes()
            elif target not in there:
                raise CourseError(
                    f"{name}: links to {link}, which is not in the learners' pack. Name it "
                    "without a link, then build again."
                )
    return files


def _is_in(exercise, there):
    return f"exercises/{exercise}/{exercise}.ipynb" in there


def links(text):
    """Find the files that a guide links to or shows, whether in Markdown or in HTML.

    Parameters
    ----------
    text : str
        Markdown.

    Returns
    -------
    list of str
        Paths as they are written, without the heading. Addresses outside and headings of the
        guide itself are left out; that headings exist, the site's build sees to.
    """
    reader = _Addresses()
    reader.feed(to_html(text))
    reader.close()
    inside = [address for address in reader.found if urlsplit(address).scheme not in OUTSIDE]
    return [unquote(path) for address in inside if (path := address.partition("#")[0])]


class _Addresses(HTMLParser):
    """What a page links to and loads."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        self.found += [value for name, value in attrs if name in ("href", "src") and value]
