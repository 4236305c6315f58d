"""PyTorch's graph for ``loss = mean((x @ w + b - y)**2)``: what is recorded, saved, sent back.

Computed by PyTorch in float64 for x = [[1], [2]], y = [[1], [3]], w = 0.5, b = 0: the operations
and the tensors each has saved, read from the graph itself; every result and the gradient of the
loss with respect to it; the gradients of w and b.
"""

import numpy as np
import torch

from guides.figures.drawing import (
    BACKWARD,
    FAINT_BLUE,
    FAINT_GREY,
    FORWARD,
    arrow,
    box,
    diagram,
    note,
)  # fmt: skip
from mlplab.figures.style import DARK, GREY, number

TITLE = "The graph that PyTorch records for a mean squared error"
STEPS = ("x @ w", "… + b", "… − y", "… ** 2", "mean(…)")


def data():
    """Return ``loss, dw, db`` and, per operation, its name, result, gradient, saved tensor."""
    x = torch.tensor([[1.0], [2.0]], dtype=torch.float64)
    y = torch.tensor([[1.0], [3.0]], dtype=torch.float64)
    w = torch.tensor([[0.5]], dtype=torch.float64, requires_grad=True)
    b = torch.tensor([0.0], dtype=torch.float64, requires_grad=True)
    results = [x @ w]
    results.append(results[-1] + b)
    results.append(results[-1] - y)
    results.append(results[-1] ** 2)
    results.append(results[-1].mean())
    known = {"x": x, "w": w, "b": b, "y": y} | dict(zip(STEPS, results, strict=True))
    saved = [_saved(r.grad_fn, known) for r in results]
    for result in results:
        result.retain_grad()
    results[-1].backward()
    found = {
        "operations": [r.grad_fn.name() for r in results], "saved": saved,
        "x": x, "y": y, "w": w.item(), "b": b.item(), "loss": results[-1].item(),
        "dw": w.grad.item(), "db": b.grad.item(),
    }  # fmt: skip
    for i, result in enumerate(results, 1):
        found |= {f"result_{i}": result.detach().ravel(), f"gradient_{i}": result.grad.ravel()}
    return {k: np.asarray(v) if torch.is_tensor(v) else v for k, v in found.items()}


def _saved(operation, known):
    """Names of the tensors that an operation of the graph has saved for its way back."""
    names = [a for a in dir(operation) if a.startswith("_saved_")]
    kept = [v for v in (getattr(operation, a) for a in names) if torch.is_tensor(v)]
    return ", ".join(n for v in kept for n, t in known.items() if v.data_ptr() == t.data_ptr())


LEAVES, CHAIN = 0.95, 3.15  # middles of the two columns of boxes, in inches
TOP, APART = 4.15, 0.86  # height of the first operation, and from one to the next
OPERATION, LEAF = (1.75, 0.46), (1.6, 0.34)


def draw(data):
    """Operations from top to bottom in the order of recording; leaves beside them."""
    figure, ax = diagram(4.9)
    heights = [TOP - APART * i for i in range(len(STEPS))]
    for i, (step, name, y) in enumerate(zip(STEPS, data["operations"], heights, strict=True), 1):
        box(ax, (CHAIN, y), OPERATION, f"{step}\n{name}", fill=FAINT_BLUE, edge=FORWARD, fontsize=9)
        result, gradient = _row(data[f"result_{i}"]), _row(data[f"gradient_{i}"])
        if i < len(STEPS):
            arrow(ax, (CHAIN - 0.12, y - 0.23), (CHAIN - 0.12, y - APART + 0.23), FORWARD)
            arrow(ax, (CHAIN + 0.12, y - APART + 0.23), (CHAIN + 0.12, y - 0.23), BACKWARD)
            note(ax, result, (CHAIN - 0.12, y - APART / 2), (-6, 0), FORWARD, ha="right")
            note(ax, gradient, (CHAIN + 0.12, y - APART / 2), (6, 0), BACKWARD)
        kept = data["saved"][i - 1]
        if kept:
            what = "… − y" if kept == STEPS[2] else kept
            words = f"saves {what}\nfor its way back"
            box(ax, (5.15, y), (1.3, 0.46), words, edge=GREY, fontsize=9)
            arrow(ax, (CHAIN + 0.875, y), (4.5, y), GREY, linestyle=(0, (3, 2)))
    note(ax, f"loss = {data['loss']:g}", (CHAIN, heights[-1] - 0.23), (0, -10),
         FORWARD, ha="center", weight="bold")  # fmt: skip
    x, y = (f"{n} = {_row(data[n])}" for n in "xy")
    _plain(ax, heights[0] + 0.24, x, heights[0])
    _leaf(ax, heights[0] - 0.24, "w", data, heights[0])
    _leaf(ax, heights[1], "b", data, heights[1])
    _plain(ax, heights[2], y, heights[2])
    note(ax, "x and y ask for\nno gradient", (LEAVES, heights[3] + 0.12), ha="center")
    note(ax, "forward ↓", (0.15, heights[-1] + 0.1), colour=FORWARD)
    note(ax, "backward ↑", (0.15, heights[-1] - 0.12), colour=BACKWARD)
    return figure


def _leaf(ax, y, name, data, to):
    """A leaf that asks for its gradient: its box, and an arrow each way."""
    words = f"{name} = {number(data[name])}"
    box(ax, (LEAVES, y), LEAF, words, fill=FAINT_GREY, edge=DARK, fontsize=9)
    note(ax, f"{name}.grad = {_signed(data['d' + name])}", (LEAVES, y - 0.29), colour=BACKWARD,
         ha="center")  # fmt: skip
    left, right = LEAVES + LEAF[0] / 2, CHAIN - OPERATION[0] / 2
    arrow(ax, (left, y + 0.07), (right, to + 0.07 if y == to else to - 0.02), FORWARD)
    arrow(ax, (right, to - 0.07 if y == to else to - 0.14), (left, y - 0.07), BACKWARD)


def _plain(ax, y, words, to):
    box(ax, (LEAVES, y), LEAF, words, edge=GREY, fontsize=9)
    left, right = LEAVES + LEAF[0] / 2, CHAIN - OPERATION[0] / 2
    arrow(ax, (left, y), (right, to + (0.1 if y != to else 0)), FORWARD)


def _signed(x):
    return number(x).replace("-", "−")


def _row(values):
    """A column of numbers, written in a row."""
    values = np.ravel(values)
    written = ", ".join(_signed(v) for v in values)
    return f"[{written}]ᵀ" if len(values) > 1 else written
