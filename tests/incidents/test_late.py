"""Coming late: what is told then, and how it stood at another time."""

import re

import pytest


async def test_whoever_comes_late_is_told_alone_what_they_must_know(
    scene, room, dana, sam
):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident update rolling back")
    await dana.types(room, "/incident note paged the vendor")
    await scene.settled()
    for _ in range(2):
        await scene.slack.post("join", user=sam.id, channel=room)
        await scene.settled()
        await scene.slack.post("leave", user=sam.id, channel=room)
        await scene.settled()
    told = await sam.told_directly()
    assert told.count("What: INC-1 · SEV-2 · checkout 500s") == 1
    assert "How bad: high: a major feature broken" in told
    assert "Commander: @dana" in told
    assert "rolling back" in told
    assert re.search(r"@dana acknowledged it.*update.*note: paged", told, re.DOTALL)
    assert "What: INC-1" not in str([m.text for m in await dana.reads(room)])


async def test_what_is_still_to_do_is_told_and_a_late_update(scene, room, dana, ana):
    await dana.types(room, "/incident task call the vendor <@U0ANA>")
    await dana.types(room, "/incident check 1")
    await scene.settled()
    await dana.types("#general", "/incident catchup INC-1")
    assert "Next update:" in dana.told
    assert "Still to do\n" in dana.told
    assert "5. call the vendor · @ana" in dana.told
    assert "1. " not in dana.told
    await dana.types(room, "/incident task call others")
    await dana.types(room, "/incident task call all")
    await scene.forward(minutes=61)
    await dana.types("#general", "/incident catchup INC-1")
    assert "The promised update is late, it was due:" in dana.told
    assert "Still to do, 5 of 6: /incident tasks INC-1 shows all" in dana.told
    assert "Tasks" in dana.said.buttons


async def test_whoever_was_brought_in_is_no_latecomer(scene, room, dana, sam):
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident assign @sam scribe")
    await scene.settled()
    told = await sam.told_directly()
    assert "You are Scribe" in told
    assert told.count("What: INC-1") == 1


async def test_catching_up_at_any_time(scene, room, dana):
    await dana.types("#general", "/incident catchup INC-1")
    assert "What: INC-1 · SEV-2 · checkout 500s" in dana.told
    assert "Nobody has a role yet." in dana.told
    buttons = ["Show card", "Roles", "Tasks", "Timeline", "Similar earlier ones"]
    assert dana.said.buttons == buttons
    await dana.types("#general", "/incident catchup")
    assert "INC-1" in dana.told


async def test_what_is_not_understood_is_said(room, dana):
    for verb in ("catchup", "roles", "timeline"):
        await dana.types(room, f"/incident {verb} please")
        assert "“please” was not understood." in dana.told


async def test_a_private_one_tells_nobody_outside(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 the books, private")
    await scene.settled()
    for words in ("catchup INC-1", "show INC-1 at 14:20", "show INC-1 now"):
        await sam.types("#general", f"/incident {words}")
        assert "There is no INC-1" in sam.told


async def test_it_is_shown_as_it_stood(scene, room, dana, sam):
    await scene.forward(minutes=10)
    await dana.types(room, "/incident ack")
    await dana.types(room, "/incident assign @sam scribe")
    await scene.forward(minutes=10)
    await dana.types(room, "/incident severity sev1 all regions")
    await dana.types(room, "/incident assign @ana scribe")
    await dana.types(room, "/incident phase containment")
    await scene.forward(minutes=10)
    await dana.types(room, "/incident resolve fix: restarted")
    await scene.settled()

    await dana.types(room, "/incident show INC-1 at 25m ago")
    assert "SEV-2" in dana.told
    assert "Nobody has answered yet" in dana.told
    assert "nobody yet" in dana.told
    assert dana.said.buttons == []

    await dana.types(room, "/incident show INC-1 15m ago")
    assert "As it stood" in dana.told
    assert "Acknowledged · phase: triage" in dana.told
    assert "Scribe: @sam" in dana.told

    await dana.types(room, "/incident show 5m ago")
    assert "SEV-1" in dana.told
    assert "phase: containment" in dana.told
    assert "Scribe: @ana" in dana.told

    await dana.types(room, "/incident show")
    assert "As it stood" not in dana.told
    assert "Resolved" in dana.told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("2 days ago", "INC-1 was declared 20"),
        ("banana", "“banana” is no time I can read, or none that has passed."),
        ("at 25:99", "“at 25:99” is no time I can read, or none that has passed."),
    ],
)
async def test_a_time_of_which_nothing_is_known_is_said(room, dana, words, told):
    await dana.types(room, f"/incident show INC-1 {words}")
    assert told in dana.told


async def test_whoever_is_brought_in_late_is_told_too(scene, room, dana, ana, sam):
    await scene.forward(minutes=90)
    await dana.types(room, "/incident update it is slow")
    await dana.types(room, "/incident task call the vendor <@U0SAM>")
    await scene.settled()
    told = await sam.told_directly()
    assert "What: INC-1 · SEV-2 · checkout 500s" in told
    assert "it is slow" in told
    assert "did not come" not in told
    await dana.types(room, "/incident task call again <@U0SAM>")
    await scene.settled()
    assert (await sam.told_directly()).count("What: INC-1") == 1


async def test_no_task_of_today_stands_on_the_card_of_then(scene, room, dana):
    await scene.forward(minutes=10)
    await dana.types(room, "/incident check 1")
    await dana.types(room, "/incident show INC-1 at 5m ago")
    assert "As it stood" in dana.told
    assert "done" not in dana.told


async def test_a_lower_severity_says_which_tasks_it_drops(scene, room, dana):
    await dana.types(room, "/incident severity sev4 only the footer")
    dropped = "Dropped, where nobody had taken them on: the tasks of "
    assert dropped in (await dana.sees(room, dropped)).text
    await dana.types(room, "/incident severity sev2 it is more")
    await scene.settled()
    assert "Dropped" not in (await dana.sees(room, "from SEV-4 to")).text


async def test_a_form_that_could_not_be_sent_is_not_opened(scene, room, dana):
    card = await dana.sees(room, "Update…")
    await dana.types(room, "/incident resolve fix: rolled back")
    await scene.settled()
    for label in ("Update…", "Severity…", "Resolve…"):
        await dana.presses(label, channel=room, message=card, stale=True)
        assert await dana.sees(room, "INC-1 is resolved")
    for verb in ("update", "phase", "snooze", "waive"):
        await dana.types(room, f"/incident {verb}")
        assert "INC-1 is resolved" in dana.answer
    assert not (await dana.state())["views"]
