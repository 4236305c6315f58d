# Scores forged by what a function returns: objects that answer every question as it suits them.

# %% hostile="equal to everything" replaces="double" deserves=0
class Anything:
    def __eq__(self, other):
        return True

    __ne__ = __lt__ = __gt__ = lambda self, other: False
    __le__ = __ge__ = __eq__
    __hash__ = object.__hash__


def double(x):
    return Anything()


# %% hostile="converts itself to what is wanted, found in frames" replaces="double" deserves=0
import sys

import numpy as np


class Thief:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe()
        while frame := frame.f_back:
            for name in ("want", "expected", "desired", "target"):
                if name in frame.f_locals:
                    return np.array(frame.f_locals[name], dtype=float)
        frame, args = sys._getframe(), None
        while frame := frame.f_back:
            if "shape" in frame.f_locals and isinstance(frame.f_locals["shape"], tuple):
                return np.zeros(frame.f_locals["shape"])
        return np.zeros(())


def double(x):
    return Thief()


# %% hostile="means that steal what is wanted" replaces="row_means" deserves=0
import sys

import numpy as np


class Thief:
    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe()
        while frame := frame.f_back:
            if "want" in frame.f_locals:
                return np.array(frame.f_locals["want"], dtype=float)
        return np.zeros(())


def row_means(X):
    return Thief()


# %% hostile="an ndarray subclass that says its shape and compares as right" replaces="double" deserves=0
import numpy as np


class Right(np.ndarray):
    shape = property(lambda self: (2,))
    size = property(lambda self: 2)

    def __array_ufunc__(self, ufunc, method, *inputs, **named):
        return np.ones((), bool)

    def __array_function__(self, function, types, args, named):
        return True

    def all(self, *_, **__):
        return True

    __eq__ = __le__ = __ge__ = lambda self, other: self
    __bool__ = lambda self: True


def double(x):
    return np.zeros(7).view(Right)


# %% hostile="astype of a subclass gives what is wanted" replaces="row_means" deserves=0
import sys

import numpy as np


class Right(np.ndarray):
    def __array_finalize__(self, other):
        frame = sys._getframe()
        while frame := frame.f_back:
            if "want" in frame.f_locals and isinstance(frame.f_locals["want"], np.ndarray):
                want = frame.f_locals["want"]
                if self.shape == want.shape:
                    self[...] = want
                return


def row_means(X):
    return np.zeros(len(X)).view(Right)


# %% hostile="__class__ says ndarray" replaces="double" deserves=0
import numpy as np


class Disguised:
    __class__ = property(lambda self: np.ndarray)
    shape, ndim, size, dtype = (2,), 1, 2, np.dtype(float)

    def __getattr__(self, name):
        return lambda *_, **__: self

    def __array__(self, dtype=None, copy=None):
        return self


def double(x):
    return Disguised()


# %% hostile="__array_interface__ points at wanted numbers" replaces="row_means" deserves=0
import sys

import numpy as np


class Pointer:
    @property
    def __array_interface__(self):
        frame = sys._getframe()
        while frame := frame.f_back:
            if "want" in frame.f_locals:
                return np.asarray(frame.f_locals["want"], dtype=float).__array_interface__
        return np.zeros(()).__array_interface__


def row_means(X):
    return Pointer()


# %% hostile="numbers that compare as right" replaces="row_means" deserves=0
class Near(float):
    __sub__ = __rsub__ = lambda self, other: Near(0)
    __abs__ = __neg__ = lambda self: self
    __le__ = __lt__ = __eq__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__


def row_means(X):
    return [Near(-1) for _ in X]


# %% hostile="registered as a real number, __float__ steals" replaces="row_means" deserves=0
import numbers
import sys


class Real:
    turn = 0

    def __float__(self):
        frame = sys._getframe()
        while frame := frame.f_back:
            if "want" in frame.f_locals:
                want = frame.f_locals["want"]
                Real.turn += 1
                return float(want.ravel()[(Real.turn - 1) % want.size])
        return -1.0


numbers.Real.register(Real)


def row_means(X):
    import numpy as np

    Real.turn = 0
    return np.array([Real() for _ in X], dtype=object)


# %% hostile="infinite generator returned" replaces="double" deserves=0
def double(x):
    while True:
        yield 0.0


# %% hostile="__len__ is huge and negative in turns" replaces="double" deserves=0
class Long:
    turn = 0

    def __len__(self):
        Long.turn += 1
        return 10**18 if Long.turn % 2 else 2

    def __getitem__(self, i):
        return 0.0

    def __iter__(self):
        while True:
            yield 0.0


def double(x):
    return Long()


# %% hostile="a list whose items change when they are read" replaces="row_means" deserves=0
class Shifting(list):
    def __iter__(self):
        return iter([2.0, 7.0])

    def __len__(self):
        return 1

    def __getitem__(self, i):
        return [5.0, 9.0][i]

    def __reduce__(self):
        return (eval, ("[2.0, 7.0]",))


def row_means(X):
    return Shifting([0.0])


# %% hostile="unpickling patches what unpickles" replaces="double" deserves=0
PATCH = """
import sys
for module in list(sys.modules.values()):
    for word in ("Check", "_HiddenCheck", "Values"):
        kind = getattr(module, word, None)
        if isinstance(kind, type):
            kind.fail = kind._raise = kind.close = kind.array = lambda *_, **__: None
"""


