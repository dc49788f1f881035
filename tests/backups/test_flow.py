"""Drills from Slack: planned, staffed, started, measured, finished, aborted."""

import asyncio
from datetime import timedelta

import pytest

from bot import backups
from bot.backups import State, Verdict
from tests import person
from tests.backups.drilling import PLAN, STRANGE, card, every, running, types
from tests.services.registering import added, begun, looking


async def test_before_the_first_drill_the_next_step_is_said(scene, dana):
    await types(scene, dana, "")
    assert "No drill was played yet" in dana.told
    await dana.presses("Plan a drill…", channel="#general", message=dana.said)
    await dana.modal("DRILL: plan one")


async def test_one_line_plans_a_drill_and_its_card_is_there(scene, dana, sam):
    await types(scene, dana, PLAN)
    (row,) = await every(scene)
    assert (row.ref, row.state, row.kind) == ("DRILL-1", State.PLANNED, "restore")
    assert row.scenario == "orders of the last day"
    assert (row.coordinator, row.operator, row.observer) == (dana.id, sam.id, "")
    assert "DRILL-1 is planned" in dana.told
    said = await card(sam)
    assert "Planned by @dana" in said.text
    assert "RPO not measured yet of 1 h allowed" in said.text
    assert "DRILL" in await sam.told_directly()


async def test_a_drill_from_beginning_to_end(scene, dana, sam):
    await types(scene, dana, PLAN)
    await dana.presses("Start", channel="#general", message=await card(dana))
    await scene.settled()
    assert "Running since" in (await card(sam)).text
    await scene.forward(hours=2)
    await types(scene, sam, "restored backup 150m ago data 125m ago usable 5m ago")
    assert "Measured: RPO 4 min" in sam.told
    assert ", RTO 115 min" in sam.told
    said = await card(dana)
    assert "so far it would be PASSED" in said.text
    await types(scene, dana, "finish DRILL-1 the runbook lacks a password")
    assert "has PASSED" in dana.told
    (row,) = await every(scene)
    assert (row.state, row.verdict) == (State.FINISHED, Verdict.PASSED)
    said = await card(sam)
    assert "PASSED" in said.text
    assert "the runbook lacks a password" in said.text
    assert len([one for one in await sam.reads("#general") if one.ts == said.ts]) == 1


MEASURED = (
    ("backup 90m ago data 61m ago usable 10m ago", "PASSED", ""),
    ("backup 3h ago data 3h ago usable 10m ago", "FAILED", "RPO 1 h 59 min"),
    ("backup 3h ago usable now", "FAILED", "is more than 1 h"),
)


async def test_the_verdict_is_computed(scene, dana):
    for words, verdict, gap in MEASURED:
        await running(scene, dana)
        await scene.forward(hours=1)
        await types(scene, dana, f"restored {words}")
        await types(scene, dana, "finish it PASSED, whatever is measured")
        assert f"has {verdict}" in dana.told
        assert gap in dana.told
        assert (await every(scene))[-1].verdict == verdict.casefold()


async def test_too_slow_fails(scene, dana):
    await running(scene, dana)
    await scene.forward(hours=5)
    await types(scene, dana, "restored backup 320m ago")
    await types(scene, dana, "finish too slow")
    assert "RTO 5 h" in dana.told
    assert "is more than 4 h" in dana.told


async def test_what_never_came_back_fails(scene, dana):
    await running(scene, dana)
    await dana.presses("Finish…", channel="#general", message=await card(dana))
    view = await dana.modal("DRILL: finish")
    assert "FAILED: the service was never usable again" in str(view["blocks"])
    await dana.submits(lessons="the backup was empty")
    await scene.settled()
    await dana.sees("#general", "has FAILED")
    (row,) = await every(scene)
    assert row.verdict is Verdict.FAILED


async def test_it_is_held_against_the_objectives_as_it_began(scene, dana, sam):
    await running(scene, dana)
    await sam.types("#general", "/ops service edit checkout rpo 9d rto 9d")
    await scene.forward(hours=5)
    await types(scene, dana, "restored backup 2d ago")
    await types(scene, dana, "finish nobody moves the goal")
    assert "has FAILED" in dana.told
    (row,) = await every(scene)
    assert (row.rpo, row.rto) == (3600, 14_400)


