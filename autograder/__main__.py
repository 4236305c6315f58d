"""The author's and instructor's commands, those of ``./course`` that need packages."""

import argparse
import sys
import webbrowser
from pathlib import Path

from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
SITE = "dist/site"


def make_parser():
    """Make the parser of the command line, one subparser for each command.

    Returns
    -------
    parser : argparse.ArgumentParser
        Its description is this module's.
    commands : dict
        Name of a command -> the subparser of its options.
    """
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

    exchange = commands.add_parser("exchange", help="the folder to hand out and collect through")
    exchange.add_argument("--folder", help="by default the one set up before, at last nbgrader's")
    exchange.add_argument(
        "--due",
        action="append",
        default=[],
        metavar="EXERCISE=DATE",
        help="for instance 'my_exercise=2027-02-01 23:59', local time; may be repeated",
    )

    grade = commands.add_parser("grade", help="grade what was handed in, in a sandbox")
    grade.add_argument("assignment", nargs="*", help="all that were handed in when none is named")
    grade.add_argument("--student", default="*", help="one learner, or a shell pattern")
    grade.add_argument("--force", action="store_true", help="also what has a grade already")
    grade.add_argument("--dry-run", action="store_true", help="only say what would be graded")
    grade.add_argument("--workers", type=int, help="processes; one per processor by default")
    grade.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask scheduler that runs")
    grade.add_argument("--isolation", choices=["full", "process"], help="full by default")
    grade.add_argument("--seed", type=int, help="for the inputs of hidden tests")
    grade.add_argument("--course", default=ROOT, help="another folder with nbgrader_config.py")

    doctor = commands.add_parser("doctor", help="what this machine can do for grading")
    doctor.add_argument("--course", default=ROOT, help="another folder with nbgrader_config.py")

    own = commands.add_parser("feedback", help="grade your own work folder, see the pages")
    own.add_argument("exercise", nargs="*", help="all that were begun when none is named")
    own.add_argument("--folder", default="work", help="where your work lies (work)")
    own.add_argument("--isolation", choices=["full", "process"], default="full")
    own.add_argument("--no-browser", action="store_true", help="only write the pages")

    site = commands.add_parser("site", help="the documentation site, made without a network")
    site.add_argument("--out", help=f"folder to write to ({SITE})")
    site.add_argument("--open", action="store_true", help="show it in a browser")
    site.add_argument(
        "--check-links",
        action="store_true",
        help="make none; ask for every page outside that it links to; needs a network",
    )
    return parser, commands.choices


def main(argv=None):
    """Run one command.

    Parameters
    ----------
    argv : list of str, optional
        The command and its options; ``sys.argv`` without it.

    Returns
    -------
    int
        The exit status: 0 when all is well; 1 with a sentence that says what is not; 2 when some
        submissions got no grade; 130 when grading was interrupted.
    """
    parser, _ = make_parser()
    args = parser.parse_args(argv)
    run = {
        "grade": _grade,
        "doctor": _doctor,
        "feedback": _feedback,
        "build": _build,
        "new": _new,
        "pack": _pack,
        "site": _site,
        "demo": _demo,
        "exchange": _exchange,
    }
    try:
        return run[args.command](args)
    except CourseError as error:
        print(error, file=sys.stderr)
        return 1


def _build(args):
    from autograder.authoring.build import build, drift

    if not args.check:
        changed = build(ROOT, only=args.exercise)
        for path in changed:
            print(f"built {path.relative_to(ROOT)}")
        if not changed:
            print("Nothing has changed: source/ and release/ are what notebooks/ gives.")
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


def _site(args):
    from autograder import website

    if args.check_links:
        if args.out or args.open:
            raise CourseError("--check-links makes no site: leave out --out and --open.")
        website.check_links(ROOT)
        print("every link outside answers")
        return 0
    page = website.build_site(ROOT, Path(args.out or SITE))
    print(f"wrote {page}")
    if args.open:
        webbrowser.open(page.as_uri())
    return 0


def _demo(args):
    from autograder.demo_class import run_demo

    return run_demo(ROOT, Path(args.folder))


def _grade(args):
    from autograder.grading.run import Options, grade_course

    options = Options(
        args.student,
        args.force,
        args.dry_run,
        args.workers,
        args.scheduler,
        args.isolation,
        args.seed,
    )
    try:
        summaries = grade_course(args.course, args.assignment, options)
    except KeyboardInterrupt:
        print("Stopped. What was graded is stored; start again for the rest.", file=sys.stderr)
        return 130
    return 0 if all(summary.complete for summary in summaries) else 2


def _doctor(args):
    from autograder.grading.doctor import examine

    return 0 if examine(args.course) else 1


def _feedback(args):
    from autograder.own_work import grade_own_work

    folder = ROOT / args.folder
    grade_own_work(ROOT, folder, args.exercise, args.isolation, not args.no_browser)
    return 0


def _exchange(args):
    from autograder.exchange import set_up

    set_up(ROOT, args.folder, args.due)
    return 0


if __name__ == "__main__":
    sys.exit(main())
