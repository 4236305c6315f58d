"""The mistakes of a class, counted: what the table holds, and what an instructor reads."""

import csv
import json

import nbformat
import pytest
from test_feedback import (
    ATTACKS,
    HIDDEN_MESSAGE,
    MESSAGE,
    active,
    check,
    error,
    notebook,
    solve,
    stream,
    text,
)

from autograder.errors import CourseError
from autograder.mistakes import COLUMNS, UNNAMED, UNWRITTEN, count, write_mistakes

RIGHT = stream("double ✓  value\n")
UNKNOWN = error("double: y is not right yet.\n\n  checking    value")
NOT_WRITTEN = error("double is not written yet.")


def handed_in(first=RIGHT, second=RIGHT, **grading):
    """One task with two checks, and one with one that always passes."""
    return notebook(
        solve("double"),
        check("double-value", 3, first),
        check("double-large", 2, second),
        solve("half"),
        check("half-value", 1, stream("half ✓  value\n")),
        **grading,
    )


@pytest.fixture
def course(tmp_path):
    """A class of nine, one with a file that is no notebook."""
    class_ = {
        "ada": handed_in(),
        "bea": handed_in(error(MESSAGE), error(MESSAGE)),
        "cem": handed_in(error(MESSAGE)),
        "dao": handed_in(RIGHT, error(HIDDEN_MESSAGE)),
        "eli": handed_in(UNKNOWN, UNKNOWN),
        "fay": handed_in(NOT_WRITTEN, NOT_WRITTEN),
        "gus": notebook(reason="The file is not a notebook: it is empty."),
        "hal": handed_in(repairs=["The check half-value was missing; it was put back."]),
        "ivy": handed_in(stopped=["Cell 12 did not end within 10 s; the rest was run without it."]),
    }
    for learner, nb in class_.items():
        path = tmp_path / "autograded" / learner / "ex" / "ex.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(nb, path)
    other = tmp_path / "autograded" / "ada" / "another" / "another.ipynb"
    other.parent.mkdir()
    nbformat.write(handed_in(error(MESSAGE)), other)
    return tmp_path


def table(course):
    path, _ = write_mistakes(course, "ex", course / "out")
    return list(csv.reader(path.open(encoding="utf-8")))


def shown(course):
    return text(write_mistakes(course, "ex", course / "out")[1].read_text(encoding="utf-8"))


def test_a_submission_counts_a_mistake_once_per_task(course):
    assert table(course) == [
        list(COLUMNS),
        ["ex", "double", "factor 1/2", "2", "0.222"],
        ["ex", "double", UNNAMED, "1", "0.111"],
        ["ex", "double", UNWRITTEN, "1", "0.111"],
        ["ex", "double", "sign flipped", "1", "0.111"],
    ]


def test_one_more_with_the_mistake_changes_the_table(course):
    (course / "autograded" / "jon" / "ex").mkdir(parents=True)
    nbformat.write(handed_in(error(MESSAGE)), course / "autograded" / "jon" / "ex" / "ex.ipynb")
    assert ["ex", "double", "factor 1/2", "3", "0.300"] in table(course)


def test_the_page_says_what_is_worth_a_word_in_the_lecture(course):
    said = shown(course)
    assert "9 submissions" in said
    assert "factor 1/2 in double , 2 of 9 (22 %)" in said
    assert "Is something halved that the definition does not halve?" in said
    assert "double 33 % factor 1/2 2 · sign flipped 1" in said
    assert "1 without a known mistake · 1 in hidden tests only · 1 not written yet" in said
    assert "half 89 %" in said


def test_the_page_names_submissions_to_look_at_the_worst_first(course):
    said = shown(course)
    order = [
        "could not be graded The file is not a notebook: it is empty. gus",
        "stopped Cell 12 did not end within 10 s; the rest was run without it. ivy",
        "repaired The check half-value was missing; it was put back. hal",
    ]
    places = [said.index(sentence) for sentence in order]
    assert places == sorted(places)


def test_who_has_an_earlier_release_needs_no_look(course):
    about = "The cell check-half-value is of an earlier release; the present one was used."
    nb = handed_in(repairs=[about, "The cell double was there 2 times; the last answer counts."])
    nbformat.write(nb, course / "autograded" / "ada" / "ex" / "ex.ipynb")
    said = shown(course)
    assert "the last answer counts. ada" in said and "earlier release" not in said


def test_a_file_that_is_no_notebook_stops_nothing(course):
    odd = json.loads(nbformat.writes(notebook(check("double-value", 3))))
    odd["cells"][0]["outputs"] = 3
    odd["cells"] += [1, {"metadata": 2}]
    for junk in ("", "{", "[]", '{"cells": 3}', json.dumps(odd)):
        (course / "autograded" / "gus" / "ex" / "ex.ipynb").write_text(junk)
        assert ["ex", "double", "factor 1/2", "2", "0.222"] in table(course)


def test_notebooks_of_plain_json_count_like_nodes():
    nb = json.loads(nbformat.writes(handed_in(error(MESSAGE))))
    counted = count([("ada", "ex", nb)])
    assert [(t.task, t.right, t.named) for t in counted.tasks] == [
        ("double", 0, [("factor 1/2", 1)]),
        ("half", 1, []),
    ]


def test_what_a_file_says_is_neither_a_formula_nor_markup(course):
    nb = handed_in(error(MESSAGE), repairs=[ATTACKS[0]])
    nb.cells[1].metadata.grading = {"passed": False, "mistake": '=HYPERLINK("https://x.org")'}
    nb.cells[2] = check("double-large", 2, error(MESSAGE.replace("factor 1/2", ATTACKS[1])))
    path = course / "autograded" / ATTACKS[1].replace("/", "") / "ex" / "ex.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(nb, path)
    rows = [cell for row in table(course) for cell in row]
    assert '\'=HYPERLINK("https://x.org")' in rows
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in rows)
    html = (course / "out" / "mistakes.html").read_text(encoding="utf-8")
    assert ATTACKS[0] in text(html)
    assert [b for b in active(html) if b != "svg"] == []  # the bars are the page's own


def test_nothing_graded_is_said_with_what_to_do(tmp_path):
    with pytest.raises(CourseError, match="nbgrader autograde ex"):
        write_mistakes(tmp_path, "ex", tmp_path / "out")
    assert not (tmp_path / "out").exists()
