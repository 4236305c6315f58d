"""A panel's answer to its own question is what its picture shows, for every seed."""

import numpy as np
import panel_functions as own
import pytest
import torch  # noqa: F401  as in the notebook of exercise 4

import mlplab.panels as panels
from mlplab.panels.activation_lab import ActivationLab
from mlplab.panels.activations import both
from mlplab.panels.controls import defaults
from mlplab.panels.descent import DescentLab
from mlplab.panels.early_stopping import StoppingLab
from mlplab.panels.engine import Engine
from mlplab.panels.flow import GradientFlow
from mlplab.panels.hidden_space import HiddenSpace
from mlplab.panels.nets import Passes
from mlplab.panels.playground import Playground
from mlplab.panels.race import Race

MODELS = own.models()
FOUR = {
    name: (lambda z, n=name: both(n, z)[0], lambda z, n=name: both(n, z)[1])
    for name in ("sigmoid", "tanh", "relu", "leaky relu")
}


def opened(model, **settings):
    """An engine with these settings."""
    engine = Engine(model)
    engine.hear({"set": settings})
    return engine


def stepped(engine, steps):
    """Steps until the panel has an answer, at most so many; the answer."""
    for _ in range(steps):
        engine.hear({"do": "step"})
        engine.frame()
        if engine.model.answer() is not None:
            break
    return engine.model.answer()


def shown(monkeypatch, make, **arguments):
    """The model that a function of mlplab.panels would show, and what it opens beside it."""
    seen = []
    monkeypatch.setattr(panels, "show", lambda *args: seen.append(args))
    make(**arguments)
    return seen


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kind", ["playground", "playground of exercise 1"])
def test_a_rate_of_ten_kills_the_relu_network_without_an_error(kind, seed):
    engine = opened(MODELS[kind](), lr=10, seed=seed)
    assert stepped(engine, 300) == "units die, and no error tells"
    assert "Silent death: 6 of 6 units of layer" in engine.told()


def test_the_playground_answers_only_what_it_asked():
    for settings in ({"lr": 1}, {"lr": 10, "data": "xor"}, {"lr": 10, "init": "zeros"}):
        assert stepped(opened(MODELS["playground"](), **settings), 60) is None
    frozen = opened(MODELS["playground"](), init="zeros", act1="tanh", act2="tanh")
    stepped(frozen, 200)
    assert "with weights 0 all units of a layer stay alike" in frozen.told()


def test_a_network_that_is_thrown_about_is_told():
    engine = opened(MODELS["playground"](), lr=100, act1="tanh", act2="tanh")
    for _ in range(300):
        engine.hear({"do": "step"})
    assert "Worse than guessing for" in engine.told()


def test_a_click_on_made_points_costs_nothing_and_an_own_point_can_be_taken_away():
    engine = opened(MODELS["playground"]())
    stepped(engine, 5)
    engine.hear({"act": "point", "value": [0.1, 0.2]})
    assert engine.settings["data"] == "moons" and engine.frame()["steps"] == 5
    engine.hear({"set": {"data": "my own"}})
    for x in ([0.1, 0.2], [0.5, 0.5]):
        engine.hear({"act": "point", "value": x})
    assert len(engine.settings["own"]) == 10
    engine.hear({"do": "undo"})
    assert len(engine.settings["own"]) == 5  # one point, however fast it followed
    engine.hear({"act": "point", "value": [0.5, 0.5]})
    engine.hear({"set": {"label": "take away"}})
    engine.hear({"act": "point", "value": [0.4, 0.4]})
    assert len(engine.settings["own"]) == 5


def test_a_picked_weight_is_changed_by_buttons_too():
    engine = opened(MODELS["playground"]())
    assert {"more", "less"} <= set(engine.frame()["hidden"])
    engine.hear({"act": "pick", "value": [1, 2, 1]})
    before = engine.model.params.pairs[0][0][1, 2]
    engine.hear({"act": "more", "value": None})
    assert engine.model.params.pairs[0][0][1, 2] == pytest.approx(before + 0.1)
    assert not {"more", "less"} & set(engine.frame()["hidden"])


@pytest.mark.parametrize("seed", range(4))
def test_gradients_vanish_in_sigmoid_layers_and_a_halved_start_lowers_all_alike(seed):
    vanishing = opened(MODELS["flow"](), seed=seed)
    assert vanishing.model.answer() == "less than a ten-thousandth"
    halved = opened(GradientFlow(Passes(), FOUR), act="relu", init="he", gain=0.5, seed=seed)
    assert halved.model.answer() == "about the same"


def test_the_strip_has_one_column_for_each_step():
    engine = opened(MODELS["flow"]())
    for speed in range(10, 60):
        engine.hear({"set": {"speed": speed}})
    for _ in range(3):
        engine.hear({"do": "step"})
    assert list(engine.model.strip.times) == [0, 1, 2, 3]


@pytest.mark.parametrize("lam", [0.2, 0.37, 1.0, 1.234, 2.9, 5.0])
def test_at_the_limit_words_and_answer_agree(lam):
    engine = opened(DescentLab(own.gd_quadratic), lam1=lam, lam2=0.2)
    engine.hear({"act": "limit", "value": None})
    for _ in range(60):
        engine.hear({"do": "step"})
        told = engine.told()
        assert "jumping from side to side" in told and "x₁ runs away" not in told
    assert engine.model.answer() == "jumps from side to side"


