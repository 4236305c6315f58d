"""The learners' pack: whole, the same every time, and without a single answer."""

import io
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from shutil import copyfile, copytree, ignore_patterns, rmtree

import nbformat
import pytest

from autograder import pack
from autograder.authoring.build import build, exercises
from autograder.errors import CourseError
from autograder.packed_guides import GUIDES, packed_guides

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
NAME = f"mlp-backprop-learners-{PROJECT['version']}.zip"
FOLDER = f"mlp-backprop-{PROJECT['version']}"
CLEAN = '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n'
TEXT = """\
# %% [markdown]
# # Double it

# %% locked="imports"
from mlplab import Check

# %% solve="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% check="double" points=100
with Check("double(x) -> y", double) as c:
    c.about("value")
    c.close("y", c.call(2.0), 4)
"""


@pytest.fixture
def course(tmp_path):
    """The real package and licences with two stand-ins for released exercises."""
    root = tmp_path / "course"
    ignore = ignore_patterns("__pycache__")
    copytree(ROOT / "mlplab", root / "mlplab", ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-text", "nbgrader_config.py"):
        copyfile(ROOT / name, root / name)
    (root / "guides").mkdir()
    for guide in (*GUIDES, "instructors.md"):
        (root / "guides" / guide).write_text(f"# {guide}\n")
    (root / "notebooks").mkdir()
    for name in ("ex_01_one", "ex_02_two"):
        (root / "notebooks" / f"{name}.py").write_text(TEXT)
        (root / "release" / name).mkdir(parents=True)
        (root / "release" / name / f"{name}.ipynb").write_text(CLEAN)
    return root


@pytest.fixture
def fresh(monkeypatch):
    """Take every release as current; the guard itself is tested with nbgrader below."""
    monkeypatch.setattr(pack, "drift", lambda root: [])


def unzip(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert {name.split("/")[0] for name in names} == {FOLDER}, "unpacks into one folder"
        return {name.removeprefix(f"{FOLDER}/"): archive.read(name) for name in names}


def refused(course, out, *words):
    with pytest.raises(CourseError) as caught:
        pack.build_pack(course, out)
    for word in words:
        assert word in str(caught.value)
    assert not out.exists() or not list(out.iterdir()), "nothing is written"


def test_what_a_learner_gets(course, tmp_path, fresh):
    made = pack.build_pack(course, tmp_path / "out")
    assert made == tmp_path / "out" / NAME
    assert [p.name for p in made.parent.iterdir()] == [NAME]
    files = unzip(made)
    wheel = f"mlplab-{PROJECT['version']}-py3-none-any.whl"
    assert list(files) == sorted(
        [
            "LICENSE",
            "LICENSE-text",
            "START.md",
            "environment.yml",
            "exercises/ex_01_one/ex_01_one.ipynb",
            "exercises/ex_02_two/ex_02_two.ipynb",
            "guides/learners.md",
            "guides/glossary.md",
            "guides/mlp_backprop_guide.md",
            "guides/notation.md",
            wheel,
        ]
    )
    start = files["START.md"].decode()
    assert start.count(f"{wheel}[learn]") == 2, "macOS and Linux, Windows"
    assert "exercises/ex_02_two/ex_02_two.ipynb" in start and "guides/learners.md" in start
    assert "{" not in start and len(start.splitlines()) < 90
    assert f"./{wheel}[learn]" in files["environment.yml"].decode()
    with zipfile.ZipFile(io.BytesIO(files[wheel])) as archive:
        inside = archive.namelist()
        meta = archive.read(f"mlplab-{PROJECT['version']}.dist-info/METADATA").decode()
    assert (
        "mlplab/checks/mistakes/general.py" in inside and "mlplab/panels/front/panel.js" in inside
    )
    assert not [n for n in inside if not n.startswith("mlplab")]
    assert "Provides-Extra: learn" in meta


LINKED = """\
![A curve that falls](pictures/curve.svg) and [two
lines](../release/ex_02_two/ex_02_two.ipynb#a-heading), [words](glossary.md#bias), [here](#here),
[a paper](https://example.org/a.pdf), [licence](../LICENSE "on one page")
<a href="../release/ex_01_one/ex_01_one.ipynb">one</a>, [one again][1], $E[f](z)$, `fs[1](X)`

```python
fs[0](X)
```

<img src="pictures/net.svg" alt="A net">

[1]: ../release/ex_01_one/ex_01_one.ipynb
"""


def test_guides_come_with_their_pictures_and_lead_into_the_pack(course, tmp_path, fresh):
    (course / "guides" / "mlp_backprop_guide.md").write_text(LINKED)
    (course / "guides" / "pictures").mkdir()
    for name in ("curve.svg", "net.svg", "not_shown.svg"):
        (course / "guides" / "pictures" / name).write_text("<svg/>")
    files = unzip(pack.build_pack(course, tmp_path / "out"))
    wanted = LINKED.replace("release", "exercises")
    assert files["guides/mlp_backprop_guide.md"].decode() == wanted
    assert files["guides/pictures/curve.svg"] == files["guides/pictures/net.svg"] == b"<svg/>"
    assert "guides/pictures/not_shown.svg" not in files


@pytest.mark.parametrize(
    "link",
    [
        "instructors.md",
        "../notebooks/ex_01_one.py",
        "../source/ex_01_one/ex_01_one.ipynb",
        "../exercises/../release/ex_09_none.ipynb",
        "pictures/gone.svg",
        "pictures/../../notebooks/ex_01_one.py",
        "../../outside.md",
    ],
)
def test_a_link_that_leads_out_of_the_pack_is_refused(course, link):
    with (course / "guides" / "learners.md").open("a") as file:
        file.write(f"\nSee [there\nor not]({link}#heading).\n")
    with pytest.raises(CourseError, match=f"guides/learners.md: links to {link}, which is not"):
        packed_guides(course, ["exercises/ex_01_one/ex_01_one.ipynb"])


def test_links_to_an_exercise_that_is_left_out_become_words(course):
    with (course / "guides" / "learners.md").open("a") as file:
        file.write("\n[exercise 1](../release/ex_01_one/ex_01_one.ipynb#a), ")
        file.write("[exercise\n9](../release/ex_09_none/ex_09_none.ipynb#1--b).\n")
    files = packed_guides(course, ["exercises/ex_01_one/ex_01_one.ipynb"])
    end = files["guides/learners.md"].decode().splitlines()[-2:]
    assert end == ["[exercise 1](../exercises/ex_01_one/ex_01_one.ipynb#a), exercise", "9."]


@pytest.mark.parametrize(
    "link",
    [
        '[a](instructors.md "A title")',
        "[a]( instructors.md )",
        "[a](<instructors.md>)",
        "[a][1]\n\n[1]: instructors.md",
        '<a href="instructors.md">a</a>',
        '<details>\n<img src="instructors.md">\n</details>',
        '![a](instructors.md "A title")',
        "| a |\n|---|\n| [a](instructors.md#a) |",
    ],
)
def test_such_a_link_is_refused_however_it_is_written(course, link):
    with (course / "guides" / "learners.md").open("a") as file:
        file.write(f"\n{link}\n")
    with pytest.raises(CourseError, match=r"guides/learners\.md: links to instructors\.md, "):
        packed_guides(course, [])


def test_an_address_on_this_machine_is_refused(course, tmp_path, fresh):
    (course / "guides" / "learners.md").write_text("[here](file:///home/me/notes.md)\n")
    refused(course, tmp_path / "out", "links to file:///home/me/notes.md, which is not")


def test_packing_twice_gives_the_same_bytes(course, tmp_path, fresh):
    first = pack.build_pack(course, tmp_path / "a").read_bytes()
    for path in course.rglob("*"):
        path.touch()
        if path.is_file():
            path.chmod(0o600)
    (course / "build" / "lib" / "mlplab").mkdir(parents=True)
    (course / "build" / "lib" / "mlplab" / "old.py").write_text("left by an earlier build")
    assert pack.build_pack(course, tmp_path / "b").read_bytes() == first


@pytest.mark.parametrize(
    "path", ["release/ex_02_two/ex_02_two.ipynb", "mlplab/demo.py", "guides/learners.md"]
)
@pytest.mark.parametrize("planted", ["### BEGIN SOLUTION", "### BEGIN HIDDEN TESTS"])
def test_a_planted_answer_is_refused(course, tmp_path, fresh, path, planted):
    with (course / path).open("a") as file:
        file.write(f"\n# {planted}\n")
    refused(course, tmp_path / "out", path.split("/")[-1], planted.removesuffix(" TESTS"))


def test_a_planted_module_of_autograder_is_refused(course, tmp_path, fresh):
    (course / "mlplab" / "autograder").mkdir()
    (course / "mlplab" / "autograder" / "__init__.py").touch()
    settings = course / "pyproject.toml"
    settings.write_text(
        settings.read_text().replace(
            'packages = [\n  "mlplab"', 'packages = ["mlplab.autograder", "mlplab"'
        )
    )
    refused(course, tmp_path / "out", "autograder must not be in")


def test_a_planted_import_of_autograder_is_refused(course, tmp_path, fresh):
    with (course / "mlplab" / "demo.py").open("a") as file:
        file.write("\nfrom autograder.errors import CourseError\n")
    refused(course, tmp_path / "out", "mlplab/demo.py", "import of autograder")


def test_a_missing_release_is_refused(course, tmp_path, fresh):
    rmtree(course / "release" / "ex_02_two")
    refused(course, tmp_path / "out", "release/ex_02_two/ex_02_two.ipynb", "course build")


@pytest.mark.slow
def test_a_stale_release_is_refused(course, tmp_path):
    """With real nbgrader: the stand-ins are not what the texts give; after a build they are."""
    refused(course, tmp_path / "out", "release/ex_01_one/ex_01_one.ipynb", "course build")
    build(course)
    files = unzip(pack.build_pack(course, tmp_path / "out"))
    assert b"return 2 * x" not in files["exercises/ex_01_one/ex_01_one.ipynb"]
    text = course / "notebooks" / "ex_02_two.py"
    text.write_text(text.read_text().replace("Double it", "Twice"))
    rmtree(tmp_path / "out")
    refused(course, tmp_path / "out", "release/ex_02_two/ex_02_two.ipynb")


@pytest.mark.parametrize("file", ["checks/extra/__init__.py", "panels/extra.json"])
def test_a_file_that_the_wheel_would_lack_is_refused(course, tmp_path, fresh, file):
    (course / "mlplab" / file).parent.mkdir(exist_ok=True)
    (course / "mlplab" / file).touch()
    refused(course, tmp_path / "out", f"mlplab/{file}: not in the wheel", "pyproject.toml")


def test_a_broken_package_is_one_sentence(course, tmp_path, fresh):
    (course / "pyproject.toml").write_text(
        (course / "pyproject.toml").read_text().replace('"mlplab.checks"', '"mlplab.nowhere"')
    )
    refused(course, tmp_path / "out", "the wheel could not be built")


EXECUTE = """\
import nbformat, sys
from nbclient import NotebookClient
path = sys.argv[1]
nb = nbformat.read(path, 4)
NotebookClient(nb, timeout=120, allow_errors=True, kernel_name="python3").execute()
nbformat.write(nb, path)
"""


@pytest.mark.slow
def test_the_pack_is_enough_for_an_empty_environment(tmp_path):
    """From the real pack into an empty environment, and the first exercise runs.

    Installed are the wheel with what it always needs and, of its [learn] extra, only ipykernel
    (as the wheel's metadata pins it), with nbclient to run the notebook: JupyterLab, nbgrader and
    PyTorch would take a minute more and the first exercise imports none of them.
    """
    files = pack.build_pack(ROOT, tmp_path)
    with zipfile.ZipFile(files) as archive:
        archive.extractall(tmp_path)
    (tmp_path / FOLDER).rename(tmp_path / "pack")
    wheel = next((tmp_path / "pack").glob("*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        meta = next(n for n in archive.namelist() if n.endswith("METADATA"))
        needs = archive.read(meta).decode()
    kernel = re.search(r"^Requires-Dist: (ipykernel[^;]*);", needs, re.MULTILINE).group(1)
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = next(p for p in (venv / "bin/python", venv / "Scripts/python.exe") if p.exists())
    install = [str(python), "-m", "pip", "install", "-q", "--no-compile", str(wheel)]
    subprocess.run([*install, kernel.strip(), "nbclient"], check=True)

    first = exercises(ROOT)[0]
    notebook = tmp_path / "pack" / "exercises" / first / f"{first}.ipynb"
    subprocess.run(
        [str(python), "-c", EXECUTE, notebook.name], cwd=notebook.parent, check=True, timeout=500
    )
    nb = nbformat.read(notebook, 4)
    checks = raised = 0
    for cell in nb.cells:
        if cell.cell_type != "code":
            continue
        errors = [o for o in cell.outputs if o.output_type == "error"]
        is_check = cell.metadata.get("nbgrader", {}).get("grade", False)
        assert is_check or not errors, f"{cell.source}\n{errors}"
        checks += is_check
        raised += is_check and bool(errors)
        for error in errors:
            assert error.ename == "CheckFailed", f"{cell.source}\n{error}"
    assert checks == raised > 0, "an untouched notebook passes no check"
