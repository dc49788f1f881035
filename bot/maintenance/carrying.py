"""Carrying out: a person starts, extends and ends it; then it is watched until well.

The record holds the planned and the real times, who approved it, and what came of it.
"""

from datetime import datetime
from typing import Any

from bot import calendar, incidents
from bot.core import times, walls
from bot.core.duties import Trigger
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.work import Work
from bot.incidents import Incident
from bot.maintenance import change, clock, conflicts, facts, rules, signing, store
from bot.maintenance.rules import Outcome, Sign, State
from bot.maintenance.store import Request

LESS = "It was extended meanwhile by as much as nobody has to approve."
OVER = "The maintenance ended before it was decided."


async def start(work: Work, one: Request, despite: str = "") -> Record:
    """Start what is scheduled; what is in the way by now needs a reason to go on."""
    await require_startable(work, one)
    plan = conflicts.plan_of(one)
    hits = await conflicts.require_reason(work, plan, despite)
    one.state, one.started_at, one.started_by = State.RUNNING, work.now, work.actor
    hard = any(not hit.hint for hit in hits)
    said = {
        "until": one.until_at,
        "conflicts": tuple(conflicts.sentences(hits)),
        "despite": rules.reason(despite, "despite") if hard else "",
    }
    change.publish(work, one)
    record = await change.note(work, one, facts.Started, **said)
    await change.tell(work, one, record)
    await change.add(work, one, record, aloud=True)
    clock.watch(work, one)
    return record


async def require_startable(work: Work, one: Request) -> None:
    """Let those through who may start it, while its window is open."""
    await change.require_may(work, one)
    change.require(work, one, State.SCHEDULED)
    place, told = walls.zone_or_utc(one.zone), {"ref": one.ref, "about": one.id}
    if work.now < one.begins_at:
        raise rules.TooEarly(when=times.dated(one.begins_at, place), **told)
    if work.now >= one.ends_at:
        raise rules.TooLate(when=times.dated(one.ends_at, place), **told)


async def extend(work: Work, one: Request, until: datetime, reason: str) -> Record:
    """Take longer: as far as the policy lets it; beyond that somebody is asked."""
    await change.require_may(work, one)
    change.require(work, one, State.RUNNING)
    said, policy = rules.reason(reason), work.policy.maintenance
    if until <= max(one.until_at, work.now):
        place = walls.zone_or_utc(one.zone)
        at = times.dated(one.until_at, place)
        raise Invalid("until", f"It ends {at}: name a later time")
    if until - one.begins_at > policy.longest.elapsed * 2:
        most = times.human(policy.longest.elapsed * 2)
        raise Invalid("until", f"That would be more than {most} in all")
    within = last(work, one)
    if (within and until <= within) or not policy.window_approver:
        await change.void(work, one, Sign.EXTENSION, why=LESS)
        return await signing.extend(work, one, until, said)
    return await signing.ask_for_more(work, one, until, said)


def last(work: Work, one: Request) -> datetime | None:
    """Give until when it can be extended without asking; None: not at all."""
    policy = work.policy.maintenance
    found = rules.allowed(one.begins_at, one.ends_at, policy.extend_most)
    more = one.extended < policy.extend_times and found > one.until_at
    return found if more else None


async def finish(work: Work, one: Request, result: str) -> Record:
    """Say what was done; what follows from a change is due now."""
    said = await _end(work, one, result, Outcome.DONE)
    title = f"{one.ref}: {one.title}"
    record = await change.note(work, one, facts.Finished, **said)
    await calendar.triggered(work, Trigger.CHANGE, one.id, title)
    await _over(work, one, record)
    return record


async def roll_back(work: Work, one: Request, result: str) -> Record:
    """Say what happened, and that it was taken back."""
    said = await _end(work, one, result, Outcome.ROLLED_BACK)
    record = await change.note(work, one, facts.RolledBack, **said)
    await _over(work, one, record)
    return record


