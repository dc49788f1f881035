"""The three surfaces: how blocks are sent to each, and what Slack says of them."""

import copy
from dataclasses import dataclass

from tests import person
from tests.conformance.blocks import plain
from tests.conformance.caller import Caller


def modal(*blocks, **more):
    return {
        "type": "modal",
        "title": plain("t"),
        "submit": plain("s"),
        "blocks": list(blocks),
        **more,
    }


def home(*blocks, **more):
    return {"type": "home", "blocks": list(blocks), **more}


@dataclass(kw_only=True)
class Surfaces:
    """Sends blocks; gives the answer of the Web API."""

    api: Caller
    slack: person.Slack
    dana: person.Person
    triggers: list

    async def trigger(self):
        """Make dana do something, and give the trigger of it."""
        await self.dana.types("#ops", "/incident list")
        return [one for one in self.triggers if "trigger_id" in one][-1]["trigger_id"]

    async def opens(self, view):
        """Open a modal; what opened is closed again."""
        body = await self.api("views.open", view=view, trigger_id=await self.trigger())
        if body["ok"]:
            await self.dana.closes()
        return body

    async def publishes(self, view):
        """Publish a Home tab."""
        return await self.api("views.publish", view=view, user_id=self.dana.id)

    async def on(self, surface, *blocks):
        """Send *blocks* to a surface: M, O or H."""
        if surface == "M":
            return await self.api.say(text="x", blocks=list(blocks))
        if surface == "O":
            return await self.opens(modal(*blocks))
        return await self.publishes(home(*blocks))

    async def judges(self, where, *blocks):
        """Send *blocks* to the first of the surfaces *where*; give the error."""
        return (await self.on(where[0], *blocks)).get("error")


def refusal(where):
    """Give the error with which blocks are refused on the first of *where*."""
    return "invalid_blocks" if where[0] == "M" else "invalid_arguments"


def nodes(value, at=()):
    """List every object at or below *value*, with the way to it."""
    members = value.items() if isinstance(value, dict) else ()
    members = enumerate(value) if isinstance(value, list) else members
    below = [node for key, item in members for node in nodes(item, (*at, key))]
    return [at, *below] if isinstance(value, dict) else below


def changed(value, at, **fields):
    """Copy *value* with other *fields* in the object to which *at* leads."""
    copied = copy.deepcopy(value)
    found = copied
    for step in at:
        found = found[step]
    found.update(fields)
    return copied
