"""Sections 10 to 12 of the concept guide: what they say in numbers, and the computing of it."""

import math
from itertools import combinations

import numpy as np
import torch
from concept_guide import drawn, so, yes
from sklearn.preprocessing import StandardScaler


def rates_that_shrink(lam=4.0):
    """Found by stepping: from 1, is x smaller after a hundred steps?"""
    etas = np.linspace(-0.1, 0.7, 161)  # the edges 0 and 0.5 among them
    x = np.ones_like(etas)
    for _ in range(100):
        x = x - etas * lam * x
    inside = (etas > 1e-9) & (etas < 2 / lam - 1e-9)
    at_once = 1 - 1 / lam * lam * 1
    return ((np.abs(x) < 1 - 1e-9) == inside).all() and at_once == 0


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


def only_leaked_choices_look_good():
    d = drawn("leakage")
    return d["leaked"].min() > 0.8 and abs(d["honest"].mean() - 0.5) < 0.05


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
        yes(lambda: centred_units_live(), lambda: silent()[2:]),
    ),
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
        yes(lambda: only_leaked_choices_look_good()),
    ),
    (
        "Without it the variance has one more factor, $(N - B)/(N - 1)$",
        yes(lambda: without_replacement()),
    ),
    (
        "$(5 - 0)/1 = ‹.0f›$. The deviation is 0, so the column is divided by 1",
        lambda: (StandardScaler().fit(np.zeros((9, 1))).transform([[5.0]]).item(),),
    ),
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
]
