"""A series: each of its days has one occurrence, whatever becomes of the routine."""

import random
from datetime import date, datetime, timedelta

import pytest
from dateutil.rrule import rrulestr

from tests.calendar import calling
from tests.person import labelled

DAY = calling.DAY
TEN = "the vendor is away, so there is nothing to look at"


async def slots(scene):
    """Give each day with the state of what it has."""
    return {one.slot: one.state.value for one in await calling.occurrences(scene)}


async def test_a_new_cadence_moves_what_is_upcoming_and_keeps_what_is_due(scene):
    await calling.monday(scene)
    key = await calling.added(scene, cadence="every weekday", ahead=("1d",))
    await calling.until(scene, calling.now(scene) + DAY + timedelta(hours=2))
    today = calling.now(scene).date()
    await calling.edited(scene, key, cadence="every friday")
    found = await slots(scene)
    assert found[today.isoformat()] == "due"
    assert found[(today + DAY).isoformat()] == "skipped"
    friday = today + DAY * 3
    assert found[friday.isoformat()] == "upcoming"


async def test_a_cadence_that_is_changed_back_opens_the_same_days_again(scene):
    await calling.monday(scene)
    key = await calling.added(scene, cadence="every wednesday")
    before = await slots(scene)
    await calling.edited(scene, key, cadence="every thursday")
    assert [*before.values()] == ["upcoming"]
    assert sorted((await slots(scene)).values()) == ["skipped", "upcoming"]
    await calling.edited(scene, key, cadence="every wednesday")
    found = await slots(scene)
    assert {day: found[day] for day in before} == before
    assert [*found.values()].count("upcoming") == len(before)


async def test_another_time_of_day_moves_what_is_upcoming_and_nothing_else(scene):
    await calling.monday(scene)
    key = await calling.added(scene)
    await calling.does(scene, scene.person("dana"), "/ops confirm OPS-1 done early")
    await calling.until(scene, calling.now(scene) + DAY * 3)
    await calling.edited(scene, key, at="11:00")
    first, second = await calling.occurrences(scene)
    assert (first.state, first.due_at.hour) == ("done", 17)
    assert (second.state, second.due_at.hour) == ("upcoming", 11)
    before = await calling.recorded(scene)
    await calling.edited(scene, key, at="11:00")
    assert await calling.recorded(scene) == [*before, "calendar.edited"]


async def test_a_new_title_and_owner_are_those_of_what_is_open(scene, dana, kenji):
    await calling.monday(scene)
    key = await calling.added(scene)
    await calling.noon(scene, 1)
    await calling.edited(scene, key, title="Look at every report", owners=("U0KENJI",))
    one = await calling.occurrence(scene, "OPS-1")
    assert (one.title, one.owners) == ("Look at every report", ["U0KENJI"])
    assert "Look at every report" in await dana.told_directly()
    await calling.noon(scene, 1)
    assert "Look at every report" in await kenji.told_directly()


async def test_what_is_retired_comes_no_more_and_what_is_open_is_skipped(scene, dana):
    await calling.monday(scene)
    key = await calling.added(scene)
    await calling.noon(scene, 1)
    await calling.does(scene, dana, "/ops calendar")
    listed = dana.said
    await calling.retired(scene, key)
    one = await calling.occurrence(scene, "OPS-1")
    assert (one.state, one.reason) == ("skipped", "Nobody reads the report any more")
    assert "is skipped this time" in await dana.told_directly()
    await calling.noon(scene, 21)
    assert len(await calling.occurrences(scene)) == 1
    told = await calling.does(scene, dana, "/ops edit look at the cost")
    assert "Look at the cost report is retired already: it comes no more." in told
    await dana.presses("Open", channel="#general", message=listed)
    labels = [name for name, _ in labelled((await dana.modal("Routine"))["blocks"])]
    assert not {"Edit…", "Retire…"} & {*labels}


@pytest.mark.parametrize("early", [True, False])
async def test_where_a_routine_says_so_it_counts_from_when_it_was_done(scene, early):
    await calling.monday(scene)
    dana = scene.person("dana")
    await calling.added(scene, cadence="every 2 weeks on wednesday", shifts=True)
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + DAY)
    due = (await calling.occurrence(scene, "OPS-1")).due_at
    await calling.until(scene, due + (-DAY * 2 if early else DAY * 5))
    await calling.does(scene, dana, "/ops confirm OPS-1 looked at all of it")
    done = calling.now(scene).date()
    await calling.until(scene, calling.now(scene) + DAY * 16)
    days = [date.fromisoformat(day) for day in await slots(scene)]
    assert len(days) == len({*days})
    assert len([day for day in days if day > done]) >= 1
    assert [day for day in days if done < day < done + DAY * 2] == []


RULES = ("every weekday", "every tuesday", "monthly on the last friday")


async def test_over_five_weeks_the_days_are_those_of_the_rule(scene):
    """People do whatever; each day of a rule has one occurrence, and no other day.

    It takes what five weeks of work take: each engine has another life.
    """
    seed = 1 if scene.bot.database.sqlite else 2
    chance = random.Random(seed)  # noqa: S311 (chance, not secrecy)
    await calling.monday(scene)
    begun = calling.now(scene).date()
    people = [scene.person(name) for name in ("dana", "ana", "kenji")]
    for number, rule in enumerate(RULES):
        await calling.added(scene, title=f"Report {number}", cadence=rule)
    keys = dict(await calling.routines(scene))
    for _ in range(20):
        await some_act(scene, chance, people)
        hours = chance.choice((3, 20, 48, 100))
        await calling.until(scene, calling.now(scene) + timedelta(hours=hours))
    ended = calling.now(scene).date()
    every = await calling.occurrences(scene)
    for row in keys.values():
        start = datetime.combine(begun, datetime.min.time())
        last = start + DAY * 120
        days = rrulestr(row.every, dtstart=start)
        wanted = {f"{day:%Y-%m-%d}" for day in days.between(start, last, inc=True)}
        found = [one.slot for one in every if one.routine == row.id]
        assert len(found) == len({*found})
        assert {*found} <= wanted
        assert {day for day in wanted if day <= ended.isoformat()} <= {*found}
    await nobody_twice(scene)


async def some_act(scene, chance, people):
    """Have somebody do something to something, at times to nothing."""
    live = [one for one in await calling.occurrences(scene) if one.open]
    ref = chance.choice(live).ref if live else "OPS-1"
    verb = chance.choice(
        (
            f"confirm {ref} looked at all of it",
            f"skip {ref} {TEN}",
            f"snooze {ref} 2 days",
            f"postpone {ref} to tomorrow {TEN}",
            f"assign {ref} @kenji",
            f"decline {ref} {TEN}",
            f"begin {ref}",
            f"reopen OPS-{chance.randint(1, 9)} {TEN}",
            "due",
        )
    )
    await calling.does(scene, chance.choice(people), f"/ops {verb}")


async def nobody_twice(scene):
    """Hold that nobody was asked twice on a day, nor told of one thing twice."""
    lists = [
        (f["whom"], f["at"].date()) for f in await calling.facts(scene, "reminded")
    ]
    assert len(lists) == len({*lists})
    for name in ("dana", "ana", "kenji"):
        shown = [one.raw["ts"] for one in await calling.heard(scene.person(name))]
        assert len(shown) == len({*shown})
    assert await scene.slack.violations() == []
