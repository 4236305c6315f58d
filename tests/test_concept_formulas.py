"""Every displayed formula of the concept guide is verified here, symbolically or in numbers.

A check returns pairs: what stands left of an equals sign and what stands right of it, each
computed by itself. When a formula changes in the guide, its check no longer knows it.
"""

import math

import numpy as np
import pytest
import sympy as sp
import torch
from concept_guide import displayed, text
from scipy.optimize import linprog
from sklearn.metrics import r2_score

TOLERANCE = 1e-7  # some sides are measured slopes
EPS = np.finfo(float).eps


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape)


def slopes(f, x, h=1e-6):
    """Central differences of a function of one array, entry by entry."""
    g = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = h
        g[i] = (f(x + step) - f(x - step)) / (2 * h)
    return g


def relu(z):
    return np.maximum(z, 0)


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def mean_square(f):
    """E[f(z)²] for standard-normal z."""
    z = np.linspace(-12, 12, 480_001)
    return np.trapezoid(f(z) ** 2 * np.exp(-(z**2) / 2), z) / math.sqrt(2 * math.pi)


def xor_demands_contradict():
    """With the largest margin that linear programming finds."""
    w1, w2, b = sp.symbols("w1 w2 b")
    first, second = b + (w1 + w2 + b), (w1 + b) + (w2 + b)  # negative, positive
    rows = [[0, 0, 1, 1], [1, 1, 1, 1], [-1, 0, -1, 1], [0, -1, -1, 1]]
    found = linprog([0, 0, 0, -1], A_ub=rows, b_ub=[0] * 4, bounds=[(-9, 9)] * 4)
    three = linprog([0, 0, 0, -1], A_ub=rows[1:], b_ub=[0] * 3, bounds=[(-9, 9)] * 4)
    yield sp.simplify(first - second), 0
    yield found.x[3] + 1, 1  # no margin at all
    yield three.x[3] > 1, True  # without one corner there is


def two_units_compute_xor():
    X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    h1, h2 = relu(X.sum(axis=1)), relu(X.sum(axis=1) - 1)
    yield np.sign(h1 - 2 * h2 - 0.5), [-1, 1, 1, -1]


def two_linear_layers_are_one():
    X, W1, b1, W2, b2 = random(5, 3), random(3, 4), random(4), random(4, 2), random(2)
    yield (X @ W1 + b1) @ W2 + b2, X @ (W1 @ W2) + (b1 @ W2 + b2)


def a_layer():
    X, W, b = random(5, 3), random(3, 4), random(4)
    one_by_one = [[sum(X[n] * W[:, h]) + b[h] for h in range(4)] for n in range(5)]
    layer = torch.nn.Linear(3, 4, dtype=torch.float64)
    with torch.no_grad():
        layer.weight.copy_(torch.from_numpy(W.T.copy()))
        layer.bias.copy_(torch.from_numpy(b))
    yield X @ W + b, one_by_one
    yield np.tanh(X @ W + b), torch.tanh(layer(torch.from_numpy(X))).detach().numpy()


def the_network_by_hand():
    W1, b1 = np.array([[1, 1], [1, 1]]), np.array([0, -1])
    W2, b2 = np.array([[1], [-2]]), -0.5
    X = random(20, 2)
    h1, h2 = relu(X.sum(axis=1)), relu(X.sum(axis=1) - 1)
    yield (relu(X @ W1 + b1) @ W2 + b2)[:, 0], h1 - 2 * h2 - 0.5


def binary_cross_entropy():
    z, y = sp.symbols("z y", real=True)
    p = 1 / (1 + sp.exp(-z))
    long = -y * sp.log(p) - (1 - y) * sp.log(1 - p)
    short = sp.log(1 + sp.exp(z)) - y * z
    for at in ({z: 0.3, y: 1}, {z: -2.1, y: 0}, {z: 1.7, y: 0.4}):
        yield float(long.subs(at)), float(short.subs(at))
    yield sp.simplify(sp.diff(short, z) - (p - y)), 0


