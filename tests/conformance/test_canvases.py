"""Rule 51, of canvases: one per channel, one change per call, one call at a time."""

import asyncio

import pytest

from tests import person

DANA = "U0DANA"
LARGEST = 2**20


@pytest.fixture
async def room(slack, api, dana):
    channel = await api.channel("inc-1")
    await api.fine("conversations.invite", channel=channel, users=dana.id)
    return channel


def written(markdown):
    return {"document_content": {"type": "markdown", "markdown": markdown}}


def replacing(markdown):
    return [{"operation": "replace", **written(markdown)}]


async def own(api, channel, markdown="# Copy", **more):
    made = await api.fine(
        "conversations.canvases.create",
        channel_id=channel,
        **{"title": "PM-1", **written(markdown), **more},
    )
    return made["canvas_id"]


async def read(slack, canvas, who=DANA):
    return (await slack.get(f"canvases/{canvas}", **{"as": who}))["canvas"]


async def test_rule_51_a_channel_has_one_canvas_of_its_own(slack, api, room):
    info = await api.fine("conversations.info", channel=room)
    assert "properties" not in info["channel"]
    canvas = await own(api, room)
    again = await api.refused("conversations.canvases.create", channel_id=room)
    assert again == "channel_canvas_already_exists"
    info = await api.fine("conversations.info", channel=room)
    assert info["channel"]["properties"]["canvas"]["file_id"] == canvas
    shown = await read(slack, canvas)
    assert (shown["title"], shown["markdown"]) == ("PM-1", "# Copy")


@pytest.mark.parametrize(
    ("channel", "error"),
    [("C0NOWHERE", "channel_not_found"), ("C0OPS", "not_in_channel")],
)
@pytest.mark.parametrize("method", ["canvases.create", "conversations.canvases.create"])
async def test_rule_51_a_canvas_is_made_where_the_app_is(api, method, channel, error):
    assert await api.refused(method, channel_id=channel, **written("x")) == error


@pytest.mark.parametrize(
    "content",
    [
        "# as text",
        {"type": "html", "markdown": "x"},
        {"type": "markdown"},
        {"type": "markdown", "markdown": 7},
    ],
    ids=str,
)
async def test_rule_51_what_stands_in_a_canvas_is_markdown(api, room, content):
    made = {"channel_id": room, "document_content": content}
    refused = await api.refused("conversations.canvases.create", **made)
    assert refused == "invalid_arguments"


@pytest.mark.filterwarnings("ignore:Sending a large body")
async def test_rule_51_a_canvas_holds_a_mebibyte(api, room):
    large = written("x" * (LARGEST + 1))
    refused = await api.refused("canvases.create", channel_id=room, **large)
    assert refused == "canvas_creation_failed"
    refused = await api.refused(
        "conversations.canvases.create", channel_id=room, **large
    )
    assert refused == "canvas_creation_failed"
    canvas = await own(api, room, "x" * LARGEST)
    more = [{"operation": "insert_at_end", **written("y")}]
    refused = await api.refused("canvases.edit", canvas_id=canvas, changes=more)
    assert refused == "canvas_too_large"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ([], "invalid_arguments"),
        (replacing("a") + replacing("b"), "invalid_arguments"),
        ("replace", "invalid_arguments"),
        ([{"operation": "append", **written("a")}], "invalid_arguments"),
        (["replace"], "invalid_arguments"),
        ([{"operation": "delete", "section_id": "temp:1"}], "canvas_editing_failed"),
    ],
    ids=str,
)
async def test_rule_51_an_edit_makes_exactly_one_change(api, room, changes, error):
    canvas = await own(api, room)
    edit = {"canvas_id": canvas, "changes": changes}
    assert await api.refused("canvases.edit", **edit) == error


async def test_rule_51_a_change_replaces_adds_or_renames(slack, api, room):
    canvas = await own(api, room, "middle")
    for operation in ("insert_at_start", "insert_at_end"):
        changes = [{"operation": operation, **written(operation)}]
        await api.fine("canvases.edit", canvas_id=canvas, changes=changes)
    text = (await read(slack, canvas))["markdown"]
    assert text == "insert_at_start\nmiddle\ninsert_at_end"
    title = {"title_content": written("PM-2")["document_content"]}
    changes = [{"operation": "rename", **title}]
    await api.fine("canvases.edit", canvas_id=canvas, changes=changes)
    await api.fine("canvases.edit", canvas_id=canvas, changes=replacing("all"))
    shown = await read(slack, canvas)
    assert (shown["title"], shown["markdown"]) == ("PM-2", "all")


