import json

import pytest

from bot import ledger
from bot.ledger import kept, notes, rules
from bot.ledger.notes import Verifier


@pytest.fixture
async def signed(scene):
    """Give a log of nine entries, seven of them signed, in two checkpoints."""
    for count in (3, 4):
        await scene.grow(count)
        await scene.sign()
    await scene.grow(2)
    return scene


async def exported(scene, folder):
    async with scene.look() as work:
        return await ledger.export(work, home=scene.home, folder=folder)


def lines(file):
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


async def test_an_export_is_proven_by_itself(signed, tmp_path):
    folder = tmp_path / "out"
    made = await exported(signed, folder)
    trusted = [Verifier.parse(key["key"]) for key in lines(folder / "keys.jsonl")]
    newest = notes.checkpoint((folder / "checkpoint").read_text("utf-8"), trusted)
    entries = lines(folder / "entries.jsonl")
    hashes = [rules.leaf_hash(entry["leaf"].encode()) for entry in entries]
    assert [entry["seq"] for entry in entries] == list(range(7))
    assert (newest.size, newest.root) == (7, rules.root(hashes))
    assert (folder / "tile/0/000.p/7").read_bytes() == b"".join(hashes)
    assert (made.folder, made.entries, made.unsigned, made.checkpoints) == (
        folder,
        7,
        2,
        2,
    )


async def test_every_checkpoint_is_handed_out_and_holds(signed, tmp_path):
    folder = tmp_path / "out"
    await exported(signed, folder)
    hashes = [
        rules.leaf_hash(entry["leaf"].encode())
        for entry in lines(folder / "entries.jsonl")
    ]
    file = folder / "checkpoints.txt"
    trusted = kept.trusted(signed.home)
    found = [
        notes.checkpoint(note, trusted) for note in kept.notes(file, kept.length(file))
    ]
    assert [each.size for each in found] == [3, 7]
    assert all(each.root == rules.root(hashes[: each.size]) for each in found)


async def test_an_export_says_neither_who_nor_what(signed, tmp_path):
    await exported(signed, tmp_path / "out")
    files = [file for file in (tmp_path / "out").rglob("*") if file.is_file()]
    assert len(files) == 6
    for file in files:
        text = file.read_bytes()
        assert b"U_ANA" not in text
        assert b"word 1" not in text


async def test_an_export_explains_itself(signed, tmp_path):
    await exported(signed, tmp_path / "out")
    said = (tmp_path / "out" / "README.txt").read_text("utf-8")
    assert signed.workspace in said
    for file in ("entries.jsonl", "checkpoint", "checkpoints.txt", "keys.jsonl"):
        assert f"\n{file} " in said
        assert (tmp_path / "out" / file).exists()


@pytest.mark.parametrize("chunk", [1, 2, 7])
async def test_an_export_is_the_same_in_pieces_of_any_size(
    signed, tmp_path, monkeypatch, chunk
):
    await exported(signed, tmp_path / "whole")
    monkeypatch.setattr("bot.ledger.exporting.CHUNK", chunk)
    await exported(signed, tmp_path / "pieces")
    for file in (tmp_path / "whole").rglob("*"):
        if file.is_file():
            other = tmp_path / "pieces" / file.relative_to(tmp_path / "whole")
            assert other.read_bytes() == file.read_bytes()


async def test_nothing_is_written_over(signed, tmp_path):
    await exported(signed, tmp_path / "out")
    with pytest.raises(ledger.FolderInUse, match="out"):
        await exported(signed, tmp_path / "out")


async def test_a_log_that_nobody_signed_is_not_handed_out(scene, tmp_path):
    await scene.grow(2)
    with pytest.raises(ledger.NothingSigned, match="longwatch ledger checkpoint"):
        await exported(scene, tmp_path / "out")
    assert not (tmp_path / "out").exists()


async def test_a_checkpoint_that_can_not_be_believed_is_not_handed_out(
    signed, tmp_path
):
    file = kept.path(signed.home, signed.workspace)
    file.write_text(file.read_text("utf-8").replace("\n7\n", "\n6\n"), "utf-8")
    with pytest.raises(ledger.Spoilt, match="does not belong"):
        await exported(signed, tmp_path / "out")


ALTERED = {
    "an entry was edited": "UPDATE ledger_entries SET leaf = leaf || 'x'",
    "an entry was removed": "DELETE FROM ledger_entries",
}


@pytest.mark.parametrize("what", ALTERED)
async def test_an_altered_log_is_not_handed_out_as_proven(signed, tmp_path, what):
    await signed.attack(f"{ALTERED[what]} WHERE workspace = :w AND seq = 5")
    with pytest.raises(ledger.Contradicted, match="longwatch ledger verify"):
        await exported(signed, tmp_path / "out")
    assert not (tmp_path / "out" / "checkpoint").exists()
