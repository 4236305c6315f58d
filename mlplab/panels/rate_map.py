"""Learning rate and activation: a map of where training ends, and where it breaks."""

import numpy as np

from mlplab.panels import points
from mlplab.panels.controls import Choice, Push, Range, defaults
from mlplab.panels.model import Model, Stopped
from mlplab.panels.nets import start
from mlplab.panels.pictures import byte_shares, log_bytes, plane, shares
from mlplab.panels.training import Run

COLUMNS, GRID, SPAN, SIZES = 13, 40, points.LIMIT, (2, 8, 8)
LOW, HIGH = 1e-2, 1.0
SLICE = 10  # epochs of one cell in one step of the panel


class RateMap(Model):
    """See :func:`mlplab.panels.rate_map` and :func:`mlplab.panels.torch_rate_map`.

    Parameters
    ----------
    rows : tuple of str
        Names of activations.
    fresh : callable
        ``fresh(row, lr, seed, X, y)``: an object with ``epoch() -> loss``, which trains for one
        epoch, and ``shares(X)``, probabilities of the two classes, shape (N, 2).
    whose : str
        Which functions are the learner's and which are given.
    question, options : str, tuple of str
        What the learner predicts before Play unlocks; empty for nothing.
    answer : callable, optional
        ``answer(rows, rates, losses)``: the option that came true.
    opens : callable, optional
        ``opens(settings)`` shows a playground with the settings of the run that is picked.
    """

    name, title = "map", "Learning rate and activation"
    restarts = ("low", "high", "budget", "noise", "seed")
    views = (
        {"kind": "cells", "name": "map", "label": "Loss at the end of each run", "wide": True},
        {"kind": "field", "name": "border", "label": "The run that is picked"},
        {"kind": "plot", "name": "loss", "label": "Its loss", "height": 330},
    )
    pace = 400.0

    def __init__(self, rows, fresh, whose, question="", options=(), answer=None, opens=None):
        self.rows, self.fresh, self.whose, self.opens = rows, fresh, whose, opens
        self.question, self.options, self._came = question, options, answer
        button = (Push("open", "open it in a playground", group="picked run"),) if opens else ()
        self.controls = (
            Range("low", "smallest rate", 1e-4, 1, 0.01, log=True, group="map"),
            Range("high", "largest rate", 0.1, 100, 100, log=True, group="map"),
            Range("budget", "epochs of each run", 10, 300, 60, whole=True, group="map"),
            Range("noise", "noise", 0, 0.3, 0.05, step=0.01, group="map"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="map"),
            Choice("row", "activation", rows, rows[0], group="picked run"),
            Range("column", "column", 1, COLUMNS, 7, whole=True,
                  group="picked run"),
            *button,
        )  # fmt: skip

    def begin(self, settings):
        X, y, _ = points.make("moons", settings["noise"], settings["seed"])
        self.X, self.y = X[: points.N], y[: points.N]
        self.rates = np.geomspace(
            settings["low"], max(settings["high"], 2 * settings["low"]), COLUMNS
        )
        shape = (len(self.rows), COLUMNS)
        self.losses = [[[] for _ in range(COLUMNS)] for _ in self.rows]
        self.runs = {}
        opening = defaults(self.controls)
        self._as_opened = all(settings[n] == opening[n] for n in ("low", "high", "budget", "noise"))
        self.left = [(r, c) for c in self._order() for r in range(shape[0])]

    def _order(self):
        """Columns from coarse to fine: the map shows its shape early."""
        return list(dict.fromkeys([*range(0, COLUMNS, 4), *range(0, COLUMNS, 2), *range(COLUMNS)]))

    def step(self, settings):
        if not self.left:
            return False
        r, c = self.left[0]
        losses = self.losses[r][c]
        try:
            if (r, c) not in self.runs:
                self.runs[r, c] = self.fresh(
                    self.rows[r], float(self.rates[c]), settings["seed"], self.X, self.y
                )
            for _ in range(min(SLICE, settings["budget"] - len(losses))):
                losses.append(float(self.runs[r, c].epoch()))
                if not np.isfinite(losses[-1]):
                    break
        except Stopped:
            losses.append(np.nan)
        if len(losses) >= settings["budget"] or not np.isfinite(losses[-1]):
            self.left.pop(0)
        return None if self.left else False

    def act(self, settings, name, value):
        if name == "open" and self.opens:
            act, rate = settings["row"], float(self.rates[settings["column"] - 1])
            net = {f"{what}{i}": v for i in (1, 2) for what, v in (("units", 8), ("act", act))}
            same = {"noise": settings["noise"], "seed": settings["seed"], "batch": points.N}
            self.opens({**net, **same, "lr": rate})
        if name == "pick":
            r, c = (int(v) for v in value)
            if 0 <= r < len(self.rows) and 0 <= c < COLUMNS:
                return {"row": self.rows[r], "column": c + 1}, None
        return {}, None

    def _ends(self):
        ends = np.full((len(self.rows), COLUMNS), np.nan)
        for r, row in enumerate(self.losses):
            for c, losses in enumerate(row):
                if losses:
                    ends[r, c] = losses[-1]
        return ends

    def picture(self, settings):
        ends = self._ends()
        known = np.array([[bool(losses) for losses in row] for row in self.losses])
        bad = known & (~np.isfinite(ends) | (ends >= 0.98 * np.log(2)))
        r, c = self.rows.index(settings["row"]), settings["column"] - 1
        losses = self.losses[r][c]
        border = {
            "xlim": [-SPAN, SPAN], "ylim": [-SPAN, SPAN],
            "points": self.X, "labels": self.y.astype(np.uint8),
            "title": f"{self.rows[r]} at {self.rates[c]:.3g}", "alt": self._picked(settings),
        }  # fmt: skip
        if (r, c) in self.runs:
            border["p"] = byte_shares(
                np.nan_to_num(self.runs[r, c].shares(plane(GRID, SPAN)), nan=0.5), GRID
            )
        return {
            "map": {
                "z": log_bytes(ends, HIGH, LOW), "known": known.astype(np.uint8),
                "bad": bad.astype(np.uint8), "rows": list(self.rows),
                "columns": [f"{rate:.2g}" for rate in self.rates], "picked": [r, c],
                "xlabel": "learning rate", "alt": self.sentence(settings),
                "title": f"loss after {settings['budget']} epochs; light {LOW:g}, dark {HIGH:g}",
                "under": "cross: not below 0.98 log 2, or no number: nothing learnt",
            },
            "border": border,
            "loss": {
                "lines": [{"y": np.clip(np.nan_to_num(losses, nan=1e3), 1e-6, 1e3)}],
                "levels": [{"at": np.log(2), "label": "guessing"}], "ylog": True,
                "ylim": [1e-3, 10], "xlim": [0, settings["budget"]],
                "xlabel": "epoch", "ylabel": "loss", "alt": self._picked(settings),
            },
        }  # fmt: skip

    def _picked(self, settings):
        r, c = self.rows.index(settings["row"]), settings["column"] - 1
        losses = self.losses[r][c]
        state = f"loss {losses[-1]:.3g} after {len(losses)} epochs" if losses else "not run yet"
        return f"Picked: {self.rows[r]} at {self.rates[c]:.3g}, {state}"

    def sentence(self, settings):
        ends = self._ends()
        total = ends.size - len(self.left)
        if not np.isfinite(ends).any():
            return f"{total} of {ends.size} runs done. {self._picked(settings)}."
        r, c = np.unravel_index(np.nanargmin(np.where(np.isfinite(ends), ends, np.nan)), ends.shape)
        return (
            f"{total} of {ends.size} runs done; lowest loss {ends[r, c]:.2g}: {self.rows[r]} at "
            f"{self.rates[c]:.2g}. {self._picked(settings)}."
        )

    def answer(self):
        return (
            self._came(self.rows, self.rates, self._ends())
            if self._came and self._as_opened and not self.left
            else None
        )


