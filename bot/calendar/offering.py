"""Offering: a new team is walked through the routines that ship, area by area.

What is to be changed is adopted once it is as the team wants it: whoever stops before
has not looked at it yet.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from bot.calendar import find, register, routines, rules
from bot.calendar.register import Routine
from bot.calendar.rotation import inventory
from bot.calendar.routines import Wanted
from bot.calendar.rules import Adoption
from bot.core import duties, roles
from bot.core.duties import AREAS
from bot.core.errors import Invalid
from bot.core.recurrence import Rule
from bot.core.roles import Role
from bot.core.work import Work

TOGETHER = 10  # boxes that Slack shows in one block


async def offer(work: Work, area: str) -> dict[str, Any]:
    """Give the routines of an area; of none, what was chosen at last."""
    await roles.require(work, Role.ADMIN)
    every = areas(work)
    known = {row.key: row for row in await register.every(work)}
    offered = _of(work, area)
    left = [known[k] for k in offered if k in known and not known[k].adopted]
    return {
        "area": area,
        "number": every.index(area) + 1 if area in every else 0,
        "areas": len(every),
        "parts": _parts(offered, known),
        "owners": await find.called(work, _owners(offered)),
        "ticked": [k for k in offered if k not in known or known[k].adopted],
        "reason": next((row.reason for row in left), ""),
        "adopted": sum(row.adopted for row in known.values()),
        "left": sum(r.adoption is Adoption.LEFT_OUT for r in known.values()),
    }


async def choose(
    work: Work,
    area: str,
    adopted: Collection[str],
    reason: str,
    changed: Collection[str] = (),
) -> list[str]:
    """Adopt what was chosen of an area, and leave the rest out, for a reason.

    What is to be *changed* is not adopted yet; it is given in the order of the policy.
    """
    await roles.require(work, Role.ADMIN)
    offered = _of(work, area)
    rest = [key for key in offered if key not in adopted]
    if both := [offered[key].title for key in rest if key in changed]:
        problem = f"Tick “{both[0]}” to change it, or take it out here"
        raise Invalid(f"change_{area}", problem)
    if rest:
        _require_reason(area, [offered[key].title for key in rest], reason)
        await routines.leave_out(work, rest, reason)
    chosen = [key for key in offered if key in adopted]
    await _adopt(work, [key for key in chosen if key not in changed])
    return [key for key in chosen if key in changed]


async def proposed(work: Work, key: str) -> Routine:
    """Give a routine as it is, or as it would be adopted."""
    await roles.require(work, Role.ADMIN)
    return await register.keyed(work, key) or routines.shipped(work, key)


async def settle(work: Work, key: str, wanted: Wanted, seen: int) -> Routine | None:
    """Adopt a routine that ships as the team wants it, and give it, if that differs.

    It is refused beside the field of its page; *seen* is its version there.
    """
    shown = await proposed(work, key)
    if shown.version != seen:
        problem = "Somebody changed it meanwhile: go back, and look again"
        raise Invalid(f"every_{key}", problem)
    await _adopt(work, [key])
    row = await register.keyed(work, key)
    if row is None or not (different := _different(row, wanted)):
        return None
    try:
        await routines.edit(work, row, different)
    except Invalid as wrong:
        raise Invalid(f"{wrong.field}_{key}", str(wrong)) from wrong
    return row


def _different(row: Routine, wanted: Wanted) -> Wanted | None:
    """Leave out what is wanted as it is already; None where that is all of it."""
    same = {*(wanted.owners or ())} == {*row.owners}
    owners = None if same else wanted.owners
    left = replace(wanted, owners=owners, at=None if wanted.at == row.at else wanted.at)
    return None if left == Wanted() else left


def _require_reason(area: str, titles: list[str], reason: str) -> None:
    """Demand a reason, beside the field of the page."""
    try:
        rules.reason(reason)
    except Invalid:
        names = ", ".join(titles)[:100]
        raise Invalid(f"reason_{area}", f"Say why you leave out {names}") from None


async def adopt_all(work: Work) -> None:
    """Adopt every routine that ships, but for those that were left out."""
    await roles.require(work, Role.ADMIN)
    left = {row.key for row in await register.every(work) if not row.adopted}
    every = [key for area in areas(work) for key in _of(work, area)]
    await _adopt(work, [key for key in every if key not in left])


async def _adopt(work: Work, keys: Sequence[str]) -> None:
    """Adopt routines; with one that rotates keys, know Longwatch's own."""
    known = work.policy.routines
    if any(known[key].kind == "rotation" for key in keys):
        await inventory.enroll(work)
    await routines.adopt(work, keys)


def areas(work: Work) -> list[str]:
    """Give the areas in which routines are offered, in their order."""
    used = {given.area for given in work.policy.routines.values()}
    return [area for area in AREAS if area in used]


def _of(work: Work, area: str) -> dict[str, duties.Routine]:
    every = work.policy.routines.items()
    return {key: given for key, given in every if given.area == area}


def _owners(offered: dict[str, duties.Routine]) -> list[str]:
    return [*dict.fromkeys(o for given in offered.values() for o in given.owners)]


def _parts(
    offered: dict[str, duties.Routine], known: dict[str, Routine]
) -> list[list[tuple[str, str, str]]]:
    """Give the options of a form: so many at a time as Slack shows together."""
    every = [
        (given.title, key, _said(known.get(key) or given))
        for key, given in offered.items()
    ]
    return [every[at : at + TOGETHER] for at in range(0, len(every), TOGETHER)]


def _said(given: duties.Routine | Routine) -> str:
    """Say when a routine comes: as it is in the calendar, or as it ships."""
    on = [f"per {one.replace('_', ' ')}" for one in given.on]
    by = [Rule(text=given.every, start=register.ANY_DAY).words] if given.every else []
    return ", ".join([*by, *on])
