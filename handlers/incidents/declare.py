"""Declaring: a form, one line, two shortcuts and a button on any list."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, workspaces
from bot.core import forms, render
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Declaration, Detection
from bot.workspaces import Called
from handlers.incidents import origins

FORM = "incidents.declare"
DRILL = frozenset({"drill"})
NAMED = 5  # names of a line that are looked for among the people
TITLE, TEXT = 200, 3000  # characters that the form's fields take
CALLED = re.compile(r"(?<!\S)@(?!(?:here|channel|everyone)\b)(\w[\w.'-]+)")
Open = Callable[..., None]


async def command(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/incident declare …`: declare at once; without a title, or in doubt, ask."""
    await _declare(ack, words, begin, look, open_form)


async def drill(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/incident drill …`: the same, as an exercise."""
    await _declare(ack, words, begin, look, open_form, DRILL)


async def _declare(  # noqa: PLR0913, PLR0917 (what both listeners were lent)
    ack: AsyncAck,
    words: str,
    begin: Begin,
    look: Begin,
    open_form: Open,
    flags: frozenset[str] = frozenset(),
) -> None:
    async with look() as work:
        line, unclear = await _read(work, words)
        line = replace(line, flags=line.flags | flags)
        context = _context(work, line)
    if line.doubtful or not any(character.isalnum() for character in line.title):
        open_form(FORM, _recent, **context)
        await ack()
        return
    async with begin() as work:
        found = await incidents.declare(work, _said(line))
        work.said = _understood(work, found, line, unclear)
    await ack(**work.said)


async def form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form: from the global shortcut, or the button on a list."""
    await _form(ack, look, open_form)


async def drill_form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form of an exercise."""
    await _form(ack, look, open_form, DRILL)


async def _form(
    ack: AsyncAck, look: Begin, open_form: Open, flags: frozenset[str] = frozenset()
) -> None:
    async with look() as work:
        line = incidents.Line(title="", flags=flags)
        open_form(FORM, _recent, **_context(work, line))
    await ack()


async def from_message(
    ack: AsyncAck, message: dict[str, Any], channel: str, look: Begin, open_form: Open
) -> None:
    """Show the form for a message: it becomes the first entry of the timeline."""
    async with look() as work:
        origin = await origins.of(work, message, channel)
        said = " ".join(origin.text.split())[:TITLE]
        line = incidents.Line(title=said, started=origin.at)
        open_form(FORM, _recent, **_context(work, line, origins.kept(origin)))
    await ack()


async def submit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Declare what the form says; a problem is shown beside its field."""
    marks = form.choices("private") | form.choices("security") | form.choices("drill")
    async with begin() as work:
        said = Declaration(
            title=form.text("title"),
            severity=int(form.choice("severity") or 0),
            summary=form.text("summary"),
            detected_by=Detection(form.choice("detected_by") or Detection.UNKNOWN),
            user_facing=form.choice("user_facing") == "yes",
            started=form.moment("started"),
            surface=form.text("surface"),
            commander=form.user("commander"),
            private="private" in marks,
            security="security" in marks,
            drill="drill" in marks,
            origin=origins.read(form.keeps),
        )
        await incidents.declare(work, said)
    await ack()


async def undo(ack: AsyncAck, value: str, begin: Begin) -> None:
    """Take the declaration back."""
    async with begin() as work:
        await incidents.clicked(work, value)
        await incidents.retract(work, value)
        work.reply("incidents.yours", value)
    await ack()


async def _read(work: Work, words: str) -> tuple[incidents.Line, dict[str, Called]]:
    """Read one line; give the names in it that call nobody, or more than one."""
    zone = await workspaces.zone(work, work.actor)
    names = {n: severity.name for n, severity in work.policy.severities.items()}
    line = incidents.read(words, now=work.now, zone=zone, names=names)
    known = await work.people.names(work, forms.mentioned(line.title))
    line = replace(line, title=forms.named(line.title, known))
    called = [*filter(None, [line.named]), *CALLED.findall(line.title)]
    asked = list(dict.fromkeys(called))[:NAMED]
    found = await workspaces.called(work, asked) if asked else {}
    if line.named:
        leader = found[line.named].person
        line = replace(line, commander=leader, named="" if leader else line.named)
    if line.commander and not await incidents.can_lead(work, line.commander):
        unfit = (await work.people.names(work, [line.commander]))[line.commander]
        line = replace(line, commander=None, unfit=unfit)
    return line, {name: one for name, one in found.items() if not one.person}


def _said(line: incidents.Line) -> Declaration:
    """Declare what was understood; what is too long for a title is kept below it."""
    said = Declaration(title=line.title[:TITLE], echoed=True)
    if len(line.title) > TITLE:
        said = replace(said, summary=line.title[:TEXT])
    flags: dict[str, Any] = dict.fromkeys(line.flags, True)
    if line.severity:
        said = replace(said, severity=line.severity)
    return replace(said, started=line.started, commander=line.commander, **flags)


def _understood(
    work: Work,
    found: incidents.Incident,
    line: incidents.Line,
    unclear: Mapping[str, Called],
) -> dict[str, Any]:
    severity = work.policy.severities[found.severity]
    said = render.message(
        "incidents.understood",
        incident=found,
        line=line,
        unclear=unclear,
        severity=severity,
        undo=work.policy.undo.seconds,
    )
    return {"response_type": "ephemeral", **said}


def _context(work: Work, line: incidents.Line, source: str = "") -> dict[str, Any]:
    """Give what the form shows before anything was looked up."""
    flags = line.flags | ({"private"} if line.doubtful else set())
    return {
        "policy": work.policy,
        "severities": incidents.severities(work.policy),
        "now": work.now,
        "given": replace(line, flags=flags),
        "source": source,
    }


async def _recent(work: Work) -> Mapping[str, Any]:
    """Look up what was declared in the last hour: it may be one of these."""
    recent, rooms = await incidents.lately(work)
    links = {
        id_: await work.people.permalink(work, room, "") for id_, room in rooms.items()
    }
    return {"recent": recent, "rooms": rooms, "links": links}
