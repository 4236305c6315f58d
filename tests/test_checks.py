"""Every word of the check vocabulary keeps its promise, and a hidden failure tells no data."""

import linecache
import re
import sys
import textwrap
import warnings
from collections import namedtuple
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.display import display
from IPython.utils.capture import capture_output
from traitlets.config import Config

from mlplab import Check, CheckFailed, global_random_state, probe
from mlplab.checks import check as check_module
from mlplab.checks.call import copied, gist, unchanged
from mlplab.checks.mistakes import MISTAKES

LINEAR = "linear_forward(X, W, b) -> Z"
X, W, B = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0, 0], [2, 1]]), np.array([0.5, -1])
Z = X @ W + B
MARKER = 123456.789  # planted wherever data may hide; none of its digits may come out
ROWS, COLUMNS = 4317, 3  # an odd shape, planted likewise
SECRETS = re.compile(r"12345[67]|24691[34]|1\.23457|789|4317|12951")
HIDDEN = "  checking    a hidden test, on data you have not seen: value"


@pytest.fixture(autouse=True)
def warnings_go_to_stderr(monkeypatch):
    """As in a notebook; pytest would collect them."""

    def shown(message, category, filename, lineno, file=None, line=None):
        sys.stderr.write(warnings.formatwarning(message, category, filename, lineno, line))

    monkeypatch.setattr(warnings, "showwarning", shown)


def cell(source, **names):
    """The last function that a learner's cell defines; line 1 is the cell's first line."""
    source = textwrap.dedent(source).lstrip("\n")
    filename = f"<learner {abs(hash(source))}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    space = {"np": np, "sys": sys, **names}
    before = set(space)
    exec(compile(source, filename, "exec"), space)
    return [v for k, v in space.items() if k not in before and callable(v)][-1]


def check(function=None, signature="f(x) -> y", about="value"):
    c = Check(signature, function)
    c.about(about)
    return c


def hidden(function=None, signature="f(x) -> y"):
    h = check(function, signature).hidden()
    h.about("value")
    return h


def failure(act, *args, **kwargs):
    """What the check says when it fails."""
    with pytest.raises(CheckFailed) as caught:
        act(*args, **kwargs)
    return caught.value


def close(got, want, **kwargs):
    return check().close("y", got, want, **kwargs)


def test_a_failure_reads_exactly_like_this_visible_and_hidden():
    for c in (check(lambda X, W, b: X @ W, LINEAR), hidden(lambda X, W, b: X @ W, LINEAR)):
        said = failure(
            lambda c=c: c.close("Z", c.call(X, W, B), Z, mistakes={"bias missing": X @ W})
        )
        data = """\
  shapes      X (3, 2) · W (2, 2) · b (2,)  →  Z (3, 2), as it should be
  first difference at Z[0, 0]: expected 5.5, got 5
  checking    value"""
        expected = f"""\
linear_forward: Z is not right yet.

{data if c.show_data else HIDDEN}

  Looks like: bias missing
  This is the product of inputs and weights alone: the bias is not in it.
  What does a unit put out when all its inputs are 0?"""
        assert str(said) == said.text == expected
        assert (said.name, said.about) == ("linear_forward", "value")
        assert said.mistake == "bias missing"


def test_the_first_entry_that_differs_is_told_not_the_worst():
    said = failure(close, [1, 2.5, 9], [1, 2, 3]).text
    assert "first difference at y[1]: expected 2, got 2.5" in said
    assert "\n\n  expected 1.5, got 3.25\n" in failure(close, 3.25, 1.5).text
    said = failure(check().equals, "y", "b", "a", note="losses [2, 1]").text
    assert said == "f: y is 'b', expected 'a'.\n\n  losses [2, 1]\n  checking    value"


def test_a_check_that_passes_lists_what_holds_and_one_that_fails_prints_no_tick(capsys):
    with check() as c:
        c.about("one sample")
    with c.hidden() as h:
        h.about("many samples")
    with pytest.raises(CheckFailed), check() as c:
        c.fail("no.")
    assert capsys.readouterr().out == "f ✓  value · one sample\nf ✓  hidden: many samples\n"
    with pytest.raises(ValueError, match="no property"), Check("f(x)", abs):
        pass


def test_the_function_gets_copies_at_any_depth_that_keep_order_dtype_and_fields():
    Layer = namedtuple("Layer", "W b")
    seen = []
    given = {"params": [(np.zeros(2), Layer(np.asfortranarray(np.ones((2, 3), np.float32)), [1]))]}
    check(lambda x: seen.append(x) or 1).call(given)
    plain, layer = seen[0]["params"][0]
    assert plain is not given["params"][0][0] and layer.W is not given["params"][0][1].W
    assert layer.W.flags.f_contiguous and layer.W.dtype == np.float32 and layer.b == [1]
    assert unchanged(given, seen[0])


