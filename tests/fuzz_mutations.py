"""Ways in which a notebook goes wrong: in its JSON, in the text of its cells, in its bytes."""

import copy
import json

JUNK = (None, True, 7, -1.5, "", "x", [], {}, [None], {"a": {}}, "\x00", "\ud800", 10**30)
TEXTS = (
    "",
    "\x00",
    "\u202e\u200b\U0001f642",
    "\ud83d",
    "Ünïcödé = 'π'",
    "(" * 300,
    "[" * 150 + "]" * 150,
    "-" * 3000 + "1",
    "%matplotlib nonsense",
    "!true",
    "%%bash\nexit 1",
    "1 / 0",
    "def f(:",
    "print('" + "a" * 2000 + "')",
    "\t\n" * 40,
    "raise KeyboardInterrupt",
    "x = " + "+".join(["1"] * 2000),
)
MARKS = b"<<<<<<< HEAD\n"


def mutate(raw, rng):
    """Break a notebook in one to four ways.

    Parameters
    ----------
    raw : bytes
    rng : random.Random

    Returns
    -------
    mutant : bytes
    names : list of str
        What was done to it.
    """
    notebook, names = json.loads(raw), []
    for _ in range(rng.choice([1, 1, 1, 2, 3, 4])):
        change = rng.choice(CHANGES)
        try:
            notebook = change(notebook, rng) or notebook
        except (AttributeError, IndexError, KeyError, TypeError, ValueError):
            continue  # an earlier change took away what this one works on
        names.append(change.__name__.strip("_"))
    mutant = json.dumps(notebook, indent=1, ensure_ascii=rng.random() < 0.5)
    mutant = mutant.encode("utf-8", "surrogatepass")
    if rng.random() < 0.2 or not names:
        change = rng.choice(BYTE_CHANGES)
        mutant = change(mutant, rng)
        names.append(change.__name__.strip("_"))
    return mutant, names


# ------------------------------------------------------------------ cells


def _drop_cell(nb, rng):
    nb["cells"].pop(rng.randrange(len(nb["cells"])))


def _double_cell(nb, rng):
    twin = copy.deepcopy(rng.choice(nb["cells"]))
    if rng.random() < 0.5:
        twin["id"] = f"twin-{rng.randrange(1000)}"
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), twin)


def _swap_cells(nb, rng):
    i, j = (rng.randrange(len(nb["cells"])) for _ in "12")
    nb["cells"][i], nb["cells"][j] = nb["cells"][j], nb["cells"][i]


def _shuffle_cells(nb, rng):
    rng.shuffle(nb["cells"])


def _retype_cell(nb, rng):
    kinds = ["code", "markdown", "raw", "heading", None, 7]
    rng.choice(nb["cells"])["cell_type"] = rng.choice(kinds)


def _add_cell(nb, rng):
    cell = {"cell_type": "code", "source": rng.choice(TEXTS), "metadata": {}}
    cell |= {"outputs": [], "execution_count": None} if rng.random() < 0.7 else {}
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), cell)


def _add_no_cell(nb, rng):
    nb["cells"].insert(rng.randrange(len(nb["cells"]) + 1), rng.choice(JUNK))


def _swap_sources(nb, rng):
    one, other = rng.choice(nb["cells"]), rng.choice(nb["cells"])
    one["source"], other["source"] = other["source"], one["source"]


def _merge_cells(nb, rng):
    at = rng.randrange(len(nb["cells"]) - 1)
    nb["cells"][at]["source"] += "\n" + nb["cells"].pop(at + 1)["source"]


def _split_cell(nb, rng):
    at = rng.randrange(len(nb["cells"]))
    lines = nb["cells"][at]["source"].splitlines(keepends=True)
    cut = rng.randrange(len(lines))
    rest = {**copy.deepcopy(nb["cells"][at]), "source": "".join(lines[cut:]), "id": "rest"}
    nb["cells"][at]["source"] = "".join(lines[:cut])
    nb["cells"].insert(at + 1, rest)


# ------------------------------------------------------------------ keys, ids, metadata


def _drop_key(nb, rng):
    cell = rng.choice(nb["cells"])
    cell.pop(rng.choice(list(cell)))


def _rename_key(nb, rng):
    cell = rng.choice(nb["cells"])
    key = rng.choice(list(cell))
    cell[rng.choice([key.upper(), f"{key} ", "input", "id"])] = cell.pop(key)


def _retype_key(nb, rng):
    cell = rng.choice(nb["cells"])
    cell[rng.choice(list(cell))] = copy.deepcopy(rng.choice(JUNK))


def _change_id(nb, rng):
    other = rng.choice(nb["cells"]).get("id")
    cell = rng.choice(nb["cells"])
    cell["id"] = rng.choice([other, "", "a b", "x" * 100, 5, None, ["id"]])


def _drop_all_ids(nb, rng):
    for cell in nb["cells"]:
        cell.pop("id", None)
    nb["nbformat_minor"] = 4


def _change_nbgrader(nb, rng):
    cell = rng.choice([c for c in nb["cells"] if "nbgrader" in c["metadata"]])
    meta = cell["metadata"]["nbgrader"]
    key = rng.choice(list(meta))
    values = [*JUNK, "check-double-value", "double", not meta[key], 1000]
    meta[key] = copy.deepcopy(rng.choice(values))


