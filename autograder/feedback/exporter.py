"""nbgrader's way to the feedback page: ``GenerateFeedback.exporter_class``."""

from datetime import UTC, datetime
from pathlib import Path

from nbconvert.exporters.exporter import Exporter
from nbgrader.api import Gradebook
from traitlets import default

from autograder.feedback.hidden import HideHiddenTests
from autograder.feedback.page import feedback_page


class FeedbackExporter(Exporter):
    """Turn a graded notebook into one HTML file that needs no network and runs no script.

    Hidden tests are taken out here and not by a configured step, so that no configuration of
    ``GenerateFeedback`` can forget it.
    """

    output_mimetype = "text/html"

    @default("file_extension")
    def _file_extension_default(self):
        return ".html"

    def from_notebook_node(self, nb, resources=None, **kwargs):
        """Return ``(html, resources)``; `resources` hold what nbgrader's ``GetGrades`` found."""
        nb, resources = super().from_notebook_node(nb, resources, **kwargs)
        nb, resources = HideHiddenTests(parent=self).preprocess(nb, resources)
        grades = resources.get("nbgrader", {})
        return feedback_page(nb, grades | _times(grades, resources.get("metadata", {}))), resources


def _times(names, file):
    """When it was handed in and graded, where nbgrader tells."""
    times = {}
    if "db_url" in names:
        with Gradebook(names["db_url"]) as gradebook:
            submission = gradebook.find_submission(names["assignment"], names["student"])
            times["handed_in"] = submission.timestamp
    path = Path(file.get("path", ""), f"{file.get('name')}.ipynb")
    if path.is_file():
        times["graded"] = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return times
