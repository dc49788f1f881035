"""Who may what; and nobody of another workspace."""

import pytest

from bot import maintenance
from bot.core.errors import Forbidden, Missing
from bot.maintenance.rules import NotYours, State
from tests.maintenance import keeping


async def test_whoever_asked_and_who_answers_for_it_carry_it_on(scene, sam, signers):
    one = await keeping.made(scene, actor="U0KENJI")
    why = "the vendor is not ready"
    with pytest.raises(NotYours, match="can do that"):
        await keeping.act(scene, maintenance.cancel, one, why, actor="U0ANA")
    one = await keeping.act(scene, maintenance.cancel, one, why, actor="U0SAM")
    assert one.state is State.CANCELLED


async def test_an_admin_may_too(scene, dana, signers):
    one = await keeping.made(scene, actor="U0SAM")
    await dana.types("#general", "/ops maintenance cancel MNT-1 not this week, please")
    assert "is cancelled" in dana.told
    assert (await keeping.store_of(scene, one.id)).state is State.CANCELLED


async def test_who_may_not_start_it_is_told_who_may(scene, ana, scheduled):
    await keeping.begun_at(scene, scheduled)
    await ana.types("#general", "/ops maintenance start MNT-1")
    assert "can do that. Ask them" in ana.answer
    assert (await keeping.kept(scene)).state is State.SCHEDULED


async def test_a_guest_asks_for_nothing(scene, signers):
    gus = scene.person("gus")
    await gus.types("#general", "/ops maintenance")
    with pytest.raises(Forbidden):
        await keeping.made(scene, actor=gus.id)


async def test_anybody_hears_and_hears_no_more(scene, kenji, signers):
    await keeping.made(scene)
    await kenji.types("#general", "/ops maintenance subscribe MNT-1")
    await kenji.types("#general", "/ops maintenance subscribe MNT-1")
    assert "You hear of MNT-1 already" in kenji.answer
    await kenji.types("#general", "/ops maintenance unsubscribe MNT-1")
    assert "You hear no more of MNT-1" in kenji.told
    await kenji.types("#general", "/ops maintenance unsubscribe MNT-1")
    assert "You do not hear of MNT-1" in kenji.answer


async def test_whoever_is_named_hears_of_it(scene, dana, sam, signers):
    line = f"{keeping.LINE}, tell <@U0SAM>"
    await keeping.scheduled(scene, dana, line)
    assert "MNT-1 is approved" in await sam.told_directly()


async def test_another_workspace_has_its_own(scene, dana, signers):
    one = await keeping.made(scene)
    other = await scene.neighbour()
    begin = scene.bot.transactions.begin
    async with begin(workspace=other, actor="U0DANA") as work:
        assert (await maintenance.listed(work))["live"] == []
        assert await maintenance.running(work, keeping.now(scene)) == []
    for verb in (maintenance.clicked, maintenance.thaw, maintenance.retire):
        with pytest.raises(Missing):
            async with begin(workspace=other, actor="U0DANA") as work:
                await verb(work, one.id)
    with pytest.raises(Missing):
        async with begin(workspace=other, actor="U0DANA") as work:
            await maintenance.meant(work, "MNT-1")


async def test_a_button_of_nothing_is_answered(scene, dana):
    await dana.types("#general", "/ops maintenance show MNT-7")
    assert "There is no MNT-7 of maintenance" in dana.answer


NAMES = [
    # (what is typed without a name, what is said)
    ("done it went well", "Say which one: MNT-12"),
    ("cancel", "Nothing is planned"),
    ("", "Nothing is planned"),
]


async def test_without_a_name_it_is_asked_which(scene, dana):
    for said, told in NAMES:
        await dana.types("#general", f"/ops maintenance {said}")
        assert told in f"{dana.answer} {dana.told}", said
