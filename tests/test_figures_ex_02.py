"""Figures of exercise 2: they draw any numbers, and their texts say what these numbers show."""

import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from test_figures import plots, png

from mlplab import figures

INF, NAN = np.inf, np.nan
Z = [-1.0, 0.0, 2.0]
RUN = ([2.5, 2.0, 1.0], [0.0, 0.125, 0.25])

# name -> (function, arguments, what the alt text must hold)
CASES = {
    "curves typical": (
        "activation_curves",
        (Z, {"half": ([-0.5, 0, 1], [0.5, 0.5, 0.5]), "square": ([1, 0, 4], [-2, 0, 4])}),
        "half runs from -0.5 to 1, its slope is at most 0.5; square runs from 0 to 4, its slope "
        "is at most 4.",
    ),
    "curves one point": ("activation_curves", ([1.0], {"a": ([2.0], [0.25])}), "from 2 to 2"),
    "curves partly broken": (
        "activation_curves",
        (Z, {"a": ([NAN, 3, 1], [0, INF, 0.5])}),
        "a runs from 1 to 3, its slope is at most 0.5",
    ),
    "curves broken": (
        "activation_curves",
        (Z, {"a": ([NAN, INF, -INF], [1, 1, 1]), "b": ([1, 1, 1], [NAN] * 3)}),
        "a is nowhere finite (nan); b is nowhere finite (nan)",
    ),
    "curves extreme": ("activation_curves", (Z, {"a": ([1e300, 0, 0], [-1e300, 0, 0])}), "1e300"),
    "curves many": ("activation_curves", (Z, {k: (Z, Z) for k in "abcdefgh"}), "h runs from -1"),
    "curves no points": ("activation_curves", ([], {"a": ([], [])}), "a is nowhere finite"),
    "curves nothing": ("activation_curves", (Z, {}), "slopes"),
    "map typical": (
        "unit_map",
        ([[0, 2.0, 0, 1], [0, 0, 0, 3], [0, 0, 1.5, 0]], [1, 0, 0, 0]),
        "4 units for 3 samples: 67 % of the entries are 0, and 1 of the units",
    ),
    "map one entry": ("unit_map", ([[1.0]], [0]), "1 unit for 1 sample: 0 %"),
    "map large": ("unit_map", (np.zeros((60, 40)), np.ones(40)), "100 % of the entries"),
    "map broken": ("unit_map", ([[NAN, INF, 0, 0]], [NAN, INF, 0, 1]), "50 % of the entries"),
    "map no samples": ("unit_map", (np.zeros((0, 3)), [0, 0, 1]), "3 units for 0 samples"),
    "map no units": ("unit_map", (np.zeros((3, 0)), []), "0 units for 3 samples"),
    "map nothing": ("unit_map", ([], []), "0 units"),
    "deaths typical": (
        "silent_deaths",
        ({"lr 1": [RUN, ([2, 1.5], [0, 0.5])], "lr 9": [([2, 2.25], [0.5, 1])]}, 2.3026),
        "guessing 2.3. lr 1: 2 runs with losses from 1 to 1.5 and 25 to 50 % of the units dead; "
        "lr 9: 1 run with losses from 2.25 to 2.25 and 100 to 100 %",
    ),
    "deaths one epoch": ("silent_deaths", ({"a": [([2], [0])]}, 2), "from 2 to 2 and 0 to 0 %"),
    "deaths broken": (
        "silent_deaths",
        ({"a": [([2, NAN, INF], [0, NAN, 1])], "b": [([1, 1e300], [0, 1])]}, 2.3),
        "from inf to inf and 100 to 100 %",
    ),
    "deaths one nan": ("silent_deaths", ({"a": [RUN, ([2, NAN], [0, 0])]}, 2), "nan"),
    "deaths nan first": ("silent_deaths", ({"a": [([2, NAN], [0, 0]), RUN]}, 2), "nan"),
    "deaths no epochs": ("silent_deaths", ({"a": [([], [])]}, 2), "nan"),
    "deaths no runs": ("silent_deaths", ({"a": [], "b": [RUN]}, 2), "a: no runs (0)"),
    "deaths nothing": ("silent_deaths", ({}, 2), "guessing 2"),
    "deaths many": ("silent_deaths", ({k: [RUN] * 9 for k in "abcd"}, 2), "d: 9 runs"),
    "deaths guess nan": ("silent_deaths", ({"a": [RUN]}, NAN), "guessing nan"),
    "deaths guess zero": ("silent_deaths", ({"a": [RUN]}, 0), "guessing 0"),
    "epochs typical": (
        "epochs_needed",
        (
            {
                "tanh": {0.1: [40, 90], 1: [9, 12], 3: [8, 7]},
                "relu": {0.1: [None, None], 1: [11, 30], 3: [5, None]},
            },
        ),
        "tanh: at 0.1 40 to 90 epochs, at 1 9 to 12 epochs, at 3 7 to 8 epochs; relu: at 0.1 2 of "
        "2 never, at 1 11 to 30 epochs, at 3 5 to 5 epochs and 1 of 2 never.",
    ),
    "epochs one run": ("epochs_needed", ({"a": {0.5: [17]}},), "at 0.5 17 to 17 epochs"),
    "epochs two rates": ("epochs_needed", ({"a": {1: [1], 2: [3000]}},), "3000"),
    "epochs never": ("epochs_needed", ({"a": {0.5: [None]}},), "1 of 1 never"),
    "epochs broken": (
        "epochs_needed",
        ({"a": {0.5: [5, NAN, INF]}, "b": {NAN: [1]}},),
        "5 to 5 epochs and 2 of 3 never",
    ),
    "epochs zero": ("epochs_needed", ({"a": {0.5: [0, -4]}},), "-4 to 0"),
    "epochs unequal": ("epochs_needed", ({"a": {1: [5]}, "b": {2: [6]}},), "b: at 2 6 to 6"),
    "epochs no runs": ("epochs_needed", ({"a": {0.5: []}},), "no runs"),
    "epochs no rates": ("epochs_needed", ({"a": {}},), "no runs (0)"),
    "epochs nothing": ("epochs_needed", ({},), "learning rate"),
    "epochs many": ("epochs_needed", ({k: {1: [5] * 9} for k in "abcdefgh"},), "h: at 1 5"),
    "layers typical": (
        "layer_profile",
        ({"relu, he": [1.5, 1.25, 1.0], "sigmoid": [3e-11, 2e-4, 0.5]}, "std of A"),
        "std of A over 3 layers, logarithmic: relu, he goes from 1.5 in layer 1 to 1; sigmoid "
        "goes from 3e-11 in layer 1 to 0.5.",
    ),
    "layers one": (
        "layer_profile",
        ({"a": [0.25]}, "std"),
        "1 layer, logarithmic: a goes from 0.2",
    ),
    "layers zeros": ("layer_profile", ({"a": [0, 0]}, "std"), "from 0 in layer 1 to 0"),
    "layers negative": ("layer_profile", ({"a": [-1, 2]}, "std"), "from -1"),
    "layers extreme": ("layer_profile", ({"a": [1e-300, 1, 1e300]}, "std"), "1e300"),
    "layers broken": ("layer_profile", ({"a": [NAN, 1, INF], "b": [NAN]}, "std"), "nan in layer 1"),
    "layers unequal": ("layer_profile", ({"a": [1, 2, 3], "b": [1]}, "std"), "3 layers"),
    "layers no layers": ("layer_profile", ({"a": [], "b": [1]}, "std"), "a has no layers"),
    "layers many": ("layer_profile", ({k: [1, 2] for k in "abcdefghi"}, "std"), "i goes from 1"),
    "layers nothing": ("layer_profile", ({}, "std"), "0 networks"),
}


