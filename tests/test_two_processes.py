"""A check sees through the two processes of the grader what it would see in one notebook.

Each case is a learner's cell and a check; all of them are graded in one notebook, and run once
more in this process alone. What a check prints or says has to be the same.
"""

import json
import os
import subprocess
import sys
import textwrap
import zlib
from dataclasses import dataclass

import numpy as np
import pytest
from grading import ROOT, assignment_of, course_of, good_notebook

from autograder.grading.assignment import text_of
from autograder.grading.grade import grade
from autograder.grading.slot import BROKE_THE_CHECK, Limits, Slot

LIMITS = Limits(cell_seconds=20, check_seconds=20)
IMPORTS = """\
# %% locked="imports"
import sys
import time
import warnings

import numpy as np
import pandas as pd
import torch

from mlplab import Check, probe


@probe
def doubled(function, x):
    given = x.copy()
    result = function(given)
    return [type(result).__name__, given, result is given]
"""


@dataclass
class Case:
    """A learner's cell, a check, and words that the check has to show.

    Attributes
    ----------
    name : str
        The function that the learner's cell defines.
    learner, check, shows : str
    """

    name: str
    learner: str
    check: str
    shows: str = ""


CASES, FAILURES = [], []


def case(name, learner, check, shows):
    """Add a case; the check prints what it sees."""
    CASES.append(Case(name, learner.strip(), check.strip(), shows))


def failure(name, learner, shows, hidden=None):
    """Add a function that is wrong: it should double its argument, and is checked twice.

    Parameters
    ----------
    shows, hidden : str
        Words of the message when the visible, or a hidden test finds it.
    """
    learner = textwrap.dedent(learner).strip()
    check = f'with Check("{name}(x) -> y", {name}) as c:\n    c.about("value")\n'
    test = "{0}.close('y', {0}.call(np.array([1.5, 2.0])), [3.0, 4.0])"
    FAILURES.append(Case(name, learner, f"{check}    {test.format('c')}", shows))
    if hidden is None:
        return
    secret = f"""{check}
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("fresh numbers")
    {test.format("h")}
### END HIDDEN TESTS"""
    FAILURES.append(Case(f"{name}-hidden", "", secret, hidden))


# ----------------------------------------------------------------- what a call does to its inputs

case(
    "changes",
    """
def changes(state):
    state["layers"][0][0] += 1
    state["layers"][1][1][0, 1] = 7
    state["log"].append({"loss": np.float32(0.5)})
    state["numbers"].sort(reverse=True)
    state["seen"].add(3)
    state["new"] = (1, 2)
    state["tensor"][0].mul_(10)
    del state["old"]
""",
    """
W, b, log = np.zeros((2, 2)), np.zeros((1, 2)), ["start"]
tensor = torch.ones(2)
state = {"layers": [[W, b], (W.copy(), b)], "log": log, "numbers": [1, 3, 2], "seen": {1}}
state |= {"old": 0, "tensor": [tensor]}
changes(state)
print(state, "same objects:", state["layers"][0][0] is W, state["log"] is log)
print(W.tolist(), b.tolist(), log, tensor)
""",
    "same objects: True True",
)
case(
    "shrinks",
    """
def shrinks(items, *, more):
    items[0].clear()
    del items[2:]
    items.insert(0, "first")
    more["kept"][...] = -1
    more.pop("gone")
""",
    """
inner, kept = [1, 2], np.zeros(2)
items, more = [inner, "b", "c", "d"], {"gone": 1, "kept": kept}
shrinks(items, more=more)
print(items, more, more["kept"] is kept, kept)
""",
    "['first', [], 'b']",
)
case(
    "leaves_alone",
    """
def leaves_alone(X):
    X = X + 1
    return X
""",
    """
X = np.zeros(2)
Y = leaves_alone(X)
Y += 1
print(X, Y)
""",
    "[0. 0.] [2. 2.]",
)

# --------------------------------------------------------------------------------- random numbers

