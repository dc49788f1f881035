"""Each way to change the past, and what verification says about it."""

import shutil

import pytest

from bot import vault
from bot.ledger import kept, rules, store
from bot.ledger.findings import MOST
from tests.ledger.scene import Scene, kek

# ruff: noqa: S608 (the SQL is an attacker's; the names in it are ours)

ENTRY = "UPDATE ledger_entries SET {} WHERE workspace = :w AND seq = :seq"
HERE = "WHERE workspace = :w"


@pytest.fixture
async def signed(scene: Scene) -> Scene:
    """Give a log of ten entries: four signed, four more signed, two unsigned."""
    await scene.grow(4)
    await scene.sign()
    await scene.grow(4)
    await scene.sign()
    await scene.grow(2)
    return scene


async def sentences(scene):
    return [finding.sentence for finding in (await scene.verify()).findings]


async def entry(scene, seq):
    query = "SELECT * FROM ledger_entries WHERE workspace = :w AND seq = :seq"
    return (await scene.rows(query, seq=seq))[0]


async def put(scene, seq, **columns):
    """Give an entry other values."""
    names = ", ".join(f"{name} = :{name}" for name in columns)
    await scene.attack(ENTRY.format(names), seq=seq, **columns)


async def test_an_honest_log_is_proven(signed):
    found = await signed.verify()
    assert found.proven
    assert (found.summary.covered, found.summary.unsigned) == (8, 2)


@pytest.mark.parametrize("seq", range(10))
async def test_an_edited_row_is_named(signed, seq):
    leaf = bytes((await entry(signed, seq))["leaf"])
    await put(signed, seq, leaf=leaf.replace(b"inc-1", b"inc-2"))
    assert await sentences(signed) == [
        f"Entry {seq} was edited: it is not what was entered there."
    ]


@pytest.mark.parametrize("seq", range(10))
async def test_a_row_that_was_edited_with_its_hash_and_the_head_is_named(signed, seq):
    leaf = bytes((await entry(signed, seq))["leaf"]).replace(b"inc-1", b"inc-2")
    await put(signed, seq, leaf=leaf, leaf_hash=rules.leaf_hash(leaf))
    await signed.rebuild_head()
    assert await sentences(signed) == [
        f"Entry {seq} was edited: it is not what was entered there."
    ]


@pytest.mark.parametrize("seq", range(8))
async def test_an_edit_that_nobody_can_open_breaks_the_signed_root(signed, seq):
    leaf = bytes((await entry(signed, seq))["leaf"]).replace(b"inc-1", b"inc-2")
    changed = {"leaf": leaf, "leaf_hash": rules.leaf_hash(leaf), "opening": None}
    await put(signed, seq, **changed)
    await signed.rebuild_head()
    first = 0 if seq < 4 else 4
    told = await sentences(signed)
    broken = f"Entries {first} to {first + 3} are not what was signed"
    assert f"{broken}: some were edited." in told
    assert any("was silenced" in sentence for sentence in told)


@pytest.mark.parametrize("seq", range(10))
async def test_a_removed_row_is_named(signed, seq):
    record = (await entry(signed, seq))["record"]
    await signed.attack(f"DELETE FROM ledger_entries {HERE} AND seq = :seq", seq=seq)
    gone = "Entries 9 to 9 were cut off from the end." if seq == 9 else None
    assert await sentences(signed) == [
        gone or f"Entry {seq} is missing.",
        f"No entry commits to record {record}: it was added, or cut off.",
    ]


async def test_a_removed_range_is_one_finding(signed):
    await signed.attack(f"DELETE FROM ledger_entries {HERE} AND seq BETWEEN 2 AND 5")
    assert (await sentences(signed))[0] == "Entries 2 to 5 are missing."


async def test_a_row_that_was_removed_with_its_record_is_named(signed):
    record = (await entry(signed, 3))["record"]
    await signed.attack(
        f"DELETE FROM ledger_entries {HERE} AND seq = 3",
        "DELETE FROM records WHERE id = :id",
        id=record,
    )
    assert await sentences(signed) == ["Entry 3 is missing."]


async def test_a_removed_row_is_found_when_the_rest_moved_up(signed):
    await signed.attack(f"DELETE FROM ledger_entries {HERE} AND seq = 3")
    for seq in range(4, 10):
        await signed.attack(ENTRY.format("seq = :new"), seq=seq, new=seq - 1)
    await signed.rebuild_head()
    found = await signed.found()
    assert found.count("edited") == 6  # each stands under a number that isn't its own


