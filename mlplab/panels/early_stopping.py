"""Early stopping: the learner's own rule on curves that shake, one epoch at a time."""

import sys

import numpy as np

from mlplab.checks.call import Told
from mlplab.panels.controls import Choice, Range
from mlplab.panels.learner import name_of
from mlplab.panels.model import Model

EPOCHS, CURVES = 60, 20
QUESTION = "patience 1 on the curve with much noise stops"
OPTIONS = ("long before the lowest loss", "near the lowest loss", "long after the lowest loss")
NOISY, MUCH = "noisy", 0.03  # the made curve, and from which noise on it shakes much


class StoppingLab(Model):
    """See :func:`mlplab.panels.early_stopping_lab`.

    Parameters
    ----------
    stopping : callable
        As for :func:`mlplab.panels.early_stopping_lab`.
    curves : dict, optional
        As for :func:`mlplab.panels.early_stopping_lab`.

    Raises
    ------
    ValueError
        When a curve is no list of losses, or has the name of the made one.
    """

    name, title = "stopping", "Early stopping"
    question, options = QUESTION, OPTIONS
    views = (
        {"kind": "plot", "name": "curve", "label": "Validation loss, epoch by epoch", "wide": True},
        {"kind": "plot", "name": "many", "label": f"The same rule on {CURVES} curves", "wide": True,
         "height": 180},
    )  # fmt: skip
    restarts = ("curve", "noise", "seed")
    pace = 8.0

    def __init__(self, stopping, curves=None):
        self.rule = stopping
        self.given = {
            name: np.array(losses, dtype=float) for name, losses in (curves or {}).items()
        }
        for name, losses in self.given.items():
            if losses.ndim != 1 or not losses.size or name == NOISY:
                raise ValueError(f"curves[{name!r}] is a list of losses, and not called {NOISY!r}")
        self.whose = f"Yours: {name_of(stopping)}."
        self.controls = (
            Range("patience", "patience", 1, 30, 5, whole=True, group="rule"),
            Range("min_delta", "min_delta", 1e-4, 0.1, 0, log=True, zero=True, group="rule"),
            Choice("curve", "curve", (NOISY, *self.given), NOISY, group="curve"),
            Range("noise", "noise", 0, 0.1, 0.04, step=0.002, group="curve"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="curve"),
        )

    def begin(self, settings):
        self.epoch = 0
        self.changed(settings, ())

    def changed(self, settings, names):
        if settings["curve"] == NOISY:
            self.losses = _curve(settings["noise"], settings["seed"])
        else:
            self.losses = self.given[settings["curve"]]
        rule = settings["patience"], settings["min_delta"]
        self.stop, self.restored = self._walk(self.losses, *rule)
        curves = [_curve(settings["noise"], settings["seed"] + i) for i in range(CURVES)]
        self.many = [self._walk(losses, *rule) for losses in curves]
        self.kept = [
            float(losses[restored - 1] - losses.min()) if restored else np.nan
            for losses, (_, restored) in zip(curves, self.many, strict=True)
        ]
        self.rule_now = rule
        noisy = settings["curve"] == NOISY and settings["noise"] >= MUCH
        self.asked = noisy and rule == (1, 0)

    def _walk(self, losses, patience, min_delta):
        """Epoch (from 1) at which the learner's rule stops, or None, and the one it restores."""
        torch = sys.modules["torch"]  # the learner's class copies and loads states of a module
        net = torch.nn.Linear(1, 1, bias=False)
        rule, stop = self.rule(patience, min_delta), None
        for epoch, loss in enumerate(losses, 1):
            with torch.no_grad():
                net.weight.fill_(epoch)
            answer = rule.step(float(loss), net)
            if not isinstance(answer, (bool, np.bool_)):
                raise Told(f"{name_of(self.rule)}.step returned {answer!r:.40}, not True or False.")
            if answer:
                stop = epoch
                break
        rule.restore(net)
        return stop, round(float(net.weight))

    def step(self, settings):
        self.epoch += 1
        end = self.stop or len(self.losses)
        return None if self.epoch < end else False

    def hidden(self, settings):
        return () if settings["curve"] == NOISY else ("noise", "seed")

    def picture(self, settings):
        seen = max(self.epoch, 1)
        lowest = int(np.argmin(self.losses)) + 1
        ended = self.epoch >= (self.stop or len(self.losses))
        epochs = np.arange(1, len(self.losses) + 1)
        lines = [
            {"x": epochs[:seen], "y": self.losses[:seen], "style": 0, "label": "validation loss"}
        ]
        dots, levels = [], []
        if ended:
            lines.append({"x": epochs[seen - 1 :], "y": self.losses[seen - 1 :], "faint": True,
                          "dash": 3})  # fmt: skip
            dots.append({"x": lowest, "y": self.losses[lowest - 1], "style": 2, "label": "lowest"})
            if self.restored:
                dots.append({"x": self.restored, "y": self.losses[self.restored - 1], "style": 1,
                             "label": "restored"})  # fmt: skip
            if self.stop:
                levels.append({"at": self.stop, "upright": True, "label": "stop"})
        low, high = float(self.losses.min()), float(self.losses.max()) + 1e-9
        rank = np.argsort([stop or EPOCHS for stop, _ in self.many])
        return {
            "curve": {
                "lines": lines, "dots": dots, "levels": levels,
                "xlim": [0, len(self.losses) + 1],
                "ylim": [low - 0.1 * (high - low), high + 0.1 * (high - low)],
                "xlabel": "epoch", "ylabel": "loss", "alt": self.sentence(settings),
            },
            "many": {
                "bars": {
                    "labels": [str(self.many[i][0] or "-") for i in rank],
                    "y": np.array([self.kept[i] for i in rank]),
                },
                "ylim": [0, max(0.05, 1.1 * float(np.nanmax(self.kept)))],
                "xlabel": "epoch of the stop", "ylabel": "loss above the lowest",
                "alt": self._on_many(),
            },
        }  # fmt: skip

    def _on_many(self):
        stops = [stop or EPOCHS for stop, _ in self.many]
        return (
            f"On {CURVES} such curves: stop at epoch {np.median(stops):.0f} (median), "
            f"{np.nanmean(self.kept):.3f} above the lowest loss (mean)"
        )

    def sentence(self, settings):
        patience, min_delta = self.rule_now
        if self.epoch < (self.stop or len(self.losses)):
            loss = f", loss {self.losses[self.epoch - 1]:.3f}" if self.epoch else ""
            return f"Epoch {self.epoch}{loss}. Patience {patience}, min_delta {min_delta:.2g}."
        lowest = int(np.argmin(self.losses)) + 1
        end = f"stops at epoch {self.stop}" if self.stop else "never stops"
        return (
            f"Patience {patience}, min_delta {min_delta:.2g}: {end} and restores epoch "
            f"{self.restored}; the lowest loss is at {lowest}. {self._on_many()}."
        )

    def answer(self):
        if not self.asked or self.epoch < (self.stop or EPOCHS):
            return None
        early = (self.stop or EPOCHS) - (int(np.argmin(self.losses)) + 1)
        return OPTIONS[0 if early < -5 else 1 if early <= 5 else 2]


def _curve(noise, seed):
    """A loss that falls, turns at about epoch 25 and rises slowly, and shakes."""
    e = np.arange(1, EPOCHS + 1)
    smooth = 0.25 + 0.6 * np.exp(-e / 7) + 0.004 * np.maximum(e - 22, 0)
    return smooth + noise * np.random.default_rng(seed).standard_normal(EPOCHS)
