"""Installing: whose a token is, kept sealed, once, however often it is told."""

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from bot import vault, workspaces
from bot.core.queue import State
from bot.workspaces import store
from tests.ledger.scene import Scene
from tests.workspaces.test_people import ORG, SLACK, TEAM


@pytest.fixture
async def scene(db, tmp_path):
    return await another(db, tmp_path)


async def another(db, tmp_path, sealer=None):
    more = {"sealer": sealer} if sealer else {}
    made = Scene(database=db, home=tmp_path / "home", **more)
    made.transactions = replace(made.transactions, people=workspaces.Directory())
    await made.install()
    return made


async def install(scene, **said):
    async with scene.begin("system") as work:
        return await workspaces.install(work, replace(SLACK, **said))


async def facts(scene):
    query = "SELECT name FROM records WHERE workspace = :w ORDER BY at, id"
    return [row["name"] for row in await scene.rows(query)]


async def test_a_token_is_kept_sealed_and_opened_again(scene):
    kept = await install(scene)
    assert b"xoxb" not in kept.token
    assert workspaces.token(kept, scene.sealer) == "xoxb-first"
    (row,) = await scene.rows("SELECT token FROM workspaces WHERE id = :w")
    assert b"xoxb" not in bytes(row["token"])


async def test_what_is_told_again_is_on_record_once_a_new_token_anew(scene):
    for token in ("xoxb-first", "xoxb-first", "xoxb-second", "xoxb-second"):
        kept = await install(scene, token=token)
    assert workspaces.token(kept, scene.sealer) == "xoxb-second"
    assert await facts(scene) == ["workspaces.installed"] * 2


async def test_a_new_name_is_taken_over_without_a_word_on_record(scene):
    await install(scene)
    kept = await install(scene, name="Port", url="https://port.slack.com/")
    assert (kept.name, kept.url) == ("Port", "https://port.slack.com/")
    assert await facts(scene) == ["workspaces.installed"]


async def test_a_token_that_was_copied_to_another_row_opens_nowhere(
    scene, db, tmp_path
):
    await install(scene)
    other = await another(db, tmp_path, scene.sealer)
    await install(other, team_id="T0OTHER", enterprise_id=None)
    await scene.attack(
        "UPDATE workspaces SET token = (SELECT token FROM workspaces WHERE id = :w)"
    )
    async with scene.look() as work:
        for kept in await workspaces.installed(work.session):
            if kept.id == scene.workspace:
                assert workspaces.token(kept, scene.sealer) == "xoxb-first"
                continue
            with pytest.raises((vault.Damaged, vault.Locked)):
                workspaces.token(kept, scene.sealer)


async def test_one_slack_is_not_installed_twice(scene, db, tmp_path):
    await install(scene)
    other = await another(db, tmp_path, scene.sealer)
    with pytest.raises(IntegrityError):
        await install(other)
    async with scene.look() as work:
        assert len(await workspaces.installed(work.session)) == 1


async def test_of_two_processes_that_install_at_once_one_does(scene, db, tmp_path):
    other = await another(db, tmp_path, scene.sealer)
    ended = await asyncio.gather(install(scene), install(other), return_exceptions=True)
    kinds = sorted(type(one).__name__ for one in ended)
    assert kinds == ["IntegrityError", "Workspace"]


WHOSE = [
    # team and org of an envelope -> whether it is ours, installed for a team or an org
    (TEAM, None, True, False),
    (TEAM, ORG, True, True),
    ("T0SISTER", ORG, True, True),
    (None, ORG, True, True),
    ("T0SISTER", None, False, False),
    ("T0EVIL", "E0EVIL", False, False),
    (None, None, False, False),
]


@pytest.mark.parametrize(("team", "org", "of_team", "of_org"), WHOSE)
async def test_the_workspace_of_an_envelope_is_found(scene, team, org, of_team, of_org):
    await install(scene)
    async with scene.look() as work:
        found = await workspaces.find(work.session, team, org)
        assert (found is not None) is of_team
    await install(scene, team_id=None)
    async with scene.look() as work:
        found = await workspaces.find(work.session, team, org)
        assert (found is not None) is of_org


async def test_the_team_itself_comes_before_its_org(scene, db, tmp_path):
    await install(scene, team_id=None)
    other = await another(db, tmp_path, scene.sealer)
    await install(other, enterprise_id=None)
    async with scene.look() as work:
        assert (await store.by_slack(work.session, TEAM, ORG)).id == other.workspace
        assert (await store.by_slack(work.session, "T9", ORG)).id == scene.workspace


async def test_a_failed_effect_is_mended_only_by_those_it_belongs_to(
    scene, db, tmp_path
):
    await install(scene)
    async with scene.begin("U0DANA") as work:
        work.want("message", "tests.said", "x", place="C1")
    await scene.attack(
        "UPDATE outbox SET state = 'dead' WHERE workspace = :w AND kind = 'message'"
    )
    (row,) = await scene.rows("SELECT seq FROM outbox WHERE kind = 'message'")
    seq = str(row["seq"])
    other = await another(db, tmp_path, scene.sealer)
    refused = workspaces.service.NotFailed
    for act in (workspaces.retry, workspaces.drop):
        with pytest.raises(refused):
            async with other.begin("U0EVIL") as work:
                await act(work, seq)
    for strange in ("", "banana", "-1", "1.5", "9" * 18, "9" * 30, "²"):
        with pytest.raises(refused):
            async with scene.begin("U0DANA") as work:
                await workspaces.retry(work, strange)
    async with scene.begin("U0DANA") as work:
        await workspaces.retry(work, seq)
    (row,) = await scene.rows("SELECT state FROM outbox WHERE kind = 'message'")
    assert row["state"] == State.WAITING
    with pytest.raises(refused):
        async with scene.begin("U0DANA") as work:
            await workspaces.drop(work, seq)
    assert (await facts(scene)).count("workspaces.revived") == 1
