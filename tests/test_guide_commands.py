"""Every command that a guide tells people to type is run, here or elsewhere, or says why not."""

import ast
import re
import sys
from types import SimpleNamespace

import pytest
from guide_commands import commands, guides
from guide_steps import FIRST, RUN, Step
from scratch_course import EXERCISE, ROOT, Done, ScratchCourse

from autograder.__main__ import main

# command -> the test that runs it, and words which show it, of that test or of what it uses
GRADE, LAUNCH = "tests/test_grade_command.py", "tests/test_launch.py"
ALONE = "tests/test_exchange_browser.py::test_from_release_to_reading_feedback"
WAY = "tests/test_nbgrader.py::test_release_fetch_submit_collect_through_the_exchange"
HANDED_ON = f"{LAUNCH}::test_other_commands_go_to_the_package"
MAKES_SITE = "tests/test_site.py::test_the_site_has_every_page_and_no_other"
RUN_ELSEWHERE = {
    "./course open": (ALONE, 'course_lab(course, "open"'),
    "./course teach": (ALONE, 'course_lab(course, "teach"'),
    "./course test": (HANDED_ON, '"-m", "pytest"'),
    "./course test tests/test_corpus.py": (HANDED_ON, '["test", "-k", "a b"]'),
    './course test -k "prose or guide or concept"': (HANDED_ON, '["test", "-k", "a b"]'),
    "./course demo": (
        "tests/test_nbgrader.py::test_the_table_names_learners_points_and_mistakes",
        "run_demo(ROOT, folder",
    ),
    "./course doctor": (
        "tests/test_doctor.py::test_in_a_container_it_names_the_wall_the_remedy_and_what_is_left",
        '"-m", "autograder", "doctor"',
    ),
    "./course pack": (
        "tests/test_pack.py::test_the_pack_is_enough_for_an_empty_environment",
        "build_pack(ROOT",
    ),
    "./course site": (MAKES_SITE, '"-m", "autograder", "site"'),
    "./course site --open": (
        "tests/test_guide_commands.py::test_open_shows_the_site_in_a_browser",
        'main(["site", "--open"])',
    ),
    "./course site --check-links": (
        "tests/test_site.py::test_every_dead_link_outside_is_told",
        "website.check_links(course)",
    ),
    ".venv/bin/python -m guides.figures": (
        "tests/test_guide_figures.py"
        "::test_the_command_makes_one_picture_and_keeps_the_other_numbers",
        '__main__.main(["xor"])',
    ),
    "./course exchange --due": (
        "tests/test_exchange.py::test_learners_submit_twice_and_the_last_one_counts",
        'due=[f"{LIGHT}=2027-02-01 23:59"]',
    ),
    "./course exchange --folder ~/nbgrader-exchange": (ALONE, "set_up("),
    "nbgrader autograde": (WAY, 'nbgrader("autograde"'),
    f"nbgrader release_feedback {EXERCISE}": (WAY, 'nbgrader("release_feedback"'),
    "nbgrader release_feedback": (WAY, 'nbgrader("release_feedback"'),
    './course grade --student "a-*"': (
        f"{GRADE}::test_the_command_stores_the_same_with_its_own_workers_and_says_so",
        '"--student", "a*"',
    ),
    f"./course grade {EXERCISE} --student ada --force": (
        f"{GRADE}::test_another_seed_is_kept_for_the_next_time",
        'student="ada", force=True',
    ),
    f"./course grade {EXERCISE} --force": (
        f"{GRADE}::test_the_same_submission_gives_the_same_bytes_and_rows",
        "run(graded, force=True)",
    ),
    "./course grade --force": (
        f"{GRADE}::test_the_same_submission_gives_the_same_bytes_and_rows",
        "run(graded, force=True)",
    ),
    f"./course grade {EXERCISE} --dry-run": (
        f"{GRADE}::test_a_dry_run_names_who_would_be_graded_and_changes_nothing",
        "dry_run=True",
    ),
    "./course grade --dry-run": (
        f"{GRADE}::test_a_dry_run_names_who_would_be_graded_and_changes_nothing",
        "dry_run=True",
    ),
    "./course grade --scheduler tls://host:8786": (
        "tests/test_grade_trouble.py::test_no_scheduler",
        '"--scheduler", "tcp://127.0.0.1:9"',
    ),
    "./course feedback": (
        "tests/test_own_work.py::test_own_work_gets_points_and_a_page_and_is_not_touched",
        "grade_own_work(ROOT",
    ),
    "./course new ex_05_name": (
        "tests/test_new_exercise.py::test_the_template_breaks_no_rule_and_runs_as_a_script",
        "new_exercise(root",
    ),
    ".venv/bin/python tests/kills.py 100": (
        "tests/test_kills.py::test_a_few_rounds_lose_nothing",
        '"tests/kills.py", "3"',
    ),
    ".venv/bin/python tests/fuzz.py 1000": (
        "tests/test_fuzz.py::test_a_sample_is_graded_or_explained",
        "fuzz(judge, assignment",
    ),
    ".venv/bin/python tests/hostile_grading.py": (
        "tests/test_hostile.py::test_an_attack_gets_what_it_deserves_and_nothing_else",
        "target.attempt(",
    ),
    ".venv/bin/python tests/mutants.py ex_01": (
        "tests/test_mutation.py::test_a_check_that_cannot_fail_shows_survivors",
        "mutants.main([name]",
    ),
}
WINDOWS = "for Windows, and the suite runs on Linux"
NETWORK = "fetches from the network"
LONG = "a measurement or trial of minutes to hours, for a quiet machine"
PARTS = "a command's beginning, named in a sentence; what it does is nbgrader's own"
CERTIFICATES = "needs certificates and a cluster; grading with a scheduler is in test_grade_command"
NOT_RUN = {  # command -> why not
    "git clone <this repository>": NETWORK,
    "cd <its folder>": "a folder's name to fill in",
    "cd /path/to/course": "a folder's name to fill in",
    "py -m venv .venv": WINDOWS,
    r".venv\Scripts\pip install -e .[learn]": WINDOWS,
    "xcopy /E /I release work": WINDOWS,
    r".venv\Scripts\jupyter lab --notebook-dir=work "
    "--ContentsManager.pre_save_hook=mlplab.saving.without_widgets": WINDOWS,
    "pip install -e .[test]": WINDOWS,
    r'.venv\Scripts\python -m pytest -m "not slow"': WINDOWS,
    ".venv/bin/pip install psycopg2-binary": NETWORK,
    "dask scheduler --protocol tls --tls-ca-file ca.pem --tls-cert cert.pem "
    "--tls-key key.pem": CERTIFICATES,
    "dask worker tls://host:8786 ...": CERTIFICATES,
    "nbgrader db student remove": PARTS,
    "nbgrader db assignment remove": PARTS,
    "nbgrader db upgrade": "needs a gradebook of an older nbgrader",
    "./course feedback --isolation process": "the same as ./course feedback, in less isolation",
    ".venv/bin/pre-commit run --all-files": "needs git; test_style runs the same tools",
    "./course test tests/test_corpus.py --whole-corpus": LONG,
    ".venv/bin/python tests/many_seeds.py 200": LONG,
    ".venv/bin/python tests/versions.py": f"{LONG}, and {NETWORK}",
    ".venv/bin/python tests/stock_nbgrader.py hostile": LONG,
    ".venv/bin/python tests/both_ways.py": LONG,
    ".venv/bin/python tests/grading_speed.py": LONG,
    ".venv/bin/python tests/width.py": LONG,
    ".venv/bin/python tests/panel_speed.py": LONG,
    ".venv/bin/python tests/panel_cost.py": LONG,
    ".venv/bin/python tests/panel_soak.py 10": LONG,
    ".venv/bin/python tests/pictures.py": LONG,
}


