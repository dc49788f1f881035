import itertools
import traceback

import pytest
from sqlalchemy import text

from bot import vault
from bot.vault import Damaged, Kek, Locked, Vault, WrongKey
from bot.vault.rules import Purpose

KEK = Kek(secret=bytes(range(32)))
OTHER = Kek(secret=bytes(range(100, 132)))
TOKEN = b"xoxb-not-a-real-token"
PLACE, ROW = "installations.bot_token", "42"


async def unlocked(db, *workspaces, kek=KEK):
    """Give a vault as it is after start."""
    opened = Vault(kek)
    for workspace in (vault.SYSTEM, *workspaces):
        async with db.writing(workspace) as session:
            await opened.unlock(session, workspace)
    return opened


async def change(db, statement, **values):
    values |= {"blob": bytes(60)} if ":blob" in statement else {}
    async with db.crossing() as connection:
        await connection.execute(text(statement), values)


async def keys(db):
    async with db.crossing() as connection:
        found = await connection.execute(text("SELECT * FROM data_keys ORDER BY id"))
        return found.mappings().all()


async def test_a_secret_is_sealed_and_opened(db):
    opened = await unlocked(db, "w-1")
    sealed = opened.seal("w-1", PLACE, ROW, TOKEN)
    assert TOKEN not in sealed
    assert opened.open("w-1", PLACE, ROW, sealed) == TOKEN


async def test_a_secret_outlives_the_process(db):
    sealed = (await unlocked(db, "w-1")).seal("w-1", PLACE, ROW, TOKEN)
    again = await unlocked(db, "w-1")
    assert again.open("w-1", PLACE, ROW, sealed) == TOKEN


async def test_two_processes_share_their_keys(db):
    one, other = [await unlocked(db, "w-1") for _ in range(2)]
    assert other.open("w-1", PLACE, ROW, one.seal("w-1", PLACE, ROW, TOKEN)) == TOKEN
    assert one.open("w-1", PLACE, ROW, other.seal("w-1", PLACE, ROW, TOKEN)) == TOKEN


async def test_a_workspace_has_a_key_for_each_purpose(db):
    await unlocked(db, "w-1", "w-2")
    found = {(row["workspace"], row["purpose"]) for row in await keys(db)}
    own = set(itertools.product(("w-1", "w-2"), ("secrets", "openings")))
    assert found == own | {("system", "secrets"), ("system", "check")}


async def test_unlocking_again_makes_no_more_keys(db):
    before = await keys(db)
    await unlocked(db, "w-1")
    made = await keys(db)
    await unlocked(db, "w-1")
    assert (len(before), await keys(db)) == (0, made)


async def test_no_key_stands_in_the_database(db):
    opened = await unlocked(db, "w-1")
    secrets = [key.secret for key in opened._keys.values()]
    for row in await keys(db):
        for secret in (*secrets, KEK.secret):
            assert secret not in bytes(row["wrapped"])


SPOTS = list(
    itertools.product(
        ("w-1", "w-2"),
        ("installations.bot_token", "installations.user_token", "hooks.bot_token"),
        ("42", "43"),
    )
)


@pytest.mark.parametrize("home", SPOTS)
async def test_a_secret_opens_in_its_own_place_and_in_no_other(db, home):
    opened = await unlocked(db, "w-1", "w-2")
    sealed = opened.seal(*home, TOKEN)
    for spot in SPOTS:
        if spot == home:
            assert opened.open(*spot, sealed) == TOKEN
        else:
            with pytest.raises(Damaged):
                opened.open(*spot, sealed)


async def test_a_key_of_one_purpose_opens_nothing_of_another(db):
    opened = await unlocked(db, "w-1")
    key = opened._active["w-1", Purpose.SECRETS]
    with pytest.raises(Damaged):
        opened.open("w-1", "ledger_entries.opening", "0", key.seal(PLACE, "0", TOKEN))


async def test_every_bit_of_a_sealed_secret_counts(db):
    opened = await unlocked(db, "w-1")
    sealed = opened.seal("w-1", PLACE, ROW, TOKEN)
    for bit in range(len(sealed) * 8):
        turned = bytearray(sealed)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises((Damaged, Locked)):  # Locked: it names a key nobody has
            opened.open("w-1", PLACE, ROW, bytes(turned))


async def test_a_workspace_that_was_not_unlocked_is_locked(db):
    sealed = (await unlocked(db, "w-1")).seal("w-1", PLACE, ROW, TOKEN)
    opened = await unlocked(db)
    with pytest.raises(Locked, match="workspace w-1"):
        opened.seal("w-1", PLACE, ROW, TOKEN)
    with pytest.raises(Locked, match="workspace w-1"):
        opened.open("w-1", PLACE, ROW, sealed)


