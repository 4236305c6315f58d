"""What a survey of mutants found, against the marks of those that do the same as the original."""

import tomllib

from autograder.errors import CourseError


def read_marks(path):
    """``{exercise: {function: [mark]}}``; a mark has `before`, `after` and `why`."""
    try:
        marks = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except tomllib.TOMLDecodeError as error:
        raise CourseError(f"{path}: not valid TOML: {error}.") from None
    for exercise, functions in marks.items():
        for function, several in functions.items():
            for mark in several:
                if set(mark) != {"before", "after", "why"} or not mark["why"].strip():
                    raise CourseError(
                        f"{path}: a mark of {exercise}.{function} needs before, after and why; "
                        f"it has {sorted(mark)}."
                    )
    return marks


def settle(task, marks):
    """Split survivors by the marks of their task.

    Returns
    -------
    marked, unmarked : list of Mutant
    stale : list of dict
        Marks that no survivor has.
    """
    known = {(m["before"].strip(), m["after"].strip()) for m in marks}
    survivors = task.survivors()
    marked = [m for m in survivors if (m.before, m.after) in known]
    used = {(m.before, m.after) for m in marked}
    stale = [m for m in marks if (m["before"].strip(), m["after"].strip()) not in used]
    return marked, [m for m in survivors if m not in marked], stale


def report(exercise, surveyed, marks, gone=()):
    """Print what was found.

    Parameters
    ----------
    exercise : str
    surveyed : list of mutants.Task
    marks : dict of str to list
        Of this exercise, by function.
    gone : iterable of str
        Functions that have marks and do not exist.

    Returns
    -------
    int
        Unmarked survivors and stale marks.
    """
    print(f"\n{exercise}\n  {'function':24} mutants  caught  no end  marked  survived   CPU s")
    rows, notes, wrong = [], [], 0
    for task in surveyed:
        marked, unmarked, stale = settle(task, marks.get(task.name, []))
        caught = len(task.made) - len(marked) - len(unmarked)
        endless = task.verdicts.count(None)
        rows.append((len(task.made), caught, endless, len(marked), len(unmarked), task.seconds))
        print(_row(task.name, rows[-1]))
        wrong += len(unmarked) + len(stale)
        for m in unmarked:
            notes += [f"  {task.name}: nobody notices", f"    - {m.before}", f"    + {m.after}"]
        made = {(m.before, m.after) for m in task.made}
        for m in stale:
            there = (m["before"].strip(), m["after"].strip()) in made
            told = "a check catches it" if there else "no mutant is like it"
            notes += [f"  {task.name}: a stale mark, {told}"]
            notes += [f"    - {m['before']}", f"    + {m['after']}"]
        for (check, error), times in task.crashes().items():
            notes.append(f"  {check} itself stopped on {times} of them: {error}")
    for name in sorted(gone):
        wrong += 1
        notes.append(f"  marks of {name}: there is no such function")
    print(_row("all", [sum(column) for column in zip(*rows, strict=True)]))
    print("\n".join(["", *notes]) if notes else "  every mutant is noticed or marked")
    _report_unneeded(surveyed)
    return wrong


def _row(name, numbers):
    made, caught, endless, marked, survived, seconds = numbers
    counts = f"{made:7} {caught:7} {endless:7} {marked:7} {survived:9}"
    return f"  {name:24} {counts} {seconds:7.1f}"


def _report_unneeded(surveyed):
    for hidden in (False, True):
        said = [p for task in surveyed for p in task.properties if p[1] == hidden]
        unneeded = [p for task in surveyed for p in task.unneeded() if p[1] == hidden]
        where = "hidden" if hidden else "visible"
        print(f"\n  {where} properties that no mutant needs: {len(unneeded)} of {len(said)}")
        if hidden and unneeded:
            print("  (visible tests come first; hidden ones meet answers made for their numbers)")
        for check in dict.fromkeys(c for c, *_ in unneeded):
            print(f"    {check}: {' · '.join(about for c, _, about in unneeded if c == check)}")
