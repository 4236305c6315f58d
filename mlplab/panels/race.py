"""Race: two to four settings, the same points, the same start, side by side."""

import numpy as np

from mlplab.panels import points
from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Range, defaults
from mlplab.panels.history import Curve
from mlplab.panels.learner import called, number
from mlplab.panels.model import Model, Stopped
from mlplab.panels.nets import INITS, classes_of, start
from mlplab.panels.pictures import byte_shares, plane, shares, whose
from mlplab.panels.training import OPTIMISERS, Run

LANES, GRID, SPAN = 4, 40, points.LIMIT
NAMES = "ABCD"
FIRST = ("sigmoid", "tanh", "relu", "leaky relu")  # with which the lanes open
GOAL = 0.95
QUESTION = "the first to reach 95 % in this race as it opens"
OPTIONS = FIRST[:3]


class Race(Model):
    """See :func:`mlplab.panels.activation_race`.

    Parameters
    ----------
    passes : Passes
        The way through the networks and back.
    acts, epochs_to : optional
        As for :func:`mlplab.panels.activation_race`.
    """

    name, title = "race", "Race"
    question, options = QUESTION, OPTIONS
    restarts = (
        "data", "noise", "lanes", "init", "units", "layers", "seed",
        *(f"{what}{i}" for what in ("act", "lr", "how") for i in range(1, LANES + 1)),
    )  # fmt: skip
    views = (
        *(
            {"kind": "field", "name": f"lane{i}", "label": f"Lane {NAMES[i - 1]}", "height": 230}
            for i in range(1, LANES + 1)
        ),
        {"kind": "plot", "name": "loss", "label": "Training losses", "wide": True},
    )

    def __init__(self, passes, acts=None, epochs_to=None):
        self.passes, self.acts, self.epochs_to = passes, Activations(acts), epochs_to
        self.whose = whose(passes, (epochs_to,), self.acts.own)
        lanes = [
            control
            for i in range(1, LANES + 1)
            for control in (
                Choice(f"act{i}", f"{NAMES[i - 1]}: activation", self.acts.names, FIRST[i - 1],
                       group=f"lane {NAMES[i - 1]}"),
                Range(f"lr{i}", f"{NAMES[i - 1]}: rate", 1e-3, 10, 1, log=True,
                      group=f"lane {NAMES[i - 1]}"),
                Choice(f"how{i}", f"{NAMES[i - 1]}: optimiser", OPTIMISERS, OPTIMISERS[0],
                       group=f"lane {NAMES[i - 1]}"),
            )
        ]  # fmt: skip
        sets = tuple(s for s in points.SETS if s not in ("my own", "three spirals", "four clouds"))
        self.controls = (
            Range("lanes", "lanes", 2, LANES, 3, whole=True, group="for all"),
            Choice("data", "points", sets, "moons", group="for all"),
            Range("noise", "noise", 0, 0.5, 0.05, step=0.01, group="for all"),
            Range("layers", "hidden layers", 1, 5, 2, whole=True, group="for all"),
            Range("units", "units in each", 2, 16, 16, whole=True, group="for all"),
            Choice("init", "start", INITS, "he", group="for all"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="for all"),
            Range("speed", "epochs / second", 1, 500, 20, log=True, whole=True, group="for all"),
            *lanes,
        )

    def begin(self, settings):
        X, y, _ = points.make(settings["data"], settings["noise"], settings["seed"])
        self.X, self.y = X[: points.N], y[: points.N]
        outputs = self.passes.outputs(2)
        sizes = [2, *[settings["units"]] * settings["layers"], outputs]
        self.runs, self.ended = [], {}
        for i in range(1, settings["lanes"] + 1):
            act = settings[f"act{i}"]
            self.acts.checked(act, 0.01, np.linspace(-3, 3, 8)[:, None])
            params = start(sizes, settings["init"], 1.0, settings["seed"])
            pairs = [self.acts.pair(act, 0.01)] * settings["layers"]
            self.runs.append(Run(self.passes, params, pairs, np.log(2)))
        self.epoch = 0
        self.grid = plane(GRID, SPAN)
        self.curve, self.right = Curve(len(self.runs)), [0.0] * len(self.runs)
        self.history, self.arrived = [[] for _ in self.runs], [None] * len(self.runs)
        self.came = None
        self._measure(settings)

    def step(self, settings):
        alive = False
        for i, run in enumerate(self.runs):
            if i in self.ended:
                continue
            try:
                run.step(self.X, self.y, settings[f"how{i + 1}"], settings[f"lr{i + 1}"])
                alive = True
            except Stopped as why:
                self.ended[i] = str(why)
        if not alive:
            raise Stopped("All lanes have ended.")
        self.epoch += 1
        self._measure(settings)

    def speed(self, settings):
        return settings["speed"]

    def hidden(self, settings):
        for i in range(settings["lanes"] + 1, LANES + 1):
            yield from (f"act{i}", f"lr{i}", f"how{i}")

    def _measure(self, settings):
        losses = []
        for i, run in enumerate(self.runs):
            logits = self.passes.logits(run.params, self.X, run.pairs)
            losses.append(self.passes.mean_loss(logits, self.y))
            self.right[i] = float(np.mean(classes_of(logits) == self.y))
            if not self.arrived[i]:
                self.history[i].append(self.right[i])
                self.arrived[i] = self._epochs(self.history[i][1:])  # epoch 0 is none
        self.losses = np.array(losses)
        self.curve.add(self.epoch, self.losses)
        there = [i for i in range(len(self.runs)) if self.arrived[i]]
        if there and self.came is None and self._asked_for(settings):
            self.came = settings[f"act{max(there, key=self.right.__getitem__) + 1}"]

    def _asked_for(self, settings):
        """Whether everything but the seed and the speed is as the race opens."""
        free = {"seed", "speed"}
        lanes = range(settings["lanes"] + 1, LANES + 1)  # those that do not run
        free |= {f"{what}{i}" for what in ("act", "lr", "how") for i in lanes}
        opening = defaults(self.controls)
        return all(settings[n] == v for n, v in opening.items() if n not in free)

    def picture(self, settings):
        views = {}
        for i, run in enumerate(self.runs):
            share = shares(self.passes.logits(run.params, self.grid, run.pairs))
            loss, right = self.losses[i], self.right[i]
            views[f"lane{i + 1}"] = {
                "p": byte_shares(share, GRID),
                "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN],
                "points": self.X, "labels": self.y.astype(np.uint8),
                "title": f"{NAMES[i]}: {settings[f'act{i + 1}']}, {right:.0%}",
                "alt": f"{settings[f'act{i + 1}']}, loss {loss:.3g}, accuracy {right:.1%}",
            }  # fmt: skip
        top = np.nanmax(np.nan_to_num(self.curve.rows, posinf=2))
        views["loss"] = {
            "lines": [
                {"x": self.curve.times, "y": self.curve.rows[:, i], "label": NAMES[i], "style": i}
                for i in range(len(self.runs))
            ],
            "levels": [{"at": np.log(2), "label": "guessing", "fit": True}],
            "ylim": [0, float(np.clip(top, 0.75, 2))],
            "xlabel": "epoch", "ylabel": "loss", "alt": self.sentence(settings),
        }  # fmt: skip
        return views

    def _epochs(self, history):
        """When a lane was first at the goal, as the learner's function says."""
        if self.epochs_to is None:
            return next((e for e, share in enumerate(history, 1) if share >= GOAL), None)
        epochs = called(self.epochs_to, list(history), GOAL)
        return None if epochs is None else int(number(self.epochs_to, epochs))

    def sentence(self, settings):
        told = []
        for i, epochs in enumerate(self.arrived):
            state = f"95 % at epoch {epochs}" if epochs else f"{self.right[i]:.0%} so far"
            told.append(f"{NAMES[i]} ({settings[f'act{i + 1}']}) {state}")
        ends = " ".join(f"Lane {NAMES[i]} has ended. {why}" for i, why in self.ended.items())
        return f"Epoch {self.epoch}: {'; '.join(told)}. {ends}".strip()

    def answer(self):
        return self.came if self.came in OPTIONS else None
