"""Tasks: asked for, given to somebody, reminded of, done; and the checklists."""

import asyncio

import pytest

from tests import factories

POLICY = """
[channels]
announcements = "C0INCIDENTS"
ops = "C0OPS"
[people]
fallback = "U0ANA"
[severities.1]
invite = ["U0SAM"]
tell = ["U0KENJI"]
checklists = ["response", "legal"]
[severities.3]
checklists = []
[checklists.legal]
name = "Legal"
tasks = [{phase = "triage", text = "Call the lawyers"}]
"""


async def told(scene, person):
    await scene.settled()
    return await person.told_directly()


async def listed(person):
    await person.types("#general", "/incident tasks INC-1")
    return person.told


async def test_a_severity_brings_its_checklist_and_the_card_counts(scene, room, dana):
    card = await dana.sees(room, "INC-1 · SEV-2 · checkout 500s")
    assert "0 of 4 done" in card.text
    shown = await listed(dana)
    assert "1. Say who is affected, and since when" in shown
    await dana.types(room, "/incident check 1")
    await scene.settled()
    assert "1 of 4 done" in (await dana.sees(room, "INC-1 · SEV-2 ·")).text
    live = await dana.sees(room, "INC-1: what has to be done")
    assert "1 of 4 done" in live.text
    assert ":white_check_mark: 1. Say who is affected" in live.text


async def test_a_task_is_asked_for_in_one_line_and_its_person_is_told(
    scene, room, dana, ana
):
    await dana.types(room, "/incident task call the vendor <@U0ANA> by tomorrow 15:00")
    assert "@ana does it" in dana.told
    assert "call the vendor" in await told(scene, ana)
    assert room in await scene.slack.channels(seen_by="ana")
    live = await dana.sees(room, "what has to be done")
    assert "5. call the vendor" in live.text
    await ana.presses("Done", channel=room, message=await last_button(dana, room))
    await scene.settled()
    assert "1 of 5 done" in (await dana.sees(room, "what has to be done")).text


async def last_button(dana, room):
    return await dana.sees(room, "INC-1: what has to be done")


async def test_a_task_is_filled_in_and_handed_over(scene, room, dana, ana):
    await dana.presses("Tasks", channel=room)
    await scene.settled()
    await dana.presses("Add task…", channel=room)
    await dana.modal("What has to be done?")
    await dana.submits(text="page the DBA")
    await scene.settled()
    await dana.types(room, "/incident delegate 5 <@U0ANA>")
    assert "@ana does task 5" in dana.told
    assert "page the DBA" in await told(scene, ana)
    await dana.types(room, "/incident delegate 5 me by 30m")
    await dana.types(room, "/incident uncheck 5")
    assert "That is not done yet" in dana.answer
    await dana.types(room, "/incident check 5")
    await dana.types(room, "/incident check 5")
    assert "dana has done that already, just now" in dana.answer
    await dana.types(room, "/incident uncheck 5")
    assert "is open again" in dana.told


async def test_whoever_does_it_is_reminded_when_it_is_due(scene, room, dana, ana):
    await dana.types(room, "/incident task call them <@U0ANA> by 30m")
    await dana.types(room, "/incident task look at it by 30m")
    await scene.forward(minutes=31)
    assert "Task 5 of INC-1 should be done by now" in await ana.told_directly()
    assert (
        "Task 6 of INC-1 should be done by now"
        in (await dana.sees(room, "Task 6 of INC-1")).text
    )
    await scene.forward(hours=3)
    assert (await ana.told_directly()).count("should be done by now") == 1


async def test_what_is_done_is_not_reminded_of(scene, room, dana):
    await dana.types(room, "/incident task call them me by 30m")
    await dana.types(room, "/incident task call others <@U0DANA> by 30m")
    await dana.types(room, "/incident check 6")
    await scene.forward(minutes=31)
    assert "should be done" not in await dana.told_directly()


async def test_a_day_ends_when_the_team_does(scene, room, dana, ana):
    await dana.types(room, "/incident task call the vendor <@U0ANA> by tomorrow")
    shown = await listed(dana)
    assert "call the vendor\n@ana · by " in shown
    assert "by tomorrow" not in shown


