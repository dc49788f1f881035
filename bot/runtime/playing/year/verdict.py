"""What must hold of the year, looked up in Slack and in the database.

Nothing here asks the bot's own rules: business hours come from the zones and the
`holidays` of the people's countries, the days of a rule from `python-dateutil`.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import holidays
from dateutil.rrule import rrulestr
from sqlalchemy import text

from bot import calendar
from bot.playground import kit, seed
from bot.playground.people import Person
from bot.playground.things import Message
from bot.playground.world import World
from bot.runtime.playing.year.life import Life

COUNTRIES = {
    "Europe/London": "GB",
    "Asia/Tokyo": "JP",
    "Asia/Kolkata": "IN",
    "America/New_York": "US",
}
MOST = 3
CALENDAR = ("calendar.duty:", "calendar.agenda:", "digest:")
DEEDS = (
    *("can't do OPS-", "asks for changes first", "approved it", "rejected it"),
    *("changed who signs off", "can't do ROT-", "you stand in for", "set you away"),
)
"""What people did to each other, and only pass on through the bot."""
LIST = "Due of you, or late"
LATE = "so this comes late"
OPENS, CLOSES = time(9), time(17)


@dataclass(kw_only=True)
class Said:
    """One message of the bot's to one person, or to a channel."""

    at: datetime
    who: str
    zone: str
    key: str
    text: str

    @property
    def nudge(self) -> bool:
        """Tell whether the calendar asks somebody for something by it."""
        return self.key.startswith(CALENDAR) or LIST in self.text

    @property
    def answer(self) -> bool:
        """Tell whether a deed caused it: their own, or what a colleague asks."""
        return self.key.startswith("reply:") or any(one in self.text for one in DEEDS)


@dataclass(kw_only=True)
class Verdict:
    """What was found: sentences; none is good."""

    found: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def note(self, sentences: Iterator[str]) -> None:
        """Take over what is wrong, a few of each kind."""
        self.found += list(sentences)[:20]


def said(world: World) -> list[Said]:
    """Give everything that the bot said to people and in the ops channel, in order."""
    found = []
    names = {p.id: p.called for p in world.people.values()}
    for channel in world.channels.values():
        place = _reader(world, channel)
        if place is None:
            continue
        who, zone = place
        for message in channel.messages.values():
            if message.bot_id and message.visible_to is None:
                at = datetime.fromtimestamp(float(message.ts), UTC)
                words = kit.plain(message.payload(), names)
                found.append(
                    Said(at=at, who=who, zone=zone, key=_key(message), text=words)
                )
    return sorted(found, key=lambda one: one.at)


def _reader(world: World, channel: Any) -> tuple[str, str] | None:  # noqa: ANN401 (a channel of the playground)
    if channel.id == seed.channel_id("ops"):
        return "#ops", "Europe/London"
    if not channel.is_im or world.app.user_id not in channel.members:
        return None
    person: Person = world.people[channel.other(world.app.user_id)]
    return person.name, person.tz


def _key(message: Message) -> str:
    payload = (message.metadata or {}).get("event_payload") or {}
    return str(payload.get("key") or "")


def hours(every: Sequence[Said], away: dict[str, Any]) -> Iterator[str]:
    """Find nudges outside business hours, on a holiday, or while somebody is away."""
    for one in every:
        if not one.nudge:
            continue
        wall = one.at.astimezone(ZoneInfo(one.zone))
        free = holidays.country_holidays(COUNTRIES[one.zone])
        gone = any(a <= one.at < b for a, b in away.get(one.who, ()))
        open_ = OPENS <= wall.time() < CLOSES and wall.weekday() < 5  # noqa: PLR2004 (a working week)
        if not open_ or wall.date() in free or gone:
            yield f"{one.who} was asked at {wall:%a %Y-%m-%d %H:%M %Z}: {one.key}"


def crowd(every: Sequence[Said]) -> Iterator[str]:
    """Find days on which somebody got more messages than three."""
    days = Counter(
        (one.who, one.at.astimezone(ZoneInfo(one.zone)).date())
        for one in every
        if one.who != "#ops" and not one.answer
    )
    for (who, day), count in days.items():
        if count > MOST:
            yield f"{who} got {count} messages on {day}"


