"""A siege: real processes, killed again and again by the system while people work.

A life: people act, Slack fails now and then, one process is killed at a random moment
and started again. When all is quiet, what holds in the simulation must hold. Time is
real here: the seed decides what is tried, not what comes of it.
"""

import asyncio
import contextlib
import itertools
import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from bot.core import settings
from bot.playground.faults import Storm
from bot.runtime.app import Longwatch
from tests import person
from tests.chaos import database
from tests.chaos.process import Process
from tests.chaos.stage import WATCH, Stage
from tests.simulation import acts, invariants
from tests.simulation.faults import Plan
from tests.simulation.people import Crowd

ACTS = 5
FAILS = 0.15  # of the calls
KINDS = (
    "ratelimited", "status_500", "truncated_json", "internal_error_after",
    "drop_before", "drop_after", "silence", "slow", "slow",
)  # fmt: skip
SLOW = (0.03, 0.1, 0.3, 1.1)  # seconds: a call is waited for 1
EXCUSED = ("expired_url", "operation_timeout")
"""What a pushed clock and a kill make of an answer: no bot could do better."""
QUIET = 90.0  # seconds within which everything is done, on the slowest machine


@dataclass(kw_only=True)
class Siege:
    """A stage whose processes are killed; also the world that a crowd lives in."""

    stage: Stage
    seed: int
    victims: tuple[str, ...]
    plan: Plan = field(default_factory=lambda: Plan(doubled=0.25))
    tally: Counter[str] = field(default_factory=Counter)
    left: dict[str, set[str]] = field(default_factory=dict)
    calm: bool = False

    def __post_init__(self) -> None:
        """Gather the people."""
        self.chance = random.Random(f"siege {self.seed}")  # noqa: S311 (chance, not secrecy)
        self.crowd = Crowd(self)
        self.crowd.tries, self.crowd.pace = 5, 0.1
        every = [*itertools.product(self.victims, WAYS)]
        first = self.chance.randrange(len(every))
        self.turns = itertools.cycle(every[first:] + every[:first])

    @property
    def parts(self) -> Any:
        return self.stage.playground.parts

    async def life(self) -> list[str]:
        """Kill once while people act; start again; give what does not hold."""
        victim, (way, strike) = next(self.turns)
        process = self.stage.processes[victim]
        faults = self.parts.api.faults
        seed, slow = self.chance.randrange(1 << 30), self.chance.choice(SLOW)
        faults.storm = Storm(seed=seed, rate=FAILS, kinds=KINDS, seconds=slow)
        living = acts.live(self.crowd, ACTS, self.chance.randint(0, 1))
        people, since = asyncio.create_task(living), len(self.stage.records)
        await strike(self, process)
        self.tally[f"kill: {victim.partition(' ')[0]} {way}"] += 1
        process.start()
        await people
        faults.storm = None
        hit = (one["fault"] for one in self.stage.records[since:] if one["fault"])
        self.tally.update(f"fault: {kind}" for kind in hit)
        await process.ready()
        return await self.looked_at()

    async def looked_at(self) -> list[str]:
        """Settle and look; look again when a timer became due between the two."""
        for _ in range(2):
            await self.quiet()
            if not (broken := await self._found()):
                break
        return broken

    async def quiet(self) -> None:
        """Wait until nothing is still to be done by itself."""
        if self.parts.events.held is not None:
            self.parts.events.release()

        async def look() -> bool:
            if self.parts.events.tasks:  # what failed is sent again after minutes
                self.parts.world.clock.advance(60.0)
            left = await due(self.stage.database, self.parts.world.clock.now())
            return not left and not self.parts.events.tasks

        await person.eventually(look, "all is done", QUIET)

    async def _found(self) -> list[str]:
        bot = Longwatch(settings.load(self.stage.environ))
        bot.clock.offset = self.parts.world.clock.offset
        try:
            await bot.installations.load()
            return await invariants.found(self, self.crowd, bot)
        finally:
            await bot.installations.close()
            await bot.database.close()

    async def ended(self) -> None:
        """End it as a platform does: in good order, with nothing to complain of."""
        processes = self.stage.processes.values()
        codes = [await one.ends() for one in processes]
        assert codes == [0] * len(codes), f"they exited {codes}"
        violations = await self.stage.slack.violations()
        wrong = [one for one in violations if not one.endswith(EXCUSED)]
        wrong += [said for one in processes for said in one.complaints()]
        assert wrong == [], "\n".join(wrong)

    async def calling(self) -> None:
        """Wait until a call to Slack is under way."""
        while all(one["ended"] is not None for one in self.stage.records):
            await asyncio.sleep(WATCH)

    def count(self, process: Process, *, ending: bool = False) -> bool:
        """Kill, and count what was under way; tell whether it was killed."""
        calls = sum(one["ended"] is None for one in self.stage.records)
        killed = process.kill(ending=ending)
        self.tally["killed with a call to Slack under way"] += killed and calls > 0
        return killed


async def at_work(siege: Siege, process: Process) -> None:
    """Kill in the midst of what people do, mostly while Slack is being called."""
    await asyncio.sleep(siege.chance.uniform(0.0, 0.8))
    if siege.chance.random() < 0.7:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(siege.calling(), 1.0)
    siege.count(process)


async def while_starting(siege: Siege, process: Process) -> None:
    """Kill what has just been started, after a failure of another kind."""
    await asyncio.sleep(siege.chance.uniform(0.0, 0.5))
    process.kill()
    process.start()
    await asyncio.sleep(siege.chance.uniform(0.2, 2.0))
    siege.count(process)


async def while_ending(siege: Siege, process: Process) -> None:
    """Ask it to end and kill it before it has; one that was quick is killed anew."""
    await asyncio.sleep(siege.chance.uniform(0.0, 1.5))
    process.running.terminate()
    await asyncio.sleep(siege.chance.uniform(0.0, 0.15))
    if not siege.count(process, ending=True):
        siege.tally["ended before it was killed"] += 1
        process.start()
        await process.ready()
        siege.count(process)


Strike = Callable[[Siege, Process], Awaitable[None]]
WAYS: tuple[tuple[str, Strike], ...] = (
    ("at work", at_work),
    ("while it starts", while_starting),
    ("at work", at_work),
    ("while it ends", while_ending),
    ("at work", at_work),
)


async def due(url: str, now: float) -> list[str]:
    """Name what is still to be done at *now*, in Unix seconds."""
    moment = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    if not url.startswith(database.SQLITE):
        moment += "+00"
    queries = invariants.due_queries(moment)
    rows = [row for query in queries for row in await database.rows(url, query)]
    return [" ".join(map(str, row.values())) for row in rows]
