"""What an approval may do next, without a database."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.approvals import rules
from bot.approvals.rules import State
from bot.core.durations import Duration
from bot.core.errors import Invalid
from bot.core.times import Calendar, deadline

WEEK = Calendar()
BERLIN = Calendar(zone=ZoneInfo("Europe/Berlin"), opens=time(8), closes=time(18))


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("asked", "allowed", "calendar", "expected"),
    [
        # five business days, from Monday to Monday: half is Wednesday, then Friday
        ("2026-11-23 10:00", "5bd", WEEK, ["2026-11-25 14:00", "2026-11-27 10:00"]),
        # asked at night: it counts from the morning
        ("2026-11-22 23:00", "5bd", WEEK, ["2026-11-25 13:00", "2026-11-27 09:00"]),
        # one business day: there is no day before it
        ("2026-11-23 10:00", "1bd", WEEK, ["2026-11-23 14:00"]),
        # two: both reminders are the same moment, and one is enough
        ("2026-11-23 10:00", "2bd", WEEK, ["2026-11-24 10:00"]),
        # by the clock: half is on Saturday, Monday is soon enough, once
        ("2026-11-27 12:00", "4d", WEEK, ["2026-11-30 12:00"]),
        ("2026-11-27 12:00", "6d", WEEK, ["2026-11-30 12:00", "2026-12-02 12:00"]),
        # over before anybody works again: nobody is reminded
        ("2026-11-27 17:30", "1d", WEEK, []),
        # at the walls of the team's own zone
        ("2026-11-23 09:00", "5bd", BERLIN, ["2026-11-25 14:00", "2026-11-27 09:00"]),
    ],
)
def test_reminders_come_at_half_time_and_a_day_before(
    asked, allowed, calendar, expected
):
    given_ = Duration.parse(allowed)
    expires = deadline(at(asked), given_, calendar)
    found = rules.reminders(at(asked), expires, given_, calendar)
    assert list(found) == [at(one) for one in expected]


@given(
    minutes=st.integers(0, 20_000),
    allowed=st.sampled_from(["1h", "3d", "14d", "1bh", "30bh", "1bd", "5bd", "20bd"]),
)
def test_reminders_come_in_business_hours_and_before_the_end(minutes, allowed):
    asked = datetime.fromtimestamp(1_795_500_000 + minutes * 60, UTC)
    for calendar in (WEEK, BERLIN):
        length = Duration.parse(allowed)
        expires = deadline(asked, length, calendar)
        found = rules.reminders(asked, expires, length, calendar)
        assert len(found) <= 2
        for one in found:
            wall = one.astimezone(calendar.zone)
            assert asked < one < expires
            assert calendar.works_on(wall.date())
            assert calendar.opens <= wall.time() <= calendar.closes


@given(
    text=st.text(min_size=1)
    | st.text(alphabet="x\n🔥", min_size=1).map(lambda some: some * 9_000)
    | st.just("line\n" * 60_000)
    | st.just("y" * 200_000)
)
def test_nothing_of_a_text_is_lost_by_parting_it(text):
    parts = rules.pages(text)

    assert "".join(piece for page in parts for piece in page) == text
    assert all(len(piece) <= rules.PIECE for page in parts for piece in page)
    assert all(len(page) <= 90 for page in parts)


def test_a_piece_ends_with_a_line_where_one_ends():
    lines = [f"{number} of many lines\n" for number in range(400)]
    (page,) = rules.pages("".join(lines))
    assert all(piece.endswith("\n") for piece in page)


def test_a_digest_tells_texts_apart_by_a_space():
    assert rules.digest("Yes") != rules.digest("Yes ")
    assert len(rules.digest("")) == 64


@pytest.mark.parametrize("text", ["", "  ", "\u202e\n"])
def test_a_title_that_says_nothing_is_refused(text):
    with pytest.raises(Invalid, match="Say what is to be approved"):
        rules.title(text)


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_a_text_that_says_nothing_is_refused(text):
    with pytest.raises(Invalid, match="nothing to approve yet"):
        rules.content(text)


def test_a_text_passes_as_it_is():
    assert rules.content(" two  spaces\n") == " two  spaces\n"


def test_expired_is_no_rejection():
    assert State.EXPIRED.value == "expired"
    assert State.EXPIRED not in rules.DECIDED
