"""What the page makes of blocks, of what people type, and of the app's Home tab."""

import pytest

from tests.playground.page_scene import (
    button,
    mrkdwn,
    opens,
    option,
    plain,
    posts,
    types,
)

pytestmark = pytest.mark.browser

BODY = ".message-body"


def raw(text):
    return {"type": "raw_text", "text": text}


def number(value):
    return {"type": "raw_number", "value": value, "text": str(value)}


def rich(*leaves, kind="section", **more):
    return {"type": f"rich_text_{kind}", "elements": list(leaves), **more}


def leaf(text, *styles):
    styled = {"style": dict.fromkeys(styles, True)} if styles else {}
    return {"type": "text", "text": text, **styled}


async def test_what_people_type_is_marked_up(page):
    await types(page, "It is *down* since `14:05` _again_ ~maybe~ @ana")
    said = page.locator(f"{BODY}:has-text('It is down')")
    await said.wait_for()
    for tag, text in {
        "strong": "down",
        "code": "14:05",
        "em": "again",
        "s": "maybe",
    }.items():
        assert await said.locator(tag).inner_text() == text
    assert await said.locator(".mention").inner_text() == "@ana"


LEFT_ALONE = (
    ("2 * 3 * 4", "2 * 3 * 4"),  # a mark beside a space marks nothing
    ("snake_case_name", "snake_case_name"),  # nor does one inside a word
    ("a <b> & c", "a <b> & c"),  # escaped on the way, shown as typed
    ("x `a*b*` y", "x a*b* y"),  # nothing is marked inside code
)
"""What is typed, and what is read."""


async def test_only_whole_words_are_marked(page):
    for typed, seen in LEFT_ALONE:
        await types(page, typed)
        await page.locator(BODY).filter(has_text=seen).wait_for()
        assert await page.locator(BODY).last.inner_text() == seen


async def test_rich_text_shows_its_styles_lists_quotes_and_code(page, api):
    await posts(
        api,
        text="x",
        blocks=[
            {
                "type": "rich_text",
                "elements": [
                    rich(leaf("bold", "bold"), leaf(" "), leaf("code", "code")),
                    rich(
                        rich(leaf("One")),
                        rich(leaf("Two")),
                        kind="list",
                        style="ordered",
                    ),
                    rich(leaf("as they said"), kind="quote"),
                    rich(leaf("GET /orders"), kind="preformatted"),
                ],
            }
        ],
    )
    shown = page.locator(f"{BODY} .rich")
    await shown.wait_for()
    assert await shown.locator("strong").inner_text() == "bold"
    assert await shown.locator("p code").inner_text() == "code"
    assert await shown.locator("ol > li").all_inner_texts() == ["One", "Two"]
    assert await shown.locator("blockquote").inner_text() == "as they said"
    assert await shown.locator("pre").inner_text() == "GET /orders"


async def test_a_date_is_shown_in_the_zone_of_the_reader(page, api):
    when = mrkdwn("At <!date^1795000000^{time}|then>")
    await posts(api, text="x", blocks=[{"type": "section", "text": when}])
    await page.locator(f"{BODY} time:has-text('11:06')").wait_for()
    await page.locator(".person").click()
    await page.locator("[role=menuitemradio]:has-text('Priya Raman')").click()
    await page.locator(f"{BODY} time:has-text('16:36')").wait_for()


async def test_figures_stand_in_tables_with_named_columns(page, api):
    await posts(
        api,
        text="x",
        blocks=[
            {
                "type": "data_table",
                "caption": "Promises",
                "rows": [[raw("Week"), raw("Kept")], [raw("46"), number(12)]],
            },
        ],
    )
    table = page.get_by_role("table", name="Promises")
    await table.wait_for()
    assert await table.get_by_role("columnheader").all_inner_texts() == ["Week", "Kept"]
    assert await table.locator("td").all_inner_texts() == ["46", "12"]


