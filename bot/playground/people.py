"""Who is in the workspace, and what the Web API and the page tell about a person."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

Json = dict[str, Any]


@dataclass(kw_only=True)
class Person:
    """A member, guest, stranger or bot; `name` is the handle, `tz` an IANA zone."""

    id: str
    name: str
    real_name: str
    team: str
    tz: str = "UTC"
    title: str = ""
    display_name: str = ""
    colour: str = "#5b6abf"
    presence: str = "active"
    is_admin: bool = False
    is_bot: bool = False
    is_guest: bool = False
    is_stranger: bool = False
    deleted: bool = False
    hidden: bool = False

    @property
    def called(self) -> str:
        """Return what others see: the display name, else the full name."""
        return self.display_name or self.real_name

    @property
    def reachable(self) -> bool:
        """Tell whether an app can write to this person directly."""
        return not (self.deleted or self.is_bot or self.is_stranger)

    @property
    def initials(self) -> str:
        """Return up to two letters that stand for the person's picture."""
        words = self.real_name.split()
        return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


def zone(person: Person, now: float) -> Json:
    """Tell the person's zone at *now*: name, label and offset in seconds from UTC."""
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(person.tz))
    offset = local.utcoffset()
    return {
        "tz": person.tz,
        "tz_label": local.tzname() or person.tz,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def described(person: Person, now: float) -> Json:
    """Describe *person* as `users.info` does."""
    return {
        "id": person.id,
        "team_id": person.team,
        "name": person.name,
        "deleted": person.deleted,
        "color": person.colour.lstrip("#"),
        "real_name": person.real_name,
        **zone(person, now),
        "profile": profile(person),
        "is_admin": person.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_stranger": person.is_stranger,
        "updated": 1700000000,
    }


def profile(person: Person) -> Json:
    """Describe the profile part of `users.info`."""
    return {
        "title": person.title,
        "real_name": person.real_name,
        "real_name_normalized": person.real_name,
        "display_name": person.display_name,
        "display_name_normalized": person.display_name,
        "team": person.team,
    }


def shown(person: Person, now: float) -> Json:
    """Describe *person* as the page and the control API do."""
    return {
        "id": person.id,
        "name": person.name,
        "display_name": person.called,
        "real_name": person.real_name,
        "title": person.title,
        **zone(person, now),
        "initials": person.initials,
        "colour": person.colour,
        "presence": person.presence,
        "is_admin": person.is_admin,
        "is_bot": person.is_bot,
        "is_guest": person.is_guest,
        "is_stranger": person.is_stranger,
        "deleted": person.deleted,
        "hidden": person.hidden,
    }
