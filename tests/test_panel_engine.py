"""The life of a panel without a page: buttons, undo, and how long it trains at a time."""

import numpy as np
import panel_functions as own
import pytest

from mlplab.panels.controls import Choice, Push, Range, defaults
from mlplab.panels.engine import UNDOS, Engine
from mlplab.panels.model import Model, Stopped
from mlplab.panels.nets import Passes
from mlplab.panels.playground import Playground


class Clock:
    """Seconds that pass only when a test says so."""

    now = 100.0

    def __call__(self):
        return self.now


class Counter(Model):
    """A panel that only counts: the smallest that has a step, an action and a restart."""

    name = title = "counter"
    options = ("odd", "even")
    restarts = ("start",)
    pace = 10.0

    def __init__(self, end=None, lasts=lambda: None):
        self.end, self.lasts = end, lasts
        self.controls = (
            Range("start", "start", 0, 100, 0, whole=True),
            Range("by", "step", 1, 100, 1, whole=True),
            Choice("kind", "kind", ("a", "b"), "a"),
            Push("more", "more"),
        )

    def begin(self, settings):
        self.count, self.steps = settings["start"], 0

    def step(self, settings):
        if self.end == "stop" and self.steps == 3:
            raise Stopped("Step 4 cannot be.")
        self.lasts()
        self.steps += 1
        self.count += settings["by"]
        return self.end != "done" or self.steps < 3

    def act(self, settings, name, value):
        before, self.count = self.count, 1000
        return {}, lambda: setattr(self, "count", before)

    def sentence(self, settings):
        return f"At {self.count}."


def engine_of(model, predict=True, clock=None):
    engine = Engine(model, clock=clock or Clock())
    if predict:
        engine.hear({"do": "predict", "value": model.options[0]})
    return engine


def playing(model, clock=None):
    engine = engine_of(model, clock=clock)
    engine.hear({"do": "play"})
    return engine


def binary():
    passes = Passes(own.mlp_forward, own.mlp_backward, own.bce_with_logits, binary=True)
    return Playground(passes, own.OWN)


# ------------------------------------------------------------------------- buttons and predictions


def test_play_is_locked_until_a_prediction_that_can_be_made_once():
    engine = engine_of(Counter(), predict=False)
    for press in ("play", "toggle"):
        engine.hear({"do": press})
        assert not engine.playing and "Predict first" in engine.frame()["told"]
    engine.hear({"do": "predict", "value": "neither"})
    assert engine.frame()["predicted"] is None and "none of the predictions" in engine.told()
    engine.hear({"do": "predict", "value": "even"})
    engine.hear({"do": "predict", "value": "odd"})
    engine.hear({"do": "play"})
    assert engine.playing and engine.frame()["predicted"] == "even"


def test_a_step_needs_no_prediction_and_pauses():
    engine = playing(Counter())
    engine.hear({"do": "step"})
    assert not engine.playing and engine.frame()["steps"] == 1 and engine.told() == "At 1."


@pytest.mark.parametrize(
    "event",
    [{}, {"dance": True}, {"do": "dance"}, {"do": None}, {"do": "_begin"}, {"set": None},
     {"set": {"nothing": 1}}, {"set": {"more": 1}}, {"set": {"by": "fast"}},
     {"set": {"by": 10**400}}, {"set": {"by": 5, "kind": "c"}},
     {"do": "preset", "value": "race by=5"}, {"do": "preset", "value": None},
     {"do": "preset", "value": "counter by=5 kind=c"}],
)  # fmt: skip
def test_an_event_that_cannot_be_does_nothing_but_a_sentence(event):
    engine = engine_of(Counter())
    before = engine.frame()
    engine.hear(event)
    after = engine.frame()
    told = after.pop("told")
    assert told != before.pop("told") and told.endswith(". At 0.")
    assert after == before
    engine.hear({"set": {"by": 2}})
    assert engine.told() == "At 0." and engine.settings["by"] == 2


