"""Every row of the mission is a routine or a computed check, as often as it says.

A cadence is held against the days on which a rule falls, never against its letters.
"""

from collections import Counter
from itertools import chain

import pytest

from bot.core.durations import Duration
from tests.calendar import mission
from tests.calendar.mission import (
    AREAS,
    MISSION,
    NAME,
    ROLES,
    ROUTINES,
    ROWS,
    period,
    seen_to,
)

every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row["duty"][:40])


def test_the_tables_are_read_whole():
    counted = {name: len(rows) for name, rows in MISSION.items()}

    assert counted == {
        "rotation": 7,
        "maintenance": 6,
        "disciplines": 34,
        "backups": 5,
        "recovery": 6,
        "compliance": 14,
        "gates": 8,
        "metrics": 7,
        "cycle": 7,
        "entry": 4,
        "others": 4,
    }
    assert Counter(row["area"] for row in MISSION["disciplines"]) == {
        "architecture": 3,
        "security": 13,
        "interface": 5,
        "quality": 4,
        "governance": 5,
        "ai": 4,
    }


@every_row
def test_a_row_is_a_routine_or_a_computed_check(row):
    assert row.get("routines") or row.get("checks")
    assert set(row.get("routines", ())) <= ROUTINES.keys()


@every_row
def test_what_the_bot_computes_is_named_in_both(row):
    computed = {one["check"] for _, one in seen_to(row)} - {""}

    assert computed <= set(row.get("checks", ()))
    assert all(NAME.fullmatch(check) for check in row.get("checks", ()))


def test_every_routine_is_there_for_a_row():
    asked = set(chain(*(row.get("routines", ()) for row in ROWS)))

    assert ROUTINES.keys() == asked


@every_row
def test_a_cadence_is_kept(row):
    periods, events = mission.words(row["cadence"])
    kept = {period(one["every"]) for _, one in seen_to(row) if one["every"]}
    opened = set(chain(*(one["on"] for _, one in seen_to(row))))

    assert bool(seen_to(row)) == bool(row["cadence"])
    if len(seen_to(row)) == 1:  # where there are several, one serves other rows too
        assert kept == periods
        assert opened - events <= {"silence"}
    assert kept >= periods
    assert opened >= events


@pytest.mark.parametrize("year", range(2026, 2036))
def test_a_cadence_is_kept_in_any_two_years(year):
    for every in {one["every"] for one in ROUTINES.values()} - {""}:
        many, kept = len(mission.days(every, year)), period(every)
        if kept == "daily":
            assert many > 500
        else:
            more = many - mission.IN_TWO_YEARS[kept]
            assert more in ((0, 1) if kept == "weekly" else (0,))


@every_row
def test_a_clock_is_as_long_as_the_mission_says(row):
    said = {key: mission.length(text) for key, text in row.get("clocks", {}).items()}

    assert said == {key: Duration.parse(ROUTINES[key]["within"]) for key in said}


@every_row
def test_it_takes_as_long_as_the_mission_says(row):
    for _, routine in seen_to(row):
        if row.get("takes"):
            assert routine["takes"] == row["takes"].replace("varies", "")


@every_row
def test_whoever_owns_the_area_owns_the_routine(row):
    area = AREAS[row["area"]]
    for _, routine in seen_to(row):
        assert routine["area"] == row["area"]
        assert routine["owners"] == [ROLES[name.casefold()] for name in area["owners"]]


@every_row
def test_whoever_signs_for_the_area_signs_and_not_more_than_is_worth_it(row):
    may = mission.named(AREAS[row["area"]]["signs"])
    for _, routine in seen_to(row):
        rare = period(routine["every"]) in ("quarterly", "half-yearly", "yearly")
        often = period(routine["every"]) in ("weekly", "daily")

        assert set(routine["signoff"]) <= may
        assert bool(routine["signoff"]) or not (rare and may)
        assert not (often and routine["signoff"])


def test_what_proves_a_rotation_is_what_the_mission_asks_for():
    for row in MISSION["rotation"]:
        assert row["evidence"]
        for _, routine in seen_to(row):
            assert routine["kind"] == "rotation"
            assert {"link", "file"} & set(routine["evidence"])
