"""Every station of an incident, looked at in every way: see `Screen.looks`.

The names and words are the longest that can be, without a space to break them at. What
is looked at here and not in the story is what stands beside its way.
"""

import contextlib
import os
import signal

import pytest

from tests import person
from tests.playground import page_eyes
from tests.playground.page_browser import WIDE

pytestmark = [pytest.mark.browser, pytest.mark.slow]

LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_"
)
TITLE = (LONG * 2)[:140]
ROOM = "inc-1-donaudampfschifffahrts"

ZOOMED = [{"width": 640, "height": 400}, {"width": 320, "height": 256}]
"""The desk at 200 %, and as narrow and low as WCAG asks for (1.4.10)."""


@pytest.fixture
async def slack(url):
    async with person.slack(url) as found:
        yield found


@contextlib.contextmanager
def stopped(process):
    """Let a process hang for a while: it neither answers nor ends."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


async def test_the_longest_words_break_and_nothing_is_cut_off(dana, slack):
    for station in STATIONS:
        await station(dana, slack)
        await dana.looks(station.__name__)


async def completions(dana, _):
    await dana.page.keyboard.type("/incident ")
    await dana.page.get_by_role("option", name="/incident undo").wait_for()


async def one_line(dana, _):
    await dana.page.keyboard.type(f"declare sev1 {TITLE}")
    await dana.page.keyboard.press("Enter")
    await dana.reads("INC-1 declared as SEV-1", "Undo")
    await dana.reads("The room of INC-1 is", ROOM)


async def room(dana, slack):
    kenji = slack.person("kenji")
    for someone in (kenji.id, slack.person("dana").id):
        named = {"real_name": LONG, "display_name": LONG, "title": LONG}
        await slack.post("person", id=someone, **named)
    await dana.opens(ROOM)
    await dana.reads("Pinned", "Nobody has answered yet")
    await slack.post("join", user=kenji.id, channel=await where(slack))
    for said in (f"/incident note {LONG}", f"https://a.example/{LONG} ```{LONG}```"):
        await kenji.types(await where(slack), said)
    await dana.says(f"/incident update {LONG}")
    await dana.reads("Update on INC-1", LONG)


async def severity(dana, _):
    await dana.presses("Severity…", "Pinned")
    await dana.sees_form("INC-1 severity")
    await dana.page.get_by_role("combobox", name="How bad is it?").press("ArrowDown")
    await dana.page.get_by_role("option", name="SEV-4").wait_for()


async def timeline(dana, _):
    await dana.page.keyboard.press("Escape")
    await dana.closes()
    await dana.presses("Timeline", "Pinned")
    form = await dana.sees_form("INC-1 timeline")
    await form.get_by_text("note: ").wait_for()


async def listed(dana, _):
    await dana.closes()
    await dana.says("/incident list all")
    await dana.reads("The latest incidents", "INC-1")


async def helped(dana, _):
    await dana.says("/incident help")
    await dana.reads("/incident undo")


async def health(dana, _):
    await dana.says("/ops health")
    await dana.reads("Only visible to you", "Heard itself")


async def refused(dana, _):
    await dana.says("/incident acknowlege INC-9")
    await dana.reads("Only visible to you", "acknowledge")


async def thread(dana, _):
    said = dana.messages("https://a.example")
    await said.hover()
    await said.get_by_role("button", name="Reply in a thread").click()
    await dana.page.keyboard.type(LONG)
    await dana.page.keyboard.press("Enter")
    await dana.page.locator("#thread .message").nth(1).wait_for()


async def shortcuts(dana, _):
    await dana.page.locator("#thread-close").click()
    said = dana.messages("https://a.example")
    await said.hover()
    await said.get_by_role("button", name="More for this message").click()
    await dana.page.get_by_role("menuitem", name="Declare from message").wait_for()


async def members(dana, _):
    await dana.page.keyboard.press("Escape")
    await dana.page.locator("[aria-label='3 members']").press("Enter")
    await dana.page.get_by_role("menuitem").first.wait_for()


async def people(dana, _):
    await dana.page.keyboard.press("Escape")
    await dana.page.locator(".person").press("Enter")
    await dana.page.get_by_role("menuitemradio").first.wait_for()


STATIONS = (
    completions,
    one_line,
    room,
    severity,
    timeline,
    listed,
    helped,
    health,
    refused,
    thread,
    shortcuts,
    members,
    people,
)


async def where(slack):
    """Find the incident's room."""
    return next(name for name in await slack.channels() if name.startswith(ROOM))


async def test_a_bot_that_hangs_is_told_of_and_so_is_its_return(dana, playground):
    with stopped(playground.bot()):
        await dana.page.get_by_role("alert").wait_for()
        await dana.looks("a_lost_bot")
    await dana.page.get_by_role("alert").wait_for(state="hidden")


async def test_it_can_be_led_at_twice_the_size_and_on_the_smallest_window(dana, slack):
    await slack.person("dana").types("#incidents", f"/incident declare sev1 {TITLE}")
    await dana.opens(ROOM)
    await dana.reads("Pinned", "Nobody has answered yet")
    for size in ZOOMED:
        await dana.page.set_viewport_size(size)
        await page_eyes.faultless(dana.page, size)
        await dana.page.locator("#clock-open").click()
        await page_eyes.faultless(dana.page, (size, "clock"))
        await dana.page.keyboard.press("Escape")
        await dana.page.locator("#drawer-open").click()
        await page_eyes.faultless(dana.page, (size, "list"))
        await dana.page.keyboard.press("Escape")
        await dana.presses("Update…", "Pinned")
        await dana.sees_form("INC-1 update")
        await dana.fills("What do we know?", LONG)
        await page_eyes.faultless(dana.page, (size, "form"))
        await dana.presses_in_form("Post")
        await dana.sees_no_form()
    await dana.page.set_viewport_size(WIDE)
    await dana.reads("Update on INC-1", LONG)
