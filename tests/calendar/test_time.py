"""When people hear of a duty: ahead, on the day, while it is late."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot import workspaces
from tests.calendar import calling

DAY = calling.DAY
WEEK = "Your week"  # how a weekly digest begins
HOUR = timedelta(hours=1)


async def texts(person):
    return [said.text for said in await calling.heard(person)]


async def open_(scene, ref="OPS-1"):
    return await calling.occurrence(scene, ref)


async def when(scene, name, whom="U0DANA"):
    """Give on which days, and at what hour, somebody was asked, or something was."""
    found = await calling.facts(scene, name)
    return [f"{f['at']:%a %H:%M}" for f in found if f.get("whom", whom) == whom]


async def test_its_owner_is_asked_ahead_on_the_day_and_daily_while_it_is_late(
    scene, dana
):
    """Dana's clock is London's, in winter: her mornings begin at nine, UTC."""
    await calling.monday(scene)
    await calling.added(scene, cadence="every wednesday", ahead=("1d",))
    await calling.until(scene, calling.now(scene) + DAY * 7 + 2 * HOUR)
    assert await when(scene, "nudged") == ["Tue 09:00"]
    reminded = await when(scene, "reminded")
    assert reminded == ["Wed 09:00", "Thu 09:00", "Fri 09:00"]
    said = await texts(dana)
    weekly = [one for one in said if one.startswith(WEEK)]  # on Monday, for the list
    assert "OPS-1 ·" in weekly[-1]
    assert "was due" in weekly[-1]
    cards = [one for one in said if "OPS-1 ·" not in one]
    assert len([one for one in cards if "OPS-1" in one]) == 1


SIGNED = ("tech_lead",)


async def first_due(scene):
    """Go on to noon of the day before the first one is due."""
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + DAY)
    due = (await open_(scene)).due_at
    await calling.until(scene, due - DAY - 5 * HOUR)


async def test_the_ladder_goes_up_in_business_days_and_is_seen_on_the_card(
    scene, dana, ana, sam
):
    """Due on Wednesday at five: lead on Thursday, channel on Monday, contact then."""
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0SAM",))
    await calling.added(scene, cadence="every 4 weeks on wednesday", signoff=SIGNED)
    await first_due(scene)
    assert "Without an answer the lead is asked" in (await dana.told_directly())
    await calling.until(scene, calling.now(scene) + DAY * 9)
    said = await calling.facts(scene, "escalated")
    assert [one["to"] for one in said] == ["lead", "channel", "contact"]
    assert await when(scene, "escalated") == ["Thu 09:00", "Mon 09:00", "Wed 09:00"]
    assert "OPS-1 is overdue" in await sam.told_directly()
    assert await dana.sees("#ops", "OPS-1 is overdue")
    assert "OPS-1 is overdue" in await ana.told_directly()
    assert ("OPS-2", "U0SAM", "lead") not in await calling.asked(scene)


async def test_when_it_is_done_every_card_and_list_follows(scene, dana, ana, sam):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.until(scene, calling.now(scene) + DAY * 7 + 2 * HOUR)
    before = await asking(dana)
    assert [one for one in before if "Confirm…" in one]
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at it, a bit late")
    after = await asking(dana)
    assert len(after) == len(before)
    assert not [one for one in after if "Confirm OPS-1" in one or "Confirm…" in one]
    assert [one for one in after if "All is done that was due of you" in one]
    assert await dana.sees("#ops", "OPS-1 is done")
    assert not [one for one in await dana.reads("#ops") if "is overdue" in one.text]
    count = len(after)
    await calling.noon(scene, 1)
    assert len(await asking(dana)) <= count + 1  # the next one comes up, nothing else


async def test_many_that_reach_the_channel_at_once_are_one_list(scene, dana):
    """Nobody floods a channel: five that were late while nobody looked."""
    await calling.monday(scene)
    for number in range(5):
        await calling.added(
            scene, title=f"Look {number}", cadence="every 4 weeks on wednesday"
        )
    await first_due(scene)
    await scene.forward(days=9)  # as one step: nobody looked meanwhile
    said = await dana.sees("#ops", "Who does them?")
    assert said.text.count("Confirm…") == 5
    others = [one for one in await dana.reads("#ops") if "is overdue" in one.text]
    assert others == []
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at it, a bit late")
    said = await dana.sees("#ops", "Who does them?")
    assert said.text.count("Confirm…") == 4


async def asking(person):
    """Give the cards and lists that somebody has; a digest shows one moment."""
    return [one for one in await texts(person) if not one.startswith(WEEK)]


LISTED = "Due of you, or late"


async def test_the_list_of_the_day_is_ticked_off_line_by_line(scene, dana):
    await calling.monday(scene)
    for number in range(4):
        await calling.added(scene, title=f"Look at report {number}", ahead=())
    await calling.noon(scene, 2)
    shown = next(one for one in await calling.heard(dana) if LISTED in one.text)
    count = shown.text.count("Confirm…")  # the rest have cards of their own
    assert count > 1
    await dana.presses("Confirm…", channel=await calling.direct(dana), message=shown)
    await dana.modal("Confirm OPS-")
    await dana.submits(evidence="looked at it, nothing odd")
    await scene.settled()
    (now,) = [one for one in await calling.heard(dana) if one.ts == shown.ts]
    assert now.text.count("Confirm…") == count - 1
    assert "is done" in now.text


async def test_each_is_asked_in_their_own_morning(scene, dana, kenji):
    """Due on Wednesday at five in London: in Tokyo that is the night to Thursday."""
    await calling.monday(scene)
    await calling.does(scene, kenji, "/ops due")
    await calling.does(scene, dana, "/ops due")
    await calling.added(scene, actor="U0KENJI", title="Read the report", ahead=())
    await calling.added(scene, title="Look at the report", ahead=())
    await calling.until(scene, calling.now(scene) + DAY * 3)
    said = {one["whom"]: f"{one['at']:%a %H}" for one in await nudged(scene)}
    assert said == {"U0KENJI": "Wed 00", "U0DANA": "Wed 09"}


async def nudged(scene):
    return await calling.facts(scene, "nudged")


async def test_whoever_snoozes_is_left_alone_until_then(scene, dana):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene, 1)
    await calling.does(scene, dana, "/ops snooze OPS-1 until friday")
    await calling.noon(scene, 2)
    assert await when(scene, "reminded") == []
    await calling.noon(scene, 1)
    assert await when(scene, "reminded") == ["Fri 09:00"]


async def test_what_is_snoozed_does_not_climb(scene, dana, sam):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene, 1)
    await calling.does(scene, dana, "/ops snooze OPS-1 10 days")
    await calling.noon(scene, 6)
    assert (await open_(scene)).state == "overdue"
    assert await calling.facts(scene, "escalated") == []


async def test_what_was_not_done_is_missed_when_it_comes_again(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, cadence="every weekday", ahead=())
    await calling.noon(scene, 4)
    missed = [(one["ref"], one["next_ref"]) for one in await facts(scene, "missed")]
    assert missed == [(f"OPS-{n}", f"OPS-{n + 1}") for n in range(1, 5)]
    told = await calling.does(scene, dana, "/ops confirm OPS-4 I had looked at it")
    assert "OPS-4 is confirmed, late" in told
    assert (await open_(scene, "OPS-4")).state == "done"


facts = calling.facts


async def test_a_monthly_one_is_missed_when_it_comes_again_too(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, cadence="monthly on the 2nd tuesday", ahead=("1d",))
    await calling.pushed(scene, calling.now(scene) + DAY * 40)
    assert (await open_(scene)).open
    await calling.until(scene, calling.now(scene) + DAY * 5)
    missed = [one["ref"] for one in await facts(scene, "missed")]
    assert missed[:1] == ["OPS-1"]
    assert (await open_(scene)).state == "missed"


@pytest.mark.parametrize(
    ("days", "lists"),
    [
        (3, 1),  # from Tuesday to Friday: a list
        (7, 0),  # over a Monday: the weekly digest takes its place
    ],
)
async def test_after_a_break_there_is_one_message_marked_late_and_no_flood(
    scene, dana, days, lists
):
    """The clock goes on in one step, as where nothing ran for days."""
    await calling.monday(scene)
    for number in range(5):
        await calling.added(scene, title=f"Look at report {number}", ahead=())
    await calling.added(scene, title="Read the alerts", cadence="every weekday")
    await calling.noon(scene, 1)
    before = len(await texts(dana))
    await scene.forward(days=days)
    await scene.settled()
    (fresh,) = (await texts(dana))[before:]
    assert "Longwatch was away, so this comes late" in fresh
    assert (WEEK in fresh) == (not lists)
    assert fresh.count("Confirm…") >= 5
    mine = [one for one in await facts(scene, "reminded") if one["whom"] == dana.id]
    assert [one["late"] for one in mine] == [True] * lists


async def test_a_year_at_once_asks_once_and_closes_what_came_again(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, title="Read the alerts", cadence="every tuesday")
    before = len(await texts(dana))
    await scene.forward(days=365)
    await calling.until(scene, calling.now(scene) + DAY * 4)
    every = await calling.occurrences(scene)
    assert len({one.slot for one in every}) == len(every) > 50
    assert len([one for one in every if one.open]) <= 2
    said = [one for one in await facts(scene, "reminded") if one["whom"] == "U0DANA"]
    days = [one["at"].date() for one in said]
    assert len(days) == len({*days}) <= 5
    assert len(await texts(dana)) - before <= 12


async def test_two_workers_ask_once(scene, dana):
    """Both look at what is due at the same time."""
    await calling.monday(scene)
    for number in range(3):
        await calling.added(scene, title=f"Look at report {number}", ahead=())
    other = type(scene.bot.schedule)(scene.bot.transactions, scene.bot.schedule.worker)
    await calling.noon(scene)  # the week's digest has come
    await scene.slack.forward(days=1, hours=22)
    await asyncio.gather(other.tick(), scene.bot.schedule.tick())
    await scene.settled()
    await calling.noon(scene)
    names = [one["ref"] for one in await nudged(scene)]
    assert len(names) == 1  # a card, and the rest in one list
    assert len(await facts(scene, "reminded")) == 1


CHANGES = {
    "spring": datetime(2038, 3, 22, 7, tzinfo=UTC),  # the Monday before the 28th
    "autumn": datetime(2038, 10, 25, 7, tzinfo=UTC),  # the one before the 31st
}


@pytest.mark.parametrize("which", CHANGES)
async def test_a_change_of_clocks_moves_nobody(scene, dana, which):
    """In London they change on the last Sunday of March, and of October."""
    await calling.does(scene, dana, "/ops due")
    await calling.pushed(scene, CHANGES[which])
    await calling.added(
        scene, cadence="every weekday at 16:30", zone="Europe/London", ahead=()
    )
    await calling.until(scene, calling.now(scene) + DAY * 14)
    async with calling.look(scene) as work:
        zone = await workspaces.zone(work, "U0DANA")
    every = await calling.occurrences(scene)
    walls = {f"{one.due_at.astimezone(zone):%H:%M}" for one in every}
    assert walls == {"16:30"}
    hers = [one for one in await nudged(scene) if one["whom"] == "U0DANA"]
    asked = {f"{one['at'].astimezone(zone):%H:%M}" for one in hers}
    assert asked == {"09:00"}
