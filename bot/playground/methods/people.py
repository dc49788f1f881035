"""`auth.test`, `users.*`, `usergroups.list` and the way into Socket Mode."""

from typing import Any

from bot.playground import people
from bot.playground.call import Call, Refused
from bot.playground.methods.conversations import described
from bot.playground.things import Channel

Json = dict[str, Any]

TYPES = frozenset({"public_channel", "private_channel", "mpim", "im"})


def auth_test(call: Call) -> Json:
    """Tell whose token this is."""
    org = call.app.enterprise
    return {
        "url": f"{call.world.address}/",
        "team": call.world.team.name,
        "user": call.world.people[call.bot].name,
        "team_id": org or call.world.team.id,
        "user_id": call.bot,
        "bot_id": call.app.bot_id,
        "is_enterprise_install": org is not None,
        **({"enterprise_id": org} if org else {}),
    }


def connections_open(call: Call) -> Json:
    """Give an address for one websocket connection."""
    if not call.app.socket_mode:
        raise Refused("forbidden_team")
    ticket = call.world.next_id("ticket-")
    call.world.tickets.add(ticket)
    return {"url": f"ws{call.world.address.removeprefix('http')}/socket/{ticket}"}


def info(call: Call) -> Json:
    """Describe one person."""
    person = call.world.people.get(call.text("user"))
    if person is None:
        raise Refused("user_not_found")
    told = people.described(person, call.world.clock.now())
    if call.flag("include_locale"):
        told["locale"] = "en-GB"
    return {"user": told}


def listed(call: Call) -> Json:
    """List everyone."""
    now = call.world.clock.now()
    everyone = [people.described(p, now) for p in call.world.people.values()]
    page, metadata = call.page(everyone, PAGE)
    return {"members": page, "cache_ts": int(now), "response_metadata": metadata}


PAGE = 200
"""How many people one page holds by default."""


def conversations(call: Call) -> Json:
    """List the channels that a person (by default the bot) is a member of."""
    types = {t.strip() for t in call.text("types", "public_channel").split(",")}
    if types - TYPES:
        raise Refused("invalid_types")
    user = call.text("user") or call.bot
    found = [
        described(call, channel)
        for channel in call.world.channels.values()
        if user in channel.members
        and channel.visible_to(call.bot)
        and _type(channel) in types
        and not (channel.is_archived and call.flag("exclude_archived"))
    ]
    page, metadata = call.page(found)
    return {"channels": page, "response_metadata": metadata}


def _type(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def usergroups(call: Call) -> Json:
    """List the user groups."""
    groups = [
        {name: value for name, value in group.items() if name != "users"}
        | ({"users": group["users"]} if call.flag("include_users") else {})
        for group in call.world.usergroups
    ]
    return {"usergroups": groups}


METHODS = {
    "auth.test": auth_test,
    "apps.connections.open": connections_open,
    "users.info": info,
    "users.list": listed,
    "users.conversations": conversations,
    "usergroups.list": usergroups,
}
