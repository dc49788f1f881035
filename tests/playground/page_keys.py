"""A person without a mouse: what has the focus must be seen, after every key.

await keys.goes_to("Acknowledge")
await keys.presses("Enter")
await keys.is_at("Update…")
"""

import contextlib
import re

from tests import person
from tests.playground.page_scene import focused

MOST = 80
"""Keys after which somebody gives up looking for something."""

TROUBLE = """() => {
  const at = document.activeElement;
  if (at === document.body) return "nothing has the focus";
  const shown = { opacityProperty: true, visibilityProperty: true };
  if (!at.checkVisibility(shown)) return "it is hidden";
  const ringed = at.closest(".composer-form, .picker-field") ?? at;
  const { outlineStyle, boxShadow } = getComputedStyle(ringed);
  if (outlineStyle === "none" && boxShadow === "none") return "no ring is around it";
  const frame = at.closest(".messages, .modal-body, .sidebar-scroll, .home, .menu");
  const around = (frame ?? document.documentElement).getBoundingClientRect();
  const box = at.getClientRects()[0];
  const left = Math.max(box.left, around.left), top = Math.max(box.top, around.top);
  const right = Math.min(box.right, around.right);
  const bottom = Math.min(box.bottom, around.bottom);
  if (left >= right || top >= bottom) return "it is out of sight";
  const on = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
  if (!at.contains(on) && !on?.contains(at)) return `${on?.className} lies over it`;
  return "";
}"""
"""What is wrong with the focus, in words; nothing where it is seen."""


class Keys:
    """Someone at the page with a keyboard only."""

    def __init__(self, page):
        self.page = page

    async def here(self):
        """Tell what has the focus, and fail unless it can be seen."""
        name = (await focused(self.page)).strip()
        trouble = await self.page.evaluate(TROUBLE)
        assert not trouble, (name, trouble)
        return name

    async def presses(self, *names):
        """Press keys one after another; the focus is seen after each."""
        for each in names:
            await self.page.keyboard.press(each)
            await self.here()

    async def types(self, text):
        """Type into what has the focus."""
        await self.page.keyboard.type(text)
        await self.here()

    async def goes_to(self, name, key="Tab"):
        """Press a key until this has the focus: a name, or a pattern for one."""
        passed = []
        for _ in range(MOST):
            here = await self.here()
            if matches(name, here):
                return
            passed.append(here)
            await self.presses(key)
        raise AssertionError(f"{key} does not lead to {name!r}: {passed}")

    async def goes_back_to(self, name):
        """Press Shift+Tab until this has the focus."""
        await self.goes_to(name, "Shift+Tab")

    async def is_at(self, name):
        """Wait until this has the focus."""

        async def look():
            return matches(name, (await focused(self.page)).strip())

        with contextlib.suppress(AssertionError):
            await person.eventually(look, f"the focus is at {name!r}")
        here = await self.here()
        assert matches(name, here), (name, here)

    async def chooses(self, label, words):
        """Choose in a field of the form, by a word of the option."""
        await self.goes_to(label)
        await self.types(words)
        await self.presses("Enter")

    async def fills(self, label, text):
        """Fill a field of the form in."""
        await self.goes_to(label)
        await self.types(text)

    async def sees_form(self, title):
        """Wait for a form with this title; the focus is in it."""
        form = self.page.get_by_role("dialog", name=title)
        await form.wait_for()
        assert await form.evaluate("form => form.contains(document.activeElement)")
        await self.here()

    async def sends_form(self, label):
        """Press a button at the foot of the form; it closes."""
        await self.goes_to(label)
        await self.page.keyboard.press("Enter")
        await self.page.locator("dialog[open]").wait_for(state="hidden")
        await self.here()


def matches(name, here):
    """Tell whether a name or pattern fits what has the focus."""
    return re.search(name, here) if isinstance(name, re.Pattern) else name == here
