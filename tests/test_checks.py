"""Every word of the check vocabulary keeps its promise, and a hidden failure tells no data."""

import linecache
import re
import sys
import textwrap
import warnings
from collections import namedtuple

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from mlplab import Check, CheckFailed, global_random_state, probe
from mlplab.checks.call import copied, unchanged
from mlplab.checks.mistakes import MISTAKES

LINEAR = "linear_forward(X, W, b) -> Z"
X, W, B = np.array([[1.0, 2], [3, 4], [5, 6]]), np.array([[1.0, 0], [2, 1]]), np.array([0.5, -1])
Z = X @ W + B
MARKER = 123456.789  # planted wherever data may hide; none of its digits may come out
ROWS, COLUMNS = 4317, 3  # an odd shape, planted likewise
SECRETS = re.compile(r"12345[67]|24691[34]|1\.23457|789|4317|12951")


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


def failure(act, *args, **kwargs):
    """What the check says when it fails."""
    with pytest.raises(CheckFailed) as caught:
        act(*args, **kwargs)
    return caught.value


def close(got, want, **kwargs):
    return check().close("y", got, want, **kwargs)


# ------------------------------------------------------------------------------------- layout


def test_a_visible_failure_reads_exactly_like_this():
    c = check(lambda X, W, b: X @ W, LINEAR)
    said = failure(lambda: c.close("Z", c.call(X, W, B), Z, mistakes={"bias missing": X @ W}))
    assert (
        str(said)
        == said.text
        == textwrap.dedent("""\
        linear_forward: Z is not right yet.

          shapes      X (3, 2) · W (2, 2) · b (2,)  →  Z (3, 2), as it should be
          first difference at Z[0, 0]: expected 5.5, got 5
          checking    value

          Looks like: bias missing
          This is the product of inputs and weights alone: the bias is not in it.
          What does a unit put out when all its inputs are 0?""")
    )
    assert (said.name, said.about, said.mistake) == ("linear_forward", "value", "bias missing")


def test_the_same_failure_hidden_reads_exactly_like_this():
    h = check(lambda X, W, b: X @ W, LINEAR).hidden()
    h.about("wide layer")
    said = failure(lambda: h.close("Z", h.call(X, W, B), Z, mistakes={"bias missing": X @ W}))
    assert said.text == textwrap.dedent("""\
        linear_forward: Z is not right yet.

          checking    a hidden test, on data you have not seen: wide layer

          Looks like: bias missing
          This is the product of inputs and weights alone: the bias is not in it.
          What does a unit put out when all its inputs are 0?""")


def test_a_number_that_differs_is_told_beside_the_expected_one():
    said = failure(close, 3.25, 1.5)
    assert said.text == "\n".join(
        ["f: y is not right yet.", "", "  expected 1.5, got 3.25", "  checking    value"]
    )


def test_the_first_entry_that_differs_is_told_not_the_worst():
    said = failure(close, [1, 2.5, 9], [1, 2, 3]).text
    assert "first difference at y[1]: expected 2, got 2.5" in said


def test_a_failure_names_the_property_that_was_being_checked():
    c = check(lambda x: x)
    c.about("one sample")
    assert failure(c.fail, "no.").about == "one sample"
    c.about("value")  # named before: the order of the first naming stays
    assert c.properties == ["value", "one sample"]


def test_a_check_that_passes_lists_what_holds(capsys):
    with check(lambda x: x) as c:
        c.about("one sample")
    with c.hidden() as h:
        h.about("many samples")
    assert capsys.readouterr().out == "f ✓  value · one sample\nf ✓  hidden: many samples\n"


def test_a_check_that_establishes_nothing_is_an_error_of_its_author():
    with pytest.raises(ValueError, match="no property"), Check("f(x)", abs):
        pass


def test_a_failing_check_prints_no_tick(capsys):
    with pytest.raises(CheckFailed), check() as c:
        c.fail("no.")
    assert "✓" not in capsys.readouterr().out


# ------------------------------------------------------------------------------------- calling


def test_the_function_gets_copies_at_any_depth():
    seen = []
    given = {"params": [(np.zeros(2), [np.ones(1)])], "n": 3}
    check(lambda x: seen.append(x) or 1).call(given)
    assert seen[0]["params"][0][0] is not given["params"][0][0]
    assert seen[0]["params"][0][1][0] is not given["params"][0][1][0]
    assert unchanged(given, seen[0])


def test_copies_keep_memory_order_dtype_and_named_fields():
    Layer = namedtuple("Layer", "W b")
    copy = copied(Layer(np.asfortranarray(np.ones((2, 3), np.float32)), [1]))
    assert isinstance(copy, Layer)
    assert copy.W.flags.f_contiguous and copy.W.dtype == np.float32


