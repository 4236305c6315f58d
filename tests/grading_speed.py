"""How fast grading is, against stock nbgrader and against bare execution, on this machine.

    python tests/grading_speed.py [light] [exercise ...] [--stock 3] [--ours 40] [--growth 1000]

For each assignment the same solved notebooks are graded by stock ``nbgrader autograde`` (one
process), by this course's grader (a worker per processor, isolation full, gradebook and mistakes
written), and their cells that have to run are executed bare, in one warm process without walls.
Run it on a quiet machine: the ratios hold for one run on one machine.
"""

import argparse
import contextlib
import io
import linecache
import os
import sys
import tempfile
import time
from pathlib import Path

import nbformat

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")
ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from both_ways import OURS, STOCK, nbgrader  # noqa: E402

from autograder.authoring.build import _release, build_source, exercises  # noqa: E402
from autograder.grading import workers  # noqa: E402
from autograder.grading.assignment import Assignment  # noqa: E402
from autograder.grading.grade import grade  # noqa: E402
from autograder.grading.repair import parse, repair  # noqa: E402
from autograder.grading.run import Options, grade_course  # noqa: E402
from autograder.grading.slot import Slot  # noqa: E402
from autograder.submissions import filled_in, solutions  # noqa: E402

REPEATS = 5


def make_course(folder, name, count, config):
    """A course with one assignment, solved by `count` learners; returns the raw notebook."""
    source = folder / "source" / name / f"{name}.ipynb"
    text = ROOT / ("tests/light" if name == "light" else "notebooks") / f"{name}.py"
    build_source(text, source)
    released = _release(ROOT, folder, name)
    (folder / "nbgrader_config.py").write_text(config, encoding="utf-8")
    raw = nbformat.writes(filled_in(released, solutions(source))).encode()
    for number in range(count):
        target = folder / "submitted" / f"learner-{number:04d}" / name / f"{name}.ipynb"
        target.parent.mkdir(parents=True)
        target.write_bytes(raw)
    return raw


def stock(scratch, name, count):
    """Seconds that stock ``nbgrader autograde`` takes for each of `count` submissions."""
    folder = scratch / "stock"
    make_course(folder, name, count, STOCK)
    nbgrader(folder, "generate_assignment", name, "--force")
    begun = time.perf_counter()
    done = nbgrader(folder, "autograde", name)
    passed = time.perf_counter() - begun
    assert done.returncode == 0, done.stderr[-500:]
    return passed / count


def ours(scratch, name, count):
    """Seconds for each of `count` submissions, start-up counted, and without it."""
    folder = scratch / f"ours-{count}"
    config = str(ROOT / "nbgrader_config.py")
    make_course(folder, name, count, OURS.format(config=config, folder=str(folder)))
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        (summary,) = grade_course(folder, [name], Options(), lambda line: None)
    passed = time.perf_counter() - begun
    assert summary.graded == count and min(summary.points) == summary.most
    return passed / count


def one_slot(scratch, name):
    """``(start, grade, megabytes)``: seconds to start a slot, median seconds of one submission in
    it, and memory of the warm processes without what they share."""
    folder = scratch / "slot"
    raw = make_course(folder, name, 0, "")
    paths = [folder / room / name / f"{name}.ipynb" for room in ("source", "release")]
    assignment = Assignment(*paths)
    begun = time.perf_counter()
    slot = Slot(assignment)
    start = time.perf_counter() - begun
    times = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        grade(raw, assignment, slot, 2)
        times.append(time.perf_counter() - begun)
    size = sum(_megabytes(pid) for pid in slot.processes())
    slot.close()
    bare = sorted(_bare(assignment, raw) for _ in range(REPEATS))[REPEATS // 2]
    return start, sorted(times)[REPEATS // 2], size, bare


def _bare(assignment, raw):
    """Seconds of the cells that have to run and the checks, in a fork without walls."""
    cells, _ = parse(raw)
    notebook, _ = repair(assignment, cells)
    kept = assignment.cells_to_run(notebook)
    warm = {"__name__": "__main__"}
    for position, source in assignment.given:  # the warm processes have run them too
        filename = f"<given {position}>"
        linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
        exec(compile(source, filename, "exec"), warm)
    here, there = os.pipe()
    pid = os.fork()
    if pid == 0:
        space = {"__name__": "__main__"}
        begun = time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            for cell in kept:
                filename = f"<cell {cell.position}>"
                lines = cell.source.splitlines(True)
                linecache.cache[filename] = (len(cell.source), None, lines, filename)
                exec(compile(cell.source, filename, "exec"), space)
        os.write(there, f"{time.perf_counter() - begun}".encode())
        os._exit(0)
    os.waitpid(pid, 0)
    os.close(there)
    with os.fdopen(here) as file:
        return float(file.read())


def _megabytes(pid):
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def report(name, options, say=print):
    """Measure one assignment and print a line."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        start, each, size, bare = one_slot(scratch, name)
        by_ours = ours(scratch, name, options.ours)
        by_stock = stock(scratch, name, options.stock)
    say(
        f"{name:26} {60 / by_stock:7.1f} {60 / by_ours:7.1f} {by_stock / by_ours:6.1f}x "
        f"{1e3 * bare:7.0f} {1e3 * each:7.0f} {each / bare:5.1f}x {1e3 * (each - bare):+6.0f} "
        f"{start:6.1f} {size:6.0f}"
    )


def main():
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("assignment", nargs="*")
    parser.add_argument("--stock", type=int, default=3, help="submissions for stock nbgrader")
    parser.add_argument("--ours", type=int, default=40, help="submissions for ours")
    parser.add_argument("--growth", type=int, default=0, help="also 10, 100, ... to so many light")
    options = parser.parse_args()
    print(f"{workers.default_count()} workers; times on the clock")
    print(
        f"{'':26} {'a minute':>15} {'':>7} {'ms: bare':>7} {'here':>7} {'':>6} {'more':>6} "
        f"{'start':>6} {'MB':>6}"
    )
    print(f"{'':26} {'stock':>7} {'ours':>7}")
    for name in options.assignment or ["light", *exercises(ROOT)]:
        report(name, options)
    count = 10
    while count <= options.growth:
        with tempfile.TemporaryDirectory() as folder:
            each = ours(Path(folder), "light", count)
        print(f"{count:6} light submissions: {1e3 * each:6.0f} ms each, start-up included")
        count *= 10


if __name__ == "__main__":
    main()
