"""What the prose of exercise 3 says in numbers is computed here; no other number stands there."""

import contextlib
import io
from functools import cache

import numpy as np
import pytest
from prose import ROOT
from prose import prose as prose_of
from prose import uncovered as uncovered_in
from sklearn.datasets import load_diabetes, load_digits, load_wine

from autograder.authoring.text import read_text, role_of

EXERCISE = "ex_03_classification"


def prose():
    return prose_of(EXERCISE)


class Handed:
    """Stands for `mlplab.figures`: each figure function hands back what it was given."""

    def __getattr__(self, name):
        return lambda *arguments, **_: arguments


@cache
def functions():
    """All names of the exercise with the instructor's solutions; `revealed` holds the answers."""
    space, revealed = {"__name__": "__main__"}, {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read_text(ROOT / "notebooks" / f"{EXERCISE}.py").cells:
            if cell.cell_type == "code" and role_of(cell)[0] != "check":
                exec(cell.source.replace("@demo\n", ""), space)
                space["guess"] = space["hint"] = space["sum_up"] = lambda *_: None
                space["reveal"] = lambda q, compute, why="": revealed.update({q: (compute, why)})
                space["figures"] = Handed()
    return space | {"revealed": revealed}


@cache
def demo(name):
    """What a demonstration hands to its figure, and what it prints."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        shown = functions()[name]()
    return shown, out.getvalue()


def scores(name):
    """Scores that a demonstration draws: label -> one array, or one per model, seed by seed."""
    return {label: np.array(found) for label, found in demo(name)[0][0].items()}


@cache
def answer(question):
    """What reveal() computes, its `why`, and what it prints meanwhile."""
    if question not in functions()["revealed"]:  # told by a demonstration
        for name in ("linear_or_not", "plane_or_curve", "more_and_more_pieces"):
            demo(name)
    compute, why = functions()["revealed"][question]
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        computed = compute()
    return computed, why, out.getvalue()


def gains(name, data):
    """What the hidden layer adds to each seed's score."""
    linear, hidden = scores(name)[data]
    return hidden - linear


def close(a, b, digits=3):
    """Whether `a` shows as `b` when rounded."""
    return np.allclose(np.round(a, digits), b, rtol=0, atol=1e-9)


def hand_made_loss(height):
    """Loss and gradient of the worked example, its logits lifted by `height`."""
    return functions()["softmax_cross_entropy"](np.array([[2.0, 0, 0]]) + height, np.array([0]))


def same_at_any_height():
    (loss, dZ), (lifted, lifted_dZ) = hand_made_loss(0), hand_made_loss(1000)
    return np.isclose(loss, lifted) and np.allclose(dZ, lifted_dZ)


class Order:
    """A generator whose permutation is given."""

    def __init__(self, order):
        self.order = np.array(order)

    def permutation(self, n):
        return self.order if np.ndim(n) == 0 else np.asarray(n)[self.order]


def batches(order, size):
    X, y = functions()["numbered"](len(order))
    return [list(b) for _, b in functions()["iterate_minibatches"](X, y, size, Order(order))]


def scaled(value, ddof=0):
    column = np.array([1.0, 3, 5, 7])
    if ddof:
        return (value - column.mean()) / column.std(ddof=ddof)
    return functions()["standardize"](column[:, None], np.array([[value]]))[1].item()


def updates(n, size, epochs):
    """Batches of a training that holds a tenth out."""
    X, y = functions()["numbered"](n - n // 10)
    rng = np.random.default_rng(0)
    one = len(list(functions()["iterate_minibatches"](X, y, size, rng)))
    return one, one * epochs


def wines():
    """Wines in training, measurements, smallest and largest number."""
    data = load_wine().data
    return len(data) - 60, data.shape[1], data.min(), data.max()


def no_deviation():
    return functions()["standardize"](*[np.array([[4.0, 5]])] * 2)[1]


def shares(y, y_hat):
    return functions()["accuracy"](np.array(y), np.array(y_hat))


def means_of_three():
    table = {"A": [0.9, 0.6, 0.9], "B": [0.8, 0.85, 0.9]}
    a, b = [2, 9, 2], [2, 5, 2]

    def score(sizes, seed):
        return table["A" if list(sizes) == a else "B"][seed]

    won = functions()["compare_architectures"](score, [a, b], range(3))
    return list(won) == b and close([np.mean(table["A"]), np.mean(table["B"])], [0.8, 0.85])


def two_gradients():
    """Noise of batches of 1 and of 2 from two samples with gradients 1 and 5."""
    one = [(g - 3) ** 2 for g in (1, 5)]
    two = [((g + h) / 2 - 3) ** 2 for g in (1, 5) for h in (1, 5)]
    return one == [4, 4] and two == [4, 0, 0, 4] and close(np.mean(two) ** 0.5, 1.414)


def hand_made_r2():
    return functions()["r2"](np.array([1.0, 2, 6]), np.array([2.0, 2, 5]))


def hand_made_mse():
    loss, slope = functions()["mse_loss"](np.array([1.0, 5]), np.array([2.0, 2]))
    return loss == 5 and list(slope) == [-1, 3]


def hand_made_network():
    w, b, c = functions()["relu_interpolant"](np.array([0.0, 2, 3]), np.array([1.0, 5, 4]))
    at_3 = np.maximum(3 + b, 0) @ w + c
    return (list(w), list(b), c, at_3) == ([2, -3], [0, -2], 1, 4)


CLAIMS = [  # what the prose says, and whether it is so
    (
        "labels `[2, 0]`: the rows are `[0, 0, 1]` and `[1, 0, 0]`",
        lambda: functions()["one_hot"](np.array([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]],
    ),
    (
        "`exp(1000)` overflows, and `p` may be so small that the computer's `p` is 0",
        lambda: overflows(1000) and np.exp(-1000.0) == 0,
    ),
    (
        "`exp(2) / (exp(2) + 2) = 0.787`, the two others share the rest. The loss is "
        "`-log(0.787) = 0.240`, and the gradient `[-0.213, 0.107, 0.107]`",
        lambda: (
            close(np.exp(2) / (np.exp(2) + 2), 0.787)
            and close([-np.log(0.787), hand_made_loss(0)[0]], 0.240)
            and close(hand_made_loss(0)[1], [[-0.213, 0.107, 0.107]])
        ),
    ),
    ("With logits `[1002, 1000, 1000]` every one of these numbers is the same", same_at_any_height),
    (
        "Five samples, batches of 2, and the order `[3, 0, 4, 1, 2]`: the batches hold samples "
        "3 and 0, then 4 and 1, then 2 alone",
        lambda: batches([3, 0, 4, 1, 2], 2) == [[3, 0], [4, 1], [2]],
    ),
    ("deviation (0, so divide by 1)", lambda: not no_deviation().any()),
    (
        "`[1, 3, 5, 7]`: mean 4, deviation `sqrt(5) = 2.236`. A test value of 6 becomes "
        "`(6 - 4) / 2.236 = 0.894`. (With N - 1 in the deviation it is 0.775",
        lambda: (
            close([np.std([1, 3, 5, 7]), 5**0.5], 2.236)
            and close([scaled(6), 2 / 2.236], 0.894)
            and close(scaled(6, ddof=1), 0.775)
        ),
    ),
    (
        "Labels `[0, 1, 2, 2]` and answers `[0, 1, 1, 2]`: three of four agree, an accuracy of "
        "0.75",
        lambda: shares([0, 1, 2, 2], [0, 1, 1, 2]) == 0.75,
    ),
    (
        "118 wines, 13 measurements each on scales from 0.1 to 1700, three classes",
        lambda: (
            wines()[:2] == (118, 13) and close(wines()[2], 0.1, 1) and close(wines()[3], 1700, -2)
        ),
    ),
    (
        "59 samples: 5 are held out (`59 // 10`), 54 are left. Batches of 16 make "
        "`ceil(54 / 16) = 4` updates per epoch, so 20 epochs make 80",
        lambda: 59 - 59 // 10 == 54 and 59 // 10 == 5 and updates(59, 16, 20) == (4, 80),
    ),
    (
        "`[0, 1, 1, 2]`, answers `[0, 1, 2, 2]`: the rows are `[1, 0, 0]`, `[0, 1, 1]` and "
        "`[0, 0, 1]`",
        lambda: confused([0, 1, 1, 2], [0, 1, 2, 2]) == [[1, 0, 0], [0, 1, 1], [0, 0, 1]],
    ),
    (
        "`xlim = (0, 1)`, `ylim = (5, 7)`, `n = 2`: `xx` is `[[0, 1], [0, 1]]`, `yy` is "
        "`[[5, 5], [7, 7]]`, and the four points are (0, 5), (1, 5), (0, 7), (1, 7)",
        lambda: (
            asked_points((0, 1), (5, 7), 2)
            == ([[0, 1], [0, 1]], [[5, 5], [7, 7]], [[0, 5], [1, 5], [0, 7], [1, 7]])
        ),
    ),
    (
        "On moons the hidden layer brings about ten points, on spirals nearly fifty, with every "
        "seed",
        lambda: (
            min(gains("linear_or_not", "moons")) > 0.05
            and min(gains("linear_or_not", "spirals")) > 0.4
            and close(gains("linear_or_not", "moons").mean(), 0.10, 2)
            and 0.47 < gains("linear_or_not", "spirals").mean() < 0.5
        ),
    ),
    (
        "On digits it is half a point or so, not with every seed",
        lambda: (
            0.002 < gains("linear_or_not", "digits").mean() < 0.0095
            and min(gains("linear_or_not", "digits")) <= 0
        ),
    ),
    (
        "Sizes `[3, 5, 2]`: `3*5 + 5 = 20` and `5*2 + 2 = 12`, together 32",
        lambda: (
            [functions()["count_params"](s) for s in ([3, 5], [5, 2], [3, 5, 2])] == [20, 12, 32]
        ),
    ),
    (
        "`[0.9, 0.6, 0.9]` for A, `[0.8, 0.85, 0.9]` for B. A's best run equals B's best, its mean "
        "is 0.8, B's is 0.85: take B",
        means_of_three,
    ),
    (
        "`[1, 1]`, `[1, 5]`, `[5, 1]`, `[5, 5]`, with means 1, 3, 3, 5: squared distances 4, 0, "
        "0, 4, a noise of `sqrt(2) = 1.414`",
        two_gradients,
    ),
    (
        "Predictions `[1, 5]`, targets `[2, 2]`: errors -1 and 3, loss `(1 + 9) / 2 = 5`, gradient "
        "`[-1, 3]`",
        hand_made_mse,
    ),
    (
        "`SS_res = 1 + 0 + 1 = 2`, the mean is 3, `SS_tot = 4 + 1 + 9 = 14`, so "
        "`R² = 1 - 2/14 = 0.857`",
        lambda: close([hand_made_r2(), 1 - 2 / 14], 0.857) and np.var([1, 2, 6]) * 3 == 14,
    ),
    ("a target of 20000 would start with a loss of 400 million", lambda: 20000**2 == 400e6),
    (
        "Training targets with mean 150 and deviation 80. The network says 0.5: the answer is "
        "`150 + 80*0.5 = 190`",
        lambda: 150 + 80 * 0.5 == 190,
    ),
    (
        "442 patients, ten measurements",
        lambda: load_diabetes().data.shape == (442, 10),
    ),
    (
        "the hidden layer is better with every seed. On the diabetes data it is not: with most "
        "seeds the plane is ahead, by a few hundredths at most",
        lambda: (
            min(gains("plane_or_curve", "Friedman #1")) > 0.02
            and (gains("plane_or_curve", "diabetes") < 0).sum() >= 3
            and abs(gains("plane_or_curve", "diabetes")).max() < 0.05
        ),
    ),
    (
        "The slopes are `(5 - 1) / 2 = 2` and `(4 - 5) / 1 = -1`. So `c = 1`, `w = [2, -3]` (from "
        "2 to -1 the slope changes by -3) and `b = [0, -2]`. At `x = 3`: `2*3 - 3*1 + 1 = 4`",
        hand_made_network,
    ),
]
NOT_CLAIMS = [  # numbers that assert nothing: given values, questions, networks, headings
    "1000 samples, batches of 64. How many updates",  # the question; reveal() computes the answer
    "One feature runs from 0 to 1, another from 300 to 1700",  # two columns, for example
    "Where is the training loss after 30 epochs?",
    "An accuracy of 0.95 does not say",
    "A network without one, `[2, 3]` or `[64, 10]`,",
    "You score them on 50 validation samples",
    "(Cybenko 1989)",
    "## 10 ·",
    "## 11 ·",
    "## 12 ·",
    "## 13 ·",
    "## 14 ·",
    "## 15 ·",
]


def overflows(z):
    with np.errstate(over="ignore"):
        return np.isinf(np.exp(float(z)))


def confused(y, y_hat):
    return functions()["confusion_matrix"](np.array(y), np.array(y_hat), 3).tolist()


def asked_points(xlim, ylim, n):
    seen = []

    def predict(P):
        seen.append(np.array(P))
        return np.zeros(len(P), dtype=int)

    xx, yy, _ = functions()["decision_grid"](predict, xlim, ylim, n)
    return xx.tolist(), yy.tolist(), np.concatenate(seen).tolist()


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


# ------------------------------------------------- answers to predictions, and their whys


def the_answer_says_it():
    return True


ANSWERS = {  # question -> (answer, what the why says, whether that is so)
    "the loss of ten equal logits": (np.log(10), "Each class gets 1/10", the_answer_says_it),
    "updates in an epoch of 1000 samples, batches of 64": (
        16,
        "15 full batches hold 960 samples, and the last 40 make one more",
        lambda: divmod(1000, 64) == (15, 40) and 15 * 64 == 960,
    ),
    "a single sample, standardised by itself": (
        "only zeros",
        "It is its own mean",
        the_answer_says_it,
    ),
    "the loss on raw wine measurements": (
        "where a blind guess is: log 3",
        "every ReLU unit falls silent",
        lambda: "any wine at all: 0 of 16" in answer("the loss on raw wine measurements")[2],
    ),
    "where the hidden layer hardly pays": (
        "digits",
        "nearly separable by flat cuts",
        lambda: flat_cuts() > 0.99,
    ),
    "the parameters of a 2-16-16-3 network": (
        371,
        "48 and 272 and 51. The square layer in the middle holds most of them",
        lambda: (
            [functions()["count_params"](s) for s in ([2, 16], [16, 16], [16, 3])] == [48, 272, 51]
        ),
    ),
    "the validation score of the best of twenty coins": (
        "about 0.63",
        "The best of many is partly lucky",
        lambda: close(best_of_coins(20, 50), 0.63, 2),
    ),
    "the noise of a batch four times as large": ("1/2", "a slope of -1/2", the_answer_says_it),
    "the shape of (5, 1) minus (5,)": (
        "(5, 5)",
        "only learns the mean",
        lambda: broadcast_target() == 3,
    ),
    "a hidden layer on the diabetes data": (
        "no clear difference",
        "300 noisy samples",
        lambda: len(load_diabetes().data) - 142 == 300,
    ),
    "the largest error with twice as many pieces": (
        "1/4",
        "half as long, a quarter",
        the_answer_says_it,
    ),
}


@cache
def flat_cuts():
    """Training accuracy of a linear model on all digits."""
    given, (X, y) = functions(), load_digits(return_X_y=True)
    X, rng = given["standardize"](X, X)[0], np.random.default_rng(0)
    params, _ = given["fit_classifier"](X, y, [64, 10], 0.3, 20, 32, rng)
    return given["accuracy"](y, given["predict"](params, X))


def best_of_coins(models, samples):
    """Mean score of the best of some fair coins, from the binomial distribution."""
    ways = [1]
    for k in range(samples):
        ways.append(ways[-1] * (samples - k) // (k + 1))
    best = np.cumsum(np.array(ways) / 2**samples) ** models
    return np.arange(samples + 1) @ np.diff(best, prepend=0) / samples


def broadcast_target():
    """The prediction that has the least mean of (5, 5) squared differences, for targets 1 to 5."""
    at, y = np.linspace(0, 6, 61), np.arange(1.0, 6)
    loss = [((np.full((5, 1), p) - y) ** 2).mean() for p in at]
    return round(at[int(np.argmin(loss))], 6)


@pytest.mark.parametrize("question", ANSWERS)
def test_the_answer_and_its_why_are_so(question):
    wanted, says, holds = ANSWERS[question]
    computed, why, _ = answer(question)
    assert computed == wanted or np.isclose(computed, wanted)
    assert says in why
    assert holds()


def test_no_other_answer_is_given():
    for question in ANSWERS:
        answer(question)
    assert set(functions()["revealed"]) == set(ANSWERS)


# ------------------------------------------------- what the notebook's own functions must show


def test_adding_to_twice_the_same_place_counts_once():
    assert "where a pair occurs twice, NumPy adds only once" in prose()
    M = np.zeros((2, 2))
    M[np.array([0, 0]), np.array([1, 1])] += 1
    assert M[0, 1] == 1
    assert functions()["confusion_matrix"](np.array([0, 0]), np.array([1, 1]), 2)[0][1] == 2


def test_some_border_pixels_of_the_digits_never_change():
    assert "some pixels at the border are such columns" in prose()
    still = load_digits().images.std(axis=0) == 0
    assert still.any() and not still[:, 1:-1].any()


def test_what_the_wines_show():
    """Forgetting costs everything; scaling by itself depends on the batch; the leak is unseen."""
    found = scores("what_scaling_costs")
    right = found["scaled by training data"]
    assert "Forgetting costs everything" in prose()
    assert right.min() > 0.9 and found["not scaled"].max() < 0.5
    assert "hardly any harm while they look like the training data" in prose()
    assert right.mean() - found["test scaled by itself"].mean() < 0.015
    assert "here, all of one class" in prose()
    assert found["each class by itself"].max() < 0.5
    assert list(found)[3] == "scaled by all data" and "The fourth row is a real leak" in prose()
    assert "It happens not to show here" in prose()
    assert abs(found["scaled by all data"].mean() - right.mean()) < 0.005


@pytest.mark.parametrize("seed", range(4))
def test_raw_wines_teach_nothing_whatever_the_seed(seed):
    given, rng = functions(), np.random.default_rng(seed)
    X, y, _, _ = given["split"](*load_wine(return_X_y=True), 60, rng)
    params, history = given["fit_classifier"](X, y, [13, 16, 3], 0.1, 30, 16, rng)
    W, b = params[0]
    assert abs(history["train_loss"][-1] - np.log(3)) < 0.05
    assert np.isfinite(W).all() and (X @ W + b).max() <= 0


def test_far_from_all_data_the_network_is_sure_of_itself():
    assert "The network is sure of itself out there" in prose()
    given, rng = functions(), np.random.default_rng(0)
    X, y = given["spirals"](100, rng)
    X = given["standardize"](X, X)[0]
    params, _ = given["fit_classifier"](X, y, [2, 32, 3], 0.3, 60, 16, rng)
    angle = np.linspace(0, 2 * np.pi, 500)
    far = 20 * np.column_stack([np.cos(angle), np.sin(angle)])
    sure = given["predict_proba"](params, far).max(axis=1)
    assert (sure > 0.99).mean() > 0.9
    around = given["predict"](params, far), given["predict"](params, 5 * far)
    assert (around[0] == around[1]).mean() > 0.9  # the borders run on


def test_four_times_the_work_halves_the_noise():
    assert "Four times the work halves the noise" in prose()
    sizes, noise = demo("noise_over_batch_size")[0]
    assert np.diff(np.log(sizes)) == pytest.approx(np.log(4))
    falls = np.divide(noise[:-1], noise[1:])
    assert falls.min() > 1.6 and falls.max() < 2.6
    assert np.polyfit(np.log(sizes), np.log(noise), 1)[0] == pytest.approx(-0.5, abs=0.06)


def test_the_order_of_means_is_not_the_order_of_sizes():
    """Otherwise the demonstration would teach to take the largest network."""
    found = scores("five_architectures")
    parameters = [int(name.split(": ")[1].split()[0]) for name in found]
    means = [np.mean(v) for v in found.values()]
    assert np.argmax(means) != np.argmax(parameters)
    best = list(found)[int(np.argmax(means))].split(":")[0]
    assert f"chosen: [{best.replace('-', ', ')}]" in demo("five_architectures")[1]


def test_training_stays_far_behind_the_network_built_by_hand():
    assert "the trained ones above stay far behind the built one" in prose()
    _, printed = demo("built_and_trained")
    built, trained = (line.split(":")[1] for line in printed.splitlines())
    assert min(map(float, trained.split(","))) > 5 * float(built)


def test_the_chain_of_straight_pieces_closes_in_on_the_curve():
    assert "as closely as you like" in prose()
    _x, f, found = demo("more_and_more_pieces")[0]
    errors = [np.abs(chain - f).max() for chain in found.values()]
    assert list(found) == [4, 8, 16, 32, 64]
    assert min(np.divide(errors[:-1], errors[1:])) > 3
