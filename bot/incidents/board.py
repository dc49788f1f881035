"""The board: what one person sees of what is open."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.work import Work
from bot.incidents import find, placed, responders, store
from bot.incidents.store import Incident

MOST = 200  # open incidents that are looked at, the most pressing first


@dataclass(frozen=True, kw_only=True)
class Board:
    """What is open: the reader's own, the others, and of them the ids to be masked."""

    mine: Sequence[Incident]
    others: Sequence[Incident]
    masked: set[str]
    rooms: dict[str, str]
    """The channels of the rooms of the reader's own."""
    roles: dict[str, str]
    """What the reader is called in each where they have a role."""


async def board(work: Work) -> Board:
    """Give what is open, to whoever looks."""
    found, masked = await find.open_ones(work, MOST)
    ids = [incident.id for incident in found if incident.id not in masked]
    in_room = await store.memberships(work, work.actor, ids)
    mine = [incident for incident in found if incident.id in in_room]
    return Board(
        mine=mine,
        others=[incident for incident in found if incident.id not in in_room],
        masked=masked,
        rooms=await placed.channels(work, [incident.id for incident in mine]),
        roles={one.id: called for one in mine if (called := _called(work, one))},
    )


def _called(work: Work, incident: Incident) -> str:
    """Name the roles that the reader has in an incident."""
    held = responders.held(work, incident).items()
    mine = [role.name for key, role in held if incident.holder(key) == work.actor]
    return ", ".join(mine)


async def concerned(work: Work, about: str) -> set[str]:
    """Give who answers for an incident, in whatever role; nobody where it is none."""
    found = await store.get(work, about)
    if found is None:
        return set()
    return {found.declarer, *filter(None, (found.commander, *found.roles.values()))}
