"""Intake: what others send in by hooks, `POST /hooks/findings/<token>`.

Invariants:
* an unknown, misshapen or shut token is answered 404, as any other address is, and with
  the same look into the database
* nothing is read of a body before its token is known, and never more than the most
* a body that can't be read is told where and why, and nothing of it is taken
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot import findings
from bot.core import tokens
from bot.core.errors import Busy, Refused
from bot.core.work import Transactions
from bot.findings import BIGGEST, Hook, Mistake, Unreadable
from bot.runtime import bringing
from bot.runtime.installations import SYSTEM, Installations

log = structlog.get_logger(__name__)

SLOWEST = 60.0  # seconds for a whole body to arrive
AT_ONCE = 2  # reports that are read at one time
WAITING = 8  # and that may wait for that
AGAIN = "30"  # seconds after which to try again
KIND = "findings"


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
            workspace, hook = await self._opened(
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
                return await self._answered(request, workspace, hook)
        finally:
            self._many -= 1

    async def _opened(self, kind: str, token: str) -> tuple[str, Hook | None]:
        """Find the hook of a token; of one that is none, look as long."""
        claimed = tokens.workspace(token)
        known = claimed in {one.id for one in self.installations.every()}
        workspace = claimed if known else SYSTEM
        whose = {"workspace": workspace, "actor": SYSTEM}
        async with self.transactions.look(**whose) as work:
            hook = await findings.opened(work, token)
        return workspace, hook if known and kind == KIND else None

    async def _answered(
        self, request: web.Request, workspace: str, hook: Hook
    ) -> web.Response:
        try:
            async with asyncio.timeout(SLOWEST):
                body = await _body(request)
        except TimeoutError:
            return _wrong(HTTPStatus.REQUEST_TIMEOUT, "The report came too slowly.")
        except (ConnectionError, web.RequestPayloadError):
            return _wrong(HTTPStatus.BAD_REQUEST, "The report was broken off.")
        if body is None:
            most = BIGGEST // 1024 // 1024
            said = f"The report has more than {most} megabytes: send it in parts."
            return _wrong(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, said)
        return await self._taken(body, workspace, hook)

    async def _taken(self, body: bytes, workspace: str, hook: Hook) -> web.Response:
        whose: dict[str, Any] = {"workspace": workspace, "actor": f"hook {hook.called}"}
        try:
            reports = await asyncio.to_thread(findings.reports, body, hook.called)
            async with self.transactions.begin(**whose) as work:
                await findings.used(work, hook.id)
            records = await bringing.bring(self.transactions, reports, **whose)
        except Unreadable as unreadable:
            mistakes = [*map(_mistake, unreadable.mistakes)]
            said = {"ok": False, "mistakes": mistakes}
            return web.json_response(said, status=HTTPStatus.BAD_REQUEST)
        except Busy as busy:
            return _later(HTTPStatus.SERVICE_UNAVAILABLE, str(busy))
        except findings.NoSuchHook:
            raise web.HTTPNotFound from None
        except Refused as refused:
            return _wrong(HTTPStatus.CONFLICT, str(refused))
        runs = [*map(bringing.told, records)]
        log.info("report taken in", runs=len(runs))
        return web.json_response({"ok": True, "runs": runs})


async def _body(request: web.Request) -> bytes | None:
    """Read a body; None where it is larger than the most."""
    if (request.content_length or 0) > BIGGEST:
        return None
    parts, size = list[bytes](), 0
    async for part in request.content.iter_chunked(2**16):
        size += len(part)
        if size > BIGGEST:
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
