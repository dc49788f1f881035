"""The sweep looks at a page at once; what it notes of who was asked is held."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from bot import calendar, ledger
from bot.calendar import annals, store, sweep
from bot.calendar.store import Occurrence
from bot.runtime import chores
from tests.calendar import calling, keeping
from tests.calendar.test_compromised import leaks

DAILY = ("costs", "alerts", "the inbox", "certificates")


@contextmanager
def statements(scene):
    """Give what is asked of the database meanwhile."""
    said = []
    engines = {
        engine.sync_engine
        for engine in vars(scene.bot.database).values()
        if hasattr(engine, "sync_engine")
    }

    def executes(_, __, statement, *___):
        said.append(statement)

    for engine in engines:
        event.listen(engine, "before_cursor_execute", executes)
    yield said
    for engine in engines:
        event.remove(engine, "before_cursor_execute", executes)


async def daily(scene):
    """Have some duties that come daily, and are missed for a few days."""
    await calling.monday(scene)
    for name in DAILY:
        title = f"Look at {name}"
        await calling.added(scene, title=title, cadence="every weekday", ahead=())
    await calling.noon(scene, 3)


async def test_what_was_missed_before_is_one_query_for_all(scene):
    await daily(scene)
    with statements(scene) as said:
        async with calling.work(scene, "clock") as work:
            await calendar.TIMED["calendar.sweep"](work)
    ranked = [one for one in said if "row_number" in one.lower()]
    assert len(ranked) == 1


async def test_each_has_what_came_before_it_the_latest_first(scene):
    await daily(scene)
    async with calling.look(scene) as work:
        every = await annals.every(work)
        found = await annals.earlier(work, [one.id for one in every], 2)
    for one in every:
        same = [o for o in every if o.routine == one.routine and o.slot < one.slot]
        before = sorted(same, key=lambda o: o.slot, reverse=True)[:2]
        assert [o.ref for id_, o in found if id_ == one.id] == [o.ref for o in before]


async def test_who_is_asked_at_once_counts_as_asked_from_then_on(scene, dana):
    await dana.types("#general", keeping.STRIPE)
    await leaks(dana, scene)
    one = await calling.occurrence(scene, "ROT-1")
    assert one.nudged_at == one.opened_at


@pytest.mark.parametrize("days", [-1, 1])
async def test_when_somebody_was_asked_first_follows_from_the_record(scene, dana, days):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene, 3)
    one = await calling.occurrence(scene, "OPS-1")
    said = (await calling.facts(scene, "nudged"))[0]
    assert one.nudged_at == said["at"]
    await changed(scene, one, one.nudged_at + timedelta(days=days))
    await chores.sign(scene.bot)
    async with calling.look(scene) as work:
        home, held = scene.bot.settings.home, (calendar.held,)
        result = await ledger.verify(work, home=home, projections=held)
    assert any(f"nudged_at {ledger.UNTRUE}" in str(one) for one in result.findings)
    await changed(scene, one, one.nudged_at)


async def changed(scene, one, moment):
    async with calling.work(scene, "clock") as work:
        (await work.session.get(Occurrence, (one.id,))).nudged_at = moment


async def test_what_all_pages_found_is_brought_before_the_channel_in_one_list(
    scene, dana, monkeypatch
):
    monkeypatch.setattr(sweep, "PAGE", 2)
    await calling.monday(scene)
    for name in (*DAILY, "the backups"):
        title = f"Look at {name}"
        await calling.added(scene, title=title, cadence="every wednesday")
    await calling.noon(scene, 14)
    said = [one.text for one in await dana.reads("#ops")]
    lists = [text for text in said if "These are late, or were missed" in text]
    assert len(lists) == 1
    assert all(name in lists[0] for name in (*DAILY, "the backups"))
    assert not [text for text in said if text.startswith("OPS-")]


async def test_what_is_found_goes_along_from_page_to_page(scene, monkeypatch):
    await daily(scene)
    monkeypatch.setattr(sweep, "PAGE", 2)
    brought = []
    monkeypatch.setattr(
        sweep.rounds, "bring", lambda _, found, more: brought.append((found, more))
    )
    async with calling.look(scene) as work:
        (first, *_) = await store.live(work, 1)
    async with calling.work(scene, "clock") as work:
        await sweep.sweep(work, after="z", found=first.id, more="4")
    assert [([one.id for one in found], more) for found, more in brought] == [
        ([first.id], 4)
    ]
