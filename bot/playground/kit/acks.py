"""Acks: what an app may write in the body of its answer, by kind of payload."""

from collections.abc import Callable, Mapping

from bot.playground.kit import messages, views, walk
from bot.playground.kit.findings import Finding, Findings, Found, inside
from bot.playground.kit.objects import GROUP, OPTION, OPTIONS_MOST
from bot.playground.kit.schema import (
    Bool,
    Choice,
    Free,
    Json,
    Many,
    Nullable,
    Shape,
    Spec,
    Str,
    either,
    plain,
)

_CODE = "invalid_response"
_ANYTHING = Many(Free(), 0)
_ANSWER = plain(
    (),
    response_type=Choice(("ephemeral", "in_channel")),
    replace_original=Bool(),
    delete_original=Bool(),
    thread_ts=Str(),
    text=Nullable(Str(low=0)),
    blocks=_ANYTHING,
    attachments=_ANYTHING,
    metadata=Free(),
    mrkdwn=Bool(),
    unfurl_links=Bool(),
    unfurl_media=Bool(),
)
_OPTIONS = plain(
    (),
    either("options", "option_groups"),
    options=Many(OPTION, 0, OPTIONS_MOST),
    option_groups=Many(GROUP, 0, OPTIONS_MOST),
)
_KIND: Mapping[str, Spec] = {"response_action": Str()}
_VIEW_ACTIONS: Mapping[str, Shape] = {
    "clear": plain((), **_KIND),
    "errors": plain(("errors",), **_KIND, errors=Free()),
    "update": plain(("view",), **_KIND, view=Free()),
    "push": plain(("view",), **_KIND, view=Free()),
}


def answer(body: object, *, code: str = "invalid_payload") -> Findings:
    """Check a message sent to a response_url or in the body of a command's ack.

    `code` is the code of a body that is no message at all.
    """
    if not isinstance(body, Mapping):
        return _wrong(code, "must provide an object")
    errors = tuple(_ANSWER.check(body, ""))
    if errors:
        return Findings(code=code, errors=errors)
    if body.get("delete_original"):
        return (
            Findings() if len(body) == 1 else _wrong(code, "delete_original is alone")
        )
    return messages.message(body, method="response_url")


def ack(kind: str, body: object = None, view: Json | None = None) -> Findings:
    """Check the body of the ack to a payload of `kind`.

    `body` is None or "" when empty, a str when it is text, else parsed JSON; `view`
    is the submitted view. Kinds are `command` and the `type` of the interactive and
    event payloads; the code of a wrong body is `invalid_response`.
    """
    if body is None or body == "":
        return _EMPTY.get(kind, Findings())
    check = _BODIES.get(kind)
    if check is None:
        return _wrong(_CODE, "the body must be empty")
    return check(body, view)


def _wrong(code: str, said: str, at: str = "") -> Findings:
    return Findings(code=code, errors=(Finding(said, at),))


def _command(body: object, _: Json | None) -> Findings:
    shown = {"text": body} if isinstance(body, str) else body
    return answer(shown, code=_CODE)


def _suggestion(body: object, _: Json | None) -> Findings:
    errors = tuple(_OPTIONS.check(body, ""))
    return Findings(code=_CODE if errors else None, errors=errors)


def _submission(body: object, view: Json | None) -> Findings:
    if not isinstance(body, Mapping):
        return _wrong(_CODE, "must provide an object")
    shape = _VIEW_ACTIONS.get(str(body.get("response_action")))
    if shape is None:
        return _wrong(_CODE, "must be a valid enum value", "/response_action")
    errors = tuple(shape.check(body, ""))
    if errors:
        return Findings(code=_CODE, errors=errors)
    if "view" in body:
        return views.view(body["view"])
    told = body.get("errors")
    errors = () if told is None else tuple(_field_errors(told, view))
    return Findings(code=_CODE if errors else None, errors=errors)


def _field_errors(told: Json, view: Json | None) -> Found:
    inputs = {
        block.get("block_id")
        for _, block in walk.blocks(walk.surface_blocks(view), "")
        if block.get("type") == "input"
    }
    if not told:
        yield Finding("no fewer than 1 items allowed", "/errors")
    for name, sentence in told.items():
        here = inside("/errors", name)
        if view is not None and name not in inputs:
            yield Finding("must be the block_id of an input block in the view", here)
        yield from Str().check(sentence, here)


_BODIES: Mapping[str, Callable[[object, Json | None], Findings]] = {
    "command": _command,
    "block_suggestion": _suggestion,
    "view_submission": _submission,
}
_EMPTY: Mapping[str, Findings] = {
    "block_suggestion": _wrong(_CODE, "missing required field: options"),
}
