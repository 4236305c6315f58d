"""What the build refuses, each with the cell and what to do.

The rules about names keep it possible to run test cells in a process of their own, without the
learner's code, with the same meaning as in one notebook (``guides/authors.md``).
"""

import ast
import re

from autograder.authoring.mistakes import closest, named_mistakes
from autograder.authoring.names import BUILTINS, bound_names, free_names, split_probes
from autograder.authoring.text import KNOWN_OPTIONS, ROLES, grade_id_of, role_of

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
TOTAL_POINTS = 100
MEANINGLESS = {  # in a check cell: looks into objects that may live in another process
    *("isinstance", "issubclass", "type", "inspect", "eval", "exec"),
    *("globals", "locals", "vars", "dir"),
}
SHELL = {"display", "get_ipython"}  # IPython gives them to every cell
LOUD = {"print", "display", "Check"}  # in a hidden part: would show data


def problems(nb, mistakes=()):
    """List every rule the text breaks.

    Parameters
    ----------
    nb : NotebookNode
        As read by :func:`autograder.authoring.text.read_text`.
    mistakes : collection of str
        The names that checks may give a mistake; any when there is none.

    Returns
    -------
    list of str
        One sentence each, with the cell and what to do; empty when it breaks none.
    """
    found = [p for cell in nb.cells for p in _cell_problems(cell)]
    found += _duplicate_ids(nb)
    if found:  # names and points can only be followed in cells that parse and have one role
        return found
    found += _name_problems(nb)
    found += _mistake_problems(nb, set(mistakes))
    points = sum(c.metadata["points"] for c in nb.cells if role_of(c)[0] == "check")
    if points != TOTAL_POINTS:
        found.append(f"the checks add up to {points} points, not {TOTAL_POINTS}")
    return found


def _cell_problems(cell):
    where = f"cell {grade_id_of(cell) or first_line(cell)!r}"
    roles = [r for r in ROLES if r in cell.metadata]
    role = roles[0] if roles else None
    unknown = sorted(set(cell.metadata) - KNOWN_OPTIONS - {"lines_to_next_cell"})
    points = cell.metadata.get("points")
    if cell.cell_type not in ("code", "markdown"):
        yield f"{where}: a {cell.cell_type} cell; use code or markdown"
        return
    if "incorrectly_encoded_metadata" in cell.metadata:
        yield f"{where}: the options of its header cannot be read; strings need double quotes"
        return
    if unknown:
        words = ", ".join(repr(cell.metadata[u]) if u == "title" else u for u in unknown)
        yield f"{where}: unknown role or option {words}; known: {', '.join(sorted(KNOWN_OPTIONS))}"
    if len(roles) > 1:
        yield f"{where}: has the roles {' and '.join(roles)}; give it one"
        return
    if role and not re.fullmatch(r"[A-Za-z0-9_-]+", str(cell.metadata[role])):
        yield f"{where}: a {role} cell's name may hold letters, digits, - and _ only"
    if role in ("solve", "check") and cell.cell_type != "code":
        yield f"{where}: a {role} cell must hold code"
    if role == "check" and not (type(points) is int and points > 0):
        yield f"{where}: a check needs points, a whole number above 0"
    if role != "check" and points is not None:
        yield f"{where}: only a check has points"
    if role == "check" and cell.metadata.get("tags"):
        yield f"{where}: a check has no tags; some, like skip-execution, switch it off"
    regions = list(_region_problems(where, role, cell.source))
    yield from regions
    if cell.cell_type != "code" or regions:
        return
    try:
        tree = ast.parse(cell.source)
    except SyntaxError as error:
        yield f"{where}: line {error.lineno} is not Python: {error.msg}"
        return
    if role == "check":
        yield from _check_problems(where, cell.source, tree)
    if role == "solve" and cell.metadata["solve"] not in bound_names(tree):
        yield f"{where}: does not define {cell.metadata['solve']!r}"


