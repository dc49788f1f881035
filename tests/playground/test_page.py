"""The page as a person meets it, in a real browser."""

import asyncio

import pytest

from tests.playground.page_scene import (
    FORM,
    asking,
    focused,
    mrkdwn,
    opens,
    posts,
    types,
)

pytestmark = pytest.mark.browser

FIELD = "dialog .input-block"


async def declares(page):
    await types(page, "/incident declare")
    await page.locator("dialog[open]").wait_for()


async def test_the_page_opens_as_someone_in_incidents(page):
    assert await page.locator(".person-name").inner_text() == "Dana Okafor"
    assert await page.locator(".channel-word").inner_text() == "incidents"
    assert await page.title() == "#incidents · Longwatch playground"


async def test_what_others_say_appears_without_reload_and_is_read_out(page, slack):
    await slack.person("sam").types("#incidents", "Orders are *down*")
    await page.locator(".message:has-text('Orders are')").wait_for()
    said = page.locator("#announcer:has-text('Sam Rivera: Orders are down')")
    await said.wait_for(state="attached")


async def test_an_unread_place_is_marked_until_it_is_opened(page, slack):
    await slack.person("sam").types("#payments", "Look here")
    await page.locator(".place.is-unread:has-text('payments')").wait_for()
    await opens(page, "payments")
    await page.locator(".place.is-unread").wait_for(state="detached")


async def test_hostile_text_is_shown_and_never_obeyed(page, slack, api):
    nasty = "<img src=x onerror=\"document.title='owned'\"> <b>not bold</b>"
    await slack.person("sam").types("#incidents", nasty)
    section = {
        "type": "section",
        "text": mrkdwn("&lt;script&gt;1&lt;/script&gt; `<b>`"),
    }
    await posts(api, text="x", blocks=[section])
    await page.locator(".message:has-text('<script>1</script>')").wait_for()
    assert await page.locator(f".message:has-text('{nasty[:12]}')").count() == 1
    assert await page.locator(".message-body :is(img, b, script)").count() == 0


async def test_a_link_that_could_run_something_is_only_text(page, api):
    section = {"type": "section", "text": mrkdwn("<javascript:alert(1)|press me>")}
    await posts(api, text="x", blocks=[section])
    await page.locator(".message:has-text('press me')").wait_for()
    assert await page.locator(".message-body a").count() == 0


async def test_a_press_reaches_the_app_and_the_card_changes_in_place(page, api, bot):
    await posts(api)
    await page.locator("button:has-text('Acknowledge')").click()
    await page.locator(".message:has-text('Acknowledged') .edited").wait_for()
    [press] = bot.of("block_actions")
    assert press["actions"][0]["action_id"] == "incidents.acknowledge"


@pytest.mark.parametrize(
    ("answer", "presses"),
    [
        ("Keep it open", 0),  # said no: the app hears nothing
        ("Resolve", 1),  # said yes
    ],
)
async def test_a_question_comes_before_the_deed(page, api, bot, answer, presses):
    await posts(api)
    await page.locator(".message button:has-text('Resolve')").click()
    await page.locator(f"dialog.confirm button:has-text('{answer}')").click()
    await page.locator("dialog.confirm").wait_for(state="detached")
    if presses:
        await page.locator(".message:has-text('Acknowledged')").wait_for()
    assert len(bot.of("block_actions")) == presses


async def test_what_is_missing_is_said_before_anything_is_sent(page, bot):
    await declares(page)
    await page.locator("dialog button[type=submit]").click()
    missing = page.locator(".input-error:has-text('Please fill in this field.')")
    assert await missing.count() == 2
    assert "What is wrong?" in await focused(page)
    assert bot.of("view_submission") == []


async def test_what_the_app_refuses_stands_beside_its_field(page):
    await declares(page)
    await page.locator("dialog input.field").first.fill("bad")
    await page.locator("dialog [role=combobox]").first.press("ArrowDown")
    await page.locator(".option:has-text('SEV-2')").click()
    await page.locator("dialog button[type=submit]").click()
    beside = page.locator(f"{FIELD}:has-text('What is wrong?') .input-error")
    await page.locator(".input-error:has-text('Say more than that.')").wait_for()
    assert await beside.inner_text() == "Say more than that."
    assert await page.locator("dialog input.field").first.input_value() == "bad"


