"""Activation lab: one function, its slope and tangent, and what a unit makes of a plane."""

import numpy as np

from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Range
from mlplab.panels.model import Model
from mlplab.panels.pictures import plane, signed

Z, GRID, SPAN = np.linspace(-6, 6, 241), 48, 3.0
FLAT = 0.05  # of the largest slope: below it a unit counts as saturated here
H, CLOSE = 1e-3, 0.01  # a step and a closeness that single precision can keep, too
SWEEP = 0.05  # how far z goes in one step of playing
QUESTION = "the largest slope that a GELU has anywhere (choose it and look)"
OPTIONS = ("below 1", "exactly 1", "above 1")


class ActivationLab(Model):
    """See :func:`mlplab.panels.activation_lab`.

    Parameters
    ----------
    acts : dict, optional
        As for :func:`mlplab.panels.activation_lab`.
    """

    name, title = "activation", "Activation lab"
    question, options = QUESTION, OPTIONS
    views = (
        {"kind": "plot", "name": "value", "label": "The activation f and its tangent"},
        {"kind": "plot", "name": "slope", "label": "The slope f'"},
        {"kind": "field", "name": "plane", "label": "What a unit makes of a plane", "height": 260},
    )
    pace = 30.0

    def __init__(self, acts=None):
        self.acts = Activations(acts)
        own = ", ".join(self.acts.own)
        self.whose = f"Yours: {own}; the others are given." if own else ""
        self.controls = (
            Choice("act", "activation f", self.acts.names, "sigmoid", group="function"),
            Range("alpha", "alpha", 0, 1, 0.1, step=0.01, group="function"),
            Range("z", "z", -6, 6, 0, step=0.05, group="function"),
            Range("w1", "weight of x1", -4, 4, 1, step=0.05, group="unit f(w·x + b)"),
            Range("w2", "weight of x2", -4, 4, 0.5, step=0.05, group="unit f(w·x + b)"),
            Range("b", "bias", -4, 4, 0, step=0.05, group="unit f(w·x + b)"),
        )

    def begin(self, settings):
        self.moved = 0.0
        self.changed(settings, ())

    def changed(self, settings, names):
        if "z" in names:
            self.moved = 0.0
        act, alpha = settings["act"], settings["alpha"]
        self.is_gelu = act == "gelu"
        self.f, self.df = self.acts.checked(act, alpha, Z)
        x = plane(GRID, SPAN) @ [settings["w1"], settings["w2"]] + settings["b"]
        self.answers, _ = self.acts.checked(act, alpha, x[:, None])
        self._at(settings)

    def step(self, settings):
        self.moved += SWEEP
        self._at(settings)

    def _at(self, settings):
        self.z = (settings["z"] + self.moved + 6) % 12 - 6 if self.moved else settings["z"]
        at = np.array([self.z - H, self.z, self.z + H])
        value, slope = self.acts.checked(settings["act"], settings["alpha"], at)
        self.value, self.slope = float(value[1]), float(slope[1])
        self.sides = np.diff(value) / H  # to the left and to the right: at a kink they differ

    def hidden(self, settings):
        return () if self.acts.takes_alpha(settings["act"]) else ("alpha",)

    def picture(self, settings):
        tangent = self.value + self.slope * (Z - self.z)
        flat = self._flat_parts()
        low, high = min(self.f.min(), -0.2), max(self.f.max(), 0.2)
        air = 0.08 * (high - low)
        dot = {"x": self.z, "style": 1}
        return {
            "value": {
                "lines": [
                    {"x": Z, "y": self.f, "label": "f", "style": 0},
                    {"x": Z, "y": tangent, "label": "tangent", "style": 1},
                ],
                "dots": [{**dot, "y": self.value, "label": f"{self.value:.3g}"}],
                "areas": flat, "xlim": [-6, 6], "ylim": [low - air, high + air],
                "xlabel": "z", "ylabel": "f(z)", "alt": self._here(),
            },
            "slope": {
                "lines": [{"x": Z, "y": self.df, "label": "f'", "style": 0}],
                "dots": [{**dot, "y": self.slope, "label": f"{self.slope:.3g}"}],
                "levels": [{"at": float(self.df.max()), "label": f"largest {self.df.max():.3g}"}],
                "areas": flat, "xlim": [-6, 6],
                "ylim": [min(-0.1, 1.1 * self.df.min()), max(1.15, 1.15 * self.df.max())],
                "xlabel": "z", "ylabel": "f'(z)", "alt": self._here(),
            },
            "plane": {
                "p": signed(self.answers).T.reshape(1, GRID, GRID),
                "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN],
                "title": "f(w₁x₁ + w₂x₂ + b); line: where it is 0",
                "alt": f"from {self.answers.min():.3g} to {self.answers.max():.3g}",
            },
        }  # fmt: skip

    def _flat_parts(self):
        flat = np.abs(self.df) < FLAT * np.abs(self.df).max()
        edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(int), [0]])))
        return [
            {"from": float(Z[a]), "to": float(Z[b - 1]), "label": "flat"}
            for a, b in zip(edges[::2], edges[1::2], strict=True)
        ]

    def _here(self):
        return f"at z = {self.z:.3g} the value is {self.value:.3g} and the slope {self.slope:.3g}"

    def sentence(self, settings):
        act = settings["act"]
        mine = "yours" if act in self.acts.own else "given"
        words = f"{act} ({mine}): {self._here()}. The largest here is {self.df.max():.3g}."
        if not self.sides.min() - CLOSE <= self.slope <= self.sides.max() + CLOSE:
            measured = self.sides.mean()
            words += f" But measured with a small step the slope there is {measured:.3g}."
        return words

    def answer(self):
        if not self.is_gelu:
            return None
        top = self.df.max()
        return OPTIONS[1 if abs(top - 1) < 1e-3 else 2 * int(top > 1)]
