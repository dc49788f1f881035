"""The app under test, as its manifest describes it (Slack's app manifest format)."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

#: The scope without which Slack does not send an event, by the event's name.
EVENT_SCOPES = {
    "app_mention": ("app_mentions:read",),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
    "channel_rename": ("channels:read",),
    "channel_archive": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "group_rename": ("groups:read",),
    "group_archive": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "user_change": ("users:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
}


@dataclass(frozen=True, kw_only=True)
class Command:
    """A slash command: its name with the slash, and what the composer shows."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, kw_only=True)
class Shortcut:
    """A shortcut of type `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str


@dataclass(kw_only=True)
class App:
    """The installed app: identity, tokens, what it may do and what it hears."""

    name: str
    signing_secret: str
    bot_token: str
    app_token: str
    id: str = "A0LONGWATCH"
    bot_id: str = "B0LONGWATCH"
    user_id: str = "U0LONGWATCH"
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    socket_mode: bool = False
    home_tab: bool = True
    request_url: str | None = None
    dead: str | None = None
    removed: bool = False
    commercial: bool = False
    enterprise: str | None = None
    expires: dict[str, float] = field(default_factory=dict)

    def hears(self, name: str) -> bool:
        """Tell whether the event *name* is subscribed and its scope granted."""
        needed = EVENT_SCOPES.get(name)
        granted = needed is None or bool(self.scopes.intersection(needed))
        return name in self.events and granted and not self.removed

    def command(self, name: str) -> Command | None:
        """Find the slash command *name*."""
        offered = () if self.removed else self.commands
        return next((c for c in offered if c.command == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """Find the shortcut *callback_id* of *kind* (`global` or `message`)."""
        wanted = (callback_id, kind)
        found = (s for s in self.shortcuts if (s.callback_id, s.type) == wanted)
        return next(found, None)


def read(manifest: Json, *, signing_secret: str, bot_token: str, app_token: str) -> App:
    """Install the app that *manifest* describes."""
    features = manifest.get("features", {})
    settings = manifest.get("settings", {})
    scopes = manifest.get("oauth_config", {}).get("scopes", {})
    subscriptions = settings.get("event_subscriptions", {})
    bot_user = features.get("bot_user", {})
    information = manifest.get("display_information", {})
    return App(
        name=bot_user.get("display_name") or information.get("name", "Longwatch"),
        signing_secret=signing_secret,
        bot_token=bot_token,
        app_token=app_token,
        commands=tuple(map(_command, features.get("slash_commands", []))),
        shortcuts=tuple(map(_shortcut, features.get("shortcuts", []))),
        scopes=frozenset(scopes.get("bot", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        socket_mode=bool(settings.get("socket_mode_enabled")),
        home_tab=bool(features.get("app_home", {}).get("home_tab_enabled", False)),
    )


def _command(entry: Json) -> Command:
    return Command(
        command=entry["command"],
        description=entry.get("description", ""),
        usage_hint=entry.get("usage_hint", ""),
        should_escape=bool(entry.get("should_escape")),
    )


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(
        name=entry["name"],
        type=entry["type"],
        callback_id=entry["callback_id"],
        description=entry.get("description", ""),
    )
