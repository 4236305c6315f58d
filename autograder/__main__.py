"""The author's and instructor's commands: ``./course build``, ``new``, ``pack``, ``demo``."""

import argparse
import sys
from pathlib import Path

from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent


def main(argv=None):
    """Run one command; return the exit status."""
    parser = argparse.ArgumentParser(prog="course", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)

    build = commands.add_parser("build", help="rebuild source/ and release/ from notebooks/")
    build.add_argument("exercise", nargs="*", help="all when none is named")
    build.add_argument(
        "--check", action="store_true", help="change nothing; fail when a built file is stale"
    )

    new = commands.add_parser(
        "new", help="start an exercise from a template that passes all checks"
    )
    new.add_argument("exercise", help="for instance ex_05_regularisation")

    pack = commands.add_parser("pack", help="the ZIP to hand out to learners")
    pack.add_argument("--out", default="dist", help="folder to write to (dist)")

    demo = commands.add_parser("demo", help="a demo class, from nothing to grades.csv")
    demo.add_argument("--folder", default="demo_class", help="where the demo course is made")

    args = parser.parse_args(argv)
    try:
        return {"build": _build, "new": _new, "pack": _pack, "demo": _demo}[args.command](args)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def _build(args):
    from autograder.authoring.build import build, drift

    if not args.check:
        for path in build(ROOT, only=args.exercise):
            print(f"built {path.relative_to(ROOT)}")
        return 0
    stale = drift(ROOT, args.exercise)
    for path in stale:
        print(f"{path}: differs from what notebooks/ gives; run ./course build and commit it.")
    return 1 if stale else 0


def _new(args):
    from autograder.authoring.template import new_exercise

    path = new_exercise(ROOT, args.exercise)
    print(f"wrote {path.relative_to(ROOT)}; edit it, run it as a script, then ./course build")
    return 0


def _pack(args):
    from autograder.pack import build_pack

    print(f"wrote {build_pack(ROOT, Path(args.out))}")
    return 0


def _demo(args):
    from autograder.demo_class import run_demo

    return run_demo(ROOT, Path(args.folder))


if __name__ == "__main__":
    sys.exit(main())
