"""What crosses between judge and learner: every plain value exactly, and nothing that runs."""

import math
import pickle
import random
import socket
import struct
import threading
import time
from collections import OrderedDict, namedtuple
from enum import IntEnum

import msgpack
import numpy as np
import pandas as pd
import pytest
import torch

from autograder.grading.frames import MAX_FRAME, Channel, pack, unpack
from autograder.grading.values import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_ITEMS,
    Decoder,
    Encoder,
    WireError,
    random_state,
    set_random_state,
)

HANDLE = object()


def written(value):
    """The bytes of a value; what is no plain value is handle 1."""
    return pack(Encoder(lambda value: {"$": "handle", "i": 1})(value))[4:]


def read(structure):
    """The value of a structure; a handle is `HANDLE`."""
    return Decoder(lambda structure: HANDLE)(structure)


def crossed(value):
    """A value after it went to the other process."""
    return read(unpack(written(value)))


def same(one, other):
    """Whether two values are of one type and one content at any depth, numbers bit for bit."""
    if type(one) is not type(other):
        return False
    if isinstance(one, torch.Tensor):
        return (one.requires_grad, one.dtype) == (other.requires_grad, other.dtype) and same(
            one.detach().numpy(), other.detach().numpy()
        )
    if isinstance(one, np.ndarray):
        if (one.dtype, one.shape) != (other.dtype, other.shape):
            return False
        if one.dtype == object:
            return same(one.ravel().tolist(), other.ravel().tolist())
        return one.tobytes() == other.tobytes()
    if isinstance(one, np.generic):
        return one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return same(list(one.items()), list(other.items()))  # in order
    if isinstance(one, (float, complex)):
        return np.asarray(one).tobytes() == np.asarray(other).tobytes()
    return one == other


# ---------------------------------------------------------------------------------- plain values

VALUES = {
    "None": None,
    "bool": True,
    "int": -17,
    "the largest int that msgpack has": 2**63 - 1,
    "the smallest": -(2**63),
    "one more": 2**63,
    "one less": -(2**63) - 1,
    "big int": 3**8000,
    "float": 0.1,
    "negative zero": -0.0,
    "inf": -math.inf,
    "nan": math.nan,
    "complex": complex(-0.0, math.nan),
    "str": "θ → ∂L/∂θ 🙂",
    "half a surrogate pair": "\ud800 and \udfff",
    "empty str": "",
    "bytes": b"\x00\xff",
    "empty containers": [[], (), {}, set(), frozenset()],
    "tuple in list in tuple": ([(1, [2, (3,)])],),
    "dict with all sorts of keys": {1: "a", "1": "b", (1, 2): [3], None: 4, b"k": 5, 2.5: 6},
    "dict that looks like a handle": {"$": "handle", "i": 1},
    "dict in its order": {"z": 1, "a": 2, "m": 3},
    "set": {1, "a", (2, 3)},
    "frozenset": frozenset({1, frozenset({2})}),
    "slice": slice(None, -1, 2),
    "range": range(10, -10, -3),
    "ints": np.arange(6).reshape(2, 3),
    "a column of Fortran's order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "a strided view": np.arange(20.0)[::-3],
    "bools": np.array([[True], [False]]),
    "unsigned": np.array([255, 0], np.uint8),
    "float16": np.array([1.5, np.inf], np.float16),
    "float32": np.array([0.1, -0.0, np.nan], np.float32),
    "long doubles": np.array([0.1], np.longdouble),
    "the other byte order": np.array([1.0, 2.0], ">f8"),
    "complex64": np.array([1j], np.complex64),
    "text": np.array(["a", "θθ"]),
    "byte strings": np.array([b"ab", b"c"]),
    "dates": np.array(["2027-02-01", "NaT"], "M8[s]"),
    "durations": np.array([3], "m8[ms]"),
    "0-d": np.array(2.5),
    "empty": np.empty((0, 3)),
    "empty text": np.array([], dtype=str),
    "objects": np.array([None, [1, "a"], {"b": (2,)}], dtype=object),
    "objects in two dimensions": np.array([[1, "a"], [None, 2.5]], dtype=object),
    "0-d object": np.array(None, dtype=object),
    "no objects": np.empty((0, 2), dtype=object),
    "np.float64": np.float64(0.1),
    "np.float32": np.float32(0.1),
    "np.int8": np.int8(-5),
    "np.bool": np.bool_(True),
    "np.complex64": np.complex64(1 - 2j),
    "np.str_": np.str_("ab"),
    "np.datetime64": np.datetime64("2027-02-01"),
    "tensor": torch.arange(6.0).reshape(2, 3),
    "tensor that wants a gradient": torch.ones(2, 2, requires_grad=True),
    "tensor of int64": torch.tensor([1, -2]),
    "tensor of bools": torch.tensor([True, False]),
    "tensor of float64": torch.tensor([0.1], dtype=torch.float64),
    "half precision": torch.tensor([0.1], dtype=torch.float16),
    "0-d tensor": torch.tensor(1.5, requires_grad=True),
    "empty tensor": torch.empty(0, 3),
    "transposed tensor": torch.arange(6.0).reshape(2, 3).T,
    "arrays in containers": {"W": [np.eye(2), (np.float32(1), torch.zeros(1))], "b": np.zeros(0)},
}