MUTATIONS = {
    "an array": (np.zeros(2), lambda x: x.__iadd__(1)),
    "an array in a pair in a list": ([(np.zeros(2), np.ones(1))], lambda x: x[0][1].fill(0)),
    "a number in a list": ([1.0, 2.0], lambda x: x.__setitem__(1, 3.0)),
    "the sign of a 0 in an array": (np.zeros(2), lambda x: x.__imul__(-1)),
    "the sign of a 0 in a list": ([0.0], lambda x: x.__setitem__(0, -0.0)),
    "a nan replaced": ([np.nan], lambda x: x.__setitem__(0, 5.0)),
    "a number's type": ([1], lambda x: x.__setitem__(0, 1.0)),
    "True for 1": ([1], lambda x: x.__setitem__(0, True)),
    "a tuple for a list": ([[1]], lambda x: x.__setitem__(0, (1,))),
    "the precision": ([np.float64(1)], lambda x: x.__setitem__(0, np.float32(1))),
    "the dtype": (np.zeros(2), lambda x: setattr(x, "dtype", np.int64)),
    "the shape": (np.zeros((2, 3)), lambda x: setattr(x, "shape", (3, 2))),
}


@pytest.mark.parametrize("case", MUTATIONS)
def test_a_change_of_an_input_is_noticed(case):
    given, change = MUTATIONS[case]
    before = copied(given)
    said = failure(check(lambda x: (change(x), 1)[1]).call, given)
    assert said.mistake == "inputs changed" and "x was changed by the call" in said.text
    assert unchanged(before, given), "the check's own data stay as they were"


def test_untouched_inputs_are_no_mutation():
    for given in (np.array([np.nan, 1]), [np.nan, -0.0], {"a": (None, "b", 1j)}, {1}, iter([1]), 3):
        assert check(lambda x: 5).call(given) == 5


def test_an_input_that_may_change_may_change():
    c = check(lambda params, cache: cache.clear() or 1, "g(params, cache) -> y")
    assert c.call([1], {"a": 2}, changes=["cache"]) == 1
    assert failure(c.call, [1], {"a": 2}).mistake == "inputs changed"
    assert failure(check(lambda x: None).call, 1).mistake == "nothing returned"
    assert failure(check(lambda x: x.fill(1)).call, np.zeros(1)).mistake == "inputs changed"
    assert check(lambda x: None, "f(x)").call(1) is None


@pytest.mark.parametrize("kind", [tuple, list, iter, np.array])
def test_several_results_come_in_any_sequence_from_call_and_use(kind):
    c = check(lambda x: kind([1, 2]), "f(x) -> a, b")
    assert c.call(0) == c.use("g -> a, b", c.function, 0) == (1, 2)
    assert list(c.use("g -> a", c.function, 0)) == list(c.use("g", c.function, 0)) == [1, 2]
    given = np.zeros(1)
    assert c.use("g", lambda x: x.__iadd__(1), given)[0] == 1 and given[0] == 0, "a copy"
    assert failure(c.use, "g", lambda x: 1 / 0, 1).text.startswith("g stopped with a ZeroDivision")


class Refusing(tuple):
    def __iter__(self):
        raise RuntimeError(MARKER)


RESULTS = {(1, 2, 3): "3 results", (1,): "1 results", 7: "one int"}
RESULTS[Refusing((1, 2))] = "one object of another kind"


@pytest.mark.parametrize("returned", RESULTS)
def test_another_number_of_results_is_told(returned):
    c = check(lambda x: returned, "f(x) -> a, b")
    says = f"should return 2 results (a, b), not {RESULTS[returned]}."
    assert f"f: it {says}" in failure(c.call, 0).text
    assert f"f: g {says}" in failure(c.use, "g -> a, b", c.function, 0).text
    said = failure(hidden(c.function, "f(x) -> a, b").call, 0).text
    assert said == f"f: it should return 2 results (a, b).\n\n{HIDDEN}", "no count when hidden"


def test_a_probe_gets_the_learners_function_and_copies_and_its_data_come_back():
    @probe
    def doubled(function, x):
        return [function(x).copy(), function(2 * x)]

    given = np.array([3.0])
    got = check(lambda x: x.__iadd__(1)).probe(doubled, given)
    assert got == [4, 9] and given == [3], "the function changes what it gets, not the check's own"
    assert "ZeroDivisionError" in failure(check(lambda x: 1 / 0).probe, doubled, 0).text

    def reads_the_answer(function):
        raise AssertionError("called")

    with pytest.raises(ValueError, match="reads_the_answer is not marked with @probe"):
        check(abs).probe(reads_the_answer)


DRAWS = {
    "numpy": (lambda: np.random.rand(), True),  # noqa: NPY002
    "seed": (lambda: np.random.seed(0), True),  # noqa: NPY002
    "the Gaussian that was kept": (lambda: np.random.randn(), True),  # noqa: NPY002
    "random": (lambda: __import__("random").random(), True),
    "a generator": (lambda: np.random.default_rng(0).normal(), False),
    "nothing": (lambda: None, False),
}


@pytest.mark.parametrize("case", DRAWS)
def test_the_shared_probe_sees_every_use_of_the_global_random_state(case):
    np.random.seed(1)  # noqa: NPY002
    np.random.randn()  # noqa: NPY002  draws two Gaussians and keeps one
    draw, moved = DRAWS[case]
    before, after = check(draw).probe(global_random_state)
    assert (before != after) is moved


