"""`longwatch similar`: earlier incidents like one, as people and programs read them."""

import pytest

from tests import factories
from tests.runtime.commands import Ran, environment, install, run, spawn

FIRST = "kafka consumer lag on the orders topic"
AGAIN = "orders topic: kafka consumers are behind, the backlog grows"
KEYS = {
    "ref", "id", "title", "severity", "severity_name", "status", "started_at",
    "resolution", "score", "words", "surface",
}  # fmt: skip


class Similar:
    """Asks the installation of a scene."""

    def __init__(self, scene, folder):
        url = str(scene.bot.settings.database_url).replace("+aiosqlite", "")
        self.environ = factories.environment(
            url.replace("+asyncpg", ""), folder / "home", scene.slack.url
        )

    async def __call__(self, *words) -> Ran:
        return await run(self.environ, "similar", *words)


@pytest.fixture
def similar(scene, tmp_path):
    return Similar(scene, tmp_path)


async def declared(scene, dana, *titles, flags="sev3"):
    for title in titles:
        await dana.types("#general", f"/incident declare {flags} {title}")
    await scene.settled()


async def test_a_program_reads_what_matched(scene, similar, dana):
    await declared(scene, dana, FIRST, "login page is blank", AGAIN)
    await dana.types("#general", "/incident resolve INC-1 fix: smaller batches")
    await scene.settled()
    ran = await similar("INC-3", "--json")
    assert ran.code == 0, ran.err
    assert ran.said["format"] == "longwatch/similar/1"
    assert (ran.said["ref"], ran.said["title"]) == ("INC-3", AGAIN)
    (found,) = ran.said["similar"]
    assert found.keys() == KEYS
    assert (found["ref"], found["title"]) == ("INC-1", FIRST)
    assert (found["severity"], found["severity_name"]) == (3, "SEV-3")
    assert (found["status"], found["resolution"]) == ("resolved", "smaller batches")
    assert 0 < found["score"] <= 1
    assert {"kafka", "orders", "topic"} < set(found["words"])
    assert found["surface"] == ""
    assert (await similar("3", "--json")).said == ran.said


async def test_a_person_reads_a_table(scene, similar, dana):
    await declared(scene, dana, FIRST, f"{FIRST} again", AGAIN)
    ran = await similar("inc-3")
    assert ran.code == 0, ran.err
    heading, *rows = ran.out.splitlines()
    assert heading.split() == ["Score", "Title", "Surface", "In", "common"]
    assert sorted(row.split()[0] for row in rows) == ["INC-1", "INC-2"]
    assert all("kafka" in row and FIRST in row for row in rows)
    ran = await similar("INC-3", "--most", "1")
    assert len(ran.out.splitlines()) == 2


async def test_none_is_said_in_a_sentence(scene, similar, dana):
    await declared(scene, dana, FIRST, "login page is blank")
    ran = await similar("INC-2")
    assert (ran.code, ran.out) == (0, "No earlier incident is like INC-2.\n")
    ran = await similar("INC-2", "--json")
    assert (ran.code, ran.said["similar"]) == (0, [])


async def test_an_unknown_number_is_refused_with_what_there_is(scene, similar, dana):
    ran = await similar("INC-9")
    assert ran.code == 1
    assert "There is no INC-9. There is none yet" in ran.err
    await declared(scene, dana, FIRST)
    for words, told in (
        ("INC-9", "There is no INC-9. The latest: INC-1."),
        ("kafka", "There is no incident called “kafka”"),
        ("INC-1 x", "There is no incident called “INC-1 x”"),
        ("99999999999999999999", "There is no INC-9999"),
    ):
        ran = await similar(words)
        assert (ran.code, ran.out) == (1, "")
        assert told in ran.err


async def test_it_is_misused_with_2(scene, similar):
    assert (await similar()).code == 2
    assert (await similar("INC-1", "--most", "0")).code == 2


async def test_a_private_one_is_neither_looked_up_nor_listed(scene, similar, dana):
    await declared(scene, dana, FIRST, flags="sev3 private")
    await declared(scene, dana, AGAIN)
    ran = await similar("INC-1", "--json")
    assert ran.code == 1
    assert "There is no INC-1. The latest: INC-2." in ran.err
    ran = await similar("INC-2", "--json")
    assert ran.code == 0
    assert ran.said["similar"] == []


async def test_what_a_terminal_would_obey_is_taken_out(scene, similar, dana):
    await declared(scene, dana, FIRST)
    async with scene.bot.database.writing("system") as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "UPDATE incidents SET title = title || '\x1b[2J kafka topic'"
        )
    await declared(scene, dana, AGAIN)
    ran = await similar("INC-2")
    assert "\x1b" not in ran.out
    assert "kafka topic" in ran.out


@pytest.mark.slow
async def test_several_workspaces_must_be_told_apart(sqlite_url, tmp_path):
    first = await install(sqlite_url, tmp_path, team="T0ACME")
    await install(sqlite_url, tmp_path, team="T0NORTH", name="Northwind")
    environ = environment(sqlite_url, tmp_path)
    ran = await spawn(environ, "similar", "INC-1")
    assert ran.code == 1
    assert "name one with --workspace" in ran.err
    ran = await run(environ, "similar", "INC-1", "--workspace", first)
    assert ran.code == 1
    assert "There is no INC-1" in ran.err
    ran = await run(environ, "similar", "INC-1", "--workspace", "T0GONE")
    assert ran.code == 1
    assert "There is no workspace T0GONE" in ran.err
