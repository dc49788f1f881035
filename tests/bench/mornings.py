"""Mornings: the digests of many workspaces, whose Monday begins at the same moment."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select

from bot.core import dburl, digests, policy, weekly
from bot.core.db import Database
from bot.core.leases import Worker
from bot.core.queue import OUTBOX, TIMERS, Priority, table
from bot.core.tables import new_id
from bot.digest.cards import EDITION
from bot.digest.rules import Asked, Kind
from bot.incidents.store import Incident
from bot.runtime.schedule import Schedule
from tests import factories, person
from tests.bench import duties, load, stage
from tests.bench.figures import Figure
from tests.metrics.history import Played

GROUP = "mornings"
MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
WEEK = timedelta(days=7)
ALONE = Worker(boot="bench", lease=600.0, settle=6.0)


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many workspaces there are, how many are played, how many digests wait."""

    workspaces: int = 10_000
    played: int = 500
    waiting: int = 1_000
    times: int = 5


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Measure how they are spread, written, and passed by an incident."""
    written = await _written(await engine.fresh(), engine, size)
    bare = await _bare(await engine.fresh(), size)
    alone, beside = await _passed(engine, slack, size)
    spread = weekly.SPREAD.total_seconds()
    each = size.workspaces / spread
    return [
        Figure(
            group=GROUP,
            what=f"digests of {size.workspaces:,} workspaces in their fullest second",
            value=_fullest(size.workspaces),
            unit="digests",
            floor=each,
            of=f"the same in each of {spread:,.0f} seconds",
        ),
        Figure(
            group=GROUP,
            what=f"digests of {size.played:,} workspaces, begun at once",
            value=written,
            unit="digests a second",
            floor=bare,
            of="their timers claimed, a message inserted for each",
            aim=f"all {size.workspaces:,} in time",
            least=each,
        ),
        Figure(
            group=GROUP,
            what=f"declare, all told while {size.waiting:,} digests wait",
            value=beside,
            unit="ms",
            floor=alone,
            of="while nothing waits",
        ),
    ]


def _fullest(workspaces: int) -> int:
    """Give how many digests come in the second that has most of them."""
    return max(Counter(weekly.shift(new_id()) for _ in range(workspaces)).values())


async def _written(url: str, engine: stage.Engine, size: Size) -> float:
    """Give how many digests a second are begun, if all are due at once."""
    file = engine.folder / "mornings.toml"
    file.write_text(factories.POLICY)
    scene = Played(database=Database(dburl.translate(url)), home=engine.folder / "m")
    scene.policies, scene.moment = policy.load(file), MONDAY
    scene.transactions = scene.of(scene.database)
    try:
        timers = []
        for _ in range(size.played):
            scene.workspace = new_id()
            await scene.install()
            timers.append(_timer(scene.workspace))
        await duties.insert_rows(scene.database, TIMERS, timers)
        start = time.perf_counter()
        await Schedule(scene.transactions, ALONE).tick()
        took = time.perf_counter() - start
        told = select(func.count()).where(OUTBOX.c.name == EDITION)
        async with scene.database.crossing() as connection:
            said = (await connection.execute(told)).scalar_one()
    finally:
        await scene.database.close()
    if said < size.played:
        raise AssertionError(f"{said} of {size.played} digests were begun")
    return size.played / took


def _timer(workspace: str) -> dict[str, Any]:
    given = {"due": (MONDAY - timedelta(minutes=30)).isoformat()}
    named = {"key": digests.WEEKLY, "verb": digests.WEEKLY}
    return {"workspace": workspace, **named, "args": given, "due": MONDAY}


async def _bare(url: str, size: Size) -> float:
    timers = [_timer(new_id()) for _ in range(size.played)]
    return size.played / await duties.claim_all(url, timers, 1)


async def _passed(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> tuple[float, float]:
    """Give how long a declare takes to be told: alone, and while digests wait; ms."""
    url = await engine.fresh()
    database = Database(dburl.translate(url))
    async with stage.bot(slack, url, engine.folder) as bot:
        try:
            alone = [await _declared(bot, slack) for _ in range(size.times + 1)]
            rows = await _editions(database, size.waiting)
            await duties.insert_rows(database, OUTBOX, rows)
            beside = [await _declared(bot, slack) for _ in range(size.times)]
            if not await _waiting(database):
                raise AssertionError("no digest waits any more: have more of them")
        finally:
            await database.close()
    return median(alone[1:]) * 1000, median(beside) * 1000


async def _waiting(database: Database) -> int:
    mine = OUTBOX.c.name == EDITION, OUTBOX.c.applied < OUTBOX.c.wanted
    async with database.crossing() as connection:
        found = await connection.execute(select(func.count()).where(*mine))
        return int(found.scalar_one())


async def _editions(database: Database, many: int) -> Sequence[dict[str, Any]]:
    """Make the digests of the team of many weeks, in one workspace."""
    query = select(table(Incident).c.workspace)
    async with database.crossing() as connection:
        workspace = (await connection.execute(query)).scalars().first()
    place = load.CHANNEL
    return [
        {
            "workspace": workspace,
            "key": digests.key(week, place),
            "kind": "message",
            "name": EDITION,
            "about": Asked(kind=Kind.TEAM, week=week).about,
            "place": place,
            "lane": week,  # as in workspaces of their own: none waits for another
            "priority": Priority.DIGEST,
            "since": MONDAY,
        }
        for at in range(many)
        if (week := (MONDAY + at * WEEK).date().isoformat())
    ]


async def _declared(bot: stage.Bot, slack: person.Slack) -> float:
    """Give how many seconds a declare takes until all of it is in Slack."""
    answers = await stage.addresses(slack, 1)
    start = time.perf_counter()
    await load.volley(bot.url, [load.command("declare sev3 it is down", answers[0])])
    await bot.told(least=Priority.NUDGE)
    return time.perf_counter() - start
