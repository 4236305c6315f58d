"""Hidden-space warp: how a layer bends the plane until one line tells the classes apart."""

import numpy as np

from mlplab.panels import points
from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Range
from mlplab.panels.model import Model
from mlplab.panels.nets import hidden_outputs, start
from mlplab.panels.pictures import byte_shares, plane, shares, whose
from mlplab.panels.training import OPTIMISERS, Run

GRID, SPAN, LINES, DETAIL = 40, points.LIMIT, 13, 49
MOST, KEPT = 6, 120
SETS = ("circles", "xor", "moons", "spirals")
GOAL = 0.97
QUESTION = (
    "the fewest tanh units of one hidden layer with which a line separates a disc from its ring"
)
OPTIONS = ("2", "3", "6")


class HiddenSpace(Model):
    """See :func:`mlplab.panels.hidden_space`."""

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
        self.X = (
            X[: points.N]
            if self.standardize is None
            else self.standardize(*(X[: points.N],) * 2)[0]
        )
        self.scale = [np.linalg.lstsq(np.column_stack([self.shown[:, d], np.ones(points.N)]),
                                      self.X[:, d])[0] for d in range(2)]  # fmt: skip
        sizes = [2, settings["units"], self.passes.outputs(2)]
        params = start(sizes, "xavier", 1.0, settings["seed"])
        self.order = np.random.default_rng([settings["seed"], 1])
        self.run = Run(self.passes, params, [], np.log(2))
        self.queue, self.epoch, self.found = iter(()), 0, getattr(self, "found", None)
        self.film, self.every = [], 1
        self.changed(settings, ())
        self._record()

    def changed(self, settings, names):
        self.acts.checked(settings["act"], 0.01, np.linspace(-3, 3, 8)[:, None])
        self.run.pairs = [self.acts.pair(settings["act"], 0.01)]

    def step(self, settings):
        batch = next(self.queue, None)
        if batch is None:
            self.queue, self.epoch = iter(self._batches(settings["batch"])), self.epoch + 1
            self._record()
            batch = next(self.queue)
        self.run.step(*batch, settings["how"], settings["lr"])

    def _batches(self, size):
        if self.batches is not None:
            return self.batches(self.X.copy(), self.y.copy(), size, self.order)
        rows = self.order.permutation(len(self.X))
        cuts = range(0, len(rows), size)
        return [(self.X[rows[c : c + size]], self.y[rows[c : c + size]]) for c in cuts]

    def _record(self):
        """Keep the weights of this epoch; when the film is full every second picture goes."""
        logits = self.passes.logits(self.run.params, self.X, self.run.pairs)
        loss = self.passes.mean_loss(logits, self.y)
        self.right = float(np.mean(_says(logits) == self.y))
        if self.epoch % self.every == 0:
            self.film.append((self.epoch, self.run.params.vector.copy(), loss))
        if len(self.film) > KEPT:
            self.film, self.every = self.film[::2], 2 * self.every

    def speed(self, settings):
        return settings["speed"]

    def act(self, settings, name, value):
        return {}, None

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

    def _scaled(self, X):
        return np.column_stack([k * X[:, d] + c for d, (k, c) in enumerate(self.scale)])

    def _hidden(self, X, settings):
        """Both hidden coordinates of points, and the network's logits."""
        hidden, logits = hidden_outputs(
            self.passes, self.run.params, self._scaled(X), self.run.pairs
        )
        i, j = (min(int(settings[u]), settings["units"]) - 1 for u in ("unit1", "unit2"))
        return hidden[0][1][:, [i, j]], logits

    def _picture(self, settings, epoch):
        flat = plane(GRID, SPAN)
        _, logits = self._hidden(flat, settings)
        bent, own = self._hidden(self.shown, settings)
        self.right = float(np.mean(_says(own) == self.y))
        self.shown_epoch = epoch
        if settings["data"] == "circles" and settings["act"] == "tanh" and self.right >= GOAL:
            self.found = min(self.found or MOST, settings["units"])
        t = settings["bend"]
        where = (1 - t) * self.shown + t * bent
        lines = self._lines(settings, t)
        corners = np.concatenate([where, *(np.column_stack([p["x"], p["y"]]) for p in lines)])
        corners = corners[np.isfinite(corners).all(axis=1)]
        low, high = corners.min(axis=0), corners.max(axis=0)
        air = 0.06 * np.maximum(high - low, 1e-3)
        limits = [[float(a), float(b)] for a, b in zip(low - air, high + air, strict=True)]
        cut = self._cut(settings, limits[0]) if t == 1 and settings["units"] == 2 else []
        labels, names = self.y.astype(np.uint8), [f"unit {settings[u]}" for u in ("unit1", "unit2")]
        film = np.array([(e, loss) for e, _, loss in self.film])
        return {
            "border": {
                "p": byte_shares(shares(logits), GRID), "points": self.shown, "labels": labels,
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

    def _lines(self, settings, t):
        """A grid of the input plane, bent as the layer bends it."""
        s, found = np.linspace(-SPAN, SPAN, DETAIL), []
        for fixed in np.linspace(-SPAN, SPAN, LINES):
            for line in (np.column_stack([s, 0 * s + fixed]), np.column_stack([0 * s + fixed, s])):
                bent, _ = self._hidden(line, settings)
                x, y = ((1 - t) * line + t * bent).T
                found.append({"x": x, "y": y, "faint": True})
        return found

    def _cut(self, settings, xlim):
        """The line of the output layer, where both logits are equal; of two hidden units only."""
        W, b = self.run.params.pairs[-1]
        w, c = (W[:, -1], b[-1]) if W.shape[1] == 1 else (W[:, 1] - W[:, 0], b[1] - b[0])
        i, j = int(settings["unit1"]) - 1, int(settings["unit2"]) - 1
        if {i, j} != {0, 1} or abs(w[j]) < 1e-9:
            return []
        x = np.array(xlim)
        return [{"x": x, "y": -(c + w[i] * x) / w[j], "style": 1, "width": 2.5}]

    def sentence(self, settings):
        words = f"Epoch {self.epoch}: {self.right:.0%} of the points right"
        if settings["moment"] < 100:
            words = f"Epoch {self.shown_epoch} of {self.epoch}: {self.right:.0%} right then"
        return f"{words}, {settings['units']} {settings['act']} units."

    def answer(self):
        if self.found is None:
            return None
        return {2: "2", 3: "3"}.get(self.found)


def _says(logits):
    return (logits[:, 0] > 0).astype(int) if logits.shape[1] == 1 else logits.argmax(axis=1)
