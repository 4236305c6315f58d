"""An interrupt of the kernel stops what a panel does between cells, and nothing else changes."""

import signal
import threading
import time

import pytest
from panel_page import Page, lived
from threadpoolctl import threadpool_info, threadpool_limits

from mlplab.panels.driver import IN_FLIGHT


@pytest.mark.parametrize("where", ["step", "picture", "sentence", "answer", "begin"])
def test_an_interrupt_ends_an_endless_loop_of_the_learners_and_pauses(where):
    async def story(page):
        looping = threading.Event()

        def loops():
            del page.engine.model.calls[where]
            looping.set()
            end = time.monotonic() + 20
            while time.monotonic() < end:
                pass
            raise AssertionError("nothing has interrupted this")

        def interrupts():
            looping.wait(20)
            signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)

        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)
        thread = threading.Thread(target=interrupts)
        thread.start()
        page.engine.model.calls[where] = loops
        if where == "begin":
            page.hear({"set": {"n": 1}})
        await page.until(lambda: page.frames[-1]["told"].startswith("Interrupted"))
        thread.join()
        assert not page.engine.playing
        await page.rests()
        page.hear({"do": "rewind"})
        page.hear({"do": "play"})
        before = page.steps
        await page.until(lambda: page.steps > before)

    lived(story)


def test_an_interrupt_between_two_ticks_pauses():
    async def story(page):
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)
        signal.raise_signal(signal.SIGINT)
        await page.until(lambda: not page.frames[-1]["playing"])
        await page.rests()

    lived(story)


def threads_of_blas():
    return [library["num_threads"] for library in threadpool_info()]


@pytest.mark.parametrize("ends", [{"do": "pause"}, {"seen": False}, "lost", "close"])
def test_interrupts_and_blas_are_as_before_once_nothing_plays(ends):
    async def story(page):
        handler, before = signal.getsignal(signal.SIGINT), threads_of_blas()
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)
        assert signal.getsignal(signal.SIGINT) is not handler
        assert set(threads_of_blas()) == {1} != set(before)
        if ends == "close":
            page.close()
        elif ends == "lost":
            page.paints = False
            await page.until(lambda: page.sent - page._painted == IN_FLIGHT)
            page.hear({"do": "pause"})
        else:
            page.hear(ends)
        await page.rests()
        assert signal.getsignal(signal.SIGINT) is handler and threads_of_blas() == before

    with threadpool_limits(2):
        lived(story)


def test_a_cell_that_closes_a_panel_can_still_be_interrupted():
    """A kernel gives each cell its own answer to interrupts, and takes it back afterwards."""

    async def story(page):
        handler = signal.getsignal(signal.SIGINT)
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)
        between_cells = signal.signal(signal.SIGINT, signal.default_int_handler)
        page.close()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        signal.signal(signal.SIGINT, between_cells)
        signal.raise_signal(signal.SIGINT)  # nothing plays: nothing happens
        signal.signal(signal.SIGINT, handler)

    lived(story)


def test_of_two_panels_the_one_that_plays_on_can_be_interrupted():
    async def story(page):
        other = Page()
        for each in (page, other):
            each.hear({"do": "play"})
        await page.until(lambda: page.steps > 1 and other.steps > 1)
        page.hear({"do": "pause"})
        await page.rests()
        signal.raise_signal(signal.SIGINT)
        await page.until(lambda: not other.engine.playing)
        other.close()

    lived(story)


def test_in_a_thread_a_panel_plays_though_interrupts_are_the_main_threads():
    async def story(page):
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)

    ended = []
    thread = threading.Thread(target=lambda: ended.append(lived(story)))
    thread.start()
    thread.join()
    assert ended == [None]