@pytest.mark.parametrize("verb", ["check", "uncheck", "delegate"])
async def test_without_a_number_the_tasks_are_shown(edge, verb):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await dana.types("#general", "/incident task INC-1 call the vendor")
    await edge.settled()
    await dana.types("inc-1-checkout-500s", f"/incident {verb}")
    assert "call the vendor" in dana.told
    await dana.types("#general", f"/incident {verb}")
    await dana.presses("Tasks", channel="#general")
    assert await dana.sees("#general", "call the vendor")


async def test_a_task_is_named_by_its_words(scene, room, dana):
    await dana.types(room, "/incident task call the bank *now* & here")
    await dana.types(room, "/incident task call the vendor")
    await dana.types(room, "/incident check call")
    assert "by its number: it may be 5, 6" in dana.answer
    await dana.types(room, "/incident check *Now* & here")
    assert "Task 5 of INC-1 is done" in dana.told
    await dana.types(room, "/incident uncheck the bank")
    assert "is open again" in dana.told


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("task", "What has to be done?"),
        (f"task {'x' * 301}", "Say what has to be done, in 300 characters"),
        ("check 77", "INC-1 has no task 77. Open are 1, 2, 3, 4."),
        ("check the pool", "Say which task, by its number"),
        ("delegate 1 nobody", "I know nobody called @nobody"),
        ("task old one by 2020-01-01 10:00", "That has passed"),
        ("task old one by yesterday", "That has passed"),
    ],
)
async def test_what_can_not_be_a_task_is_told(edge, typed, sentence):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await edge.settled()
    room = "inc-1-checkout-500s"
    await dana.types(room, f"/incident {typed}")
    if sentence.endswith("?"):
        assert await dana.modal(sentence)
    else:
        assert sentence in dana.answer


async def test_two_people_check_one_task_at_once(scene, room, dana, ana):
    await ana.types("#general", "/incident claim INC-1 scribe")
    await dana.types(room, "/incident check 2")
    await dana.types(room, "/incident uncheck 2")
    await scene.settled()
    await ana.comes_into(room)
    await asyncio.gather(
        dana.types(room, "/incident check 2"), ana.types(room, "/incident check 2")
    )
    answers = sorted([dana.answer, ana.answer])
    assert sum("has done that already" in answer for answer in answers) == 1


async def test_the_checklists_follow_the_severity_both_ways(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home", policy=POLICY) as scene:
        dana, kenji = scene.person("dana"), scene.person("kenji")
        await dana.types("#general", "/incident declare sev3 checkout 500s")
        await scene.settled()
        room = "inc-1-checkout-500s"
        await dana.types(room, "/incident severity sev1 all of it")
        await scene.settled()
        said = await dana.sees(room, "changed INC-1 from SEV-3 to SEV-1")
        for words in (
            "Answer by",
            "next update by",
            "brought in: @sam",
            "told: @kenji",
            "New checklists: Response, Legal",
            "a postmortem is due",
        ):
            assert words in said.text
        assert "SEV-1" in await kenji.told_directly()
        assert "0 of 5 done" in (await dana.sees(room, "INC-1 · SEV-1")).text
        await dana.types(room, "/incident check 5")
        await dana.types(room, "/incident severity sev3 only one region")
        await scene.settled()
        said = await dana.sees(room, "from SEV-1 to SEV-3")
        assert "no postmortem is due" in said.text
        assert "1 of 1 done" in (await dana.sees(room, "INC-1 · SEV-3")).text
        await dana.types(room, "/incident undo")
        await scene.settled()
        assert "1 of 5 done" in (await dana.sees(room, "INC-1 · SEV-1")).text
        assert room in await scene.slack.channels(seen_by="sam")


async def test_a_severity_may_be_private_and_tells_nobody_then(sqlite_url, tmp_path):
    policy = POLICY + '[severities.2]\nprivate = true\ntell = ["U0KENJI"]\n'
    async with factories.scene(sqlite_url, tmp_path / "home", policy=policy) as scene:
        dana, kenji = scene.person("dana"), scene.person("kenji")
        await dana.types("#general", "/incident declare sev2 payroll leaked")
        await scene.settled()
        channels = await scene.slack.channels(seen_by="kenji")
        assert not [name for name in channels if name.startswith("inc-")]
        assert "payroll" not in await kenji.told_directly()
        await dana.types("#general", "/incident declare sev1 all down")
        await scene.settled()
        assert "INC-2 was declared" in await kenji.told_directly()
