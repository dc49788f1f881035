"""Files as Slack keeps them: read with a token that may, by an app that is there.

Whoever may not is sent to a page to sign in, with no word about why: as Slack does.
"""

from aiohttp import web

from bot.playground.parts import Parts
from bot.playground.things import File

SCOPE = "files:read"
METHOD = "files.download"
"""What a download is called among the recorded calls; it is no method of the API."""


def routes(parts: Parts) -> list[web.RouteDef]:
    """Return where files are read."""

    async def read(request: web.Request) -> web.Response:
        return _answer(parts, request)

    place = "/files-pri/{file}"
    return [
        web.get(f"{place}/{{name}}", read),
        web.get(f"{place}/download/{{name}}", read),
    ]


def _answer(parts: Parts, request: web.Request) -> web.Response:
    clock, id_ = parts.world.clock, request.match_info["file"]
    record = parts.records.call(METHOD, clock.now(), clock.now())
    record |= {"args": {"file": id_}, "ended": clock.now()}
    found = parts.world.files.get(id_)
    if found is None or not _may_read(parts, request, found):
        record |= {"status": 302, "error": "signed_out"}
        return web.Response(status=302, headers={"Location": "/?redir=files-pri"})
    record["status"] = 200
    return web.Response(body=found.held, content_type=found.mimetype)


def _may_read(parts: Parts, request: web.Request, file: File) -> bool:
    """Tell whether the request bears the app's token, and the app may and is there."""
    app = parts.world.app
    bears = request.headers.get("Authorization") == f"Bearer {app.bot_token}"
    there = app.user_id in parts.world.channels[file.channel].members
    return bears and there and SCOPE in app.scopes and not (app.dead or app.removed)
