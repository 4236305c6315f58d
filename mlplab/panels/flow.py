"""Gradient flow: a deep network, and how much of the gradient each of its layers hears."""

import numpy as np

from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Range
from mlplab.panels.history import Curve
from mlplab.panels.learner import called, name_of, number, numbers
from mlplab.panels.model import Model
from mlplab.panels.nets import INITS, dead_units, gathered, hidden_outputs, start
from mlplab.panels.pictures import log_bytes, whose
from mlplab.panels.training import Run

SAMPLES, INPUTS, WIDTH, MOST = 64, 16, 32, 20
BINS = 41
LOW, HIGH = 1e-12, 1e2  # the strip's darkest and lightest
SCHEMES = {"normal 0.01": "normal"}  # a panel's name -> the name in a learner's init_params
OPTIONS = ("about the same", "about a hundredth", "less than a ten-thousandth")
VANISHING = (  # a question, and the settings that answer it
    "the norm of dW in layer 1, beside that of the last, in ten sigmoid layers (Xavier)",
    {"depth": 10, "act": "sigmoid", "init": "xavier", "gain": 1},
)
HALVED = (  # shorter signals going up and shorter gradients coming down: dW has one factor of each
    "the norm of dW in layer 1, beside that of the last, in ten ReLU layers (He, start × 0.5)",
    {"depth": 10, "act": "relu", "init": "he", "gain": 0.5},
)


