"""Windows and whole lines as people type them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.maintenance import reading
from bot.maintenance.rules import Kind

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)  # a Tuesday, 15:05 in Berlin
WINDOWS = [
    # (as typed in Berlin, when it begins there, how many hours it takes)
    ("tomorrow 22:00 for 2h", "2026-11-25 22:00", 2),
    ("from tomorrow 22:00 for 90 minutes", "2026-11-25 22:00", 1.5),
    ("tomorrow 22:00 to 02:00", "2026-11-25 22:00", 4),
    ("tomorrow 22:00-02:00", "2026-11-25 22:00", 4),
    ("tomorrow 22:00 \u2013 02:00", "2026-11-25 22:00", 4),
    ("friday 10pm until 2am", "2026-11-27 22:00", 4),
    ("friday 22:00 to saturday 02:00", "2026-11-27 22:00", 4),
    ("tonight 22:00 for an hour", "2026-11-24 22:00", 1),
    ("today 22:00 to tomorrow 2:00", "2026-11-24 22:00", 4),
    ("tomorrow 22:00 to tomorrow 23:30", "2026-11-25 22:00", 1.5),
    ("2026-12-01 22:00 for 2h", "2026-12-01 22:00", 2),
    ("2026-12-01 22:00 to 2026-12-02 02:00", "2026-12-01 22:00", 4),
    ("23:00 for 1h 30min", "2026-11-24 23:00", 1.5),
    ("now for 30m", "2026-11-24 15:05", 0.5),
    # a zone of its own, behind the time or behind all of it
    ("tomorrow 22:00 UTC for 2h", "2026-11-25 23:00", 2),
    ("tomorrow 22:00 for 2h Asia/Kolkata", "2026-11-25 17:30", 2),
    ("tomorrow 22:00 Asia/Kolkata to 23:00", "2026-11-25 17:30", 1),
]


@pytest.mark.parametrize(("typed", "begins", "hours"), WINDOWS)
def test_a_window_is_read_as_people_type_it(typed, begins, hours):
    found = reading.window(typed, now=NOW, zone=BERLIN)
    assert f"{found.begins.astimezone(BERLIN):%Y-%m-%d %H:%M}" == begins
    assert found.ends - found.begins == timedelta(hours=hours)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "tomorrow", "tomorrow 22:00", "for 2h", "25:00 for 2h", "a to b"],
)
def test_what_is_no_window_is_none(typed):
    assert reading.window(typed, now=NOW, zone=BERLIN) is None
    with pytest.raises(Invalid, match="`tomorrow 22:00 for 2h`"):
        reading.required(typed, now=NOW, zone=BERLIN)


CLOCKS = [
    # (typed in Berlin, hours by the clock) over 2027-03-28, when 02:00 is 03:00
    ("2027-03-28 01:00 for 2h", 2),
    ("2027-03-28 01:00 to 04:00", 2),
    # and over 2026-10-25, when 03:00 is 02:00 again
    ("2026-10-25 01:00 for 2h", 2),
    ("2026-10-25 01:00 to 04:00", 4),
]


@pytest.mark.parametrize(("typed", "hours"), CLOCKS)
def test_a_length_goes_by_the_clock_and_an_end_by_the_wall(typed, hours):
    then = datetime(2026, 10, 1, tzinfo=UTC)
    found = reading.window(typed, now=then, zone=BERLIN)
    assert found.ends - found.begins == timedelta(hours=hours)


def read(text):
    known = ("billing", "Checkout")
    return reading.line(text, now=NOW, zone=BERLIN, surfaces=known)


def test_a_line_is_read_into_its_fields():
    said, when = read(
        "Rebuild indexes on billing tomorrow 22:00 for 2h, because queries are slow, "
        "rollback restore the old index, then restart, staging https://ci.example/7, "
        "impact none; kind database; despite the sale; tell <@U0SAM|sam>"
    )
    assert said == {
        "title": "Rebuild indexes",
        "surface": "billing",
        "reason": "queries are slow",
        "plan": "restore the old index, then restart",
        "staging": "https://ci.example/7",
        "impact": "none",
        "kind": "database",
        "despite": "the sale",
        "subscribers": "<@U0SAM|sam>",
    }
    assert when.ends - when.begins == timedelta(hours=2)


LINES = [
    # (line, title, surface): the window may stand anywhere, or be none
    ("Patch it, on checkout, friday 22:00 for 1h", "Patch it", "checkout"),
    ("Patch it on Checkout, friday 22:00 for 1h", "Patch it", "Checkout"),
    ("Patch it friday 22:00 for 1h because of a CVE", "Patch it", None),
    ("Work on the cellar", "Work on the cellar", None),
    ("", "", None),
]


@pytest.mark.parametrize(("line", "title", "surface"), LINES)
def test_the_title_is_what_is_left(line, title, surface):
    said, when = read(line)
    assert (said["title"], said.get("surface")) == (title, surface)
    assert (when is not None) is ("22:00" in line)


@given(st.text(max_size=300))
def test_whatever_is_typed_is_read_or_left(text):
    said, _ = read(text)
    assert "title" in said


KINDS = [
    # how it is named, the title, the kind
    ("security", "", Kind.SECURITY),
    ("os", "", Kind.SYSTEM),
    ("", "Apply the fix of CVE-2026-1", Kind.SECURITY),
    ("", "Update dependencies", Kind.DEPENDENCIES),
    ("", "Vacuum the orders", Kind.DATABASE),
    ("", "New kernel on the workers", Kind.SYSTEM),
    ("", "Upgrade to 18", Kind.UPGRADE),
    ("", "New certificate", Kind.INFRASTRUCTURE),
    ("", "Move the plants", Kind.OTHER),
]


@pytest.mark.parametrize(("named", "title", "kind"), KINDS)
def test_a_kind_is_named_or_guessed(named, title, kind):
    assert reading.kind(named, title) is kind


def test_a_kind_that_is_none_is_refused():
    with pytest.raises(Invalid, match="“knitting” is none of security"):
        reading.kind("knitting")
