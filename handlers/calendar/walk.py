"""The walk through what ships: area by area, and on the way whose it is, and when.

Invariants:
* each page is kept as it is sent; whoever stops has what was sent so far
* what was typed on a page that was not sent goes along in the form, so that it is there
  again for whoever goes back and forth
* the fields of each page have names of their own: Slack keeps what was typed in a field
  for the next page that has one of the same name
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck

from bot import calendar
from bot.calendar import Routine, Wanted
from bot.core import render, roles
from bot.core.forms import Form
from bot.core.roles import Role
from bot.core.work import Begin, Work
from handlers.calendar.duties import offices

Open = Callable[..., None]
Draft = Mapping[str, Any]
FORM = "calendar.setup"
LONGEST = 3000  # characters that a form takes along


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where somebody is in the walk: at an area, or at a routine to be changed."""

    area: str = ""
    picked: tuple[str, ...] = ()
    nth: int = 0
    """Which of those picked it is, from 1 on; 0 is the page of the area itself."""
    seen: int = 1
    """The version of the routine that is shown."""
    drafts: Mapping[str, Draft] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Give the routine that is to be changed here; empty on the area's own page."""
        return self.picked[self.nth - 1] if self.nth else ""

    @property
    def page(self) -> str:
        """Give the name of the page."""
        return f"{self.area}/{self.key}"

    @classmethod
    def read(cls, kept: str) -> "Place":
        """Read what a form took along; one of before took only its area."""
        try:
            area, picked, nth, seen, drafts = json.loads(kept)
        except (ValueError, TypeError):
            return cls(area=kept)
        return cls(area=area, picked=(*picked,), nth=nth, seen=seen, drafts=drafts)

    def written(self) -> str:
        """Give what a form takes along; the oldest drafts go where it is too much."""
        drafts = dict(self.drafts)
        while True:
            said = [self.area, self.picked, self.nth, self.seen, drafts]
            text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
            if len(text) <= LONGEST or not drafts:
                return text
            del drafts[next(iter(drafts))]

    def left(self, form: Form) -> "Place":
        """Have what was typed here taken along."""
        typed = {name: _typed(form, name) for name in form.fields}
        rest = {k: v for k, v in self.drafts.items() if k != self.page}
        return replace(self, drafts={**rest, self.page: typed})

    def after(self, areas: list[str]) -> "Place":
        """Give the next page, once this one was sent."""
        drafts = {k: v for k, v in self.drafts.items() if k != self.page}
        if self.nth < len(self.picked):
            kept = drafts if self.nth else self.drafts
            return replace(self, nth=self.nth + 1, drafts=kept)
        drafts.pop(f"{self.area}/", None)
        at = areas.index(self.area) + 1 if self.area in areas else 0
        return Place(area=areas[at] if at < len(areas) else "", drafts=drafts)

    def before(self, areas: list[str]) -> "Place":
        """Give the page before this one."""
        if self.nth:
            return replace(self, nth=self.nth - 1)
        at = areas.index(self.area) if self.area in areas else 0
        return Place(area=areas[max(at - 1, 0)], drafts=self.drafts)


def _typed(form: Form, name: str) -> str | list[str]:
    return form.text(name) or [*form.users(name), *sorted(form.choices(name))]


async def begin_button(ack: AsyncAck, look: Begin, open_form: Open) -> None:
    """Walk through the routines that ship, area by area."""
    async with look() as work:
        await roles.require(work, Role.ADMIN)
        shown = await _page(work, Place(area=calendar.areas(work)[0]))
    open_form(FORM, **shown)
    await ack()


async def go_on(ack: AsyncAck, form: Form, begin: Begin) -> None:
    """Keep what a page says, and show the next."""
    async with begin() as work:
        here, changed = Place.read(form.keeps), None
        if here.key:
            changed = await _settle(work, here, form)
        else:
            picked = await _choose(work, here, form)
            here = replace(here.left(form), picked=(*picked,))
        shown = await _page(work, here.after(calendar.areas(work)), changed)
        name = FORM if shown["area"] else "calendar.walked"
        view = render.modal(name, **shown)
        work.said = {"response_action": "update", "view": view}
    await ack(**work.said)


async def back(ack: AsyncAck, form: Form, look: Begin, open_form: Open) -> None:
    """Show the page before; what was typed on this one is kept for later."""
    async with look() as work:
        here = Place.read(form.keeps).left(form)
        shown = await _page(work, here.before(calendar.areas(work)))
    open_form(FORM, **shown)
    await ack()


async def _choose(work: Work, here: Place, form: Form) -> list[str]:
    """Keep what is ticked on the page of an area; give what is to be changed."""
    names = [name for name in form.fields if name.startswith("adopted")]
    chosen = {key for name in names for key in form.choices(name)}
    why, which = f"reason_{here.area}", f"change_{here.area}"
    changed = form.choices(which)
    return await calendar.choose(work, here.area, chosen, form.text(why), changed)


async def _settle(work: Work, here: Place, form: Form) -> Routine | None:
    """Adopt a routine as it was filled in; what was not touched stays as it is."""
    key = here.key
    shown = await calendar.proposed(work, key)
    every, at = f"every_{key}", f"at_{key}"
    said = form.text(every)
    same = shown.rule and said == shown.rule.words
    named = [*form.users(f"owner_{key}"), *sorted(form.choices(f"roles_{key}"))]
    wanted = Wanted(
        cadence=None if same or not said else said,
        at=form.text(at) or None,
        owners=tuple(named),
    )
    return await calendar.settle(work, key, wanted, here.seen)


async def _page(
    work: Work, there: Place, changed: Routine | None = None
) -> dict[str, Any]:
    """Give what a page shows: of an area, of a routine in it, or of the end.

    Above it stands what is to say of the routine that was *changed* before it.
    """
    shown = {**await calendar.offer(work, there.area), "routine": None}
    shown["changed"] = changed
    if there.key:
        found = await calendar.proposed(work, there.key)
        there = replace(there, seen=found.version)
        shown |= {
            "routine": found,
            "cadence": found.rule.words if found.rule else "",
            "zone": str(calendar.zone(work, found)),
            "people": [one for one in found.owners if one[:1] in "UW"],
            "chosen": [one for one in found.owners if one[:1] not in "UW"],
            "offices": await offices(work),
            "nth": there.nth,
            "picked": len(there.picked),
        }
    draft = there.drafts.get(there.page, {})
    return {**shown, "draft": draft, "place": there.written()}


async def adopt_all(ack: AsyncAck, begin: Begin) -> None:
    """Adopt every routine that ships and was not left out."""
    async with begin() as work:
        await calendar.adopt_all(work)
        work.reply(calendar.DUE, "mine")
    await ack()
