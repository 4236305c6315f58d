"""The vocabulary that all checks of the course share.

A check goes from cause to symptom: type, shape, finite, value; then it names the mistake by
comparing the learner's value with what known wrong formulas give. See
``guides/decisions/0003-checks.md``.
"""

import os
import textwrap
import zlib

import numpy as np

from mlplab.checks import call as _call
from mlplab.checks.compare import kind_of
from mlplab.checks.failure import CheckFailed
from mlplab.checks.mistakes import look_up
from mlplab.checks.values import Values


class Check(Values):
    """Examine one function of the learner, inside one check cell.

    Use it as a context: leaving it without an exception prints what holds.

    Parameters
    ----------
    signature : str
        ``"linear_backward(dZ, X, W) -> dX, dW, db"``: the names that messages use.
    function : callable
        The learner's. It may live in another process: only calls and plain values are used.

    Examples
    --------
    >>> with Check("double(x) -> y", lambda x: 2 * x) as c:
    ...     c.about("value")
    ...     c.close("y", c.call(np.ones(2)), [2, 2])
    double ✓  value
    """

    show_data = True

    def __init__(self, signature, function):
        head, _, results = signature.partition("->")
        self.name, _, arguments = head.strip().partition("(")
        self.function = function
        self.inputs = [a.strip() for a in arguments.rstrip(") ").split(",")]
        self.results = [r.strip() for r in results.split(",") if r.strip()]
        self.properties = []
        self._shapes = ""
        self._samples = None

    def __enter__(self):
        self._arithmetic = np.errstate(all="ignore")  # a check's own numbers warn nobody
        self._arithmetic.__enter__()
        return self

    def __exit__(self, kind, error, traceback):
        self._arithmetic.__exit__(None, None, None)
        if kind is None:
            if not self.properties:
                raise ValueError(f"the check of {self.name} establishes no property")
            hidden = "" if self.show_data else "hidden: "
            line = f"{self.name} ✓  {hidden}{' · '.join(self.properties)}"
            print(textwrap.fill(line, 92, subsequent_indent="    "))
        return False

    def hidden(self):
        """Return the same check for a hidden block: from there on no message holds data.

        Returns
        -------
        Check
            With a generator ``rng`` for fresh inputs; leave it with a context of its own.
        """
        return _HiddenCheck(self)

    # ------------------------------------------------------------------ what is being established

    def about(self, property_):
        """Name the property that the next lines establish, for instance ``"one sample"``.

        Parameters
        ----------
        property_ : str
            In the learner's words; stands in the line of what holds and in a failure's message.
        """
        if property_ not in self.properties:
            self.properties.append(property_)

    # ------------------------------------------------------------------ calling

    def call(self, *args, changes=()):
        """Call the learner's function on copies of `args` and return what it returns.

        Parameters
        ----------
        *args : object
            Positional, in the order of the signature.
        changes : sequence of str
            Inputs that the function may change.

        Returns
        -------
        object
            A tuple when the signature names several results.

        Raises
        ------
        CheckFailed
            When it raises, returns nothing or too few results, or changes an input.
        """
        given = [_call.copied(a) for a in args]
        self._note_shapes(args)
        value = self._run(self.name, self.function, given)
        for i, (before, after) in enumerate(zip(args, given, strict=True)):
            label = self.inputs[i] if i < len(self.inputs) else f"argument {i + 1}"
            if label not in changes and not _call.unchanged(before, after):
                self.fail(f"{label} was changed by the call.", mistake="inputs changed")
        if value is None and self.results:
            self.fail("it returned nothing.", mistake="nothing returned")
        return self._several(self.name, self.results, value)

    def use(self, signature, function, *args):
        """Call another function of the learner as part of this check.

        Parameters
        ----------
        signature : str
            ``"mlp_forward -> out, cache"``; with one result or none the name will do.
        function : callable
            The learner's.
        *args : object
            Positional; the function gets copies.

        Returns
        -------
        object
            What the function returns, a tuple when the signature names several results.

        Raises
        ------
        CheckFailed
            When it raises or returns too few results.
        """
        name, _, results = signature.partition("->")
        name, results = name.strip(), [r.strip() for r in results.split(",") if r.strip()]
        value = self._run(name, function, [_call.copied(a) for a in args])
        return self._several(name, results, value)

    def probe(self, probe, *args):
        """Run a probe (see :mod:`mlplab.checks.probes`) on the learner's function.

        Parameters
        ----------
        probe : callable
            Marked with ``@probe``; its first argument is the learner's function.
        *args : object
            The other arguments; the probe gets copies.

        Returns
        -------
        object
            Plain data that the probe has collected, for the check to compare.

        Raises
        ------
        ValueError
            When the function is not marked, an author's mistake.
        CheckFailed
            When the learner's function raises inside the probe.
        """
        if not getattr(probe, "is_probe", False):
            raise ValueError(f"{probe.__name__} is not marked with @probe")
        return self._run(self.name, probe, [self.function, *map(_call.copied, args)])

    def _run(self, name, function, args):
        try:
            value, warned = _call.run(name, function, args, silent=not self.show_data)
        except _call.Told as told:
            detail = told.detail if self.show_data else ""
            if told.kind == "unwritten":
                raise CheckFailed(told.sentence, self.name, "written") from None
            self._raise([told.sentence, *([f"  {detail}"] if detail else [])], shapes=True)
        if warned and self.show_data:
            print(f"{name} wrote a warning, which costs nothing: {_call.gist(warned)}")
        return value

    def _several(self, name, results, value):
        if len(results) < 2:
            return value
        parts = self._converted(lambda: tuple(value))
        if parts is None or len(parts) != len(results):
            several = parts is not None and isinstance(value, (tuple, list))
            got = f"{len(parts)} results" if several else f"one {kind_of(value)}"
            told = f", not {got}" if self.show_data else ""
            wanted = f"{len(results)} results ({', '.join(results)})"
            who = "it" if name == self.name else name
            self.fail(f"{who} should return {wanted}{told}.")
        return parts

    def _converted(self, convert):
        """What `convert` makes of a learner's value; None when the value does not let it."""
        try:
            return _call.run(self.name, convert, (), silent=not self.show_data)[0]
        except _call.Told:
            return None

    def _note_shapes(self, args):
        named = list(zip(self.inputs, args, strict=False))
        self._shapes = " · ".join(
            f"{label} {a.shape}" if isinstance(a, np.ndarray) else f"{label} list of {len(a)}"
            for label, a in named
            if isinstance(a, (np.ndarray, list))
        )
        batches = [a.shape[0] for _, a in named if isinstance(a, np.ndarray) and a.ndim == 2]
        self._samples = batches[0] if batches else None

    # ------------------------------------------------------------------ failing

    def fail(self, sentence, *lines, mistake=None, shapes=True):
        """Raise :class:`CheckFailed`: the sentence, data when visible, the named mistake.

        Parameters
        ----------
        sentence : str
            What is wrong, without data; the function's name is put before it.
        *lines : str
            Data, indented by two spaces; shown in a visible check only.
        mistake : str, optional
            A name in :data:`MISTAKES`.
        shapes : bool
            Whether a visible check also shows the shapes of the last call's inputs.

        Raises
        ------
        CheckFailed
            Always.
        """
        words = [f"{self.name}: {sentence}"]
        self._raise(words, *lines, mistake=mistake, shapes=shapes)

    def _raise(self, words, *lines, mistake=None, shapes=False):
        about = self.properties[-1] if self.properties else ""
        text = [words[0]]
        body = list(words[1:])
        if self.show_data:
            if shapes and self._shapes:
                body.append(f"  inputs      {self._shapes}")
            body += lines
        where = about if self.show_data else f"a hidden test, on data you have not seen: {about}"
        body.append(f"  checking    {where}")
        text += ["", *body]
        if mistake:
            says, ask = look_up(mistake)
            text += ["", f"  Looks like: {mistake}", f"  {says}", f"  {ask}"]
        raise CheckFailed("\n".join(text), self.name, about, mistake) from None


class _HiddenCheck(Check):
    """A check whose messages hold no data, with a generator for fresh inputs.

    Attributes
    ----------
    rng : numpy.random.Generator
        From ``MLPLAB_SEED`` and the function's name: every run of an assignment draws the same.
    """

    show_data = False

    def __exit__(self, kind, error, traceback):
        super().__exit__(kind, error, traceback)
        if kind is not None and not issubclass(kind, (CheckFailed, KeyboardInterrupt)):
            about = self.properties[-1] if self.properties else ""
            text = f"{self.name}: a hidden test could not finish.\n\n  checking    {about}"
            raise CheckFailed(text, self.name, about) from error

    def __init__(self, visible):
        self.__dict__.update(visible.__dict__)
        self.properties = []
        seed = int(os.environ.get("MLPLAB_SEED", "2"))
        self.rng = np.random.default_rng([seed, zlib.crc32(self.name.encode())])
