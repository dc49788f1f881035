"""Rules 14-24: where a message may go, what it may hold, how it is changed."""

import pytest


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


async def test_a_message_is_answered_whole_and_seen_by_all(api, dana):
    body = await api("chat.postMessage", channel="C0OPS", text="hello", blocks=[])
    assert body["channel"] == "C0OPS"
    assert body["message"]["bot_id"] == "B0LONGWATCH"
    assert (await dana.sees("#ops", "hello")).ts == body["ts"]


async def test_message_times_are_unique_and_rise(api):
    posts = [await api("chat.postMessage", channel="C0OPS", text="x") for _ in "abc"]
    times = [post["ts"] for post in posts]
    assert times == sorted(set(times))


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),  # there is none
        ("C0SECURITY", "channel_not_found"),  # private, the bot is not in it
        ("#nowhere", "channel_not_found"),  # nor any of this name
    ],
)
async def test_a_channel_that_the_bot_cannot_see_is_not_there(api, channel, error):
    body = await api("chat.postMessage", channel=channel, text="x")
    assert body["error"] == error


async def test_posting_where_the_bot_is_not_a_member_needs_a_scope(api, slack):
    await slack.post("app", scopes=["chat:write"])
    body = await api("chat.postMessage", channel="C0OPS", text="x")
    assert body["error"] == "not_in_channel"


async def test_nothing_can_be_said_in_an_archived_channel(api, slack, dana):
    await slack.post("archive", user=dana.id, channel="ops")
    body = await api("chat.postMessage", channel="C0OPS", text="x")
    assert body["error"] == "is_archived"


async def test_a_channel_given_by_name_works_and_is_reported(api, slack):
    assert (await api("chat.postMessage", channel="#ops", text="x"))["ok"]
    assert "named, not identified" in (await slack.violations())[0]


async def test_a_person_is_reached_in_a_direct_message(api, dana):
    body = await api("chat.postMessage", channel="U0DANA", text="psst")
    assert body["channel"].startswith("D")
    assert (await dana.sees(body["channel"], "psst")).ts == body["ts"]
    where = {"channel": "U0DANA", "ts": body["ts"]}
    wrong = await api("chat.update", **where, text="x")
    assert wrong["error"] == "channel_not_found"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),  # nothing at all
        ({"text": "  "}, "no_text"),  # nothing to see
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),  # both
        ({"text": "x", "blocks": [section("")]}, "invalid_blocks"),  # an empty block
        ({"text": "x", "blocks": [section("y" * 3000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "metadata": {"event_type": 1}}, "invalid_metadata_format"),
        (
            {
                "text": "x",
                "metadata": {"event_type": "e", "event_payload": {"k": "v" * 9000}},
            },
            "metadata_too_large",
        ),
    ],
)
async def test_content_that_slack_refuses_is_refused(api, content, error):
    body = await api("chat.postMessage", channel="C0OPS", **content)
    assert body["error"] == error


@pytest.mark.parametrize(
    ("content", "report"),
    [
        ({"blocks": [section("x")]}, "no fallback text"),  # readers get nothing
        ({"text": "y" * 4001}, "longer than the advised"),  # long
        ({"text": "a < b"}, "bare <"),  # not escaped
        ({"text": "R&D"}, "bare &"),  # the same
        ({"text": "<!channel> look"}, "mass mention"),  # everyone is called
        ({"text": "<@U0NOBODY> hi"}, "mentions nobody: U0NOBODY"),  # no such person
        ({"text": "**bold**"}, "Markdown"),  # not what Slack writes
    ],
)
async def test_what_slack_lets_pass_but_people_suffer_is_reported(
    api, slack, content, report
):
    assert (await api("chat.postMessage", channel="C0OPS", **content))["ok"]
    assert any(report in one for one in await slack.violations())


async def test_a_test_can_allow_mass_mentions(api, slack):
    await slack.post("app", mentions_allowed=True)
    await api("chat.postMessage", channel="C0OPS", text="<!channel> look")
    assert await slack.violations() == []


