"""Rules 47-52: channels, members, pins, bookmarks, reactions, people."""

import pytest


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),  # nothing
        ("x" * 81, "invalid_name_maxlength"),  # too long
        ("--", "invalid_name_punctuation"),  # no letter
        ("Room", "invalid_name_specials"),  # a capital letter
        ("caf\u00e9", "invalid_name_specials"),  # not ASCII
        ("a.b", "invalid_name_specials"),  # a stop
        ("here", "invalid_name"),  # reserved
        ("ops", "name_taken"),  # there is one
        ("security", "name_taken"),  # there is one that the bot cannot see
    ],
)
async def test_a_channel_has_a_good_name_of_its_own(api, name, error):
    assert (await api("conversations.create", name=name))["error"] == error


async def test_the_name_of_an_archived_channel_stays_taken(api):
    channel = await api.channel("inc-1")
    assert (await api("conversations.archive", channel=channel))["ok"]
    again = await api("conversations.archive", channel=channel)
    assert again["error"] == "already_archived"
    assert (await api("conversations.create", name="inc-1"))["error"] == "name_taken"
    topic = await api("conversations.setTopic", channel=channel, topic="x")
    assert topic["error"] == "is_archived"
    assert (await api("conversations.unarchive", channel=channel))["ok"]
    again = await api("conversations.unarchive", channel=channel)
    assert again["error"] == "not_archived"


async def test_a_team_may_forbid_new_channels(api, slack):
    await slack.post("app", forbidden_to_create=True)
    body = await api("conversations.create", name="inc-1")
    assert body["error"] == "restricted_action"


async def test_a_private_channel_is_for_its_members(api, slack):
    channel = await api.channel("inc-1", is_private=True)
    assert "inc-1" not in await slack.channels()
    await api("conversations.invite", channel=channel, users="U0DANA")
    assert "inc-1" in await slack.channels()


@pytest.mark.parametrize(
    ("user", "error"),
    [
        ("U0NOBODY", "user_not_found"),  # there is none
        ("U0OLGA", "user_not_found"),  # deactivated
        ("U0GUS", "user_is_restricted"),  # a guest
        ("U0NORA", "no_external_invite_permission"),  # of another company
        ("U0LONGWATCH", "cant_invite_self"),  # the bot itself
        ("U0ANA", "already_in_channel"),  # in already
    ],
)
async def test_one_bad_invitee_fails_all_unless_forced(api, slack, user, error):
    channel = await api.channel("inc-1")
    await api("conversations.invite", channel=channel, users="U0ANA")
    users = f"U0DANA,{user}"
    body = await api("conversations.invite", channel=channel, users=users)
    assert body["error"] == error
    assert body["errors"] == [{"user": user, "ok": False, "error": error}]
    assert "U0DANA" not in (await slack.channels())["inc-1"]["members"]
    forced = await api("conversations.invite", channel=channel, users=users, force=True)
    assert forced["ok"]
    assert forced["errors"][0]["error"] == error
    assert "U0DANA" in (await slack.channels())["inc-1"]["members"]


async def test_at_most_100_people_are_invited_at_once(api):
    channel = await api.channel("inc-1")
    users = ",".join(f"U{n}" for n in range(101))
    body = await api("conversations.invite", channel=channel, users=users)
    assert body["error"] == "invalid_arguments"


async def test_only_members_invite(api):
    body = await api("conversations.invite", channel="C0OPS", users="U0SAM")
    assert body["error"] == "not_in_channel"


async def test_joining_twice_is_a_warning(api):
    assert "warning" not in await api("conversations.join", channel="C0OPS")
    again = await api("conversations.join", channel="C0OPS")
    assert (again["ok"], again["warning"]) == (True, "already_in_channel")


async def test_a_channel_can_be_left_and_people_removed(api, slack):
    await api("conversations.join", channel="C0OPS")
    wrong = await api("conversations.kick", channel="C0OPS", user="U0SAM")
    assert wrong["error"] == "not_in_channel"
    assert (await api("conversations.kick", channel="C0OPS", user="U0LIV"))["ok"]
    assert (await api("conversations.leave", channel="C0OPS"))["ok"]
    assert (await api("conversations.leave", channel="C0OPS"))["not_in_channel"]
    members = (await slack.channels())["ops"]["members"]
    assert {"U0LIV", "U0LONGWATCH"}.isdisjoint(members)


