import json
import math
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from uuid import UUID

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.core import canon

NOON = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC)


class Colour(StrEnum):
    RED = "red"


class Level(IntEnum):
    HIGH = 2


class Shape(Enum):
    ROUND = ("o", 1)


SPELLINGS = [
    # constants and numbers
    (None, b"null"),
    (True, b"true"),
    (0, b"0"),
    (-(2**63), b"-9223372036854775808"),
    (2**64 - 1, b"18446744073709551615"),
    (1.0, b"1.0"),
    (0.1, b"0.1"),
    # text stays UTF-8; only what JSON demands is escaped
    ("", b'""'),
    ("é ☃ \U0001f525", '"é ☃ \U0001f525"'.encode()),
    ('a"b\\c\n\x00', b'"a\\"b\\\\c\\n\\u0000"'),
    ("<!channel> & </b>", b'"<!channel> & </b>"'),
    # keys by code point, at every depth, without white space
    ({"b": 1, "a": {"d": 1, "c": 2}}, b'{"a":{"c":2,"d":1},"b":1}'),
    ({"é": 1, "z": 2, "Z": 3, "": 4}, '{"":4,"Z":3,"z":2,"é":1}'.encode()),
    # a tuple is a list; order is kept
    ((2, [1, ()]), b"[2,[1,[]]]"),
    # an enum is its value, as a key too
    (Colour.RED, b'"red"'),
    (Level.HIGH, b"2"),
    (Shape.ROUND, b'["o",1]'),
    ({Colour.RED: 1}, b'{"red":1}'),
    # instants in UTC with microseconds, whatever zone they came in
    (NOON, b'"2026-11-22T12:00:00.000005Z"'),
    (
        NOON.astimezone(timezone(timedelta(hours=5, minutes=45))),
        b'"2026-11-22T12:00:00.000005Z"',
    ),
    (datetime(26, 1, 2, tzinfo=UTC), b'"0026-01-02T00:00:00.000000Z"'),
    (date(2026, 2, 28), b'"2026-02-28"'),
    (UUID(int=1), b'"00000000-0000-0000-0000-000000000001"'),
]

REFUSED = [
    # no number of JSON's
    math.nan,
    math.inf,
    -math.inf,
    # more than 64 bits
    2**64,
    -(2**63) - 1,
    # a time without a zone is no instant
    datetime(2026, 11, 22, 12, 0),  # noqa: DTZ001  the naive time is the case
    time(12, 0),
    timedelta(seconds=1),
    # no order, no spelling, or several
    {1, 2},
    frozenset({1}),
    b"bytes",
    Decimal("1.0"),
    object,
    # half a character
    "\ud800",
    # keys that are no text would fall together with those that are
    {1: "a"},
    {None: "a"},
    {Level.HIGH: 1},
    {Shape.ROUND: 1},
]

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def reversed_keys(value):
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return [reversed_keys(held) for held in value] if isinstance(value, list) else value


@pytest.mark.parametrize(("value", "spelled"), SPELLINGS, ids=repr)
def test_a_value_has_one_spelling(value, spelled):
    assert canon.dumps(value) == spelled


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_what_has_no_single_spelling_is_refused(value):
    with pytest.raises(canon.NotCanonical):
        canon.dumps(value)


@pytest.mark.parametrize("value", REFUSED, ids=repr)
def test_it_is_refused_however_deep_it_hides(value):
    with pytest.raises(canon.NotCanonical):
        canon.dumps({"a": [{"b": (value,)}]})


def test_the_refusal_names_the_type():
    with pytest.raises(canon.NotCanonical, match="set"):
        canon.dumps({1})


@settings(deadline=None)
@given(VALUES)
@example({"b": [{"d": 1, "c": 2}], "a": 1})
def test_the_order_of_keys_does_not_matter(value):
    assert canon.dumps(reversed_keys(value)) == canon.dumps(value)


@settings(deadline=None)
@given(VALUES)
@example(-0.0)
@example([1, 1.0])
def test_what_was_spelled_is_read_back(value):
    spelled = canon.dumps(value)

    assert canon.loads(spelled) == value
    assert canon.dumps(canon.loads(spelled)) == spelled


@settings(deadline=None)
@given(VALUES)
def test_any_reader_of_json_reads_the_same(value):
    assert json.loads(canon.dumps(value)) == value


@settings(deadline=None)
@given(
    st.datetimes(
        min_value=datetime(2, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
        max_value=datetime(9998, 1, 1),  # noqa: DTZ001  the same
        timezones=st.timezones(),
    )
)
def test_an_instant_is_spelled_alike_in_every_zone(instant):
    spelled = canon.loads(canon.dumps(instant))

    assert datetime.fromisoformat(spelled) == instant.astimezone(UTC)
    assert canon.dumps(instant) == canon.dumps(instant.astimezone(UTC))


@settings(deadline=None)
@given(VALUES, VALUES)
@example(1, 1.0)
@example({"a": 1}, {"a": True})
def test_values_share_a_digest_only_when_they_share_a_spelling(one, other):
    same = canon.dumps(one) == canon.dumps(other)

    assert (canon.digest(one) == canon.digest(other)) == same


def test_a_digest_is_the_same_in_every_release():
    told = {"name": "incidents.declared", "at": NOON, "number": 42}

    assert canon.digest(told) == (
        "aaf12b21510feb29011dec0761d4680f235d2044c71980193da0a5ea9ae50e1b"
    )
