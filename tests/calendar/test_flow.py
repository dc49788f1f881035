"""A duty from Slack: added, asked for, confirmed with what proves it."""

from tests.calendar import calling


async def test_a_routine_is_added_asked_for_and_confirmed(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add Look at the cost report, every wednesday")
    assert "It is in the calendar" in dana.told
    (one,) = await calling.occurrences(scene)
    assert (one.ref, one.title) == ("OPS-1", "Look at the cost report")
    await calling.noon(scene, 1)
    direct = await dana.told_directly()
    assert "OPS-1 comes up" in direct
    assert "Next: you are asked" in direct
    await calling.noon(scene, 1)
    assert "Due of you, or late" in await dana.told_directly()
    await dana.types("#general", "/ops confirm OPS-1 looked at all of it, nothing odd")
    await scene.settled()
    assert "OPS-1 is confirmed" in dana.told
    direct = await dana.told_directly()
    assert "OPS-1 is done" in direct
    assert "looked at all of it, nothing odd" in direct
    assert await calling.recorded(scene) == [
        "calendar.adopted",
        "calendar.opened",
        "calendar.nudged",
        "calendar.due",
        "calendar.reminded",
        "calendar.confirmed",
    ]


async def test_words_that_name_no_duty_are_asked_about(scene, dana):
    await dana.types("#general", "/ops confirm all of it was done")
    assert "Say which one: OPS-12" in dana.answer
