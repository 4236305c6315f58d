"""Feedback pages that show what was wrong and never a hidden test, its inputs or its traceback."""

import re

from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade

from autograder.authoring.rules import BEGIN_HIDDEN, END_HIDDEN

# nbgrader takes its delimiters wherever they stand in a line, so this does as well
_BEGIN, _END = BEGIN_HIDDEN.strip("# "), END_HIDDEN.strip("# ")
_HIDDEN = re.compile(rf"^[^\n]*{_BEGIN}.*?(?:{_END}[^\n]*|\Z)", re.DOTALL | re.MULTILINE)
NOTE = "# (hidden tests ran here)"


def _texts(output):
    """``(holder, key)`` of every text of an output."""
    if "text" in output:
        yield output, "text"
    for kind in output.get("data", {}):
        if kind.startswith("text/"):
            yield output.data, kind
    for i in range(len(output.get("traceback", []))):
        yield output.traceback, i


def _cut(text):
    return _HIDDEN.sub(NOTE, "".join(text)) if _BEGIN in "".join(text) else text


class HideHiddenTests(NbGraderPreprocessor):
    """Cut hidden tests from graded cells, and any traceback that is not a check's own message."""

    def preprocess_cell(self, cell, resources, index):
        """Return the cell as a learner may read it."""
        if cell.cell_type != "code":
            return cell, resources
        if is_grade(cell):
            cell.source = _HIDDEN.sub(NOTE, cell.source)
            cell.outputs = [self._readable(output) for output in cell.outputs]
        for output in cell.outputs:  # a learner's cell may print the history of the session
            for holder, key in _texts(output):
                holder[key] = _cut(holder[key])
        return cell, resources

    def _readable(self, output):
        if output.output_type == "error" and output.ename != "CheckFailed":
            output.evalue = "the check could not finish"
            output.traceback = [
                f"The check could not finish: {output.ename}. Run the notebook from the top "
                "(Kernel, Restart and Run All) and see which cell stops first."
            ]
        return output
