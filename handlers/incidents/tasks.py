"""Tasks of an incident: asked for, given to somebody, done, dropped."""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import incidents, workspaces
from bot.core import render, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.verbs import Listener
from bot.core.work import Begin, Work
from bot.incidents import Incident
from handlers.incidents import lead

BY = re.compile(r"(?P<rest>.*)\bby (?P<when>\S+(?: \S+){0,3})", re.DOTALL)
NUMBER = re.compile(r"(?:task |#|t-?)?([0-9]{1,3})(?:\s+(?P<rest>.*))?", re.IGNORECASE)
Act = Callable[[Work, str], Awaitable[Record]]


async def add(work: Work, found: Incident, words: str) -> Record:
    """Ask for something: `call the vendor @dana by 15:00`."""
    bare, due = await _by(work, words)
    person = None
    if lead.PERSON.search(bare):
        person, bare = await lead.named(work, bare)
    return await incidents.tasks.add(work, found, bare, person=person, due=due)


async def add_form(work: Work, found: Incident, form: Form) -> Record:
    """Ask for what was filled in."""
    text, person, due = form.text("text"), form.user("person"), form.moment("due")
    return await incidents.tasks.add(work, found, text, person=person, due=due)


async def listed(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Show what there is to do, where no task was named."""
    del open_form
    async with look() as work:
        found = await incidents.clicked(work, value)
        context: Any = await incidents.VIEWS["incidents.tasklist"](work, found.id)
        said = render.card("incidents.tasklist", **context)
    await ack(response_type="ephemeral", **said)


async def check(work: Work, found: Incident, words: str) -> Record:
    """Say that the task is done that is named by its number, or by its words."""
    task = await _named(work, found, words)
    return await incidents.tasks.check(work, task)


async def uncheck(work: Work, found: Incident, words: str) -> Record:
    """Say that it is not done after all."""
    task = await _named(work, found, words)
    return await incidents.tasks.uncheck(work, task)


async def delegate(work: Work, found: Incident, words: str) -> Record:
    """Say who does it: `3 @dana by 15:00`."""
    task, rest = await _numbered(work, found, words)
    bare, due = await _by(work, rest)
    person, _ = await lead.named(work, bare or "me")
    return await incidents.tasks.delegate(work, task, person, due)


def pressed(act: Act) -> Listener:
    """Make the listener of a button of one task."""

    async def clicked(ack: AsyncAck, value: str, begin: Begin) -> None:
        async with begin() as work:
            record = await act(work, value)
            work.reply("incidents.done", record.id)
        await ack()

    return clicked


async def delegate_button(
    ack: AsyncAck, value: str, look: Begin, open_form: Callable[..., None]
) -> None:
    """Open the form that gives a task to somebody."""
    async with look() as work:
        found, task = await incidents.tasks.clicked(work, value)
    open_form("incidents.delegate", incident=found, task=task)
    await ack()


async def delegate_form(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Give the task that the form keeps to whoever was picked."""
    async with begin() as work:
        person, due = form.user("person"), form.moment("due")
        record = await incidents.tasks.delegate(work, form.keeps, person, due)
        work.reply("incidents.done", record.id)
    await ack()


async def _named(work: Work, found: Incident, words: str) -> str:
    """Give the id of the task that is named by its number, or by its words."""
    said = NUMBER.fullmatch(words.strip())
    if said is None or said["rest"]:
        return (await incidents.tasks.worded(work, found, words)).id
    return (await _numbered(work, found, words))[0]


async def _numbered(work: Work, found: Incident, words: str) -> tuple[str, str]:
    """Give the id of the task that is named by its number, and the other words."""
    said = NUMBER.fullmatch(words.strip())
    if said is None:
        raise Invalid("task", "Say which task, by its number")
    task = await incidents.tasks.numbered(work, found, int(said[1]))
    return task.id, said["rest"] or ""


async def _by(work: Work, words: str) -> tuple[str, datetime | None]:
    """Take `by 15:00` or `by Friday` off the end of *words*, if it ends so.

    A day ends when the team does.
    """
    said = BY.fullmatch(words.strip())
    if said is None:
        return words.strip(), None
    zone = await workspaces.zone(work, work.actor)
    due = walls.parse_by(said["when"], now=work.now, zone=zone)
    day = walls.parse_day(said["when"], today=work.now.astimezone(zone).date())
    if day:
        closes = datetime.combine(day, work.policy.calendar.closes)
        due = walls.resolve(closes, zone)
    return (said["rest"].strip(), due) if due else (words.strip(), None)
