"""A stage: a strict Slack in this process, a bot in others, a database."""

import asyncio
import contextlib
import threading
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from bot.playground.server import Playground, serve
from bot.runtime import cli, manifest
from tests import factories, person
from tests.chaos import database, picture
from tests.chaos.flows import POLICY, Flow
from tests.chaos.process import Process

Json = dict[str, Any]

PATIENCE = 60.0  # seconds for what needs a lease, a back-off or a slow machine
ALONE = threading.Lock()
WATCH = 0.002  # seconds between two looks at what has arrived


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """How a flow goes while nothing fails: what is called, shown and recorded."""

    calls: tuple[str, ...]
    picture: list[str]
    facts: list[str]

    @property
    def points(self) -> list[tuple[str, int]]:
        """Give each call as its method, and how many of that method came before."""
        seen: Counter[str] = Counter()
        found = []
        for method in self.calls:
            found.append((method, seen[method]))
            seen[method] += 1
        return found


@dataclass(kw_only=True)
class Stage:
    """`slack` is the strict Slack as a person sees it, `playground` all of it."""

    playground: Playground
    slack: person.Slack
    database: str
    environ: dict[str, str] = field(repr=False)
    processes: dict[str, Process] = field(default_factory=dict)

    @property
    def dana(self) -> person.Person:
        return self.slack.person("dana")

    @property
    def records(self) -> list[Json]:
        """Give the calls that Slack recorded, live."""
        return self.playground.parts.records.calls

    async def start(self, *commands: str) -> None:
        """Start the processes of *commands*, or all; wait until they can serve."""
        started = [self.processes[name] for name in commands or self.processes]
        for process in started:
            process.start()
        for process in started:
            await process.ready()
        await installed(self.database)

    async def quiet(self, within: float = PATIENCE) -> None:
        """Wait until nothing more comes by itself."""

        async def look():
            return not await database.waiting(self.database)

        with self._explaining():
            await person.eventually(look, "nothing waits for Slack", within)

    @contextlib.contextmanager
    def _explaining(self):
        try:
            yield
        except AssertionError as failure:
            logs = [p.log.read_text()[-3000:] for p in self.processes.values()]
            raise AssertionError("\n".join((str(failure), *logs))) from None

    async def hit(self, since: int) -> Json:
        """Wait until a fault has hit a call after the first *since* ones; give it."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + PATIENCE
        while loop.time() < deadline:
            for call in self.records[since:]:
                if call["fault"]:
                    return call
            await asyncio.sleep(WATCH)
        called = [call["method"] for call in self.records[since:]]
        raise AssertionError(f"No fault has hit any of {called}")

    async def numbers(self) -> set[int]:
        return set(await database.incidents(self.database))

    async def complete(
        self, number: int, rehearsal: Rehearsal, *, sure: bool = True
    ) -> None:
        """Hold that incident *number* is shown and recorded as in the rehearsal."""
        shown = picture.of(self.playground, number, self.dana.id)
        ids = await database.incidents(self.database)
        sure = sure and not await database.lost(self.database, ids[number])
        assert picture.differences(shown, rehearsal.picture, sure=sure) == []
        facts = await database.recorded(self.database, ids[number])
        assert facts == rehearsal.facts

    async def proven(self) -> None:
        """Prove the ledger from the command line."""
        done = await asyncio.to_thread(_verify, self.environ)
        assert done.exit_code == 0, done.output

    async def blameless(self) -> None:
        """Hold that the bot did nothing that it should not, and nothing twice."""
        wrong = await self.slack.violations()
        keys = Counter(picture.keys(self.playground))
        wrong += [f"{key} is there {n} times" for key, n in keys.items() if n > 1]
        for process in self.processes.values():
            wrong += process.complaints()
        assert wrong == [], "\n".join(wrong)


def _verify(environ: dict[str, str]) -> Result:
    """Run it in this process; lanes take turns, for there is one stdout."""
    with ALONE:
        return CliRunner().invoke(cli.app, ("ledger", "verify"), env=environ)


@contextlib.asynccontextmanager
async def stage(
    url: str, home: Path, *commands: str, **more: str
) -> AsyncIterator[Stage]:
    """Start a strict Slack and a bot as processes, one for each of *commands*.

    What follows a space tells two processes of one command apart.
    """
    playground = Playground(
        manifest=manifest.build("http://127.0.0.1:1"),
        signing_secret=factories.SECRET,
        bot_token=factories.TOKEN,
        app_token=factories.APP_TOKEN,
        limits=False,
    )
    home.mkdir(parents=True)
    async with serve(playground) as address:
        environ = factories.environment(
            url, home / "home", address, **{"policy": POLICY, **more}
        )
        processes = {
            name: Process(
                environ=environ,
                log=home / f"{name}.log",
                command=name.partition(" ")[0],
            )
            for name in commands
        }
        playground.parts.world.app.request_url = f"{answering(processes)}/slack/events"
        async with person.slack(address) as slack:
            made = Stage(
                playground=playground,
                slack=slack,
                database=url,
                environ=environ,
                processes=processes,
            )
            try:
                yield made
            finally:
                for process in processes.values():
                    process.kill()


async def installed(url: str) -> None:
    """Wait until the bot has asked all that it asks by itself when it is new."""

    async def look():
        return await database.rows(url, "SELECT id FROM people WHERE id = 'U0ANA'")

    await person.eventually(look, "the fallback person is known", PATIENCE)


def answering(processes: dict[str, Process]) -> str:
    """Give the address of the process that answers Slack."""
    return next(p.url for name, p in processes.items() if name != "worker")


PATIENT = {
    "LONGWATCH_CALL_TIMEOUT": "20",
    "LONGWATCH_CALL_SETTLE": "21",
    "LONGWATCH_CALL_LEASE": "45",
}
"""A call that is late is looked for: that would be one more to kill at."""


async def rehearse(flow: Flow, url: str, home: Path, policy: str = POLICY) -> Rehearsal:
    """Run *flow* once while nothing fails, not even where the machine stalls."""
    home.mkdir(parents=True)
    async with factories.scene(url, home / "home", policy=policy, **PATIENT) as scene:
        dana = scene.person("dana")
        await installed(url)
        await scene.settled()
        await flow.before(dana)
        await scene.settled()
        await scene.slack.forget("calls")
        assert await flow.act(dana)
        await scene.settled()
        (incident,) = (await database.incidents(url)).values()
        assert await scene.slack.violations() == []
        return Rehearsal(
            calls=tuple(call["method"] for call in await scene.slack.calls()),
            picture=picture.of(scene.playground, 1, dana.id),
            facts=await database.recorded(url, incident),
        )
