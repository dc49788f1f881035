"""Maintenance in tests: asked for and approved as people do, and read back."""

from datetime import timedelta

from sqlmodel import col, select

from bot import approvals, maintenance
from bot.core.facts import Record
from bot.maintenance import store
from bot.maintenance.rules import Draft, Kind, Window
from tests.approvals.asking import assigned
from tests.calendar import calling
from tests.calendar.calling import look, now, until, work

__all__ = ["assigned", "look", "now", "until", "work"]

HOUR = timedelta(hours=1)
WHY = "because queries are slow"
REST = f"{WHY}, rollback restore the old index, staging took 5 minutes there"
TITLE = "Rebuild the order indexes"
LINE = f"/ops maintenance request {TITLE} on billing tomorrow 22:00 for 2h, {REST}"


async def asks(scene, person, line=LINE):
    """Have somebody ask for maintenance by a line; give the request."""
    await person.types("#general", line)
    await scene.settled()
    return await newest(scene)


async def newest(scene):
    """Give the request that was made last."""
    async with look(scene) as begun:
        query = select(store.Request).order_by(col(store.Request.number).desc())
        return (await begun.session.exec(query)).first()


async def kept(scene, number=1):
    """Give a request as it is in the database."""
    async with look(scene) as begun:
        return await store.by_number(begun, number)


async def approve(scene, one, *, ana=True, kenji=True):
    """Have those who sign off approve all that is asked of them."""
    async with look(scene) as begun:
        query = select(approvals.Approval).where(approvals.Approval.subject == one.id)
        asked = (await begun.session.exec(query)).all()
    for found in [found for found in asked if found.open]:
        person = "U0KENJI" if found.role == "product_owner" else "U0ANA"
        if (person == "U0KENJI" and kenji) or (person == "U0ANA" and ana):
            async with work(scene, person) as begun:
                locked = await approvals.clicked(begun, found.id, lock=True)
                await approvals.approve(begun, locked)
    await scene.settled()


async def scheduled(scene, person, line=LINE):
    """Have a request made and approved."""
    one = await asks(scene, person, line)
    await approve(scene, one)
    return await kept(scene, one.number)


async def begun_at(scene, one):
    """Let time go by until a request's window is open."""
    await until(scene, one.begins_at + timedelta(minutes=1))


async def starts(scene, person, one):
    """Go on to its window, and have somebody start it."""
    await begun_at(scene, one)
    await person.types("#general", f"/ops maintenance start {one.ref}")
    await scene.settled()
    return await kept(scene, one.number)


async def recorded(scene, prefix="maintenance."):
    """Give the names of the facts, in order."""
    return await calling.recorded(scene, prefix)


async def records(scene, name):
    """Give what the facts of a name say, in order."""
    async with look(scene) as begun:
        query = select(Record).where(Record.name == name).order_by(col(Record.id))
        return [one.data for one in (await begun.session.exec(query)).all()]


def draft(scene, hours=30, length=2, **more):
    """Make a draft that begins so many hours from now."""
    begins = now(scene).replace(minute=0, second=0, microsecond=0) + HOUR * hours
    given = {
        "title": TITLE,
        "reason": "Queries are slow",
        "kind": Kind.DATABASE,
        "window": Window(begins=begins, ends=begins + HOUR * length, zone="UTC"),
        "plan": "Restore the old index",
        "staging": "Took 5 minutes there",
        "surface": "billing",
    }
    return Draft(**{**given, **more})


async def made(scene, actor="U0DANA", **more):
    """Make a request in a transaction of its own."""
    async with work(scene, actor) as begun:
        record = await maintenance.request(begun, draft(scene, **more))
    await scene.settled()
    return await store_of(scene, record.about)


async def store_of(scene, id_):
    """Give a request by its id."""
    async with look(scene) as begun:
        return await store.get(begun, id_)


async def act(scene, verb, one, *given, actor="U0DANA"):
    """Call a verb with a locked request, as somebody."""
    async with work(scene, actor) as begun:
        locked = await maintenance.clicked(begun, one.id, lock=True)
        await verb(begun, locked, *given)
    await scene.settled()
    return await store_of(scene, one.id)
