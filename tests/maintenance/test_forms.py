"""The form of a request: filled by a line, a quiet time, a duty, another one."""

from bot import calendar
from bot.calendar.rules import State as Duty
from bot.core.duties import Trigger
from bot.maintenance.rules import State
from tests.calendar import calling
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

SAID = {"reason": "a hole", "plan": "go back", "staging": "it was tried"}


async def test_what_a_line_leaves_out_is_asked_for(scene, dana, signers):
    await dana.types(
        "#general", "/ops maintenance request Vacuum orders tomorrow 22:00 for 2h"
    )
    view = await dana.modal("Request maintenance")
    text = str(view["blocks"])
    assert "Vacuum orders" in text
    assert "Choose another time" in text
    await dana.submits(**SAID)
    await scene.settled()
    one = await keeping.newest(scene)
    assert (one.title, one.kind.value) == ("Vacuum orders", "database")
    assert one.ends_at - one.begins_at == HOUR * 2


async def test_a_quiet_time_is_suggested_and_taken(scene, dana, signers):
    await dana.types("#general", "/ops maintenance request")
    view = await dana.modal("Request maintenance")
    assert "A quiet time" in str(view["blocks"])
    await dana.presses("Take it")
    await dana.modal("Choose another time")
    await dana.submits(title="Patch it", **SAID)
    await scene.settled()
    one = await keeping.newest(scene)
    assert one.begins_at - keeping.now(scene) > HOUR * 24
    assert one.ends_at - one.begins_at == HOUR * 2


async def test_another_time_can_be_chosen_after_all(scene, dana, signers):
    await dana.types("#general", "/ops maintenance request")
    await dana.modal("Request maintenance")
    await dana.presses("Take it")
    await dana.modal("Choose another time")
    await dana.presses("Choose another time")
    await dana.modal("A quiet time")
    at = int((keeping.now(scene) + HOUR * 50).timestamp()) // 60 * 60
    times = {"begins": at, "ends": at + 5400}
    await dana.submits(title="Patch it", **SAID, **times)
    await scene.settled()
    assert (await keeping.newest(scene)).begins_at.timestamp() == at


async def test_without_a_time_it_is_asked_for_and_nothing_is_lost(scene, dana):
    await dana.types("#general", "/ops maintenance request")
    await dana.modal("Request maintenance")
    done = await dana.submits(title="Patch it", **SAID)
    assert "Pick from when to when" in str(done)
    assert await keeping.newest(scene) is None


async def test_what_is_in_the_way_is_told_beside_its_field(scene, dana, signers):
    await keeping.made(scene)
    await dana.types("#general", "/ops maintenance request Patch it")
    await dana.modal("Request maintenance")
    at = int((await keeping.newest(scene)).begins_at.timestamp())
    said = {"title": "Patch it", **SAID, "begins": at, "ends": at + 3600}
    done = await dana.submits(**said)
    assert "MNT-1 holds billing" in str(done)
    await dana.submits(**said, despite="the vendor is here only tonight")
    await scene.settled()
    assert (await keeping.newest(scene)).ref == "MNT-2"


async def duty(scene):
    """Open an occurrence of the routine that updates dependencies; give it."""
    async with keeping.work(scene, "clock") as work:
        await calendar.adopt(work, ["dependency_updates"])
        routine = await calendar.routine_called(work, "dependency_updates")
        due = keeping.now(scene) + HOUR * 100
        one = await calendar.begin(
            work, routine, Trigger.CHANGE, "S", due=due, owners=("U0DANA",)
        )
    await scene.settled()
    return one


async def test_from_a_duty_a_window_is_asked_for_that_confirms_it(scene, dana, signers):
    one = await duty(scene)
    await dana.types("#general", f"/ops due {one.ref}")
    await dana.presses("Request a window…", channel="#general")
    view = await dana.modal("Request maintenance")
    assert f"For {one.ref}: once all is normal" in str(view["blocks"])
    await dana.presses("Take it")
    await dana.modal("Choose another time")
    await dana.submits(**SAID)
    await scene.settled()
    made = await keeping.newest(scene)
    assert (made.occurrence, made.title.startswith("Dependencies")) == (one.id, True)
    await keeping.approve(scene, made)
    made = await keeping.starts(scene, dana, made)
    await dana.types("#general", "/ops maintenance done all libraries are new now")
    await scene.forward(hours=1, minutes=1)
    await dana.types("#general", "/ops maintenance settle errors are as before")
    assert f"{one.ref} is confirmed with it" in dana.told
    done = await calling.occurrence(scene, one.ref)
    assert done.state is Duty.CONFIRMED
    assert done.evidence["measured"] == "MNT-1"
    assert "all libraries are new now" in done.evidence["text"]


async def test_what_was_rolled_back_leaves_its_duty_open(scene, dana, signers):
    one = await duty(scene)
    async with keeping.work(scene) as work:
        draft = keeping.draft(scene)
        from bot import maintenance  # noqa: PLC0415 (one verb of it)

        await maintenance.request(work, draft, occurrence=one.id)
    made = await keeping.newest(scene)
    await keeping.approve(scene, made)
    await keeping.starts(scene, dana, made)
    await dana.types("#general", "/ops maintenance rollback errors rose to 3 %")
    await scene.forward(hours=1, minutes=1)
    await dana.types("#general", "/ops maintenance settle errors are as before")
    assert "is closed" in dana.told
    assert (await calling.occurrence(scene, one.ref)).state is not Duty.CONFIRMED


async def test_what_goes_beyond_is_a_request_of_its_own(scene, dana, scheduled):
    await dana.types("#general", "/ops maintenance show MNT-1")
    await dana.presses("Request more…", channel="#general")
    view = await dana.modal("Request maintenance")
    assert "What goes beyond MNT-1" in str(view["blocks"])
    at = int((scheduled.ends_at + HOUR * 24).timestamp())
    await dana.submits(title="And the users table", begins=at, ends=at + 3600)
    await scene.settled()
    one = await keeping.newest(scene)
    assert (one.beyond, one.plan) == (scheduled.id, scheduled.plan)


async def test_a_form_that_was_overtaken_keeps_nothing(scene, dana, scheduled):
    await dana.types("#general", "/ops maintenance show MNT-1")
    await dana.presses("Change…", channel="#general")
    await dana.modal("Change a request")
    await dana.types("#general", "/ops maintenance subscribe MNT-1")
    await scene.settled()
    done = await dana.submits(title="Something else")
    assert "Something happened to it meanwhile" in str(done)
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_by_the_form_it_is_moved(scene, dana, scheduled):
    await dana.types("#general", "/ops maintenance edit MNT-1")
    await dana.modal("Change a request")
    at = int((scheduled.begins_at + HOUR * 24).timestamp())
    await dana.submits(begins=at, ends=at + 3600)
    await scene.settled()
    one = await keeping.kept(scene)
    assert (one.begins_at.timestamp(), one.state) == (at, State.REQUESTED)
