"""A ledger of which nothing is kept from before: where its proof begins is said."""

import shutil
from datetime import timedelta

import pytest

from bot import ledger
from bot.core.files import FileTrouble
from bot.ledger import kept


async def begun(scene):
    async with scene.look() as work:
        return (await ledger.standing(work, scene.home)).begun


async def test_a_young_ledger_is_proven_from_its_first_entry_on(scene):
    await scene.grow(3)
    await scene.sign()
    assert await begun(scene) is None
    found = await scene.verify()
    assert (found.proven, found.summary.begun) == (True, None)


async def test_a_lost_home_is_never_healed_in_silence(scene):
    """Cut back to a moment that was signed, with all that stands in the database."""
    await scene.grow(7)
    await scene.sign()
    copy = await scene.copy()
    await scene.grow(7)
    await scene.sign()
    await scene.restore(copy)
    shutil.rmtree(scene.home)
    assert await scene.found() == ["untrusted"]
    await scene.sign()
    for _ in range(2):
        found = await begun(scene)
        assert found.size == 7
        said = (await scene.verify()).summary.begun
        assert said == found
        assert str(said).startswith("Proof begins at entry 7, 2026-11-22 ")
        await scene.grow(1)
        await scene.sign()


async def test_an_old_ledger_that_was_never_signed_is_not_young(scene):
    await scene.grow(2)
    scene.now += timedelta(hours=2)
    await scene.sign()
    assert (await begun(scene)).size == 2


async def test_nothing_is_kept_unless_where_it_begins_is_kept_before(
    scene, monkeypatch
):
    await scene.grow(2)
    scene.now += timedelta(hours=2)

    def torn(*_):
        raise OSError(28, "No space left on device", "begun")

    monkeypatch.setattr(kept, "begin", torn)
    with pytest.raises(FileTrouble, match="No space"):
        await scene.sign()
    assert kept.newest(kept.path(scene.home, scene.workspace)) is None


async def test_a_spoilt_word_of_where_it_begins_is_refused(scene):
    await scene.grow(2)
    await scene.sign()
    file = kept.path(scene.home, scene.workspace).with_suffix(".begun")
    file.write_text("long ago")
    with pytest.raises(ledger.Unreadable, match=r"is not what Longwatch wrote"):
        await scene.verify()


async def test_checkpoints_that_were_deleted_in_the_database_are_found(scene):
    await scene.grow(2)
    await scene.sign()
    await scene.grow(2)
    await scene.sign()
    await scene.attack("DELETE FROM ledger_checkpoints WHERE workspace = :w")
    assert await scene.found() == ["checkpoints missing"]
