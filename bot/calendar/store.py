"""The calendar in the database: the tables, and every query on them."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Index, Table, UniqueConstraint, or_, text
from sqlmodel import Field, col, select

from bot.calendar.facts import Reminded
from bot.calendar.planning import WEEK
from bot.calendar.rules import AGENDA, CARD, LIVE, OPEN, State, Why
from bot.core.facts import Record
from bot.core.queue import Effect, table, upsert
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work, locking

_LIVE = text("state IN ('upcoming', 'due', 'overdue', 'escalated', 'confirmed')")
MANY = 500


class Occurrence(Scoped, table=True):
    """One time that a routine is due: `slot` is its day, or what it follows from."""

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("workspace", "routine", "slot"),
        UniqueConstraint("workspace", "ref"),
        Index(None, "workspace", "due_at"),
        Index(None, "workspace", "confirmed_at"),
        Index(
            "ix_occurrences_live",
            "workspace",
            "due_at",
            "id",
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    ref: str = Field(description="what people call it by: OPS-12, ROT-3")
    routine: str
    slot: str
    subject: str = Field(default="", description="what it is about: a release, a key")
    title: str
    area: str
    owners: list[str] = Field(default_factory=list, sa_type=JSON)
    due_at: datetime = Field(sa_type=Instant)
    state: State = Field(default=State.UPCOMING, sa_type=cast("Any", Text(State)))
    rung: int = Field(default=0, description="how far up the ladder it has gone")
    postponed: int = 0
    snoozed_until: datetime | None = Field(default=None, sa_type=Instant)
    nudged_at: datetime | None = Field(
        default=None, sa_type=Instant, description="when somebody was asked first"
    )
    reason: str = ""
    started_at: datetime | None = Field(default=None, sa_type=Instant)
    confirmed_by: str = ""
    confirmed_for: str = ""
    confirmed_at: datetime | None = Field(default=None, sa_type=Instant)
    evidence: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    signed: list[str] = Field(default_factory=list, sa_type=JSON)
    finished_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_at: datetime = Field(sa_type=Instant)
    version: int = 1

    @property
    def open(self) -> bool:
        """Tell whether somebody has to do it."""
        return self.state in OPEN

    @property
    def in_time(self) -> bool:
        """Tell whether it was done, and not later than it was due."""
        return self.confirmed_at is not None and self.confirmed_at <= self.due_at


class Asked(Scoped, table=True):
    """Somebody who is asked for an occurrence, and whether they have its card."""

    __tablename__ = "asked"
    __table_args__ = (
        UniqueConstraint("workspace", "occurrence", "person"),
        Index(None, "workspace", "person"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    occurrence: str
    person: str
    why: Why = Field(sa_type=cast("Any", Text(Why)))
    carded_at: datetime | None = Field(default=None, sa_type=Instant)


class Round(Scoped, table=True):
    """When somebody is asked next: once on a day, for everything at once."""

    __tablename__ = "rounds"
    __table_args__ = (UniqueConstraint("workspace", "person"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    person: str
    due: datetime | None = Field(default=None, sa_type=Instant)
    last: datetime | None = Field(default=None, sa_type=Instant)


class Proof(Scoped, table=True):
    """One file that proves something was done; without a hash it is not kept yet."""

    __tablename__ = "proofs"
    __table_args__ = (Index(None, "workspace", "occurrence"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    occurrence: str
    file: str = Field(description="Slack's id of it")
    called: str
    url: str
    mimetype: str
    size: int
    sha256: str = ""


ASKED, ROUNDS = table(Asked), table(Round)


async def get(work: Work, id_: str) -> Occurrence | None:
    """Load an occurrence to look at it."""
    return await work.session.get(Occurrence, (id_,))


async def lock(work: Work, *ids: str) -> list[Occurrence]:
    """Load occurrences to change them, locked in the order of their ids."""
    return await work.lock(Occurrence, *ids)


async def by_ref(work: Work, ref: str) -> Occurrence | None:
    """Find an occurrence by what people call it."""
    query = select(Occurrence).where(Occurrence.ref == ref)
    return (await work.session.exec(query)).one_or_none()


async def opened(work: Work, routine: str, slots: Sequence[str]) -> set[str]:
    """Give those of *slots* that a routine was opened for."""
    query = select(Occurrence.slot).where(
        Occurrence.routine == routine, col(Occurrence.slot).in_(slots)
    )
    return {*(await work.session.exec(query)).all()}


async def of_slot(work: Work, routine: str, slot: str) -> Occurrence | None:
    """Find what a routine was opened for, locked."""
    query = select(Occurrence).where(
        Occurrence.routine == routine, Occurrence.slot == slot
    )
    return (await work.session.exec(locking(query))).one_or_none()


async def of_subjects(work: Work, subjects: Sequence[str]) -> Sequence[Occurrence]:
    """Give what was opened because of some things."""
    query = select(Occurrence).where(col(Occurrence.subject).in_(subjects))
    return (await work.session.exec(query.order_by(Occurrence.id))).all()


async def live(work: Work, most: int, after: str = "") -> Sequence[Occurrence]:
    """Give a page of what is not over, by id."""
    query = select(Occurrence).where(
        col(Occurrence.state).in_(LIVE), Occurrence.id > after
    )
    return (await work.session.exec(query.order_by(Occurrence.id).limit(most))).all()


async def coming(work: Work, before: datetime, most: int) -> Sequence[Occurrence]:
    """Give what is not over and due before a time, what is due first comes first."""
    query = select(Occurrence).where(
        col(Occurrence.state).in_(LIVE), col(Occurrence.due_at) < before
    )
    order = query.order_by(col(Occurrence.due_at), col(Occurrence.id))
    return (await work.session.exec(order.limit(most))).all()


async def of_routine(work: Work, routine: str, most: int) -> Sequence[Occurrence]:
    """Give the occurrences of a routine, the latest first."""
    query = select(Occurrence).where(Occurrence.routine == routine)
    order = query.order_by(col(Occurrence.due_at).desc(), col(Occurrence.id).desc())
    return (await work.session.exec(order.limit(most))).all()


async def followed(work: Work, one: Occurrence, before: datetime) -> str:
    """Give what came of the same rule after an occurrence, up to a time; or nothing."""
    query = select(Occurrence.ref).where(
        Occurrence.routine == one.routine,
        Occurrence.slot > one.slot,
        Occurrence.subject == "",
        Occurrence.state != State.SKIPPED,
        col(Occurrence.due_at) <= before,
    )
    order = query.order_by(col(Occurrence.slot)).limit(1)
    return (await work.session.exec(order)).first() or ""


async def these(work: Work, ids: Sequence[str]) -> dict[str, Occurrence]:
    """Give occurrences by their ids."""
    query = select(Occurrence).where(col(Occurrence.id).in_(ids))
    return {one.id: one for one in (await work.session.exec(query)).all()}


async def slots(work: Work, routine: str, after: str) -> dict[str, Occurrence]:
    """Give what a routine was opened for by its rule, after a day, by its slot."""
    query = select(Occurrence).where(
        Occurrence.routine == routine,
        Occurrence.slot > after,
        Occurrence.subject == "",
    )
    order = query.order_by(col(Occurrence.slot)).limit(MANY)
    return {one.slot: one for one in (await work.session.exec(order)).all()}


async def asked(work: Work, ids: Sequence[str]) -> Sequence[Asked]:
    """Give who is asked for some occurrences."""
    query = select(Asked).where(col(Asked.occurrence).in_(ids))
    return (await work.session.exec(query.order_by(Asked.id))).all()


async def asked_of(
    work: Work, person: str, most: int = MANY
) -> Sequence[tuple[Asked, Occurrence]]:
    """Give what somebody is asked for and is not over, what is due first first."""
    query = (
        select(Asked, Occurrence)
        .join(Occurrence, col(Occurrence.id) == col(Asked.occurrence))
        .where(Asked.person == person, Asked.why != Why.DECLINED)
        .where(col(Occurrence.state).in_(OPEN))
        .order_by(col(Occurrence.due_at), col(Occurrence.id))
        .limit(most)
    )
    return (await work.session.exec(query)).all()


async def lock_round(work: Work, person: str) -> Round:
    """Give when *person* is asked next, locked; a row is made where there is none."""
    connection = await work.session.connection()
    row = {"workspace": work.workspace, "id": new_id(), "person": person}
    await connection.execute(_adding(upsert(connection), ROUNDS), [row])
    query = locking(select(Round).where(Round.person == person))
    return (await work.session.exec(query)).one()


async def ask(work: Work, rows: Sequence[dict[str, Any]]) -> None:
    """Have people asked, who may be asked already."""
    connection = await work.session.connection()
    given = [{"workspace": work.workspace, "id": new_id(), **row} for row in rows]
    if given:
        await connection.execute(_adding(upsert(connection), ASKED), given)


@cache
def _adding(insert: Any, into: Table) -> Any:  # noqa: ANN401 (two dialects' types)
    return insert(into).on_conflict_do_nothing()


async def copies(work: Work, id_: str) -> Sequence[Effect]:
    """Give the rows of the cards that show an occurrence, wherever they are."""
    query = select(Effect).where(Effect.about == id_, Effect.name == CARD)
    query = query.where(Effect.kind == "card").order_by(col(Effect.key))
    return (await work.session.exec(query)).all()


async def agendas(work: Work, id_: str) -> Sequence[Effect]:
    """Give the rows of the lists in which it was asked for this week."""
    people = select(Asked.person).where(Asked.occurrence == id_)
    query = select(Record).where(
        Record.name == Reminded.name,
        or_(
            col(Record.about).in_(people),
            col(Record.about) == work.policy.channels.ops,
        ),
        col(Record.at) > work.now - WEEK,
    )
    lists = [
        one.id
        for one in (await work.session.exec(query)).all()
        if any(line["id"] == id_ for line in one.data["lines"])
    ]
    if not lists:
        return ()
    shown = select(Effect).where(col(Effect.about).in_(lists), Effect.name == AGENDA)
    return (await work.session.exec(shown.order_by(col(Effect.key)))).all()


async def proof(work: Work, id_: str) -> Proof | None:
    """Load a file that was given as evidence."""
    return await work.session.get(Proof, (id_,))


async def proofs(work: Work, occurrence: str) -> Sequence[Proof]:
    """Give the files that were given for an occurrence."""
    query = select(Proof).where(Proof.occurrence == occurrence)
    return (await work.session.exec(query.order_by(Proof.id))).all()
