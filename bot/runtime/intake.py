"""Intake: what others send in by hooks, `POST /hooks/<kind>/<token>`.

A report of `findings`, and a `release`, have each a `Way` in: how its token is looked
for, how large a body may be, and what takes it.

Invariants:
* an unknown, misshapen or shut token is answered 404, as any other address is, and with
  the same look into the database
* nothing is read of a body before its token is known, and never more than the most
* a body that can't be read is told where and why, and nothing of it is taken
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot import cycles, findings
from bot.core import tokens
from bot.core.errors import Busy, Invalid, Missing, Refused
from bot.core.work import Transactions, Work
from bot.findings import Mistake, Unreadable
from bot.runtime import bringing
from bot.runtime.installations import SYSTEM, Installations

log = structlog.get_logger(__name__)

SLOWEST = 60.0  # seconds for a whole body to arrive
AT_ONCE = 2  # reports that are read at one time
WAITING = 8  # and that may wait for that
AGAIN = "30"  # seconds after which to try again
Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Hook:
    """A way in that is open: its id, and what it is called where it acts."""

    id: str
    called: str


@dataclass(frozen=True, kw_only=True)
class Way:
    """One kind of hook: how its token is looked for, and who takes what is sent."""

    opened: Callable[[Work, str], Awaitable[Hook | None]]
    take: Callable[[Transactions, bytes, Hook, Json], Awaitable[Json]]
    biggest: int  # bytes of a body
    said: str  # what is too large, and what to do


async def _of_findings(work: Work, token: str) -> Hook | None:
    row = await findings.opened(work, token)
    return Hook(id=row.id, called=row.called) if row else None


async def _findings(
    transactions: Transactions, body: bytes, hook: Hook, whose: Json
) -> Json:
    """Take the findings of a report in."""
    reports = await asyncio.to_thread(findings.reports, body, hook.called)
    async with transactions.begin(**whose) as work:
        await findings.used(work, hook.id)
    records = await bringing.bring(transactions, reports, **whose)
    return {"runs": [*map(bringing.told, records)]}


async def _of_releases(work: Work, token: str) -> Hook | None:
    id_ = await cycles.opened(work, token)
    return Hook(id=id_, called="release") if id_ else None


async def _release(
    transactions: Transactions, body: bytes, hook: Hook, whose: Json
) -> Json:
    """Take a release in; the same one again changes nothing."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError) as wrong:
        raise Invalid("body", 'Send JSON such as {"version": "v2.3"}') from wrong
    draft = cycles.posted(given)
    async with transactions.begin(**whose) as work:
        await cycles.used(work, hook.id)
        release, known = await cycles.take(work, draft, "hook")
        return await cycles.release_told(work, release, known=known)


WAYS = {
    "findings": Way(
        opened=_of_findings,
        take=_findings,
        biggest=findings.BIGGEST,
        said=f"The report has more than {findings.BIGGEST // 1024 // 1024} megabytes: "
        "send it in parts.",
    ),
    "release": Way(
        opened=_of_releases,
        take=_release,
        biggest=16 * 1024,
        said="A release has a version and a few words, and at most 16 kilobytes.",
    ),
}


class Intake:
    """Takes in reports, of every workspace, each by its own hooks."""

    def __init__(
        self, transactions: Transactions, installations: Installations
    ) -> None:
        """Take in for every workspace that is installed."""
        self.transactions, self.installations = transactions, installations
        self._turns, self._many = asyncio.Semaphore(AT_ONCE), 0

    async def post(self, request: web.Request) -> web.Response:
        """Take one report in, or say why not."""
        try:
            workspace, way, hook = await self._opened(
                request.match_info["kind"], request.match_info["token"]
            )
        except Busy as busy:
            return _later(HTTPStatus.SERVICE_UNAVAILABLE, str(busy))
        if hook is None:
            raise web.HTTPNotFound
        if self._many >= AT_ONCE + WAITING:
            said = "Too many reports come in at once: send it again later."
            return _later(HTTPStatus.TOO_MANY_REQUESTS, said)
        self._many += 1
        try:
            async with self._turns:
                return await self._answered(request, workspace, way, hook)
        finally:
            self._many -= 1

    async def _opened(self, kind: str, token: str) -> tuple[str, Way, Hook | None]:
        """Find the hook of a token; of one that is none, look as long."""
        claimed = tokens.workspace(token)
        known = claimed in {one.id for one in self.installations.every()}
        workspace = claimed if known else SYSTEM
        whose = {"workspace": workspace, "actor": SYSTEM}
        way = WAYS.get(kind) or WAYS["findings"]
        async with self.transactions.look(**whose) as work:
            hook = await way.opened(work, token)
        return workspace, way, hook if known and kind in WAYS else None

    async def _answered(
        self, request: web.Request, workspace: str, way: Way, hook: Hook
    ) -> web.Response:
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request, way.biggest)
        except TimeoutError:
            return _wrong(HTTPStatus.REQUEST_TIMEOUT, "The report came too slowly.")
        except (ConnectionError, web.RequestPayloadError):
            return _wrong(HTTPStatus.BAD_REQUEST, "The report was broken off.")
        if body is None:
            return _wrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, way.said)
        return await self._taken(body, workspace, way, hook)

    async def _taken(
        self, body: bytes, workspace: str, way: Way, hook: Hook
    ) -> web.Response:
        whose = {"workspace": workspace, "actor": f"hook {hook.called}"}
        try:
            taken = await way.take(self.transactions, body, hook, whose)
        except Unreadable as unreadable:
            mistakes = [*map(_mistake, unreadable.mistakes)]
            said = {"ok": False, "mistakes": mistakes}
            return web.json_response(said, status=HTTPStatus.BAD_REQUEST)
        except Invalid as invalid:
            return _wrong(HTTPStatus.BAD_REQUEST, str(invalid))
        except Busy as busy:
            return _later(HTTPStatus.SERVICE_UNAVAILABLE, str(busy))
        except (findings.NoSuchHook, cycles.NoHook):
            raise web.HTTPNotFound from None
        except Missing as missing:
            return _wrong(HTTPStatus.BAD_REQUEST, str(missing))
        except Refused as refused:
            return _wrong(HTTPStatus.CONFLICT, str(refused))
        log.info("taken in by a hook", hook=hook.called)
        return web.json_response({"ok": True, **taken})


async def _body(request: web.Request, biggest: int) -> bytes | None:
    """Read a body; None where it is larger than the most."""
    if (request.content_length or 0) > biggest:
        return None
    parts, size = list[bytes](), 0
    async for part in request.content.iter_chunked(2**16):
        size += len(part)
        if size > biggest:
            return None
        parts.append(part)
    return b"".join(parts)


def _mistake(one: Mistake) -> dict[str, Any]:
    place = {"line": one.line} if one.line else {"path": one.path}
    return {**place, "problem": one.problem}


def _wrong(status: HTTPStatus, said: str) -> web.Response:
    return web.json_response({"ok": False, "error": said}, status=status)


def _later(status: HTTPStatus, said: str) -> web.Response:
    body = json.dumps({"ok": False, "error": said})
    return web.Response(
        text=body,
        status=status,
        content_type="application/json",
        headers={"Retry-After": AGAIN},
    )
