"""The tree of a log: RFC 6962, as certificate transparency uses it. Pure.

Invariants:
* a leaf's hash and a node's hash begin with different bytes, so that neither can
  pass for the other
* the root of the first n leaves never depends on what comes after them
* a frontier of n leaves holds one hash for each 1 in n's binary digits
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

HASH = 32  # bytes of SHA-256
LARGEST = 2**63 - 1  # more entries than any log can have
EMPTY = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash the bytes of one entry."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two neighbouring subtrees into their parent."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, kw_only=True)
class Frontier:
    """The right edge of a tree: enough to append to it and to know its root."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extended(self, hashes: Iterable[bytes]) -> "Frontier":
        """Give the frontier after more leaves; two hashes each on average."""
        size, peaks = self.size, list(self.peaks)
        for hash_ in hashes:
            node, carry = hash_, size
            while carry & 1:
                node, carry = node_hash(peaks.pop(), node), carry >> 1
            peaks.append(node)
            size += 1
        return Frontier(size=size, peaks=tuple(peaks))

    def root(self) -> bytes:
        """Give the hash that stands for every leaf so far."""
        if not self.peaks:
            return EMPTY
        *higher, root = self.peaks
        for peak in reversed(higher):
            root = node_hash(peak, root)
        return root

    def dump(self) -> bytes:
        """Write it down: the size in eight bytes, then the peaks, highest first."""
        return self.size.to_bytes(8, "big") + b"".join(self.peaks)

    @classmethod
    def load(cls, blob: bytes) -> "Frontier":
        """Read what `dump` wrote. Raises ValueError when it can't be a frontier."""
        size, rest = int.from_bytes(blob[:8], "big"), blob[8:]
        if len(blob) != 8 + HASH * size.bit_count():
            raise ValueError("this is not the frontier of a log")
        peaks = tuple(rest[at : at + HASH] for at in range(0, len(rest), HASH))
        return cls(size=size, peaks=peaks)


def root(hashes: Sequence[bytes]) -> bytes:
    """Give the root over *hashes*, the leaf hashes from the first on."""
    return Frontier().extended(hashes).root()


def _split(size: int) -> int:
    """Give the largest power of two below *size*: the leaves of its left subtree."""
    return 1 << ((size - 1).bit_length() - 1)


def inclusion(hashes: Sequence[bytes], index: int) -> list[bytes]:
    """Prove that leaf *index* is in the tree over *hashes* (RFC 6962, 2.1.1)."""
    if len(hashes) == 1:
        return []
    cut = _split(len(hashes))
    left, right = hashes[:cut], hashes[cut:]
    if index < cut:
        return [*inclusion(left, index), root(right)]
    return [*inclusion(right, index - cut), root(left)]


def consistency(hashes: Sequence[bytes], earlier: int) -> list[bytes]:
    """Prove that the first *earlier* leaves have stayed what they were (2.1.2)."""
    if earlier in (0, len(hashes)):
        return []
    return _unchanged(hashes, earlier, whole=True)


def _unchanged(hashes: Sequence[bytes], earlier: int, *, whole: bool) -> list[bytes]:
    if earlier == len(hashes):
        return [] if whole else [root(hashes)]
    cut = _split(len(hashes))
    left, right = hashes[:cut], hashes[cut:]
    if earlier <= cut:
        return [*_unchanged(left, earlier, whole=whole), root(right)]
    return [*_unchanged(right, earlier - cut, whole=False), root(left)]


def _sides(at: int, last: int) -> Iterator[bool]:
    """Walk from leaf *at* to the root: is each sibling on the left? (RFC 9162)."""
    while last:
        left = bool(at & 1) or at == last
        while left and not at & 1:  # the last leaf rises alone until it has a sibling
            at, last = at >> 1, last >> 1
        yield left
        at, last = at >> 1, last >> 1


def includes(
    leaf: bytes, index: int, *, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Check a proof that the leaf hash *leaf* is entry *index* of *size* entries."""
    if not 0 <= index < size:
        return False
    sides = list(_sides(index, size - 1))
    if len(sides) != len(proof):
        return False
    node = leaf
    for left, sibling in zip(sides, proof, strict=True):
        node = node_hash(sibling, node) if left else node_hash(node, sibling)
    return node == root


def extends(
    older: tuple[int, bytes], newer: tuple[int, bytes], proof: Sequence[bytes]
) -> bool:
    """Check a proof that the tree *newer* (size, root) begins with the tree *older*."""
    (earlier, before), (size, after) = older, newer
    if earlier in (0, size) or earlier > size:
        same = earlier == 0 or older == newer
        return earlier <= size and same and not proof
    # A whole subtree proves itself: its root is the older root.
    path = [before, *proof] if earlier.bit_count() == 1 else list(proof)
    at, last = _risen(earlier - 1, size - 1)
    sides = list(_sides(at, last))
    if len(path) != len(sides) + 1:
        return False
    old = new = path[0]
    for left, sibling in zip(sides, path[1:], strict=True):
        if left:
            old = node_hash(sibling, old)
        new = node_hash(sibling, new) if left else node_hash(new, sibling)
    return (old, new) == (before, after)


def _risen(at: int, last: int) -> tuple[int, int]:
    """Climb to the top of the subtree that the older tree ends with."""
    while at & 1:
        at, last = at >> 1, last >> 1
    return at, last
