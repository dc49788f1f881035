"""A bot beside a Slack that fails, and how it goes when nothing fails."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.runtime import observe
from tests import factories
from tests.chaos import database, picture
from tests.chaos.flows import LINE, POLICY, Flow
from tests.chaos.stage import PATIENCE, Rehearsal, installed
from tests.person import eventually

Json = dict[str, Any]

HASTY = {
    "LONGWATCH_CALL_TIMEOUT": "0.6",
    "LONGWATCH_CALL_SETTLE": "0.7",
    "LONGWATCH_CALL_LEASE": "1.6",
}


@dataclass(kw_only=True)
class Failing:
    """A scene in which *flow* goes wrong; `rehearsal` is how it goes otherwise."""

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

    async def complete(
        self, number: int, *, sure: bool = True, said: bool = True
    ) -> None:
        """Hold that incident *number* is shown and recorded as in the rehearsal.

        What was *said* to the caller alone may be something else.
        """
        shown = picture.of(self.scene.playground, number, "U0DANA")
        wanted = self.rehearsal.picture
        if not said:
            shown, wanted = picture.for_all(shown), picture.for_all(wanted)
        ids = await database.incidents(self.database)
        sure = sure and not await database.lost(self.database, ids[number])
        assert picture.differences(shown, wanted, sure=sure) == []
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
