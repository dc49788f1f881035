"""User groups: who is in which, from what Slack last said of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.core.work import Work
from bot.workspaces import rules, store
from bot.workspaces.store import GROUPED, GROUPS


async def regroup(work: Work, said: Sequence[Mapping[str, Any]]) -> list[str]:
    """Keep what Slack says of all user groups; give the ids of those that changed."""
    wanted = {group.id: group for group in map(rules.group, said) if group.used}
    known = {one.id: one for one in await store.groups(work, lock=True)}
    people = await members(work, [*known])
    changed = [
        id_
        for id_ in sorted(wanted.keys() | known.keys())
        if id_ not in known
        or id_ not in wanted
        or (known[id_].handle, people[id_])
        != (wanted[id_].handle, sorted(wanted[id_].people))
    ]
    for id_ in changed:
        await _forget(work, known.get(id_), id_)
    now = [wanted[id_] for id_ in changed if id_ in wanted]
    await store.put(work, GROUPS, [{"id": g.id, "handle": g.handle} for g in now])
    rows = [{"user_group": g.id, "person": one} for g in now for one in g.people]
    await store.put(work, GROUPED, rows)
    return changed


async def _forget(work: Work, known: store.Group | None, id_: str) -> None:
    gone = [*([known] if known else []), *await store.grouped(work, [id_])]
    for row in gone:
        await work.session.delete(row)
    await work.session.flush()


async def handles(work: Work) -> dict[str, str]:
    """Give what each user group is called, by id, in the order of the names."""
    return {group.id: group.handle for group in await store.groups(work)}


async def members(work: Work, groups: Sequence[str]) -> dict[str, list[str]]:
    """Give the ids of the people in each of *groups*."""
    found: dict[str, list[str]] = {id_: [] for id_ in groups}
    for one in await store.grouped(work, groups) if groups else ():
        found[one.user_group].append(one.person)
    return found


async def groups_of(work: Work, person: str) -> list[str]:
    """Give the ids of the user groups that *person* is in."""
    return await store.groups_of(work, person)
