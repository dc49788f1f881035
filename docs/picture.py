"""Make playground.png anew: `.venv/bin/python docs/picture.py`."""  # noqa: INP001 (a script of no package)

import asyncio
import tempfile
from pathlib import Path

from tests.browser.screen import Screen
from tests.playground import page_browser
from tests.playing import playing

PICTURE = Path(__file__).with_name("playground.png")
SIZE = {"width": 1280, "height": 1072}
ROOM = "inc-1-checkout-answers-500"
UPDATE = "rolling back 3f2a; refunds work, new orders fail; next in 30m"
LED = {
    "/incident acknowledge": "acknowledged INC-1 and leads",
    "/incident phase containment": "from triage to containment",
    f"/incident update {UPDATE}": "Update on INC-1",
}
"""What Dana types in the room, and what is read there then."""


async def lead(screen: Screen) -> None:
    """Declare an incident and lead it for a while; Liv looks in."""
    await screen.says(
        "/incident declare sev1 Checkout answers 500 since 12 minutes ago"
    )
    await screen.opens(ROOM)
    for typed, read in LED.items():
        await screen.says(typed)
        await screen.reads(read)
    await screen.becomes("Liv Berg")
    await screen.opens(ROOM)
    await screen.page.get_by_text("Join", exact=True).click()
    await screen.says("Support is told, a banner is up. Thanks @dana!")
    await screen.reads("a banner is up")


async def picture() -> None:
    """Play it on a fresh playground and keep what Liv sees."""
    with tempfile.TemporaryDirectory() as folder:
        profile = Path(folder, "chromium")
        with page_browser.chromium(profile) as chromium:
            async with (
                playing(Path(folder)) as one,
                page_browser.browsing(chromium, one.url, SIZE, still=True) as page,
            ):
                await page.get_by_role(
                    "button", name="Put the first steps away"
                ).click()
                await lead(Screen(page))
                await page.mouse.move(0, 0)
                await page.screenshot(path=PICTURE)


asyncio.run(picture())