SWAPS = {
    "whole rows": ("leaf", "leaf_hash", "record", "opening"),
    "leaves and hashes": ("leaf", "leaf_hash", "record"),
    "leaves alone": ("leaf",),
}


@pytest.mark.parametrize("columns", SWAPS.values(), ids=list(SWAPS))
@pytest.mark.parametrize(("one", "other"), [(0, 1), (2, 7), (8, 9)])
async def test_swapped_rows_are_named(signed, columns, one, other):
    rows = [dict(await entry(signed, seq)) for seq in (one, other)]
    picked = [{name: row[name] for name in columns} for row in rows]
    if "record" in columns:  # one row a record: give way first
        await put(signed, one, record="elsewhere")
    await put(signed, other, **picked[0])
    await put(signed, one, **picked[1])
    await signed.rebuild_head()
    assert f"Entries {one} and {other} were swapped." in await sentences(signed)


async def test_truncated_rows_are_told(signed):
    await signed.attack(f"DELETE FROM ledger_entries {HERE} AND seq >= 6")
    assert (await sentences(signed))[0] == "Entries 6 to 9 were cut off from the end."


@pytest.mark.parametrize("left", range(8))
async def test_truncated_rows_are_told_when_the_head_was_moved_back(signed, left):
    await signed.attack(
        f"DELETE FROM ledger_entries {HERE} AND seq >= :left",
        f"DELETE FROM records {HERE} AND id NOT IN (SELECT record FROM ledger_entries)",
        left=left,
    )
    await signed.rebuild_head()
    assert await sentences(signed) == [
        f"Entries were cut off: {left} are left, 8 were signed."
    ]


async def test_truncated_rows_are_told_when_the_checkpoints_went_too(signed):
    await signed.attack(
        f"DELETE FROM ledger_entries {HERE} AND seq >= 5",
        f"DELETE FROM ledger_checkpoints {HERE} AND size > 5",
        f"DELETE FROM records {HERE} AND id NOT IN (SELECT record FROM ledger_entries)",
    )
    await signed.rebuild_head()
    file = kept.path(signed.home, signed.workspace)
    (sentence,) = await sentences(signed)
    assert sentence == (
        f"The database is older than the checkpoint in {file}, or was cut off:"
        " it has 5 entries, 8 were signed."
    )


async def test_a_ledger_that_was_emptied_is_told(signed):
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints", "records"):
        await signed.attack(f"DELETE FROM {table} {HERE}")
    assert await signed.found() == ["older", "checkpoints missing"]


ADDED = (
    "INSERT INTO ledger_entries (workspace, seq, leaf, leaf_hash, record, opening)"
    " SELECT workspace, CAST(:new AS INTEGER), leaf, leaf_hash, CAST(:record AS TEXT),"
    " opening FROM ledger_entries"
    " WHERE workspace = :w AND seq = 2"
)


@pytest.mark.parametrize("seq", [10, 11, 5000, -1])
async def test_an_added_row_is_named(signed, seq):
    await signed.attack(ADDED, new=seq, record="more")
    assert await sentences(signed) == [
        f"Entry {seq} was added: the head knows nothing of it."
    ]


async def test_an_added_row_is_named_when_the_head_was_moved_over_it(signed):
    await signed.attack(ADDED, new=10, record="more")
    await signed.rebuild_head()
    assert await sentences(signed) == [
        "Entry 10 was edited: it is not what was entered there."
    ]


async def test_a_changed_record_is_named_with_the_field(signed):
    record = (await entry(signed, 2))["record"]
    await signed.attack(
        "UPDATE records SET data = :data, about = 'inc-9' WHERE id = :id",
        data='{"title":"fine","count":3,"share":0.5,"tags":["one","two"],"lead":null}',
        id=record,
    )
    assert await sentences(signed) == [
        f"Entry 2 commits to record {record}, which was changed: about, data.title."
    ]


async def test_a_record_of_another_time_is_a_changed_one(signed):
    record, other = [(await entry(signed, seq))["record"] for seq in (2, 3)]
    await signed.attack(
        "UPDATE records SET at = (SELECT at FROM records WHERE id = :other)"
        " WHERE id = :id",
        id=record,
        other=other,
    )
    assert await signed.found() == ["record changed"]


async def test_a_missing_record_is_named(signed):
    record = (await entry(signed, 2))["record"]
    await signed.attack("DELETE FROM records WHERE id = :id", id=record)
    assert await sentences(signed) == [
        f"Entry 2 commits to record {record}, which is missing."
    ]