@pytest.mark.parametrize("case", CASES)
def test_draws_and_says_what_it_drew(case):
    name, arguments, said = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, alt = getattr(figures, name)(*arguments)
        assert isinstance(figure, Figure)
        assert said in alt and alt.endswith(".")
        assert png(figure).startswith(b"\x89PNG")
    if case != "deaths nothing":  # no setting, no axes to label
        assert plots(figure)[-1].get_xlabel()
        assert plots(figure)[0].get_ylabel()


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_tiny(case):
    name, arguments, _ = CASES[case]
    figure, _ = getattr(figures, name)(*arguments)
    png(figure)
    page = figure.bbox
    for ax in plots(figure):
        for text in [*ax.texts, ax.xaxis.label, ax.yaxis.label]:
            if text.get_text().strip():
                where = text.get_window_extent()
                assert text.get_fontsize() >= 9, text.get_text()
                assert where.x0 >= -1 and where.x1 <= page.x1 + 1, text.get_text()
                assert where.y0 >= -1 and where.y1 <= page.y1 + 1, text.get_text()


def test_arguments_are_not_changed():
    values, epochs = np.array([0.0, 3.0, INF]), [5, None, INF]
    figures.activation_curves(values, {"a": (values, values)})
    figures.unit_map(values, values)
    figures.silent_deaths({"a": [(values, values)]}, 2)
    figures.epochs_needed({"a": {1: epochs}})
    figures.layer_profile({"a": values}, "std")
    assert values.tolist() == [0.0, 3.0, INF] and epochs == [5, None, INF]


def test_a_zero_of_a_dead_unit_is_painted_unlike_a_zero_of_a_living_one():
    figure, _ = figures.unit_map([[0, 0], [0, 7]], [1, 0])
    (mesh,) = figure.axes[0].collections
    (dead, alive), (also_dead, works) = mesh.get_array().reshape(2, 2)
    assert dead == also_dead and len({float(dead), float(alive), float(works)}) == 3
    assert [t.get_text() for t in figure.axes[0].texts] == ["×"]


def test_what_never_arrived_stands_above_everything_that_did():
    figure, _ = figures.epochs_needed({"a": {1: [3, None, 250]}})
    ax = figure.axes[0]
    marks = [x for x in ax.lines if x.get_transform() == ax.transData]
    first, never, last = (float(x.get_ydata()[0]) for x in marks)
    assert (first, last) == (3, 250) and never > 250
    assert (never, "never") in zip(ax.get_yticks(), _labels(ax), strict=True)
    hollow = [x.get_markerfacecolor() == "white" for x in marks]
    assert hollow[0] == hollow[2] != hollow[1]


def test_guessing_is_a_line_over_every_setting():
    figure, _ = figures.silent_deaths({"a": [RUN], "b": [RUN]}, 2.25)
    above = figure.axes[:2]
    assert all(ax.lines[-1].get_ydata()[0] == 2.25 for ax in above)


def test_a_layer_without_a_positive_number_breaks_the_line_and_is_told():
    figure, _ = figures.layer_profile({"a": [1, 0, NAN, 4]}, "std")
    ax = figure.axes[0]
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [False, True, True, False]
    assert [t.get_text() for t in ax.texts[:2]] == ["0", "nan"]


def _labels(ax):
    return [t.get_text() for t in ax.get_yticklabels()]
