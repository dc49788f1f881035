"""8.7, rules 47 to 53: the state of channels, members, messages and people.

Of rule 51 user groups and look-ups by e-mail are not reached, and of rule 53 all but
the end of a token and an organisation's install.
"""

import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests import person
from tests.conformance.caller import seen

BOT, DANA = "U0LONGWATCH", "U0DANA"


@pytest.fixture
async def room(api):
    return await api.channel("inc-1")


async def info(api, channel):
    return (await api.fine("conversations.info", channel=channel))["channel"]


async def member_of(api, channel):
    return (await api.fine("conversations.members", channel=channel))["members"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("", "invalid_name_required"),
        ("   ", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("---", "invalid_name_punctuation"),
        ("INC", "invalid_name_specials"),
        ("in c", "invalid_name_specials"),
        ("in.c", "invalid_name_specials"),
        ("störung", "invalid_name_specials"),
        ("here", "invalid_name"),
        ("ops", "name_taken"),
        ("security", "name_taken"),  # private, and the bot can't see it
    ],
    ids=itertools.count(),
)
async def test_rule_47_a_channel_has_a_good_name_of_its_own(api, room, name, error):
    assert await api.refused("conversations.create", name=name) == error
    rename = {"channel": room, "name": name}
    assert await api.refused("conversations.rename", **rename) == error


async def test_rule_47_the_longest_name_has_80_characters(api):
    made = await api.fine("conversations.create", name="x" * 80)
    assert made["channel"]["name"] == "x" * 80


async def test_rule_47_the_name_of_an_archived_channel_stays_taken(api, room):
    await api.fine("conversations.archive", channel=room)
    assert await api.refused("conversations.create", name="inc-1") == "name_taken"


@pytest.mark.parametrize("private", [True, False])
async def test_rule_47_who_creates_a_channel_is_its_member(api, private):
    made = await api.fine("conversations.create", name="x", is_private=private)
    channel = made["channel"]
    assert (channel["is_private"], channel["creator"]) == (private, BOT)
    assert await member_of(api, channel["id"]) == [BOT]
    assert channel["is_member"] is True


async def test_rule_47_a_team_may_forbid_new_channels(slack, api):
    await slack.post("app", forbidden_to_create=True)
    assert await api.refused("conversations.create", name="x") == "restricted_action"


INVITED = {
    "U0ANA": None,
    "U0DANA": "already_in_channel",
    BOT: "cant_invite_self",
    "U0NOBODY": "user_not_found",
    "U0OLGA": "user_not_found",  # deactivated
    "U0GUS": "user_is_restricted",  # a guest
    "U0NORA": "no_external_invite_permission",  # of another company
}


@pytest.fixture
async def shared(api, room):
    """Give a room in which dana is already."""
    await api.fine("conversations.invite", channel=room, users=DANA)
    return room


@pytest.mark.parametrize("user", INVITED)
async def test_rule_48_each_obstacle_to_an_invitation_has_its_error(api, shared, user):
    body = await api("conversations.invite", channel=shared, users=user)
    assert body.get("error") == INVITED[user]


async def test_rule_48_one_who_cannot_come_fails_all(api, shared):
    users = ",".join(INVITED)
    body = await api("conversations.invite", channel=shared, users=users)
    assert body["ok"] is False
    told = {one["user"]: one["error"] for one in body["errors"]}
    assert told == {user: error for user, error in INVITED.items() if error}
    assert body["error"] == body["errors"][0]["error"]
    assert "U0ANA" not in await member_of(api, shared)


async def test_rule_48_by_force_the_others_come(api, shared):
    sent = {"channel": shared, "users": ",".join(INVITED), "force": True}
    body = await api.fine("conversations.invite", **sent)
    assert len(body["errors"]) == len(INVITED) - 1
    assert "U0ANA" in await member_of(api, shared)


async def test_rule_48_a_call_invites_100_people_at_most(api, shared):
    many = ",".join(f"U{number}" for number in range(101))
    sent = {"channel": shared, "users": many, "force": True}
    assert await api.refused("conversations.invite", **sent) == "invalid_arguments"
    assert await api.refused("conversations.invite", channel=shared, users=" ") == (
        "no_user"
    )


