"""Running: started once, extended, ended well or not, watched, and then closed."""

import asyncio
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import approvals, incidents, maintenance
from bot.core.errors import Refused
from bot.maintenance.rules import Outcome, State, Window
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

MINUTE = timedelta(minutes=1)
SAID = "all indexes are new"
WHY = "the index is larger than in staging"


@pytest.fixture
async def running(scene, dana, scheduled):
    return await keeping.starts(scene, dana, scheduled)


async def test_it_is_not_started_before_its_window(scene, dana, scheduled):
    await dana.types("#general", "/ops maintenance start MNT-1")
    assert "MNT-1 begins" in dana.answer
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_it_is_not_started_after_its_window(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    await dana.types("#general", "/ops maintenance start MNT-1")
    assert "past its window, and was not started" in dana.answer


async def test_what_is_not_approved_is_not_started(scene, dana, signers):
    one = await keeping.made(scene)
    await keeping.begun_at(scene, one)
    await dana.types("#general", "/ops maintenance start MNT-1")
    assert "MNT-1 is waiting for approval" in dana.answer


async def test_of_two_who_start_it_one_does(scene, dana, sam, scheduled):
    await keeping.begun_at(scene, scheduled)

    async def start(person):
        try:
            await keeping.act(scene, maintenance.start, scheduled, actor=person)
        except Refused as refused:
            return str(refused)
        return "started"

    done = await asyncio.gather(start("U0DANA"), start("U0SAM"))
    assert sorted(done) == ["MNT-1 is running: nothing was changed.", "started"]
    assert (await keeping.recorded(scene)).count("maintenance.started") == 1


async def test_a_stale_button_shows_how_it_stands(scene, dana, running):
    card = [one for one in await dana.reads("#general") if "MNT-1" in one.text][-1]
    one = await keeping.act(scene, maintenance.finish, running, SAID)
    assert one.state is State.WATCHING
    await dana.presses("Open", channel="#general", message=card)
    await dana.sees("#general", "is done, and watched")
    await dana.types("#general", f"/ops maintenance done MNT-1 {SAID} again")
    assert "MNT-1 is being watched: nothing was changed" in dana.answer


async def test_an_extension_within_the_policy_takes_effect_at_once(
    scene, dana, running
):
    said = f"/ops maintenance extend MNT-1 by 1h because {WHY}"
    await dana.types("#general", said)
    assert "runs until" in dana.told
    one = await keeping.kept(scene)
    assert (one.until_at, one.extended) == (running.ends_at + HOUR, 1)
    await keeping.until(scene, running.ends_at + MINUTE)
    assert "should be over" not in await dana.told_directly()


BEYOND = [
    # (how it is said, how many hours later it would end)
    ("by 90m", 1.5),
    ("until 01:30", 1.5),
]


@pytest.mark.parametrize(("said", "hours"), BEYOND)
async def test_beyond_the_policy_the_product_owner_is_asked(
    scene, dana, running, said, hours
):
    await dana.types("#general", f"/ops maintenance extend MNT-1 {said} because {WHY}")
    assert "who signs off windows is asked" in dana.told
    one = await keeping.kept(scene)
    assert one.until_at == running.ends_at
    assert one.wanted_until == running.ends_at + HOUR * hours
    await keeping.approve(scene, one)
    one = await keeping.kept(scene)
    assert (one.until_at, one.wanted_until) == (running.ends_at + HOUR * hours, None)
    assert "takes longer" in await dana.told_directly()


async def test_an_extension_names_what_it_runs_into_and_tells_whose_it_is(
    scene, dana, sam, running
):
    begins = running.ends_at
    window = Window(begins=begins, ends=begins + HOUR, zone="UTC")
    other = await keeping.made(scene, actor="U0SAM", window=window)
    assert other.conflicts == []
    await dana.types("#general", f"/ops maintenance extend MNT-1 by 1h because {WHY}")
    assert "runs until" in dana.told
    assert "Mind: MNT-2 holds billing from" in dana.told
    await scene.settled()
    told = await sam.told_directly()
    assert "MNT-1 takes longer" in told
    assert "In the way: MNT-2 holds billing from" in told
    await dana.types("#general", f"/ops maintenance extend MNT-1 by 30m because {WHY}")
    assert "who signs off windows is asked" in dana.told
    assert "MNT-2" not in dana.told  # from its end on nothing is in the way
    until = running.ends_at + HOUR * 3 / 2
    window = Window(begins=until - HOUR / 4, ends=until + HOUR, zone="UTC")
    await keeping.made(scene, actor="U0SAM", window=window)
    said = f"/ops maintenance extend MNT-1 by 40m because {WHY}"
    await dana.types("#general", said)
    assert "Mind: MNT-3 holds billing from" in dana.told
    async with keeping.look(scene) as work:
        asked = await approvals.of(work, running.id, "maintenance_extension")
    assert "In the way: MNT-3 holds billing from" in asked.content


async def test_a_second_extension_is_asked_for(scene, dana, running):
    until = running.ends_at + HOUR / 2
    one = await keeping.act(scene, maintenance.extend, running, until, WHY)
    one = await keeping.act(scene, maintenance.extend, one, until + HOUR / 4, WHY)
    assert (one.until_at, one.extended) == (until, 1)
    assert one.wanted_until == until + HOUR / 4


async def test_more_time_that_is_refused_changes_nothing(scene, dana, running):
    until = running.ends_at + HOUR * 3
    await keeping.act(scene, maintenance.extend, running, until, WHY)
    async with keeping.look(scene) as work:
        query = select(approvals.Approval)
        asked = [a for a in (await work.session.exec(query)).all() if a.open]
    async with keeping.work(scene, "U0KENJI") as work:
        found = await approvals.clicked(work, asked[0].id, lock=True)
        await approvals.reject(work, found, "roll it back instead, please")
    await scene.settled()
    one = await keeping.kept(scene)
    assert (one.until_at, one.wanted_until) == (running.ends_at, None)
    assert "got no more time" in await dana.told_directly()


async def test_more_time_is_asked_for_no_more_once_it_is_over(scene, dana, running):
    until = running.ends_at + HOUR * 3
    await keeping.act(scene, maintenance.extend, running, until, WHY)
    await keeping.act(scene, maintenance.finish, running, SAID)
    async with keeping.look(scene) as work:
        found = await approvals.of(work, running.id, "maintenance_extension")
    assert found.state is approvals.State.VOIDED


NO_EXTENSION = [
    # (what is typed, what is said to it)
    ("by 30m", "Say why"),
    (f"soon because {WHY}", "is no time such as 30m"),
    (f"until 22:01 because {WHY}", "name a later time"),
]


async def test_an_extension_that_makes_no_sense_is_refused(scene, dana, running):
    for said, told in NO_EXTENSION:
        await dana.types("#general", f"/ops maintenance extend MNT-1 {said}")
        assert told in dana.answer
    one = await keeping.kept(scene)
    assert (one.until_at, one.wanted_until) == (running.ends_at, None)


async def test_what_is_rolled_back_says_what_happened(scene, dana, running):
    what = "errors rose to 3 %, the old index is back"
    await dana.types("#general", f"/ops maintenance rollback MNT-1 {what}")
    assert "is rolled back" in dana.told
    await scene.settled()
    one = await keeping.kept(scene)
    assert (one.outcome, one.result) == (Outcome.ROLLED_BACK, what)
    card = await dana.sees("#incidents", "Maintenance MNT-1")
    assert "was rolled back, and watched" in card.text


async def test_it_is_not_settled_before_it_was_watched(scene, dana, running):
    one = await keeping.act(scene, maintenance.finish, running, SAID)
    await dana.types("#general", "/ops maintenance settle MNT-1 all is as before")
    assert "MNT-1 is watched until" in dana.answer
    assert (await keeping.store_of(scene, one.id)).state is State.WATCHING


MEANWHILE = [
    # severity and surface, and whether it may be the cause
    ((3, "Billing"), True),
    ((2, ""), True),
    ((3, ""), False),
    ((1, "auth"), False),
]


async def test_an_incident_meanwhile_is_linked(scene, dana, running):
    linked = []
    for number, ((severity, surface), counts) in enumerate(MEANWHILE, 1):
        said = incidents.Declaration(
            title="Orders fail", severity=severity, surface=surface
        )
        async with keeping.work(scene, "U0SAM") as work:
            await incidents.declare(work, said)
        await scene.settled()
        linked += [f"INC-{number}"] * counts
        found = await keeping.records(scene, "maintenance.linked")
        assert [one["incident_ref"] for one in found] == linked
        told = f"INC-{number} was declared meanwhile. Is MNT-1 the cause?"
        assert (told in await dana.told_directly()) is counts
        card = await dana.sees("#incidents", "Maintenance MNT-1")
        assert (f"INC-{number}" in card.text) is counts
    assert f"Declared meanwhile: {', '.join(linked)}" in card.text


async def test_what_went_by_unstarted_can_be_told_or_moved(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    said = "/ops maintenance edit MNT-1 tomorrow 22:00 for 2h"
    await dana.types("#general", said)
    assert "asked anew" in dana.told
    one = await keeping.kept(scene)
    assert (one.state, one.ends_at > scheduled.ends_at) == (State.REQUESTED, True)


async def test_what_was_done_without_the_button_is_recorded(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    one = await keeping.act(scene, maintenance.finish, scheduled, SAID)
    assert (one.state, one.started_at) == (State.WATCHING, None)


UNSIGNED = [
    # how many of those who sign it off had, and who is named as not having done it
    ({"ana": False, "kenji": False}, "by the Tech lead, Product owner"),
    ({"ana": True, "kenji": False}, "by the Product owner"),
]


@pytest.mark.usefixtures("signers")
@pytest.mark.parametrize(("who", "named"), UNSIGNED)
@pytest.mark.parametrize("verb", ["done", "rollback"])
async def test_what_nobody_approved_is_recorded_as_that(scene, dana, who, named, verb):
    one = await keeping.asks(scene, dana)
    await keeping.approve(scene, one, **who)
    await keeping.until(scene, one.ends_at + MINUTE)
    await dana.types("#general", f"/ops maintenance {verb} MNT-1 {SAID}")
    said = f"carried out without approval {named}"
    assert said in dana.told
    await scene.settled()
    shown = await scene.person("kenji").sees("ops", "carried out without approval")
    assert said in shown.text
    fact = "finished" if verb == "done" else "rolled_back"
    (told,) = await keeping.records(scene, f"maintenance.{fact}")
    assert told["unapproved"] is True
    assert ", ".join(told["unsigned"]) in named
    await dana.types("#general", "/ops maintenance show MNT-1")
    assert "carried out without approval" in dana.told


@pytest.mark.usefixtures("signers")
@pytest.mark.parametrize(("who", "named"), UNSIGNED)
@pytest.mark.parametrize("verb", ["done", "rollback"])
async def test_the_form_says_before_that_nobody_approved_it(
    scene, dana, who, named, verb
):
    one = await keeping.asks(scene, dana)
    await keeping.approve(scene, one, **who)
    await keeping.until(scene, one.ends_at + MINUTE)
    await dana.types("#general", f"/ops maintenance {verb} MNT-1")
    form = str((await dana.modal())["blocks"])
    assert f"*It was not approved* {named}. Its record will say" in form
    await dana.submits(result=SAID)
    await dana.sees("#general", "carried out without approval")


async def test_the_form_of_what_was_approved_says_nothing_of_it(scene, dana, scheduled):
    await keeping.begun_at(scene, scheduled)
    await dana.types("#general", "/ops maintenance start MNT-1")
    await scene.settled()
    await dana.types("#general", "/ops maintenance done MNT-1")
    assert "It was not approved" not in str((await dana.modal())["blocks"])


async def test_what_was_approved_is_not_said_to_lack_it(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    await dana.types("#general", f"/ops maintenance done MNT-1 {SAID}")
    assert "MNT-1 is done. Watch it" in dana.told
    (told,) = await keeping.records(scene, "maintenance.finished")
    assert (told["unapproved"], told["unsigned"]) == (False, [])


async def test_by_forms_from_the_card(scene, dana, scheduled):
    await keeping.begun_at(scene, scheduled)
    await dana.types("#general", "/ops maintenance show MNT-1")
    await dana.presses("Start", channel="#general")
    await dana.sees("#general", "has begun")
    await dana.types("#general", "/ops maintenance show MNT-1")
    await dana.presses("Extend…", channel="#general")
    await dana.modal("Extend MNT-1")
    until = int((scheduled.ends_at + HOUR / 2).timestamp())
    await dana.submits(until=until, reason=WHY)
    await dana.sees("#general", "runs until")
    await dana.presses("Done…", channel="#general")
    await dana.modal("Done: MNT-1")
    await dana.submits(result=SAID)
    await dana.sees("#general", "Watch it until")
    await scene.forward(hours=1, minutes=1)
    await dana.types("#general", "/ops maintenance settle")
    await dana.modal("All normal? MNT-1")
    await dana.submits(found="latency and errors as before")
    await dana.sees("#general", "the record is whole")
    assert (await keeping.kept(scene)).state is State.CLOSED
