"""How Sphinx makes the course's site; ``./course site`` runs it.

The source folder is the course itself, so that a link from one guide to another works on a code
host and on the site alike. Only the pages named below are read: neither answers nor anybody's work.
"""

import argparse
import sys
from functools import partial
from importlib.metadata import distribution
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx import addnodes
from sphinx.util import logging

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT))

import mlplab  # noqa: E402
from autograder import launch  # noqa: E402
from autograder.__main__ import make_parser  # noqa: E402

project = "Multi-Layer Perceptrons and Backpropagation"
html_title = "Module 2: MLPs"
version = release = mlplab.__version__
language = "en"

# ---------------------------------------------------------------------------------------- pages

PAGES = (
    "guides/*.md",
    "guides/decisions/*.md",
    "guides/site/**",
    "release/*/*.ipynb",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
)
ROOMS = {Path(page).parts[0] for page in PAGES}
root_doc = "guides/site/index"
include_patterns = list(PAGES)
# Nothing else is even looked at: .venv alone has thousands of folders.
exclude_patterns = sorted(p.name for p in ROOT.iterdir() if p.name not in ROOMS)

extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx_copybutton",
]
nitpicky = True

# ----------------------------------------------------------------------------- Markdown, notebooks

nb_execution_mode = "off"
myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "dollarmath"]
myst_fence_as_directive = ["math"]  # as code hosts write a formula
myst_heading_anchors = 4
myst_url_schemes = ["http", "https", "mailto"]

# ----------------------------------------------------------------------------------- docstrings

autodoc_member_order = "bysource"
numpydoc_show_class_members = False
default_role = "literal"  # numpydoc puts names of arguments between single backticks
nitpick_ignore_regex = [
    # Names of other projects: their inventories would have to come from the network.
    ("py:.*", r"(?!mlplab\b|autograder\b)\w+\..*"),
]
# Constants that the docstrings of their modules name, and no page lists.
nitpick_ignore = [("py:data", name) for name in ("COLUMNS", "SHARED", "UNNAMED", "UNWRITTEN")]

# ----------------------------------------------------------------------------------------- look

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["course.css"]
html_extra_path = ["front"]  # index.html, which leads to the front page
html_show_copyright = False
html_show_sphinx = False
html_copy_source = False  # no second copy of every page
html_show_search_summary = False  # would fetch pages, which browsers refuse on a disk
pygments_style = "tango"
pygments_dark_style = "github-dark"
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b62a8", "color-brand-content": "#0b62a8"},
    "dark_css_variables": {"color-brand-primary": "#6db8f2", "color-brand-content": "#6db8f2"},
    "top_of_page_buttons": [],
}
copybutton_exclude = ".linenos, .gp, .go"

# One file with all of TeX and its letters as curves: browsers refuse fonts beside a page on a disk.
_MATHJAX = distribution("sphinx-mathjax-offline").locate_file("sphinx-mathjax-offline")
html_static_path.append(str(_MATHJAX / "static" / "mathjax" / "tex-svg-full.js"))
mathjax_path = "tex-svg-full.js"
mathjax3_config = {  # MyST adds to it
    "svg": {"fontCache": "global"},
    "tex": {"packages": {"[-]": ["noundefined"]}},  # a misspelt command is an error, not a red word
}


class Commands(Directive):
    """The help of every command of ``./course``, from its own parser."""

    def run(self):
        found = [nodes.literal_block(launch.USAGE, launch.USAGE, language="text")]
        _, commands = make_parser()
        for name, command in commands.items():
            # whatever the terminal's width
            command.formatter_class = partial(argparse.HelpFormatter, width=90)
            section = nodes.section(ids=[f"course-{name}"], names=[f"course-{name}"])
            section += nodes.title("", "", nodes.literal("", f"./course {name}"))
            text = command.format_help()
            section += nodes.literal_block(text, text, language="text")
            found.append(section)
        return found


def short_names(app, doctree):
    """Let docstrings name a thing by its last word, as long as only one is called so."""
    for node in doctree.findall(addnodes.pending_xref):
        node["refspecific"] = node.get("refdomain") == "py"


def where_to_work(app, doctree):
    """Say on the page of an exercise that it is for reading."""
    if app.env.docname.startswith("release/"):
        words = "This page is for reading. To work on the exercise, open it in JupyterLab: "
        note = nodes.note(
            "", nodes.paragraph("", words, nodes.literal("", "./course open"), nodes.Text("."))
        )
        doctree[0].insert(1, note)


def fold_checks(app, doctree):
    """Fold the check cells of an exercise: long, and meant to be run rather than read."""
    if not app.env.docname.startswith("release/"):
        return
    for cell in list(doctree.findall(nodes.container)):
        role = cell.get("cell_metadata", {}).get("nbgrader", {})
        if role.get("grade"):
            words = role["grade_id"].removeprefix("check-").replace("-", ": ", 1)
            title = nodes.title("", f"Check of {words}")
            fold = nodes.admonition("", title, collapsible=True, classes=["check"])
            cell.parent.replace(cell, fold)
            fold += cell


def only_pages(app, doctree):
    """Warn of links to files that are no pages: Sphinx would copy them, answers included."""
    for node in doctree.findall(addnodes.download_reference):
        logging.getLogger(__name__).warning(
            "'%s' is no page of the site; name it without a link", node["reftarget"], location=node
        )


def formulas_as_written(app, doctree):
    """Hand formulas to MathJax as they stand, as code hosts do.

    Sphinx would put one with line breaks into ``split``, where ``\\tag`` fails.
    """
    for node in doctree.findall(nodes.math_block):
        text = rf"\[{node.astext()}\]"
        node[:] = [nodes.Text(text)]
        node["no-wrap"] = True


def setup(app):
    """Called by Sphinx."""
    app.add_directive("course-commands", Commands)
    for change in (only_pages, short_names, formulas_as_written, where_to_work, fold_checks):
        app.connect("doctree-read", change)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
