"""What waits, what failed and what is due, seen from one workspace."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.core import backlog
from bot.core.queue import State
from tests.ledger.scene import Scene


@pytest.fixture
async def queue(db, tmp_path):
    scene = Scene(database=db, home=tmp_path / "home")
    await scene.install()
    return scene


@asynccontextmanager
async def wanting(queue):
    async with queue.begin() as work:
        yield work


async def seen(queue):
    async with queue.look() as work:
        return await backlog.of(work)


async def set_(queue, key, **columns):
    """Let a row be as the relay would have left it."""
    pairs = ", ".join(f"{name} = :{name}" for name in columns)
    statement = f"UPDATE outbox SET {pairs} WHERE workspace = :w AND key = :key"  # noqa: S608 (our own names)
    async with queue.database.crossing() as connection:
        given = {"w": queue.workspace, "key": key, **columns}
        await connection.execute(text(statement), given)


async def test_an_empty_queue_is_quiet(queue):
    found = await seen(queue)
    assert (found.waiting, found.held, found.dead, found.failed) == (0, 0, (), 0)
    assert (found.due, found.age, found.overdue) == (None, timedelta(), timedelta())
    assert not found.slow
    assert not found.stuck


async def test_what_waits_is_counted_and_its_age_told(queue):
    async with wanting(queue) as work:
        work.want("join", "workspaces.channel", "C1")
        work.want("join", "workspaces.channel", "C2")
    await set_(queue, "join:C2", applied=1)
    assert (await seen(queue)).waiting == 1
    assert not (await seen(queue)).slow
    queue.now += timedelta(minutes=2)
    found = await seen(queue)
    assert timedelta(minutes=2) <= found.age < timedelta(minutes=3)
    assert found.slow
    assert found.error == ""


async def test_what_was_shown_before_is_as_old_as_its_first_failure(queue):
    async with wanting(queue) as work:
        work.want("join", "workspaces.channel", "C1")
    queue.now += timedelta(days=3)
    await set_(queue, "join:C1", applied=1, wanted=2)
    assert (await seen(queue)).age == timedelta()
    failed = (queue.now - timedelta(seconds=90)).timestamp()
    error = "Slack can't be reached"
    await set_(queue, "join:C1", first_try=failed, error=error)
    found = await seen(queue)
    assert timedelta(seconds=90) <= found.age < timedelta(seconds=99)
    assert found.error == error


async def test_what_acts_on_a_failure_is_held_and_not_late(queue):
    async with wanting(queue) as work:
        work.want("room", "incidents.room", "1", key="room:1")
        work.show("incidents.incident", "1", to="room:1")
        work.want("pin", "incidents.pin", "1", parent="incidents.incident:1")
        work.want("join", "workspaces.channel", "C1")
    await set_(queue, "room:1", state=State.DEAD, error="restricted_action")
    found = await seen(queue)
    assert (found.waiting, found.held) == (1, 2)
    (dead,) = found.dead
    assert (dead.what, dead.dead) == ("The room could not be created", True)
    await set_(queue, "join:C1", applied=1)
    queue.now += timedelta(hours=1)
    assert not (await seen(queue)).slow


async def test_what_acts_on_what_was_given_up_is_held_too(queue):
    async with wanting(queue) as work:
        work.want("room", "incidents.room", "1", key="room:1")
        work.show("incidents.incident", "1", to="room:1")
    await set_(queue, "room:1", state=State.RELEASED)
    found = await seen(queue)
    assert (found.waiting, found.held, found.dead) == (0, 1, ())
    await set_(queue, "room:1", applied=1)  # a person took it over once it was there
    assert (await seen(queue)).waiting == 1


async def test_of_many_failures_the_newest_are_told(queue):
    async with wanting(queue) as work:
        for at in range(8):
            work.want("join", "workspaces.channel", f"C{at}")
    for at in range(8):
        await set_(queue, f"join:C{at}", state=State.DEAD, error=f"error {at}")
    found = await seen(queue)
    assert [dead.error for dead in found.dead] == [
        f"error {at}" for at in range(7, 2, -1)
    ]
    assert found.unlisted == 3


async def test_the_next_timer_is_told_and_whether_it_is_late(queue):
    async with wanting(queue) as work:
        soon = work.now + timedelta(minutes=5)
        work.later("tests.later", key="b", at=soon + timedelta(days=1))
        work.later("tests.soon", key="a", at=soon)
        work.later("tests.never", key="c", at=work.now)
        work.forget("c")
    found = await seen(queue)
    assert (found.verb, found.due) == ("tests.soon", soon)
    assert not found.stuck
    queue.now += timedelta(minutes=7)
    assert (await seen(queue)).stuck


async def test_timers_that_failed_for_good_are_counted(queue):
    async with wanting(queue) as work:
        work.later("tests.soon", key="a", at=work.now)
    async with queue.database.crossing() as connection:
        await connection.execute(text("UPDATE timers SET state = 'dead'"))
    found = await seen(queue)
    assert (found.failed, found.due) == (1, None)


async def test_another_workspace_is_not_seen(queue, db):
    other = Scene(database=db, home=queue.home)
    await other.install()
    async with wanting(other) as work:
        work.want("room", "incidents.room", "1", key="room:1")
        work.want("topic", "incidents.topic", "1", parent="room:1")
        work.later("tests.soon", key="a", at=work.now)
    await set_(other, "room:1", state=State.DEAD)
    found = await seen(queue)
    assert (found.waiting, found.held, found.dead, found.due) == (0, 0, (), None)
    async with wanting(queue) as work:  # of the same keys, and here all is well
        work.want("room", "incidents.room", "1", key="room:1")
        work.want("topic", "incidents.topic", "1", parent="room:1")
    assert (await seen(queue)).waiting == 2