case(
    "draws",
    """
def draws(rng, n):
    return rng.normal(size=n), rng.integers(100)
""",
    """
rng = np.random.default_rng(3)
print(draws(rng, 2), rng.normal(), draws(rng, 1), rng.integers(1000))
print(np.random.default_rng(3).normal(size=2))
""",
    "2.04091912 -2.55566503",
)
case(
    "shuffles",
    """
def shuffles(rng, other, x):
    rng.shuffle(x)
    same = rng is other["rng"]
    return same, other["rng"].random(), other["mine"].random()
""",
    """
rng, mine, x = np.random.default_rng(1), np.random.Generator(np.random.MT19937(2)), list(range(6))
print(shuffles(rng, {"rng": rng, "mine": mine}, x), x, rng.random(), mine.random())
""",
    "(True, ",
)
case(
    "batches",
    """
def batches(n, rng):
    for _ in range(2):
        order = rng.permutation(n)
        for i in range(0, n, 3):
            yield order[i : i + 3]
""",
    """
rng = np.random.default_rng(4)
lazy = batches(6, rng)
untouched = rng.bit_generator.state == np.random.default_rng(4).bit_generator.state
seen = []
for batch in lazy:
    seen.append(batch.tolist())
    seen.append(rng.integers(1000).item())  # drawn between two batches
print(untouched, seen)
print(next(batches(6, np.random.default_rng(4))), len(list(batches(6, rng))))
""",
    "True [[",
)

# ------------------------------------------------------------------------------ functions, objects

case(
    "bowl",
    """
def bowl(x):
    return np.array([x * x])


def noisy(x, rng):
    return x * rng.normal()
""",
    """
print(bowl(3.0))
""",
    "[9.]",
)
case(
    "calls_back",
    """
def calls_back(f, pair):
    act, slope = pair
    return [f(i) for i in range(3)], act(np.ones(2)), slope(x=np.zeros(1)), f
""",
    """
seen = []


def f(i):
    seen.append(i)
    return {"i": i, "square": np.array(i * i)}


*values, same = calls_back(f, (np.tanh, lambda x: 1 - x))
print(values, seen, same is f)
""",
    "[0, 1, 2] True",
)
case(
    "slope",
    """
def slope(f, x):
    return (f(x + 1) - f(x - 1)) / 2
""",
    """
seen = []


def loss(x):
    seen.append(float(x))
    return bowl(x)[0]  # the learner's function, called by the check's while the learner's waits


rng = np.random.default_rng(6)
print(slope(loss, 3.0), seen, slope(lambda x: slope(loss, x) + noisy(x, rng), 1.0), rng.random())
""",
    "6.0 [4.0, 2.0, 3.0",
)
case(
    "catches",
    """
def catches(f):
    try:
        return f(0)
    except Exception as error:
        return "caught"
""",
    """
print(catches(lambda x: 1 / x))
""",
    "caught",
)
case(
    "make_adder",
    """
def make_adder(n):
    def add(x):
        return x + n

    return add, {"deep": [lambda g, x: g(g(x))]}
""",
    """
add, box = make_adder(2)
print(add(np.zeros(2)), box["deep"][0](add, 1), bool(add), callable(add))
""",
    "[2. 2.] 5 True True",
)
case(
    "Model",
    """
class Layer:
    def __init__(self, W):
        self.W = W

    def __call__(self, X):
        return X @ self.W


class Model:
    def __init__(self, sizes, rng):
        self.layers = [Layer(rng.normal(size=(a, b))) for a, b in zip(sizes, sizes[1:])]
        self.steps = 0

    def forward(self, X):
        for layer in self.layers:
            X = layer(X)
        return X

    def step(self):
        self.steps += 1
        for layer in self.layers:
            layer.W = layer.W * 0.5
        return self

    def __len__(self):
        return len(self.layers)

    def __getitem__(self, i):
        return self.layers[i]

    def __iter__(self):
        return iter(self.layers)
""",
    """
model = Model([3, 2, 1], np.random.default_rng(5))
print(model.forward(np.ones((1, 3))), len(model), model.step().steps)
print(model[-1].W, [layer.W.shape for layer in model], model.layers[0](np.ones(3)))
print(model.step().step().steps, hasattr(model, "layers"), hasattr(model, "absent"))
print(getattr(model, "absent", "nothing"))
""",
    "[[0.5758869]] 2 1",
)
case(
    "backward",
    """
def backward(dout, cache):
    return dout @ cache.W.T, cache.X.T @ dout
""",
    """
print("see forward")
""",
    "see",
)
case(
    "forward",
    """
from collections import namedtuple

Cache = namedtuple("Cache", ["X", "W", "layers"])


def forward(X, W):
    return X @ W, Cache(X, W, [np.tanh(X)])
""",
    """
out, cache = forward(np.ones((2, 3)), np.ones((3, 1)))
print(out.tolist(), len(cache), cache.W.shape, cache[2][0].shape, [type(v) for v in cache][:2])
back = list(map(np.shape, backward(out, cache)))
X, W, layers = cache
print(back, X.shape)
""",
    "[(2, 3), (3, 1)] (2, 3)",
)
case(
    "history",
    """
class History(dict):
    pass


class Weights(list):
    pass


def history():
    return History(loss=[1.0, 0.5], W=np.eye(2)), Weights([np.ones(2), 3])
""",
    """
book, weights = history()
print(book["loss"], book["W"].tolist(), sorted(book), len(book), list(book.items())[0])
print(weights[0], len(weights), [np.shape(w) for w in weights], weights[0:1])
""",
    "['W', 'loss'] 2 ('loss', [1.0, 0.5])",
)
case(
    "evens",
    """
def evens(n):
    return (np.float32(i) for i in range(0, n, 2)), {"a": 1}.keys(), map(str, [1, 2])
""",
    """
print([list(lazy) for lazy in evens(5)])
""",
    "np.float32(4.0)], ['a'], ['1', '2']]",
)

