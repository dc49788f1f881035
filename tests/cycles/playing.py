"""A workspace in which routines come, are done or missed, at whatever time is said.

Nothing is written past the verbs; what the clock would call is called by hand.
"""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from bot import calendar, cycles
from bot.calendar import Given, Occurrence, Routine
from bot.cycles import store

DAY = timedelta(days=1)
BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # a Monday
PROOF = Given(
    text="looked at all of it, and it was as it should be",
    link="https://example.com/proof",
    number="3",
    files=({"id": "F1", "name": "a.pdf", "url": "https://x", "size": "1"},),
)


async def adopt(scene, moment, *keys):
    """Adopt routines."""
    async with scene.at(moment, "clock") as work:
        await calendar.adopt(work, keys)


async def goes_by(scene, moment):
    """Have the calendar do what it does until a moment: open, and look what is late."""
    async with scene.at(moment, "clock") as work:
        ids = [one.id for one in (await work.session.exec(select(Routine))).all()]
    for id_ in ids:
        async with scene.at(moment, "clock") as work:
            await calendar.TIMED["calendar.unfold"](work, routine=id_)
    async with scene.at(moment, "clock") as work:
        await calendar.TIMED["calendar.sweep"](work)


async def occurrences(scene, moment, key=""):
    """Give the occurrences of a routine, or of all, what is due first comes first."""
    async with scene.looked(moment) as work:
        query = select(Occurrence, Routine).where(Occurrence.routine == Routine.id)
        found = await work.session.exec(query.order_by(col(Occurrence.due_at)))
        return [one for one, routine in found.all() if key in ("", routine.key)]


async def confirm(scene, moment, one, *signers):
    """Do what was asked, and have it signed off."""
    async with scene.at(moment, "clock") as work:
        locked = await calendar.clicked(work, one.id, lock=True)
        given = Given(text=PROOF.text, link=PROOF.link, number=PROOF.number)
        routine = await calendar.routine_of(work, locked)
        files = PROOF.files if "file" in routine.evidence else ()
        await calendar.confirm(work, locked, Given(**{**vars(given), "files": files}))
    for signer in signers:
        async with scene.at(moment, "clock") as work:
            await calendar.sign(work, subject=one.id, kind=f"calendar_{signer}")


async def gate(scene, moment, name):
    """Judge one gate as it stands at a moment."""
    async with scene.looked(moment, "clock") as work:
        every = await cycles.gates(work)
    return next(one for one in every if one.gate is name)


async def opened(scene, moment, title="spring"):
    """Open a cycle; give its id."""
    async with scene.at(moment, "clock") as work:
        return (await cycles.open_one(work, title)).about


async def checked(scene, moment, id_):
    """Check the criteria of a cycle as they stand at a moment, by their names."""
    async with scene.looked(moment, "clock") as work:
        row = await store.cycle(work, id_)
        shown = await cycles.shown(work, row)
    return {one.criterion: one for one in shown["criteria"]}
