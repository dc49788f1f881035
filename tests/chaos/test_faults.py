"""Slack fails at each call of a declare in turn: all of it is there in the end, once.

Where to fail is read from a run in which nothing fails: a new call joins by itself.
That no method is called again before its Retry-After is over is one of the violations
that the strict Slack records.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import observe
from tests import factories
from tests.chaos import database, picture
from tests.chaos.flows import LINE, POLICY, Flow
from tests.chaos.stage import PATIENCE, Rehearsal, installed, rehearse
from tests.person import eventually

Json = dict[str, Any]

HASTY = {
    "LONGWATCH_CALL_TIMEOUT": "0.6",
    "LONGWATCH_CALL_SETTLE": "0.7",
    "LONGWATCH_CALL_LEASE": "1.6",
}
KINDS = {
    "ratelimited": {"kind": "ratelimited", "retry_after": 1},
    "status_500": {"kind": "status_500"},
    "status_502_html": {"kind": "status_502_html"},
    "timeout": {"kind": "silence", "seconds": 2},
    "timeout, yet done": {"kind": "silence", "seconds": 2, "do": True},
    "dropped before": {"kind": "drop_before"},
    "dropped after": {"kind": "drop_after"},
    "internal_error": {"kind": "internal_error"},
    "internal_error, yet done": {"kind": "internal_error_after"},
    "cut short": {"kind": "truncated_json"},
    "empty": {"kind": "empty_body"},
}
ON_POSTGRES = ("ratelimited", "timeout, yet done", "internal_error, yet done")
LANES = 3
BY_ADDRESS = "response_url"


@dataclass(kw_only=True)
class Failing:
    """A bot beside a Slack that fails, and how it goes when nothing fails."""

    scene: factories.Scene
    database: str
    flow: Flow
    rehearsal: Rehearsal
    bugs: float

    async def quiet(self) -> None:
        """Wait until nothing more comes by itself."""

        async def look():
            return not await database.waiting(self.database)

        await eventually(look, "nothing waits for Slack", PATIENCE)

    async def suffers(self, *faults: Json) -> int:
        """Run the flow with *faults*, to the end; give the incident's number."""
        known = set(await database.incidents(self.database))
        dana = self.scene.person("dana")
        await self.flow.before(dana)
        await self.quiet()
        await self.scene.slack.post("faults", list(faults))
        assert await self.flow.act(dana)
        await self.quiet()
        await self.scene.slack.forget("faults")
        (number,) = set(await database.incidents(self.database)) - known
        return number

    async def complete(self, number: int, *, sure: bool = True) -> None:
        """Hold that incident *number* is shown and recorded as in the rehearsal."""
        shown = picture.of(self.scene.playground, number, "U0DANA")
        assert picture.differences(shown, self.rehearsal.picture, sure=sure) == []
        ids = await database.incidents(self.database)
        facts = await database.recorded(self.database, ids[number])
        assert facts == self.rehearsal.facts

    async def blameless(self) -> None:
        """Hold that the bot did nothing that it should not, and nothing twice."""
        assert await self.scene.slack.violations() == []
        keys = picture.keys(self.scene.playground)
        assert sorted(set(keys)) == sorted(keys)
        assert bugs() == self.bugs


def bugs() -> float:
    """Give how many unexpected errors there were in this process."""
    return observe.REGISTRY.get_sample_value("longwatch_bugs_total") or 0.0


@contextlib.asynccontextmanager
async def failing(
    url: str, home: Path, rehearsal: Rehearsal, flow: Flow = LINE, policy: str = POLICY
) -> AsyncIterator[Failing]:
    """Run a bot beside a Slack that will fail."""
    async with factories.scene(url, home, policy=policy, **HASTY) as scene:
        await installed(url)
        await scene.settled()
        yield Failing(
            scene=scene, database=url, flow=flow, rehearsal=rehearsal, bugs=bugs()
        )


EACH = [
    *(("sqlite", kind) for kind in KINDS),
    *(("postgres", kind) for kind in ON_POSTGRES),
]


@pytest.mark.parametrize(("databases", "kind"), EACH, indirect=["databases"])
async def test_each_call_fails_in_turn(databases, tmp_path, kind):
    rehearsal = await rehearse(LINE, databases("rehearsal"), tmp_path / "rehearsal")
    async with contextlib.AsyncExitStack() as stack, asyncio.TaskGroup() as lanes:
        for lane in range(LANES):
            url, home = databases(f"lane_{lane}"), tmp_path / f"home-{lane}"
            made = await stack.enter_async_context(failing(url, home, rehearsal))
            points = rehearsal.points[lane::LANES]
            lanes.create_task(suffering(made, points, KINDS[kind]))


async def suffering(made: Failing, points: list[tuple[str, int]], fault: Json) -> None:
    """Let each of the calls at *points* suffer *fault* in a flow of its own."""
    for method, nth in points:
        number = await made.suffers({"method": method, "after": nth, **fault})
        await made.complete(number, sure=method != BY_ADDRESS)
    hit = [call for call in await made.scene.slack.calls() if call["fault"]]
    assert [call["method"] for call in hit] == [method for method, _ in points]
    await made.blameless()
