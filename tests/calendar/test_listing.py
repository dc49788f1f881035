"""Lists say whose each is and when it comes, however far ahead, and ping nobody."""

from bot import calendar
from tests.calendar import calling


async def many(scene, count, **wanted):
    """Have many duties of Dana's, each due on Wednesday unless it is said."""
    async with calling.work(scene) as begun:
        for number in range(1, count + 1):
            said = {"title": f"Look at report {number}", "cadence": "every wednesday"}
            await calendar.add(begun, calendar.Wanted(**{**said, **wanted}))
    await scene.settled()


async def turns(scene, dana, label):
    """Press a button of the list; give what stands in its place."""
    await dana.presses(label, channel="#general", message=dana.said)
    await scene.settled()
    dana.said = (await dana.reads("#general"))[-1]
    return dana.said.text


async def test_all_that_is_due_is_counted_and_leafed_through(scene, dana, kenji):
    await calling.monday(scene)
    await many(scene, 32)
    await calling.added(scene, owners=(kenji.id,), area="security")
    told = await calling.does(scene, dana, "/ops due mine")
    assert "Within a week (32)" in told
    assert "1 to 15 of 32." in told
    assert dana.said.buttons.count("Confirm…") == 15
    assert "Earlier" not in dana.said.buttons
    before = len(await dana.reads("#general"))
    told = await turns(scene, dana, "Next")
    assert "16 to 30 of 32." in told
    told = await turns(scene, dana, "Next")
    assert "31 to 32 of 32." in told
    assert dana.said.buttons.count("Confirm…") == 2
    assert "Next" not in dana.said.buttons
    assert "Due of you" in told
    assert "16 to 30 of 32." in await turns(scene, dana, "Earlier")
    assert len(await dana.reads("#general")) == before, "one list, in its place"
    assert dana.said.ephemeral

    told = await calling.does(scene, dana, "/ops due")
    assert "1 to 15 of 33. /ops due mine shows yours" in told
    assert "16 to 30 of 33." in await turns(scene, dana, "Next")
    told = await calling.does(scene, dana, "/ops due improvement")
    assert "16 to 30 of 32." in await turns(scene, dana, "Next")
    assert "Due in improvement" in dana.said.text


async def test_of_many_that_may_be_meant_it_is_said_how_many_there_are(scene, dana):
    await calling.monday(scene)
    await many(scene, 17)
    told = await calling.does(scene, dana, "/ops confirm")
    assert "These are the first 15 of 17" in told


async def test_a_page_that_is_gone_is_the_last_one(scene, dana):
    await calling.monday(scene)
    await many(scene, 2)
    async with calling.work(scene) as begun:
        shown = await calendar.VIEWS[calendar.DUE](begun, "mine:9")
    assert (shown["page"], shown["pages"]) == (1, 1)


async def test_today_is_the_day_of_the_calendar(scene, dana):
    """What is due before tomorrow's morning is over is due tomorrow all the same."""
    await calling.monday(scene)
    await many(scene, 1, cadence="every tuesday at 06:00")
    await many(scene, 1, cadence="every monday at 16:00")
    told = await calling.does(scene, dana, "/ops due")
    assert "Today (1)" in told
    assert "Within a week (1)" in told
    assert told.index("2037-11-30 16:00") < told.index("Within a week")
    assert told.index("Within a week") < told.index("2037-12-01 06:00")


async def test_what_one_is_asked_for_weeks_ahead_is_due_later(scene, dana):
    await calling.monday(scene)
    key = await calling.added(scene, cadence="yearly on 24 december")
    await calling.edited(scene, key, ahead=("30d",))
    told = await calling.does(scene, dana, "/ops due mine")
    assert "Later (1)" in told
    assert "Within a week" not in told


async def test_what_is_due_says_whose_each_is_and_notifies_nobody(scene, dana, kenji):
    await calling.monday(scene)
    await calling.does(scene, kenji, "/ops due")
    await calling.added(scene, owners=(kenji.id,))
    await calling.added(scene, title="Read the alerts", owners=("tech_lead", dana.id))
    told = await calling.does(scene, dana, "/ops due")
    lines = told.splitlines()
    cost = next(n for n, line in enumerate(lines) if "Look at the cost report" in line)
    assert "@kenji · improvement" in "\n".join(lines[cost : cost + 3])
    assert "Tech lead, @dana · improvement" in told
    assert dana.said.ephemeral  # a mention in what one person alone sees pings nobody
    told = await calling.does(scene, dana, "/ops due mine")
    assert "Tech lead, @dana" in told


async def test_the_next_date_of_a_routine_is_shown_however_far_ahead(scene, dana):
    await calling.monday(scene)
    await calling.added(scene, title="Plan the year", cadence="yearly on 24 december")
    await calling.added(scene, title="Audit it all", cadence="yearly on 2 november")
    told = await calling.does(scene, dana, "/ops calendar")
    assert "next 2037-12-24" in told
    assert "next 2038-11-02" in told
    await calling.added(scene, title="Read the alerts", cadence="every tuesday")
    told = await calling.does(scene, dana, "/ops calendar alerts")
    assert "next 2037-12-01 17:00 UTC (OPS-1)" in told
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of the alerts")
    told = await calling.does(scene, dana, "/ops calendar alerts")
    assert "next 2037-12-08" in told
    await dana.presses("Open", channel="#general", message=dana.said)
    await dana.modal("next 2037-12-08")


async def test_what_comes_when_something_happens_has_no_next_date(scene, dana):
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops due")
    async with calling.work(scene) as work:
        key = next(
            key
            for key, one in work.policy.routines.items()
            if one.on and not one.every and one.kind == "duty"
        )
        await calling.calendar.adopt(work, [key])
    told = await calling.does(scene, dana, f"/ops calendar {key}")
    assert "when something happens" in told
    assert "next" not in told
