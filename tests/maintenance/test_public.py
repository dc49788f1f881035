"""What everybody is told: one card, and below it a line of each step."""

import pytest
from sqlalchemy import select

from bot import maintenance
from bot.core.queue import OUTBOX, State
from tests.maintenance import keeping
from tests.maintenance.keeping import HOUR

MINUTE = HOUR / 60
SAID = "all indexes are new"
WHY = "the index is larger than in staging"


async def said(scene, dana, one):
    """Give the announcement, what is below it, and what of that the channel shows."""
    shown = [m for m in await dana.reads("#incidents") if one.ref in m.text]
    card, *aloud = shown
    below = (await dana.reads("#incidents", thread=card.ts))[1:]
    return card, [m.text for m in below], [m.text for m in aloud]


@pytest.fixture
async def announced(scene, dana, signers):
    """Have dana's request approved, and announced a day ahead."""
    one = await keeping.made(scene, hours=30)
    await keeping.approve(scene, one)
    await keeping.until(scene, one.begins_at - HOUR * 24 + MINUTE)
    return await keeping.kept(scene)


async def test_each_step_is_a_line_below_one_card(scene, dana, announced):
    card, below, aloud = await said(scene, dana, announced)
    assert "is scheduled" in card.text
    assert (below, aloud) == ([], [])

    await keeping.until(scene, announced.begins_at - HOUR + MINUTE)
    _, below, aloud = await said(scene, dana, announced)
    assert len(below) == 1
    assert "MNT-1 begins" in below[0]
    assert aloud == []

    one = await keeping.starts(scene, dana, announced)
    await keeping.act(scene, maintenance.extend, one, one.ends_at + HOUR / 4, WHY)
    await keeping.act(scene, maintenance.finish, one, SAID)
    card, below, aloud = await said(scene, dana, announced)
    assert "is done, and watched" in card.text
    for text, words in zip(
        below,
        ("begins", "has begun", "takes longer", "is over: it is done"),
        strict=True,
    ):
        assert f"MNT-1 {words}" in text
    assert aloud == [below[1], below[3]]
    assert await scene.slack.violations() == []


async def test_where_the_announcement_was_deleted_a_line_stands_by_itself(
    scene, dana, announced
):
    card, _, _ = await said(scene, dana, announced)
    await dana.deletes("#incidents", card)
    await keeping.until(scene, announced.begins_at - HOUR + MINUTE)
    shown = [m for m in await dana.reads("#incidents") if "MNT-1" in m.text]
    assert ["MNT-1 begins" in m.text for m in shown] == [True]
    assert await scene.slack.violations() == []
    async with scene.bot.database.crossing() as connection:
        query = select(OUTBOX.c.state).where(OUTBOX.c.name == "maintenance.line")
        states = {*(await connection.execute(query)).scalars()}
    assert State.DEAD not in states


async def test_that_it_was_rolled_back_is_told_to_everybody(scene, dana, announced):
    one = await keeping.starts(scene, dana, announced)
    await keeping.act(scene, maintenance.roll_back, one, "errors rose to 3 %")
    _, _, aloud = await said(scene, dana, announced)
    assert "is over: it was rolled back" in aloud[-1]


async def test_that_it_is_called_off_is_told_to_everybody(scene, dana, announced):
    why = "the vendor is not ready"
    await keeping.act(scene, maintenance.cancel, announced, why)
    _, _, aloud = await said(scene, dana, announced)
    assert "MNT-1 is called off" in aloud[-1]
    assert len(aloud) == 1


async def test_a_step_that_comes_twice_is_one_line(scene, dana, announced):
    due = announced.begins_at - HOUR
    await keeping.until(scene, due + MINUTE)
    what = {"request": announced.id, "step": "1", "due": due.isoformat()}
    async with keeping.work(scene, "clock") as work:
        await maintenance.TIMED["maintenance.announce"](work, **what)
    await scene.settled()
    _, below, _ = await said(scene, dana, announced)
    assert len(below) == 1


async def test_what_was_never_announced_has_no_lines(scene, dana, signers):
    one = await keeping.made(scene, hours=300)
    await keeping.act(scene, maintenance.cancel, one, "the vendor is not ready")
    assert not [m for m in await dana.reads("#incidents") if "MNT-1" in m.text]