def _region_problems(where, role, text):
    """nbgrader finds its delimiters anywhere in a line: each has to stand alone on its own."""
    lines = [line.strip() for line in text.splitlines()]
    for begin, end, allowed in (
        (BEGIN_SOLUTION, END_SOLUTION, "solve"),
        (BEGIN_HIDDEN, END_HIDDEN, "check"),
    ):
        for mark in (begin, end):
            if any(mark.strip("# ") in line and line != mark for line in lines):
                yield f"{where}: '{mark}' stands alone on its line, or nbgrader cuts elsewhere"
                return
        marks = [line for line in lines if line in (begin, end)]
        regions = len(marks) // 2
        if marks and role != allowed:
            yield f"{where}: '{begin}' belongs in a {allowed} cell"
        elif marks != [begin, end] * regions or (role == "check" and regions > 1):
            yield f"{where}: needs one '{begin}' and one '{end}' after it"
        elif allowed == "solve" == role and not marks:
            yield f"{where}: a solve cell needs '{begin}' and '{end}', or it ships its answer"
        elif allowed == "solve" == role and any(map(is_blank, solved(text))):
            yield f"{where}: nothing stands between '{begin}' and '{end}'"


def _check_problems(where, text, tree):
    visible, hidden, after = text, "", ""
    if BEGIN_HIDDEN in text:
        visible, hidden = text.split(BEGIN_HIDDEN)[0], between(text, BEGIN_HIDDEN, END_HIDDEN)
        after = text.split(END_HIDDEN)[1]
    if not is_blank(after):
        yield f"{where}: hidden tests come last"
        return
    try:
        shown, secret = ast.parse(visible).body, ast.parse(hidden).body
    except SyntaxError:
        yield f"{where}: the visible part and the hidden part must each be whole statements"
        return
    if not shown and secret:
        yield f"{where}: has no visible line, so the release would show an empty cell"
    elif not shown:
        yield f"{where}: a check with no code passes everybody"
    elif not any(_is_with(statement, "Check") for statement in shown):
        yield f"{where}: has no 'with Check(...) as c:', so nothing can fail"
    for part in (shown, secret):
        if part and isinstance(part[-1], ast.Expr):
            yield f"{where}: ends in an expression, which nbgrader may take for partial credit"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in MEANINGLESS:
            yield f"{where}: uses {node.id}, which means nothing across two processes"
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield f"{where}: imports at line {node.lineno}; imports belong in a locked cell"
        if isinstance(node, ast.Assert):
            yield f"{where}: a bare assert at line {node.lineno} names no mistake; use a Check"
    open_names = {n for statement in shown for n in _as_names(statement)}
    for node in secret:
        if not _is_with(node, "hidden"):
            yield (
                f"{where}: every statement of a hidden part is a 'with ....hidden() as ...:', "
                "so that no message of it holds data"
            )
            return
        used = {n.id for part in node.body for n in ast.walk(part) if isinstance(n, ast.Name)}
        for name in sorted(used & (LOUD | open_names - _as_names(node))):
            yield f"{where}: the hidden part uses {name}, which would show data"


def _is_with(node, word):
    """Whether `node` is ``with word(...) as x:`` or ``with y.word(...) as x:``, and no more."""
    if not isinstance(node, ast.With) or len(node.items) != 1 or not _as_names(node):
        return False
    call = node.items[0].context_expr
    name = getattr(call, "func", None)
    return isinstance(call, ast.Call) and word in (
        getattr(name, "id", None),
        getattr(name, "attr", None),
    )


def _as_names(node):
    items = node.items if isinstance(node, ast.With) else []
    return {i.optional_vars.id for i in items if isinstance(i.optional_vars, ast.Name)}


def _duplicate_ids(nb):
    seen = set()
    for cell in nb.cells:
        name = grade_id_of(cell)
        if name is not None and name in seen:
            yield f"cell {name!r}: the id is used twice; nbgrader needs each once"
        seen.add(name)


