"""A strict Slack on this machine, and the bot beside it: what the playground is.

Invariants:
* the bot is the one of production, in a process of its own, reached by signed HTTP or
  by Socket Mode; all that it knows of the playground is in its environment
* each start is fresh: everything is kept in one temporary folder that goes at the end,
  or with the next start if this one is killed
* the bot never outlives the playground; one that can't start any more leaves the page
"""

import asyncio
import os
import secrets
import signal
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.core.errors import Refused
from bot.playground import seed
from bot.playground.server import Playground, serve
from bot.runtime import manifest
from bot.runtime.commands import terminal
from bot.runtime.playing import sourced
from bot.runtime.playing.companion import HOST, Companion, NeverUp

POLICY = f"""\
[channels]
announcements = "{seed.channel_id("incidents")}"
ops = "{seed.channel_id("ops")}"

[people]
fallback = "{seed.user_id("ana")}"
security_lead = "{seed.user_id("ana")}"
"""
STEPS = {
    "revoke": ("Revoke all sessions", "Everybody is logged out, and logs in again."),
    "broken": ("Lock the deploys", "Nobody can deploy. It answers with an error here."),
    "silent": ("Block the address", "It is let in no more. It never answers here."),
}
SIGNS = "PLAYGROUND_HOOK_SECRET"
AGAIN = "To begin anew, press Ctrl-C in the terminal; run `longwatch playground` again."
OTHERS = ("SLACK_", "LONGWATCH_")


class PortTaken(Refused):
    """Port {port} can't be used ({why}): choose another, or none for a free one."""


async def play(folder: Path, ports: Sequence[int], *, socket: bool, lock: int) -> None:
    """Play until a signal ends it; a second one ends it at once.

    The page is at the first of *ports* that is free. Whoever lives in *folder* holds
    the descriptor *lock*.
    """
    playing = asyncio.ensure_future(_until_cancelled(folder, ports, socket, lock))
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if sign != signal.SIGHUP or signal.getsignal(sign) != signal.SIG_IGN:  # nohup
            loop.add_signal_handler(sign, playing.cancel)
    with suppress(asyncio.CancelledError):
        await playing


async def _until_cancelled(
    folder: Path,
    ports: Sequence[int],
    socket: bool,  # noqa: FBT001 (one caller, right above)
    lock: int,
) -> None:
    terminal.say("Starting a Slack on this machine, and Longwatch beside it …")
    async with AsyncExitStack() as stack:
        slack, url = await _open(stack, ports, socket=socket)
        game = _Game(slack=slack, url=url, folder=folder)
        companion = Companion(
            environ=_environment(os.environ, slack, url, folder),
            folder=folder,
            lock=lock,
            placed=lambda address: slack.connect(f"{address}/slack/events"),
            up=game.up,
            say=terminal.say,
        )
        try:
            await game.go_on(companion)
        finally:
            terminal.say("Ending …")


@dataclass(kw_only=True)
class _Game:
    """What whoever plays is told of the bot."""

    slack: Playground
    url: str
    folder: Path
    begun: bool = False

    def up(self, process: int) -> None:
        """Say that the bot is up: the first time, what there is to do."""
        again = f"The bot is up again, as process {process}."
        terminal.say(again if self.begun else self._welcome(process))
        self.begun = True

    async def go_on(self, companion: Companion) -> None:
        """Keep the bot; go on without one that can't start any more."""
        try:
            await companion.keep()
        except NeverUp as refusal:
            if not self.begun:  # nobody has seen anything of it yet
                raise
            terminal.say(f"{refusal}\nThe page goes on without it. {AGAIN}")
            self.slack.lose(f"it does not come up any more. {AGAIN}")
            await asyncio.Event().wait()

    def _welcome(self, process: int) -> str:
        return (
            f"Open {self.url}\n"
            "Everything in it is new, and gone at the end. Stop it with Ctrl-C.\n"
            "What containment steps call is listed at /hooks of that page.\n"
            f"The bot is process {process}: kill it if you like, it is started again.\n"
            f"In a second terminal: {sourced.line(self.folder, 'export INC-1')}"
        )


async def _open(
    stack: AsyncExitStack, ports: Sequence[int], *, socket: bool
) -> tuple[Playground, str]:
    """Open the Slack at the first of *ports* that is free."""
    for wanted in ports:
        slack = _installed(socket=socket)
        try:
            return slack, await stack.enter_async_context(serve(slack, wanted))
        except OSError as error:
            refused = error
    why = os.strerror(refused.errno or 0).lower()
    raise PortTaken(port=ports[0], why=why) from refused


def _installed(*, socket: bool) -> Playground:
    """Make a Slack with the app installed as its manifest says, and new secrets."""
    made = Playground(
        manifest=manifest.build(None if socket else f"http://{HOST}"),
        signing_secret=secrets.token_hex(16),
        bot_token=f"xoxb-{secrets.token_hex(16)}",
        app_token=f"xapp-{secrets.token_hex(16)}",
    )
    made.parts.world.usergroups[:] = seed.usergroups()
    return made


def _steps(url: str) -> list[str]:
    """Write containment steps to try: what they call is at the page's own machine."""
    return [
        f'[[containment]]\nname = "{name}"\nabout = "{about}"\n'
        f'url = "{url}/hooks/{path}"\nsecret = "{SIGNS}"\n'
        for path, (name, about) in STEPS.items()
    ]


def _environment(
    ours: Mapping[str, str], slack: Playground, url: str, folder: Path
) -> dict[str, str]:
    """Give the bot its environment: ours, without what is meant for another bot.

    No proxy is asked either: all that it talks to is on this machine.
    """
    policy = folder / "policy.toml"
    policy.write_text("\n".join([POLICY, *_steps(url)]))
    app = slack.parts.world.app
    socket = {"SLACK_APP_TOKEN": app.app_token} if app.socket_mode else {}
    kept = {
        name: text
        for name, text in ours.items()
        if not name.startswith(OTHERS) and name.upper() not in sourced.PROXIES
    }
    return {
        **kept,
        **socket,
        "SLACK_API_URL": f"{url}/api/",
        "SLACK_BOT_TOKEN": app.bot_token,
        "SLACK_SIGNING_SECRET": app.signing_secret,
        "DATABASE_URL": f"sqlite:///{folder / 'longwatch.db'}",
        "LONGWATCH_HOME": str(folder / "home"),
        "LONGWATCH_KEYS": str(folder / "longwatch.key"),
        "LONGWATCH_POLICY": str(policy),
        "LONGWATCH_CLOCK": f"{url}/control/clock",
        SIGNS: secrets.token_hex(16),
    }
