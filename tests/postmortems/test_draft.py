"""Drafts: they open by themselves, or by hand; their owner and their day."""

import asyncio
from dataclasses import replace

import pytest

from bot import postmortems, workspaces
from bot.core import times
from tests import factories, person
from tests.postmortems.conftest import CARD, resolved, write

QUIET = factories.POLICY + "\n[severities.2]\npostmortem = false\n"
BERLIN = """
[business]
zone = "Europe/Berlin"
country = "DE"
"""


async def drafts(scene, who, room):
    """Give the cards of postmortems in a room."""
    await scene.settled()
    return [m for m in await who.reads(room) if "postmortem of INC-" in m.text]


async def stale(scene, who, room, card, label):
    """Press a button that stood on a card before it was edited."""
    where = dict(person.labelled(card.raw["blocks"]))[label]
    used = {"channel": room, "ts": card.ts, "stale": True, **where}
    await scene.slack.post("click", user=who.id, **used)
    await scene.settled()


async def test_a_draft_opens_by_itself_in_the_room(scene, dana, room):
    card = await dana.sees(room, CARD)
    assert "checkout 500s" in card.text
    assert "Business day 0 of 5 · due" in card.text
    assert "owner: @dana" in card.text
    assert "Root cause: empty" in card.text
    assert "Lessons: empty" in card.text
    assert "PM-1, the postmortem of INC-1, is open" in await dana.told_directly()
    assert "and @dana owns it" in await dana.told_directly()


async def test_the_summary_is_filled_in_from_the_record(scene, dana, room):
    await dana.types("#general", "/postmortem show PM-1")
    assert "checkout 500s" in dana.told
    assert "Resolved by a fix: rolled the deploy back" in dana.told
    assert "lasted" in dana.told


@pytest.mark.parametrize(
    ("said", "opens"),
    [
        ("sev3 slow search", False),  # neither seen by users nor asked for
        ("sev1 all is down", True),
        ("sev2 an exercise, drill", False),
        ("sev2 the books, private", True),
    ],
)
async def test_a_draft_opens_where_the_policy_asks(edge, said, opens):
    dana = edge.person("dana")
    room = await resolved(edge, dana, said)
    assert bool(await drafts(edge, dana, room)) is opens


