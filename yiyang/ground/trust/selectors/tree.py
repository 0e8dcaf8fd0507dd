"""The tree as the tables hold it: tiles, and through them any node."""

from __future__ import annotations

from django.db import connections

from yiyang.ground.trust.merkle import Hash, NodeOf
from yiyang.ground.trust.tiles import WIDTH, node_reader


def tile(level: int, index: int, *, using: str = "default") -> list[Hash]:
    """The hashes of one tile, 256 or, at the right edge, fewer."""
    first = index * WIDTH
    with connections[using].cursor() as cursor:
        if level == 0:
            cursor.execute(
                "SELECT leaf_hash FROM trust_sealed WHERE index >= %s AND index < %s ORDER BY index",
                [first, first + WIDTH],
            )
        else:
            cursor.execute(
                "SELECT hash FROM trust_subtree WHERE level = %s AND index >= %s AND index < %s ORDER BY index",
                [level, first, first + WIDTH],
            )
        return [bytes(row[0]) for row in cursor.fetchall()]


def node_of(using: str = "default") -> NodeOf:
    """Answers for any complete subtree of the sealed tree, reading each tile once."""
    return node_reader(lambda level, index: tile(level, index, using=using))
