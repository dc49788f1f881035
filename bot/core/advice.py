"""Advice: what a failed effect means to people, and how they can mend it."""

from dataclasses import dataclass
from typing import Protocol

from bot.core.queue import State

WHAT = {
    "message": "A message could not be posted",
    "card": "A card could not be posted or edited",
    "reply": "An answer could not be given",
    "report": "A report could not be shown",
    "room": "The room could not be created",
    "topic": "The room's topic could not be set",
    "purpose": "The room's purpose could not be set",
    "members": "Not everybody could be brought into the room",
    "pin": "The card could not be pinned",
    "bookmark": "A bookmark could not be added to the room",
    "join": "The channel could not be joined",
    "restore": "The room could not be brought back",
    "home": "A Home tab could not be shown",
    "canvas": "The canvas of a postmortem could not be kept up",
    "upload": "A file could not be sent",
    "archive": "The room could not be archived or brought back",
    "file": "A file of the timeline could not be kept",
    "measure": "A check of Longwatch's own could not be made",
    "person": "Slack could not be asked who somebody is",
    "webhook": "A containment step could not be run",
}

ARCHIVED = "the channel is archived: bring it back, or choose another with /ops setup"
UPLOADS = (
    "an admin of Slack has switched such uploads off: ask them, or write it with "
    "`longwatch export`"
)
HOW = {
    "not_in_channel": "invite Longwatch into the channel with /invite",
    "channel_not_found": "the channel is private or gone: invite Longwatch into it, or "
    "choose another with /ops setup",
    "is_archived": ARCHIVED,
    "is_inactive": ARCHIVED,
    "method_not_supported_for_channel_type": "the channel is private: invite Longwatch "
    "into it",
    "restricted_action": "an admin of Slack has restricted this: ask them to allow it "
    "for Longwatch",
    "name_taken": "every name that was tried is taken: rename one of the channels",
    "missing_scope": "Longwatch lacks a permission: install it again from its manifest",
    "cant_invite": "invite them yourself, or ask an admin of Slack",
    "ratelimited": "Slack is limiting requests: it goes on by itself",
    "too_many_pins": "the channel is full of pins: remove one",
    "too_many_bookmarks": "the channel is full of bookmarks: remove one",
    "account_inactive": "Longwatch was removed from this workspace: install it again",
    "invalid_auth": "the bot token is no longer valid: set the new one and restart",
    "token_revoked": "the bot token was revoked: install Longwatch again",
    "not_enabled": "turn the Home tab on in the app's settings, under App Home",
    "file_not_found": "it was deleted, or Longwatch may not read it: give up on it",
    "file_too_large": "it is larger than `largest_file` in the policy, [timeline]",
    "not_slacks_host": "it is not kept at Slack: save it yourself",
    "file_uploads_disabled": UPLOADS,
    "file_uploads_except_images_disabled": UPLOADS,
    "file_type_not_allowed": UPLOADS,
    "storage_limit_reached": "this Slack has no room for more files: delete some, or "
    "write it with `longwatch export`",
    "no_pdf": "a PDF can't be made where Longwatch runs: ask for Markdown",
    "canvas_editing_locked": "somebody writes in it: it goes on once they have ended",
    "Slack can't be reached": "check the network; it goes on by itself",
}

NOBODY = (
    "Slack lets Longwatch write nothing to them: tell them yourself, or give what is "
    "theirs to somebody else"
)
DIRECT = {
    **dict.fromkeys(("channel_not_found", "user_not_found", "user_disabled"), NOBODY),
    **dict.fromkeys(("cannot_dm_bot", "user_not_visible", "is_inactive"), NOBODY),
    **dict.fromkeys(("messages_tab_disabled", "is_archived"), NOBODY),
}
OWN_ROOM = (
    "the incident's room is archived: bring it back and try again, or give up on it"
)


class Failed(Protocol):
    """A row of the outbox, as far as advice needs it."""

    seq: int | None
    kind: str
    state: State
    error: str | None
    place: str | None
    channel: str | None
    detail: dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What could not be done, why, and what a person can do about it."""

    seq: str
    what: str
    how: str
    error: str
    place: str | None
    people: tuple[str, ...] = ()
    person: str = ""
    """To whom it was to go, where it was to go to one person alone."""
    well: bool = False
    dropped: bool = False
    dead: bool = False


def of(row: Failed) -> Advice:
    """Give advice about a row that failed, or did only part of its work."""
    error = row.error or ""
    left_out = row.detail.get("left_out")
    place = row.channel or row.place
    person = row.place if row.place and row.place.startswith(("U", "W")) else ""
    return Advice(
        seq=str(row.seq),
        what=WHAT.get(row.kind, "Something could not be done in Slack"),
        how=_how(row, error),
        error=error,
        place=place if place and place.startswith(("C", "G")) else None,
        people=tuple(left_out) if isinstance(left_out, dict) else (),
        person=person,
        well=row.error is None,
        dropped=row.state is State.RELEASED,
        dead=row.state is State.DEAD,
    )


def _how(row: Failed, error: str) -> str:
    """Say how to mend it; what has no place of its own goes to an incident's room."""
    if row.place and row.place.startswith(("U", "W")) and error in DIRECT:
        return DIRECT[error]
    how = HOW.get(error, "try again; if it goes on, tell whoever runs Longwatch")
    return OWN_ROOM if how == ARCHIVED and row.place is None else how
