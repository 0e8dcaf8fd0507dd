"""The tree against an oracle that is nothing but the definition in RFC 9162 §2.1.1."""

from __future__ import annotations

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiyang.ground.trust import merkle
from yiyang.ground.trust.merkle import Frontier, NotProven


def defined_hash(leaves: list[bytes]) -> bytes:
    """MTH, word by word."""
    if not leaves:
        return sha256().digest()
    if len(leaves) == 1:
        return sha256(b"\x00" + leaves[0]).digest()
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return sha256(b"\x01" + defined_hash(leaves[:k]) + defined_hash(leaves[k:])).digest()


def defined_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH, word by word."""
    if len(leaves) == 1:
        return []
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_hash(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_hash(leaves[:k])]


def defined_subproof(m: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    """SUBPROOF, word by word."""
    if m == len(leaves):
        return [] if whole else [defined_hash(leaves)]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    if m <= k:
        return [*defined_subproof(m, leaves[:k], whole), defined_hash(leaves[k:])]
    return [*defined_subproof(m - k, leaves[k:], False), defined_hash(leaves[:k])]


def leaves_of(count: int) -> list[bytes]:
    return [b"leaf %d" % number for number in range(count)]


def nodes(leaves: list[bytes]) -> merkle.NodeOf:
    return lambda level, index: defined_hash(leaves[index << level : (index + 1) << level])


@given(st.integers(0, 600))
def test_roots_agree_with_the_definition(count: int) -> None:
    leaves = leaves_of(count)
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(merkle.leaf_hash(leaf))
    assert frontier.root() == merkle.root(count, nodes(leaves)) == defined_hash(leaves)


@given(st.integers(0, 600))
def test_a_frontier_goes_on_where_another_stopped(count: int) -> None:
    leaves = leaves_of(count + 20)
    frontier = Frontier.at(count, nodes(leaves[:count]))
    for leaf in leaves[count:]:
        for level, index, node in frontier.append(merkle.leaf_hash(leaf)):
            assert node == nodes(leaves)(level, index)
    assert frontier.root() == defined_hash(leaves)


@st.composite
def places(draw: st.DrawFn) -> tuple[int, int]:
    size = draw(st.integers(1, 600))
    return draw(st.integers(0, size - 1)), size


@given(places())
def test_inclusion_proofs_agree_with_the_definition_and_verify(place: tuple[int, int]) -> None:
    index, size = place
    leaves = leaves_of(size)
    proof = merkle.inclusion_proof(index, size, nodes(leaves))
    assert proof == defined_path(index, leaves)
    merkle.check_inclusion(merkle.leaf_hash(leaves[index]), index, size, proof, defined_hash(leaves))


@given(places(), st.data())
def test_a_changed_inclusion_proof_is_refused(place: tuple[int, int], data: st.DataObject) -> None:
    index, size = place
    leaves = leaves_of(size)
    proof = merkle.inclusion_proof(index, size, nodes(leaves))
    leaf, expected = merkle.leaf_hash(leaves[index]), defined_hash(leaves)
    wrong = data.draw(st.sampled_from(["leaf", "index", "longer", "shorter", "step"]))
    if wrong == "leaf":
        leaf = merkle.leaf_hash(b"another")
    elif wrong == "index":
        index = (index + 1) % size if size > 1 else size
    elif wrong == "longer":
        proof = [*proof, bytes(32)]
    elif proof and wrong == "shorter":
        proof = proof[:-1]
    elif proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        proof[at] = bytes([proof[at][0] ^ 1]) + proof[at][1:]
    else:
        expected = bytes(32)
    with pytest.raises(NotProven):
        merkle.check_inclusion(leaf, index, size, proof, expected)


@given(places())
def test_consistency_proofs_agree_with_the_definition_and_verify(place: tuple[int, int]) -> None:
    old, new = place[0] + 1, place[1]
    leaves = leaves_of(new)
    proof = merkle.consistency_proof(old, new, nodes(leaves))
    assert proof == defined_subproof(old, leaves, True)
    merkle.check_consistency(old, new, proof, defined_hash(leaves[:old]), defined_hash(leaves))


@given(places())
def test_a_rewritten_history_is_not_consistent(place: tuple[int, int]) -> None:
    old, new = place[0] + 1, place[1]
    leaves = leaves_of(new)
    rewritten = [b"another", *leaves[1:]]
    proof = merkle.consistency_proof(old, new, nodes(rewritten))
    with pytest.raises(NotProven):
        merkle.check_consistency(old, new, proof, defined_hash(leaves[:old]), defined_hash(rewritten))


def test_places_outside_the_tree_are_refused() -> None:
    with pytest.raises(ValueError, match="inside"):
        merkle.inclusion_proof(3, 3, nodes(leaves_of(3)))
    with pytest.raises(ValueError, match="old tree"):
        merkle.consistency_proof(0, 3, nodes(leaves_of(3)))
    for old, new in ((0, 3), (4, 3)):
        with pytest.raises(NotProven, match="sizes"):
            merkle.check_consistency(old, new, [], bytes(32), bytes(32))
    with pytest.raises(NotProven, match="equal sizes"):
        merkle.check_consistency(3, 3, [], bytes(32), bytes([1] * 32))
    with pytest.raises(NotProven, match="too short"):
        merkle.check_consistency(3, 4, [], bytes(32), bytes(32))