def test_a_preset_is_one_change_and_missing_names_go_back_to_the_opening():
    engine = engine_of(Counter())
    engine.hear({"set": {"kind": "b"}})
    engine.hear({"do": "preset", "value": "counter by=5 start=7"})
    assert engine.settings == {"start": 7, "by": 5, "kind": "a"} and "At 7." in engine.told()
    engine.hear({"do": "undo"})
    assert engine.settings == {"start": 0, "by": 1, "kind": "b"} and "At 0." in engine.told()


def test_rewind_goes_to_the_start_that_the_settings_describe():
    engine = engine_of(Counter())
    engine.hear({"set": {"start": 5, "by": 2}})
    engine.hear({"do": "step"})
    engine.hear({"do": "play"})
    engine.hear({"do": "rewind"})
    assert not engine.playing and engine.told() == "At 5." and engine.frame()["steps"] == 0


@pytest.mark.parametrize(
    "end, steps, told", [("stop", 3, "Step 4 cannot be. At 3."), ("done", 3, "At 3.")]
)
def test_a_model_that_ends_pauses_and_says_why(end, steps, told):
    engine = playing(Counter(end))
    engine.tick(1.0, 1.0)
    assert not engine.playing and engine.model.steps == steps and engine.told() == told
    assert not engine.frame()["trouble"]


# -------------------------------------------------------------------------------------------- undo


def test_one_move_of_a_slider_is_one_undo_and_a_second_of_rest_ends_it():
    clock = Clock()
    engine = engine_of(Counter(), clock=clock)
    for by, wait in ((2, 0.5), (3, 0.9), (4, 1.1), (5, 0.2), (6, 0)):
        engine.hear({"set": {"by": by}})
        clock.now += wait
    engine.hear({"set": {"kind": "b"}})
    undone = []
    while engine.frame()["undo"]:
        engine.hear({"do": "undo"})
        undone.append((engine.settings["by"], engine.settings["kind"]))
    assert undone == [(6, "a"), (4, "a"), (1, "a")]
    engine.hear({"do": "undo"})
    assert engine.settings == defaults(engine.model.controls)


def test_a_move_right_after_an_undo_can_be_undone_too():
    engine = engine_of(Counter())
    for event in ({"set": {"by": 2}}, {"do": "undo"}, {"set": {"by": 3}}, {"do": "undo"}):
        engine.hear(event)
    assert engine.settings["by"] == 1


def test_a_value_that_is_there_already_is_no_change():
    engine = engine_of(Counter())
    engine.hear({"do": "step"})
    engine.hear({"set": {"start": 0, "by": 1}})
    assert engine.told() == "At 1." and not engine.frame()["undo"]


def test_undo_goes_back_a_hundred_changes_and_keeps_no_more():
    clock = Clock()
    engine = engine_of(Counter(), clock=clock)
    for i in range(2 * UNDOS):
        clock.now += 2
        engine.hear({"set": {"by": 2 + i % 2}})
    count = 0
    while engine.frame()["undo"]:
        engine.hear({"do": "undo"})
        count += 1
    assert count == UNDOS == 100


def test_undo_takes_back_what_an_action_did_and_nothing_else():
    engine = engine_of(Counter())
    engine.hear({"do": "step"})
    engine.hear({"act": "more"})
    engine.hear({"set": {"by": 3}})
    assert engine.told() == "At 1000."
    engine.hear({"do": "undo"})
    assert engine.told() == "At 1000." and engine.settings["by"] == 1
    engine.hear({"do": "undo"})
    assert engine.told() == "At 1." and not engine.frame()["undo"]


def test_a_weight_set_by_hand_comes_back_bit_for_bit_unless_the_network_is_another():
    engine = engine_of(binary())
    before = engine.model.params.vector.copy()
    for event in ({"act": "pick", "value": [1, 2, 1]}, {"act": "weight", "value": 0.1}):
        engine.hear(event)
    assert np.sum(engine.model.params.vector != before) == 1
    engine.hear({"do": "undo"})
    assert np.array_equal(engine.model.params.vector, before)
    engine.hear({"act": "weight", "value": None})
    engine.hear({"do": "rewind"})
    engine.hear({"do": "step"})
    trained = engine.model.params.vector.copy()
    engine.hear({"do": "undo"})
    assert np.array_equal(engine.model.params.vector, trained)


