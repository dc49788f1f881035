"""The timeline of a postmortem: what the record of its incident says, line by line.

It is made from the facts alone, so twice the same from the same record; what only
Longwatch did (reminders, who came and went) is left out.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot import incidents
from bot.core.work import Work
from bot.incidents import Incident

Line = dict[str, Any]
SAID = {
    "reported": "wrote the message it began with: {text}",
    "declared": "declared it as {severity}: {title}",
    "acknowledged": "acknowledged it",
    "assigned": "named <@{commander}> as commander",
    "role_changed": "changed who is {called}",
    "reclassified": "changed {before} to {severity}",
    "moved": "moved from {before} to {phase}",
    "updated": "told how it stands: {text}",
    "noted": "noted: {text}",
    "quoted": "put a message here: {text}",
    "resolved": "resolved it by a {outcome}: {resolution}",
    "reopened": "reopened it: {reason}",
    "absorbed": "found that {other_ref} is the same",
    "retimed": "put times right",
    "undone": "took the last change back",
}
"""What is said of a fact, by the second half of its name."""
MOMENTS = {
    "started_at": "It started",
    "detected_at": "It was detected",
    "contained_at": "It was contained",
}
"""What is not a fact of somebody's, but a time that was found out."""


class _Erased(dict[str, Any]):
    def __missing__(self, key: str) -> str:
        return "(erased)"


async def lines(work: Work, incident: Incident) -> list[Line]:
    """Give the timeline of *incident*, in the order of what happened."""
    entries = await incidents.timeline(work, incident)
    said = [
        line(entry.at, entry.by, entry.name, entry.data)
        for entry in entries
        if entry.name in SAID and not entry.struck
    ]
    found = [
        {"at": _plain(moment), "by": "", "text": text}
        for name, text in MOMENTS.items()
        if (moment := getattr(incident, name)) is not None
    ]
    return sorted([*found, *said], key=lambda one: str(one["at"]))


def line(at: datetime, by: str, name: str, data: Mapping[str, Any]) -> Line:
    """Give one fact as a line."""
    text = SAID[name].format_map(_Erased(data))
    who = data.get("person") if name in ("reported", "quoted") else ""
    return {"at": _plain(at), "by": who or by, "text": text}


def _plain(at: datetime) -> str:
    return at.replace(microsecond=0).isoformat()
