"""Moves: an occurrence is begun, postponed, snoozed, skipped, or given to others.

None of these moves the series: the routine comes again when its rule says.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from bot import approvals, workspaces
from bot.calendar import (
    annals,
    asking,
    change,
    declining,
    facts,
    find,
    owners,
    planning,
    register,
    rules,
    store,
    unfold,
)
from bot.calendar.register import Routine
from bot.calendar.rotation import rotated
from bot.calendar.rules import State, Why
from bot.calendar.store import Occurrence
from bot.core import roles, times
from bot.core.duties import owner
from bot.core.errors import Conflict, Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work

FURTHEST = times.DAY * 14  # how long nobody is asked at the most


class TooOften(Conflict):
    """{ref} was postponed {many} already: do it, skip it with a reason, assign it."""


class ComesAgain(Conflict):
    """{ref} can't be postponed: it comes again before. Do it, or skip it: say why."""


class Begun(Conflict):
    """{ref} was begun {when} already."""


class TooLate(Conflict):
    """{ref} can be postponed to {last} at the latest{why}."""


class Taken(Conflict):
    """{ref} was confirmed by {who}: only they or an admin can take that back."""


class DeclinedAlready(Conflict):
    """You said already that you can't do {ref}: {who}."""


class NothingToTakeBack(Conflict):
    """{ref} is open: there is nothing to take back."""


async def start(work: Work, one: Occurrence) -> Record:
    """Note that somebody began with it."""
    await require_mine(work, one)
    if one.started_at is not None:
        raise Begun(ref=one.ref, when=_day(work, one.started_at))
    one.started_at = work.now
    return await change.note(work, one, facts.Started)


async def postpone(work: Work, one: Occurrence, to: datetime, reason: str) -> Record:
    """Have it due later this time, within the limits of the policy."""
    routine = await require_mine(work, one)
    rotated.require_patient(one)
    said = rules.reason(reason)
    policy = work.policy.duties
    if one.postponed >= policy.postpone_most:
        many = "once" if one.postponed == 1 else f"{one.postponed} times"
        raise TooOften(ref=one.ref, many=many)
    if to <= max(work.now, one.due_at):
        raise Invalid("due", f"It is due {_day(work, one.due_at)}: name a later day")
    last, why = _last(work, one, routine)
    if last <= max(work.now, one.due_at):
        raise ComesAgain(ref=one.ref)
    if to > last:
        raise TooLate(ref=one.ref, last=_day(work, last), why=why)
    one.due_at, one.postponed = to, one.postponed + 1
    change.reset(one)
    record = await change.note(work, one, facts.Postponed, due=to, reason=said)
    await _calm(work, one)
    await heard(work, one)
    return record


def _last(work: Work, one: Occurrence, routine: Routine) -> tuple[datetime, str]:
    """Give the latest time that it can be postponed to, and what stands after it."""
    by = work.policy.duties.postpone_by
    last = times.deadline(max(work.now, one.due_at), by, work.policy.calendar)
    if one.subject:
        return last, ""
    after = date.fromisoformat(one.slot)
    following = next(unfold.coming(work, routine, after), None)
    if following and following[1] - times.DAY < last:
        return following[1] - times.DAY, ": then it comes again"
    return last, ""


async def snooze(work: Work, one: Occurrence, until: datetime) -> Record:
    """Ask nobody for it for a while; it is due as before."""
    await require_mine(work, one)
    rotated.require_patient(one)
    if until <= work.now:
        raise Invalid("until", "That has passed: name a time ahead, such as tomorrow")
    if until - work.now > FURTHEST:
        raise Invalid("until", "Two weeks are the most: postpone it, with a reason")
    one.snoozed_until = until
    record = await change.note(work, one, facts.Snoozed, until=until)
    await heard(work, one)
    return record


async def skip(work: Work, one: Occurrence, reason: str) -> Record:
    """Say why it is not done this time; the next time comes as it would."""
    await require_mine(work, one)
    await rotated.require_may_end(work, one)
    said = rules.reason(reason)
    one.state, one.reason, one.finished_at = State.SKIPPED, said, work.now
    await rotated.drop(work, one, said)
    return await change.note(work, one, facts.Skipped, reason=said)


async def assign(
    work: Work, one: Occurrence, given: Sequence[str], reason: str = ""
) -> Record:
    """Give it to somebody else this time."""
    await require_mine(work, one)
    return await give(work, one, given, reason)


async def give(
    work: Work, one: Occurrence, given: Sequence[str], reason: str = ""
) -> Record:
    """Have a locked occurrence belong to others, whoever says so."""
    named = [*dict.fromkeys(given)]
    if not named:
        raise Invalid("owner", "Name who does it: @dana, a user group or a role")
    await require_known(work, named)
    one.owners = named
    change.reset(one)
    said: dict[str, Any] = {"owners": tuple(named), "reason": " ".join(reason.split())}
    said["nobody"] = not await owners.people(work, named)
    record = await change.note(work, one, facts.Assigned, **said)
    await _hand(work, one)
    return record


