"""Growth: nothing becomes slower because much has happened before."""

import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from bot.calendar import Occurrence
from bot.calendar.store import ASKED
from bot.core import counters, dburl, queue
from bot.core.facts import Record
from bot.core.inbox import INBOX
from bot.core.queue import OUTBOX, TIMERS, table
from bot.incidents.store import Incident, Member
from bot.ledger.rules import Frontier
from bot.ledger.store import Entry
from tests import person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "growth"
FACTOR = 1.2
OPEN = 20  # of the copies; all others are over
LATELY = 100  # of the copies were over in the time that metrics look at
LONG_AGO = "'2020-01-01 00:00:00.000000'"

# Column -> what it is in copy number n.i of the incident :model.
MADE: Mapping[str, Mapping[str, str]] = {
    "incidents": {
        "id": "id || '-' || n.i",
        "number": "number + n.i",
        "status": f"CASE WHEN n.i <= {OPEN} THEN status ELSE 'resolved' END",
        "resolved_at": f"CASE WHEN n.i <= {OPEN} THEN resolved_at "
        f"WHEN n.i <= {LATELY} THEN declared_at ELSE {LONG_AGO} END",
    },
    "incident_members": {
        "id": "id || '-' || n.i",
        "incident": "incident || '-' || n.i",
    },
    "occurrences": {
        "id": "id || '-' || n.i",
        "ref": "ref || '-' || n.i",
        "slot": "slot || '-' || n.i",
        "state": f"CASE WHEN n.i <= {OPEN} THEN state ELSE 'done' END",
        "due_at": f"CASE WHEN n.i <= {LATELY} THEN due_at ELSE {LONG_AGO} END",
        "nudged_at": f"CASE WHEN n.i <= {OPEN} THEN nudged_at "
        f"WHEN n.i <= {LATELY} THEN opened_at ELSE {LONG_AGO} END",
        "confirmed_at": f"CASE WHEN n.i <= {OPEN} THEN confirmed_at "
        f"WHEN n.i <= {LATELY} THEN opened_at ELSE {LONG_AGO} END",
    },
    "asked": {"id": "id || '-' || n.i", "occurrence": "occurrence || '-' || n.i"},
    "records": {"id": "id || '-' || n.i", "about": "about || '-' || n.i"},
    "ledger_entries": {
        "seq": "seq + n.i * (SELECT size FROM ledger_logs)",
        "record": "record || '-' || n.i",
    },
    "outbox": {
        "key": "key || '-' || n.i",
        "about": "about || '-' || n.i",
        "channel": "channel || n.i",
    },
    "timers": {"key": "key || '-' || n.i"},
    "inbox": {"key": "key || '-' || n.i"},
}
TABLES = (
    table(Incident), table(Member), table(Occurrence), ASKED,
    table(Record), table(Entry), OUTBOX, TIMERS, INBOX,
)  # fmt: skip
SHOWN = (
    ("card", "/incident", "show INC-1"),
    ("list", "/incident", "list"),
    ("metrics", "/ops", "metrics"),
    ("due", "/ops", "due"),
)
WEEK = "digest now team"
UPTO = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"


@dataclass(frozen=True, kw_only=True)
class Size:
    """How many incidents there have been, and how often each figure is taken."""

    histories: tuple[int, ...] = (100, 1_000, 10_000)
    turns: int = 6
    times: int = 5