# ------------------------------------------------------------------------------------ plain values

case(
    "values",
    """
def values():
    return [
        np.float32(0.1), np.float64(0.1), np.int8(3), np.True_, 2**70, float("nan"), -0.0, 1 + 2j,
        np.zeros((0, 2)), np.array(1.5), np.array(["a"]), np.array([None, [1]], object), "\\ud800",
        torch.ones(2, requires_grad=True), torch.tensor([1]), range(3), slice(1, None), b"b", {1},
    ]
""",
    """
print([(type(v).__name__, ascii(v), getattr(v, "dtype", "")) for v in values()])
""",
    "torch.float32",
)
case(
    "tables",
    """
def tables():
    return pd.DataFrame({"x": [1, 2], "y": [0.5, None]}), pd.Series([1.0], index=["a"], name="s")
""",
    """
frame, series = tables()
print(frame, series, frame["y"].dtype, frame.mean().tolist())
""",
    "float64 [1.5, 0.5]",
)
case(
    "returns_float32",
    """
def returns_float32(X):
    return (X.astype(np.float32) * np.float32(1.00005)).sum(axis=1)
""",
    """
with Check("returns_float32(X) -> s", returns_float32) as c:
    c.about("sums, to the precision of float32")
    c.close("s", c.call(np.ones((2, 3))), [3, 3], tol=1e-9)
""",
    "returns_float32 ✓  sums",
)
case(
    "in_place",
    """
def in_place(x):
    x *= 2
    return x
""",
    """
with Check("in_place(x) -> x", in_place) as c:
    c.about("probe")
    kind, given, same = c.probe(doubled, np.array([1.0, 2.0]))
    print(kind, given, same)
    c.that(same, "it is the same array.")
    c.about("also by a direct call")
    c.close("x", c.call(np.array([1.0]), changes=["x"]), [2.0])
""",
    "ndarray [2. 4.] True\nin_place ✓  probe",
)
case(
    "objects_for_numbers",
    """
class Number:
    def __init__(self, value):
        self.value = value

    def __array__(self, dtype=None, copy=None):
        return np.asarray(self.value, dtype)

    def __float__(self):
        return float(self.value)


def objects_for_numbers(x):
    return Number(2 * x)
""",
    """
print(np.asarray(objects_for_numbers(np.arange(2))).tolist(), float(objects_for_numbers(3)))
""",
    "[0, 2] 6.0",
)