AT = " at line 2 of its cell:  "
ERRORS = {
    f"ValueError{AT}return x[0] @ np.ones(7)": "def f(x):\n    return x[0] @ np.ones(7)",
    f"LinAlgError{AT}return np.linalg.inv(0 * x)": "def f(x):\n    return np.linalg.inv(0 * x)",
    f'KeyError in g{AT}return {{}}["W"]': 'def g():\n    return {}["W"]\ndef f(x):\n    g()',
    "TypeError": "def f():\n    return 1",
    f"SystemExit{AT}sys.exit(1)": "def f(x):\n    sys.exit(1)",
    f"GeneratorExit{AT}raise GeneratorExit": "def f(x):\n    raise GeneratorExit",
    f"CheckFailed{AT}raise CheckFailed('ok')": "def f(x):\n    raise CheckFailed('ok')",
}


@pytest.mark.parametrize("says", ERRORS)
def test_an_error_is_told_with_the_learners_own_line(says):
    f = cell(ERRORS[says] + "\nf = f", CheckFailed=CheckFailed)
    said = failure(check(f).call, np.ones((2, 2))).text
    assert said.splitlines()[0] == f"f stopped with a {says}"
    assert said.endswith("\n  inputs      x (2, 2)\n  checking    value") and "\n\n\n" not in said
    assert "ValueError" not in says or "\n\n  matmul: " in said


def test_an_unwritten_function_is_told_in_one_line_which_names_it():
    f = cell("def f(x):\n    raise NotImplementedError()")
    for c in (check(f), hidden(f)):
        said = failure(c.call, np.ones(3))
        assert (said.text, said.about) == ("f is not written yet.", "written")
    f = cell("""
        def linear_backward(x):
            raise NotImplementedError
        def f(x):
            return linear_backward(x)
    """)
    assert failure(check(f).call, 1).text == "f calls linear_backward, which is not written yet."
    assert failure(hidden(f).call, 1).text == "f calls a function that is not written yet."


def test_an_unwritten_method_is_told_by_the_name_of_its_class():
    f = cell("""
        class f:
            def __init__(self, x):
                raise NotImplementedError()
    """)
    for c in (check(f), hidden(f)):
        assert failure(c.call, np.ones(3)).text == "f is not written yet."
    f = cell("""
        class MLP:
            def forward(self, x):
                raise NotImplementedError()
        def f(x):
            return MLP().forward(x)
    """)
    assert failure(check(f).call, 1).text == "f calls MLP, which is not written yet."
    assert failure(hidden(f).call, 1).text == "f calls a function that is not written yet."


@pytest.mark.parametrize("make", [check, hidden])
def test_an_interrupt_is_no_failure_and_says_nothing_when_hidden(make):
    def f(x):
        raise KeyboardInterrupt(x)

    with pytest.raises(KeyboardInterrupt) as caught, make(f) as c:
        c.call(MARKER)
    assert caught.value.args == ((MARKER,) if make is check else ())
    assert make is check or caught.value.__suppress_context__


LOUD = """
def f(x):
    print("hello")
    np.float64(1) / 0
    print("careless", file=sys.stderr)
    finish
"""


@pytest.mark.parametrize("way", ["call", "use", "probe", "an error"])
def test_a_warning_costs_nothing_and_is_named(way, capsys):
    c = check(cell(LOUD.replace("finish", "raise ValueError" if way == "an error" else "return x")))
    if way == "an error":
        failure(c.call, 1)
    else:
        args = {"call": [1], "use": ["f", c.function, 1], "probe": [probe(lambda f: f(1))]}[way]
        assert getattr(c, way)(*args) == 1
    print("heard", file=sys.stderr)
    out, err = capsys.readouterr()
    assert err == "heard\n", "kept apart, and stderr is itself again afterwards"
    warned = "f wrote a warning, which costs nothing: RuntimeWarning: divide by zero encountered in"
    assert out.startswith(f"hello\n{warned}" if way != "an error" else "hello\n")


def test_the_gist_of_a_warning_is_the_line_that_names_it():
    assert gist("/t/1.py:3: RuntimeWarning: overflow\n  y = x\n") == "RuntimeWarning: overflow"
    assert gist("C:\\A B\\1.py:3: UserWarning: at x:1: odd\n") == "UserWarning: at x:1: odd"
    assert (gist("one\ntwo\n"), gist("loss:3: fine"), gist(" \n")) == ("two", "loss:3: fine", "")


def test_floating_point_settings_of_a_learners_cell_disturb_no_check(capsys):
    before = np.seterr(all="raise")
    try:
        with check(lambda x: x / 0) as c:
            c.call(np.ones((5, 3)))  # the learner's division warns, and does not raise
            said = failure(c.close, "y", 1e-300 * Z, 1e308 * Z / Z)  # a factor of 5 overflows
    finally:
        np.seterr(**before)
    out, err = capsys.readouterr()
    assert said.text.startswith("f: y is not right yet.") and err == ""
    assert "f wrote a warning, which costs nothing: RuntimeWarning: divide by zero" in out


