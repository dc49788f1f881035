"""The clock of a window: ahead, in time, late, moved, missed; each told once."""

import calendar
from datetime import date, timedelta

import pytest

from bot import maintenance
from bot.maintenance.rules import State
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

MINUTE = timedelta(minutes=1)


async def approved(scene, **more):
    one = await keeping.made(scene, **more)
    await keeping.approve(scene, one)
    return await keeping.kept(scene, one.number)


async def announced(scene):
    return await keeping.records(scene, "maintenance.announced")


async def test_it_is_announced_a_day_and_an_hour_ahead(scene, dana, signers):
    one = await approved(scene, hours=30)
    assert await announced(scene) == []
    await keeping.until(scene, one.begins_at - HOUR * 24 + MINUTE)
    assert [said["late"] for said in await announced(scene)] == [False]
    await keeping.until(scene, one.begins_at - HOUR + MINUTE)
    assert [said["late"] for said in await announced(scene)] == [False, False]
    shown = [m for m in await dana.reads("#incidents") if "MNT-1" in m.text]
    assert len(shown) == 1


async def test_what_is_near_skips_what_has_passed(scene, dana, signers):
    one = await approved(scene, hours=5)
    assert "Maintenance MNT-1" in (await dana.sees("#incidents", "MNT-1")).text
    await keeping.until(scene, one.begins_at + MINUTE)
    assert len(await announced(scene)) == 1


async def test_a_window_that_moves_moves_its_announcements(scene, dana, signers):
    one = await approved(scene, hours=30)
    draft = keeping.draft(scene, hours=60)
    await keeping.act(scene, maintenance.edit, one, draft)
    await keeping.approve(scene, one)
    await keeping.until(scene, one.begins_at)
    assert await announced(scene) == []
    await keeping.until(scene, draft.window.begins - HOUR)
    assert len(await announced(scene)) == 2


async def test_after_a_break_the_latest_step_is_told_once_and_late(
    scene, dana, signers
):
    one = await approved(scene, hours=30)
    wait = one.begins_at - HOUR / 2 - keeping.now(scene)
    await scene.forward(seconds=wait.total_seconds())
    assert [said["late"] for said in await announced(scene)] == [True]
    assert "Longwatch was away" in await dana.told_directly()


async def test_after_a_break_over_all_of_it_it_is_asked_what_happened(
    scene, dana, signers
):
    one = await approved(scene, hours=30)
    await scene.forward(days=3)
    assert await announced(scene) == []
    assert (await keeping.kept(scene)).state is State.EXPIRED
    told = await dana.told_directly()
    assert told.count("and nobody started it. What happened?") == 1
    assert one.ref in told


async def test_a_timer_that_comes_twice_says_nothing_twice(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    for verb in ("begin", "end", "watch_over", "ask_on"):
        said = {"request": scheduled.id, "due": scheduled.ends_at.isoformat()}
        async with keeping.work(scene, "clock") as work:
            if verb != "ask_on":
                await maintenance.TIMED[f"maintenance.{verb}"](work, **said)
    assert (await keeping.recorded(scene)).count("maintenance.expired") == 1


async def test_whoever_runs_it_past_its_end_is_asked_again_and_again(
    scene, dana, scheduled
):
    one = await keeping.starts(scene, dana, scheduled)
    await keeping.until(scene, one.until_at + MINUTE)
    assert "should be over" in await dana.told_directly()
    await keeping.until(scene, one.until_at + HOUR + MINUTE)
    said = [r["what"] for r in await keeping.records(scene, "maintenance.reminded")]
    assert said == ["begin", "overrun", "overrun", "overrun"]
    card = await dana.sees("#incidents", "Maintenance MNT-1")
    assert "past its end" in card.text


async def test_whoever_watched_is_asked_once_a_day_until_they_say(
    scene, dana, scheduled
):
    one = await keeping.starts(scene, dana, scheduled)
    one = await keeping.act(scene, maintenance.finish, one, "all indexes are new")
    await keeping.until(scene, one.watch_until + HOUR * 24 * 7)
    said = [r["what"] for r in await keeping.records(scene, "maintenance.reminded")]
    assert 5 <= said.count("watch") <= 7


async def test_a_window_over_a_change_of_clocks_is_announced_by_real_hours(
    scene, dana, signers
):
    day = clocks_change(keeping.now(scene) + HOUR * 24)
    await dana.types(
        "#general",
        f"/ops maintenance request Patch it {day} 01:30 to 04:30 Europe/Berlin, "
        "because of a hole, rollback go back, staging it was tried",
    )
    await scene.settled()
    one = await keeping.newest(scene)
    assert one.ends_at - one.begins_at == HOUR * 2
    assert one.zone == "Europe/Berlin"
    async with keeping.look(scene) as work:
        shown = await maintenance.shown(work, one)
    assert f"01:30 CET to {day} 04:30 CEST (2 h)" in shown["window"]


def clocks_change(after):
    """Give the next day on which summer time begins in Berlin."""
    years = (after.year, after.year + 1)
    sundays = [calendar.monthcalendar(year, 3) for year in years]
    last = [max(week[calendar.SUNDAY] for week in weeks) for weeks in sundays]
    days = [date(year, 3, day) for year, day in zip(years, last, strict=True)]
    return next(day for day in days if day > after.date())


@pytest.mark.parametrize("state", ["cancelled", "moved"])
async def test_what_is_called_off_is_announced_no_more(scene, dana, signers, state):
    one = await approved(scene, hours=30)
    if state == "cancelled":
        await keeping.act(scene, maintenance.cancel, one, "the vendor is not ready")
    else:
        draft = keeping.draft(scene, hours=24 * 30)
        await keeping.act(scene, maintenance.edit, one, draft)
    await keeping.until(scene, one.ends_at + HOUR)
    assert await announced(scene) == []
    assert "maintenance.reminded" not in await keeping.recorded(scene)
