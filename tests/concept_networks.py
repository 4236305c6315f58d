"""Sections 1 to 9 of the concept guide: what they say in numbers, and the computing of it."""

import math
from functools import cache
from itertools import pairwise

import numpy as np
import torch
from concept_guide import drawn, so, yes
from prose import prose as notebook
from sklearn.datasets import load_digits

from guides.figures import net
from guides.figures.net import relu, relu_slope, sigmoid, tanh_slope

EPS = np.finfo(float).eps
GRID = np.linspace(-12, 12, 48_001)
DENSITY = np.exp(-(GRID**2) / 2) / math.sqrt(2 * math.pi)
X1, Y1 = np.array([[1.0, 1]]), np.array([[0.0]])  # the sample of section 3
XOR, LABELS = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])
START = [
    np.array([[1.0, 1], [1, 1]]),
    np.array([0.0, -1]),
    np.array([[1.0], [-2]]),
    np.array([-0.5]),
]

# ------------------------------------------------------------------------ sections 1 to 4


def by_hand(X, y, start=START):
    """Everything that section 3 has in its table, for the network of equation (5)."""
    W1, b1, W2, b2 = start
    Z1 = X @ W1 + b1
    A1 = relu(Z1)
    z = A1 @ W2 + b2
    dz = (sigmoid(z) - y) / len(X)
    dA1 = dz @ W2.T
    dZ1 = dA1 * (Z1 > 0)
    return {
        "loss": np.mean(np.logaddexp(0, z) - y * z), "z": z, "p": sigmoid(z), "Z1": Z1, "A1": A1,
        "dz": dz, "dW2": A1.T @ dz, "db2": dz.sum(axis=0), "dA1": dA1, "dZ1": dZ1,
        "dW1": X.T @ dZ1, "db1": dZ1.sum(axis=0),
    }  # fmt: skip


def loss_after_a_step(lr):
    at = by_hand(X1, Y1)
    moved = [p - lr * at[d] for p, d in zip(START, ("dW1", "db1", "dW2", "db2"), strict=True)]
    return by_hand(X1, Y1, moved)["loss"]


def rows(*names, at=(X1, Y1)):
    """All numbers of some quantities, one after the other."""
    return lambda: [v for name in names for v in np.ravel(by_hand(*at)[name])]


def largest_gradients():
    at = by_hand(X1, Y1)
    sizes = np.concatenate([np.abs(at[k]).ravel() for k in ("dW1", "dW2")])
    return sizes.max(), np.isclose(sizes, sizes.max()).sum()


def sizes(n_in, n_out):
    layer = torch.nn.Linear(n_in, n_out)
    return sum(p.numel() for p in layer.parameters())


def pulls():
    """What each sample of XOR adds to the gradients of the last layer's first weight and bias."""
    at = by_hand(XOR, LABELS)
    return (at["A1"][:, :1] * at["dz"]).ravel(), at["dz"].ravel()


def squared_error_slope(z):
    return 2 * sigmoid(z) * sigmoid(z) * (1 - sigmoid(z))


def digit_logit_gradients():
    X, y = load_digits(return_X_y=True)
    Z, _ = net.forward(net.normal_start([64, 10], np.random.default_rng(0), 1), X / 16, relu)
    return net.softmax_loss(Z, y)[1]


def one_in_ten(p):
    return -0.9 * math.log(p) - 0.1 * math.log(1 - p)


# ------------------------------------------------------------------ sections 5 to 9


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


def blank_pixels():
    return np.flatnonzero((load_digits().data == 0).all(axis=0))


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


def digits_loss(params, X, y):
    Z, kept = net.forward(params, X, relu)
    loss, dZ = net.softmax_loss(Z, y)
    return loss, net.backward(params, kept, dZ, relu_slope)


@cache
def digits():
    X, y = load_digits(return_X_y=True)
    return X / 16, y


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


def best(which):
    """Smallest error in the figure of section 6."""
    return np.min(drawn("gradient_error")[which])


def quadratic_error(h=0.5):
    """Of the central difference of x² at 3."""
    return abs(((3 + h) ** 2 - (3 - h) ** 2) / (2 * h) - 6)


def mean(f):
    """E[f(z)] for standard-normal z."""
    return np.trapezoid(f * DENSITY, GRID)


