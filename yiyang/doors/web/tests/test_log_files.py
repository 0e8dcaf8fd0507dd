"""A stranger's machine fetches the log over HTTP and rebuilds it, without signing in."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.test import Client

from yiyang.ground.trust import selectors
from yiyang.ground.trust import services as trust
from yiyang.ground.trust.tests.test_export import rebuilt
from yiyang.ground.trust.tests.test_seal import deeds
from yiyang.ground.trust.tiles import path_of, tiles_of


def test_the_published_log_can_be_rebuilt(committed: str, now: datetime, tmp_path: Path) -> None:
    client = Client()
    assert client.get("/trust/checkpoint").status_code == 404
    deeds(300, now)
    trust.seal(now)
    paths = ["checkpoint", "vkey"]
    for level, index, width in tiles_of(300):
        paths += [path_of(level, index, width)] + ([path_of("entries", index, width)] if level == 0 else [])
    for path in paths:
        answer = client.get(f"/trust/{path}")
        assert answer.status_code == 200
        assert "public" in answer["Cache-Control"]
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(answer.content)
    assert rebuilt(tmp_path).size == 300
    assert selectors.tile_at("tile/0/001.p/44", using="read") is not None
    for path in ("tile/0/001", "tile/0/001.p/45", "tile/1/000.p/2", "tile/0/1", "tile/x", "tile/entries/002"):
        assert client.get(f"/trust/{path}").status_code == 404
    assert client.post("/trust/checkpoint").status_code == 405
