"""The digest in tests: the week before it, and what is said of it."""

from datetime import UTC, datetime, time, timedelta

from sqlmodel import col, select

from bot.core import digests, weekly
from bot.core.facts import Record
from bot.core.queue import Effect, Timer
from tests.calendar import calling

HERE = "The week ·"
MINE = "Your week"
ROUTINE = "/ops add {}, every tuesday at 10:00"


async def planned(scene):
    """Give when the next digest is to come; None where none is."""
    async with calling.look(scene) as work:
        query = select(Timer.due).where(Timer.key == digests.WEEKLY)
        return (await work.session.exec(query)).first()


async def comes(scene, weeks=0):
    """Go on until the digest that comes next, or one after it, has come."""
    today = calling.now(scene).astimezone(UTC).date()
    monday = today + timedelta(days=-today.weekday() % 7, weeks=weeks)
    at = datetime.combine(monday, time(9, 30), UTC) + weekly.SPREAD
    late = at <= calling.now(scene)
    await calling.until(scene, at + timedelta(days=7 * late))
    await scene.settled()


async def rows(scene):
    """Give the editions in the outbox, by reader."""
    async with calling.look(scene) as work:
        query = select(Effect).where(Effect.name == "digest.edition")
        query = query.where(Effect.kind == "message").order_by(col(Effect.seq))
        return [
            (one.place, one.key, one.about)
            for one in (await work.session.exec(query)).all()
        ]


async def sent(scene):
    """Give what was recorded of digests."""
    async with calling.look(scene) as work:
        query = select(Record).where(Record.name == "digest.sent")
        found = (await work.session.exec(query.order_by(Record.id))).all()
        return [(one.data["week"], one.data["late"]) for one in found]


async def read(who, channel="#ops", text=HERE):
    """Give what is said of the week in a channel, newest first."""
    said = [one for one in await who.reads(channel) if text in one.text]
    return list(reversed(said))


async def adds(scene, who, title="Look at the cost report"):
    await who.types("#general", ROUTINE.format(title))
    await scene.settled()


async def types(scene, who, *lines):
    for line in lines:
        await who.types("#general", line)
        await scene.settled()
