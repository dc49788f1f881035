"""`longwatch ledger verify` holds what tables say against the record."""

import pytest
from sqlalchemy import text

from tests import factories
from tests.runtime.commands import run

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)


@pytest.fixture
def verified(scene, tmp_path):
    """Give what proves the ledger of a scene as a person does."""
    url = str(scene.bot.settings.database_url).replace("+aiosqlite", "")
    environ = factories.environment(
        url.replace("+asyncpg", ""), tmp_path / "home", scene.slack.url
    )

    async def verify():
        ran = await run(environ, "ledger", "verify", "--json")
        (told,) = ran.said["workspaces"]
        assert {each["kind"] for each in told["findings"]} <= {"unfounded"}
        return ran.code, [each["sentence"] for each in told["findings"]]

    return verify


@pytest.fixture
async def resolved(scene, dana):
    """Take INC-1 through a life, and leave INC-2 open."""
    for line in (
        "declare sev1 checkout 500s",
        "acknowledge INC-1",
        "update INC-1 rolling back",
        "severity INC-1 sev2",
        "phase INC-1 remediation",
        "resolve INC-1 fix: it was the cache",
        "declare sev3 slow search",
    ):
        await dana.types("#general", f"/incident {line}")
    await scene.settled()


async def attack(scene, statement, **values):
    async with scene.bot.database.crossing() as connection:
        await connection.execute(text(statement), values)


@pytest.mark.usefixtures("resolved")
async def test_what_nobody_forged_is_proven(verified):
    assert await verified() == (0, [])


@pytest.mark.usefixtures("resolved")
@pytest.mark.parametrize(
    ("forged", "sentence"),
    [
        ("title = 'a blip'", "title is a blip in the table, the record says checkout "),
        ("severity = 4", "severity is SEV-4 in the table, the record says SEV-2."),
        ("status = 'declined'", "status is declined in the table, the record says res"),
        ("phase = 'triage'", "phase is triage in the table, the record says remediati"),
        ("commander = 'U0EVE'", "commander is U0EVE in the table, the record says U0D"),
        ("commander = NULL", "commander is nothing in the table, the record says U0DA"),
        ("declarer = 'U0EVE'", "declarer is U0EVE in the table, the record says U0DAN"),
        ("started_at = '2026-01-01 10:00:00.000000'", "started_at is 2026-01-01 10:00"),
        ("acknowledged_at = NULL", "acknowledged_at is nothing in the table, the reco"),
        ("resolved_at = '2026-01-01 10:00:00.000000'", "resolved_at is 2026-01-01 10"),
        ("promised_at = '2026-01-01 10:00:00.000000'", "promised_at is 2026-01-01 10"),
        ("latest = 'all is well'", "latest is all is well in the table, the record sa"),
        ("outcome = 'workaround'", "outcome is workaround in the table, the record sa"),
        ("resolution = ''", "resolution is nothing in the table, the record says it w"),
        ("private = true", "private is yes in the table, the record says no."),
        ("merged_into = 'other'", "merged_into is other in the table, the record says"),
        ("number = 7", "number is 7 in the table, the record says 1."),
        ("version = 1", "version is 1 in the table, the record says 5."),
        ("status = 'over'", "status can't be read in the table."),
    ],
)
async def test_what_was_forged_is_named(scene, verified, forged, sentence):
    await attack(scene, f"UPDATE incidents SET {forged} WHERE number = 1")
    code, (said,) = await verified()
    assert code == 1
    assert said.startswith(f"INC-1: {sentence}")


@pytest.mark.usefixtures("resolved")
async def test_an_incident_that_was_removed_or_made_up_is_named(scene, verified):
    await attack(scene, "UPDATE incidents SET id = 'made-up' WHERE number = 2")
    code, said = await verified()
    assert code == 1
    assert said == [
        "INC-2: the record knows nothing of it.",
        "INC-2: it is missing in the table, the record says it was declared.",
    ]


@pytest.mark.usefixtures("resolved")
async def test_a_change_that_was_taken_back_is_followed(scene, dana, verified):
    await dana.types("#general", "/incident severity INC-2 sev2")
    await dana.presses("Undo", channel="#general", message=dana.said)
    await scene.settled()
    assert await verified() == (0, [])


