"""The ladder of what comes again: who hears of a series that nobody does."""

from tests.calendar import calling


async def test_what_is_missed_day_by_day_goes_up_the_ladder(scene, dana, ana):
    """Monday's is missed on Tuesday: the lead is asked for Tuesday's at once."""
    await calling.monday(scene)
    await calling.added(scene, cadence="every weekday", ahead=())
    await calling.noon(scene)
    told = await calling.does(scene, dana, "/ops due OPS-1")
    assert "If it is missed the lead is asked for the next one" in told
    await calling.noon(scene, 1)
    said = await calling.facts(scene, "escalated")
    assert [(one["ref"], one["to"]) for one in said] == [("OPS-2", "lead")]
    assert ("OPS-1", "U0ANA", "lead") not in await calling.asked(scene)
    assert (await calling.occurrence(scene, "OPS-2")).state == "due"
    assert "OPS-2 is due" in await ana.told_directly()
    await calling.noon(scene, 6)
    said = {
        one["to"]: one["ref"]
        for one in reversed(await calling.facts(scene, "escalated"))
    }
    assert said == {"lead": "OPS-2", "channel": "OPS-4", "contact": "OPS-6"}
    cards = [one for one in await dana.reads("#ops") if "Confirm" in one.text]
    assert len(cards) == 1  # the channel hears of the series once
    assert "OPS-4" in cards[0].text


async def test_one_that_is_done_or_skipped_has_the_ladder_begin_anew(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, cadence="every weekday", ahead=())
    await calling.noon(scene, 1)
    await calling.does(scene, dana, "/ops skip OPS-2 nothing to look at today")
    await calling.noon(scene, 1)
    await calling.does(scene, dana, "/ops confirm OPS-3 looked at all of it")
    await calling.noon(scene, 1)
    said = await calling.facts(scene, "escalated")
    assert [(one["ref"], one["rung"]) for one in said] == [("OPS-2", 1)]
    await calling.noon(scene, 1)
    said = await calling.facts(scene, "escalated")
    assert [(one["ref"], one["rung"]) for one in said][1:] == [("OPS-5", 1)]


async def test_a_card_promises_nobody_who_is_not_asked_any_more(scene, dana):
    """A weekly one comes again before it would reach the contact."""
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene, 7)
    told = await calling.does(scene, dana, "/ops due OPS-1")
    assert (await calling.occurrence(scene, "OPS-1")).rung == 2
    assert "contact" not in told
    assert "OPS-1 is overdue" in told


async def late(scene, person):
    """Have something of somebody be late by a day; give its card."""
    await calling.monday(scene)
    cadence = "every 4 weeks on wednesday"
    await calling.added(scene, actor=person.id, cadence=cadence)
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + calling.DAY)
    due = (await calling.occurrence(scene, "OPS-1")).due_at
    await calling.until(scene, due + calling.DAY)
    assert (await calling.occurrence(scene, "OPS-1")).state == "escalated"
    return await calling.does(scene, person, "/ops due OPS-1")


async def test_a_card_says_that_others_are_asked_where_they_are(scene, dana):
    assert "OPS-1 is overdue, and others are asked" in await late(scene, dana)


async def test_where_the_owner_leads_nobody_else_is_asked(scene, ana, dana):
    told = await late(scene, ana)
    assert "OPS-1 is overdue" in told
    assert "others are asked" not in told
    await calling.noon(scene, 4)
    assert "OPS-1 is overdue, and others are asked" in (
        (await dana.sees("#ops", "OPS-1 is overdue")).text
    )
