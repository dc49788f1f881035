"""Who is asked: owners, who stands in, who leads; and nobody is asked for nothing."""

from datetime import timedelta

import pytest

from bot import workspaces
from tests import factories
from tests.calendar import calling

DAY = calling.DAY


async def asked(scene, ref="OPS-1"):
    return {
        (who, why.value) for one, who, why in await calling.asked(scene) if one == ref
    }


async def away(scene, person, days, cover=""):
    """Have somebody be away from today on."""
    async with calling.work(scene, person) as work:
        today = await workspaces.today(work, person)
        last = today + timedelta(days=days)
        await workspaces.away(work, person, today, last, cover)
    await scene.settled()


async def test_nobody_is_asked_while_away_and_who_stands_in_is(scene, dana, kenji):
    await calling.monday(scene)
    await away(scene, "U0DANA", 7, "U0KENJI")
    await calling.added(scene)
    assert await asked(scene) == {("U0KENJI", "owner")}
    await calling.noon(scene, 3)
    said = [*await calling.facts(scene, "nudged")]
    said += await calling.facts(scene, "reminded")
    assert {one["whom"] for one in said} - {"U0ANA"} == {"U0KENJI"}
    told = await calling.does(scene, kenji, "/ops confirm OPS-1 did it for her")
    assert "is confirmed" in told


async def test_who_stands_in_is_told_once_and_whoever_says_so_is_not(
    scene, dana, kenji
):
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops away until friday cover @kenji")
    (said,) = await calling.heard(kenji)
    assert "@dana is away from 2037-11-30 until 2037-12-04" in said.text
    assert "you stand in for them, says @dana" in said.text
    assert "/ops due mine" in said.text
    assert await calling.heard(dana) == []


async def test_who_is_set_away_by_an_admin_is_told_so_and_how_to_be_back(
    scene, dana, kenji
):
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops away @kenji until friday cover @dana")
    (said,) = await calling.heard(kenji)
    assert "@dana set you away from 2037-11-30 until 2037-12-04" in said.text
    assert "@dana stands in" in said.text
    assert "/ops back" in said.text
    assert await calling.heard(dana) == []
    await kenji.presses("Back again", channel=await calling.direct(kenji), message=said)
    await scene.settled()
    async with calling.look(scene) as work:
        assert await workspaces.covers(work, ["U0KENJI"]) == {}


async def test_who_is_away_may_still_do_what_is_theirs(scene, dana):
    await calling.monday(scene)
    await calling.added(scene)
    await away(scene, "U0DANA", 7, "U0KENJI")
    told = await calling.does(scene, dana, "/ops confirm OPS-1 done from the beach")
    assert "is confirmed" in told
    (said,) = await calling.facts(scene, "confirmed")
    assert said["on_behalf"] == ""


async def test_where_nobody_stands_in_the_lead_is_asked_until_somebody_is_back(
    scene, dana
):
    await calling.monday(scene)
    await calling.added(scene)
    await away(scene, "U0DANA", 4)
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0DANA", "owner"), ("U0ANA", "orphan")}
    async with calling.work(scene) as work:
        await workspaces.back(work, "U0DANA")
    await scene.settled()
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0DANA", "owner")}
    said = await calling.facts(scene, "nudged")
    assert "U0DANA" in {one["whom"] for one in said}


async def test_who_is_back_early_is_asked_on_the_next_morning(scene, dana):
    await calling.monday(scene)
    await away(scene, "U0DANA", 10)
    await calling.added(scene)
    await calling.noon(scene)
    async with calling.work(scene) as work:
        await workspaces.back(work, "U0DANA")
    await scene.settled()
    await calling.noon(scene, 1)
    assert "OPS-1 comes up" in await dana.told_directly()


@pytest.mark.parametrize(
    ("zone", "asked_at", "how"),
    [
        ("America/Los_Angeles", "Tue 17:00", "is due"),  # on Wednesday as she begins
        ("Asia/Tokyo", "Tue 00:00", "comes up"),
    ],
)
async def test_whoever_moves_is_asked_in_the_morning_of_where_they_are(
    scene, dana, zone, asked_at, how
):
    await calling.monday(scene)
    await calling.added(scene)
    await calling.noon(scene)
    await scene.slack.post("person", id="U0DANA", tz=zone)
    await scene.settled()
    await calling.until(scene, calling.now(scene) + timedelta(hours=34))
    nudged = await calling.facts(scene, "nudged")
    assert [f"{one['at']:%a %H:%M}" for one in nudged] == [asked_at]
    said = await dana.told_directly()
    assert f"OPS-1 {how}" in said
    assert "this comes late" not in said


async def left(scene, person):
    """Have somebody be deactivated in Slack."""
    await scene.slack.post("person", id=person, deleted=True)
    await scene.settled()


