from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.core.errors import Busy
from bot.core.queue import State
from bot.runtime import jobs, outcomes, steps, threads
from bot.runtime.calls import Refusal

KEY = "incidents.incident:1"
NOW = {"text": "now", "blocks": []}
POSTED = {"channel": "C1", "ts": "1.0"}


class Slack:
    """A Slack that answers each method as it is told, in turn, and remembers calls."""

    def __init__(self, **answers):
        self.answers = {name.replace("_", "."): said for name, said in answers.items()}
        self.calls, self.given = [], []

    async def __call__(self, method, **given):
        self.calls.append(method)
        self.given.append(given)
        said = self.answers[method].pop(0)
        if isinstance(said, Exception):
            raise said
        return said


def job(slack, **columns):
    given = {"key": KEY, "unknown": False, "ts": None, "channel": None, "detail": {}}
    given |= {"first_try": None}
    row = SimpleNamespace(**{**given, "place": "C1", "kind": "card", **columns})
    return jobs.Job(row=row, shown=NOW, slack=slack, bot="UBOT")


def history(*keys):
    payloads = [{"event_payload": {"key": key}} for key in keys]
    return {"messages": [{"ts": "1.0", "metadata": one} for one in payloads]}


async def test_a_card_found_again_is_edited_for_it_may_show_an_earlier_state():
    slack = Slack(conversations_history=[history(KEY)], chat_update=[{}])
    result = await steps.card(job(slack, unknown=True))
    assert slack.calls == ["conversations.history", "chat.update"]
    assert (result.channel, result.ts) == ("C1", "1.0")


async def test_an_edit_of_unknown_outcome_is_made_again_though_the_state_is_back():
    slack = Slack(chat_update=[{}])
    shown = (await steps.card(job(Slack(chat_postMessage=[POSTED])))).detail
    await steps.card(job(slack, unknown=True, detail=shown, **POSTED))
    assert slack.calls == ["chat.update"]


async def test_a_home_is_published_again_only_when_it_changed_or_may_be_lost():
    slack = Slack(views_publish=[{}, {}])
    shown = (await steps.home(job(slack, place="U1"))).detail
    await steps.home(job(slack, place="U1", detail=shown))
    assert slack.calls == ["views.publish"]
    await steps.home(job(slack, place="U1", detail=shown, unknown=True))
    assert slack.calls == ["views.publish"] * 2


async def test_an_edit_that_would_change_nothing_is_not_made():
    slack = Slack(chat_postMessage=[POSTED])
    shown = (await steps.card(job(slack))).detail
    await steps.card(job(slack, detail=shown, **POSTED))
    assert slack.calls == ["chat.postMessage"]


async def test_a_deleted_card_is_posted_anew_and_only_once():
    gone = Refusal("message_not_found", {})
    slack = Slack(
        chat_update=[gone, {}],
        conversations_history=[history(KEY)],
        chat_postMessage=[],
    )
    await steps.card(job(slack, unknown=True, channel="C1", ts="0.5"))
    assert slack.calls == ["chat.update", "conversations.history", "chat.update"]


async def test_the_bot_joins_a_channel_to_look_into_it():
    outside = Refusal("not_in_channel", {})
    slack = Slack(
        conversations_history=[outside, history()],
        conversations_join=[{}],
        chat_postMessage=[POSTED],
    )
    await steps.card(job(slack, unknown=True))
    assert slack.calls == [
        "conversations.history",
        "conversations.join",
        "conversations.history",
        "chat.postMessage",
    ]


BELOW = {"kind": "message", "detail": {"below": True, "aloud": True}}
REFUSED = Refusal("thread_not_found", {})


def line(slack, **columns):
    """Make the job of what is said below a message of ours."""
    made = job(slack, **{**BELOW, **columns})
    return replace(made, parent=SimpleNamespace(channel="C1", ts="0.5"))


@pytest.mark.parametrize("error", sorted(threads.CLOSED))
async def test_what_stands_below_a_deleted_message_is_posted_by_itself(error):
    slack = Slack(chat_postMessage=[Refusal(error, {}), POSTED])
    result = await steps.message(line(slack))
    first, second = slack.given
    assert (first["thread_ts"], first["reply_broadcast"]) == ("0.5", True)
    assert second.keys().isdisjoint({"thread_ts", "reply_broadcast"})
    assert (result.channel, result.ts) == ("C1", "1.0")


async def test_what_may_have_been_posted_by_itself_is_looked_for_there():
    slack = Slack(conversations_replies=[REFUSED], conversations_history=[history(KEY)])
    await steps.message(line(slack, unknown=True))
    assert slack.calls == ["conversations.replies", "conversations.history"]


async def test_an_answer_in_the_thread_of_others_is_posted_nowhere_else():
    slack = Slack(chat_postMessage=[REFUSED])
    with pytest.raises(Refusal, match="thread_not_found"):
        await steps.message(job(slack, detail={"thread": "0.5"}))


@pytest.mark.parametrize("tries", [0, 8, 9])
def test_a_busy_database_is_no_failure_of_the_effect(tries):
    row = SimpleNamespace(
        first_try=1.0, applied=0, channel=None, ts=None, detail={}, tries=tries,
        unknown=True,
    )  # fmt: skip
    outcome = outcomes.failed(row, Busy(), now=2.0, settle=6.0)
    assert outcome.changes["tries"] == tries
    assert outcome.changes["state"] is State.WAITING
    assert outcome.changes["unknown"]
