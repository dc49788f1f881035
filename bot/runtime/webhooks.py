"""Webhooks: a containment step is sent once, signed, to the address that was checked.

Invariants:
* every address that the host resolves to is looked at, and only these are connected to
* no redirect is followed, no proxy asked, no cookie kept
* what may have arrived is not sent again: then a person decides
* signed as Standard Webhooks has it, with a secret that stands in the environment
"""

import base64
import binascii
import hashlib
import hmac
import os
import socket
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.core import addresses
from bot.runtime.calls import Late
from bot.runtime.jobs import Job, Result

log = structlog.get_logger(__name__)

ANSWER = 2**16  # bytes of an answer that are read
SPARE = 1.0  # seconds of a lease that are kept for marking; of a short one, a quarter
LEAST = 0.2  # seconds that a call has at least
PREFIX = "whsec_"  # of a secret that is written in base64
AGENT = "Longwatch"
GATEWAY = (HTTPStatus.BAD_GATEWAY, HTTPStatus.GATEWAY_TIMEOUT)
"""Said by what stands before the one that is called: nobody knows what that one did."""
CHANGED = "the policy says something else of this step by now"
DOUBT = "Longwatch was interrupted while it called"
LOST = (TimeoutError, aiohttp.ClientError, OSError)


class Unsafe(aiohttp.ClientError):
    """An address that nothing may be sent to."""


class Unsigned(Exception):
    """There is no secret to sign with."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How a call ended: done, failed or unknown; the HTTP status, 0 for none."""

    outcome: str
    answered: int = 0
    why: str = ""


class Checked(AbstractResolver):
    """Resolves a host once; gives nothing unless all that it gives may be called."""

    def __init__(self, *, internal: bool, loopback: bool) -> None:
        """Allow networks of one's own, or this very machine."""
        self._allowed = {"internal": internal, "loopback": loopback}
        self.plain = loopback
        self._inner = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Give the addresses of *host*, each looked at."""
        found = await self._inner.resolve(host, port, family)
        for one in found:
            self.require(one["host"])
        return found

    def require(self, host: str) -> None:
        """Refuse an address that nothing may be sent to; let a name pass."""
        try:
            address = addresses.literal(host)
        except ValueError as odd:
            raise Unsafe(f"{host} {odd}") from None
        wrong = address and addresses.refused(address, **self._allowed)
        if wrong:
            raise Unsafe(f"{address} {wrong}")

    async def close(self) -> None:
        """Let go of what resolves."""
        await self._inner.close()


async def webhook(job: Job) -> Result:
    """Call a webhook once; what it came to is recorded by the verb that asked."""
    began = time.monotonic()
    ended = await _ended(job)
    spent = round((time.monotonic() - began) * 1000)
    then = job.shown["then"]
    log.info("webhook called", outcome=ended.outcome, status=ended.answered)
    said = {"outcome": ended.outcome, "answered": str(ended.answered)}
    said |= {"why": ended.why, "milliseconds": str(spent)}
    return Result(
        detail=job.row.detail, then={**then, "args": {**then["args"], **said}}
    )


async def _ended(job: Job) -> Ended:
    wanted: Mapping[str, Any] = job.shown
    if job.row.unknown:
        return Ended(outcome="unknown", why=DOUBT)
    if not wanted["url"]:
        return Ended(outcome="failed", why=CHANGED)
    left = job.row.lease_until - time.time()  # noqa: TID251 (leases use real time)
    left -= min(SPARE, left / 4)
    if left < LEAST:
        raise Late
    try:
        headers = signed(wanted["id"], wanted["body"], wanted["secret"])
    except Unsigned as unsigned:
        return Ended(outcome="failed", why=str(unsigned))
    resolver = Checked(internal=wanted["internal"], loopback=job.hooks.loopback)
    return await post(
        wanted["url"],
        wanted["body"].encode(),
        headers,
        resolver=resolver,
        timeout=min(job.hooks.timeout, left),
    )


async def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    resolver: Checked,
    timeout: float,  # noqa: ASYNC109 (aiohttp's, in which a connection is told apart)
) -> Ended:
    """Send once, and tell what is known of it; nothing is known once it was connected.

    *timeout* is the whole call's, in seconds.
    """
    flight = SimpleNamespace(connected=False)
    try:
        resolver.require(_host(url, resolver))
        async with (
            _session(resolver, flight, timeout) as session,
            session.post(
                url, data=body, headers=headers, allow_redirects=False
            ) as answer,
        ):
            with suppress(*LOST):
                await answer.content.read(ANSWER)
            return _said(answer.status)
    except LOST as error:
        return _lost(error, timeout, connected=flight.connected)


def _host(url: str, resolver: Checked) -> str:
    """Give whom to call: by https, but on this very machine where that is allowed."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" and not resolver.plain:
        raise Unsafe("plain http is only for a playground's own machine")
    return host


