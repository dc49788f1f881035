"""The way in for machines that release: a token that is shown once, and can be shut.

There is one at a time: making another one shuts the one before.
"""

from bot.core import counters, roles, tokens
from bot.core.errors import Missing
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import facts, store
from bot.cycles.store import Hook


class NoHook(Missing):
    """There is no way in for releases: `/ops release hook new` makes one."""


async def make(work: Work) -> tuple[Record, str]:
    """Make the way in; give its token, which nobody is told again."""
    await roles.require(work, Role.ADMIN)
    await counters.next_number(work, "release_hooks")  # one at a time
    before = await store.hook(work)
    if before is not None:
        _shut(work, before)
    token = tokens.make(work.workspace)
    row = Hook(
        workspace=work.workspace,
        digest=tokens.digest(token),
        made_by=work.actor,
        made_at=work.now,
    )
    work.session.add(row)
    return work.record(facts.HookMade(about=row.id)), token


async def shut(work: Work) -> Record:
    """Shut the way in: its token opens nothing any more."""
    await roles.require(work, Role.ADMIN)
    found = await store.hook(work)
    row = await store.lock_hook(work, found.id) if found else None
    if row is None or row.revoked_at is not None:
        raise NoHook
    return _shut(work, row)


def _shut(work: Work, row: Hook) -> Record:
    row.revoked_at = work.now
    return work.record(facts.HookShut(about=row.id))


async def shown(work: Work) -> Hook | None:
    """Give the way in that is open, to whoever may change it."""
    await roles.require(work, Role.ADMIN)
    return await store.hook(work)


async def opened(work: Work, token: str) -> str:
    """Give the id of the way in that a token opens; empty where it opens none."""
    row = await store.hook_of(work, tokens.digest(token))
    right = tokens.opens(token, row.digest if row is not None else None)
    return row.id if row is not None and right and row.revoked_at is None else ""


async def used(work: Work, id_: str) -> None:
    """Note that something came in, or refuse where it was shut meanwhile."""
    row = await store.lock_hook(work, id_)
    if row is None or row.revoked_at is not None:
        raise NoHook
    row.used_at = work.now