def test_real_numbers_come_in_any_wrapping():
    fractions = np.array([1, Fraction(2)], object)
    for value in ([1, 2], (1.0, 2.0), np.array([1, 2], np.uint8), [True, 2], fractions):
        got = check().array("y", value, (2,))
        assert got.dtype == np.float64 and got.tolist() == [1, 2]
    assert check().array("y", np.ones(2, np.float32)).dtype == np.float32, "its precision is known"
    assert check().array("y", [1, np.inf], finite=False).shape == (2,)
    for value in (2, 2.0, np.float32(2), np.array(2), [2], [[2.0]], True + 1):
        assert check().number("y", value) == 2.0


NO_NUMBERS = ["one", "1", ["1", "2"], [1, "2"], {"a": 1}, [[1, 2], [3]], object(), [object()], len]
NO_NUMBERS += [1j, [1 + 0j], np.ones(2, complex), np.array([1, 1j], object), [None], [b"1"]]
NO_NUMBERS += [np.array(["1", 2], object), np.array([np.complex128(1)], object)]
NO_NUMBERS += [np.array([1], "M8[s]"), iter([1, 2])]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=lambda v: re.sub(r" at 0x\w+", "", repr(v)))
def test_what_is_no_array_of_real_numbers_is_told_by_its_type(value):
    says = f"f: y should be numbers, got {type(value).__name__}."
    for take in (check().array, check().number):
        assert failure(take, "y", value).text.startswith(says)
    assert failure(close, value, [1.0, 2.0]).text.startswith(says)


@pytest.mark.parametrize("tol", [1e-12, 1e-7, 1e-4, 1e-2])
@pytest.mark.parametrize("want", [3.0, [3.0, 1.0], [[-0.5, 2.0], [1.0, 0.0]], [0.0, 0.0]])
def test_the_tolerance_is_a_share_of_the_largest_expected_entry(tol, want):
    want = np.array(want)
    scale = np.abs(want).max() or 1  # where zeros are expected it is absolute
    close(want + 0.9 * tol * scale, want, tol=tol)
    failure(close, want + 1.2 * tol * scale, want, tol=tol)


@pytest.mark.parametrize("tol", [1e-4, 1e-7, 1e-12])
def test_an_array_of_float32_is_accepted_at_its_own_precision(tol):
    want = np.random.default_rng(0).normal(size=(4, 3))
    assert close(want.astype(np.float32), want, tol=tol).shape == (4, 3)
    failure(close, (1.001 * want).astype(np.float32), want, tol=tol)
    said = failure(close, (X @ W).astype(np.float32), Z, mistakes={"bias missing": X @ W})
    assert said.mistake == "bias missing"


UNKNOWN = """
close("y", [1.0], [1.0], mistakes={"no such": [2.0]})
close("y", 1, 1, mistakes=[("clipped", 3), ("no such", 2)])
that(True, "never said.", mistake="no such")
equals("y", "a", "a", mistakes={"b": "no such"})
moments("y", NORMAL, 1.0, mistakes={"no such": 2.0})
""".strip().splitlines()


@pytest.mark.parametrize("line", UNKNOWN)
def test_an_unknown_mistake_is_refused_even_when_the_answer_is_right(line):
    with pytest.raises(ValueError, match="no mistake is called 'no such'; a new one is an entry"):
        eval(f"check().{line}")


def test_an_unknown_mistake_is_told_with_those_spelt_like_it():
    with pytest.raises(ValueError, match="'factor two'; closest: 'factor 2'"):
        check().that(True, "never said.", mistake="factor two")


WANT = np.array([[1.25, -2.5], [3.75, 0.5]])
GENERIC = {
    "all zeros": 0 * WANT,
    "sign flipped": -WANT,
    "transposed": WANT.T,
    "1/N twice": WANT / 5,
    "1/N missing": WANT * 5,
    "factor 2": WANT * 2,
    "factor 1/2": WANT / 2,
    "integers kept": np.trunc(WANT),
    None: WANT + 0.1,
}


@pytest.mark.parametrize("mistake", GENERIC)
def test_the_common_mistakes_are_named_without_being_listed(mistake):
    c = check(lambda x: GENERIC[mistake])
    said = failure(lambda: c.close("y", c.call(np.ones((5, 3))), WANT))
    assert said.mistake == mistake and ("Looks like" in said.text) is bool(mistake)


def test_an_error_along_a_direction_is_named_whatever_its_length():
    along = check().along([[1.0, 2], [0, -1]])
    for share in (-3.0, 0.01, 40.0):
        got = WANT + share * np.array([[1.0, 2], [0, -1]])
        assert failure(close, got, WANT, mistakes={"updated W": along}).mistake == "updated W"
    off = WANT + np.array([[1.0, 2], [0.5, -1]])
    assert failure(close, off, WANT, mistakes={"updated W": along}).mistake is None


class Word(str):
    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


def test_what_is_right_is_taken():
    close([1.0], [1.0], mistakes={"bias missing": [1.0]})
    check().that(True, "never said.", mistake="clipped")
    assert check().equals("y", "ok", "ok") is None
    for value in ({"W1", "b2"}, frozenset({"W1", "b2"}), set()):
        assert check().strings("names", value) == set(value)


