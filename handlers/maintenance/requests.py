"""Requests: made by a line or a form, from a duty, or beyond another; and changed."""

from collections.abc import Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar, maintenance, services, workspaces
from bot.core import forms, render, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.work import Begin, Work
from bot.maintenance import Draft, InTheWay, Window
from handlers.maintenance import deeds, filling
from handlers.maintenance.filling import Kept
from handlers.maintenance.ways import Asked

Open = Callable[..., None]
NEEDED = ("title", "reason", "plan", "staging")
EXAMPLE = (
    "/ops maintenance request Rebuild the order indexes on billing tomorrow 22:00 for "
    "2h, because queries are slow, rollback restore the old index, staging https://…"
)
DESPITE = f"{EXAMPLE}, despite the vendor is here only tonight"


async def typed(asked: Asked, words: str) -> None:
    """Ask for what one line says; what it leaves out is asked for in the form."""
    async with asked.look() as work:
        await roles.require(work, Role.MEMBER)
        said, when = await _read(work, words)
        whole = when is not None and all(said.get(name) for name in NEEDED)
        context = {} if whole else await _form(work, said, when)
    if context:
        asked.open_form("maintenance.request", **context)
        await asked.ack()
        return
    usage = EXAMPLE if said.get("despite") else DESPITE
    await asked.does(lambda work: _asked(work, words), usage)


async def _read(work: Work, words: str) -> tuple[dict[str, str], Window | None]:
    zone = await workspaces.zone(work, work.actor)
    known = [*work.policy.surfaces.names]
    known += [name for s in await services.every(work) for name in (s.title, s.surface)]
    surfaces = [name for name in known if name]
    return maintenance.line(words, now=work.now, zone=zone, surfaces=surfaces)


async def _form(
    work: Work, said: dict[str, str], when: Window | None
) -> dict[str, Any]:
    """Give the form with what was understood."""
    given: dict[str, Any] = {**said}
    given["kind"] = _kind(said)
    given["people"] = forms.mentioned(given.pop("subscribers", ""))
    return await filling.shown(work, Kept(window=when), given)


def _kind(said: dict[str, str]) -> str:
    try:
        return maintenance.kind(said.get("kind", ""), said["title"])
    except Invalid:
        return ""


async def _asked(work: Work, words: str) -> Record:
    said, when = await _read(work, words)
    if when is None:
        raise Invalid("begins", "Say when")
    people = tuple(dict.fromkeys(forms.mentioned(said.pop("subscribers", ""))))
    kind = maintenance.kind(said.pop("kind", ""), said["title"])
    draft = Draft(**said, kind=kind, window=when, subscribers=people)
    return await maintenance.request(work, draft)


async def request(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form: empty, or for the duty whose id *value* is."""
    about = f"duty:{value}" if value != "list" else ""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        if about:
            await calendar.clicked(work, value)
        context = await filling.shown(work, Kept(about=about))
    open_form("maintenance.request", **context)
    await ack()


async def take(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form with the window that was taken, or with its fields again."""
    kept = Kept.read(value)
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        context = await filling.shown(work, kept)
    open_form(kept.form, **context)
    await ack()


async def more(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form of what goes beyond a request."""
    async with look() as work:
        await maintenance.clicked(work, value)
        context = await filling.shown(work, Kept(about=f"more:{value}"))
    open_form("maintenance.request", **context)
    await ack()


async def keep(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Ask for what was filled in."""
    async with begin() as work:
        draft, kept = await filling.draft(work, form)
        what, _, id_ = kept.about.partition(":")
        said = {"occurrence": id_} if what == "duty" else {}
        said |= {"beyond": id_} if what == "more" else {}
        record = await maintenance.request(work, draft, **said)
        work.reply("maintenance.done", record.id)
    await ack(**form.closes)


async def edit_context(work: Work, one: maintenance.Request) -> dict[str, Any]:
    """Give the form with what is asked for now."""
    await maintenance.require_editable(work, one)
    return await filling.shown(work, Kept(about=f"edit:{one.id}:{one.version}"))


async def edit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Change what was asked for, unless somebody did meanwhile."""
    _, id_, seen = Kept.read(form.keeps).about.split(":")
    async with begin() as work:
        found = await maintenance.clicked(work, id_, lock=True)
        draft, _ = await filling.draft(work, form)
        if str(found.version) != seen:
            raise Invalid("title", "Something happened to it meanwhile: open it anew")
        record = await maintenance.edit(work, found, draft)
        work.reply("maintenance.done", record.id)
    await ack(**form.closes)


async def start(
    ack: AsyncAck, value: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """Start it at once; where something is in the way, ask why to go on."""
    try:
        async with begin() as work:
            found = await maintenance.clicked(work, value, lock=True)
            record = await maintenance.start(work, found)
            work.reply("maintenance.done", record.id)
    except InTheWay:
        async with look() as work:
            found = await maintenance.clicked(work, value)
            context = await deeds.start_context(work, found)
        open_form("maintenance.start", **context)
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a request, only to whoever asks."""
    async with begin() as work:
        await maintenance.clicked(work, value)
        work.reply(maintenance.CARD, value)
    await ack()


async def shown(asked: Asked, words: str) -> None:
    """`show MNT-12`: show a request; without a name, list them."""
    if not words:
        await asked.lists()
        return
    async with asked.look() as work:
        found, _ = await maintenance.meant(work, words)
        context = await maintenance.shown(work, found)
    await asked.says(render.card(maintenance.CARD, **context))
