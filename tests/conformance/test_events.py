"""8.6, rules 41 to 45: what an app hears, how often, and from whom.

Of rule 45 this is Slack's side: events that get lost. That a bot makes up for them is
tried with the bot, elsewhere.
"""

import asyncio
import json
import time

import pytest
from aiohttp import web

from tests import person
from tests.conformance.receiver import always, careful, receiving, signature
from tests.playground.counterparts import EVENTS, SCOPES

BOT, DANA = "U0LONGWATCH", "U0DANA"
OPS = {"user": DANA, "channel": "ops"}
FORGERIES = {
    *("wrong signature", "old timestamp", "no signature"),
    *("timestamp that is no number", "body changed by one byte"),
}


@pytest.fixture
async def member(slack):
    """Bring the bot into #ops and a private channel, so that it hears of them."""
    for channel in ("ops", "security"):
        await slack.post("invite", user=DANA, channel=channel, users=[BOT])


def real_now():
    return time.time()  # noqa: TID251 (a signature's own)


async def test_rule_41_every_request_is_signed(slack, dana):
    async with receiving(careful, now=real_now()) as other:
        await slack.post("app", request_url=other.url)
        await dana.types("#ops", "/incident list")
        await slack.post("shortcut", user=DANA, callback_id="go")
        await slack.post("events", raw={"type": "event_callback", "event": {}})
    assert len(other.came) == 3
    assert [one["status"] for one in await slack.deliveries()] == [200] * 3


def test_rule_41_signatures_are_checked_by_the_vector_of_slacks_documentation():
    secret = "8f742231b10e8888abcd99yyyzzz85a5"
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
        b"&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA"
        b"&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url="
        b"https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121."
        b"803a0bc887a14d10d2c447fce8b6703c"
    )
    assert signature(secret, "1531420618", body) == (
        "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"
    )


async def probes(slack, answer):
    """Let the app *answer* the probes; give them by name."""
    async with receiving(answer, now=real_now()) as other:
        await slack.post("app", request_url=other.url)
        found = (await slack.post("probe", user=DANA))["probes"]
    return other, {one["probe"]: one["status"] for one in found}


async def test_rule_41_forgeries_are_sent_and_a_careful_app_takes_none(slack):
    other, found = await probes(slack, careful)
    assert {name: found[name] for name in FORGERIES} == dict.fromkeys(FORGERIES, 401)
    assert await slack.violations() == []
    forged = [
        (headers, body)
        for _, headers, body in other.came
        if b"orged" in body and b"command=" in body
    ]
    stamps = [headers.get("X-Slack-Request-Timestamp") for headers, _ in forged]
    assert len(forged) == len(FORGERIES)
    assert stamps.count(None) == stamps.count("yesterday") == 1
    old = [int(s) for s in stamps if s and s.isdecimal() and int(s) < other.now - 300]
    assert len(old) == 1


@pytest.mark.parametrize("status", [200, 204, 500])
async def test_rule_41_an_app_that_takes_forgeries_is_reported(slack, status):
    await probes(slack, always(status))
    reports = " ".join(await slack.violations())
    for name in FORGERIES:
        assert f"probe: {name} was answered by {status}" in reports


async def hears(app, name, count=1):
    return await app.hears(name, count)


async def test_rule_42_an_event_in_doubt_comes_again_at_once_with_its_id(app, slack):
    await slack.post("events", double=True)
    await slack.post("events", send={"type": "team_join"})
    await hears(app, "team_join", 2)
    one, two = app.of("event_callback")
    assert one == two
    assert sorted(map(str, app.retries)) == ["1", "None"]


async def test_rule_42_an_event_comes_again_after_it_succeeded(app, slack):
    for name in ("team_join", "emoji_changed"):
        await slack.post("events", send={"type": name})
        await hears(app, name)
    await slack.post("events", again=2)
    await hears(app, "team_join", 2)
    await hears(app, "emoji_changed", 2)
    ids = [one["event_id"] for one in app.of("event_callback")]
    assert (len(ids), len(set(ids))) == (4, 2)
    assert app.retries[:2] == [None, None]
    assert app.retries[2:] == ["1", "1"]


async def test_rule_42_a_mention_is_two_events_of_one_message(app, member, dana):
    await dana.types("#ops", "@longwatch help")
    [mention] = await hears(app, "app_mention")
    said = [one for one in await hears(app, "message") if one["ts"] == mention["ts"]]
    assert [one["text"] for one in said] == [mention["text"]]
    both = [one for one in app.of("event_callback") if one["event"] in [mention, *said]]
    assert len({one["event_id"] for one in both}) == 2


