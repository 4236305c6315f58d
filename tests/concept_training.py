"""Sections 10 to 16 of the concept guide: what they say in numbers, and the computing of it."""

import math
from itertools import combinations

import numpy as np
import sympy as sp
import torch
from concept_guide import drawn, so, yes
from concept_networks import digits
from concept_networks import digits_loss as loss_and_grads
from test_prose_ex_03 import gains

from guides.figures import net
from guides.figures.net import relu

DIGITS_NET = [64, 32, 10]


def rates_that_shrink(lam=4.0):
    etas = np.linspace(-0.2, 0.8, 1001)
    inside = (etas > 0) & (etas < 2 / lam)
    sharp = np.abs(etas * lam * (2 - etas * lam)) > 1e-9  # not on the edge itself
    shrinks = np.abs(1 - etas * lam) < 1
    return (shrinks == inside)[sharp].all() and 1 - lam / lam == 0


def steps_to_a_thousandth(rate, momentum=0.0, curvatures=(1.0, 100.0)):
    lam, x, v, n = np.array(curvatures), np.ones(2), 0, 0
    while np.abs(x).max() > 1e-3:
        v = momentum * v + lam * x
        x, n = x - rate * v, n + 1
    return n


def best_momentum():
    root = math.sqrt(100)
    return steps_to_a_thousandth((2 / (root + 1)) ** 2, ((root - 1) / (root + 1)) ** 2)


def curvature_of_a_scaled_feature():
    x = np.random.default_rng(0).normal(size=200)
    return np.mean((100 * x) ** 2) / np.mean(x**2)


def silent():
    """At rate 3: median loss, smallest share of dead units, the same with centred pixels."""
    d = drawn("silent_death")
    i = list(d["rates"]).index(3)
    return np.median(d["loss"][i]), 100 * d["dead"][i].min(), np.median(d["loss_centred"][i])


def centred_units_live():
    d = drawn("silent_death")
    i = list(d["rates"]).index(3)
    return not d["dead_centred"][i].any() and abs(np.median(d["loss"][i]) - math.log(10)) < 0.005


def raw_units_die_from_rate_two():
    d = drawn("silent_death")
    late = d["rates"] >= 2
    return (
        (np.abs(np.median(d["loss"], axis=1) - math.log(10)) < 0.05).tolist() == late.tolist()
        and d["dead"][late].min() > 0.9
        and not d["dead_centred"].any()
    )


def paths_do_that():
    paths = np.abs(drawn("rates")["paths"])
    half, one, almost, two, more = paths
    falls = all((np.diff(p) < 0).all() for p in (half, almost))
    return falls and not one[1:].any() and (two == 1).all() and (np.diff(more) > 0).all()


def without_replacement():
    """The factor that drawing each sample once brings to the squared noise."""
    g = np.array([1.0, 4, 9, -2, 3])
    for B in (1, 2, 4, 5):
        means = np.array([np.mean(c) for c in combinations(g, B)])
        if not np.isclose(np.var(means), np.var(g) / B * (5 - B) / 4, atol=1e-12):
            return False
    return True


def accumulated(momentum):
    v = 0
    for _ in range(1000):
        v = momentum * v + 1
    return v


def adams_first_steps():
    w = torch.nn.Parameter(torch.tensor([0.0, 0.0]))
    w.grad = torch.tensor([1e-3, -50.0])
    torch.optim.Adam([w], lr=0.1).step()
    return np.allclose(w.detach().numpy(), [-0.1, 0.1], rtol=1e-3)


def decay_is_a_penalty_for_descent_only():
    def after(kind, penalty, **options):
        w = torch.nn.Parameter(torch.tensor([1.0, -4.0], dtype=torch.float64))
        optimizer = kind([w], lr=0.1, **options)
        for g in ([0.3, 1.0], [-0.2, 0.5]):
            w.grad = torch.tensor(g, dtype=torch.float64) + penalty * w.detach()
            optimizer.step()
        return w.detach().numpy()

    optim = torch.optim
    plain = after(optim.SGD, 0.0, weight_decay=0.05), after(optim.SGD, 0.05)
    adam = after(optim.AdamW, 0.0, weight_decay=0.05), after(optim.Adam, 0.05)
    return np.allclose(*plain) and not np.allclose(*adam, rtol=1e-3)


