"""Plain values as msgpack structures, in both directions between judge and learner.

What cannot be written down as data stays where it is and crosses as a numbered handle. Nothing is
ever unpickled: decoding yields exact built-in types, numeric arrays and tensors, or a handle.
"""

import sys

import numpy as np

MAX_BYTES = 32 << 20  # of one frame: the largest array a check sends has about one MB
MAX_DEPTH = 30
MAX_ITEMS = 200_000  # Python objects in one value
MAX_CHILDREN = 10_000  # generators that one generator has spawned
MAX_DIGITS = 4000  # of an integer; Python itself refuses to print more than 4300
KINDS = frozenset("biufcSUmM")  # dtypes that are data: booleans, numbers, text, dates
TENSORS = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "float32", "float64")


class WireError(Exception):
    """A value that cannot cross, or a frame that no honest process sends."""


class Encoder:
    """Write values down.

    Parameters
    ----------
    keep : callable
        Takes an object that is no plain value; returns the structure of its handle.
    number : callable
        Takes a random generator; returns the number by which both sides know it.
    """

    def __init__(self, keep, number=lambda rng: 0):
        self._keep, self._number = keep, number
        self._items = self._bytes = 0

    def __call__(self, value, depth=0):
        """Return `value` as a structure that msgpack can pack.

        Raises
        ------
        WireError
            When it is nested too deeply, or too large.
        """
        self._items += 1
        if depth > MAX_DEPTH:
            raise WireError(f"the value is nested more than {MAX_DEPTH} deep")
        if self._items > MAX_ITEMS:
            raise WireError(f"the value holds more than {MAX_ITEMS:,} objects")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is str or kind is bytes:
            self._weigh(len(value))
            return value
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, value, depth + 1)
        if isinstance(value, np.ndarray):
            return self._array(value, depth + 1)
        if isinstance(value, np.generic) and value.dtype.kind in KINDS:
            return {"$": "scalar", "v": self._numeric(np.asarray(value))}
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            return self._tensor(value)
        if isinstance(value, np.random.Generator):
            return self._generator(value, depth + 1)
        pandas = sys.modules.get("pandas")
        if pandas is not None and isinstance(value, (pandas.DataFrame, pandas.Series)):
            return self._frame(value, depth + 1)
        return self._keep(value)

    def _weigh(self, count):
        self._bytes += count
        if self._bytes > MAX_BYTES:
            raise WireError(f"the value takes more than {MAX_BYTES >> 20} MB")

    def _numeric(self, array):
        array = np.asarray(array)  # a subclass is its plain array here
        self._weigh(array.size * max(array.itemsize, 1))  # before a broadcast view is written out
        said = {"$": "array", "d": array.dtype.str, "s": list(array.shape)}
        if array.ndim > 1 and array.flags.f_contiguous and not array.flags.c_contiguous:
            return {**said, "f": True, "b": array.tobytes("F")}  # the order in memory is seen
        return {**said, "b": array.tobytes()}

    def _array(self, array, depth):
        if array.dtype.kind in KINDS:
            return self._numeric(array)
        if array.dtype.kind != "O" or array.size > MAX_ITEMS:
            return self._keep(array)
        items = [self(item, depth) for item in np.asarray(array).ravel().tolist()]
        return {"$": "objects", "s": list(array.shape), "v": items}

    def _tensor(self, tensor):
        dtype = str(tensor.dtype).removeprefix("torch.")
        if dtype not in TENSORS or tensor.is_sparse or tensor.is_quantized:
            return self._keep(tensor)
        self._weigh(tensor.numel() * tensor.element_size())
        data = self._numeric(tensor.detach().cpu().resolve_conj().numpy())
        return {"$": "tensor", "v": data, "g": bool(tensor.requires_grad)}

    def _generator(self, rng, depth):
        return {"$": "rng", "i": self._number(rng), "v": self(random_state(rng), depth)}

    def _frame(self, value, depth):
        index = self(value.index.to_numpy(), depth)
        if value.ndim == 1:
            columns, name = [self(value.to_numpy(), depth)], self(value.name, depth)
        else:
            columns = [self(value.iloc[:, j].to_numpy(), depth) for j in range(value.shape[1])]
            name = self(list(value.columns), depth)
        return {"$": "frame", "n": name, "i": index, "v": columns, "1": value.ndim == 1}


