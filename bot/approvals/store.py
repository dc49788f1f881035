"""Approvals, and who holds which role, in the database: tables, and every query."""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import Index, UniqueConstraint, false, text
from sqlmodel import Field, col, select

from bot.approvals.rules import CARD, State
from bot.core.queue import Effect, table, upsert
from bot.core.tables import Instant, Scoped, Text, new_id
from bot.core.work import Work, locking

_OPEN = text("state = 'asked'")


class Approval(Scoped, table=True):
    """One question to those who hold a role, and what came of it."""

    __tablename__ = "approvals"
    __table_args__ = (
        Index(
            "uq_approvals_open",
            "workspace",
            "subject",
            "kind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "workspace", "subject", "kind", "asked_at"),
        Index(None, "workspace", "state", "role"),
    )

    id: str = Field(default_factory=new_id, primary_key=True)
    subject: str
    kind: str
    role: str
    title: str
    content: str = Field(description="the exact text that is approved")
    digest: str
    asked_by: str
    asked_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    state: State = Field(default=State.ASKED, sa_type=cast("Any", Text(State)))
    decided_by: str | None = None
    decided_at: datetime | None = Field(default=None, sa_type=Instant)
    reason: str = ""
    room: str = Field(default="", description="where its card is shown")
    private: bool = False
    quiet: bool = Field(
        default=False,
        sa_column_kwargs={"server_default": false()},
        description="what it is about shows that it was approved",
    )

    @property
    def open(self) -> bool:
        """Tell whether nobody has decided."""
        return self.state is State.ASKED


class Signatory(Scoped, table=True):
    """One holder of one role that signs off: a person, or a user group."""

    __tablename__ = "signatories"
    __table_args__ = (UniqueConstraint("workspace", "role", "holder"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    role: str
    holder: str


APPROVALS, SIGNATORIES = table(Approval), table(Signatory)


async def add(work: Work, row: dict[str, Any]) -> Approval | None:
    """Add an approval; None where one of its subject and kind is open."""
    connection = await work.session.connection()
    given = {"workspace": work.workspace, "id": new_id(), **row}
    made = (await connection.execute(_adding(upsert(connection)), [given])).scalar()
    return await get(work, made) if made else None


@cache
def _adding(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    return insert(APPROVALS).on_conflict_do_nothing().returning(APPROVALS.c.id)


async def get(work: Work, id_: str) -> Approval | None:
    """Load one to look at it."""
    return await work.session.get(Approval, (id_,))


async def lock(work: Work, *ids: str) -> list[Approval]:
    """Load some to change them, locked in the order of their ids."""
    return await work.lock(Approval, *ids)


async def latest(work: Work, subject: str, kind: str) -> Approval | None:
    """Give the one that was asked for last."""
    query = select(Approval).where(Approval.subject == subject, Approval.kind == kind)
    newest = query.order_by(col(Approval.asked_at).desc(), col(Approval.id).desc())
    return (await work.session.exec(newest.limit(1))).first()


async def about(work: Work, subject: str) -> Sequence[str]:
    """Give the ids of all that was asked about a subject."""
    query = select(Approval.id).where(Approval.subject == subject)
    return (await work.session.exec(query.order_by(Approval.id))).all()


async def open_one(work: Work, subject: str, kind: str) -> str | None:
    """Give the id of the open one, if there is one."""
    query = select(Approval.id).where(
        Approval.subject == subject,
        Approval.kind == kind,
        Approval.state == State.ASKED,
    )
    return (await work.session.exec(query)).first()


async def waiting(
    work: Work, roles: Sequence[str] | None, most: int
) -> Sequence[Approval]:
    """Give the open ones, of some *roles* or of all: who expires first comes first."""
    query = select(Approval).where(Approval.state == State.ASKED)
    if roles is not None:
        query = query.where(col(Approval.role).in_(roles))
    query = query.where(col(Approval.expires_at) > work.now)
    order = query.order_by(col(Approval.expires_at), col(Approval.id))
    return (await work.session.exec(order.limit(most))).all()


async def copies(work: Work, id_: str) -> Sequence[Effect]:
    """Give the rows of the cards that show one, wherever they are."""
    query = select(Effect).where(Effect.about == id_, Effect.name == CARD)
    query = query.where(Effect.kind == "card").order_by(col(Effect.key))
    return (await work.session.exec(query)).all()


async def signatories(work: Work, role: str | None = None) -> Sequence[Signatory]:
    """Give who holds a role, or every role, in the order they were named."""
    query = select(Signatory).order_by(col(Signatory.id))
    if role is not None:
        query = query.where(Signatory.role == role)
    return (await work.session.exec(query)).all()


async def locked(work: Work) -> Sequence[Signatory]:
    """Give who holds which role, locked, in the order they were named."""
    query = locking(select(Signatory).order_by(col(Signatory.id)))
    return (await work.session.exec(query)).all()


async def roles_of(work: Work, holders: Sequence[str]) -> list[str]:
    """Give the roles that one of *holders* has."""
    query = select(Signatory.role).where(col(Signatory.holder).in_(holders))
    return sorted(set((await work.session.exec(query)).all()))


async def name(work: Work, role: str, holders: Sequence[str]) -> None:
    """Have *holders* hold a role, who may hold it already."""
    connection = await work.session.connection()
    rows = [
        {"workspace": work.workspace, "id": new_id(), "role": role, "holder": holder}
        for holder in holders
    ]
    await connection.execute(_naming(upsert(connection)), rows)


@cache
def _naming(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    return insert(SIGNATORIES).on_conflict_do_nothing()


async def unname(work: Work, role: str, holders: Sequence[str]) -> None:
    """Have *holders* hold a role no more."""
    for one in await signatories(work, role):
        if one.holder in holders:
            await work.session.delete(one)
    await work.session.flush()