MUTATIONS = {
    "an array": (np.zeros(2), lambda x: x.__iadd__(1)),
    "a very small number": (np.zeros(2, np.float32), lambda x: x.__setitem__(0, 1e-30)),
    "an array in a list": ([np.zeros(2)], lambda x: x[0].fill(1)),
    "an array in a pair in a list": ([(np.zeros(2), np.ones(1))], lambda x: x[0][1].fill(0)),
    "an array in a dict": ({"a": {"b": np.zeros(2)}}, lambda x: x["a"]["b"].fill(1)),
    "a list made longer": ([1.0], lambda x: x.append(2.0)),
    "a list made shorter": ([1.0], lambda x: x.pop()),
    "a number in a list": ([1.0, 2.0], lambda x: x.__setitem__(1, 3.0)),
    "a word in a list": (["a"], lambda x: x.__setitem__(0, "b")),
    "None in a list": ([None], lambda x: x.__setitem__(0, 0)),
    "a key added": ({"a": 1}, lambda x: x.__setitem__("b", 2)),
    "a nan written": (np.zeros(2), lambda x: x.fill(np.nan)),
    "an array replaced": ([np.zeros(2)], lambda x: x.__setitem__(0, np.ones(2))),
    "an array replaced by a number": ([np.zeros(1)], lambda x: x.__setitem__(0, 0.0)),
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


@pytest.mark.parametrize("given", [np.array([np.nan, 1]), [np.nan], {"a": (None, "b", True)}, 3])
def test_untouched_inputs_are_no_mutation(given):
    assert check(lambda x: 5).call(given) == 5


def test_an_input_that_may_change_may_change():
    c = check(lambda params, cache: cache.clear() or 1, "g(params, cache) -> y")
    assert c.call([1], {"a": 2}, changes=["cache"]) == 1
    assert failure(c.call, [1], {"a": 2}).mistake == "inputs changed"


def test_returning_nothing_is_told_after_a_mutation_not_before():
    assert failure(check(lambda x: None).call, 1).mistake == "nothing returned"
    assert failure(check(lambda x: x.fill(1)).call, np.zeros(1)).mistake == "inputs changed"


def test_a_function_that_promises_no_result_may_return_none():
    assert check(lambda x: None, "f(x)").call(1) is None


@pytest.mark.parametrize("kind", [tuple, list, iter, np.array])
def test_several_results_come_in_any_sequence(kind):
    assert check(lambda x: kind([1, 2]), "f(x) -> a, b").call(0) == (1, 2)


@pytest.mark.parametrize(
    ("returned", "got"), [((1, 2, 3), "3 results"), ((1,), "1 results"), (7, "one int")]
)
def test_another_number_of_results_is_told(returned, got):
    said = failure(check(lambda x: returned, "f(x) -> a, b").call, 0)
    assert f"it should return 2 results (a, b), not {got}." in said.text


def test_another_function_of_the_learner_is_called_on_copies_and_by_its_own_name():
    given = np.zeros(1)
    c = check()
    assert c.use("g", lambda x: x.__iadd__(1), given)[0] == 1 and given[0] == 0
    assert failure(c.use, "g", lambda x: 1 / 0, 1).text.startswith("g stopped with a ZeroDivision")


def test_a_probe_is_given_the_learners_function_first_and_its_data_come_back():
    @probe
    def doubled(function, x):
        return [function(x), function(2 * x)]

    assert check(lambda x: x + 1).probe(doubled, 3) == [4, 7]
    assert doubled.is_probe


def test_an_error_inside_a_probe_is_told_like_any_other():
    c = check(lambda x: 1 / x)
    assert "ZeroDivisionError" in failure(c.probe, probe(lambda f, x: f(x)), 0).text


@pytest.mark.parametrize(
    ("draw", "moved"),
    [
        (lambda: np.random.rand(), True),  # noqa: NPY002
        (lambda: np.random.seed(0), True),  # noqa: NPY002
        (lambda: __import__("random").random(), True),
        (lambda: np.random.default_rng(0).normal(), False),
        (lambda: None, False),
    ],
)
def test_the_shared_probe_sees_every_use_of_the_global_random_state(draw, moved):
    before, after = check(draw).probe(global_random_state)
    assert (before != after) is moved


# ------------------------------------------------------------------------- errors of the learner


def test_an_error_is_told_with_its_message_its_line_and_the_shapes():
    f = cell("""
        def f(x):
            y = x[:, 0]
            return y @ np.ones(7)
    """)
    said = failure(check(f).call, np.ones((2, 2))).text.splitlines()
    assert said[0] == "f stopped with a ValueError at line 3 of its cell:  return y @ np.ones(7)"
    assert said[2].startswith("  matmul: ")
    assert said[3:] == ["  inputs      x (2, 2)", "  checking    value"]


def test_an_error_in_a_helper_names_the_helper():
    f = cell("""
        def helper(x):
            return x["W1"]
        def f(x):
            return helper(x)
    """)
    said = failure(check(f).call, {}).text
    assert said.startswith("f stopped with a KeyError in helper at line 2 of its cell:  return x[")


def test_an_error_deep_in_a_library_is_told_at_the_learners_line():
    f = cell("""
        def f(x):
            return np.linalg.inv(x)
    """)
    said = failure(check(f).call, np.zeros((2, 2))).text
    assert said.startswith("f stopped with a LinAlgError at line 2 of its cell:  return np.linalg.")


def test_wrong_arguments_of_the_call_are_told_without_a_line():
    said = failure(check(lambda: 1).call, 1).text
    assert said.startswith("f stopped with a TypeError\n") and "positional argument" in said


def test_an_unwritten_function_is_told_as_such_and_no_more():
    f = cell("""
        def f(x):
            raise NotImplementedError()
    """)
    said = failure(check(f).call, np.ones(3))
    assert said.text == "f is not written yet.\n\n  checking    value"


def test_an_unwritten_function_that_another_calls_is_the_one_that_is_named():
    f = cell("""
        def linear_backward(x):
            raise NotImplementedError
        def f(x):
            return linear_backward(x)
    """)
    said = failure(check(f).call, 1).text
    assert said.startswith("f calls linear_backward, which is not written yet.")


def test_an_error_with_an_empty_message_leaves_no_empty_line():
    assert "\n\n\n" not in failure(check(cell("def f(x):\n    assert False")).call, 1).text


def test_a_learner_cannot_speak_in_the_checks_name():
    forged = cell("def f(x):\n    raise CheckFailed('you passed')", CheckFailed=CheckFailed)
    assert failure(check(forged).call, 1).text.startswith("f stopped with a CheckFailed")


# ----------------------------------------------------------------------------------- what is said


def test_a_warning_costs_nothing_and_is_mentioned(capsys):
    f = cell("""
        def f(x):
            print("hello")
            np.float64(1) / 0
            print("careless", file=sys.stderr)
            return x
    """)
    assert check(f).call(4) == 4
    out, err = capsys.readouterr()
    assert err == ""
    assert out == "hello\nf wrote a warning, which costs nothing: careless\n"


def test_what_is_written_to_stderr_before_an_error_is_kept_apart_too(capsys):
    f = cell("""
        def f(x):
            print("careless", file=sys.stderr)
            raise ValueError
    """)
    failure(check(f).call, 1)
    assert capsys.readouterr().err == ""
    print("heard", file=sys.stderr)
    assert capsys.readouterr().err == "heard\n", "and stderr is itself again afterwards"


@pytest.mark.parametrize("way", ["use", "probe"])
def test_stderr_is_kept_apart_however_the_function_is_called(way, capsys):
    def loud(*_):
        print("careless", file=sys.stderr)

    c = check(loud, "f(x)")
    c.use("f", loud) if way == "use" else c.probe(probe(lambda f: f(1)))
    assert capsys.readouterr().err == ""


# ------------------------------------------------------------------------------------- arrays


@pytest.mark.parametrize(
    "value", [[1, 2], (1.0, 2.0), np.array([1, 2]), np.array([[1, 2]]).T[:, 0], [True, 2]]
)
def test_numbers_are_taken_as_an_array_of_float64(value):
    got = check().array("y", value, (2,))
    assert got.dtype == np.float64 and got.tolist() == [1, 2]


def test_an_array_of_float32_stays_one_so_that_its_precision_is_known():
    assert check().array("y", np.ones(2, np.float32)).dtype == np.float32


@pytest.mark.parametrize("value", ["one", {"a": 1}, [[1, 2], [3]], object(), [object()], len])
def test_what_is_no_array_is_told_by_its_type(value):
    assert (
        f"should be numbers, got {type(value).__name__}" in failure(check().array, "y", value).text
    )


def test_no_array_among_several_results_may_be_another_order():
    c = check(signature="f(x) -> loss, grads")
    assert failure(c.array, "loss", {}).mistake == "order of results"
    assert failure(c.array, "loss", None).mistake == "nothing returned"


SHAPES = [
    ((3,), (3, 1), "axis dropped"),
    ((), (1,), "axis dropped"),
    ((), (1, 1), "axis dropped"),
    ((3, 1), (3,), "axis kept"),
    ((1, 3), (3,), "axis kept"),
    ((1, 1), (1,), "axis kept"),
    ((), (3,), "summed over everything"),
    ((), (2, 3), "summed over everything"),
    ((2, 3), (3, 2), "transposed"),
    ((1, 4), (4, 1), "transposed"),
    ((4, 4), (4, 1), "broadcast to a square"),
    ((4, 4), (4,), "broadcast to a square"),
    ((5, 2), (3, 2), None),
    ((2, 3, 4), (2, 3), None),
]


@pytest.mark.parametrize(("got", "want", "mistake"), SHAPES)
def test_a_wrong_shape_is_told_and_named(got, want, mistake):
    said = failure(check().array, "y", np.ones(got), want)
    assert said.text.splitlines()[0] == f"f: y has shape {got}, expected {want}."
    assert said.mistake == mistake


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_inf_and_nan_are_told_unless_they_are_welcome(bad):
    assert failure(check().array, "y", [1, bad]).mistake == "not finite"
    assert check().array("y", [1, bad], finite=False).shape == (2,)


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2), np.array(2), [2], [[2.0]], True + 1])
def test_one_number_may_come_in_any_wrapping(value):
    assert check().number("y", value) == 2.0


