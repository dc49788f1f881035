"""What must hold once nothing goes wrong any more and everything has settled."""

import itertools
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing
from typing import Any, Protocol

from sqlalchemy import select, text

from bot import ledger
from bot.core import leaving
from bot.core.facts import Record
from bot.core.queue import DEAD, OUTBOX, TIMERS, table
from bot.core.work import Work
from bot.incidents.store import Incident
from bot.playground.things import Channel, Message
from bot.runtime import cards
from bot.runtime.app import Longwatch
from bot.runtime.commands.ledger import PROJECTIONS
from tests.simulation import kept, promised
from tests.simulation.people import Crowd

Broken = Iterator[str]
RECORDS, INCIDENTS = table(Record), table(Incident)


class Seen(Protocol):
    """What is looked at: the parts of a strict Slack, and who left which room."""

    parts: Any
    left: dict[str, set[str]]


LEFT = "SELECT key, state, error, tries FROM"
LIVE = "state IN ('waiting', 'claimed')"


def due_queries(moment: str) -> tuple[str, ...]:
    """Ask what is still to be done: effects that are wanted, timers due by *moment*."""
    return (
        f"{LEFT} outbox WHERE applied < wanted AND {LIVE}",
        f"{LEFT} timers WHERE due <= '{moment}' AND {LIVE}",
    )


