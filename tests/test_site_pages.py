"""The look at built pages notices what it is for: each fault is planted on a page of its own."""

import json
import re

import pytest
from browser import chromium
from site_pages import EXERCISES, Site, answers, secrets
from site_reader import PHONE, in_browser, too_wide, watched

PAGE = "<html><head><title>A</title></head><body>{}</body></html>"
SECRET = "\n".join(sorted(secrets(EXERCISES[0])))


def tagged(text):
    """Code as a highlighter writes it: a tag around every word."""
    return re.sub(r"(\w+)", r"<b>\1</b>", text.replace("&", "&amp;").replace("<", "&lt;"))


@pytest.mark.parametrize(
    ("where", "content"),
    [
        ("_sources/page.md.txt", SECRET.encode()),
        ("page.html", tagged(SECRET).encode()),
        ("_downloads/page.ipynb", json.dumps({"source": SECRET}, ensure_ascii=False).encode()),
        ("code.py", f"# é\n{SECRET}".encode("latin-1", errors="replace")),
    ],
)
def test_every_planted_answer_is_noticed(tmp_path, where, content):
    path = tmp_path / where
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    (tmp_path / "harmless.txt").write_text("Every hidden unit has a bias.")
    wanted = {line for _, line in answers({"": SECRET}) if line.isascii()}
    noticed = answers(Site(tmp_path).texts())
    assert len(wanted) > 100 and wanted <= {line for _, line in noticed}
    assert {name for name, _ in noticed} == {where}


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
        ('<a href="file:///home/me/a.html">a</a>', "a.html: strange link file:///home/me/a.html"),
        ('<a href="javascript:alert(1)">a</a>', "a.html: strange link javascript:alert(1)"),
        ('<a href="mailto:me@example.org">me</a><img src="data:image/png;base64,A" alt="A">', None),
        ('<object data="//example.org/x"></object>', "a.html: loads //example.org/x"),
        ('<object data="gone.pdf"></object>', "a.html: dead link gone.pdf"),
        ('<svg><image href="//example.org/x"/></svg>', "a.html: loads //example.org/x"),
        ('<link rel="preconnect" href="//example.org">', "a.html: loads //example.org"),
        ('<img srcset="b.html, //example.org/x 2x" alt="A">', "a.html: loads //example.org/x"),
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


# ------------------------------------------------------------------------------------ in a browser


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@in_browser
def test_a_complaint_and_a_request_outside_are_noticed(browser, tmp_path):
    (tmp_path / "a.html").write_text(
        "<script src='http://127.0.0.1:9/x.js'></script><script>console.error(1); boom()</script>"
    )
    page, complaints = watched(browser)
    page.goto((tmp_path / "a.html").as_uri())
    page.close()
    assert "asks for http://127.0.0.1:9/x.js" in complaints and "1" in complaints
    assert any("boom is not defined" in c for c in complaints)


@in_browser
def test_a_page_wider_than_a_phone_is_noticed(browser):
    page, _ = watched(browser, viewport=PHONE)
    page.set_content("<pre>" + "x" * 400 + "</pre>")
    assert too_wide(page) > 0
    page.close()
