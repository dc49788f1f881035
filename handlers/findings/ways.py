"""The ways to one verb of a finding: a button, a command, a form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import findings
from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.findings import Finding
from handlers.findings import deeds
from handlers.incidents.ways import Unread

Open = Callable[..., None]
Words = Callable[[Work, Finding, str], Awaitable[Record]]
Filled = Callable[[Work, Finding, Form], Awaitable[Record]]
Context = Callable[[Work, Finding], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command was lent."""

    ack: AsyncAck
    begin: Begin
    look: Begin
    open_form: Open
    address: str | None


@dataclass(frozen=True, kw_only=True)
class Deed:
    """How one verb is typed and filled in: its name, an example, what it does."""

    verb: str
    label: str
    example: str
    act: Words
    fill: Filled
    context: Context = deeds.whole

    @property
    def form(self) -> str:
        """Give the name of its form, its button and its listener."""
        return f"findings.{self.verb}"

    @property
    def usage(self) -> str:
        """Give the whole command, as an example."""
        return f"/ops finding {self.verb} {self.example}"


def opening(deed: Deed) -> Listener:
    """Make the listener of a button that opens a form."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            found = await findings.clicked(work, value)
            more = await deed.context(work, found)
        open_form(deed.form, **more)
        await ack()

    return clicked


def filled(deed: Deed) -> Listener:
    """Make the listener of a submitted form."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await findings.clicked(work, form.keeps, lock=True)
            record = await deed.fill(work, found, form)
            work.reply("findings.done", record.id)
        await ack(**form.closes)

    return submitted


async def typed(asked: Asked, deed: Deed, words: str) -> None:
    """Do what was typed; what it lacks is asked for: a list, or a form."""
    if not words:
        await asked.ack(**await which(asked, deed))
        return
    async with asked.look() as work:
        found, rest = await findings.meant(work, words)
        found = await findings.clicked(work, found.id)
        more = {} if rest else await deed.context(work, found)
    if not rest:
        asked.open_form(deed.form, **more)
        await asked.ack()
        return
    async with asked.begin() as work:
        locked = await findings.clicked(work, found.id, lock=True)
        work.said = answer(await read(deed.act(work, locked, rest), deed.usage))
    await asked.ack(**work.said)


async def which(asked: Asked, deed: Deed) -> dict[str, Any]:
    """Give the list from which one is chosen."""
    async with asked.look() as work:
        shown = await findings.listed(work, WHICH.get(deed.verb, ""))
    chosen = {"does": deed.form, "label": deed.label}
    said = render.card(findings.LISTED, **{**shown, **chosen})
    return {"response_type": "ephemeral", **said}


WHICH = {"close": "fixed", "reopen": "all"}
"""What is offered where no finding is named, if that is not what is open."""


async def read(act: Awaitable[Record], usage: str) -> Record:
    """Act on words; a field's problem becomes a sentence with an example."""
    try:
        return await act
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=usage) from wrong


def answer(record: Record) -> dict[str, Any]:
    """Say what was done, only to whoever did it."""
    said = render.message("findings.done", fact=told(record))
    return {"response_type": "ephemeral", **said}
