"""Outcomes: what each way in which a call can end means for its row."""

from types import SimpleNamespace

import pytest

from bot.core.claims import MARKED
from bot.core.errors import Busy
from bot.core.queue import State
from bot.runtime import outcomes
from bot.runtime.calls import Late, Limited, Refusal, Unknown, Unreached
from bot.runtime.jobs import Result

NOW = 1_800_000_000.0
SETTLE = 6.0
KEY = ("w", "chat.postMessage", "C1")
ADDRESS = {"url": "https://hooks.slack.com/commands/1/2"}


def row(**columns):
    """Make a claimed row, as far as an outcome looks at it."""
    known = {
        "kind": "message",
        "tries": 0,
        "first_try": NOW,
        "applied": 3,
        "rendered": 7,
        "unknown": False,
        "channel": "C1",
        "ts": "1.1",
        "detail": {"digest": "d"},
    }
    return SimpleNamespace(**{**known, **columns})


def failed(error, **columns):
    return outcomes.failed(row(**columns), error, now=NOW, settle=SETTLE)


def test_what_was_done_is_applied_as_it_was_rendered():
    result = Result(channel="C2", ts="2.2", detail={"digest": "e"})
    done = outcomes.done(row(unknown=True, tries=4), result)
    assert done.changes == {
        "state": State.WAITING,
        "tries": 0,
        "not_before": 0.0,
        "first_try": None,
        "error": None,
        "unknown": False,
        "applied": 7,
        "channel": "C2",
        "ts": "2.2",
        "detail": {"digest": "e"},
    }
    assert done.trouble is None


def test_what_slack_gave_once_stays_known():
    done = outcomes.done(row(), Result())
    assert (done.changes["channel"], done.changes["ts"]) == ("C1", "1.1")


def test_what_was_done_in_part_is_said():
    done = outcomes.done(row(), Result(error="cant_invite"))
    assert (done.trouble, done.changes["error"]) == ("cant_invite", "cant_invite")
    assert (done.changes["state"], done.changes["applied"]) == (State.WAITING, 7)


# error, the row that met it -> state, tries, waits at least and at most, unknown
TABLE = {
    "refused for good": (Refusal("is_archived", {}), {}, State.DEAD, 0, (0, 0), False),
    "asked to wait": (
        Limited(KEY, NOW + 30), {}, State.WAITING, 0, (30, 30.2), False,
    ),
    "asked to wait until a moment that has passed": (
        Limited(KEY, NOW - 30), {"tries": 9}, State.WAITING, 9, (0, 0), False,
    ),
    "too little of the lease is left": (Late(), {}, State.WAITING, 0, (0, 0), False),
    "the database is busy": (
        Busy(), {"tries": 9}, State.WAITING, 9, (0.5, 1), False,
    ),
    "nobody was reached": (
        Unreached("refused"), {}, State.WAITING, 1, (0.5, 1), False,
    ),
    "nobody was reached for the fifth time": (
        Unreached("refused"), {"tries": 4}, State.WAITING, 5, (8, 16), False,
    ),
    "nobody was reached for the tenth time": (
        Unreached("refused"), {"tries": 9}, State.DEAD, 9, (0, 0), False,
    ),
    "nobody was reached for a day": (
        Unreached("refused"), {"first_try": NOW - 86_401}, State.DEAD, 0, (0, 0), False,
    ),
    "the answer was lost": (
        Unknown("HTTP 500"), {}, State.WAITING, 1, (SETTLE + 0.5, SETTLE + 1), True,
    ),
    "the answer was lost for the tenth time": (
        Unknown("HTTP 500"), {"tries": 9}, State.DEAD, 9, (0, 0), True,
    ),
    "the answer to a line for one person was lost": (
        Unknown("Timeout"), {"detail": {"respond": ADDRESS}}, State.RELEASED, 0, (0, 0),
        False,
    ),
    "a bug": (ValueError("a canary"), {}, State.WAITING, 1, (0.5, 1), False),
    "a bug for the fourth time": (
        ValueError("a canary"), {"tries": 3}, State.DEAD, 3, (0, 0), False,
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("error", "columns", "state", "tries", "wait", "unknown"), TABLE.values(), ids=TABLE
)
def test_a_failure_says_what_becomes_of_the_row(  # noqa: PLR0917 (a table's columns)
    error, columns, state, tries, wait, unknown
):
    changes = failed(error, **columns).changes
    assert changes["state"] is state
    assert changes["tries"] == tries
    assert changes["unknown"] is unknown
    if state is State.WAITING:
        assert wait[0] <= changes["not_before"] - NOW <= wait[1]


@pytest.mark.parametrize(("error", "columns"), [case[:2] for case in TABLE.values()])
def test_a_failure_forgets_nothing_that_slack_gave(error, columns):
    before, changes = row(**columns), failed(error, **columns).changes
    for name in ("applied", "channel", "ts", "detail", "first_try"):
        assert changes[name] == getattr(before, name)
    assert set(changes) == set(MARKED)
    assert "canary" not in str(changes)


def test_doubt_stays_until_somebody_has_looked():
    for error in (Unreached("x"), Late(), Limited(KEY, NOW), Busy(), ValueError()):
        assert failed(error, unknown=True).changes["unknown"] is True


@pytest.mark.parametrize(
    ("error", "columns", "trouble"),
    [
        # a person must look at what is dead, and at nothing that goes on by itself
        (Refusal("is_archived", {}), {}, "is_archived"),
        (Unreached("x"), {"tries": 9}, "Slack can't be reached"),
        (Unknown("HTTP 500"), {"tries": 9}, "HTTP 500"),
        (ValueError(), {"tries": 3}, "bug"),
        (Unknown("HTTP 500"), {}, None),
        (Unreached("x"), {}, None),
        (Limited(KEY, NOW), {}, None),
        (Late(), {}, None),
        (Busy(), {}, None),
        # a line to one person that may have been said is nobody's trouble
        (Unknown("Timeout"), {"detail": {"respond": ADDRESS}}, None),
    ],
)
def test_people_hear_of_what_they_must_mend(error, columns, trouble):
    outcome = failed(error, **columns)
    assert outcome.trouble == trouble
    assert (outcome.changes["state"] is State.DEAD) is (trouble is not None)


def test_only_a_limit_lets_the_method_rest():
    assert failed(Limited(KEY, NOW + 30)).pause == (KEY, NOW + 30)
    for error in (Refusal("x", {}), Unknown("x"), Unreached("x"), Late(), Busy()):
        assert failed(error).pause is None


def test_the_waits_grow_to_a_quarter_of_an_hour():
    waits = [
        failed(Unreached("x"), tries=tries).changes["not_before"] - NOW
        for tries in range(outcomes.TRIES - 1)
    ]
    for tries, wait in enumerate(waits):
        full = min(900.0, 2.0**tries)
        assert full / 2 <= wait <= full


def test_a_call_that_nobody_can_look_for_is_in_doubt_after_a_bug():
    """It is not made again: the next try tells that it may have happened."""
    for kind, doubt in (("webhook", True), ("message", False)):
        outcome = failed(ValueError("a bug"), kind=kind)
        assert outcome.changes["state"] is State.WAITING
        assert outcome.changes["unknown"] is doubt
