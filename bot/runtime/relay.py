"""The relay: carries out in Slack what was committed, in short turns.

A turn is one transaction: write what became of earlier rows, claim what is due now.
Then what was claimed is rendered, and the calls happen side by side, between turns.
What can wait (`Priority.DIGEST`) has a few places of its own, and comes last in a turn.
Whatever happens to this process, a row is either marked, or claimed again by someone
who looks first.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

import structlog
from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.core import claims, pauses, queue, retries
from bot.core.claims import Claimed
from bot.core.db import Database
from bot.core.errors import Busy
from bot.core.leases import Places, Worker
from bot.core.queue import LIVE, OUTBOX, Priority
from bot.runtime import observe, outcomes
from bot.runtime.calls import Failure
from bot.runtime.cards import Desk
from bot.runtime.jobs import Job, Result
from bot.runtime.kinds import STEPS
from bot.runtime.outcomes import Outcome

log = structlog.get_logger(__name__)

AT_ONCE = Places(urgent=32, patient=4)
"""Of what can wait few: a turn renders no more than these before it looks anew."""
NONE = Places(urgent=0, patient=0)
POLL = 1.0  # seconds: a commit whose wake-up was lost is found by then


class Relay:
    """Runs until it is told to stop; woken by commits."""

    def __init__(self, database: Database, worker: Worker, desk: Desk) -> None:
        """Serve the outbox of *database* as *worker*."""
        self.database, self.worker, self.desk = database, worker, desk
        self.heard = asyncio.Event()
        self.pauses: dict[tuple[str, ...], float] = {}
        self._stopping = False
        self._flying: dict[asyncio.Task[None], bool] = {}  # and whether it can wait
        self._landed: list[Outcome] = []

    def wake(self, *_: object) -> None:
        """Look at the outbox now."""
        self.heard.set()

    async def run(self) -> None:
        """Serve until `stop`; then end what was begun and mark it."""
        if self.database.sqlite:
            await self._until_done(self._take_back)
        while not self._stopping:
            self.heard.clear()
            more = await self._turn(self._room())
            if not more and not self._landed:
                await self._rest()
        await asyncio.gather(*self._flying)
        await self._until_done(lambda: self._turn(NONE))

    def stop(self) -> None:
        """Claim nothing more; `run` returns when what was begun has ended."""
        self._stopping = True
        self.heard.set()

    async def idle(self) -> bool:
        """Tell whether nothing is due, under way or unmarked."""
        if self._flying or self._landed or self.heard.is_set():
            return False
        due = select(func.count()).where(
            OUTBOX.c.applied < OUTBOX.c.wanted,
            OUTBOX.c.state.in_(LIVE),
            OUTBOX.c.tries == 0,
        )
        async with self.database.crossing() as connection:
            return not (await connection.execute(due)).scalar()

    async def _rest(self) -> None:
        try:
            await asyncio.wait_for(self.heard.wait(), POLL)
        except TimeoutError:
            return

    async def _until_done(self, act: Callable[[], Awaitable[object]]) -> None:
        while True:
            try:
                await act()
            except Busy:
                await asyncio.sleep(POLL / 5)
            else:
                if not self._landed:
                    return

    async def _take_back(self) -> None:
        async with self.database.crossing() as connection:
            now = time.time()  # noqa: TID251 (leases use real time)
            await claims.take_back(connection, self.worker, now=now)

    async def _turn(self, room: Places) -> bool:
        """Mark what has landed, claim and launch what is due; tell if more may be due.

        The outermost loop of the relay. After a bug what had landed is left to its
        leases: it is claimed again, by someone who looks first.
        """
        landed, self._landed = self._landed, []
        now = time.time()  # noqa: TID251 (leases use real time)
        try:
            async with self.database.crossing() as connection:
                await self._mark(connection, landed)
                rows = await self._claim(connection, now, room)
                parents = await _parents(connection, rows)
        except Busy:
            self._landed = landed + self._landed
            await asyncio.sleep(POLL / 5)
            return True
        except Exception:
            observe.bugs.inc()
            log.exception("a turn failed")
            await asyncio.sleep(POLL)
            return True
        urgent = [row for row in rows if not _patient(row)]
        for some in (urgent, rows[len(urgent) :]):
            for row, shown in zip(some, await self.desk.shown(some), strict=True):
                parent = parents.get((row.workspace, row.parent))
                self._launch(row, self._carry_out(row, parent, shown, now))
        took = Places(urgent=len(urgent), patient=len(rows) - len(urgent))
        return any(0 < most <= many for most, many in zip(room, took, strict=True))

    def _room(self) -> Places:
        """Give how many rows can be claimed beside what is under way.

        While anything urgent is, what can wait goes on one by one.
        """
        patient = sum(self._flying.values())
        urgent = len(self._flying) - patient
        return Places(
            urgent=max(0, AT_ONCE.urgent - urgent),
            patient=max(0, (1 if urgent else AT_ONCE.patient) - patient),
        )

    async def _claim(
        self, connection: AsyncConnection, now: float, room: Places
    ) -> Sequence[Claimed]:
        if room == NONE:
            return []
        self.pauses = await pauses.present(connection, now=now)
        return await claims.take_effects(connection, self.worker, now=now, room=room)

    async def _mark(self, connection: AsyncConnection, landed: list[Outcome]) -> None:
        marks = [(outcome.row, outcome.changes) for outcome in landed]
        told = [outcome for outcome in landed if outcome.trouble or outcome.mended]
        cards = [o.about for o in landed if o.trouble or o.mended or o.shows]
        cards += [(outcome.row.workspace, str(outcome.row.seq)) for outcome in told]
        await claims.hold(connection, [o.row for o in landed], cards)
        await claims.mark_effects(connection, self.worker, marks)
        await pauses.add(connection, [o.pause for o in landed if o.pause])
        await retries.show_again(connection, cards)
        rows = [row for outcome in told for row in self.desk.trouble(outcome)]
        await queue.want(connection, rows)
        news = self.desk.news(o.row.workspace for o in told if o.row.kind != "home")
        now = self.desk.transactions.clock()
        calls = [*news, *(_call(o, now) for o in landed if o.then)]
        await queue.schedule(connection, sorted(calls, key=itemgetter("key")))

    def _launch(self, row: Claimed, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._flying[task] = _patient(row)
        task.add_done_callback(self._flying.pop)

    async def _carry_out(
        self,
        row: Claimed,
        parent: Claimed | None,
        shown: Any,  # noqa: ANN401 (what the kind shows)
        claimed: float,
    ) -> None:
        """Make one try and note how it ended: the outermost loop of an effect."""
        try:
            result = await self._try(row, parent, shown, claimed)
            outcome = outcomes.done(row, result)
        except (Failure, Busy) as error:
            outcome = await self._failed(row, error)
        except Exception as error:
            observe.bugs.inc()
            log.exception("effect failed", key=row.key, kind=row.kind)
            outcome = await self._failed(row, error)
        self._landed.append(outcome)
        self.heard.set()

    async def _failed(self, row: Claimed, error: Exception) -> Outcome:
        """Decide what follows; what was for somebody who has left is dropped."""
        now = time.time()  # noqa: TID251 (back-off uses real time)
        _, settle = self.worker.bounds(row.kind)
        outcome = outcomes.failed(row, error, now=now, settle=settle)
        if outcome.trouble and isinstance(error, Failure) and await self.desk.gone(row):
            return outcomes.done(row, Result(detail=row.detail))
        return outcome

    async def _try(
        self,
        row: Claimed,
        parent: Claimed | None,
        shown: Any,  # noqa: ANN401 (what the kind shows)
        claimed: float,
    ) -> Result:
        if isinstance(shown, Exception):
            raise shown
        if shown is None:
            return Result(detail=row.detail)
        # What a call does may show a settle time after it began: before the lease ends,
        # when another worker looks.
        lease, settle = self.worker.bounds(row.kind)
        deadline = claimed + lease - settle
        slack, bot = self.desk.slack(
            row.workspace, pauses=self.pauses, deadline=deadline
        )
        job = Job(row=row, shown=shown, slack=slack, bot=bot, parent=parent)
        job = replace(job, **self.desk.bounds())
        return await STEPS[row.kind](job)


def _call(outcome: Outcome, now: datetime) -> dict[str, Any]:
    """Give the timer that calls what follows from an effect, with its mark."""
    row = outcome.row
    whose = {"workspace": row.workspace, "key": f"then:{row.key}"}
    why = {"because": row.detail.get("because"), "due": now}
    return {**whose, **(outcome.then or {}), **why}


_ACTED_ON = select(OUTBOX).where(
    OUTBOX.c.workspace.in_(bindparam("workspaces", expanding=True)),
    OUTBOX.c.key.in_(bindparam("keys", expanding=True)),
)


async def _parents(
    connection: AsyncConnection, rows: Sequence[Claimed]
) -> dict[tuple[str, str], Claimed]:
    """Load the rows that others act on: for their channel and ts."""
    keys = {row.parent for row in rows if row.parent}
    if not keys:
        return {}
    given = {"workspaces": {row.workspace for row in rows}, "keys": keys}
    found = (await connection.execute(_ACTED_ON, given)).all()
    return {(row.workspace, row.key): row for row in found}


def _patient(row: Claimed) -> bool:
    """Tell whether it can wait."""
    return bool(row.priority >= Priority.DIGEST)
