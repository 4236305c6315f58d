"""A panel's driver in a plain asyncio loop, with a page that a test plays."""

import asyncio
import signal
import time

from mlplab.panels import driver
from mlplab.panels.controls import Range
from mlplab.panels.driver import Driver
from mlplab.panels.engine import Engine
from mlplab.panels.frame import unpack
from mlplab.panels.model import Model

A_WHILE = 0.1  # seconds in which something that should not happen would have happened


class Counter(Model):
    """Counts steps; a test may put a call into its step, picture, sentence or begin."""

    name, pace = "counter", 100.0
    controls = (Range("by", "by", 1, 100, 1, whole=True), Range("n", "n", 0, 9, 0, whole=True))
    restarts = ("n",)
    steps = 0

    def __init__(self):
        self.calls = {}

    def called(self, what):
        self.calls.get(what, lambda: None)()

    def begin(self, settings):
        self.called("begin")

    def step(self, settings):
        self.called("step")
        self.steps += 1

    def picture(self, settings):
        self.called("picture")
        return {}

    def sentence(self, settings):
        self.called("sentence")
        return ""

    def answer(self):
        self.called("answer")


class Clock:
    """The real seconds, and those that a test adds."""

    added = 0.0

    def __call__(self):
        return time.perf_counter() + self.added


class Page(Driver):
    """A driver with a page that gets its frames, and paints them at once if it `paints`."""

    def __init__(self, paints=True):
        self.paints, self.frames, self.rounds, self.clock = paints, [], 0, Clock()
        super().__init__(Engine(Counter(), clock=self.clock), self.got, self.clock)

    def got(self, data):
        self.frames.append(unpack(data))
        if self.paints:
            self.hear({"painted": self.frames[-1]["sequence"]})

    def _work(self):
        self.rounds += 1
        return super()._work()

    @property
    def steps(self):
        return self.engine.model.steps

    async def until(self, holds):
        """Wait until something is so; fail when it is not after a long while."""
        for _ in range(2000):
            if holds():
                return
            await asyncio.sleep(0.005)
        raise AssertionError(f"never came: {len(self.frames)} frames, {self.steps} steps")

    async def rests(self):
        """Soon nothing is trained, sent or even looked at any more, for a while."""
        for _ in range(20):
            before = self.rounds, self.steps, self.sent
            await asyncio.sleep(A_WHILE)
            if (self.rounds, self.steps, self.sent) == before:
                return
        raise AssertionError("it does not rest")


def lived(story):
    """Run a coroutine of a page in a loop of its own; nothing of it is left behind."""

    async def whole():
        page = Page()
        await page.until(lambda: page.sent == 1)
        try:
            await story(page)
        finally:
            page.close()
        await asyncio.gather(page._task, return_exceptions=True)
        assert page._task.cancelled() and not driver._playing

    before = signal.getsignal(signal.SIGINT)
    asyncio.run(whole())
    assert signal.getsignal(signal.SIGINT) is before
