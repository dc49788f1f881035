"""What is measured of action items: when each was added, and when it was done."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.core.work import Work
from bot.postmortems.stages import WAITING, WAY
from bot.postmortems.store import Item, Postmortem

DONE = tuple(stage for stage in WAY if stage not in WAITING)
OF = col(Postmortem.id) == col(Item.postmortem)
READ: tuple[Any, ...] = (
    *(col(Item.id), col(Item.number), col(Postmortem.incident)),
    *(col(Item.added_at), col(Item.done_at)),
)


@dataclass(frozen=True, kw_only=True)
class FollowUp:
    """One action item of a postmortem, and the id of the incident behind it."""

    id: str
    number: int
    incident: str
    added_at: datetime
    done_at: datetime | None

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"AI-{self.number}"


async def follow_ups(work: Work, since: datetime) -> list[FollowUp]:
    """Give the action items of postmortems that were open at some time after *since*.

    What was dropped is not among them.
    """
    state, done = col(Item.state), col(Item.done_at)
    found = []
    for open_then in (state.in_(WAITING), state.in_(DONE) & (done > since)):
        query = select(*READ).join(Postmortem, OF).where(open_then)
        found += (await work.session.exec(query)).mappings()
    every = [FollowUp(**row) for row in found]
    return sorted(every, key=lambda one: one.number)