LIKE = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones(1))]
NESTINGS = [LIKE, tuple(map(list, LIKE)), (pair for pair in LIKE), map(iter, LIKE)]
NESTINGS += [[(W.tolist(), b) for W, b in LIKE], [(W.astype(np.float32), b) for W, b in LIKE]]


@pytest.mark.parametrize("value", NESTINGS)
def test_pairs_come_in_any_nesting(value):
    pairs = check().pairs("grads", value, LIKE)
    assert [(W.shape, b.shape) for W, b in pairs] == [((2, 3), (3,)), ((3, 1), (1,))]
    assert all(a.dtype.kind == "f" for pair in pairs for a in pair)


TOLD = """
array("y", np.ones((3, 1)), (3,))  # y has shape (3, 1), expected (3,).  # axis kept
array("y", 1, (3,))  # y has shape (), expected (3,).  # one number
array("y", np.ones((2, 3)), (3, 2))  # y has shape (2, 3), expected (3, 2).  # axes swapped
array("y", X @ X.T, (3, 1))  # y has shape (3, 3), expected (3, 1).  # broadcast to a square
array("y", np.ones((5, 2)), (3, 2))  # y has shape (5, 2), expected (3, 2).  # None
array("y", [1, np.nan])  # y holds inf or nan.  # not finite
number("y", [1, 2])  # y should be one number, got shape (2,).  # None
close("y", {"a": np.nan}, [1, 2])  # y should be numbers, got dict.  # None
close("y", [[np.nan, 5]], [1, 2])  # y has shape (1, 2), expected (2,).  # axis kept
close("y", [np.nan, 5], [1, 2])  # y holds inf or nan.  # not finite
close("y", np.inf, 1e308)  # y holds inf or nan.  # not finite
close("y", [4, 5], [1, 2])  # y is not right yet.  # None
close("y", -WANT, WANT, mistakes={"ascent": -WANT})  # y is not right yet.  # ascent
close("y", 7, 1, mistakes=[("clipped", 5), ("clipped", 7)])  # y is not right yet.  # clipped
close("y", 3, 1, mistakes={"ascent": 1, "clipped": 3})  # y is not right yet.  # clipped
close("y", [1, 3], 1, mistakes={"clipped": [1, 3]})  # y is not right yet.  # clipped
close("y", [np.inf, 0], [1, 0], mistakes={"clipped": [np.inf, 0]})  # y is not right yet.  # clipped
that(False, "the loss grew.", mistake="ascent")  # the loss grew.  # ascent
equals("y", "b", "a", mistakes={"b": "threshold"})  # y is 'b', expected 'a'.  # threshold
equals("y", 3, "a")  # y is int, not a string, expected 'a'.  # None
equals("y", Word("a"), "a")  # y is object of another kind, not a string, expected 'a'.  # None
strings("y", ["W1"])  # y should be a set, got list.  # not a set
strings("y", {1, "W1"})  # y should hold strings.  # None
pairs("y", [a for pair in LIKE for a in pair], LIKE)  # y is not a list of pairs.  # not in pairs
pairs("y", [W for W, _ in LIKE], LIKE)  # y should hold a pair per layer.  # biases left out
pairs("y", LIKE[:1], LIKE)  # y has not one pair per layer of params.  # stops early
pairs("y", LIKE[::-1], LIKE)  # y: the layers are in another order.  # layers reversed
pairs("y", [(X, 1)], [(X.T, 1)])  # y[0] W has shape (3, 2), expected (2, 3).  # axes swapped
pairs("y", [(X, None)], [(X, B)])  # y[0] b is None.  # nothing returned
pairs("y", [(X, B, 1)], [(X, B)])  # y: layer 1 is not a pair.  # None
pairs("y", [("a", "b")], [(X, B)], any_shape=True)  # y[0] W should be numbers, got str.  # None
""".strip().splitlines()


@pytest.mark.parametrize("line", TOLD)
def test_what_is_wrong_is_told_and_named(line):
    act, says, mistake = line.split("  # ")
    said = failure(eval, f"check().{act}", globals())
    assert said.text.splitlines()[0] == f"f: {says}" and str(said.mistake) == mistake
    assert said.mistake is None or MISTAKES[mistake].ask in said.text
    assert not re.search(r"\s\n\n|\n\n\n| \n", said.text), "no empty lines to spare"
    several = check(signature="f(x) -> loss, grads")
    assert failure(several.array, "loss", {}).mistake == "order of results"


def test_pairs_of_any_shape_are_taken_where_shapes_were_paid_for_before():
    turned = [(W.T, b[None]) for W, b in LIKE]
    pairs = check().pairs("grads", turned, LIKE, any_shape=True)
    assert [(W.shape, b.shape) for W, b in pairs] == [((3, 2), (1, 3)), ((1, 3), (1, 1))]
    check().pairs("grads", LIKE[::-1], LIKE, any_shape=True)


RNG = np.random.default_rng(7)
NORMAL, UNIFORM = RNG.normal(size=(80, 50)), RNG.uniform(-1, 1, size=(80, 50))
MOMENTS = {
    "off-centre": (np.abs(UNIFORM), 1 / 3),
    "uniform bound": (UNIFORM, 1.0),
    "variance for standard deviation": (0.04 * NORMAL, 0.04),
    "fan_out": (0.5 * NORMAL, 0.04),
    None: (3 * NORMAL, 1.0),
}


