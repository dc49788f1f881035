"""What a home shows: to each person their own, from the database as it is now."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot import (
    approvals,
    backups,
    calendar,
    cycles,
    findings,
    hunts,
    incidents,
    library,
    maintenance,
    postmortems,
    services,
    workspaces,
)
from bot.core import backlog, waits
from bot.core.roles import Role
from bot.core.waits import Wait
from bot.core.work import Work

WAITING = 10
LISTED = 15


async def _services(work: Work) -> list[Wait]:
    """Give what waits for an owner, who may own by a role that signs off."""
    return await services.waits(work, await approvals.offices(work, work.actor))


# Each capability's own, for whoever looks: one line for each.
WAITS: tuple[Callable[[Work], Awaitable[list[Wait]]], ...] = (
    incidents.waits,
    approvals.waits,
    calendar.waits,
    findings.waits,
    cycles.waits,
    library.waits,
    maintenance.waits,
    postmortems.waits,
    _services,
    backups.waits,
    hunts.waits,
)


async def home(work: Work, about: str) -> dict[str, Any] | None:
    """Give what the reader's home shows; nothing to whoever is not of this place."""
    del about
    if await workspaces.outside(work, work.actor):
        return None
    found = [wait for look in WAITS for wait in await look(work)]
    board = await incidents.board(work)
    ordered = waits.in_order(found)
    return {
        "waits": ordered[:WAITING],
        "waiting": len(found),
        "unseen": {wait.does.partition(".")[0] for wait in ordered[WAITING:]},
        "board": board,
        "most": LISTED,
        "may": await work.people.may(work, work.actor, Role.MEMBER),
        "policy": work.policy,
        **await _failures(work),
    }


async def _failures(work: Work) -> dict[str, Any]:
    """Give what failed in Slack to whoever runs Longwatch here, to nobody else."""
    if not await work.people.may(work, work.actor, Role.ADMIN):
        return {"failed": (), "unlisted": 0, "shown": ()}
    failed, unlisted = await backlog.failures(work)
    channels = work.policy.channels
    shown = (channels.announcements, channels.ops)  # a room may be a private one's
    return {"failed": failed, "unlisted": unlisted, "shown": shown}


VIEWS = {"home.home": home}
