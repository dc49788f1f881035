"""The Home tab: what waits, what is mine, what is open, as things change."""

import asyncio

from sqlalchemy import select

from bot import calendar, incidents
from bot.core.queue import OUTBOX
from tests import person
from tests.approvals import asking
from tests.calendar import calling

BUTTONS = ["Declare incident…", "Acknowledge", "Update…", "Show"]


async def declared(scene, who, line="sev2 checkout 500s"):
    await who.types("#general", f"/incident declare {line}")
    await scene.settled()


async def published(scene):
    return len(await scene.slack.calls("views.publish"))


async def rows(scene):
    """Give the homes that there are, by person."""
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.look(workspace=known.id, actor="test") as work:
        connection = await work.session.connection()
        found = await connection.execute(select(OUTBOX).where(OUTBOX.c.kind == "home"))
        return {row.place: row for row in found}


async def test_an_empty_home_says_the_next_step(scene, dana, home):
    said = await home(dana).opens()
    assert "All is quiet" in said
    assert "Something wrong? Declare it" in said
    assert await home(dana).buttons() == ["Declare incident…"]


async def test_it_shows_what_waits_and_what_is_open_to_each_their_own(
    scene, dana, sam, home
):
    await declared(scene, dana)
    said = await home(dana).opens()
    assert "Waits for you" in said
    assert "INC-1 · SEV-2 · checkout 500s" in said
    assert "Nobody has answered · by" in said
    assert "You owe the promised update · by" in said
    assert "Incidents you are in" in said
    room = (await scene.slack.channels())["inc-1-checkout-500s"]["id"]
    assert f"#{room}" in said
    assert await home(dana).buttons() == BUTTONS

    said = await home(sam).opens()
    assert "Nobody has answered" in said
    assert "You owe" not in said
    assert "Incidents you are in" not in said
    assert "Open incidents" in said


async def test_what_is_more_than_is_shown_is_led_to_by_what_it_is(scene, dana, home):
    await calling.monday(scene)
    async with calling.work(scene) as begun:
        for number in range(1, 13):
            title = f"Look at report {number}"
            wanted = calendar.Wanted(title=title, cadence="every wednesday")
            await calendar.add(begun, wanted)
    await scene.settled()
    said = await home(dana).opens()
    assert "2 more: /ops due mine shows your duties" in said
    assert "/incident list" not in said


async def test_a_home_follows_what_somebody_else_does(scene, dana, sam, home):
    await home(sam).opens()
    await declared(scene, dana)
    await home(sam).sees("checkout 500s")
    await dana.types("#general", "/incident ack INC-1")
    await home(sam).misses("Nobody has answered")
    await home(sam).sees("commander @dana")
    await dana.types("#general", "/incident resolve INC-1 fix: restarted")
    await home(sam).sees("All is quiet")


async def test_a_button_acts_and_the_home_shows_it(scene, dana, sam, home):
    await declared(scene, dana)
    await home(sam).opens()
    await home(sam).presses("Acknowledge")
    await home(sam).sees("you are Commander")
    assert "You owe the promised update" in await home(sam).text()
    await home(sam).presses("Update…")
    await sam.modal("INC-1 update")
    await sam.submits(text="rolled back")
    await scene.settled()
    await sam.sees("inc-1-checkout-500s", "rolled back")


async def test_an_incident_is_declared_from_there(scene, dana, home):
    await home(dana).opens()
    await home(dana).presses("Declare incident…")
    await dana.modal("Declare an incident")
    await dana.submits(title="it is slow", severity="3", user_facing="no")
    await home(dana).sees("INC-1 · SEV-3 · it is slow")


async def test_an_incident_is_shown_in_a_window_and_acted_on_there(
    scene, dana, sam, home
):
    await declared(scene, dana)
    await home(sam).opens()
    await home(sam).presses("Show")
    await sam.modal("INC-1")
    await sam.presses("Update…")
    await sam.modal("INC-1 update")
    await sam.submits(text="we look at it")
    await scene.settled()
    await dana.sees("inc-1-checkout-500s", "we look at it")


async def test_roles_are_named_and_a_commander_who_left_is_missed(
    scene, dana, sam, home
):
    await declared(scene, dana)
    await dana.types("#general", "/incident ack INC-1")
    await dana.types("#general", "/incident assign INC-1 @sam scribe")
    await scene.settled()
    assert "you are Scribe" in await home(sam).opens()
    await home(dana).opens()
    await scene.slack.post("leave", user=dana.id, channel="inc-1-checkout-500s")
    await home(sam).sees("Its commander left the room, and nobody leads")
    await home(dana).sees("You lead it, and left its room")
    await home(sam).presses("Take over")
    await home(sam).sees("you are Commander, Scribe")
    await home(dana).misses("You lead it")