async def measure(
    engine: stage.Engine, slack: person.Slack, size: Size
) -> list[Figure]:
    """Measure the same at each size, in turns; the first is the floor of the others."""
    model = await engine.fresh()
    async with stage.bot(slack, model, engine.folder) as bot:
        await _live(bot, slack)
    taken: list[dict[str, list[float]]] = [{} for _ in size.histories]
    async with contextlib.AsyncExitStack() as stack:
        bots = []
        for history in size.histories:
            url = await engine.copy(model)
            await _multiply(url, history)
            beside = stage.bot(slack, url, engine.folder)
            bots.append(await stack.enter_async_context(beside))
        for turn in range(size.turns + 1):
            for bot, kept in zip(bots, taken, strict=True):
                figures = await _take(bot, slack, size.times)
                for what, each in figures.items() if turn else ():  # the first warms up
                    kept.setdefault(what, []).extend(each)
    first, *others = [{what: median(t[what]) * 1000 for what in t} for t in taken]
    return [
        _figure(what, history // size.histories[0], times, floor)
        for what, floor in first.items()
        for times, history in zip(others, size.histories[1:], strict=True)
    ]


def _figure(what: str, factor: int, times: dict[str, float], floor: float) -> Figure:
    return Figure(
        group=GROUP,
        what=f"{what}, {factor} times the history",
        value=times[what],
        unit="ms",
        floor=floor,
        of="at first",
        aim=f"{FACTOR} times",
        most=FACTOR * floor,
    )


async def _live(bot: stage.Bot, slack: person.Slack) -> None:
    """Lead one incident as people do."""
    answers = await stage.addresses(slack, 9)
    await load.volley(bot.url, [load.command("declare sev3 it is down", answers.pop())])
    await bot.told()
    said = [f"update INC-1 news number {at}" for at in range(3)]
    for words in ("acknowledge INC-1", "note INC-1 seen before", *said, "phase next"):
        await load.volley(bot.url, [load.command(words, answers.pop())])
    duty = load.command("add Look at the costs, every monday", command="/ops")
    await load.volley(bot.url, [duty])
    await bot.told()


async def _multiply(url: str, history: int) -> None:
    """Make *history* copies of the one incident that there is, and all about it."""
    engine = create_async_engine(dburl.translate(url))  # it may take its time
    try:
        async with engine.begin() as connection:
            for kind in TABLES:
                await connection.execute(text(_copies(kind, history)))
            await _numbers(connection, history)
            await connection.execute(text("ANALYZE"))
    finally:
        await engine.dispose()


def _copies(kind: Table, history: int) -> str:
    made = MADE[kind.name]
    names = [column.name for column in kind.c if column.name != "seq" or "seq" in made]
    quoted = [f'"{name}"' for name in names]
    values = [made.get(name, f'"{name}"') for name in names]
    columns, taken = ", ".join(quoted), ", ".join(values)
    return (
        f"INSERT INTO {kind.name} ({columns}) {UPTO.format(history)} "  # noqa: S608 (our own names)
        f"SELECT {taken} FROM {kind.name} CROSS JOIN n"
    )


async def _numbers(connection: AsyncConnection, history: int) -> None:
    """Let counter and ledger go on behind the copies."""
    size = text("SELECT size FROM ledger_logs")
    entries = (await connection.execute(size)).scalar_one() * (history + 1)
    frontier = Frontier().extended(bytes([at % 256]) * 32 for at in range(entries))
    head = text("UPDATE ledger_logs SET size = :size, frontier = :frontier")
    await connection.execute(head, {"size": entries, "frontier": frontier.dump()})
    kind = queue.table(counters.Counter).name
    count = text(f"UPDATE {kind} SET value = :value")  # noqa: S608 (our own name)
    await connection.execute(count, {"value": history + 1})


async def _shown(bot: stage.Bot, request: load.Request) -> float:
    """Give how long it takes from a request until Slack has what it shows."""
    start = time.perf_counter()
    await load.volley(bot.url, [request])
    await bot.told()
    return time.perf_counter() - start


async def _take(
    bot: stage.Bot, slack: person.Slack, times: int
) -> dict[str, list[float]]:
    """Take every figure a few times, in seconds."""
    answers = await stage.addresses(slack, 3 * times)
    found: dict[str, list[float]] = {"declare": [], "button": []}
    for _ in range(times):
        request = load.command("declare sev3 it is down", answers.pop())
        found["declare"] += (await load.volley(bot.url, [request])).each
        await bot.told()
    for id_ in await bot.ids(times):
        request = load.click("incidents.acknowledge", id_, answers.pop())
        found["button"] += (await load.volley(bot.url, [request])).each
        await bot.told()
    found["home"] = [await _shown(bot, load.opened()) for _ in range(times)]
    week = [load.command(WEEK, answers.pop(), command="/ops") for _ in range(times)]
    found["digest"] = [await _shown(bot, request) for request in week]
    for what, command, words in SHOWN:
        asked = [load.command(words, command=command) for _ in range(times)]
        found[what] = (await load.volley(bot.url, asked)).each
    return found