def test_two_paths_that_do_not_tell_leave_the_question_open():
    engine = opened(MODELS["stepper"](), act="relu", y="0")
    assert stepped(engine, 10) is None
    assert stepped(opened(MODELS["stepper"]()), 10) == "the sum of two paths"


def test_a_gelu_rises_faster_than_1_and_only_a_gelu_tells():
    assert opened(ActivationLab(), act="gelu").model.answer() == "above 1"
    assert opened(ActivationLab(), act="tanh").model.answer() is None


@pytest.mark.parametrize("z", [-2.0, 0.0, 1.0])
def test_a_wrong_slope_is_told_and_a_right_one_never(z):
    single = (lambda x: np.tanh(np.float32(x)), lambda x: 1 - np.tanh(np.float32(x)) ** 2)
    hard = (lambda x: np.clip(x, -1, 1), lambda x: (np.abs(x) < 1) * 1.0)
    for pair in (single, hard, own.RELU):
        assert "measured" not in opened(ActivationLab({"tanh": pair}), act="tanh", z=z).told()
    ones = (FOUR["sigmoid"][0], np.ones_like)
    assert "measured" in opened(ActivationLab({"sigmoid": ones}), z=z).told()


def test_a_race_answers_only_as_it_opens_and_an_arrival_stays():
    race = opened(Race(Passes(), FOUR, own.epochs_to))
    assert stepped(race, 60) == "relu"
    arrived = race.model.arrived[2]
    stepped(race, 30)
    assert race.model.arrived[2] == arrived
    for changed in ({"layers": 5}, {"act3": "tanh"}, {"lr1": 2.0}, {"noise": 0.2}):
        assert stepped(opened(Race(Passes(), FOUR, own.epochs_to), **changed), 60) is None
    never = opened(Race(Passes(), FOUR, lambda history, target: None))
    stepped(never, 30)
    assert "95 % at" not in never.told()


def test_the_fewest_units_are_known_when_fewer_have_been_tried():
    engine = Engine(HiddenSpace(Passes()))
    answers = []
    for units in (3, 2, 3):
        engine.hear({"set": {"units": units}})
        for _ in range(21 * 8 + 1):
            engine.hear({"do": "step"})
        for _ in range(100):
            if engine.model.right >= 0.97 or units == 2:
                break
            for _ in range(8):
                engine.hear({"do": "step"})
        engine.frame()
        answers.append(engine.model.answer())
    assert answers == [None, "3", "3"]


def test_the_map_of_activations_names_the_worst_and_opens_the_very_run(monkeypatch):
    ((model,),) = shown(monkeypatch, panels.rate_map, acts=FOUR)
    engine = Engine(model)
    for seed in range(2):
        engine.hear({"set": {"seed": seed}})
        assert stepped(engine, 2000) == "sigmoid"
    engine.hear({"set": {"row": "tanh", "column": 6}})
    seen = []
    monkeypatch.setattr(panels, "show", lambda *args: seen.append(args))
    engine.hear({"act": "open", "value": None})
    ((playground, settings),) = seen
    assert isinstance(playground, Playground)
    run = opened(playground, **settings)
    for _ in range(60):
        run.hear({"do": "step"})
    loss = playground.passes.mean_loss(
        playground.passes.logits(playground.params, playground.X, playground.pairs), playground.y
    )
    assert loss == pytest.approx(model.losses[1][5][-1], rel=1e-4)  # its rate has four digits


def test_nothing_learns_at_a_rate_of_100_in_the_map_of_exercise_4():
    ends = np.array([[0.1, 29.0], [0.2, np.nan]])
    assert panels._fastest(("relu", "tanh"), [1, 100], ends) == "neither"
    model = MODELS["map of exercise 4"]()
    model.question, model.options = panels.FASTEST, ("relu", "tanh", panels.NEITHER)
    model._came = panels._fastest
    assert stepped(Engine(model), 2000) == "neither"


@pytest.mark.parametrize("seed", range(4))
def test_patience_1_stops_on_noise(seed):
    engine = opened(MODELS["stopping"](), patience=1, seed=seed)
    assert stepped(engine, 60) == "long before the lowest loss"


def test_early_stopping_answers_for_the_noisy_curve_only():
    for settings in ({"patience": 2}, {"noise": 0.01, "patience": 1}):
        assert stepped(opened(MODELS["stopping"](), **settings), 60) is None
    curve = list(np.linspace(1, 0, 60))
    engine = opened(StoppingLab(own.early_stopping(), {"mine": curve}), patience=1, curve="mine")
    assert stepped(engine, 60) is None
    for wrong in ({"a": []}, {"noisy": [1.0]}, {"b": [[1.0]]}):
        with pytest.raises(ValueError, match="is a list of losses"):
            StoppingLab(own.early_stopping(), wrong)


def test_every_option_of_a_question_differs_and_fits_a_guess():
    for name, make in MODELS.items():
        model = make()
        assert model.question and len(set(model.options)) == len(model.options) >= 2, name
        assert defaults(model.controls)
