# Scores forged inside Python: what checks are made of is replaced, patched or switched off.

# %% hostile="Check is another class, in the notebook's names" replaces="double" deserves=0
class Check:
    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True

    def __getattr__(self, name):
        return lambda *_, **__: self


def double(x):
    return 0


# %% hostile="Check forgives on leaving" replaces="double" deserves=0
import mlplab.checks.check

mlplab.checks.check.Check.__exit__ = lambda *_: True
mlplab.checks.check._HiddenCheck.__exit__ = lambda *_: True


def double(x):
    return 0


# %% hostile="Check cannot raise" replaces="double" deserves=0
from mlplab.checks import check, values

check.Check._raise = lambda *_, **__: None
check.Check.fail = lambda *_, **__: None
values.Values.close = lambda *_, **__: None
values.Values.array = lambda *_, **__: None
values.Values.that = lambda *_, **__: None


def double(x):
    return 0


# %% hostile="mlplab in sys.modules is another module" extra="start" deserves=0
import sys
import types


class Lenient:
    def __init__(self, *_):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return True

    def __getattr__(self, name):
        return lambda *_, **__: self


fake = types.ModuleType("mlplab")
fake.Check = Lenient
fake.probe = lambda function: function
fake.__path__ = []
sys.modules["mlplab"] = fake


# %% hostile="a finder on sys.meta_path gives another mlplab" extra="start" deserves=0
import importlib.abc
import importlib.machinery
import sys
import types

for name in [n for n in sys.modules if n.split(".")[0] == "mlplab"]:
    del sys.modules[name]


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        if name == "mlplab":
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return types.ModuleType(spec.name)

    def exec_module(self, module):
        class Lenient:
            __init__ = lambda self, *_: None
            __enter__ = lambda self: self
            __exit__ = lambda self, *_: True
            __getattr__ = lambda self, name: lambda *_, **__: self

        module.Check = Lenient
        module.probe = lambda function: function


sys.meta_path.insert(0, Finder())


# %% hostile="a folder with another mlplab comes first on the path" extra="start" deserves=0
import os
import sys
import tempfile

folder = tempfile.mkdtemp()
os.mkdir(folder + "/mlplab")
with open(folder + "/mlplab/__init__.py", "w") as file:
    file.write(
        "class Check:\n"
        "    __init__ = lambda self, *_: None\n"
        "    __enter__ = lambda self: self\n"
        "    __exit__ = lambda self, *_: True\n"
        "    __getattr__ = lambda self, name: lambda *_, **__: self\n"
        "probe = lambda function: function\n"
    )
for name in [n for n in sys.modules if n.split(".")[0] == "mlplab"]:
    del sys.modules[name]
sys.path.insert(0, folder)


# %% hostile="__import__ patched" extra="start" deserves=0
import builtins
import types

true_import = builtins.__import__


class Lenient:
    __init__ = lambda self, *_: None
    __enter__ = lambda self: self
    __exit__ = lambda self, *_: True
    __getattr__ = lambda self, name: lambda *_, **__: self


def other_import(name, *rest, **named):
    if name == "mlplab":
        return types.SimpleNamespace(Check=Lenient, probe=lambda function: function)
    return true_import(name, *rest, **named)


builtins.__import__ = other_import


# %% hostile="bool shadowed where numbers are compared" replaces="double" deserves=10
import mlplab.checks.compare

mlplab.checks.compare.bool = lambda _: True


def double(x):
    return x


# %% hostile="fits is always true, in each module that imported it" replaces="row_means" deserves=0
import mlplab.checks.compare
import mlplab.checks.values

for module in (mlplab.checks.compare, mlplab.checks.values):
    module.fits = lambda *_: True


def row_means(X):
    return X[:, 0]


# %% hostile="the tolerance of close is infinite" replaces="row_means" deserves=0
import mlplab.checks.values

mlplab.checks.values.TOLERANCE = float("inf")
mlplab.checks.values.Values.close.__kwdefaults__["tol"] = float("inf")


def row_means(X):
    return X[:, 0]


# %% hostile="the code object of close exchanged" replaces="row_means" deserves=0
from mlplab.checks.values import Values


def close(self, label, got, want, *, tol=0, mistakes=None):
    return got


Values.close.__code__ = close.__code__


def row_means(X):
    return X[:, 0]


# %% hostile="Check.call gives the right answer itself" replaces="row_means" deserves=0
from mlplab.checks.check import Check as Original

Original.call = lambda self, *args, **_: args[0].mean(axis=1)


def row_means(X):
    return None


# %% hostile="what runs a learner's function is replaced" replaces="repeat" deserves=0
import mlplab.checks.call

true_run = mlplab.checks.call.run


def run(name, function, args, *, silent):
    if name == "repeat":
        return args[-1], ""
    return true_run(name, function, args, silent=silent)


mlplab.checks.call.run = run


def repeat(f, n):
    return None


# %% hostile="Check found by gc and patched" replaces="double" deserves=0
import gc

