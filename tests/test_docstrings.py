"""Public docstrings are complete numpydoc, and every array in them says its shape.

Public is each function and class of `mlplab` and `autograder` whose name has no leading
underscore, and each such method or property of such a class. A method without a docstring may
inherit that of the base class whose promise it keeps; one that a library's class asks for keeps
the library's promise, and may say in its own words only what is special.

Whether a docstring is true is for its reader. A shape is told by any words with *shape* or
*length*, since "any shape" and "shaped like `x`" tell one, too. Errors are asked for where a
function makes them in its own body (``raise ValueError(...)``); those of the functions that it
calls, most of the ``CourseError`` among them, and a ``raise error`` are not seen.

The figures of the guide (``guides/figures``) are outside: they make pictures and nobody is meant to
import them, so that a sentence is enough where a name does not say all.
"""

import ast
import importlib
import inspect
import re
import sys
import textwrap
from pathlib import Path
from typing import NamedTuple

import pytest
from numpydoc.docscrape import get_doc_object
from numpydoc.validate import validate

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("mlplab", "autograder")
PLANTED = "planted"  # the module that the tests of this test write
# Left out: ES01, EX01 and SA01-04 (not everything needs more words, an example or a neighbour),
# GL09 (nothing is deprecated), SS04 (cannot fail: numpydoc strips the summary first).
CHECKS = {
    *("GL01", "GL02", "GL03", "GL05", "GL06", "GL07", "GL08", "GL10"),
    *("SS01", "SS02", "SS03", "SS05", "SS06"),
    *("PR01", "PR02", "PR03", "PR04", "PR05", "PR06", "PR07", "PR08", "PR09", "PR10"),
    *("RT01", "RT02", "RT03", "RT04", "RT05", "YD01"),
}
SECTIONS = ("Parameters", "Other Parameters", "Attributes", "Returns", "Yields")
ARRAY = re.compile(r"\b(ndarrays?|arrays?|array_like|Tensors?)\b")
SHAPE = re.compile(r"\b(shape|shapes|shaped|length)\b", re.IGNORECASE)
NOT_FOR_PEOPLE = {"NotImplementedError"}  # an abstract method says what to write


class Public(NamedTuple):
    """Something public, for instance ``Check.call`` of ``mlplab.checks.check``."""

    module: str
    name: str
    node: ast.AST

    def __str__(self):
        return f"{self.module}.{self.name}"

    def find(self, name):
        """What the module calls by this name, methods and properties as they are defined."""
        found = importlib.import_module(self.module)
        for part in name.split("."):
            found = inspect.getattr_static(found, part)
        return inspect.unwrap(found)  # what stands under decorators

    @property
    def thing(self):
        return self.find(self.name)

    @property
    def base(self):
        """The class above that has a method of this name; None where there is none."""
        owner, _, name = self.name.rpartition(".")
        above = self.find(owner).__mro__[1:-1] if owner else ()
        return next((base for base in above if name in vars(base)), None)


def public(body, module, owner=""):
    """What a module's statements define for others, methods of classes included."""
    for node in body:
        defines = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))
        if defines and not node.name.startswith("_"):
            yield Public(module, owner + node.name, node)
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, module, f"{owner}{node.name}.")


def surface(package):
    """All that is public in the files of a package."""
    found = []
    for file in sorted((ROOT / package).rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found += public(ast.parse(file.read_text(encoding="utf-8")).body, module)
    return found


def raised(node, caught=frozenset()):
    """Names of the exceptions that a function makes, raises and does not catch itself."""
    found = set()
    for inner in ast.iter_child_nodes(node):
        if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)):
            continue
        if isinstance(inner, ast.Raise) and isinstance(inner.exc, ast.Call):
            name = ast.unparse(inner.exc.func).rpartition(".")[2]
            found |= {name} if name[0].isupper() else set()
        if isinstance(inner, ast.Try):
            types = [handler.type for handler in inner.handlers if handler.type]
            names = {n.id for t in types for n in ast.walk(t) if isinstance(n, ast.Name)}
            tried = ast.Module(inner.body, [])
            rest = ast.Module([*inner.handlers, *inner.orelse, *inner.finalbody], [])
            found |= raised(tried, caught | names) | raised(rest, caught)
        else:
            found |= raised(inner, caught)
    return found - caught - NOT_FOR_PEOPLE


def own_constructor(kind):
    """Whether the arguments of a class are ours to explain, not those of a library above it."""
    maker = next((k for k in kind.__mro__ if "__init__" in vars(k)), object)
    return is_ours(maker) or maker.__module__ == "builtins"


def is_ours(kind):
    return kind.__module__.partition(".")[0] in (*PACKAGES, PLANTED)


def faults(one):
    """What is wrong with the docstring of something public, as (code, sentence)."""
    thing, base = one.thing, one.base
    if base is not None and not thing.__doc__:
        return [] if inspect.getdoc(thing) else [("GL08", "there is nothing to inherit")]
    if base is not None and not is_ours(base):
        return []
    doc = get_doc_object(thing)
    found = [error for error in validate(doc)["errors"] if error[0] in CHECKS]
    if inspect.isclass(thing):
        if not own_constructor(thing):
            found = [error for error in found if error[0] != "PR01"]
    else:
        for name in sorted(raised(one.node) - {entry.type for entry in doc["Raises"]}):
            found.append(("raises", f"{name} stands in no Raises section"))
    for section in SECTIONS:
        for name, kind, words in doc[section]:
            if ARRAY.search(f"{name} {kind}") and not SHAPE.search(" ".join([name, kind, *words])):
                found.append(("shape", f"{name or section}, {kind or 'an array'}: of which shape?"))
    return found


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # numpydoc looks at all of a widget
@pytest.mark.parametrize("package", PACKAGES)
def test_every_public_docstring_is_complete(package):
    every = surface(package)
    wrong = [f"{one}: {code} {told}" for one in every for code, told in faults(one)]
    assert not wrong, "\n".join([f"{len(wrong)} faults", *wrong])


