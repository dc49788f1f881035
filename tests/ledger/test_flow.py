import asyncio
import dataclasses

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from bot import ledger, vault
from bot.core import canon, dburl
from bot.core.db import Database
from bot.core.errors import Conflict
from bot.core.facts import Record
from bot.ledger import kept, notes
from tests.ledger.scene import Said, Scene, kek

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)

COUNT = "SELECT count(*) AS n FROM {} WHERE workspace = :w"


async def count(scene, table):
    return (await scene.rows(COUNT.format(table)))[0]["n"]


async def test_what_was_recorded_is_proven(scene):
    await scene.grow(5)
    await scene.sign()
    await scene.say("and", "two more")
    done = []
    found = await scene.verify(progress=lambda at, of: done.append((at, of)))
    assert found.findings == ()
    assert found.proven
    assert (found.summary.entries, found.summary.covered) == (7, 5)
    assert found.summary.unsigned == 2
    assert found.summary.checkpoints == 2  # one note, in the database and beside it
    assert done == [(7, 7)]


async def test_an_empty_ledger_is_proven_and_gets_no_checkpoint(scene):
    assert await scene.sign() is None
    found = await scene.verify()
    assert found.proven
    assert (found.summary.entries, found.summary.unsigned) == (0, 0)
    assert not kept.path(scene.home, scene.workspace).exists()


async def test_an_entry_is_kept_with_what_it_is_about(scene):
    (record,) = await scene.say("Checkout is down")
    (entry,) = await scene.rows("SELECT * FROM ledger_entries WHERE workspace = :w")
    leaf = canon.loads(entry["leaf"])
    assert (entry["seq"], entry["record"], leaf["id"]) == (0, record.id, record.id)
    assert (leaf["name"], leaf["about"]) == ("tests.said", "inc-1")


async def test_no_word_and_no_name_stands_in_the_ledger(scene):
    await scene.say("Checkout is down")
    await scene.sign()
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints"):
        for row in await scene.rows(f"SELECT * FROM {table} WHERE workspace = :w"):
            assert "Checkout" not in str(dict(row))
            assert "U_ANA" not in str(dict(row))


async def refused(scene):
    async with scene.begin() as work:
        work.record(Said(about="inc-1", title="never happened"))
        raise Conflict


async def test_a_refusal_leaves_no_entry_and_no_gap(scene):
    await scene.grow(2)
    with pytest.raises(Conflict):
        await refused(scene)
    await scene.grow(1)
    assert await count(scene, "ledger_entries") == 3
    assert (await scene.verify()).proven


async def test_an_effect_that_can_not_be_ledgered_does_not_happen(scene):
    scene.workspace = "a workspace that was never unlocked"
    with pytest.raises(vault.Locked):
        await scene.say("too early")
    assert await count(scene, "records") == 0


async def test_a_transaction_without_facts_leaves_the_ledger_alone(scene):
    async with scene.begin():
        pass
    assert await count(scene, "ledger_entries") == 0


async def test_a_log_begins_once_however_many_begin_it(scene):
    await asyncio.gather(*(scene.say(f"first {at}") for at in range(8)))
    assert await count(scene, "ledger_logs") == 1
    found = await scene.verify()
    assert found.proven
    assert found.summary.entries == 8


async def test_many_at_once_are_numbered_without_a_gap(scene):
    async def speak(at):
        await scene.say(f"voice {at}", "and again")

    await asyncio.gather(*map(speak, range(12)))
    found = await scene.verify()
    assert found.proven
    assert found.summary.entries == 24


async def test_workspaces_have_logs_of_their_own(scene, db):
    await scene.grow(3)
    other = Scene(database=db, home=scene.home, sealer=scene.sealer)
    await other.install()
    await other.grow(2)
    await scene.sign()
    await other.sign()
    assert (await scene.verify()).summary.entries == 3
    assert (await other.verify()).summary.entries == 2
    await scene.attack("DELETE FROM ledger_entries WHERE workspace = :w AND seq = 1")
    assert await scene.found() == ["removed", "not entered"]
    assert (await other.verify()).proven


@pytest.mark.parametrize(("before", "recorded"), [(1, 1), (1, 50), (60, 50)])
async def test_an_append_is_two_statements_whatever_there_is(scene, before, recorded):
    await scene.say(*(f"word {at}" for at in range(before)))
    said = []
    engine = scene.database.write.sync_engine
    async with scene.begin() as work:
        for at in range(recorded):
            work.record(Said(about="inc-1", title=f"word {at}"))
        event.listen(
            engine,
            "before_cursor_execute",
            lambda *given: said.append(given[2]),
        )
    about = [statement for statement in said if "ledger_" in statement]
    assert [statement.split()[0] for statement in about] == ["UPDATE", "INSERT"]


