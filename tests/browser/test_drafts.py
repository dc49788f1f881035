"""A form that is closed by mistake, in every way: what was typed is there again."""

import pytest

from tests import person

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOM = "inc-1-checkout-answers-500"
KNOWN, IMPACT = "What do we know?", "Impact, in plain words"


async def test_what_was_typed_is_back_however_the_form_was_closed(dana, slack):
    for step in STORY:
        await step(dana, slack)
    assert await slack.violations() == []


async def the_room_is_entered(dana, _):
    await dana.says("/incident declare sev2 checkout answers 500")
    await dana.reads("INC-1 · SEV-2", "Nobody has answered yet")
    await dana.opens(ROOM)


async def it_is_closed_with_escape(dana, slack):
    await opened(dana)
    await dana.fills(KNOWN, "The pool is empty.")
    await dana.fills(IMPACT, "One payment in ten fails.")
    await dana.closes()
    await stands(dana, slack, "The pool is empty.", "One payment in ten fails.")


async def it_is_closed_with_cancel(dana, slack):
    await dana.fills(KNOWN, "The pool is full.")
    await dana.fills(IMPACT, "Hardly a payment fails.")
    await dana.presses_in_form("Cancel")
    await stands(dana, slack, "The pool is full.", "Hardly a payment fails.")


async def it_is_closed_with_the_cross(dana, slack):
    await dana.fills(KNOWN, "All is well.")
    await dana.empties(IMPACT)
    await dana.crosses_out()
    await stands(dana, slack, "All is well.", "")
    assert [one["is_cleared"] for one in await closings(slack)] == [False, False, True]


async def what_was_emptied_is_posted_empty(dana, slack):
    await dana.fills(IMPACT, "Nobody notices.")
    await dana.closes()
    await stands(dana, slack, "All is well.", "Nobody notices.")
    await dana.empties(IMPACT)
    await dana.presses_in_form("Post")
    update = await dana.reads("Update on INC-1 by @dana", "All is well.")
    assert "Nobody notices." not in await update.inner_text()
    await dana.sees_no_form()
    await opened(dana)
    await dana.holds(KNOWN, "")
    await dana.closes()


async def a_note_is_back_with_its_time(dana, slack):
    await dana.presses("Note…", "Pinned")
    await dana.sees_form("INC-1 note")
    await dana.fills("What happened?", "Deployed 3f2a")
    when = dana.page.get_by_role("dialog").get_by_label("When?")
    await when.fill("2024-02-03T14:05")
    await dana.closes()
    await heard(slack)
    await dana.presses("Note…", "Pinned")
    await dana.sees_form("INC-1 note")
    await dana.holds("What happened?", "Deployed 3f2a")
    await dana.holds("When?", "2024-02-03T14:05")


async def opened(dana):
    await dana.presses("Update…", "Pinned")
    await dana.sees_form("INC-1 update")


async def closings(slack):
    """Give what the bot was told of closed forms, once it has answered all of it."""
    sent = await slack.deliveries("interactive")
    told = [one for one in sent if one["payload"]["type"] == "view_closed"]
    answered = all(one["ms"] is not None for one in told)
    return [one["payload"] for one in told] if answered else []


async def heard(slack):
    """Wait until the bot has heard of every closed form."""
    await person.eventually(lambda: closings(slack), "the bot hears of it")


async def stands(dana, slack, known, impact):
    """Open the form again: this stands in it."""
    await dana.sees_no_form()
    await heard(slack)
    await opened(dana)
    form = dana.page.get_by_role("dialog")
    await form.get_by_text("What you had typed is back").wait_for()
    await dana.holds(KNOWN, known)
    await dana.holds(IMPACT, impact)


STORY = (
    the_room_is_entered,
    it_is_closed_with_escape,
    it_is_closed_with_cancel,
    it_is_closed_with_the_cross,
    what_was_emptied_is_posted_empty,
    a_note_is_back_with_its_time,
)
