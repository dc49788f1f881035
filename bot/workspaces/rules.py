"""What an installation says. Pure: values in, values out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Installation:
    """What Slack tells of one installation; the token is a secret."""

    team_id: str | None
    enterprise_id: str | None = None
    name: str
    url: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What is kept of one person."""

    id: str
    name: str
    zone: str
    deleted: bool = False
    guest: bool = False
    stranger: bool = False
    bot: bool = False
    admin: bool = False


def profile(user: Mapping[str, Any]) -> Profile:
    """Read what Slack's users.info says of a person."""
    names = user.get("profile") or {}
    called = names.get("display_name") or user.get("real_name") or user.get("name")
    return Profile(
        id=user["id"],
        name=str(called or user["id"]),
        zone=str(user.get("tz") or "UTC"),
        deleted=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")),
        bot=bool(user.get("is_bot")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
    )
