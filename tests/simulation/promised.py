"""Every timer fires once: held against the log of firings and the facts they leave."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any

Broken = Iterator[str]
OPEN = ("detected", "acknowledged", "responding")
LEAVES = {
    "incidents.nudged half": "answer-half",
    "incidents.nudged end": "answer-end",
    "incidents.promise_due": "promise",
    "incidents.promise_missed": "promise",
}
"""Which timer leaves which fact."""


def fired(
    firings: list[Any], records: list[Any], incidents: list[Any], now: datetime
) -> Broken:
    """Hold that nothing fired twice and that nothing that was due did not fire."""
    times = Counter((one["key"], one["version"]) for one in firings)
    for (key, version), count in times.items():
        if count > 1:
            yield f"fired {count} times: version {version} of {key}"
    yield from _left_too_much(Counter(one["key"] for one in firings), records)
    for incident in incidents:
        if incident["status"] in OPEN:
            mine = [one for one in records if one["about"] == incident["id"]]
            yield from _missing(incident, mine, now)


def _left_too_much(fired: Counter[str], records: list[Any]) -> Broken:
    """Hold that each fact which only a timer leaves was left by a firing of it."""
    left: Counter[str] = Counter()
    for record in records:
        name = " ".join(filter(None, (record["name"], record["data"].get("step"))))
        if timer := LEAVES.get(name):
            left[f"{timer}:{record['about']}"] += 1
    for key, count in left.items():
        if count > fired[key]:
            yield f"{key} fired {fired[key]} times and left {count} facts"


def _missing(incident: Any, history: list[Any], now: datetime) -> Broken:
    ref, due = f"INC-{incident['number']}", incident["respond_by"]
    if due <= now and not incident["acknowledged_at"]:
        ends = [one["data"] for one in history if one["data"].get("step") == "end"]
        if not any(datetime.fromisoformat(data["due"]) == due for data in ends):
            yield f"nobody was nudged when {ref} had to be answered"
    promised = incident["promised_at"]
    if promised and promised <= now:
        asked = [x["data"] for x in history if LEAVES.get(x["name"]) == "promise"]
        if not any(datetime.fromisoformat(x["promised"]) == promised for x in asked):
            yield f"nobody was asked for the promised update of {ref}"
