"""Hints open one step at a time and only on request, hold no code, and their numbers are right."""

import io
import json
import re
import zipfile

import corpus
import hint_numbers
import pytest
from test_checks import shell  # noqa: F401
from test_notebook_helpers import displayed, fresh_notebook, page, restart_kernel  # noqa: F401
from test_release import ROOT, leaks

from autograder.authoring.build import exercises
from autograder.pack import build_wheel
from mlplab import guesses, hints

EXERCISES = exercises(ROOT)
NAME = "linear_backward"
SOLVED = [
    (exercise, name)
    for exercise in EXERCISES
    for role, name, _ in corpus.cells(exercise)
    if role == "solve"
]


def offered(page, monkeypatch, name=NAME):
    """Run a hint cell; return the button, the place for its text, and what was displayed."""
    made = []
    form = hints._form
    monkeypatch.setattr(hints, "_form", lambda n: made.append(form(n)) or made[-1])
    data = displayed(page(f"hints.hint({name!r})"))
    told, button = made[0].children
    return button, told, data


def test_nothing_is_shown_before_it_is_asked_for(page, monkeypatch, tmp_path):
    button, told, data = offered(page, monkeypatch)
    assert button.description == "Stuck? Show a question" and told.value == ""
    for words in hints.all_hints()[NAME]["steps"]:
        assert words not in str(data)
    assert not (tmp_path / "hints.json").exists()


def test_each_press_opens_one_stage_more_and_is_noted(page, monkeypatch, tmp_path):
    button, told, _ = offered(page, monkeypatch)
    for n, stage in enumerate(hints.stages(NAME), 1):
        assert stage not in told.value
        button.click()
        assert told.value.endswith(stage)
        assert json.loads((tmp_path / "hints.json").read_text()) == {NAME: n}
    assert button.disabled and button.description == "No more hints"


def test_opening_again_after_a_restart_keeps_the_highest_stage(page, monkeypatch, tmp_path):
    button, _, _ = offered(page, monkeypatch)
    button.click()
    button.click()
    restart_kernel()
    button, told, _ = offered(page, monkeypatch)
    assert told.value == ""
    button.click()
    assert json.loads((tmp_path / "hints.json").read_text()) == {NAME: 2}


def test_the_closing_section_says_which_were_opened(page, monkeypatch):
    button, _, _ = offered(page, monkeypatch)
    assert "Hints" not in displayed(page("guesses.sum_up()"))["text/plain"]
    button.click()
    said = displayed(page("guesses.sum_up()"))["text/plain"]
    assert said.endswith(f"Hints opened: {NAME} (1 of 3).")


def test_a_damaged_or_locked_record_stops_nothing(page, monkeypatch, tmp_path):
    (tmp_path / "hints.json").write_bytes(b"{")
    button, told, _ = offered(page, monkeypatch)

    def refuse(*_, **__):
        raise PermissionError("read-only")

    monkeypatch.setattr(type(hints.RECORD.path), "write_text", refuse)
    button.click()
    assert told.value and hints.opened() == {NAME: 1}


def test_a_script_and_nbgrader_get_one_line(capsys, monkeypatch, page):
    hints.hint(NAME)
    assert capsys.readouterr().out.startswith(f"Hints for {NAME}: a question, then the steps")
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert page(f"hints.hint({NAME!r})").outputs == []


def test_a_name_without_a_hint_is_the_authors_error():
    with pytest.raises(ValueError, match=r"'nonsense': add a table \[nonsense\] .* mlplab/hints/"):
        hints.hint("nonsense")


def test_a_name_with_two_hints_is_the_authors_error(tmp_path, monkeypatch):
    for exercise in ("ex_a", "ex_b"):
        (tmp_path / f"{exercise}.toml").write_text("[f]\nquestion = '?'\n")
    monkeypatch.setattr(hints, "__file__", str(tmp_path / "__init__.py"))
    with pytest.raises(ValueError, match=r"ex_b\.toml: hints given twice"):
        hints.all_hints()


def test_guesses_and_hints_are_kept_apart(page, monkeypatch, tmp_path):
    button, _, _ = offered(page, monkeypatch)
    button.click()
    assert not (tmp_path / "guesses.json").exists() and guesses.RECORD.all() == {}


# ------------------------------------------------------------------------- what the hints say


def test_every_task_has_a_hint_and_every_hint_a_task():
    assert sorted(hints.all_hints()) == sorted(name for _, name in SOLVED)


@pytest.mark.parametrize("exercise, name", SOLVED)
def test_the_notebook_offers_it_where_the_stub_is(exercise, name):
    text = (ROOT / "notebooks" / f"{exercise}.py").read_text(encoding="utf-8")
    after = text.split(f'# %% solve="{name}"')[1]
    assert f'hint("{name}")' in after.split("# %% check=")[0]


@pytest.mark.parametrize("name", sorted(hints.all_hints()))
def test_a_hint_asks_then_lists_then_works_an_example(name):
    told = hints.all_hints()[name]
    assert set(told) == {"question", "steps", "example"}
    assert told["question"].endswith("?")
    assert 2 <= len(told["steps"]) <= 6
    assert hint_numbers.calculations(told["example"]), "no calculation in the example"


@pytest.mark.parametrize("name", sorted(hints.all_hints()))
def test_the_numbers_of_a_hint_are_right(name):
    told = hints.all_hints()[name]
    for left, right in hint_numbers.calculations(" ".join([told["example"], *told["steps"]])):
        assert hint_numbers.holds(left, right), f"{left} = {right}"


def test_a_wrong_number_in_a_hint_would_be_noticed():
    ((left, right),) = hint_numbers.calculations("Then `2*1 + 5*1 = 8`, and `W.T = 3` is not one.")
    assert (left, right) == ("2*1 + 5*1", "8") and not hint_numbers.holds(left, right)
    assert hint_numbers.holds("exp(1)", "2.718") and not hint_numbers.holds("exp(1)", "2.719")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_no_hint_holds_a_line_of_a_solution(exercise):
    texts = [part for told in hints.all_hints().values() for part in _parts(told)]
    quoted = [code for text in texts for code in re.findall(r"`([^`]+)`", text)]
    assert leaks(exercise, [*texts, *quoted]) == []


def _parts(told):
    return [told["question"], *told["steps"], told["example"]]


def test_the_wheel_holds_the_hints():
    _, wheel = build_wheel(ROOT)
    with zipfile.ZipFile(io.BytesIO(wheel)) as pack:
        inside = pack.namelist()
    for exercise in EXERCISES:
        assert f"mlplab/hints/{exercise}.toml" in inside
