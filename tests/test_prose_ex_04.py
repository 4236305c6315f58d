"""What the prose of exercise 4 says in numbers is computed here; no other number stands there."""

import contextlib
import io
import math
from functools import cache

import numpy as np
import pytest
from prose import ROOT
from prose import prose as prose_of
from prose import uncovered as uncovered_in

from autograder.authoring.text import read_text, role_of

EXERCISE = "ex_04_pytorch_mlp"
torch = pytest.importorskip("torch")


def prose():
    return prose_of(EXERCISE)


@cache
def functions():
    """All names of the exercise with the instructor's solutions, demonstrations not run."""
    space = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in read_text(ROOT / "notebooks" / f"{EXERCISE}.py").cells:
            if cell.cell_type == "code" and role_of(cell)[0] != "check":
                exec(cell.source.replace("@demo\n", ""), space)
    return space


@cache
def moons(seed):
    """How a run on the moons ends against its best epoch: ratio of losses, change of accuracy."""
    run = functions()["moons_run"](seed)
    best = int(np.argmin(run["val"]))
    return run["val"][-1] / run["val"][best], run["accuracy"][-1] - run["accuracy"][best]


def moons_all():
    return np.array([moons(seed) for seed in range(10)])


def perfect_model_loss():
    """Mean squared error of two right predictions, as a column minus a row."""
    out, y = torch.tensor([[1.0], [3.0]]), torch.tensor([1.0, 3.0])
    return ((out - y) ** 2).mean().item()


def grown(x, passes):
    leaf = torch.tensor(float(x), requires_grad=True)
    for _ in range(passes):
        (leaf**2).backward()
    return leaf.grad.item()


def leaky(x):
    leaf = torch.tensor(float(x), requires_grad=True)
    y = functions()["LeakyReLUFn"].apply(leaf, 0.2)
    (4 * y).backward()
    return y.item(), leaf.grad.item()


def counted(sizes):
    return sum(p.numel() for p in functions()["MLP"](sizes, "relu").parameters())


def weighted():
    """The worked example, asked of train_epoch: batches of 3 and 1 with mean losses 2 and 6."""
    model, y = torch.nn.Linear(1, 1), torch.tensor([2.0, 2.0, 2.0, 6.0])
    data = torch.utils.data.TensorDataset(torch.zeros(4, 1), y)
    loader = torch.utils.data.DataLoader(data, batch_size=3)
    still = torch.optim.SGD(model.parameters(), lr=0.0)
    mean = functions()["train_epoch"](
        model, loader, still, lambda out, y: (0 * out).sum() + y.mean()
    )
    return mean == 3 and (2 + 6) / 2 == 4


def close(a, b):
    return abs(a - b) < 1e-9


