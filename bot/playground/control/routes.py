"""The control API's routes: bodies read, refusals turned into answers."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.playground import screen
from bot.playground.control.acts import ACTS, Act
from bot.playground.control.deeds import DEEDS, Deed
from bot.playground.control.looks import LOOKS
from bot.playground.control.tools import CLEARINGS, TOOLS, Tool
from bot.playground.kit import Unfit
from bot.playground.parts import Parts
from bot.playground.screen import Incomplete, NotOnScreen

Json = dict[str, Any]
Look = Callable[[Parts, web.Request], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

ROOT = "/control"


def routes(parts: Parts) -> list[web.RouteDef]:
    """Return every route of the control API for *parts*."""
    return [
        *(
            web.get(f"{ROOT}/{name}", _look(parts, look))
            for name, look in LOOKS.items()
        ),
        *(web.post(f"{ROOT}/{name}", _act(parts, act)) for name, act in ACTS.items()),
        *(web.post(f"{ROOT}/{name}", _deed(parts, d)) for name, d in DEEDS.items()),
        *(web.post(f"{ROOT}/{name}", _tool(parts, t)) for name, t in TOOLS.items()),
        *(
            web.delete(f"{ROOT}/{name}", _clear(parts, c))
            for name, c in CLEARINGS.items()
        ),
    ]


def _guarded(handler: Handler) -> Handler:
    async def guarded(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except Incomplete as refusal:
            body = {"error": str(refusal), "fields": refusal.fields}
            return web.json_response(body, status=409)
        except (NotOnScreen, Unfit) as refusal:
            return web.json_response({"error": str(refusal)}, status=409)
        except KeyError as missing:
            said = f"The body lacks {missing.args[0]!r}."
            return web.json_response({"error": said}, status=400)
        except ValueError as wrong:
            return web.json_response({"error": str(wrong)}, status=400)

    return guarded


async def _body(request: web.Request) -> Any:  # noqa: ANN401 - faults come as a list
    if not request.can_read_body:
        return {}
    return await request.json()


def _look(parts: Parts, look: Look) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return await look(parts, request)

    return _guarded(handle)


def _act(parts: Parts, act: Act) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        return web.json_response(await act(parts, await _body(request)))

    return _guarded(handle)


def _deed(parts: Parts, deed: Deed) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        user = screen.person(parts.world, str(body["user"])).id
        place = screen.channel(parts.world, str(body["channel"]), user)
        deed(parts, body, place)
        return web.json_response({})

    return _guarded(handle)


def _tool(parts: Parts, tool: Tool) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        await tool(parts, await _body(request))
        clock = parts.world.clock
        return web.json_response({"now": clock.now(), "offset": clock.offset})

    return _guarded(handle)


def _clear(parts: Parts, clear: Callable[[Parts], None]) -> Handler:
    async def handle(_: web.Request) -> web.StreamResponse:
        clear(parts)
        return web.json_response({})

    return _guarded(handle)