class NumpyRun:
    """A network of the given sizes with the learner's activations, full batch.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    pair : (f, df)
        Activation of both hidden layers, and its derivative.
    lr : float
        Learning rate.
    seed : int
        Of the start.
    X : ndarray, shape (N, 2)
        Points to learn from.
    y : ndarray of int, shape (N,)
        Their classes, 0 or 1.
    """

    def __init__(self, passes, pair, lr, seed, X, y):
        params = start([*SIZES, passes.outputs(2)], "he", 1.0, seed)
        self.run = Run(passes, params, [pair] * (len(SIZES) - 1), np.log(2))
        self.X, self.y, self.lr = X, y, lr

    def epoch(self):
        """Do one step on all samples.

        Returns
        -------
        float
            The loss after it.

        Raises
        ------
        Stopped
            When a number is not finite.
        """
        run = self.run
        run.step(self.X, self.y, "sgd", self.lr)
        return run.passes.mean_loss(run.passes.logits(run.params, self.X, run.pairs), self.y)

    def shares(self, X):
        """Work out the probabilities of the two classes.

        Parameters
        ----------
        X : ndarray, shape (N, 2)
            Points of the plane.

        Returns
        -------
        ndarray, shape (N, 2)
            Rows sum to 1.
        """
        return shares(self.run.passes.logits(self.run.params, X, self.run.pairs))


class TorchRun:
    """The learner's own model and training loop.

    Parameters
    ----------
    torch : module
        As the notebook has imported it.
    model_class : callable
        ``MLP(sizes, activation)``.
    train_epoch : callable
        ``train_epoch(model, loader, optimizer, loss_fn) -> float``.
    activation : str
        A row of the map.
    lr : float
        Learning rate of SGD.
    seed : int
        Of the start; the global generator stays as it is.
    X : ndarray, shape (N, 2)
        Points to learn from.
    y : ndarray of int, shape (N,)
        Their classes, 0 or 1.
    """

    def __init__(self, torch, model_class, train_epoch, activation, lr, seed, X, y):
        data = torch.utils.data
        self.torch, self.train = torch, train_epoch
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.model = model_class([*SIZES, 2], activation)
        X = torch.tensor(X, dtype=torch.get_default_dtype())
        self.loader = data.DataLoader(data.TensorDataset(X, torch.tensor(y)), len(X))
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=lr)
        self.loss_fn = torch.nn.CrossEntropyLoss()

    def epoch(self):
        """Do one epoch of the learner's loop.

        Returns
        -------
        float
            The loss that it returns.
        """
        return float(self.train(self.model, self.loader, self.optimizer, self.loss_fn))

    def shares(self, X):
        """Work out the probabilities of the two classes.

        Parameters
        ----------
        X : ndarray, shape (N, 2)
            Points of the plane.

        Returns
        -------
        ndarray of float64, shape (N, 2)
            Rows sum to 1.
        """
        with self.torch.no_grad():
            logits = self.model(self.torch.tensor(X, dtype=self.torch.get_default_dtype()))
        return shares(logits.double().numpy())