async def _end(
    work: Work, one: Request, result: str, outcome: Outcome
) -> dict[str, object]:
    """End what runs, or what was carried out though nobody had started it here."""
    await change.require_may(work, one)
    change.require(work, one, State.RUNNING, State.EXPIRED)
    late = one.state is State.RUNNING and work.now > one.until_at
    said = await passed_over(work, one)
    one.result = rules.reason(result, "result")
    one.state, one.outcome, one.ended_at = State.WATCHING, outcome, work.now
    one.watch_until = work.now + work.policy.maintenance.watch_for.elapsed
    one.wanted_until, one.wanted_why = None, ""
    await change.void(work, one, Sign.EXTENSION, why=OVER)
    return {"result": one.result, "watch": one.watch_until, "late": late, **said}


async def passed_over(work: Work, one: Request) -> dict[str, Any]:
    """Tell whether what ends now lacked its approval, and who had not signed it off."""
    approved = await _approved(work, one)
    unsigned = () if approved else signing.lacking(work, one)
    return {"unapproved": not approved, "unsigned": unsigned}


async def _approved(work: Work, one: Request) -> bool:
    """Tell whether what ends was approved before its window passed."""
    if one.state is not State.EXPIRED:
        return True
    passed = await store.newest(work, one.id, facts.Expired.name)
    return passed is None or bool(passed.data.get("approved", True))


async def _over(work: Work, one: Request, record: Record) -> None:
    """Tell who hears of it, everybody, and who would have had to sign it off."""
    await change.tell(work, one, record)
    await change.add(work, one, record, aloud=True)
    if record.data.get("unapproved"):
        await signing.tell_passed_over(work, one, record)
    clock.watch(work, one)


async def settle(work: Work, one: Request, found: str) -> Record:
    """Say that all is normal: the record is whole, and the duty it was for is done."""
    await change.require_may(work, one)
    change.require(work, one, State.WATCHING)
    if one.watch_until and work.now < one.watch_until:
        when = times.dated(one.watch_until, walls.zone_or_utc(one.zone))
        raise rules.StillWatched(ref=one.ref, when=when, about=one.id)
    one.settled = rules.reason(found, "found")
    one.state, one.closed_at = State.CLOSED, work.now
    duty = await _fulfil(work, one)
    said = {"found": one.settled, "occurrence_ref": duty}
    record = await change.note(work, one, facts.Closed, **said)
    await change.tell(work, one, record)
    clock.watch(work, one)
    return record


async def _fulfil(work: Work, one: Request) -> str:
    """Confirm the duty that it was asked for, with the record as what proves it."""
    if not one.occurrence or one.outcome is not Outcome.DONE:
        return ""
    unapproved = "\nIt was carried out without approval." * await store.unapproved(
        work, one
    )
    said = f"{one.result}{unapproved}\n{one.settled}"
    text = f"{one.ref}: {one.title}\nWhy: {one.reason}\n{said}"
    done = await calendar.fulfil(work, one.occurrence, by=one.ref, text=text)
    return done.ref if done else ""


async def notice(work: Work, *, incident: str) -> None:
    """Link an incident that was declared while something ran, or was watched."""
    about = next(iter(await incidents.these(work, [incident])), None)
    if about is None or about.drill:
        return
    for found in await store.going_on(work):
        one = await store.lock(work, found.id) if _near(found, about) else None
        if one is None or incident in one.incidents:
            continue
        one.incidents = [*one.incidents, incident]
        said = {"incident": incident, "incident_ref": about.ref}
        record = await change.note(work, one, facts.Linked, **said)
        change.tell_these(work, record, change.answering(one))


def _near(one: Request, about: Incident) -> bool:
    """Tell whether it may be the cause: of the same surface, or bad and of none."""
    if about.surface:
        return conflicts.same(one.surface, about.surface)
    return about.severity <= conflicts.WORST
