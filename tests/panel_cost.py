"""What panels add to running and saving the solved notebooks: ``python tests/panel_cost.py``.

Each notebook runs in a real kernel with its panels and without, in turns; printed are the
seconds of the fastest run each and the bytes of the saved notebook.
"""

import os
import resource
import sys
import tempfile
import time

import nbformat
from browser import ROOT, solved_release
from nbclient import NotebookClient

EXERCISES = sorted(path.name for path in (ROOT / "release").iterdir())
TURNS = 3


def main():
    """Run and print; return 1 when a notebook becomes more than 5 % slower or larger."""
    worst = 0.0
    print(f"{'':28} seconds            processor s        bytes")
    for exercise in sys.argv[1:] or EXERCISES:
        runs = {True: [], False: []}
        for turn in range(2 * TURNS):
            runs[turn % 2 == 0].append(run(exercise, panels=turn % 2 == 0))
        best = {kind: [min(column) for column in zip(*runs[kind], strict=True)] for kind in runs}
        pairs = list(zip(best[True], best[False], strict=True))
        cells = [f"{a:9.6g} /{b:9.6g} {100 * (a / b - 1):+5.1f} %" for a, b in pairs]
        print(f"{exercise:28}" + "  ".join(cells), flush=True)
        worst = max(worst, *(a / b for a, b in pairs))
    return int(worst > 1.05)


def run(exercise, panels):
    """Run it once; return seconds, processor seconds and bytes."""
    nb = solved_release(exercise)
    if not panels:
        nb.cells = [c for c in nb.cells if "panel" not in c.metadata.get("tags", [])]
        for cell in nb.cells:
            lines = cell.source.splitlines()
            cell.source = "\n".join(x for x in lines if not x.startswith("from mlplab.panels"))
    os.environ.pop("NBGRADER_EXECUTION", None)
    with tempfile.TemporaryDirectory() as folder:
        before, begin = processor(), time.perf_counter()
        client = NotebookClient(
            nb, kernel_name="python3", store_widget_state=False, timeout=300,
            resources={"metadata": {"path": folder}},
        )  # fmt: skip
        client.execute()
        seconds = time.perf_counter() - begin
    return round(seconds, 2), round(processor() - before, 2), len(nbformat.writes(nb))


def processor():
    """Processor seconds of this process and of kernels that have ended."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, kinds))


if __name__ == "__main__":
    sys.exit(main())
