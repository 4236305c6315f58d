"""What a panel is made of: settings go in, numbers of a picture and one sentence come out."""


class Stopped(Exception):
    """Raised by a step after which training cannot go on; says why in a sentence."""


class Model:
    """What one kind of panel computes; knows of no browser, no clock and no thread.

    A subclass names its controls and views and overrides what it needs of the methods. All
    methods get the settings, a dict of plain values that they do not change.

    Attributes
    ----------
    name, title : str
        First word of a preset; heading.
    controls : tuple of Range, Choice, Switch, Push, Text
    views : tuple of dict
        Each with ``kind`` (a function of ``front/views.js``), ``name`` and ``label``, in order.
    question, options : str, tuple of str
        What the learner predicts before Play unlocks.
    restarts : tuple of str
        Settings whose change begins anew.
    whose : str
        Which functions are the learner's and which are given.
    """

    name = title = question = whose = ""
    controls, views, options, restarts = (), (), (), ()
    pace = 60.0

    def begin(self, settings):
        """Go to the start that the settings, their ``seed`` among them, describe."""

    def changed(self, settings, names):
        """Take over changed settings that do not begin anew."""

    def step(self, settings):
        """Do one step. Stopped ends playing; returning False says that all is done."""
        return False

    def speed(self, settings):
        """Steps per second while playing; less where they take too long."""
        return self.pace

    def act(self, settings, name, value):
        """Answer a button, a click or a key on a view.

        Returns
        -------
        dict
            Settings that change.
        revert : callable or None
            Undoes what else has changed.
        """
        return {}, None

    def picture(self, settings):
        """Content of the views: ``{name of a view: dict of arrays and plain values}``."""
        return {}

    def sentence(self, settings):
        """What the picture shows, in words."""
        return ""

    def answer(self):
        """The option that came true, None as long as nobody can tell."""
        return None

    def hidden(self, settings):
        """Names of controls that do nothing now."""
        return ()
