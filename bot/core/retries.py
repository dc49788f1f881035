"""Retries: what failed is tried once more, and cards show that it did."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, case, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core.queue import OUTBOX, State


async def show_again(
    connection: AsyncConnection, cards: Sequence[tuple[str, str]]
) -> None:
    """Raise what is wanted of the cards about (workspace, id): something failed."""
    if cards:
        statement = (
            update(OUTBOX)
            .where(
                OUTBOX.c.workspace == bindparam("the_workspace"),
                OUTBOX.c.about == bindparam("the_about"),
                OUTBOX.c.kind == "card",
            )
            .values(wanted=OUTBOX.c.wanted + 1)
        )
        given = [{"the_workspace": w, "the_about": a} for w, a in sorted(set(cards))]
        await connection.execute(statement, given)


async def revive(
    connection: AsyncConnection, workspace: str, seq: int, *, drop: bool
) -> bool:
    """Try a dead row once more, or (with *drop*) give it up; tell if it was dead."""
    # What may have happened is looked for from its first try on.
    since = case((OUTBOX.c.unknown, OUTBOX.c.first_try), else_=None)
    changes: dict[str, Any] = {
        "state": State.WAITING,
        "not_before": 0.0,
        "first_try": since,
    }
    if drop:
        changes = {"state": State.RELEASED}
    statement = update(OUTBOX).where(
        OUTBOX.c.workspace == workspace,
        OUTBOX.c.seq == seq,
        OUTBOX.c.state == State.DEAD,
    )
    return bool((await connection.execute(statement.values(**changes))).rowcount)
