"""Filing: the files of messages on a timeline, kept privately with the incident.

A file is downloaded by the relay, with the bot's token, and never made public. Whatever
people called it, it is known by Slack's id: by nothing that was typed on the disk.
"""

import re
from datetime import UTC, datetime
from typing import Any

from bot.core.facts import Record
from bot.core.queue import Priority
from bot.core.work import Work
from bot.incidents import heard, seen, store
from bot.incidents.change import show

FILE = "incidents.file"
FOLDER = "files"
ID = re.compile(r"F[A-Z0-9]{2,30}")
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")
MEGABYTE = 2**20


async def attach(work: Work, entry: Record, channel: str, ts: str) -> None:
    """Have the files kept of the message that *entry* quotes, up to the limit."""
    message = await heard.get(work, channel, ts)
    for each in message.files if message else ():
        if each["size"] <= _most(work):
            about = f"{entry.about}:{channel}:{ts}:{each['id']}"
            key, why = f"file:{about}", {"because": entry.id}
            how = {"key": key, "priority": Priority.DIGEST, "detail": why}
            work.want("file", FILE, about, **how)


async def file(work: Work, about: str) -> dict[str, Any] | None:
    """Give what is downloaded, where it is kept, and what is called then."""
    incident, channel, ts, id_ = about.split(":")
    found = await _found(work, channel, ts, id_)
    if found is None or not ID.fullmatch(id_):
        return None
    verb = {"incident": incident, "channel": channel, "ts": ts, "file": id_}
    return {
        "url": found["url"],
        "mimetype": found["mimetype"],
        "most": _most(work),
        "path": path(incident, found),
        "then": {"verb": FILE, "args": verb},
    }


async def keep(  # noqa: PLR0913 (what the relay found out, by name)
    work: Work,
    *,
    incident: str,
    channel: str,
    ts: str,
    file: str,
    sha256: str,
    size: str,
) -> None:
    """Record that a file is kept, once: what it holds, and where."""
    (found,) = await store.lock(work, incident)
    kept = await store.named(work, incident, seen.Filed.name)
    told = await _found(work, channel, ts, file)
    if told is None or file in {record.data["file"] for record in kept}:
        return
    fact = seen.Filed(
        about=found.id,
        ref=found.ref,
        file=file,
        called=told["name"],
        sha256=sha256,
        size=int(size),
        path=path(incident, told),
        link=await work.people.permalink(work, channel, ts),
    )
    at = datetime.fromtimestamp(float(ts), UTC)
    work.record(fact, at=min(at, work.now))
    show(work, found)


def path(incident: str, file: dict[str, Any]) -> str:
    """Say where a file is kept, below the data folder."""
    suffix = SUFFIX.search(file["name"])
    return f"{FOLDER}/{incident}/{file['id']}{suffix[0].lower() if suffix else ''}"


async def _found(work: Work, channel: str, ts: str, id_: str) -> dict[str, Any] | None:
    message = await heard.get(work, channel, ts)
    files = message.files if message else []
    return next((file for file in files if file["id"] == id_), None)


def _most(work: Work) -> int:
    return work.policy.timeline.largest_file * MEGABYTE
