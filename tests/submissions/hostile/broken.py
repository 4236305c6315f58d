"""Notebooks wrong in form, each made from an all-right one: ``BROKEN`` lists them.

Each entry maps a name to ``(function of the notebook, deserves)``. The function may change the
notebook that it is given, and returns the bytes that are handed in. A number says what the answers
in it are worth; ``"explained"`` means that nothing can be graded and the learner is told why.
"""

import copy
import json

import nbformat

SCRIPT = "<script>window.hostile = 1</script>"
WRONG = "def double(x):\n    return 0\n"
BROKEN = {}


def broken(name, deserves=100):
    """Enter a function into ``BROKEN``; it returns bytes, or nothing when it changed the notebook."""

    def enter(function):
        def made(nb):
            given = function(nb)
            return as_bytes(nb) if given is None else given

        BROKEN[name] = (made, deserves)
        return function

    return enter


def as_bytes(nb):
    """The notebook as JSON; unlike nbformat, this minds no rule."""
    return json.dumps(nb, indent=1, ensure_ascii=True).encode()


def cell(nb, grade_id):
    """The cell with this id of nbgrader."""
    return next(
        c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id
    )


def checks(nb):
    """The graded cells."""
    return [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("grade")]


def wrong(nb):
    """Make the answer for 30 of the points wrong."""
    cell(nb, "double")["source"] = WRONG


# ------------------------------------------------------------------ cells doubled, moved, removed


@broken("every cell twice, with the same ids")
def _(nb):
    nb["cells"] += copy.deepcopy(nb["cells"])


@broken("a check cell twice, one of them easy; the answer wrong", 70)
def _(nb):
    wrong(nb)
    twin = copy.deepcopy(cell(nb, "check-double-value"))
    twin["source"] = "pass"
    nb["cells"].append(twin)


@broken("a solve cell twice, first wrong and then right")
def _(nb):
    twin = copy.deepcopy(cell(nb, "double"))
    nb["cells"].insert(nb["cells"].index(cell(nb, "double")) + 1, twin)
    wrong(nb)


@broken("check cells deleted")
def _(nb):
    for one in checks(nb):
        nb["cells"].remove(one)


@broken("check cells of a wrong answer deleted", 70)
def _(nb):
    wrong(nb)
    for name in ("check-double-value", "check-double-shape"):
        nb["cells"].remove(cell(nb, name))


@broken("a solve cell deleted", 70)
def _(nb):
    nb["cells"].remove(cell(nb, "double"))


@broken("the imports deleted")
def _(nb):
    nb["cells"].remove(cell(nb, "locked-imports"))


@broken("the imports emptied, another Check bound; answers wrong", 70)
def _(nb):
    wrong(nb)
    cell(nb, "locked-imports")["source"] = (
        "import numpy as np\nclass Check:\n    __getattr__ = lambda s, n: lambda *_, **__: s\n"
        "    __init__ = lambda s, *_: None\n    __enter__ = lambda s: s\n    __exit__ = lambda *_: True\n"
        "probe = lambda f: f"
    )


@broken("all cells in reverse order")
def _(nb):
    nb["cells"].reverse()


@broken("check cells before everything else")
def _(nb):
    nb["cells"].sort(key=lambda c: not c["metadata"].get("nbgrader", {}).get("grade"))


@broken("check cells before the wrong answer, a right one above them", 70)
def _(nb):
    right = copy.deepcopy(cell(nb, "double"))
    right["metadata"], right["id"] = {}, "another"
    wrong(nb)
    nb["cells"].remove(cell(nb, "double"))
    nb["cells"].insert(2, right)
    nb["cells"].append({**right, "id": "last", "source": WRONG})


@broken("no cell at all", 0)
def _(nb):
    nb["cells"] = []


# ------------------------------------------------------------------------- cells edited or changed


