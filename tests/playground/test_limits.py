"""Rules 10-12: how fast is too fast."""

import pytest

from bot.playground.limits import Limits


def spent(limits, method, tier, times, **more):
    where, at = more.get("channel", "C1"), more.get("at", 0.0)
    return [limits.take(method, tier, where, at) for _ in range(times)]


@pytest.mark.parametrize(
    ("tier", "calls", "wait"),
    [
        ("t1", 1, 60),  # one a minute
        ("t2", 20, 3),
        ("t3", 50, 2),  # 1.2 s, told in whole seconds
        ("t4", 100, 1),
        ("t5", 600, 1),  # special: several hundred
    ],
)
def test_a_tier_allows_so_many_calls_a_minute(tier, calls, wait):
    limits = Limits()
    waits = spent(limits, "m", tier, calls + 1)
    assert waits == [0] * calls + [wait]
    assert spent(limits, "m", tier, 1, at=float(wait)) == [0]


def test_a_channel_takes_five_messages_at_once_then_one_a_second():
    limits = Limits()
    assert spent(limits, "chat.postMessage", "t5", 6) == [0] * 5 + [1]
    assert spent(limits, "chat.postMessage", "t5", 1, channel="C2") == [0]
    assert spent(limits, "chat.postMessage", "t5", 2, at=1.0) == [0, 1]


def test_a_method_that_waits_does_not_stop_another():
    limits = Limits()
    assert spent(limits, "a", "t1", 2) == [0, 60]
    assert spent(limits, "b", "t1", 1) == [0]


def test_calling_too_early_does_not_make_the_wait_longer():
    limits = Limits()
    assert spent(limits, "a", "t1", 3) == [0, 60, 60]
    assert limits.take("a", "t1", "", 60.0) == 0


async def test_too_fast_is_429_with_retry_after(api, slack):
    await slack.post("limits", on=True)
    for _ in range(5):
        assert (await api("chat.postMessage", channel="C0OPS", text="x"))["ok"]
    sent = {"channel": "C0OPS", "text": "x"}
    status, body, headers = await api.raw("chat.postMessage", json=sent)
    assert (status, body) == (429, {"ok": False, "error": "ratelimited"})
    assert headers["Retry-After"] == "1"
    [*_, last] = await slack.calls("chat.postMessage")
    assert (last["status"], last["error"]) == (429, "ratelimited")


async def test_the_limits_can_be_switched_off(api, slack):
    await slack.post("limits", on=True)
    await slack.post("limits", on=False)
    posts = [
        await api("chat.postMessage", channel="C0OPS", text="x") for _ in "1234567"
    ]
    assert all(post["ok"] for post in posts)
