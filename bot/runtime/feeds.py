"""Feeds over HTTP: `GET /feeds/<token>.ics`, the calendar for other programs.

A token that nobody made, or that was revoked, is answered like one that never was, and
with the same look into the database.
"""

from zoneinfo import ZoneInfo

from aiohttp import web

from bot import calendar
from bot.core import tokens, walls
from bot.core.errors import Busy
from bot.core.work import Transactions
from bot.runtime.installations import SYSTEM, Installations

TYPE = "text/calendar"


async def serve(
    transactions: Transactions, installations: Installations, request: web.Request
) -> web.Response:
    """Answer with the feed of a token, or 404."""
    token = request.match_info["token"]
    claimed = tokens.workspace(token)
    known = claimed in {one.id for one in installations.every()}
    whose = {"workspace": claimed if known else SYSTEM, "actor": "clock"}
    try:
        async with transactions.look(**whose) as work:
            opened = await calendar.feeds.opened(work, token)
            if not opened or not known:
                return web.Response(status=404, text="Not Found")
            place = work.policy.calendar.zone
            zone = place if isinstance(place, ZoneInfo) else walls.zone("UTC")
            body = await calendar.feeds.written(work, opened, zone)
    except Busy:
        return web.Response(status=503, text="busy", headers={"retry-after": "60"})
    headers = {"cache-control": "private, max-age=300"}
    return web.Response(body=body, content_type=TYPE, charset="utf-8", headers=headers)