async def test_rule_42_events_come_late_and_backwards(app, slack, member, dana):
    await slack.post("events", hold=True)
    await dana.types("#ops", "first")
    await slack.forward(minutes=3)
    await dana.types("#ops", "second")
    await slack.post("events", release="backwards")

    async def both():
        texts = [one["text"] for one in app.events("message")]
        return [text for text in texts if text in {"first", "second"}][1:]

    assert await person.eventually(both, "both messages are heard") == ["first"]
    stamps = [one["ts"] for one in app.events("message")]
    assert float(stamps[-2]) - float(stamps[-1]) > 179


async def test_rule_42_a_change_may_come_before_what_it_changes(
    app, slack, member, api
):
    await slack.post("events", hold=True)
    ts = (await api.say(text="one"))["ts"]
    await api.fine("chat.update", channel="C0OPS", ts=ts, text="two")
    await slack.post("events", release="backwards")

    async def heard():
        return [e for e in app.events("message") if ts in json.dumps(e)][1:]

    await person.eventually(heard, "both are heard")
    first, second = [e for e in app.events("message") if ts in json.dumps(e)]
    assert (first["subtype"], first["hidden"]) == ("message_changed", True)
    assert second["ts"] == ts


@pytest.mark.parametrize(
    "event",
    [
        {"type": "never_heard_of"},
        {"type": "message", "subtype": "never_heard_of", "channel": "C0OPS"},
        {"type": "message", "subtype": "bot_message", "bot_id": "B0OTHER", "text": "x"},
        {"type": "message", "hidden": True, "subtype": "message_replied"},
    ],
    ids=["type", "subtype", "another bot", "hidden"],
)
async def test_rule_42_whatever_slack_invents_can_be_sent(app, slack, event):
    await slack.post("events", send=event)
    [heard] = await hears(app, event["type"])
    assert event.items() <= heard.items()


async def test_rule_42_an_event_that_failed_comes_again_with_the_same_id(app, slack):
    app.statuses += [500, 200]
    await slack.post("events", send={"type": "team_join"})
    await hears(app, "team_join", 2)
    assert len({one["event_id"] for one in app.of("event_callback")}) == 1


ENVELOPE = {
    *("token", "team_id", "api_app_id", "event", "type", "event_id", "event_time"),
    *("authorizations", "is_ext_shared_channel", "event_context"),
}


async def test_rule_42_an_envelope_has_its_fields_and_one_authorization(app, slack):
    await slack.post("events", send={"type": "team_join"})
    await hears(app, "team_join")
    [envelope] = app.of("event_callback")
    assert envelope.keys() >= ENVELOPE
    [authorization] = envelope["authorizations"]
    assert (authorization["user_id"], authorization["is_bot"]) == (BOT, True)
    assert envelope["event"]["event_ts"]


@pytest.mark.parametrize(
    "settings",
    [
        {"events": [name for name in EVENTS if name != "message.channels"]},
        {"scopes": [name for name in SCOPES if name != "channels:history"]},
    ],
    ids=["not subscribed", "no scope"],
)
async def test_rule_42_an_event_needs_a_subscription_and_its_scope(
    app, slack, member, dana
):
    await dana.types("#ops", "unheard")
    await slack.post("events", send={"type": "last"})
    await hears(app, "last")
    assert "unheard" not in json.dumps(app.received)


async def idle(slack, count):
    """Wait until *count* deliveries have ended."""

    async def look():
        done = [one for one in await slack.deliveries() if one["ms"] is not None]
        return done if len(done) >= count else None

    return await person.eventually(look, f"{count} deliveries have ended")


async def test_rule_43_a_failure_is_tried_again_after_0_60_and_300_seconds(app, slack):
    app.statuses += [500] * 4
    started = await slack.now()
    await slack.post("events", send={"type": "team_join"})
    await idle(slack, 2)
    await slack.forward(seconds=59)
    await slack.forward(seconds=1)
    await idle(slack, 3)
    await slack.forward(seconds=299)
    await slack.forward(seconds=1)
    await idle(slack, 4)
    assert app.retries == [None, "1", "2", "3"]
    times = [round(one["at"] - started) for one in await slack.deliveries()]
    assert times == [0, 0, 60, 360]
    await slack.forward(hours=2)
    assert len(await slack.deliveries()) == 4


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (always(404), "http_error"),
        (always(503), "http_error"),
        (always(302, headers={"Location": "/slack/events"}), "too_many_redirects"),
    ],
    ids=["404", "503", "redirects"],
)
async def test_rule_43_a_retry_says_why(slack, answer, reason):
    async with receiving(answer) as other:
        await slack.post("app", request_url=other.url)
        await slack.post("events", send={"type": "team_join"})
        await idle(slack, 2)
    headers = [headers for _, headers, body in other.came if body]
    assert "X-Slack-Retry-Num" not in {name.title() for name in headers[0]}
    told = {name.lower(): value for name, value in headers[-1].items()}
    assert (told["x-slack-retry-num"], told["x-slack-retry-reason"]) == ("1", reason)