def test_several_numbers_are_not_one():
    assert "y should be one number, got shape (2,)." in failure(check().number, "y", [1, 2]).text
    assert "y should be one number, got shape (0,)." in failure(check().number, "y", []).text
    assert failure(check().number, "y", np.nan).mistake == "not finite"


CAUSES = [
    ("type", {"a": np.nan}, "should be numbers"),
    ("shape", [[np.nan, 5.0]], "has shape"),
    ("finite", [np.nan, 5.0], "inf or nan"),
    ("value", [4.0, 5.0], "not right yet"),
]


@pytest.mark.parametrize(("cause", "got", "says"), CAUSES, ids=[c[0] for c in CAUSES])
def test_the_cause_is_told_before_the_symptom(cause, got, says):
    assert says in failure(close, got, [1.0, 2.0]).text.splitlines()[0]


def test_a_mutation_is_told_before_a_wrong_value():
    def f(x):
        x += 1
        return x

    c = check(f)
    assert failure(lambda: c.close("y", c.call(np.ones(2)), [7, 7])).mistake == "inputs changed"


# ------------------------------------------------------------------------------------- close


@pytest.mark.parametrize("tol", [1e-12, 1e-7, 1e-4, 1e-2])
@pytest.mark.parametrize("want", [3.0, [3.0, 1.0], [[-0.5, 2.0], [1.0, 0.0]]])
def test_the_tolerance_is_a_share_of_the_largest_expected_entry(tol, want):
    want = np.array(want)
    scale = np.abs(want).max()
    close(want + 0.9 * tol * scale, want, tol=tol)
    failure(close, want + 1.2 * tol * scale, want, tol=tol)


