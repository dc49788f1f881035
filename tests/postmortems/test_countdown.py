"""The countdown: each business day the card says the day, and somebody is asked."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core import times
from bot.postmortems import rules
from tests import factories
from tests.postmortems.conftest import CARD, resolved, written

LONDON = times.Calendar()


async def morning(scene, days=1):
    """Push the clock to some time of a business day, so many of them ahead."""
    for _ in range(days):
        now = datetime.fromtimestamp(await scene.slack.now(), UTC)
        opens = times.next_opening(now + timedelta(hours=12), LONDON)
        at = opens + timedelta(hours=7, minutes=30)
        await scene.forward(seconds=(at - now).total_seconds())


def asked(told):
    return told.count("PM-1, the postmortem of INC-1: ")


async def test_the_card_says_the_business_day(scene, dana, room):
    await morning(scene, 3)
    assert "of 5 · due" in (await dana.sees(room, CARD)).text
    shown = (await dana.sees(room, CARD)).text
    assert any(f"Business day {day} of 5" in shown for day in (2, 3, 4))


async def test_the_owner_is_asked_then_the_channel_then_the_lead(scene, dana, room):
    ana = scene.person("ana")
    await morning(scene, 5)
    told = await dana.told_directly()
    assert 2 <= asked(told) <= 3
    assert "Still empty: root cause, lessons, action items" in told.replace(
        "summary, ", ""
    )
    assert asked(str([m.text for m in await dana.reads(room)])) == 0
    assert asked(await ana.told_directly()) == 0
    await morning(scene, 2)
    assert "Overdue, it was due" in (await dana.sees(room, CARD)).text
    assert asked(str([m.text for m in await dana.reads(room)])) >= 1
    await morning(scene, 2)
    assert "it is overdue, it was due" in await ana.told_directly()


async def test_nobody_is_asked_at_a_weekend(scene, dana, room):
    now = datetime.fromtimestamp(await scene.slack.now(), UTC)
    await morning(scene, 4)
    count = asked(await dana.told_directly())
    now = datetime.fromtimestamp(await scene.slack.now(), UTC)
    saturday = now + timedelta(days=(5 - now.weekday()) % 7 or 7)
    while now < saturday:
        await scene.forward(days=1)
        now = datetime.fromtimestamp(await scene.slack.now(), UTC)
    before = asked(await dana.told_directly())
    if now.weekday() == 5:
        await scene.forward(hours=20)
    assert asked(await dana.told_directly()) == before >= count


async def test_reminders_that_passed_while_away_come_once_and_say_so(scene, dana, room):
    await scene.forward(days=21)
    await morning(scene)
    told = await dana.told_directly()
    assert asked(told) == 1
    assert "This reminder comes late." in told


async def test_a_private_one_is_not_told_to_a_lead_outside_its_room(scene, dana):
    await resolved(scene, dana, "sev2 the books, private")
    await morning(scene, 9)
    assert "PM-1" not in await scene.person("ana").told_directly()
    assert "it is overdue" in await dana.told_directly()


async def test_a_reopened_incident_stops_the_countdown(scene, dana, room):
    await dana.types("#general", "/incident reopen INC-1 errors are back in a region")
    await scene.settled()
    await morning(scene, 8)
    assert asked(await dana.told_directly()) == 0


@pytest.mark.parametrize(
    ("day", "days", "whom"),
    [
        (0, 5, ""),  # the day of the resolution
        (1, 5, ""),
        (2, 5, ""),
        (3, 5, "owner"),  # half of the time is gone
        (4, 5, "owner"),
        (5, 5, "owner"),
        (6, 5, "channel"),
        (7, 5, "lead"),
        (40, 5, "lead"),  # until it is done
        (0, 1, ""),
        (1, 1, "owner"),
        (2, 1, "channel"),
        (1, 0, "channel"),
    ],
)
def test_who_is_asked_on_a_business_day(day, days, whom):
    assert rules.step(day, days) == whom


async def test_what_is_written_is_said_to_be_ready(scene, dana, room):
    await written(scene, dana, room)
    await dana.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await morning(scene, 4)
    assert "All sections are written: it can be published." in (
        await dana.told_directly()
    )


async def test_without_anybody_to_fall_back_on_the_room_is_asked(sqlite_url, tmp_path):
    policy = '[channels]\nannouncements = "C0INCIDENTS"\n'
    made = factories.scene(sqlite_url, tmp_path / "home", policy=policy)
    async with made as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        await morning(scene, 9)
        assert asked(str([m.text for m in await dana.reads(room)])) >= 1


async def test_the_room_stays_until_the_postmortem_is_published(scene, dana, room):
    """A room is archived some days after the end: not while it is needed."""
    await morning(scene, 8)
    channels = await scene.slack.channels()
    assert channels[room]["is_archived"] is False
    reason = "the same as the outage of Tuesday, which covers both"
    await dana.types("#general", f"/postmortem skip PM-1 {reason}")
    await morning(scene, 2)
    channels = await scene.slack.channels()
    assert room not in channels or channels[room]["is_archived"]
    await dana.types("#general", "/postmortem show PM-1")
    assert "skipped" in dana.told
    assert await scene.slack.violations() == []


async def test_what_comes_late_at_a_weekend_waits_for_business_hours(scene, dana, room):
    now = scene.bot.clock()
    sunday = (now + timedelta(days=20)).replace(hour=7, minute=36)
    sunday += timedelta(days=6 - sunday.weekday())
    await scene.forward(seconds=(sunday - now).total_seconds())
    await scene.settled()
    assert not asked(await dana.told_directly())
    await scene.forward(days=1, hours=4)
    await scene.settled()
    assert "This reminder comes late." in await dana.told_directly()