async def test_rule_51_a_canvas_that_is_gone_is_not_found(slack, api, room, dana):
    canvas = await own(api, room)
    await slack.post("delete_canvas", user=dana.id, channel=room, canvas=canvas)
    gone = {"canvas_id": canvas, "changes": replacing("x")}
    assert await api.refused("canvases.edit", **gone) == "canvas_not_found"
    assert await api.refused("files.info", file=canvas) == "file_not_found"
    with pytest.raises(person.Refused):
        await read(slack, canvas)


async def test_rule_51_of_two_edits_at_once_the_second_is_refused(slack, api, room):
    canvas = await own(api, room)
    await slack.fault("canvases.edit", "pause", when="before")
    edit = {"canvas_id": canvas, "changes": replacing("first")}
    first = asyncio.create_task(api.fine("canvases.edit", **edit))
    await slack.paused()
    edit["changes"] = replacing("second")
    assert await api.refused("canvases.edit", **edit) == "canvas_editing_locked"
    await slack.resume()
    await first
    await api.fine("canvases.edit", **edit)
    assert (await read(slack, canvas))["markdown"] == "second"


async def test_rule_51_a_canvas_of_ones_own_is_read_by_whom_it_is_given(
    slack, api, room, dana
):
    made = await api.fine("canvases.create", channel_id=room, title="PM-1")
    canvas = made["canvas_id"]
    with pytest.raises(person.Refused):
        await read(slack, canvas)
    given = {"canvas_id": canvas, "access_level": "read", "channel_ids": [room]}
    await api.fine("canvases.access.set", **given)
    assert (await read(slack, canvas))["access"] == "read"
    hand = {"user": dana.id, "channel": room, "canvas": canvas, "markdown": "mine"}
    with pytest.raises(person.Refused, match="only be read"):
        await slack.post("canvas", hand)
    with pytest.raises(person.Refused):
        await read(slack, canvas, "U0SAM")


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"access_level": "look"}, "invalid_parameters"),
        ({"channel_ids": []}, "invalid_parameters"),
        ({"user_ids": [DANA]}, "invalid_parameters"),
        ({"channel_ids": ["C0NOWHERE"]}, "channel_not_found"),
        ({"channel_ids": [], "user_ids": ["U0NOBODY"]}, "user_not_found"),
        ({"canvas_id": "F0NONE"}, "canvas_not_found"),
    ],
    ids=str,
)
async def test_rule_51_access_is_given_to_channels_or_to_people(
    api, room, change, error
):
    made = await api.fine("canvases.create", title="PM-1")
    given = {"canvas_id": made["canvas_id"], "access_level": "read"}
    given |= {"channel_ids": [room], **change}
    assert await api.refused("canvases.access.set", **given) == error


async def test_rule_51_what_somebody_else_made_is_theirs(slack, api, room, dana):
    hand = {"user": dana.id, "channel": room, "markdown": "by hand"}
    await slack.post("canvas", hand)
    info = await api.fine("conversations.info", channel=room)
    canvas = info["channel"]["properties"]["canvas"]["file_id"]
    file = (await api.fine("files.info", file=canvas))["file"]
    assert (file["user"], file["filetype"]) == (dana.id, "quip")
    given = {"canvas_id": canvas, "access_level": "read", "channel_ids": [room]}
    assert await api.refused("canvases.access.set", **given) == "restricted_action"
    assert (await api.fine("files.list", user="U0LONGWATCH"))["files"] == []


async def test_rule_51_a_plan_that_is_free_has_only_part_of_it(slack, api, room, dana):
    made = await api.fine("canvases.create", title="PM-1")
    canvas = await own(api, room)
    await slack.post("plan", free=True)
    for method, where, error in (
        ("canvases.create", {}, "free_teams_cannot_create_standalone_canvases"),
        (
            "canvases.create",
            {"channel_id": room},
            "free_team_canvas_tab_already_exists",
        ),
        (
            "conversations.canvases.create",
            {"channel_id": room},
            "team_tier_cannot_create_channel_canvases",
        ),
    ):
        assert await api.refused(method, **where) == error
    edit = {"canvas_id": made["canvas_id"], "changes": replacing("x")}
    refused = await api.refused("canvases.edit", **edit)
    assert refused == "free_teams_cannot_edit_standalone_canvases"
    await api.fine("canvases.edit", canvas_id=canvas, changes=replacing("x"))


async def test_rule_51_whom_a_canvas_mentions_is_there(slack, api, room):
    await own(api, room, f"by ![](@{DANA}) in ![](#{room}) and ![](@U0NOBODY)")
    assert await slack.violations() == [
        "conversations.canvases.create: mentions nobody: U0NOBODY"
    ]