def test_where_zeros_are_expected_the_tolerance_is_absolute():
    close([9e-5, 0], [0, 0])
    failure(close, [2e-4, 0], [0, 0])


def test_close_returns_what_it_accepted_as_an_array():
    assert close([1, 2], [1.0, 2.0]).tolist() == [1, 2]


@pytest.mark.parametrize("tol", [1e-4, 1e-7, 1e-12])
def test_an_array_of_float32_is_accepted_at_its_own_precision(tol):
    want = np.random.default_rng(0).normal(size=(4, 3))
    close(want.astype(np.float32), want, tol=tol)
    failure(close, (1.001 * want).astype(np.float32), want, tol=tol)


def test_a_wrong_formula_is_named_from_a_float32_result_too():
    said = failure(close, (X @ W).astype(np.float32), Z, mistakes={"bias missing": X @ W})
    assert said.mistake == "bias missing"


def test_equal_entries_of_inf_and_nan_never_pass():
    failure(close, [np.nan], [1.0])
    failure(close, np.inf, 1e308)


def test_an_unknown_mistake_is_refused_even_when_the_answer_is_right():
    with pytest.raises(KeyError, match="no such mistake"):
        close([1.0], [1.0], mistakes={"no such mistake": [2.0]})
    with pytest.raises(KeyError, match="no such mistake"):
        close([1.0], [1.0], mistakes=[("bias missing", [3.0]), ("no such mistake", [2.0])])


def test_mistakes_may_be_a_list_in_which_a_name_comes_twice():
    mistakes = [("bias missing", [5.0]), ("bias missing", [7.0]), ("clipped", [9.0])]
    assert failure(close, [7.0], [1.0], mistakes=mistakes).mistake == "bias missing"
    assert failure(close, [9.0], [1.0], mistakes=mistakes).mistake == "clipped"


def test_a_wrong_formula_that_gives_the_right_numbers_is_not_named():
    said = failure(close, [3.5], [1.0], mistakes={"bias missing": [1.0], "clipped": [3.5]})
    assert said.mistake == "clipped"
    close([1.0], [1.0], mistakes={"bias missing": [1.0]})


