"""The ways to one verb: a button, a command, a form. Each makes a listener.

An *act* gets the work, the postmortem, locked, and what was typed or filled in; it
calls one verb and gives its record.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import postmortems, workspaces
from bot.core import render, walls
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.postmortems import OPEN, Postmortem, Status, WhichPostmortem, Wish
from handlers.incidents.lead import named
from handlers.incidents.ways import Unread

Words = Callable[[Work, Postmortem, str], Awaitable[Record]]
Filled = Callable[[Work, Postmortem, Form], Awaitable[Record]]
Context = Callable[[Work, Postmortem], Awaitable[Mapping[str, Any]]]
DAY = re.compile(
    r"(?:\b(?:by|due|on)\s+)?\b(\d{4}-\d{1,2}-\d{1,2})\b"
    rf"|\bby\s+(today|tomorrow|yesterday|{walls.WEEKDAY})(?=\s*(?:$|[<@]))",
    re.IGNORECASE,
)


async def nothing(work: Work, found: Postmortem) -> Mapping[str, Any]:
    """Give no more than the postmortem itself."""
    del work, found
    return {}


def opening(form: str, context: Context = nothing) -> Listener:
    """Make the listener of a button that opens a form."""

    async def clicked(
        ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
    ) -> None:
        async with look() as work:
            found = await postmortems.clicked(work, value)
            more = await context(work, found)
        open_form(form, pm=found, **more)
        await ack()

    return clicked


def filled(act: Filled) -> Listener:
    """Make the listener of a submitted form."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await postmortems.clicked(work, form.keeps, lock=True)
            record = await act(work, found, form)
            work.reply("postmortems.done", record.id)
        await ack()

    return submitted


def button(act: Words) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            found = await postmortems.clicked(work, value, lock=True)
            record = await act(work, found, "")
            work.reply("postmortems.done", record.id)
        await ack()

    return clicked


@dataclass(frozen=True, kw_only=True)
class Typed:
    """How one verb is typed: its own name, an example, which it can be done with."""

    verb: str
    example: str
    act: Words
    form: bool = True
    context: Context = nothing
    among: tuple[Status, ...] = OPEN

    @property
    def usage(self) -> str:
        """Give the whole command, as an example."""
        return f"/postmortem {self.verb} {self.example}"


def typed(way: Typed) -> Listener:
    """Make the listener of a command; without words it opens a form, or a list."""
    bare = opening(f"postmortems.{way.verb}", way.context)

    async def said(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
        ack: AsyncAck,
        words: str,
        channel: str,
        begin: Begin,
        look: Begin,
        open_form: Callable[..., None],
    ) -> None:
        async with look() as work:
            found, rest = await meant(work, words, channel, way.usage)
            if found is None:
                await ack(**await which(work, way.verb, way.among, form=way.form))
                return
        if way.form and not rest:
            await bare(ack, found.id, look, open_form)
            return
        async with begin() as work:
            locked = await postmortems.clicked(work, found.id, lock=True)
            work.said = answer(await read(way.act(work, locked, rest), way.usage))
        await ack(**work.said)

    return said


async def meant(
    work: Work, words: str, channel: str, usage: str
) -> tuple[Postmortem | None, str]:
    """Find the postmortem that is meant, and the rest of the words; None: ask which."""
    try:
        return await postmortems.meant(work, words, channel, usage=usage)
    except WhichPostmortem:
        if words:
            raise
        return None, ""


async def which(
    work: Work, verb: str, among: tuple[Status, ...], *, form: bool
) -> dict[str, Any]:
    """Ask which postmortem is meant, each with the verb's button."""
    said = render.message(
        "postmortems.which",
        found=await postmortems.listed(work, among),
        does=f"postmortems.{verb}",
        label=verb.capitalize() + ("…" if form else ""),
    )
    return {"response_type": "ephemeral", **said}


async def read(act: Awaitable[Record], usage: str) -> Record:
    """Act on words; a field's problem becomes a sentence with an example."""
    try:
        return await act
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=usage) from wrong


def answer(record: Record) -> dict[str, Any]:
    """Say what was done, only to whoever did it."""
    said = render.message("postmortems.done", fact=told(record))
    return {"response_type": "ephemeral", **said}


async def wish(work: Work, words: str) -> Wish:
    """Read who is to own it, and by when: `@dana by 2026-12-04`."""
    said = DAY.search(words)
    rest = DAY.sub(" ", words).strip(" ,;")
    owner, left = await named(work, rest) if rest else (None, "")
    if left.strip():
        raise Invalid("owner", f"“{left.strip()[:40]}” was not understood")
    return Wish(owner=owner, due=await _day(work, said[1] or said[2]) if said else None)


async def _day(work: Work, text: str) -> date:
    zone = await workspaces.zone(work, work.actor)
    day = walls.parse_day(text, today=work.now.astimezone(zone).date())
    if day is None:
        raise Invalid("due", f"“{text}” is no day")
    return day
