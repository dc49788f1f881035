"""The control API itself: state, clock, feed, reset."""

import asyncio
import json

import pytest

from tests import person


async def test_the_team_is_six_people_in_four_zones_one_half_an_hour_off(slack):
    people = (await slack.get("state"))["people"]
    offsets = {one["tz"]: one["tz_offset"] for one in people}
    assert len(people) == 6
    assert len(offsets) == 4
    assert offsets["Asia/Kolkata"] % 3600 == 1800


async def test_hidden_people_are_shown_when_asked_for(slack):
    people = (await slack.get("state", hidden=1))["people"]
    marks = {
        mark: one["name"]
        for one in people
        for mark in ("is_guest", "deleted", "is_stranger")
        if one[mark]
    }
    assert marks == {"is_guest": "gus", "deleted": "olga", "is_stranger": "nora"}


async def test_the_state_shows_commands_shortcuts_and_the_app(dana):
    state = await dana.state()
    assert [one["command"] for one in state["commands"]] == ["/incident", "/plain"]
    assert [one["type"] for one in state["shortcuts"]] == ["global", "message"]
    assert state["app"]["name"] == "Longwatch"
    assert state["me"]["name"] == "dana"
    assert state["bot"] == {"up": True, "why": ""}


async def test_what_was_not_read_is_counted_until_it_is_read(slack, dana):
    ana = slack.person("ana")
    await ana.types("#ops", "one")
    await ana.types("#ops", "two")
    assert (await slack.channels())["ops"]["unread"] == 2
    assert (await slack.channels(seen_by="ana"))["ops"]["unread"] == 0
    await dana.reads("#ops")
    assert (await slack.channels())["ops"]["unread"] == 0


async def test_a_workspace_lacks_only_blocks_that_there_are(slack):
    with pytest.raises(AssertionError, match="no block of the type radar"):
        await slack.post("blocks", lacking=["table", "radar"])


async def test_the_clock_is_pushed_forward_only(slack):
    before = await slack.now()
    await slack.forward(hours=1)
    after = await slack.get("clock")
    assert after["offset"] == 3600
    assert after["now"] - before >= 3600
    with pytest.raises(AssertionError, match="only be pushed forward"):
        await slack.forward(hours=-1)


async def test_the_clock_goes_to_what_the_app_says_is_due_next_while_it_is_to_come(
    slack,
):
    due = await slack.now() + 900
    await slack.post("clock", due=due)
    assert (await slack.get("clock"))["next_due"] == due
    await slack.post("clock", to="next")
    assert await slack.now() >= due
    assert (await slack.get("state"))["clock"]["next_due"] is None
    with pytest.raises(person.Refused, match="Nothing is due"):
        await slack.post("clock", to="next")


async def test_a_watcher_of_the_clock_hears_a_push(slack):
    watching = asyncio.create_task(slack.get("clock", seen=0.0))
    await slack.forward(minutes=5)
    assert (await watching)["offset"] == 300


async def test_a_watcher_of_the_clock_goes_when_the_workspace_shuts_down(playground):
    clock = playground.parts.world.clock
    watching = asyncio.create_task(clock.changed(0.0, within=60))
    await asyncio.sleep(0)
    await playground.app.shutdown()
    await asyncio.sleep(0)
    assert watching.done()


async def test_message_times_follow_the_clock(slack, dana):
    await slack.forward(days=1)
    said = await dana.types("#ops", "tomorrow")
    assert float(said["ts"]) == pytest.approx(await slack.now(), abs=5)


async def _changed(feed):
    async for line in feed.content:
        if line.startswith(b"data: "):
            return json.loads(line[6:])["changed"]
    raise AssertionError("the feed ended")


async def test_the_feed_tells_what_changed_for_whom(slack, dana, api):
    address = f"{slack.url}/control/live"
    async with slack.session.get(address, params={"as": dana.id}) as feed:
        assert feed.content_type == "text/event-stream"
        assert await feed.content.readline() == b"retry: 1000\n"
        await api("chat.postMessage", channel="C0OPS", text="x")
        assert "C0OPS" in await _changed(feed)
        await slack.forward(minutes=1)
        assert "clock" in await _changed(feed)


async def test_a_reset_goes_back_to_the_seed(slack, api, dana):
    await api.channel("inc-1")
    await dana.types("#ops", "soon gone")
    await slack.post("reset")
    assert "inc-1" not in await slack.channels()
    assert all(one.text != "soon gone" for one in await dana.reads("#ops"))
    assert (await api("conversations.create", name="inc-1"))["ok"]


async def test_a_body_that_lacks_something_is_refused(slack):
    async with slack.session.post(f"{slack.url}/control/message", json={}) as answer:
        assert answer.status == 400
        assert await answer.json() == {"error": "The body lacks 'user'."}


async def test_strangers_and_bots_cannot_act(slack):
    for user in ("U0NOBODY", "U0LONGWATCH", "U0OLGA"):
        with pytest.raises(person.Refused):
            await slack.post("message", user=user, channel="ops", text="x")


async def test_only_members_write_in_a_channel_until_they_join(slack):
    sam = slack.person("sam")
    with pytest.raises(person.Refused, match="Join the channel"):
        await sam.types("#ops", "hello")
    await slack.post("join", user=sam.id, channel="ops")
    assert (await sam.types("#ops", "hello"))["ts"]
    await slack.post("leave", user=sam.id, channel="ops")
    with pytest.raises(person.Refused):
        await sam.types("#ops", "hello")


async def test_deliveries_are_recorded(slack, dana):
    await dana.types("#ops", "/incident list")
    [record] = await slack.deliveries("slash_commands")
    assert (record["status"], record["payload"]["text"]) == (200, "list")
