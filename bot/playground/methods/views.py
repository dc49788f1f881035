"""`views.*`: opening, stacking and changing modals, and publishing the Home tab."""

from typing import Any

from bot.playground import content, modals, showing
from bot.playground.call import Call, Invalid, Refused
from bot.playground.things import Trigger, View

Json = dict[str, Any]


def _sent(call: Call, surface: str) -> Json:
    body = call.structure("view", "invalid_arguments")
    checked = modals.checked(body, surface, call.report)
    showing.view(call.world, checked)
    for sentence in content.doubts(call.world, checked):
        call.report(sentence)
    return checked


def _trigger(call: Call) -> Trigger:
    name = call.text("trigger_id")
    if not name:
        raise Invalid("[ERROR] missing required field: trigger_id")
    return modals.spend(call.world, name)


def _told(call: Call, view: View) -> Json:
    return {"view": modals.payload(call.world, view)}


def open_view(call: Call) -> Json:
    """Open a modal for whoever caused the trigger."""
    body = _sent(call, "modal")
    cause = _trigger(call)
    return _told(call, modals.push(call.world, cause.user, body, cause.channel))


def push(call: Call) -> Json:
    """Lay a modal on the one that the trigger came from."""
    body = _sent(call, "modal")
    cause = _trigger(call)
    if not call.world.stacks.get(cause.user):
        raise Refused("not_found")
    return _told(call, modals.push(call.world, cause.user, body, cause.channel))


def update(call: Call) -> Json:
    """Change an open view, if it is still the one that the caller knows."""
    view = _known(call)
    body = _sent(call, view.type)
    _same(call, view)
    modals.replace(call.world, view, body)
    return _told(call, view)


def _known(call: Call) -> View:
    view, external = call.text("view_id"), call.text("external_id")
    if not view and not external:
        raise Invalid("[ERROR] missing required field: view_id")
    found = call.world.view(view) if view else modals.external(call.world, external)
    if found is None:
        raise Refused("not_found")
    return found


def _same(call: Call, view: View) -> None:
    known = call.text("hash")
    if known and known != view.hash:
        raise Refused("hash_conflict")


def publish(call: Call) -> Json:
    """Publish the Home tab of one person."""
    user = call.text("user_id")
    if user not in call.world.people:
        raise Invalid("[ERROR] user not found [json-pointer:/user_id]")
    if not call.app.home_tab:
        raise Refused("not_enabled")
    body = _sent(call, "home")
    if before := call.world.homes.get(user):
        _same(call, before)
    return _told(call, modals.publish(call.world, user, body))


METHODS = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
