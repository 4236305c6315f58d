"""Descent lab: the learner's own gradient descent on a parabola, with a live learning rate."""

import math
import os
from itertools import pairwise
from pathlib import Path

import anywidget
import traitlets

from mlplab.checks.call import told

STEPS = 20
CLIP = 1e6  # a number beyond it is drawn at the edge of the picture and told as it is


class DescentLab(anywidget.AnyWidget):
    """A parabola ``0.5 lam x^2`` and the path of gradient descent on it from ``x = 1``.

    Parameters
    ----------
    gd_quadratic : callable
        The learner's ``gd_quadratic(lam, lr, steps) -> list[float]``.
    """

    _esm = Path(__file__).with_name("descent.js")
    _css = Path(__file__).with_name("panel.css")

    lam = traitlets.Float(1.0).tag(sync=True)
    lr = traitlets.Float(0.3).tag(sync=True)
    path = traitlets.List(traitlets.Float()).tag(sync=True)
    told = traitlets.Unicode().tag(sync=True)

    def __init__(self, gd_quadratic, **kwargs):
        self._descend = gd_quadratic
        super().__init__(**kwargs)
        self.observe(self._recompute, names=["lam", "lr"])
        self._recompute()

    def _recompute(self, _change=None):
        path, sentence = descend(self._descend, self.lam, self.lr)
        self.set_trait("path", path)
        self.told = sentence

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        data = {k: v for k, v in (data or {}).items() if k != "text/plain"}
        return {**data, "text/plain": f"[panel: descent lab] {self.told}"}


def descend(gd_quadratic, lam, lr, steps=STEPS):
    """Run the learner's function; return a path that can be drawn and one sentence about it.

    Returns
    -------
    path : list of float
        Empty when the function could not give one.
    sentence : str
    """
    try:
        path = [float(x) for x in gd_quadratic(lam, lr, steps)]
    except Exception as error:
        sentence = told("gd_quadratic", error)
        return [], f"{sentence}\n{sentence.detail}".strip()
    if len(path) != steps + 1:
        return [], f"gd_quadratic returned {len(path)} positions for {steps} steps."
    drawn = [math.copysign(min(abs(x), CLIP), x) if x == x else CLIP for x in path]
    end = path[-1]
    limit = 2 / lam if lam else math.inf
    where = f"Curvature {lam:.3g}, learning rate {lr:.3g}; the limit 2/curvature is {limit:.3g}."
    if not math.isfinite(end) or abs(end) > 1:
        return drawn, f"{where} After {steps} steps x = {end:.3g}: it runs away."
    turns = sum(a * b < 0 for a, b in pairwise(path))
    manner = "jumping from side to side" if turns > steps // 2 else "from one side"
    return drawn, f"{where} After {steps} steps x = {end:.2g}, {manner}."


def descent_lab(gd_quadratic):
    """Show the descent lab; under nbgrader and in a script, only the sentence.

    Parameters
    ----------
    gd_quadratic : callable
        The learner's own.
    """
    from IPython import get_ipython
    from IPython.display import display

    if get_ipython() is None or "NBGRADER_EXECUTION" in os.environ:
        print(f"[panel: descent lab] {descend(gd_quadratic, 1.0, 0.3)[1]}")
        return
    display(DescentLab(gd_quadratic))