def test_a_wrong_formula_of_another_shape_is_named_before_the_shape_is_told():
    said = failure(close, [1, 1, 3], [3, 2], mistakes={"summed over units": [1, 1, 3]})
    assert said.mistake == "summed over units"


def test_a_wrong_formula_that_is_not_finite_is_named():
    wrong = [np.inf, 0.0]
    assert failure(close, wrong, [1.0, 0.0], mistakes={"clipped": wrong}).mistake == "clipped"


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
}


@pytest.mark.parametrize("mistake", GENERIC)
def test_the_common_mistakes_are_named_without_being_listed(mistake):
    c = check(lambda x: GENERIC[mistake])
    said = failure(lambda: c.close("y", c.call(np.ones((5, 3))), WANT))
    assert said.mistake == mistake


def test_a_mistake_that_the_author_lists_goes_before_a_common_one():
    assert failure(close, -WANT, WANT, mistakes={"ascent": -WANT}).mistake == "ascent"


def test_with_one_sample_no_missing_mean_is_suspected():
    c = check(lambda x: 2 * WANT)
    assert failure(lambda: c.close("y", c.call(np.ones((1, 2))), WANT)).mistake == "factor 2"


def test_what_fits_no_formula_is_not_named():
    said = failure(close, WANT + 0.1, WANT)
    assert said.mistake is None and "Looks like" not in said.text


def test_an_error_along_a_direction_is_named_whatever_its_length():
    along = check().along([[1.0, 2], [0, -1]])
    for share in (-3.0, 0.01, 40.0):
        got = WANT + share * np.array([[1.0, 2], [0, -1]])
        assert failure(close, got, WANT, mistakes={"updated W": along}).mistake == "updated W"
    off = WANT + np.array([[1.0, 2], [0.5, -1]])
    assert failure(close, off, WANT, mistakes={"updated W": along}).mistake is None


# ------------------------------------------------------------------------------ the other words


def test_a_requirement_that_holds_says_nothing():
    check().that(True, "never said.", mistake="clipped")


def test_a_requirement_that_does_not_hold_says_its_sentence_and_the_mistake():
    said = failure(check().that, False, "the loss grew.", mistake="ascent")
    assert said.text.startswith("f: the loss grew.\n") and said.mistake == "ascent"
    assert MISTAKES["ascent"].ask in said.text


@pytest.mark.parametrize("value", [{"W1", "b2"}, frozenset({"W1", "b2"}), set()])
def test_a_set_of_strings_is_taken(value):
    assert check().strings("names", value) == set(value)


@pytest.mark.parametrize("value", [["W1"], ("W1",), "W1", {"W1": 1}, None, np.array(["W1"])])
def test_what_is_no_set_is_told(value):
    assert failure(check().strings, "names", value).mistake == "not a set"


def test_a_set_that_holds_no_strings_is_told():
    assert "should hold strings" in failure(check().strings, "names", {1, "W1"}).text


LIKE = [(np.ones((2, 3)), np.ones(3)), (np.ones((3, 1)), np.ones(1))]


@pytest.mark.parametrize(
    "value",
    [
        LIKE,
        tuple(map(list, LIKE)),
        [(W.tolist(), tuple(b)) for W, b in LIKE],
        (pair for pair in LIKE),
        [(W.astype(np.float32), b) for W, b in LIKE],
        map(iter, LIKE),
    ],
    ids=["list", "tuple of lists", "lists of numbers", "generator", "float32", "map of iterators"],
)
def test_pairs_come_in_any_nesting(value):
    pairs = check().pairs("grads", value, LIKE)
    assert [(W.shape, b.shape) for W, b in pairs] == [((2, 3), (3,)), ((3, 1), (1,))]
    assert all(a.dtype.kind == "f" for pair in pairs for a in pair)


BAD_PAIRS = {
    "not in pairs": ([a for pair in LIKE for a in pair], "is not a list of pairs"),
    "stops early": (LIKE[:1], "not one pair per layer"),
    "layers reversed": (LIKE[::-1], "another order"),
    "transposed": ([(W.T, b) for W, b in LIKE], "grads[0] W has shape (3, 2), expected (2, 3)"),
    "axis kept": ([(W, b[None]) for W, b in LIKE], "grads[0] b has shape (1, 3), expected (3,)"),
    "not finite": ([LIKE[0], (LIKE[1][0] * np.nan, LIKE[1][1])], "grads[1] W holds inf or nan"),
    "nothing returned": ([LIKE[0], (LIKE[1][0], None)], "grads[1] b is None"),
}


