"""The documentation site: whole, silent, without an answer, read from a disk in a real browser.

One build serves all tests of this file. It is made without a network where the machine allows that.
"""

import functools
import http.server
import json
import re
import shutil
import socket
import subprocess
import sys
import threading

import nbformat
import pytest
from browser import chromium
from playwright.sync_api import expect
from site_pages import EXERCISES, ROOT, Site, answers
from site_reader import PHONE, in_browser, too_wide, watched

from autograder import website
from autograder.errors import CourseError

# A program in a network of its own, which has nobody else in it.
NO_NETWORK = ["unshare", "--map-root-user", "--net"]
GUIDE = "guides/mlp_backprop_guide.html"
WRONG = "[data-mml-node=merror]"  # how MathJax marks what it cannot read
TYPESET = "MathJax.startup.promise.then(() => document.querySelectorAll('mjx-container').length)"


@functools.cache
def unshares():
    """Whether this machine lets us run a program without a network."""
    if not shutil.which(NO_NETWORK[0]):
        return False
    return subprocess.run([*NO_NETWORK, "true"], capture_output=True).returncode == 0


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


@pytest.mark.slow
@pytest.mark.skipif(not unshares(), reason="no unshare here: the site was built with a network")
def test_the_site_was_built_where_nobody_answers(site):
    """Not even this machine, which does answer outside."""
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
        roles = [cell.metadata.get("nbgrader", {}) for cell in cells]
        checks = [role["grade_id"] for role in roles if role.get("grade")]
        page = site.folder / path.relative_to(ROOT).with_suffix(".html")
        text = page.read_text(encoding="utf-8")
        folded = re.findall(r"<details[^>]*>\s*<summary[^>]*>Check of (\w+): ([\w-]+)<", text)
        assert [f"check-{function}-{words}" for function, words in folded] == checks, page.name
        assert len(checks) > 20, page.name


@pytest.mark.slow
def test_api_pages_document_what_is_called(site):
    pages = {p.stem: page for p, page in site.pages.items() if p.parent.name == "api"}
    import mlplab

    for name in set(mlplab.__all__):
        assert f"mlplab.{name}" in pages["mlplab"].ids, name
    assert {"mlplab.figures.network", "mlplab.panels.playground"} <= pages["mlplab"].ids
    assert {"autograder.pack.build_pack", "course-grade"} <= pages["autograder"].ids
    assert "--check-links" in pages["autograder"].text


@pytest.mark.slow
def test_no_answer_is_on_the_site(site):
    """Not in its pages, nor in files beside them; the search knows single words of pages only."""
    texts = site.texts()
    assert {"guides/glossary.html", "_static/copybutton.js"} <= texts.keys()
    assert answers(texts) == []
    assert not [name for name, text in texts.items() if "### BEGIN" in text and "ex_0" in name]


# ------------------------------------------------------------------------------ when it goes wrong


