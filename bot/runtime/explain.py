"""Refusals become sentences; anything else becomes a reference to a log line.

Nothing here awaits the network: the sentence is in the answer itself, or, for a click
(whose answer Slack ignores), is sent once the answer has left.
"""

import secrets
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import orjson
import structlog
from slack_bolt import BoltResponse

from bot.core import render
from bot.core.errors import Busy, Invalid, Refused, Unsure
from bot.core.work import Repeated
from bot.runtime import observe

log = structlog.get_logger(__name__)

Say = Callable[..., None]
JSON: dict[str, str | Sequence[str]] = {
    "content-type": "application/json;charset=utf-8"
}


def explain(
    error: Exception, kind: str, body: Mapping[str, Any], say: Say
) -> BoltResponse:
    """Answer a request that was refused, repeated or met a bug.

    *say* sends a sentence, and the card that shows the present state, to the asker once
    the answer has left; it is for clicks.
    """
    if isinstance(error, Repeated):
        return answer(error.answer)
    if not isinstance(error, Refused):
        return _bug(error, kind, say)
    observe.refusals.labels(type(error).__name__).inc()
    if kind == "event" and isinstance(error, Busy | Unsure):
        return BoltResponse(status=503, body="")  # Slack delivers it again
    if isinstance(error, Invalid) and kind == "view" and error.field in _inputs(body):
        errors = {error.field: str(error)}
        return answer({"response_action": "errors", "errors": errors})
    return _told(str(error), kind, partial(say, card=error.card))


def unsaid(sentence: str, **_: object) -> None:
    """Log that a sentence could not be said: nobody is known to say it to."""
    log.info("unsaid", letters=len(sentence))


def answer(said: Mapping[str, Any] | None) -> BoltResponse:
    """Give *said* as the answer of a request; None is an empty one."""
    if said is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=orjson.dumps(said).decode(), headers=JSON)


def _bug(error: Exception, kind: str, say: Say) -> BoltResponse:
    reference = secrets.token_hex(4)
    observe.bugs.inc()
    log.error("unexpected", reference=reference, kind=kind, exc_info=error)
    if kind == "event":
        return BoltResponse(status=500, body="")  # Slack delivers it again
    return _told(
        "Something broke, and nothing was done. If it happens again, tell whoever "
        f"runs Longwatch this reference: {reference}",
        kind,
        say,
    )


def _told(sentence: str, kind: str, say: Say) -> BoltResponse:
    """Put *sentence* where the asker looks: the answer, a view, or its own line."""
    if kind == "command":
        said = render.message("workspaces.refused", sentence=sentence)
        return answer({"response_type": "ephemeral", **said})
    if kind == "view":
        view = render.modal("workspaces.refused", sentence=sentence)
        return answer({"response_action": "push", "view": view})
    if kind == "options":
        return answer({"options": []})
    if kind in ("action", "shortcut"):
        say(sentence)
    return answer(None)


def _inputs(body: Mapping[str, Any]) -> set[str]:
    """Give the fields of the submitted view that can carry an error."""
    blocks = (body.get("view") or {}).get("blocks", [])
    return {block["block_id"] for block in blocks if block.get("type") == "input"}
