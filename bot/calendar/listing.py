"""What is due: all, one's own, or an area's, in pages.

Invariants:
* what is counted is all there is, whichever page is shown
* a day is that of whoever reads: their times are shown by the same clock
"""

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Any

from bot import workspaces
from bot.calendar import find, planning, rules, store
from bot.calendar.store import Occurrence
from bot.core import roles
from bot.core.duties import AREAS
from bot.core.errors import Invalid
from bot.core.roles import Role
from bot.core.work import Work

PAGE = 15
MOST = 5000  # rows that are counted
WEEK = timedelta(days=7)
MINE = ("mine", "me", "my")
EVERY = ("all", "everything", "everyone")
GROUPS = ("late", "today", "next", "later", "signing")


async def due(work: Work, words: str = "", page: int = 1) -> dict[str, Any]:
    """Give a page of what is late, due today and within a week, and count it all."""
    await roles.require(work, Role.MEMBER)
    said = words.casefold().strip()
    mine = said in MINE
    area = "" if mine or said in EVERY else _area(said)
    rows = [one for one in await _rows(work, mine=mine) if not area or one.area == area]
    place = await workspaces.zone(work, work.actor)
    placed = [(_group(work, one, place), one) for one in rows]
    placed.sort(key=lambda each: GROUPS.index(each[0]))
    pages = max(1, -(-len(rows) // PAGE))
    at = min(max(page, 1), pages)
    shown = placed[(at - 1) * PAGE : at * PAGE]
    return {
        "groups": {n: [one for name, one in shown if name == n] for n in GROUPS},
        "counts": {n: sum(name == n for name, _ in placed) for n in GROUPS},
        "first": (at - 1) * PAGE + 1,
        "page": at,
        "pages": pages,
        "mine": mine,
        "area": area,
        "any": bool(rows),
        "owners": {one.id: await find.called(work, one.owners) for _, one in shown},
        "adopted": await find.adopted(work),
    }


async def turned(work: Work, about: str) -> dict[str, Any]:
    """Give the page that a button names: `mine:2`, `security:1`, `all:3`, `mine`."""
    which, _, number = about.partition(":")
    known = which if which in (*MINE, *AREAS) else ""
    return await due(work, known, int(number) if number.isdecimal() else 1)


def _group(work: Work, one: Occurrence, place: tzinfo) -> str:
    """Say where it stands in the list, by the calendar day of whoever reads."""
    now = planning.standing(one.state, one.due_at, work.now, work.policy.calendar)
    if now is rules.State.CONFIRMED:
        return "signing"
    if now in rules.LATE:
        return "late"
    if one.due_at.astimezone(place).date() <= work.now.astimezone(place).date():
        return "today"
    return "next" if one.due_at < work.now + WEEK else "later"


def _area(said: str) -> str:
    """Give the area that is named, or as it begins; empty where none is."""
    near = [area for area in AREAS if said and area.startswith(said)]
    if said and len(near) != 1:
        names = ", ".join(AREAS)
        raise Invalid("area", f"“{said[:40]}” is no area: say `mine`, or {names}")
    return near[0] if near else ""


async def _rows(work: Work, *, mine: bool) -> Sequence[Occurrence]:
    if mine:
        return [one for _, one in await store.asked_of(work, work.actor, MOST)]
    return await store.coming(work, work.now + WEEK, MOST)
