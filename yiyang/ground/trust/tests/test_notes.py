"""Signed notes and proofs: what is genuine opens, what was touched does not."""

from __future__ import annotations

import base64

import pytest

from yiyang.ground.trust import merkle
from yiyang.ground.trust.notes import Malformed, NotSigned, Proof, Signer, TreeHead, Verifier
from yiyang.ground.trust.tests.test_merkle import defined_hash, leaves_of, nodes

SIGNER = Signer("log.example/trust", bytes(range(32)))
OTHER = Signer("log.example/trust", bytes(32))


def test_a_vkey_reads_back_and_a_touched_one_does_not() -> None:
    vkey = SIGNER.verifier.vkey
    assert Verifier.from_vkey(vkey) == SIGNER.verifier
    name, key_id, encoded = vkey.split("+", 2)
    for wrong in (f"{name}x+{key_id}+{encoded}", f"{name}+00000000+{encoded}", name, f"{name}+{key_id}+AAAA", "a+b+?"):
        with pytest.raises(Malformed):
            Verifier.from_vkey(wrong)
    for name in ("", "a b", "a+b"):
        with pytest.raises(ValueError, match="key name"):
            Verifier(name, bytes(32))


def test_a_note_opens_with_its_key_only_and_only_untouched() -> None:
    text = TreeHead("log.example/trust", 3, merkle.EMPTY_ROOT).text
    note = SIGNER.sign(text)
    assert SIGNER.verifier.open(note) == text
    assert SIGNER.verifier.open(note + "— witness.example " + base64.b64encode(bytes(72)).decode() + "\n") == text
    with pytest.raises(NotSigned, match="not of this text"):
        SIGNER.verifier.open(note.replace("\n3\n", "\n4\n"))
    with pytest.raises(NotSigned, match="no signature"):
        OTHER.verifier.open(note)
    for broken in ("", text, note.rstrip("\n"), text + "\n— log.example/trust ?\n", text + "\nno dash\n"):
        with pytest.raises(NotSigned):
            SIGNER.verifier.open(broken)
    with pytest.raises(ValueError, match="newline"):
        SIGNER.sign("no end")


def test_a_tree_head_reads_back() -> None:
    head = TreeHead("log.example/trust", 70_000, defined_hash(leaves_of(3)))
    assert TreeHead.read(head.text) == head
    assert TreeHead.read(head.text + "an extension line\n") == head
    root = base64.b64encode(bytes(32)).decode()
    for wrong in ("", f"o\n01\n{root}\n", f"\n1\n{root}\n", "o\n1\nAAAA\n", f"o\n-1\n{root}\n", f"o\n1\n{root}"):
        with pytest.raises(Malformed):
            TreeHead.read(wrong)


def test_a_proof_reads_back_and_proves_its_leaf_and_no_other() -> None:
    leaves = leaves_of(11)
    note = SIGNER.sign(TreeHead(SIGNER.name, 11, defined_hash(leaves)).text)
    proof = Proof(4, tuple(merkle.inclusion_proof(4, 11, nodes(leaves))), note, leaves[4])
    assert Proof.read(proof.text) == proof
    assert Proof.read(Proof(4, proof.path, note).text).extra == b""
    assert proof.check(leaves[4], [OTHER.verifier, SIGNER.verifier]).size == 11
    with pytest.raises(merkle.NotProven):
        proof.check(leaves[5], [SIGNER.verifier])
    with pytest.raises(NotSigned):
        proof.check(leaves[4], [OTHER.verifier])
    with pytest.raises(NotSigned, match="no key"):
        proof.check(leaves[4], [])
    for wrong in ("", "x\n\n", "c2sp.org/tlog-proof@v1\n\n", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\n"):
        with pytest.raises(Malformed):
            Proof.read(wrong)
