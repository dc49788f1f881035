"""One line: what is read of it, what stays the title, and that nothing is an error."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.incidents import oneline, rules

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 11, 25, 15, 0, tzinfo=UTC)
DANA = "<@U0DANA|dana>"


def read(text, zone=LONDON):
    return oneline.read(text, now=NOW, zone=zone)


def at(hour, minute=0, day=25):
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


# what is typed -> title, severity, started, commander, flags
LINES = {
    f"sev2 checkout 500s since 14:05 {DANA} lead private": (
        "checkout 500s", 2, at(14, 5), "U0DANA", {"private"},
    ),
    # in any order, and in any case
    f"checkout 500s {DANA} leads SEV-1 drill since 2:05pm": (
        "checkout 500s", 1, at(14, 5), "U0DANA", {"drill"},
    ),
    f"private sev2 checkout 500s since 14:05, lead {DANA}": (
        "checkout 500s", 2, at(14, 5), "U0DANA", {"private"},
    ),
    f"checkout 500s; led by {DANA}; drill": (
        "checkout 500s", None, None, "U0DANA", {"drill"},
    ),
    f"Sev1: search is down, commander: {DANA}": (
        "search is down", 1, None, "U0DANA", set(),
    ),
    # several flags, or one beside a severity, at the beginning
    "private security login page defaced": (
        "login page defaced", None, None, None, {"private", "security"},
    ),
    "drill sev3 failover": ("failover", 3, None, None, {"drill"}),
    "s4, drill: failover": ("failover", 4, None, None, {"drill"}),
    # what should be private is; another flag alone begins a title
    "private keys were pushed": ("keys were pushed", None, None, None, {"private"}),
    "drill press is stuck": ("drill press is stuck", None, None, None, set()),
    "security cameras are down": ("security cameras are down", None, None, None, set()),
    # times, with days and zones
    "search is down since yesterday 23:10": (
        "search is down", None, at(23, 10, day=24), None, set(),
    ),
    "search is down since 23:10 Asia/Tokyo": (
        "search is down", None, at(14, 10), None, set(),
    ),
    "search is down since 2 hours ago": ("search is down", None, at(13), None, set()),
    "search is down started 20m ago": ("search is down", None, at(14, 40), None, set()),
    "search is down since 2026-11-24 08:00": (
        "search is down", None, at(8, day=24), None, set(),
    ),
    # what can't be read is the title
    "since when is sev9 a thing @nobody": (
        "since when is sev9 a thing @nobody", None, None, None, set(),
    ),
    "search is down since this morning": (
        "search is down since this morning", None, None, None, set(),
    ),
    "sev12 is no severity": ("sev12 is no severity", None, None, None, set()),
    "leads are not saved": ("leads are not saved", None, None, None, set()),
    "the lead form is broken": ("the lead form is broken", None, None, None, set()),
    f"{DANA} can't log in": ("@dana can't log in", None, None, None, set()),
    "queue since 14:05 is stuck": (
        "queue since 14:05 is stuck", None, None, None, set(),
    ),
    # given twice, the second stays in the title
    "sev1 sev2 who knows": ("sev2 who knows", 1, None, None, set()),
    # nothing but what is understood: the form asks for the rest
    "sev2": ("", 2, None, None, set()),
    f"{DANA} lead": ("", None, None, "U0DANA", set()),
    "private": ("", None, None, None, {"private"}),
    "": ("", None, None, None, set()),
    # spaces of all kinds
    " \u00a0sev2\u2003checkout \t 500s\n": ("checkout 500s", 2, None, None, set()),
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), LINES.items(), ids=LINES)
def test_a_line_is_read_as_it_was_meant(text, meant):
    line = read(text)
    said = (line.title, line.severity, line.started, line.commander, set(line.flags))
    assert said == meant


def test_a_time_is_that_of_whoever_types_it():
    text = "search is down since 23:30"
    assert read(text, ZoneInfo("Asia/Tokyo")).started == at(14, 30)
    assert read(text, ZoneInfo("America/New_York")).started == at(4, 30)


def test_a_time_that_has_not_come_is_that_of_the_day_before():
    assert read("it is down since 15:01").started == at(15, 1, day=24)
    assert read("it is down since 2026-11-25 15:01").started is None


@given(st.text(st.characters(exclude_categories=("C",)), max_size=300))
def test_nothing_is_an_error_and_no_word_is_lost(text):
    line = read(text)
    assert line.severity in (None, 1, 2, 3, 4)
    assert line.started is None or line.started <= NOW
    assert line.flags <= {"private", "security", "drill"}
    kept = set(line.title.split())
    lost = set(rules.plain_line(text).split()) - kept
    understood = [line.severity, line.started, line.commander, line.flags or None]
    assert not lost or any(one is not None for one in understood)


PIECES = ("sev2", "since 14:05", f"{DANA} lead", "private", "drill", "security")


@given(st.permutations(PIECES), st.integers(0, len(PIECES)))
def test_clauses_are_understood_in_any_order_after_the_title(pieces, many):
    line = read(" ".join(["checkout 500s", *pieces[:many]]))
    said = set(pieces[:many])
    assert line.title == "checkout 500s"
    assert (line.severity == 2) == ("sev2" in said)
    assert (line.started == at(14, 5)) == ("since 14:05" in said)
    assert (line.commander == "U0DANA") == (f"{DANA} lead" in said)
    assert line.flags == said & {"private", "drill", "security"}


@given(st.integers(0, 10_000))
def test_any_time_of_the_last_days_is_read_back(minutes):
    when = NOW - timedelta(minutes=minutes)
    assert read(f"it is down since {when:%Y-%m-%d %H:%M} UTC").started == when
