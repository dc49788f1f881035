"""Calling Slack: one try, an outcome that is named, and never a hidden repeat.

* Failure      whatever keeps a call from being answered as it should
  + Refusal    Slack said no, for a reason that a person can read
  + Limited    Slack, or an earlier answer of its, asked to wait: nothing was done
  + Unknown    nobody can tell whether it was done: look before repeating
  + Unreached  the call never arrived: repeat freely
  + Late       it was not made: too little of the lease is left

slack-sdk's own retries are off: they would repeat a post whose answer was lost.
"""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, cast

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime import observe, vitals

log = structlog.get_logger(__name__)

LOST = {"internal_error", "fatal_error", "request_timeout", "service_unavailable"}
PER_CHANNEL = {"chat.postMessage"}
SPACE = 1.2  # seconds between two calls of what was limited: fifty a minute
SLOWED = 60.0  # seconds after a limit for which they keep that distance
DEFAULT_REST = 30.0  # seconds, when a 429 names none


class Failure(Exception):
    """A call was not answered as it should be."""


class Refusal(Failure):
    """Slack said no."""

    def __init__(self, error: str, answer: Mapping[str, Any]) -> None:
        """Keep Slack's *error* and its whole *answer*."""
        super().__init__(error)
        self.error = error
        self.answer = answer


class Limited(Failure):
    """Slack asked to wait before this method is called again."""

    def __init__(self, key: tuple[str, ...], until: float) -> None:
        """Keep which (workspace, method, place) rests *until* when (epoch)."""
        super().__init__(f"{key[1]} rests")
        self.key = key
        self.until = until


class Unknown(Failure):
    """The call may have been carried out, or not."""


class Unreached(Failure):
    """The call never reached Slack."""


class Late(Failure):
    """Too little of the lease is left to make another call under it."""


@dataclass(frozen=True, kw_only=True)
class Slack:
    """Slack's Web API for one workspace; no call begins after *deadline* (epoch).

    *scopes* are what the token may do, as far as that is known.
    *pauses* is what other processes were asked to leave alone, and until when; *rests*
    what this one was, *slowed* what goes on at a distance since then, until when: both
    are shared by all that calls from here. *made* is what this try has called: the
    distance to its own last call it waits for, or it could never make two.
    """

    workspace: str
    client: AsyncWebClient
    timeout: float
    rests: dict[tuple[str, ...], float]
    slowed: dict[tuple[str, ...], float] = field(default_factory=dict)
    pauses: Mapping[tuple[str, ...], float] = field(default_factory=dict)
    deadline: float = float("inf")
    made: set[tuple[str, ...]] = field(default_factory=set)
    scopes: frozenset[str] = frozenset()

    def lacks(self, scope: str) -> bool:
        """Tell whether the token is known to be without *scope*."""
        return bool(self.scopes) and scope not in self.scopes

    async def __call__(self, method: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 (what the method takes)
        """Call *method* once; see the module for what it raises."""
        place = str(arguments.get("channel", "")) if method in PER_CHANNEL else ""
        key = (self.workspace, method, place)
        now = await self._turn(key)
        if self.slowed.get(key, 0) > now:
            self.rests[key] = now + SPACE
        self.made.add(key)
        with observe.calling(method):
            return await self._call(method, arguments, key)

    async def _turn(self, key: tuple[str, ...]) -> float:
        """Give the time (epoch) once the call may be made; raise when that is later."""
        while True:
            now = time.time()  # noqa: TID251 (leases and Retry-After use real time)
            until = max(self.pauses.get(key, 0), self.rests.get(key, 0))
            mine = key in self.made and until - now <= SPACE
            if until > now and not mine:
                raise Limited(key, until)
            if now > self.deadline:
                raise Late
            if until <= now:
                return now
            await asyncio.sleep(until - now)

    async def _call(
        self, method: str, arguments: dict[str, Any], key: tuple[str, str, str]
    ) -> dict[str, Any]:
        send = getattr(self.client, method.replace(".", "_"))
        try:
            async with asyncio.timeout(self.timeout):
                answer = await send(**arguments)
        except aiohttp.ClientConnectorError as error:
            raise Unreached(str(error.os_error)) from error
        except SlackApiError as error:
            raise self._noted(_named(error, key)) from error
        except (TimeoutError, aiohttp.ClientError, SlackClientError, OSError) as error:
            raise Unknown(type(error).__name__) from error
        vitals.compared(answer.headers)
        return cast("dict[str, Any]", answer.data)

    def _noted(self, error: Exception) -> Exception:
        """Keep what rests from now on, and forget what has rested."""
        if isinstance(error, Limited):
            now = time.time()  # noqa: TID251 (Retry-After is real time)
            for kept in (self.rests, self.slowed):
                for key in [key for key, until in kept.items() if until < now]:
                    del kept[key]
            self.rests[error.key] = error.until
            self.slowed[error.key] = error.until + SLOWED
        return error


def _named(error: SlackApiError, key: tuple[str, str, str]) -> Exception:
    """Give the exception that *error* stands for."""
    response = error.response
    status, answer = status_of(error), _said(error)
    code = code_of(error)
    if status == HTTPStatus.TOO_MANY_REQUESTS or code in (
        "ratelimited",
        "rate_limited",
    ):
        rest = rest_of(getattr(response, "headers", None) or {})
        return Limited(key, time.time() + rest)  # noqa: TID251 (Retry-After is real time)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or not code or code in LOST:
        return Unknown(code or f"HTTP {status}")
    log.warning(
        "slack refused",
        method=key[1],
        error=code,
        messages=(answer.get("response_metadata") or {}).get("messages"),
    )
    return Refusal(code, answer)


def code_of(error: SlackApiError) -> str:
    """Give Slack's own word for *error*; nothing where its answer can't be read."""
    return str(_said(error).get("error") or "")


def status_of(error: SlackApiError) -> int:
    """Give the HTTP status of the answer, whoever's it is."""
    response: Any = error.response
    return int(getattr(response, "status_code", None) or response.status)


def _said(error: SlackApiError) -> dict[str, Any]:
    """Give what Slack answered: slack-sdk hands over what is no JSON as aiohttp's."""
    data = getattr(error.response, "data", None)
    return data if isinstance(data, dict) else {}


def rest_after(error: Exception) -> float:
    """Give how many seconds Slack asked to wait with *error*; 0 if it did not."""
    response = getattr(error, "response", None)
    if getattr(response, "status_code", 0) != HTTPStatus.TOO_MANY_REQUESTS:
        return 0.0
    return rest_of(getattr(response, "headers", None) or {})


def rest_of(headers: Mapping[str, str]) -> float:
    """Read in *headers* how many seconds to wait; Slack gives whole ones."""
    found = {key.lower(): value for key, value in headers.items()}
    text = str(found.get("retry-after", ""))
    return float(text) if text.isascii() and text.isdigit() else DEFAULT_REST