def _name_problems(nb):
    """Names across cells, as if checks ran in a process without the learner's cells."""
    bound = {"solve": set(), "check": set(), "locked": set(), None: set()}
    code = [c for c in nb.cells if c.cell_type == "code"]
    for cell in code:
        bound[role_of(cell)[0]] |= bound_names(ast.parse(cell.source))
    for cell in code:
        role, _ = role_of(cell)
        where = f"cell {grade_id_of(cell) or first_line(cell)!r}"
        tree, probes = split_probes(ast.parse(cell.source))
        own, free = bound_names(tree), free_names(tree)
        if role == "check":
            for name in sorted(free - BUILTINS - bound["locked"] - bound["solve"]):
                yield (
                    f"{where}: uses {name!r}; a check may use builtins, names of locked cells "
                    "and names that solve cells bind"
                )
            for name in sorted(own & bound["solve"]):
                yield f"{where}: binds {name!r}, which is the learner's"
            continue
        for name in sorted(free & bound["check"] - bound["solve"] - bound["locked"] - bound[None]):
            yield f"{where}: uses {name!r}, which only a check cell binds"
        if role == "locked":
            for name in sorted(free & bound["solve"]):
                yield f"{where}: a locked cell uses the learner's {name!r} outside a probe"
            for name in sorted(free - BUILTINS - bound["locked"] - bound["solve"]):
                yield f"{where}: uses {name!r}, which no locked cell binds"
            for name in sorted(own & bound["solve"]):
                yield f"{where}: binds {name!r}, which is the learner's to write"
        else:
            for name in sorted(own & bound["locked"]):
                yield f"{where}: binds {name!r} again, which a locked cell gives"
            for name in sorted(free - BUILTINS - SHELL - set().union(*bound.values())):
                yield f"{where}: uses {name!r}, which no cell binds; import or define it"
        for probe in probes:
            for name in sorted(free_names(probe) - BUILTINS - bound["locked"]):
                yield f"{where}: a probe uses {name!r}; its body has its arguments and imports only"


def _mistake_problems(nb, known):
    for cell in nb.cells if known else ():
        if role_of(cell)[0] != "check":
            continue
        for mistake in named_mistakes(ast.parse(cell.source)):
            if mistake not in known:
                like = closest(mistake, known)
                yield (
                    f"cell {grade_id_of(cell)!r}: no mistake is called {mistake!r}; "
                    f"{f'closest: {like}; ' if like else ''}a new one is an entry of MISTAKES in "
                    "mlplab/checks/mistakes/general.py"
                )


def between(text, begin, end):
    """Cut out the part of a text between two marks.

    Parameters
    ----------
    text : str
        Holds both marks.
    begin, end : str
        The marks; the first of each counts.

    Returns
    -------
    str
        Without the marks.
    """
    return text.split(begin, 1)[1].split(end, 1)[0]


def solved(text):
    """Cut out the regions of a solve cell that the release replaces, one per function it holds.

    Parameters
    ----------
    text : str
        The cell.

    Returns
    -------
    list of str
        Without the marks.
    """
    return [part.split(END_SOLUTION)[0] for part in text.split(BEGIN_SOLUTION)[1:]]


def is_blank(text):
    """Tell whether a text holds nothing but comments and blank lines.

    Parameters
    ----------
    text : str
        Python.

    Returns
    -------
    bool
        True for an empty text.
    """
    return not any(line.strip() and not line.strip().startswith("#") for line in text.splitlines())


def first_line(cell):
    """Name a cell without an id, for messages.

    Parameters
    ----------
    cell : NotebookNode
        Of any kind.

    Returns
    -------
    str
        Its first line that is not blank, at most 60 characters.
    """
    return next((line for line in cell.source.splitlines() if line.strip()), "(empty)")[:60]