async def test_a_wrong_key_is_a_refusal_to_start(db):
    await unlocked(db, "w-1")
    with pytest.raises(WrongKey) as refused:
        await unlocked(db, kek=OTHER)
    assert KEK.id in str(refused.value)
    assert OTHER.id in str(refused.value)


async def test_a_lost_key_is_a_refusal_to_start(db, tmp_path):
    data = tmp_path / "data"
    file = tmp_path / "config" / "kek"
    await unlocked(db, "w-1", kek=vault.read(str(file), data=data))
    before = await keys(db)
    file.unlink()  # and the next start makes another
    with pytest.raises(WrongKey):
        await unlocked(db, "w-1", kek=vault.read(str(file), data=data))
    assert await keys(db) == before


async def test_a_check_that_was_removed_does_not_let_a_wrong_key_in(db):
    await unlocked(db, "w-1")
    await change(db, "DELETE FROM data_keys WHERE workspace = 'system'")
    with pytest.raises(WrongKey):
        await unlocked(db, "w-1", kek=OTHER)


async def test_a_wrong_key_under_the_right_name_opens_nothing(db):
    await unlocked(db, "w-1")
    await change(db, "UPDATE data_keys SET kek = :id", id=OTHER.id)
    with pytest.raises(Damaged):
        await unlocked(db, kek=OTHER)


TAMPERED = {
    "it was altered": "UPDATE data_keys SET wrapped = :blob",
    "it is another workspace's": (
        "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys"
        " WHERE workspace = 'w-2' AND purpose = 'secrets')"
        " WHERE workspace = 'w-1' AND purpose = 'secrets'"
    ),
    "it is for another purpose": (
        "UPDATE data_keys SET wrapped = (SELECT wrapped FROM data_keys"
        " WHERE workspace = 'w-1' AND purpose = 'openings')"
        " WHERE workspace = 'w-1' AND purpose = 'secrets'"
    ),
    "it is gone": "UPDATE data_keys SET wrapped = NULL WHERE workspace = 'w-1'",
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_a_data_key_is_refused_when(db, what):
    await unlocked(db, "w-1", "w-2")
    await change(db, TAMPERED[what])
    with pytest.raises(Damaged):
        await unlocked(db, "w-1")


async def test_an_older_key_still_opens_and_no_longer_seals(db):
    before = await unlocked(db, "w-1")
    sealed = before.seal("w-1", PLACE, ROW, TOKEN)
    await change(
        db,
        "UPDATE data_keys SET state = 'decrypt-only'"
        " WHERE workspace = 'w-1' AND purpose = 'secrets'",
    )
    after = await unlocked(db, "w-1")
    assert after.open("w-1", PLACE, ROW, sealed) == TOKEN
    assert after.seal("w-1", PLACE, ROW, TOKEN)[3:11] != sealed[3:11]


async def test_what_a_shredded_key_sealed_is_gone_for_good(db):
    sealed = (await unlocked(db, "w-1")).seal("w-1", PLACE, ROW, TOKEN)
    await change(
        db,
        "UPDATE data_keys SET state = 'shredded', wrapped = NULL"
        " WHERE workspace = 'w-1'",
    )
    opened = await unlocked(db, "w-1")
    with pytest.raises(Locked):
        opened.open("w-1", PLACE, ROW, sealed)


async def test_a_second_active_key_of_a_kind_is_refused_by_the_database(db):
    await unlocked(db, "w-1")
    with pytest.raises(Exception, match=r"(?i)unique"):
        await change(
            db,
            "INSERT INTO data_keys (id, workspace, purpose, kek, wrapped, state)"
            " SELECT 'another', workspace, purpose, kek, wrapped, state"
            " FROM data_keys WHERE workspace = 'w-1'",
        )


async def test_no_secret_shows_in_a_vault_or_in_what_it_raises(db):
    opened = await unlocked(db, "w-1")
    sealed = opened.seal("w-1", PLACE, ROW, TOKEN)
    shown = [repr(opened), str(opened), str(vars(opened))]
    for row in ("43", "44"):
        try:
            opened.open("w-1", PLACE, row, sealed)
        except Damaged as refused:
            shown.append("".join(traceback.format_exception(refused)))
    hidden = [key.secret for key in opened._keys.values()] + [KEK.secret, TOKEN]
    for secret in hidden:
        spellings = (repr(secret)[2:-1], secret.hex(), secret.decode("latin-1"))
        assert not any(spelling in text_ for spelling in spellings for text_ in shown)
