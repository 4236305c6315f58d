"""What a mutant changes: each kind takes a part of a program and gives others for it.

None of the parts is changed itself; those that come back share what did not change.
"""

import ast
import copy
import itertools

OTHER_OPERATORS = {
    ast.Add: [ast.Sub],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Div],
    ast.Div: [ast.Mult],
    ast.FloorDiv: [ast.Div],
    ast.Mod: [ast.FloorDiv],
    ast.MatMult: [ast.Mult],
    ast.Lt: [ast.LtE, ast.Gt],
    ast.LtE: [ast.Lt, ast.GtE],
    ast.Gt: [ast.GtE, ast.Lt],
    ast.GtE: [ast.Gt, ast.LtE],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],  # codespell:ignore notin
    ast.NotIn: [ast.In],  # codespell:ignore notin
    ast.And: [ast.Or],
    ast.Or: [ast.And],
}
PAIRS = [  # functions, methods and attributes that are taken for each other
    *[("mean", "sum"), ("std", "var"), ("max", "min"), ("argmax", "argmin"), ("any", "all")],
    *[("maximum", "minimum"), ("zeros", "ones"), ("zeros_like", "ones_like"), ("exp", "log")],
    *[("standard_normal", "random"), ("normal", "uniform"), ("normal_", "uniform_")],
    *[("train", "eval"), ("W", "b"), ("weight", "bias"), ("floor", "ceil"), ("sqrt", "square")],
]
PARTNER = {a: b for pair in PAIRS for a, b in (pair, pair[::-1])}
REDUCTIONS = {"sum", "mean", "max", "min", "std", "var", "norm", "any", "all", "logsumexp"}
KEPT = {"axis": "keepdims", "dim": "keepdim"}  # NumPy's word for it, and torch's
MODULES = {"np", "math", "torch", "nn", "F"}  # what stands before the dot is no value
RANGES = {"range", "arange"}
PRECAUTIONS = {"strict"}  # keywords that change nothing where all is well
SAME_KIND = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)


def other_statements(node):
    """``(kind, statement)`` for each change of a whole statement."""
    said = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)  # a docstring
    does = (ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Expr, ast.Raise, ast.Assert, ast.Delete)
    if isinstance(node, (*does, ast.Break, ast.Continue)) and not said:
        yield "dropped", ast.Pass()
    if isinstance(node, ast.AugAssign):
        yield "assigned", ast.Assign([node.target], node.value, lineno=node.lineno)
    if isinstance(node, ast.If):
        for test in (_negated(node.test), ast.Constant(True), ast.Constant(False)):
            yield "branch", ast.If(test, node.body, node.orelse)
    if isinstance(node, ast.While):
        yield "branch", ast.While(ast.Constant(False), node.body, node.orelse)
    if isinstance(node, ast.With):
        yield "context", ast.If(ast.Constant(True), node.body, [])


def _negated(test):
    negative = isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)
    return test.operand if negative else ast.UnaryOp(ast.Not(), test)


# --------------------------------------------------------------------------------- expressions
# Each takes a node, what holds it and the strings of the solution, and gives other nodes.


def _operators(node, holder, words):
    for other in OTHER_OPERATORS.get(type(node), []):
        yield other()


def _terms(node, holder, words):
    """A term or factor left out; the sides of what does not commute swapped."""
    if not isinstance(node, ast.BinOp):
        return
    if isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.Div)):
        yield node.left
    if isinstance(node.op, (ast.Add, ast.Mult)):
        yield node.right
    else:
        yield ast.BinOp(node.right, node.op, node.left)


def _powers(node, holder, words):
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        yield ast.BinOp(node.left, node.op, _moved(node.right, 1))
        yield ast.BinOp(node.left, node.op, _moved(node.right, -1))
        yield node.left


def _signs(node, holder, words):
    if isinstance(node, ast.UnaryOp):
        yield node.operand


def _conditions(node, holder, words):
    if isinstance(node, ast.IfExp):
        yield node.body
        yield node.orelse
        yield ast.IfExp(node.test, node.orelse, node.body)
    if isinstance(node, ast.BoolOp):
        for left_out in range(len(node.values)):
            rest = [v for i, v in enumerate(node.values) if i != left_out]
            yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)
    if isinstance(node, ast.comprehension):
        for i, test in enumerate(node.ifs):
            rest = node.ifs[:i] + node.ifs[i + 1 :]
            yield ast.comprehension(node.target, node.iter, rest, 0)
            yield ast.comprehension(node.target, node.iter, [*rest, _negated(test)], 0)


def _constants(node, holder, words):
    if not isinstance(node, ast.Constant) or isinstance(holder, (ast.JoinedStr, ast.Expr)):
        return
    if isinstance(holder, ast.keyword) and holder.arg in PRECAUTIONS:
        return
    value = node.value
    if isinstance(value, bool):
        others = [not value]
    elif isinstance(value, str):
        others = [w for w in words if w != value][:3] or [""]
    elif isinstance(value, (int, float)):
        others = [value + 1, value - 1] if isinstance(value, int) else [2 * value or 1.0]
        # where a sign stands before it, a minus is another operator's mutant
        signed = isinstance(holder, ast.UnaryOp) or (
            isinstance(holder, ast.BinOp) and isinstance(holder.op, (ast.Add, ast.Sub))
        )
        others += [] if signed else [-value]
    else:
        others = []
    for other in others:
        if other != value:
            yield _number(other)


