"""What a person has before their eyes, and can therefore use.

NotOnScreen     there is nothing of the kind; a client would not let it happen
└── Incomplete  the form misses something; `fields` says what, by block_id
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground import kit
from bot.playground.people import Person
from bot.playground.things import Channel, Message, View
from bot.playground.world import World

Json = dict[str, Any]

HOLDING = frozenset(
    {"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"}
)
"""Elements that hold no value."""


class NotOnScreen(Exception):
    """What the person wants to use is not there; the sentence says so."""


class Incomplete(NotOnScreen):
    """The form can't be sent yet; *fields* holds a sentence by block_id."""

    def __init__(self, fields: dict[str, str]) -> None:
        """Keep the sentences."""
        told = "; ".join(f"{name}: {said}" for name, said in fields.items())
        super().__init__(f"The form can't be sent. {told}")
        self.fields = fields


@dataclass(frozen=True, kw_only=True)
class Element:
    """An interactive element, and the block it stands in."""

    block: Json
    element: Json

    @property
    def holds(self) -> bool:
        """Tell whether the element holds a value."""
        return self.element["type"] not in HOLDING

    @property
    def dispatches(self) -> bool:
        """Tell whether using the element tells the app at once."""
        if self.block["type"] != "input":
            return True
        return bool(self.block.get("dispatch_action"))


def person(world: World, user: str) -> Person:
    """Find the person who acts; the bot and the deactivated can't."""
    found = world.people.get(user)
    if found is None or found.is_bot or found.deleted:
        raise NotOnScreen(f"There is nobody here with the id {user!r}.")
    return found


def channel(world: World, name: str, user: str) -> Channel:
    """Find a channel that *user* can see, by its id or its name."""
    plain = name.removeprefix("#")
    named = world.named(plain)
    identified = named.id if named else plain
    found = world.channel(identified, seen_by=user)
    if found is None:
        raise NotOnScreen(f"There is no channel {name!r} here.")
    return found


def open_channel(world: World, name: str, user: str) -> Channel:
    """Find a channel in which *user* can write."""
    found = channel(world, name, user)
    if found.is_archived:
        raise NotOnScreen("This channel is archived; nothing can be said in it.")
    return found


def message(place: Channel, ts: str, user: str) -> Message:
    """Find a message that *user* can see."""
    found = place.messages.get(ts)
    if found is None or found.visible_to not in {None, user}:
        raise NotOnScreen("This message is not here (any more).")
    return found


def view(world: World, name: str, user: str) -> View:
    """Find a view that lies open before *user*: the top of the stack, or Home."""
    home = world.homes.get(user)
    if home is not None and home.id == name:
        return home
    stack = world.stacks.get(user, [])
    if not stack or stack[-1].id != name:
        raise NotOnScreen("This form is not open (any more).")
    return stack[-1]


def elements(blocks: list[Json]) -> Iterator[Element]:
    """Return every interactive element of *blocks* with its block."""
    for block in blocks:
        for found in kit.interactive([block]):
            yield Element(block=block, element=dict(found.element))


def element(blocks: list[Json], action_id: str, block_id: str | None) -> Element | None:
    """Find an element by its action_id, in the block *block_id* if that is given."""
    for found in elements(blocks):
        if found.element["action_id"] != action_id:
            continue
        if block_id in {None, found.block["block_id"]}:
            return found
    return None