def _integer(encode, value, depth):
    if -(1 << 63) <= value < 1 << 63:
        return value
    if value.bit_length() > 3.3 * MAX_DIGITS:
        raise WireError(f"the integer has more than {MAX_DIGITS} digits")
    return {"$": "int", "v": str(value)}


def _listed(tag):
    def write(encode, value, depth):
        return {"$": tag, "v": [encode(item, depth) for item in value]}

    return write


_WRITERS = {  # for exactly these types: a subclass may be anything and stays a handle
    int: _integer,
    list: lambda encode, value, depth: [encode(item, depth) for item in value],
    tuple: _listed("tuple"),
    set: _listed("set"),
    frozenset: _listed("frozenset"),
    dict: lambda encode, value, depth: {
        "$": "dict",
        "v": [[encode(k, depth), encode(v, depth)] for k, v in value.items()],
    },
    complex: lambda encode, value, depth: {"$": "complex", "v": [value.real, value.imag]},
    slice: lambda encode, value, depth: {
        "$": "slice",
        "v": [encode(part, depth) for part in (value.start, value.stop, value.step)],
    },
    range: lambda encode, value, depth: {
        "$": "range",
        "v": [encode(part, depth) for part in (value.start, value.stop, value.step)],
    },
}


class Decoder:
    """Read values back; whatever an honest process would not send raises.

    Parameters
    ----------
    handle : callable
        Takes the structure of a handle (a dict whose ``"$"`` is ``"handle"`` or ``"callback"``);
        returns what stands for it here.
    generator : callable
        Takes a generator's number and a generator in its state; returns the one to use.
    """

    def __init__(self, handle, generator=lambda number, rng: rng):
        self._handle, self._generator = handle, generator
        self._items = 0

    def __call__(self, structure, depth=0):
        """Return the value.

        Raises
        ------
        WireError
            For anything malformed.
        """
        self._items += 1
        if depth > 2 * MAX_DEPTH + 2 or self._items > 8 * MAX_ITEMS:
            raise WireError("the value is too deep or too large")
        kind = type(structure)
        if structure is None or kind in (bool, int, float, str, bytes):
            return structure
        if kind is list:
            return [self(item, depth + 1) for item in structure]
        if kind is not dict:
            raise WireError(f"a {kind.__name__} is no structure")
        tag = structure.get("$")
        if tag in ("handle", "callback"):
            return self._handle(structure)
        read = _READERS.get(tag) if type(tag) is str else None
        if read is None:
            raise WireError("an unknown kind of value")
        try:
            return read(self, structure, depth + 1)
        except WireError:
            raise
        except Exception as error:
            raise WireError(f"malformed value ({type(error).__name__})") from None


def _read_array(decode, s, depth):
    if type(s["d"]) is not str or len(s["d"]) > 16 or type(s["b"]) is not bytes:
        raise WireError("malformed array")
    dtype = np.dtype(s["d"])
    if dtype.kind not in KINDS or dtype.hasobject:
        raise WireError("malformed array")
    shape = tuple(s["s"])
    if len(shape) > 32 or any(type(n) is not int or n < 0 for n in shape):
        raise WireError("malformed array")
    order = "F" if s.get("f") is True else "C"
    return np.frombuffer(s["b"], dtype=dtype).reshape(shape, order=order).copy(order=order)


def _read_objects(decode, s, depth):
    out = np.empty(len(s["v"]), dtype=object)
    for i, item in enumerate(s["v"]):
        out[i] = decode(item, depth)
    return out.reshape(tuple(s["s"]))


