"""Entering: what becomes private, who asks to see it, and who decides."""

from collections.abc import Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, postmortems
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form, mentioned
from bot.core.work import Begin, Work
from bot.incidents import Incident

ALL = ("all", "everyone", "everybody")


async def private(work: Work, found: Incident, words: str) -> Record:
    """Make it private, with `everyone` who is in its room, or `without @dana`."""
    first, _, rest = words.partition(" ")
    without = mentioned(rest) if first.casefold() == "without" else []
    if not without and words.casefold().strip() not in ALL:
        raise Invalid("without", "Say `everyone`, or who does not come along")
    return await _made_private(work, found, without)


async def private_form(work: Work, found: Incident, form: Form) -> Record:
    """Make it private, without those who were picked."""
    return await _made_private(work, found, list(form.users("without")))


async def _made_private(work: Work, found: Incident, without: list[str]) -> Record:
    """Bring along who owns what was learned of it: they could not see it any more."""
    needed = await postmortems.concerned(work, found.id)
    return await incidents.make_private(work, found, without, needed)


async def private_context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give what the form says of the room that is left."""
    return await incidents.leaving_room(work, found)


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
