"""Documents are held against the record."""

import pytest
from sqlalchemy import text

from bot import library
from bot.core.facts import Record
from bot.library import State, holding
from tests import factories
from tests.library.test_flow import written
from tests.library.test_standing import NAME

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot, with a runbook, in whose database somebody writes by hand."""
    async with factories.scene(database, tmp_path / "home") as made:
        await written(made, made.person("dana"))
        yield made


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as work:
        return [sentence async for sentence in library.held(work)]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("text = 'Run rm -rf'", "its text is not the one that was written."),
        ("title = 'Cache'", "title in the table is not what the record says."),
        ("state = 'tombstoned'", "state in the table is not what the record says."),
        ("state = 'retired'", "state in the table is not what the record says."),
        ("superseded_by = 'x'", "superseded_by in the table is not what the record"),
        ("instead = 'rm -rf /'", "instead in the table is not what the record says."),
        ("since = '2020-01-31'", "since in the table is not what the record says."),
        ("version = 7", "version in the table is not what the record says."),
        ("kind = 'playbook'", "kind in the table is not what the record says."),
    ],
)
async def test_a_forged_document_is_named(forged, change, told):
    assert await found(forged) == []
    await attack(forged, f"UPDATE documents SET {change}")
    (line,) = await found(forged)
    assert line.startswith("Document ")
    assert told in line


async def test_a_deleted_document_is_missed(forged):
    await attack(forged, "DELETE FROM documents")
    (line,) = await found(forged)
    assert "is missing in the table, the record says it was written." in line


async def test_every_way_to_end_follows_from_the_record(forged):
    dana = forged.person("dana")
    for typed in (
        f"supersede {NAME} by auth",
        f"retire {NAME} instead the other one",
        f"restore {NAME}",
        f"retire {NAME}",
    ):
        await dana.types("#general", f"/ops library {typed}")
        assert await found(forged) == []
    await forged.forward(days=200)
    await dana.types("#general", "/ops library list archived")
    assert "Cache" in dana.told
    assert await found(forged) == []
    await attack(forged, "UPDATE documents SET state = 'current'")
    (line,) = await found(forged)
    assert "state in the table is not what the record says" in line


def test_what_was_recorded_before_there_was_an_archive_is_read():
    older = {"title": "a", "kind": "runbook", "slug": "a", "digest": "d"}
    facts = [
        Record(name="library.written", data={**older, "state": "current"}),
        Record(name="library.retired", data={"title": "a"}),
        Record(
            name="library.revised", data={**older, "state": "retired", "version": 2}
        ),
    ]
    for many in (2, 3):
        said = holding._folded(facts[:many])
        assert said["state"] is State.TOMBSTONED
        assert "since" not in said, "that was not kept then"
