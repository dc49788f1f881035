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
    "sev12 is no severity": ("is no severity", None, None, None, set()),
    "leads are not saved": ("leads are not saved", None, None, None, set()),
    "the lead form is broken": ("the lead form is broken", None, None, None, set()),
    f"{DANA} can't log in": ("@dana can't log in", None, None, None, set()),
    "queue since 14:05 is stuck": (
        "queue since 14:05 is stuck", None, None, None, set(),
    ),
    # a severity as people say it, at the beginning, at the end or between commas
    "sev 1 checkout down": ("checkout down", 1, None, None, set()),
    "SEV-1 checkout down": ("checkout down", 1, None, None, set()),
    "p1 checkout down": ("checkout down", 1, None, None, set()),
    "S1: checkout down": ("checkout down", 1, None, None, set()),
    "severity 2 checkout down": ("checkout down", 2, None, None, set()),
    "checkout down sev 1": ("checkout down", 1, None, None, set()),
    "checkout down, P1, since 14:05": ("checkout down", 1, at(14, 5), None, set()),
    "checkout down, sev 2, call dana": (
        "checkout down, call dana", 2, None, None, set(),
    ),
    "P1 line printer": ("line printer", 1, None, None, set()),
    "[SEV1] checkout down": ("checkout down", 1, None, None, set()),
    "Sev1 - checkout down": ("checkout down", 1, None, None, set()),
    "checkout down (sev 2)": ("checkout down", 2, None, None, set()),
    "checkout is down. Sev 2.": ("checkout is down.", 2, None, None, set()),
    f"checkout down, led by {DANA}.": ("checkout down", None, None, "U0DANA", set()),
    # a commander and a time at the beginning, too
    f"{DANA} lead sev1 login slow": ("login slow", 1, None, "U0DANA", set()),
    f"sev2 lead {DANA} pay slow": ("pay slow", 2, None, "U0DANA", set()),
    f"sev2, led by {DANA}: pay slow": ("pay slow", 2, None, "U0DANA", set()),
    "since 08:30 sev1 login is slow": ("login is slow", 1, at(8, 30), None, set()),
    "since 2 hours ago login is slow": ("login is slow", None, at(13), None, set()),
    f"{DANA} lead sev 3 login slow since 20 minutes ago, drill": (
        "login slow", 3, at(14, 40), "U0DANA", {"drill"},
    ),
    "since the deploy login is slow": (
        "since the deploy login is slow", None, None, None, set(),
    ),
    # within the title it is a word; so is what is called like a service
    "the sev 1 form is broken": ("the sev 1 form is broken", None, None, None, set()),
    "S1.5 is out": ("S1.5 is out", None, None, None, set()),
    "p99 latency is high": ("p99 latency is high", None, None, None, set()),
    "S3 is down": ("S3 is down", None, None, None, set()),
    "we can't write to S3": ("we can't write to S3", None, None, None, set()),
    "s3, search is slow": ("search is slow", 3, None, None, set()),
    "S7 controllers are offline": (
        "S7 controllers are offline", None, None, None, set(),
    ),
    # flags are words of the title but beside what is read, or after the last comma
    "checkout 500s, call security": (
        "checkout 500s, call security", None, None, None, set(),
    ),
    "sev2 checkout 500s, call security": (
        "checkout 500s, call security", 2, None, None, set(),
    ),
    "alarm after the fire drill": (
        "alarm after the fire drill", None, None, None, set(),
    ),
    "fire drill since 14:05": ("fire drill", None, at(14, 5), None, set()),
    "sev1 private security login page defaced": (
        "login page defaced", 1, None, None, {"private", "security"},
    ),
    "payroll leaked, private security": (
        "payroll leaked", None, None, None, {"private", "security"},
    ),
    "alarm after the drill, private": (
        "alarm after the drill", None, None, None, {"private"},
    ),
    "failover since 14:05 drill": ("failover", None, at(14, 5), None, {"drill"}),
    "sev1 payroll leaked private": ("payroll leaked private", 1, None, None, set()),
    # clock times with a dot
    "search is down since 14.05": ("search is down", None, at(14, 5), None, set()),
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


