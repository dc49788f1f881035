"""The focus is never lost: what is pressed, changed or gone leaves it in sight."""

import re

import pytest

from tests.playground.page_browser import NARROW
from tests.playground.page_keys import Keys
from tests.playground.page_scene import CARD, opens, posts

pytestmark = pytest.mark.browser

MINUTE = 60


@pytest.fixture
async def keys(browse):
    async with browse(still=True) as page:
        yield Keys(page)


async def starts_at(keys, css):
    """Begin with the focus on this, as after a Tab."""
    await keys.page.keyboard.press("Shift")
    await keys.page.locator(css).first.focus()


async def test_whoever_joins_a_channel_can_type_at_once(keys, slack):
    await slack.post("leave", user="U0DANA", channel="payments")
    await opens(keys.page, "payments")
    await starts_at(keys, ".composer-closed button")
    await keys.presses("Enter")
    await keys.is_at("Message #payments")


async def test_whoever_types_while_the_channel_is_archived_stays_at_its_box(
    keys, slack
):
    await keys.types("Half a sen")
    await slack.post("archive", user="U0SAM", channel="incidents")
    await keys.is_at("This channel is archived.")


async def test_the_menu_of_a_channel_keeps_the_focus_when_it_changed_it(keys):
    await starts_at(keys, "#channel-facts [aria-label='Channel']")
    await keys.presses("Enter", "End", "ArrowUp", "Enter")
    await keys.page.locator(".fact:has-text('Archived')").wait_for()
    await keys.is_at("Channel")


async def test_the_people_of_a_channel_may_change_while_they_are_listed(keys, slack):
    await starts_at(keys, "#channel-facts [aria-label='6 members']")
    await keys.presses("Enter")
    await slack.post("leave", user="U0LIV", channel="incidents")
    await keys.is_at("5 members")


async def test_dismissing_a_message_leads_to_the_one_before_it(keys, api, slack):
    await slack.person("sam").types("#incidents", "Look here")
    told = {"channel": "C0INCIDENTS", "user": "U0DANA", "text": "Only for you"}
    await api("chat.postEphemeral", **told, blocks=CARD)
    await keys.page.locator(".is-ephemeral").wait_for()
    await keys.goes_back_to("Dismiss")
    await keys.presses("Enter")
    await keys.page.locator(".is-ephemeral").wait_for(state="detached")
    await keys.is_at(re.compile("^Sam Rivera"))


async def test_going_to_the_newest_messages_goes_there_with_the_focus(keys, slack):
    for n in range(40):
        await slack.person("sam").types("#incidents", f"Line {n}")
    await keys.page.locator(".message:has-text('Line 39')").wait_for()
    await keys.presses("Shift+F6", "Home")
    await keys.page.locator(".message:has-text('Line 0')").wait_for()
    await slack.person("sam").types("#incidents", "The last one")
    await keys.goes_to("New messages")
    await keys.presses("Enter")
    last = "document.activeElement.textContent.includes('The last one')"
    await keys.page.wait_for_function(last)


async def test_a_card_that_is_built_anew_keeps_the_focus_on_its_button(keys, api):
    ts = await posts(api)
    await starts_at(keys, ".message button:has-text('Resolve')")
    await api("chat.update", channel="C0INCIDENTS", ts=ts, text="x", blocks=CARD[3:])
    await keys.page.locator(".edited").wait_for()
    await keys.is_at("Resolve")


async def test_the_question_before_a_deed_gives_the_focus_back_to_its_card(keys, api):
    ts = await posts(api)
    await starts_at(keys, ".message button:has-text('Resolve')")
    await keys.presses("Enter")
    await keys.is_at("Keep it open")
    await api("chat.update", channel="C0INCIDENTS", ts=ts, text="x", blocks=CARD[:2])
    await keys.page.locator(".edited").wait_for()
    await keys.presses("Escape")
    await keys.is_at(re.compile("^Longwatch"))


async def test_the_next_due_moment_stays_under_the_finger(keys, slack):
    due = await slack.now() + 90 * MINUTE
    await slack.post("clock", due=due)
    await starts_at(keys, "#clock-next:not([hidden])")
    await slack.post("clock", due=None)
    await keys.page.locator("#clock-next[aria-disabled=true]").wait_for()
    await keys.presses("Enter")
    assert await slack.now() < due - 60 * MINUTE
    await keys.presses("Shift+Tab")
    await slack.person("sam").types("#incidents", "Anything")
    await keys.page.locator("#clock-next").wait_for(state="hidden")


async def test_putting_the_first_steps_away_leads_to_the_message_box(keys):
    await starts_at(keys, "[aria-label='Put the first steps away']")
    await keys.presses("Enter")
    await keys.is_at("Message #incidents")


async def test_the_first_steps_keep_the_focus_when_one_is_done(keys, slack):
    await starts_at(keys, "[aria-label='All first steps']")
    await slack.forward(hours=1)
    await keys.page.locator("#guide:has-text('1 of 5')").wait_for()
    await keys.is_at("All first steps")


async def test_nothing_behind_a_thread_or_the_open_list_takes_the_focus(browse, api):
    await posts(api)
    async with browse(NARROW, still=True) as page:
        keys = Keys(page)
        await starts_at(keys, "#drawer-open")
        await keys.presses("Enter")
        await keys.is_at("Close the list")
        await page.locator("#theme").focus()
        await keys.is_at("Close the list")
        await keys.presses("Escape")
        await keys.is_at("People and channels")
        await keys.goes_to("Reply in a thread")
        await keys.presses("Enter")
        await keys.is_at("Reply…")
        await keys.goes_back_to("Close the thread")
        await keys.goes_back_to("Dark theme")


async def test_the_way_past_everything_leads_to_the_message_box(keys):
    await starts_at(keys, ".skip")
    await keys.presses("Enter")
    await keys.is_at("Message #incidents")


async def test_f6_goes_round_the_parts_of_the_page(keys, slack):
    await slack.post("leave", user="U0DANA", channel="payments")
    await opens(keys.page, "payments")
    await keys.page.get_by_role("button", name="Join", exact=True).wait_for()
    await keys.presses("F6")
    await keys.is_at(re.compile("^Liv|^Priya|^Dana"))
    await keys.presses("F6")
    await keys.is_at("Join")
    await keys.presses("F6")
    await keys.is_at(re.compile("^payments"))
