"""8.2, rules 10 to 12: how fast is too fast. Rule 13 is not reached."""

import itertools

import pytest

from tests.conformance import documented
from tests.playground.counterparts import APP_TOKEN

# One method of each tier, with arguments that it takes again and again.
TIERED = {
    "conversations.create": ("t2", {}),
    "conversations.info": ("t3", {"channel": "C0OPS"}),
    "users.info": ("t4", {"user": "U0DANA"}),
}


@pytest.fixture
async def hurry(slack):
    await slack.post("limits", on=True)


@pytest.fixture
def calls(api):
    """Call a method of a tier once more; give status, body and headers."""
    numbers = itertools.count()

    async def call(method):
        _, args = TIERED[method]
        named = args or {"name": f"r-{next(numbers)}"}
        return await api.raw(method, data=named)

    return call


@pytest.mark.parametrize("method", TIERED)
async def test_rule_10_a_method_has_the_calls_a_minute_of_its_tier(
    hurry, slack, calls, method
):
    tier, _ = TIERED[method]
    assert documented.METHODS[method]["tier"] == tier
    most = documented.CALLS_A_MINUTE[tier]
    statuses = [(await calls(method))[0] for _ in range(most)]
    assert statuses == [200] * most
    status, body, headers = await calls(method)
    assert (status, body) == (429, {"ok": False, "error": "ratelimited"})
    wait = headers["Retry-After"]
    assert wait.isdecimal()
    assert 1 <= int(wait) <= 60
    await slack.forward(seconds=int(wait))
    assert (await calls(method))[0] == 200


async def test_rule_10_a_limited_method_does_not_stop_another(hurry, calls):
    for _ in range(20):
        await calls("conversations.create")
    assert (await calls("conversations.create"))[0] == 429
    assert (await calls("conversations.info"))[0] == 200


async def test_rule_10_a_channel_takes_a_burst_then_one_message_a_second(
    hurry, slack, api
):
    for _ in range(5):
        await api.fine("chat.postMessage", channel="C0OPS", text="x")
    sent = {"channel": "C0OPS", "text": "x"}
    status, _, headers = await api.raw("chat.postMessage", json=sent)
    assert (status, headers["Retry-After"]) == (429, "1")
    await api.fine("chat.postMessage", channel="C0PAYMENTS", text="x")
    await slack.forward(seconds=1)
    await api.fine("chat.postMessage", channel="C0OPS", text="x")
    assert (await api.raw("chat.postMessage", json=sent))[0] == 429


@pytest.mark.parametrize(
    ("one", "other"), [("C0OPS", "#ops"), ("U0DANA", "D of dana and the bot")]
)
async def test_rule_10_a_conversation_has_one_limit_however_it_is_called(
    hurry, api, one, other
):
    opened = await api.fine("conversations.open", users="U0DANA")
    names = [one, opened["channel"]["id"] if other.startswith("D") else other]
    for name, _ in zip(itertools.cycle(names), range(5), strict=False):
        await api.fine("chat.postMessage", channel=name, text="x")
    for name in names:
        sent = {"channel": name, "text": "x"}
        assert (await api.raw("chat.postMessage", json=sent))[0] == 429


async def test_rule_10_a_call_before_its_time_is_reported(hurry, slack, calls):
    for _ in range(21):
        await calls("conversations.create")
    await slack.forward(seconds=1)
    await calls("conversations.create")
    early = "conversations.create: called again before Retry-After was over"
    assert await slack.violations() == [early]


async def test_rule_10_a_call_in_its_time_is_not_reported(hurry, slack, calls):
    for _ in range(20):
        await calls("conversations.create")
    _, _, headers = await calls("conversations.create")
    await slack.forward(seconds=int(headers["Retry-After"]))
    await calls("conversations.create")
    assert await slack.violations() == []


async def test_rule_10_the_app_level_token_is_limited_too(hurry, slack, api):
    await slack.post("app", socket_mode=True)
    for _ in range(documented.CALLS_A_MINUTE["t3"]):
        await api.raw("apps.connections.open", token=APP_TOKEN)
    status, _, _ = await api.raw("apps.connections.open", token=APP_TOKEN)
    assert status == 429


@pytest.fixture
async def commercial(slack, api):
    """Make the app one that is sold outside the Marketplace; give it a full channel."""
    room = await api.channel("busy")
    parent = (await api.fine("chat.postMessage", channel=room, text="parent"))["ts"]
    for number in range(20):
        await api.fine("chat.postMessage", channel=room, text=str(number))
        await api.fine("chat.postMessage", channel=room, text="x", thread_ts=parent)
    await slack.post("app", commercial=True)
    await slack.post("limits", on=True)
    return {"channel": room, "ts": parent}


@pytest.mark.parametrize("method", ["conversations.history", "conversations.replies"])
async def test_rule_11_a_commercial_app_reads_15_messages_once_a_minute(
    commercial, slack, api, method
):
    sent = {**commercial, "limit": "100"}
    status, body, _ = await api.raw(method, data=sent)
    assert (status, len(body["messages"])) == (200, 15)
    assert body["response_metadata"]["next_cursor"]
    status, _, headers = await api.raw(method, data=sent)
    assert status == 429
    assert 1 <= int(headers["Retry-After"]) <= 60
    await slack.forward(seconds=60)
    assert (await api.raw(method, data=sent))[0] == 200


@pytest.fixture
async def address(app, slack, dana):
    """Give the address for answers that comes with a command."""
    await dana.types("#ops", "/incident list")
    return app.received[-1]["response_url"]


async def respond(slack, address, **body):
    async with slack.session.post(address, json=body) as answer:
        return answer.status, await answer.text()


async def test_rule_12_an_address_takes_five_posts(slack, address):
    for number in range(5):
        assert await respond(slack, address, text=str(number)) == (200, "ok")
    status, text = await respond(slack, address, text="one more")
    assert (status, text) == (404, "used_url")
    assert await slack.violations() == ["response_url: used_url"]


async def test_rule_12_an_address_ends_after_thirty_minutes(slack, address):
    await slack.forward(minutes=29)
    assert (await respond(slack, address, text="x"))[0] == 200
    await slack.forward(minutes=1, seconds=1)
    assert await respond(slack, address, text="x") == (404, "expired_url")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"text": ""}, "no_text"),
        ({"text": "x", "blocks": [{"type": "nothing"}]}, "invalid_blocks"),
        ({"text": "x", "colour": "red"}, "invalid_payload"),  # no field of Slack's
        ({"delete_original": True, "text": "x"}, "invalid_payload"),  # must be alone
        ({"text": "x", "thread_ts": "1700000000.000100"}, "thread_not_found"),
        ([], "invalid_payload"),
    ],
    ids=itertools.count(),
)
async def test_rule_12_a_wrong_post_is_refused_in_plain_text(
    slack, address, body, error
):
    async with slack.session.post(address, json=body) as answer:
        assert answer.status == 400
        assert answer.content_type == "text/plain"
        assert await answer.text() == error


async def test_rule_12_a_post_that_is_no_json_is_refused(slack, address):
    async with slack.session.post(address, data="{") as answer:
        assert (answer.status, await answer.text()) == (400, "invalid_payload")


async def test_rule_12_an_invented_or_orphaned_address_is_not_there(slack, address):
    invented = address.rpartition("/")[0] + "/invented"
    assert (await respond(slack, invented, text="x"))[0] == 404
    await slack.post("delete_channel", user="U0DANA", channel="ops")
    assert (await respond(slack, address, text="x"))[0] == 404
