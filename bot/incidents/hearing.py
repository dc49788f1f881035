"""Hearing a room: what people write in it, edit, delete and mark for the timeline.

Slack's events of reactions and pins hold no text, so what is said in a room is kept as
it comes. Events come twice, and in any order: each counts once, and an older one
changes nothing that a newer one said. Whoever changes a row holds the lock of its
incident.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.core import roles
from bot.core.roles import Role
from bot.core.work import Work
from bot.incidents import facts, filing, heard, placed, seen, store, talk
from bot.incidents.change import require_here, show
from bot.incidents.heard import RoomMessage
from bot.incidents.origins import Origin
from bot.incidents.store import Incident

PIN = "pin"
UNHEARD = "incidents.unheard"
SOON = timedelta(minutes=1)  # in which Slack tells of a message that was just written
UNMARKED, DELETED = "unmarked", "deleted"
"""Why an entry is struck through by itself."""


@dataclass(frozen=True, kw_only=True)
class Said(Origin):
    """A message as it stands now; it is known by its channel and `ts`."""

    ts: str
    edited: datetime | None = None
    files: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Mark:
    """Somebody's reaction to a message, or the pin on it: put there, or taken away.

    `stamp` is Slack's time of that.
    """

    channel: str
    ts: str
    name: str
    person: str
    on: bool
    stamp: str

    @property
    def key(self) -> str:
        """Say what it is and whose; a message has one pin, whoever put it there."""
        return PIN if self.name == PIN else f"{self.name}:{self.person}"


async def listens(work: Work, channel: str) -> bool:
    """Tell whether *channel* is the room of an incident."""
    return await placed.by_channel(work, channel) is not None


async def heeds(work: Work, mark: Mark) -> bool:
    """Tell whether *mark* puts messages on a timeline, there where it is."""
    wanted = work.policy.timeline
    name = mark.name.partition("::")[0]  # whatever tone its skin has
    known = wanted.pins if mark.name == PIN else name in wanted.reactions
    return known and await listens(work, mark.channel)


async def hear(work: Work, message: Said) -> None:
    """Keep what was said in a room; what is marked already is put on the timeline.

    What was edited is put right, also on the timeline.
    """
    incident = await placed.by_channel(work, message.channel)
    if incident is None:
        return
    if message.edited:  # the incident's lock comes before that of its messages
        await store.lock(work, incident.id)
    said = _columns(message)
    fresh = await heard.keep(work, incident.id, message.channel, message.ts, **said)
    if fresh and message.edited is None:  # nothing can be known of it yet
        return
    await store.lock(work, incident.id)
    row = await heard.lock(work, message.channel, message.ts)
    first = row.text is None
    if not (fresh or first or _newer(message, row)) or row.deleted_at:
        return
    for name, value in said.items():
        setattr(row, name, value)
    if first and row.marked:
        await _put(work, incident, row, _marker(row))
    await _correct(work, incident, row)


async def lose(work: Work, channel: str, ts: str) -> None:
    """Note that a message was deleted: its words are kept where they were recorded."""
    incident = await placed.by_channel(work, channel)
    if incident is None:
        return
    await store.lock(work, incident.id)
    await heard.keep(work, incident.id, channel, ts)
    row = await heard.lock(work, channel, ts)
    if row.deleted_at:
        return
    row.deleted_at, row.text = work.now, ""
    for entry in await _entries(work, row):
        _strike(work, incident, entry.id, DELETED)


async def mark(work: Work, mark: Mark) -> None:
    """Put a message on the timeline, once; without its last mark it is struck through.

    Marked again, it is there anew: what was struck through stays readable.
    """
    await roles.require(work, Role.MEMBER)
    found = await placed.by_channel(work, mark.channel)
    if found is None:
        return
    (incident,) = await store.lock(work, found.id)
    require_here(incident)
    await heard.keep(work, incident.id, mark.channel, mark.ts)
    row = await heard.lock(work, mark.channel, mark.ts)
    known = row.marks.get(mark.key)
    if known and float(known["at"]) >= float(mark.stamp):
        return
    row.marks = {**row.marks, mark.key: {"on": mark.on, "at": mark.stamp}}
    if mark.on and row.text is None:
        _await(work, row, mark.person)
    elif mark.on:
        await _put(work, incident, row, mark.person)
    elif not row.marked:
        for entry in await _entries(work, row):
            if entry.id == row.entry:  # what a menu put there stays
                _strike(work, incident, entry.id, UNMARKED)


async def unheard(work: Work, *, channel: str, ts: str, person: str) -> None:
    """Tell who marked a message that Slack never told of it: it was written before."""
    row = await heard.get(work, channel, ts)
    if row and row.text is None and row.marked:
        about = f"{row.incident}:{channel}:{ts}"
        how = {"key": f"unheard:{about}:{person}", "place": person, "lane": person}
        work.want("message", UNHEARD, about, **how)


async def missed(work: Work, about: str) -> dict[str, Any] | None:
    """Give the message that can't be put on a timeline by a mark, and whose that is."""
    id_, channel, ts = about.split(":")
    incident = await store.get(work, id_)
    link = await work.people.permalink(work, channel, ts)
    return {"incident": incident, "link": link} if incident else None


