"""What the prose of exercise 1 says in numbers is computed here; no other number stands there."""

import re
from functools import cache
from pathlib import Path

import corpus
import nbformat
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent
RELEASE = ROOT / "release" / "ex_01_mlp_backprop" / "ex_01_mlp_backprop.ipynb"


def prose():
    cells = nbformat.read(RELEASE, as_version=4).cells
    return " ".join(" ".join(c.source.split()) for c in cells if c.cell_type == "markdown")


def relu(z):
    return np.maximum(z, 0)


def xor_logits():
    x1, x2 = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])
    return relu(x1 + x2) - 2 * relu(x1 + x2 - 1) - 0.5


def best_steps():
    """Best step and its error for a central difference of exp at 0, in float64 and float32."""
    h = 10.0 ** np.arange(-13, 0)
    found = []
    for kind in (np.float64, np.float32):
        error = [abs((np.exp(kind(s)) - np.exp(kind(-s))) / (2 * s) - 1) for s in h]
        found.append((h[int(np.argmin(error))], min(error)))
    return found


def agreement():
    """Relative error of a right gradient and a measured one."""
    rng = np.random.default_rng(0)
    W, x, h = rng.normal(size=(3, 2)), rng.normal(size=(5, 3)), 1e-5

    def f(W):
        return np.tanh(x @ W).mean()

    want = x.T @ (1 - np.tanh(x @ W) ** 2) / 10
    got = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[i] = h
        got[i] = (f(W + step) - f(W - step)) / (2 * h)
    norm = np.linalg.norm
    return norm(got - want) / (norm(got) + norm(want))


@cache
def functions():
    """The names of the exercise with the instructor's solutions."""
    return corpus.names("ex_01_mlp_backprop")


def xor(lr, epochs):
    """Losses on XOR, started as in the notebook's figure."""
    X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
    start = functions()["init_params"]([2, 8, 1], "xavier", np.random.default_rng(1))
    return functions()["train"](start, X, y, lr, epochs, [functions()["TANH"]])[1]


def smallest_rate():
    return functions()["lr_regime"](xor(0.03, 100), np.log(2))


