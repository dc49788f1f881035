"""The relay, when what it should show can't be read."""

from contextlib import AsyncExitStack

from sqlalchemy import text

from bot.runtime import observe, outcomes
from tests import factories, person


async def test_a_busy_database_is_no_bug_and_no_try(sqlite_url, tmp_path):
    async with factories.scene(sqlite_url, tmp_path / "home") as scene:
        dana, bugs = scene.person("dana"), counted()
        await scene.slack.fault("conversations.create", "pause", when="after")
        await dana.types("#general", "/incident declare sev2 checkout 500s")
        await scene.slack.paused()
        async with AsyncExitStack() as held:
            for _ in range(4):  # all connections that read
                reading = scene.bot.database.reading("nobody")
                session = await held.enter_async_context(reading)
                await (await session.connection()).execute(text("SELECT 1"))
            await scene.slack.resume()

            async def met():
                return await tries(scene) == {(outcomes.BUSY, 0)}

            await person.eventually(met, "an effect met the busy database", 10)
        await scene.settled(20)
        assert "inc-1-checkout-500s" in await scene.slack.channels()
        await dana.sees("#incidents", "INC-1 · SEV-2 · checkout 500s")
        assert counted() == bugs


def counted():
    return observe.REGISTRY.get_sample_value("longwatch_bugs_total")


async def tries(scene):
    query = "SELECT error, tries FROM outbox WHERE error IS NOT NULL"
    async with scene.bot.database.crossing() as connection:
        return {tuple(row) for row in await connection.execute(text(query))}