# what is typed -> what is named as not understood: severity, time, person; the title
UNREAD = {
    "sev9 checkout down": ("SEV-9", "", "", "checkout down"),
    "checkout down sev 0": ("SEV-0", "", "", "checkout down"),
    "P0 checkout down": ("P0", "", "", "checkout down"),
    "sev9 private checkout down": ("SEV-9", "", "", "checkout down"),
    f"x is down since 25:99 {DANA} lead": (
        "", "since 25:99", "", "x is down since 25:99",
    ),
    f"x is down {DANA} lead since this morning": (
        "", "since this morning", "", "x is down since this morning",
    ),
    "x is down since 2026-11-25 15:01": (
        "", "since 2026-11-25 15:01", "", "x is down since 2026-11-25 15:01",
    ),
    "server started 500ing": ("", "", "", "server started 500ing"),
    "sev2 x is down since 14:05 @nobody lead": ("", "", "nobody", "x is down"),
    "x is down, led by @ann.nobody": ("", "", "ann.nobody", "x is down"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "meant"), UNREAD.items(), ids=UNREAD)
def test_what_cant_be_read_is_named(text, meant):
    line = read(text)
    assert (line.no_severity, line.no_time, line.named, line.title) == meant
    assert (line.commander == "U0DANA") == (DANA in text)


def test_the_policys_names_are_severities():
    names = {1: "Critical", 2: "Major outage", 3: "Minor", 4: "Low"}

    def rated(text):
        line = oneline.read(text, now=NOW, zone=LONDON, names=names)
        return line.title, line.severity

    assert rated("critical checkout down") == ("checkout down", 1)
    assert rated("major outage: checkout down") == ("checkout down", 2)
    assert rated("checkout down, critical") == ("checkout down", 1)
    assert rated("load is low") == ("load is low", None)
    assert rated("criticality is wrong") == ("criticality is wrong", None)
    assert read("critical checkout down").title == "critical checkout down"


@pytest.mark.parametrize(
    ("text", "doubtful"),
    [
        ("payroll leaked private", True),
        (f"payroll leaked private {DANA} lead", True),
        ("payroll leaked Private drill", True),
        ("payroll leaked, private", False),
        ("private keys leaked", False),
        ("private: everything is private", False),
        ("checkout 500s, call security", False),
    ],
)
def test_a_title_that_ends_in_private_is_doubtful(text, doubtful):
    assert read(text).doubtful is doubtful


@given(st.text(st.characters(exclude_categories=("C",)), max_size=300))
def test_nothing_is_an_error_and_no_word_is_lost(text):
    line = read(text)
    assert line.severity in (None, 1, 2, 3, 4)
    assert line.started is None or line.started <= NOW
    assert line.flags <= {"private", "security", "drill"}
    kept = set(line.title.split())
    lost = set(rules.plain_line(text).split()) - kept
    understood = [line.severity, line.started, line.commander, *line.flags]
    named = [line.no_severity, line.named]
    assert not lost or any([*understood, *named])


PIECES = ("sev2", "since 14:05", f"{DANA} lead", "private", "drill", "security")


@given(st.permutations(PIECES), st.integers(1, len(PIECES)))
def test_clauses_are_understood_in_any_order_after_the_title(pieces, many):
    line = read(" ".join(["checkout 500s,", *pieces[:many]]))
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


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("the sev 1 form is broken", "sev 1"),
        ("login sev1 slow", "sev1"),
        ("sev2 the sev 1 form is broken", ""),
        ("severe weather, sevens", ""),
        ("login is slow sev1", ""),
    ],
)
def test_a_severity_that_stays_in_the_title_is_told(text, left):
    assert read(text).left == left
