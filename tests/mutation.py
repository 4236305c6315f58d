"""Mutants of a solution: the same text with one small change, of the kind that learners make.

Only statements inside solution regions are changed (everything, where a text marks none). A change
that cannot be told from the original in the text of the program is no mutant.
"""

import ast
import copy
from dataclasses import dataclass

from mutation_kinds import EXPRESSIONS, other_statements

from autograder.authoring.rules import BEGIN_SOLUTION, END_SOLUTION

LISTS = {"body": [ast.Pass()], "orelse": [], "handlers": [], "finalbody": [], "cases": []}


@dataclass(frozen=True)
class Mutant:
    """A changed text.

    Attributes
    ----------
    kind : str
        What was changed: the function of ``mutation_kinds`` that changed it.
    before, after : str
        The line that changed: a simple statement, or the head of a compound one.
    source : str
        The whole text, without its comments.
    """

    kind: str
    before: str
    after: str
    source: str


def mutants(source):
    """All mutants of a text, each text once.

    Parameters
    ----------
    source : str
        A solve cell.

    Returns
    -------
    list of Mutant
    """
    tree = ast.parse(source)
    inside = _region(source)
    words = _words(tree, inside)
    found, seen = [], {ast.unparse(tree)}
    for holder, field, index, statement in _statements(tree):
        if statement.lineno not in inside:
            continue
        before = _line(statement)
        edits = [
            (kind, statement, (holder, field, index), other)
            for kind, other in other_statements(statement)
        ]
        edits += [
            (make.__name__.strip("_"), None, (above, slot, place), other)
            for above, slot, place, node in _expressions(statement)
            for make in EXPRESSIONS
            for other in make(node, above, words)
        ]
        for kind, changed, where, other in edits:
            old = _put(*where, other)
            text, after = ast.unparse(tree), _line(other if changed else statement)
            _put(*where, old)
            if text not in seen:
                seen.add(text)
                found.append(Mutant(kind, before, after, text))
    return found


def _region(source):
    """Numbers of the lines that may change."""
    lines = source.splitlines()
    inside, within = set(), BEGIN_SOLUTION not in source
    for number, line in enumerate(lines, 1):
        if line.strip() in (BEGIN_SOLUTION, END_SOLUTION):
            within = line.strip() == BEGIN_SOLUTION
        elif within:
            inside.add(number)
    return inside


def _statements(node):
    """Every statement with its place: ``(holder, field, index, statement)``."""
    for field in LISTS:
        for index, child in enumerate(getattr(node, field, [])):
            if isinstance(child, ast.stmt):
                yield node, field, index, child
            yield from _statements(child)


def _expressions(node):
    """Everything below a statement that is no statement, with its place."""
    for field, value in ast.iter_fields(node):
        several = isinstance(value, list)
        for index, child in enumerate(value if several else [value]):
            if isinstance(child, ast.AST) and not (several and field in LISTS):
                yield node, field, index if several else None, child
                yield from _expressions(child)


def _put(holder, field, index, new):
    """Put a node in its place and return the one that was there."""
    if index is None:
        old = getattr(holder, field)
        setattr(holder, field, new)
    else:
        old, getattr(holder, field)[index] = getattr(holder, field)[index], new
    return old


def _line(statement):
    """A statement as one line; of a compound one its head."""
    shown = copy.copy(statement)
    for field in LISTS.keys() & set(shown._fields):
        if isinstance(getattr(shown, field), list):
            setattr(shown, field, LISTS[field])
    text = ast.unparse(shown)
    return " ".join((text.splitlines()[0] if hasattr(shown, "body") else text).split())


def _words(tree, inside):
    """The strings that a solution chooses from: in a function they are each other's mistakes."""
    parts = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
    found = [
        n.value
        for n in ast.walk(tree)
        if isinstance(n, ast.Constant) and isinstance(n.value, str) and n.lineno in inside
        if id(n) not in parts
    ]
    return list(dict.fromkeys(found))
