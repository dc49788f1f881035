"""A new team is walked through what ships: adopted, left out with a reason, all."""

import pytest

from bot.core import walls
from bot.core.duties import AREAS
from bot.core.errors import Refused
from tests.calendar import calling

WHY = "We have no vault of our own"


async def walk(dana):
    """Open the walk from the setup; give its first page."""
    await dana.types("#general", "/ops setup")
    await dana.modal("Set up Longwatch")
    await dana.presses("Operations calendar…")
    return await dana.modal(", 1 of")


def boxes(view):
    """Give the fields with boxes of a page: what is offered, and what is ticked."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        if element.get("type") == "checkboxes":
            offered = [one["value"] for one in element["options"]]
            ticked = [one["value"] for one in element.get("initial_options", ())]
            found[block["block_id"]] = (offered, ticked)
    return found


async def test_every_area_is_walked_through_and_everything_adopted(scene, dana):
    view = await walk(dana)
    pages = int(view["blocks"][0]["text"]["text"].split(" of ")[1])
    offered = 0
    for number in range(1, pages + 1):
        view = await dana.modal(f", {number} of {pages}")
        for all_, ticked in boxes(view).values():
            assert all_ == ticked
            offered += len(all_)
        await dana.submits()
    await dana.modal("routines are in the calendar")
    await scene.settled()
    found = await calling.routines(scene)
    own = [key for key in found if key.startswith("key_")]  # of Longwatch's own keys
    assert len(found) - len(own) == offered > 50
    assert all(row.adopted for row in found.values())
    told = await calling.does(scene, dana, "/ops calendar")
    assert f"{len(found)} routines" in dana.said.raw["text"]
    assert "not looked at yet" not in told


async def test_what_is_left_out_takes_a_reason_and_can_be_adopted_later(scene, dana):
    view = await walk(dana)
    field, (offered, _) = next(iter(boxes(view).items()))
    kept = offered[1:]
    for reason in (None, "no"):
        said = await dana.submits(**{field: kept}, reason_monitoring=reason)
        assert "Say why" in str(said["errors"])
    await dana.modal(", 1 of")  # nothing is lost
    await dana.submits(**{field: kept}, reason_monitoring=WHY)
    await dana.modal(", 2 of")
    found = await calling.routines(scene)
    assert (found[offered[0]].adoption, found[offered[0]].reason) == ("left_out", WHY)
    await dana.closes()
    view = await walk(dana)
    assert boxes(view)[field] == (offered, kept)
    assert WHY in str(view)
    await dana.submits(**{field: offered}, reason_monitoring=None)
    await dana.modal(", 2 of")
    assert (await calling.routines(scene))[offered[0]].adopted


async def test_a_page_that_is_sent_twice_is_kept_once_and_shows_the_next(scene, dana):
    await walk(dana)
    await dana.submits(repeat=2)
    await dana.modal(", 2 of")
    await scene.settled()
    names = await calling.recorded(scene)
    assert names.count("calendar.adopted") == len(await calling.routines(scene))


async def test_stopping_keeps_what_was_chosen_so_far(scene, dana):
    await walk(dana)
    await dana.submits()
    await dana.modal(", 2 of")
    await dana.closes()
    chosen = len(await calling.routines(scene))
    assert chosen
    told = await calling.does(scene, dana, "/ops calendar")
    assert "that ship are not looked at yet" in told
    assert "Walk through what ships…" in dana.said.buttons


async def test_an_empty_calendar_leads_to_all_of_it(scene, dana):
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops calendar")
    assert {"Walk through what ships…", "Adopt all"} <= {*dana.said.buttons}
    await dana.presses("Adopt all", channel="#general", message=dana.said)
    await scene.settled()
    found = await calling.routines(scene)
    assert len(found) > 50
    assert {row.area for row in found.values()} <= {*AREAS}
    again = await calling.recorded(scene)
    await dana.presses("Adopt all", channel="#general", message=dana.said)
    await scene.settled()
    assert await calling.recorded(scene) == again


async def test_adopting_all_leaves_out_what_was_left_out(scene, dana):
    view = await walk(dana)
    field, (offered, _) = next(iter(boxes(view).items()))
    await dana.submits(**{field: offered[1:]}, reason_monitoring=WHY)
    await dana.closes()
    async with calling.work(scene) as work:
        await calling.calendar.adopt_all(work)
    found = await calling.routines(scene)
    assert found.pop(offered[0]).adoption == "left_out"
    assert all(row.adopted for row in found.values())


async def test_only_an_admin_walks_through_and_sees_the_way(scene, kenji):
    told = await calling.does(scene, kenji, "/ops calendar")
    assert "The calendar is empty" in told
    assert "Adopt all" not in kenji.said.buttons
    for act in (
        calling.calendar.adopt_all,
        lambda work: calling.calendar.offer(work, ""),
        lambda work: calling.calendar.choose(work, "security", [], WHY),
    ):
        with pytest.raises(Refused):
            async with calling.work(scene, "U0KENJI") as work:
                await act(work)


async def test_what_is_left_out_of_a_running_calendar_is_skipped_and_comes_back(
    scene, dana
):
    """The same day has one occurrence, however often a team changes its mind."""
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops due")
    shipped = scene_policy(scene).items()
    key = next(k for k, one in shipped if one.every.startswith("FREQ=DAILY"))
    async with calling.work(scene) as work:
        await calling.calendar.adopt(work, [key])
    before = {one.slot: one.state for one in await calling.occurrences(scene)}
    assert before
    async with calling.work(scene) as work:
        await calling.calendar.leave_out(work, [key], WHY)
    assert {one.state for one in await calling.occurrences(scene)} == {"skipped"}
    async with calling.work(scene) as work:
        await calling.calendar.adopt(work, [key])
    after = {one.slot: one.state for one in await calling.occurrences(scene)}
    assert after == before


def scene_policy(scene):
    here = scene.bot.installations.every()[0].id
    return scene.bot.installations.policy(here).routines


async def test_a_page_with_nothing_ticked_takes_a_reason(scene, dana):
    view = await walk(dana)
    none = {field: [] for field in boxes(view)}
    said = await dana.submits(**none)
    assert "Say why you leave out" in str(said["errors"])


async def test_of_all_roles_that_nobody_holds_one_message_tells(scene, dana, ana):
    await calling.monday(scene)
    await calling.does(scene, dana, "/ops due")
    async with calling.work(scene) as work:
        await calling.calendar.adopt_all(work)
    await calling.noon(scene, 1)
    found = await calling.facts(scene, "vacated")
    assert len(found) > 3
    (said,) = [one for one in await calling.heard(ana) if "Nobody is there" in one.text]
    for one in found:
        for verb, many in (("owns", one["duties"]), ("signs off", one["signs"])):
            noun = "routine" if many == 1 else "routines"
            assert (f"{verb} {many} {noun}" in said.text) is bool(many)
        assert one["called"] in said.text
    assert any(one["signs"] for one in found)
    assert said.buttons.count("Name somebody…") == 1  # of a form with all roles
    assert "Nobody is there" in await dana.told_directly()  # an admin, who may do so


async def test_of_one_role_that_nobody_holds_it_is_said_plainly(scene, dana, ana):
    await calling.monday(scene)
    await calling.added(scene, owners=("ciso",))
    await calling.noon(scene, 1)
    (said,) = [one for one in await calling.heard(ana) if "Nobody is there" in one.text]
    assert (
        "CISO, who owns 1 routine. Until somebody is named, you are asked" in said.text
    )
    assert "sign-off" not in said.text


async def test_of_a_role_that_signs_off_and_that_nobody_holds_it_is_said_once(
    scene, dana, ana
):
    await calling.monday(scene)
    await calling.added(scene, owners=(dana.id,), signoff=("ciso",))
    await calling.noon(scene, 1)
    await calling.noon(scene, 2)
    (said,) = [one for one in await calling.heard(ana) if "Nobody is there" in one.text]
    assert "CISO, who signs off 1 routine. Until somebody is named, what" in said.text


async def test_what_is_added_is_answered_with_what_was_understood(scene, dana):
    await calling.monday(scene)
    told = await calling.does(
        scene, dana, "/ops add Read the invoices, every thursday at 10:00"
    )
    assert "weekly on Thursday, by 10:00 UTC, of @dana" in told
    assert "It is due next 2037-12-03 10:00 UTC (OPS-1)" in told
    assert "Read the invoices" in told
    await dana.presses("Edit…", channel="#general", message=dana.said)
    await dana.modal("Edit a routine")


async def test_what_is_far_ahead_is_answered_with_its_day_too(scene, dana):
    await calling.monday(scene)
    await dana.types("#general", "/ops add Plan the year")
    await dana.modal("Add a routine")
    await dana.submits(every="yearly on 24 december", at="16:00", roles=["ciso"])
    await dana.no_modal()
    await scene.settled()
    told = (await dana.reads("#general"))[-1].text
    assert "It is due next 2037-12-24 16:00 UTC." in told


async def test_of_two_of_one_title_it_is_said_whose_each_is(scene, dana, kenji):
    await calling.monday(scene)
    await calling.does(scene, kenji, "/ops add Read the alerts, every weekday")
    await calling.does(scene, dana, "/ops add Read the alerts, every monday")
    told = await calling.does(scene, dana, "/ops edit read the alerts")
    assert "Several routines are called “read the alerts”" in told
    assert "“Read the alerts” of kenji, " in told
    assert "“Read the alerts” of dana, weekly on Monday" in told
    assert "read_the_alerts" not in told


SKIPS = (
    "Mind: months without a 31st are left out. monthly on the last day comes in every"
)


async def test_a_cadence_that_leaves_out_months_says_so_and_what_does_not(scene, dana):
    told = await calling.does(
        scene, dana, "/ops add Read the invoices, monthly on the 31st at 10:00"
    )
    assert SKIPS in told
    told = await calling.does(
        scene, dana, "/ops add Look at the leap day, yearly on 29 february"
    )
    assert "it comes in leap years only. yearly on the last day of Feb" in told
    told = await calling.does(scene, dana, "/ops add Pay, monthly on the last day")
    assert "left out" not in told

    await dana.types("#general", "/ops edit pay")
    await dana.modal("Edit a routine")
    await dana.submits(every="monthly on the 31st")
    await dana.no_modal()
    await scene.settled()
    assert SKIPS in (await dana.reads("#general"))[-1].text
    await dana.types("#general", "/ops edit pay")
    await dana.modal("Edit a routine")
    await dana.submits(title="Pay everybody")
    await dana.no_modal()
    await scene.settled()
    told = (await dana.reads("#general"))[-1].text
    assert "The routine is changed" in told
    assert SKIPS not in told


async def test_a_window_that_leaves_out_months_says_so_too(scene, dana):
    told = await calling.does(
        scene,
        dana,
        "/ops maintenance windows add billing monthly on the 31st at 02:00 for 2h",
    )
    assert SKIPS in told


async def test_what_is_added_names_the_zone_where_it_is_not_that_of_whoever_asks(
    scene, dana, kenji
):
    """Dana's clock shows another time in summer; so does that of Tokyo all year."""
    for who, line in ((dana, "Read the invoices"), (kenji, "Read the alerts")):
        told = await calling.does(scene, who, f"/ops add {line}, every day at 5pm")
        assert "daily, by 17:00 UTC, of" in told
    await dana.types("#general", "/ops edit read the inv")
    view = await dana.modal("Edit a routine")
    assert "The time zone is UTC." in str(view["blocks"])
    await dana.submits(at="4 pm")
    await dana.no_modal()
    await scene.settled()
    told = (await dana.reads("#general"))[-1].text
    assert "It is due by 16:00 in the team's time zone." in told


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("UTC", "Etc/UTC", True),
        ("Europe/Berlin", "Europe/Paris", True),
        ("Europe/London", "UTC", False),  # in summer
        ("Asia/Tokyo", "UTC", False),
    ],
)
def test_clocks_are_alike_that_show_the_same_all_year(one, other, same):
    zones = walls.zone(one), walls.zone(other)
    assert walls.alike(*zones, calling.AT) is same
