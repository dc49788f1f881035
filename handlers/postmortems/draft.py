"""Drafting: by a command, a form, the button of an incident; show, assign, list."""

from collections.abc import Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, postmortems
from bot.core import render
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Incident, WhichIncident
from bot.postmortems import OPEN, SHOWN, Postmortem, Status, Wish
from handlers.postmortems.ways import answer, meant, read, which, wish

Open = Callable[..., None]
FORM = "postmortems.draft"
DRAFT = "/postmortem draft INC-42 @dana by 2026-12-04"
SHOW = "/postmortem show PM-7"
LIST = "list"  # what the button of a list carries: it is about no incident
EVERY = ("all", "published", "closed", "everything")


async def command(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    words: str,
    channel: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
) -> None:
    """`/postmortem draft INC-42`: open it at once; without a number, by a form."""
    async with look() as work:
        found, rest = await _incident(work, words, channel)
    if found is None or not words:
        await _form(ack, look, open_form, found.id if found else "")
        return
    async with begin() as work:
        found = await incidents.clicked(work, found.id)
        work.said = answer(await read(_drafted(work, found, rest), DRAFT))
    await ack(**work.said)


async def _incident(
    work: Work, words: str, channel: str
) -> tuple[Incident | None, str]:
    """Find the incident that is named, else the room's own; None: ask which."""
    try:
        return await incidents.meant(work, words, channel, usage=DRAFT)
    except WhichIncident:
        if words:
            raise
        return None, ""


async def _drafted(work: Work, found: Incident, words: str) -> Record:
    return await postmortems.draft(work, found, await wish(work, words))


async def _form(ack: AsyncAck, look: Begin, open_form: Open, id_: str) -> None:
    async with look() as work:
        found = await postmortems.draftable(work)
    options = [(f"{one.ref} · {one.title}", one.id, "") for one in found]
    open_form(FORM, incidents=options, chosen=id_)
    await ack()


async def button(
    ack: AsyncAck, value: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """Show the postmortem of an incident, else the form that opens it."""
    if value == LIST:
        await _form(ack, look, open_form, "")
        return
    async with begin() as work:
        found = await incidents.clicked(work, value)
        known = await postmortems.about(work, found.id)
        if known is not None:
            work.reply(SHOWN, known.id)
    if known is None:
        await _form(ack, look, open_form, value)
    await ack()


async def submit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Open the draft that was filled in."""
    async with begin() as work:
        id_ = form.choice("incident")
        if id_ is None:
            raise Invalid("incident", "Choose the incident that it is about")
        found = await incidents.clicked(work, id_)
        record = await postmortems.draft(work, found, _wish(form))
        work.reply("postmortems.done", record.id)
    await ack()


def _wish(form: Form) -> Wish:
    return Wish(owner=form.user("owner"), due=form.day("due"))


async def show(ack: AsyncAck, words: str, channel: str, look: Begin) -> None:
    """`/postmortem show PM-7`: show all of it, only to whoever asks."""
    async with look() as work:
        found, _ = await meant(work, words, channel, SHOW)
        if found is None:
            said = await which(work, "show", tuple(Status), form=False)
        else:
            said = render.card(SHOWN, **await postmortems.shown(work, found))
    await ack(**{"response_type": "ephemeral", **said})


async def show_button(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show all of it, only to whoever asks."""
    async with begin() as work:
        await postmortems.clicked(work, value)
        work.reply(SHOWN, value)
    await ack()


async def listing(ack: AsyncAck, words: str, look: Begin) -> None:
    """`/postmortem list`: those that are not published; `all` shows every one."""
    every = words.casefold() in EVERY
    async with look() as work:
        found = await postmortems.listed(work, tuple(Status) if every else OPEN)
        said = render.message("postmortems.list", found=found, every=every)
    await ack(response_type="ephemeral", **said)


async def assign(work: Work, found: Postmortem, words: str) -> Record:
    """Name the owner, or when it is due."""
    return await postmortems.assign(work, found, await wish(work, words))


async def assign_form(work: Work, found: Postmortem, form: Form) -> Record:
    """Name the owner and the day that were picked."""
    return await postmortems.assign(work, found, _wish(form))


async def assign_context(work: Work, found: Postmortem) -> Mapping[str, Any]:
    """Give the day on which it is due, where its owner lives."""
    return {"day": await postmortems.due_day(work, found)}
