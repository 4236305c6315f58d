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
        """Go to the start that the settings, their ``seed`` among them, describe.

        Parameters
        ----------
        settings : dict
            Name -> value.
        """

    def changed(self, settings, names):
        """Take over changed settings that do not begin anew.

        Parameters
        ----------
        settings : dict
            Name -> value, the changed ones included.
        names : iterable of str
            Which have changed.
        """

    def step(self, settings):
        """Do one step.

        Parameters
        ----------
        settings : dict
            Name -> value.

        Returns
        -------
        bool or None
            False says that all is done.

        Raises
        ------
        Stopped
            When training cannot go on; it ends playing.
        """
        return False

    def speed(self, settings):
        """Say how fast the panel plays.

        Parameters
        ----------
        settings : dict
            Name -> value.

        Returns
        -------
        float
            Steps per second; less are done where they take too long.
        """
        return self.pace

    def act(self, settings, name, value):
        """Answer a button, a click or a key on a view.

        Parameters
        ----------
        settings : dict
            Name -> value.
        name : str
            What was done: of a button its name, of a view what the front end calls it.
        value : object
            From the browser: for instance a place in a view.

        Returns
        -------
        changes : dict
            Settings that change.
        revert : callable or None
            Undoes what else has changed.
        """
        return {}, None

    def picture(self, settings):
        """Compute the content of the views.

        Parameters
        ----------
        settings : dict
            Name -> value.

        Returns
        -------
        dict of str to dict
            Per view arrays and plain values, as its kind in ``front/views.js`` reads them.
        """
        return {}

    def sentence(self, settings):
        """Say what the picture shows.

        Parameters
        ----------
        settings : dict
            Name -> value.

        Returns
        -------
        str
            One or a few sentences; also the text alternative.
        """
        return ""

    def answer(self):
        """Name the option of the question that came true.

        Returns
        -------
        str or None
            None as long as nobody can tell.
        """
        return None

    def hidden(self, settings):
        """Name the controls that do nothing now.

        Parameters
        ----------
        settings : dict
            Name -> value.

        Returns
        -------
        iterable of str
            Not shown on the page.
        """
        return ()
