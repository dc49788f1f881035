"""What an incident is, by its facts: they are folded one after the other. Pure.

No verb is known here: a change says what it put in the row (`now`, and the fields that
are named like a column). Of what an older record does not say, or what was erased,
nothing is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from bot import ledger
from bot.core.errors import Refused
from bot.core.facts import Record
from bot.incidents import asked, facts, rules
from bot.incidents.store import Incident

KINDS = {
    "status": rules.Status,
    "phase": rules.Phase,
    "outcome": rules.Outcome,
    "detected_by": rules.Detection,
}
COLUMNS = tuple(n for n in Incident.model_fields if n not in ("workspace", "id"))
NAMED = {*COLUMNS} - {"severity"}  # facts say a severity by its name
UNKNOWN = object()
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError)
"""What is raised over a row, or a record, that says what Longwatch never wrote."""


class Unreadable(Refused):
    """{ref} can't be read: Longwatch never wrote what its row, or its record, says.

    `longwatch ledger verify` tells what is wrong.
    """


def plain(value: object) -> Any:  # noqa: ANN401 (a column of any type)
    """Give a value as JSON has it, moments in UTC."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.value if isinstance(value, StrEnum) else value


def read(name: str, value: Any) -> Any:  # noqa: ANN401 (the same)
    """Read what `plain` made of the column *name*."""
    if value is None:
        return None
    if name.endswith("_at") or name == "respond_by":
        return datetime.fromisoformat(value)
    return KINDS[name](value) if name in KINDS else value


def of(incident: Incident, names: Iterable[str]) -> dict[str, Any]:
    """Give some columns of *incident* as JSON has them."""
    return {name: plain(getattr(incident, name)) for name in names}


DEFAULTS = {
    name: plain(column.default)
    for name, column in Incident.model_fields.items()
    if name in COLUMNS and not column.is_required()
}
LATER = {*COLUMNS} - {field.name for field in fields(facts.Declared)}


def first(incident: Incident, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a declaration put in the row and *said* does not say as such."""
    chosen = of(incident, {*COLUMNS} - {"number", "declarer", "version"})
    return unsaid(chosen, {**DEFAULTS, **said})


def unsaid(values: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Give those of *values* that *said* does not say as such, as JSON has them."""
    kept = {name: plain(value) for name, value in values.items()}
    return {
        name: value
        for name, value in sorted(kept.items())
        if name not in said or said[name] != value
    }


def folded(records: Sequence[Record]) -> dict[str, Any]:
    """Give the columns of an incident as its *records*, in their order, have them.

    Raises one of UNREADABLE.
    """
    earlier: dict[str, Record] = {}
    state: dict[str, Any] = {}
    for record in records:
        state |= _told(record, state, earlier)
        earlier[record.id] = record
    known = {name: value for name, value in state.items() if value is not UNKNOWN}
    return {name: read(name, value) for name, value in known.items()}


def _told(
    record: Record, state: Mapping[str, Any], earlier: Mapping[str, Record]
) -> dict[str, Any]:
    """Give the columns that one fact changed."""
    data = record.data
    if record.name == facts.Declared.name:
        return _declared(record)
    if record.name == facts.Undone.name:
        undone = earlier[data["of"]].data
        gone = dict.fromkeys(_said(undone), UNKNOWN)
        version = data.get("version", UNKNOWN)
        return {**gone, **undone.get("was", {}), "version": version}
    if "version" in data:
        return {**dict.fromkeys(data.get("was", ()), UNKNOWN), **_said(data)}
    return _timed(record, state)


def _timed(record: Record, state: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that follow from a time that came, or from what was said."""
    data = record.data
    match record.name:
        case facts.Updated.name:
            said = {"latest": "text", "promised_at": "next_by"}
            told = {name: data.get(field, UNKNOWN) for name, field in said.items()}
            told |= {"latest_at": plain(record.at), "missed_at": None}
            heard = {"impact": data.get("impact"), "impact_at": plain(record.at)}
            return {**told, **(heard if heard["impact"] else {})}
        case asked.Nudged.name if data.get("overdue"):
            return {"overdue_at": plain(datetime.fromisoformat(data["overdue"]))}
        case asked.PromiseMissed.name:
            return {"missed_at": state.get("missed_at", UNKNOWN) or plain(record.at)}
    return {}


def _declared(record: Record) -> dict[str, Any]:
    data = record.data
    whole = {name: DEFAULTS[name] for name in LATER & DEFAULTS.keys()}
    return {
        **(whole if "now" in data else {}),
        **_said(data),
        "number": int(data["ref"].rpartition("-")[2]),
        "declarer": UNKNOWN if record.actor == ledger.NOBODY else record.actor,
    }


def _said(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a fact says of columns: in so many words, or in `now`."""
    named = {name: data[name] for name in sorted(NAMED & data.keys())}
    return {**named, **data.get("now", {})}
