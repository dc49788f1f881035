"""The stage: a strict Slack, the bot, the bare Bolt apps, each in its own process."""

import asyncio
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.core import dburl
from bot.core.queue import Priority
from bot.runtime import schema
from tests import factories, person, ports

PATIENCE = 60.0
# In the words of an index: looking through a long history disturbs what is measured.
UNTOLD = """
SELECT count(*) FROM outbox
WHERE applied < wanted AND state IN ('waiting', 'claimed') AND priority <= :least
"""


class Engine:
    """Where databases come from: fresh ones, and copies of one."""

    name = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    async def fresh(self) -> str:
        """Give the address of an empty, migrated database."""
        url = f"sqlite:///{self._next()}"
        await schema.upgrade(dburl.translate(url))
        return url

    async def copy(self, url: str) -> str:
        """Copy a database that nobody uses now."""
        path = self._next()
        shutil.copy(url.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def _next(self) -> Path:
        self._made += 1
        return self.folder / f"bench{self._made}.db"


class Server(Engine):
    """A PostgreSQL server of the bench's own."""

    name = "PostgreSQL"

    def __init__(self, folder: Path, server) -> None:
        super().__init__(folder)
        self.server = server

    async def fresh(self) -> str:
        name = self._next().stem
        await asyncio.to_thread(self.server.psql, f"CREATE DATABASE {name}")
        url = self.server.get_uri(name)
        await schema.upgrade(dburl.translate(url))
        return url

    async def copy(self, url: str) -> str:
        name, source = self._next().stem, make_url(url).database
        made = f"CREATE DATABASE {name} TEMPLATE {source}"
        await asyncio.to_thread(self.server.psql, made)
        return self.server.get_uri(name)


@contextlib.contextmanager
def engine(name: str):
    """Give where databases of *name* come from; they are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench") as folder:
        if name == Engine.name:
            yield Engine(Path(folder))
        else:
            with factories.postgres() as server:
                yield Server(Path(folder), server)


@dataclass(frozen=True, kw_only=True)
class Process:
    """One process that was started, and the first line that it printed."""

    pid: int
    said: str

    @property
    def memory(self) -> float:
        """Give how much memory it has now, in MB."""
        pages = Path(f"/proc/{self.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextlib.asynccontextmanager
async def process(*module: str, **environ: str) -> AsyncIterator[Process]:
    """Run a Python module until the block ends."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("LONGWATCH_")}
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        *module,
        env={**kept, **environ},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL if not os.environ.get("LOUD") else None,
    )
    try:
        said = b""
        if not environ and running.stdout is not None:
            said = await asyncio.wait_for(running.stdout.readline(), PATIENCE)
        yield Process(pid=running.pid, said=said.decode().strip())
    finally:
        if running.returncode is None:
            running.terminate()
        await running.wait()


@dataclass(frozen=True, kw_only=True)
class Bot:
    """A bot that runs, and how long it took until it was ready (seconds)."""

    url: str
    process: Process
    database: str
    start: float

    async def told(
        self, within: float = PATIENCE, least: Priority = Priority.DIGEST
    ) -> None:
        """Wait until all that was committed, and is no less urgent, is in Slack."""
        async with _looking(self.database) as connection:

            async def look() -> bool:
                found = await connection.execute(text(UNTOLD), {"least": least})
                return not found.scalar()

            await person.eventually(look, "the bot has told Slack all", within)

    async def ids(self, wanted: int) -> list[str]:
        """Give the ids of the newest incidents, the newest last."""
        query = text("SELECT id FROM incidents ORDER BY number DESC LIMIT :most")
        async with _looking(self.database) as connection:
            rows = await connection.execute(query, {"most": wanted})
            return [row.id for row in rows][::-1]


@contextlib.asynccontextmanager
async def _looking(database: str):
    looking = create_async_engine(
        dburl.translate(database), isolation_level="AUTOCOMMIT"
    )
    try:
        async with looking.connect() as connection:
            yield connection
    finally:
        await looking.dispose()


@contextlib.asynccontextmanager
async def bot(slack: person.Slack, database: str, folder: Path, **more: str):
    """Run `longwatch run` beside *slack* until the block ends."""
    port = ports.free()
    home = folder / f"home-{Path(str(make_url(database).database)).stem}"
    environ = factories.environment(database, home, slack.url, PORT=str(port), **more)
    environ["LONGWATCH_KEYS"] = str(folder / "bench.key")  # copies have the same
    environ |= {f"LONGWATCH_CALL_{k}": v for k, v in BOUNDS.items()}
    start = time.perf_counter()
    async with process("bot", "run", **environ) as running:
        url = f"http://127.0.0.1:{port}"
        await _ready(slack.session, url)
        took = time.perf_counter() - start
        await slack.post("app", request_url=f"{url}/slack/events")
        yield Bot(url=url, process=running, database=database, start=took)


BOUNDS = {"TIMEOUT": "5", "SETTLE": "6", "LEASE": "12"}  # as in production


async def _ready(session: aiohttp.ClientSession, url: str) -> None:
    async def look() -> bool:
        try:
            async with session.get(f"{url}/readyz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    await person.eventually(look, "the bot is ready", PATIENCE)


@contextlib.asynccontextmanager
async def strict_slack() -> AsyncIterator[person.Slack]:
    """Run a strict Slack until the block ends."""
    async with (
        process("tests.bench.slack") as running,
        person.slack(running.said) as slack,
    ):
        yield slack


async def addresses(slack: person.Slack, many: int) -> list[str]:
    """Have Slack give out *many* addresses for answers."""
    url = f"{slack.url}/bench/addresses"
    async with slack.session.get(url, params={"many": many}) as answer:
        return (await answer.text()).split()
