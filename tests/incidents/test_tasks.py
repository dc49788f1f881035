"""Tasks: asked for, given to somebody, reminded of, done; and the checklists."""

import asyncio
import functools
import re

import pytest
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.core.forms import Form
from handlers.incidents import tasks
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


async def declared(edge):
    """Declare INC-1, which has no checklist; give who did and its room."""
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev3 checkout 500s")
    await edge.settled()
    return dana, "inc-1-checkout-500s"


@pytest.mark.parametrize(
    ("ends", "due"),
    [
        ("by noon", " 12:00"),
        ("by midnight", " 00:00"),
        ("by next Tuesday", " 17:00"),
        ("by end of day tomorrow", " 17:00"),
        ("by EOD Friday @sam", " 17:00"),
        ("by Tuesday 3pm", " 15:00"),
        ("@sam by tomorrow 9:00", " 09:00"),
        ("by 9:00 tomorrow @sam", " 09:00"),
        ("by tomorrow 2 pm New York time", ""),
    ],
)
async def test_a_time_at_the_end_is_when_a_task_is_due(edge, ends, due):
    dana, _ = await declared(edge)
    await dana.types("#general", f"/incident task INC-1 call them {ends}")
    shown = await listed(dana)
    assert "1. call them\n" in shown
    assert re.search(rf" · by [^·\n]*{due}", shown)


@pytest.mark.parametrize(
    "words",
    [
        "have it reviewed by Dana's team",
        "reduce the load by 20%",
        "scale the pool by 2 nodes",
        "have it tried by end users",
        "stand-by 2",
    ],
)
async def test_what_is_no_time_stays_a_part_of_the_task(edge, words):
    dana, _ = await declared(edge)
    await dana.types("#general", f"/incident task INC-1 {words}")
    assert f"1. {words}\nnobody yet · " in await listed(dana)


async def test_a_task_that_is_handed_over_keeps_its_time(edge):
    dana, room = await declared(edge)
    await dana.types(room, "/incident task write to support by 30m")
    await dana.types(room, "/incident delegate write to support @kenji")
    assert "@kenji does task 1 of INC-1, by " in dana.told
    await edge.forward(minutes=31)
    kenji, sam = edge.person("kenji"), edge.person("sam")
    assert "Task 1 of INC-1 should be done by now" in await kenji.told_directly()

    # one that has passed stays too, and nobody is reminded of it again
    await dana.types(room, "/incident delegate 1 to @sam")
    assert "@sam does task 1 of INC-1, by " in dana.told
    await edge.forward(minutes=1)
    assert "should be done" not in await sam.told_directly()

    await dana.types(room, "/incident delegate write to support by 2h @ana")
    await dana.types(room, "/incident delegate 1 sam")
    await edge.forward(hours=2, minutes=1)
    assert "should be done" in await sam.told_directly()


async def test_the_form_gives_what_a_task_has_and_keeps_it(edge):
    dana, room = await declared(edge)
    await dana.types(room, "/incident task call the vendor <@U0SAM> by 30m")
    await edge.settled()
    before = await listed(dana)
    await dana.presses("Assign…", channel="#general", message=dana.said)
    await dana.modal("INC-1 task")
    assert "as you gave it already" in str(await dana.submits())
    await dana.closes()
    await dana.closes()
    assert await listed(dana) == before

    await dana.presses("Assign…", channel="#general", message=dana.said)
    await dana.submits(person="U0ANA")
    await dana.no_modal()
    assert await listed(dana) == before.replace("@sam", "@ana")
    task = re.search(r"Assign….*?'value': '([^']+)'", str(dana.said.raw["blocks"]))[1]
    await sent(edge, task, {"person": {"person": {"selected_user": "U0ANA"}}})
    assert "@ana · triage" in await listed(dana)


async def sent(edge, task, values):
    """Send the form of a task with these values alone: what is empty stays out."""
    (known,) = edge.bot.installations.every()
    begin = functools.partial(
        edge.bot.transactions.begin, workspace=known.id, actor="U0DANA"
    )
    form = Form({"private_metadata": task, "state": {"values": values}})
    await tasks.delegate_form(AsyncAck(), form, begin)


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
        (
            "task new one by 12/31",
            "“by 12/31” is no time I can read. For example: `",
        ),
        ("task new one by 25:00 @sam", "“by 25:00” is no time I can read"),
        ("task new one by next week", "“by next week” is no time I can read"),
        ("task new one by end of week", "“by end of week” is no time I can read"),
        ("delegate 2 @sam by 12/31", "“by 12/31” is no time I can read"),
        (
            "delegate 2 @sam by whenever",
            "“by whenever” was not understood. For example",
        ),
        ("delegate 3 @sam please hurry", "“please hurry” was not understood."),
        ("delegate 3 @sam @ana", "Name one person: nobody was given the task"),
        ("delegate write to nobody @sam", "Say which task, by its number, or by words"),
        ("delegate @sam", "Say which task, by its number, or by words"),
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
    shown = await listed(dana)
    assert "0 of 4 done" in shown
    assert shown.count("nobody yet") == 4


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
