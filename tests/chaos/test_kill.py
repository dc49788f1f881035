"""kill -9, at every step of a declare: Slack and the record end complete, once.

The bot is a process; it is killed by SIGKILL at a call of Slack's and started again.

* before  the call left the bot and never came to anything
* during  Slack did it, and the answer was never received
* late    the same, and Slack does it only after the process is gone
* after   the answer was received: there was hardly time to write it down

Where to kill is read from a run in which nothing fails: a new call joins by itself.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tests.chaos import database
from tests.chaos.flows import CLICK, HIDE, LINE, MESSAGE, PRIVATE, Flow
from tests.chaos.stage import WATCH, Rehearsal, Stage, rehearse, stage

pytestmark = pytest.mark.slow

LANES = 2
REST = 2.0  # seconds
WEB = {"auth.test", "users.info"}  # what is called by whoever answers Slack
FIRST = {"users.info", "conversations.create"}  # with them nothing else is under way
FAULTS = {
    "before": {"kind": "silence", "seconds": 3},
    "during": {"kind": "silence", "seconds": 3, "do": True},
    "late": {"kind": "pause", "when": "before"},
    "after": {"kind": "pause", "when": "after"},
}


@dataclass(frozen=True, kw_only=True)
class Kill:
    """One kill: at a call, by its method and how many of that came before, and when."""

    method: str
    nth: int
    when: str


@dataclass(kw_only=True)
class Killing:
    """A bot that is killed again and again in one flow, and the Slack that it leaves.

    `victim` is the process that is killed.
    """

    stage: Stage
    flow: Flow
    rehearsal: Rehearsal
    victim: str

    async def all(self, kills: list[Kill]) -> None:
        """Kill at each of *kills* in turn; then hold the whole against the record."""
        await self.stage.start()
        for kill in kills:
            await self.stage.quiet()
            try:
                await self.one(kill)
            except AssertionError as failure:
                raise AssertionError(f"{kill}: {failure}") from failure
        await self.stage.blameless()
        await self.stage.proven()

    async def one(self, kill: Kill) -> None:
        """Kill once in the middle of the flow, start again, hold that all is there."""
        stage, dana = self.stage, self.stage.dana
        known = await stage.numbers()
        assert await self.flow.before(dana)
        await stage.quiet()
        since = len(stage.records)
        fault = {"method": kill.method, "after": kill.nth, **FAULTS[kill.when]}
        await stage.slack.fault(**fault)
        acting = asyncio.create_task(self.flow.act(dana))
        await self._strike(await stage.hit(since), kill)
        done = await acting
        await stage.slack.forget("faults")
        await stage.start(self.victim)
        await stage.quiet()
        if not await stage.numbers() - known:
            assert not done
            assert await self.flow.act(dana)
            await stage.quiet()
        (number,) = await stage.numbers() - known
        await self.complete(number, kill)

    async def _strike(self, call: dict[str, Any], kill: Kill) -> None:
        if kill.when == "after":
            await self.stage.slack.resume()
            while call["ended"] is None:
                await asyncio.sleep(WATCH)
        self.stage.processes[self.victim].kill()

    async def complete(self, number: int, kill: Kill) -> None:
        """Hold that incident *number* is shown and recorded as in the rehearsal."""
        sure = kill.method in FIRST
        await self.stage.complete(number, self.rehearsal, sure=sure)


@pytest.mark.parametrize(
    ("flow", "when"),
    [
        *((LINE, when) for when in FAULTS),
        (PRIVATE, "during"),
        (MESSAGE, "before"),
        (MESSAGE, "during"),
        (CLICK, "before"),
        (CLICK, "during"),
        (HIDE, "before"),
        (HIDE, "during"),
    ],
    ids=lambda given: getattr(given, "name", given),
)
async def test_killed_at_each_call(sqlite, tmp_path, flow, when):
    rehearsal = await rehearse(flow, sqlite("rehearsal"), tmp_path / "rehearsal")
    kills = [Kill(method=m, nth=nth, when=when) for m, nth in rehearsal.points]

    async def lane(number: int) -> None:
        url, home = sqlite(f"lane-{number}"), tmp_path / f"lane-{number}"
        async with stage(url, home, "run") as made:
            killing = Killing(stage=made, flow=flow, rehearsal=rehearsal, victim="run")
            await killing.all(kills[number::LANES])

    await together(lane)


async def test_a_worker_is_killed_at_each_call(postgres, tmp_path):
    rehearsal = await rehearse(LINE, postgres("rehearsal"), tmp_path / "rehearsal")
    kills = [
        Kill(method=method, nth=nth, when="during")
        for method, nth in rehearsal.points
        if method not in WEB
    ]

    async def lane(number: int) -> None:
        url, home = postgres(f"lane_{number}"), tmp_path / f"lane-{number}"
        async with stage(url, home, "web", "worker") as made:
            killing = Killing(
                stage=made, flow=LINE, rehearsal=rehearsal, victim="worker"
            )
            await killing.all(kills[number::LANES])

    await together(lane)


async def together(lane: Callable[[int], Coroutine[Any, Any, None]]) -> None:
    """Run the lanes side by side."""
    async with asyncio.TaskGroup() as lanes:
        for number in range(LANES):
            lanes.create_task(lane(number))


@pytest.mark.parametrize("flow", [LINE, CLICK], ids=lambda flow: flow.name)
async def test_killed_between_the_commit_and_the_first_call(sqlite, tmp_path, flow):
    rehearsal = await rehearse(flow, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with stage(sqlite("killed"), tmp_path / "killed", "run") as made:
        killing = Killing(stage=made, flow=flow, rehearsal=rehearsal, victim="run")
        await made.start()
        assert await flow.before(made.dana)
        await made.quiet()
        since = len(made.records)
        await rests(made, rehearsal.calls)
        assert await flow.act(made.dana)
        made.processes["run"].kill()
        called = {call["method"] for call in made.records[since:]}
        assert called <= WEB

        await made.start()
        await made.quiet()
        (number,) = await made.numbers()
        await killing.complete(number, Kill(method="", nth=0, when="before"))
        await made.blameless()


async def rests(made: Stage, methods: Sequence[str]) -> None:
    """Let all *methods* rest for a moment, as Slack asks with a 429."""
    (workspace,) = await database.rows(made.database, "SELECT id FROM workspaces")
    until = time.time() + REST  # noqa: TID251 (Retry-After is real time)
    places = ("", *made.playground.parts.world.channels)
    await database.write(
        made.database,
        *(
            "INSERT INTO pauses (workspace, method, place, until) "  # noqa: S608 (ours)
            f"VALUES ('{workspace['id']}', '{method}', '{place}', {until})"
            for method in {*methods} - {*WEB}
            for place in places
        ),
    )


async def test_declared_while_no_worker_runs(postgres, tmp_path):
    rehearsal = await rehearse(LINE, postgres("rehearsal"), tmp_path / "rehearsal")
    async with stage(postgres("alone"), tmp_path / "alone", "web", "worker") as made:
        killing = Killing(stage=made, flow=LINE, rehearsal=rehearsal, victim="web")
        await made.start("web")
        assert await LINE.act(made.dana)
        made.processes["web"].kill()
        assert {call["method"] for call in made.records} <= WEB

        await made.start("worker", "web")
        await made.quiet()
        await killing.complete(1, Kill(method="users.info", nth=0, when="before"))
        await made.blameless()
        await made.proven()
