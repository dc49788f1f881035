"""The tasks of an incident in the database: those of its checklists, and others."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import UniqueConstraint, func
from sqlmodel import Field, col, select

from bot import ledger
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents import tasked
from bot.incidents.rules import Phase


class Progress(StrEnum):
    """How far a task is."""

    OPEN = "open"
    """Somebody still has to do it."""
    DONE = "done"
    """It is done."""
    DROPPED = "dropped"
    """It need not be done."""


class Task(Scoped, table=True):
    """One thing to do about one incident; `number` counts from 1 in it."""

    __tablename__ = "incident_tasks"
    __table_args__ = (UniqueConstraint("workspace", "incident", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    number: int
    text: str
    phase: Phase | None = Field(default=None, sa_type=cast("Any", Text(Phase)))
    checklist: str = Field(default="", description="key of where it comes from")
    person: str | None = Field(default=None, description="who does it")
    due_at: datetime | None = Field(default=None, sa_type=Instant)
    progress: Progress = Field(
        default=Progress.OPEN, sa_type=cast("Any", Text(Progress))
    )
    done_by: str | None = None
    done_at: datetime | None = Field(default=None, sa_type=Instant)

    @property
    def open(self) -> bool:
        """Tell whether it still has to be done."""
        return self.progress is Progress.OPEN


async def of(work: Work, incident: str) -> Sequence[Task]:
    """Give every task of an incident, in the order they came."""
    query = select(Task).where(Task.incident == incident)
    return (await work.session.exec(query.order_by(col(Task.number)))).all()


async def get(work: Work, id_: str) -> Task | None:
    """Load one to look at it."""
    return await work.session.get(Task, (id_,))


async def count(work: Work, incident: str) -> tuple[int, int]:
    """Give how many tasks of an incident are done, of how many there are."""
    query = (
        select(Task.progress, func.count())
        .where(Task.incident == incident, col(Task.progress) != Progress.DROPPED)
        .group_by(col(Task.progress))
    )
    found = dict((await work.session.exec(query)).all())
    return found.get(Progress.DONE, 0), sum(found.values())


async def assigned(work: Work, person: str, incidents: Sequence[str]) -> Sequence[Task]:
    """Give what *person* still has to do about *incidents*."""
    query = select(Task).where(
        Task.person == person,
        col(Task.progress) == Progress.OPEN,
        col(Task.incident).in_(incidents),
    )
    return (await work.session.exec(query.order_by(col(Task.id)))).all()


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a task has that somebody asked for.

    Those of checklists come and go with the severity: no fact tells of each.
    """
    said: dict[str, Any] = {}
    for record in history:
        data = record.data
        if record.name == tasked.Added.name:
            said = {"number": data["number"], **_open()}
            said |= {"text": data["text"]} if "text" in data else {}
        if said and record.name in (tasked.Added.name, tasked.Delegated.name):
            due = data.get("due")
            said |= {"person": data["person"]} if "person" in data else {}
            said["due_at"] = datetime.fromisoformat(due) if due else None
        elif said and record.name == tasked.Unchecked.name:
            said |= _open()
        elif said and record.name in ENDS:
            said |= {"progress": ENDS[record.name], "done_at": record.at}
            said |= {"done_by": record.actor} if record.actor != ledger.NOBODY else {}
    return said


def _open() -> dict[str, Any]:
    return {"progress": Progress.OPEN, "done_by": None, "done_at": None}


ENDS = {
    tasked.Checked.name: Progress.DONE,
    tasked.Dropped.name: Progress.DROPPED,
}
ROWS = ledger.Rows(
    kind=Task,
    called="Task",
    made="asked for",
    by=(tasked.Added.name,),
    of="incident",
    part="task",
    silent=True,
    folded=_folded,
)
