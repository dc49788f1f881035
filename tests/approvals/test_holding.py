"""Approvals and their holders are held against the record."""

import pytest
from sqlalchemy import text

from bot import approvals
from tests import factories
from tests.approvals import asking

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
async def forged(database, tmp_path):
    """Start a bot in whose database somebody will write by hand."""
    async with factories.scene(database, tmp_path / "home") as made:
        await asking.assigned(made, tech_lead=("U0DANA",))
        yield made


async def attack(scene, statement):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement))


async def found(scene):
    here = scene.bot.installations.every()[0].id
    async with scene.bot.transactions.look(workspace=here, actor="clock") as begun:
        return [sentence async for sentence in approvals.held(begun)]


async def test_what_nobody_forged_follows_from_the_record(forged):
    dana = forged.person("dana")
    await asking.ask(forged)
    await asking.ask(forged, content="Other words.")
    await dana.presses("Approve", channel=asking.CHANNEL)
    await forged.settled()
    await asking.ask(forged)
    assert await found(forged) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ("state = 'approved'", "state"),
        ("asked_by = 'U0EVE'", "asked_by"),
        ("role = 'legal'", "role"),
        ("title = 'Something harmless'", "title"),
        ("digest = 'ab'", "digest"),
        ("decided_by = 'U0DANA'", "decided_by"),
        ("expires_at = '2036-01-01 00:00:00.000000'", "expires_at"),
    ],
)
async def test_a_forged_approval_is_named(forged, change, field):
    id_ = await asking.ask(forged)
    await attack(forged, f"UPDATE approvals SET {change}")
    told = await found(forged)
    assert f"Approval {id_}: {field} in the table is not what the record says." in told


async def test_a_text_that_was_exchanged_is_named(forged):
    id_ = await asking.ask(forged)
    await attack(forged, "UPDATE approvals SET content = 'Pay Eve.'")
    assert await found(forged) == [
        f"Approval {id_}: its text is not the one that was asked for."
    ]


async def test_one_that_was_removed_or_made_up_is_named(forged):
    id_ = await asking.ask(forged)
    await attack(forged, "UPDATE approvals SET id = '01zz'")
    assert await found(forged) == [
        "Approval 01zz: the record knows nothing of it.",
        f"Approval {id_} is missing in the table, the record says it was asked.",
    ]


async def test_a_state_that_nobody_knows_hides_no_other(forged):
    broken = await asking.ask(forged)
    other = await asking.ask(forged, kind="other.deed")
    await attack(forged, f"UPDATE approvals SET state = 'x' WHERE id = '{broken}'")
    await attack(forged, f"UPDATE approvals SET title = 'x' WHERE id = '{other}'")
    assert await found(forged) == [
        f"Approval {broken} can't be read in the table.",
        f"Approval {other}: title in the table is not what the record says.",
    ]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signatories SET holder = 'U0EVE'",
        "UPDATE signatories SET role = 'tech_lead', holder = 'S0EVES'",
        "DELETE FROM signatories",
    ],
)
async def test_who_made_themselves_a_holder_is_noticed(forged, statement):
    await attack(forged, statement)
    assert await found(forged) == [
        "Who signs off as tech_lead in the table is not what the record says."
    ]
