"""Feeds over HTTP: `GET /feeds/<token>.ics`, the calendar for other programs.

A token that nobody made, or that was revoked, is answered like one that never was.
"""

from zoneinfo import ZoneInfo

from aiohttp import web

from bot import calendar
from bot.core import walls
from bot.core.errors import Busy
from bot.core.work import Transactions

TYPE = "text/calendar"


async def serve(request: web.Request, transactions: Transactions) -> web.Response:
    """Answer with the feed of a token, or 404."""
    token = request.match_info["token"]
    try:
        async with transactions.database.crossing() as connection:
            found = await calendar.feeds.found(connection, token)
        if found is None:
            return web.Response(status=404, text="Not Found")
        body = await _written(transactions, *found)
    except Busy:
        return web.Response(status=503, text="busy", headers={"retry-after": "60"})
    headers = {"cache-control": "private, max-age=300"}
    return web.Response(body=body, content_type=TYPE, charset="utf-8", headers=headers)


async def _written(transactions: Transactions, workspace: str, whose: str) -> bytes:
    async with transactions.look(workspace=workspace, actor="clock") as work:
        place = work.policy.calendar.zone
        zone = place if isinstance(place, ZoneInfo) else walls.zone("UTC")
        return await calendar.feeds.written(work, whose, zone)
