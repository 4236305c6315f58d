"""Sections 8 and 9 of the concept guide: what they say in numbers, and the computing of it."""

import math

import numpy as np
import torch
from concept_guide import drawn, so, yes
from concept_nets import GRID, sigmoid_slope
from prose import prose as notebook

from guides.figures import net
from guides.figures.net import relu, relu_slope, sigmoid, tanh_slope

DENSITY = np.exp(-(GRID**2) / 2) / math.sqrt(2 * math.pi)
ACTIVATIONS = {
    "sigmoid": (sigmoid(GRID), sigmoid(GRID) * (1 - sigmoid(GRID))),
    "tanh": (np.tanh(GRID), 1 - np.tanh(GRID) ** 2),
    "ReLU": (relu(GRID), (GRID > 0) + 0.5 * (GRID == 0)),
    "leaky": (np.maximum(GRID, 0.1 * GRID), np.where(GRID > 0, 1, 0.1)),
}


def mean(f):
    """E[f(z)] for standard-normal z."""
    return np.trapezoid(f * DENSITY, GRID)


def moments(f):
    """Mean, mean square and variance of f(z)."""
    return mean(f), mean(f**2), mean(f**2) - mean(f) ** 2


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


def half_of_a_fresh_layer_is_zero():
    rng = np.random.default_rng(0)
    A = relu(rng.normal(size=(300, 50)) @ net.normal_start([50, 80], rng, 2)[0][0])
    return abs(np.mean(A == 0) - 0.5) < 0.02


def one_sign_per_sample():
    rng = np.random.default_rng(0)
    A, dZ = rng.uniform(size=(30, 5)), rng.normal(size=(30, 4))
    single = [np.outer(a, d) for a, d in zip(A, dZ, strict=True)]
    same = all((np.sign(g) == np.sign(g[:1])).all() for g in single)
    mixed = not (np.sign(A.T @ dZ) == np.sign((A.T @ dZ)[:1])).all()
    return same and mixed


def torch_default():
    """Whether a fresh ``nn.Linear`` is uniform within 1/sqrt(fan_in), by Kolmogorov's distance."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(400, 5000)
    for p in layer.parameters():
        drawn_ones = np.sort(p.detach().numpy().ravel()) * 20  # then between -1 and 1
        expected = np.linspace(-1, 1, drawn_ones.size)
        if np.abs(drawn_ones - expected).max() > 5 / math.sqrt(drawn_ones.size):
            return False
    return np.isclose(layer.weight.var().item() / (2 / 400), 1 / 6, rtol=0.01)


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
    # 8
    (
        "the ReLU's output has the mean ‹.3f›, the mean square ‹.1f› and the variance ‹.3f›",
        lambda: moments(relu(GRID)),
    ),
    (
        "gets weights a fifth too large, and after twenty layers signals ‹.0f› times too large",
        yes(lambda: abs(too_large() - 1.2) < 0.02, lambda: (too_large() ** 20,)),
    ),
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
        yes(
            lambda: np.isclose(torch.nn.init.calculate_gain("tanh"), 5 / 3),
            lambda: (gain("tanh"), torch.nn.init.calculate_gain("sigmoid"), gain("sigmoid")),
        ),
    ),
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
        yes(lambda: half_of_a_fresh_layer_is_zero()),
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