def _number(value):
    negative = isinstance(value, (int, float)) and not isinstance(value, bool) and value < 0
    return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if negative else ast.Constant(value)


def _moved(node, step):
    """The node plus or minus one."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return _number(node.value + step)
    return ast.BinOp(node, ast.Add() if step > 0 else ast.Sub(), ast.Constant(1))


def _keywords(node, holder, words):
    """A keyword left out (axis, dtype, start), the reduced axis kept."""
    if not isinstance(node, ast.Call):
        return
    named = [k.arg for k in node.keywords]
    for i, name in enumerate(named):
        if name not in PRECAUTIONS:
            yield ast.Call(node.func, node.args, node.keywords[:i] + node.keywords[i + 1 :])
    for axis, kept in KEPT.items():
        if axis in named and kept not in named and _called(node) in REDUCTIONS:
            keep = ast.keyword(kept, ast.Constant(True))
            yield ast.Call(node.func, node.args, [*node.keywords, keep])


def _transposes(node, holder, words):
    factor = isinstance(holder, ast.BinOp) and isinstance(holder.op, ast.MatMult)
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif factor and isinstance(node, ast.expr):
        yield ast.Attribute(node, "T")


def _positions(node, holder, words):
    """Off by one: an index, the bounds of a slice or of a range; a slice or its order dropped."""
    if isinstance(node, ast.Subscript):
        place = node.slice
        if isinstance(place, (ast.Name, ast.BinOp, ast.Attribute)):
            for step in (1, -1):
                yield ast.Subscript(node.value, _moved(place, step))
        if isinstance(place, ast.Slice):
            yield node.value
            bounds = {f: b for f in ("lower", "upper", "step") if (b := getattr(place, f))}
            for field, bound in bounds.items():
                others = [_moved(bound, 1), _moved(bound, -1)] if field != "step" else []
                for other in [*others, *([None] if len(bounds) > 1 else [])]:
                    yield ast.Subscript(node.value, _with(place, field, other))
    if isinstance(node, ast.Call) and _called(node) in RANGES:
        for i, bound in enumerate(node.args):
            for step in (1, -1):
                args = [*node.args[:i], _moved(bound, step), *node.args[i + 1 :]]
                yield ast.Call(node.func, args, node.keywords)
        if len(node.args) == 1:
            yield ast.Call(node.func, [ast.Constant(1), *node.args], node.keywords)


def _with(node, field, value):
    other = copy.copy(node)
    setattr(other, field, value)
    return other


def _calls(node, holder, words):
    """The called function or method left out, two arguments swapped."""
    if not isinstance(node, ast.Call):
        return
    wanted = not isinstance(holder, ast.Expr)  # else the whole statement is dropped elsewhere
    if wanted and len(node.args) == 1:
        yield node.args[0]
    if wanted and isinstance(node.func, ast.Attribute) and _root(node.func) not in MODULES:
        yield node.func.value
    for i, (a, b) in enumerate(itertools.pairwise(node.args)):
        if type(a) is type(b) and isinstance(a, SAME_KIND):
            yield ast.Call(node.func, [*node.args[:i], b, a, *node.args[i + 2 :]], node.keywords)


def _root(node):
    """The name that a chain of attributes starts from."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return getattr(node, "id", None)


def _called(node):
    return getattr(node.func, "attr", getattr(node.func, "id", None))


def _names(node, holder, words):
    """A function, method or attribute taken for its partner."""
    if isinstance(node, ast.Attribute) and node.attr in PARTNER:
        yield ast.Attribute(node.value, PARTNER[node.attr])
    called = isinstance(holder, ast.Call) and holder.func is node
    if called and isinstance(node, ast.Name) and node.id in PARTNER:
        yield ast.Name(PARTNER[node.id])


def _tuples(node, holder, words):
    """Neighbours in a tuple swapped: results, pairs, the targets of an assignment."""
    listed = isinstance(holder, ast.Compare)  # the order of ``x in (a, b)`` says nothing
    paired = isinstance(holder, ast.Assign) and isinstance(holder.value, ast.Tuple)
    if isinstance(node, ast.Tuple) and not listed and not (paired and node in holder.targets):
        for i, (a, b) in enumerate(itertools.pairwise(node.elts)):
            if isinstance(a, ast.Constant) and isinstance(b, ast.Constant) and a.value == b.value:
                continue  # 0.0, 0
            yield ast.Tuple([*node.elts[:i], b, a, *node.elts[i + 2 :]], node.ctx)


EXPRESSIONS = [
    *(_operators, _terms, _powers, _signs, _conditions, _constants, _keywords, _transposes),
    *(_positions, _calls, _names, _tuples),
]
