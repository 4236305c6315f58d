"""Make what a learner wrote or printed fit to stand in a page: text, pictures, plain markup.

Everything returned as :class:`markupsafe.Markup` has been through an allow-list; everything else is
text, which the template escapes.
"""

import re
from html.parser import HTMLParser

from bleach.html5lib_shim import Filter
from bleach.sanitizer import Cleaner
from markupsafe import Markup
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.graded import joined, plain

LONGEST = 200  # lines of one output
WIDEST = 20_000  # characters of one output
UNDESCRIBED = "A figure without a description."
_TAGS = frozenset(
    [
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "div", "span", "blockquote", "pre"),
        *("a", "b", "code", "del", "em", "i", "img", "kbd", "s", "strong", "sub", "sup", "u"),
        *("ul", "ol", "li", "dl", "dt", "dd", "details", "summary"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    ]
)
_PICTURE = re.compile(r"data:image/(png|jpeg);base64,([A-Za-z0-9+/=\s]+)")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def _allowed(tag, name, value):
    """Whether bleach keeps an attribute."""
    if tag == "a":
        return name == "title" or (name == "href" and bool(_LINK.match(value)))
    if tag == "img":
        return name == "alt" or (name == "src" and bool(_PICTURE.fullmatch(value)))
    return tag in ("td", "th") and name in ("colspan", "rowspan")


class _Finish(Filter):
    """The last touch on allowed tags: headings below the page's own, descriptions, quiet links."""

    demote = 2  # the page has the first two levels

    def __iter__(self):
        for token in super().__iter__():
            name = token.get("name") or ""
            if re.fullmatch(r"h[1-6]", name):
                token["name"] = f"h{min(6, int(name[1]) + self.demote)}"
            elif name == "img":
                token = _with_description(token)
            elif name == "a" and token["type"] == "StartTag":
                token["data"][(None, "rel")] = "noopener noreferrer nofollow"
            yield token


def _with_description(token):
    alt = token["data"].setdefault((None, "alt"), UNDESCRIBED)
    if (None, "src") in token["data"]:
        return token
    return {"type": "Characters", "data": f"[picture: {alt}]"}  # its address was not allowed


_CLEANER = Cleaner(
    tags=_TAGS,
    attributes=_allowed,
    protocols={"http", "https", "mailto", "data"},  # "data" only where _allowed finds a picture
    strip=True,
    strip_comments=True,
    filters=[_Finish],
)


class _Renderer(IPythonRenderer):
    def block_code(self, code, info=None):
        return f"<pre><code>{self.escape_html(code)}</code></pre>"

    def image(self, text, url, title=None):
        if url.startswith("attachment:"):
            bundle = self.attachments.get(url.removeprefix("attachment:"))
            url = next((p["src"] for p in _pictures(bundle or {}, {})), "")
        words = self.escape_html(text).replace('"', "&quot;")
        if not _picture(url):
            return f"[picture: {words}]"
        return f'<img src="{url}" alt="{words or UNDESCRIBED}">'


def safe_markdown(source, attachments=None):
    """Render markdown without script, style, form, frame or anything fetched from elsewhere.

    Parameters
    ----------
    source : str
        Of a cell or a comment, by anybody.
    attachments : dict, optional
        Pictures of the cell, as in the notebook format.

    Returns
    -------
    Markup
        Its headings are two levels lower, below those of the page.
    """
    source = shortened(joined(source))
    attachments = attachments if isinstance(attachments, dict) else {}
    renderer = _Renderer(escape=False, attachments=attachments, exclude_anchor_links=True)
    try:
        return Markup(_CLEANER.clean(MarkdownWithMath(renderer=renderer).render(source)))
    except RecursionError:  # nested deeper than anybody reads
        return Markup("<pre>") + source + Markup("</pre>")


