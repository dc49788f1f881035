"""Lists say whose each is and when it comes, however far ahead, and ping nobody."""

from tests.calendar import calling


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