def due(path: Any, moment: str) -> list[str]:
    """Name what is still to be done, without a step of the loop."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        rows = [r for query in due_queries(moment) for r in connection.execute(query)]
    return [" ".join(map(str, row)) for row in rows]


async def found(seen: Seen, crowd: Crowd, bot: Longwatch) -> list[str]:
    """Give everything that does not hold."""
    broken: list[str] = []
    for known in bot.installations.every():
        async with bot.transactions.look(workspace=known.id, actor="slack") as work:
            broken += await _held(seen, crowd, work)
        async with bot.transactions.look(workspace=known.id, actor="clock") as work:
            verification = await ledger.verify(
                work, home=bot.settings.home, projections=PROJECTIONS
            )
            if not verification.proven:
                broken += [f"ledger: {one}" for one in verification.findings]
    return broken


async def _held(seen: Seen, crowd: Crowd, work: Work) -> list[str]:
    rows = await _all(work, select(OUTBOX))
    records = await _all(work, select(RECORDS).order_by(RECORDS.c.at, RECORDS.c.id))
    broken = [sentence async for sentence in _shown(seen, work, rows)]
    broken += [*_order(rows), *_once(seen, rows)]
    broken += [*kept.acknowledged(crowd, records), *kept.once(records)]
    fired = await _all(work, text("SELECT * FROM firings"))
    those = await _all(work, select(INCIDENTS))
    broken += promised.fired(fired, records, those, work.now)
    dead = select(TIMERS).where(TIMERS.c.state == DEAD)
    return broken + [f"a timer is dead: {one.key}" for one in await _all(work, dead)]


async def _all(work: Work, query: Any) -> list[Any]:
    return list((await (await work.session.connection()).execute(query)).mappings())


async def _shown(seen: Seen, work: Work, rows: Any) -> Any:
    """Hold Slack against the database: each effect as it would be rendered now."""
    by_key = {row.key: row for row in rows}
    for row in rows:
        if row.state == "dead":
            yield f"dead: {row.key}: {row.error}"
        if row.state != "waiting" or not row.applied:
            continue
        wanted = await cards.shown(work, row.kind, row.name, row.about)
        if wanted is not None and row.kind in CHECKS:
            for sentence in CHECKS[row.kind](seen, row, by_key, wanted):
                yield f"{row.key}: {sentence}"


def _message(seen: Seen, row: Any) -> Message | None:
    channel = seen.parts.world.channels.get(row.channel or "")
    return channel.messages.get(row.ts or "") if channel else None


def _is_said(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    message = _message(seen, row)
    if message is None:
        yield "it is marked as said and is not in Slack"
    elif row.kind == "card" and _plain(message.blocks) != _plain(wanted["blocks"]):
        yield f"the card is not as it is now: {_difference(message.blocks, wanted)}"


def _difference(blocks: Any, wanted: Any) -> str:
    there, now = (
        [json.dumps(one, sort_keys=True) for one in _plain(some)]
        for some in (blocks, wanted["blocks"])
    )
    gone, new = [x for x in there if x not in now], [x for x in now if x not in there]
    return f"{gone} should be {new}"


def _plain(blocks: Any) -> Any:
    """Take out the ids that Slack fills in."""
    if isinstance(blocks, list):
        return [_plain(one) for one in blocks]
    if isinstance(blocks, dict):
        given = {k: _plain(v) for k, v in blocks.items() if k != "block_id"}
        return {k: v for k, v in given.items() if v not in (None, False)}
    return blocks


def _channel(seen: Seen, row: Any) -> Channel | None:
    return seen.parts.world.channels.get(row.channel or "")


def _is_room(seen: Seen, row: Any, by_key: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    if channel is None:
        yield "it is marked as made and is not in Slack"
    elif channel.is_private != wanted["private"] and row.key == f"room:{row.about}":
        yield "a private room is public, or the other way round"
    elif channel.is_archived and not by_key.keys() & _archives(row):
        yield "it is archived, and nobody wanted that"


def _archives(row: Any) -> set[str]:
    """Give the keys of what archives a room: its own, or the one that was left."""
    return {f"archive:{row.about}", f"archive:{row.key}"}


def _is_topic(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    if channel and channel.topic.value not in (wanted, _by_id(seen, wanted)):
        yield f"the topic is {channel.topic.value!r}, not {wanted!r}"


def _by_id(seen: Seen, topic: str) -> str:
    """Call the commander by id: as the topic does where Slack gave no name in time."""
    for person in seen.parts.world.people.values():
        said = f"commander: {person.display_name} |"
        topic = topic.replace(said, f"commander: {person.id} |")
    return topic


def _is_purpose(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    if channel and channel.purpose.value != wanted:
        yield f"the purpose is {channel.purpose.value!r}"


def _is_pinned(seen: Seen, row: Any, by_key: Any, _: Any) -> Broken:
    message = _message(seen, by_key[row.parent])
    if message is not None and not message.pinned:
        yield "the card is not pinned"


def _is_bookmarked(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    titles = [one["title"] for one in channel.bookmarks] if channel else []
    if titles.count(wanted["title"]) != 1:
        yield f"the bookmark is there {titles.count(wanted['title'])} times"


def _are_members(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    out = {*(row.detail.get("left_out") or {})}
    if channel is None:
        return
    missing = {*wanted} - {*channel.members} - out - seen.left.get(channel.id, set())
    if missing:
        yield f"not brought in: {sorted(missing)}"


def _is_archived(seen: Seen, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(seen, row)
    if channel and channel.is_archived != bool(wanted):
        yield f"archived is {channel.is_archived}"


CHECKS: dict[str, Any] = {
    "message": _is_said, "notice": _is_said, "card": _is_said, "room": _is_room,
    "topic": _is_topic, "purpose": _is_purpose, "pin": _is_pinned,
    "bookmark": _is_bookmarked, "members": _are_members, "archive": _is_archived,
}  # fmt: skip


def _order(rows: Any) -> Broken:
    """Hold the order in each channel: as wanted, so said."""
    lanes: dict[str, list[Any]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.seq):
        said = row.kind in ("message", "notice", "card") and row.ts
        if said and row.state == "waiting":
            lanes[row.parent or row.place].append(row)
    for lane, said in lanes.items():
        for before, after in itertools.pairwise(said):
            if float(after.ts) < float(before.ts):
                yield f"{lane}: {after.key} was said before {before.key}"


def _once(seen: Seen, rows: Any) -> Broken:
    """Hold that no message and no room is there twice, or without a row.

    What moved into another room stands in both, once; what was told of what is private
    now has the key of what was left.
    """
    keys = Counter[tuple[str, str]]()
    known = {row.key for row in rows}
    known |= {key.removeprefix(leaving.FORMER) for key in known}
    for channel in seen.parts.world.channels.values():
        for message in channel.messages.values():
            payload = (message.metadata or {}).get("event_payload", {})
            if message.visible_to is None and payload.get("key"):
                keys[channel.id, payload["key"]] += 1
    for (_, key), count in keys.items():
        if count > 1:
            yield f"said {count} times: {key}"
        if key not in known:
            yield f"said without a row: {key}"
    ours = seen.parts.world.app.user_id
    made = {
        c.id
        for c in seen.parts.world.channels.values()
        if c.creator == ours and not c.is_im
    }
    for stray in sorted(made - {row.channel for row in rows if row.kind == "room"}):
        yield f"a room without an incident: {seen.parts.world.channels[stray].name}"
