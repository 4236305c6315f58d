"""Feedback pages: what a learner finds on top, and what never gets out."""

import copy
import os
import re
from datetime import datetime
from functools import partial
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import nbformat
import numpy as np
import pytest

from autograder.authoring.build import build_source
from autograder.demo_class import CONFIG, nbgrader
from autograder.feedback import FeedbackExporter
from autograder.feedback.safe import LONGEST, safe_markdown, safe_outputs
from autograder.graded import read_checks, read_message
from autograder.mistakes import write_mistakes
from autograder.submissions import filled_in, solutions
from mlplab import Check

ROOT = Path(__file__).resolve().parent.parent
SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output"))
STYLE = (ROOT / "autograder" / "pages" / "style.css").read_text(encoding="utf-8")
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
SECRET = "h.close('y', h.call(np.array([7243917.25])), [14487834.5])"
MESSAGE = """\
double: y is not right yet.

  shapes      x (2,)  →  y (2,), as it should be
  first difference at y[0]: expected 2, got 1
  checking    value

  Looks like: factor 1/2
  Every entry is half the expected one.
  Is something halved that the definition does not halve?"""
HIDDEN_MESSAGE = """\
double: y is not right yet.

  inputs      7243917.25
  checking    a hidden test, on data you have not seen: large numbers

  Looks like: sign flipped
  Every entry has the opposite sign of the expected one.
  Which term is subtracted from which?"""

# --------------------------------------------------------------------------------- made notebooks


def stream(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def error(text, kind="CheckFailed"):
    return nbformat.v4.new_output("error", ename=kind, evalue="", traceback=text.split("\n"))


def shown_html(html):
    return nbformat.v4.new_output("display_data", data={"text/html": html, "text/plain": "plain"})


def prose(text):
    return nbformat.v4.new_markdown_cell(text)


def code(text, *outputs):
    return nbformat.v4.new_code_cell(text, outputs=list(outputs))


def solve(name, text="...", comment=None):
    role = {"grade_id": name, "solution": True, "grade": False, "schema_version": 3}
    cell = nbformat.v4.new_code_cell(text, metadata={"nbgrader": role})
    cell.metadata.nbgrader.comment = comment
    return cell


def check(name, points, *outputs, score=None, grading=None, hidden=SECRET):
    """A check cell as a grader leaves it; passes when it has no error."""
    source = (
        f"with Check() as c:\n    c.about('value')  # {name}\n"
        f"### BEGIN HIDDEN TESTS\nwith c.hidden() as h:\n    {hidden}\n### END HIDDEN TESTS"
    )
    failed = any(o.output_type == "error" for o in outputs)
    role = {"grade_id": f"check-{name}", "grade": True, "solution": False, "schema_version": 3}
    role |= {"points": points, "score": (0 if failed else points) if score is None else score}
    cell = nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata={"nbgrader": role})
    if grading is not None:
        cell.metadata.grading = {"passed": not failed, **grading}
    return cell


def notebook(*cells, **grading):
    nb = nbformat.v4.new_notebook(cells=list(cells))
    if grading:
        nb.metadata.grading = grading
    return nb


def usual():
    """Three tasks: one right, one wrong in a visible and in a hidden test, one not written."""
    return notebook(
        prose("# A small exercise\n\n## 1 · Halves"),
        solve("half", "def half(x):\n    return x / 2"),
        check("half-value", 2, stream("half ✓  value · one sample\nhalf ✓  hidden: big\n")),
        prose("## 2 · Doubles"),
        solve("double", "def double(x):\n    return x", comment="Count them on **paper**."),
        check("double-value", 3, error(MESSAGE), grading={"mistake": "factor 1/2"}),
        check("double-large", 4, error(HIDDEN_MESSAGE), grading={"hidden": True}),
        check("double-shape", 1, stream("double ✓  shape\n")),
        prose("## 3 · Repeats"),
        solve("repeat", "def repeat(f, n):\n    raise NotImplementedError()", "No response."),
        check("repeat-calls", 5, error("repeat is not written yet.")),
        code("print(1)", stream("1\n")),
    )


