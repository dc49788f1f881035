"""Rule 54: a network and a Slack that fail, exactly as asked."""

import asyncio
import time
from email.utils import parsedate_to_datetime

import aiohttp
import pytest


@pytest.fixture
def post(api):
    def post(text="x"):
        return api.raw("chat.postMessage", json={"channel": "C0OPS", "text": text})

    return post


async def said(slack, text):
    return sum(one.text == text for one in await slack.person("dana").reads("#ops"))


@pytest.mark.parametrize(
    ("kind", "answer", "done"),
    [
        ("status_500", (500, ""), 0),
        ("status_503", (503, ""), 0),
        ("empty_body", (200, ""), 0),
        ("ratelimited", (429, "ratelimited"), 0),
        ("internal_error", (200, "internal_error"), 0),  # refused, not done
        ("internal_error_after", (200, "internal_error"), 1),  # refused, yet done
        ("fatal_error", (200, "fatal_error"), 1),  # the same
        ("error:is_archived", (200, "is_archived"), 0),  # any of Slack's refusals
    ],
)
async def test_a_fault_answers_and_does_or_does_not_do(slack, post, kind, answer, done):
    await slack.fault("chat.postMessage", kind, retry_after=7)
    status, body, headers = await post("faulty")
    assert (status, body["error"] if body else "") == answer
    assert headers.get("Retry-After") == ("7" if status == 429 else None)
    assert await said(slack, "faulty") == done
    assert (await post("fine"))[1]["ok"]
    [call, _] = await slack.calls("chat.postMessage")
    assert (call["fault"], call["status"]) == (kind, status)


async def test_a_gateway_answers_in_html(slack, post):
    await slack.fault("chat.postMessage", "status_502_html")
    status, body, headers = await post()
    assert status == 502
    assert headers["Content-Type"].startswith("text/html")
    assert "Bad Gateway" in body


async def test_json_can_be_cut_short(slack, api):
    await slack.fault("chat.postMessage", "truncated_json")
    with pytest.raises(ValueError, match=r"Unterminated|Expecting"):
        await api("chat.postMessage", channel="C0OPS", text="cut")
    assert await said(slack, "cut") == 1


@pytest.mark.parametrize(
    ("kind", "more", "done"),
    [
        ("drop_before", {}, 0),  # never carried out
        ("drop_after", {}, 1),  # carried out, the answer is lost
        ("silence", {"seconds": 0.01}, 0),  # nothing for a while, then the cut
        ("silence", {"seconds": 0.01, "do": True}, 1),
    ],
)
async def test_a_connection_can_be_cut(slack, post, kind, more, done):
    await slack.fault("chat.postMessage", kind, **more)
    with pytest.raises(aiohttp.ClientError):
        await post("cut")
    assert await said(slack, "cut") == done
    [call] = await slack.calls("chat.postMessage")
    assert (call["status"], call["fault"]) == (None, kind)
    assert call["ended"] is not None


async def test_a_slow_answer_comes(slack, post):
    await slack.fault("chat.postMessage", "slow", seconds=0.01)
    assert (await post())[1]["ok"]


async def test_a_fault_hits_so_many_calls_after_so_many(slack, post):
    await slack.fault("chat.postMessage", "status_500", after=1, times=2)
    statuses = [(await post())[0] for _ in range(4)]
    assert statuses == [200, 500, 500, 200]


async def test_a_fault_hits_its_method_only_unless_it_is_for_all(slack, api, post):
    await slack.fault("pins.add", "status_500")
    assert (await post())[0] == 200
    await slack.fault("*", "status_500")
    assert (await api.raw("auth.test", json={}))[0] == 500


async def test_faults_can_be_forgotten(slack, post):
    await slack.fault("chat.postMessage", "status_500")
    await slack.forget("faults")
    assert (await post())[0] == 200


@pytest.mark.parametrize(("when", "done"), [("before", 0), ("after", 1)])
async def test_a_call_can_be_paused_before_and_after_it_is_done(
    slack, post, when, done
):
    await slack.fault("chat.postMessage", "pause", when=when)
    posting = asyncio.create_task(post("held"))
    held = await slack.paused()
    assert (held["method"], held["when"]) == ("chat.postMessage", when)
    assert await said(slack, "held") == done
    await slack.resume()
    assert (await posting)[1]["ok"]
    assert await said(slack, "held") == 1


async def test_every_answer_can_be_slowed_down(slack, api):
    await slack.post("latency", ms=10)
    await api("auth.test")
    [call] = await slack.calls("auth.test")
    assert call["ended"] - call["started"] >= 0.01


async def test_there_is_no_fault_of_an_unknown_kind(slack):
    with pytest.raises(Exception, match="no fault of the kind"):
        await slack.fault("chat.postMessage", "earthquake")


async def test_slacks_clock_can_be_ahead_of_ours(api, slack):
    async def ahead():
        async with slack.session.post(f"{slack.url}/api/auth.test") as answer:
            told = parsedate_to_datetime(answer.headers["Date"]).timestamp()
        return told - time.time()  # noqa: TID251 (what a Date is held against)

    await slack.post("skew", seconds=600)
    assert 590 < await ahead() < 610
    await slack.post("skew", seconds=0)
    assert -10 < await ahead() < 10
