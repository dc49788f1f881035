"""Response addresses: five posts within thirty minutes, without a token.

A post answers where the person was: beside the message, in the channel, or only to
them. Failures are plain text with a status, as Slack's are. Posts are recorded among
the calls, and hit by faults, under the name `response_url`.
"""

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from bot.playground import content, kit, parsing, talk
from bot.playground.call import Refused
from bot.playground.clock import real_now
from bot.playground.content import Content
from bot.playground.faults import Cut, Faults, cut_off
from bot.playground.records import Records, masked
from bot.playground.world import World

Json = dict[str, Any]

METHOD = "response_url"
OK = 200
USES = 5
LIFETIME = 30 * 60


@dataclass(kw_only=True)
class Address:
    """Where an answer goes: to *user* in *channel*, about *message* if there is one."""

    user: str
    channel: str
    at: float
    message: str | None = None
    used: int = 0


class Responses:
    """The response addresses of one workspace."""

    def __init__(self, world: World, records: Records, faults: Faults) -> None:
        """Start without an address."""
        self.world = world
        self.records = records
        self.faults = faults
        self.addresses: dict[str, Address] = {}

    def issue(self, user: str, channel: str, message: str | None = None) -> str:
        """Make an address for what *user* has just done in *channel*."""
        name = self.world.next_id("R").lower()
        now = self.world.clock.now()
        address = Address(user=user, channel=channel, at=now, message=message)
        self.addresses[name] = address
        return f"{self.world.address}/respond/{name}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Take one post and record it."""
        record = self.records.call(METHOD, self.world.clock.now(), real_now())
        try:
            response = await self._answer(request, record)
        except Cut as cut:
            record["ended"] = real_now()
            return await cut_off(request, cut)
        record["status"] = response.status
        record["ended"] = real_now()
        return response

    async def _answer(self, request: web.Request, record: Json) -> web.Response:
        address = self.addresses.get(request.match_info["name"])
        try:
            body = parsing.loads(await request.read())
        except ValueError:
            self.records.violation(METHOD, "invalid_payload")
            return web.Response(status=400, text="invalid_payload")
        record["args"] = masked(body)

        async def carry() -> Json:
            return {"ok": self._take(address, body).status == OK}

        fault = self.faults.next(METHOD)
        if fault is None:
            return self._take(address, body)
        if fault.kind.startswith("error:"):
            record["fault"] = fault.kind
            return web.Response(status=404, text=fault.kind.removeprefix("error:"))
        return await self.faults.suffer(fault, record, carry)

    def _take(self, address: Address | None, body: object) -> web.Response:
        refusal = self._refusal(address)
        if address is None or refusal:
            self.records.violation(METHOD, refusal)
            return web.Response(status=404, text=refusal)
        address.used += 1
        try:
            self.post(address, body)
        except Refused as refused:
            if refused.blame:
                self.records.violation(METHOD, refused.code)
            return web.Response(status=400, text=refused.code)
        return web.Response(text="ok")

    def _refusal(self, address: Address | None) -> str:
        if address is None or address.channel not in self.world.channels:
            return "no_such_url"
        if self.world.clock.now() - address.at > LIFETIME:
            return "expired_url"
        return "used_url" if address.used >= USES else ""

    def post(self, address: Address, body: object) -> None:
        """Do what *body* asks: replace, delete, or say something; or refuse."""
        findings = kit.answer(body)
        payload = body if isinstance(body, dict) else {}
        channel = self.world.channels[address.channel]
        original = channel.messages.get(address.message or "")
        if not findings.code and payload.get("delete_original"):
            if original is not None:
                talk.delete(self.world, channel, original)
            return
        sent = content.checked(self.world, payload, findings, self._report)
        if original is not None and payload.get("replace_original"):
            talk.edit(self.world, channel, original, sent.fields())
            return
        self.say(address, sent, payload)

    def say(self, address: Address, sent: Content, payload: Json) -> None:
        """Say *sent* as the app: to the person alone, unless *payload* asks for all."""
        public = payload.get("response_type") == "in_channel"
        channel = self.world.channels[address.channel]
        if payload.get("thread_ts") not in {None, *channel.messages}:
            raise Refused("thread_not_found")
        message = sent.message(self.world, channel.id)
        message.visible_to = None if public else address.user
        message.thread_ts = payload.get("thread_ts")
        talk.say(self.world, channel, message)

    def _report(self, sentence: str) -> None:
        self.records.violation(METHOD, sentence)
