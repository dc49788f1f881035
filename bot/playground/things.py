"""Channels, messages and views: the things that a workspace holds."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
Typed = dict[str, dict[str, object]]
"""Plain values that a person put into elements, by block_id and action_id."""

BROADCAST = "thread_broadcast"
"""The subtype of a reply that is shown in its channel too."""


@dataclass(kw_only=True)
class Message:
    """One message; `visible_to` names the one reader of an ephemeral one.

    `versions` holds the blocks of earlier versions, oldest first: an old client may
    still show them. `extra` holds what only some subtypes have.
    """

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    subtype: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    team: str = ""
    metadata: Json | None = None
    thread_ts: str | None = None
    edited: Json | None = None
    visible_to: str | None = None
    pinned: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    versions: list[list[Json]] = field(default_factory=list)
    typed: dict[str, Typed] = field(default_factory=dict)
    extra: Json = field(default_factory=dict)

    @property
    def in_channel(self) -> bool:
        """Tell whether it is read in its channel: no reply, or one for everybody."""
        return self.thread_ts in {None, self.ts} or self.subtype == BROADCAST

    def payload(self) -> Json:
        """Describe the message as Slack's API and events do, without its thread."""
        optional = {
            "subtype": self.subtype,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "bot_id": self.bot_id,
            "app_id": self.app_id,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "reactions": [
                {"name": name, "users": users, "count": len(users)}
                for name, users in self.reactions.items()
            ],
            "pinned_to": [self.channel] if self.pinned else [],
        }
        return {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": self.team,
            **{name: value for name, value in optional.items() if value},
            **self.extra,
        }


@dataclass(frozen=True, kw_only=True)
class File:
    """What somebody shared in a channel, or put into a form.

    Whoever is in the channel may read it, and the `readers` who were given it.
    """

    id: str
    channel: str
    user: str
    name: str
    mimetype: str
    held: bytes
    created: int
    title: str = ""
    readers: frozenset[str] = frozenset()

    def payload(self, address: str) -> Json:
        """Describe the file as a message does that shares it."""
        place = f"{address}/files-pri/{self.id}"
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2].lower(),
            "user": self.user,
            "mode": "hosted",
            "is_external": False,
            "is_public": False,
            "public_url_shared": False,
            "size": len(self.held),
            "url_private": f"{place}/{self.id}",
            "url_private_download": f"{place}/download/{self.id}",
            "file_access": "visible",
        }


@dataclass(kw_only=True)
class Upload:
    """A file on its way: announced with its length, sent once, then completed once."""

    id: str
    name: str
    length: int
    held: bytes | None = None


@dataclass(kw_only=True)
class Canvas:
    """A document; `channel` is the one it is a tab of, `its_own` that channel's canvas.

    `readers` holds the access that channels and people were given, by their ids.
    """

    id: str
    title: str
    markdown: str
    creator: str
    created: int
    channel: str = ""
    its_own: bool = False
    updated: int = 0
    readers: dict[str, str] = field(default_factory=dict)

    def payload(self, address: str, team: str) -> Json:
        """Describe the canvas as `files.info` does: to Slack it is a file."""
        return {
            "id": self.id,
            "created": self.created,
            "timestamp": self.created,
            "updated": self.updated,
            "name": self.title,
            "title": self.title,
            "mimetype": "application/vnd.slack-docs",
            "filetype": "quip",
            "user": self.creator,
            "size": len(self.markdown.encode()),
            "permalink": f"{address}/docs/{team}/{self.id}",
        }


@dataclass(frozen=True, kw_only=True)
class Note:
    """A channel's topic or purpose, with who set it and when (Unix seconds)."""

    value: str = ""
    creator: str = ""
    last_set: int = 0

    def payload(self) -> Json:
        """Describe the note as `conversations.info` does."""
        return {
            "value": self.value,
            "creator": self.creator,
            "last_set": self.last_set,
        }


@dataclass(kw_only=True)
class Channel:
    """A public or private channel, or a direct message (`is_im`: no name)."""

    id: str
    name: str
    creator: str
    created: int
    is_private: bool = False
    is_im: bool = False
    is_general: bool = False
    is_archived: bool = False
    topic: Note = field(default_factory=Note)
    purpose: Note = field(default_factory=Note)
    members: list[str] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """Return the last part of `message.*` events for this channel."""
        if self.is_im:
            return "im"
        return "groups" if self.is_private else "channels"

    def visible_to(self, user: str) -> bool:
        """Tell whether *user* can know of the channel."""
        return user in self.members or not (self.is_private or self.is_im)

    def replies(self, ts: str) -> list[Message]:
        """Return what was said under the message *ts*, oldest first, seen by all."""
        found = (m for m in self.messages.values() if m.thread_ts == ts != m.ts)
        return [message for message in found if message.visible_to is None]

    def other(self, user: str) -> str:
        """Return who else is in this direct message."""
        return next((member for member in self.members if member != user), user)


@dataclass(kw_only=True)
class View:
    """A modal or a Home tab; `body` is what the app sent, with ids filled in.

    `typed` holds what the person put in, `errors` what the app said beside its
    fields, `channel` is where the person came from.
    """

    id: str
    type: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    channel: str | None = None
    typed: Typed = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        """Return the view's blocks."""
        found: list[Json] = self.body["blocks"]
        return found


@dataclass(kw_only=True)
class Trigger:
    """What lets the app open one view for *user*, who did something at *at*."""

    user: str
    at: float
    channel: str | None = None
    used: bool = False
