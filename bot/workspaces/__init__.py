"""Workspaces: where Longwatch is installed, who is there, how it is set up."""

from bot.workspaces.groups import groups_of, handles, members, regroup
from bot.workspaces.people import (
    Directory,
    called,
    fit,
    known,
    outside,
    remember,
    stale,
    zone,
)
from bot.workspaces.rules import Called, Installation
from bot.workspaces.service import (
    CallRefused,
    Configured,
    Installed,
    configure,
    drop,
    find,
    health,
    install,
    installed,
    present,
    refuse_call,
    retry,
    token,
)
from bot.workspaces.store import Person, Workspace

__all__ = [
    "CallRefused",
    "Called",
    "Configured",
    "Directory",
    "Installation",
    "Installed",
    "Person",
    "Workspace",
    "called",
    "configure",
    "drop",
    "find",
    "fit",
    "groups_of",
    "handles",
    "health",
    "install",
    "installed",
    "known",
    "members",
    "outside",
    "present",
    "refuse_call",
    "regroup",
    "remember",
    "retry",
    "stale",
    "token",
    "zone",
]
