"""What a client lets a person choose: people and places that are there, own files.

What stood in a field before may stay in it, whatever has become of it since.
"""

import base64
import mimetypes
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.playground.kit import Unfit
from bot.playground.people import Person
from bot.playground.things import Channel, File
from bot.playground.world import World

Json = dict[str, Any]
Known = Callable[[World, str, Json, str], bool]

LARGEST = 10 * 2**20
"""Bytes of a file that a form takes."""

EVERYWHERE = ("public", "private", "im", "mpim")


def chosen(
    world: World, who: str, element: Json, value: object, before: object = None
) -> object:
    """Return *value* as *element* holds it, or raise `Unfit`: it is nothing to choose.

    *before* is what the element held until now.
    """
    kind = str(element["type"])
    if value in (None, "", [], ()):
        return value
    if kind == "file_input":
        return [_own(world, who, one) for one in _listed(value)]
    known = _KNOWN.get(kind.removeprefix("multi_"))
    if known is not None:
        kept = {*_first(element), *map(str, _listed(before))}
        for name in map(str, _listed(value)):
            if name not in kept and not known(world, who, element, name):
                raise Unfit(f"{name!r} can't be chosen here.")
    return value


def _listed(value: object) -> list[object]:
    if isinstance(value, (list, tuple)):
        return list(value)
    return [] if value is None else [value]


def _first(element: Json) -> set[str]:
    """Return the ids that the app put into the element."""
    given = (item for name, item in element.items() if name.startswith("initial_"))
    return {str(one) for item in given for one in _listed(item)}


def _somebody(world: World, _who: str, _element: Json, name: str) -> bool:
    person = world.people.get(name)
    return person is not None and not person.deleted


def _channel(world: World, who: str, _element: Json, name: str) -> bool:
    place = world.channel(name, seen_by=who)
    return place is not None and not place.is_archived and _sort(place) == "public"


def _conversation(world: World, who: str, element: Json, name: str) -> bool:
    narrow = element.get("filter", {})
    wanted = narrow.get("include", EVERYWHERE)
    place, person = world.channel(name, seen_by=who), world.people.get(name)
    if place is not None:
        if place.is_archived or _sort(place) not in wanted:
            return False
        person = world.people.get(place.other(who)) if place.is_im else None
    elif person is None or person.deleted or "im" not in wanted:
        return False
    return not (narrow.get("exclude_bot_users") and _is_bot(person))


def _is_bot(person: Person | None) -> bool:
    return person is not None and person.is_bot


def _sort(place: Channel) -> str:
    if place.is_im:
        return "im"
    return "private" if place.is_private else "public"


_KNOWN: dict[str, Known] = {
    "users_select": _somebody,
    "channels_select": _channel,
    "conversations_select": _conversation,
}


def _own(world: World, who: str, given: object) -> Json:
    """Describe a file that *who* put into a form; the app may read it from now on."""
    name = str(given["id"] if isinstance(given, dict) and "id" in given else given)
    file = world.files.get(name)
    if file is None or file.user != who:
        raise Unfit(f"There is no file {name!r} of yours here.")
    given_to = file.readers | {world.app.user_id}
    world.files[name] = replace(file, readers=given_to)
    return file.payload(world.address)


def take(world: World, who: str, element: Json, body: Json) -> File:
    """Take a file for a field of a form, in base64 under `held`, or raise `Unfit`.

    Nobody else can read it until it stands in the form.
    """
    name, held = str(body["name"]), base64.b64decode(str(body["held"]), validate=True)
    if said := _refusal(element, name, len(held)):
        raise Unfit(said)
    guessed, _ = mimetypes.guess_type(name)
    file = File(
        id=world.next_id("F"),
        channel="",
        user=who,
        name=name,
        mimetype=str(body.get("mimetype") or guessed or "application/octet-stream"),
        held=held,
        created=int(world.clock.now()),
    )
    world.files[file.id] = file
    return file


def _refusal(element: Json, name: str, size: int) -> str:
    wanted = [kind.lower() for kind in element.get("filetypes", ())]
    _, dot, kind = name.lower().rpartition(".")
    if wanted and not (dot and kind in wanted):
        return f"{name} can't be taken here: choose {', '.join(wanted)}."
    if not size:
        return f"{name} is empty."
    return f"{name} is larger than 10 MB." if size > LARGEST else ""
