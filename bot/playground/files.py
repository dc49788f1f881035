"""Files as Slack keeps them: read with a token that may, by an app that is there.

Whoever may not is sent to a page to sign in, with no word about why: as Slack does.
What an app uploads arrives here too: once, and as long as it was announced.
"""

from typing import Any

from aiohttp import web

from bot.playground import access
from bot.playground.call import Refused
from bot.playground.clock import real_now
from bot.playground.faults import Cut, cut_off, too_fast
from bot.playground.gate import TooFast
from bot.playground.parts import Parts
from bot.playground.things import File

METHOD = "files.download"
"""What a download is called among the recorded calls; it is no method of the API."""

SENT = "files.upload"
"""What the bytes of an upload are called there."""


def routes(parts: Parts) -> list[web.RouteDef]:
    """Return where files are read."""

    async def read(request: web.Request) -> web.Response:
        return _answer(parts, request)

    async def take(request: web.Request) -> web.StreamResponse:
        return await _take(parts, request)

    place = "/files-pri/{file}"
    return [
        web.get(f"{place}/{{name}}", read),
        web.get(f"{place}/download/{{name}}", read),
        web.post("/upload/v1/{file}", take),
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
    """Tell whether the request bears the token of an app that may."""
    app = parts.world.app
    bears = request.headers.get("Authorization") == f"Bearer {app.bot_token}"
    given = access.may_read(parts.world, file, app.user_id)
    alive = access.SCOPE in app.scopes and not (app.dead or app.removed)
    return bears and given and alive


async def _take(parts: Parts, request: web.Request) -> web.StreamResponse:
    """Take the bytes of an upload, or suffer what a test asked for."""
    record = parts.records.call(SENT, parts.world.clock.now(), real_now())
    id_, held = request.match_info["file"], await request.read()
    record["args"] = {"file": id_, "length": len(held)}

    async def carry() -> dict[str, Any]:
        return _keep(parts, id_, held, record)

    fault = parts.api.faults.next(SENT)
    try:
        if fault is not None:
            response = await parts.api.faults.suffer(fault, record, carry)
        else:
            told = await carry()
            status = 404 if "error" in told else 200
            response = web.Response(text=f"OK - {len(held)}", status=status)
    except Cut as cut:
        return await cut_off(request, cut)
    except TooFast as limit:
        response = too_fast(limit.seconds)
    record |= {"status": response.status, "ended": real_now()}
    return response


def _keep(
    parts: Parts, id_: str, held: bytes, record: dict[str, Any]
) -> dict[str, Any]:
    """Keep what was sent, if it was announced so and comes for the first time."""
    upload = parts.world.uploads.get(id_)
    if upload is None or upload.held is not None or len(held) != upload.length:
        parts.records.violation(SENT, "sent twice, or not as it was announced")
        record["error"] = "file_not_found"
        return Refused("file_not_found").answer()
    upload.held = held
    return {"ok": True}
