"""Made private later: a new room, its people, and nothing of it anywhere else."""

import asyncio

import pytest

from tests import person

FIRST, ROOM = "inc-1-payroll-leaked", "inc-1-payroll-leaked-private"


@pytest.fixture
async def open_one(scene, dana, sam):
    """Declare INC-1 for everybody to see, led by ana, with sam in its room."""
    await dana.types("#general", "/incident declare sev2 payroll leaked <@U0ANA> lead")
    await scene.settled()
    await brings(scene, dana, FIRST, sam)


@pytest.fixture
def kenji(scene):
    return scene.person("kenji")


async def brings(scene, who, place, whom):
    await scene.slack.post("invite", user=who.id, channel=place, users=[whom.id])
    await scene.settled()


async def hides(scene, who, words="everyone"):
    await who.types("#general", f"/incident private INC-1 {words}")
    await scene.settled()


async def test_it_goes_on_in_a_private_room_with_its_people(
    scene, open_one, dana, ana, sam
):
    await hides(scene, ana)
    assert "INC-1 is private now: 3 people come along" in ana.told
    rooms = await scene.slack.channels(seen_by="sam")
    assert rooms[ROOM]["is_private"]
    assert rooms[FIRST]["is_archived"]
    card = await sam.sees(ROOM, "payroll leaked")
    assert "private" in card.text
    assert await sam.sees(ROOM, "made INC-1 private")
    await sam.types(ROOM, "/incident update back to normal")
    await scene.settled()
    assert await dana.sees(ROOM, "back to normal")
    assert await scene.slack.violations() == []


async def test_every_card_in_the_first_room_is_emptied(scene, open_one, ana, dana):
    await dana.types(FIRST, "/incident task call the bank")
    await scene.settled()
    await hides(scene, ana)
    bot = [one for one in await dana.reads(FIRST) if one.author == "Longwatch"]
    cards = [one for one in bot if one.buttons]
    assert cards == []
    assert sum("goes on in a private room" in one.text for one in bot) >= 4
    assert await dana.sees(ROOM, "call the bank")
    assert await dana.sees(ROOM, "Commander")


async def test_its_announcement_and_its_pointer_say_no_more(scene, dana, ana, sam):
    await dana.types("#general", "/incident declare sev1 payroll leaked <@U0ANA> lead")
    await scene.settled()
    assert await sam.sees("#incidents", "payroll leaked")
    await hides(scene, ana)
    told = [one.text for one in await sam.reads("#incidents")]
    assert [text for text in told if "payroll leaked" in text] == []
    assert await sam.sees("#incidents", "INC-1 is private now")
    await ana.types(ROOM, "/incident severity sev2 only one region")
    await ana.types(ROOM, "/incident resolve fix: took it down")
    await scene.settled()
    told = [one.text for one in await sam.reads("#incidents")]
    assert [text for text in told if "took it down" in text] == []


async def test_what_was_told_of_it_is_withdrawn(scene, dana, ana, sam, kenji):
    await dana.types("#general", "/incident declare sev1 payroll leaked")
    await scene.settled()
    await sam.types("#general", "/incident subscribe INC-1")
    await ana.types("#general", "/incident subscribe INC-1")
    await dana.types(FIRST, "/incident update payroll is on a forum; impact: payroll")
    await brings(scene, dana, FIRST, ana)
    await scene.slack.post("join", user=kenji.id, channel=FIRST)
    await scene.forward(minutes=16)
    assert "payroll leaked" in await kenji.told_directly()
    for read in (sam.told_directly, ana.told_directly):
        assert "payroll\n" in await read()
    assert "needs an answer" in str([m.text for m in await sam.reads("#incidents")])
    await hides(scene, dana, "without <@U0KENJI>")
    for who in (sam, kenji):
        told = await who.told_directly()
        assert "payroll" not in told
        assert "INC-1 is private now: what was told here is withdrawn" in told
    assert "payroll leaked" in await ana.told_directly()
    for place in ("#incidents", FIRST):
        said = [m for m in await sam.reads(place) if m.author == "Longwatch"]
        assert [
            m.text for m in said if "payroll" in m.text and "set the" not in m.text
        ] == []
    assert (await scene.slack.channels(seen_by="sam"))[FIRST]["is_archived"]
    assert await scene.slack.violations() == []


async def test_whoever_is_left_out_sees_it_no_more(scene, open_one, ana, sam):
    await hides(scene, ana, "without <@U0SAM>")
    assert ROOM not in await scene.slack.channels(seen_by="sam")
    await sam.types("#general", "/incident show INC-1")
    assert "There is no INC-1" in sam.answer
    await sam.types("#general", "/incident list all")
    assert "payroll leaked" not in sam.told


async def test_the_room_that_was_left_makes_nobody_see_it(scene, open_one, ana, sam):
    """Anybody can come into the public room, even once it is archived."""
    await hides(scene, ana, "without <@U0SAM>")
    channel = (await scene.slack.channels())[FIRST]["id"]
    joined = {"type": "member_joined_channel", "user": sam.id, "channel": channel}
    await scene.slack.post("events", send=joined)
    await scene.settled()
    await sam.types("#general", "/incident show INC-1")
    assert "There is no INC-1" in sam.answer


async def test_whoever_is_left_out_asks_to_come_in(scene, open_one, ana, sam):
    await hides(scene, ana, "without <@U0SAM>")
    await sam.types("#general", "/incident list")
    await sam.presses("Request access", channel="#general", message=sam.said)
    await scene.settled()
    card = await ana.sees(ROOM, "@sam asks to see INC-1")
    await ana.presses("Let in", channel=ROOM, message=card)
    await scene.settled()
    await sam.comes_into(ROOM)


