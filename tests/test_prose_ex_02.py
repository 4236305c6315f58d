"""What the prose of exercise 2 says in numbers is computed here; no other number stands there."""

import contextlib
import io
import re
from functools import cache

import numpy as np
import pytest
from prose import ROOT
from prose import prose as prose_of
from prose import uncovered as uncovered_in

from autograder.authoring.text import read_text, role_of
from mlplab.panels.engine import Engine
from mlplab.panels.nets import Passes
from mlplab.panels.race import Race

EXERCISE = "ex_02_activation_functions"
RATES = (0.3, 1, 3)
TABLE = np.array([[0, 2, 0, 1], [0, 0, 0, 3], [0, 0, 1.5, 0]])


def prose():
    return prose_of(EXERCISE)


def source():
    """The instructor's text, on one line."""
    return " ".join((ROOT / "notebooks" / f"{EXERCISE}.py").read_text(encoding="utf-8").split())


@cache
def functions():
    """All names of the exercise with the instructor's solutions, demonstrations not run."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read_text(ROOT / "notebooks" / f"{EXERCISE}.py").cells:
            if cell.cell_type == "code" and role_of(cell)[0] != "check":
                exec(cell.source.replace("@demo\n", ""), space)
    return space


def of(name):
    """A function of the exercise, looked up when it is called."""
    return lambda *given, **more: functions()[name](*given, **more)


sigmoid, tanh, relu, gain = of("sigmoid"), of("tanh"), of("relu"), of("gain")
dsigmoid, dtanh, drelu = of("dsigmoid"), of("dtanh"), of("drelu")


def near(a, b, tol=1e-9):
    return bool(np.allclose(a, b, rtol=0, atol=tol))


@cache
def printed(demo):
    """What a demonstration prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        functions()[demo]()
    return out.getvalue()


# --------------------------------------------------------------- the runs that the demos show


@cache
def digits(lr, seed, centred=False):
    """A ReLU network on the digits, as in `silent_death`: losses, dead units, accuracy."""
    X = functions()["DIGITS_X"]
    X = X - X.mean(axis=0) if centred else X
    return functions()["train_digits"](functions()["ACTS"]["relu"], lr, seed, X)


@cache
def leaking(alpha, seed):
    """A run of `leaky_is_no_magic`: losses, dead units, accuracy."""
    given = functions()
    act = (lambda z: given["leaky_relu"](z, alpha), lambda z: given["dleaky_relu"](z, alpha))
    return given["train_digits"](act, 0.3, seed, bias=-3.0)


@cache
def epochs(act, lr):
    """Epochs to 95 % for four seeds, as in `the_race`; None for never."""
    given = functions()
    return [given["epochs_to"](given["train_with"](act, lr, seed), 0.95) for seed in range(4)]


def median(act, lr):
    return np.median([e or 999 for e in epochs(act, lr)])


@cache
def profile(direction, act, init, seed=0):
    """One number per layer of the network of twenty layers that the demos draw."""
    given = functions()[f"{direction}_stats"]
    return np.array(given(act, init, 20, 64, np.random.default_rng(seed)))


@cache
def heard(name):
    """Norm of dW per layer, from the text of `what_each_weight_hears`."""
    _figure, alt = functions()["what_each_weight_hears"]()
    found = re.search(rf"{name}, \w+ goes from (\S+) in layer 1 to (\S+) in layer 11", alt)
    return [float(x) for x in found.groups()]


def ways_down():
    """Of `predicted_and_measured`: name -> (gain, predicted, measured factor per layer)."""
    rows = [line.split() for line in printed("predicted_and_measured").splitlines()[1:]]
    return {name: tuple(map(float, found)) for name, *found in rows}


def kept_by_layer(act):
    """What each layer keeps of a gradient where `gain` sets the scale of the weights."""
    f, df = functions()["ACTS"][act]
    rng, layers = np.random.default_rng(0), []
    A, dZ, norms = rng.standard_normal((512, 64)), rng.standard_normal((512, 64)), []
    for _ in range(20):
        W = gain(f) / 8 * rng.standard_normal((64, 64))
        layers.append((W, A @ W))
        A = f(layers[-1][1])
    for W, Z in reversed(layers):
        dZ = (dZ * df(Z)) @ W.T
        norms.append(np.linalg.norm(dZ))
    return np.divide(norms[1:], norms[:-1])


def first_to_last(act, seed):
    """Norm of the first dW relative to the last in the network for the moons, at its start."""
    given = functions()
    net = given["Net"]([2, 16, 16, 1], given["ACTS"][act], np.random.default_rng(seed))
    _, slopes = net.loss_and_slopes(given["MOONS_X"], given["MOONS_Y"])
    return np.linalg.norm(slopes[0][:-1]) / np.linalg.norm(slopes[-1][:-1])


