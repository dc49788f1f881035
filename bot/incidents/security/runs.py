"""Runs of containment steps in the database, and held against their facts.

A row is one try. Tries of one deed have its id in common: whoever is called can tell a
repetition of what may have happened from a deed of its own.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot import ledger
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents.security import contained


class State(StrEnum):
    """How far a run is."""

    RUNNING = "running"
    """It is being called."""
    DONE = "done"
    """What was called says that it is done."""
    FAILED = "failed"
    """It was not done."""
    UNKNOWN = "unknown"
    """It may have been done."""
    PLAYED = "played"
    """It is a drill: nothing was called."""


ENDS = {
    contained.Started.name: State.RUNNING,
    contained.Played.name: State.PLAYED,
    contained.Done.name: State.DONE,
    contained.Failed.name: State.FAILED,
    contained.Unknown.name: State.UNKNOWN,
}


class Run(Scoped, table=True):
    """One try of one step in one incident; `number` counts from 1 for each step."""

    __tablename__ = "containment_runs"
    __table_args__ = (UniqueConstraint("workspace", "incident", "step", "number"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    incident: str
    step: str = Field(description="key of the step in the policy")
    number: int
    named: str = Field(description="what the step was called then")
    deed: str = Field(description="id that its tries have in common")
    terms: str = Field(description="what was confirmed, by its digest")
    place: str = ""
    body: str = Field(default="", description="what is sent, to the byte")
    digest: str = ""
    by: str
    state: State = Field(default=State.RUNNING, sa_type=cast("Any", Text(State)))
    started_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    answered: int = Field(default=0, description="HTTP status, 0 for none")
    milliseconds: int = 0
    why: str = ""

    @property
    def running(self) -> bool:
        """Tell whether it is being called."""
        return self.state is State.RUNNING


async def of(work: Work, incident: str) -> Sequence[Run]:
    """Give every run in an incident, in the order they came."""
    query = select(Run).where(Run.incident == incident)
    return (await work.session.exec(query.order_by(col(Run.id)))).all()


async def get(work: Work, id_: str) -> Run | None:
    """Load one to look at it."""
    return await work.session.get(Run, (id_,))


def _folded(history: Sequence[Record]) -> dict[str, Any]:
    """Give the columns that the record says a run has."""
    said: dict[str, Any] = {}
    for record in history:
        if not said:
            known = record.actor != ledger.NOBODY
            said = {"started_at": record.at, **({"by": record.actor} if known else {})}
        said |= {n: record.data[n] for n in Run.model_fields if n in record.data}
        said["state"] = ENDS[record.name]
        said |= {"why": ""} if said["state"] is State.DONE else {}
        said["ended_at"] = None if said["state"] is State.RUNNING else record.at
    return said


RUNS = ledger.Rows(
    kind=Run,
    called="Containment step",
    made="run",
    by=(contained.Started.name, contained.Played.name),
    of="incident",
    part="run",
    folded=_folded,
)
