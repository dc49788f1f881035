"""Running a command of `longwatch` as a person or a program does, and its answer."""

import asyncio
import base64
import json
import os
import re
import subprocess
import sys

from typer.testing import CliRunner

from bot import workspaces
from bot.core import dburl
from bot.core.db import Database
from bot.runtime import cli
from bot.vault.keys import PREFIX
from tests import nursery
from tests.ledger.scene import Scene, kek
from tests.processes import obeys

# A bot that runs in the same process may log while a command prints.
LOG = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[")


class Ran:
    """What a command answered."""

    def __init__(self, code, out, err):
        lines = out.splitlines(keepends=True)
        self.code = code
        self.out = "".join(line for line in lines if not LOG.match(line))
        self.err = " ".join(err.replace("│", " ").split())

    @property
    def said(self):
        return json.loads(self.out)


async def run(environ, *words):
    """Run a command in this process, beside the event loop: it runs one of its own."""
    invoked = asyncio.to_thread(CliRunner().invoke, cli.app, words, env=environ)
    result = await invoked
    refusal = result.exception if not isinstance(result.exception, SystemExit) else ""
    return Ran(result.exit_code, result.stdout, f"{result.stderr} {refusal or ''}")


async def spawn(environ, *words, **how):
    """Run the real command in a process of its own, beside the event loop."""
    return await asyncio.to_thread(process, environ, *words, **how)


def process(environ, *words, obeying=False):
    """Run the real command in a process of its own, *obeying* the modes of files."""
    given = {**os.environ, **environ}
    if not obeying:
        return Ran(*nursery.ran(words, given))
    ran = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        env=given,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,  # one that serves was to refuse
        preexec_fn=obeys,
    )
    return Ran(ran.returncode, ran.stdout, ran.stderr)


def environment(database, folder):
    """Give what a person who keeps an installation has in the environment."""
    file = folder / "config" / "kek"
    if not file.exists():
        file.parent.mkdir()
        file.write_text(PREFIX + base64.b64encode(kek().secret).decode() + "\n")
        file.chmod(0o400)
    return {
        "DATABASE_URL": database,
        "LONGWATCH_HOME": str(folder / "home"),
        "LONGWATCH_KEYS": str(file),
    }


async def install(database, folder, *, team, name="Acme", **chosen):
    """Install a workspace as Slack's *team*, with what it *chose*; give our id."""
    opened = Database(dburl.translate(database))
    try:
        scene = Scene(database=opened, home=folder / "home")
        await scene.install()
        said = workspaces.Installation(
            team_id=team,
            name=name,
            url="https://acme.slack.com/",
            bot_user="U0BOT",
            bot_id="B0BOT",
            token="xoxb-not-a-real-token",
        )
        async with scene.begin("clock") as work:
            await workspaces.install(work, said)
        if chosen:
            async with scene.begin("clock") as work:
                await workspaces.configure(work, channels=chosen, people=chosen)
        return scene.workspace
    finally:
        await opened.close()
