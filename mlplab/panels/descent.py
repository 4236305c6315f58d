"""Descent lab: the learner's own gradient descent in a valley, with a live learning rate."""

import math

import numpy as np

from mlplab.panels.controls import Push, Range
from mlplab.panels.learner import called, name_of, numbers
from mlplab.panels.model import Model

STEPS = 60
CLIP = 1e6  # a number beyond it is drawn at the edge of the picture and told as it is
AT_LIMIT = 5.1e-4  # a learning rate of four digits is as near as this to 2/λ
AWAY = 1.07  # times its start: what STEPS steps at such a rate may grow to
SPAN = 2.2
QUESTION = "at a learning rate of exactly 2/λ, x"
OPTIONS = ("stands still", "jumps from side to side", "runs away")


class DescentLab(Model):
    """See :func:`mlplab.panels.descent_lab`.

    Parameters
    ----------
    gd_quadratic : callable
        As for :func:`mlplab.panels.descent_lab`.
    """

    name, title = "descent", "Descent lab"
    question, options = QUESTION, OPTIONS
    views = (
        {"kind": "field", "name": "valley", "label": "The valley and the way down"},
        {"kind": "plot", "name": "loss", "label": "Loss after each step", "height": 330},
    )
    pace = 10.0

    def __init__(self, gd_quadratic):
        self.descend = gd_quadratic
        self.whose = f"Yours: {name_of(gd_quadratic)}, once for each axis. Given: momentum."
        self.controls = (
            Range("lr", "learning rate", 0.01, 10, 0.3, log=True, group="step"),
            Push("limit", "set it to 2 / larger λ", group="step"),
            Range("momentum", "momentum", 0, 0.95, 0, step=0.01, group="step"),
            Range("lam1", "curvature λ₁", 0.2, 5, 1, log=True, group="valley"),
            Range("lam2", "curvature λ₂", 0.2, 5, 0.3, log=True, group="valley"),
            Range("x", "start x₁", -2, 2, 1, step=0.05, group="start"),
            Range("y", "start x₂", -2, 2, 1.5, step=0.05, group="start"),
        )

    def begin(self, settings):
        self.shown = 0
        self.changed(settings, ())

    def changed(self, settings, names):
        lr, lams = settings["lr"], (settings["lam1"], settings["lam2"])
        self.lr = lr
        self.start = (settings["x"], settings["y"])
        self.paths = [self._own(lam, lr) for lam in lams]
        self.fast = [_heavy_ball(lam, lr, settings["momentum"], STEPS) for lam in lams]
        self.lams = lams

    def _own(self, lam, lr):
        """The learner's iterates from x = 1; on a parabola others are multiples of them."""
        path = called(self.descend, lam, lr, STEPS)
        what = f"the start and one position for each of {STEPS} steps"
        return numbers(self.descend, path, STEPS + 1, what)

    def step(self, settings):
        self.shown += 1
        return None if self.shown < STEPS else False

    def act(self, settings, name, value):
        if name == "limit":
            return {"lr": min(10.0, float(f"{2 / max(self.lams):.4g}"))}, None
        return {}, None

    def picture(self, settings):
        return {"valley": self._valley(settings), "loss": self._losses(settings)}

    def _way(self, paths):
        """Positions until now, drawn at the edge where they are far out."""
        far = [np.nan_to_num(s * p[: self.shown + 1], nan=CLIP, posinf=CLIP, neginf=-CLIP)
               for s, p in zip(self.start, paths, strict=True)]  # fmt: skip
        return [np.clip(p, -CLIP, CLIP) for p in far]

    def _valley(self, settings):
        rings, angle = [], np.linspace(0, 2 * np.pi, 73)
        for loss in (0.1, 0.3, 0.7, 1.3, 2.1, 3.2, 4.6):
            x, y = (math.sqrt(2 * loss / lam) for lam in self.lams)
            rings.append({"x": x * np.cos(angle), "y": y * np.sin(angle), "faint": True})
        x, y = self._way(self.paths)
        ways = [{"x": x, "y": y, "style": 1, "width": 2, "marks": 4}]
        if settings["momentum"]:
            x, y = self._way(self.fast)
            ways.append({"x": x, "y": y, "style": 0, "width": 2, "marks": 3})
        title = "rings: equal loss; triangles: yours" + ("; discs: momentum" * (len(ways) > 1))
        return {
            "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN], "paths": [*rings, *ways],
            "title": title, "alt": self.sentence(settings),
        }  # fmt: skip

    def _loss(self, paths):
        with np.errstate(over="ignore", invalid="ignore"):
            terms = [lam * (s * p) ** 2 for lam, s, p in
                     zip(self.lams, self.start, paths, strict=True)]  # fmt: skip
        return 0.5 * np.nan_to_num(sum(terms), nan=np.inf)

    def _losses(self, settings):
        lines = [{"y": self._loss(self.paths)[: self.shown + 1], "label": "yours", "style": 1}]
        if settings["momentum"]:
            fast = self._loss(self.fast)[: self.shown + 1]
            lines.append({"y": fast, "label": "momentum", "style": 0})
        for line in lines:
            line["y"] = np.clip(line["y"], 1e-12, 1e12)
        return {
            "lines": lines, "xlim": [0, STEPS], "ylog": True, "ylim": [1e-8, 1e4],
            "xlabel": "step", "ylabel": "loss", "alt": self.sentence(settings),
        }  # fmt: skip

    def sentence(self, settings):
        lr, limit = settings["lr"], 2 / max(self.lams)
        where = f"Learning rate {lr:.3g}; the limit 2/λ is {limit:.3g} for the steeper axis."
        ends = [_manner(path[: self.shown + 1]) for path in self.paths]
        steps = "1 step" if self.shown == 1 else f"{self.shown} steps"
        told = f"{where} After {steps} x₁ {ends[0]}, x₂ {ends[1]}."
        if settings["momentum"]:
            loss = self._loss(self.fast)[self.shown]
            told += f" Momentum {settings['momentum']:.2g}: loss {loss:.2g}."
        return told

    def answer(self):
        """Name what the learner's path on the steeper axis does when the rate is at the limit.

        Returns
        -------
        str or None
            One of `OPTIONS`; None at any other rate, and during the first steps.
        """
        if abs(self.lr * max(self.lams) / 2 - 1) > AT_LIMIT or self.shown < 3:
            return None
        path = self.paths[int(self.lams[1] > self.lams[0])][: self.shown + 1]
        if np.all(path == path[0]):
            return OPTIONS[0]
        return OPTIONS[2] if abs(path[-1]) > AWAY else OPTIONS[1]


def _manner(path):
    """What a path from x = 1 does, in a few words."""
    end = path[-1]
    if len(path) == 1:
        return "has not moved"
    if not math.isfinite(end) or abs(end) > AWAY:
        return f"runs away ({end:.3g} times its start)"
    turns = np.sum(path[1:] * path[:-1] < 0)
    manner = "jumping from side to side" if 2 * turns > len(path) - 1 else "from one side"
    return f"is at {end:.2g} of its start, {manner}"


def _heavy_ball(lam, lr, momentum, steps):
    """Positions from x = 1 with momentum: the heavy ball of Polyak 1964."""
    path, v = np.ones(steps + 1), 0.0
    for i in range(1, steps + 1):
        v = momentum * v - lr * lam * path[i - 1]
        path[i] = np.clip(path[i - 1] + v, -1e300, 1e300)
    return path
