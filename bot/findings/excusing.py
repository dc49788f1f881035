"""Exceptions: a risk is accepted until a day, by the role that answers for its kind.

Invariants:
* an exception has a reason, a last day, and somebody who approved it and did not ask
* its clock stands still meanwhile, and goes on where it stood
"""

from datetime import date, datetime, time
from typing import Any

from bot import approvals, calendar
from bot.core import roles, times, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import change, clock, facts, register, rules, store
from bot.findings.rules import State
from bot.findings.store import Finding

EXCEPT = "findings_except"  # the kind of what is asked of a role
LAPSE = "findings.lapse"


async def ask(work: Work, one: Finding, until: date | None, reason: str) -> Record:
    """Ask that the risk of a locked finding be accepted until a day."""
    await roles.require(work, Role.MEMBER)
    change.require(one, *rules.GOING)
    said = rules.reason(reason)
    day = _day(work, until)
    one.asked_until, one.asked_why = day.isoformat(), said
    role = work.policy.findings.role(one.kind.value)
    question = approvals.Question(
        subject=one.id,
        kind=EXCEPT,
        role=role,
        title=f"Accept the risk of {one.ref} until {day.isoformat()}: {one.title}",
        content=content(one),
        asker=work.actor,
    )
    await approvals.ask(work, question)
    told = {"reason": said, "until": day.isoformat(), "role": role}
    record = change.record(work, one, facts.Asked, **told)
    await change.show(work, one)
    return record


def _day(work: Work, until: date | None) -> date:
    """Let a day pass that is ahead, and not further than the policy allows."""
    if until is None:
        raise Invalid("until", "Name the last day, such as 2027-03-31 or friday")
    today = work.now.astimezone(work.policy.calendar.zone).date()
    if until <= today:
        raise Invalid("until", "That day is over: name one ahead")
    most = work.policy.findings.exception_most
    last = times.deadline(work.now, most, work.policy.calendar).date()
    if until > last:
        raise Invalid("until", f"{last.isoformat()} is the latest: ask again then")
    return until


def content(one: Finding) -> str:
    """Write what is approved, exactly: what it is, until when, and why."""
    lines = [
        f"{one.ref} · {one.severity.value} {one.kind.value} · {one.title}",
        *(f"{name}: {said}" for name, said in _about(one).items() if said),
        f"Accepted until {one.asked_until}, the day included",
        f"Why: {one.asked_why}",
    ]
    return "\n".join(lines)


def _about(one: Finding) -> dict[str, str]:
    said = {"Reference": one.reference, "Place": one.place}
    return {**said, "Surface": one.surface, "Source": one.source}


async def grant(work: Work, *, subject: str, kind: str, digest: str) -> None:
    """Accept a risk that was approved, if what was approved still stands."""
    one = await _asked(work, subject, kind)
    if one is None or approvals.digest(content(one)) != digest:
        return
    deed = await _because(work)
    asker = str(deed.data["asker"]) if deed else ""
    role = str(deed.data["role"]) if deed else ""
    one.excepted_by = deed.actor if deed else work.actor
    one.state, one.excepted_at = State.EXCEPTED, work.now
    one.excepted_until, one.reason = one.asked_until, one.asked_why
    one.asked_until, one.asked_why = "", ""
    told = {"until": one.excepted_until, "reason": one.reason, "role": role}
    more = {"approver": one.excepted_by, "asker": asker}
    record = change.record(work, one, facts.Excepted, **told, **more)
    ends = ending(work, one.excepted_until)
    work.later(LAPSE, key=f"finding-lapse:{one.id}", at=ends, finding=one.id)
    await _follow(work, one)
    owners = await change.people(work, one)
    await change.tell(work, record, owners, Priority.NUDGE)


async def refuse(
    work: Work, *, subject: str, kind: str, digest: str, reason: str
) -> None:
    """Note that a risk was not accepted: it stays to be mended."""
    one = await _asked(work, subject, kind)
    if one is None or approvals.digest(content(one)) != digest:
        return
    deed = await _because(work)
    asker = str(deed.data["asker"]) if deed else ""
    one.asked_until, one.asked_why = "", ""
    change.record(work, one, facts.Refused, reason=reason, asker=asker)
    await change.show(work, one)


async def void(work: Work, one: Finding, why: str) -> None:
    """Take back that its risk is accepted, or that somebody asks for it: say *why*."""
    if one.state is State.EXCEPTED:
        work.forget(f"finding-lapse:{one.id}")
        _rested(work, one)
    if one.asked_until:
        one.asked_until, one.asked_why = "", ""
        await approvals.void(work, one.id, EXCEPT, why)


async def lapse(work: Work, *, finding: str) -> None:
    """Open a finding again whose exception is over."""
    for one in await store.lock(work, finding):
        if one.state is not State.EXCEPTED:
            continue
        if work.now < ending(work, one.excepted_until):
            continue
        until = one.excepted_until
        role = work.policy.findings.role(one.kind.value)
        _rested(work, one)
        told = {"severity": one.severity.value, "until": until, "role": role}
        more = change.times_of(one)
        record = change.record(work, one, facts.Lapsed, **told, **more)
        await _follow(work, one)
        named = await change.people(work, one)
        named += await calendar.people(work, [role])
        await change.tell(work, record, [*dict.fromkeys(named)], Priority.NUDGE)


def resume(work: Work, one: Finding, reason: str) -> Record:
    """Open a locked finding again with the clock that it had."""
    was = one.state
    if was is State.EXCEPTED:
        _rested(work, one)
        work.forget(f"finding-lapse:{one.id}")
    else:
        judged, note = one.triaged_at, one.note
        register.forget(one)
        one.triaged_at, one.note = judged, note
        one.state = State.TRIAGED if judged else State.OPEN
        change.count(work, one)
    said = {"severity": one.severity.value, "reason": reason, "was": was.value}
    return change.record(work, one, facts.Reopened, **said, **change.times_of(one))


def _rested(work: Work, one: Finding) -> None:
    """Have its clock go on where it stood when its risk was accepted."""
    if one.excepted_at:
        one.rested += int((work.now - one.excepted_at).total_seconds())
    one.state = State.TRIAGED if one.triaged_at else State.OPEN
    one.excepted_at, one.excepted_until, one.excepted_by = None, "", ""
    one.reason = ""
    change.count(work, one)


def ending(work: Work, day: str) -> datetime:
    """Give when a last day is over, where the team is."""
    after = date.fromisoformat(day) + times.DAY
    return walls.resolve(datetime.combine(after, time.min), work.policy.calendar.zone)


async def _asked(work: Work, subject: str, kind: str) -> Finding | None:
    """Give the finding, locked, for which this very question waits."""
    if kind != EXCEPT:
        return None
    one = next(iter(await store.lock(work, subject)), None)
    return one if one and one.going and one.asked_until else None


async def _because(work: Work) -> Record | None:
    return await work.session.get(Record, work.because) if work.because else None


async def _follow(work: Work, one: Finding) -> None:
    change.step(one)
    await clock.follow(work, one)
    await change.show(work, one)


TIMED: dict[str, Any] = {LAPSE: lapse}
