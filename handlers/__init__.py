"""Slack listeners: read the payload, call one verb, acknowledge.

Each module ends with its tables; they are gathered here, and nowhere else.
"""

from collections import ChainMap

from bot.core.verbs import Command, Listener, Shortcut
from handlers import (
    approvals,
    backups,
    calendar,
    cycles,
    digest,
    findings,
    home,
    hunts,
    incidents,
    library,
    maintenance,
    metrics,
    postmortems,
    services,
    workspaces,
)

MODULES = (
    incidents,
    home,
    workspaces,
    approvals,
    calendar,
    findings,
    digest,
    library,
    maintenance,
    postmortems,
    services,
    metrics,
    backups,
    hunts,
    cycles,
)


def _commands() -> dict[str, Command]:
    """Join the verbs that several modules give one command."""
    joined: dict[str, Command] = {}
    for command in (c for module in MODULES for c in module.LISTENERS.commands):
        earlier = joined.get(command.name)
        verbs = (*(earlier.verbs if earlier else ()), *command.verbs)
        kept = earlier or command
        joined[command.name] = Command(
            name=kept.name, about=kept.about, example=kept.example, verbs=verbs
        )
    return joined


COMMANDS = _commands()
ACTIONS: ChainMap[str, Listener] = ChainMap(*(m.LISTENERS.actions for m in MODULES))
VIEWS: ChainMap[str, Listener] = ChainMap(*(m.LISTENERS.views for m in MODULES))
CLOSED: ChainMap[str, Listener] = ChainMap(*(m.LISTENERS.closed for m in MODULES))
SHORTCUTS: dict[str, Shortcut] = {
    name: shortcut
    for module in MODULES
    for name, shortcut in module.LISTENERS.shortcuts.items()
}
"""In the order in which Slack's menus show them: what is urgent comes first."""
EVENTS: ChainMap[str, Listener] = ChainMap(*(m.LISTENERS.events for m in MODULES))
SCOPES: ChainMap[str, str] = ChainMap(*(m.LISTENERS.scopes for m in MODULES))
