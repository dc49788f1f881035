"""The bot of the year: the real one, over real HTTP, stopped and started again.

It runs in this process, so that we know when it has nothing left to do.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.core import settings
from bot.core.errors import Busy
from bot.playground.server import Playground
from bot.runtime import schema, serving
from bot.runtime.app import Longwatch
from bot.runtime.playing.companion import HOST

POLL = 0.005
PATIENCE = 120.0  # seconds within which a step must be over


class Stuck(Exception):
    """The bot did not come to rest."""


@dataclass(kw_only=True)
class Life:
    """One life of the bot, and the Slack that it serves."""

    bot: Longwatch
    slack: Playground

    async def push(self, to: datetime) -> None:
        """Push the clock, and wait until everything that became due has happened."""
        clock = self.slack.parts.world.clock
        clock.advance(max(0.0, to.timestamp() - clock.now()))
        await _until(lambda: self.bot.clock.offset == clock.offset)
        await self.rest()

    async def rest(self) -> None:
        """Wait until nothing is under way, to the bot or from it."""
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE
        while not await self._rests():
            if loop.time() > end:
                raise Stuck
            await asyncio.sleep(POLL)

    async def next_due(self) -> datetime | None:
        """Give when the bot's next timer is due."""
        return await self.bot.schedule.next_due()

    async def _rests(self) -> bool:
        told = self.slack.parts.records.deliveries
        if any(one["ms"] is None for one in told[-50:]):
            return False
        try:
            due = await self.next_due()
            return await self.bot.idle() and (due is None or due > self.bot.clock())
        except Busy:
            return False


async def _until(so: Callable[[], bool]) -> None:
    """Look again and again until something is so."""
    async with asyncio.timeout(PATIENCE):
        while not so():  # noqa: ASYNC110 (nobody tells when it is)
            await asyncio.sleep(POLL)


@asynccontextmanager
async def lived(environ: dict[str, str], slack: Playground) -> AsyncIterator[Life]:
    """Run the bot until the end of the block; it then ends what it began."""
    given = settings.load(environ)
    await schema.upgrade(given.database_url)
    bot = Longwatch(given)
    async with serving.serving(bot.application(), HOST, 0) as url:
        slack.connect(f"{url}/slack/events")
        life = Life(bot=bot, slack=slack)
        await _until(lambda: bool(bot.installations.every()))
        await life.rest()
        yield life


def environment(
    folder: Path, address: str, slack: Playground, policy: str
) -> dict[str, str]:
    """Give the bot its environment: nothing of ours, an SQLite file in *folder*."""
    file, app = folder / "policy.toml", slack.parts.world.app
    file.write_text(policy)
    return {
        "SLACK_API_URL": f"{address}/api/",
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "DATABASE_URL": f"sqlite:///{folder / 'year.db'}",
        "LONGWATCH_HOME": str(folder / "home"),
        "LONGWATCH_KEYS": str(folder / "year.key"),
        "LONGWATCH_POLICY": str(file),
        "LONGWATCH_CLOCK": f"{address}/control/clock",
    }


def start(slack: Playground, moment: datetime) -> None:
    """Have the workspace's clock begin at a moment."""
    clock = slack.parts.world.clock
    clock.offset = 0.0
    clock.offset = moment.astimezone(UTC).timestamp() - clock.now()
