"""The canvas of a postmortem: a copy that follows, and that stops nothing."""

import re

import pytest
from markdown_it import MarkdownIt
from sqlalchemy import delete, select

from bot.core.queue import OUTBOX, PAUSES, State
from tests import person
from tests.postmortems.conftest import CARD, followed, resolved, write, written

BOT = "U0LONGWATCH"
MADE = "conversations.canvases.create"
COPY = "*A copy that Longwatch keeps up.*"


async def tabs(scene, who, room):
    """Give the canvases that somebody sees in a room, whole."""
    place = (await scene.slack.channels(seen_by=who.name))[room]
    shown = [
        await scene.slack.get(f"canvases/{one['id']}", **{"as": who.id})
        for one in place["canvases"]
    ]
    return [one["canvas"] for one in shown]


async def canvas(scene, who, room):
    """Give the one canvas of a room, once it has followed."""
    await followed(scene)
    (one,) = await tabs(scene, who, room)
    return one


async def counted(scene, method):
    return len(await scene.slack.calls(method))


async def by_hand(scene, who, room, markdown, **more):
    hand = {"user": who.id, "channel": room, "markdown": markdown, **more}
    await scene.slack.post("canvas", hand)


async def row(scene):
    async with scene.bot.database.crossing() as connection:
        query = select(OUTBOX).where(OUTBOX.c.kind == "canvas")
        return (await connection.execute(query)).one()


async def in_the_room(scene, who, said="sev2 checkout 500s"):
    """Declare an incident; give its room, before there is a postmortem."""
    await who.types("#general", f"/incident declare {said}")
    await who.types("#general", "/incident ack INC-1")
    await scene.settled()
    return next(name for name in await scene.slack.channels(who.name) if "-1-" in name)


async def ends(scene, who):
    fix = "rolled the deploy back, error rate is flat"
    await who.types("#general", f"/incident resolve INC-1 fix: {fix}")
    await scene.settled()


async def test_it_is_made_once_in_the_room_and_follows_what_is_written(
    scene, dana, room
):
    first = await canvas(scene, dana, room)
    assert first["title"] == "PM-1: postmortem of INC-1"
    assert first["markdown"].startswith(COPY)
    assert "# PM-1: checkout 500s" in first["markdown"]
    await written(scene, dana, room)
    now = await canvas(scene, dana, room)
    assert now["id"] == first["id"]
    assert "1. a bad flag" in now["markdown"]
    assert await counted(scene, MADE) == 1
    assert await scene.slack.violations() == []


async def test_the_cards_lead_to_it(scene, dana, room):
    made = await canvas(scene, dana, room)
    card = await dana.sees(room, CARD)
    link = f"{scene.slack.url}/docs/T0HARBOUR/{made['id']}|Open the canvas"
    assert link in str(card.raw["blocks"])
    await dana.types("#general", "/postmortem show PM-1")
    assert link in str(dana.said.raw["blocks"])


async def test_many_changes_make_one_edit(scene, dana, room):
    before = await counted(scene, "canvases.edit")
    await scene.slack.fault("canvases.edit", "pause")
    await write(dana, room, "summary", affected="A third of all orders")
    await scene.slack.paused()
    for number in range(4):
        await dana.types("#general", f"/postmortem add PM-1 gate: canary {number}")
    await scene.slack.resume()
    await scene.settled()
    assert "canary 3" in (await canvas(scene, dana, room))["markdown"]
    assert await counted(scene, "canvases.edit") <= before + 3


async def test_what_changes_nothing_in_it_makes_no_edit(scene, dana, room):
    await scene.settled()
    before = await counted(scene, "canvases.edit")
    card = await dana.sees(room, "Business day 0 of 5")
    await scene.forward(days=4)
    assert (await dana.sees(room, CARD)).text != card.text
    assert await counted(scene, "canvases.edit") == before


