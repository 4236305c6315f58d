"""The judge's view of what lives in the learner's process.

A learner's function is a :class:`Remote`: it can be called, and what comes back is plain data or
another Remote. Nothing of the learner's decides a comparison here: a Remote is equal to nothing,
has no truth value, and its numbers are asked for once and arrive as plain arrays.
"""

import builtins
import contextlib
import inspect
import linecache
import sys
import textwrap

import numpy as np

from autograder.grading.values import Decoder, Encoder, WireError, random_state, set_random_state

__tracebackhide__ = True  # frames of this module are not the learner's
MAX_ITERATIONS = 100_000
LEARNERS_CELL = "<learner's cell>"


class Link:
    """A conversation with one snapshot of the learner's process.

    Parameters
    ----------
    channel : Channel
        To the snapshot.

    Attributes
    ----------
    quiet : bool
        Drop what the learner's functions print: while hidden tests run.
    """

    def __init__(self, channel):
        self._channel = channel
        self._callbacks = []
        self._generators = []
        self._broken = None
        self.quiet = False

    def name(self, name):
        """Ask what the learner's cells bound to a name.

        Parameters
        ----------
        name : str
            In the notebook.

        Returns
        -------
        object
            Plain data, or a :class:`Remote`.

        Raises
        ------
        NameError
            When they bound nothing.
        """
        answer = self.ask(ask="name", name=name)
        if answer.get("missing") is True:
            raise NameError(f"name {name!r} is not defined")
        return self._value(answer)

    def call(self, question, args, kwargs):
        """Let the learner's process call something; changes that it makes to arguments appear.

        Parameters
        ----------
        question : dict
            Says what to call.
        args : sequence of object
            Plain data, the learner's own objects, or functions of the check.
        kwargs : dict
            The same, by name.

        Returns
        -------
        object
            Plain data, or a :class:`Remote`.

        Raises
        ------
        WireError
            When what became of the arguments is malformed.
        Exception
            What the learner's code raised, see :meth:`ask`.
        """
        write = Encoder(self._hand_over, self._number)
        answer = self.ask(
            **question,
            args=[write(a) for a in args],
            kwargs={k: write(v) for k, v in kwargs.items()},
        )
        changed = answer.get("changed")
        if changed is not None:
            read = Decoder(self._receive)
            try:
                new_args, new_kwargs = changed
                for old, new in zip(args, new_args, strict=True):
                    merged(old, read(new))
                for key, old in kwargs.items():
                    merged(old, read(new_kwargs[key]))
            except (ValueError, TypeError, KeyError):
                raise WireError("malformed arguments") from None
        return self._value(answer)

    def get(self, **question):
        """Ask for a value that is no call.

        Parameters
        ----------
        **question : object
            What is asked, and of which object.

        Returns
        -------
        object
            Plain data, or a :class:`Remote`.
        """
        return self._value(self.ask(**question))

    def ask(self, **question):
        """Send a question; answer callbacks until its answer arrives.

        Parameters
        ----------
        **question : object
            What is asked, and of which object.

        Returns
        -------
        dict
            The answer, not decoded yet; what the learner's code printed has been printed.

        Raises
        ------
        SystemExit
            When the learner's process is gone.
        ConnectionError
            When it says what no honest process says; from then on at every question.
        TimeoutError
            When the check's time was over meanwhile.
        """
        if self._broken:
            raise ConnectionError(self._broken)
        try:
            self._channel.send({**question, "rngs": self._random_states()})
            while True:
                answer = self._channel.receive()
                if not isinstance(answer, dict):
                    raise WireError("no answer")
                if "callback" not in answer:
                    break
                self._channel.send(self._call_back(answer))
        except (EOFError, OSError):
            self._broken = "it ended the Python process"
            raise SystemExit(self._broken) from None
        except WireError as error:
            self._broken = f"its answer could not be read: {error}"
            raise ConnectionError(self._broken) from None
        except BaseException:  # the check's alarm: a late answer must not be taken for the next one
            self._broken = "it did not answer in time"
            raise TimeoutError(self._broken) from None
        self._follow(answer.get("rngs"))
        for stream, key in ((sys.stdout, "out"), (sys.stderr, "err")):
            if not self.quiet and isinstance(answer.get(key), str):
                stream.write(answer[key])
        return answer

    def close(self):
        """Let the snapshot go."""
        self._channel.close()

    def _number(self, rng):
        """Both sides know a random generator by a number: drawing there is drawing here."""
        for number, known in enumerate(self._generators):
            if known is rng:
                return number
        self._generators.append(rng)
        return len(self._generators) - 1

    def _random_states(self):
        write = Encoder(self._hand_over)
        return [[n, write(random_state(rng))] for n, rng in enumerate(self._generators)]

    def _follow(self, states):
        for number, state in states if isinstance(states, list) else ():
            with contextlib.suppress(Exception):  # another kind of state: the learner's own trick
                bits = self._generators[number].bit_generator
                new = Decoder(self._receive)(state)
                if new["state"].get("inc") == bits.state["state"].get("inc"):  # drawing keeps it
                    set_random_state(bits, new)

    def _value(self, answer):
        if "error" in answer:
            raise raised(answer["error"])
        try:
            return Decoder(self._receive)(answer.get("value"))
        except WireError as error:
            raise ValueError(f"its value could not be read: {error}") from None

    def _call_back(self, message):
        try:
            read, write = Decoder(self._receive), Encoder(self._hand_over)
            number = message["callback"]
            if type(number) is not int or not 0 <= number < len(self._callbacks):
                raise WireError("an unknown callback")
            args = [read(a) for a in message["args"]]
            kwargs = {str(k): read(v) for k, v in message["kwargs"].items()}
            return {"value": write(self._callbacks[number](*args, **kwargs))}
        except (WireError, KeyError, AttributeError) as error:
            return {"error": str(error)[:500]}
        except Exception as error:
            return {"error": f"{type(error).__name__}: {error}"[:500]}

    def _hand_over(self, value):
        if isinstance(value, Remote):
            number = object.__getattribute__(value, "_id")
            return {"$": "handle", "i": number, "f": isinstance(value, RemoteFunction)}
        if callable(value):
            self._callbacks.append(value)
            return {"$": "callback", "i": len(self._callbacks) - 1}
        raise TypeError(f"a {type(value).__name__} cannot be given to a learner's function")

    def _receive(self, structure):
        number = structure.get("i")
        if type(number) is not int:
            raise WireError("malformed handle")
        if structure["$"] == "handle":
            return (RemoteFunction if structure.get("f") is True else Remote)(self, number)
        if not 0 <= number < len(self._callbacks):
            raise WireError("an unknown callback")
        return self._callbacks[number]


