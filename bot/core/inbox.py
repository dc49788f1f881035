"""The inbox: one row per request of Slack that was carried out, with its answer.

A request's key is taken first of all in its transaction: a refusal frees it again, and
a second one with the same key waits for the first, then gets the same answer.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import Field

from bot.core.queue import table, upsert
from bot.core.tables import Instant, Scoped


class Seen(Scoped, table=True):
    """One request that was carried out: a repeat gets the same answer."""

    __tablename__ = "inbox"

    workspace: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Instant, index=True)
    answer: dict[str, Any] | None = Field(default=None, sa_type=JSON)


INBOX = table(Seen)


async def first_time(connection: AsyncConnection, seen: Mapping[str, Any]) -> bool:
    """Take a request's key; a second one waits for the first and gets False."""
    statement = _taking(upsert(connection))
    return bool((await connection.execute(statement, seen)).rowcount)


@cache
def _taking(insert: Any) -> Any:  # noqa: ANN401 (two dialects' types)
    return insert(INBOX).on_conflict_do_nothing()


_HERE = (INBOX.c.workspace == bindparam("here"), INBOX.c.key == bindparam("request"))
_ANSWER = update(INBOX).where(*_HERE).values(answer=bindparam("said"))
_ANSWERED = select(INBOX.c.answer).where(*_HERE)


async def answered(
    connection: AsyncConnection, workspace: str, key: str
) -> dict[str, Any] | None:
    """Give the answer that a request got the first time."""
    found = await connection.execute(_ANSWERED, {"here": workspace, "request": key})
    return cast("dict[str, Any] | None", found.scalar())


async def answer(
    connection: AsyncConnection, workspace: str, key: str, said: Mapping[str, Any]
) -> None:
    """Keep what the request was answered."""
    given = {"here": workspace, "request": key, "said": dict(said)}
    await connection.execute(_ANSWER, given)
