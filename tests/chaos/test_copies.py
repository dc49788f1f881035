"""kill -9 in the midst of a copy: one canvas that is right, one file, nothing twice."""

import asyncio

import pytest

from tests import person
from tests.chaos.stage import PATIENCE, WATCH, stage
from tests.chaos.test_kill import FAULTS

pytestmark = pytest.mark.slow

SENDING = (
    *("conversations.open", "files.getUploadURLExternal", "files.upload"),
    "files.completeUploadExternal",
)
FIX = "rolled the deploy back, error rate is flat"


async def resolved(made):
    dana = made.dana
    await dana.types("#general", "/incident declare sev2 checkout 500s @dana lead")
    await made.quiet()
    await dana.types("#general", "/incident ack INC-1")
    await made.quiet()


async def killed(made, method, when, act):
    """Kill the bot at its first call of *method* after *act*; start it again."""
    since = len(made.records)
    await made.slack.fault(method, **FAULTS[when])
    await act()
    call = await made.hit(since)
    if when == "after":
        await made.slack.resume()
        while call["ended"] is None:
            await asyncio.sleep(WATCH)
    made.processes["run"].kill()
    await made.slack.forget("faults")
    await made.start()
    await made.quiet()


def canvases(made):
    return [*made.playground.parts.world.canvases.values()]


@pytest.mark.parametrize("when", FAULTS)
async def test_killed_while_a_canvas_is_made_and_written(sqlite, tmp_path, when):
    async with stage(sqlite("killed"), tmp_path / "killed", "run") as made:
        await made.start()
        await resolved(made)

        async def ends():
            await made.dana.types("#general", f"/incident resolve INC-1 fix: {FIX}")

        await killed(made, "conversations.canvases.create", when, ends)

        async def look():
            return canvases(made)

        (canvas,) = await person.eventually(look, "there is a canvas", PATIENCE)

        async def adds():
            said = "/postmortem add PM-1 gate: a canary for flags"
            await made.dana.types("#general", said)

        await killed(made, "canvases.edit", when, adds)
        assert canvases(made) == [canvas]
        assert "a canary for flags" in canvas.markdown
        await made.blameless()
        await made.proven()


@pytest.mark.parametrize("when", FAULTS)
@pytest.mark.parametrize("method", SENDING)
async def test_killed_while_a_file_is_sent(sqlite, tmp_path, method, when):
    async with stage(sqlite("killed"), tmp_path / "killed", "run") as made:
        await made.start()
        await resolved(made)
        await made.dana.types("#general", f"/incident resolve INC-1 fix: {FIX}")
        await made.quiet()

        async def asks():
            await made.dana.types("#general", "/postmortem export PM-1 json")

        await killed(made, method, when, asks)
        files = [*made.playground.parts.world.files.values()]
        assert [file.name for file in files] == ["pm-1.json"]
        await made.blameless()