@asynccontextmanager
async def _session(
    resolver: Checked,
    flight: SimpleNamespace,
    timeout: float,  # noqa: ASYNC109 (the same)
) -> AsyncIterator[aiohttp.ClientSession]:
    """Open a session for one call; *flight* notes once something may arrive."""

    async def connected(*_: object) -> None:
        flight.connected = True

    traced = aiohttp.TraceConfig()
    traced.on_connection_create_end.append(connected)
    connector = aiohttp.TCPConnector(
        resolver=resolver, use_dns_cache=False, force_close=True
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=timeout),
        trace_configs=[traced],
        auto_decompress=False,
        headers={"User-Agent": AGENT},
    ) as session:
        yield session


def _said(status: int) -> Ended:
    """Read what was answered by its status alone."""
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Ended(outcome="done", answered=status)
    if status in GATEWAY:
        why = "a gateway before it lost the answer"
        return Ended(outcome="unknown", answered=status, why=why)
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        why = "it answered with a redirect, which is not followed"
    else:
        broke = "it answered with an error: look whether a part of it happened"
        why = "it refused" if status < HTTPStatus.INTERNAL_SERVER_ERROR else broke
    return Ended(outcome="failed", answered=status, why=why)


def _lost(error: Exception, timeout: float, *, connected: bool) -> Ended:
    """Tell what never left from what may have arrived."""
    late = isinstance(error, TimeoutError)
    if connected:
        within = f"it did not answer within {timeout:.0f} s"
        why = within if late else "the connection broke before it answered"
        return Ended(outcome="unknown", why=why)
    if isinstance(error, Unsafe):
        return Ended(outcome="failed", why=str(error))
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Ended(outcome="failed", why="its host has no address")
    if isinstance(error, aiohttp.ClientSSLError):
        return Ended(outcome="failed", why="its certificate is not to be trusted")
    why = "it could not be reached" + (f" within {timeout:.0f} s" if late else "")
    return Ended(outcome="failed", why=why)


def signed(id_: str, body: str, variable: str) -> dict[str, str]:
    """Give the headers of a call, signed with the secret in *variable*."""
    at = str(int(time.time()))  # noqa: TID251 (whoever is called compares it with theirs)
    return {
        "Content-Type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": at,
        "webhook-signature": signature(id_, at, body, _secret(variable)),
    }


def signature(id_: str, at: str, body: str, secret: bytes) -> str:
    """Sign as Standard Webhooks has it."""
    said = f"{id_}.{at}.{body}".encode()
    made = hmac.new(secret, said, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(made).decode()}"


def _secret(variable: str) -> bytes:
    """Read a secret: in base64 after `whsec_`, else as it is written."""
    text = os.environ.get(variable, "").strip()
    if not text:
        raise Unsigned(f"the variable {variable} is not set where the worker runs")
    if not text.startswith(PREFIX):
        return text.encode()
    try:
        return base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise Unsigned(f"what stands in {variable} is no base64") from None
