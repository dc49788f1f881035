"""What people do to a room in Slack itself."""

from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.work import Begin


async def entered(
    ack: AsyncAck, event: dict[str, Any], bot: str, begin: Begin, look: Begin
) -> None:
    """Note who came into a room; whoever was brought there by us is known already."""
    channel, person = event["channel"], event["user"]
    async with look() as work:
        news = person != bot and await incidents.news(work, channel, person)
    if news:
        async with begin() as work:
            await incidents.entered(work, channel, person)
    await ack()


async def left(ack: AsyncAck, event: dict[str, Any], begin: Begin) -> None:
    """Note who left a room."""
    async with begin() as work:
        await incidents.left(work, event["channel"], event["user"])
    await ack()


async def renamed(ack: AsyncAck, event: dict[str, Any], begin: Begin) -> None:
    """Note that a room has another name."""
    channel = event["channel"]
    async with begin() as work:
        await incidents.taken_over(work, channel["id"], "name", channel["name"])
    await ack()


async def retopiced(
    ack: AsyncAck, event: dict[str, Any], bot: str, begin: Begin
) -> None:
    """Note that a person gave a room another topic."""
    what = event["subtype"].removeprefix("channel_").removeprefix("group_")
    if event.get("user") != bot:
        async with begin() as work:
            await incidents.taken_over(
                work, event["channel"], what, str(event.get(what) or "")
            )
    await ack()