async def test_what_is_overdue_says_so_when_its_time_has_come(scene, dana, home):
    await declared(scene, dana, "sev1 all is down")
    await home(dana).opens()
    await scene.forward(minutes=16)
    await home(dana).sees(":warning: Nobody has answered · was due")
    await scene.forward(minutes=20)
    await home(dana).sees(":warning: You owe the promised update · was due")


async def test_a_private_incident_is_masked_until_somebody_is_in_its_room(
    scene, dana, sam, home
):
    await home(sam).opens()
    await declared(scene, dana, "sev1 private payroll leaked")
    said = await home(sam).sees("INC-1 · a private incident")
    assert "payroll" not in said
    assert "Waits for you" not in said
    assert "payroll leaked" in await home(dana).opens()
    await dana.types("#general", "/incident assign INC-1 @sam scribe")
    await home(sam).sees("payroll leaked")
    await scene.settled()
    await scene.slack.post("leave", user=sam.id, channel="inc-1-payroll-leaked")
    await home(sam).misses("payroll leaked")


async def test_a_press_that_arrives_twice_is_one(scene, dana, sam, home):
    await declared(scene, dana)
    await home(sam).opens()
    await home(sam).presses("Acknowledge", repeat=2)
    await home(sam).sees("you are Commander")
    await scene.settled()
    told = await sam.told_directly()
    assert told.count("You acknowledged INC-1") == 1
    assert "already" not in told


async def test_whoever_asks_to_see_a_private_one_waits_for_its_people(
    scene, dana, sam, home
):
    await declared(scene, dana, "sev1 private payroll leaked")
    await home(dana).opens()
    await home(sam).opens()
    await home(sam).presses("Request access")
    await home(dana).sees("@sam asks to see it")
    await home(dana).presses("Let in")
    await home(sam).sees("payroll leaked")
    await home(dana).misses("asks to see it")


async def test_an_approval_waits_for_whoever_may_decide(scene, dana, sam, home):
    await asking.assigned(scene, tech_lead=("U0DANA", "U0ANA"))
    await home(dana).opens()
    await asking.ask(scene)
    said = await home(dana).sees("asks for your decision")
    shown = ["Approve", "Reject…", "Ask for changes…", "Show"]
    assert (await home(dana).buttons())[-4:] == shown
    assert "asks for your decision" not in await home(sam).opens(), said
    await home(dana).presses("Reject…")
    await dana.modal("Reject")
    await dana.closes()
    await home(dana).presses("Approve")
    await home(dana).misses("asks for your decision")
    assert await scene.slack.violations() == []


async def test_changes_of_what_is_to_be_approved_are_asked_for_at_home(
    scene, dana, home
):
    await asking.assigned(scene, tech_lead=("U0DANA", "U0ANA"))
    await asking.ask(scene)
    await home(dana).opens()
    await home(dana).presses("Ask for changes…")
    await dana.modal("Ask for changes")
    await dana.submits(reason="say which alert was missing")
    await home(dana).misses("asks for your decision")
    assert await scene.slack.violations() == []


async def test_a_task_waits_for_whoever_has_it(scene, dana, sam, home):
    await declared(scene, dana)
    await dana.types("#general", "/incident task INC-1 call the vendor @sam")
    await scene.settled()
    said = await home(sam).opens()
    assert "INC-1 · call the vendor" in said
    assert "Your task" in said
    await home(sam).presses("Done")
    await home(sam).misses("call the vendor")
    assert "call the vendor" not in await home(dana).opens()


async def test_a_button_that_is_out_of_date_answers_with_how_it_stands(
    scene, dana, sam, home
):
    await declared(scene, dana)
    await home(sam).opens()
    (where,) = await home(sam).finds("Acknowledge")
    await dana.types("#general", "/incident ack INC-1")
    await home(sam).misses("Nobody has answered")
    await home(sam).sends("incidents.acknowledge:waits-1", where["value"])
    await scene.settled()
    told = await sam.told_directly()
    assert "dana has acknowledged INC-1 already" in told
    assert "Commander" in told


async def test_two_press_at_once_and_the_second_is_told(scene, dana, sam, ana, home):
    await declared(scene, dana)
    for who in (sam, ana):
        await home(who).opens()
    await asyncio.gather(*(home(who).presses("Acknowledge") for who in (sam, ana)))
    await scene.settled()
    told = [await who.told_directly() for who in (sam, ana)]
    assert sum("You acknowledged INC-1" in one for one in told) == 1
    assert sum("has acknowledged INC-1 already" in one for one in told) == 1