def off_by(draws=10_000):
    """Errors of a ReLU's gain by random draws, relative to the true one."""
    found = []
    for seed in range(40):
        z = np.random.default_rng(seed).standard_normal(draws)
        found.append(1 / np.sqrt(np.mean(relu(z) ** 2)) / np.sqrt(2) - 1)
    return np.array(found)


def halves(var, start):
    """Mean square of a wide ReLU layer's outputs, started at `start`, for fan_in * Var(W)."""
    rng = np.random.default_rng(0)
    z = rng.normal(size=200_000) * np.sqrt(start * var)
    return np.mean(relu(z) ** 2)


def moons_accuracy():
    logits, labels = np.array([-2, 0.3, 1, -0.1]), np.array([0, 1, 0, 0])
    return np.mean((logits > 0) == (labels > 0))


def digits_data():
    X, y = functions()["DIGITS_X"], functions()["DIGITS"]
    return X.shape == (1797, 64) and (X.min(), X.max()) == (0, 1) and len(set(y)) == 10


def raced(seed):
    """The lane of the panel that is first at 95 %, on the moons of this seed."""
    engine = Engine(Race(Passes(), functions()["ACTS"], functions()["epochs_to"]))
    engine.hear({"set": {"seed": seed}})
    while engine.model.came is None and engine.model.epoch < 100:
        engine.hear({"do": "step"})
    return engine.model.came


def second_form_breaks():
    with np.errstate(all="ignore"):
        first, second = (lambda z: 1 / (1 + np.exp(-z))), (lambda z: np.exp(z) / (1 + np.exp(z)))
        big = np.float64(1000)
        return np.isinf(np.exp(big)) and np.isnan(second(big)) and near(first(big), 1)