async def test_a_record_that_was_moved_to_another_workspace_is_missing(signed):
    record = (await entry(signed, 2))["record"]
    await signed.attack("UPDATE records SET workspace = 'w' WHERE id = :id", id=record)
    assert await signed.found() == ["record missing"]


async def test_an_added_record_is_named(signed):
    await signed.attack(
        "INSERT INTO records (id, workspace, name, about, at, actor, policy, data)"
        " SELECT 'forged', workspace, name, about, at, actor, policy, data"
        " FROM records WHERE id = :id",
        id=(await entry(signed, 2))["record"],
    )
    assert await sentences(signed) == [
        "No entry commits to record forged: it was added, or cut off."
    ]


async def test_an_entry_for_another_record_is_an_edited_one(signed):
    record = (await entry(signed, 2))["record"]
    await put(signed, 2, record="another")
    assert await sentences(signed) == [
        "Entry 2 was edited: it names another record.",
        f"No entry commits to record {record}: it was added, or cut off.",
    ]


async def test_a_salt_that_went_without_a_word_is_told(signed):
    await put(signed, 2, opening=None)
    record = (await entry(signed, 2))["record"]
    names = "actor, data.count, data.lead, data.share, data.tags, data.title"
    assert await sentences(signed) == [
        f"Entry 2 commits to record {record}, which was changed: {names}.",
        f"Entry 2 was silenced: {names} can't be shown any more.",
    ]


OPENINGS = {0: "edited", 2: "edited", 5: "locked", 12: "edited", 30: "edited"}


@pytest.mark.parametrize("at", OPENINGS)
async def test_an_opening_that_was_altered_is_told(signed, at):
    opening = bytearray((await entry(signed, 2))["opening"])
    opening[at] ^= 1  # 5: in the id of the key
    await put(signed, 2, opening=bytes(opening))
    assert await signed.found() == [OPENINGS[at]]


async def test_an_opening_that_was_cut_is_told(signed):
    opening = bytes((await entry(signed, 2))["opening"])
    await put(signed, 2, opening=opening[:-1])
    assert await signed.found() == ["edited"]


async def test_an_edit_hides_behind_no_opening_of_an_unknown_key(signed):
    row = await entry(signed, 2)
    leaf = bytes(row["leaf"]).replace(b"inc-1", b"inc-2")
    opening = bytearray(row["opening"])
    opening[5] ^= 1
    changed = {"leaf": leaf, "leaf_hash": rules.leaf_hash(leaf)}
    await put(signed, 2, opening=bytes(opening), **changed)
    await signed.rebuild_head()
    assert sorted(await signed.found()) == ["edited", "locked"]


async def test_keys_that_are_not_there_are_told_once_each(scene):
    await scene.grow(store.FEW + 5)
    for seq in range(store.FEW + 5):
        opening = bytearray((await entry(scene, seq))["opening"])
        opening[5] ^= seq % 2 + 1 if seq < 4 else seq
        await put(scene, seq, opening=bytes(opening))
    assert await scene.found() == ["locked"] * store.FEW


async def test_an_opening_of_another_entry_opens_nothing(signed):
    await put(signed, 2, opening=bytes((await entry(signed, 3))["opening"]))
    assert await signed.found() == ["edited"]


HEADS = {
    "another frontier": ("UPDATE ledger_logs SET frontier = :blob {}", ["head"]),
    "no head": ("DELETE FROM ledger_logs {}", ["head", "truncated"]),
    "a head that counts more": (
        "UPDATE ledger_logs SET size = 12 {}",
        ["truncated"],
    ),
    "a head that counts fewer": (
        "UPDATE ledger_logs SET size = 9 {}",
        ["added", "head"],
    ),
}


@pytest.mark.parametrize("what", HEADS)
async def test_a_head_that_was_changed_is_told(signed, what):
    statement, kinds = HEADS[what]
    await signed.attack(statement.format(HERE), blob=bytes(8))
    found = await signed.found()
    assert [kind for kind in found if kind != "not entered"] == kinds


FORGERIES = {
    "its size": "note = replace(note, '{n}8{n}', '{n}7{n}')",
    "its signature": "note = replace(note, '=', 'A')",
    "its row": "size = 7",
    "everything": "note = 'trust me'",
}


