"""Sections 13 to 16 of the concept guide: what they say in numbers, and the computing of it."""

import math

import numpy as np
import sympy as sp
import torch
from concept_guide import drawn, so, yes
from concept_nets import digits, digits_loss
from test_prose_ex_03 import gains

from guides.figures import net
from guides.figures.net import relu

DIGITS_NET = [64, 32, 10]


def units_for(error, M=4 * math.pi**2):
    return math.ceil(math.sqrt(M / (8 * error)))


def error_of(pieces):
    x, knots = np.linspace(0, 1, 20_001), np.linspace(0, 1, pieces + 1)
    wanted = np.sin(2 * np.pi * x)
    return np.abs(wanted - np.interp(x, knots, np.sin(2 * np.pi * knots))).max()


def second_slope_of_the_sine():
    x = np.linspace(0, 1, 100_001)
    return np.abs(np.gradient(np.gradient(np.sin(2 * np.pi * x), x), x)[5:-5]).max()


def tent(x):
    return 2 * relu(x) - 4 * relu(x - 0.5)


def pieces_of_tents(layers):
    x = np.linspace(0, 1, 2 ** (layers + 2) + 1)  # exact in binary: no rounding
    for _ in range(layers):
        x = tent(x)
    return 1 + np.count_nonzero(np.diff(x, 2))


def errors_follow_the_bound():
    d = drawn("interpolant")
    ratios = d["error"] / d["bound"]
    falls = d["error"][-3:] / d["error"][-4:-1]
    close = (ratios > 0.9).tolist() == (d["pieces"] >= 8).tolist()
    return (ratios <= 1).all() and close and np.allclose(falls, 1 / 4, rtol=0.02)


def the_proof_of_the_bound():
    x, a, b, u, v, M, n, t, e = sp.symbols("x a b u v M n t e", positive=True)
    parabola = e * (t - u) * (t - v) / ((x - u) * (x - v))  # e stands for e(x)
    second = sp.diff(parabola, t, 2)  # f'' minus this vanishes at xi; g is straight there
    if sp.simplify(second - 2 * e / ((x - u) * (x - v))) != 0:
        return False
    bound = M / 2 * (x - u) * (v - x)
    (at,) = sp.solve(sp.diff(bound, x), x)
    width = (b - a) / n
    whole = bound.subs(x, at).subs(v, u + width)
    return sp.simplify(at - (u + v) / 2) == 0 and sp.simplify(whole - M * width**2 / 8) == 0


def where_a_hidden_layer_pays():
    digits, curved = gains("linear_or_not", "digits"), gains("plane_or_curve", "Friedman #1")
    return (
        0.002 < digits.mean() < 0.0095
        and -0.05 < gains("plane_or_curve", "diabetes").mean() < 0.005
        and gains("linear_or_not", "moons").min() > 0.05
        and gains("linear_or_not", "spirals").min() > 0.4
        and curved.min() > 0.02
    )


def tape():
    x, y = torch.tensor([1.0, 2]), torch.tensor([1.0, 3])
    w, b = torch.tensor(0.5, requires_grad=True), torch.tensor(0.0, requires_grad=True)
    for _ in range(3):
        loss = ((x * w + b - y) ** 2).mean()
        loss.backward()
        yield loss.item(), w.grad.item(), b.grad.item()


def stops(losses, patience):
    """Epoch of the stop and of the best loss, by the table of section 15."""
    best, count, kept = math.inf, 0, 0
    for epoch, loss in enumerate(losses, 1):
        if loss < best:
            best, count, kept = loss, 0, epoch
        else:
            count += 1
        if count == patience:
            return epoch, kept
    return None, kept


def twenty_epochs_without_improvement():
    d = drawn("early_stopping")
    best, stop = d["best_epoch"], d["stop_epoch"]  # counted from 1
    since = d["val"][best:stop]
    return len(since) == d["patience"] == 20 and (since >= d["val"][best - 1]).all()


def fresh(seed, sizes=DIGITS_NET):
    return net.normal_start(sizes, np.random.default_rng(seed), 2)


def first_losses():
    X, y = digits()
    losses = [digits_loss(fresh(seed), X, y)[0] for seed in range(20)]
    return min(losses), max(losses)


def ten_samples():
    """Largest loss after 300 steps on ten digits: true labels and random ones, ten seeds each."""
    X, y = digits()
    ends = []
    for seed in range(10):
        for labels in (y[:10], np.random.default_rng(seed).integers(0, 10, 10)):
            params = fresh(seed)
            for _ in range(300):
                params = net.step(params, digits_loss(params, X[:10], labels)[1], 0.5)
            ends.append(digits_loss(params, X[:10], labels)[0])
    return max(ends)


def measured_gradients_agree():
    """Relative errors, array by array, of the network of the ladder on five digits."""
    X, y = digits()[0][:5], digits()[1][:5]
    params, errors = fresh(0), []
    grads = digits_loss(params, X, y)[1]
    rng = np.random.default_rng(0)
    for layer, pair in enumerate(params):
        for which, p in enumerate(pair):
            g, measured, given = grads[layer][which], [], []
            for i in rng.choice(p.size, size=min(p.size, 60), replace=False):
                at, old = np.unravel_index(i, p.shape), p.flat[i]
                ends = []
                for h in (1e-5, -1e-5):
                    p[at] = old + h
                    ends.append(digits_loss(params, X, y)[0])
                p[at] = old
                measured.append((ends[0] - ends[1]) / 2e-5)
                given.append(g[at])
            size = np.linalg.norm(measured) + np.linalg.norm(given)
            errors.append(np.linalg.norm(np.subtract(measured, given)) / size)
    return max(errors) < 1e-8