# ----------------------------------------------------------------------------- what goes wrong

UNSEEN = "a hidden test, on data you have not seen: fresh numbers"
failure(
    "unwritten",
    """
    def unwritten(x):
        raise NotImplementedError()
    """,
    "unwritten is not written yet.",
    "unwritten is not written yet.",
)
failure(
    "helper_unwritten",
    """
    def helper(x):
        raise NotImplementedError()


    def helper_unwritten(x):
        return helper(x)
    """,
    "helper_unwritten calls helper, which is not written yet.",
    "helper_unwritten calls a function that is not written yet.",
)
failure(
    "method_unwritten",
    """
    class Net:
        def forward(self, x):
            raise NotImplementedError


    def method_unwritten(x):
        return Net().forward(x)
    """,
    "method_unwritten calls Net, which is not written yet.",
    "method_unwritten calls a function that is not written yet.",
)
failure(
    "wrong_value",
    "def wrong_value(x):\n    return x",
    "first difference at y[0]: expected 3, got 1.5",
    UNSEEN,
)
failure(
    "negative",
    "def negative(x):\n    return -2 * x",
    "Looks like: sign flipped",
    "Looks like: sign flipped",
)
failure(
    "returns_nothing",
    "def returns_nothing(x):\n    2 * x",
    "it returned nothing.",
    "Looks like: nothing returned",
)
failure(
    "wrong_shape",
    "def wrong_shape(x):\n    return 2 * x[:, None]",
    "y has shape (2, 1), expected (2,).",
    "does not have the expected shape",
)
failure(
    "returns_nan",
    "def returns_nan(x):\n    return 2 * x * np.nan",
    "y holds inf or nan.",
    "Looks like: not finite",
)
failure(
    "changes_input",
    "def changes_input(x):\n    x *= 2\n    return x",
    "x was changed by the call.",
    "Looks like: inputs changed",
)
failure(
    "raises",
    """
    def raises(x):
        y = 2 * x
        raise ValueError(f"not {y.shape}, but\\n two lines")
    """,
    "raises stopped with a ValueError at line 3 of its cell:  raise ValueError(",
    "raises stopped with a ValueError\n",
)
failure(
    "key_error",
    "def key_error(x):\n    return {'a': 1}['θ \"b\"']",
    "key_error stopped with a KeyError at line 2 of its cell:  return {",
    "stopped with a KeyError\n",
)
failure(
    "deep_inside",
    """
    def innermost(x):
        return x.reshape(3, 5)


    def deep_inside(x):
        return list(map(lambda v: innermost(v), [x]))[0]
    """,
    "deep_inside stopped with a ValueError in innermost at line 2",
    "deep_inside stopped with a ValueError\n",
)
failure(
    "in_numpy",
    "def in_numpy(x):\n    return np.linalg.inv(np.outer(x, x) * 0)",
    "in_numpy stopped with a LinAlgError at line 2 of its cell",
    "in_numpy stopped with a LinAlgError\n",
)
failure(
    "bad_axis",
    "def bad_axis(x):\n    return x.sum(axis=3)",
    "bad_axis stopped with an AxisError at line 2",
    "bad_axis stopped with an AxisError\n",
)
failure(
    "wrong_arguments",
    "def wrong_arguments():\n    return 1",
    "takes 0 positional arguments but 1 was given",
    "stopped with a TypeError\n",
)
failure(
    "name_missing",
    "def name_missing(x):\n    return 2 * undefined_thing",
    "name_missing stopped with a NameError at line 2 of its cell:  return 2 * undefined_thing",
    "stopped with a NameError\n",
)
failure(
    "own_error",
    """
    class MyError(LookupError):
        pass


    def own_error(x):
        raise MyError("mine", 3)
    """,
    "own_error stopped with a MyError at line 6",
    "own_error stopped with an error\n",
)
failure(
    "error_without_words",
    """
    class Silent(Exception):
        def __str__(self):
            raise OSError


    def error_without_words(x):
        raise Silent
    """,
    "error_without_words stopped with a Silent at line 7",
    "error_without_words stopped with an error\n",
)
failure(
    "recursive",
    "def recursive(x):\n    return recursive(x)",
    "recursive stopped with a RecursionError at line 2",
    "recursive stopped with a RecursionError\n",
)
failure(
    "file_missing",
    "def file_missing(x):\n    return np.loadtxt(open('absent.txt'))",
    "No such file or directory: 'absent.txt'",
    "file_missing stopped with a FileNotFoundError\n",
)
failure(
    "undecodable",
    "def undecodable(x):\n    return b'\\xff'.decode()",
    "UnicodeDecodeError at line 2 of its cell:  return b'\\xff'.decode()\n\n  'utf-8' codec can't",
)
failure(
    "asserts",
    "def asserts(x):\n    assert x is None, 'a word'",
    "asserts stopped with an AssertionError at line 2 of its cell:  assert x is None, 'a word'",
    "asserts stopped with an AssertionError\n",
)
failure(
    "stops_iteration",
    "def stops_iteration(x):\n    return next(iter([]))",
    "stops_iteration stopped with a StopIteration at line 2",
    "stops_iteration stopped with a StopIteration\n",
)
failure(
    "exits",
    "def exits(x):\n    sys.exit('bye')",
    "exits stopped with a SystemExit at line 2 of its cell:  sys.exit('bye')",
)
failure(
    "several_errors",
    "def several_errors(x):\n    raise ExceptionGroup('some', [ValueError(1), KeyError(2)])",
    "several_errors stopped with an ExceptionGroup at line 2",
)
failure(
    "no_function",
    "no_function = 3",
    "'int' object is not callable",
    "stopped with a TypeError\n",
)
failure(
    "returns_text",
    "def returns_text(x):\n    return 'two'",
    "y should be numbers, got str.",
    "y should be numbers, got str.",
)
failure(
    "returns_objects",
    "def returns_objects(x):\n    return [object()]",
    "y should be numbers, got list.",
    "y should be numbers, got list.",
)
failure(
    "returns_ragged",
    "def returns_ragged(x):\n    return [[1], [2, 3]]",
    "y should be numbers, got list.",
    "y should be numbers, got list.",
)
failure(
    "returns_dict",
    "def returns_dict(x):\n    return {'y': 2 * x}",
    "y should be numbers, got dict.",
    "y should be numbers, got dict.",
)
failure(
    "returns_instance",
    "class Answer:\n    pass\n\n\ndef returns_instance(x):\n    return Answer()",
    "y should be numbers, got ",
    "y should be numbers, got ",
)
failure(
    "returns_complex",
    "def returns_complex(x):\n    return 2 * x + 0j",
    "y should be numbers, got ",
    "y should be numbers, got ",
)
failure(
    "returns_two",
    "def returns_two(x):\n    return 2 * x, 1",
    "y should be numbers, got tuple.",
    "y should be numbers, got tuple.",
)
failure(
    "convertible_but_wrong",
    """
    class Sly:
        def __array__(self, dtype=None, copy=None):
            raise RuntimeError("not today")


    def convertible_but_wrong(x):
        return Sly()
    """,
    "y should be numbers, got ",
    "y should be numbers, got ",
)

