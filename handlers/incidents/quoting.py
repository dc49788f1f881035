"""Quoting: any message, put on the timeline from its own menu."""

from collections.abc import Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Incident, WhichIncident
from handlers.incidents import origins

TITLE = 60  # characters of a title that an option shows


async def from_message(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    message: dict[str, Any],
    channel: str,
    look: Begin,
    begin: Begin,
    open_form: Callable[..., None],
) -> None:
    """Put a message on the timeline of its room's incident; elsewhere, ask which."""
    async with look() as work:
        origin = await origins.of(work, message, channel)
        own = await _own(work, channel)
        others = [] if own else await _others(work)
    if own is None:
        open_form("incidents.quote", others=others, source=origins.kept(origin))
        await ack()
        return
    async with begin() as work:
        if own.private:  # whoever sees a message of its room is in it
            await incidents.entered(work, channel, work.actor)
        found = await incidents.clicked(work, own.id, lock=True)
        record = await incidents.quote(work, found, origin)
        await incidents.attach(work, record, channel, message["ts"])
        work.reply("incidents.done", record.id)
    await ack()


async def submit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Put the message that the form keeps on the timeline that was chosen."""
    origin = origins.read(form.keeps)
    async with begin() as work:
        found = await incidents.clicked(work, form.choice("incident") or "", lock=True)
        if origin is None:
            raise Invalid("incident", "The message is lost. Open its menu once more")
        record = await incidents.quote(work, found, origin)
        work.reply("incidents.done", record.id)
    await ack()


async def _own(work: Work, channel: str) -> Incident | None:
    try:
        found, _ = await incidents.meant(work, "", channel, usage="")
    except WhichIncident:
        return None
    return found


async def _others(work: Work) -> list[tuple[str, str, str]]:
    """Give the open incidents that the actor may see, as options."""
    found, masked = await incidents.open_ones(work)
    seen = [one for one in found if one.id not in masked]
    return [(f"{one.ref} · {one.title[:TITLE]}", one.id, "") for one in seen]
