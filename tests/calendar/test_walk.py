"""On the walk through what ships, owner and cadence of a routine can be changed."""

from tests.calendar import calling
from tests.calendar.test_setup import WHY, boxes, walk


def values(view):
    """Give what the fields of a page begin with, by their names."""
    found = {}
    for block in view["blocks"]:
        element = block.get("element") or {}
        for name in ("initial_value", "initial_users"):
            if name in element:
                found[block["block_id"]] = element[name]
        if "initial_options" in element:
            ticked = [one["value"] for one in element["initial_options"]]
            found[block["block_id"]] = ticked
    return found


async def first(dana):
    """Open the walk; give the field of its first area, and what it offers."""
    field, (offered, _) = next(iter(boxes(await walk(dana)).items()))
    return field, offered


async def test_owner_and_cadence_are_changed_on_the_way_and_ledgered(
    scene, dana, kenji
):
    await calling.monday(scene)
    _, (key, other) = await first(dana)
    await dana.submits(change_monitoring=[key])
    view = await dana.modal("1 of 1 to be changed here")
    before = values(view)
    assert before[f"roles_{key}"]
    assert key not in await calling.routines(scene)  # not before it is as they want it
    assert other in await calling.routines(scene)
    said = {f"every_{key}": "every tuesday", f"at_{key}": "10:30"}
    owned = {f"owner_{key}": [kenji.id], f"roles_{key}": []}
    await dana.submits(**said, **owned)
    await dana.modal(", 2 of")
    await scene.settled()
    row = (await calling.routines(scene))[key]
    assert (row.owners, row.at, row.rule.words) == (
        [kenji.id],
        "10:30",
        "weekly on Tuesday",
    )
    (edited,) = await calling.facts(scene, "edited")
    assert {*edited["changed"]} >= {"owners", "every", "at"}
    assert edited["actor"] == dana.id
    opened = [one for one in await calling.occurrences(scene) if one.routine == row.id]
    assert {one.due_at.strftime("%a %H:%M") for one in opened if one.open} <= {
        "Tue 10:30"
    }
    assert all(one.owners == [kenji.id] for one in opened if one.open)


async def test_a_role_and_a_user_group_can_own_what_is_changed(scene, dana):
    _, (key, _) = await first(dana)
    await dana.submits(change_monitoring=[key])
    await dana.modal("1 of 1")
    await dana.submits(**{f"roles_{key}": ["ciso", "tech_lead"]})
    await dana.modal(", 2 of")
    assert {*(await calling.routines(scene))[key].owners} == {"ciso", "tech_lead"}


