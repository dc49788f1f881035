"""What Slack says of an installation and its people. Pure: values in, values out."""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

NEAREST = 3  # names that are offered for one that nobody has


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


def profile(user: Mapping[str, Any], ours: Collection[str]) -> Profile:
    """Read what Slack's users.info says of a person; *ours* are the ids of our team.

    Slack calls a stranger only who shares no channel with us; whoever is of another
    team, and not of our org, is one for us too.
    """
    names = user.get("profile") or {}
    called = names.get("display_name") or user.get("real_name") or user.get("name")
    return Profile(
        id=user["id"],
        name=str(called or user["id"]),
        zone=str(user.get("tz") or "UTC"),
        deleted=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        stranger=bool(user.get("is_stranger")) or _elsewhere(user, ours),
        bot=bool(user.get("is_bot")),
        admin=bool(user.get("is_admin") or user.get("is_owner")),
    )


def _elsewhere(user: Mapping[str, Any], ours: Collection[str]) -> bool:
    org = (user.get("enterprise_user") or {}).get("enterprise_id")
    theirs = {id_ for id_ in (user.get("team_id"), org) if id_}
    return bool(theirs and ours) and theirs.isdisjoint(ours)


@dataclass(frozen=True, kw_only=True)
class Group:
    """What is kept of one user group; one that was switched off is not `used`."""

    id: str
    handle: str
    people: tuple[str, ...]
    used: bool


def group(said: Mapping[str, Any]) -> Group:
    """Read what Slack's usergroups.list says of a user group."""
    return Group(
        id=str(said["id"]),
        handle=str(said.get("handle") or said["id"]),
        people=tuple(dict.fromkeys(said.get("users") or ())),
        used=not said.get("date_delete"),
    )


@dataclass(frozen=True, kw_only=True)
class Called:
    """Whom a name calls."""

    person: str | None
    """The one who has it; None where nobody does, or more than one."""
    several: bool = False
    """Whether more than one has it."""
    near: tuple[str, ...] = ()
    """Names that are like it."""


def called(name: str, people: Mapping[str, str]) -> Called:
    """Find whom *name* calls among *people*, names by id, in any case."""
    mine = [id_ for id_, known in people.items() if known.casefold() == name.casefold()]
    if mine:
        several = len(mine) > 1
        return Called(person=None if several else mine[0], several=several)
    names = {known.casefold(): known for known in people.values()}
    near = difflib.get_close_matches(name.casefold(), names, n=NEAREST, cutoff=0.6)
    return Called(person=None, near=tuple(names[one] for one in near))
