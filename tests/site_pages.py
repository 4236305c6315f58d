"""What a reader meets on the built site: dead links, pages without a title, pictures without words.

Nothing here needs Sphinx or a browser: it reads what was written.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

OUTSIDE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
# Elements that a browser fetches by itself; a link outside waits until somebody clicks on it.
LOADS = {"audio", "embed", "iframe", "img", "input", "script", "source", "track", "video"}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}
IN_CSS = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^\s"')]+)""", re.IGNORECASE)


@dataclass
class Page(HTMLParser):
    """One page: its title, the names in it, where it points and what it loads."""

    path: Path
    title: str = ""
    ids: set = field(default_factory=set)
    links: list = field(default_factory=list)
    loaded: list = field(default_factory=list)
    alts: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__()
        self._in_title, self._titles = False, 0
        self.text = self.path.read_text(encoding="utf-8")
        self.feed(self.text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self._in_title = tag == "title" and not self._titles  # a drawing has titles of its own
        self._titles += tag == "title"
        self.ids |= {attrs[name] for name in ("id", "name") if attrs.get(name)}
        self.links += [attrs[name] for name in ("href", "src") if attrs.get(name)]
        if tag == "meta" and "url=" in (attrs.get("content") or ""):
            self.links.append(attrs["content"].partition("url=")[2])
        if tag == "img":
            self.alts.append((attrs.get("src"), (attrs.get("alt") or "").strip()))
        if tag in LOADS:
            self.loaded += [attrs[name] for name in ("src", "srcset") if attrs.get(name)]
        if tag == "link" and LOADED_LINKS & set((attrs.get("rel") or "").split()):
            self.loaded.append(attrs.get("href") or "")

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag):
        self._in_title = False

    def handle_data(self, data):
        if self._in_title:
            self.title += data.strip()


class Site:
    """A folder of built pages."""

    def __init__(self, folder):
        self.folder = Path(folder).resolve()

    @cached_property
    def pages(self):
        return {path: Page(path) for path in sorted(self.folder.rglob("*.html"))}

    def faults(self):
        """Sentences on what is wrong, each with the page it is on."""
        found = []
        for path, page in self.pages.items():
            where = path.relative_to(self.folder).as_posix()
            found += [f"{where}: no title"] * (not page.title)
            found += [f"{where}: no alt for {src}" for src, alt in page.alts if not alt]
            found += [f"{where}: loads {url}" for url in page.loaded if OUTSIDE.match(url)]
            found += [f"{where}: loads {url}" for url in IN_CSS.findall(page.text)]
            found += [
                f"{where}: {reason}" for reason in map(self._dead(path), page.links) if reason
            ]
        for path in sorted(self.folder.rglob("*.css")):
            urls = IN_CSS.findall(path.read_text(encoding="utf-8"))
            found += [f"{path.relative_to(self.folder).as_posix()}: loads {url}" for url in urls]
        return found

    def _dead(self, page):
        """Return a function that says what is wrong with a link on `page`, if anything is."""

        def reason(link):
            url = urlsplit(link)
            if url.scheme or url.netloc:
                return None
            target = (page.parent / unquote(url.path)).resolve() if url.path else page
            if not target.is_file() or not target.is_relative_to(self.folder):
                return f"dead link {link}"
            names = self.pages[target].ids if target in self.pages else set()
            if url.fragment and unquote(url.fragment) not in names:
                return f"dead anchor {link}"
            return None

        return reason

    def texts(self):
        """What every file says, by its path; a page as it is written and as it is read."""
        found = {}
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            try:
                text = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:  # a picture
                continue
            if path.suffix == ".html":
                text += "\n" + unescape(re.sub(r"<[^>]*>", "", text))
            found[path.relative_to(self.folder).as_posix()] = text
        return found
