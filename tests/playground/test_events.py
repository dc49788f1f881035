"""Rules 41-45: what the app hears, and how often."""

import pytest

from tests import person
from tests.playground.counterparts import EVENTS, SCOPES


async def _lives(slack, dana, *, private=False):
    """Make a room with the bot and dana in it."""
    where = "security" if private else "ops"
    await slack.post("invite", user=dana.id, channel=where, users=["U0LONGWATCH"])


async def test_a_message_is_heard_in_an_envelope(bot, slack, dana):
    await _lives(slack, dana)
    await dana.types("#ops", "hi @ana & <all>")
    [*_, event] = await bot.hears("message", count=2)
    assert event["text"] == "hi <@U0ANA> &amp; &lt;all&gt;"
    assert (event["channel"], event["channel_type"]) == ("C0OPS", "channel")
    assert event["blocks"][0]["type"] == "rich_text"
    envelope = bot.of("event_callback")[-1]
    assert envelope["team_id"] == "T0HARBOUR"
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == "U0LONGWATCH"


async def test_a_channel_without_the_bot_is_not_heard(bot, slack, dana):
    await dana.types("#ops", "unheard")
    await _lives(slack, dana)
    await dana.types("#ops", "heard")
    texts = [one["text"] for one in await bot.hears("message", count=2)]
    assert "unheard" not in texts


async def test_the_bot_hears_itself(bot, api):
    channel = await api.channel("inc-1")
    await api("chat.postMessage", channel=channel, text="my own")
    heard = await bot.hears("message", count=2)
    assert heard[-1]["bot_id"] == "B0LONGWATCH"


async def test_a_mention_is_heard_twice_with_the_same_time(bot, slack, dana):
    await _lives(slack, dana)
    await dana.types("#ops", "@longwatch help")
    [mention] = await bot.hears("app_mention")
    assert mention["text"] == "<@U0LONGWATCH> help"
    assert mention["ts"] in {one["ts"] for one in bot.events("message")}
    ids = [one["event_id"] for one in bot.of("event_callback")]
    assert len(ids) == len(set(ids))


async def test_edits_and_deletions_are_hidden_messages(bot, api):
    channel = await api.channel("inc-1")
    posted = await api("chat.postMessage", channel=channel, text="one")
    where = {"channel": channel, "ts": posted["ts"]}
    await api("chat.update", **where, text="two")
    await api("chat.delete", **where)
    heard = await bot.hears("message", count=4)
    changed, deleted = sorted(
        (one for one in heard if one.get("hidden")), key=lambda one: one["ts"]
    )
    assert changed["subtype"] == "message_changed"
    assert changed["message"]["text"] == "two"
    assert changed["previous_message"]["text"] == "one"
    assert (deleted["subtype"], deleted["deleted_ts"]) == (
        "message_deleted",
        posted["ts"],
    )


async def test_what_people_do_to_a_channel_is_heard(bot, slack, dana):
    await _lives(slack, dana)
    who = {"user": dana.id, "channel": "C0OPS"}
    await slack.post("topic", **who, topic="calm")
    await slack.post("rename", **who, name="operations")
    await slack.post("kick", **who, who="U0LIV")
    await slack.post("archive", **who)
    await slack.post("unarchive", **who)
    await slack.post("delete_channel", **who)
    [renamed] = await bot.hears("channel_rename")
    assert renamed["channel"]["name"] == "operations"
    [left] = await bot.hears("member_left_channel")
    assert left["user"] == "U0LIV"
    for name in ("channel_archive", "channel_unarchive", "channel_deleted"):
        [event] = await bot.hears(name)
        assert event["channel"] == "C0OPS"
    subtypes = {one.get("subtype") for one in bot.events("message")}
    assert {"channel_topic", "channel_name", "channel_archive"} <= subtypes


async def test_a_private_channel_has_events_of_its_own(bot, slack, dana):
    await _lives(slack, dana, private=True)
    await slack.post("rename", user=dana.id, channel="security", name="hush")
    await bot.hears("group_rename")
    assert bot.events("channel_rename") == []


async def test_the_bot_hears_that_it_was_removed(bot, slack, dana):
    await _lives(slack, dana)
    await slack.post("kick", user=dana.id, channel="ops", who="U0LONGWATCH")
    [event] = await bot.hears("member_left_channel")
    assert event["user"] == "U0LONGWATCH"


async def test_reactions_are_heard(bot, slack, dana):
    await _lives(slack, dana)
    said = await dana.types("#ops", "look")
    used = {"user": dana.id, "channel": "ops", "ts": said["ts"], "name": "eyes"}
    await slack.post("react", **used)
    await slack.post("unreact", **used)
    [added] = await bot.hears("reaction_added")
    assert added["item"] == {"type": "message", "channel": "C0OPS", "ts": said["ts"]}
    await bot.hears("reaction_removed")


