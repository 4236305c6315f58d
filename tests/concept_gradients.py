"""Sections 5 to 7 of the concept guide: what they say in numbers, and the computing of it."""

import math
from functools import cache
from itertools import pairwise

import numpy as np
import torch
from concept_guide import drawn, so, yes
from concept_nets import (
    EPS,
    LABELS,
    START,
    XOR,
    best,
    by_hand,
    digits,
    digits_loss,
    sigmoid_slope,
    sizes,
    start,
)
from sklearn.datasets import load_digits

from guides.figures import net
from guides.figures.net import relu, relu_slope, sigmoid, tanh_slope


def zeros_in_the_jacobian(units=32):
    """Of its entries how many in how many are 0, in a layer with few samples and inputs."""
    X, W = torch.randn(2, 3) + 3, torch.randn(3, units)
    jacobian = torch.autograd.functional.jacobian(lambda W: X @ W, W)
    return round((jacobian == 0).double().mean().item() * units), units


def work(samples, sizes):
    """Multiplications of a forward pass, and of both passes together."""
    layers = [samples * a * b for a, b in pairwise(sizes)]
    return sum(layers), 3 * sum(layers) - layers[0]


def the_whole_network_as_autograd_has_it():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(7, 3)), rng.integers(0, 2, size=(7, 1)).astype(float)
    params = net.normal_start([3, 5, 4, 1], rng, 1)
    A, Z = [X], []
    for W, b in params:
        Z.append(A[-1] @ W + b)
        A.append(np.tanh(Z[-1]))
    _, dZ = net.sigmoid_loss(Z[-1], y)
    leaves = [torch.tensor(p, requires_grad=True) for pair in params for p in pair]
    out = torch.tensor(X)
    for i in range(0, 6, 2):
        out = (torch.tanh(out) if i else out) @ leaves[i] + leaves[i + 1]
    torch.nn.functional.binary_cross_entropy_with_logits(out, torch.tensor(y)).backward()
    for l in (3, 2, 1):
        dW, db = A[l - 1].T @ dZ, dZ.sum(axis=0)
        theirs = [leaf.grad.numpy() for leaf in leaves[2 * l - 2 : 2 * l]]
        if not (np.allclose(dW, theirs[0], atol=1e-12) and np.allclose(db, theirs[1], atol=1e-12)):
            return False
        if l > 1:
            dZ = (dZ @ params[l - 1][0].T) * tanh_slope(Z[l - 2])
    return True


def slopes_follow_from_the_values(h=1e-6):
    z = np.linspace(-3, 3, 60)  # without 0
    in_terms_of_A = {
        np.tanh: lambda A: 1 - A**2,
        sigmoid: lambda A: A * (1 - A),
        relu: lambda A: A > 0,
    }
    return all(
        np.allclose(slope(f(z)), (f(z + h) - f(z - h)) / (2 * h), atol=1e-8)
        for f, slope in in_terms_of_A.items()
    )


def blank_pixels():
    return np.flatnonzero((load_digits().data == 0).all(axis=0))


def blank_weights():
    return len(load_digits().data), 32 * len(blank_pixels()), 64 * 32


def blank_weights_stay():
    before = net.normal_start([64, 32, 10], np.random.default_rng(0), 2)
    (after, _), _ = digits_net(before, epochs=1)
    still = (after == before[0][0]).all(axis=1)
    return np.array_equal(np.flatnonzero(still), blank_pixels())


def digits_net(params, epochs):
    """The network 64-32-10 after some epochs at rate 0.5, batches of 100, pixels from 0 to 1."""
    X, y = digits()
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        order = rng.permutation(len(y))
        for at in range(0, len(y), 100):
            rows = order[at : at + 100]
            params = net.step(params, digits_loss(params, X[rows], y[rows])[1], 0.5)
    return params


