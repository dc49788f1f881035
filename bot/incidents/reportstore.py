"""Reports of security incidents in the database, and held against their facts."""

from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import JSON, UniqueConstraint
from sqlmodel import Field, col, select

from bot import ledger
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents import reportfacts as facts
from bot.incidents.reportrules import Content, Status
from bot.incidents.state import plain

PAGE = 50  # reports that are held at a time
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


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what of reports and notices does not follow from the record."""
    for kind in (Report, Notice):
        after = ""
        while rows := await _page(work, kind, after):
            for sentence in await _compared(work, rows):
                yield sentence
            after = rows[-1].id


async def _compared(work: Work, rows: Sequence[Report | Notice]) -> list[str]:
    """Hold some rows of one kind against what was recorded of them."""
    history = await ledger.history(work, sorted({row.incident for row in rows}))
    return [
        f"Security {type(row).__name__.casefold()} {row.id}: {name} in the table is "
        "not what the record says."
        for row in rows
        for name in _wrong(row, [h for h in history if h.about == row.incident])
    ]


async def _page(work: Work, kind: Any, after: str) -> Sequence[Any]:  # noqa: ANN401 (two tables)
    query = select(kind).where(kind.id > after).order_by(kind.id).limit(PAGE)
    return (await work.session.exec(query)).all()


def _wrong(row: Report | Notice, history: Sequence[Record]) -> Iterator[str]:
    said = _report(history) if isinstance(row, Report) else _notice(row.id, history)
    for name, value in said.items():
        if plain(getattr(row, name)) != plain(value):
            yield name


def _report(history: Sequence[Record]) -> Mapping[str, Any]:
    """Fold what was recorded of a report."""
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


def _notice(id_: str, history: Sequence[Record]) -> Mapping[str, Any]:
    """Fold what was recorded of one notice."""
    said: dict[str, Any] = {"told_at": None}
    for record in history:
        data = record.data
        if data.get("notice") != id_:
            continue
        said |= {"due_at": datetime.fromisoformat(data["due"])}
        said |= {n: data[n] for n in ("number", "addressee") if n in data}
        if record.name == facts.NoticeGiven.name:
            said["told_at"] = datetime.fromisoformat(data["told_at"])
    return said
