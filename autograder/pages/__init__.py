"""Pages of the grader: one HTML file each, without script and without anything from a network."""

import base64
import hashlib
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

_HERE = Path(__file__).parent


def number(value):
    """Write points as people do: ``3``, ``2.5``.

    Parameters
    ----------
    value : float
        At most two decimals are shown.

    Returns
    -------
    str
        Without zeros at the end.
    """
    return f"{float(value):.2f}".rstrip("0").rstrip(".")


def render(template, **values):
    """Fill in one of the templates of this folder.

    The page carries a policy that lets a browser run no script and load nothing, and that admits
    this folder's style sheet only: a second wall behind what the text of a learner goes through.

    Parameters
    ----------
    template : str
        File name.
    **values : object
        What it shows. Text is escaped unless it is :class:`markupsafe.Markup`.

    Returns
    -------
    str
        A whole HTML page.
    """
    style = "\n" + (_HERE / "style.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _ENVIRONMENT.get_template(template)
    return page.render(style=Markup(style), policy=Markup(policy), **values)


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(_HERE), autoescape=True, trim_blocks=True, lstrip_blocks=True
)
_ENVIRONMENT.filters["number"] = number
