"""The Events API: who hears of what, and the retries of what was not acknowledged.

An event is sent when it is subscribed, its scope is granted and the bot can see where
it happened. It is tried again at once, after 1 minute and after 5, on the playground's
clock; a test can lose, double or hold events.
"""

import asyncio
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

MEMBERS_ONLY = frozenset(
    {
        "message",
        "app_mention",
        "member_joined_channel",
        "member_left_channel",
        "reaction_added",
        "reaction_removed",
    }
)
"""Events of a channel that only its members hear of, public or not."""


@dataclass(kw_only=True)
class Events:
    """Sends events; `lose` drops the next n, `double` sends each twice at once."""

    world: World
    deliveries: Deliveries
    lose: int = 0
    double: bool = False
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
            "enterprise_id": None,
            "team_id": team,
            "user_id": app.user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        name = self.world.next_id("Ev")
        return {
            "token": "playground",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
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
        if self.lose > 0:
            self.lose -= 1
            return
        if self.held is not None:
            self.held.append(envelope)
            return
        for _ in range(1 + self.double):
            task = asyncio.get_running_loop().create_task(self.deliver(envelope))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)

    def release(self, *, backwards: bool = False) -> None:
        """Send what was held, in order or *backwards*, and hold no more."""
        held, self.held = self.held or [], None
        for envelope in reversed(held) if backwards else held:
            self._send(envelope)

    async def deliver(self, envelope: Json) -> None:
        """Deliver *envelope*, again and again until it is acknowledged or given up."""
        answer = await self.deliveries.send("events_api", envelope)
        for attempt, pause in enumerate(RETRIES, start=1):
            if answer.ok or answer.stop:
                return
            await self.world.clock.until(self.world.clock.now() + pause)
            headers = {
                "x-slack-retry-num": str(attempt),
                "x-slack-retry-reason": _reason(answer),
            }
            answer = await self.deliveries.send("events_api", envelope, headers)

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


def _reason(answer: Delivered) -> str:
    if answer.timeout:
        return "http_timeout"
    return "http_error" if answer.status else "connection_failed"