async def test_general_cannot_be_left_archived_or_emptied(api):
    await api("conversations.join", channel="C0GENERAL")
    general = {"channel": "C0GENERAL"}
    leave = await api("conversations.leave", **general)
    archive = await api("conversations.archive", **general)
    kick = await api("conversations.kick", **general, user="U0SAM")
    assert leave["error"] == "cant_leave_general"
    assert archive["error"] == "cant_archive_general"
    assert kick["error"] == "cant_kick_from_general"


@pytest.mark.parametrize("what", ["topic", "purpose"])
async def test_a_topic_has_at_most_250_characters_and_is_seen(api, slack, dana, what):
    channel = await api.channel("inc-1")
    await api("conversations.invite", channel=channel, users="U0DANA")
    method = f"conversations.set{what.title()}"
    long = await api(method, channel=channel, **{what: "x" * 251})
    assert long["error"] == "too_long"
    assert (await api(method, channel=channel, **{what: "Sev2"}))["ok"]
    assert (await slack.channels())["inc-1"][what] == "Sev2"
    said = await dana.reads("#inc-1")
    assert said[-1].raw["subtype"] == f"channel_{what}"
    await api(method, channel=channel, **{what: "Sev2"})
    assert f"the {what} was already so" in (await slack.violations())[-1]


async def test_a_channel_can_be_renamed_to_a_free_name(api, slack):
    channel = await api.channel("inc-1")
    taken = await api("conversations.rename", channel=channel, name="ops")
    assert taken["error"] == "name_taken"
    await api("conversations.rename", channel=channel, name="inc-1-checkout")
    assert "inc-1-checkout" in await slack.channels()


async def test_info_tells_what_the_channel_is(api):
    asked = {"channel": "C0OPS", "include_num_members": "true"}
    _, body, _ = await api.raw("conversations.info", params=asked)
    told = body["channel"]
    assert (told["name"], told["is_private"], told["is_member"]) == (
        "ops",
        False,
        False,
    )
    assert told["num_members"] == 4
    hidden = {"channel": "C0SECURITY"}
    _, body, _ = await api.raw("conversations.info", params=hidden)
    assert body["error"] == "channel_not_found"


async def test_members_are_listed(api):
    _, body, _ = await api.raw("conversations.members", params={"channel": "C0OPS"})
    assert body["members"] == ["U0DANA", "U0ANA", "U0KENJI", "U0LIV"]


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),  # nobody
        ("U0NOBODY", "user_not_found"),  # there is none
        ("U0OLGA", "user_disabled"),  # deactivated
        ("U0LONGWATCH", "invalid_user_combination"),  # itself
        (",".join("U" * 9), "too_many_users"),  # more than eight
    ],
)
async def test_a_direct_message_needs_somebody(api, users, error):
    assert (await api("conversations.open", users=users))["error"] == error


async def test_opening_a_direct_message_again_gives_the_same(api):
    first = await api("conversations.open", users="U0GUS")
    again = await api("conversations.open", users="U0GUS")
    assert first["channel"] == again["channel"]
    assert again["already_open"]
    assert "already_open" not in first


async def test_a_message_is_pinned_once_and_everyone_sees_it(api, dana):
    channel = await api.channel("inc-1")
    await api("conversations.invite", channel=channel, users="U0DANA")
    ts = (await api("chat.postMessage", channel=channel, text="card"))["ts"]
    item = {"channel": channel, "timestamp": ts}
    assert (await api("pins.add", **item))["ok"]
    assert (await api("pins.add", **item))["error"] == "already_pinned"
    said = await dana.reads("#inc-1")
    assert said[-1].raw["subtype"] == "pinned_item"
    _, listed, _ = await api.raw("pins.list", params={"channel": channel})
    assert [one["message"]["ts"] for one in listed["items"]] == [ts]
    assert (await api("pins.remove", **item))["ok"]
    assert (await api("pins.remove", **item))["error"] == "no_pin"


