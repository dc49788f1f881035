"""A bot in a process of its own, kept running beside the Slack that it serves.

It is started again when it dies, after a pause that grows while it dies soon again. One
that can't start is no use: after a few tries in a row that is said, with what it wrote
last. Killed while it starts, it did not fail to.
"""

import asyncio
import signal
import socket
import sys
from asyncio.subprocess import PIPE, STDOUT, Process
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.core.errors import Refused
from bot.runtime.playing import sourced

HOST = "127.0.0.1"
TRIES = 3
PATIENCE = 60.0  # seconds until it must have come up
LEAVE = 25.0  # seconds that it has for ending what was begun
LOOK = 0.1  # seconds between two looks
STEADY = 60.0  # seconds after which its next death is a first one again
PAUSES = (0.5, 1, 2, 4, 8)  # seconds before it is started again
KILLED = {-signal.SIGKILL, -signal.SIGTERM, -signal.SIGINT, -signal.SIGHUP}
OK = 200
LAST = 5  # lines of its log that are repeated


class NeverUp(Refused):
    """The bot does not come up ({how}). What it wrote last:{lines}"""  # noqa: D400, D415  the lines end it


@dataclass(frozen=True, kw_only=True)
class _Life:
    """How one process of it went."""

    came_up: bool
    failed: bool
    """It could not start: it ended by itself, or took too long."""
    ended: str


@dataclass(kw_only=True)
class Companion:
    """Runs `python -m bot run`, its log and what it is given in *folder*.

    `placed` is called with the address at which it will answer, `up` with its process
    once it does, and `say` with a sentence when it has died. It holds *lock*, the
    descriptor of who lives in *folder*, and ends when we are gone (`leashed`).
    """

    environ: Mapping[str, str]
    folder: Path
    placed: Callable[[str], None]
    up: Callable[[int], None]
    say: Callable[[str], None]
    lock: int

    @property
    def log(self) -> Path:
        """Give the file that it writes to."""
        return self.folder / "bot.log"

    async def keep(self) -> None:
        """Keep it running until cancelled; it then ends what it began."""
        now = asyncio.get_running_loop().time
        failures = deaths = 0
        while True:
            began = now()
            life = await self._live()
            failures = 0 if life.came_up else failures + life.failed
            if failures == TRIES:
                raise NeverUp(how=life.ended, lines=self._last())
            deaths = 1 if now() - began > STEADY else deaths + 1
            pause = PAUSES[min(deaths, len(PAUSES)) - 1]
            self.say(
                f"The bot has {'died' if life.came_up else 'not come up'}"
                f" ({life.ended})."
                f" It is started again in {pause:g} s. What it wrote is in {self.log}"
            )
            await asyncio.sleep(pause)

    async def _live(self) -> _Life:
        """Start it and wait for its end."""
        address = f"http://{HOST}:{_free_port()}"
        self.placed(address)
        process = await self._start(address)
        try:
            came_up = await _comes_up(process, address)
            if came_up:
                self.up(process.pid)
                await process.wait()
            failed = not came_up and process.returncode not in KILLED
            return _Life(came_up=came_up, failed=failed, ended=how(process))
        finally:
            await _end(process)

    async def _start(self, address: str) -> Process:
        port = address.rpartition(":")[2]
        where = {"HOST": HOST, "PORT": port, "LONGWATCH_URL": address}
        environ = {**self.environ, **where}
        sourced.write(self.folder, environ)
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-P", "-m", "bot.runtime.playing.leashed", "run"),
                env=environ,
                cwd=self.folder,
                stdin=PIPE,
                stdout=log,
                stderr=STDOUT,
                pass_fds=(self.lock,),
                start_new_session=True,  # Ctrl-C is for us: we end it in its turn
            )

    def _last(self) -> str:
        written = self.log.read_text(errors="replace").splitlines()
        return "".join(f"\n  {line}" for line in written[-LAST:])


def _free_port() -> int:
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