def layers_hear_alike():
    X, y = digits()
    for seed in range(10):
        norms = [np.linalg.norm(dW) for dW, _ in digits_loss(fresh(seed), X, y)[1]]
        if max(norms) > 10 * min(norms):
            return False
    return True


def shuffled_labels_teach_nothing():
    X, y = digits()
    rng = np.random.default_rng(0)
    wrong = rng.permutation(y)
    params = fresh(0)
    for _ in range(200):
        params = net.step(params, digits_loss(params, X[:1500], wrong[:1500])[1], 0.5)
    found = net.forward(params, X[1500:], relu)[0].argmax(axis=1)
    return abs(np.mean(found == wrong[1500:]) - 0.1) < 0.06


CLAIMS = [
    # 13
    (
        "For $\\sin 2\\pi x$ on $[0, 1]$, $M = 4\\pi^2$. An error of 0.01 is promised with ‹› "
        "units; measured it is ‹.4f›",
        yes(
            lambda: np.isclose(second_slope_of_the_sine(), 4 * math.pi**2),
            lambda: (units_for(0.01), error_of(units_for(0.01))),
        ),
    ),
    (
        "below the bound and from eight pieces on close to it, falling by a factor of "
        "four for each "
        "doubling",
        yes(lambda: errors_follow_the_bound()),
    ),
    (
        "On digits a hidden layer brings about half a point of accuracy over a linear model, on "
        "the diabetes data nothing; on moons, spirals and Friedman's function it is far ahead",
        yes(lambda: where_a_hidden_layer_pays()),
    ),
    (
        "‹.0f›, with an error of ‹.0f›",
        lambda: (np.mean([0, 10]), np.mean((np.array([0, 10]) - 5) ** 2)),
    ),
    (
        "There $f''(\\xi) = 2 e(x)/((x - u)(x - v))$. Hence $\\lvert e(x) \\rvert \\le \\tfrac12 M "
        "(x - u)(v - x)$, which is largest in the middle: $M (v - u)^2/8$, with "
        "$v - u = (b - a)/n$",
        yes(lambda: the_proof_of_the_bound()),
    ),
    (
        "Two ReLU units make a tent, $t(x) = 2 \\mathrm{relu}(x) - 4 \\mathrm{relu}(x - "
        "\\tfrac12)$: up from 0 to 1 and back on $[0, 1]$",
        yes(lambda: np.array_equal(tent(np.array([0, 0.25, 0.5, 0.75, 1])), [0, 0.5, 1, 0.5, 0])),
    ),
    (
        "Ten layers, ‹› hidden units in all, draw ‹› straight pieces (Telgarsky 2016). In one "
        "hidden layer a unit adds one bend, so at least ‹› are needed",
        lambda: (2 * 10, pieces_of_tents(10), pieces_of_tents(10) - 1),
    ),
    # 14
    (
        "For $x = (1, 2)$, $y = (1, 3)$, $w = 0.5$ and $b = 0$ the loss is ‹.3f›, and `backward` "
        "leaves ‹.1f› in `w.grad` and ‹.1f› in `b.grad`",
        lambda: next(tape()),
    ),
    (
        "arrows back carry the gradients ‹.1f› to w and ‹.1f› to b",
        lambda: (drawn("tape")["dw"], drawn("tape")["db"]),
    ),
    ("$3 \\cdot (-4.5) = ‹.1f›$", lambda: [w for _, w, _ in tape()][2:]),
    # 15
    (
        "With a patience of 3 and `min_delta` 0, the losses 0.9, 0.7, 0.72, 0.69, 0.71, 0.70, 0.70 "
        "stop after the seventh, and the weights of the fourth come back",
        yes(lambda: stops([0.9, 0.7, 0.72, 0.69, 0.71, 0.70, 0.70, 0.5], 3) == (7, 4)),
    ),
    (
        "the validation loss is best in epoch ‹›, at ‹.3f›, and training stops in epoch ‹›, at "
        "‹.3f›",
        lambda: [
            drawn("early_stopping")[k]
            for k in ("best_epoch", "best_val", "stop_epoch", "val_at_stop")
        ],
    ),
    (
        "training stops after twenty epochs without improvement",
        yes(lambda: twenty_epochs_without_improvement()),
    ),
    (
        "after a quarter of the way it still has ‹.0f› % of the range",
        so(100 * (1 + math.cos(math.pi / 4)) / 2),
    ),
    # 16
    (
        "near $\\log C$: between ‹.2f› and ‹.2f› here (20 seeds)",
        lambda: first_losses(),
    ),
    (
        "| 3 | check gradients in float64, on 5 samples | relative errors of 1e-8 or less, array "
        "by array |",
        yes(lambda: measured_gradients_agree()),
    ),
    (
        "| 4 | train on 10 samples, 300 steps | loss near 0: below 0.004 at rate 0.5, for any "
        "labels, random ones too |",
        yes(lambda: ten_samples() < 0.004),
    ),
    (
        "gradient norms within a factor of ten",
        yes(lambda: layers_hear_alike()),
    ),
    (
        "validation accuracy at chance; if not, the procedure leaks",
        yes(lambda: shuffled_labels_teach_nothing()),
    ),
]