async def test_an_id_of_another_workspace_is_unknown(scene, dana, home):
    await home(dana).opens()
    other = await scene.neighbour()
    async with scene.bot.transactions.begin(workspace=other, actor="U0X") as work:
        theirs = await incidents.declare(work, incidents.Declaration(title="theirs"))
    for does in ("home.show:1", "incidents.acknowledge:waits-1"):
        await home(dana).sends(does, theirs.id)
        await scene.settled()
        assert "There is no such incident here" in await dana.told_directly()
    assert "theirs" not in await home(dana).opens()


async def test_a_guest_reads_and_is_offered_nothing(scene, dana, gus, home):
    await declared(scene, dana)
    said = await home(gus).opens()
    assert "checkout 500s" in said
    assert "Waits for you" not in said
    assert await home(gus).buttons() == ["Show"]


async def test_a_stranger_has_no_home(scene, dana):
    nora = scene.person("nora")
    await declared(scene, dana)
    await scene.slack.post("home", user=nora.id)
    await scene.settled()
    assert (await nora.state())["home"] is None
    assert nora.id not in await rows(scene)


async def test_whoever_never_opened_a_home_has_none(scene, dana, sam, home):
    await home(sam).opens()
    await declared(scene, dana)
    await home(sam).sees("checkout 500s")
    assert (await rows(scene)).keys() == {sam.id}


async def test_the_messages_beside_it_are_no_home(scene, dana):
    event = {"type": "app_home_opened", "user": dana.id, "tab": "messages"}
    scene.playground.parts.world.hear({**event, "channel": "D1"}, None)
    await scene.settled()
    assert not await rows(scene)


async def test_what_does_not_change_is_not_published_again(scene, dana, home):
    await declared(scene, dana)
    await home(dana).opens()
    before = await published(scene)
    for _ in range(3):
        await home(dana).opens()
    await dana.types("#general", "/incident note INC-1 nothing that a home shows")
    await scene.settled()
    await asyncio.sleep(2)
    await scene.settled()
    assert await published(scene) == before


async def test_a_home_that_slack_has_lost_is_published_again(scene, dana, home):
    await home(dana).opens()
    scene.playground.parts.world.homes.clear()
    assert "All is quiet" in await home(dana).opens()


async def test_a_home_that_was_refused_comes_when_it_is_opened_again(scene, dana, home):
    await scene.slack.fault("views.publish", "error:not_enabled")
    await scene.slack.post("home", user=dana.id)

    async def failed():
        return [row.state for row in (await rows(scene)).values()] == ["dead"]

    await person.eventually(failed, "the home was refused")
    await dana.types("#general", "/ops health")
    assert "A Home tab could not be shown" in dana.told
    assert "could not be shown" not in await dana.told_directly()
    assert "All is quiet" in await home(dana).opens()


async def test_a_home_that_was_not_opened_for_long_follows_no_more(
    scene, dana, sam, home
):
    await home(sam).opens()
    await scene.forward(days=2)
    before = await published(scene)
    await declared(scene, dana)
    await asyncio.sleep(2)
    await scene.settled()
    assert await published(scene) == before
    assert "checkout 500s" in await home(sam).opens()


async def test_what_failed_is_shown_to_admins_who_mend_it_there(scene, dana, sam, home):
    await home(dana).opens()
    await home(sam).opens()
    await scene.slack.fault("conversations.create", "error:restricted_action")
    await sam.types("#general", "/incident declare sev2 checkout 500s")
    said = await home(dana).sees("Failed in Slack")
    assert "The room could not be created" in said
    await home(sam).sees("checkout 500s")
    assert "Failed in Slack" not in await home(sam).text()
    await home(dana).presses("Try again")
    await home(dana).misses("Failed in Slack")
    await scene.settled()
    assert "inc-1-checkout-500s" in await scene.slack.channels("sam")


async def test_many_changes_are_few_calls(scene, dana, sam, ana, home):
    for who in (dana, sam, ana):
        await home(who).opens()
    await declared(scene, dana)
    await home(ana).sees("checkout 500s")
    before = await published(scene)
    for turn in range(12):
        severity = 1 + turn % 3
        await dana.types("#general", f"/incident severity INC-1 sev{severity} why")
    await dana.types("#general", "/incident severity INC-1 sev4 at last")
    for who in (dana, sam, ana):
        await home(who).sees("INC-1 · SEV-4")
    await scene.settled()
    assert await published(scene) - before <= 24
    assert not await scene.slack.violations()
