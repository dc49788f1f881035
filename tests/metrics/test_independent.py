"""The figures are those that somebody else computes from what is exported."""

import asyncio
import json
import sys
from datetime import timedelta

import pytest

from bot import incidents, postmortems
from bot.runtime.clock import Clock
from tests.metrics import history, independent
from tests.runtime.commands import environment, install, run

MANY = 120
DUTIES = 60
SEED = 10
SCRIPT = independent.__file__


@pytest.fixture
async def played(database, tmp_path):
    """Play a long history in a workspace."""
    workspace = await install(database, tmp_path, team="T0ACME")
    scene = await history.opened(database, tmp_path, workspace)
    try:
        await history.play(scene, Clock()(), MANY, SEED)
        await history.duties(scene, Clock()(), DUTIES, SEED)
        yield scene
    finally:
        await scene.database.close()


async def exported(scene, folder):
    """Export every incident and every postmortem there is, each into its file."""
    folder.mkdir()
    async with scene.looked(Clock()(), "cli") as work:
        for number in range(1, 2 * MANY):
            try:
                found = await incidents.exportable(work, str(number))
            except incidents.NoSuchIncident:
                break
            told = await incidents.export(work, found)
            (folder / f"INC-{number}.json").write_text(json.dumps(told))
        for number in range(1, MANY):
            try:
                about = await postmortems.exportable(work, f"PM-{number}")
            except postmortems.NoSuchPostmortem:
                break
            told = await postmortems.export(work, about)
            (folder / f"PM-{number}.json").write_text(json.dumps(told))
    return folder


async def script(*words):
    """Run the script as whoever was handed the files would: in a process of its own."""
    ran = await asyncio.create_subprocess_exec(
        sys.executable, "-I", SCRIPT, *words, stdout=asyncio.subprocess.PIPE
    )
    said, _ = await ran.communicate()
    assert ran.returncode == 0
    return json.loads(said)


def agree(ours, theirs):
    """Hold one metric against what the script says."""
    if theirs is None:
        assert (ours["value"], ours["ids"]) == (None, [])
        return
    for name in theirs.keys() - {"ids"}:
        assert ours[name] == pytest.approx(theirs[name], abs=1e-5), name
    assert sorted(ours["ids"]) == theirs["ids"]


async def test_a_script_tells_too_that_a_record_is_too_short(database, tmp_path):
    workspace = await install(database, tmp_path, team="T0ACME")
    scene = await history.opened(database, tmp_path, workspace)
    try:
        await scene.declares(Clock()() - timedelta(hours=23), severity=1)
        folder = await exported(scene, tmp_path / "exported")
    finally:
        await scene.database.close()
    ran = await run(environment(database, tmp_path), "metrics", "--json")
    span = ran.said["period"]
    theirs = await script(str(folder), span["from"], span["to"])
    ours = ran.said["metrics"][0]

    agree(ours, theirs["availability"])
    assert (ours["judged"], theirs["availability"]["judged"]) == (False, False)


async def test_a_script_that_knows_nothing_of_longwatch_gets_the_same(
    played, database, tmp_path
):
    environ = environment(database, tmp_path)
    folder = await exported(played, tmp_path / "exported")
    file = folder / "calendar.json"
    ran = await run(environ, "export", "calendar", "--output", str(file))
    assert ran.code == 0, ran.err
    assert len(json.loads(file.read_text())["occurrences"]) >= DUTIES
    seen = set()
    for words in (
        ["--period", "90d"],
        ["--period", "30d"],
        ["--period", "1y"],
        ["--period", "12w", "--surface", "billing"],
        ["--period", "90d", "--surface", "auth"],
        ["--period", "90d", "--surface", "releases"],
    ):
        ran = await run(environ, "metrics", "--json", *words)
        assert ran.code == 0, ran.err
        span = ran.said["period"]
        surface = ran.said["surface"] or ""
        given = (str(folder), span["from"], span["to"], surface)
        theirs = await script(*given)
        for one in ran.said["metrics"]:
            if one["key"] in theirs:
                agree(one, theirs[one["key"]])
                seen |= {one["key"]} if one["value"] is not None else set()
        before = (str(folder), ran.said["before"]["from"], span["from"], surface)
        earlier = await script(*before)
        for one in ran.said["metrics"]:
            if one["key"] in earlier:
                then = earlier[one["key"]] or {"value": None, "ids": []}
                assert one["before"]["value"] == pytest.approx(then["value"], abs=1e-5)
                assert sorted(one["before"]["ids"]) == then["ids"]
        for name, one in ran.said["surfaces"].items():
            each = await script(*given[:3], name)
            agree(one, each["availability"])

    assert seen == {
        *("availability", "mtta", "mttr", "mtbf", "follow_up_age"),
        *("patch_compliance", "nudge_to_done"),
    }
