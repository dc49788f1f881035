"""Roles: claimed, named, handed over, laid down; and what whoever is new is told."""

import pytest

from tests import factories, person

PANEL = "INC-1: who does what"
SCRIBE = "You are Scribe of INC-1"
POLICY = """
[channels]
announcements = "C0INCIDENTS"

[responders.liaison]
used = false

[responders.drums]
name = "Drummer"
does = "keeps the beat"
"""


@pytest.fixture
async def led(scene, room, dana):
    """Have dana lead INC-1; give its room."""
    await dana.types(room, "/incident ack")
    await scene.settled()
    return room


async def row(who, room, role):
    """Give how the panel reads of one role."""
    text = (await who.sees(room, PANEL)).text
    return next(line for line in text.splitlines() if line.startswith(f"{role}:"))


async def press(who, room, label, role):
    """Press the button beside a role on the panel."""
    shown = await who.sees(room, PANEL)
    (block,) = [b for b in shown.raw["blocks"] if f"*{role}:*" in str(b.get("text"))]
    where = dict(person.labelled([block]))[label]
    used = {"channel": room, "ts": shown.ts, **where}
    return await who.slack.post("click", user=who.id, **used)


async def briefings(scene, who):
    """Count the messages that brief somebody, and give what is read in them."""
    calls = await scene.slack.calls("chat.postMessage")
    posted = [call for call in calls if call["args"]["channel"] == who.id]
    return len(posted), await who.told_directly()


async def test_the_panel_comes_with_the_first_who_answers(scene, room, dana):
    assert PANEL not in str(await dana.reads(room))
    await dana.types(room, "/incident ack")
    await scene.settled()
    shown = await dana.sees(room, PANEL)
    assert await row(dana, room, "Commander") == "Commander: @dana"
    assert await row(dana, room, "Scribe") == "Scribe: nobody yet"
    assert shown.buttons == ["Hand over…", *["Claim"] * 4]


async def test_a_role_is_claimed_by_its_button(scene, led, dana, sam):
    await press(sam, led, "Claim", "Scribe")
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: @sam"
    assert "@sam is now Scribe of INC-1." in str(await dana.reads(led))
    await sam.comes_into(led)
    await dana.types(led, "/incident timeline")
    assert "@sam took Scribe" in dana.told


async def test_whoever_is_new_is_briefed(scene, led, dana, sam):
    await dana.types(led, "/incident update rolling back; next in 20m")
    await dana.types(led, "/incident note paged the vendor")
    await dana.types(led, "/incident assign @sam scribe")
    await scene.settled()
    count, told = await briefings(scene, sam)
    assert count == 1
    assert SCRIBE in told
    assert "writes down what is seen, decided and done" in told
    assert "INC-1 · SEV-2 · checkout 500s" in told
    assert "rolling back" in told
    assert "paged the vendor" in told
    assert "Commander: @dana · Scribe: @sam" in told


async def test_whoever_just_had_a_role_is_not_briefed_again(scene, led, dana, sam):
    await dana.types(led, "/incident assign scribe @sam")
    await scene.settled()
    await sam.types(led, "/incident assign @ana scribe")
    await scene.settled()
    await dana.types(led, "/incident assign @sam as the scribe")
    await scene.settled()
    count, _ = await briefings(scene, sam)
    assert count == 1
    assert await row(dana, led, "Scribe") == "Scribe: @sam"


@pytest.mark.parametrize(
    "typed", ["@sam comms", "communications @sam", "<@U0SAM> to communications"]
)
async def test_a_role_is_named_in_many_ways(scene, led, dana, typed):
    await dana.types(led, f"/incident assign {typed}")
    assert dana.told.startswith(":white_check_mark: @sam is now Communications")
    await scene.settled()
    assert await row(dana, led, "Communications") == "Communications: @sam"


@pytest.mark.parametrize("typed", ["comms dana", "dana as communications", "ME comms"])
async def test_somebody_who_is_known_is_named_without_an_at(scene, led, dana, typed):
    await dana.types(led, f"/incident assign {typed}")
    assert dana.told.startswith(":white_check_mark: @dana is now Communications")
    await scene.settled()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("assign @sam skribe", "“skribe” is no role here. Did you mean scribe?"),
        ("claim zzz", "“zzz” is no role here. There are Commander, Communications, "),
        ("claim com", "“com” may be Commander or Communications: say which"),
        ("drop scribe", "Nobody is Scribe of INC-1: nothing was changed."),
        ("drop commander", "INC-1 needs a commander: hand over with"),
    ],
)
async def test_what_can_not_be_is_said(scene, led, dana, typed, told):
    await dana.types(led, f"/incident {typed}")
    assert told in dana.told
    assert await row(dana, led, "Scribe") == "Scribe: nobody yet"
    assert await row(dana, led, "Commander") == "Commander: @dana"