class GradientFlow(Model):
    """See :func:`mlplab.panels.gradient_flow_lab`.

    Parameters
    ----------
    passes : Passes
        The way through the network and back.
    acts, init, flow, dead, saturated : optional
        As for :func:`mlplab.panels.gradient_flow_lab`.
    """

    name, title = "flow", "Gradient flow"
    options = OPTIONS
    restarts = ("depth", "init", "gain", "seed")
    views = (
        {"kind": "heat", "name": "strip", "label": "Norm of dW in each layer over time"},
        {"kind": "heat", "name": "values", "label": "What the units of each layer answer"},
        {"kind": "plot", "name": "norms", "label": "Norm of dW in each layer now"},
        {"kind": "plot", "name": "loss", "label": "Training loss"},
    )

    def __init__(self, passes, acts=None, init=None, flow=None, dead=None, saturated=None):
        self.passes, self.acts = passes, Activations(acts)
        self.init, self.flow, self.dead, self.saturated = init, flow, dead, saturated
        self.question, self.wanted = HALVED if "sigmoid" in self.acts.own else VANISHING
        self.whose = whose(passes, (init, flow, dead, saturated), self.acts.own)
        self.controls = (
            Range("depth", "hidden layers", 1, MOST, 10, whole=True, group="network"),
            Choice("act", "activation", self.acts.names, "sigmoid", group="network"),
            Range("alpha", "alpha", 0, 1, 0.1, step=0.01, group="network"),
            Choice("init", "start", INITS, "xavier", group="start"),
            Range("gain", "start ×", 0.1, 10, 1, log=True, group="start"),
            Range("seed", "seed", 0, 9999, 0, whole=True, group="start"),
            Range("lr", "learning rate", 1e-4, 10, 0.1, log=True, group="training"),
            Range("speed", "steps / second", 1, 500, 40, log=True, whole=True, group="training"),
        )  # fmt: skip

    def begin(self, settings):
        rng = np.random.default_rng([settings["seed"], 2])
        self.X = rng.standard_normal((SAMPLES, INPUTS))
        self.y = (self.X[:, 0] * self.X[:, 1] > 0).astype(int)
        outputs = self.passes.outputs(2)
        sizes = [INPUTS, *[WIDTH] * settings["depth"], outputs]
        self.run = Run(self.passes, self._start(sizes, settings), [], np.log(2))
        self.strip, self.losses = Curve(settings["depth"] + 1, 240), Curve(1)
        self.changed(settings, ())
        self._measure(settings)
        self._note()

    def _start(self, sizes, settings):
        """The learner's own start where there is one for this choice."""
        params = start(sizes, settings["init"], settings["gain"], settings["seed"])
        if self.init is not None and settings["init"] != "all equal":
            scheme = SCHEMES.get(settings["init"], settings["init"])
            rng = np.random.default_rng(settings["seed"])
            drawn = called(self.init, list(sizes), scheme, rng)
            params.vector[:] = gathered(drawn, params, name_of(self.init), "")
            params.vector[params.is_weight] *= settings["gain"]
        return params

    def changed(self, settings, names):
        self.acts.checked(settings["act"], settings["alpha"], np.linspace(-3, 3, 8)[:, None])
        self.run.pairs = [self.acts.pair(settings["act"], settings["alpha"])] * settings["depth"]
        if names:
            self._measure(settings)

    def step(self, settings):
        self.run.step(self.X, self.y, "sgd", settings["lr"])
        self._measure(settings)
        self._note()

    def speed(self, settings):
        return settings["speed"]

    def hidden(self, settings):
        return () if self.acts.takes_alpha(settings["act"]) else ("alpha",)

    def _measure(self, settings):
        run = self.run
        loss, gradient = self.passes.slopes(run.params, self.X, self.y, run.pairs)
        self.norms = self._norms(gradient, run)
        if run.steps == 0:
            asked = all(settings[name] == value for name, value in self.wanted.items())
            self.first = self.norms[0] / self.norms[-1] if asked else None
        self.loss = loss

    def _note(self):
        """A column of the strip for each step: a change of settings is none."""
        self.strip.add(self.run.steps, self.norms)
        self.losses.add(self.run.steps, self.loss)

    def _norms(self, gradient, run):
        if self.flow is not None:
            y = self.y[:, None].astype(float) if self.passes.binary else self.y.copy()
            found = called(self.flow, list(run.params.pairs), self.X.copy(), y, run.pairs)
            return numbers(self.flow, found, len(run.params.pairs), "a norm for each layer")
        norms, at = [], 0
        for W, b in run.params.pairs:
            norms.append(np.linalg.norm(gradient[at : at + W.size]))
            at += W.size + b.size
        return np.array(norms)

    def picture(self, settings):
        hidden, _ = hidden_outputs(self.passes, self.run.params, self.X, self.run.pairs)
        return {
            "strip": self._strip(),
            "values": self._values(settings, hidden),
            "norms": self._bars(),
            "loss": {
                "lines": [{"x": self.losses.times, "y": self.losses.rows[:, 0]}],
                "levels": [{"at": np.log(2), "label": "guessing", "fit": True}],
                "xlabel": "step", "ylabel": "loss",
                "alt": f"{self.loss:.3g} after {self.run.steps} steps",
            },
        }  # fmt: skip

    def _strip(self):
        return {
            "z": log_bytes(self.strip.rows.T, LOW, HIGH),
            "rows": [f"layer {i}" for i in range(1, len(self.norms) + 1)],
            "last": [f"{n:.1e}" for n in self.norms],
            "title": f"norm of dW; dark {LOW:.0e}, light {HIGH:.0e}",
            "xlabel": f"steps 0 to {self.run.steps}", "alt": self._factor(),
        }  # fmt: skip

    def _values(self, settings, hidden):
        """A histogram of answers, one row for each hidden layer, and who is dead or flat."""
        rows, said = [], []
        span = max((float(np.percentile(np.abs(A), 99)) for _, A in hidden), default=1.0) or 1.0
        span = span if np.isfinite(span) else 1.0
        for Z, A in hidden:
            counts, _ = np.histogram(np.nan_to_num(A), BINS, (-span, span))
            rows.append(np.sqrt(counts / max(counts.max(), 1)))
            said.append(self._idle(settings, Z, A))
        return {
            "z": np.rint(255 * np.array(rows)).astype(np.uint8),
            "rows": [f"layer {i}" for i in range(1, len(rows) + 1)],
            "last": said, "now": "dead or flat",
            "title": "how often each answer", "xlabel": f"answers from {-span:.2g} to {span:.2g}",
            "alt": f"layer 1 {said[0]}, last hidden layer {said[-1]}",
        }  # fmt: skip

    def _idle(self, settings, Z, A):
        """Share of units that are dead, or of answers where the activation is nearly flat."""
        pair = self.run.pairs[0]
        if settings["act"] in ("sigmoid", "tanh"):
            if self.saturated is not None:
                share = called(self.saturated, A.copy(), settings["act"])
                return f"flat {number(self.saturated, share):.0%}"
            # where sigmoid is below .03 or above .97, and tanh beyond .97
            limit = 0.03 * 0.97 if settings["act"] == "sigmoid" else 1 - 0.97**2
            return f"flat {np.mean(pair[1](Z) < limit):.0%}"
        if self.dead is not None and settings["act"] == "relu":
            return f"dead {number(self.dead, called(self.dead, A.copy())):.0%}"
        return f"dead {np.mean(dead_units([(Z, A)], [pair])):.0%}"

    def _bars(self):
        norms = np.where(np.isfinite(self.norms) & (self.norms > 0), self.norms, np.nan)
        return {
            "lines": [{"x": np.arange(1, len(norms) + 1), "y": norms, "marks": 4}],
            "ylog": True, "ylim": [LOW, HIGH] if not np.isfinite(norms).any() else None,
            "xlim": [0.5, len(norms) + 0.5],
            "xlabel": "layer", "ylabel": "norm of dW", "alt": self._factor(),
        }  # fmt: skip

    def _factor(self):
        first, last = self.norms[0], self.norms[-1]
        if not (np.isfinite(first + last) and first > 0 and last > 0):
            return f"layer 1 hears {first:.1e}, the last layer {last:.1e}"
        each = (first / last) ** (1 / max(len(self.norms) - 1, 1))
        return (
            f"layer 1 hears {first:.1e}, the last layer {last:.1e}: times {each:.2g} per layer on "
            "the way back"
        )

    def sentence(self, settings):
        words = f"Step {self.run.steps}, loss {self.loss:.3g}: {self._factor()}."
        if self.run.trouble.still() >= 100:
            words += f" Still at log 2, as good as guessing, for {self.run.trouble.still()} steps."
        return words

    def answer(self):
        if not self.first or not np.isfinite(self.first):
            return None
        return OPTIONS[0 if self.first > 0.1 else 1 if self.first > 1e-4 else 2]
