"""Figures of exercise 3: they draw any numbers, and their texts say what these numbers show."""

import warnings
from functools import cache

import numpy as np
import pytest
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from test_figures import plots, png

from mlplab import figures

INF, NAN = np.inf, np.nan
XX, YY = np.meshgrid([0.0, 1.0, 2.0, 3.0], [0.0, 1.0])
HALVES = (XX > 1) + 0  # class 1 on the right
POINTS = np.array([[0.0, 0.0], [3.0, 1.0], [2.2, 0.1]])
X = np.linspace(0, 2, 5)
CURVE = np.array([0.0, 1.0, 0.0, 1.0, 0.0])

# name -> (function, arguments, what the alt text must hold)
CASES = {
    "regions typical": (
        "regions",
        (XX, YY, HALVES, POINTS, [0, 1, 0], "title"),
        "50 % to class 0 and 50 % to class 1. 2 of 3 points lie in their own region.",
    ),
    "regions three": (
        "regions",
        (XX, YY, [[0, 0, 1, 2]] * 2, POINTS, [0, 2, 1]),
        "50 % to class 0, 25 % to class 1 and 25 % to class 2. 3 of 3",
    ),
    "regions one class": ("regions", (XX, YY, 0 * XX + 4, POINTS, [4, 4, 7]), "100 % to class 4"),
    "regions ten": (
        "regions",
        (XX, YY, np.arange(8).reshape(2, 4), np.tile(POINTS, (4, 1))[:10], np.arange(10)),
        "12 % to class 7",
    ),
    "regions column": ("regions", (XX, YY, HALVES, POINTS, [[0], [1], [1]]), "3 of 3"),
    "regions partly nan": (
        "regions",
        (XX, YY, np.where(XX > 2, NAN, HALVES), POINTS, [0, 1, 1]),
        "67 % to class 0 and 33 % to class 1. 2 of 3",
    ),
    "regions nan": ("regions", (XX, YY, NAN * XX, POINTS, [0, 1, 1]), "3 samples on a plane where"),
    "regions inf": ("regions", (XX, YY, INF * (XX + 1), POINTS[:1], [0]), "1 sample on a plane"),
    "regions lost points": (
        "regions",
        (XX, YY, HALVES, [[NAN, 0], [0, INF], [0, 0]], [0, 0, 0]),
        "1 of 3 points",
    ),
    "regions no points": ("regions", (XX, YY, HALVES, np.zeros((0, 2)), []), "0 of 0"),
    "regions one cell": ("regions", ([[0.5]], [[0.5]], [[1]], [[0.5, 0.5]], [1]), "1 of 1"),
    "confusion typical": (
        "confusion",
        ([[5, 1, 0], [0, 3, 4], [0, 0, 2]],),
        "3 classes: 10 of 15 right; the commonest mistake, 4 times, is to call a 1 a 2.",
    ),
    "confusion all right": ("confusion", (np.eye(4, dtype=int) * 7,), "28 of 28 right."),
    "confusion none": ("confusion", (np.zeros((2, 2), dtype=int),), "0 of 0 right."),
    "confusion one class": ("confusion", ([[6]],), "1 class: 6 of 6 right."),
    "confusion nothing": ("confusion", (np.zeros((0, 0)),), "0 classes"),
    "confusion empty list": ("confusion", ([],), "0 classes"),
    "confusion broken": ("confusion", ([[NAN, 2], [INF, 1]],), "2 times, is to call a 0 a 1"),
    "confusion shares": ("confusion", ([[0.75, 0.25], [0, 1]],), "1.75 of 2 right"),
    "confusion extreme": ("confusion", ([[1e300, -3], [1e300, 0]],), "1e300 times"),
    "confusion twenty": ("confusion", (np.full((20, 20), 123),), "2460 of 49200"),
    "scores typical": (
        "scores_by_seed",
        ({"2-3: 9 parameters": [0.5, 0.6, 0.4], "2-8-3": [0.9, 0.95, 1.0]}, "accuracy"),
        "Mean accuracy over seeds: 2-3: 9 parameters 0.5; 2-8-3 0.95.",
    ),
    "scores equal": ("scores_by_seed", ({"a": [0.9] * 5, "b": [0.9] * 5}, "accuracy"), "b 0.9."),
    "scores one": ("scores_by_seed", ({"a": [0.25]}, "accuracy"), "a 0.25."),
    "scores broken": (
        "scores_by_seed",
        ({"a": [NAN, 1, INF], "b": [NAN], "c": []}, "loss"),
        "a 1, 2 not finite; b nan, 1 not finite; c nan.",
    ),
    "scores many": ("scores_by_seed", ({f"n{k}": [k, -k] for k in range(9)}, "loss"), "n8 0."),
    "scores extreme": ("scores_by_seed", ({"a": [1e300, 1e-300]}, "loss"), "5e299"),
    "scores nothing": ("scores_by_seed", ({}, "loss"), "0 candidates"),
    "pairs typical": (
        "paired_scores",
        ({"moons": ([0.8, 0.9], [0.95, 0.97]), "digits": ([0.9, 1.0], [1.0, 0.9])}, "accuracy"),
        "moons: mean 0.85 (linear) against 0.96 (hidden layer), the second one better with 2 of 2",
    ),
    "pairs equal": ("paired_scores", ({"a": ([1, 1], [1, 1])}, "R²"), "better with 0 of 2 seeds"),
    "pairs negative": ("paired_scores", ({"a": ([-3.0], [0.5])}, "R²"), "mean -3 (linear)"),
    "pairs names": ("paired_scores", ({"a": ([1], [2])}, "R²", ("left", "right")), "2 (right)"),
    "pairs broken": (
        "paired_scores",
        ({"a": ([NAN, 0.5, 1], [1, INF, NAN]), "b": ([NAN], [NAN])}, "R²"),
        "b: mean nan (linear) against nan",
    ),
    "pairs no seeds": ("paired_scores", ({"a": ([], [])}, "R²"), "0 of 0 seeds"),
    "pairs nothing": ("paired_scores", ({}, "R²"), "0 data sets"),
    "noise typical": (
        "noise_over_batch",
        ([1, 4, 16], [8.0, 4.0, 2.0]),
        "Noise 8 at batch size 1, 2 at 16: a slope of -0.50 on logarithms",
    ),
    "noise steep": ("noise_over_batch", ([1, 10, 100], [1.0, 0.1, 0.01]), "slope of -1.00"),
    "noise one": ("noise_over_batch", ([8], [0.3]), "Noise 0.3 at batch size 8, beside a line"),
    "noise same size": ("noise_over_batch", ([8, 8], [0.3, 0.2]), "Noise 0.3 at batch size 8"),
    "noise broken": (
        "noise_over_batch",
        ([1, 2, 4, 8, 16, 32], [4, NAN, INF, 0, -1, 1]),
        "4 not above 0 or not finite.",
    ),
    "noise zeros": ("noise_over_batch", ([1, 2], [0, 0]), "2 not above 0 or not finite"),
    "noise nothing": ("noise_over_batch", ([], []), "0 batch sizes"),
    "pieces typical": (
        "interpolants",
        (X, CURVE, {2: CURVE + 0.4, 4: CURVE + 0.1}),
        "0.4 with 2 and 0.1 with 4; twice the pieces divide it by 4 at the end.",
    ),
    "pieces last two": (
        "interpolants",
        (X, CURVE, {4: CURVE + 9, 8: CURVE + 0.8, 16: CURVE - 0.1}),
        "divide it by 8 at the end",
    ),
    "pieces exact": ("interpolants", (X, CURVE, {4: CURVE, 8: CURVE}), "0 with 4 and 0 with 8."),
    "pieces one": ("interpolants", (X, CURVE, {4: CURVE + 0.5}), "0.5 with 4."),
    "pieces broken": (
        "interpolants",
        (X, CURVE, {2: CURVE * NAN, 4: CURVE + INF, 8: np.where(X > 1, NAN, 0)}),
        "nan with 2, inf with 4 and nan with 8.",
    ),
    "pieces far away": ("interpolants", (X, CURVE, {2: CURVE + 1e300}), "1e300 with 2"),
    "pieces flat": ("interpolants", (X, 0 * X + 3, {1: 0 * X}), "3 with 1."),
    "pieces broken curve": ("interpolants", (X, CURVE * [1, NAN, 1, INF, 1], {2: CURVE}), "nan"),
    "pieces one point": ("interpolants", ([0.0], [1.0], {2: [0.5]}), "0.5 with 2"),
    "pieces no points": ("interpolants", ([], [], {2: []}), "0 with 2"),
    "pieces nothing": ("interpolants", (X, CURVE, {}), "0 chains given"),
}  # fmt: skip


