"""Hostile notebooks gain nothing, learn nothing, harm nobody: a sample here, all by command.

``tests/hostile_grading.py`` tries every one of them.
"""

import os
import sys
from types import SimpleNamespace

import hostile
import nbformat
import pytest
from hostile_grading import Outcome, Target

from autograder.submissions import filled_in

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the full sandbox needs Linux"),
]
EVERY = 6  # each sixth attack; a class is never left out
SAMPLE = sorted(
    {a.name: a for a in hostile.attacks()[::EVERY]}.keys()
    | {a.name for a in {a.klass: a for a in hostile.attacks()}.values()}
)


@pytest.fixture(scope="module")
def target(tmp_path_factory):
    """The light assignment and a slot with tight limits."""
    target = Target(tmp_path_factory.mktemp("hostile"))
    yield target
    target.close()


def attack(name):
    (found,) = [a for a in hostile.attacks() if a.name == name]
    return found


@pytest.mark.parametrize("name", SAMPLE)
def test_an_attack_gets_what_it_deserves_and_nothing_else(target, name):
    assert target.attempt(attack(name)).wrong() == []


def test_there_are_enough_and_each_says_what_it_deserves():
    attacks = hostile.attacks()
    assert len(attacks) >= 80 and len({a.name for a in attacks}) == len(attacks)
    assert all(a.deserves == "explained" or 0 <= a.deserves <= 100 for a in attacks)


# ---------------------------------------------------------------- the measure itself can fail


def made_up(target, answers, deserves):
    notebook = nbformat.writes(filled_in(target.release, answers)).encode()
    return SimpleNamespace(
        name="made up", klass="made up", deserves=deserves, notebook=lambda release: notebook
    )


def test_a_gained_point_would_be_noticed(target):
    outcome = target.attempt(made_up(target, {"double": "def double(x):\n    return 2 * x"}, 0))
    assert outcome.wrong() == ["gained 30 points"]


def test_a_lost_point_would_be_noticed(target):
    outcome = target.attempt(made_up(target, {}, 30))
    assert outcome.wrong() == ["lost 30 points that it deserves"]


def test_a_leak_would_be_noticed(target, monkeypatch):
    monkeypatch.setattr("hostile_grading.readable", lambda graded: "x = 7243917.25")
    assert target.attempt(made_up(target, {}, 0)).leaked == ["7243917.25"]


def test_a_reason_that_is_not_given_would_be_noticed(target):
    assert "no reason" in target.attempt(made_up(target, {}, "explained")).wrong()[0]


def test_what_is_left_behind_would_be_noticed(target, tmp_path, monkeypatch):
    if os.geteuid() != 0:
        pytest.skip("only root can give a file to another user")
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    before = target._surroundings()
    (tmp_path / "left").touch()
    os.chown(tmp_path / "left", min(target.slot.user_ids()), 0)
    assert target._surroundings() - before == {f"file {tmp_path}/left"}


def test_a_harmed_neighbour_would_be_noticed():
    harmed = Outcome(SimpleNamespace(deserves=0), 0, False, neighbour=70)
    assert harmed.wrong() == ["its neighbour got 70"]
