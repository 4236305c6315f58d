"""What the build refuses, each with the cell and what to do.

Test cells may run in a process of their own, without the learner's
(``guides/authors.md``). The rules about names make sure that such a run means the same as a run in
one notebook.
"""

import ast
import builtins
import re

from autograder.authoring.text import KNOWN_OPTIONS, ROLES, grade_id_of, role_of

BEGIN_SOLUTION, END_SOLUTION = "### BEGIN SOLUTION", "### END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"
BUILTINS = frozenset(dir(builtins)) | {"__name__"}
TOTAL_POINTS = 100


def problems(nb):
    """Return every rule the text breaks, one sentence each; an empty list when it breaks none.

    Parameters
    ----------
    nb : NotebookNode
        As read by :func:`autograder.authoring.text.read_text`.
    """
    found = [p for cell in nb.cells for p in _cell_problems(cell)]
    found += _duplicate_ids(nb)
    if not found:  # names can only be followed in cells that parse and have one role
        found += _name_problems(nb)
    points = sum(c.metadata.get("points", 0) for c in nb.cells if role_of(c)[0] == "check")
    if not found and points != TOTAL_POINTS:
        found.append(f"the checks add up to {points:g} points, not {TOTAL_POINTS}")
    return found


def _cell_problems(cell):
    where = f"cell {grade_id_of(cell) or _first_line(cell)!r}"
    roles = [r for r in ROLES if r in cell.metadata]
    unknown = sorted(set(cell.metadata) - KNOWN_OPTIONS - {"lines_to_next_cell", "title"})
    text = cell.source
    if unknown or "title" in cell.metadata:
        words = ", ".join(unknown) or repr(cell.metadata["title"])
        yield f"{where}: unknown role or option {words}; known: {', '.join(sorted(KNOWN_OPTIONS))}"
    if len(roles) > 1:
        yield f"{where}: has the roles {' and '.join(roles)}; give it one"
        return
    role = roles[0] if roles else None
    if role and not re.fullmatch(r"[A-Za-z0-9_-]+", str(cell.metadata[role])):
        yield f"{where}: a {role} cell's name may hold letters, digits, - and _ only"
    if role and cell.cell_type != "code" and role != "locked":
        yield f"{where}: a {role} cell must hold code"
    yield from _regions(where, role, text)
    points = cell.metadata.get("points")
    if role == "check" and not (isinstance(points, int) and points > 0):
        yield f"{where}: a check needs points, a whole number above 0"
    if role != "check" and points is not None:
        yield f"{where}: only a check has points"
    if cell.cell_type != "code":
        return
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        yield f"{where}: line {error.lineno} is not Python: {error.msg}"
        return
    if role == "check":
        yield from _check_shape(where, text, tree)


def _regions(where, role, text):
    for begin, end, allowed in (
        (BEGIN_SOLUTION, END_SOLUTION, "solve"),
        (BEGIN_HIDDEN, END_HIDDEN, "check"),
    ):
        opened, closed = text.count(begin), text.count(end)
        if (opened or closed) and role != allowed:
            yield f"{where}: '{begin}' belongs in a {allowed} cell"
        elif opened != closed or opened > 1 or (opened and text.index(begin) > text.index(end)):
            yield f"{where}: needs one '{begin}' and one '{end}' after it"
        elif allowed == "solve" == role and not opened:
            yield f"{where}: a solve cell needs '{begin}' and '{end}', or it ships its answer"


def _check_shape(where, text, tree):
    if not tree.body:
        yield f"{where}: a check with no code passes everybody"
        return
    if isinstance(tree.body[-1], ast.Expr):
        yield f"{where}: ends in an expression, which nbgrader may take for partial credit"
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id in ("isinstance", "inspect"):
            yield f"{where}: uses {node.id}, which means nothing across two processes"
        if isinstance(node, ast.Assert):
            yield f"{where}: a bare assert at line {node.lineno} names no mistake; use a Check"
    if BEGIN_HIDDEN not in text:
        return
    visible, rest = text.split(BEGIN_HIDDEN)
    hidden, after = rest.split(END_HIDDEN)
    if _is_blank(visible):
        yield f"{where}: has no visible line, so the release would show an empty cell"
    elif not _is_blank(after):
        yield f"{where}: hidden tests come last"
    else:
        yield from _hidden_shape(where, visible, hidden)