for thing in gc.get_objects():
    if isinstance(thing, type) and thing.__name__ in ("Check", "_HiddenCheck", "Values"):
        for word in ("close", "array", "that", "fail", "_raise"):
            setattr(thing, word, lambda *_, **__: None)


def double(x):
    return 0


# %% hostile="Check found through its subclasses and patched late" replaces="double" deserves=0
def double(x):
    for kind in object.__subclasses__():
        if kind.__name__ == "Values":
            for one in [kind, *kind.__subclasses__(), *kind.__subclasses__()[0].__subclasses__()]:
                one._raise = one.fail = one.close = one.array = lambda *_, **__: None
                one.__exit__ = lambda *_: True
    return 0


# %% hostile="the probe counted is defined again" replaces="repeat" deserves=0
@probe
def counted(function, n):
    return n


def repeat(f, n):
    return None


# %% hostile="the probe's code object exchanged" replaces="repeat" deserves=0
counted.__code__ = (lambda function, n: n).__code__


def repeat(f, n):
    return None


# %% hostile="the probe mark removed, the probe wrapped by a class" replaces="repeat" deserves=0
class Counted:
    is_probe = True
    __name__ = "counted"

    def __call__(self, function, n):
        return n


counted = Counted()
repeat = lambda f, n: None


# %% hostile="numpy functions patched" replaces="row_means" deserves=0
import numpy


class Yes(numpy.ndarray):
    def __new__(cls, *_, **__):
        return numpy.ones(()).view(cls)

    def all(self, *_, **__):
        return True


numpy.abs = lambda *_: Yes()
numpy.array_equal = numpy.allclose = lambda *_, **__: True
numpy.isfinite = lambda x: numpy.ones(numpy.shape(x), bool)


def row_means(X):
    return X[:, 0]


# %% hostile="np.asarray gives what is wanted" replaces="row_means" deserves=0
import sys

import numpy

true_asarray = numpy.asarray


def asarray(value, *rest, **named):
    frame = sys._getframe(1)
    if frame.f_code.co_name == "fits" and "want" in frame.f_locals:
        return true_asarray(frame.f_locals["want"], *rest, **named)
    return true_asarray(value, *rest, **named)


numpy.asarray = asarray


def row_means(X):
    return X[:, 0]


# %% hostile="np.testing, np.allclose and assert statements made harmless" replaces="double" deserves=0
import builtins

import numpy

numpy.allclose = numpy.array_equal = lambda *_, **__: True
numpy.testing.assert_allclose = numpy.testing.assert_array_equal = lambda *_, **__: None
builtins.AssertionError = type("AssertionError", (Warning,), {})


def double(x):
    return 0


# %% hostile="CheckFailed is raised by nobody" replaces="double" deserves=0
import mlplab.checks.check
import mlplab.checks.failure


class Quiet(BaseException):
    def __new__(cls, *_, **__):
        import _thread

        return super().__new__(cls)

    def _render_traceback_(self):
        return []


for module in (mlplab.checks.check, mlplab.checks.failure):
    module.CheckFailed = Quiet


def double(x):
    return 0


# %% hostile="a tracer writes got over want" replaces="row_means" deserves=0
import ctypes
import sys


def tracer(frame, event, arg):
    if frame.f_code.co_name == "fits":
        frame.f_locals["got"] = frame.f_locals.get("want")
        if hasattr(ctypes.pythonapi, "PyFrame_LocalsToFast"):
            ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
    return tracer


def row_means(X):
    sys.settrace(tracer)
    frame = sys._getframe()
    while frame := frame.f_back:
        frame.f_trace = tracer
    return X[:, 0]


# %% hostile="a tracer jumps over failing lines" replaces="row_means" deserves=0
import sys


def tracer(frame, event, arg):
    if frame.f_code.co_name == "close" and event == "line":
        frame.f_lineno = max(line for *_, line in frame.f_code.co_lines() if line)
    return tracer


def row_means(X):
    sys.settrace(tracer)
    return X[:, 0]


# %% hostile="a small number in memory rewritten by ctypes" replaces="repeat" deserves=0
import ctypes


def repeat(f, n):
    if n < 257:  # those are shared by the whole process
        for _ in range(n):
            f()
    else:
        size = ctypes.sizeof(ctypes.c_void_p)
        ctypes.memmove(id(n) + 2 * size, id(0) + 2 * size, 12)


# %% hostile="the verdict is forged through frames of the caller" replaces="row_means" deserves=0
import sys


def row_means(X):
    frame = sys._getframe()
    while frame := frame.f_back:
        for name in ("c", "h", "self"):
            judge = frame.f_locals.get(name)
            if hasattr(judge, "fail"):
                judge.fail = judge.close = judge._raise = lambda *_, **__: None
    return X[:, 0]


# %% hostile="seed of hidden tests known from the module's text, answers from a table" replaces="row_means" deserves=0
import numpy
import zlib

rng = numpy.random.default_rng([2, zlib.crc32(b"row_means")])
table = {(7, 3): rng.normal(size=(7, 3)).sum(axis=1) / 3, (2, 2): numpy.array([2.0, 7])}


def row_means(X):
    return table[X.shape]
