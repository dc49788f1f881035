"""Hooks: ways in for scanners, each with a token that is shown once and can be shut."""

from bot.core import roles, tidy, tokens
from bot.core.errors import Conflict, Invalid, Missing
from bot.core.facts import Record
from bot.core.roles import Role
from bot.core.work import Work
from bot.findings import facts, store
from bot.findings.store import Hook

MOST = 20
CALLED = 60


class NoSuchHook(Missing):
    """There is no such hook any more: it was shut. `/ops finding hook` lists them."""


class TooMany(Conflict):
    """There are {most} hooks already: shut one that is used no more."""


async def make(work: Work, called: str) -> tuple[Record, str]:
    """Make a way in; give its token, which nobody is told again."""
    await roles.require(work, Role.ADMIN)
    said = tidy.line(called)
    if not said or len(said) > CALLED:
        raise Invalid("name", f"Say what sends findings, in {CALLED} characters: trivy")
    known = await store.hooks(work)
    if len(known) >= MOST:
        raise TooMany(most=MOST)
    if said.casefold() in [one.called.casefold() for one in known]:
        raise Invalid(
            "name", f"There is a hook {said} already: shut it, or name another"
        )
    token = tokens.make(work.workspace)
    row = Hook(
        workspace=work.workspace,
        called=said,
        digest=tokens.digest(token),
        made_by=work.actor,
        made_at=work.now,
    )
    work.session.add(row)
    return work.record(facts.HookMade(about=row.id, called=said)), token


async def revoke(work: Work, id_: str) -> Record:
    """Shut a way in: its token opens nothing any more."""
    await roles.require(work, Role.ADMIN)
    row = await store.hook(work, id_)
    if row is None or row.revoked_at is not None:
        raise NoSuchHook
    row.revoked_at = work.now
    return work.record(facts.HookRevoked(about=row.id, called=row.called))


async def opened(work: Work, token: str) -> Hook | None:
    """Give the way in that a token opens, if it opens one."""
    row = await store.hook_of(work, tokens.digest(token))
    right = tokens.opens(token, row.digest if row is not None else None)
    return row if row is not None and right and row.revoked_at is None else None


async def used(work: Work, id_: str) -> None:
    """Note that something came in, or refuse where it was shut meanwhile."""
    row = await store.hook(work, id_)
    if row is None or row.revoked_at is not None:
        raise NoSuchHook
    row.used_at = work.now
