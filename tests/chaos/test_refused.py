"""Slack says no for good: the rest goes on, and those who can mend it are told how."""

import re

import pytest

from bot.core import advice
from tests import factories
from tests.chaos.failing import Failing, failing
from tests.chaos.flows import LINE, MESSAGE, POLICY, PRIVATE
from tests.chaos.stage import rehearse
from tests.person import Person, Said

CODES = {
    "conversations.create": "restricted_action",
    "chat.postMessage": "restricted_action",
    "pins.add": "too_many_pins",
    "bookmarks.add": "too_many_bookmarks",
}
SCOPE = "missing_scope"
UNTOLD = {"users.info", "response_url"}  # there is another way, and nothing to mend


@pytest.mark.parametrize("flow", [LINE, PRIVATE, MESSAGE], ids=lambda flow: flow.name)
async def test_each_call_is_refused_in_turn_and_mended(sqlite, tmp_path, flow):
    rehearsal = await rehearse(flow, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal, flow) as made:
        for method, nth in rehearsal.points:
            error = CODES.get(method, SCOPE)
            fault = {"method": method, "after": nth, "kind": f"error:{error}"}
            number = await made.suffers(fault)
            if method not in UNTOLD:
                await told(made, number, advice.HOW[error])
                await mended(made)
            # Once told that there is no room, the caller is not told twice.
            await made.complete(number, said=method != "conversations.create")
        await made.blameless()


async def told(made: Failing, number: int, how: str) -> None:
    """Hold that whoever declared, the ops channel and a card say how to mend it."""
    dana = made.scene.person("dana")
    for channel in (await directly(made), "#ops"):
        said = [m for m in await dana.reads(channel) if f"INC-{number}" in m.text]
        assert any(how in m.text and "Try again" in m.buttons for m in said)
    shown = await cards(made, number)
    assert any(how in card for card in shown) or shown == []


async def cards(made: Failing, number: int) -> list[str]:
    """Give what the cards of an incident say: in its room, and announced."""
    dana = made.scene.person("dana")
    rooms = [n for n in await made.scene.slack.channels() if f"inc-{number}-" in n]
    said = [m for place in (*rooms, "#incidents") for m in await dana.reads(place)]
    return [m.text for m in said if m.text.startswith(f"INC-{number} · ")]


async def test_what_is_refused_again_has_one_card_until_it_is_mended(sqlite, tmp_path):
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal) as made:
        dana = made.scene.person("dana")
        await made.scene.slack.post("app", forbidden_to_create=True)
        number = await made.suffers()
        for _ in range(2):
            await told(made, number, advice.HOW["restricted_action"])
            await mended(made)
        said = [m for m in await dana.reads(await directly(made)) if m.buttons]
        assert len(said) == 1

        await made.scene.slack.post("app", forbidden_to_create=False)
        await mended(made)
        await made.complete(number, said=False)
        await dana.sees(await directly(made), "It is done by now")
        where = {"channel": await directly(made), "message": said[0], "stale": True}
        await dana.presses("Try again", **where)
        await dana.sees(await directly(made), "mended or given up already")
        await made.blameless()


async def test_the_card_has_the_button_too(sqlite, tmp_path):
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal) as made:
        dana = made.scene.person("dana")
        await made.suffers({"method": "pins.add", "kind": "error:too_many_pins"})
        await dana.sees("inc-1-checkout-500s", "The card could not be pinned")
        await dana.presses("Try again", channel="inc-1-checkout-500s")
        await made.quiet()
        await made.complete(1, said=False)
        await made.blameless()


async def test_the_announcements_channel_is_joined_when_it_was_left(sqlite, tmp_path):
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal) as made:
        slack = made.scene.slack
        bot = slack.app["user_id"]
        await slack.post("kick", user="U0DANA", channel="incidents", who=bot)
        await made.complete(await made.suffers())
        await made.blameless()