def _hidden_shape(where, visible, hidden):
    try:
        body = ast.parse(visible).body and ast.parse(hidden).body
    except SyntaxError:
        yield f"{where}: the visible part and the hidden part must each be whole statements"
        return
    for node in body:
        call = node.items[0].context_expr if isinstance(node, ast.With) else None
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "hidden"
        ):
            yield (
                f"{where}: every statement of a hidden part is a 'with ....hidden() as ...:', "
                "so that no message of it holds data"
            )
            return


def _is_blank(text):
    return not any(line.strip() and not line.strip().startswith("#") for line in text.splitlines())


def _duplicate_ids(nb):
    seen = set()
    for cell in nb.cells:
        name = grade_id_of(cell)
        if name is None:
            continue
        if name in seen:
            yield f"cell {name!r}: the id is used twice; nbgrader needs each once"
        seen.add(name)


# ---------------------------------------------------------------------------- names across cells


def _name_problems(nb):
    bound = {"solve": set(), "check": set(), "locked": set(), None: set()}
    code = [c for c in nb.cells if c.cell_type == "code"]
    for cell in code:
        bound[role_of(cell)[0]] |= bound_names(ast.parse(cell.source))
    for cell in code:
        role, _ = role_of(cell)
        where = f"cell {grade_id_of(cell) or _first_line(cell)!r}"
        tree = ast.parse(cell.source)
        if role == "locked":
            tree.body = [n for n in tree.body if not _is_probe(n)]
        free = free_names(tree)
        if role == "check":
            foreign = free - BUILTINS - bound["locked"] - bound["solve"]
            for name in sorted(foreign):
                yield (
                    f"{where}: uses {name!r}; a check may use builtins, names of locked cells "
                    "and names that solve cells bind"
                )
        else:
            own = bound["solve"] | bound["locked"] | bound[None]
            for name in sorted(free & bound["check"] - own):
                yield f"{where}: uses {name!r}, which only a check cell binds"
        if role == "locked":
            for name in sorted(free & bound["solve"]):
                yield f"{where}: a locked cell uses the learner's {name!r} outside a probe"


def _is_probe(node):
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(d, ast.Name) and d.id == "probe" for d in node.decorator_list
    )


def bound_names(tree):
    """Names that running a cell leaves behind: top-level assignments, imports, definitions."""
    names = set()

    class Visitor(ast.NodeVisitor):
        def visit_FunctionDef(self, node):
            names.add(node.name)

        visit_AsyncFunctionDef = visit_ClassDef = visit_FunctionDef

        def visit_Lambda(self, node):
            pass

        visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = visit_Lambda

        def visit_Import(self, node):
            names.update((a.asname or a.name.split(".")[0]) for a in node.names)

        visit_ImportFrom = visit_Import

        def visit_Name(self, node):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)

    Visitor().visit(tree)
    return names


def free_names(tree):
    """Names that a cell reads and does not bind itself, functions and comprehensions included."""
    import symtable

    source = ast.unparse(tree)
    top = symtable.symtable(source, "<cell>", "exec")
    read = set()

    def walk(table):
        for symbol in table.get_symbols():
            is_global = table.get_type() == "module" or symbol.is_global()
            if is_global and symbol.is_referenced():
                read.add(symbol.get_name())
        for child in table.get_children():
            walk(child)

    walk(top)
    return read - bound_names(tree)


def _first_line(cell):
    return next((line for line in cell.source.splitlines() if line.strip()), "(empty)")[:60]
