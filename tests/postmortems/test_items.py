"""Action items: added, planned, moved on, dropped, and the backlog of all of them."""

from datetime import UTC, datetime

import pytest

from bot import postmortems
from bot.core import times
from handlers.postmortems import items
from tests.approvals import asking
from tests.postmortems.conftest import CARD, resolved

SOON = "2099-12-04"
ADD = f"/postmortem add PM-1 prevent: bound the pool @dana by {SOON}"


async def pressed(scene, who, label, room="#general"):
    """Press the newest button with this label, and give what is answered."""
    await who.presses(label, channel=room)
    await scene.settled()
    return (await who.reads(room))[-1]


async def test_an_item_is_added_in_one_line(scene, dana, sam, room):
    await sam.types("#general", ADD)
    assert "AI-1 is on the backlog, and on PM-1: @dana does it, until" in sam.told
    await scene.settled()
    assert "Action items: 1" in (await dana.sees(room, CARD)).text
    assert "AI-1 (prevent recurrence, of PM-1)" in await dana.told_directly()
    await dana.types("#general", "/postmortem show PM-1")
    assert "AI-1 · prevent recurrence · bound the pool" in dana.told


async def test_a_day_is_named_as_people_do(scene, dana, room):
    add = "/postmortem add PM-1 prevent:"
    await dana.types("#general", f"{add} deploys by Friday staff @dana by tomorrow")
    await dana.types("#general", "/ops backlog AI-1")
    assert "deploys by Friday staff" in dana.told
    assert "by tomorrow" not in dana.told
    assert "due" in dana.told
    await dana.types("#general", f"{add} bound the pool by yesterday")
    assert "That day is over" in dana.told


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("alert on 500s @zzz by tomorrow", "I know nobody called @zzz."),
        ("long " * 61, "Keep it to 300 characters: it has 304."),
    ],
)
async def test_nothing_of_what_was_typed_is_swallowed(edge, typed, said):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await dana.types("#general", f"/postmortem add PM-1 detect: {typed}")
    assert said in dana.told
    await dana.types("#general", "/ops backlog")
    assert "AI-1" not in dana.told


async def test_a_name_that_slack_made_no_person_of_is_one_all_the_same(edge):
    await resolved(edge, edge.person("dana"))
    typed = "alert on 500s @ana by tomorrow"
    async with asking.work(edge, "U0DANA") as work:
        wanted = await items._wanted(work, postmortems.Kind.DETECT, typed)
    assert (wanted.title, wanted.owner) == ("alert on 500s", "U0ANA")
    assert wanted.due


async def test_what_comes_from_a_drill_says_so(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident drill sev2 the database is gone")
    await dana.types("#general", "/incident resolve INC-1 fix: practised it")
    await dana.types("#general", "/postmortem draft INC-1 @dana")
    await edge.settled()
    await dana.types("#general", "/postmortem show PM-1")
    assert "DRILL the database is gone" in dana.told
    await dana.types("#general", "/postmortem add PM-1 prevent: copy the database")
    await dana.types("#general", "/ops backlog")
    assert "DRILL copy the database" in dana.told
    await dana.types("#general", "/incident declare sev2 copy the database again")
    await edge.settled()
    room = await dana.reads("inc-2-copy-the-database-again")
    assert "AI-1" not in str([m.text for m in room])


async def test_an_item_is_added_by_a_form(scene, dana, sam, room):
    card = await dana.sees(room, CARD)
    await dana.presses("Add…", channel=room, message=card)
    await dana.modal("PM-1 action item")
    said = {"title": "alert on the pool", "kind": "detect", "owner": sam.id}
    await dana.submits(**said, due=SOON)
    await scene.settled()
    assert "alert on the pool" in await sam.told_directly()
    await dana.types("#general", "/ops backlog")
    assert "AI-1 · improve detection · alert on the pool" in dana.told


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("prevent", "prevent recurrence"),
        ("detection", "improve detection"),
        ("docs", "improve documentation"),
        ("training", "improve training"),
        ("ADR", "decision record to write"),
        ("gate", "gate to add"),
    ],
)
async def test_there_are_four_kinds_and_two_outcomes(edge, word, kind):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await dana.types("#general", f"/postmortem add PM-1 {word}: something useful")
    await dana.types("#general", "/ops backlog AI-1")
    assert f"AI-1 · {kind} · something useful" in dana.told