async def test_an_archived_announcements_channel_is_told_and_mended(sqlite, tmp_path):
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), tmp_path / "rehearsal")
    async with failing(sqlite("failing"), tmp_path / "home", rehearsal) as made:
        await made.scene.slack.post("archive", user="U0DANA", channel="incidents")
        number = await made.suffers()
        await told(made, number, advice.HOW["is_archived"])
        await made.scene.slack.post("unarchive", user="U0DANA", channel="incidents")
        await mended(made)
        await made.complete(number)
        await made.blameless()


async def test_a_private_announcements_channel_needs_an_invitation(sqlite, tmp_path):
    policy = POLICY.replace("C0INCIDENTS", "C0SECURITY")
    home = tmp_path / "rehearsal"
    rehearsal = await rehearse(LINE, sqlite("rehearsal"), home)
    made = failing(sqlite("failing"), tmp_path / "home", rehearsal, policy=policy)
    async with made as made:
        slack = made.scene.slack
        number = await made.suffers()
        await told(made, number, advice.HOW["channel_not_found"])
        bot = slack.app["user_id"]
        await slack.post("invite", user="U0DANA", channel="security", users=[bot])
        await mended(made)
        card = await made.scene.person("dana").sees("#security", f"INC-{number}")
        assert "checkout 500s" in card.text
        room = await made.scene.person("dana").sees("inc-1-checkout-500s", "INC-1")
        assert advice.HOW["channel_not_found"] not in room.text
        await made.blameless()


INVITED = factories.POLICY + 'invite = ["U0GUS", "U0LIV", "U0OLGA", "U0NORA"]\n'


async def test_those_who_cant_be_invited_are_named_and_the_others_come(
    databases, tmp_path
):
    url, home = databases("invited"), tmp_path / "home"
    async with factories.scene(url, home, policy=INVITED) as scene:
        dana = scene.person("dana")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.settled()
        room = (await scene.slack.channels())["inc-1-checkout-500s"]
        assert set(room["members"]) == {"U0DANA", "U0LIV", "U0LONGWATCH"}
        wrong = "Not everybody could be brought into the room"
        card = await dana.sees("inc-1-checkout-500s", wrong)
        notice = await dana.sees(await direct(dana), wrong)
        for said in (card, notice):
            assert advice.HOW["cant_invite"] in said.text
            named = re.findall("<@(U0[A-Z]+)>", trouble(said))
            assert sorted(named) == ["U0GUS", "U0NORA", "U0OLGA"]
        assert await scene.slack.violations() == []


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
async def test_another_teams_room_is_not_taken_for_ours(databases, tmp_path, kind):
    url, home = databases("taken"), tmp_path / "home"
    async with factories.scene(url, home) as scene:
        dana, name = scene.person("dana"), "inc-1-checkout-500s"
        await scene.slack.post("rename", user=dana.id, channel="payments", name=name)
        bot = scene.slack.app["user_id"]
        await scene.slack.post("invite", user=dana.id, channel=name, users=[bot])
        await scene.slack.fault("conversations.create", kind, times=2)
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await dana.sees(f"{name}-2", "INC-1 · SEV-2 · checkout 500s", within=20)
        await scene.settled()
        rooms = [n for n in await scene.slack.channels() if n.startswith("inc-1")]
        assert rooms == [name, f"{name}-2"]
        assert not [m for m in await dana.reads(name) if "INC-1" in m.text]
        assert await scene.slack.violations() == []


def trouble(said: Said) -> str:
    """Give the block of a message that tells what is wrong."""
    blocks = (block for block in said.raw["blocks"] if ":warning:" in str(block))
    return str(next(blocks))


async def directly(made: Failing) -> str:
    return await direct(made.scene.person("dana"))


async def direct(person: Person) -> str:
    """Give the channel in which the bot talks to a person alone."""
    channels = (await person.state())["channels"]
    (found,) = [c["id"] for c in channels if c["user"] == person.slack.app["user_id"]]
    return found


async def mended(made: Failing) -> None:
    """Press the button that tries it again."""
    dana = made.scene.person("dana")
    await dana.presses("Try again", channel=await directly(made))
    await made.quiet()
