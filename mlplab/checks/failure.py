"""The one exception that a check raises, and how it reads."""


class CheckFailed(AssertionError):
    """A property that the learner's function does not have yet.

    IPython shows only :attr:`text`, in JupyterLab, in Validate and in feedback alike: a learner
    reads what is wrong with the function, not a traceback through the checks.

    Parameters
    ----------
    text : str
        The whole message, several lines.
    name : str
        The learner's function.
    about : str
        The property that failed, for instance ``"one sample"``.
    mistake : str or None
        The name of the mistake in :data:`mlplab.checks.mistakes.MISTAKES`, when it is known.
    """

    def __init__(self, text, name="", about="", mistake=None):
        super().__init__(text)
        self.text = text
        self.name = name
        self.about = about
        self.mistake = mistake

    def _render_traceback_(self):
        return self.text.splitlines()