@cache
def drawn(case):
    """Figure, alt text and picture of a case; a warning is an error."""
    name, arguments, _ = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, alt = getattr(figures, name)(*arguments)
        return figure, alt, png(figure)


@pytest.mark.parametrize("case", CASES)
def test_draws_and_says_what_it_drew(case):
    name, _, said = CASES[case]
    figure, alt, picture = drawn(case)
    assert isinstance(figure, Figure) and picture.startswith(b"\x89PNG")
    assert said in alt and alt.endswith(".") and ". ." not in alt
    for ax in plots(figure):
        assert ax.get_xlabel()
    if name != "scores_by_seed":  # there the candidates name the rows
        assert plots(figure)[0].get_ylabel()


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_tiny(case):
    figure, _, _ = drawn(case)
    page = figure.bbox
    for ax in plots(figure):
        for text in [*ax.texts, ax.xaxis.label, ax.yaxis.label]:
            if text.get_text().strip():
                where = text.get_window_extent()
                assert text.get_fontsize() >= 9, text.get_text()
                assert where.x0 >= -1 and where.x1 <= page.x1 + 1, text.get_text()
                assert where.y0 >= -1 and where.y1 <= page.y1 + 1, text.get_text()


def test_arguments_are_not_changed():
    grid, counts, scores = HALVES.astype(float), np.array([[2.0, NAN], [1.0, 3.0]]), np.arange(5.0)
    figures.regions(XX, YY, grid, POINTS, np.array([0, 1, 1]))
    figures.confusion(counts)
    figures.scores_by_seed({"a": scores}, "loss")
    figures.paired_scores({"a": (scores, scores)}, "loss")
    figures.noise_over_batch([1, 2, 3, 4, 5], scores)
    figures.interpolants(X, scores, {2: scores})
    assert np.array_equal(grid, HALVES) and scores.tolist() == [0, 1, 2, 3, 4]
    assert np.array_equal(counts, [[2, NAN], [1, 3]], equal_nan=True)