@pytest.mark.parametrize("mistake", BAD_PAIRS)
def test_what_is_no_list_of_pairs_is_told_and_named(mistake):
    value, says = BAD_PAIRS[mistake]
    said = failure(check().pairs, "grads", value, LIKE)
    assert says in said.text and said.mistake == mistake


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (3, "should be a list of pairs, got int"),
        ([], "not one pair per layer"),
        ([*LIKE, LIKE[0]], "not one pair per layer"),
        ([(*LIKE[0], 1), LIKE[1]], "layer 1 has 3 entries, expected a pair"),
        ([{"W": 1, "b": 2}, {"W": 1, "b": 2}], "should be numbers, got str"),
    ],
)
def test_other_nestings_are_told(value, says):
    assert says in failure(check().pairs, "grads", value, LIKE).text


RNG = np.random.default_rng(7)
NORMAL, UNIFORM = RNG.normal(size=(80, 50)), RNG.uniform(-1, 1, size=(80, 50))


@pytest.mark.parametrize("sample", [NORMAL, UNIFORM * 3**0.5, NORMAL.tolist()])
def test_draws_of_the_right_moments_pass(sample):
    check().moments("W", sample, 1.0)
    check().moments("W", np.asarray(sample) * 0.1 + 5, 0.01, mean=5.0)


MOMENTS = {
    "off-centre": (np.abs(UNIFORM), 1 / 3),
    "uniform bound": (UNIFORM, 1.0),
    "variance for standard deviation": (0.04 * NORMAL, 0.04),
    "fan_out": (0.5 * NORMAL, 0.04),
    None: (3 * NORMAL, 1.0),
}


@pytest.mark.parametrize("mistake", MOMENTS)
def test_draws_of_wrong_moments_are_told_and_named(mistake):
    sample, variance = MOMENTS[mistake]
    said = failure(check().moments, "W", sample, variance, mistakes={"fan_out": 0.25})
    assert said.mistake == mistake


def test_the_variance_is_told_beside_the_wanted_one():
    said = failure(check().moments, "W", 3 * NORMAL, 1.0).text
    assert re.search(r"the variance is off: [89]\.\d* over 4000 draws, wanted 1\.", said)
    assert failure(check().moments, "W", [np.nan] * 9, 1.0).mistake == "not finite"


def test_chance_alone_never_fails_the_moments():
    rng = np.random.default_rng(0)
    for n in (200, 1000, 5000):
        for _ in range(200):
            check().moments("W", 0.3 * rng.normal(size=n), 0.09)


def test_slopes_are_exact_to_eight_digits_and_leave_x_alone():
    x = np.array([[0.3, -1.2], [2.0, 0.0]])
    before = x.copy()
    got = check().slopes(lambda v: float(np.sin(v).sum() + (v[0, 0] * v[1, 1])), x)
    want = np.cos(x) + np.array([[x[1, 1], 0], [0, x[0, 0]]])
    assert np.abs(got - want).max() < 1e-8
    assert np.array_equal(x, before)


def test_slopes_of_a_function_computed_in_float32_stay_within_the_tolerance():
    def f(v):
        return float(np.tanh(v.astype(np.float32)).sum(dtype=np.float32))

    x = np.linspace(-1, 1, 7)
    got = check().slopes(f, x)
    assert np.abs(got - (1 - np.tanh(x) ** 2)).max() < 1e-3


def test_slopes_at_whole_numbers_and_at_a_single_number():
    whole = np.array([1, 2, 3])
    assert np.allclose(check().slopes(lambda v: float((v**2).sum()), whole), [2, 4, 6])
    assert np.allclose(check().slopes(lambda v: float(v**3), 2.0), 12)


def test_slopes_of_nested_parameters_are_nested_like_them():
    params = [(np.array([[1.0, 2]]), np.array([3.0])), (np.array([[-1.0]]), np.array([0.5]))]
    got = check().slopes(lambda p: float(sum((W**2).sum() + 5 * b.sum() for W, b in p)), params)
    assert [[part.round(8).tolist() for part in pair] for pair in got] == [
        [[[2, 4]], [5]],
        [[[-2]], [5]],
    ]


def test_fail_tells_its_lines_when_visible_only():
    assert "  the data" in failure(check().fail, "no.", "  the data").text
    assert "the data" not in failure(check().hidden().fail, "no.", "  the data").text


# --------------------------------------------------------------------------- hidden: no data at all

CHATTY = """
def f(x):
    print(x, x.shape)
    print("careless", x, file=sys.stderr)
    warnings.warn(f"careful {x.shape} {x.ravel()[0]}", stacklevel=1)
    finish
"""
DATA = np.full((ROWS, COLUMNS), MARKER)


def chatty(finish="return x"):
    """A learner's function that tells all it can of its input, then does `finish`."""
    return cell(CHATTY.replace("finish", finish), warnings=warnings)


