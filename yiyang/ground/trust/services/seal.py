"""The sequencer: give waiting entries their indices, grow the tree, sign a checkpoint. No deed waits for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connections, transaction

from yiyang.ground.trust import keys
from yiyang.ground.trust.errors import LogBroken
from yiyang.ground.trust.leaf import Leaf
from yiyang.ground.trust.merkle import Frontier, Hash, leaf_hash
from yiyang.ground.trust.models import Checkpoint
from yiyang.ground.trust.notes import NotSigned, Signer, TreeHead, Verifier
from yiyang.ground.trust.selectors.tree import node_of
from yiyang.ground.trust.tiles import HEIGHT

BATCH = 20_000
PACE = timedelta(seconds=1)
_LOCK = 0x7975_7472  # any fixed number: one sequencer at a time
_TAKE = """
WITH taken AS (
    DELETE FROM trust_pending
    WHERE entry_id IN (SELECT entry_id FROM trust_pending ORDER BY entry_id LIMIT %s)
    RETURNING entry_id
)
SELECT t.entry_id, e.kind, e.at, e.organisation_id, e.actor_ref, e.subject_ref, e.payload_hash, e.version
FROM taken t LEFT JOIN trust_entry e ON e.id = t.entry_id ORDER BY t.entry_id
"""
_PLACE = """
INSERT INTO trust_sealed (index, entry_id, leaf_hash)
SELECT %s + place - 1, entry_id, leaf_hash
FROM unnest(%s::uuid[], %s::bytea[]) WITH ORDINALITY AS t (entry_id, leaf_hash, place)
"""
_GROW = "INSERT INTO trust_subtree (level, index, hash) SELECT * FROM unnest(%s::int[], %s::bigint[], %s::bytea[])"


def seal(now: datetime, *, using: str = "worker") -> int:
    """One pass; answers how many entries it sealed, 0 when nothing waits or another sequencer is at work.

    Indices have no gap, since all of a pass commits or none of it does; a crash loses nothing and doubles nothing.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_TAKE, [BATCH])
        rows = cursor.fetchall()
        if not rows:
            return 0
        hashes = [leaf_hash(_leaf(row).encoded()) for row in rows]
        frontier = _frontier(using)
        cursor.execute(_PLACE, [frontier.size, [row[0] for row in rows], hashes])
        cursor.execute(_GROW, _grow(frontier, hashes))
        signer = _signer(using)
        note = signer.sign(TreeHead(signer.name, frontier.size, frontier.root()).text)
        Checkpoint.objects.using(using).create(size=frontier.size, note=note, at=now)
    return len(rows)


def seal_when_due(now: datetime, *, using: str = "worker") -> int:
    """`seal`, but never two checkpoints within a second, however many processes call it."""
    with transaction.atomic(using=using):
        newest = Checkpoint.objects.using(using).order_by("-size").values_list("at", flat=True).first()
    if newest is not None and newest <= now < newest + PACE:
        return 0
    return seal(now, using=using)


def _signer(using: str) -> Signer:
    """The newest key, unless the log has gone on under one that this process does not know yet."""
    newest = Checkpoint.objects.using(using).order_by("-size").values_list("note", flat=True).first()
    if newest is not None and not any(_opens(verifier, newest) for verifier in keys.verifiers(using)):
        raise LogBroken("the newest checkpoint is signed by a key that this process does not know: start it again")
    return keys.signer(using)


def _opens(verifier: Verifier, note: str) -> bool:
    try:
        verifier.open(note)
    except NotSigned:
        return False
    return True


def _leaf(row: tuple) -> Leaf:
    if row[1] is None:
        raise LogBroken(f"entry {row[0]} waits for its index, but is gone")
    return Leaf(*row)


def _frontier(using: str) -> Frontier:
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT coalesce(max(index) + 1, 0) FROM trust_sealed")
        size: int = cursor.fetchone()[0]
    return Frontier.at(size, node_of(using))


def _grow(frontier: Frontier, hashes: Sequence[Hash]) -> tuple[list[int], list[int], list[Hash]]:
    """Append every hash; answers level, index and hash of the tile subtrees that became complete."""
    levels: list[int] = []
    indices: list[int] = []
    grown: list[Hash] = []
    for hashed in hashes:
        for level, index, node in frontier.append(hashed):
            if level % HEIGHT == 0:
                levels.append(level // HEIGHT)
                indices.append(index)
                grown.append(node)
    return levels, indices, grown
