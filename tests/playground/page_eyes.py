"""What is wrong with what the page shows: what axe finds, and what is cut off."""

from axe_playwright_python.async_playwright import AxeResults
from axe_playwright_python.base import AXE_SCRIPT

from tests.playground.page_browser import NARROW, WIDE

THEMES = ("light", "dark")
LOOKS = [(viewport, theme) for viewport in (WIDE, NARROW) for theme in THEMES]
"""At a desk and on a phone, by day and by night."""

CUT = """() => {
  const over = [];
  const look = (at) => {
    if (at.matches(".unseen, .sprite, .skip, [inert], .table-frame")) return;
    const { overflowX, textOverflow } = getComputedStyle(at);
    const box = at.getBoundingClientRect();
    const shown = at.checkVisibility({ visibilityProperty: true }) && box.width;
    const out = box.right > innerWidth + 1 || box.left < -1;
    const inside = at.scrollWidth > at.clientWidth + 1 && overflowX !== "visible";
    if (shown && textOverflow === "ellipsis") return;
    if (shown && (out || (inside && !at.matches("input, textarea")))) {
      over.push(`${at.tagName}.${at.className}: ${at.textContent.trim().slice(0, 40)}`);
    }
    [...at.children].forEach(look);
  };
  look(document.body);
  const wide = document.documentElement.scrollWidth;
  return wide > innerWidth ? [...over, `the page is ${wide} wide`] : over;
}"""
"""What sticks out of the window, or is wider than the box that clips or scrolls it.

What ends in an ellipsis is meant to, and a table has a frame of its own to scroll in.
"""

AXE = "() => axe.run({ resultTypes: ['violations'] })"


async def under(page, theme):
    """Let the system ask for a theme, and wait until the page wears it."""
    await page.emulate_media(color_scheme=theme)
    await page.locator(f"html[data-theme={theme}]").wait_for()


async def faultless(page, where):
    """Fail where axe finds something, or something is cut off or scrolls sideways."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE_SCRIPT)
    found = AxeResults(await page.evaluate(AXE))
    assert found.violations_count == 0, (where, found.generate_report())
    cut = await page.evaluate(CUT)
    assert cut == [], (where, cut)
