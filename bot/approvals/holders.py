"""Who holds which role that signs off, and who may decide.

A role is held by people and by user groups, bound to their ids. Nobody decides what
they asked for, and a role that nobody holds is decided by nobody: an admin names
somebody first.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from types import SimpleNamespace
from typing import Any

from bot import workspaces
from bot.approvals import facts, rules, store
from bot.approvals.change import is_group, show
from bot.approvals.store import Approval
from bot.core import canon, roles
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.terms import Office
from bot.core.work import Work

FEW = 5  # people who are named
OFFERED = 100  # user groups that a form can offer
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
    people = await _people(work, held)
    return await workspaces.fit(work, [p for p in people if p != approval.asked_by])


async def may_decide(work: Work, approval: Approval, person: str) -> bool:
    """Tell whether *person* may decide."""
    return person in await deciders(work, approval)


async def offices(work: Work, person: str) -> list[str]:
    """Give the roles that *person* may decide for, alone or by a user group."""
    if not await work.people.may(work, person, Role.MEMBER):
        return []
    groups = await workspaces.groups_of(work, person)
    return await store.roles_of(work, [person, *groups])


async def people(work: Work, role: str) -> list[str]:
    """Give who holds a role, alone or by a user group, and is still here."""
    held = [one.holder for one in await store.signatories(work, role)]
    return await workspaces.fit(work, await _people(work, held))


async def people_of(work: Work, owner: str) -> list[str]:
    """Give the people behind an owner that is a person, a user group, or a role."""
    if owner in work.policy.signoff:
        return await people(work, owner)
    return await workspaces.fit(work, await _people(work, [owner]))


async def board(work: Work) -> dict[str, Any]:
    """Give every role that signs off, its holders, and whether the actor may choose."""
    named = await _named(work)
    offices = [
        SimpleNamespace(
            key=key,
            name=one.name,
            does=one.does,
            holders=named[key],
            people=[holder for holder in named[key] if not is_group(holder)],
        )
        for key, one in work.policy.signoff.items()
    ]
    groups, used = await workspaces.handles(work), {*chain(*named.values())}
    first = sorted(groups, key=lambda id_: id_ not in used)[:OFFERED]
    return {
        "offices": offices,
        "may": await work.people.may(work, work.actor, Role.ADMIN),
        "seen": _digest(named),
        "groups": groups,
        "options": [(f"@{groups[id_]}", id_, "") for id_ in first],
    }


async def uses_groups(work: Work) -> bool:
    """Tell whether a user group holds a role."""
    return any(is_group(one.holder) for one in await store.signatories(work))


async def regrouped(work: Work, groups: Sequence[str]) -> None:
    """Have the cards follow that other people are in some user groups."""
    if groups:
        await _show(work, await store.roles_of(work, groups))


async def assign(
    work: Work,
    given: Mapping[str, Sequence[str]],
    *,
    seen: str,
    groups: Mapping[str, Sequence[str]] | None = None,
) -> list[Record]:
    """Name who holds each role of *given*; what was *seen* must still be so.

    User *groups* are named apart; those of a role that is not among them stay.
    """
    await roles.require(work, Role.ADMIN)
    before = await _named(work, lock=True)
    if _digest(before) != seen:
        raise rules.Stale
    records = []
    for role, people in given.items():
        office(work, role)
        stay = [holder for holder in before[role] if is_group(holder)]
        named = [*people, *(groups or {}).get(role, stay)]
        now = tuple(dict.fromkeys(named))
        if set(now) != set(before[role]):
            records.append(await _assign(work, role, before[role], now))
    return records


async def _assign(
    work: Work, role: str, before: tuple[str, ...], now: tuple[str, ...]
) -> Record:
    named = office(work, role)
    added = [holder for holder in now if holder not in before]
    handles = await workspaces.handles(work)
    await _require_members(work, role, [h for h in added if not is_group(h)])
    _require_groups(role, [h for h in added if is_group(h)], handles)
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
            groups={id_: handles[id_] for id_ in (*before, *now) if id_ in handles},
        )
    )
    for holder in added:
        if holder != work.actor and not is_group(holder):
            work.tell(record, to=holder)
    await _show(work, [role])
    return record


async def _show(work: Work, offices: Sequence[str]) -> None:
    """Have the cards of what waits for some roles follow who holds them."""
    for approval in await store.waiting(work, offices, MOST):
        await show(work, approval, await deciders(work, approval))


async def _people(work: Work, holders: Sequence[str]) -> list[str]:
    """Give the people among *holders*, and those of the user groups among them."""
    inside = await workspaces.members(work, [h for h in holders if is_group(h)])
    every = (inside[h] if is_group(h) else [h] for h in holders)
    return list(dict.fromkeys(chain.from_iterable(every)))


async def _require_members(work: Work, role: str, people: Iterable[str]) -> None:
    """Refuse whoever could press no button."""
    for person in people:
        if not await work.people.may(work, person, Role.MEMBER):
            who = (await work.people.names(work, [person]))[person]
            problem = f"{who} can't sign off: guests, apps and whoever has left can't"
            raise Invalid(role, problem)


def _require_groups(
    role: str, groups: Iterable[str], handles: Mapping[str, str]
) -> None:
    """Refuse a user group that there is not."""
    for group in groups:
        if group not in handles:
            raise Invalid(f"{role}:groups", "Slack has no such user group any more")


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