async def test_a_choice_in_a_message_reaches_the_app(page, api, bot):
    menu = {
        "type": "overflow",
        "action_id": "incidents.more",
        "options": [option("Rename", "rename"), option("Retract", "retract")],
    }
    section = {"type": "section", "text": mrkdwn("INC-1"), "accessory": menu}
    await posts(api, blocks=[section])
    await page.get_by_role("button", name="More choices").click()
    await page.get_by_role("menuitem", name="Retract").click()
    await page.locator(".message:has-text('Acknowledged')").wait_for()
    [press] = bot.of("block_actions")
    assert press["actions"][0]["selected_option"]["value"] == "retract"


async def test_an_emoji_that_no_font_draws_is_written_out(page):
    drawn = "async (sign) => (await import('/static/emoji.js')).drawn(sign)"
    assert await page.evaluate(drawn, "A")
    assert not await page.evaluate(drawn, "\U0010fffe")


async def test_the_signs_of_our_messages_are_drawn_without_any_font(page, api):
    section = {"type": "section", "text": mrkdwn(":white_check_mark: :warning: done")}
    await posts(api, text="x", blocks=[section])
    said = page.locator(f"{BODY}:has-text('done')")
    await said.get_by_role("img", name="white check mark").wait_for()
    assert await said.get_by_role("img", name="warning").count() == 1
    assert ":" not in await said.inner_text()


SPANS = (
    (30, "in 30 seconds"),
    (-59, "59 seconds ago"),
    (899.8, "in 15 minutes"),  # a moment after a promise of 15 minutes
    (3599, "in 1 hour"),  # never 60 minutes
    (-7140, "2 hours ago"),
    (4 * 3600 - 3, "in 4 hours"),
    (86399, "tomorrow"),
    (-36 * 3600, "yesterday"),
)
"""Seconds from now, and how that is said."""


async def test_what_is_near_is_told_to_the_nearest_unit(page):
    told = """async (span) => {
      const { ago, now } = await import('/static/dates.js');
      return ago(now() + span);
    }"""
    said = [await page.evaluate(told, span) for span, _ in SPANS]
    assert said == [words for _, words in SPANS]


async def test_only_one_person_sees_an_ephemeral_message_and_can_dismiss_it(page, api):
    await posts(api)
    told = {"channel": "C0INCIDENTS", "text": "Only Kenji can resolve it."}
    await api("chat.postEphemeral", user="U0DANA", **told)
    await api("chat.postEphemeral", user="U0SAM", **told | {"text": "For Sam"})
    mine = page.locator(".is-ephemeral:has-text('Only visible to you')")
    await mine.filter(has_text="Only Kenji can resolve it.").hover()
    await page.get_by_role("button", name="Dismiss").click()
    await mine.wait_for(state="detached")
    assert await page.locator(".message:has-text('For Sam')").count() == 0


async def test_a_failure_from_before_the_page_was_opened_is_not_told_again(
    browse, slack, bot
):
    await slack.post("app", request_url="http://127.0.0.1:9/slack/events")
    await slack.person("dana").types("#incidents", "/incident declare")
    await slack.post("app", request_url=bot.url)
    async with browse() as page:
        await slack.person("sam").types("#incidents", "Hello")
        await page.locator(".message:has-text('Hello')").wait_for()
        assert await page.locator(".is-ephemeral").count() == 0


async def test_the_home_tab_shows_what_the_app_published_and_takes_a_press(
    page, api, bot
):
    await opens(page, "Longwatch")
    await page.get_by_role("button", name="Home").click()
    await page.locator("#home:has-text('Longwatch shows nothing here yet.')").wait_for()
    await bot.hears("app_home_opened")
    blocks = [
        {"type": "header", "text": plain("Your incidents")},
        {"type": "actions", "elements": [button("Declare", "home.declare")]},
    ]
    await api(
        "views.publish", user_id="U0DANA", view={"type": "home", "blocks": blocks}
    )
    bot.answers["block_actions"] = ""
    await page.locator("#home").get_by_role("button", name="Declare").click()
    await page.locator("#home [aria-busy=true]").wait_for(state="detached")
    assert bot.of("block_actions")[0]["view"]["type"] == "home"
    await page.get_by_role("button", name="Messages").click()
    await page.locator("#composer-text").wait_for()
    assert await page.locator("#home").is_hidden()