CLAIMS = [  # what the prose says, and whether it is so
    ("`torch.get_default_dtype()` is float64 here", lambda: functions() and is_float64()),
    ("`(0 + 4 + 4 + 0) / 4 = 2`", lambda: perfect_model_loss() == 2),
    ("the slope is `2*5 = 10`", lambda: grown(5, 1) == 10),
    (
        "finds 10 in `x.grad` and adds another 10, so that 20 is there",
        lambda: grown(5, 2) == 20,
    ),
    ("`lr = 0.5`: the step leaves `4 - 0.5*3 = 2.5`", lambda: 4 - 0.5 * 3 == 2.5),
    (
        "the next step moves by `0.5*(3 + 1) = 2` instead of `0.5*1 = 0.5`",
        lambda: 0.5 * (3 + 1) == 2,
    ),
    (
        "`3*5 + 5 = 20` numbers in the first layer, `5*2 + 2 = 12` in the second, 32 in all",
        lambda: (counted([3, 5]), counted([5, 2]), counted([3, 5, 2])) == (20, 12, 32),
    ),
    (
        "`alpha = 0.2`, loss `4*y`: `y = -1`, what arrives from above is 4, the slope is 0.2, and "
        "`4 * 0.2 = 0.8` goes down. At `x = 5` the 4",
        lambda: np.allclose([*leaky(-5), leaky(5)[1]], [-1, 0.8, 4]),
    ),
    ("`(3*2 + 1*6) / 4 = 3` per sample, while the mean of the two means is 4", weighted),
    ("3 of 4 right, then 0 of 1, is `3/5 = 0.6`", lambda: close((3 + 0) / (4 + 1), 0.6)),
    ("`(0.75 + 0) / 2 = 0.375`", lambda: (3 / 4 + 0 / 1) / 2 == 0.375),
    (
        "`patience=3` on 5, 4, 4.5, 4.2, 3.9, 4: epochs 3 and 4 are two in a row without an "
        "improvement, epoch 5 is one (3.9 is below 4)",
        lambda: (
            stopped(3, [5, 4, 4.5, 4.2, 3.9, 4]) is None
            and stopped(2, [5, 4, 4.5, 4.2, 3.9, 4]) == 4
        ),
    ),
    (
        "After 40 epochs the validation loss is 1.4 to 3.7 times what it was at its best",
        lambda: moons_all()[:, 0].min() > 1.35 and moons_all()[:, 0].max() < 3.8,
    ),
    (
        "moved by less than 0.05, up in some runs and down in others",
        lambda: (
            abs(moons_all()[:, 1]).max() < 0.05
            and moons_all()[:, 1].min() < 0 < moons_all()[:, 1].max()
        ),
    ),
    (
        "`cos(pi/3) = 0.5`, so the rate is `1 + 2 * 1.5 / 2 = 2.5`",
        lambda: (
            close(functions()["cosine_lr"](1, 3, 3.0, 1.0), 2.5)
            and close(math.cos(math.pi / 3), 0.5)
        ),
    ),
    ("a straight line would be at 2.33 already", lambda: round(3 - 2 / 3, 2) == 2.33),
    (
        "Five runs of 2, 2, 3, 2 and 21 ms: the mean is `30/5 = 6` ms",
        lambda: np.mean([2, 2, 3, 2, 21]) == 6 and np.median([2, 2, 3, 2, 21]) == 2,
    ),
]
NOT_CLAIMS = [  # numbers that assert nothing: names of types, given values, questions, headings
    "class numbers, int64, shape (N,)",
    "`torch.int64`, also called `long`",
    "After `w = w - 0.1 * w.grad`, outside",
    "gradient descent in float64.",
    "layer by layer, in float64.",
    "`x = -2`, `alpha = 0.1`, `y = leaky(x)`",
    "losses 1.0, 0.8, 0.9, 0.85, 0.7.",  # the question; reveal() computes the answer
    "(Loshchilov and Hutter 2017)",
    "a network 64-w-w-10 on 64 samples, float64,",
    "## 10 ·",
    "## 11 ·",
    "## 12 ·",
]


def is_float64():
    return torch.get_default_dtype() == torch.float64


def stopped(patience, losses):
    """The epoch at which the instructor's EarlyStopping stops, or None."""
    stopper, model = functions()["EarlyStopping"](patience), torch.nn.Linear(1, 1)
    return next((k for k, v in enumerate(losses, 1) if stopper.step(v, model)), None)


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


def test_round_off_is_all_that_lies_between_the_two_networks():
    apart = functions()["steps_apart"]
    assert max(apart(torch.float64)) < 1e-12
    assert 1e-9 < max(apart(torch.float32)) < 1e-4


@pytest.mark.parametrize("seed", range(3))
def test_a_forgotten_zero_grad_is_faster_at_first_and_worse_in_the_end(seed):
    given = functions()

    class Forgetful(torch.optim.SGD):
        def zero_grad(self, set_to_none=True):
            pass

    curves = []
    for kind in (torch.optim.SGD, Forgetful):
        torch.manual_seed(seed)
        model = given["MLP"]([64, 32, 10], "tanh")
        optimizer, (loader, _) = kind(model.parameters(), lr=0.5), given["digits_loaders"](seed)
        loss_fn = torch.nn.CrossEntropyLoss()
        curves.append([given["train_epoch"](model, loader, optimizer, loss_fn) for _ in range(16)])
    right, forgotten = curves
    assert forgotten[1] < 0.7 * right[1]
    assert right[-1] < 0.25 and forgotten[-1] > 1


def test_no_schedule_wins_on_every_seed():
    _figure, alt = functions()["schedules_by_seed"]()
    winners = alt.split("Number of seeds for which each is lowest: ")[1]
    assert winners.count(" for ") >= 2, alt


def test_dropout_makes_the_loss_of_train_mode_random_and_larger():
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        functions()["dropout_in_both_modes"]()
    train, evaluated = (line.split(":")[1].split() for line in out.getvalue().splitlines())
    assert len(set(train)) > 1 and len(set(evaluated)) == 1
    assert min(map(float, train)) > float(evaluated[0])


def test_the_sentence_about_speed_follows_the_measured_numbers():
    overtakes = functions()["overtakes"]
    assert overtakes([8, 16, 32], [1, 2, 9], [2, 2, 3]) == 32
    assert overtakes([8, 16, 32], [1, 2, 3], [2, 3, 4]) is None
    assert overtakes([8, 16, 32], [9, 2, 9], [2, 3, 4]) == 32
    assert overtakes([8, 16], [2, 2], [1, 1]) == 8
