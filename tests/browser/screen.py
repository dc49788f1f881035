"""A person before the page: they look, click and type, and nothing else.

await dana.says("/incident declare")
await dana.fills("What is wrong?", "Checkout 500s")
await dana.chooses("How bad is it?", "SEV-2")
await dana.presses_in_form("Declare")
await dana.reads("INC-1 · SEV-2 · Checkout 500s")
"""

import re

from tests.playground import page_eyes
from tests.playground.page_browser import WIDE

PATIENCE = 40_000
"""Milliseconds until what is looked for must be there, on a busy machine."""


class Screen:
    """The page, as one person uses it; pictures go to *folder*, if there is one."""

    def __init__(self, page, folder=None):
        page.set_default_timeout(PATIENCE)
        self.page = page
        self.folder = folder

    async def says(self, text):
        """Type into the message box and send."""
        box = self.page.locator("#composer-text")
        await box.click()
        await box.press_sequentially(text)
        await box.press("Enter")

    async def opens(self, place):
        """Choose a place on the left."""
        await self.page.locator(f".place:has-text('{place}')").click()
        await self.page.locator(f".channel-word:has-text('{place}')").wait_for()

    def messages(self, words):
        """Find the messages with *words* in them, oldest first."""
        return self.page.locator("#messages .message").filter(has_text=words)

    async def reads(self, words, *more):
        """Wait until a message has all of these words in it; give it."""
        found = self.messages(words)
        for each in more:
            found = found.filter(has_text=each)
        await found.last.wait_for()
        return found.last

    async def presses(self, label, words):
        """Press what has this label in the newest message with *words* in it."""
        button = self.messages(words).get_by_role("button", name=label).last
        await button.click()

    async def sees_form(self, title):
        """Wait for a form with this title."""
        form = self.page.get_by_role("dialog", name=title)
        await form.get_by_role(
            "button", name=re.compile("Cancel|Close")
        ).last.wait_for()
        return form

    async def fills(self, label, text):
        """Type into a field of the form, in place of what is there."""
        field = self.page.get_by_role("dialog").get_by_label(label)
        await field.click()
        await field.press("ControlOrMeta+a")
        await field.press_sequentially(text)

    async def empties(self, label):
        """Delete what stands in a field of the form."""
        field = self.page.get_by_role("dialog").get_by_label(label)
        await field.press("ControlOrMeta+a")
        await field.press("Delete")

    async def holds(self, label, text):
        """Look that this stands in a field of the form."""
        field = self.page.get_by_role("dialog").get_by_label(label)
        assert await field.input_value() == text

    async def chooses(self, label, option):
        """Choose in a field of the form, by clicking."""
        await self.page.get_by_role("combobox", name=label).click()
        await self.page.get_by_role("option", name=option).click()

    async def presses_in_form(self, label):
        """Press a button at the foot of the form."""
        await (
            self.page.locator("dialog footer").get_by_role("button", name=label).click()
        )

    async def is_told_beside(self, label, words):
        """Wait for a sentence beside a field of the form."""
        block = self.page.locator("dialog .input-block").filter(has_text=label)
        await block.locator(".input-error").filter(has_text=words).wait_for()

    async def sees_no_form(self):
        """Wait until the form has closed."""
        await self.page.locator("dialog[open]").wait_for(state="hidden")

    async def closes(self):
        """Close the form with the keyboard."""
        await self.page.keyboard.press("Escape")
        await self.sees_no_form()

    async def crosses_out(self):
        """Close the form with the cross in its corner."""
        head = self.page.locator("dialog header")
        await head.get_by_role("button", name="Close").click()
        await self.sees_no_form()

    async def pushes_the_clock(self, label):
        """Press one of the clock's buttons."""
        clock = self.page.get_by_role("group", name="Workspace clock")
        await clock.get_by_role("button", name=label).click()

    async def becomes(self, name):
        """Act as somebody else from now on."""
        await self.page.locator(".person").click()
        await self.page.get_by_role("menuitemradio", name=name).click()
        await self.page.locator(f".person-name:has-text('{name}')").wait_for()

    async def steps_done(self, count):
        """Wait until so many of the first steps are ticked off."""
        await self.page.locator(f"#guide:has-text('{count} of 5')").wait_for()

    async def looks(self, name):
        """Look at it in every way: nothing is cut off, all of it is accessible."""
        for viewport, theme in page_eyes.LOOKS:
            await self.page.set_viewport_size(viewport)
            await page_eyes.under(self.page, theme)
            if self.folder:
                await self._keeps(f"{name}-{viewport['width']}-{theme}")
            await page_eyes.faultless(self.page, (name, viewport["width"], theme))
        await self.page.set_viewport_size(WIDE)
        await self.page.emulate_media(color_scheme="light")

    async def _keeps(self, name):
        self.folder.mkdir(exist_ok=True)
        await self.page.screenshot(path=self.folder / f"{name}.png")
