"""The real kills: sieges on SQLite and on PostgreSQL, some at a time, in one tale."""

import asyncio
import contextlib
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.core import dburl
from bot.runtime import schema
from tests import factories
from tests.chaos import database
from tests.chaos.stage import stage
from tests.simulation import firings, runner
from tests.simulation.command import say
from tests.simulation.siege import Siege

BOUNDS = {"LONGWATCH_CALL_SETTLE": "2", "LONGWATCH_CALL_LEASE": "4"}
"""Seconds: a strict Slack that the machine makes slow has settled all the same."""
EACH = 10  # kills of one siege
PROCESSES = {"sqlite": ("run",), "postgres": ("web", "worker 1", "worker 2")}
Made = Callable[[str], str]


@dataclass(kw_only=True)
class Tale:
    """What came of the sieges so far."""

    kills: int = 0
    broken: int = 0
    tallies: dict[str, Counter[str]] = field(
        default_factory=lambda: {engine: Counter() for engine in PROCESSES}
    )

    def tell(self, seed: int, kill: int, broken: list[str]) -> None:
        self.broken += 1
        say(f"siege {seed} is broken by kill {kill}:")
        for sentence in broken[:12]:
            say(f"  {sentence}")
        say(f"  again: python -m tests.simulation --real {kill} --seed {seed}")


def main(given: Any) -> int:
    """Besiege until there were as many kills as asked for; give the exit code."""
    started, tale = time.monotonic(), Tale()
    place = Path(tempfile.mkdtemp(prefix="longwatch-siege-", dir=runner.scratch()))
    try:
        with databases(place) as made, contextlib.suppress(KeyboardInterrupt):
            asyncio.run(_all(tale, place, made, given))
    finally:
        shutil.rmtree(place, ignore_errors=True)
    for engine, tally in tale.tallies.items():
        for name, count in sorted(tally.items()):
            if not name.startswith(("said", "pressed")):
                say(f"{count:7} {engine}: {name}")
    took = time.monotonic() - started
    say(f"{tale.kills} real kills, {tale.broken} broken, {took:.0f} s")
    return 1 if tale.broken or tale.kills < given.real else 0


@contextlib.contextmanager
def databases(place: Path) -> Iterator[dict[str, Made]]:
    """Give for each engine how to make a migrated database of a name."""
    file = place / "migrated.db"
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{file}"))
    asyncio.run(database.write(f"sqlite:///{file}", *firings.SQLITE))
    with factories.postgres() as server:
        server.psql("CREATE DATABASE migrated")
        uri = server.get_uri("migrated")
        asyncio.run(schema.upgrade(dburl.translate(uri)))
        asyncio.run(database.write(uri, *firings.POSTGRES))

        def on_sqlite(name: str) -> str:
            made = shutil.copy(file, place / f"{name}.db")
            return f"sqlite:///{made}"

        def on_postgres(name: str) -> str:
            server.psql(f"CREATE DATABASE {name} TEMPLATE migrated")
            return server.get_uri(name)

        yield {"sqlite": on_sqlite, "postgres": on_postgres}


async def _all(tale: Tale, place: Path, made: dict[str, Made], given: Any) -> None:
    """Besiege on each engine in turn, as many at a time as there are jobs."""
    room = asyncio.Semaphore(given.jobs)
    sizes = [EACH] * (given.real // EACH) + [given.real % EACH]
    if given.real < 2 * EACH:  # few: half on each engine
        sizes = [given.real - given.real // 2, given.real // 2]
    first = given.seed or given.first
    if given.seed:
        sizes = [given.real]

    async def one(seed: int, kills: int) -> None:
        async with room:
            await _siege(tale, place, made, seed, kills)

    async with asyncio.TaskGroup() as group:
        for turn, kills in enumerate(sizes):
            if kills:
                group.create_task(one(first + turn, kills))


async def _siege(
    tale: Tale, place: Path, made: dict[str, Made], seed: int, kills: int
) -> None:
    """Kill so many times on one stage; an odd *seed* is SQLite's."""
    engine = "sqlite" if seed % 2 else "postgres"
    random.seed(seed)
    url = await asyncio.to_thread(made[engine], f"siege_{seed}")
    home, names = place / f"siege-{seed}", PROCESSES[engine]
    async with stage(url, home, *names, **BOUNDS) as standing:
        siege = Siege(stage=standing, seed=seed, victims=names)
        siege.tally = tale.tallies[engine]
        kill = 0
        try:
            await standing.start()
            for kill in range(1, kills + 1):
                if broken := await siege.life():
                    tale.tell(seed, kill, broken)
                    break
                tale.kills += 1
            else:
                await siege.ended()
        except AssertionError as failure:
            said = [one.log.read_text()[-500:] for one in standing.processes.values()]
            tale.tell(seed, kill, [str(failure), *said])
