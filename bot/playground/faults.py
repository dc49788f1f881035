"""Faults that a test asks for: each hits chosen calls of one method, in order.

A fault is deterministic: it lets `after` calls pass and then hits `times` of them. A
storm is too: its seed alone decides which calls of a method are hit, and by what. The
kind `pause` stops a call before or after it is carried out, until `resume`.
"""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.playground.call import Refused

Json = dict[str, Any]
Carry = Callable[[], Awaitable[Json]]

PAGE_502 = "<html><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(kw_only=True)
class Fault:
    """One fault; `seconds` is for the slow kinds.

    `do` says whether the call is carried out before an answer that does not tell.
    """

    method: str
    kind: str
    times: int = 1
    after: int = 0
    retry_after: int = 1
    seconds: float = 1.0
    do: bool = False
    when: str = "before"

    def hits(self, method: str) -> bool:
        """Count one call of *method* and tell whether it is hit."""
        if self.method not in {method, "*"} or self.times <= 0:
            return False
        if self.after > 0:
            self.after -= 1
            return False
        self.times -= 1
        return True


@dataclass(kw_only=True)
class Storm:
    """Faults of several *kinds*, each call being hit with the same probability."""

    seed: int
    rate: float
    kinds: tuple[str, ...]
    seconds: float = 0.0
    counts: dict[str, int] = field(default_factory=dict, init=False)

    def hits(self, method: str) -> Fault | None:
        """Return what hits this call of *method*: the same for the same seed."""
        turn = self.counts[method] = self.counts.get(method, 0) + 1
        # Each method has a dice of its own: calls that cross do not change the faults.
        dice = random.Random(f"{self.seed} {method} {turn}")  # noqa: S311 (no secret)
        if dice.random() >= self.rate:
            return None
        kind = dice.choice(self.kinds)
        done = dice.random() < 1 / 2
        return Fault(method=method, kind=kind, seconds=self.seconds, do=done)


class Cut(Exception):
    """The connection is to be cut: instead of an answer, or in the midst of it."""

    def __init__(self, begun: bytes = b"") -> None:
        """Keep what is still sent of the answer."""
        super().__init__()
        self.begun = begun


async def cut_off(request: web.Request, cut: Cut) -> web.StreamResponse:
    """Cut the connection of *request*, after what had *begun* of the answer."""
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    if cut.begun:
        response.content_length = 2 * len(cut.begun) + 1
        await response.prepare(request)
        await response.write(cut.begun)
    if request.transport is not None:
        request.transport.abort()
    return response


@dataclass(kw_only=True)
class Faults:
    """The faults that wait for their calls, and the calls that are paused."""

    waiting: list[Fault] = field(default_factory=list)
    storm: Storm | None = None
    paused: list[Json] = field(default_factory=list)
    _go: asyncio.Event = field(default_factory=asyncio.Event)
    _stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def next(self, method: str) -> Fault | None:
        """Return the fault that hits this call of *method*, if there is one."""
        asked = next((fault for fault in self.waiting if fault.hits(method)), None)
        if asked is None and self.storm is not None:
            return self.storm.hits(method)
        return asked

    def clear(self) -> None:
        """Forget all faults and let every paused call go on."""
        self.waiting.clear()
        self.storm = None
        self.resume()

    def resume(self) -> None:
        """Let every paused call go on."""
        self.paused.clear()
        self._stopped.clear()
        self._go.set()
        self._go = asyncio.Event()

    async def stop(self, call: Json) -> None:
        """Pause *call* until `resume`."""
        self.paused.append(call)
        self._stopped.set()
        await self._go.wait()

    async def stopped(self, within: float) -> list[Json]:
        """Wait at most *within* seconds until a call is paused; return the paused."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopped.wait(), within)
        return list(self.paused)

    async def suffer(self, fault: Fault, record: Json, carry: Carry) -> web.Response:
        """Answer a call that *fault* hits; *carry* carries the call out.

        `Cut` is raised when there is to be no answer.
        """
        record["fault"] = fault.kind
        if fault.kind.startswith("error:"):
            return _json(Refused(fault.kind.removeprefix("error:")).answer())
        if fault.kind == "pause":
            return _json(await self._pause(fault, record, carry))
        return await KINDS[fault.kind](fault, carry)

    async def _pause(self, fault: Fault, record: Json, carry: Carry) -> Json:
        named = {"n": record["n"], "method": record["method"], "when": fault.when}
        if fault.when == "before":
            await self.stop(named)
            return await carry()
        body = await carry()
        await self.stop(named)
        return body


def _json(body: Json, status: int = 200, **headers: str) -> web.Response:
    return web.json_response(body, status=status, headers=headers)


async def _plain(fault: Fault, carry: Carry) -> web.Response:
    if fault.do:
        await carry()
    status = {"status_500": 500, "status_503": 503, "empty_body": 200}[fault.kind]
    return web.Response(status=status)


async def _html(fault: Fault, carry: Carry) -> web.Response:
    if fault.do:
        await carry()
    return web.Response(status=502, text=PAGE_502, content_type="text/html")


async def _truncated(_fault: Fault, carry: Carry) -> web.Response:
    await carry()
    return web.Response(text='{"ok": tr', content_type="application/json")


def too_fast(seconds: int) -> web.Response:
    """Answer that the method may be called again after so many whole seconds."""
    body = Refused("ratelimited").answer()
    return _json(body, 429, **{"Retry-After": str(seconds)})


async def _limited(fault: Fault, _carry: Carry) -> web.Response:
    return too_fast(fault.retry_after)


async def _error(fault: Fault, carry: Carry) -> web.Response:
    if fault.kind != "internal_error":
        await carry()
    return _json(Refused(fault.kind.removesuffix("_after")).answer())


async def _drop(fault: Fault, carry: Carry) -> web.Response:
    if fault.kind == "drop_before":
        raise Cut
    answer = _json(await carry()).text or ""
    half = answer[: len(answer) // 2] if fault.kind == "drop_during" else ""
    raise Cut(half.encode())


async def _silence(fault: Fault, carry: Carry) -> web.Response:
    if fault.do:
        await carry()
    await asyncio.sleep(fault.seconds)
    raise Cut


async def _slow(fault: Fault, carry: Carry) -> web.Response:
    await asyncio.sleep(fault.seconds)
    return _json(await carry())


KINDS = {
    "status_500": _plain,
    "status_503": _plain,
    "status_502_html": _html,
    "empty_body": _plain,
    "truncated_json": _truncated,
    "ratelimited": _limited,
    "internal_error": _error,
    "internal_error_after": _error,
    "fatal_error": _error,
    "drop_before": _drop,
    "drop_during": _drop,
    "drop_after": _drop,
    "silence": _silence,
    "slow": _slow,
}
"""How each kind of fault answers; `pause` and `error:<code>` stand apart."""


def known(kind: str) -> bool:
    """Tell whether there is a fault of this *kind*."""
    return kind in KINDS or kind == "pause" or kind.startswith("error:")
