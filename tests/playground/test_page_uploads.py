"""Fields for files on the page, and pictures of files that the app posts."""

import base64

import pytest

from tests.playground import page_eyes
from tests.playground.counterparts import SCOPES
from tests.playground.page_browser import NARROW, WIDE
from tests.playground.page_scene import asking, focused, plain, types

pytestmark = pytest.mark.browser

WANTS = {"type": "file_input", "max_files": 2, "filetypes": ["pdf", "txt"]}
PDF = {"name": "restore.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
LOG = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"all is well" * 200}
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    "YPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
"""A picture of one pixel."""


@pytest.fixture
def settings():
    return {"scopes": (*SCOPES, "files:read")}


@pytest.fixture
def show(browse, bot, api):
    """Open the page, and on it a form that asks for evidence."""

    async def opens(payload):
        fields = [
            asking("proof", "Evidence", WANTS, hint=plain("What shows that it works.")),
            asking("note", "Note", {"type": "plain_text_input"}, optional=True),
        ]
        words = {"title": plain("Confirm"), "submit": plain("Confirm")}
        view = {"type": "modal", **words, "blocks": fields}
        told = await api("views.open", trigger_id=payload["trigger_id"], view=view)
        assert told["ok"], told
        return ""

    def browsing(*args, **more):
        opened = browse(*args, **more)
        bot.answers |= {"command": opens, "view_submission": ""}
        return opened

    return browsing


async def the_form(page):
    await types(page, "/incident list")
    dialog = page.locator("dialog[open]")
    await dialog.wait_for()
    return dialog


async def puts(dialog, *files):
    """Choose files in the system's window."""
    async with dialog.page.expect_file_chooser() as opened:
        await dialog.get_by_role("button", name="Choose files…").click()
    chooser = await opened.value
    await chooser.set_files(list(files))


def names(dialog):
    return dialog.locator(".file-name")


async def confirms(dialog):
    await dialog.locator("button[type=submit]").click()
    await dialog.wait_for(state="hidden")


def sent(bot):
    values = bot.of("view_submission")[-1]["view"]["state"]["values"]
    return [file["name"] for file in values["proof"]["value"]["files"]]


async def test_files_are_chosen_named_and_sent_with_the_form(show, bot):
    async with show() as page:
        dialog = await the_form(page)
        await puts(dialog, PDF)
        await puts(dialog, LOG)
        await names(dialog).nth(1).wait_for()
        assert await names(dialog).all_inner_texts() == ["restore.pdf", "log.txt"]
        assert await dialog.locator(".file-size").all_inner_texts() == ["8 B", "2 kB"]
        await confirms(dialog)
    assert sent(bot) == ["restore.pdf", "log.txt"]


async def test_a_file_is_taken_away_again_and_the_focus_stays_at_hand(show, bot):
    async with show() as page:
        dialog = await the_form(page)
        await puts(dialog, PDF, LOG)
        await names(dialog).nth(1).wait_for()
        await dialog.get_by_role("button", name="Take restore.pdf away").click()
        assert await names(dialog).all_inner_texts() == ["log.txt"]
        assert "Choose files…" in await focused(page)
        await confirms(dialog)
    assert sent(bot) == ["log.txt"]


REFUSED = {
    "a.exe can't be taken here: choose pdf, txt.": {**LOG, "name": "a.exe"},
    "a.txt is empty.": {**LOG, "name": "a.txt", "buffer": b""},
}


@pytest.mark.parametrize("said", REFUSED)
async def test_what_can_not_be_taken_is_said_at_the_field(show, bot, said):
    async with show() as page:
        dialog = await the_form(page)
        await puts(dialog, PDF, REFUSED[said])
        await dialog.get_by_role("alert").filter(has_text=said).wait_for()
        assert await names(dialog).all_inner_texts() == ["restore.pdf"]
        await puts(dialog, LOG)
        await names(dialog).nth(1).wait_for()
        assert await dialog.locator(".file-said").inner_text() == ""
        await confirms(dialog)
    assert sent(bot) == ["restore.pdf", "log.txt"]


