"""The concept guide as a text: long enough and no longer, its references and links in order."""

import re

import nbformat
import pytest
from concept_guide import ROOT, as_read, displayed, text, without_blocks
from prose import slug

CITED = re.compile(r"([A-Z]\w+)(?: et al\.| and ([A-Z]\w+))? \(?(\d{4})\b")
ENTRY = re.compile(r"^- (\w+), .*?\((\d{4})\)\. (.+)$", re.DOTALL)
LINKED = re.compile(r"\[([^\]]*)\]\(\.\./release/(\w+)/\w+\.ipynb(?:#(\S+))?\)")
WORKSHOPS = ("Maas",)  # never given a DOI


def references(guide):
    """Entries of the list at the end: (first author, year) -> the rest."""
    entries = re.split(r"\n(?=- )", guide.partition("\n## References\n")[2].strip())
    found = [ENTRY.match(" ".join(entry.split())).groups() for entry in entries]
    return {(author, year): rest for author, year, rest in found}


def cited(guide):
    """(first author, year) of everything that the text names."""
    return {(first, year) for first, _, year in CITED.findall(as_read(guide))}


def sections(guide):
    """Numbered sections: heading -> text."""
    parts = re.split(r"^## (\d+ · .+)$", guide.partition("\n## Words\n")[0], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def headings(exercise):
    nb = nbformat.read(ROOT / "release" / exercise / f"{exercise}.ipynb", as_version=4)
    prose_cells = "\n".join(c.source for c in nb.cells if c.cell_type == "markdown")
    return {slug(h): h for h in re.findall(r"^#+ (.+)$", prose_cells, re.MULTILINE)}


def dead_links(guide):
    """Links to a section of a notebook that is not there, or has another number."""
    dead = []
    for words, exercise, anchor in LINKED.findall(guide):
        known = headings(exercise)
        numbers = re.findall(r"\d+", words.partition("section")[2] or words)
        wrong_number = anchor and numbers and not known.get(anchor, "").startswith(numbers[0])
        if (anchor and anchor not in known) or wrong_number:
            dead.append((words, anchor))
    return dead


def test_it_is_as_long_as_it_should_be():
    words = [
        w for w in re.sub(r"\$[^$]+\$", " ", as_read(text())).split() if re.search("[A-Za-z]", w)
    ]
    assert 6000 <= len(words) <= 8000


def test_what_it_cites_is_listed_and_what_is_listed_is_cited():
    assert "et al.," not in text(), "a form that would not be seen"
    assert cited(text()) == set(references(text()))


def test_references_are_in_order_and_can_be_found():
    listed = references(text())
    assert list(listed) == sorted(listed)
    for (author, year), rest in listed.items():
        title, venue = rest.split("*")[:2]
        assert len(title.split()) > 3 and venue, (author, year)
        assert re.search(r"\(https://\S+\)$", rest) or author in WORKSHOPS, (author, year)


def test_a_reference_that_is_missing_is_noticed():
    more = text().replace("(Polyak 1964)", "(Nesterov 1983)")
    assert cited(more) - set(references(more)) == {("Nesterov", "1983")}
    assert set(references(more)) - cited(more) == {("Polyak", "1964")}


@pytest.mark.parametrize("heading", sections(text()))
def test_a_section_asks_two_questions_and_answers_them(heading):
    section = sections(text())[heading]
    asked = re.findall(r"<summary>(.+?)</summary>\n\n(.+?)\n\n</details>", section, re.DOTALL)
    assert len(asked) == section.count("<details>") == 2
    assert all(len(answer.split()) >= 5 for _, answer in asked)


@pytest.mark.parametrize("heading", [h for h in sections(text()) if h[:2] not in ("12", "16")])
def test_a_section_leads_to_its_tasks(heading):
    assert "**Do it.**" in sections(text())[heading] and LINKED.search(sections(text())[heading])


def test_links_lead_to_the_sections_they_name():
    assert len(LINKED.findall(text())) >= 20
    assert dead_links(text()) == []


def test_a_dead_link_is_noticed():
    link = "[exercise 1, section {}](../release/ex_01_mlp_backprop/ex_01_mlp_backprop.ipynb#{})"
    assert dead_links(link.format(4, "4--nothing"))
    assert dead_links(link.format(5, "4--the-whole-network-forward"))
    assert not dead_links(link.format(4, "4--the-whole-network-forward"))


def named_equations(guide):
    """Numbers of equations in its sentences: every ``(7)`` that is not in a formula or in code."""
    plain = re.sub(r"\$[^$]+\$|`[^`]+`", " ", as_read(guide))
    return set(re.findall(r"(?<!\w)\((\d\d?)\)", plain))


def test_equations_that_it_names_are_there():
    assert len(named_equations(text())) > 9
    assert named_equations(text()) <= set(displayed(text()))


def test_an_equation_that_is_not_there_is_noticed():
    assert "77" in named_equations(text().replace("by (7)", "by (77)"))


def test_its_table_of_contents_names_every_section():
    links = re.findall(r"\[(\d+) [^\]]+\]\(#([^)]+)\)", text())
    assert [anchor for _, anchor in links] == [slug(h) for h in sections(text())]


def broken_formulas(guide):
    """Formulas in sentences that some code host would not show as they are meant.

    Markdown reads a backslash before punctuation as an escape; a formula ends where its line
    ends, and is none when a letter or digit touches it.
    """
    prose_only = without_blocks(guide)
    found = list(re.finditer(r"\$([^$]+)\$", prose_only))
    touched = re.compile(r"\w\$[^$]+\$|\$[^$]+\$\w")
    return [
        m[1]
        for m in found
        if "\n" in m[1]
        or re.search(r"\\[!-/:-@\[-`{-~]", m[1])
        or touched.search(prose_only[m.start() - 1 : m.end() + 1])
    ]


def test_formulas_survive_every_reader_of_markdown():
    assert broken_formulas(text()) == []


@pytest.mark.parametrize("formula", [r"$a\, b$", r"$\{a\}$", "$a =\nb$", "the $n$th", "2$n$"])
def test_a_formula_that_would_not_survive_is_noticed(formula):
    assert len(broken_formulas(f"Here {formula} it is.")) == 1


def test_its_sentences_are_short():
    lengths = [len(s.split()) for s in sentences(text())]
    assert len(lengths) > 300
    assert sum(n > 25 for n in lengths) < 0.05 * len(lengths) and max(lengths) <= 40


def sentences(guide):
    """Of its paragraphs: without headings, tables, figures and formulas."""
    kept = re.sub(r"^(#|\||!\[).*$", "", prose_lines(guide), flags=re.MULTILINE)
    kept = re.sub(r"\$[^$]+\$", "x", re.sub(r"</?\w+>", "\n\n", kept))
    paragraphs = (" ".join(p.split()) for p in re.split(r"\n\s*\n|\n(?=- |\d\. )", kept))
    return [s for p in paragraphs for s in re.split(r"(?<=[.?!:;])\s+", p) if len(s.split()) > 1]


def prose_lines(guide):
    guide = guide.partition("\n## References\n")[0]
    return re.sub(r"^```.*?^```$", "\n", guide, flags=re.MULTILINE | re.DOTALL)
