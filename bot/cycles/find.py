"""Finding the cycle, the release or the report that somebody means."""

from collections.abc import Sequence

from bot import services
from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import rules, store, withdrawing
from bot.cycles.store import Audit, Cycle, Release


async def named(work: Work, words: str) -> tuple[Cycle | None, str]:
    """Give the cycle that *words* begin with, as `CYC-3`, and the rest of them."""
    first, _, rest = words.strip().partition(" ")
    found = rules.REF.fullmatch(first)
    if found is None:
        return None, words.strip()
    row = await store.numbered(work, int(found[1]))
    if row is None:
        raise rules.NoSuchCycle(ref=f"CYC-{int(found[1])}")
    return row, rest.strip()


async def meant(work: Work, words: str) -> tuple[Cycle, str]:
    """Give the cycle that is named, else the open one, and the rest of the words."""
    await roles.require(work, Role.MEMBER)
    row, rest = await named(work, words)
    row = row or await store.going(work)
    if row is None:
        raise rules.NoCycle
    return row, rest


async def clicked(work: Work, id_: str, *, lock: bool = False) -> Cycle:
    """Give the cycle of a button, or refuse: it may be another workspace's."""
    await roles.require(work, Role.MEMBER)
    row = await (store.lock(work, id_) if lock else store.cycle(work, id_))
    if row is None:
        raise rules.NoSuchCycle(ref="such cycle")
    return row


async def release_meant(work: Work, words: str) -> tuple[Release, str]:
    """Give the release that is named to be withdrawn, and the reason after it.

    Without its service it is the only one of that version.
    """
    await roles.require(work, Role.MEMBER)
    version, service, reason = withdrawing.read(words)
    if service:
        found, rest = await services.meant(work, service)
        if rest:
            raise await services.missing(work, service)
        slug = rules.slug(version, found.id)
        rows = [one for one in await store.called(work, slug) if one.slug == slug]
    else:
        rows = [*await store.called(work, rules.slug(version, ""))]
    return await _only(work, rows, version), reason


async def _only(work: Work, rows: Sequence[Release], version: str) -> Release:
    """Give the one that stands; where none does, the last that was withdrawn."""
    every = [one for one in rows if one.stands] or [*rows[:1]]
    bare = [one for one in every if not one.service]
    chosen = bare or every
    if not chosen:
        raise rules.NoSuchRelease(ref=version)
    if len(chosen) > 1:
        named = [(await services.opened(work, one.service)).title for one in chosen]
        raise withdrawing.WhichRelease(version, named)
    return chosen[0]


async def release_clicked(work: Work, id_: str) -> Release:
    """Give the release of a button, or refuse."""
    await roles.require(work, Role.MEMBER)
    row = await store.release(work, id_)
    if row is None:
        raise rules.NoSuchRelease(ref="that this button is of")
    return row


async def audit_clicked(work: Work, id_: str) -> Audit:
    """Give the audit of a button, or refuse."""
    await roles.require(work, Role.MEMBER)
    row = await store.audit(work, id_)
    if row is None:
        raise rules.NoReport(ref="that this button is of")
    return row
