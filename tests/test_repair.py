"""Whatever a learner hands in becomes the released notebook with the learner's answers in it."""

import copy
import json
import os
import random

import nbformat
import pytest
from grading import ROOT, good_notebook, light_assignment, light_course
from nbgrader.utils import compute_checksum

from autograder.errors import CourseError
from autograder.grading import repair as repair_module
from autograder.grading.assignment import (
    Assignment,
    grade_id,
    is_code,
    is_locked,
    text_of,
)
from autograder.grading.repair import (
    MAX_BYTES,
    MAX_CELLS,
    Unreadable,
    learners_own,
    parse,
    read,
    repair,
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return light_course(tmp_path_factory.mktemp("light"))


@pytest.fixture(scope="module")
def assignment(folder):
    return light_assignment(folder)


@pytest.fixture
def notebook(folder, assignment):
    """A notebook with all right answers, as JSON; tests damage it."""
    return json.loads(good_notebook(folder))


@pytest.fixture
def repaired(assignment):
    """Repairs a notebook; returns its cells and what was told."""

    def mend(notebook):
        cells, told = parse(json.dumps(notebook).encode())
        out, repairs = repair(assignment, cells)
        nbformat.validate(nbformat.from_dict(without_marks(out)))
        return out["cells"], told + repairs

    return mend


def without_marks(notebook):
    notebook = copy.deepcopy(notebook)
    for cell in notebook["cells"]:
        cell["metadata"].pop("stage", None)
        cell["metadata"].pop("learners", None)
    return notebook


def cell_of(cells, name):
    """The one cell with a grade id."""
    (cell,) = [c for c in cells if grade_id(c) == name]
    return cell


def place(cells, name):
    """Where the cell with a grade id stands."""
    return cells.index(cell_of(cells, name))


def code(text, **more):
    return {"cell_type": "code", "metadata": {}, "source": text, **more}


def shape(cells):
    """Cells as (type, grade id, text): all that matters."""
    return [(c["cell_type"], grade_id(c), text_of(c)) for c in cells]


@pytest.fixture
def sound(repaired, notebook):
    """The cells of the notebook when nothing had to be repaired."""
    cells, told = repaired(notebook)
    assert told == []
    return shape(cells)


def test_a_sound_notebook_is_the_release_with_its_answers(sound, assignment, notebook):
    released = shape(assignment.skeleton["cells"])
    assert [one[:2] for one in sound] == [one[:2] for one in released]
    answers = {"double", "row_means", "repeat"}
    for mine, theirs, handed_in in zip(sound, released, notebook["cells"], strict=True):
        assert mine[2] == (text_of(handed_in) if mine[1] in answers else theirs[2])
    assert "BEGIN HIDDEN TESTS" in dict(one[1:] for one in sound)["check-double-value"]


# ------------------------------------------------------------------------------ the instructor's


def test_a_changed_check_is_put_right_and_told(repaired, notebook, sound):
    cell_of(notebook["cells"], "check-double-value")["source"] = "print('20 points')"
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert told == [
        "The cell check-double-value differed from the course's; the course's was used."
    ]


def test_a_check_of_an_earlier_release_is_no_doing_of_the_learner(repaired, notebook, sound):
    check = cell_of(notebook["cells"], "check-double-value")
    check["source"] = "print('as it was before it was mended')"
    role = check["metadata"]["nbgrader"]
    role["checksum"] = compute_checksum(nbformat.from_dict(check))
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert told == [
        "The cell check-double-value is of an earlier release; the present one was used."
    ]
    assert learners_own(told) == []
    check["source"] += "  # and edited"
    (edited,) = told = repaired(notebook)[1]
    assert "differed from the course's" in edited and learners_own(told) == told
    for junk in (None, "many", [], 10**400):
        role["points"] = junk
        assert repaired(notebook)[1] == told
    check["metadata"] = {}  # known by its id
    assert repaired(notebook)[1] == told


def test_cells_with_the_same_repair_share_a_sentence(assignment, repaired, notebook, sound):
    names = [grade_id(c) for c in notebook["cells"] if grade_id(c) and is_locked(c)]
    for name in names[:2]:
        cell_of(notebook["cells"], name)["source"] = "pass"
    notebook["cells"] = [c for c in notebook["cells"] if grade_id(c) not in names[2:]]
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    edited, lost = (", ".join(some) for some in (names[:2], names[2:]))
    assert told == [
        f"These 2 cells differed from the course's; the course's were used: {edited}.",
        f"These {len(names) - 2} cells were missing; they were put back: {lost}.",
    ]


def test_a_sentence_names_some_cells_and_counts_the_rest(repaired, notebook, monkeypatch):
    monkeypatch.setattr(repair_module, "SHOWN", 1)
    for name in ("check-double-value", "check-double-shape", "check-repeat-calls"):
        notebook["cells"].remove(cell_of(notebook["cells"], name))
    assert repaired(notebook)[1] == [
        "These 3 cells were missing; they were put back: check-double-value and 2 more."
    ]


def test_white_space_at_the_ends_of_lines_is_no_change(repaired, notebook, sound):
    cell = cell_of(notebook["cells"], "check-double-value")
    cell["source"] = text_of(cell).replace("\n", "  \r\n") + "\n\n"
    assert repaired(notebook) == (repaired(notebook)[0], [])


def test_a_check_with_its_hidden_tests_is_no_change(repaired, notebook, sound, assignment):
    """An instructor tries the own notebook."""
    for cell in notebook["cells"]:
        if is_locked(cell):
            cell["source"] = assignment.full[grade_id(cell)]
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


def test_points_and_flags_that_a_learner_wrote_do_not_count(repaired, notebook, assignment):
    for cell in notebook["cells"]:
        meta = cell["metadata"].get("nbgrader")
        if meta:
            meta |= {"points": 1000, "solution": True, "grade": False, "locked": False}
    cells, _ = repaired(notebook)
    for mine, theirs in zip(cells, assignment.skeleton["cells"], strict=True):
        assert mine["metadata"].get("nbgrader") == theirs["metadata"].get("nbgrader")


def test_a_missing_check_is_put_back_at_its_place(repaired, notebook, sound):
    notebook["cells"].remove(cell_of(notebook["cells"], "check-double-shape"))
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert told == ["The cell check-double-shape was missing; it was put back."]


def test_a_check_that_is_there_twice_counts_once(repaired, notebook, sound):
    check = cell_of(notebook["cells"], "check-double-shape")
    notebook["cells"].append(copy.deepcopy(check))
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert told == ["The cell check-double-shape was there twice; it counts once."]


def test_a_check_that_became_text_is_put_right(repaired, notebook, sound):
    cell_of(notebook["cells"], "check-double-shape")["cell_type"] = "markdown"
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert told == ["The cell check-double-shape had become text; it was put right."]


# ----------------------------------------------------------------------------------- the learner's


def test_a_missing_answer_leaves_the_stub_and_is_told(repaired, notebook):
    notebook["cells"].remove(cell_of(notebook["cells"], "double"))
    cells, told = repaired(notebook)
    assert "raise NotImplementedError" in text_of(cell_of(cells, "double"))
    assert told == ["The cell double was missing, so there is no answer in it."]


@pytest.mark.parametrize(
    "kind, word", [("markdown", "text"), ("raw", "raw text"), (7, "something")]
)
def test_an_answer_that_became_another_kind_of_cell_is_code_again(
    repaired, notebook, kind, word, sound
):
    cell_of(notebook["cells"], "double")["cell_type"] = kind
    cells, told = repaired(notebook)
    assert shape(cells) == sound
    assert len(told) == 1 and told[0].startswith(f"The cell double had become {word}")


def test_of_several_copies_of_an_answer_the_last_that_is_one_counts(repaired, notebook, assignment):
    cells = notebook["cells"]
    answer = cell_of(cells, "double")
    first = {**copy.deepcopy(answer), "source": "def helper():\n    pass"}
    stub = {**copy.deepcopy(answer), "source": assignment.released["double"]}
    cells.insert(cells.index(answer), first)
    cells.append(stub)
    mended, told = repaired(notebook)
    assert text_of(cell_of(mended, "double")) == text_of(answer)
    assert told == ["The cell double was there 3 times; the last answer counts."]
    before = mended[place(mended, "double") - 1]
    assert text_of(before) == text_of(first) and grade_id(before) is None


def test_cells_in_another_order_go_back_to_their_places(repaired, notebook, sound):
    random.Random(3).shuffle(notebook["cells"])
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


@pytest.mark.parametrize("position", range(14))
def test_an_added_cell_stays_where_it_is(repaired, notebook, position):
    notebook["cells"].insert(position, code("mine = 1"))
    cells, told = repaired(notebook)
    assert [text_of(c) for c in cells].index("mine = 1") == position
    assert len(cells) == len(notebook["cells"]) and told == []
    assert cells[position]["metadata"]["learners"] is True


def test_added_cells_keep_their_order_and_their_anchor(repaired, notebook):
    at = place(notebook["cells"], "row_means") + 1
    notebook["cells"][at:at] = [
        code("a = 1"),
        {**code("*b*"), "cell_type": "markdown"},
        code("c = 3"),
    ]
    notebook["cells"].remove(cell_of(notebook["cells"], "check-double-value"))
    cells, _ = repaired(notebook)
    at = place(cells, "row_means")
    assert [text_of(c) for c in cells[at + 1 : at + 4]] == ["a = 1", "*b*", "c = 3"]
    assert {c["metadata"]["stage"] for c in cells[at : at + 4]} == {cells[at]["metadata"]["stage"]}


def test_empty_added_cells_and_unknown_kinds_are_left_out(repaired, notebook, sound):
    notebook["cells"] += [code(""), code(" \n"), {**code("raw"), "cell_type": "raw"}, code(None)]
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


def test_a_demonstration_that_was_changed_is_the_learners(repaired, notebook, assignment):
    (demo,) = [c for c in notebook["cells"] if "plt.plot" in text_of(c)]
    demo["source"] = "plt.plot([1, 2])"
    cells, told = repaired(notebook)
    (mine,) = [c for c in cells if "plt.plot" in text_of(c)]
    assert text_of(mine) == "plt.plot([1, 2])" and mine["metadata"]["learners"] and told == []


# -------------------------------------------------------------------------------- other editors


def test_cells_without_ids_are_known_by_grade_id_or_text(repaired, notebook, sound):
    for cell in notebook["cells"]:
        del cell["id"]
    notebook["cells"].insert(3, code("mine = 1"))
    cells, told = repaired(notebook)
    assert shape(cells)[:3] + shape(cells)[4:] == sound and told == []


def test_cells_without_metadata_are_known_by_their_ids(repaired, notebook, sound):
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


def test_new_ids_and_no_tags_do_no_harm(repaired, notebook, sound):
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"vscode-{number}"
        cell["metadata"].pop("tags", None)
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


def test_what_an_editor_adds_beside_the_cells_is_dropped(repaired, notebook, sound):
    notebook["metadata"]["grading"] = {"reason": "planted"}
    notebook["metadata"]["widgets"] = {"state": {}}
    for cell in notebook["cells"]:
        cell["metadata"]["grading"] = {"passed": True}
        cell["outputs"] = [{"output_type": "execute_result", "data": {"text/plain": "20"}}]
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []
    assert all("grading" not in c["metadata"] and not c.get("outputs") for c in cells)


@pytest.mark.parametrize("junk", [None, 3, "x", [], {"grade_id": 7}, {"nbgrader": []}])
def test_metadata_of_any_kind_is_only_not_recognised(repaired, notebook, sound, junk):
    cell_of(notebook["cells"], "check-double-shape")["metadata"] = junk
    cells, told = repaired(notebook)
    assert shape(cells) == sound and told == []


@pytest.mark.parametrize("junk", [None, 3, {"a": 1}, ["a", 4, None]])
def test_a_source_of_any_kind_is_text(repaired, notebook, junk):
    cell_of(notebook["cells"], "double")["source"] = junk
    cells, _ = repaired(notebook)
    assert text_of(cell_of(cells, "double")) == ("a" if isinstance(junk, list) else "")


def test_repairing_leaves_the_assignment_as_it_was(assignment, repaired, notebook):
    before = copy.deepcopy(assignment.skeleton)
    for cell in repaired(notebook)[0]:
        cell["source"] = cell["metadata"] = "scribbled over"
    assert assignment.skeleton == before


def test_a_repaired_notebook_needs_no_repair(assignment, repaired, notebook):
    notebook["cells"].remove(cell_of(notebook["cells"], "check-double-shape"))
    random.Random(1).shuffle(notebook["cells"])
    notebook["cells"].insert(5, code("mine = 1"))
    once, told = repaired(notebook)
    assert told
    twice, told = repaired({**notebook, "cells": copy.deepcopy(once)})
    assert shape(twice) == shape(once) and told == []


# ------------------------------------------------------------------------------ the text of a file


def text_of_file(notebook):
    return json.dumps(notebook, ensure_ascii=False)


@pytest.mark.parametrize(
    "encoding, told",
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("utf-16", ["The file was in UTF-16; notebooks are in UTF-8."]),
        ("latin-1", ["The file holds bytes that are not UTF-8; they became question marks."]),
    ],
)
def test_a_file_in_another_encoding_is_read_and_told(notebook, encoding, told):
    notebook["cells"] = [code("word = 'é'")]
    cells, said = parse(text_of_file(notebook).encode(encoding))
    expected = "word = '\N{REPLACEMENT CHARACTER}'" if encoding == "latin-1" else "word = 'é'"
    assert [text_of(c) for c in cells] == [expected] and said == told


