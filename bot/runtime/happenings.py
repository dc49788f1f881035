"""Happenings: the shapes of events, and what every shape is made of."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1)]
Stamp = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,10}\.[0-9]{1,9}$")]


class Shape(BaseModel):
    """The base: what is named is of this type, what is not named is let through."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Thing(Shape):
    """A person, a team, a channel: what has an id."""

    id: Id


class Happened(Shape):
    """What happened; who and where are ids, or the things themselves."""

    type: str
    subtype: str | None = None
    user: str | Thing | None = None
    channel: str | Thing | None = None


class Moved(Happened):
    """Somebody came or went."""

    user: Id
    channel: Id


class Place(Thing):
    """A channel, as it is called."""

    name: str


class Renamed(Happened):
    """A channel has another name."""

    channel: Place


class Edition(Shape):
    """When a message was edited last."""

    ts: Stamp


class Shared(Thing):
    """A file of a message."""

    name: str | None = None
    mimetype: str | None = None
    mode: str | None = None
    size: int | None = None
    url_private_download: str | None = None


class Version(Shape):
    """A message as it stands after a change."""

    ts: Stamp
    subtype: str | None = None
    thread_ts: str | None = None
    text: str | None = None
    user: str | None = None
    username: str | None = None
    edited: Edition | None = None
    files: list[Shared] | None = None


class Said(Happened):
    """Something in a channel: a message, or what became of one."""

    channel: Id


class Written(Said):
    """A message, whoever or whatever wrote it."""

    ts: Stamp
    thread_ts: str | None = None
    text: str | None = None
    username: str | None = None
    files: list[Shared] | None = None


class Edited(Said):
    """A message is another one now."""

    message: Version


class Deleted(Said):
    """A message is gone."""

    deleted_ts: Stamp


class Item(Shape):
    """What somebody reacted to, or pinned: a message, or something else."""

    type: str
    channel: str | None = None
    ts: Stamp | None = None
    message: Version | None = None


class Marked(Happened):
    """Something was marked, or is no more: by a reaction, or by a pin."""

    user: Id
    item_user: str | None = None
    item: Item
    event_ts: Stamp


class Profile(Shape):
    """What a person says of themselves."""

    display_name: str | None = None
    real_name: str | None = None


class Member(Thing):
    """A person, as Slack knows them."""

    name: str | None = None
    real_name: str | None = None
    tz: str | None = None
    team_id: str | None = None
    profile: Profile | None = None


class Changed(Happened):
    """A person is somebody else now, or has left."""

    user: Member


class Opened(Happened):
    """Somebody opened the App Home, or the messages beside it."""

    user: Id
    tab: str | None = None
    view: Thing | None = None


class Event(Shape):
    """An event of the Events API."""

    event: Happened
    team_id: str | None = None
    enterprise_id: str | None = None
    event_id: Id


class Reacted(Marked):
    """Somebody reacted to something, or does so no more."""

    reaction: Id


EVENTS: dict[str, type[Happened]] = {
    "member_joined_channel": Moved,
    "member_left_channel": Moved,
    "channel_rename": Renamed,
    "group_rename": Renamed,
    "message": Written,
    "message.bot_message": Written,
    "message.file_share": Written,
    "message.me_message": Written,
    "message.thread_broadcast": Written,
    "message.message_changed": Edited,
    "message.message_deleted": Deleted,
    "message.*": Said,
    "reaction_added": Reacted,
    "reaction_removed": Reacted,
    "pin_added": Marked,
    "pin_removed": Marked,
    "user_change": Changed,
    "app_home_opened": Opened,
}


def shape(event: Mapping[str, Any]) -> type[Happened]:
    """Give what an event must be like, by its type and subtype."""
    kind, subtype = event["type"], event.get("subtype")
    names = (f"{kind}.{subtype}", f"{kind}.*") if subtype else (kind,)
    return next((EVENTS[name] for name in names if name in EVENTS), Happened)