def test_draws_of_the_right_moments_pass_whatever_chance_does():
    for sample in (NORMAL, UNIFORM * 3**0.5, NORMAL.tolist()):
        check().moments("W", np.asarray(sample) * 0.1 + 5, 0.01, mean=5.0)
    rng = np.random.default_rng(0)
    for n in (512, 1000, 5000):
        for _ in range(200):
            check().moments("W", 0.3 * rng.normal(size=n), 0.09)
    with pytest.raises(ValueError, match="511 draws are too few"):
        check().moments("W", NORMAL.ravel()[:511], 1.0)


@pytest.mark.parametrize("mistake", MOMENTS)
def test_draws_of_wrong_moments_are_told_and_named(mistake):
    sample, variance = MOMENTS[mistake]
    said = failure(check().moments, "W", sample, variance, mistakes={"fan_out": 0.25})
    assert said.mistake == mistake
    told = r"the variance is off: [89]\.\d* over 4000 draws, wanted 1\."
    assert mistake or re.search(told, said.text)


def test_slopes_are_exact_to_eight_digits_and_leave_x_alone():
    x = np.array([[0.3, -1.2], [2.0, 0.0]])
    before = x.copy()
    got = check().slopes(lambda v: float(np.sin(v).sum() + (v[0, 0] * v[1, 1])), x)
    want = np.cos(x) + np.array([[x[1, 1], 0], [0, x[0, 0]]])
    assert np.abs(got - want).max() < 1e-8 and np.array_equal(x, before)
    assert np.allclose(check().slopes(lambda v: float((v**2).sum()), np.array([1, 2])), [2, 4])
    narrow = check().slopes(lambda v: float(np.tanh(v.astype(np.float32)).sum()), x)
    assert np.abs(narrow - (1 - np.tanh(x) ** 2)).max() < 1e-3
    params = [(np.array([[1.0, 2]]), np.array([3.0])), (np.array([[-1.0]]), np.array([0.5]))]
    got = check().slopes(lambda p: float(sum((W**2).sum() + 5 * b.sum() for W, b in p)), params)
    want = [[[[2, 4]], [5]], [[[-2]], [5]]]
    assert [[part.round(8).tolist() for part in pair] for pair in got] == want


CHATTY = """
def f(x):
    print(x, x.shape)
    print("careless", x, file=sys.stderr)
    warnings.warn(f"careful {x.shape} {x.ravel()[0]}", stacklevel=1)
    s = f"{x.shape[0]} {x.ravel()[0]}"
    finish
"""
DATA = np.full((ROWS, COLUMNS), MARKER)
SPEAKS = f"print({MARKER}); print({MARKER}, file=sys.stderr); raise SystemExit('{MARKER}')"
HOSTILE = cell(f"""
class Hostile(set):
    def __iter__(self): {SPEAKS}
    def __array__(self, *a, **k): {SPEAKS}
    def __len__(self): {SPEAKS}
    def __bool__(self): {SPEAKS}
    def __eq__(self, other): {SPEAKS}
Hostile.__name__ = Hostile.__qualname__ = "H123456"
Hostile.__module__ = "numpy"
def generator():
    {SPEAKS}
    yield
values = lambda: [set.__new__(Hostile), generator()]
""")


def chatty(finish="return x"):
    """A learner's function that tells all it can of its input, then does `finish`."""
    return cell(CHATTY.replace("finish", finish), warnings=warnings)


