"""Pauses: which methods of Slack's rest, because Slack asked for it.

A pause is for one method of one workspace, of one channel where it posts; every worker
keeps to it. What a workspace can't have is left alone the same way, for the reason that
stands in the place of the channel.
"""

from collections.abc import Sequence

from sqlalchemy import select as select_columns
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col, select

from bot.core.queue import PAUSES, Pause, upsert
from bot.core.work import Work

CANVASES = "canvases"  # documents in Slack, which not every plan has
CHARTS = "charts"  # blocks that draw, which a workspace gets later than others


async def present(
    connection: AsyncConnection, *, now: float
) -> dict[tuple[str, ...], float]:
    """Give what Slack asked to be left alone: (workspace, method, place) -> until."""
    rows = await connection.execute(select_columns(PAUSES).where(PAUSES.c.until > now))
    return {(row.workspace, row.method, row.place): row.until for row in rows}


async def without(work: Work, what: str, *, now: float) -> str:
    """Give why the workspace has to do without *what* now, in Slack's word."""
    query = select(col(Pause.place)).where(Pause.method == what, col(Pause.until) > now)
    return (await work.session.exec(query)).first() or ""


async def add(
    connection: AsyncConnection, stops: Sequence[tuple[tuple[str, ...], float]]
) -> None:
    """Keep until when a method of a workspace (and place) must rest."""
    if not stops:
        return
    statement = upsert(connection)(PAUSES)
    statement = statement.on_conflict_do_update(
        index_elements=["workspace", "method", "place"],
        set_={"until": statement.excluded.until},
    )
    names = ("workspace", "method", "place")
    rows = [{**dict(zip(names, key, strict=True)), "until": t} for key, t in stops]
    await connection.execute(statement, rows)
