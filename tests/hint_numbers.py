"""Calculations in hints: ``arithmetic = number`` between backticks, evaluated."""

import ast
import itertools
import math
import operator
import re

FUNCTIONS = {n: getattr(math, n) for n in ("exp", "log", "sqrt", "tanh", "cos", "sin")}
FUNCTIONS |= {"abs": abs, "max": max, "min": min, "sum": lambda *v: sum(v), "round": round}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
}


def calculations(text):
    """``(left, right)`` of every calculation in `text` whose two sides are numbers."""
    found = []
    for code in re.findall(r"`([^`]+)`", text):
        sides = code.split(" = ")
        for left, right in itertools.pairwise(sides):
            if value(left) is not None and value(right) is not None:
                found.append((left.strip(), right.strip()))
    return found


def value(text):
    """The number that `text` works out to; None when it is no arithmetic."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (SyntaxError, KeyError, TypeError, AttributeError, ZeroDivisionError):
        return None


def _value(node):
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return node.value
    if isinstance(node, ast.Name) and node.id == "pi":
        return math.pi
    if isinstance(node, ast.UnaryOp):
        return OPERATORS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp):
        return OPERATORS[type(node.op)](_value(node.left), _value(node.right))
    if isinstance(node, ast.Call):
        return FUNCTIONS[node.func.id](*map(_value, node.args))
    raise TypeError("no arithmetic")


def holds(left, right):
    """Whether both sides agree to the digits that the right one shows."""
    digits = len(right.split(".")[1]) if re.fullmatch(r"-?\d+\.\d+", right) else None
    a, b = value(left), value(right)
    if digits is not None:
        return abs(a - b) <= 0.5000001 * 10**-digits
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