PAIR = (DATA, DATA[0])
RAISED = {
    "error with data": "raise ValueError(s)",
    "key error": "return {}[s]",
    "exit": "sys.exit(s)",
    "unwritten": "raise NotImplementedError(s)",
    "unwritten elsewhere": "v = f'v{int(x[0, 0])}'; "
    "exec(f'def {v}(): raise NotImplementedError\\n{v}()')",
    "type named after data": "raise type(s, (Exception,), {})",
    "type that claims to be built in": "raise type(s, (Exception,), {'__module__': 'builtins'})",
    "type that claims to be NumPy's": "raise type(s, (ValueError,), {'__module__': 'numpy.x'})",
    "its own CheckFailed": "raise type('CheckFailed', (AssertionError,), {'text': s})(s)",
    "the real CheckFailed": "from mlplab import CheckFailed; raise CheckFailed(s)",
    "its own way to be told": "from mlplab.checks.call import Told; raise Told(s, s)",
    "nothing": "return None",
    "mutation": "x += x.ravel()[0]; return x",
}
# Calls of the check that fail although the function returns; v is what a learner returned.
WORDS = """
h.close("y", DATA.T, DATA)
h.close("y", DATA + 789, DATA)
h.close("y", MARKER, -789.0)
h.close("y", DATA + 789, DATA, mistakes={"bias missing": DATA + 789})
h.close("y", DATA.T, DATA, mistakes={"bias missing": DATA.T})
h.close("y", DATA + 789, DATA, mistakes={"updated W": h.along(DATA)})
h.close("y", v, DATA, mistakes={"clipped": [MARKER]})
h.array("y", [[MARKER], [MARKER, 789]], DATA.shape)
h.array("y", DATA.T, DATA.shape)
h.array("y", DATA * np.inf)
h.array("y", v)
h.tensor("y", DATA, "float")
h.tensor("y", v, "long")
h.number("y", DATA)
h.number("y", v)
h.equals("y", str(MARKER), "789", note=f"{DATA}")
h.equals("y", v, "789")
h.that(False, "it is not so.", mistake="clipped")
h.strings("y", [str(MARKER)])
h.strings("y", {MARKER})
h.pairs("y", list(PAIR), [PAIR])
h.pairs("y", [(DATA.T, DATA[0])], [PAIR])
h.pairs("y", [(str(MARKER), str(MARKER))], [PAIR])
h.pairs("y", [PAIR, (DATA.T, DATA[0])], [(DATA.T, DATA[0]), PAIR])
h.pairs("y", v, [PAIR])
h.pairs("y", [v], [PAIR])
h.pairs("y", [(v, 1)], [PAIR])
h.moments("y", NORMAL + MARKER, 1.0)
h.moments("y", NORMAL * MARKER, 789.0)
h.moments("y", v, 1.0)
h.use("f -> a, b", lambda: v)
h.fail("no.", f"  {DATA}", f"  {DATA.shape}")
""".strip().splitlines()
HIDDEN_FAILURES = {
    **{f"h.call: {k}": ("h.call(DATA)", finish) for k, finish in RAISED.items()},
    "h.use: error": ("h.use('f', h.function, DATA)", "raise ValueError(s)"),
    "h.probe: exit": ("h.probe(probe(lambda f, x: f(x)), DATA)", "sys.exit(s)"),
    "h.slopes: error": ("h.slopes(lambda v: h.use('f', h.function, v), [DATA[0]])", "sys.exit(s)"),
    **{line: (line, "") for line in WORDS},
}


def act(h, case):
    """Let the check fail; a value that a learner returned speaks and exits when looked at."""
    line, finish = HIDDEN_FAILURES[case]
    if not finish:
        h.call(DATA)  # its shapes are known to the check
    for v in HOSTILE() if re.search(r"\bv\b", line) and not finish else [None]:
        last = failure(eval, line, {**globals(), "h": h, "v": v})
        assert "could not finish" not in last.text
    return last


@pytest.mark.parametrize("case", HIDDEN_FAILURES)
def test_a_hidden_failure_holds_no_data(case, capsys):
    said = act(hidden(chatty(HIDDEN_FAILURES[case][1] or "return x")), case)
    assert not SECRETS.search(str(said)) and not SECRETS.search(str(said.args)), said.text
    assert capsys.readouterr() == ("", "")
    assert HIDDEN in said.text or "unwritten" in case
    assert not re.search(r"at line \d|Hostile|H12", said.text)


def test_hidden_errors_name_only_types_that_no_learner_makes():
    for case, said in RAISED.items():
        known = {"error with data": "a ValueError", "exit": "a SystemExit"}.get(case, "an error")
        if ("raise" in said and "unwritten" not in case) or case == "exit":
            text = failure(hidden(chatty(said)).call, DATA).text
            assert text == f"f stopped with {known}\n\n{HIDDEN}", case
    said = failure(hidden(np.linalg.inv).call, np.zeros((2, 2))).text
    assert said.startswith("f stopped with a LinAlgError\n")


def test_each_word_that_can_fail_is_among_the_hidden_failures():
    known = {**vars(Check.__base__), **vars(Check)}
    words = {n for n, v in known.items() if callable(v) and not n.startswith("_")}
    tried = {re.match(r"h\.(\w+)", case)[1] for case in HIDDEN_FAILURES}
    assert words - tried == {"about", "along", "hidden"}


SHOWN = ["error with data", "exit", "type that claims to be built in", "unwritten elsewhere"]
VISIBLE = r"h\.(fail|array..y., DATA.T|number..y., DATA|equals..y., str|close..y., DATA .|moments)"
SHOWN = [f"h.call: {k}" for k in SHOWN] + [w for w in WORDS if re.match(VISIBLE, w)]


@pytest.mark.parametrize("case", SHOWN)
def test_the_same_failure_visible_shows_the_planted_data(case):
    """The search for markers is able to find them."""
    said = act(check(chatty(HIDDEN_FAILURES[case][1] or "return x")), case)
    assert SECRETS.search(said.text)


@pytest.mark.parametrize("word", ["array", "number"])
def test_what_a_visible_conversion_writes_to_stderr_is_kept_apart(word, capsys):
    failure(getattr(check(), word), "y", HOSTILE()[0])
    out, err = capsys.readouterr()
    assert SECRETS.search(out) and err == "", "printing is the learner's right, stderr costs points"


@pytest.mark.parametrize("error", [ValueError, SystemExit, NotImplementedError, GeneratorExit])
def test_a_hidden_block_that_ends_in_any_other_error_could_not_finish(error):
    with pytest.raises(CheckFailed) as caught, hidden():
        raise error(MARKER)
    assert caught.value.text == "f: a hidden test could not finish.\n\n  checking    value"
    with pytest.raises(error), check():  # in a visible one the error is itself
        raise error(MARKER)


