"""One Chromium for all tests of the page; each test gets a profile of its own in it."""

import contextlib
import shutil
import subprocess
import time

import pytest
from playwright.async_api import async_playwright

from tests import person

NAMES = ("chromium", "chromium-browser", "google-chrome")

QUIET = (
    "--headless",
    "--hide-scrollbars",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

PATIENCE = 45.0
"""Seconds that a Chromium may take to start."""

WIDE = {"width": 1280, "height": 800}
NARROW = {"width": 390, "height": 844}


def found():
    """Return where Chromium is; fail the test in one sentence where it is not."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.fail(f"The page's tests need one of {NAMES} on PATH.", pytrace=False)
    return path


@contextlib.contextmanager
def chromium(profile):
    """Run a Chromium with this folder for itself; give the address to drive it by."""
    told = profile / "DevToolsActivePort"
    command = [found(), *QUIET, "--remote-debugging-port=0"]
    with subprocess.Popen(
        [*command, f"--user-data-dir={profile}", "about:blank"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            port, path = _told(told, process)
            yield f"ws://127.0.0.1:{port}{path}"
        finally:
            process.terminate()


def _told(file, process):
    """Wait until Chromium has written its port and path."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        lines = file.read_text().split() if file.exists() else []
        if len(lines) > 1:
            return lines
        time.sleep(0.02)
    return pytest.fail("Chromium did not start.", pytrace=False)


@contextlib.asynccontextmanager
async def browsing(chromium, url, viewport=None, theme="light", *, still=False):
    """Open the page in a profile of its own; a script error fails the test.

    Where it is to be *still*, nothing moves: what is faded in is there at once.
    """
    errors = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.connect_over_cdp(chromium)
        context = await browser.new_context(
            viewport=viewport or WIDE,
            color_scheme=theme,
            reduced_motion="reduce" if still else "no-preference",
        )
        page = await context.new_page()
        page.set_default_timeout(person.PATIENCE * 1000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        await page.goto(url)
        await page.locator(".channel-word").wait_for()
        try:
            yield page
        finally:
            await context.close()
    assert errors == []
