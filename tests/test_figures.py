"""Figures draw any numbers a learner may hand them, and say in words what they drew."""

import ast
import io
import re
import warnings
from pathlib import Path

import numpy as np
import pytest
from matplotlib import rc_context
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure

from mlplab import figures
from mlplab.figures.style import COLOURS, LINES, MARKERS, ink, listed, number, spread

INF, NAN = np.inf, np.nan
Z = np.linspace(-50, 50, 101)
H = 10.0 ** np.arange(-9, 0)
XOR = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
XX, YY = np.meshgrid(np.linspace(-1, 2, 12), np.linspace(-1, 2, 9))
PLANE = 1 / (1 + np.exp(-4 * (XX - 0.5)))


def box(name, value, grad):
    return {"name": name, "value": value, "grad": grad}


ROW = np.array([[0.5, -1.25]])
LONG = [box(f"Z{i}", np.full((2, 2), -0.12345), np.full((2, 2), 1e-9)) for i in range(1, 7)]

# name -> (function, arguments, a number of the data that the alt text must hold)
CASES = {
    "network typical": ("network", ([2, 8, 1],), "(2, 8)"),
    "network one layer": ("network", ([3, 1], 1), "(1, 3)"),
    "network six layers": ("network", ([784, 512, 256, 128, 64, 32, 10], 200), "(784, 512)"),
    "ledger typical": ("ledger", ([box("Z1", ROW, -ROW), box("A1", ROW, ROW)], 0.693), "0.693"),
    "ledger no gradient": ("ledger", ([box("X", 2.0, None)], INF), "inf"),
    "ledger extreme": ("ledger", ([box("Z1", [INF, NAN], [0, 1e300])], NAN), "nan"),
    "ledger six layers": ("ledger", (LONG, 1.5), "1.5"),
    "ledger wide array": ("ledger", ([box("X", np.ones((9, 9)), np.ones((9, 9)))], 2.0), "9"),
    "logit typical": (
        "logit_loss",
        (Z, {"stable": np.maximum(-Z, 0), "clipped": np.clip(-Z, 0, 16.1)}),
        "16.1",
    ),
    "logit inf": ("logit_loss", (Z, {"a": Z + 50, "b": np.where(Z > 37, INF, Z + 50)}), "37"),
    "logit nan both ends": ("logit_loss", (Z, {"a": np.where(abs(Z) > 9, NAN, 1.0)}), "9"),
    "logit all inf": ("logit_loss", (Z, {"a": np.full(101, INF)}), "inf"),
    "logit zeros": ("logit_loss", (Z, {"a": np.zeros(101)}), "0"),
    "logit one point": ("logit_loss", ([0.0], {"a": [0.693]}), "0.693"),
    "errors typical": ("gradient_errors", (H, {"c": H**2 + 1e-16 / H, "f": H}, 1e-7), "1e-9"),
    "errors zeros": ("gradient_errors", (H, {"c": 0 * H}), "0 at h"),
    "errors broken": ("gradient_errors", (H, {"c": H * NAN, "d": np.where(H > 1e-4, H, INF)}), "1"),
    "errors one step": ("gradient_errors", ([1e-5], {"c": [2.8e-11]}), "2.8e-11"),
    "values typical": (
        "singular_values",
        ({"zeros": np.zeros(32), "constant": np.eye(32)[0] * 3, "He": np.linspace(0.4, 2, 32)},),
        "rank 32",
    ),
    "values round-off": ("singular_values", ({"constant": [4.5, 1e-16, 2e-17]},), "rank 1"),
    "values zeros": ("singular_values", ({"zeros": np.zeros(4)},), "rank 0"),
    "values nothing": ("singular_values", ({},), "0 matrices given"),
    "values nan": ("singular_values", ({"a": [NAN, INF, 1.0]},), "2 not finite"),
    "flow typical": ("gradient_flow", ({"sigmoid": [5e-7, 2e-3, 0.6], "ReLU": [0.3] * 3},), "5e-7"),
    "flow one layer": ("gradient_flow", ({"a": [0.25]},), "0.25"),
    "flow six layers": ("gradient_flow", ({k: np.logspace(-9, 0, 6) for k in "abcd"},), "1e-9"),
    "flow extreme": ("gradient_flow", ({"a": [0, INF, NAN, 1e300], "b": [0, 0, 0, 0]},), "1e300"),
    "paths typical": ("descent_paths", (2.0, {0.1: 0.8 ** np.arange(9), "big": [1, -3, 9]}), "9"),
    "paths extreme": ("descent_paths", (2.0, {0.1: [1, 1e200, INF, NAN], 1.0: [NAN]}), "nan"),
    "paths zeros": ("descent_paths", (1.0, {0.5: [0, 0], 0.7: []}), "0.7"),
    "paths six": ("descent_paths", (1.0, {k / 10: [1, 0.5] for k in range(1, 7)}), "0.6"),
    "curves typical": ("loss_curves", ({"lr 1": [2, 1, 0.5], "lr 2": [2, 1, 0.1]}, 2.303), "2.3"),
    "curves broken": (
        "loss_curves",
        ({"a": [2, 9, 1e9, INF, NAN], "b": [NAN], "c": []},),
        "epoch 3",
    ),
    "curves growing": ("loss_curves", ({"a": 2.0 ** np.arange(40), "b": [1.0]}, 0.693), "5.5e11"),
    "curves zeros": ("loss_curves", ({"a": [0, 0]},), "0"),
    "curves many": ("loss_curves", ({f"lr {i}": [2, i / 10] for i in range(12)}, 2.3), "1.1"),
    "boundary typical": ("boundary", (XX, YY, PLANE, XOR, [0, 0, 1, 1], "title"), "4 of 4"),
    "boundary flat": ("boundary", (XX, YY, 0 * PLANE + 0.5, XOR, [[0], [1], [1], [0]]), "0.5"),
    "boundary nan": ("boundary", (XX, YY, NAN * PLANE, XOR, [0, 1, 1, 0]), "4"),
    "boundary partly nan": (
        "boundary",
        (XX, YY, np.where(XX > 1, NAN, PLANE), XOR, [0, 1, 2, 0]),
        "0.",
    ),
    "hidden typical": (
        "hidden_space",
        (XOR, [[0, 0], [1, 0], [1, 0], [2, 1]], [0, 1, 1, 0]),
        "b and c coincide near (1, 0)",
    ),
    "hidden zeros": ("hidden_space", (XOR, np.zeros((4, 2)), [0, 1, 1, 0]), "(0, 0)"),
    "hidden broken": ("hidden_space", (XOR, [[0, NAN], [INF, 0], [1, 0], [2, 1]], [0] * 4), "2"),
    "hidden one sample": ("hidden_space", (XOR[:1], [[0.5, 0.5]], [1]), "1"),
    "hidden many": (
        "hidden_space",
        (np.tile(XOR, (9, 1)), np.tile(XOR, (9, 1)), [0, 1] * 18),
        "36",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_draws_and_says_what_it_drew(case):
    name, arguments, said = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, alt = getattr(figures, name)(*arguments)
        assert isinstance(figure, Figure)
        assert said in alt and alt.endswith(".") and re.search(r"\d|inf|nan", alt)
        assert png(figure).startswith(b"\x89PNG")
    if name not in ("network", "ledger"):
        for ax in plots(figure):
            assert ax.get_xlabel()
        assert plots(figure)[0].get_ylabel()


@pytest.mark.parametrize("case", CASES)
def test_no_text_is_cut_off_or_tiny(case):
    name, arguments, _ = CASES[case]
    figure, _ = getattr(figures, name)(*arguments)
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


@pytest.mark.parametrize("case", CASES)
def test_a_learners_own_style_does_not_change_a_figure(case):
    name, arguments, _ = CASES[case]
    plain = png(getattr(figures, name)(*arguments)[0])
    with rc_context({"axes.labelsize": 30, "xtick.labelsize": 30, "axes.facecolor": "black"}):
        styled = png(getattr(figures, name)(*arguments)[0])
    assert styled == plain


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["a"], "a"), (["a", "b"], "a and b"), ("abc", "a, b and c")]
)
def test_words_are_joined_as_a_sentence_does(words, text):
    assert listed(words) == text


