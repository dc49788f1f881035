"""Shapes: what of each kind of payload is relied on, held before anything reads it.

Whatever else is in a payload is Slack's affair. A signed payload of another shape is a
proxy's or a newer Slack's doing, and repeating it would not mend it.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError

from bot.runtime import happenings
from bot.runtime.happenings import Event, Id, Shape, Stamp, Thing

EPOCHS = 2**35
"""Unix seconds that a calendar still knows, some way below the year 9999."""


class Person(Thing):
    """Whoever acts."""

    team_id: str | None = None


class Option(Shape):
    """What was chosen."""

    value: str


class Element(Shape):
    """What stands in a field: one of these, by its type."""

    value: str | None = None
    selected_option: Option | None = None
    selected_options: list[Option] | None = None
    selected_user: str | None = None
    selected_channel: str | None = None
    selected_conversation: str | None = None
    selected_date_time: int | None = Field(default=None, ge=0, lt=EPOCHS)


class Pressed(Element):
    """What was pressed."""

    action_id: str
    action_ts: str


class State(Shape):
    """What stands in the fields of a view."""

    values: dict[str, dict[str, Element]]


class Block(Shape):
    """A block of a view."""

    type: str
    block_id: str


class View(Thing):
    """A modal, or the App Home."""

    type: str
    callback_id: str
    private_metadata: str | None = None
    state: State | None = None
    blocks: list[Block] = Field(default_factory=list)


class Container(Shape):
    """Where it was pressed."""

    channel_id: str | None = None


class Interaction(Shape):
    """What somebody did, by hand."""

    user: Person
    team: Thing | None = None
    enterprise: Thing | None = None
    channel: Thing | None = None
    trigger_id: str | None = None
    response_url: str | None = None


class Action(Interaction):
    """A press of a button, or a choice."""

    trigger_id: Id
    actions: list[Pressed] = Field(min_length=1)
    container: Container | None = None
    view: View | None = None


class Filled(View):
    """A modal with what was filled in."""

    state: State


class Submission(Interaction):
    """A form, sent or closed."""

    view: Filled


class Suggestion(Interaction):
    """A select whose options are asked for while somebody types."""

    action_id: str
    block_id: str
    value: str | None = None


class Shortcut(Interaction):
    """A shortcut, from anywhere."""

    callback_id: str
    trigger_id: Id


class Message(Shape):
    """The message that a shortcut was used on."""

    ts: Stamp
    thread_ts: str | None = None
    text: str | None = None
    user: str | None = None
    username: str | None = None


class MessageAction(Shortcut):
    """A shortcut, from a message's menu."""

    channel: Thing
    message: Message


class Command(Shape):
    """A slash command."""

    command: str
    user_id: Id
    text: str = ""
    team_id: str | None = None
    enterprise_id: str | None = None
    channel_id: str | None = None
    trigger_id: Id
    response_url: str | None = None


SHAPES: dict[str, type[Shape]] = {
    "block_actions": Action,
    "view_submission": Submission,
    "view_closed": Submission,
    "shortcut": Shortcut,
    "message_action": MessageAction,
    "block_suggestion": Suggestion,
    "event_callback": Event,
}


def of(payload: Mapping[str, Any]) -> type[Shape] | None:
    """Give what *payload* must be like; None for a kind that nothing listens to."""
    return Command if "command" in payload else SHAPES.get(str(payload.get("type")))


def unlike(payload: Mapping[str, Any], shape: type[Shape]) -> str | None:
    """Name where *payload* is not like its *shape*; None where nothing is wrong.

    What is there is not told: it may be anybody's words.
    """
    try:
        shape.model_validate(payload)
        if shape is Event:
            event = payload["event"]
            happenings.shape(event).model_validate(event)
    except ValidationError as error:
        return ".".join(map(str, error.errors(include_input=False)[0]["loc"]))
    return None
