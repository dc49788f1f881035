"""Events that Slack never delivered: who is in a room is asked again."""

import pytest

from bot.runtime import reconcile

ROOM = "inc-1-payroll-leaked"


@pytest.fixture
async def deaf(scene, dana):
    """Declare a private incident; from then on every event is lost."""
    await dana.types("#general", "/incident declare sev1 private payroll leaked")
    await scene.settled()
    await scene.slack.post("events", lose=1000)
    return scene


async def test_who_came_without_an_event_sees_it(deaf, dana):
    sam = deaf.person("sam")
    await deaf.slack.post("invite", user=dana.id, channel=ROOM, users=[sam.id])
    await sam.types("#general", "/incident show INC-1")
    assert "There is no INC-1" in sam.answer

    await reconcile.rooms(deaf.bot)

    await sam.types("#general", "/incident show INC-1")
    assert "payroll leaked" in sam.told


async def test_who_left_without_an_event_sees_it_no_more(deaf, dana):
    sam = deaf.person("sam")
    await deaf.slack.post("invite", user=dana.id, channel=ROOM, users=[sam.id])
    await reconcile.rooms(deaf.bot)
    await deaf.slack.post("leave", user=sam.id, channel=ROOM)

    await reconcile.rooms(deaf.bot)

    await sam.types("#general", "/incident show INC-1")
    assert "There is no INC-1" in sam.answer


async def test_it_changes_nothing_when_nothing_differs(deaf, dana):
    await dana.types(ROOM, "/incident timeline")
    before = dana.told

    await reconcile.rooms(deaf.bot)
    await reconcile.rooms(deaf.bot)

    await dana.types(ROOM, "/incident timeline")
    assert dana.told == before
    assert await deaf.slack.violations() == []
