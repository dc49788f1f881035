"""What the forms of maintenance show: the fields as they stand, and the menus.

A form keeps what it is about, and the window that was taken: `about|begin|end|zone`.
`about` is empty, or `duty:ID`, `more:ID` or `edit:ID:version`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from bot import calendar, maintenance, workspaces
from bot.core import times, walls
from bot.core.errors import Invalid
from bot.core.forms import Form
from bot.core.work import Work
from bot.maintenance import CALLED, Draft, Kind, Request, Window

STANDING = 20  # standing windows that a form offers
EMPTY = {
    **dict.fromkeys(("title", "reason", "surface", "plan", "staging"), ""),
    **dict.fromkeys(("impact", "despite"), ""),
    "kind": Kind.OTHER,
    "begins": None,
    "ends": None,
}
KINDS = [(said, kind.value, "") for kind, said in CALLED.items()]


@dataclass(frozen=True, kw_only=True)
class Kept:
    """What a form keeps."""

    about: str = ""
    window: Window | None = None

    @classmethod
    def read(cls, text: str) -> "Kept":
        """Read it; a window that can't be read is none."""
        about, begin, end, zone = (*text.split("|"), "", "", "")[:4]
        if not begin.isdecimal() or not end.isdecimal():
            return cls(about=about)
        begins, ends = (datetime.fromtimestamp(int(at), UTC) for at in (begin, end))
        return cls(about=about, window=Window(begins=begins, ends=ends, zone=zone))

    @property
    def text(self) -> str:
        """Write it."""
        return "|".join((self.about, *stamped(self.window)))

    @property
    def form(self) -> str:
        """Give the form that it belongs to."""
        edits = self.about.startswith("edit:")
        return "maintenance.edit" if edits else "maintenance.request"


def stamped(window: Window | None) -> tuple[str, str, str]:
    """Write a window as a form keeps it."""
    if window is None:
        return "", "", ""
    begin, end = (str(int(at.timestamp())) for at in (window.begins, window.ends))
    return begin, end, window.zone


async def shown(
    work: Work, kept: Kept, typed: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Give all that the form shows: what it is about, then what was *typed*."""
    given, note = await _given(work, kept.about)
    given |= {name: value for name, value in (typed or {}).items() if value}
    surface = str(given["surface"])
    following = (await maintenance.following(work, surface))[:STANDING]
    return {
        "given": SimpleNamespace(**given),
        "note": note,
        "about": kept.about,
        "kept": kept.text,
        "kinds": KINDS,
        "taken": kept.window,
        "suggestion": await maintenance.suggested(work, surface),
        "standing": [_option(one) for one in following],
        "people": list(given.get("people", ())),
    }


def _option(window: Window) -> tuple[str, str, str]:
    place = walls.zone_or_utc(window.zone)
    length = times.human(window.ends - window.begins)
    said = f"{times.dated(window.begins, place)}, {length}"
    return said, "|".join(stamped(window)), ""


async def _given(work: Work, about: str) -> tuple[dict[str, Any], str]:
    """Give what stands in the fields to begin with, and what is said above them."""
    what, _, id_ = about.partition(":")
    if what == "duty":
        one = await calendar.clicked(work, id_)
        kind = maintenance.kind("", one.title)
        said = f"For {one.ref}: once all is normal it is confirmed with this record."
        return {**EMPTY, "title": one.title[:120], "kind": kind}, said
    if what in ("more", "edit"):
        found = await maintenance.clicked(work, id_.partition(":")[0])
        return _of(found, what)
    return dict(EMPTY), ""


def _of(one: Request, what: str) -> tuple[dict[str, Any], str]:
    names = ("title", "reason", "kind", "plan", "staging", "impact", "despite")
    said = {**EMPTY, **{name: getattr(one, name) for name in names}}
    said["surface"] = one.service or one.surface
    if what == "more":
        return {**said, "despite": ""}, f"What goes beyond {one.ref}, or its like."
    note = "Whatever you change of it has to be approved anew."
    return {**said, "begins": one.begins_at, "ends": one.ends_at}, note


async def draft(work: Work, form: Form) -> tuple[Draft, Kept]:
    """Read the form of a request."""
    kept = Kept.read(form.keeps)
    texts = ("title", "reason", "plan", "staging", "surface", "impact", "despite")
    said = {name: form.text(name) for name in texts}
    return Draft(
        **said,
        kind=Kind(form.choice("kind") or Kind.OTHER),
        window=await _window(work, form, kept),
        subscribers=form.users("subscribers"),
    ), kept


async def _window(work: Work, form: Form, kept: Kept) -> Window:
    standing = Kept.read(f"|{form.choice('standing') or ''}").window
    if chosen := standing or kept.window:
        return chosen
    return await picked(work, form)


async def picked(work: Work, form: Form) -> Window:
    """Give the window whose ends were picked."""
    begins, ends = form.moment("begins"), form.moment("ends")
    if begins is None or ends is None:
        field = "ends" if begins else "begins"
        raise Invalid(field, "Pick from when to when")
    zone = str(await workspaces.zone(work, work.actor))
    return Window(begins=begins, ends=ends, zone=zone)