async def test_a_text_over_40_000_characters_is_cut(api, slack):
    body = await api("chat.postMessage", channel="C0OPS", text="y" * 40_001)
    assert len(body["message"]["text"]) == 40_000
    assert "cut at 40000" in (await slack.violations())[0]


async def test_a_reply_stands_in_its_thread(api, dana):
    parent = await api("chat.postMessage", channel="C0OPS", text="parent")
    where = {"channel": "C0OPS", "thread_ts": parent["ts"]}
    await api("chat.postMessage", **where, text="reply")
    await dana.sees("#ops", "reply", thread=parent["ts"])
    shown = await dana.reads("#ops")
    assert all(one.text != "reply" for one in shown)
    assert shown[-1].raw["thread"]["count"] == 1


async def test_a_reply_to_everybody_stands_in_its_channel_too(api, dana, slack):
    parent = await api("chat.postMessage", channel="C0OPS", text="parent")
    where = {"channel": "C0OPS", "thread_ts": parent["ts"]}
    said = await api("chat.postMessage", **where, text="aloud", reply_broadcast=True)
    assert said["message"]["subtype"] == "thread_broadcast"
    await dana.sees("#ops", "aloud", thread=parent["ts"])
    assert (await dana.reads("#ops"))[-1].text == "aloud"
    assert await slack.violations() == []
    await api("chat.postMessage", channel="C0OPS", text="x", reply_broadcast=True)
    assert "is no reply" in (await slack.violations())[-1]


@pytest.mark.parametrize(
    "thread",
    ["1700000000.000100", "yesterday", "17"],  # not said, no time, not whole
)
async def test_a_thread_that_is_not_there_is_refused(api, thread):
    where = {"channel": "C0OPS", "thread_ts": thread}
    body = await api("chat.postMessage", **where, text="x")
    assert body["error"] == "thread_not_found"


async def test_below_a_deleted_message_nothing_is_said(api):
    parent = await api("chat.postMessage", channel="C0OPS", text="parent")
    await api("chat.delete", channel="C0OPS", ts=parent["ts"])
    where = {"channel": "C0OPS", "thread_ts": parent["ts"]}
    body = await api("chat.postMessage", **where, text="x")
    assert body["error"] == "thread_not_found"


async def test_replying_to_a_reply_or_by_number_is_reported(api, slack):
    parent = await api("chat.postMessage", channel="C0OPS", text="parent")
    reply = await api(
        "chat.postMessage", channel="C0OPS", text="reply", thread_ts=parent["ts"]
    )
    deep = await api(
        "chat.postMessage", channel="C0OPS", text="deep", thread_ts=reply["ts"]
    )
    assert deep["message"]["thread_ts"] == parent["ts"]
    assert "that of a reply" in (await slack.violations())[0]
    await api("chat.postMessage", channel="C0OPS", text="x", thread_ts=1700000000.1)
    assert "loses digits" in (await slack.violations())[-1]


async def test_an_edit_keeps_what_it_does_not_send(api):
    metadata = {"event_type": "card", "event_payload": {"key": "k"}}
    blocks = [section("one")]
    posted = await api(
        "chat.postMessage", channel="C0OPS", text="x", blocks=blocks, metadata=metadata
    )
    where = {"channel": "C0OPS", "ts": posted["ts"]}
    kept = (await api("chat.update", **where, text="y"))["message"]
    assert kept["metadata"] == metadata
    assert kept["blocks"][0]["text"]["text"] == "one"
    cleared = await api("chat.update", **where, text="y", blocks=[], metadata={})
    assert cleared["message"].keys().isdisjoint({"blocks", "metadata"})


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.update", "cant_update_message"),
        ("chat.delete", "cant_delete_message"),
    ],
)
async def test_only_its_own_messages_can_be_changed(api, dana, method, error):
    said = await dana.sees("#payments", "500s")
    text = {"text": "mine"} if method == "chat.update" else {}
    body = await api(method, channel="C0PAYMENTS", ts=said.ts, **text)
    assert body["error"] == error
    gone = await api(method, channel="C0PAYMENTS", ts="1700000000.000100", **text)
    assert gone["error"] == "message_not_found"


