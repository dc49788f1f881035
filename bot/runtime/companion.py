"""A bot in a process of its own, kept running beside the Slack that it serves.

It is started again when it dies. One that never comes up is no use: after a few tries
that is said, with what it wrote last.
"""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.core.errors import Refused

HOST = "127.0.0.1"
TRIES = 3
PATIENCE = 60.0  # seconds until it must have come up
LEAVE = 25.0  # seconds that it has for ending what was begun
LOOK = 0.1  # seconds between two looks
OK = 200
LAST = 5  # lines of its log that are repeated


class NeverUp(Refused):
    """The bot does not come up ({how}). What it wrote last:{lines}"""  # noqa: D400, D415  the lines end it


@dataclass(kw_only=True)
class Companion:
    """Runs `python -m bot run`, its log in *folder*.

    `placed` is called with the address at which it will answer, `up` once it does, and
    `say` with a sentence when it has died.
    """

    environ: Mapping[str, str]
    folder: Path
    placed: Callable[[str], None]
    up: Callable[[], None]
    say: Callable[[str], None]

    @property
    def log(self) -> Path:
        """Give the file that it writes to."""
        return self.folder / "bot.log"

    async def keep(self) -> None:
        """Keep it running until cancelled; it then ends what it began."""
        tries = 0
        while True:
            address = f"http://{HOST}:{free_port()}"
            self.placed(address)
            process = await self._start(address)
            try:
                if await _comes_up(process, address):
                    self.up()
                    tries = 0
                    await process.wait()
                    self.say(
                        f"The bot has died ({how(process)}), it is started again. "
                        f"What it wrote is in {self.log}"
                    )
                    continue
            finally:
                await _end(process)
            tries += 1
            if tries == TRIES:
                raise NeverUp(how=how(process), lines=self._last())

    async def _start(self, address: str) -> Process:
        port = address.rpartition(":")[2]
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot", "run"),
                env={**self.environ, "HOST": HOST, "PORT": port},
                cwd=self.folder,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
                start_new_session=True,  # Ctrl-C is for us: we end it in its turn
            )

    def _last(self) -> str:
        written = self.log.read_text(errors="replace").splitlines()
        return "".join(f"\n  {line}" for line in written[-LAST:])


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def how(process: Process) -> str:
    """Say how it ended."""
    code = process.returncode
    if code is None:
        return f"it did not answer within {PATIENCE:.0f} s"
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"


async def _comes_up(process: Process, address: str) -> bool:
    """Wait until it can serve; tell whether it does, or has ended or taken too long."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(_serves(process, f"{address}/readyz"), PATIENCE)
    return False


async def _serves(process: Process, url: str) -> bool:
    async with aiohttp.ClientSession() as session:
        while process.returncode is None:
            if await _ready(session, url):
                return True
            await asyncio.sleep(LOOK)
    return False


async def _ready(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == OK
    except aiohttp.ClientError:
        return False


async def _end(process: Process) -> None:
    """Let it end by itself; one that takes too long, or a second signal, kills it."""
    if process.returncode is not None:
        return
    try:
        process.terminate()
        await asyncio.wait_for(process.wait(), LEAVE)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
