"""What others ask of maintenance: what ran, what is planned, how it went."""

from datetime import timedelta

from bot import home, maintenance
from bot.core import waits
from bot.maintenance.rules import State
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

MINUTE = timedelta(minutes=1)
SAID = "all indexes are new"


async def ran(scene, at):
    async with keeping.look(scene) as work:
        return [one.ref for one in await maintenance.running(work, at)]


async def test_what_runs_is_what_somebody_started(scene, dana, scheduled):
    begins = scheduled.begins_at
    await keeping.until(scene, begins + MINUTE * 10)
    assert await ran(scene, keeping.now(scene)) == []
    await keeping.act(scene, maintenance.start, scheduled)
    begun = keeping.now(scene)
    await scene.forward(minutes=30)
    assert await ran(scene, keeping.now(scene)) == ["MNT-1"]
    await keeping.act(scene, maintenance.finish, scheduled, SAID)
    over = keeping.now(scene)
    await scene.forward(minutes=5)
    assert await ran(scene, keeping.now(scene)) == []
    assert await ran(scene, over - MINUTE) == ["MNT-1"]
    assert await ran(scene, begun - MINUTE) == []


async def test_windows_are_those_that_were_approved(scene, dana, scheduled):
    await keeping.made(scene, hours=100, surface="auth")
    now = keeping.now(scene)
    async with keeping.look(scene) as work:
        found = await maintenance.windows(work, now, now + HOUR * 200)
        none = await maintenance.windows(work, now + HOUR * 190, now + HOUR * 200)
    assert [(one.ref, one.surface) for one in found] == [("MNT-1", "billing")]
    assert (none, found[0].state) == ([], State.SCHEDULED)


async def followed(scene, hours=24 * 30):
    async with keeping.look(scene) as work:
        since = keeping.now(scene) - HOUR * hours
        return await maintenance.followed(work, since)


async def test_how_the_windows_went_is_counted(scene, dana, signers):
    kept = await keeping.scheduled(scene, dana)
    await keeping.starts(scene, dana, kept)
    await keeping.act(scene, maintenance.finish, kept, SAID)
    back = await keeping.scheduled(scene, dana)
    await keeping.starts(scene, dana, back)
    await keeping.act(scene, maintenance.roll_back, back, "errors rose to 3 %")
    late = await keeping.scheduled(scene, dana)
    late = await keeping.starts(scene, dana, late)
    await keeping.until(scene, late.until_at + HOUR)
    await keeping.act(scene, maintenance.finish, late, SAID)
    gone = await keeping.scheduled(scene, dana)
    await keeping.until(scene, gone.ends_at + HOUR)
    found = await followed(scene)
    assert found.kept == (kept.id,)
    assert found.rolled_back == (back.id,)
    assert found.overran == (late.id,)
    assert found.missed == (gone.id,)
    assert found.due == 4
    assert set(found.unsettled) == {kept.id, back.id, late.id}


async def test_nothing_that_was_planned_is_no_failure(scene, dana):
    assert (await followed(scene)).due == 0


async def waiting(scene, person="U0DANA"):
    async with keeping.look(scene, person) as work:
        return [wait.label for wait in waits.in_order(await maintenance.waits(work))]


async def test_home_says_what_waits_for_whoever_runs_it(scene, dana, scheduled):
    assert await waiting(scene) == []
    await keeping.begun_at(scene, scheduled)
    assert await waiting(scene) == ["Start"]
    assert await waiting(scene, "U0ANA") == []
    await keeping.act(scene, maintenance.start, scheduled)
    assert await waiting(scene) == ["Done…"]
    await keeping.act(scene, maintenance.finish, scheduled, SAID)
    assert await waiting(scene) == ["All is normal…"]
    await scene.forward(hours=2)
    said = "latency and errors as before"
    await keeping.act(scene, maintenance.settle, scheduled, said)
    assert await waiting(scene) == []


async def test_home_says_what_happened_to_what_was_not_started(scene, dana, scheduled):
    await keeping.until(scene, scheduled.ends_at + MINUTE)
    assert await waiting(scene) == ["Open"]


def test_a_home_follows_what_happens_to_maintenance():
    from bot.home import service  # noqa: PLC0415 (inside of it)

    assert "maintenance." in service.FOLLOWS
    assert home.VIEWS
