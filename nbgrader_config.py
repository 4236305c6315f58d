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

# Notebooks are repaired, run in a sandbox, and scored outside of it: guides/operations.md.
# Limits: c.SandboxedExecute.cell_seconds and others, see autograder/grading/nbgrader_steps.py.
c.Autograde.exporter_class = "autograder.grading.nbgrader_steps.RepairingExporter"
c.Autograde.autograde_preprocessors = [
    "autograder.grading.nbgrader_steps.SandboxedExecute",
    "nbgrader.preprocessors.IgnorePattern",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "nbgrader.preprocessors.SaveAutoGrades",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]

# Feedback shows what was wrong, never a hidden test, its data or a traceback through it.
c.GenerateFeedback.exporter_class = "autograder.feedback.FeedbackExporter"
c.GenerateFeedback.preprocessors = ["nbgrader.preprocessors.GetGrades"]
