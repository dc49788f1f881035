"""Messages: the arguments of chat.* and of answers, checked as a whole."""

import json
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bot.playground.kit import manners, surfaces, texts, walk
from bot.playground.kit.blocks import ANY
from bot.playground.kit.data import letters
from bot.playground.kit.findings import Finding, Findings, Found, inside
from bot.playground.kit.schema import Free, Json, Many, Str, plain

LONGEST_TEXT = 40_000  # what is longer is cut
ADVISED_TEXT = 4_000  # an update refuses more
BLOCKS_TEXT_MOST = 13_000
BLOCKS_TEXT_ADVISED = 10_000
ATTACHMENTS_MOST = 100
METADATA_MOST = 8_192  # bytes of JSON
_MESSAGE = surfaces.Surface.MESSAGE
_BLOCKS = Many(ANY, 0, surfaces.BLOCKS_MOST[_MESSAGE])
_METADATA = plain(
    ("event_type", "event_payload"), event_type=Str(), event_payload=Free()
)
_CONTENT = ("text", "blocks", "attachments", "markdown_text")
_FORMS = {
    "text": (str, "invalid_arguments", "must provide a string"),
    "markdown_text": (str, "invalid_arguments", "must provide a string"),
    "blocks": (list, "invalid_blocks_format", "must provide an array"),
    "attachments": (list, "invalid_attachments", "must provide an array"),
    "metadata": (dict, "invalid_metadata_format", "must provide an object"),
}
_ATTACHMENT = {
    *("actions", "author_icon", "author_id", "author_link", "author_name"),
    *("author_subname", "blocks", "callback_id", "color", "fallback", "fields"),
    *("footer", "footer_icon", "id", "image_url", "mrkdwn_in", "preview", "pretext"),
    *("text", "thumb_url", "title", "title_link", "ts"),
}
_MENTIONING = ("user", "usergroup", "channel", "broadcast")
_MENTIONED = ("user_id", "usergroup_id", "channel_id", "range")
_LITERAL = ("plain_text", "text", "link", "raw_text", "raw_number")


class _Refusal(NamedTuple):
    code: str
    errors: tuple[Finding, ...] = ()


def message(
    payload: Json,
    *,
    method: str = "chat.postMessage",
    mentions_allowed: bool = False,
) -> Findings:
    """Check the arguments of `method` that make up a message, as parsed JSON.

    `mentions_allowed` keeps mass mentions out of the reports.
    """
    given = {name: item for name, item in payload.items() if item is not None}
    refusals = list(_malformed(given)) or list(_refusals(given, method))
    reports = [] if refusals else list(_reports(given))
    if mentions_allowed:
        reports = [said for said in reports if not said.startswith("mass mention")]
    return Findings(
        code=refusals[0].code if refusals else None,
        errors=tuple(error for refusal in refusals for error in refusal.errors),
        reports=tuple(reports),
    )


def _malformed(payload: Json) -> Iterator[_Refusal]:
    for name, (kind, code, said) in _FORMS.items():
        if name in payload and not isinstance(payload[name], kind):
            yield _Refusal(code, (Finding(said, inside("", name)),))


def _refusals(payload: Json, method: str) -> Iterator[_Refusal]:
    if not any(_filled(payload.get(name)) for name in _CONTENT):
        yield _Refusal("no_text")
    if "markdown_text" in payload and ("text" in payload or "blocks" in payload):
        yield _Refusal("markdown_text_conflict")
    if method == "chat.update" and len(payload.get("text", "")) > ADVISED_TEXT:
        yield _Refusal("msg_too_long")
    if len(payload.get("markdown_text", "")) > surfaces.MARKDOWN_MOST:
        yield _Refusal("msg_too_long")
    if len(payload.get("attachments", ())) > ATTACHMENTS_MOST:
        yield _Refusal("too_many_attachments")
    yield from _blocks_refusals(payload)
    attached = tuple(_attachments(payload.get("attachments", [])))
    if attached:
        yield _Refusal("invalid_attachments", attached)
    yield from _metadata(payload.get("metadata"))


def _filled(content: object) -> bool:
    return bool(content.strip() if isinstance(content, str) else content)