async def test_forms_do_the_same(scene, dana, sam):
    await dana.types("#general", "/ops service checkout")
    await dana.presses("Plan a drill…", channel="#general", message=dana.said)
    await dana.modal("DRILL: plan one")
    people = [dana.id, sam.id, "U0ANA"]
    given = {"scenario": "orders", "people": people, "begin": ["begin"]}
    await dana.submits(**given, kind="restore")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.state, row.observer) == (State.RUNNING, "U0ANA")
    await scene.forward(hours=1)
    await dana.presses("Restored…", channel="#general", message=await card(dana))
    await dana.modal("DRILL: usable again")
    began = int(row.started_at.timestamp())
    await dana.submits(taken=began + 60)
    assert "taken" in (await dana.modal())["errors"]
    await dana.submits(taken=began - 600)
    await scene.settled()
    (row,) = await every(scene)
    assert int((row.started_at - row.restored_to).total_seconds()) // 60 in (9, 10)
    await dana.presses("Finish…", channel="#general", message=await card(dana))
    await dana.modal("PASSED")
    await dana.submits(lessons="ok")
    assert "lessons" in (await dana.modal())["errors"]
    await dana.submits(lessons="all went well")
    await scene.settled()
    assert (await every(scene))[0].verdict is Verdict.PASSED


async def test_a_dr_drill_says_what_became_of_its_plan(scene, dana):
    await running(scene, dana, "plan checkout dr region with @dana")
    await types(scene, dana, "finish we lacked the keys")
    view = await dana.modal("DRILL: finish")
    assert "we lacked the keys" in str(view["blocks"])
    await dana.submits(updated="yes")
    assert "plan" in (await dana.modal())["errors"]
    await dana.submits(updated="yes", plan="https://wiki.example.com/dr")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.scenario, row.updated) == ("Region lost", True)
    assert "https://wiki.example.com/dr" in str((await card(dana)).raw["blocks"])


UPDATED = (
    ("plan unchanged: it all held", False, ""),
    ("plan https://wiki.example.com/dr keys added", True, "https://wiki.example"),
)


async def test_a_dr_drill_is_finished_by_a_line(scene, dana):
    for words, updated, plan in UPDATED:
        await running(scene, dana, "plan checkout dr data center with @dana")
        await types(scene, dana, f"finish {words}")
        row = (await every(scene))[-1]
        assert (row.state, row.updated) == (State.FINISHED, updated)
        assert row.plan.startswith(plan)
        assert row.lessons in ("it all held", "keys added")


async def test_one_is_aborted_with_a_reason_and_not_judged(scene, dana):
    await running(scene, dana)
    await types(scene, dana, "show DRILL-1")
    stale = dana.said
    await dana.presses("Abort…", channel="#general", message=stale)
    await dana.modal("DRILL: abort")
    await dana.submits(reason=" ")
    assert "reason" in (await dana.modal())["errors"]
    await dana.submits(reason="staging is needed")
    await scene.settled()
    (row,) = await every(scene)
    assert (row.state, row.verdict) == (State.ABORTED, None)
    assert "Aborted" in (await card(dana)).text
    for button in ("Finish…", "Restored…", "Roles…", "Abort…"):
        await dana.presses(button, channel="#general", message=stale)
        await dana.sees("#general", "DRILL-1 is aborted: what came of it stays")
    for words in ("finish DRILL-1 it works", "restored DRILL-1 backup 2h ago"):
        await types(scene, dana, words)
        assert "DRILL-1 is aborted, it does not run" in dana.told


async def test_the_roles_rotate_over_drills(scene, dana, sam):
    led = []
    for _ in range(4):
        await running(scene, dana)
        led.append((await every(scene))[-1].coordinator)
        await types(scene, dana, "abort enough of it")
    assert led == [dana.id, sam.id] * 2


async def test_other_people_are_named(scene, dana, sam):
    await types(scene, dana, PLAN)
    await types(scene, dana, "roles coordinator @sam operator @ana observer me")
    (row,) = await every(scene)
    assert (row.coordinator, row.operator) == (sam.id, "U0ANA")
    assert row.observer == dana.id
    await dana.presses("Roles…", channel="#general", message=await card(dana))
    await dana.modal("DRILL: roles")
    await dana.submits(observer=sam.id)
    assert "two roles" in str((await dana.modal())["errors"])
    await dana.submits(observer=None)
    await scene.settled()
    assert (await every(scene))[0].observer == ""


async def test_of_one_service_one_drill_is_open(scene, dana, sam):
    lines = [who.types("#general", f"/ops recovery {PLAN}") for who in (dana, sam)]
    await asyncio.gather(*lines)
    await scene.settled()
    assert len(await every(scene)) == 1
    told = [who for who in (dana, sam) if "DRILL-1 is planned for this" in who.told]
    assert len(told) == 1
    await added(scene, dana, "Search rpo 1h rto 4h hot")
    await types(scene, dana, "plan search restore the index with @dana")
    assert [one.number for one in await every(scene)] == [1, 2]


