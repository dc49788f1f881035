"""Webhooks of others: what containment steps call, and a list of what came.

`/hooks/revoke` answers that it is done, `/hooks/broken` with an error, and
`/hooks/silent` not before the caller has given up.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.parts import Parts

KEPT = 100  # calls
LONGEST = 30.0  # seconds that one who says nothing stays silent
BROKEN, SILENT = "broken", "silent"


@dataclass(kw_only=True)
class Hooks:
    """Somebody else's machine, as far as a webhook reaches it."""

    parts: Parts
    calls: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=KEPT))

    def routes(self) -> list[web.RouteDef]:
        """Return where it is called, and where it is looked at."""
        return [
            web.post("/hooks/{name}", self.called),
            web.get("/hooks", self.listed),
            web.get("/control/hooks", self.told),
        ]

    async def called(self, request: web.Request) -> web.Response:
        """Keep what came, and answer as the name says."""
        name = request.match_info["name"]
        clock = self.parts.world.clock
        call = {
            "at": clock.now(),
            "hook": name,
            "id": request.headers.get("webhook-id", ""),
            "signed": "webhook-signature" in request.headers,
            "body": await request.text(),
        }
        self.calls.append(call)
        if name == SILENT:
            await asyncio.sleep(LONGEST)
        return web.json_response({"hook": name}, status=500 if name == BROKEN else 200)

    async def told(self, _: web.Request) -> web.Response:
        """Give what came, for scripts."""
        return web.json_response({"calls": list(self.calls)})

    async def listed(self, _: web.Request) -> web.Response:
        """Give what came, for people: a line for each call, in plain text."""
        lines = [
            f"{one['hook']:<8} {'signed' if one['signed'] else 'NOT SIGNED'}  "
            f"{one['id']}\n         {one['body']}"
            for one in self.calls
        ]
        text = "\n\n".join(lines) or "Nothing has been called yet."
        return web.Response(text=f"What containment steps have called:\n\n{text}\n")
