"""Planted bugs: each makes the product forget one of its promises.

A simulation that does not find them all proves nothing. Each takes the place of
something that the product has, or planting it fails; it is found when a run breaks in
the words that tell of it, not in others.
"""

import contextlib
import dataclasses
import re
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import bindparam, update

from bot.core import claims, queue, work
from bot.core.claims import OUTBOX
from bot.runtime import calls, cards, dispatch, lookup, outcomes, relay

_replaced: list[tuple[Any, str, Any]] = []


def swap(owner: Any, name: str, new: Any) -> None:
    """Put *new* where *owner* has *name*; it is an error if it has none."""
    if name not in vars(owner):
        raise LookupError(f"{owner.__name__} has no {name} any more")
    _replaced.append((owner, name, vars(owner)[name]))
    setattr(owner, name, new)


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

    swap(relay.Relay, "_try", marked)


def no_look() -> None:
    """Repeat what may have happened without looking whether it did."""

    async def nothing(*_: Any, **__: Any) -> None:
        return None

    for name in ("message", "room", "bookmark"):
        swap(lookup, name, nothing)


def no_settle() -> None:
    """Look at once, while Slack may still be carrying the call out."""
    failed, take_back = outcomes.failed, claims.take_back

    def hasty(row: Any, error: Exception, *, now: float, settle: float) -> Any:
        del settle
        return failed(row, error, now=now, settle=0.0)

    async def at_once(connection: Any, worker: Any, *, now: float) -> None:
        await take_back(connection, dataclasses.replace(worker, settle=0.0), now=now)

    swap(outcomes, "failed", hasty)
    swap(claims, "take_back", at_once)


def no_inbox_key() -> None:
    """Carry a request out as often as it arrives."""

    async def nothing(*_: Any) -> None:
        return None

    swap(work.Transactions, "_take", nothing)


def no_lanes() -> None:
    """Say the messages of a channel side by side."""
    want = queue.want

    async def wanted(connection: Any, rows: Any) -> None:
        await want(connection, [{**row, "lane": None} for row in rows])

    swap(queue, "want", wanted)


def no_fence() -> None:
    """Let whoever comes back late mark what is somebody else's by now."""

    def open_to_all(table: Any, columns: Any) -> Any:
        return (
            update(table)
            .where(table.c.seq == bindparam("the_seq"))
            .values({name: bindparam(f"to_{name}") for name in columns})
        )

    swap(claims, "_MARK_EFFECT", open_to_all(OUTBOX, claims.MARKED))


def no_deadline() -> None:
    """Call Slack however little of the lease is left."""
    call = calls.Slack.__call__

    async def whenever(self: Any, method: str, **arguments: Any) -> Any:
        free = dataclasses.replace(self, deadline=float("inf"))
        return await call(free, method, **arguments)

    swap(calls.Slack, "__call__", whenever)


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

    swap(dispatch.Dispatch, "_listen", hasty)


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

    swap(work.Transactions, "_finish", finished)
    swap(cards.Desk, "shown", as_then)


def reversed_locks() -> None:
    """Lock things the other way round."""
    lock = work.Work.lock

    async def backwards(self: Any, kind: Any, *ids: str) -> Any:
        found: list[Any] = []
        for one in sorted(ids, reverse=True):
            found += await lock(self, kind, one)
        return found

    swap(work.Work, "lock", backwards)


TWICE = r"^(said \d+ times|a room without an incident)|the bookmark is there 2 times"
STALE = r"the card is not as it is now"

MUTANTS: dict[str, tuple[Callable[[], None], str]] = {
    "mark-before-send": (mark_before_send, r"it is marked as|^dead: |" + STALE),
    "no-look": (no_look, TWICE),
    "no-settle": (no_settle, f"{TWICE}|{STALE}"),
    "no-inbox-key": (no_inbox_key, r"^done \d+ times"),
    "no-lanes": (no_lanes, r"was said before"),
    "no-fence": (no_fence, f"{TWICE}|{STALE}"),
    "no-deadline": (no_deadline, f"{TWICE}|{STALE}"),
    "ack-before-commit": (ack_before_commit, r"^acknowledged and lost"),
    "rendered-at-commit": (rendered_at_commit, STALE),
    "reversed-locks": (reversed_locks, r"^locks out of order"),
}
"""How each is planted, and the words that tell of it."""


@contextlib.contextmanager
def planted(name: str | None) -> Iterator[None]:
    """Plant the bug of this *name*, in this process and in those forked from it."""
    try:
        if name:
            MUTANTS[name][0]()
        yield
    finally:
        while _replaced:
            setattr(*_replaced.pop())


def caught(name: str, broken: list[str]) -> str:
    """Give the sentence of *broken* that tells of this bug, if any does."""
    tells = re.compile(MUTANTS[name][1])
    return next((one for one in broken if tells.search(one)), "")
