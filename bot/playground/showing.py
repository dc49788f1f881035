"""What is right by itself, and can't be shown in this workspace all the same.

A workspace gets newer blocks later than others do.

Invalid     the arguments are wrong
└── Late    … a block is not shown here yet: nothing that the app could have known
"""

from collections.abc import Iterator
from typing import Any

from bot.playground import kit
from bot.playground.call import Invalid
from bot.playground.kit import Finding
from bot.playground.world import World

Json = dict[str, Any]
WRONG = "invalid_blocks"


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


def _late(world: World, blocks: object, at: str) -> Iterator[Finding]:
    for here, node in kit.nodes(blocks, at) if world.lacking else ():
        if node.get("type") in world.lacking:
            yield Finding(f"unsupported type: {node['type']}", f"{here}/type")
