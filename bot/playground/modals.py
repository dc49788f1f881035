"""Triggers and views: what may be opened, what is open, and what stands typed in it.

A trigger lives 3 s and opens one view. A person's modals are a stack of at most three.
Every change gives a view a new hash. What was typed survives an update only where
block_id and action_id stay.
"""

from collections.abc import Callable
from typing import Any

from bot.playground import kit
from bot.playground.call import Invalid, Refused
from bot.playground.talk import identified
from bot.playground.things import Trigger, Typed, View
from bot.playground.world import World

Json = dict[str, Any]

DEEPEST = 3
"""The most modals that may lie on each other."""


def trigger(world: World, user: str, channel: str | None = None) -> str:
    """Make a trigger for what *user* has just done."""
    name = f"{world.next_id('')}.{world.next_id('')}.{world.next_id('t')}".lower()
    world.triggers[name] = Trigger(user=user, at=world.clock.now(), channel=channel)
    return name


def spend(world: World, name: str) -> Trigger:
    """Use the trigger *name* up, or refuse as Slack does."""
    found = world.triggers.get(name)
    if found is None:
        raise Refused("invalid_trigger_id")
    if world.clock.now() - found.at > world.patience:
        raise Refused("expired_trigger_id")
    if found.used:
        raise Refused("exchanged_trigger_id")
    found.used = True
    return found


def checked(body: object, surface: str, report: Callable[[str], None]) -> Json:
    """Check a view that the app sent for *surface* (`modal` or `home`)."""
    if not isinstance(body, dict):
        raise Invalid("[ERROR] must provide an object [json-pointer:/view]")
    findings = kit.view(body, surface=surface)
    for sentence in findings.reports:
        report(sentence)
    if findings.code:
        raise Invalid(*findings.messages, code=findings.code)
    return body


def push(world: World, user: str, body: Json, channel: str | None = None) -> View:
    """Open a modal on top of those that *user* has open."""
    stack = world.stacks.setdefault(user, [])
    if len(stack) >= DEEPEST:
        raise Refused("push_limit_reached")
    _free_external_id(world, body)
    name = world.next_id("V")
    view = View(
        id=name,
        type="modal",
        user=user,
        body=_filled(world, body),
        hash=_hash(world),
        root=stack[0].id if stack else name,
        previous=stack[-1].id if stack else None,
        channel=channel,
    )
    stack.append(view)
    world.touch({"views"}, user)
    return view


def replace(world: World, view: View, body: Json) -> None:
    """Give *view* a new body; what was typed stays where the element stays."""
    if body.get("external_id") != view.body.get("external_id"):
        _free_external_id(world, body)
    filled = _filled(world, body)
    view.typed = _kept(view.typed, view.blocks, filled["blocks"])
    view.body, view.hash, view.errors = filled, _hash(world), {}
    world.touch({"home" if view.type == "home" else "views"}, view.user)


def _kept(typed: Typed, before: list[Json], after: list[Json]) -> Typed:
    stays = _types(before).items() & _types(after).items()
    same = {name for name, _ in stays}
    kept = (
        (block, {action: held[action] for action in held if (block, action) in same})
        for block, held in typed.items()
    )
    return {block: held for block, held in kept if held}


def _types(blocks: list[Json]) -> dict[tuple[str, str], str]:
    return {
        (found.block_id, str(found.element["action_id"])): str(found.element["type"])
        for found in kit.interactive(blocks)
    }


def publish(world: World, user: str, body: Json) -> View:
    """Show *body* on the Home tab of *user*."""
    view = world.homes.get(user)
    if view is not None:
        replace(world, view, body)
        return view
    name = world.next_id("V")
    filled, stamp = _filled(world, body), _hash(world)
    view = View(id=name, type="home", user=user, body=filled, hash=stamp, root=name)
    world.homes[user] = view
    world.touch({"home"}, user)
    return view


def close(world: World, view: View) -> None:
    """Close *view*; the one below it shows again."""
    world.stacks[view.user].remove(view)
    world.touch({"views"}, view.user)


def clear(world: World, user: str) -> None:
    """Close every modal of *user*."""
    world.stacks[user] = []
    world.touch({"views"}, user)


def external(world: World, name: str) -> View | None:
    """Find an open view by the app's own id."""
    everything = [*(v for s in world.stacks.values() for v in s), *world.homes.values()]
    return next((v for v in everything if v.body.get("external_id") == name), None)


def _free_external_id(world: World, body: Json) -> None:
    name = body.get("external_id")
    if name and external(world, name):
        raise Refused("duplicate_external_id")


def _filled(world: World, body: Json) -> Json:
    return {**body, "blocks": identified(world, body["blocks"])}


def _hash(world: World) -> str:
    return f"{int(world.clock.now())}.{world.next_id('h').lower()}"


def payload(world: World, view: View, *, closed: bool = False) -> Json:
    """Describe *view* as Slack does in answers and payloads."""
    reading = kit.left if closed else kit.convert
    body = view.body
    told: Json = {
        "id": view.id,
        "team_id": world.team.id,
        "type": view.type,
        "blocks": view.blocks,
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": kit.state(view.blocks, view.typed, reading)},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous,
        "root_view_id": view.root,
        "app_id": world.app.id,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": world.team.id,
        "bot_id": world.app.bot_id,
    }
    return told
