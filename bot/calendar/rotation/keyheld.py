"""Keys held against their facts: nobody makes a rotation later, or a leak undone."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from bot import ledger
from bot.calendar.rotation import keyfacts
from bot.calendar.rotation.keyrules import KeyState, Worth
from bot.calendar.rotation.keystore import Key
from bot.core.facts import Record
from bot.core.work import Work

SAID = ("slug", "kind", "lives", "how")
STATES = {
    keyfacts.KeyLeaked.name: KeyState.COMPROMISED,
    keyfacts.KeyCleared.name: KeyState.ACTIVE,
    keyfacts.KeyRotated.name: KeyState.ACTIVE,
    keyfacts.KeyUnused.name: KeyState.RETIRED,
}


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what does not follow from the record, in a sentence each."""
    async for sentence in ledger.follow(work, KEYS):
        yield sentence


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a key has."""
    said: dict[str, Any] = {}
    for record in history:
        said |= _described(record)
        said |= _proven(record)
        if record.name in STATES:
            said["state"] = STATES[record.name]
    return said


def _described(record: Record) -> dict[str, Any]:
    data = record.data
    if record.name not in (keyfacts.KeyAdded.name, keyfacts.KeyChanged.name):
        return {}
    said: dict[str, Any] = {name: data[name] for name in SAID if name in data}
    said |= {"name": data["title"]} if "title" in data else {}
    said |= {"owners": [*data["owners"]], "value": Worth(data["value"])}
    said |= {"rotated_at": _moment(data["rotated"])}
    said |= {"expires_at": _moment(data["expires"])}
    if record.name == keyfacts.KeyAdded.name:
        own = {"routine": data["routine"], "own": data["own"], "proven": ""}
        return {**said, **own, "state": KeyState.ACTIVE}
    return {**said, "state": KeyState.ACTIVE} if data["revived"] else said


def _proven(record: Record) -> dict[str, Any]:
    data = record.data
    moments = {
        "rotated_at": _moment(data.get("rotated")),
        "expires_at": _moment(data.get("expires")),
    }
    if record.name == keyfacts.KeyRotated.name:
        return {**moments, "proven": data["task"]}
    if record.name == keyfacts.KeyUnrotated.name:
        return {**moments, "proven": data["proof"], "state": KeyState(data["state"])}
    return {}


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


KEYS = ledger.Rows(
    kind=Key,
    called="Key",
    made="added",
    by=(keyfacts.KeyAdded.name,),
    folded=_folded,
)
