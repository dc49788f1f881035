"""Promises: when somebody must have answered, when the next update is due.

Both are timers; both end in a fact that everybody sees. Silence never just passes.
"""

from datetime import datetime, timedelta

from bot import workspaces
from bot.core import times
from bot.core.queue import Priority
from bot.core.terms import COMMUNICATIONS
from bot.core.work import Work
from bot.incidents import asked, rules, store
from bot.incidents.change import show
from bot.incidents.store import Incident

LATE = timedelta(minutes=2)  # a nudge that comes later than this says so
FEW = 5  # people of a private incident who are asked beside its room


def respond_by(work: Work, severity: int, since: datetime) -> datetime:
    """Give when somebody must have acknowledged."""
    allowed = work.policy.severities[severity].respond_within
    return times.deadline(since, allowed, work.policy.calendar)


def update_by(work: Work, severity: int) -> datetime:
    """Give when the next update is due, by severity."""
    every = work.policy.severities[severity].update_every
    return times.deadline(work.now, every, work.policy.calendar)


def promised(work: Work, incident: Incident, moment: datetime | None) -> datetime:
    """Give when the next update is promised: for *moment*, or as the severity says."""
    usual = update_by(work, incident.severity)
    if moment is None:
        return usual
    return rules.promised(moment, work.now, work.policy.promises.longest, usual)


def watch(work: Work, incident: Incident) -> None:
    """Set, move or call off every timer of *incident*, as it now stands."""
    watch_answer(work, incident)
    watch_update(work, incident)


def watch_answer(work: Work, incident: Incident) -> None:
    """Have somebody nudged at half time and at the deadline, until acknowledged."""
    half, end = _keys(incident)
    if not incident.open or incident.acknowledged_at:
        work.forget(half)
        work.forget(end)
        return
    middle = _half(work, incident)
    if middle > work.now:
        _later(work, incident, "nudge_half", half, middle)
    else:
        work.forget(half)
    _later(work, incident, "nudge_end", end, max(incident.respond_by, work.now))


def watch_update(work: Work, incident: Incident) -> None:
    """Have the promised update asked for when its time comes."""
    key = f"promise:{incident.id}"
    if incident.open and incident.promised_at:
        at = _asked_next(work, incident, incident.promised_at)
        _later(work, incident, "promise_due", key, at)
    else:
        work.forget(key)


def _asked_next(work: Work, incident: Incident, promised: datetime) -> datetime:
    """Give when to ask: what was said already is not said again because of a verb."""
    if incident.missed_at:
        return work.now + work.policy.nudges.repeat_every.elapsed
    if promised > work.now:
        return promised
    return max(promised + work.policy.promises.grace.elapsed, work.now)


async def nudge_half(work: Work, *, incident: str, due: str = "") -> None:
    """At half time: ask whoever should answer, if the deadline does not ask by now."""
    (found,) = await store.lock(work, incident)
    waits = found.open and not found.acknowledged_at
    if waits and work.now < found.respond_by:
        _nudge(work, found, "half", [_whom(work, found)], late=comes_late(work, due))


async def nudge_end(work: Work, *, incident: str, due: str = "") -> None:
    """At the deadline, and again until somebody answers: ask, and say it aloud."""
    (found,) = await store.lock(work, incident)
    if not found.open or found.acknowledged_at:
        return
    found.overdue_at = found.overdue_at or work.now
    places = [_whom(work, found), *await _aloud(work, found)]
    _nudge(work, found, "end", places, late=comes_late(work, due))
    again = work.now + work.policy.nudges.repeat_every.elapsed
    _, end = _keys(found)
    _later(work, found, "nudge_end", end, again)
    show(work, found)


def _half(work: Work, incident: Incident) -> datetime:
    """Give when half of the time to answer has passed, by the team's calendar."""
    allowed = work.policy.severities[incident.severity].respond_within
    ratio = work.policy.nudges.half_time
    return times.part(incident.declared_at, allowed, ratio, work.policy.calendar)


def _later(work: Work, incident: Incident, verb: str, key: str, at: datetime) -> None:
    """Have a verb called at a time, which it is told: it may be called much later."""
    name, due = f"incidents.{verb}", at.isoformat()
    work.later(name, key=key, at=at, incident=incident.id, due=due)


def comes_late(work: Work, due: str) -> bool:
    """Tell whether a call comes well after it was *due*, an ISO time."""
    return bool(due) and work.now - datetime.fromisoformat(due) > LATE


def _nudge(
    work: Work, incident: Incident, step: str, places: list[str], *, late: bool
) -> None:
    fact = asked.Nudged(
        about=incident.id,
        ref=incident.ref,
        whom=_whom(work, incident),
        step=step,
        due=incident.respond_by,
        overdue=incident.overdue_at,
        late=late,
        title=incident.title,
    )
    record = work.record(fact)
    for place in dict.fromkeys(places):
        work.tell(record, to=place, priority=Priority.NUDGE)


