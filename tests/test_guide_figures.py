"""Pictures of the concept guide: made from computed numbers, never stale, readable by everyone."""

import functools
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest
from figure_faults import contrast, differences, drawn, text_faults
from matplotlib.colors import to_hex, to_rgb

from guides.figures import NAMES, __main__, drawing, early_stopping, files
from mlplab.figures.style import COLOURS, DARK, GREY, PALE, ink

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "guides" / "mlp_backprop_guide.md"
LARGEST = 40_000  # bytes of a picture
FAINT = [drawing.FAINT_BLUE, drawing.FAINT_VERMILION, drawing.FAINT_GREY]
INKS = [to_hex(ink(c)) for c in (*COLOURS, GREY, DARK)]
PALETTE = {to_hex(c) for c in (*COLOURS, DARK, GREY, PALE, "white", *FAINT, *INKS)}

TOLERANCE = {"silent_death": 0.05}  # relative; of all others 0.02
# Absolute, so small that the last number of a logarithmic axis (1.9e-12) is compared as well:
# what is left of sin π, and in symmetry of a difference that is 0 where columns are alike.
NEAR, NEAR_IN = 1e-15, {"symmetry": 1e-12}
# Training at a high rate turns a last digit into another run; the median over seeds stays.
MEDIANS = {"loss", "dead", "loss_centred", "dead_centred"}
# Round-off differs from processor to processor: of all these errors only the size counts, within
# a factor of 10, and one that is exactly 0 counts as the smallest that the figure could show.
ROUND_OFF, SIZE, SMALLEST = "gradient_error", 10, 1e-16


@functools.cache
def computed(name):
    return files.maker(name).data()


@functools.cache
def kept():
    return files.read()


@functools.cache
def redrawn(name):
    return files.svg(name, kept()[name]).decode()


def committed(name):
    return (files.PICTURES / f"{name}.svg").read_text(encoding="utf-8")


# --- numbers


def changed(name, new, old):
    """Keys whose numbers differ by more than the figure's tolerance."""
    if set(new) != set(old):
        return sorted(set(new) ^ set(old))
    return [k for k in new if not _alike(name, k, np.asarray(new[k]), np.asarray(old[k]))]


def _alike(name, key, new, old):
    if new.shape != old.shape or new.dtype.kind != old.dtype.kind:
        return False
    if new.dtype.kind in "Ui":
        return bool((new == old).all())
    if name == ROUND_OFF and key != "h":
        ratio = np.maximum(new, SMALLEST) / np.maximum(old, SMALLEST)
        return bool((np.abs(np.log(ratio)) < np.log(SIZE)).all())
    if name == "silent_death" and key in MEDIANS:
        new, old = np.median(new, axis=1), np.median(old, axis=1)
    return np.allclose(new, old, rtol=TOLERANCE.get(name, 0.02), atol=NEAR_IN.get(name, NEAR))


@pytest.mark.parametrize("name", NAMES)
def test_the_numbers_are_those_that_the_code_computes(name):
    assert changed(name, computed(name), kept()[name]) == []


@pytest.mark.parametrize(
    ("name", "key"),
    [("depth", "xavier"), ("silent_death", "dead"), ("by_hand", "db1"), ("leakage", "honest")],
)
def test_a_number_that_has_changed_is_noticed(name, key):
    other = kept()[name] | {key: kept()[name][key] * 1.2}
    assert changed(name, computed(name), other) == [key]


@pytest.mark.parametrize("name", [n for n in NAMES if n not in (ROUND_OFF, "silent_death")])
def test_any_single_number_that_has_changed_is_noticed(name):
    for key, value in kept()[name].items():
        old = np.asarray(value)
        for at in np.ndindex(old.shape if old.dtype.kind in "if" else 0):
            new = old.copy()
            least = max(0.03 * abs(old[at]), 10 * NEAR_IN.get(name, NEAR))
            new[at] += 1 if old.dtype.kind == "i" else least
            assert changed(name, {key: new}, {key: old}) == [key], f"{key}{at}"


