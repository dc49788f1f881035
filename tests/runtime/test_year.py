"""Weeks of the operations calendar, played for a team: what was promised holds.

The whole year is `longwatch playground --year`; these are a few weeks of it, in which
everything happens that happens in the year.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime.playing.year import verdict
from bot.runtime.playing.year.verdict import Said

WEEKS = 42
MONDAY = datetime(2027, 1, 4, 9, tzinfo=UTC)


@pytest.mark.slow
def test_what_was_promised_holds_for_weeks_that_are_lived(tmp_path):
    code, told = played(tmp_path)
    assert (told["wrong"], told["ok"], code) == ([], True, 0)
    acts, states = told["acts"], told["occurrences"]
    for act in ("Confirm…", "Snooze…", "Approve", "goes on holiday"):
        assert acts[act] > 0
    for fact in ("missed", "escalated", "signed_off", "vacated", "orphaned", "nudged"):
        assert states[f"fact calendar.{fact}"] > 0
    assert any("so this comes late" in line for line in told["transcript"])


def played(folder):
    """Play a few weeks in a process of its own; give its code and what it said."""
    command = (sys.executable, "-m", "bot", "playground", "--year", "--json")
    ran = subprocess.run(
        (*command, "--seed", "7", "--days", str(WEEKS)),
        check=False,
        capture_output=True,
        text=True,
        cwd=folder,
    )
    assert ran.stdout, ran.stderr
    return ran.returncode, json.loads(ran.stdout)


def said(
    who="dana", *, at=MONDAY, key="calendar.duty:1:U", text="", zone="Europe/London"
):
    return Said(at=at, who=who, zone=zone, key=key, text=text)


def test_a_nudge_outside_business_hours_is_found():
    night = said(at=MONDAY.replace(hour=3))
    sunday = said(at=MONDAY - timedelta(days=1))
    holiday = said(at=datetime(2027, 12, 27, 10, tzinfo=UTC))
    tokyo = said(at=MONDAY.replace(hour=1), zone="Asia/Tokyo")
    assert len([*verdict.hours([night, sunday, holiday, tokyo], {})]) == 3


def test_a_nudge_while_somebody_is_away_is_found():
    away = {"dana": [(MONDAY - timedelta(days=2), MONDAY + timedelta(days=2))]}
    assert [*verdict.hours([said()], away)]
    assert not [*verdict.hours([said(who="ana")], away)]


def test_a_fourth_message_on_a_day_is_found_but_no_answer():
    many = [said(key=f"calendar.duty:{n}:U") for n in range(4)]
    assert len([*verdict.crowd(many)]) == 1
    assert not [*verdict.crowd([*many[:3], said(key="reply:calendar.done:1")])]


def test_a_second_message_of_one_occurrence_is_found():
    assert len([*verdict.once([said(), said(at=MONDAY + timedelta(days=1))])]) == 1
    assert not [*verdict.once([said(), said(who="ana")])]


def test_a_flood_after_a_stop_is_found():
    late = said(text="Longwatch was away, so this comes late.", key="r:1")
    once = [said(text=f"{verdict.LIST}: {late.text}", key="r:1")]
    assert not [*verdict.caught_up(once, MONDAY)]
    flood = [*once, said(at=MONDAY + timedelta(minutes=1))]
    assert len([*verdict.caught_up(flood, MONDAY)]) == 1
    assert len([*verdict.caught_up([said()], MONDAY)]) == 1
