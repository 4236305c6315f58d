"""What ``./course site`` does around Sphinx: options, folders, an older site."""

import os
from pathlib import Path

import pytest

from autograder import website
from autograder.__main__ import main
from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
WARNINGS = """\
{root}/guides/learners.md:3: WARNING: target not found: 'gone.md' [myst.xref_missing]
a second line of it
{root}/guides/learners.md:7: WARNING: 'notebooks/answers.py' is no page of the site
"""


def test_warnings_are_told_apart_and_a_breakdown_by_its_last_line():
    assert website.sentences(WARNINGS.format(root=ROOT), ROOT) == [
        "guides/learners.md:3: target not found: 'gone.md' [myst.xref_missing]",
        "guides/learners.md:7: 'notebooks/answers.py' is no page of the site",
    ]
    assert website.sentences("Traceback:\nValueError: x\n\n", ROOT) == ["ValueError: x"]
    assert website.sentences("", ROOT) == ["Sphinx failed without a word"]


def test_a_folder_with_something_else_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(website, "complaints", lambda *_: pytest.fail("nothing is built"))
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(CourseError, match="holds something that is no site"):
        website.build_site(ROOT, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(CourseError, match=r"thesis\.tex: is no folder"):
        website.build_site(ROOT, tmp_path / "thesis.tex")


def test_a_new_site_replaces_the_older_one(tmp_path, monkeypatch):
    def pretend(root, builder, scratch):
        (scratch / builder).mkdir()
        (scratch / builder / "objects.inv").write_text(name)
        return []

    monkeypatch.setattr(website, "complaints", pretend)
    out = tmp_path / "deep" / "site"
    for name in ("old.html", "new.html"):
        assert website.build_site(ROOT, out) == out / "index.html"
        assert (out / "objects.inv").read_text() == name
        (out / name).touch()
    assert os.listdir(out.parent) == ["site"]
    assert sorted(os.listdir(out)) == ["new.html", "objects.inv"]


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_the_older_site_is_put_back_when_the_new_one_cannot_take_its_place(
    tmp_path, monkeypatch, error
):
    def rename(path, target):
        if path.name == "html":
            raise error
        os.rename(path, target)

    monkeypatch.setattr(website, "complaints", lambda *_: [])
    monkeypatch.setattr(Path, "rename", rename)
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "objects.inv").write_text("older")
    with pytest.raises(CourseError if isinstance(error, OSError) else KeyboardInterrupt):
        website.build_site(ROOT, tmp_path / "site")
    assert os.listdir(tmp_path) == ["site"]
    assert (tmp_path / "site" / "objects.inv").read_text() == "older"


@pytest.mark.parametrize("out", ["guides/site/made", "guides", "release/new"])
def test_a_folder_among_the_pages_is_refused(monkeypatch, out):
    monkeypatch.setattr(website, "complaints", lambda *_: pytest.fail("nothing is built"))
    with pytest.raises(CourseError, match="lies among what the site is made of"):
        website.build_site(ROOT, ROOT / out)


@pytest.mark.parametrize("more", [["--open"], ["--out", "x"]])
def test_checking_links_takes_no_option_of_a_site(monkeypatch, capsys, more):
    monkeypatch.setattr(website, "check_links", lambda root: None)
    assert main(["site", "--check-links", *more]) == 1
    assert "leave out --out and --open" in capsys.readouterr().err
    assert main(["site", "--check-links"]) == 0
    assert capsys.readouterr().out == "every link outside answers\n"
