"""What is measured of incidents: their milestones, without a word of what they say."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from sqlmodel import col, select

from bot.core.work import Work
from bot.incidents import store
from bot.incidents.rules import OPEN, OVER, Status
from bot.incidents.store import Incident


@dataclass(frozen=True, kw_only=True)
class Milestones:
    """When what happened in an incident, and what it is counted by."""

    id: str
    number: int
    severity: int
    user_facing: bool
    surface: str
    private: bool
    started_at: datetime
    detected_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"INC-{self.number}"


READ = tuple(getattr(Incident, field.name) for field in fields(Milestones))
REAL = col(Incident.drill).is_(False)


async def milestones(work: Work, since: datetime) -> list[Milestones]:
    """Give every real incident that is open, or was resolved after *since*.

    No drill is among them, nor what was declined, merged or taken back: whoever was in
    an incident after *since* was in one of these.
    """
    status, resolved = col(Incident.status), col(Incident.resolved_at)
    open_ones = select(*READ).where(status.in_(OPEN), REAL)
    over = select(*READ).where(status.in_(OVER), resolved > since, REAL)
    found = [*(await work.session.exec(open_ones)).mappings()]
    found += (await work.session.exec(over)).mappings()
    every = [Milestones(**row) for row in found]
    return sorted(every, key=lambda one: one.number)


async def recorded(work: Work) -> datetime | None:
    """Give when the first real incident was declared; None while there is none."""
    query = (
        select(Incident.declared_at)
        .where(col(Incident.status).in_((*OPEN, *OVER)), REAL)
        .order_by(col(Incident.declared_at))
        .limit(1)
    )
    return (await work.session.exec(query)).first()


async def real(work: Work, ids: Sequence[str]) -> list[Incident]:
    """Give those of *ids* that count: no drill, and nothing that turned out as none."""
    found = await store.these(work, ids)
    return [one for one in found if one.status in (*OPEN, *OVER) and not one.drill]


@dataclass(frozen=True, kw_only=True)
class Happened:
    """What a week is told by: one real incident, and what was promised in it."""

    id: str
    number: int
    title: str
    severity: int
    status: Status
    private: bool
    declarer: str
    commander: str | None
    declared_at: datetime
    acknowledged_at: datetime | None
    resolved_at: datetime | None
    respond_by: datetime
    missed_at: datetime | None

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"INC-{self.number}"

    @property
    def open(self) -> bool:
        """Tell whether it still needs responders."""
        return self.status in OPEN


TOLD = tuple(getattr(Incident, field.name) for field in fields(Happened))


async def happened(work: Work, since: datetime) -> list[Happened]:
    """Give every real incident that is open, began or was resolved since a time."""
    status = col(Incident.status)
    open_ones = select(*TOLD).where(status.in_(OPEN), REAL)
    over = select(*TOLD).where(status.in_(OVER), REAL)
    declared, resolved = col(Incident.declared_at), col(Incident.resolved_at)
    found = {}
    for query in (
        open_ones,
        over.where(declared > since),
        over.where(resolved > since),
    ):
        for row in (await work.session.exec(query)).mappings():
            found[row["id"]] = Happened(**row)
    return sorted(found.values(), key=lambda one: one.number)
