"""Calls that the clock, or a fact, makes to verbs."""

from bot import incidents
from bot.core.errors import Conflict
from bot.runtime import schedule


class NotNow(Conflict):
    """The moon is not full."""


async def test_a_call_that_is_refused_is_told_in_the_room_and_not_made_again(
    scene, dana, monkeypatch
):
    calls = []

    async def refuse(work, *, incident):
        calls.append((work.actor, incident))
        raise NotNow

    monkeypatch.setitem(schedule.TIMED, "tests.refuse", refuse)
    await dana.types("#general", "/incident declare sev2 checkout 500s")
    await scene.settled()
    (known,) = scene.bot.installations.every()
    async with scene.bot.transactions.begin(workspace=known.id, actor="test") as work:
        (found,), _ = await incidents.open_ones(work)
        work.later("tests.refuse", key="refused", at=work.now, incident=found.id)
    await scene.settled()

    said = await dana.sees("#inc-1-checkout-500s", "The moon is not full.")
    assert "tests.refuse" in said.text
    await scene.forward(hours=1)
    assert calls == [("clock", found.id)]
