"""What a reader meets on the built site: dead links, pictures without words, answers.

Nothing here needs Sphinx or a browser: it reads what was written.
"""

import re
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from test_release import EXERCISES, ROOT, secrets, sources

OUTSIDE = re.compile(r"(?:https?:)?//", re.IGNORECASE)
SCHEMES = {"http", "https", "mailto", "data"}  # file: would be a path of the builder's machine
ADDRESSES = ("href", "src", "data", "poster", "xlink:href")
# Elements that a browser fetches by itself; a link outside waits until somebody clicks on it. What
# a script asks for is not seen here: a browser shows it.
LOADS = {"audio", "embed", "iframe", "image", "img", "input", "object"}
LOADS |= {"script", "source", "track", "use", "video"}
LOADED_LINKS = {"dns-prefetch", "icon", "manifest", "modulepreload", "preconnect", "prefetch"}
LOADED_LINKS |= {"preload", "stylesheet"}
PICTURES = {".gif", ".inv", ".png"}  # the last holds names, packed
QUOTED = {".ipynb", ".js", ".json", ".map"}  # strings of theirs write \" and \n
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
        addresses = [attrs[name] for name in ADDRESSES if attrs.get(name)]
        choices = (attrs.get("srcset") or "").split(",")
        addresses += [choice.split()[0] for choice in choices if choice.strip()]
        self.links += addresses
        if tag == "meta" and "url=" in (attrs.get("content") or ""):
            self.links.append(attrs["content"].partition("url=")[2])
        if tag == "img":
            self.alts.append((attrs.get("src"), (attrs.get("alt") or "").strip()))
        if tag in LOADS or (tag == "link" and LOADED_LINKS & set(attrs.get("rel", "").split())):
            self.loaded += addresses

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
            if url.scheme and url.scheme not in SCHEMES:
                return f"strange link {link}"
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
        """What every file says, by its path: as it is written, then as it is read."""
        found = {}
        for path in sorted(p for p in self.folder.rglob("*") if p.is_file()):
            if path.suffix in PICTURES:
                continue
            text = path.read_text(encoding="utf-8", errors="replace")
            if path.suffix == ".html":
                text += "\n" + unescape(re.sub(r"<[^>]*>", "", text))
            if path.suffix in QUOTED:
                text += "\n" + re.sub(r"\\(.)", lambda c: {"n": "\n"}.get(c[1], c[1]), text)
            found[path.relative_to(self.folder).as_posix()] = text
        return found


def answers(texts):
    """Names of files and secret lines that stand in them, and nowhere in what learners get."""
    releases = [ROOT / "release" / exercise / f"{exercise}.ipynb" for exercise in EXERCISES]
    given = "\n".join(source for path in releases for source in sources(path))
    hidden = set().union(*map(secrets, EXERCISES))
    hidden -= {"with c.hidden() as h:"}  # how every hidden test begins: guides show it
    hidden -= {line for _, line in _found(hidden, {"given": given})}
    return list(_found(hidden, texts))


def _found(lines, texts):
    """Each name of a text with each line that stands in it, perhaps as a part of a longer one."""
    words = {line: set(re.findall(r"\w+", line)) for line in lines}
    for name, text in texts.items():
        there = set(re.findall(r"\w+", text))  # compared first, which is quick
        yield from ((name, line) for line in lines if words[line] <= there and line in text)