def test_a_notebook_of_format_3_is_read_and_told(notebook, assignment):
    old = [{**c, "input": c["source"]} for c in notebook["cells"]]
    for cell in old:
        if is_code(cell):
            del cell["source"]
    cells, told = parse(json.dumps({"nbformat": 3, "worksheets": [{"cells": old}]}).encode())
    assert told == ["The notebook is in an old format (nbformat 3)."]
    assert shape(repair(assignment, cells)[0]["cells"]) == shape(
        repair(assignment, notebook["cells"])[0]["cells"]
    )


def test_what_is_no_cell_is_left_out_and_told(notebook):
    notebook["cells"] += [3, None, ["cell"]]
    told = parse(json.dumps(notebook).encode())[1]
    assert told == ["Some cells were no cells, or too many; they were left out."]
    many = {"cells": [code("x")] * (MAX_CELLS + 1)}
    assert len(parse(json.dumps(many).encode())[0]) == MAX_CELLS


def test_numbers_of_any_length_do_no_harm(notebook):
    raw = json.dumps(notebook).replace('"nbformat": 4', '"nbformat": ' + "9" * 10_000).encode()
    assert b"999" in raw
    assert len(parse(raw)[0]) == len(notebook["cells"])


CUT = b'{"cells": [\n{"cell_type": "code", "source": "x = '
UNREADABLE = {
    "nothing": (b"", "The file is empty."),
    "white space": (b" \n\t", "The file is empty."),
    "a page": (b"<!DOCTYPE html><html></html>", "its JSON is broken (line 1)"),
    "a download cut off": (CUT, "its JSON is broken (line 2)"),
    "a merge conflict": (
        b'{"cells": [\n<<<<<<< HEAD\n{}\n=======\n]}',
        "its JSON is broken (line 2): it holds the marks of a merge conflict.",
    ),
    "another JSON": (b"[1, 2]", "it has no list of cells"),
    "cells that are none": (b'{"cells": {"a": 1}}', "it has no list of cells"),
    "a tower": (b"[" * 200_000, "it is nested too deeply"),
    "zeros": (bytes(1000), "its JSON is broken"),
    "half of UTF-16": (b"\xff\xfe{\x00\x00\xd8", "its JSON is broken"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_is_no_notebook_is_explained(name):
    raw, why = UNREADABLE[name]
    with pytest.raises(Unreadable) as caught:
        parse(raw)
    assert why in str(caught.value)


def test_another_notebook_under_the_right_name_is_explained(assignment):
    other = json.loads(
        (ROOT / "release" / "ex_01_mlp_backprop" / "ex_01_mlp_backprop.ipynb").read_bytes()
    )
    for cells in (other["cells"], [code("print(1)")], []):
        kept, _ = parse(json.dumps({"cells": cells}).encode())
        with pytest.raises(Unreadable, match="no cell of this assignment: is it another notebook"):
            repair(assignment, kept)


# -------------------------------------------------------------------------------- the file itself


def test_a_missing_file_a_link_a_folder_and_a_pipe_are_explained(tmp_path):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "link").symlink_to(tmp_path / "secret")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "large").write_bytes(bytes(MAX_BYTES + 1))
    for name, why in {
        "absent": "The notebook is missing.",
        "link": "The file cannot be read: it is a link.",
        "folder": "It is not a file.",
        "pipe": "It is not a file.",
        "large": "The file is larger than 20 MB: clear its outputs.",
    }.items():
        with pytest.raises(Unreadable) as caught:
            read(tmp_path / name)
        assert str(caught.value) == why
    assert read(tmp_path / "secret") == b"secret"


