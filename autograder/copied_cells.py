"""A learner may copy a cell; the copy must not stop the grading of everybody after it."""

from nbgrader.preprocessors import DeduplicateIds


class ForgetCopies(DeduplicateIds):
    """Turn every copy of a graded, solution or locked cell but the last into a plain cell.

    nbgrader leaves an empty ``nbgrader`` entry behind, which its own next step takes for an old
    format of metadata; it then gives up on the whole assignment.
    """

    def preprocess_cell(self, cell, resources, cell_index):
        """Return the cell without an empty entry."""
        cell, resources = super().preprocess_cell(cell, resources, cell_index)
        if cell.metadata.get("nbgrader") == {}:
            del cell.metadata["nbgrader"]
        return cell, resources