CLAIMS = [  # what the prose says, and whether it is so
    (
        "At `z = log 3`, `exp(-z) = 1/3`, so `s = 1 / (1 + 1/3) = 0.75`, and the slope is "
        "`0.75 * (1 - 0.75) = 0.1875`",
        lambda: near([sigmoid(np.log(3)), dsigmoid(np.log(3))], [0.75, 0.1875]),
    ),
    (
        "`exp(1000)` is infinite, and infinity over infinity is `nan`, so one of the two breaks",
        second_form_breaks,
    ),
    (
        "`tanh(z) = 2 * s(2z) - 1`",
        lambda: near(tanh(np.arange(-3, 4)), 2 * sigmoid(2 * np.arange(-3, 4)) - 1),
    ),
    (
        "At `z = log 2`: `t = (2 - 0.5) / (2 + 0.5) = 0.6`, slope `1 - 0.6**2 = 0.64`",
        lambda: near([tanh(np.log(2)), dtanh(np.log(2)), 1.5 / 2.5], [0.6, 0.64, 0.6]),
    ),
    (
        "`z = [-2, 0.5]`: value `[0, 0.5]`, slope `[0, 1]`",
        lambda: near([relu([-2, 0.5]), drelu([-2, 0.5])], [[0, 0.5], [0, 1]]),
    ),
    (
        "`alpha = 0.2`: `z = -3` gives `0.2 * (-3) = -0.6`, with slope 0.2",
        lambda: near([of("leaky_relu")([-3], 0.2), of("dleaky_relu")([-3], 0.2)], [[-0.6], [0.2]]),
    ),
    (
        "`f(x) = x**2` and the claimed slope `x`, at `x = 3` with `h = 0.1`: measured "
        "`(3.1**2 - 2.9**2) / 0.2 = 6`, claimed 3, error 3",
        lambda: (
            near((3.1**2 - 2.9**2) / 0.2, 6)
            and near(of("check_derivative")(lambda x: x**2, lambda x: x, np.array([3.0]), h=0.1), 3)
        ),
    ),
    (
        "`[0.99, -0.98, 0.5, 0.1]`: two of four, a share of 0.5",
        lambda: (
            of("saturation_fraction")(np.array([[0.99, -0.98, 0.5, 0.1]]), "tanh") == 2 / 4 == 0.5
        ),
    ),
    (
        "the same distance from its two ends, `a < 0.03` or `a > 0.97`",
        lambda: near(1 - 0.97, 0.03),
    ),
    (
        "| sample 1 | 0 | 2 | 0 | 1 | | sample 2 | 0 | 0 | 0 | 3 | | sample 3 | 0 | 0 | 1.5 | 0 | "
        "Eight of twelve entries are 0, which is 67 %; one of four units is dead, which is 25 %",
        lambda: (
            ((TABLE == 0).sum(), TABLE.size, round(100 * np.mean(TABLE == 0))) == (8, 12, 67)
            and of("dead_fraction")(TABLE) == 1 / 4
        ),
    ),
    ("1,797 handwritten digits, pixels from 0 to 1, ten classes", digits_data),
    ("A blind guess costs `log 10`, about 2.30", lambda: round(np.log(10), 2) == 2.30),
    (
        "A network of 64 inputs, 32 ReLU units and ten outputs learns them easily at a learning "
        "rate of 1, in steps of about 100 images. Now make the steps three times as large",
        lambda: (
            min(digits(1, seed)[2] for seed in range(6)) > 0.97
            and abs(len(functions()["DIGITS_X"]) / 18 - 100) < 1
        ),
    ),
    (
        "no `nan`, no growing loss, a calm curve",
        lambda: all(
            np.isfinite(losses).all()
            and max(losses) == losses[0]
            and np.abs(np.array(losses[4:]) - np.log(10)).max() < 0.03
            for losses, _, _ in (digits(3, seed) for seed in range(6))
        ),
    ),
    (
        "Why do they die *together*?",  # most of a layer within one epoch, nearly all in the end
        lambda: all(
            digits(3, seed)[1][1] > 2 / 3 and digits(3, seed)[1][-1] > 0.95 for seed in range(6)
        ),
    ),
    (
        "Subtract the mean image, and a step has no such common direction: the same network, "
        "seeds and learning rate, and no unit dies",
        lambda: all(max(digits(3, seed, centred=True)[1]) == 0 for seed in range(6)),
    ),
    (
        "with a leak of 0.01 all four runs stay below a quarter",
        lambda: all(leaking(0.01, seed)[2] < 0.25 for seed in range(4)),
    ),
    (
        "A leak helps as much as its `alpha`",
        lambda: (
            np.mean([leaking(0, s)[2] for s in range(4)])
            < np.mean([leaking(0.01, s)[2] for s in range(4)])
            < 0.3
            < 0.75
            < min(leaking(0.1, s)[2] for s in range(4))
        ),
    ),
    ("`0.5**20` is about a millionth", lambda: 0.9e-6 < 0.5**20 < 1.1e-6),
    (
        "With Xavier's `Var(W) = 1/fan_in` in square layers a mean square of 8 becomes "
        "`8 * 1 * 0.5 = 4`, then 2, then 1. With He's `2/fan_in` it stays 8: `8 * 2 * 0.5 = 8`",
        lambda: near([halves(1, 8), halves(1, 4), halves(1, 2), halves(2, 8)], [4, 2, 1, 8], 0.1),
    ),
    (
        "The sigmoid seems to do well here",
        lambda: profile("forward", "sigmoid", "xavier")[-1] > 0.1,
    ),
    (
        "`2 * 0.5 = 1`, the gradient arrives",
        lambda: 0.3 < np.divide(*profile("backward", "relu", "he")[[0, -1]]) < 3,
    ),
    (
        "1 times at most `0.25**2 = 0.0625`, so the norm is multiplied by at most "
        "`1 * 0.25 = 0.25` per layer",
        lambda: dsigmoid(0.0) == 0.25 and 0.25**2 == 0.0625,
    ),
    ("at least `4**10`, about a million", lambda: 0.95e6 < 4**10 < 1.05e6),
    (
        "Twenty sigmoid layers with Xavier. The gradient in layer 1 is which share of that in "
        "layer 20?",
        lambda: profile("backward", "sigmoid", "xavier").shape == (20,),
    ),
    (
        "The product promised a division by 4 or more per layer. Measured is a little more than "
        "4 on average",
        lambda: all(
            4 < np.divide(*profile("backward", "sigmoid", "xavier", s)[[-1, 0]]) ** (1 / 19) < 4.5
            for s in range(3)
        ),
    ),
    ("only at `z = 0` is the slope as large as 1/4", lambda: dsigmoid(0.01) < 0.25),
    (
        "needs of the order of a million steps for what the last one learns in one",
        lambda: 0.5e6 < heard("sigmoid")[1] / heard("sigmoid")[0] < 5e6,
    ),
    (
        "The ReLU's layers all hear the same to within a factor of four",
        lambda: 0.25 < heard("relu")[0] / heard("relu")[1] < 4,
    ),
    (
        "`E[9 * z**2] = 9`, gain `1 / sqrt(9) = 1/3`",
        lambda: near(gain(lambda z: 3 * z), 1 / 3, 1e-3),
    ),
    (
        "10,000 draws are off by a per cent and never twice the same",
        lambda: 0.005 < off_by().std() < 0.02 and len(set(off_by())) == 40,
    ),
    (
        "a gradient is multiplied per layer by `gain(f) * sqrt(E[df(z)**2])`, and that is "
        "`gain(f) / gain(df)`",
        lambda: all(abs(told - found) < 0.03 for _, told, found in ways_down().values()),
    ),
    (
        "still lose more than half of the *gradient* in every layer",
        lambda: ways_down()["sigmoid"][1] < 0.5 and max(kept_by_layer("sigmoid")) < 0.5,
    ),
    (
        "tanh gains a little, ReLU and its leaky sister keep it",
        lambda: (
            1.03 < ways_down()["tanh"][2] < 1.15
            and near([ways_down()[k][2] for k in ("relu", "leaky_relu")], 1, 0.02)
        ),
    ),
    (
        "two moons, 200 points, a small network 2-16-16-1",
        lambda: len(functions()["MOONS_X"]) == len(functions()["MOONS_Y"]) == 200,
    ),
    (
        "Logits `[-2, 0.3, 1, -0.1]` with labels `[0, 1, 0, 0]`: right, right, wrong, right: "
        "accuracy `3/4 = 0.75`",
        lambda: moons_accuracy() == 3 / 4 == 0.75,
    ),
    (
        "`[0.6, 0.9, 0.8, 0.96]`, target 0.9: epoch 2. Target 0.99: `None`",
        lambda: (
            [of("epochs_to")([0.6, 0.9, 0.8, 0.96], target) for target in (0.9, 0.99)] == [2, None]
        ),
    ),
    (
        "The sigmoid arrives late or never",
        lambda: all(e is None or e > 150 for lr in RATES for e in epochs("sigmoid", lr)),
    ),
    (
        "ReLU and leaky ReLU can hardly be told apart at the two smaller rates",
        lambda: all(
            abs(a - b) <= 0.1 * a
            for lr in RATES[:2]
            for a, b in zip(epochs("relu", lr), epochs("leaky_relu", lr), strict=True)
        ),
    ),
    (
        "ahead at every rate",
        lambda: all(
            median("tanh", lr) < median(other, lr)
            for lr in RATES
            for other in ("relu", "leaky_relu", "sigmoid")
        ),
    ),
    (
        "steady at the largest, where ReLU runs, with or without a leak, scatter from a dozen "
        "epochs to hundreds or never",
        lambda: (
            max(epochs("tanh", 3)) < 2 * min(epochs("tanh", 3))
            and all(11 <= min(e or 999 for e in epochs(act, 3)) <= 14 for act in RELUS)
            and all(max(e or 999 for e in epochs(act, 3)) > 200 for act in RELUS)
            and None in [e for act in RELUS for e in epochs(act, 3)]
        ),
    ),
    (
        "One seed alone could have told you the opposite: compare the best ReLU run with the "
        "worst tanh run",
        lambda: all(
            min(e or 999 for e in epochs("relu", lr)) < max(epochs("tanh", lr)) for lr in RATES
        ),
    ),
    (
        "even two hidden layers cost it most of its gradient",
        lambda: all(first_to_last("sigmoid", seed) < 0.3 for seed in range(4)),
    ),
    ("the sigmoid's slope is at most 1/4", lambda: dsigmoid(np.linspace(-9, 9, 999)).max() <= 0.25),
]
RELUS = ("relu", "leaky_relu")
CLAIMS.append(
    (
        "there the ReLU comes first at learning rate 1: a comparison speaks of its set-up",
        lambda: [raced(seed) for seed in range(4)] == ["relu"] * 4,
    )
)
NOT_CLAIMS = [  # numbers that assert nothing: given values, questions, years, headings
    "leave out every `x` with `abs(x) < 10*h`",
    "for tanh, `abs(a) > 0.97`",
    "A tanh unit puts out exactly 0.97.",
    "(Hochreiter 1991; Bengio et al. 1994)",
    "(Glorot and Bengio 2010; He et al. 2015)",
    "`net = Net([2, 16, 16, 1], act, rng)`",
    "of shape (200, 1)",
    "300, or 0, would look like a result",
    "needs the fewest epochs to 95 %",
    "section 10 finds it for any",
    "## 10 ·",
    "## 11 ·",
    "## 12 ·",
]


