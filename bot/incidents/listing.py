"""Lists of incidents: which of them, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy import and_, case, or_
from sqlmodel import col, select

from bot.core.work import Work
from bot.incidents.rules import OPEN, OVER, Status
from bot.incidents.store import Incident, Member

FEW = 5


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """What is read of an incident of which thousands are looked at."""

    id: str
    number: int
    title: str
    severity: int
    status: Status
    summary: str
    surface: str
    resolution: str
    private: bool
    drill: bool
    started_at: datetime

    @property
    def ref(self) -> str:
        """Give the name people call it by."""
        return f"INC-{self.number}"


READ = tuple(getattr(Incident, field.name) for field in fields(Earlier))


async def listed(
    work: Work, statuses: Sequence[Status], most: int
) -> Sequence[Incident]:
    """Give those in one of *statuses*, the newest first."""
    number = col(Incident.number)
    few = set(statuses) <= {*OPEN}  # those are found by status, then put in order
    newest = (number + 0).desc() if few else number.desc()
    query = (
        select(Incident)
        .where(col(Incident.status).in_(statuses))
        .order_by(newest)
        .limit(most)
    )
    return (await work.session.exec(query)).all()


async def pressing(work: Work, most: int) -> Sequence[Incident]:
    """Give the open ones: the worst first, then what is overdue, then the oldest."""
    unanswered = and_(
        col(Incident.acknowledged_at).is_(None), col(Incident.respond_by) < work.now
    )
    overdue = or_(unanswered, col(Incident.promised_at) < work.now)
    query = (
        select(Incident)
        .where(col(Incident.status).in_(OPEN))
        .order_by(
            col(Incident.severity), case((overdue, 0), else_=1), col(Incident.number)
        )
        .limit(most)
    )
    return (await work.session.exec(query)).all()


async def recent(work: Work, within: timedelta) -> Sequence[Incident]:
    """Give those declared *within* this time that are open, then those over."""
    query = (
        select(Incident)
        .where(col(Incident.declared_at) >= work.now - within)
        .where(col(Incident.status).in_((*OPEN, *OVER)))
        .order_by(
            case((col(Incident.status).in_(OPEN), 0), else_=1),
            col(Incident.number).desc(),
        )
        .limit(FEW)
    )
    return (await work.session.exec(query)).all()


async def earlier(work: Work, number: int, most: int) -> list[Earlier]:
    """Give *most* real incidents before this *number*, the newest first."""
    query = (
        select(*READ)
        .where(col(Incident.status).in_((*OPEN, *OVER)))
        .where(Incident.number < number, col(Incident.drill).is_(False))
        .order_by(col(Incident.number).desc())
        .limit(most)
    )
    found = (await work.session.exec(query)).mappings()
    return [Earlier(**row) for row in found]


async def away(work: Work, ids: Sequence[str]) -> set[tuple[str, str]]:
    """Give who left the rooms of *ids*: each incident with the person."""
    query = select(Member.incident, Member.person).where(
        col(Member.incident).in_(ids), col(Member.left_at).is_not(None)
    )
    return {(incident, person) for incident, person in await work.session.exec(query)}
