"""What figures read of the calendar, and the calendar as a file."""

import csv
import io
from datetime import timedelta

import pytest

from bot import calendar
from bot.calendar import Given
from bot.core.duties import Trigger
from tests.calendar import calling

DAY = timedelta(days=1)
KEYS = ("os_patches", "security_patches")
PROOF = Given(text="all of them are patched", link="https://example.com/a", number="3")
WHY = "the vendor withdrew the patch"


@pytest.fixture
async def patching(scene, dana):
    """Adopt what patches, on a Monday morning."""
    await calling.monday(scene, hour=7)
    async with calling.work(scene, "clock") as work:
        await calendar.adopt(work, [*KEYS, "database_maintenance"])
    await scene.settled()
    return scene


async def begins(scene, subject, *, key="security_patches", days=1.0):
    """Open a duty that is dana's, and due in so many days."""
    async with calling.work(scene, "clock") as work:
        routine = await calendar.routine_called(work, key)
        due = work.now + days * DAY
        how = {"due": due, "owners": ("U0DANA",)}
        one = await calendar.begin(work, routine, Trigger.FINDING, subject, **how)
        return one.ref


async def does(scene, ref, verb, *words, who="U0DANA"):
    async with calling.work(scene, who) as work:
        found, _ = await calendar.meant(work, ref)
        one = await calendar.clicked(work, found.id, lock=True)
        await getattr(calendar, verb)(work, one, *words)
    await scene.settled()


async def due(scene, days=30, keys=KEYS):
    """Give what was due of late, and whether it was done in time."""
    async with calling.look(scene) as work:
        found = await calendar.due_in(work, keys, work.now - days * DAY, work.now)
        return {one.ref: one.in_time for one in found}


async def confirmed(scene, days=30):
    async with calling.look(scene) as work:
        found = await calendar.confirmed_in(work, work.now - days * DAY, work.now)
        return {one.ref: one for one in found}


async def test_what_was_due_is_told_with_whether_it_was_done_in_time(patching):
    scene = patching
    kept, late, never = [await begins(scene, name) for name in ("a", "b", "c")]
    skipped = await begins(scene, "d")
    other = await begins(scene, "e", key="database_maintenance")
    await does(scene, kept, "confirm", PROOF)
    await does(scene, skipped, "skip", WHY)
    assert await due(scene) == {}
    await calling.until(scene, calling.now(scene) + 1.5 * DAY)
    await does(scene, late, "confirm", PROOF)

    found = await due(scene)
    assert found == {kept: True, late: False, never: False}
    assert other in await due(scene, keys=("database_maintenance",))
    assert await due(scene, keys=("no_such_routine",)) == {}
    assert await due(scene, days=0.1) == {}


async def test_what_was_postponed_is_due_when_it_was_postponed_to(patching):
    scene = patching
    ref = await begins(scene, "a")
    to = calling.now(scene) + 3 * DAY
    await does(scene, ref, "postpone", to, "the vendor is late")
    await calling.until(scene, calling.now(scene) + 2 * DAY)
    assert await due(scene) == {}
    await does(scene, ref, "confirm", PROOF)
    await calling.until(scene, to + DAY)
    assert await due(scene) == {ref: True}


async def test_what_is_taken_back_was_not_done(patching):
    scene = patching
    ref = await begins(scene, "a")
    await does(scene, ref, "confirm", PROOF)
    await does(scene, ref, "take_back", "one machine was forgotten")
    await calling.until(scene, calling.now(scene) + 2 * DAY)
    assert await due(scene) == {ref: False}
    assert await confirmed(scene) == {}


async def test_the_first_nudge_stays_the_first(patching):
    scene = patching
    ref, unasked = [await begins(scene, name, days=4) for name in ("a", "b")]
    await does(scene, unasked, "confirm", PROOF)
    await calling.until(scene, calling.now(scene) + 3.5 * DAY)
    first = (await calling.occurrence(scene, ref)).nudged_at
    assert first is not None
    await does(scene, ref, "assign", ("U0SAM",), "she is away")
    await calling.until(scene, calling.now(scene) + DAY)
    assert (ref, "U0SAM", "owner") in await calling.asked(scene)
    assert (await calling.occurrence(scene, ref)).nudged_at == first
    await does(scene, ref, "confirm", PROOF, who="U0SAM")

    found = await confirmed(scene)
    assert [*found] == [ref]
    assert found[ref].nudged_at == first
    assert found[ref].confirmed_at > first


async def test_a_list_after_a_break_is_a_nudge_too(patching):
    scene = patching
    ref = await begins(scene, "a", days=2)
    await scene.forward(days=4, hours=3)
    one = await calling.occurrence(scene, ref)
    assert one.nudged_at is not None
    assert "calendar.nudged" not in await calling.recorded(scene)


async def test_all_of_it_is_handed_out(patching):
    scene = patching
    ref = await begins(scene, "a", days=4)
    await calling.until(scene, calling.now(scene) + 3.5 * DAY)
    await does(scene, ref, "confirm", PROOF)
    async with calling.look(scene) as work:
        told = await calendar.exported(work)

    assert told["format"] == "longwatch/calendar/1"
    keys = {one["key"]: one for one in told["routines"]}
    assert {*KEYS} < {*keys}
    assert keys["os_patches"]["adoption"] == "adopted"
    assert keys["os_patches"]["every"] == "FREQ=MONTHLY;BYDAY=3TU"
    (one,) = [one for one in told["occurrences"] if one["ref"] == ref]
    assert one["routine"] == "security_patches"
    assert one["state"] == "confirmed"
    assert one["in_time"] is True
    assert one["first_nudge"] < one["confirmed_at"] < one["due_at"]
    assert one["evidence"]["text"] == PROOF.text
    assert len({one["ref"] for one in told["occurrences"]}) == len(told["occurrences"])


def test_a_sheet_computes_nothing_that_anybody_wrote():
    one = dict.fromkeys(calendar.COLUMNS, "=1+1") | {"signed": ["ciso"], "postponed": 2}
    (row,) = calendar.rows({"occurrences": [{**one, "evidence": {}}]})
    assert row["title"] == "'=1+1"
    assert (row["signed"], row["postponed"]) == ("ciso", 2)
    written = io.StringIO()
    csv.DictWriter(written, calendar.COLUMNS).writerow(row)
    assert written.getvalue().count("'=1+1") == len(calendar.COLUMNS) - 2
