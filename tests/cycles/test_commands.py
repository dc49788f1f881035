"""`longwatch gates`, for people and programs."""

from datetime import timedelta

import pytest

from bot.cycles import Gate
from bot.runtime.clock import Clock
from tests.metrics import history
from tests.runtime.commands import environment, install, run


@pytest.fixture
async def scene(database, tmp_path):
    """Give a workspace with nothing on record."""
    workspace = await install(database, tmp_path, team="T0ACME")
    scene = await history.opened(database, tmp_path, workspace)
    yield scene
    await scene.database.close()


@pytest.fixture
def environ(scene, database, tmp_path):
    return environment(database, tmp_path)


async def test_gates_that_nobody_can_judge_are_no_failure(environ):
    ran = await run(environ, "gates", "--json")
    assert (ran.code, ran.said["ok"]) == (0, True)
    assert {one["gate"] for one in ran.said["gates"]} == {*Gate}
    unknown = [one for one in ran.said["gates"] if one["standing"] == "unknown"]
    assert len(unknown) == 7
    ran = await run(environ, "gates")
    assert ran.code == 0
    assert "Incident process active" in ran.out


async def test_a_gate_that_fails_ends_with_one_and_comes_first(scene, environ):
    declared = Clock()() - timedelta(hours=1)
    await scene.declares(declared, severity=1)
    ran = await run(environ, "gates", "--json")
    assert (ran.code, ran.said["ok"]) == (1, False)
    first = ran.said["gates"][0]
    assert (first["gate"], first["standing"]) == ("incidents", "failing")
    assert first["ids"] == ["INC-1"]
    assert first["answered_by_a_person"] is False
    ran = await run(environ, "gates")
    assert ran.code == 1
    assert "failing" in ran.out


async def test_of_a_private_incident_only_that_there_is_one_is_told(scene, environ):
    declared = Clock()() - timedelta(hours=1)
    await scene.declares(declared, severity=1, private=True, title="payroll")
    ran = await run(environ, "gates", "--json")
    assert ran.code == 1
    assert ran.said["gates"][0]["ids"] == []
    assert "payroll" not in ran.out


async def test_several_workspaces_are_told_apart(database, tmp_path, environ):
    await install(database, tmp_path, team="T0OTHER", name="Other")
    ran = await run(environ, "gates")
    assert ran.code == 1
    assert "name one with --workspace" in ran.err
    ran = await run(environ, "gates", "--workspace", "T0OTHER")
    assert ran.code == 0