# ---------------------------------------------------------------------------------- the assignment


def test_an_assignment_knows_its_checks_and_what_they_may_ask_for(assignment):
    assert assignment.points() == {
        "check-double-value": 20,
        "check-double-shape": 10,
        "check-row_means-value": 30,
        "check-repeat-calls": 40,
    }
    assert assignment.names == {"double", "row_means", "repeat"}
    assert [text.split("\n")[0] for _, text in assignment.given] == [
        "import matplotlib.pyplot as plt",
        "@probe",
    ]
    assert "BEGIN HIDDEN" in assignment.full["check-double-value"]
    assert "BEGIN HIDDEN" not in assignment.released["check-double-value"]


def test_notebooks_that_do_not_belong_together_are_refused(folder, tmp_path):
    source, release = (folder / room / "light" / "light.ipynb" for room in ("source", "release"))
    broken, shorter = tmp_path / "broken.ipynb", tmp_path / "shorter.ipynb"
    broken.write_text("{}")
    notebook = json.loads(release.read_bytes())
    notebook["cells"].pop(place(notebook["cells"], "double"))
    shorter.write_text(json.dumps(notebook))
    for pair, why in {
        (source, shorter): "was not made from",
        (source, broken): "broken.ipynb is no notebook",
        (tmp_path / "absent.ipynb", release): "absent.ipynb cannot be read",
    }.items():
        with pytest.raises(CourseError, match=why) as caught:
            Assignment(*pair)
        assert "./course build" in str(caught.value)


