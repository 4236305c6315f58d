"""The build refuses every text that breaks a rule, and makes the same bytes from the same text."""

import ast
import json
import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.authoring import build as building
from autograder.authoring.build import build, build_source, drift, exercises
from autograder.authoring.mistakes import ROOM, known_mistakes
from autograder.authoring.rules import bound_names, free_names, problems
from autograder.authoring.text import expand, read_text
from autograder.errors import CourseError
from autograder.feedback import HideHiddenTests
from autograder.submissions import filled_in, read_corpus, solutions
from mlplab.checks.mistakes import MISTAKES

ROOT = Path(__file__).resolve().parent.parent
NAME = "ex_01_tiny"
VALID = '''# %% [markdown]
# # A tiny exercise

# %% locked="imports"
import numpy as np

from mlplab import Check, probe


# %% locked="probes"
@probe
def observed(function, x):
    return function(np.asarray(x))


# %% [markdown] locked="note"
# Given, and not to be changed.

# %%
start = 3


# %% solve="double"
def double(x):
    """Twice x."""
    ### BEGIN SOLUTION
    twice = x + x
    return twice
    ### END SOLUTION


# %% check="double-value" points=60
with Check("double(x) -> y", double) as c:
    c.about("value")
    c.close("y", c.call(np.ones(2)), [2, 2])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("another value")
    h.close("y", h.call(np.full(3, 17.0)), [34, 34, 34])
### END HIDDEN TESTS

# %% check="double-probed" points=40
with Check("double(x) -> y", double) as c:
    c.about("seen beside the learner")
    c.close("y", c.probe(observed, [4.0]), [8])

# %% tags=["demo"]
print(double(start))
'''
VISIBLE = '    c.close("y", c.call(np.ones(2)), [2, 2])\n'
HIDDEN = VALID[VALID.index("### BEGIN HIDDEN") : VALID.index('# %% check="double-probed"')]


def text(*changes, add=""):
    """The valid text with parts replaced and cells added."""
    changed = VALID
    for old, new in changes:
        assert changed.count(old) == 1, old
        changed = changed.replace(old, new)
    return changed + add


def added(cell):
    return text(add=f"\n# %%{cell}")


def in_check(line):
    """The valid text with one more line in a check, at the top level."""
    return text((VISIBLE, f"{VISIBLE}{line}\n"))


def in_hidden(lines):
    return text((HIDDEN, f"### BEGIN HIDDEN TESTS\n{lines}\n### END HIDDEN TESTS\n\n"))


def write(folder, content, name=NAME):
    path = folder / "notebooks" / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path


# ------------------------------------------------------------------------------------- the rules