async def promise_due(work: Work, *, incident: str, due: str = "") -> None:
    """Ask for the update that was promised for now: whoever leads, then whoever tells.

    Once the grace is over everybody sees that it was missed, and is told so again.
    """
    (found,) = await store.lock(work, incident)
    promised = found.promised_at
    if not found.open or promised is None or promised > work.now:
        return
    late = comes_late(work, due)
    middle, end = _chased(work, promised)
    teller = found.holder(COMMUNICATIONS)
    second = teller if teller != _whom(work, found) else None
    if work.now >= end:
        _missed(work, found, promised, late=late)
        again = work.now + work.policy.nudges.repeat_every.elapsed
    elif work.now >= middle and second:
        _ask(work, found, promised, second, late=late)
        again = end
    else:
        _ask(work, found, promised, _whom(work, found), late=late)
        again = middle if second and work.now < middle else end
    _later(work, found, "promise_due", f"promise:{found.id}", again)


def _chased(work: Work, promised: datetime) -> tuple[datetime, datetime]:
    """Give when a second person is asked for what was promised, and when it is late."""
    grace = work.policy.promises.grace.elapsed
    return promised + grace * work.policy.nudges.half_time, promised + grace


def _ask(
    work: Work, incident: Incident, promised: datetime, whom: str, *, late: bool
) -> None:
    fact = asked.PromiseDue(
        about=incident.id,
        ref=incident.ref,
        whom=whom,
        promised=promised,
        late=late,
        title=incident.title,
    )
    work.tell(work.record(fact), to=whom, priority=Priority.NUDGE)


def _missed(work: Work, incident: Incident, promised: datetime, *, late: bool) -> None:
    """Let everybody see that the promise was not kept."""
    whom = _whom(work, incident)
    teller = incident.holder(COMMUNICATIONS)
    incident.missed_at = incident.missed_at or work.now
    record = work.record(
        asked.PromiseMissed(
            about=incident.id,
            ref=incident.ref,
            whom=whom,
            promised=promised,
            late=late,
            title=incident.title,
        )
    )
    for place in dict.fromkeys(filter(None, (whom, teller, incident.room))):
        work.tell(record, to=place, priority=Priority.NUDGE)
    show(work, incident)


def watch_leader(work: Work, incident: Incident) -> None:
    """Have the room told again that its commander is gone, until somebody leads."""
    at = work.now + work.policy.nudges.repeat_every.elapsed
    _later(work, incident, "nudge_leader", f"leader:{incident.id}", at)


async def nudge_leader(work: Work, *, incident: str, due: str = "") -> None:
    """Tell the room that its commander is gone, while nobody has taken over."""
    (found,) = await store.lock(work, incident)
    if not found.open or found.commander not in await store.gone(work, incident):
        return
    fact = asked.Leaderless(
        about=found.id,
        ref=found.ref,
        person=found.commander or "",
        due=datetime.fromisoformat(due) if due else work.now,
        late=comes_late(work, due),
    )
    work.tell(work.record(fact), to=found.room, priority=Priority.NUDGE)
    watch_leader(work, found)


def owed_by(work: Work, incident: Incident) -> set[str | None]:
    """Give who is asked for the promised update: whoever leads, whoever tells."""
    return {_whom(work, incident), incident.holder(COMMUNICATIONS)}


def _whom(work: Work, incident: Incident) -> str:
    """Give who is asked: the commander, else whoever declared, else the fallback.

    Of a private incident nobody hears who is not in its room: its room is asked.
    """
    declarer = incident.declarer if incident.declarer.startswith(("U", "W")) else ""
    fallback = "" if incident.private else work.policy.people.fallback
    return incident.commander or declarer or fallback or incident.room


async def _aloud(work: Work, incident: Incident) -> list[str]:
    """Give where else it is said when nobody answers in time.

    Of a private incident that is its room, and a few of its people directly: a room in
    which nobody looks at night asks nobody.
    """
    channel, fallback = work.policy.channels.announcements, work.policy.people.fallback
    if incident.private:
        inside = await store.members(work, incident.id)
        here = [one.person for one in inside if one.left_at is None]
        return [incident.room, *(await workspaces.fit(work, here))[:FEW]]
    return [channel or incident.room, *([fallback] if fallback else [])]


def _keys(incident: Incident) -> tuple[str, str]:
    return f"answer-half:{incident.id}", f"answer-end:{incident.id}"


TIMED = {
    "incidents.nudge_half": nudge_half,
    "incidents.nudge_end": nudge_end,
    "incidents.promise_due": promise_due,
    "incidents.nudge_leader": nudge_leader,
}
