"""8.3, rules 14 to 24: where a message may go, what it may hold, how it changes."""

import itertools
import re

import pytest

from tests import person
from tests.conformance.caller import seen
from tests.playground.counterparts import SCOPES

BOT, DANA = "U0LONGWATCH", "U0DANA"
WITHOUT_PUBLIC = [scope for scope in SCOPES if scope != "chat:write.public"]


def plain(text):
    return {"type": "plain_text", "text": text}


def section(text):
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


@pytest.fixture
async def room(api):
    return await api.channel("inc-1")


@pytest.mark.parametrize(
    "channel",
    [
        "C0NOWHERE",  # no such channel
        "",
        "C0SECURITY",  # private, without the bot
        "#security",  # the same by name
        "U0NOBODY",
        "U0OLGA",  # deactivated
        "U0NORA",  # of another company
        BOT,
    ],
)
async def test_rule_14_a_channel_that_the_app_cannot_see_is_not_found(api, channel):
    sent = {"channel": channel, "text": "x"}
    assert await api.refused("chat.postMessage", **sent) == "channel_not_found"


async def test_rule_14_direct_messages_of_others_are_not_found(slack, api):
    state = await slack.get("state", **{"as": DANA})
    [theirs] = [c["id"] for c in state["channels"] if c["user"] == "U0ANA"]
    sent = {"channel": theirs, "text": "x"}
    assert await api.refused("chat.postMessage", **sent) == "channel_not_found"


async def test_rule_14_a_channel_given_by_name_is_reported(slack, api):
    body = await api.fine("chat.postMessage", channel="#ops", text="x")
    assert body["channel"] == "C0OPS"
    [report] = await slack.violations()
    assert "#ops" in report


async def test_rule_14_an_organisations_token_knows_no_names(slack, api):
    await slack.post("app", enterprise="E0HARBOUR")
    sent = {"channel": "#ops", "text": "x"}
    assert await api.refused("chat.postMessage", **sent) == "team_not_found"


async def test_rule_14_a_person_is_reached_in_a_direct_message(slack, api):
    body = await api.fine("chat.postMessage", channel=DANA, text="psst")
    assert body["channel"].startswith("D")
    assert (await seen(slack, body["channel"]))[-1]["text"] == "psst"


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.postEphemeral"])
async def test_rule_14_nothing_is_said_in_an_archived_channel(slack, api, room, method):
    await api.fine("conversations.invite", channel=room, users=DANA)
    await slack.post("archive", user=DANA, channel=room)
    sent = {"channel": room, "text": "x", "user": DANA}
    assert await api.refused(method, **sent) == "is_archived"


@pytest.mark.parametrize(
    ("scopes", "error"), [(SCOPES, None), (WITHOUT_PUBLIC, "not_in_channel")]
)
async def test_rule_14_a_public_channel_without_the_bot_needs_a_scope(
    slack, api, scopes, error
):
    await slack.post("app", scopes=scopes)
    body = await api("chat.postMessage", channel="C0OPS", text="x")
    assert body.get("error") == error


async def test_rule_14_a_private_channel_that_the_bot_left_is_gone(slack, api):
    await slack.post("invite", user=DANA, channel="security", users=[BOT])
    await api.fine("chat.postMessage", channel="C0SECURITY", text="x")
    await slack.post("kick", user=DANA, channel="security", who=BOT)
    sent = {"channel": "C0SECURITY", "text": "x"}
    assert await api.refused("chat.postMessage", **sent) == "channel_not_found"


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": " \n\t "}, "no_text"),
        ({"text": "", "blocks": [], "attachments": []}, "no_text"),
        ({"text": "x", "markdown_text": "x"}, "markdown_text_conflict"),
        (
            {"markdown_text": "x", "blocks": [{"type": "divider"}]},
            "markdown_text_conflict",
        ),
    ],
    ids=itertools.count(),
)
async def test_rule_15_a_message_holds_something_and_one_kind_of_text(
    api, content, error
):
    assert await api.refused("chat.postMessage", channel="C0OPS", **content) == error


