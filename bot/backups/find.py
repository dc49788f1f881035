"""Which drill is meant, and what of them others ask for."""

from datetime import datetime

from bot import services
from bot.backups import rules, store
from bot.backups.rules import REF, Kind
from bot.backups.store import Drill
from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work

FEW = 8  # drills that are named


async def locked(work: Work, id_: str) -> Drill:
    """Give the drill of a button, locked, or refuse: it may be somebody else's."""
    row = await store.lock(work, id_)
    if row is None:
        raise rules.NoSuchDrill
    return row


async def opened(work: Work, id_: str) -> Drill:
    """Give the drill of a button to look at it, or refuse."""
    await roles.require(work, Role.MEMBER)
    row = await store.get(work, id_)
    if row is None:
        raise rules.NoSuchDrill
    return row


def require_open(row: Drill) -> None:
    """Refuse a drill that is over."""
    if not row.open:
        raise rules.Over(drill=row.id, ref=row.ref, state=row.state.value)


async def named(work: Work, words: str) -> tuple[Drill | None, str]:
    """Give the drill that *words* begin with, as `DRILL-3` or `3`, and the rest."""
    await roles.require(work, Role.MEMBER)
    first, _, rest = words.strip().partition(" ")
    found = REF.fullmatch(first)
    row = await store.numbered(work, int(found[1])) if found else None
    if found and row is None:
        raise rules.NoSuchDrill
    return (row, rest.strip()) if row else (None, words.strip())


async def meant(work: Work, words: str) -> tuple[Drill, str]:
    """Give the drill that is meant: the one that is named, or the only open one."""
    row, rest = await named(work, words)
    if row is not None:
        return row, rest
    known = await store.open_ones(work)
    if not known:
        raise rules.NoSuchDrill
    if len(known) > 1:
        every = ", ".join(one.ref for one in known[:FEW])
        raise rules.WhichDrill(known=every)
    return known[0], rest


async def last_passed(work: Work, kind: Kind = Kind.RESTORE) -> dict[str, Drill]:
    """Give the last drill that each service passed, by the service's id."""
    known = {one.id for one in await services.every(work)}
    last = await store.passed(work, kind)
    return {one.service: one for one in last if one.service in known}


async def finished_within(
    work: Work, since: datetime, until: datetime, kind: Kind | None = None
) -> list[Drill]:
    """Give the drills that were judged from *since* to before *until*, in order.

    Whoever asks whether the drill of a quarter succeeded looks at their verdicts; one
    that was aborted is not among them.
    """
    every = await store.finished(work, since, until)
    return [one for one in every if kind is None or one.kind is kind]