@pytest.mark.parametrize("what", FORGERIES)
async def test_a_forged_checkpoint_in_the_database_is_told(signed, what):
    change = FORGERIES[what].replace("{n}", "\n")
    await signed.attack(f"UPDATE ledger_checkpoints SET {change} WHERE size = 8")
    assert "forged" in await signed.found()


async def test_a_checkpoint_of_another_workspace_is_a_forged_one(signed):
    other = Scene(database=signed.database, home=signed.home, sealer=signed.sealer)
    await other.install()
    await other.grow(8)
    await other.sign()
    (row,) = await other.rows(f"SELECT note FROM ledger_checkpoints {HERE}")
    await signed.attack(
        "UPDATE ledger_checkpoints SET note = :note WHERE workspace = :w AND size = 8",
        note=row["note"],
    )
    (finding,) = (await signed.verify()).findings
    assert finding.sentence == (
        "The checkpoint in the database over 8 entries is forged:"
        " it is about another log."
    )


async def test_a_kept_note_that_was_changed_is_told(signed):
    file = kept.path(signed.home, signed.workspace)
    file.write_text(file.read_text("utf-8").replace("\n4\n", "\n5\n"), "utf-8")
    assert await signed.found() == ["forged"]


async def test_a_kept_note_that_goes_back_is_told(signed):
    file = kept.path(signed.home, signed.workspace)
    first, _ = kept.notes(file, kept.length(file))
    kept.keep(file, first)
    (finding,) = (await signed.verify()).findings
    assert finding.sentence == (
        f"A checkpoint over 4 entries in {file} follows one over 8."
    )


async def test_without_a_trusted_key_nothing_is_proven(signed):
    (signed.home / kept.KEYS).unlink()
    assert await signed.found() == ["untrusted"]
    (signed.home / kept.KEYS).write_text("nonsense", "utf-8")
    assert await signed.found() == ["untrusted"]


async def test_without_kept_checkpoints_only_the_database_says_so(signed):
    shutil.rmtree(signed.home / "checkpoints")
    assert await signed.found() == ["untrusted"]


async def test_a_log_that_was_rewritten_whole_is_found_by_its_checkpoints(signed):
    shutil.copytree(signed.home, signed.home.with_name("kept"))
    for table in ("ledger_entries", "ledger_logs", "ledger_checkpoints", "records"):
        await signed.attack(f"DELETE FROM {table} {HERE}")
    shutil.rmtree(signed.home / "checkpoints")
    await signed.grow(10)
    await signed.sign()
    signed.home = signed.home.with_name("kept")
    assert await signed.found() == ["edited"]


async def test_a_log_that_was_rewritten_with_other_keys_is_found(signed):
    tables = ("ledger_entries", "ledger_logs", "ledger_checkpoints", "records")
    for table in tables:
        await signed.attack(f"DELETE FROM {table} {HERE}")
    await signed.attack("DELETE FROM ledger_keys", "DELETE FROM data_keys")
    attacker = Scene(
        database=signed.database,
        home=signed.home.with_name("elsewhere"),
        sealer=vault.Vault(kek(seed=8)),
        workspace=signed.workspace,
    )
    await attacker.install()
    await attacker.grow(10)
    await attacker.sign()
    assert (await attacker.verify()).proven
    assert set(await signed.found()) == {"edited", "forged", "locked"}
    with pytest.raises(vault.WrongKey):
        await signed.install()


@pytest.mark.parametrize(
    "data",
    ["[]", "null", '"text"', '{"title":1}', '{"fields":7}', '{"fields":[{}]}'],
    ids=str,
)
async def test_a_record_whose_words_are_of_another_kind_is_told(signed, data):
    record = (await entry(signed, 2))["record"]
    await signed.attack(
        "UPDATE records SET data = :data, name = 'ledger.erased' WHERE id = :id",
        data=data,
        id=record,
    )
    await put(signed, 3, opening=None)
    await signed.attack(
        "UPDATE records SET about = (SELECT record FROM ledger_entries"
        " WHERE workspace = :w AND seq = 3) WHERE id = :id",
        id=record,
    )
    found = set(await signed.found())
    assert found & {"record changed", "record missing"}
    assert "silenced" in found


async def test_a_flood_of_findings_is_cut_and_counted(scene):
    await scene.say(*(f"word {at}" for at in range(MOST + 30)))
    await scene.attack(f"UPDATE ledger_entries SET leaf_hash = leaf {HERE}")
    found = await scene.verify()
    assert len(found.findings) == MOST
    assert found.unlisted == 31  # the head is one of them
    assert not found.proven