@pytest.mark.parametrize("name", VALUES)
def test_a_plain_value_arrives_as_it_was(name):
    assert same(crossed(VALUES[name]), VALUES[name])


def test_the_comparison_of_these_tests_tells_near_values_apart():
    near = [1, 1.0, True, np.float64(1), np.float32(1), np.array(1.0), np.array([1.0]), "1"]
    near += [(1,), [1], {1: 1}, {1}, torch.ones(1), torch.ones(1, requires_grad=True), 1 + 0j]
    near += [torch.ones(1, dtype=torch.float64), np.array([1]), np.array([1], object), b"1"]
    near += [[np.float64(1)], [np.array([1.0, 2])], {"a": 1, "b": 2}, {"b": 2, "a": 1}, 0.0, -0.0]
    for i, one in enumerate(near):
        assert [j for j, other in enumerate(near) if same(one, other)] == [i]


def test_an_array_that_arrives_is_its_own_and_can_be_written_to():
    array = crossed(np.zeros(3))
    array += 1
    assert array.tolist() == [1, 1, 1]


def test_the_order_in_memory_arrives_too():
    by_columns = np.asfortranarray(np.arange(6.0).reshape(2, 3))
    assert crossed(by_columns).flags.f_contiguous and not crossed(by_columns).flags.c_contiguous
    assert crossed(by_columns.T).flags.c_contiguous


def test_a_tensor_arrives_as_a_leaf_without_its_graph():
    tensor = crossed(torch.ones(2, requires_grad=True) * 2)
    assert tensor.is_leaf and tensor.requires_grad and tensor.tolist() == [2, 2]


class Column(np.ndarray):
    """A learner's own kind of array."""


def test_subclasses_of_arrays_arrive_as_plain_arrays():
    for array in (np.ones((1, 2)).view(Column), np.ma.masked_array([1, 2], [True, False])):
        assert same(crossed(array), np.array(np.asarray(array)))


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"x": [1, 2], "y": [0.5, np.nan], "name": ["a", None]}, index=["p", "q"]),
        pd.DataFrame(np.eye(2), columns=["same", "same"]),
        pd.DataFrame({"when": pd.to_datetime(["2027-02-01"]), "kind": pd.Categorical(["x"])}),
        pd.DataFrame(),
        pd.DataFrame(index=[3, 4]),
        pd.Series([1.5, np.nan], name="loss"),
        pd.Series(["a", "b"], index=[5, 7], name=3),
        pd.Series([], dtype=float),
    ],
    ids=str,
)
def test_tables_of_pandas_arrive_with_their_values_and_labels(frame):
    arrived = crossed(frame)
    assert type(arrived) is type(frame) and arrived.shape == frame.shape
    assert list(arrived.index) == list(frame.index)
    if frame.ndim == 1:
        assert arrived.name == frame.name
    else:
        assert list(arrived.columns) == list(frame.columns)
    entries = [f.astype(object).where(f.notna(), None).values.tolist() for f in (arrived, frame)]
    assert entries[0] == entries[1]


# ------------------------------------------------------------------------------ random generators


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"])
def test_a_random_generator_goes_on_where_it_was(kind):
    rng = np.random.Generator(getattr(np.random, kind)(7))
    rng.integers(0, 9, 3, dtype=np.int32)  # leaves half a number in its buffer
    assert same(crossed(rng).normal(size=5), rng.normal(size=5))


def test_a_generator_spawns_the_same_children_there_and_the_count_comes_back():
    rng = np.random.default_rng([5, 6])
    rng.spawn(1)
    there = crossed(rng)
    assert there.spawn(2)[1].random() == rng.spawn(2)[1].random()
    there.spawn(3)
    set_random_state(rng.bit_generator, random_state(there))
    assert there.spawn(1)[0].random() == rng.spawn(1)[0].random()


