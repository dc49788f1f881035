"""The ways to one verb of an occurrence: a button, a command, a form.

An *act* gets the work, the occurrence, locked, and what was typed or filled in; it
calls one verb and gives its record.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar, incidents
from bot.calendar import Occurrence, WhichOccurrence
from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from handlers.incidents.ways import Unread

Open = Callable[..., None]
Words = Callable[[Work, Occurrence, str], Awaitable[Record]]
Filled = Callable[[Work, Occurrence, Form], Awaitable[Record]]
Context = Callable[[Work, Occurrence], Awaitable[Mapping[str, Any]]]
May = Callable[[Work, Occurrence], Awaitable[object]]


async def whole(work: Work, one: Occurrence) -> Mapping[str, Any]:
    """Give all that is known of an occurrence, as the actor may know it."""
    leak = await incidents.leakseen.seen(work, one)
    return {**await calendar.details(work, one), "leak": leak}


def button(act: Words) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            found = await calendar.clicked(work, value, lock=True)
            record = await act(work, found, "")
            work.reply("calendar.done", record.id)
        await ack()

    return clicked


def opening(
    form: str, context: Context = whole, may: May = calendar.require_mine
) -> Listener:
    """Make the listener of a button that opens a form, for those who *may* send it."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            found = await calendar.clicked(work, value)
            await may(work, found)
            more = await context(work, found)
        open_form(form, **more)
        await ack()

    return clicked


def filled(act: Filled) -> Listener:
    """Make the listener of a submitted form."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await calendar.clicked(work, form.keeps, lock=True)
            record = await act(work, found, form)
            work.reply("calendar.done", record.id)
        await ack()

    return submitted


@dataclass(frozen=True, kw_only=True)
class Typed:
    """How one verb is typed: its name, an example, what it does; or its form."""

    verb: str
    example: str
    act: Words
    form: bool = True
    context: Context = whole
    may: May = calendar.require_mine
    """Refuses those whom the form would refuse, before it opens."""
    command: str = "/ops"
    needs: Callable[[Mapping[str, Any]], bool] = lambda _: False
    """Whether words do not suffice, by the context of the form."""
    fills: Callable[[str], Mapping[str, str]] = lambda _: {}
    """What words fill into the form that is needed."""

    @property
    def usage(self) -> str:
        """Give the whole command, as an example."""
        return f"{self.command} {self.verb} {self.example}"


def typed(way: Typed) -> Listener:
    """Make the listener of a command; what it lacks is asked for in a form."""

    async def said(
        ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
    ) -> None:
        async with look() as work:
            found, rest, shown = await _meant(work, words, way)
        if found is None:
            await ack(**shown)
            return
        if way.form and shown:
            open_form(f"calendar.{way.verb}", **shown)
            await ack()
            return
        async with begin() as work:
            locked = await calendar.clicked(work, found.id, lock=True)
            work.said = answer(await read(way.act(work, locked, rest), way.usage))
        await ack(**work.said)

    return said


async def _meant(
    work: Work, words: str, way: Typed
) -> tuple[Occurrence | None, str, Mapping[str, Any]]:
    """Give the occurrence, the rest of the words, and what is shown instead."""
    try:
        found, rest = await calendar.meant(work, words)
    except WhichOccurrence:
        if words:
            raise
        mine = await calendar.due(work, "mine")
        return None, "", {"response_type": "ephemeral", **_which(mine, way)}
    shown = await way.context(work, found)
    if rest and not way.needs(shown):
        return found, rest, {}
    if way.form:
        await way.may(work, found)
    return found, rest, {**shown, "draft": way.fills(rest)}


def _which(shown: Mapping[str, Any], way: Typed) -> dict[str, Any]:
    label = way.verb.capitalize() + ("…" if way.form else "")
    does = f"calendar.{way.verb}"
    return render.message("calendar.which", **shown, label=label, does=does)


async def read(act: Awaitable[Record], usage: str) -> Record:
    """Act on words; a field's problem becomes a sentence with an example."""
    try:
        return await act
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=usage) from wrong


def answer(record: Record) -> dict[str, Any]:
    """Say what was done, only to whoever did it."""
    said = render.message("calendar.done", fact=told(record))
    return {"response_type": "ephemeral", **said}
