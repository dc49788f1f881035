"""What others ask of drills: the last that passed, those of a quarter, the evidence."""

from datetime import timedelta

from bot import backups, services
from bot.backups import Kind, State
from tests.backups.drilling import every, running, types
from tests.services.registering import added, looking


async def played(scene, dana, *, passes, words="plan checkout restore orders with me"):
    """Play a drill through, over three hours."""
    await running(scene, dana, words)
    await scene.forward(hours=2)
    taken = "130m ago" if passes else "9h ago"
    ref = (await every(scene))[-1].ref
    await types(scene, dana, f"restored {ref} backup {taken}")
    await types(scene, dana, f"finish {ref} plan unchanged we learned something")
    await scene.forward(hours=1)
    return (await every(scene))[-1]


async def asked(scene, ask, *args, **more):
    async with looking(scene) as work:
        return await ask(work, *args, **more)


async def test_the_last_restore_drill_that_passed_is_given_for_each_service(
    scene, dana
):
    assert await asked(scene, backups.last_passed) == {}
    first = await played(scene, dana, passes=True)
    await played(scene, dana, passes=False)
    await played(scene, dana, passes=True, words="plan checkout dr region with me")
    await added(scene, dana, "Search rpo 1h rto 4h hot")
    await running(scene, dana, "plan search restore all with me")
    found = await asked(scene, backups.last_passed)
    assert {key: one.ref for key, one in found.items()} == {first.service: "DRILL-1"}
    found = await asked(scene, backups.last_passed, Kind.DR)
    assert [one.ref for one in found.values()] == ["DRILL-3"]
    await types(scene, dana, "abort DRILL-4 not now")
    await played(scene, dana, passes=True)
    found = await asked(scene, backups.last_passed)
    assert found[first.service].number == 5


async def test_the_drills_of_a_quarter_are_those_that_ended_in_it(scene, dana):
    start = scene.bot.clock()
    one = await played(scene, dana, passes=True)
    two = await played(scene, dana, passes=False)
    await running(scene, dana, "plan checkout dr region with me")
    await types(scene, dana, "abort not now")
    end = scene.bot.clock() + timedelta(seconds=1)
    found = await asked(scene, backups.finished_within, start, end)
    assert [(each.ref, each.verdict) for each in found] == [
        ("DRILL-1", "passed"), ("DRILL-2", "failed"),
    ]  # fmt: skip
    for since, until, refs in (
        (start, one.ended_at, []),
        (one.ended_at, two.ended_at, ["DRILL-1"]),
        (two.ended_at, end, ["DRILL-2"]),
    ):
        found = await asked(scene, backups.finished_within, since, until)
        assert [each.ref for each in found] == refs
    found = await asked(scene, backups.finished_within, start, end, Kind.DR)
    assert found == []


async def test_the_evidence_says_what_was_played_measured_and_learned(scene, dana):
    row = await played(scene, dana, passes=False)
    text = await asked(scene, backups.evidence, row.id)
    assert text.startswith("DRILL-1: restore drill of Checkout: FAILED\n")
    for line in (
        "Scenario: orders",
        "Coordinator: dana",
        f"Backup taken: {row.taken_at:%Y-%m-%d}",
        "of 60 allowed",
        "of 240 allowed",
        "Not passed because RPO",
        "Lessons: plan unchanged we learned something",
    ):
        assert line in text
    assert "DR plan" not in text


async def test_the_evidence_of_a_dr_drill_says_what_became_of_its_plan(scene, dana):
    await running(scene, dana, "plan checkout dr region with me")
    await types(
        scene, dana, "finish plan https://wiki.example.com/dr the keys were gone"
    )
    (row,) = await every(scene)
    text = await asked(scene, backups.evidence, row.id)
    assert "DRILL-1: DR drill of Checkout: FAILED" in text
    assert "Not passed because the service was never usable again" in text
    assert "DR plan: updated, https://wiki.example.com/dr" in text
    assert "Measured" not in text


async def test_the_evidence_of_one_that_was_aborted_says_why(scene, dana):
    for ref, begin in (("DRILL-1", False), ("DRILL-2", True)):
        await types(scene, dana, "plan checkout restore orders with me")
        if begin:
            await types(scene, dana, f"start {ref}")
        await types(scene, dana, "abort no people")
        row = (await every(scene))[-1]
        text = await asked(scene, backups.evidence, row.id)
        assert f"{ref}: restore drill of Checkout: aborted" in text
        assert text.endswith("Aborted: no people")
        assert "Not passed" not in text


async def test_the_list_has_open_ones_first_and_is_narrowed_by_a_service(scene, dana):
    await played(scene, dana, passes=True)
    await added(scene, dana, "Search rpo 1h rto 4h hot")
    await played(scene, dana, passes=True, words="plan search restore all with me")
    await types(scene, dana, "plan checkout restore orders with me")
    await played(scene, dana, passes=False, words="plan search restore all with me")
    await types(scene, dana, "")
    refs = [dana.told.index(f"DRILL-{number} ·") for number in (3, 4, 2, 1)]
    assert refs == sorted(refs)
    assert "PASSED" in dana.told
    await types(scene, dana, "list search")
    assert "DRILL-2" in dana.told
    assert "DRILL-1" not in dana.told
    await types(scene, dana, "checkout")
    assert "DRILL-2" not in dana.told
    await dana.presses("Plan a drill…", channel="#general", message=dana.said)
    view = await dana.modal("DRILL: plan one")
    (checkout, _) = await asked(scene, services.every)
    assert view["blocks"][0]["element"]["initial_option"]["value"] == checkout.id


async def test_a_list_longer_than_is_shown_says_so(scene, dana):
    for _ in range(11):
        await types(scene, dana, "plan checkout restore orders with me")
        await types(scene, dana, "abort next one")
    await types(scene, dana, "")
    assert "There are more" in dana.told
    assert "DRILL-1 ·" not in dana.told
    assert {one.state for one in await every(scene)} == {State.ABORTED}