class Remote:
    """An object of the learner's that is no plain value.

    Parameters
    ----------
    link : Link
        To the process in which it lives.
    number : int
        By which that process knows it.
    """

    __slots__ = ("_id", "_link")

    def __init__(self, link, number):
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_id", number)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self._link.get(ask="attribute", id=self._id, name=name)

    def __setattr__(self, name, value):
        raise AttributeError("the attributes of a learner's object are the learner's")

    def __getitem__(self, key):
        key = Encoder(self._link._hand_over)(key)
        return self._link.get(ask="item", id=self._id, key=key)

    def __len__(self):
        length = self._link.get(ask="length", id=self._id)
        if type(length) is not int or not 0 <= length <= sys.maxsize:
            raise ValueError("its length is not a whole number")
        return length

    def __iter__(self):
        iterator = self._link.get(ask="iterate", id=self._id)
        for _ in range(MAX_ITERATIONS):
            try:
                item = next(iterator)
            except StopIteration:
                return
            yield item
        raise ValueError(f"it goes on after {MAX_ITERATIONS:,} items")

    def __next__(self):
        answer = self._link.ask(ask="next", id=self._id)
        if answer.get("end") is True:
            raise StopIteration
        return self._link._value(answer)

    def __call__(self, *args, **kwargs):
        return self._link.call({"ask": "call", "id": self._id}, args, kwargs)

    def __array__(self, dtype=None, copy=None):
        array = self._link.get(ask="array", id=self._id)
        if type(array) is not np.ndarray:
            raise TypeError("its numbers are no array")
        return array if dtype is None else array.astype(dtype)

    def __float__(self):
        number = self._link.get(ask="number", id=self._id)
        if type(number) is not float:
            raise TypeError("it is no number")
        return number

    def _refuse(self, *_):
        raise TypeError("a plain value is wanted here, not an object")

    __bool__ = __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __array_ufunc__ = None
    __hash__ = object.__hash__

    def __repr__(self):
        return "<an object of the learner's>"


class RemoteFunction(Remote):
    """Something callable of the learner's: it is true, as functions are.

    Parameters
    ----------
    link : Link
        To the process in which it lives.
    number : int
        By which that process knows it.
    """

    __slots__ = ()

    def __bool__(self):
        return True


class RemoteProbe:
    """A probe of the check's, run beside the learner's code.

    Parameters
    ----------
    function : callable
        Marked with ``@probe``; its text is sent, its arguments are plain or the learner's.
    """

    is_probe = True

    def __init__(self, function):
        self.__name__ = function.__name__
        self._text = textwrap.dedent(inspect.getsource(function))

    def __call__(self, function, *args):
        if not isinstance(function, Remote):
            raise TypeError(f"{function!r} is no function")
        link = object.__getattribute__(function, "_link")
        question = {"ask": "probe", "text": self._text, "name": self.__name__}
        return link.call(question, (function, *args), {})


