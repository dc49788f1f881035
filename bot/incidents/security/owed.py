"""What of security incidents waits for whoever answers for them: reports, notices."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, true
from sqlmodel import col, select

from bot.core.waits import Wait
from bot.core.work import Work
from bot.incidents import find
from bot.incidents.rules import OVER, Status
from bot.incidents.security.reportrules import Status as Written
from bot.incidents.security.reportstore import Notice, Report
from bot.incidents.store import Incident

MOST = 20  # of each kind that one person's Home shows
GONE = (Status.MERGED, Status.RETRACTED)


async def owed(work: Work) -> list[Wait]:
    """Give what the actor still has to report, and whom they have to tell."""
    told, late = await _notices(work), await _unreported(work)
    mine = {one.id: one for one in [*(found for _, found in told), *late]}
    seen = {one.id for one in await find.visible(work, list(mine.values()))}
    notices = [_notice(work, *one) for one in told if one[1].id in seen]
    return [*notices, *(_report(one) for one in late if one.id in seen)]


def _notice(work: Work, notice: Notice, incident: Incident) -> Wait:
    return Wait(
        what=f"{incident.ref} · {notice.addressee}",
        why="Must be told of the security incident",
        label="Told…",
        does="incidents.told",
        value=notice.id,
        due=notice.due_at,
        late=notice.due_at <= work.now,
    )


def _report(incident: Incident) -> Wait:
    return Wait(
        what=f"{incident.ref} · {incident.title}",
        why="Its security report is not approved",
        label="Report",
        does="incidents.report",
        value=incident.id,
    )


async def _notices(work: Work) -> Sequence[tuple[Notice, Incident]]:
    """Give who was not told yet, what is due first, with its incident."""
    query = (
        select(Notice, Incident)
        .join(Incident, col(Incident.id) == Notice.incident)
        .where(col(Notice.told_at).is_(None), col(Incident.status).not_in(GONE))
        .where(_answers(work))
        .order_by(col(Notice.due_at), col(Notice.id))
    )
    return (await work.session.exec(query.limit(MOST))).all()


async def _unreported(work: Work) -> Sequence[Incident]:
    """Give what is over, and has no report that was approved or waits for it."""
    written = select(Report.incident).where(Report.status != Written.DRAFT)
    query = (
        select(Incident)
        .where(Incident.security, ~col(Incident.drill))
        .where(col(Incident.status).in_(OVER), _answers(work))
        .where(col(Incident.id).not_in(written))
        .order_by(col(Incident.number).desc())
    )
    return (await work.session.exec(query.limit(MOST))).all()


def _answers(work: Work) -> ColumnElement[bool]:
    """Say which the actor answers for: all as security lead, else those they lead."""
    if work.actor == work.policy.people.security_lead:
        return true()
    return col(Incident.commander) == work.actor