async def test_rule_48_only_members_invite_and_not_into_what_is_closed(api, shared):
    sent = {"channel": "C0OPS", "users": "U0SAM"}
    assert await api.refused("conversations.invite", **sent) == "not_in_channel"
    await api.fine("conversations.archive", channel=shared)
    sent = {"channel": shared, "users": "U0SAM"}
    assert await api.refused("conversations.invite", **sent) == "is_archived"


async def test_rule_48_everyone_who_comes_is_an_event(app, api, room):
    await api.fine("conversations.invite", channel=room, users="U0ANA,U0SAM")
    joined = await app.hears("member_joined_channel", 3)  # the bot itself too
    assert {one["user"] for one in joined} == {BOT, "U0ANA", "U0SAM"}
    assert {one["inviter"] for one in joined if "inviter" in one} == {BOT}


DESCRIBED = {
    "topic": ("conversations.setTopic", "channel_topic"),
    "purpose": ("conversations.setPurpose", "channel_purpose"),
}


@pytest.mark.parametrize("field", DESCRIBED)
async def test_rule_49_a_topic_has_250_characters_and_is_seen(
    app, slack, api, shared, field
):
    method, subtype = DESCRIBED[field]
    await api.fine(method, channel=shared, **{field: "x" * 250})
    long = {"channel": shared, field: "x" * 251}
    assert await api.refused(method, **long) == "too_long"
    assert (await info(api, shared))[field]["value"] == "x" * 250
    assert (await seen(slack, shared))[-1]["subtype"] == subtype

    async def heard():
        return [e for e in app.events("message") if e.get("subtype") == subtype]

    [event] = await person.eventually(heard, "the change is heard")
    assert event[field] == "x" * 250


@pytest.mark.parametrize("field", DESCRIBED)
async def test_rule_49_a_needless_change_is_reported(slack, api, room, field):
    method, _ = DESCRIBED[field]
    for _ in range(2):
        await api.fine(method, channel=room, **{field: "same"})
    assert await slack.violations() == [f"{method}: the {field} was already so"]


@pytest.mark.parametrize("field", DESCRIBED)
async def test_rule_49_a_topic_is_for_members_of_open_channels(api, room, field):
    method, _ = DESCRIBED[field]
    assert await api.refused(method, channel="C0OPS", **{field: "x"}) == (
        "not_in_channel"
    )
    await api.fine("conversations.archive", channel=room)
    assert await api.refused(method, channel=room, **{field: "x"}) == "is_archived"
    direct = (await api.fine("conversations.open", users=DANA))["channel"]["id"]
    assert await api.refused(method, channel=direct, **{field: "x"}) == (
        "method_not_supported_for_channel_type"
    )


async def test_rule_50_a_channel_is_archived_and_opened_once(api, room):
    assert await api.refused("conversations.unarchive", channel=room) == "not_archived"
    await api.fine("conversations.archive", channel=room)
    assert await api.refused("conversations.archive", channel=room) == (
        "already_archived"
    )
    assert (await info(api, room))["is_archived"] is True
    await api.fine("conversations.unarchive", channel=room)
    await api.fine("chat.postMessage", channel=room, text="x")


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"text": "x"}, "is_archived"),
        ("conversations.invite", {"users": "U0SAM"}, "is_archived"),
        ("conversations.join", {}, "is_archived"),
        ("conversations.leave", {}, "is_archived"),
        ("conversations.rename", {"name": "y"}, "is_archived"),
        ("conversations.history", {}, None),  # it can still be read
        ("conversations.info", {}, None),
    ],
)
async def test_rule_50_an_archived_channel_is_only_read(api, room, method, args, error):
    await api.fine("conversations.archive", channel=room)
    assert (await api(method, channel=room, **args)).get("error") == error


async def test_rule_50_general_is_not_left_archived_or_emptied(slack, api):
    await slack.post("invite", user=DANA, channel="general", users=[BOT])
    general = {"channel": "C0GENERAL"}
    assert await api.refused("conversations.archive", **general) == (
        "cant_archive_general"
    )
    assert await api.refused("conversations.leave", **general) == "cant_leave_general"
    kick = {**general, "user": "U0ANA"}
    assert await api.refused("conversations.kick", **kick) == "cant_kick_from_general"


@pytest.mark.parametrize(
    ("user", "error"),
    [
        (DANA, None),
        (BOT, "cant_kick_self"),
        ("U0SAM", "not_in_channel"),
        ("U0NOBODY", "user_not_found"),
    ],
)
async def test_rule_50_a_person_is_removed_once(app, api, shared, user, error):
    body = await api("conversations.kick", channel=shared, user=user)
    assert body.get("error") == error
    if not error:
        [left] = await app.hears("member_left_channel")
        assert left["user"] == user
        again = await api.refused("conversations.kick", channel=shared, user=user)
        assert again == "not_in_channel"


