"""The documentation site: whole, silent, without a network and without a single answer."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from site_pages import Site
from test_release import EXERCISES, secrets, sources

from autograder import website
from autograder.errors import CourseError

ROOT = Path(__file__).resolve().parent.parent
# A program in a network of its own, which has nobody else in it.
NO_NETWORK = ["unshare", "--map-root-user", "--net"]
PAGE = "<html><head><title>A</title></head><body>{}</body></html>"


def unshares():
    """Whether this machine lets us run a program without a network."""
    command = shutil.which(NO_NETWORK[0])
    return (
        bool(command) and not subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site as ``./course site`` makes it, without a network where that can be had."""
    out = tmp_path_factory.mktemp("site") / "out"
    command = [sys.executable, "-m", "autograder", "site", "--out", str(out)]
    done = subprocess.run(
        [*(NO_NETWORK if unshares() else []), *command], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == f"wrote {out / 'index.html'}\n"
    assert [path.name for path in out.parent.iterdir()] == ["out"], "nothing is left beside it"
    return Site(out)


@pytest.mark.skipif(not unshares(), reason="no unshare with user namespaces on this machine")
def test_the_network_without_anybody_is_one():
    """What the build is proved with: there not even this machine answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        call = f"import socket; socket.create_connection({server.getsockname()}, 5)"
        ask = [sys.executable, "-c", call]
        assert subprocess.run(ask, capture_output=True).returncode == 0
        assert subprocess.run([*NO_NETWORK, *ask], capture_output=True).returncode != 0


@pytest.mark.slow
def test_every_link_leads_somewhere_and_every_picture_has_words(site):
    assert len(site.pages) > 20
    assert site.faults() == []


@pytest.mark.slow
def test_the_site_has_every_page_and_no_other(site):
    pages = {path.relative_to(site.folder).with_suffix("").as_posix() for path in site.pages}
    rooms = ["guides", "guides/decisions", "guides/site"]
    wanted = {
        path.relative_to(ROOT).with_suffix("").as_posix()
        for room in rooms
        for path in (ROOT / room).glob("*.md")
    }
    wanted |= {f"release/{exercise}/{exercise}" for exercise in EXERCISES}
    wanted |= {f"guides/site/api/{name}" for name in ("mlplab", "autograder")}
    wanted |= {"CHANGELOG", "CONTRIBUTING", "index", "search", "genindex", "py-modindex"}
    assert pages == wanted
    for room in ("_downloads", "_modules", "_sources"):  # whole files, code of modules, Markdown
        assert not list(site.folder.glob(f"{room}/*")), room


@pytest.mark.slow
def test_the_search_knows_the_words_of_the_course(site):
    text = (site.folder / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(re.fullmatch(r"Search\.setIndex\((.*)\)\s*", text, re.DOTALL).group(1))
    found = index["terms"]["backpropag"]  # the stem of backpropagation
    pages = {index["docnames"][number] for number in ([found] if isinstance(found, int) else found)}
    assert "guides/glossary" in pages and any(page.startswith("release/") for page in pages)
    assert "nosuchword" not in index["terms"]


@pytest.mark.slow
def test_checks_are_folded_on_the_pages_of_the_exercises(site):
    for path in sorted((ROOT / "release").glob("*/*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        checks = sum("nbgrader" in c.metadata and c.metadata.nbgrader.grade for c in cells)
        page = site.folder / path.relative_to(ROOT).with_suffix(".html")
        folded = page.read_text(encoding="utf-8").count("<summary>Check of ")
        assert folded == checks > 20


@pytest.mark.slow
def test_api_pages_document_what_is_called(site):
    pages = {p.stem: page for p, page in site.pages.items() if p.parent.name == "api"}
    import mlplab

    for name in set(mlplab.__all__):
        assert f"mlplab.{name}" in pages["mlplab"].ids, name
    assert {"mlplab.figures.network", "mlplab.panels.playground"} <= pages["mlplab"].ids
    assert {"autograder.pack.build_pack", "course-grade"} <= pages["autograder"].ids
    assert "--check-links" in pages["autograder"].text


def answers(texts):
    """Secret lines that stand in one of the files, and nowhere in what learners get anyway."""
    releases = [ROOT / "release" / exercise / f"{exercise}.ipynb" for exercise in EXERCISES]
    given = "\n".join(source for path in releases for source in sources(path))
    hidden = {line for exercise in EXERCISES for line in secrets(exercise) if line not in given}
    hidden -= {"with c.hidden() as h:"}  # how every hidden test begins: guides show it
    return [(name, line) for line in hidden for name, text in texts.items() if line in text]


@pytest.mark.slow
def test_no_answer_is_on_the_site(site):
    texts = site.texts()
    assert {"searchindex.js", "guides/glossary.html"} <= texts.keys()
    assert answers(texts) == []
    assert not [name for name, text in texts.items() if "### BEGIN" in text and "ex_0" in name]


@pytest.mark.parametrize("where", ["page.html", "searchindex.js", "_sources/page.md.txt"])
def test_a_planted_answer_is_noticed(tmp_path, where):
    line = max(secrets(EXERCISES[0]), key=len)
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".html":  # as a highlighter writes code, a tag around every word
        line = re.sub(r"(\w+)", r"<b>\1</b>", line.replace("&", "&amp;").replace("<", "&lt;"))
    path.write_text(f"before {line}\nafter")
    assert {name for name, _ in answers(Site(tmp_path).texts())} == {where}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="b.html">to b</a>', None),
        ('<a href="b.html#there">to b</a><p id="here"><a href="#here">here</a>', None),
        ('<a href="https://example.org">outside</a>', None),
        ('<a href="c.html">to c</a>', "a.html: dead link c.html"),
        ('<a href="../out.txt">out</a>', "a.html: dead link ../out.txt"),
        ('<a href="b.html#gone">to b</a>', "a.html: dead anchor b.html#gone"),
        ('<a href="#gone">here</a>', "a.html: dead anchor #gone"),
        ('<img src="b.html" alt="A curve">', None),
        ('<img src="gone.svg" alt="A curve">', "a.html: dead link gone.svg"),
        ('<img src="b.html">', "a.html: no alt for b.html"),
        ('<img src="b.html" alt=" ">', "a.html: no alt for b.html"),
        ('<script src="//cdn.example.org/x.js"></script>', "a.html: loads //cdn.example.org/x.js"),
        (
            '<link rel="preload stylesheet" href="https://example.org/x.css">',
            "a.html: loads https://example.org/x.css",
        ),
        (
            "<style>p { src: url('https://example.org/f') }</style>",
            "a.html: loads https://example.org/f",
        ),
    ],
)
def test_the_look_at_links_notices(tmp_path, body, said):
    folder = tmp_path / "site"
    folder.mkdir()
    (tmp_path / "out.txt").touch()
    (folder / "a.html").write_text(PAGE.format(body))
    (folder / "b.html").write_text(PAGE.format('<p id="there">'))
    assert Site(folder).faults() == ([said] if said else [])


def test_a_page_without_a_title_and_a_far_font_are_noticed(tmp_path):
    (tmp_path / "a.html").write_text("<title></title><svg><title>Not it</title></svg>")
    (tmp_path / "a.css").write_text("@import 'https://example.org/f.css';")
    assert Site(tmp_path).faults() == [
        "a.html: no title",
        "a.css: loads https://example.org/f.css",
    ]


# ------------------------------------------------------------------------------ when it goes wrong


@pytest.fixture
def course(tmp_path):
    """A copy of what the site is made of, beside an older site."""
    root = tmp_path / "course"
    ignore = shutil.ignore_patterns("__pycache__")
    for room in ("autograder", "mlplab", "guides", "release"):
        shutil.copytree(ROOT / room, root / room, ignore=ignore)
    for name in ("CHANGELOG.md", "CONTRIBUTING.md"):
        shutil.copyfile(ROOT / name, root / name)
    (root / "notebooks").mkdir()
    (root / "notebooks" / "answers.py").write_text("secret = 42")
    (root / "dist" / "site").mkdir(parents=True)
    (root / "dist" / "site" / "objects.inv").write_text("an older site")
    return root


@pytest.mark.slow
def test_a_page_with_faults_is_named_and_the_older_site_stays(course):
    """A dead link, a dead anchor in a notebook, and links that would carry an answer out."""
    first, *_ = EXERCISES
    (course / "guides" / "learners.md").write_text(
        "# For learners\n\n[gone](gone.md)\n\n"
        f"[nowhere](../release/{first}/{first}.ipynb#no-such-heading)\n\n"
        "[answers](../notebooks/answers.py)\n\n"
        "![drawn](pictures/gone.svg)\n"
    )
    with pytest.raises(CourseError) as caught:
        website.build_site(course, course / "dist" / "site")
    said = str(caught.value)
    assert "\n" not in said and said.startswith("guides/learners.md:")
    assert "(3 more like it). No site was written" in said
    left = [path.relative_to(course / "dist").as_posix() for path in course.glob("dist/**/*")]
    assert left == ["site", "site/objects.inv"]


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


def test_every_dead_link_outside_is_told(monkeypatch):
    monkeypatch.setattr(website, "complaints", lambda *_: ["a.md:1: broken", "b.md:2: broken"])
    with pytest.raises(CourseError, match=r"^a\.md:1: broken\nb\.md:2: broken$"):
        website.check_links(ROOT)
    monkeypatch.setattr(website, "complaints", lambda *_: [])
    website.check_links(ROOT)


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
