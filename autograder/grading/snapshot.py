"""Answer the judge's questions about a learner's functions, in a fork of the learner's process."""

import contextlib
import io
import linecache
import os
import sys
import traceback

import numpy as np

from autograder.grading.frames import pack
from autograder.grading.values import Decoder, Encoder, random_state, set_random_state

_exec, _compile = exec, compile  # as they were before any cell of the learner's ran
MAX_MESSAGE = 2000  # characters of an error's own words
MAX_SAID = 20_000  # characters that a call may print into a check's output


def serve(channel, names, given):
    """Answer until the judge leaves.

    Parameters
    ----------
    channel : Channel
        To the judge.
    names : dict
        What the learner's cells left behind.
    given : dict
        What the locked cells bound, for probes.
    """
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)  # a fork has no threads left, and would wait for them for ever
    questions = _Questions(channel, names, given)
    with contextlib.suppress(EOFError):
        while True:
            questions.answer(channel.receive())


class _Questions:
    def __init__(self, channel, names, given):
        self._channel, self._names, self._given = channel, names, given
        self._kept = {}  # handle -> object
        self._callbacks = {}  # id of a function made here -> structure it stands for
        self._generators = {}  # the judge's number of a random generator -> its twin here
        self._foreign = _Foreign(self)

    def answer(self, question):
        self._follow(question.get("rngs", ()))
        out, err = io.StringIO(), io.StringIO()
        try:
            with (
                contextlib.redirect_stdout(out),
                contextlib.redirect_stderr(err),
                np.errstate(all="warn", under="ignore"),
            ):
                answer = getattr(self, f"_{question['ask']}")(question)
            body = pack({**answer, **_said(out, err), "rngs": self._random_states()})
        except BaseException as error:
            body = pack({"error": _told(error), **_said(out, err), "rngs": self._random_states()})
        self._channel.socket.sendall(body)

    # ------------------------------------------------------------------ what can be asked

    def _name(self, q):
        if q["name"] not in self._names:
            return {"missing": True}
        return self._result(self._names[q["name"]])

    def _call(self, q):
        return self._called(self._kept[q["id"]], q)

    def _probe(self, q):
        space = {**self._given, "__name__": "__main__", "probe": lambda function: function}
        filename = f"<__array probe {q['name']}>"  # no line of it is the learner's
        _exec(_compile(q["text"], filename, "exec"), space)
        return self._called(space[q["name"]], q)

    def _called(self, function, q):
        decode = Decoder(self._here, self._generator)
        args = [decode(a) for a in q["args"]]
        kwargs = {k: decode(v) for k, v in q["kwargs"].items()}
        answer = {}
        try:
            answer = {"value": Encoder(self._foreign)(function(*args, **kwargs))}
        except BaseException as error:
            answer = {"error": _told(error)}
        write = Encoder(self._foreign)
        after = [write(a) for a in args], {k: write(v) for k, v in kwargs.items()}
        if pack(after) != pack((q["args"], q["kwargs"])):
            answer["changed"] = after
        return answer

    def _attribute(self, q):
        return self._result(getattr(self._kept[q["id"]], q["name"]))

    def _item(self, q):
        return self._result(self._kept[q["id"]][Decoder(self._here)(q["key"])])

    def _length(self, q):
        return {"value": len(self._kept[q["id"]])}

    def _iterate(self, q):
        return {"value": self._keep(iter(self._kept[q["id"]]))}

    def _next(self, q):
        try:
            return self._result(next(self._kept[q["id"]]))
        except StopIteration:
            return {"end": True}

    def _array(self, q):
        return {"value": Encoder(self._refuse)(np.asarray(self._kept[q["id"]]))}

    def _number(self, q):
        return {"value": float(self._kept[q["id"]])}

    # ------------------------------------------------------------------ values

    def _result(self, value):
        return {"value": Encoder(self._keep)(value)}

    def _keep(self, value):
        handle = len(self._kept) + 1
        self._kept[handle] = value
        return {"$": "handle", "i": handle, "f": callable(value) and not isinstance(value, type)}

    def _generator(self, number, rng):
        """One generator of the judge's is one here, however often it is passed."""
        return self._generators.setdefault(number, rng)

    def _follow(self, states):
        """What the check drew since the last question counts here too."""
        for number, state in states:
            if number in self._generators:
                bits = self._generators[number].bit_generator
                set_random_state(bits, Decoder(self._here)(state))

    def _random_states(self):
        write = Encoder(self._refuse)
        return [[n, write(random_state(rng))] for n, rng in self._generators.items()]

    def _refuse(self, value):
        raise TypeError("not numbers")

    def _here(self, structure):
        if structure["$"] == "handle":
            value = self._kept[structure["i"]]
        else:
            value = self._callback(structure["i"])
        self._callbacks[id(value)] = value, structure
        return value

    def _callback(self, number):
        def callback(*args, **kwargs):
            write = Encoder(self._keep)
            self._channel.send(
                {
                    "callback": number,
                    "args": [write(a) for a in args],
                    "kwargs": {k: write(v) for k, v in kwargs.items()},
                }
            )
            reply = self._channel.receive()
            while "ask" in reply:  # the check's function calls the learner's in turn
                self.answer(reply)
                reply = self._channel.receive()
            if "error" in reply:
                raise RuntimeError(reply["error"])
            return Decoder(self._here)(reply["value"])

        return callback


class _Foreign:
    """Write an argument down again as it arrived, to see whether a call changed it."""

    def __init__(self, questions):
        self._questions = questions

    def __call__(self, value):
        known = self._questions._callbacks.get(id(value))
        return known[1] if known else self._questions._keep(value)


def _said(out, err):
    said = {"out": out.getvalue()[:MAX_SAID], "err": err.getvalue()[-MAX_SAID:]}
    return {k: v for k, v in said.items() if v}


def _told(error):
    """What an exception says: its type, its words, and the learner's line that raised it."""
    kind = type(error)
    builtin = next((k.__name__ for k in kind.__mro__ if k.__module__ == "builtins"), "Exception")
    try:
        words = str(error)[:MAX_MESSAGE]
    except BaseException:
        words = ""
    told = {
        "type": str(kind.__name__)[:100],
        "module": str(kind.__module__)[:100],
        "builtin": builtin,
        "words": words,
    }
    own = [
        (frame.f_code, line)
        for frame, line in traceback.walk_tb(error.__traceback__)
        if _is_learners(frame.f_code.co_filename)
    ]
    if own:
        code, line = own[-1]
        text = linecache.getline(code.co_filename, line).strip()[:200]
        told["where"] = [code.co_name[:100], code.co_qualname[:200], line, text]
    return told


def _is_learners(filename):
    """Cells and strings have no file; files that a cell wrote lie in its own folder."""
    if filename.startswith("<"):
        return not filename.startswith(("<frozen", "<__array"))
    return filename.startswith((os.environ.get("HOME", "/box") + os.sep, "./"))
