"""Receiving: from the bytes of a transport to one payload, answered once.

Both transports come through here. What cannot be read is refused before anything looks
into it; whatever happens after that, the asker gets an answer and nobody a stack trace.
"""

import re
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest

from bot.core import patience
from bot.core.tables import new_id
from bot.runtime import observe, shapes
from bot.runtime.envelope import kind_of
from bot.runtime.explain import answer, explain, unsaid

log = structlog.get_logger(__name__)

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MISSHAPEN = 400  # for a payload that is not what its kind promises
HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
UNHEARD = 404  # what Bolt answers when no listener is for a payload


class Unreadable(ValueError):
    """The body is not a payload of Slack's."""


def payload_of(kind: str, body: bytes) -> dict[str, Any]:
    """Read the payload of a *body* of content type *kind*, or raise Unreadable."""
    try:
        text = body.decode()
        found: Any = _json(text) if kind == JSON else _form(kind, text)
    except ValueError as error:
        raise Unreadable from error
    if not isinstance(found, dict):
        raise Unreadable
    return found


def _form(kind: str, text: str) -> Any:  # noqa: ANN401 (whatever JSON it holds)
    """Read a form: a command's fields, or the JSON of an interaction."""
    fields = dict(parse_qsl(text, keep_blank_values=True))
    if kind != FORM or not {"payload", "command", "ssl_check"} & fields.keys():
        raise Unreadable
    return _json(fields["payload"]) if "payload" in fields else fields


def _json(text: str) -> Any:  # noqa: ANN401 (whatever JSON it holds)
    """Read JSON; half a character, which no UTF-8 can hold, is read as U+FFFD."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return orjson.loads(HALF.sub(r"\\ufffd", text))


def early_answer(payload: Mapping[str, Any]) -> BoltResponse | None:
    """Answer what Bolt doesn't know: probes, verification, and rate warnings."""
    if "ssl_check" in payload:
        return answer(None)
    if payload.get("type") == "url_verification":
        return answer({"challenge": payload.get("challenge")})
    if payload.get("type") == "app_rate_limited":
        minute = payload.get("minute_rate_limited")
        log.warning("slack holds events back", minute=minute)
        return answer(None)
    return None


async def answered(bolt: AsyncApp, payload: dict[str, Any]) -> BoltResponse:
    """Dispatch one payload, timed by its kind; its log lines carry one request id.

    Probes are answered and not counted: what is counted is what Slack has asked of us.
    """
    if (early := early_answer(payload)) is not None:
        return early
    kind = kind_of(payload)
    if (shape := shapes.of(payload)) is None:
        log.info("nothing listens to that", kind=kind)
        return answer(None)
    if place := shapes.unlike(payload, shape):
        log.warning("a payload of another shape", kind=kind, place=place)
        return BoltResponse(status=MISSHAPEN, body="")
    start = time.perf_counter()
    with structlog.contextvars.bound_contextvars(request=new_id()):
        with patience.limited():
            response = await _dispatched(bolt, kind, payload)
        took, status = time.perf_counter() - start, str(response.status)
        observe.requests.labels(kind, status).observe(took)
        log.info("answered", kind=kind, status=status, ms=round(took * 1000, 1))
    return response


async def _dispatched(
    bolt: AsyncApp, kind: str, payload: dict[str, Any]
) -> BoltResponse:
    """Let Bolt find the listener: the outermost place where an error can be met."""
    try:
        # A parsed body is what Bolt calls Socket Mode: it is not parsed again.
        asked = AsyncBoltRequest(body=payload, mode="socket_mode")
        response = await bolt.async_dispatch(asked)
    except Exception as error:  # noqa: BLE001 (explained, and logged there)
        return explain(error, kind, payload, unsaid)
    if response.status == UNHEARD:
        log.info("nothing listens to that", kind=kind)
        return answer(None)
    return response
