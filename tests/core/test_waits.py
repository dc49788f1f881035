from datetime import UTC, datetime, timedelta

from bot.core import waits
from bot.core.waits import Wait

NOW = datetime(2026, 11, 26, 14, 5, tzinfo=UTC)


def wait(what, **more):
    return Wait(what=what, why="", label="Do", does="a.b", value="1", **more)


def test_what_is_late_comes_first_then_what_is_due_then_what_has_no_time():
    soon, later = NOW + timedelta(minutes=1), NOW + timedelta(days=1)
    given = [
        wait("some day"),
        wait("later", due=later),
        wait("late", due=later, late=True),
        wait("soon", due=soon),
        wait("late at no time", late=True),
    ]
    assert [one.what for one in waits.in_order(given)] == [
        "late", "late at no time", "soon", "later", "some day",
    ]  # fmt: skip


def test_what_has_one_time_stays_in_its_order():
    given = [wait("b", due=NOW), wait("a", due=NOW)]
    assert waits.in_order(given) == given
