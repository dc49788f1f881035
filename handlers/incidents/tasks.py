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

BY = re.compile(
    r"(?P<rest>.*)(?<!\S)by (?P<when>\S+(?: \S+){0,6})", re.DOTALL | re.IGNORECASE
)
WHO = (  # the surest first
    lead.PERSON,
    re.compile(r"(?<!\S)@[^\s,;:]+"),
    re.compile(r"(?<!\S)me(?!\S)", re.IGNORECASE),
)
NUMBER = re.compile(r"(?:task |#|t-?)?([0-9]{1,3})(?:\s+(?P<rest>.*))?", re.IGNORECASE)
Act = Callable[[Work, str], Awaitable[Record]]


async def add(work: Work, found: Incident, words: str) -> Record:
    """Ask for something: `call the vendor @dana by 15:00`."""
    person, bare = None, words
    if lead.PERSON.search(words):
        person, bare = await lead.named(work, words)
    bare, due = await _by(work, bare)
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
        said = await shown(work, await incidents.clicked(work, value))
    await ack(response_type="ephemeral", **said)


async def shown(work: Work, found: Incident) -> dict[str, Any]:
    """Give the list of what there is to do."""
    context: Any = await incidents.VIEWS["incidents.tasklist"](work, found.id)
    return render.card("incidents.tasklist", **context)


async def check(work: Work, found: Incident, words: str) -> Record:
    """Say that the task is done that is named by its number, or by its words."""
    task = await _named(work, found, words)
    return await incidents.tasks.check(work, task)


async def uncheck(work: Work, found: Incident, words: str) -> Record:
    """Say that it is not done after all."""
    task = await _named(work, found, words)
    return await incidents.tasks.uncheck(work, task)


async def delegate(work: Work, found: Incident, words: str) -> Record:
    """Say who does it: `3 @dana by 15:00`, `call the vendor @dana`.

    The task keeps the time that it has, if none is named.
    """
    before, who, after = _parted(words)
    (before, due), (after, later) = await _by(work, before), await _by(work, after)
    if after:
        raise Invalid("task", f"“{after[:40]}” was not understood")
    said = NUMBER.fullmatch(before)
    if said and said["rest"] and not who:
        before, who = said[1], said["rest"]
    task = await _named(work, found, before)
    person, _ = await lead.named(work, who or "me")
    due = later or due
    return await incidents.tasks.delegate(work, task, person, due, keeps=not due)


def _parted(words: str) -> tuple[str, str, str]:
    """Split *words* into those before whoever is named, who it is, those after."""
    for form in WHO:
        for found in reversed([*form.finditer(words)]):
            before = words[: found.start()].strip().removesuffix(" to")
            if lead.PERSON.search(before):
                raise Invalid("person", "Name one person: nobody was given the task")
            return before.rstrip(" ,;:"), found[0], words[found.end() :].strip(" ,;")
    return words.strip(), "", ""


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
    return (await incidents.tasks.numbered(work, found, int(said[1]))).id


async def _by(work: Work, words: str) -> tuple[str, datetime | None]:
    """Take `by 15:00` or `by Friday` off the end of *words*, if it ends so.

    A day ends when the team does. What is meant for a time and is none is refused.
    """
    said = BY.fullmatch(words.strip())
    if said is None:
        return words.strip(), None
    when, zone = said["when"].rstrip(" .,;!"), await workspaces.zone(work, work.actor)
    due = walls.parse_by(when, now=work.now, zone=zone)
    day = walls.parse_day(when, today=work.now.astimezone(zone).date())
    if day:
        closes = datetime.combine(day, work.policy.calendar.closes)
        due = walls.resolve(closes, zone)
    if due is None and walls.meant(when):
        raise Invalid("due", f"“by {when[:40]}” is no time I can read")
    return (said["rest"].strip(), due) if due else (words.strip(), None)
