"""Take hidden tests out of an autograded notebook, wherever they stand in it."""

import re

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.authoring.rules import BEGIN_HIDDEN, END_HIDDEN
from autograder.graded import SPEAKING, could_not_finish

# nbgrader takes its delimiters wherever they stand in a line, so this does as well
_BEGIN, _END = BEGIN_HIDDEN.strip("# "), END_HIDDEN.strip("# ")
_HIDDEN = re.compile(rf"^[^\n]*{_BEGIN}.*?(?:{_END}[^\n]*|\Z)", re.DOTALL | re.MULTILINE)
_SHORTEST = 12  # characters: a shorter line of a test says nothing and may stand anywhere
NOTE = "# (hidden tests ran here)"


class HideHiddenTests(NbGraderPreprocessor):
    """Cut hidden tests from graded cells, and any traceback that is no message to the learner.

    Outputs of all cells are searched as well: a cell may print the history of the session, and a
    traceback may quote the line of a test.
    """

    _lines = frozenset()

    def preprocess(self, nb, resources):
        """Return the notebook as a learner may read it."""
        self._lines = hidden_lines(nb)
        return super().preprocess(nb, resources)

    def preprocess_cell(self, cell, resources, index):
        """Return the cell as a learner may read it."""
        if cell.cell_type != "code":
            return cell, resources
        if is_grade(cell):
            cell.source = _HIDDEN.sub(NOTE, cell.source)
            cell.outputs = [_readable(output) for output in cell.outputs]
        for output in cell.outputs:
            for holder, key in _texts(output):
                holder[key] = self._cut(holder[key])
        return cell, resources

    def _cut(self, text):
        text = "".join(text)
        if _BEGIN in text:
            text = _HIDDEN.sub(NOTE, text)
        if any(line in text for line in self._lines):
            text = "\n".join(
                NOTE if any(secret in line for secret in self._lines) else line
                for line in text.split("\n")
            )
        return text


def hidden_lines(nb):
    """Collect the lines of a notebook's hidden tests that stand nowhere in its open parts.

    Parameters
    ----------
    nb : NotebookNode
        With its hidden tests.

    Returns
    -------
    frozenset of str
        Stripped; short lines, which say nothing, are left out.
    """
    opened, secret = set(), set()
    for cell in nb.cells:
        source = "".join(cell.source)
        if cell.cell_type == "code" and is_grade(cell):
            for region in _HIDDEN.findall(source):
                secret |= {line.strip() for line in region.splitlines()}
            source = _HIDDEN.sub("", source)
            opened |= {line.strip() for line in source.splitlines()}
    return frozenset(s for s in secret - opened if len(s) >= _SHORTEST and _BEGIN not in s)


def _texts(output):
    """``(holder, key)`` of every text of an output."""
    if "text" in output:
        yield output, "text"
    if "evalue" in output:
        yield output, "evalue"
    for kind in output.get("data", {}):
        if kind.startswith("text/"):
            yield output.data, kind
    for i in range(len(output.get("traceback", []))):
        yield output.traceback, i


def _readable(output):
    if output.output_type == "error" and output.ename not in SPEAKING:
        output.evalue = "the check could not finish"
        output.traceback = [could_not_finish(output.ename)]
    return output
