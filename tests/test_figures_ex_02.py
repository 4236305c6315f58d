"""The figures of exercise 2 draw any numbers a learner may hand them, and say what they drew."""

import io
import re
import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure

from mlplab import figures

INF, NAN = np.inf, np.nan
Z = np.linspace(-4, 4, 41)
RAMP = np.maximum(Z, 0), (Z > 0) * 1.0
FADING = 0.7 ** np.arange(20)
RUN = [2.9, 2.31, 2.303], [0.1, 0.9, 1.0]
LEARNT = [2.9, 0.4, 0.05], [0.1, 0.1, 0.15]
H = np.array([[0, 2, 0, 1], [0, 0, 0, 3], [0, 0, 1.5, 0]])
RACE = {"tanh": {0.3: [90, 120], 3: [20, 30]}, "sigmoid": {0.3: [None, None], 3: [200, None]}}

# name -> (function, arguments, what the alt text must hold)
CASES = {
    "curves typical": ("activation_curves", (Z, {"relu": RAMP}), "slope is at most 1"),
    "curves four": ("activation_curves", (Z, dict.fromkeys("abcd", RAMP)), "d runs from 0 to 4"),
    "curves broken": ("activation_curves", (Z, {"a": (Z * NAN, Z / 0.5)}), "nan"),
    "curves infinite": ("activation_curves", (Z, {"a": (np.where(Z > 1, INF, Z), RAMP[1])}), "-4"),
    "curves flat": ("activation_curves", (Z, {"a": (0 * Z, 0 * Z)}), "0"),
    "curves none": ("activation_curves", (Z, {}), "slopes"),
    "map typical": ("unit_map", (H, [1, 0, 0, 0]), "67 % of the entries are 0, and 1 of the units"),
    "map one unit": ("unit_map", (np.zeros((3, 1)), [1.0]), "1 unit"),
    "map wide": ("unit_map", (np.eye(32)[:24], np.zeros(32)), "97 %"),
    "map broken": ("unit_map", (np.full((2, 3), NAN), [0, 0, 0]), "0 % of the entries"),
    "deaths typical": ("silent_deaths", ({"lr 1": [LEARNT], "lr 3": [RUN]}, 2.303), "100 to 100 %"),
    "deaths one": ("silent_deaths", ({"lr 3": [RUN, RUN]}, 2.303), "2 runs"),
    "deaths broken": ("silent_deaths", ({"a": [([NAN, INF], [0, 1])], "b": []}, 2.3), "inf"),
    "deaths none": ("silent_deaths", ({}, 2.3), "2.3"),
    "race typical": ("epochs_needed", (RACE,), "at 0.3 2 of 2 never"),
    "race never": ("epochs_needed", ({"a": {1: [None]}},), "1 of 1 never"),
    "race one": ("epochs_needed", ({"a": {1: [1]}, "b": {1: [300]}},), "300"),
    "race none": ("epochs_needed", ({"a": {}},), "no runs (0)"),
    "layers typical": ("layer_profile", ({"a": FADING, "b": FADING[::-1]}, "std"), "0.00114"),
    "layers broken": ("layer_profile", ({"a": [0, NAN, INF], "b": [1e-300, 1e300]}, "x"), "1e300"),
    "layers one": ("layer_profile", ({"a": [0.5]}, "std"), "0.5"),
    "layers empty": ("layer_profile", ({"a": []}, "std"), "no layers"),
    "layers zeros": ("layer_profile", ({"a": [0, 0, 0]}, "std"), "from 0 in layer 1 to 0"),
    "layers five": ("layer_profile", ({k: FADING for k in "abcde"}, "norm of dZ"), "norm of dZ"),
}  # fmt: skip


def drawn(case):
    name, arguments, _ = CASES[case]
    return getattr(figures, name)(*arguments)


def png(figure):
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=80, facecolor="white")
    return file.getvalue()


@pytest.mark.parametrize("case", CASES)
def test_draws_and_says_what_it_drew(case):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, alt = drawn(case)
        assert isinstance(figure, Figure)
        assert CASES[case][2] in alt and alt.endswith(".") and re.search(r"\d|nan|slopes", alt)
        assert png(figure).startswith(b"\x89PNG")
    assert any(ax.get_xlabel() for ax in figure.axes)
    assert figure.axes[0].get_ylabel()


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_tiny(case):
    figure, _ = drawn(case)
    png(figure)
    page = figure.bbox
    for text in figure.findobj(lambda a: hasattr(a, "get_fontsize") and hasattr(a, "get_text")):
        if not text.get_text().strip() or not text.get_visible():
            continue
        assert text.get_fontsize() >= 9, text.get_text()
        where = text.get_window_extent()
        if text.axes is None or text not in text.axes.texts:
            continue  # a tick outside the limits is never drawn
        assert where.x0 >= -1 and where.x1 <= page.x1 + 1, text.get_text()
        assert where.y0 >= -1 and where.y1 <= page.y1 + 1, text.get_text()


def test_runs_that_never_arrive_are_hollow_and_above_the_others():
    figure, _ = figures.epochs_needed(RACE)
    points = [
        x for x in figure.axes[0].lines if len(x.get_xdata()) == 1 and x.get_linestyle() == "None"
    ]
    hollow = [x for x in points if x.get_markerfacecolor() == "white"]
    lone = [x for x in points if x not in hollow and x.get_clip_on()]
    assert len(hollow) == 3
    assert min(x.get_ydata()[0] for x in hollow) > max(x.get_ydata()[0] for x in lone)


def test_dead_units_are_marked_by_a_sign_as_well_as_by_colour():
    figure, _ = figures.unit_map(H, [1, 0, 0, 0])
    assert [t.get_text() for t in figure.axes[0].texts] == ["×"]


def test_arguments_are_not_changed():
    values = np.array([0.0, 3.0, INF])
    figures.layer_profile({"a": values}, "std")
    figures.activation_curves([0.0, 1.0, 2.0], {"a": (values, values)})
    assert values.tolist() == [0.0, 3.0, INF]