def moments(f):
    """Mean, mean square and variance of f(z)."""
    return mean(f), mean(f**2), mean(f**2) - mean(f) ** 2


ACTIVATIONS = {
    "sigmoid": (sigmoid(GRID), sigmoid(GRID) * (1 - sigmoid(GRID))),
    "tanh": (np.tanh(GRID), 1 - np.tanh(GRID) ** 2),
    "ReLU": (relu(GRID), (GRID > 0) + 0.5 * (GRID == 0)),
    "leaky": (np.maximum(GRID, 0.1 * GRID), np.where(GRID > 0, 1, 0.1)),
}


def gain(name):
    return mean(ACTIVATIONS[name][0] ** 2) ** -0.5


def too_large():
    """By how much weights are too large when the ReLU's variance stands for its mean square."""
    _, square, variance = moments(relu(GRID))
    return math.sqrt(square / variance)


def way_down():
    """Mean square of dA over that of dZ, in a layer that is not square."""
    rng = np.random.default_rng(0)
    dZ, W = rng.normal(size=(300, 500)), 0.1 * rng.normal(size=(200, 500))
    return abs(np.mean((dZ @ W.T) ** 2) / (500 * 0.01 * np.mean(dZ**2)) - 1) < 0.02


def per_layer(name):
    return gain(name) * math.sqrt(mean(ACTIVATIONS[name][1] ** 2))


def table_row(name):
    """Largest slope, mean square, gain, factor per layer."""
    value, slope = ACTIVATIONS[name]
    return slope.max(), mean(value**2), gain(name), per_layer(name)


def way_through(name, f, df, layers=20, width=256):
    """Norm of a gradient after its way down, over its norm at the top; the start fits f."""
    rng = np.random.default_rng(0)
    A, Ws, Zs = rng.normal(size=(200, width)), [], []
    for _ in range(layers):
        Ws.append(rng.normal(size=(width, width)) * gain(name) / math.sqrt(width))
        Zs.append(A @ Ws[-1])
        A = f(Zs[-1])
    dA = top = rng.normal(size=A.shape)
    for W, Z in zip(reversed(Ws), reversed(Zs), strict=True):
        dA = (dA * df(Z)) @ W.T
    return np.linalg.norm(dA) / np.linalg.norm(top)


def only_the_sigmoid_loses_it():
    carried = [way_through("tanh", np.tanh, tanh_slope), way_through("ReLU", relu, relu_slope)]
    return way_through("sigmoid", sigmoid, sigmoid_slope) < 1e-7 and 0.3 < min(carried) < 5


def trained(start, act, slope, steps=20, lr=0.5):
    """A 2-4-1 network after some steps of full-batch gradient descent on XOR-like data."""
    rng = np.random.default_rng(3)
    X = rng.normal(size=(40, 2))
    y = (X[:, :1] * X[:, 1:] > 0.2).astype(float)
    W1, b1, W2, b2 = (p.copy() for p in start)
    for _ in range(steps):
        Z = X @ W1 + b1
        A = act(Z)
        dz = (sigmoid(A @ W2 + b2) - y) / len(X)
        dZ = (dz @ W2.T) * slope(Z)
        W2, b2 = W2 - lr * A.T @ dz, b2 - lr * dz.sum(axis=0)
        W1, b1 = W1 - lr * X.T @ dZ, b1 - lr * dZ.sum(axis=0)
    return W1, b1, W2, b2


def sigmoid_slope(z):
    return sigmoid(z) * (1 - sigmoid(z))


def copies(W1):
    """Whether all units have the same incoming weights."""
    return np.abs(W1 - W1[:, :1]).max() == 0


def start(W1=None, b1=None, W2=None):
    given = [np.zeros((2, 4)), np.zeros(4), np.zeros((4, 1)), np.zeros(1)]
    for i, p in enumerate((W1, b1, W2)):
        given[i] = given[i] if p is None else given[i] + p
    return given


def only_the_last_bias_moves():
    ends = [trained(start(), act, d) for act, d in ((np.tanh, tanh_slope), (relu, relu_slope))]
    return all(not W1.any() and not W2.any() and b2.all() for W1, _, W2, b2 in ends)


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
    return np.array_equal(first[0], W1) and first[2].all() and (second[0] != W1).all()


