"""The calendar in tests: time that goes by as it would, and what is in the database."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot import calendar
from bot.calendar import store
from bot.calendar.register import Routine
from bot.calendar.store import Asked, Occurrence
from bot.core.facts import Record
from tests.approvals import asking

DAY = timedelta(days=1)
GIVEN = calendar.Given(text="looked at all of it")
AT = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)
BEGIN = datetime(2037, 11, 27, 14, 5, tzinfo=UTC)
"""When scenes begin, whenever they are run: on a Friday, no clock in summer time."""


@asynccontextmanager
async def work(scene, actor="U0DANA"):
    """Begin a transaction as somebody."""
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.begin(workspace=here, actor=actor) as begun:
        yield begun


@asynccontextmanager
async def look(scene, actor="clock"):
    """Look at what is in the database."""
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor=actor) as begun:
        yield begun


def now(scene):
    """Give the bot's time."""
    return scene.bot.clock()


async def until(scene, moment):
    """Let time go by as it would: each timer runs when it is due."""
    while (wait := (moment - now(scene)).total_seconds()) > 0:
        due = await scene.bot.schedule.next_due()
        step = (due - now(scene)).total_seconds() if due else wait
        await scene.forward(seconds=min(wait, max(step, 1) + 0.5))


async def begins(scene):
    """Have a scene begin when all do."""
    await pushed(scene, BEGIN)


async def pushed(scene, moment):
    """Push the clock to a moment in one step, as where nothing ran until then."""
    wait = (moment - now(scene)).total_seconds()
    if wait > 0:
        await scene.forward(seconds=wait)


async def monday(scene, hour=8):
    """Go on to the next Monday morning, UTC."""
    await begins(scene)
    today = now(scene).replace(hour=hour, minute=0, second=0, microsecond=0)
    await until(scene, today + DAY * ((7 - today.weekday()) % 7 or 7))


async def occurrences(scene):
    """Give every occurrence, in the order of their references."""
    async with look(scene) as begun:
        query = select(Occurrence).order_by(col(Occurrence.opened_at), Occurrence.id)
        return (await begun.session.exec(query)).all()


async def occurrence(scene, ref):
    """Give one occurrence by its reference."""
    async with look(scene) as begun:
        return await store.by_ref(begun, ref)


async def routines(scene):
    """Give every routine by its key."""
    async with look(scene) as begun:
        found = (await begun.session.exec(select(Routine))).all()
        return {one.key: one for one in found}


async def asked(scene):
    """Give who is asked for what, by reference."""
    async with look(scene) as begun:
        query = select(Asked, Occurrence).where(Asked.occurrence == Occurrence.id)
        return {
            (one.ref, row.person, row.why)
            for row, one in (await begun.session.exec(query)).all()
        }


async def recorded(scene, prefix="calendar."):
    """Give the names of the facts, in order."""
    async with look(scene) as begun:
        query = select(Record).where(col(Record.name).startswith(prefix))
        return [
            one.name
            for one in (await begun.session.exec(query.order_by(Record.id))).all()
        ]


async def noon(scene, days=0):
    """Go on to noon UTC, so many days on."""
    today = now(scene).astimezone(UTC).date() + DAY * days
    at = datetime(today.year, today.month, today.day, 12, tzinfo=UTC)
    await until(scene, at)


async def added(scene, actor="U0DANA", **wanted):
    """Have a routine in the calendar: weekly, on Wednesday, unless it is said."""
    said = {"title": "Look at the cost report", "cadence": "every wednesday", **wanted}
    async with work(scene, actor) as begun:
        record = await calendar.add(begun, calendar.Wanted(**said))
        found = await begun.session.get(Routine, (record.about,))
        key = found.key
    await scene.settled()
    return key


async def edited(scene, key, actor="U0DANA", **wanted):
    """Have a routine changed."""
    async with work(scene, actor) as begun:
        known = {one.key: one for one in (await begun.session.exec(select(Routine)))}
        row = await calendar.routine_clicked(begun, known[key].id, lock=True)
        await calendar.edit(begun, row, calendar.Wanted(**wanted))
    await scene.settled()


async def retired(scene, key):
    """Have a routine come no more."""
    async with work(scene) as begun:
        known = {one.key: one for one in (await begun.session.exec(select(Routine)))}
        row = await calendar.routine_clicked(begun, known[key].id, lock=True)
        await calendar.retire(begun, row, "Nobody reads the report any more")
    await scene.settled()


async def does(scene, person, words):
    """Have somebody type a command; give what they are told."""
    await person.types("#general", words)
    await scene.settled()
    return person.told


async def direct(person):
    """Give the id of somebody's conversation with the app."""
    state = await person.state()
    ours = person.slack.app["user_id"]
    return next((c["id"] for c in state["channels"] if c["user"] == ours), None)


async def heard(person):
    """Give the messages that the app sent to somebody alone."""
    place = await direct(person)
    return await person.reads(place) if place else []


async def holds(scene, **holders):
    """Name who holds roles."""
    await asking.assigned(scene, **holders)


async def facts(scene, name):
    """Give what the facts of one name say."""
    async with look(scene) as begun:
        query = select(Record).where(Record.name == f"calendar.{name}")
        found = (await begun.session.exec(query.order_by(Record.id))).all()
        return [{**one.data, "actor": one.actor, "at": one.at} for one in found]
