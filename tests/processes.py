"""Real processes of the bot: started as a person would, ended as a platform would."""

import asyncio
import contextlib
import ctypes
import os
import signal
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import aiohttp

from tests import person, ports

STARTS = 30.0  # seconds that a process may take to serve
ENDS = 30.0  # seconds that it may take to end what it began
DROP = 24  # of prctl(2): a capability of root's is no more
MODES = (1, 2)  # the capabilities of passing over the modes of files
LIBC = ctypes.CDLL(None)


def obeys() -> None:
    """Have a process that begins obey the modes of files, as root too."""
    for capability in MODES if os.geteuid() == 0 else ():
        LIBC.prctl(DROP, capability, 0, 0, 0)


async def ran(
    command: str, environ: Mapping[str, str], folder: Path
) -> tuple[int, str]:
    """Run a shell *command* in *folder* to its end; give its code and what it said."""
    process = await asyncio.create_subprocess_shell(
        command,
        cwd=folder,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    return process.returncode, said.decode()


@contextlib.asynccontextmanager
async def serving(
    command: str, environ: Mapping[str, str], folder: Path
) -> AsyncIterator[str]:
    """Run a shell *command* that serves; give its address once it does.

    It is ended as a platform ends it, and must end well, having said no traceback.
    """
    port = ports.free()
    log = folder.parent / f"{folder.name}-{port}.log"
    with log.open("wb") as out:
        process = await asyncio.create_subprocess_shell(
            f"exec {command}",
            cwd=folder,
            env={**environ, "HOST": "127.0.0.1", "PORT": str(port)},
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}"
        await _answers(address, process, log)
        yield address
        process.send_signal(signal.SIGTERM)
        code = await asyncio.wait_for(process.wait(), ENDS)
        assert (code, "Traceback" in log.read_text()) == (0, False), log.read_text()
    finally:
        if process.returncode is None:
            os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


async def _answers(
    address: str, process: asyncio.subprocess.Process, log: Path
) -> None:
    async def look():
        assert process.returncode is None, log.read_text()
        try:
            async with session.get(f"{address}/healthz") as answer:
                return answer.status == 200
        except aiohttp.ClientError:
            return False

    async with aiohttp.ClientSession() as session:
        await person.eventually(look, f"{address} answers", STARTS)


async def ready(address: str) -> None:
    """Wait until the process at *address* can serve: it knows its workspace."""

    async def look():
        async with session.get(f"{address}/readyz") as answer:
            return answer.status == 200

    async with aiohttp.ClientSession() as session:
        await person.eventually(look, f"{address} can serve", STARTS)