def _retype_nbgrader(nb, rng):
    rng.choice(nb["cells"])["metadata"]["nbgrader"] = copy.deepcopy(rng.choice(JUNK))


def _move_nbgrader(nb, rng):
    one, other = (rng.choice(nb["cells"])["metadata"] for _ in "12")
    one["nbgrader"], other["nbgrader"] = other.get("nbgrader"), one.get("nbgrader")


def _change_metadata(nb, rng):
    nb["metadata"] = copy.deepcopy(rng.choice(JUNK))


def _nest_metadata(nb, rng):
    deep = []
    for _ in range(rng.choice([50, 300])):
        deep = [deep]
    rng.choice([nb, *nb["cells"]])["metadata"]["deep"] = deep


def _change_format(nb, rng):
    nb[rng.choice(["nbformat", "nbformat_minor"])] = copy.deepcopy(rng.choice([*JUNK, 3, 4, 5]))


def _old_format(nb, rng):
    for cell in nb["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source")
    nb["worksheets"], nb["nbformat"] = [{"cells": nb.pop("cells")}], 3


def _drop_top_key(nb, rng):
    nb.pop(rng.choice(list(nb)))


def _retype_top(nb, rng):
    key = rng.choice(list(nb))
    nb[key] = copy.deepcopy(rng.choice(JUNK))


def _wrap(nb, rng):
    return rng.choice([[nb], {"content": nb}, {**nb, "cells": dict(enumerate(nb["cells"]))}])


def _outputs(nb, rng):
    cell = rng.choice([c for c in nb["cells"] if c["cell_type"] == "code"])
    cell["outputs"] = copy.deepcopy(rng.choice([*JUNK, [{"output_type": "none"}]]))


# ------------------------------------------------------------------ the text of a cell


def _text(change):
    """A change of one cell's text, made from a function of its text."""

    def changed(nb, rng):
        cell = rng.choice(nb["cells"])
        cell["source"] = change(cell["source"], rng)

    changed.__name__ = change.__name__
    return changed


def _cut_text(text, rng):
    return text[: rng.randrange(len(text))]


def _flip_text(text, rng):
    at = rng.randrange(len(text))
    return text[:at] + rng.choice("()[]{}:;\\'\"#\n\t \x00é\u2028@=0") + text[at + 1 :]


def _drop_line(text, rng):
    lines = text.splitlines()
    lines.pop(rng.randrange(len(lines)))
    return "\n".join(lines)


def _double_line(text, rng):
    lines = text.splitlines()
    lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return "\n".join(lines)


def _replace_text(text, rng):
    return rng.choice(TEXTS)


def _append_text(text, rng):
    return text + "\n" + rng.choice(TEXTS)


def _indent_text(text, rng):
    return text.replace("\n", rng.choice(["\n ", "\n\t", "\r\n", "\r", "\n\n"]))


def _nest_text(text, rng):
    depth = rng.choice([30, 90, 200, 1500])
    return text + "\n" + "".join(f"{' ' * i}if 1:\n" for i in range(depth)) + " " * depth + "pass"


def _list_text(text, rng):
    return rng.choice([text.splitlines(keepends=True), [text, 7, None], [[text]], list(text)])


# ------------------------------------------------------------------ bytes


def _flip_bytes(raw, rng):
    flipped = bytearray(raw)
    for _ in range(rng.choice([1, 1, 3, 30])):
        flipped[rng.randrange(len(flipped))] = rng.randrange(256)
    return bytes(flipped)


def _cut_bytes(raw, rng):
    return raw[: rng.randrange(len(raw))]


def _cut_out_bytes(raw, rng):
    start = rng.randrange(len(raw))
    return raw[:start] + raw[start + rng.randrange(200) :]


def _recode(raw, rng):
    text = raw.decode("utf-8", "replace")
    return text.encode(rng.choice(["utf-16", "utf-8-sig", "utf-32", "latin-1"]), "replace")


def _append_bytes(raw, rng):
    return raw + rng.choice([b"\0" * 50, b"}", b"\n", raw, b"\xff\xfe"])


def _conflict(raw, rng):
    lines = raw.splitlines(keepends=True)
    lines.insert(rng.randrange(len(lines)), MARKS)
    return b"".join(lines)


CHANGES = [
    *(_drop_cell, _double_cell, _swap_cells, _shuffle_cells, _retype_cell, _add_cell),
    *(_add_no_cell, _swap_sources, _merge_cells, _split_cell),
    *(_drop_key, _rename_key, _retype_key, _change_id, _drop_all_ids, _change_nbgrader),
    *(_retype_nbgrader, _move_nbgrader, _change_metadata, _nest_metadata, _change_format),
    *(_old_format, _drop_top_key, _retype_top, _wrap, _outputs),
    *map(_text, (_cut_text, _flip_text, _drop_line, _double_line, _replace_text)),
    *map(_text, (_append_text, _indent_text, _nest_text, _list_text)),
]
BYTE_CHANGES = [_flip_bytes, _cut_bytes, _cut_out_bytes, _recode, _append_bytes, _conflict]
