"""The whole story of an incident with a keyboard alone, on the real playground.

After every key, and after everything that others do meanwhile, the focus is somewhere
that can be seen (`Keys.here`).
"""

import re
from functools import partial

import pytest

from tests import person
from tests.browser.screen import Screen
from tests.playground import page_browser
from tests.playground.page_keys import Keys

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ROOM = "inc-1-checkout-answers-500"
BOX = f"Message #{ROOM}"
CARD = re.compile(r"^Longwatch ?App")


class Hands(Keys):
    """Dana's hands, her eyes (`screen`), and what others do (`slack`)."""

    def __init__(self, page, slack):
        super().__init__(page)
        self.screen = Screen(page)
        self.slack = slack
        self.reads = self.screen.reads

    async def stays(self, name, deed, words):
        """Let others do something that shows these *words*; the focus stays here."""
        await self.is_at(name)
        await deed()
        await self.reads(words)
        assert await self.here() == name


@pytest.fixture
async def hands(chromium, url):
    async with (
        person.slack(url) as slack,
        page_browser.browsing(chromium, url, still=True) as page,
    ):
        yield Hands(page, slack)
        assert await slack.violations() == []


async def test_the_whole_story_with_the_keyboard_alone(hands):
    for step in STORY:
        await step(hands)


async def it_is_declared_in_the_form(hands):
    await hands.is_at("Message #incidents")
    await hands.types("/incident declare")
    await hands.presses("Enter")
    await hands.sees_form("Declare an incident")
    await hands.goes_to("Declare")
    await hands.presses("Enter")
    await hands.is_at("What is wrong?")
    await hands.types("Checkout answers 500")
    await hands.chooses("How bad is it?", "SEV-2")
    await hands.sends_form("Declare")
    await hands.is_at("Message #incidents")
    await hands.reads("is declared: Checkout answers 500. Your room is")


async def its_room_is_entered(hands):
    await hands.goes_back_to(f"#{ROOM}")
    await hands.presses("Enter")
    await hands.is_at(ROOM)
    await hands.reads("Pinned", "Nobody has answered yet")
    await hands.page.get_by_text("INC-1 card").wait_for()


async def it_is_acknowledged(hands):
    await hands.goes_to("INC-1 card")
    await hands.presses("Enter")
    await hands.is_at(CARD)
    await hands.goes_to("Acknowledge")
    await hands.presses("Enter")
    await hands.reads("Pinned", "Acknowledged")
    await hands.is_at(CARD)


async def it_is_handed_over_and_back(hands):
    await hands.goes_to("Hand over…")
    await hands.presses("Enter")
    await hands.sees_form("INC-1 roles")
    await hands.chooses("Who has the role from now on?", "Kenji")
    await hands.sends_form("Hand over")
    await hands.is_at("Hand over…")
    await hands.reads("@kenji now leads INC-1")


async def it_is_worse_than_thought(hands):
    await hands.goes_to("Severity…")
    await hands.presses("Enter")
    await hands.sees_form("INC-1 severity")
    await hands.chooses("How bad is it?", "SEV-1")
    await hands.fills(re.compile("Why"), "All regions")
    sam = partial(hands.slack.person("sam").types, "#incidents", "Is it us?")
    await sam()
    await hands.sends_form("Change")
    await hands.is_at("Severity…")
    await hands.reads("Pinned", "SEV-1")


async def an_update_is_posted_while_others_act(hands):
    kenji = hands.slack.person("kenji")
    worse = partial(kenji.types, f"#{ROOM}", "/incident phase containment")
    await hands.goes_back_to("Update…")
    await hands.stays("Update…", worse, "moved INC-1 from triage to containment")
    await hands.presses("Enter")
    await hands.sees_form("INC-1 update")
    await hands.fills("What do we know?", "Rolling ba")
    await kenji.types(f"#{ROOM}", "I am looking at the logs")
    await hands.reads("I am looking at the logs")
    await hands.types("ck 3f2a.")
    await hands.sends_form("Post")
    await hands.reads("Update on INC-1 by @dana", "Rolling back 3f2a.")


