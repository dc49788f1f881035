"""What must hold once nothing goes wrong any more and everything has settled."""

import itertools
import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from bot import incidents, ledger
from bot.core.queue import OUTBOX
from bot.core.work import Work
from bot.playground.things import Channel, Message
from bot.runtime import cards
from bot.runtime.app import Longwatch
from tests.simulation import promised
from tests.simulation.bots import World
from tests.simulation.people import Crowd

Broken = Iterator[str]


def due(path: Any, moment: str) -> list[str]:
    """Name what is still to be done: effects that are wanted, timers that are due."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as connection:
        rows = connection.execute(
            "SELECT key, state, error, tries FROM outbox WHERE applied < wanted"
            " AND state IN ('waiting', 'claimed')"
        ).fetchall()
        timers = connection.execute(
            "SELECT key, state, error, tries FROM timers WHERE due <= ?"
            " AND state IN ('waiting', 'claimed')",
            (moment,),
        ).fetchall()
    connection.close()
    return [" ".join(map(str, row)) for row in (*rows, *timers)]


async def found(world: World, crowd: Crowd, bot: Longwatch) -> list[str]:
    """Give everything that does not hold."""
    broken: list[str] = []
    for known in bot.installations.every():
        async with bot.transactions.look(workspace=known.id, actor="slack") as work:
            rows = (
                await (await work.session.connection()).execute(select(OUTBOX))
            ).all()
            broken += [x async for x in _shown(world, work, rows)]
            broken += [*_order(rows), *_once(world, rows)]
            records = await _all(work, "SELECT * FROM records ORDER BY at, id")
            broken += _kept(crowd, records)
            those = await _all(work, "SELECT * FROM incidents")
            broken += promised.fired(records, those, work.now.replace(tzinfo=None))
        async with bot.transactions.look(workspace=known.id, actor="clock") as work:
            verification = await ledger.verify(
                work, home=bot.settings.home, projections=(incidents.held,)
            )
            if not verification.proven:
                broken += [f"ledger: {one}" for one in verification.findings]
    return broken


async def _all(work: Work, query: str) -> list[Any]:
    connection = await work.session.connection()
    return list((await connection.exec_driver_sql(query)).mappings().all())


async def _shown(world: World, work: Work, rows: Any) -> Any:
    """Hold Slack against the database: each effect as it would be rendered now."""
    by_key = {row.key: row for row in rows}
    for row in rows:
        if row.state == "dead":
            yield f"dead: {row.key}: {row.error}"
        if row.state != "waiting" or not row.applied:
            continue
        wanted = await cards.shown(work, row.kind, row.name, row.about)
        if wanted is not None and row.kind in CHECKS:
            for sentence in CHECKS[row.kind](world, row, by_key, wanted):
                yield f"{row.key}: {sentence}"


def _message(world: World, row: Any) -> Message | None:
    channel = world.parts.world.channels.get(row.channel or "")
    return channel.messages.get(row.ts or "") if channel else None


def _is_said(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    message = _message(world, row)
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


def _channel(world: World, row: Any) -> Channel | None:
    return world.parts.world.channels.get(row.channel or "")


def _is_room(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
    if channel is None:
        yield "it is marked as made and is not in Slack"
    elif channel.is_private != wanted["private"]:
        yield "a private room is public, or the other way round"


def _is_topic(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
    if channel and channel.topic.value not in (wanted, _by_id(world, wanted)):
        yield f"the topic is {channel.topic.value!r}, not {wanted!r}"


def _by_id(world: World, topic: str) -> str:
    """Call the commander by id: as the topic does where Slack gave no name in time."""
    for person in world.parts.world.people.values():
        said = f"commander: {person.display_name} |"
        topic = topic.replace(said, f"commander: {person.id} |")
    return topic


def _is_purpose(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
    if channel and channel.purpose.value != wanted:
        yield f"the purpose is {channel.purpose.value!r}"


def _is_pinned(world: World, row: Any, by_key: Any, _: Any) -> Broken:
    message = _message(world, by_key[row.parent])
    if message is not None and not message.pinned:
        yield "the card is not pinned"


def _is_bookmarked(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
    titles = [one["title"] for one in channel.bookmarks] if channel else []
    if titles.count(wanted["title"]) != 1:
        yield f"the bookmark is there {titles.count(wanted['title'])} times"


def _are_members(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
    out = {*(row.detail.get("left_out") or {})}
    if channel is None:
        return
    missing = {*wanted} - {*channel.members} - out - world.left.get(channel.id, set())
    if missing:
        yield f"not brought in: {sorted(missing)}"


def _is_archived(world: World, row: Any, _: Any, wanted: Any) -> Broken:
    channel = _channel(world, row)
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


def _once(world: World, rows: Any) -> Broken:
    """Hold that no message and no room is there twice, or without a row."""
    keys: Counter[str] = Counter()
    for channel in world.parts.world.channels.values():
        for message in channel.messages.values():
            payload = (message.metadata or {}).get("event_payload", {})
            if message.visible_to is None and payload.get("key"):
                keys[payload["key"]] += 1
    for key, count in keys.items():
        if count > 1:
            yield f"said {count} times: {key}"
    ours = world.parts.world.app.user_id
    made = {
        c.id
        for c in world.parts.world.channels.values()
        if c.creator == ours and not c.is_im
    }
    for stray in sorted(made - {row.channel for row in rows if row.kind == "room"}):
        yield f"a room without an incident: {world.parts.world.channels[stray].name}"


def _kept(crowd: Crowd, records: list[Any]) -> Broken:
    """Hold that what was acknowledged is there, once; nothing is there twice."""
    said = Counter[str]()
    for record in records:
        text = json.dumps(json.loads(record["data"]), ensure_ascii=False)
        for one in crowd.asked:
            field = "declared" if one.kind == "declare" else one.kind
            if one.words in text and record["name"] == f"incidents.{field}":
                said[one.words] += 1
    for one in crowd.asked:
        if said[one.words] > 1:
            yield f"done {said[one.words]} times: {one.kind} {one.words}"
        if one.done and not said[one.words]:
            yield f"acknowledged and lost: {one.kind} {one.words}"