async def test_the_form_says_what_happens_and_that_it_stays(
    scene, open_one, dana, ana, sam
):
    card = await ana.sees(FIRST, "Commander")
    await ana.presses_more("Make private…", channel=FIRST, message=card)
    form = str(await ana.modal("INC-1 private"))
    assert "All 3 who are in" in form
    assert "can't be undone" in form
    assert "stays readable" in form
    await ana.submits(without=[sam.id])
    await scene.settled()
    assert ROOM in await scene.slack.channels(seen_by="dana")
    assert ROOM not in await scene.slack.channels(seen_by="sam")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("without <@U0ANA>", "is needed for INC-1, and comes along"),
        ("perhaps", "Say everyone, or who does not come along"),
        ("without nobody", "Say everyone, or who does not come along"),
    ],
)
async def test_what_can_not_be_done_is_said(scene, open_one, ana, words, answer):
    await hides(scene, ana, words)
    assert answer in ana.told
    assert ROOM not in await scene.slack.channels(seen_by="ana")


async def test_whoever_has_a_task_comes_along(scene, open_one, dana, ana, sam):
    await ana.types(FIRST, "/incident task call the bank <@U0SAM>")
    await scene.settled()
    await hides(scene, ana, "without <@U0SAM>")
    assert "sam is needed for INC-1, and comes along: hand over first what" in ana.told
    await ana.types(FIRST, "/incident check call the bank")
    await scene.settled()
    await hides(scene, ana, "without <@U0SAM>")
    assert ROOM in await scene.slack.channels(seen_by="ana")
    assert ROOM not in await scene.slack.channels(seen_by="sam")


async def test_nobody_but_the_commander_does_it(scene, open_one, sam):
    await hides(scene, sam)
    assert "commander" in sam.told
    assert FIRST in await scene.slack.channels(seen_by="sam")
    assert ROOM not in await scene.slack.channels(seen_by="sam")


async def test_it_happens_once_and_is_not_undone(scene, open_one, ana):
    await asyncio.gather(
        ana.types(FIRST, "/incident private everyone"),
        ana.types("#general", "/incident private INC-1 everyone"),
    )
    await scene.settled()
    rooms = await scene.slack.channels(seen_by="ana")
    assert [name for name in rooms if name.startswith("inc-1")] == [FIRST, ROOM]
    await ana.types(ROOM, "/incident private everyone")
    assert "INC-1 is private already" in ana.told
    await ana.types(ROOM, "/incident undo")
    assert "You have changed nothing" in ana.told


async def test_an_archived_room_is_reopened_first(scene, open_one, ana):
    await ana.types(FIRST, "/incident decline it was a test")
    await scene.forward(days=8)
    await hides(scene, ana)
    assert "The room of INC-1 is archived: reopen it first" in ana.told


async def test_a_room_that_is_just_being_made_is_left_too(scene, dana):
    await scene.slack.fault("conversations.create", "ratelimited", retry_after=2)
    await dana.types("#general", "/incident declare sev2 payroll leaked")
    await dana.types("#general", "/incident private INC-1 everyone")
    await scene.settled()

    async def made():
        rooms = await scene.slack.channels(seen_by="dana")
        return ROOM in rooms and rooms.get(FIRST, {"is_archived": True})["is_archived"]

    assert await person.eventually(made, "it has a private room, and no other")
    assert await dana.sees(ROOM, "payroll leaked")


async def test_nothing_is_left_where_no_room_could_be_made(scene, dana):
    await scene.slack.fault("conversations.create", "error:restricted_action")
    await dana.types("#general", "/incident declare sev2 payroll leaked")
    assert await dana.sees("#general", "The room could not be created")
    await dana.types("#general", "/incident private INC-1 everyone")
    assert "comes along into its new room." in dana.told
    channels = await scene.slack.channels(seen_by="dana")
    assert [name for name in channels if name.startswith("inc-1")] == []
    await dana.types("#general", "/ops health")
    await dana.presses("Try again", channel="#general", message=dana.said)
    await scene.settled()
    rooms = await scene.slack.channels(seen_by="dana")
    assert rooms[FIRST]["is_private"]


async def test_the_timeline_says_who_did_not_come_along(scene, open_one, ana, dana):
    await hides(scene, ana, "without <@U0SAM>")
    await dana.types(ROOM, "/incident timeline")
    assert "@ana made it private, without @sam" in dana.told


async def test_its_roll_call_comes_along_and_asks_nobody_outside(
    scene, open_one, ana, sam, kenji
):
    await ana.types(FIRST, "/incident rollcall Payments @kenji, Data @sam")
    await scene.settled()
    assert "payroll leaked" in await kenji.told_directly()
    await hides(scene, ana)
    assert await sam.sees(ROOM, "INC-1: roll call")
    told = await kenji.told_directly()
    assert "INC-1 is private now: nothing is asked here any more" in told
    assert "payroll leaked" not in told
    assert "payroll leaked" in await sam.told_directly()
    assert await scene.slack.violations() == []


async def test_what_is_a_part_of_another_is_parted_first(scene, open_one, ana, dana):
    await dana.types("#general", "/incident declare sev2 everything is down")
    await ana.types("#general", "/incident relate INC-1 to INC-2")
    await hides(scene, ana)
    assert "INC-1 is a part of another one, or has parts" in ana.told
    await ana.types("#general", "/incident unrelate INC-1")
    await hides(scene, ana)
    assert await ana.sees(ROOM, "made INC-1 private")


async def test_the_room_that_was_left_keeps_no_topic_and_no_purpose(
    scene, open_one, ana
):
    await hides(scene, ana)
    left = (await scene.slack.channels(seen_by="sam"))[FIRST]
    assert left["topic"] == left["purpose"] == "INC-1 goes on in a private room"