async def test_the_second_who_claims_is_told_who_was_first(scene, led, sam, ana, dana):
    await press(sam, led, "Claim", "Scribe")
    await scene.slack.post("join", user=ana.id, channel=led)
    await scene.settled()
    await ana.types(led, "/incident claim scribe")
    assert "sam is Scribe of INC-1. Only the commander (dana)" in ana.told
    await sam.types(led, "/incident claim scribe")
    assert "sam is Scribe of INC-1 already." in sam.told
    assert await row(dana, led, "Scribe") == "Scribe: @sam"


async def test_a_role_is_handed_over_with_a_form(scene, led, dana, sam, ana):
    await press(sam, led, "Claim", "Scribe")
    await scene.settled()
    await press(sam, led, "Hand over…", "Scribe")
    form = await sam.modal("INC-1 roles")
    assert form["submit"] == "Hand over"
    await sam.submits(commander=ana.id)
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: @ana"
    assert "handed over from @sam" in str(await dana.reads(led))
    await ana.comes_into(led)


async def test_a_role_is_laid_down_and_claimed_from_the_message(scene, led, dana, sam):
    await press(sam, led, "Claim", "Scribe")
    await scene.settled()
    await sam.types(led, "/incident drop")
    await sam.submits(role="scribe")
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: nobody yet"
    said = await dana.sees(led, "laid down the role Scribe of INC-1: nobody has it")
    await dana.presses("Claim", channel=led, message=said)
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: @dana"


async def test_a_claim_is_taken_back(scene, led, dana, sam):
    await press(sam, led, "Claim", "Scribe")
    await scene.settled()
    await sam.types(led, "/incident undo")
    assert "Taken back, on INC-1: the change of a role" in sam.told
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: nobody yet"


async def test_whoever_lost_a_role_is_told(scene, led, dana, sam, ana):
    await dana.types(led, "/incident assign @sam scribe")
    await dana.types(led, "/incident assign @ana scribe")
    await scene.settled()
    assert "@ana is now Scribe of INC-1, handed over from @sam" in (
        await sam.told_directly()
    )
    await dana.types(led, "/incident undo")
    await scene.settled()
    told = "the change of a role: @sam is Scribe again, not @ana."
    assert told in await ana.told_directly()
    assert told in str([m.text for m in await dana.reads(led)])
    assert await row(dana, led, "Scribe") == "Scribe: @sam"


async def test_whoever_had_a_role_long_ago_is_briefed_again(scene, led, dana, sam):
    await dana.types(led, "/incident assign @sam scribe")
    await dana.types(led, "/incident assign @ana scribe")
    await scene.forward(hours=1)
    await dana.types(led, "/incident assign @sam scribe")
    await scene.settled()
    assert (await sam.told_directly()).count("You are Scribe of INC-1") == 2


async def test_a_role_is_laid_down_from_the_briefing(scene, led, dana, sam):
    await press(sam, led, "Claim", "Scribe")
    await scene.settled()
    channels = (await sam.state())["channels"]
    (direct,) = [c["id"] for c in channels if c["user"] == scene.slack.app["user_id"]]
    await sam.presses("Lay down Scribe", channel=direct)
    await scene.settled()
    assert await row(dana, led, "Scribe") == "Scribe: nobody yet"


async def test_one_person_is_named_at_a_time(scene, led, dana):
    await dana.types(led, "/incident assign @dana @sam scribe")
    assert "Name one person: nobody was given a role" in dana.told
    assert await row(dana, led, "Scribe") == "Scribe: nobody yet"


async def test_a_guest_can_have_no_role(scene, led, dana):
    await dana.types(led, "/incident assign @gus scribe")
    assert (
        "Gus Marsh can't be Scribe: guests, apps and whoever has left can't."
        in dana.told
    )


async def test_a_commander_who_leaves_is_asked_to_hand_over(scene, led, dana, sam):
    await scene.slack.post("leave", user=dana.id, channel=led)
    await scene.settled()
    assert "You left the room of INC-1, which you lead." in await dana.told_directly()
    await scene.slack.post("join", user=sam.id, channel=led)
    await scene.settled()
    assert await row(sam, led, "Commander") == (
        "Commander: @dana :warning: is not in the room"
    )
    for _ in range(2):
        await scene.forward(minutes=16)
    told = [m for m in await sam.reads(led) if "Still nobody leads INC-1" in m.text]
    assert len(told) == 2
    await dana.types("#general", "/incident assign INC-1 @sam")
    await scene.settled()
    await scene.forward(minutes=31)
    again = [m for m in await sam.reads(led) if "Still nobody leads INC-1" in m.text]
    assert len(again) == 2


