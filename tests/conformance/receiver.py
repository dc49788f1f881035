"""An app's request URL, as raw as it gets: it keeps what comes, and answers as told."""

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass, field

from aiohttp import web

from tests.playground.counterparts import SECRET

WINDOW = 300


@dataclass(kw_only=True)
class Receiver:
    """What came, and how it is answered; `now` is what a signature is compared with."""

    answer: object
    now: float
    url: str = ""
    came: list = field(default_factory=list)

    async def take(self, request):
        if request.path != "/slack/events":
            return web.Response()  # a look at whether it is there
        body = await request.read()
        self.came.append((request.method, dict(request.headers), body))
        return self.answer(self, request, body)

    def genuine(self, request, body):
        """Tell whether a request is Slack's, and fresh."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        if not stamp.isdecimal() or abs(self.now - int(stamp)) > WINDOW:
            return False
        given = request.headers.get("X-Slack-Signature", "")
        return hmac.compare_digest(signature(SECRET, stamp, body), given)


def signature(secret, stamp, body):
    """Sign as Slack's documentation says."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def careful(receiver, request, body):
    """Answer as a good app does."""
    if b"ssl_check=1" in body or request.query.get("ssl_check") == "1":
        return web.Response()
    if not receiver.genuine(request, body):
        return web.Response(status=401)
    if request.content_type == "application/json":
        payload = json.loads(body)
        if payload["type"] == "url_verification":
            return web.Response(text=payload["challenge"])
    return web.Response()


def always(status, **more):
    """Answer everything with the same *status*."""
    return lambda *_: web.Response(status=status, **more)


@contextlib.asynccontextmanager
async def receiving(answer, now=0.0):
    """Serve a request URL on this machine."""
    made = Receiver(answer=answer, now=now)
    app = web.Application()
    app.router.add_route("*", "/{any:.*}", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield made
    finally:
        await runner.cleanup()
