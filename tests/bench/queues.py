"""Queues: the relay and the timers in rows per second, and how late a timer is."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.core import claims, dburl, queue
from bot.core.db import Database
from bot.core.facts import Record
from bot.core.leases import Places, Worker
from bot.core.queue import OUTBOX, TIMERS, table
from bot.incidents.store import Incident
from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "queues"
ALONE = Worker(boot="bench", lease=60.0, settle=6.0)
ROOM = Places(urgent=32, patient=32)
ACKNOWLEDGE = "incidents.acknowledge"
CALL = "incidents.nudge_half"
PATIENCE = 120.0


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many rows of each."""

    effects: int = 600
    timers: int = 600
    pending: int = 100_000
    due: int = 40


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Measure the two queues of a bot that runs, and the same rows without it."""
    url, made = await engine.fresh(), Rows(workspace="", incidents=[])
    async with stage.bot(slack, url, engine.folder) as bot:
        await _prepare(bot, slack, size.due + 1)
        made = await _rows_of(url)
        relay = await _relayed(url, made, size.effects)
        timers = await _fired(url, made, size.timers)
        late = await _lateness(url, made, size)
    bare = await _bare(await engine.fresh(), size)
    return [
        _rate("relay, told to Slack", relay, bare[0]),
        _rate("timers, each with its verb and its transaction", timers, bare[1]),
        Figure(
            group=GROUP,
            what=f"lateness of a timer, {size.pending:,} pending, p99",
            value=late * 1000,
            unit="ms",
        ),
    ]


def _rate(what: str, value: float, floor: float) -> Figure:
    return Figure(
        group=GROUP,
        what=what,
        value=value,
        unit="rows a second",
        floor=floor,
        of="claimed and marked",
    )


@dataclass(frozen=True, kw_only=True)
class Rows:
    """What rows are made of: the workspace, and incidents to be about."""

    workspace: str
    incidents: Sequence[str]

    def effects(self, many: int) -> list[dict[str, Any]]:
        """Make effects that take one call each and wait for nothing."""
        since = datetime.now(UTC)  # noqa: TID251 (now)
        return [
            {
                "workspace": self.workspace,
                "key": f"bench:{at}",
                "kind": "join",
                "name": "workspaces.channel",
                "about": load.CHANNEL,
                "place": load.CHANNEL,
                "since": since,
            }
            for at in range(many)
        ]

    def timer(self, key: str, incident: str, due: datetime) -> dict[str, Any]:
        """Make a timer that asks whether somebody answered."""
        return {
            "workspace": self.workspace,
            "key": f"bench:{key}",
            "verb": CALL,
            "args": {"incident": incident},
            "due": due,
        }


async def _prepare(bot: stage.Bot, slack: person.Slack, many: int) -> None:
    """Declare incidents; the first of them is acknowledged."""
    answers = await stage.addresses(slack, many + 1)
    declares = [load.command("declare sev3 it is down", a) for a in answers[1:]]
    await load.volley(bot.url, declares)
    oldest = (await bot.ids(many))[0]
    await load.volley(bot.url, [load.click(ACKNOWLEDGE, oldest, answers[0])])
    await bot.told()


async def _rows_of(url: str) -> Rows:
    kind = table(Incident)
    database = Database(dburl.translate(url))
    try:
        async with database.crossing() as connection:
            query = select(kind.c.id, kind.c.workspace).order_by(kind.c.number)
            rows = (await connection.execute(query)).all()
    finally:
        await database.close()
    ids = [row.id for row in rows]
    return Rows(workspace=rows[0].workspace, incidents=ids)


async def _relayed(url: str, made: Rows, many: int) -> float:
    """Give how many effects a second the relay tells."""
    mine = OUTBOX.c.key.like("bench:%")
    undone = select(func.count()).where(mine, OUTBOX.c.applied == 0)
    return await _rate_of(url, OUTBOX, made.effects(many), undone)


async def _fired(url: str, made: Rows, many: int) -> float:
    """Give how many due timers a second are run; their incident is acknowledged."""
    now = datetime.now(UTC)  # noqa: TID251 (now)
    rows = [made.timer(f"now:{at}", made.incidents[0], now) for at in range(many)]
    mine = TIMERS.c.key.like("bench:now:%")
    undone = select(func.count()).where(mine, TIMERS.c.due.is_not(None))
    return await _rate_of(url, TIMERS, rows, undone)


async def _rate_of(url: str, into: Any, rows: list[Any], undone: Any) -> float:
    """Insert rows; give how many a second are done, from the first to the last."""
    database = Database(dburl.translate(url))
    counts: list[tuple[float, int]] = []
    try:
        await _insert(database, into, rows)

        async def look() -> bool:
            async with database.read.connect() as connection:
                left = (await connection.execute(undone)).scalar_one()
            counts.append((time.perf_counter(), left))
            return left == 0

        await person.eventually(look, "all rows are done", PATIENCE)
    finally:
        await database.close()
    waiting = [at for at, left in counts if left == len(rows)]
    return len(rows) / (counts[-1][0] - (waiting or [counts[0][0]])[-1])


async def _insert(database: Database, into: Any, rows: list[Any]) -> None:
    for start in range(0, len(rows), 10_000):
        full = [queue._full(into, row) for row in rows[start : start + 10_000]]
        async with database.crossing() as connection:
            await connection.execute(insert(into), full)


async def _lateness(url: str, made: Rows, size: Size) -> float:
    """Give by how much the latest but few of some timers was late, in seconds."""
    database, kept = Database(dburl.translate(url)), table(Record)
    try:
        now = datetime.now(UTC)  # noqa: TID251 (now)
        far, idle = now + timedelta(days=300), made.incidents[0]
        later = [made.timer(f"far:{at}", idle, far) for at in range(size.pending)]
        await _insert(database, TIMERS, later)
        start = datetime.now(UTC) + timedelta(seconds=1)  # noqa: TID251 (soon)
        waiting = made.incidents[1 : size.due + 1]
        due = {
            incident: start + timedelta(milliseconds=73 * at)
            for at, incident in enumerate(waiting)
        }
        soon = [made.timer(f"soon:{i}", i, moment) for i, moment in due.items()]
        await _insert(database, TIMERS, soon)
        nudges = select(kept.c.about, kept.c.at).where(
            kept.c.name == "incidents.nudged", kept.c.about.in_(waiting)
        )

        async def look() -> Any:
            async with database.read.connect() as connection:
                rows = (await connection.execute(nudges)).all()
            return rows if len(rows) == len(due) else None

        rows = await person.eventually(look, "every timer fired", PATIENCE)
    finally:
        await database.close()
    late = sorted((row.at - due[row.about]).total_seconds() for row in rows)
    return late[int(0.99 * (len(late) - 1))]


async def _bare(url: str, size: Size) -> tuple[float, float]:
    """Claim and mark the same rows, and do nothing else."""
    made, database = (
        Rows(workspace="w", incidents=["i"]),
        Database(dburl.translate(url)),
    )
    now = datetime.now(UTC)  # noqa: TID251 (now)
    timers = [made.timer(f"now:{at}", "i", now) for at in range(size.timers)]
    try:
        await _insert(database, OUTBOX, made.effects(size.effects))
        await _insert(database, TIMERS, timers)
        start = time.perf_counter()
        while await _claim_effects(database):
            pass
        middle = time.perf_counter()
        while await _claim_timers(database, now):
            pass
        end = time.perf_counter()
    finally:
        await database.close()
    return size.effects / (middle - start), size.timers / (end - middle)


async def _claim_effects(database: Database) -> bool:
    moment = time.time()  # noqa: TID251 (leases use real time)
    async with database.crossing() as connection:
        rows = await claims.take_effects(connection, ALONE, now=moment, room=ROOM)
    async with database.crossing() as connection:
        done = [(row, {"state": "waiting", "applied": row.wanted}) for row in rows]
        await claims.mark_effects(connection, ALONE, done)
    return bool(rows)


async def _claim_timers(database: Database, now: datetime) -> bool:
    given = {"now": time.time(), "moment": now, "room": ROOM}  # noqa: TID251 (leases)
    async with database.crossing() as connection:
        rows = await claims.take_timers(connection, ALONE, **given)
    for row in rows:
        async with database.crossing() as connection:
            await claims.mark_timer(connection, ALONE, row, state="waiting", due=None)
    return bool(rows)