async def test_a_file_that_is_too_large_is_not_even_read(show, tmp_path):
    large = tmp_path / "dump.txt"
    with large.open("wb") as file:
        file.truncate(10 * 2**20 + 1)
    async with show() as page:
        dialog = await the_form(page)
        async with page.expect_file_chooser() as opened:
            await dialog.get_by_role("button", name="Choose files…").click()
        await (await opened.value).set_files(large)
        said = dialog.get_by_role("alert").filter(has_text="larger than 10 MB")
        await said.wait_for()
        assert await names(dialog).count() == 0


async def test_no_more_are_taken_than_the_field_takes(show, bot):
    async with show() as page:
        dialog = await the_form(page)
        await puts(dialog, PDF, LOG, {**LOG, "name": "b.txt"})
        await dialog.get_by_role("alert").filter(has_text="2 files at most").wait_for()
        assert await names(dialog).count() == 2


async def test_a_form_that_wants_a_file_is_not_sent_without_one(show, bot):
    async with show() as page:
        dialog = await the_form(page)
        await dialog.locator("button[type=submit]").click()
        said = dialog.locator(".input-error:has-text('Please fill in this field.')")
        await said.wait_for()
        assert "Choose files…" in await focused(page)
        assert bot.of("view_submission") == []
        await puts(dialog, PDF)
        await names(dialog).wait_for()
        assert await said.count() == 0
        await confirms(dialog)


async def test_the_files_stay_when_the_app_finds_something_else_wrong(show, bot):
    async with show() as page:
        dialog = await the_form(page)
        wrong = {"response_action": "errors", "errors": {"note": "Say more."}}
        bot.answers["view_submission"] = wrong
        await puts(dialog, PDF)
        await names(dialog).wait_for()
        await dialog.locator("button[type=submit]").click()
        await dialog.locator(".input-error:has-text('Say more.')").wait_for()
        assert await names(dialog).all_inner_texts() == ["restore.pdf"]
        bot.answers["view_submission"] = ""
        await confirms(dialog)
    assert sent(bot) == ["restore.pdf"]


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
async def test_the_field_is_used_by_everybody_by_day_and_by_night(show, viewport):
    async with show(viewport, still=True) as page:
        dialog = await the_form(page)
        await dialog.locator("button[type=submit]").click()
        await dialog.locator(".input-error:not(:empty)").wait_for()
        for theme in page_eyes.THEMES:
            await page_eyes.under(page, theme)
            await page_eyes.faultless(page, (theme, "missing"))
        long = {**LOG, "name": f"{'a-very-long-name-of-a-log-' * 4}.txt"}
        await puts(dialog, PDF, {**LOG, "name": "a.exe"})
        await puts(dialog, long)
        await names(dialog).nth(1).wait_for()
        for theme in page_eyes.THEMES:
            await page_eyes.under(page, theme)
            await page_eyes.faultless(page, (theme, "chosen"))


async def uploaded(api):
    """Upload a picture that is shared nowhere; give its id."""
    announced = {"filename": "chart.png", "length": str(len(DOT))}
    _, told, _ = await api.raw("files.getUploadURLExternal", data=announced)
    async with api.session.post(told["upload_url"], data=DOT) as answer:
        assert answer.status == 200
    done = await api("files.completeUploadExternal", files=[{"id": told["file_id"]}])
    assert done["ok"], done
    return told["file_id"]


async def test_a_picture_of_a_file_is_drawn_for_those_who_see_it(page, api):
    image = {"type": "image", "slack_file": {"id": await uploaded(api)}}
    named = {**image, "alt_text": "MTTR by week", "title": plain("MTTR")}
    small = {"type": "context", "elements": [{**image, "alt_text": "a small one"}]}
    await api("conversations.join", channel="C0INCIDENTS")
    told = await api(
        "chat.postMessage", channel="C0INCIDENTS", text="x", blocks=[named, small]
    )
    assert told["ok"], told
    for name in ("MTTR by week", "a small one"):
        shown = page.get_by_role("img", name=name)
        await shown.scroll_into_view_if_needed()
        drawn = "(img) => img.decode().then(() => img.naturalWidth)"
        assert await shown.evaluate(drawn) == 1