# ---------------------------------------------------------------------------------- what is printed

case(
    "warns",
    """
def warns(x):
    print("on its own line", x.shape)
    print("on stderr", file=sys.stderr)
    warnings.warn("a word of warning")
    return x * 2
""",
    """
with Check("warns(x) -> y", warns) as c:
    c.about("value")
    c.close("y", c.call(np.ones(2)), [2, 2])
""",
    "on its own line (2,)\n"
    "warns wrote a warning, which costs nothing: UserWarning: a word of warning",
)
case(
    "overflows",
    """
def overflows(x):
    return 1 / (1 + np.exp(-x))
""",
    """
with Check("overflows(x) -> y", overflows) as c:
    c.about("far out")
    c.close("y", c.call(np.array([-1e6, 0])), [0, 0.5])
""",
    "RuntimeWarning: overflow encountered in exp",
)
case(
    "prints_in_secret",
    """
def prints_in_secret(x):
    print("printed", x)
    print("whispered", file=sys.stderr)
    return x * 2
""",
    """
with Check("prints_in_secret(x) -> y", prints_in_secret) as c:
    c.about("value")
    c.close("y", c.call(np.zeros(2)), [0, 0])
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("large numbers")
    h.close("y", h.call(np.array([4711.0])), [9422.0])
### END HIDDEN TESTS
""",
    "printed [0. 0.]\nprints_in_secret wrote a warning, which costs nothing: whispered\n"
    "prints_in_secret ✓  value\nprints_in_secret ✓  hidden: large numbers",
)
case(
    "fresh",
    """
def fresh(x):
    return x
""",
    """
with Check("fresh(x) -> y", fresh) as c:
    c.about("value")
### BEGIN HIDDEN TESTS
with c.hidden() as h:
    h.about("seed")
    print("the seed gives", h.rng.integers(10**9))
### END HIDDEN TESTS
""",
    "the seed gives",
)