def page(nb, **grades):
    """The HTML that nbgrader would write for a notebook."""
    scores = [c.metadata.get("nbgrader", {}).get("score", 0) for c in nb.cells]
    points = [c.metadata.get("nbgrader", {}).get("points", 0) for c in nb.cells]
    found = {"notebook": "nb", "score": sum(scores), "max_score": sum(points), "late_penalty": 0}
    html, resources = FeedbackExporter().from_notebook_node(nb, {"nbgrader": found | grades})
    assert resources["output_extension"] == ".html"
    return html


class _Page(HTMLParser):
    """Tags, attributes and words of a page."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.words, self._skip = [], [], [], False
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self._skip = tag == "style"

    def handle_data(self, data):
        if not self._skip:
            self.words.append(data)

    def handle_endtag(self, tag):
        self._skip = False


def text(html):
    return " ".join(" ".join(_Page(html).words).split())


def active(html):
    """Everything in a page that could run, fetch, send or restyle."""
    found = _Page(html)
    allowed = {"link": "data:,"}  # no icon, so that a browser asks for none
    bad = [t for t in found.tags if t in BAD_TAGS]
    bad += [t for t in ("style", "svg") if found.tags.count(t) > 1]  # the page's own, once each
    for tag, name, value in found.attributes:
        value = (value or "").strip()
        if name.startswith("on") or name in ("style", "srcset", "action", "formaction", "srcdoc"):
            bad.append(f"{tag} {name}")
        elif name == "src" and not re.match(r"data:image/(png|jpeg);base64,", value):
            bad.append(f"{tag} {name}={value}")
        elif name == "href" and not re.match(r"#|https?://|mailto:", value):
            bad += [f"{tag} {name}={value}"] if allowed.get(tag) != value else []
    return bad


BAD_TAGS = {"script", "iframe", "object", "embed", "form", "input", "button", "math", "base"}


# ------------------------------------------------------------------------------------ the summary


def test_the_summary_says_points_what_was_wrong_and_where():
    html = page(usual())
    said = text(html)
    assert "3 of 15 points" in said and "A small exercise" in said
    assert "1 of 3 tasks passes every check. Begin with double" in said
    summary = said.split("Your notebook, as it was graded")[0]
    assert "Checked: value · one sample. Hidden tests on other data pass, too." in summary
    assert "Passes: shape" in summary and "looks like: factor 1/2 value" in summary
    assert "hidden test looks like: sign flipped large numbers" in summary
    assert "not written yet, 0 / 5 points" in summary
    assert "Count them on paper ." in summary and "No response" not in said


def test_every_link_of_the_summary_leads_to_a_cell():
    found = _Page(page(usual()))
    ids = {value for _, name, value in found.attributes if name == "id"}
    links = [v[1:] for t, n, v in found.attributes if (t, n) == ("a", "href")]
    assert len(links) >= 8 and set(links) <= ids


def test_a_check_that_passed_is_closed_and_one_that_failed_is_open():
    found = re.findall(r'<details class="cell check (\w+)" id="[^"]+"( open)?>', page(usual()))
    failed, passed, unwritten = ("failed", " open"), ("passed", ""), ("unwritten", "")
    assert found == [passed, failed, failed, passed, unwritten]


def test_all_right_and_nothing_written_are_told_as_such():
    nb = notebook(solve("half"), check("half-value", 2, stream("half ✓  value\n")))
    assert "Everything passes" in text(page(nb))
    nb = notebook(solve("half"), check("half-value", 2, error("half is not written yet.")))
    assert "Nothing is written yet" in text(page(nb))


def test_a_late_penalty_and_points_set_by_hand_are_told():
    nb = usual()
    nb.cells[5].metadata.nbgrader.score = 1.5
    said = text(page(nb, late_penalty=2.0, score=2.5))
    assert "2.5 of 15 points" in said
    assert "2 points taken off for handing in late; without that it would be 4.5." in said
    assert "Points of one check were set by hand: 1.5 of 3." in said
    assert "by hand" not in text(page(usual()))


def test_answers_that_a_person_grades_keep_points_and_comment():
    essay = prose("My answer.")
    role = {"grade_id": "essay", "grade": True, "solution": True, "schema_version": 3}
    essay.metadata.nbgrader = {**role, "points": 4, "score": 3, "comment": "Well argued."}
    said = text(page(notebook(essay)))
    assert "graded by hand, 3 / 4" in said and said.count("Well argued.") == 2


def test_what_was_repaired_and_stopped_is_told():
    nb = usual()
    nb.metadata.grading = {
        "repairs": ["The check half-value was missing; it was put back."],
        "stopped": ["Cell 12 did not end within 10 s; the rest was run without it."],
    }
    said = text(page(nb))
    assert "was put back." in said and "did not end within 10 s" in said
    assert "About your file" not in text(page(usual()))


def test_a_file_that_could_not_be_graded_says_why():
    why = "The file is not a notebook: it is empty."
    nb = usual()
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade"):
            cell.outputs, cell.metadata.grading = [error(why, "NotGraded")], {"passed": False}
    assert why in text(page(nb)) and "Task by task" in text(page(nb))
    nb.metadata.grading = {"reason": why}
    said = text(page(nb))
    assert "This could not be graded" in said and said.count(why) == 1
    assert "Task by task" not in said and "Your notebook" not in said
    assert "If it does not open, take your last copy, or File , Revert Notebook to Che" in said
    assert "To the top" not in said and "To the top" in text(page(usual()))


def test_the_page_says_whose_it_is_and_of_which_submission():
    assert "UTC" not in text(page(usual()))
    when = {"handed_in": datetime(2026, 11, 21, 10), "graded": datetime(2026, 11, 26, 9, 5)}
    said = text(page(usual(), student="<ada>", **when))
    assert "<ada> · handed in 2026-11-21 10:00 UTC · graded 2026-11-26 09:05 UTC" in said
    assert active(page(usual(), student=ATTACKS[0])) == []


def test_metadata_of_any_type_makes_a_page():
    for junk in (None, 3, "x", [1], {"repairs": 3, "stopped": [None], "reason": ["a"]}):
        nb = usual()
        nb.metadata.grading = junk
        for cell in nb.cells:
            cell.metadata.grading = junk if not isinstance(junk, dict) else {"passed": "yes"}
        assert "3 of 15 points" in text(page(nb))


def test_a_check_belongs_to_the_solve_cell_that_it_names():
    nb = notebook(
        solve("fit"),
        solve("fit_all"),
        check("fit-a", 1),
        check("fit_all-a", 1),
        check("other", 1),
    )
    assert [c.task for c in read_checks(nb)] == ["fit", "fit_all", "fit_all"]


# ------------------------------------------------------------------- what the real checks write


def real_message(function, show):
    with pytest.raises(AssertionError) as raised, Check("double(x) -> y", function) as c:
        c = c if show else c.hidden()
        c.about("value")
        c.close("y", c.call(np.array([1.0, 2])), [2, 4])
    return read_message(raised.value.text.split("\n"))


def test_messages_of_the_real_checks_are_taken_apart():
    seen = real_message(lambda x: x, show=True)
    assert seen.sentence == "double: y is not right yet." and not seen.hidden
    assert (seen.about, seen.mistake) == ("value", "factor 1/2")
    assert any("expected 2, got 1" in line for line in seen.details)
    assert seen.meaning.endswith(".") and seen.question.endswith("?")
    unseen = real_message(lambda x: x, show=False)
    assert unseen.hidden and unseen.about == "value" and unseen.details == ()


def test_lines_of_the_real_checks_are_taken_apart(capsys):
    with Check("double(x) -> y", lambda x: 2 * x) as c:
        for about in [f"a rather long property, number {i}" for i in range(6)]:
            c.about(about)
        c.close("y", c.call(np.ones(2)), [2, 2])
        with c.hidden() as h:
            h.about("elsewhere")
            h.close("y", h.call(np.ones(2)), [2, 2])
    (found,) = read_checks(notebook(check("double-x", 1, stream(capsys.readouterr().out))))
    assert found.holds == tuple(f"a rather long property, number {i}" for i in range(6))
    assert found.holds_hidden == ("elsewhere",)


# --------------------------------------------------------------------------------- what stays in


def test_no_hidden_test_and_no_detail_of_one_is_on_the_page():
    html = page(usual())
    assert "7243917" not in html and "h.close" not in html and "HIDDEN TESTS" not in html
    assert "(hidden tests ran here)" in text(html)
    assert "first difference at y[0]: expected 2, got 1" in text(html)  # a visible test may


@pytest.mark.parametrize(
    "output",
    [
        stream(f"### BEGIN HIDDEN TESTS\n{SECRET}\n### END HIDDEN TESTS\n"),
        stream(f"mine\n    {SECRET}\n"),
        stream(f"seen: {[SECRET]!r}\n".replace("\\'", "'")),
        stream(f"{SECRET}\n", name="stderr"),
        error(f"Cell In[3], line 9\n----> 9 {SECRET}\nValueError", kind="ValueError"),
        nbformat.v4.new_output("error", ename="ValueError", evalue=SECRET, traceback=[]),
        nbformat.v4.new_output("execute_result", data={"text/plain": SECRET}),
        shown_html(f'<img src="data:image/png;base64,{PIXEL}" alt="{SECRET}">'),
    ],
)
def test_a_learners_cell_that_shows_a_hidden_line_is_cut(output):
    nb = usual()
    nb.cells.append(code("print(In)", output))
    assert "7243917" not in page(nb)
    unguarded = copy.deepcopy(nb)
    for cell in unguarded.cells:
        cell.metadata.pop("nbgrader", None)  # nothing is a check: nothing counts as hidden
    unguarded.cells[5:7] = []
    if "BEGIN HIDDEN" not in str(output):
        assert "7243917" in page(unguarded)  # so the line above can fail


def test_a_hidden_failure_by_metadata_alone_shows_no_detail():
    lines = "double: it differs.\n\n  inputs  7243917.25\n  checking    large numbers"
    nb = notebook(check("double-x", 1, error(lines), grading={"hidden": True}))
    assert "7243917" not in page(nb) and "hidden test" in text(page(nb))
    nb.cells[0].metadata.grading.hidden = False
    assert "7243917" in page(nb)


def test_a_traceback_through_a_check_is_one_sentence():
    ours = "File /srv/grading/mlplab/checks/check.py, line 7\nKeyError: 7243917"
    html = page(notebook(solve("double"), check("double-x", 1, error(ours, kind="KeyError"))))
    assert "7243917" not in html and "/srv" not in html
    assert "The check could not finish: KeyError." in text(html)
    named = page(notebook(check("double-x", 1, error(ours, kind="<b> 7243917"))))
    assert "7243917" not in named and "could not finish: an error." in text(named)


def test_what_the_judge_says_reaches_the_learner_as_it_is():
    said = "The check did not finish within 20 seconds."
    nb = notebook(check("double-x", 1, error(said, kind="OutOfTime"), grading={}))
    assert said in text(page(nb)) and "could not finish" not in text(page(nb))


def test_what_a_function_prints_inside_a_check_stays_there():
    nb = notebook(check("double-x", 1, stream("7243917\ndouble ✓  value\n")))
    assert "7243917" not in page(nb) and "value" in text(page(nb))


def test_an_error_of_a_learner_shows_cells_and_no_library():
    told = nbformat.v4.new_output(
        "error",
        ename="ValueError",
        evalue="no",
        traceback=[
            "-----",
            "ValueError    Traceback (most recent call last)",
            "\x1b[36mCell\x1b[39m\x1b[36m \x1b[39m\x1b[32mIn[3]\x1b[39m, line 2\n----> 2 f(1)",
            "File /srv/grading/mlplab/data.py:7, in f(x)\n----> 7 raise ValueError",
            "ValueError: no",
        ],
    )
    (shown,) = safe_outputs([told])
    assert shown["text"] == "Cell In[3], line 2\n----> 2 f(1)\n\nValueError: no"


def test_hidden_tests_are_cut_whatever_the_configuration_says():
    assert "GenerateFeedback.exporter_class" in (ROOT / "nbgrader_config.py").read_text()
    exporter = FeedbackExporter(preprocessors=[], default_preprocessors=[])
    html, _ = exporter.from_notebook_node(usual(), {})
    assert "7243917" not in html


# ----------------------------------------------------------------------------- active content

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<img src="https://example.org/track.png" alt="seen">',
    "![seen](https://example.org/track.png)",
    "![there is none](attachment:none.png)",
    '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    '<a href="javascript:alert(1)">x</a> [y](javascript:alert(1))',
    '<a href=" java&#9;script:alert(1)">z</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    '<img src="data:image/svg+xml;base64,PHN2Zz4=">',
    "<iframe srcdoc='<script>alert(1)</script>'></iframe><object data=x></object><embed src=x>",
    "<form action=https://example.org><input name=password><button>Go</button></form>",
    "<style>body { display: none }</style><div style='position:fixed;inset:0'>over</div>",
    '<base href="https://example.org"><meta http-equiv="refresh" content="0;url=https://x.org">',
    "</div></section></main></body><script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<!-- --!><script>alert(1)</script> -->",
    "```html\n<script>alert(1)</script>\n```",
    "$<script>alert(1)</script>$",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_nothing_active_of_a_learner_gets_into_the_page(attack):
    nb = usual()
    quoted = attack.replace('"', '\\"')
    nb.cells.insert(1, prose(attack))
    nb.cells.insert(2, prose(f"# {attack}"))
    nb.cells.append(code(attack, stream(attack), shown_html(attack), error(attack, attack)))
    picture = {"image/png": f'{PIXEL}"onload="1', "image/svg+xml": attack, "text/html": attack}
    nb.cells.append(code("1", nbformat.v4.new_output("display_data", data=picture)))
    nb.cells.append(nbformat.v4.new_raw_cell(attack))
    alt = f'<img src="data:image/png;base64,{PIXEL}" alt="{quoted}">'
    nb.cells.append(code("2", shown_html(alt)))
    nb.cells[6].metadata.nbgrader.comment = attack
    nb.metadata.grading = {"repairs": [attack], "stopped": [attack], "reason": ""}
    nb.cells[7].metadata.grading.mistake = attack
    html = page(nb)
    assert active(html) == []
    assert html.count("</main>") == html.count("</body>") == 1


def test_active_content_would_be_noticed():
    html = page(usual())
    noticed = [
        *(
            "<script>1</script>",
            "<style>b{}</style>",
            "<svg></svg>",
            '<p style="x">',
            "<p onclick=x>",
        ),
        *('<a href="javascript:1">', '<img src="https://example.org/x.png">', "<iframe>"),
    ]
    for attack in noticed:
        assert active(html.replace("</main>", f"{attack}</main>")), attack


def test_the_pages_own_policy_admits_its_own_style_and_nothing_else():
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', page(usual()))
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy and "http" not in policy


def test_pictures_stay_with_their_descriptions():
    html = f'<img src="data:image/png;base64,{PIXEL}" alt="A line that rises." onload="x">'
    png = {"image/png": PIXEL, "text/plain": "<Figure size 640x480 with 1 Axes>"}
    shown = safe_outputs([shown_html(html), nbformat.v4.new_output("display_data", data=png)])
    assert [o["kind"] for o in shown] == ["picture", "picture"]
    assert shown[0]["alt"] == "A line that rises."
    assert shown[1]["alt"] == "A figure without a description."
    attached = {"a.png": {"image/png": PIXEL}}
    assert f'src="data:image/png;base64,{PIXEL}"' in safe_markdown(
        "![x](attachment:a.png)", attached
    )


def test_a_flood_of_output_is_cut_with_a_word_about_it():
    (shown,) = safe_outputs([stream("7\n" * 5000)])
    assert len(shown["text"].split("\n")) == LONGEST + 1
    assert shown["text"].endswith("more lines are not shown.")


def test_deep_nesting_does_not_stop_the_page():
    for deep in ("<b>" * 3000, ">" * 3000, "[" * 3000, "<div>" * 3000):
        assert active(page(notebook(prose(deep)))) == []


# ------------------------------------------------------------------------------ for everybody


def test_headings_go_down_one_level_at_a_time():
    levels = [int(t[1]) for t in _Page(page(usual())).tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


INKS = ("ink", "quiet", "link", "right", "wrong", "open")
WORDS = ("keyword", "string", "number", "comment", "name", "ink")
PAIRS = [
    *((ink, paper) for ink in INKS for paper in ("paper", "raised")),
    *((ink, paper) for ink in ("ink", "quiet", "link") for paper in ("note-paper", "wrong-paper")),
    *((word, "code-paper") for word in WORDS),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_stand_out_from_their_paper(scheme):
    light, dark = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", part)) for part in _schemes())
    colours = light if scheme == "light" else light | dark
    assert set(light) - set(dark) == set()
    weak = [(a, b) for a, b in PAIRS if contrast(colours[a], colours[b]) < 4.5]
    assert weak == []
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


def _schemes():
    first, rest = STYLE.split("@media (prefers-color-scheme: dark)", 1)
    return first, rest.split("* {", 1)[0]


# ----------------------------------------------------------------------- real nbgrader and browser

LEARNERS = {
    "right": {},
    "wrong": {"row_means": "def row_means(X):\n    print(X)\n    return X.mean(axis=0)"},
    "claims": {"double": "def double(x):\n    return x"},
}


@pytest.fixture(scope="module")
def light(tmp_path_factory):
    """The light assignment through plain nbgrader: autograded, commented, late, with feedback."""
    from nbgrader.api import Gradebook

    folder = tmp_path_factory.mktemp("light")
    config = CONFIG.format(config=str(ROOT / "nbgrader_config.py"), folder=str(folder))
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    source, release = (folder / room / "light" / "light.ipynb" for room in ("source", "release"))
    build_source(ROOT / "tests" / "light" / "light.py", source)
    run = partial(nbgrader, folder, say=lambda _: None)
    run("generate_assignment", "light", "--force")
    for learner, wrong in LEARNERS.items():
        nb = filled_in(release, solutions(source) | wrong)
        nb.cells.append(code("print(*In, sep='\\n')"))
        nb.cells.append(code("from IPython.display import HTML\nHTML('<script>1</script>')"))
        nb.cells.append(prose(ATTACKS[0]))
        if learner == "claims":
            nb.metadata.grading = {"repairs": ["Everything is fine."]}
            for cell in nb.cells:
                cell.metadata.grading = {"passed": True}
        path = folder / "submitted" / learner / "light" / "light.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(nb, path)
        if learner == "wrong":
            (path.parent / "timestamp.txt").write_text("2026-11-21 10:00:00 UTC")
    run("autograde", "light")
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        gradebook.find_comment("double", "light", "light", "wrong").manual_comment = "Well *done*."
        late = gradebook.find_submission_notebook("light", "light", "wrong")
        late.late_submission_penalty = 5.0
        gradebook.db.commit()
    run("generate_feedback", "light")
    pages = {
        learner: (folder / "feedback" / learner / "light" / "light.html").read_text("utf-8")
        for learner in LEARNERS
    }
    return folder, pages


@pytest.mark.slow
def test_plain_nbgrader_writes_the_page(light):
    _, pages = light
    said = {learner: text(html) for learner, html in pages.items()}
    assert "100 of 100 points" in said["right"] and "Everything passes" in said["right"]
    assert "65 of 100 points" in said["wrong"] and "5 points taken off" in said["wrong"]
    assert "Well done ." in said["wrong"] and "2 of 3 tasks pass" in said["wrong"]
    graded = r"graded 20\d\d-\d\d-\d\d \d\d:\d\d UTC"
    assert re.search(rf"wrong · handed in 2026-11-21 10:00 UTC · {graded}", said["wrong"])
    assert re.search(rf"right · {graded}", said["right"])  # copied by hand: no time
    assert "80 of 100 points" in said["claims"] and "Everything is fine" not in said["claims"]
    for html in pages.values():
        assert active(html) == []
        assert "(hidden tests ran here)" in html
        for secret in ("7243917", "8675309", "secret_count", "h.close", "HIDDEN"):
            assert secret not in html, secret


@pytest.mark.slow
def test_what_plain_nbgrader_graded_can_be_counted(light):
    folder, _ = light
    table, _ = write_mistakes(folder, "light", folder / "out")
    assert table.read_text(encoding="utf-8").splitlines()[1:] == [
        "light,double,factor 1/2,1,0.333",
        "light,row_means,(no known mistake),1,0.333",
    ]


@pytest.mark.slow
@pytest.mark.browser
def test_the_page_is_calm_in_a_browser(tmp_path):
    """No error, no request, no sideways scrolling; pictures to look at in test-output/."""
    from browser import chromium

    nb = usual()
    nb.cells.insert(1, prose("\n\n".join(ATTACKS)))
    figure = {"image/png": PIXEL, "text/plain": "[figure] One point."}
    nb.cells.append(code("x" * 300, nbformat.v4.new_output("display_data", data=figure)))
    nb.metadata.grading = {"repairs": ["The check half-value was missing; it was put back."]}
    path = tmp_path / "page.html"
    path.write_text(page(nb), encoding="utf-8")
    SHOTS.mkdir(exist_ok=True)
    looks = {
        "light": {"viewport": {"width": 1200, "height": 1400}},
        "dark": {"viewport": {"width": 1200, "height": 1400}, "color_scheme": "dark"},
        "phone": {"viewport": {"width": 360, "height": 800}, "device_scale_factor": 2},
    }
    with chromium() as browser:
        for look, options in looks.items():
            screen, said, asked = browser.new_page(**options), [], []
            screen.on("console", lambda m, said=said: said.append(m.text))
            screen.on("pageerror", lambda e, said=said: said.append(str(e)))
            screen.on("request", lambda r, asked=asked: asked.append(r.url))
            screen.goto(path.as_uri())
            assert said == []
            assert [u for u in asked if not u.startswith("data:")] == [path.as_uri()]
            wide = screen.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, look
            screen.screenshot(path=SHOTS / f"feedback-{look}.png", full_page=True)
            _walk_by_keyboard(screen)
        screen.set_content(path.read_text(encoding="utf-8").replace("</main>", PLANTED + "</main>"))
        assert any("Content Security Policy" in line for line in said)  # the second wall holds
        assert screen.title() != "taken"


PLANTED = "<script>document.title = 'taken'</script><img src='https://example.org/x.png'>"


def _walk_by_keyboard(screen):
    """The first stop is the way past the summary; Enter on a check opens it."""
    screen.keyboard.press("Tab")
    assert screen.evaluate("document.activeElement.textContent") == "To the notebook"
    passed = screen.locator("details.check.passed").first
    passed.locator("summary").first.focus()
    screen.keyboard.press("Enter")
    assert passed.evaluate("e => e.open")
