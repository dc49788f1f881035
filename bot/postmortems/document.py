"""The document: a postmortem whole, as data, and as its Markdown reads it.

Names of fields are stable, moments are ISO 8601 in UTC; fields are only ever added.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.core import forms, times, walls
from bot.core.work import Work
from bot.incidents import Incident
from bot.postmortems import countdown, find, stages, store, timeline, write
from bot.postmortems.rules import Part
from bot.postmortems.store import Item, Postmortem

MARKDOWN = "postmortems.export"
PERSON = re.compile(r"[UW][A-Z0-9]{2,}")


async def export(work: Work, found: Postmortem) -> dict[str, Any]:
    """Give all that a postmortem says."""
    incident = await find.incident_of(work, found)
    sections = await store.sections(work, found.id)
    told: dict[str, Any] = {
        **await _itself(work, found),
        "private": incident.private,
        "incident": _incident(work, incident),
        **{part.value: sections[part].content for part in Part},
        "actions": [_item(one) for one in await store.items(work, found.id)],
        "timeline": found.timeline or await timeline.lines(work, incident),
        "empty": await countdown.missing(work, found),
    }
    ids = sorted(set(people_in(told)))
    return {**told, "people": await work.people.names(work, ids)}


async def _itself(work: Work, found: Postmortem) -> dict[str, Any]:
    into = await store.get(work, found.superseded_by) if found.superseded_by else None
    return {
        "ref": found.ref,
        "title": found.title,
        "status": found.status.value,
        "owner": found.owner,
        "due_at": plain(found.due_at),
        "published_at": plain(found.published_at),
        "superseded_by": into.ref if into else None,
        "reason": found.reason,
    }


def _incident(work: Work, incident: Incident) -> dict[str, Any]:
    return {
        "ref": incident.ref,
        "title": incident.title,
        "severity": work.policy.severities[incident.severity].name,
        "user_facing": incident.user_facing,
        "surface": incident.surface,
        "lasted": write.lasted(incident),
        **{name: plain(getattr(incident, name)) for name in timeline.MOMENTS},
        "resolved_at": plain(incident.resolved_at),
    }


def _item(item: Item) -> dict[str, Any]:
    return {
        "ref": item.ref,
        "kind": item.kind.value,
        "for": stages.SAID[item.kind],
        "title": item.title,
        "owner": item.owner,
        "due_at": plain(item.due_at),
        "state": item.state.value,
        "reason": item.reason,
        "added_at": plain(item.added_at),
        "done_at": plain(item.done_at),
    }


def plain(moment: datetime | None) -> str | None:
    """Write a moment as text."""
    return moment.astimezone(UTC).isoformat() if moment else None


def people_in(told: object) -> Iterable[str]:
    """Find the ids of everybody who appears in what is told."""
    if isinstance(told, str):
        return {told} if PERSON.fullmatch(told) else set(forms.mentioned(told))
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        return {person for each in told for person in people_in(each)}
    return set()


def readable(told: Mapping[str, Any], zone: str) -> dict[str, Any]:
    """Give what `export` told as its Markdown reads it: names, and times of *zone*."""
    names: dict[str, str] = told["people"]
    place = walls.zone(zone)

    def who(id_: str) -> str:
        return names.get(id_, "Longwatch" if id_ else "")

    def when(moment: str | None) -> str:
        read = datetime.fromisoformat(moment) if moment else None
        return times.dated(read, place) if read else "\N{EN DASH}"

    def words(text: str) -> str:
        return forms.named(text, names)

    said = {"who": who, "when": when, "words": words, "zone": zone}
    return {**told, "pm": told, **said}
