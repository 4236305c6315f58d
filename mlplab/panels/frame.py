"""A frame: what one picture of a panel is made of, as one block of bytes for the browser.

Four bytes hold the length of the header, then comes the header as JSON, then the arrays, each at a
multiple of four. In the header an array is ``{"array": [kind, start, *shape]}`` with kind ``"f4"``
(floats) or ``"u1"`` (bytes); ``front/frame.js`` reads the same.
"""

import json

import numpy as np


def pack(frame):
    """Put a frame into bytes.

    Parameters
    ----------
    frame : dict
        Of anything that JSON knows, and of arrays at any depth: uint8 stay as they are, all others
        become float32.

    Returns
    -------
    bytes
        Header and blocks, see the module.

    Raises
    ------
    ValueError
        For nan or infinity outside of an array: a browser's JSON does not know them.
    """
    blocks, end = [], 0

    def placed(array):
        nonlocal end
        array = np.asarray(array)
        kind = "u1" if array.dtype == np.uint8 else "f4"
        with np.errstate(over="ignore"):  # a weight of 1e50 is shown as infinite
            block = np.ascontiguousarray(array, dtype=kind).tobytes()
        start, end = end, end + len(block) + -len(block) % 4
        blocks.append(block + bytes(-len(block) % 4))
        return {"array": [kind, start, *array.shape]}

    header = json.dumps(frame, default=placed, separators=(",", ":"), allow_nan=False).encode()
    header += b" " * (-len(header) % 4)
    return b"".join([len(header).to_bytes(4, "little"), header, *blocks])


def unpack(data):
    """Read what :func:`pack` wrote.

    Parameters
    ----------
    data : bytes
        A whole frame.

    Returns
    -------
    dict
        Arrays are float32 or uint8.
    """
    start = 4 + int.from_bytes(data[:4], "little")

    def read(found):
        if set(found) != {"array"}:
            return found
        kind, offset, *shape = found["array"]
        count = int(np.prod(shape))
        return np.frombuffer(data, kind, count, start + offset).reshape(shape)

    return json.loads(bytes(data[4:start]), object_hook=read)
