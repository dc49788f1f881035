"""Offering: a new team is walked through the routines that ship, area by area."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from bot.calendar import find, register, routines, rules
from bot.calendar.rotation import inventory
from bot.calendar.rules import Adoption
from bot.core import duties, roles
from bot.core.duties import AREAS
from bot.core.errors import Invalid
from bot.core.recurrence import Rule
from bot.core.roles import Role
from bot.core.work import Work

TOGETHER = 10  # boxes that Slack shows in one block


async def offer(work: Work, after: str) -> dict[str, Any]:
    """Give the routines of the area after one; past the last, what was chosen."""
    await roles.require(work, Role.ADMIN)
    areas = [*_areas(work)]
    at = areas.index(after) + 1 if after in areas else 0
    area = areas[at] if at < len(areas) else ""
    known = {row.key: row for row in await register.every(work)}
    offered = _of(work, area)
    left = [known[k] for k in offered if k in known and not known[k].adopted]
    return {
        "area": area,
        "number": at + 1,
        "areas": len(areas),
        "parts": _parts(offered),
        "owners": await find.called(work, _owners(offered)),
        "ticked": [k for k in offered if k not in known or known[k].adopted],
        "reason": next((row.reason for row in left), ""),
        "adopted": sum(row.adopted for row in known.values()),
        "left": sum(r.adoption is Adoption.LEFT_OUT for r in known.values()),
    }


async def choose(work: Work, area: str, adopted: Collection[str], reason: str) -> None:
    """Adopt what was chosen of an area, and leave the rest out, for a reason."""
    await roles.require(work, Role.ADMIN)
    offered = _of(work, area)
    rest = [key for key in offered if key not in adopted]
    if rest:
        _require_reason(area, [offered[key].title for key in rest], reason)
        await routines.leave_out(work, rest, reason)
    await _adopt(work, [key for key in offered if key in adopted])


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
    every = [key for area in _areas(work) for key in _of(work, area)]
    await _adopt(work, [key for key in every if key not in left])


async def _adopt(work: Work, keys: Sequence[str]) -> None:
    """Adopt routines; with one that rotates keys, know Longwatch's own."""
    known = work.policy.routines
    if any(known[key].kind == "rotation" for key in keys):
        await inventory.enroll(work)
    await routines.adopt(work, keys)


def _areas(work: Work) -> Iterator[str]:
    """Give the areas in which routines are offered, in their order."""
    used = {given.area for given in work.policy.routines.values()}
    return (area for area in AREAS if area in used)


def _of(work: Work, area: str) -> dict[str, duties.Routine]:
    every = work.policy.routines.items()
    return {key: given for key, given in every if given.area == area}


def _owners(offered: dict[str, duties.Routine]) -> list[str]:
    return [*dict.fromkeys(o for given in offered.values() for o in given.owners)]


def _parts(offered: dict[str, duties.Routine]) -> list[list[tuple[str, str, str]]]:
    """Give the options of a form: so many at a time as Slack shows together."""
    every = [(given.title, key, _said(given)) for key, given in offered.items()]
    return [every[at : at + TOGETHER] for at in range(0, len(every), TOGETHER)]


def _said(given: duties.Routine) -> str:
    """Say when a routine comes."""
    on = [f"per {one.value.replace('_', ' ')}" for one in given.on]
    by = [Rule(text=given.every, start=register.ANY_DAY).words] if given.every else []
    return ", ".join([*by, *on])
