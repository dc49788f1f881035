"""Routines: the calendar as a whole; adopted, added, changed, retired."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar, library, services
from bot.calendar import Line, Routine, Wanted
from bot.core import forms, render, roles
from bot.core.duties import Evidence
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.work import Begin, Work
from handlers.calendar.duties import offices, owners
from handlers.calendar.ways import read, whole

Open = Callable[..., None]
ADD = "/ops add Look at the cost report, every monday at 10:00"


async def due(ack: AsyncAck, words: str, look: Begin) -> None:
    """`/ops due [mine | AREA | OPS-12]`: show what is due, or one of it."""
    async with look() as work:
        if any(character.isdecimal() for character in words):
            one, _ = await calendar.meant(work, words)
            shown = await whole(work, one)
            said = render.card(calendar.CARD, **shown, again=None)
        else:
            shown = await calendar.due(work, words)
            said = render.card(calendar.DUE, **shown)
    await ack(response_type="ephemeral", **said)


async def due_button(ack: AsyncAck, begin: Begin) -> None:
    """Show what is due, only to whoever asks."""
    async with begin() as work:
        work.reply(calendar.DUE, "mine")
    await ack()


async def page(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Turn to another page of what is due, in place of the one that is shown."""
    async with begin() as work:
        work.reply(calendar.DUE, value, replaces=True)
    await ack()


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show one occurrence, only to whoever asks."""
    async with begin() as work:
        await calendar.clicked(work, value)
        work.reply(calendar.CARD, value)
    await ack()


async def overview(ack: AsyncAck, words: str, look: Begin) -> None:
    """`/ops calendar [AREA | words]`: show the routines, and when each comes."""
    async with look() as work:
        shown = await calendar.overview(work, words)
    said = render.card(calendar.OVERVIEW, **shown)
    await ack(response_type="ephemeral", **said)


async def overview_button(ack: AsyncAck, begin: Begin) -> None:
    """Show the routines, only to whoever asks."""
    async with begin() as work:
        work.reply(calendar.OVERVIEW, work.workspace)
    await ack()


async def routine(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show a routine in a window of its own."""
    async with look() as work:
        found = await calendar.routine_clicked(work, value)
        shown = await calendar.history(work, found)
        sheet = await runbook(work, found.runbook)
    open_form("calendar.routine", **shown, sheet=sheet)
    await ack()


async def runbook(work: Work, slug: str) -> str:
    """Give the id of a routine's runbook; empty where there is none."""
    try:
        return (await library.called(work, slug)).id if slug else ""
    except library.NoSuchDocument:
        return ""


