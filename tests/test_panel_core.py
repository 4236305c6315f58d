"""The parts that all panels are made of: settings, presets, frames, points, curves."""

import json
import math

import numpy as np
import pytest

from mlplab.panels import points
from mlplab.panels.controls import (
    Choice,
    Push,
    Range,
    Switch,
    Text,
    defaults,
    from_preset,
    to_preset,
)  # fmt: skip
from mlplab.panels.frame import pack, unpack
from mlplab.panels.history import Curve

# ---------------------------------------------------------------------------------------- controls

RATE = Range("lr", "learning rate", 0.01, 10, 0.1, log=True)
PENALTY = Range("l2", "L2 penalty", 1e-4, 1, 0, log=True, zero=True)
UNITS = Range("units", "units", 1, 8, 6, whole=True)
ACT = Choice("act", "activation", ("relu", "leaky relu"), "relu")
HELD = Switch("held", "validation points", False)
OWN = Text("own", "own points", "", points.OWN)
CONTROLS = (RATE, PENALTY, UNITS, ACT, HELD, OWN, Push("clear", "clear"))


@pytest.mark.parametrize(
    "control, value, kept",
    [
        (RATE, 0.5, 0.5),
        (RATE, "0.5", 0.5),
        (RATE, 1e300, 10),
        (RATE, 0, 0.01),
        (RATE, -3, 0.01),
        (RATE, 0.123456, 0.1235),
        (PENALTY, 0, 0),
        (PENALTY, -1, 0),
        (PENALTY, 0.4e-4, 0),
        (PENALTY, 0.6e-4, 1e-4),
        (PENALTY, 5, 1),
        (UNITS, 2.6, 3),
        (UNITS, 99, 8),
        (ACT, "leaky_relu", "leaky relu"),
        (HELD, "yes", True),
        (HELD, False, False),
        (OWN, "1v0v0", "1v0v0"),
    ],
)
def test_a_value_comes_into_the_range_of_its_control(control, value, kept):
    checked = control.checked(value)
    assert checked == kept and type(checked) is type(control.value if control != PENALTY else 0.0)


@pytest.mark.parametrize(
    "control, value",
    [
        *((RATE, v) for v in (None, "fast", math.nan, math.inf, -math.inf, [1, 2], {}, 10**400)),
        *((ACT, v) for v in (None, "swish", 3, ["relu"], {})),
        *((HELD, v) for v in (None, "perhaps", 2, [])),
        *((OWN, v) for v in (None, "1v0v", "3v0v0", "1v0v\n", 7, "1v0v0" * 201)),
    ],
)
def test_a_value_that_cannot_be_is_told_in_a_sentence_with_the_controls_label(control, value):
    with pytest.raises(ValueError, match=control.label) as told:
        control.checked(value)
    assert len(str(told.value)) < 150


def test_a_preset_says_only_what_differs_and_comes_back():
    opening = defaults(CONTROLS)
    assert "clear" not in opening
    assert to_preset("race", CONTROLS, opening) == "race"
    changed = {**opening, "lr": 0.3, "act": "leaky relu", "held": True, "own": "1v0v0", "units": 2}
    text = to_preset("race", CONTROLS, changed)
    assert text == "race lr=0.3 units=2 act=leaky_relu held=yes own=1v0v0"
    assert from_preset("race", CONTROLS, text) == changed
    assert from_preset("race", CONTROLS, "  race   lr=0.3\n")["lr"] == 0.3


@pytest.mark.parametrize(
    "text, told",
    [
        ("", "begins with 'race'"),
        ("playground lr=0.3", "begins with 'race'"),
        (None, "begins with 'race'"),
        ("race rate=0.3", "'rate=0.3' is no setting"),
        ("race lr", "'lr' is no setting"),
        ("race clear=1", "'clear=1' is no setting"),
        ("race lr=fast", "learning rate cannot be 'fast'"),
        ("race act=swish", "activation cannot be 'swish': there are relu, leaky relu"),
        ("race " + "x" * 10_000, "is no setting"),
    ],
)
def test_a_preset_that_cannot_be_read_is_told(text, told):
    with pytest.raises(ValueError, match=told) as error:
        from_preset("race", CONTROLS, text)
    assert len(str(error.value)) < 150


def test_a_presets_values_out_of_range_come_into_it():
    assert from_preset("race", CONTROLS, "race lr=1e9 units=-4")["lr"] == 10
    assert from_preset("race", CONTROLS, "race lr=1e9 units=-4")["units"] == 1


# ----------------------------------------------------------------------------------------- frames


