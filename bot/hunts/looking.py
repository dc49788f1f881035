"""What shows hunts: board, report, defect, list, proposals, and what waits."""

from collections.abc import Sequence
from typing import Any

from bot import incidents
from bot.core import roles, tidy, times
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work
from bot.hunts import change, mending, rules, store
from bot.hunts.rules import CARD, DEFECT, REPORT, WEIGHTS, Found, Proposal, Seen
from bot.hunts.store import Defect, Hunt

NEWEST = 5  # defects that the board shows
LISTED = 10
DETAILED = 12  # defects that the report shows with their reproducers
PROPOSED = 5
SHORT = 300  # characters of a reproducer in a report


async def board(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the board shows."""
    found = await store.get(work, id_)
    return await shown(work, found) if found else None


async def shown(work: Work, found: Hunt) -> dict[str, Any]:
    """Give a hunt with what was found so far, counted and not by whom."""
    every = await store.of_hunt(work, found.id)
    return {
        "hunt": found,
        "over": found.ends_at <= work.now,
        "counts": [*_counts(every)],
        "states": {state.value: _many(every, state) for state in Found},
        "newest": [*reversed(every)][:NEWEST],
        "more": max(0, len(every) - NEWEST),
    }


def _many(every: Sequence[Defect], state: Found) -> int:
    return sum(one.state is state for one in every)


def _counts(every: Sequence[Defect]) -> list[tuple[str, int]]:
    """Count what is real or may be by severity, the worst first."""
    standing = [one.severity for one in every if one.state in store.STANDS]
    return [(level.value, standing.count(level)) for level in WEIGHTS]


async def report(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what came of a hunt: what is real with its reproducer, the rest counted."""
    found = await store.get(work, id_)
    if found is None:
        return None
    every = await store.of_hunt(work, found.id)
    real = [one for one in every if one.state is Found.CONFIRMED]
    real.sort(key=lambda one: (-WEIGHTS[one.severity], one.number))
    return {
        **await shown(work, found),
        "real": real[:DETAILED],
        "unshown": max(0, len(real) - DETAILED),
        "short": SHORT,
    }


async def defect(work: Work, id_: str) -> dict[str, Any] | None:
    """Give what the card of a defect shows."""
    one = await store.defect(work, id_)
    return await detailed(work, one) if one else None


async def detailed(work: Work, one: Defect) -> dict[str, Any]:
    """Give a defect with its hunt, its finding, and the one that it is, if another."""
    hunt = await change.opened(work, one.hunt)
    other = await store.defect(work, one.same) if one.same else None
    kept = await mending.finding(work, one)
    return {"defect": one, "hunt": hunt, "other": other, "finding": kept}


async def listed(work: Work) -> dict[str, Any]:
    """Give the newest hunts, those that run first."""
    await roles.require(work, Role.MEMBER)
    found = [*await store.newest(work, LISTED + 1)]
    found += [one for one in await store.running(work) if one not in found]
    found.sort(key=lambda one: (not one.running, -one.number))
    rows = found[:LISTED]
    counts = await store.counts(work, [one.id for one in rows])
    return {
        "rows": [(one, counts[one.id]) for one in rows],
        "more": len(found) > LISTED,
    }


async def suggested(work: Work) -> dict[str, Any]:
    """Give where to hunt next, with what it hangs on."""
    await roles.require(work, Role.MEMBER)
    policy = work.policy.hunts
    return {
        "rows": await proposed(work),
        "back": policy.looks_back.elapsed.days,
        "rests": policy.rests.elapsed.days,
    }


async def proposed(work: Work) -> Sequence[Proposal]:
    """Give the places where most was found lately, but those that were hunted."""
    policy = work.policy.hunts
    since = work.now - policy.looks_back.elapsed
    seen = [
        Seen(area=one.area, weight=WEIGHTS[one.severity])
        for one in await store.real(work, since)
    ]
    seen += [
        Seen(area=one.surface, weight=rules.of_incident(one.severity))
        for one in await incidents.milestones(work, since)
        if not one.private and one.detected_at >= since
    ]
    rested = work.now - policy.rests.elapsed
    late = [one.scope for one in await store.ended(work, rested, work.now)]
    late += [one.scope for one in await store.running(work)]
    return rules.proposals(seen, late, PROPOSED)


async def evidence(work: Work, id_: str) -> str:
    """Give what a hunt proves, as text: what was hunted, found and not found."""
    found = await change.opened(work, id_)
    every = await store.of_hunt(work, found.id)
    place, end = work.policy.calendar.zone, found.ended_at or work.now
    dates = f"{times.dated(found.started_at, place)} to {times.dated(end, place)}"
    lines = [
        f"{found.ref}: bug hunt in the {found.kind.value} “{found.scope}”",
        f"From {dates}",
        "Found: " + ", ".join(f"{many} {level}" for level, many in _counts(every)),
        *(f"{state.value.capitalize()}: {_many(every, state)}" for state in Found),
        *(_line(one) for one in every if one.state is Found.CONFIRMED),
        *([f"Hunted without a find: {found.untouched}"] if found.untouched else []),
    ]
    return "\n".join(lines)


def _line(one: Defect) -> str:
    how = tidy.line(one.reproducer)[:SHORT]
    return f"{one.ref} ({one.severity.value}) {one.title}. Reproducer: {how}"


async def waits(work: Work) -> list[Wait]:
    """Give what waits for whoever looks: the hunts that they hunt in."""
    mine = [one for one in await store.running(work) if work.actor in one.hunters]
    return [_wait(one, over=one.ends_at <= work.now) for one in mine]


async def engaged(work: Work) -> set[str]:
    """Give who hunts now."""
    return {p for one in await store.running(work) for p in one.hunters}


def _wait(row: Hunt, *, over: bool) -> Wait:
    label, does = ("End…", "hunts.end") if over else ("Found one…", "hunts.found")
    return Wait(
        what=f"{row.ref}: {row.scope}",
        why="its time is over: end it, or extend it once" if over else "you hunt in it",
        label=label,
        does=does,
        value=row.id,
        more=(("Open", "hunts.show"),),
        due=row.ends_at,
        late=over,
    )


async def room(work: Work, id_: str) -> dict[str, Any] | None:
    """Give the name of the room; it is public."""
    found = await store.get(work, id_)
    if found is None:
        return None
    name = tidy.room_name(work.policy.hunts.room, found.number, found.scope)
    return {"name": name, "private": False}


async def purpose(work: Work, id_: str) -> str | None:
    """Give what the room is for."""
    found = await store.get(work, id_)
    said = f"Bug hunt {found.ref}: {found.scope}" if found else ""
    return tidy.topic(said) or None


async def members(work: Work, id_: str) -> list[str]:
    """Give who belongs in the room: who hunts, and who started it."""
    found = await store.get(work, id_)
    return [*dict.fromkeys([*found.hunters, found.started_by])] if found else []


async def pin(work: Work, id_: str) -> bool:
    """Give that the board is pinned: there is nothing else to it."""
    del work, id_
    return True


VIEWS = {
    CARD: board,
    REPORT: report,
    DEFECT: defect,
    "hunts.room": room,
    "hunts.purpose": purpose,
    "hunts.members": members,
    "hunts.pin": pin,
}
