"""The course as nbgrader sees it: every ``nbgrader`` command works in this folder without flags."""

import sys
from pathlib import Path

here = str(Path(__file__).resolve().parent)
if here not in sys.path:
    sys.path.insert(0, here)  # nbgrader imports the preprocessors below by name

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "mlp-backprop"
c.CourseDirectory.root = here
c.CourseDirectory.ignore = [
    ".ipynb_checkpoints",
    "*.pyc",
    "__pycache__",
    ".mlplab",
    ".nbgrader.log",
]

c.ClearSolutions.code_stub = {
    "python": "# YOUR CODE HERE\nraise NotImplementedError()",
}
c.Execute.timeout = 30  # seconds a cell: one endless loop must not hold up the class
c.Execute.store_widget_state = False

# A cell that a learner copied becomes a plain one; otherwise it stops the whole class.
c.Autograde.sanitize_preprocessors = [
    "nbgrader.preprocessors.ClearOutput",
    "autograder.copied_cells.ForgetCopies",
    "nbgrader.preprocessors.OverwriteKernelspec",
    "nbgrader.preprocessors.OverwriteCells",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows what was wrong, never a hidden test, its data or a traceback through it.
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "autograder.feedback.HideHiddenTests",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