@pytest.mark.parametrize(("redirects", "taken"), [(2, True), (3, False)])
async def test_rule_43_two_redirects_are_followed(slack, redirects, taken):
    def moving(receiver, *_):
        if len(receiver.came) <= redirects:
            return web.Response(status=307, headers={"Location": "/slack/events"})
        return web.Response()

    async with receiving(moving) as other:
        await slack.post("app", request_url=other.url)
        await slack.post("events", send={"type": "team_join"})
        first, *_ = await idle(slack, 1)
    assert (first["status"] == 200) is taken


async def test_rule_43_an_app_that_is_not_there_hears_it_later(slack, app):
    await slack.post("app", request_url="http://127.0.0.1:1/slack/events")
    await slack.post("events", send={"type": "team_join"})
    await idle(slack, 2)
    await slack.post("app", request_url=app.url)
    await slack.forward(seconds=60)
    await hears(app, "team_join")
    assert app.retries == ["2"]


async def test_rule_43_no_answer_within_three_seconds_is_a_failure(slack, app):
    released = asyncio.Event()

    async def late(_):
        await released.wait()
        return ""

    app.answers["event_callback"] = late
    await slack.post("events", send={"type": "team_join"})
    [first, *_] = await idle(slack, 1)
    released.set()
    assert (first["timeout"], first["status"]) == (True, 0)


@pytest.mark.parametrize("status", [200, 202, 204, 299])
async def test_rule_43_any_success_is_an_acknowledgement(slack, app, status):
    app.statuses = [status]
    await slack.post("events", send={"type": "team_join"})
    await idle(slack, 1)
    await slack.forward(hours=1)
    assert app.retries == [None]


async def test_rule_43_an_app_can_ask_for_no_retry(slack, app):
    app.statuses = [500]
    app.headers["x-slack-no-retry"] = "1"
    await slack.post("events", send={"type": "team_join"})
    await idle(slack, 1)
    await slack.forward(hours=1)
    await slack.post("events", send={"type": "last"})
    await hears(app, "last")
    assert app.retries == [None, None]


async def test_rule_43_an_app_that_nearly_always_fails_is_switched_off(slack):
    refuse = always(404, headers={"x-slack-no-retry": "1"})
    async with receiving(refuse) as other:
        await slack.post("app", request_url=other.url)
        for start in range(0, 1000, 100):
            for _ in range(100):
                await slack.post("events", send={"type": "team_join"})
            await idle(slack, start + 100)
        assert len(other.came) == 1000
        [report] = await slack.violations()
        assert "more than 95 %" in report
        await slack.post("events", send={"type": "unheard"})
        await slack.post("events", off=False)
        await slack.post("events", send={"type": "heard"})
        await idle(slack, 1001)
    assert b'"heard"' in other.came[-1][2]


async def test_rule_43_a_smaller_app_is_never_switched_off(slack):
    async with receiving(always(404, headers={"x-slack-no-retry": "1"})) as other:
        await slack.post("app", request_url=other.url)
        for _ in range(50):
            await slack.post("events", send={"type": "team_join"})
        await idle(slack, 50)
    assert await slack.violations() == []


@pytest.mark.parametrize("kind", ["url_verification", "app_rate_limited"])
@pytest.mark.parametrize("answer", [careful, always(200, text="ok"), always(404)])
async def test_rule_44_what_is_no_event_is_sent_too(slack, kind, answer):
    other, found = await probes(slack, answer)
    [payload] = [json.loads(body) for _, _, body in other.came if kind.encode() in body]
    assert payload["type"] == kind
    assert "event" not in payload
    status = 404 if found["ssl_check"] == 404 else 200
    assert found[kind] == status
    echoed = answer is careful or kind == "app_rate_limited"
    wrong = any(f"probe: {kind}" in one for one in await slack.violations())
    assert wrong is not (status == 200 and echoed)


