"""What others ask of hunts: which ran, what they prove, where to hunt next."""

from datetime import timedelta

from bot import calendar, hunts
from bot.core.duties import Trigger
from tests.hunts.hunting import FOUND, HOW, ROOM, START, board, every, types
from tests.services.registering import begun, looking


async def asked(scene, ask, *args, **more):
    async with looking(scene) as work:
        return await ask(work, *args, **more)


async def test_the_hunts_of_a_time_are_those_that_ended_in_it(scene, dana):
    start = scene.bot.clock()
    await types(scene, dana, START)
    await types(scene, dana, "start vault reads")
    await types(scene, dana, "end HUNT-1 the verifier held")
    end = scene.bot.clock() + timedelta(seconds=1)
    (one, _) = await every(scene)
    assert await asked(scene, hunts.ran, start, end) == [one.id]
    assert await asked(scene, hunts.ran, start, one.ended_at) == []
    assert await asked(scene, hunts.ran, one.ended_at, end) == [one.id]


async def test_the_evidence_says_what_was_hunted_found_and_not_found(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, FOUND)
    await types(scene, dana, "confirm DEF-1 critical")
    await types(scene, dana, "found low Typo: the head of the page says ledgre")
    await types(scene, dana, "end the verifier and its checkpoints held")
    (row,) = await every(scene)
    text = await asked(scene, hunts.evidence, row.id)
    assert text.startswith("HUNT-1: bug hunt in the area “audit-ledger writes”\n")
    for line in (
        "Found: 1 critical, 0 high, 0 medium, 1 low",
        "Reported: 1",
        "Confirmed: 1",
        f"DEF-1 (critical) A write is lost. Reproducer: {HOW}",
        "Hunted without a find: the verifier and its checkpoints held",
    ):
        assert line in text
    assert "DEF-2" not in text


async def test_its_end_proves_the_duty_of_the_calendar(scene, dana):
    async with begun(scene, "clock") as work:
        (record,) = await calendar.adopt(work, ["bug_hunt"])
        routine = await calendar.routine_clicked(work, record.about, lock=True)
        duty = await calendar.begin(work, routine, Trigger.CYCLE, "c1", title="1.0")
        id_ = duty.id
    await types(scene, dana, START)
    await types(scene, dana, "end the verifier and its checkpoints held")
    one = await asked(scene, calendar.clicked, id_)
    assert (one.state, one.confirmed_by) == (calendar.State.DONE, dana.id)
    assert one.evidence["measured"] == "HUNT-1"
    assert "the verifier and its checkpoints held" in one.evidence["text"]
    await types(scene, dana, "start vault reads")
    await types(scene, dana, "end nothing was left to do here")
    assert (await asked(scene, calendar.clicked, id_)).evidence["measured"] == "HUNT-1"


async def test_without_a_duty_a_hunt_ends_all_the_same(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, "end the verifier and its checkpoints held")
    assert "ended HUNT-1" in dana.told


async def test_before_anything_was_found_nothing_is_proposed(scene, dana):
    await types(scene, dana, "suggest")
    assert "Nothing points anywhere" in dana.told


async def test_the_next_hunt_is_where_most_was_found(scene, dana):
    await types(scene, dana, START)
    await types(scene, dana, f"found high Lost: {HOW} in the table", ROOM)
    await types(scene, dana, "confirm DEF-1 high", ROOM)
    await dana.types("#general", "/incident declare sev1 vault is shut")
    await scene.settled()
    await dana.presses("Found one…", channel=ROOM, message=await board(dana))
    await dana.modal("Found one")
    how = "open a page of the bill with two tabs and pay twice"
    said = {"title": "Paid twice", "severity": "critical", "reproducer": how}
    await dana.submits(**said, area="billing")
    await scene.settled()
    await types(scene, dana, "confirm DEF-2 critical", ROOM)
    (first, *rest) = await asked(scene, hunts.proposed)
    assert (first.area, first.weight, first.count) == ("billing", 8, 1)
    assert "audit-ledger writes" not in [one.area for one in rest]
    await types(scene, dana, "suggest")
    await dana.presses("Hunt there…", channel="#general", message=dana.said)
    view = await dana.modal("Start a bug hunt")
    assert "billing" in str(view["blocks"])
    await types(scene, dana, "end it was hunted through", ROOM)
    await scene.forward(days=61)
    areas = [one.area for one in await asked(scene, hunts.proposed)]
    assert areas == ["billing", "audit-ledger writes"]


async def test_the_list_has_those_that_run_first(scene, dana):
    for number in range(12):
        await types(scene, dana, f"start area {number} of the vault")
        if number:
            await types(scene, dana, f"end HUNT-{number + 1} it was hunted through")
    await types(scene, dana, "list")
    refs = [dana.told.index(f"HUNT-{number} ·") for number in (1, 12, 11)]
    assert refs == sorted(refs)
    assert "There are older ones" in dana.told
    assert "HUNT-2 ·" not in dana.told