async def test_typed_input_stays_when_the_app_changes_the_form(page, slack, api):
    await declares(page)
    await page.locator("dialog input.field").first.fill("Half typ")
    [view] = (await slack.person("dana").state())["views"]
    more = asking("more", "Anything else?", {"type": "plain_text_input"}, optional=True)
    changed = {**FORM, "blocks": [*FORM["blocks"], more]}
    await api("views.update", view_id=view["id"], view=changed)
    await page.locator(f"{FIELD}:has-text('Anything else?')").wait_for()
    assert await page.locator("dialog input.field").first.input_value() == "Half typ"
    await page.keyboard.type("ed")
    assert await page.locator("dialog input.field").first.input_value() == "Half typed"


async def test_an_external_select_asks_the_app_for_what_is_typed(page, bot):
    await declares(page)
    box = page.locator(f"{FIELD}:has-text('Which service?') input")
    await box.press_sequentially("pay")
    await page.locator(".option:has-text('pay service')").click()
    assert await box.input_value() == "pay service"
    assert bot.of("block_suggestion")[-1]["value"] == "pay"


async def test_a_form_that_the_app_did_not_take_says_so_and_keeps_everything(page, bot):
    await declares(page)
    await page.locator("dialog input.field").first.fill("Checkout")
    await page.locator("dialog [role=combobox]").first.press("ArrowDown")
    await page.locator(".option:has-text('SEV-1')").click()
    bot.statuses.append(500)
    await page.locator("dialog button[type=submit]").click()
    await page.locator(
        ".modal-note:has-text('answered with an error (500)')"
    ).wait_for()
    assert await page.locator("dialog input.field").first.input_value() == "Checkout"


async def test_the_page_says_when_the_app_is_down_and_when_it_is_back(page, slack, bot):
    await slack.post("app", request_url="http://127.0.0.1:9/slack/events")
    banner = page.locator("#banner:has-text('Longwatch is not connected')")
    await banner.wait_for()
    await types(page, "/incident declare")
    await page.locator(".is-ephemeral:has-text('dispatch_failed')").wait_for()
    box = page.locator("#composer-text")
    assert await box.input_value() == "/incident declare"  # nothing typed is lost
    await box.fill("")
    await slack.post("app", request_url=bot.url)
    await banner.wait_for(state="hidden")


async def test_the_page_says_when_the_playground_is_down_and_goes_on_after(page, slack):
    await page.context.set_offline(True)
    await types(page, "Can anyone hear me?")
    banner = page.locator("#banner:has-text('The playground does not answer')")
    await banner.wait_for()
    await page.locator(
        "#app-state.is-down:text-is('The playground does not answer')"
    ).wait_for()
    kept = await page.locator("#composer-text").input_value()
    assert kept == "Can anyone hear me?"
    await page.context.set_offline(False)
    await banner.wait_for(state="hidden")
    await page.locator("#app-state:has-text('Longwatch is connected')").wait_for()
    assert await page.locator("#app-state.is-down").count() == 0
    await page.locator("#composer-text").press("Enter")
    await slack.person("sam").sees("#incidents", "Can anyone hear me?")


