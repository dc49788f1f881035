"""A bot as a process of its own: started, killed and asked to end."""

import contextlib
import json
import os
import signal
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import aiohttp

from tests import nursery, person, ports

UP = 60.0  # seconds within which a process answers, on the slowest machine


@dataclass(kw_only=True)
class Process:
    """`longwatch COMMAND`, unpatched; `log` gathers what all of its lives said."""

    environ: dict[str, str]
    log: Path
    command: str = "run"
    port: int = field(default_factory=ports.free)
    running: BaseProcess | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; `ready` waits until it can serve."""
        assert self.running is None, "it runs already"
        environ = {**os.environ, **self.environ, "PORT": str(self.port)}
        self.running = nursery.born([self.command], environ, self.log, self.log)

    async def ready(self, within: float = UP) -> None:
        """Wait until it says that it can serve."""

        async def look():
            assert self.running, "it was not started"
            assert self.running.exitcode is None, self._last()
            return await self.answers("readyz")

        await person.eventually(look, f"`{self.command}` is ready", within)

    async def answers(self, path: str) -> bool:
        """Tell whether it says at *path* that all is well."""
        with contextlib.suppress(aiohttp.ClientError):
            async with (
                aiohttp.ClientSession() as session,
                session.get(f"{self.url}/{path}") as response,
            ):
                return response.status == 200
        return False

    def kill(self, *, ending: bool = False) -> bool:
        """End it as a power cut does: SIGKILL, to be handled by nobody.

        One that is *ending* may have ended by then; tell whether it was killed.
        """
        if self.running is None:
            return False
        self.running.kill()
        self.running.join()
        code, self.running = self.running.exitcode, None
        well = ending and code == 0
        assert well or code == -signal.SIGKILL, f"{code}: {self._last()}"
        return not well

    def _last(self) -> str:
        return self.log.read_text()[-3000:]

    async def ends(self, within: float = UP) -> int:
        """Ask it to end, as a platform does; give how it exited."""
        assert self.running, "it was not started"
        running, self.running = self.running, None
        running.terminate()

        async def look():
            return running.exitcode is not None

        await person.eventually(look, f"`{self.command}` has ended", within)
        return running.exitcode

    def complaints(self) -> list[str]:
        """Give every line with which it told of something that should not happen."""
        lines = self.log.read_text().splitlines() if self.log.exists() else []
        return [line for line in lines if _complains(line)]


def _complains(line: str) -> bool:
    if line.startswith("Traceback"):
        return True
    try:
        return json.loads(line)["level"] in {"error", "critical"}
    except (ValueError, KeyError, TypeError):
        return False
