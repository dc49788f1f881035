import secrets

import pytest

from bot.core import canon
from bot.ledger import leaves
from tests.ledger.scene import NOON

RECORD = {
    "id": "r-1",
    "workspace": "w-1",
    "name": "incidents.declared",
    "about": "inc-1",
    "at": NOON,
    "actor": "U_ANA",
    "because": None,
    "policy": "p-1",
    "data": {"title": "Checkout is down", "severity": "sev1", "tags": ["a"]},
}


def written(record=RECORD):
    leaf, salts = leaves.written(record, secrets.token_bytes)
    return leaves.read(leaf), salts


def test_a_leaf_is_canonical_json_that_names_what_is_not_personal():
    bytes_, _ = leaves.written(RECORD, bytes)
    leaf = canon.loads(bytes_)
    assert bytes_ == canon.dumps(leaf)
    assert {key: leaf[key] for key in ("v", *leaves.OPEN)} == {
        "v": 1,
        "id": "r-1",
        "name": "incidents.declared",
        "about": "inc-1",
        "at": "2026-11-22T12:00:00.000000Z",
        "policy": "p-1",
        "because": None,
    }
    assert leaf["data"].keys() == RECORD["data"].keys()


def test_a_leaf_says_neither_who_nor_what():
    leaf, salts = leaves.written(RECORD, secrets.token_bytes)
    for word in (b"U_ANA", b"Checkout", b"sev1", *map(str.encode, salts.values())):
        assert word not in leaf


def test_the_same_record_never_makes_the_same_leaf():
    assert written()[0]["actor"] != written()[0]["actor"]


def test_every_field_has_a_salt_of_its_own():
    _, salts = written()
    assert salts.keys() == {"actor", "data.title", "data.severity", "data.tags"}
    assert len(set(salts.values())) == len(salts)
    assert {len(bytes.fromhex(salt)) for salt in salts.values()} == {leaves.SALT}


def test_a_commitment_is_the_one_anybody_can_compute():
    # HMAC-SHA256 of the canonical value under the salt, by `openssl dgst`.
    expected = "2017f2756a576933ead5112e5c13a8a30767b24eaafa77f2522a6f806798a339"
    assert leaves.commitment("00" * 32, "U_ANA") == expected


def test_the_record_that_was_entered_has_not_changed():
    leaf, salts = written()
    compared = leaves.compared(leaf, RECORD, salts)
    assert compared == leaves.Comparison(changed=(), erased=frozenset())


CHANGES = {
    "its id": ({"id": "r-2"}, "id"),
    "its name": ({"name": "incidents.resolved"}, "name"),
    "what it is about": ({"about": "inc-2"}, "about"),
    "its time": ({"at": NOON.replace(microsecond=1)}, "at"),
    "its policy": ({"policy": "p-2"}, "policy"),
    "its reason": ({"because": "r-0"}, "because"),
    "who did it": ({"actor": "U_BEN"}, "actor"),
    "that it was somebody": ({"actor": leaves.NOBODY}, "actor"),
    "a word": ({"data": RECORD["data"] | {"title": "All is well"}}, "data.title"),
    "a word to a number": ({"data": RECORD["data"] | {"severity": 1}}, "data.severity"),
    "a list": ({"data": RECORD["data"] | {"tags": ["a", "b"]}}, "data.tags"),
    "a field that is new": ({"data": RECORD["data"] | {"more": 1}}, "data.more"),
    "a number beyond reason": (
        {"data": RECORD["data"] | {"title": 10**30}},
        "data.title",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_record_is_seen_to_have_changed(what):
    change, field = CHANGES[what]
    leaf, salts = written()
    assert leaves.compared(leaf, RECORD | change, salts).changed == (field,)


def test_a_field_that_was_removed_is_a_change():
    leaf, salts = written()
    rest = RECORD | {"data": {"severity": "sev1", "tags": ["a"]}}
    assert leaves.compared(leaf, rest, salts).changed == ("data.title",)


def test_an_erased_field_is_told_and_is_no_change():
    leaf, salts = written()
    del salts["data.title"], salts["actor"]
    rest = RECORD | {"actor": "erased", "data": {"severity": "sev1", "tags": ["a"]}}
    compared = leaves.compared(leaf, rest, salts)
    assert compared.changed == ()
    assert compared.erased == {"data.title", "actor"}


def test_words_in_the_place_of_erased_ones_are_a_change():
    leaf, salts = written()
    del salts["data.title"]
    assert leaves.compared(leaf, RECORD, salts).changed == ("data.title",)


def test_a_field_that_is_called_actor_is_not_the_actor():
    record = RECORD | {"data": {"actor": "U_BEN"}}
    leaf, salts = written(record)
    assert salts.keys() == {"actor", "data.actor"}
    assert leaves.compared(leaf, record, salts).changed == ()


NO_LEAVES = {
    "nothing": b"",
    "an empty object": b"{}",
    "a list": b"[]",
    "null": b"null",
    "no text": b"\xff",
    "a version alone": b'{"v":1}',
    "data that is no object": canon.dumps(dict.fromkeys(leaves.FIELDS, 1)),
}


@pytest.mark.parametrize("what", NO_LEAVES)
def test_bytes_that_were_never_a_leaf_are_refused(what):
    with pytest.raises(ValueError):  # noqa: PT011 (one class for many mistakes)
        leaves.read(NO_LEAVES[what])