def once(every: Sequence[Said]) -> Iterator[str]:
    """Find occurrences that somebody got two messages of."""
    keys = Counter((one.who, one.key) for one in every if one.key)
    for (who, key), count in keys.items():
        if count > 1 and key.startswith("calendar.duty:"):
            yield f"{who} got {count} messages of {key}"


ORPHANS = text(
    "SELECT o.ref, o.title FROM occurrences o JOIN routines r ON r.id = o.routine "
    "WHERE r.\"check\" <> 'ledger' AND o.state IN "
    "('upcoming', 'due', 'overdue', 'escalated') AND NOT EXISTS (SELECT 1 FROM asked a "
    "JOIN people p ON p.id = a.person AND p.workspace = a.workspace "
    "WHERE a.occurrence = o.id AND a.workspace = o.workspace AND NOT p.deleted)"
)
ROUTINES = text(
    "SELECT id, key, title, every, start, adoption FROM routines WHERE every <> '' "
    "AND id NOT IN (SELECT routine FROM keys)"  # counted anew with each rotation
)
SLOTS = text(
    "SELECT slot FROM occurrences WHERE routine = :routine AND subject = '' "
    "ORDER BY slot"
)


COUNTS = {
    "state": text("SELECT state, count(*) FROM occurrences GROUP BY state"),
    "fact": text(
        "SELECT name, count(*) FROM records WHERE name LIKE 'calendar.%' GROUP BY name"
    ),
}


async def rows(life: Life, statement: Any, **given: str) -> list[Any]:  # noqa: ANN401 (a statement)
    """Read the database as it is, around every fence."""
    async with life.bot.database.crossing() as connection:
        return list((await connection.execute(statement, given)).all())


async def orphans(life: Life) -> list[str]:
    """Find what is open and asked of nobody who is there."""
    return [
        f"{ref} {title!r} is asked of nobody"
        for ref, title in await rows(life, ORPHANS)
    ]


async def days(life: Life, begun: datetime, ended: datetime) -> list[str]:
    """Find routines whose occurrences are not the days of their rule.

    Those that rest because keys are rotated one by one have none.
    """
    found, whose = [], life.bot.installations.every()[0].id
    async with life.bot.transactions.look(workspace=whose, actor="clock") as work:
        resting = await calendar.resting(work)
    for routine in await rows(life, ROUTINES):
        slots = [slot for (slot,) in await rows(life, SLOTS, routine=routine.id)]
        start = datetime.fromisoformat(routine.start)
        until = ended.replace(tzinfo=None)
        expected = [
            f"{day:%Y-%m-%d}"
            for day in rrulestr(routine.every, dtstart=start).between(
                begun.replace(tzinfo=None), until, inc=True
            )
        ]
        expected = [] if routine.key in resting else expected
        past = [slot for slot in slots if slot <= f"{until:%Y-%m-%d}"]
        if past != expected:
            lost, more = {*expected} - {*past}, {*past} - {*expected}
            why = f"missing {sorted(lost)[:3]}, too many {sorted(more)[:3]}"
            found.append(f"{routine.key} ({routine.every}): {why}")
    return found


def caught_up(every: Sequence[Said], back: datetime) -> Iterator[str]:
    """Find people who were not caught up with in one message after a long stop.

    Whoever was to be asked meanwhile gets one that says it is late, and no other then.
    """
    soon = [one for one in every if back <= one.at < back + timedelta(days=4)]
    late = {one.who for one in soon if LATE in one.text and one.who != "#ops"}
    for who in late:
        nudges = [one for one in soon if one.who == who and one.nudge]
        day = nudges[0].at + timedelta(hours=12)
        count = sum(one.at < day for one in nudges)
        if count > 1 or sum(LATE in one.text for one in nudges) > 1:
            yield f"{who} got {count} messages when Longwatch came back"
    if not late:
        yield "nobody was told that what comes now is late"