# ----------------------------------------------------------------------------------- partial credit

CREDITS = {  # last expression of a check worth 4 points to the points that it gives
    "2.5": 2.5,
    "np.float32(1.5)": 1.5,
    "0": 0.0,
    "4": 4.0,
    "True": 4.0,
    "None": 4.0,
    "[2]": 4.0,
}
for number, expression in enumerate(CREDITS):
    name = f"credit_{number}"
    case(name, f"def {name}():\n    return 1", f"print('see the points')\n{expression}", "see")


# ------------------------------------------------------------------------------------------ grading


def text_of_course(cases):
    """The percent-format text of an assignment with all `cases`, each check worth 4 points."""
    parts = [IMPORTS]
    for one in cases:
        if one.learner:
            solution = f"### BEGIN SOLUTION\n{one.learner}\n### END SOLUTION"
            parts.append(f'# %% solve="{one.name}"\n{solution}\n')
        parts.append(f'# %% check="{one.name}" points=4\n{one.check}\n')
    return "\n".join(parts)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pair")
    text = folder / "pair.py"
    text.write_text(text_of_course(CASES + FAILURES), encoding="utf-8")
    return course_of(folder / "course", text, follow_rules=False)


@pytest.fixture(scope="module")
def slot(course):
    slot = Slot(assignment_of(course, "pair"), "full", LIMITS)
    yield slot
    slot.close()


@pytest.fixture(scope="module")
def graded(course, slot):
    """All cases, graded in two processes."""
    return grade(good_notebook(course, name="pair"), assignment_of(course, "pair"), slot, seed=2)


