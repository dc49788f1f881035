"""What a message may hold: the rules that stand between the app and the channel.

The same rules hold for posts, edits, ephemeral messages, answers to commands and
posts to a response address; only the way in differs.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground import kit, showing
from bot.playground.call import Call, Invalid
from bot.playground.kit import Findings
from bot.playground.records import SECRET
from bot.playground.things import Message
from bot.playground.world import World

Json = dict[str, Any]
Report = Callable[[str], None]

BROADCASTS = frozenset({"here", "channel", "everyone"})
STRUCTURED = {
    "blocks": "invalid_blocks_format",
    "attachments": "invalid_attachments",
    "metadata": "invalid_metadata_format",
}
"""Arguments that a form carries as JSON, with the refusal of what is not JSON."""


@dataclass(frozen=True, kw_only=True)
class Content:
    """A message's content, checked; None stands for what was not sent."""

    text: str
    blocks: list[Json] | None
    attachments: list[Json] | None
    metadata: Json | None

    def fields(self) -> Json:
        """Return what replaces the fields of an edited message."""
        sent: Json = {"blocks": self.blocks, "attachments": self.attachments}
        kept = {name: value for name, value in sent.items() if value is not None}
        if self.metadata is not None:
            kept["metadata"] = self.metadata or None
        return {"text": self.text, **kept}

    def message(self, world: World, channel: str) -> Message:
        """Make a message of the app's with this content, not yet said."""
        app = world.app
        profile = {"id": app.bot_id, "app_id": app.id, "name": app.name}
        return Message(
            ts=world.ts(),
            channel=channel,
            user=app.user_id,
            text=self.text,
            blocks=self.blocks or [],
            attachments=self.attachments or [],
            metadata=self.metadata or None,
            bot_id=app.bot_id,
            app_id=app.id,
            extra={"bot_profile": {**profile, "deleted": False}},
        )


def of_call(call: Call) -> Content:
    """Read and check the content of a `chat.*` call, or raise `Refused`."""
    payload = {
        name: call.args[name]
        for name in ("text", "markdown_text")
        if call.args.get(name) is not None
    }
    for name, code in STRUCTURED.items():
        value = call.structure(name, code)
        if value is not None:
            payload[name] = value
    findings = kit.message(
        payload,
        method=call.method.name,
        mentions_allowed=call.world.mentions_allowed,
    )
    return checked(call.world, payload, findings, call.report)


def checked(world: World, payload: Json, findings: Findings, report: Report) -> Content:
    """Return the content of *payload*, or raise `Refused` for what *findings* say."""
    if findings.code:
        raise Invalid(*findings.messages, code=findings.code)
    showing.message(world, payload)
    for sentence in (*findings.reports, *doubts(world, payload)):
        report(sentence)
    text = str(payload.get("text") or payload.get("markdown_text") or "")
    return Content(
        text=text[: kit.LONGEST_TEXT],
        blocks=payload.get("blocks"),
        attachments=payload.get("attachments"),
        metadata=payload.get("metadata"),
    )


def doubts(world: World, payload: Json) -> Iterator[str]:
    """Yield what Slack takes in a message or a view, and nobody should have sent."""
    said = json.dumps(payload, ensure_ascii=False)
    if SECRET.search(said) or world.app.signing_secret in said:
        yield "a secret stands in what people read"
    groups = (str(group["id"]) for group in world.usergroups)
    known = {*world.people, *world.channels, *groups, *BROADCASTS}
    for mentioned in kit.mentioned(payload):
        if mentioned not in known:
            yield f"mentions nobody: {mentioned}"
