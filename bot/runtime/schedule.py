"""The schedule: calls that the clock, or a fact, makes to a verb.

A timer is marked done in the transaction of the verb it runs: once, or not at all.
Only the verbs listed in `TIMED` may be called, by an actor that is never a person.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog
from sqlalchemy import func, select

from bot import (
    approvals,
    calendar,
    cycles,
    digest,
    findings,
    home,
    hunts,
    incidents,
    library,
    maintenance,
    postmortems,
    vault,
    workspaces,
)
from bot.core import claims
from bot.core.claims import Claimed
from bot.core.errors import Busy, Refused
from bot.core.leases import PATIENT, Places, Worker
from bot.core.queue import LIVE, TIMERS, State
from bot.core.work import Transactions, Work
from bot.runtime import observe, reactions
from bot.runtime.installations import SYSTEM

log = structlog.get_logger(__name__)

Timed = Callable[..., Awaitable[None]]
AT_ONCE = Places(urgent=64, patient=4)
"""Of what can wait few: no more of it runs before what is urgent is looked for."""
DAY = 24 * 3600.0
LONGEST = 900.0

TIMED: dict[str, Timed] = {
    **library.TIMED,
    **approvals.TIMED,
    **calendar.TIMED,
    **findings.TIMED,
    **cycles.TIMED,
    **incidents.TIMED,
    **home.TIMED,
    **maintenance.TIMED,
    **digest.TIMED,
    **postmortems.TIMED,
    **hunts.TIMED,
    **reactions.VERBS,
}


class Moved(Exception):
    """The timer was moved, forgotten or taken by someone else meanwhile."""


class Schedule:
    """Fires what is due; woken by commits, by the tick and by a pushed clock."""

    def __init__(self, transactions: Transactions, worker: Worker) -> None:
        """Serve the timers of every workspace as *worker*."""
        self.transactions, self.worker = transactions, worker
        self._turn = asyncio.Lock()

    async def tick(self) -> int:
        """Fire everything that is due now; give how many timers that were."""
        async with self._turn:
            count = 0
            while rows := await self._claim():
                for row in rows:
                    await self._fire(row)
                count += len(rows)
                patient = sum(row.verb in PATIENT for row in rows)
                took = Places(urgent=len(rows) - patient, patient=patient)
                if all(many < most for many, most in zip(took, AT_ONCE, strict=True)):
                    break
            return count

    async def next_due(self) -> datetime | None:
        """Give when the next timer is due."""
        query = select(func.min(TIMERS.c.due)).where(
            TIMERS.c.due.is_not(None), TIMERS.c.state.in_(LIVE)
        )
        async with self.transactions.database.reading(SYSTEM) as session:
            connection = await session.connection()
            due: datetime | None = (await connection.execute(query)).scalar()
        return due.replace(tzinfo=UTC) if due and due.tzinfo is None else due

    async def _claim(self) -> list[Claimed]:
        now = time.time()  # noqa: TID251 (leases use real time)
        moment = self.transactions.clock()
        try:
            async with self.transactions.database.crossing() as connection:
                return list(
                    await claims.take_timers(
                        connection, self.worker, now=now, moment=moment, room=AT_ONCE
                    )
                )
        except Busy:
            return []

    async def _fire(self, row: Claimed) -> None:
        """Run one timer's verb: the outermost loop of a call to ourselves."""
        try:
            await self._run(row)
        except Moved:
            log.info("timer moved", verb=row.verb)
        except (Busy, vault.Locked):  # locked: the workspace is not loaded here yet
            await self._mark_again(row, "busy", tries=row.tries)
        except Refused as refusal:
            log.info("timer refused", verb=row.verb, refusal=type(refusal).__name__)
            await self._refused(row, refusal)
        except Exception:
            observe.bugs.inc()
            log.exception("timer failed", verb=row.verb, key=row.key)
            await self._mark_again(row, "bug", tries=row.tries + 1)

    async def _run(self, row: Claimed) -> None:
        async with self.transactions.begin(
            workspace=row.workspace, actor="clock", because=row.because
        ) as work:
            await TIMED[row.verb](work, **row.args)
            if not await self._finish(work, row):
                raise Moved
        observe.fired.labels(row.verb).inc()

    async def _refused(self, row: Claimed, refusal: Refused) -> None:
        """Record that a call was refused, and tell it in the room it is about."""
        about = row.args.get("incident")
        try:
            async with self.transactions.begin(
                workspace=row.workspace, actor="clock", because=row.because
            ) as work:
                room = incidents.room_key(about) if about else None
                workspaces.refuse_call(work, row.verb, str(refusal), about, room)
                await self._finish(work, row)
        except Busy:
            await self._mark_again(row, "busy", tries=row.tries)

    async def _finish(self, work: Work, row: Claimed) -> bool:
        """Mark the timer done here; a verb that sets it anew does so after this."""
        connection = await work.session.connection()
        done = {"state": State.WAITING, "tries": 0, "due": None, "error": None}
        return await claims.mark_timer(
            connection, self.worker, row, not_before=0.0, **done
        )

    async def _mark_again(self, row: Claimed, why: str, *, tries: int) -> None:
        now = time.time()  # noqa: TID251 (back-off uses real time)
        given_up = now - (row.first_try or now) > DAY
        state = State.DEAD if given_up else State.WAITING
        rest = min(LONGEST, 2.0 ** min(tries, 10) / 2)
        await self._mark(
            row, state=state, tries=tries, not_before=now + rest, error=why
        )

    async def _mark(self, row: Claimed, **changes: object) -> None:
        try:
            async with self.transactions.database.crossing() as connection:
                await claims.mark_timer(connection, self.worker, row, **changes)
        except Busy:
            log.info("timer unmarked", verb=row.verb)  # its lease ends by itself
