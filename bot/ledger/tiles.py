"""Tiles: the hashes of a tree in files of 256, as C2SP lays them out. Pure.

A tile of level 0 holds hashes of leaves; one of a level above holds the roots of whole
tiles of the level below. Whoever has them proves any entry with one tile a level
(c2sp.org/tlog-tiles).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.ledger import rules

WIDTH = 256  # hashes of a whole tile
GROUP = 1000  # tiles of a folder


@dataclass
class Tiles:
    """Cuts a tree into tiles while its leaves are counted in; 256 hashes a level."""

    _rows: list[list[bytes]] = field(default_factory=list)
    _whole: list[int] = field(default_factory=list)

    def add(self, hash_: bytes, level: int = 0) -> Iterator[tuple[str, bytes]]:
        """Take the next hash of a *level*; give the tiles that it makes whole."""
        if level == len(self._rows):
            self._rows.append([])
            self._whole.append(0)
        row = self._rows[level]
        row.append(hash_)
        if len(row) == WIDTH:
            yield path(level, self._whole[level]), b"".join(row)
            self._whole[level] += 1
            self._rows[level] = []
            yield from self.add(rules.root(row), level + 1)

    def rest(self) -> Iterator[tuple[str, bytes]]:
        """Give the tiles at the right edge, which are not whole."""
        for level, row in enumerate(self._rows):
            if row:
                partial = f"{path(level, self._whole[level])}.p/{len(row)}"
                yield partial, b"".join(row)


def path(level: int, number: int) -> str:
    """Give the path of a tile: 1234067 is `x001/x234/067`."""
    spelled = f"{number % GROUP:03}"
    while number := number // GROUP:
        spelled = f"x{number % GROUP:03}/{spelled}"
    return f"tile/{level}/{spelled}"
