"""Every routine that ships is fit to be done: whole, well spread, easily understood."""

import re
from collections import Counter, defaultdict

import pytest

from bot.core.durations import Duration
from tests.calendar.mission import EVENTS, NAME, ROUTINES, SIGNOFF, days, period

FIELDS = {
    *("title", "area", "kind", "owners", "every", "at", "on", "within", "ahead"),
    *("evidence", "asks", "signoff", "runbook", "takes", "check"),
    "steps",
}
MAY_BE_EMPTY = {"every", "on", "within", "ahead", "signoff", "takes", "check"}
MAY_BE_EMPTY |= {"steps"}
VARIES = {"security_patches", "major_upgrades"}
KINDS = {"duty", "rotation", "maintenance"}
AHEAD = {"daily": {0}, "weekly": {0, 1}, "monthly": {2}, "yearly": {3}}
AHEAD |= {"quarterly": {2, 3}, "half-yearly": {2, 3}, "never": {0, 1, 2}}
PROOFS = {"text", "link", "file", "number", "measured"}

every_routine = pytest.mark.parametrize("key", ROUTINES)


def clock(text):
    """Give a duration by the clock, a day of business as a day."""
    return Duration.parse(text.replace("b", "")).elapsed


@every_routine
def test_a_routine_has_every_field_and_none_is_empty_that_means_something(key):
    routine = ROUTINES[key]
    empty = {name for name, value in routine.items() if not value}

    assert NAME.fullmatch(key)
    assert routine.keys() == FIELDS
    assert empty <= MAY_BE_EMPTY
    assert routine["every"] or routine["on"]
    assert bool(routine["on"]) == bool(routine["within"])
    assert bool(routine["takes"]) == (key not in VARIES)


@every_routine
def test_what_a_routine_says_is_fit_to_be_shown(key):
    routine = ROUTINES[key]

    assert len(routine["title"]) <= 75, "An option of a menu takes no more."
    assert len(routine["asks"]) <= 150
    assert routine["asks"].endswith("?")
    assert "\n" not in routine["title"] + routine["asks"]
    assert re.fullmatch(r"(\d+(\u2013\d+)? (min|h|d))?", routine["takes"])


@every_routine
def test_the_words_of_a_routine_are_known_ones(key):
    routine = ROUTINES[key]

    assert routine["kind"] in KINDS
    assert (routine["kind"] == "maintenance") == (routine["area"] == "maintenance")
    assert {*routine["owners"], *routine["signoff"]} <= SIGNOFF.keys()
    assert set(routine["evidence"]) <= PROOFS
    assert set(routine["on"]) <= set(EVENTS.values())
    for name in ("owners", "on", "ahead", "evidence", "signoff"):
        assert len(routine[name]) == len(set(routine[name]))


@every_routine
def test_a_time_is_one_of_a_day_of_work(key):
    routine = ROUTINES[key]
    hour, minute = map(int, routine["at"].split(":"))
    nobody = routine["evidence"] == ["measured"]

    assert f"{hour:02}:{minute:02}" == routine["at"]
    assert nobody or 9 <= hour < 17
    for day in days(routine["every"]) if routine["every"] and not nobody else ():
        assert day.weekday() < 5


@every_routine
def test_its_owner_is_asked_ahead_in_good_time(key):
    routine = ROUTINES[key]
    ahead = [Duration.parse(text).elapsed for text in routine["ahead"]]
    known = routine["every"] or "expiry" in routine["on"]

    assert ahead == sorted(ahead, reverse=True)
    assert not ahead or known or ahead[0] < clock(routine["within"])
    assert len(ahead) in AHEAD[period(routine["every"])]


@every_routine
def test_a_rule_says_the_same_wherever_it_begins(key):
    every = ROUTINES[key]["every"]

    assert not re.search("INTERVAL|COUNT|UNTIL|DTSTART", every)
    for start in (2026, 2027) if every else ():
        within = [day for day in days(every, start, 3) if day.year == 2028]
        assert within == days(every, 2028, 1)


@every_routine
def test_nothing_rare_is_due_in_the_last_week_of_december(key):
    every = ROUTINES[key]["every"]
    rare = period(every) in ("quarterly", "half-yearly", "yearly")
    found = days(every, 2026, 10) if rare else ()

    assert not [day for day in found if (day.month, day.day) >= (12, 24)]


def loads():
    """Give what each role has to do, by day, in ten years."""
    found = defaultdict(list)
    for key, routine in ROUTINES.items():
        asked = routine["every"] and routine["evidence"] != ["measured"]
        for day in days(routine["every"], 2026, 10) if asked else ():
            for role in routine["owners"]:
                found[role, day].append(key)
    return found


def test_nobody_ever_has_more_than_two_on_one_day():
    crowded = {at: keys for at, keys in loads().items() if len(keys) > 2}

    assert not crowded, "Move one of them to another week or day."


def test_nobody_has_more_in_a_week_than_one_a_day_beside_a_daily_one():
    weeks = Counter()
    for (role, day), keys in loads().items():
        daily = [key for key in keys if period(ROUTINES[key]["every"]) == "daily"]
        weeks[role, day.isocalendar()[:2]] += len(keys) - len(daily)

    assert max(weeks.values()) <= 5, "Move one of them to another week."
