"""Entering: whoever asks to see a private incident, and whoever decides."""

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.work import Begin


async def request(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Ask its people to be let in."""
    async with begin() as work:
        record = await incidents.access.request(work, value)
        work.reply("incidents.done", record.id)
    await ack()


async def allow(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Let whoever asked in."""
    async with begin() as work:
        record = await incidents.access.allow(work, value)
        work.reply("incidents.done", record.id)
    await ack()


async def deny(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Leave whoever asked outside."""
    async with begin() as work:
        record = await incidents.access.deny(work, value)
        work.reply("incidents.done", record.id)
    await ack()