async def test_what_belongs_to_whoever_has_left_is_brought_before_the_lead(
    scene, dana, kenji
):
    await calling.monday(scene)
    await calling.does(scene, kenji, "/ops due")
    await calling.added(scene, actor="U0KENJI")
    assert await asked(scene) == {("U0KENJI", "owner")}
    await left(scene, "U0KENJI")
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0ANA", "orphan")}
    assert await calling.facts(scene, "orphaned")
    told = await calling.does(scene, dana, "/ops assign OPS-1 @dana")
    assert "s, this time" in told
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0DANA", "owner")}
    assert await scene.slack.violations() == []


@pytest.mark.parametrize("fallback", ["", "U0OLGA"])
async def test_where_the_lead_has_left_too_admins_are_asked(
    database, tmp_path, fallback
):
    policy = f'[channels]\nops = "C0OPS"\n[people]\nfallback = "{fallback}"\n'
    async with factories.scene(database, tmp_path / "home", policy=policy) as scene:
        await calling.monday(scene)
        dana, kenji = scene.person("dana"), scene.person("kenji")
        for person in (dana, kenji):
            await calling.does(scene, person, "/ops due")
        await calling.added(scene, actor="U0KENJI")
        await left(scene, "U0KENJI")
        await calling.noon(scene, 2)
        assert await asked(scene) == {("U0DANA", "orphan")}
        assert "OPS-1" in await dana.told_directly()


async def test_where_there_is_nobody_at_all_the_channel_is_told(database, tmp_path):
    policy = '[channels]\nops = "C0OPS"\n'
    async with factories.scene(database, tmp_path / "home", policy=policy) as scene:
        await calling.monday(scene)
        kenji = scene.person("kenji")
        await calling.does(scene, kenji, "/ops due")
        await calling.added(scene, actor="U0KENJI", owners=("tech_lead",))
        await calling.noon(scene, 1)
        card = await kenji.sees("#ops", "nobody is there who owns it")
        assert "OPS-1" in card.text
        told = await calling.does(scene, kenji, "/ops confirm OPS-1 somebody had to")
        assert "is confirmed" in told


async def test_of_a_role_whoever_holds_it_now_is_asked(scene, dana, ana, kenji):
    await calling.monday(scene)
    await calling.holds(scene, tech_lead=("U0KENJI",))
    await calling.added(scene, owners=("tech_lead",))
    assert await asked(scene) == {("U0KENJI", "owner")}
    await calling.holds(scene, tech_lead=("U0SAM", "U0DANA"))
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0SAM", "owner"), ("U0DANA", "owner")}
    told = await calling.does(scene, kenji, "/ops confirm OPS-1 I had held it once")
    assert "Only" in told


async def test_of_a_role_that_nobody_holds_the_lead_is_asked_until_somebody_does(
    scene, dana
):
    await calling.monday(scene)
    await calling.added(scene, owners=("ciso",))
    assert await asked(scene) == {("U0ANA", "orphan")}
    await calling.holds(scene, ciso=("U0DANA",))
    await calling.noon(scene, 1)
    assert await asked(scene) == {("U0DANA", "owner")}


async def test_what_is_given_to_somebody_on_its_day_is_asked_for_at_once(
    scene, dana, kenji, sam
):
    await calling.monday(scene)
    for person in (kenji, sam):
        await calling.does(scene, person, "/ops due")
    await calling.added(scene, ahead=())
    await calling.until(scene, calling.now(scene) + DAY * 2 + timedelta(hours=7))
    assert "OPS-1" not in await sam.told_directly()
    await calling.does(scene, dana, "/ops assign OPS-1 @sam")  # ten in New York
    assert "OPS-1" in await sam.told_directly()
    await calling.does(scene, dana, "/ops assign OPS-1 @kenji")  # midnight in Tokyo
    assert "OPS-1" not in await kenji.told_directly()


async def test_who_can_not_do_it_has_the_lead_name_somebody(scene, dana, ana, kenji):
    await calling.monday(scene, hour=12)
    await calling.added(scene)
    told = await calling.does(scene, dana, "/ops decline OPS-1 I have no access to it")
    assert "@ana is asked what becomes of OPS-1" in told
    assert "can't do OPS-1" in await ana.told_directly()
    await ana.presses("Reassign…", channel=await calling.direct(ana))
    await ana.modal("Reassign OPS-1")
    await ana.submits(owner=["U0KENJI"])
    await scene.settled()
    assert (await calling.occurrence(scene, "OPS-1")).owners == ["U0KENJI"]
    assert await asked(scene) == {("U0KENJI", "owner")}


