"""What is done with one request: what was typed or filled in becomes a verb's call."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta, tzinfo
from typing import Any

from bot import maintenance, workspaces
from bot.core import times, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Work
from bot.maintenance import Draft, Request

BECAUSE = re.compile(
    r"\s*(?:\b(?:because(?: of)?|since|as)\b|[:,;] )\s*", re.IGNORECASE
)
BY = re.compile(r"(?:by|for)\s+", re.IGNORECASE)
TO = re.compile(r"(?:until|till|to)\s+", re.IGNORECASE)
CLOCK = re.compile(r"[0-9]{1,2}(?:[:.][0-9]{2})?\s*(?:am|pm)?", re.IGNORECASE)
HALF = timedelta(minutes=30)


def parted(words: str) -> tuple[str, str]:
    """Part what is said from the reason that follows it."""
    found = BECAUSE.search(words)
    if found is None:
        return words.strip(), ""
    return words[: found.start()].strip(), words[found.end() :].strip()


def _reason(words: str) -> str:
    found = BECAUSE.match(words)
    return words[found.end() :] if found else words


async def start(work: Work, one: Request, words: str) -> Record:
    """Start it; what follows says why in spite of what is in the way."""
    return await maintenance.start(work, one, _reason(words))


async def start_form(work: Work, one: Request, form: Form) -> Record:
    """Start it in spite of what is in the way."""
    return await maintenance.start(work, one, form.text("despite"))


async def start_context(work: Work, one: Request) -> Mapping[str, Any]:
    """Give the form what is in the way."""
    await maintenance.require_startable(work, one)
    hits = await maintenance.found(work, maintenance.plan_of(one))
    return {"one": one, "hits": maintenance.sentences(hits)}


async def move(work: Work, one: Request, words: str) -> Record:
    """Move it to another window: `friday 22:00 for 2h [despite …]`."""
    said, _, why = words.partition(" despite ")
    zone = walls.zone_or_utc(one.zone)
    window = maintenance.required(said, now=work.now, zone=zone)
    names = ("title", "reason", "kind", "plan", "staging", "impact")
    same = {name: getattr(one, name) for name in names}
    surface, despite = one.service or one.surface, why.strip() or one.despite
    draft = Draft(**same, surface=surface, window=window, despite=despite)
    return await maintenance.edit(work, one, draft)


async def extend(work: Work, one: Request, words: str) -> Record:
    """Extend it: `by 30m because …`, or `until 03:00 because …`."""
    said, why = parted(words)
    zone = await workspaces.zone(work, work.actor)
    if TO.match(said):
        until = _until(TO.sub("", said, count=1), one, work.now, zone)
    else:
        more = BY.sub("", said, count=1)
        until = walls.parse_by(more, now=one.until_at, zone=zone)
    if until is None:
        raise Invalid("until", f"“{said[:40]}” is no time such as 30m, or until 03:00")
    return await maintenance.extend(work, one, until, why)


def _until(said: str, one: Request, now: datetime, zone: tzinfo) -> datetime | None:
    """Read until when: a bare time that is just over is not the one of tomorrow."""
    found = walls.parse_by(said, now=now, zone=zone)
    if found is None or not CLOCK.fullmatch(said.strip()):
        return found
    before = found - times.DAY
    passed = one.begins_at <= before and now - before < found - now
    return before if passed else found


async def extend_form(work: Work, one: Request, form: Form) -> Record:
    """Extend it until the time that was picked."""
    until = form.moment("until")
    if until is None:
        raise Invalid("until", "Pick the time until which it goes on")
    return await maintenance.extend(work, one, until, form.text("reason"))


async def extend_context(work: Work, one: Request) -> Mapping[str, Any]:
    """Give the form how far nobody has to be asked."""
    last = maintenance.last(work, one)
    at: datetime = one.until_at + HALF
    return {"one": one, "within": last, "at": min(at, last) if last else at}


async def done(work: Work, one: Request, words: str) -> Record:
    """Say what was done."""
    return await maintenance.finish(work, one, _reason(words))


async def done_form(work: Work, one: Request, form: Form) -> Record:
    """Say what was done."""
    return await maintenance.finish(work, one, form.text("result"))


async def roll_back(work: Work, one: Request, words: str) -> Record:
    """Say what happened, and that it was taken back."""
    return await maintenance.roll_back(work, one, _reason(words))


async def roll_back_form(work: Work, one: Request, form: Form) -> Record:
    """Say what happened, and that it was taken back."""
    return await maintenance.roll_back(work, one, form.text("result"))


async def end_context(work: Work, one: Request) -> Mapping[str, Any]:
    """Give the form what the record will say: that nobody had approved it."""
    return {"one": one, **await maintenance.passed_over(work, one)}


async def settle(work: Work, one: Request, words: str) -> Record:
    """Say what shows that all is normal."""
    return await maintenance.settle(work, one, _reason(words))


async def settle_form(work: Work, one: Request, form: Form) -> Record:
    """Say what shows that all is normal."""
    return await maintenance.settle(work, one, form.text("found"))


async def cancel(work: Work, one: Request, words: str) -> Record:
    """Say why it is not done."""
    return await maintenance.cancel(work, one, _reason(words))


async def cancel_form(work: Work, one: Request, form: Form) -> Record:
    """Say why it is not done."""
    return await maintenance.cancel(work, one, form.text("reason"))


async def subscribe(work: Work, one: Request, words: str = "") -> Record:
    """Hear how it goes on."""
    del words
    return await maintenance.subscribe(work, one)


async def unsubscribe(work: Work, one: Request, words: str = "") -> Record:
    """Hear no more of it."""
    del words
    return await maintenance.unsubscribe(work, one)


async def whole(work: Work, one: Request) -> Mapping[str, Any]:
    """Give the request, as most forms show it."""
    del work
    return {"one": one}