def log_sum_exp():
    z = 3 * random(7)
    yield np.log(np.exp(z).sum()), z.max() + np.log(np.exp(z - z.max()).sum())
    z = z + 5000  # where the left side overflows
    yield np.logaddexp.reduce(z), z.max() + np.log(np.exp(z - z.max()).sum())


def softmax_jacobian():
    z = sp.symbols("z0:4", real=True)
    p = [sp.exp(v) / sum(map(sp.exp, z)) for v in z]
    for i in range(4):
        for j in range(4):
            yield sp.simplify(sp.diff(p[i], z[j]) - p[i] * (int(i == j) - p[j])), 0
            yield sp.simplify(sp.diff(-sp.log(p[i]), z[j]) - (p[j] - int(i == j))), 0


def squared_error():
    y, y_hat = random(6), random(6, seed=1)
    yield slopes(lambda v: np.mean((v - y) ** 2), y_hat), 2 / 6 * (y_hat - y)


def layer_and_loss():
    """A layer in the middle of a loss: X, W, b, dZ and the loss as a function of each."""
    X, W, b, C = random(5, 3), random(3, 4), random(4), random(5, 4, seed=1)

    def loss(X=X, W=W, b=b):
        return np.sum(C * np.sin(X @ W + b))

    return X, W, b, C * np.cos(X @ W + b), loss


def backward_by_index():
    X, W, b, dZ, loss = layer_and_loss()
    N, D, H = 5, 3, 4
    dW = [[sum(X[n, d] * dZ[n, h] for n in range(N)) for h in range(H)] for d in range(D)]
    db = [sum(dZ[n, h] for n in range(N)) for h in range(H)]
    dX = [[sum(dZ[n, h] * W[d, h] for h in range(H)) for d in range(D)] for n in range(N)]
    yield slopes(lambda v: loss(W=v), W), dW
    yield slopes(lambda v: loss(b=v), b), db
    yield slopes(lambda v: loss(X=v), X), dX


def backward_as_products():
    X, W, b, dZ, loss = layer_and_loss()
    yield slopes(lambda v: loss(W=v), W), X.T @ dZ
    yield slopes(lambda v: loss(b=v), b), np.ones(5) @ dZ
    yield slopes(lambda v: loss(X=v), X), dZ @ W.T


def backward_through_the_bend():
    Z, dA = random(5, 4), random(5, 4, seed=1)
    yield slopes(lambda v: np.sum(dA * np.tanh(v)), Z), dA * (1 - np.tanh(Z) ** 2)
    yield slopes(lambda v: np.sum(dA * relu(v)), Z), dA * (Z > 0)


def central_difference():
    x, h = sp.symbols("x h", positive=True)
    f = sp.exp(2 * x)
    series = sp.series((f.subs(x, x + h) - f.subs(x, x - h)) / (2 * h), h, 0, 4).removeO()
    yield sp.simplify(series - sp.diff(f, x) - h**2 / 6 * sp.diff(f, x, 3)), 0
    steps = 10.0 ** -np.arange(1, 13)
    measured = np.abs((np.exp(1 + steps) - np.exp(1 - steps)) / (2 * steps) - np.e)
    model = steps**2 / 6 * np.e + EPS * np.e / steps
    yield (measured < 3 * model).all(), True  # never more than it says
    yield (np.log10(measured[[1, 2, 3, -2, -1]] / model[[1, 2, 3, -2, -1]]) > -1.5).all(), True


def best_step():
    h, eps, f, f3 = sp.symbols("h epsilon f f3", positive=True)
    total = h**2 / 6 * f3 + eps * f / h
    best = (3 * eps * f / f3) ** sp.Rational(1, 3)
    yield sp.simplify(sp.diff(total, h).subs(h, best)), 0
    at_one = {eps: 1, f: 1, f3: 1}
    yield float(sp.diff(total, h, 2).subs(h, best).subs(at_one)) > 0, True


def spread_of_a_layer():
    n, a = 400, relu(random(400)) + 0.2
    w = 0.3 * random(20_000, n, seed=1)
    yield round(np.mean((w @ a) ** 2) / (n * 0.09 * np.mean(a**2)), 1), 1.0
    by_variance = np.mean((w @ a) ** 2) / (n * 0.09 * np.var(a))
    yield by_variance > 1.4, True  # the variance of a would not do