async def decline(work: Work, one: Occurrence, reason: str) -> Record:
    """Say why its owner can't do it: who leads is asked, and assigns it.

    Where its owner leads, and nobody else does, nobody else is asked.
    """
    routine = await require_mine(work, one)
    said = rules.reason(reason)
    before = await annals.declined(work, one.id)
    if work.actor in [fact.actor for fact in before]:
        raise DeclinedAlready(ref=one.ref, who=await _turned(work, before))
    found = await owners.leads(work, routine, {work.actor})
    leads = [one for one in found if one != work.actor]
    more = {"reason": said, "asked": tuple(leads)}
    record = await change.note(work, one, facts.Declined, **more)
    mine = await owners.people(work, one.owners)
    await asking.ask(work, one, leads, Why.LEAD)
    if leads:
        await asking.excuse(work, one, work.actor)
    for person in leads:
        if person not in mine:
            await declining.tell(work, one, record, person)
    return record


async def _turned(work: Work, said: Sequence[Record]) -> str:
    """Say who is asked what becomes of what was declined."""
    asked = find.turned(said)
    if asked is None:
        return "the lead is asked who does"
    if not asked:
        return "nobody else is asked, so assign it, or skip it with a reason"
    names = (await work.people.names(work, asked)).values()
    return f"{' and '.join(names)} {'is' if len(asked) == 1 else 'are'} asked who does"


async def take_back(work: Work, one: Occurrence, reason: str) -> Record:
    """Take back that it was done, or skipped: it is open again."""
    await require_taker(work, one)
    return await again(work, one, rules.reason(reason))


async def require_taker(work: Work, one: Occurrence) -> None:
    """Let those through who may take back that it was done, or skipped."""
    await roles.require(work, Role.MEMBER)
    if one.open:
        raise NothingToTakeBack(ref=one.ref)
    admin = await work.people.may(work, work.actor, Role.ADMIN)
    if one.confirmed_by and work.actor != one.confirmed_by and not admin:
        names = await work.people.names(work, [one.confirmed_by])
        raise Taken(ref=one.ref, who=names[one.confirmed_by])
    routine = await register.get(work, one.routine)
    if routine and not one.confirmed_by:
        await owners.require(work, one.owners, routine, one.ref)


async def again(work: Work, one: Occurrence, said: str) -> Record:
    """Open a locked occurrence anew: what was over has to be done after all."""
    was, routine = one.state, await register.get(work, one.routine)
    for role in routine.signoff if routine else ():
        why = f"The duty {one.ref} was reopened: {said}"
        await approvals.void(work, one.id, f"calendar_{role}", why)
    one.confirmed_at, one.confirmed_by, one.confirmed_for = None, "", ""
    one.evidence, one.signed, one.finished_at, one.reason = {}, [], None, ""
    change.reset(one)
    await rotated.revert(work, one)
    record = await change.note(work, one, facts.Reopened, reason=said, was=was.value)
    await _calm(work, one)
    await heard(work, one)
    return record


async def require_known(work: Work, given: Sequence[str]) -> None:
    """Refuse an owner that is no role, and nobody who could do it."""
    for one in given:
        try:
            owner(one)
        except ValueError as wrong:
            raise Invalid("owner", str(wrong)) from wrong
        if one[:1] not in "UWS" and one not in work.policy.signoff:
            names = ", ".join(work.policy.signoff)
            raise Invalid("owner", f"“{one}” is no role: there are {names}")
        if one[:1] in "UWS" and not await owners.people(work, [one]):
            name = (await work.people.names(work, [one]))[one]
            who = "Nobody of that user group can" if one[0] == "S" else f"{name} can't"
            problem = f"{who} do it: guests, apps and whoever has left own nothing"
            raise Invalid("owner", problem)


async def require_mine(work: Work, one: Occurrence) -> Routine:
    """Let those through who may act on it, while it is open; give its routine."""
    await roles.require(work, Role.MEMBER)
    routine = await register.get(work, one.routine)
    if routine is None:
        raise LookupError(one.routine)
    await change.require_open(work, one)
    if not await rotated.reported(work, one):
        await owners.require(work, one.owners, routine, one.ref)
    return routine


async def _calm(work: Work, one: Occurrence) -> None:
    """Leave those alone who were asked because it was late, or could not be done."""
    for row in await store.asked(work, [one.id]):
        if row.why in (Why.LEAD, Why.CONTACT):
            await work.session.delete(row)
        elif row.why is Why.DECLINED:
            row.why = Why.OWNER
    await work.session.flush()


async def heard(work: Work, one: Occurrence) -> None:
    """Have whoever is asked for it asked when its new time comes."""
    for row in await store.asked(work, [one.id]):
        await asking.ensure(work, row.person)


async def _hand(work: Work, one: Occurrence) -> None:
    """Have its new owners asked, and those before no more."""
    for row in await store.asked(work, [one.id]):
        await work.session.delete(row)
    await work.session.flush()
    found = await owners.people(work, one.owners)
    await asking.ask(work, one, found, Why.OWNER)
    for row in await store.asked(work, [one.id]):
        await _hurry(work, one, row)


async def _hurry(work: Work, one: Occurrence, row: store.Asked) -> None:
    """Give somebody the card at once who works now, if tomorrow would be too late."""
    by = await workspaces.calendar(work, row.person)
    works = by.working(work.now) <= work.now
    if not works or one.due_at > planning.near(work.now, by):
        return
    await change.nudge(work, one, row)


def _day(work: Work, moment: datetime) -> str:
    return times.dated(moment, work.policy.calendar.zone)
