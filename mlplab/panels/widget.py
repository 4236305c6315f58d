"""A panel on a page: the engine, its driver, and the front end, held together by one widget."""

import asyncio
import contextlib
import re
from pathlib import Path

import anywidget
import traitlets
from IPython.display import display

from mlplab import guesses
from mlplab.panels.driver import Driver
from mlplab.panels.engine import Engine
from mlplab.panels.frame import pack
from mlplab.panels.still import png

FRONT = Path(__file__).with_name("front")
FILES = ("frame.js", "colours.js", "plot.js", "views.js", "controls.js", "panel.js")
_open = {}  # cell -> (how often it has run, its panels)


def one_module():
    """Join the files of the front end, without the imports of each other's names.

    Returns
    -------
    str
        One JavaScript module, which a widget needs.
    """
    texts = [(FRONT / name).read_text(encoding="utf-8") for name in FILES]
    return re.sub(
        r"^(import [^;]*;\n|export (?!default))", "", "\n".join(texts), flags=re.MULTILINE
    )


class PanelWidget(anywidget.AnyWidget):
    """What :func:`on_page` displays; ``engine`` is the panel, ``frame`` what the browser paints.

    Parameters
    ----------
    model : Model
        What the panel computes.
    """

    _driver = None
    _esm = one_module()
    _css = (FRONT / "panel.css").read_text(encoding="utf-8")

    panel = traitlets.Dict().tag(sync=True)
    frame = traitlets.Bytes().tag(sync=True)

    def __init__(self, model):
        self.engine = Engine(model, guesses.Prediction(model.question, model.options))
        first = pack({"sequence": 0, "heard": 0, **self.engine.frame()})
        super().__init__(panel=described(model), frame=first)
        with contextlib.suppress(RuntimeError):  # without a loop nothing moves
            asyncio.get_running_loop()
            self._driver = Driver(self.engine, lambda data: self.set_trait("frame", data))
            self.on_msg(lambda _widget, message, _buffers: self._driver.hear(message))

    def close(self):
        if self._driver is not None:
            self._driver.close()
        super().close()

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        model, frame = self.engine.model, self.engine.frame()
        still = png(model, frame["views"])
        words = {"text/plain": f"[panel: {model.title}] {frame['told']}"}
        return {**(data or {}), **({"image/png": still} if still else {}), **words}


def described(model):
    """Collect what the front end has to know of a model; it never changes.

    Parameters
    ----------
    model : Model
        What the panel computes.

    Returns
    -------
    dict
        Plain values: name, title, whose, question, options, controls, views.
    """
    controls = []
    for control in model.controls:
        if control.kind == "text":
            continue
        controls.append({"value": None, **vars(control)})
    plain = {"name": model.name, "title": model.title, "whose": model.whose}
    asked = {"question": model.question, "options": list(model.options)}
    return {**plain, **asked, "controls": controls, "views": list(model.views)}


def on_page(model, settings=None):
    """Display a panel. Running a cell again closes the panels that it has shown before.

    Parameters
    ----------
    model : Model
        What the panel computes.
    settings : dict, optional
        Of a panel that another panel opens: no cell has run again, so none is closed.
    """
    if settings is None:
        _close_older()
    widget = PanelWidget(model)
    if settings is not None:
        widget.engine.hear({"set": settings})
    _open.setdefault(_cell()[0], (_cell()[1], []))[1].append(widget)
    display(widget)


def _close_older():
    cell, run = _cell()
    before, panels = _open.get(cell, (run, []))
    if before != run:
        for panel in panels:
            panel.close()
        panels = []
    _open[cell] = (run, panels)


def _cell():
    """The cell that runs, by its id where the page tells it, and the number of the run."""
    from IPython import get_ipython

    shell = get_ipython()
    metadata = {}
    with contextlib.suppress(Exception):
        metadata = shell.get_parent().get("metadata", {})
    code = shell.history_manager.input_hist_raw[-1] if shell.history_manager else ""
    return metadata.get("cellId", code), shell.execution_count