async def test_rule_15_blocks_without_a_text_are_taken_and_reported(slack, api):
    body = await api.say(blocks=[{"type": "divider"}])
    assert body["ok"]
    assert body["warning"] == "missing_text_in_message"
    assert await slack.violations() == ["chat.postMessage: no fallback text"]


@pytest.mark.parametrize(
    ("length", "kept", "reported"),
    [
        (4000, 4000, False),
        (4001, 4001, True),  # advised against
        (40_000, 40_000, True),
        (40_001, 40_000, True),  # cut
    ],
)
async def test_rule_16_a_long_text_is_reported_and_a_longer_one_cut(
    slack, api, length, kept, reported
):
    body = await api.say(text="x" * length)
    assert len(body["message"]["text"]) == kept
    assert bool(await slack.violations()) is reported


@pytest.mark.parametrize(("length", "error"), [(4000, None), (4001, "msg_too_long")])
async def test_rule_16_an_edit_takes_4_000_characters(api, length, error):
    posted = await api.say(text="x")
    where = {"channel": "C0OPS", "ts": posted["ts"]}
    assert (await api("chat.update", **where, text="y" * length)).get("error") == error


@pytest.mark.parametrize(
    ("length", "error", "reported"),
    [
        (10_000, None, False),
        (10_001, None, True),
        (13_000, None, True),
        (13_001, "msg_blocks_too_long", True),
    ],
)
async def test_rule_16_the_text_of_all_blocks_together_is_bounded(
    slack, api, length, error, reported
):
    sizes = [3000] * (length // 3000) + [length % 3000]
    body = await api.say(text="x", blocks=[section("y" * size) for size in sizes])
    assert body.get("error") == error
    assert bool(await slack.violations()) is reported


WRONG = {
    "a < b": "bare <",
    "<script>": "bare <",
    "<@dana>": "mention by name",
    "<!nobody>": "bare <",
    "salt & pepper": "bare &",
    "&copy;": "bare &",
    "**bold**": "Markdown",
    "[the page](https://a.example)": "Markdown",
    "# Heading": "Markdown",
    "&amp;lt;": "escaped twice",
}
RIGHT = (
    *("a &lt; b &gt; c", "salt &amp; pepper", "> a quotation", "*bold* _soft_ ~no~"),
    *("<https://a.example|label>", "<mailto:a@b.example>", "<tel:+44>"),
    *("<slack://app?team=T1>", "<@U0DANA>", "<@U0DANA|dana>", "<#C0OPS>"),
)
MASS = ("<!channel>", "<!here>", "<!everyone>", "<!here|here>", "<!subteam^S0OPS>")


@pytest.mark.parametrize("place", ["text", "section", "field", "attachment"])
@pytest.mark.parametrize("text", WRONG)
async def test_rule_17_markup_that_slack_does_not_know_is_reported(
    slack, api, place, text
):
    await api.say(**_placed(place, text))
    assert [r for r in await slack.violations() if WRONG[text] in r]


def _placed(place, text):
    """Put *text* where it is read as mrkdwn."""
    field = {"type": "mrkdwn", "text": text}
    return {
        "text": {"text": text},
        "section": {"text": "x", "blocks": [section(text)]},
        "field": {"text": "x", "blocks": [{"type": "section", "fields": [field]}]},
        "attachment": {"text": "x", "attachments": [{"blocks": [section(text)]}]},
    }[place]


@pytest.mark.parametrize("text", RIGHT)
async def test_rule_17_markup_of_slacks_own_is_not_reported(slack, api, text):
    await api.say(text=text, blocks=[section(text)])
    assert await slack.violations() == []


@pytest.mark.parametrize("text", MASS)
async def test_rule_17_a_mass_mention_is_reported_unless_it_is_allowed(
    slack, api, text
):
    await api.say(text=text)
    assert "mass mention" in " ".join(await slack.violations())
    await slack.forget("violations")
    await slack.post("app", mentions_allowed=True)
    await api.say(text=text)
    assert "mass mention" not in " ".join(await slack.violations())


async def test_rule_17_a_broadcast_in_rich_text_is_a_mass_mention_too(slack, api):
    leaf = {"type": "broadcast", "range": "here"}
    line = {"type": "rich_text_section", "elements": [leaf]}
    await api.say(text="x", blocks=[{"type": "rich_text", "elements": [line]}])
    assert "mass mention" in " ".join(await slack.violations())


async def test_rule_17_what_stands_as_it_is_needs_no_escape(slack, api):
    odd = "a < b & **c** <!channel> # d"
    leaf = {"type": "text", "text": odd}
    line = {"type": "rich_text_section", "elements": [leaf]}
    blocks = [{"type": "rich_text", "elements": [line]}]
    await api.say(text="x", blocks=blocks)
    assert await slack.violations() == []


@pytest.mark.parametrize(
    ("date", "said"),
    [
        ("<!date^1700000000^{time}|14:13 UTC>", None),
        ("<!date^1700000000^{date_short} at {time}^https://a.example|then>", None),
        ("<!date^tomorrow^{time}|then>", "10 digits"),
        ("<!date^170000000^{time}|then>", "10 digits"),
        ("<!date^1700000000000^{time}|then>", "10 digits"),
        ("<!date^1700000000^soon|then>", "token"),
        ("<!date^1700000000^{noon}|then>", "token"),
        ("<!date^1700000000^{time}>", "fallback"),
        ("<!date^1700000000^{time}|>", "fallback"),
    ],
    ids=itertools.count(),
)
async def test_rule_18_a_date_has_a_timestamp_a_token_and_a_fallback(
    slack, api, date, said
):
    await api.say(text=date)
    reports = await slack.violations()
    assert bool(reports) is bool(said)
    assert (said or "") in " ".join(reports)


async def test_rule_18_a_date_in_plain_text_is_reported(slack, api):
    header = {"type": "header", "text": plain("<!date^1700000000^{time}|then>")}
    await api.say(text="x", blocks=[header])
    assert "date in plain_text" in " ".join(await slack.violations())


@pytest.mark.parametrize(
    "content",
    [
        {"text": "<@U0NOBODY>"},
        {"text": "<#C0NOWHERE>"},
        {"text": "<!subteam^S0NOBODY>"},
        {"text": "x", "blocks": [section("<@U0NOBODY>")]},
        {"text": "x", "leaf": {"type": "user", "user_id": "U0NOBODY"}},
        {"text": "x", "leaf": {"type": "channel", "channel_id": "C0NOWHERE"}},
        {"text": "x", "leaf": {"type": "usergroup", "usergroup_id": "S0NOBODY"}},
    ],
    ids=itertools.count(),
)
async def test_rule_19_a_mention_of_nobody_is_reported(slack, api, content):
    await slack.post("app", mentions_allowed=True)
    leaf = content.pop("leaf", None)
    if leaf:
        line = {"type": "rich_text_section", "elements": [leaf]}
        content["blocks"] = [{"type": "rich_text", "elements": [line]}]
    await api.say(**content)
    assert "mentions nobody" in " ".join(await slack.violations())


async def test_rule_19_a_mention_by_name_is_reported(slack, api):
    await api.say(text="<@dana>")
    assert "mention by name" in " ".join(await slack.violations())


async def test_rule_20_a_reply_stands_under_its_parent(slack, api):
    parent = (await api.say(text="one"))["ts"]
    reply = await api.say(text="two", thread_ts=parent)
    assert reply["message"]["thread_ts"] == parent
    listed = await seen(slack, "C0OPS", thread=parent)
    assert [one["text"] for one in listed] == ["one", "two"]


@pytest.mark.parametrize(
    "thread",
    ["1700000000.000100", "1700000000", "1700000000.1", "yesterday", "0"],
)
async def test_rule_20_a_thread_that_is_not_there_is_refused(api, thread):
    sent = {"channel": "C0OPS", "text": "x", "thread_ts": thread}
    assert await api.refused("chat.postMessage", **sent) == "thread_not_found"


async def test_rule_20_a_thread_of_another_channel_is_refused(api):
    parent = (await api.say(text="one"))["ts"]
    sent = {"channel": "C0PAYMENTS", "text": "x", "thread_ts": parent}
    assert await api.refused("chat.postMessage", **sent) == "thread_not_found"


async def test_rule_20_the_time_of_a_reply_is_reported(slack, api):
    parent = (await api.say(text="one"))["ts"]
    reply = (await api.say(text="two", thread_ts=parent))["ts"]
    third = await api.say(text="three", thread_ts=reply)
    assert third["message"]["thread_ts"] == parent
    assert "of a reply" in " ".join(await slack.violations())


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.delete"])
async def test_rule_20_a_time_given_as_a_number_is_reported(slack, api, method):
    ts = (await api.say(text="one"))["ts"]
    where = {"channel": "C0OPS", "thread_ts": float(ts), "ts": float(ts), "text": "x"}
    await api(method, **where)
    assert "loses digits" in " ".join(await slack.violations())


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("chat.update", "cant_update_message"),
        ("chat.delete", "cant_delete_message"),
    ],
)
async def test_rule_21_only_a_message_of_its_own_can_be_changed(
    slack, api, method, error
):
    said = await slack.post("message", user=DANA, channel="ops", text="mine")
    sent = {"channel": "C0OPS", "ts": said["ts"], "text": "x"}
    assert await api.refused(method, **sent) == error


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_rule_21_what_is_not_there_cannot_be_changed(api, method):
    ts = (await api.fine("chat.postMessage", channel=DANA, text="x"))["ts"]
    missing = {"channel": "C0OPS", "ts": "1700000000.000100", "text": "x"}
    assert await api.refused(method, **missing) == "message_not_found"
    by_person = {"channel": DANA, "ts": ts, "text": "x"}
    assert await api.refused(method, **by_person) == "channel_not_found"


