"""A roll call by clicking, on the real playground: the card, the form, every page.

With SCREENSHOTS=1 in the environment each station is kept in `screenshots/`.
"""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TEAMS = ", ".join(f"Team {number}" for number in range(1, 19))


async def test_a_roll_call_is_opened_answered_and_read_page_by_page(dana):
    await dana.says("/incident declare sev2 A hole in xz 5.6")
    room = "inc-1-a-hole-in-xz-5-6"
    await dana.reads("INC-1 · SEV-2 · A hole in xz 5.6")
    await dana.opens(room)
    await dana.presses("More…", "Pinned")
    more = await dana.sees_form("INC-1: more")
    await dana.looks("49-more")
    await more.get_by_role("button", name="Roll call…").click()
    await dana.sees_form("Roll call")
    await dana.looks("50-roll-call-form")
    await dana.page.keyboard.press("Escape")
    await dana.sees_form("INC-1: more")
    await dana.closes()
    await dana.says(f"/incident rollcall Are you on xz 5.6? Payments @ana, {TEAMS}")
    await dana.reads("INC-1: roll call", "0 of 19 answered", "Payments")
    for verb in ("affected Payments", "patched Team 2", "unaffected Team 3"):
        await dana.says(f"/incident {verb}")
    await dana.reads("INC-1: roll call", "3 of 19 answered (15 %)")
    await dana.reads("Pinned", "Roll call: 15 % answered")
    await dana.looks("51-roll-call-card")
    await dana.presses("See all", "INC-1: roll call")
    form = await dana.sees_form("Roll call")
    await form.get_by_role("button", name="Next page").wait_for()
    await dana.looks("52-roll-call-page")
    await form.get_by_role("button", name="Next page").click()
    await form.get_by_text("Page 2 of 2").wait_for()
    await form.get_by_role("button", name="Patched").first.click()
    await form.get_by_text("4 of 19 answered").wait_for()
    await dana.closes()
    await dana.reads("INC-1: roll call", "4 of 19 answered (21 %)")
