"""Drafting: a postmortem opens by itself, or by hand; who owns it; when it is due."""

from dataclasses import dataclass
from datetime import date, datetime

from bot import incidents
from bot.core import counters, roles, times, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.times import Calendar
from bot.core.work import Work
from bot.incidents import Incident
from bot.postmortems import (
    change,
    countdown,
    facts,
    index,
    items,
    review,
    rules,
    store,
    write,
)
from bot.postmortems.rules import OPEN, Part, Status
from bot.postmortems.store import Postmortem, Section

NUMBERED = "postmortems"
REOPENED = "The incident was reopened: its postmortem waits until it is over."
ENDED = (incidents.Status.DECLINED, incidents.Status.MERGED, incidents.Status.RETRACTED)


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What somebody chose for a draft; the rest follows from the policy."""

    owner: str | None = None
    due: date | None = None


async def follow(work: Work, *, incident: str) -> None:
    """Open the draft of an incident that was resolved, or go on with an earlier one."""
    found = await incidents.clicked(work, incident)
    known = await store.of_incident(work, found.id)
    made = None
    if known is None and found.status in incidents.OVER and is_due(work, found):
        made = await _open(work, found, Wish())  # its numbers, before any lock
    found = await incidents.clicked(work, incident, lock=True)
    over = found.status in incidents.OVER  # it may be reopened or taken back meanwhile
    if made is not None and not over:
        await _hold(work, made.about)
    elif known is not None and over:
        await _resume(work, known.id, found)


def is_due(work: Work, found: Incident) -> bool:
    """Tell whether the policy asks for the postmortem of an incident."""
    asked = work.policy.severities[found.severity].postmortem
    return not found.drill and (found.user_facing or asked)


async def pause(work: Work, *, incident: str) -> None:
    """Have the postmortem of an incident that was reopened wait, or go on."""
    (found,) = await incidents.these(work, [incident]) or (None,)
    known = await store.of_incident(work, incident)
    if found is None or known is None:
        return
    if found.status in incidents.OVER:
        if known.status is Status.HELD:
            await _resume(work, known.id, found)
    elif known.status in OPEN and known.status is not Status.HELD:
        await _hold(work, known.id)


async def _hold(work: Work, id_: str) -> None:
    known = await store.lock(work, id_)
    if known is None:
        return
    await review.void(work, known, REOPENED)
    known.status = Status.HELD
    change.record(work, known, facts.Held)
    countdown.watch(work, known, work.policy.calendar)


async def _resume(work: Work, id_: str, incident: Incident) -> None:
    """Go on with one whose incident is resolved again: it is due anew."""
    known = await store.lock(work, id_)
    since = incident.resolved_at
    if known is None or since is None or known.status is Status.SUPERSEDED:
        return
    if known.since == since and known.status is not Status.HELD:
        return
    by = await change.calendar(work, known.owner)
    known.status, known.title = Status.DRAFT, incident.title
    known.since, known.reason = since, ""
    known.due_at = times.deadline(since, work.policy.postmortems.due, by)
    change.counted(work, known, by)
    await index.renew(work, known)
    said = {"owner": known.owner, "due": known.due_at}
    record = change.record(work, known, facts.Resumed, **said)
    if known.owner:
        work.tell(record, to=known.owner)
    countdown.watch(work, known, by)


async def draft(work: Work, incident: Incident, wish: Wish) -> Record:
    """Open the postmortem of any incident that is over."""
    await roles.require(work, Role.MEMBER)
    if incident.status in ENDED:
        raise rules.NothingToLearn(incident=incident.ref, state=incident.status.said)
    if incident.status not in incidents.OVER:
        raise rules.NotOver(incident=incident.ref)
    found = await store.of_incident(work, incident.id)
    known = await store.lock(work, found.id) if found else None
    if known is not None and known.status is Status.SKIPPED:
        return await review.unskip(work, known)
    if known is not None:
        raise rules.AlreadyDrafted(ref=known.ref, incident=incident.ref, card=known.id)
    record = await _open(work, incident, wish)
    if record is None:
        first = await store.of_incident(work, incident.id)
        ref, card = (first.ref, first.id) if first else ("", "")
        raise rules.AlreadyDrafted(ref=ref, incident=incident.ref, card=card)
    return record


async def _open(work: Work, incident: Incident, wish: Wish) -> Record | None:
    """Open one: its number, its sections, its card, its clock; None: it is there.

    The counter is held first: whoever opens the same one waits for it, then sees it.
    """
    number = await counters.next_number(work, NUMBERED)
    if await store.of_incident(work, incident.id):
        return None
    owner = wish.owner or _owner(work, incident)
    by = await change.calendar(work, owner)
    due = _by(work, wish.due, incident.resolved_at or work.now, by)
    made = _made(work, incident, number, owner, due)
    if wish.owner:
        await change.require_can_own(work, made, wish.owner)
    change.counted(work, made, by)
    work.session.add(made)
    work.session.add_all(_sections(work, made, incident))
    await _carry_over(work, made)
    made.similar = await _similar(work, incident)
    await index.renew(work, made)
    said = {"title": made.title, "owner": owner, "due": made.due_at}
    record = change.record(work, made, facts.Drafted, **said)
    if owner and owner != work.actor:
        work.tell(record, to=owner)
    countdown.watch(work, made, by)
    return record


async def _carry_over(work: Work, made: Postmortem) -> None:
    """Make action items of the tasks that people asked for, or took on, and left open.

    What a checklist asks for and nobody took on is of the response: that is over.
    """
    for task in await incidents.tasks_of(work, made.incident):
        if task.open and (task.person or not task.checklist):
            await items.carry_over(work, made, task.text, task.person, task.due_at)


async def _similar(work: Work, incident: Incident) -> list[str]:
    """Name the earlier incidents that were like one; everybody in the room reads it."""
    found = await incidents.similar(work, incident, public=True)
    return [f"INC-{one.incident.number}" for one in found]


def _made(
    work: Work, incident: Incident, number: int, owner: str, due: datetime
) -> Postmortem:
    return Postmortem(
        workspace=work.workspace,
        number=number,
        incident=incident.id,
        incident_number=incident.number,
        title=f"DRILL {incident.title}" if incident.drill else incident.title,
        owner=owner,
        since=incident.resolved_at or work.now,
        due_at=due,
        opened_at=work.now,
    )


def _owner(work: Work, incident: Incident) -> str:
    """Give who led it, else who declared it, else the person to fall back on."""
    declarer = incident.declarer if incident.declarer[0] in "UW" else ""
    return incident.commander or declarer or work.policy.people.fallback


def _by(work: Work, day: date | None, since: datetime, by: Calendar) -> datetime:
    """Give when it is due: at the end of a *day* that was chosen, or by policy."""
    if day is None:
        return times.deadline(since, work.policy.postmortems.due, by)
    due = walls.resolve(datetime.combine(day, by.closes), by.zone)
    if due <= work.now:
        raise Invalid("due", "That day is over. Choose one that is not")
    return due


def _sections(work: Work, made: Postmortem, incident: Incident) -> list[Section]:
    return [
        Section(
            workspace=work.workspace,
            postmortem=made.id,
            part=part,
            content=write.begun(part, incident),
            by=work.actor,
            at=work.now,
        )
        for part in Part
    ]


async def assign(work: Work, found: Postmortem, wish: Wish) -> Record:
    """Name its owner, or when it is due; whoever may see it may do so."""
    await roles.require(work, Role.MEMBER)
    if found.status not in OPEN:
        raise rules.NotWritable(ref=found.ref, state=found.status, card=found.id)
    owner = wish.owner or found.owner
    by = await change.calendar(work, owner)
    due = _by(work, wish.due, found.since, by) if wish.due else found.due_at
    if (owner, due) == (found.owner, found.due_at):
        who = (await work.people.names(work, [owner]))[owner]
        raise rules.AlreadyOwns(who=who, ref=found.ref, card=found.id)
    await change.require_can_own(work, found, owner)
    before, was = found.owner, found.due_at
    found.owner, found.due_at = owner, due
    change.counted(work, found, by)
    said = {"owner": owner, "due": due, "before": before, "was_due": was}
    record = change.record(work, found, facts.Assigned, **said)
    for person in {owner, before} - {work.actor, ""}:
        work.tell(record, to=person)
    countdown.watch(work, found, by)
    return record


async def draftable(work: Work) -> list[Incident]:
    """Give the incidents that are over and have no postmortem yet."""
    found = await incidents.candidates(work, incidents.OVER)
    return [one for one in found if not await store.of_incident(work, one.id)]


async def due_day(work: Work, found: Postmortem) -> date:
    """Give the day on which it is due, where its owner lives."""
    by = await change.calendar(work, found.owner)
    return found.due_at.astimezone(by.zone).date()
