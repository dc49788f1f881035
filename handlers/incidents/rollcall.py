"""The roll call: opened, added to, closed; and every answer of it."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, workspaces
from bot.core import forms
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.rollcalls import Asks
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.incidents import Answer, Incident, Piece
from handlers.incidents.lead import unclear
from handlers.incidents.ways import Typed, Words, typed

TABLE = "incidents.rolltable"
Read = Callable[[str], str]
Change = Callable[[Work, Incident], Awaitable[Record]]


async def command(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    raw: str,
    channel: str,
    begin: Begin,
    look: Begin,
    open_form: Callable[..., None],
) -> None:
    """`/incident rollcall`: what is typed keeps its channels, which answer for some."""
    await typed(WAY)(ack, raw, channel, begin, look, open_form)


async def called(work: Work, found: Incident, words: str) -> Record:
    """Open it, or change it: `add Payments @dana`, `remove Payments`, `close`."""
    first, _, rest = words.partition(" ")
    match first.casefold(), rest.strip():
        case "close" | "end", "":
            return await incidents.rollcall.close(work, found)
        case "reopen", "":
            return await incidents.rollcall.reopen(work, found)
        case "add", more:
            return await incidents.rollcall.extend(
                work, found, await _rows(work, more, _plain)
            )
        case "remove" | "drop", name if name:
            row = await incidents.rollanswer.named(work, found, _plain(name))
            return await incidents.rollcall.remove(work, found, row)
    question, rest = incidents.parted(words)
    rows = await _rows(work, rest, _plain)
    return await incidents.rollcall.ask(work, found, rows, question=_plain(question))


async def ask_form(work: Work, found: Incident, form: Form) -> Record:
    """Open it with what was filled in."""
    rows = await _rows(work, form.text("rows"))
    question, due = form.text("question"), form.moment("due")
    return await incidents.rollcall.ask(work, found, rows, question=question, due=due)


async def add_form(work: Work, found: Incident, form: Form) -> Record:
    """Ask more of them."""
    rows = await _rows(work, form.text("rows"))
    return await incidents.rollcall.extend(work, found, rows)


async def context(work: Work, found: Incident) -> Mapping[str, Any]:
    """Give what the form proposes; refuse where there is a roll call."""
    await incidents.rollcall.require_none(work, found)
    return {
        "question": incidents.rollcall.usual(found),
        "rows": "\n".join(incidents.rollcall.offered(work)),
        "unnamed": not work.policy.rollcall.rows,
        "due": incidents.rollcall.answer_by(work),
        "every": work.policy.rollcall.chase_every.words(),
    }


async def opened(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Open the form, or, where it was asked already, the answers."""
    async with look() as work:
        found = await incidents.clicked(work, value)
        name, shown = TABLE, await incidents.rollcards.table(work, found, 0)
        if shown["call"] is None:
            name, shown = WAY.name, {"incident": found, **await context(work, found)}
    open_form(name, **shown)
    await ack()


async def paged(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show a page of all rows: *value* is the incident's id, and the page."""
    id_, _, page = value.partition(":")
    await _open(id_, page, look, open_form)
    await ack()


def answering(said: Answer) -> Listener:
    """Make the listener of a button that answers; on a page, the page follows."""

    async def clicked(
        ack: AsyncAck,
        value: str,
        begin: Begin,
        look: Begin,
        open_form: Callable[..., None],
    ) -> None:
        id_, _, page = value.partition(":")
        async with begin() as work:
            record = await incidents.rollanswer.answer(work, id_, said)
            if not page:
                work.reply("incidents.done", record.id)
        if page:
            await _open(record.about, page, look, open_form)
        await ack()

    return clicked


async def removed(
    ack: AsyncAck,
    value: str,
    begin: Begin,
    look: Begin,
    open_form: Callable[..., None],
) -> None:
    """Ask one no more; the page follows."""
    id_, _, page = value.partition(":")
    async with begin() as work:
        found, row = await incidents.rollanswer.locked(work, id_)
        record = await incidents.rollcall.remove(work, found, row)
        work.reply("incidents.done", record.id)
    await _open(record.about, page, look, open_form)
    await ack()


def answer(said: Answer) -> Words:
    """Make the act that answers for the row that is named, or numbered."""

    async def act(work: Work, found: Incident, words: str) -> Record:
        row = await incidents.rollanswer.named(work, found, words)
        return await incidents.rollanswer.answer(work, row.id, said)

    return act


async def _open(
    id_: str, page: str, look: Begin, open_form: Callable[..., None]
) -> None:
    async with look() as work:
        found = await incidents.clicked(work, id_)
        number = int(page) if page.isascii() and page.isdecimal() else 0
        shown = await incidents.rollcards.table(work, found, number)
    if shown["call"] is None:
        raise incidents.rollcall.NoRollCall(ref=found.ref, card=found.id)
    open_form(TABLE, **shown)


async def _rows(work: Work, words: str, read: Read = str) -> list[Asks]:
    """Read who is asked, and find who answers for each."""
    found = list(incidents.pieces(words, read))
    names = [piece.handle for piece in found if piece.handle]
    known = await workspaces.called(work, names) if names else {}
    rows = []
    for piece in found:
        _require_known(piece)
        contact = piece.contact
        if piece.handle:
            contact = known[piece.handle].person or ""
            if not contact:
                problem = unclear(piece.handle[:40], known[piece.handle])
                raise Invalid("rows", problem)
        rows.append(Asks.model_construct(name=piece.name, contact=contact))
    return rows


def _require_known(piece: Piece) -> None:
    """Refuse a channel that is no more than its name: Slack says which it is."""
    if piece.place:
        how = f"/incident rollcall add {piece.name} #{piece.place}"
        problem = f"I can't tell which channel #{piece.place:.40} is. Leave it out here"
        raise Invalid("rows", f"{problem}, and type {how}, as Slack completes it")


def _plain(words: str) -> str:
    return forms.typed(words)


WAY = Typed(
    verb="rollcall",
    act=called,
    example="INC-42 Are you on xz 5.6? Payments, Checkout @dana, Data #data",
    form=True,
    bare=opened,
    said=incidents.counts,
)