@broken("check cells edited to pass; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["source"] = "pass"


@broken("check cells emptied; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["source"] = ""


@broken("check cells made markdown; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["cell_type"] = "markdown"
        one.pop("outputs"), one.pop("execution_count")


@broken("check cells made raw; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["cell_type"] = "raw"
        one.pop("outputs"), one.pop("execution_count")


@broken("a solve cell made markdown")
def _(nb):
    one = cell(nb, "double")
    one["cell_type"] = "markdown"
    one.pop("outputs"), one.pop("execution_count")


@broken("prose made code, with outputs")
def _(nb):
    for one in nb["cells"]:
        if one["cell_type"] == "markdown":
            one.update(cell_type="code", outputs=[], execution_count=None)


@broken("a cell of a type that does not exist")
def _(nb):
    nb["cells"].append(
        {"cell_type": "heading", "metadata": {}, "source": "x", "level": 1, "id": "h"}
    )


@broken("tags skip-execution on check cells; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["metadata"]["tags"] = ["skip-execution", "raises-exception", "remove-cell"]


@broken("tags skip-execution on everything")
def _(nb):
    for one in nb["cells"]:
        one["metadata"]["tags"] = ["skip-execution", "remove_cell", "parameters"]


@broken("IPython magics hide the code; the answer wrong", 70)
def _(nb):
    cell(nb, "double")["source"] = "%%script false --no-raise-error\n" + WRONG


@broken("merge markers inside an answer", 70)
def _(nb):
    one = cell(nb, "double")
    one["source"] = f"<<<<<<< HEAD\n{one['source']}\n=======\n{WRONG}\n>>>>>>> theirs\n"


@broken("a lone surrogate in an answer's comment", 70)
def _(nb):
    cell(nb, "double")["source"] += "\n# \ud800 \udfff"


@broken("a lone surrogate in prose")
def _(nb):
    nb["cells"][0]["source"] += "\n\ud800 \x00 \x1b[31m"


# ----------------------------------------------------------------------------- nbgrader's metadata


@broken("points raised to 1000; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["metadata"]["nbgrader"]["points"] = 1000


@broken("points that are no numbers")
def _(nb):
    for one, points in zip(checks(nb), ("many", -5, None, float("inf")), strict=True):
        one["metadata"]["nbgrader"]["points"] = points


@broken("nbgrader's metadata removed from check cells; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["metadata"].pop("nbgrader")


@broken("nbgrader's metadata removed from every cell")
def _(nb):
    for one in nb["cells"]:
        one["metadata"].pop("nbgrader", None)


@broken("nbgrader's metadata is a list, a word, a number")
def _(nb):
    nb["cells"][0]["metadata"]["nbgrader"] = []
    nb["cells"][2]["metadata"]["nbgrader"] = "grade"
    nb["cells"].append({**nb["cells"][0], "id": "n", "metadata": {"nbgrader": 7}})


@broken("the grade_id of a check renamed to that of an easy one; the answer wrong", 70)
def _(nb):
    wrong(nb)
    cell(nb, "check-double-value")["metadata"]["nbgrader"]["grade_id"] = "check-row_means-value"


@broken("grade_ids exchanged between solve cells", 40)
def _(nb):
    one, other = cell(nb, "double"), cell(nb, "row_means")
    one["source"], other["source"] = other["source"], "def row_means(X):\n    return 2 * X\n"


@broken("a grade_id with a path, quotes and a script")
def _(nb):
    nb["cells"][0]["metadata"]["nbgrader"] = {
        **cell(nb, "check-double-value")["metadata"]["nbgrader"],
        "grade_id": "../../../x'; DROP TABLE grade; --" + SCRIPT,
    }


@broken("schema_version 0")
def _(nb):
    for one in nb["cells"]:
        if "nbgrader" in one["metadata"]:
            one["metadata"]["nbgrader"]["schema_version"] = 0


@broken("schema_version 99")
def _(nb):
    for one in nb["cells"]:
        if "nbgrader" in one["metadata"]:
            one["metadata"]["nbgrader"]["schema_version"] = 99


@broken("schema_version missing")
def _(nb):
    for one in nb["cells"]:
        one["metadata"].get("nbgrader", {}).pop("schema_version", None)


@broken("the solution flag of check cells set, to be marked by hand; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["metadata"]["nbgrader"].update(solution=True, locked=False)


@broken("grade flags set on solve cells, with points; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for name in ("double", "row_means", "repeat"):
        cell(nb, name)["metadata"]["nbgrader"].update(grade=True, points=500)


@broken("extra graded cells that pass", 70)
def _(nb):
    wrong(nb)
    for i in range(10):
        one = nbformat.v4.new_code_cell("pass", id=f"paid-{i}")
        one["metadata"]["nbgrader"] = {
            **checks(nb)[0]["metadata"]["nbgrader"],
            **{"grade_id": f"check-extra-{i}", "points": 100, "checksum": "0" * 32},
        }
        nb["cells"].append(one)


@broken("solutions locked and called tasks")
def _(nb):
    for name in ("double", "row_means", "repeat"):
        cell(nb, name)["metadata"]["nbgrader"].update(locked=True, task=True, points=50)


@broken("checksums forged; the answer wrong", 70)
def _(nb):
    wrong(nb)
    for one in checks(nb):
        one["metadata"]["nbgrader"]["checksum"] = "d41d8cd98f00b204e9800998ecf8427e"
        one["source"] += "\npass"


@broken("scores in the metadata; the answer wrong", 70)
def _(nb):
    wrong(nb)
    nb["metadata"]["nbgrader"] = {"score": 100, "max_score": 100}
    for one in checks(nb):
        one["metadata"]["nbgrader"].update(
            score=40, auto_score=40, manual_score=40, extra_credit=99
        )


# ---------------------------------------------------------------------------- the notebook's form


@broken("duplicated cell ids")
def _(nb):
    for one in nb["cells"]:
        one["id"] = "same"


@broken("cell ids missing")
def _(nb):
    for one in nb["cells"]:
        one.pop("id", None)


@broken("cell ids huge, empty, of another type")
def _(nb):
    for one, value in zip(nb["cells"], ("x" * 10**6, "", 7, None, ["a"], SCRIPT), strict=False):
        one["id"] = value


@broken("nbformat_minor 4, so without ids")
def _(nb):
    nb["nbformat_minor"] = 4
    for one in nb["cells"]:
        one.pop("id", None)


@broken("nbformat_minor 99")
def _(nb):
    nb["nbformat_minor"] = 99
    nb["cells"][0]["future"] = {"a": 1}


@broken("nbformat 5", 100)
def _(nb):
    nb["nbformat"] = 5


@broken("nbformat 3 with its worksheets", 100)
def _(nb):
    nb["nbformat"], nb["nbformat_minor"] = 3, 0
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    for one in nb["worksheets"][0]["cells"]:
        if one["cell_type"] == "code":
            one.update(input=one.pop("source"), language="python", collapsed=False)


@broken("nbformat missing", 100)
def _(nb):
    del nb["nbformat"]


@broken("nbformat a word", 100)
def _(nb):
    nb["nbformat"] = "four"


@broken("cells is a dict", "explained")
def _(nb):
    nb["cells"] = {str(i): c for i, c in enumerate(nb["cells"])}


@broken("cells is null", "explained")
def _(nb):
    nb["cells"] = None


@broken("cells hold words and numbers", "explained")
def _(nb):
    nb["cells"] = ["def double(x): return 2 * x", 7, None, []]


@broken("cells without metadata, source and outputs", "explained")
def _(nb):
    nb["cells"] = [{"cell_type": "code"}, {}, {"source": "x"}]


@broken("source is a list of lines")
def _(nb):
    for one in nb["cells"]:
        one["source"] = one["source"].splitlines(keepends=True)


@broken("source is a number", 70)
def _(nb):
    cell(nb, "double")["source"] = 7


@broken("source is null", 70)
def _(nb):
    cell(nb, "double")["source"] = None


@broken("metadata is null, and a list", 100)
def _(nb):
    nb["metadata"] = None
    nb["cells"][0]["metadata"] = []


@broken("a key twice: the last cells count", 0)
def _(nb):
    return as_bytes(nb).rstrip()[:-1] + b', "cells": []}'


@broken("outputs with scripts and made-up results; the answer wrong", 70)
def _(nb):
    wrong(nb)
    data = {"text/html": SCRIPT, "text/plain": "1000", "application/javascript": "hostile = 1"}
    for one in checks(nb):
        one["outputs"] = [
            {"output_type": "execute_result", "data": data, "metadata": {}, "execution_count": 1},
            {"output_type": "stream", "name": "stdout", "text": "\x1b[31m" + SCRIPT},
        ]


@broken("outputs of a type that does not exist")
def _(nb):
    cell(nb, "double")["outputs"] = [{"output_type": "evil", "data": 7}, 5, None]


@broken("scripts in prose, attachments and widget state")
def _(nb):
    one = nb["cells"][0]
    one["source"] += f"\n\n{SCRIPT}\n\n[x](javascript:hostile=1) ![x](attachment:x.svg)"
    one["attachments"] = {"x.svg": {"image/svg+xml": f"<svg onload=hostile=1>{SCRIPT}</svg>"}}
    nb["metadata"]["widgets"] = {
        "application/vnd.jupyter.widget-state+json": {
            "state": {"x": {"model_module": "http://192.0.2.7/evil.js", "state": SCRIPT * 10}},
            "version_major": 2,
        }
    }
    nb["metadata"]["title"] = f"</title>{SCRIPT}"


@broken("a kernel of another language")
def _(nb):
    nb["metadata"]["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    nb["metadata"]["language_info"] = {"name": "R", "pygments_lexer": "../../x"}


@broken("a kernel named by a path and a command")
def _(nb):
    nb["metadata"]["kernelspec"] = {
        "name": "../../tmp/evil; touch /tmp/was-here",
        "display_name": SCRIPT,
        "argv": ["touch", "/tmp/was-here"],
    }


@broken("no metadata of the notebook at all")
def _(nb):
    nb["metadata"] = {}


@broken("a large cell of prose and large outputs: 30 MB")
def _(nb):
    nb["cells"].append(nbformat.v4.new_markdown_cell("word " * 3_000_000, id="large"))
    cell(nb, "double")["outputs"] = [
        {"output_type": "stream", "name": "stdout", "text": "x" * 15_000_000}
    ]


@broken("20000 cells")
def _(nb):
    for i in range(20_000):
        nb["cells"].append(nbformat.v4.new_markdown_cell("x", id=f"c{i}"))


@broken("not-a-number constants in metadata")
def _(nb):
    nb["metadata"]["x"] = [float("nan"), float("inf"), float("-inf")]


@broken("numbers too long to be read")
def _(nb):
    return as_bytes(nb).rstrip()[:-1] + b', "x": ' + b"9" * 100_000 + b"}"


@broken("metadata nested 100 deep")
def _(nb):
    inner = {}
    for _ in range(100):
        inner = {"a": inner}
    nb["metadata"]["x"] = inner


# ------------------------------------------------------------------------------ the file's bytes


@broken("100000 brackets in a notebook's metadata", "explained")
def _(nb):
    return as_bytes(nb).rstrip()[:-1] + b', "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@broken("100000 brackets and nothing else", "explained")
def _(nb):
    return b"[" * 100_000


@broken("empty file", "explained")
def _(nb):
    return b""


@broken("white space only", "explained")
def _(nb):
    return b" \r\n\t " * 1000


@broken("cut off in the middle", "explained")
def _(nb):
    return as_bytes(nb)[: len(as_bytes(nb)) // 2]


@broken("a comma too many", "explained")
def _(nb):
    return as_bytes(nb).replace(b'"cells": [', b'"cells": [,', 1)


@broken("merge markers in the file", "explained")
def _(nb):
    text = as_bytes(nb)
    return b"<<<<<<< HEAD\n" + text + b"\n=======\n" + text + b"\n>>>>>>> theirs\n"


@broken("a list, not a notebook", "explained")
def _(nb):
    return as_bytes(nb["cells"])


@broken("the word null", "explained")
def _(nb):
    return b"null"


@broken("a mark of byte order before it")
def _(nb):
    return b"\xef\xbb\xbf" + as_bytes(nb)


@broken("lines that end as on Windows")
def _(nb):
    return as_bytes(nb).replace(b"\n", b"\r\n")


@broken("UTF-16", 100)
def _(nb):
    return as_bytes(nb).decode().encode("utf-16")


@broken("bytes of latin-1", 100)
def _(nb):
    nb["cells"][0]["source"] += " caf\xe9 na\xefve"
    return json.dumps(nb, ensure_ascii=False).encode("latin-1")


@broken("NUL bytes at the end", "explained")
def _(nb):
    return as_bytes(nb) + b"\0" * 512


@broken("random bytes", "explained")
def _(nb):
    return bytes(range(256)) * 100


@broken("a compressed archive", "explained")
def _(nb):
    return b"PK\x03\x04\x14\x00\x00\x00" + b"\x00" * 200


@broken("a page of HTML in place of the notebook", "explained")
def _(nb):
    return f"<!doctype html><title>Sign in</title>{SCRIPT}".encode()


@broken("a Python script in place of the notebook", "explained")
def _(nb):
    return b"\n\n".join(c["source"].encode() for c in nb["cells"] if c["cell_type"] == "code")


@broken("the pointer that Git LFS leaves", "explained")
def _(nb):
    return b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 9\n"