async def test_pins_are_heard_with_their_message(bot, slack, dana):
    await _lives(slack, dana)
    await dana.types("#ops", "look")
    said = await dana.sees("#ops", "look")
    await dana.pins("#ops", said)
    await dana.pins("#ops", said)
    await dana.unpins("#ops", said)
    [added] = await bot.hears("pin_added")
    assert (added["user"], added["channel_id"]) == (dana.id, "C0OPS")
    assert added["item"]["message"]["text"] == "look"
    assert added["item"]["message"]["pinned_to"] == ["C0OPS"]
    [removed] = await bot.hears("pin_removed")
    assert removed["has_pins"] is False


async def test_an_edit_is_heard_with_what_it_was(bot, slack, dana):
    await _lives(slack, dana)
    await dana.types("#ops", "look")
    said = await dana.sees("#ops", "look")
    await dana.edits("#ops", said, "look here")
    [*_, event] = await bot.hears("message", count=3)
    assert event["subtype"] == "message_changed"
    assert event["message"]["text"] == "look here"
    assert event["message"]["edited"]["user"] == dana.id
    assert event["previous_message"]["text"] == "look"
    assert "edited" not in event["previous_message"]
    assert (await dana.sees("#ops", "look here")).ts == said.ts


async def test_only_what_one_said_oneself_can_be_edited(slack, dana):
    await dana.types("#ops", "look")
    said = await dana.sees("#ops", "look")
    with pytest.raises(person.Refused, match="Only what you said yourself"):
        await slack.person("sam").edits("#ops", said, "don't")
    with pytest.raises(person.Refused, match="nothing to send"):
        await dana.edits("#ops", said, " ")


async def test_a_deleted_message_with_a_thread_leaves_a_tombstone(bot, slack, dana):
    await _lives(slack, dana)
    await dana.types("#ops", "look")
    said = await dana.sees("#ops", "look")
    await dana.types("#ops", "where?", thread_ts=said.ts)
    await dana.deletes("#ops", said)
    [*_, event] = await bot.hears("message", count=4)
    assert event["subtype"] == "message_changed"
    assert event["message"]["subtype"] == "tombstone"
    assert event["message"]["user"] == "USLACKBOT"
    assert "look" not in event["message"]["text"]
    assert (await dana.sees("#ops", "This message was deleted.")).ts == said.ts


async def test_a_changed_profile_is_heard(bot, slack):
    await slack.post("person", id="U0SAM", deleted=True)
    [event] = await bot.hears("user_change")
    assert (event["user"]["id"], event["user"]["deleted"]) == ("U0SAM", True)


@pytest.mark.parametrize("backwards", [False, True])
async def test_removal_is_told_after_the_token_is_dead(bot, slack, api, backwards):
    await slack.post("uninstall", backwards=backwards)
    assert (await api("auth.test"))["error"] == "account_inactive"
    await bot.hears("app_uninstalled")
    [revoked] = await bot.hears("tokens_revoked")
    assert revoked["tokens"]["bot"] == ["U0LONGWATCH"]


@pytest.mark.parametrize(
    "settings",
    [
        {"events": [name for name in EVENTS if name != "message.channels"]},
        {"scopes": [name for name in SCOPES if name != "channels:history"]},
    ],
    ids=["not subscribed", "no scope"],
)
async def test_an_event_needs_a_subscription_and_its_scope(bot, slack, dana):
    await _lives(slack, dana)
    await bot.hears("member_joined_channel")
    assert bot.events("message") == []


async def test_an_event_that_fails_comes_again_after_0_1_and_5_minutes(bot, slack):
    bot.statuses += [500, 500, 404, 500]
    await slack.post("events", send={"type": "team_join"})
    await bot.hears("team_join", count=2)
    assert bot.retries == [None, "1"]
    await slack.forward(seconds=61)
    await bot.hears("team_join", count=3)
    await slack.forward(seconds=301)
    await bot.hears("team_join", count=4)
    assert bot.retries == [None, "1", "2", "3"]
    assert len({one["event_id"] for one in bot.received}) == 1


async def test_an_app_can_ask_for_no_retry(bot, slack, playground):
    bot.statuses.append(500)
    bot.headers["x-slack-no-retry"] = "1"
    await slack.post("events", send={"type": "team_join"})

    async def over():
        return not playground.parts.events.tasks

    await person.eventually(over, "the delivery is over")
    assert bot.retries == [None]


async def test_events_can_be_lost_doubled_held_and_turned_round(bot, slack):
    await slack.post("events", lose=1)
    await slack.post("events", send={"type": "lost"})
    await slack.post("events", double=True)
    await slack.post("events", send={"type": "twice"})
    await bot.hears("twice", count=2)
    await slack.post("events", double=False, hold=True)
    await slack.post("events", send={"type": "first"})
    await slack.post("events", send={"type": "second"})
    await slack.post("events", release="backwards")
    await bot.hears("first")
    names = [one["event"]["type"] for one in bot.received]
    assert names == ["twice", "twice", "second", "first"]
