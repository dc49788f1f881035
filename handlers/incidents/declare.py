"""Declaring: a form, one line, two shortcuts and a button on any list."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, workspaces
from bot.core import forms, render
from bot.core.forms import Form
from bot.core.work import Begin, Work
from bot.incidents import Declaration, Detection

FORM = "incidents.declare"
TITLE, TEXT = 200, 3000  # characters that the form's fields take
Open = Callable[..., None]


async def command(
    ack: AsyncAck, words: str, begin: Begin, look: Begin, open_form: Open
) -> None:
    """`/incident declare …`: declare at once, or without a title show the form."""
    async with look() as work:
        zone = await workspaces.zone(work, work.actor)
        line = incidents.read(words, now=work.now, zone=zone)
        context = _context(work, line)
    if not any(character.isalnum() for character in line.title):
        open_form(FORM, _recent, **context)
        await ack()
        return
    async with begin() as work:
        found = await incidents.declare(work, _said(line))
        work.said = _understood(work, found, line)
    await ack(**work.said)


async def form(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Show the form: from the global shortcut, or the button on a list."""
    async with look() as work:
        line = incidents.Line(title="")
        open_form(FORM, _recent, **_context(work, line))
    await ack()


async def from_message(
    ack: AsyncAck, message: dict[str, Any], channel: str, look: Begin, open_form: Open
) -> None:
    """Show the form for a message: it becomes the first entry of the timeline."""
    text = forms.typed(str(message.get("text") or ""))
    ts = message.get("thread_ts") or message["ts"]
    async with look() as work:
        names = await work.people.names(work, forms.mentioned(text))
        said = " ".join(forms.named(text, names).split())
        line = incidents.Line(title=said[:TITLE])
        link = await work.people.permalink(work, channel, message["ts"])
        source = f"{channel}|{ts}|{link}"
        open_form(FORM, _recent, **_context(work, line, source))
    await ack()


async def submit(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Declare what the form says; a problem is shown beside its field."""
    channel, ts, link = [*form.keeps.split("|", 2), "", ""][:3]
    marks = form.choices("private") | form.choices("security") | form.choices("drill")
    async with begin() as work:
        said = Declaration(
            title=form.text("title"),
            severity=int(form.choice("severity") or 0),
            summary=form.text("summary"),
            detected_by=Detection(form.choice("detected_by") or Detection.INTERNAL),
            user_facing=form.choice("user_facing") == "yes",
            started=form.moment("started"),
            surface=form.text("surface"),
            commander=form.user("commander"),
            private="private" in marks,
            security="security" in marks,
            drill="drill" in marks,
            source=link,
            thread=(channel, ts) if ts else None,
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


def _said(line: incidents.Line) -> Declaration:
    """Declare what was understood; what is too long for a title is kept below it."""
    said = Declaration(title=line.title[:TITLE])
    if len(line.title) > TITLE:
        said = replace(said, summary=line.title[:TEXT])
    flags: dict[str, Any] = dict.fromkeys(line.flags, True)
    if line.severity:
        said = replace(said, severity=line.severity)
    return replace(said, started=line.started, commander=line.commander, **flags)


def _understood(
    work: Work, found: incidents.Incident, line: incidents.Line
) -> dict[str, Any]:
    severity = work.policy.severities[found.severity]
    said = render.message(
        "incidents.understood",
        incident=found,
        line=line,
        severity=severity,
        undo=work.policy.undo.seconds,
    )
    return {"response_type": "ephemeral", **said}


def _context(work: Work, line: incidents.Line, source: str = "") -> dict[str, Any]:
    """Give what the form shows before anything was looked up."""
    return {
        "policy": work.policy,
        "severities": incidents.severities(work.policy),
        "now": work.now,
        "given": line,
        "source": source,
    }


async def _recent(work: Work) -> Mapping[str, Any]:
    """Look up what was declared in the last hour: it may be one of these."""
    recent, rooms = await incidents.lately(work)
    return {"recent": recent, "rooms": rooms}
