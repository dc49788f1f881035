"""Envelopes: who asks, from where, what for, and what makes it one request."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime import envelope, shapes
from bot.runtime.acquaintances import people_in
from tests.runtime import payloads

KINDS = {
    "command": payloads.command,
    "action": payloads.action,
    "view": payloads.submission,
    "closed": payloads.closed,
    "shortcut": payloads.shortcut,
    "options": payloads.suggestion,
    "event": payloads.event,
}


@pytest.mark.parametrize(("kind", "make"), KINDS.items())
def test_a_payload_has_a_kind_a_team_and_somebody_who_acts(kind, make):
    sent = make()
    assert envelope.kind_of(sent) == kind
    assert envelope.whose(sent)[0] == payloads.TEAM
    assert envelope.actor(sent) == payloads.DANA


def test_a_shortcut_of_a_message_is_a_shortcut():
    sent = payloads.message_action()
    assert envelope.kind_of(sent) == "shortcut"
    assert envelope.channel(sent) == "C0GENERAL"


WHOSE = [
    # envelope -> Slack's ids of the team and the org
    ({"team_id": "T1"}, ("T1", None)),
    ({"team": {"id": "T1"}}, ("T1", None)),
    ({"team": None, "enterprise": {"id": "E1"}}, (None, "E1")),
    ({"team_id": None, "enterprise_id": "E1"}, (None, "E1")),
    ({"team_id": "", "enterprise_id": ""}, (None, "")),
    ({"team": "T1"}, (None, None)),  # the name of one, as older payloads have it
    ({"team": {"id": "T2"}, "team_id": "T1"}, ("T1", None)),
    ({"enterprise": "E1"}, (None, None)),
    ({}, (None, None)),
]


@pytest.mark.parametrize(("sent", "ids"), WHOSE, ids=range(len(WHOSE)))
def test_an_envelope_says_whose_it_is(sent, ids):
    team, org = envelope.whose(sent)
    assert (team, org or None) == (ids[0], ids[1] or None)


ACTORS = [
    ({"user": {"id": "U1"}}, "U1"),
    ({"user_id": "U1"}, "U1"),
    ({"event": {"user": "U1"}}, "U1"),
    ({"event": {"user": {"id": "U1", "name": "dana"}}}, "U1"),
    ({"event": {"type": "channel_rename"}}, "slack"),
    ({"event": None}, "slack"),
    ({}, "slack"),
]


@pytest.mark.parametrize(("sent", "actor"), ACTORS, ids=range(len(ACTORS)))
def test_somebody_acts_or_slack_does(sent, actor):
    assert envelope.actor(sent) == actor


CHANNELS = [
    ({"channel_id": "C1"}, "C1"),
    ({"channel": {"id": "C1", "name": "ops"}}, "C1"),
    ({"channel": "C1"}, "C1"),
    ({"container": {"channel_id": "C1"}}, "C1"),
    ({"channel": None, "container": None}, ""),
    ({}, ""),
]


@pytest.mark.parametrize(("sent", "channel"), CHANNELS, ids=range(len(CHANNELS)))
def test_it_happened_in_a_channel_or_in_none(sent, channel):
    assert envelope.channel(sent) == channel


@pytest.mark.parametrize("make", KINDS.values(), ids=KINDS)
def test_the_same_request_has_the_same_key_and_another_one_another(make):
    sent = make()
    kind = envelope.kind_of(sent)
    key = envelope.request_key(kind, sent)
    assert key == envelope.request_key(kind, {**sent, "token": "x"})
    other = make() if kind != "event" else payloads.event("Ev2")
    assert envelope.request_key(kind, other) != key


def test_two_clicks_on_one_form_are_two_requests():
    first, then = payloads.action(), payloads.action()
    then["trigger_id"] = first["trigger_id"]
    then["actions"][0]["action_ts"] = "2.2"
    keys = {envelope.request_key("action", one) for one in (first, then)}
    assert len(keys) == 2


def test_a_form_that_is_sent_and_one_that_is_closed_are_two_requests():
    sent = payloads.submission()
    assert envelope.request_key("view", sent) != envelope.request_key("closed", sent)


@pytest.mark.parametrize("kind", ["event", "command", "shortcut", "options"])
def test_what_has_no_name_of_its_own_has_no_key(kind):
    assert envelope.request_key(kind, {}) is None


def test_keys_of_different_kinds_are_never_the_same():
    keys = [envelope.request_key(kind, make()) for kind, make in KINDS.items()]
    assert len({key.partition(":")[0] for key in keys}) == len(KINDS)


def test_whoever_acts_and_whoever_is_named_appears():
    picked = {"type": "users_select", "selected_user": "U4"}
    sent = payloads.command("assign <@U2|ana> and <@W3>", user_id="U1")
    assert [*people_in(sent, "U1")] == ["U1", "U2", "W3"]
    clicked = payloads.action() | {"actions": [{"action_id": "x", **picked}]}
    assert "U4" in [*people_in(clicked, "U1")]
    form = payloads.submission(commander={"value": picked}, title={"value": {}})
    assert [*people_in(form, "U1")] == ["U1", "U4"]
    written = payloads.message_action()
    written["message"]["text"] = "<@U5> says &lt;@U6&gt; did it"
    assert [*people_in(written, "U1")] == ["U1", "U5", "U6"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["type", "team", "user", "channel", "view", "actions", "event", "id",
             "team_id", "user_id", "trigger_id", "text", "state", "values", "message"]
        ),
        inner,
        max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@given(
    st.dictionaries(st.text(), JSON) | JSON.filter(lambda one: isinstance(one, dict))
)
def test_whatever_passes_its_shape_can_be_read(sent):
    shape = shapes.of(sent)
    if shape is None or shapes.unlike(sent, shape):
        return
    kind = envelope.kind_of(sent)
    envelope.whose(sent)
    envelope.channel(sent)
    envelope.request_key(kind, sent)
    assert isinstance(envelope.actor(sent), str)
    assert all(isinstance(one, str) for one in people_in(sent, "U1"))
