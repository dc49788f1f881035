"""The ways to one verb of a request: a button, a command, a form."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import maintenance
from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.maintenance import LIVE, Request, State, WhichRequest
from handlers.incidents.ways import Unread
from handlers.maintenance.deeds import whole

Open = Callable[..., None]
Words = Callable[[Work, Request, str], Awaitable[Record]]
Filled = Callable[[Work, Request, Form], Awaitable[Record]]
Context = Callable[[Work, Request], Awaitable[Mapping[str, Any]]]
Act = Callable[[Work], Awaitable[Record]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command was lent; `raw` is what was typed, with the ids of people."""

    ack: AsyncAck
    begin: Begin
    look: Begin
    open_form: Open

    async def says(self, said: Mapping[str, Any]) -> None:
        """Answer whoever asked, and nobody else."""
        await self.ack(response_type="ephemeral", **said)

    async def does(self, act: Act, usage: str) -> None:
        """Act on words and answer; a field's problem comes with an example."""
        async with self.begin() as work:
            try:
                record = await act(work)
            except Invalid as wrong:
                raise Unread(problem=wrong, usage=usage) from wrong
            said = render.message("maintenance.done", fact=told(record))
            work.said = {"response_type": "ephemeral", **said}
        await self.ack(**work.said)

    async def lists(self) -> None:
        """Answer with what there is."""
        async with self.look() as work:
            shown = await maintenance.listed(work)
        await self.says(render.card(maintenance.LIST, **shown))


@dataclass(frozen=True, kw_only=True)
class Way:
    """How one verb of a request is typed: what it does, an example, its form."""

    verb: str
    act: Words
    example: str
    form: bool = True
    context: Context = whole
    among: tuple[State, ...] = LIVE
    """Where a request stands that can be meant without its name."""

    async def typed(self, asked: Asked, words: str) -> None:
        """Do it to the request that is meant; what is lacking is asked in a form."""
        async with asked.look() as work:
            try:
                found, rest = await maintenance.meant(work, words, self.among)
            except WhichRequest:
                if words:
                    raise
                await asked.lists()
                return
            form = self.form and not rest
            context = await self.context(work, found) if form else {}
        if form:
            asked.open_form(f"maintenance.{self.verb}", **context)
            await asked.ack()
            return
        await asked.does(lambda work: self._done(work, found.id, rest), self.usage)

    async def _done(self, work: Work, id_: str, rest: str) -> Record:
        locked = await maintenance.clicked(work, id_, lock=True)
        return await self.act(work, locked, rest)

    @property
    def usage(self) -> str:
        """Give the whole command, as an example."""
        return f"/ops maintenance {self.verb} {self.example}"


def button(act: Words) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            found = await maintenance.clicked(work, value, lock=True)
            record = await act(work, found, "")
            work.reply("maintenance.done", record.id)
        await ack()

    return clicked


def opening(form: str, context: Context = whole) -> Listener:
    """Make the listener of a button that opens a form."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            found = await maintenance.clicked(work, value)
            more = await context(work, found)
        open_form(form, **more)
        await ack()

    return clicked


def filled(act: Filled) -> Listener:
    """Make the listener of a submitted form."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await maintenance.clicked(work, form.keeps, lock=True)
            record = await act(work, found, form)
            work.reply("maintenance.done", record.id)
        await ack(**form.closes)

    return submitted


def showing(view: str) -> Listener:
    """Make the listener of a button that shows a list, only to whoever asks."""

    async def clicked(ack: AsyncAck, begin: Begin) -> None:
        async with begin() as work:
            work.reply(view, work.workspace)
        await ack()

    return clicked
