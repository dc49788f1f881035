"""How the ledger stands, told at once: head, newest checkpoint, its signature."""

import shutil

import pytest

from bot import ledger
from bot.ledger import kept


async def standing(scene, home=None):
    async with scene.look() as work:
        return await ledger.standing(work, home or scene.home)


async def test_before_the_first_entry_nothing_is_signed(scene):
    found = await standing(scene)
    assert (found.entries, found.signed, found.at, found.sound) == (0, 0, None, None)


async def test_a_signed_ledger_is_sound(scene):
    await scene.grow(3)
    await scene.sign()
    await scene.grow(2)
    found = await standing(scene)
    assert (found.entries, found.signed, found.unsigned) == (5, 3, 2)
    assert found.sound is True
    assert found.at is not None
    assert found.at < scene.now


async def test_where_no_key_is_kept_nothing_is_claimed(scene, tmp_path):
    await scene.grow(1)
    await scene.sign()
    assert (await standing(scene, tmp_path / "elsewhere")).sound is None


@pytest.mark.parametrize(
    ("old", "new"), [("longwatch/ledger/", "longwatch/ledgers/"), ("\n2\n", "\n1\n")]
)
async def test_a_forged_checkpoint_is_not_sound(scene, old, new):
    await scene.grow(2)
    await scene.sign()
    await scene.attack(
        "UPDATE ledger_checkpoints SET note = replace(note, :old, :new)"
        " WHERE workspace = :w",
        old=old,
        new=new,
    )
    assert (await standing(scene)).sound is False


async def test_a_database_older_than_what_was_kept_is_not_sound(scene):
    await scene.grow(1)
    await scene.sign()
    copy = await scene.copy()
    await scene.grow(2)
    await scene.sign()
    await scene.restore(copy)
    assert (await standing(scene)).sound is False


async def test_a_key_file_that_cant_be_read_is_no_key(scene):
    await scene.grow(1)
    await scene.sign()
    (scene.home / kept.KEYS).write_text("nonsense\n")
    assert (await standing(scene)).sound is None
    shutil.rmtree(scene.home)
    assert (await standing(scene)).sound is None
