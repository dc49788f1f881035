"""Exporting: one incident as data, whole, for whoever runs Longwatch.

Names of fields are stable, moments are ISO 8601 in UTC; fields are only ever added.
That somebody took a private incident out is a fact of its own.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, find, rules, store, talk
from bot.incidents.document import MENTION
from bot.incidents.store import Incident

FORMAT = "longwatch/incident/1"
PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
ENDED = {  # facts after which nothing is promised any more
    fact.name
    for fact in (facts.Resolved, facts.Declined, facts.Merged, facts.Retracted)
}


async def exportable(work: Work, words: str) -> Incident:
    """Find the incident of a number, a private one too; refuse with what there is."""
    number, rest = find.split(words.strip())
    found = None if rest or number is None else await store.by_number(work, number)
    if found is None:
        what = f"INC-{number}" if number and not rest else f"incident “{words:.40}”"
        raise rules.NoSuchIncident(what=what, hint=await find.some(work))
    return found


def took_out(work: Work, incident: Incident, who: str) -> Record:
    """Record that *who*, who runs Longwatch, took it out of here."""
    return work.record(facts.Exported(about=incident.id, ref=incident.ref, who=who))


async def export(work: Work, incident: Incident) -> dict[str, Any]:
    """Give everything about *incident*, as JSON has it."""
    records = await store.records(work, incident.id)
    members = await store.members(work, incident.id)
    told = {
        "format": FORMAT,
        "exported_at": _plain(work.now),
        "workspace": work.workspace,
        "incident": await _incident(work, incident, records),
        "members": [
            {"person": member.person, "left_at": _plain(member.left_at)}
            for member in members
        ],
        "promises": list(promised(records, incident.promised_at)),
        "records": list(_records(records)),
    }
    return {**told, "people": await work.people.names(work, sorted(_people(told)))}


async def _incident(
    work: Work, incident: Incident, records: Sequence[Record]
) -> dict[str, Any]:
    """Give its own columns, and what they lead to by name."""
    into = await store.get(work, incident.merged_into or "")
    absorbed = [record for record in records if record.name == facts.Absorbed.name]
    return {
        **_columns(incident),
        "ref": incident.ref,
        "severity_name": work.policy.severities[incident.severity].name,
        "merged_into_ref": into.ref if into else None,
        "absorbed": [record.data.get("other_ref") for record in absorbed],
        "room": await _room(work, incident),
    }


def _columns(incident: Incident) -> dict[str, Any]:
    names = [name for name in Incident.model_fields if name != "workspace"]
    return {name: _plain(getattr(incident, name)) for name in names}


def _plain(value: object) -> Any:  # noqa: ANN401 (a column of any type)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, StrEnum) else value


async def _room(work: Work, incident: Incident) -> dict[str, str] | None:
    """Give the id of its channel, and the name that it was made with."""
    effects = await store.effects(work, incident.id)
    made = (effect for effect in effects if effect.key == incident.room)
    room = next(made, None)
    if room is None or not room.channel:
        return None
    return {"id": room.channel, "name": str(room.detail.get("name", ""))}


def _records(records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Give each record, with whether it was struck through or taken back."""
    struck = talk.struck(records)
    undone = {r.data.get("of") for r in records if r.name == facts.Undone.name}
    for record in records:
        yield {
            "id": record.id,
            "name": record.name,
            "at": _plain(record.at),
            "by": record.actor,
            "because": record.because,
            "policy": record.policy,
            "struck": record.id in struck,
            "undone": record.id in undone,
            "data": record.data,
        }


def promised(
    records: Sequence[Record], open_until: datetime | None
) -> Iterator[dict[str, Any]]:
    """Tell of each update that was promised whether it came, the earliest first.

    A promise that nobody wrote down as an update (that of the declaration) is known
    once it was asked for; *open_until* is the one that is open now.
    """
    undone = {r.data.get("of") for r in records if r.name == facts.Undone.name}
    held = [record for record in records if record.id not in undone]
    made = {r.data.get("next_by"): r for r in held if r.name == facts.Updated.name}
    asked = {r.data.get("promised") for r in held if r.name == facts.PromiseDue.name}
    missed = {
        r.data.get("promised") for r in held if r.name == facts.PromiseMissed.name
    }
    wanted = {*made, *asked, *missed, _plain(open_until)} - {None}
    for promise in sorted(wanted, key=datetime.fromisoformat):
        after = _after(held, made.get(promise), promise)
        yield _outcome(promise, made.get(promise), after, late=promise in missed)


def _after(
    records: Sequence[Record], made: Record | None, promise: str
) -> Record | None:
    """Give what came of a promise: the next update, or what ended the need of one."""
    if made is None:  # only asked for: what came next is the first after the asking
        asking = [r for r in records if r.data.get("promised") == promise]
        made = asking[0] if asking else records[-1]
    later = records[records.index(made) + 1 :]
    ending = ENDED | {facts.Updated.name}
    return next((record for record in later if record.name in ending), None)


def _outcome(
    promise: str, made: Record | None, after: Record | None, *, late: bool
) -> dict[str, Any]:
    came = after if after and after.name == facts.Updated.name else None
    if late:
        outcome = "late" if came else "missed"
    elif came:
        outcome = "kept"
    else:
        outcome = "called off" if after else "open"
    return {
        "promised": promise,
        "made_by": made.id if made else None,
        "outcome": outcome,
        "came_at": _plain(came.at) if came else None,
        "came_by": came.id if came else None,
    }


def _people(told: object) -> Iterable[str]:
    """Find the ids of everybody who appears in what is told."""
    if isinstance(told, str):
        return {told} if PERSON.fullmatch(told) else set(MENTION.findall(told))
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list | tuple):
        return {person for each in told for person in _people(each)}
    return set()
