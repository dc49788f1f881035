"""Talking about an incident: updates, notes, the timeline, lists and help."""

import re
from datetime import UTC, datetime, timedelta

from handlers.incidents import talk
from tests import person


async def test_an_update_is_posted_and_the_next_one_promised(scene, room, dana):
    await dana.types(room, "/incident update rolled back, watching; next in 45m")
    assert "Your update on INC-1 is posted" in dana.told
    await scene.settled()

    said = await dana.sees(room, "Update on INC-1")
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    announced = await dana.sees("#incidents", "INC-1 · SEV-2")
    for shown in (said, card, announced):
        assert "rolled back, watching\n" in f"{shown.text}\n"


async def test_the_update_form_promises_no_past(scene, room, dana):
    await dana.presses("Update…", channel=room)
    await dana.modal("INC-1")
    now = int(await scene.slack.now())
    said = await dana.submits(text="still looking", next=now - 600)
    assert "has not passed" in str(said)
    await dana.submits(text="still looking", next=now + 600)
    await scene.settled()
    await dana.sees(room, "still looking")


async def test_a_note_is_backdated_and_struck_through(scene, room, dana):
    await scene.forward(minutes=30)
    await dana.types(room, "/incident note at 20 minutes ago deployed 3f2a")
    assert "Your note is on the timeline" in dana.told
    await dana.types(room, "/incident note paged the vendor")

    await dana.presses("Strike through", channel=room, message=dana.said)
    await scene.settled()
    (told,) = [one for one in await dana.reads(room) if "is struck through" in one.text]
    assert told.ephemeral
    assert told.raw["text"].startswith("The entry on *INC-1* is struck through.")
    await dana.types(room, "/incident timeline")

    assert dana.told.index("deployed 3f2a") < dana.told.index("paged the vendor")
    assert "paged the vendor (struck through)" in dana.told
    assert "deployed 3f2a (struck through)" not in dana.told


async def test_a_note_is_backdated_with_date_time_and_zone(scene, room, dana):
    past = datetime.fromtimestamp(await scene.slack.now(), UTC) - timedelta(days=4)
    day = f"{past:%Y-%m-%d}"
    for said in ("14:05 CET", "8:05 am America/New_York", "13:05 UTC"):
        await dana.types(room, f"/incident note at {day} {said} paged the vendor")
        assert "Your note is on the timeline" in dana.told
    await dana.types(room, "/incident timeline")
    assert dana.told.count(f"{day} 13:05 UTC  @dana note: paged the vendor") == 3

    await dana.types(room, f"/incident note at {day} 14:05 CEST paged the vendor")
    assert "“CEST” is more than one zone, or not known." in dana.told
    assert "nothing was noted" in dana.told


NOTED = [
    # (what is typed, whether it is put at yesterday, what is noted)
    ("at 07:05 yesterday vendor said no", True, "vendor said no"),
    ("at 07:05 UTC yesterday: vendor said yes", True, "vendor said yes"),
    ("yesterday at 02:05 New York time saw it", True, "saw it"),
    ("yesterday 9:00, deployed", True, "deployed"),
    ("Today at 0:00 the job ran", False, "the job ran"),
    ("10 minutes ago vendor called", False, "vendor called"),
    ("half an hour ago it was slow", False, "it was slow"),
    # what has no clock time, or does not begin with it, is noted now, whole
    ("yesterday was quiet", False, "yesterday was quiet"),
    ("today 3 of 5 nodes failed", False, "today 3 of 5 nodes failed"),
    ("14:05 saw it 5 minutes ago", False, "14:05 saw it 5 minutes ago"),
    ("2 of them fell 5 minutes ago", False, "2 of them fell 5 minutes ago"),
]


async def test_a_note_that_begins_with_a_time_is_put_there(edge):
    now = datetime.fromtimestamp(await edge.slack.now(), UTC)
    await edge.forward(hours=(15 - now.hour) % 24)  # it is the same day everywhere
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 checkout 500s")
    for typed, _, _ in NOTED:
        await dana.types("#general", f"/incident note INC-1 {typed}")
        assert "Your note is on the timeline" in dana.told, typed
    today = datetime.fromtimestamp(await edge.slack.now(), UTC).date()
    await dana.types("#general", "/incident timeline INC-1")
    for typed, yesterday, noted in NOTED:
        (line,) = [
            line
            for line in dana.told.splitlines()
            if line.endswith(f"@dana note: {noted}")
        ]
        assert (f"{today - timedelta(days=1)}" in line) is yesterday, typed
    await dana.types("#general", "/incident note INC-1 today 25:00 it broke")
    assert "“today 25:00” is no time of day: nothing was noted" in dana.answer


async def test_who_comes_into_the_room_is_noted_but_not_we_who_made_it(
    scene, room, dana, sam
):
    place = (await scene.slack.channels())[room]["id"]
    us = {"user": scene.slack.app["user_id"], "channel": place, "channel_type": "C"}
    joined = {"type": "member_joined_channel", "team": "T0HARBOUR", **us}
    await scene.slack.post("events", send=joined)  # ours may come late
    await scene.slack.post("join", user=sam.id, channel=room)
    await scene.settled()

    async def noted():
        await dana.types(room, "/incident timeline")
        return "@sam came into the room" in dana.told

    await person.eventually(noted, "the timeline tells who came")
    assert dana.told.count("came into the room") == 1
    await dana.types(room, "/incident update one more thing")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "Not everybody could be brought" not in card.text


