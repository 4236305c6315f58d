# Scores forged through IPython, the kernel and its messages.

# %% hostile="an AST transformer empties test cells" replaces="double" deserves=0
import ast


class Emptied(ast.NodeTransformer):
    def visit_With(self, node):
        return ast.Pass()


get_ipython().ast_transformers.append(Emptied())


# %% hostile="an input transformer empties test cells" replaces="double" deserves=0
get_ipython().input_transformers_post.append(
    lambda lines: ["pass\n"] if any("Check(" in line for line in lines) else lines
)


# %% hostile="an input transformer wraps test cells in try" replaces="double" deserves=0
def tried(lines):
    if not any("Check(" in line for line in lines):
        return lines
    body = ["    " + line for line in lines]
    return ["try:\n", *body, "\n", "except BaseException:\n", "    pass\n"]


get_ipython().input_transformers_cleanup.append(tried)


# %% hostile="an AST transformer makes 1000 points of a test cell" replaces="double" deserves=0
import ast


class Paid(ast.NodeTransformer):
    def visit_Module(self, node):
        if "Check" in ast.dump(node):
            node.body = [ast.Expr(ast.Constant(1000.0))]
        return ast.fix_missing_locations(node)


get_ipython().ast_transformers.append(Paid())


# %% hostile="partial credit: not a number" replaces="double" deserves=0
import ast


class Paid(ast.NodeTransformer):
    def visit_Module(self, node):
        if "Check" in ast.dump(node):
            node.body = ast.parse("float('nan')").body
        return ast.fix_missing_locations(node)


get_ipython().ast_transformers.append(Paid())


# %% hostile="partial credit: minus infinity" replaces="double" deserves=0
import ast


class Paid(ast.NodeTransformer):
    def visit_Module(self, node):
        if "Check" in ast.dump(node):
            node.body = ast.parse("-float('inf')").body
        return ast.fix_missing_locations(node)


get_ipython().ast_transformers.append(Paid())


# %% hostile="partial credit: an object whose text is a number" replaces="double" deserves=0
import ast


class Points:
    def __repr__(self):
        return "20.0"


class Paid(ast.NodeTransformer):
    def visit_Module(self, node):
        if "Check" in ast.dump(node):
            node.body = ast.parse("Points()").body
        return ast.fix_missing_locations(node)


get_ipython().ast_transformers.append(Paid())


# %% hostile="run_cell and run_cell_async patched" replaces="double" deserves=0
from IPython.core.interactiveshell import InteractiveShell

true_run = InteractiveShell.run_cell_async


async def run_cell_async(self, raw_cell, *rest, **named):
    if "Check(" in raw_cell:
        raw_cell = named["transformed_cell"] = "pass\n"
    return await true_run(self, raw_cell, *rest, **named)


InteractiveShell.run_cell_async = run_cell_async
get_ipython().run_cell_async = run_cell_async.__get__(get_ipython())


# %% hostile="the kernel's do_execute patched" replaces="double" deserves=0
kernel = get_ipython().kernel
true_execute = kernel.do_execute


async def do_execute(code, *rest, **named):
    return await true_execute("pass" if "Check(" in code else code, *rest, **named)


kernel.do_execute = do_execute


# %% hostile="exceptions get a handler that says nothing" replaces="double" deserves=0
get_ipython().set_custom_exc((BaseException,), lambda *_, **__: None)


# %% hostile="showtraceback is silent and the reply says ok" replaces="double" deserves=0
shell, kernel = get_ipython(), get_ipython().kernel
shell.showtraceback = shell._showtraceback = lambda *_, **__: None
true_send = kernel.session.send


def send(stream, msg_or_type, content=None, *rest, **named):
    if msg_or_type == "execute_reply" and content.get("status") == "error":
        content = {
            "status": "ok",
            "execution_count": content["execution_count"],
            "user_expressions": {},
            "payload": [],
        }
    if msg_or_type == "error":
        return None
    return true_send(stream, msg_or_type, content, *rest, **named)


kernel.session.send = send


# %% hostile="a forged execute_result in front of every error" replaces="double" deserves=0
kernel = get_ipython().kernel