@pytest.mark.parametrize(
    ("typed", "keys", "after"),
    [
        ("/inc", "Enter", ("/incident ", [])),  # half a name: it could not be sent
        ("/inc", "Tab", ("/incident ", [])),
        ("/incident decl", "Enter", ("", ["decl"])),  # as in Slack
        ("/incident decl", "Tab", ("/incident declare ", [])),
        ("/incident decl", "Tab Enter", ("", ["declare"])),
        ("/incident decl", "ArrowDown Enter", ("/incident declare ", [])),  # chosen
        ("/incident decl", "ArrowDown a Enter", ("", ["decla"])),  # typed on since
        ("/incident assign @da", "Enter", ("", ["assign @da"])),
    ],
)
async def test_enter_sends_what_was_typed_unless_something_was_chosen(
    page, bot, typed, keys, after
):
    async def hears(payload):
        return f"{payload['text']} it is"

    bot.answers["command"] = hears
    kept, sent = after
    box = page.locator("#composer-text")
    await box.press_sequentially(typed)
    await page.locator(".completions .option").first.wait_for()
    for key in keys.split():
        await box.press(key)
    assert await box.input_value() == kept
    await types(page, "/incident over")  # what was sent before it has arrived, too
    await page.locator(".is-ephemeral:has-text('over it is')").wait_for()
    heard = [each["text"] for each in bot.received if "command" in each]
    assert heard == [*sent, "over"]


async def test_one_can_type_on_while_a_command_is_under_way(page, slack, bot):
    go = asyncio.Event()

    async def thinks(payload):
        await go.wait()
        return f"{payload['text']} it is"

    bot.answers["command"] = thinks
    await types(page, "/incident one")
    await page.locator(".composer-state:has-text('is on it')").wait_for()
    assert not await page.locator("#composer-text").input_value()
    await types(page, "/incident two")
    await page.locator("#composer-text").fill("and a third thing")
    go.set()
    await page.locator(".is-ephemeral:has-text('two it is')").wait_for()
    assert [sent["text"] for sent in bot.received if "command" in sent] == [
        "one",
        "two",
    ]
    assert await page.locator("#composer-text").input_value() == "and a third thing"


async def test_acting_as_another_person_shows_what_they_see(page):
    assert await page.locator(".place:has-text('security')").count() == 1
    await page.locator(".person").click()
    await page.locator("[role=menuitemradio]:has-text('Priya Raman')").click()
    await page.locator(".person-name:has-text('Priya Raman')").wait_for()
    assert await page.locator(".place:has-text('security')").count() == 0


async def test_a_reaction_is_joined_and_left_by_pressing_it(page, slack):
    sam = slack.person("sam")
    await sam.types("#incidents", "On it")
    said = await sam.sees("#incidents", "On it")
    where = {"channel": "C0INCIDENTS", "ts": said.ts, "name": "eyes"}
    await slack.post("react", user=sam.id, **where)
    reaction = page.locator(".reaction")
    await reaction.and_(page.get_by_role("button", pressed=False)).click()
    await page.get_by_role("button", name="eyes, 2: Sam Rivera, Dana Okafor").click()
    await page.get_by_role("button", name="eyes, 1: Sam Rivera").wait_for()


async def test_a_message_of_ones_own_is_edited_and_pinned(page, slack):
    dana = slack.person("dana")
    await dana.types("#incidents", "Orders are @sam & down")
    message = page.locator(".message:has-text('Orders')")
    await message.hover()
    more = page.get_by_role("button", name="More for this message").last
    await more.click()
    await page.get_by_role("menuitem", name="Edit").click()
    text = page.get_by_role("textbox", name="Edit message")
    assert await text.input_value() == "Orders are @sam & down"
    await text.fill("Orders are @sam & slow")
    await page.get_by_role("button", name="Save").click()
    await page.locator(".message:has-text('slow'):has-text('(edited)')").wait_for()
    said = await dana.sees("#incidents", "Orders are")
    assert said.raw["text"] == "Orders are <@U0SAM> &amp; slow"

    await message.hover()
    await more.click()
    await page.get_by_role("menuitem", name="Pin to this channel").click()
    await page.locator(".message:has-text('slow'):has-text('Pinned')").wait_for()


async def test_a_file_is_shared_and_its_name_is_seen(page, slack):
    await page.get_by_role("button", name="Shortcuts", exact=True).first.click()
    async with page.expect_file_chooser() as chooser:
        await page.get_by_role("menuitem", name="Share a file").click()
    picture = {"name": "graph.png", "mimeType": "image/png", "buffer": b"PNG"}
    await (await chooser.value).set_files([picture])
    await page.locator(".message:has-text('graph.png')").wait_for()
    said = (await slack.person("dana").reads("#incidents"))[-1]
    assert said.raw["files"] == ["graph.png"]