def gain_keeps_the_mean_square():
    for f in (relu, np.tanh, lambda z: 1 / (1 + np.exp(-z))):
        gain = 1 / math.sqrt(mean_square(f))
        Z = f(random(512, 400)) @ (random(400, 400, seed=1) * gain / math.sqrt(400))
        yield abs(np.mean(Z**2) - 1) < 0.05, True  # measured


def moments_of_the_leak():
    for alpha in (0.01, 0.1, 0.5, 1.0):
        z = np.linspace(-12, 12, 480_001)
        density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
        f = np.maximum(z, alpha * z)
        yield np.trapezoid(f * density, z), (1 - alpha) / math.sqrt(2 * math.pi)
        yield np.trapezoid(f**2 * density, z), (1 + alpha**2) / 2


def descent_on_a_parabola():
    x, eta, lam = sp.symbols("x eta lambda")
    slope = sp.diff(lam * x**2 / 2, x)
    yield sp.expand(x - eta * slope - (1 - eta * lam) * x), 0
    for rate, shrinks in ((1.99, True), (2.01, False)):
        at = 1.0
        for _ in range(50):
            at -= rate * at  # curvature 1
        yield abs(at) < 1, shrinks


def best_rate():
    for low, high in ((1, 100), (0.5, 3)):
        eta, kappa = 2 / (low + high), high / low
        yield [1 - eta * low, eta * high - 1], [(kappa - 1) / (kappa + 1)] * 2
        for other in (0.9 * eta, 1.1 * eta):
            yield max(abs(1 - other * low), abs(1 - other * high)) > 1 - eta * low, True


def noise_of_a_batch():
    g = random(3, 2)  # gradients of three samples
    for B in (1, 2, 3):
        draws = np.array(np.meshgrid(*[range(3)] * B)).reshape(B, -1)  # every draw, once
        means = g[draws].mean(axis=0)
        sigma = math.sqrt(np.mean(np.sum((g - g.mean(axis=0)) ** 2, axis=1)))
        yield means.mean(axis=0), g.mean(axis=0)
        distance = np.sum((means - g.mean(axis=0)) ** 2, axis=1)
        yield math.sqrt(distance.mean()), sigma / math.sqrt(B)


def adam():
    w = torch.nn.Parameter(torch.tensor([1.0, -2, 3], dtype=torch.float64))
    optimizer = torch.optim.Adam([w], lr=0.1, betas=(0.9, 0.99), eps=1e-8)
    ours, m, v = w.detach().numpy().copy(), 0, 0
    for t in range(1, 8):
        g = np.cos(ours * t)
        m, v = 0.9 * m + 0.1 * g, 0.99 * v + 0.01 * g**2
        ours = ours - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.99**t)) + 1e-8)
        w.grad = torch.cos(w.detach() * t)
        optimizer.step()
        yield ours, w.detach().numpy().copy()


def explained_share():
    y, y_hat = random(9), random(9, seed=1)
    ours = 1 - np.sum((y - y_hat) ** 2) / np.sum((y - y.mean()) ** 2)
    yield ours, r2_score(y, y_hat)
    yield 1 - np.sum((y - y.mean()) ** 2) / np.sum((y - y.mean()) ** 2), 0


def interpolant(f, n, x, a=0.0, b=1.0):
    """Equation (23) at x: one ReLU per piece."""
    knots = np.linspace(a, b, n + 1)
    s = np.diff(f(knots)) / np.diff(knots)
    return f(a) + relu(x[:, None] - knots[:-1]) @ np.diff(s, prepend=0)


def one_unit_per_piece():
    x = np.linspace(0, 1, 1001)
    for n in (1, 2, 7, 23):
        knots = np.linspace(0, 1, n + 1)
        yield interpolant(np.sin, n, x), np.interp(x, knots, np.sin(knots))