def pay(info=None):
    if "Check(" in getattr(info, "raw_cell", ""):
        kernel.session.send(
            kernel.iopub_socket,
            "execute_result",
            {"data": {"text/plain": "100.0"}, "metadata": {}, "execution_count": 1},
            parent=kernel.get_parent("shell"),
        )


get_ipython().events.register("pre_run_cell", pay)


# %% hostile="the kernel answers every request itself and runs nothing" replaces="double" deserves=0
kernel = get_ipython().kernel


async def execute_request(stream, ident, parent):
    kernel.session.send(
        stream,
        "execute_reply",
        {"status": "ok", "execution_count": 1, "user_expressions": {}, "payload": []},
        parent=parent,
        ident=ident,
    )


kernel.shell_handlers["execute_request"] = execute_request


# %% hostile="names are patched again before each cell" replaces="double" deserves=0
class Lenient:
    __init__ = lambda self, *_: None
    __enter__ = lambda self: self
    __exit__ = lambda self, *_: True
    __getattr__ = lambda self, name: lambda *_, **__: self


get_ipython().events.register(
    "pre_run_cell", lambda *_: get_ipython().user_ns.update(Check=Lenient, double=None)
)


# %% hostile="a namespace that keeps its own Check" extra="start" deserves=0
class Lenient:
    __init__ = lambda self, *_: None
    __enter__ = lambda self: self
    __exit__ = lambda self, *_: True
    __getattr__ = lambda self, name: lambda *_, **__: self


class Sticky(dict):
    def __getitem__(self, name):
        return Lenient if name == "Check" else super().__getitem__(name)

    def __setitem__(self, name, value):
        if name != "Check":
            super().__setitem__(name, value)


get_ipython().user_ns = Sticky(get_ipython().user_ns)


# %% hostile="expected values read in the history of cells" replaces="double" deserves=10
import re

import numpy as np


def double(x):
    source = get_ipython().user_ns["In"][-1]
    lists = re.findall(r"\),? (\[[^\]]*\])\)", source)
    for text in lists:
        want = np.array(eval(text), dtype=float)
        if want.shape == x.shape and (np.sign(want) == np.sign(x)).all():
            return want
    return x


# %% hostile="expected values read in linecache" replaces="row_means" deserves=0
import linecache
import re
import sys

import numpy as np


def row_means(X):
    for lines in list(linecache.cache.values()):
        text = "".join(lines[2]) if len(lines) > 2 and lines[2] else ""
        if "hidden()" in text and "row_means" in text:
            frame = sys._getframe()
            while frame := frame.f_back:
                if "c" in frame.f_locals and "X" in frame.f_locals:
                    return eval("X.sum(axis=1) / 3", dict(X=X)) if len(X) == 7 else X[:, 0] * 0
            for values in re.findall(r"\), (\[[\d., ]+\])\)", text):
                if len(eval(values)) == len(X):
                    return eval(values)
    return None


# %% hostile="stderr closed, stdout replaced by a page that says passed" replaces="double" deserves=0
import sys


class Passed:
    def write(self, text):
        sys.__stdout__.write("double ✓ value\n")

    def flush(self):
        pass


sys.stdout = sys.stderr = Passed()
print("double ✓  value · hidden: large numbers")


# %% hostile="autocalled exit: quit quietly before a test" replaces="double" deserves=0
def stop(info=None):
    if "Check(" in getattr(info, "raw_cell", ""):
        get_ipython().ask_exit()
        get_ipython().kernel.do_shutdown(False)


get_ipython().events.register("pre_run_cell", stop)


# %% hostile="a cell magic named with is installed" replaces="double" deserves=0
get_ipython().register_magic_function(lambda line, cell=None: None, "line_cell", "with")
get_ipython().input_transformers_cleanup.append(
    lambda lines: ["%%with\n", *lines] if any("Check(" in line for line in lines) else lines
)


# %% hostile="the kernel restarts into another program" replaces="double" deserves=0
import os
import sys

os.environ["PYTHONSTARTUP"] = "/dev/null"
os.execv(sys.executable, [sys.executable, "-c", "while True: pass"])