def test_a_region_has_the_colour_of_its_points_made_paler():
    figure, _ = figures.regions(XX, YY, HALVES * 2, POINTS, [0, 2, 2])
    (ax,) = figure.axes
    (image,) = ax.images
    points = [c for c in ax.collections if isinstance(c, PathCollection)]
    for shown, dots in zip((0, 1), points, strict=True):
        pale, full = image.cmap(image.norm(shown))[:3], dots.get_facecolor()[0, :3]
        share = (np.array(pale) - full) / (1 - full + 1e-12)
        assert np.ptp(share[full < 0.99]) < 0.02 and share.max() > 0.4


def test_classes_differ_in_shape_when_printed_in_grey():
    figure, _ = figures.regions(XX, YY, HALVES, POINTS, [0, 1, 2])
    points = [c for c in figure.axes[0].collections if isinstance(c, PathCollection)]
    assert len({c.get_paths()[0].vertices.tobytes() for c in points}) == len(points) == 3


def test_only_mistakes_are_coloured_and_the_rows_are_the_true_classes():
    figure, alt = figures.confusion([[9, 3], [0, 9]])
    (ax,) = figure.axes
    shown = np.asarray(ax.images[0].get_array())
    assert shown.tolist() == [[0, 3], [0, 0]] and "call a 0 a 1" in alt
    assert {(t.get_position(), t.get_text()) for t in ax.texts} == {
        ((0, 0), "9"), ((1, 0), "3"), ((1, 1), "9")
    }  # fmt: skip


def test_the_mean_stands_where_the_mean_is():
    figure, _ = figures.scores_by_seed({"a": [1, 2, 6]}, "loss")
    (bar,) = [x for x in figure.axes[0].lines if x.get_linewidth() == 2]
    assert list(bar.get_xdata()) == [3, 3]


def test_each_seed_is_joined_and_a_loss_looks_different_from_a_gain():
    figure, _ = figures.paired_scores({"a": ([0.1, 0.5], [0.2, 0.3])}, "R²")
    up, down = figure.axes[0].lines
    assert (list(up.get_ydata()), list(down.get_ydata())) == ([0.1, 0.2], [0.5, 0.3])
    assert up.get_linestyle() != down.get_linestyle() and up.get_marker() != down.get_marker()
    assert figure.axes[0].get_title(loc="left") == "a\n1 of 2 up"


def test_the_line_beside_the_noise_has_slope_minus_one_half():
    figure, _ = figures.noise_over_batch([1, 100], [3.0, 5.0])
    (line,) = [x for x in figure.axes[0].lines if x.get_label() == "slope -1/2"]
    high, low = line.get_ydata()
    assert high / low == pytest.approx(10)
    assert figure.axes[0].get_title(loc="left") == "slope 0.11"


def test_two_chains_are_drawn_and_every_error():
    chains = {k: CURVE + 1 / k for k in (2, 4, 8)}
    figure, _ = figures.interpolants(X, CURVE, chains)
    left, right = figure.axes
    labels = [t.get_text() for t in left.get_legend().get_texts()]
    assert labels == ["the curve", "2 pieces", "4 pieces"]
    assert right.lines[0].get_ydata() == pytest.approx([1 / 2, 1 / 4, 1 / 8])
