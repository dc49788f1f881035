"""Restarts: what was promised is kept by the next life of the bot, once."""

import pytest

from tests.chaos.stage import PATIENCE, stage
from tests.person import eventually

pytestmark = pytest.mark.slow

DECLARE = "/incident declare sev2 checkout 500s"
NUDGE = "INC-1 needs an answer"


async def nudged(made) -> str:
    """Give all that Longwatch wrote to dana alone, once something is there."""

    async def look():
        return NUDGE in await made.dana.told_directly()

    await eventually(look, "the nudge has come", PATIENCE)
    await made.quiet()
    return await made.dana.told_directly()


async def test_the_next_nudge_comes_once_after_a_restart(databases, tmp_path):
    async with stage(databases("nudge"), tmp_path / "nudge", "run") as made:
        await made.start()
        await made.dana.types("#general", DECLARE)
        await made.quiet()
        made.processes["run"].kill()
        await made.start()
        await made.slack.forward(minutes=31)

        assert (await nudged(made)).count(NUDGE) == 1
        assert "late" not in await nudged(made)
        await made.blameless()
