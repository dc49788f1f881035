"""Serving: the HTTP server around the application, and who may hold its connections.

aiohttp waits an hour for a request that never comes whole. Here a connection has a few
seconds to bring its first one, and a minute to bring each other: a proxy that keeps
idle connections for a minute never meets a closed one.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from bot.core.errors import Refused

PATIENCE = 10.0  # seconds in which a connection must have brought a whole request
IDLE = 75.0  # seconds between two requests of one connection
LINGER = 2.0  # seconds in which the rest of a refused body is read away
DRAIN = 10.0  # seconds that requests under way may take when the server ends


class Readable(logging.Filter):
    """Passes over what aiohttp says of a request that nobody could read.

    Whoever sent it is answered 400; nothing of ours has failed.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Tell whether *record* is about something else."""
        error = record.exc_info[1] if record.exc_info else None
        return not isinstance(error, HttpProcessingError | web.RequestPayloadError)


log = logging.getLogger(__name__)
log.addFilter(Readable())


class Occupied(Refused):
    """Longwatch can't listen at {place}: {why}.

    Set HOST and PORT to a place of its own.
    """


class Doorkeeper:
    """Closes the connections that bring no whole request in time."""

    def __init__(self, patience: float = PATIENCE) -> None:
        """Close them once *patience* seconds have passed."""
        self.patience = patience
        self._since: dict[Any, float] = {}

    async def watch(self, server: web.Server) -> None:
        """Look at every connection, again and again, for ever."""
        now = asyncio.get_running_loop().time
        while True:
            await asyncio.sleep(self.patience / 4)
            self.look(server, now())

    def look(self, server: web.Server, now: float) -> None:
        """Close the connections whose time is up by *now*; forget those that are gone.

        One is first seen up to a quarter of the patience after it came.
        """
        here = server.connections
        self._since = {one: self._since.get(one, now) for one in here}
        for connection, since in self._since.items():
            if now - since >= self.patience * 3 / 4:
                connection.force_close()

    @web.middleware
    async def let_in(self, request: web.Request, handler: Any) -> web.StreamResponse:  # noqa: ANN401 (aiohttp's own form)
        """Trust the connection of a request that came whole."""
        self._since[request.protocol] = float("inf")
        response: web.StreamResponse = await handler(request)
        return response


@asynccontextmanager
async def serving(
    application: web.Application,
    host: str,
    port: int,
    keeper: Doorkeeper | None = None,
) -> AsyncIterator[str]:
    """Serve *application* with a keeper at its door; give its address.

    Port 0 takes any free one.
    """
    door = keeper or Doorkeeper()
    application.middlewares.append(door.let_in)
    runner = web.AppRunner(
        application,
        access_log=None,
        logger=log,
        keepalive_timeout=IDLE,
        lingering_time=LINGER,
        shutdown_timeout=DRAIN,
    )
    await runner.setup()
    watching = asyncio.create_task(door.watch(_server(runner)))
    try:
        await _listen(runner, host, port)
        yield f"http://{host}:{runner.addresses[0][1]}"
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        await runner.cleanup()


async def _listen(runner: web.AppRunner, host: str, port: int) -> None:
    try:
        await web.TCPSite(runner, host, port).start()
    except socket.gaierror as error:
        raise Occupied(place=host, why=error.strerror) from error
    except OSError as error:
        why = os.strerror(error.errno) if error.errno else str(error)
        raise Occupied(place=f"{host}:{port}", why=why) from error


def _server(runner: web.AppRunner) -> web.Server:
    if runner.server is None:
        raise TypeError("the runner is not set up")
    return runner.server
