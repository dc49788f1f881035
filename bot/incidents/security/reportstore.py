"""Reports of security incidents in the database, and held against their facts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, col, select

from bot import ledger
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents.security import reportfacts as facts
from bot.incidents.security.reportrules import Content, Status

STANDS = {
    facts.Submitted.name: Status.REVIEW,
    facts.Approved.name: Status.APPROVED,
    facts.Returned.name: Status.DRAFT,
}


class Report(Scoped, table=True):
    """The report of one incident; `editions` counts how often a section was written."""

    __tablename__ = "security_reports"
    __table_args__ = (UniqueConstraint("workspace", "incident"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    status: Status = Field(default=Status.DRAFT, sa_type=cast("Any", Text(Status)))
    sections: dict[str, Content] = Field(default_factory=dict, sa_type=JSON)
    editions: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    digest: str = Field(default="", description="of what waits, or was approved")
    submitted_by: str = ""
    approved_at: datetime | None = Field(default=None, sa_type=Instant)


class Notice(Scoped, table=True):
    """Somebody outside who must be told; `number` counts from 1 in an incident."""

    __tablename__ = "security_notices"
    __table_args__ = (UniqueConstraint("workspace", "incident", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    number: int
    addressee: str
    due_at: datetime = Field(sa_type=Instant)
    told_at: datetime | None = Field(default=None, sa_type=Instant)
    told_by: str = ""


async def of(work: Work, incident: str) -> Report | None:
    """Give the report of an incident, if it was begun."""
    query = select(Report).where(Report.incident == incident)
    return (await work.session.exec(query)).one_or_none()


async def notices(work: Work, incident: str) -> Sequence[Notice]:
    """Give who must be told of an incident, in the order they came."""
    query = select(Notice).where(Notice.incident == incident)
    return (await work.session.exec(query.order_by(col(Notice.number)))).all()


async def notice(work: Work, id_: str) -> Notice | None:
    """Load one to look at it."""
    return await work.session.get(Notice, (id_,))


def _report(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a report has."""
    sections: dict[str, Any] = {}
    said: dict[str, Any] = {"status": Status.DRAFT, "approved_at": None}
    for record in history:
        if record.name == facts.Written.name and "content" in record.data:
            sections[record.data["part"]] = record.data["content"]
        if record.name in STANDS:
            said["status"] = STANDS[record.name]
            approved = record.name == facts.Approved.name
            said["approved_at"] = record.at if approved else None
    return {**said, "sections": sections}


def _notice(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a notice has."""
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        said = {"told_at": None} | said
        said["due_at"] = datetime.fromisoformat(data["due"])
        said |= {n: data[n] for n in ("number", "addressee") if n in data}
        if record.name == facts.NoticeGiven.name:
            said["told_at"] = datetime.fromisoformat(data["told_at"])
    return said


REPORTS = ledger.Rows(
    kind=Report,
    called="Security report",
    made="written",
    by=(facts.Written.name,),
    of="incident",
    folded=_report,
)
NOTICES = ledger.Rows(
    kind=Notice,
    called="Security notice",
    made="added",
    by=(facts.NoticeAdded.name,),
    of="incident",
    part="notice",
    folded=_notice,
)
