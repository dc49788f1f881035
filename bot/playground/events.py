"""The Events API: who hears of what, and the retries of what was not acknowledged.

An event is sent when it is subscribed, its scope is granted and the bot can see where
it happened. It is tried again at once, after 1 minute and after 5, on the playground's
clock; an app that fails nearly always hears nothing more. A test can lose, double,
repeat or hold events.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from bot.playground import people
from bot.playground.deliver import Delivered, Deliveries
from bot.playground.people import Person
from bot.playground.things import Channel
from bot.playground.world import World

Json = dict[str, Any]

RETRIES = (0, 60, 300)
"""Seconds after a failure at which the next attempt is made."""

HOUR = 3600.0
FEWEST = 1000
MOST_FAILED = 0.95
"""An hour with at least so many deliveries, and more than so many of them failed, is
the last one: Slack switches the subscription off."""

MEMBERS_ONLY = frozenset(
    {
        "message",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "reaction_added",
        "reaction_removed",
        "pin_added",
        "pin_removed",
    }
)
"""Events of a channel that only its members hear of, public or not."""


@dataclass(kw_only=True)
class Tally:
    """How the deliveries of the last hour ended."""

    ended: deque[tuple[float, bool]] = field(default_factory=deque)
    failed: int = 0

    def note(self, at: float, *, ok: bool) -> None:
        """Count one delivery, and forget those of more than an hour ago."""
        self.ended.append((at, ok))
        self.failed += not ok
        while self.ended[0][0] <= at - HOUR:
            self.failed -= not self.ended.popleft()[1]

    @property
    def hopeless(self) -> bool:
        """Tell whether nearly all of many deliveries failed."""
        many = len(self.ended) >= FEWEST
        return many and self.failed > MOST_FAILED * len(self.ended)


@dataclass(kw_only=True)
class Events:
    """Sends events, unless the subscription is `off`.

    `lose` drops the next n, `lose_every` each n-th; `double` sends each twice at once,
    the second as a retry, as after an acknowledgement that got lost.
    """

    world: World
    deliveries: Deliveries
    off: bool = False
    lose: int = 0
    lose_every: int = 0
    double: bool = False
    sent: int = 0
    tally: Tally = field(default_factory=Tally)
    held: list[Json] | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def hear(self, event: Json, channel: Channel | None) -> None:
        """Send *event*, which happened in *channel*, if the app is to hear of it."""
        name = _name(event, channel)
        if self._sees(name, channel) and self.world.app.hears(name):
            self._send(self.envelope(event))
        if self._mentions(event, channel):
            mention = {**event, "type": "app_mention"}
            mention.pop("channel_type", None)
            self._send(self.envelope(mention))

    def switch(self, *, off: bool) -> None:
        """Switch the subscription off, or on again with a clean slate."""
        self.off, self.tally = off, Tally()

    def send(self, event: Json) -> None:
        """Send *event* whether it is subscribed or not."""
        self._send(self.envelope(event))

    def person_changed(self, person: Person) -> None:
        """Announce that somebody's profile changed."""
        user = people.described(person, self.world.clock.now())
        self.hear({"type": "user_change", "user": user}, None)

    def _sees(self, name: str, channel: Channel | None) -> bool:
        if channel is None:
            return True
        bot = self.world.app.user_id
        if name.partition(".")[0] in MEMBERS_ONLY:
            return bot in channel.members
        return channel.visible_to(bot)

    def _mentions(self, event: Json, channel: Channel | None) -> bool:
        bot = self.world.app.user_id
        return (
            channel is not None
            and event["type"] == "message"
            and "subtype" not in event
            and event.get("user") != bot
            and f"<@{bot}>" in event["text"]
            and self._sees("app_mention", channel)
            and self.world.app.hears("app_mention")
            and not channel.is_im
        )

    def envelope(self, event: Json) -> Json:
        """Wrap *event* as Slack does, with an `event_id` of its own."""
        team, app = self.world.team.id, self.world.app
        authorization = {
            "enterprise_id": app.enterprise,
            "team_id": None if app.enterprise else team,
            "user_id": app.user_id,
            "is_bot": True,
            "is_enterprise_install": app.enterprise is not None,
        }
        name = self.world.next_id("Ev")
        return {
            "token": "playground",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": app.enterprise,
            "api_app_id": app.id,
            "event": {"event_ts": self.world.ts(), **event},
            "type": "event_callback",
            "event_id": name,
            "event_time": int(self.world.clock.now()),
            "authorizations": [authorization],
            "is_ext_shared_channel": False,
            "event_context": f"4-{name}",
        }

    def _send(self, envelope: Json) -> None:
        if self.off or self._lost():
            return
        if self.held is not None:
            self.held.append(envelope)
            return
        self._begin(envelope)
        if self.double:
            self._begin(envelope, retry=1)

    def _lost(self) -> bool:
        self.sent += 1
        if self.lose > 0:
            self.lose -= 1
            return True
        return self.lose_every > 0 and self.sent % self.lose_every == 0

    def _begin(self, envelope: Json, retry: int = 0) -> None:
        task = asyncio.get_running_loop().create_task(self.deliver(envelope, retry))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def again(self, count: int) -> None:
        """Deliver the newest *count* events once more, as Slack does in doubt."""
        told = (one["payload"] for one in reversed(self.deliveries.records.deliveries))
        events = {one["event_id"]: one for one in told if "event_id" in one}
        for envelope in [*events.values()][:count]:
            self._begin(envelope, retry=1)

    def release(self, *, backwards: bool = False) -> None:
        """Send what was held, in order or *backwards*, and hold no more."""
        held, self.held = self.held or [], None
        for envelope in reversed(held) if backwards else held:
            self._send(envelope)

    async def deliver(self, envelope: Json, retry: int = 0) -> None:
        """Deliver *envelope*, again and again until it is acknowledged or given up.

        *retry* is the number that the first attempt carries.
        """
        reason = "http_timeout" if retry else ""
        for attempt in range(retry, len(RETRIES) + 1):
            if attempt > retry:
                pause = RETRIES[attempt - 1]
                await self.world.clock.until(self.world.clock.now() + pause)
            headers = {
                "x-slack-retry-num": str(attempt),
                "x-slack-retry-reason": reason,
            }
            answer = await self._attempt(envelope, headers if attempt else {})
            if answer.ok or answer.stop:
                return
            reason = answer.reason

    async def _attempt(self, envelope: Json, headers: dict[str, str]) -> Delivered:
        answer = await self.deliveries.send("events_api", envelope, headers)
        self.tally.note(self.world.clock.now(), ok=answer.ok)
        if self.tally.hopeless and not self.off:
            self.off = True
            said = "switched off: more than 95 % of an hour's deliveries failed"
            self.deliveries.records.violation("events_api", said)
        return answer

    async def close(self) -> None:
        """Give up what is still waiting to be sent again."""
        tasks = list(self.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _name(event: Json, channel: Channel | None) -> str:
    name = str(event["type"])
    if name == "message" and channel is not None:
        return f"message.{channel.kind}"
    return name
