"""Statements: how many a request takes, and how fast they are without us.

The same requests are answered twice: once by the bot, while every statement is noted;
once by nobody, the noted statements running through the same engine on a copy of the
database as it was before.
"""

import contextlib
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from aiohttp import web
from sqlalchemy import event, text

from bot.core import dburl, settings
from bot.core.db import Database
from bot.runtime.app import Longwatch
from tests import factories, person
from tests.bench import load, stage
from tests.bench.figures import Figure

GROUP = "statements"
MOST = 12  # of a click, BEGIN, COMMIT and ledger included


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement as the driver got it; with *many*, once for each parameter set."""

    sql: str
    given: Any = ()
    many: bool = False

    @property
    def short(self) -> str:
        """Give its first words."""
        rows = f" ({len(self.given)} rows)" if self.many else ""
        return " ".join(self.sql.split()[:4]) + rows


@dataclass
class Listened:
    """Every transaction that was committed, with its BEGIN and its COMMIT."""

    database: Database
    heard: list[list[Statement]] = field(default_factory=list)
    open: dict[Any, list[Statement]] = field(default_factory=dict)

    def __enter__(self) -> Self:
        for engine in {self.database.write, self.database.read}:
            event.listen(engine.sync_engine, "before_cursor_execute", self._executes)
            event.listen(engine.sync_engine, "commit", self._commits)
            if not self.database.sqlite:  # there it is a statement like any other
                event.listen(engine.sync_engine, "begin", self._begins)
        return self

    def __exit__(self, *_: object) -> None:
        for engine in {self.database.write, self.database.read}:
            event.remove(engine.sync_engine, "before_cursor_execute", self._executes)
            event.remove(engine.sync_engine, "commit", self._commits)
            if not self.database.sqlite:
                event.remove(engine.sync_engine, "begin", self._begins)

    def _executes(self, connection, __, sql, given, ___, many) -> None:
        if sql.startswith("BEGIN"):
            self._begins(connection, sql)
        else:
            one = Statement(sql=sql, given=given, many=many)
            self.open[connection.connection].append(one)

    def _commits(self, connection) -> None:
        done = self.open.pop(connection.connection)
        self.heard.append([*done, Statement(sql="COMMIT")])

    def _begins(self, connection, sql: str = "BEGIN") -> None:
        self.open[connection.connection] = [Statement(sql=sql)]


@contextlib.asynccontextmanager
async def answering(
    scene: factories.Scene, database: str, home: Path
) -> AsyncIterator[tuple[Longwatch, str]]:
    """Run a bot that only answers: nothing else uses its database."""
    environ = factories.environment(database, home, scene.slack.url)
    bot = Longwatch(settings.load(environ), worker=False)
    runner = web.AppRunner(bot.application(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield bot, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


async def heard(
    bot: Longwatch, url: str, requests: Sequence[load.Request]
) -> list[list[Statement]]:
    """Give what each of *requests* had the database do; the first one warms up."""
    await load.volley(url, requests[:1])
    with Listened(bot.database) as listened:
        await load.volley(url, requests[1:])
    return [one for one in listened.heard if not one[1].sql.startswith("NOTIFY")]


async def again(url: str, transactions: Sequence[Sequence[Statement]]) -> load.Took:
    """Run the same transactions through the same engine, without us."""
    database, took = Database(dburl.translate(url)), load.Took()
    try:
        async with database.write.connect() as connection:
            for statements in transactions:
                start = time.perf_counter()
                async with connection.begin():
                    for one in statements[1:-1]:
                        await connection.exec_driver_sql(one.sql, one.given)
                took.each.append(time.perf_counter() - start)
    finally:
        await database.close()
    took.whole = sum(took.each)
    return took


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What one kind of request does: its statements, with us and without."""

    statements: list[Statement]
    ours: load.Took
    raw: load.Took


async def look(engine: stage.Engine, many: int) -> dict[str, Measured]:
    """Measure clicks and declares, *many* of each with us and without."""
    before, home = await engine.fresh(), engine.folder / "home-statements"
    async with factories.scene(before, home) as scene:
        texts = [f"declare sev3 it is down {at}" for at in range(2 * many + 1)]
        await load.volley(scene.url, [load.command(text) for text in texts])
        await scene.settled(60)
    found = {}
    beside = engine.folder / "home-beside"
    async with factories.scene(await engine.fresh(), beside) as scene:
        for name in ("click", "declare"):
            copies = await engine.copy(before), await engine.copy(before)
            found[name] = await _look(scene, name, copies, home, many)
    return found


async def _look(
    scene: factories.Scene, name: str, copies: tuple[str, str], home: Path, many: int
) -> Measured:
    async with answering(scene, copies[0], home) as (bot, url):
        await person.eventually(lambda: _served(bot), "the bot knows its workspace")
        requests = await _requests(bot, name, 2 * many + 1)
        noted = await heard(bot, url, requests[: many + 1])
        ours = await load.volley(url, requests[many + 1 :])
    wanted = Counter(len(one) for one in noted).most_common(1)[0][0]
    kept = [one for one in noted if len(one) == wanted]
    raw = await again(copies[1], kept)
    return Measured(statements=kept[-1], ours=ours, raw=raw)


async def _served(bot: Longwatch) -> bool:
    return bool(bot.installations.every())


async def _requests(bot: Longwatch, name: str, many: int) -> list[load.Request]:
    if name == "declare":
        texts = [f"declare sev3 it is down {at}" for at in range(many)]
        return [load.command(text) for text in texts]
    query = text("SELECT id FROM incidents ORDER BY number LIMIT :most")
    async with bot.database.crossing() as connection:
        rows = (await connection.execute(query, {"most": many})).all()
    user = load.PEOPLE[2]  # neither an admin nor in the room
    return [load.click("incidents.acknowledge", row.id, user=user) for row in rows]


async def measure(engine: stage.Engine, many: int) -> list[Figure]:
    """Give the figures of a click and of a declare."""
    found = await look(engine, many)
    figures = []
    for name, what in (("click", "a button that commits"), ("declare", "a declare")):
        one = found[name]
        aim = {"aim": f"at most {MOST}", "most": MOST} if name == "click" else {}
        figures += [
            Figure(
                group=GROUP,
                what=f"{what}, BEGIN, COMMIT and ledger included",
                value=len(one.statements),
                unit="",
                **aim,
            ),
            Figure(
                group=GROUP,
                what=f"{what}, its transaction and all around it, p50",
                value=one.ours.at(0.5),
                unit="ms",
                floor=one.raw.at(0.5),
                of="the statements alone",
                aim="1.5 times the statements" if name == "click" else "",
                most=1.5 * one.raw.at(0.5) if name == "click" else None,
            ),
        ]
    return figures
