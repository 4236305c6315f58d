"""When a panel trains, when it sends and when it rests."""

import asyncio
import threading
import time

import pytest
from panel_page import lived

from mlplab.panels.driver import IDLE, IN_FLIGHT

# -------------------------------------------------------------------------- frames on their way


def test_two_frames_are_on_their_way_at_most_and_meanwhile_nothing_is_trained():
    async def story(page):
        page.paints = False
        page.hear({"do": "play"})
        await page.until(lambda: page.sent >= 1 + IN_FLIGHT)
        await page.rests()
        assert page.steps > 0 and page.sent == 1 + IN_FLIGHT
        for painted in (2, 3):
            page.hear({"painted": painted})
            await page.until(lambda painted=painted: page.sent >= painted + IN_FLIGHT)
            await page.rests()
            assert page.sent == painted + IN_FLIGHT

    lived(story)


def test_a_page_that_opens_anew_gets_frames_though_those_before_were_lost():
    async def story(page):
        page.paints = False
        page.hear({"do": "play"})
        await page.until(lambda: page.sent >= 3)
        page.hear({"hello": True})
        await page.until(lambda: page.sent >= 5)
        await page.rests()
        assert page.sent == 5
        page.hear({"hello": True})
        page.paints = True
        await page.until(lambda: page.sent > 10)

    lived(story)


def test_frames_are_numbered_and_say_which_message_they_know():
    async def story(page):
        page.hear({"set": {"by": 7}, "n": 41})
        page.hear({"n": 40})
        await page.until(lambda: page.frames[-1]["settings"]["by"] == 7)
        assert page.frames[-1]["heard"] == 41
        assert [f["sequence"] for f in page.frames] == list(range(1, page.sent + 1))

    lived(story)


@pytest.mark.parametrize(
    "message",
    [None, 3, "play", [], {}, {"painted": -5}, {"painted": 10**30}, {"painted": 1.5},
     {"painted": True}, {"n": "x"}, {"n": -(10**30)}, {"seen": "yes"}, {"hello": None},
     {"set": {"by": 10**400}}, {"set": 3}, {"do": ["x"]}, {"act": None}],
)  # fmt: skip
def test_no_message_whatever_it_says_ends_a_panel_or_its_limits(message):
    async def story(page):
        page.paints = False
        page.hear(message)
        page.hear({"do": "play", "n": 1})
        await page.until(lambda: page.sent >= 1 + IN_FLIGHT and page.steps)
        await page.rests()
        assert page.sent == 1 + IN_FLIGHT
        assert page.frames[-1]["heard"] == 1 and not page._task.done()

    lived(story)


def test_messages_of_another_thread_are_heard_and_wake_a_loop_that_sleeps():
    async def story(page):
        arrived, late, loop = asyncio.Event(), [], asyncio.get_running_loop()
        guard = threading.Timer(5, loop.call_soon_threadsafe, [late.append, True])

        def looks():
            if page.engine.settings["by"] == 49:
                arrived.set()

        def speaks():
            time.sleep(0.05)
            for by in range(2, 50):
                page.hear({"set": {"by": by}, "n": by})

        await page.rests()
        page.engine.model.calls["picture"] = looks
        thread = threading.Thread(target=speaks)
        for each in (thread, guard):
            each.start()
        await arrived.wait()  # with no timer on the loop that would look at it in between
        guard.cancel()
        thread.join()
        assert not late
        await page.until(lambda: page.frames[-1]["heard"] == 49)

    lived(story)


def test_a_panel_that_always_has_messages_lets_others_on_the_loop_have_their_turn():
    async def story(page):
        turns, at = 0, []

        def slow():
            at.append(turns)
            page.clock.added += 0.02
            if len(at) < 100:
                page.hear({"set": {"by": 1 + len(at) % 50}})

        page.engine.model.calls["picture"] = slow
        page.hear({"do": "play"})
        while len(at) < 100:
            turns += 1
            await asyncio.sleep(0)
        assert at[-1] - at[0] >= 50

    lived(story)


# ------------------------------------------------------------------------------------------- rest


def test_a_panel_that_is_paused_does_not_even_wake():
    async def story(page):
        await page.rests()
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 3)
        page.hear({"do": "pause"})
        await page.until(lambda: not page.frames[-1]["playing"])
        await page.rests()

    lived(story)


def test_out_of_sight_a_panel_rests_and_in_sight_it_goes_on():
    async def story(page):
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 3)
        page.hear({"seen": False})
        await page.rests()
        assert page.engine.playing
        page.hear({"set": {"by": 3}})
        await page.until(lambda: page.frames[-1]["settings"]["by"] == 3)
        await page.rests()
        before = page.steps
        page.hear({"seen": True})
        await page.until(lambda: page.steps > before)

    lived(story)


def test_nobody_there_for_long_pauses_and_any_touch_puts_it_off():
    async def story(page):
        page.hear({"do": "play"})
        for _ in range(2):
            page.clock.added += 0.9 * IDLE
            page.hear({"set": {"by": 2}})
            before = page.steps
            await page.until(lambda before=before: page.steps > before + 1)
        page.clock.added += IDLE
        await page.until(lambda: not page.engine.playing)
        await page.until(lambda: "Paused after 3 minutes" in page.frames[-1]["told"])
        await page.rests()
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > before + 2)

    lived(story)


def test_closing_ends_the_task_for_good_and_twice_is_safe():
    async def story(page):
        page.hear({"do": "play"})
        await page.until(lambda: page.steps > 1)
        page.close()
        page.close()
        await page.rests()
        page.hear({"do": "step"})
        await page.rests()

    lived(story)


def test_a_message_after_the_loop_has_ended_is_no_error():
    pages = []

    async def story(page):
        pages.append(page)

    lived(story)
    pages[0].hear({"do": "play"})
    pages[0].close()
