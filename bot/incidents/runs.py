"""Runs of containment steps in the database, and held against their facts.

A row is one try. Tries of one deed have its id in common: whoever is called can tell a
repetition of what may have happened from a deed of its own.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, col, select

from bot import ledger
from bot.core.facts import Record
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work
from bot.incidents import contained
from bot.incidents.state import plain

PAGE = 100  # runs that are held at a time


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


async def held(work: Work) -> AsyncIterator[str]:
    """Tell what of the runs does not follow from the record, in a sentence each."""
    after = ""
    while rows := await _page(work, after):
        history = await ledger.history(work, sorted({run.incident for run in rows}))
        for run in rows:
            mine = [record for record in history if record.data.get("run") == run.id]
            for sentence in _compared(run, mine):
                yield sentence
        after = rows[-1].id


async def _page(work: Work, after: str) -> Sequence[Run]:
    query = select(Run).where(Run.id > after).order_by(col(Run.id)).limit(PAGE)
    return (await work.session.exec(query)).all()


def _compared(run: Run, history: Sequence[Record]) -> list[str]:
    """Hold one run against what was recorded of it, in order."""
    called = f"Containment step {run.id}"
    if not history:
        return [f"{called}: the record knows nothing of it."]
    said: dict[str, Any] = {"by": history[0].actor, "started_at": history[0].at}
    for record in history:
        data = {"why": "", **record.data}  # what is done needs no reason
        said |= {n: data[n] for n in Run.model_fields if n in data}
        said["state"] = ENDS[record.name]
        said["ended_at"] = None if said["state"] is State.RUNNING else record.at
    return [
        f"{called}: {name} in the table is not what the record says."
        for name, value in said.items()
        if name != "by" or value != ledger.NOBODY
        if plain(getattr(run, name)) != plain(value)
    ]