async def a_note_is_made(hands):
    await hands.goes_to("Note…")
    await hands.presses("Enter")
    await hands.sees_form("INC-1 note")
    await hands.fills("What happened?", "Deployed 3f2a")
    await hands.sends_form("Add")
    await hands.is_at("Note…")
    await hands.reads("Your note is on the timeline of INC-1")


async def a_slip_is_taken_back(hands):
    await hands.goes_to(BOX)
    await hands.types("/incident phase remediation")
    await hands.presses("Enter")
    await hands.reads("INC-1 is now in remediation")
    await hands.goes_back_to(re.compile("^Undo this change"))
    await hands.presses("Enter")
    await hands.reads("Taken back, on INC-1")


async def a_thread_is_opened_answered_and_closed(hands):
    await hands.goes_to(BOX)
    await hands.goes_back_to(CARD)
    while "I am looking" not in await hands.page.evaluate(INSIDE):
        await hands.presses("ArrowUp")
    await hands.goes_to("Reply in a thread")
    await hands.presses("Enter")
    await hands.is_at("Reply…")
    await hands.types("Which ones?")
    await hands.presses("Enter")
    await hands.page.locator("#thread .message:has-text('Which ones?')").wait_for()
    await hands.presses("Escape")
    await hands.is_at(re.compile("1 reply"))


async def a_message_is_declared_and_that_is_taken_back(hands):
    await hands.goes_to("More for this message")
    await hands.presses("Enter", "ArrowDown", "Home")
    await hands.is_at(re.compile("^Declare from message"))
    await hands.presses("Enter")
    await hands.sees_form("Declare an incident")
    await hands.presses("Escape")
    await hands.is_at("More for this message")
    await hands.goes_to(BOX)
    await hands.types("/incident declare sev3 Logs are silent")
    await hands.presses("Enter")
    await hands.reads("INC-2 declared as SEV-3")
    await hands.reads("The room of INC-2 is")
    await hands.goes_back_to(re.compile("^Undo"))
    await hands.presses("Enter")
    await hands.reads("INC-2 was retracted")


async def the_clock_is_pushed(hands):
    await hands.goes_back_to("Next due")
    await hands.presses("Enter")
    await hands.page.locator("#clock-offset:not(:empty)").wait_for()
    await hands.is_at("Next due")


async def somebody_else_takes_over(hands):
    await hands.goes_to(re.compile("^You act as Dana"))
    await hands.presses("Enter", "ArrowDown", "ArrowDown")
    await hands.is_at(re.compile("^Kenji"))
    await hands.presses("Enter")
    await hands.is_at(re.compile("^You act as Kenji"))
    await hands.goes_to(re.compile("^incidents"))
    await hands.presses("Enter")
    await hands.goes_back_to(re.compile(f"^{ROOM}"))
    await hands.presses("Enter")
    await hands.goes_to(re.compile("^INC-1 card"))
    await hands.presses("Enter")
    await hands.is_at(CARD)


async def it_is_resolved(hands):
    await hands.goes_to("Resolve…")
    await hands.presses("Enter")
    await hands.sees_form("Resolve INC-1")
    await hands.fills("What was done?", "Rolled 3f2a back")
    await hands.sends_form("Resolve")
    await hands.reads("Pinned", "Resolved by a fix")
    await hands.is_at(CARD)


async def it_is_reopened_with_a_reason(hands):
    await hands.goes_to("Reopen…")
    await hands.presses("Enter")
    await hands.sees_form("Reopen INC-1")
    await hands.fills("Why is it not over?", "too short")
    await hands.goes_to("Reopen")
    await hands.presses("Enter")
    await hands.is_at("Why is it not over?")
    await hands.types(": errors are back")
    await hands.sends_form("Reopen")
    await hands.reads("reopened", "errors are back")


STORY = (
    it_is_declared_in_the_form,
    its_room_is_entered,
    it_is_acknowledged,
    it_is_handed_over_and_back,
    it_is_worse_than_thought,
    an_update_is_posted_while_others_act,
    a_note_is_made,
    a_slip_is_taken_back,
    a_thread_is_opened_answered_and_closed,
    a_message_is_declared_and_that_is_taken_back,
    the_clock_is_pushed,
    somebody_else_takes_over,
    it_is_resolved,
    it_is_reopened_with_a_reason,
)

INSIDE = "document.activeElement.textContent"
