"""Length-prefixed msgpack frames over a stream socket."""

import select
import struct
import time

import msgpack

from autograder.grading.values import MAX_BYTES, MAX_ITEMS, WireError

MAX_FRAME = MAX_BYTES + (4 << 20)  # a value, and what is said about it
MAX_HELD = 16 * MAX_ITEMS  # of lists, dicts and what is in them: a value, and changed arguments
_HEAD = struct.Struct("<I")


class Channel:
    """One end of a conversation.

    Parameters
    ----------
    socket : socket.socket
        A connected stream socket.
    """

    def __init__(self, socket):
        self.socket = socket
        self._buffer = bytearray()

    def send(self, message):
        """Send one message; waits while the other end does not read.

        Parameters
        ----------
        message : object
            Of anything that msgpack knows.
        """
        self.socket.sendall(pack(message))

    def receive(self, deadline=None, tick=None):
        """Wait for the next message.

        Parameters
        ----------
        deadline : float, optional
            On the clock of :func:`time.monotonic`.
        tick : callable, optional
            Called about ten times a second while nothing arrives.

        Returns
        -------
        object
            Lists, dicts and plain values; from an honest end what it sent.

        Raises
        ------
        EOFError
            When the other end is gone.
        TimeoutError
            At the deadline.
        WireError
            For a frame that is too large or no msgpack.
        """
        (size,) = _HEAD.unpack(self._take(_HEAD.size, deadline, tick))
        if size > MAX_FRAME:
            raise WireError("a frame is too large")
        return unpack(self._take(size, deadline, tick))

    def _take(self, count, deadline, tick):
        while len(self._buffer) < count:
            if deadline is not None:
                self._wait(deadline, tick)
            try:
                data = self.socket.recv(max(1 << 16, min(count - len(self._buffer), 1 << 20)))
            except OSError:
                raise EOFError("the connection broke") from None
            if not data:
                raise EOFError("the other end is gone")
            self._buffer += data
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _wait(self, deadline, tick):
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if select.select([self.socket], [], [], min(left, 0.1) if tick else left)[0]:
                return
            if tick:
                tick()

    def close(self):
        """Close this end."""
        self.socket.close()


def pack(message):
    """Write one frame.

    Parameters
    ----------
    message : object
        Of anything that msgpack knows.

    Returns
    -------
    bytes
        Length and body.

    Raises
    ------
    WireError
        When it is too large.
    """
    body = msgpack.packb(message, use_bin_type=True, unicode_errors="surrogatepass")
    if len(body) > MAX_FRAME:
        raise WireError("a frame is too large")
    return _HEAD.pack(len(body)) + body


def unpack(body):
    """Read the body of a frame.

    Parameters
    ----------
    body : bytes
        From anybody.

    Returns
    -------
    object
        The message.

    Raises
    ------
    WireError
        When it is none, or holds too much.
    """
    room = _Room()
    try:
        return msgpack.unpackb(
            body,
            list_hook=room.take,
            object_hook=room.take,
            raw=False,
            unicode_errors="surrogatepass",
            strict_map_key=False,
            max_array_len=1 << 20,
            max_map_len=64,
            max_ext_len=0,
        )
    except Exception as error:
        raise WireError(f"a frame is malformed ({type(error).__name__})") from None


class _Room:
    """Bounds what a frame unfolds to: an empty list has one byte on the way and 56 here."""

    def __init__(self):
        self._left = MAX_HELD

    def take(self, container):
        self._left -= 1 + len(container)
        if self._left < 0:
            raise WireError("a frame holds too much")
        return container