@pytest.mark.usefixtures("resolved")
async def test_a_forged_text_can_not_speak_for_the_command(scene, tmp_path):
    forged = (
        ":fire: \x1b[2J\x1b[1mHarbour: proven\x1b[0m\n\u202eHarbour: proven\n\x9b2J"
    )
    await attack(scene, "UPDATE incidents SET title = :t WHERE number = 1", t=forged)
    await attack(scene, "UPDATE workspaces SET name = :t", t=forged)
    url = str(scene.bot.settings.database_url).replace("+aiosqlite", "")
    environ = factories.environment(
        url.replace("+asyncpg", ""), tmp_path / "home", scene.slack.url
    )
    for words in (("ledger", "verify"), ("export", "INC-1")):
        ran = await run(environ, *words)
        said = ran.out + ran.err
        assert ran.code == 1
        assert "title is :fire:" in said
        assert not [sign for sign in ("\x1b", "\x9b", "\u202e") if sign in said]
        assert not [line for line in said.splitlines() if line.endswith(": proven")]


@pytest.fixture
async def called(scene, dana):
    """Hold a roll call of everything that can happen to one."""
    for line in (
        "declare sev1 checkout 500s",
        "rollcall INC-1 Are you on xz? Payments, Checkout @ana, Data #ops",
        "affected INC-1 Payments",
        "patched INC-1 Payments",
        "unaffected INC-1 Data",
        "unanswer INC-1 Data",
        "rollcall INC-1 add Search",
        "rollcall INC-1 remove Data",
    ):
        await dana.types("#general", f"/incident {line}")
    await scene.forward(minutes=31)
    await dana.types("#general", "/incident rollcall INC-1 close")
    await scene.settled()


@pytest.mark.usefixtures("called")
async def test_a_roll_call_that_nobody_forged_is_proven(scene, dana, verified):
    assert await verified() == (0, [])
    await dana.types("#general", "/incident rollcall INC-1 reopen")
    await scene.settled()
    assert await verified() == (0, [])


@pytest.mark.usefixtures("called")
@pytest.mark.parametrize(
    ("forged", "sentence"),
    [
        ("UPDATE roll_rows SET answer = 'unaffected' WHERE number = 1", "row 1 of its"),
        ("UPDATE roll_rows SET answered_by = 'U0E' WHERE number = 1", "row 1 of its r"),
        ("UPDATE roll_rows SET answered_by = 'U0E' WHERE number = 3", "row 3 of its r"),
        ("UPDATE roll_rows SET team = 'Other' WHERE number = 2", "row 2 of its roll c"),
        ("UPDATE roll_rows SET contact = '' WHERE number = 2", "row 2 of its roll cal"),
        ("UPDATE roll_rows SET removed_at = NULL WHERE number = 3", "row 3 of its rol"),
        ("UPDATE roll_calls SET question = 'Are you well?'", "its roll call: question"),
        ("UPDATE roll_calls SET closed_at = NULL", "its roll call: closed_at in the t"),
        ("UPDATE roll_calls SET chased_at = NULL", "its roll call: chased_at in the t"),
        ("UPDATE roll_calls SET asked_by = 'U0EVE'", "its roll call: asked_by in the "),
        ("DELETE FROM roll_calls", "its roll call is missing in the table."),
        ("DELETE FROM roll_rows WHERE number = 2", "row "),
    ],
)
async def test_what_was_forged_of_a_roll_call_is_named(
    scene, verified, forged, sentence
):
    await attack(scene, forged)
    code, (said,) = await verified()
    assert code == 1
    assert said.startswith(f"INC-1: {sentence}")


@pytest.mark.usefixtures("called")
async def test_a_row_that_was_made_up_is_named(scene, verified):
    copied = "workspace, 'made-up', incident, 9, team, contact, answer"
    await attack(
        scene,
        "INSERT INTO roll_rows (workspace, id, incident, number, team, contact, answer)"
        f" SELECT {copied} FROM roll_rows WHERE number = 4",
    )
    code, said = await verified()
    assert code == 1
    assert said == ["INC-1: row made-up of its roll call is missing in the record."]