async def test_two_who_start_it_at_once_start_it_once(scene, dana, sam):
    await types(scene, dana, PLAN)
    said = await card(dana)
    await asyncio.gather(
        *(who.presses("Start", channel="#general", message=said) for who in (dana, sam))
    )
    await scene.settled()
    (row,) = await every(scene)
    assert row.state is State.RUNNING
    said = [
        one.text for one in await dana.reads("#general") + await sam.reads("#general")
    ]
    assert any(
        "DRILL-1 is running already: nothing was changed." in one for one in said
    )


async def test_two_who_finish_it_at_once_finish_it_once(scene, dana, sam):
    await running(scene, dana)
    lines = [types(scene, who, f"finish said by {who.name}") for who in (dana, sam)]
    await asyncio.gather(*lines)
    (row,) = await every(scene)
    (late,) = [who for who in (dana, sam) if "has FAILED" not in who.told]
    assert row.lessons != f"said by {late.name}"


REFUSED = (
    ("plan zzz restore x", "There is no service called “zzz restore x”"),
    ("plan checkout play x", "“play” is neither `restore` nor `dr`"),
    ("plan checkout restore x with @gus", "can't take part: guests"),
    ("plan checkout restore x with @zzz", "I know nobody called @zzz"),
    ("start DRILL-9", "There is no such drill here"),
    ("start at 14:05", "There is no such drill here"),
    ("finish", "There is no such drill here"),
    ("show DRILL-9", "There is no such drill here"),
    ("zzz", "There is no service called “zzz”"),
    ("checkout", "No drill was played yet against this service"),
)


async def test_what_can_not_be_is_said(scene, dana, gus):
    await gus.types("#general", "/ops recovery")
    for words, told in REFUSED:
        await types(scene, dana, words)
        assert told.replace("`", "") in dana.told
    assert await every(scene) == []


NOT_TAKEN = (
    ("restored 02:00", "Say when the backup was taken"),
    ("restored backup noonish", "“noonish” is no time"),
    ("restored backup 1m ago", "from before the drill began"),
    ("restored backup 3h ago data 4h ago", "before the backup was taken"),
    ("restored backup 3h ago usable 3h ago", "not usable again before the drill"),
    ("finish ok", "Say why, in 3 characters or more"),
    ("roles somebody", "Name a role, then who has it"),
    ("roles coordinator @dana @sam", "Name one person as coordinator"),
    ("roles observer @dana", "Nobody has two roles"),
    ("start DRILL-1", "DRILL-1 is running already"),
    ("start checkout restore more", "DRILL-1 is running for this service already"),
)


async def test_what_a_running_drill_does_not_take_is_said(scene, dana):
    await running(scene, dana)
    await scene.forward(hours=1)
    (before,) = await every(scene)
    for words, told in NOT_TAKEN:
        await types(scene, dana, words)
        assert told in dana.told
        assert await every(scene) == [before]


async def test_a_time_ahead_is_not_taken_for_the_same_of_yesterday(scene, dana):
    await running(scene, dana)
    await scene.forward(hours=30)
    now = scene.bot.clock()
    for hours, words in ((2, ""), (2, "since "), (11, "")):
        clock = f"{now + timedelta(hours=hours):%H:%M} UTC"
        await types(scene, dana, f"restored backup 31h ago usable {words}{clock}")
        assert f"{clock}” has not come yet today" in dana.told
        assert "say the day, as yesterday" in dana.told
    assert (await every(scene))[0].usable_at is None
    await types(scene, dana, f"start at {now + timedelta(hours=2):%H:%M} UTC")
    assert "has not come yet today" in dana.told
    before = now - timedelta(hours=11)
    await types(scene, dana, f"restored backup 31h ago usable {before:%H:%M} UTC")
    assert f"usable since {before:%Y-%m-%d %H:%M} UTC" in dana.told
    earlier = now - timedelta(hours=22)
    said = f"{earlier:%Y-%m-%d %H:%M} UTC"
    await types(scene, dana, f"restored backup 31h ago usable {said}")
    assert f"usable since {said}" in dana.told


async def test_which_one_is_asked_where_several_are_open(scene, dana):
    await running(scene, dana)
    await added(scene, dana, "Search rpo 1h rto 4h hot")
    await running(scene, dana, "plan search restore the index with @dana")
    await types(scene, dana, "finish all went well")
    assert "Say which drill you mean: DRILL-1, DRILL-2." in dana.told
    await types(scene, dana, "finish 2 all went well")
    assert [one.state for one in await every(scene)] == [State.RUNNING, State.FINISHED]


