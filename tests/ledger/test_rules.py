import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.ledger import rules
from bot.ledger.rules import Frontier

# The tree that the reference implementation of RFC 6962 is tested with.
LEAVES = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    bytes(range(0x50, 0x58)),
    bytes(range(0x60, 0x70)),
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MANY = 70
HASHES = [rules.leaf_hash(bytes([at])) for at in range(MANY)]
TREES = [rules.root(HASHES[:size]) for size in range(MANY + 1)]
WRONG = bytes(32)


@pytest.mark.parametrize("size", range(1, len(LEAVES) + 1))
def test_the_reference_tree_has_the_reference_roots(size):
    hashes = [rules.leaf_hash(leaf) for leaf in LEAVES[:size]]
    assert rules.root(hashes).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert rules.root([]).hex() == empty


def test_a_leaf_can_not_pass_for_a_node():
    left, right = rules.leaf_hash(b"left"), rules.leaf_hash(b"right")
    assert rules.leaf_hash(left + right) != rules.node_hash(left, right)


@pytest.mark.parametrize("size", range(1, MANY + 1))
def test_every_entry_of_every_small_tree_is_proven_to_be_in_it(size):
    hashes, root = HASHES[:size], TREES[size]
    for index in range(size):
        proof = rules.inclusion(hashes, index)
        given = {"size": size, "root": root}
        assert rules.includes(hashes[index], index, proof=proof, **given)
        assert not rules.includes(WRONG, index, proof=proof, **given)
        assert not rules.includes(hashes[index], index, proof=[*proof, WRONG], **given)
        for at in range(len(proof)):
            bent = [*proof[:at], WRONG, *proof[at + 1 :]]
            assert not rules.includes(hashes[index], index, proof=bent, **given)
        if proof:
            short = proof[:-1]
            assert not rules.includes(hashes[index], index, proof=short, **given)


@pytest.mark.parametrize("size", range(2, MANY + 1))
def test_an_entry_is_not_proven_to_be_in_another_place(size):
    hashes, root = HASHES[:size], TREES[size]
    for index in range(size):
        proof = rules.inclusion(hashes, index)
        for other in (index - 1, index + 1, size, -1):
            if other != index:
                found = rules.includes(
                    hashes[index], other, size=size, root=root, proof=proof
                )
                assert not found


@pytest.mark.parametrize("size", range(MANY + 1))
def test_every_small_tree_is_proven_to_begin_with_every_smaller(size):
    newer = (size, TREES[size])
    for earlier in range(size + 1):
        older = (earlier, TREES[earlier])
        proof = rules.consistency(HASHES[:size], earlier)
        assert rules.extends(older, newer, proof)
        assert not rules.extends(older, newer, [*proof, WRONG])
        if 0 < earlier < size:
            assert not rules.extends((earlier, WRONG), newer, proof)
            assert not rules.extends(older, (size, WRONG), proof)
            assert not rules.extends(older, newer, proof[:-1])
            assert not rules.extends(older, newer, [])


def test_a_tree_does_not_extend_a_larger_one():
    assert not rules.extends((5, TREES[5]), (4, TREES[4]), [])


def test_another_tree_of_the_same_size_is_not_the_same():
    assert not rules.extends((4, TREES[4]), (4, WRONG), [])


def test_a_history_that_was_edited_does_not_extend_the_old_one():
    forked = [WRONG, *HASHES[1:]]
    older, newer = (30, TREES[30]), (50, rules.root(forked[:50]))
    assert not rules.extends(older, newer, rules.consistency(forked[:50], 30))


@given(st.lists(st.binary(max_size=4), max_size=60), st.integers(0, 60))
def test_a_frontier_grows_the_same_however_it_is_cut(leaves, cut):
    hashes = [rules.leaf_hash(leaf) for leaf in leaves]
    halves = Frontier().extended(hashes[:cut]).extended(hashes[cut:])
    assert halves == Frontier().extended(hashes)
    assert Frontier.load(halves.dump()) == halves
    assert len(halves.peaks) == len(hashes).bit_count()


BROKEN = [
    b"",  # nothing at all
    b"\x00" * 7,  # not even a size
    (1).to_bytes(8, "big"),  # one entry, no peak
    (1).to_bytes(8, "big") + b"\x01" * 31,  # a peak that is cut short
    (2).to_bytes(8, "big") + b"\x01" * 64,  # two entries are one peak
    (0).to_bytes(8, "big") + b"\x01" * 32,  # a peak over nothing
]


@pytest.mark.parametrize("blob", BROKEN)
def test_bytes_that_are_no_frontier_are_refused(blob):
    with pytest.raises(ValueError, match="frontier"):
        Frontier.load(blob)
