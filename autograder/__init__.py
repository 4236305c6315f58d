"""Authoring, grading and feedback of the course. Knows no particular exercise."""