def _blocks_refusals(payload: Json) -> Iterator[_Refusal]:
    parts = list(_parts(payload))
    errors = (*_placed(parts[0][1], parts[0][0]), *surfaces.whole(parts, _MESSAGE))
    tables = tuple(e for e in errors if e.message == surfaces.ONE_TABLE)
    if len(errors) > len(tables):
        yield _Refusal("invalid_blocks", errors)
    elif tables:
        yield _Refusal("invalid_attachments", tables)
    if letters(payload.get("blocks")) > BLOCKS_TEXT_MOST:
        yield _Refusal("msg_blocks_too_long")


def _parts(payload: Json) -> Iterator[surfaces.Part]:
    """Yield the message's own blocks, then those of its attachments."""
    yield "/blocks", payload.get("blocks", [])
    for at, attachment in walk.items(payload.get("attachments"), "/attachments"):
        if isinstance(attachment, Mapping):
            yield inside(at, "blocks"), attachment.get("blocks")


def _placed(blocks: object, at: str) -> Found:
    yield from _BLOCKS.check(blocks, at)
    yield from surfaces.each(blocks, at, _MESSAGE)


def _attachments(attachments: object) -> Found:
    for at, attachment in walk.items(attachments, "/attachments"):
        if not isinstance(attachment, Mapping):
            yield Finding("must provide an object", at)
            continue
        for name in attachment.keys() - _ATTACHMENT:
            yield Finding(f"invalid additional property: {name}", at)
        if "blocks" in attachment:
            yield from _placed(attachment["blocks"], inside(at, "blocks"))


def _metadata(metadata: Json | None) -> Iterator[_Refusal]:
    if not metadata:
        return
    errors = tuple(_METADATA.check(metadata, "/metadata"))
    if errors:
        yield _Refusal("invalid_metadata_format", errors)
    if len(json.dumps(metadata).encode()) > METADATA_MOST:
        yield _Refusal("metadata_too_large")


def _reports(payload: Json) -> Iterator[str]:
    text = payload.get("text", "")
    if not text.strip() and "markdown_text" not in payload:
        yield "no fallback text"
    if len(text) > LONGEST_TEXT:
        yield f"text is cut at {LONGEST_TEXT} characters"
    elif len(text) > ADVISED_TEXT:
        yield f"text is longer than the advised {ADVISED_TEXT} characters"
    if letters(payload.get("blocks")) > BLOCKS_TEXT_ADVISED:
        yield f"blocks hold more than {BLOCKS_TEXT_ADVISED} characters"
    if payload.get("mrkdwn", True):
        yield from (f"{said} [json-pointer:/text]" for said in texts.text(text))
    yield from manners.report(payload.get("blocks"), "/blocks", notifies=True)
    for at, attachment in walk.items(payload.get("attachments"), "/attachments"):
        yield from _attachment_reports(attachment, at)
    kept = (payload.get("metadata") or {}).get("event_payload", {})
    if any(isinstance(item, (dict, list)) for item in kept.values()):
        yield "metadata holds more than plain values [json-pointer:/metadata]"


def _attachment_reports(attachment: object, at: str) -> Iterator[str]:
    if not isinstance(attachment, Mapping):
        return
    if "actions" in attachment:
        yield f"legacy attachment actions [json-pointer:{at}]"
    for name in ("pretext", "text"):
        for said in texts.text(str(attachment.get(name, ""))):
            yield f"{said} [json-pointer:{inside(at, name)}]"
    here = inside(at, "blocks")
    yield from manners.report(attachment.get("blocks"), here, notifies=True)


def mentioned(content: object) -> list[str]:
    """List what a text, a message or blocks mention: ids, and here, channel, ...

    A message is judged by its text, its blocks and its attachments' texts.
    """
    if isinstance(content, str):
        return texts.mentions(content)
    found = []
    for _, node in walk.nodes(content, ""):
        if node.get("type") not in _LITERAL:
            written = (node.get(name) for name in ("text", "pretext"))
            found += [
                who
                for text in written
                if isinstance(text, str)
                for who in texts.mentions(text)
            ]
        if node.get("type") in _MENTIONING:
            found += [str(node[name]) for name in _MENTIONED if name in node]
    return found