def test_a_v_at_another_place_is_noticed():
    other = kept()["gradient_error"]
    for key, new in {
        "best_central": 1e-3,
        "central": other["forward"],
        "h": other["h"] * 2,
    }.items():
        assert changed("gradient_error", other | {key: new}, other) == [key]


@pytest.mark.filterwarnings("error")
def test_an_error_of_exactly_0_is_a_small_one():
    small = {"central": np.array([2e-16, 1e-3])}
    zero, none = small["central"] * [0, 1], small["central"] * np.nan
    assert changed("gradient_error", {"central": zero}, small) == []
    assert changed("gradient_error", small, {"central": zero}) == []
    assert changed("gradient_error", {"central": zero * 0}, small) == ["central"]
    assert changed("gradient_error", {"central": none}, small) == ["central"]


def test_the_epochs_of_early_stopping_do_not_hang_on_last_digits(monkeypatch):
    """They are whole numbers that the guide quotes: another processor has to find the same."""
    start, rng = early_stopping.normal_start, np.random.default_rng(1)
    monkeypatch.setattr(
        early_stopping,
        "normal_start",
        lambda *given: [(W + 1e-8 * rng.normal(size=W.shape), b) for W, b in start(*given)],
    )
    moved = early_stopping.data()
    assert (moved["val"] != computed("early_stopping")["val"]).all()
    assert changed("early_stopping", moved, kept()["early_stopping"]) == []


def test_another_operation_or_a_missing_key_is_noticed():
    tape = kept()["tape"]
    other = tape | {"operations": np.array(["MmBackward0"] * 5)}
    assert changed("tape", other, tape) == ["operations"]
    assert changed("tape", {"loss": tape["loss"]}, {}) == ["loss"]


def test_data_json_holds_every_figure_in_order_and_no_digit_more(tmp_path, monkeypatch):
    assert tuple(kept()) == NAMES
    text = files.DATA.read_text(encoding="utf-8")
    monkeypatch.setattr(files, "DATA", tmp_path / "data.json")
    files.write({name: files.rounded(data) for name, data in kept().items()})
    assert files.DATA.read_text(encoding="utf-8") == text


def test_rounding_leaves_five_digits_and_whole_numbers():
    found = files.rounded({"a": [1.234567, -9.99999e-9], "n": 1234567, "word": "x @ w"})
    assert found["a"].tolist() == [1.2346, -1e-8]
    assert found["n"] == 1234567 and found["word"] == "x @ w"
    with pytest.raises(ValueError, match="finite"):
        files.rounded({"a": [np.inf]})


def test_the_numbers_say_what_the_guide_says():
    d = kept()
    assert d["by_hand"]["dW1"].tolist() == [[0.37754, -0.75508]] * 2
    assert (d["tape"]["loss"], d["tape"]["dw"], d["tape"]["db"]) == (2.125, -4.5, -2.5)
    assert d["tape"]["saved"].tolist() == ["x", "", "", "… − y", ""]
    assert not d["symmetry"]["equal"].any() and d["symmetry"]["outgoing"][0] == 0
    assert d["symmetry"]["outgoing"][-1] > 1
    assert d["depth"]["he"].min() > 0.8
    assert d["depth"]["torch_default"][-1] > 1e9 * d["depth"]["torch_default_no_bias"][-1]
    assert np.median(d["silent_death"]["dead"], axis=1)[-1] == 1
    assert not d["silent_death"]["dead_centred"].any()
    assert d["leakage"]["leaked"].mean() > 0.8 and abs(d["leakage"]["honest"].mean() - 0.5) < 0.05
    assert (d["interpolant"]["error"] <= d["interpolant"]["bound"]).all()
    assert d["batch_noise"]["slope"] == pytest.approx(-0.5, abs=0.02)
    early = d["early_stopping"]
    assert early["stop_epoch"] == early["best_epoch"] + early["patience"]
    assert early["best_val"] == early["val"][: early["stop_epoch"]].min()


# --- pictures


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_drawn_from_data_json(name):
    made_new = f"stale: python -m guides.figures {name}"
    assert differences(committed(name), redrawn(name)) == [], made_new


