"""Figures of exercise 4: they draw any numbers, and their texts say what these numbers show."""

import warnings

import numpy as np
import pytest
from matplotlib.figure import Figure
from test_figures import plots, png

from mlplab import figures

INF, NAN = np.inf, np.nan
W = [8, 64, 512]


def run(train, val, stop=None):
    return {"train": train, "val": val, "stop": stop}


# name -> (function, arguments, what the alt text must hold)
CASES = {
    "apart typical": ("differences", ({"float64": [1e-16, 3e-16], "f32": [1e-8, 4e-7]},), "4e-7"),
    "apart zeros": ("differences", ({"a": [0, 0, 0]},), "0 at the end"),
    "apart broken": ("differences", ({"a": [1e-9, NAN, INF], "b": [NAN], "c": []},), "inf"),
    "apart extreme": ("differences", ({"a": [1e-300, 1e300]},), "1e300"),
    "apart nothing": ("differences", ({},), "1 step"),
    "times typical": (
        "time_against_width",
        (W, {"NumPy": [1e-4, 3e-4, 1e-2], "PyTorch": [9e-4, 1e-3, 8e-3]}),
        "PyTorch is faster than NumPy from width 512 on",
    ),
    "times always": (
        "time_against_width",
        (W, {"NumPy": [2, 2, 2], "PyTorch": [1, 1, 1]}),
        "at every width measured",
    ),
    "times never": (
        "time_against_width",
        (W, {"NumPy": [1, 1, 1], "PyTorch": [1, 2, 3], "CUDA": [2, 2, 2]}),
        "CUDA is faster than NumPy at no width measured",
    ),
    "times mixed": (
        "time_against_width",
        (W, {"NumPy": [2, 2, 2], "PyTorch": [3, 1, 3]}),
        "at 1 of 3 widths",
    ),
    "times one width": ("time_against_width", ([8], {"NumPy": [1e-4]}), "100"),
    "times broken": (
        "time_against_width",
        (W, {"NumPy": [1e-4, NAN, INF], "PyTorch": [NAN] * 3, "x": [0, 0, 0]}),
        "PyTorch was never timed",
    ),
    "times nothing": ("time_against_width", ([], {}), "logarithmic"),
    "stop typical": (
        "early_stopping",
        ({"seed 0": run([2, 1, 0.5, 0.2], [2, 1, 1.5, 1.6], 4), "seed 1": run([2, 1], [2, 1])},),
        "lowest, 1, at epoch 2, stopped at epoch 4, and ends at 1.6",
    ),
    "stop four": ("early_stopping", ({k: run([2, 1], [2, 1], 2) for k in "abcd"},), "4 runs"),
    "stop broken": (
        "early_stopping",
        ({"a": run([2, NAN, INF], [NAN, 3, INF], 3), "b": run([NAN], [NAN]), "c": run([], [])},),
        "at epoch 2",
    ),
    "stop nothing": ("early_stopping", ({},), "0 runs"),
    "rates typical": (
        "schedules",
        ({"warm": [0.1, 0.5, 0.2, 0.0], "flat": [0.5] * 4},),
        "warm starts at 0.1, is highest, 0.5, at step 1, ends at 0",
    ),
    "rates broken": ("schedules", ({"a": [NAN, 1, INF], "b": [NAN], "c": []},), "inf"),
    "rates zeros": ("schedules", ({"a": [0, 0]},), "ends at 0"),
    "seeds typical": (
        "by_seed",
        ({"constant": [0.2, 0.3, 0.1], "cosine": [0.1, 0.4, 0.2]}, "loss"),
        "lowest: constant for 2, cosine for 1",
    ),
    "seeds equal": ("by_seed", ({"a": [1, 1], "b": [1, 1]}, "loss"), "2 seeds"),
    "seeds broken": ("by_seed", ({"a": [NAN, 1], "b": [INF, 2], "c": [NAN, NAN]}, "loss"), "nan"),
    "seeds unequal": ("by_seed", ({"a": [1, 2, 3], "b": [2]}, "loss"), "3 seeds"),
    "seeds nothing": ("by_seed", ({}, "loss"), "0 seeds"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_draws_and_says_what_it_drew(case):
    name, arguments, said = CASES[case]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        figure, alt = getattr(figures, name)(*arguments)
        assert isinstance(figure, Figure)
        assert said in alt and alt.endswith(".")
        assert png(figure).startswith(b"\x89PNG")
    for ax in plots(figure):
        assert ax.get_xlabel()
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
    values = np.array([0.0, 3.0, INF])
    figures.differences({"a": values})
    figures.schedules({"a": values})
    figures.by_seed({"a": values}, "loss")
    figures.time_against_width(W, {"a": values})
    figures.early_stopping({"a": run(values, values)})
    assert values.tolist() == [0.0, 3.0, INF]


def test_the_best_epoch_is_marked_where_the_validation_loss_is_lowest():
    figure, _ = figures.early_stopping({"a": run([3, 2, 1], [3, 1.5, 2], 3)})
    marks = [x for x in figure.axes[0].lines if x.get_label() == "best"]
    assert [(x.get_xdata()[0], x.get_ydata()[0]) for x in marks] == [(2, 1.5)]


def test_the_sentence_over_the_times_follows_the_numbers():
    slow, fast = [1e-4, 2e-4, 9e-3], [9e-4, 9e-4, 8e-3]
    figure, alt = figures.time_against_width(W, {"NumPy": slow, "PyTorch": fast})
    assert figure.axes[0].get_title(loc="left") in alt and "from width 512 on" in alt
    _, alt = figures.time_against_width(W, {"NumPy": fast, "PyTorch": slow})
    assert "PyTorch is faster than NumPy at 2 of 3 widths" in alt