async def add(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/ops add title, every monday, @dana`: add it; without a cadence, by a form."""
    async with look() as work:
        said = await _line(work, words)
        shown = await _fields(work, None, said.title)
    if not said.cadence:
        people = [one for one in said.owners if one[:1] in "UW"]
        chosen = [one for one in said.owners if one[:1] not in "UW"]
        whose = {"people": people, "chosen": chosen} if said.owners else {}
        open_form("calendar.add", **{**shown, **whose})
        await ack()
        return
    async with begin() as work:
        record = await read(_added(work, said), ADD)
        shown = await calendar.added(work, record.about) or {}
        work.said = render.card(calendar.ADDED, **shown)
    await ack(response_type="ephemeral", **work.said)


async def _line(work: Work, words: str) -> Line:
    """Read a line, with people by name; whom a form begins with are known ones."""
    people = await work.people.names(work, forms.mentioned(words))
    found = calendar.line.read(words, work.now.date())
    title = forms.named(found.title, people)
    said = replace(found, title=title, cadence=forms.named(found.cadence, people))
    if said.cadence or not said.owners:
        return said
    try:
        return replace(said, owners=await _owners(work, said))
    except Invalid:
        return Line(title=forms.named(words, people))


async def _owners(work: Work, said: Line) -> tuple[str, ...]:
    return tuple([await services.owner(work, one, "routine") for one in said.owners])


async def _added(work: Work, said: Line) -> Record:
    """Add what a line says."""
    whose = await _owners(work, said) or None
    wanted = Wanted(title=said.title, cadence=said.cadence, owners=whose)
    return await calendar.add(work, wanted)


async def add_button(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Open the form that adds a routine."""
    async with look() as work:
        shown = await _fields(work, None, "")
    open_form("calendar.add", **shown)
    await ack()


async def edit(ack: AsyncAck, words: str, look: Begin, open_form: Open) -> None:
    """`/ops edit NAME`: open a routine's form; without a name, list them."""
    async with look() as work:
        if not words:
            shown = await calendar.overview(work, "")
            said = render.card(calendar.OVERVIEW, **shown)
            await ack(response_type="ephemeral", **said)
            return
        found = await calendar.routine_called(work, words)
        await calendar.require_editor(work, found)
        shown = await _fields(work, found, found.title)
    open_form("calendar.edit", **shown)
    await ack()


async def edit_button(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Open the form of a routine."""
    async with look() as work:
        found = await calendar.routine_clicked(work, value)
        await calendar.require_editor(work, found)
        shown = await _fields(work, found, found.title)
    open_form("calendar.edit", **shown)
    await ack()


async def _fields(work: Work, found: Routine | None, title: str) -> dict[str, Any]:
    await roles.require(work, Role.MEMBER)
    given = found.owners if found else [work.actor]
    return {
        "routine": found,
        "named": title[:150],
        "people": [one for one in given if one[:1] in "UW"],
        "chosen": [one for one in given if one[:1] not in "UW"],
        "offices": await offices(work),
        "signers": [(o.name, key, "") for key, o in work.policy.signoff.items()],
        "cadence": found.rule.words if found and found.rule else "",
        "zone": str(calendar.zone(work, found)),
    }


async def add_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Add the routine that was filled in."""
    async with begin() as work:
        record = await calendar.add(work, _wanted(form))
        work.reply(calendar.ADDED, record.about)
    await ack()


async def edit_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what was changed of a routine."""
    id_, _, seen = form.keeps.partition(":")
    async with begin() as work:
        found = await calendar.routine_clicked(work, id_, lock=True)
        if str(found.version) != seen:
            raise Invalid("title", "Somebody changed it meanwhile: open it anew")
        record = await calendar.edit(work, found, _wanted(form, found))
        work.reply("calendar.done", record.id)
    await ack(**form.closes)


def _wanted(form: Form, found: Routine | None = None) -> Wanted:
    """Read the form; a cadence that was not touched stays as it is."""
    said = form.text("every")
    same = found and found.rule and said == found.rule.words
    return Wanted(
        title=form.text("title"),
        area=form.choice("area"),
        cadence=None if same or not said else said,
        at=form.text("at") or None,
        owners=tuple(owners(form)),
        evidence=_proofs(form, found),
        asks=form.text("asks") or None,
        signoff=tuple(sorted(form.choices("signoff"))),
    )


def _proofs(form: Form, found: Routine | None) -> tuple[str, ...]:
    """Read what proves it; that Longwatch measures it itself is no choice of a form."""
    measured = found and Evidence.MEASURED in found.proofs
    return (*sorted(form.choices("evidence")), *([Evidence.MEASURED] * bool(measured)))


async def retire_form(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Ask why a routine comes no more."""
    async with look() as work:
        found = await calendar.routine_clicked(work, value)
        await roles.require(work, Role.ADMIN)
    open_form("calendar.retire", routine=found)
    await ack()


async def retire(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Have a routine come no more."""
    async with begin() as work:
        found = await calendar.routine_clicked(work, form.keeps, lock=True)
        record = await calendar.retire(work, found, form.text("reason"))
        work.reply("calendar.done", record.id)
    await ack(**form.closes)
