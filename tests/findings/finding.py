"""What the tests of findings share: time that goes by, and what is in the tables."""

from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot import approvals, calendar
from bot.calendar.store import Occurrence
from bot.core.facts import Record
from bot.findings.rules import ROUTINES
from bot.findings.store import Finding, Scanner
from tests.calendar.calling import until

LINE = "critical CVE-2026-1234 in openssl @dana"
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
STRANGE = "<!channel> <@U0ANA> *b* {{ 7 * 7 }} &lt;b&gt; [x](javascript:1)"


@asynccontextmanager
async def begun(scene, actor="U0DANA", workspace=None):
    """Begin a transaction as somebody."""
    here = workspace or scene.bot.installations.every()[0].id
    whose = {"workspace": here, "actor": actor}
    async with scene.bot.transactions.begin(**whose) as work:
        yield work


@asynccontextmanager
async def looking(scene, actor="U0DANA"):
    here = scene.bot.installations.every()[0].id
    whose = {"workspace": here, "actor": actor}
    async with scene.bot.transactions.look(**whose) as work:
        yield work


async def every(scene):
    """Give the findings, in the order in which they were found."""
    async with looking(scene) as work:
        query = select(Finding).order_by(col(Finding.found_at), Finding.id)
        return (await work.session.exec(query)).all()


async def one(scene):
    """Give the one finding that there is."""
    (found,) = await every(scene)
    return found


async def adopt(scene, *routines):
    """Take some routines into the calendar; else those that findings start."""
    async with begun(scene, "clock") as work:
        await calendar.adopt(work, routines or ROUTINES)


async def duties(scene):
    """Give what stands in the calendar because of findings, the last of each title."""
    async with looking(scene) as work:
        query = select(Occurrence).order_by(col(Occurrence.opened_at), Occurrence.id)
        rows = (await work.session.exec(query)).all()
    return {row.title.partition(":")[0]: row for row in rows if row.subject}


async def heard(scene):
    """Give the scanners that were heard, by what they are called."""
    async with looking(scene) as work:
        rows = (await work.session.exec(select(Scanner))).all()
    return {row.source: row for row in rows}


async def recorded(scene, prefix="findings."):
    """Give the names of the facts, in order."""
    async with looking(scene) as work:
        query = select(Record).where(col(Record.name).startswith(prefix))
        rows = (await work.session.exec(query.order_by(Record.id))).all()
        return [row.name.partition(".")[2] for row in rows]


async def added(scene, who, line=LINE):
    """Add a finding by one line; give its row."""
    await who.types("#general", f"/ops finding add {line}")
    await scene.settled()
    return (await every(scene))[-1]


async def assigned(scene, **holders):
    """Name who holds roles."""
    async with begun(scene, "clock") as work:
        seen = (await approvals.board(work))["seen"]
        await approvals.assign(work, holders, seen=seen)
    await scene.settled()


def now(scene):
    """Give the bot's time."""
    return scene.bot.clock()


async def later(scene, **span):
    """Let time go by as it would: each timer runs when it is due."""
    await until(scene, now(scene) + timedelta(**span))


async def at_noon(scene, weekday=0):
    """Go on to noon UTC of the next such weekday, Monday first."""
    day = now(scene).astimezone(UTC)
    ahead = (weekday - day.weekday()) % 7 or 7
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    await until(scene, noon + DAY * ahead)