def _await(work: Work, row: RoomMessage, person: str) -> None:
    """Wait for a message that was marked before Slack told of it."""
    key, at = f"unheard:{row.channel}:{row.ts}:{person}", work.now + SOON
    work.later(UNHEARD, key=key, at=at, channel=row.channel, ts=row.ts, person=person)


def _columns(message: Said) -> dict[str, object]:
    thread = None if message.thread == message.ts else message.thread
    return {
        "thread_ts": thread,
        "person": message.person,
        "author": message.author,
        "text": message.text,
        "files": list(message.files),
        "edited_at": message.edited,
    }


def _newer(message: Said, row: RoomMessage) -> bool:
    """Tell whether *message* is a later version of what is kept."""
    if message.edited is None:
        return False
    return row.edited_at is None or message.edited > row.edited_at


def _marker(row: RoomMessage) -> str:
    """Give who marked it first; nobody where it was a pin."""
    on = [(float(mark["at"]), key) for key, mark in row.marks.items() if mark["on"]]
    return min(on)[1].rpartition(":")[2].removeprefix(PIN)


async def _entries(work: Work, row: RoomMessage) -> list[talk.Entry]:
    """Give the entries that quote a message, those that stand."""
    link = await work.people.permalink(work, row.channel, row.ts)
    records = await store.records(work, row.incident)
    return talk.quoting(records, link)


async def _put(work: Work, incident: Incident, row: RoomMessage, by: str) -> None:
    if not row.legible or await _entries(work, row):
        return
    message = Origin(
        channel=row.channel,
        thread=row.thread_ts or row.ts,
        link=await work.people.permalink(work, row.channel, row.ts),
        at=datetime.fromtimestamp(float(row.ts), UTC),
        text=row.text or "",
        person=row.person,
        author=row.author,
    )
    record = talk.put(work, incident, message, marked_by=by)
    row.entry = record.id
    await filing.attach(work, record, row.channel, row.ts)


async def _correct(work: Work, incident: Incident, row: RoomMessage) -> None:
    """Have the entries that quote a message say what it says now."""
    text = row.text or ""
    for entry in await _entries(work, row):
        if entry.text == text:
            continue
        link = str(entry.data["link"])
        said = {"entry": entry.id, "text": text, "link": link}
        work.record(seen.Requoted(about=incident.id, ref=incident.ref, **said))
        show(work, incident)


def _strike(work: Work, incident: Incident, entry: str, cause: str) -> None:
    said = {"entry": entry, "cause": cause}
    work.record(facts.Struck(about=incident.id, ref=incident.ref, **said))
    show(work, incident)
