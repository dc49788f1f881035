"""What is said in rooms, and what is marked there: by a reaction, or by a pin."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core import forms
from bot.core.work import Begin, Work
from handlers.incidents import origins

Meet = Callable[[list[str]], Awaitable[None]]
TOMBSTONE = "tombstone"  # what stands for a deleted message that has a thread


async def said(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    event: dict[str, Any],
    bot: str,
    look: Begin,
    begin: Begin,
    meet: Meet,
) -> None:
    """Keep what somebody said in a room; the bot knows what it said itself."""
    await _hear(event, event["channel"], bot, look, begin, meet)
    await ack()


async def changed(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    event: dict[str, Any],
    bot: str,
    look: Begin,
    begin: Begin,
    meet: Meet,
) -> None:
    """Put right what was edited; what had a thread is changed when it is deleted."""
    now = event["message"]
    if now.get("subtype") == TOMBSTONE:
        await _lose(event["channel"], now["ts"], look, begin)
    elif now.get("edited"):  # else only its links were unfurled
        await _hear(now, event["channel"], bot, look, begin, meet)
    await ack()


async def deleted(
    ack: AsyncAck, event: dict[str, Any], look: Begin, begin: Begin
) -> None:
    """Note that a message is gone."""
    await _lose(event["channel"], event["deleted_ts"], look, begin)
    await ack()


async def reacted(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    event: dict[str, Any],
    bot: str,
    look: Begin,
    begin: Begin,
    meet: Meet,
) -> None:
    """Put a message on the timeline that somebody reacted to, or strike it through."""
    item = event["item"]
    if event.get("item_user") != bot and item.get("channel") and item.get("ts"):
        mark = _read(event, event["reaction"], item["channel"], item["ts"])
        await _mark(mark, event.get("item_user"), look, begin, meet)
    await ack()


async def pinned(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    event: dict[str, Any],
    bot: str,
    look: Begin,
    begin: Begin,
    meet: Meet,
) -> None:
    """Put a message on the timeline that somebody pinned, or strike it through."""
    item = event["item"]
    message = item.get("message") or {}
    if message and message.get("user") != bot and item.get("channel"):
        mark = _read(event, incidents.PIN, item["channel"], message["ts"])
        await _mark(mark, message.get("user"), look, begin, meet)
    await ack()


async def _hear(  # noqa: PLR0913, PLR0917 (what the listeners were lent)
    message: Mapping[str, Any],
    channel: str,
    bot: str,
    look: Begin,
    begin: Begin,
    meet: Meet,
) -> None:
    if message.get("user") == bot or not await _listens(look, channel):
        return
    await meet(forms.mentioned(forms.typed(str(message.get("text") or ""))))
    async with begin(key=None) as work:  # heard twice, it is kept once
        await incidents.hear(work, await _said(work, message, channel))


async def _said(work: Work, message: Mapping[str, Any], channel: str) -> incidents.Said:
    origin = await origins.of(work, message, channel)
    edited = (message.get("edited") or {}).get("ts")
    when = datetime.fromtimestamp(float(edited), UTC) if edited else None
    more = {"ts": message["ts"], "edited": when, "files": origins.files(message)}
    return incidents.Said(**vars(origin), **more)


async def _lose(channel: str, ts: str, look: Begin, begin: Begin) -> None:
    if await _listens(look, channel):
        async with begin() as work:
            await incidents.lose(work, channel, ts)


async def _listens(look: Begin, channel: str) -> bool:
    async with look() as work:
        return await incidents.listens(work, channel)


def _read(event: Mapping[str, Any], name: str, channel: str, ts: str) -> incidents.Mark:
    on, stamp = event["type"].endswith("added"), event["event_ts"]
    person = event["user"]
    return incidents.Mark(
        channel=channel, ts=ts, name=name, person=person, on=on, stamp=stamp
    )


async def _mark(
    mark: incidents.Mark, author: str | None, look: Begin, begin: Begin, meet: Meet
) -> None:
    async with look() as work:
        heeded = await incidents.heeds(work, mark)
    if heeded:
        await meet([mark.person, *filter(None, [author])])
        async with begin() as work:
            await incidents.mark(work, mark)
