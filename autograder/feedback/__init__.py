"""Feedback pages that show what was wrong and never a hidden test, its inputs or its traceback."""

from autograder.feedback.exporter import FeedbackExporter
from autograder.feedback.hidden import HideHiddenTests

__all__ = ["FeedbackExporter", "HideHiddenTests"]
