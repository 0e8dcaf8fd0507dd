"""Tiles against the sizes and paths of the C2SP specification, and nodes read back out of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.ground.trust import merkle, tiles
from yiyang.ground.trust.tests.test_merkle import defined_hash, leaves_of


@pytest.mark.parametrize(
    ("level", "index", "width", "path"),
    [
        (0, 0, 256, "tile/0/000"),
        (0, 0, 1, "tile/0/000.p/1"),
        (1, 999, 256, "tile/1/999"),
        (0, 1000, 256, "tile/0/x001/000"),
        (0, 1234067, 256, "tile/0/x001/x234/067"),
        ("entries", 273, 112, "tile/entries/273.p/112"),
    ],
)
def test_paths(level: int | str, index: int, width: int, path: str) -> None:
    assert tiles.path_of(level, index, width) == path


@given(st.sampled_from([0, 1, 63, "entries"]), st.integers(0, 10**9), st.integers(1, 256))
def test_paths_read_back(level: int | str, index: int, width: int) -> None:
    assert tiles.read_path(tiles.path_of(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "path",
    ["", "tile/0", "tile/00/000", "tile/64/000", "tile/0/1", "tile/0/x000/001", "tile/0/000.p/256", "tile/0/000.p/0",
     "tile/0/000.p/01", "tile/0/../000", "tile/entries/000/", "tile/0/１２３"],
)  # fmt: skip
def test_no_other_path_is_read(path: str) -> None:
    with pytest.raises(ValueError, match="no tile"):
        tiles.read_path(path)


def test_seventy_thousand_leaves_as_the_specification_counts_them() -> None:
    found = list(tiles.tiles_of(70_000))
    assert len([tile for tile in found if tile[0] == 0 and tile[2] == 256]) == 273
    assert found[273:] == [(0, 273, 112), (1, 0, 256), (1, 1, 17), (2, 0, 1)]
    assert list(tiles.tiles_of(256)) == [(0, 0, 256), (1, 0, 1)]
    assert list(tiles.tiles_of(0)) == []


@given(st.integers(1, 1500), st.data())
def test_nodes_come_out_of_tiles_as_out_of_leaves(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)

    def tile(level: int, index: int) -> list[bytes]:
        width = 256**level
        first = index * 256
        complete = size // width
        return [
            defined_hash(leaves[place * width : (place + 1) * width])
            for place in range(first, min(first + 256, complete))
        ]

    node = tiles.node_reader(tile)
    level = data.draw(st.integers(0, size.bit_length() - 1))
    index = data.draw(st.integers(0, (size >> level) - 1))
    assert node(level, index) == defined_hash(leaves[index << level : (index + 1) << level])
    with pytest.raises(LookupError):
        node(0, size)
    assert merkle.root(size, node) == defined_hash(leaves)


@given(st.lists(st.binary(max_size=400), max_size=300))
def test_bundles_give_back_what_was_put_in(entries: list[bytes]) -> None:
    assert tiles.unbundle(tiles.bundle(entries)) == entries


def test_a_broken_bundle_is_refused() -> None:
    with pytest.raises(ValueError, match="ends inside"):
        tiles.unbundle(tiles.bundle([b"abc"])[:-1])
