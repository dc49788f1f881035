"""Who has to do it: the people behind a role, a user group or an id, who are there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot import approvals, workspaces
from bot.calendar.register import Routine
from bot.calendar.rules import NotTheOwner
from bot.core import times
from bot.core.roles import Role
from bot.core.times import Calendar
from bot.core.work import Work


async def people(work: Work, owners: Sequence[str]) -> list[str]:
    """Give the members of the workspace who own something, each once.

    For whoever is away, that is who stands in for them.
    """
    fit = await own(work, owners)
    gone = await workspaces.covers(work, fit)
    here = [gone.get(one) or one for one in fit]
    return await workspaces.fit(work, list(dict.fromkeys(here))) if gone else fit


async def own(work: Work, owners: Sequence[str]) -> list[str]:
    """Give the members of the workspace who own something, whether they are there."""
    found: list[str] = []
    for one in owners:
        found += await _behind(work, one)
    return await workspaces.fit(work, list(dict.fromkeys(found)))


async def _behind(work: Work, one: str) -> list[str]:
    if one[:1] in ("U", "W"):
        return [one]
    if one[:1] == "S":
        return (await workspaces.members(work, [one]))[one]
    return await approvals.people(work, one)


async def owner_names(work: Work, owners: Iterable[str]) -> dict[str, str]:
    """Give how roles, people and groups that own something are called."""
    known = work.policy.signoff
    given = {*owners}
    others = sorted({one for one in given if one not in known} - {""})
    found = await work.people.names(work, others) if others else {}
    return {**found, **{one: known[one].name for one in given if one in known}}


async def leads(work: Work, routine: Routine, besides: Iterable[str]) -> list[str]:
    """Give whom to turn to when the owners do not do it: who signs off, or the lead."""
    signers = await people(work, routine.signoff)
    other = [one for one in signers if one not in {*besides}]
    return other or await fallback(work)


async def fallback(work: Work) -> list[str]:
    """Give the person to fall back on; without one, a few admins."""
    person = work.policy.people.fallback
    found = await people(work, [person] if person else [])
    return found or await people(work, await work.people.holders(work, Role.ADMIN))


async def contacts(work: Work, routine: Routine) -> list[str]:
    """Give whom it is escalated to at last."""
    named = routine.escalation or work.policy.duties.escalation
    found = await people(work, [named] if named else [])
    return found or await fallback(work)


async def calendar(work: Work, owners: Sequence[str]) -> Calendar:
    """Give the business days by which it counts as late: of its owner, or the team."""
    found = await people(work, owners)
    alone = len(found) == 1
    return await workspaces.calendar(work, found[0]) if alone else work.policy.calendar


async def there(work: Work, found: Sequence[str], due: datetime) -> bool:
    """Tell whether one of some people works on a day until something is due."""
    for person in found:
        by = await workspaces.calendar(work, person)
        first, last = (
            at.astimezone(by.zone).date() for at in (work.now, max(due, work.now))
        )
        days = (first + times.DAY * n for n in range((last - first).days + 1))
        usual = replace(by, away=())
        worked = [day for day in days if usual.works_on(day)]
        if not worked or any(by.works_on(day) for day in worked):
            return True
    return False


async def require(work: Work, held: Sequence[str], routine: Routine, ref: str) -> str:
    """Let those through by whom it is *held*, and who may act for them; give for whom.

    These are whoever signs it off, the lead, the contact and admins; where nobody owns
    it, anybody. Empty where they act for themselves, also while somebody stands in.
    """
    mine = await people(work, held)
    if not mine or work.actor in mine or work.actor.startswith("clock"):
        return ""
    if work.actor in await own(work, held):
        return ""
    others = [*await leads(work, routine, mine), *await contacts(work, routine)]
    if work.actor in others or await work.people.may(work, work.actor, Role.ADMIN):
        return mine[0]
    names = (await work.people.names(work, [*mine, *others])).values()
    raise NotTheOwner(who="Only " + " or ".join(dict.fromkeys(names)), ref=ref)
