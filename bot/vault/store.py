"""The vault in the database: wrapped data keys, and every query on them.

This table is not fenced: its rows belong to workspaces and to the installation alike,
and each is bound to its owner by what it is wrapped with.
"""

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import Index, Table, text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.core.queue import upsert
from bot.core.tables import Text
from bot.vault.rules import KeyState, Purpose

_ACTIVE = text("state = 'active'")


class WrappedKey(SQLModel, table=True):
    """One data key, wrapped by the KEK that it names."""

    __tablename__ = "data_keys"
    __table_args__ = (
        Index(
            "uq_data_keys_active",
            "workspace",
            "purpose",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )

    id: str = Field(primary_key=True, description="16 hexadecimal digits")
    workspace: str = Field(nullable=False)
    purpose: Purpose = Field(sa_type=cast("Any", Text(Purpose)))
    kek: str = Field(description="id of the KEK that wrapped it")
    wrapped: bytes | None = Field(default=None, description="gone once shredded")
    state: KeyState = Field(sa_type=cast("Any", Text(KeyState)))


async def of(session: AsyncSession, workspace: str) -> Sequence[WrappedKey]:
    """Give the keys of *workspace* that are not shredded."""
    query = select(WrappedKey).where(
        col(WrappedKey.workspace) == workspace,
        col(WrappedKey.state) != KeyState.SHREDDED,
    )
    return (await session.exec(query)).all()


async def every(session: AsyncSession) -> Sequence[WrappedKey]:
    """Give every key, shredded ones too, by workspace."""
    order = (WrappedKey.workspace, WrappedKey.purpose, WrappedKey.state, WrappedKey.id)
    return (await session.exec(select(WrappedKey).order_by(*map(col, order)))).all()


async def add(session: AsyncSession, key: WrappedKey) -> None:
    """Keep *key*, unless another process has just made one of its kind."""
    connection = await session.connection()
    table = cast("Table", cast("Any", WrappedKey).__table__)
    statement = upsert(connection)(table).values(**key.model_dump())
    await connection.execute(statement.on_conflict_do_nothing())
