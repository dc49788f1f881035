"""Every timer fires once: held against the facts that its firing leaves behind."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Broken = Iterator[str]
OPEN = ("detected", "acknowledged", "responding")
FIRED = ("incidents.nudged", "incidents.promise_due", "incidents.promise_missed")
SOON = 60.0  # seconds: no timer of an incident comes again sooner by itself


def fired(records: list[Any], incidents: list[Any], now: datetime) -> Broken:
    """Hold that nothing fired twice and that nothing that was due did not fire."""
    histories: dict[str, list[Any]] = defaultdict(list)
    for record in records:
        histories[record["about"]].append(record)
    for history in histories.values():
        yield from _twice(history)
    for incident in incidents:
        yield from _missing(incident, histories[incident["id"]], now)


def _twice(history: list[Any]) -> Broken:
    """Find the same firing again, with nothing done in between that armed it anew."""
    last: dict[str, datetime] = {}
    for record in history:
        if record["name"] not in FIRED:
            last.clear()
            continue
        data, at = json.loads(record["data"]), _moment(record["at"])
        what = f"{record['name']} {data.get('step', '')} {data.get('due', '')}"
        before = last.get(what)
        if before is not None and (at - before).total_seconds() < SOON:
            yield f"fired twice: {what} of {data['ref']}"
        last[what] = at


def _missing(incident: Any, history: list[Any], now: datetime) -> Broken:
    said = [(one["name"], json.loads(one["data"])) for one in history]
    ref = f"INC-{incident['number']}"
    if incident["status"] not in OPEN:
        return
    due = _moment(incident["respond_by"])
    if due <= now and not incident["acknowledged_at"]:
        ends = [data for name, data in said if data.get("step") == "end"]
        if not any(_moment(data["due"]) == due for data in ends):
            yield f"nobody was nudged when {ref} had to be answered"
    promised = incident["promised_at"] and _moment(incident["promised_at"])
    if promised and promised <= now:
        asked = [data for name, data in said if name in FIRED[1:]]
        if not any(_moment(data["promised"]) == promised for data in asked):
            yield f"nobody was asked for the promised update of {ref}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=None)
