"""`longwatch playground` as a person starts it: a process, an address, an end."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from tests import person

COMMAND = Path(sys.executable).with_name("longwatch")
START = 40.0  # seconds until it must have printed its address, on a busy machine
NOWHERE = "http://127.0.0.1:9"


@dataclass(kw_only=True)
class Playing:
    """One started playground: `url` is the page, `said` what the terminal shows."""

    process: asyncio.subprocess.Process
    url: str = ""
    said: list[str] = field(default_factory=list)

    async def says(self, words: str, within: float = START) -> str:
        """Wait for a line of the terminal with *words* in it."""

        async def look():
            found = [line for line in self.said if words in line]
            return found or self.process.returncode is not None

        await person.eventually(look, f"the terminal says {words!r}", within)
        found = [line for line in self.said if words in line]
        assert found, self.said
        return found[-1]

    def bot(self) -> int:
        """Give the number of the bot's process: the one that it started."""
        [number] = children(self.process.pid)
        return number

    async def ends(self, sign: int = signal.SIGINT) -> int:
        """Send it a signal; give its exit code."""
        self.process.send_signal(sign)
        return await asyncio.wait_for(self.process.wait(), START)


@contextlib.asynccontextmanager
async def playing(folder: Path, *options: str) -> AsyncIterator[Playing]:
    """Start one that keeps what it needs below *folder*; end it if nobody did.

    Its machine sits behind a proxy that does not answer.
    """
    process = await asyncio.create_subprocess_exec(
        *(COMMAND, "playground", *options),
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder), "HTTPS_PROXY": NOWHERE},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    made = Playing(process=process)
    reading = asyncio.create_task(_read(made))
    try:
        line = await made.says("http://")
        made.url = re.search(r"http://\S+", line)[0]
        yield made
    finally:
        if process.returncode is None:
            await made.ends(signal.SIGTERM)
        await reading


async def _read(made: Playing) -> None:
    async for line in made.process.stdout:
        made.said.append(line.decode().rstrip())


def children(parent: int) -> list[int]:
    """List the processes that *parent* has started."""
    told = Path(f"/proc/{parent}/task/{parent}/children")
    if told.exists():
        return [int(number) for number in told.read_text().split()]
    command = ["ps", "-axo", "pid=,ppid="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True)
    pairs = (line.split() for line in listed.stdout.splitlines())
    return [int(number) for number, of in pairs if int(of) == parent]