def sigmoid_zeros_move_as_copies():
    first, later = (trained(start(), sigmoid, sigmoid_slope, steps=n) for n in (1, 5))
    moves = not first[0].any() and first[2].all() and first[3].all() and later[0].any()
    return moves and copies(later[0])


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


def one_sign_per_sample():
    rng = np.random.default_rng(0)
    A, dZ = rng.uniform(size=(30, 5)), rng.normal(size=(30, 4))
    single = [np.outer(a, d) for a, d in zip(A, dZ, strict=True)]
    same = all((np.sign(g) == np.sign(g[:1])).all() for g in single)
    mixed = not (np.sign(A.T @ dZ) == np.sign((A.T @ dZ)[:1])).all()
    return same and mixed


def torch_default():
    """Factor of 1/fan_in in the variance of a fresh ``nn.Linear``, and whether it is uniform."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(400, 500)
    W, b = layer.weight.detach().numpy(), layer.bias.detach().numpy()
    inside = max(abs(W).max(), abs(b).max()) <= 1 / 20
    return round(W.var() * 400 * 3, 1) == 1.0 and inside and abs(W).max() > 0.999 / 20


def thirty_default_layers_forget_their_input():
    d = drawn("depth")
    flat = d["torch_default"][9:]
    return (
        flat.max() / flat.min() < 1.3
        and np.isclose(d["torch_default"][0], math.sqrt(1 / 6), rtol=0.02)
        and spread_over_samples() < 0.01
    )


def batch_normalisation_does_that():
    X = torch.randn(8, 3, generator=torch.Generator().manual_seed(0))
    layer, moved = torch.nn.BatchNorm1d(3), X.clone()
    moved[0] += 100
    with torch.no_grad():
        mixes = not torch.allclose(layer(X)[7], layer(moved)[7], atol=0.1)
        no_bias = torch.allclose(layer(X), layer(X + 5), atol=1e-5)
        layer.eval()
        keeps = torch.equal(layer(X)[7], layer(moved)[7])
    return mixes and no_bias and keeps


def spread_over_samples():
    """Share of the output's mean square that differs between inputs, after thirty layers."""
    torch.manual_seed(0)
    layers = [m for _ in range(30) for m in (torch.nn.Linear(256, 256), torch.nn.ReLU())]
    with torch.no_grad():
        A = torch.nn.Sequential(*layers)(torch.randn(512, 256)).numpy()
    return np.mean((A - A.mean(axis=0)) ** 2) / np.mean(A**2)


