import pytest

from bot.ledger import rules, tiles
from bot.ledger.tiles import WIDTH, Tiles

MANY = WIDTH * WIDTH + 3 * WIDTH + 7  # three levels
HASHES = [rules.leaf_hash(at.to_bytes(4, "big")) for at in range(MANY)]


def cut(hashes):
    """Give every tile of a tree, by path."""
    made = Tiles()
    whole = {path: tile for hash_ in hashes for path, tile in made.add(hash_)}
    return whole | dict(made.rest())


PATHS = {
    (0, 0): "tile/0/000",
    (0, 999): "tile/0/999",
    (1, 1000): "tile/1/x001/000",
    (2, 1234067): "tile/2/x001/x234/067",  # the example of the specification
}


@pytest.mark.parametrize("tile", PATHS, ids=str)
def test_a_tile_is_called_as_the_specification_says(tile):
    assert tiles.path(*tile) == PATHS[tile]


SIZES = {
    0: [],
    1: ["tile/0/000.p/1"],
    255: ["tile/0/000.p/255"],
    256: ["tile/0/000", "tile/1/000.p/1"],
    70000: [  # the example of the specification: 273 tiles and a part of one
        *(f"tile/0/{at:03}" for at in range(273)),
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
    ],
}


@pytest.mark.parametrize("size", SIZES)
def test_a_tree_has_the_tiles_that_the_specification_says(size):
    hashes = (HASHES * 2)[:size]
    assert sorted(cut(hashes)) == SIZES[size]


def test_the_highest_tile_leads_to_the_root():
    hashes = HASHES[: WIDTH * WIDTH]
    assert cut(hashes)["tile/2/000.p/1"] == rules.root(hashes)


@pytest.mark.parametrize("index", [0, 255, 256, WIDTH * WIDTH - 1, MANY - 1])
def test_a_tile_of_each_level_proves_an_entry(index):
    made = cut(HASHES)
    node, at = HASHES[index], index
    for level in range(2):
        path = tiles.path(level, at // WIDTH)
        if path not in made:  # at the right edge: nothing is above it yet
            assert level or index == MANY - 1
            return
        row = [made[path][n : n + 32] for n in range(0, WIDTH * 32, 32)]
        assert row[at % WIDTH] == node
        node, at = rules.root(row), at // WIDTH
    assert node == rules.root(HASHES[: WIDTH * WIDTH]) == made["tile/2/000.p/1"]


def test_no_more_than_a_row_of_each_level_is_held():
    made = Tiles()
    for hash_ in HASHES:
        for _ in made.add(hash_):
            pass
        assert all(len(row) < WIDTH for row in made._rows)
