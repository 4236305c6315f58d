"""Sections 1 to 4 of the concept guide: what they say in numbers, and the computing of it."""

import math

import numpy as np
from concept_guide import drawn, so, yes
from concept_nets import EPS, GRID, LABELS, START, X1, XOR, Y1, by_hand, rows, sizes

from guides.figures import net
from guides.figures.net import relu, sigmoid


def the_hidden_layer_moves_the_points():
    hidden = by_hand(XOR, LABELS)["A1"]
    right = (hidden @ [1, -2] - 0.5 > 0) == LABELS[:, 0]
    return hidden.tolist() == [[0, 0], [1, 0], [1, 0], [2, 1]] and right.all()


def the_lines_of_the_picture_do_that():
    d = drawn("xor")
    one_line = (d["X"].sum(axis=1) > 0.5) == d["y"]  # x1 + x2 = 0.5, as drawn
    two_units = (d["hidden"] @ [1, -2] > 0.5) == d["y"]
    coincide = d["hidden"][1].tolist() == d["hidden"][2].tolist() == [1, 0]
    return one_line.sum() == 3 and two_units.all() and coincide


def loss_after_a_step(lr):
    at = by_hand(X1, Y1)
    moved = [p - lr * at[d] for p, d in zip(START, ("dW1", "db1", "dW2", "db2"), strict=True)]
    return by_hand(X1, Y1, moved)["loss"]


def first_layer():
    return [*by_hand(X1, Y1)["dW1"][0], *by_hand(X1, Y1)["db1"]]


def largest_gradient():
    return (max(np.abs(by_hand(X1, Y1)[key]).max() for key in ("dW1", "dW2")),)


def the_largest_are_where_it_says():
    at = by_hand(X1, Y1)
    first, second = (np.isclose(np.abs(at[k]), largest_gradient()[0]) for k in ("dW1", "dW2"))
    return first.tolist() == [[False, True]] * 2 and second.tolist() == [[True], [False]]


def pulls():
    """What each sample of XOR adds to the gradients of the last layer's first weight and bias."""
    at = by_hand(XOR, LABELS)
    return (at["A1"][:, :1] * at["dz"]).ravel(), at["dz"].ravel()


def squared_error_slope(z):
    return 2 * sigmoid(z) * sigmoid(z) * (1 - sigmoid(z))


def plain_log(x):
    return np.log(1 + x)


def right_to_round_off(log1p):
    z = 30 * GRID
    with np.errstate(divide="ignore"):
        ours = relu(z) + log1p(np.exp(-abs(z)))
    return np.allclose(ours, np.logaddexp(0, z), rtol=4 * EPS, atol=0)


def gradient_at_the_logits():
    Z, y = np.random.default_rng(0).normal(size=(6, 4)), np.array([0, 3, 1, 1, 2, 0])
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    dZ = net.softmax_loss(Z, y)[1]
    return np.allclose(dZ, (P - np.eye(4)[y]) / 6) and np.allclose(dZ.sum(axis=1), 0)


def one_in_ten(p):
    return -0.9 * math.log(p) - 0.1 * math.log(1 - p)


CLAIMS = [
    # 1
    (
        "For the inputs 00, 01, 10, 11 the output is ‹›, ‹›, ‹›, ‹›, which has the signs of XOR",
        lambda: by_hand(XOR, LABELS)["z"].ravel(),
    ),
    (
        "01 and 10 now coincide, and one line separates the classes",
        yes(lambda: the_hidden_layer_moves_the_points()),
    ),
    (
        "the line drawn gets three of four right, and none gets all. Right: the same inputs after "
        "two ReLU units; two of them coincide at (1, 0), and the line h1 - 2 h2 = 0.5 separates "
        "the classes",
        yes(lambda: the_lines_of_the_picture_do_that()),
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
        yes(lambda: np.array_equal(*by_hand(X1, Y1)["dW1"]), first_layer),
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
        "One with the largest gradient in size: ‹.3f›. Three have it: the first weight of the "
        "second layer and the two that lead to the second hidden unit",
        yes(lambda: the_largest_are_where_it_says(), largest_gradient),
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
        yes(lambda: right_to_round_off(np.log1p) and not right_to_round_off(plain_log)),
    ),
    (
        "a float64 overflows at a logit of ‹.0f›",
        lambda: (math.ceil(math.log(np.finfo(float).max)),),
    ),
    (
        "For a batch, $dZ = (P - Y)/N$ with one-hot rows $Y$. Each row sums to 0",
        yes(lambda: gradient_at_the_logits()),
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
]