async def test_who_can_not_do_it_is_asked_no_more_until_it_is_given_to_them(
    scene, dana, ana
):
    await calling.monday(scene)
    await calling.added(scene, cadence="every 4 weeks on wednesday")
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + DAY)
    await calling.does(scene, dana, "/ops decline OPS-1 I have no access to it")
    before = await calling.heard(dana)
    for _ in range(9):
        await calling.until(scene, calling.now(scene) + DAY)
    later = (await calling.heard(dana))[len(before) :]
    assert not [one for one in later if "OPS-1" in one.text]
    assert [one for one in await calling.heard(ana) if "OPS-1" in one.text]
    async with calling.work(scene, ana.id) as work:
        (wait,) = await calling.calendar.waits(work)
    assert wait.why.endswith(", of dana")
    assert "OPS-1" not in await calling.does(scene, dana, "/ops due mine")
    await calling.does(scene, ana, "/ops assign OPS-1 @dana")
    assert "OPS-1" in await calling.does(scene, dana, "/ops due mine")


async def test_a_lead_hears_in_business_hours_what_is_not_due_before(scene, dana, ana):
    await calling.monday(scene)
    await calling.does(scene, ana, "/ops due")
    await calling.until(scene, calling.now(scene) + DAY * 5 + timedelta(minutes=15))
    await calling.added(scene)
    await calling.does(scene, dana, "/ops decline OPS-1 I have no access to it")
    assert "can't do OPS-1" not in await ana.told_directly()
    await calling.until(scene, calling.now(scene) + DAY + timedelta(hours=20))
    assert "can't do OPS-1" not in await ana.told_directly()
    await calling.until(scene, calling.now(scene) + timedelta(hours=12))
    assert "can't do OPS-1" in await ana.told_directly()


async def test_the_card_says_who_can_not_do_it_and_the_lead_is_asked_once(
    scene, dana, ana
):
    await calling.monday(scene, hour=12)
    await calling.added(scene, cadence="every 4 weeks on wednesday")
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + DAY)
    await calling.does(scene, dana, "/ops decline OPS-1 I have no access to it")
    told = await calling.does(scene, dana, "/ops due OPS-1")
    assert "@dana can't do it: @ana is asked who does" in told
    assert "Without an answer the channel is asked" in told
    before = await calling.recorded(scene)
    told = await calling.does(scene, dana, "/ops decline OPS-1 I really have none")
    assert "You said already that you can't do OPS-1: ana is asked who does" in told
    assert await calling.recorded(scene) == before
    said = [one for one in await calling.heard(ana) if "can't do OPS-1" in one.text]
    assert len(said) == 1
    await calling.does(scene, ana, "/ops assign OPS-1 @dana")
    told = await calling.does(scene, dana, "/ops due OPS-1")
    assert "can't do it" not in told
    await calling.does(scene, dana, "/ops decline OPS-1 still no access to it")
    assert (await calling.recorded(scene)).count("calendar.declined") == 2


async def test_a_lead_who_declines_is_told_that_nobody_else_is_asked(scene, ana):
    await calling.monday(scene)
    await calling.added(scene, owners=["U0ANA"])
    told = await calling.does(scene, ana, "/ops decline OPS-1 I have no access to it")
    assert "Nobody else is asked what becomes of OPS-1: no other person leads" in told
    assert "Reassign…" in ana.said.buttons
    assert await asked(scene) == {("U0ANA", "owner")}
    told = await calling.does(scene, ana, "/ops due OPS-1")
    assert "@ana can't do it: nobody else is asked who does" in told
    told = await calling.does(scene, ana, "/ops decline OPS-1 I really have none")
    assert "You said already that you can't do OPS-1: nobody else is asked" in told


async def test_who_signs_it_off_is_asked_where_the_lead_declines(scene, ana):
    await calling.holds(scene, tech_lead=["U0KENJI", "U0ANA"])
    await calling.monday(scene)
    await calling.added(scene, owners=["U0ANA"], signoff=["tech_lead"])
    told = await calling.does(scene, ana, "/ops decline OPS-1 I have no access to it")
    assert "@kenji is asked what becomes of OPS-1" in told
    told = await calling.does(scene, ana, "/ops due OPS-1")
    assert "@ana can't do it: @kenji is asked who does" in told


async def test_when_it_is_postponed_the_lead_is_left_alone(scene, dana, ana):
    await calling.monday(scene)
    await calling.added(scene, cadence="every 4 weeks on wednesday")
    while not await calling.occurrences(scene):
        await calling.until(scene, calling.now(scene) + DAY)
    due = (await calling.occurrence(scene, "OPS-1")).due_at
    await calling.until(scene, due + DAY * 2)
    assert ("U0ANA", "lead") in await asked(scene)
    later = (due + DAY * 9).date().isoformat()
    told = await calling.does(
        scene, dana, f"/ops postpone OPS-1 to {later} because the vendor is away"
    )
    assert "The series stays" in told
    assert await asked(scene) == {("U0DANA", "owner")}
    for again in ("", "once more "):
        later = (due + DAY * 12).date().isoformat()
        told = await calling.does(
            scene, dana, f"/ops postpone OPS-1 to {later} {again}the vendor is away"
        )
        due += DAY
    assert "was postponed 2 times already" in told
