"""What of incidents keeps the whole from being in order: for whoever judges by it."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import col, select

from bot.core.work import Work
from bot.incidents.rules import OPEN, OVER, Status
from bot.incidents.store import Incident

REAL = col(Incident.drill).is_(False)


async def unanswered(work: Work) -> Sequence[Incident]:
    """Give the real incidents that nobody has answered for, though it was time."""
    query = select(Incident).where(
        Incident.status == Status.DETECTED, col(Incident.respond_by) < work.now, REAL
    )
    return (await work.session.exec(query.order_by(col(Incident.number)))).all()


async def severest(work: Work, since: datetime) -> Sequence[Incident]:
    """Give the real SEV-1s that are open, or were resolved since a moment."""
    status, resolved = col(Incident.status), col(Incident.resolved_at)
    found: list[Incident] = []
    for which in (status.in_(OPEN), status.in_(OVER) & (resolved >= since)):
        query = select(Incident).where(which, Incident.severity == 1, REAL)
        found += (await work.session.exec(query)).all()
    return sorted(found, key=lambda one: one.number)
