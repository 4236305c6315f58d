"""Playground: a network on points of the plane, open to change while it learns."""

import numpy as np

from mlplab.panels import points
from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Push, Range, Switch, Text
from mlplab.panels.history import Curve
from mlplab.panels.model import Model, Stopped
from mlplab.panels.net_view import net_view, picked_words
from mlplab.panels.nets import INITS, classes_of, dead_units, hidden_outputs, start
from mlplab.panels.pictures import byte_shares, plane, shares, signed, whose
from mlplab.panels.training import OPTIMISERS, Optimiser, Trouble

MOST_LAYERS, MOST_UNITS = 6, 8
GRID = 48  # pixels along a side of the picture
AWAY = "take away"  # instead of a class: what a click does to the nearest point
SPAN = points.LIMIT
NEAR = 5  # epochs within 1 % of guessing until the panel says that nothing is learnt
TOO_FAST = 10.0  # the learning rate that the question asks for
ASKED = {  # the other settings of the question
    "data": "moons",
    "layers": 2,
    "act1": "relu",
    "act2": "relu",
    "init": "he",
    "gain": 1,
    "optimiser": "sgd",
    "l1": 0,
    "l2": 0,
}
QUESTION = "what a learning rate of 10 does to this ReLU network (sgd)"
OPTIONS = ("it learns faster", "the loss becomes nan", "units die, and no error tells")