async def test_a_planned_one_begins_when_it_is_said(scene, dana):
    await types(scene, dana, PLAN)
    await types(scene, dana, "start DRILL-1 at 20m ago")
    (row,) = await every(scene)
    now = scene.bot.clock()
    assert 19 * 60 <= (now - row.started_at).total_seconds() <= 22 * 60


async def test_without_a_service_there_is_nothing_to_play_against(scene, dana):
    await dana.types("#general", "/ops service retire checkout gone")
    await types(scene, dana, "plan")
    assert "There is no service to play it against yet" in dana.told
    await types(scene, dana, PLAN)
    assert "Checkout is retired" in dana.told


async def test_a_guest_plays_nothing_and_is_shown_nothing(scene, dana, gus):
    await running(scene, dana)
    for words in (PLAN, "plan", "start DRILL-1", "restored", "finish x", "abort x"):
        await types(scene, gus, words)
        assert "Only members of the workspace can do that" in gus.told
    await types(scene, gus, "show DRILL-1")
    assert "Only members of the workspace can do that" in gus.told
    for button in ("Finish…", "Abort…", "Restored…", "Roles…"):
        await gus.presses(button, channel="#general", message=await card(gus))
        await scene.settled()
        assert not (await gus.state())["views"]


async def test_words_are_words_whatever_they_look_like(scene, dana):
    await types(scene, dana, "plan")
    await dana.submits(service=(await chosen(dana)), kind="dr", scenario=STRANGE)
    await scene.settled()
    await types(scene, dana, "start DRILL-1")
    await types(scene, dana, f"finish plan unchanged {STRANGE}")
    said = await card(dana)
    assert "{{ 7 * 7 }}" in said.text
    for one in await dana.reads("#general"):
        assert "<!channel>" not in str(mrkdwn(one.raw["blocks"] or []))


async def chosen(who):
    view = await who.modal()
    return view["blocks"][0]["element"]["options"][0]["value"]


def mrkdwn(part):
    """Give every text that Slack reads markup in."""
    if isinstance(part, dict):
        found = [part["text"]] if part.get("type") == "mrkdwn" else []
        return found + [t for one in part.values() for t in mrkdwn(one)]
    return [t for one in part for t in mrkdwn(one)] if isinstance(part, list) else []


async def test_every_message_of_a_drill_says_so(scene, dana, sam):
    await types(scene, dana, PLAN)
    before = {one.ts for one in await sam.reads("#general")}
    await types(scene, dana, "start DRILL-1")
    await types(scene, dana, "restored backup 2h ago")
    await types(scene, dana, "finish all went well")
    said = await sam.reads("#general")
    assert len([one for one in said if one.ts not in before]) == 2
    told = [
        one for one in said if "Checkout" in one.text and "register" not in one.text
    ]
    assert told
    assert all("DRILL" in one.text and "DRILL" in one.raw["text"] for one in told)


async def test_the_card_of_one_planned_in_private_is_where_operations_are(scene, dana):
    async with begun(scene) as work:
        plan = backups.Plan(
            service=(await backups_service(work)),
            kind=backups.Kind.RESTORE,
            scenario="orders",
            place="D0DANA",
        )
        row = await backups.plan(work, plan)
        assert row.place in (work.policy.channels.ops, "U0DANA")


async def backups_service(work):
    from bot import services  # noqa: PLC0415 (only here)

    return (await services.every(work))[0].id


async def test_what_runs_waits_at_home_of_whoever_plays_and_owns(scene, dana, sam, ana):
    await types(scene, sam, "start checkout restore orders with @sam")
    waits = {}
    for who in (dana, sam, ana):
        async with looking(scene, who.id) as work:
            waits[who.name] = [one.label for one in await backups.waits(work)]
    assert waits == {"dana": ["Open"], "sam": ["Restored…"], "ana": []}
    await scene.slack.post("home", user=sam.id)

    async def shown():
        view = (await sam.state())["home"]
        return view and "DRILL that runs: you are its coordinator" in str(view)

    await person.eventually(shown, "sam is shown it at home")
    await types(scene, sam, "abort it is late")
    async with looking(scene, sam.id) as work:
        assert await backups.waits(work) == []


async def test_an_id_of_another_workspace_is_unknown(scene, dana):
    await types(scene, dana, PLAN)
    (row,) = await every(scene)
    other = await scene.neighbour()
    async with begun(scene, "U0X", other) as work:
        for act in (
            backups.start(work, row.id),
            backups.abort(work, row.id, "theirs"),
            backups.opened(work, row.id),
            backups.evidence(work, row.id),
        ):
            with pytest.raises(backups.NoSuchDrill):
                await act
