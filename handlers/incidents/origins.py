"""The message that an incident is declared from: kept with the form, read back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.core import forms
from bot.core.work import Work
from bot.incidents import Origin

TEXT = 2000  # characters of the message that are kept
KEPT = 3000  # characters that Slack keeps with a form
SHORTER = 100
NAME = 200  # characters of a file's name that are kept
ELSEWHERE = ("external", "tombstone", "hidden_by_limit")
SOMEBODY = "somebody"
ORIGIN = TypeAdapter(Origin)


async def of(work: Work, message: Mapping[str, Any], channel: str) -> Origin:
    """Read a message as people see it: names in place of ids."""
    text = forms.typed(str(message.get("text") or ""))
    named = await work.people.names(work, forms.mentioned(text))
    names = {id_: SOMEBODY if name == id_ else name for id_, name in named.items()}
    return Origin(
        channel=channel,
        thread=str(message.get("thread_ts") or message["ts"]),
        link=await work.people.permalink(work, channel, message["ts"]),
        at=datetime.fromtimestamp(float(message["ts"]), UTC),
        text=forms.named(text, names)[:TEXT] or _shared(message),
        person=str(message.get("user") or ""),
        author=str(message.get("username") or ""),
    )


def files(message: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Give what Slack says of the files of a message, those that can be downloaded."""
    return tuple(
        {
            "id": file["id"],
            "name": str(file.get("name") or file["id"])[:NAME],
            "mimetype": str(file.get("mimetype") or ""),
            "size": int(file.get("size") or 0),
            "url": file["url_private_download"],
        }
        for file in message.get("files") or ()
        if file.get("url_private_download") and file.get("mode") not in ELSEWHERE
    )


def _shared(message: Mapping[str, Any]) -> str:
    """Say which files a message shares that says nothing else."""
    names = ", ".join(file["name"] for file in files(message))
    return f"shared {names}"[:TEXT] if names else ""


def kept(origin: Origin) -> str:
    """Write it so that a form can keep it; the text is cut until it fits."""
    written = ORIGIN.dump_json(origin).decode()
    while len(written) > KEPT:
        origin = replace(origin, text=origin.text[:-SHORTER])
        written = ORIGIN.dump_json(origin).decode()
    return written


def read(written: str) -> Origin | None:
    """Read what a form kept; None when that is no message, or of an older version."""
    try:
        return ORIGIN.validate_json(written)
    except ValidationError:
        return None
