"""Parts: a verb that shows all parts of something on a card, and one in its form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core import render
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents.talk import shown
from handlers.incidents.ways import showing

Open = Callable[..., None]


@dataclass(frozen=True, kw_only=True)
class Parts:
    """One such verb: its card, its form, what the form of a part is filled with."""

    verb: str
    card: str
    form: str
    context: Callable[[Work, Incident, str], Awaitable[Mapping[str, Any]]]
    require: Callable[[Incident], None] = lambda _: None
    """Refuses an incident that has no such parts."""


def command(parts: Parts) -> Listener:
    """Make the listener of `/incident VERB [INC-42] [part]`."""

    async def typed(
        ack: AsyncAck, words: str, channel: str, look: Begin, open_form: Open
    ) -> None:
        asked: list[Mapping[str, Any]] = []

        async def card(work: Work, found: Incident, rest: str) -> dict[str, Any]:
            parts.require(found)
            if rest:
                asked.append(await parts.context(work, found, rest))
                return {}
            context: Any = await incidents.VIEWS[parts.card](work, found.id)
            return render.card(parts.card, **context)

        said = await shown(parts.verb, card, words, channel, look)
        for context in asked:
            open_form(parts.form, **context)
        await ack(**({} if asked else said))

    return typed


def button(parts: Parts) -> Listener:
    """Make the listener of a button; its value is an incident, or a part of one."""
    listed = showing(parts.card)

    async def pressed(
        ack: AsyncAck, value: str, begin: Begin, look: Begin, open_form: Open
    ) -> None:
        id_, _, part = value.partition(":")
        if not part:
            await listed(ack, id_, begin)
            return
        async with look() as work:
            found = await incidents.clicked(work, id_)
            parts.require(found)
            context = await parts.context(work, found, part)
        open_form(parts.form, **context)
        await ack()

    return pressed