async def test_rule_50_only_members_archive(api):
    assert await api.refused("conversations.archive", channel="C0OPS") == (
        "not_in_channel"
    )


async def test_rule_51_a_message_is_pinned_once_and_everybody_sees_it(
    slack, api, shared
):
    ts = (await api.say(shared, text="x"))["ts"]
    where = {"channel": shared, "timestamp": ts}
    await api.fine("pins.add", **where)
    assert await api.refused("pins.add", **where) == "already_pinned"
    assert (await seen(slack, shared))[-1]["subtype"] == "pinned_item"
    [pinned] = (await api.fine("pins.list", channel=shared))["items"]
    assert pinned["message"]["ts"] == ts
    await api.fine("pins.remove", **where)
    assert await api.refused("pins.remove", **where) == "no_pin"


async def test_rule_51_what_cannot_be_pinned_says_why(slack, api, room):
    elsewhere = (await api.say("C0OPS", text="x"))["ts"]
    for where, error in (
        ({"channel": room}, "no_item_specified"),
        ({"channel": room, "timestamp": "1700000000.000100"}, "message_not_found"),
        ({"channel": "C0OPS", "timestamp": elsewhere}, "not_in_channel"),
        ({"channel": "C0NOWHERE", "timestamp": elsewhere}, "channel_not_found"),
    ):
        assert await api.refused("pins.add", **where) == error


async def test_rule_51_a_channel_holds_100_pins(api, room):
    for _ in range(100):
        ts = (await api.say(room, text="x"))["ts"]
        await api.fine("pins.add", channel=room, timestamp=ts)
    ts = (await api.say(room, text="x"))["ts"]
    where = {"channel": room, "timestamp": ts}
    assert await api.refused("pins.add", **where) == "too_many_pins"


LINK = {"type": "link", "title": "Runbook", "link": "https://a.example/r"}


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({}, None),
        ({"type": "app"}, "invalid_bookmark_type"),
        ({"link": ""}, "invalid_link"),
        ({"link": "runbook"}, "invalid_link"),
        ({"link": "https://a.example/" + "x" * 2030}, None),  # 2,048 in all
        ({"link": "https://a.example/" + "x" * 2031}, "invalid_link"),
        ({"title": "x" * 256}, None),
        ({"title": "x" * 257}, "invalid_arguments"),
        ({"emoji": ":wave:"}, None),
        ({"emoji": "wave"}, "invalid_emoji"),
        ({"channel_id": "C0NOWHERE"}, "channel_not_found"),
        ({"channel_id": "C0OPS"}, "not_in_channel"),
    ],
    ids=itertools.count(),
)
async def test_rule_51_a_bookmark_has_a_title_and_an_address(api, room, change, error):
    body = await api("bookmarks.add", **{"channel_id": room, **LINK, **change})
    assert body.get("error") == error


async def test_rule_51_the_same_bookmark_twice_is_two_and_reported(slack, api, room):
    for _ in range(2):
        await api.fine("bookmarks.add", channel_id=room, **LINK)
    listed = (await api.fine("bookmarks.list", channel_id=room))["bookmarks"]
    assert len({one["id"] for one in listed}) == 2
    [report] = await slack.violations()
    assert "this bookmark already" in report


async def test_rule_51_a_bookmark_is_changed_and_removed_once(api, room):
    made = (await api.fine("bookmarks.add", channel_id=room, **LINK))["bookmark"]
    where = {"channel_id": room, "bookmark_id": made["id"]}
    edited = await api.fine("bookmarks.edit", **where, title="Book")
    assert edited["bookmark"]["title"] == "Book"
    await api.fine("bookmarks.remove", **where)
    assert await api.refused("bookmarks.remove", **where) == "not_found"
    assert await api.refused("bookmarks.edit", **where) == "not_found"


async def test_rule_51_a_reaction_counts_once(app, api, room):
    ts = (await api.say(room, text="x"))["ts"]
    where = {"channel": room, "timestamp": ts, "name": "eyes"}
    await api.fine("reactions.add", **where)
    assert await api.refused("reactions.add", **where) == "already_reacted"
    await app.hears("reaction_added")
    await api.fine("reactions.remove", **where)
    assert await api.refused("reactions.remove", **where) == "no_reaction"
    for wrong in (":eyes:", "", "two eyes"):
        assert await api.refused("reactions.add", **{**where, "name": wrong}) == (
            "invalid_name"
        )


