"""How the people of the year act: they confirm, forget, put off, and go on holiday.

They see what a person sees, and use what is on their screen, through the same acts as
the page. Whatever they do is decided by one seed.
"""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.playground import kit, people, seed
from bot.playground.control.acts import ACTS
from bot.playground.kit import Unfit
from bot.playground.parts import Parts
from bot.playground.screen import NotOnScreen
from bot.playground.things import Channel, Message, View
from bot.runtime.playing.year import cast

Json = dict[str, Any]
HOUR = timedelta(hours=1)
LOOK, FOREVER = 0.005, 2000  # seconds between two looks, and how many of them
REASON = "The one who knows about it is not there this week"
PROOFS = {
    "evidence": "Looked at all of it, nothing out of the ordinary was found",
    "link": "https://wiki.example.com/operations/record",
    "number": "12",
}
DECIDES = {"Approve": 0.9, "Ask for changes…": 0.05}


@dataclass(order=True)
class Plan:
    """Something that somebody will do at a time."""

    at: datetime
    number: int
    who: str = field(compare=False)
    where: str = field(compare=False)
    ts: str = field(compare=False)
    label: str = field(compare=False)


@dataclass(kw_only=True)
class Team:
    """Everybody, and the chance that moves them."""

    parts: Parts
    chance: random.Random
    plans: list[Plan] = field(default_factory=list)
    seen: dict[str, str] = field(default_factory=dict)
    away: dict[str, list[tuple[datetime, datetime]]] = field(default_factory=dict)
    done: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def now(self) -> datetime:
        """Give the time in the workspace."""
        return datetime.fromtimestamp(self.parts.world.clock.now(), UTC)

    def look(self) -> None:
        """Have everybody see what is new, and make up their mind."""
        for channel in [*self.parts.world.channels.values()]:
            new = self._new(channel)
            for reader in self._readers(channel) if new else ():
                for message in new:
                    self._mind(reader, channel, message)

    def _new(self, channel: Channel) -> list[Message]:
        last = self.seen.get(channel.id, "")
        found = [m for m in channel.messages.values() if m.ts > last and m.bot_id]
        if found:
            self.seen[channel.id] = max(m.ts for m in found)
        return found

    def _readers(self, channel: Channel) -> list[str]:
        ours = self.parts.world.app.user_id
        ops = channel.id == seed.channel_id("ops")
        names = {seed.user_id(name): name for name in cast.handles()}
        inside = [names[m] for m in channel.members if m in names and m != ours]
        return inside if channel.is_im or ops else []

    def _mind(self, who: str, channel: Channel, message: Message) -> None:
        labels = [label for label, _ in pressable(message)]
        if "Name somebody…" in labels:
            label = "Name somebody…"
        elif "Approve" in labels:
            label = self._choose(DECIDES)
        elif any(label.startswith("Confirm") for label in labels) and channel.is_im:
            label = self._duty(who, message)
        else:
            return
        if label:
            self.later(who, channel.id, message.ts, label)

    def _duty(self, who: str, message: Message) -> str:
        """Decide what becomes of a duty; nothing: it is forgotten."""
        temper = cast.temper(who)
        if "nobody is there who owns it" in message.text + str(message.blocks):
            return "Reassign…"
        return self._choose(
            {
                "Confirm…": temper.confirms,
                "Snooze…": temper.snoozes,
                "Postpone…": temper.postpones,
                "Can't do it…": temper.declines,
            }
        )

    def _choose(self, shares: dict[str, float]) -> str:
        draw = self.chance.random()
        for label, share in shares.items():
            if draw < share:
                return label
            draw -= share
        return ""

    def later(self, who: str, where: str, ts: str, label: str) -> None:
        """Plan something for an hour at which somebody works."""
        self.count += 1
        wait = HOUR * self.chance.expovariate(1 / cast.temper(who).hours)
        at = self.working(who, self.now() + max(wait, HOUR / 12))
        self.plans.append(Plan(at, self.count, who, where, ts, label))
        self.plans.sort()

    def working(self, who: str, at: datetime) -> datetime:
        """Give the next moment from *at* on when somebody is at work, a weekday."""
        person = self.parts.world.people[seed.user_id(who)]
        zone = ZoneInfo(person.tz)
        wall = at.astimezone(zone)
        while not (
            wall.weekday() < 5 and 9 <= wall.hour < 17 and not self._gone(who, wall)  # noqa: PLR2004 (a working week)
        ):
            wall += HOUR / 2
        return wall.astimezone(UTC)

    def _gone(self, who: str, at: datetime) -> bool:
        return any(first <= at < last for first, last in self.away.get(who, ()))

    def due(self) -> datetime | None:
        """Give when somebody does something next."""
        return self.plans[0].at if self.plans else None

    async def act(self) -> None:
        """Have everybody do what they had planned by now."""
        while self.plans and self.plans[0].at <= self.now():
            plan = self.plans.pop(0)
            if not self.parts.world.people[seed.user_id(plan.who)].deleted:
                await self._do(plan)

    async def _do(self, plan: Plan) -> None:
        if plan.label.startswith("/"):
            await self.types(plan.who, plan.label)
            done, key = True, "goes on holiday"
        else:
            done, key = await self._press(plan), plan.label
        key = key if done else f"{key} (it was gone)"
        self.done[key] = self.done.get(key, 0) + 1

    async def types(self, who: str, text: str) -> str:
        """Type a command; give what is answered."""
        body = {"user": seed.user_id(who), "channel": "general", "text": text}
        return str((await ACTS["command"](self.parts, body)).get("answer") or "")

    async def _press(self, plan: Plan) -> bool:
        """Press what stands there, and fill in what then opens."""
        found = self._there(plan)
        if found is None:
            return False
        user = seed.user_id(plan.who)
        body = {"user": user, "channel": plan.where, "ts": plan.ts, **found}
        answers = self._answers(user, plan.where)
        if not await self._does("click", body):
            return False
        opens = plan.label.endswith("…")
        view = await self._opened(user, plan.where, answers) if opens else None
        if view is None:
            return not plan.label.endswith("…")
        values = dict(self._filled(view.blocks, plan))
        try:
            return await self._sent(body, view, values)
        finally:
            self.parts.world.stacks[user] = []  # what was refused is closed

    async def _sent(self, body: Json, view: View, values: Json) -> bool:
        """Send a form; tell whether it was taken."""
        return bool(
            await self._does("submit", {**body, "view": view.id, "values": values})
        )

    async def _opened(self, user: str, where: str = "", known: int = 0) -> View | None:
        """Wait for the form that opens, or the answer that says why none does.

        Whoever knows of so many answers there waits for one more; not for ever.
        """
        for _ in range(FOREVER):
            if stack := self.parts.world.stacks.get(user):
                return stack[-1]
            if self._answers(user, where) > known:
                return None
            await asyncio.sleep(LOOK)
        return None

    def _answers(self, user: str, where: str) -> int:
        """Count what only *user* sees somewhere."""
        place = self.parts.world.channels.get(where)
        every = place.messages.values() if place else ()
        return sum(message.visible_to == user for message in every)

    async def answers(self, who: str, label: str) -> None:
        """Press what stands below the newest answer that only *who* sees."""
        user = seed.user_id(who)
        place = self.parts.world.channels[seed.channel_id("general")]
        mine = [m for m in place.messages.values() if m.visible_to == user]
        where = dict(pressable(mine[-1]))[label]
        body = {"user": user, "channel": place.id, "ts": mine[-1].ts, **where}
        await ACTS["click"](self.parts, body)

    async def submits(self, who: str, values: Json) -> None:
        """Fill in the form on top, and send it."""
        user = seed.user_id(who)
        view = await self._opened(user)
        if view is None:
            raise NotOnScreen("No form has opened.")
        body = {"user": user, "view": view.id, "values": values}
        await ACTS["submit"](self.parts, body)

    def goes(self, who: str, first: datetime, last: datetime, cover: str) -> None:
        """Plan a holiday: it is said a week before."""
        self.away.setdefault(who, []).append((first, last))
        until = (last - HOUR).date()
        said = f"/ops away from {first.date()} until {until}{cover}"
        self.count += 1
        at = self.working(who, first - timedelta(days=7))
        self.plans.append(Plan(at, self.count, who, "", "", said))
        self.plans.sort()

    def leave(self, who: str) -> None:
        """Have somebody leave the company: Slack tells of it."""
        world = self.parts.world
        person = world.people[seed.user_id(who)]
        person.deleted = True
        described = people.described(person, world.clock.now())
        world.hear({"type": "user_change", "user": described}, None)

    def _there(self, plan: Plan) -> Json | None:
        channel = self.parts.world.channels[plan.where]
        message = channel.messages.get(plan.ts)
        labelled = pressable(message) if message else []
        return next((where for label, where in labelled if label == plan.label), None)

    async def _does(self, what: str, body: Json) -> Json:
        try:
            return await ACTS[what](self.parts, body)
        except (NotOnScreen, Unfit, KeyError):
            return {}

    def _heir(self, plan: Plan, name: str) -> bool:
        """Tell whether a field names who takes over."""
        vacant = plan.label == "Name somebody…" and name == cast.VACANT
        return vacant or plan.label == "Reassign…"

    def _filled(self, blocks: list[Json], plan: Plan) -> Iterator[tuple[str, Any]]:
        """Fill in a form as somebody would."""
        day = self.now() + timedelta(days=self.chance.randint(3, 6))
        for block in blocks:
            if block["type"] != "input":
                continue
            name, kind = block["block_id"], block["element"]["type"]
            if kind == "plain_text_input":
                yield name, PROOFS.get(name, REASON)
            elif kind == "datepicker":
                yield name, day.date().isoformat()
            elif kind == "datetimepicker":
                yield name, int((self.now() + HOUR * 26).timestamp())
            elif kind == "multi_users_select" and self._heir(plan, name):
                yield name, [seed.user_id(cast.HEIR)]
            elif kind == "checkboxes":
                yield name, [option["value"] for option in block["element"]["options"]]


def pressable(message: Message) -> list[tuple[str, Json]]:
    """Give what can be pressed in a message: its label, and where it is."""
    found = []
    for one in kit.interactive(message.blocks):
        label = (one.element.get("text") or {}).get("text", "")
        where = {"block_id": one.block_id, "action_id": one.element["action_id"]}
        found.append((label, where))
    return found
