"""Access to a private incident: asked for with a button, decided by its people."""

import asyncio

import pytest

from bot import incidents

ROOM = "inc-1-payroll-leaked"


@pytest.fixture
async def hidden(scene, dana):
    """Declare a private INC-1 of dana's."""
    await dana.types("#general", "/incident declare sev2 private payroll leaked")
    await scene.settled()


async def asks(scene, sam):
    await sam.types("#general", "/incident list")
    await sam.presses("Request access", channel="#general", message=sam.said)
    await scene.settled()


async def test_whoever_asks_is_let_in_and_told_what_it_is(scene, hidden, dana, sam):
    await asks(scene, sam)
    assert await sam.sees("#general", "Its people are asked")
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    await dana.presses("Let in", channel=ROOM, message=card)
    await scene.settled()
    assert "@dana let them in" in (await dana.sees(ROOM, "asks to see INC-1")).text
    await sam.comes_into(ROOM)
    assert "payroll leaked" in await sam.told_directly()
    await sam.types(ROOM, "/incident show")
    assert "payroll leaked" in sam.told


async def test_whoever_is_refused_is_told_and_asks_again_later(
    scene, hidden, dana, sam
):
    await asks(scene, sam)
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    await dana.presses("Refuse", channel=ROOM, message=card)
    await scene.settled()
    assert "Its people did not let you see INC-1" in await sam.told_directly()
    assert ROOM not in await scene.slack.channels(seen_by="sam")
    await asks(scene, sam)
    assert await sam.sees("#general", "You have asked already")
    await scene.forward(minutes=61)
    await asks(scene, sam)
    assert "did not let" not in (await dana.sees(ROOM, "@sam asks to see INC-1")).text
    await sam.types("#general", "/incident show INC-1")
    assert "There is no INC-1" in sam.answer


async def test_whoever_left_the_room_is_let_in_again(scene, hidden, dana, sam):
    await asks(scene, sam)
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    await dana.presses("Let in", channel=ROOM, message=card)
    await scene.settled()
    await sam.comes_into(ROOM)
    await scene.slack.post("leave", user=sam.id, channel=ROOM)
    await scene.settled()
    await scene.forward(minutes=61)
    await asks(scene, sam)
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    await dana.presses("Let in", channel=ROOM, message=card)
    await scene.settled()
    await sam.comes_into(ROOM)


async def test_nobody_asks_twice_at_once(scene, hidden, dana, sam):
    await asks(scene, sam)
    await asks(scene, sam)
    assert await sam.sees("#general", "You have asked already")
    said = [one.text for one in await dana.reads(ROOM) if "asks to see" in one.text]
    assert len(said) == 1


async def test_two_people_decide_at_once_and_one_is_told_so(
    scene, hidden, dana, ana, sam
):
    await dana.types(ROOM, "/incident assign scribe <@U0ANA>")
    await asks(scene, sam)
    await ana.comes_into(ROOM)
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    await asyncio.gather(
        dana.presses("Let in", channel=ROOM, message=card),
        ana.presses("Refuse", channel=ROOM, message=card),
    )
    await scene.settled()
    said = "".join([one.text for who in (dana, ana) for one in await who.reads(ROOM)])
    assert said.count("has decided that already") == 1


async def test_a_guest_can_not_ask(scene, hidden, dana):
    gus = scene.person("gus")
    await gus.types("#general", "/incident list")
    await gus.presses("Request access", channel="#general", message=gus.said)
    await scene.settled()
    assert await gus.sees("#general", "guests can't")


async def test_only_its_people_decide(scene, hidden, dana, sam):
    await asks(scene, sam)
    card = await dana.sees(ROOM, "@sam asks to see INC-1")
    buttons = [b for b in card.raw["blocks"] if b["type"] == "actions"]
    value = buttons[0]["elements"][0]["value"]
    whose = {"workspace": scene.bot.installations.every()[0].id, "actor": sam.id}
    with pytest.raises(incidents.NoSuchIncident):
        async with scene.bot.transactions.begin(**whose) as work:
            await incidents.access.allow(work, value)
