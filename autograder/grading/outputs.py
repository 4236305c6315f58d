"""Outputs of learners' cells as a page may show them: bounded, valid, nothing active."""

import base64
import binascii
import re

MAX_TEXT = 100_000  # characters of one output
MAX_TOTAL = 4_000_000  # of all outputs of a cell, counted as the text of their dicts
MAX_NOTEBOOK = 20_000_000  # of all outputs of a notebook, likewise
MAX_OUTPUTS = 100
IMAGES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f\ud800-\udfff]")


def clean(outputs, most=MAX_TOTAL):
    """Keep of a cell's outputs what a page may show: streams, errors, plain text, PNG and JPEG.

    Parameters
    ----------
    outputs : object
        Whatever came; an honest process sends a list of nbformat outputs.
    most : int
        Limit on the sum of ``len(str(output))`` over what is kept.

    Returns
    -------
    list of dict
        Valid nbformat outputs. The first one that would go beyond `most` is left out whole, and
        so are all after it; a sentence stands in their place.
    """
    kept, total = [], 0
    if not isinstance(outputs, list):
        return kept
    for output in outputs[:MAX_OUTPUTS]:
        one = _cleaned(output) if isinstance(output, dict) else None
        if one is None:
            continue
        total += len(str(one))
        if total > most:
            kept.append(stream("[more output was left out]\n"))
            break
        kept.append(one)
    return kept


def stream(text, name="stdout"):
    """Make a stream output.

    Parameters
    ----------
    text : str
        What was written.
    name : {"stdout", "stderr"}
        Where to.

    Returns
    -------
    dict
        As nbformat has it.
    """
    return {"output_type": "stream", "name": name, "text": text}


def error(name, message, lines):
    """Make an error output.

    Parameters
    ----------
    name : str
        The kind of error.
    message : str
        Its own words.
    lines : iterable of str
        The traceback.

    Returns
    -------
    dict
        As nbformat has it.
    """
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": list(lines)}


def _cleaned(output):
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return stream(_text(output.get("text")), name)
    if kind == "error":
        lines = output.get("traceback")
        lines = lines[-60:] if isinstance(lines, list) else []
        return error(
            _text(output.get("ename"), 200),
            _text(output.get("evalue"), 2000),
            [_text(line, 10_000) for line in lines],
        )
    if kind in ("display_data", "execute_result"):
        data = output.get("data")
        data = _data(data) if isinstance(data, dict) else {}
        if not data:
            return None
        result = {"output_type": kind, "data": data, "metadata": {}}
        return result if kind == "display_data" else {**result, "execution_count": None}
    return None


def _data(data):
    kept = {}
    if isinstance(data.get("text/plain"), (str, list)):
        kept["text/plain"] = _text(data["text/plain"])
    for mime, magic in IMAGES.items():
        image = data.get(mime)
        if isinstance(image, str) and len(image) < MAX_TOTAL and _is_image(image, magic):
            kept[mime] = "".join(image.split())
    return kept


def _is_image(text, magic):
    try:
        return base64.b64decode("".join(text.split()), validate=True).startswith(magic)
    except (binascii.Error, ValueError):
        return False


def _text(value, most=MAX_TEXT):
    if isinstance(value, list):
        value = "".join(part for part in value if isinstance(part, str))
    if not isinstance(value, str):
        return ""
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value[: most + 1])
    return text if len(text) <= most else text[:most] + "\n[more text was left out]\n"
