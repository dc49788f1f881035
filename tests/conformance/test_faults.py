"""8.8, rule 54: a network and a Slack that fail, the same for the same seed.

That nothing is lost or doubled under them is tried with the bot, elsewhere.
"""

import asyncio

import aiohttp
import pytest

from tests.conformance.caller import seen
from tests.playground.counterparts import TOKEN

POST = "chat.postMessage"


@pytest.fixture
def post(api):
    def post(text="faulty"):
        return api.raw(POST, json={"channel": "C0OPS", "text": text})

    return post


async def said(slack, text="faulty"):
    return sum(one["text"] == text for one in await seen(slack, "C0OPS"))


UNTYPED = "application/octet-stream"
ANSWERS = {
    "status_500": (500, UNTYPED, ""),
    "status_503": (503, UNTYPED, ""),
    "status_502_html": (502, "text/html", "<html>"),
    "empty_body": (200, UNTYPED, ""),
}


@pytest.mark.parametrize("kind", ANSWERS)
@pytest.mark.parametrize("done", [True, False])
async def test_rule_54_a_server_fails_before_or_after_it_is_done(slack, kind, done):
    status, content_type, text = ANSWERS[kind]
    await slack.fault(POST, kind, do=done)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    sent = {"channel": "C0OPS", "text": "faulty"}
    address = f"{slack.url}/api/{POST}"
    async with slack.session.post(address, data=sent, headers=bearer) as answer:
        assert (answer.status, answer.content_type) == (status, content_type)
        body = await answer.text()
        assert body.startswith(text)
        assert bool(body) is bool(text)
    assert await said(slack) == done


@pytest.mark.parametrize(
    ("kind", "error", "done"),
    [
        ("internal_error", "internal_error", False),
        ("internal_error_after", "internal_error", True),
        ("fatal_error", "fatal_error", True),
        ("error:service_unavailable", "service_unavailable", False),
    ],
)
async def test_rule_54_slack_says_that_it_failed_and_may_have_done_it(
    slack, post, kind, error, done
):
    await slack.fault(POST, kind)
    status, body, _ = await post()
    assert (status, body) == (200, {"ok": False, "error": error})
    assert await said(slack) == done


async def test_rule_54_json_is_cut_short_after_it_is_done(slack, post):
    await slack.fault(POST, "truncated_json")
    with pytest.raises(ValueError, match="Expecting"):
        await post()
    assert await said(slack) == 1


@pytest.mark.parametrize(
    ("kind", "more", "done"),
    [
        ("drop_before", {}, False),
        ("drop_during", {}, True),
        ("drop_after", {}, True),
        ("silence", {"seconds": 0.01, "do": False}, False),
        ("silence", {"seconds": 0.01, "do": True}, True),
    ],
)
async def test_rule_54_the_connection_is_cut(slack, post, kind, more, done):
    await slack.fault(POST, kind, **more)
    with pytest.raises((aiohttp.ClientError, OSError)):
        await post()
    assert await said(slack) == done


async def test_rule_54_half_an_answer_arrives_before_the_cut(slack):
    await slack.fault(POST, "drop_during")
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    sent = {"channel": "C0OPS", "text": "faulty"}
    address = f"{slack.url}/api/{POST}"
    answer = await slack.session.post(address, data=sent, headers=bearer)
    assert (answer.status, answer.content_type) == (200, "application/json")
    half = await answer.content.read(5)
    assert half.startswith(b"{")
    with pytest.raises(aiohttp.ClientError):
        await answer.read()


async def test_rule_54_a_storm_of_429_names_its_end(slack, post):
    await slack.fault(POST, "ratelimited", times=5, retry_after=30)
    for _ in range(5):
        status, body, headers = await post()
        assert (status, body["error"]) == (429, "ratelimited")
        assert headers["Retry-After"] == "30"
        await slack.forward(seconds=30)
    assert (await post())[0] == 200
    assert await said(slack) == 1
    assert await slack.violations() == []


async def test_rule_54_an_answer_is_slow_and_right(slack, post):
    await slack.fault(POST, "slow", seconds=0.05)
    assert (await post())[1]["ok"]
    [call] = await slack.calls(POST)
    assert call["ended"] - call["started"] >= 0.05


@pytest.mark.parametrize(("when", "done"), [("before", False), ("after", True)])
async def test_rule_54_a_call_stands_still_where_a_test_wants(slack, post, when, done):
    await slack.fault(POST, "pause", when=when)
    posting = asyncio.create_task(post())
    await slack.paused()
    assert await said(slack) == done
    await slack.resume()
    assert (await posting)[1]["ok"]
    assert await said(slack) == 1


KINDS = ["status_500", "status_503", "ratelimited", "fatal_error", "internal_error"]


async def weather(slack, api, seed):
    """Make forty calls in a storm; tell how each of them ended."""
    await slack.forget("faults")
    await slack.post("storm", seed=seed, rate=0.4, kinds=KINDS)
    since = len(await slack.calls())
    for number in range(20):
        await api.raw(POST, json={"channel": "C0OPS", "text": str(number)})
        await api.raw("auth.test", json={})
    return [one["fault"] for one in (await slack.calls())[since:]]


async def test_rule_54_the_same_seed_makes_the_same_storm(slack, api):
    first, again = [await weather(slack, api, 7) for _ in range(2)]
    other = await weather(slack, api, 8)
    assert first == again
    assert first != other
    hit = [kind for kind in first if kind]
    assert 5 < len(hit) < 30
    assert len(set(hit)) > 2


async def test_rule_54_a_storm_does_not_depend_on_how_calls_cross(slack, api):
    expected = (await weather(slack, api, 7))[::2]
    await slack.forget("faults")
    await slack.post("storm", seed=7, rate=0.4, kinds=KINDS)
    since = len(await slack.calls())
    posts = [{"channel": "C0OPS", "text": str(number)} for number in range(20)]
    await asyncio.gather(*(api.raw(POST, json=one) for one in posts))
    calls = (await slack.calls(POST))[-20:]
    assert since
    assert sorted(map(str, (one["fault"] for one in calls))) == sorted(
        map(str, expected)
    )


@pytest.mark.parametrize(
    ("tool", "body"),
    [
        ("faults", [{"method": "*", "kind": "earthquake"}]),
        ("faults", [{"method": "*", "kind": "slow", "colour": "red"}]),
        ("storm", {"seed": 1, "rate": 0.5, "kinds": ["earthquake"]}),
    ],
)
async def test_rule_54_there_are_no_other_faults(slack, tool, body):
    address = f"{slack.url}/control/{tool}"
    async with slack.session.post(address, json=body) as answer:
        assert answer.status == 400
