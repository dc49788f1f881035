"""Canvases on the page: a tab beside the messages, read by everybody, as text."""

import pytest

from tests.playground import page_eyes
from tests.playground.page_browser import NARROW, WIDE
from tests.playground.page_scene import opens

pytestmark = pytest.mark.browser

TEXT = """\
*A copy.* Write elsewhere.

# PM-1: checkout 500s

Owned by ![](@U0ANA), talked about in ![](#C0OPS).

| | |
|---|---|
| Started | 14:05 |
| Users saw it | yes \\| no |

> First line\\
> second **line**

## Root cause

### Five whys

1. a ~~bad~~ flag
2. no canary

- [Slack](https://slack.com/) but no [trap](javascript:alert)
- a \\*star\\* and \\[brackets\\]\\(x\\) <script>alert(1)</script>

| | What | Owner | Due | State |
|---|---|---|---|---|
| AI-1 | a canary for every single flag | ana | 2026-12-04 17:00 UTC | identified |
"""


@pytest.fixture
async def room(slack, api, dana):
    channel = await api.channel("inc-1-checkout-500s-for-everybody")
    await api("conversations.invite", channel=channel, users=dana.id)
    return channel


@pytest.fixture
async def canvas(api, room):
    content = {"type": "markdown", "markdown": TEXT}
    made = {"title": "PM-1: postmortem of INC-1", "document_content": content}
    return (await api("conversations.canvases.create", channel_id=room, **made))[
        "canvas_id"
    ]


async def sees(page):
    await opens(page, "inc-1")
    await page.get_by_role("button", name="Canvas", exact=True).click()
    await page.locator(".canvas-text h3").wait_for()


async def test_a_canvas_is_read_as_it_is_marked(page, canvas):
    await sees(page)
    text = page.locator(".canvas-text")
    assert await text.locator("h3").inner_text() == "PM-1: checkout 500s"
    assert await text.locator(".mention").all_inner_texts() == ["@ana", "#ops"]
    rows = text.locator("table").first.locator("tr")
    assert await rows.count() == 2, "a row of empty headings is none"
    assert await rows.last.locator("td").inner_text() == "yes | no"
    assert await text.locator("blockquote").inner_text() == "First line\nsecond line"
    assert await text.locator("ol li").all_inner_texts() == ["a bad flag", "no canary"]
    links = text.locator("ul a")
    assert await links.count() == 1, "an address that runs a script is only text"
    said = await text.locator("ul li").last.inner_text()
    assert said == "a *star* and [brackets](x) <script>alert(1)</script>"
    assert await page.locator("#messages").is_hidden()


async def test_it_follows_and_leads_back_to_the_messages(page, api, canvas):
    await sees(page)
    content = {"type": "markdown", "markdown": "# Changed"}
    change = {"operation": "replace", "document_content": content}
    await api("canvases.edit", canvas_id=canvas, changes=[change])
    await page.locator(".canvas-text h3:has-text('Changed')").wait_for()
    await page.get_by_role("button", name="Messages").click()
    await page.locator("#messages").wait_for()
    assert await page.locator("#canvas").is_hidden()


async def test_a_link_to_it_opens_it_here(page, slack, api, room, canvas):
    link = f"<{slack.url}/docs/T0HARBOUR/{canvas}|Open the canvas>"
    await api("chat.postMessage", channel=room, text=link)
    await opens(page, "inc-1")
    await page.get_by_role("link", name="Open the canvas").click()
    await page.locator(".canvas-text h3").wait_for()
    await page.goto(f"{slack.url}/docs/T0HARBOUR/{canvas}")
    await page.locator(".canvas-text h3").wait_for()


async def test_the_plan_is_changed_from_the_menu_of_a_channel(page, slack, canvas):
    for label, free in (("free", True), ("paid", False)):
        await page.get_by_role("button", name="Channel", exact=True).click()
        await page.get_by_role("menuitem", name=f"on a {label} plan").click()
        await page.locator("[role=menu]").wait_for(state="hidden")
        assert (await slack.get("state"))["team"]["free"] is free


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
async def test_a_canvas_is_for_everybody(browse, canvas, viewport):
    async with browse(viewport, still=True) as page:
        await sees(page)
        for theme in page_eyes.THEMES:
            await page_eyes.under(page, theme)
            await page_eyes.faultless(page, ("canvas", theme))