async def test_an_append_goes_on_behind_what_another_process_appended(scene):
    other = scene.of(scene.database)
    for at in range(3):
        await scene.say(f"ours {at}")
        async with other.begin(workspace=scene.workspace, actor="U2") as work:
            work.record(Said(about="inc-1", title=f"theirs {at}"))
    found = await scene.verify()
    assert found.proven
    assert found.summary.entries == 6


async def test_an_append_that_was_rolled_back_is_not_built_upon(scene):
    async def refuse(work):
        raise Conflict

    hooks = (*scene.transactions.before_commit, refuse)
    refusing = dataclasses.replace(scene.transactions, before_commit=hooks)
    await scene.say("kept")
    with pytest.raises(Conflict):
        async with refusing.begin(workspace=scene.workspace, actor="U1") as work:
            work.record(Said(about="inc-1", title="lost"))
    await scene.say("kept as well")
    found = await scene.verify()
    assert found.proven
    assert found.summary.entries == 2


async def test_a_checkpoint_is_kept_on_disk_and_in_the_database(scene):
    await scene.grow(4)
    signed = await scene.sign()
    assert signed is not None
    assert (signed.size, signed.origin) == (4, f"longwatch/ledger/{scene.workspace}")
    (row,) = await scene.rows("SELECT * FROM ledger_checkpoints WHERE workspace = :w")
    note = kept.newest(kept.path(scene.home, scene.workspace))
    assert row["note"] == note
    assert notes.checkpoint(note, kept.trusted(scene.home)) == signed


async def test_nothing_is_signed_twice(scene):
    await scene.grow(2)
    first = await scene.sign()
    assert await scene.sign() == first
    assert len(await scene.rows("SELECT * FROM ledger_checkpoints")) == 1
    file = kept.path(scene.home, scene.workspace)
    assert len(list(kept.notes(file, kept.length(file)))) == 1


async def test_checkpoints_follow_one_another(scene):
    for size in (2, 4, 6):
        await scene.grow(2)
        assert (await scene.sign()).size == size
    found = await scene.verify()
    assert found.proven
    assert (found.summary.covered, found.summary.checkpoints) == (6, 6)


async def crash_after_keeping(scene):
    async with scene.begin() as work:
        await ledger.checkpoint(work, home=scene.home)
        raise RuntimeError


async def test_a_note_that_was_kept_before_a_crash_is_entered_afterwards(scene):
    await scene.grow(2)
    with pytest.raises(RuntimeError):
        await crash_after_keeping(scene)
    assert await count(scene, "ledger_checkpoints") == 0
    assert (await scene.verify()).proven
    note = kept.newest(kept.path(scene.home, scene.workspace))
    await scene.sign()
    (row,) = await scene.rows("SELECT * FROM ledger_checkpoints WHERE workspace = :w")
    assert row["note"] == note


async def test_a_log_goes_on_after_a_crash_between_two_checkpoints(scene):
    await scene.grow(2)
    await scene.sign()
    await scene.grow(1)
    with pytest.raises(RuntimeError):
        await crash_after_keeping(scene)
    await scene.grow(2)
    assert (await scene.sign()).size == 5
    found = await scene.verify()
    assert found.proven
    assert found.summary.covered == 5


async def test_without_a_signing_key_nothing_is_signed(scene):
    await scene.grow(1)
    await scene.attack("DELETE FROM ledger_keys")
    with pytest.raises(ledger.NoKey):
        await scene.sign()


async def test_the_signing_key_is_made_once_and_sealed(scene):
    async with scene.begin() as work:
        first = await ledger.open_key(work)
        assert await ledger.open_key(work) == first
    (row,) = await scene.rows("SELECT * FROM ledger_keys")
    raw = scene.sealer.open(
        vault.SYSTEM, "ledger_keys.private", row["vkey"], row["private"]
    )
    assert raw not in bytes(row["private"])
    assert row["vkey"] == str(first)


async def test_processes_that_start_at_once_agree_on_one_key(scene):
    await scene.attack("DELETE FROM ledger_keys")

    async def start():
        async with scene.begin() as work:
            return await ledger.open_key(work)

    assert len(set(await asyncio.gather(*(start() for _ in range(6))))) == 1
    assert len(await scene.rows("SELECT * FROM ledger_keys")) == 1