def test_all_of_a_package_is_looked_at():
    names = {str(one) for package in PACKAGES for one in surface(package)}
    assert {
        "mlplab.guesses.guess",
        "mlplab.checks.check.Check.call",
        "mlplab.panels.history.Curve.rows",  # a property
        "mlplab.panels.playground",
        "autograder.grading.slot.Limits",  # a dataclass
        "autograder.__main__.main",
    } <= names
    assert not [name for name in names if "._" in name.replace("__main__", "")]


GOOD = """
def row_means(X, weights=None):
    \"""Take the mean of each row.

    Parameters
    ----------
    X : ndarray, shape (N, D)
        One sample per row.
    weights : sequence of float, optional
        One per column.

    Returns
    -------
    ndarray, shape (N,)
        One mean per sample.

    Raises
    ------
    ValueError
        When there are no columns.
    \"""
    if not X.shape[1]:
        raise ValueError("no columns")
    return X @ weights
"""
X, WEIGHTS, RESULT = re.findall(r"    (?:X|weights|ndarray).*\n        .*\n", GOOD)
SLIPS = {  # fault -> what of the good text to replace, by what
    "GL01": ('"""Take', '"""\n\n    Take'),
    "GL02": ('columns.\n    """', 'columns."""'),
    "GL03": ("row.\n\n    Param", "row.\n\n\n    Param"),
    "GL05": ("        One per", "\tOne per"),
    "GL06": ("Raises\n    ------", "Errors\n    ------"),
    "GL07": ("Returns\n    -------", "Notes\n    -----"),
    "GL08": ('"""Take', '""\n    """Take'),
    "GL10": ("each row.\n", "each row.\n\n    .. versionadded: 2.0\n"),
    "SS01": ("Take the mean of each row.\n", ""),
    "SS02": ("Take", "take"),
    "SS03": ("each row.", "each row"),
    "SS05": ("Take", "Takes"),
    "SS06": ("each row.", "each\n    row."),
    "PR01": (WEIGHTS, ""),
    "PR02": ("    X :", "    Y :"),
    "PR03": (X + WEIGHTS, WEIGHTS + X),
    "PR04": ("weights : sequence of float, optional", "weights"),
    "PR05": ("optional\n", "optional.\n"),
    "PR06": ("sequence of float", "string"),
    "PR07": ("        One sample per row.\n", ""),
    "PR08": ("One sample", "one sample"),
    "PR09": ("sample per row.", "sample per row"),
    "PR10": ("weights : seq", "weights: seq"),
    "RT01": (f"    Returns\n    -------\n{RESULT}\n", ""),
    "RT02": ("    ndarray, shape (N,)", "    means : ndarray, shape (N,)"),
    "RT03": ("        One mean per sample.\n", ""),
    "RT04": ("One mean", "one mean"),
    "RT05": ("per sample.\n", "per sample\n"),
    "YD01": ("return X", "yield X"),
    "raises": ("    ValueError\n", "    TypeError\n"),
    "shape": (", shape (N, D)", ""),
}


@pytest.fixture
def planted(tmp_path, monkeypatch):
    """Faults of a text, as those of a module that can be imported: name -> codes."""

    def look(text):
        (tmp_path / f"{PLANTED}.py").write_text(text, encoding="utf-8")
        return {
            one.name: [code for code, _ in faults(one)]
            for one in public(ast.parse(text).body, PLANTED)
        }

    monkeypatch.syspath_prepend(tmp_path)
    yield look
    sys.modules.pop(PLANTED, None)


def test_a_good_docstring_has_no_fault(planted):
    assert planted(GOOD) == {"row_means": []}


def test_each_check_has_its_slip():
    assert set(SLIPS) == CHECKS | {"raises", "shape"}


@pytest.mark.filterwarnings("ignore:Unknown section")
@pytest.mark.parametrize("code", SLIPS)
def test_a_planted_slip_is_caught(code, planted):
    good, bad = SLIPS[code]
    assert GOOD.count(good) == 1
    assert code in planted(GOOD.replace(good, bad))["row_means"]


def test_who_inherits_and_who_does_not(planted):
    found = planted(
        textwrap.dedent(
            """
            import json

            class Above:
                \"""A promise.\"""

                def keep(self):
                    \"""Keep it.\"""

            class Below(Above):
                \"""Its keeper.\"""

                def keep(self):
                    pass

                def own(self):
                    pass

            class Writer(json.JSONEncoder):
                \"""Writes, with arguments that are explained in Python's own manual.\"""

                def default(self, o):
                    \"""Returns text.\"""
            """
        )
    )
    faulty = {name: codes for name, codes in found.items() if codes}
    assert faulty == {"Below.own": ["GL08"]}


def test_an_error_that_a_function_catches_itself_is_not_told():
    text = """
def f():
    try:
        raise KeyError("inside")
    except KeyError:
        raise ValueError("outside") from None
    except OSError:
        raise
    raise NotImplementedError("not for people")
"""
    assert raised(ast.parse(text).body[0]) == {"ValueError"}
