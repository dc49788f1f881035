"""What Slack documents of each method that the playground has: `methods.json`."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

RETIRED = ("channels.", "groups.", "im.", "mpim.", "dialog.", "rtm.start")
"""Beginnings of the names of methods that Slack has retired."""

OF_A_TEAM = ("conversations.create", "usergroups.", "users.conversations", "users.list")
"""Beginnings of those for which an organisation's token has to name the workspace."""


@dataclass(frozen=True, kw_only=True)
class Documented:
    """One method: its tier, whether it reads JSON bodies, scopes and arguments.

    Any one of `scopes` is enough; none means that every token may call it.
    """

    name: str
    tier: str
    json_body: bool
    scopes: tuple[str, ...]
    required: tuple[str, ...]
    arguments: frozenset[str]


@cache
def methods() -> dict[str, Documented]:
    """Load every documented method by its name."""
    text = resources.files(__package__).joinpath("methods.json").read_text("utf-8")
    return {
        name: Documented(
            name=name,
            tier=entry["tier"],
            json_body=entry["json_body"],
            scopes=tuple(entry["scopes"]),
            required=tuple(entry["required"]),
            arguments=frozenset(entry["args"]),
        )
        for name, entry in json.loads(text)["methods"].items()
    }


def retired(name: str) -> bool:
    """Tell whether Slack has retired the method *name*."""
    return name == "files.upload" or name.startswith(RETIRED)


def of_a_team(name: str) -> bool:
    """Tell whether the method *name* concerns one workspace of an organisation."""
    return name.startswith(OF_A_TEAM)