async def test_only_a_message_of_a_channel_of_its_own_can_be_pinned(api):
    item = {"channel": "C0OPS", "timestamp": "1700000000.000100"}
    assert (await api("pins.add", **item))["error"] == "not_in_channel"
    await api("conversations.join", channel="C0OPS")
    assert (await api("pins.add", **item))["error"] == "message_not_found"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"link": "ftp://x"}, "invalid_link"),  # not of the web
        ({"link": "https://x/" + "y" * 2048}, "invalid_link"),  # too long
        ({"title": "x" * 257}, "invalid_arguments"),  # too long
        ({"emoji": "fire"}, "invalid_emoji"),  # without colons
        ({"type": "file"}, "invalid_bookmark_type"),  # not a link
    ],
)
async def test_a_bookmark_has_a_good_form(api, change, error):
    channel = await api.channel("inc-1")
    mark = {"channel_id": channel, "type": "link", "title": "T", "link": "https://x.y"}
    assert (await api("bookmarks.add", **{**mark, **change}))["error"] == error


async def test_the_same_bookmark_twice_is_two_and_reported(api, slack):
    channel = await api.channel("inc-1")
    mark = {"channel_id": channel, "type": "link", "title": "T", "link": "https://x.y"}
    await api("bookmarks.add", **mark)
    two = await api("bookmarks.add", **mark)
    assert "has this bookmark already" in (await slack.violations())[0]
    listed = await api("bookmarks.list", channel_id=channel)
    assert len(listed["bookmarks"]) == 2
    which = {"channel_id": channel, "bookmark_id": two["bookmark"]["id"]}
    edited = await api("bookmarks.edit", **which, title="New")
    assert edited["bookmark"]["title"] == "New"
    assert (await api("bookmarks.remove", **which))["ok"]
    assert (await api("bookmarks.remove", **which))["error"] == "not_found"


async def test_a_reaction_counts_once_for_each(api, slack, dana):
    await api("conversations.join", channel="C0OPS")
    ts = (await api("chat.postMessage", channel="C0OPS", text="x"))["ts"]
    item = {"channel": "C0OPS", "timestamp": ts}
    assert (await api("reactions.add", **item, name="eyes"))["ok"]
    again = await api("reactions.add", **item, name="eyes")
    assert again["error"] == "already_reacted"
    await slack.post("react", user=dana.id, channel="ops", ts=ts, name="eyes")
    [shown] = (await dana.reads("#ops"))[-1].raw["reactions"]
    assert (shown["name"], shown["count"], shown["mine"]) == ("eyes", 2, True)
    wrong = await api("reactions.add", **item, name="not a name")
    assert wrong["error"] == "invalid_name"
    assert (await api("reactions.remove", **item, name="eyes"))["ok"]
    again = await api("reactions.remove", **item, name="eyes")
    assert again["error"] == "no_reaction"


async def test_people_have_zones_half_hours_included(api):
    _, body, _ = await api.raw("users.info", params={"user": "U0PRIYA"})
    assert (body["user"]["tz"], body["user"]["tz_offset"]) == ("Asia/Kolkata", 19800)
    _, body, _ = await api.raw("users.info", params={"user": "U0NOBODY"})
    assert body["error"] == "user_not_found"


@pytest.mark.parametrize(
    ("user", "mark"),
    [
        ("U0GUS", "is_restricted"),
        ("U0OLGA", "deleted"),
        ("U0NORA", "is_stranger"),
        ("U0DANA", "is_admin"),
        ("U0LONGWATCH", "is_bot"),
    ],
)
async def test_people_are_told_apart(api, user, mark):
    _, body, _ = await api.raw("users.list")
    marked = {one["id"] for one in body["members"] if one[mark]}
    assert marked == {user}


async def test_a_display_name_may_be_empty(api):
    _, body, _ = await api.raw("users.info", params={"user": "U0GUS"})
    assert body["user"]["profile"]["display_name"] == ""
    assert body["user"]["profile"]["real_name"] == "Gus Marsh"


async def test_the_bots_channels_are_listed_by_type(api):
    await api.channel("inc-1")
    await api.channel("inc-2", is_private=True)
    types = "public_channel,private_channel"
    _, body, _ = await api.raw("users.conversations", params={"types": types})
    assert [one["name"] for one in body["channels"]] == ["inc-1", "inc-2"]
    _, body, _ = await api.raw("users.conversations", params={"types": "dm"})
    assert body["error"] == "invalid_types"


async def test_user_groups_are_listed(api):
    _, body, _ = await api.raw("usergroups.list", params={"include_users": "true"})
    assert body["usergroups"] == []
