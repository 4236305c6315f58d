"""What a learner said or opened, kept beside the notebook in a small JSON file. Never graded."""

import contextlib
import json
import os
from pathlib import Path


class Record:
    """A file of names and values in the notebook's own folder; survives a restarted kernel.

    A file that is missing, cut off or made by somebody else is as good as empty. In a folder that
    cannot be written, what is noted lasts as long as the kernel.

    Parameters
    ----------
    file : str
        Its name; relative to the folder in which the kernel runs, the notebook's own.
    kind : type
        Of the values; others are left out.
    """

    def __init__(self, file, kind):
        self.path = Path(file)
        self.kind = kind
        self._memory = {}

    def all(self):
        """Read what was noted.

        Returns
        -------
        dict
            Name -> value.
        """
        kept = {}
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(self.path.read_text(encoding="utf-8"))
        kept = kept if isinstance(kept, dict) else {}
        return {k: v for k, v in {**kept, **self._memory}.items() if type(v) is self.kind}

    def note(self, name, value):
        """Keep a value under a name; a former one is replaced.

        Parameters
        ----------
        name : str
            For instance a question.
        value : object
            Of the record's kind.

        Returns
        -------
        bool
            Whether it could be written to the file.
        """
        self._memory[name] = value
        text = json.dumps(self.all(), indent=1, ensure_ascii=False)
        try:
            self.path.write_text(text, encoding="utf-8")
        except OSError:
            return False
        return True


def has_page():
    """Tell whether somebody may see buttons: not in a script and not under nbgrader.

    Returns
    -------
    bool
        False where text has to do.
    """
    from IPython import get_ipython

    return get_ipython() is not None and "NBGRADER_EXECUTION" not in os.environ