def interpolation_bound():
    x = np.linspace(0, 2, 4001)
    for n in (1, 2, 5, 40):  # a parabola reaches the bound in the middle of each piece
        error = np.abs(x**2 - interpolant(np.square, n, x, 0.0, 2.0)).max()
        yield round(error / (2 * 2**2 / (8 * n**2)), 2), 1.0
        error = np.abs(np.sin(3 * x) - interpolant(lambda t: np.sin(3 * t), n, x, 0.0, 2.0)).max()
        yield error <= 9 * 2**2 / (8 * n**2), True


def cosine():
    w = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([w], lr=0.7)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=20, eta_min=0.1)
    for step in range(21):
        t = step / 20
        yield schedule.get_last_lr()[0], 0.1 + (0.7 - 0.1) * (1 + math.cos(math.pi * t)) / 2
        optimizer.step()
        schedule.step()


FORMULAS = {  # tag -> (LaTeX as in the guide, on one line; the check)
    "1": (
        r"\begin{aligned} (0,0)&:\quad b < 0, & (1,1)&:\quad w_1 + w_2 + b < 0, \\ "
        r"(1,0)&:\quad w_1 + b > 0, & (0,1)&:\quad w_2 + b > 0. \end{aligned}",
        xor_demands_contradict,
    ),
    "2": (
        r"h_1 = \mathrm{relu}(x_1 + x_2), \qquad h_2 = \mathrm{relu}(x_1 + x_2 - 1), "
        r"\qquad z = h_1 - 2 h_2 - \tfrac12.",
        two_units_compute_xor,
    ),
    "3": (
        r"(X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2).",
        two_linear_layers_are_one,
    ),
    "4": (
        r"Z = X W + b, \qquad A = f(Z).",
        a_layer,
    ),
    "5": (
        r"W_1 = \begin{pmatrix} 1 & 1 \\ 1 & 1 \end{pmatrix}, \quad b_1 = (0, -1), \quad "
        r"W_2 = \begin{pmatrix} 1 \\ -2 \end{pmatrix}, \quad b_2 = -\tfrac12.",
        the_network_by_hand,
    ),
    "6": (
        r"-y \log p - (1 - y) \log(1 - p) = \log(1 + e^{z}) - y z, \qquad "
        r"\frac{d}{dz}\bigl[\log(1 + e^{z}) - y z\bigr] = p - y.",
        binary_cross_entropy,
    ),
    "7": (
        r"\log \sum_j e^{z_j} = m + \log \sum_j e^{z_j - m}.",
        log_sum_exp,
    ),
    "8": (
        r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j), \qquad "
        r"\frac{\partial (-\log p_y)}{\partial z_j} = -\frac{1}{p_y}\, p_y (\delta_{yj} "
        r"- p_j) = p_j - \delta_{yj}.",
        softmax_jacobian,
    ),
    "9": (
        r"L = \frac1N \sum_n (\hat y_n - y_n)^2, \qquad \frac{\partial L}{\partial \hat "
        r"y_n} = \frac2N (\hat y_n - y_n).",
        squared_error,
    ),
    "10": (
        r"dW_{dh} = \sum_n X_{nd}\, dZ_{nh}, \qquad db_h = \sum_n dZ_{nh}, \qquad "
        r"dX_{nd} = \sum_h dZ_{nh}\, W_{dh}.",
        backward_by_index,
    ),
    "11": (
        r"dW = X^\top dZ, \qquad db = \mathbf{1}^\top dZ, \qquad dX = dZ\, W^\top.",
        backward_as_products,
    ),
    "12": (
        r"dZ = dA \odot f'(Z),",
        backward_through_the_bend,
    ),
    "13": (
        r"\frac{f(x+h) - f(x-h)}{2h} = f'(x) + \frac{h^2}{6} f'''(x) + O(h^4), \qquad "
        r"\text{error} \approx \frac{h^2}{6} \lvert f''' \rvert + \frac{\varepsilon "
        r"\lvert f \rvert}{h}.",
        central_difference,
    ),
    "14": (
        r"h^* = \left( \frac{3\, \varepsilon \lvert f \rvert}{\lvert f''' \rvert} "
        r"\right)^{1/3},",
        best_step,
    ),
    "15": (
        r"E[z^2] = n_{in} \cdot \mathrm{Var}(w) \cdot E[a^2].",
        spread_of_a_layer,
    ),
    "16": (
        r"\mathrm{Var}(w) = \frac{\text{gain}^2}{n_{in}}, \qquad \text{gain} = "
        r"\frac{1}{\sqrt{E[f(z)^2]}}, \quad z \sim N(0, 1),",
        gain_keeps_the_mean_square,
    ),
    "17": (
        r"E[f(z)] = \frac{1 - \alpha}{\sqrt{2\pi}}, \qquad E[f(z)^2] = \frac{1 + "
        r"\alpha^2}{2},",
        moments_of_the_leak,
    ),
    "18": (
        r"x \leftarrow x - \eta \lambda x = (1 - \eta\lambda)\, x.",
        descent_on_a_parabola,
    ),
    "19": (
        r"\eta = \frac{2}{\lambda_{\min} + \lambda_{\max}}, \qquad \text{factor per step "
        r"} \frac{\kappa - 1}{\kappa + 1}.",
        best_rate,
    ),
    "20": (
        r"E[g_B] = g, \qquad \sqrt{E \lVert g_B - g \rVert^2} = \frac{\sigma}{\sqrt B}, "
        r"\qquad \sigma^2 = \frac1N \sum_n \lVert g_n - g \rVert^2.",
        noise_of_a_batch,
    ),
    "21": (
        r"\begin{aligned} m &\leftarrow \beta_1 m + (1 - \beta_1) g, & v &\leftarrow "
        r"\beta_2 v + (1 - \beta_2) g^2, \\ \hat m &= m/(1 - \beta_1^t), & \hat v &= "
        r"v/(1 - \beta_2^t), \qquad w \leftarrow w - \eta\, \hat m / (\sqrt{\hat v} + "
        r"\epsilon). \end{aligned}",
        adam,
    ),
    "22": (
        r"R^2 = 1 - \frac{\sum_n (y_n - \hat y_n)^2}{\sum_n (y_n - \bar y)^2}.",
        explained_share,
    ),
    "23": (
        r"g(x) = f(a) + \sum_{j=0}^{n-1} (s_j - s_{j-1})\, \mathrm{relu}(x - x_j), "
        r"\qquad s_{-1} = 0,",
        one_unit_per_piece,
    ),
    "24": (
        r"\max_{a \le x \le b} \lvert f(x) - g(x) \rvert \le \frac{M (b - a)^2}{8 n^2}.",
        interpolation_bound,
    ),
    "25": (
        r"\eta(t) = \eta_1 + \tfrac12 (\eta_0 - \eta_1)(1 + \cos \pi t).",
        cosine,
    ),
}


