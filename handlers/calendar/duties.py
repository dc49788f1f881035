"""What is done with one occurrence: confirm, postpone, snooze, skip, assign, …."""

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from bot import approvals, calendar, incidents, workspaces
from bot.calendar import Given, Occurrence
from bot.core import times, walls
from bot.core.errors import Invalid
from bot.core.facts import Record
from bot.core.forms import Form
from bot.core.work import Work
from handlers.calendar.ways import whole
from handlers.incidents.lead import PERSON, named

LINK = re.compile(r"https?://[^\s<>|]+")
NUMBER = re.compile(r"(?<![\w.-])-?\d{1,12}(?:[.,]\d{1,6})?(?![\w.-])")
GROUP = re.compile(r"<!subteam\^(S[A-Z0-9]+)(?:\|[^>]*)?>")
BECAUSE = re.compile(r"^\s*(?:(?:because|since|as)\b|[:;,-])\s*", re.IGNORECASE)
TO = re.compile(r"^(?:to|until|till|by|for)\s+", re.IGNORECASE)
WORDS, ANY_DAY = 5, date(2026, 1, 1)  # the words of a day: end of day next friday


async def confirm(work: Work, one: Occurrence, words: str) -> Record:
    """Confirm it with what was typed: a link, words, and a number among them."""
    return await calendar.confirm(work, one, Given(**proof(words)))


def proof(words: str) -> dict[str, Any]:
    """Read what proves it: a link, words, and a number.

    Of several it is the one that the words begin with: `24 of 24 verified`; else nobody
    knows which is meant, and where one is wanted it is asked for.
    """
    link = LINK.search(words)
    rest = " ".join(LINK.sub(" ", words).split())
    first, numbers = NUMBER.match(rest), NUMBER.findall(rest)
    known = [first[0]] if first else numbers
    return {
        "text": rest,
        "link": link[0].rstrip(".,;:)") if link else "",
        "number": known[0] if len(known) == 1 else "",
    }


def checked(context: Mapping[str, Any]) -> bool:
    """Tell whether there is more to confirm than words can say: steps, an expiry."""
    routine, key = context["routine"], context["key"]
    expires = key and (key.expires_at or "expiry" in routine.on)
    return bool(routine and routine.steps) or bool(expires)


async def confirm_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Confirm it with what was filled in."""
    given = Given(
        text=form.text("evidence"),
        link=form.text("link"),
        number=form.text("number"),
        files=form.files("files"),
        ticked=form.choices("steps"),
        expires=form.moment("expires"),
    )
    return await calendar.confirm(work, one, given)


async def start(work: Work, one: Occurrence, words: str) -> Record:
    """Begin with it."""
    del words
    return await calendar.start(work, one)


async def postpone(work: Work, one: Occurrence, words: str) -> Record:
    """Postpone it: `friday because the vendor is away`."""
    said, reason = _parted(TO.sub("", words))
    zone = await workspaces.zone(work, work.actor)
    day = walls.parse_day(said, today=work.now.astimezone(zone).date())
    if day is None:
        raise Invalid("due", f"“{said[:40]}” is no day such as friday or 2026-12-04")
    return await calendar.postpone(work, one, _same_time(work, one, day), reason)


async def postpone_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Postpone it to the day that was picked."""
    day = form.day("due")
    if day is None:
        raise Invalid("due", "Pick the day until which it will be done")
    to = _same_time(work, one, day)
    return await calendar.postpone(work, one, to, form.text("reason"))


def _same_time(work: Work, one: Occurrence, day: Any) -> datetime:  # noqa: ANN401 (a date)
    """Give the same time of day as it is due now, on another day."""
    place = work.policy.calendar.zone
    wall = one.due_at.astimezone(place).replace(tzinfo=None)
    return walls.resolve(datetime.combine(day, wall.time()), place)


async def snooze(work: Work, one: Occurrence, words: str) -> Record:
    """Leave people alone for a while: `2 days`, `tomorrow 9:00`, `friday`."""
    said = TO.sub("", words) or "tomorrow"
    by = await workspaces.calendar(work, work.actor)
    at = walls.parse_by(said, now=work.now, zone=by.zone)
    day = walls.parse_day(said, today=work.now.astimezone(by.zone).date())
    if at is None and day is None:
        raise Invalid("until", f"“{said[:40]}” is no time ahead such as tomorrow 9:00")
    if at is None and day is not None:
        at = walls.resolve(datetime.combine(day, by.opens), by.zone)
    return await calendar.snooze(work, one, at or work.now)