@cache
def half_way():
    """Losses of trained networks, of their shifted twins, and half-way: three seeds."""
    X, y = digits()
    found = []
    for seed in range(3):
        here = digits_net(net.normal_start([64, 32, 10], np.random.default_rng(seed), 2), 30)
        (W1, b1), (W2, b2) = here
        twin = [(np.roll(W1, 1, axis=1), np.roll(b1, 1)), (np.roll(W2, 1, axis=0), b2)]
        between = [
            tuple((p + q) / 2 for p, q in zip(*pairs, strict=True))
            for pairs in zip(here, twin, strict=True)
        ]
        found.append([digits_loss(params, X, y)[0] for params in (here, twin, between)])
    return np.array(found).T


def measured_db1(h=1e-5):
    """Central difference of the mean loss over all of XOR in the first hidden bias."""
    losses = []
    for step in (h, -h):
        W1, b1, W2, b2 = START
        losses.append(by_hand(XOR, LABELS, (W1, b1 + np.array([step, 0]), W2, b2))["loss"])
    return (losses[0] - losses[1]) / (2 * h)


def right_gradients_agree_and_wrong_ones_do_not(h=1e-5):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(7, 4)), rng.integers(0, 2, size=(7, 1)).astype(float)
    params = net.normal_start([4, 4, 4, 1], rng, 1)

    def loss(W):
        Z, _ = net.forward([(W, params[0][1]), *params[1:]], X, np.tanh)
        return net.sigmoid_loss(Z, y)[0]

    W = params[0][0]
    measured = np.zeros_like(W)
    for i in np.ndindex(W.shape):
        step = np.zeros_like(W)
        step[i] = h
        measured[i] = (loss(W + step) - loss(W - step)) / (2 * h)
    Z, kept = net.forward(params, X, np.tanh)
    dZ = net.sigmoid_loss(Z, y)[1]
    right = net.backward(params, kept, dZ, tanh_slope)[0][0]
    wrong = [
        7 * right,  # 1/N missing
        net.backward(params, kept, dZ, lambda z: 1)[0][0],  # no slope
        net.backward(params, kept, dZ, lambda z: tanh_slope(np.tanh(z)))[0][0],  # slope at A
        net.backward([(W, 0), (params[1][0].T, 0), params[2]], kept, dZ, tanh_slope)[0][0],
        right.T,
    ]
    return off(right, measured) < 1e-8 and min(off(g, measured) for g in wrong) > 0.01


def off(a, b):
    """Relative error of section 6."""
    return np.linalg.norm(a - b) / (np.linalg.norm(a) + np.linalg.norm(b))


def quadratic_error(h=0.5):
    """Of the central difference of x² at 3."""
    return abs(((3 + h) ** 2 - (3 - h) ** 2) / (2 * h) - 6)