@pytest.fixture(scope="module")
def alone(graded):
    """Check to what it shows when the whole notebook runs in one process."""
    cells = [(named(cell), cell["source"]) for cell in graded.notebook["cells"]]
    done = subprocess.run(
        [sys.executable, "-c", ONE_PROCESS],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        env={**os.environ, "MLPLAB_SEED": "2"},
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


ONE_PROCESS = """
import contextlib, io, json, linecache, sys

names, shown = {"__name__": "__main__"}, {}
for position, (name, source) in enumerate(json.load(sys.stdin)):
    filename, out = f"<cell {position}>", io.StringIO()
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
        try:
            exec(compile(source, filename, "exec"), names)
            said = ""
        except Exception as error:
            said = getattr(error, "text", repr(error))
    shown[name] = out.getvalue() + said
print(json.dumps(shown))
"""


def shown(graded, check):
    """What a check cell shows after grading: its streams and its error."""
    (cell,) = [c for c in graded.notebook["cells"] if named(c) == check]
    return "".join(
        o["evalue"] if o["output_type"] == "error" else o.get("text", "") for o in cell["outputs"]
    )


def named(cell):
    return cell["metadata"].get("nbgrader", {}).get("grade_id")


@pytest.mark.parametrize("one", CASES, ids=lambda one: one.name)
def test_a_check_sees_what_it_would_see_in_one_process(one, graded, alone):
    seen = shown(graded, f"check-{one.name}")
    assert one.shows in seen
    assert seen == alone[f"check-{one.name}"]
    if not one.name.startswith("credit_"):
        assert graded.points[f"check-{one.name}"] == 4


@pytest.mark.parametrize("one", FAILURES, ids=lambda one: one.name)
def test_a_failure_reads_as_it_would_in_one_process(one, graded, alone):
    said = shown(graded, f"check-{one.name}")
    assert one.shows in said
    assert said == alone[f"check-{one.name}"]
    assert graded.points[f"check-{one.name}"] == 0


@pytest.mark.parametrize("number, expression", list(enumerate(CREDITS)))
def test_a_number_at_the_end_of_a_check_is_partial_credit(number, expression, graded):
    assert graded.points[f"check-credit_{number}"] == CREDITS[expression]


# ---------------------------------------------------------------------- what may not be disturbed

MANNERS = """\
# %% locked="imports"
import time

import numpy as np

from mlplab import Check

# %%
shown = 3
print("the demonstration ran")

# %% solve="first"
def first(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="first" points=4
with Check("first(x) -> y", first) as c:
    c.about("value")
    c.close("y", c.call(np.ones(2)), [2, 2])
print("at", time.monotonic_ns())
### BEGIN HIDDEN TESTS
print("hidden at", time.monotonic_ns())
with c.hidden() as h:
    h.about("fresh numbers")
    print("seeded", h.rng.integers(10**9))
    h.close("y", h.call(np.array([5.0])), [10.0])
### END HIDDEN TESTS

# %% solve="second"
def second(x):
    ### BEGIN SOLUTION
    return 3 * x
    ### END SOLUTION

# %% check="second" points=4
try:
    print(stray)
except NameError:
    print("no stray name")
with Check("second(x) -> y", second) as c:
    c.about("value")
    c.close("y", c.call(np.ones(2)), [3, 3])
print("at", time.monotonic_ns())
### BEGIN HIDDEN TESTS
print("hidden at", time.monotonic_ns())
second(np.array([4711.0]))  # a direct call, not through a Check
### END HIDDEN TESTS
"""


@pytest.fixture(scope="module")
def manners(tmp_path_factory):
    """Grades answers to two small tasks; ``grade(first=text, extra=text of a cell)``."""
    folder = tmp_path_factory.mktemp("manners")
    (folder / "manners.py").write_text(MANNERS, encoding="utf-8")
    course_of(folder, folder / "manners.py", follow_rules=False)
    assignment = assignment_of(folder, "manners")
    slot = Slot(assignment, "full", Limits(cell_seconds=5, check_seconds=1))

    def graded(seed=2, extra=None, demonstration=None, **answers):
        notebook = json.loads(good_notebook(folder, answers, name="manners"))
        if extra:
            notebook["cells"].append({"cell_type": "code", "source": extra, "metadata": {}})
        if demonstration:
            notebook["cells"][1]["source"] = demonstration
        return grade(json.dumps(notebook).encode(), assignment, slot, seed)

    yield graded
    slot.close()


def times(graded, word):
    """Where the clock stood when lines that begin with `word` were printed."""
    lines = (shown(graded, "check-first") + shown(graded, "check-second")).splitlines()
    return [int(line.removeprefix(word)) for line in lines if line.startswith(word)]


def test_all_visible_parts_run_before_the_first_hidden_part(manners):
    graded = manners()
    visible, hidden = times(graded, "at "), times(graded, "hidden at ")
    assert len(visible) == len(hidden) == 2
    assert max(visible) < min(hidden)


@pytest.mark.parametrize("seed", [2, 5])
def test_the_seed_decides_the_fresh_inputs(manners, seed):
    expected = np.random.default_rng([seed, zlib.crc32(b"first")]).integers(10**9)
    assert f"seeded {expected}\n" in shown(manners(seed), "check-first")


VISIBLY = "def first(x):\n    while True:\n        pass"
SECRETLY = "def first(x):\n    while x[0] == 5:\n        pass\n    return 2 * x"
ASLEEP = "import time\n\ndef first(x):\n    time.sleep(1000)"
CATCHING = """
def first(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
"""


@pytest.mark.parametrize(
    "hangs",
    [VISIBLY, SECRETLY, ASLEEP, CATCHING],
    ids=["visibly", "secretly", "asleep", "catching"],
)
def test_a_check_that_hangs_costs_only_itself(manners, hangs):
    graded = manners(first=hangs)
    assert graded.points == {"check-first": 0, "check-second": 4}
    said = shown(graded, "check-first")
    assert "first stopped with a TimeoutError" in said
    assert UNSEEN in said if hangs == SECRETLY else "it did not answer in time" in said


def test_a_hidden_part_is_not_run_after_its_visible_part_failed(manners):
    said = shown(manners(first="def first(x):\n    return x"), "check-first")
    assert "expected 2, got 1" in said
    assert "hidden at" not in said


BOMBS = {
    "is more than any memory": "return range(10**15)",
    "is longer than a frame": "return np.zeros(10**8)",
    "is endless": "a = []; a.append(a); return a",
    "ends the process": "import os; os._exit(0)",
    "kills the process": "import os; os.kill(os.getpid(), 9)",
    "closes every file": "import os; os.closerange(0, 1000); return x",
    "never stops iterating": "return iter(int, 1)",
    "lies about its length": "return type('L', (), {'__len__': lambda s: 10**30})()",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_an_answer_that_breaks_its_check_costs_only_that(manners, bomb):
    graded = manners(first=f"def first(x):\n    {BOMBS[bomb]}")
    assert graded.points == {"check-first": 0, "check-second": 4}
    assert shown(graded, "check-first").startswith("first")


def test_an_answer_that_ends_the_judge_is_told(manners):
    graded = manners(first="def first(x):\n    return range(10**9)")
    assert graded.points == {"check-first": 0, "check-second": 4}
    assert shown(graded, "check-first") == BROKE_THE_CHECK["text"]


def test_a_check_knows_only_names_that_solution_cells_bind(manners):
    everything = "stray = Check = c = np = time = print = None"
    graded = manners(extra=everything, second=f"{everything}\ndef second(x):\n    return 3 * x")
    assert graded.points == {"check-first": 4, "check-second": 4}
    assert "no stray name" in shown(graded, "check-second")


def test_what_a_function_prints_is_shown_in_a_visible_part_only(manners):
    told = "print('in', x)\n    print('err', x, file=__import__('sys').stderr)"
    said = shown(manners(second=f"def second(x):\n    {told}\n    return 3 * x"), "check-second")
    assert said.count("in [1. 1.]") == 1 and said.count("err [1. 1.]") == 1
    assert "hidden at" in said and "4711" not in said


def output_of(graded, start):
    """What the cell that starts with some words shows; None where it was not run."""
    (cell,) = [c for c in graded.notebook["cells"] if text_of(c).startswith(start)]
    if cell["execution_count"] is None:
        return None
    return "".join(o.get("text", "") for o in cell["outputs"])


def test_a_demonstration_that_nobody_touched_is_not_run(manners):
    assert output_of(manners(), "shown = 3") is None


def test_a_demonstration_is_run_when_a_cell_of_the_learners_needs_it(manners):
    graded = manners(second="def second(x):\n    return shown * x")
    assert graded.points["check-second"] == 4
    assert output_of(graded, "shown = 3") == "the demonstration ran\n"
    graded = manners(extra="print(eval('sho' + 'wn'))")
    assert output_of(graded, "print(eval") == "3\n"


def test_a_demonstration_that_the_learner_changed_is_run(manners):
    graded = manners(demonstration="print('mine')")
    assert output_of(graded, "print('mine')") == "mine\n"


def test_what_a_function_prints_in_a_check_is_cleaned_as_other_outputs_are(manners):
    loud = r"print('\ud800', chr(7), 'x' * 10**6); raise ValueError('\ud800' + chr(7))"
    graded = manners(first=f"def first(x):\n    {loud}")
    said = shown(graded, "check-first")
    said.encode()  # can be written to a file
    assert "\x07" not in said and len(said) < 150_000
    assert "first stopped with a ValueError" in said
