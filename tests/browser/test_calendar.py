"""The operations calendar as it is seen: walked through, asked for, and proven."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def test_a_team_walks_through_what_ships(dana):
    await dana.says("/ops calendar")
    await dana.reads("Operations calendar", "The calendar is empty")
    await dana.looks("calendar-empty")
    await dana.presses("Walk through what ships…", "The calendar is empty")
    form = await dana.sees_form("Operations calendar")
    await form.get_by_text("1 of 13").wait_for()
    await dana.looks("calendar-setup")
    await form.get_by_role("checkbox").first.uncheck()
    await dana.presses_in_form("Next")
    await dana.is_told_beside("Why is the rest left out?", "Say why you leave out")
    await dana.fills("Why is the rest left out?", "Another team does that for us")
    await dana.chooses("Of which do you change whose it is", "Alert rules")
    await dana.looks("calendar-setup-change")
    await dana.presses_in_form("Next")
    await form.get_by_text("1 of 1 to be changed here").wait_for()
    await dana.fills("How often?", "every minute")
    await dana.presses_in_form("Next")
    await dana.is_told_beside("How often?", ":03")
    await dana.looks("calendar-setup-refused")
    await dana.fills("How often?", "every 2 weeks on friday")
    await dana.chooses("Who does it?", "Kenji Watanabe")
    await dana.presses_in_form("Next")
    await form.get_by_text("2 of 13").wait_for()
    await dana.looks("calendar-setup-second")
    await dana.closes()
    await dana.says("/ops calendar")
    await dana.reads("Operations calendar", "1 left out")
    await dana.looks("calendar")


async def test_a_duty_is_added_and_proven_with_a_file(dana):
    await dana.says("/ops add")
    await dana.sees_form("Add a routine")
    await dana.fills("What is to be done?", "Look at the cost report")
    await dana.fills("How often?", "every weekday")
    await dana.looks("calendar-add")
    await dana.presses_in_form("Add")
    await dana.sees_no_form()
    await dana.says("/ops due")
    await dana.reads("Due", "OPS-1 · Look at the cost report")
    await dana.looks("calendar-due")
    await dana.presses("Confirm OPS-1", "OPS-1 · Look at the cost report")
    form = await dana.sees_form("Confirm OPS-1")
    await dana.fills("What was done", "Nothing odd in it; two idle machines are gone")
    await form.locator("input[type=file]").set_input_files(
        {"name": "costs.csv", "mimeType": "text/csv", "buffer": b"a,b\n1,2\n"}
    )
    await form.get_by_text("costs.csv").first.wait_for()
    await dana.looks("calendar-confirm")
    await dana.presses_in_form("Confirm")
    await dana.sees_no_form()
    await dana.says("/ops due OPS-1")
    await dana.reads("OPS-1 is done", "two idle machines are gone", "costs.csv")
    await dana.looks("calendar-done")