# ------------------------------------------------------------------------------ nothing is left out


def told():
    """Command -> the guides that tell it."""
    found = {}
    for path in guides():
        for command in commands(path.read_text(encoding="utf-8")):
            found.setdefault(command.text, []).append(path.name)
    return found


def left_out(found):
    return sorted(set(found) - RUN.keys() - RUN_ELSEWHERE.keys() - NOT_RUN.keys())


def test_every_command_of_every_guide_is_accounted_for():
    assert left_out(told()) == []


def test_no_table_holds_what_no_guide_tells_or_another_table_has():
    tables = [*RUN, *RUN_ELSEWHERE, *NOT_RUN]
    assert sorted(set(tables) - told().keys()) == []
    assert len(tables) == len(set(tables))


def test_a_new_command_would_be_noticed():
    text = "```sh\n./course fly --high   # up\n```\nor `nbgrader sing`, not `nbgrader` alone."
    found = {c.text: ["new.md"] for c in commands(text)}
    assert left_out(found) == ["./course fly --high", "nbgrader sing"]


def test_quotes_that_stay_open_and_joined_commands_are_read():
    text = '```sh\npython -c "a = 1\nb = 2"\nls && cd x\n```\n```python\nnot_this()\n```\n'
    assert [c.text for c in commands(text)] == ['python -c "a = 1\nb = 2"', "ls", "cd x"]
    with pytest.raises(ValueError, match="does not end"):
        commands('```sh\necho "open\n```\n')


@pytest.mark.parametrize("text", RUN_ELSEWHERE)
def test_what_is_run_elsewhere_is_run_there(text):
    name, words = RUN_ELSEWHERE[text]
    assert runs(name, words)


def runs(name, words):
    """Whether a test is there and has the words, in itself or in what it names in its file."""
    path, _, function = name.partition("::")
    return words in source_of(function, (ROOT / path).read_text(encoding="utf-8"))


