"""The log as a page shows it: digests and kinds only, so that anyone may read it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from yiyang.foundation.actors import Actor
from yiyang.ground.trust import keys
from yiyang.ground.trust.errors import ProofRefused
from yiyang.ground.trust.merkle import NotProven
from yiyang.ground.trust.models import Checkpoint, Sealed
from yiyang.ground.trust.notes import Malformed, NotSigned, Proof, TreeHead, Verifier

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One sealed entry."""

    index: int
    entry_id: UUID
    kind: str
    at: datetime
    organisation_id: UUID | None
    leaf_hash: str


@dataclass(frozen=True)
class Head:
    """The newest checkpoint: `note` is the signed text, `vkey` the key that anyone checks it with."""

    size: int
    at: datetime | None
    root: str
    note: str
    vkey: str


@dataclass(frozen=True)
class Proven:
    """What a proof has shown: the leaf stands at `index` in the tree of `size` entries."""

    index: int
    size: int
    kind: str
    at: str
    organisation_id: str | None


def head(viewer: Actor) -> Head:
    """The newest signed state of the log; size 0 while it is empty."""
    newest = Checkpoint.objects.order_by("-size").first()
    vkey = "\n".join(one.vkey for one in keys.verifiers())
    if newest is None:
        return Head(0, None, "", "", vkey)
    root = TreeHead.read(newest.note.partition("\n\n")[0] + "\n").root
    return Head(newest.size, newest.at, root.hex(), newest.note, vkey)


def lines(viewer: Actor, *, before: int | None = None, limit: int = PAGE) -> list[Line]:
    """Sealed entries below the index `before`, the newest first, at most 50."""
    rows = Sealed.objects.select_related("entry").order_by("-index")
    if before is not None:
        rows = rows.filter(index__lt=before)
    return [
        Line(
            row.index, row.entry_id, row.entry.kind, row.entry.at, row.entry.organisation_id, bytes(row.leaf_hash).hex()
        )
        for row in rows[: min(limit, PAGE)]
    ]


def prove(viewer: Actor, text: str) -> Proven:
    """Check a proof that somebody brings, by arithmetic and this log's keys alone. Raises ProofRefused.

    A replaced key counts for what it signed while it was ours: its checkpoint must be one that the log remembers.
    """
    try:
        proof = Proof.read(text.replace("\r\n", "\n").strip() + "\n")
        newest, *older = keys.verifiers()
        tree = proof.check(proof.extra, [newest, *older])
        if older and not _signed(newest, proof.checkpoint):
            _known(proof.checkpoint, tree)
        leaf = json.loads(proof.extra)
    except (Malformed, NotSigned, NotProven, json.JSONDecodeError) as wrong:
        raise ProofRefused(field="proof", reason=str(wrong)) from wrong
    return Proven(proof.index, tree.size, leaf["kind"], leaf["at"], leaf["org"])


def _signed(verifier: Verifier, note: str) -> bool:
    try:
        verifier.open(note)
    except NotSigned:
        return False
    return True


def _known(note: str, tree: TreeHead) -> None:
    kept = Checkpoint.objects.filter(size=tree.size).values_list("note", flat=True).first()
    if kept is None or kept.partition("\n\n")[0] != note.partition("\n\n")[0]:
        raise NotSigned("the key that signed this was replaced, and this log remembers no such checkpoint")
