"""Who holds which role that signs off, and who may decide.

A role is held by people, bound to their ids. Nobody decides what they asked for, and a
role that nobody holds is decided by nobody: an admin names somebody first.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from bot.approvals import facts, rules, store
from bot.approvals.change import show
from bot.approvals.store import Approval
from bot.core import canon, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.terms import Office
from bot.core.work import Work

FEW = 5  # people who are named
MOST = 200  # open approvals of one role whose cards follow a change of its holders


def office(work: Work, role: str) -> Office:
    """Give what a role is, or refuse one that the policy does not have."""
    known = work.policy.signoff
    if role not in known:
        names = ", ".join(one.name for one in known.values())
        raise rules.NoSuchOffice(role=role, roles=names)
    return known[role]


async def require_decider(work: Work, approval: Approval) -> None:
    """Let only those through who may decide; say who that is."""
    await roles.require(work, Role.MEMBER)
    name = called(work, approval.role)
    if approval.asked_by == work.actor:
        raise rules.OwnQuestion(role=name)
    may = await deciders(work, approval)
    if work.actor in may:
        return
    if not may:
        raise rules.NobodyHolds(role=name)
    names = await work.people.names(work, may[:FEW])
    rest = f" and {len(may) - FEW} more" if len(may) > FEW else ""
    raise rules.NotYours(who=", ".join(names.values()) + rest, role=name)


async def deciders(work: Work, approval: Approval) -> list[str]:
    """Give who may decide: who holds the role, did not ask, and is still here."""
    held = [one.holder for one in await store.signatories(work, approval.role)]
    people = [person for person in held if person != approval.asked_by]
    return [p for p in people if await work.people.may(work, p, Role.MEMBER)]


async def may_decide(work: Work, approval: Approval, person: str) -> bool:
    """Tell whether *person* may decide."""
    return person in await deciders(work, approval)


async def held(work: Work, person: str) -> list[str]:
    """Give the roles that *person* may decide for."""
    if not await work.people.may(work, person, Role.MEMBER):
        return []
    return await store.roles_of(work, [person])


async def board(work: Work) -> dict[str, Any]:
    """Give every role that signs off, its holders, and whether the actor may choose."""
    named = await _named(work)
    offices = [
        SimpleNamespace(key=key, name=one.name, does=one.does, holders=named[key])
        for key, one in work.policy.signoff.items()
    ]
    may = await work.people.may(work, work.actor, Role.ADMIN)
    return {"offices": offices, "may": may, "seen": _digest(named)}


async def assign(
    work: Work, given: Mapping[str, Sequence[str]], *, seen: str
) -> list[Record]:
    """Name who holds each role of *given*; what was *seen* must still be so."""
    await roles.require(work, Role.ADMIN)
    before = await _named(work, lock=True)
    if _digest(before) != seen:
        raise rules.Stale
    records = []
    for role, people in given.items():
        office(work, role)
        now = tuple(dict.fromkeys(people))
        if set(now) != set(before[role]):
            records.append(await _assign(work, role, before[role], now))
    return records


async def _assign(
    work: Work, role: str, before: tuple[str, ...], now: tuple[str, ...]
) -> Record:
    named = office(work, role)
    added = [holder for holder in now if holder not in before]
    await _require_members(work, role, added)
    if added:
        await store.name(work, role, added)
    await store.unname(work, role, [holder for holder in before if holder not in now])
    record = work.record(
        facts.Assigned(
            about=work.workspace,
            role=role,
            called=named.name,
            does=named.does,
            before=before,
            holders=now,
        )
    )
    for holder in added:
        if holder != work.actor:
            work.tell(record, to=holder)
    for approval in await store.waiting(work, [role], MOST):
        await show(work, approval, await deciders(work, approval))
    return record


async def _require_members(work: Work, role: str, people: Iterable[str]) -> None:
    """Refuse whoever could press no button."""
    for person in people:
        if not await work.people.may(work, person, Role.MEMBER):
            who = (await work.people.names(work, [person]))[person]
            problem = f"{who} can't sign off: guests, apps and whoever has left can't"
            raise Invalid(role, problem)


async def _named(work: Work, *, lock: bool = False) -> dict[str, tuple[str, ...]]:
    every = await (store.locked(work) if lock else store.signatories(work))
    return {
        key: tuple(one.holder for one in every if one.role == key)
        for key in work.policy.signoff
    }


def _digest(named: Mapping[str, Sequence[str]]) -> str:
    return canon.digest({key: list(people) for key, people in named.items()})[:12]


def called(work: Work, role: str) -> str:
    """Give what a role is called, were it since left out of the policy or not."""
    known = work.policy.signoff.get(role)
    return known.name if known else role
