"""A counterparty of webhooks: a server on this machine that answers as it is told."""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

SECRET = "whsec_" + base64.b64encode(b"the secret of the tests").decode()
VARIABLE = "REVOKE_SECRET"


@dataclass(kw_only=True)
class Receiver:
    """Keeps what it is sent; answers `status`, or goes `silent`, or `cut`s the line."""

    url: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    how: str = ""
    calls: list[dict[str, Any]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def bodies(self):
        return [json.loads(call["body"]) for call in self.calls]

    async def answer(self, request):
        body = await request.read()
        self.calls.append({"headers": dict(request.headers), "body": body})
        if self.how == "cut":
            request.transport.abort()
        if self.how in {"silent", "slow"}:
            await self.go.wait()
        return web.Response(status=self.status, headers=self.headers, body=self.body)


@contextlib.asynccontextmanager
async def receiver(**given):
    made = Receiver(**given)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = site._server.sockets[0].getsockname()[1]
    made.url = f"http://127.0.0.1:{port}/revoke"
    try:
        yield made
    finally:
        made.go.set()
        await runner.cleanup()


def proven(call):
    """Hold a call against its signature, as Standard Webhooks has it."""
    headers = {name.casefold(): value for name, value in call["headers"].items()}
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode()
    made = hmac.new(key, signed + call["body"], hashlib.sha256).digest()
    said = headers["webhook-signature"]
    return said == f"v1,{base64.b64encode(made).decode()}"


def policy(*steps, lead="U0ANA"):
    """Write a policy with these steps, each a dict."""
    head = [
        '[channels]\nannouncements = "C0INCIDENTS"\nops = "C0OPS"',
        f'[people]\nfallback = "U0ANA"\nsecurity_lead = "{lead}"',
    ]
    return "\n".join([*head, *map(_step, steps)])


def _step(given):
    whole = {"name": "Revoke all sessions", "about": "Everybody is logged out."}
    whole |= {"secret": VARIABLE, **given}
    lines = [f"{name} = {json.dumps(value)}" for name, value in whole.items()]
    return "\n".join(["[[containment]]", *lines])