def planted(kind):
    """A pair of values, given and expected, that differ in `kind` and are full of markers."""
    return {
        "type": ({str(MARKER): MARKER}, DATA),
        "shape": (DATA.T, DATA),
        "square": (np.full((2, 2), MARKER), np.full((3, 1), MARKER)),
        "finite": (DATA * np.nan, DATA),
        "value": (DATA + 789, DATA),
        "factor": (DATA * 2, DATA),
        "number": (MARKER, -789.0),
        "size": (DATA, MARKER),
    }[kind]


def _pairs(how):
    pair = (DATA, DATA[0])
    value = {
        "type": MARKER,
        "flat": list(pair),
        "count": [pair] * 3,
        "entries": [(DATA, DATA, DATA)],
        "shape": [(DATA.T, DATA[0])],
        "order": [(DATA, DATA[0]), (DATA.T, DATA[0])],
        "strings": [(str(MARKER), str(MARKER))],
        "finite": [(DATA, DATA[0] * np.inf)],
    }[how]
    like = [(DATA.T, DATA[0]), pair] if how == "order" else [pair]
    return lambda h: h.pairs("y", value, like)


def _close(kind, **kwargs):
    return lambda h: h.close("y", *planted(kind), **kwargs)


HIDDEN_FAILURES = {
    "call: error with data": (lambda h: h.call(DATA), "raise ValueError(str(x), x.shape)"),
    "call: error of numpy": (lambda h: h.call(DATA), "return x @ x"),
    "call: key error": (lambda h: h.call(DATA), "return {}[x.ravel()[0]]"),
    "call: assertion": (lambda h: h.call(DATA), "assert not x.shape, x"),
    "call: unwritten": (lambda h: h.call(DATA), "raise NotImplementedError(str(x))"),
    "call: forged failure": (lambda h: h.call(DATA), "raise CF(str(x))"),
    "call: nothing": (lambda h: h.call(DATA), "return None"),
    "call: mutation": (lambda h: h.call(DATA), "x += x.ravel()[0]; return x"),
    "use: error with data": (lambda h: h.use("f", h.function, DATA), "raise ValueError(str(x))"),
    "probe: error with data": (
        lambda h: h.probe(probe(lambda f, x: f(x)), DATA),
        "raise ValueError(str(x))",
    ),
    "slopes: error with data": (
        lambda h: h.slopes(lambda v: h.use("f", h.function, v), [MARKER]),
        "raise ValueError(str(x))",
    ),
    **{f"close: {k}": (_close(k), None) for k in ("type", "shape", "square", "finite", "value")},
    "close: factor": (_close("factor"), None),
    "close: number": (_close("number"), None),
    "close: size": (_close("size"), None),
    "close: named": (_close("value", mistakes={"bias missing": DATA + 789}), None),
    "close: named by shape": (_close("shape", mistakes={"bias missing": DATA.T}), None),
    "close: named number": (_close("number", mistakes=[("clipped", MARKER)]), None),
    "close: along": (_close("value", mistakes={"updated W": Check.along(None, DATA)}), None),
    "array: type": (lambda h: h.array("y", [[MARKER], [MARKER, 789]], DATA.shape), None),
    "array: shape": (lambda h: h.array("y", DATA.T, DATA.shape), None),
    "array: finite": (lambda h: h.array("y", DATA * np.inf), None),
    "number: shape": (lambda h: h.number("y", DATA), None),
    "number: type": (lambda h: h.number("y", str(MARKER) + "x"), None),
    "that": (lambda h: h.that(False, "it is not so.", mistake="clipped"), None),
    "strings: type": (lambda h: h.strings("y", [str(MARKER)]), None),
    "strings: content": (lambda h: h.strings("y", {MARKER}), None),
    **{f"pairs: {k}": (_pairs(k), None) for k in ("type", "flat", "count", "entries", "shape")},
    **{f"pairs: {k}": (_pairs(k), None) for k in ("order", "strings", "finite")},
    "moments: mean": (lambda h: h.moments("y", NORMAL + MARKER, 1.0), None),
    "moments: variance": (lambda h: h.moments("y", NORMAL * MARKER, 789.0), None),
    "moments: named": (lambda h: h.moments("y", NORMAL, 9.0, mistakes={"fan_out": 1.0}), None),
    "fail: lines": (lambda h: h.fail("no.", f"  {DATA}", f"  {DATA.shape}"), None),
}


@pytest.mark.parametrize("case", HIDDEN_FAILURES)
def test_a_hidden_failure_holds_no_data(case, capsys):
    act, finish = HIDDEN_FAILURES[case]
    function = chatty(finish.replace("CF", "Exception") if finish else "return x")
    with pytest.raises(CheckFailed) as caught, check(function, "f(x) -> y").hidden() as h:
        h.about("value")
        h.call(DATA) if not finish else None  # its shapes are known to the check
        act(h)
    out, err = capsys.readouterr()
    assert not SECRETS.search(str(caught.value)), str(caught.value)
    assert not any(SECRETS.search(str(a)) for a in caught.value.args)
    assert (out, err) == ("", "")
    assert "a hidden test, on data you have not seen: value" in caught.value.text