def source_of(function, text):
    """A test's own source, and that of the fixtures and helpers of its file that it reaches."""
    defined = {n.name: n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef)}
    wanted, reached = [function], {}
    while wanted:
        name = wanted.pop()
        if name in defined and name not in reached:
            node = defined[name]
            first = node.decorator_list[0].lineno if node.decorator_list else node.lineno
            reached[name] = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
            wanted += [n.arg for n in ast.walk(node) if isinstance(n, ast.arg)]
            wanted += [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    return "\n".join(reached.values())


def test_a_test_or_words_that_are_gone_would_be_noticed():
    name, words = RUN_ELSEWHERE["nbgrader autograde"]
    assert runs(name, words)
    assert not runs(name + "_not", words) and not runs(name, words + "_not")


def test_only_words_of_the_test_and_of_what_it_uses_count():
    text = """
from away import fly

@pytest.fixture
def bird(name):
    return helper(name)

def helper(name):
    return hatch(name)

def beside():
    fly()

@pytest.mark.parametrize("name", ["tit"])
def test_one(bird):
    assert bird
"""
    found = source_of("test_one", text)
    assert all(words in found for words in ("hatch(", '"tit"', "assert bird"))
    assert "fly" not in found and source_of("test_two", text) == ""


def test_open_shows_the_site_in_a_browser(tmp_path, monkeypatch, capsys):
    page, shown = tmp_path / "index.html", []
    monkeypatch.setattr("autograder.website.build_site", lambda root, out: page)
    monkeypatch.setattr("webbrowser.open", shown.append)
    assert main(["site"]) == 0 and shown == []
    assert main(["site", "--open"]) == 0 and shown == [page.as_uri()]


def scripts(found):
    """Command -> the script of ours that it starts."""
    pattern = re.compile(r"\.venv/bin/python (tests/\S+\.py)")
    return {text: match[1] for text in found if (match := pattern.match(text))}


def test_a_script_of_ours_is_there_and_can_be_started():
    wanted = scripts(told())
    assert len(wanted) > 10
    assert [text for text, path in wanted.items() if not startable(path)] == []
    assert not startable("tests/nowhere.py") and not startable("tests/prose.py")


def startable(path):
    """Whether a file is a script."""
    path = ROOT / path
    return path.exists() and 'if __name__ == "__main__":' in path.read_text(encoding="utf-8")


# ------------------------------------------------------------------------------ the way is walked


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Command -> what went wrong with it, or nothing, in the order of the guides."""
    course = ScratchCourse(tmp_path_factory.mktemp("guides"))
    found = {FIRST: walk(course, FIRST)}
    for text in way():
        found[text] = walk(course, text)
    return found


def way():
    """The commands of :data:`RUN` after the first, in the order of the guides."""
    every = [c for path in guides() for c in commands(path.read_text("utf-8"), once=False)]
    blocks = [c.text for c in every if c.in_block]
    last = {text: n for n, text in enumerate(blocks)}
    place = {
        text: last[text] if RUN[text].late else blocks.index(text)
        for text in last
        if text in RUN and text != FIRST
    }
    inline = {c.text for c in every if c.text in RUN} - last.keys() - {FIRST}
    return [*sorted(place, key=place.get), *sorted(inline)]


def walk(course, text):
    """Do one step of :data:`RUN`; return what is not as it should be, or an empty text."""
    step = RUN[text]
    try:
        if step.before:
            step.before(course)
        done = course.run(text.replace("/srv/nbgrader", str(course.base)))
        if done.status:
            return f"it ended with {done.status}: {done.said[-1500:]}"
        if not re.search(step.says, done.said):
            return f"it does not say {step.says!r}: {done.said[-1500:]}"
        return "" if step.holds(course) else f"what follows is not so: {done.said[-1500:]}"
    except Exception as error:  # the other steps go on and say more
        return f"{type(error).__name__}: {error}"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the sandbox is made of Linux's")
@pytest.mark.parametrize("text", RUN)
def test_a_command_does_what_its_guide_says(walked, text):
    assert walked.get(text, "no guide tells it") == ""


@pytest.mark.parametrize(
    ("step", "done", "problem"),
    [
        (Step("built"), Done(0, "built it"), ""),
        (Step("built"), Done(1, "built it"), "it ended with 1"),
        (Step("built"), Done(0, "nothing"), "it does not say 'built'"),
        (Step(holds=lambda c: False), Done(0, ""), "what follows is not so"),
        (Step(before=lambda c: c.nowhere()), Done(0, ""), "AttributeError"),
    ],
)
def test_a_step_that_goes_wrong_would_be_noticed(monkeypatch, step, done, problem):
    monkeypatch.setitem(RUN, "planted", step)
    course = SimpleNamespace(base="", run=lambda line: done)
    found = walk(course, "planted")
    assert found.startswith(problem) and bool(found) == bool(problem)