@pytest.mark.parametrize("backwards", [False, True])
async def test_rule_44_a_removal_is_told_in_any_order_with_a_dead_token(
    app, slack, api, backwards
):
    await slack.post("events", hold=True)
    await slack.post("uninstall", backwards=backwards)
    assert await api.refused("auth.test") == "account_inactive"
    await slack.post("events", release=True)
    [revoked] = await hears(app, "tokens_revoked")
    await hears(app, "app_uninstalled")
    assert revoked["tokens"] == {"oauth": [], "bot": [BOT]}
    order = ["app_uninstalled", "tokens_revoked"]
    sent = [one["payload"]["event"]["type"] for one in await slack.deliveries()]
    assert sent == (order[::-1] if backwards else order)


async def test_rule_44_a_removed_app_hears_and_does_nothing_more(
    app, slack, member, api, dana
):
    ts = (await api.say(text="x", blocks=[_button()]))["ts"]
    await slack.post("uninstall")
    await hears(app, "app_uninstalled")
    before = len(app.received)
    await dana.types("#ops", "unheard")
    used = {**OPS, "ts": ts, "action_id": "go"}
    for act, body in (("click", used), ("command", {**OPS, "text": "/incident"})):
        with pytest.raises(person.Refused):
            await slack.post(act, body)
    assert before in {len(app.received), len(app.received) - 1}
    assert "unheard" not in json.dumps(app.received)


def _button():
    text = {"type": "plain_text", "text": "Go"}
    return {
        "type": "actions",
        "elements": [{"type": "button", "text": text, "action_id": "go"}],
    }


# What people do in Slack: the act, and the event that an app hears of it.
HAPPENINGS = [
    ("rename", {**OPS, "name": "operations"}, "channel_rename"),
    ("archive", OPS, "channel_archive"),
    ("delete_channel", OPS, "channel_deleted"),
    ("rename", {**OPS, "channel": "security", "name": "hush"}, "group_rename"),
    ("archive", {**OPS, "channel": "security"}, "group_archive"),
    ("join", {"user": "U0SAM", "channel": "ops"}, "member_joined_channel"),
    ("leave", {"user": "U0ANA", "channel": "ops"}, "member_left_channel"),
    ("kick", {**OPS, "who": BOT}, "member_left_channel"),
    ("person", {"id": "U0SAM", "deleted": True}, "user_change"),
    ("home", {"user": DANA}, "app_home_opened"),
]


@pytest.mark.parametrize("happening", HAPPENINGS)
async def test_rule_44_what_people_do_is_heard(app, slack, member, happening):
    act, body, name = happening
    before = len(app.events(name))
    await slack.post(act, body)
    await hears(app, name, before + 1)


async def test_rule_44_the_bot_hears_that_it_was_removed(app, slack, member):
    await slack.post("kick", {**OPS, "who": BOT})
    [event] = await hears(app, "member_left_channel")
    assert (event["user"], event["channel"]) == (BOT, "C0OPS")


async def test_rule_44_somebody_who_left_is_told_of_as_deleted(app, slack):
    await slack.post("person", id="U0SAM", deleted=True)
    [event] = await hears(app, "user_change")
    assert (event["user"]["id"], event["user"]["deleted"]) == ("U0SAM", True)


@pytest.mark.parametrize(
    "event",
    [
        {"type": "team_access_granted", "team_ids": ["T0OTHER"]},
        {"type": "team_access_revoked", "team_ids": ["T0OTHER"]},
        {
            "type": "channel_id_changed",
            "old_channel_id": "C0OPS",
            "new_channel_id": "C0NEW",
        },
    ],
    ids=lambda event: event["type"],
)
async def test_rule_44_what_happens_to_the_workspace_itself_can_be_sent(
    app, slack, event
):
    await slack.post("events", send=event)
    [heard] = await hears(app, event["type"])
    assert event.items() <= heard.items()


@pytest.mark.parametrize(
    ("loss", "left"),
    [({"lose": 2}, ["c", "d", "e", "f"]), ({"lose_every": 3}, ["a", "b", "d", "e"])],
    ids=["the next two", "one in three"],
)
async def test_rule_45_events_get_lost_and_are_never_sent_again(app, slack, loss, left):
    await slack.post("events", loss)
    for name in "abcdef":
        await slack.post("events", send={"type": name})
    await hears(app, left[-1])
    await slack.forward(hours=1)
    heard = sorted(one["event"]["type"] for one in app.of("event_callback"))
    assert heard == left