@pytest.mark.parametrize("method", ["chat.update", "chat.delete"])
async def test_rule_21_an_ephemeral_message_cannot_be_changed(api, room, method):
    await api.fine("conversations.invite", channel=room, users=DANA)
    sent = {"channel": room, "user": DANA, "text": "x"}
    ts = (await api.fine("chat.postEphemeral", **sent))["message_ts"]
    where = {"channel": room, "ts": ts, "text": "y"}
    assert await api.refused(method, **where) == "message_not_found"


@pytest.mark.parametrize(
    ("method", "error"),
    [("chat.update", "is_inactive"), ("chat.delete", "cant_delete_message")],
)
async def test_rule_21_a_message_of_an_archived_channel_stays(
    slack, api, room, method, error
):
    posted = await api.fine("chat.postMessage", channel=room, text="x")
    await api.fine("conversations.archive", channel=room)
    where = {"channel": room, "ts": posted["ts"], "text": "y"}
    assert await api.refused(method, **where) == error


@pytest.mark.parametrize(
    ("sent", "left"),
    [
        ({}, {"key": "1"}),  # left out is kept
        ({"metadata": {}}, None),  # empty clears
        (
            {"metadata": {"event_type": "e", "event_payload": {"key": "2"}}},
            {"key": "2"},
        ),
    ],
    ids=["left out", "empty", "other"],
)
async def test_rule_21_an_edit_keeps_clears_or_replaces_the_metadata(
    api, room, sent, left
):
    kept = {"event_type": "e", "event_payload": {"key": "1"}}
    ts = (await api.say(room, text="x", metadata=kept))["ts"]
    await api.fine("chat.update", channel=room, ts=ts, text="y", **sent)
    asked = {"channel": room, "include_all_metadata": True}
    [found, *_] = (await api.fine("conversations.history", **asked))["messages"]
    assert found.get("metadata", {}).get("event_payload") == left