async def test_a_canvas_that_somebody_else_made_is_left_alone(scene, dana):
    room = await in_the_room(scene, dana)
    await by_hand(scene, dana, room, "# Our notes", title="Notes")
    await ends(scene, dana)
    theirs, ours = await tabs(scene, dana, room)
    assert (theirs["title"], theirs["markdown"]) == ("Notes", "# Our notes")
    assert (ours["creator"], ours["access"]) == (BOT, "read")
    assert ours["markdown"].startswith(COPY)
    assert ours["id"] in str((await dana.sees(room, CARD)).raw["blocks"])
    await written(scene, dana, room)
    theirs, ours = await tabs(scene, dana, room)
    assert theirs["markdown"] == "# Our notes"
    assert "1. a bad flag" in ours["markdown"]


async def test_what_is_written_in_it_by_hand_is_not_taken_in(scene, dana, room):
    made = await canvas(scene, dana, room)
    await by_hand(scene, dana, room, "gone with the next change", canvas=made["id"])
    await written(scene, dana, room)
    now = await canvas(scene, dana, room)
    assert "gone with the next change" not in now["markdown"].removeprefix(COPY)[200:]
    assert now["markdown"].startswith(COPY)


async def test_one_that_was_deleted_is_made_anew_with_the_next_change(
    scene, dana, room
):
    made = await canvas(scene, dana, room)
    gone = {"user": dana.id, "channel": room, "canvas": made["id"]}
    await scene.slack.post("delete_canvas", gone)
    await written(scene, dana, room)
    again = await canvas(scene, dana, room)
    assert again["id"] != made["id"]
    assert again["id"] in str((await dana.sees(room, CARD)).raw["blocks"])


LOST = ["drop_after", "drop_before", "internal_error_after", "status_502_html"]


@pytest.mark.parametrize("kind", [*LOST, "ratelimited", "status_500"])
async def test_whatever_becomes_of_the_first_call_there_is_one(edge, kind):
    dana = edge.person("dana")
    await edge.slack.fault(MADE, kind, do=True)
    room = await resolved(edge, dana)
    await edge.slack.forget("faults")
    made = await canvas(edge, dana, room)
    assert made["markdown"].startswith(COPY)
    assert made["id"] in str((await dana.sees(room, CARD)).raw["blocks"])


@pytest.mark.parametrize("method", ["canvases.create", "canvases.access.set"])
@pytest.mark.parametrize("kind", LOST)
async def test_whatever_becomes_of_one_beside_there_is_one(edge, method, kind):
    dana = edge.person("dana")
    room = await in_the_room(edge, dana)
    await by_hand(edge, dana, room, "# Our notes")
    await edge.slack.fault(method, kind, do=True)
    await ends(edge, dana)
    await followed(edge)
    shown = await tabs(edge, dana, room)
    assert [one["creator"] for one in shown] == [dana.id, BOT]


@pytest.mark.parametrize("kind", [*LOST, "ratelimited", "error:canvas_editing_locked"])
async def test_whatever_becomes_of_an_edit_it_is_right_in_the_end(edge, kind):
    dana = edge.person("dana")
    room = await resolved(edge, dana)
    await edge.slack.fault("canvases.edit", kind, do=True, times=2)
    await written(edge, dana, room)
    assert "1. a bad flag" in (await canvas(edge, dana, room))["markdown"]
    assert "could not" not in await dana.told_directly()


async def test_a_plan_without_canvases_lacks_the_copy_and_nothing_else(
    scene, dana, ana
):
    await scene.slack.post("plan", free=True)
    room = await resolved(scene, dana)
    await written(scene, dana, room)
    assert await tabs(scene, dana, room) == []
    assert await counted(scene, MADE) == 1, "it is remembered"
    card = await dana.sees(room, CARD)
    assert "Open the canvas" not in str(card.raw["blocks"])
    for who in (dana, ana):
        assert "could not" not in await who.told_directly()
    assert "could not" not in "".join(one.text for one in await dana.reads("#ops"))
    await dana.types("#general", "/ops health")
    assert "Longwatch is well" in dana.told
    assert "Postmortems have no canvas here: the plan of this Slack" in dana.told


async def test_it_is_tried_again_once_that_was_long_enough_ago(scene, dana):
    await scene.slack.post("plan", free=True)
    room = await resolved(scene, dana)
    await resolved(scene, dana, "sev2 search is slow", number=2)
    assert await counted(scene, MADE) == 1, "one room tells for all"
    await scene.slack.post("plan", free=False)
    async with scene.bot.database.crossing() as connection:
        await connection.execute(delete(PAUSES))
    await written(scene, dana, room)
    made = await canvas(scene, dana, room)
    assert made["id"] in str((await dana.sees(room, CARD)).raw["blocks"])
    await dana.types("#general", "/ops health")
    assert "no canvas here" not in dana.told


