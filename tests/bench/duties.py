"""Duties: many people are asked, each for a hundred of them, all on one morning."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from bot.calendar import Occurrence
from bot.calendar.register import Routine
from bot.calendar.rules import Adoption, State, Why
from bot.calendar.store import ASKED, ROUNDS
from bot.core import claims, dburl, queue
from bot.core.db import Database
from bot.core.leases import Worker
from bot.core.queue import OUTBOX, TIMERS, table
from bot.runtime.schedule import AT_ONCE, Schedule
from bot.workspaces.store import Person
from tests.bench import stage
from tests.bench.figures import Figure
from tests.metrics import history
from tests.runtime.commands import install

GROUP = "duties"
EACH = 100  # duties that one person is asked for
MORNING = datetime(2026, 11, 24, 10, tzinfo=UTC)  # a Tuesday: no digest, all hours
ALONE = Worker(boot="bench", lease=600.0, settle=6.0)
CHUNK = 5_000
Rows = Sequence[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many duties are due."""

    due: int = 100_000

    @property
    def people(self) -> int:
        """Give how many people they are of."""
        return max(1, self.due // EACH)


async def measure(engine: stage.Engine, size: Size) -> list[Figure]:
    """Measure the rounds of a morning, and the same rows without the calendar."""
    asked, told = await _asked(await engine.fresh(), engine, size)
    people, each = size.people, size.due // size.people
    timers = [_timer("w", f"U{at:06}") for at in range(people)]
    bare = await claim_all(await engine.fresh(), timers, max(1, told // people))
    return [
        Figure(
            group=GROUP,
            what=f"{size.due:,} duties due, of {people:,} people, claimed and nudged",
            value=people * each / asked,
            unit="duties a second",
            floor=people * each / bare,
            of="their timers claimed, their messages inserted",
        )
    ]


async def _asked(url: str, engine: stage.Engine, size: Size) -> tuple[float, int]:
    """Give how long it takes to ask all, and how many messages those are."""
    folder = engine.folder / "duties"
    workspace = await install(url, folder, team="T0DUTIES")
    scene = await history.opened(url, folder, workspace)
    try:
        scene.moment = MORNING
        rows = _rows(workspace, size)
        for kind, made in rows.items():
            await insert_rows(scene.database, kind, made)
        start = time.perf_counter()
        await Schedule(scene.transactions, ALONE).tick()
        took = time.perf_counter() - start
        unasked = select(func.count()).where(table(Occurrence).c.nudged_at.is_(None))
        told = select(func.count()).where(OUTBOX.c.kind.in_(("card", "message")))
        async with scene.database.crossing() as connection:
            left = (await connection.execute(unasked)).scalar_one()
            messages = (await connection.execute(told)).scalar_one()
    finally:
        await scene.database.close()
    if left:
        raise AssertionError(f"{left} duties were not asked for")
    return took, int(messages)


def _rows(workspace: str, size: Size) -> dict[Any, Rows]:
    """Make a routine, its occurrences, who is asked, and their rounds."""
    people = [f"U{at:06}" for at in range(size.people)]
    each = size.due // size.people
    duties = [(f"{who}-{at}", who) for who in people for at in range(each)]
    numbered = enumerate(duties)
    return {
        table(Routine): [_routine(workspace)],
        table(Person): [_person(workspace, who) for who in people],
        table(Occurrence): [_duty(workspace, at, id_) for at, (id_, _) in numbered],
        ASKED: [_ask(workspace, id_, who) for id_, who in duties],
        ROUNDS: [
            {"workspace": workspace, "id": who, "person": who, "due": MORNING}
            for who in people
        ],
        TIMERS: [_timer(workspace, who) for who in people],
    }


def _routine(workspace: str) -> dict[str, Any]:
    return Routine(
        workspace=workspace,
        id="patches",
        key="os_patches",
        adoption=Adoption.ADOPTED,
        title="Operating systems: patch",
        area="maintenance",
        kind="maintenance",
        start="2026-01-01",
        ahead=["7d", "1d"],
        evidence=["text"],
    ).model_dump()


def _person(workspace: str, who: str) -> dict[str, Any]:
    said = {"workspace": workspace, "id": who, "name": who, "checked_at": MORNING}
    return Person(**said).model_dump()


def _duty(workspace: str, number: int, id_: str) -> dict[str, Any]:
    return Occurrence(
        workspace=workspace,
        id=id_,
        ref=f"OPS-{number + 1}",
        routine="patches",
        subject=id_,
        slot=f"2026-11-23:{number}",
        title="Operating systems: patch",
        area="maintenance",
        owners=[id_.partition("-")[0]],
        due_at=MORNING + timedelta(hours=6),
        state=State.DUE,
        opened_at=MORNING - timedelta(days=7),
    ).model_dump()


def _ask(workspace: str, id_: str, who: str) -> dict[str, Any]:
    said = {"occurrence": id_, "person": who, "why": Why.OWNER, "carded_at": None}
    return {"workspace": workspace, "id": f"asked-{id_}", **said}


def _timer(workspace: str, who: str) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "key": f"round:{who}",
        "verb": "calendar.round",
        "args": {"person": who, "due": MORNING.isoformat()},
        "due": MORNING,
    }


async def insert_rows(database: Database, into: Any, rows: Rows) -> None:
    """Insert rows into a table, thousands at a time."""
    queued = into in (TIMERS, OUTBOX)
    for start in range(0, len(rows), CHUNK):
        part = rows[start : start + CHUNK]
        full = [queue._full(into, row) if queued else row for row in part]
        async with database.crossing() as connection:
            await connection.execute(insert(into), full)


async def claim_all(url: str, timers: Rows, each: int) -> float:
    """Claim timers, insert so many messages for *each*, do nothing else; in seconds."""
    database, number = Database(dburl.translate(url)), 0
    try:
        await insert_rows(database, TIMERS, timers)
        start = time.perf_counter()
        while rows := await _claimed(database):
            for row in rows:
                number += 1
                await _answered(database, row, _messages(number, each))
        return time.perf_counter() - start
    finally:
        await database.close()


async def _claimed(database: Database) -> Sequence[claims.Claimed]:
    given: dict[str, Any] = {"now": time.time(), "moment": MORNING}  # noqa: TID251 (leases)
    given["room"] = AT_ONCE._replace(patient=AT_ONCE.urgent)
    async with database.crossing() as connection:
        return await claims.take_timers(connection, ALONE, **given)


async def _answered(database: Database, row: claims.Claimed, rows: Rows) -> None:
    full = [queue._full(OUTBOX, one) for one in rows]
    async with database.crossing() as connection:
        await connection.execute(insert(OUTBOX), full)
        await claims.mark_timer(connection, ALONE, row, state="waiting", due=None)


def _messages(number: int, many: int) -> Rows:
    return [
        {
            "workspace": "w",
            "key": f"card:{number}:{at}",
            "kind": "card",
            "name": "calendar.duty",
            "about": f"{number}-{at}",
            "place": f"U{number:06}",
            "since": MORNING,
        }
        for at in range(many)
    ]