class Playground(Model):
    """See :func:`mlplab.panels.playground`.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    acts, batches, standardize : optional
        As for :func:`mlplab.panels.playground`.
    """

    name, title = "playground", "Playground"
    question, options = QUESTION, OPTIONS
    picked = (0, 0, 0)  # layer, unit, unit below; layer 0 is the input
    restarts = (
        *("data", "seed", "layers", "init", "gain"),
        *(f"units{i}" for i in range(1, MOST_LAYERS + 1)),
    )
    views = (
        {"kind": "field", "name": "border", "label": "What the network says over the plane"},
        {"kind": "net", "name": "net", "label": "Units, weights and gradients"},
        {"kind": "plot", "name": "loss", "label": "Loss and accuracy", "wide": True},
    )

    def __init__(self, passes, acts=None, batches=None, standardize=None):
        self.passes, self.acts = passes, Activations(acts)
        self.batches, self.standardize = batches, standardize
        many = ("three spirals", "four clouds")  # more than two classes
        sets = tuple(s for s in points.SETS if not (passes.binary and s in many))
        labels = ("0", "1", *(() if passes.binary else ("2",)), AWAY)
        self.whose = whose(passes, (batches, standardize), self.acts.own)
        names = self.acts.names
        layers = [
            control
            for i in range(1, MOST_LAYERS + 1)
            for control in (
                Range(f"units{i}", f"units {i}", 1, MOST_UNITS, 6, whole=True, group="network"),
                Choice(f"act{i}", f"activation {i}", names, "relu", group="network"),
            )
        ]
        self.controls = (
            Choice("data", "points", sets, "moons", group="data"),
            Range("noise", "noise", 0, 0.5, 0.08, step=0.01, group="data"),
            Choice("label", "a click sets class", labels, "1", group="data"),
            Push("clear", "take all points away", group="data"),
            Switch("held", "validation points", False, group="data"),
            Range("layers", "hidden layers", 0, MOST_LAYERS, 2, whole=True, group="network"),
            *layers,
            Range("alpha", "alpha", 0, 1, 0.1, step=0.01, group="network"),
            Push("more", "picked weight + 0.1", group="network"),
            Push("less", "picked weight − 0.1", group="network"),
            Choice("init", "start", INITS, "he", group="network"),
            Range("gain", "start ×", 0.1, 10, 1, log=True, group="network"),
            Range("lr", "learning rate", 1e-4, 100, 0.1, log=True, group="training"),
            Range("batch", "batch size", 1, points.N, 10, log=True, whole=True, group="training"),
            Choice("optimiser", "optimiser", OPTIMISERS, "sgd", group="training"),
            Range("l1", "L1 penalty", 1e-5, 1, 0, log=True, zero=True, group="training"),
            Range("l2", "L2 penalty", 1e-5, 1, 0, log=True, zero=True, group="training"),
            Range("speed", "steps / second", 1, 20_000, 1500, log=True, whole=True,
                  group="training"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="training"),
            Text("own", "own points", "", points.OWN),
        )  # fmt: skip

    # ------------------------------------------------------------------------------------ settings

    def begin(self, settings):
        depth = settings["layers"]
        self._points(settings)
        units = [settings[f"units{i}"] for i in range(1, depth + 1)]
        sizes = [2, *units, self.passes.outputs(self.classes)]
        self.picked = [0, 0, 0]
        self.params = start(sizes, settings["init"], settings["gain"], settings["seed"])
        self.order = np.random.default_rng([settings["seed"], 1])
        self.optimiser = Optimiser(len(self.params.vector))
        self.trouble = Trouble(np.log(self.classes))
        self.queue, self.steps, self.epoch = None, 0, 0
        self.curve = Curve(3)
        self.gradient = np.zeros_like(self.params.vector)
        self.dead, self.silent, self.near, self.worse, self.outcome = [], 0, 0, 0, None
        self._activations(settings)
        self._measure()

    def changed(self, settings, names):
        if {"noise", "own"} & set(names):
            classes = self.classes
            self._points(settings)
            if self.classes != classes:
                self.begin(settings)
        if {"batch", "noise", "own"} & set(names):
            self.queue = None
        self._activations(settings)
        self._measure()

    def _points(self, settings):
        X, y, self.classes = points.make(
            settings["data"], settings["noise"], settings["seed"], settings["own"]
        )
        if self.passes.binary:
            y = np.minimum(y, 1)
        half = len(X) // 2
        self.shown, self.labels = X, y
        scaling = points.Scaling(self.standardize, X[:half], X[half:])
        self.X, self.y, self.X_val, self.y_val = scaling.train, y[:half], scaling.test, y[half:]
        self.grid = scaling(plane(GRID, SPAN))

    def _activations(self, settings):
        z = np.linspace(-3, 3, 8)[:, None] * np.ones(2)
        names = [settings[f"act{i}"] for i in range(1, settings["layers"] + 1)]
        for name in set(names):
            self.acts.checked(name, settings["alpha"], z)
        self.pairs = [self.acts.pair(name, settings["alpha"]) for name in names]

    def hidden(self, settings):
        depth, mine = settings["layers"], settings["data"] == "my own"
        for i in range(depth + 1, MOST_LAYERS + 1):
            yield from (f"units{i}", f"act{i}")
        if not any(self.acts.takes_alpha(settings[f"act{i}"]) for i in range(1, depth + 1)):
            yield "alpha"
        yield from ("noise", "held") if mine else ("label", "clear")
        if not self.picked[0]:
            yield from ("more", "less")

    def speed(self, settings):
        return settings["speed"]

    # ------------------------------------------------------------------------------------ training

    def step(self, settings):
        if not len(self.X):
            raise Stopped("There are no points yet: set some in the picture.")
        X, y = self._next_batch(settings["batch"])
        loss, gradient = self.passes.slopes(self.params, X, y, self.pairs)
        vector = self.params.vector
        if settings["l1"] or settings["l2"]:
            weights = np.where(self.params.is_weight, vector, 0.0)
            gradient = gradient + settings["l2"] * weights + settings["l1"] * np.sign(weights)
        self.steps += 1
        self.gradient = gradient
        wrong = self.trouble.look(self.steps, loss, gradient, self.params, settings["lr"])
        if wrong:
            self.outcome = OPTIONS[1] if self._asked_for(settings) else None
            raise Stopped(wrong)
        self.optimiser.step(settings["optimiser"], vector, gradient, settings["lr"])

    def _next_batch(self, size):
        batch = next(self.queue, None) if self.queue is not None else None
        if batch is None:
            if self.queue is not None:
                self.epoch += 1
                self._measure()
            self.queue = points.batches(self.batches, self.X, self.y, size, self.order)
            batch = next(self.queue)
        return batch

    def _measure(self):
        """Losses and accuracy of the whole sets, after each epoch and each change."""
        if not len(self.X):
            self.now = (np.nan, np.nan, np.nan)
            return
        logits = self.passes.logits(self.params, self.X_val, self.pairs)
        train = self.passes.mean_loss(self.passes.logits(self.params, self.X, self.pairs), self.y)
        right = np.mean(classes_of(logits) == self.y_val)
        self.now = (train, self.passes.mean_loss(logits, self.y_val), right)
        chance = np.log(self.classes)
        self.near = self.near + 1 if abs(train - chance) <= 0.01 * chance else 0
        self.worse = self.worse + 1 if train > 1.2 * chance else 0
        self.curve.add(self.epoch, self.now)

    # ------------------------------------------------------------------------- by mouse and by key

    def act(self, settings, name, value):
        if name == "clear":
            return {"own": ""}, None
        if name in ("point", "unpoint"):
            if settings["data"] != "my own":
                return {}, None  # a click must not cost a run
            own = settings["own"]
            x = np.clip(np.array(value, dtype=float).reshape(2), -SPAN, SPAN)
            if name == "unpoint" or settings["label"] == AWAY:
                return {"own": points.remove(own, x)}, None
            return {"own": points.add(own, x, int(settings["label"]))}, None
        if name == "pick":
            layer, unit, source = (int(v) for v in value)
            sizes = self.params.sizes
            if 0 <= layer < len(sizes) and 0 <= unit < sizes[layer]:
                known = layer and 0 <= source < sizes[layer - 1]
                self.picked = [layer, unit, source if known else 0]
            return {}, None
        if name in ("more", "less"):
            name, value = "weight", 0.1 if name == "more" else -0.1
        if name == "weight" and self.picked[0]:
            layer, unit, source = self.picked
            W = self.params.pairs[layer - 1][0]
            before = float(W[source, unit])
            W[source, unit] = 0.0 if value is None else before + float(value)
            self._measure()
            params = self.params

            def revert():
                if self.params is params:
                    W[source, unit] = before
                    self._measure()

            return {}, revert
        return {}, None

    # ------------------------------------------------------------------------------------- picture

    def picture(self, settings):
        hidden, logits = hidden_outputs(self.passes, self.params, self.grid, self.pairs)
        share = shares(logits)
        self._look_for_dead(settings)
        held = np.arange(len(self.shown)) >= len(self.shown) // 2
        keep = ~held | (settings["held"] and settings["data"] != "my own")
        border = {
            "p": self._shown_map(hidden, share),
            "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN],
            "points": self.shown[keep], "labels": self.labels[keep].astype(np.uint8),
            "held": held[keep].astype(np.uint8),
            "edit": settings["data"] == "my own", "title": self._title(),
            "alt": self.sentence(settings),
        }  # fmt: skip
        names = [settings[f"act{i}"] for i in range(1, settings["layers"] + 1)]
        net = net_view(
            self.params, names, self.grid, hidden, share, self.dead, self.gradient, self.picked
        )
        return {"border": border, "net": net, "loss": self._loss()}

    def _look_for_dead(self, settings):
        """Units that are dead for all training points, and the first layer of only such."""
        self.dead, self.silent = [], 0
        if len(self.X):
            hidden, _ = hidden_outputs(self.passes, self.params, self.X, self.pairs)
            self.dead = [
                dead_units([layer], [pair]) for layer, pair in zip(hidden, self.pairs, strict=True)
            ]
            self.silent = next((i for i, dead in enumerate(self.dead, 1) if dead.all()), 0)
        if self._asked_for(settings) and self.steps:
            if self.silent:
                self.outcome = OPTIONS[2]
            elif self.now[2] >= 0.95:
                self.outcome = OPTIONS[0]

    def _asked_for(self, settings):
        """Whether the settings are those of the question."""
        return settings["lr"] >= TOO_FAST and all(
            settings[name] == value for name, value in ASKED.items()
        )

    def _shown_map(self, hidden, share):
        """The whole network's answer, or that of the hidden unit that is picked."""
        layer, unit, _ = self.picked
        if not 0 < layer <= len(hidden):
            return byte_shares(share, GRID)
        return signed(hidden[layer - 1][1][:, [unit]]).T.reshape(1, GRID, GRID)

    def _title(self):
        layer, unit, _ = self.picked
        if not 0 < layer < len(self.params.sizes) - 1:
            return "the whole network; line: where it changes its mind"
        return f"unit {unit + 1} of layer {layer} alone; line: where it is 0"

    def _loss(self):
        losses = self.curve.rows
        top = min(np.max(losses[:, :2], initial=0), 2)
        return {
            "lines": [
                {"x": self.curve.times, "y": losses[:, 0], "label": "training loss"},
                {"x": self.curve.times, "y": losses[:, 1], "label": "validation loss"},
            ],
            "levels": [{"at": np.log(self.classes), "label": "guessing", "fit": True}],
            "ylim": [0, float(max(1.1 * np.log(self.classes), np.nan_to_num(top)))],
            "xlabel": "epoch", "ylabel": "loss", "alt": self._numbers(),
        }  # fmt: skip

    def _numbers(self):
        train, val, right = self.now
        return (
            f"training loss {train:.3g}, validation loss {val:.3g}, validation accuracy {right:.1%}"
        )

    def sentence(self, settings):
        if not len(self.X):
            return "No points yet. Click into the picture, or move the cross with the arrow keys."
        words = f"Epoch {self.epoch}: {self._numbers()}."
        picked = picked_words(self.params, self.picked)
        return " ".join(filter(None, [words, picked, self._stuck(settings)]))

    def _stuck(self, settings):
        """Why nothing is learnt, if nothing is: no number tells, only a look at the units does."""
        chance = f"log {self.classes} = {np.log(self.classes):.3f}"
        if self.silent:
            count = len(self.dead[self.silent - 1])
            return (
                f"Silent death: {count} of {count} units of layer {self.silent} are dead. No "
                f"gradient passes them, all points get the same answer, and no error tells."
            )
        if self.worse >= NEAR:
            return f"Worse than guessing for {self.worse} epochs: a smaller learning rate may help."
        if self.near < NEAR:
            return ""
        if settings["init"] == "zeros":
            return f"Frozen at {chance}: with weights 0 all units of a layer stay alike."
        return f"At {chance} for {self.near} epochs, as good as guessing."

    def answer(self):
        return self.outcome