def test_each_word_that_can_fail_is_among_the_hidden_failures():
    words = {n for n, v in vars(Check).items() if callable(v) and not n.startswith("_")}
    assert words - {c.split(":")[0] for c in HIDDEN_FAILURES} == {"about", "along", "hidden"}


SHOWN = [
    "call: error with data",
    "close: shape",
    "close: value",
    "close: number",
    "array: shape",
    "number: shape",
    "pairs: shape",
    "moments: variance",
    "fail: lines",
]


@pytest.mark.parametrize("case", SHOWN)
def test_the_same_failure_visible_shows_the_planted_data(case):
    """The search for markers is able to find them."""
    act, finish = HIDDEN_FAILURES[case]
    c = check(chatty(finish or "return x"))
    if not finish:
        c.call(DATA)
    assert SECRETS.search(failure(act, c).text)


def test_a_hidden_check_that_passes_says_nothing_of_its_data(capsys):
    with check(chatty()).hidden() as h:
        h.about("value")
        h.close("y", h.call(DATA), DATA)
    assert capsys.readouterr() == ("f ✓  hidden: value\n", "")


def test_a_hidden_check_starts_with_no_property_and_leaves_the_visible_one_alone():
    c = check(lambda x: x, about="visible part")
    h = c.hidden()
    h.about("hidden part")
    assert (c.properties, h.properties) == (["visible part"], ["hidden part"])
    assert c.show_data and not h.show_data


def test_hidden_inputs_are_the_same_in_every_run_and_follow_the_seed(monkeypatch):
    def draw(name="f"):
        return check(signature=f"{name}(x) -> y").hidden().rng.normal(size=3).tolist()

    monkeypatch.delenv("MLPLAB_SEED", raising=False)
    first = draw()
    assert draw() == first and draw("g") != first
    monkeypatch.setenv("MLPLAB_SEED", "3")
    assert draw() != first and draw() == draw()


# ------------------------------------------------------------------------------------- IPython


@pytest.fixture(scope="module")
def shell(tmp_path_factory):
    main = sys.modules["__main__"]
    made = InteractiveShell(
        config=Config(HistoryManager={"enabled": False}),
        ipython_dir=str(tmp_path_factory.mktemp("ipython")),
    )
    yield made
    sys.modules["__main__"] = main


@pytest.mark.parametrize("hidden", ["", ".hidden()"], ids=["visible", "hidden"])
def test_in_a_notebook_a_failure_shows_its_own_text_and_nothing_else(shell, hidden):
    with capture_output() as seen:
        shell.run_cell("import numpy as np\nfrom mlplab import Check\ndef f(x):\n    return 2 * x")
        ran = shell.run_cell(f"""
with Check("f(x) -> y", f){hidden} as c:
    c.about("value")
    c.close("y", c.call(np.array([[{MARKER}]])), [[{MARKER}]])
""")
    assert isinstance(ran.error_in_exec, CheckFailed)
    assert seen.stdout == ran.error_in_exec.text + "\n"
    assert "Traceback" not in seen.stdout and seen.stderr == ""
    assert bool(SECRETS.search(seen.stdout)) is (hidden == "")


def test_in_a_notebook_an_error_is_told_at_the_line_of_the_learners_cell(shell):
    with capture_output() as seen:
        shell.run_cell("def f(x):\n    y = 2 * x\n    return y / 0")
        shell.run_cell("with Check('f(x) -> y', f) as c:\n    c.about('v')\n    c.call(3)")
    assert seen.stdout.splitlines()[0] == (
        "f stopped with a ZeroDivisionError at line 3 of its cell:  return y / 0"
    )


# ------------------------------------------------------------------------------------- mistakes


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_a_sentence_and_a_question_without_data_or_program(name):
    says, ask = MISTAKES[name]
    assert re.fullmatch(r"[A-Za-z].*\.", says) and "?" not in says
    assert re.fullmatch(r"\S.*\?", ask) and ask.count("?") == 1
    both = f"{says} {ask}"
    assert not re.search(r"\d{5}|\d\.\d{4}|\d+(, \d+){2}", both), "holds data"
    assert not re.search(r"\b(def|lambda|import)\b|return \w|np\.\w+\(|\*\*|\n", both), "program"


def test_no_two_mistakes_say_the_same():
    said = [m.says for m in MISTAKES.values()]
    assert len(set(said)) == len(said)