@pytest.mark.parametrize("name", NAMES)
def test_drawing_twice_gives_the_same_bytes(name):
    assert files.svg(name, kept()[name]).decode() == redrawn(name)


def test_a_stale_picture_is_noticed():
    old = kept()["depth"]
    assert differences(files.svg("depth", old).decode(), committed("depth")) == []
    other = files.svg("depth", old | {"xavier": old["xavier"] * 1.5}).decode()
    assert "words" in differences(other, committed("depth"))[0]
    bent = old["xavier"] * np.linspace(40, 1, 30)
    bent = files.svg("depth", old | {"xavier": np.minimum(bent, 9)}).decode()
    assert "elsewhere" in differences(bent, committed("depth"))[0]
    fewer = re.sub(r"<use [^>]*/>", "", committed("depth"), count=1)
    assert "shapes and" in differences(fewer, committed("depth"))[0]


@pytest.mark.parametrize(
    ("name", "key"), [("safe_loss", "safe"), ("interpolant", "f"), ("activations", "tanh")]
)
def test_a_dent_in_a_curve_is_noticed(name, key):
    """Its ends stay, and all that is written."""
    values = kept()[name][key].copy()
    values[len(values) // 3 : len(values) // 3 + 8] *= 0.6
    dented = files.svg(name, kept()[name] | {key: values}).decode()
    assert "elsewhere" in differences(dented, committed(name))[0]


def test_as_many_corners_at_other_places_of_the_same_line_are_no_difference():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M 0 0 L {} L 90 90"/></svg>'
    assert differences(svg.format("30 30"), svg.format("60 60 L 70 70")) == []
    assert differences(svg.format("30 30"), svg.format("30 40")) == ["1 shapes are elsewhere"]


@pytest.mark.parametrize(
    ("pattern", "new", "fault"),
    [
        ("#0072b2|#d55e00", lambda m: {"#0072b2": "#d55e00"}.get(m[0], "#0072b2"), "different"),
        ('stroke-dasharray: [^;"]*;', "", "different"),
        (r"translate\(1", "translate(2", "elsewhere"),
    ],
    ids=["exchanged colours", "no dashes", "words moved"],
)
def test_a_picture_that_looks_otherwise_is_noticed(pattern, new, fault):
    svg = committed("early_stopping")
    (found,) = differences(re.sub(pattern, new, svg), svg)
    assert fault in found


@pytest.mark.parametrize("name", NAMES)
def test_words_are_apart_inside_large_and_dark_enough(name):
    assert text_faults(drawn(name, kept()[name])) == []


@pytest.mark.parametrize(
    ("plant", "fault"),
    [
        (lambda ax: drawing.note(ax, "here", (3, 0.5), fontsize=8), "'here' is smaller than 9"),
        (lambda ax: drawing.note(ax, "here", (24, 1e-4)), None),
        (lambda ax: drawing.note(ax, "too far", (29, 1e-4), in_layout=False), "leaves the page"),
        (lambda ax: drawing.note(ax, "lr 0.5", (20, 1e-6), (9, 0)), "overlaps 'lr 0.5'"),
        (lambda ax: ax.text(22, 1e-4, "pale", color=COLOURS[4], fontsize=9), "'pale' is pale"),
        (lambda ax: drawing.note(ax, "on it", (10, 1e-3), ha="center"), "'on it' is crossed"),
    ],
)
def test_words_that_are_not_are_noticed(plant, fault):
    found = text_faults(drawn("rates", kept()["rates"], lambda f: plant(f.axes[0])))
    assert fault in " ".join(found) if fault else found == []


def format_faults(name, svg):
    """What keeps a picture from being read on any page."""
    found = []
    if len(svg.encode()) > LARGEST:
        found.append(f"more than {LARGEST} bytes")
    root = ET.fromstring(svg.encode())
    if root.get("width") != "700":
        found.append(f"width {root.get('width')}")
    if root.findtext("{*}title") != files.maker(name).TITLE:
        found.append("title")
    for family in re.findall(r"font(?:-family)?:([^;\"]*)", svg):
        if "px" not in family and not family.strip().endswith(("sans-serif", "monospace")):
            found.append(f"font {family}")
    if re.search(r"<dc:date>|20\d\d-\d\d", svg):
        found.append("date")
    for colour in re.findall(r"(?:fill|stroke): ?([^;\"]+)", svg):
        if colour not in PALETTE | {"none"}:
            found.append(f"colour {colour}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_pictures_are_small_titled_and_in_the_courses_colours(name):
    assert format_faults(name, committed(name)) == []


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('width="700"', 'width="5in"', "width 5in"),
        ("<title>", "<title>A ", "title"),
        ("</svg>", "<!--" + "x" * LARGEST + "--></svg>", f"more than {LARGEST} bytes"),
        ("</svg>", "<!-- 2026-01-01 --></svg>", "date"),
        ("#0072b2", "#0000ff", "colour #0000ff"),
        ("#0072b2", "red", "colour red"),
        (", sans-serif", "", "font  'DejaVu Sans', 'Verdana', 'Arial'"),
    ],
)
def test_a_picture_that_is_not_is_noticed(old, new, fault):
    svg = committed("xor")
    assert old in svg
    assert fault in format_faults("xor", svg.replace(old, new))


