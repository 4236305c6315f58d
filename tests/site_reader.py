"""A reader of the built site: a page of a real browser, and what it complains of."""

import pytest
from browser import SIZE

PHONE = {"width": 390, "height": 800}


def in_browser(test):
    """Mark a test that needs a Chromium."""
    return pytest.mark.browser(pytest.mark.slow(test))


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


def too_wide(page):
    """How many pixels of a page lie beside the window."""
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