@pytest.mark.parametrize("way", ["claim commander", "assign me"])
async def test_anybody_takes_over_from_a_commander_who_left(scene, led, dana, sam, way):
    ana = scene.person("ana")
    await dana.types(led, "/incident assign @ana")
    await scene.settled()
    await scene.slack.post("join", user=sam.id, channel=led)
    await sam.types(led, f"/incident {way}")
    assert "ana is Commander of INC-1. Only the commander (ana)" in sam.told
    await scene.slack.post("leave", user=ana.id, channel=led)
    await scene.settled()
    await sam.types(led, f"/incident {way}")
    await scene.settled()
    assert await row(dana, led, "Commander") == "Commander: @sam"
    assert "@sam now leads INC-1" in await ana.told_directly()
    await scene.forward(minutes=31)
    assert "Still nobody leads" not in str(await dana.reads(led))


@pytest.mark.parametrize("declared", ["it is slow", "the books, private"])
async def test_whoever_left_and_gets_a_role_is_brought_back(scene, dana, sam, declared):
    await dana.types("#general", f"/incident declare sev2 {declared}")
    await dana.types("#general", "/incident assign INC-1 @sam scribe")
    await scene.settled()
    room = next(n for n in await scene.slack.channels() if n.startswith("inc-1"))
    for _ in range(2):
        await scene.slack.post("leave", user=sam.id, channel=room)
        await scene.settled()
        await dana.types(room, "/incident drop scribe")
        await dana.types(room, "/incident assign @sam scribe")
        await scene.settled()
        await sam.comes_into(room)
    await sam.types(room, "/incident roles INC-1")
    assert "Scribe: @sam" in sam.told
    assert "is not in the room" not in sam.told


async def test_a_commander_who_comes_back_leads_on(scene, led, dana):
    await scene.slack.post("leave", user=dana.id, channel=led)
    await scene.settled()
    await scene.slack.post("join", user=dana.id, channel=led)
    await scene.settled()
    assert await row(dana, led, "Commander") == "Commander: @dana"
    await scene.forward(minutes=31)
    assert "Still nobody leads" not in str(await dana.reads(led))


async def test_what_is_over_has_no_roles_to_claim(scene, led, dana, sam):
    shown = await sam.sees(led, PANEL)
    await dana.types(led, "/incident resolve fix: restarted")
    await scene.settled()
    assert (await sam.sees(led, PANEL)).buttons == []
    where = dict(person.labelled(shown.raw["blocks"]))["Claim"]
    stale = {"channel": led, "ts": shown.ts, "stale": True, **where}
    await scene.slack.post("click", user=sam.id, **stale)
    await scene.settled()
    assert "INC-1 is resolved" in str([m.text for m in await sam.reads(led)])
    assert "is now" not in str(await dana.reads(led))


async def test_a_private_room_has_its_panel_for_itself(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 the books, private")
    await dana.types("#general", "/incident ack INC-1")
    await scene.settled()
    for verb in ("roles INC-1", "claim INC-1 scribe", "assign INC-1 @sam scribe"):
        await sam.types("#general", f"/incident {verb}")
        assert "There is no INC-1" in sam.told
    await dana.types("#general", "/incident roles INC-1")
    assert "Commander: @dana" in dana.told


async def test_a_team_has_roles_of_its_own(sqlite_url, tmp_path):
    made = factories.scene(sqlite_url, tmp_path / "home", policy=POLICY)
    async with made as scene:
        dana = scene.person("dana")
        await dana.types("#general", "/incident declare it is slow")
        await dana.types("#general", "/incident claim INC-1 drummer")
        assert "@dana is now Drummer of INC-1." in dana.told
        await dana.types("#general", "/incident claim INC-1 liaison")
        assert "“liaison” is no role here" in dana.told
        await dana.types("#general", "/incident roles INC-1")
        assert "Drummer: @dana" in dana.told
        assert "Liaison" not in dana.told


async def test_the_room_is_told_that_its_commander_is_back(scene, led, dana):
    await scene.slack.post("leave", user=dana.id, channel=led)
    await scene.settled()
    await scene.slack.post("join", user=dana.id, channel=led)
    await scene.settled()
    back = await dana.sees(led, "came into the room of INC-1")
    assert "@dana" in back.text
    await scene.forward(minutes=31)
    told = [m for m in await dana.reads(led) if "Still nobody leads" in m.text]
    assert told == []
