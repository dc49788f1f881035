"""The Home tab as it is seen: empty, with what waits, as another person, on a phone."""

import pytest

from tests import person
from tests.browser.test_stations import LONG, TITLE

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
async def slack(url):
    async with person.slack(url) as found:
        yield found


async def opens(dana):
    """Come to the app's Home tab."""
    await dana.opens("Longwatch")
    await dana.page.get_by_role("button", name="Home", exact=True).click()


def home(dana, words):
    return dana.page.locator("#home").filter(has_text=words)


async def waits(dana, words):
    await home(dana, words).wait_for()


async def test_a_home_shows_what_waits_and_follows(dana, slack):
    await opens(dana)
    await waits(dana, "All is quiet")
    await dana.looks("home-empty")
    kenji = slack.person("kenji")
    lines = (
        "sev2 checkout 500s",
        f"sev1 {TITLE}",
        "sev3 private payroll leaked",
        "sev4 drill the footer is blue",
    )
    for line in lines:
        await kenji.types("#general", f"/incident declare {line}")
    await slack.person("dana").types("#general", "/incident declare sev3 it is slow")
    await slack.person("dana").types("#general", "/incident ack INC-5")
    await waits(dana, "you are Commander")
    await waits(dana, "a private incident")
    await dana.looks("home")
    await dana.page.locator("#home").get_by_role("button", name="Show INC-2").click()
    await dana.sees_form("INC-2")
    await dana.page.get_by_role("dialog").get_by_text(LONG).first.wait_for()
    await dana.looks("home-incident")
    await dana.closes()
    await (
        dana.page.locator("#home")
        .get_by_role("button")
        .filter(has_text="Acknowledge")
        .first.click()
    )
    await dana.page.locator("#home").get_by_text("you are Commander").nth(1).wait_for()


async def test_whoever_one_becomes_has_a_home_of_their_own(dana, slack):
    await slack.person("dana").types("#general", "/incident declare sev3 it is slow")
    await opens(dana)
    await waits(dana, "You owe the promised update")
    await dana.becomes("Sam Rivera")
    await opens(dana)
    await waits(dana, "Open incidents")
    assert "You owe" not in await dana.page.locator("#home").inner_text()
