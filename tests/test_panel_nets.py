"""Networks of panels: activations, the way through and back, optimisers, what goes wrong."""

import itertools

import numpy as np
import panel_functions as own
import pytest
import torch

from mlplab.checks.call import Told
from mlplab.panels.activations import NAMES, SLANTED, Activations, both
from mlplab.panels.model import Stopped
from mlplab.panels.nets import INITS, Passes, dead_units, gathered, hidden_outputs, start
from mlplab.panels.training import OPTIMISERS, Optimiser, Run, Trouble

# ------------------------------------------------------------------------------------- activations

AWAY = np.linspace(-4, 4, 41) + 0.013  # from every kink


@pytest.mark.parametrize("alpha", [0.01, 1.0])
@pytest.mark.parametrize("name", NAMES)
def test_the_slope_of_every_given_activation_is_its_derivative(name, alpha):
    value, slope = both(name, AWAY, alpha)
    measured = (both(name, AWAY + 1e-6, alpha)[0] - both(name, AWAY - 1e-6, alpha)[0]) / 2e-6
    assert value.shape == AWAY.shape and np.allclose(slope, measured, rtol=1e-6, atol=1e-8)
    assert np.isfinite(both(name, np.array([-800.0, 800.0]), alpha)).all()
    other = both(name, AWAY, 0.5)[0]
    assert np.array_equal(value, other) == (name not in SLANTED)


def test_a_learners_activation_stands_for_the_given_one_of_its_name():
    acts = Activations(
        {"relu": (np.sin, np.cos), "leaky_relu": (own.leaky, own.dleaky), "me": own.TANH}
    )
    assert acts.names == (*NAMES, "me")
    assert np.array_equal(acts.checked("relu", 0.1, AWAY), [np.sin(AWAY), np.cos(AWAY)])
    assert np.array_equal(acts.checked("leaky relu", 0.3, AWAY), both("leaky relu", AWAY, 0.3))
    assert np.array_equal(acts.checked("elu", 0.3, AWAY), both("elu", AWAY, 0.3))


@pytest.mark.parametrize(
    "function, takes",
    [
        (own.leaky, True),
        (lambda z, alpha=0.1: z, True),
        (lambda z, slope=0.1: z, False),
        (lambda z, *more: z, False),
        (lambda z, *, alpha=0.1: z, False),
        (np.tanh, False),
    ],
)
def test_a_function_gets_an_alpha_when_it_needs_a_second_argument_or_has_an_alpha(function, takes):
    acts = Activations({"elu": (function, function)})
    assert acts.takes_alpha("elu") == takes
    assert len(acts.checked("elu", 0.1, AWAY)) == 2


@pytest.mark.parametrize(
    "returned, told",
    [
        (None, "None"),
        (1.0, "a float"),
        (AWAY[:3], r"an array of shape \(3,\)"),
        (AWAY[None], r"an array of shape \(1, 41\)"),
        (AWAY * 1j, r"an array of shape \(41,\) of complex128"),
        (["a"], "a list of 1"),
        ([[1.0], [1.0, 2.0]], "a list of 2"),
    ],
)
def test_what_is_no_activation_is_told_with_both_shapes(returned, told):
    acts = Activations({"tanh": (np.tanh, lambda z: returned)})
    with pytest.raises(Told, match=rf"the derivative of tanh returned {told}; .* shape \(41,\)"):
        acts.checked("tanh", 0.1, AWAY)


# ---------------------------------------------------------------------------------------- networks

SIZES = (2, 5, 4)
PAIRS = [own.TANH, tuple(lambda z, i=i: both("silu", z)[i] for i in range(2))]
STYLES = {
    "in one go": (own.mlp_forward, own.mlp_backward),
    "sample by sample": (own.sample_by_sample, own.back_sample_by_sample),
}


def network(binary, seed=0):
    rng, outputs = np.random.default_rng(seed), 1 if binary else 3
    params = start((*SIZES, outputs), "he", 1.0, seed)
    params.vector += 0.1 * rng.standard_normal(len(params.vector))
    return params, rng.standard_normal((12, 2)), rng.integers(0, max(2, outputs), 12)