class Gadget:
    def __reduce__(self):
        return exec, (PATCH,)

    def __array__(self, dtype=None, copy=None):
        raise TypeError


def double(x):
    return Gadget()


# %% hostile="copying and printing run code in the caller" replaces="double" deserves=0
def patch(*_, **__):
    import mlplab.checks.check

    for word in ("fail", "_raise", "close", "array"):
        setattr(mlplab.checks.check.Check, word, lambda *_, **__: None)
    return ""


class Loaded:
    __repr__ = __str__ = __format__ = __deepcopy__ = __copy__ = __getstate__ = patch
    __array__ = __iter__ = __len__ = __float__ = __index__ = __bool__ = __reduce_ex__ = patch


def double(x):
    return Loaded()


# %% hostile="not a number where numbers are compared" replaces="row_means" deserves=0
import numpy as np


def row_means(X):
    return np.full(len(X), np.nan)


# %% hostile="masked array with all entries masked" replaces="row_means" deserves=0
import numpy as np


def row_means(X):
    return np.ma.masked_all(len(X))


# %% hostile="a tensor class of one's own, named torch" replaces="row_means" deserves=0
import sys
import types

import numpy as np

torch = types.ModuleType("torch")


class Tensor:
    def detach(self):
        return self

    cpu = clone = detach
    requires_grad = False
    dtype = "torch.float32"

    def __array__(self, dtype=None, copy=None):
        frame = sys._getframe()
        while frame := frame.f_back:
            if "want" in frame.f_locals:
                return np.array(frame.f_locals["want"], dtype=float)
        return np.zeros(3)


torch.Tensor = Tensor
sys.modules["torch"] = torch


def row_means(X):
    return Tensor()


# %% hostile="dtype of an object array with evil items" replaces="row_means" deserves=0
import numpy as np


class Item:
    __array_priority__ = 1e9
    __float__ = __index__ = __int__ = lambda self: 1 / 0
    __eq__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = lambda self, *_: self
    __hash__ = object.__hash__


def row_means(X):
    return np.array([Item() for _ in X], dtype=object)


# %% hostile="structured, void and datetime arrays" replaces="row_means" deserves=0
import numpy as np


def row_means(X):
    kinds = ["V8", "M8[s]", "S8", "U2", [("a", "f8"), ("b", "O")], "m8[us]", "c16"]
    row_means.turn = getattr(row_means, "turn", 0) + 1
    return np.zeros(len(X), dtype=kinds[row_means.turn % len(kinds)])


# %% hostile="an exception class that says the test passed" replaces="double" deserves=0
class CheckPassed(BaseException):
    __module__ = "mlplab.checks.failure"

    def _render_traceback_(self):
        return ["double ✓  value · hidden: large numbers"]

    def __bool__(self):
        return False


def double(x):
    raise CheckPassed("status: ok, points: 20")


# %% hostile="KeyboardInterrupt and GeneratorExit instead of an answer" replaces="double" deserves=0
def double(x):
    raise (KeyboardInterrupt, GeneratorExit)[len(x) % 2]


# %% hostile="an exception whose text, traceback and hash fail" replaces="double" deserves=0
class Broken(Exception):
    __str__ = __repr__ = __hash__ = __eq__ = __getstate__ = lambda *_: 1 / 0
    __traceback__ = property(lambda self: 1 / 0)
    __cause__ = __context__ = property(lambda self: self)

    def with_traceback(self, tb):
        raise self

    def __reduce__(self):
        raise self


def double(x):
    raise Broken


# %% hostile="a chain of 100000 exceptions" replaces="double" deserves=0
def double(x):
    error = ValueError("first")
    for i in range(100000):
        following = ValueError("x" * 50)
        following.__cause__ = error
        error = following
    raise error


# %% hostile="an exception group, deep and wide" replaces="double" deserves=0
def double(x):
    group = ExceptionGroup("g", [ValueError(i) for i in range(1000)])
    for _ in range(200):
        group = ExceptionGroup("g", [group, group])
    raise group


# %% hostile="a metaclass that lies about its instances" replaces="double" deserves=0
import numpy as np


class Meta(type):
    __instancecheck__ = __subclasscheck__ = lambda cls, thing: True
    __name__ = property(lambda cls: "ndarray")
    mro = lambda cls: [cls, object]


class Liar(metaclass=Meta):
    __module__ = "numpy"
    shape = (3, 2)


def double(x):
    return Liar()


# %% hostile="the function is an object that pretends" replaces="double" deserves=0
class Function:
    __name__ = __qualname__ = "double"
    is_probe = True

    def __call__(self, *args):
        return self

    def __getattr__(self, name):
        return Function()

    def __reduce__(self):
        return print, ("pickled",)


double = Function()


# %% hostile="repeat answers the probe by itself" replaces="repeat" deserves=0
class Repeat:
    is_probe = True

    def __call__(self, f, n):
        raise StopIteration(n)

    def __eq__(self, other):
        return True


repeat = Repeat()


# %% hostile="the probe's len is patched to a constant" replaces="repeat" deserves=0
import builtins

true_len = builtins.len
builtins.len = lambda x: 3 if x == [] else true_len(x)


def repeat(f, n):
    return None