def test_a_hidden_check_starts_with_no_property_and_says_nothing_of_its_data(capsys):
    c = check(chatty(), about="visible part")
    with c.hidden() as h:
        h.about("hidden part")
        h.close("y", h.call(DATA), DATA)
    assert capsys.readouterr() == ("f ✓  hidden: hidden part\n", "")
    assert (c.properties, h.properties) == (["visible part"], ["hidden part"])
    assert c.show_data and not h.show_data


def test_hidden_inputs_are_the_same_in_every_run_and_follow_the_seed(monkeypatch):
    def draw(name="f"):
        return hidden(signature=f"{name}(x) -> y").rng.normal(size=3).tolist()

    monkeypatch.delenv("MLPLAB_SEED", raising=False)
    first = draw()
    assert draw() == first and draw("g") != first
    monkeypatch.setenv("MLPLAB_SEED", "3")
    assert draw() != first and draw() == draw()


@pytest.fixture
def shell(tmp_path):
    main = sys.modules["__main__"]
    made = InteractiveShell.instance(
        config=Config(HistoryManager={"enabled": False}), ipython_dir=str(tmp_path / ".ipython")
    )
    made.push({"np": np, "Check": Check, "display": display})
    yield made
    InteractiveShell.clear_instance()
    sys.modules["__main__"] = main


@pytest.mark.parametrize("how", ["", ".hidden()"], ids=["visible", "hidden"])
def test_in_a_notebook_a_failure_shows_its_own_text_and_nothing_else(shell, how):
    with capture_output() as seen:
        shell.run_cell("def f(x):\n    display({'text/plain': str(x)}, raw=True)\n    return 2 * x")
        ran = shell.run_cell(f"""
with Check("f(x) -> y", f){how} as c:
    c.about("value")
    c.close("y", c.call(np.array([[{MARKER}]])), [[{MARKER}]])
""")
    assert isinstance(ran.error_in_exec, CheckFailed)
    assert seen.stdout == ran.error_in_exec.text + "\n"
    assert "Traceback" not in seen.stdout and seen.stderr == ""
    assert bool(SECRETS.search(seen.stdout)) is (how == "")
    assert len(seen.outputs) == (how == ""), "a display in a hidden call is dropped"


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_a_sentence_and_a_question_without_data_or_program(name):
    says, ask = MISTAKES[name]
    assert re.fullmatch(r"[A-Za-z].*\.", says) and "?" not in says
    assert re.fullmatch(r"\S.*\?", ask) and ask.count("?") == 1
    both = f"{says} {ask}"
    assert not re.search(r"\d{5}|\d\.\d{4}|\d+(, \d+){2}", both), "holds data"
    assert not re.search(r"\b(def|lambda|import)\b|return \w|np\.\w+\(|\*\*|\n", both), "program"


def unused(mistakes):
    files = [*Path(__file__).parents[1].glob("notebooks/*.py")]
    files += [
        Path(check_module.__file__).with_name(n) for n in ("check.py", "compare.py", "values.py")
    ]
    text = "".join(f.read_text(encoding="utf-8") for f in files)
    return [name for name in mistakes if f'"{name}"' not in text]


def test_every_mistake_is_used_and_no_two_say_the_same():
    assert unused(MISTAKES) == [] and unused(["no such"]) == ["no such"]
    said = [m.says for m in MISTAKES.values()]
    assert len(set(said)) == len(said)


# ---------------------------------------------------------------------------------- torch tensors


def test_tensors_are_copied_as_leaves_and_a_changed_one_is_noticed():
    torch = pytest.importorskip("torch")
    x = torch.ones(2, 2, requires_grad=True)
    seen = Check("f(x) -> y", lambda x: x).call(x * 1)
    assert seen.is_leaf and seen.requires_grad and seen is not x

    def in_place(x):
        with torch.no_grad():
            x += 1
        return x

    assert failure(Check("f(x) -> y", in_place).call, x).mistake == "inputs changed"
    assert x.detach().numpy().tolist() == [[1, 1], [1, 1]]


def test_a_tensor_compares_like_an_array_even_with_a_graph_behind_it():
    torch = pytest.importorskip("torch")
    c = Check("f(x) -> y", None)
    got = torch.ones(2, requires_grad=True) * 3
    assert c.close("y", got, [3, 3]).tolist() == [3, 3]
    assert failure(c.close, "y", got, [6, 6]).mistake == "factor 1/2"


def test_a_tensor_is_taken_by_kind_and_shape():
    torch = pytest.importorskip("torch")
    c = Check("f(x) -> y", None)
    assert c.tensor("y", torch.zeros(3, dtype=torch.int64), "long", (3,)).shape == (3,)
    assert c.tensor("y", torch.zeros(3, dtype=torch.float32), "float").dtype == np.float32
    said = failure(c.tensor, "y", torch.zeros(3, dtype=torch.float32), "long")
    assert said.mistake == "wrong dtype" and "got float32" in said.text
    said = failure(c.tensor, "y", np.zeros(3), "long")
    assert said.mistake == "not a tensor" and "got ndarray" in said.text
    assert failure(c.tensor, "y", torch.zeros(3), "float", (3, 1)).mistake == "axis dropped"
