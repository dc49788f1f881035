"""Leaving a room for another: what stands in the first one is no longer followed.

A row has its key for ever, and other rows name the room by it. So what is there keeps
its row under a `former:` key, and whatever is wanted next begins a row, and a room, of
its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import col

from bot.core.facts import Record
from bot.core.queue import ONCE, OUTBOX, Priority, State
from bot.core.work import Work

FORMER = "former:"
MESSAGE = "message"
ROW = OUTBOX.c


def former(key: str) -> str:
    """Give the key that the row *key* has once its room was left."""
    return f"{FORMER}{key}"


async def leave(
    work: Work,
    *,
    about: str,
    room: str,
    instead: Mapping[str, str],
    along: Collection[str] = (),
) -> None:
    """Part what a thing has in Slack from its *room*, unless nothing is there yet.

    What of a kind goes on there shows what stands for it *instead*. What was not said
    yet is said in the next room. A message that was told, but to one of those who come
    *along*, is from now on a card, and shows what stands for a message.
    """
    await work.session.flush()  # things are locked before rows of the queue
    connection = await work.session.connection()
    rows = await _rows(connection, work.workspace, about, room)
    begun = any(row.key == room and _begun(row) for row in rows)
    mine = _inside(rows, room) if begun else set()
    told = {row.key for row in rows if _told(row, room) and row.place not in along}
    leaving = [row for row in rows if row.key in mine | told]
    changes = [_left(row, mine, about, instead) for row in leaving]
    if changes:
        await connection.execute(_LEAVE, changes)


def _told(row: Row[Any], room: str) -> bool:
    """Tell a message that is elsewhere, or will be, or was said in the room."""
    if row.kind != MESSAGE:
        return False
    return row.applied > 0 if row.parent == room else row.parent is None


def _begun(row: Row[Any]) -> bool:
    """Tell whether the channel exists, or may exist."""
    return row.channel is not None or (row.attempts > 0 and row.state != State.DEAD)


async def _rows(
    connection: AsyncConnection, workspace: str, about: str, room: str
) -> Sequence[Row[Any]]:
    """Lock what there is of it, in the order of keys; pins stand on cards in the room.

    A message is about a record of the thing.
    """
    cards = select(ROW.key).where(ROW.workspace == workspace, ROW.parent == room)
    of_it = (col(Record.workspace) == workspace, col(Record.about) == about)
    told = select(col(Record.id)).where(*of_it)
    inside = or_(ROW.about == about, ROW.parent == room, ROW.parent.in_(cards))
    either = or_(inside, and_(ROW.kind == MESSAGE, ROW.about.in_(told)))
    query = select(OUTBOX).where(ROW.workspace == workspace, either)
    locked = query.order_by(ROW.key).with_for_update()
    return (await connection.execute(locked)).all()


def _inside(rows: Iterable[Row[Any]], room: str) -> set[str]:
    """Give the keys of what is in the room and follows something."""
    lasting = [row for row in rows if row.kind not in ONCE]
    mine = {room} | {row.key for row in lasting if row.parent == room}
    return mine | {row.key for row in lasting if row.parent in mine}


def _left(
    row: Row[Any], mine: set[str], about: str, instead: Mapping[str, str]
) -> dict[str, Any]:
    """Give what a row is from now on: the room, its cards and what was told last.

    A card that is just being posted is marked, and then shown anew. What was told gives
    way to everything else: there may be much of it.
    """
    held, room = row.state == State.CLAIMED, row.kind == "room"
    shown = row.kind in instead and not room and (held or row.applied > 0)
    last = row.state if held or room else State.WAITING
    return {
        "the_seq": row.seq,
        "to_key": former(row.key),
        "to_parent": former(row.parent) if row.parent in mine else row.parent,
        "to_lane": former(row.lane) if row.lane in mine else row.lane,
        "to_kind": "card" if row.kind == MESSAGE else row.kind,
        "to_name": instead.get(row.kind, row.name),
        "to_about": about,
        "to_priority": Priority.DIGEST if row.kind == MESSAGE else row.priority,
        "to_wanted": row.wanted + 1 if shown else row.wanted,
        "to_state": last if shown or room else State.RELEASED,
    }


_SET = ("kind", "key", "parent", "lane", "name", "about", "wanted", "state", "priority")
_LEAVE = (
    update(OUTBOX)
    .where(ROW.seq == bindparam("the_seq"))
    .values({name: bindparam(f"to_{name}") for name in _SET})
)
