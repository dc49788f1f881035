"""What is right by itself, and can't be shown in this workspace all the same.

A workspace gets newer blocks later than others do; a picture of a file needs the file,
and a field for files an app that may read them.

Invalid     the arguments are wrong
└── Late    … a block is not shown here yet: nothing that the app could have known
"""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.playground import access, kit
from bot.playground.call import Invalid
from bot.playground.kit import Finding
from bot.playground.world import World

Json = dict[str, Any]
WRONG = "invalid_blocks"
DRAWN = frozenset({"image/gif", "image/jpeg", "image/png"})
"""Types of files that a client draws."""


class Late(Invalid):
    """The workspace does not show a block yet; the app can send a plainer one."""

    blame = False


def message(world: World, payload: Json) -> None:
    """Refuse the content of a message that can't be shown; it is otherwise right."""
    for name in ("blocks", "attachments"):
        _check(world, payload.get(name), f"/{name}", WRONG)


def view(world: World, body: Json) -> None:
    """Refuse a view that can't be shown; it is otherwise right."""
    _check(world, body.get("blocks"), "/view/blocks", "invalid_arguments")


def _check(world: World, blocks: object, at: str, code: str) -> None:
    if late := [str(finding) for finding in _late(world, blocks, at)]:
        raise Late(*late, code=code)
    if wrong := [str(finding) for finding in _wrong(world, blocks, at)]:
        raise Invalid(*wrong, code=code)


def _late(world: World, blocks: object, at: str) -> Iterator[Finding]:
    for here, node in kit.nodes(blocks, at) if world.lacking else ():
        if node.get("type") in world.lacking:
            yield Finding(f"unsupported type: {node['type']}", f"{here}/type")


def _wrong(world: World, blocks: object, at: str) -> Iterator[Finding]:
    for here, node in kit.nodes(blocks, at):
        kind = node.get("type")
        if kind == "image" and "slack_file" in node and not _drawn(world, node):
            yield Finding("invalid slack file", f"{here}/slack_file")
        if kind == "file_input" and access.SCOPE not in world.app.scopes:
            yield Finding(f"file_input requires the scope {access.SCOPE}", here)


def _drawn(world: World, node: Mapping[str, Any]) -> bool:
    """Tell whether the file is there, can be drawn, and is the app's to show."""
    file = access.pictured(world, node["slack_file"])
    if file is None or file.mimetype not in DRAWN:
        return False
    return access.may_read(world, file, world.app.user_id)
