"""The page for everybody: by keyboard alone, by ear, on a phone, in the dark."""

import pytest

from tests.playground import page_eyes
from tests.playground.page_browser import NARROW, WIDE
from tests.playground.page_scene import (
    CARD,
    EVERYTHING,
    focused,
    opens,
    posts,
    types,
)

pytestmark = pytest.mark.browser


async def the_start(page):
    await page.locator("#guide").wait_for()


async def a_card(page):
    await page.locator(".message button:has-text('Acknowledge')").wait_for()


async def a_card_under_the_pointer(page):
    await page.locator(".message:has-text('INC-1')").hover()


async def a_thread(page):
    await page.locator(".message:has-text('INC-1')").hover()
    await page.get_by_role("button", name="Reply in a thread").last.click()
    await page.locator("#thread .message").wait_for()


async def the_thread_closed(page):
    await page.locator("#thread-close").click()


async def the_drawer_or_a_place(page):
    await opens(page, "payments")
    if await page.locator("#drawer-open").is_visible():
        await page.locator("#drawer-open").click()


async def the_people(page):
    await page.locator(".person").click()


async def a_person_chosen(page):
    await page.keyboard.press("Enter")
    await opens(page, "incidents")


async def completions(page):
    await page.locator("#composer-text").fill("/inc")
    await page.locator(".completions .option").wait_for()


async def the_form(page):
    await types(page, "/incident declare")
    await page.locator("dialog[open]").wait_for()


async def what_is_missing(page):
    await page.locator("dialog button[type=submit]").click()
    await page.locator(".input-error:not(:empty)").first.wait_for()


async def the_options(page):
    await page.locator("dialog [role=combobox]").first.press("ArrowDown")
    await page.locator("dialog .option").first.wait_for()


async def the_home_tab(page):
    for _ in range(2):
        await page.keyboard.press("Escape")
    await page.locator("dialog[open]").wait_for(state="hidden")
    await opens(page, "Longwatch")
    await page.get_by_role("button", name="Home").click()
    await page.locator("#home .button").first.wait_for()


async def what_only_one_sees_and_every_block(page):
    await opens(page, "general")
    await page.locator(".is-ephemeral").wait_for()


WALK = (
    the_start,
    a_card,
    a_card_under_the_pointer,
    a_thread,
    the_thread_closed,
    the_drawer_or_a_place,
    the_people,
    a_person_chosen,
    completions,
    the_form,
    what_is_missing,
    the_options,
    the_home_tab,
    what_only_one_sees_and_every_block,
)
"""One after another; each is looked at."""


async def furnished(api):
    """Give the app a Home tab, and a message with every block that it may send."""
    home = {"type": "home", "blocks": CARD}
    await api("views.publish", user_id="U0DANA", view=home)
    await posts(api, "C0GENERAL", blocks=EVERYTHING)
    told = {"channel": "C0GENERAL", "user": "U0DANA", "text": "Only for you"}
    await api("chat.postEphemeral", **told, blocks=CARD)


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
async def test_nothing_on_the_way_breaks_accessibility_or_scrolls_sideways(
    browse, api, viewport
):
    await posts(api)
    await furnished(api)
    async with browse(viewport, still=True) as page:
        for step in WALK:
            await step(page)
            for theme in page_eyes.THEMES:
                await page_eyes.under(page, theme)
                await page_eyes.faultless(page, (step.__name__, theme))


async def test_an_incident_is_declared_with_the_keyboard_alone(page, bot):
    await page.keyboard.type("/inc")
    await page.keyboard.press("Tab")
    await page.keyboard.type("declare")
    await page.keyboard.press("Enter")
    await page.locator("dialog[open]").wait_for()
    assert "What is wrong?" in await focused(page)
    await page.keyboard.type("Checkout answers 500")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowDown")
    while await focused(page) != "Declare":
        await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await page.locator("dialog[open]").wait_for(state="hidden")
    values = bot.of("view_submission")[0]["view"]["state"]["values"]
    assert values["title"]["value"]["value"] == "Checkout answers 500"
    assert values["severity"]["value"]["selected_option"]["value"] == "sev2"
    assert values["found"]["value"]["selected_option"]["value"] == "person"
    assert values["started"]["value"]["selected_date_time"] is None
    assert "Message #incidents" in await focused(page)


async def test_a_channel_is_opened_and_its_card_answered_with_the_keyboard_alone(
    page, api, bot
):
    await posts(api, "C0OPS")
    await page.keyboard.press("F6")
    await page.keyboard.press("Tab")
    assert "ops" in await focused(page)
    await page.keyboard.press("Enter")
    await page.locator(".channel-word:has-text('ops')").wait_for()
    await page.locator("#messages button:has-text('Resolve')").wait_for()
    await page.keyboard.press("F6")
    assert "INC-1" in await page.evaluate("document.activeElement.textContent")
    for _ in range(3):
        await page.keyboard.press("Tab")
    assert await focused(page) == "Resolve"
    await page.keyboard.press("Enter")
    await page.locator("dialog.confirm").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("dialog.confirm").wait_for(state="detached")
    assert await focused(page) == "Resolve"
    assert bot.of("block_actions") == []
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.press("Enter")
    await page.locator(".message:has-text('Acknowledged')").wait_for()


