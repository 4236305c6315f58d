"""Call a learner's function so that nothing it does disturbs the check around it.

What it writes to stderr is kept apart (nbgrader gives 0 to a check cell with any stderr output),
what it raises is told in its own words and lines, and what it does to its arguments is noticed.
"""

import contextlib
import io
import linecache
import os
import re
import sys
import sysconfig
import traceback

import numpy as np

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_LIBRARIES = tuple(
    {sysconfig.get_paths()[k] for k in ("stdlib", "platstdlib", "purelib", "platlib")}
)


def is_tensor(value):
    """Whether `value` is a torch tensor; torch is not imported for the question.

    Parameters
    ----------
    value : object
        Anything that a learner's function may return.

    Returns
    -------
    bool
        False as long as nobody has imported torch.
    """
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def copied(value):
    """Copy arrays, tensors, lists, tuples and dicts at any depth; the rest is passed as it is.

    A tensor arrives as a leaf without a gradient: no autograd graph comes along.

    Parameters
    ----------
    value : object
        An argument of a call; numbers, functions and unknown objects are passed as they are.

    Returns
    -------
    object
        Of the same type, with the same numbers in memory of its own.
    """
    if is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, (list, tuple)):
        if hasattr(value, "_fields"):
            return type(value)(*map(copied, value))
        return type(value)(map(copied, value))
    if isinstance(value, dict):
        return {k: copied(v) for k, v in value.items()}
    return set(value) if isinstance(value, set) else value


def unchanged(before, after):
    """Whether two values are the same at any depth, numbers and arrays bit for bit.

    Parameters
    ----------
    before, after : object
        An argument's copy from before the call, and what the function was given. Functions and
        objects of the learner's classes count as unchanged: they are theirs to change.

    Returns
    -------
    bool
        False also when a type, a shape or a dtype has become another.
    """
    if is_tensor(before):
        before, after = (v.detach().cpu().numpy() if is_tensor(v) else v for v in (before, after))
    if not isinstance(before, _VALUES):
        return True  # functions, generators, objects of the learner: theirs to change
    if type(before) is not type(after):
        return False
    if isinstance(before, np.ndarray):
        same = before.shape == after.shape and before.dtype == after.dtype
        return same and before.tobytes() == after.tobytes()
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(unchanged(before[k], after[k]) for k in before)
    if isinstance(before, (float, complex, np.generic)):
        return np.asarray(before).tobytes() == np.asarray(after).tobytes()
    return before == after


_VALUES = (
    *(np.ndarray, np.generic, list, tuple, dict, set, frozenset),
    *(bool, int, float, complex, str, bytes, type(None)),
)


class Told(Exception):
    """What a learner's function did instead of returning, in a sentence.

    Parameters
    ----------
    sentence : str
        Says what and where.
    detail : str
        The error's own message.
    kind : str
        ``"unwritten"`` or ``"error"``.
    """

    def __init__(self, sentence, detail="", kind="error"):
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail
        self.kind = kind


def run(name, function, args, *, silent):
    """Call ``function(*args)`` and keep all that it writes and raises away from the check's cell.

    Parameters
    ----------
    name : str
        What the learner calls it.
    function : callable
        The learner's.
    args : sequence of object
        Passed as they are; see :func:`copied`.
    silent : bool
        For hidden tests: what it prints or displays is dropped, and what it raises is told without
        anything that could hold an input.

    Returns
    -------
    value : object
        What it returned.
    warned : str
        What it wrote to stderr.

    Raises
    ------
    Told
        When it raised anything but KeyboardInterrupt.
    KeyboardInterrupt
        When the learner stopped it.
    """
    err = io.StringIO()
    with contextlib.ExitStack() as stack:
        if silent:
            stack.enter_context(_everything_dropped())
        stack.enter_context(contextlib.redirect_stderr(err))
        stack.enter_context(np.errstate(all="warn", under="ignore"))  # underflow is right
        try:
            value = function(*args)
        except KeyboardInterrupt:
            if silent:
                raise KeyboardInterrupt from None  # without the learner's own words
            raise
        except BaseException as error:
            raise (told_without_data if silent else told)(name, error) from None
    return value, err.getvalue()


def _everything_dropped():
    from IPython import get_ipython

    if get_ipython() is None:
        return contextlib.redirect_stdout(io.StringIO())
    from IPython.utils.capture import capture_output

    return capture_output()