@pytest.fixture
def course(tmp_path):
    """A course whose site has three pages, beside an older site."""
    root = tmp_path / "course"
    for room in ("autograder", "mlplab", "guides/site"):
        ignore = shutil.ignore_patterns("__pycache__", "api", "*.md")
        shutil.copytree(ROOT / room, root / room, ignore=ignore)
    (root / "guides/site/index.md").write_text(
        "# Front\n\n```{toctree}\n:glob:\n/guides/learners\n/release/*/*\n```\n"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# One")])
    for name, text in {
        "release/ex_01_one/ex_01_one.ipynb": nbformat.writes(notebook),
        "notebooks/answers.py": "secret = 42",
        "dist/site/objects.inv": "an older site",
    }.items():
        (root / name).parent.mkdir(parents=True)
        (root / name).write_text(text)
    return root


@pytest.mark.slow
def test_a_page_with_faults_is_named_and_the_older_site_stays(course):
    """A dead link, a dead anchor in a notebook, and links that would carry an answer out."""
    (course / "guides" / "learners.md").write_text(
        "# For learners\n\n[gone](gone.md)\n\n"
        "[nowhere](../release/ex_01_one/ex_01_one.ipynb#no-such-heading)\n\n"
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


class Answering(http.server.BaseHTTPRequestHandler):
    """A network of one machine, which has the page ``/there``."""

    def do_HEAD(self):
        self.send_response(200 if self.path == "/there" else 404)
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *args):
        """Be silent."""


@pytest.mark.slow
def test_every_dead_link_outside_is_told(course, monkeypatch):
    monkeypatch.setenv("no_proxy", "*")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        outside = f"http://127.0.0.1:{server.server_port}"
        links = [f"[{name}]({outside}/{name})" for name in ("there", "gone", "lost")]
        (course / "guides" / "learners.md").write_text("# For learners\n\n" + "\n\n".join(links))
        with pytest.raises(CourseError) as caught:
            website.check_links(course)
        server.shutdown()
    said = sorted(str(caught.value).splitlines())
    assert [line.split(" (")[0] for line in said] == [
        f"guides/learners.md:5: broken link: {outside}/gone",
        f"guides/learners.md:7: broken link: {outside}/lost",
    ]


# ------------------------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def folder(site):
    """The site on a disk, opened from there as by a double click."""
    return site.folder


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def reader(browser, folder):
    """A page that may complain of nothing, and load nothing that is not in the site's folder."""
    page, complaints = watched(browser)
    yield page
    page.close()
    assert [c for c in complaints if not c.startswith(f"asks for {folder.as_uri()}/")] == []


@in_browser
def test_the_first_page_leads_to_the_front(reader, folder):
    reader.goto((folder / "index.html").as_uri())
    expect(reader).to_have_url((folder / "guides/site/index.html").as_uri())
    expect(reader.locator("h1")).to_contain_text("neural network")
    reader.get_by_role("link", name="the concept guide").first.click()
    expect(reader).to_have_url((folder / GUIDE).as_uri())


@in_browser
def test_the_search_finds_a_page(reader, folder):
    reader.goto((folder / "guides/site/index.html").as_uri())
    reader.get_by_role("textbox", name="Search").fill("backpropagation")
    reader.keyboard.press("Enter")
    results = reader.locator("ul.search li a")
    expect(results.filter(has_text="Exercise 1").first).to_be_visible()
    results.filter(has_text="Glossary").first.click()
    expect(reader.locator("h1")).to_contain_text("Glossary")


@in_browser
def test_the_theme_turns_dark_and_stays_so(reader, folder):
    reader.goto((folder / GUIDE).as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    light = reader.evaluate(ground)
    reader.locator("button.theme-toggle:visible").click()
    expect(reader.locator("body")).to_have_attribute("data-theme", "dark")
    red, green, blue = map(int, re.findall(r"\d+", reader.evaluate(ground))[:3])
    assert max(red, green, blue) < 64 and reader.evaluate(ground) != light
    reader.goto((folder / "guides/glossary.html").as_uri())
    expect(reader.locator("body")).to_have_attribute("data-theme", "dark")


@in_browser
def test_formulas_are_typeset_and_none_is_wrong(reader, folder):
    reader.goto((folder / GUIDE).as_uri())
    assert reader.evaluate(TYPESET) == reader.locator(".math:not(.math-wrapper)").count() > 10
    expect(reader.locator(WRONG)).to_have_count(0)
    expect(reader.locator("mjx-container svg").first).to_be_visible()


@in_browser
@pytest.mark.parametrize("formula", [r"\nosuch", r"\frac{1}", r"\begin{split}\tag{1}\end{split}"])
def test_a_formula_that_is_wrong_is_noticed(reader, folder, formula):
    reader.goto((folder / GUIDE).as_uri())
    reader.evaluate(TYPESET)
    reader.locator(".math").first.evaluate(
        "(e, tex) => { e.textContent = tex; }", rf"\({formula}\)"
    )
    reader.evaluate("MathJax.typesetPromise()")
    expect(reader.locator(WRONG)).to_have_count(1)


@in_browser
def test_an_answer_of_the_guide_unfolds(reader, folder):
    reader.goto((folder / GUIDE).as_uri())
    fold = reader.locator("details").first
    inside = fold.locator(":scope > :not(summary)").first
    expect(inside).not_to_be_visible()
    fold.locator("summary").click()
    expect(inside).to_be_visible()


@in_browser
def test_no_page_complains_and_none_is_wider_than_a_phone(browser, folder):
    """Wide tables, formulas and code scroll in boxes of their own; nothing comes from outside."""
    page, complaints = watched(browser, viewport=PHONE)
    wide = {}
    first = folder / "index.html"  # leads on by itself, while it is looked at
    for path in sorted(set(folder.rglob("*.html")) - {first}):
        page.goto(path.as_uri())
        if page.evaluate("'MathJax' in window"):
            page.evaluate(TYPESET)
        wide[path.relative_to(folder).as_posix()] = too_wide(page)
    page.close()
    assert len(wide) > 20
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}
    assert [c for c in complaints if not c.startswith(f"asks for {folder.as_uri()}/")] == []