# ------------------------------------------------------------------------------------------ budget


@pytest.mark.parametrize("passed, due", [(0.05, 1), (0.1, 2), (0.5, 6), (60.0, 601)])
def test_a_tick_does_what_is_due_and_not_more(passed, due):
    engine = engine_of(Counter())
    engine.tick(passed, 1.0)
    assert engine.model.steps == 0
    engine.hear({"do": "play"})
    engine.tick(passed, 1.0)
    assert engine.model.steps == due


def test_a_tick_stops_at_the_first_step_beyond_its_budget_and_keeps_no_backlog():
    clock = Clock()
    engine = playing(Counter(lasts=lambda: setattr(clock, "now", clock.now + 0.003)), clock=clock)
    engine.tick(60.0, 0.008)
    assert engine.model.steps == 3
    engine.tick(0.0, 0.008)
    assert engine.model.steps == 4
    engine.tick(0.0, 0.008)
    assert engine.model.steps == 4


def test_a_slow_step_is_told_with_its_seconds_and_no_second_one_is_in_the_tick():
    clock = Clock()
    engine = playing(Counter(lasts=lambda: setattr(clock, "now", clock.now + 2)), clock=clock)
    engine.tick(60.0, 0.008)
    assert engine.model.steps == 1 and "One step takes 2 s" in engine.told()


# ------------------------------------------------------------------------- while training goes on


@pytest.mark.parametrize(
    "change",
    [{"act1": "tanh"}, {"lr": 0.01}, {"l1": 0.01, "l2": 0.1}, {"optimiser": "adam"}, {"batch": 50},
     {"noise": 0.2}, {"alpha": 0.4}],
)  # fmt: skip
def test_a_setting_changes_under_way_and_the_weights_stay_bit_for_bit(change):
    engine = playing(binary())
    engine.tick(0.05, 1.0)
    before, steps = engine.model.params.vector.copy(), engine.frame()["steps"]
    engine.hear({"set": change})
    assert np.array_equal(engine.model.params.vector, before)
    engine.tick(0.01, 1.0)
    assert engine.playing and engine.frame()["steps"] > steps > 0
    assert not np.array_equal(engine.model.params.vector, before)


def test_a_penalty_pulls_weights_and_leaves_biases():
    moved = []
    for penalty in ({}, {"l2": 1.0}, {"l1": 1.0}):
        engine = playing(binary())
        engine.hear({"do": "step"})  # now biases are not 0
        engine.hear({"set": {"batch": 250, **penalty}})
        before = engine.model.params.vector.copy()
        engine.hear({"do": "step"})
        moved.append(engine.model.params.vector - before)
    weights, W = engine.model.params.is_weight, before
    assert np.allclose(moved[1] - moved[0], np.where(weights, -0.1 * W, 0))
    assert np.allclose(moved[2] - moved[0], np.where(weights, -0.1 * np.sign(W), 0))


def test_two_panels_do_not_disturb_each_other_nor_numpys_random_numbers():
    np.random.seed(7)  # noqa: NPY002  a learner's cells may draw from it
    alone, *pair = (playing(binary()) for _ in range(3))
    pair[1].hear({"set": {"lr": 1.0}})
    for _ in range(50):
        for engine in (alone, *pair):
            engine.hear({"do": "step"})
    assert np.array_equal(alone.model.params.vector, pair[0].model.params.vector)
    assert not np.array_equal(alone.model.params.vector, pair[1].model.params.vector)
    drawn = np.random.random()  # noqa: NPY002
    np.random.seed(7)  # noqa: NPY002
    assert drawn == np.random.random()  # noqa: NPY002
