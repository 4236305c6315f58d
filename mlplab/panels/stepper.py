"""Backprop stepper: one sample through a 2-2-1 network, and back, one quantity at a time."""

import numpy as np

from mlplab.panels.activations import Activations
from mlplab.panels.controls import Choice, Push, Range
from mlplab.panels.learner import array, called, name_of, number, several
from mlplab.panels.model import Model
from mlplab.panels.nets import Parameters, gathered

NUMBERS = {  # the sample and the weights of the ledger in Exercise 1
    "x1": 1.0, "x2": 2.0,
    "w11": 0.5, "w12": -1.0, "w21": 1.0, "w22": 0.25, "b1": 0.1, "b2": 0.2,
    "v1": 2.0, "v2": -1.0, "c": 0.0,
}  # fmt: skip
LABELS = {
    "x1": "x₁", "x2": "x₂", "w11": "x₁ to h₁", "w12": "x₁ to h₂", "w21": "x₂ to h₁",
    "w22": "x₂ to h₂", "b1": "bias of h₁", "b2": "bias of h₂", "v1": "h₁ to output",
    "v2": "h₂ to output", "c": "bias of the output",
}  # fmt: skip
STAGES = ("X", "Z1", "A1", "Z2", "loss", "dZ2", "dW2, db2", "dA1", "dZ1", "dW1, db1", "dX")
QUESTION = "x₁ feeds both hidden units; its gradient is"
OPTIONS = ("the larger of two paths", "the sum of two paths", "the product of two paths")
H = 1e-5