async def test_rule_21_an_edit_keeps_blocks_until_they_are_emptied(api):
    ts = (await api.say(text="x", blocks=[section("y")]))["ts"]
    where = {"channel": "C0OPS", "ts": ts}
    kept = await api.fine("chat.update", **where, text="z")
    assert kept["message"]["blocks"]
    gone = await api.fine("chat.update", **where, text="z", blocks=[])
    assert not gone["message"].get("blocks")


async def test_rule_22_an_ephemeral_is_for_a_member_and_seen_by_them_alone(
    slack, api, room
):
    await api.fine("conversations.invite", channel=room, users=DANA)
    sent = {"channel": room, "text": "psst"}
    await api.fine("chat.postEphemeral", **sent, user=DANA)
    assert "psst" in [one["text"] for one in await seen(slack, room)]
    assert "psst" not in [one["text"] for one in await seen(slack, room, "U0ANA")]
    refusal = await api.refused("chat.postEphemeral", **sent, user="U0ANA")
    assert refusal == "user_not_in_channel"


@pytest.mark.parametrize(
    ("metadata", "error"),
    [
        ({"event_type": "e", "event_payload": {}}, None),
        ({"event_type": "e"}, "invalid_metadata_format"),
        ({"event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": 5, "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "", "event_payload": {}}, "invalid_metadata_format"),
        ({"event_type": "e", "event_payload": "x"}, "invalid_metadata_format"),
        (
            {"event_type": "e", "event_payload": {}, "more": 1},
            "invalid_metadata_format",
        ),
        ({"entities": []}, "invalid_metadata_format"),
        ([], "invalid_metadata_format"),
        (
            {"event_type": "e", "event_payload": {"key": "x" * 8200}},
            "metadata_too_large",
        ),
    ],
    ids=itertools.count(),
)
async def test_rule_23_metadata_has_a_type_and_a_payload(api, metadata, error):
    body = await api.say(text="x", metadata=metadata)
    assert body.get("error") == error


async def test_rule_23_metadata_that_is_not_flat_is_reported(slack, api):
    nested = {"event_type": "e", "event_payload": {"a": {"b": 1}}}
    assert (await api.say(text="x", metadata=nested))["ok"]
    assert "plain values" in " ".join(await slack.violations())


async def test_rule_24_times_are_unique_and_rise_in_every_channel(slack, api):
    stamps = [
        (await api.fine("chat.postMessage", channel=channel, text="x"))["ts"]
        for channel in ("C0OPS", "C0PAYMENTS") * 20
    ]
    assert all(re.fullmatch(r"\d{10}\.\d{6}", ts) for ts in stamps)
    assert stamps == sorted(set(stamps))


async def test_rule_24_an_answer_holds_the_message(api):
    body = await api.say(text="a &amp; b", blocks=[section("c")])
    assert body["channel"] == "C0OPS"
    message = body["message"]
    assert (message["ts"], message["text"]) == (body["ts"], "a &amp; b")
    assert (message["type"], message["bot_id"]) == ("message", "B0LONGWATCH")
    assert message["blocks"][0]["block_id"]


async def test_rule_24_the_bot_hears_its_own_message(app, api, room):
    body = await api.say(room, text="my own")

    async def heard():
        events = app.events("message")
        return [one for one in events if one["ts"] == body["ts"]]

    [event] = await person.eventually(heard, "the bot hears itself")
    assert (event["bot_id"], event["text"]) == ("B0LONGWATCH", "my own")
    assert event["channel"] == room
