"""Wording: the worst comes first, and a day of another year says its year."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from bot.core import times
from bot.digest import standing, week
from bot.findings import Severity

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
WORK = SimpleNamespace(
    now=NOW, policy=SimpleNamespace(calendar=times.Calendar(zone=UTC))
)


def finding(severity, days):
    due = None if days is None else NOW + timedelta(days=days)
    return SimpleNamespace(severity=severity, next_by=due, clock_at=NOW)


def test_findings_come_by_severity_and_then_by_when_they_are_due():
    wanted = [
        finding(Severity.CRITICAL, 9),
        finding(Severity.HIGH, -9),
        finding(Severity.HIGH, 1),
        finding(Severity.HIGH, None),
        finding(Severity.LOW, -20),
    ]
    jumbled = [wanted[at] for at in (3, 0, 4, 2, 1)]
    assert sorted(jumbled, key=standing._worst) == wanted


def test_a_day_of_another_year_says_its_year():
    assert week.day(WORK, NOW) == "Mon 30 Nov"
    assert week.day(WORK, datetime(2019, 1, 1, tzinfo=UTC)) == "Tue 01 Jan 2019"
    assert week.day(WORK, None) == ""


def test_what_is_private_is_counted_in_whole_words():
    private = week._private
    assert private(1) == "1 private one is not named"
    assert private(2) == "2 private ones are not named"
    kinds = "postmortem or action item"
    assert private(1, kinds) == "1 private postmortem or action item is not named"
    assert private(2, kinds) == "2 private postmortems or action items are not named"
