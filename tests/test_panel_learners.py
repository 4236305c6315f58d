"""Whatever a learner's function does, a panel goes on living and says what happened."""

import re
import sys
import warnings

import numpy as np
import panel_functions as own
import pytest

from mlplab.panels.activation_lab import ActivationLab
from mlplab.panels.descent import DescentLab
from mlplab.panels.engine import Engine
from mlplab.panels.flow import GradientFlow
from mlplab.panels.frame import pack
from mlplab.panels.hidden_space import HiddenSpace
from mlplab.panels.nets import Passes
from mlplab.panels.playground import Playground
from mlplab.panels.race import Race
from mlplab.panels.stepper import Stepper


class Spoiled:
    """The learner's forward pass with something that happens in it while `on`."""

    __name__ = "mlp_forward"

    def __init__(self, happens, on=True):
        self.happens, self.on, self.calls = happens, on, 0

    def __call__(self, params, X, acts):
        self.calls += 1
        out = own.mlp_forward(params, X, acts)
        if not self.on:
            return out
        changed = self.happens(params, X, *out)
        return out if changed is GOES_ON else changed


GOES_ON = object()


def playing(forward=own.mlp_forward, **spoiled):
    """A playground that plays: exercise 1's functions, one of them perhaps spoiled."""
    functions = {"backward": own.mlp_backward, "loss": own.bce_with_logits, **spoiled}
    engine = Engine(Playground(Passes(forward, binary=True, **functions), own.OWN))
    engine.hear({"do": "predict", "value": engine.model.options[0]})
    engine.hear({"do": "play"})
    return engine


def raises(error):
    def happens(*_):
        raise error

    return happens


def unwritten(*_):
    raise NotImplementedError


# -------------------------------------------------------------------------- what stops training


def test_an_error_is_told_with_its_line_pauses_and_is_over_when_a_setting_changes():
    forward = Spoiled(raises(ValueError("no such layer")), on=False)
    engine = playing(forward)
    engine.tick(0.01, 1.0)
    forward.on = True
    engine.tick(0.01, 1.0)
    frame = engine.frame()
    assert frame["trouble"] and not frame["playing"]
    assert "mlp_forward stopped with a ValueError in happens at line" in frame["told"]
    assert "raise error" in frame["told"] and frame["told"].endswith("no such layer")
    for do in ("play", "step"):
        engine.hear({"do": do})
        assert not engine.playing and engine.frame()["trouble"]
    forward.on = False
    engine.hear({"set": {"lr": 0.2}})
    engine.hear({"do": "play"})
    engine.tick(0.01, 1.0)
    frame = engine.frame()
    assert frame["playing"] and not frame["trouble"] and frame["steps"] > 0


def test_an_error_from_the_first_call_on_leaves_a_panel_that_says_so():
    forward = Spoiled(raises(ValueError("no such layer")))
    engine = playing(forward)
    frame = engine.frame()
    assert not engine.playing and frame["trouble"] and "no such layer" in frame["told"]
    pack(frame)
    forward.on = False
    engine.hear({"do": "rewind"})
    assert not engine.frame()["trouble"]


@pytest.mark.parametrize("which", ["forward", "backward", "loss"])
def test_a_function_that_is_not_written_is_waited_for_by_name(which):
    engine = playing(**{which: unwritten})
    engine.hear({"do": "step"})
    frame = engine.frame()
    assert (
        frame["told"].startswith("This waits for unwritten. Write it, run its cell")
        and frame["trouble"]
    )


@pytest.mark.parametrize(
    "happens, told",
    [
        (lambda *_: None, "mlp_forward should return two things, out and cache; it returned None"),
        (lambda p, X, out, cache: out, "mlp_forward should return two things"),
        (lambda p, X, out, cache: (None, cache), "returned None as logits; an array"),
        (lambda p, X, out, cache: (out.ravel(), cache), r"shape \(250,\) .* shape \(250, 1\)"),
        (lambda p, X, out, cache: (out.T, cache), r"shape \(1, 250\)"),
        (lambda p, X, out, cache: (out.astype(str), cache), r"shape \(250, 1\) of <U32 as logits"),
        (lambda p, X, out, cache: p[7], "mlp_forward stopped with an IndexError"),
        (raises(SystemExit("bye")), "SystemExit .* bye"),
        (raises(RecursionError("deep")), "RecursionError .* deep"),
        (raises(StopIteration()), "StopIteration"),
        (raises(Exception()), "mlp_forward stopped with an Exception"),
    ],
)  # fmt: skip
def test_what_a_forward_pass_should_not_do_is_told(happens, told):
    frame = playing(Spoiled(happens)).frame()
    assert frame["trouble"] and re.search(told, frame["told"]), frame["told"]