async def test_the_focus_stays_in_the_form_until_escape_closes_it(page, slack):
    await the_form(page)
    inside = "document.querySelector('dialog').contains(document.activeElement)"
    for key in ["Tab"] * 12 + ["Shift+Tab"] * 14:
        await page.keyboard.press(key)
        assert await page.evaluate(inside)
    await page.keyboard.press("Escape")
    await page.locator("dialog[open]").wait_for(state="hidden")
    assert "Message #incidents" in await focused(page)
    assert (await slack.person("dana").state())["views"] == []


async def test_escape_closes_the_options_before_it_closes_the_form(page):
    await the_form(page)
    await the_options(page)
    await page.keyboard.press("Escape")
    await page.locator("dialog .option").first.wait_for(state="hidden")
    assert await page.locator("dialog[open]").count() == 1


async def test_arrow_keys_move_among_messages_and_tab_reaches_their_tools(page, slack):
    for text in ("first", "second"):
        await slack.person("sam").types("#incidents", text)
        await page.locator(f".message:has-text('{text}')").wait_for()
    await page.keyboard.press("Shift+F6")
    assert "second" in await page.evaluate("document.activeElement.textContent")
    await page.keyboard.press("ArrowUp")
    assert "first" in await page.evaluate("document.activeElement.textContent")
    await page.keyboard.press("Tab")
    assert await focused(page) == "React"


async def test_the_people_are_chosen_by_arrow_keys(page):
    await page.locator(".person").focus()
    await page.keyboard.press("ArrowDown")
    assert "Dana Okafor" in await focused(page)
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await page.locator(".person-name:has-text('Liv Berg')").wait_for()
    assert "You act as Liv Berg" in await focused(page)


async def test_the_focus_stays_on_a_card_that_changes_under_it(page, api):
    await posts(api)
    await page.locator("button:has-text('Acknowledge')").focus()
    await page.keyboard.press("Enter")
    await page.locator(".message:has-text('Acknowledged')").wait_for()
    assert "Acknowledged" in await page.evaluate("document.activeElement.textContent")


@pytest.mark.parametrize("still", [False, True])
async def test_the_list_on_a_narrow_screen_is_a_drawer_that_escape_closes(
    browse, still
):
    async with browse(NARROW, still=still) as page:
        sidebar = page.locator("#sidebar")
        assert await sidebar.is_hidden()
        await page.locator("#drawer-open").click()
        await sidebar.wait_for()
        assert await focused(page) == "Close the list"
        await page.keyboard.press("Escape")
        await sidebar.wait_for(state="hidden")
        assert await focused(page) == "People and channels"


async def test_the_message_box_of_a_long_name_stays_one_line_on_a_phone(browse, slack):
    long = "inc-42-checkout-answers-500-for-every-new-order"
    await slack.post("rename", user="U0DANA", channel="payments", name=long)
    async with browse(NARROW) as page:
        box = page.locator("#composer-text")
        before = (await box.bounding_box())["height"]
        await opens(page, long)
        assert (await box.bounding_box())["height"] == before
        assert await box.evaluate("box => box.scrollHeight <= box.clientHeight")
        assert await box.get_attribute("aria-label") == f"Message #{long}"


async def test_the_theme_follows_the_system_until_one_is_chosen(page):
    paper = "getComputedStyle(document.querySelector('#channel')).backgroundColor"
    for theme, colour in (("dark", "rgb(20, 28, 31)"), ("light", "rgb(255, 255, 255)")):
        await page_eyes.under(page, theme)
        assert await page.evaluate(paper) == colour
    await page.get_by_role("button", name="Dark theme").click()
    await page.emulate_media(color_scheme="light")
    assert await page.evaluate(paper) == "rgb(20, 28, 31)"


MOVES = """() => [...document.querySelectorAll("*")].flatMap((at) => ["", "::after"]
  .map((part) => getComputedStyle(at, part))
  .filter((one) => one.animationName !== "none" || one.transitionDuration !== "0s")
  .map((style) => `${at.className}: ${style.animationName}`))"""
"""What moves or would, in the present state of the page."""


@pytest.mark.parametrize("still", [True, False])
async def test_nothing_moves_for_whoever_asks_for_that(browse, api, still):
    ts = await posts(api)
    link = f"/archives/C0INCIDENTS/p{ts.replace('.', '')}"
    moving = []
    async with browse(NARROW, still=still) as page:
        await page.goto(f"{page.url.split('#')[0]}{link[1:]}")
        await page.locator(".is-revealed").wait_for()
        moving += await page.evaluate(MOVES)
        await the_form(page)
        moving += await page.evaluate(MOVES)
    told = " ".join(moving)
    for part in ("sidebar", "is-revealed", "modal"):
        assert (part in told) is not still, told


async def test_what_is_wrong_is_read_out_with_its_field(page):
    await the_form(page)
    await what_is_missing(page)
    told = """() => {
      const at = document.activeElement;
      const ids = at.getAttribute("aria-describedby").split(" ");
      const texts = ids.map((id) => document.getElementById(id).textContent);
      return ["aria-invalid", "aria-required"].map((name) => at.getAttribute(name))
        .concat(texts);
    }"""
    hint = "One line that anyone understands."
    wrong = ["true", "true", "Please fill in this field.", hint]
    assert await page.evaluate(told) == wrong
    await page.keyboard.type("Checkout answers 500")
    assert await page.evaluate(told) == [None, "true", "", hint]


async def test_the_chosen_theme_is_kept(page):
    await page.get_by_role("button", name="Dark theme").click()
    await page.reload()
    await page.locator(".channel-word").wait_for()
    assert await page.get_by_role("button", name="Dark theme", pressed=True).count()
