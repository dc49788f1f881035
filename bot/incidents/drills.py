"""Drills: the real thing as an exercise, and at its end a score with the gaps named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core import times
from bot.core.facts import Record
from bot.core.policy import Policy
from bot.core.work import Work
from bot.incidents import ended, exporting, facts, store
from bot.incidents.responders import offered
from bot.incidents.store import Incident


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One thing that a drill is judged by: what was seen, and its share of a whole."""

    said: str
    share: float

    @property
    def gap(self) -> bool:
        """Tell whether it should have gone better."""
        return self.share < 1


async def score(work: Work, incident: Incident) -> None:
    """Tell the room how the drill went, once it is resolved."""
    records = await store.records(work, incident.id)
    names = {key: role.name for key, role in offered(work).items()}
    marks = [*judged(incident, records, names, work.policy)]
    percent = round(100 * sum(mark.share for mark in marks) / len(marks))
    fact = ended.Scored(
        about=incident.id,
        ref=incident.ref,
        percent=percent,
        went=tuple(mark.said for mark in marks if not mark.gap),
        gaps=tuple(mark.said for mark in marks if mark.gap),
    )
    work.tell(work.record(fact), to=incident.room)


def judged(
    incident: Incident,
    records: Sequence[Record],
    roles: dict[str, str],
    policy: Policy,
) -> Iterator[Mark]:
    """Judge a drill by its record; *roles* are the names of those there are, by key."""
    yield _answered(incident)
    yield _staffed(incident, records, roles)
    yield _told(incident, records, policy)
    yield _kept(records)


def _answered(incident: Incident) -> Mark:
    at = incident.acknowledged_at
    if at is None or at == incident.resolved_at:
        return Mark(said="Nobody acknowledged it", share=0)
    took = times.human(at - incident.declared_at)
    if at > incident.respond_by:
        allowed = times.human(incident.respond_by - incident.declared_at)
        return Mark(said=f"It was acknowledged after {took}, not {allowed}", share=0)
    return Mark(said=f"It was acknowledged within {took}", share=1)


def _staffed(
    incident: Incident, records: Sequence[Record], roles: dict[str, str]
) -> Mark:
    """Judge which roles somebody held at any time."""
    held = {r.data.get("role") for r in records if r.data.get("person")}
    held |= {"commander"} if incident.commander else set()
    missing = [name for key, name in roles.items() if key not in held]
    if not missing:
        return Mark(said=f"All {len(roles)} roles were held", share=1)
    share = 1 - len(missing) / len(roles)
    return Mark(said=f"Nobody was {', '.join(missing)}", share=share)


def _told(incident: Incident, records: Sequence[Record], policy: Policy) -> Mark:
    """Judge whether the first update came when the severity promises one."""
    every = policy.severities[incident.severity].update_every
    due = times.deadline(incident.declared_at, every, policy.calendar)
    first = next((r for r in records if r.name == facts.Updated.name), None)
    if first is None:
        return Mark(said="No update was posted", share=0)
    took = times.human(first.at - incident.declared_at)
    if first.at > due:
        return Mark(said=f"The first update came after {took}", share=0)
    return Mark(said=f"The first update came within {took}", share=1)


def _kept(records: Sequence[Record]) -> Mark:
    """Judge how many of the promised updates came in time."""
    ends = [one["outcome"] for one in exporting.promised(records, None)]
    due = [end for end in ends if end in {"kept", "late", "missed"}]
    kept = due.count("kept")
    if not due:
        return Mark(said="No promised update was due", share=1)
    share = kept / len(due)
    return Mark(said=f"{kept} of {len(due)} promised updates came in time", share=share)