def gist(warned):
    """Pick the line of a text on stderr that names the warning, else its last line.

    Parameters
    ----------
    warned : str
        All that was written.

    Returns
    -------
    str
        At most 200 characters, without the file and the line number before the warning's name.
    """
    lines = warned.strip().splitlines() or [""]
    named = [line for line in lines if "Warning: " in line]
    line = (named or lines)[-1].strip()
    return re.sub(r"^.*?:\d+: (?=\w*Warning: )", "", line)[:200]  # not where


def told(name, error):
    """Put an exception of a learner's function into a sentence: what, and at which line.

    Parameters
    ----------
    name : str
        What the learner calls the function.
    error : BaseException
        What it raised, with its traceback: the last line in a cell of the notebook is shown.

    Returns
    -------
    Told
        The sentence, to be raised or printed.
    """
    own = _own_frames(error)
    last = own[-1] if own else None
    if isinstance(error, NotImplementedError):
        return _unwritten(name, error)
    sentence = f"{name} stopped with {_a(type(error).__name__)}"
    if last is not None:
        line = linecache.getline(last.filename, last.lineno).strip()
        where = f" in {last.name}" if last.name not in (name, "<module>", "<lambda>") else ""
        sentence += f"{where} at line {last.lineno} of its cell" + (f":  {line}" if line else "")
    try:
        detail = str(error)
    except Exception:
        detail = ""
    return Told(sentence, detail)


def told_without_data(name, error):
    """Put an exception into a sentence for a hidden test: only its kind, nothing it could carry.

    Parameters
    ----------
    name : str
        What the learner calls the function.
    error : BaseException
        What it raised.

    Returns
    -------
    Told
        The sentence; it names built-in and NumPy's errors only.
    """
    if isinstance(error, NotImplementedError):
        if _where_raised(error) in (name, None):
            return _unwritten(name, None)
        return Told(f"{name} calls a function that is not written yet.", kind="unwritten")
    return Told(f"{name} stopped with {type_name(type(error))}")


def type_name(kind):
    """Name a type with its article, if it is built in or one of NumPy's.

    What a learner's type says of itself, its module included, may hold data. Types written in C,
    which cannot be made in a cell, and NumPy's exceptions are known to hold none.

    Parameters
    ----------
    kind : type
        Of a value or of an exception.

    Returns
    -------
    str
        For instance ``"a list"``; ``"an error"`` or ``"an object of another kind"`` for a type
        that the learner has made.
    """
    made_in_c = not type.__dict__["__flags__"].__get__(kind) & _HEAP_TYPE
    torch = sys.modules.get("torch")
    known = [*_NUMPY_ERRORS, *([torch.Tensor] if torch else [])]
    if made_in_c or any(kind is one for one in known):
        return _a(kind.__name__)
    return "an error" if issubclass(kind, BaseException) else "an object of another kind"


_HEAP_TYPE = 1 << 9  # Py_TPFLAGS_HEAPTYPE: the type was made while Python ran
_NUMPY_ERRORS = [
    *(v for v in vars(np.exceptions).values() if isinstance(v, type)),
    np.linalg.LinAlgError,
]


def _unwritten(name, error):
    inner = _where_raised(error) if error is not None else None
    if inner is None or inner == name or not inner.isidentifier():
        return Told(f"{name} is not written yet.", kind="unwritten")
    return Told(f"{name} calls {inner}, which is not written yet.", kind="unwritten")


def _where_raised(error):
    """The function of the notebook that raised, or the class of a method; None for neither."""
    own = _own_frames(error)
    if not own:
        return None
    codes = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    known = [c.co_qualname for c in codes if (c.co_filename, c.co_name) == _place(own[-1])]
    owner, dot, _ = known[-1].partition(".") if known else ("", "", "")
    return owner if dot and "<locals>" not in known[-1] else own[-1].name


def _place(frame):
    return frame.filename, frame.name


def _own_frames(error):
    """Frames of the traceback that lie in cells of the notebook, not in libraries or here.

    As in pytest and IPython a module that sets ``__tracebackhide__`` is not shown either: a
    grader's, through which a function of the learner's may be called.
    """
    shown = [
        (frame, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if "__tracebackhide__" not in frame.f_globals
    ]
    return [
        f
        for f in traceback.StackSummary.extract(shown)
        if not f.filename.startswith((_PACKAGE + os.sep, *(p + os.sep for p in _LIBRARIES)))
        and not f.filename.startswith("<__array")
    ]


def _a(word):
    return f"an {word}" if word[0] in "AEIOU" else f"a {word}"
