"""Advice: whatever fails in Slack is said to people with a way to mend it."""

from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core import advice
from bot.core.queue import State
from bot.runtime.kinds import STEPS


@dataclass(kw_only=True)
class Row:
    seq: int = 7
    kind: str = "card"
    state: State = State.DEAD
    error: str | None = "not_in_channel"
    place: str | None = "C1"
    channel: str | None = None
    detail: dict = field(default_factory=dict)


def test_everything_that_is_done_in_slack_has_a_name_when_it_fails():
    untold = {"notice"}  # what failed to be told is not told again
    assert advice.WHAT.keys() == STEPS.keys() - untold


@pytest.mark.parametrize("error", advice.HOW)
def test_advice_is_a_clause_that_fits_into_a_sentence(error):
    how = advice.HOW[error]
    assert how[0].islower() or how.startswith(("Longwatch", "Slack"))
    assert not how.endswith(".")


@pytest.mark.parametrize(
    ("columns", "place"),
    [
        ({"place": "C1"}, "C1"),
        ({"place": "C1", "channel": "C2"}, "C2"),  # where it is by now
        ({"place": "G1"}, "G1"),
        ({"place": "U1"}, None),  # a person is no channel
        ({"place": None}, None),
    ],
)
def test_a_channel_is_named_where_it_failed_in_one(columns, place):
    assert advice.of(Row(**columns)).place == place


def test_an_archived_room_is_told_from_an_archived_channel():
    channel = advice.of(Row(error="is_archived"))
    room = advice.of(Row(error="is_archived", place=None, channel="C9"))
    assert "choose another with /ops setup" in channel.how
    assert "the incident's room is archived" in room.how


def test_whoever_could_not_be_brought_in_is_named():
    left_out = {"U1": "cant_invite", "U2": "user_is_restricted"}
    row = Row(kind="members", error="cant_invite", detail={"left_out": left_out})
    assert advice.of(row).people == ("U1", "U2")
    assert advice.of(Row(detail={"left_out": None})).people == ()


@given(
    kind=st.sampled_from([*STEPS, "something newer"]),
    error=st.none() | st.text() | st.sampled_from([*advice.HOW]),
    state=st.sampled_from([*State]),
    place=st.none() | st.text(),
)
def test_whatever_failed_there_is_something_to_do(kind, error, state, place):
    told = advice.of(Row(kind=kind, error=error, state=state, place=place))
    assert told.what
    assert told.how
    assert told.error == (error or "")
    assert told.dead is (state is State.DEAD)
    assert told.place is None or told.place[0] in "CG"
