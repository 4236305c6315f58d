"""The learner's side of a notebook without a kernel: IPython's shell, its outputs kept as data."""

import io

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

MAX_OUTPUT = 6 << 20  # characters of outputs of one cell; more is dropped


class Outputs:
    """What a cell shows, as nbformat outputs; streams are joined, floods are cut."""

    def __init__(self):
        self.items, self._size = [], 0

    def add(self, output):
        """Take one output.

        Parameters
        ----------
        output : dict
            As nbformat has it; dropped when the cell has shown too much.
        """
        size = len(str(output))
        if self._size + size > MAX_OUTPUT:
            return
        self._size += size
        last = self.items[-1] if self.items else {}
        if output["output_type"] == "stream":
            if last.get("name") == output["name"]:
                last["text"].append(output["text"])
                return
            output = {**output, "text": [output["text"]]}
        self.items.append(output)

    def take(self):
        """Hand out what was shown since the last time.

        Returns
        -------
        list of dict
            As nbformat has them; the text of streams is a list.
        """
        items, self.items, self._size = self.items, [], 0
        return items


class Stream(io.TextIOBase):
    """A text stream that adds what is written to some outputs.

    Parameters
    ----------
    name : {"stdout", "stderr"}
        What it stands for.
    outputs : Outputs
        Where to.
    """

    encoding = "utf-8"

    def __init__(self, name, outputs):
        self.name, self._outputs = name, outputs

    def write(self, text):
        """Add `text`."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if text:
            self._outputs.add({"output_type": "stream", "name": self.name, "text": text})
        return len(text)

    def writable(self):
        """Always."""
        return True

    def isatty(self):
        """Never."""
        return False


class _Publisher(DisplayPublisher):
    def publish(self, data, metadata=None, **_):
        self.shell.outputs.add({"output_type": "display_data", "data": data, "metadata": {}})


class _Hook(DisplayHook):
    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        self._data = format_dict

    def finish_displayhook(self):
        self.shell.outputs.add(
            {"output_type": "execute_result", "data": self._data, "metadata": {}}
        )


class Shell(InteractiveShell):
    """Runs cells as a notebook would: magics, top-level await, rich display."""

    def enable_gui(self, gui=None):
        """Do nothing: there is no window here."""

    def _showtraceback(self, etype, evalue, stb):
        self.outputs.add(
            {
                "output_type": "error",
                "ename": getattr(etype, "__name__", "Error"),
                "evalue": str(evalue)[:2000],
                "traceback": [str(line)[:10_000] for line in stb][-60:],
            }
        )


def new_shell():
    """Make the shell of this process, warm: it has run a cell and drawn a figure.

    Returns
    -------
    Shell
        Its ``outputs`` collect what cells show.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    InteractiveShell.displayhook_class = _Hook
    InteractiveShell.display_pub_class = _Publisher
    shell = Shell.instance(config=config)
    shell.colors = "nocolor"
    shell.outputs = Outputs()
    shell.enable_matplotlib("inline")
    shell.run_cell("1 + 1", store_history=False)
    shell.outputs.take()
    return shell