def _read_tensor(decode, s, depth):
    import torch

    tensor = torch.from_numpy(np.array(_read_array(decode, s["v"], depth)))
    return tensor.requires_grad_(s["g"] is True and tensor.is_floating_point())


def _read_generator(decode, s, depth):
    state = decode(s["v"], depth)
    name = state["bit_generator"]
    if name not in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"):
        raise WireError("an unknown generator of random numbers")
    entropy, key, count = state.get("seed") or (0, [], 0)
    if len(key) > 16 or not 0 <= count <= MAX_CHILDREN:
        raise WireError("malformed generator of random numbers")
    seed = np.random.SeedSequence(entropy, spawn_key=key, n_children_spawned=count)
    bits = getattr(np.random, name)(seed)
    set_random_state(bits, state)
    return decode._generator(s["i"], np.random.Generator(bits))


def random_state(rng):
    """Write a generator's state as plain values, and what its children are spawned from.

    Parameters
    ----------
    rng : numpy.random.Generator
        Of any kind; not changed.

    Returns
    -------
    dict
        For :func:`set_random_state`.
    """
    state, seed = dict(rng.bit_generator.state), rng.bit_generator.seed_seq
    if isinstance(seed, np.random.SeedSequence):
        state["seed"] = [seed.entropy, list(seed.spawn_key), seed.n_children_spawned]
    return state


def set_random_state(bits, state):
    """Set a bit generator's state, which came from the other process.

    NumPy takes any position in a generator's buffer and would then read whatever memory lies there.

    Parameters
    ----------
    bits : numpy.random.BitGenerator
        Changed in place.
    state : dict
        From :func:`random_state`, or anything.

    Raises
    ------
    WireError
        For a position outside the buffer.
    Exception
        Of any kind, for another state that is none.
    """
    for place, name, size in ((state["state"], "pos", 624), (state, "buffer_pos", 4)):
        if name in place and not 0 <= place[name] <= size:
            raise WireError("malformed generator of random numbers")
    _, _, count = state.pop("seed", None) or (0, [], 0)
    bits.state = state
    missing = count - getattr(bits.seed_seq, "n_children_spawned", count)
    if 0 < missing <= MAX_CHILDREN:
        bits.seed_seq.spawn(missing)  # spawned there is spawned here


def _read_frame(decode, s, depth):
    import pandas

    index, name = decode(s["i"], depth), decode(s["n"], depth)
    columns = [decode(column, depth) for column in s["v"]]
    if s["1"]:
        return pandas.Series(columns[0], index=index, name=name)
    frame = pandas.DataFrame(dict(enumerate(columns)), index=index)
    frame.columns = name
    return frame


def _read_integer(decode, s, depth):
    if type(s["v"]) is not str or len(s["v"]) > MAX_DIGITS + 1:
        raise WireError("malformed integer")
    return int(s["v"])


_READERS = {
    "array": _read_array,
    "scalar": lambda decode, s, depth: _read_array(decode, s["v"], depth)[()],
    "objects": _read_objects,
    "tensor": _read_tensor,
    "rng": _read_generator,
    "frame": _read_frame,
    "int": _read_integer,
    "tuple": lambda decode, s, depth: tuple(decode(item, depth) for item in s["v"]),
    "set": lambda decode, s, depth: {decode(item, depth) for item in s["v"]},
    "frozenset": lambda decode, s, depth: frozenset(decode(item, depth) for item in s["v"]),
    "dict": lambda decode, s, depth: {decode(k, depth): decode(v, depth) for k, v in s["v"]},
    "complex": lambda decode, s, depth: complex(float(s["v"][0]), float(s["v"][1])),
    "slice": lambda decode, s, depth: slice(*(decode(part, depth) for part in s["v"])),
    "range": lambda decode, s, depth: range(*(decode(part, depth) for part in s["v"])),
}
