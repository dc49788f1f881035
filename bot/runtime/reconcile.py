"""Reconciliation: who is in which room, asked of Slack, since events may be lost.

Who may see a private incident hangs on who is in its room. Slack promises no event, so
the rooms that matter are looked at again now and then, and what differs is recorded.
"""

import structlog

from bot import incidents
from bot.runtime.calls import Failure, Slack
from bot.runtime.installations import Known
from bot.runtime.running import Running

log = structlog.get_logger(__name__)

PAGE = 200


async def rooms(app: Running) -> None:
    """Compare every watched room of every workspace with what Slack says."""
    for known in app.installations.every():
        async with app.transactions.look(workspace=known.id, actor="clock") as work:
            channels = await incidents.watched(work)
        for channel in channels:
            await _room(app, known, channel)


async def _room(app: Running, known: Known, channel: str) -> None:
    slack, bot = app.installations.slack(known.id)
    try:
        people = await _members(slack, channel) - {bot}
    except Failure as error:
        log.info("a room was not looked at", channel=channel, reason=str(error))
        return
    async with app.transactions.begin(workspace=known.id, actor="clock") as work:
        await incidents.compare(work, channel, people)


async def _members(slack: Slack, channel: str) -> set[str]:
    found, cursor = set[str](), ""
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await slack("conversations.members", channel=channel, limit=PAGE, **more)
        found |= set(page["members"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found
