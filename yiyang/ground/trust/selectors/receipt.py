"""The receipt of one entry: pending until it is sealed, then a proof that strangers can check."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.trust.errors import UnknownEntry
from yiyang.ground.trust.leaf import Leaf
from yiyang.ground.trust.merkle import inclusion_proof
from yiyang.ground.trust.models import Checkpoint, Entry, Payload, Sealed
from yiyang.ground.trust.notes import Proof, TreeHead
from yiyang.ground.trust.selectors.tree import node_of


@dataclass(frozen=True)
class Receipt:
    """What one entry says and where it stands.

    `leaf` is the canonical JSON that was hashed into the tree; `salt` (hex) and `payload` let the holder check that
    `payload_hash` in it is theirs. `index`, `size` and `proof_text` (C2SP tlog-proof, the leaf as its extra data)
    are there once `state` is `sealed`; the same receipt is given every time.
    """

    entry_id: UUID
    kind: str
    at: datetime
    leaf: str
    payload: dict[str, Any]
    salt: str
    state: Literal["pending", "sealed"] = "pending"
    index: int | None = None
    size: int | None = None
    proof_text: str | None = None


def receipt(viewer: Actor, entry_id: UUID) -> Receipt:
    """The receipt of an entry whose payload `viewer` may see now; raises UnknownEntry otherwise.

    The database decides through the transaction's context, so call it inside one that looks through `viewer`'s eyes.
    """
    if viewer.kind == "anonymous":
        raise UnknownEntry
    payload = Payload.objects.filter(entry_id=entry_id).first()
    if payload is None:
        raise UnknownEntry
    leaf = leaf_of(entry_id)
    proof = proof_of(entry_id)
    body: dict[str, Any] = json.loads(payload.body)
    plain = Receipt(entry_id, leaf.kind, leaf.at, leaf.encoded().decode(), body, bytes(payload.salt).hex())
    if proof is None:
        return plain
    size = TreeHead.read(proof.checkpoint).size
    return Receipt(
        plain.entry_id, plain.kind, plain.at, plain.leaf, body, plain.salt, "sealed", proof.index, size, proof.text
    )


def leaf_of(entry_id: UUID, *, using: str = "default") -> Leaf:
    """The leaf of an entry: digests only, so everyone may have it. Raises UnknownEntry."""
    row = (
        Entry.objects.using(using)
        .filter(id=entry_id)
        .values_list("id", "kind", "at", "organisation_id", "actor_ref", "subject_ref", "payload_hash", "version")
        .first()
    )
    if row is None:
        raise UnknownEntry
    return Leaf(*row)


def proof_of(entry_id: UUID, *, using: str = "default") -> Proof | None:
    """The proof of an entry against the first checkpoint that covers it; None while it waits to be sealed."""
    index = Sealed.objects.using(using).filter(entry_id=entry_id).values_list("index", flat=True).first()
    if index is None:
        return None
    size, note = Checkpoint.objects.using(using).filter(size__gt=index).order_by("size").values_list("size", "note")[0]
    path = inclusion_proof(index, size, node_of(using))
    return Proof(index, tuple(path), note, leaf_of(entry_id, using=using).encoded())