@pytest.mark.parametrize("kind", [np.float64, np.float32, np.int64, bool, np.uint8])
@pytest.mark.parametrize("shape", [(), (0,), (1,), (5,), (0, 3), (3, 0, 2), (2, 3), (2, 3, 4)])
def test_arrays_of_every_shape_come_through_a_frame(shape, kind):
    array = np.arange(math.prod(shape)).reshape(shape).astype(kind)
    sent = {"odd": np.zeros(3, np.uint8), "deep": [{"array of": array}], "last": array}
    got = unpack(pack(sent))
    for back in (got["deep"][0]["array of"], got["last"]):
        assert back.shape == shape and np.array_equal(back, array)
        assert back.dtype == (np.uint8 if kind is np.uint8 else np.float32)


def test_a_frame_keeps_plain_values_and_what_is_not_finite_in_arrays():
    plain = {"words": 'λ₁ "x"', "n": 3, "lr": 0.1, "no": None, "yes": True, "list": [1, [2]]}
    wild = np.array([np.nan, np.inf, -np.inf, 1e300])
    got = unpack(pack({**plain, "wild": wild, "turned": np.arange(6).reshape(2, 3).T}))
    assert {k: got[k] for k in plain} == plain
    assert np.array_equal(got["wild"], [np.nan, np.inf, -np.inf, np.inf], equal_nan=True)
    assert np.array_equal(got["turned"], [[0, 3], [1, 4], [2, 5]])


@pytest.mark.parametrize("wild", [math.nan, math.inf, np.float64("nan")])
def test_a_browser_never_gets_a_header_that_its_json_cannot_read(wild):
    with pytest.raises(ValueError, match="JSON"):
        pack({"ylim": [0, wild]})


@pytest.mark.parametrize("words", ["", "a", "ab", "abc", "abcd", "λ"])
def test_arrays_lie_at_multiples_of_four_whatever_the_header(words):
    data = pack({"words": words, "a": np.ones(3, np.uint8), "b": np.ones(2)})
    length = int.from_bytes(data[:4], "little")
    header = json.loads(data[4 : 4 + length])
    assert length % 4 == 0 and len(data) == 4 + length + 4 + 8
    assert [header[k]["array"][1] for k in "ab"] == [0, 4]


# ------------------------------------------------------------------------------------------ points


def test_own_points_come_back_from_their_text():
    rng = np.random.default_rng(0)
    X, y = rng.uniform(-points.LIMIT, points.LIMIT, (150, 2)), rng.integers(0, 3, 150)
    text = points.write(X, y)
    back, labels = points.read(text)
    assert np.abs(back - X).max() <= points.LIMIT / 4095 + 1e-12 and np.array_equal(labels, y)
    assert points.write(back, labels) == text == OWN.checked(text)


def test_a_point_is_added_and_the_nearest_is_removed():
    text = points.add(points.add("", [0.5, -0.5], 1), [-1, 9], 0)
    X, y = points.read(text)
    assert np.allclose(X, [[0.5, -0.5], [-1, points.LIMIT]], atol=1e-3) and y.tolist() == [1, 0]
    X, y = points.read(points.remove(text, [0.4, 0.1]))
    assert np.allclose(X, [[-1, points.LIMIT]], atol=1e-3) and y.tolist() == [0]
    assert points.remove("", [0, 0]) == ""


def test_of_more_than_200_own_points_the_oldest_go():
    text = ""
    for i in range(203):
        text = points.add(text, [i / 203, 0], i % 3)
    X, y = points.read(OWN.checked(text))
    assert len(X) == 200 and np.isclose(X[0, 0], 3 / 203, atol=1e-3) and y[-1] == 202 % 3


@pytest.mark.parametrize("name", [s for s in points.SETS if s != "my own"])
def test_a_made_set_depends_on_its_seed_and_noise_only_moves_it(name):
    X, y, classes = points.make(name, 0.0, 3)
    assert X.shape == (2 * points.N, 2) and set(y[: points.N].tolist()) == set(range(classes))
    again, other = points.make(name, 0.0, 3)[0], points.make(name, 0.0, 4)[0]
    assert np.array_equal(X, again) and not np.array_equal(X, other)
    small, large = points.make(name, 0.1, 3)[0] - X, points.make(name, 0.2, 3)[0] - X
    assert np.allclose(2 * small, large) and 0.08 < small.std() < 0.12


def test_a_set_that_there_is_not_is_told_and_those_that_there_are():
    with pytest.raises(ValueError, match="no set of points 'moon'; there are moons, circles"):
        points.make("moon", 0.0, 3)


@pytest.mark.parametrize("rows", [1, 400, 401, 1000, 12_345])
def test_a_curve_stays_bounded_and_reaches_from_the_first_row_to_the_newest(rows):
    curve = Curve(2)
    for t in range(rows):
        curve.add(t, (t, -t))
    times = curve.times
    gap = int(times[1] - times[0]) if rows > 1 else 1
    assert min(rows, 200) <= len(times) <= 400
    assert times[0] == 0 and rows - 1 - times[-1] < gap and set(np.diff(times)) <= {gap}
    assert np.array_equal(curve.rows, np.column_stack([times, -times]))
