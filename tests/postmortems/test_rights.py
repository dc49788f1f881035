"""Who may do what, by every way: a guest, a stranger to the room, a stale button."""

import pytest

from tests import person
from tests.postmortems.conftest import CARD, resolved
from tests.runtime import payloads

GUEST = [
    "/postmortem draft INC-2",
    "/postmortem assign PM-1 @gus",
    "/postmortem add PM-1 prevent: bound the pool",
    "/postmortem publish PM-1",
    "/postmortem skip PM-1 the same as the other one",
    "/ops idea a faster start page",
    "/ops backlog AI-1 prioritised",
]


@pytest.mark.parametrize("typed", GUEST)
async def test_a_guest_changes_nothing(edge, typed):
    dana, gus = edge.person("dana"), edge.person("gus")
    room = await resolved(edge, dana)
    await dana.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await resolved(edge, dana, "sev4 typo on the start page", number=2)
    await edge.slack.post("join", user=gus.id, channel=room)
    await edge.settled()
    await gus.types(room, typed)
    assert "Only members of the workspace can do that, guests can't." in gus.told


@pytest.mark.parametrize(
    "label", ["Write…", "Add…", "Show all", "Skip…", "Assign…", "Timeline"]
)
async def test_a_button_is_authorised_when_it_is_pressed(scene, dana, sam, label):
    """A message of a private room is forwarded; its buttons are pressed elsewhere."""
    room = await resolved(scene, dana, "sev2 the books, private")
    card = await dana.sees(room, CARD)
    where = dict(person.labelled(card.raw["blocks"]))[label]
    value = next(
        element["value"]
        for block in card.raw["blocks"]
        for element in [block.get("accessory"), *block.get("elements", [])]
        if element and element.get("action_id") == where["action_id"]
    )
    await presses(scene, sam, where["action_id"], value)
    told = await sam.told_directly()
    assert "There is no such" in told
    assert "books" not in told


async def presses(scene, who, action_id, value):
    """Press a button whose message can't be seen, as whoever forges a click would."""
    world = scene.playground.parts.world
    asker = next(one for one in world.people.values() if one.name == who.name)
    sent = payloads.action(
        action_id, value, user={"id": asker.id, "team_id": world.team.id}
    )
    await scene.sends(sent)
    await scene.settled()
