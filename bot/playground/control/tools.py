"""The control API's tools: the clock, faults, limits, the app itself, a reset."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any

from bot.playground import kit
from bot.playground.clock import Clock
from bot.playground.faults import Fault, Storm, known
from bot.playground.parts import Parts
from bot.playground.people import Person
from bot.playground.screen import NotOnScreen

Json = dict[str, Any]
Tool = Callable[[Parts, Any], Awaitable[None]]

TOKENS = ("app_uninstalled", "tokens_revoked")
"""Events that are sent when the app is removed, in Slack's usual order."""

AS_GIVEN = frozenset({"request_url", "socket_mode", "dead", "commercial", "enterprise"})
"""What is written into the app as it stands in the body."""


async def clock(parts: Parts, body: Json) -> None:
    """Push the clock: by `advance` seconds, or `to` what is `next`; or take `due`.

    Or let it stand `still`, or run again.
    """
    kept = parts.world.clock
    if "still" in body:
        kept.stop(still=bool(body["still"]))
    elif "due" in body:
        kept.due = None if body["due"] is None else float(body["due"])
    elif body.get("to") == "next":
        _to_next(kept)
    else:
        kept.advance(float(body["advance"]))
    parts.live.touch({"clock"}, None)


def _to_next(clock: Clock) -> None:
    due = clock.next_due()
    if due is None:
        raise NotOnScreen("Nothing is due.")
    clock.advance(due - clock.now())


async def faults(parts: Parts, body: list[Json] | Json) -> None:
    """Add faults; they hit from the next call on, in the order given."""
    wanted = body if isinstance(body, list) else [body]
    for entry in wanted:
        _known({str(entry["kind"])}, entry, Fault)
    parts.api.faults.waiting += [Fault(**entry) for entry in wanted]


async def storm(parts: Parts, body: Json) -> None:
    """Let calls be hit at random by faults of some `kinds`, as the `seed` decides."""
    _known(set(body["kinds"]), body, Storm)
    parts.api.faults.storm = Storm(**{**body, "kinds": tuple(body["kinds"])})


def _known(kinds: set[str], body: Json, what: type[Fault | Storm]) -> None:
    for kind in kinds:
        if not known(kind):
            raise ValueError(f"There is no fault of the kind {kind!r}.")
    if odd := body.keys() - {field.name for field in fields(what) if field.init}:
        raise ValueError(f"A fault knows nothing of {', '.join(sorted(odd))}.")


async def resume(parts: Parts, _: Json) -> None:
    """Let the paused calls go on."""
    parts.api.faults.resume()


async def latency(parts: Parts, body: Json) -> None:
    """Let every answer of the Web API take `ms` longer."""
    parts.api.latency = float(body["ms"]) / 1000


async def skew(parts: Parts, body: Json) -> None:
    """Let Slack's clock be `seconds` ahead of this machine's, in the Date it tells."""
    parts.api.skew = float(body["seconds"])


async def limits(parts: Parts, body: Json) -> None:
    """Switch the rate limits `on` or off; either way they begin anew."""
    parts.api.gate.limits.on = bool(body["on"])
    parts.api.gate.limits.forget()


async def app(parts: Parts, body: Json) -> None:
    """Change the installed app, and what the workspace allows it."""
    app, world = parts.world.app, parts.world
    for name in body.keys() & AS_GIVEN:
        setattr(app, name, body[name])
    if "scopes" in body:
        app.scopes = frozenset(body["scopes"])
    if "expires" in body:
        app.expires[app.bot_token] = float(body["expires"])
    world.mentions_allowed = bool(body.get("mentions_allowed", world.mentions_allowed))
    forbidden = body.get("forbidden_to_create", world.forbidden_to_create)
    world.forbidden_to_create = bool(forbidden)
    await parts.look()


async def plan(parts: Parts, body: Json) -> None:
    """Put the workspace on a plan that is `free` of charge, or on one that is not."""
    parts.world.free = bool(body["free"])
    parts.live.touch({"channels"}, None)


async def blocks(parts: Parts, body: Json) -> None:
    """Let the workspace be one of those that do not show the `lacking` blocks yet."""
    lacking = frozenset(map(str, body["lacking"]))
    if odd := lacking - kit.BLOCKS.keys():
        raise ValueError(f"There is no block of the type {', '.join(sorted(odd))}.")
    parts.world.lacking = lacking


async def uninstall(parts: Parts, body: Json) -> None:
    """Remove the app; its token is dead before the two events arrive."""
    parts.world.app.dead, parts.world.app.removed = "account_inactive", True
    order = reversed(TOKENS) if body.get("backwards") else TOKENS
    tokens = {"tokens": {"oauth": [], "bot": [parts.world.app.user_id]}}
    for name in order:
        more = tokens if name == "tokens_revoked" else {}
        parts.events.send({"type": name, **more})


async def person(parts: Parts, body: Json) -> None:
    """Change somebody's profile: any field of `Person` but the id; or add somebody."""
    world, user = parts.world, str(body["id"])
    known_person = world.people.get(user)
    if known_person is None:
        world.people[user] = Person(**{"team": world.team.id, **body})
    else:
        for name, value in body.items():
            setattr(known_person, name, value)
    parts.events.person_changed(world.people[user])
    parts.live.touch({"people"}, None)


async def sockets(parts: Parts, body: Json) -> None:
    """Disturb the websockets: `cut` or `mute` them, or end them for a reason."""
    parts.sockets.mute = body["do"] == "mute"
    if body["do"] == "cut":
        parts.sockets.cut()
    elif body["do"] not in {"mute", "unmute"}:
        await parts.sockets.tell(str(body["do"]))


async def events(parts: Parts, body: Json) -> None:
    """Disturb events, or switch them `off` and on.

    `lose` the next n or one in `lose_every`, `double` each, deliver the newest n
    `again`, `hold` and `release` (backwards) them, `send` one, or something `raw`.
    """
    feed = parts.events
    if "off" in body:
        feed.switch(off=bool(body["off"]))
    for name in body.keys() & {"lose", "lose_every", "double"}:
        setattr(feed, name, body[name])
    if body.get("hold"):
        feed.held = []
    if "release" in body:
        feed.release(backwards=body["release"] == "backwards")
    if "again" in body:
        feed.again(int(body["again"]))
    if "send" in body:
        feed.send(body["send"])
    if "raw" in body:
        await parts.deliveries.send("events_api", body["raw"])


async def reset(parts: Parts, _: Json) -> None:
    """Go back to the seed."""
    parts.reset()


TOOLS: dict[str, Tool] = {
    "clock": clock,
    "faults": faults,
    "storm": storm,
    "resume": resume,
    "latency": latency,
    "skew": skew,
    "limits": limits,
    "app": app,
    "plan": plan,
    "blocks": blocks,
    "uninstall": uninstall,
    "person": person,
    "sockets": sockets,
    "events": events,
    "reset": reset,
}
"""Each takes its own body, and answers `{"clock": …}`."""


CLEARINGS: dict[str, Callable[[Parts], None]] = {
    "faults": lambda parts: parts.api.faults.clear(),
    "calls": lambda parts: parts.records.calls.clear(),
    "deliveries": lambda parts: parts.records.deliveries.clear(),
    "violations": lambda parts: parts.records.violations.clear(),
}
"""What DELETE forgets, by the last part of its path."""
