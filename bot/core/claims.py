"""Claims: how workers share the queue without doing anything twice.

A claim is a lease with a fence. Whoever claims a row writes its own boot id and raises
`attempts`; a mark counts only while both are still there. A lease that ended may hide
an effect that happened: the next claim of that row is `unknown` and looks first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Float,
    Row,
    Table,
    and_,
    bindparam,
    case,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import ColumnElement, Select

from bot.core.leases import FILES, PATIENT, Places, Worker
from bot.core.queue import (
    LAST,
    LIVE,
    NEVER,
    OUTBOX,
    TIMERS,
    Priority,
    State,
)

Claimed = Row[Any]


def _free(table: Table) -> ColumnElement[bool]:
    """Nobody holds the row, or whoever did is gone."""
    now: Any = bindparam("now")
    lapsed = and_(table.c.state == State.CLAIMED, table.c.lease_until < now)
    waiting = and_(table.c.state == State.WAITING, table.c.not_before <= now)
    return or_(waiting, lapsed)


def _turn_of(row: Table) -> tuple[ColumnElement[bool], ...]:
    """Require what it stands on and follows to be there, and its lane to be free."""
    parent, after, earlier = (OUTBOX.alias(name) for name in ("p", "a", "e"))
    there = and_(parent.c.workspace == row.c.workspace, parent.c.key == row.c.parent)
    before = and_(after.c.workspace == row.c.workspace, after.c.key == row.c.after)
    settled = or_(after.c.applied > 0, after.c.state == State.DEAD)
    ahead = and_(
        earlier.c.workspace == row.c.workspace,
        earlier.c.lane == row.c.lane,
        earlier.c.seq < row.c.seq,
        earlier.c.applied == NEVER,
        earlier.c.state.in_(LIVE),
    )
    # Not EXISTS: PostgreSQL would read the whole table into a hash for it.
    stands = select(parent.c.applied > 0).where(there).scalar_subquery()
    follows = select(settled).where(before).scalar_subquery()
    return (
        or_(row.c.parent.is_(None), stands),
        or_(row.c.after.is_(None), follows),
        or_(row.c.lane.is_(None), row.c.applied > 0, ~select(1).where(ahead).exists()),
    )


def _due_effects(most: str, whose: ColumnElement[bool]) -> Select[Any]:
    """Give the serials of effects that could be carried out now, so many at *most*."""
    row = OUTBOX
    return (
        select(row.c.seq)
        .where(row.c.applied < row.c.wanted, whose, _free(row))
        .where(row.c.state.in_(LIVE))
        .where(*_turn_of(row))
        .where(or_(row.c.kind != LAST, ~_unfinished(row)))
        .order_by(row.c.priority, row.c.seq)
        .limit(bindparam(most))
        .with_for_update(skip_locked=True, of=row)
    )


def _unfinished(row: Table) -> ColumnElement[bool]:
    """Something else about the same thing, or in the same room, is still to be done."""
    other = OUTBOX.alias("o")
    same = or_(other.c.about == row.c.about, other.c.parent == row.c.parent)
    waits = other.c.state.in_(LIVE)
    return (
        select(1)
        .where(other.c.workspace == row.c.workspace, same, other.c.seq != row.c.seq)
        .where(other.c.applied < other.c.wanted, waits)
        .exists()
    )


def _due_timers(most: str, whose: ColumnElement[bool]) -> Select[Any]:
    """Give the serials of timers whose time has come by the clock that is pushed."""
    return (
        select(TIMERS.c.seq)
        .where(TIMERS.c.due <= bindparam("moment"), whose, _free(TIMERS))
        .where(TIMERS.c.state.in_(LIVE))
        .order_by(TIMERS.c.due, TIMERS.c.seq)
        .limit(bindparam(most))
        .with_for_update(skip_locked=True)
    )


def _claim(table: Table, *due: Select[Any], **more: Any) -> Any:  # noqa: ANN401 (columns)
    # Not a subquery: PostgreSQL may run one more than once, and lock more than asked.
    every = union_all(
        *(select(one.cte(f"due{at}").c.seq) for at, one in enumerate(due))
    )
    return (
        update(table)
        .where(table.c.seq.in_(every))
        .values(
            state=State.CLAIMED,
            owner=bindparam("boot"),
            attempts=table.c.attempts + 1,
            first_try=func.coalesce(table.c.first_try, bindparam("now")),
            **{"lease_until": bindparam("until"), **more},
        )
        .returning(*table.c)
    )


_DOUBT = or_(OUTBOX.c.unknown, OUTBOX.c.state == State.CLAIMED)
_LONG = OUTBOX.c.kind.in_(FILES)
_PATIENT = OUTBOX.c.priority >= literal_column(str(int(Priority.DIGEST)))
_LATER = TIMERS.c.verb.in_([literal_column(f"'{verb}'") for verb in PATIENT])
_TAKE_EFFECTS = _claim(
    OUTBOX,
    _due_effects("urgent", ~_PATIENT),
    _due_effects("patient", _PATIENT),
    unknown=_DOUBT,
    rendered=OUTBOX.c.wanted,
    lease_until=case(
        (_LONG, bindparam("longer", type_=Float())),
        else_=bindparam("until", type_=Float()),
    ),
)
_TAKE_TIMERS = _claim(
    TIMERS, _due_timers("urgent", ~_LATER), _due_timers("patient", _LATER)
)


async def take_effects(
    connection: AsyncConnection, worker: Worker, *, now: float, room: Places
) -> Sequence[Claimed]:
    """Claim due effects for which there is *room*, the most urgent first.

    What can wait has places of its own: however much of it there is, it takes none
    of those that an incident needs.
    """
    given = {"boot": worker.boot, "now": now, "until": now + worker.lease}
    given |= {"longer": now + worker.longer[0], **room._asdict()}
    rows = (await connection.execute(_TAKE_EFFECTS, given)).all()
    return sorted(rows, key=lambda row: (row.priority, row.seq))


async def take_timers(
    connection: AsyncConnection,
    worker: Worker,
    *,
    now: float,
    moment: datetime,
    room: Places,
) -> Sequence[Claimed]:
    """Claim timers due at *moment* for which there is *room*, the oldest first.

    What can wait has places of its own, and comes last.
    """
    given = {"boot": worker.boot, "now": now, "until": now + worker.lease}
    given |= {"moment": moment, **room._asdict()}
    rows = (await connection.execute(_TAKE_TIMERS, given)).all()
    return sorted(rows, key=lambda row: (row.verb in PATIENT, row.due, row.seq))


def _fenced(table: Table, columns: Sequence[str]) -> Any:  # noqa: ANN401 (an update)
    return (
        update(table)
        .where(
            table.c.seq == bindparam("the_seq"),
            table.c.owner == bindparam("the_owner"),
            table.c.attempts == bindparam("the_attempt"),
            table.c.state == State.CLAIMED,
        )
        .values({name: bindparam(f"to_{name}") for name in columns})
    )


MARKED = (
    "state",
    "tries",
    "not_before",
    "first_try",
    "error",
    "unknown",
    "applied",
    "channel",
    "ts",
    "detail",
)
_MARK_EFFECT = _fenced(OUTBOX, MARKED)
_MARK_TIMER = _fenced(TIMERS, ("state", "tries", "not_before", "error", "due"))


async def mark_effects(
    connection: AsyncConnection,
    worker: Worker,
    marks: Sequence[tuple[Claimed, Mapping[str, Any]]],
) -> None:
    """Write what became of claimed effects; a claim that was lost changes nothing."""
    if marks:
        given = [_given(row, changes, worker, MARKED) for row, changes in marks]
        await connection.execute(_MARK_EFFECT, given)


async def mark_timer(
    connection: AsyncConnection, worker: Worker, row: Claimed, **changes: object
) -> bool:
    """Write what became of a claimed timer; False when the claim was lost."""
    names = ("state", "tries", "not_before", "error", "due")
    result = await connection.execute(_MARK_TIMER, _given(row, changes, worker, names))
    return bool(result.rowcount)


def _given(
    row: Claimed, changes: Mapping[str, Any], worker: Worker, names: Sequence[str]
) -> dict[str, Any]:
    fence = {
        "the_seq": row.seq,
        "the_owner": worker.boot,
        "the_attempt": row.attempts,
    }
    after = {f"to_{name}": changes.get(name, getattr(row, name)) for name in names}
    return {**fence, **after}


async def hold(
    connection: AsyncConnection,
    rows: Sequence[Claimed],
    cards: Sequence[tuple[str, str]],
) -> None:
    """Lock what a turn is about to change by key, the order of every commit.

    *rows* will be marked, the *cards* about (workspace, id) shown again.
    """
    if connection.dialect.name == "sqlite" or not rows:
        return
    row = OUTBOX.c
    again = tuple_(row.workspace, row.about).in_(sorted(set(cards)))
    mine = row.seq.in_(sorted(one.seq for one in rows))
    query = select(row.seq).where(or_(mine, and_(again, row.kind == "card")))
    await connection.execute(query.order_by(row.workspace, row.key).with_for_update())


async def take_back(connection: AsyncConnection, worker: Worker, *, now: float) -> None:
    """Free what an earlier boot of the only process held: its outcome is unknown.

    Its last call may have begun just before it ended, at the latest when its lease did,
    and may still arrive in Slack: the row rests for the settle time from then on.
    """
    for table in (OUTBOX, TIMERS):
        doubt = {"unknown": True} if table is OUTBOX else {}
        longer = literal(worker.longer[1])
        settle = case((_LONG, longer), else_=worker.settle) if doubt else worker.settle
        ended = case((table.c.lease_until < now, table.c.lease_until), else_=now)
        await connection.execute(
            update(table)
            .where(table.c.state == State.CLAIMED, table.c.owner != worker.boot)
            .values(state=State.WAITING, not_before=ended + settle, **doubt)
        )
