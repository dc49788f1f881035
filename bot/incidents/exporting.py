"""Exporting: one incident as data, whole, for whoever runs Longwatch.

Names of fields are stable, moments are ISO 8601 in UTC; fields are only ever added.
That somebody took a private incident out is a fact of its own. Where the table does not
follow from the record, the record is what is given, and the difference is told.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import (
    asked,
    facts,
    find,
    holding,
    parents,
    placed,
    rules,
    state,
    store,
    talk,
)
from bot.incidents.document import MENTION
from bot.incidents.rollcall import rollrows
from bot.incidents.security import reportcards
from bot.incidents.state import plain
from bot.incidents.store import Incident

FORMAT = "longwatch/incident/1"
MOST = 1000  # parts that are told
PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
ENDED = {  # facts after which nothing is promised any more
    fact.name
    for fact in (
        *(facts.Resolved, facts.Declined, facts.Merged, facts.Retracted),
        asked.Waived,
    )
}


async def exportable(work: Work, words: str) -> Incident:
    """Find the incident of a number, a private one too; refuse with what there is."""
    number, rest = find.split(words.strip())
    try:
        found = None if rest or number is None else await store.by_number(work, number)
    except state.UNREADABLE:
        raise state.Unreadable(ref=f"INC-{number}") from None
    if found is None:
        what = f"INC-{number}" if number and not rest else f"incident “{words:.40}”"
        raise rules.NoSuchIncident(what=what, hint=await find.some(work))
    return found


def took_out(work: Work, incident: Incident, who: str) -> Record:
    """Record that *who*, who runs Longwatch, took it out of here."""
    return work.record(facts.Exported(about=incident.id, ref=incident.ref, who=who))


async def export(work: Work, incident: Incident) -> dict[str, Any]:
    """Give everything about *incident*, as JSON has it."""
    wrong = await _contradictions(work, incident)
    own = state.of(incident, ("id", *state.COLUMNS))
    own |= {each.field: plain(each.record) for each in wrong}
    records = await store.records(work, incident.id)
    members = await store.members(work, incident.id)
    told = {
        "format": FORMAT,
        "exported_at": plain(work.now),
        "workspace": work.workspace,
        "contradictions": [each.told() for each in wrong],
        "incident": await _incident(work, incident, own, records),
        "members": [
            {"person": member.person, "left_at": plain(member.left_at)}
            for member in members
        ],
        "roll_call": await _roll_call(work, incident),
        "promises": list(promised(records, own["promised_at"])),
        **await reportcards.exported(work, incident),
        "records": list(_records(records)),
    }
    return {**told, "people": await work.people.names(work, sorted(_people(told)))}


async def _contradictions(
    work: Work, incident: Incident
) -> list[holding.Contradiction]:
    try:
        return await holding.contradictions(work, incident)
    except state.UNREADABLE:
        raise state.Unreadable(ref=incident.ref) from None


async def _incident(
    work: Work, incident: Incident, own: dict[str, Any], records: Sequence[Record]
) -> dict[str, Any]:
    """Give its *own* columns, and what they lead to by name."""
    into = await store.get(work, own["merged_into"] or "")
    parent = await store.get(work, own["parent"] or "")
    here = {}
    for record in records:
        if record.name in (facts.Absorbed.name, facts.Parted.name):
            here[record.data.get("other_ref")] = record.name == facts.Absorbed.name
    return {
        **own,
        "ref": f"INC-{own['number']}",
        "severity_name": work.policy.severities[own["severity"]].name,
        "merged_into_ref": into.ref if into else None,
        "parent_ref": parent.ref if parent else None,
        "parts": [one.ref for one in await parents.parts(work, incident.id, MOST)],
        "absorbed": [ref for ref, merged in here.items() if merged],
        "room": await _room(work, incident),
    }


async def _roll_call(work: Work, incident: Incident) -> dict[str, Any] | None:
    """Give who is asked what, and what was answered."""
    call = await rollrows.of(work, incident.id)
    if call is None:
        return None
    tally = await rollrows.tally(work, incident.id)
    rows = await rollrows.rows(work, incident.id)
    said = ("question", "asked_by", "asked_at", "due_at", "closed_at")
    told = ("number", "team", "contact", "answer", "answered_by", "answered_at")
    return {
        **{name: plain(getattr(call, name)) for name in said},
        "total": tally.total if tally else 0,
        "answered": tally.answered if tally else 0,
        "percent": tally.percent if tally else 100,
        "rows": [{name: plain(getattr(r, name)) for name in told} for r in rows],
    }


async def _room(work: Work, incident: Incident) -> dict[str, str] | None:
    """Give the id of its channel, and the name that it was made with."""
    effects = await placed.effects(work, incident.id)
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
            "at": plain(record.at),
            "by": record.actor,
            "because": record.because,
            "policy": record.policy,
            "struck": record.id in struck,
            "undone": record.id in undone,
            "data": record.data,
        }


def promised(
    records: Sequence[Record], open_until: str | None
) -> Iterator[dict[str, Any]]:
    """Tell of each update that was promised whether it came, the earliest first.

    Older records don't say what was promised without an update: such a promise is known
    once it was asked for. *open_until* is the one that is open now.
    """
    undone = {r.data.get("of") for r in records if r.name == facts.Undone.name}
    held = [record for record in records if record.id not in undone]
    made = {promise: r for r in held if (promise := _promise(r))}
    reminded = {r.data.get("promised") for r in held if r.name == asked.PromiseDue.name}
    missed = {
        r.data.get("promised") for r in held if r.name == asked.PromiseMissed.name
    }
    wanted: set[Any] = {*made, *reminded, *missed, open_until} - {None}
    for promise in sorted(wanted, key=datetime.fromisoformat):
        after = _after(held, made.get(promise), promise)
        yield _outcome(promise, made.get(promise), after, late=promise in missed)


def _promise(record: Record) -> str | None:
    """Give when a fact promised the next update: an update, a declaration, a change."""
    said = record.data.get("next_by") or record.data.get("now", {}).get("promised_at")
    return str(said) if said else None


def _after(
    records: Sequence[Record], made: Record | None, promise: str
) -> Record | None:
    """Give what came of a promise: an update, the need's end, or another promise."""
    if made is None:  # only asked for: what came next is the first after the asking
        asking = [r for r in records if r.data.get("promised") == promise]
        made = asking[0] if asking else records[-1]
    later = records[records.index(made) + 1 :]
    ending = ENDED | {facts.Updated.name}
    return next((r for r in later if r.name in ending or _promise(r)), None)


def _outcome(
    promise: str, made: Record | None, after: Record | None, *, late: bool
) -> dict[str, Any]:
    came = after if after and after.name == facts.Updated.name else None
    if late:
        outcome = "late" if came else "missed"
    elif came:
        outcome = "kept"
    elif after:
        outcome = "called off" if after.name in ENDED else "replaced"
    else:
        outcome = "open"
    return {
        "promised": promise,
        "made_by": made.id if made else None,
        "outcome": outcome,
        "came_at": plain(came.at) if came else None,
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
