"""What a learner can set on a panel, how it is checked, and how settings become a short text.

A panel's settings are a dict of plain values (float, int, bool, str), one for each control. They
are never changed in place: a change makes a new dict, and an undo goes back to an old one.
"""

import math
import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Range:
    """A slider.

    Parameters
    ----------
    name, label : str
        In presets and settings; on the page.
    low, high, value : float
        The two ends, and where the slider is when the panel opens.
    log : bool
        Equal ways of the slider are equal factors.
    zero : bool
        With `log`: the left end of the slider is 0.
    whole : bool
        Integers only.
    step : float
        Of a slider without `log`; 0 for a hundredth of its way.
    group : str
        Heading under which it stands.
    kind : str
        By which the front end knows it.
    """

    name: str
    label: str
    low: float
    high: float
    value: float
    log: bool = False
    zero: bool = False
    whole: bool = False
    step: float = 0.0
    group: str = "settings"
    kind: str = "range"

    def checked(self, value):
        """Move a value into the range.

        Parameters
        ----------
        value : object
            From the browser or from a preset: a number, also as text.

        Returns
        -------
        float or int
            With four significant digits; whole numbers stay whole.

        Raises
        ------
        ValueError
            For what is not a finite number; says so in a sentence.
        """
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise ValueError(f"{self.label} cannot be {str(value)[:40]!r}: it is a number")
        if self.zero and number < self.low:
            number = 0.0 if number <= 0.5 * self.low else self.low
        number = min(max(number, 0.0 if self.zero else self.low), self.high)
        return round(number) if self.whole else float(f"{number:.4g}")


@dataclass(frozen=True)
class Choice:
    """A list of which one is chosen.

    Parameters
    ----------
    name, label : str
        In presets and settings; on the page.
    options : tuple of str
        What there is.
    value : str
        The one that is chosen when the panel opens.
    group : str
        Heading under which it stands.
    kind : str
        By which the front end knows it.
    """

    name: str
    label: str
    options: tuple
    value: str
    group: str = "settings"
    kind: str = "choice"

    def checked(self, value):
        """Find the option, also when it is written with _ for spaces.

        Parameters
        ----------
        value : object
            From the browser or from a preset.

        Returns
        -------
        str
            One of the options.

        Raises
        ------
        ValueError
            For anything else; lists what there is.
        """
        for option in self.options:
            if value in (option, option.replace(" ", "_")):
                return option
        there = ", ".join(self.options)
        raise ValueError(f"{self.label} cannot be {str(value)[:40]!r}: there are {there}")


@dataclass(frozen=True)
class Switch:
    """A box that is ticked or not.

    Parameters
    ----------
    name, label : str
        In presets and settings; on the page.
    value : bool
        Whether it is ticked when the panel opens.
    group : str
        Heading under which it stands.
    kind : str
        By which the front end knows it.
    """

    name: str
    label: str
    value: bool
    group: str = "settings"
    kind: str = "switch"

    def checked(self, value):
        """Read yes or no.

        Parameters
        ----------
        value : object
            A bool from the browser, ``"yes"`` or ``"no"`` from a preset.

        Returns
        -------
        bool
            Whether the box is ticked.

        Raises
        ------
        ValueError
            For anything else; says so in a sentence.
        """
        if value in (True, "yes"):
            return True
        if value in (False, "no"):
            return False
        raise ValueError(f"{self.label} is yes or no, not {str(value)[:40]!r}")


@dataclass(frozen=True)
class Text:
    """A short text that the panel itself writes, for instance points that a learner has set.

    Parameters
    ----------
    name, label : str
        In presets and settings; in messages.
    value : str
        With which the panel opens.
    pattern : str
        Regular expression that the whole text matches.
    kind : str
        By which the front end leaves it out.
    """

    name: str
    label: str
    value: str
    pattern: str
    kind: str = "text"

    def checked(self, value):
        """Take a text that the panel has written.

        Parameters
        ----------
        value : object
            From a preset.

        Returns
        -------
        str
            The text.

        Raises
        ------
        ValueError
            When it is none that the panel has written.
        """
        if not isinstance(value, str) or not re.fullmatch(self.pattern, value):
            raise ValueError(f"{self.label}: {str(value)[:40]!r} was not written by this panel")
        return value


@dataclass(frozen=True)
class Push:
    """A button that does something in the panel; it has no value.

    Parameters
    ----------
    name, label : str
        Under which the panel hears of it; on the page.
    group : str
        Heading under which it stands.
    kind : str
        By which the front end knows it.
    """

    name: str
    label: str
    group: str = "settings"
    kind: str = "push"


def defaults(controls):
    """Collect the settings with which a panel opens.

    Parameters
    ----------
    controls : sequence of Range, Choice, Switch, Text, Push
        Of one panel.

    Returns
    -------
    dict
        Name -> value of each control that has one.
    """
    return {c.name: c.value for c in controls if not isinstance(c, Push)}


def to_preset(panel, controls, settings):
    """Write what differs from the opening settings as a short text.

    Parameters
    ----------
    panel : str
        The first word: a model's ``name``.
    controls : sequence of Range, Choice, Switch, Text, Push
        Of this panel.
    settings : dict
        Name -> value.

    Returns
    -------
    str
        One line without spaces in values; :func:`from_preset` reads it.

    Examples
    --------
    >>> lr = Range("lr", "learning rate", 0.01, 10, 0.1, log=True)
    >>> to_preset("race", [lr], {"lr": 0.3})
    'race lr=0.3'
    """
    words = [panel]
    for name, value in defaults(controls).items():
        now = settings[name]
        if now != value:
            said = {True: "yes", False: "no"}.get(now) if isinstance(now, bool) else now
            said = f"{said:.4g}" if isinstance(said, float) else said
            words.append(f"{name}={str(said).replace(' ', '_')}")
    return " ".join(words)


def from_preset(panel, controls, text):
    """Read what :func:`to_preset` wrote.

    Parameters
    ----------
    panel : str
        The first word that is wanted: a model's ``name``.
    controls : sequence of Range, Choice, Switch, Text, Push
        Of this panel.
    text : str
        From a learner, so anything.

    Returns
    -------
    dict
        Name -> value of all controls; those that the text leaves out are as the panel opens.

    Raises
    ------
    ValueError
        With a sentence: another panel's text, an unknown name, a value that cannot be.
    """
    words = str(text).split()
    if not words or words[0] != panel:
        raise ValueError(f"a preset of this panel begins with {panel!r}")
    known = {c.name: c for c in controls if not isinstance(c, Push)}
    settings = defaults(controls)
    for word in words[1:]:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise ValueError(f"{word[:40]!r} is no setting of this panel")
        control = known[name]
        settings[name] = control.checked(value)
    return settings
