"""The error whose message a person reads: what, where, what to do. Never with a traceback."""


class CourseError(Exception):
    """Something the person at the keyboard can put right."""
