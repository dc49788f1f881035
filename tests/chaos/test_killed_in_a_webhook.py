"""kill -9 around the call of a webhook: it is made once, or nobody says that it was."""

from tests.chaos import database
from tests.chaos.stage import PATIENCE, stage
from tests.incidents import receiving
from tests.person import eventually

DECLARED = "/incident declare sev2 security somebody is in"


async def begun(made):
    """Declare a security incident, and ask for its step."""
    dana = made.dana
    await dana.types("#general", DECLARED)
    await made.quiet()
    await dana.types("#general", "/incident contain INC-1 revoke")
    await dana.modal("INC-1: run a step")
    return dana


async def state(made):
    rows = await database.rows(made.database, "SELECT state FROM containment_runs")
    return [row["state"] for row in rows]


async def comes(made, wanted):
    async def look():
        return await state(made) == [wanted]

    await eventually(look, f"the run is {wanted}", PATIENCE)


async def test_killed_while_it_calls(sqlite, tmp_path):
    async with receiving.receiver(how="silent") as hook:
        given = {"policy": receiving.policy({"url": hook.url})}
        given[receiving.VARIABLE] = receiving.SECRET
        async with stage(sqlite("killed"), tmp_path / "killed", "run", **given) as made:
            await made.start()
            dana = await begun(made)
            await dana.submits()

            async def called():
                return hook.calls

            await eventually(called, "it is called")
            made.processes["run"].kill()
            hook.go.set()
            hook.how = ""
            await made.start()
            await comes(made, "unknown")
            await made.quiet()
            assert len(hook.calls) == 1
            said = await dana.sees("inc-1-somebody-is-in", "may have happened, or not")
            assert "Longwatch was interrupted while it called" in said.text
            await made.proven()


async def test_killed_between_the_commit_and_the_call(postgres, tmp_path):
    """What one process committed, another calls: once."""
    async with receiving.receiver() as hook:
        given = {"policy": receiving.policy({"url": hook.url})}
        given[receiving.VARIABLE] = receiving.SECRET
        url, home = postgres("webhook"), tmp_path / "webhook"
        async with stage(url, home, "web", "worker", **given) as made:
            await made.start("web", "worker")
            dana = await begun(made)
            made.processes["worker"].kill()
            await dana.submits()
            made.processes["web"].kill()
            assert await state(made) == ["running"]
            assert hook.calls == []
            await made.start("worker", "web")
            await comes(made, "done")
            await made.quiet()
            assert len(hook.calls) == 1
            await made.blameless()
            await made.proven()