@pytest.mark.parametrize(
    "spoiled, told",
    [
        (
            {"loss": lambda z, y: None},
            "<lambda> should return two things, the loss and its gradient",
        ),
        ({"loss": lambda z, y: (z, z)}, "<lambda> should return a number"),
        ({"loss": lambda z, y: (1.0, z[:3])}, r"an array of shape \(3, 1\) as the gradient"),
        ({"backward": lambda *_: None}, r"a pair \(dW, db\) for each of 3 layers"),
        ({"backward": lambda params, *_: params[::-1]}, r"dW1 the shape \(6, 1\), not \(2, 6\)"),
    ],
)
def test_what_a_loss_or_a_backward_pass_should_not_return_is_told(spoiled, told):
    engine = playing(**spoiled)
    engine.hear({"do": "step"})
    assert re.search(told, engine.frame()["told"])


@pytest.mark.parametrize(
    "spoiled, told",
    [
        ({"forward": Spoiled(lambda p, X, out, cache: (out * np.nan, cache))}, "Step 1: the loss"),
        ({"backward": lambda params, *_: [(W * np.nan, b) for W, b in params]}, "Step 1: dW1"),
    ],
)
def test_numbers_that_are_none_end_training_at_a_named_step(spoiled, told):
    engine = playing(**spoiled)
    engine.tick(0.1, 1.0)
    frame = engine.frame()
    assert told in frame["told"] and not frame["playing"] and not frame["trouble"]
    pack(frame)


@pytest.mark.parametrize("when", ["begin", "step", "picture"])
def test_an_interrupt_pauses_and_play_goes_on(when):
    forward = Spoiled(raises(KeyboardInterrupt), on=when == "begin")
    engine = playing(forward)
    forward.on = True
    if when == "step":
        engine.tick(0.1, 1.0)
    words = engine.frame()["told"]
    assert "Interrupted" in words and not engine.playing and "stopped with" not in words
    forward.on = False
    engine.hear({"do": "rewind" if when == "begin" else "pause"})
    engine.hear({"do": "play"})
    engine.tick(0.1, 1.0)
    frame = engine.frame()
    assert frame["playing"] and frame["steps"] > 0 and not frame["trouble"]


# --------------------------------------------------------------------- what it writes and touches


def test_ten_thousand_printed_lines_reach_nobody_and_are_told_once(capfd):
    def prints(*_):
        for i in range(10_000):
            print("line", i)
        print("written", file=sys.stderr)
        return GOES_ON

    engine = playing(Spoiled(prints))
    for _ in range(3):
        engine.tick(0.001, 0.001)
        told = engine.frame()["told"]
    assert told.count("Your code wrote: written") == 1 and "line" not in told
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("how", ["default", "error"])
def test_a_warning_reaches_nobody_and_stops_nothing(how, recwarn, capfd):
    def warns(params, X, out, cache):
        warnings.warn("old", stacklevel=1)
        np.zeros(1) / np.zeros(1)
        return GOES_ON

    with warnings.catch_warnings(), np.errstate(all="raise" if how == "error" else "warn"):
        warnings.simplefilter(how)
        engine = playing(Spoiled(warns))
        engine.tick(0.1, 0.01)
        frame = engine.frame()
    assert frame["playing"] and frame["steps"] > 0 and not frame["trouble"]
    assert not len(recwarn) and capfd.readouterr() == ("", "")


