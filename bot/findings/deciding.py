"""Deciding: who may lower, decline or close a finding, and who hears of it.

Invariants:
* what makes a finding count for less is decided by those who answer for it; by anybody
  only where nobody does
* nobody verifies alone what they mended themselves, of what is critical or high, nor
  judges it alone as an owner whom they named themselves
* whoever answers for it hears of what others decided, in their business hours
"""

from collections.abc import Awaitable, Callable

from sqlmodel import col, select

from bot import calendar, workspaces
from bot.core import roles
from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import change, facts, rules
from bot.findings.store import Finding

TELL = "findings.tell"
LEADS = ("tech_lead", "security_lead")
"""The roles that answer for every finding, beside the role of its kind."""
NAMED = 5  # people whom a refusal names


async def require(work: Work, one: Finding) -> None:
    """Let those through who answer for a finding; anybody, where nobody does."""
    await roles.require(work, Role.MEMBER)
    mine = await _behind(work, _owners(work, one))
    if not mine or work.actor.startswith("clock"):
        return
    others = await _behind(work, [_role(work, one), *_leads(work)])
    if work.actor in others or await work.people.may(work, work.actor, Role.ADMIN):
        return
    owner = await _behind(work, [one.owner])
    if work.actor in owner and not await _took(work, one):
        return
    found = [*owner, *others] or mine
    raise rules.NotTheirs(who=await _names(work, found), ref=one.ref)


async def require_other(work: Work, one: Finding) -> None:
    """Refuse whoever mended what is critical or high, if another may verify it."""
    if one.severity not in change.SHOWN or work.actor != one.fixed_by:
        return
    found = await _behind(work, [*_owners(work, one), *_leads(work)])
    found += await work.people.holders(work, Role.ADMIN)
    if any(person != work.actor for person in found):
        raise rules.OwnFix(who=await _names(work, found), ref=one.ref)


async def tell(work: Work, one: Finding, record: Record) -> None:
    """Have owner and role hear of what somebody else than its owner decided."""
    if work.actor in await _behind(work, [one.owner]):
        return
    found = await calendar.people(work, _owners(work, one))
    for person in [one for one in found if one != work.actor][: change.MOST]:
        await _say(work, record, person)


async def told(work: Work, *, record: str, person: str) -> None:
    """Tell somebody what was decided while they did not work."""
    said = await work.session.get(Record, record)
    if said is not None and await workspaces.fit(work, [person]):
        await _say(work, said, person)


async def _say(work: Work, said: Record, person: str) -> None:
    """Tell somebody now, or when their business hours begin."""
    by = await workspaces.calendar(work, person)
    at = by.working(work.now)
    if at > work.now:
        key = f"finding-told:{said.id}:{person}"
        work.later(TELL, key=key, at=at, record=said.id, person=person)
    else:
        work.tell(said, to=person, priority=Priority.NUDGE)


def _role(work: Work, one: Finding) -> str:
    return work.policy.findings.role(one.kind.value)


def _owners(work: Work, one: Finding) -> list[str]:
    """Give what answers for it: its owner, and the role of its kind."""
    return [*([one.owner] if one.owner else []), _role(work, one)]


def _leads(work: Work) -> list[str]:
    lead = work.policy.people.security_lead
    return [*LEADS, *([lead] if lead else [])]


async def _behind(work: Work, named: list[str]) -> list[str]:
    """Give the people behind some names, and who stands in for them."""
    known = [name for name in named if name]
    own = await calendar.own(work, known)
    return [*dict.fromkeys([*own, *await calendar.people(work, known)])]


async def _took(work: Work, one: Finding) -> bool:
    """Tell whether the actor made what is critical or high their own."""
    if one.severity not in change.SHOWN or one.owner != work.actor:
        return False
    query = select(Record).where(
        Record.about == one.id, Record.name == facts.Assigned.name
    )
    newest = query.order_by(col(Record.at).desc(), col(Record.id).desc()).limit(1)
    last = (await work.session.exec(newest)).first()
    return last is not None and last.actor == work.actor


async def _names(work: Work, found: list[str]) -> str:
    """Name a few of those who may, without the actor; then admins."""
    admins = await work.people.holders(work, Role.ADMIN)
    people = [one for one in dict.fromkeys(found) if one != work.actor]
    rest = [one for one in admins if one != work.actor]
    some = [*dict.fromkeys([*people, *rest])][:NAMED]
    names = list((await work.people.names(work, some)).values())
    return " or ".join(names) or roles.ANYBODY


TIMED: dict[str, Callable[..., Awaitable[None]]] = {TELL: told}
