"""The Web API: `POST|GET /api/{method}`.

The order is Slack's: is there such a method, what arrived, whose token is it, may it,
is it too fast, are the arguments there; only then the method itself. Errors are HTTP
200 with `ok: false`; 429 is for limits alone.
"""

import asyncio
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Any

from aiohttp import hdrs, web

from bot.playground import arguments, catalog
from bot.playground.arguments import Arrived
from bot.playground.call import Call, Invalid, Refused
from bot.playground.catalog import Documented
from bot.playground.clock import real_now
from bot.playground.editing import Edits
from bot.playground.faults import Carry, Cut, Faults, cut_off, too_fast
from bot.playground.gate import Gate, TooFast
from bot.playground.methods import METHODS
from bot.playground.records import SECRET, Records, masked
from bot.playground.world import World

Json = dict[str, Any]

TOO_MANY = 429

FREE = frozenset({"token", "team_id"})
"""Arguments that every method takes."""


@dataclass(kw_only=True)
class Api:
    """The Web API of one world; `latency` (seconds) precedes every answer.

    `skew` is by how many seconds Slack's clock is ahead of this machine's.
    """

    world: World
    records: Records
    gate: Gate
    faults: Faults = field(default_factory=Faults)
    latency: float = 0.0
    skew: float = 0.0
    edits: Edits = field(default_factory=Edits)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call and record it."""
        name = request.match_info["method"]
        record = self.records.call(name, self.world.clock.now(), real_now())
        try:
            response = await self._answer(request, name, record)
        except Cut as cut:
            record["ended"] = real_now()
            return await cut_off(request, cut)
        if self.latency:
            await asyncio.sleep(self.latency)
        record["status"] = response.status
        record["ended"] = real_now()
        return self._labelled(response, name, record)

    async def _answer(
        self, request: web.Request, name: str, record: Json
    ) -> web.Response:
        method, arrived = await self._arrived(request, name)
        record["args"] = masked(arrived.shown)
        self._note_hurry(name, arrived.args)

        async def carry() -> Json:
            answer = self._outcome(request, method, arrived)
            record["error"] = answer.get("error")
            return answer

        with self.edits.under_way(name, arrived.args, request):
            response = await self._faulted(name, record, carry)
        if response.status == TOO_MANY:
            record["error"] = "ratelimited"
            wait = int(response.headers["Retry-After"])
            self.gate.told(name, arrived.channel, wait)
        return response

    async def _faulted(self, name: str, record: Json, carry: Carry) -> web.Response:
        """Carry a call out, with what a test has asked that it suffers."""
        fault = self.faults.next(name)
        try:
            if fault is None:
                return web.json_response(await carry())
            return await self.faults.suffer(fault, record, carry)
        except TooFast as limit:
            return too_fast(limit.seconds)

    async def _arrived(
        self, request: web.Request, name: str
    ) -> tuple[Documented | Refused, Arrived]:
        nothing = Arrived(args={}, as_json=False, query={})
        try:
            method = _documented(name)
            return method, await arguments.read(request, method)
        except Refused as refused:
            return refused, nothing

    def _outcome(
        self, request: web.Request, method: Documented | Refused, arrived: Arrived
    ) -> Json:
        name = request.match_info["method"]
        try:
            if isinstance(method, Refused):
                raise method
            return self._carry_out(request, method, arrived)
        except Refused as refused:
            answer = refused.answer()
            if refused.blame:
                self._note_refusal(name, answer)
            return answer

    def _carry_out(
        self, request: web.Request, method: Documented, arrived: Arrived
    ) -> Json:
        self.gate.admit(_token(request, arrived), method, arrived)
        self.edits.check(method.name, arrived.args, request)
        call = self._call(method, arrived)
        answer = {"ok": True, **METHODS[method.name](call)}
        warnings = [*arrived.warnings, *call.warnings]
        if warnings:
            answer["warning"] = ",".join(warnings)
            metadata = answer.setdefault("response_metadata", {})
            metadata["warnings"] = warnings
        return answer

    def _note_hurry(self, name: str, args: Json) -> None:
        if self.gate.hurried(name, str(args.get("channel", ""))):
            self.records.violation(name, "called again before Retry-After was over")

    def _call(self, method: Documented, arrived: Arrived) -> Call:
        def report(message: str) -> None:
            self.records.violation(method.name, message)

        missing = [name for name in method.required if name not in arrived.args]
        if missing:
            raise Invalid(*(f"[ERROR] missing required field: {n}" for n in missing))
        for name in arrived.args.keys() - method.arguments - FREE:
            report(f"unknown argument: {name}")
        for name, value in arrived.query.items():
            if SECRET.search(value):
                report(f"a secret stands in the query string: {name}")
        return Call(
            method=method,
            world=self.world,
            args=arrived.args,
            as_json=arrived.as_json,
            report=report,
        )

    def _note_refusal(self, name: str, answer: Json) -> None:
        if answer["error"] in BUGS:
            details = answer.get("response_metadata", {}).get("messages", [])
            self.records.violation(name, "; ".join([answer["error"], *details]))

    def _labelled(
        self, response: web.Response, name: str, record: Json
    ) -> web.Response:
        documented = catalog.methods().get(name)
        accepted = documented.scopes if documented else ()
        if self.skew:
            told = formatdate(real_now() + self.skew, usegmt=True)
            response.headers[hdrs.DATE] = told
        response.headers["x-slack-req-id"] = f"req-{record['n']}"
        response.headers["x-oauth-scopes"] = ",".join(sorted(self.world.app.scopes))
        response.headers["x-accepted-oauth-scopes"] = ",".join(accepted)
        return response


BUGS = frozenset(
    {
        "unknown_method",
        "method_deprecated",
        "not_authed",
        "not_allowed_token_type",
        "missing_scope",
        "invalid_arguments",
        "invalid_post_type",
        "invalid_json",
        "json_not_object",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_attachments",
        "invalid_metadata_format",
        "metadata_too_large",
        "markdown_text_conflict",
        "msg_blocks_too_long",
        "msg_too_long",
        "no_text",
        "too_long",
    }
)
"""Refusals that only a mistake in the app can cause: each is a violation too."""


def _documented(name: str) -> Documented:
    found = catalog.methods().get(name)
    if found is None:
        raise Refused(
            "method_deprecated" if catalog.retired(name) else "unknown_method"
        )
    return found


def _token(request: web.Request, arrived: Arrived) -> str:
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token
    if "token" in arrived.query:
        return ""
    return str(arrived.args.get("token") or "")
