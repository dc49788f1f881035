"""Which scopes let an app call a method on a given kind of conversation."""

from typing import Any

from bot.playground.call import TRUE
from bot.playground.catalog import Documented
from bot.playground.world import World

Json = dict[str, Any]

PREFIXES = ("channels", "groups", "im", "mpim")
"""What scopes begin with that concern one kind of conversation only."""

TYPES = {
    "public_channel": "channels",
    "private_channel": "groups",
    "im": "im",
    "mpim": "mpim",
}


def missing(
    world: World, method: Documented, args: Json, granted: frozenset[str]
) -> tuple[str, ...]:
    """Return the scopes of which one is needed and none is granted, or nothing."""
    if not method.scopes:
        return ()
    for prefix in _kinds(world, method.name, args):
        wanted = tuple(s for s in method.scopes if _concerns(s, prefix))
        if not granted.intersection(wanted):
            return wanted
    return () if granted.intersection(method.scopes) else method.scopes


def _concerns(scope: str, prefix: str) -> bool:
    family = scope.partition(":")[0]
    return family == prefix or family not in PREFIXES


def _kinds(world: World, method: str, args: Json) -> list[str]:
    if not method.startswith(("conversations.", "users.conversations")):
        return []
    if method == "conversations.create":
        private = str(args.get("is_private", "")).lower() in TRUE
        return ["groups" if private else "channels"]
    if method == "users.conversations":
        types = str(args.get("types", "public_channel")).split(",")
        return [TYPES[name.strip()] for name in types if name.strip() in TYPES]
    found = world.channels.get(str(args.get("channel", "")))
    if found is None:
        return ["im"] if method == "conversations.open" else []
    return [found.kind]