class Stepper(Model):
    """See :func:`mlplab.panels.backprop_stepper`.

    Parameters
    ----------
    forward, backward, bce, linear_backward : callable
        As for :func:`mlplab.panels.backprop_stepper`.
    acts : dict
        As for :func:`mlplab.panels.backprop_stepper`.
    """

    name, title = "stepper", "Backprop stepper"
    question, options = QUESTION, OPTIONS
    views = (
        {"kind": "graph", "name": "graph", "label": "The network", "wide": True},
        {"kind": "table", "name": "rules", "label": "Step by step: first values, then gradients"},
    )
    pace = 0.7

    def __init__(self, forward, backward, bce, linear_backward, acts):
        self.forward, self.backward, self.bce = forward, backward, bce
        self.linear_backward, self.acts = linear_backward, Activations(acts)
        self.whose = "Yours: " + ", ".join(
            map(name_of, (forward, bce, linear_backward, backward))
        ) + ". Measured: central differences of your loss."  # fmt: skip
        names = tuple(self.acts.own) or ("tanh", "relu", "softplus")
        self.controls = (
            Push("back", "one step back", group="sample"),
            Choice("act", "activation", names, names[0], group="sample"),
            Choice("y", "label y", ("0", "1"), "1", group="sample"),
            *(
                Range(name, LABELS[name], -4, 4, value, step=0.05, group=_group(name))
                for name, value in NUMBERS.items()
            ),
        )

    def begin(self, settings):
        self.stage = 0
        self.changed(settings, ())

    def changed(self, settings, names):
        self._compute(settings)

    def step(self, settings):
        self.stage = min(self.stage + 1, len(STAGES) - 1)
        return None if self.stage < len(STAGES) - 1 else False

    def act(self, settings, name, value):
        if name == "back":
            self.stage = max(self.stage - 1, 0)
        return {}, None

    # --------------------------------------------------------------------------------- the numbers

    def _compute(self, s):
        W1 = np.array([[s["w11"], s["w12"]], [s["w21"], s["w22"]]])
        self.params = Parameters([2, 2, 1])
        flat = [*W1.ravel(), s["b1"], s["b2"], s["v1"], s["v2"], s["c"]]
        self.params.vector[:] = flat
        self.X, self.y = np.array([[s["x1"], s["x2"]]]), np.array([[float(s["y"])]])
        self.pair = self.acts.pair(s["act"], 0.01)
        self.acts.checked(s["act"], 0.01, np.linspace(-3, 3, 8)[:, None])
        (W1, b1), (W2, _) = self.params.pairs
        self.Z1 = self.X @ W1 + b1
        self.A1 = np.asarray(self.pair[0](self.Z1))
        self.out, cache = self._forward()
        self.loss, self.dZ2 = self._loss(self.out)
        self.dA1, self.dW2, self.db2 = self._layer(self.dZ2, self.A1, W2)
        self.dZ1 = self.dA1 * self.pair[1](self.Z1)
        self.dX, self.dW1, self.db1 = self._layer(self.dZ1, self.X, W1)
        grads = called(self.backward, list(self.params.pairs), cache, self.dZ2, [self.pair])
        self.grads = gathered(grads, self.params, name_of(self.backward))
        self.measured = self._measure()

    def _forward(self):
        back = called(self.forward, list(self.params.pairs), self.X.copy(), [self.pair])
        out, cache = several(self.forward, back, ("out", "cache"))
        return array(self.forward, out, (1, 1), "out"), cache

    def _loss(self, out):
        back = several(self.bce, called(self.bce, out, self.y.copy()), ("the loss", "dz"))
        loss = np.ravel(back[0])[0] if np.size(back[0]) == 1 else back[0]
        return number(self.bce, loss), array(self.bce, back[1], (1, 1), "dz")

    def _layer(self, dZ, A, W):
        back = called(self.linear_backward, dZ.copy(), A.copy(), W.copy())
        names, shapes = ("dX", "dW", "db"), (A.shape, W.shape, W.shape[1:])
        back = several(self.linear_backward, back, names)
        return [
            array(self.linear_backward, part, shape, name)
            for part, shape, name in zip(back, shapes, names, strict=True)
        ]

    def _measure(self):
        """Central differences of the learner's own loss, for every parameter and input."""
        found = []
        for values in (self.params.vector, self.X.ravel()):  # both are looked into, not copied
            for i in range(len(values)):
                kept, sides = values[i], []
                for way in (1, -1):
                    values[i] = kept + way * H
                    sides.append(self._loss(self._forward()[0])[0])
                values[i] = kept
                found.append((sides[0] - sides[1]) / (2 * H))
        return np.array(found)

    # --------------------------------------------------------------------------------- the picture

    def picture(self, settings):
        return {"graph": self._graph(settings), "rules": self._table()}

    def _graph(self, s):
        at = self.stage

        def v(a, i=0):
            return f"{np.ravel(a)[i]:.3g}"

        def d(a, i, since):
            return f"d {v(a, i)}" if at >= since else ""

        loss = f"{self.loss:.3g}" if at >= 4 else "?"
        nodes = [
            {"x": 0, "y": 0.1, "words": f"x₁\n{v(self.X, 0)}", "under": d(self.dX, 0, 10),
             "on": at in (0, 10)},
            {"x": 0, "y": 0.9, "words": f"x₂\n{v(self.X, 1)}", "under": d(self.dX, 1, 10),
             "on": at in (0, 10)},
            *({"x": 0.36, "y": 0.1 + 0.8 * i,
               "words": f"z {v(self.Z1, i) if at >= 1 else '?'}", "under": d(self.dZ1, i, 8),
               "on": at in (1, 8)} for i in range(2)),
            *({"x": 0.56, "y": 0.1 + 0.8 * i,
               "words": f"a {v(self.A1, i) if at >= 2 else '?'}", "under": d(self.dA1, i, 7),
               "on": at in (2, 7)} for i in range(2)),
            {"x": 0.84, "y": 0.5, "words": f"logit\n{v(self.out) if at >= 3 else '?'}",
             "under": d(self.dZ2, 0, 5), "on": at in (3, 5)},
            {"x": 1, "y": 0.5, "words": f"loss\n{loss}", "under": "", "on": at == 4},
        ]  # fmt: skip
        edges = []
        for i in range(2):
            for j in range(2):
                weight = f"w {s[f'w{i + 1}{j + 1}']:.3g}"
                grad = f"\nd {self.dW1[i, j]:.3g}" if at >= 9 else ""
                edges.append(
                    {"from": i, "to": 2 + j, "words": weight + grad, "on": at in (1, 9, 10),
                     "at": 0.3 if i == j else 0.62}
                )  # fmt: skip
            edges.append({"from": 2 + i, "to": 4 + i, "words": s["act"], "on": at in (2, 8)})
            grad = f"\nd {self.dW2[i, 0]:.3g}" if at >= 6 else ""
            edges.append(
                {"from": 4 + i, "to": 6, "words": f"w {s[f'v{i + 1}']:.3g}{grad}",
                 "on": at in (3, 6, 7)}
            )  # fmt: skip
        edges.append({"from": 6, "to": 7, "words": "", "on": at in (4, 5)})
        return {"nodes": nodes, "edges": edges, "alt": self.sentence(s)}

    def _table(self):

        def w(a):
            return ", ".join(f"{x:.4g}" for x in np.ravel(a))

        W2, m = self.params.pairs[1][0], self.measured
        first, second = self.grads[:6], self.grads[6:]
        slope = self.pair[1](self.Z1)
        paths = [f"{self.dZ1[0, j]:.3g}·{self.params.pairs[0][0][0, j]:.3g}" for j in range(2)]
        rows = [
            ("X", "the sample", w(self.X), ""),
            ("Z1", "X @ W1 + b1", w(self.Z1), ""),
            ("A1", "f(Z1)", w(self.A1), ""),
            ("Z2", "A1 @ W2 + b2", w(self.out), ""),
            ("loss", "log(1 + exp(z)) - y z", f"{self.loss:.4g}", ""),
            ("dZ2", "p - y", w(self.dZ2), w(m[8])),
            ("dW2, db2", "A1ᵀ @ dZ2, sum of dZ2", w(second), w(m[6:9])),
            ("dA1", f"dZ2 @ W2ᵀ = {w(self.dZ2)}·({w(W2)})", w(self.dA1), ""),
            ("dZ1", f"dA1 * f'(Z1), slopes {w(slope)}", w(self.dZ1), w(m[4:6])),
            ("dW1, db1", "Xᵀ @ dZ1, sum of dZ1", w(first), w(m[:6])),
            ("dX", f"dZ1 @ W1ᵀ; for x₁: {paths[0]} + {paths[1]}", w(self.dX), w(m[9:])),
        ]
        head = ["quantity", "rule", "yours", "measured"]
        return {"head": head, "rows": [list(r) for r in rows[: self.stage + 1]], "on": self.stage}

    def sentence(self, settings):
        name = STAGES[self.stage]
        words = f"Step {self.stage} of {len(STAGES) - 1}: {name}."
        if self.stage >= 5:
            off = self._largest_gap()
            words += (
                f" Your gradients and the measured ones differ by at most {off:.1e}."
                if off < 1e-6
                else f" Your gradients and the measured ones differ by {off:.2g}: see the table."
            )
        if self.stage == len(STAGES) - 1:
            a, b = (self.dZ1[0] * self.params.pairs[0][0][0]).tolist()
            words += f" Two paths lead back to x₁: {a:.3g} + {b:.3g} = {a + b:.3g}."
        return words

    def _largest_gap(self):
        own = np.concatenate([self.grads, self.dX.ravel()])
        return float(np.abs(own - self.measured).max())

    def answer(self):
        if self.stage < len(STAGES) - 1:
            return None
        a, b = self.dZ1[0] * self.params.pairs[0][0][0]
        outcome = {OPTIONS[0]: max(a, b), OPTIONS[1]: a + b, OPTIONS[2]: a * b}
        near = [o for o, value in outcome.items() if abs(value - self.measured[9]) < 1e-3]
        return near[0] if len(near) == 1 else None  # these numbers may not tell


def _group(name):
    return "sample" if name[0] == "x" else "first layer" if name[0] in "wb" else "second layer"