async def test_a_cadence_that_makes_no_sense_is_refused_at_its_field(scene, dana):
    _, (key, _) = await first(dana)
    await dana.submits(change_monitoring=[key])
    await dana.modal("1 of 1")
    for said, told in (
        ("every blue moon", "was not understood"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never"),
        ("every minute", "09:00, 09:01, 09:02, 09:03, 09:04"),
        ("FREQ=MONTHLY;BYMONTHDAY=40", "BYMONTHDAY"),
    ):
        answer = await dana.submits(**{f"every_{key}": said})
        assert told in answer["errors"][f"every_{key}"], said
    answer = await dana.submits(**{f"every_{key}": "daily", f"at_{key}": "25:99"})
    assert "no time of day" in answer["errors"][f"at_{key}"]
    answer = await dana.submits(**{f"at_{key}": "10:00", f"roles_{key}": []})
    assert "Name who does it" in answer["errors"][f"owner_{key}"]
    assert key not in await calling.routines(scene)


async def test_what_was_typed_is_there_again_for_whoever_goes_back_and_forth(
    scene, dana, kenji
):
    field, (key, _) = await first(dana)
    await dana.submits(
        **{field: [key], "reason_monitoring": WHY}, change_monitoring=[key]
    )
    await dana.modal("1 of 1")
    await dana.leaves(**{f"every_{key}": "every friday", f"owner_{key}": [kenji.id]})
    await dana.presses("Back")
    view = await dana.modal("What is ticked is asked for")
    assert values(view) == {
        field: [key],
        "change_monitoring": [key],
        "reason_monitoring": WHY,
    }
    await dana.submits()
    view = await dana.modal("1 of 1")
    assert values(view)[f"every_{key}"] == "every friday"
    assert values(view)[f"owner_{key}"] == [kenji.id]
    await dana.submits(**{f"roles_{key}": []})
    view = await dana.modal(", 2 of")
    none = {name: [] for name in boxes(view)}
    await dana.leaves(**none, reason_incidents="We have no")
    await dana.presses("Back")
    view = await dana.modal(", 1 of")
    assert values(view)[field] == [key]
    assert "weekly on Friday" in str(view)  # as it is in the calendar now
    await dana.submits()
    view = await dana.modal(", 2 of")
    assert values(view) == {"reason_incidents": "We have no"}
    row = (await calling.routines(scene))[key]
    assert (row.owners, row.rule.words) == ([kenji.id], "weekly on Friday")


async def test_what_is_left_out_is_not_changed(scene, dana):
    field, (key, other) = await first(dana)
    said = {field: [other], "change_monitoring": [key], "reason_monitoring": WHY}
    answer = await dana.submits(**said)
    assert "to change it, or take it out" in answer["errors"]["change_monitoring"]


async def test_a_page_that_is_sent_as_it_is_changes_nothing(scene, dana):
    _, offered = await first(dana)
    await dana.submits(change_monitoring=offered)
    for nth in range(1, len(offered) + 1):
        await dana.modal(f"{nth} of {len(offered)} to be changed")
        await dana.submits(repeat=2)
    await dana.modal(", 2 of")
    assert await calling.facts(scene, "edited") == []
    assert {*offered} <= {*await calling.routines(scene)}


async def test_whoever_stops_on_the_way_has_not_looked_at_what_was_to_be_changed(
    scene, dana
):
    _, (key, other) = await first(dana)
    await dana.submits(change_monitoring=[key])
    await dana.modal("1 of 1")
    await dana.closes()
    assert other in await calling.routines(scene)
    assert key not in await calling.routines(scene)


async def test_what_somebody_changed_meanwhile_is_not_written_over(scene, dana):
    _, (key, _) = await first(dana)
    await dana.submits()
    await dana.modal(", 2 of")
    await dana.presses("Back")
    await dana.modal(", 1 of")
    await dana.submits(change_monitoring=[key])
    await dana.modal("1 of 1")
    await calling.edited(scene, key, owners=("ciso",))
    answer = await dana.submits(**{f"every_{key}": "every friday"})
    assert "Somebody changed it meanwhile" in answer["errors"][f"every_{key}"]
    await dana.presses("Back")
    await dana.modal("What is ticked is asked for")
    await dana.submits()
    await dana.modal("1 of 1")
    await dana.submits()
    await dana.modal(", 2 of")
    row = (await calling.routines(scene))[key]
    assert row.rule.words == "weekly on Friday"


async def test_the_largest_area_is_changed_whole_and_takes_what_is_typed_along(
    scene, dana
):
    view = await walk(dana)
    while "Security" not in view["blocks"][0]["text"]["text"]:
        number = int(view["blocks"][0]["text"]["text"].split(", ")[1].split(" ")[0])
        await dana.submits()
        view = await dana.modal(f", {number + 1} of")
    every = [key for offered, _ in boxes(view).values() for key in offered]
    await dana.leaves(change_security=every, reason_security="x" * 1000)
    await dana.submits()
    view = await dana.modal(f"1 of {len(every)}")
    for nth in (1, 2):
        key = every[nth - 1]
        await dana.submits(**{f"every_{key}": "every friday"})
        view = await dana.modal(f"{nth + 1} of {len(every)}")
    await dana.leaves(**{f"every_{every[2]}": "x" * 200})
    for nth in (2, 1):
        await dana.presses("Back")
        view = await dana.modal(f"{nth} of {len(every)}")
    await dana.presses("Back")
    view = await dana.modal("What is ticked is asked for")
    assert not await scene.slack.violations()
    assert values(view)["reason_security"] == "x" * 1000


async def test_a_time_is_read_as_people_write_it_on_the_way_and_in_forms(scene, dana):
    _, (key, _) = await first(dana)
    await dana.submits(change_monitoring=[key])
    await dana.modal("1 of 1 to be changed here")
    await dana.submits(**{f"at_{key}": "teatime"})
    problem = (await dana.modal())["errors"][f"at_{key}"]
    assert problem == "“teatime” is no time of day: write 16:00, 4 pm or noon."
    await dana.submits(**{f"at_{key}": "9:30 a.m."})
    await dana.modal(", 2 of")
    await scene.settled()
    assert (await calling.routines(scene))[key].at == "09:30"
    await dana.closes()

    await dana.types("#general", "/ops add Look at the cost report")
    await dana.modal("Add a routine")
    await dana.submits(every="every monday", at="5 pm")
    await scene.settled()
    rows = (await calling.routines(scene)).values()
    assert [one.at for one in rows if one.title == "Look at the cost report"] == [
        "17:00"
    ]


SHORT = (
    "Mind: months without a 31st are left out. `monthly on the last day` comes in every"
)


async def test_a_cadence_that_leaves_out_months_says_so_on_the_way(scene, dana):
    _, (key, other) = await first(dana)
    await dana.submits(change_monitoring=[key, other])
    view = await dana.modal("1 of 2 to be changed here")
    title = view["blocks"][1]["text"]
    await dana.submits(**{f"every_{key}": "monthly on the 31st"})
    view = await dana.modal("2 of 2 to be changed here")
    assert view["blocks"][0]["text"] == title
    assert SHORT in str(view["blocks"][1])
    await dana.submits(**{f"every_{other}": "monthly on the last day"})
    view = await dana.modal(", 2 of")
    assert "left out. `" not in str(view["blocks"])
