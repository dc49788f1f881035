"""The workspace in memory: who is there, what was said, what is open.

Invariants: a `ts` is unique in the workspace and rises; ids are never used again;
people's state changes only through `rooms`, `talk` and `modals`. Nothing here knows
HTTP: what the app may hear leaves through `hear`, what a page shows through `touch`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.clock import Clock
from bot.playground.manifest import App
from bot.playground.people import Person
from bot.playground.things import (
    Canvas,
    Channel,
    File,
    Message,
    Trigger,
    Upload,
    View,
)

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Team:
    """The workspace's own id, name and domain."""

    id: str
    name: str
    domain: str


PATIENCE = 3.0  # seconds


@dataclass(kw_only=True)
class World:
    """Everything that a Slack workspace knows, and the two ways out of it.

    `hear(event, channel)` is called with each event, `touch(names, user)` with what
    changed (channel ids, "views", "channels", …) for one person or, with None, for all.
    `patience` is how long an answer may take, and a trigger can be used, in seconds.
    `free` tells that the plan of the workspace costs nothing, and lacks some things;
    `lacking` names the blocks that it does not show yet.
    """

    team: Team
    app: App
    clock: Clock
    address: str = "http://127.0.0.1"
    people: dict[str, Person] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    stacks: dict[str, list[View]] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    triggers: dict[str, Trigger] = field(default_factory=dict)
    tickets: set[str] = field(default_factory=set)
    patience: float = PATIENCE
    forbidden_to_create: bool = False
    mentions_allowed: bool = False
    usergroups: list[Json] = field(default_factory=list)
    notices: dict[str, list[Json]] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    canvases: dict[str, Canvas] = field(default_factory=dict)
    free: bool = False
    lacking: frozenset[str] = frozenset()
    hear: Callable[[Json, Channel | None], None] = lambda _event, _channel: None
    touch: Callable[[set[str], str | None], None] = lambda _names, _user: None
    counter: int = 0
    last_ts: int = 0

    def restart(self, fresh: "World") -> None:
        """Take over the state of *fresh*; ids and message times go on rising."""
        for name in ("people", "channels", "usergroups"):
            setattr(self, name, getattr(fresh, name))
        self.free, self.lacking = fresh.free, fresh.lacking
        for left in (self.stacks, self.homes, self.triggers, self.notices):
            left.clear()
        for kept in (self.files, self.uploads, self.canvases):
            kept.clear()

    def ts(self) -> str:
        """Make the next message time: `seconds.microseconds`, unique and rising."""
        self.last_ts = max(self.last_ts + 1, int(self.clock.now() * 1_000_000))
        return f"{self.last_ts // 1_000_000}.{self.last_ts % 1_000_000:06d}"

    def next_id(self, prefix: str) -> str:
        """Make an id such as `C0100000A`, never used before."""
        self.counter += 1
        return f"{prefix}01{self.counter:06X}"

    def channel(self, channel: str, *, seen_by: str) -> Channel | None:
        """Find the channel with this id, if *seen_by* can know of it."""
        found = self.channels.get(channel)
        return found if found and found.visible_to(seen_by) else None

    def named(self, name: str) -> Channel | None:
        """Find a channel by its name, without `#`; archived and private ones too."""
        found = (c for c in self.channels.values() if c.name == name and not c.is_im)
        return next(found, None)

    def handle(self, name: str) -> Person | None:
        """Find a person by handle or display name, without regard to case."""
        wanted = name.casefold()
        for person in self.people.values():
            if wanted in {person.name.casefold(), person.display_name.casefold()}:
                return person
        return None

    def direct(self, one: str, two: str) -> Channel:
        """Find or open the direct message between two people."""
        for channel in self.channels.values():
            if channel.is_im and set(channel.members) == {one, two}:
                return channel
        opened = Channel(
            id=self.next_id("D"),
            name="",
            creator=one,
            created=int(self.clock.now()),
            is_im=True,
            members=[one, two],
        )
        self.channels[opened.id] = opened
        self.touch({"channels"}, None)
        return opened

    def conversation(self, name: str) -> str:
        """Return the id of the conversation that a post to *name* would end up in."""
        if name not in self.people:
            named = self.named(name.lstrip("#"))
            return named.id if named else name
        pair = {self.app.user_id, name}
        open_ones = (c for c in self.channels.values() if c.is_im)
        found = (c.id for c in open_ones if set(c.members) == pair)
        return next(found, name)

    def permalink(self, message: Message) -> str:
        """Return the address at which the page shows *message*."""
        stamp = message.ts.replace(".", "")
        link = f"{self.address}/archives/{message.channel}/p{stamp}"
        if message.thread_ts and message.thread_ts != message.ts:
            link += f"?thread_ts={message.thread_ts}&cid={message.channel}"
        return link

    def view(self, view: str) -> View | None:
        """Find an open modal, or a Home tab, by its id."""
        everything = (v for stack in self.stacks.values() for v in stack)
        found = next((v for v in everything if v.id == view), None)
        return found or next((v for v in self.homes.values() if v.id == view), None)
