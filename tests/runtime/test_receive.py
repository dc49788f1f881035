"""Receiving: bytes into payloads, and payloads that Slack would never send."""

from urllib.parse import quote

import pytest

from bot.runtime import receive, shapes
from tests.runtime import payloads

VIEW = payloads.submission()["view"]
FILE = {
    "user": payloads.DANA,
    "item": {"type": "file", "file": "F0PLAN"},
    "event_ts": "1760000000.1",
}
CHANGED = {"type": "message", "subtype": "message_changed", "channel": "C0OPS"}
DEEP = b"[" * 100_000 + b"]" * 100_000


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        # no JSON, JSON that is no object, JSON that would overflow a parser
        (receive.JSON, b""),
        (receive.JSON, b"{"),
        (receive.JSON, b"[]"),
        (receive.JSON, b'"text"'),
        (receive.JSON, b"null"),
        (receive.JSON, b'{"a": NaN}'),
        (receive.JSON, DEEP),
        (receive.JSON, b'{"a": ' + DEEP + b"}"),
        (receive.JSON, b'{"a": "\xff"}'),
        # forms that hold no payload, or one that is none
        (receive.FORM, b""),
        (receive.FORM, b"a=b"),
        (receive.FORM, b"payload="),
        (receive.FORM, b"payload=%5B%5D"),
        (receive.FORM, b"payload=" + DEEP),
        (receive.FORM, b"command=%ff\xff"),
        # other content types, though what they hold would do
        ("text/plain", b'{"type": "event_callback"}'),
        ("multipart/form-data", b"command=/incident"),
        ("application/octet-stream", b"command=/incident"),
    ],
)
def test_what_is_no_payload_is_unreadable(kind, body):
    with pytest.raises(receive.Unreadable):
        receive.payload_of(kind, body)


@pytest.mark.parametrize(
    ("kind", "body", "payload"),
    [
        (receive.JSON, b'{"type": "x"}', {"type": "x"}),
        (receive.FORM, b"payload=%7B%22type%22%3A1%7D", {"type": 1}),
        (
            receive.FORM,
            b"command=%2Fincident&text=",
            {"command": "/incident", "text": ""},
        ),
        # a field of a command may be called like anything
        (
            receive.FORM,
            b"command=%2Fx&text=payload%3D1",
            {"command": "/x", "text": "payload=1"},
        ),
        (receive.FORM, b"ssl_check=1&token=t", {"ssl_check": "1", "token": "t"}),
    ],
)
def test_a_payload_is_read(kind, body, payload):
    assert receive.payload_of(kind, body) == payload


@pytest.mark.parametrize(
    ("payload", "body"),
    [
        ({"ssl_check": "1"}, ""),
        ({"type": "url_verification", "challenge": "c"}, '{"challenge":"c"}'),
        ({"type": "app_rate_limited", "minute_rate_limited": 1}, ""),
    ],
)
def test_what_bolt_does_not_know_is_answered_before_it(payload, body):
    early = receive.early_answer(payload)
    assert early is not None
    assert (early.status, early.body) == (200, body)


def test_everything_else_is_left_to_a_listener():
    assert [receive.early_answer(make()) for make in payloads.EVERY] == [None] * 8


@pytest.mark.parametrize(
    "payload",
    [
        # kinds that Slack had once, or will have
        {"type": "workflow_step_edit", "team": {"id": payloads.TEAM}},
        {"type": "interactive_message", "team": {"id": payloads.TEAM}, "actions": []},
        {"type": "something_new", "team_id": payloads.TEAM},
        payloads.event(type="team_join"),
        payloads.event(type="message", subtype="message_replied", channel="C0OPS"),
        payloads.event(type="reaction_added", reaction="eyes", **FILE),
        payloads.event(type="pin_removed", **FILE),
        {"team_id": payloads.TEAM},
    ],
)
async def test_an_unknown_kind_is_taken_and_does_nothing(edge, logs, payload):
    said = await receive.answered(edge.bot.bolt, payload)
    assert (said.status, said.body) == (200, "")
    assert "error" not in logs.getvalue()


@pytest.mark.parametrize("make", payloads.EVERY)
def test_what_slack_sends_is_of_its_shape(make):
    payload = make()
    assert shapes.unlike(payload, shapes.of(payload)) is None


@pytest.mark.parametrize(
    ("payload", "place"),
    [
        (payloads.command(user_id=""), "user_id"),
        (payloads.action() | {"actions": []}, "actions"),
        (payloads.action() | {"user": {}}, "user.id"),
        (payloads.submission(title={"value": {"value": 7}}), "view.state.values.title"),
        (payloads.submission() | {"view": None}, "view"),
        (payloads.submission() | {"view": VIEW | {"state": {}}}, "view.state.values"),
        (payloads.message_action(message={"text": "x"}), "message.ts"),
        (payloads.event(type="member_joined_channel", user="U0DANA"), "channel"),
        (payloads.event(type="channel_rename", channel="C0OPS"), "channel"),
        (payloads.event() | {"event": []}, "event"),
        (payloads.event(type="message", channel="C0OPS", text="hi"), "ts"),
        (payloads.event(type="message", subtype="message_changed"), "channel"),
        (payloads.event(type="message", subtype="me_message", channel="C1"), "ts"),
        (payloads.event(**CHANGED), "message"),
        (payloads.event(**CHANGED, message={"ts": "soon"}), "message.ts"),
        (
            payloads.event(type="message", subtype="message_deleted", channel="C0OPS"),
            "deleted_ts",
        ),
        (payloads.event(type="pin_added", user="U0DANA", item={}), "item.type"),
        (payloads.event(type="reaction_added", **FILE), "reaction"),
    ],
)
async def test_what_is_of_another_shape_is_refused_without_a_word_of_it(
    edge, logs, payload, place
):
    assert shapes.unlike(payload, shapes.of(payload)).startswith(place)
    said = await receive.answered(edge.bot.bolt, payload)
    assert (said.status, said.body) == (400, "")
    assert "a payload of another shape" in logs.getvalue()
    assert "error" not in logs.getvalue()


async def test_an_error_of_the_error_handler_is_explained_too(edge, logs, monkeypatch):
    def broken(*_):
        raise ValueError("canary")

    monkeypatch.setattr(edge.bot.installations, "find", broken)
    said = await receive.answered(edge.bot.bolt, payloads.command("list"))
    assert said.status == 200
    assert "Something broke, and nothing was done" in said.body
    assert logs.getvalue().count("unexpected") == 1


@pytest.mark.parametrize(
    ("said", "read"),
    [
        # halves of a character: the first, the second, both in the wrong order
        (r"a \ud83d b", "a \ufffd b"),
        (r"a \udd25 b", "a \ufffd b"),
        (r"\uDD25\uD83D", "\ufffd\ufffd"),
        # a whole one beside a half
        (r"\ud83d\udd25\ud83d", "\U0001f525\ufffd"),
    ],
)
def test_half_a_character_is_read_as_one_that_is_not_known(said, read):
    body = f'{{"a": "{said}"}}'.encode()
    assert receive.payload_of(receive.JSON, body) == {"a": read}
    form = b"payload=" + quote(body).encode()
    assert receive.payload_of(receive.FORM, form) == {"a": read}