def test_arguments_are_not_changed():
    values = np.array([0.0, 3.0, INF])
    for function in (figures.loss_curves, figures.singular_values, figures.gradient_flow):
        function({"a": values})
    assert values.tolist() == [0.0, 3.0, INF]


@pytest.mark.parametrize(
    "draw",
    [
        lambda y: figures.boundary(XX, YY, PLANE, XOR, y),
        lambda y: figures.hidden_space(XOR, XOR, y),
    ],
)
def test_classes_differ_in_shape_when_printed_in_grey(draw):
    for ax in plots(draw([0, 1, 2, 1])[0]):
        points = [c for c in ax.collections if isinstance(c, PathCollection)]
        shapes = {c.get_paths()[0].vertices.tobytes() for c in points}
        assert len(points) == len(shapes) == 3


def test_curves_differ_in_marker_and_line_as_well_as_colour():
    assert len(set(MARKERS)) == len(set(LINES)) == len(set(COLOURS)) == len(COLOURS)
    figure, _ = figures.loss_curves({k: [2.0, 1.0] for k in "abcdef"})
    lines = [x for x in figure.axes[0].lines if len(x.get_xdata()) == 2 and x.get_linewidth() > 1]
    assert len({(x.get_marker(), x.get_color()) for x in lines}) == 6


