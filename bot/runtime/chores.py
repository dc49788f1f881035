"""Chores: what the worker does by itself, beside effects and timers."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from sqlalchemy import delete, func, select

from bot import ledger
from bot.core.errors import Refused
from bot.core.inbox import INBOX
from bot.core.queue import DEAD, LIVE, OUTBOX, PAUSES
from bot.runtime import observe, reconcile
from bot.runtime.running import Running

log = structlog.get_logger(__name__)

Chore = Callable[[Running], Awaitable[None]]
KEPT = timedelta(hours=24)


async def sign(app: Running) -> None:
    """Sign the ledger of each workspace that has grown."""
    for known in app.installations.every():
        try:
            await _sign(app, known.id)
        except Refused as refusal:
            log.warning("the ledger can't be signed", reason=str(refusal))


async def _sign(app: Running, workspace: str) -> None:
    home = app.settings.home
    async with app.transactions.begin(workspace=workspace, actor="clock") as work:
        before = ledger.begun(home, workspace)
        await ledger.open_key(work)
        await ledger.checkpoint(work, home=home)
    begun = ledger.begun(home, workspace)
    if begun != before:
        log.warning("checkpoints are gone", ledger=workspace, reason=str(begun))


async def sweep(app: Running) -> None:
    """Forget requests and pauses that are a day old."""
    before = app.clock() - KEPT
    async with app.database.crossing() as connection:
        await connection.execute(delete(INBOX).where(INBOX.c.at < before))
        await connection.execute(
            delete(PAUSES).where(PAUSES.c.until < before.timestamp())
        )


async def measure(app: Running) -> None:
    """Measure how much waits for Slack, and for people."""
    due = (OUTBOX.c.applied < OUTBOX.c.wanted, OUTBOX.c.state.in_(LIVE))
    async with app.database.crossing() as connection:
        count, oldest = (
            await connection.execute(
                select(func.count(), func.min(OUTBOX.c.first_try)).where(*due)
            )
        ).one()
        dead = select(func.count()).where(OUTBOX.c.state == DEAD)
        observe.dead.set((await connection.execute(dead)).scalar_one())
    observe.depth.set(count)
    observe.age.set(0 if oldest is None else max(0, app.clock().timestamp() - oldest))


async def refresh(app: Running) -> None:
    """Take over what other processes changed of installations and people."""
    app.acquaintances.forget()
    await app.installations.load()


async def renew(app: Running) -> None:
    """Ask Slack again about people of whom it told nothing for a day."""
    for known in app.installations.every():
        await app.acquaintances.renew(known.id)


async def regroup(app: Running) -> None:
    """Ask Slack again who is in the user groups that have a role."""
    for known in app.installations.every():
        await app.groups.renew_used(known.id)


EVERYWHERE: dict[Chore, float] = {refresh: 60.0, measure: 15.0}
"""What each process does for itself, in seconds between two rounds."""

EVERY: dict[Chore, float] = {
    sign: 60.0,
    sweep: 3600.0,
    renew: 600.0,
    regroup: 600.0,
    reconcile.rooms: 900.0,
}
"""What the worker does for all."""
