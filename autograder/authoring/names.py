"""Which names a cell binds and which it reads, from its text alone."""

import ast
import builtins
import symtable

BUILTINS = frozenset(dir(builtins)) | {"__name__"}
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def bound_names(tree):
    """Collect the names that running a cell leaves behind: assignments, imports, definitions.

    Parameters
    ----------
    tree : ast.Module
        The cell.

    Returns
    -------
    set of str
        Without names inside of functions, classes and comprehensions.
    """
    names = set()

    def visit(node, inside_comprehension=False):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
            names.update(n for g in ast.walk(node) if isinstance(g, ast.Global) for n in g.names)
            return
        if isinstance(node, ast.Lambda):
            return
        inside = inside_comprehension or isinstance(node, _COMPREHENSIONS)
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update((a.asname or a.name.split(".")[0]) for a in node.names)
        elif isinstance(node, ast.NamedExpr):
            names.add(node.target.id)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and not inside:
            names.add(node.id)
        elif isinstance(node, (ast.ExceptHandler, ast.MatchAs, ast.MatchStar)) and node.name:
            names.add(node.name)
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(tree)
    return names


def free_names(tree):
    """Collect the names that a cell reads and does not bind itself.

    Parameters
    ----------
    tree : ast.Module
        The cell.

    Returns
    -------
    set of str
        With those read in functions and comprehensions, builtins included.
    """
    read = set()

    def walk(table):
        for symbol in table.get_symbols():
            if symbol.is_referenced() and (table.get_type() == "module" or symbol.is_global()):
                read.add(symbol.get_name())
        for child in table.get_children():
            walk(child)

    walk(symtable.symtable(ast.unparse(tree), "<cell>", "exec"))
    return read - bound_names(tree)


def is_probe(node):
    """Tell whether a statement is a function marked with ``@probe``.

    Parameters
    ----------
    node : ast.stmt
        Of a cell.

    Returns
    -------
    bool
        False also for a probe under any other name.
    """
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(d, ast.Name) and d.id == "probe" for d in node.decorator_list
    )


def split_probes(tree):
    """Take the probes out of a cell.

    Parameters
    ----------
    tree : ast.Module
        The cell; not changed.

    Returns
    -------
    rest : ast.Module
        The cell without them.
    probes : list of ast.Module
        Each probe as a tree of its own.
    """
    probes = [ast.Module([n], []) for n in tree.body if is_probe(n)]
    return ast.Module([n for n in tree.body if not is_probe(n)], []), probes