@pytest.mark.parametrize("colour", [*INKS, DARK])
def test_ink_reads_on_white(colour):
    assert contrast(to_rgb(colour), (1, 1, 1)) >= 4.5


# --- the guide


def guide_faults(guide, pictures):
    """Pictures that no module makes, that the guide does not show, or shows without words."""
    found = [f"no module makes {p}" for p in sorted(set(pictures) - set(NAMES))]
    found += [f"missing: {n}" for n in NAMES if n not in pictures]
    pairs = re.findall(r"!\[([^\]]*)\]\(pictures/(\w+)\.svg\)", guide)
    shown = {name: words for words, name in pairs}
    for name in NAMES:
        if name not in shown:
            found.append(f"not shown: {name}")
        elif not 20 <= len(shown[name]) <= 400:
            found.append(f"{name}: {len(shown[name])} characters of alternative text")
    return found


def test_the_guide_shows_every_picture_and_says_what_is_in_it():
    pictures = [p.stem for p in files.PICTURES.glob("*.svg")]
    assert guide_faults(GUIDE.read_text(encoding="utf-8"), pictures) == []


def test_a_picture_unknown_missing_hidden_or_without_words_is_noticed():
    words = "What one sees in this picture."
    whole = [f"![{words} {name}](pictures/{name}.svg)" for name in NAMES]
    assert guide_faults("\n".join(whole), NAMES) == []
    assert guide_faults("\n".join(whole), [*NAMES, "mine"]) == ["no module makes mine"]
    assert guide_faults("\n".join(whole), NAMES[1:]) == ["missing: xor"]
    assert guide_faults("\n".join(whole[1:]), NAMES) == ["not shown: xor"]
    for poor in ("", words * 20):
        guide = "\n".join([f"![{poor}](pictures/xor.svg)", *whole[1:]])
        assert guide_faults(guide, NAMES) == [f"xor: {len(poor)} characters of alternative text"]


# --- the command


def test_the_command_makes_one_picture_and_keeps_the_other_numbers(tmp_path, monkeypatch, capsys):
    for module in (files, __main__):
        monkeypatch.setattr(module, "PICTURES", tmp_path)
        monkeypatch.setattr(module, "DATA", tmp_path / "data.json")
    files.write({"by_hand": kept()["by_hand"]})
    assert __main__.main(["xor"]) == 0
    assert list(files.read()) == ["xor", "by_hand"]
    made = (tmp_path / "xor.svg").read_text(encoding="utf-8")
    assert differences(made, redrawn("xor")) == []
    assert "guides/pictures/xor.svg" in capsys.readouterr().out


def test_the_command_names_what_there_is(capsys):
    assert __main__.main(["nor"]) == 2
    said = capsys.readouterr().out
    assert "nor" in said and "early_stopping" in said
