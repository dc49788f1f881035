"""The database is away for a while: nothing is done, all are told, nothing is lost.

An outage lasts as long as it takes to ask for everything twice: connections that were
open break in the first round, and none opens in the second. A longer one is only more
such rounds.
"""

import asyncio
import functools
from dataclasses import dataclass
from typing import Any

import aiohttp
import pytest

from bot.core import dburl
from bot.playground import kit
from bot.runtime import schema
from tests import factories
from tests.chaos import outages
from tests.chaos.flows import LINE
from tests.chaos.stage import PATIENCE, Rehearsal, Stage, stage
from tests.person import Person, eventually

pytestmark = pytest.mark.slow

ROOM = "inc-1-checkout-500s"
NOTHING = "Nothing was done: please try again"


@pytest.fixture(scope="module")
def own_server():
    """Run a PostgreSQL server that may be frozen and stopped, with a migrated base."""
    with factories.postgres() as server:
        server.psql("CREATE DATABASE outages")
        asyncio.run(schema.upgrade(dburl.translate(server.get_uri("outages"))))
        yield server


@dataclass(kw_only=True)
class Outage:
    """A bot whose database will be away, and people who ask for all that there is.

    Liv and kenji have never used Longwatch: it must look who they are, too.
    `reads` tells whether the database can still be read meanwhile.
    """

    stage: Stage
    rehearsal: Rehearsal
    reads: bool

    def who(self, name: str) -> Person:
        return self.stage.slack.person(name)

    async def before(self) -> None:
        """Begin what will be under way: a form, a card, a declare."""
        self.sam, self.ana, self.kenji = map(self.who, ("sam", "ana", "kenji"))
        self.dana, self.liv = self.stage.dana, self.who("liv")
        await self.dana.types("#general", "/incident declare sev2 checkout 500s")
        await self.stage.quiet()
        self.card = await self.ana.sees("#incidents", "INC-1 ·")
        await self.sam.types("#general", "/incident declare")
        await self.sam.modal("Declare an incident")
        pause = {"method": "conversations.create", "kind": "pause", "when": "after"}
        await self.stage.slack.post("faults", [pause])
        assert await LINE.act(self.dana)
        await self.stage.slack.paused()

    async def ask(self) -> None:
        """Ask for everything at once: each is answered in time, and with 200."""
        answers = await asyncio.gather(
            self.dana.types("#general", "/incident declare sev2 lost"),
            self.liv.types("#general", "/incident update INC-1 is this lost"),
            self.answers(),
            self.fills(),
            self.kenji.uses_shortcut("incidents.declare"),
        )
        delivered = [answer["delivered"] for answer in answers]
        assert [one["status"] for one in delivered] == [200] * 5, delivered

    async def answers(self) -> dict[str, Any]:
        return await self.ana.presses(
            "Acknowledge", channel="#incidents", message=self.card, stale=True
        )

    async def fills(self) -> dict[str, Any]:
        """Send the form, from which a sentence upon it is put away first."""
        if NOTHING in await self.on_top(self.sam):
            await self.sam.closes()
        values = {"title": "search is slow", "severity": "2", "user_facing": "no"}
        return await self.sam.submits(**values)

    async def on_top(self, who: Person) -> str:
        return kit.plain((await who.modal())["blocks"])

    async def told(self) -> None:
        """Hold that each of them reads, where they look, that nothing was done."""
        for one in (self.dana, self.liv):
            assert NOTHING in one.answer
        assert NOTHING in await self.on_top(self.sam)
        assert (await self.ana.sees("#incidents", NOTHING)).ephemeral
        if self.reads:
            await self.kenji.modal("Declare an incident")
        else:
            await eventually(self._kenji, "kenji is told that nothing was done")

    async def _kenji(self) -> bool:
        return NOTHING in await self.kenji.told_directly()

    async def sick(self) -> None:
        """Hold that every process says that it can't serve, though it is alive."""
        for process in self.stage.processes.values():
            assert await _status(f"{process.url}/readyz") == 503
            assert await _status(f"{process.url}/healthz") == 200

    async def refused(self) -> None:
        """Let an event happen, and wait until Slack is asked to tell of it again."""
        await self.stage.slack.post("join", user=self.sam.id, channel=ROOM)

        async def look():
            return [
                d for d in await self.stage.slack.deliveries() if d["status"] == 503
            ]

        await eventually(look, "the event was refused")

    async def after(self) -> None:
        """Ask again, at once: all is done, what was under way is whole, none twice."""
        await self.dana.types("#general", "/incident declare sev3 it is back")
        assert "INC-3 declared" in self.dana.answer
        assert (await self.fills())["delivered"]["status"] == 200
        await self.sam.no_modal()
        await self.answers()
        await self.stage.slack.forward(minutes=1)  # Slack tells of the event again
        await eventually(self._known, "the event was heard in the end", PATIENCE)
        await self.stage.quiet()
        assert await self.stage.numbers() == {1, 2, 3, 4}
        await self.stage.complete(2, self.rehearsal)

    async def _known(self) -> bool:
        await self.dana.types("#general", "/incident timeline INC-1")
        return self.dana.told.count("@sam came into the room") == 1


async def _status(url: str) -> int:
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def storm(outage: Outage, away: Any) -> None:
    made = outage.stage
    await made.start()
    await outage.before()
    with away():
        await made.slack.resume()
        for _ in range(2):
            await outage.ask()
            await outage.told()
            await outage.sick()
        await outage.refused()
    await outage.after()
    await made.blameless()
    await made.proven()


@pytest.mark.parametrize("how", [outages.frozen, outages.stopped])
async def test_postgres_is_away(own_server, rehearsed, tmp_path, how):
    name = f"outage_{how.__name__}"
    own_server.psql(f"CREATE DATABASE {name} TEMPLATE outages")
    url = own_server.get_uri(name)
    async with stage(url, tmp_path / "home", "web", "worker") as made:
        outage = Outage(stage=made, rehearsal=rehearsed, reads=False)
        await storm(outage, functools.partial(how, own_server))


async def test_sqlite_is_locked_by_another_process(sqlite, rehearsed, tmp_path):
    url = sqlite("outage")
    async with stage(url, tmp_path / "home", "run") as made:
        outage = Outage(stage=made, rehearsal=rehearsed, reads=True)
        await storm(outage, functools.partial(outages.locked, url))