def merged(old, new):
    """Take over what a call in the other process did to an argument.

    Parameters
    ----------
    old : object
        What was given; arrays, lists, dicts and sets take the change over in place.
    new : object
        What it is there after the call.

    Returns
    -------
    object
        `old` where it is the same object there too, else `new`.
    """
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        return _merged_array(old, new)
    if isinstance(old, list) and isinstance(new, list):
        kept = [merged(a, b) for a, b in zip(old, new, strict=False)]
        old[:] = kept + new[len(old) :]
        return old
    if isinstance(old, tuple) and isinstance(new, tuple):
        kept = [merged(a, b) for a, b in zip(old, new, strict=False)]
        same = len(old) == len(new) and all(a is b for a, b in zip(old, kept, strict=True))
        return old if same else (*kept, *new[len(old) :])
    if isinstance(old, dict) and isinstance(new, dict):
        kept = {k: merged(old[k], v) if k in old else v for k, v in new.items()}
        old.clear()
        old.update(kept)
        return old
    if isinstance(old, set) and isinstance(new, set):
        old.clear()
        old.update(new)
        return old
    if isinstance(old, np.random.Generator) and isinstance(new, np.random.Generator):
        return old  # its state comes back by itself
    return _merged_tensor(old, new)


def _merged_array(old, new):
    if old.dtype != new.dtype or old.size != new.size or not old.flags.writeable:
        return new
    if old.shape != new.shape:
        try:
            old.shape = new.shape
        except AttributeError:  # its layout does not allow it
            return new
    old[...] = new
    return old


def _merged_tensor(old, new):
    torch = sys.modules.get("torch")
    if torch is None or not isinstance(old, torch.Tensor) or not isinstance(new, torch.Tensor):
        return new
    if old.shape != new.shape or old.dtype != new.dtype:
        return new
    with torch.no_grad():
        old.copy_(new)
    return old


def raised(told):
    """Rebuild an exception, with the learner's own line as its traceback.

    Built-in exceptions and NumPy's are themselves; any other class is made anew and holds a name
    only. Whatever the words are, they are words.

    Parameters
    ----------
    told : dict
        What the learner's process says of it; anything else counts as empty.

    Returns
    -------
    Exception
        To be raised.
    """
    told = told if isinstance(told, dict) else {}
    said = {k: v for k, v in told.items() if isinstance(v, str)}
    words = said.get("words", "")
    kind = _exception_class(said.get("type", ""), said.get("module", ""), said.get("builtin", ""))
    try:
        error = kind(_Verbatim(words) if issubclass(kind, KeyError) else words)
    except Exception:  # it is made of more than words: a group, a position in bytes
        error = type(kind.__name__, (Exception,), {"__module__": "learner"})(words)
    where = told.get("where")
    return _with_line(error, where) if _is_place(where) else error


class _Verbatim(str):
    """A KeyError shows the ``repr`` of its words; these were shown once already."""

    __slots__ = ()

    def __repr__(self):
        return str(self)


def _exception_class(name, module, builtin):
    if module == "builtins":
        found = getattr(builtins, name, None)
    elif module.split(".")[0] == "numpy":
        found = getattr(np.exceptions, name, None) or getattr(np.linalg, name, None)
    else:
        found = None
    if isinstance(found, type) and issubclass(found, Exception):
        return found
    base = getattr(builtins, builtin, None)
    if not (isinstance(base, type) and issubclass(base, Exception)):
        base = RuntimeError  # SystemExit, KeyboardInterrupt: the learner's, not the judge's
    return type(name if name.isidentifier() else "Error", (base,), {"__module__": "learner"})


def _is_place(where):
    kinds = (str, str, int, str)
    return (
        isinstance(where, list)
        and len(where) == len(kinds)
        and all(type(part) is kind for part, kind in zip(where, kinds, strict=True))
        and 0 < where[2] < 10_000
    )


def _with_line(error, where):
    """Give `error` a traceback that ends in a function of the learner's cell."""
    name, qualname, line, text = where
    linecache.cache[LEARNERS_CELL] = (1, None, ["\n"] * (line - 1) + [text + "\n"], LEARNERS_CELL)
    code = compile("\n" * (line - 1) + "raise error", LEARNERS_CELL, "exec")
    code = code.replace(co_name=name or "<module>", co_qualname=qualname or "<module>")
    try:
        exec(code, {"error": error})
    except BaseException as caught:
        caught.__traceback__ = caught.__traceback__.tb_next  # without this function's own frame
        return caught
