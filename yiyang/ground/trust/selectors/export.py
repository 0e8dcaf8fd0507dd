"""The log as plain files, in the layout of C2SP tlog-tiles: whoever holds the folder can check everything alone."""

from __future__ import annotations

import os
from pathlib import Path

from django.db import connections

from yiyang.ground.trust import keys
from yiyang.ground.trust.leaf import Leaf
from yiyang.ground.trust.models import Checkpoint
from yiyang.ground.trust.selectors.tree import tile
from yiyang.ground.trust.tiles import WIDTH, bundle, path_of, read_path, tiles_of

_BUNDLE = """
SELECT e.id, e.kind, e.at, e.organisation_id, e.actor_ref, e.subject_ref, e.payload_hash, e.version
FROM trust_sealed s JOIN trust_entry e ON e.id = s.entry_id
WHERE s.index >= %s AND s.index < %s ORDER BY s.index
"""


def export(folder: Path, *, using: str = "read") -> int:
    """Write tiles, entry bundles, `vkey` and, last, `checkpoint` into `folder`; answers the size of the tree.

    Full tiles never change, so those already there are left alone and a second export only adds. A reader never
    sees half a file.
    """
    newest = Checkpoint.objects.using(using).order_by("-size").values_list("size", "note").first()
    size, note = newest or (0, None)
    for level, index, width in tiles_of(size):
        path = folder / path_of(level, index, width)
        if not path.exists():
            _write(path, b"".join(tile(level, index, using=using)[:width]))
        path = folder / path_of("entries", index, width)
        if level == 0 and not path.exists():
            _write(path, _entries(index * WIDTH, width, using))
    _write(folder / "vkey", "".join(f"{one.vkey}\n" for one in keys.verifiers(using)).encode())
    if note is not None:
        _write(folder / "checkpoint", note.encode())
    return size


def tile_at(path: str, *, using: str = "default") -> bytes | None:
    """The tile or entry bundle of the published log at `tile/…`; None when the log is not that long (yet)."""
    try:
        level, index, width = read_path(path)
    except ValueError:
        return None
    hashes = tile(level if isinstance(level, int) else 0, index, using=using)
    if len(hashes) < width:
        return None
    return b"".join(hashes[:width]) if isinstance(level, int) else _entries(index * WIDTH, width, using)


def newest_checkpoint(*, using: str = "read") -> str | None:
    """The newest signed checkpoint, as text to hand to outside parties; None while the log is empty."""
    return Checkpoint.objects.using(using).order_by("-size").values_list("note", flat=True).first()


def _entries(first: int, width: int, using: str) -> bytes:
    with connections[using].cursor() as cursor:
        cursor.execute(_BUNDLE, [first, first + width])
        return bundle(Leaf(*row).encoded() for row in cursor.fetchall())


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(data)
    os.replace(half, path)