@pytest.mark.parametrize("seed", [[0, [0] * 99, 0], [0, [], -1], [0, [], 1 << 40], ["x", [], 0]])
def test_a_generator_of_an_impossible_origin_is_refused(seed):
    state = {**random_state(np.random.default_rng(1)), "seed": seed}
    written = {"$": "rng", "i": 0, "v": Encoder(None)(state)}
    with pytest.raises(WireError):
        Decoder(None)(written)


def random_value(rng, depth=0):
    """Any plain value, nested."""
    leaves = [
        lambda: rng.choice([None, True, False, math.inf, "\ud83d", b""]),
        lambda: rng.randint(-(2 ** rng.randint(1, 200)), 2 ** rng.randint(1, 200)),
        lambda: rng.uniform(-1, 1) * 10 ** rng.randint(-300, 300),
        lambda: "".join(chr(rng.randint(0, 0x10FFFF)) for _ in range(rng.randint(0, 9))),
        lambda: complex(rng.random(), rng.random()),
        lambda: random_array(rng),
        lambda: random_array(rng).ravel()[:1].sum(),
        lambda: torch.from_numpy(np.asarray(random_array(rng), np.float32)),
    ]
    if depth > 4 or rng.random() < 0.4:
        return rng.choice(leaves)()
    items = [random_value(rng, depth + 1) for _ in range(rng.randint(0, 4))]
    keys = [rng.choice([rng.random(), rng.randint(0, 9), (i, "k"), f"k{i}"]) for i in range(9)]
    kinds = [list, tuple, lambda items: dict(zip(keys, items, strict=False)), object_array]
    return rng.choice(kinds)(items)


def random_array(rng):
    shape = [rng.randint(0, 3) for _ in range(rng.randint(0, 4))]
    dtype = rng.choice(["f2", "f4", "f8", ">f8", "i1", "i8", "u4", "?", "c8", "c16"])
    return np.asarray(np.random.default_rng(rng.randint(0, 99)).normal(size=shape) * 9, dtype)


def object_array(items):
    array = np.empty(len(items), object)
    for i, item in enumerate(items):
        array[i] = item
    return array


@pytest.mark.filterwarnings("ignore")  # numbers cut down to the dtypes they land in
@pytest.mark.parametrize("seed", range(20))
def test_whatever_is_nested_in_whatever_arrives_as_it_was(seed):
    rng = random.Random(seed)
    for _ in range(25):
        value = random_value(rng)
        assert same(crossed(value), value), value


# ------------------------------------------------------------------------------------- refusals


class Trap:
    """Says so when somebody pickles it, or asks it for anything on the way."""

    def __reduce_ex__(self, protocol):
        raise AssertionError("it was pickled")

    __array__ = __iter__ = __len__ = __eq__ = __reduce_ex__
    __hash__ = object.__hash__


class Text(str):
    """No plain text: its methods are the learner's."""

    __slots__ = ()


STAYS = {
    "an object": Trap(),
    "a function": len,
    "a class": Trap,
    "a module": math,
    "a namedtuple": namedtuple("Cache", "X W")(1, 2),
    "an enumeration": IntEnum("Kind", "A")(1),
    "a subclass of dict": OrderedDict(a=1),
    "a subclass of str": Text("a"),
    "a generator": (i for i in range(3)),
    "records": np.zeros(2, "f8,i4"),
    "raw memory": np.void(b"ab"),
    "a tensor of bfloat16": torch.zeros(2, dtype=torch.bfloat16),
    "a sparse tensor": torch.eye(2).to_sparse(),
    "an old random generator": np.random.RandomState(1),
    "an index of pandas": pd.Index([1]),
}


@pytest.mark.parametrize("name", STAYS)
def test_what_is_no_plain_value_stays_where_it_is(name):
    assert crossed(STAYS[name]) is HANDLE
    assert crossed({"in": [(STAYS[name],)]}) == {"in": [(HANDLE,)]}
    inside = crossed(object_array([STAYS[name], 1]))
    assert inside.dtype == object and inside[0] is HANDLE and inside[1] == 1


