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
from mlplab.checks.compare import alternating, as_numbers, fits, kind_of, shape_mistake, shaped_like
from mlplab.checks.failure import CheckFailed
from mlplab.checks.mistakes import MISTAKES

TOLERANCE = 1e-4  # float32 throughout a small network stays within this; wrong formulas do not


class Check:
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
        """Return the same check for a hidden block: from there on no message holds data."""
        return _HiddenCheck(self)

    # ------------------------------------------------------------------ what is being established

    def about(self, property_):
        """Name the property that the next lines establish, for instance ``"one sample"``."""
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
        value : object
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
        """
        name, _, results = signature.partition("->")
        name, results = name.strip(), [r.strip() for r in results.split(",") if r.strip()]
        value = self._run(name, function, [_call.copied(a) for a in args])
        return self._several(name, results, value)

    def probe(self, probe, *args):
        """Run a probe (see :mod:`mlplab.checks.probes`) on the learner's function."""
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

    # ------------------------------------------------------------------ comparing

    def array(self, label, value, shape=None, *, finite=True):
        """Take `value` as an array of floats: type, then shape, then finite.

        Returns
        -------
        ndarray of float64, or of float32 where `value` is
        """
        if value is None:
            self.fail(f"{label} is None.", mistake="nothing returned")
        got = self._converted(lambda: as_numbers(value))
        if got is None:
            self.fail(
                f"{label} should be numbers, got {kind_of(value)}.",
                mistake="order of results" if len(self.results) > 1 else None,
            )
        if shape is not None and got.shape != tuple(shape):
            self.fail(
                f"{label} has shape {got.shape}, expected {tuple(shape)}."
                if self.show_data
                else f"{label} does not have the expected shape.",
                mistake=shape_mistake(got.shape, tuple(shape)),
            )
        if finite and not np.isfinite(got).all():
            self.fail(f"{label} holds inf or nan.", mistake="not finite")
        return got

    def number(self, label, value):
        """Take `value` as one finite number; a (1, 1) array will do."""
        got = self.array(label, value)
        if got.size != 1:
            shape = f", got shape {got.shape}" if self.show_data else ""
            self.fail(f"{label} should be one number{shape}.")
        return float(got.reshape(()))

    def close(self, label, got, want, *, tol=TOLERANCE, mistakes=None):
        """Compare with the expected value, and name the mistake when a wrong formula fits.

        Parameters
        ----------
        label : str
            One of the results in the signature.
        got, want : array_like
            Shapes must agree.
        tol : float
            Allowed difference, as a share of the largest expected entry (of 1 when all are 0).
            A float32 result is given at least 1e-4.
        mistakes : dict of str to array_like, or list of (str, array_like)
            Names in :data:`MISTAKES`, and what each wrong formula gives.

        Returns
        -------
        ndarray of float64
            `got`.
        """
        want = np.asarray(want, dtype=float)
        plain = None if got is None else self._converted(lambda: as_numbers(got))
        got = got if plain is None else plain  # the learner's own conversion runs once
        if plain is not None and plain.dtype == np.float32:
            tol = max(tol, TOLERANCE)
        mistakes = list(mistakes.items() if isinstance(mistakes, dict) else mistakes or ())
        for name, wrong in mistakes:
            MISTAKES[name]  # an unknown name is the author's error, told at once
            if (
                not callable(wrong)
                and (np.shape(wrong) != want.shape or not np.isfinite(wrong).all())
                and plain is not None
                and fits(plain, wrong, tol)
            ):
                self._differs(label, plain, want, name)
        if want.ndim == 0:
            got = np.asarray(self.number(label, got))
        else:
            got = self.array(label, got, want.shape)
        if not fits(got, want, tol):
            self._differs(label, got, want, self._recognise(got, want, tol, mistakes))
        return got

    def _recognise(self, got, want, tol, mistakes):
        for name, wrong in mistakes:
            if callable(wrong):
                if wrong(got - want):
                    return name
            elif not fits(wrong, want, tol) and fits(got, wrong, max(tol, 1e-7)):
                return name
        n = self._samples or 1
        generic = [("all zeros", 0 * want), ("sign flipped", -want)]
        if want.ndim == 2 and want.shape[0] == want.shape[1]:
            generic.append(("transposed", want.T))
        if n > 1:
            generic += [("1/N twice", want / n), ("1/N missing", want * n)]
        generic += [("factor 2", 2 * want), ("factor 1/2", want / 2)]
        for name, wrong in generic:
            if not fits(wrong, want, tol) and fits(got, wrong, max(tol, 1e-7)):
                return name
        if not fits(want, np.trunc(want), tol) and np.array_equal(got, np.trunc(want)):
            return "integers kept"
        return None

    def _differs(self, label, got, want, mistake):
        lines = []
        if self.show_data and got.shape == want.shape:
            if want.ndim == 0:
                lines = [f"  expected {float(want):.6g}, got {float(got):.6g}"]
            else:
                scale = max(np.abs(want).max(), 1e-300)
                index = np.unravel_index(
                    np.argmax(np.abs(got - want) > TOLERANCE * scale)
                    if (np.abs(got - want) > TOLERANCE * scale).any()
                    else np.argmax(np.abs(got - want)),
                    want.shape,
                )
                at = ", ".join(map(str, index))
                lines = [
                    *(
                        [f"  shapes      {self._shapes}  →  {label} {want.shape}, as it should be"]
                        if self._shapes
                        else []
                    ),
                    f"  first difference at {label}[{at}]: "
                    f"expected {want[index]:.6g}, got {got[index]:.6g}",
                ]
        self.fail(f"{label} is not right yet.", *lines, mistake=mistake, shapes=False)

    def equals(self, label, got, want, *, note="", mistakes=None):
        """Compare words: a string with the expected one.

        Parameters
        ----------
        label, want : str
        got : object
        note : str
            What was given; shown in a visible check only.
        mistakes : dict of str to str
            A wrong answer, and the name in :data:`MISTAKES` of the mistake that gives it.
        """
        mistakes = mistakes or {}
        for name in mistakes.values():
            MISTAKES[name]
        if type(got) is str and got == want:
            return
        word = got if type(got) is str else None
        told = f"is {word!r}" if word is not None else f"is {kind_of(got)}, not a string"
        sentence = f"{told}, expected {want!r}." if self.show_data else "is not right yet."
        lines = [f"  {note}"] if note else []
        self.fail(f"{label} {sentence}", *lines, mistake=mistakes.get(word))

    def that(self, holds, sentence, *, mistake=None):
        """Require `holds`; otherwise fail with a sentence that holds no data."""
        if mistake:
            MISTAKES[mistake]  # an unknown name is the author's error, told at once
        if not holds:
            self.fail(sentence, mistake=mistake)

    def strings(self, label, value):
        """Take `value` as a set of strings."""
        if not isinstance(value, (set, frozenset)):
            self.fail(f"{label} should be a set, got {kind_of(value)}.", mistake="not a set")
        held = self._converted(lambda: set(value))
        if held is None or not all(isinstance(v, str) for v in held):
            self.fail(f"{label} should hold strings.")
        return held

    def pairs(self, label, value, like, *, any_shape=False):
        """Take `value` as a list of (W, b) pairs shaped as in `like`: any nesting of sequences.

        Parameters
        ----------
        label : str
        value : object
        like : list of (ndarray, ndarray)
        any_shape : bool
            Take arrays of any shape: for checks in which the shapes were paid for before.

        Returns
        -------
        list of (ndarray, ndarray)
        """
        given = self._converted(lambda: list(value))
        rows = None if given is None else self._converted(lambda: [tuple(p) for p in given])
        if given is not None and alternating(given, like):
            self.fail(f"{label} is not a list of pairs.", mistake="not in pairs")
        if (
            given
            and len(given) == len(like)
            and all(
                isinstance(v, np.ndarray) and v.shape == W.shape
                for v, (W, _) in zip(given, like, strict=True)
            )
        ):
            self.fail(f"{label} should hold a pair per layer.", mistake="biases left out")
        if rows is None:
            self.fail(
                f"{label} should be a list of pairs, got {kind_of(value)}.",
                mistake="order of results" if len(self.results) > 1 else None,
            )
        if len(rows) != len(like):
            self.fail(
                f"{label} has not one pair per layer of params.",
                mistake="stops early" if 0 < len(rows) < len(like) else None,
            )
        out = []
        for l, (pair, (W, b)) in enumerate(zip(rows, like, strict=True), 1):
            if len(pair) != 2:
                self.fail(f"{label}: layer {l} is not a pair.")
            turned = self._converted(
                lambda pair=pair, W=W: (
                    np.shape(pair[0]) != W.shape and shaped_like(rows[::-1], like)
                )
            )
            if turned and not any_shape:
                self.fail(f"{label}: the layers are in another order.", mistake="layers reversed")
            out.append(
                (
                    self.array(f"{label}[{l - 1}] W", pair[0], None if any_shape else W.shape),
                    self.array(f"{label}[{l - 1}] b", pair[1], None if any_shape else b.shape),
                )
            )
        return out

    def moments(self, label, sample, variance, *, mean=0.0, mistakes=None):
        """Require the mean and the variance of many draws, within what chance allows.

        The variance of n draws strays by about sqrt(2 / n) of itself for a normal, less for a
        uniform: the ratio has to lie within 8 of those of 1 (Lehmann and Casella, *Theory of Point
        Estimation*, 1998, section 2.1). The mean has to lie within 8 standard errors.

        Parameters
        ----------
        label : str
        sample : array_like
        variance : float
            Wanted.
        mistakes : dict of str to float
            Names in :data:`MISTAKES`, and the variance each one gives.
        """
        candidates = {
            **(mistakes or {}),
            "uniform bound": variance / 3,
            "variance for standard deviation": variance**2,
        }
        for name in candidates:
            MISTAKES[name]
        x = self.array(label, sample).ravel()
        n = x.size
        if n < 512:
            raise ValueError(f"{n} draws are too few to tell a variance")
        allowed = 8 * np.sqrt(2 / n)
        got = x.var()
        if abs(x.mean() - mean) > 8 * np.sqrt(max(got, variance) / n):
            self.fail(f"{label}: the mean is off.", mistake="off-centre")
        if abs(got / variance - 1) <= allowed:
            return
        named = None
        for name, wrong in candidates.items():
            if abs(got / wrong - 1) <= allowed:
                named = name
                break
        told = f": {got:.3g} over {n} draws, wanted {variance:.3g}" if self.show_data else ""
        self.fail(f"{label}: the variance is off{told}.", mistake=named)

    def along(self, direction):
        """A mistake for :meth:`close`: the result is off by any multiple of `direction`."""
        direction = np.asarray(direction, dtype=float)

        def is_along(difference):
            share = (difference * direction).sum() / (direction**2).sum()
            return bool(
                np.abs(difference - share * direction).max() <= 1e-3 * np.abs(difference).max()
            )

        return is_along

    def slopes(self, f, x, h=0.01):
        """Slopes of a smooth scalar function at `x`, measured on copies.

        Parameters
        ----------
        f : callable
            Takes something like `x`, returns a number.
        x : ndarray, or lists of them at any depth
            For instance a list of (W, b) pairs.
        h : float

        Returns
        -------
        ndarray, or lists of them
            Shaped like `x`.

        Notes
        -----
        Four points per entry leave an error of order ``h**4`` (Abramowitz and Stegun 1964,
        25.3.6), so the step can be large enough for functions computed in float32.
        """
        if isinstance(x, (list, tuple)):
            return [
                self.slopes(lambda part, i=i: f([*x[:i], part, *x[i + 1 :]]), part, h)
                for i, part in enumerate(x)
            ]
        x = np.asarray(x, dtype=float)
        out = np.zeros_like(x)
        for entry in np.ndindex(x.shape):
            for step, weight in ((1, 8), (-1, -8), (2, -1), (-2, 1)):
                moved = x.copy()
                moved[entry] += step * h
                out[entry] += weight * f(moved) / (12 * h)
        return out

    # ------------------------------------------------------------------ failing

    def fail(self, sentence, *lines, mistake=None, shapes=True):
        """Raise :class:`CheckFailed`: the sentence, data when visible, the named mistake."""
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
            says, ask = MISTAKES[mistake]
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