def test_a_loss_that_stops_being_finite_ends_in_a_cross():
    figure, alt = figures.loss_curves({"a": [2.0, 3.0, NAN], "b": [2.0, 1.0, 0.5]})
    assert "a is nan at epoch 2" in alt
    crosses = [x for x in figure.axes[0].lines if x.get_marker() == "x"]
    assert (1.0, 3.0) in [(x.get_xdata()[0], x.get_ydata()[0]) for x in crosses]


def test_the_line_is_drawn_at_one_half_only():
    with_line, _ = figures.boundary(XX, YY, PLANE, XOR, [0, 0, 1, 1])
    without, alt = figures.boundary(XX, YY, PLANE * 0.4, XOR, [0, 0, 1, 1])
    assert len(with_line.axes[0].collections) == len(without.axes[0].collections) + 1
    assert "No line" in alt and "class 0" in alt


def test_indexing_of_the_grid_does_not_matter():
    _, rows = figures.boundary(XX, YY, PLANE, XOR, [0, 0, 1, 1])
    _, columns = figures.boundary(XX.T, YY.T, PLANE.T, XOR, [0, 0, 1, 1])
    assert rows == columns


def test_network_needs_a_layer():
    with pytest.raises(ValueError, match="at least two sizes"):
        figures.network([3])


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, "0"), (-0.0, "0"), (2.8e-11, "2.8e-11"), (1e-5, "1e-5"), (0.69314, "0.693"),
        (2922.4, "2922"), (1e5, "1e5"), (1e300, "1e300"), (-1.5e7, "-1.5e7"), (INF, "inf"),
        (NAN, "nan"), (9.96e-4, "1e-3"), (999.6, "1000"),
    ],
)  # fmt: skip
def test_numbers_are_short(x, text):
    assert number(x) == text


def test_labels_are_moved_apart_in_order_and_no_further_than_needed():
    places = spread([0.5, 0.52, 0.1, 0.99], [0.1, 0.1, 0.1, 0.1])
    assert places[2] == pytest.approx(0.1) and places[3] == pytest.approx(0.99)
    assert places[1] - places[0] == pytest.approx(0.1)
    assert (places[0] + places[1]) / 2 == pytest.approx(0.51)


@pytest.mark.parametrize("colour", COLOURS)
def test_coloured_text_reads_on_white(colour):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in ink(colour)]
    assert 1.05 / (np.dot(linear, [0.2126, 0.7152, 0.0722]) + 0.05) >= 4.5


def test_no_exercise_is_answered_here():
    forbidden = {"exp", "logaddexp", "tanh", "matmul", "dot", "einsum", "svd", "default_rng"}
    for path in Path(figures.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            used = getattr(node, "attr", getattr(node, "id", None))
            assert used not in forbidden, f"{path.name} uses {used}"


def png(figure):
    """Render as a page would."""
    file = io.BytesIO()
    figure.savefig(file, format="png", dpi=80, facecolor="white")
    return file.getvalue()


def plots(figure):
    """Axes that hold data: no colour bar, nothing hidden."""
    return [a for a in figure.axes if a.get_visible() and a.get_label() != "<colorbar>"]
