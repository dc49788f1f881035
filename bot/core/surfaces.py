"""Surfaces: where one is in Slack, and how one follows again that had failed."""

from datetime import datetime

from sqlalchemy import case, literal, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import select

from bot.core.queue import OUTBOX, Effect, State
from bot.core.work import Work

OVER = (State.DEAD, State.RELEASED)


async def find(work: Work, key: str) -> Effect | None:
    """Give a surface as it stands now, by its key."""
    return (await work.session.exec(select(Effect).where(Effect.key == key))).first()


async def renew(
    connection: AsyncConnection, workspace: str, key: str, *, at: datetime, lost: bool
) -> None:
    """Have a surface follow again from now on, though it had failed or was left alone.

    What Slack has *lost* is shown anew even where nothing in it has changed.
    """
    waiting = case((OUTBOX.c.state.in_(OVER), State.WAITING), else_=OUTBOX.c.state)
    here = (OUTBOX.c.workspace == workspace, OUTBOX.c.key == key)
    changes = {"state": waiting, "since": at, "not_before": 0.0, "tries": 0}
    doubt = {"unknown": or_(OUTBOX.c.unknown, literal(lost))}
    await connection.execute(update(OUTBOX).where(*here).values({**changes, **doubt}))
