"""Hidden-space warp: how a layer bends the plane until one line tells the classes apart."""

import numpy as np

from mlplab.panels import points
from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Range
from mlplab.panels.model import Model
from mlplab.panels.nets import classes_of, hidden_outputs, start
from mlplab.panels.pictures import byte_shares, plane, shares, whose
from mlplab.panels.training import OPTIMISERS, Run

GRID, SPAN, LINES, DETAIL = 40, points.LIMIT, 13, 49
MOST, KEPT = 6, 120
SETS = ("circles", "xor", "moons", "spirals")
GOAL, ENOUGH = 0.97, 20  # share of points right; epochs before a number of units counts as tried
QUESTION = (
    "the fewest tanh units of one hidden layer with which a line separates a disc from its ring"
)
OPTIONS = ("2", "3", "6")


class HiddenSpace(Model):
    """See :func:`mlplab.panels.hidden_space`.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    acts, batches, standardize : optional
        As for :func:`mlplab.panels.hidden_space`.
    """

    name, title = "warp", "Hidden space"
    question, options = QUESTION, OPTIONS
    restarts = ("data", "noise", "units", "seed", "batch")
    views = (
        {"kind": "field", "name": "border", "label": "Input plane with the border"},
        {"kind": "field", "name": "bent", "label": "The same points as the hidden layer sees them"},
        {"kind": "plot", "name": "loss", "label": "Training loss", "wide": True, "height": 150},
    )

    def __init__(self, passes, acts=None, batches=None, standardize=None):
        self.passes, self.acts, self.batches = passes, Activations(acts), batches
        self.standardize = standardize
        self.tried = {}  # number of units -> whether it was enough
        self.whose = whose(passes, (batches, standardize), self.acts.own)
        pair = tuple(str(i) for i in range(1, MOST + 1))
        self.controls = (
            Choice("data", "points", SETS, "circles", group="network"),
            Range("noise", "noise", 0, 0.3, 0.03, step=0.01, group="network"),
            Range("units", "hidden units", 2, MOST, 2, whole=True, group="network"),
            Choice("act", "activation", self.acts.names, "tanh", group="network"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="network"),
            Choice("unit1", "to the right", pair, "1", group="picture"),
            Choice("unit2", "upwards", pair, "2", group="picture"),
            Range("bend", "input to hidden", 0, 1, 1, step=0.01, group="picture"),
            Range("moment", "moment, %", 0, 100, 100, step=1, group="picture"),
            Range("lr", "learning rate", 1e-3, 10, 0.3, log=True, group="training"),
            Range("batch", "batch size", 1, points.N, 32, log=True, whole=True, group="training"),
            Choice("how", "optimiser", OPTIMISERS, OPTIMISERS[0], group="training"),
            Range("speed", "steps / second", 1, 5000, 300, log=True, whole=True,
                  group="training"),
        )  # fmt: skip

    def begin(self, settings):
        X, y, _ = points.make(settings["data"], settings["noise"], settings["seed"])
        self.shown, self.y = X[: points.N], y[: points.N]
        self.scaled = points.Scaling(self.standardize, self.shown, self.shown)
        self.X = self.scaled.train
        sizes = [2, settings["units"], self.passes.outputs(2)]
        params = start(sizes, "xavier", 1.0, settings["seed"])
        self.order = np.random.default_rng([settings["seed"], 1])
        self.run = Run(self.passes, params, [], np.log(2))
        self.queue, self.epoch = None, 0
        self.film, self.every = [], 1
        self.changed(settings, ())
        self._record()

    def changed(self, settings, names):
        self.acts.checked(settings["act"], 0.01, np.linspace(-3, 3, 8)[:, None])
        self.run.pairs = [self.acts.pair(settings["act"], 0.01)]

    def step(self, settings):
        batch = next(self.queue, None) if self.queue is not None else None
        if batch is None:
            if self.queue is not None:
                self.epoch += 1
                self._record()
            size = settings["batch"]
            self.queue = points.batches(self.batches, self.X, self.y, size, self.order)
            batch = next(self.queue)
        self.run.step(*batch, settings["how"], settings["lr"])

    def _record(self):
        """Keep the weights of this epoch; when the film is full every second picture goes."""
        logits = self.passes.logits(self.run.params, self.X, self.run.pairs)
        loss = self.passes.mean_loss(logits, self.y)
        self.right = float(np.mean(classes_of(logits) == self.y))
        if self.epoch % self.every == 0:
            self.film.append((self.epoch, self.run.params.vector.copy(), loss))
        if len(self.film) > KEPT:
            self.film, self.every = self.film[::2], 2 * self.every

    def speed(self, settings):
        return settings["speed"]

    def picture(self, settings):
        now = self.run.params.vector.copy()
        place = settings["moment"] / 100
        epoch, vector = self.epoch, now
        if place < 1:
            epoch, vector, _ = self.film[int(place * (len(self.film) - 1))]
        self.run.params.vector[:] = vector  # what the learner's functions see for this picture
        try:
            return self._picture(settings, epoch)
        finally:
            self.run.params.vector[:] = now

    def _shown_units(self, settings):
        """The two units of the picture, from 0."""
        return [min(int(settings[name]), settings["units"]) - 1 for name in ("unit1", "unit2")]

    def _picture(self, settings, epoch):
        # all points in one pass: the samples, the plane behind them, and the lines of a grid
        flat, lattice = plane(GRID, SPAN), _lattice()
        points_of_all = np.concatenate([self.shown, flat, lattice.reshape(-1, 2)])
        hidden, logits = hidden_outputs(
            self.passes, self.run.params, self.scaled(points_of_all), self.run.pairs
        )
        i, j = self._shown_units(settings)
        ends = len(self.shown), len(self.shown) + len(flat)
        self.right = float(np.mean(classes_of(logits[: ends[0]]) == self.y))
        self.shown_epoch = epoch
        self._note(settings)
        t = settings["bend"]
        bent = (1 - t) * points_of_all + t * hidden[0][1][:, [i, j]]
        where, lattice = bent[: ends[0]], bent[ends[1] :].reshape(lattice.shape)
        lines = [{"x": x, "y": y, "faint": True} for x, y in lattice.transpose(0, 2, 1)]
        corners = np.concatenate([where, bent[ends[1] :]])
        corners = corners[np.isfinite(corners).all(axis=1)]
        low, high = corners.min(axis=0), corners.max(axis=0)
        air = 0.06 * np.maximum(high - low, 1e-3)
        limits = [[float(a), float(b)] for a, b in zip(low - air, high + air, strict=True)]
        cut = self._cut(settings, limits[0]) if t == 1 and settings["units"] == 2 else []
        labels, names = self.y.astype(np.uint8), [f"unit {unit + 1}" for unit in (i, j)]
        film = np.array([(e, loss) for e, _, loss in self.film])
        return {
            "border": {
                "p": byte_shares(shares(logits[slice(*ends)]), GRID),
                "points": self.shown, "labels": labels,
                "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN],
                "title": f"epoch {epoch}: {self.right:.0%} right", "alt": self.sentence(settings),
            },
            "bent": {
                "paths": [*lines, *cut], "points": where, "labels": labels,
                "xlim": limits[0], "ylim": limits[1], "xlabel": names[0], "ylabel": names[1],
                "title": "hidden space" if t == 1 else f"{t:.0%} of the way to it",
                "alt": self.sentence(settings),
            },
            "loss": {
                "lines": [{"x": film[:, 0], "y": film[:, 1]}],
                "levels": [{"at": float(epoch), "upright": True, "label": ""}],
                "xlabel": "epoch", "ylabel": "loss", "alt": f"{film[-1, 1]:.3g} now",
            },
        }  # fmt: skip

    def _cut(self, settings, xlim):
        """The line of the output layer, where both logits are equal; of two hidden units only."""
        W, b = self.run.params.pairs[-1]
        w, c = (W[:, -1], b[-1]) if W.shape[1] == 1 else (W[:, 1] - W[:, 0], b[1] - b[0])
        i, j = self._shown_units(settings)
        if {i, j} != {0, 1} or abs(w[j]) < 1e-9:
            return []
        x = np.array(xlim)
        return [{"x": x, "y": -(c + w[i] * x) / w[j], "style": 1, "width": 2.5}]

    def sentence(self, settings):
        words = f"Epoch {self.epoch}: {self.right:.0%} of the points right"
        if settings["moment"] < 100:
            words = f"Epoch {self.shown_epoch} of {self.epoch}: {self.right:.0%} right then"
        words += f", {settings['units']} {settings['act']} units."
        fewer = any(self.tried.get(n) is None for n in range(2, settings["units"]))
        return words + " Would fewer do?" * (self.tried.get(settings["units"]) is True and fewer)

    def _note(self, settings):
        """Whether this number of units has been enough so far, where the question asks for it."""
        asked = settings["data"] == "circles" and settings["act"] == "tanh"
        if asked and self.epoch >= ENOUGH:
            units = settings["units"]
            self.tried[units] = self.tried.get(units, False) or self.right >= GOAL

    def answer(self):
        """The fewest units that were enough, once one less has been tried.

        Returns
        -------
        str or None
            One of the options; None as long as the runs do not tell.
        """
        enough = [n for n, right in self.tried.items() if right]
        if not enough or (min(enough) > 2 and self.tried.get(min(enough) - 1) is None):
            return None
        return str(min(enough)) if str(min(enough)) in OPTIONS else None


def _lattice():
    """Lines of a grid over the plane: shape (lines, points of each, 2)."""
    s, fixed = np.linspace(-SPAN, SPAN, DETAIL), np.linspace(-SPAN, SPAN, LINES)
    across, along = np.meshgrid(fixed, s, indexing="ij")
    return np.concatenate([np.stack([along, across], -1), np.stack([across, along], -1)])
