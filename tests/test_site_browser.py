"""The documentation site opened from the disk, as by a double click, in a real browser."""

import os
import re
from pathlib import Path

import pytest
from browser import SIZE, chromium
from playwright.sync_api import expect

from autograder import website

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).resolve().parent.parent
PHONE = {"width": 390, "height": 800}
GUIDE = "guides/mlp_backprop_guide.html"
WRONG = "[data-mml-node=merror]"  # how MathJax marks what it cannot read
SHOTS = Path(os.environ.get("COURSE_SCREENSHOTS", ROOT / "test-output")) / "site"
SHOWN = {
    "front": "guides/site/index.html",
    "guide": GUIDE,
    "exercise": "release/ex_01_mlp_backprop/ex_01_mlp_backprop.html",
    "api": "guides/site/api/mlplab.html",
}
TYPESET = "MathJax.startup.promise.then(() => document.querySelectorAll('mjx-container').length)"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return website.build_site(ROOT, tmp_path_factory.mktemp("site") / "out").parent


@pytest.fixture(scope="module")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def reader(browser, site):
    """A page that may complain of nothing, and load nothing that is not in the site's folder."""
    page, complaints = watched(browser)
    yield page
    page.close()
    assert [c for c in complaints if not c.startswith(f"asks for {site.as_uri()}/")] == []


def watched(browser, **options):
    """A new page, and what it complains of and asks for: a list that grows while it is used."""
    page = browser.new_page(**{"viewport": SIZE, "color_scheme": "light", **options})
    complaints = []
    page.on(
        "request", lambda r: r.url.startswith("data:") or complaints.append(f"asks for {r.url}")
    )
    page.on("requestfailed", lambda r: complaints.append(f"does not get {r.url}"))
    page.on("pageerror", lambda error: complaints.append(f"breaks: {error}"))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    return page, complaints


def test_a_complaint_and_a_request_outside_are_noticed(browser, tmp_path):
    (tmp_path / "a.html").write_text(
        "<script src='http://127.0.0.1:9/x.js'></script><script>console.error(1); boom()</script>"
    )
    page, complaints = watched(browser)
    page.goto((tmp_path / "a.html").as_uri())
    page.close()
    assert "asks for http://127.0.0.1:9/x.js" in complaints and "1" in complaints
    assert any("boom is not defined" in c for c in complaints)


def test_the_first_page_leads_to_the_front(reader, site):
    reader.goto((site / "index.html").as_uri())
    expect(reader).to_have_url((site / "guides/site/index.html").as_uri())
    expect(reader.locator("h1")).to_contain_text("neural network")
    reader.get_by_role("link", name="the guide").first.click()
    expect(reader).to_have_url((site / GUIDE).as_uri())


def test_the_search_finds_a_page(reader, site):
    reader.goto((site / "guides/site/index.html").as_uri())
    reader.get_by_role("textbox", name="Search").fill("backpropagation")
    reader.keyboard.press("Enter")
    results = reader.locator("ul.search li a")
    expect(results.filter(has_text="Exercise 1").first).to_be_visible()
    results.filter(has_text="Glossary").first.click()
    expect(reader.locator("h1")).to_contain_text("Glossary")


def test_the_theme_turns_dark_and_stays_so(reader, site):
    reader.goto((site / GUIDE).as_uri())
    ground = "getComputedStyle(document.body).backgroundColor"
    light = reader.evaluate(ground)
    reader.locator("button.theme-toggle:visible").click()
    expect(reader.locator("body")).to_have_attribute("data-theme", "dark")
    red, green, blue = map(int, re.findall(r"\d+", reader.evaluate(ground))[:3])
    assert max(red, green, blue) < 64 and reader.evaluate(ground) != light
    reader.goto((site / "guides/glossary.html").as_uri())
    expect(reader.locator("body")).to_have_attribute("data-theme", "dark")


def test_formulas_are_typeset_and_none_is_wrong(reader, site):
    reader.goto((site / GUIDE).as_uri())
    assert reader.evaluate(TYPESET) == reader.locator(".math:not(.math-wrapper)").count() > 10
    expect(reader.locator(WRONG)).to_have_count(0)
    expect(reader.locator("mjx-container svg").first).to_be_visible()


@pytest.mark.parametrize("formula", [r"\nosuch", r"\frac{1}", r"\begin{split}\tag{1}\end{split}"])
def test_a_formula_that_is_wrong_is_noticed(reader, site, formula):
    reader.goto((site / GUIDE).as_uri())
    reader.evaluate(TYPESET)
    reader.locator(".math").first.evaluate(
        "(e, tex) => { e.textContent = tex; }", rf"\({formula}\)"
    )
    reader.evaluate("MathJax.typesetPromise()")
    expect(reader.locator(WRONG)).to_have_count(1)


def test_an_answer_of_the_guide_unfolds(reader, site):
    reader.goto((site / GUIDE).as_uri())
    fold = reader.locator("details").first
    inside = fold.locator(":scope > :not(summary)").first
    expect(inside).not_to_be_visible()
    fold.locator("summary").click()
    expect(inside).to_be_visible()


def too_wide(page):
    """How many pixels of a page lie beside the window."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def test_no_page_complains_and_none_is_wider_than_a_phone(browser, site):
    """Wide tables, formulas and code scroll in boxes of their own; nothing comes from outside."""
    page, complaints = watched(browser, viewport=PHONE)
    wide = {}
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        if page.evaluate("'MathJax' in window"):
            page.evaluate(TYPESET)
        wide[path.relative_to(site).as_posix()] = too_wide(page)
    page.close()
    assert len(wide) > 20
    assert {name: pixels for name, pixels in wide.items() if pixels > 0} == {}
    assert [c for c in complaints if not c.startswith(f"asks for {site.as_uri()}/")] == []


def test_a_page_wider_than_a_phone_is_noticed(browser):
    page, _ = watched(browser, viewport=PHONE)
    page.set_content("<pre>" + "x" * 400 + "</pre>")
    assert too_wide(page) > 0
    page.close()


def test_pictures_for_the_eye(browser, site):
    """The pages that a change of the look is judged by, kept in ``test-output/site``."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    for theme in ("light", "dark"):
        for device, viewport in (("desk", SIZE), ("phone", PHONE)):
            page, _ = watched(browser, viewport=viewport, color_scheme=theme)
            for name, path in SHOWN.items():
                page.goto((site / path).as_uri())
                if page.evaluate("'MathJax' in window"):
                    page.evaluate(TYPESET)
                shot = SHOTS / f"{name}_{device}_{theme}.png"
                page.screenshot(path=shot)
                assert shot.stat().st_size > 5000
            page.close()