def ranks():
    """Rank of W1 after 100 epochs from zeros, a constant, and He."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 40))
    y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
    zeros, he = (functions()["init_params"]([40, 32, 1], s, rng) for s in ("zeros", "he"))
    constant = [(np.full(W.shape, 0.1), b) for W, b in zeros]
    tanh = [functions()["TANH"]]
    return [
        int(np.linalg.matrix_rank(functions()["train"](p, X, y, 0.5, 100, tanh)[0][0][0]))
        for p in (zeros, constant, he)
    ]


A1 = np.tanh(0.5)
CLAIMS = [  # what the prose says, and whether it is so
    ("`1*3 + 2*(-1) + 0.5 = 1.5`", lambda: np.dot([1, 2], [3, -1]) + 0.5 == 1.5),
    ("for `z = 1000` the computer's `p` is exactly 1", lambda: 1 / (1 + np.exp(-1000.0)) == 1),
    ("overflows at `z = -1000`", lambda: np.isinf(quiet(np.exp, 1000.0))),
    ("`log 2`, about 0.693", lambda: round(np.log(2), 3) == 0.693),
    (
        "inputs 00, 01, 10, 11 that gives -0.5, 0.5, 0.5, -0.5",
        lambda: xor_logits().tolist() == [-0.5, 0.5, 0.5, -0.5],
    ),
    (
        "`Z1 = 0.5`, `A1 = tanh(0.5) = 0.4621`, `out = 0.9242`",
        lambda: [round(A1, 4), round(2 * A1, 4)] == [0.4621, 0.9242],
    ),
    ("`dW2 = A1 = 0.4621`", lambda: round(A1, 4) == 0.4621),
    (
        "`dZ1 = 2 * (1 - 0.4621**2) = 1.5729`, `dW1 = x * dZ1 = 1.5729`",
        lambda: round(2 * (1 - A1**2), 4) == 1.5729,
    ),
    ("`h = 0.1`: `(2.1**3 - 1.9**3) / 0.2 = 12.01`", lambda: close(2.1**3 - 1.9**3, 12.01 * 0.2)),
    ("The slope is 12: the error is `h**2 = 0.01`", lambda: close(0.1**2, 12.01 - 3 * 2**2)),
    ("`(2.1**3 - 2**3) / 0.1 = 12.61`", lambda: close((2.1**3 - 2**3) / 0.1, 12.61)),
    ("sixty-one times worse", lambda: close((12.61 - 12) / (12.01 - 12), 61)),
    (
        "in float32 even the best one is far worse",
        lambda: best_steps()[1][1] > 1e3 * best_steps()[0][1],
    ),
    ("the relative error is `5/7`", lambda: close(np.hypot(3, 4) / (3 + 4), 5 / 7)),
    ("off by 1 % or more", lambda: 0.03 / 2.03 > 0.01),  # the smallest planted factor is 1.03
    ("for instance `1e-5`", lambda: 1e-9 < 1e-5 < 0.01),
    ("a layer of 50 inputs, He wants a variance of `2/50 = 0.04`", lambda: 2 / 50 == 0.04),
    ("a standard deviation of 0.2", lambda: close(0.04**0.5, 0.2)),
    ("`0.2 * sqrt(3)`, about 0.346", lambda: round(0.2 * 3**0.5, 3) == 0.346),
    ("`dW = 0.5`, `lr = 0.1` give `2 - 0.1*0.5 = 1.95`", lambda: close(2 - 0.1 * 0.5, 1.95)),
    ("(`lam = 4`, `lr = 0.125`: half of `x` is left", lambda: 1 - 0.125 * 4 == 0.5),
    ("measured ones to about `1e-9`", lambda: agreement() < 1e-9),
    ("all 32 units stay copies of one", lambda: ranks() == [0, 1, 32]),
    ("called failed after 100 epochs", lambda: smallest_rate() == "failed"),
]
NOT_CLAIMS = [  # numbers that assert nothing: given values, questions, headings, years
    "bias `0.5`",  # an input of the line above
    "sure of 1: `z = 1000`",  # the question; reveal() computes the answer
    "`h1 - 2*h2 - 0.5`",  # the formula of the next line
    "the other of -0.5.",  # the question; reveal() computes the answer
    "weights 0.5 and 2, no biases",  # inputs of the next lines
    "on a real computer, in float64?",
    "0.001 is a lot for some",  # a figure of speech
    "(Glorot and Bengio 2010; He et al. 2015.)",
    "`rng.uniform(-0.3, 0.3)`",  # the question; reveal() computes the answer
    "`0.5 * lam * x**2`, with curvature",
    "## 10 ·",
    "## 11 ·",
    "## 12 ·",
]


def close(a, b):
    return abs(a - b) < 1e-9


def quiet(function, *args):
    with np.errstate(all="ignore"):
        return function(*args)


@pytest.mark.parametrize("says, holds", CLAIMS, ids=[c[0] for c in CLAIMS])
def test_the_prose_says_it_and_it_is_so(says, holds):
    assert says in prose()
    assert holds()


def uncovered(text):
    """Numbers of two digits or more that stand in no claim."""
    for says in [*(says for says, _ in CLAIMS), *NOT_CLAIMS]:
        text = text.replace(says, " ")
    return re.findall(r"\S*(?:\d\.\d|\d\d|\de-\d)\S*", text)


def test_nothing_is_excused_that_the_prose_no_longer_says():
    assert [says for says in NOT_CLAIMS if says not in prose()] == []


def test_no_other_number_stands_in_the_prose():
    assert uncovered(prose()) == []


def test_a_new_number_would_be_noticed():
    assert uncovered(prose() + " It is 3.7 times faster.") == ["3.7"]


# ------------------------------------------------- what the notebook's own functions must show


def test_the_smallest_rate_is_called_failed_and_gets_there_in_the_end():
    regime = functions()["lr_regime"]
    assert regime(xor(0.03, 100), np.log(2)) == "failed"
    assert xor(0.03, 5000)[-1] < 0.1


def test_the_learning_rates_of_the_figure_show_every_regime():
    seen = [functions()["lr_regime"](xor(lr, 100), np.log(2)) for lr in (0.03, 0.3, 1, 6, 8)]
    assert seen == ["failed", "slow", "good", "oscillating", "failed"]


def test_a_hidden_layer_helps_on_the_moons():
    from sklearn.datasets import make_moons

    X, y = make_moons(200, noise=0.15, random_state=0)
    right = []
    for sizes, acts in (([2, 1], []), ([2, 16, 1], [functions()["TANH"]])):
        start = functions()["init_params"](sizes, "xavier", np.random.default_rng(0))
        params, _ = functions()["train"](start, X, y[:, None].astype(float), 1.0, 1500, acts)
        right.append(((functions()["mlp_forward"](params, X, acts)[0] > 0).ravel() == y).mean())
    assert right[0] < 0.9 and right[1] > 0.98


def test_the_tiny_start_hears_next_to_nothing_in_every_layer():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(64, 16))
    y = (X[:, :1] * X[:, 1:2] > 0).astype(float)
    sizes, acts = [16, 32, 32, 32, 32, 32, 1], [functions()["TANH"]] * 5
    flow = [
        functions()["gradient_flow"](
            functions()["init_params"](sizes, s, np.random.default_rng(1)), X, y, acts
        )
        for s in ("normal", "xavier")
    ]
    assert max(flow[0]) < 1e-6 and min(flow[1]) > 0.05
