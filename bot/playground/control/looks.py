"""The control API's reads: state, channels, the clock, what is recorded, the feed."""

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.playground import access, docs, screen
from bot.playground.control import screens
from bot.playground.live import Listener
from bot.playground.parts import Parts
from bot.playground.screen import NotOnScreen

Json = dict[str, Any]

LONGEST_WAIT = 25.0
"""Real seconds that a long poll lasts at most."""

HEARTBEAT = 15.0
"""Real seconds after which a silent feed sends a comment."""


def _answer(body: Json) -> web.Response:
    return web.json_response(body)


async def state(parts: Parts, request: web.Request) -> web.Response:
    """Show everything but messages, as one person sees it."""
    world, user = parts.world, request.query.get("as", "")
    up, why = await parts.look(fresh=parts.world.app.socket_mode)
    me = next(
        (p for p in screens.everyone(world, hidden=True) if p["id"] == user), None
    )
    return _answer(
        {
            "team": screens.team(world),
            "me": me,
            "people": screens.everyone(world, hidden="hidden" in request.query),
            "app": screens.app(world),
            **screens.offers(world),
            "channels": screens.channels(world, user),
            "clock": _now(parts),
            "bot": {"up": up, "why": why},
            "views": [screens.view(view) for view in world.stacks.get(user, [])],
            "home": screens.view(world.homes.get(user)),
            "notices": world.notices.get(user, []),
        }
    )


async def home(parts: Parts, request: web.Request) -> web.Response:
    """Show the Home tab of one person."""
    user = request.query.get("as", "")
    return _answer({"home": screens.view(parts.world.homes.get(user))})


async def channel(parts: Parts, request: web.Request) -> web.Response:
    """Show a channel, or one thread in it; what is shown counts as read."""
    user, thread = request.query.get("as", ""), request.query.get("thread")
    place = screen.channel(parts.world, request.match_info["channel"], user)
    messages = screens.messages(parts.world, place, user, thread)
    if messages and place.read.get(user) != max(place.messages):
        place.read[user] = max(place.messages)
        parts.world.touch({"channels"}, user)
    return _answer(
        {"channel": screens.channel(parts.world, place, user), "messages": messages}
    )


async def canvas(parts: Parts, request: web.Request) -> web.Response:
    """Show a canvas to somebody who may read it."""
    user = request.query.get("as", "")
    found = parts.world.canvases.get(request.match_info["canvas"])
    if found is None or not docs.access(parts.world, found, user):
        raise NotOnScreen("This canvas is not here (any more).")
    return _answer({"canvas": screens.canvas(parts.world, found, user)})


async def file(parts: Parts, request: web.Request) -> web.Response:
    """Give a file to somebody who may see it; to be kept, or shown as a picture."""
    user, world = request.query.get("as", ""), parts.world
    found = world.files.get(request.match_info["file"])
    if found is None or not access.may_see(world, found, user):
        raise NotOnScreen("This file is not here (any more).")
    headers = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
    return web.Response(body=found.held, content_type=found.mimetype, headers=headers)


def _now(parts: Parts) -> Json:
    clock = parts.world.clock
    return {
        "now": clock.now(),
        "offset": clock.offset,
        "next_due": clock.next_due(),
    }


async def clock(parts: Parts, request: web.Request) -> web.Response:
    """Tell the time; with `seen`, wait until the offset is another one."""
    seen = request.query.get("seen")
    if seen is not None:
        await parts.world.clock.changed(float(seen), within=LONGEST_WAIT)
    return _answer(_now(parts))


async def calls(parts: Parts, request: web.Request) -> web.Response:
    """List the recorded calls of the Web API after number `since`."""
    since = int(request.query.get("since", "0"))
    found = [record for record in parts.records.calls if record["n"] > since]
    return _answer({"calls": found})


async def deliveries(parts: Parts, request: web.Request) -> web.Response:
    """List what was delivered to the app after number `since`."""
    since = int(request.query.get("since", "0"))
    found = [record for record in parts.records.deliveries if record["n"] > since]
    return _answer({"deliveries": found})


async def violations(parts: Parts, _: web.Request) -> web.Response:
    """List what the app did wrong."""
    return _answer({"violations": parts.records.violations})


async def paused(parts: Parts, request: web.Request) -> web.Response:
    """Wait until a call is paused, at most `wait` seconds; list those that are."""
    within = min(float(request.query.get("wait", "0")), LONGEST_WAIT)
    return _answer({"paused": await parts.api.faults.stopped(within)})


async def live(parts: Parts, request: web.Request) -> web.StreamResponse:
    """Stream the names of what changed for one person, as server-sent events."""
    response = web.StreamResponse(headers={"Cache-Control": "no-store"})
    response.content_type = "text/event-stream"
    await response.prepare(request)
    listener = Listener(user=request.query.get("as", ""))
    parts.live.listeners.add(listener)
    try:
        await response.write(b"retry: 1000\n\n")
        await _feed(listener, response)
    except ConnectionError:
        return response
    finally:
        parts.live.listeners.discard(listener)
    return response


async def _feed(listener: Listener, response: web.StreamResponse) -> None:
    while not listener.over:
        try:
            changed = await asyncio.wait_for(listener.take(), HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        data = json.dumps({"changed": changed})
        await response.write(f"data: {data}\n\n".encode())


LOOKS = {
    "state": state,
    "home": home,
    "channels/{channel}": channel,
    "canvases/{canvas}": canvas,
    "files/{file}": file,
    "clock": clock,
    "calls": calls,
    "deliveries": deliveries,
    "violations": violations,
    "paused": paused,
    "live": live,
}
"""Everything that is read with GET, by the last part of its path."""