async def test_the_list_says_the_next_step_when_it_is_empty(scene, dana):
    await dana.types("#general", "/incident list")
    assert "All is quiet" in dana.told
    assert dana.said.buttons == ["Declare incident…", "Run a drill…"]

    await dana.presses("Declare incident…", channel="#general", message=dana.said)
    await dana.modal("Declare an incident")
    await dana.submits(title="queue is stuck", severity="3", user_facing="no")
    await scene.settled()
    await dana.types("#general", "/incident ls")
    assert "INC-1 · SEV-3 · queue is stuck" in dana.told


async def test_the_list_begins_with_what_presses_most(scene, dana):
    for severity in (3, 2, 2, 1, 3):
        await dana.types("#general", f"/incident declare sev{severity} it is slow")
    await scene.settled()
    await dana.types("#general", "/incident ack INC-2")
    await scene.forward(minutes=61)  # the update of INC-2 and INC-3, and both answers
    await dana.types("#general", "/incident update INC-2 we look at it; next in 2h")
    await dana.types("#general", "/incident list")
    order = [
        int(number) for number in re.findall(r"^INC-(\d)", dana.told, re.MULTILINE)
    ]
    assert order == [4, 3, 2, 1, 5]


async def test_show_gives_the_card_to_whoever_asks(scene, room, dana, sam):
    await sam.types("#general", "/incident show inc-1")
    assert sam.said.ephemeral
    assert "INC-1 · SEV-2 · checkout 500s" in sam.told
    await sam.presses("Acknowledge", channel="#general", message=sam.said)
    await scene.settled()
    await dana.sees(room, "sam acknowledged INC-1 and leads")


async def test_help_and_a_typo(scene, dana):
    await dana.types("#general", "/incident")
    for word in ("declare", "acknowledge", "assign", "severity", "phase", "update"):
        assert f"/incident {word}" in dana.told
    for word in ("note", "timeline", "resolve", "reopen", "close", "merge", "list"):
        assert f"/incident {word}" in dana.told
    await dana.types("#general", "/incident resovle INC-1 done")
    assert "Did you mean /incident resolve?" in dana.told
    await dana.types("#general", "/incident xyzzy")
    assert "I don't know “xyzzy”" in dana.told
    await dana.types("#general", "/incident resolve help")
    assert "/incident resolve" in dana.told


async def test_an_unknown_number_names_what_there_is(scene, room, dana):
    await dana.types("#general", "/incident ack INC-99")
    assert "There is no INC-99. The latest: INC-1." in dana.answer
    await dana.types("#general", "/incident resolve fixed it")
    assert "No incident has this channel as its room" in dana.answer


async def test_a_bare_verb_asks_which_one(scene, room, dana):
    await dana.types("#general", "/incident ack")
    assert "Which incident?" in dana.told
    assert "INC-1 · SEV-2 · checkout 500s" in dana.told
    await dana.presses("Acknowledge", channel="#general", message=dana.said)
    await scene.settled()
    await dana.sees(room, "dana acknowledged INC-1")

    await dana.types("#general", "/incident resolve")
    await dana.presses("Resolve…", channel="#general", message=dana.said)
    await dana.modal("Resolve INC-1")
    await dana.types("#general", "/incident reopen")
    assert "no incident that this could be done with" in dana.told
    await dana.types("#general", "/incident timeline")
    assert dana.said.buttons == ["Timeline"]
    assert await scene.slack.violations() == []


async def test_the_card_keeps_its_buttons_however_much_is_written(scene, room, dana):
    await dana.types(room, f"/incident update {'what we know. ' * 200}")
    await dana.types(room, f"/incident resolve {'what we did. ' * 220}")
    await scene.settled()
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert card.buttons == [
        *("Close", "Reopen…", "Postmortem", "Times…", "Timeline", "Tasks"),
        "Make private…",
    ]
    assert await scene.slack.violations() == []


async def test_a_long_timeline_keeps_the_newest_and_the_declaration(scene, room, dana):
    for at in range(36):
        await dana.types(room, f"/incident note number {at}: {'what we see. ' * 30}")
    await dana.types(room, "/incident timeline")
    shown = [at for at in range(36) if f"number {at}:" in dana.told]
    assert 15 < len(shown) < 36
    assert shown == list(range(36 - len(shown), 36))
    assert "declared it as SEV-2: checkout 500s" in dana.told
    left_out = f"{36 - len(shown)} entries are left out here; longwatch export INC-1"
    assert left_out in dana.told
    assert dana.told.index("declared it") < dana.told.index(left_out)
    assert dana.told.index(left_out) < dana.told.index(f"number {shown[0]}:")
    assert "more than fits" not in dana.told
    assert await scene.slack.violations() == []


async def test_a_long_timeline_of_short_entries_fits_too(scene, room, dana):
    for at in range(44):
        await dana.types(room, f"/incident note number {at}.")
    await dana.types(room, "/incident timeline")
    assert "number 4." in dana.told
    assert "number 3." not in dana.told
    assert "declared it as SEV-2" in dana.told
    assert "4 entries are left out here" in dana.told


async def test_only_those_who_come_by_themselves_stand_on_the_timeline(
    scene, room, dana, sam
):
    await dana.types(room, "/incident timeline")
    assert "came into the room" not in dana.told  # neither we nor whom we brought
    await scene.slack.post("join", channel=room, user=sam.id)

    async def look():
        await dana.types(room, "/incident timeline")
        return dana.told.count("came into the room")

    assert await person.eventually(look, "sam's coming is on the timeline") == 1


async def test_a_list_that_is_cut_says_how_to_see_the_rest(
    scene, room, dana, monkeypatch
):
    monkeypatch.setattr(talk, "PAGE", 1)
    await dana.types(room, "/incident declare sev1 all is down")
    await dana.types("#general", "/incident list")
    assert "There are more: these are the most pressing." in dana.told
    assert "/incident show and a number shows any of them." in dana.told
    assert "INC-7" not in dana.told
    assert await scene.slack.violations() == []