@pytest.mark.parametrize(
    "method",
    [
        *("usergroups.create", "usergroups.users.update", "users.lookupByEmail"),
        *("canvases.sections.lookup", "canvases.delete", "files.delete"),
    ],
)
async def test_rule_51_what_is_not_reached_is_refused(api, method):
    _, body, _ = await api.raw(method, json={})
    assert body["error"] == "unknown_method"


async def described(api, user):
    return (await api.fine("users.info", user=user))["user"]


@pytest.mark.parametrize(
    ("user", "zone"),
    [
        (DANA, "Europe/London"),  # with a summer time
        ("U0SAM", "America/New_York"),  # with another one
        ("U0KENJI", "Asia/Tokyo"),  # without
        ("U0PRIYA", "Asia/Kolkata"),  # half an hour off
    ],
)
async def test_rule_52_people_have_zones_that_follow_the_year(slack, api, user, zone):
    for _ in range(5):
        found = await described(api, user)
        local = datetime.fromtimestamp(await slack.now(), UTC).astimezone(
            ZoneInfo(zone)
        )
        offset = local.utcoffset().total_seconds()
        assert (found["tz"], found["tz_offset"]) == (zone, offset)
        assert found["tz_label"]
        await slack.forward(days=73)


@pytest.mark.parametrize(
    ("user", "mark"),
    [
        ("U0GUS", "is_restricted"),
        ("U0OLGA", "deleted"),
        ("U0NORA", "is_stranger"),
        (BOT, "is_bot"),
    ],
)
async def test_rule_52_guests_strangers_bots_and_the_deactivated_are_marked(
    api, user, mark
):
    marks = {"is_restricted", "deleted", "is_stranger", "is_bot"}
    found = await described(api, user)
    assert {name for name in marks if found[name]} == {mark}
    listed = (await api.fine("users.list"))["members"]
    assert [one for one in listed if one["id"] == user] == [found]


@pytest.mark.parametrize(
    ("changed", "shown"),
    [
        ({"display_name": ""}, ""),  # the full name stands in for it
        ({"display_name": "\N{FIRE} sam"}, "\N{FIRE} sam"),
        ({"display_name": "سام"}, "سام"),
        ({"display_name": "<sam & co>"}, "<sam & co>"),
    ],
    ids=itertools.count(),
)
async def test_rule_52_a_name_may_be_empty_strange_or_in_another_script(
    slack, api, changed, shown
):
    await slack.post("person", id="U0SAM", **changed)
    found = await described(api, "U0SAM")
    assert found["profile"]["display_name"] == shown
    assert found["real_name"] == found["profile"]["real_name"] == "Sam Rivera"


async def test_rule_52_ids_may_begin_with_w(slack, api):
    await slack.post("person", id="W0ZOE", name="zoe", real_name="Zoe Lind")
    assert (await described(api, "W0ZOE"))["name"] == "zoe"
    assert (await api.fine("chat.postMessage", channel="W0ZOE", text="x"))["ok"]
    mentioned = await api.say(text="<@W0ZOE>")
    assert mentioned["ok"]
    assert await slack.violations() == []


async def test_rule_52_somebody_unknown_is_not_found(api):
    assert await api.refused("users.info", user="U0NOBODY") == "user_not_found"


async def test_rule_53_a_removal_ends_every_token(slack, api):
    await slack.post("uninstall")
    for method in ("auth.test", "users.list"):
        assert await api.refused(method) == "account_inactive"


async def test_rule_53_an_organisations_install_says_so(slack, api):
    assert (await api.fine("auth.test"))["is_enterprise_install"] is False
    await slack.post("app", enterprise="E0HARBOUR")
    body = await api.fine("auth.test")
    assert body["is_enterprise_install"] is True
    assert body["enterprise_id"] == body["team_id"] == "E0HARBOUR"


@pytest.mark.parametrize("method", ["oauth.v2.access", "oauth.v2.exchange"])
async def test_rule_53_what_is_not_reached_is_refused(api, method):
    _, body, _ = await api.raw(method, json={})
    assert body["error"] == "unknown_method"