async def test_an_edit_of_more_than_4_000_characters_is_refused(api):
    posted = await api("chat.postMessage", channel="C0OPS", text="x")
    where = {"channel": "C0OPS", "ts": posted["ts"]}
    body = await api("chat.update", **where, text="y" * 4001)
    assert body["error"] == "msg_too_long"


async def test_a_deleted_message_is_gone(api, dana):
    posted = await api("chat.postMessage", channel="C0OPS", text="oops")
    await api("chat.delete", channel="C0OPS", ts=posted["ts"])
    assert all(one.text != "oops" for one in await dana.reads("#ops"))


async def test_an_ephemeral_is_seen_by_one_member_only(api, slack, dana):
    where = {"channel": "C0OPS", "text": "psst"}
    body = await api("chat.postEphemeral", user="U0DANA", **where)
    assert (await dana.sees("#ops", "psst")).ephemeral
    assert all(one.text != "psst" for one in await slack.person("ana").reads("#ops"))
    outside = await api("chat.postEphemeral", user="U0SAM", **where)
    assert outside["error"] == "user_not_in_channel"
    changed = await api("chat.update", channel="C0OPS", ts=body["message_ts"], text="x")
    assert changed["error"] == "message_not_found"


async def test_an_ephemeral_can_be_dismissed(api, slack, dana):
    await api("chat.postEphemeral", user="U0DANA", channel="C0OPS", text="psst")
    said = await dana.sees("#ops", "psst")
    await slack.post("dismiss", user=dana.id, channel="ops", ts=said.ts)
    assert all(one.text != "psst" for one in await dana.reads("#ops"))


async def test_a_permalink_leads_to_the_page(api, slack):
    posted = await api("chat.postMessage", channel="C0OPS", text="x")
    asked = {"channel": "C0OPS", "message_ts": posted["ts"]}
    _, body, _ = await api.raw("chat.getPermalink", params=asked)
    stamp = posted["ts"].replace(".", "")
    assert body["permalink"] == f"{slack.url}/archives/C0OPS/p{stamp}"


async def test_history_is_told_newest_first_by_pages(api):
    channel = await api.channel("inc-1")
    for text in "abc":
        await api("chat.postMessage", channel=channel, text=text)
    first = await api("conversations.history", channel=channel, limit=2)
    assert [one["text"] for one in first["messages"]] == ["c", "b"]
    cursor = first["response_metadata"]["next_cursor"]
    rest = await api("conversations.history", channel=channel, limit=2, cursor=cursor)
    assert rest["messages"][0]["text"] == "a"
    assert not rest["has_more"]
    wrong = await api("conversations.history", channel=channel, cursor="abc")
    assert wrong["error"] == "invalid_cursor"


async def test_history_gives_metadata_only_when_asked(api):
    channel = await api.channel("inc-1")
    metadata = {"event_type": "card", "event_payload": {"key": "k"}}
    posted = await api("chat.postMessage", channel=channel, text="x", metadata=metadata)
    asked = {"channel": channel, "oldest": posted["ts"], "inclusive": True}
    plain = await api("conversations.history", **asked)
    assert "metadata" not in plain["messages"][0]
    full = await api("conversations.history", **asked, include_all_metadata=True)
    assert full["messages"][0]["metadata"] == metadata


async def test_history_is_for_members(api):
    body = await api("conversations.history", channel="C0OPS")
    assert body["error"] == "not_in_channel"


async def test_replies_begin_with_the_parent(api):
    channel = await api.channel("inc-1")
    parent = await api("chat.postMessage", channel=channel, text="parent")
    await api("chat.postMessage", channel=channel, text="r", thread_ts=parent["ts"])
    asked = {"channel": channel, "ts": parent["ts"]}
    _, body, _ = await api.raw("conversations.replies", params=asked)
    assert [one["text"] for one in body["messages"]] == ["parent", "r"]
    assert body["messages"][0]["reply_count"] == 1