async def test_an_item_goes_its_way_step_by_step(scene, dana, room):
    await dana.types("#general", ADD)
    for label, state in [
        ("Prioritise", "prioritised"),
        ("Implemented", "implemented"),
        ("Validated", "validated"),
        ("Standardised", "standardised"),
    ]:
        await dana.types("#general", "/ops backlog")
        said = await pressed(scene, dana, label)
        assert f"AI-1 is {state}" in said.text
    await dana.types("#general", "/ops backlog")
    assert "There is nothing to do here" in dana.told
    await dana.types("#general", "/ops backlog all")
    assert "standardised" in dana.told


async def test_a_stale_button_moves_nothing_twice(scene, dana, room):
    await dana.types("#general", ADD)
    await dana.types("#general", "/ops backlog")
    await pressed(scene, dana, "Prioritise")
    await pressed(scene, dana, "Prioritise")
    said = str([m.text for m in await dana.reads("#general")])
    assert "AI-1 is prioritised already: nothing was changed." in said


async def test_what_has_no_owner_or_day_is_planned_first(scene, dana, sam, room):
    await dana.types("#general", "/postmortem add PM-1 gate: a canary for flags")
    await dana.types("#general", "/ops backlog AI-1 implemented")
    assert "AI-1 needs an owner and a day first" in dana.told
    await dana.types("#general", "/ops backlog")
    assert "Prioritise" not in dana.said.buttons
    await dana.presses("Plan…", channel="#general")
    await dana.modal("AI-1 plan")
    await dana.submits(owner=sam.id, due=SOON)
    await scene.settled()
    await dana.types("#general", "/ops backlog AI-1")
    assert "prioritised" in dana.told
    assert "@sam" in dana.told
    assert "@sam has AI-1" in await sam.told_directly()


async def test_an_item_is_dropped_with_a_reason_and_taken_up_again(scene, dana, room):
    await dana.types("#general", ADD)
    await dana.types("#general", "/ops backlog")
    await dana.presses("Drop…", channel="#general")
    await dana.modal("Drop AI-1")
    await dana.submits(reason="the pool is gone with the new client")
    await scene.settled()
    await dana.types("#general", "/ops backlog AI-1")
    assert "the pool is gone with the new client" in dana.told
    await dana.types("#general", "/ops backlog AI-1 drop the pool is gone for good")
    assert "AI-1 is dropped already" in dana.told
    await dana.types("#general", "/ops backlog AI-1 identified")
    assert "AI-1 is identified, it was dropped" in dana.told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/postmortem add PM-1 bound the pool", "Begin with what it is for"),
        ("/postmortem add PM-1 prevent: @dana", "Say in a few words what is to be"),
        ("/postmortem add PM-1 prevent: x1 by 2020-01-01", "That day is over"),
        ("/postmortem add PM-1 prevent: bound it @gus", "Gus Marsh can't own it"),
        ("/ops backlog AI-7", "There is no AI-7"),
        ("/ops backlog whatever", "There is no action item “whatever”"),
        ("/ops backlog AI-1 nonsense", "There is no AI-1"),
        ("/ops idea !!!", "Say in a few words what is to be done"),
    ],
)
async def test_what_can_not_be_is_said(edge, typed, told):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await dana.types("#general", typed)
    assert told in dana.told