async def test_a_key_that_was_put_into_the_database_signs_nothing(scene):
    await scene.grow(1)
    await scene.sign()
    await scene.attack("DELETE FROM ledger_keys")
    await scene.install()
    await scene.grow(1)
    with pytest.raises(ledger.Untrusted):
        await scene.sign()


async def test_a_restored_older_database_gets_no_signature(scene):
    await scene.grow(3)
    await scene.sign()
    older = await scene.copy()
    await scene.grow(3)
    await scene.sign()
    await scene.restore(older)
    with pytest.raises(ledger.RolledBack, match="3 entries, its checkpoint 6"):
        await scene.sign()
    assert await scene.found() == ["older"]


async def test_a_restored_database_that_grew_past_its_checkpoint_is_found_out(scene):
    await scene.grow(3)
    await scene.sign()
    older = await scene.copy()
    await scene.grow(3)
    await scene.sign()
    await scene.restore(older)
    await scene.grow(5)
    with pytest.raises(ledger.Contradicted, match="first 6 entries"):
        await scene.sign()
    (finding,) = (await scene.verify()).findings
    assert finding.sentence == (
        "Entries 3 to 5 are not what was signed: some were edited."
    )


BEFORE_SIGNING = {
    "an unsigned entry was edited": (
        "UPDATE ledger_entries SET leaf = leaf || 'x' WHERE workspace = :w AND seq = 3",
        "its head",
    ),
    "an unsigned entry was removed": (
        "DELETE FROM ledger_entries WHERE workspace = :w AND seq = 3",
        "some are missing",
    ),
    "the head was changed": (
        "UPDATE ledger_logs SET frontier = :blob WHERE workspace = :w",
        "its head",
    ),
    "the newest checkpoint was forged": (
        "UPDATE ledger_checkpoints SET note = replace(note, 'a', 'b')",
        "in the database is damaged or forged",
    ),
    "the frontier of the newest checkpoint was changed": (
        "UPDATE ledger_checkpoints SET frontier = :blob",
        "in the database is damaged or forged",
    ),
}


@pytest.mark.parametrize("what", BEFORE_SIGNING)
async def test_nothing_is_signed_when(scene, what):
    attack, reason = BEFORE_SIGNING[what]
    await scene.grow(2)
    await scene.sign()
    await scene.grow(3)
    await scene.attack(attack, blob=bytes(8))
    with pytest.raises((ledger.Contradicted, ledger.Spoilt), match=reason):
        await scene.sign()


async def test_a_kept_note_that_was_damaged_stops_the_signing(scene):
    await scene.grow(2)
    await scene.sign()
    file = kept.path(scene.home, scene.workspace)
    file.write_text(file.read_text("utf-8").replace("\n2\n", "\n1\n"), "utf-8")
    await scene.grow(1)
    with pytest.raises(ledger.Spoilt, match="does not belong to its text"):
        await scene.sign()


async def test_an_emptied_ledger_is_not_taken_for_a_new_one(scene):
    await scene.grow(2)
    await scene.sign()
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints", "records"):
        await scene.attack(f"DELETE FROM {table} WHERE workspace = :w")
    with pytest.raises(ledger.RolledBack, match="0 entries, its checkpoint 2"):
        await scene.sign()


async def test_without_the_trusted_key_nothing_is_signed(scene):
    await scene.grow(2)
    await scene.sign()
    (scene.home / kept.KEYS).unlink()
    await scene.grow(1)
    with pytest.raises(ledger.Untrusted, match="back from a backup"):
        await scene.sign()


async def test_checkpoints_that_were_removed_from_the_database_are_no_obstacle(scene):
    await scene.grow(2)
    await scene.sign()
    await scene.attack("DELETE FROM ledger_checkpoints WHERE workspace = :w")
    await scene.grow(2)
    assert (await scene.sign()).size == 4
    assert (await scene.verify()).proven


async def erase(scene, record, *fields):
    async with scene.begin("U_ADMIN") as work:
        row = (await work.lock(type(record), record.id))[0]
        await ledger.erase(work, row, fields, reason="asked for it")


async def test_an_erased_field_is_gone_and_the_ledger_still_proven(scene):
    records = await scene.grow(3)
    await scene.sign()
    await erase(scene, records[1], "data.title", "actor")
    await scene.sign()
    found = await scene.verify()
    assert found.findings == ()
    assert (found.summary.erased, found.summary.covered) == (2, 4)
    (row,) = await scene.rows("SELECT * FROM records WHERE id = :id", id=records[1].id)
    assert "word 1" not in str(dict(row))
    assert "U_ANA" not in str(dict(row))
    assert "'count': 3" in str(row["data"]).replace('"', "'")


