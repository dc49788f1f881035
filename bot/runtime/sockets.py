"""Socket Mode: Slack's requests over a websocket that we open.

The connection that goes quiet is rebuilt, and said so: slack-sdk keeps a dead one.
"""

import asyncio
import time
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from bot.core.settings import Settings

log = structlog.get_logger(__name__)

LOOK = 1.0  # seconds between two looks at the connection
AGAIN = 2.0


class Sockets:
    """Holds one connection and rebuilds it."""

    def __init__(self, settings: Settings, bolt: AsyncApp) -> None:
        """Connect when `run`."""
        self.settings, self.bolt = settings, bolt
        self._handler: AsyncSocketModeHandler | None = None
        self.since: float | None = None

    @property
    def connected(self) -> bool:
        """Tell whether Slack can reach us now."""
        client = self._client()
        session = getattr(client, "current_session", None)
        return bool(client and session is not None and not session.closed)

    @property
    def age(self) -> float | None:
        """Give for how many seconds Slack can reach us; None while it can't."""
        if not self.connected or self.since is None:
            return None
        return time.monotonic() - self.since

    async def run(self) -> None:
        """Connect, watch, and connect anew, for ever."""
        while True:
            try:
                await self._connect()
                while self.connected:  # noqa: ASYNC110 (slack-sdk tells nobody)
                    await asyncio.sleep(LOOK)
                log.warning("the connection to Slack is gone, opening another")
            except (SlackClientError, OSError, TimeoutError) as error:
                log.warning("Slack does not open a connection", reason=str(error))
                await asyncio.sleep(AGAIN)
            await self.close()

    async def close(self) -> None:
        """Give the connection back."""
        handler, self._handler = self._handler, None
        if handler is not None:
            await handler.close_async()  # type: ignore[no-untyped-call]

    async def _connect(self) -> None:
        token = self.settings.slack_app_token
        if token is None:
            raise LookupError("no app token is set")
        web = AsyncWebClient(
            base_url=self.settings.slack_api_url,
            timeout=int(self.settings.call_timeout),
            retry_handlers=[],
        )
        self._handler = AsyncSocketModeHandler(
            self.bolt, token.get_secret_value(), web_client=web
        )
        await self._handler.connect_async()  # type: ignore[no-untyped-call]
        self.since = time.monotonic()

    def _client(self) -> Any:  # noqa: ANN401 (slack-sdk's base class lacks the session)
        client = self._handler.client if self._handler else None
        return client if isinstance(client, SocketModeClient) else None
