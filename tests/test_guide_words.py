"""What the guides list is complete: rules of the build, options, limits, methods, messages.

And the page of symbols is one page when it is printed.
"""

import ast
import inspect
import re

import mistune
import pytest
from browser import chromium
from prose import ROOT, slug

from autograder.grading.nbgrader_steps import SandboxedExecute
from mlplab import Check

CODE = ("autograder", "mlplab")
FOREIGN = {  # sentences that JupyterLab or Python says
    "The kernel appears to have died",
    "name ... is not defined",
}
BESIDE = {"about", "fail", "hidden"}  # methods of a check that establish nothing by themselves


def guide(name):
    return (ROOT / "guides" / f"{name}.md").read_text(encoding="utf-8")


def section(name, heading):
    """The text below a heading, up to the next one of its kind."""
    return guide(name).split(f"\n## {heading}\n")[1].split("\n## ")[0]


def first_column(text, head):
    """First cells of the rows of the table whose first column is called `head`."""
    rows = text.split(f"| {head} |")[1].split("\n\n")[0].splitlines()[2:]
    return [row.split("|")[1].strip() for row in rows]


# ------------------------------------------------------------------------------ rules of the build


def rules(source):
    """The sentence of each rule, as far as it is fixed."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Yield):
            found.append(node.value)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "append":
            found += [a for a in node.args if isinstance(a, ast.JoinedStr)]
    return ["".join(_fixed(part)) for part in found]


def _fixed(node):
    parts = node.values if isinstance(node, ast.JoinedStr) else [node]
    return [part.value if isinstance(part, ast.Constant) else "{}" for part in parts]


def untold(sentences, fragments):
    """Rules that no fragment is taken from, and fragments that no rule has."""
    return [s for s in sentences if not any(f in s for f in fragments)] + [
        f for f in fragments if not any(f in s for s in sentences)
    ]


def test_every_rule_of_the_build_is_in_the_authors_guide():
    sentences = rules((ROOT / "autograder/authoring/rules.py").read_text(encoding="utf-8"))
    told = first_column(section("authors", "What the build refuses"), "the build says")
    fragments = [cell.strip('"') for cell in told]
    assert untold(sentences, fragments) == []
    assert len(sentences) == len(fragments) == len(set(fragments)) > 30


def test_a_rule_that_is_not_told_would_be_noticed():
    planted = "def f(where):\n    yield f'{where}: sings at night; let it sleep'\n"
    (sentence,) = rules(planted)
    assert untold([sentence], ["use code"]) == [sentence, "use code"]
    assert untold([sentence], ["sings at night"]) == []


# ------------------------------------------------------------------ options, limits, methods, words


def options(command):
    """Options of a command of ``./course``, from the lines that define them."""
    text = (ROOT / "autograder" / "__main__.py").read_text(encoding="utf-8")
    return set(re.findall(rf'\b{command}\.add_argument\(\s*"(--[\w-]+)"', text))


def test_every_option_of_grade_is_told():
    told = first_column(section("operations", "Run it"), "option")
    assert {cell.strip("`").split()[0] for cell in told} == options("grade")
    assert options("grade") and options("own") and not options("nothing")


def test_every_limit_that_can_be_set_is_told():
    told = {cell.strip("`") for cell in first_column(section("operations", "Limits"), "name")}
    mine = SandboxedExecute.class_own_traits(config=True)
    assert told == set(mine)


def test_every_method_of_a_check_is_told():
    told = first_column(section("authors", "Checks"), "method")
    methods = {n for n, _ in inspect.getmembers(Check, callable) if not n.startswith("_")}
    assert set(re.findall(r"\w+", " ".join(told))) == methods - BESIDE
    assert methods > BESIDE


@pytest.fixture(scope="module")
def sentences():
    """All texts in the code, f-strings with a gap where a value stands, on one line each."""
    found = []
    for room in CODE:
        for path in (ROOT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, (ast.Constant, ast.JoinedStr)):
                    found += ["".join(map(str, _fixed(node)))]
    return found


def unsaid(text, sentences):
    """Messages in a guide's table of troubles that no code says."""
    quoted = re.findall(r'^\| (?:a learner )?"([^"]+)"', text, re.MULTILINE)
    assert quoted, "no message is quoted"
    return [m for m in quoted if m not in FOREIGN and not _said(m, sentences)]


def _said(message, sentences):
    parts = [re.escape(part.strip()) for part in message.split("...") if part.strip()]
    pattern = re.compile(".*".join(parts), re.DOTALL)
    return any(pattern.search(s) for s in sentences)


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("learners", "When something does not work"),
        ("operations", "When something is wrong"),
    ],
)
def test_messages_that_a_guide_quotes_are_in_the_code(name, heading, sentences):
    text = section(name, heading)
    assert unsaid(text, sentences) == []
    assert unsaid(text + '\n| "The moon is full" | wait |', sentences) == ["The moon is full"]


def named_by_files(text):
    """Links whose words are a file's name, which means nothing on the site."""
    return re.findall(r"\[[^\[\]]*\.md\]\(", text)


@pytest.mark.parametrize("path", sorted((ROOT / "guides").glob("*.md")), ids=lambda p: p.stem)
def test_links_say_what_they_lead_to(path):
    assert named_by_files(path.read_text(encoding="utf-8")) == []
    assert named_by_files("see [notation.md](notation.md)") == ["[notation.md]("]


@pytest.mark.parametrize("name", ["learners", "instructors", "authors", "operations"])
def test_a_guide_starts_with_what_its_reader_wants_to_do(name):
    head, _, rest = guide(name).partition("\n## ")
    anchors = re.findall(r"\(#([\w-]+)\)", head)
    headings = re.findall(r"^(.+)$", "## " + rest, re.MULTILINE)
    there = [slug(h[3:]) for h in headings if h.startswith("## ")]
    assert "| you want to | section |" in head
    assert anchors == [a for a in there if a in anchors], "in the order of the page"
    assert set(there) - set(anchors) == set(), "a section that the table does not name"


# ------------------------------------------------------------------------------------------ printed

STYLE = """
body { font: 10.5pt/1.35 sans-serif; } table { border-collapse: collapse; }
td, th { border: 1px solid #999; padding: 2pt 6pt; text-align: left; }
"""


def pages(markdown):
    """How many pages of A4 a text takes when a browser prints it."""
    body = mistune.create_markdown(plugins=["table"])(markdown)
    assert "<table>" in body
    with chromium() as browser:
        page = browser.new_page()
        page.set_content(f"<style>{STYLE}</style>{body}")
        margin = {side: "15mm" for side in ("top", "bottom", "left", "right")}
        printed = page.pdf(format="A4", margin=margin)
    return len(re.findall(rb"/Type\s*/Page\b", printed))


@pytest.mark.slow
@pytest.mark.browser
def test_the_symbols_are_one_page_of_paper():
    assert "this is one page of A4" in guide("notation")
    assert pages(guide("notation")) == 1
    assert pages(guide("notation") * 2) > 1
