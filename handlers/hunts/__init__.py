"""/ops hunt: bug hunts, what is found in them, and what becomes of that."""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import hunts
from bot.core import render, roles
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.verbs import Command, Listener, Listeners, Shortcut, Verb
from bot.core.work import Begin, Work
from bot.hunts import Draft, Hunt, Kind, Plan
from handlers.hunts import filling, typed
from handlers.incidents import origins
from handlers.incidents.ways import Asked

Open = Callable[..., None]
Context = Callable[[Work, Hunt], Awaitable[dict[str, Any]]]


async def command(  # noqa: PLR0913, PLR0917 (what a listener asks for, by name)
    ack: AsyncAck,
    words: str,
    channel: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
) -> None:
    """`/ops hunt [start, found, list, show, extend, end, suggest …]`."""
    lent: dict[str, Any] = {"begin": begin, "look": look, "open_form": open_form}
    await typed.way(Asked(ack=ack, channel=channel, **lent), words)


async def start_form(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form of a new hunt; the button may name what is hunted."""
    scope = value.removeprefix("area:") if value.startswith("area:") else ""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        context = await filling.starting(work, scope=scope)
    open_form("hunts.start", **context)
    await ack()


async def start(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Start what was filled in."""
    said = Plan(
        kind=Kind(form.choice("kind") or Kind.AREA),
        scope=form.text("scope"),
        box=_length(form.text("box")),
        hunters=form.users("hunters"),
    )
    async with begin() as work:
        record = await hunts.start(work, said)
        work.reply(record.name, record.id)
    await ack(**form.closes)


def _length(text: str) -> Any:  # noqa: ANN401 (a length, or none where nothing is said)
    found = hunts.length(text)
    if text.strip() and found is None:
        raise Invalid("box", f"“{text[:20]}” is no length of time such as 5d or a week")
    return found


async def found_form(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
    """Show the form of a report, for the hunt of the button."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        row = await hunts.opened(work, value)
        hunts.require_running(row)
        empty = Draft(title="", severity="", reproducer="")
        context = await filling.found(work, [row], empty)
    open_form("hunts.found", **context)
    await ack()


async def found_in_message(
    ack: AsyncAck, message: dict[str, Any], channel: str, look: Begin, open_form: Open
) -> None:
    """Show the form of a report that begins with what a message says."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        origin = await origins.of(work, message, channel)
        rows = await hunts.choices(work, channel)
        given = Draft(title="", severity="", reproducer=origin.text, link=origin.link)
        context = await filling.found(work, rows, given)
    open_form("hunts.found", **context)
    await ack()


async def found(ack: AsyncAck, form: Form, begin: Begin, look: Begin) -> None:
    """Keep a report; where something like it is known, ask first."""
    given = _draft(form)
    same = form.choice("same")
    if same is None and (view := await _asking(form, given, look)):
        await ack(response_action="update", view=view)
        return
    async with begin() as work:
        if same in (None, filling.NEW):
            hunt = form.choice("hunt") or ""
            record = await hunts.report(work, hunt, given)
        else:
            record = await hunts.again(work, same, given)
        work.reply(record.name, record.id)
    await ack(**form.closes)


def _draft(form: Form) -> Draft:
    """Read the form."""
    return Draft(
        title=form.text("title"),
        severity=form.choice("severity") or "",
        reproducer=form.text("reproducer"),
        area=form.text("area"),
        link=form.keeps,
    )


async def _asking(form: Form, given: Draft, look: Begin) -> dict[str, Any] | None:
    """Give the form with the question whether it is one of those like it."""
    async with look() as work:
        await roles.require(work, Role.MEMBER)
        likes = await hunts.likely(work, hunts.draft(given))
        row = await hunts.opened(work, form.choice("hunt") or "")
        context = await filling.found(work, [row], given)
    return (
        render.modal("hunts.found", **filling.asking(context, likes)) if likes else None
    )


def opening(form: str, context: Context) -> Listener:
    """Make the listener of a button that opens a form about a hunt that runs."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            row = await hunts.opened(work, value)
            await hunts.require_hunter(work, row)
            hunts.require_running(row)
            given = await context(work, row)
        open_form(form, **given)
        await ack()

    return clicked


def judging(form: str) -> Listener:
    """Make the listener of a button that opens a form which judges a defect."""

    async def clicked(ack: AsyncAck, value: str, look: Begin, open_form: Open) -> None:
        async with look() as work:
            one = await hunts.defect_opened(work, value)
            context = await typed.judged(work, one, form)
        open_form(form, **context)
        await ack()

    return clicked


async def show(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a hunt, only to whoever asks."""
    async with begin() as work:
        row = await hunts.opened(work, value)
        work.reply(hunts.CARD if row.running else hunts.REPORT, row.id)
    await ack()


async def defect(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Show a defect, only to whoever asks."""
    async with begin() as work:
        one = await hunts.defect_opened(work, value)
        work.reply(hunts.DEFECT, one.id)
    await ack()


async def join(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Hunt too."""
    async with begin() as work:
        record = await hunts.join(work, value)
        work.reply(record.name, record.id)
    await ack()


async def reconsider(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Look at a defect again that was judged."""
    async with begin() as work:
        record = await hunts.reconsider(work, value)
        work.reply(record.name, record.id)
    await ack()


async def extend(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Give a hunt more time."""
    more = _length(form.text("box"))
    async with begin() as work:
        record = await hunts.extend(work, form.keeps, form.text("reason"), more)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def end(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """End a hunt."""
    async with begin() as work:
        record = await hunts.end(work, form.keeps, form.text("untouched"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def confirm(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Judge that a defect is real."""
    async with begin() as work:
        level = form.choice("severity") or ""
        record = await hunts.confirm(work, form.keeps, level)
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def reject(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Judge that it is none."""
    async with begin() as work:
        record = await hunts.reject(work, form.keeps, form.text("reason"))
        work.reply(record.name, record.id)
    await ack(**form.closes)


async def duplicate(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Judge that another one is the same."""
    async with begin() as work:
        record = await hunts.duplicate(work, form.keeps, form.choice("same") or "")
        work.reply(record.name, record.id)
    await ack(**form.closes)


LISTENERS = Listeners(
    commands=(
        Command(
            name="/ops",
            about="",
            verbs=(
                Verb(
                    name="hunt",
                    does=command,
                    usage="[start | found | list | show | extend | end | suggest]",
                    about="bug hunts: a scope, a time box, and the defects found in it",
                    aliases=("hunts", "bughunt", "bug-hunt"),
                ),
            ),
        ),
    ),
    actions={
        "hunts.start": start_form,
        "hunts.found": found_form,
        "hunts.show": show,
        "hunts.defect": defect,
        "hunts.join": join,
        "hunts.extend": opening("hunts.extend", filling.extending),
        "hunts.end": opening("hunts.end", filling.ending),
        "hunts.confirm": judging("hunts.confirm"),
        "hunts.reject": judging("hunts.reject"),
        "hunts.duplicate": judging("hunts.duplicate"),
        "hunts.reconsider": reconsider,
    },
    views={
        "hunts.start": start,
        "hunts.found": found,
        "hunts.extend": extend,
        "hunts.end": end,
        "hunts.confirm": confirm,
        "hunts.reject": reject,
        "hunts.duplicate": duplicate,
    },
    shortcuts={
        "hunts.found_in_message": Shortcut(
            name="Found a bug",
            about="Report a defect of a bug hunt that begins with this message",
            does=found_in_message,
            message=True,
        ),
    },
)