def trained(start, act, slope, steps=20, lr=0.5, balanced=False):
    """A 2-4-1 network after some steps of full-batch gradient descent on XOR-like data."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(40, 2))
    product = X[:, :1] * X[:, 1:]
    y = (product > (np.median(product) if balanced else 0.2)).astype(float)
    W1, b1, W2, b2 = (p.copy() for p in start)
    for _ in range(steps):
        Z = X @ W1 + b1
        A = act(Z)
        dz = (sigmoid(A @ W2 + b2) - y) / len(X)
        dZ = (dz @ W2.T) * slope(Z)
        W2, b2 = W2 - lr * A.T @ dz, b2 - lr * dz.sum(axis=0)
        W1, b1 = W1 - lr * X.T @ dZ, b1 - lr * dZ.sum(axis=0)
    return W1, b1, W2, b2


def copies(W1):
    """Whether all units have the same incoming weights."""
    return np.abs(W1 - W1[:, :1]).max() < 1e-12  # equal but for round-off, on any processor


def only_the_last_bias_moves():
    ends = [trained(start(), act, d) for act, d in ((np.tanh, tanh_slope), (relu, relu_slope))]
    return all(b2.all() and not any(p.any() for p in (W1, b1, W2)) for W1, b1, W2, b2 in ends)


def all_equal_stay_copies():
    W1, *_ = trained(start(0.3, 0.1, 0.2), np.tanh, tanh_slope, steps=200)
    return (
        copies(W1) and np.linalg.matrix_rank(W1) == 1 and W1[0, 0] != 0.3 and W1[0, 0] != W1[1, 0]
    )


def outgoing_weights_separate():
    W2 = np.array([[0.1], [0.2], [-0.3], [0.4]])
    return not copies(trained(start(0.3, 0.1, W2), np.tanh, tanh_slope, steps=1)[0])


def dead_twins_do_not():
    W2 = np.array([[0.1], [0.2], [-0.3], [0.4]])
    return copies(trained(start(0, -1.0, W2), relu, relu_slope)[0])


def hidden_biases_separate():
    b1 = np.array([0.1, 0.2, -0.3, 0.4])
    W1, *_ = trained(start(0.3, b1, 0.2), np.tanh, tanh_slope, steps=1)
    return not copies(W1)


def zero_outgoing_moves_later():
    W1 = np.random.default_rng(0).normal(size=(2, 4))
    first, second = (trained(start(W1), np.tanh, tanh_slope, steps=n) for n in (1, 2))
    still = np.array_equal(first[0], W1) and not first[1].any()
    moved = (second[0] != W1).all() and second[1].all()
    return still and first[2].all() and first[3].all() and moved


def sigmoid_zeros_move_as_copies():
    first, later = (trained(start(), sigmoid, sigmoid_slope, steps=n) for n in (1, 5))
    moves = not first[0].any() and first[2].all() and first[3].all() and later[0].any()
    balanced = trained(start(), sigmoid, sigmoid_slope, steps=5, balanced=True)
    return moves and copies(later[0]) and max(np.abs(p).max() for p in balanced) < 1e-12


def batches_keep_symmetry():
    rng = np.random.default_rng(5)
    X, y = rng.normal(size=(40, 2)), rng.integers(0, 2, size=(40, 1))
    params = [(np.full((2, 4), 0.3), np.full(4, 0.1)), (np.full((4, 1), 0.2), np.zeros(1))]
    for _ in range(30):
        rows = rng.integers(0, 40, size=5)
        Z = X[rows] @ params[0][0] + params[0][1]
        dz = (sigmoid(np.tanh(Z) @ params[1][0] + params[1][1]) - y[rows]) / 5
        dZ = (dz @ params[1][0].T) * tanh_slope(Z)
        params = [
            (params[0][0] - 0.1 * X[rows].T @ dZ, params[0][1] - 0.1 * dZ.sum(axis=0)),
            (params[1][0] - 0.1 * np.tanh(Z).T @ dz, params[1][1] - 0.1 * dz.sum(axis=0)),
        ]
    return copies(params[0][0])


CLAIMS = [
    # 5
    (
        "two forward passes per parameter, ‹› for the network 64-32-10",
        lambda: (2 * (sizes(64, 32) + sizes(32, 10)),),
    ),
    (
        "has a Jacobian of $‹› \\times ‹›$ entries, ‹.1f› million, of which ‹› in ‹› are zero",
        lambda: (100 * 32, 64 * 32, 100 * 32 * 64 * 32 / 1e6, *zeros_in_the_jacobian()),
    ),
    (
        "forward and backward together take less than three times the work of forward alone; for "
        "64-32-10 it is ‹.2f› times",
        lambda: (work(100, [64, 32, 10])[1] / work(100, [64, 32, 10])[0],),
    ),
    (
        "the slope is $1 - A^2$. The sigmoid allows $A(1 - A)$, and a ReLU needs only where "
        "$A > 0$",
        yes(lambda: slopes_follow_from_the_values()),
    ),
    (
        "1. $dW_l = A_{l-1}^\\top dZ_l$ and $db_l = \\mathbf{1}^\\top dZ_l$; 2. if $l > 1$: "
        "$dA_{l-1} = dZ_l W_l^\\top$, then $dZ_{l-1} = dA_{l-1} \\odot f'(Z_{l-1})$",
        yes(lambda: the_whole_network_as_autograd_has_it()),
    ),
    (
        "Three pixels are blank in all ‹› digits, so plain gradient descent leaves ‹› of the ‹› "
        "first weights at their random start",
        yes(lambda: len(blank_pixels()) == 3 and blank_weights_stay(), blank_weights),
    ),
    # 6
    (
        "In float64 that is ‹.1e›, with an error near $\\varepsilon^{2/3}$, ‹.1e›. The one-sided "
        "difference has an error of order $h$; its best step is near $\\varepsilon^{1/2}$ = ‹.1e›",
        so(EPS ** (1 / 3), EPS ** (2 / 3), EPS ** (1 / 2)),
    ),
    ("($\\varepsilon$ is ‹.1e› in float64)", so(EPS)),
    (
        "its best error about the same, hundreds of times worse",
        yes(lambda: 100 < best("forward") / best("central") < 1000),
    ),
    (
        "In float32 even the central difference is good to about four digits only",
        yes(lambda: 3.5 < -math.log10(best("central32")) < 4.5),
    ),
    (
        "a V for the central difference in float64 with its lowest point near ‹.0e›, a V for the "
        "forward difference near ‹.0e›, and central differences in float32 that never fall below "
        "‹.0e›",
        lambda: (
            drawn("gradient_error")["best_central"],
            drawn("gradient_error")["best_forward"],
            10 ** math.floor(math.log10(best("central32"))),
        ),
    ),
    (
        "Right gradients give 1e-8 or less, wrong ones mostly more than 0.01",
        yes(lambda: right_gradients_agree_and_wrong_ones_do_not()),
    ),
    (
        "a central difference returns the mean of the two sides: ‹›, for every $h$",
        lambda: ((relu(1e-3) - relu(-1e-3)) / 2e-3,),
    ),
    (
        "gives the first hidden bias, over all four samples, a gradient of ‹.3f›. The central "
        "difference measures ‹.3f›",
        lambda: (by_hand(XOR, LABELS)["db1"][0], measured_db1()),
    ),
    ("$f''' = 0$, so the formula has no error at any $h$", yes(lambda: quadratic_error() < 1e-12)),
    # 7
    (
        "| all zeros, tanh or ReLU | $A = 0$ and $W_2 = 0$, so all `dW` are 0; only the last bias "
        "moves |",
        yes(lambda: only_the_last_bias_moves()),
    ),
    (
        "| all weights equal | the hidden layer stays one unit, copied: `W1` has rank 1 |",
        yes(lambda: all_equal_stay_copies()),
    ),
    (
        "| equal incoming, different outgoing weights | the units separate, unless both are dead |",
        yes(lambda: outgoing_weights_separate() and dead_twins_do_not()),
    ),
    (
        "| equal weights, different hidden biases | the units separate |",
        yes(lambda: hidden_biases_separate()),
    ),
    (
        "| random incoming, outgoing all zeros | the first step moves only the last layer, then "
        "all move |",
        yes(lambda: zero_outgoing_moves_later()),
    ),
    (
        "exactly 0 for ever when all weights start equal; growing from 0 when only the outgoing "
        "weights differ; never 0 from a random start",
        yes(
            lambda: (
                not np.any(drawn("symmetry")["equal"])
                and drawn("symmetry")["outgoing"][0] == 0
                and np.min(drawn("symmetry")["outgoing"][1:]) > 0.5
                and np.min(drawn("symmetry")["random"]) > 0
            )
        ),
    ),
    (
        "With four tanh units $4! \\cdot 2^4 = ‹›$ networks compute the same",
        so(math.factorial(4) * 2**4),
    ),
    (
        "Train 64-32-10 on the digits for 30 epochs, to a loss of ‹.2f›, and shift",
        lambda: (np.median(half_way()[0]),),
    ),
    (
        "the same function, the same loss. Half-way between the two sets of weights the loss is "
        "‹.1f› to ‹.1f› (three seeds)",
        yes(
            lambda: np.allclose(*half_way()[:2]),
            lambda: (half_way()[2].min(), half_way()[2].max()),
        ),
    ),
    (
        "Yes, unless the labels balance. $A = 0.5$, so the first step moves $W_2$ and "
        "the last bias; "
        "from the second on $dA$ is not 0, and $W_1$ moves too. But all units remain copies of one",
        yes(lambda: sigmoid_zeros_move_as_copies()),
    ),
    (
        "Each mini-batch gives equal units equal gradients",
        yes(lambda: batches_keep_symmetry()),
    ),
]
