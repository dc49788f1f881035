"""From an incident to what was learned from it: by clicking, as two people."""

import re

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOM = "inc-1-checkout-answers-500"
DRILL = "drill-inc-2-the-database-is-gone"


async def test_an_incident_is_answered_learned_from_and_published(dana, slack):
    for step in STORY:
        await step(dana, slack)
    assert await slack.violations() == []


async def roles_are_given(dana, slack):
    ops = slack.person("dana")
    await ops.types("#general", "/ops approvers")
    await ops.presses("Change…", channel="#general", message=ops.said)
    await ops.modal("Who signs off")
    await ops.submits(tech_lead=[slack.person("kenji").id])
    await dana.says("/incident declare sev2 checkout answers 500")
    await dana.reads("INC-1 · SEV-2", "Nobody has answered yet")
    await dana.opens(ROOM)
    await dana.presses("Acknowledge", "Pinned")
    await dana.reads("@dana acknowledged INC-1 and leads.")


async def everyone_hears_of_it(dana, _):
    await dana.presses("Update…", "Pinned")
    await dana.sees_form("INC-1 update")
    await dana.fills("What do we know?", "The pool is empty.")
    await dana.fills("What do we do?", "Restarting it.")
    await dana.fills("Impact, in plain words", "One payment in ten fails.")
    await dana.presses_in_form("Post")
    await dana.reads("Update on INC-1 by @dana", "Doing: Restarting it.")
    await dana.opens("incidents")
    await dana.reads("INC-1 · SEV-2", "One payment in ten fails.")
    await dana.opens(ROOM)


async def a_drill_is_run_beside_it(dana, _):
    await dana.says("/incident drill sev3 the database is gone")
    await dana.opens(DRILL)
    await dana.presses("Acknowledge", "Pinned")
    await dana.says("/incident resolve failed over")
    await dana.reads("DRILL INC-2:", "The drill is over. It is in no metric.", "Gaps:")
    await dana.looks("20-drill")
    await dana.opens(ROOM)


async def it_is_resolved_and_says_what_is_left(dana, _):
    await dana.presses("Resolve…", "Pinned")
    await dana.sees_form("Resolve INC-1")
    await dana.fills("What was done?", "Rolled 3f2a back")
    await dana.fills("Which tests stop it from coming back?", "A pool size check")
    await dana.presses_in_form("Resolve")
    left = await dana.reads("INC-1 is resolved; this is left", "4 tasks are open")
    await left.get_by_role("button", name="Complete…").first.wait_for()
    await dana.looks("21-left")


async def the_postmortem_opened_by_itself(dana, _):
    card = await dana.reads("PM-1 · postmortem of INC-1", "Business day")
    await card.get_by_role("button", name="Write Summary").wait_for()
    await dana.looks("22-countdown")


async def it_is_written(dana, _):
    for section, fields in SECTIONS.items():
        card = await dana.reads("PM-1 · postmortem of INC-1")
        write = re.compile(f"Write {section}", re.IGNORECASE)
        await card.get_by_role("button", name=write).click()
        await dana.sees_form(f"PM-1 {section}")
        for label, text in fields.items():
            await dana.fills(label, text)
        await dana.presses_in_form("Keep")
        await dana.sees_no_form()
        edit = re.compile(f"Edit {section}", re.IGNORECASE)
        await card.get_by_role("button", name=edit).wait_for()
    await dana.says("/postmortem add PM-1 prevent: bound the pool @dana by 2099-12-04")
    await dana.reads("PM-1 · postmortem of INC-1", "Action items: 1")


async def it_is_read_in_the_canvas_and_kept_as_a_file(dana, _):
    card = await dana.reads("PM-1 · postmortem of INC-1", "Open the canvas")
    await card.get_by_role("link", name="Open the canvas").click()
    text = dana.page.get_by_role("article", name="PM-1: postmortem of INC-1")
    await text.filter(has_text="Flags need a canary").wait_for()
    await dana.looks("23-canvas")
    await dana.page.get_by_role("button", name="Messages", exact=True).click()
    await dana.says("/postmortem export PM-1 pdf")
    await dana.opens("Longwatch")
    await dana.page.get_by_role("button", name="Messages", exact=True).click()
    said = await dana.reads("PM-1 as PDF")
    async with dana.page.expect_download() as download:
        await said.get_by_role("link", name="pm-1.pdf").click()
    assert (await download.value).suggested_filename == "pm-1.pdf"
    await dana.opens(ROOM)


async def it_is_approved_by_somebody_else(dana, _):
    await dana.presses("Review and publish…", "PM-1 · postmortem of INC-1")
    await dana.sees_form("PM-1 review")
    await dana.looks("24-review")
    await dana.presses_in_form("Ask for approval")
    await dana.reads("PM-1 · postmortem of INC-1", "waits for approval")
    await dana.becomes("Kenji Watanabe")
    await dana.opens("ops")
    await dana.reads("Approval wanted", "Publish PM-1")
    await dana.looks("25-approval")
    await dana.presses("Approve", "Publish PM-1")
    await dana.reads("Approved", "by @kenji")


async def it_is_published_for_all_to_learn(dana, _):
    await dana.opens("incidents")
    await dana.reads("PM-1, the postmortem of INC-1, is published")
    await dana.looks("26-published")


SECTIONS = {
    "summary": {"Who was affected, and how?": "A tenth of all payments"},
    "root cause": {
        "What triggered it?": "The deploy of 14:05",
        "Why did it happen?": "A bad flag",
    },
    "lessons": {"What was learned?": "Flags need a canary"},
}
STORY = (
    roles_are_given,
    everyone_hears_of_it,
    a_drill_is_run_beside_it,
    it_is_resolved_and_says_what_is_left,
    the_postmortem_opened_by_itself,
    it_is_written,
    it_is_read_in_the_canvas_and_kept_as_a_file,
    it_is_approved_by_somebody_else,
    it_is_published_for_all_to_learn,
)
