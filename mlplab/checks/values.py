"""The part of a check that takes a learner's values: type, shape, finite, value, named mistake."""

import numpy as np

from mlplab.checks import call as _call
from mlplab.checks.compare import alternating, as_numbers, fits, kind_of, shape_mistake, shaped_like
from mlplab.checks.mistakes import look_up

TOLERANCE = 1e-4  # float32 throughout a small network stays within this; wrong formulas do not


class Values:
    """Methods of :class:`mlplab.checks.Check`: they return plain numbers or fail in its words."""

    def array(self, label, value, shape=None, *, finite=True):
        """Take `value` as an array of floats: type, then shape, then finite.

        Parameters
        ----------
        label : str
            What messages call it.
        value : object
            The learner's: numbers in any nesting, an array or a tensor.
        shape : tuple of int, optional
            Wanted; any will do without it.
        finite : bool
            Whether inf and nan are refused.

        Returns
        -------
        ndarray
            Of shape `shape`, or shaped like `value`; float32 where `value` is, else float64.

        Raises
        ------
        CheckFailed
            At the first of the three that does not hold.
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

    def tensor(self, label, value, kind, shape=None):
        """Take `value` as a torch tensor of a kind of numbers: type, then dtype, then shape.

        Parameters
        ----------
        label : str
            What messages call it.
        value : object
            The learner's.
        kind : str
            ``"float"`` (float32 or float64) or ``"long"`` (int64).
        shape : tuple of int, optional
            Wanted; any will do without it.

        Returns
        -------
        ndarray
            Of shape `shape`, or shaped like `value`, finite.

        Raises
        ------
        CheckFailed
            At the first of the three that does not hold, and for inf and nan.
        """
        if not _call.is_tensor(value):
            got = f", got {kind_of(value)}" if self.show_data else ""
            self.fail(f"{label} should be a torch tensor{got}.", mistake="not a tensor")
        dtype = str(value.dtype).removeprefix("torch.")
        if dtype not in {"float": ("float32", "float64"), "long": ("int64",)}[kind]:
            got = f", got {dtype}" if self.show_data else ""
            self.fail(f"{label} should hold {kind} numbers{got}.", mistake="wrong dtype")
        return self.array(label, value, shape)

    def number(self, label, value):
        """Take `value` as one finite number; a (1, 1) array will do.

        Parameters
        ----------
        label : str
            What messages call it.
        value : object
            The learner's.

        Returns
        -------
        float
            The number.

        Raises
        ------
        CheckFailed
            For more than one number, none, or one that is not finite.
        """
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
            Their shapes must agree.
        tol : float
            Allowed difference, as a share of the largest expected entry (of 1 when all are 0).
            A float32 result is given at least 1e-4.
        mistakes : dict of str to array_like, or list of (str, array_like)
            Names in :data:`MISTAKES`, and what each wrong formula gives, of any shape; or, in place
            of an array, what :meth:`along` returns.

        Returns
        -------
        ndarray of float
            `got`, of the shape of `want`.

        Raises
        ------
        CheckFailed
            When `got` is of another kind or shape, not finite, or too far away.
        ValueError
            For a name that is not in :data:`MISTAKES`, an author's mistake.
        """
        want = np.asarray(want, dtype=float)
        plain = None if got is None else self._converted(lambda: as_numbers(got))
        got = got if plain is None else plain  # the learner's own conversion runs once
        if plain is not None and plain.dtype == np.float32:
            tol = max(tol, TOLERANCE)
        mistakes = list(mistakes.items() if isinstance(mistakes, dict) else mistakes or ())
        for name, wrong in mistakes:
            look_up(name)  # an unknown name is the author's error, told at once
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
        label : str
            What messages call it.
        got : object
            The learner's.
        want : str
            Has to be the same, letter by letter.
        note : str
            What was given; shown in a visible check only.
        mistakes : dict of str to str
            A wrong answer, and the name in :data:`MISTAKES` of the mistake that gives it.

        Raises
        ------
        CheckFailed
            When `got` is another string or none.
        """
        mistakes = mistakes or {}
        for name in mistakes.values():
            look_up(name)
        if type(got) is str and got == want:
            return
        word = got if type(got) is str else None
        told = f"is {word!r}" if word is not None else f"is {kind_of(got)}, not a string"
        sentence = f"{told}, expected {want!r}." if self.show_data else "is not right yet."
        lines = [f"  {note}"] if note else []
        self.fail(f"{label} {sentence}", *lines, mistake=mistakes.get(word))

    def that(self, holds, sentence, *, mistake=None):
        """Require `holds`; otherwise fail with a sentence that holds no data.

        Parameters
        ----------
        holds : bool
            What has to be true.
        sentence : str
            What is wrong otherwise; also shown in hidden tests.
        mistake : str, optional
            A name in :data:`MISTAKES`.

        Raises
        ------
        CheckFailed
            When it does not hold.
        """
        if mistake:
            look_up(mistake)  # an unknown name is the author's error, told at once
        if not holds:
            self.fail(sentence, mistake=mistake)

    def strings(self, label, value):
        """Take `value` as a set of strings.

        Parameters
        ----------
        label : str
            What messages call it.
        value : object
            The learner's.

        Returns
        -------
        set of str
            A set of the check's own, also for a frozenset.

        Raises
        ------
        CheckFailed
            When it is no set, or holds anything else.
        """
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
            What messages call it.
        value : object
            The learner's.
        like : list of (ndarray, ndarray)
            Pairs of the wanted shapes, one per layer.
        any_shape : bool
            Take arrays of any shape: for checks in which the shapes were paid for before.

        Returns
        -------
        list of (ndarray, ndarray)
            Finite, of the shapes in `like` unless `any_shape`.

        Raises
        ------
        CheckFailed
            For another number of layers, an entry that is no pair, and as :meth:`array` does.
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
            What messages call it.
        sample : array_like, any shape
            The learner's draws, at least 512.
        variance : float
            Wanted.
        mean : float
            Wanted.
        mistakes : dict of str to float
            Names in :data:`MISTAKES`, and the variance each one gives.

        Raises
        ------
        CheckFailed
            When the mean or the variance is off.
        ValueError
            For fewer draws than can tell a variance, an author's mistake.
        """
        candidates = {
            **(mistakes or {}),
            "uniform bound": variance / 3,
            "variance for standard deviation": variance**2,
        }
        for name in candidates:
            look_up(name)
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
        """Make a mistake for :meth:`close`: the result is off by any multiple of `direction`.

        Parameters
        ----------
        direction : array_like
            Shaped like the result; not all 0.

        Returns
        -------
        callable
            Takes the difference from the expected value; returns whether it is a multiple of
            `direction`, up to 0.1 % of its largest entry.
        """
        direction = np.asarray(direction, dtype=float)

        def is_along(difference):
            share = (difference * direction).sum() / (direction**2).sum()
            return bool(
                np.abs(difference - share * direction).max() <= 1e-3 * np.abs(difference).max()
            )

        return is_along

    def slopes(self, f, x, h=0.01):
        """Measure the slopes of a smooth scalar function at `x`, on copies.

        Parameters
        ----------
        f : callable
            Takes something like `x`, returns a number.
        x : ndarray of any shape, or lists of them at any depth
            For instance a list of (W, b) pairs.
        h : float
            Distance between two points, in units of `x`.

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
