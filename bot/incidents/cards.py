"""Cards: what each surface of an incident shows, from the database as it is now.

Every function gives the context of a template or the value of a surface; None when
there is nothing to show.
"""

from collections.abc import Iterable, Mapping
from types import SimpleNamespace
from typing import Any

from bot.core import advice
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import facts, parents, placed, seen, store, talk, tasklist
from bot.incidents.change import ANNOUNCEMENT
from bot.incidents.placed import Shown
from bot.incidents.rollcall import rollrows
from bot.incidents.rules import CARD, Status
from bot.incidents.store import Incident

UNTOLD = {
    fact.name
    for fact in (facts.Struck, seen.Requoted, facts.Subscribed, facts.Unsubscribed)
}
"""What is no entry of a timeline: it is about one, or about no incident."""


async def incident(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the card in the room: everything, and every verb as a button."""
    found = await store.get(work, id_)
    return await shown(work, found) if found else None


async def shown(work: Work, found: Incident) -> dict[str, Any]:
    """Give what the card shows of *found*, whenever it stood so."""
    effects = {effect.key: effect for effect in await placed.effects(work, found.id)}
    into = await store.get(work, found.merged_into) if found.merged_into else None
    done, every = await tasklist.count(work, found.id)
    return {
        **_common(work, found, effects),
        **await parents.shown(work, found),
        "roll": await rollrows.tally(work, found.id),
        "done": done,
        "tasks": every,
        "into": into,
        "into_room": await _said_to_go_on(work, found) if into else None,
        "troubles": _troubles(effects.values()),
        "then": None,
    }


async def _said_to_go_on(work: Work, found: Incident) -> str | None:
    """Give the room where it was said to go on: nobody is told when one comes later."""
    record = await store.last(work, found.id, facts.Merged.name)
    return record.data.get("into_room") or None


async def announcement(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the card for everyone else; none of a private incident."""
    found = await store.get(work, id_)
    if found is None or not (found.announced or found.private):
        return None
    effects = {effect.key: effect for effect in await placed.effects(work, id_)}
    if found.private:  # it was not always: the card that stands there is emptied
        stands = effects.get(f"{ANNOUNCEMENT}:{id_}", _NONE).ts
        return {"incident": found} if stands else None
    into = await store.get(work, found.merged_into) if found.merged_into else None
    elsewhere = effects.get(f"{CARD}:{id_}", _NONE).ts
    troubles = [] if elsewhere else _troubles(effects.values())
    return {
        **_common(work, found, effects),
        **await parents.shown(work, found),
        "roll": await rollrows.tally(work, id_),
        "into": into,
        "troubles": troubles,
    }


async def yours(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the line to whoever declared: where it is, and a way back."""
    found = await store.get(work, id_)
    if found is None:
        return None
    effects = {effect.key: effect for effect in await placed.effects(work, id_)}
    common = _common(work, found, effects)
    nowhere = found.announced and not work.policy.channels.announcements
    return {**common, "nowhere": nowhere, "troubles": _troubles(effects.values())}


async def ready(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the line to whoever declared and was shown what was understood: the room."""
    found = await yours(work, id_)
    return found if found and found["incident"].status != Status.RETRACTED else None


async def pointer(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the reply to the message that was declared: where it goes on."""
    found = await store.get(work, id_)
    if found is None:
        return None
    room = None if found.private else await room_of(work, found)
    return {"incident": found, "room": room}


async def timeline(
    work: Work, found: Incident, most: int | None = None
) -> list[SimpleNamespace]:
    """Give what happened, in order, or the last of it; what was struck says so."""
    records = await store.records(work, found.id, most)
    struck, edits = talk.struck(records), talk.edits(records)
    return [
        entry(record, struck=record.id in struck, **_since(record.id, struck, edits))
        for record in records
        if record.name not in UNTOLD
    ]


def _since(
    id_: str, struck: Mapping[str, str], edits: Mapping[str, str]
) -> dict[str, str | None]:
    """Give what became of an entry since it was made."""
    return {"cause": struck.get(id_), "now": edits.get(id_)}


def entry(
    record: Record,
    *,
    struck: bool = False,
    cause: str | None = None,
    now: str | None = None,
) -> SimpleNamespace:
    """Give one record as templates read it; *now* is what its message says by now."""
    said = record.data if now is None else {**record.data, "text": now}
    return SimpleNamespace(
        id=record.id,
        name=record.name.partition(".")[2],
        at=record.at,
        by=record.actor,
        struck=struck,
        cause=cause or "",
        edited=now is not None,
        editable=record.name in talk.WRITTEN,
        data=said,
    )


_NONE = SimpleNamespace(ts=None)


def _common(work: Work, found: Incident, effects: dict[str, Shown]) -> dict[str, Any]:
    severity = work.policy.severities[found.severity]
    room = effects.get(found.room)
    return {
        "incident": found,
        "severity": severity,
        "room": room.channel if room else None,
        "late": bool(found.overdue_at) and not found.acknowledged_at,
        "missed": bool(found.missed_at),
        "undo": work.policy.undo.seconds,
    }


def _troubles(effects: Iterable[Shown]) -> list[advice.Advice]:
    failed = [effect for effect in effects if _is_trouble(effect)]
    return [advice.of(effect) for effect in sorted(failed, key=lambda e: e.seq or 0)]


def _is_trouble(effect: Shown) -> bool:
    """Tell what a person must mend from what goes on by itself."""
    left_out = effect.state != "released" and effect.detail.get("left_out")
    lasting = effect.state == "dead" or bool(left_out)
    return bool(effect.error) and lasting


async def effect_of(work: Work, id_: str, key: str) -> Shown | None:
    """Give what of an incident stands in Slack under *key*."""
    return next((e for e in await placed.effects(work, id_) if e.key == key), None)


async def room_of(work: Work, found: Incident | None) -> str | None:
    """Give the channel of an incident's room, once there is one."""
    if found is None:
        return None
    effect = await effect_of(work, found.id, found.room)
    return effect.channel if effect else None


VIEWS = {
    CARD: incident,
    ANNOUNCEMENT: announcement,
    "incidents.yours": yours,
    "incidents.ready": ready,
    "incidents.pointer": pointer,
}
