"""Kill parts of a grading run at random moments, run it again, and look whether anything is lost.

``python tests/kills.py [N] [--seed S] [--start R] [--learners L]`` makes N rounds (100). Each
grades a class of the light assignment by ``./course grade`` and sends signal 9 to one part of it;
then the run is repeated, and all must be as after a run that nobody disturbed. Linux, root only.
"""

import argparse
import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from grading import LIGHT, good_notebook, light_course  # noqa: E402
from left_behind import (  # noqa: E402
    adopt_orphans,
    command,
    control_groups,
    differences,
    leftovers,
    points,
    reap_orphans,
    state,
)

from autograder.grading.family import descendants, number_inside  # noqa: E402

WRONG = {
    "double": "def double(x):\n    return x\n",
    "row_means": "def row_means(X):\n    return X.mean()\n",
    "repeat": "import os\n\n\ndef repeat(f, n):\n    os._exit(0)\n",
}
OWN = ("worker", "warm process", "main process", "process group")
CLUSTER = ("scheduler", "worker of a scheduler")
KINDS = OWN + CLUSTER
PATIENCE = 300  # seconds that a run may take before it counts as hung
RUNS = 4  # within which everybody must be graded


# ------------------------------------------------------------------ a class and its runs


def make_class(folder, learners):
    """Make a light course with submissions: right, wrong and broken ones.

    Returns
    -------
    dict of str to float
        Learner to deserved points.
    """
    light_course(folder)
    right, deserved = good_notebook(folder), {}
    wrong = [good_notebook(folder, {name: text}) for name, text in WRONG.items()]
    kinds = [(right, 100), (wrong[0], 80), (right, 100), (wrong[1], 70), (wrong[2], 60)]
    kinds.append((right[: len(right) // 2], 0))
    for number in range(learners):
        student = f"s{number:02}"
        raw, deserved[student] = kinds[number % len(kinds)]
        place = folder / "submitted" / student / LIGHT
        place.mkdir(parents=True)
        (place / f"{LIGHT}.ipynb").write_bytes(raw)
    return deserved


def copy_class(model, target):
    """A copy of a course that stands by itself: its configuration names its folder."""
    shutil.copytree(model, target)
    config = target / "nbgrader_config.py"
    config.write_text(config.read_text().replace(str(model), str(target)))
    return target


STARTED = set()  # numbers of the processes that this one has started itself


class Started:
    """A Python process in a group of its own, and what it says.

    Parameters
    ----------
    tmp : path
        Its folder for temporary files.
    arguments : str
    """

    def __init__(self, tmp, *arguments):
        tmp.mkdir(exist_ok=True)
        self._said = tempfile.TemporaryFile()  # noqa: SIM115 - ends with this object
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env={**os.environ, "TMPDIR": str(tmp), "PYTHONPATH": str(ROOT)},
            stdout=self._said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.pid = self.process.pid
        STARTED.add(self.pid)

    def wait(self, seconds=PATIENCE):
        """The exit status; None when it does not end, and then it is killed."""
        deadline = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > deadline:
                self.kill()
                return None
            reap_orphans(STARTED)
            time.sleep(0.05)
        return self.process.returncode

    def kill(self):
        """Kill its group and wait for it."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()

    def said(self):
        """All that it has said."""
        self._said.seek(0)
        return self._said.read().decode("utf-8", "replace")


def grade_class(course, *options):
    """Start ``./course grade`` on a class."""
    command = ("-m", "autograder", "grade", LIGHT, "--course", str(course), *options)
    return Started(course.parent / "tmp", *command)


class Cluster:
    """A Dask scheduler and a command with two workers, as a computing centre has them.

    Parameters
    ----------
    folder : path
    """

    def __init__(self, folder):
        tmp, address = folder / "tmp", folder / "scheduler.json"
        address.unlink(missing_ok=True)
        common = ("--scheduler-file", str(address), "--no-dashboard")
        dask = ("-m", "distributed.cli.dask_scheduler"), ("-m", "distributed.cli.dask_worker")
        self.scheduler = Started(tmp, *dask[0], *common, "--port", "0")
        self.workers = Started(tmp, *dask[1], *common, "--nworkers", "2", "--nthreads", "1")
        while not address.exists() and self.scheduler.process.poll() is None:
            time.sleep(0.1)
        self.address = json.loads(address.read_text())["address"]

    def close(self):
        """Kill what is left of it."""
        for one in (self.workers, self.scheduler):
            one.kill()


# ------------------------------------------------------------------ who is killed


def victims(kind, run, cluster):
    """Numbers of the processes of which one is to be killed; none before they have started."""
    if kind in ("main process", "process group"):
        return [run.pid]
    if kind == "scheduler":
        return [cluster.scheduler.pid]
    if kind == "worker of a scheduler":
        return [p for p in descendants(cluster.workers.pid) if "spawn_main" in command(p)]
    word = "spawn_main" if kind == "worker" else "autograder.grading.zygote"
    return [p for p in descendants(run.pid) if word in command(p) and number_inside(p) == p]


def kill_one(kind, run, cluster, delay, rng):
    """After `delay` seconds kill one; False when the run had ended before."""
    moment = time.monotonic() + delay
    while run.process.poll() is None:
        if time.monotonic() >= moment and (found := victims(kind, run, cluster)):
            with contextlib.suppress(ProcessLookupError):
                if kind == "process group":
                    os.killpg(run.pid, signal.SIGKILL)
                else:
                    os.kill(rng.choice(found), signal.SIGKILL)
                return True
        time.sleep(0.02)
    return False


# ------------------------------------------------------------------ rounds


def disturbed(model, due, kind, delay, rng, folder):
    """One round: kill, run until everybody is graded, compare.

    Parameters
    ----------
    model : path
        A class that nobody graded yet.
    due : dict
        The state of it after a run that nobody disturbed.
    kind : str
        Of :data:`KINDS`.
    delay : float
    rng : random.Random
    folder : path
        Made here, for the copy of the class.

    Returns
    -------
    told : dict
        ``killed``, ``stored`` (learners whose grades were there after the kill) and ``runs``.
    violations : list of str
    """
    course = copy_class(model, folder / "course")
    groups = control_groups()
    cluster = Cluster(folder) if kind in CLUSTER else None
    options = ("--workers", "2")
    found, runs = [], []
    try:
        while len(runs) < RUNS and (len(runs) < 2 or not _all_graded(course, due)):
            if cluster is not None:
                if cluster.scheduler.process.poll() is not None:
                    cluster.close()
                    cluster = Cluster(folder)
                options = ("--scheduler", cluster.address)
            run = grade_class(course, *options)
            if not runs:
                killed = kill_one(kind, run, cluster, delay, rng)
            status = run.wait()
            runs.append(status)
            if len(runs) == 1:
                stored = len(state(course)["receipts"])
            if status is None:
                found.append(f"run {len(runs)} did not end:\n{run.said()[-2000:]}")
            if "Traceback" in run.said():
                found.append(f"run {len(runs)} ended in a traceback:\n{run.said()[-2000:]}")
        if not _all_graded(course, due):
            found.append(f"not everybody is graded after {RUNS} runs:\n{run.said()[-2000:]}")
    finally:
        if cluster is not None:
            cluster.close()
    found += differences(state(course), due)
    found += leftovers(folder / "tmp", groups)
    return {"killed": killed, "stored": stored, "runs": len(runs), "statuses": runs}, found


def _all_graded(course, due):
    return len(state(course)["receipts"]) == len(due["receipts"])


def undisturbed(model, deserved, folder):
    """The state after a run that nobody disturbs, and how many seconds it takes.

    Raises
    ------
    SystemExit
        When not even that is right.
    """
    course, groups, begun = copy_class(model, folder / "course"), control_groups(), time.monotonic()
    run = grade_class(course, "--workers", "2")
    status, seconds = run.wait(), time.monotonic() - begun
    found = state(course)
    wrong = {s: p for s, p in deserved.items() if points(found)[s] != p}
    problems = [f"{s} deserves {p} points and has {points(found)[s]}" for s, p in wrong.items()]
    problems += leftovers(folder / "tmp", groups)
    if status != 2 or problems:  # 2: some could not be graded, and that is right
        raise SystemExit("\n".join([f"undisturbed: status {status}", *problems, run.said()]))
    return found, seconds


def main(arguments):
    """Run the command line; see the module's text."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", nargs="?", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="number of the first round")
    parser.add_argument("--learners", type=int, default=30)
    options = parser.parse_args(arguments)
    adopt_orphans()
    violations, kills, late, stored, repeats = [], Counter(), 0, [], Counter()
    with tempfile.TemporaryDirectory(prefix="kills-") as scratch:
        scratch = Path(scratch)
        deserved = make_class(scratch / "model", options.learners)
        (scratch / "undisturbed").mkdir()
        due, seconds = undisturbed(scratch / "model", deserved, scratch / "undisturbed")
        print(f"undisturbed: {len(due['receipts'])} learners in {seconds:.1f} s", flush=True)
        for number in range(options.start, options.start + options.count):
            rng, kind = random.Random(f"{options.seed}-{number}"), KINDS[number % len(KINDS)]
            folder = scratch / str(number)
            folder.mkdir()
            delay = rng.uniform(0, seconds)
            told, found = disturbed(scratch / "model", due, kind, delay, rng, folder)
            kills[kind] += told["killed"]
            late += not told["killed"]
            stored.append(told["stored"])
            repeats[told["runs"]] += 1
            where = f"round {number} of --seed {options.seed}: {kind} killed after {delay:.1f} s"
            print(f"{where}: {told}", *found, sep="\n  VIOLATED: ", flush=True)
            violations += found
            shutil.rmtree(folder)
    for kind in KINDS:
        print(f"killed: {kind:24}{kills[kind]:6}")
    print(f"{'runs that had ended before':32}{late:6}")
    print(f"{'learners stored at the kill':32}{sum(stored) / max(1, len(stored)):6.1f} on average")
    print(f"{'runs until all were graded':32}{dict(sorted(repeats.items()))}")
    print(f"{'violations':32}{len(violations):6}")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