def test_a_function_that_changes_its_arguments_changes_nothing_of_the_panels():
    def forward(params, X, acts):
        out = own.mlp_forward(params, X.copy(), acts)
        X *= 2
        params.reverse()
        return out

    def loss(z, y):
        out = own.bce_with_logits(z.copy(), y.copy())
        z *= 0
        y += 1
        return out

    def backward(params, cache, dout, acts):
        grads = own.mlp_backward(list(params), cache, dout, acts)
        params.clear()
        return grads

    def batches(X, y, size, rng):
        out = list(own.iterate_minibatches(X.copy(), y.copy(), size, rng))
        X += 1
        y += 1
        return out

    def standardize(train, test):
        out = own.standardize(train.copy(), test.copy())
        train *= 0
        test *= 0
        return out

    frames = []
    for functions in (
        (forward, backward, loss, batches, standardize),
        (own.mlp_forward, own.mlp_backward, own.bce_with_logits,
         own.iterate_minibatches, own.standardize),
    ):  # fmt: skip
        model = Playground(Passes(*functions[:3], binary=True), None, *functions[3:])
        engine = Engine(model)
        for _ in range(60):
            engine.hear({"do": "step"})
        frame = engine.frame()
        assert not frame["trouble"], frame["told"]
        frames.append(pack({"views": frame["views"], "told": frame["told"]}))
    assert frames[0] == frames[1]


def test_words_are_guarded_like_pictures(capfd):
    """A race's sentence asks the learner's own epochs_to; a script asks for nothing but words."""
    assert Engine(Race(Passes(), own.OWN, unwritten)).told().startswith("This waits for unwritten.")

    def epochs_to(history, target):
        print("asked")
        return own.epochs_to(history, target)

    words = Engine(Race(Passes(), own.OWN, epochs_to)).told()
    assert "Epoch 0" in words and words.endswith("Your code wrote: asked")
    assert capfd.readouterr() == ("", "")


def test_an_answer_that_needs_what_is_not_written_stays_open():
    engine = Engine(ActivationLab({"sigmoid": (unwritten, unwritten), "tanh": own.TANH}))
    engine.hear({"do": "predict", "value": engine.model.options[0]})
    engine.hear({"set": {"act": "tanh"}})
    frame = engine.frame()
    assert not frame["trouble"] and frame["told"].startswith("tanh (yours)")
    assert "It came out" not in frame["told"]


def nothing(name):
    """A learner's function of that name that returns None."""

    def function(*_):
        return None

    function.__name__ = name
    return function


NOTHINGS = {
    "init_params": lambda f: GradientFlow(Passes(), None, init=f),
    "gradient_flow": lambda f: GradientFlow(Passes(), None, flow=f),
    "dead_fraction": lambda f: GradientFlow(Passes(), {"relu": own.RELU}, dead=f),
    "saturation_fraction": lambda f: GradientFlow(Passes(), None, saturated=f),
    "iterate_minibatches": lambda f: Playground(Passes(), None, f),
    "standardize": lambda f: HiddenSpace(Passes(), None, None, f),
    "gd_quadratic": DescentLab,
    "linear_backward": lambda f: Stepper(
        own.mlp_forward, own.mlp_backward, own.bce_with_logits, f, own.OWN
    ),
}


@pytest.mark.parametrize("name", NOTHINGS)
def test_a_function_that_returns_nothing_is_told_by_its_name(name):
    engine = Engine(NOTHINGS[name](nothing(name)))
    if name == "dead_fraction":
        engine.hear({"set": {"act": "relu"}})
    engine.hear({"do": "step"})
    frame = engine.frame()
    assert frame["trouble"] and name in frame["told"] and "None" in frame["told"], frame["told"]


@pytest.mark.parametrize(
    "batches, told",
    [
        (
            lambda X, y, size, rng: [(X[:5], y[:4])],
            r"X of shape \(5, 2\) and y of \(4,",
        ),
        (lambda X, y, size, rng: [X[:5]], "should return two things, X_batch and y_batch"),
        (lambda X, y, size, rng: [], "gave no batch at all"),
    ],
)
def test_batches_that_do_not_fit_are_not_blamed_on_the_loss(batches, told):
    engine = Engine(Playground(Passes(loss=own.softmax_cross_entropy), None, batches))
    engine.hear({"do": "step"})
    assert re.search(told, engine.told()), engine.told()


def test_scaling_in_place_leaves_the_picture_alone():
    def standardize(train, test):
        train -= train.mean(axis=0)
        train *= 9
        return train, test

    engine = Engine(HiddenSpace(Passes(), None, None, standardize))
    assert np.abs(engine.model.shown).max() < 1.3