@pytest.mark.parametrize("binary", [True, False])
def test_the_given_passes_give_the_slopes_of_the_given_loss(binary):
    params, X, y = network(binary)
    passes, at = Passes(binary=binary), params.vector.copy()
    loss, gradient = passes.slopes(params, X, y, PAIRS)
    assert loss == passes.mean_loss(passes.logits(params, X, PAIRS), y)
    for i in range(len(at)):
        ends = []
        for h in (1e-6, -1e-6):
            params.vector[:] = at
            params.vector[i] += h
            ends.append(passes.mean_loss(passes.logits(params, X, PAIRS), y))
        assert np.isclose(gradient[i], (ends[0] - ends[1]) / 2e-6, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("binary", [True, False])
@pytest.mark.parametrize("style", STYLES)
def test_a_learners_passes_give_the_same_slopes_in_every_style(style, binary):
    params, X, y = network(binary)
    mine = Passes(*STYLES[style], own.bce_with_logits if binary else None, binary)
    loss, gradient = Passes(binary=binary).slopes(params, X, y, PAIRS)
    own_loss, own_gradient = mine.slopes(params, X, y, PAIRS)
    assert np.isclose(own_loss, loss, rtol=1e-12) and np.allclose(
        own_gradient, gradient, atol=1e-14
    )
    assert np.allclose(mine.logits(params, X, PAIRS), Passes().logits(params, X, PAIRS))


def test_one_pass_of_a_learner_without_the_other_is_refused():
    with pytest.raises(ValueError, match="both or none"):
        Passes(forward=own.mlp_forward)


@pytest.mark.parametrize(
    "spoil, told",
    [
        (lambda g: None, r"a pair \(dW, db\) for each of 3 layers"),
        (lambda g: 3.0, "a pair"),
        (lambda g: g[:2], "a pair"),
        (lambda g: [dW for dW, _ in g], "a pair"),
        (lambda g: [*g, g[0]], "a pair"),
        (
            lambda g: [g[0], (g[1][0].T, g[1][1]), g[2]],
            r"gave dW2 the shape \(4, 5\), not \(5, 4\)",
        ),
        (lambda g: [*g[:2], (g[2][0], g[2][1][None])], r"gave db3 the shape \(1, 3\), not \(3,\)"),
        (lambda g: [(g[0][0], None), *g[1:]], r"gave db1 the shape \(\), not \(5,\)"),
    ],
)
def test_gradients_of_another_structure_are_told_by_name(spoil, told):
    params, X, _ = network(binary=False)
    right = own.mlp_backward(
        params.pairs, own.mlp_forward(params.pairs, X, PAIRS)[1], X @ np.ones((2, 3)), PAIRS
    )
    assert len(gathered(right, params, "back")) == len(params.vector)
    with pytest.raises(Told, match=f"^back .*{told}"):
        gathered(spoil(right), params, "back")


@pytest.mark.parametrize("style", STYLES)
def test_hidden_layers_are_the_same_watched_or_made_the_last_of_a_shorter_network(style):
    params, X, _ = network(binary=False)
    hidden, logits = hidden_outputs(Passes(), params, X, PAIRS)
    own_hidden, own_logits = hidden_outputs(Passes(*STYLES[style]), params, X, PAIRS)
    assert [A.shape for _, A in hidden] == [(12, 5), (12, 4)] and np.allclose(own_logits, logits)
    for (Z, A), (own_Z, own_A) in zip(hidden, own_hidden, strict=True):
        assert np.allclose(own_Z, Z) and np.allclose(own_A, A)


def test_a_unit_is_dead_when_no_sample_passes_a_gradient():
    Z = np.array([[-1.0, -1, 1], [-2, 3, 1]])
    assert dead_units([(Z, np.maximum(Z, 0))], [own.RELU]).tolist() == [True, False, False]
    assert dead_units([], []).tolist() == []


@pytest.mark.parametrize(
    "init, variance", [("he", 2 / 300), ("xavier", 2 / 500), ("normal 0.01", 1e-4)]
)
def test_a_start_has_the_variance_of_its_name_times_the_gain(init, variance):
    made = start((300, 200), init, 3.0, 0)
    ((W, b),) = made.pairs
    assert np.isclose(W.var(), 9 * variance, rtol=0.02) and abs(W.mean()) < 0.01 * W.std() * 2
    assert not b.any() and np.array_equal(made.vector[made.is_weight], W.ravel())
    assert np.array_equal(start((300, 200), init, 3.0, 0).vector, made.vector)
    assert not np.array_equal(start((300, 200), init, 3.0, 1).vector, made.vector)


@pytest.mark.parametrize("init, weight", [("zeros", 0.0), ("all equal", 1.5)])
def test_a_start_without_chance_has_the_same_weight_everywhere(init, weight):
    made = start(SIZES, init, 3.0, 0)
    assert all(np.all(weight == W) and not b.any() for W, b in made.pairs)


def test_starts_of_one_seed_differ_only_in_scale():
    he, *others = (start(SIZES, init, 1.0, 7).pairs[0][0] for init in INITS[:3])
    assert all(np.allclose(W / W.std(), he / he.std()) for W in others)


# ---------------------------------------------------------------------------------------- training

TORCH = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr, alpha=0.99),
    "adam": lambda p, lr: torch.optim.Adam(p, lr),
}
SCALES = np.array([1e-3, 1.0, 30.0])


