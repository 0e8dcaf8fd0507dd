"""The tree as files: tiles of 256 hashes and bundles of 256 entries, as C2SP tlog-tiles lays them out. Pure.

Tile level L holds the hashes of complete subtrees of `256**L` leaves; the levels between are hashed when needed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from yiyang.ground.trust.merkle import Hash, NodeOf, fold

HEIGHT = 8
WIDTH = 1 << HEIGHT
_PATH = re.compile(r"tile/(?P<level>entries|[0-5]?\d|6[0-3])/(?P<index>(x\d{3}/){0,5}\d{3})(\.p/(?P<width>\d{1,3}))?")
HashesOf = Callable[[int, int], Sequence[Hash]]  # (tile level, tile index) -> its hashes, as many as there are


def node_reader(hashes_of: HashesOf) -> NodeOf:
    """Answer for nodes out of tiles; every tile is fetched once."""
    fetched: dict[tuple[int, int], Sequence[Hash]] = {}

    def node(level: int, index: int) -> Hash:
        tile_level, rest = divmod(level, HEIGHT)
        first = index << rest
        tile = (tile_level, first >> HEIGHT)
        if tile not in fetched:
            fetched[tile] = hashes_of(*tile)
        offset = first % WIDTH
        hashes = fetched[tile][offset : offset + (1 << rest)]
        if len(hashes) != 1 << rest:
            raise LookupError(f"tile {tile_level}/{tile[1]} is too short")
        return fold(hashes)

    return node


def tiles_of(size: int) -> Iterator[tuple[int, int, int]]:
    """Every tile (level, index, width) of a tree of `size` leaves, the partial one of each level last."""
    level, count = 0, size
    while count:
        for index in range(count // WIDTH):
            yield level, index, WIDTH
        if count % WIDTH:
            yield level, count // WIDTH, count % WIDTH
        level, count = level + 1, count // WIDTH


def path_of(level: int | str, index: int, width: int) -> str:
    """Where a tile (or, with level `entries`, a bundle) lies: `tile/0/x001/x234/067.p/12`."""
    groups = [f"{index % 1000:03d}"]
    while index >= 1000:
        index //= 1000
        groups.append(f"x{index % 1000:03d}")
    partial = f".p/{width}" if width < WIDTH else ""
    return f"tile/{level}/{'/'.join(reversed(groups))}{partial}"


def read_path(path: str) -> tuple[int | str, int, int]:
    """Level (or `entries`), index and width of a tile by its path; raises ValueError for any other way to write it."""
    found = _PATH.fullmatch(path)
    if found is None:
        raise ValueError("no tile lies there")
    level: int | str = found["level"] if found["level"] == "entries" else int(found["level"])
    index = int(found["index"].replace("x", "").replace("/", ""))
    width = int(found["width"] or WIDTH)
    if path != path_of(level, index, width) or not 0 < width <= WIDTH:
        raise ValueError("no tile lies there")
    return level, index, width


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length as a big-endian uint16."""
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unbundle(data: bytes) -> list[bytes]:
    """The entries of a bundle; raises ValueError when it ends in the middle of one."""
    entries, place = [], 0
    while place < len(data):
        length = int.from_bytes(data[place : place + 2])
        entry = data[place + 2 : place + 2 + length]
        if len(data) < place + 2 or len(entry) != length:
            raise ValueError("bundle ends inside an entry")
        entries.append(entry)
        place += 2 + length
    return entries
