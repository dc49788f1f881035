import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.vault import rules
from bot.vault.rules import Damaged, DataKey, Kek, Purpose

KEK = Kek(secret=bytes(range(32)))
KEY = DataKey(
    id="0123456789abcdef",
    workspace="w-1",
    purpose=Purpose.SECRETS,
    secret=bytes(range(32, 64)),
)
PLACE, ROW = "installations.bot_token", "42"
SEALED = KEY.seal(PLACE, ROW, b"xoxb-not-a-real-token")


def test_what_was_sealed_opens():
    assert KEY.open(PLACE, ROW, SEALED) == b"xoxb-not-a-real-token"


def test_a_sealed_value_names_its_format_and_its_key():
    assert SEALED[:2] == b"V1"
    assert SEALED[2] == 8
    assert SEALED[3:11].hex() == KEY.id == rules.sealed_by(SEALED, PLACE)
    assert len(SEALED) == 11 + 12 + len(b"xoxb-not-a-real-token") + 16


def test_the_same_secret_never_looks_the_same():
    assert KEY.seal(PLACE, ROW, b"secret") != KEY.seal(PLACE, ROW, b"secret")


@given(st.binary(max_size=300), st.text(max_size=20), st.text(max_size=20))
def test_any_bytes_go_in_and_come_out(secret, column, row):
    place = f"table.{column}"
    assert KEY.open(place, row, KEY.seal(place, row, secret)) == secret


def test_an_empty_secret_is_sealed_too():
    sealed = KEY.seal(PLACE, ROW, b"")
    assert KEY.open(PLACE, ROW, sealed) == b""
    with pytest.raises(Damaged):
        KEY.open(PLACE, "43", sealed)


def test_no_bit_of_a_sealed_value_can_be_turned():
    for bit in range(len(SEALED) * 8):
        turned = bytearray(SEALED)
        turned[bit // 8] ^= 1 << bit % 8
        with pytest.raises(Damaged):
            KEY.open(PLACE, ROW, bytes(turned))


def test_no_part_of_a_sealed_value_opens():
    for length in range(len(SEALED)):
        with pytest.raises(Damaged):
            KEY.open(PLACE, ROW, SEALED[:length])


NO_ENVELOPES = {
    "nothing": b"",
    "half a format": b"V",
    "a format alone": b"V1",
    "another version": b"V2" + SEALED[2:],
    "an id of another length": b"V1\x09" + SEALED[3:],
}


@pytest.mark.parametrize("what", NO_ENVELOPES)
def test_another_format_is_refused(what):
    with pytest.raises(Damaged, match=r"installations\.bot_token"):
        rules.sealed_by(NO_ENVELOPES[what], PLACE)


def other(**changes) -> DataKey:
    """Give the same key, as if it were another's."""
    was = {"id": KEY.id, "workspace": KEY.workspace, "purpose": KEY.purpose}
    return DataKey(**{**was, "secret": KEY.secret, **changes})


MOVED = {
    "another row": (KEY, PLACE, "43"),
    "another column": (KEY, "installations.user_token", ROW),
    "another table": (KEY, "backups.bot_token", ROW),
    "a column whose name runs into the table's": (KEY, "installation.sbot_token", ROW),
    "another workspace": (other(workspace="w-2"), PLACE, ROW),
    "another key's id": (other(id="f" * 16), PLACE, ROW),
    "another key": (other(secret=bytes(32)), PLACE, ROW),
}


@pytest.mark.parametrize("where", MOVED)
def test_a_sealed_value_does_not_open_under(where):
    key, place, row = MOVED[where]
    with pytest.raises(Damaged):
        key.open(place, row, SEALED)


def unwrap(wrapped, kek=KEK, **changes):
    was = {"key": KEY.id, "workspace": KEY.workspace, "purpose": KEY.purpose}
    return kek.unwrap(wrapped, **{**was, **changes})


def test_a_data_key_comes_back_from_its_wrapping():
    wrapped = KEK.wrap(KEY)
    assert KEY.secret not in wrapped
    assert unwrap(wrapped) == KEY


WRAPPED_FOR_ANOTHER = [
    {"key": "f" * 16},  # another id
    {"workspace": "w-2"},  # another workspace
    {"purpose": Purpose.OPENINGS},  # another purpose
    {"kek": Kek(secret=bytes(32))},  # another KEK
]


@pytest.mark.parametrize("changes", WRAPPED_FOR_ANOTHER)
def test_a_wrapped_key_can_not_be_passed_to_another(changes):
    with pytest.raises(Damaged):
        unwrap(KEK.wrap(KEY), **changes)


def test_no_byte_of_a_wrapped_key_can_be_changed():
    good = KEK.wrap(KEY)
    for at in range(len(good)):
        wrapped = bytearray(good)
        wrapped[at] ^= 0x10
        with pytest.raises(Damaged):
            unwrap(bytes(wrapped))


@pytest.mark.parametrize("wrapped", [b"", b"short", bytes(12)])
def test_what_is_no_wrapped_key_is_refused(wrapped):
    with pytest.raises(Damaged):
        unwrap(wrapped)


def test_new_keys_are_all_different():
    keys = [rules.fresh("w-1", Purpose.SECRETS) for _ in range(50)]
    assert len({key.id for key in keys}) == len({key.secret for key in keys}) == 50


def test_neither_key_shows_itself():
    for thing in (KEY, KEK):
        for text in (repr(thing), str(thing), f"{thing}"):
            assert repr(thing.secret)[2:-1] not in text
            assert thing.secret.hex() not in text


def test_a_kek_is_named_by_a_hash():
    assert KEK.id == Kek(secret=bytes(range(32))).id
    assert KEK.id != Kek(secret=bytes(32)).id
    assert len(KEK.id) == 16


def test_no_two_lists_of_parts_look_the_same():
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc")]
    assert len({rules.framed(*parts) for parts in lists}) == len(lists)
