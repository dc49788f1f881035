"""Both sides of the playground: an app that it delivers to, a caller of its API."""

import contextlib
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

import aiohttp
from aiohttp import web

from tests import person

TOKEN = "xoxb-1-bot"
APP_TOKEN = "xapp-1-app"
SECRET = "shh"

SCOPES = (
    "app_mentions:read",
    "bookmarks:read",
    "bookmarks:write",
    "canvases:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.public",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "usergroups:read",
    "users:read",
)

EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_rename",
    "channel_unarchive",
    "group_archive",
    "group_rename",
    "member_joined_channel",
    "member_left_channel",
    "message.channels",
    "message.groups",
    "message.im",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "tokens_revoked",
    "user_change",
)


def manifest(*, socket=False, scopes=SCOPES, events=EVENTS):
    return {
        "display_information": {"name": "Longwatch"},
        "features": {
            "bot_user": {"display_name": "Longwatch"},
            "app_home": {"home_tab_enabled": True},
            "slash_commands": [
                {
                    "command": "/incident",
                    "description": "d",
                    "usage_hint": "declare | list",
                    "should_escape": True,
                },
                {"command": "/plain", "description": "d"},
            ],
            "shortcuts": [
                {"name": "Go", "type": "global", "callback_id": "go"},
                {"name": "From here", "type": "message", "callback_id": "from"},
            ],
        },
        "oauth_config": {"scopes": {"bot": list(scopes)}},
        "settings": {
            "event_subscriptions": {"bot_events": list(events)},
            "socket_mode_enabled": socket,
        },
    }


@dataclass(kw_only=True)
class Bot:
    """An app that records what it is sent and answers what it is told to."""

    received: list = field(default_factory=list)
    retries: list = field(default_factory=list)
    answers: dict = field(default_factory=dict)
    statuses: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    url: str = ""

    async def take(self, request):
        body = await request.read()
        _verify(request.headers, body)
        payload = _payload(request.content_type, body)
        self.received.append(payload)
        self.retries.append(request.headers.get("x-slack-retry-num"))
        status = self.statuses.pop(0) if self.statuses else 200
        if status != 200:
            return web.Response(status=status, headers=self.headers)
        kind = "command" if "command" in payload else payload["type"]
        answer = self.answers.get(kind, "")
        if callable(answer):
            answer = await answer(payload)
        if isinstance(answer, str):
            return web.Response(text=answer)
        return web.json_response(answer)

    def of(self, kind):
        return [one for one in self.received if one.get("type") == kind]

    def events(self, name):
        wrapped = (one["event"] for one in self.of("event_callback"))
        return [event for event in wrapped if event["type"] == name]

    async def hears(self, name, count=1):
        async def look():
            found = self.events(name)
            return found if len(found) >= count else None

        return await person.eventually(look, f"the app hears {count} x {name}")


def _verify(headers, body):
    base = b"v0:" + headers["X-Slack-Request-Timestamp"].encode() + b":" + body
    digest = hmac.new(SECRET.encode(), base, hashlib.sha256).hexdigest()
    assert headers["X-Slack-Signature"] == f"v0={digest}"


def _payload(content_type, body):
    if content_type == "application/json":
        return json.loads(body)
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    return json.loads(form["payload"]) if "payload" in form else form


@dataclass(kw_only=True)
class Api:
    """A caller of the Web API with the bot's token."""

    url: str
    session: aiohttp.ClientSession
    token: str = TOKEN

    async def __call__(self, method, **args):
        status, body, _ = await self.raw(method, json=args)
        assert status == 200
        return body

    async def raw(self, method, *, token=None, **options):
        bearer = {"Authorization": f"Bearer {self.token if token is None else token}"}
        headers = {**bearer, **options.pop("headers", {})}
        if "json" in options:
            options["data"] = json.dumps(options.pop("json"))
            headers.setdefault("Content-Type", "application/json; charset=utf-8")
        address = f"{self.url}/api/{method}"
        async with self.session.post(address, headers=headers, **options) as response:
            kind = response.content_type
            read = response.json if kind == "application/json" else response.text
            return response.status, await read(), response.headers

    async def channel(self, name, **more):
        return (await self("conversations.create", name=name, **more))["channel"]["id"]


async def _healthy(_):
    return web.Response(text="ok")


@contextlib.asynccontextmanager
async def listening():
    made = Bot()
    app = web.Application()
    app.router.add_post("/slack/events", made.take)
    app.router.add_get("/healthz", _healthy)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
        yield made
    finally:
        await runner.cleanup()
