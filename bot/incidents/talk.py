"""Talking about an incident: updates that are promised, notes, the timeline."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.core import roles
from bot.core.errors import Conflict, Missing
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import facts, find, promises, rules, seen, store, subscriptions
from bot.incidents.change import require_here, require_open, show
from bot.incidents.origins import Origin
from bot.incidents.store import Incident

WRITTEN = (facts.Noted.name, facts.Quoted.name, facts.Updated.name)
"""What can be struck through."""
QUOTES = (facts.Reported.name, facts.Quoted.name)


class NoSuchEntry(Missing):
    """There is no such entry on this timeline."""


class AlreadyStruck(Conflict):
    """That entry is struck through already."""


class AlreadyThere(Conflict):
    """That message is on the timeline of {ref} already."""


class NothingWritten(Conflict):
    """That message holds no text. Say what it shows: `/incident note {ref} …`."""


@dataclass(frozen=True, kw_only=True)
class Report:
    """How it stands, in two voices: for the responders, and for everyone else."""

    text: str
    impact: str = ""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A message on the timeline: `text` is what it says now, `data` what it said."""

    id: str
    text: str
    data: Mapping[str, Any]


async def update(
    work: Work, incident: Incident, report: Report, next_by: datetime | None = None
) -> Record:
    """Tell how it stands, and promise when the next update comes.

    What is said of the impact stands for everyone else until something else is.
    """
    await roles.require(work, Role.MEMBER)
    require_open(incident)
    said, impact = rules.words(report.text, "text"), rules.shortened(report.impact)
    late = bool(incident.promised_at and incident.promised_at < work.now)
    incident.promised_at = promises.promised(work, incident, next_by)
    incident.missed_at = None
    incident.latest, incident.latest_at = said, work.now
    if impact:
        incident.impact, incident.impact_at = impact, work.now
    record = work.record(
        facts.Updated(
            about=incident.id,
            ref=incident.ref,
            text=said,
            next_by=incident.promised_at,
            late=late,
            impact=impact,
        )
    )
    work.tell(record, to=incident.room)
    await subscriptions.tell(work, incident, record)
    show(work, incident)
    promises.watch_update(work, incident)
    return record


async def note(
    work: Work, incident: Incident, text: str, *, at: datetime | None = None
) -> Record:
    """Put something on the timeline, at the time it happened."""
    await roles.require(work, Role.MEMBER)
    require_here(incident)
    happened = rules.past("at", at, work.now) if at else None
    said = rules.words(text, "text")
    fact = facts.Noted(about=incident.id, ref=incident.ref, text=said)
    record = work.record(fact, at=happened)
    show(work, incident)
    return record


async def quote(work: Work, incident: Incident, message: Origin) -> Record:
    """Put a message on the timeline, when it was written; each is there once."""
    await roles.require(work, Role.MEMBER)
    require_here(incident)
    if not message.text.strip():
        raise NothingWritten(ref=incident.ref)
    if quoting(await store.records(work, incident.id), message.link):
        raise AlreadyThere(ref=incident.ref)
    return put(work, incident, message)


def put(
    work: Work, incident: Incident, message: Origin, *, marked_by: str = ""
) -> Record:
    """Quote a message that is not on the timeline."""
    fact = facts.Quoted(
        about=incident.id,
        ref=incident.ref,
        text=message.text,
        link=message.link,
        person=message.person,
        author=message.author,
        marked_by=marked_by,
    )
    show(work, incident)
    return work.record(fact, at=min(message.at, work.now))


async def strike(work: Work, record_id: str) -> Record:
    """Strike an entry through: it stays readable, and so does who struck it."""
    record = await work.session.get(Record, record_id)
    if record is None or record.name not in WRITTEN:
        raise NoSuchEntry
    found = await store.lock(work, record.about)
    if not await find.visible(work, found):
        raise NoSuchEntry
    (incident,) = found
    if work.actor != record.actor:
        await roles.require(work, Role.COMMANDER, of=incident)
    if record.id in struck(await store.records(work, incident.id)):
        raise AlreadyStruck
    fact = facts.Struck(about=incident.id, ref=incident.ref, entry=record.id)
    show(work, incident)
    return work.record(fact)


def struck(records: Iterable[Record]) -> dict[str, str]:
    """Give the ids of the entries that were struck through, each with its cause."""
    return {
        record.data["entry"]: record.data.get("cause", "")
        for record in records
        if record.name == facts.Struck.name
    }


def edits(records: Iterable[Record]) -> dict[str, str]:
    """Give what the messages say now that were edited, by the ids of their entries."""
    return {
        record.data["entry"]: record.data.get("text", "")
        for record in records
        if record.name == seen.Requoted.name
    }


def quoting(records: Sequence[Record], link: str) -> list[Entry]:
    """Give the entries that quote the message at *link* and are not struck through."""
    gone, now = struck(records), edits(records)
    quotes = [r for r in records if r.name in QUOTES and r.id not in gone]
    return [
        Entry(id=r.id, text=now.get(r.id, r.data.get("text", "")), data=r.data)
        for r in quotes
        if r.data.get("link") == link
    ]
