"""Planted bugs: each makes the product forget one of its promises.

A simulation that does not find them all proves nothing.
"""

import dataclasses
from collections.abc import Callable
from typing import Any

from sqlalchemy import bindparam, update

from bot.core import claims, queue, work
from bot.core.claims import OUTBOX
from bot.runtime import calls, cards, dispatch, lookup, outcomes, relay


def mark_before_send() -> None:
    """Write that an effect is in Slack before it is sent there."""
    attempt = relay.Relay._try
    early = (
        update(OUTBOX)
        .where(OUTBOX.c.seq == bindparam("the_seq"))
        .values(applied=OUTBOX.c.rendered)
    )

    async def marked(self: Any, row: Any, *rest: Any) -> Any:
        async with self.database.crossing() as connection:
            await connection.execute(early, {"the_seq": row.seq})
        return await attempt(self, row, *rest)

    relay.Relay._try = marked


def no_look() -> None:
    """Repeat what may have happened without looking whether it did."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    lookup.message = lookup.room = lookup.bookmark = nothing


def no_settle() -> None:
    """Look at once, while Slack may still be carrying the call out."""
    failed, take_back = outcomes.failed, claims.take_back

    def hasty(row: Any, error: Exception, *, now: float, settle: float) -> Any:
        del settle
        return failed(row, error, now=now, settle=0.0)

    async def at_once(connection: Any, worker: Any, *, now: float) -> None:
        await take_back(connection, dataclasses.replace(worker, settle=0.0), now=now)

    outcomes.failed, claims.take_back = hasty, at_once


def no_inbox_key() -> None:
    """Carry a request out as often as it arrives."""

    async def nothing(*_: Any) -> None:
        return None

    work.Transactions._take = nothing


def no_lanes() -> None:
    """Say the messages of a channel side by side."""
    want = queue.want

    async def wanted(connection: Any, rows: Any) -> None:
        await want(connection, [{**row, "lane": None} for row in rows])

    queue.want = wanted


def no_fence() -> None:
    """Let whoever comes back late mark what is somebody else's by now."""

    def open_to_all(table: Any, columns: Any) -> Any:
        return (
            update(table)
            .where(table.c.seq == bindparam("the_seq"))
            .values({name: bindparam(f"to_{name}") for name in columns})
        )

    claims._MARK_EFFECT = open_to_all(OUTBOX, claims.MARKED)


def no_deadline() -> None:
    """Call Slack however little of the lease is left."""
    call = calls.Slack.__call__

    async def whenever(self: Any, method: str, **arguments: Any) -> Any:
        free = dataclasses.replace(self, deadline=float("inf"))
        return await call(free, method, **arguments)

    calls.Slack.__call__ = whenever


def ack_before_commit() -> None:
    """Answer first, then do it."""
    listen = dispatch.Dispatch._listen

    async def hasty(self: Any, ack: Any, body: Any) -> None:
        await ack()

        async def later() -> None:
            try:
                await listen(self, _silent, body)
            except Exception:  # noqa: BLE001 (the bug: nobody hears of it)
                return

        self.after(later())

    dispatch.Dispatch._listen = hasty


async def _silent(*_: Any, **__: Any) -> None:
    return None


_silent.response = None  # type: ignore[attr-defined] # it stands for an ack


def rendered_at_commit() -> None:
    """Show a card as it was when it was wanted, not as it is when it is shown."""
    finish, shown = work.Transactions._finish, cards.Desk.shown
    rendered: dict[str, Any] = {}

    async def finished(self: Any, done: Any, key: Any) -> None:
        await finish(self, done, key)
        for row in done.effects.values():
            if row["kind"] == "card":
                about = (row["kind"], row["name"], row["about"])
                rendered[row["key"]] = await cards.shown(done, *about)

    async def as_then(self: Any, rows: Any) -> list[Any]:
        now = await shown(self, rows)
        return [rendered.get(row.key, one) for row, one in zip(rows, now, strict=True)]

    work.Transactions._finish, cards.Desk.shown = finished, as_then


def reversed_locks() -> None:
    """Lock things the other way round."""
    lock = work.Work.lock

    async def backwards(self: Any, kind: Any, *ids: str) -> Any:
        found: list[Any] = []
        for one in sorted(ids, reverse=True):
            found += await lock(self, kind, one)
        return found

    work.Work.lock = backwards


MUTANTS: dict[str, Callable[[], None]] = {
    made.__name__.replace("_", "-"): made
    for made in (
        mark_before_send, no_look, no_settle, no_inbox_key, no_lanes, no_fence,
        no_deadline, ack_before_commit, rendered_at_commit, reversed_locks,
    )
}  # fmt: skip


def plant(name: str) -> None:
    """Plant the bug of this *name*, for this whole process."""
    MUTANTS[name]()