def test_what_cannot_cross_is_refused_where_it_is_written():
    endless = []
    endless.append(endless)
    deep = []
    for _ in range(MAX_DEPTH + 1):
        deep = [deep]
    broadcast = np.broadcast_to(1.0, (10**6, 10**6))  # would be 8 TB when written out
    too_much = {
        "endless": endless,
        "deep": deep,
        "many": [0] * (MAX_ITEMS + 1),
        "long text": "a" * (MAX_BYTES + 1),
        "large": np.zeros(MAX_BYTES // 8 + 1),
        "large in parts": [np.zeros(MAX_BYTES // 16), np.ones(MAX_BYTES // 16 + 1)],
        "broadcast": broadcast,
        "broadcast tensor": torch.ones(1).expand(10**6, 10**6),
        "broadcast objects": np.broadcast_to(np.array(None, object), (10**6, 10**6)),
        "long integer": 10**5000,
    }
    for name, value in too_much.items():
        if name == "broadcast objects":
            assert crossed(value) is HANDLE
            continue
        with pytest.raises(WireError, match=r"^the (value|integer) "):
            written(value)
            pytest.fail(f"{name} was written")
    assert same(crossed(deep[0]), deep[0])
    assert len(crossed(np.zeros(MAX_BYTES // 8))) == MAX_BYTES // 8


def array(**changed):
    """The structure of an array of two numbers, changed."""
    return {"$": "array", "d": "<f8", "s": [2], "b": bytes(16)} | changed


def changed_state(kind, path, value):
    """A generator whose state holds `value` at a path of keys."""
    rng = np.random.Generator(getattr(np.random, kind)(1))
    state = rng.bit_generator.state
    place = state
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return {"$": "rng", "i": 0, "v": Encoder(None)(state)}


MALFORMED = {
    "no tag": {},
    "an unknown tag": {"$": "pickle", "b": pickle.dumps(1)},
    "a tag that is no text": {"$": 3},
    "a tag that cannot be hashed": {"$": []},
    "an object of msgpack": msgpack.ExtType(1, b""),
    "dtype object": array(d="O"),
    "dtype object inside": array(d="O,f8"),
    "records": array(d="f8,f8", s=[1]),
    "raw memory": array(d="V8"),
    "dtype unknown": array(d="x"),
    "dtype no text": array(d=["f8"]),
    "dtype long": array(d="<" + "0" * 20 + "f8"),
    "buffer no bytes": array(b="a" * 16),
    "buffer short": array(b=bytes(15)),
    "buffer long": array(b=bytes(24)),
    "shape negative": array(s=[-1]),
    "shape wrong": array(s=[3]),
    "shape no numbers": array(s=["2"]),
    "shape of bools": array(s=[True, 2]),
    "shape of floats": array(s=[2.0]),
    "shape huge": array(s=[2**62, 2**62]),
    "shape of many dimensions": array(s=[1] * 40 + [2]),
    "shape missing": {"$": "array", "d": "<f8", "b": bytes(16)},
    "objects, shape wrong": {"$": "objects", "s": [3], "v": [1, 2]},
    "tensor of text": {"$": "tensor", "g": False, "v": array(d="<U2")},
    "tensor of nothing": {"$": "tensor", "g": False, "v": None},
    "scalar of two": {"$": "int", "v": [1]},
    "long integer": {"$": "int", "v": "9" * 5000},
    "integer of letters": {"$": "int", "v": "0x12"},
    "complex of text": {"$": "complex", "v": ["a", "b"]},
    "complex of one": {"$": "complex", "v": [1.0]},
    "range of text": {"$": "range", "v": ["a", 2, 3]},
    "slice of many": {"$": "slice", "v": [1, 2, 3, 4]},
    "set of lists": {"$": "set", "v": [[1]]},
    "dict of no pairs": {"$": "dict", "v": [[1, 2, 3]]},
    "dict keyed by a list": {"$": "dict", "v": [[[1], 2]]},
    "table without columns": {"$": "frame", "1": True, "i": [], "n": None, "v": []},
    "table of unequal columns": {"$": "frame", "1": False, "i": [1], "n": ["a"], "v": [[1, 2]]},
    "generator unknown": changed_state("PCG64", ["bit_generator"], "os"),
    "generator of another kind": changed_state("PCG64", ["bit_generator"], "MT19937"),
    "generator without a state": {"$": "rng", "i": 0, "v": {"$": "dict", "v": []}},
    # NumPy would read the memory beside its buffer, or end the process
    "generator before its buffer": changed_state("Philox", ["buffer_pos"], -5),
    "generator behind its buffer": changed_state("Philox", ["buffer_pos"], 5),
    "twister before its buffer": changed_state("MT19937", ["state", "pos"], -1),
    "twister behind its buffer": changed_state("MT19937", ["state", "pos"], 625),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_no_honest_process_sends_is_refused(name):
    for structure in (MALFORMED[name], [{"$": "tuple", "v": [MALFORMED[name]]}]):
        with pytest.raises(WireError):
            read(structure)


def test_deep_and_endless_structures_are_refused():
    deep = []
    for _ in range(300):
        deep = [deep]
    many = [[0] * (1 << 20)] * 3
    for structure in (deep, many):
        with pytest.raises(WireError, match="too deep or too large"):
            read(structure)


def test_bytes_of_a_pickle_are_bytes():
    assert same(crossed(pickle.dumps(Exception)), pickle.dumps(Exception))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",  # never used in msgpack
        b"\xdd\xff\xff\xff\xff",  # a list of four thousand million
        b"\xdf\xff\xff\xff\xff",  # a dict of as many
        b"\xc6\xff\xff\xff\xffab",  # bytes that are not there
        b"\x91" * 2000 + b"\xc0",  # lists in lists
        b"\x81\x90\x01",  # a list as a key
        b"\xa1\xff",  # no UTF-8
        msgpack.packb(msgpack.Timestamp(1)),
        msgpack.packb(msgpack.ExtType(5, b"abc")),
        msgpack.packb([0] * ((1 << 20) + 1)),  # longer than any value may be
        msgpack.packb({str(i): i for i in range(100)}),
        msgpack.packb(1) + b"1",  # something after it
    ],
    ids=lambda body: body[:6].hex() or "nothing",
)
def test_a_frame_that_is_no_plain_msgpack_is_refused(body):
    with pytest.raises(WireError, match="malformed"):
        unpack(body)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.filterwarnings("ignore")
def test_a_damaged_frame_gives_a_value_or_is_refused_and_nothing_else(seed):
    rng = random.Random(seed)
    values = [*VALUES.values(), pd.DataFrame({"a": [1.5], "b": ["x"]}), np.random.default_rng(1)]
    refused = 0
    for _ in range(300):
        body = bytearray(written(rng.choice(values)))
        for _ in range(rng.randint(1, 3)):
            body[rng.randrange(len(body))] = rng.randrange(256)
        try:
            read(unpack(bytes(body)))
        except WireError:
            refused += 1
    assert 50 < refused < 300


# -------------------------------------------------------------------------------------- frames


@pytest.fixture
def ends():
    """Two channels that are connected, and the raw sockets under them."""
    one, other = socket.socketpair()
    channels = Channel(one), Channel(other)
    yield channels
    for channel in channels:
        channel.close()


def soon():
    """A moment that a test never waits for unless something is broken."""
    return time.monotonic() + 30


def test_messages_arrive_in_order_and_whole_however_they_are_cut(ends):
    here, there = ends
    messages = [{"n": i, "text": "θ" * i, "b": bytes(i * 50)} for i in range(40)]
    raw = b"".join(map(pack, messages))

    def drip():
        for start in range(0, len(raw), 7):
            there.socket.sendall(raw[start : start + 7])

    sender = threading.Thread(target=drip)
    sender.start()
    assert [here.receive(soon()) for _ in messages] == messages
    sender.join()


def test_a_message_of_many_megabytes_arrives(ends):
    here, there = ends
    message = {"b": bytes(MAX_BYTES)}
    sender = threading.Thread(target=there.send, args=[message])
    sender.start()
    assert here.receive(soon()) == message
    sender.join()


def test_a_length_above_the_limit_is_refused_before_anything_is_read(ends):
    here, there = ends
    there.socket.sendall(struct.pack("<I", MAX_FRAME + 1))
    with pytest.raises(WireError, match="too large"):
        here.receive(soon())


def test_a_message_that_is_too_large_is_refused_before_it_is_sent():
    with pytest.raises(WireError, match="too large"):
        pack({"b": bytes(MAX_FRAME)})


@pytest.mark.parametrize("sent", [b"", b"\x05", b"\x05\0\0\0ab"])
def test_an_end_that_leaves_early_is_told_from_a_message(ends, sent):
    here, there = ends
    there.socket.sendall(sent)
    there.close()
    with pytest.raises(EOFError):
        here.receive(soon())


def test_waiting_ends_at_the_deadline_however_slowly_the_other_end_drips(ends):
    here, there = ends
    raw, stop = pack({"b": bytes(10_000)}), threading.Event()

    def drip():
        for byte in raw:
            there.socket.sendall(bytes([byte]))
            if stop.wait(0.01):
                return

    sender = threading.Thread(target=drip)
    sender.start()
    with pytest.raises(TimeoutError):
        here.receive(time.monotonic() + 0.2)
    stop.set()
    sender.join()


def test_while_nothing_arrives_the_tick_is_called(ends):
    here, there = ends
    ticks = []

    def tick():
        ticks.append(1)
        if len(ticks) == 3:
            there.send("at last")

    assert here.receive(soon(), tick) == "at last"
    assert len(ticks) == 3