@pytest.mark.parametrize("tag", FORMULAS)
def test_the_formula_stands_in_the_guide_and_holds(tag):
    latex, check = FORMULAS[tag]
    assert displayed(text()).get(tag) == latex
    pairs = list(check())
    assert pairs
    for left, right in pairs:
        assert same(left, right), (tag, left, right)


def test_every_displayed_formula_has_a_check():
    assert sorted(displayed(text()), key=int) == sorted(FORMULAS, key=int)


def same(left, right):
    left, right = np.asarray(left, dtype=float), np.asarray(right, dtype=float)
    if left.shape != right.shape:
        return False
    return bool(np.allclose(left, right, rtol=TOLERANCE, atol=TOLERANCE))


def test_two_sides_that_differ_by_a_thousandth_are_told_apart():
    for tag, (_, check) in FORMULAS.items():
        left, right = next(iter(check()))
        assert not same(left, np.asarray(right, dtype=float) * 1.001 + 0.001), tag


def test_a_formula_without_a_tag_or_with_another_ones_is_noticed():
    for block in ("a = b", r"a = b \tag{1}"):
        with pytest.raises(ValueError, match="no tag"):
            displayed(text() + f"\n```math\n{block}\n```\n")


def test_a_changed_formula_is_noticed():
    changed = displayed(text().replace(r"dX = dZ\, W^\top", "dX = W^\\top dZ", 1))
    assert changed != displayed(text()) and changed["11"] != FORMULAS["11"][0]