async def test_a_message_shortcut_opens_its_form(page, slack, bot):
    await slack.person("sam").types("#incidents", "Orders are down")
    await page.locator(".message:has-text('Orders')").hover()
    await page.get_by_role("button", name="More for this message").last.click()
    await page.get_by_role("menuitem", name="From here").click()
    await page.locator("dialog[open]").wait_for()
    assert bot.of("message_action")[0]["message"]["text"] == "Orders are down"


async def test_a_global_shortcut_opens_its_form(page, bot):
    await page.get_by_role("button", name="Shortcuts").click()
    await page.get_by_role("menuitem", name="Go").click()
    await page.locator("dialog[open]").wait_for()
    assert bot.of("shortcut")[0]["callback_id"] == "go"


async def test_a_push_of_the_clock_moves_the_time_on_the_page(page, slack):
    before = await slack.now()
    await page.get_by_role("button", name="+1 day").click()
    await page.locator(".clock-offset:has-text('+1 d')").wait_for()
    assert await slack.now() >= before + 86400
    await page.get_by_role("button", name="+1 h").click()
    await page.locator(".clock-offset:has-text('+1 d 1 h')").wait_for()
    assert await page.locator(".toast").count() == 1  # only what holds now


async def test_the_clock_goes_to_what_the_app_says_is_due_next(page, slack):
    next_due = page.get_by_role("button", name="Next due")
    assert await next_due.is_hidden()
    due = await slack.now() + 5400
    await slack.post("clock", due=due)
    await next_due.click()
    await page.locator(".clock-offset:has-text('+1 h 30 min')").wait_for()
    await page.locator("#clock-next[aria-disabled=true]").wait_for()
    assert await slack.now() >= due


async def test_a_thread_opens_beside_takes_a_reply_and_closes(page, slack):
    sam = slack.person("sam")
    await sam.types("#incidents", "Where do we stand?")
    said = await sam.sees("#incidents", "Where do we stand?")
    await sam.types("#incidents", "I look", thread_ts=said.ts)
    await page.locator(".thread-link:has-text('1 reply')").click()
    await page.locator("#thread .message:has-text('I look')").wait_for()
    await page.locator("#thread-text").fill("Thanks")
    await page.keyboard.press("Enter")
    await page.locator("#thread .message:has-text('Thanks')").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("#thread").wait_for(state="hidden")
    assert "2 replies" in await focused(page)


async def test_a_link_to_a_message_opens_it_on_the_page(page, slack, api):
    [said] = [
        m for m in await slack.person("dana").reads("#ops") if "Crossing" in m.text
    ]
    link = f"<{slack.url}/archives/C0OPS/p{said.ts.replace('.', '')}|there>"
    await posts(api, text="x", blocks=[{"type": "section", "text": mrkdwn(link)}])
    await page.get_by_role("link", name="there").click()
    await page.locator(".channel-word:has-text('ops')").wait_for()
    await page.locator(".is-revealed:has-text('Crossing it off')").wait_for()


async def test_the_first_steps_lead_to_the_room_of_the_incident(page, api):
    made = await api("conversations.create", name="inc-1-checkout-is-down")
    await api("conversations.invite", channel=made["channel"]["id"], users="U0DANA")
    await page.locator("#guide").get_by_role("button", name="#inc-1").click()
    await page.locator(".channel-word:has-text('inc-1-checkout')").wait_for()


async def test_the_first_steps_tick_themselves_off_and_can_be_put_away(page):
    await page.locator("#guide:has-text('0 of 5')").wait_for()
    await declares(page)
    await page.locator("#guide:has-text('1 of 5')").wait_for()
    await page.keyboard.press("Escape")
    await page.locator("dialog[open]").wait_for(state="hidden")
    await page.get_by_role("button", name="Put the first steps away").click()
    await page.reload()
    await page.locator(".channel-word").wait_for()
    assert await page.locator("#guide").is_hidden()