async def snooze_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Leave people alone until the time that was picked."""
    at = form.moment("until")
    if at is None:
        raise Invalid("until", "Pick the time until which nobody is asked")
    return await calendar.snooze(work, one, at)


async def snooze_context(work: Work, one: Occurrence) -> Mapping[str, Any]:
    """Give the form a time to begin with: tomorrow, as the day begins."""
    by = await workspaces.calendar(work, work.actor)
    at = times.next_opening(work.now + timedelta(hours=1), by)
    return {**await whole(work, one), "at": at}


async def skip(work: Work, one: Occurrence, words: str) -> Record:
    """Skip it this time; what follows says why."""
    return await calendar.skip(work, one, _reason(words))


async def skip_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Skip it this time for the reason that was filled in."""
    return await calendar.skip(work, one, form.text("reason"))


async def assign(work: Work, one: Occurrence, words: str) -> Record:
    """Give it to somebody: a person, a user group, or a role."""
    owner, reason = await who(work, words)
    return await calendar.assign(work, one, [owner], reason)


async def who(work: Work, words: str) -> tuple[str, str]:
    """Read who is named: `@dana`, a user group, or a role such as `tech lead`."""
    if group := GROUP.search(words):
        return group[1], f"{words[: group.start()]} {words[group.end() :]}".strip()
    offices = work.policy.signoff.items()
    said = " ".join(words.split()).casefold()
    for key, office in offices:
        for name in (office.name.casefold(), key, key.replace("_", " ")):
            if re.match(rf"{re.escape(name)}(?!\w)", said):
                return key, " ".join(words.split())[len(name) :].strip(" ,;:")
    if PERSON.search(words) or said.startswith("@") or said == "me":
        return await named(work, words)
    roles = ", ".join(office.name for _, office in offices)
    raise Invalid("owner", f"Name a person with an @, or a role: {roles}")


async def assign_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Give it to those who were picked."""
    named = owners(form)
    return await calendar.assign(work, one, named, form.text("reason"))


def owners(form: Form) -> list[str]:
    """Read the people, roles and user groups that were picked."""
    return [*form.users("owner"), *sorted(form.choices("roles"))]


async def offices(work: Work) -> list[tuple[str, str, str]]:
    """Give the roles and user groups that can own something, for a form."""
    board = await approvals.board(work)
    roles = [(office.name, office.key, "") for office in board["offices"]]
    return [*roles, *board["options"]][:100]


async def assign_context(work: Work, one: Occurrence) -> Mapping[str, Any]:
    """Give the form who has it now, and who could."""
    return {**await whole(work, one), "offices": await offices(work)}


async def decline(work: Work, one: Occurrence, words: str) -> Record:
    """Say that one can't do it; what follows says why."""
    return await calendar.decline(work, one, _reason(words))


async def decline_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Say why one can't do it."""
    return await calendar.decline(work, one, form.text("reason"))


async def reopen(work: Work, one: Occurrence, words: str) -> Record:
    """Take back that it was done, or skipped."""
    return await _reopened(work, one, _reason(words))


async def reopen_form(work: Work, one: Occurrence, form: Form) -> Record:
    """Take back that it was done, for the reason that was filled in."""
    return await _reopened(work, one, form.text("reason"))


async def _reopened(work: Work, one: Occurrence, reason: str) -> Record:
    """Reopen it; of a compromised key, say how its incident stands."""
    record = await calendar.take_back(work, one, reason)
    if await incidents.leakseen.seen(work, one):
        work.reply(incidents.leakseen.STANDS, one.id)
    return record


def _parted(words: str) -> tuple[str, str]:
    """Part a day from the reason that follows it: the longest that can be read."""
    pieces = words.split()
    for most in range(min(WORDS, len(pieces)), 0, -1):
        day = " ".join(pieces[:most]).rstrip(":;,-")
        if walls.parse_day(day, today=ANY_DAY) is not None:
            return day, _reason(" ".join(pieces[most:]))
    return (pieces or [""])[0], ""


def _reason(words: str) -> str:
    return BECAUSE.sub("", words).strip()