def dropout_keeps_the_mean():
    torch.manual_seed(0)
    A = torch.nn.Dropout(0.3)(torch.ones(200_000)).numpy()
    return sorted(np.unique(A.round(5))) == [0, round(1 / 0.7, 5)] and abs(A.mean() - 1) < 0.01


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


def largest_in_the_middle():
    x, a, b, u, v, M, n = sp.symbols("x a b u v M n", positive=True)
    bound = M / 2 * (x - u) * (v - x)
    (at,) = sp.solve(sp.diff(bound, x), x)
    width = (b - a) / n
    whole = bound.subs(x, at).subs(v, u + width)
    return sp.simplify(at - (u + v) / 2) == 0 and sp.simplify(whole - M * width**2 / 8) == 0


def where_a_hidden_layer_pays():
    digits, curved = gains("linear_or_not", "digits"), gains("plane_or_curve", "Friedman #1")
    return (
        0.002 < digits.mean() < 0.0095
        and gains("plane_or_curve", "diabetes").mean() < 0.005
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


def fresh(seed, sizes=DIGITS_NET):
    return net.normal_start(sizes, np.random.default_rng(seed), 2)


def first_losses():
    X, y = digits()
    losses = [loss_and_grads(fresh(seed), X, y)[0] for seed in range(20)]
    return min(losses), max(losses)


def ten_samples():
    """Largest loss after 300 steps on ten digits: true labels and random ones, ten seeds each."""
    X, y = digits()
    ends = []
    for seed in range(10):
        for labels in (y[:10], np.random.default_rng(seed).integers(0, 10, 10)):
            params = fresh(seed)
            for _ in range(300):
                params = net.step(params, loss_and_grads(params, X[:10], labels)[1], 0.5)
            ends.append(loss_and_grads(params, X[:10], labels)[0])
    return max(ends)


def measured_gradients_agree():
    """Relative errors, array by array, of the network of the ladder on five digits."""
    X, y = digits()[0][:5], digits()[1][:5]
    params, errors = fresh(0), []
    grads = loss_and_grads(params, X, y)[1]
    rng = np.random.default_rng(0)
    for layer, pair in enumerate(params):
        for which, p in enumerate(pair):
            g, measured, given = grads[layer][which], [], []
            for i in rng.choice(p.size, size=min(p.size, 60), replace=False):
                at, old = np.unravel_index(i, p.shape), p.flat[i]
                ends = []
                for h in (1e-5, -1e-5):
                    p[at] = old + h
                    ends.append(loss_and_grads(params, X, y)[0])
                p[at] = old
                measured.append((ends[0] - ends[1]) / 2e-5)
                given.append(g[at])
            size = np.linalg.norm(measured) + np.linalg.norm(given)
            errors.append(np.linalg.norm(np.subtract(measured, given)) / size)
    return max(errors) < 1e-8


def layers_hear_alike():
    X, y = digits()
    for seed in range(10):
        norms = [np.linalg.norm(dW) for dW, _ in loss_and_grads(fresh(seed), X, y)[1]]
        if max(norms) > 10 * min(norms):
            return False
    return True


def shuffled_labels_teach_nothing():
    X, y = digits()
    rng = np.random.default_rng(0)
    wrong = rng.permutation(y)
    params = fresh(0)
    for _ in range(200):
        params = net.step(params, loss_and_grads(params, X[:1500], wrong[:1500])[1], 0.5)
    found = net.forward(params, X[1500:], relu)[0].argmax(axis=1)
    return abs(np.mean(found == wrong[1500:]) - 0.1) < 0.06


CLAIMS = [
    # 10
    (
        "It shrinks $x$ exactly when $\\lvert 1 - \\eta\\lambda \\rvert < 1$, that is for "
        "$0 < \\eta < 2/\\lambda$. At $\\eta = 1/\\lambda$ one step arrives",
        yes(lambda: rates_that_shrink()),
    ),
    (
        "learning rates 0.5 and 1.9 fall, rate 1 arrives in one step, rate 2 stays at 1, rate 2.1 "
        "grows",
        yes(lambda: paths_do_that()),
    ),
    (
        "For $\\kappa = 100$ the factor is ‹.3f›, and shrinking the distance a thousand times "
        "takes ‹› steps",
        lambda: (99 / 101, steps_to_a_thousandth(2 / 101)),
    ),
    (
        "a feature that is 100 times larger has a curvature ‹,.0f› times larger",
        lambda: (curvature_of_a_scaled_feature(),),
    ),
    (
        "At rate 3 the median run ends at a loss of ‹.3f›, hardly above $\\log 10$, with at least "
        "‹.0f› % of the units dead",
        lambda: silent()[:2],
    ),
    (
        "the same rate kills no unit and ends at ‹.3f›",
        lambda: silent()[2:],
    ),
    ("kills no unit", yes(lambda: centred_units_live())),
    (
        "from rate 2 on the loss of the raw pixels rises to log 10 and nearly all units are dead; "
        "with centred pixels none dies",
        yes(lambda: raw_units_die_from_rate_two()),
    ),
    (
        "Those below $2/50 = ‹›$. Near that limit the flat direction keeps $1 - 0.04 = ‹›$ of its "
        "distance per step",
        so(2 / 50, 1 - 2 / 50),
    ),
    # 11
    (
        "the slope in the doubly logarithmic picture is ‹.2f›",
        lambda: (drawn("batch_noise")["slope"],),
    ),
    (
        "Choosing the 20 features that correlate best with the labels, on all 50 samples, and "
        "then cross-validating properly, promises an accuracy of ‹.2f›. Choosing inside each "
        "training part gives ‹.2f›, and the truth is 0.5",
        lambda: (drawn("leakage")["leaked"].mean(), drawn("leakage")["honest"].mean()),
    ),
    (
        "far above chance when features were chosen on all data, around 0.5 when chosen inside "
        "each training part",
        yes(lambda: drawn("leakage")["leaked"].min() > 0.8),
    ),
    ("$(N - B)/(N - 1)$", yes(lambda: without_replacement())),
    ("$(5 - 0)/1 = ‹.0f›$", so((5 - 0) / 1)),
    # 12
    (
        "Along a steady slope the steps add up to $\\eta/(1 - \\mu)$: ten times the rate for "
        "$\\mu = 0.9$",
        yes(lambda: np.isclose(accumulated(0.9), 10)),
    ),
    (
        "With the best constants for $\\kappa = 100$, among them $\\mu = ((\\sqrt\\kappa - "
        "1)/(\\sqrt\\kappa + 1))^2 = ‹.2f›$, the thousandfold shrinking takes ‹› steps "
        "instead of ‹›",
        lambda: ((9 / 11) ** 2, best_momentum(), steps_to_a_thousandth(2 / 101)),
    ),
    (
        "The first step therefore moves every weight that has a gradient by about $\\eta$",
        yes(lambda: adams_first_steps()),
    ),
    (
        "Under plain gradient descent it is the same as a penalty",
        yes(lambda: decay_is_a_penalty_for_descent_only()),
    ),
    (
        "by 0 with probability $q$ and by $1/(1 - q)$ otherwise",
        yes(lambda: dropout_keeps_the_mean()),
    ),
    ("$0.1/(1 - 0.9) = ‹.0f›$", lambda: (0.1 * accumulated(0.9),)),
    # 13
    (
        "An error of 0.01 is promised with ‹› units; measured it is ‹.4f›",
        lambda: (units_for(0.01), error_of(units_for(0.01))),
    ),
    ("$M = 4\\pi^2$", yes(lambda: np.isclose(second_slope_of_the_sine(), 4 * math.pi**2))),
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
        yes(lambda: largest_in_the_middle()),
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
        yes(lambda: drawn("early_stopping")["patience"] == 20),
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