async def test_a_step_that_is_none_is_said(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/ops idea a faster start page")
    await dana.types("#general", "/ops backlog AI-1 nonsense")
    assert "“nonsense” is no step of an action item" in dana.told


async def test_anybody_adds_an_idea_and_its_source_is_kept(scene, sam):
    await sam.types("#general", "/ops idea a faster start page")
    await sam.types("#general", "/ops idea feedback: nobody finds the export")
    await sam.types("#general", "/ops backlog")
    assert "AI-1 · improvement · a faster start page" in sam.told
    assert "from a person @sam" in sam.told
    assert "from feedback" in sam.told
    await sam.types("#general", "/ops idea")
    await sam.modal("An improvement")
    await sam.submits(title="trace every queue", source="trend")
    await scene.settled()
    await sam.types("#general", "/ops backlog")
    assert "from a trend" in sam.told


async def test_an_empty_backlog_says_the_next_step(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/ops backlog mine")
    assert "an idea can be added by anybody" in dana.told
    await dana.presses("Add an idea…", channel="#general")
    await dana.modal("An improvement")


async def test_the_backlog_of_one_person(scene, dana, sam, room):
    await dana.types("#general", ADD)
    await dana.types("#general", "/ops idea a faster start page")
    await sam.types("#general", "/ops backlog mine")
    assert "There is nothing to do here" in sam.told
    await dana.types("#general", "/ops backlog mine")
    assert "AI-1" in dana.told
    assert "AI-2" not in dana.told


async def test_a_long_backlog_fits(scene, dana):
    for number in range(17):
        await dana.types("#general", f"/ops idea improvement {number} {'x' * 280}")
    await dana.types("#general", "/ops backlog")
    assert "There are more: these are due first" in dana.told
    assert await scene.slack.violations() == []


async def test_items_of_a_private_postmortem_are_for_its_people(scene, dana, sam):
    await resolved(scene, dana, "sev2 the books, private")
    await dana.types("#general", ADD)
    for typed in ("backlog", "backlog all", "backlog AI-1", "backlog AI-1 validated"):
        await sam.types("#general", f"/ops {typed}")
        assert "pool" not in sam.told
    assert "There is no AI-1" in sam.told
    await dana.types("#general", "/postmortem add PM-1 gate: a check @sam")
    assert "not in the room of this private incident" in dana.told
    await dana.types("#general", "/ops backlog")
    assert "bound the pool" in dana.told


async def test_whoever_has_an_item_is_asked_before_on_the_day_and_after(scene, dana):
    sam = scene.person("sam")
    due = await workday(scene, 3)
    await dana.types("#general", f"/ops idea a faster start page @sam by {due}")
    await scene.settled()
    for _ in range(45):  # in some step of each day sam is at work, whenever this runs
        await scene.forward(hours=7)
    told = await sam.told_directly()
    assert told.count("AI-1: @sam, it is due") == 2
    assert told.count("it is overdue, it was due") >= 2
    assert "AI-1: @sam, it is overdue" in await scene.person("ana").told_directly()
    await dana.types("#general", "/ops backlog AI-1 implemented")
    await scene.forward(days=4)
    assert (await sam.told_directly()).count("AI-1: @sam") == told.count("AI-1: @sam")


async def workday(scene, days):
    """Give a business day so many of them ahead, by the playground's clock."""
    now = datetime.fromtimestamp(await scene.slack.now(), UTC)
    return times.add_business_days(now, days, times.Calendar()).date().isoformat()


async def test_two_move_an_item_at_once(scene, dana, sam):
    await dana.types("#general", f"/ops idea a faster start page @dana by {SOON}")
    known = scene.bot.installations.every()[0].id
    begin = scene.bot.transactions.begin
    async with begin(workspace=known, actor=dana.id) as work:
        found, _ = await postmortems.item_meant(work, "AI-1")
        locked = await postmortems.clicked_item(work, found.id, lock=True)
        await postmortems.move(work, locked, postmortems.Stage.PRIORITISED)
    await sam.types("#general", "/ops backlog AI-1 prioritised")
    assert "AI-1 is prioritised already" in sam.told
