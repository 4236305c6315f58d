"""One glossary: its words are used in the exercises it names, and stand in alphabetical order."""

import re
from functools import cache
from pathlib import Path

import nbformat
import pytest

from autograder.authoring.build import exercises

ROOT = Path(__file__).resolve().parent.parent
EXERCISES = exercises(ROOT)


@cache
def text_of(exercise):
    """All that a learner reads in a release: prose, docstrings, code."""
    nb = nbformat.read(ROOT / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    return " ".join(" ".join(cell.source.split()) for cell in nb.cells)


def entries(text):
    """``(words, numbers of exercises, meaning)`` of each row of the glossary's table."""
    rows = re.findall(r"^\| ([^|(]+) \(([\d, ]+)\) \| (.+) \|$", text, re.MULTILINE)
    return [(w.split(", "), [int(n) for n in n.split(", ")], meaning) for w, n, meaning in rows]


GLOSSARY = entries((ROOT / "guides" / "glossary.md").read_text(encoding="utf-8"))


def used(word, text):
    """Whether a word stands in a text; its ending may differ, as in *standardise*."""
    stem = re.escape(word.lower().removesuffix("isation").removesuffix("ion").removesuffix("y"))
    return re.search(rf"(?<!\w){stem}", text.lower()) is not None


def unused(glossary):
    """``(word, exercise)`` where an entry names an exercise that has none of its words."""
    return [
        (words[0], number)
        for words, numbers, _ in glossary
        for number in numbers
        if not any(used(word, text_of(EXERCISES[number - 1])) for word in words)
    ]


def test_every_word_is_used_in_the_exercises_it_names():
    assert unused(GLOSSARY) == []


def test_a_word_that_no_exercise_uses_is_noticed():
    assert unused([(["frobnication"], [1], "none")]) == [("frobnication", 1)]


def test_the_words_stand_in_order_and_once():
    words = [w[0].lower() for w, _, _ in GLOSSARY]
    assert len(words) > 40 and words == sorted(set(words))


@pytest.mark.parametrize("words, numbers, meaning", GLOSSARY, ids=lambda v: str(v)[:20])
def test_a_meaning_is_one_sentence(words, numbers, meaning):
    assert 4 <= len(meaning.split()) <= 30 and not meaning.endswith(".")
