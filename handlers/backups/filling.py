"""What the forms of a drill show: what is chosen, and how it stands so far."""

from typing import Any

from bot import approvals, backups, services
from bot.backups import Drill
from bot.core.work import Work

OPTIONS = 100  # of one menu of Slack's
PEOPLE = 10  # who are proposed to take part


async def planning(work: Work, chosen: str = "", place: str = "") -> dict[str, Any]:
    """Give the form of a new drill: which services there are, and who may play."""
    named = await services.opened(work, chosen) if chosen else None
    if named is not None and named.retired:
        raise services.AlreadyRetired(service=named.id, title=named.title)
    every = [one for one in await services.every(work) if not one.retired]
    if not every:
        raise backups.NoService
    every.sort(key=lambda one: one.id != chosen)
    owner = named.owner if named else work.actor
    return {
        "options": [(one.title, one.id, "") for one in every[:OPTIONS]],
        "chosen": chosen,
        "kind": "restore",
        "people": (await _owning(work, owner))[:PEOPLE],
        "begin": False,
        "kept": place,
    }


async def _owning(work: Work, owner: str) -> list[str]:
    """Give the people behind an owner, or whoever asks."""
    found = await approvals.people_of(work, owner)
    return found or [work.actor]


async def measuring(work: Work, found: Drill) -> dict[str, Any]:
    """Give the form of what was seen."""
    shown = await backups.shown(work, found)
    now = work.now.replace(second=0, microsecond=0)
    return {**shown, "usable": found.usable_at or now}


async def finishing(work: Work, found: Drill) -> dict[str, Any]:
    """Give the form of the end, with how it would be judged."""
    return {**await backups.shown(work, found), "lessons": ""}


async def aborting(work: Work, found: Drill) -> dict[str, Any]:
    """Give the form that asks why."""
    return await backups.shown(work, found)


async def staffing(work: Work, found: Drill) -> dict[str, Any]:
    """Give the form of who does what."""
    return await backups.shown(work, found)