REFUSED = {
    "unknown role": (added(' solved="f"\n'), "unknown role or option solved"),
    "unknown option": (text(("points=60", "points=60 weight=2")), "unknown role or option weight"),
    "misspelt option": (text(("points=60", "point=60")), "unknown role or option point"),
    "role without a name": (added(" solve\n1"), "unknown role or option 'solve'"),
    "role without quotes": (text(('solve="double"', "solve=double")), "strings need double quotes"),
    "option with a typing slip": (text(("points=60", "points=")), "strings need double quotes"),
    "two roles": (added(' locked="x" check="x" points=3\nx = 1'), "check and locked; give it one"),
    "role with a space": (text(('locked="imports"', 'locked="the imports"')), "may hold letters"),
    "empty name": (text(('locked="imports"', 'locked=""')), "may hold letters"),
    "solve in prose": (added(' [markdown] solve="f"\n# x'), "a solve cell must hold code"),
    "check in prose": (added(' [markdown] check="f" points=1\n# x'), "a check cell must hold code"),
    "duplicate solve": (
        added(' solve="double"\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION\n'),
        "cell 'double': the id is used twice",
    ),
    "duplicate check": (
        text(('check="double-probed"', 'check="double-value"')),
        "cell 'check-double-value': the id is used twice",
    ),
    "duplicate locked": (text(('"probes"', '"imports"')), "cell 'locked-imports': the id is used"),
    "solve named like a check": (
        text(('solve="double"', 'solve="check-double-value"')),
        "cell 'check-double-value': the id is used twice",
    ),
    "check without points": (text((" points=60", "")), "a check needs points"),
    "check with no points": (text(("points=60", "points=0")), "a whole number above 0"),
    "check with a fine": (text(("points=60", "points=-1")), "a whole number above 0"),
    "check with half a point": (text(("points=60", "points=59.5")), "a whole number above 0"),
    "points on a solve cell": (
        text(('"double"\n', '"double" points=3\n')),
        "only a check has points",
    ),
    "points on a plain cell": (added(" points=3\nx = 1"), "only a check has points"),
    "99 points": (text(("points=60", "points=59")), "add up to 99 points, not 100"),
    "101 points": (text(("points=60", "points=61")), "add up to 101 points, not 100"),
    "solve without region": (
        text(("    ### BEGIN SOLUTION\n", ""), ("    ### END SOLUTION\n", "")),
        "cell 'double': a solve cell needs",
    ),
    "solution not opened": (
        text(("    ### BEGIN SOLUTION\n", "")),
        "needs one '### BEGIN SOLUTION'",
    ),
    "solution not closed": (
        text(("    ### END SOLUTION\n", "")),
        "needs one '### BEGIN SOLUTION'",
    ),
    "solution opened twice": (
        text(("    return twice", "    ### BEGIN SOLUTION\n    return twice")),
        "needs one '### BEGIN SOLUTION'",
    ),
    "a second region that is empty": (
        text(
            ("    return twice", "    return twice\n    ### END SOLUTION\n    ### BEGIN SOLUTION")
        ),
        "nothing stands between",
    ),
    "two hidden regions": (
        text(
            (
                "### END HIDDEN TESTS",
                "### END HIDDEN TESTS\n### BEGIN HIDDEN TESTS\n### END HIDDEN TESTS",
            )
        ),
        "needs one '### BEGIN HIDDEN TESTS'",
    ),
    "solution closed before it opens": (
        text(
            ("### BEGIN SOLUTION", "### X SOLUTION"),
            ("### END SOLUTION", "### BEGIN SOLUTION"),
            ("### X SOLUTION", "### END SOLUTION"),
        ),
        "needs one '### BEGIN SOLUTION'",
    ),
    "hidden tests closed but not opened": (
        text(("### BEGIN HIDDEN TESTS\n", "")),
        "needs one '### BEGIN HIDDEN TESTS'",
    ),
    "solution in a check": (
        in_check("### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        "'### BEGIN SOLUTION' belongs in a solve cell",
    ),
    "solution in a locked cell": (
        added(' locked="x"\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION'),
        "belongs in a solve cell",
    ),
    "solution in a plain cell": (
        added("\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION"),
        "belongs in a solve cell",
    ),
    "solution in prose": (
        added(" [markdown]\n# ### BEGIN SOLUTION\n# x\n# ### END SOLUTION"),
        "belongs in a solve cell",
    ),
    "hidden tests in a plain cell": (
        added("\n### BEGIN HIDDEN TESTS\nx = 1\n### END HIDDEN TESTS"),
        "belongs in a check cell",
    ),
    "hidden tests in a solve cell": (
        text(
            (
                "    return twice",
                "    ### BEGIN HIDDEN TESTS\n    ### END HIDDEN TESTS\n    return x",
            )
        ),
        "'### BEGIN HIDDEN TESTS' belongs in a check cell",
    ),
    "no Python in a check": (in_check("x = = 1"), "line 4 is not Python"),
    "no Python in a plain cell": (added("\ndef f(:\n"), "line 1 is not Python"),
    "a magic": (added("\n# %matplotlib inline\n"), "line 1 is not Python"),
    "ends in an expression": (text((HIDDEN, "c.properties\n\n")), "ends in an expression"),
    "ends in a number": (text((HIDDEN, "1.0\n\n")), "ends in an expression"),
    "hidden part ends in an expression": (
        in_hidden('with c.hidden() as h:\n    h.about("x")\n0.5'),
        "ends in an expression",
    ),
    "bare assert": (in_check("assert double(1) == 2"), "a bare assert at line 4 names no mistake"),
    "assert inside a loop": (
        in_check("for i in range(3):\n    assert i"),
        "a bare assert at line 5",
    ),
    "hidden assert": (
        in_hidden("with c.hidden() as h:\n    assert double(1) == 2"),
        "a bare assert",
    ),
    "isinstance": (in_check("x = isinstance(double(1), int)"), "uses isinstance"),
    "isinstance under another name": (in_check("same = isinstance"), "uses isinstance"),
    "inspect": (in_check("import inspect\nx = inspect.getsource(double)"), "uses inspect"),
    "empty check": (added(' check="e" points=1\n'), "a check with no code passes everybody"),
    "check of comments only": (added(' check="e" points=1\n# soon\n'), "passes everybody"),
    "hidden part not last": (text((HIDDEN, HIDDEN + "x = 1\n")), "hidden tests come last"),
    "no visible line": (
        added(f' check="e" points=1\n# not yet\n{HIDDEN}'),
        "has no visible line, so the release would show an empty cell",
    ),
    "hidden part without its own context": (in_hidden("x = double(3)"), "hidden part is a 'with"),
    "hidden part in the visible context": (
        in_hidden('with Check("double(x) -> y", double) as h:\n    h.about("x")'),
        "every statement of a hidden part is a 'with ....hidden() as ...:'",
    ),
    "hidden loop around the context": (
        in_hidden('for i in range(3):\n    with c.hidden() as h:\n        h.about("x")'),
        "every statement of a hidden part",
    ),
    "hidden statement before the context": (
        in_hidden('x = 3\nwith c.hidden() as h:\n    h.about("x")'),
        "every statement of a hidden part",
    ),
    "visible and hidden in one statement": (
        in_hidden('    c.close("y", c.call(np.ones(3)), [2, 2, 2])'),
        "must each be whole statements",
    ),
    "a plain cell's name in a check": (in_check("x = double(start)"), "uses 'start'"),
    "a plain cell's name in a function of a check": (
        in_check("def f():\n    return [start for _ in range(3)]"),
        "uses 'start'",
    ),
    "a plain cell's name in a hidden part": (
        in_hidden('with c.hidden() as h:\n    h.about("x")\n    h.call(start)'),
        "uses 'start'",
    ),
    "a name that nobody binds": (in_check("x = dubble(1)"), "uses 'dubble'"),
    "another check's name": (
        text(
            (VISIBLE, VISIBLE + "wanted = 8\n"),
            ("c.probe(observed, [4.0]), [8]", "c.probe(observed, [4.0]), [wanted]"),
        ),
        "cell 'check-double-probed': uses 'wanted'",
    ),
    "nothing that can fail": (
        added(' check="e" points=1\nx = 1'),
        "has no 'with Check(...) as c:', so nothing can fail",
    ),
    "a delimiter inside a comment": (
        in_hidden('with c.hidden() as h:\n    # the END HIDDEN TESTS come below\n    h.about("x")'),
        "stands alone on its line, or nbgrader cuts elsewhere",
    ),
    "a delimiter behind code": (
        in_check("x = 1  ### BEGIN HIDDEN TESTS\ny = 2\n### END HIDDEN TESTS"),
        "stands alone on its line",
    ),
    "a solution's delimiter with one mark": (
        text(("    return twice", "    # END SOLUTION\n    return twice")),
        "stands alone on its line",
    ),
    "an empty solution": (
        text(
            ("    ### BEGIN SOLUTION\n", ""),
            ("    return twice", "    return twice\n    ### BEGIN SOLUTION"),
        ),
        "nothing stands between",
    ),
    "hidden part without a name of its own": (
        in_hidden('with c.hidden():\n    c.about("x")'),
        "every statement of a hidden part",
    ),
    "the visible check in a hidden part": (
        in_hidden('with c.hidden() as h:\n    c.about("x")'),
        "the hidden part uses c, which would show data",
    ),
    "a print in a hidden part": (
        in_hidden("with c.hidden() as h:\n    print(h.rng.random())"),
        "the hidden part uses print",
    ),
    "a visible check in a hidden part": (
        in_hidden(
            'with c.hidden() as h:\n    with Check("double(x) -> y", double) as k:\n'
            '        k.about("x")'
        ),
        "the hidden part uses Check",
    ),
    "an import in a check": (in_check("from inspect import getsource"), "imports at line 4"),
    "type of a learner's value": (in_check("x = type(double(1)) is int"), "uses type"),
    "another function than the solve cell names": (
        text(('solve="double"', 'solve="triple"')),
        "does not define 'triple'",
    ),
    "a tag that switches a check off": (
        text(("points=60", 'points=60 tags=["skip-execution"]')),
        "a check has no tags",
    ),
    "points that are true": (text(("points=60", "points=true")), "a whole number above 0"),
    "points in quotes": (text(("points=60", 'points="60"')), "a whole number above 0"),
    "a raw cell": (added(" [raw]\n# x"), "a raw cell; use code or markdown"),
    "a locked cell that answers": (
        added(' locked="l"\ndef double(x):\n    return 2 * x'),
        "binds 'double', which is the learner's to write",
    ),
    "a check that answers": (in_check("double = abs"), "binds 'double', which is the learner's"),
    "a given that is given again": (
        added("\nnp = 3"),
        "binds 'np' again, which a locked cell gives",
    ),
    "a locked cell that reads a plain one": (
        added(' locked="l"\nk = start'),
        "uses 'start', which no locked cell binds",
    ),
    "a probe that reads the notebook": (
        added(' locked="l"\n@probe\ndef k(f):\n    return f(start)'),
        "a probe uses 'start'",
    ),
    "a check's name in a plain cell": (
        added("\nprint(c)"),
        "uses 'c', which only a check cell binds",
    ),
    "a check's name in a solve cell": (
        text(("    twice = x + x", "    twice = x + x + len(c.inputs)")),
        "cell 'double': uses 'c', which only a check cell binds",
    ),
    "a check's name in a locked cell": (
        added(' locked="l"\nk = c'),
        "which only a check cell binds",
    ),
    "the learner's function in a locked cell": (
        added(' locked="l"\nk = double(3)'),
        "a locked cell uses the learner's 'double' outside a probe",
    ),
    "the learner's function in a locked function": (
        added(' locked="l"\ndef k(x):\n    return double(x)'),
        "outside a probe",
    ),
    "the learner's function in a locked default": (
        added(' locked="l"\ndef k(x, f=double):\n    return f(x)'),
        "outside a probe",
    ),
    "the learner's function under another decorator": (
        added(' locked="l"\n@np.vectorize\ndef k(x):\n    return double(x)'),
        "outside a probe",
    ),
    "the learner's function in a locked class": (
        added(' locked="l"\nclass K:\n    f = double'),
        "outside a probe",
    ),
    "a helper of the course that is not imported": (
        added('\nhint("double")'),
        "cell 'hint(\"double\")': uses 'hint', which no cell binds",
    ),
    "a slip in the answer": (text(("    return twice", "    return twise")), "no cell binds"),
}


@pytest.mark.parametrize("rule", REFUSED)
def test_a_broken_rule_is_told_with_its_cell(rule, tmp_path):
    content, says = REFUSED[rule]
    found = problems(read_text(write(tmp_path, content)))
    assert any(says in p for p in found), found
    assert all(p.startswith(("cell ", "the checks add up")) for p in found)


def test_the_valid_text_breaks_no_rule(tmp_path):
    assert problems(read_text(write(tmp_path, VALID))) == []


ALLOWED = {
    "a check of its own names": in_check("k = 3\nk += 1\nfor i in range(k):\n    j = i"),
    "functions and comprehensions": in_check("def f(a, *b, d=1):\n    e = a\n    return e, b, d"),
    "a comprehension": in_check("z = [i * j for i in range(3) for j in range(i)]"),
    "a lambda": in_check("g = lambda v: v + np.ones(1)"),
    "a builtin": in_check("k = sorted(set(range(3)))"),
    "a helper that a solve cell binds": text(
        ('# %% solve="double"\n', '# %% solve="double"\nTWO = 2\n\n\n'),
        (VISIBLE, f"{VISIBLE}    c.that(TWO == 2, 'two is two.')\n"),
    ),
    "the word assert in a sentence": in_check("# assert and isinstance are words"),
    "a comment after the hidden part": text((HIDDEN, HIDDEN + "# that is all\n")),
    "what IPython gives to a plain cell": added("\ndisplay(double(4))"),
    "a plain cell that uses the learner's function": added("\nprint(double(4))"),
    "a name that a check and a plain cell both bind": added("\nc = 3\nprint(c)"),
    "two hidden parts of one check": in_hidden(
        'with c.hidden() as h:\n    h.about("x")\nwith c.hidden() as h:\n    h.about("y")'
    ),
    "two functions in one solve cell, a region each": text(
        (
            "    ### END SOLUTION\n",
            "    ### END SOLUTION\n\n\ndef half(x):\n    ### BEGIN SOLUTION\n    return x / 2\n"
            "    ### END SOLUTION\n",
        )
    ),
    "tags on a plain cell": added(' tags=["demo", "figure"]\nx = 1'),
}


@pytest.mark.parametrize("case", ALLOWED)
def test_what_is_no_mistake_is_let_through(case, tmp_path):
    assert problems(read_text(write(tmp_path, ALLOWED[case]))) == []


NAMES = {"sign flipped", "factor 2"}
UNKNOWN = {
    "in a dict": '    c.close("y", 1, 1, mistakes={"sign flip": 2})',
    "in a list": '    c.close("y", 1, 1, mistakes=[("factor 2", 3), ("sign flip", 2)])',
    "of words": '    c.equals("y", "a", "a", mistakes={"b": "sign flip"})',
    "of a sentence": '    c.that(True, "never said.", mistake="sign flip")',
}


@pytest.mark.parametrize("way", UNKNOWN)
def test_a_mistake_without_an_entry_is_told_with_those_spelt_like_it(way, tmp_path):
    nb = read_text(write(tmp_path, in_check(UNKNOWN[way])))
    assert problems(nb) == []
    (told,) = problems(nb, NAMES)
    assert told == (
        "cell 'check-double-value': no mistake is called 'sign flip'; closest: 'sign flipped'; "
        "a new one is an entry of MISTAKES in mlplab/checks/mistakes/general.py"
    )


def test_known_mistakes_and_names_in_variables_are_let_through(tmp_path):
    lines = UNKNOWN["in a list"].replace("sign flip", "sign flipped")
    lines += '\n    told = {"x": 2}\n    c.close("y", 1, 1, mistakes=told)'
    assert problems(read_text(write(tmp_path, in_check(lines))), NAMES) == []


def test_the_build_reads_the_same_mistakes_that_checks_use():
    assert known_mistakes(ROOT) == set(MISTAKES)


def test_the_build_refuses_an_unknown_mistake(tmp_path):
    (tmp_path / ROOM).mkdir(parents=True)
    (tmp_path / ROOM / "general.py").write_text('MISTAKES = {"factor 2": 1}')
    path = write(tmp_path, in_check(UNKNOWN["of words"]))
    with pytest.raises(CourseError, match="no mistake is called 'sign flip'; a new one"):
        build_source(path, tmp_path / "x.ipynb")


def test_every_broken_rule_is_told_at_once(tmp_path):
    path = write(tmp_path, text(("points=60", "points=0"), (" points=40", ""), ('"note"', '"a b"')))
    with pytest.raises(CourseError) as caught:
        build_source(path, tmp_path / "x.ipynb")
    lines = str(caught.value).splitlines()
    assert len(lines) == 3 and all(line.startswith(f"{path}: cell ") for line in lines)
    assert not (tmp_path / "x.ipynb").exists()


def test_names_that_a_cell_leaves_behind():
    cell = ast.parse(
        "import a.b, c as d\nfrom e import f as g\nh = i, *j = 1, 2\nk: int = 1\n"
        "for l in []:\n    m = 1\nwith open('x') as n:\n    pass\n"
        "def o(p):\n    q = 1\nclass R:\n    s = 1\nt = [u for u in []]\nv = lambda w: w\n"
        "if (y := 1):\n    pass\n"
    )
    assert bound_names(cell) == set("adghijklmno") | {"R", "t", "v", "y"}


def test_names_that_a_cell_reads_from_others():
    cell = ast.parse(
        "own = 1\nprint(own, a)\ndef f(p=b):\n    local = c\n    return local, p, own\n"
        "g = lambda v: v + d\nz = [i + e for i in h]\n@k\nclass K(m):\n    s = n\n"
    )
    assert free_names(cell) == {"print", *"abcdehkmn"}


# ------------------------------------------------------------------------------------- reading


def test_tags_that_are_a_word_are_told(tmp_path):
    with pytest.raises(CourseError, match="tags is a list of words"):
        read_text(write(tmp_path, added(' tags="demo"\nk = 1')))


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(CourseError, match=r"none\.py: there is no such file\."):
        read_text(tmp_path / "none.py")


def test_a_file_in_another_encoding_is_told_with_its_byte(tmp_path):
    path = tmp_path / "latin.py"
    path.write_bytes(b"# %%\n# \xe9\xe8\n")
    with pytest.raises(CourseError, match=r"not UTF-8 text \(.* at byte 7\)"):
        read_text(path)


@pytest.mark.parametrize("content", ["", "x = 1\n", "#%% [markdown]\n# x\n", "  # %%\nx = 1\n"])
def test_a_text_without_a_cell_is_told(content, tmp_path):
    with pytest.raises(CourseError, match="no cell found"):
        read_text(write(tmp_path, content))


# ------------------------------------------------------------------------------------- expanding


def instructor(folder, content):
    return expand(read_text(write(folder, content)))


def test_cell_ids_come_from_grade_ids_and_are_valid(tmp_path):
    nb = instructor(tmp_path, VALID)
    ids = [cell.id for cell in nb.cells]
    assert len(set(ids)) == len(ids)
    assert {"double", "check-double-value", "locked-imports", "locked-note"} <= set(ids)
    nbformat.validate(nb)


def test_a_cell_keeps_its_id_when_text_is_inserted_above_it(tmp_path):
    before = {c.id: c.source for c in instructor(tmp_path, VALID).cells}
    new = "# %% [markdown]\n# A new first paragraph.\n\n# %%\nfirst = 1\n\n"
    after = {c.id: c.source for c in instructor(tmp_path, new + VALID).cells}
    assert len(after) == len(before) + 2
    assert before.items() <= after.items()


def test_equal_cells_and_very_long_names_get_ids_of_their_own(tmp_path):
    long = "x" * 80
    cells = "".join(f'\n# %% locked="{long}{i}"\nx{i} = 1\n' for i in range(3))
    nb = instructor(tmp_path, text(add="\n# %%\nsame = 1\n\n# %%\nsame = 1\n" + cells))
    ids = [cell.id for cell in nb.cells]
    assert len(set(ids)) == len(ids)
    nbformat.validate(nb)


def test_the_instructor_notebook_keeps_the_answer_and_the_hidden_tests(tmp_path):
    sources = "\n".join(c.source for c in instructor(tmp_path, VALID).cells)
    assert "twice = x + x" in sources and "np.full(3, 17.0)" in sources


# ------------------------------------------------------------------------------------- building


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one tiny exercise, built once."""
    root = tmp_path_factory.mktemp("course")
    shutil.copyfile(ROOT / "nbgrader_config.py", root / "nbgrader_config.py")
    write(root, VALID)
    build(root)
    return root


@pytest.fixture
def copy(course, tmp_path, monkeypatch):
    """A copy of the built course; nbgrader's slow step gives what it gave before."""
    root = tmp_path / "copy"
    shutil.copytree(course, root)
    kept = {}
    for path in course.rglob("*.ipynb"):
        kept[path.relative_to(course)] = path.read_bytes()

    def release(_root, out, name):
        path = Path("release") / name / f"{name}.ipynb"
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(kept[path])
        return out / path

    monkeypatch.setattr(building, "_release", release)
    return root


def notebook(course, room):
    return nbformat.read(course / room / NAME / f"{NAME}.ipynb", as_version=4)


def test_building_again_elsewhere_gives_identical_bytes(course, tmp_path):
    made = build(course, tmp_path)
    assert [p.relative_to(tmp_path).as_posix() for p in made] == [
        f"source/{NAME}/{NAME}.ipynb",
        f"release/{NAME}/{NAME}.ipynb",
    ]
    for path in made:
        assert path.read_bytes() == (course / path.relative_to(tmp_path)).read_bytes()


def test_a_build_leaves_nothing_but_the_notebooks(course):
    files = {p.relative_to(course).as_posix() for p in course.rglob("*") if p.is_file()}
    assert {f for f in files if "__pycache__" not in f} == {
        "nbgrader_config.py",
        f"notebooks/{NAME}.py",
        f"source/{NAME}/{NAME}.ipynb",
        f"release/{NAME}/{NAME}.ipynb",
    }


def test_the_release_holds_no_solution_and_no_hidden_line(course):
    released = (course / "release" / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8")
    for secret in ("twice", "17.0", "h.close", "another value", "HIDDEN", "SOLUTION"):
        assert secret not in released
    stub = next(c for c in notebook(course, "release").cells if c.id == "double")
    assert stub.source.endswith(
        '"""Twice x."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )


def test_the_release_keeps_every_visible_line_of_a_check(course):
    shown = next(c for c in notebook(course, "release").cells if c.id == "check-double-value")
    assert shown.source.strip() == VALID.split("points=60\n")[1].split("### BEGIN")[0].strip()


@pytest.mark.parametrize("room", ["source", "release"])
def test_the_metadata_are_nbgraders_and_nothing_else(course, room):
    own = {"schema_version", "grade", "locked", "solution", "grade_id"}
    nbgraders = {"task", "cell_type", "checksum"}
    roles = {}
    for cell in notebook(course, room).cells:
        meta = cell.metadata.get("nbgrader")
        if meta is None:
            assert set(cell.metadata) <= {"tags"}
            continue
        expected = own | ({"points"} if meta["grade"] else set())
        assert expected <= set(meta) <= expected | nbgraders
        roles[meta["grade_id"]] = (meta["grade"], meta["locked"], meta["solution"])
        assert meta["schema_version"] == 3
    checks = {"check-double-value", "check-double-probed"}
    given = {"locked-imports", "locked-probes", "locked-note"}
    assert roles == {
        "double": (False, False, True),
        **{name: (True, True, False) for name in checks},
        **{name: (False, True, False) for name in given},
    }


def test_in_the_release_locked_cells_are_read_only_and_others_are_not(course):
    for cell in notebook(course, "release").cells:
        locked = cell.metadata.get("nbgrader", {}).get("locked", False)
        assert cell.metadata.get("editable", True) is (not locked), cell.id


def test_points_of_the_release_are_those_of_the_text(course):
    points = {
        c.metadata.nbgrader.grade_id: c.metadata.nbgrader.points
        for c in notebook(course, "release").cells
        if c.metadata.get("nbgrader", {}).get("grade")
    }
    assert points == {"check-double-value": 60, "check-double-probed": 40}


def test_notebooks_carry_no_trace_of_how_they_were_made(course):
    for room in ("source", "release"):
        raw = json.loads((course / room / NAME / f"{NAME}.ipynb").read_text(encoding="utf-8"))
        assert set(raw["metadata"]) == {"kernelspec", "language_info"}
        assert all(not c.get("outputs") and not c.get("execution_count") for c in raw["cells"])


def test_nothing_has_drifted_after_a_build(copy):
    assert drift(copy) == []


@pytest.mark.parametrize("room", ["source", "release"])
def test_one_changed_byte_is_drift(copy, room):
    path = copy / room / NAME / f"{NAME}.ipynb"
    path.write_bytes(path.read_bytes() + b" ")
    assert drift(copy) == [path.relative_to(copy)]


@pytest.mark.parametrize("room", ["source", "release"])
def test_a_missing_file_is_drift(copy, room):
    path = copy / room / NAME / f"{NAME}.ipynb"
    path.unlink()
    assert drift(copy) == [path.relative_to(copy)]


@pytest.mark.parametrize("stray", ["source/ex_09_gone/old.ipynb", f"release/{NAME}/answers.py"])
def test_an_extra_file_is_drift(copy, stray):
    (copy / stray).parent.mkdir(exist_ok=True)
    (copy / stray).write_text("x")
    assert drift(copy) == [Path(stray)]


def test_a_changed_text_is_drift_of_its_source(copy):
    write(copy, text(("twice = x + x", "twice = 2 * x")))
    assert Path(f"source/{NAME}/{NAME}.ipynb") in drift(copy)


def test_a_text_never_built_is_drift(copy):
    shutil.rmtree(copy / "source")
    shutil.rmtree(copy / "release")
    assert len(drift(copy)) == 2


def test_drift_changes_nothing(copy):
    path = copy / "release" / NAME / f"{NAME}.ipynb"
    path.write_text("{}")
    drift(copy)
    assert path.read_text() == "{}"


@pytest.mark.parametrize("stray", [f"{NAME}.py", "data.csv", "answers.ipynb.bak"])
def test_a_stray_file_that_nbgrader_would_release_is_refused(copy, stray):
    (copy / "source" / NAME / stray).write_text("secret")
    with pytest.raises(CourseError, match=rf"{stray} would be copied into the release"):
        build(copy)


def test_only_what_changed_is_told(copy):
    source, release = (copy / room / NAME / f"{NAME}.ipynb" for room in ("source", "release"))
    assert build(copy) == []
    release.write_text("{}")
    assert build(copy) == [release]
    shutil.rmtree(source.parent)
    assert build(copy) == [source]


def test_an_unknown_exercise_is_told_beside_the_known_ones(copy):
    with pytest.raises(CourseError, match=f"no such exercise; there are {NAME}"):
        build(copy, only=["ex_07_none"])


def test_exercises_come_in_order_and_nothing_else_is_one(tmp_path):
    for name in ("ex_02_b", "ex_01_a", "helper"):
        write(tmp_path, VALID, name)
    assert exercises(tmp_path) == ["ex_01_a", "ex_02_b"]


# --------------------------------------------------------------------- submissions and feedback


def test_answers_go_into_the_release_and_come_out_of_the_source(course):
    answers = solutions(course / "source" / NAME / f"{NAME}.ipynb")
    assert list(answers) == ["double"]
    assert "twice = x + x" in answers["double"] and "SOLUTION" not in answers["double"]
    nb = filled_in(course / "release" / NAME / f"{NAME}.ipynb", answers)
    assert [c.source for c in nb.cells if c.id == "double"] == [answers["double"]]
    others = [c.source for c in notebook(course, "release").cells if c.id != "double"]
    assert [c.source for c in nb.cells if c.id != "double"] == others


CORPUS = (
    '# %% wrong="halves" replaces="double" fails=["double-value"] mistake="factor 1/2"\nx = 1\n'
)


def test_a_corpus_is_read_with_what_each_solution_deserves(tmp_path):
    (tmp_path / "double.py").write_text(CORPUS + '\n# %% right="adds" replaces="double"\ny = 1\n')
    wrong, right = read_corpus(tmp_path)
    assert (wrong.right, wrong.fails, wrong.mistake) == (False, ["double-value"], "factor 1/2")
    assert (right.right, right.fails, right.id) == (True, [], "double: adds")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (CORPUS + "\n" + CORPUS, "two solutions are called 'halves'"),
        (CORPUS.replace("wrong=", "right='x' wrong="), "either right= or wrong="),
        (CORPUS.replace('wrong="halves" ', ""), "either right= or wrong="),
    ],
)
def test_a_corpus_that_contradicts_itself_is_refused(content, says, tmp_path):
    (tmp_path / "double.py").write_text(content)
    with pytest.raises(CourseError, match=says):
        read_corpus(tmp_path)


def feedback(course, *outputs, check="check-double-value"):
    cell = next(c for c in notebook(course, "source").cells if c.id == check)
    cell.outputs = list(outputs)
    return HideHiddenTests().preprocess_cell(cell, {}, 0)[0]


def error(name, text):
    return nbformat.v4.new_output("error", ename=name, evalue=text, traceback=[text])


def test_feedback_shows_the_visible_test_and_not_the_hidden_one(course):
    shown = feedback(course).source
    assert "c.close" in shown and "h.close" not in shown and "17.0" not in shown
    assert shown.rstrip().endswith("# (hidden tests ran here)")


def test_feedback_keeps_a_checks_own_message(course):
    (kept,) = feedback(course, error("CheckFailed", "double: y is not right yet.")).outputs
    assert kept.traceback == ["double: y is not right yet."]


def test_feedback_drops_any_other_traceback(course):
    (kept,) = feedback(course, error("ValueError", "h.close(17.0)")).outputs
    assert "17.0" not in str(kept) and "could not finish: ValueError" in kept.traceback[0]


def test_feedback_leaves_other_cells_as_they_are(course):
    kept = feedback(course, error("ValueError", "theirs"), check="double")
    assert "twice" in kept.source and kept.outputs[0].evalue == "theirs"
