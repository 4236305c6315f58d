"""Between a panel's engine and the browser: when to train, when to send, when to rest.

The browser's messages may arrive on any thread, so hearing only stores them. One asyncio task in
the kernel's own loop does everything else: it takes the messages, trains for at most `BUDGET`,
sends a frame, and waits. A frame is sent when fewer than two are on their way, so that a slow
browser gets fewer frames and never a backlog; while none can be sent, nothing is trained.
"""

import asyncio
import contextlib
import signal
import threading
import time
from collections import deque

from threadpoolctl import threadpool_limits

from mlplab.panels.frame import pack

BUDGET = 0.008  # seconds of training for one frame
FRAME = 1 / 60  # seconds from one frame to the next, at least
IN_FLIGHT = 2  # frames sent and not yet painted
IDLE = 180.0  # seconds without a touch after which playing pauses
_playing = set()  # drivers whose engines play: an interrupt of the kernel pauses them


class Driver:
    """Runs an engine for a browser.

    Parameters
    ----------
    engine : Engine
        Gets the events and the time to train.
    send : callable
        ``send(bytes)`` brings a frame to the browser.
    clock : callable
        Seconds.

    Notes
    -----
    Made in the cell that shows the panel, where the kernel's loop runs; :meth:`hear` may be called
    from anywhere.
    """

    def __init__(self, engine, send, clock=time.perf_counter):
        self.engine = engine
        self.sent = 0
        self._send, self._clock = send, clock
        self._messages = deque()
        self._painted, self._heard = 0, 0
        self._seen, self._stale = True, True
        self._touched = self._last_frame = self._last_tick = clock()
        self._loop = asyncio.get_running_loop()
        self._wake = asyncio.Event()
        self._task = self._loop.create_task(self._run())

    def hear(self, message):
        """Keep a message of the browser for the task.

        Parameters
        ----------
        message : dict
            An event of :class:`Engine`, or ``{"seen": bool}``, or ``{"hello": True}`` for a page
            that has opened; ``n`` numbers it, and ``painted`` is the last frame painted.
        """
        self._messages.append(message)
        with contextlib.suppress(RuntimeError):  # a loop that has ended
            self._loop.call_soon_threadsafe(self._wake.set)

    def close(self):
        """Stop for good."""
        _release(self)
        self._task.cancel()

    async def _run(self):
        while True:
            self._listen()
            rest = self._work()
            self._wake.clear()
            if self._messages:
                rest = 0  # others on this loop have their turn all the same
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), rest)

    def _listen(self):
        while self._messages:
            message = self._messages.popleft()
            if not isinstance(message, dict):
                continue
            painted = min(_count(message.get("painted")), self.sent)
            self._painted = max(self._painted, painted)
            self._heard = max(self._heard, _count(message.get("n")))
            if "hello" in message:  # a page that knows nothing of the frames before it
                self._painted, self._stale = self.sent, True
                self._heard = _count(message.get("n"))  # it counts anew
            if "seen" in message:
                self._seen = bool(message["seen"])
                self._last_tick = self._clock()
            if message.keys() & {"set", "do", "act"}:
                self._touched = self._clock()
                self._last_tick = max(self._last_tick, self._clock() - FRAME)
                with _interruptible(self.engine):
                    self.engine.hear(message)
                self._stale = True

    def _work(self):
        """Train and send what can be sent; return the seconds to rest, None for no end."""
        engine, now = self.engine, self._clock()
        if engine.playing and now - self._touched > IDLE:
            engine.pause(f"Paused after {IDLE / 60:.0f} minutes without a touch; Play goes on.")
            self._stale = True
        runs = engine.playing and self._seen
        if not runs:
            _release(self)
            if not self._stale:
                return None
        if self.sent - self._painted >= IN_FLIGHT:
            # the next message tells of a painted frame, or of a page that opens; or none comes
            return IDLE if runs else None
        due = self._last_frame + FRAME - now
        if due > 0.001:
            return due
        frame = None
        if runs:
            _hold(self)
        with _interruptible(engine):
            engine.tick(min(now - self._last_tick, 0.1), BUDGET)
            frame = engine.frame()
        self._last_tick = self._last_frame = now
        self._stale = frame is None
        if frame is not None:
            self.sent += 1
            self._send(pack({"sequence": self.sent, "heard": self._heard, **frame}))
        return 0


def _count(value):
    return value if type(value) is int else 0


# ------------------------------------------------------------------ while at least one panel plays
#
# Between cells the kernel ignores interrupts, and a panel trains between cells: a learner's endless
# loop could not be stopped. And the threads of a BLAS library get in each other's way on small
# arrays when several processes are busy.


def _hold(driver):
    if driver in _playing:
        return
    if not _playing:
        _Running.enter()
    _playing.add(driver)


def _release(driver):
    if driver in _playing:
        _playing.discard(driver)
        if not _playing:
            _Running.leave()


class _Running:
    limit = before = None

    @classmethod
    def enter(cls):
        cls.limit = threadpool_limits(1)
        cls.before = _on_interrupt(cls.pause_all)

    @classmethod
    def leave(cls):
        cls.limit.restore_original_limits()
        if signal.getsignal(signal.SIGINT) is cls.pause_all:  # not while a cell has its own
            _on_interrupt(cls.before)

    @staticmethod
    def pause_all(_number, _frame):
        for driver in tuple(_playing):
            driver.hear({"do": "pause"})


def _on_interrupt(handler):
    """Set what an interrupt does; return what it did. Only the main thread can, others leave it."""
    if handler is None or threading.current_thread() is not threading.main_thread():
        return None
    return signal.signal(signal.SIGINT, handler)


@contextlib.contextmanager
def _interruptible(engine):
    """The learner's code runs inside: an interrupt of the kernel ends it and pauses the panel."""
    before = _on_interrupt(signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        engine.pause("Interrupted; Play goes on.")
    finally:
        _on_interrupt(before)
