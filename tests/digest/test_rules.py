"""When a digest comes, and how it fits in one message."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.core import weekly
from bot.core.allowed import Weekday
from bot.core.errors import Invalid
from bot.core.times import Calendar
from bot.core.waits import Wait
from bot.core.weekly import Weekly
from bot.digest import rules
from bot.digest.rules import Asked, Kind, Line, Part

TERMS = Weekly(used=True, day=Weekday.MON, at=time(9, 30), leads=())
HERE = "workspace"
SHIFT = weekly.shift(HERE)
LONDON = Calendar(zone=ZoneInfo("Europe/London"), country="GB", region="ENG")
LINE = Line(what="OPS-1", why="", label="Open", does="calendar.show", value="1")


def wall(issue, zone):
    return (issue.at - SHIFT).astimezone(zone).replace(tzinfo=None)


# now, the week's name, and when it comes on the clocks of London
COMING = (
    ("2026-11-27 12:00", "2026-11-30", "2026-11-30 09:30"),
    # an hour before and an hour after the clocks are put back and forth
    ("2026-10-24 12:00", "2026-10-26", "2026-10-26 09:30"),
    ("2026-03-28 12:00", "2026-03-30", "2026-03-30 09:30"),
    # Easter Monday: on Tuesday, and the week is still Monday's
    ("2026-04-04 12:00", "2026-04-06", "2026-04-07 09:30"),
    # on the holiday itself
    ("2026-04-06 12:00", "2026-04-06", "2026-04-07 09:30"),
    # on Tuesday, after it has come
    ("2026-04-07 12:00", "2026-04-13", "2026-04-13 09:30"),
    # Boxing Day is kept on Monday, the 28th
    ("2026-12-27 12:00", "2026-12-28", "2026-12-29 09:30"),
)


@pytest.mark.parametrize(("now", "week", "at"), COMING)
def test_it_comes_on_the_first_business_day_of_the_week(now, week, at):
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)

    issue = weekly.following(moment, TERMS, LONDON, HERE)

    assert issue.week == date.fromisoformat(week)
    assert wall(issue, LONDON.zone) == datetime.fromisoformat(at)
    assert weekly.newest(issue.at, TERMS, LONDON, HERE) == issue


def test_after_weeks_away_only_the_newest_week_is_told():
    now = datetime(2026, 11, 26, 12, tzinfo=UTC)

    assert weekly.newest(now, TERMS, LONDON, HERE).week == date(2026, 11, 23)


def test_before_it_has_come_the_newest_is_that_of_last_week():
    now = datetime(2026, 11, 23, 9, 29, tzinfo=UTC)

    assert weekly.newest(now, TERMS, LONDON, HERE).week == date(2026, 11, 16)


def test_a_day_on_which_nobody_works_waits_for_the_next_one():
    terms = TERMS.model_copy(update={"day": Weekday.SAT})
    now = datetime(2026, 11, 27, 12, tzinfo=UTC)

    issue = weekly.following(now, terms, LONDON, HERE)

    assert (issue.week, wall(issue, UTC).date()) == (
        date(2026, 11, 28),
        date(2026, 11, 30),
    )


def test_workspaces_of_one_hour_are_spread_over_a_quarter_of_it():
    shifts = [weekly.shift(f"workspace {n}") for n in range(10_000)]
    minutes = [0] * 15
    for one in shifts:
        assert timedelta(0) <= one < weekly.SPREAD
        minutes[int(one.total_seconds() // 60)] += 1

    assert shifts == [weekly.shift(f"workspace {n}") for n in range(10_000)]
    assert max(minutes) < 2 * min(minutes)


def parts(count, lines):
    return [Part(title=f"part {n}", lines=[LINE] * lines) for n in range(count)]


@pytest.mark.parametrize("count", range(1, 14))
@pytest.mark.parametrize("charts", [0, 1, 2])
def test_whatever_there_is_fits_and_every_part_is_named(count, charts):
    kept = rules.fit(parts(count, 40), charts)

    assert rules.BESIDE + 2 * charts + sum(p.blocks for p in kept) <= rules.MOST
    assert [part.title for part in kept] == [f"part {n}" for n in range(count)]
    assert all(len(part.lines) + part.more == 40 for part in kept)
    assert all(part.lines for part in kept)


def test_what_is_left_out_already_is_counted_too():
    (kept,) = rules.fit([Part(title="late", lines=[LINE] * 9, more=300)])

    assert (len(kept.lines), kept.more) == (rules.LINES, 304)


def test_a_week_with_nothing_but_figures_and_what_comes_is_quiet():
    light = Part(title="Next", lines=[LINE], light=True)

    assert rules.quiet([])
    assert rules.quiet([light])
    assert not rules.quiet([light, Part(title="1 open incident")])


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("late", [True, False])
@pytest.mark.parametrize("week", ["", "2026-11-30"])
def test_what_a_row_keeps_is_read_again(kind, late, week):
    asked = Asked(kind=kind, week=week, late=late)

    assert rules.read(asked.about) == asked


def test_an_edition_that_is_none_is_refused_with_those_there_are():
    assert rules.asked("") is Kind.PERSONAL
    assert rules.asked(" LEADS ") is Kind.LEADS
    assert rules.asked("channel") is Kind.TEAM
    with pytest.raises(Invalid, match="`personal`, `leads` and `team`"):
        rules.asked("tomorrow")


@pytest.mark.parametrize(
    ("due", "late", "said"),
    [
        (timedelta(days=1), False, "why · due Mon 30 Nov · Dana"),
        (timedelta(days=-1), False, "why · was due Mon 30 Nov · Dana"),
        (timedelta(days=1), True, "why · was due Mon 30 Nov · Dana"),
        (None, False, "why · Dana"),
    ],
)
def test_a_line_says_when_it_is_due_and_whose_it_is(due, late, said):
    now = datetime(2026, 11, 30, 9, tzinfo=UTC)
    wait = Wait(
        what="w" * 500,
        why="why",
        label="Open",
        does="calendar.show",
        value="1",
        due=now + due if due else None,
        late=late,
    )

    line = rules.waiting(wait, now, "Mon 30 Nov", "Dana")

    assert line.why == said
    assert len(line.what) == rules.WHAT
