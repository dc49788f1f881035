"""The ways to one verb: a button, a command, a form. Each makes a listener.

An *act* gets the work, the incident, locked, and what was typed or filled in; it calls
one verb and gives its record.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents
from bot.core import render, roles
from bot.core.errors import Invalid, Refused
from bot.core.facts import Record, told
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.incidents import OPEN, Incident, Status, WhichIncident

REOPENABLE = (Status.RESOLVED, Status.LEARNED, Status.DECLINED)
KNOWN = (*OPEN, *REOPENABLE)
Click = Callable[[Work, Incident], Awaitable[Record]]
Words = Callable[[Work, Incident, str], Awaitable[Record]]
Filled = Callable[[Work, Incident, Form], Awaitable[Record]]
Context = Callable[[Work, Incident], Awaitable[Mapping[str, Any]]]
Require = Callable[[Incident], None]


class Unread(Refused):
    """{problem} For example: `{usage}`."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a command was lent, and how it answers: only whoever asked reads it."""

    ack: AsyncAck
    begin: Begin
    look: Begin
    open_form: Callable[..., None]
    channel: str = ""

    async def does(self, act: Callable[[Work], Awaitable[Record]], usage: str) -> None:
        """Act on words and answer; a field's problem comes with an example."""
        async with self.begin() as work:
            await roles.require(work, Role.MEMBER)
            try:
                record = await act(work)
            except Invalid as wrong:
                raise Unread(problem=wrong, usage=usage) from wrong
            said = render.message(record.name, fact=told(record))
            work.said = {"response_type": "ephemeral", **said}
        await self.ack(**work.said)

    async def shows(self, form: str, **context: Any) -> None:  # noqa: ANN401 (what the form reads)
        """Open a form in place of an answer."""
        self.open_form(form, **context)
        await self.ack()

    async def says(self, said: Mapping[str, Any]) -> None:
        """Answer with what is rendered."""
        await self.ack(response_type="ephemeral", **said)


def button(act: Click) -> Listener:
    """Make the listener of a button that acts at once."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            found = await incidents.clicked(work, value, lock=True)
            record = await act(work, found)
            work.reply("incidents.done", record.id)
        await ack()

    return clicked


def showing(view: str) -> Listener:
    """Make the listener of a button that shows *view*, only to whoever asks."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            await incidents.clicked(work, value)
            work.reply(view, value)
        await ack()

    return clicked


def opening(
    form: str, context: Context | None = None, require: Require | None = None
) -> Listener:
    """Make the listener of a button that opens a form; *require* may refuse before."""

    async def clicked(
        ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
    ) -> None:
        async with look() as work:
            found = await incidents.clicked(work, value)
            if require:
                require(found)
            more = await context(work, found) if context else {}
        open_form(form, incident=found, **more)
        await ack()

    return clicked


def filled(act: Filled, *, lock: bool = True) -> Listener:
    """Make the listener of a submitted form; without *lock*, the verb locks itself."""

    async def submitted(ack: AsyncAck, form: Form, begin: Begin) -> None:
        async with begin() as work:
            found = await incidents.clicked(work, form.keeps, lock=lock)
            record = await act(work, found, form)
            work.reply("incidents.done", record.id)
        await ack(**form.closes)

    return submitted


@dataclass(frozen=True, kw_only=True)
class Typed:
    """How one verb is typed: its own name, an example, what it is for."""

    verb: str
    act: Words
    example: str
    form: bool = False
    said: Callable[[str], bool] | None = None
    """Whether words that begin with a number are about the room's own incident."""
    context: Context | None = None
    require: Require | None = None
    """What refuses to open the form, rather than what was filled in."""
    bare: Listener | None = None
    """What answers where nothing more is typed, as a button would; else the form."""
    picks: str = ""
    """The verb whose button asks which incident, where its own is of a part of one."""
    among: tuple[Status, ...] = OPEN
    fits: Callable[[Incident], bool] = lambda _: True
    """Which of these it can be done with."""
    lock: bool = True
    """Whether the incident is locked here, and not by a verb that locks several."""

    @property
    def usage(self) -> str:
        """Give the whole command, as an example."""
        return f"/incident {self.verb} {self.example}".strip()

    @property
    def name(self) -> str:
        """Give the name of its button, and of its form."""
        return f"incidents.{self.verb}"


def typed(way: Typed) -> Listener:
    """Make the listener of a command; without words it opens a form, or a list."""
    form = opening(way.name, way.context, way.require) if way.form else None
    bare = way.bare or form

    async def said(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
        ack: AsyncAck,
        words: str,
        channel: str,
        begin: Begin,
        look: Begin,
        open_form: Callable[..., None],
    ) -> None:
        async with look() as work:
            found, rest = await _meant(way, work, words, channel)
            if found is None:
                await ack(**await asked(work, way))
                return
        if bare and not rest:
            await bare(ack, found.id, look, open_form)
            return
        async with begin() as work:
            work.said = await _done(way, work, found, rest, channel)
        await ack(**work.said)

    return said


async def _meant(
    way: Typed, work: Work, words: str, channel: str
) -> tuple[Incident | None, str]:
    """Find the incident that is meant, and the rest of the words; None: ask which."""
    try:
        return await incidents.meant(
            work, words, channel, usage=way.usage, said=way.said
        )
    except WhichIncident:
        if words:
            raise
        return None, ""


async def _done(
    way: Typed, work: Work, found: Incident, rest: str, channel: str
) -> dict[str, Any]:
    """Do what was typed, and say what was done."""
    if found.private:  # whoever can type in its room is in it
        await incidents.entered(work, channel, work.actor)
    locked = await incidents.clicked(work, found.id, lock=way.lock)
    return answer(await _read(way, work, locked, rest))


async def asked(work: Work, way: Typed) -> dict[str, Any]:
    """Ask which incident is meant: those that it can be done with."""
    found = await incidents.candidates(work, way.among)
    fitting = [incident for incident in found if way.fits(incident)]
    return which(work, way.picks or way.verb, fitting, form=way.form)


def which(
    work: Work, verb: str, found: Sequence[Incident], *, form: bool = False
) -> dict[str, Any]:
    """Ask which of those *found* is meant, each with the verb's button."""
    said = render.message(
        "incidents.which",
        incidents=found,
        does=f"incidents.{verb}",
        label=verb.capitalize() + ("…" if form else ""),
        policy=work.policy,
    )
    return {"response_type": "ephemeral", **said}


async def _read(way: Typed, work: Work, found: Incident, rest: str) -> Record:
    """Act on words; a field's problem becomes a sentence with an example."""
    try:
        return await way.act(work, found, rest)
    except Invalid as wrong:
        raise Unread(problem=wrong, usage=way.usage) from wrong


def answer(record: Record) -> dict[str, Any]:
    """Say what was done, only to whoever did it."""
    said = render.message("incidents.done", fact=told(record))
    return {"response_type": "ephemeral", **said}