def safe_code(source):
    """Mark the words of Python for colour.

    Parameters
    ----------
    source : str or list of str
        A cell; need not be valid.

    Returns
    -------
    Markup
        Spans of Pygments' classes, the text escaped.
    """
    return Markup(highlight(joined(source), PythonLexer(), HtmlFormatter(nowrap=True)))


def safe_outputs(outputs):
    """Turn the outputs of a cell into texts and pictures.

    A figure that came as HTML keeps its picture and its description; of anything else that is
    active, the plain text that came with it is shown.

    Parameters
    ----------
    outputs : list of NotebookNode
        As they stand in the notebook.

    Returns
    -------
    list of dict
        Of ``kind`` ``"text"``, ``"error"`` or ``"picture"``; with ``text``, or ``src`` and ``alt``.
    """
    shown = []
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            _add_text(shown, plain(output.get("text")))
        elif kind == "error":
            shown.append({"kind": "error", "text": _own_error(output)})
        elif kind in ("display_data", "execute_result"):
            data = output.get("data") or {}
            pictures = _pictures(data, output.get("metadata") or {})
            shown += pictures
            if not pictures:
                _add_text(shown, plain(data.get("text/plain")))
    return shown


def shortened(text):
    """Cut a text where it is too long for a page, with a line that says so.

    Parameters
    ----------
    text : str
        Of any length.

    Returns
    -------
    str
        At most `LONGEST` lines and `WIDEST` characters, and that line.
    """
    text = text if len(text) <= WIDEST else text[:WIDEST] + " …"
    lines = text.rstrip().split("\n")
    if len(lines) <= LONGEST:
        return "\n".join(lines)
    return "\n".join([*lines[:LONGEST], f"… {len(lines) - LONGEST} more lines are not shown."])


def _add_text(shown, text):
    if not text.strip():
        return
    if shown and shown[-1]["kind"] == "text":
        text = f"{shown.pop()['text']}\n{text}"
    shown.append({"kind": "text", "text": shortened(text)})


def _own_error(output):
    """An error of a learner's cell: the lines in cells and the last one, no library's insides."""
    if output.get("ename") == "CheckFailed":
        return shortened("\n".join(plain(line) for line in output.get("traceback", [])))
    frames = [plain(entry).strip("\n") for entry in output.get("traceback", [])]
    frames = [entry for entry in frames if entry.lstrip().startswith("Cell In[")]
    last = f"{plain(output.get('ename'))}: {plain(output.get('evalue'))}".rstrip(": ")
    if frames and last.split("\n")[0].split(" (")[0] in frames[-1]:
        return shortened("\n\n".join(frames))  # a SyntaxError: the frame ends in that line
    return shortened("\n\n".join([*frames, last]))


def _pictures(data, metadata):
    described = plain(data.get("text/plain")).removeprefix("[figure] ").strip()
    described = "" if described.startswith("<") else described  # <Figure size 640x480 ...>
    for kind in ("image/png", "image/jpeg"):
        if kind in data:
            src = _picture(f"data:{kind};base64,{joined(data[kind])}")
            about = metadata.get(kind) if isinstance(metadata.get(kind), dict) else metadata
            alt = joined(about.get("alt")) or described or UNDESCRIBED
            return [{"kind": "picture", "src": src, "alt": alt}] if src else []
    if "text/html" not in data:
        return []
    finder = _Images()
    finder.feed(joined(data["text/html"]))
    return [
        {"kind": "picture", "src": src, "alt": alt or described or UNDESCRIBED}
        for src, alt in finder.found
    ]


def _picture(src):
    """A data address of a PNG or JPEG, or an empty string."""
    match = _PICTURE.fullmatch(src)
    return f"data:image/{match[1]};base64,{''.join(match[2].split())}" if match else ""


class _Images(HTMLParser):
    """Collect the pictures that stand inside a piece of HTML."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "img" and (src := _picture(attrs.get("src") or "")):
            self.found.append((src, attrs.get("alt") or ""))