@pytest.mark.parametrize("says, holds", CLAIMS, ids=[c[0] for c in CLAIMS])
def test_the_prose_says_it_and_it_is_so(says, holds):
    assert says in prose()
    assert holds()


def test_nothing_is_excused_that_the_prose_no_longer_says():
    assert [says for says in NOT_CLAIMS if says not in prose()] == []


def test_no_other_number_stands_in_the_prose():
    assert uncovered_in(prose(), CLAIMS, NOT_CLAIMS) == []


def test_a_new_number_would_be_noticed():
    assert uncovered_in(prose() + " It is 3.7 times faster.", CLAIMS, NOT_CLAIMS) == ["3.7"]


# ------------------------------------------------- what the notebook's own functions must show

WHYS = [  # what reveal() gives as a reason, and whether it is so
    ("s * (1 - s) is largest at s = 1/2", lambda: dsigmoid(0.0) == sigmoid(0.0) ** 2 == 0.25),
    ("so 4 times the sigmoid's quarter", lambda: dtanh(0.0) == 4 * dsigmoid(0.0) == 1),
    ("Half of a bell lies below 0", lambda: functions()["share_of_zeros"]() == 0.5),
    ("1 - 0.97**2: six hundredths", lambda: round(dtanh(np.arctanh(0.97)), 2) == 0.06),
    (
        "h / (2h), a slope that it has nowhere",
        lambda: functions()["difference_at_the_kink"]() == 0.5,
    ),
    ("kill none; the same zeros in three columns kill three", lambda: three_columns() == (0, 0.75)),
    ("the root of 0.5**19 is about 0.0014", lambda: near(0.5**9.5, 0.0014, 5e-5)),
    (
        "19 factors of 1/4 make 4e-12; slopes away from 0 are below 1/4, so it is still less",
        lambda: (
            near(0.25**19, 4e-12, 0.5e-12)
            and np.divide(*profile("backward", "sigmoid", "xavier")[[0, -1]]) < 0.25**19
        ),
    ),
    ("1 / sqrt(1/2). Its square is the 2 in He's", lambda: near(gain(relu) ** 2, 2, 1e-3)),
]