def test_the_digest_changes_with_a_check_and_with_nothing_else(folder, tmp_path):
    source, release = (folder / room / "light" / "light.ipynb" for room in ("source", "release"))
    changed = tmp_path / "light.ipynb"
    changed.write_text(source.read_text().replace("7243917.25", "7243917.5"))
    digests = [Assignment(source, release).digest for _ in range(2)]
    assert digests[0] == digests[1] != Assignment(changed, release).digest


def kinds(assignment, notebook):
    cells, _ = parse(json.dumps(notebook).encode())
    return [(c.kind, c.grade_id) for c in assignment.cells_to_run(repair(assignment, cells)[0])]


def test_answers_checks_and_locked_cells_are_run_and_a_demonstration_is_not(assignment, notebook):
    assert kinds(assignment, notebook) == [
        ("given", ""),
        ("run", "double"),
        ("check", "check-double-value"),
        ("check", "check-double-shape"),
        ("run", "row_means"),
        ("check", "check-row_means-value"),
        ("given", ""),
        ("run", "repeat"),
        ("check", "check-repeat-calls"),
    ]


@pytest.mark.parametrize(
    "text", ["print(1)", "%timeit 1", "(broken", "\ud800", "(" * 500, "x = " + "-" * 5000 + "1"]
)
def test_a_cell_that_a_learner_added_is_run_whatever_it_is(assignment, notebook, text):
    notebook["cells"].insert(0, code(text))
    assert kinds(assignment, notebook)[0] == ("run", "")
