"""The life of a panel: events go in, frames come out. No browser, no kernel, no thread needed."""

import contextlib
import io
import time
import warnings

import numpy as np

from mlplab.checks.call import Told, gist, told
from mlplab.panels.controls import defaults, from_preset, to_preset
from mlplab.panels.model import Stopped

UNDOS = 100
SAME_MOVE = 1.0  # seconds between changes of one slider that count as one move
SEEDS = 10_000


class Engine:
    """A model with its settings, and everything that all panels can do.

    Parameters
    ----------
    model : Model
        What this panel computes.
    prediction : object
        ``said`` is the option that the learner has chosen, None for none; ``say(option)`` and
        ``came(option)`` note it and what came true.
    clock : callable
        Seconds.

    Attributes
    ----------
    settings : dict
        Name -> value, never changed in place.
    playing : bool
        Whether steps are done by themselves.
    """

    def __init__(self, model, prediction=None, clock=time.perf_counter):
        self.model = model
        self.settings = defaults(model.controls)
        self.playing = False
        self._clock = clock
        self._prediction = prediction or _Said()
        self._undo, self._last_change = [], (None, 0.0)
        self._due, self._steps, self._slow = 0.0, 0, 0.0
        self._failed = self._notice = self._printed = self._sentence = ""
        self._views = {}
        self._begin()

    # ------------------------------------------------------------------------------- what happens

    def hear(self, event):
        """Do what one event asks for.

        Parameters
        ----------
        event : dict
            ``{"set": {name: value}}``, ``{"do": name, "value": ...}`` for the buttons that all
            panels have, or ``{"act": name, "value": ...}`` for what only this one knows. Anything
            else is told and does nothing.
        """
        self._notice = ""
        try:
            if "set" in event:
                known = {c.name: c for c in self.model.controls}
                changes = {n: known[n].checked(v) for n, v in event["set"].items()}
                self._change(changes)
            elif "act" in event:
                self._act(event["act"], event.get("value"))
            else:
                getattr(self, f"_do_{event['do']}")(event.get("value"))
        except ValueError as wrong:
            self._notice = f"{str(wrong)[:300]}."
        except (KeyError, AttributeError, TypeError):
            self._notice = "This panel does not know that."

    def tick(self, passed, budget):
        """Train for what is due after some time.

        Parameters
        ----------
        passed : float
            Seconds since the last call.
        budget : float
            Seconds after which no further step begins.
        """
        if not self.playing:
            return
        self._due = min(self._due + passed * self.model.speed(self.settings), 10_000)
        end = self._clock() + budget

        def steps():
            while self.playing and self._due >= 1:
                self._one()
                self._due -= 1
                if self._clock() >= end:
                    self._due = min(self._due, 1)
                    break

        if self._due >= 1:
            self._try(steps)

    def pause(self, why=""):
        """Stop playing, if the panel plays.

        Parameters
        ----------
        why : str
            A sentence, told with the next frame.
        """
        if self.playing:
            self.playing = False
            self._notice = why

    def frame(self):
        """What the browser shows now.

        Returns
        -------
        dict
            ``views`` (what a model's picture gives), ``told`` (words), ``trouble`` (whether the
            words tell an error), ``settings``, ``hidden``, ``playing``, ``undo``, ``steps``,
            ``predicted``, ``preset``.
        """
        if not self._failed:
            self._try(self._draw)
        model = self.model
        return {
            "views": self._views,
            "told": self.told(),
            "trouble": bool(self._failed),
            "settings": self.settings,
            "hidden": list(model.hidden(self.settings)),
            "playing": self.playing,
            "undo": bool(self._undo),
            "steps": self._steps,
            "predicted": self._prediction.said,
            "preset": to_preset(model.name, model.controls, self.settings),
        }

    def told(self):
        """Put the panel into words: what went wrong, else what the picture shows.

        Returns
        -------
        str
            Sentences, with what the learner's code has printed or warned of.
        """
        if not self._failed:
            self._try(self._say)
        words = [self._notice, self._failed or self._sentence]
        if self._slow > 0.2 and not self._failed:
            words.append(f"One step takes {self._slow:.2g} s; the panel goes at that pace.")
        if self._printed:
            words.append(f"Your code wrote: {self._printed}")
        came = self._came() if not self._failed else None
        if came is not None and self._prediction.said is not None:
            self._prediction.came(came)
            as_said = "as" if came == self._prediction.said else "not as"
            words.append(f"It came out: {came}, {as_said} you predicted.")
        return " ".join(filter(None, words))

    # --------------------------------------------------------------------------- buttons of all

    def _do_play(self, _value=None):
        if self._prediction.said is None and self.model.options:
            self._notice = "Predict first: then Play unlocks."
        elif not self._failed:
            self.playing, self._due = True, 1.0

    def _do_pause(self, _value=None):
        self.playing = False

    def _do_toggle(self, _value=None):
        (self._do_pause if self.playing else self._do_play)()

    def _do_step(self, _value=None):
        self.playing = False
        if not self._failed:
            self._try(self._one)

    def _do_rewind(self, _value=None):
        self.playing = False
        self._begin()

    def _do_seed(self, _value=None):
        self._change({"seed": (self.settings["seed"] + 1) % SEEDS})

    def _do_undo(self, _value=None):
        if self._undo:
            before, revert = self._undo.pop()
            changes = {n: v for n, v in before.items() if self.settings[n] != v}
            self._last_change = (None, 0.0)
            self._take(changes)
            if revert is not None:
                self._try(revert)

    def _do_predict(self, option):
        if option not in self.model.options:
            raise ValueError("that is none of the predictions")
        if self._prediction.said is None:
            self._prediction.say(option)

    def _do_preset(self, text):
        self._change(from_preset(self.model.name, self.model.controls, text))
        self._notice = "Preset taken over."

    # ------------------------------------------------------------------------------------ inside

    def _act(self, name, value):
        outcome = None

        def act():
            nonlocal outcome
            outcome = self.model.act(self.settings, name, value)

        if self._failed or not self._try(act):
            return
        changes, revert = outcome
        self._last_change = (None, 0.0)  # two clicks are two moves, however fast
        if revert is not None and not changes:
            self._remember(None, revert)
        self._change(changes, revert)

    def _change(self, changes, revert=None):
        changes = {n: v for n, v in changes.items() if self.settings[n] != v}
        if changes:
            self._remember(tuple(changes), revert)
            self._take(changes)

    def _remember(self, names, revert):
        last, when = self._last_change
        self._last_change = (names, self._clock())
        if names is None or names != last or self._clock() - when > SAME_MOVE:
            self._undo = [*self._undo, (self.settings, revert)][-UNDOS:]

    def _take(self, changes):
        self.settings = {**self.settings, **changes}
        if self._failed or any(name in changes for name in self.model.restarts):
            self._begin()
        elif changes:
            self._try(lambda: self.model.changed(self.settings, tuple(changes)))

    def _begin(self):
        self._failed = self._printed = ""
        self._steps, self._slow = 0, 0.0
        if not self._try(lambda: self.model.begin(self.settings)) and not self._failed:
            self._notice = ""
            self._failed = "Interrupted on the way to the start; Rewind tries again."

    def _draw(self):
        self._views = self.model.picture(self.settings)

    def _say(self):
        self._sentence = self.model.sentence(self.settings)

    def _came(self):
        """The option that came true; a function that cannot tell yet leaves it open."""
        try:
            with _quiet(_Short()):
                return self.model.answer()
        except (Exception, SystemExit):
            return None

    def _one(self):
        start = self._clock()
        if self.model.step(self.settings) is False:
            self.pause()
        else:
            self._steps += 1
        self._slow = max(0.9 * self._slow, self._clock() - start)

    def _try(self, action):
        """Run what may call the learner's functions; keep what they write, tell what they raise."""
        written = _Short()
        try:
            with _quiet(written):
                action()
        except Stopped as why:
            self.playing, self._notice = False, str(why)
            return True
        except KeyboardInterrupt:
            self.playing, self._notice = False, "Interrupted; Play goes on."
            return False
        except NotImplementedError as error:
            self.playing = False
            waits = str(told("This panel", error)).split(" calls ")[-1].split(",")[0]
            waits = waits.split(" is not")[0]
            self._failed = (
                f"This waits for {waits}. Write it, run its cell, then run this one again."
            )
            return False
        except Told as sentence:
            self.playing = False
            self._failed = f"{sentence} {sentence.detail}".strip()
            return False
        except BaseException as error:  # sys.exit() too: it would end the kernel's loop
            self.playing = False
            sentence = told("Your code", error)
            self._failed = f"{sentence} {sentence.detail}".strip()
            return False
        finally:
            if written.text.strip():
                self._printed = gist(written.text)
        return True


class _Short(io.TextIOBase):
    """A file that remembers the last words written to it."""

    text = ""

    def writable(self):
        return True

    def write(self, words):
        self.text = (self.text + words)[-500:]
        return len(words)


@contextlib.contextmanager
def _quiet(written):
    """Nothing that the learner's code writes reaches the notebook, and no warning stops it."""
    with (
        contextlib.redirect_stdout(written),
        contextlib.redirect_stderr(written),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


class _Said:
    """A prediction that nobody keeps."""

    said = None

    def say(self, option):
        self.said = option

    def came(self, option):
        pass
