from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from bot.core.durations import ClockDuration, Duration, Unit

DURATIONS = st.builds(
    Duration, amount=st.integers(1, 9999), unit=st.sampled_from(list(Unit))
)

WRITTEN = [
    # (as the policy writes it, amount, unit, as people read it)
    ("30s", 30, Unit.SECOND, "30 seconds"),
    ("15m", 15, Unit.MINUTE, "15 minutes"),
    ("1h", 1, Unit.HOUR, "1 hour"),
    ("2d", 2, Unit.DAY, "2 days"),
    ("4bh", 4, Unit.BUSINESS_HOUR, "4 business hours"),
    ("1bd", 1, Unit.BUSINESS_DAY, "1 business day"),
    ("9999m", 9999, Unit.MINUTE, "9999 minutes"),
]

NO_DURATIONS = [
    # nothing, or only half of one
    "",
    "15",
    "m",
    # nothing is allowed in no time
    "0m",
    "00bd",
    # units that there aren't, signs, fractions, sums
    "15x",
    "15 months",
    "-15m",
    "1.5h",
    "1h30m",
    # more than a person means
    "10000m",
    # digits of other scripts
    "\u0661m",
]


@pytest.mark.parametrize(("text", "amount", "unit", "words"), WRITTEN)
def test_a_duration_is_read_and_written(text, amount, unit, words):
    duration = Duration.parse(text)

    assert duration == Duration(amount=amount, unit=unit)
    assert duration.render() == text
    assert duration.words() == words


@pytest.mark.parametrize("text", [" 15m ", "15M", "015m"])
def test_a_duration_is_read_as_meant(text):
    assert Duration.parse(text).render() == "15m"


@pytest.mark.parametrize("text", NO_DURATIONS)
def test_what_is_no_duration_is_refused_with_examples(text):
    with pytest.raises(ValueError, match='is not a duration such as "15m"'):
        Duration.parse(text)


@settings(deadline=None)
@given(DURATIONS)
def test_any_duration_is_read_back(duration):
    assert Duration.parse(duration.render()) == duration


@pytest.mark.parametrize(
    ("text", "elapsed"),
    [
        ("30s", timedelta(seconds=30)),
        ("15m", timedelta(minutes=15)),
        ("4h", timedelta(hours=4)),
        ("2d", timedelta(days=2)),
        # how long it is depends on the calendar
        ("4bh", None),
        ("1bd", None),
    ],
)
def test_only_business_time_needs_a_calendar(text, elapsed):
    assert Duration.parse(text).elapsed == elapsed


class Held(BaseModel):
    wait: Duration


def test_a_model_reads_and_writes_a_duration_as_text():
    held = Held.model_validate({"wait": "15m"})

    assert held.wait == Duration(amount=15, unit=Unit.MINUTE)
    assert held.model_dump(mode="json") == {"wait": "15m"}
    assert Held.model_json_schema()["properties"]["wait"]["type"] == "string"


@pytest.mark.parametrize("wait", ["15x", 15, None])
def test_a_model_refuses_what_is_no_duration(wait):
    with pytest.raises(ValidationError):
        Held.model_validate({"wait": wait})


class Clocked(BaseModel):
    wait: ClockDuration


def test_a_duration_by_the_clock_needs_no_calendar():
    assert Clocked(wait="15m").wait.elapsed == timedelta(minutes=15)
    assert Clocked(wait="15m").model_dump() == {"wait": "15m"}


@pytest.mark.parametrize("text", ["4bh", "1bd"])
def test_business_time_does_not_go_by_the_clock(text):
    with pytest.raises(ValidationError, match="must go by the clock"):
        Clocked(wait=text)
