"""What panels compute: at every setting, with a learner's functions, without a page."""

import numpy as np
import panel_functions as own
import pytest
import torch  # noqa: F401  the panels of exercise 4 find it loaded, as in its notebook

from mlplab.panels.controls import Choice, Push, Range, Switch, defaults
from mlplab.panels.engine import Engine
from mlplab.panels.frame import pack, unpack
from mlplab.panels.still import png

MODELS = own.models()
BUDGET = 0.02


def played(engine, ticks=5):
    """Predict, press Play, and let some frames pass."""
    if engine.model.options:
        engine.hear({"do": "predict", "value": engine.model.options[0]})
    engine.hear({"do": "play"})
    for _ in range(ticks):
        engine.tick(0.1, BUDGET)
    return engine


@pytest.mark.parametrize("name", MODELS)
def test_a_panel_plays_and_every_view_has_a_picture_and_words(name):
    engine = played(Engine(MODELS[name]()))
    frame = unpack(pack(engine.frame()))
    assert not frame["trouble"], frame["told"]
    assert frame["steps"] > 0
    views = {v["name"]: v for v in engine.model.views}
    shown = {n for n, data in frame["views"].items() if data}
    assert shown and shown <= set(views)
    for view in shown:
        kind = views[view]["kind"]
        assert kind == "table" or frame["views"][view]["alt"], view
    assert png(engine.model, engine.frame()["views"]).startswith(b"\x89PNG")


def extremes(control):
    """Both ends of a slider, every choice, both states of a box."""
    if isinstance(control, Range):
        return [0.0] * control.zero + [control.low, control.high]
    if isinstance(control, Choice):
        return list(control.options)
    return [True, False] if isinstance(control, Switch) else []


@pytest.mark.parametrize("name", MODELS)
def test_every_control_at_its_ends_leaves_a_panel_that_works(name):
    engine = played(Engine(MODELS[name]()), 1)
    for control in engine.model.controls:
        for value in extremes(control):
            engine.hear({"set": {control.name: value}})
            engine.hear({"do": "play"})
            engine.tick(0.05, 0.004)
            frame = engine.frame()
            assert not frame["trouble"], (control.name, value, frame["told"])
            assert frame["settings"][control.name] == value
            pack(frame)
        engine.hear({"set": {control.name: engine.model.controls and control_default(control)}})
    for control in engine.model.controls:
        if isinstance(control, Push):
            engine.hear({"act": control.name, "value": None})
            assert not engine.frame()["trouble"]


def control_default(control):
    return getattr(control, "value", None)


@pytest.mark.parametrize("name", MODELS)
def test_rewind_comes_back_to_the_same_start_and_a_seed_decides_it(name):
    engine = Engine(MODELS[name]())
    first = pack(engine.frame()["views"])
    played(engine)
    engine.hear({"do": "rewind"})
    assert pack(engine.frame()["views"]) == first
    again = Engine(MODELS[name]())
    assert pack(again.frame()["views"]) == first
    if "seed" in engine.settings and not name.startswith("map"):
        engine.hear({"do": "seed"})
        assert pack(engine.frame()["views"]) != first
        engine.hear({"do": "undo"})
        assert pack(engine.frame()["views"]) == first


@pytest.mark.parametrize("name", MODELS)
def test_a_preset_brings_back_every_setting(name):
    engine = Engine(MODELS[name]())
    rng = np.random.default_rng(0)
    for control in engine.model.controls:
        values = extremes(control)
        if values:
            engine.hear({"set": {control.name: values[rng.integers(len(values))]}})
    text = engine.frame()["preset"]
    again = Engine(MODELS[name]())
    again.hear({"do": "preset", "value": text})
    assert again.settings == engine.settings
    assert again.frame()["preset"] == text
    again.hear({"do": "undo"})
    assert again.settings == defaults(again.model.controls)


@pytest.mark.parametrize("name", MODELS)
def test_steps_are_the_same_however_the_time_is_cut(name):
    pictures = []
    for ticks in (1, 7):
        engine = Engine(MODELS[name]())
        for _ in range(7 // ticks):
            for _ in range(ticks):
                engine.hear({"do": "step"})
        pictures.append(pack(engine.frame()["views"]))
    assert pictures[0] == pictures[1]
