"""Planted violations: each breaks one invariant by hand, which must be told.

A life without faults is spoilt once it has settled: in Slack, in the database or in a
process. An invariant that says nothing of it holds nothing.
"""

import asyncio
import copy
import dataclasses
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Any

from bot.playground.things import Channel, Message
from tests.simulation.bots import World

Spoil = Callable[[World], Any]


def _rows(world: World, query: str) -> list[Any]:
    with closing(sqlite3.connect(world.path)) as database:
        database.row_factory = sqlite3.Row
        return list(database.execute(query))


def _write(statement: str) -> Spoil:
    """Change the database behind the product's back."""

    def spoil(world: World) -> None:
        with closing(sqlite3.connect(world.path)) as database:
            changed = database.execute(statement).rowcount
            database.commit()
        assert changed, f"there was nothing to spoil: {statement}"

    return spoil


def _room(world: World) -> Channel:
    ours = world.parts.world.app.user_id
    channels = world.parts.world.channels.values()
    return next(c for c in channels if c.creator == ours and not c.is_im)


def _card(world: World) -> tuple[Channel, Message]:
    query = "SELECT * FROM outbox WHERE kind = 'card' AND applied > 0 AND ts NOT NULL"
    row = _rows(world, query)[0]
    channel = world.parts.world.channels[row["channel"]]
    return channel, channel.messages[row["ts"]]


def _unsaid(world: World) -> None:
    channel, message = _card(world)
    del channel.messages[message.ts]


def _said_again(world: World, **changes: Any) -> None:
    channel, message = _card(world)
    again = copy.deepcopy(message)
    again.ts = world.parts.world.ts()
    again.metadata["event_payload"].update(changes)
    channel.messages[again.ts] = again


def _strange(world: World) -> None:
    _said_again(world, key="somebody's")


def _stale(world: World) -> None:
    _card(world)[1].blocks.pop()


def _unmade(world: World) -> None:
    del world.parts.world.channels[_room(world).id]


def _made_again(world: World) -> None:
    again = copy.deepcopy(_room(world))
    again.id = "C0AGAIN"
    again.messages.clear()
    world.parts.world.channels[again.id] = again


def _published(world: World) -> None:
    room = _room(world)
    room.is_private = not room.is_private


def _renamed(world: World) -> None:
    room = _room(world)
    room.topic = dataclasses.replace(room.topic, value="something else")


def _repurposed(world: World) -> None:
    room = _room(world)
    room.purpose = dataclasses.replace(room.purpose, value="something else")


def _unpinned(world: World) -> None:
    for message in _room(world).messages.values():
        message.pinned = False


def _bookmarked(world: World) -> None:
    _room(world).bookmarks.append(dict(_room(world).bookmarks[0]))


def _left(world: World) -> None:
    _room(world).members.clear()


def _archived(world: World) -> None:
    _room(world).is_archived = not _room(world).is_archived


async def _connected(world: World) -> None:
    bot, _ = next(iter(world.bots.values()))
    world.kept = await bot.database.read.connect()


def _busy(world: World) -> None:
    process = next(iter(world.bots))
    asyncio.get_running_loop().spawn(process, asyncio.sleep(1e9))


ONE = "(SELECT id FROM records WHERE name = 'incidents.declared' LIMIT 1)"
COLUMNS = "workspace, name, about, at, actor, because, policy, data"
AGAIN = f"""
INSERT INTO records (id, {COLUMNS})
SELECT 'another', {COLUMNS} FROM records WHERE id = {ONE}
"""  # noqa: S608 (ours)
SAID = "SELECT * FROM outbox WHERE place = 'C0INCIDENTS' AND ts NOT NULL ORDER BY seq"


def _swapped(world: World) -> None:
    first, *_, last = _rows(world, SAID)
    for row, other in ((first, last), (last, first)):
        change = f"UPDATE outbox SET ts = {other['ts']!r} WHERE seq = {row['seq']}"  # noqa: S608 (ours)
        _write(change)(world)


VIOLATIONS: dict[str, tuple[Spoil, str]] = {
    "a message is missing": (_unsaid, r"marked as said and is not in Slack"),
    "a message is there twice": (_said_again, r"^said 2 times"),
    "a message of nobody's": (_strange, r"^said without a row: somebody's"),
    "a card is stale": (_stale, r"the card is not as it is now"),
    "a room is missing": (_unmade, r"marked as made and is not in Slack"),
    "a room is there twice": (_made_again, r"^a room without an incident"),
    "a private room is public": (_published, r"^room:.*private room is public"),
    "a topic is another": (_renamed, r"the topic is 'something else'"),
    "a purpose is another": (_repurposed, r"the purpose is 'something else'"),
    "a pin is missing": (_unpinned, r"the card is not pinned"),
    "a bookmark is there twice": (_bookmarked, r"the bookmark is there 2 times"),
    "somebody is missing": (_left, r"not brought in: "),
    "a room is archived": (_archived, r"it is archived, and nobody wanted that"),
    "an effect is dead": (_write("UPDATE outbox SET state = 'dead'"), r"^dead: "),
    "an effect is still to come": (
        _write("UPDATE outbox SET wanted = wanted + 1, not_before = 1e12"),
        r"^never settles: .*",
    ),
    "the order is another": (_swapped, r"was said before"),
    "a fact is there twice": (_write(AGAIN), r"^recorded twice: "),
    "what was done is there twice": (_write(AGAIN), r"^done 2 times: declare"),
    "what was acknowledged is lost": (
        _write("DELETE FROM records WHERE name = 'incidents.declared'"),
        r"^acknowledged and lost: declare",
    ),
    "a timer fired twice": (
        _write("INSERT INTO firings SELECT * FROM firings"),
        r"^fired 2 times: version",
    ),
    "a timer did twice what it does": (
        _write("DELETE FROM firings"),
        r"fired 0 times and left \d",
    ),
    "a timer is still to fire": (
        _write("UPDATE timers SET due = '2020-01-01 00:00:00', not_before = 1e12"),
        r"^never settles: (answer|promise)",
    ),
    "a timer is dead": (
        _write("UPDATE timers SET state = 'dead'"),
        r"^a timer is dead",
    ),
    "nobody was nudged": (
        _write(
            "UPDATE incidents SET status = 'detected', acknowledged_at = NULL,"
            " respond_by = '2020-01-01 00:00:00'"
        ),
        r"^nobody was nudged",
    ),
    "nobody was asked": (
        _write(
            "UPDATE incidents SET status = 'detected',"
            " promised_at = '2020-01-01 00:00:00'"
        ),
        r"^nobody was asked",
    ),
    "a record was changed": (
        _write(f"UPDATE records SET actor = 'U0SAM' WHERE id = {ONE}"),  # noqa: S608 (ours)
        r"^ledger: ",
    ),
    "a connection is not given back": (_connected, r"^1 connections are out"),
    "a task goes on": (_busy, r"^a task is left"),
}
"""What is spoilt, and the words that must tell of it."""


def told(name: str, broken: list[str]) -> str:
    """Give the sentence of *broken* that tells of this violation, if any does."""
    tells = re.compile(VIOLATIONS[name][1])
    return next((one for one in broken if tells.search(one)), "")
