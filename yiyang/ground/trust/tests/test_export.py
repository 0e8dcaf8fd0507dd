"""The exported folder alone holds everything: whoever has it can rebuild the tree."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from click.testing import CliRunner

from yiyang.doors.console.trust import trust as command
from yiyang.ground.trust import merkle, selectors, tiles
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.notes import TreeHead, Verifier
from yiyang.ground.trust.tests.test_seal import deeds


def rebuilt(folder: Path) -> TreeHead:
    """Read nothing but files: bundles to leaves to the root, under the signature of the vkey."""
    head = TreeHead.read(Verifier.from_vkey((folder / "vkey").read_text()).open((folder / "checkpoint").read_text()))
    frontier = merkle.Frontier()
    for level, index, width in tiles.tiles_of(head.size):
        tile = (folder / tiles.path_of(level, index, width)).read_bytes()
        assert len(tile) == 32 * width
        if level == 0:
            entries = tiles.unbundle((folder / tiles.path_of("entries", index, width)).read_bytes())
            assert b"".join(map(merkle.leaf_hash, entries)) == tile
            for entry in entries:
                frontier.append(merkle.leaf_hash(entry))
    assert frontier.root() == head.root
    return head


def test_an_export_can_be_rebuilt_and_grows(committed: str, now: datetime, tmp_path: Path) -> None:
    assert selectors.export(tmp_path) == 0
    assert not (tmp_path / "checkpoint").exists()
    deeds(300, now)
    trust.seal(now)
    assert selectors.export(tmp_path) == 300
    assert rebuilt(tmp_path).size == 300
    full = (tmp_path / "tile/0/000").stat().st_mtime_ns
    deeds(10, now)
    trust.seal(now)
    result = CliRunner().invoke(command, ["export", str(tmp_path), "--json"])
    assert result.stdout.splitlines()[-1] == f'{{"size": 310, "folder": "{tmp_path}"}}'
    assert rebuilt(tmp_path).size == 310
    assert (tmp_path / "tile/0/000").stat().st_mtime_ns == full
    assert not list(tmp_path.rglob("*.half"))