def walked(kinds, steps=20, lr=0.05):
    """Positions of our optimiser in a valley whose axes differ in steepness."""
    vector, optimiser, path = np.ones(3), Optimiser(3), []
    for kind in kinds:
        for _ in range(steps):
            optimiser.step(kind, vector, SCALES * vector, lr)
            path.append(vector.copy())
    return np.array(path)


@pytest.mark.parametrize("kind", OPTIMISERS)
def test_an_optimiser_walks_as_pytorchs_does(kind):
    x = torch.ones(3, dtype=torch.float64, requires_grad=True)
    optimiser, path = TORCH[kind]([x], 0.05), []
    for _ in range(20):
        optimiser.zero_grad()
        (torch.tensor(SCALES) * x * x / 2).sum().backward()
        optimiser.step()
        path.append(x.detach().numpy().copy())
    assert np.allclose(walked([kind]), path, rtol=1e-9)


@pytest.mark.parametrize("before, after", list(itertools.permutations(OPTIMISERS, 2)))
def test_another_optimiser_begins_with_an_empty_memory(before, after):
    path, vector, fresh = walked([before, after]), None, Optimiser(3)
    vector = path[19].copy()
    for now in path[20:]:
        fresh.step(after, vector, SCALES * vector, 0.05)
        assert np.array_equal(now, vector)


def test_an_optimiser_that_there_is_not_is_no_other_one():
    with pytest.raises(ValueError, match=r"'gradient'.*adam"):
        Optimiser(1).step("gradient", np.ones(1), np.ones(1), 0.1)


@pytest.mark.parametrize(
    "loss, broken, told",
    [
        (np.nan, 0, "the loss"),
        (np.inf, None, "the loss"),
        (0.5, 0, "dW1"),
        (0.5, 10, "db1"),
        (0.5, 15, "dW2"),
        (0.5, -1, "db2"),
    ],
)
def test_trouble_names_the_step_the_quantity_and_what_helps(loss, broken, told):
    params, trouble = start(SIZES, "he", 1.0, 0), Trouble(np.log(2))
    gradient = np.ones_like(params.vector)
    assert trouble.look(5, 0.2, gradient, params, 2.5) == ""
    assert trouble.look(6, 0.3, gradient, params, 2.5) == ""
    if broken is not None:
        gradient[broken] = np.inf
    words = trouble.look(7, loss, gradient, params, 2.5)
    assert words.startswith(
        f"Step 7: {told} is no finite number any more. The loss before was 0.3."
    )
    assert "learning rate 2.5" in words and "Rewind" in words


def test_trouble_does_not_blame_a_rate_that_has_not_thrown_anything():
    params = start(SIZES, "he", 1.0, 0)
    gradient, trouble = np.ones_like(params.vector), Trouble(np.log(2))
    assert "no step was made before it" in trouble.look(1, np.nan, gradient, params, 2.5)
    for loss in (0.6, 0.4):
        trouble.look(1, loss, gradient, params, 2.5)
    words = trouble.look(3, np.nan, gradient, params, 2.5)
    assert "The loss before was 0.4." in words and "2.5" not in words


def test_trouble_counts_steps_near_chance_in_a_row():
    params, trouble = start(SIZES, "he", 1.0, 0), Trouble(np.log(2))
    counts = []
    for loss in (0.69, 0.6935, 0.65, 0.695, 0.70, 0.71):
        trouble.look(1, loss, np.zeros_like(params.vector), params, 0.1)
        counts.append(trouble.still())
    assert counts == [1, 2, 0, 1, 2, 0]


def test_a_run_stops_before_a_step_that_is_no_number():
    params, X, y = network(binary=True)
    run = Run(Passes(binary=True), params, PAIRS, np.log(2))
    run.step(X, y, OPTIMISERS[0], 0.1)
    X[0, 0], before = np.nan, params.vector.copy()
    with np.errstate(invalid="ignore"), pytest.raises(Stopped, match=r"^Step 2: the loss"):
        run.step(X, y, OPTIMISERS[0], 0.1)
    assert np.array_equal(params.vector, before)
