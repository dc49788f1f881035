"""How a file says that it is retired, how old that is, and what it is called."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Invalid
from bot.library import marking

DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    "text",
    [
        "Status: Retired 2026-01-31",
        "# Plan\n\nStatus: Retired 2026-01-31.\n\nIt was good.",
        "# Plan\n\n**Status:** Retired 2026-01-31",
        "# Plan\n\n* Status: *retired* on 2026-01-31, by Ana",
        "> Status: tombstoned (2026-01-31)",
        "Status: Retired since 2026-1-31",
        "---\nstatus: retired\nretired: 2026-01-31\n---\n# Plan",
        "---\ntitle: Plan\nStatus: 'retired'\nretired_on: '2026-01-31'\n...\n",
        "\ufeff---\r\nretired: 2026-01-31\r\nstatus: Retired\r\n---\r\n",
        "title: Plan\nstate: retired\nsince: 2026-01-31\n\nText.",
        "title: Plan\nstate: tombstoned\nsince: 2026-01-31\n\nText.",
        "# Plan\n\n- Status: retired\n- Retired: 2026-01-31\n",
    ],
)
def test_a_mark_and_its_day_are_read(text):
    assert marking.marked(text) == marking.Mark(since=DAY)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Plan\n\nIt holds.",
        "Status: accepted",
        "Status: not retired 2026-01-31",
        "Status: retirement 2026-01-31",
        "The status: retired 2026-01-31",
        "---\nstatus: draft\nretired: 2026-01-31\n---\n",
        "retired: 2026-01-31",
        "# How to\n\n```\nStatus: Retired 2026-01-31\n```",
        "line\n" * 20 + "Status: Retired 2026-01-31",
    ],
)
def test_what_is_no_mark_is_none(text):
    assert marking.marked(text) is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Status: Retired", "it does not say since when"),
        ("Status: Retired in spring", "write `Status: Retired 2026-01-31`"),
        ("---\nstatus: retired\n---", "it does not say since when"),
        ("---\nstatus: retired\nretired: soon\n---", "it does not say since when"),
        ("Status: Retired 2026-02-31", "2026-02-31 is no day of the calendar"),
        ("Status: Retired 2026-13-01", "2026-13-01 is no day of the calendar"),
    ],
)
def test_a_mark_without_a_day_says_what_is_wrong(text, problem):
    found = marking.marked(text)
    assert found.since is None
    assert problem in found.problem


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# Plan B #\n\nText", "Plan B"),
        ("---\ntitle: 'Plan: B'\n---\n# Other", "Plan: B"),
        ("title: Plan B\n\nText", "Plan B"),
        ("## Small\n\n# Plan B", "Plan B"),
        ("Text", "plan.md"),
        ("", "plan.md"),
    ],
)
def test_a_file_is_called_by_its_title(text, title):
    assert marking.titled(text, "plan.md") == title


@pytest.mark.parametrize(
    ("age", "last"),
    [
        ("6m", date(2026, 2, 28)),  # the last day that February has
        ("6 months", date(2026, 2, 28)),
        ("18M", date(2025, 2, 28)),
        ("1y", date(2025, 8, 31)),
        ("180d", date(2026, 3, 4)),
        ("2w", date(2026, 8, 17)),
        ("0d", date(2026, 8, 31)),
    ],
)
def test_an_age_is_counted_back_from_today(age, last):
    assert marking.long_ago(date(2026, 8, 31), age) == last


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(0, 999))
def test_ages_are_those_of_another_calendar(today, count):
    months = marking.long_ago(today, f"{count}m")
    assert months == today - relativedelta(months=count)
    assert marking.long_ago(today, f"{count}d") == today - timedelta(days=count)


@pytest.mark.parametrize(
    "age", ["", "6", "m", "-6m", "six months", "6h", "9999y", "6mm"]
)
def test_what_is_no_age_is_refused_with_an_example(age):
    with pytest.raises(Invalid, match="is no age such as 6m, 180d, 26w or 1y"):
        marking.long_ago(date(2026, 8, 31), age)


@given(st.text(max_size=200))
def test_any_text_has_a_mark_or_none(text):
    found = marking.marked(text)
    assert found is None or bool(found.since) != bool(found.problem)
    assert marking.titled(text, "x")
