"""Calls that the clock, or a fact, makes to verbs."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import incidents, vault
from bot.core.errors import Conflict
from bot.core.leases import Worker
from bot.core.queue import TIMERS, State
from bot.runtime import schedule
from bot.runtime.schedule import Schedule
from tests import person


class NotNow(Conflict):
    """The moon is not full."""


async def test_a_call_that_is_refused_is_told_in_the_room_and_not_made_again(
    scene, dana, monkeypatch
):
    calls = []

    async def refuse(work, *, incident):
        calls.append((work.actor, incident))
        raise NotNow

    monkeypatch.setitem(schedule.TIMED, "tests.refuse", refuse)
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.begin(workspace=known.id, actor="test") as work:
        (found,), _ = await incidents.open_ones(work)
        work.later("tests.refuse", key="refused", at=work.now, incident=found.id)
    await scene.settled()

    said = await dana.sees("#inc-1-checkout-500s", "The moon is not full.")
    assert "tests.refuse" in said.text
    await scene.forward(hours=1)
    assert calls == [("clock", found.id)]


async def test_a_call_waits_for_the_keys_of_its_workspace(scene, monkeypatch):
    (known,) = scene.bot.installations.every()
    locked, made = [vault.Locked(key="for openings", workspace=known.id)], []

    async def call(work):
        if locked:
            raise locked.pop()
        made.append(work.actor)

    monkeypatch.setitem(schedule.TIMED, "tests.locked", call)
    async with scene.bot.transactions.begin(workspace=known.id, actor="test") as work:
        work.later("tests.locked", key="locked", at=work.now)

    async def called():
        return made

    await person.eventually(called, "it is called again")


@pytest.fixture
def calls(monkeypatch):
    """Give what the clock has called: a verb that fails as often as `failing` says."""
    made = Calls()
    monkeypatch.setitem(schedule.TIMED, "tests.call", made)
    return made


class Calls(list):
    """A verb of the clock's."""

    failing = 0

    async def __call__(self, work, **args):
        later = work.now + timedelta(days=999)
        work.later("tests.done", key=f"done:{len(self)}", at=later)
        if self.failing:
            self.failing -= 1
            raise ValueError("the moon is not full")
        self.append(args)


async def set_timer(scene, at, **args):
    """Have the verb called at a moment, in seconds from now."""
    (known,) = scene.bot.installations.every()
    begin = scene.bot.transactions.begin
    async with begin(workspace=known.id, actor="test") as work:
        due = work.now + timedelta(seconds=at)
        work.later("tests.call", key="tests", at=due, **args)


async def timer(scene, **changes):
    """Change the timer as it stands in the database, and give its state."""
    mine = (TIMERS.c.key == "tests",)
    async with scene.bot.database.crossing() as connection:
        if changes:
            await connection.execute(update(TIMERS).where(*mine).values(**changes))
        found = await connection.execute(select(TIMERS).where(*mine))
        return found.one()


async def done(scene):
    """Give the keys of what calls have done that were carried out."""
    query = select(TIMERS.c.key).where(TIMERS.c.verb == "tests.done")
    async with scene.bot.database.crossing() as connection:
        return list((await connection.execute(query)).scalars())


def another(scene, lease=2.4):
    """Give the schedule of another process beside the same database."""
    worker = Worker(boot="another", lease=lease, settle=1.2)
    return Schedule(scene.bot.transactions, worker)


async def test_a_call_is_made_when_its_time_has_come_and_once(scene, calls):
    await set_timer(scene, 3600, turn="1")
    await scene.forward(minutes=59)
    assert calls == []
    await scene.forward(minutes=2)
    await scene.forward(days=1)
    assert calls == [{"turn": "1"}]


async def test_a_call_that_was_moved_is_made_at_the_new_time_only(scene, calls):
    await set_timer(scene, 3600, turn="1")
    await set_timer(scene, 7200, turn="2")
    await scene.forward(minutes=61)
    assert calls == []
    await scene.forward(hours=1)
    assert calls == [{"turn": "2"}]


@pytest.fixture
async def idle(start, database):
    """Start a bot that does nothing by itself."""
    async with start(database, worker=False) as made:
        yield made


async def test_a_call_that_is_moved_while_it_is_claimed_is_not_made(idle, calls):
    await set_timer(idle, -1, turn="1")
    (row,) = await another(idle)._claim()
    await set_timer(idle, 3600, turn="2")
    await another(idle)._fire(row)
    assert await idle.bot.schedule.tick() == 0
    left = await timer(idle)
    assert (left.args, left.due is None) == ({"turn": "2"}, False)


async def test_two_processes_make_a_call_once(scene, calls):
    await set_timer(scene, 1800, turn="1")
    other = another(scene)
    await scene.slack.forward(hours=1)
    await asyncio.gather(*(other.tick() for _ in range(3)), scene.bot.schedule.tick())
    await scene.forward(hours=1)
    await other.tick()
    assert calls == [{"turn": "1"}]


async def test_a_call_of_a_process_that_died_is_made_by_another(idle, calls):
    await set_timer(idle, -1, turn="1")
    dies = another(idle, lease=0.2)
    (row,) = await dies._claim()

    async def made():
        await idle.bot.schedule.tick()
        return await done(idle)

    assert await person.eventually(made, "the call is made") == ["done:0"]
    await dies._fire(row)  # it was only asleep
    assert (await timer(idle)).due is None
    assert await done(idle) == ["done:0"]


async def test_a_call_that_meets_a_bug_is_tried_again(scene, calls, logs):
    calls.failing = 2
    await set_timer(scene, -1, turn="1")
    await person.eventually(lambda: done(scene), "the call is made")
    assert calls == [{"turn": "1"}]
    assert logs.getvalue().count('"event":"timer failed"') == 2
    assert (await timer(scene)).due is None


async def test_a_call_that_fails_for_a_day_waits_for_a_person(scene, calls):
    calls.failing = 99
    await set_timer(scene, 1800, turn="1")
    await timer(scene, first_try=1.0)
    await scene.slack.forward(hours=1)

    async def dead():
        return (await timer(scene)).state is State.DEAD

    await person.eventually(dead, "the call is given up")
    failed = 99 - calls.failing
    await scene.forward(hours=1)
    assert 99 - calls.failing == failed