CLAIMS = [
    # 1
    (
        "For the inputs 00, 01, 10, 11 the output is ‹›, ‹›, ‹›, ‹›, which has the signs of XOR",
        lambda: by_hand(XOR, LABELS)["z"].ravel(),
    ),
    (
        "01 and 10 now coincide, and one line separates the classes",
        yes(lambda: drawn("xor")["hidden"].tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]]),
    ),
    (
        "the line drawn gets three of four right, and none gets all. Right: the same inputs after "
        "two ReLU units; two of them coincide at (1, 0), and the line h1 - 2 h2 = 0.5 separates "
        "the classes",
        yes(lambda: (drawn("xor")["logits"] > 0).tolist() == [False, True, True, False]),
    ),
    # 2
    (
        "The network 64-32-10, which reads small images of digits in exercise 3, has "
        r"$64 \cdot 32 + 32 = ‹›$ and $32 \cdot 10 + 10 = ‹›$ of them, ‹› together",
        lambda: (sizes(64, 32), sizes(32, 10), sizes(64, 32) + sizes(32, 10)),
    ),
    # 3
    (
        "The hidden layer computes $Z_1 = (‹.0f›, ‹.0f›)$. Both are positive, so "
        "$A_1 = (‹.0f›, ‹.0f›)$. (In the figure these are `z1`, `z2` and `h1`, `h2`, "
        "unit by unit.) The logit is $z = 2 - 2 \\cdot 1 - 0.5 = ‹.1f›$. The probability "
        "of class 1 is $p = 1/(1 + e^{0.5}) = ‹.3f›$, and the loss is $-\\log(1 - p) = ‹.3f›$",
        rows("Z1", "A1", "z", "p", "loss"),
    ),
    (
        "| $dz$ | $p - y$ | ‹.3f› | | $dW_2$ | each weight multiplies its $A_1$ | (‹.3f›, ‹.3f›) | "
        "| $db_2$ | the bias is added as it is | ‹.3f› | | $dA_1$ | each unit is multiplied by "
        "its weight | (‹.3f›, ‹.3f›) | | $dZ_1$ | both units are in the part of slope 1 | "
        "(‹.3f›, ‹.3f›) |",
        rows("dz", "dW2", "db2", "dA1", "dZ1"),
    ),
    (
        "| $dW_1$ | each weight multiplies its input, 1 and 1 | rows (‹.3f›, ‹.3f›), twice | | "
        "$db_1$ | added as it is | (‹.3f›, ‹.3f›) |",
        lambda: [*by_hand(X1, Y1)["dW1"][0], *by_hand(X1, Y1)["db1"]],
    ),
    (
        "twice",
        yes(lambda: np.array_equal(*by_hand(X1, Y1)["dW1"])),
    ),
    (
        "values forward below each node, logit ‹.1f›, loss ‹.3f›; gradients backward above, ‹.3f› "
        "at the logit, ‹.3f› and ‹.3f› at the two hidden units",
        lambda: [
            v for key in ("logit", "loss", "dlogit", "dZ1") for v in np.ravel(drawn("by_hand")[key])
        ],
    ),
    (
        "One step against this gradient, with rate ‹›, lowers the loss of this sample "
        "from ‹.3f› to "
        "‹.3f›",
        lambda: (0.1, by_hand(X1, Y1)["loss"], loss_after_a_step(0.1)),
    ),
    (
        "each $dz$ is divided by four: ‹.3f› where the label is 0, ‹.3f› where it is 1",
        lambda: by_hand(XOR, LABELS)["dz"].ravel()[:2],
    ),
    (
        "$dW_2 = (‹.0f›, ‹.3f›)$ and $db_2 = ‹.0f›$",
        rows("dW2", "db2", at=(XOR, LABELS)),
    ),
    (
        "on the first weight the samples pull with ‹.0f›, ‹.3f›, ‹.3f› and ‹.3f›, on the bias with "
        "‹.3f›, ‹.3f›, ‹.3f› and ‹.3f›",
        lambda: [*pulls()[0], *pulls()[1]],
    ),
    (
        "At the inputs 00, 01 and 10 one hidden unit sits exactly at $z = 0$",
        yes(lambda: (by_hand(XOR, LABELS)["Z1"] == 0).sum(axis=1).tolist() == [1, 1, 1, 0]),
    ),
    (
        "now $-\\log p = ‹.3f›$. Backward, $dz = p - 1 = ‹.3f›$ replaces ‹.3f›",
        lambda: [
            v
            for y, key in ((1 - Y1, "loss"), (1 - Y1, "dz"), (Y1, "dz"))
            for v in np.ravel(by_hand(X1, y)[key])
        ],
    ),
    (
        "One with the largest gradient in size: ‹.3f›. Three have it",
        lambda: largest_gradients()[:1],
    ),
    (
        "the first weight of the second layer and the two that lead to the second hidden unit",
        yes(lambda: largest_gradients()[1] == 3),
    ),
    # 4
    ("A blind guess, $z = 0$, costs $\\log 2$, about ‹.3f›", lambda: (np.logaddexp(0, 0),)),
    (
        "For $y = 0$ and $z$ from ‹.2f› on the computer's $p$ is exactly 1",
        lambda: (drawn("safe_loss")["z_breaks"],),
    ),
    (
        "computed from the probability it becomes infinite near z = ‹.1f›",
        lambda: (drawn("safe_loss")["z_breaks"],),
    ),
    (
        "if $\\log(1 + e^z)$ is computed as $\\max(z, 0) + "
        "\\mathrm{log1p}(e^{-\\lvert z \\rvert})$",
        yes(
            lambda: np.allclose(
                np.logaddexp(0, GRID * 90),
                relu(GRID * 90) + np.log1p(np.exp(-abs(GRID * 90))),
                rtol=1e-15,
            )
        ),
    ),
    (
        "a float64 overflows at a logit of ‹.0f›",
        lambda: (math.ceil(math.log(np.finfo(float).max)),),
    ),
    (
        "For a batch, $dZ = (P - Y)/N$ with one-hot rows $Y$. Each row sums to 0",
        yes(lambda: np.allclose(digit_logit_gradients().sum(axis=1), 0)),
    ),
    ("A blind guess costs $\\log C$, about ‹.3f› for ten classes", so(math.log(10))),
    (
        "at $z = 6$ with $y = 0$ its gradient is ‹.3f›, that of cross-entropy ‹.3f›",
        lambda: (squared_error_slope(6), sigmoid(6)),
    ),
    (
        "$p_1 = e^{z_1} / (e^{z_0} + e^{z_1}) = 1/(1 + e^{-(z_1 - z_0)})$: the sigmoid of the "
        "difference",
        yes(lambda: np.isclose(np.exp(0.7) / (np.exp(0.7) + np.exp(-1)), sigmoid(1.7))),
    ),
    (
        "the model always says p = 0.9. What is the loss, and what would p = 0.99 save?"
        "</summary> $-\\log 0.9 = ‹.3f›$ and $-\\log 0.99 = ‹.3f›$. Being surer saves ‹.3f›",
        so(-math.log(0.9), -math.log(0.99), math.log(0.99 / 0.9)),
    ),
    (
        "the means are then ‹.3f› and ‹.3f›",
        lambda: (one_in_ten(0.9), one_in_ten(0.99)),
    ),
    # 5
    ("two forward passes per parameter, ‹› for the network 64-32-10", lambda: (2 * 2410,)),
    (
        "has a Jacobian of $‹› \\times ‹›$ entries, ‹.1f› million, of which ‹› in ‹› are zero",
        lambda: (100 * 32, 64 * 32, 100 * 32 * 64 * 32 / 1e6, 31, 32),
    ),
    (
        "forward and backward together take less than three times the work of forward alone; for "
        "64-32-10 it is ‹.2f› times",
        lambda: (work(100, [64, 32, 10])[1] / work(100, [64, 32, 10])[0],),
    ),
    (
        "the slope is $1 - A^2$. The sigmoid allows $A(1 - A)$, and a ReLU needs only where "
        "$A > 0$",
        yes(
            lambda: (
                np.allclose(tanh_slope(GRID), 1 - np.tanh(GRID) ** 2)
                and np.array_equal(relu_slope(GRID), relu(GRID) > 0)
            )
        ),
    ),
    (
        "1. $dW_l = A_{l-1}^\\top dZ_l$ and $db_l = \\mathbf{1}^\\top dZ_l$; 2. if $l > 1$: "
        "$dA_{l-1} = dZ_l W_l^\\top$, then $dZ_{l-1} = dA_{l-1} \\odot f'(Z_{l-1})$",
        yes(lambda: the_whole_network_as_autograd_has_it()),
    ),
    (
        "Three pixels are blank in all ‹› digits, so plain gradient descent leaves ‹› of "
        "the ‹› first "
        "weights at their random start",
        lambda: (len(load_digits().data), 32 * len(blank_pixels()), 64 * 32),
    ),
    ("Three pixels are blank", yes(lambda: len(blank_pixels()) == 3 and blank_weights_stay())),
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
        yes(lambda: best("central") < 1e-8),
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
        lambda: (half_way()[2].min(), half_way()[2].max()),
    ),
    ("the same loss", yes(lambda: np.allclose(*half_way()[:2]))),
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
    # 8
    (
        "the ReLU's output has the mean ‹.3f›, the mean square ‹.1f› and the variance ‹.3f›",
        lambda: moments(relu(GRID)),
    ),
    (
        "gets weights a fifth too large, and after twenty layers signals ‹.0f› times too large",
        lambda: (too_large() ** 20,),
    ),
    ("a fifth too large", yes(lambda: abs(too_large() - 1.2) < 0.02)),
    (
        "so its gain is $\\sqrt 2$ and the variance $2/n_{in}$ (He et al. 2015)",
        yes(lambda: np.isclose(gain("ReLU"), math.sqrt(2), rtol=1e-6)),
    ),
    (
        "gives $E[dA^2] = n_{out} \\cdot \\mathrm{Var}(w) \\cdot E[dZ^2]$",
        yes(lambda: way_down()),
    ),
    (
        "draws weights and biases uniformly between $-1/\\sqrt{n_{in}}$ and $1/\\sqrt{n_{in}}$. "
        "That is a variance of $1/(3 n_{in})$: a sixth of He's",
        yes(lambda: torch_default()),
    ),
    (
        "each ReLU layer multiplies the signal by $\\sqrt{1/6}$, or ‹.2f›, until only the biases "
        "are left",
        so(math.sqrt(1 / 6)),
    ),
    (
        "With thirty layers the output hardly depends on the input",
        yes(lambda: thirty_default_layers_forget_their_input()),
    ),
    (
        "level with He's start; falling by ‹.2f› per layer with variance 1/fan_in; falling by "
        "‹.2f› per layer and then levelling off",
        lambda: (
            (drawn("depth")["xavier"][-1] / drawn("depth")["xavier"][0]) ** (1 / 29),
            drawn("depth")["torch_default"][0],
        ),
    ),
    (
        'PyTorch\'s `calculate_gain("tanh")` is 5/3; the integral in (16) gives ‹.3f›. For the '
        "sigmoid it returns ‹›; the integral gives ‹.3f›",
        lambda: (gain("tanh"), torch.nn.init.calculate_gain("sigmoid"), gain("sigmoid")),
    ),
    ("is 5/3", yes(lambda: np.isclose(torch.nn.init.calculate_gain("tanh"), 5 / 3))),
    (
        "Set it to $2/200 = ‹›$: $s = \\sqrt{0.03} = ‹.3f›$",
        lambda: (2 / 200, math.sqrt(3 * 2 / 200)),
    ),
    (
        "It does mix samples, so evaluation needs running averages, and modes matter. A bias just "
        "before it does nothing",
        yes(lambda: batch_normalisation_does_that()),
    ),
    # 9
    (
        "| sigmoid | $1/(1 + e^{-z})$ | $f(1 - f)$ | ‹.2f› | ‹.3f› | ‹.3f› | ‹.3f› |",
        lambda: table_row("sigmoid"),
    ),
    (
        "| tanh | $(e^z - e^{-z})/(e^z + e^{-z})$ | $1 - f^2$ | ‹.0f› | ‹.3f› | ‹.3f› | ‹.3f› |",
        lambda: table_row("tanh"),
    ),
    (
        "| ReLU | $\\max(z, 0)$ | 0 or 1 | ‹.0f› | ‹.1f› | ‹.3f› | ‹.0f› |",
        lambda: table_row("ReLU"),
    ),
    (
        "| leaky ReLU, $\\alpha = 0.1$ | $\\max(z, \\alpha z)$ | $\\alpha$ or 1 | ‹.0f› | ‹.3f› | "
        "‹.3f› | ‹.0f› |",
        lambda: table_row("leaky"),
    ),
    ("Twenty sigmoid layers leave ‹.0e› of it", lambda: (per_layer("sigmoid") ** 20,)),
    (
        "sigmoid with a slope of at most ‹›, tanh with slope ‹.0f› at 0",
        lambda: (
            drawn("activations")["sigmoid_largest_slope"],
            drawn("activations")["tanh_largest_slope"],
        ),
    ),
    ("at $z = 3$ the slope of tanh is ‹.4f›", lambda: (tanh_slope(3),)),
    (
        "half of all entries of a fresh ReLU layer are 0",
        yes(lambda: np.isclose(mean((GRID < 0) + 0.5 * (GRID == 0)), 0.5)),
    ),
    (
        "which for $\\alpha = 0.1$ is a mean of ‹.3f›. Only $\\alpha = 1$, no bend at all, has "
        "the mean 0",
        lambda: (mean(ACTIVATIONS["leaky"][0]),),
    ),
    (
        "for one sample all its weights have gradients of the same sign. The mean over a batch "
        "mixes signs again",
        yes(lambda: one_sign_per_sample()),
    ),
    (
        "through twenty layers only the sigmoid loses its gradient, while tanh and ReLU carry it, "
        "each with the start that fits it",
        yes(lambda: only_the_sigmoid_loses_it()),
    ),
    (
        "In exercise 2's shallow network tanh is ahead of ReLU by the median",
        yes(
            lambda: (
                "By its median tanh is ahead at every rate"
                in notebook("ex_02_activation_functions")
            )
        ),
    ),
    (
        "A tanh network with the gain ‹.3f› multiplies gradients by ‹.3f› per layer. What does "
        "that make of 50 layers?</summary> $1.085^{50}$ is about ‹.0f›",
        lambda: (gain("tanh"), per_layer("tanh"), per_layer("tanh") ** 50),
    ),
]
