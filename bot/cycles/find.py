"""Finding the cycle, the release or the report that somebody means."""

from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.cycles import rules, store
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