async def test_what_an_erasure_erased_can_not_be_erased_itself(scene):
    (record,) = await scene.say("secret")
    await erase(scene, record, "data.title")
    async with scene.look() as work:
        query = select(Record).where(col(Record.name) == ledger.Erased.name)
        erasure = (await work.session.exec(query)).one()
    with pytest.raises(ledger.NoSuchField):
        await erase(scene, erasure, "data.fields")
    await erase(scene, erasure, "data.reason", "actor")
    found = await scene.verify()
    assert found.proven
    assert found.summary.erased == 3


async def test_what_an_erasure_left_can_still_be_proven(scene):
    (record,) = await scene.say("secret")
    await erase(scene, record, "data.title")
    await scene.attack(
        "UPDATE records SET actor = 'U_EVE' WHERE id = :id", id=record.id
    )
    (finding,) = (await scene.verify()).findings
    assert finding.sentence == (
        f"Entry 0 commits to record {record.id}, which was changed: actor."
    )


async def test_nothing_can_be_erased_twice_or_that_was_never_there(scene):
    (record,) = await scene.say("secret")
    await erase(scene, record, "data.title")
    for field in ("data.title", "data.nothing", "title"):
        with pytest.raises(ledger.NoSuchField, match=field):
            await erase(scene, record, field)
    assert (await scene.verify()).proven


async def test_an_erasure_is_itself_in_the_ledger(scene):
    (record,) = await scene.say("secret")
    await erase(scene, record, "data.title")
    (row,) = await scene.rows(
        "SELECT * FROM records WHERE name = :name", name=ledger.Erased.name
    )
    assert (row["about"], row["actor"]) == (record.id, "U_ADMIN")


async def test_without_its_keys_the_ledger_is_not_proven(scene):
    await scene.grow(3)
    await scene.sign()
    scene.sealer = vault.Vault(kek())
    scene.transactions = scene.of(scene.database)
    found = await scene.verify()
    (finding,) = found.findings
    assert finding.kind is ledger.Kind.LOCKED
    assert "Entry 0 can't be held against its record: The vault" in finding.sentence
    assert found.summary.covered == 3  # what was signed is proven without them


async def test_what_is_written_during_verification_is_no_finding(scene, monkeypatch):
    monkeypatch.setattr("bot.ledger.proving.CHUNK", 1)
    records = await scene.say(*(f"word {at}" for at in range(30)))
    await scene.sign()
    written = []

    async def write():
        await scene.grow(3)
        await erase(scene, records[-1], "data.title")
        await scene.sign()

    def begin(at, _of):
        if at == 1:
            written.append(asyncio.create_task(write()))

    found = await scene.verify(progress=begin)
    await written[0]
    assert found.findings == ()
    assert found.summary.entries == 30
    assert (await scene.verify()).summary.covered == 34


@pytest.mark.parametrize("chunk", [1, 2, 3, 7, 500])
async def test_a_log_is_proven_in_pieces_of_any_size(scene, monkeypatch, chunk):
    for module in ("proving", "signing", "records"):
        monkeypatch.setattr(f"bot.ledger.{module}.CHUNK", chunk)
    for _ in range(3):
        await scene.grow(3)
        await scene.sign()
    await scene.grow(1)
    found = await scene.verify()
    assert found.proven
    assert (found.summary.covered, found.summary.entries) == (9, 10)


GUARDED = {
    "an edit": "UPDATE ledger_entries SET leaf = leaf",
    "a new number": "UPDATE ledger_entries SET seq = seq + 9",
    "a removal": "DELETE FROM ledger_entries",
    "another checkpoint": "UPDATE ledger_checkpoints SET note = 'trust me'",
    "the removal of a checkpoint": "DELETE FROM ledger_checkpoints",
}


@pytest.mark.parametrize("what", GUARDED)
async def test_the_database_itself_refuses(scene, what):
    (record,) = await scene.say("secret")
    await scene.sign()
    with pytest.raises(DBAPIError, match="never changed or removed"):
        await run(scene, GUARDED[what])
    await erase(scene, record, "data.title")
    assert (await scene.verify()).proven


@pytest.mark.parametrize("table", ["ledger_entries", "ledger_checkpoints"])
async def test_postgres_refuses_to_empty_a_table(postgres_url, table):
    database = Database(dburl.translate(postgres_url))
    with pytest.raises(DBAPIError, match="never changed or removed"):
        async with database.crossing() as connection:
            await connection.execute(text(f"TRUNCATE {table}"))
    await database.close()


async def run(scene, statement):
    """Run SQL as the bot would, guards and all."""
    async with scene.database.crossing() as connection:
        await connection.execute(text(statement))