def three_columns():
    apart, together = np.eye(4), np.zeros((4, 4))
    together[:, 0] = 1
    return of("dead_fraction")(apart), of("dead_fraction")(together)


@pytest.mark.parametrize("says, holds", WHYS, ids=[c[0] for c in WHYS])
def test_the_reason_is_given_and_it_is_so(says, holds):
    assert says in source()
    assert holds()


def test_every_slope_of_the_four_is_measured_right_and_the_wrong_letter_is_not():
    given, xs = functions(), np.linspace(-3, 3, 121)
    for f, df in given["ACTS"].values():
        assert given["check_derivative"](f, df, xs) < 1e-9
    assert given["check_derivative"](tanh, lambda z: 1 - z**2, xs) > 1


def test_larger_z_saturate_more_units_and_leave_less_slope():
    rows = [line.split() for line in printed("pushed_into_the_flat_parts").splitlines()[1:]]
    share, slope = [float(r[1].rstrip("%")) for r in rows], [float(r[2]) for r in rows]
    assert share == sorted(share) and share[0] < 5 and share[-1] > 50
    assert slope == sorted(slope, reverse=True) and slope[0] > 0.8 and slope[-1] < 0.25


def test_many_zeros_and_few_dead_units_in_the_map():
    zeros, dead = map(int, re.findall(r"(\d+)% of the", printed("zero_is_not_dead")))
    assert zeros > 3 * dead > 0


def test_biases_of_minus_3_kill_a_relu_layer_but_perhaps_one_unit():
    dead = [leaking(0, seed)[1][0] for seed in range(4)]
    assert min(dead) >= 31 / 32 and dead.count(1) >= 3
    assert max(leaking(0, seed)[2] for seed in range(4)) < 0.25
    assert all(leaking(alpha, seed)[1][0] == 0 for alpha in (0.01, 0.1) for seed in range(4))


def test_a_good_step_kills_few_units():
    assert max(digits(1, seed)[1][-1] for seed in range(6)) < 0.25
    assert max(digits(1, seed)[0][-1] for seed in range(6)) < 0.1


def test_relu_keeps_its_signals_with_he_and_loses_them_with_xavier():
    he, xavier = (profile("forward", "relu", init) for init in ("he", "xavier"))
    assert 0.5 < he[-1] / he[0] < 2 and 0.0005 < xavier[-1] / xavier[0] < 0.003


def test_the_race_is_won_by_tanh_at_the_largest_rate():
    late = {act: median(act, 3) for act in functions()["ACTS"]}
    assert min(late, key=late.get) == "tanh"
