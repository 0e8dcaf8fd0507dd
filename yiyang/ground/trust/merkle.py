"""The Merkle tree of RFC 9162 §2.1: hashes, proofs and their verification. Pure arithmetic, no tables.

A *node* `(level, index)` is the hash of the complete subtree over the `2**level` leaves that begin at
`index << level`. Whoever can answer for nodes (`NodeOf`) can have any root and any proof.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

Hash = bytes
NodeOf = Callable[[int, int], Hash]
EMPTY_ROOT: Hash = sha256(b"").digest()


class NotProven(Exception):
    """A proof does not lead where it claims to lead."""


def leaf_hash(data: bytes) -> Hash:
    return sha256(b"\x00" + data).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[Hash]) -> Hash:
    """The hash of a complete subtree over `hashes`, whose number must be a power of two."""
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[place], row[place + 1]) for place in range(0, len(row), 2)]
    return row[0]


def _split(count: int) -> int:
    """The largest power of two smaller than `count` (at least 2)."""
    return 1 << (count - 1).bit_length() - 1


def _over(start: int, end: int, node: NodeOf) -> Hash:
    """The tree hash of the leaves `start` … `end - 1`, where the tree splits at `start`."""
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return node(level, start >> level)
    left = _split(count)
    return node_hash(_over(start, start + left, node), _over(start + left, end, node))


def root(size: int, node: NodeOf) -> Hash:
    """The root of the tree of the first `size` leaves."""
    return _over(0, size, node) if size else EMPTY_ROOT


def inclusion_proof(index: int, size: int, node: NodeOf) -> list[Hash]:
    """The path from leaf `index` to the root of the tree of `size` leaves, leaf's sibling first (RFC 9162 §2.1.3.1)."""
    if not 0 <= index < size:
        raise ValueError("index must lie inside the tree")
    path: list[Hash] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(start, middle, node))
            start = middle
    return path[::-1]


def consistency_proof(old: int, new: int, node: NodeOf) -> list[Hash]:
    """Why the tree of `new` leaves begins with the tree of `old` leaves (RFC 9162 §2.1.4.1)."""
    if not 0 < old <= new:
        raise ValueError("the old tree must have leaves, and no more than the new one")
    path: list[Hash] = []
    start, end, whole = 0, new, True
    while old - start != end - start:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_over(middle, end, node))
            end = middle
        else:
            path.append(_over(start, middle, node))
            start, whole = middle, False
    if not whole:
        path.append(_over(start, end, node))
    return path[::-1]


def _climb(place: int, last: int, proof: Sequence[Hash]) -> Iterator[tuple[Hash, bool]]:
    """Each step of a proof and whether it stands on the left, from `place` up to the root (RFC 9162 §2.1.3.2)."""
    for step in proof:
        if last == 0:
            raise NotProven("proof too long")
        on_the_left = bool(place & 1) or place == last
        yield step, on_the_left
        if on_the_left:
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if last:
        raise NotProven("proof too short")


def root_from_inclusion(leaf: Hash, index: int, size: int, proof: Sequence[Hash]) -> Hash:
    """The root that `proof` leads to from `leaf`; raises NotProven when its length cannot fit."""
    if not 0 <= index < size:
        raise NotProven("index outside the tree")
    found = leaf
    for step, on_the_left in _climb(index, size - 1, proof):
        found = node_hash(step, found) if on_the_left else node_hash(found, step)
    return found


def check_inclusion(leaf: Hash, index: int, size: int, proof: Sequence[Hash], expected: Hash) -> None:
    """Raise NotProven unless `leaf` is number `index` in the tree of `size` leaves with root `expected`."""
    if root_from_inclusion(leaf, index, size, proof) != expected:
        raise NotProven("proof leads to another root")


def check_consistency(old: int, new: int, proof: Sequence[Hash], old_root: Hash, new_root: Hash) -> None:
    """Raise NotProven unless the tree (`new`, `new_root`) begins with the tree (`old`, `old_root`) (§2.1.4.2)."""
    if not 0 < old <= new:
        raise NotProven("sizes out of order")
    if old == new:
        if proof or old_root != new_root:
            raise NotProven("equal sizes, different trees")
        return
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        raise NotProven("proof too short")
    shared = (old & -old).bit_length() - 1  # the levels below the largest subtree both trees end in
    first = second = steps[0]
    for step, on_the_left in _climb((old - 1) >> shared, (new - 1) >> shared, steps[1:]):
        first = node_hash(step, first) if on_the_left else first
        second = node_hash(step, second) if on_the_left else node_hash(second, step)
    if first != old_root or second != new_root:
        raise NotProven("proof leads to another root")


@dataclass
class Frontier:
    """The growing right edge of a tree: one complete subtree per set bit of `size`, largest first."""

    size: int = 0
    peaks: list[tuple[int, Hash]] = field(default_factory=list)

    @classmethod
    def at(cls, size: int, node: NodeOf) -> Frontier:
        """The edge of the tree of `size` leaves, read from its nodes."""
        levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
        return cls(size, [(level, node(level, (size >> level) - 1)) for level in levels])

    def append(self, leaf: Hash) -> Iterable[tuple[int, int, Hash]]:
        """Add one leaf; answers every node (level, index, hash) above it that this leaf completed."""
        level, hashed = 0, leaf
        completed: list[tuple[int, int, Hash]] = []
        while self.peaks and self.peaks[-1][0] == level:
            level, hashed = level + 1, node_hash(self.peaks.pop()[1], hashed)
            completed.append((level, self.size >> level, hashed))
        self.peaks.append((level, hashed))
        self.size += 1
        return completed

    def root(self) -> Hash:
        if not self.peaks:
            return EMPTY_ROOT
        found = self.peaks[-1][1]
        for _, peak in reversed(self.peaks[:-1]):
            found = node_hash(peak, found)
        return found
