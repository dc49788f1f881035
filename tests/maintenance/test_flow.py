"""A window from Slack: asked for, approved, announced, run, watched, recorded."""

from datetime import timedelta

from bot.maintenance.rules import State
from tests.maintenance import keeping


async def test_a_request_is_approved_announced_run_watched_and_closed(
    scene, dana, sam, signers
):
    ahead = f"{keeping.now(scene) + timedelta(days=3):%Y-%m-%d}"
    one = await keeping.asks(scene, dana, keeping.LINE.replace("tomorrow", ahead))
    assert "MNT-1 is requested: who signs it off is asked" in dana.told
    assert (one.title, one.surface) == (keeping.TITLE, "billing")
    assert one.ends_at - one.begins_at == timedelta(hours=2)
    assert "waits for approval" in await dana.told_directly()
    await keeping.approve(scene, one)
    assert (await keeping.kept(scene)).state is State.SCHEDULED
    await sam.types("#general", "/ops maintenance subscribe MNT-1")
    assert "You hear from now on" in sam.told
    await keeping.until(scene, one.begins_at - timedelta(hours=23))
    card = await sam.sees("#incidents", "Maintenance MNT-1")
    assert "is scheduled" in card.text
    assert "MNT-1 begins" in await sam.told_directly()
    await keeping.begun_at(scene, one)
    assert "start it, or move it" in await dana.told_directly()
    await dana.types("#general", "/ops maintenance start MNT-1")
    assert "has begun" in dana.told
    await scene.settled()
    assert "is running" in (await sam.sees("#incidents", "Maintenance MNT-1")).text
    assert "MNT-1 has begun" in await sam.told_directly()
    said = "/ops maintenance done MNT-1 indexes rebuilt, queries are fast"
    await dana.types("#general", said)
    assert "Watch it until" in dana.told
    await scene.forward(hours=1, minutes=1)
    assert "is all normal?" in await dana.told_directly()
    said = "/ops maintenance settle MNT-1 latency and errors as before"
    await dana.types("#general", said)
    assert "the record is whole" in dana.told
    await scene.settled()
    card = await sam.sees("#incidents", "Maintenance MNT-1")
    assert "is done; all is normal" in card.text
    assert "indexes rebuilt, queries are fast" in card.text
    one = await keeping.kept(scene)
    assert (one.state, one.settled) == (State.CLOSED, "latency and errors as before")
    assert one.signed == {
        "maintenance_change": "U0ANA",
        "maintenance_window": "U0KENJI",
    }
    assert await keeping.recorded(scene) == [
        "maintenance.requested",
        "maintenance.signed",
        "maintenance.signed",
        "maintenance.scheduled",
        "maintenance.subscribed",
        "maintenance.announced",
        "maintenance.announced",
        "maintenance.reminded",
        "maintenance.started",
        "maintenance.finished",
        "maintenance.reminded",
        "maintenance.closed",
    ]