async def test_what_users_saw_has_a_draft_whatever_its_severity(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare")
    await dana.modal("Declare")
    await dana.submits(title="typo", severity="4", user_facing="yes")
    await dana.types("#general", "/incident resolve INC-1 fix: corrected it")
    await edge.settled()
    rooms = await edge.slack.channels()
    room = next(name for name in rooms if name.startswith("inc-1"))
    assert await drafts(edge, dana, room)


async def test_a_team_turns_drafts_of_a_severity_off(sqlite_url, tmp_path):
    made = factories.scene(sqlite_url, tmp_path / "home", policy=QUIET)
    async with made as scene:
        dana = scene.person("dana")
        room = await resolved(scene, dana)
        assert not await drafts(scene, dana, room)


@pytest.mark.parametrize("how", ["decline a test alert, nobody saw it", "undo"])
async def test_what_was_no_incident_has_no_draft(edge, how):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    verb, _, rest = how.partition(" ")
    await dana.types("#general", f"/incident {verb} INC-1 {rest}")
    await edge.settled()
    await dana.types("#general", "/postmortem draft INC-1")
    assert "There is no INC-1" in dana.told or "nothing to write about it" in dana.told


async def test_one_is_drafted_by_hand_of_any_other(scene, dana, sam):
    await resolved(scene, dana, "sev4 typo on the start page")
    await sam.types("#general", "/postmortem draft INC-1 @sam by 2099-12-04")
    assert "PM-1, the postmortem of INC-1, is open; @sam owns it" in sam.told
    assert "Dec" in sam.told or "2099" in sam.told
    await sam.types("#general", "/postmortem draft INC-1")
    assert "INC-1 has a postmortem already, PM-1" in sam.told


async def test_one_is_drafted_by_a_form(scene, dana, sam):
    await resolved(scene, dana, "sev4 typo on the start page")
    await sam.types("#general", "/postmortem draft")
    await sam.modal("Draft a postmortem")
    await sam.submits(incident="INC-1 · typo on the start page", owner=sam.id)
    await scene.settled()
    await sam.types("#general", "/postmortem list")
    assert "PM-1 · INC-1 · typo on the start page" in sam.told
    assert "@sam" in sam.told


async def test_the_form_that_drafts_refuses_a_day_that_is_over(edge):
    dana = edge.person("dana")
    await resolved(edge, dana, "sev4 typo on the start page")
    await dana.types("#general", "/postmortem draft")
    await dana.modal("Draft a postmortem")
    await dana.submits(incident="INC-1 · typo on the start page", due="2020-01-01")
    view = await dana.modal("Draft a postmortem")
    assert view["errors"] == {"due": "That day is over. Choose one that is not."}


async def test_the_button_of_the_incident_opens_the_form_or_shows_it(scene, dana):
    room = await resolved(scene, dana, "sev4 typo on the start page")
    await dana.presses("Postmortem", channel=room)
    await dana.modal("Draft a postmortem")
    await dana.submits()
    await scene.settled()
    await dana.presses("Postmortem", channel=room)
    await scene.settled()
    shown = [m for m in await dana.reads(room) if m.ephemeral]
    assert "PM-1 · postmortem of INC-1" in shown[-1].text


async def test_the_form_without_an_incident_says_what_is_missing(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/postmortem draft")
    view = await dana.modal("Draft a postmortem")
    assert "Every incident that is over has its postmortem" in str(view["blocks"])


async def test_an_open_incident_has_no_postmortem_yet(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/incident declare sev1 all is down")
    await dana.types("#general", "/postmortem draft INC-1")
    assert "INC-1 is open: resolve it first" in dana.told


async def test_a_reopened_incident_keeps_its_postmortem_which_waits(scene, dana, room):
    await write(dana, room, "lessons", learned="flags need a canary")
    await dana.types("#general", "/incident reopen INC-1 errors are back in a region")
    await scene.settled()
    assert (
        "Waits until its incident is resolved again"
        in (await dana.sees(room, CARD)).text
    )
    await scene.forward(days=3)
    await dana.types("#general", "/incident resolve INC-1 fix: drained the region")
    await scene.settled()
    card = await dana.sees(room, CARD)
    assert "Business day 0 of" in card.text
    assert len(await drafts(scene, dana, room)) == 1
    assert "PM-1 goes on: INC-1 is resolved again" in await dana.told_directly()
    await dana.types("#general", "/postmortem show PM-1")
    assert "flags need a canary" in dana.told


async def test_a_resolve_that_was_undone_has_its_draft_wait(scene, dana, room):
    await dana.types("#general", "/incident undo INC-1")
    await scene.settled()
    assert "Waits until" in (await dana.sees(room, CARD)).text


async def test_a_reopening_that_was_undone_has_it_go_on(scene, dana, room):
    await dana.types("#general", "/incident reopen INC-1 errors are back in a region")
    await scene.settled()
    await dana.types("#general", "/incident undo INC-1")
    await scene.settled()
    assert "Business day 0 of 5" in (await dana.sees(room, CARD)).text


async def test_due_is_five_business_days_on_the_clocks_of_the_owner(
    sqlite_url, tmp_path
):
    policy = factories.POLICY + BERLIN
    made = factories.scene(sqlite_url, tmp_path / "home", policy=policy)
    async with made as scene:
        dana = scene.person("dana")
        await resolved(scene, dana)
        whose = {"workspace": scene.bot.installations.every()[0].id, "actor": "clock"}
        async with scene.bot.transactions.look(**whose) as work:
            found = await postmortems.numbered(work, 1)
            zone = await workspaces.zone(work, dana.id)
            by = replace(work.policy.calendar, zone=zone)
    assert by.country == "DE"
    assert found.due_at == times.add_business_days(found.since, 5, by)
    assert found.days == 5


async def test_another_owner_and_day_are_named(scene, dana, sam, room):
    await dana.types("#general", "/postmortem assign PM-1 @sam by 2099-01-05")
    assert "@sam owns PM-1" in dana.told
    await scene.settled()
    assert "owner: @sam" in (await dana.sees(room, CARD)).text
    assert "handed over from @dana" in await sam.told_directly()
    await dana.types("#general", "/postmortem assign PM-1 @sam by 2099-01-05")
    assert "sam owns PM-1 already, and it is due then" in dana.told


async def test_an_owner_is_named_by_a_form(scene, dana, sam, room):
    card = await dana.sees(room, CARD)
    await dana.presses("Assign…", channel=room, message=card)
    await dana.modal("PM-1 owner")
    await dana.submits(owner=sam.id)
    await scene.settled()
    assert "owner: @sam" in (await dana.sees(room, CARD)).text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("assign PM-1 @gus", "Gus Marsh can't own it"),
        ("assign PM-1 @dana by 2026-13-45", "“2026-13-45” is no day"),
        ("assign PM-1 @nobodyatall", "I know nobody called @nobodyatall"),
        ("assign PM-9 @dana", "There is no PM-9. The latest: PM-1 (INC-1)."),
        ("show INC-7", "There is no INC-7"),
        ("show it", "Name a postmortem, or its incident"),
        ("write PM-1 nonsense", "A postmortem has no section “nonsense”"),
        ("draft INC-9", "There is no INC-9"),
    ],
)
async def test_what_can_not_be_is_said(edge, typed, told):
    dana = edge.person("dana")
    await resolved(edge, dana)
    await dana.types("#general", f"/postmortem {typed}")
    assert told in dana.told


async def test_a_postmortem_is_named_by_its_room(scene, dana, room):
    await dana.types(room, "/postmortem show")
    assert CARD in dana.told
    await dana.types("#general", "/postmortem show")
    assert "Which postmortem?" in dana.told
    await dana.presses("Show", channel="#general", message=dana.said)
    await scene.settled()
    assert CARD in (await dana.reads("#general"))[-1].text


async def test_lists_say_the_next_step_when_they_are_empty(edge):
    dana = edge.person("dana")
    await dana.types("#general", "/postmortem list")
    assert "No postmortem is to be written" in dana.told
    assert "opens by itself when an incident that users saw is resolved" in dana.told
    assert dana.said.buttons == ["Draft…", "Search…", "Backlog"]
    for label, shown in [("Draft…", "Draft a"), ("Search…", "Search postmortems")]:
        await dana.presses(label, channel="#general")
        await dana.modal(shown)
        await dana.closes()
    await dana.presses("Backlog", channel="#general")
    await edge.settled()
    assert "There is nothing to do here" in (await dana.reads("#general"))[-1].text
    await dana.types("#general", "/postmortem show")
    assert "There is no postmortem" in dana.told


async def test_a_private_one_does_not_exist_for_others(scene, dana, sam):
    await resolved(scene, dana, "sev2 the books, private")
    for typed in ("show PM-1", "show INC-1", "assign PM-1 @sam", "write PM-1 cause"):
        await sam.types("#general", f"/postmortem {typed}")
        assert "There is no" in sam.told
        assert "books" not in sam.told
    await sam.types("#general", "/postmortem list all")
    assert "PM-1" not in sam.told
    await dana.types("#general", "/postmortem assign PM-1 @sam")
    assert "not in the room of this private incident" in dana.told
    await dana.types("#general", "/postmortem show PM-1")
    assert "the books" in dana.told


async def test_another_workspace_has_postmortems_of_its_own(edge):
    dana = edge.person("dana")
    await resolved(edge, dana)
    other = await edge.neighbour()
    whose = {"workspace": edge.bot.installations.every()[0].id, "actor": dana.id}
    async with edge.bot.transactions.look(**whose) as work:
        mine = await postmortems.numbered(work, 1)
    async with edge.bot.transactions.look(workspace=other, actor=dana.id) as work:
        with pytest.raises(postmortems.NoSuchPostmortem):
            await postmortems.clicked(work, mine.id)


async def test_two_draft_at_once_and_there_is_one(scene, dana, sam):
    await resolved(scene, dana, "sev4 typo on the start page")
    one, two = await asyncio.gather(
        dana.types("#general", "/postmortem draft INC-1"),
        sam.types("#general", "/postmortem draft INC-1"),
    )
    assert one["answer"] != two["answer"]
    told = f"{dana.told}\n{sam.told}"
    assert "PM-1, the postmortem of INC-1, is open" in told
    assert "INC-1 has a postmortem already, PM-1" in told


async def test_a_guest_can_write_nothing(scene, dana, room):
    gus = scene.person("gus")
    await scene.slack.post("join", user=gus.id, channel=room)
    await gus.types(room, "/postmortem assign PM-1 @gus")
    assert "Only members of the workspace can do that" in gus.told


async def test_tasks_that_were_left_open_become_action_items(scene, dana, sam):
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await dana.types("#general", "/incident task INC-1 bound the pool @sam")
    await dana.types("#general", "/incident delegate INC-1 2 @dana")
    await dana.types("#general", "/incident resolve INC-1 fix: rolled it back")
    await scene.settled()
    await dana.types("#general", "/ops backlog")
    assert "AI-1 · prevent recurrence" in dana.told
    assert "prevent recurrence · bound the pool" in dana.told
    assert "@sam" in dana.told
    assert "AI-2" in dana.told
    assert "AI-3" not in dana.told, "what nobody took on was of the response"


async def test_similar_earlier_incidents_stand_on_the_card(scene, dana, room):
    secret = "sev2 checkout 500s on all orders, private"
    await resolved(scene, dana, secret, number=2)
    other = await resolved(scene, dana, "sev2 checkout 500s again", number=3)
    card = await dana.sees(other, "PM-3 · postmortem of INC-3")
    assert "Similar earlier: INC-1" in card.text
    assert "INC-2" not in card.text
    await dana.presses("Why", channel=other, message=card)
    await scene.settled()
    assert "INC-1" in (await dana.reads(other))[-1].text
