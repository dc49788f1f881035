"""Calling Slack: each way it can go has its own exception, and nothing is repeated."""

import time
from dataclasses import replace

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.runtime.calls import Late, Limited, Refusal, Slack, Unknown, Unreached


@pytest.fixture
def calls(edge):
    """Give the way to Slack of the only workspace, with some of its bounds changed."""
    (known,) = edge.bot.installations.every()

    def slack(**bounds):
        slack, _ = edge.bot.installations.slack(known.id)
        return replace(slack, **bounds)

    return slack


SAID = {"channel": "C0OPS", "text": "x"}


async def made(edge, method="users.info"):
    return len(await edge.slack.calls(method))


async def test_an_answer_is_given_as_it_is(calls):
    answer = await calls()("users.info", user="U0DANA")
    assert answer["user"]["id"] == "U0DANA"


@pytest.mark.parametrize(
    ("kind", "raised", "why"),
    [
        # Slack says no
        ("error:user_not_found", Refusal, "user_not_found"),
        ("error:invalid_auth", Refusal, "invalid_auth"),
        ("error:missing_scope", Refusal, "missing_scope"),
        # nobody knows whether it was done
        ("status_500", Unknown, "HTTP 500"),
        ("status_503", Unknown, "HTTP 503"),
        ("status_502_html", Unknown, ""),
        ("empty_body", Unknown, ""),
        ("truncated_json", Unknown, ""),
        ("internal_error", Unknown, "internal_error"),
        ("fatal_error", Unknown, "fatal_error"),
        ("drop_before", Unknown, ""),
        ("drop_after", Unknown, ""),
        # Slack asks to wait
        ("ratelimited", Limited, "chat.postMessage rests"),
        ("error:rate_limited", Limited, "chat.postMessage rests"),
    ],
)
async def test_a_fault_is_named_and_not_tried_again(edge, calls, kind, raised, why):
    before = await made(edge, "chat.postMessage")
    await edge.slack.fault("chat.postMessage", kind)
    with pytest.raises(raised) as caught:
        await calls()("chat.postMessage", **SAID)
    assert why in str(caught.value)
    assert await made(edge, "chat.postMessage") == before + 1


async def test_a_call_that_takes_too_long_may_have_been_carried_out(edge, calls):
    await edge.slack.fault("users.info", "silence", seconds=5, do=True)
    with pytest.raises(Unknown, match="Timeout"):
        await calls(timeout=0.1)("users.info", user="U0DANA")


async def test_a_refusal_keeps_slacks_whole_answer(calls):
    with pytest.raises(Refusal) as caught:
        await calls()("conversations.invite", channel="C0GONE", users=["U0DANA"])
    assert caught.value.error == "channel_not_found"
    assert caught.value.answer["ok"] is False


async def test_a_limit_says_for_how_long_and_for_what(edge, calls):
    await edge.slack.fault("chat.postMessage", "ratelimited", retry_after=30)
    before = time.time()  # noqa: TID251 (Retry-After is real time)
    with pytest.raises(Limited) as caught:
        await calls()("chat.postMessage", channel="C0OPS", text="x")
    assert caught.value.key[1:] == ("chat.postMessage", "C0OPS")
    assert 30 <= caught.value.until - before < 31


async def test_what_must_rest_is_not_called(edge, calls):
    (known,) = edge.bot.installations.every()
    pauses = {(known.id, "users.info", ""): 9e9}
    before = await made(edge)
    with pytest.raises(Limited):
        await calls(pauses=pauses)("users.info", user="U0DANA")
    assert await made(edge) == before
    other = {(known.id, "users.list", ""): 9e9, ("another", "users.info", ""): 9e9}
    assert await calls(pauses=other)("users.info", user="U0DANA")


async def test_one_channel_rests_while_another_is_written_to(edge, calls):
    (known,) = edge.bot.installations.every()
    slack = calls(pauses={(known.id, "chat.postMessage", "C0OPS"): 9e9})
    with pytest.raises(Limited):
        await slack("chat.postMessage", channel="C0OPS", text="x")
    assert await slack("chat.postMessage", channel="C0INCIDENTS", text="x")


async def test_after_a_limit_calls_keep_their_distance(edge, calls):
    slack, others = calls(), {"channel": "C0INCIDENTS", "text": "x"}
    await edge.slack.fault("chat.postMessage", "ratelimited", retry_after=30)
    with pytest.raises(Limited):
        await slack("chat.postMessage", **SAID)
    slack.rests.clear()  # the time to wait is over
    before = await made(edge, "chat.postMessage")
    assert await slack("chat.postMessage", **SAID)
    other = replace(slack, made=set())
    with pytest.raises(Limited) as caught:
        await other("chat.postMessage", **SAID)
    now = time.time()  # noqa: TID251 (Retry-After is real time)
    assert 0 < caught.value.until - now < 2
    assert await other("chat.postMessage", **others)
    assert await made(edge, "chat.postMessage") == before + 2


async def test_no_call_is_begun_that_its_lease_would_not_cover(edge, calls):
    now = time.time()  # noqa: TID251 (leases use real time)
    before = await made(edge)
    with pytest.raises(Late):
        await calls(deadline=now - 1)("users.info", user="U0DANA")
    assert await made(edge) == before
    assert await calls(deadline=now + 60)("users.info", user="U0DANA")


@pytest.mark.parametrize("address", ["http://127.0.0.1:1/api/", "http://[::1]:1/"])
async def test_a_slack_that_is_not_there_was_not_reached(address):
    client = AsyncWebClient("xoxb-1", base_url=address, retry_handlers=[])
    slack = Slack(workspace="w", client=client, timeout=1.0, rests={})
    with pytest.raises(Unreached) as caught:
        await slack("users.info", user="U0DANA")
    assert "xoxb" not in str(caught.value)


async def test_what_slack_refused_is_logged_without_a_word_of_it(edge, calls, logs):
    with pytest.raises(Refusal):
        await calls()("chat.postMessage", channel="C0GONE", text="a canary")
    assert '"event":"slack refused"' in logs.getvalue()
    assert '"error":"channel_not_found"' in logs.getvalue()
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "a canary" * 999}}]
    with pytest.raises(Refusal, match="invalid_blocks"):
        await calls()("chat.postMessage", channel="C0OPS", text="x", blocks=blocks)
    assert "canary" not in logs.getvalue()


async def test_one_try_makes_two_calls_of_what_was_limited(edge, calls):
    """Or a room whose name is taken would wait a minute before it gets another."""
    shared = {"rests": {}, "slowed": {}}
    await edge.slack.fault("users.info", "ratelimited", retry_after=0)
    with pytest.raises(Limited):
        await calls(**shared)("users.info", user="U0DANA")
    mine, other = calls(**shared), calls(**shared)
    assert (await mine("users.info", user="U0DANA"))["ok"]
    with pytest.raises(Limited):
        await other("users.info", user="U0DANA")
    assert (await mine("users.info", user="U0ANA"))["ok"]


async def test_no_try_waits_for_itself_longer_than_its_lease(edge, calls):
    shared = {"rests": {}, "slowed": {}}
    await edge.slack.fault("users.info", "ratelimited", retry_after=0)
    with pytest.raises(Limited):
        await calls(**shared)("users.info", user="U0DANA")
    soon = time.time() + 0.5  # noqa: TID251 (leases use real time)
    mine = calls(**shared, deadline=soon)
    assert (await mine("users.info", user="U0DANA"))["ok"]
    with pytest.raises(Late):
        await mine("users.info", user="U0ANA")
