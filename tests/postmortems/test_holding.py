"""Postmortems, their sections and action items are held against the record."""

import pytest
from sqlalchemy import text

from bot import postmortems
from tests import factories
from tests.postmortems.conftest import CARD, resolved, written

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot, with PM-1 and AI-1, in whose database somebody writes by hand."""
    async with factories.scene(database, tmp_path / "home") as made:
        dana = made.person("dana")
        room = await resolved(made, dana)
        await written(made, dana, room)
        await dana.types(room, "/postmortem add PM-1 prevent: alert on the flag")
        await made.settled()
        yield made


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as work:
        return [sentence async for sentence in postmortems.held(work)]


async def test_what_nobody_forged_follows_from_the_record(forged):
    dana = forged.person("dana")
    assert await dana.sees("inc-1-checkout-500s", CARD)
    assert await found(forged) == []


@pytest.mark.parametrize(
    ("table", "change", "field"),
    [
        ("postmortems", "status = 'published'", "status"),
        ("postmortems", "owner = 'U0EVE'", "owner"),
        ("postmortems", "title = 'Nothing happened'", "title"),
        ("postmortems", "due_at = '2036-01-01 00:00:00.000000'", "due_at"),
        ("postmortems", "published_at = '2026-01-01 00:00:00.000000'", "published_at"),
        ("action_items", "state = 'standardised'", "state"),
        ("action_items", "owner = 'U0EVE'", "owner"),
        ("action_items", "title = 'Do nothing'", "title"),
        ("action_items", "kind = 'train'", "kind"),
        ("action_items", "source = 'trend'", "source"),
    ],
)
async def test_what_was_forged_is_named(forged, table, change, field):
    await attack(forged, f"UPDATE {table} SET {change}")
    (told,) = await found(forged)
    assert told.endswith(f": {field} in the table is not what the record says.")
    assert told.startswith("Postmortem" if table == "postmortems" else "Action item")


async def test_a_forged_section_is_named(forged):
    await attack(
        forged, "UPDATE postmortem_sections SET version = 9 WHERE part='cause'"
    )
    (told,) = await found(forged)
    assert told.startswith("Section cause of postmortem ")
    words = '{"learned": "nothing", "share": ""}'
    await attack(
        forged,
        f"UPDATE postmortem_sections SET content = '{words}' WHERE part='lessons'",
    )
    assert len(await found(forged)) == 2


async def test_what_was_deleted_is_missed(forged):
    await attack(forged, "DELETE FROM action_items")
    (told,) = await found(forged)
    assert "is missing in the table, the record says it was added." in told


async def test_what_nobody_wrote_is_unknown_to_the_record(forged):
    await attack(forged, "UPDATE postmortems SET id = 'forged'")
    told = "\n".join(await found(forged))
    assert "Postmortem forged: the record knows nothing of it." in told
    assert "the record says it was drafted." in told


async def test_what_can_not_be_read_keeps_nothing_else_from_being_held(forged):
    await attack(forged, "UPDATE postmortems SET owner = 'U0EVE'")
    await attack(forged, "UPDATE action_items SET state = 'done and dusted'")
    first, second = await found(forged)
    assert "owner in the table is not what the record says" in first
    assert "can't be read in the table" in second
