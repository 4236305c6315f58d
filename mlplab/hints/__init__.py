"""Hints in steps, opened only on request: a question, the steps in words, an example. Never code.

The words stand in one TOML file per exercise beside this module, one table per solve cell, and
reach the notebook only when the learner asks. Which were opened is kept in ``hints.json`` in the
notebook's own folder, beside the guesses; nothing here is graded.
"""

import re
import tomllib
from functools import cache
from html import escape
from pathlib import Path

from mlplab.records import Record, has_page

RECORD = Record("hints.json", int)
STAGES = ("a question", "the steps", "a worked example")
_offered = []  # in the order of the notebook


@cache
def all_hints():
    """Read the hints of all exercises.

    Returns
    -------
    dict of str to dict
        Solve cell -> its hint: ``question``, ``steps``, ``example``.

    Raises
    ------
    ValueError
        When two files have a hint for one name.
    """
    found = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        twice = found.keys() & table.keys()
        if twice:
            raise ValueError(f"{path.name}: hints given twice: {sorted(twice)}")
        found |= table
    return found


def hint(name):
    """Offer help with one function, in three stages that the learner opens one by one.

    A question comes first, then the steps in words, then a worked example; never code. Which were
    opened is kept beside the notebook, for :func:`mlplab.sum_up` alone.

    Parameters
    ----------
    name : str
        The solve cell: the function's name.

    Raises
    ------
    ValueError
        For a name without a hint.
    """
    if name not in all_hints():
        raise ValueError(
            f"there is no hint for {name!r}: add a table [{name}] to the exercise's file in "
            "mlplab/hints/"
        )
    if name not in _offered:
        _offered.append(name)
    text = f"Hints for {name}: {', then '.join(STAGES)}. Run this cell in JupyterLab to open them."
    if not has_page():
        print(text)
        return
    from IPython.display import display

    bundle = _form(name)._repr_mimebundle_() or {}
    bundle = bundle[0] if isinstance(bundle, tuple) else bundle
    display({**bundle, "text/plain": text}, raw=True)


def opened():
    """Count the stages that the learner has opened.

    Returns
    -------
    dict of str to int
        Function -> how many of its stages were opened, in the order of the notebook.
    """
    noted = RECORD.all()
    return {name: noted[name] for name in _offered if noted.get(name)}


def stages(name):
    """Write the three texts of a hint as HTML.

    Parameters
    ----------
    name : str
        The solve cell.

    Returns
    -------
    list of str
        One text per stage, in the order in which they are opened.

    Raises
    ------
    KeyError
        When there is no hint of this name.
    """
    told = all_hints()[name]
    steps = "".join(f"<li>{_marked(step)}</li>" for step in told["steps"])
    return [f"<p>{_marked(told['question'])}</p>", f"<ol>{steps}</ol>", _example(told["example"])]


def _example(text):
    parts = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    return "".join(f"<p>{_marked(part)}</p>" for part in parts)


def _marked(text):
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))


def _form(name):
    import ipywidgets as w

    told = w.HTML()
    told.add_class("mlplab-hint")
    button = w.Button(layout=w.Layout(width="auto"))
    shown = []

    def offer():
        button.description = (
            f"Stuck? Show {STAGES[len(shown)]}" if len(shown) < 3 else "No more hints"
        )
        button.tooltip = f"{name}: {button.description}"
        button.disabled = len(shown) == 3

    def clicked(_):
        shown.append(stages(name)[len(shown)])
        told.value = "".join(shown)
        RECORD.note(name, max(len(shown), RECORD.all().get(name, 0)))
        offer()

    button.on_click(clicked)
    offer()
    return w.VBox([told, button], layout=w.Layout(align_items="flex-start"))
