"""Parts: dispatch, rendering and the ledger, each in this process, without Slack."""

import dataclasses
import hashlib
import time
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from typing import Any

import handlers
from bot import incidents, ledger
from bot.core import policy, render
from bot.core.verbs import Command, Verb
from bot.core.work import Work
from bot.ledger import store
from bot.runtime import dispatch
from tests import factories
from tests.bench import load, stage, statements
from tests.bench.figures import Figure
from tests.ledger.scene import Said

GROUP = "parts"
FEW, MANY = 20, 300
MOST = 10**9


def timed(act: Callable[[], object], times: int) -> float:
    """Give how many milliseconds *act* takes, at the median."""
    act()
    each = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        each.append(time.perf_counter() - start)
    return median(each) * 1000


def dispatched(verbs: int, times: int) -> float:
    """Give how many microseconds it takes to find the last of *verbs* verbs."""

    async def nothing() -> None:
        """Do nothing."""

    kept = handlers.COMMANDS["/incident"]
    made = [Verb(name=f"verb{at}", does=nothing, about="") for at in range(verbs)]
    handlers.COMMANDS["/incident"] = Command(name="/incident", about="", verbs=(*made,))
    body = {"command": "/incident", "text": f"verb{verbs - 1} INC-1"}
    try:
        return 1000 * timed(lambda: dispatch.FINDERS["command"](body), times)
    finally:
        handlers.COMMANDS["/incident"] = kept


def card() -> dict[str, Any]:
    """Make the context of an incident's card."""
    now = datetime.now(UTC)  # noqa: TID251 (any moment will do)
    shipped = policy.load().of("bench", {}, team=None)
    incident = incidents.Incident(
        workspace="bench",
        number=42,
        title="Checkout answers 500 to a third of all orders",
        summary="Since the deploy of 14:05. Refunds look fine.",
        severity=2,
        detected_by=incidents.Detection.CUSTOMER,
        declarer=load.PEOPLE[0],
        commander=load.PEOPLE[1],
        started_at=now,
        detected_at=now,
        declared_at=now,
        respond_by=now,
        promised_at=now,
        latest="Rolled back, watching the error rate fall.",
        latest_at=now,
    )
    return {
        "incident": incident,
        "severity": shipped.severities[2],
        "room": "C0ROOM",
        "late": False,
        "missed": False,
        "undo": 60,
        "into": None,
        "into_room": None,
        "roll": None,
        "parent": None,
        "parts": [],
        "more_parts": False,
        "then": None,
        "troubles": [],
        "tasks": 6,
        "done": 2,
    }


async def measure(engine: stage.Engine, times: int) -> list[Figure]:
    """Measure each."""
    few, many = dispatched(FEW, times), dispatched(MANY, times)
    context = card()
    shown = timed(lambda: render.card("incidents.incident", **context), times)
    return [
        Figure(
            group=GROUP,
            what=f"finding one of {MANY} verbs",
            value=many,
            unit="µs",
            floor=few,
            of=f"one of {FEW}",
            aim="the same",
            most=1.2 * few,
        ),
        Figure(
            group=GROUP,
            what="rendering and fitting a card",
            value=shown,
            unit="ms",
            aim="under 1 ms",
            most=1.0,
        ),
        *await _ledger(engine, times),
    ]


async def _ledger(engine: stage.Engine, times: int) -> list[Figure]:
    """Append with us and without; then prove what is there, and only hash it."""
    url, home = await engine.fresh(), engine.folder / "home-ledger"
    async with factories.scene(url, home):
        pass  # the workspace is installed, its log has begun
    copy = await engine.copy(url)
    async with factories.scene(url, home) as scene:
        each, said = await _append(scene, times)
        (known,) = scene.bot.installations.every()
        begin = scene.bot.transactions
        async with begin.look(workspace=known.id, actor="clock") as work:
            leaves = [entry.leaf for entry in await store.entries(work, 0, MOST, MOST)]
        async with begin.look(workspace=known.id, actor="clock") as work:
            start = time.perf_counter()
            await ledger.verify(work, home=home)
            proven = time.perf_counter() - start
    raw = await statements.again(copy, said)
    hashed = timed(lambda: [hashlib.sha256(leaf).digest() for leaf in leaves], 5)
    return [
        Figure(
            group=GROUP,
            what="appending one fact to the ledger",
            value=median(each) * 1000,
            unit="ms",
            floor=raw.at(0.5),
            of="its statements alone",
        ),
        Figure(
            group=GROUP,
            what=f"proving {len(leaves):,} entries, records and salts included",
            value=len(leaves) / proven,
            unit="a second",
            floor=len(leaves) / (hashed / 1000),
            of="hashes",
        ),
    ]


async def _append(
    scene: factories.Scene, times: int
) -> tuple[list[float], list[list[statements.Statement]]]:
    """Record one fact after another; give how long its entry took, and its SQL."""
    (known,) = scene.bot.installations.every()
    append, each = ledger.Logs().append, list[float]()

    async def stopped(work: Work) -> None:
        start = time.perf_counter()
        await append(work)
        each.append(time.perf_counter() - start)

    timing = dataclasses.replace(scene.bot.transactions, before_commit=(stopped,))
    with statements.Listened(scene.bot.database) as listened:
        for _ in range(times):
            async with timing.begin(workspace=known.id, actor="U0ANA") as work:
                work.record(Said(about=known.id, title="it is down"))
    entered = [one for one in listened.heard if "ledger_entries" in one[-2].sql]
    begin = statements.Statement(sql="BEGIN")
    return each, [[begin, *one[-3:-1], one[-1]] for one in entered[1:]]
