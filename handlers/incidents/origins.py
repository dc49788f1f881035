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
        text=forms.named(text, names)[:TEXT],
        person=str(message.get("user") or ""),
        author=str(message.get("username") or ""),
    )


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