async def test_one_room_that_can_have_none_says_nothing_of_the_others(edge):
    dana = edge.person("dana")
    await edge.slack.fault(MADE, "error:restricted_action")
    room = await resolved(edge, dana)
    other = await resolved(edge, dana, "sev2 search is slow", number=2)
    assert await tabs(edge, dana, room) == []
    assert (await canvas(edge, dana, other))["creator"] == BOT


async def test_an_older_installation_goes_on_without(edge):
    dana = edge.person("dana")
    lesser = set(edge.playground.parts.world.app.scopes) - {"canvases:write"}
    await edge.slack.post("app", scopes=sorted(lesser))
    await edge.bot.installations.connect(edge.bot.transactions)
    room = await resolved(edge, dana)
    await written(edge, dana, room)
    methods = {call["method"] for call in await edge.slack.calls()}
    assert not {name for name in methods if "canvas" in name}
    assert await edge.slack.violations() == []
    await dana.types("#general", "/ops health")
    assert "lacks the permission for it, canvases:write" in dana.told


async def test_a_refusal_that_nobody_expects_is_told_and_stops_nothing(edge):
    dana = edge.person("dana")
    await edge.slack.fault(MADE, "error:canvas_creation_failed")
    room = await resolved(edge, dana)
    assert (await row(edge)).state is State.DEAD
    assert "The canvas of a postmortem could not be kept up" in (
        await dana.told_directly()
    )
    await written(edge, dana, room)
    await dana.types("#general", "/postmortem publish PM-1")
    assert "can't be published yet. Still empty: action items" in dana.told


async def test_of_a_private_incident_it_is_for_the_people_of_the_room(scene, dana, sam):
    room = await resolved(scene, dana, "sev2 the books, private")
    made = await canvas(scene, dana, room)
    with pytest.raises(person.Refused):
        await scene.slack.get(f"canvases/{made['id']}", **{"as": sam.id})


HOSTILE = "![](@U0ANA) # x [go](https://evil.example) www.evil.example <@U0ANA> |"


async def test_what_people_type_is_text_in_it(scene, dana):
    room = await resolved(scene, dana, f"sev2 {HOSTILE}")
    await write(dana, room, "summary", what=f"# big\n- {HOSTILE}", affected=HOSTILE)
    text = (await canvas(scene, dana, room))["markdown"]
    assert not re.search(r"!\[\]\(", text)
    assert not re.search(r"(?<!\\)://|www\.", text)
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    headings = [
        tokens[at + 1].content
        for at, t in enumerate(tokens)
        if t.type == "heading_open"
    ]
    assert "big" not in headings
    inner = {child.type for token in tokens for child in token.children or ()}
    assert not inner & {"link_open", "image", "html_inline"}
    assert not [one for one in await scene.slack.violations() if "canvas" in one]


async def test_a_room_that_is_archived_is_left_as_it_is(scene, dana, room):
    await written(scene, dana, room)
    await scene.slack.post("archive", user=dana.id, channel=room)
    await scene.settled()
    await dana.types("#general", "/incident show INC-1")
    before = await counted(scene, "canvases.edit")
    await dana.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await scene.settled()
    assert await counted(scene, "canvases.edit") <= before + 1
    assert (await row(scene)).state is not State.DEAD


async def test_made_private_it_is_emptied_and_kept_up_in_the_new_room(
    scene, dana, room
):
    await write(dana, room, "lessons", learned="flags need a canary")
    assert "a canary" in (await canvas(scene, dana, room))["markdown"]
    await dana.types(room, "/incident private everyone")
    await scene.settled()
    await followed(scene)
    (left,) = await tabs(scene, dana, room)
    assert "is private now" in left["markdown"]
    assert "canary" not in left["markdown"]
    (kept,) = await tabs(scene, dana, f"{room}-private")
    assert "a canary" in kept["markdown"]
