"""Which hunt or defect is meant, and what is like a new one."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot import incidents
from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.hunts import rules, store
from bot.hunts.rules import DEF, HUNT, Draft
from bot.hunts.store import Defect, Hunt

FEW = 8  # hunts that are named
LOOKED = 500  # defects that a new one is compared with, the newest
LIKELY = 4  # defects that are offered as the same one


async def named(work: Work, words: str) -> tuple[Hunt | None, str]:
    """Give the hunt that *words* begin with, as `HUNT-3`, and the rest."""
    await roles.require(work, Role.MEMBER)
    first, _, rest = words.strip().partition(" ")
    found = HUNT.fullmatch(first.rstrip(":,;."))
    if found is None:
        return None, words.strip()
    row = await store.numbered(work, int(found[1]))
    if row is None:
        raise rules.NoSuchHunt
    return row, rest.strip()


async def meant(work: Work, words: str, channel: str = "") -> tuple[Hunt, str]:
    """Give the hunt that is meant, and the rest of the words.

    That is the one that is named, the one whose room this is, or the only one that
    runs.
    """
    row, rest = await named(work, words)
    row = row or (await store.in_room(work, channel) if channel else None)
    if row is not None:
        return row, rest
    known = await store.running(work)
    if not known:
        raise rules.NoHunt
    if len(known) > 1:
        every = ", ".join(one.ref for one in known[:FEW])
        raise rules.WhichHunt(known=every)
    return known[0], rest


async def choices(work: Work, channel: str = "") -> Sequence[Hunt]:
    """Give the hunts that something found here may belong to, the likeliest first."""
    here = await store.in_room(work, channel) if channel else None
    if here is not None and here.running:
        return [here]
    known = await store.running(work)
    if not known:
        raise rules.NoHunt
    return sorted(known, key=lambda one: (work.actor not in one.hunters, one.number))


async def defect_named(work: Work, words: str) -> Defect | None:
    """Give the defect that *words* are the name of, as `DEF-12`."""
    await roles.require(work, Role.MEMBER)
    found = DEF.fullmatch(words.strip())
    return await store.defect_numbered(work, int(found[1])) if found else None


async def likely(work: Work, given: Draft, but: str = "") -> list[Defect]:
    """Give defects that stand and are like a new one by their words, likest first."""
    rows = await store.standing(work, LOOKED)
    every = {one.id: one for one in rows if one.id != but}
    ours = incidents.Text(
        id="new", title=given.title, summary=given.reproducer, surface=given.area
    )
    theirs = [
        incidents.Text(
            id=one.id, title=one.title, summary=one.reproducer, surface=one.area
        )
        for one in every.values()
    ]
    hits = await asyncio.to_thread(incidents.rank, ours, theirs)
    return [every[hit.id] for hit in hits[:LIKELY]]


async def others(work: Work, one: Defect, most: int) -> list[Defect]:
    """Give the defects that one may be a duplicate of, the likest first."""
    given = Draft(
        title=one.title,
        severity=one.severity.value,
        reproducer=one.reproducer,
        area=one.area,
    )
    near = await likely(work, given, but=one.id)
    rest = await store.standing(work, most)
    known = {each.id: each for each in (*near, *rest) if each.id != one.id}
    return [*known.values()][:most]


async def ran(work: Work, since: datetime, until: datetime) -> list[str]:
    """Give the ids of hunts that ended from *since* to before *until*, in order."""
    return [one.id for one in await store.ended(work, since, until)]
