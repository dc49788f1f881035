"""What is in the way: told in a sentence, and passed only with a reason."""

from datetime import timedelta

import pytest

from bot import maintenance
from bot.maintenance.rules import InTheWay, State, Window
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

REASON = "the vendor is here only tonight"


async def frozen(scene, begin=0, end=200, surface="", actor="clock"):
    span = Window(
        begins=keeping.now(scene) + HOUR * begin,
        ends=keeping.now(scene) + HOUR * end,
        zone="UTC",
    )
    async with keeping.work(scene, actor) as work:
        record = await maintenance.freeze(
            work, span, "The yearly sale: nothing may break", surface
        )
    await scene.settled()
    return record.about


async def test_a_window_of_the_same_surface_needs_a_reason(scene, dana):
    first = await keeping.made(scene)
    with pytest.raises(InTheWay, match=r"MNT-1 holds billing from .* To go on, say"):
        await keeping.made(scene, hours=31)
    one = await keeping.made(scene, hours=31, despite=REASON)
    assert one.despite == REASON
    assert first.ref in one.conflicts[0]
    assert "It goes on all the same" in await dana.told_directly()


BESIDE = [
    # (surface, when it begins, how many are in the way, whether that is a hint)
    ("auth", 31, True),
    ("Billing", 31, False),
    ("", 31, False),
]


@pytest.mark.parametrize(("surface", "hours", "hint"), BESIDE)
async def test_of_another_surface_it_is_a_hint(scene, dana, surface, hours, hint):
    await keeping.made(scene)
    plan = maintenance.plan_of(await keeping.made(scene, hours=100, surface=surface))
    begins = keeping.now(scene) + HOUR * hours
    async with keeping.look(scene) as work:
        hits = await maintenance.found(
            work,
            type(plan)(begins=begins, ends=begins + HOUR, zone="UTC", surface=surface),
        )
    assert [hit.hint for hit in hits] == [hint]


async def test_what_only_touches_is_not_in_the_way(scene, dana):
    await keeping.made(scene, hours=30, length=2)
    one = await keeping.made(scene, hours=32)
    assert one.conflicts == []


async def test_what_is_cancelled_is_not_in_the_way(scene, dana):
    one = await keeping.made(scene)
    await keeping.act(scene, maintenance.cancel, one, "the vendor is not ready")
    assert (await keeping.made(scene)).conflicts == []


async def test_a_line_that_is_in_the_way_is_refused_with_an_example(scene, dana):
    await frozen(scene)
    await dana.types("#general", keeping.LINE)
    assert "A freeze holds everything" in dana.answer
    assert "despite" in dana.answer
    assert await keeping.newest(scene) is None
    await dana.types("#general", f"{keeping.LINE}, despite {REASON}")
    await scene.settled()
    assert "Mind: A freeze holds everything" in dana.told
    assert (await keeping.newest(scene)).despite == REASON


async def test_a_freeze_of_another_surface_is_not_in_the_way(scene, dana):
    await frozen(scene, surface="auth")
    assert (await keeping.made(scene)).conflicts == []


async def test_a_freeze_that_was_lifted_is_not_in_the_way(scene, dana):
    id_ = await frozen(scene)
    async with keeping.work(scene, "clock") as work:
        await maintenance.thaw(work, id_)
    assert (await keeping.made(scene)).conflicts == []


INCIDENTS = [
    # (how it is declared, what is told of it)
    ("sev1 all is slow", "INC-1, SEV-1, is open."),
    ("sev4 a typo on billing", None),
    ("sev3 private it leaks", "INC-1 is open, and private: ask its commander."),
]


@pytest.mark.parametrize(("said", "told"), INCIDENTS)
async def test_an_open_incident_is_in_the_way(scene, dana, said, told):
    await dana.types("#general", f"/incident declare {said}")
    await scene.settled()
    one = await keeping.made(scene, hours=2, surface="audit", despite=REASON)
    assert one.conflicts == ([told] if told else [])


async def test_an_open_incident_is_a_hint_for_what_is_days_ahead(scene, dana):
    await dana.types("#general", "/incident declare sev1 all is slow")
    await scene.settled()
    one = await keeping.made(scene, hours=60)
    assert (one.conflicts, one.despite) == (["INC-1, SEV-1, is open."], "")


async def test_it_is_looked_again_when_it_starts(scene, dana, scheduled):
    await keeping.until(scene, scheduled.begins_at - timedelta(minutes=30))
    await dana.types("#general", "/incident declare sev2 orders fail")
    await keeping.begun_at(scene, scheduled)
    await dana.types("#general", "/ops maintenance start MNT-1")
    assert "INC-1, SEV-2, is open" in dana.answer
    assert (await keeping.kept(scene)).state is State.SCHEDULED
    said = f"/ops maintenance start MNT-1 because {REASON}"
    await dana.types("#general", said)
    await scene.settled()
    assert (await keeping.kept(scene)).state is State.RUNNING
    (started,) = await keeping.records(scene, "maintenance.started")
    assert started["despite"] == REASON


async def test_the_start_button_asks_why_where_something_is_in_the_way(
    scene, dana, scheduled
):
    await frozen(scene)
    await keeping.begun_at(scene, scheduled)
    await dana.types("#general", "/ops maintenance show MNT-1")
    await dana.presses("Start", channel="#general")
    view = await dana.modal("Start MNT-1")
    assert "A freeze holds everything" in str(view["blocks"])
    await dana.submits(despite=REASON)
    await scene.settled()
    assert (await keeping.kept(scene)).state is State.RUNNING


async def test_markup_in_a_reason_stays_text(scene, dana, ana):
    await dana.types(
        "#general",
        "/ops maintenance request *Boom* `it` tomorrow 22:00 for 2h, because "
        "_it_ is <https://evil.example|x>, rollback `back`, staging ~tried~",
    )
    await scene.settled()
    card = await dana.told_directly()
    assert "*Boom* `it`" in card
    assert await scene.slack.violations() == []
